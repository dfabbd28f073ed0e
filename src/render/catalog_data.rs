//! The catalog as data, for the table's and the explorer's scripts and for other people's: `catalog.json` is a small
//! index that names the shards; the entities are in shards by kind, the relations in one file, both under `_idp/`
//! with names that carry a hash of what is in them.
//!
//! Rows are arrays in the order of `fields`: 5,000 entities stay under a megabyte, a fraction of that on the wire.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::lookup::Lookup;
use super::{catalog, refs, text};
use crate::catalog::{Entity, EntityRef, Relation};

/// Entities of a shard.
const SHARD: usize = 1000;

/// What a row holds, in this order.
const FIELDS: [&str; 17] = [
    "namespace",
    "name",
    "title",
    "type",
    "lifecycle",
    "owner",
    "via",
    "system",
    "domain",
    "tags",
    "description",
    "errors",
    "warnings",
    "docs",
    "inferred",
    "related",
    "counts",
];

/// The files of the catalog's data: address below the portal's root, and bytes. The index comes first.
#[must_use]
pub fn files(lookup: &Lookup<'_>) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut kinds = Vec::new();
    for link in catalog::kind_links(lookup, "") {
        let kind = link.id.as_str();
        let mut shards = Vec::new();
        for entities in lookup.of_kind(kind).chunks(SHARD) {
            let rows: Vec<Value> = entities.iter().map(|it| row(lookup, it)).collect();
            let file = hashed(
                &format!("_idp/catalog/{kind}"),
                &json!({ "kind": kind, "fields": FIELDS, "rows": rows, "labels": labels(lookup, entities) }),
            );
            shards.push(Value::from(file.0.clone()));
            files.push(file);
        }
        let columns: Vec<Value> = catalog::columns(kind).iter().map(|it| json!([it.id, it.label])).collect();
        kinds.push(json!({
            "kind": kind, "one": link.kind.label, "many": link.kind.plural, "style": link.kind.style,
            "count": link.count, "columns": columns, "shards": shards,
        }));
    }
    let graph = hashed("_idp/catalog/graph", &graph(lookup));
    let index = json!({
        "version": 1,
        "entities": lookup.graph.entities().count(),
        "kinds": kinds,
        "graph": graph.0,
        "names": names(lookup),
    });
    files.push(graph);
    files.insert(0, ("catalog.json".to_owned(), index.to_string().into_bytes()));
    files
}

/// What owners and systems are called, by the names that the search's facets hold: only where the title says something
/// else, and where two of the same name do not disagree.
fn names(lookup: &Lookup<'_>) -> Value {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut systems = owners.clone();
    for entity in lookup.graph.entities() {
        let owner = lookup.owner(&entity.id).id;
        for (id, found) in [(owner.as_ref(), &mut owners), (lookup.system(&entity.id), &mut systems)] {
            if let Some(named) = id.and_then(|it| lookup.graph.entity(it)) {
                found.entry(&*named.id.name).or_default().insert(named.display_name());
            }
        }
    }
    let clear = |all: BTreeMap<&str, BTreeSet<&str>>| -> BTreeMap<String, String> {
        let only = all.into_iter().filter(|(_, titles)| titles.len() == 1);
        let titled = only.flat_map(|(name, titles)| titles.into_iter().map(move |it| (name, it)));
        titled.filter(|(name, it)| name != it).map(|(name, it)| (name.to_owned(), text::clip(it, 120))).collect()
    };
    json!({ "owner": clear(owners), "system": clear(systems) })
}

/// The address of the relations' file, for pages that load it.
fn hashed(stem: &str, value: &Value) -> (String, Vec<u8>) {
    let bytes = value.to_string().into_bytes();
    let hash = blake3::hash(&bytes).to_hex();
    (format!("{stem}-{}.json", hash.get(..12).unwrap_or_default()), bytes)
}

fn row(lookup: &Lookup<'_>, entity: &Entity) -> Value {
    let id = &entity.id;
    let owner = lookup.owner(id);
    let health = lookup.health(id);
    let reference = |it: Option<&EntityRef>| it.map(ToString::to_string);
    let tags: Vec<String> = entity.tags.iter().take(20).map(|it| text::clip(it, 60)).collect();
    json!([
        &*id.namespace,
        &*id.name,
        if entity.display_name() == &*id.name { None } else { Some(text::clip(entity.display_name(), 120)) },
        entity.spec_type.as_deref().map(|it| text::clip(it, 60)),
        entity.lifecycle.as_deref().map(|it| text::clip(it, 40)),
        reference(owner.id.as_ref()),
        refs::via_words(owner.via).0,
        reference(lookup.system(id)),
        reference(lookup.domain(id)),
        tags,
        entity.description.as_deref().map(|it| text::summary(it, 140)),
        health.errors,
        health.warnings,
        u8::from(lookup.docs_site(id).is_some()),
        u8::from(entity.inferred),
        related(lookup, entity),
        counts(lookup, id),
    ])
}

/// What the columns of teams, people, domains and locations show: references, an email, targets.
fn related(lookup: &Lookup<'_>, entity: &Entity) -> Value {
    let id = &entity.id;
    let refs = |ids: Vec<&EntityRef>| ids.iter().take(20).map(ToString::to_string).collect::<Vec<_>>();
    match &*id.kind {
        "group" | "domain" => json!({ "parent": refs(catalog::parents(lookup, id).collect()) }),
        "user" => json!({
            "teams": refs(lookup.graph.targets(id, Relation::MemberOf).collect()),
            "email": catalog::email(entity).map(|it| text::clip(it, 80)),
        }),
        "location" => json!({ "targets": text::clip(&catalog::targets(entity).join(", "), 160) }),
        _ => Value::Null,
    }
}

fn counts(lookup: &Lookup<'_>, id: &EntityRef) -> Value {
    let count = |relation| lookup.graph.targets(id, relation).count();
    match &*id.kind {
        "group" => json!({ "members": count(Relation::HasMember), "owns": count(Relation::OwnerOf) }),
        "system" | "domain" => json!({ "parts": count(Relation::HasPart) }),
        _ => Value::Null,
    }
}

/// Display names of the entities that these rows refer to, where they differ from the name; `false` for those that no
/// file defines, which have no page.
fn labels(lookup: &Lookup<'_>, entities: &[&std::sync::Arc<Entity>]) -> BTreeMap<String, Value> {
    let mut labels = BTreeMap::new();
    for entity in entities {
        let id = &entity.id;
        let owner = lookup.owner(id).id;
        let relations = [Relation::PartOf, Relation::ChildOf, Relation::MemberOf];
        let related = relations.into_iter().flat_map(|it| lookup.graph.targets(id, it).take(20));
        for other in owner.iter().chain(related).chain(lookup.domain(id)) {
            match lookup.graph.entity(other) {
                Some(known) if known.title.is_some() => {
                    labels.insert(other.to_string(), Value::from(text::clip(known.display_name(), 120)));
                }
                Some(_) => {}
                None => {
                    labels.insert(other.to_string(), Value::from(false));
                }
            }
        }
    }
    labels
}

/// Nodes and edges for the explorer. Edges run from the one who acts (`dependsOn`, `ownedBy`, …), each once.
fn graph(lookup: &Lookup<'_>) -> Value {
    let mut index: BTreeMap<EntityRef, usize> = BTreeMap::new();
    let mut nodes = Vec::new();
    for entity in lookup.graph.entities() {
        index.insert(entity.id.clone(), nodes.len());
        let title = (entity.display_name() != &*entity.id.name).then(|| text::clip(entity.display_name(), 80));
        nodes.push(json!([entity.id.to_string(), title]));
    }
    let known = nodes.len();
    let mut edges = Vec::new();
    let relations: Vec<Relation> = Relation::ALL.into_iter().filter(|it| is_forward(*it)).collect();
    for entity in lookup.graph.entities() {
        for (relation, target) in lookup.graph.relations(&entity.id) {
            let forward = relations.iter().position(|it| it == relation);
            let missing = lookup.graph.entity(target).is_none();
            let backward = relations.iter().position(|it| *it == relation.inverse()).filter(|_| missing);
            let own = index.get(&entity.id).copied().unwrap_or_default();
            let mut other = || {
                *index.entry(target.clone()).or_insert_with(|| {
                    nodes.push(json!([target.to_string(), Value::Null]));
                    nodes.len() - 1
                })
            };
            match (forward, backward) {
                (Some(relation), _) => edges.push(json!([own, relation, other()])),
                (None, Some(relation)) => edges.push(json!([other(), relation, own])),
                (None, None) => {}
            }
        }
    }
    let names: Vec<&str> = relations.iter().map(|it| it.name()).collect();
    json!({ "known": known, "nodes": nodes, "relations": names, "edges": edges })
}

/// Is it the end of the edge from which it is told: who depends, who is owned?
#[must_use]
pub fn is_forward(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::ChildOf
            | Relation::ConsumesApi
            | Relation::DependsOn
            | Relation::MemberOf
            | Relation::OwnedBy
            | Relation::PartOf
            | Relation::ProvidesApi
    )
}
