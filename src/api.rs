//! API definitions to one model of operations and types, whatever the format: OpenAPI, AsyncAPI, GraphQL, protobuf,
//! JSON Schema. Pages and search documents are made from the model; a definition that cannot be read is a diagnostic and
//! is shown as text.
