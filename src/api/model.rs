//! The one model that every API format becomes: groups of operations, and named types.
//!
//! Descriptions are Markdown as their authors wrote it, never HTML. Schemas refer to named types by index
//! ([`ApiDefinition::types`]) and do not contain them, so the model is finite even where types refer to themselves.

use std::sync::Arc;

use serde_json::Value;

/// The formats that are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Format {
    OpenApi,
    AsyncApi,
    GraphQl,
    Protobuf,
    JsonSchema,
    /// A Kubernetes CustomResourceDefinition.
    CustomResource,
    /// Anything else, shown as it is.
    #[default]
    Text,
}

impl Format {
    /// Its name in prose.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenApi => "OpenAPI",
            Self::AsyncApi => "AsyncAPI",
            Self::GraphQl => "GraphQL",
            Self::Protobuf => "Protocol Buffers",
            Self::JsonSchema => "JSON Schema",
            Self::CustomResource => "Kubernetes custom resource",
            Self::Text => "Text",
        }
    }
}

/// A definition, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiDefinition {
    /// How it is written; [`Format::Text`] also where it could not be read.
    pub format: Format,
    /// Version of the format: `3.1.0`, `proto3`.
    pub format_version: Option<String>,
    /// The API's own name.
    pub title: Option<String>,
    /// The API's own version.
    pub version: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Licence, contact, terms: what the definition says of itself.
    pub facts: Vec<Fact>,
    /// Where it runs.
    pub servers: Vec<Server>,
    /// How callers show who they are.
    pub auth: Vec<AuthScheme>,
    /// Operations, grouped as the format does: by tag, channel, service, root type.
    pub groups: Vec<Group>,
    /// Named types, in the definition's order.
    pub types: Vec<TypeDef>,
    /// The text, unchanged.
    pub raw: Arc<str>,
    /// Ending of the file that the text is offered as: `yaml`, `json`, `graphql`, `proto`, `txt`.
    pub raw_extension: &'static str,
}

impl ApiDefinition {
    /// Every operation, in order.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|it| &it.operations)
    }

    /// The type that a schema refers to.
    #[must_use]
    pub fn type_of(&self, schema: &Schema) -> Option<&TypeDef> {
        schema.reference.and_then(|it| self.types.get(it))
    }
}

/// One line of what a definition says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `Licence`, `Contact`.
    pub label: &'static str,
    /// Its words.
    pub text: String,
    /// Address as written, its scheme not checked.
    pub url: Option<String>,
}

/// Where an API runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// Address as written; variables are filled with their defaults.
    pub url: String,
    /// `kafka`, `mqtt`, where the format says so.
    pub protocol: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A way of authenticating.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthScheme {
    /// The name that operations refer to.
    pub name: String,
    /// In words: ``API key in the header `X-Key` ``.
    pub kind: String,
    /// Markdown.
    pub description: Option<String>,
    /// OAuth scopes and what each allows.
    pub scopes: Vec<(String, String)>,
}

/// Operations that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// In the definition's order.
    pub operations: Vec<Operation>,
}

/// Something a caller can do, or a message that is exchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    /// Fragment of its place on the page, unique in the definition, stable as long as its name is.
    pub id: String,
    /// `GET`, `query`, `rpc`, `send`, …
    pub kind: String,
    /// Path, field, method or channel.
    pub path: String,
    /// `operationId` or what the format has in its place.
    pub name: Option<String>,
    /// One line.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Set when it should no longer be used.
    pub deprecated: Option<Deprecation>,
    /// What the caller fills in beside the body.
    pub parameters: Vec<Field>,
    /// What is sent and what comes back.
    pub parts: Vec<Part>,
    /// Accepted ways of authenticating, each a sentence; empty where the definition names none.
    pub security: Vec<String>,
    /// Every tag, the group's own included.
    pub tags: Vec<String>,
    /// Further reading, as written.
    pub documentation: Option<String>,
}

/// That something should no longer be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Why, or what to use instead.
    pub reason: Option<String>,
}

/// One direction of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// `Request body`, `Responses`, `Messages`, …
    pub title: &'static str,
    /// The body, each response by its status, each message by its name.
    pub messages: Vec<Message>,
}

/// A body, a response or a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Status, message name; empty for a request body.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Has to be sent.
    pub required: bool,
    /// Headers.
    pub headers: Vec<Field>,
    /// The same content in each of its media types.
    pub contents: Vec<Content>,
}

/// A message's content in one media type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// `application/json`; empty where the format has none.
    pub media_type: String,
    /// What it looks like.
    pub schema: Option<Schema>,
    /// Examples that the definition gives.
    pub examples: Vec<Example>,
}

/// An example as the definition gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Example {
    /// Its name; empty for the only one.
    pub name: String,
    /// JSON, pretty-printed, or the text as written.
    pub text: String,
}

/// A type with a name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeDef {
    /// Fragment of its place on the page, unique in the definition.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `object`, `enum`, `input`, `interface`, `union`, `scalar`, `message`, …
    pub kind: &'static str,
    /// Set when it should no longer be used.
    pub deprecated: Option<Deprecation>,
    /// What it looks like.
    pub schema: Schema,
}

/// A named place for a value: a property, a parameter, an argument, a header.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// `path`, `query`, `header`, `cookie`; empty for properties.
    pub location: String,
    /// Has to be there.
    pub required: bool,
    /// Set when it should no longer be used.
    pub deprecated: Option<Deprecation>,
    /// Arguments that select what the field holds (GraphQL).
    pub arguments: Vec<Field>,
    /// Its value; the description is the field's own.
    pub schema: Schema,
}

/// The rough shape of a value, from which a sample can be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Shape {
    #[default]
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Object,
    /// Of [`Schema::items`].
    Array,
    /// From names to [`Schema::items`].
    Map,
}

/// What a value looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Its type in words or in the format's own notation: `array of Pet`, `string (email)`, `[Pet!]!`.
    pub type_text: String,
    /// The rough shape; `Any` where it refers to a named type.
    pub shape: Shape,
    /// The named type that it is.
    pub reference: Option<usize>,
    /// Markdown.
    pub description: Option<String>,
    /// `null` is allowed.
    pub nullable: bool,
    /// Limits, each a few words: `at most 64 characters`.
    pub constraints: Vec<String>,
    /// As JSON.
    pub default: Option<String>,
    /// The values that are allowed; any when empty.
    pub values: Vec<EnumValue>,
    /// An example, where the definition gives one.
    pub example: Option<Value>,
    /// Of an object.
    pub fields: Vec<Field>,
    /// Of an array or a map.
    pub items: Option<Box<Schema>>,
    /// Alternatives to choose from.
    pub alternatives: Option<Alternatives>,
    /// Named types whose fields it has as well.
    pub extends: Vec<usize>,
    /// More was there, left out because of its depth or amount.
    pub cut: bool,
}

impl Schema {
    /// The schema within arrays and maps.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        let mut schema = self;
        while let Some(items) = &schema.items {
            schema = items;
        }
        schema
    }
}

/// A value that is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumValue {
    /// As JSON, or the name.
    pub text: String,
    /// Markdown.
    pub description: Option<String>,
    /// Set when it should no longer be used.
    pub deprecated: Option<Deprecation>,
}

/// Schemas to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternatives {
    /// How many may apply.
    pub how: How,
    /// The choices.
    pub of: Vec<Schema>,
}

/// How many alternatives may apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum How {
    OneOf,
    AnyOf,
}
