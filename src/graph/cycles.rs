//! Loops in relations that should have none: a whole that is part of itself, a team that is its own ancestor, things that
//! wait for each other.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

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
        let ids: Vec<&EntityRef> = self.edges.keys().collect();
        let numbers: HashMap<&EntityRef, usize> = ids.iter().enumerate().map(|(at, it)| (*it, at)).collect();
        let numbered = |it: &&EntityRef| self.targets(it, relation).filter_map(|it| numbers.get(it).copied()).collect();
        let onward: Vec<Vec<usize>> = ids.iter().map(numbered).collect();
        let mut taken = vec![false; ids.len()];
        let mut knots = Vec::new();
        let back = turned(&onward);
        for root in finished(&onward).into_iter().rev() {
            let knot = reached(root, &back, &mut taken);
            let to_itself = |it: &usize| onward.get(*it).is_some_and(|targets| targets.contains(it));
            if knot.len() > 1 || knot.iter().any(to_itself) {
                knots.push(knot.iter().filter_map(|it| ids.get(*it).map(|it| (*it).clone())).collect());
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

/// Numbers in the order in which everything that they lead to is done with.
fn finished(onward: &[Vec<usize>]) -> Vec<usize> {
    let mut finished = Vec::with_capacity(onward.len());
    let mut seen = vec![false; onward.len()];
    let is_seen = |seen: &[bool], at: usize| seen.get(at).is_none_or(|it| *it);
    for start in 0..onward.len() {
        let mut stack = vec![(start, false)];
        while let Some((at, done)) = stack.pop() {
            if done {
                finished.push(at);
            } else if let Some(seen_before) = seen.get_mut(at).filter(|it| !**it) {
                *seen_before = true;
                stack.push((at, true));
                stack.extend(onward.get(at).into_iter().flatten().filter(|it| !is_seen(&seen, **it)).map(|it| (*it, false)));
            }
        }
    }
    finished
}

/// The same edges the other way.
fn turned(onward: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut back = vec![Vec::new(); onward.len()];
    for (from, targets) in onward.iter().enumerate() {
        for to in targets {
            if let Some(sources) = back.get_mut(*to) {
                sources.push(from);
            }
        }
    }
    back
}

/// What can be reached from a root and was not taken before.
fn reached(root: usize, edges: &[Vec<usize>], taken: &mut [bool]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut stack = vec![root];
    while let Some(at) = stack.pop() {
        if let Some(is_taken) = taken.get_mut(at).filter(|it| !**it) {
            *is_taken = true;
            found.push(at);
            stack.extend(edges.get(at).into_iter().flatten());
        }
    }
    found
}
