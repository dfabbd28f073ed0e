//! The relations that an entity's own file declares.

use super::envelope::{self, Identity};
use super::kinds::{Declares, Kind};
use super::problems::Problems;
use super::{EntityRef, RefError, Relation};
use crate::diagnostic::{Code, Span};
use crate::yaml::{Node, Value};

/// A relation, its target, and the value that declares it.
pub(super) type Declared = (Relation, EntityRef, Option<Span>);

/// Reads every field of the kind that declares relations. A reference that cannot be read is an error, as in Backstage.
pub(super) fn declared(spec: &Node, kind: &Kind, identity: &Identity, problems: &mut Problems) -> Vec<Declared> {
    let mut found = Vec::new();
    for rule in kind.declares {
        let Some(node) = spec.get(rule.field).filter(|it| !envelope::is_falsy(it)) else { continue };
        match &node.value {
            Value::Sequence(items) => {
                for item in items.iter() {
                    found.extend(reference(item, rule, identity, problems).map(|id| (rule.relation, id, Some(item.span))));
                }
            }
            _ => found.extend(reference(node, rule, identity, problems).map(|id| (rule.relation, id, Some(node.span)))),
        }
    }
    found
}

fn reference(node: &Node, rule: &Declares, identity: &Identity, problems: &mut Problems) -> Option<EntityRef> {
    let field = rule.field;
    let read = match &node.value {
        Value::String(text) => EntityRef::parse(text, rule.default_kind, &identity.namespace),
        Value::Mapping(_) => compound(node, rule.default_kind, &identity.namespace),
        _ if field == "dependencyOf" => {
            let message = format!("`spec.{field}` must hold entity references, found {}", node.describe());
            problems.add(Code::ReferenceMalformed, node.span, message);
            return None;
        }
        // Every other field has a type, and its absence of one has been reported.
        _ => return None,
    };
    let error = match read {
        Ok(id) => return Some(id),
        // An empty text or a mapping where the schema wants a string has been reported, too.
        Err(_) if field != "dependencyOf" && node.as_str().is_none_or(str::is_empty) => return None,
        Err(error) => error,
    };
    let written = node.as_str().unwrap_or_default();
    let message = format!("the reference `{written}` in `spec.{field}` {error}");
    let help = match error {
        RefError::NoKind => format!("say the kind: `component:{written}` or `resource:{written}`"),
        RefError::Form | RefError::Empty => "write `name`, `kind:name` or `kind:namespace/name`".to_owned(),
    };
    problems.add_with_help(Code::ReferenceMalformed, node.span, message, help);
    None
}

/// `{kind, namespace, name}`, which only the unchecked `dependencyOf` lets through.
fn compound(node: &Node, default_kind: Option<&str>, default_namespace: &str) -> Result<EntityRef, RefError> {
    let part = |name: &str| node.get(name).and_then(Node::as_str).filter(|it| !it.is_empty());
    let kind = part("kind").or(default_kind).ok_or(RefError::NoKind)?;
    let name = part("name").ok_or(RefError::Form)?;
    Ok(EntityRef::new(kind, part("namespace").unwrap_or(default_namespace), name))
}
