//! OpenAPI definitions as people write them.

use super::super::{ApiDefinition, Format, Problem, read};

const THREE: &str = r##"
openapi: 3.1.0
info:
  title: Parcels
  version: "2"
  description: Where is my *parcel*?
  license: { name: Apache-2.0 }
servers:
  - url: https://{region}.parcels.example/v2
    variables: { region: { default: eu } }
tags:
  - name: tracking
    description: Follow a parcel
  - name: labels
security:
  - key: []
paths:
  /parcels/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    get:
      operationId: getParcel
      tags: [tracking]
      summary: Find a parcel
      parameters:
        - { name: verbose, in: query, schema: { type: boolean, default: false } }
      responses:
        200:
          description: Found
          headers:
            X-Rate: { schema: { type: integer } }
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Parcel' }
              example: { id: p1 }
        default: { $ref: '#/components/responses/Error' }
    delete:
      deprecated: true
      tags: [tracking]
      security: []
      responses: { 204: { description: Gone } }
  /labels:
    post:
      tags: [labels]
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Label' } }
      responses: { 201: { description: Printed } }
components:
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: string, format: uuid } }
  responses:
    Error: { description: Wrong, content: { application/problem+json: { schema: { $ref: '#/components/schemas/Missing' } } } }
  schemas:
    Parcel:
      type: object
      required: [id]
      properties:
        id: { type: string }
        next: { $ref: '#/components/schemas/Parcel' }
    Label: { type: string, enum: [a4, a5] }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
"##;

fn three() -> (ApiDefinition, Vec<Problem>) {
    read(THREE, "openapi")
}

#[test]
fn operations_by_tag() {
    let (api, _) = three();
    assert_eq!(api.format, Format::OpenApi);
    assert_eq!(api.format_version.as_deref(), Some("3.1.0"));
    let seen: Vec<_> = api
        .groups
        .iter()
        .flat_map(|group| {
            group.operations.iter().map(|it| (group.name.as_str(), it.kind.as_str(), it.path.as_str(), it.id.as_str()))
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("tracking", "GET", "/parcels/{id}", "op-getParcel"),
            ("tracking", "DELETE", "/parcels/{id}", "op-delete-parcels-id"),
            ("labels", "POST", "/labels", "op-post-labels"),
        ]
    );
    assert_eq!(api.groups[0].description.as_deref(), Some("Follow a parcel"));
    assert_eq!(api.servers[0].url, "https://eu.parcels.example/v2");
    assert_eq!(api.auth[0].kind, "API key in the header `X-Key`");
}

#[test]
fn parameters_bodies_and_responses() {
    let (api, _) = three();
    let get = &api.groups[0].operations[0];
    let names: Vec<_> = get.parameters.iter().map(|it| (it.name.as_str(), it.location.as_str(), it.required)).collect();
    assert_eq!(names, [("id", "path", true), ("verbose", "query", false)]);
    let responses = &get.parts[0].messages;
    assert_eq!(responses.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["200", "default"]);
    assert_eq!(responses[0].headers[0].name, "X-Rate");
    assert_eq!(responses[0].contents[0].examples[0].text, "{\n  \"id\": \"p1\"\n}");
    assert_eq!(
        responses[0].contents[0].schema.as_ref().and_then(|it| api.type_of(it)).map(|it| it.name.as_str()),
        Some("Parcel")
    );
    assert_eq!(responses[1].description.as_deref(), Some("Wrong"));
    assert_eq!(get.security, ["key"]);
    let delete = &api.groups[0].operations[1];
    assert!(delete.deprecated.is_some());
    assert_eq!(delete.security, ["none needed"]);
    let post = &api.groups[1].operations[0];
    assert_eq!((post.parts[0].title, post.parts[0].messages[0].required), ("Request body", true));
}

#[test]
fn a_reference_to_nothing_is_said_where_it_stands() {
    let (_, problems) = three();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].message, "`$ref: #/components/schemas/Missing` points at nothing in the definition");
    let line = THREE.lines().position(|it| it.contains("Missing")).map(|it| it as u32 + 1);
    assert_eq!(problems[0].span.map(|it| it.line), line);
}

#[test]
fn swagger_two() {
    let text = r##"{
      "swagger": "2.0", "info": {"title": "Old", "version": "1"}, "host": "old.example", "basePath": "/v1", "schemes": ["http"],
      "consumes": ["application/xml", "application/json"],
      "paths": {"/things": {
        "post": {"parameters": [
            {"name": "thing", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Thing"}},
            {"name": "dry", "in": "query", "type": "boolean"}],
          "responses": {"200": {"description": "ok", "schema": {"type": "array", "items": {"$ref": "#/definitions/Thing"}}}}},
        "put": {"parameters": [{"name": "file", "in": "formData", "type": "file", "required": true}], "responses": {}}
      }},
      "definitions": {"Thing": {"type": "object", "properties": {"a": {"type": "string"}}}},
      "securityDefinitions": {"oauth": {"type": "oauth2", "flow": "implicit", "scopes": {"read": "Read it"}}}
    }"##;
    let (api, problems) = read(text, "openapi");
    assert_eq!(problems, []);
    assert_eq!(api.raw_extension, "json");
    assert_eq!(api.servers[0].url, "http://old.example/v1");
    assert_eq!(api.groups[0].name, "Operations");
    let post = &api.groups[0].operations[0];
    assert_eq!(post.parameters.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["dry"]);
    assert_eq!(post.parts[0].messages[0].contents[0].media_type, "application/json");
    assert_eq!(post.parts[1].messages[0].contents[0].schema.as_ref().map(|it| it.type_text.as_str()), Some("array of Thing"));
    let put = &api.groups[0].operations[1];
    assert_eq!(put.parts[0].messages[0].contents[0].schema.as_ref().map(|it| it.fields.len()), Some(1));
    assert_eq!(api.auth[0].scopes, [("read".to_owned(), "Read it".to_owned())]);
}

#[test]
fn a_broken_definition_is_said_and_kept_as_text() {
    let (api, problems) = read("openapi: 3.0.0\npaths:\n  /a:\n - broken\n", "openapi");
    assert_eq!(api.format, Format::Text);
    assert!(api.raw.contains("broken"));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code.name(), "api-definition-unreadable");
    assert_eq!(problems[0].span.map(|it| it.line), Some(4));
}

#[test]
fn a_repeated_key_is_said_and_the_last_value_counts() {
    let (api, problems) = read("openapi: 3.0.0\ninfo:\n  title: one\n  title: two\n", "openapi");
    assert_eq!(api.title.as_deref(), Some("two"));
    assert_eq!(
        problems.iter().map(|it| (it.code.name(), it.span.map(|it| it.line))).collect::<Vec<_>>(),
        [("api-duplicate-key", Some(4))]
    );
}

#[test]
fn bombs_end_soon() {
    let mut aliases = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        aliases.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let deep = format!("openapi: 3.0.0\nx: {}{}\n", "[".repeat(20_000), "]".repeat(20_000));
    let deep_json = format!("{{\"openapi\": \"3.0.0\", \"x\": {}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    for text in [aliases, deep, deep_json] {
        let (api, problems) = read(&text, "openapi");
        assert_eq!(api.format, Format::Text);
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[test]
fn says_where_each_part_is_served_and_how_to_get_in() {
    let text = r#"{"openapi": "3.1.0", "info": {"title": "A", "version": "1"},
        "servers": [{"url": "https://{region}.x/", "description": "Ours", "variables": {"region": {"enum": ["eu", "us"], "default": "eu", "description": "Where"}}}],
        "security": [{"o": []}],
        "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://x/token", "scopes": {}}}}}},
        "paths": {"/a": {"servers": [{"url": "https://other"}], "get": {"description": "Does.", "security": []}, "post": {}}}}"#;
    let (api, problems) = read(text, "openapi");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(api.servers[0].url, "https://eu.x/");
    assert_eq!(api.servers[0].description.as_deref(), Some("Ours\n\n- `region` is `eu` or `us`, `eu` by default: Where"));
    assert_eq!(api.auth[0].description.as_deref(), Some("- Tokens from `https://x/token`"));
    let operations: Vec<_> = api.groups.iter().flat_map(|it| &it.operations).collect();
    assert_eq!(operations[0].description.as_deref(), Some("Does.\n\nServed at `https://other`."));
    assert_eq!((operations[0].security.join("; "), operations[1].security.join("; ")), ("none needed".into(), "o".into()));
}
