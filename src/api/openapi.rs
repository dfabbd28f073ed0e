//! OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0, to the model.
//!
//! The versions differ in where things stand, not in what they mean; `body` holds the differences in requests and
//! responses. Operations are grouped by their first tag, in the order in which the definition lists its tags.

mod body;
mod info;

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use info::{facts, fill, security_schemes};

use super::document::Document;
use super::json_schema::deprecation;
use super::value::{elements, flag, get, members, text, texts};
use super::{ApiDefinition, Field, Format, Group, Operation, Part, Problem};

/// The members of a path that are operations.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
/// Operations of one definition.
const MAX_OPERATIONS: usize = 20_000;

/// Reads a definition.
pub(super) fn read(root: &Value, raw: &str, problems: Vec<Problem>) -> (ApiDefinition, Vec<Problem>) {
    let mut document = Document::new(root, raw, problems);
    document.name_types("/components/schemas");
    document.name_types("/definitions");
    let mut reader = Reader { groups: Groups::of_tags(root), operations: 0, old: root.get("swagger").is_some() };
    reader.paths(&mut document, "paths", None);
    for key in ["webhooks", "x-webhooks"] {
        reader.paths(&mut document, key, Some("Webhooks"));
    }
    document.convert_types();
    let about = get(root, "info");
    let auth = security_schemes(&mut document, &["/components/securitySchemes", "/securityDefinitions"]);
    let (types, problems) = document.finish();
    let api = ApiDefinition {
        format: Format::OpenApi,
        format_version: text(root, "openapi").or_else(|| text(root, "swagger")),
        title: text(about, "title"),
        version: text(about, "version"),
        description: text(about, "description").or_else(|| text(about, "summary")),
        facts: facts(about, get(root, "externalDocs")),
        servers: info::servers(root),
        auth,
        groups: reader.groups.finish(),
        types,
        ..ApiDefinition::default()
    };
    (api, problems)
}

struct Reader {
    groups: Groups,
    operations: usize,
    /// Swagger 2.0.
    old: bool,
}

impl Reader {
    fn paths<'a>(&mut self, document: &mut Document<'a>, key: &str, group: Option<&str>) {
        let root = document.root;
        for (path, item) in members(root, key) {
            let item = document.resolve(item);
            for (method, operation) in item.as_object().into_iter().flatten() {
                if !METHODS.contains(&method.as_str()) || !operation.is_object() || self.operations >= MAX_OPERATIONS {
                    continue;
                }
                self.operations += 1;
                let operation = self.operation(document, (path, method), item, operation);
                self.groups.add(group, operation);
            }
        }
    }

    fn operation<'a>(
        &self,
        document: &mut Document<'a>,
        (path, method): (&str, &str),
        item: &'a Value,
        value: &'a Value,
    ) -> Operation {
        let name = text(value, "operationId");
        let words = name.clone().unwrap_or_else(|| format!("{method} {path}"));
        let given = parameters(document, item, value);
        let mut parts = Vec::new();
        let request = if self.old {
            body::request_of_parameters(document, value, &given)
        } else {
            value.get("requestBody").map(|it| body::request(document, it))
        };
        parts.extend(request.map(|it| Part { title: "Request body", messages: vec![it] }));
        let responses: Vec<_> = members(value, "responses")
            .filter(|(status, _)| !status.starts_with("x-"))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(status, it)| body::response(document, value, status, it))
            .collect();
        parts.push(Part { title: "Responses", messages: responses });
        parts.push(Part { title: "Callbacks", messages: callbacks(document, value) });
        parts.retain(|it| !it.messages.is_empty());
        let fields = given.iter().filter_map(|it| self.parameter(document, it)).collect();
        Operation {
            id: document.anchors.unique("op", &words),
            kind: method.to_uppercase(),
            path: path.to_owned(),
            name,
            summary: text(value, "summary").or_else(|| text(item, "summary")),
            description: info::paragraphs(
                text(value, "description").or_else(|| text(item, "description")),
                info::other_servers(item, value),
            ),
            deprecated: deprecation(value),
            parameters: fields,
            parts,
            security: info::requirements(document.root, value),
            tags: texts(value, "tags"),
            documentation: text(get(value, "externalDocs"), "url"),
        }
    }

    /// A parameter that is not the body or part of a form.
    fn parameter<'a>(&self, document: &mut Document<'a>, value: &'a Value) -> Option<Field> {
        let location = text(value, "in").unwrap_or_default();
        if matches!(location.as_str(), "body" | "formData") {
            return None;
        }
        let described = if self.old {
            value
        } else {
            value
                .get("schema")
                .or_else(|| members(value, "content").next().map(|(_, it)| get(it, "schema")))
                .unwrap_or(&Value::Null)
        };
        let mut schema = document.schema(described);
        if let Some(description) = document.prose(value, "description") {
            schema.description = Some(description);
        }
        if let Some(example) = value.get("example").or_else(|| members(value, "examples").next().map(|(_, it)| get(it, "value")))
        {
            schema.example = Some(example.clone());
        }
        let required = flag(value, "required") || location == "path";
        let name = text(value, "name").unwrap_or_else(|| schema.type_text.clone());
        Some(Field { name, location, required, deprecated: deprecation(value), schema, ..Field::default() })
    }
}

/// The parameters of a path, overridden by those of the operation, each as its resolved value.
fn parameters<'a>(document: &mut Document<'a>, item: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
    let mut order: Vec<&Value> = Vec::new();
    let mut at: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
    for value in elements(item, "parameters").chain(elements(operation, "parameters")) {
        let value = document.resolve(value);
        let key = (text(value, "name"), text(value, "in"));
        match at.get(&key).and_then(|it| order.get_mut(*it)) {
            Some(place) if key.0.is_some() => *place = value,
            _ => {
                at.insert(key, order.len());
                order.push(value);
            }
        }
    }
    order
}

/// Requests that the API makes in answer to this operation.
fn callbacks<'a>(document: &mut Document<'a>, operation: &'a Value) -> Vec<super::Message> {
    let mut messages = Vec::new();
    for (name, callback) in members(operation, "callbacks") {
        let callback = document.resolve(callback);
        for (address, item) in callback.as_object().into_iter().flatten() {
            for (method, called) in item.as_object().into_iter().flatten().filter(|(it, _)| METHODS.contains(&it.as_str())) {
                let mut message = called.get("requestBody").map(|it| body::request(document, it)).unwrap_or_default();
                message.name = format!("{name}: {} {address}", method.to_uppercase());
                message.description = text(called, "description").or_else(|| text(called, "summary")).or(message.description);
                messages.push(message);
            }
        }
    }
    messages
}

/// Groups in the order of the definition's tags, then of their first operation.
#[derive(Default)]
struct Groups {
    groups: Vec<Group>,
    by_name: BTreeMap<String, usize>,
}

impl Groups {
    fn of_tags(root: &Value) -> Self {
        let mut groups = Self::default();
        for tag in elements(root, "tags") {
            if let Some(name) = text(tag, "name") {
                let description = text(tag, "description");
                if let Some(group) = groups.group(&name) {
                    group.description = description;
                }
            }
        }
        groups
    }

    fn group(&mut self, name: &str) -> Option<&mut Group> {
        let next = self.groups.len();
        let index = *self.by_name.entry(name.to_owned()).or_insert(next);
        if index == next {
            self.groups.push(Group { name: name.to_owned(), ..Group::default() });
        }
        self.groups.get_mut(index)
    }

    fn add(&mut self, group: Option<&str>, operation: Operation) {
        let name = group.map(str::to_owned).or_else(|| operation.tags.first().cloned()).unwrap_or_default();
        if let Some(group) = self.group(&name) {
            group.operations.push(operation);
        }
    }

    /// Groups that have operations. Those without a tag come last, under a name of their own.
    fn finish(self) -> Vec<Group> {
        let (mut tagged, untagged): (Vec<Group>, Vec<Group>) =
            self.groups.into_iter().filter(|it| !it.operations.is_empty()).partition(|it| !it.name.is_empty());
        let name = if tagged.is_empty() { "Operations" } else { "Other operations" };
        tagged.extend(untagged.into_iter().map(|it| Group { name: name.to_owned(), ..it }));
        tagged
    }
}

#[cfg(test)]
mod tests;
