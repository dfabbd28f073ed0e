//! The parser's errors in words that help the person who wrote the file.

use granit_parser::{ErrorKind as Cause, ScanError};

use super::anchors::Refused;
use super::{ErrorKind, MAX_DEPTH, YamlError};
use crate::diagnostic::Span;

/// A syntax error. `line` is the text of the line on which the parser stopped.
pub(super) fn syntax(error: &ScanError, span: Span, line: &str) -> YamlError {
    let (message, help) = match error.kind() {
        Cause::RecursionLimitExceeded => return depth(span),
        Cause::UnexpectedCharacter { character } => (
            format!("a value cannot start with `{character}`"),
            Some(format!("put the value in quotes: {}", quoted_value(line).unwrap_or_else(|| format!("\"{character}…\"")))),
        ),
        Cause::TabInPlainScalar
        | Cause::TabNotAllowed
        | Cause::TabInBlockIndentation
        | Cause::TabInIndentation
        | Cause::TabAtBlockScalarStart => ("a tab cannot indent YAML".into(), Some("indent with spaces".into())),
        Cause::MappingValueNotAllowed | Cause::InvalidColonPlacement => (
            "`: ` stands inside a value that is not in quotes".into(),
            Some("put the value in quotes, or move the nested mapping to lines of its own".into()),
        ),
        Cause::UnclosedQuotedScalar => ("a quote is opened and never closed".into(), Some("close the quote".into())),
        Cause::UnclosedFlowCollection { open } => (format!("`{open}` is opened and never closed"), None),
        Cause::UnexpectedEofFlowSequence => ("`[` is opened and never closed".into(), None),
        Cause::UnexpectedEofFlowMapping => ("`{` is opened and never closed".into(), None),
        Cause::BomInsideDocument => {
            ("a byte order mark stands in the middle of the file".into(), Some("remove the invisible character U+FEFF".into()))
        }
        other if conflict_marker(line) => (
            "a merge conflict marker was left in the file".into(),
            Some(format!("resolve the conflict and remove the marker lines ({other})")),
        ),
        other => (format!("not valid YAML: {other}"), None),
    };
    let (message, help) = if conflict_marker(line) {
        ("a merge conflict marker was left in the file".into(), Some("resolve the conflict and remove the marker lines".into()))
    } else {
        (message, help)
    };
    YamlError { kind: ErrorKind::Syntax, message, span, help }
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
        help: Some("flatten the structure, or keep it in a file of its own".into()),
    }
}

pub(super) fn size(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Limit,
        message: format!("too many values, aliases expanded (the limit is {})", super::MAX_VALUES),
        span,
        help: Some("split the document".into()),
    }
}

pub(super) fn documents(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Limit,
        message: format!("too many documents in one file (the limit is {})", super::MAX_DOCUMENTS),
        span,
        help: Some("split the file".into()),
    }
}

pub(super) fn duplicate(key: &str, span: Span, first: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::DuplicateKey,
        message: format!("the key `{key}` stands twice in this mapping, first on line {}", first.line),
        span,
        help: Some("keep one of them; if a new entity begins here, put a line with `---` before it".into()),
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
    YamlError { kind: ErrorKind::Alias, message, span, help: Some(help.into()) }
}

pub(super) fn merge(span: Span) -> YamlError {
    YamlError {
        kind: ErrorKind::Alias,
        message: "`<<` merges something that is not a mapping".into(),
        span,
        help: Some("merge a mapping, or an alias of one".into()),
    }
}
