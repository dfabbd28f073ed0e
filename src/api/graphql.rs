//! GraphQL SDL to the model: the fields of the root types are operations, everything else is a named type.

mod introspection;
mod text;

use std::collections::BTreeMap;

use graphql_parser::schema::{
    Definition, Directive, Document, EnumValue as SdlValue, Field as SdlField, InputValue, Type, TypeDefinition, TypeExtension,
    Value, parse_schema,
};

use super::anchors::Anchors;
use super::detect;
use super::value::{cut, unreadable};
use super::{
    Alternatives, ApiDefinition, Content, Deprecation, EnumValue, Field, Format, Group, How, Message, Operation, Part, Problem,
    Schema, Shape, TypeDef,
};

/// Reads a schema.
pub(super) fn read(definition: &str) -> Result<ApiDefinition, Problem> {
    let answer = detect::is_json(definition).then(|| introspection::to_sdl(definition)).flatten();
    let sdl = answer.as_deref().unwrap_or(definition);
    let readable = text::without_schema_extensions(sdl);
    let (readable, description) = text::without_schema_description(&readable);
    let document: Document<'_, &str> = parse_schema(&readable).map_err(|it| match answer {
        // Lines of what was made of it would mislead.
        Some(_) => unreadable("the answer to the introspection query is not complete", None),
        None => text::problem(&it.to_string()),
    })?;
    let mut types = collect(&document);
    let roots = roots(&document);
    let index: BTreeMap<String, usize> = types
        .iter()
        .filter(|it| !roots.iter().any(|(_, name)| *name == it.name))
        .enumerate()
        .map(|(index, it)| (it.name.to_owned(), index))
        .collect();
    let mut reader = Reader { anchors: Anchors::default(), index };
    let mut groups = Vec::new();
    for (title, kind) in [("Queries", "query"), ("Mutations", "mutation"), ("Subscriptions", "subscription")] {
        let name = roots.iter().find(|(it, _)| *it == kind).map(|(_, name)| *name);
        if let Some(at) = types.iter().position(|it| Some(it.name) == name) {
            let root = types.remove(at);
            let operations: Vec<Operation> = root.fields.iter().map(|it| reader.operation(kind, it)).collect();
            groups.push(Group { name: title.to_owned(), description: root.description, operations });
        }
    }
    groups.retain(|it| !it.operations.is_empty());
    let types = types.iter().map(|it| reader.type_definition(it)).collect();
    Ok(ApiDefinition { format: Format::GraphQl, description, groups, types, ..ApiDefinition::default() })
}

/// A type and what extensions add to it.
#[derive(Default)]
struct Named<'a> {
    name: &'a str,
    kind: &'static str,
    description: Option<String>,
    deprecated: Option<Deprecation>,
    fields: Vec<&'a SdlField<'a, &'a str>>,
    inputs: Vec<&'a InputValue<'a, &'a str>>,
    values: Vec<&'a SdlValue<'a, &'a str>>,
    /// Members of a union.
    members: Vec<&'a str>,
    interfaces: Vec<&'a str>,
    one_of: bool,
}

/// Every type once, extensions merged, in the order of the text.
fn collect<'a>(document: &'a Document<'a, &'a str>) -> Vec<Named<'a>> {
    let mut types: Vec<Named<'a>> = Vec::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for definition in &document.definitions {
        let part = match definition {
            Definition::TypeDefinition(it) => part_of_definition(it),
            Definition::TypeExtension(it) => part_of_extension(it),
            Definition::SchemaDefinition(_) | Definition::DirectiveDefinition(_) => continue,
        };
        match by_name.get(part.name).and_then(|it| types.get_mut(*it)) {
            None => {
                by_name.insert(part.name, types.len());
                types.push(part);
            }
            Some(known) => {
                known.description = known.description.take().or(part.description);
                known.fields.extend(part.fields);
                known.inputs.extend(part.inputs);
                known.values.extend(part.values);
                known.members.extend(part.members);
                known.interfaces.extend(part.interfaces);
            }
        }
    }
    types
}

fn part_of_definition<'a>(definition: &'a TypeDefinition<'a, &'a str>) -> Named<'a> {
    let base = |name, kind, description: &Option<String>, directives: &[Directive<'a, &'a str>]| Named {
        name,
        kind,
        description: description.clone(),
        deprecated: deprecation(directives),
        one_of: directives.iter().any(|it| it.name == "oneOf"),
        ..Named::default()
    };
    match definition {
        TypeDefinition::Scalar(it) => base(it.name, "scalar", &it.description, &it.directives),
        TypeDefinition::Object(it) => Named {
            fields: it.fields.iter().collect(),
            interfaces: it.implements_interfaces.clone(),
            ..base(it.name, "type", &it.description, &it.directives)
        },
        TypeDefinition::Interface(it) => Named {
            fields: it.fields.iter().collect(),
            interfaces: it.implements_interfaces.clone(),
            ..base(it.name, "interface", &it.description, &it.directives)
        },
        TypeDefinition::Union(it) => {
            Named { members: it.types.clone(), ..base(it.name, "union", &it.description, &it.directives) }
        }
        TypeDefinition::Enum(it) => {
            Named { values: it.values.iter().collect(), ..base(it.name, "enum", &it.description, &it.directives) }
        }
        TypeDefinition::InputObject(it) => {
            Named { inputs: it.fields.iter().collect(), ..base(it.name, "input", &it.description, &it.directives) }
        }
    }
}

fn part_of_extension<'a>(extension: &'a TypeExtension<'a, &'a str>) -> Named<'a> {
    match extension {
        TypeExtension::Scalar(it) => Named { name: it.name, kind: "scalar", ..Named::default() },
        TypeExtension::Object(it) => Named {
            name: it.name,
            kind: "type",
            fields: it.fields.iter().collect(),
            interfaces: it.implements_interfaces.clone(),
            ..Named::default()
        },
        TypeExtension::Interface(it) => Named {
            name: it.name,
            kind: "interface",
            fields: it.fields.iter().collect(),
            interfaces: it.implements_interfaces.clone(),
            ..Named::default()
        },
        TypeExtension::Union(it) => Named { name: it.name, kind: "union", members: it.types.clone(), ..Named::default() },
        TypeExtension::Enum(it) => Named { name: it.name, kind: "enum", values: it.values.iter().collect(), ..Named::default() },
        TypeExtension::InputObject(it) => {
            Named { name: it.name, kind: "input", inputs: it.fields.iter().collect(), ..Named::default() }
        }
    }
}

/// The root types: those that `schema` names, else those of the usual names.
fn roots<'a>(document: &'a Document<'a, &'a str>) -> Vec<(&'static str, &'a str)> {
    let schema = document.definitions.iter().find_map(|it| match it {
        Definition::SchemaDefinition(it) => Some(it),
        _ => None,
    });
    match schema {
        None => vec![("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")],
        Some(it) => [("query", it.query), ("mutation", it.mutation), ("subscription", it.subscription)]
            .into_iter()
            .filter_map(|(kind, name)| Some((kind, name?)))
            .collect(),
    }
}

struct Reader {
    anchors: Anchors,
    /// Index of each type that is not a root.
    index: BTreeMap<String, usize>,
}

impl Reader {
    fn operation<'a>(&mut self, kind: &str, field: &SdlField<'a, &'a str>) -> Operation {
        let returned = self.schema(&field.field_type);
        let content = Content { schema: Some(returned), ..Content::default() };
        let returns = Message { contents: vec![content], ..Message::default() };
        Operation {
            id: self.anchors.unique("op", &format!("{kind} {}", field.name)),
            kind: kind.to_owned(),
            path: field.name.to_owned(),
            description: field.description.clone(),
            deprecated: deprecation(&field.directives),
            parameters: field.arguments.iter().map(|it| self.input(it)).collect(),
            parts: vec![Part { title: "Returns", messages: vec![returns] }],
            ..Operation::default()
        }
    }

    fn type_definition(&mut self, named: &Named<'_>) -> TypeDef {
        let mut fields: Vec<Field> = named.fields.iter().map(|it| self.field(it)).collect();
        fields.extend(named.inputs.iter().map(|it| self.input(it)));
        let mut schema = Schema {
            type_text: named.kind.to_owned(),
            shape: if fields.is_empty() { Shape::Any } else { Shape::Object },
            description: named.description.clone(),
            fields,
            values: named.values.iter().map(|it| value(it)).collect(),
            ..Schema::default()
        };
        if !named.members.is_empty() {
            let of = named.members.iter().map(|it| self.named(it)).collect();
            schema.alternatives = Some(Alternatives { how: How::OneOf, of });
        }
        if !named.interfaces.is_empty() {
            let names: Vec<String> = named.interfaces.iter().map(|it| format!("`{it}`")).collect();
            schema.constraints.push(format!("implements {}", names.join(", ")));
        }
        if named.one_of {
            schema.constraints.push("exactly one field may be given".to_owned());
        }
        let id = self.anchors.unique("type", named.name);
        TypeDef { id, name: named.name.to_owned(), kind: named.kind, deprecated: named.deprecated.clone(), schema }
    }

    fn field<'a>(&self, field: &SdlField<'a, &'a str>) -> Field {
        let mut schema = self.schema(&field.field_type);
        schema.description.clone_from(&field.description);
        Field {
            name: field.name.to_owned(),
            deprecated: deprecation(&field.directives),
            arguments: field.arguments.iter().map(|it| self.input(it)).collect(),
            schema,
            ..Field::default()
        }
    }

    fn input<'a>(&self, input: &InputValue<'a, &'a str>) -> Field {
        let mut schema = self.schema(&input.value_type);
        schema.description.clone_from(&input.description);
        schema.default = input.default_value.as_ref().map(|it| cut(it.to_string(), 200));
        Field {
            name: input.name.to_owned(),
            required: matches!(input.value_type, Type::NonNullType(_)) && input.default_value.is_none(),
            deprecated: deprecation(&input.directives),
            schema,
            ..Field::default()
        }
    }

    /// A type as the SDL writes it, linked to what it names.
    fn schema<'a>(&self, written: &Type<'a, &'a str>) -> Schema {
        match written {
            Type::NamedType(name) => self.named(name),
            Type::NonNullType(inner) => {
                let mut schema = self.schema(inner);
                schema.type_text.push('!');
                schema
            }
            Type::ListType(inner) => {
                let items = self.schema(inner);
                let type_text = format!("[{}]", items.type_text);
                Schema { type_text, shape: Shape::Array, items: Some(Box::new(items)), ..Schema::default() }
            }
        }
    }

    fn named(&self, name: &str) -> Schema {
        let shape = match name {
            "Int" => Shape::Integer,
            "Float" => Shape::Number,
            "Boolean" => Shape::Boolean,
            "String" | "ID" => Shape::String,
            _ => Shape::Any,
        };
        Schema { type_text: name.to_owned(), shape, reference: self.index.get(name).copied(), ..Schema::default() }
    }
}

fn value<'a>(value: &SdlValue<'a, &'a str>) -> EnumValue {
    EnumValue { text: value.name.to_owned(), description: value.description.clone(), deprecated: deprecation(&value.directives) }
}

/// `@deprecated(reason: "…")`.
fn deprecation<'a>(directives: &[Directive<'a, &'a str>]) -> Option<Deprecation> {
    let directive = directives.iter().find(|it| it.name == "deprecated")?;
    let reason = directive.arguments.iter().find_map(|(name, value)| match value {
        Value::String(text) if *name == "reason" => Some(text.clone()),
        _ => None,
    });
    Some(Deprecation { reason })
}

#[cfg(test)]
mod tests {
    use super::super::{Format, read};

    const SHOP: &str = r#"
extend schema @link(url: "https://specs.example/federation", import: ["@key"])

"""
What can be *asked*
"""
type Query {
  "One order"
  order(id: ID!, deep: Boolean = false): Order
  search(text: String): [Result!]! @deprecated(reason: "use `order`")
}
extend type Query { hello: String }
type Order implements Node @key(fields: "id") { id: ID! state: State! lines(first: Int = 10): [Line] }
type Line { order: Order }
interface Node { id: ID! }
union Result = Order | Line
enum State { OPEN CLOSED @deprecated }
input Filter { state: State = OPEN }
scalar Date
"#;

    #[test]
    fn root_fields_are_operations() {
        let (api, problems) = read(SHOP, "graphql");
        assert_eq!(problems, []);
        assert_eq!(api.format, Format::GraphQl);
        assert_eq!(api.groups.len(), 1);
        assert_eq!(api.groups[0].description.as_deref(), Some("What can be *asked*"));
        let names: Vec<_> = api.groups[0].operations.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(names, ["order", "search", "hello"]);
        let order = &api.groups[0].operations[0];
        assert_eq!(order.id, "op-query-order");
        assert_eq!(
            order.parameters.iter().map(|it| (it.name.as_str(), it.required)).collect::<Vec<_>>(),
            [("id", true), ("deep", false)]
        );
        let search = &api.groups[0].operations[1];
        assert_eq!(search.deprecated.as_ref().and_then(|it| it.reason.as_deref()), Some("use `order`"));
        let returned = search.parts[0].messages[0].contents[0].schema.as_ref().expect("a type");
        assert_eq!(returned.type_text, "[Result!]!");
        assert_eq!(api.type_of(returned.innermost()).map(|it| it.name.as_str()), Some("Result"));
    }

    #[test]
    fn types_keep_their_kind() {
        let (api, _) = read(SHOP, "graphql");
        let seen: Vec<_> = api.types.iter().map(|it| (it.kind, it.name.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("type", "Order"),
                ("type", "Line"),
                ("interface", "Node"),
                ("union", "Result"),
                ("enum", "State"),
                ("input", "Filter"),
                ("scalar", "Date")
            ]
        );
        assert_eq!(api.types[0].schema.fields[2].arguments[0].schema.default.as_deref(), Some("10"));
        assert_eq!(api.types[0].schema.fields[1].schema.reference, Some(4));
        assert!(api.types[4].schema.values[1].deprecated.is_some());
        assert_eq!(api.types[5].schema.fields[0].schema.default.as_deref(), Some("OPEN"));
    }

    #[test]
    fn a_described_schema_describes_the_api() {
        let text = "# about \"it\"\n\"\"\"\nAll of \\\"\"\" it\n\"\"\"\nschema @a { query: Q }\n\"a Q\" type Q { schema: Int }\n";
        let (api, problems) = read(text, "graphql");
        assert_eq!(problems, []);
        assert_eq!(api.description.as_deref(), Some("All of \"\"\" it"));
        assert_eq!(api.groups[0].operations[0].path, "schema");
        assert_eq!(api.groups[0].description.as_deref(), Some("a Q"));
    }

    #[test]
    fn an_introspection_answer_is_a_schema() {
        let text = r#"{"data": {"__schema": {"queryType": {"name": "Query"}, "types": [
            {"kind": "OBJECT", "name": "Query", "fields": [{"name": "order", "description": "One", "isDeprecated": true, "deprecationReason": "old",
              "args": [{"name": "id", "type": {"kind": "NON_NULL", "ofType": {"kind": "SCALAR", "name": "ID"}}}],
              "type": {"kind": "LIST", "ofType": {"kind": "OBJECT", "name": "Order"}}}]},
            {"kind": "OBJECT", "name": "Order", "interfaces": [{"name": "Node"}], "fields": [{"name": "state", "type": {"kind": "ENUM", "name": "State"}}]},
            {"kind": "INTERFACE", "name": "Node", "fields": [{"name": "id", "type": {"kind": "SCALAR", "name": "ID"}}]},
            {"kind": "ENUM", "name": "State", "enumValues": [{"name": "OPEN", "description": "a \"\"\" b"}]},
            {"kind": "INPUT_OBJECT", "name": "In", "inputFields": [{"name": "n", "type": {"kind": "SCALAR", "name": "Int"}, "defaultValue": "10"}]},
            {"kind": "SCALAR", "name": "ID"}, {"kind": "OBJECT", "name": "__Type", "fields": []}]}}}"#;
        let (api, problems) = read(text, "graphql");
        assert_eq!(problems, []);
        assert_eq!((api.format, api.raw_extension), (Format::GraphQl, "json"));
        let order = &api.groups[0].operations[0];
        assert_eq!((order.path.as_str(), order.description.as_deref()), ("order", Some("One")));
        assert_eq!(order.deprecated.as_ref().and_then(|it| it.reason.as_deref()), Some("old"));
        assert_eq!(order.parameters[0].schema.type_text, "ID!");
        assert_eq!(api.types.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Order", "Node", "State", "In"]);
        assert_eq!(api.types[3].schema.fields[0].schema.default.as_deref(), Some("10"));
        let (api, problems) = read("{\"__schema\": 5}", "graphql");
        assert_eq!((api.format, problems.len()), (Format::Text, 1));
    }

    #[test]
    fn a_mistake_is_said_where_it_stands() {
        let (api, problems) = read("type Query {\n  a: \n}\n", "graphql");
        assert_eq!(api.format, Format::Text);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].span.map(|it| (it.line, it.column)), Some((3, 1)));
        assert!(problems[0].message.starts_with("the API definition cannot be read: unexpected"), "{}", problems[0].message);
    }
}
