//! "What breaks if this goes", and what this stands on: transitive, each with the shortest path to it.
//!
//! What depends on a thing: whatever says so (`dependencyOf`), for a component the APIs it provides and whoever consumes
//! them, and the parts of a whole, which go with it. What a thing depends on is the same read backwards, except that a
//! system or a domain around it is no dependency: it is where the thing is filed, not what it runs on.

use std::collections::{BTreeMap, VecDeque};

use super::Graph;
use crate::catalog::{EntityRef, Relation};

/// One entity that another one's fate reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The entity; it need not be in the catalog.
    pub id: EntityRef,
    /// From the entity asked about to this one, both included.
    pub path: Vec<EntityRef>,
}

impl Graph {
    /// What breaks if this goes: nearest first, then by id.
    #[must_use]
    pub fn dependents(&self, id: &EntityRef) -> Vec<Impact> {
        self.walk(id, |_, relation, _| {
            matches!(relation, Relation::DependencyOf | Relation::ProvidesApi | Relation::ApiConsumedBy | Relation::HasPart)
        })
    }

    /// What this stands on: nearest first, then by id.
    #[must_use]
    pub fn dependencies(&self, id: &EntityRef) -> Vec<Impact> {
        self.walk(id, |_, relation, target| match relation {
            Relation::DependsOn | Relation::ConsumesApi | Relation::ApiProvidedBy => true,
            Relation::PartOf => !matches!(&*target.kind, "system" | "domain"),
            _ => false,
        })
    }

    /// Breadth first along the relations that `follows` accepts; the start itself is no result, even on a loop.
    fn walk(&self, start: &EntityRef, follows: impl Fn(&EntityRef, Relation, &EntityRef) -> bool) -> Vec<Impact> {
        let mut came_from: BTreeMap<&EntityRef, &EntityRef> = BTreeMap::new();
        let mut order: Vec<(usize, &EntityRef)> = Vec::new();
        let mut queue: VecDeque<(usize, &EntityRef)> = VecDeque::from([(0, start)]);
        while let Some((distance, at)) = queue.pop_front() {
            for (relation, target) in self.relations(at) {
                if target == start || came_from.contains_key(target) || !follows(at, *relation, target) {
                    continue;
                }
                came_from.insert(target, at);
                order.push((distance + 1, target));
                queue.push_back((distance + 1, target));
            }
        }
        order.sort_unstable();
        order.into_iter().map(|(_, id)| Impact { id: id.clone(), path: path_to(id, &came_from) }).collect()
    }
}

fn path_to(id: &EntityRef, came_from: &BTreeMap<&EntityRef, &EntityRef>) -> Vec<EntityRef> {
    let mut path = vec![id.clone()];
    let mut at = id;
    while let Some(before) = came_from.get(at) {
        path.push((*before).clone());
        at = before;
    }
    path.reverse();
    path
}
