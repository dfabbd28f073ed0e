//! Lines that Python-Markdown reads in a way of its own, written so that CommonMark reads them likewise.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::inline_source;
use super::super::source_map::Origin;
use super::{Scanner, fence, indentation, lists};

/// The end of the lines that start with `1)` and are looked at together, and whether they are text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbered {
    end: usize,
    is_text: bool,
}

impl Scanner<'_> {
    /// `1)` is no list marker to Python-Markdown. Where each such line is a paragraph of its own, its readers see a number
    /// and text, and so they do here; where they would run together in one paragraph, the author's list is better.
    /// `true`: the line is written.
    pub(super) fn numbered_text(&mut self, column: usize, raw: &str, content: &str, origin: Origin) -> bool {
        let Some(digits) = number(content).filter(|_| self.blank && !self.code && !self.region.is_open()) else { return false };
        if self.at > self.numbered.end {
            self.numbered = numbered(self.lines.get(self.at..).unwrap_or_default(), self.at, column);
        }
        let (true, Some((number, text))) = (self.numbered.is_text, content.split_at_checked(digits)) else { return false };
        let escaped = format!("{number}\\{text}");
        let place = self.place(column, &escaped);
        if place.over > 0 {
            return false;
        }
        self.text_line(place.out, raw, &escaped, Origin { shift: origin.shift.saturating_sub(1), ..origin });
        true
    }

    /// Code that its author began right behind the fence, where languages stand: it is the code's first line.
    /// `true`: the fence is written, and that line.
    pub(super) fn code_behind_fence(&mut self, inner: &str, out: usize, content: &str, origin: Origin) -> bool {
        let Some((_, length)) = fence::start(inner) else { return false };
        let Some((fence, code)) = inner.split_at_checked(length) else { return false };
        if code.split_whitespace().count() < 3 || code.contains(['=', '{', '"', ',']) {
            return false;
        }
        let before = content.strip_suffix(inner).unwrap_or_default();
        self.emit(out, &format!("{before}{fence}"), origin);
        self.emit(out + before.chars().count(), code.trim(), origin);
        self.blank = false;
        true
    }

    /// A comment above a definition is its term, which shows nothing. `true`: it is written.
    pub(super) fn comment_as_term(&mut self, out: usize, content: &str, origin: Origin) -> bool {
        let comment = content.trim_end().strip_prefix("<!--").and_then(|it| it.strip_suffix("-->"));
        let defines =
            || self.lines.get(self.at).is_some_and(|it| [": ", ":\t"].iter().any(|sign| it.0.trim_start().starts_with(sign)));
        if comment.is_none_or(|it| it.contains("-->")) || !defines() {
            return false;
        }
        self.emit(out, "<span></span>", origin);
        self.blank = false;
        true
    }

    /// `[text] [label]` is one link to Python-Markdown, and so is `[text]` at the end of a line before `[label]`. Where both
    /// are labels, their author means two links.
    pub(super) fn referring<'t>(&mut self, line: Cow<'t, str>) -> Cow<'t, str> {
        if self.references.labels.is_empty() || !line.contains('[') {
            return line;
        }
        let mut line = self.references.joined(line);
        let last = line.trim_end().rsplit_once('[').and_then(|(_, it)| it.strip_suffix(']'));
        if let (Some(text), Some((next, _))) = (last, self.lines.get(self.at))
            && self.references.is_text(text)
            && self.references.starts(next.trim_start())
            && line.bytes().filter(|it| *it == b'`').count() % 2 == 0
        {
            let next = inline_source::techdocs_line(next.trim_start(), false);
            line = format!("{}{next}", line.trim_end()).into();
            self.at += 1;
        }
        line
    }

    /// What Python-Markdown does with definitions. `true`: the line is written.
    pub(super) fn python_text(&mut self, out: usize, content: &str, origin: Origin) -> bool {
        if !self.blank && inline_source::is_definition(content) {
            self.emit(0, "", origin);
        }
        let next = self.lines.get(self.at).map(|it| it.0.trim()).filter(|it| !it.is_empty());
        let Some(text) = next.filter(|_| inline_source::is_footnote_without_text(content)) else { return false };
        self.at += 1;
        let line = format!("{} {}", content.trim_end(), inline_source::techdocs_line(text, false));
        self.emit(out, &line, origin);
        self.blank = false;
        true
    }
}

/// Labels of the links that a page defines, lower case.
#[derive(Debug, Default)]
pub(super) struct References {
    labels: HashSet<String>,
}

/// Longest label, as CommonMark has it.
const MAX_LABEL: usize = 999;

impl References {
    /// Of every line that looks like a definition.
    pub(super) fn of(lines: &[(&str, Origin)]) -> Self {
        let label = |line: &&str| Some(line.trim_start().strip_prefix('[')?.split_once("]:")?.0.to_lowercase());
        let labels =
            lines.iter().map(|it| it.0).filter_map(|it| label(&it)).filter(|it| it.len() <= MAX_LABEL && !it.starts_with('^'));
        Self { labels: labels.collect() }
    }

    fn is_label(&self, text: &str) -> bool {
        text.len() <= MAX_LABEL && self.labels.contains(&text.to_lowercase())
    }

    /// Words in brackets that are no link by themselves, nor a box to tick.
    fn is_text(&self, text: &str) -> bool {
        !self.is_label(text) && !text.starts_with('^') && !matches!(text.trim(), "" | "x" | "X")
    }

    /// Whether a line starts with `[label]`, and not with what defines or links it otherwise.
    fn starts(&self, line: &str) -> bool {
        let label = line.strip_prefix('[').and_then(|it| it.split_once(']'));
        label.is_some_and(|(label, after)| self.is_label(label) && !after.starts_with([':', '(', '[']))
    }

    /// A line whose `[text] [label]` are `[text][label]`.
    fn joined<'t>(&self, line: Cow<'t, str>) -> Cow<'t, str> {
        if !line.contains("] [") {
            return line;
        }
        let (mut out, mut rest, mut in_code) = (String::with_capacity(line.len()), &*line, false);
        while let Some((before, after)) = rest.split_once("] ") {
            in_code ^= before.bytes().filter(|it| *it == b'`').count() % 2 == 1;
            out.push_str(before);
            out.push(']');
            let opened = before.rfind('[').and_then(|it| before.split_at_checked(it));
            let is_text = opened
                .is_some_and(|(ahead, text)| !ahead.ends_with([']', '\\']) && self.is_text(text.get(1..).unwrap_or_default()));
            if in_code || !is_text || !self.starts(after) {
                out.push(' ');
            }
            rest = after;
        }
        out.push_str(rest);
        out.into()
    }
}

/// The digits of `1) text`.
fn number(content: &str) -> Option<usize> {
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let rest = content.get(digits..)?.strip_prefix(") ")?;
    ((1..=9).contains(&digits) && !rest.trim().is_empty()).then_some(digits)
}

/// Looks at the lines after one that starts with `1)`, which is the one before `at`, to where a list would end.
fn numbered(lines: &[(&str, Origin)], at: usize, column: usize) -> Numbered {
    let (mut blank, mut is_text) = (false, true);
    for (index, (line, _)) in lines.iter().enumerate() {
        let (indented, content) = indentation(line);
        let starts_block = || lists::after_markers(content) != content || !lists::is_prose(content);
        match (content.is_empty(), blank) {
            (true, _) => blank = true,
            (false, true) if indented > column => is_text = false,
            (false, true) if number(content).is_none() || indented < column => return Numbered { end: at + index, is_text },
            (false, true) => blank = false,
            (false, false) => is_text &= !starts_block(),
        }
    }
    Numbered { end: at + lines.len(), is_text }
}
