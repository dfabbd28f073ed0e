//! A configuration that cannot be read, said so that its author can put it right: the key, what it has to be, what is
//! there. The parser's own words name neither.

use crate::diagnostic::nearest;
use crate::yaml::{self, Node, Value};

/// The parser's message in the operator's terms.
pub(super) fn taught(message: &str, text: &str, at: Option<(u32, u32)>) -> String {
    let said = unknown_key(message).or_else(|| twice(message));
    let found = at.and_then(|at| {
        let root = yaml::documents(text).into_iter().next()?.root.ok()??;
        let (path, node) = node_at(&root, at, &mut String::new())?;
        value(message, &path, &node)
    });
    let lacking = || {
        let root = yaml::documents(text).into_iter().next()?.root.ok()??;
        missing(message, &innermost(&root, at?))
    };
    said.or(found).or_else(lacking).unwrap_or_else(|| message.to_owned())
}

/// The value that begins at a line and column, and its path. The reader bounds the depth.
fn node_at(node: &Node, at: (u32, u32), path: &mut String) -> Option<(String, Node)> {
    if !path.is_empty() && (node.span.line, node.span.column) == at {
        return Some((path.clone(), node.clone()));
    }
    let length = path.len();
    let mut inside = |part: &str, it: &Node| {
        path.push_str(part);
        let found = node_at(it, at, path);
        path.truncate(length);
        found
    };
    let dot = if length == 0 { "" } else { "." };
    match &node.value {
        Value::Mapping(entries) => entries.iter().find_map(|it| inside(&format!("{dot}{}", it.key), &it.value)),
        Value::Sequence(items) => items.iter().enumerate().find_map(|(index, it)| inside(&format!("[{index}]"), it)),
        _ => None,
    }
}

/// The path of the innermost mapping around a line and column: the reader of a mapping says what it lacks at its end.
fn innermost(root: &Node, at: (u32, u32)) -> String {
    let mut path = String::new();
    let mut node = root;
    loop {
        let around = |it: &Node| {
            let (begin, end) = ((it.span.line, it.span.column), (it.span.end_line, it.span.end_column));
            begin <= at && at <= end
        };
        let inside = match &node.value {
            Value::Mapping(entries) => {
                let dot = if path.is_empty() { "" } else { "." };
                entries.iter().rfind(|it| around(&it.value)).map(|it| (format!("{dot}{}", it.key), &it.value))
            }
            Value::Sequence(items) => {
                items.iter().enumerate().rfind(|(_, it)| around(it)).map(|(index, it)| (format!("[{index}]"), it))
            }
            _ => None,
        };
        match inside.filter(|(_, it)| matches!(it.value, Value::Mapping(_) | Value::Sequence(_))) {
            Some((part, it)) => {
                path.push_str(&part);
                node = it;
            }
            None => return path,
        }
    }
}

/// ``unknown field `x`, expected one of `a`, `b` `` as a sentence that names the nearest key.
fn unknown_key(message: &str) -> Option<String> {
    let (unknown, known) = message.split_once("unknown field `")?.1.split_once('`')?;
    let known = listed(known.split_once("expected ")?.1);
    Some(match nearest(unknown, known.iter().copied()) {
        Some(near) => format!("unknown key `{unknown}`; did you mean `{near}`?"),
        None => format!("unknown key `{unknown}`; the keys here are {}", known.join(", ")),
    })
}

/// The words of `one of a, b`, quoted or not.
fn listed(words: &str) -> Vec<&str> {
    words.split([',', ' ', '`']).filter(|it| !it.is_empty() && !matches!(*it, "one" | "of" | "or")).collect()
}

fn twice(message: &str) -> Option<String> {
    let key = message.strip_prefix("duplicate mapping key: ")?.split(',').next()?;
    Some(format!("`{key}` stands twice; remove one of the two"))
}

fn missing(message: &str, path: &str) -> Option<String> {
    let field = message.strip_prefix("missing field `")?.strip_suffix('`')?;
    let dot = if path.is_empty() { "" } else { "." };
    Some(format!("`{path}{dot}{field}` is missing; add `{field}:`"))
}

/// A value of the wrong type, or one that is not among those that there are.
fn value(message: &str, path: &str, node: &Node) -> Option<String> {
    if let Some((unknown, known)) = message.strip_prefix("unknown variant `").and_then(|it| it.split_once('`')) {
        let known = listed(known.split_once("expected ")?.1);
        let choice = |(last, others): (&&str, &[&str])| {
            let quoted: Vec<String> = others.iter().map(|it| format!("`{it}`")).collect();
            if quoted.is_empty() { format!("`{last}`") } else { format!("{} or `{last}`", quoted.join(", ")) }
        };
        return Some(match nearest(unknown, known.iter().copied()) {
            Some(near) => format!("`{path}` is `{unknown}`; did you mean `{near}`?"),
            None => format!("`{path}` is `{unknown}`; write {}", known.split_last().map(choice)?),
        });
    }
    let expected = match message {
        "expected sequence start" => "a list",
        "expected mapping start" => "a mapping",
        "expected string scalar" => "a text",
        "invalid boolean" => "`true` or `false`",
        it if it.starts_with("invalid u") => "a whole number from 0",
        _ => return None,
    };
    Some(format!("`{path}` must be {expected}, found {}", node.describe()))
}
