//! YAML text to values that know where they stand.
//!
//! [`documents`] reads a stream the way Backstage does: YAML 1.2 core schema as the npm package `yaml` 2 resolves it,
//! merge keys off, unknown tags ignored, every document on its own so that a mistake in one leaves the others whole.
//! Every key and every value has its [`Span`], which is what serde's data model has no room for (nor for duplicate keys,
//! the `%YAML` directive, or going on after an error): so this stands on granit-parser, the event parser inside
//! serde-saphyr, while typed files such as `idp-docs.yaml` go through `serde_yaml`. It never recurses on input, and never
//! expands more than a fixed budget.

mod anchors;
mod blame;
mod message;
mod parse;
mod scalar;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Span;

/// Collections may nest this deep.
pub const MAX_DEPTH: usize = 64;
/// Documents of one stream that are read.
pub const MAX_DOCUMENTS: usize = 50_000;
/// Values of one document, each alias counted as everything it stands for.
pub const MAX_VALUES: usize = 500_000;
/// Bytes of all scalars of one document, aliases expanded.
pub const MAX_SCALAR_BYTES: usize = 32_000_000;

/// Which rules turn plain scalars into values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// YAML 1.2 core: `yes` is a string. A `%YAML 1.1` directive in the text changes it.
    #[default]
    Core,
    /// YAML 1.1: `yes` is true, `<<` merges. What Python's YAML reads, hence MkDocs.
    Yaml11,
}

/// One value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place. A value that is not written at all (`key:`) has the place of its key.
    pub span: Span,
    /// A tag that no schema knows, as written (`!ENV`); the value is kept as if it were not there.
    pub tag: Option<Arc<str>>,
    /// How a scalar that is not a string is written: `007` for the number 7.
    pub written: Option<Arc<str>>,
}

/// What a node is. Cloning shares: an alias costs nothing.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "YAML's own names")]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    String(Arc<str>),
    Sequence(Arc<[Node]>),
    Mapping(Arc<[Entry]>),
}

/// One pair of a mapping. Keys that are not strings are spelled as JavaScript would.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Arc<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// One document of a stream.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its value; `None` for a document without content, which is no document to Backstage.
    pub root: Result<Option<Node>, YamlError>,
    /// Keys that stand twice in a mapping. The last one counts in `root`; Backstage rejects the document.
    pub duplicates: Vec<YamlError>,
    /// First and last line, from 1.
    pub lines: (u32, u32),
    /// The line on which `text` begins.
    pub text_line: u32,
    /// Bytes of the stream that it takes up, without its `---` line.
    pub text: Range<usize>,
}

/// What kind of mistake a document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is not YAML.
    Syntax,
    /// A key stands twice in one mapping.
    DuplicateKey,
    /// An alias without an anchor, or one that contains itself, or too many: Backstage gives up the whole file.
    Alias,
    /// A budget is used up.
    Limit,
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct YamlError {
    /// The kind of mistake.
    pub kind: ErrorKind,
    /// One sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to do.
    pub help: String,
}

/// Reads every document of a stream, by YAML 1.2's rules unless the text says otherwise.
#[must_use]
pub fn documents(text: &str) -> Vec<Document> {
    parse::documents(text, Schema::Core)
}

/// Reads every document of a stream by a schema's rules.
#[must_use]
pub fn documents_as(text: &str, schema: Schema) -> Vec<Document> {
    parse::documents(text, schema)
}

impl Node {
    /// The value of a key of a mapping; the last one where it stands twice.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|it| &it.value)
    }

    /// The pair of a key of a mapping; the last one where it stands twice.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|it| &*it.key == key)
    }

    /// The pairs of a mapping in the order of the text; none for other values.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for other values.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The value at a JSON pointer such as `/spec/owner`.
    #[must_use]
    pub fn at_pointer(&self, pointer: &str) -> Option<&Node> {
        pointer.split('/').skip(1).try_fold(self, |node, part| {
            let part = if part.contains('~') { part.replace("~1", "/").replace("~0", "~").into() } else { Cow::Borrowed(part) };
            match &node.value {
                Value::Sequence(items) => items.get(part.parse::<usize>().ok()?),
                _ => node.get(&part),
            }
        })
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Is it a mapping?
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Mapping(_))
    }

    /// What it is, with its article, for messages: `a string`, `the number 1000`.
    #[must_use]
    pub fn describe(&self) -> String {
        let written = || self.written.as_deref().unwrap_or_default();
        match &self.value {
            Value::Null if written().is_empty() => "nothing".into(),
            Value::Null => format!("null (`{}`)", written()),
            Value::Bool(_) => format!("the boolean `{}`", written()),
            Value::Number(_) => format!("the number `{}`", written()),
            Value::String(text) if text.is_empty() => "an empty string".into(),
            Value::String(_) => "a string".into(),
            Value::Sequence(_) => "a list".into(),
            Value::Mapping(_) => "a mapping".into(),
        }
    }

    /// The same as JSON: what JavaScript would make of it. The depth is bounded by [`MAX_DEPTH`], so the recursion is.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(it) => Json::Bool(*it),
            Value::Number(it) => scalar::json_number(*it),
            Value::String(it) => Json::String(it.to_string()),
            Value::Sequence(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Mapping(entries) => Json::Object(entries.iter().map(|it| (it.key.to_string(), it.value.to_json())).collect()),
        }
    }
}

#[cfg(test)]
mod tests;
