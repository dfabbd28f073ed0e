//! YAML text to a [`Value`], by the rules of Python's YAML, which MkDocs and Jekyll-like tools read.

use super::value::{Kind, Value};
use crate::yaml::{self, Schema, YamlError};

/// The first document of a text.
///
/// # Errors
/// Why it is not YAML, and where.
pub(crate) fn read(text: &str) -> Result<Value, YamlError> {
    let Some(document) = yaml::documents_as(text, Schema::Yaml11).into_iter().next() else {
        return Ok(Value::default());
    };
    document.root.map(|it| it.as_ref().map(of_node).unwrap_or_default())
}

/// The depth is bounded by [`yaml::MAX_DEPTH`], so the recursion is.
fn of_node(node: &yaml::Node) -> Value {
    let kind = match &node.value {
        yaml::Value::Null => Kind::Null,
        yaml::Value::Bool(flag) => Kind::Bool(*flag),
        yaml::Value::Number(number) => Kind::Number(node.written.as_deref().map_or_else(|| number.to_string(), str::to_owned)),
        yaml::Value::String(text) => Kind::Text(text.to_string()),
        yaml::Value::Sequence(items) => Kind::List(items.iter().map(of_node).collect()),
        yaml::Value::Mapping(entries) => {
            let key = |it: &yaml::Entry| Value { span: Some(it.key_span), ..Value::of_text(&*it.key) };
            Kind::Map(entries.iter().map(|it| (key(it), of_node(&it.value))).collect())
        }
    };
    Value { kind, span: Some(node.span), tag: node.tag.as_deref().map(str::to_owned) }
}
