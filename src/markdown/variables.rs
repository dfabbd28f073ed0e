//! The values that a site's configuration gives to the templates of its pages.
//!
//! A site has the same ones on all its pages, and they may be many: they are put in order once, shared, and named by a hash.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::cache::{Key, key_of};

/// Names longer than this have no value.
const MAX_PATH: usize = 20;

/// Values by their dotted names (Jekyll `site.*`, mkdocs-macros `extra.*`); the items of a list are numbered.
#[derive(Clone)]
pub struct Variables(Arc<Given>);

struct Given {
    by_name: BTreeMap<String, String>,
    /// The same as a template sees them: made when a page first asks.
    tree: OnceLock<BTreeMap<String, Value>>,
    key: Key,
}

impl Variables {
    /// From flat pairs. The first of two that have one name counts.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut by_name = BTreeMap::new();
        for (name, value) in pairs {
            by_name.entry(name).or_insert(value);
        }
        let key = key_of("variables", &by_name);
        Self(Arc::new(Given { by_name, tree: OnceLock::new(), key }))
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.by_name.is_empty()
    }

    /// The value of a whole name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.by_name.get(name).map(String::as_str)
    }

    /// The values by the first parts of their names, with maps and lists below.
    pub(super) fn tree(&self) -> &BTreeMap<String, Value> {
        self.0.tree.get_or_init(|| tree(&self.0.by_name))
    }
}

impl Default for Variables {
    fn default() -> Self {
        Self::of([])
    }
}

impl PartialEq for Variables {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for Variables {}

/// The hash stands for the values, here and in keys of the cache: writing all of them for every page would cost more than
/// reading the page.
impl fmt::Debug for Variables {
    fn fmt(&self, into: &mut fmt::Formatter<'_>) -> fmt::Result {
        into.debug_tuple("Variables").field(&self.0.key).finish()
    }
}

impl serde::Serialize for Variables {
    fn serialize<S: serde::Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        self.0.key.serialize(into)
    }
}

fn tree(by_name: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let mut top = Map::new();
    for (name, value) in by_name {
        let value = match value.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => Value::String(other.to_owned()),
        };
        put(&mut top, name, value);
    }
    top.into_iter().map(|(name, value)| (name, listed(value))).collect()
}

/// Puts a value at its dotted name.
fn put(top: &mut Map<String, Value>, path: &str, value: Value) {
    let mut names = path.split('.').take(MAX_PATH);
    let Some(first) = names.next() else { return };
    let mut at = top.entry(first).or_insert(Value::Null);
    for name in names {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Some(map) = at.as_object_mut() else { return };
        at = map.entry(name).or_insert(Value::Null);
    }
    *at = value;
}

/// Maps whose keys are the numbers from 0 as the lists that they were.
fn listed(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let numbered = !map.is_empty() && (0..map.len()).all(|it| map.contains_key(&it.to_string()));
            if !numbered {
                return Value::Object(map.into_iter().map(|(key, value)| (key, listed(value))).collect());
            }
            let mut items: Vec<(usize, Value)> =
                map.into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, listed(value)))).collect();
            items.sort_by_key(|it| it.0);
            Value::Array(items.into_iter().map(|it| it.1).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_made_once_for_all_who_share_it() {
        let pairs = ["a.0=x", "a.1=y", "b.c=true", "b.c=late"].map(|it| it.split_once('=').expect("a pair"));
        let variables = Variables::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let shared = variables.clone();
        assert!(std::ptr::eq(variables.tree(), shared.tree()));
        assert_eq!(serde_json::to_value(shared.tree()).expect("JSON"), serde_json::json!({"a": ["x", "y"], "b": {"c": true}}));
        assert_eq!((variables.get("b.c"), variables.get("b")), (Some("true"), None));
    }

    #[test]
    fn the_same_values_have_the_same_name() {
        let of = |value: &str| Variables::of([("a".to_owned(), value.to_owned())]);
        assert_eq!((of("x"), format!("{:?}", of("x"))), (of("x"), format!("{:?}", of("x"))));
        assert_ne!((of("x"), format!("{:?}", of("x"))), (of("y"), format!("{:?}", of("y"))));
        assert!(Variables::default().is_empty() && !of("x").is_empty());
    }
}
