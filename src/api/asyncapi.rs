//! AsyncAPI 2 and 3 to the model: a group for each channel, an operation for each direction in which messages go.
//!
//! Version 2 has `publish` and `subscribe` inside a channel, seen from the other side of the wire; version 3 has
//! operations beside channels, with `send` and `receive`. The words of the definition are kept, so that a reader finds
//! them in its text.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Document;
use super::json_schema::deprecation;
use super::openapi::{facts, fill, security_schemes};
use super::value::{elements, get, members, text};
use super::{ApiDefinition, Content, Field, Format, Group, Message, Operation, Part, Problem, Server};

/// Reads a definition.
pub(super) fn read(root: &Value, raw: &str, problems: Vec<Problem>) -> (ApiDefinition, Vec<Problem>) {
    let mut document = Document::new(root, raw, problems);
    document.name_types("/components/schemas");
    let version = text(root, "asyncapi");
    let groups = if version.as_deref().is_some_and(|it| it.starts_with('2')) {
        channels_of_two(&mut document)
    } else {
        channels_of_three(&mut document)
    };
    document.convert_types();
    let about = get(root, "info");
    let auth = security_schemes(&mut document, &["/components/securitySchemes"]);
    let servers = servers(&mut document);
    let (types, problems) = document.finish();
    let api = ApiDefinition {
        format: Format::AsyncApi,
        format_version: version,
        title: text(about, "title"),
        version: text(about, "version"),
        description: text(about, "description"),
        facts: facts(about, about.get("externalDocs").unwrap_or_else(|| get(root, "externalDocs"))),
        servers,
        auth,
        groups,
        types,
        ..ApiDefinition::default()
    };
    (api, problems)
}

fn servers(document: &mut Document<'_>) -> Vec<Server> {
    let root = document.root;
    let mut servers = Vec::new();
    for (_, value) in members(root, "servers") {
        let value = document.resolve(value);
        let url = text(value, "url")
            .or_else(|| Some(format!("{}{}", text(value, "host")?, text(value, "pathname").unwrap_or_default())));
        if let Some(url) = url {
            let (protocol, description) = (text(value, "protocol"), text(value, "description"));
            servers.push(Server { url: fill(url, value), protocol, description });
        }
    }
    servers
}

fn channels_of_two(document: &mut Document<'_>) -> Vec<Group> {
    let root = document.root;
    let mut groups = Vec::new();
    for (address, channel) in members(root, "channels") {
        let channel = document.resolve(channel);
        let mut group = Group { name: address.clone(), description: text(channel, "description"), operations: Vec::new() };
        let parameters = parameters(document, channel);
        for kind in ["publish", "subscribe"] {
            let Some(value) = channel.get(kind) else { continue };
            let mut operation = operation(document, value, (kind, address));
            operation.parameters.clone_from(&parameters);
            let message = get(value, "message");
            let given: Vec<&Value> = if message.get("oneOf").is_some() {
                elements(message, "oneOf").collect()
            } else {
                Some(message).filter(|it| it.is_object()).into_iter().collect()
            };
            let messages = given.into_iter().map(|it| read_message(document, it, "")).collect();
            operation.parts.push(Part { title: "Messages", messages });
            group.operations.push(operation);
        }
        groups.push(group);
    }
    groups.retain(|it| !it.operations.is_empty());
    groups
}

fn channels_of_three(document: &mut Document<'_>) -> Vec<Group> {
    let root = document.root;
    let mut groups = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (name, value) in members(root, "channels") {
        let channel = document.resolve(value);
        by_name.insert(name.clone(), groups.len());
        let description = text(channel, "description").or_else(|| text(channel, "summary"));
        groups.push(Group { name: address(channel, name), description, operations: Vec::new() });
    }
    for (name, value) in members(root, "operations") {
        let value = document.resolve(value);
        let reference = text(get(value, "channel"), "$ref").unwrap_or_default();
        let channel_name = last_part(&reference);
        let channel = document.resolve(get(value, "channel"));
        let operation = operation_of_three(document, (name, value), (&address(channel, &channel_name), channel));
        let index = *by_name.entry(channel_name.clone()).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Group { name: address(channel, &channel_name), ..Group::default() });
        }
        if let Some(group) = groups.get_mut(index) {
            group.operations.push(operation);
        }
    }
    // A definition may describe its channels and leave what is done with them to those who use it.
    for (name, value) in members(root, "channels") {
        let channel = document.resolve(value);
        let group = by_name.get(name).and_then(|it| groups.get_mut(*it)).filter(|it| it.operations.is_empty());
        if let Some(group) = group {
            let mut operation = operation(document, channel, ("channel", &group.name));
            operation.parameters = parameters(document, channel);
            operation.description = None;
            operation.parts.push(Part { title: "Messages", messages: messages_of(document, channel, channel) });
            group.operations.push(operation);
        }
    }
    groups.retain(|it| !it.operations.is_empty());
    groups
}

fn operation_of_three<'a>(
    document: &mut Document<'a>,
    (name, value): (&str, &'a Value),
    (address, channel): (&str, &'a Value),
) -> Operation {
    let action = text(value, "action").unwrap_or_default();
    let mut operation = operation(document, value, (&action, address));
    operation.id = document.anchors.unique("op", name);
    operation.name = Some(name.to_owned());
    operation.parameters = parameters(document, channel);
    operation.parts.push(Part { title: "Messages", messages: messages_of(document, value, channel) });
    let reply = document.resolve(get(value, "reply"));
    if reply.is_object() {
        let channel = document.resolve(get(reply, "channel"));
        operation.parts.push(Part { title: "Reply", messages: messages_of(document, reply, channel) });
    }
    operation.parts.retain(|it| !it.messages.is_empty());
    operation
}

/// What both versions say of an operation in the same words.
fn operation<'a>(document: &mut Document<'a>, value: &'a Value, (kind, address): (&str, &str)) -> Operation {
    let name = text(value, "operationId");
    let words = name.clone().unwrap_or_else(|| format!("{kind} {address}"));
    let three = document.root.get("operations").is_some() && kind != "channel";
    let tags = elements(value, "tags").map(|it| document.resolve(it)).collect::<Vec<_>>();
    Operation {
        // Version 3 names its operations by their key.
        id: if three { String::new() } else { document.anchors.unique("op", &words) },
        kind: kind.to_uppercase(),
        path: address.to_owned(),
        name,
        summary: text(value, "summary").or_else(|| text(value, "title")),
        description: text(value, "description"),
        deprecated: deprecation(value),
        security: elements(value, "security").filter_map(security_in_words).collect(),
        tags: tags.iter().filter_map(|it| text(it, "name")).collect(),
        documentation: text(get(value, "externalDocs"), "url"),
        ..Operation::default()
    }
}

/// A requirement: a map of names in version 2, a reference or a scheme in version 3.
fn security_in_words(value: &Value) -> Option<String> {
    if let Some(reference) = text(value, "$ref") {
        return Some(last_part(&reference));
    }
    text(value, "type").or_else(|| value.as_object()?.keys().next().cloned())
}

fn parameters<'a>(document: &mut Document<'a>, channel: &'a Value) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, value) in members(channel, "parameters") {
        let value = document.resolve(value);
        // Version 3 has `enum` and `default` beside the description, always of strings.
        let mut schema = document.schema(value.get("schema").unwrap_or(value));
        if schema.type_text == "any" {
            schema.type_text = "string".to_owned();
        }
        schema.description = text(value, "description").or(schema.description);
        fields.push(Field { name: name.clone(), location: "channel".to_owned(), required: true, schema, ..Field::default() });
    }
    fields
}

/// The messages that an operation or a reply lists, else all of its channel's.
fn messages_of<'a>(document: &mut Document<'a>, value: &'a Value, channel: &'a Value) -> Vec<Message> {
    let listed: Vec<(String, &Value)> =
        elements(value, "messages").map(|it| (text(it, "$ref").map(|it| last_part(&it)).unwrap_or_default(), it)).collect();
    let given =
        if listed.is_empty() { members(channel, "messages").map(|(name, it)| (name.clone(), it)).collect() } else { listed };
    given.into_iter().map(|(name, it)| read_message(document, it, &name)).collect()
}

fn read_message<'a>(document: &mut Document<'a>, value: &'a Value, name: &str) -> Message {
    let reference = text(value, "$ref").map(|it| last_part(&it));
    let value = document.resolve(value);
    let name = text(value, "title").or_else(|| text(value, "name")).or(reference).unwrap_or_else(|| name.to_owned());
    let mut headers = fields_of_headers(document, value);
    for it in elements(value, "traits") {
        let it = document.resolve(it);
        headers.extend(fields_of_headers(document, it));
    }
    Message {
        name,
        description: document.prose(value, "description").or_else(|| document.prose(value, "summary")),
        headers,
        contents: vec![content(document, value)],
        ..Message::default()
    }
}

fn fields_of_headers<'a>(document: &mut Document<'a>, value: &'a Value) -> Vec<Field> {
    let Some(headers) = value.get("headers") else { return Vec::new() };
    // The schema itself, where they are a reference to one: its fields are wanted, not its name.
    let headers = document.resolve(headers);
    document.schema(headers).fields
}

fn content<'a>(document: &mut Document<'a>, message: &'a Value) -> Content {
    let media_type = text(message, "contentType").or_else(|| text(document.root, "defaultContentType")).unwrap_or_default();
    let mut content = Content { media_type, ..Content::default() };
    let payload = get(message, "payload");
    let wrapped = payload.get("schemaFormat").is_some();
    let format = text(if wrapped { payload } else { message }, "schemaFormat").unwrap_or_default();
    let payload = if wrapped { get(payload, "schema") } else { payload };
    if format.contains("avro") || format.contains("protobuf") || format.contains("raml") {
        content.examples.extend(document.example(&format!("Schema as written ({format})"), payload));
    } else if !payload.is_null() {
        content.schema = Some(document.schema(payload));
    }
    for (index, it) in elements(message, "examples").take(10).enumerate() {
        let name = text(it, "summary").or_else(|| text(it, "name")).unwrap_or_else(|| format!("Example {}", index + 1));
        let given = it.get("payload").unwrap_or(it);
        content.examples.extend(document.example(&name, given));
    }
    content
}

fn address(channel: &Value, name: &str) -> String {
    text(channel, "address").unwrap_or_else(|| name.to_owned())
}

/// The last part of a pointer, unescaped.
fn last_part(reference: &str) -> String {
    reference.rsplit('/').next().unwrap_or(reference).replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::super::read;

    const TWO: &str = r##"
asyncapi: 2.6.0
info: { title: Orders, version: 1.0.0 }
defaultContentType: application/json
servers: { main: { url: "broker.example:{port}", protocol: kafka, variables: { port: { default: "9092" } } } }
channels:
  orders/{region}:
    description: Everything about orders
    parameters: { region: { description: Where, schema: { type: string, enum: [eu, us] } } }
    subscribe:
      operationId: onOrder
      summary: Order placed
      message:
        oneOf:
          - { $ref: '#/components/messages/Placed' }
          - { name: Dropped, payload: { type: string } }
components:
  messages:
    Placed:
      headers: { type: object, properties: { trace: { type: string } } }
      payload: { $ref: '#/components/schemas/Order' }
      examples: [{ name: small, payload: { id: 1 } }]
  schemas:
    Order: { type: object, properties: { id: { type: integer } } }
"##;

    #[test]
    fn version_two() {
        let (api, problems) = read(TWO, "asyncapi");
        assert_eq!(problems, []);
        assert_eq!(api.servers[0].url, "broker.example:9092");
        assert_eq!(api.groups[0].name, "orders/{region}");
        let operation = &api.groups[0].operations[0];
        assert_eq!((operation.kind.as_str(), operation.id.as_str()), ("SUBSCRIBE", "op-onOrder"));
        assert_eq!(operation.parameters[0].schema.values.len(), 2);
        let messages = &operation.parts[0].messages;
        assert_eq!(messages.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Placed", "Dropped"]);
        assert_eq!(messages[0].headers[0].name, "trace");
        assert_eq!(messages[0].contents[0].media_type, "application/json");
        assert_eq!(messages[0].contents[0].examples[0].name, "small");
        assert_eq!(messages[0].contents[0].schema.as_ref().and_then(|it| it.reference), Some(0));
    }

    const THREE: &str = r##"
asyncapi: 3.0.0
info: { title: Parcels, version: 1.0.0 }
channels:
  moved:
    address: parcels.moved.{country}
    parameters: { country: { enum: [de, fr], default: de } }
    messages:
      Moved: { payload: { type: object, properties: { at: { type: string } } } }
  lost: { messages: { Lost: { contentType: avro/binary, payload: { schemaFormat: application/vnd.apache.avro+json, schema: { type: record } } } } }
operations:
  announceMove:
    action: send
    channel: { $ref: '#/channels/moved' }
    messages: [{ $ref: '#/channels/moved/messages/Moved' }]
    security: [{ $ref: '#/components/securitySchemes/sasl' }]
    reply: { channel: { $ref: '#/channels/lost' } }
components: { securitySchemes: { sasl: { type: scramSha256 } } }
"##;

    #[test]
    fn version_three() {
        let (api, problems) = read(THREE, "asyncapi");
        assert_eq!(problems, []);
        let seen: Vec<_> = api
            .groups
            .iter()
            .flat_map(|group| group.operations.iter().map(|it| (group.name.as_str(), it.kind.as_str(), it.id.as_str())))
            .collect();
        assert_eq!(seen, [("parcels.moved.{country}", "SEND", "op-announceMove"), ("lost", "CHANNEL", "op-channel-lost")]);
        let send = &api.groups[0].operations[0];
        assert_eq!(send.security, ["sasl"]);
        assert_eq!(
            send.parts.iter().map(|it| (it.title, it.messages[0].name.as_str())).collect::<Vec<_>>(),
            [("Messages", "Moved"), ("Reply", "Lost")]
        );
        assert!(send.parts[1].messages[0].contents[0].examples[0].name.contains("avro"));
        assert_eq!(send.parameters[0].schema.default.as_deref(), Some("\"de\""));
    }
}
