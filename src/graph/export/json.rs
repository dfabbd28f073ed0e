//! `graph --format json`, the shape that other programs rely on.

use serde_json::{Value, json};

use super::{Graph, Selection};
use crate::catalog::{Entity, EntityRef, Relation};

/// Entities with their effective owners, and relations in both directions.
///
/// Relations are the declared ones, as Backstage has them. What Backstage would not have is marked `inferred`: components
/// of repositories without a catalog file, and entities whose owner only CODEOWNERS knows (that owner is in `owner`).
#[must_use]
pub fn json(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let entities: Vec<Value> = part.nodes.iter().filter_map(|it| graph.entity(it)).map(|it| entity(graph, it)).collect();
    let relations: Vec<Value> = part
        .edges
        .iter()
        .filter(|(from, relation, to)| !is_derived(graph, from, *relation, to))
        .map(|(from, relation, to)| json!([from.to_string(), relation.name(), to.to_string()]))
        .collect();
    let mut text = json!({ "entities": entities, "relations": relations }).to_string();
    text.push('\n');
    text
}

fn entity(graph: &Graph, it: &Entity) -> Value {
    let owner = graph.owner(&it.id);
    json!({
        "ref": it.id.to_string(),
        "kind": it.kind,
        "namespace": it.namespace,
        "name": it.name,
        "title": it.title,
        "apiVersion": it.api_version,
        "type": it.spec_type,
        "lifecycle": it.lifecycle,
        "source": {
            "repository": &*it.place.repository,
            "path": &*it.place.path,
            "line": it.place.span.map(|it| it.line),
        },
        "inferred": it.inferred || it.derived_owner.is_some(),
        "owner": { "ref": owner.id.map(|it| it.to_string()), "via": owner.via },
    })
}

/// Is it the edge to an owner that only CODEOWNERS names?
fn is_derived(graph: &Graph, from: &EntityRef, relation: Relation, to: &EntityRef) -> bool {
    let (entity, owner) = match relation {
        Relation::OwnedBy => (from, to),
        Relation::OwnerOf => (to, from),
        _ => return false,
    };
    graph.entity(entity).and_then(|it| it.derived_owner.as_ref()).is_some_and(|(it, _)| it == owner)
}
