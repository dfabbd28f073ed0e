//! A sample of a value, made from its schema where the definition gives no example.

use serde_json::{Map, Value};

use super::{ApiDefinition, Schema, Shape};

/// Named types that are entered inside each other.
const MAX_DEPTH: usize = 5;
/// Types that extend each other, one above the other.
const MAX_EXTENDED: usize = 30;
/// Values in one sample, and types that they are made of.
const MAX_NODES: usize = 150;

/// A sample as pretty-printed JSON; `None` where the schema says nothing to make one from.
///
/// Examples and defaults of the schema are used where it has them. The same schema always gives the same sample.
#[must_use]
pub fn sample(api: &ApiDefinition, schema: &Schema) -> Option<String> {
    let mut maker = Maker { api, nodes: 0, inside: Vec::new() };
    let value = maker.value(schema, 0);
    if value.is_null() || value.as_object().is_some_and(Map::is_empty) {
        return None;
    }
    serde_json::to_string_pretty(&value).ok()
}

struct Maker<'a> {
    api: &'a ApiDefinition,
    nodes: usize,
    /// Types that are being entered: none is entered inside itself.
    inside: Vec<usize>,
}

impl Maker<'_> {
    fn value(&mut self, schema: &Schema, depth: usize) -> Value {
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
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
        if let Some(index) = schema.reference {
            return self.named(index, depth);
        }
        let mut object = Map::new();
        self.fields(schema, depth, &mut object);
        if let Some(first) = schema.alternatives.as_ref().and_then(|it| it.of.first()) {
            match self.value(first, depth + 1) {
                Value::Object(more) => object.extend(more),
                other if object.is_empty() => return other,
                _ => {}
            }
        }
        if object.is_empty() { self.plain(schema, depth) } else { Value::Object(object) }
    }

    fn named(&mut self, index: usize, depth: usize) -> Value {
        let api = self.api;
        match api.types.get(index).filter(|_| !self.inside.contains(&index)) {
            None => Value::Null,
            Some(named) => {
                self.inside.push(index);
                let value = self.value(&named.schema, depth + 1);
                self.inside.pop();
                value
            }
        }
    }

    /// The fields of an object and of the types that it extends.
    fn fields(&mut self, schema: &Schema, depth: usize, object: &mut Map<String, Value>) {
        let api = self.api;
        self.nodes += 1;
        for index in schema.extends.iter().filter(|_| depth <= MAX_EXTENDED) {
            if self.nodes > MAX_NODES {
                return;
            }
            if let Some(named) = api.types.get(*index).filter(|_| !self.inside.contains(index)) {
                self.inside.push(*index);
                self.fields(&named.schema, depth + 1, object);
                self.inside.pop();
            }
        }
        if schema.shape == Shape::Array {
            return;
        }
        for field in &schema.fields {
            if self.nodes > MAX_NODES {
                return;
            }
            if field.deprecated.is_none() && !field.name.starts_with(['/', '*']) {
                let value = self.value(&field.schema, depth + 1);
                if !value.is_null() || field.required {
                    object.insert(field.name.clone(), value);
                }
            }
        }
    }

    fn plain(&mut self, schema: &Schema, depth: usize) -> Value {
        match (schema.shape, &schema.items) {
            (Shape::Boolean, _) => Value::Bool(true),
            (Shape::Integer, _) => Value::from(1),
            (Shape::Number, _) => Value::from(1.5),
            (Shape::String, _) => Value::from(text_for(&schema.type_text)),
            (Shape::Object, _) => Value::Object(Map::new()),
            (Shape::Array, Some(items)) => match self.value(items, depth + 1) {
                Value::Null => Value::Array(Vec::new()),
                item => Value::Array(vec![item]),
            },
            (Shape::Array, None) => Value::Array(Vec::new()),
            (Shape::Map, Some(items)) => match self.value(items, depth + 1) {
                Value::Null => Value::Object(Map::new()),
                item => Value::Object(Map::from_iter([("key".to_owned(), item)])),
            },
            (Shape::Any | Shape::Null | Shape::Map, _) => Value::Null,
        }
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
    fn types_that_extend_each_other_twice_are_counted() {
        let extended = |at: usize| {
            format!("\"A{at}\": {{\"allOf\": [{{\"$ref\": \"#/$defs/A{0}\"}}, {{\"$ref\": \"#/$defs/A{0}\"}}, {{}}]}}", at + 1)
        };
        let defs: Vec<String> = (0..60).map(extended).collect();
        let text = format!(
            "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$ref\": \"#/$defs/A0\", \"$defs\": {{{}, \"A60\": \
             {{\"type\": \"object\", \"properties\": {{\"x\": {{\"type\": \"string\"}}}}}}}}}}",
            defs.join(", ")
        );
        let (api, _) = read(&text, "");
        let begun = std::time::Instant::now();
        api.types.iter().for_each(|it| drop(super::sample(&api, &it.schema)));
        assert!(!api.types.is_empty() && begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_sample_of_types_that_refer_to_themselves_ends() {
        let text = r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/Node",
          "$defs": {"Node": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "format": "uuid"}, "old": {"type": "string", "deprecated": true},
            "size": {"type": "integer", "default": 3}, "kind": {"enum": ["leaf", "branch"]},
            "next": {"$ref": "#/$defs/Node"}, "all": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}}}}"##;
        let (api, _) = read(text, "");
        let sample = super::sample(&api, &api.types[0].schema).expect("it has fields");
        assert_eq!(
            sample,
            "{\n  \"id\": \"3fa85f64-5717-4562-b3fc-2c963f66afa6\",\n  \"size\": 3,\n  \"kind\": \"leaf\",\n  \"all\": []\n}"
        );
    }
}
