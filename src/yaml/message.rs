//! The parser's errors in words that help the person who wrote the file.

mod words;

use granit_parser::{ErrorKind as Cause, ScanError};

use super::anchors::Refused;
use super::{ErrorKind, MAX_DEPTH, YamlError};
use crate::diagnostic::Span;

/// A syntax error. `line` is the text of the line on which the parser stopped.
pub(super) fn syntax(error: &ScanError, span: Span, line: &str) -> YamlError {
    let (message, help) = match error.kind() {
        Cause::RecursionLimitExceeded => return depth(span),
        _ if conflict_marker(line) => {
            ("a merge conflict marker was left in the file".into(), "resolve the conflict and remove the marker lines".into())
        }
        Cause::UnexpectedCharacter { character } => (
            format!("a value cannot start with `{character}`"),
            format!("put the value in quotes: {}", quoted_value(line).unwrap_or_else(|| format!("\"{character}…\""))),
        ),
        Cause::UnclosedFlowCollection { open } => not_closed(*open),
        Cause::UnexpectedEofFlowSequence => not_closed('['),
        Cause::UnexpectedEofFlowMapping => not_closed('{'),
        Cause::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), format!("write `{}` instead", closing(*open)))
        }
        other => {
            let (message, help) = words::of(other);
            (message.to_owned(), help.to_owned())
        }
    };
    YamlError { kind: ErrorKind::Syntax, message, span, help }
}

fn not_closed(open: char) -> (String, String) {
    (format!("`{open}` is opened and never closed"), format!("write `{}` where it ends", closing(open)))
}

fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

fn conflict_marker(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|it| line.starts_with(it))
}

/// The value of a `key: value` line in quotes.
fn quoted_value(line: &str) -> Option<String> {
    let (_, value) = line.split_once(": ")?;
    let value = value.trim();
    (!value.is_empty() && value.len() < 60 && !value.contains('"')).then(|| format!("\"{value}\""))
}

pub(super) fn depth(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Limit,
        message: format!("nested too deeply (the limit is {MAX_DEPTH} levels)"),
        span,
        help: "flatten the structure, or keep it in a file of its own".into(),
    }
}

pub(super) fn size(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Limit,
        message: format!("too many values, aliases expanded (the limit is {})", super::MAX_VALUES),
        span,
        help: "split the document".into(),
    }
}

pub(super) fn documents(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Limit,
        message: format!("too many documents in one file (the limit is {})", super::MAX_DOCUMENTS),
        span,
        help: "split the file".into(),
    }
}

pub(super) fn duplicate(key: &str, span: Span, first: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::DuplicateKey,
        message: format!("the key `{key}` stands twice in this mapping, first on line {}", first.line),
        span,
        help: "keep one of them; if a new entity begins here, put a line with `---` before it".into(),
    }
}

pub(super) fn alias(name: &str, refused: Option<Refused>, span: Span) -> YamlError {
    let (message, help) = match refused {
        None => (
            format!("the alias `*{name}` has no anchor before it in this document"),
            "anchors do not reach across `---`; write the value out",
        ),
        Some(Refused::Circular) => (format!("the alias `*{name}` stands inside its own anchor"), "write the value out"),
        Some(Refused::Excessive) => {
            ("too many alias expansions (the limit is 100)".to_owned(), "write the values out, or split the document")
        }
    };
    YamlError { kind: ErrorKind::Alias, message, span, help: help.into() }
}

pub(super) fn merge(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Alias,
        message: "`<<` merges something that is not a mapping".into(),
        span,
        help: "merge a mapping, or an alias of one".into(),
    }
}
