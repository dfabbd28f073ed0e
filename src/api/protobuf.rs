//! Protocol Buffers to the model: services are groups, methods are operations, messages and enums are types. The
//! comments above and beside a declaration are its description.

mod http;
mod names;

use std::collections::BTreeMap;

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, MethodDescriptorProto,
    ServiceDescriptorProto, UninterpretedOption,
};

use super::anchors::Anchors;
use super::value::{cut, unreadable};
use super::{
    ApiDefinition, Content, Deprecation, EnumValue, Field, Format, Group, Message, Operation, Part, Problem, Schema, Shape,
    TypeDef, point,
};
use names::{Comments, Names};

/// Reads a file. Imports are not followed; their types are shown by name.
pub(super) fn read(definition: &str) -> Result<ApiDefinition, Problem> {
    let readable = names::without_edition(definition);
    let file = protox_parse::parse("definition.proto", &readable)
        .map_err(|it| unreadable(&it.to_string(), it.span().map(|span| point(definition, span.start))))?;
    let mut reader =
        Reader { comments: Comments::of(&file), names: Names::of(&file), anchors: Anchors::default(), types: Vec::new() };
    let package = file.package().to_owned();
    let services = file.service.iter().enumerate();
    let groups = services.map(|(index, it)| reader.service(&package, it, &[6, number(index)])).collect();
    reader.types(&file);
    Ok(ApiDefinition {
        format: Format::Protobuf,
        format_version: Some(if file.syntax() == "proto3" { "proto3" } else { "proto2" }.to_owned()),
        title: Some(package).filter(|it| !it.is_empty()),
        description: reader.comments.of_file(),
        groups,
        types: reader.types,
        ..ApiDefinition::default()
    })
}

/// A message whose fields are being read.
struct Holder<'a> {
    /// Below the package.
    name: &'a str,
    message: &'a DescriptorProto,
    /// What stands behind its `map<…>` fields, by name.
    entries: BTreeMap<&'a str, &'a DescriptorProto>,
}

struct Reader {
    comments: Comments,
    names: Names,
    anchors: Anchors,
    types: Vec<TypeDef>,
}

impl Reader {
    fn service(&mut self, package: &str, service: &ServiceDescriptorProto, path: &[i32]) -> Group {
        let full = if package.is_empty() { service.name().to_owned() } else { format!("{package}.{}", service.name()) };
        let methods = service.method.iter().enumerate();
        let operations = methods.map(|(index, it)| self.method(&full, it, &child(path, 2, index))).collect();
        Group { name: service.name().to_owned(), description: self.comments.at(path), operations }
    }

    fn method(&mut self, service: &str, method: &MethodDescriptorProto, path: &[i32]) -> Operation {
        let name = method.name();
        let options = method.options.as_ref().map(|it| it.uninterpreted_option.as_slice()).unwrap_or_default();
        let short = service.rsplit('.').next().unwrap_or(service);
        let parts = [
            ("Request", method.input_type(), method.client_streaming()),
            ("Response", method.output_type(), method.server_streaming()),
        ];
        let parts = parts.into_iter().map(|(title, written, streams)| {
            let mut schema = self.named(service, written);
            if streams {
                schema.type_text = format!("stream of {}", schema.type_text);
            }
            let content = Content { schema: Some(schema), ..Content::default() };
            Part { title, messages: vec![Message { contents: vec![content], ..Message::default() }] }
        });
        let parts = parts.collect();
        Operation {
            id: self.anchors.unique("op", &format!("{short}.{name}")),
            kind: "rpc".to_owned(),
            path: format!("{service}/{name}"),
            name: Some(name.to_owned()),
            description: with_bindings(self.comments.at(path), &http::bindings(options)),
            deprecated: deprecation(method.options.as_ref().map(|it| it.uninterpreted_option.as_slice())),
            parts,
            ..Operation::default()
        }
    }

    /// Messages and enums in the order in which [`Names`] numbers them.
    fn types(&mut self, file: &FileDescriptorProto) {
        for (index, message) in file.message_type.iter().enumerate() {
            self.message(message, "", &[4, number(index)]);
        }
        for (index, it) in file.enum_type.iter().enumerate() {
            self.enumeration(it, "", &[5, number(index)]);
        }
    }

    fn message(&mut self, message: &DescriptorProto, outer: &str, path: &[i32]) {
        let name = names::nested(outer, message.name());
        let entries = message.nested_type.iter().filter(|it| names::is_map_entry(it)).map(|it| (it.name(), it)).collect();
        let holder = Holder { name: &name, message, entries };
        let fields = message.field.iter().enumerate();
        let fields = fields.map(|(index, it)| self.field(&holder, it, &child(path, 2, index))).collect();
        let schema = Schema {
            type_text: "message".to_owned(),
            shape: Shape::Object,
            description: self.comments.at(path),
            fields,
            ..Schema::default()
        };
        let deprecated = deprecation(message.options.as_ref().map(|it| it.uninterpreted_option.as_slice()));
        let id = self.anchors.unique("type", &name);
        self.types.push(TypeDef { id, name: name.clone(), kind: "message", deprecated, schema });
        for (index, it) in message.nested_type.iter().enumerate() {
            if !names::is_map_entry(it) {
                self.message(it, &name, &child(path, 3, index));
            }
        }
        for (index, it) in message.enum_type.iter().enumerate() {
            self.enumeration(it, &name, &child(path, 4, index));
        }
    }

    fn enumeration(&mut self, enumeration: &EnumDescriptorProto, outer: &str, path: &[i32]) {
        let name = names::nested(outer, enumeration.name());
        let values = enumeration.value.iter().enumerate().map(|(index, it)| EnumValue {
            text: it.name().to_owned(),
            description: self.comments.at(&child(path, 2, index)),
            deprecated: deprecation(it.options.as_ref().map(|it| it.uninterpreted_option.as_slice())),
        });
        let schema = Schema {
            type_text: "enum".to_owned(),
            description: self.comments.at(path),
            values: values.collect(),
            ..Schema::default()
        };
        let deprecated = deprecation(enumeration.options.as_ref().map(|it| it.uninterpreted_option.as_slice()));
        let id = self.anchors.unique("type", &name);
        self.types.push(TypeDef { id, name, kind: "enum", deprecated, schema });
    }

    fn field(&self, holder: &Holder<'_>, field: &FieldDescriptorProto, path: &[i32]) -> Field {
        let mut schema = self.field_type(holder, field);
        schema.description = self.comments.at(path);
        schema.default = field.default_value.clone().map(|it| cut(it, 200));
        schema.constraints.push(format!("field {}", field.number()));
        let choice = field.oneof_index.filter(|_| !field.proto3_optional()).and_then(|it| usize::try_from(it).ok());
        if let Some(choice) = choice.and_then(|it| holder.message.oneof_decl.get(it)) {
            schema.constraints.push(format!("one of `{}`", choice.name()));
        }
        Field {
            name: field.name().to_owned(),
            required: field.label == Some(Label::Required as i32),
            deprecated: deprecation(field.options.as_ref().map(|it| it.uninterpreted_option.as_slice())),
            schema,
            ..Field::default()
        }
    }

    fn field_type(&self, holder: &Holder<'_>, field: &FieldDescriptorProto) -> Schema {
        let scope = holder.name;
        let entry = holder.entries.get(field.type_name());
        if let Some([key, value]) = entry.map(|it| it.field.as_slice()) {
            let (key, value) = (self.single_type(key, scope), self.single_type(value, scope));
            let type_text = format!("map<{}, {}>", key.type_text, value.type_text);
            return Schema { type_text, shape: Shape::Map, items: Some(Box::new(value)), ..Schema::default() };
        }
        let schema = self.single_type(field, scope);
        if field.label != Some(Label::Repeated as i32) {
            return schema;
        }
        let type_text = format!("repeated {}", schema.type_text);
        Schema { type_text, shape: Shape::Array, items: Some(Box::new(schema)), ..Schema::default() }
    }

    fn single_type(&self, field: &FieldDescriptorProto, scope: &str) -> Schema {
        let Some(kind) = field.r#type.and_then(|it| Type::try_from(it).ok()).filter(|it| !has_name(*it)) else {
            return self.named(scope, field.type_name());
        };
        let shape = match kind {
            Type::Bool => Shape::Boolean,
            Type::Double | Type::Float => Shape::Number,
            Type::String | Type::Bytes => Shape::String,
            _ => Shape::Integer,
        };
        let type_text = kind.as_str_name().trim_start_matches("TYPE_").to_lowercase();
        Schema { type_text, shape, ..Schema::default() }
    }

    /// A type by the name written inside `scope`.
    fn named(&self, scope: &str, written: &str) -> Schema {
        match self.names.find(scope, written) {
            Some((name, index)) => Schema { type_text: name.to_owned(), reference: Some(index), ..Schema::default() },
            None => Schema { type_text: written.trim_start_matches('.').to_owned(), ..Schema::default() },
        }
    }
}

/// A description with the HTTP requests that a gateway takes for the method.
fn with_bindings(description: Option<String>, bindings: &[String]) -> Option<String> {
    let http = (!bindings.is_empty()).then(|| format!("HTTP: {}", bindings.join(", ")));
    let parts: Vec<String> = description.into_iter().chain(http).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn has_name(kind: Type) -> bool {
    matches!(kind, Type::Message | Type::Enum | Type::Group)
}

/// `option deprecated = true`; the parser leaves options as they are written.
fn deprecation(options: Option<&[UninterpretedOption]>) -> Option<Deprecation> {
    let is_set = |it: &UninterpretedOption| {
        it.identifier_value() == "true"
            && matches!(it.name.as_slice(), [name] if name.name_part == "deprecated" && !name.is_extension)
    };
    options?.iter().any(is_set).then(Deprecation::default)
}

fn child(path: &[i32], field: i32, index: usize) -> Vec<i32> {
    path.iter().copied().chain([field, number(index)]).collect()
}

fn number(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::{Format, read};

    const SHOP: &str = r#"
// Shop of things.
syntax = "proto3";
package acme.shop.v1;
import "google/protobuf/timestamp.proto";

// Sells things.
service Shop {
  // Finds *one*.
  rpc Get(GetRequest) returns (Thing);
  rpc Watch(stream GetRequest) returns (stream acme.shop.v1.Thing) { option deprecated = true; }
}
message GetRequest { string id = 1; }
// A thing.
message Thing {
  enum Colour { COLOUR_UNSPECIFIED = 0; RED = 1; } // never reached
  string id = 1; // its name
  repeated Part parts = 2;
  map<string, Part> by_name = 3;
  Colour colour = 4;
  google.protobuf.Timestamp at = 5;
  oneof price { int32 cents = 6; string words = 7 [deprecated = true]; }
  optional bool hidden = 8;
  message Part { Thing whole = 1; }
}
"#;

    #[test]
    fn services_and_methods() {
        let (api, problems) = read(SHOP, "grpc");
        assert_eq!(problems, []);
        assert_eq!(api.format, Format::Protobuf);
        assert_eq!(api.title.as_deref(), Some("acme.shop.v1"));
        assert_eq!((api.groups[0].name.as_str(), api.groups[0].description.as_deref()), ("Shop", Some("Sells things.")));
        let get = &api.groups[0].operations[0];
        assert_eq!((get.path.as_str(), get.description.as_deref()), ("acme.shop.v1.Shop/Get", Some("Finds *one*.")));
        let watch = &api.groups[0].operations[1];
        let types: Vec<_> = watch.parts.iter().map(|it| it.messages[0].contents[0].schema.as_ref().expect("a type")).collect();
        assert_eq!(types.iter().map(|it| it.type_text.as_str()).collect::<Vec<_>>(), ["stream of GetRequest", "stream of Thing"]);
        assert!(watch.deprecated.is_some());
        assert!(types.iter().all(|it| it.reference.is_some()));
    }

    #[test]
    fn http_bindings_are_said() {
        let text = "syntax = \"proto3\";\nservice S {\n  // Gets.\n  rpc Get(A) returns (A) { option (google.api.http) = { get: \"/v1/{id=a/*}\" additional_bindings { post: '/v1/a:find', body: \"*\" } }; }\n  rpc Put(A) returns (A) { option (google.api.http).put = \"/v1/`a\"; }\n}\nmessage A { string get = 1; }\n";
        let (api, problems) = read(text, "grpc");
        assert_eq!(problems, []);
        let said: Vec<_> = api.operations().map(|it| it.description.clone().unwrap_or_default()).collect();
        assert_eq!(said, ["Gets.\n\nHTTP: `GET /v1/{id=a/*}`, `POST /v1/a:find`", "HTTP: `PUT /v1/'a`"]);
    }

    #[test]
    fn messages_and_their_fields() {
        let (api, _) = read(SHOP, "grpc");
        let names: Vec<_> = api.types.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["GetRequest", "Thing", "Thing.Part", "Thing.Colour"]);
        let seen: Vec<_> = api.types[1].schema.fields.iter().map(|it| (it.name.as_str(), it.schema.type_text.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("id", "string"),
                ("parts", "repeated Thing.Part"),
                ("by_name", "map<string, Thing.Part>"),
                ("colour", "Thing.Colour"),
                ("at", "google.protobuf.Timestamp"),
                ("cents", "int32"),
                ("words", "string"),
                ("hidden", "bool")
            ]
        );
        assert_eq!(api.types[1].schema.fields[0].schema.description.as_deref(), Some("its name"));
        assert_eq!(api.types[1].schema.fields[5].schema.constraints, ["field 6", "one of `price`"]);
        assert_eq!(api.types[1].schema.fields[7].schema.constraints, ["field 8"]);
        assert_eq!(api.types[1].schema.fields[3].schema.reference, Some(3));
        assert_eq!(api.types[2].schema.fields[0].schema.reference, Some(1));
        assert!(api.types[1].schema.fields[6].deprecated.is_some() && api.types[1].schema.fields[5].deprecated.is_none());
    }

    #[test]
    fn editions_are_read_and_mistakes_said() {
        let (api, problems) = read("edition = \"2023\";\nmessage A { int32 b = 1; }\n", "grpc");
        assert_eq!(problems, []);
        assert_eq!(api.types.len(), 1);
        let (api, problems) = read("syntax = \"proto3\";\nmessage A {\n  int32 = 1;\n}\n", "grpc");
        assert_eq!(api.format, Format::Text);
        assert_eq!(problems[0].span.map(|it| (it.line, it.column)), Some((3, 9)));
    }
}
