//! An entity's relations as lists, and the few of them that are facts about it.

use serde::Serialize;

use crate::catalog::{Entity, EntityRef, Relation};
use crate::render::api::OperationLink;
use crate::render::lookup::Lookup;
use crate::render::refs::{self, Cut, LifecycleView, OwnerView, RefView};
use crate::render::{catalog, relations_graph, text, url};

/// Entities of a list that are shown.
const LISTED: usize = 12;

/// One line of an entity's facts.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// The entities it names.
    pub refs: Cut<RefView>,
    /// The words, where it names none.
    pub words: Option<String>,
    /// Where the words lead (`mailto:`), where they do.
    pub url: Option<String>,
}

/// The entities that stand in one relation to the page's.
#[derive(Debug, Serialize)]
pub struct RelationList {
    /// Fragment: the relation's name.
    pub id: &'static str,
    /// The relation, in words.
    pub heading: &'static str,
    /// The first of them.
    pub entries: Cut<RelationEntry>,
    /// Where all of them are listed.
    pub all: String,
}

/// One of them.
#[derive(Debug, Serialize)]
pub struct RelationEntry {
    /// The entity.
    pub entity: RefView,
    /// `spec.type`.
    pub spec_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<LifecycleView>,
    /// Its owner; `None` for kinds that nobody owns.
    pub owner: Option<OwnerView>,
    /// The first sentence about it.
    pub description: Option<String>,
    /// The first operations of an API that is provided or consumed; empty for all else.
    pub operations: Cut<OperationLink>,
}

/// The first operations of an API, and how many there are.
pub type OperationsOf<'a> = &'a dyn Fn(&EntityRef) -> Cut<OperationLink>;

/// The relations that are lists: all but the owner, which stands in the head of the page.
const LISTS: [Relation; 13] = [
    Relation::PartOf,
    Relation::HasPart,
    Relation::ProvidesApi,
    Relation::ConsumesApi,
    Relation::ApiProvidedBy,
    Relation::ApiConsumedBy,
    Relation::DependsOn,
    Relation::DependencyOf,
    Relation::ChildOf,
    Relation::ParentOf,
    Relation::HasMember,
    Relation::MemberOf,
    Relation::OwnerOf,
];

pub(super) fn lists(lookup: &Lookup<'_>, id: &EntityRef, operations: OperationsOf<'_>) -> Vec<RelationList> {
    let list = |relation: Relation| {
        let targets: Vec<&EntityRef> = lookup.graph.targets(id, relation).collect();
        let offers = matches!(relation, Relation::ProvidesApi | Relation::ConsumesApi);
        let entry = |it: &EntityRef| RelationEntry {
            operations: if offers { operations(it) } else { Cut::default() },
            ..entry(lookup, it)
        };
        (!targets.is_empty()).then(|| RelationList {
            id: relation.name(),
            heading: relations_graph::relation_words(relation),
            entries: Cut::new(targets.iter().map(|it| entry(it)), targets.len(), LISTED),
            all: all_of(id, relation),
        })
    };
    // A team's page has sections of their own for these.
    let elsewhere =
        |it: &Relation| &*id.kind == "group" && matches!(it, Relation::HasMember | Relation::ParentOf | Relation::OwnerOf);
    LISTS.into_iter().filter(|it| !elsewhere(it)).filter_map(list).collect()
}

/// The page that shows every entity of a relation: the table where a filter says it, else the explorer.
fn all_of(id: &EntityRef, relation: Relation) -> String {
    let reference = id.to_string();
    match (relation, &*id.kind) {
        (Relation::OwnerOf, _) => catalog::owned_by(id, None),
        (Relation::HasPart, "system") => url::catalog_filter(&[("kind", "all"), ("systems", &reference)]),
        (Relation::HasPart, "domain") => url::catalog_filter(&[("kind", "all"), ("domains", &reference)]),
        (Relation::HasMember, _) => url::catalog_filter(&[("kind", "user"), ("teams", &reference)]),
        _ => url::explorer(&reference),
    }
}

fn entry(lookup: &Lookup<'_>, id: &EntityRef) -> RelationEntry {
    let entity = lookup.graph.entity(id);
    let owned = entity.is_some() && crate::render::lookup::is_ownable(&id.kind);
    RelationEntry {
        entity: refs::ref_view(lookup, id),
        spec_type: entity.and_then(|it| it.spec_type.as_deref()).map(|it| text::clip(it, 40)),
        lifecycle: entity.and_then(|it| it.lifecycle.as_deref()).map(refs::lifecycle_view),
        owner: owned.then(|| refs::owner_view(lookup, id)),
        description: entity.and_then(|it| it.description.as_deref()).map(|it| text::summary(it, 120)),
        operations: Cut::default(),
    }
}

pub(super) fn facts(lookup: &Lookup<'_>, entity: &Entity) -> Vec<Fact> {
    let id = &entity.id;
    let mut facts = Vec::new();
    let mut of = |label, ids: Vec<&EntityRef>| {
        if !ids.is_empty() {
            facts.push(Fact { label, refs: super::refs_of(lookup, &ids), words: None, url: None });
        }
    };
    match &*id.kind {
        "group" => of("Parent team", lookup.graph.targets(id, Relation::ChildOf).collect()),
        "user" => of("Teams", lookup.graph.targets(id, Relation::MemberOf).collect()),
        "domain" => of("Part of", lookup.graph.targets(id, Relation::PartOf).collect()),
        "system" => of("Domain", lookup.domain(id).into_iter().collect()),
        _ => {
            of("System", lookup.system(id).into_iter().collect());
            of("Domain", lookup.domain(id).into_iter().collect());
            let parents = lookup.graph.targets(id, Relation::PartOf);
            of("Part of", parents.filter(|it| !matches!(&*it.kind, "system" | "domain")).collect());
        }
    }
    if let Some(email) = catalog::email(entity) {
        let address = format!("mailto:{email}");
        let url = (email.contains('@') && !email.contains(['?', '&', ' ', ':'])).then_some(address);
        facts.push(Fact { label: "Email", refs: Cut::default(), words: Some(text::clip(email, 120)), url });
    }
    facts
}
