//! API definitions to one model of operations and types, whatever the format: OpenAPI, AsyncAPI, GraphQL, protobuf,
//! Kubernetes custom resources, JSON Schema. Pages and search documents are made from the model; a definition that cannot be read is a problem said
//! once, and is shown as text.
//!
//! Nothing here reads a file or the network: a `$ref` leads inside its own document or is shown as it is written. The
//! model holds every named type once and refers to it by index, so that it is never larger than the text in proportion,
//! however its types refer to each other.

mod anchors;
mod asyncapi;
mod custom_resource;
mod detect;
mod document;
mod graphql;
mod identifiers;
mod json_schema;
mod model;
mod openapi;
mod protobuf;
mod sample;
mod value;

pub use detect::format_of;
pub use model::{
    Alternatives, ApiDefinition, AuthScheme, Content, Deprecation, EnumValue, Example, Fact, Field, Format, Group, How, Message,
    Operation, Part, Schema, Server, Shape, TypeDef,
};
pub use sample::sample;

use std::sync::Arc;

use crate::diagnostic::{Code, Span};

/// What is wrong with a definition. Lines and columns count inside the definition's own text, which may stand in the
/// middle of a catalog file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where in the definition, if known.
    pub span: Option<Span>,
}

impl Problem {
    fn new(code: Code, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { code, message: message.into(), help: None, span }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Reads a definition. `api_type` is the entity's `spec.type`; where the text clearly is another format, the text wins.
///
/// Never fails: a definition that cannot be read comes back as [`Format::Text`] with its raw text and a problem.
#[must_use]
pub fn read(definition: &str, api_type: &str) -> (ApiDefinition, Vec<Problem>) {
    let format = format_of(definition, api_type);
    let mut problems: Vec<Problem> = detect::mismatch(format, api_type).into_iter().collect();
    let result = match format {
        Format::OpenApi => value::parse(definition).map(|it| openapi::read(&it.value, definition, it.problems)),
        Format::AsyncApi => value::parse(definition).map(|it| asyncapi::read(&it.value, definition, it.problems)),
        Format::JsonSchema => value::parse(definition).map(|it| json_schema::read(&it.value, definition, it.problems)),
        Format::CustomResource => value::parse(definition).map(|it| custom_resource::read(&it.value, definition, it.problems)),
        Format::GraphQl => value::shallow(definition).and_then(graphql::read).map(|it| (it, Vec::new())),
        Format::Protobuf => value::shallow(definition).and_then(protobuf::read).map(|it| (it, Vec::new())),
        Format::Text => Ok((ApiDefinition::default(), Vec::new())),
    };
    let mut api = match result {
        Ok((api, found)) => {
            problems.extend(found);
            api
        }
        Err(problem) => {
            problems.push(problem);
            ApiDefinition::default()
        }
    };
    api.raw = Arc::from(definition);
    api.raw_extension = detect::extension(format, definition);
    (api, problems)
}

/// The fields of a form that is written as JSON Schema, as a Template's parameters are.
#[must_use]
pub fn form_of(schema: &serde_json::Value) -> Schema {
    json_schema::single(schema)
}

/// The place of a byte of the text, as a line and a column.
fn point(text: &str, offset: usize) -> Span {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|it| *it == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Span::point(u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

/// The place of the first occurrence of some words that go on neither before nor behind.
fn locate(text: &str, words: &str) -> Option<Span> {
    let goes_on = |it: char| it.is_alphanumeric() || "/_-.~#%".contains(it);
    let (start, _) = text.match_indices(words).find(|(at, _)| {
        let before = text.get(..*at).and_then(|it| it.chars().next_back());
        let behind = text.get(at + words.len()..).and_then(|it| it.chars().next());
        !before.is_some_and(goes_on) && !behind.is_some_and(goes_on)
    })?;
    let mut span = point(text, start);
    span.end_column = span.column.saturating_add(u32::try_from(words.chars().count()).unwrap_or(u32::MAX));
    Some(span)
}
