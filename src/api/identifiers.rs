//! `$id`, `$anchor` and `$dynamicAnchor` of JSON Schema: other names for places in a document than JSON pointers.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

/// Levels that are searched.
const MAX_DEPTH: usize = 100;

/// The places of a document that have names.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// Of the document itself.
    base: Option<Url>,
    /// Pointer by `$id`, as written and as a whole address.
    ids: BTreeMap<String, String>,
    /// Pointer by anchor; the first of a name counts.
    anchors: BTreeMap<String, String>,
}

impl Identifiers {
    /// Collects them.
    pub(super) fn of(root: &Value) -> Self {
        let base = root.get("$id").and_then(Value::as_str).and_then(|it| Url::parse(it).ok());
        let mut found = Self { base, ..Self::default() };
        found.visit(root, &mut String::new(), 0);
        found
    }

    fn visit(&mut self, value: &Value, pointer: &mut String, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let length = pointer.len();
        let mut inside = |it: &Value, part: &str| {
            pointer.push('/');
            pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
            self.visit(it, pointer, depth + 1);
            pointer.truncate(length);
        };
        match value {
            Value::Array(items) => items.iter().enumerate().for_each(|(at, it)| inside(it, &at.to_string())),
            Value::Object(members) => {
                for (key, it) in members {
                    // What is data, not schema.
                    if !matches!(key.as_str(), "enum" | "const" | "default" | "example" | "examples") {
                        inside(it, key);
                    }
                }
                self.name(value, pointer);
            }
            _ => {}
        }
    }

    fn name(&mut self, value: &Value, pointer: &str) {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        for anchor in [text("$anchor"), text("$dynamicAnchor")].into_iter().flatten() {
            self.anchors.entry(anchor.to_owned()).or_insert_with(|| pointer.to_owned());
        }
        match text("$id").map(|it| it.strip_prefix('#').ok_or(it)) {
            // How drafts 6 and 7 write an anchor.
            Some(Ok(anchor)) => {
                self.anchors.entry(anchor.to_owned()).or_insert_with(|| pointer.to_owned());
            }
            Some(Err(id)) => {
                let id = id.trim_end_matches('#');
                if let Some(whole) = self.whole(id) {
                    self.ids.entry(whole).or_insert_with(|| pointer.to_owned());
                }
                self.ids.entry(id.to_owned()).or_insert_with(|| pointer.to_owned());
            }
            None => {}
        }
    }

    fn whole(&self, written: &str) -> Option<String> {
        let joined = self.base.as_ref().map_or_else(|| Url::parse(written).ok(), |it| it.join(written).ok());
        joined.map(String::from)
    }

    /// The pointer that a reference means, if it uses one of these names.
    pub(super) fn pointer(&self, root: &Value, reference: &str) -> Option<String> {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if document.is_empty() && fragment.starts_with('/') {
            // A schema that is bundled into this one counts from its own root.
            let parts = self.ids.values().filter(|it| !it.is_empty()).take(200);
            return parts.map(|it| format!("{it}{fragment}")).find(|it| root.pointer(it).is_some());
        }
        let start = match document {
            "" => "",
            written => self.ids.get(written).or_else(|| self.ids.get(&self.whole(written)?))?.as_str(),
        };
        match fragment {
            "" if document.is_empty() => None,
            "" => Some(start.to_owned()),
            it if it.starts_with('/') => Some(format!("{start}{it}")),
            it => self.anchors.get(it).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_places_by_their_names() {
        let root = serde_json::json!({
            "$id": "https://acme.example/schemas/order.json",
            "$defs": {
                "line": {"$anchor": "Line", "default": {"$anchor": "Not"}},
                "item": {"$id": "item.json", "$defs": {"size": {"$id": "#Size"}}},
            },
        });
        let names = Identifiers::of(&root);
        let cases = [
            ("#Line", Some("/$defs/line")),
            ("#Size", Some("/$defs/item/$defs/size")),
            ("item.json", Some("/$defs/item")),
            ("https://acme.example/schemas/item.json", Some("/$defs/item")),
            ("./item.json#/$defs/size", Some("/$defs/item/$defs/size")),
            ("https://acme.example/schemas/order.json#Line", Some("/$defs/line")),
            ("#/$defs/size", Some("/$defs/item/$defs/size")),
            ("#Not", None),
            ("#", None),
            ("other.json", None),
        ];
        for (reference, pointer) in cases {
            assert_eq!(names.pointer(&root, reference).as_deref(), pointer, "{reference}");
        }
    }
}
