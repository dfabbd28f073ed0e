//! Entities to one ownership graph: every edge has both ends, every question about ownership and impact has an answer.
//!
//! The fields are private because "every edge has both ends" is an invariant. Queries are methods; pages, the command
//! line and search ask the same ones.

mod cycles;
pub mod export;
mod impact;
mod lint;
mod owners;
mod select;
mod suggest;
mod teams;

pub use cycles::Cycle;
pub use impact::Impact;
pub use select::{Part, Selection};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, Entity, EntityRef, Relation};
use crate::diagnostic::{Diagnostic, Place};

/// Links every entity with those it names, both ways, and reports what does not hold together.
#[must_use]
pub fn link(catalog: Catalog) -> (Graph, Vec<Diagnostic>) {
    let mut edges: BTreeMap<EntityRef, Vec<(Relation, EntityRef)>> = BTreeMap::new();
    for entity in &catalog.entities {
        for (relation, target, _) in &entity.relations {
            edges.entry(entity.id.clone()).or_default().push((*relation, target.clone()));
            edges.entry(target.clone()).or_default().push((relation.inverse(), entity.id.clone()));
        }
    }
    for targets in edges.values_mut() {
        targets.sort_unstable();
        targets.dedup();
    }
    let mut graph = Graph { catalog, edges, owners: BTreeMap::new(), owned: BTreeMap::new() };
    owners::settle(&mut graph);
    let diagnostics = lint::lint(&graph);
    (graph, diagnostics)
}

/// The linked catalog.
#[derive(Debug, Default)]
pub struct Graph {
    catalog: Catalog,
    /// Distinct, sorted, both directions; ends need not exist as entities.
    edges: BTreeMap<EntityRef, Vec<(Relation, EntityRef)>>,
    /// Effective owners, for every entity that has one.
    owners: BTreeMap<EntityRef, Owner>,
    /// What each owner effectively owns, sorted.
    owned: BTreeMap<EntityRef, Vec<EntityRef>>,
}

/// How an owner is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnerVia {
    /// `spec.owner`.
    Spec,
    /// CODEOWNERS.
    Codeowners,
    /// Inherited from the system.
    System,
    /// Inherited from the domain.
    Domain,
    /// Nobody is known to own it.
    None,
}

impl OwnerVia {
    /// As exports say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spec => "spec",
            Self::Codeowners => "codeowners",
            Self::System => "system",
            Self::Domain => "domain",
            Self::None => "none",
        }
    }
}

/// The effective owner of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The owner; `None` when nobody is known.
    pub id: Option<EntityRef>,
    /// How it is known.
    pub via: OwnerVia,
    /// Where the claim stands.
    pub place: Option<Place>,
}

impl Graph {
    /// Every entity, sorted by id.
    pub fn entities(&self) -> impl Iterator<Item = &Arc<Entity>> {
        self.catalog.entities.iter()
    }

    /// The entity of that id.
    #[must_use]
    pub fn entity(&self, id: &EntityRef) -> Option<&Arc<Entity>> {
        self.catalog.entities.binary_search_by(|it| it.id.cmp(id)).ok().and_then(|it| self.catalog.entities.get(it))
    }

    /// The relations of an id, sorted by type, then target.
    #[must_use]
    pub fn relations(&self, id: &EntityRef) -> &[(Relation, EntityRef)] {
        self.edges.get(id).map_or(&[], Vec::as_slice)
    }

    /// The targets of one type of relation.
    pub fn targets<'a>(&'a self, id: &EntityRef, relation: Relation) -> impl Iterator<Item = &'a EntityRef> {
        self.relations(id).iter().filter(move |(it, _)| *it == relation).map(|(_, target)| target)
    }

    /// The catalog it was made from.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The entity that a reference written by hand means. Without a kind, written or by default, the name decides if only
    /// one entity of that namespace has it.
    #[must_use]
    pub fn lookup(&self, written: &str, default_kind: Option<&str>, default_namespace: &str) -> Option<&Arc<Entity>> {
        if let Ok(id) = EntityRef::parse(written, default_kind, default_namespace) {
            return self.entity(&id);
        }
        let id = EntityRef::parse(written, Some("any"), default_namespace).ok()?;
        let mut named = self.entities().filter(|it| it.id.name == id.name && it.id.namespace == id.namespace);
        named.next().filter(|_| named.next().is_none())
    }

    /// The targets of an entity's relations that no file declares, sorted.
    #[must_use]
    pub fn unresolved(&self, id: &EntityRef) -> Vec<EntityRef> {
        let mut missing: Vec<_> =
            self.relations(id).iter().map(|(_, it)| it).filter(|it| self.entity(it).is_none()).cloned().collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Entities that nothing relates to and that relate to nothing, but Locations and Templates, which do so by nature.
    #[must_use]
    pub fn isolated(&self) -> Vec<EntityRef> {
        let alone = |it: &&Arc<Entity>| !matches!(&*it.id.kind, "location" | "template") && self.relations(&it.id).is_empty();
        self.entities().filter(alone).map(|it| it.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod properties;
