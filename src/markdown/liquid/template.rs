//! A template cut into pieces, and lines put together from pieces.

use std::collections::BTreeMap;

use super::super::source_map::{Mapped, Origin, start_of};

/// Longest tag that can end `raw`, in bytes.
const MAX_RAW_TAG: usize = 64;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Text(&'t str, Origin),
    /// `{{ … }}`
    Output(&'t str, Origin),
    /// `{% … %}`
    Tag(&'t str, Origin),
}

/// Cuts a page into pieces.
pub(super) fn tokens(text: &Mapped) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let whole = &text.text;
    let mut origins = text.lines().map(|it| it.1);
    let mut origin = origins.next().unwrap_or(Origin { line: 1, shift: 0 });
    let mut at = 0;
    let mut raw = false;
    let mut start = 0;
    let (last_tag, last_output) = (whole.rfind("%}").unwrap_or(0), whole.rfind("}}").unwrap_or(0));
    while let Some(open) = whole.get(at..).and_then(|it| it.find('{')).map(|it| it + at) {
        let rest = whole.get(open..).unwrap_or_default();
        let (end, output) = if rest.starts_with("{%") { ("%}", false) } else { ("}}", rest.starts_with("{{")) };
        if !output && end == "}}" || (raw && output) {
            at = open + 1;
            continue;
        }
        if open >= last_tag && open >= last_output {
            break;
        }
        // What is never closed is text, and within `raw` only a short tag counts.
        let is_closed = open < if output { last_output } else { last_tag };
        let within = if raw { start_of(rest, MAX_RAW_TAG) } else { rest };
        let Some(length) = within.get(2..).filter(|_| is_closed).and_then(|it| it.find(end)) else {
            at = open + 2;
            continue;
        };
        let inner = rest.get(2..2 + length).unwrap_or_default();
        let name = inner.trim_matches(['-', ' ', '\t', '\n']);
        if raw && name != "endraw" {
            at = open + 2;
            continue;
        }
        raw = !output && name == "raw";
        push_text(&mut tokens, whole.get(start..open).unwrap_or_default(), &mut origin, &mut origins);
        let inner = inner.trim_matches(['-', ' ', '\t', '\n']);
        tokens.push(if output { Token::Output(inner, origin) } else { Token::Tag(inner, origin) });
        for _ in 0..rest.get(..length + 4).unwrap_or_default().matches('\n').count() {
            origin = origins.next().unwrap_or(origin);
        }
        at = open + length + 4;
        start = at;
    }
    push_text(&mut tokens, whole.get(start..).unwrap_or_default(), &mut origin, &mut origins);
    tokens
}

fn push_text<'t>(tokens: &mut Vec<Token<'t>>, text: &'t str, origin: &mut Origin, origins: &mut impl Iterator<Item = Origin>) {
    for line in text.split_inclusive('\n') {
        tokens.push(Token::Text(line, *origin));
        if line.ends_with('\n') {
            *origin = origins.next().unwrap_or(*origin);
        }
    }
}

/// Puts lines together from pieces.
#[derive(Default)]
pub(super) struct Assembler {
    out: Mapped,
    line: String,
    origin: Option<Origin>,
}

impl Assembler {
    pub(super) fn push(&mut self, text: &str, origin: Origin) {
        for piece in text.split_inclusive('\n') {
            self.origin.get_or_insert(origin);
            match piece.strip_suffix('\n') {
                Some(end) => {
                    self.line.push_str(end);
                    self.end_line();
                }
                None => self.line.push_str(piece),
            }
        }
    }

    fn end_line(&mut self) {
        let origin = self.origin.take().unwrap_or(Origin { line: 1, shift: 0 });
        self.out.push(&std::mem::take(&mut self.line), origin);
    }

    /// What was put together, as it is: without a line end that nobody wrote.
    pub(super) fn text(self) -> String {
        let mut text = self.out.text;
        text.push_str(&self.line);
        text
    }

    pub(super) fn finish(mut self) -> Mapped {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.out
    }
}

/// For each tag that has a body, the index of its end tag.
pub(super) fn block_ends(tokens: &[Token<'_>]) -> BTreeMap<usize, usize> {
    let mut ends = BTreeMap::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Tag(tag, _) = token else { continue };
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(ended) = name.strip_prefix("end") {
            if let Some(index) = open.iter().rposition(|it| it.0 == ended) {
                if let Some((_, start)) = open.get(index) {
                    ends.insert(*start, at);
                }
                open.truncate(index);
            }
        } else if matches!(
            name,
            "raw" | "comment" | "capture" | "if" | "unless" | "for" | "highlight" | "case" | "tablerow" | "macro" | "filter"
        ) || (name == "set" && !tag.contains('='))
        {
            open.push((name, at));
        }
    }
    ends
}
