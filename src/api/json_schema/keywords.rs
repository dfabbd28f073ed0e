//! The keywords of a schema that become words: types, formats, limits.

use serde_json::Value;

use super::super::value::{compact, cut, elements, flag, get, scalar, text, texts};
use super::super::{How, Schema, Shape};

/// Characters shown of a default value or a pattern.
const MAX_SHOWN: usize = 200;

/// The shape, the words for the type, and whether `null` is allowed.
pub(super) fn types(value: &Value) -> (Shape, String, bool) {
    let one = text(value, "type").into_iter();
    let names: Vec<String> = one.chain(texts(value, "type")).collect();
    let nullable = flag(value, "nullable") || flag(value, "x-nullable") || names.len() > 1 && names.iter().any(|it| it == "null");
    let mut names: Vec<&str> = names.iter().map(String::as_str).filter(|it| !nullable || *it != "null").collect();
    if names.is_empty() {
        names.extend(elements(value, "enum").next().or_else(|| value.get("const")).and_then(type_of));
    }
    let shape = match names.as_slice() {
        ["object"] => Shape::Object,
        ["array"] => Shape::Array,
        ["string" | "file"] => Shape::String,
        ["integer"] => Shape::Integer,
        ["number"] => Shape::Number,
        ["boolean"] => Shape::Boolean,
        ["null"] => Shape::Null,
        _ => Shape::Any,
    };
    let mut words = names.join(" or ");
    if let Some(format) = text(value, "format").filter(|_| !words.is_empty()) {
        words = format!("{words} ({format})");
    }
    (shape, words, nullable)
}

/// The type that a value is of.
fn type_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Number(number) => Some(if number.is_f64() { "number" } else { "integer" }),
        Value::Bool(_) => Some("boolean"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What may stand beside a `$ref` as well: default, limits, examples.
pub(super) fn annotate(schema: &mut Schema, value: &Value) {
    schema.nullable |= flag(value, "nullable");
    if let Some(default) = value.get("default").filter(|it| !it.is_null()) {
        schema.default = Some(compact(default, MAX_SHOWN));
    }
    if let Some(example) = value.get("example").or_else(|| value.get("x-example")).or_else(|| elements(value, "examples").next())
    {
        schema.example = Some(example.clone());
    }
    schema.values.extend(super::allowed_values(value));
    limits(&mut schema.constraints, value);
}

fn limits(constraints: &mut Vec<String>, value: &Value) {
    let number = |key: &str| get(value, key).as_number().map(ToString::to_string);
    let exclusive = |key: &str| flag(value, key);
    let mut say = |words: Option<String>| constraints.extend(words);
    say(number("minimum").map(|it| format!("{} {it}", if exclusive("exclusiveMinimum") { "greater than" } else { "at least" })));
    say(number("exclusiveMinimum").map(|it| format!("greater than {it}")));
    say(number("maximum").map(|it| format!("{} {it}", if exclusive("exclusiveMaximum") { "less than" } else { "at most" })));
    say(number("exclusiveMaximum").map(|it| format!("less than {it}")));
    say(number("multipleOf").map(|it| format!("a multiple of {it}")));
    say(range(number("minLength"), number("maxLength"), "character"));
    say(range(number("minItems"), number("maxItems"), "item"));
    say(range(number("minProperties"), number("maxProperties"), "propertie"));
    say(flag(value, "uniqueItems").then(|| "no repeated items".to_owned()));
    say(text(value, "pattern").map(|it| format!("matches `{}`", cut(it, MAX_SHOWN))));
    say(text(value, "contentMediaType").map(|it| format!("holds {it}")));
    say(text(value, "contentEncoding").map(|it| format!("encoded as {it}")));
    say(flag(value, "readOnly").then(|| "read only".to_owned()));
    say(flag(value, "writeOnly").then(|| "write only".to_owned()));
    let discriminator = get(value, "discriminator");
    say(text(discriminator, "propertyName").or_else(|| scalar(discriminator)).map(|it| format!("told apart by `{it}`")));
}

/// `3 items`, `at least 1 character`, `1 to 5 items`.
fn range(least: Option<String>, most: Option<String>, unit: &str) -> Option<String> {
    let units = |amount: &str| match (amount, unit) {
        ("1", "propertie") => "property".to_owned(),
        ("1", unit) => unit.to_owned(),
        (_, unit) => format!("{unit}s"),
    };
    match (least.filter(|it| it != "0"), most) {
        (None, None) => None,
        (Some(least), None) => Some(format!("at least {least} {}", units(&least))),
        (None, Some(most)) => Some(format!("at most {most} {}", units(&most))),
        (Some(least), Some(most)) if least == most => Some(format!("exactly {most} {}", units(&most))),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {}", units(&most))),
    }
}

/// Words for a choice: the types' names as long as they are few.
pub(super) fn choice_text(how: How, of: &[Schema]) -> String {
    let names: Vec<&str> = of.iter().map(|it| it.type_text.as_str()).collect();
    if names.len() <= 3 && names.iter().all(|it| it.len() <= 40 && *it != "object" && *it != "any") {
        return names.join(" or ");
    }
    match how {
        How::OneOf => format!("one of {} alternatives", of.len()),
        How::AnyOf => format!("any of {} alternatives", of.len()),
    }
}

/// A schema that only sets conditions.
pub(super) fn says_nothing_of_its_type(schema: &Schema) -> bool {
    schema.type_text == "any"
        && schema.values.is_empty()
        && schema.alternatives.is_none()
        && schema.reference.is_none()
        && schema.description.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn limits_are_said_in_words() {
        let mut words = Vec::new();
        limits(
            &mut words,
            &json!({"minimum": 0, "exclusiveMinimum": true, "exclusiveMaximum": 9, "minLength": 1, "maxItems": 1, "minProperties": 2, "maxProperties": 2, "readOnly": true}),
        );
        assert_eq!(
            words,
            ["greater than 0", "less than 9", "at least 1 character", "at most 1 item", "exactly 2 properties", "read only"]
        );
    }
}
