//! One operation as people read it: what it is, what it takes, what it gives.

use serde::Serialize;

use super::schema::{Builder, FieldView, SchemaView};
use super::{ApiPages, ApiPlace, Describe, Hrefs};
use crate::api::{ApiDefinition, Content, Deprecation, Example, Message, Operation, sample};
use crate::render::refs::Cut;
use crate::render::url::web_url;

/// Responses or messages shown of one part.
const MAX_MESSAGES: usize = 40;
/// Media types shown of one message.
const MAX_CONTENTS: usize = 6;
/// Characters of the examples of one operation.
const MAX_EXAMPLES: usize = 30_000;

/// An operation in a list.
#[derive(Debug, Serialize)]
pub struct OperationLink {
    /// `GET`.
    pub kind: String,
    /// Class of its badge: `get`, `post`, …, `other`.
    pub style: &'static str,
    /// Path, field or method.
    pub path: String,
    /// One line.
    pub summary: Option<String>,
    /// Should no longer be used.
    pub deprecated: bool,
    /// Where it is described.
    pub href: String,
}

/// An operation in full.
#[derive(Debug, Serialize)]
pub struct OperationView {
    /// Fragment.
    pub id: String,
    /// `GET`.
    pub kind: String,
    /// Class of its badge.
    pub style: &'static str,
    /// Path, field or method.
    pub path: String,
    /// `operationId`.
    pub name: Option<String>,
    /// One line.
    pub summary: Option<String>,
    /// HTML.
    pub description: String,
    /// Set when it should no longer be used.
    pub deprecated: Option<DeprecationView>,
    /// Accepted ways of authenticating.
    pub security: Vec<String>,
    /// Tags beside the group's own.
    pub tags: Vec<String>,
    /// Further reading; a safe address.
    pub documentation: Option<String>,
    /// What the caller fills in beside the body.
    pub parameters: Vec<FieldView>,
    /// How many more there are.
    pub parameters_more: usize,
    /// What is sent and what comes back.
    pub parts: Vec<PartView>,
}

/// That something should no longer be used.
#[derive(Debug, Serialize)]
pub struct DeprecationView {
    /// Why, as HTML; may be empty.
    pub reason: String,
}

/// One direction of an operation.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// `Request body`, `Responses`.
    pub title: &'static str,
    /// What goes this way.
    pub messages: Vec<MessageView>,
    /// How many more do.
    pub more: usize,
}

/// A body, a response or a message.
#[derive(Debug, Serialize)]
pub struct MessageView {
    /// Status or name; empty for a request body.
    pub name: String,
    /// Class of its badge: `success`, `warning`, `danger`, `info`, `neutral`.
    pub tone: &'static str,
    /// Shown open.
    pub open: bool,
    /// Has to be sent.
    pub required: bool,
    /// The first line of the description as text.
    pub summary: String,
    /// HTML; empty where the summary says it all.
    pub description: String,
    /// Headers.
    pub headers: Vec<FieldView>,
    /// Its content in each media type.
    pub contents: Vec<ContentView>,
}

/// A message's content.
#[derive(Debug, Serialize)]
pub struct ContentView {
    /// Media types that share it: `application/json, application/xml`.
    pub media_types: String,
    /// What it looks like.
    pub schema: Option<SchemaView>,
    /// Examples: given ones, else one made from the schema.
    pub examples: Vec<Example>,
    /// The example is made up from the schema.
    pub is_sample: bool,
}

/// The first operations of a definition as links from another page of the portal. Addresses are below the portal's root.
#[must_use]
pub fn operation_links(api: &ApiDefinition, pages: &ApiPages, place: &ApiPlace, limit: usize) -> Cut<OperationLink> {
    let address = |(index, it): (usize, &Operation)| link(it, pages.address(pages.of_operation(index), place, &it.id));
    Cut::new(api.operations().enumerate().map(address), api.operations().count(), limit)
}

pub(super) fn link(operation: &Operation, href: String) -> OperationLink {
    OperationLink {
        kind: operation.kind.clone(),
        style: style(&operation.kind),
        path: operation.path.clone(),
        summary: summary(operation),
        deprecated: operation.deprecated.is_some(),
        href,
    }
}

/// The summary, else the first line of the description.
pub(super) fn summary(operation: &Operation) -> Option<String> {
    let text = operation.summary.as_deref().or(operation.description.as_deref())?;
    Some(first_line(text)).filter(|it| !it.is_empty())
}

fn first_line(text: &str) -> String {
    crate::render::text::summary(text, 160)
}

/// Everything about an operation.
pub(super) fn view(hrefs: &Hrefs<'_>, operation: &Operation, describe: Describe<'_>) -> OperationView {
    let mut builder = Builder::new(hrefs, describe);
    let mut examples = MAX_EXAMPLES;
    let (parameters, parameters_more) = builder.fields(&operation.parameters, 0);
    let description = builder.html(operation.description.as_deref());
    let parts = operation.parts.iter().map(|part| {
        let messages = part.messages.iter().take(MAX_MESSAGES);
        PartView {
            title: part.title,
            messages: messages.map(|it| message(hrefs.api, part.title, it, &mut builder, &mut examples)).collect(),
            more: part.messages.len().saturating_sub(MAX_MESSAGES),
        }
    });
    let parts = parts.collect();
    OperationView {
        id: operation.id.clone(),
        kind: operation.kind.clone(),
        style: style(&operation.kind),
        path: operation.path.clone(),
        name: operation.name.clone(),
        summary: operation.summary.clone(),
        description,
        deprecated: operation.deprecated.as_ref().map(|it| deprecation(it, describe)),
        security: operation.security.iter().take(10).cloned().collect(),
        tags: operation.tags.iter().skip(1).take(10).cloned().collect(),
        documentation: operation.documentation.as_deref().and_then(web_url).map(str::to_owned),
        parameters,
        parameters_more,
        parts,
    }
}

pub(super) fn deprecation(deprecation: &Deprecation, describe: Describe<'_>) -> DeprecationView {
    DeprecationView { reason: deprecation.reason.as_deref().map(describe).unwrap_or_default() }
}

fn message(api: &ApiDefinition, part: &str, message: &Message, builder: &mut Builder<'_>, examples: &mut usize) -> MessageView {
    let tone = tone(&message.name);
    let summary = message.description.as_deref().map(first_line).unwrap_or_default();
    // One plain line is said once, in the summary.
    let description = message.description.as_deref().filter(|it| it.trim() != summary || message.name.is_empty());
    let is_failure = matches!(tone, "warning" | "danger") || message.name == "default";
    MessageView {
        name: message.name.clone(),
        tone,
        open: part != "Responses" || !is_failure,
        required: message.required,
        description: builder.html(description),
        summary,
        headers: builder.fields(&message.headers, 1).0,
        contents: contents(api, message, builder, examples),
    }
}

/// The contents of a message; media types whose content is the same are shown once.
fn contents(api: &ApiDefinition, message: &Message, builder: &mut Builder<'_>, examples: &mut usize) -> Vec<ContentView> {
    let mut distinct: Vec<(Vec<&str>, &Content)> = Vec::new();
    for content in message.contents.iter().take(MAX_CONTENTS) {
        match distinct.iter_mut().find(|(_, it)| it.schema == content.schema && it.examples == content.examples) {
            Some((names, _)) => names.push(&content.media_type),
            None => distinct.push((vec![&content.media_type], content)),
        }
    }
    let more = message.contents.len().saturating_sub(MAX_CONTENTS);
    let mut views: Vec<ContentView> = distinct
        .into_iter()
        .map(|(names, content)| {
            let (shown, is_sample) = examples_of(api, content, builder.enters(), examples);
            ContentView {
                media_types: names.join(", "),
                schema: content.schema.as_ref().map(|it| builder.schema(it, 0)),
                examples: shown,
                is_sample,
            }
        })
        .collect();
    if let Some(last) = views.last_mut().filter(|_| more > 0) {
        last.media_types.push_str(&format!(" and {more} more"));
    }
    views
}

fn examples_of(api: &ApiDefinition, content: &Content, make: bool, budget: &mut usize) -> (Vec<Example>, bool) {
    let is_json = content.media_type.is_empty() || content.media_type.contains("json");
    let made = || content.schema.as_ref().filter(|_| make && is_json).and_then(|it| sample(api, it));
    let (wanted, is_sample) = if content.examples.is_empty() {
        (made().map(|text| Example { name: String::new(), text }).into_iter().collect(), true)
    } else {
        (content.examples.clone(), false)
    };
    let affordable = |it: &Example| match budget.checked_sub(it.text.len()) {
        Some(rest) => {
            *budget = rest;
            true
        }
        None => false,
    };
    (wanted.into_iter().filter(affordable).collect(), is_sample)
}

/// Class of the badge of a kind of operation.
fn style(kind: &str) -> &'static str {
    match kind.to_ascii_lowercase().as_str() {
        "get" | "query" | "head" | "options" | "trace" => "get",
        "post" | "mutation" | "send" | "publish" => "post",
        "put" => "put",
        "patch" => "patch",
        "delete" => "delete",
        "rpc" => "rpc",
        "subscription" | "receive" | "subscribe" => "receive",
        _ => "other",
    }
}

/// Class of the badge of a response.
fn tone(status: &str) -> &'static str {
    match status.chars().next() {
        Some('2') => "success",
        Some('3') => "info",
        Some('4') => "warning",
        Some('5') => "danger",
        _ => "neutral",
    }
}
