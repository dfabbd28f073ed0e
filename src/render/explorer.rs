//! The graph explorer's page as it is without scripts: the organisation as a map of domains and systems. The script
//! replaces it with a drawing of any part of the graph.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lookup::Lookup;
use super::refs::{self, Cut, OwnerView, RefView};
use crate::catalog::{EntityRef, Relation};

/// Domains shown.
const DOMAINS: usize = 100;
/// Systems of a domain shown.
const SYSTEMS: usize = 30;

/// The page.
#[derive(Debug, Serialize)]
pub struct ExplorerPage {
    /// Domains with their systems; what is in none comes last.
    pub domains: Cut<DomainMap>,
    /// Entities of the whole graph.
    pub entities: usize,
    /// Relations of the whole graph, each edge once.
    pub relations: usize,
    /// Relations to what no file defines.
    pub dangling: usize,
}

/// A domain with its systems.
#[derive(Debug, Serialize)]
pub struct DomainMap {
    /// The domain; `None` for systems that are in none.
    pub domain: Option<RefView>,
    /// Its systems.
    pub systems: Cut<SystemMap>,
}

/// A system with how many parts it has.
#[derive(Debug, Serialize)]
pub struct SystemMap {
    /// The system.
    pub system: RefView,
    /// Who owns it.
    pub owner: OwnerView,
    /// Its parts.
    pub parts: usize,
}

/// Domains with their systems: also the map of the home page.
#[must_use]
pub fn domains(lookup: &Lookup<'_>) -> Cut<DomainMap> {
    let mut systems: BTreeMap<Option<&EntityRef>, Vec<&EntityRef>> = BTreeMap::new();
    for domain in lookup.of_kind("domain") {
        systems.entry(Some(&domain.id)).or_default();
    }
    for system in lookup.of_kind("system") {
        systems.entry(lookup.domain(&system.id)).or_default().push(&system.id);
    }
    let mut groups: Vec<_> = systems.into_iter().collect();
    groups.sort_by_key(|(domain, _)| domain.is_none());
    let total = groups.len();
    let map = |(domain, systems): (Option<&EntityRef>, Vec<&EntityRef>)| DomainMap {
        domain: domain.map(|it| refs::ref_view(lookup, it)),
        systems: Cut::new(systems.iter().map(|it| system(lookup, it)), systems.len(), SYSTEMS),
    };
    Cut::new(groups.into_iter().map(map), total, DOMAINS)
}

fn system(lookup: &Lookup<'_>, id: &EntityRef) -> SystemMap {
    SystemMap {
        system: refs::ref_view(lookup, id),
        owner: refs::owner_view(lookup, id),
        parts: lookup.graph.targets(id, Relation::HasPart).count(),
    }
}

/// The page.
#[must_use]
pub fn page(lookup: &Lookup<'_>) -> ExplorerPage {
    let (mut relations, mut dangling) = (0, 0);
    for entity in lookup.graph.entities() {
        for (relation, target) in lookup.graph.relations(&entity.id) {
            let missing = lookup.graph.entity(target).is_none();
            relations += usize::from(missing || super::catalog_data::is_forward(*relation));
            dangling += usize::from(missing);
        }
    }
    ExplorerPage { domains: domains(lookup), entities: lookup.graph.entities().count(), relations, dangling }
}
