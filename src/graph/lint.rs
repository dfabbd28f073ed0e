//! What holds an organisation's catalog together and does not: questions that one file cannot answer, and that Backstage
//! does not ask.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::suggest::Suggestions;
use super::{Graph, OwnerVia};
use crate::catalog::{Entity, EntityRef, Relation};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, Span};

/// Looks over the whole graph.
pub(super) fn lint(graph: &Graph) -> Vec<Diagnostic> {
    let known = Known {
        suggestions: OnceCell::new(),
        kinds: graph.entities().map(|it| &*it.id.kind).collect(),
        left_out: graph.catalog().left_out.iter().map(|it| (it.reference.to_lowercase(), &it.place)).collect(),
    };
    let mut found = Vec::new();
    for entity in graph.entities() {
        let mut said: BTreeSet<(Relation, &EntityRef)> = BTreeSet::new();
        for (relation, target, span) in &entity.relations {
            if said.insert((*relation, target)) {
                found.extend(unresolved(graph, entity, (*relation, target, *span), &known));
                found.extend(wrong_kind(entity, *relation, target, *span));
                found.extend(deprecated(graph, entity, *relation, target, *span));
            }
        }
        found.extend(about(graph, entity));
    }
    found.extend(cycles(graph));
    found
}

/// What a reference that leads nowhere may have meant.
struct Known<'a> {
    /// Made when the first is asked for.
    suggestions: OnceCell<Suggestions<'a>>,
    /// Kinds that the build holds.
    kinds: BTreeSet<&'a str>,
    /// Where the documents stand that were left out, by the reference that they claim.
    left_out: BTreeMap<String, &'a Place>,
}

fn at(entity: &Entity, span: Option<Span>) -> Place {
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

fn unresolved<'a>(
    graph: &'a Graph,
    entity: &Entity,
    (relation, target, span): (Relation, &EntityRef, Option<Span>),
    known: &Known<'a>,
) -> Option<Diagnostic> {
    if graph.entity(target).is_some() {
        return None;
    }
    let code = if relation == Relation::OwnedBy { Code::OwnerUnresolved } else { Code::ReferenceUnresolved };
    let said = format!("`{}` {} `{target}`", entity.id, phrase(relation));
    let diagnostic =
        |why: &str| Diagnostic::new(code, format!("{said}, {why}")).entity(entity.id.to_string()).at(at(entity, span));
    if let Some(place) = known.left_out.get(&target.to_string()) {
        let found = diagnostic("which was left out because of a mistake of its own").help("correct the mistake in that file");
        return Some(found.related((*place).clone(), "left out here"));
    }
    let mut diagnostic = diagnostic("which no file declares");
    diagnostic = match known.suggestions.get_or_init(|| Suggestions::new(graph)).nearest(target) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("correct the reference, or add the entity's file to the sources"),
    };
    // Without one entity of that kind, the build does not hold them at all: one repository on its own, say.
    if !known.kinds.contains(&*target.kind) {
        diagnostic.severity = Severity::Info;
    }
    Some(diagnostic)
}

fn wrong_kind(entity: &Entity, relation: Relation, target: &EntityRef, span: Option<Span>) -> Option<Diagnostic> {
    let (wanted, code, is_none, name): (&[&str], Code, &str, &str) = match relation {
        Relation::OwnedBy => (&["group", "user"], Code::OwnerKind, "neither a group nor a user", "a group or a user"),
        Relation::ProvidesApi | Relation::ConsumesApi => (&["api"], Code::ReferenceKind, "no API", "an API"),
        Relation::MemberOf | Relation::ChildOf | Relation::ParentOf => (&["group"], Code::ReferenceKind, "no group", "a group"),
        Relation::HasMember => (&["user"], Code::ReferenceKind, "no user", "a user"),
        _ => return None,
    };
    if wanted.contains(&&*target.kind) {
        return None;
    }
    let message = format!("`{}` {} `{target}`, which is {is_none}", entity.id, phrase(relation));
    let help = format!("name {name}; without `kind:` the kind is understood");
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
            .related(used.lifecycle_place.clone().unwrap_or_else(|| used.place.clone()), "declared deprecated here"),
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
    Some(Diagnostic::new(code, message).help(help).entity(id.to_string()).at(entity.name_place.clone()))
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
        // Where an entity of the loop names the one after it.
        let leads = |at: usize, entity: &Entity| {
            let next = cycle.path.get(at + 1).unwrap_or(first);
            let span = entity.relations.iter().find(|(_, target, _)| target == next).and_then(|it| it.2);
            span.map_or_else(|| entity.name_place.clone(), |it| entity.place.at(it))
        };
        let mut diagnostic = Diagnostic::new(Code::RelationCycle, format!("`{first}` {what} ({})", names.join(" → ")))
            .help("remove one of these relations")
            .entity(first.to_string())
            .at(leads(0, entity));
        for (at, other) in cycle.path.iter().enumerate().skip(1).take(11).filter_map(|(at, it)| Some((at, places.get(it)?))) {
            diagnostic = diagnostic.related(leads(at, other), "in this loop, too");
        }
        found.push(diagnostic);
    }
    found
}
