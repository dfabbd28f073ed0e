//! The template engine: what templates can call, how values are escaped, and how a mistake in a template reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::TemplateError;

/// An environment with every template parsed.
///
/// Templates can call `icon(name)` (inline SVG, hidden from screen readers), `has_icon(name)` and `asset(name)` (address
/// of a published file below the portal's root).
pub(super) fn build(
    templates: BTreeMap<String, String>,
    icons: BTreeMap<String, Arc<str>>,
    assets: BTreeMap<String, String>,
) -> anyhow::Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_debug(true);
    environment.set_formatter(|out, state, value| match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => escape(out, text),
        (AutoEscape::Html, Some(text)) => out.write_str(text).map_err(Error::from),
        _ if value.is_none() => Ok(()),
        _ => minijinja::escape_formatter(out, state, value),
    });
    let icons = Arc::new(icons);
    let known = Arc::clone(&icons);
    environment.add_function("has_icon", move |name: &str| known.contains_key(name));
    environment.add_function("icon", move |name: &str| icon(&icons, name));
    environment.add_function("asset", move |name: &str| {
        assets
            .get(name)
            .cloned()
            .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("the theme has no asset `{name}`")))
    });
    for (name, text) in templates {
        let parsed = environment.add_template_owned(name.clone(), text);
        parsed.map_err(|error| explain(&error, &name))?;
    }
    Ok(environment)
}

fn icon(icons: &BTreeMap<String, Arc<str>>, name: &str) -> Result<Value, Error> {
    let drawing =
        icons.get(name).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("the theme has no icon `{name}`")))?;
    let inner = drawing.strip_prefix("<svg").unwrap_or(drawing);
    // What points along the line points the other way from right to left.
    let turns =
        if matches!(name, "arrow-left" | "arrow-right" | "chevron-right" | "external" | "list") { " icon-turns" } else { "" };
    Ok(Value::from_safe_string(format!("<svg class=\"icon{turns}\" aria-hidden=\"true\" focusable=\"false\"{inner}")))
}

/// Escapes for text and quoted attributes. Unlike the engine's own escape it leaves `/` alone, so addresses stay readable.
/// Characters that turn the direction of text are written out: a title must not rearrange what stands beside it.
fn escape(out: &mut minijinja::Output<'_>, text: &str) -> Result<(), Error> {
    let text = crate::hidden::straightened(text);
    let mut rest = &*text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        let mut characters = from.chars();
        let entity = match characters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        };
        out.write_str(before)?;
        out.write_str(entity)?;
        rest = characters.as_str();
    }
    out.write_str(rest).map_err(Error::from)
}

/// Says which template, which line and which expression; follows includes down to where the mistake is.
pub(super) fn explain(error: &Error, template: &str) -> TemplateError {
    let mut deepest = error;
    while let Some(inner) = std::error::Error::source(deepest).and_then(|it| it.downcast_ref::<Error>()) {
        deepest = inner;
    }
    let at_fault = deepest.range().zip(deepest.template_source()).and_then(|(range, source)| source.get(range));
    let at_fault = at_fault.map(str::trim).filter(|it| !it.is_empty() && !it.contains('\n'));
    let message = match (deepest.kind(), deepest.detail(), at_fault) {
        (ErrorKind::UndefinedError, Some(detail), _) => detail.to_owned(),
        (kind, Some(detail), Some(at_fault)) => format!("{kind}: {detail}, in `{at_fault}`"),
        (kind, Some(detail), None) => format!("{kind}: {detail}"),
        (kind, None, Some(at_fault)) => format!("{kind}, in `{at_fault}`"),
        (kind, None, None) => kind.to_string(),
    };
    let template = deepest.name().or(error.name()).unwrap_or(template).to_owned();
    TemplateError { template, line: deepest.line().or(error.line()), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str, view: &serde_json::Value) -> String {
        let templates = BTreeMap::from([("t.html".to_owned(), template.to_owned())]);
        let icons = BTreeMap::from(["dot", "arrow-left"].map(|it| (it.to_owned(), Arc::from("<svg viewBox=\"0 0 1 1\"></svg>"))));
        let environment = build(templates, icons, BTreeMap::new()).expect("an environment");
        let template = environment.get_template("t.html").expect("the template");
        template.render(Value::from(minijinja::value::Serde(view))).unwrap_or_else(|error| explain(&error, "t.html").to_string())
    }

    #[test]
    fn text_is_escaped_for_attributes_and_content() {
        let view = serde_json::json!({ "x": "<b a=\"1\" b='2'>&/é", "none": null, "n": 3 });
        assert_eq!(render("{{ x }}|{{ none }}|{{ n }}", &view), "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;/é||3");
    }

    #[test]
    fn mistakes_name_template_line_and_expression() {
        let view = serde_json::json!({ "page": {} });
        assert_eq!(render("\n{{ page.titel }}", &view), "template `t.html`, line 2: `page.titel` is undefined");
        let unknown = render("{{ icon('nope') }}", &view);
        assert!(unknown.contains("line 1") && unknown.contains("the theme has no icon `nope`"), "{unknown}");
    }

    #[test]
    fn only_icons_with_a_direction_turn() {
        let drawn = render("{{ icon('arrow-left') }}", &serde_json::json!({}));
        assert!(drawn.starts_with("<svg class=\"icon icon-turns\""), "{drawn}");
    }

    #[test]
    fn icons_are_hidden_from_screen_readers() {
        let drawn = render("{{ icon('dot') }}", &serde_json::json!({}));
        assert_eq!(drawn, "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 1 1\"></svg>");
    }
}
