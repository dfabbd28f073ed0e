//! Constructs of MkDocs Material and TechDocs: `!!!`, `???`, `===`, `///`, abbreviations, `[TOC]`.

use super::attributes::Attributes;
use super::blocks::{Construct, End, Opening};
use super::container::{Admonition, Container, capitalised};
use super::source_map::Origin;
use crate::config::DialectName;

/// `!!! note "Title"`, `??? tip`, `???+ tip`, `=== "Tab"`.
pub(super) fn indented(content: &str) -> Option<Construct> {
    if let Some(rest) = content.strip_prefix("===") {
        return tab(rest);
    }
    let (rest, collapsible) = match content.strip_prefix("!!!") {
        Some(rest) => (rest, None),
        None => {
            let rest = content.strip_prefix("???")?;
            let open = rest.strip_prefix('+');
            (open.unwrap_or(rest), Some(open.is_some()))
        }
    };
    let rest = rest.trim();
    if rest.is_empty() || !rest.starts_with(|it: char| it.is_alphanumeric() || matches!(it, '"' | '_' | '-')) {
        return None;
    }
    let (classes, title) = head(rest);
    let fallback = match (&title, classes.first()) {
        (None, Some(kind)) => capitalised(kind),
        _ => String::new(),
    };
    let classes = if classes.is_empty() && collapsible.is_none() { vec!["note".to_owned()] } else { classes };
    let admonition = Admonition { classes, collapsible, fallback };
    Some(Construct::Open(Opening::of(Container::Admonition(admonition), End::Indent).titled(title)))
}

/// The classes and the title of `note inline "Title"`. Words that are no class are the title that its author forgot to quote.
fn head(text: &str) -> (Vec<String>, Option<String>) {
    let (words, quoted) = match text.split_once('"') {
        Some((words, rest)) => (words, Some(rest.strip_suffix('"').unwrap_or(rest).to_owned())),
        None => (text, None),
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let is_class = |it: &&&str| it.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
    if quoted.is_some() || words.iter().all(|it| is_class(&it)) {
        return (words.iter().map(|it| it.to_lowercase()).collect(), quoted);
    }
    let kind = words.first().map(|it| it.trim_matches(|it: char| !it.is_alphanumeric()).to_lowercase());
    let title = words.get(1..).unwrap_or_default().join(" ");
    (kind.into_iter().collect(), Some(title))
}

/// What follows `===`.
fn tab(rest: &str) -> Option<Construct> {
    let (rest, new_set, selected) = match rest.strip_prefix('!') {
        Some(rest) => (rest, true, false),
        None => rest.strip_prefix('+').map_or((rest, false, false), |rest| (rest, false, true)),
    };
    let rest = rest.trim();
    let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let label = rest.strip_prefix(quote)?.strip_suffix(quote)?;
    let opening = Opening { new_set, selected, ..Opening::of(Container::Tab, End::Indent) };
    Some(Construct::Open(Opening { title: Some(label.to_owned()), ..opening }))
}

/// Kinds of `///` blocks that are admonitions.
const KINDS: &[&str] = &[
    "note",
    "attention",
    "caution",
    "danger",
    "error",
    "tip",
    "hint",
    "warning",
    "info",
    "abstract",
    "success",
    "question",
    "failure",
    "bug",
    "example",
    "quote",
    "important",
    "new",
    "settings",
    "check",
    "tldr",
    "summary",
];

/// `/// note | Title`, its options on the lines after it, and the `///` that ends it.
pub(super) fn slashes(content: &str, next: &[(&str, Origin)]) -> Option<Construct> {
    let count = content.bytes().take_while(|it| *it == b'/').count();
    let rest = content.get(count..).filter(|_| count >= 3)?.trim();
    if rest.is_empty() {
        return Some(Construct::Close(End::Slashes(count)));
    }
    let (name, title) = rest.split_once('|').map_or((rest, None), |(name, title)| (name.trim(), Some(title.trim().to_owned())));
    let lower = name.to_ascii_lowercase();
    let name = lower.as_str();
    let (options, more_lines) = options(next);
    let option = |key: &str| options.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let end = End::Slashes(count);
    let container = match name {
        "tab" => {
            let opening = Opening {
                new_set: option("new") == Some("true"),
                selected: option("select") == Some("true"),
                ..Opening::of(Container::Tab, end)
            };
            return Some(Construct::Open(Opening { title: Some(title.unwrap_or_default()), more_lines, ..opening }));
        }
        "html" => Container::Element { name: "div", attributes: Attributes::default() },
        "caption" | "figure-caption" | "table-caption" => {
            Container::Element { name: "figcaption", attributes: Attributes::default() }
        }
        "admonition" => admonition(option("type").unwrap_or("note"), None),
        _ => match name.strip_prefix("details") {
            Some(kind) if kind.is_empty() || kind.starts_with('-') => {
                let kind = option("type").unwrap_or(kind.trim_start_matches('-'));
                admonition(kind, Some(option("open").is_some_and(|it| it.eq_ignore_ascii_case("true"))))
            }
            _ if KINDS.contains(&name) => admonition(option("type").unwrap_or(name), None),
            _ => return None,
        },
    };
    let opening = Opening::of(container, end).titled(title);
    Some(Construct::Open(Opening { more_lines, ..opening }))
}

fn admonition(kind: &str, collapsible: Option<bool>) -> Container {
    let classes = if kind.is_empty() { Vec::new() } else { vec![kind.to_lowercase()] };
    let fallback = if kind.is_empty() { "Details".to_owned() } else { capitalised(kind) };
    Container::Admonition(Admonition { classes, collapsible, fallback })
}

/// The options of a `///` block: `    key: value` on the lines right after it.
fn options(next: &[(&str, Origin)]) -> (Vec<(String, String)>, usize) {
    let lines = next.iter().map_while(|(line, _)| {
        let (key, value) = line.strip_prefix("    ")?.split_once(':')?;
        let plain = !key.is_empty() && key.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
        plain.then(|| (key.to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
    });
    let options: Vec<_> = lines.collect();
    let count = options.len();
    (options, count)
}

/// `*[HTML]: HyperText Markup Language`.
pub(super) fn abbreviation(content: &str, dialect: DialectName) -> Option<Construct> {
    if !matches!(dialect, DialectName::Techdocs | DialectName::Jekyll) {
        return None;
    }
    let (short, long) = content.strip_prefix("*[")?.split_once("]:")?;
    let sound = !short.trim().is_empty() && !short.contains('[');
    sound.then(|| Construct::Abbreviation(short.trim().to_owned(), long.trim().trim_matches(['"', '\'']).to_owned()))
}

/// `[TOC]` alone on its line.
pub(super) fn toc(content: &str, dialect: DialectName) -> Option<Construct> {
    let is_marker = content.trim_end() == "[TOC]" && dialect == DialectName::Techdocs;
    is_marker.then(|| Construct::Open(Opening::of(Container::Contents, End::Indent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admonition_of(content: &str) -> Option<(Admonition, Option<String>)> {
        match indented(content)? {
            Construct::Open(Opening { container: Container::Admonition(it), title, .. }) => Some((it, title)),
            _ => None,
        }
    }

    #[test]
    fn reads_admonitions() {
        let (it, title) = admonition_of("!!! Note Two").expect("an admonition");
        assert_eq!(
            (it.classes.as_slice(), it.fallback.as_str(), title),
            (["note".to_owned(), "two".to_owned()].as_slice(), "Note", None)
        );
        let (it, title) = admonition_of("???+ tip \"Mind *this*\"").expect("details");
        assert_eq!((it.collapsible, title.as_deref()), (Some(true), Some("Mind *this*")));
        let (it, title) = admonition_of("!!! warning \"\"").expect("an admonition");
        assert_eq!((it.fallback.as_str(), title), ("", None));
        let (it, title) = admonition_of("!!! note: Forgot the quotes.").expect("an admonition");
        assert_eq!((it.classes.first().map(String::as_str), title.as_deref()), (Some("note"), Some("Forgot the quotes.")));
    }

    #[test]
    fn leaves_text_alone() {
        for text in ["!!!", "!!! ", "????", "=====", "=== Title", "====", "///", "/// A doc comment."] {
            let found = indented(text).or_else(|| slashes(text, &[]).filter(|it| !matches!(it, Construct::Close(_))));
            assert_eq!(found, None, "{text}");
        }
    }
}
