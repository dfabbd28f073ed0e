//! JSON Schema, as OpenAPI 2, 3.0 and 3.1, AsyncAPI and plain schema files use it, to the model's [`Schema`].
//!
//! A `$ref` becomes the index of a named type and is not entered, so every schema is converted once: the work and the
//! result are linear in the definition, and recursion needs no special case. `allOf` is merged; its named parts stay
//! links that a page may follow.

mod keywords;

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::Document;
use super::value::{compact, elements, flag, get, members, scalar, text, texts};
use super::{Alternatives, ApiDefinition, Deprecation, EnumValue, Field, Format, How, Problem, Schema, Shape};

/// Schemas of one definition; what is beyond is left out and marked.
const MAX_SCHEMAS: usize = 250_000;
/// Levels of nesting of one schema; what is below is left out and marked.
const MAX_DEPTH: usize = 24;
/// Allowed values kept of one schema.
const MAX_VALUES: usize = 500;
/// Bytes of an example that is kept; samples are made of it wherever the schema is used.
const MAX_EXAMPLE: usize = 10_000;

/// Reads a schema file: one type for the root, one for each definition.
pub(super) fn read(root: &Value, raw: &str, problems: Vec<Problem>) -> (ApiDefinition, Vec<Problem>) {
    let mut document = Document::new(root, raw, problems);
    let title = text(root, "title");
    document.name_type(String::new(), title.as_deref().unwrap_or("Root"), root);
    document.name_types("/$defs");
    document.name_types("/definitions");
    document.convert_types();
    let (types, problems) = document.finish();
    let api = ApiDefinition {
        format: Format::JsonSchema,
        format_version: text(root, "$schema"),
        title,
        description: text(root, "description"),
        types,
        ..ApiDefinition::default()
    };
    (api, problems)
}

/// One schema that stands alone, such as a form of a template. References inside it resolve within it.
pub(super) fn single(root: &Value) -> Schema {
    Document::new(root, "", Vec::new()).schema(root)
}

impl<'a> Document<'a> {
    /// Converts every named type, those that the conversion itself comes upon included.
    pub(super) fn convert_types(&mut self) {
        while let Some((index, value)) = self.next_pending() {
            let schema = self.schema(value);
            let deprecated = deprecation(value);
            if let Some(definition) = self.type_mut(index) {
                definition.kind = kind_of(&schema);
                definition.schema = schema;
                definition.deprecated = deprecated;
            }
        }
    }

    /// One schema.
    pub(super) fn schema(&mut self, value: &'a Value) -> Schema {
        self.schema_at(value, 0)
    }

    fn schema_at(&mut self, value: &'a Value, depth: usize) -> Schema {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_SCHEMAS {
            return Schema { type_text: "…".to_owned(), cut: true, ..Schema::default() };
        }
        let mut schema = match value {
            Value::Bool(false) => Schema { type_text: "nothing".to_owned(), ..Schema::default() },
            Value::Object(_) => match get(value, "$ref").as_str() {
                Some(reference) => self.reference(reference),
                None => self.inline(value, depth),
            },
            _ => Schema { type_text: "any".to_owned(), ..Schema::default() },
        };
        keywords::annotate(&mut schema, value);
        if let Some(description) = self.prose(value, "description").or_else(|| self.prose(value, "title")) {
            schema.description = Some(description);
        }
        schema.example = schema.example.filter(|it| {
            let text = it.to_string();
            text.len() <= MAX_EXAMPLE && self.afford(Some(text)).is_some()
        });
        schema
    }

    fn reference(&mut self, reference: &str) -> Schema {
        match self.type_at(reference) {
            Some(index) => Schema { type_text: self.type_name(index).to_owned(), reference: Some(index), ..Schema::default() },
            // Shown by its last words; it is not followed, so there is nothing to link to.
            None => Schema {
                type_text: reference.rsplit(['/', '#']).find(|it| !it.is_empty()).unwrap_or(reference).to_owned(),
                ..Schema::default()
            },
        }
    }

    fn inline(&mut self, value: &'a Value, depth: usize) -> Schema {
        let (shape, names, nullable) = keywords::types(value);
        let mut schema = Schema { shape, nullable, ..Schema::default() };
        schema.type_text = names;
        self.properties(&mut schema, value, depth);
        self.elements(&mut schema, value, depth);
        self.values_of_map(&mut schema, value, depth);
        self.all_of(&mut schema, value, depth);
        for (key, how) in [("oneOf", How::OneOf), ("anyOf", How::AnyOf)] {
            self.alternatives(&mut schema, value, (key, how), depth);
        }
        if schema.type_text.is_empty() {
            schema.type_text = if schema.fields.is_empty() && schema.extends.is_empty() { "any" } else { "object" }.to_owned();
        }
        require(&mut schema, &texts(value, "required"));
        schema
    }

    fn properties(&mut self, schema: &mut Schema, value: &'a Value, depth: usize) {
        for (name, property) in members(value, "properties") {
            schema.fields.push(self.property(name.clone(), property, depth));
        }
        for (pattern, property) in members(value, "patternProperties") {
            schema.fields.push(self.property(format!("/{pattern}/"), property, depth));
        }
        if !schema.fields.is_empty() {
            schema.shape = Shape::Object;
        }
    }

    fn property(&mut self, name: String, value: &'a Value, depth: usize) -> Field {
        Field { name, deprecated: deprecation(value), schema: self.schema_at(value, depth + 1), ..Field::default() }
    }

    fn elements(&mut self, schema: &mut Schema, value: &'a Value, depth: usize) {
        let tuple = elements(value, "prefixItems").chain(elements(value, "items"));
        for (index, item) in tuple.enumerate() {
            schema.fields.push(self.property(format!("[{index}]"), item, depth));
            schema.shape = Shape::Array;
        }
        if let Some(items) = value.get("items").filter(|it| it.is_object()) {
            let items = self.schema_at(items, depth + 1);
            schema.type_text = format!("array of {}", items.type_text);
            schema.shape = Shape::Array;
            schema.items = Some(Box::new(items));
        }
    }

    /// `additionalProperties`: makes a map of what has no properties of its own.
    fn values_of_map(&mut self, schema: &mut Schema, value: &'a Value, depth: usize) {
        match value.get("additionalProperties") {
            Some(Value::Bool(false)) if !schema.fields.is_empty() => {
                schema.constraints.push("no other properties".to_owned());
            }
            Some(Value::Object(object)) if !object.is_empty() => {
                let items = self.schema_at(get(value, "additionalProperties"), depth + 1);
                if schema.fields.is_empty() && value.get("allOf").is_none() {
                    schema.type_text = format!("map of {}", items.type_text);
                    schema.shape = Shape::Map;
                    schema.items = Some(Box::new(items));
                } else {
                    schema.fields.push(Field { name: "*".to_owned(), schema: items, ..Field::default() });
                }
            }
            _ => {}
        }
    }

    fn all_of(&mut self, schema: &mut Schema, value: &'a Value, depth: usize) {
        let parts: Vec<Schema> = elements(value, "allOf").map(|it| self.schema_at(it, depth + 1)).collect();
        let own = !schema.fields.is_empty();
        let [only] = parts.as_slice() else {
            for part in parts {
                merge(schema, part);
            }
            return keep_last(&mut schema.fields);
        };
        // The usual way of giving a reference a description before OpenAPI 3.1.
        if only.reference.is_some() && !own {
            schema.reference = only.reference;
            schema.type_text.clone_from(&only.type_text);
        } else {
            for part in parts {
                merge(schema, part);
            }
            keep_last(&mut schema.fields);
        }
    }

    fn alternatives(&mut self, schema: &mut Schema, value: &'a Value, (key, how): (&str, How), depth: usize) {
        let mut of = Vec::new();
        for choice in elements(value, key) {
            if text(choice, "type").as_deref() == Some("null") {
                schema.nullable = true;
            } else {
                of.push(self.schema_at(choice, depth + 1));
            }
        }
        // `anyOf: [{required: [a]}, {required: [b]}]` says which fields go together; it is no choice of types.
        if of.iter().all(keywords::says_nothing_of_its_type) {
            schema.constraints.extend(of.into_iter().flat_map(|it| it.constraints));
            return;
        }
        if of.len() == 1 && schema.fields.is_empty() && schema.extends.is_empty() {
            let nullable = schema.nullable;
            let constraints = std::mem::take(&mut schema.constraints);
            *schema = of.swap_remove(0);
            schema.nullable |= nullable;
            schema.constraints.extend(constraints);
            return;
        }
        if schema.type_text.is_empty() || schema.type_text == "object" && schema.fields.is_empty() {
            schema.type_text = keywords::choice_text(how, &of);
        }
        schema.alternatives = Some(Alternatives { how, of });
    }
}

/// Takes over what a part of `allOf` says.
fn merge(schema: &mut Schema, part: Schema) {
    if let Some(index) = part.reference {
        schema.extends.push(index);
        if schema.type_text.is_empty() {
            schema.shape = Shape::Object;
        }
        return;
    }
    if schema.type_text.is_empty() && part.type_text != "any" {
        schema.type_text = part.type_text;
        schema.shape = part.shape;
        schema.items = part.items;
    }
    if schema.description.is_none() {
        schema.description = part.description;
    }
    schema.fields.extend(part.fields);
    schema.extends.extend(part.extends);
    schema.constraints.extend(part.constraints);
    schema.values.extend(part.values);
    schema.nullable |= part.nullable;
    schema.cut |= part.cut;
    if schema.alternatives.is_none() {
        schema.alternatives = part.alternatives;
    }
    if !schema.fields.is_empty() {
        schema.shape = Shape::Object;
    }
}

/// Where parts define the same field, the last one counts.
fn keep_last(fields: &mut Vec<Field>) {
    let mut seen = BTreeSet::new();
    fields.reverse();
    fields.retain(|it| seen.insert(it.name.clone()));
    fields.reverse();
}

/// Marks fields as required; names that are fields of another part are said in words.
fn require(schema: &mut Schema, names: &[String]) {
    let mut missing: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    for field in &mut schema.fields {
        if missing.remove(field.name.as_str()) {
            field.required = true;
        }
    }
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().take(20).map(|it| format!("`{it}`")).collect();
        schema.constraints.push(format!("requires {}", names.join(", ")));
    }
}

/// What a named type is called when its schema is of that shape.
fn kind_of(schema: &Schema) -> &'static str {
    match schema.shape {
        _ if !schema.values.is_empty() => "enum",
        _ if schema.alternatives.is_some() => "choice",
        Shape::Object => "object",
        Shape::Array => "array",
        Shape::Map => "map",
        Shape::Boolean | Shape::Integer | Shape::Number | Shape::String | Shape::Null => "value",
        Shape::Any if schema.reference.is_some() => "alias",
        Shape::Any => "type",
    }
}

/// `deprecated: true`.
pub(super) fn deprecation(value: &Value) -> Option<Deprecation> {
    flag(value, "deprecated").then(Deprecation::default)
}

/// `enum` and `const`.
fn allowed_values(value: &Value) -> Vec<EnumValue> {
    let names = get(value, "x-enum-varnames").as_array().or_else(|| get(value, "x-enumNames").as_array());
    elements(value, "enum")
        .chain(value.get("const"))
        .take(MAX_VALUES)
        .enumerate()
        .map(|(index, it)| EnumValue {
            text: scalar(it).unwrap_or_else(|| compact(it, 200)),
            description: names.and_then(|names| names.get(index)).and_then(scalar),
            deprecated: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema(value: &Value) -> Schema {
        let (api, problems) = read(value, "", Vec::new());
        assert_eq!(problems, []);
        api.types.into_iter().next().expect("the root").schema
    }

    #[test]
    fn reads_an_object() {
        let it = schema(&json!({
            "type": "object", "required": ["id"],
            "properties": {
                "id": {"type": "integer", "format": "int64", "minimum": 1},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                "size": {"type": ["number", "null"], "default": 2},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "colour": {"enum": ["red", "green"], "deprecated": true},
            },
        }));
        let seen: Vec<_> = it.fields.iter().map(|it| (it.name.as_str(), it.schema.type_text.as_str(), it.required)).collect();
        assert_eq!(
            seen,
            [
                ("id", "integer (int64)", true),
                ("tags", "array of string", false),
                ("size", "number", false),
                ("labels", "map of string", false),
                ("colour", "string", false)
            ]
        );
        assert_eq!(it.fields[0].schema.constraints, ["at least 1"]);
        assert_eq!(it.fields[1].schema.constraints, ["at most 3 items"]);
        assert!(it.fields[2].schema.nullable);
        assert_eq!(it.fields[2].schema.default.as_deref(), Some("2"));
        assert_eq!(it.fields[4].schema.values.len(), 2);
        assert!(it.fields[4].deprecated.is_some());
    }

    #[test]
    fn merges_all_of_and_keeps_named_parts_as_links() {
        let root = json!({
            "allOf": [
                {"$ref": "#/$defs/Base"},
                {"properties": {"a": {"type": "string"}}},
                {"properties": {"a": {"type": "integer"}, "b": {}}, "required": ["b", "from_base"]},
            ],
            "$defs": {"Base": {"properties": {"from_base": {}}}},
        });
        let (api, _) = read(&root, "", Vec::new());
        let it = &api.types[0].schema;
        assert_eq!(it.fields.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(it.fields[0].schema.type_text, "integer");
        assert!(it.fields[1].required);
        assert_eq!(it.extends, [1]);
        assert_eq!(it.constraints, ["requires `from_base`"]);
    }

    #[test]
    fn null_among_alternatives_is_no_alternative() {
        let it = schema(&json!({"anyOf": [{"type": "string"}, {"type": "null"}]}));
        assert_eq!((it.type_text.as_str(), it.nullable, it.alternatives), ("string", true, None));
        let it = schema(&json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}));
        assert_eq!(it.type_text, "string or integer");
        assert_eq!(it.alternatives.map(|it| it.of.len()), Some(2));
    }

    #[test]
    fn types_that_refer_to_themselves_are_finite() {
        let root = json!({"$ref": "#/$defs/Node", "$defs": {"Node": {"properties": {"next": {"$ref": "#/$defs/Node"}, "all": {"$ref": "#"}}}}});
        let (api, problems) = read(&root, "", Vec::new());
        assert_eq!(problems, []);
        assert_eq!(api.types.len(), 2);
        assert_eq!(api.types[1].schema.fields[0].schema.reference, Some(1));
        assert_eq!(api.types[1].schema.fields[1].schema.reference, Some(0));
    }

    #[test]
    fn depth_is_bounded() {
        let mut value = json!({"type": "string"});
        for _ in 0..100 {
            value = json!({"type": "object", "properties": {"inner": value}});
        }
        let mut it = &schema(&value);
        let mut levels = 0;
        while let Some(field) = it.fields.first() {
            it = &field.schema;
            levels += 1;
        }
        assert!(it.cut);
        assert_eq!(levels, MAX_DEPTH + 1);
    }
}
