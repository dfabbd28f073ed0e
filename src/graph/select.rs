//! A part of the graph: around one entity, of some kinds, by some relations.

use std::collections::{BTreeSet, VecDeque};

use super::Graph;
use crate::catalog::{EntityRef, Relation};

/// What to show of the graph; everything by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only what lies around this entity.
    pub focus: Option<EntityRef>,
    /// How many relations away from the focus.
    pub depth: usize,
    /// Only these kinds, in any case; all when empty. The focus is always shown.
    pub kinds: Vec<String>,
    /// Only these relations, in the direction given; all when empty.
    pub relations: Vec<Relation>,
}

/// The selected entities and relations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Entities and ends of relations that are none, sorted.
    pub nodes: Vec<EntityRef>,
    /// Relations between them, both directions, sorted.
    pub edges: Vec<(EntityRef, Relation, EntityRef)>,
}

impl Part {
    /// Each edge once, in the direction that people declare: `ownedBy` rather than `ownerOf`.
    #[must_use]
    pub fn one_way(&self) -> Vec<(&EntityRef, Relation, &EntityRef)> {
        let mut edges: Vec<_> = self
            .edges
            .iter()
            .map(
                |(from, relation, to)| {
                    if is_primary(*relation) { (from, *relation, to) } else { (to, relation.inverse(), from) }
                },
            )
            .collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

fn is_primary(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::ChildOf
            | Relation::ConsumesApi
            | Relation::DependsOn
            | Relation::MemberOf
            | Relation::OwnedBy
            | Relation::PartOf
            | Relation::ProvidesApi
    )
}

impl Graph {
    /// The part that a selection names.
    #[must_use]
    pub fn select(&self, selection: &Selection) -> Part {
        let relation = |it: Relation| selection.relations.is_empty() || selection.relations.contains(&it);
        let kind = |it: &EntityRef| {
            selection.kinds.is_empty()
                || selection.focus.as_ref() == Some(it)
                || selection.kinds.iter().any(|kind| kind.to_lowercase() == *it.kind)
        };
        let nodes: BTreeSet<EntityRef> = match &selection.focus {
            Some(focus) => self.around(focus, selection.depth, relation, kind),
            None => {
                let declared = self.entities().map(|it| &it.id);
                declared.chain(self.edges.keys()).filter(|it| kind(it)).cloned().collect()
            }
        };
        let mut edges = Vec::new();
        for from in &nodes {
            let shown = self.relations(from).iter().filter(|(it, to)| relation(*it) && nodes.contains(to));
            edges.extend(shown.map(|(it, to)| (from.clone(), *it, to.clone())));
        }
        Part { nodes: nodes.into_iter().collect(), edges }
    }

    fn around(
        &self,
        focus: &EntityRef,
        depth: usize,
        relation: impl Fn(Relation) -> bool,
        kind: impl Fn(&EntityRef) -> bool,
    ) -> BTreeSet<EntityRef> {
        let mut nodes = BTreeSet::from([focus.clone()]);
        let mut queue = VecDeque::from([(0, focus)]);
        while let Some((distance, at)) = queue.pop_front() {
            if distance >= depth {
                continue;
            }
            for (_, target) in self.relations(at).iter().filter(|(it, to)| relation(*it) && kind(to)) {
                if nodes.insert(target.clone()) {
                    queue.push_back((distance + 1, target));
                }
            }
        }
        nodes
    }
}
