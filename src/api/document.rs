//! A JSON-like definition being read: `$ref`s that lead inside it, its named types, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::anchors::Anchors;
use super::identifiers::Identifiers;
use super::value::{cut, get};
use super::{Example, Problem, TypeDef, locate};
use crate::diagnostic::{Code, nearest};

/// Problems reported for one definition; the rest would say the same.
const MAX_PROBLEMS: usize = 50;
/// Characters kept of an example.
const MAX_EXAMPLE: usize = 20_000;
/// Named types of one definition.
const MAX_TYPES: usize = 20_000;
/// `$ref`s to `$ref`s that are followed.
const MAX_HOPS: usize = 16;

/// What is known while a definition is read.
pub(super) struct Document<'a> {
    /// The whole definition.
    pub(super) root: &'a Value,
    /// Ids of operations and types.
    pub(super) anchors: Anchors,
    /// Schemas converted so far.
    pub(super) nodes: usize,
    /// Characters of descriptions and examples that may still be taken over: they are copied wherever a `$ref` leads to
    /// them, and a small text could make a huge page of that.
    affordable: usize,
    identifiers: Option<Identifiers>,
    raw: &'a str,
    problems: Vec<Problem>,
    reported: BTreeSet<String>,
    /// Index of the type that stands at a pointer.
    by_pointer: BTreeMap<String, usize>,
    /// Types by index; their schemas are filled as `pending` is worked off.
    types: Vec<TypeDef>,
    pending: VecDeque<(usize, &'a Value)>,
}

impl<'a> Document<'a> {
    /// Starts reading. `problems` are those found so far.
    pub(super) fn new(root: &'a Value, raw: &'a str, problems: Vec<Problem>) -> Self {
        Self {
            root,
            identifiers: None,
            raw,
            problems,
            anchors: Anchors::default(),
            nodes: 0,
            affordable: raw.len().saturating_mul(8).saturating_add(1_000_000),
            reported: BTreeSet::new(),
            by_pointer: BTreeMap::new(),
            types: Vec::new(),
            pending: VecDeque::new(),
        }
    }

    /// Makes every member of the object at `pointer` a named type.
    pub(super) fn name_types(&mut self, pointer: &str) {
        let members = self.root.pointer(pointer).and_then(Value::as_object);
        for (name, value) in members.into_iter().flatten() {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            self.name_type(format!("{pointer}/{escaped}"), name, value);
        }
    }

    /// Makes the value at `pointer` a named type and gives its index; `None` when there are too many.
    pub(super) fn name_type(&mut self, pointer: String, name: &str, value: &'a Value) -> Option<usize> {
        if let Some(index) = self.by_pointer.get(&pointer) {
            return Some(*index);
        }
        if self.types.len() >= MAX_TYPES {
            return None;
        }
        let index = self.types.len();
        let id = self.anchors.unique("type", name);
        self.types.push(TypeDef { id, name: name.to_owned(), ..TypeDef::default() });
        self.by_pointer.insert(pointer, index);
        self.pending.push_back((index, value));
        Some(index)
    }

    /// The name of a type.
    pub(super) fn type_name(&self, index: usize) -> &str {
        self.types.get(index).map_or("", |it| &it.name)
    }

    /// The type that a `$ref` to a schema leads to. A place that is not among the named types becomes one.
    pub(super) fn type_at(&mut self, reference: &str) -> Option<usize> {
        let pointer = self.pointer(reference)?;
        if let Some(index) = self.by_pointer.get(&pointer) {
            return Some(*index);
        }
        let root = self.root;
        let Some(value) = root.pointer(&pointer) else {
            self.unresolved(reference, &pointer);
            return None;
        };
        let name = name_of(&pointer);
        self.name_type(pointer, &name, value)
    }

    /// Follows the `$ref` of anything but a schema. The value itself where it has none or it leads nowhere.
    pub(super) fn resolve(&mut self, value: &'a Value) -> &'a Value {
        let mut value = value;
        for _ in 0..MAX_HOPS {
            let Some(reference) = get(value, "$ref").as_str() else { return value };
            let Some(pointer) = self.pointer(reference) else { return value };
            let root = self.root;
            let Some(target) = root.pointer(&pointer) else {
                self.unresolved(reference, &pointer);
                return value;
            };
            value = target;
        }
        value
    }

    /// The description under a key, as long as the definition has not been copied many times over.
    pub(super) fn prose(&mut self, value: &Value, key: &str) -> Option<String> {
        let text = get(value, key).as_str().filter(|it| !it.trim().is_empty())?;
        self.affordable = self.affordable.checked_sub(text.len())?;
        Some(text.to_owned())
    }

    /// The same for a text that has been made.
    pub(super) fn afford(&mut self, text: Option<String>) -> Option<String> {
        let text = text?;
        self.affordable = self.affordable.checked_sub(text.len())?;
        Some(text)
    }

    /// The same for an example: text as it is, everything else as JSON, cut where it is very long.
    pub(super) fn example(&mut self, name: &str, value: &Value) -> Option<Example> {
        if self.affordable < MAX_EXAMPLE {
            return None;
        }
        let text = match value {
            Value::String(text) => text.chars().take(MAX_EXAMPLE).collect(),
            other => cut(serde_json::to_string_pretty(other).unwrap_or_default(), MAX_EXAMPLE),
        };
        Some(Example { name: name.to_owned(), text: self.afford(Some(text))? })
    }

    /// The next type whose schema has not been converted.
    pub(super) fn next_pending(&mut self) -> Option<(usize, &'a Value)> {
        self.pending.pop_front()
    }

    /// The type at an index, to be filled.
    pub(super) fn type_mut(&mut self, index: usize) -> Option<&mut TypeDef> {
        self.types.get_mut(index)
    }

    /// Ends reading: the types and what is wrong.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Vec<Problem>) {
        (self.types, self.problems)
    }

    /// The pointer of a reference inside this document; others are reported, and never followed.
    fn pointer(&mut self, reference: &str) -> Option<String> {
        let fragment = reference.strip_prefix('#').map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned());
        if let Some(pointer) = fragment.as_ref().filter(|it| self.root.pointer(it).is_some()) {
            return Some(pointer.clone());
        }
        let root = self.root;
        let identifiers = self.identifiers.get_or_insert_with(|| Identifiers::of(root));
        if let Some(pointer) = identifiers.pointer(root, reference) {
            return Some(pointer);
        }
        if fragment.is_none() {
            self.report(reference, |span| {
                Problem::new(
                    Code::ApiReferenceExternal,
                    format!("`$ref: {reference}` leads outside the definition and is not followed"),
                    span,
                )
                .help("bundle the definition into one document, or use the `$openapi` placeholder, which does")
            });
        }
        fragment
    }

    fn unresolved(&mut self, reference: &str, pointer: &str) {
        let root = self.root;
        let siblings = pointer
            .rsplit_once('/')
            .and_then(|(folder, _)| root.pointer(folder))
            .and_then(Value::as_object)
            .filter(|it| it.len() <= 2_000);
        let meant = nearest(&name_of(pointer), siblings.into_iter().flatten().map(|(key, _)| key.as_str())).map(str::to_owned);
        self.report(reference, |span| {
            let problem = Problem::new(
                Code::ApiReferenceUnresolved,
                format!("`$ref: {reference}` points at nothing in the definition"),
                span,
            );
            match meant {
                Some(name) => problem.help(format!("did you mean `{name}`?")),
                None => problem.help("define it, or correct the pointer"),
            }
        });
    }

    /// Reports each reference once.
    fn report(&mut self, reference: &str, problem: impl FnOnce(Option<crate::diagnostic::Span>) -> Problem) {
        if self.problems.len() < MAX_PROBLEMS && self.reported.insert(reference.to_owned()) {
            let span = locate(self.raw, reference);
            self.problems.push(problem(span));
        }
    }
}

/// A readable name for what stands at a pointer: its last part, with the one above where that is only a number.
fn name_of(pointer: &str) -> String {
    let parts: Vec<String> =
        pointer.split('/').filter(|it| !it.is_empty()).map(|it| it.replace("~1", "/").replace("~0", "~")).collect();
    let is_plain = |it: &String| {
        it.parse::<u32>().is_err()
            && !matches!(it.as_str(), "schema" | "payload" | "items" | "properties" | "allOf" | "oneOf" | "anyOf")
    };
    match parts.iter().rposition(is_plain) {
        None => "Root".to_owned(),
        Some(at) => {
            let owner = parts.get(..at).unwrap_or_default();
            let is_property = owner.last().is_some_and(|it| it == "properties");
            let name = parts.get(at).cloned().unwrap_or_default();
            match owner.iter().rev().skip(1).find(|it| is_plain(it)).filter(|_| is_property) {
                Some(owner) => format!("{owner}.{name}"),
                None => name,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_a_pointer_leads_to() {
        assert_eq!(name_of("/components/schemas/Pet"), "Pet");
        assert_eq!(name_of("/components/schemas/Pet/properties/tag"), "Pet.tag");
        assert_eq!(name_of("/components/schemas/Pet/properties/tags/items"), "Pet.tags");
        assert_eq!(name_of("/components/schemas/a~1b/allOf/1"), "a/b");
        assert_eq!(name_of(""), "Root");
    }

    #[test]
    fn follows_references_and_stops_at_loops() {
        let root = serde_json::json!({
            "a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}, "c": {"$ref": "#/d~1e"}, "d/e": {"x": 1}, "f": {"$ref": "#/nowhere"},
            "g": {"$ref": "other.yaml#/x"},
        });
        let raw = "f:\n  $ref: '#/nowhere'\n";
        let mut document = Document::new(&root, raw, Vec::new());
        assert_eq!(document.resolve(&root["c"]), &root["d/e"]);
        assert!(document.resolve(&root["a"]).get("$ref").is_some(), "a loop ends");
        assert_eq!(document.resolve(&root["f"]), &root["f"]);
        assert_eq!(document.resolve(&root["f"]), &root["f"]);
        assert_eq!(document.resolve(&root["g"]), &root["g"]);
        let (_, problems) = document.finish();
        let seen: Vec<_> = problems.iter().map(|it| (it.code, it.span.map(|it| (it.line, it.column)))).collect();
        assert_eq!(seen, [(Code::ApiReferenceUnresolved, Some((2, 10))), (Code::ApiReferenceExternal, None)]);
    }
}
