//! Entities to one ownership graph: every edge has both ends, every question about ownership and impact has an answer.
//!
//! The fields are private because "every edge has both ends" is an invariant. Queries are methods; pages, the command
//! line and search ask the same ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, Entity, EntityRef, Relation};
use crate::diagnostic::Place;

/// The linked catalog.
#[derive(Debug, Default)]
pub struct Graph {
    catalog: Catalog,
    /// Distinct, sorted, both directions; ends need not exist as entities.
    edges: BTreeMap<EntityRef, Vec<(Relation, EntityRef)>>,
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
}
