//! Text, cut where something is recognised in it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{LinkType, Tag, TagEnd};

use super::super::nodes::{Kind, Node};
use super::super::{attributes, escape};
use super::emoji::{self, Shortcode};
use super::symbols::{self, Symbol};
use super::{Rules, autolink};
use crate::config::DialectName;

/// The abbreviations of a page, by their first letter, the longest first.
#[derive(Debug, Default)]
pub(in super::super) struct Abbreviations {
    by_letter: BTreeMap<char, Vec<(String, Arc<str>)>>,
}

/// More abbreviations than this are not looked for.
const MAX_ABBREVIATIONS: usize = 500;

impl Abbreviations {
    /// From what a page defines; the last definition counts.
    pub(in super::super) fn of(list: &[(String, String)]) -> Self {
        let mut by_letter: BTreeMap<char, Vec<(String, Arc<str>)>> = BTreeMap::new();
        let mut sorted: Vec<_> = list.iter().rev().take(MAX_ABBREVIATIONS).collect();
        sorted.sort_by_key(|it| std::cmp::Reverse(it.0.len()));
        for (short, long) in sorted {
            if let Some(letter) = short.chars().next() {
                let list = by_letter.entry(letter).or_default();
                if !list.iter().any(|it| it.0 == *short) {
                    list.push((short.clone(), Arc::from(long.as_str())));
                }
            }
        }
        Self { by_letter }
    }

    fn at(&self, rest: &str, before: Option<char>) -> Option<(&str, &Arc<str>)> {
        let letter = rest.chars().next()?;
        let list = self.by_letter.get(&letter)?;
        let word = |it: char| it.is_alphanumeric() || it == '_';
        if before.is_some_and(word) {
            return None;
        }
        let ends = |short: &str| !rest.get(short.len()..).is_some_and(|it| it.starts_with(word));
        list.iter().find(|(short, _)| rest.starts_with(short.as_str()) && ends(short)).map(|(a, b)| (a.as_str(), b))
    }
}

/// Whether something may start with this byte.
fn is_trigger(byte: u8) -> bool {
    matches!(byte, b'h' | b'H' | b'f' | b'F' | b'w' | b'W' | b'@' | b':' | b'(' | b'+' | b'-' | b'<' | b'=' | b'c' | b'0'..=b'9')
}

/// What was found in text.
struct Found<'a> {
    /// Bytes before it that belong to it.
    back: usize,
    length: usize,
    nodes: Vec<Kind<'a>>,
}

/// Cuts a text and appends its parts.
pub(super) fn cut<'a>(text: &str, range: &Range<usize>, rules: &Rules<'_>, in_link: bool, out: &mut Vec<Node<'a>>) {
    let abbreviations = !rules.abbreviations.by_letter.is_empty();
    let (mut done, mut at) = (0, 0);
    let offset = |it: usize| (range.start + it).min(range.end);
    let mut before: Option<char> = None;
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let skip = if abbreviations { 0 } else { rest.bytes().position(is_trigger).unwrap_or(rest.len()) };
        if skip > 0 {
            before = rest.get(..skip).and_then(|it| it.chars().next_back());
            at += skip;
            continue;
        }
        let behind = text.get(done..at).unwrap_or_default();
        let Some(found) = find(rest, behind, before, rules, in_link) else {
            let letter = rest.chars().next();
            at += letter.map_or(1, char::len_utf8);
            before = letter;
            continue;
        };
        let start = at - found.back;
        push(out, Kind::Text(text.get(done..start).unwrap_or_default().to_owned().into()), offset(done)..offset(start));
        at += found.length;
        for kind in found.nodes {
            push(out, kind, offset(start)..offset(at));
        }
        done = at;
        before = text.get(..at).and_then(|it| it.chars().next_back());
    }
    push(out, Kind::Text(text.get(done..).unwrap_or_default().to_owned().into()), offset(done)..range.end);
}

fn push<'a>(out: &mut Vec<Node<'a>>, kind: Kind<'a>, range: Range<usize>) {
    if !matches!(&kind, Kind::Text(text) if text.is_empty()) {
        out.push(Node { kind, range, end: 0, attributes: None });
    }
}

fn find<'a>(rest: &str, behind: &str, before: Option<char>, rules: &Rules<'_>, in_link: bool) -> Option<Found<'a>> {
    let one = |length, kind| Some(Found { back: 0, length, nodes: vec![kind] });
    if let Some((short, long)) = rules.abbreviations.at(rest, before) {
        return one(short.len(), Kind::Abbreviation(short.to_owned(), Arc::clone(long)));
    }
    match rest.bytes().next()? {
        b'h' | b'H' | b'f' | b'F' | b'w' | b'W' if !in_link => {
            link(autolink::web(rest, before, rules.is_techdocs())?, rest, behind)
        }
        b'@' if !in_link => link(autolink::mail(behind, rest)?, rest, behind),
        b':' if !matches!(rules.dialect, DialectName::Mdbook) => {
            let (code, length) = emoji::shortcode(rest)?;
            match code {
                Shortcode::Emoji(emoji) => one(length, Kind::Text(emoji.into())),
                Shortcode::Icon => {
                    let list = rest.get(length..).and_then(|it| attributes::at_start(it, false)).map_or(0, |it| it.1);
                    one(length + list, Kind::Nothing)
                }
            }
        }
        b'+' if rules.keys && rest.starts_with("++") => keys(rest),
        _ if rules.is_techdocs() => match symbols::symbol(rest, before)? {
            (Symbol::Text(symbol), length) => one(length, Kind::Text(symbol.into())),
            (Symbol::Ordinal(digits), length) => {
                let (number, ending) = rest.get(..length)?.split_at_checked(digits)?;
                let text = |it: &str| Kind::Text(it.to_owned().into());
                let nodes = vec![text(number), Kind::Literal("<sup>"), text(ending), Kind::Literal("</sup>")];
                Some(Found { back: 0, length, nodes })
            }
        },
        _ => None,
    }
}

fn link<'a>(found: autolink::Found, rest: &str, behind: &str) -> Option<Found<'a>> {
    let words = format!("{}{}", behind.get(behind.len() - found.back..)?, rest.get(..found.length)?);
    let tag = Tag::Link { link_type: LinkType::Autolink, dest_url: found.target.into(), title: "".into(), id: "".into() };
    let nodes = vec![Kind::Start(tag), Kind::Text(words.into()), Kind::End(TagEnd::Link)];
    Some(Found { back: found.back, length: found.length, nodes })
}

/// `++ctrl+alt+del++`.
fn keys<'a>(rest: &str) -> Option<Found<'a>> {
    let (inner, _) = rest.strip_prefix("++")?.split_once("++")?;
    let names: Vec<&str> = inner.split('+').collect();
    let name =
        |it: &str| !it.is_empty() && it.len() < 30 && it.chars().all(|it| it.is_alphanumeric() || "-_\"'./\\".contains(it));
    if !names.iter().all(|it| name(it)) {
        return None;
    }
    let mut nodes = vec![Kind::Literal("<span class=\"keys\">")];
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            nodes.push(Kind::Text("+".into()));
        }
        let shown = name.trim_matches(['"', '\'']);
        nodes.extend([Kind::Literal("<kbd>"), Kind::Text(key_name(shown).into()), Kind::Literal("</kbd>")]);
    }
    nodes.push(Kind::Literal("</span>"));
    Some(Found { back: 0, length: inner.len() + 4, nodes })
}

/// How a key is shown.
fn key_name(name: &str) -> String {
    match name {
        "ctrl" | "control" => "Ctrl".to_owned(),
        "cmd" | "command" => "Cmd".to_owned(),
        "del" | "delete" => "Del".to_owned(),
        "esc" | "escape" => "Esc".to_owned(),
        _ => name.split('-').map(super::super::container::capitalised).collect::<Vec<_>>().join(" "),
    }
}

/// An abbreviation as HTML.
pub(in super::super) fn abbreviation_html(short: &str, long: &str) -> String {
    let mut html = String::from("<abbr");
    escape::attribute(&mut html, "title", long);
    html.push('>');
    escape::push(&mut html, short);
    html.push_str("</abbr>");
    html
}
