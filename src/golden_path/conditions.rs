//! What a form asks for only under a condition, and the condition in words: `dependencies`, `dependentRequired` and
//! `dependentSchemas`, `if` with `then` and `else`, and `allOf` around them.

use serde_json::Value;

use super::{MAX_ITEMS, list, object, plain};

/// Parts of a form, each with the condition under which it counts.
pub(super) fn branches(page: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for key in ["dependencies", "dependentSchemas"] {
        for (name, dependency) in object(page, key).take(MAX_ITEMS) {
            match list(dependency, "oneOf").chain(list(dependency, "anyOf")).take(MAX_ITEMS).collect::<Vec<_>>() {
                choices if !choices.is_empty() => found.extend(choices.into_iter().map(|it| (is_value(name, it), it))),
                _ if dependency.is_object() => found.push((filled_in(name), dependency)),
                _ => {}
            }
        }
    }
    for part in std::iter::once(page).chain(list(page, "allOf").take(MAX_ITEMS)) {
        let Some(condition) = part.get("if") else { continue };
        let words = words(condition);
        found.extend(part.get("then").map(|it| (words.clone(), it)));
        found.extend(part.get("else").map(|it| (format!("not {words}"), it)));
    }
    found
}

/// Fields that another field's value makes necessary: the condition and their names.
pub(super) fn requirements(page: &Value) -> Vec<(String, Vec<&str>)> {
    let keys = ["dependencies", "dependentRequired"];
    let listed = keys.into_iter().flat_map(|key| object(page, key).take(MAX_ITEMS)).filter(|(_, it)| it.is_array());
    let of_fields = listed.map(|(name, it)| (filled_in(name), names(it)));
    let of_branches = branches(page).into_iter().map(|(condition, branch)| {
        let decides = |name: &str| branch.get("properties").and_then(|it| it.get(name)).is_some_and(decides);
        (condition, list(branch, "required").filter_map(Value::as_str).filter(|it| !decides(it)).collect())
    });
    of_fields.chain(of_branches).collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).take(MAX_ITEMS).collect()
}

/// Whether a property of a branch is the value that chooses the branch.
fn decides(property: &Value) -> bool {
    property.get("const").is_some() || property.get("enum").is_some()
}

fn filled_in(name: &str) -> String {
    format!("`{name}` is filled in")
}

/// An `if` in words.
fn words(condition: &Value) -> String {
    let mut parts: Vec<String> = object(condition, "properties").map(|(name, _)| is_value(name, condition)).take(5).collect();
    if parts.is_empty() {
        parts.extend(list(condition, "required").filter_map(Value::as_str).take(5).map(filled_in));
    }
    for (key, between) in [("allOf", " and "), ("anyOf", " or "), ("oneOf", " or ")] {
        let inner: Vec<String> = list(condition, key).take(5).filter(|it| it.get("properties").is_some()).map(words).collect();
        parts.extend((!inner.is_empty()).then(|| inner.join(between)));
    }
    if let Some(not) = condition.get("not").filter(|it| it.get("properties").is_some()) {
        parts.push(format!("not {}", words(not)));
    }
    if parts.is_empty() { "a condition on other fields holds".to_owned() } else { parts.join(" and ") }
}

/// `` `kind` is `api` or `job` ``.
fn is_value(name: &str, schema: &Value) -> String {
    let property = schema.get("properties").and_then(|it| it.get(name)).unwrap_or(&Value::Null);
    let values: Vec<String> =
        list(property, "enum").chain(property.get("const")).take(5).map(|it| format!("`{}`", plain(it))).collect();
    let holds = || property.get("contains").and_then(|it| it.get("const")).map(|it| format!("`{name}` holds `{}`", plain(it)));
    let fits = || property.get("pattern").map(|it| format!("`{name}` fits `{}`", plain(it)));
    if values.is_empty() {
        holds().or_else(fits).unwrap_or_else(|| filled_in(name))
    } else {
        format!("`{name}` is {}", values.join(" or "))
    }
}
