//! The tree of groups, and people beside it. Files may declare loops; every walk remembers where it was.

use std::collections::{BTreeSet, VecDeque};

use super::Graph;
use crate::catalog::{EntityRef, Relation};

impl Graph {
    /// Groups that no group of the catalog is the parent of, sorted; of a loop that hangs in the air, its first group.
    #[must_use]
    pub fn group_tree_roots(&self) -> Vec<EntityRef> {
        let groups: Vec<&EntityRef> = self.entities().map(|it| &it.id).filter(|it| &*it.kind == "group").collect();
        let has_parent = |it: &EntityRef| self.targets(it, Relation::ChildOf).any(|up| up != it && self.entity(up).is_some());
        let mut roots: Vec<EntityRef> = groups.iter().filter(|it| !has_parent(it)).map(|it| (*it).clone()).collect();
        let mut reached: BTreeSet<EntityRef> = BTreeSet::new();
        roots.iter().for_each(|it| self.reach(it, &mut reached));
        for group in groups {
            if !reached.contains(group) {
                self.reach(group, &mut reached);
                roots.push(group.clone());
            }
        }
        roots.sort_unstable();
        roots
    }

    /// The groups below a group, each once, nearest first.
    #[must_use]
    pub fn descendants(&self, group: &EntityRef) -> Vec<EntityRef> {
        let mut reached = BTreeSet::from([group.clone()]);
        let mut found = Vec::new();
        let mut queue = VecDeque::from([group.clone()]);
        while let Some(at) = queue.pop_front() {
            for child in self.targets(&at, Relation::ParentOf).filter(|it| self.entity(it).is_some()) {
                if reached.insert(child.clone()) {
                    found.push(child.clone());
                    queue.push_back(child.clone());
                }
            }
        }
        found
    }

    fn reach(&self, root: &EntityRef, reached: &mut BTreeSet<EntityRef>) {
        let mut stack = vec![root.clone()];
        while let Some(at) = stack.pop() {
            if reached.insert(at.clone()) {
                stack.extend(self.targets(&at, Relation::ParentOf).cloned());
            }
        }
    }

    /// Users who are a member of no group of the catalog, sorted.
    #[must_use]
    pub fn people_without_team(&self) -> Vec<EntityRef> {
        let in_team = |it: &EntityRef| self.targets(it, Relation::MemberOf).any(|group| self.entity(group).is_some());
        self.entities().map(|it| &it.id).filter(|it| &*it.kind == "user" && !in_team(it)).cloned().collect()
    }
}
