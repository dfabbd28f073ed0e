//! Lines that Python-Markdown reads in a way of its own, written so that CommonMark reads them likewise.

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
