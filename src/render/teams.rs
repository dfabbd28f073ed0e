//! The organisation: every team in its tree, with what it owns, and the people who are in none.

use std::collections::BTreeSet;

use serde::Serialize;

use super::lookup::Lookup;
use super::paged::{self, Pages};
use super::refs::{self, Cut, Health, RefView};
use super::text;
use crate::catalog::{EntityRef, Relation};

/// Rows of a page.
pub const ROWS: usize = 200;
/// Depth from which the indentation no longer grows.
const INDENTED: usize = 6;

/// A page of the tree.
#[derive(Debug, Serialize)]
pub struct TeamsPage {
    /// The teams, in the order of the tree.
    pub rows: Vec<TeamRow>,
    /// Where this page stands.
    pub pages: Pages,
    /// How many people there are.
    pub people: usize,
    /// People who are in no team; on the first page only.
    pub teamless: Cut<RefView>,
    /// Owners that entities name and no file defines, with how much they would own; on the first page only.
    pub missing: Cut<(RefView, usize)>,
}

/// A team in the tree.
#[derive(Debug, Serialize)]
pub struct TeamRow {
    /// The team.
    pub team: RefView,
    /// From 1.
    pub level: usize,
    /// The level as the style sheet indents it: 1 to 6.
    pub indent: usize,
    /// The team above it.
    pub parent: Option<RefView>,
    /// `spec.type`.
    pub spec_type: Option<String>,
    /// The first sentence about it.
    pub description: Option<String>,
    /// People in it.
    pub members: usize,
    /// Entities it owns itself.
    pub direct: usize,
    /// Entities it owns itself or through the teams below it.
    pub total: usize,
    /// How many of those have an error or a warning.
    pub troubled: usize,
}

/// A team of the tree, with the one above it and what both own, rolled up.
#[derive(Clone, Debug)]
pub struct Branch {
    id: EntityRef,
    level: usize,
    /// Position in the tree of the team above it.
    parent: Option<usize>,
    direct: usize,
    total: usize,
    troubled: usize,
}

/// Every team once, parents before children, each with its level and with what it owns through the teams below it.
/// Cycles are cut where the walk meets them again.
#[must_use]
pub fn tree(lookup: &Lookup<'_>) -> Vec<Branch> {
    let mut rows = walk(lookup);
    for at in (0..rows.len()).rev() {
        let Some((parent, total, troubled)) = rows.get(at).and_then(|it| Some((it.parent?, it.total, it.troubled))) else {
            continue;
        };
        if let Some(above) = rows.get_mut(parent) {
            above.total += total;
            above.troubled += troubled;
        }
    }
    rows
}

fn walk(lookup: &Lookup<'_>) -> Vec<Branch> {
    let mut seen: BTreeSet<&EntityRef> = BTreeSet::new();
    let mut rows: Vec<Branch> = Vec::new();
    let teams = lookup.of_kind("group");
    let is_root = |id: &EntityRef| {
        let mut parents = lookup.graph.targets(id, Relation::ChildOf);
        !parents.any(|it| it != id && lookup.graph.entity(it).is_some())
    };
    let roots = teams.iter().map(|it| &it.id).filter(|it| is_root(it));
    // A second round finds the teams whose ancestors are all in a cycle.
    for root in roots.chain(teams.iter().map(|it| &it.id)) {
        let mut open = vec![(root, 1, None)];
        while let Some((id, level, parent)) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let children: Vec<&EntityRef> = lookup.graph.targets(id, Relation::ParentOf).collect();
            let known = |it: &&EntityRef| &*it.kind == "group" && lookup.graph.entity(it).is_some();
            open.extend(children.into_iter().rev().filter(known).map(|it| (it, level + 1, Some(rows.len()))));
            rows.push(branch(lookup, id, level, parent));
        }
    }
    rows
}

fn branch(lookup: &Lookup<'_>, id: &EntityRef, level: usize, parent: Option<usize>) -> Branch {
    let owned = lookup.owned(id);
    let troubled = |it: &&EntityRef| lookup.health(it) != Health::default();
    Branch {
        id: id.clone(),
        level,
        parent,
        direct: owned.len(),
        total: owned.len(),
        troubled: owned.iter().filter(troubled).count(),
    }
}

/// One page of the tree.
#[must_use]
pub fn page(lookup: &Lookup<'_>, tree: &[Branch], number: usize) -> TeamsPage {
    let (shown, pages) = paged::page(tree, number, ROWS, |it| paged::numbered("teams", it));
    let people = lookup.of_kind("user");
    let first = number == 1;
    TeamsPage {
        rows: shown.iter().map(|it| row(lookup, it, it.parent.and_then(|at| tree.get(at)))).collect(),
        pages,
        people: people.len(),
        teamless: if first { teamless(lookup) } else { Cut::default() },
        missing: if first { missing(lookup) } else { Cut::default() },
    }
}

fn row(lookup: &Lookup<'_>, branch: &Branch, parent: Option<&Branch>) -> TeamRow {
    let entity = lookup.graph.entity(&branch.id);
    TeamRow {
        team: refs::ref_view(lookup, &branch.id),
        level: branch.level,
        indent: branch.level.min(INDENTED),
        parent: parent.map(|it| refs::ref_view(lookup, &it.id)),
        spec_type: entity.and_then(|it| it.spec_type.as_deref()).map(|it| text::clip(it, 40)),
        description: entity.and_then(|it| it.description.as_deref()).map(|it| text::summary(it, 100)),
        members: lookup.graph.targets(&branch.id, Relation::HasMember).count(),
        direct: branch.direct,
        total: branch.total,
        troubled: branch.troubled,
    }
}

fn teamless(lookup: &Lookup<'_>) -> Cut<RefView> {
    let people = lookup.graph.people_without_team();
    Cut::new(people.iter().map(|it| refs::ref_view(lookup, it)), people.len(), 50)
}

fn missing(lookup: &Lookup<'_>) -> Cut<(RefView, usize)> {
    let mut owners: std::collections::BTreeMap<&EntityRef, usize> = std::collections::BTreeMap::new();
    for entity in lookup.graph.entities() {
        for owner in lookup.graph.targets(&entity.id, Relation::OwnedBy) {
            if lookup.graph.entity(owner).is_none() {
                *owners.entry(owner).or_default() += 1;
            }
        }
    }
    let mut owners: Vec<_> = owners.into_iter().collect();
    owners.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), (*id).clone()));
    Cut::new(owners.iter().map(|(id, count)| (refs::ref_view(lookup, id), *count)), owners.len(), 50)
}
