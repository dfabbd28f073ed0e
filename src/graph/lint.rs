//! What holds an organisation's catalog together and does not: questions that one file cannot answer, and that Backstage
//! does not ask.

use std::collections::{BTreeMap, BTreeSet};

use super::suggest::Suggestions;
use super::{Graph, OwnerVia};
use crate::catalog::{Entity, EntityRef, Relation};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};

/// Looks over the whole graph.
pub(super) fn lint(graph: &Graph) -> Vec<Diagnostic> {
    let suggestions = Suggestions::new(graph);
    let kinds: BTreeSet<&str> = graph.entities().map(|it| &*it.id.kind).collect();
    let mut found = Vec::new();
    for entity in graph.entities() {
        let mut said: BTreeSet<(Relation, &EntityRef)> = BTreeSet::new();
        for (relation, target, span) in &entity.relations {
            if said.insert((*relation, target)) {
                found.extend(unresolved(graph, entity, (*relation, target, *span), &suggestions, &kinds));
                found.extend(wrong_kind(entity, *relation, target, *span));
                found.extend(deprecated(graph, entity, *relation, target, *span));
            }
        }
        found.extend(about(graph, entity));
    }
    found.extend(cycles(graph));
    found
}

fn at(entity: &Entity, span: Option<Span>) -> crate::diagnostic::Place {
    match (span, &entity.derived_owner) {
        (Some(span), _) => entity.place.at(span),
        (None, Some((_, place))) => place.clone(),
        (None, None) => entity.place.clone(),
    }
}

/// How a field says it: `is owned by`.
fn phrase(relation: Relation) -> &'static str {
    match relation {
        Relation::OwnedBy => "is owned by",
        Relation::PartOf => "is part of",
        Relation::HasPart => "has the part",
        Relation::ProvidesApi => "provides",
        Relation::ConsumesApi => "consumes",
        Relation::DependsOn => "depends on",
        Relation::DependencyOf => "is a dependency of",
        Relation::MemberOf => "is a member of",
        Relation::HasMember => "has the member",
        Relation::ChildOf => "is a child of",
        Relation::ParentOf => "is the parent of",
        Relation::OwnerOf => "owns",
        Relation::ApiProvidedBy => "is provided by",
        Relation::ApiConsumedBy => "is consumed by",
    }
}

fn unresolved(
    graph: &Graph,
    entity: &Entity,
    (relation, target, span): (Relation, &EntityRef, Option<Span>),
    suggestions: &Suggestions<'_>,
    kinds: &BTreeSet<&str>,
) -> Option<Diagnostic> {
    if graph.entity(target).is_some() {
        return None;
    }
    let code = if relation == Relation::OwnedBy { Code::OwnerUnresolved } else { Code::ReferenceUnresolved };
    let message = format!("`{}` {} `{target}`, which no file declares", entity.id, phrase(relation));
    let mut diagnostic = Diagnostic::new(code, message).entity(entity.id.to_string()).at(at(entity, span));
    diagnostic = match suggestions.nearest(target) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("correct the reference, or add the entity's file to the sources"),
    };
    // Without one entity of that kind, the build does not hold them at all: one repository on its own, say.
    if !kinds.contains(&*target.kind) {
        diagnostic.severity = Severity::Info;
    }
    Some(diagnostic)
}

fn wrong_kind(entity: &Entity, relation: Relation, target: &EntityRef, span: Option<Span>) -> Option<Diagnostic> {
    let (wanted, code): (&[&str], Code) = match relation {
        Relation::OwnedBy => (&["group", "user"], Code::OwnerKind),
        Relation::ProvidesApi | Relation::ConsumesApi => (&["api"], Code::ReferenceKind),
        Relation::MemberOf | Relation::ChildOf | Relation::ParentOf => (&["group"], Code::ReferenceKind),
        Relation::HasMember => (&["user"], Code::ReferenceKind),
        _ => return None,
    };
    if wanted.contains(&&*target.kind) {
        return None;
    }
    let list = wanted.join(" or a ");
    let message = format!("`{}` {} `{target}`, which is no {list}", entity.id, phrase(relation));
    let help = format!("name a {list}; without `kind:` the kind is understood");
    Some(Diagnostic::new(code, message).help(help).entity(entity.id.to_string()).at(at(entity, span)))
}

fn deprecated(graph: &Graph, entity: &Entity, relation: Relation, target: &EntityRef, span: Option<Span>) -> Option<Diagnostic> {
    let is_deprecated = |it: &Entity| it.lifecycle.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("deprecated"));
    let uses = matches!(relation, Relation::DependsOn | Relation::ConsumesApi);
    let used = graph.entity(target).filter(|it| uses && is_deprecated(it) && !is_deprecated(entity))?;
    let message = format!("`{}` {} `{target}`, which is deprecated", entity.id, phrase(relation));
    Some(
        Diagnostic::new(Code::DependencyDeprecated, message)
            .help("plan the move to its successor")
            .entity(entity.id.to_string())
            .at(at(entity, span))
            .related(used.place.clone(), "declared deprecated here"),
    )
}

/// What the graph says about one entity by itself.
fn about(graph: &Graph, entity: &Entity) -> Option<Diagnostic> {
    let id = &entity.id;
    let has = |relation: Relation| graph.targets(id, relation).next().is_some();
    let (code, message, help) = match &*id.kind {
        "group" if !has(Relation::HasMember) && !has(Relation::ParentOf) => (
            Code::GroupEmpty,
            format!("`{id}` has neither members nor child groups"),
            "add `members:`, or let users name it in `memberOf`",
        ),
        "user" if !has(Relation::MemberOf) => {
            (Code::UserWithoutTeam, format!("`{id}` is a member of no group"), "name a group in `memberOf`")
        }
        "api" if !has(Relation::ApiProvidedBy) => {
            (Code::ApiUnprovided, format!("no component provides `{id}`"), "name it in `providesApis` of the component that does")
        }
        "group" | "user" | "location" => return None,
        _ if graph.owner(id).via == OwnerVia::None => {
            (Code::EntityUnowned, format!("nobody owns `{id}`"), "add `owner:` to its `spec`, or a line to CODEOWNERS")
        }
        _ => return None,
    };
    Some(Diagnostic::new(code, message).help(help).entity(id.to_string()).at(entity.place.clone()))
}

fn cycles(graph: &Graph) -> Vec<Diagnostic> {
    let places: BTreeMap<&EntityRef, &Entity> = graph.entities().map(|it| (&it.id, &**it)).collect();
    let mut found = Vec::new();
    for cycle in graph.cycles() {
        let Some((first, entity)) = cycle.path.first().and_then(|it| Some((it, *places.get(it)?))) else { continue };
        let mut names: Vec<String> = cycle.path.iter().take(12).map(ToString::to_string).collect();
        if cycle.path.len() > 12 {
            names.push("…".into());
        }
        names.push(first.to_string());
        let what = match cycle.relation {
            Relation::ChildOf => "is its own ancestor",
            Relation::PartOf => "is part of itself",
            _ => "depends on itself",
        };
        let next = cycle.path.get(1).unwrap_or(first);
        let span = entity.relations.iter().find(|(_, target, _)| target == next).and_then(|it| it.2);
        let mut diagnostic = Diagnostic::new(Code::RelationCycle, format!("`{first}` {what} ({})", names.join(" → ")))
            .help("remove one of these relations")
            .entity(first.to_string())
            .at(span.map_or_else(|| entity.place.clone(), |it| entity.place.at(it)));
        for other in cycle.path.iter().skip(1).take(11).filter_map(|it| places.get(it)) {
            diagnostic = diagnostic.related(other.place.clone(), "in this loop, too");
        }
        found.push(diagnostic);
    }
    found
}
