//! Where a syntax error is for the person who has to correct it: a parser stops where it can no longer go on, which is
//! often further down than the slip.

use granit_parser::{ErrorKind as Cause, ScanError};

use crate::diagnostic::Span;

/// The place of an error and the text of its line. `start` is where its document begins, `read` the end of what the parser
/// had understood, both in bytes.
pub(super) fn place<'t>(text: &'t str, error: &ScanError, start: usize, read: usize) -> (Span, &'t str) {
    let stop = error.marker().byte_offset().unwrap_or_default().min(text.len());
    let at = match error.kind() {
        _ if conflict(text, start, stop).is_some() => conflict(text, start, stop),
        Cause::TabInPlainScalar => tab_below(text, stop),
        Cause::TabNotAllowed | Cause::TabInBlockIndentation | Cause::TabInIndentation => tab_on(text, stop),
        Cause::UnclosedQuotedScalar | Cause::InvalidQuotedScalarIndent | Cause::DocumentIndicatorInQuotedScalar => {
            opening_quote(text, read, stop)
        }
        _ => None,
    };
    let at = at.unwrap_or(stop);
    let from = line_start(text, at);
    let line = text.get(from..).unwrap_or_default().lines().next().unwrap_or_default();
    let (number, column) = match at == stop {
        true => (error.marker().line(), error.marker().col() + 1),
        false => (before(text, from).matches('\n').count() + 1, text.get(from..at).unwrap_or_default().chars().count() + 1),
    };
    (Span::point(u32::try_from(number).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX)), line)
}

fn before(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or_default()
}

fn line_start(text: &str, at: usize) -> usize {
    before(text, at).rfind('\n').map_or(0, |it| it + 1)
}

/// The first line of the document that a merge left behind.
fn conflict(text: &str, start: usize, stop: usize) -> Option<usize> {
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if at > stop {
            return None;
        }
        if line.starts_with("<<<<<<< ") {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The tab that indents the line.
fn tab_on(text: &str, stop: usize) -> Option<usize> {
    let from = line_start(text, stop);
    let line = text.get(from..)?;
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..indent)?.find('\t').map(|it| from + it)
}

/// A tab in a plain scalar is reported where the scalar begins, and stands on a line below.
fn tab_below(text: &str, stop: usize) -> Option<usize> {
    let mut at = stop;
    for (number, line) in text.get(stop..)?.split_inclusive('\n').enumerate() {
        let blank = line.trim_end_matches(['\n', '\r']).is_empty();
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if number > 0 && indent == 0 && !blank {
            return None;
        }
        if let Some(tab) = line.get(..indent).filter(|_| number > 0).and_then(|it| it.find('\t')) {
            return Some(at + tab);
        }
        at += line.len();
    }
    None
}

/// The quote that is still open where the parser stopped.
fn opening_quote(text: &str, read: usize, stop: usize) -> Option<usize> {
    let mut at = read;
    let mut open: Option<(usize, char)> = None;
    let mut previous = ' ';
    let mut escaped = false;
    for it in text.get(read..stop)?.chars() {
        match open {
            Some((_, '"')) if escaped => escaped = false,
            Some((_, '"')) if it == '\\' => escaped = true,
            Some((_, quote)) if it == quote => open = None,
            None if matches!(it, '"' | '\'') && (previous.is_whitespace() || "[{,".contains(previous)) => open = Some((at, it)),
            _ => {}
        }
        previous = it;
        at += it.len_utf8();
    }
    open.map(|it| it.0)
}

#[cfg(test)]
mod tests {
    fn place(text: &str) -> Option<(u32, u32)> {
        let error = crate::yaml::documents(text).into_iter().find_map(|it| it.root.err())?;
        Some((error.span.line, error.span.column))
    }

    #[test]
    fn the_slip_and_not_where_the_parser_stopped() {
        assert_eq!(place("a: 'it''s'\nb: \"open\nc: d\n"), Some((2, 4)));
        assert_eq!(place("a:\n\tb: c\n"), Some((2, 1)));
        assert_eq!(place("a: b\n<<<<<<< HEAD\nc: d\n=======\n"), Some((2, 1)));
        assert_eq!(place("ä: [\"x\", 'y\nb: c\n"), Some((1, 10)));
        assert_eq!(place("a: b: c\n"), Some((1, 5)));
    }
}
