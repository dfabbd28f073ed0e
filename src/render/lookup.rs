//! Everything the catalog's pages are drawn from, indexed once: what is wrong with each entity, its docs sites, its
//! claims, what others break without it. Every page asks this value; no page walks the whole catalog again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::old_docs::OldDocs;
use super::reach::Reach;
use super::refs::Health;
use super::view::KindView;
use crate::api::ApiDefinition;
use crate::catalog::{Claimed, Entity, EntityRef, Relation};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::docs::{Docs, DocsSite};
use crate::graph::{Graph, Owner};
use crate::source::{Repo, Source};

/// The portal's values, indexed for drawing.
pub struct Lookup<'a> {
    /// Entities and their relations.
    pub graph: &'a Graph,
    /// Docs sites.
    pub docs: &'a Docs,
    /// The operator's settings.
    pub config: &'a Config,
    /// API definitions, by entity.
    pub apis: &'a BTreeMap<EntityRef, ApiDefinition>,
    /// Every diagnostic of the build, as configured, sorted.
    pub diagnostics: &'a [Diagnostic],
    /// Docs that nobody has changed for long.
    pub old_docs: OldDocs,
    repos: BTreeMap<&'a str, &'a Arc<Repo>>,
    problems: BTreeMap<&'a str, Vec<&'a Diagnostic>>,
    reach: Reach<'a>,
    conflicts: BTreeMap<&'a EntityRef, &'a [Claimed]>,
    by_kind: BTreeMap<&'a str, Vec<&'a Arc<Entity>>>,
    peopled: BTreeSet<&'a EntityRef>,
}

impl<'a> Lookup<'a> {
    /// Indexes the portal's values, in time linear in all of them.
    #[must_use]
    pub fn new(
        graph: &'a Graph,
        docs: &'a Docs,
        apis: &'a BTreeMap<EntityRef, ApiDefinition>,
        source: &'a Source,
        config: &'a Config,
        diagnostics: &'a [Diagnostic],
    ) -> Self {
        let mut problems: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in diagnostics {
            if let Some(entity) = diagnostic.entity.as_deref() {
                problems.entry(entity).or_default().push(diagnostic);
            }
        }
        for list in problems.values_mut() {
            list.sort_by_key(|it| it.severity);
        }
        let mut by_kind: BTreeMap<&str, Vec<&Arc<Entity>>> = BTreeMap::new();
        for entity in graph.entities() {
            by_kind.entry(&entity.id.kind).or_default().push(entity);
        }
        for list in by_kind.values_mut() {
            list.sort_by_cached_key(|it| (it.display_name().to_lowercase(), it.id.clone()));
        }
        let conflicts = graph.catalog().conflicts.iter().map(|(id, places)| (id, places.as_slice())).collect();
        let repos = source.repos.iter().map(|it| (&*it.name, it)).collect();
        Self {
            graph,
            docs,
            config,
            apis,
            diagnostics,
            old_docs: OldDocs::default(),
            repos,
            problems,
            reach: Reach::new(graph),
            conflicts,
            by_kind,
            peopled: peopled(graph),
        }
    }

    /// The same, with the docs that nobody has changed for long.
    #[must_use]
    pub fn with_old_docs(self, old_docs: OldDocs) -> Self {
        Self { old_docs, ..self }
    }

    /// The repository of that name.
    #[must_use]
    pub fn repo(&self, name: &str) -> Option<&'a Arc<Repo>> {
        self.repos.get(name).copied()
    }

    /// Every repository, by name.
    pub fn repos(&self) -> impl Iterator<Item = &'a Arc<Repo>> {
        self.repos.values().copied()
    }

    /// What is wrong with an entity, the worst first.
    #[must_use]
    pub fn problems(&self, id: &EntityRef) -> &[&'a Diagnostic] {
        self.problems.get(id.to_string().as_str()).map_or(&[], Vec::as_slice)
    }

    /// How many errors and warnings an entity has.
    #[must_use]
    pub fn health(&self, id: &EntityRef) -> Health {
        let count = |severity| self.problems(id).iter().filter(|it| it.severity == severity).count();
        Health { errors: count(Severity::Error), warnings: count(Severity::Warning) }
    }

    /// The entity's docs site that readers are sent to: the default version where it has several.
    #[must_use]
    pub fn docs_site(&self, id: &EntityRef) -> Option<&'a DocsSite> {
        self.docs.of_entity(id)
    }

    /// Every place that claims the entity, the winner first; empty unless there is more than one.
    #[must_use]
    pub fn conflicts(&self, id: &EntityRef) -> &'a [Claimed] {
        self.conflicts.get(id).copied().unwrap_or_default()
    }

    /// The kinds there are, each with its entities by display name.
    pub fn kinds(&self) -> impl Iterator<Item = (&'a str, &[&'a Arc<Entity>])> {
        self.by_kind.iter().map(|(kind, entities)| (*kind, entities.as_slice()))
    }

    /// The entities of a kind (lower case), by display name.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> &[&'a Arc<Entity>] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// How a kind (lower case) is shown: with the capitals of the first entity that has it.
    #[must_use]
    pub fn kind_view(&self, kind: &str) -> KindView {
        KindView::of(self.of_kind(kind).first().map_or(kind, |it| &it.kind))
    }

    /// Has the team a member, itself or in a team below it?
    #[must_use]
    pub fn has_people(&self, team: &EntityRef) -> bool {
        self.peopled.contains(team)
    }

    /// The effective owner.
    #[must_use]
    pub fn owner(&self, id: &EntityRef) -> Owner {
        self.graph.owner(id)
    }

    /// What somebody owns, by the effective owner of each entity.
    #[must_use]
    pub fn owned(&self, id: &EntityRef) -> Vec<EntityRef> {
        self.graph.owned(id, false)
    }

    /// The same, with what the teams below own.
    #[must_use]
    pub fn owned_with_children(&self, id: &EntityRef) -> Vec<EntityRef> {
        self.graph.owned(id, true)
    }

    /// Everything that breaks without the entity, nearest first, with the number of steps.
    #[must_use]
    pub fn dependents(&self, id: &EntityRef) -> Vec<(&'a EntityRef, usize)> {
        self.reach.dependents(id)
    }

    /// The first target of a relation, sorted by reference.
    #[must_use]
    pub fn first(&self, id: &EntityRef, relation: Relation) -> Option<&'a EntityRef> {
        self.graph.targets(id, relation).next()
    }

    /// The entity's domain: its own, or that of its system.
    #[must_use]
    pub fn domain(&self, id: &EntityRef) -> Option<&'a EntityRef> {
        let part_of = |id: &EntityRef, kind: &str| self.graph.targets(id, Relation::PartOf).find(|it| &*it.kind == kind);
        part_of(id, "domain").or_else(|| part_of(part_of(id, "system")?, "domain"))
    }

    /// The entity's system.
    #[must_use]
    pub fn system(&self, id: &EntityRef) -> Option<&'a EntityRef> {
        self.graph.targets(id, Relation::PartOf).find(|it| &*it.kind == "system")
    }
}

/// The teams with a member and every team above them. Each is visited once, however deep the tree is.
fn peopled(graph: &Graph) -> BTreeSet<&EntityRef> {
    let teams = graph.entities().map(|it| &it.id).filter(|it| &*it.kind == "group");
    let mut open: Vec<&EntityRef> = teams.filter(|it| graph.targets(it, Relation::HasMember).next().is_some()).collect();
    let mut found = BTreeSet::new();
    while let Some(team) = open.pop() {
        if found.insert(team) {
            open.extend(graph.targets(team, Relation::ChildOf));
        }
    }
    found
}

/// Kinds that somebody should own: everything but people, teams and pointers to files.
#[must_use]
pub fn is_ownable(kind: &str) -> bool {
    !matches!(kind, "user" | "group" | "location")
}
