//! Loops in relations that should have none: a whole that is part of itself, a team that is its own ancestor, things that
//! wait for each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Graph;
use crate::catalog::{EntityRef, Relation};

/// A loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// `PartOf`, `ChildOf` or `DependsOn`.
    pub relation: Relation,
    /// Its members in the order of the relation, beginning with the first by id, which is not repeated at the end.
    pub path: Vec<EntityRef>,
}

impl Graph {
    /// One shortest loop of every knot of entities that relate to each other in circles.
    #[must_use]
    pub fn cycles(&self) -> Vec<Cycle> {
        [Relation::ChildOf, Relation::DependsOn, Relation::PartOf].into_iter().flat_map(|it| self.cycles_of(it)).collect()
    }

    fn cycles_of(&self, relation: Relation) -> Vec<Cycle> {
        let knots = self.knots(relation);
        let mut found: Vec<Cycle> = knots
            .iter()
            .filter_map(|knot| {
                let first = knot.iter().next()?;
                Some(Cycle { relation, path: self.loop_through(first, relation, knot)? })
            })
            .collect();
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// Strongly connected components with a loop in them: Kosaraju's two passes, without recursion.
    fn knots(&self, relation: Relation) -> Vec<BTreeSet<EntityRef>> {
        let mut finished: Vec<&EntityRef> = Vec::new();
        let mut seen: BTreeSet<&EntityRef> = BTreeSet::new();
        for start in self.edges.keys() {
            let mut stack: Vec<(&EntityRef, bool)> = vec![(start, false)];
            while let Some((at, done)) = stack.pop() {
                if done {
                    finished.push(at);
                } else if seen.insert(at) {
                    stack.push((at, true));
                    stack.extend(self.targets(at, relation).filter(|it| !seen.contains(it)).map(|it| (it, false)));
                }
            }
        }
        let mut taken: BTreeSet<&EntityRef> = BTreeSet::new();
        let mut knots = Vec::new();
        for root in finished.into_iter().rev() {
            let mut knot = BTreeSet::new();
            let mut stack = vec![root];
            while let Some(at) = stack.pop() {
                if taken.insert(at) {
                    knot.insert(at.clone());
                    stack.extend(self.targets(at, relation.inverse()).filter(|it| !taken.contains(it)));
                }
            }
            let to_itself = |it: &EntityRef| self.targets(it, relation).any(|target| target == it);
            if knot.len() > 1 || knot.iter().any(to_itself) {
                knots.push(knot);
            }
        }
        knots
    }

    /// The shortest way from an entity back to itself inside its knot.
    fn loop_through(&self, start: &EntityRef, relation: Relation, knot: &BTreeSet<EntityRef>) -> Option<Vec<EntityRef>> {
        let mut came_from: BTreeMap<&EntityRef, &EntityRef> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for target in self.targets(at, relation).filter(|it| knot.contains(*it)) {
                if target == start {
                    let mut path = vec![at.clone()];
                    let mut back = at;
                    while let Some(before) = came_from.get(back) {
                        path.push((*before).clone());
                        back = before;
                    }
                    path.reverse();
                    return Some(path);
                }
                if !came_from.contains_key(target) {
                    came_from.insert(target, at);
                    queue.push_back(target);
                }
            }
        }
        None
    }
}
