//! What `spec` says of the kinds that have no page of their own making: AI resources and an organisation's own kinds.

use serde::Serialize;
use serde_json::Value;

use crate::catalog::Entity;
use crate::render::refs::Cut;
use crate::render::text;

/// Kinds whose `spec` the page already shows in its own ways.
const SHOWN_ELSEWHERE: [&str; 9] = ["component", "api", "resource", "system", "domain", "group", "user", "template", "location"];

/// Fields that stand in the head of the page or among the relations.
const KNOWN: [&str; 10] = [
    "type",
    "lifecycle",
    "owner",
    "system",
    "domain",
    "dependsOn",
    "dependencyOf",
    "subcomponentOf",
    "providesApis",
    "consumesApis",
];

/// Fields, and values of one field, that are shown.
const SHOWN: usize = 20;

/// A field of `spec`.
#[derive(Debug, Serialize)]
pub struct SpecField {
    /// Its name, as written.
    pub name: String,
    /// Its plain values.
    pub values: Cut<String>,
}

/// The fields with plain values, in the file's order; what is nested is in the definition below.
pub(super) fn fields(entity: &Entity) -> Cut<SpecField> {
    let written = entity.spec.as_object().filter(|_| !SHOWN_ELSEWHERE.contains(&&*entity.id.kind));
    let named = written.into_iter().flatten().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
    let fields: Vec<SpecField> = named.filter_map(|(name, value)| field(name, value)).collect();
    let total = fields.len();
    Cut::new(fields.into_iter(), total, SHOWN)
}

fn field(name: &str, value: &Value) -> Option<SpecField> {
    let listed = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let values: Option<Vec<String>> = listed.iter().map(plain).collect();
    let values = values.filter(|it| !it.is_empty())?;
    let total = values.len();
    Some(SpecField { name: text::clip(name, 60), values: Cut::new(values.into_iter(), total, SHOWN) })
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(words) if !words.trim().is_empty() => Some(text::clip(words.trim(), 600)),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
