//! Constructs of GitBook: `{% hint %}`, `{% tabs %}`, `{% code %}`, `{% embed %}` and the rest.
//!
//! GitBook's own tags are read in every dialect but Jekyll, where Liquid has already run. Any other tag is left to the
//! reader as text, except in GitBook itself, where nothing in `{% %}` is ever shown.

mod cards;

use super::attributes::{self, Attributes};
use super::blocks::{Construct, End, Opening};
use super::container::{Admonition, Container};
use super::source_map::Origin;
use crate::config::DialectName;

/// Tags that hold blocks: name, element, class.
const ELEMENTS: &[(&str, &str)] = &[
    ("stepper", "stepper"),
    ("step", "step"),
    ("columns", "columns"),
    ("column", "column"),
    ("updates", "updates"),
    ("update", "update"),
    ("content-ref", "content-ref"),
    ("prompt", "prompt"),
];

/// A tag cut into its name and what it says.
struct Tag<'a> {
    name: &'a str,
    list: Attributes,
    /// What follows it on the line.
    rest: &'a str,
}

fn read(content: &str) -> Option<Tag<'_>> {
    let (inner, rest) = content.strip_prefix("{%")?.split_once("%}")?;
    let inner = inner.trim_matches(['-', ' ', '\t']);
    let (name, list) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    Some(Tag { name, list: attributes::parse(list), rest: rest.trim() })
}

/// A line that starts with a tag.
pub(super) fn tag(content: &str, next: &[(&str, Origin)], dialect: DialectName) -> Option<Construct> {
    if dialect == DialectName::Jekyll {
        return None;
    }
    let tag = read(content)?;
    if dialect == DialectName::Techdocs && matches!(tag.name, "raw" | "endraw") && tag.rest.is_empty() {
        // Written for mkdocs-macros, which has run where it is listed; nobody means it to be read.
        return Some(Construct::Nothing(0));
    }
    if let Some(name) = tag.name.strip_prefix("end") {
        let known = containers().find(|it| *it == name);
        let nothing = (dialect == DialectName::Gitbook || matches!(name, "embed" | "file")).then_some(Construct::Nothing(0));
        return known.map(|it| Construct::Close(End::Tag(it))).or(nothing);
    }
    if let Some(opening) = opening(&tag, next) {
        let rest = tag.rest;
        let end = format!("{{% end{} %}}", tag.name);
        let mut opening = opening;
        if let Some(inner) = rest.strip_suffix(end.as_str()) {
            opening.end = End::Indent;
            opening.first_lines.push(inner.trim().to_owned());
        } else if !rest.is_empty() {
            opening.first_lines.push(rest.to_owned());
        }
        return Some(Construct::Open(opening));
    }
    match tag.name {
        "embed" => Some(Construct::Lines(vec![link(tag.list.get("url").unwrap_or_default(), None), String::new()])),
        "file" => {
            Some(Construct::Lines(vec![link(tag.list.get("src").unwrap_or_default(), tag.list.get("caption")), String::new()]))
        }
        "swagger" | "openapi" | "openapi-operation" | "openapi-schemas" => {
            let source = tag.list.get("src").or(tag.list.get("spec")).filter(|it| it.contains(['/', '.']));
            // What stands between the tags is a link to it already.
            let source = source.filter(|_| !has_body(tag.name, next));
            Some(source.map_or(Construct::Nothing(0), |it| Construct::Lines(vec![link(it, None), String::new()])))
        }
        _ if dialect == DialectName::Gitbook => Some(Construct::Nothing(0)).filter(|_| tag.rest.is_empty() || next.is_empty()),
        _ => None,
    }
}

/// Lines between tags that are looked through for text.
const BODY: usize = 20;

/// Whether text stands between a tag and its end tag.
fn has_body(name: &str, next: &[(&str, Origin)]) -> bool {
    let end = format!("end{name}");
    let is_end = |it: &str| it.strip_prefix("{%").is_some_and(|it| it.trim_start_matches(['-', ' ']).starts_with(&end));
    let mut body = next.iter().take(BODY).map(|it| it.0.trim()).filter(|it| !it.is_empty());
    body.next().is_some_and(|it| !it.starts_with("{%")) && body.any(is_end)
}

/// The names of tags that have an end tag.
fn containers() -> impl Iterator<Item = &'static str> {
    ["hint", "tabs", "tab", "code"].into_iter().chain(ELEMENTS.iter().map(|it| it.0))
}

fn opening(tag: &Tag<'_>, next: &[(&str, Origin)]) -> Option<Opening> {
    let name = containers().find(|it| *it == tag.name)?;
    let end = End::Tag(name);
    let title = tag.list.get("title").map(str::to_owned);
    Some(match name {
        "hint" => {
            let kind = tag.list.get("style").unwrap_or("info").to_lowercase();
            Opening::of(
                Container::Admonition(Admonition { classes: vec![kind], collapsible: None, fallback: String::new() }),
                end,
            )
        }
        "tabs" => Opening::of(Container::TabSet { selected: 0 }, end),
        "tab" => Opening { title: Some(title.unwrap_or_default()), ..Opening::of(Container::Tab, end) },
        "code" => Opening::of(Container::Code { title, numbered: tag.list.get("linenumbers") == Some("true") }, end),
        _ => {
            let title = (name == "update").then(|| tag.list.get("date").map(str::to_owned)).flatten();
            let class = ELEMENTS.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
            let attributes = Attributes { classes: class.into_iter().collect(), ..Attributes::default() };
            let mut opening = Opening::of(Container::Element { name: "div", attributes }, end);
            if let Some(date) = title {
                opening.first_lines = vec![format!("**{date}**"), String::new()];
            }
            if let Some(url) =
                tag.list.get("url").filter(|_| name == "content-ref" && tag.rest.is_empty() && !has_body(name, next))
            {
                opening.first_lines = vec![link(url, None)];
            }
            opening
        }
    })
}

/// A link on a line of its own.
fn link(address: &str, words: Option<&str>) -> String {
    let file = address.rsplit('/').next().filter(|it| !it.is_empty() && !address.contains("://"));
    let words = words.filter(|it| !it.is_empty()).or(file).unwrap_or(address);
    let words: String = words
        .chars()
        .flat_map(|it| if matches!(it, '[' | ']' | '\\' | '_' | '*' | '<') { vec!['\\', it] } else { vec![it] })
        .collect();
    let address: String = address.chars().filter(|it| !matches!(it, '<' | '>')).collect();
    format!("[{words}](<{address}>)")
}

/// A line without the tags that stand inside it: GitBook shows none. A table of cards is a list of them.
pub(super) fn without_tags(line: &str) -> std::borrow::Cow<'_, str> {
    if let Some(cards) = cards::of_table(line) {
        return cards.into();
    }
    if !line.contains("{%") || !line.contains("%}") {
        return line.into();
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut code = false;
    while let Some(at) = rest.find(['`', '{']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        code ^= after.starts_with('`');
        rest = match after.strip_prefix("{%").filter(|_| !code).and_then(|it| it.split_once("%}")) {
            Some((_, after)) => after,
            None => {
                let (one, after) = after.split_at(1);
                out.push_str(one);
                after
            }
        };
    }
    out.push_str(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags() {
        let Some(Construct::Open(it)) = tag("{% hint style=\"danger\" %}", &[], DialectName::Gitbook) else {
            panic!("no container")
        };
        assert_eq!(it.end, End::Tag("hint"));
        assert_eq!(tag("{% endhint %}", &[], DialectName::Github), Some(Construct::Close(End::Tag("hint"))));
        let Some(Construct::Lines(lines)) = tag("{% file src=\"../a/b (1).pdf\" %}", &[], DialectName::Gitbook) else {
            panic!("no link")
        };
        assert_eq!(lines.first().map(String::as_str), Some("[b (1).pdf](<../a/b (1).pdf>)"));
    }

    #[test]
    fn a_definition_is_linked_once() {
        let at = Origin { line: 1, shift: 0 };
        let text = "{% openapi src=\"a.yaml\" path=\"/b\" %}";
        let lines = [("[a.yaml](a.yaml)", at), ("{% endopenapi %}", at)];
        assert_eq!(tag(text, &lines, DialectName::Gitbook), Some(Construct::Nothing(0)));
        for lines in [&lines[1..], &lines[..1], &[]] {
            assert!(matches!(tag(text, lines, DialectName::Gitbook), Some(Construct::Lines(_))), "{lines:?}");
        }
    }

    #[test]
    fn leaves_others_alone_elsewhere() {
        assert_eq!(tag("{% if x %}", &[], DialectName::Techdocs), None);
        assert_eq!(tag("{% raw %}", &[], DialectName::Techdocs), Some(Construct::Nothing(0)));
        assert_eq!(tag("{% whatever %}", &[], DialectName::Gitbook), Some(Construct::Nothing(0)));
        assert_eq!(without_tags("a {% b %}c `{% d %}`"), "a c `{% d %}`");
    }
}
