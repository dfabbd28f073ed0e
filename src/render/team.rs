//! A team: who is in it, what it owns itself and through the teams below it, and what others build on that.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::home::RecentPage;
use super::lookup::Lookup;
use super::refs::{self, Cut, LifecycleView, RefView};
use super::view::KindView;
use super::{catalog, text};
use crate::catalog::{Entity, EntityRef, Relation};

/// Members shown.
const MEMBERS: usize = 60;
/// Rows of the list of what it owns.
const OWNED: usize = 50;
/// Old docs pages that are named.
const OLD_PAGES: usize = 10;
/// Entities that others need most.
const NEEDED: usize = 10;

/// What a team's page shows besides what every entity's does.
#[derive(Debug, Serialize)]
pub struct Team {
    /// Who is in it.
    pub members: Cut<Member>,
    /// Teams directly below it.
    pub children: Cut<RefView>,
    /// What it owns, by kind.
    pub owns: Vec<Owned>,
    /// Entities it owns itself.
    pub direct: usize,
    /// Entities it owns itself or through the teams below it.
    pub total: usize,
    /// The same by lifecycle.
    pub lifecycles: Vec<(LifecycleView, usize)>,
    /// How many of them have docs.
    pub documented: usize,
    /// How many of them have an error or a warning.
    pub troubled: usize,
    /// Docs pages of what it owns that nobody has changed for a year before the newest commit, the oldest first.
    pub old_docs: Cut<RecentPage>,
    /// What other teams need of it, the most needed first, with how many entities of others need it.
    pub needed: Vec<(RefView, usize)>,
    /// What it owns, the troubled first.
    pub list: Cut<catalog::Row>,
    /// The columns of that list.
    pub columns: Vec<catalog::Column>,
    /// The table of everything it owns itself.
    pub all: String,
}

/// A member of a team.
#[derive(Debug, Serialize)]
pub struct Member {
    /// The person.
    pub person: RefView,
    /// Email, as words.
    pub email: Option<String>,
}

/// How much of a kind a team owns.
#[derive(Debug, Serialize)]
pub struct Owned {
    /// The kind.
    pub kind: KindView,
    /// Owned by the team itself.
    pub direct: usize,
    /// Owned by the team or a team below it.
    pub total: usize,
    /// Where those it owns itself are listed.
    pub url: String,
}

/// The columns of what a team owns.
const COLUMNS: [&str; 4] = ["type", "lifecycle", "system", "health"];

/// What a team's page shows of it.
#[must_use]
pub fn team(lookup: &Lookup<'_>, entity: &Entity) -> Team {
    let id = &entity.id;
    let direct = lookup.owned(id);
    let everything = lookup.owned_with_children(id);
    let all: Vec<_> = everything.iter().filter_map(|it| lookup.graph.entity(it)).collect();
    let columns: Vec<catalog::Column> =
        catalog::columns("component").iter().filter(|it| COLUMNS.contains(&it.id)).copied().collect();
    let mut rows: Vec<_> = all.iter().map(|it| (lookup.health(&it.id), *it)).collect();
    rows.sort_by_key(|(health, it)| (std::cmp::Reverse((health.errors, health.warnings)), it.id.clone()));
    let members: Vec<_> = lookup.graph.targets(id, Relation::HasMember).collect();
    let children: Vec<_> = lookup.graph.targets(id, Relation::ParentOf).collect();
    Team {
        members: Cut::new(members.iter().map(|it| member(lookup, it)), members.len(), MEMBERS),
        children: Cut::new(children.iter().map(|it| refs::ref_view(lookup, it)), children.len(), MEMBERS),
        owns: by_kind(lookup, id, &direct, &everything),
        direct: direct.len(),
        total: everything.len(),
        lifecycles: by_lifecycle(&all),
        documented: all.iter().filter(|it| lookup.docs_site(&it.id).is_some()).count(),
        troubled: rows.iter().filter(|(it, _)| it.errors + it.warnings > 0).count(),
        old_docs: lookup.old_docs.oldest_of(&everything, OLD_PAGES),
        needed: needed(lookup, &everything),
        list: Cut::new(rows.iter().map(|(_, it)| catalog::row(lookup, it, &columns)), rows.len(), OWNED),
        columns,
        all: catalog::owned_by(id, None),
    }
}

fn member(lookup: &Lookup<'_>, id: &EntityRef) -> Member {
    let email = lookup.graph.entity(id).and_then(|it| catalog::email(it)).map(|it| text::clip(it, 80));
    Member { person: refs::ref_view(lookup, id), email }
}

fn by_kind(lookup: &Lookup<'_>, id: &EntityRef, direct: &[EntityRef], all: &[EntityRef]) -> Vec<Owned> {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for it in direct {
        kinds.entry(&it.kind).or_default().0 += 1;
    }
    for it in all {
        kinds.entry(&it.kind).or_default().1 += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, _)| refs::kind_rank(kind));
    let owned = |(kind, (direct, total)): (&str, (usize, usize))| Owned {
        kind: lookup.kind_view(kind),
        direct,
        total,
        url: catalog::owned_by(id, Some(kind)),
    };
    kinds.into_iter().map(owned).collect()
}

fn by_lifecycle(entities: &[&std::sync::Arc<Entity>]) -> Vec<(LifecycleView, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for lifecycle in entities.iter().filter_map(|it| it.lifecycle.as_deref()) {
        *counts.entry(lifecycle).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    counts.into_iter().take(8).map(|(word, count)| (refs::lifecycle_view(word), count)).collect()
}

/// What entities of other teams need directly: depend on, or consume.
fn needed(lookup: &Lookup<'_>, owned: &[EntityRef]) -> Vec<(RefView, usize)> {
    let own: BTreeSet<&EntityRef> = owned.iter().collect();
    let mut counts: Vec<(&EntityRef, usize)> = Vec::new();
    for id in owned {
        let needs = |(relation, _): &&(Relation, EntityRef)| matches!(relation, Relation::DependencyOf | Relation::ApiConsumedBy);
        let others: BTreeSet<&EntityRef> =
            lookup.graph.relations(id).iter().filter(needs).map(|(_, it)| it).filter(|it| !own.contains(it)).collect();
        if !others.is_empty() {
            counts.push((id, others.len()));
        }
    }
    counts.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), (*id).clone()));
    counts.into_iter().take(NEEDED).map(|(id, count)| (refs::ref_view(lookup, id), count)).collect()
}
