//! Which format a definition is written in: what its text shows comes first, then what the entity's `spec.type` says.

use super::{Format, Problem};
use crate::diagnostic::Code;

/// How much of a text is looked at.
const LINES_LOOKED_AT: usize = 400;

/// The format of a definition.
#[must_use]
pub fn format_of(definition: &str, api_type: &str) -> Format {
    let declared = declared(api_type);
    match sniff(definition) {
        Some(format) => format,
        None if declared == Some(Format::JsonSchema) => Format::JsonSchema,
        None => declared.unwrap_or_default(),
    }
}

/// A problem where `spec.type` names another format than the text is written in.
pub(super) fn mismatch(format: Format, api_type: &str) -> Option<Problem> {
    let declared = declared(api_type).filter(|it| *it != format)?;
    Some(
        Problem::new(
            Code::ApiTypeMismatch,
            format!("`spec.type` is `{api_type}`, but the definition is written in {}", format.name()),
            None,
        )
        .help(format!("it is shown as {}; correct `spec.type` if it is not {}", format.name(), declared.name())),
    )
}

/// The ending of the file that the text is offered as.
pub(super) fn extension(format: Format, definition: &str) -> &'static str {
    match format {
        Format::GraphQl if is_json(definition) => "json",
        Format::GraphQl => "graphql",
        Format::Protobuf => "proto",
        Format::Text => "txt",
        Format::OpenApi | Format::AsyncApi | Format::JsonSchema | Format::CustomResource => {
            if is_json(definition) {
                "json"
            } else {
                "yaml"
            }
        }
    }
}

/// Whether the text starts like a JSON object.
pub(super) fn is_json(definition: &str) -> bool {
    definition.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// The format that a `spec.type` stands for.
fn declared(api_type: &str) -> Option<Format> {
    match api_type.to_lowercase().as_str() {
        "openapi" | "swagger" | "openapi3" | "rest" => Some(Format::OpenApi),
        "asyncapi" => Some(Format::AsyncApi),
        "graphql" => Some(Format::GraphQl),
        "grpc" | "protobuf" | "proto" | "connect" => Some(Format::Protobuf),
        "jsonschema" | "json-schema" => Some(Format::JsonSchema),
        "crd" => Some(Format::CustomResource),
        _ => None,
    }
}

/// The format that the text shows without doubt.
fn sniff(definition: &str) -> Option<Format> {
    let json = is_json(definition);
    definition.lines().take(LINES_LOOKED_AT).find_map(|line| if json { json_key(line) } else { plain_line(line) })
}

/// A line of a JSON text; compact JSON stands on one line.
fn json_key(line: &str) -> Option<Format> {
    let head: String = line.chars().take(2_000).collect();
    [("openapi", Format::OpenApi), ("swagger", Format::OpenApi), ("asyncapi", Format::AsyncApi)]
        .into_iter()
        .find(|(key, _)| {
            head.split_once(&format!("\"{key}\"")).is_some_and(|(_, rest)| {
                rest.trim_start().strip_prefix(':').is_some_and(|rest| rest.trim_start().starts_with(['"', '2', '3']))
            })
        })
        .map(|(_, format)| format)
        .or_else(|| head.contains("\"__schema\"").then_some(Format::GraphQl))
        .or_else(|| head.contains("\"$schema\"").then_some(Format::JsonSchema).filter(|_| head.contains("json-schema.org")))
}

/// A line of a text that is not JSON. Only what stands at the margin counts.
fn plain_line(line: &str) -> Option<Format> {
    let line = line.trim_start_matches('\u{feff}');
    if let Some((key, value)) = line.split_once(':') {
        match key.trim_matches(['"', '\'']) {
            "openapi" | "swagger" => return Some(Format::OpenApi),
            "asyncapi" => return Some(Format::AsyncApi),
            "kind" if value.trim() == "CustomResourceDefinition" => return Some(Format::CustomResource),
            "$schema" if value.contains("json-schema.org") => return Some(Format::JsonSchema),
            _ => {}
        }
    }
    let mut words = line.split_whitespace();
    let (first, second, third) = (words.next()?, words.next(), words.next());
    let opens = line.contains('{');
    match (first, second) {
        ("syntax" | "edition", Some("=")) if third.is_some_and(|it| it.starts_with(['"', '\''])) => Some(Format::Protobuf),
        ("service" | "message", Some(_)) if opens => Some(Format::Protobuf),
        ("type" | "input" | "interface" | "schema", Some(_)) if opens && line.starts_with(first) => Some(Format::GraphQl),
        ("scalar" | "union" | "directive", Some(_)) if line.starts_with(first) && !line.contains(':') => Some(Format::GraphQl),
        ("extend", Some("type" | "schema" | "input" | "interface" | "enum" | "union")) => Some(Format::GraphQl),
        ("schema{", _) => Some(Format::GraphQl),
        _ => first.starts_with("syntax=\"proto").then_some(Format::Protobuf),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_shows_its_format() {
        let cases = [
            ("openapi: 3.1.0\n", "", Format::OpenApi),
            ("# a comment\n---\nswagger: '2.0'\n", "other", Format::OpenApi),
            ("{\"info\": {}, \"swagger\":\"2.0\"}", "", Format::OpenApi),
            ("asyncapi: 3.0.0\n", "openapi", Format::AsyncApi),
            ("\"\"\"All of it\"\"\"\ntype Query {\n  a: Int\n}\n", "", Format::GraphQl),
            ("// c\nsyntax = \"proto3\";\n", "", Format::Protobuf),
            ("message A {\n}\n", "", Format::Protobuf),
            ("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"}", "", Format::JsonSchema),
            ("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n", "", Format::CustomResource),
            ("type: object\n", "json-schema", Format::JsonSchema),
            ("export type Router = {\n}\n", "trpc", Format::Text),
            ("hello: there\n", "openapi", Format::OpenApi),
            ("hello", "", Format::Text),
        ];
        for (text, api_type, format) in cases {
            assert_eq!(format_of(text, api_type), format, "{text}");
        }
    }

    #[test]
    fn says_when_type_and_text_differ() {
        assert_eq!(mismatch(Format::OpenApi, "openapi"), None);
        assert_eq!(mismatch(Format::OpenApi, "http"), None);
        let problem = mismatch(Format::AsyncApi, "openapi").expect("they differ");
        assert_eq!(problem.message, "`spec.type` is `openapi`, but the definition is written in AsyncAPI");
    }
}
