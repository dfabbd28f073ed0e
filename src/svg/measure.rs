//! What would cost the XML reader more than the drawing is long: it compares every attribute of an element with every
//! other, looks names up in all prefixes, and writes an entity's value wherever it is named.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;

/// Attributes of one element.
const ATTRIBUTES: usize = 500;
/// Prefixes of one drawing; drawing programs write about ten.
const PREFIXES: usize = 100;
/// Bytes that entities may become. Illustrator writes the addresses of namespaces with them.
const EXPANSION: usize = 1_000_000;

/// Refuses what is beyond all measure, in one pass over the text and before it is parsed.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let refuse = |reason: String| Err(Fault { reason, span: None });
    if most_attributes(text) > ATTRIBUTES {
        return refuse(format!("has an element of more than {ATTRIBUTES} attributes"));
    }
    let prefixes: BTreeSet<&str> =
        text.split("xmlns:").skip(1).filter_map(|it| it.split(['=', ' ', '\t', '\r', '\n']).next()).collect();
    if prefixes.len() > PREFIXES {
        return refuse(format!("uses more than {PREFIXES} namespaces"));
    }
    match expansion(text) {
        None => refuse("has entities that are made of entities".to_owned()),
        Some(bytes) if bytes > EXPANSION => refuse(format!("has entities that grow to more than {EXPANSION} bytes")),
        Some(_) => Ok(()),
    }
}

/// No value holds a `<`, so what stands between two of them has the attributes of one element at most.
fn most_attributes(text: &str) -> usize {
    let quoted = |it: &&str| it.trim_start().starts_with(['"', '\'']);
    text.split('<').map(|it| it.split('=').skip(1).filter(quoted).count()).max().unwrap_or_default()
}

/// Bytes that all entities of a text become; `None` where one is made of others.
fn expansion(text: &str) -> Option<usize> {
    let mut values: BTreeMap<&str, usize> = BTreeMap::new();
    for declaration in text.split("<!ENTITY").skip(1) {
        let declaration = declaration.trim_start();
        let name = declaration.split(char::is_whitespace).next().unwrap_or_default();
        let rest = declaration.get(name.len()..).unwrap_or_default().trim_start();
        let Some(quote) = rest.chars().next().filter(|it| matches!(it, '"' | '\'')) else { continue };
        let value = rest.split(quote).nth(1).unwrap_or_default();
        if value.contains('&') {
            return None;
        }
        let known = values.entry(name).or_default();
        *known = value.len().max(*known);
    }
    if values.is_empty() {
        return Some(0);
    }
    let named = text.split('&').skip(1).filter_map(|it| it.split(';').next());
    Some(named.map(|it| values.get(it).copied().unwrap_or_default()).sum())
}

#[cfg(test)]
mod tests {
    use super::super::sanitise;

    fn refused(text: &str) -> String {
        sanitise(text).err().map(|it| it.reason).unwrap_or_default()
    }

    #[test]
    fn what_drawing_programs_write_is_drawn() {
        let illustrator = "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\" [<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">]>\
            <svg xmlns=\"&ns_svg;\" xmlns:a=\"b\"><rect/></svg>";
        assert!(sanitise(illustrator).expect("a drawing").text.contains("<rect/>"));
    }

    #[test]
    fn entities_are_bounded() {
        let with = |value: &str, times: usize| {
            let text = "&a;".repeat(times);
            format!("<!DOCTYPE svg [<!ENTITY a '{value}'>]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>{text}</text></svg>")
        };
        assert_eq!(refused(&with("x", 1_000)), "");
        assert_eq!(refused(&with(&"x".repeat(10_000), 1_000)), "has entities that grow to more than 1000000 bytes");
        assert_eq!(refused(&with("&b;", 1)), "has entities that are made of entities");
        assert_eq!(refused(&with("&#38;b;", 1)), "has entities that are made of entities");
    }

    #[test]
    fn attributes_and_namespaces_are_bounded() {
        let many = |name: &str, count: usize| {
            let attributes: String = (0..count).map(|it| format!(" {name}{it} = 'u{it}'")).collect();
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{attributes}/>")
        };
        assert_eq!(refused(&many("a", 400)), "");
        assert_eq!(refused(&many("a", 50_000)), "has an element of more than 500 attributes");
        assert_eq!(refused(&many("xmlns:a", 90)), "");
        assert_eq!(refused(&many("xmlns:a", 200)), "uses more than 100 namespaces");
    }
}
