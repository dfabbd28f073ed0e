//! Walks a value along its table in `kinds`, and says what does not fit.

use super::kinds::{Field, Shape};
use super::problems::Problems;
use crate::diagnostic::{Code, Span};
use crate::yaml::{Node, Value};

/// Checks the fields of a mapping. `at` is where its absence of a field is shown; `path` is its name for people.
pub(super) fn fields(node: &Node, at: Span, table: &[Field], path: &str, problems: &mut Problems) {
    for field in table {
        match node.entry(field.name) {
            Some(entry) => value(&entry.value, &field.shape, &format!("{path}.{}", field.name), problems),
            None if field.required => missing(node, at, field.name, path, problems),
            None => {}
        }
    }
}

/// A required field is not there: perhaps under a name that is nearly right.
pub(super) fn missing(node: &Node, at: Span, name: &str, path: &str, problems: &mut Problems) {
    let full = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let known = node.entries().iter().map(|it| &*it.key);
    let near = crate::diagnostic::nearest(name, known.filter(|it| !it.is_empty() && *it != name));
    match near.and_then(|it| node.entry(it)) {
        Some(typo) => problems.add_with_help(
            Code::FieldMissing,
            typo.key_span,
            format!("`{full}` is missing"),
            format!("`{}` stands here; did you mean `{name}`?", typo.key),
        ),
        None => problems.add_with_help(Code::FieldMissing, at, format!("`{full}` is missing"), format!("add `{name}:`")),
    }
}

fn value(node: &Node, shape: &Shape, path: &str, problems: &mut Problems) {
    match shape {
        Shape::Text => text(node, path, problems),
        Shape::AnyText => any_text(node, path, problems),
        Shape::ShortText(most) => {
            text(node, path, problems);
            let length = node.as_str().map_or(0, |it| it.encode_utf16().count());
            if length > *most {
                problems.add(Code::FieldTooLong, node.span, format!("`{path}` has {length} characters, {most} are allowed"));
            }
        }
        Shape::OneOf(options) => {
            if !node.as_str().is_some_and(|it| options.contains(&it)) {
                let list = options.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" or ");
                let message = format!("`{path}` must be {list}, found {}", node.describe());
                problems.add_with_help(Code::FieldType, node.span, message, format!("write {list}, or remove the line"));
            }
        }
        Shape::TextOrBool => {
            if !matches!(node.value, Value::String(_) | Value::Bool(_)) {
                wrong_type(node, path, "a string or a boolean", problems);
            }
        }
        Shape::Texts => list(node, path, text, problems),
        Shape::AnyTexts => list(node, path, any_text, problems),
        Shape::AnyMapping => mapping(node, &[], path, problems),
        Shape::Mapping(table) => mapping(node, table, path, problems),
        Shape::MappingOrText(table) => {
            mapping(node, table, path, problems);
            let others = node.entries().iter().filter(|it| !table.iter().any(|field| field.name == &*it.key));
            others.for_each(|it| any_text(&it.value, &format!("{path}.{}", it.key), problems));
        }
        Shape::TextMap => {
            mapping(node, &[], path, problems);
            node.entries().iter().for_each(|it| any_text(&it.value, &format!("{path}.{}", it.key), problems));
        }
        Shape::Mappings(table) => list(node, path, |it, path, problems| mapping(it, table, path, problems), problems),
        Shape::SomeMappings(table) => {
            list(node, path, |it, path, problems| mapping(it, table, path, problems), problems);
            if matches!(&node.value, Value::Sequence(items) if items.is_empty()) {
                problems.add(Code::FieldType, node.span, format!("`{path}` must hold one item at least"));
            }
        }
        Shape::OneOrMoreMappings(table) => match node.value {
            Value::Sequence(_) => list(node, path, |it, path, problems| mapping(it, table, path, problems), problems),
            Value::Mapping(_) => mapping(node, table, path, problems),
            _ => wrong_type(node, path, "a mapping or a list of mappings", problems),
        },
    }
}

fn text(node: &Node, path: &str, problems: &mut Problems) {
    match node.as_str() {
        Some("") => empty(node, path, problems),
        Some(_) => {}
        None => wrong_type(node, path, "a string", problems),
    }
}

pub(super) fn empty(node: &Node, path: &str, problems: &mut Problems) {
    let message = format!("`{path}` must not be empty");
    problems.add_with_help(Code::FieldType, node.span, message, "write a value, or remove the line");
}

fn any_text(node: &Node, path: &str, problems: &mut Problems) {
    if node.as_str().is_none() {
        wrong_type(node, path, "a string", problems);
    }
}

fn list(node: &Node, path: &str, item: impl Fn(&Node, &str, &mut Problems), problems: &mut Problems) {
    match &node.value {
        Value::Sequence(items) => {
            for (at, it) in items.iter().enumerate() {
                item(it, &format!("{path}[{at}]"), problems);
            }
        }
        _ => wrong_type(node, path, "a list", problems),
    }
}

fn mapping(node: &Node, table: &[Field], path: &str, problems: &mut Problems) {
    if node.is_mapping() {
        fields(node, node.span, table, path, problems);
    } else {
        wrong_type(node, path, "a mapping", problems);
    }
}

/// Says what was expected and what is there, and how to write what was probably meant.
pub(super) fn wrong_type(node: &Node, path: &str, expected: &str, problems: &mut Problems) {
    let message = format!("`{path}` must be {expected}, found {}", node.describe());
    let written = node.written.as_deref().unwrap_or_default();
    let help = match (&node.value, expected) {
        (Value::Null, _) if written.is_empty() => Some("write a value, or remove the line".to_owned()),
        (Value::Bool(_) | Value::Number(_) | Value::Null, "a string") => Some(format!("write it in quotes: \"{written}\"")),
        (Value::String(text), "a list") => Some(format!("write it as a list: `[{text}]`")),
        (Value::Mapping(entries), "a string") if entries.iter().any(|it| it.key.starts_with('$')) && entries.len() > 1 => {
            Some("a placeholder such as `$text` counts only where it is the one key of its mapping".to_owned())
        }
        (Value::Mapping(entries), "a string") if entries.iter().any(|it| it.key.starts_with("{ ")) => {
            Some("put `{{ … }}` in quotes".to_owned())
        }
        _ => None,
    };
    problems.add_with_help(Code::FieldType, node.span, message, help.unwrap_or_else(|| format!("write {expected}")));
}
