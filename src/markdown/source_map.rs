//! Text that remembers where each of its lines came from.
//!
//! A page passes through several rewritings before it is parsed (templates, includes, containers). Each makes a new
//! [`Mapped`] whose lines know their line and column in the author's file, so that a note or a link found in the last
//! text still points into the first. Columns are exact where a line was only moved left or right.

use std::borrow::Cow;
use std::ops::Range;

use super::Note;
use crate::diagnostic::{Code, Span};
use crate::hidden;

/// Where a line of text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// Line in the author's file, from 1.
    pub(super) line: u32,
    /// What to add to a column here to get the author's column.
    pub(super) shift: i32,
}

/// Text and the origin of each of its lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapped {
    /// The text; every line ends in `\n`.
    pub(super) text: String,
    starts: Vec<usize>,
    origins: Vec<Origin>,
}

/// Lines longer than this report their first column: counting characters in them for every link would be quadratic.
const LONGEST_COUNTED_LINE: usize = 4096;

impl Mapped {
    /// An author's text, whose first line is `first_line` of the file. Line ends become `\n`; control characters, which
    /// HTML forbids and the container markers use, are dropped (U+0000 becomes U+FFFD, as CommonMark has it).
    pub(super) fn of(text: &str, first_line: u32) -> Self {
        let mut mapped = Self { text: String::with_capacity(text.len() + 1), ..Self::default() };
        let mut line = first_line;
        for piece in lines(text) {
            mapped.push(piece, Origin { line, shift: 0 });
            line = line.saturating_add(1);
        }
        if mapped.text.bytes().any(|it| it < b' ' && it != b'\n' && it != b'\t') {
            let clean = mapped.text.replace('\0', "\u{fffd}").replace(|it: char| it < ' ' && it != '\n' && it != '\t', "");
            let origins = std::mem::take(&mut mapped.origins);
            mapped = Self::default();
            for (piece, origin) in clean.lines().zip(origins) {
                mapped.push(piece, origin);
            }
        }
        mapped
    }

    /// The text with the characters that turn its direction written out (Trojan Source), and a note for each line that
    /// holds one.
    pub(super) fn straightened(self) -> (Self, Vec<Note>) {
        if matches!(hidden::straightened(&self.text), Cow::Borrowed(_)) {
            return (self, Vec::new());
        }
        let mut straight = Self { text: String::with_capacity(self.text.len()), ..Self::default() };
        let mut notes = Vec::new();
        for (line, origin) in self.lines() {
            straight.push(&hidden::straightened(line), origin);
            let Some((column, found)) = line.chars().enumerate().find(|(_, it)| hidden::turns(*it)) else { continue };
            let column = i64::try_from(column).unwrap_or(0) + i64::from(origin.shift) + 1;
            let at = Span::point(origin.line, u32::try_from(column.max(1)).unwrap_or(1));
            let message = format!("the line holds the bidirectional control U+{:04X}, which is shown as text", u32::from(found));
            let note = Note::new(Code::HiddenCharacter, message, Some(at));
            notes.push(Note { help: Some("remove it: it makes the text read other than it is".to_owned()), ..note });
        }
        (straight, notes)
    }

    /// Appends a line (without its line end).
    pub(super) fn push(&mut self, line: &str, origin: Origin) {
        self.push_parts(&[line], origin);
    }

    /// Appends a line made of several parts.
    pub(super) fn push_parts(&mut self, parts: &[&str], origin: Origin) {
        self.starts.push(self.text.len());
        self.origins.push(origin);
        for part in parts {
            self.text.push_str(part);
        }
        self.text.push('\n');
    }

    /// How many lines it has.
    pub(super) fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// A line by its index.
    pub(super) fn line(&self, index: usize) -> Option<&str> {
        let end = self.starts.get(index + 1).map_or(self.text.len(), |it| *it);
        self.text.get(*self.starts.get(index)?..end)?.strip_suffix('\n')
    }

    /// The lines and their origins.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, Origin)> {
        self.text.lines().zip(self.origins.iter().copied())
    }

    /// A range of bytes of this text as a span of the author's file.
    pub(super) fn span(&self, range: &Range<usize>) -> Option<Span> {
        let (line, column) = self.position(range.start)?;
        let (end_line, end_column) = self.position(range.end.max(range.start))?;
        let end_column = if end_line == line { end_column.max(column.saturating_add(1)) } else { end_column };
        Some(Span { line, column, end_line: end_line.max(line), end_column })
    }

    fn position(&self, offset: usize) -> Option<(u32, u32)> {
        let index = self.starts.partition_point(|it| *it <= offset).checked_sub(1)?;
        let (start, origin) = (self.starts.get(index)?, self.origins.get(index)?);
        let column = match offset - start {
            far if far > LONGEST_COUNTED_LINE => 0,
            _ => self.text.get(*start..offset).map_or(0, |it| it.chars().count()),
        };
        let column = i64::try_from(column).unwrap_or(0) + i64::from(origin.shift) + 1;
        Some((origin.line, u32::try_from(column.max(1)).unwrap_or(1)))
    }
}

/// How many lines a text has.
pub(super) fn line_count(text: &str) -> usize {
    lines(text).count()
}

/// The lines of a text, whichever of `\n`, `\r\n` and `\r` ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').flat_map(|line| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line).split('\r')
    })
}

/// At most so many bytes of a text: how far something that may never end is looked for.
pub(super) fn start_of(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find_map(|end| text.get(..end));
    end.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_into_the_authors_file() {
        let mut text = Mapped::default();
        text.push("moved é here", Origin { line: 7, shift: 4 });
        text.push("next", Origin { line: 9, shift: 0 });
        let at = text.text.find("here").expect("it is there");
        assert_eq!(text.span(&(at..at + 4)), Some(Span { line: 7, column: 13, end_line: 7, end_column: 17 }));
        let next = text.text.find("next").expect("it is there");
        assert_eq!(text.span(&(next..next)).map(|it| (it.line, it.column)), Some((9, 1)));
    }

    #[test]
    fn knows_every_line_end_and_drops_control_characters() {
        let text = Mapped::of("a\r\nb\rc\u{2}\n", 3);
        assert_eq!(text.text, "a\nb\nc\n");
        assert_eq!(text.lines().map(|it| it.1.line).collect::<Vec<_>>(), [3, 4, 5]);
    }
}
