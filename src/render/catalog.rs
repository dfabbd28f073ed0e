//! The catalog table: for each kind the columns that fit it, in pages of plain links that need no script. The script
//! of the page filters, sorts and exports the same rows from the index that [`super::catalog_data`] writes.

use serde::Serialize;

use super::lookup::Lookup;
use super::paged::{self, Pages};
use super::refs::{self, Cut, Health, LifecycleView, OwnerView, RefView};
use super::view::KindView;
use super::{text, url};
use crate::catalog::{Entity, EntityRef, Relation};

/// Rows of a page.
pub const ROWS: usize = 50;

/// A page of the catalog table.
#[derive(Debug, Serialize)]
pub struct CatalogPage {
    /// Lower-case name of the kind shown.
    pub id: String,
    /// The kind shown.
    pub kind: KindView,
    /// Every kind, with where it is listed.
    pub kinds: Vec<KindLink>,
    /// Headings.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Where this page stands.
    pub pages: Pages,
    /// Entities of every kind.
    pub total: usize,
}

/// A kind and where its entities are listed.
#[derive(Debug, Serialize)]
pub struct KindLink {
    /// Lower-case name of the kind.
    pub id: String,
    /// The kind.
    pub kind: KindView,
    /// How many there are.
    pub count: usize,
    /// Address below the portal's root.
    pub url: String,
    /// It is the one shown.
    pub current: bool,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in the address and the index.
    pub id: &'static str,
    /// Its heading.
    pub label: &'static str,
}

const TYPE: Column = Column { id: "type", label: "Type" };
const LIFECYCLE: Column = Column { id: "lifecycle", label: "Lifecycle" };
const OWNER: Column = Column { id: "owner", label: "Owner" };
const SYSTEM: Column = Column { id: "system", label: "System" };
const DOMAIN: Column = Column { id: "domain", label: "Domain" };
const TAGS: Column = Column { id: "tags", label: "Tags" };
const HEALTH: Column = Column { id: "health", label: "Health" };
const PARTS: Column = Column { id: "parts", label: "Parts" };
const PARENT: Column = Column { id: "parent", label: "Part of" };
const MEMBERS: Column = Column { id: "members", label: "Members" };
const OWNS: Column = Column { id: "owns", label: "Owns" };
const EMAIL: Column = Column { id: "email", label: "Email" };
const TEAMS: Column = Column { id: "teams", label: "Teams" };
const TARGETS: Column = Column { id: "targets", label: "Targets" };

/// The columns that fit a kind, after its name.
#[must_use]
pub fn columns(kind: &str) -> &'static [Column] {
    match kind {
        "component" | "api" => &[TYPE, LIFECYCLE, OWNER, SYSTEM, TAGS, HEALTH],
        "resource" => &[TYPE, OWNER, SYSTEM, TAGS, HEALTH],
        "system" => &[OWNER, DOMAIN, PARTS, HEALTH],
        "domain" => &[OWNER, PARENT, PARTS, HEALTH],
        "group" => &[TYPE, PARENT, MEMBERS, OWNS, HEALTH],
        "user" => &[EMAIL, TEAMS],
        "location" => &[TYPE, TARGETS, HEALTH],
        _ => &[TYPE, OWNER, TAGS, HEALTH],
    }
}

/// One entity in a table.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The entity.
    pub entity: RefView,
    /// Made up from a repository without a catalog file.
    pub inferred: bool,
    /// The first sentence about it.
    pub description: Option<String>,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Serialize)]
#[serde(tag = "shows", rename_all = "lowercase")]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A number.
    Count {
        /// The number.
        count: usize,
    },
    /// A lifecycle.
    Lifecycle {
        /// The lifecycle.
        lifecycle: LifecycleView,
    },
    /// The effective owner.
    Owner {
        /// The owner.
        owner: Box<OwnerView>,
    },
    /// Links to entities.
    Refs {
        /// The first of them.
        refs: Cut<RefView>,
    },
    /// Tags.
    Tags {
        /// The first of them.
        tags: Cut<String>,
    },
    /// Errors and warnings.
    Health {
        /// How many.
        health: Health,
    },
}

/// The addresses of every page of the table, with the kind and number of each: `catalog/` shows the first kind.
#[must_use]
pub fn addresses(lookup: &Lookup<'_>) -> Vec<(String, String, usize)> {
    let mut pages = vec![("catalog/".to_owned(), first_kind(lookup), 1)];
    for (kind, entities) in lookup.kinds() {
        let count = paged::count(entities.len(), ROWS);
        pages.extend((1..=count).map(|number| (kind_address(kind, number), kind.to_owned(), number)));
    }
    pages
}

/// The kind that `catalog/` shows: components, as in Backstage, else whatever there is most of.
fn first_kind(lookup: &Lookup<'_>) -> String {
    if !lookup.of_kind("component").is_empty() {
        return "component".to_owned();
    }
    let most = lookup.kinds().max_by_key(|(_, entities)| entities.len());
    most.map_or_else(|| "component".to_owned(), |(kind, _)| kind.to_owned())
}

/// Where a page of a kind's table stands. Names of kinds hold no dash, so no entity's address is met.
#[must_use]
pub fn kind_address(kind: &str, number: usize) -> String {
    if number <= 1 { format!("catalog/kind/{kind}/") } else { format!("catalog/kind/{kind}-{number}/") }
}

/// One page of the table.
#[must_use]
pub fn page(lookup: &Lookup<'_>, kind: &str, number: usize) -> CatalogPage {
    let entities = lookup.of_kind(kind);
    let (shown, pages) = paged::page(entities, number, ROWS, |it| kind_address(kind, it));
    let columns = columns(kind);
    CatalogPage {
        id: kind.to_owned(),
        kind: lookup.kind_view(kind),
        kinds: kind_links(lookup, kind),
        columns: columns.to_vec(),
        rows: shown.iter().map(|it| row(lookup, it, columns)).collect(),
        pages,
        total: lookup.graph.entities().count(),
    }
}

/// Every kind there is: Backstage's own in the order people look for them, then custom ones by name.
#[must_use]
pub fn kind_links(lookup: &Lookup<'_>, current: &str) -> Vec<KindLink> {
    let mut links: Vec<KindLink> = lookup
        .kinds()
        .map(|(kind, entities)| KindLink {
            id: kind.to_owned(),
            kind: lookup.kind_view(kind),
            count: entities.len(),
            url: kind_address(kind, 1),
            current: kind == current,
        })
        .collect();
    links.sort_by_key(|it| refs::kind_rank(&it.id));
    links
}

/// An entity as a row under the given columns.
#[must_use]
pub fn row(lookup: &Lookup<'_>, entity: &Entity, columns: &[Column]) -> Row {
    Row {
        entity: refs::entity_ref_view(entity),
        inferred: entity.inferred,
        description: entity.description.as_deref().map(|it| text::summary(it, 140)).filter(|it| !it.is_empty()),
        cells: columns.iter().map(|it| cell(lookup, entity, it.id)).collect(),
    }
}

fn cell(lookup: &Lookup<'_>, entity: &Entity, column: &str) -> Cell {
    let id = &entity.id;
    match column {
        "type" => words(entity.spec_type.as_deref(), 60),
        "lifecycle" => match entity.lifecycle.as_deref() {
            Some(word) => Cell::Lifecycle { lifecycle: refs::lifecycle_view(word) },
            None => Cell::Empty,
        },
        "owner" => Cell::Owner { owner: Box::new(refs::owner_view(lookup, id)) },
        "system" => links(lookup, lookup.system(id).into_iter()),
        "domain" => links(lookup, lookup.domain(id).into_iter()),
        "parent" => links(lookup, parents(lookup, id)),
        "teams" => links(lookup, lookup.graph.targets(id, Relation::MemberOf)),
        "parts" => Cell::Count { count: lookup.graph.targets(id, Relation::HasPart).count() },
        "members" => Cell::Count { count: lookup.graph.targets(id, Relation::HasMember).count() },
        "owns" => Cell::Count { count: lookup.graph.targets(id, Relation::OwnerOf).count() },
        "email" => words(email(entity), 80),
        "targets" => words(Some(&targets(entity).join(", ")), 160),
        "tags" => Cell::Tags { tags: Cut::new(entity.tags.iter().map(|it| text::clip(it, 40)), entity.tags.len(), 3) },
        "health" => Cell::Health { health: lookup.health(id) },
        _ => Cell::Empty,
    }
}

fn words(text: Option<&str>, limit: usize) -> Cell {
    match text.map(str::trim).filter(|it| !it.is_empty()) {
        Some(text) => Cell::Text { text: text::clip(text, limit) },
        None => Cell::Empty,
    }
}

fn links<'a>(lookup: &Lookup<'_>, ids: impl Iterator<Item = &'a EntityRef>) -> Cell {
    let ids: Vec<&EntityRef> = ids.collect();
    match ids.len() {
        0 => Cell::Empty,
        total => Cell::Refs { refs: Cut::new(ids.into_iter().map(|it| refs::ref_view(lookup, it)), total, 3) },
    }
}

/// What a domain or team is part of.
pub fn parents<'a>(lookup: &Lookup<'a>, id: &EntityRef) -> impl Iterator<Item = &'a EntityRef> {
    let relation = if &*id.kind == "group" { Relation::ChildOf } else { Relation::PartOf };
    lookup.graph.targets(id, relation)
}

/// A person's or team's address from `spec.profile.email`.
#[must_use]
pub fn email(entity: &Entity) -> Option<&str> {
    entity.spec.get("profile")?.get("email")?.as_str()
}

/// The targets of a Location, in the file's order.
#[must_use]
pub fn targets(entity: &Entity) -> Vec<String> {
    let one = entity.spec.get("target").and_then(|it| it.as_str());
    let many = entity.spec.get("targets").and_then(|it| it.as_array()).into_iter().flatten().filter_map(|it| it.as_str());
    one.into_iter().chain(many).map(|it| text::clip(it, 300)).collect()
}

/// The table with an owner chosen, for "all 412 of them" links.
#[must_use]
pub fn owned_by(owner: &EntityRef, kind: Option<&str>) -> String {
    let owner = owner.to_string();
    url::catalog_filter(&[("kind", kind.unwrap_or("all")), ("owners", &owner)])
}
