//! Formulas: TeX to MathML, at build time.

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::escape;

/// Longer formulas are shown as their source.
const MAX_BYTES: usize = 16 * 1024;

/// A formula as finished HTML; where it cannot be typeset, its source, and why.
pub(super) fn html(tex: &str, display: bool) -> (String, Option<String>) {
    let class = if display { "math math-display" } else { "math" };
    match mathml(tex, display) {
        Ok(mathml) => (format!("<span class=\"{class}\">{mathml}</span>"), None),
        Err(reason) => {
            let mut html = format!("<code class=\"{class} math-source\">");
            escape::push(&mut html, tex.trim());
            html.push_str("</code>");
            (html, Some(reason))
        }
    }
}

fn mathml(tex: &str, display: bool) -> Result<String, String> {
    if tex.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(tex, &storage).collect();
    let events = events.map_err(|error| error.to_string().lines().next().unwrap_or("it is not TeX").to_owned())?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, annotation: None, ..RenderConfig::default() };
    let mut out = String::new();
    push_mathml(&mut out, events.into_iter().map(Ok::<_, std::convert::Infallible>), config).map_err(|it| it.to_string())?;
    if out.contains("href") || out.contains("<script") || out.contains(" on") {
        return Err("it holds a link or a handler".to_owned());
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typesets() {
        let (html, problem) = html("x^2 + \\frac{1}{2}", true);
        assert!(html.contains("<msup>") && html.contains("<mfrac>"), "{html}");
        assert_eq!(problem, None);
    }

    #[test]
    fn shows_the_source_of_what_it_cannot() {
        let (html, problem) = html("\\nosuchcommand{<b>}", false);
        assert!(html.contains("&lt;b&gt;"), "{html}");
        assert!(problem.is_some());
    }
}
