//! Who answers for what, for auditors: every entity with its owner, the file and line of the claim, and every exception.
//! The same rows are in a CSV file beside the page.

use serde::Serialize;

use super::csv;
use super::lookup::{Lookup, is_ownable};
use super::paged::{self, Pages};
use super::refs::{self, Cut, OwnerView, PlaceView, RefView};
use crate::catalog::Entity;
use crate::graph::OwnerVia;

/// Rows of a page.
pub const ROWS: usize = 100;
/// Exceptions on the first page.
const EXCEPTIONS: usize = 50;

/// A page of the audit.
#[derive(Debug, Serialize)]
pub struct AuditPage {
    /// Entities that somebody should own.
    pub rows: Vec<AuditRow>,
    /// Where this page stands.
    pub pages: Pages,
    /// The rows with an exception; on the first page only.
    pub exceptions: Cut<AuditRow>,
    /// How many have none.
    pub clear: usize,
}

/// An entity, its owner, and what is exceptional about that.
#[derive(Debug, Serialize)]
pub struct AuditRow {
    /// The entity.
    pub entity: RefView,
    /// Who owns it.
    pub owner: OwnerView,
    /// Where it is declared.
    pub declared: PlaceView,
    /// What is exceptional, in words.
    pub exceptions: Vec<&'static str>,
}

/// What the audit is about: everything that somebody should own, sorted by reference.
#[must_use]
pub fn subjects<'a>(lookup: &Lookup<'a>) -> Vec<&'a Entity> {
    lookup.graph.entities().map(AsRef::as_ref).filter(|it| is_ownable(&it.id.kind)).collect()
}

/// One page of the audit.
#[must_use]
pub fn page(lookup: &Lookup<'_>, subjects: &[&Entity], number: usize) -> AuditPage {
    let (shown, pages) = paged::page(subjects, number, ROWS, |it| paged::numbered("audit", it));
    let exceptional: Vec<_> = subjects.iter().filter(|it| !exceptions(lookup, it).is_empty()).collect();
    let total = exceptional.len();
    let listed = if number == 1 { EXCEPTIONS } else { 0 };
    AuditPage {
        rows: shown.iter().map(|it| row(lookup, it)).collect(),
        pages,
        exceptions: Cut::new(exceptional.iter().map(|it| row(lookup, it)), total, listed),
        clear: subjects.len() - total,
    }
}

fn row(lookup: &Lookup<'_>, entity: &Entity) -> AuditRow {
    AuditRow {
        entity: refs::entity_ref_view(entity),
        owner: refs::owner_view(lookup, &entity.id),
        declared: refs::place_view(lookup, &entity.place),
        exceptions: exceptions(lookup, entity),
    }
}

/// What an auditor would ask about.
fn exceptions(lookup: &Lookup<'_>, entity: &Entity) -> Vec<&'static str> {
    let owner = lookup.owner(&entity.id);
    let mut found = Vec::new();
    match &owner.id {
        None => found.push("nobody is known to own it"),
        Some(id) if lookup.graph.entity(id).is_none() => found.push("its owner is not in the catalog"),
        Some(id) if !matches!(&*id.kind, "group" | "user") => found.push("its owner is neither a team nor a person"),
        Some(id) if &*id.kind == "user" => found.push("a person owns it, not a team"),
        Some(_) => {}
    }
    match owner.via {
        OwnerVia::Codeowners => found.push("the owner is derived from CODEOWNERS"),
        OwnerVia::System | OwnerVia::Domain => found.push("the owner is inherited"),
        OwnerVia::Spec | OwnerVia::None => {}
    }
    if !lookup.conflicts(&entity.id).is_empty() {
        found.push("several files claim to be it");
    }
    if entity.inferred {
        found.push("no catalog file declares it");
    }
    found
}

/// Every row as CSV.
#[must_use]
pub fn csv(lookup: &Lookup<'_>, subjects: &[&Entity]) -> String {
    let rows = subjects.iter().map(|entity| {
        let owner = lookup.owner(&entity.id);
        [
            entity.id.to_string(),
            entity.display_name().to_owned(),
            owner.id.as_ref().map(ToString::to_string).unwrap_or_default(),
            refs::via_words(owner.via).0.to_owned(),
            owner.place.as_ref().map(|it| refs::place_view(lookup, it).text).unwrap_or_default(),
            refs::place_view(lookup, &entity.place).text,
            exceptions(lookup, entity).join("; "),
        ]
    });
    csv::table(["entity", "name", "owner", "claim", "claim file", "declared in", "exceptions"], rows)
}
