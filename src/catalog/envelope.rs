//! What every entity has, whatever its kind: the envelope, the formats of its fields, and Backstage's ban on keys that
//! differ only in case.

use std::collections::BTreeMap;

use super::formats::{self, Format};
use super::kinds::METADATA;
use super::problems::Problems;
use super::validate;
use super::{DEFAULT_NAMESPACE, EntityRef};
use crate::diagnostic::{Code, Span};
use crate::yaml::{Entry, Node, Value};

/// Who a document says it is, as written.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) namespace: String,
    pub(super) name: String,
    /// Where the name stands.
    pub(super) span: Span,
}

impl Identity {
    pub(super) fn id(&self) -> EntityRef {
        EntityRef::new(&self.kind, &self.namespace, &self.name)
    }
}

/// Reads the identity, before placeholders are resolved: they cannot supply it. `None` where a part of it is missing.
pub(super) fn identity(root: &Node, problems: &mut Problems) -> Option<Identity> {
    let api_version = text_field(root, "apiVersion", problems);
    let kind = text_field(root, "kind", problems);
    let Some(metadata) = root.entry("metadata") else {
        validate::missing(root, first_key(root), "metadata", "", problems);
        return None;
    };
    if !metadata.value.is_mapping() {
        validate::wrong_type(&metadata.value, "metadata", "a mapping", problems);
        return None;
    }
    // The rest of `metadata` is checked once its placeholders are resolved.
    let name = metadata.value.get("name");
    if let Some(node) = name.filter(|it| it.is_mapping()) {
        validate::wrong_type(node, "metadata.name", "a string", problems);
    }
    let namespace = metadata.value.get("namespace");
    if let Some(node) = namespace.filter(|it| it.is_mapping()) {
        validate::wrong_type(node, "metadata.namespace", "a string", problems);
    }
    let name = name.filter(|it| it.as_str().is_some_and(|it| !it.is_empty()))?;
    Some(Identity {
        api_version: api_version?,
        kind: kind?,
        namespace: namespace.and_then(Node::as_str).filter(|it| !it.is_empty()).unwrap_or(DEFAULT_NAMESPACE).to_owned(),
        name: name.as_str()?.to_owned(),
        span: name.span,
    })
}

fn first_key(root: &Node) -> Span {
    root.entries().first().map_or(root.span, |it| it.key_span)
}

fn text_field(root: &Node, name: &str, problems: &mut Problems) -> Option<String> {
    let Some(entry) = root.entry(name) else {
        validate::missing(root, first_key(root), name, "", problems);
        return None;
    };
    match entry.value.as_str() {
        Some("") => validate::empty(&entry.value, name, problems),
        Some(text) => return Some(text.to_owned()),
        None => validate::wrong_type(&entry.value, name, "a string", problems),
    }
    None
}

/// Checks everything that does not depend on the kind, placeholders resolved.
pub(super) fn check(root: &Node, problems: &mut Problems) {
    for entry in root.entries() {
        match &*entry.key {
            "apiVersion" => format(&entry.value, "apiVersion", formats::API_VERSION, problems),
            "kind" => format(&entry.value, "kind", formats::KIND, problems),
            "metadata" => metadata(entry, problems),
            "spec" if !entry.value.is_mapping() => validate::wrong_type(&entry.value, "spec", "a mapping", problems),
            "spec" => {}
            other => unknown_root(entry, other, problems),
        }
    }
    same_but_for_case(root, problems);
}

fn unknown_root(entry: &Entry, name: &str, problems: &mut Problems) {
    let message = format!("an entity has no field `{name}`");
    let help = match crate::diagnostic::nearest(name, ["apiVersion", "kind", "metadata", "spec"]) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "the fields are `apiVersion`, `kind`, `metadata` and `spec`; fields of your own go below `metadata` or `spec`".into()
        }
    };
    problems.add_with_help(Code::FieldUnknown, entry.key_span, message, help);
}

fn metadata(entry: &Entry, problems: &mut Problems) {
    let node = &entry.value;
    if !node.is_mapping() {
        return;
    }
    // `annotations:` with nothing, or anything JavaScript calls false, is repaired on the way in.
    let repaired = node.get("annotations").is_some_and(is_falsy);
    let table: Vec<_> = METADATA.iter().filter(|it| !(repaired && it.name == "annotations")).copied().collect();
    validate::fields(node, entry.key_span, &table, "metadata", problems);
    if let Some(name) = node.get("name") {
        format(name, "metadata.name", formats::NAME, problems);
    }
    if let Some(namespace) = node.get("namespace") {
        format(namespace, "metadata.namespace", formats::NAMESPACE, problems);
    }
    for (field, value) in [("labels", Some(formats::LABEL_VALUE)), ("annotations", None)] {
        for it in node.get(field).map(Node::entries).unwrap_or_default() {
            if !(formats::KEY.fits)(&it.key) {
                misfit(&it.key, it.key_span, &format!("the key of `metadata.{field}`"), formats::KEY, problems);
            }
            if let Some(rule) = value {
                format(&it.value, &format!("metadata.{field}.{}", it.key), rule, problems);
            }
        }
    }
    for (at, tag) in node.get("tags").map(Node::items).unwrap_or_default().iter().enumerate() {
        format(tag, &format!("metadata.tags[{at}]"), formats::TAG, problems);
    }
    for (at, link) in node.get("links").map(Node::items).unwrap_or_default().iter().enumerate() {
        for (field, rule) in [("url", formats::URL), ("title", formats::NOT_BLANK), ("icon", formats::NOT_BLANK)] {
            if let Some(it) = link.get(field) {
                format(it, &format!("metadata.links[{at}].{field}"), rule, problems);
            }
        }
    }
}

/// JavaScript's idea of false.
pub(super) fn is_falsy(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(it) => *it == 0.0 || it.is_nan(),
        Value::String(it) => it.is_empty(),
        _ => false,
    }
}

/// Checks a text that is not empty; anything else has been reported for its type, or is allowed to be empty.
fn format(node: &Node, path: &str, rule: Format, problems: &mut Problems) {
    if let Some(text) = node.as_str().filter(|it| !it.is_empty() && !(rule.fits)(it)) {
        misfit(text, node.span, &format!("`{path}`"), rule, problems);
    }
}

fn misfit(text: &str, span: Span, subject: &str, rule: Format, problems: &mut Problems) {
    let shown: String = text.chars().take(80).collect();
    let message = format!("{subject} is not valid: `{shown}`");
    let help = match foreign_letter(text) {
        Some(letter) => {
            format!("it holds `{letter}` (U+{:04X}), which is no ASCII letter; it must be {}", u32::from(letter), rule.rule)
        }
        None => format!("it must be {}", rule.rule),
    };
    problems.add_with_help(Code::FieldFormat, span, message, help);
}

/// A letter that looks like an ASCII one, or shows nothing at all: names are refused, so say why they look right.
fn foreign_letter(text: &str) -> Option<char> {
    text.chars().find(|it| !it.is_ascii())
}

/// Backstage finds entities by their fields' paths, lower case, and rejects those where two become one.
fn same_but_for_case(root: &Node, problems: &mut Problems) {
    let mut leaves = Leaves::default();
    // The catalog adds a namespace and a uid to every entity.
    leaves.seen.insert("metadata.namespace".into(), "metadata.namespace".into());
    leaves.seen.insert("metadata.uid".into(), "metadata.uid".into());
    leaves.seen.insert("metadata.name".into(), "metadata.name".into());
    leaves.visit("", root, root.span, problems);
}

#[derive(Default)]
struct Leaves {
    /// Path by its lower-case form.
    seen: BTreeMap<String, String>,
}

impl Leaves {
    /// The depth is bounded by the reader's, so the recursion is.
    fn visit(&mut self, path: &str, node: &Node, key: Span, problems: &mut Problems) {
        const SKIPPED: [&str; 7] =
            ["attachments", "relations", "status", "metadata.name", "metadata.namespace", "metadata.uid", "metadata.etag"];
        if SKIPPED.contains(&path) {
            return;
        }
        match &node.value {
            Value::Mapping(entries) => {
                for it in entries.iter().filter(|it| &*it.key != "__proto__") {
                    let path = if path.is_empty() { it.key.to_string() } else { format!("{path}.{}", it.key) };
                    self.visit(&path, &it.value, it.key_span, problems);
                }
            }
            Value::Sequence(items) => {
                for item in items.iter() {
                    self.visit(path, item, key, problems);
                    // Items count as paths too, but the first spelling of one stands for all.
                    if let Some(text) = item.as_str() {
                        let path = format!("{path}.{text}");
                        self.seen.entry(path.to_lowercase()).or_insert(path);
                    }
                }
            }
            _ => self.leaf(path, key, problems),
        }
    }

    fn leaf(&mut self, path: &str, key: Span, problems: &mut Problems) {
        match self.seen.get(&path.to_lowercase()) {
            Some(other) if other != path => problems.add_with_help(
                Code::FieldCase,
                key,
                format!("`{path}` and `{other}` differ only in case"),
                "Backstage rejects such an entity; rename one of them",
            ),
            Some(_) => {}
            None => {
                self.seen.insert(path.to_lowercase(), path.to_owned());
            }
        }
    }
}
