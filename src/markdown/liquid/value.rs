//! What names stand for in a template: the site's and the page's values, and those that the page sets itself.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Variables;

/// Names longer than this have no value.
const MAX_PATH: usize = 20;

/// The values that a template sees.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope<'a> {
    /// What all pages of the site see.
    given: Option<&'a Variables>,
    /// `page`, `include` and everything that is assigned; stands before what is given.
    values: BTreeMap<String, Value>,
}

impl<'a> Scope<'a> {
    /// Nothing is set yet: names stand for what the site gives.
    pub(super) fn over(given: &'a Variables) -> Self {
        Self { given: Some(given), values: BTreeMap::new() }
    }

    /// Sets a value by its whole name. Gives the one before.
    pub(super) fn set(&mut self, name: &str, value: Value) -> Option<Value> {
        self.values.insert(name.to_owned(), value)
    }

    /// Puts a value back as it was.
    pub(super) fn restore(&mut self, name: &str, before: Option<Value>) {
        match before {
            Some(value) => self.values.insert(name.to_owned(), value),
            None => self.values.remove(name),
        };
    }

    /// The value of `a.b[0]["c"]`.
    pub(super) fn get(&self, path: &str) -> Option<Value> {
        let mut steps = steps(path, self)?.into_iter();
        let first = steps.next()?;
        let mut at = self.values.get(&first).or_else(|| self.given?.tree().get(&first))?;
        for step in steps {
            at = match at {
                Value::Object(map) => match map.get(&step) {
                    Some(value) => value,
                    None if step == "size" => return Some(map.len().into()),
                    None => return None,
                },
                Value::Array(list) => match step.as_str() {
                    "size" | "length" => return Some(list.len().into()),
                    "first" => list.first()?,
                    "last" => list.last()?,
                    _ => list.get(step.parse::<usize>().ok()?)?,
                },
                Value::String(text) if step == "size" => return Some(text.chars().count().into()),
                _ => return None,
            };
        }
        Some(at.clone())
    }
}

/// The names in a path.
fn steps(path: &str, scope: &Scope<'_>) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if steps.len() > MAX_PATH {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('[') {
            let (key, after) = inner.split_once(']')?;
            let key = key.trim();
            let quoted = ['"', '\''].iter().find_map(|it| key.strip_prefix(*it)?.strip_suffix(*it));
            steps.push(match quoted {
                Some(name) => name.to_owned(),
                None if key.parse::<usize>().is_ok() => key.to_owned(),
                // A bracket in a bracket has no value, so this goes one level down.
                None if key.contains('[') => return None,
                None => text(&scope.get(key)?),
            });
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = rest.get(..end).filter(|it| is_name(it))?;
        steps.push(name.to_owned());
        rest = rest.get(end..)?;
    }
    (!steps.is_empty()).then_some(steps)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '?'))
}

/// A value as text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect(),
        other => other.to_string(),
    }
}

/// Whether a value counts as true: anything but nothing and `false`.
pub(super) fn is_true(value: Option<&Value>) -> bool {
    !matches!(value, None | Some(Value::Null | Value::Bool(false)))
}

/// The items that a loop goes through: of a map, its pairs.
pub(super) fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::Object(map) => map.iter().map(|(key, value)| Value::Array(vec![key.clone().into(), value.clone()])).collect(),
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        other => vec![other.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_by_their_paths() {
        let pairs = ["site.data.team.0.name=A", "site.data.team.1.name=B", "site.flag=false", "key=team"];
        let pairs: Vec<_> = pairs.iter().filter_map(|it| it.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        let given = Variables::of(pairs);
        let mut scope = Scope::over(&given);
        let get = |path: &str| scope.get(path).map(|it| text(&it));
        assert_eq!(get("site.data.team[1].name").as_deref(), Some("B"));
        assert_eq!(get("site.data[key].last['name']").as_deref(), Some("B"));
        assert_eq!(get("site.data.team.size").as_deref(), Some("2"));
        assert!(!is_true(scope.get("site.flag").as_ref()) && get("site.no.such").is_none() && get("a[[b]]").is_none());
        let before = scope.set("site", "own".into());
        assert_eq!(scope.get("site").map(|it| text(&it)).as_deref(), Some("own"));
        scope.restore("site", before);
        assert!(scope.get("site.data").is_some(), "what the site gives is there again");
    }
}
