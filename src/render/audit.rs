//! Who answers for what, for auditors: every entity with its owner, the file and line of the claim, and every exception.
//! The same rows are in a CSV file beside the page.

use serde::Serialize;

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

/// Every row as CSV (RFC 4180), with a line of headings.
#[must_use]
pub fn csv(lookup: &Lookup<'_>, subjects: &[&Entity]) -> String {
    let mut text = String::from("entity,name,owner,claim,claim file,declared in,exceptions\r\n");
    for entity in subjects {
        let owner = lookup.owner(&entity.id);
        let cells = [
            entity.id.to_string(),
            entity.display_name().to_owned(),
            owner.id.as_ref().map(ToString::to_string).unwrap_or_default(),
            refs::via_words(owner.via).0.to_owned(),
            owner.place.as_ref().map(|it| refs::place_view(lookup, it).text).unwrap_or_default(),
            refs::place_view(lookup, &entity.place).text,
            exceptions(lookup, entity).join("; "),
        ];
        text.push_str(&cells.map(|it| csv_cell(&it)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell of a CSV file, on one line. One that a spreadsheet would take for a formula gets a leading apostrophe.
fn csv_cell(value: &str) -> String {
    let value: String = value.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let formula = value.trim_start().starts_with(['=', '+', '-', '@']);
    let guarded = if formula { format!("'{value}") } else { value };
    if guarded.contains([',', '"']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(csv_cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(csv_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(csv_cell("\t=1\n::error::x\u{1b}[2J"), "' =1 ::error::x [2J");
        assert_eq!(csv_cell("plain"), "plain");
    }
}
