//! The answer to GraphQL's introspection query, as schema definition language: many servers offer their schema only so.

use std::fmt::Write as _;

use serde_json::Value;

use super::super::value::{elements, flag, get, text};

/// The schema in a text that is JSON; `None` where it is none.
pub(super) fn to_sdl(definition: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(definition).ok()?;
    let schema = answer.get("__schema").or_else(|| answer.get("data")?.get("__schema"))?;
    get(schema, "types").as_array()?;
    let mut out = String::new();
    describe(&mut out, schema, "");
    out.push_str("schema {\n");
    for (key, word) in [("queryType", "query"), ("mutationType", "mutation"), ("subscriptionType", "subscription")] {
        if let Some(name) = name(get(schema, key)) {
            let _ = writeln!(out, "  {word}: {name}");
        }
    }
    out.push_str("}\n");
    elements(schema, "types").for_each(|it| type_definition(&mut out, it));
    Some(out)
}

/// A name that SDL can hold, and that is not the language's own.
fn name(value: &Value) -> Option<&str> {
    let name = get(value, "name").as_str()?;
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '_';
    (!name.is_empty() && name.chars().all(plain) && !name.starts_with("__")).then_some(name)
}

fn type_definition(out: &mut String, value: &Value) {
    let Some(name) = name(value) else { return };
    let own = !matches!(name, "Int" | "Float" | "String" | "Boolean" | "ID");
    let Some((word, members)) = (match get(value, "kind").as_str() {
        Some("SCALAR") if own => Some(("scalar", "")),
        Some("OBJECT") => Some(("type", "fields")),
        Some("INTERFACE") => Some(("interface", "fields")),
        Some("UNION") => Some(("union", "")),
        Some("ENUM") => Some(("enum", "enumValues")),
        Some("INPUT_OBJECT") => Some(("input", "inputFields")),
        _ => None,
    }) else {
        return;
    };
    describe(out, value, "");
    let _ = write!(out, "{word} {name}");
    let named = |key: &str| elements(value, key).filter_map(self::name).collect::<Vec<_>>();
    let interfaces = named("interfaces");
    if !interfaces.is_empty() {
        let _ = write!(out, " implements {}", interfaces.join(" & "));
    }
    if flag(value, "isOneOf") {
        out.push_str(" @oneOf");
    }
    if word == "union" {
        let _ = write!(out, " = {}", named("possibleTypes").join(" | "));
    }
    let members: Vec<&Value> = elements(value, members).collect();
    if !members.is_empty() {
        out.push_str(" {\n");
        members.iter().for_each(|it| member(out, it));
        out.push('}');
    }
    out.push('\n');
}

/// A field, an input field or a value of an enum.
fn member(out: &mut String, value: &Value) {
    let Some(name) = name(value) else { return };
    describe(out, value, "  ");
    let _ = write!(out, "  {name}");
    let arguments: Vec<&Value> = elements(value, "args").collect();
    if !arguments.is_empty() {
        out.push_str("(\n");
        arguments.iter().for_each(|it| member(out, it));
        out.push_str("  )");
    }
    if let Some(written) = value.get("type") {
        let _ = write!(out, ": {}", type_text(written));
    }
    if let Some(default) = text(value, "defaultValue") {
        let _ = write!(out, " = {default}");
    }
    if flag(value, "isDeprecated") {
        let reason = text(value, "deprecationReason").unwrap_or_else(|| "No longer supported".to_owned());
        let _ = write!(out, " @deprecated(reason: {})", Value::from(reason));
    }
    out.push('\n');
}

/// `{kind: NON_NULL, ofType: {kind: SCALAR, name: Int}}` as `Int!`. JSON's own bound on depth bounds the recursion.
fn type_text(value: &Value) -> String {
    let inner = || type_text(get(value, "ofType"));
    match get(value, "kind").as_str() {
        Some("NON_NULL") => format!("{}!", inner()),
        Some("LIST") => format!("[{}]", inner()),
        _ => name(value).unwrap_or("Unknown").to_owned(),
    }
}

fn describe(out: &mut String, value: &Value, indent: &str) {
    if let Some(description) = text(value, "description") {
        let _ = writeln!(out, "{indent}\"\"\"\n{}\n{indent}\"\"\"", description.replace("\"\"\"", "\\\"\"\""));
    }
}
