//! What breaks if an entity goes, and whom to talk to first.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::EntityRef;
use crate::render::lookup::Lookup;
use crate::render::reach::MOST;
use crate::render::refs::{self, Cut, RefView};
use crate::render::view::KindView;

/// The entities that need an entity, directly or through others.
#[derive(Debug, Serialize)]
pub struct Impact {
    /// How many there are, as far as they were counted.
    pub total: usize,
    /// There may be more.
    pub or_more: bool,
    /// How many need it directly.
    pub direct: usize,
    /// How many of each kind.
    pub kinds: Vec<(KindView, usize)>,
    /// The teams that own them, most first, with how many each owns.
    pub teams: Cut<(RefView, usize)>,
    /// How many of them nobody owns.
    pub unowned: usize,
    /// The nearest of them.
    pub nearest: Cut<RefView>,
}

/// The impact of losing an entity; `None` for people, teams and locations.
pub(super) fn impact(lookup: &Lookup<'_>, id: &EntityRef) -> Option<Impact> {
    if !crate::render::lookup::is_ownable(&id.kind) {
        return None;
    }
    let dependents = lookup.dependents(id);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut teams: BTreeMap<EntityRef, usize> = BTreeMap::new();
    let mut unowned = 0;
    for (dependent, _) in &dependents {
        *kinds.entry(&dependent.kind).or_default() += 1;
        match lookup.owner(dependent).id {
            Some(owner) => *teams.entry(owner).or_default() += 1,
            None => unowned += 1,
        }
    }
    let mut teams: Vec<(EntityRef, usize)> = teams.into_iter().collect();
    teams.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Some(Impact {
        total: dependents.len(),
        or_more: dependents.len() >= MOST,
        direct: dependents.iter().filter(|(_, steps)| *steps == 1).count(),
        kinds: kinds.into_iter().map(|(kind, count)| (lookup.kind_view(kind), count)).collect(),
        teams: Cut::new(teams.iter().map(|(team, count)| (refs::ref_view(lookup, team), *count)), teams.len(), 6),
        unowned,
        nearest: Cut::new(dependents.iter().map(|(it, _)| refs::ref_view(lookup, it)), dependents.len(), 6),
    })
}
