//! Requests and responses: `requestBody` and `content` since 3.0, `body` and `formData` parameters and `schema` before.

use serde_json::Value;

use super::super::document::Document;
use super::super::json_schema::deprecation;
use super::super::value::{elements, flag, get, members, text, texts};
use super::super::{Content, Example, Field, Message, Schema, Shape};

/// Examples shown of one content.
const MAX_EXAMPLES: usize = 10;

/// `requestBody`.
pub(super) fn request<'a>(document: &mut Document<'a>, value: &'a Value) -> Message {
    let value = document.resolve(value);
    Message {
        description: document.prose(value, "description"),
        required: flag(value, "required"),
        contents: contents(document, value),
        ..Message::default()
    }
}

/// The parameters of Swagger 2.0 that make up the body.
pub(super) fn request_of_parameters<'a>(
    document: &mut Document<'a>,
    operation: &'a Value,
    parameters: &[&'a Value],
) -> Option<Message> {
    let consumes = media_types(document.root, operation, "consumes");
    let place = |it: &Value| text(it, "in").unwrap_or_default();
    if let Some(body) = parameters.iter().copied().find(|it| place(it) == "body") {
        let schema = document.schema(get(body, "schema"));
        let media_type = consumes.into_iter().next().unwrap_or_else(|| "application/json".to_owned());
        return Some(Message {
            description: text(body, "description"),
            required: flag(body, "required"),
            contents: vec![Content { media_type, schema: Some(schema), examples: Vec::new() }],
            ..Message::default()
        });
    }
    let fields: Vec<Field> = parameters
        .iter()
        .copied()
        .filter(|it| place(it) == "formData")
        .map(|it| Field {
            name: text(it, "name").unwrap_or_default(),
            required: flag(it, "required"),
            deprecated: deprecation(it),
            schema: document.schema(it),
            ..Field::default()
        })
        .collect();
    if fields.is_empty() {
        return None;
    }
    let media_type = consumes.into_iter().next().unwrap_or_else(|| "application/x-www-form-urlencoded".to_owned());
    let schema = Schema { type_text: "object".to_owned(), shape: Shape::Object, fields, ..Schema::default() };
    Some(Message { contents: vec![Content { media_type, schema: Some(schema), examples: Vec::new() }], ..Message::default() })
}

/// One response.
pub(super) fn response<'a>(document: &mut Document<'a>, operation: &'a Value, status: &str, value: &'a Value) -> Message {
    let value = document.resolve(value);
    let mut message = Message {
        name: status.to_owned(),
        description: document.prose(value, "description").or_else(|| document.prose(value, "summary")),
        headers: headers(document, value),
        contents: contents(document, value),
        ..Message::default()
    };
    if let Some(schema) = value.get("schema") {
        let given = members(value, "examples").take(MAX_EXAMPLES);
        let examples = given.filter_map(|(name, it)| document.example(name, it)).collect();
        let schema = Some(document.schema(schema));
        let produces = media_types(document.root, operation, "produces");
        let media_type = produces.into_iter().next().unwrap_or_else(|| "application/json".to_owned());
        message.contents.push(Content { media_type, schema, examples });
    }
    message
}

/// `headers`, as fields.
pub(in super::super) fn headers<'a>(document: &mut Document<'a>, value: &'a Value) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, header) in members(value, "headers") {
        let header = document.resolve(header);
        let mut schema = document.schema(header.get("schema").unwrap_or(header));
        schema.description = document.prose(header, "description").or(schema.description);
        let deprecated = deprecation(header);
        fields.push(Field { name: name.clone(), required: flag(header, "required"), deprecated, schema, ..Field::default() });
    }
    fields
}

fn contents<'a>(document: &mut Document<'a>, value: &'a Value) -> Vec<Content> {
    let mut contents = Vec::new();
    for (media_type, content) in members(value, "content") {
        let content = document.resolve(content);
        let schema = content.get("schema").or_else(|| content.get("itemSchema")).map(|it| document.schema(it));
        contents.push(Content { media_type: media_type.clone(), schema, examples: examples(document, content) });
    }
    contents
}

fn examples<'a>(document: &mut Document<'a>, content: &'a Value) -> Vec<Example> {
    let only = content.get("example").and_then(|it| document.example("", it));
    let mut examples: Vec<Example> = only.into_iter().collect();
    for (name, value) in members(content, "examples").take(MAX_EXAMPLES) {
        let value = document.resolve(value);
        let name = text(value, "summary").unwrap_or_else(|| name.clone());
        if let Some(given) = value.get("value").or_else(|| value.get("dataValue")).or_else(|| value.get("serializedValue")) {
            examples.extend(document.example(&name, given));
        }
    }
    examples
}

/// `consumes` or `produces` of the operation, else of the definition; JSON first, as the one most callers use.
fn media_types(root: &Value, operation: &Value, key: &str) -> Vec<String> {
    let own = elements(operation, key).next().is_some();
    let mut types = texts(if own { operation } else { root }, key);
    types.sort_by_key(|it| !it.contains("json"));
    types
}
