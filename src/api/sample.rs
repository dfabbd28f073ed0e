//! A sample of a value, made from its schema where the definition gives no example.

use serde_json::{Map, Value};

use super::{ApiDefinition, Schema, Shape};

/// Named types that are entered inside each other.
const MAX_DEPTH: usize = 5;
/// Values in one sample.
const MAX_NODES: usize = 150;

/// A sample as pretty-printed JSON; `None` where the schema says nothing to make one from.
///
/// Examples and defaults of the schema are used where it has them. The same schema always gives the same sample.
#[must_use]
pub fn sample(api: &ApiDefinition, schema: &Schema) -> Option<String> {
    let mut nodes = 0;
    let value = value(api, schema, 0, &mut nodes);
    if value.is_null() || value.as_object().is_some_and(Map::is_empty) {
        return None;
    }
    serde_json::to_string_pretty(&value).ok()
}

fn value(api: &ApiDefinition, schema: &Schema, depth: usize, nodes: &mut usize) -> Value {
    *nodes += 1;
    if *nodes > MAX_NODES || depth > MAX_DEPTH {
        return Value::Null;
    }
    if let Some(example) = &schema.example {
        return example.clone();
    }
    if let Some(default) = schema.default.as_deref().and_then(|it| serde_json::from_str(it).ok()) {
        return default;
    }
    if let Some(first) = schema.values.first() {
        return match schema.shape {
            Shape::Integer | Shape::Number | Shape::Boolean => serde_json::from_str(&first.text).unwrap_or(Value::Null),
            _ => Value::from(first.text.as_str()),
        };
    }
    if let Some(named) = api.type_of(schema) {
        return value(api, &named.schema, depth + 1, nodes);
    }
    let mut object = Map::new();
    fields(api, schema, depth, nodes, &mut object);
    if let Some(first) = schema.alternatives.as_ref().and_then(|it| it.of.first()) {
        match value(api, first, depth + 1, nodes) {
            Value::Object(more) => object.extend(more),
            other if object.is_empty() => return other,
            _ => {}
        }
    }
    if !object.is_empty() {
        return Value::Object(object);
    }
    plain(api, schema, depth, nodes)
}

/// The fields of an object and of the types that it extends.
fn fields(api: &ApiDefinition, schema: &Schema, depth: usize, nodes: &mut usize, object: &mut Map<String, Value>) {
    if depth > MAX_DEPTH {
        return;
    }
    for named in schema.extends.iter().filter_map(|it| api.types.get(*it)) {
        fields(api, &named.schema, depth + 1, nodes, object);
    }
    if schema.shape == Shape::Array {
        return;
    }
    for field in &schema.fields {
        if *nodes > MAX_NODES {
            return;
        }
        if field.deprecated.is_none() && !field.name.starts_with(['/', '*']) {
            let value = value(api, &field.schema, depth + 1, nodes);
            if !value.is_null() || field.required {
                object.insert(field.name.clone(), value);
            }
        }
    }
}

fn plain(api: &ApiDefinition, schema: &Schema, depth: usize, nodes: &mut usize) -> Value {
    match (schema.shape, &schema.items) {
        (Shape::Boolean, _) => Value::Bool(true),
        (Shape::Integer, _) => Value::from(1),
        (Shape::Number, _) => Value::from(1.5),
        (Shape::String, _) => Value::from(text_for(&schema.type_text)),
        (Shape::Object, _) => Value::Object(Map::new()),
        (Shape::Array, Some(items)) => match value(api, items, depth + 1, nodes) {
            Value::Null => Value::Array(Vec::new()),
            item => Value::Array(vec![item]),
        },
        (Shape::Array, None) => Value::Array(Vec::new()),
        (Shape::Map, Some(items)) => {
            let mut map = Map::new();
            map.insert("key".to_owned(), value(api, items, depth + 1, nodes));
            Value::Object(map)
        }
        (Shape::Any | Shape::Null | Shape::Map, _) => Value::Null,
    }
}

/// Text of the format that the type names.
fn text_for(type_text: &str) -> &'static str {
    let format = type_text.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    match format {
        "date" => "2026-01-31",
        "date-time" => "2026-01-31T12:00:00Z",
        "time" => "12:00:00Z",
        "duration" => "P1D",
        "email" | "idn-email" => "user@example.com",
        "uuid" => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "uri" | "url" | "iri" | "uri-reference" => "https://example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        _ => "string",
    }
}

#[cfg(test)]
mod tests {
    use crate::api::read;

    #[test]
    fn a_sample_of_types_that_refer_to_themselves_ends() {
        let text = r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/Node",
          "$defs": {"Node": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "format": "uuid"}, "old": {"type": "string", "deprecated": true},
            "size": {"type": "integer", "default": 3}, "kind": {"enum": ["leaf", "branch"]},
            "next": {"$ref": "#/$defs/Node"}}}}}"##;
        let (api, _) = read(text, "");
        let sample = super::sample(&api, &api.types[1].schema).expect("it has fields");
        assert!(
            sample.starts_with(
                "{\n  \"id\": \"3fa85f64-5717-4562-b3fc-2c963f66afa6\",\n  \"size\": 3,\n  \"kind\": \"leaf\",\n  \"next\": {"
            ),
            "{sample}"
        );
        assert!(!sample.contains("old"));
    }
}
