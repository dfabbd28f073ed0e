//! Effective owners: an entity's own, else CODEOWNERS', else that of its system, else that of a domain above.

use std::collections::BTreeSet;

use super::{Graph, Owner, OwnerVia};
use crate::catalog::{Entity, EntityRef, Relation};

/// Finds every effective owner, and what each owner owns.
pub(super) fn settle(graph: &mut Graph) {
    let owners: Vec<(EntityRef, Owner)> = graph
        .entities()
        .filter(|it| is_ownable(&it.id))
        .map(|it| (it.id.clone(), effective(graph, it)))
        .filter(|(_, owner)| owner.id.is_some())
        .collect();
    for (id, owner) in owners {
        if let Some(by) = owner.id.clone() {
            graph.owned.entry(by).or_default().push(id.clone());
        }
        graph.owners.insert(id, owner);
    }
}

/// People and teams own; a Location is a pointer. Everything else should have an owner.
fn is_ownable(id: &EntityRef) -> bool {
    !matches!(&*id.kind, "group" | "user" | "location")
}

fn effective(graph: &Graph, entity: &Entity) -> Owner {
    if let Some(owner) = declared(entity) {
        return owner;
    }
    let mut domains: Vec<EntityRef> = Vec::new();
    for container in graph.targets(&entity.id, Relation::PartOf) {
        let Some(found) = graph.entity(container) else { continue };
        match &*container.kind {
            "system" => {
                if let Some(owner) = declared(found) {
                    return Owner { via: OwnerVia::System, ..owner };
                }
                domains.extend(graph.targets(container, Relation::PartOf).filter(|it| &*it.kind == "domain").cloned());
            }
            "domain" => domains.push(container.clone()),
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(domain) = domains.pop() {
        let Some(found) = graph.entity(&domain).filter(|_| seen.insert(domain.clone())) else { continue };
        if let Some(owner) = declared(found) {
            return Owner { via: OwnerVia::Domain, ..owner };
        }
        domains.extend(graph.targets(&domain, Relation::PartOf).filter(|it| &*it.kind == "domain").cloned());
    }
    NOBODY
}

const NOBODY: Owner = Owner { id: None, via: OwnerVia::None, place: None };

/// What the entity's own file says, or CODEOWNERS for it.
fn declared(entity: &Entity) -> Option<Owner> {
    if let Some((owner, place)) = &entity.derived_owner {
        return Some(Owner { id: Some(owner.clone()), via: OwnerVia::Codeowners, place: Some(place.clone()) });
    }
    let (_, owner, span) = entity.relations.iter().find(|(relation, _, _)| *relation == Relation::OwnedBy)?;
    let place = span.map_or_else(|| entity.place.clone(), |it| entity.place.at(it));
    Some(Owner { id: Some(owner.clone()), via: OwnerVia::Spec, place: Some(place) })
}

impl Graph {
    /// The effective owner of an entity.
    #[must_use]
    pub fn owner(&self, id: &EntityRef) -> Owner {
        self.owners.get(id).cloned().unwrap_or(NOBODY)
    }

    /// What a group or a user effectively owns, sorted. With `with_children`, also what the groups below it own; for a
    /// user, what the groups own that they are a member of.
    #[must_use]
    pub fn owned(&self, id: &EntityRef, with_children: bool) -> Vec<EntityRef> {
        let mut owners = vec![id.clone()];
        if with_children {
            owners.extend(self.descendants(id));
            owners.extend(self.targets(id, Relation::MemberOf).cloned());
        }
        let mut owned: Vec<_> = owners.iter().filter_map(|it| self.owned.get(it)).flatten().cloned().collect();
        owned.sort_unstable();
        owned.dedup();
        owned
    }

    /// Entities that should have an owner and have none, sorted.
    #[must_use]
    pub fn unowned(&self) -> Vec<EntityRef> {
        self.entities().map(|it| &it.id).filter(|it| is_ownable(it) && !self.owners.contains_key(it)).cloned().collect()
    }
}
