//! `$text`, `$json`, `$yaml`, `$openapi`, `$asyncapi`: values that live in other files of the same repository.
//!
//! Resolved on nodes, so that what a file supplies still has a place: that of the placeholder. Nothing outside the
//! repository is read, and what a file supplies is not searched for placeholders again; both are Backstage's rules.

use std::sync::Arc;

use super::bundle;
use super::locate::{self, Lead};
use super::problems::Problems;
use crate::diagnostic::{Code, Span};
use crate::source::Source;
use crate::yaml::{self, Entry, Node, Value};

/// What a placeholder's reader needs to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    pub(super) source: &'a Source,
    /// Index of the repository.
    pub(super) here: usize,
    /// Path of the catalog file.
    pub(super) file: &'a str,
    /// Bytes that a referenced file may have.
    pub(super) limit: u64,
}

/// Resolves every placeholder below a node. The depth is bounded by the reader's, so the recursion is.
pub(super) fn resolve(node: &Node, around: Surroundings<'_>, problems: &mut Problems) -> Node {
    let value = match &node.value {
        Value::Sequence(items) => Value::Sequence(items.iter().map(|it| resolve(it, around, problems)).collect()),
        Value::Mapping(entries) if entries.iter().any(|it| it.key.starts_with('$')) => match &**entries {
            [only] => return resolver(only, around, problems).unwrap_or_else(|| node.clone()),
            _ => return node.clone(),
        },
        Value::Mapping(entries) => {
            let resolved =
                |it: &Entry, problems: &mut Problems| Entry { value: resolve(&it.value, around, problems), ..it.clone() };
            Value::Mapping(entries.iter().map(|it| resolved(it, problems)).collect())
        }
        _ => return node.clone(),
    };
    Node { value, ..node.clone() }
}

/// What a placeholder stands for; `None` when it is none. A placeholder that fails is reported and stands for nothing.
fn resolver(entry: &Entry, around: Surroundings<'_>, problems: &mut Problems) -> Option<Node> {
    let name = entry.key.strip_prefix('$').filter(|it| matches!(*it, "text" | "json" | "yaml" | "openapi" | "asyncapi"))?;
    let span = entry.value.span;
    let failed = || Some(Node { value: Value::String(Arc::from("?")), span, tag: None, written: None });
    let Some((path, text)) = read(&entry.key, &entry.value, around, problems) else { return failed() };
    let wrong = |message: String, problems: &mut Problems| {
        let message = format!("`{}` cannot use `{path}`: {message}", entry.key);
        problems.add_with_help(Code::PlaceholderInvalid, span, message, "correct that file, or name another");
        failed()
    };
    let node = match name {
        "text" => Node { value: Value::String(Arc::from(text)), span, tag: None, written: None },
        "json" => match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(json) => from_json(&json, span),
            Err(error) => return wrong(format!("it is not JSON ({error})"), problems),
        },
        "yaml" => match one_document(&text) {
            Ok(node) => at(node, span),
            Err(message) => return wrong(message, problems),
        },
        _ => match bundle::bundle(&path, &text, around) {
            Ok(text) => Node { value: Value::String(Arc::from(text)), span, tag: None, written: None },
            Err(message) => return wrong(message, problems),
        },
    };
    Some(node)
}

fn one_document(text: &str) -> Result<Node, String> {
    let mut documents = yaml::documents(text);
    if documents.len() != 1 {
        return Err(format!("it must hold one YAML document and holds {}", documents.len()));
    }
    let document = documents.remove(0);
    let error = |it: &yaml::YamlError| format!("line {}: {}", it.span.line, it.message);
    if let Some(duplicate) = document.duplicates.first() {
        return Err(error(duplicate));
    }
    let null = Node { value: Value::Null, span: Span::point(1, 1), tag: None, written: Some(Arc::from("")) };
    document.root.map(|it| it.unwrap_or(null)).map_err(|it| error(&it))
}

fn read(key: &str, value: &Node, around: Surroundings<'_>, problems: &mut Problems) -> Option<(String, String)> {
    let mut fail = |message: String, help: &str| {
        problems.add_with_help(Code::PlaceholderInvalid, value.span, message, help);
        None
    };
    let Some(written) = value.as_str() else {
        return fail(
            format!("`{key}` needs the path of a file, found {}", value.describe()),
            "write a path such as `./openapi.yaml`",
        );
    };
    let path = match locate::lead(written, around.here, around.file, around.source) {
        Lead::Path(repo, path) if repo == around.here => path,
        Lead::Leaves => {
            return fail(format!("`{key}` names `{written}`, which leaves the repository"), "name a file of this repository");
        }
        Lead::Path(..) => {
            return fail(format!("`{key}` may only read files of its own repository"), "copy the file into this repository");
        }
        Lead::Remote => {
            return fail(
                format!("`{key}` names an address outside this repository, and nothing is fetched"),
                "copy the file into this repository and name its path",
            );
        }
    };
    let repo = around.source.repos.get(around.here)?;
    let Some(path) = locate::spelled(repo, &path) else {
        return fail(
            format!("`{key}` names `{path}`, which does not exist"),
            "check the path: it starts at the folder of this file",
        );
    };
    match repo.text(&path, around.limit) {
        Ok(text) => Some((path, text.text)),
        Err(error) => fail(format!("`{key}` could not read `{path}`: {error}"), "name a readable text file"),
    }
}

/// The same value with every place set to `span`.
fn at(node: Node, span: Span) -> Node {
    let value = match &node.value {
        Value::Sequence(items) => Value::Sequence(items.iter().map(|it| at(it.clone(), span)).collect()),
        Value::Mapping(entries) => Value::Mapping(
            entries.iter().map(|it| Entry { key: it.key.clone(), key_span: span, value: at(it.value.clone(), span) }).collect(),
        ),
        other => other.clone(),
    };
    Node { value, span, ..node }
}

/// JSON as nodes, all at one place. `serde_json` refuses more than 128 levels, so the recursion is bounded.
fn from_json(json: &serde_json::Value, span: Span) -> Node {
    use serde_json::Value as Json;
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(it) => Value::Bool(*it),
        Json::Number(it) => Value::Number(it.as_f64().unwrap_or(f64::NAN)),
        Json::String(it) => Value::String(Arc::from(it.as_str())),
        Json::Array(items) => Value::Sequence(items.iter().map(|it| from_json(it, span)).collect()),
        Json::Object(entries) => Value::Mapping(
            entries
                .iter()
                .map(|(key, it)| Entry { key: Arc::from(key.as_str()), key_span: span, value: from_json(it, span) })
                .collect(),
        ),
    };
    let scalar = matches!(value, Value::Null | Value::Bool(_) | Value::Number(_));
    let written = scalar.then(|| Arc::from(json.to_string()));
    Node { value, span, tag: None, written }
}
