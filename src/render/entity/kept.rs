//! How well an entity is kept: the facts that the scorecard's checks look at.

use serde::Serialize;

use crate::api::Format;
use crate::catalog::{Entity, EntityRef, Relation};
use crate::diagnostic::Code;
use crate::graph::OwnerVia;
use crate::integrations::{self, Group};
use crate::render::lookup::Lookup;
use crate::render::text::{self, Span};
use crate::scorecard::{self, Facts, Scorecard};

/// The scorecard of an entity, as its page shows it.
#[derive(Debug, Serialize)]
pub struct ScorecardView {
    /// What fails.
    pub failed: Vec<CheckView>,
    /// What passes.
    pub passed: Vec<CheckView>,
}

/// One check.
#[derive(Debug, Serialize)]
pub struct CheckView {
    /// In words: `Has an owner`.
    pub title: &'static str,
    /// What to do where it fails; a detail where it passes.
    pub hint: Vec<Span>,
}

/// The scorecard as the page shows it.
pub(super) fn view(lookup: &Lookup<'_>, entity: &Entity) -> ScorecardView {
    let (passed, failed): (Vec<_>, Vec<_>) = scorecard(lookup, entity).checks.into_iter().partition(|it| it.passed);
    let view = |it: &scorecard::Check| CheckView { title: it.title, hint: text::spans(&it.hint, 300) };
    ScorecardView { failed: failed.iter().map(view).collect(), passed: passed.iter().map(view).collect() }
}

/// The checks that apply to an entity, and what became of each.
#[must_use]
pub fn scorecard(lookup: &Lookup<'_>, entity: &Entity) -> Scorecard {
    scorecard::score(&facts(lookup, entity), &lookup.config.scorecard)
}

fn facts(lookup: &Lookup<'_>, entity: &Entity) -> Facts {
    let id = &entity.id;
    let owner = lookup.owner(id);
    let has_docs = lookup.docs_site(id).is_some();
    let broken =
        |it: &&&crate::diagnostic::Diagnostic| matches!(it.code, Code::BrokenLink | Code::BrokenFragment | Code::BrokenImage);
    let tools = integrations::links(&entity.annotations, lookup.config);
    let has_tool = |group| tools.iter().any(|it| it.group == group);
    let is_api = &*id.kind == "api";
    let api = lookup.apis.get(id);
    Facts {
        kind: id.kind.to_string(),
        has_owner: matches!(owner.via, OwnerVia::Spec | OwnerVia::Codeowners),
        owner_resolves: owner.id.as_ref().map(|it| lookup.graph.entity(it).is_some()),
        has_description: entity.description.as_deref().is_some_and(|it| !it.trim().is_empty()),
        has_lifecycle: entity.lifecycle.is_some(),
        is_deprecated: is_deprecated(entity),
        has_system: lookup.graph.targets(id, Relation::PartOf).next().is_some(),
        has_tags: !entity.tags.is_empty(),
        has_docs,
        broken_links: has_docs.then(|| lookup.problems(id).iter().filter(broken).count()),
        has_readme: readme(lookup, entity),
        has_runbook: mentions(entity, &["runbook", "playbook"]),
        has_dashboards: has_tool(Group::Observe) || mentions(entity, &["dashboard", "grafana", "monitoring"]),
        has_on_call: has_tool(Group::OnCall) || mentions(entity, &["on-call", "on call", "oncall"]),
        broken_references: lookup.graph.unresolved(id).len(),
        deprecated_dependencies: deprecated_dependencies(lookup, id),
        members: (&*id.kind == "group").then(|| members(lookup, id)),
        has_provider: is_api.then(|| lookup.first(id, Relation::ApiProvidedBy).is_some()),
        definition_readable: api.filter(|_| is_api && speaks_a_known_format(entity)).map(|it| it.format != Format::Text),
        operations: api.map(|it| (it.operations().count(), described(it))).filter(|(all, _)| *all > 0),
    }
}

fn described(api: &crate::api::ApiDefinition) -> usize {
    api.operations().filter(|it| it.summary.is_some() || it.description.is_some()).count()
}

fn speaks_a_known_format(entity: &Entity) -> bool {
    let written = entity.spec_type.as_deref().unwrap_or_default().to_lowercase();
    ["openapi", "asyncapi", "graphql", "grpc"].contains(&written.as_str())
}

fn is_deprecated(entity: &Entity) -> bool {
    entity.lifecycle.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("deprecated"))
}

/// A README beside the catalog file; `None` where several entities share the file's folder as their catalog.
fn readme(lookup: &Lookup<'_>, entity: &Entity) -> Option<bool> {
    let repo = lookup.repo(&entity.place.repository)?;
    let folder = crate::repo_path::parent(&entity.place.path);
    let names = ["README.md", "readme.md", "Readme.md", "README", "README.rst", "README.adoc"];
    let found = names.iter().filter_map(|it| crate::repo_path::join(folder, it).ok()).any(|it| repo.contains(&it));
    Some(found)
}

/// Does a link or an annotation of the entity speak of one of these?
fn mentions(entity: &Entity, words: &[&str]) -> bool {
    let speaks = |text: &str| {
        let text = text.to_lowercase();
        words.iter().any(|it| text.contains(it))
    };
    let link = |it: &crate::catalog::EntityLink| {
        speaks(&it.url) || it.title.as_deref().is_some_and(speaks) || it.link_type.as_deref().is_some_and(speaks)
    };
    entity.links.iter().take(100).any(link) || entity.annotations.iter().any(|(key, _)| speaks(key))
}

fn deprecated_dependencies(lookup: &Lookup<'_>, id: &EntityRef) -> Vec<String> {
    let needs = |(relation, _): &&(Relation, EntityRef)| matches!(relation, Relation::DependsOn | Relation::ConsumesApi);
    let targets = lookup.graph.relations(id).iter().filter(needs).filter_map(|(_, it)| lookup.graph.entity(it));
    targets.filter(|it| is_deprecated(it)).take(20).map(|it| it.display_name().to_owned()).collect()
}

/// People in the team; one where there are some only in the teams below it, which is all that the check asks.
fn members(lookup: &Lookup<'_>, id: &EntityRef) -> usize {
    lookup.graph.targets(id, Relation::HasMember).count().max(usize::from(lookup.has_people(id)))
}
