//! Who may say what an entity is, and who wins where two say it.
//!
//! The winner does not depend on the order of crawling: the smaller precedence (position in the configuration), then the
//! repository's name, then the path; within one file the last document. What is inferred never wins over what is
//! declared. Every claim is reported, with every place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Claimed, Entity, EntityRef, Relation};
use crate::config::Allow;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A document that declares an entity.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) entity: Arc<Entity>,
    /// Where its name stands.
    pub(super) name_place: Place,
    /// Of its repository.
    pub(super) precedence: usize,
    /// Index of its repository.
    pub(super) repo: usize,
    /// Position of the document in its file.
    pub(super) order: usize,
}

/// Who won, and what was lost.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// The winners, sorted by id.
    pub(super) entities: Vec<Arc<Entity>>,
    /// Every claim of an id claimed in several files, the winner first.
    pub(super) conflicts: Vec<(EntityRef, Vec<Claimed>)>,
    /// Files of the documents that lost, one per document.
    pub(super) lost: Vec<Place>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Settles every claim.
pub(super) fn settle(claims: Vec<Claim>) -> Settled {
    let mut by_id: BTreeMap<EntityRef, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        by_id.entry(claim.entity.id.clone()).or_default().push(claim);
    }
    let mut settled = Settled::default();
    for (id, mut claims) in by_id {
        claims.sort_by(|a, b| rank(a).cmp(&rank(b)));
        let mut files: Vec<Claim> = Vec::new();
        for claim in claims {
            match files.last_mut().filter(|it| same_file(it, &claim)) {
                Some(last) => {
                    settled.diagnostics.push(repeated(&id, last, &claim));
                    settled.lost.push(claim.entity.place.clone());
                }
                None => files.push(claim),
            }
        }
        if files.iter().any(|it| !it.entity.inferred) {
            files.retain(|it| !it.entity.inferred);
        }
        if files.len() > 1 {
            settled.diagnostics.push(conflict(&id, &files));
            settled.lost.extend(files.iter().skip(1).map(|it| it.entity.place.clone()));
            settled.conflicts.push((id, files.iter().map(claimed).collect()));
        }
        settled.entities.extend(files.into_iter().next().map(|it| it.entity));
    }
    settled
}

/// What a claim says of itself.
fn claimed(claim: &Claim) -> Claimed {
    let entity = &claim.entity;
    Claimed {
        reference: entity.id.to_string(),
        place: claim.name_place.clone(),
        title: entity.title.clone(),
        description: entity.description.clone(),
        owner: entity.spec.get("owner").and_then(serde_json::Value::as_str).map(str::to_owned),
    }
}

/// The order in which claims count: the first wins.
fn rank(claim: &Claim) -> (usize, &str, &str, std::cmp::Reverse<usize>) {
    let place = &claim.entity.place;
    (claim.precedence, &place.repository, &place.path, std::cmp::Reverse(claim.order))
}

fn same_file(a: &Claim, b: &Claim) -> bool {
    a.repo == b.repo && a.entity.place.path == b.entity.place.path
}

fn repeated(id: &EntityRef, last: &Claim, earlier: &Claim) -> Diagnostic {
    Diagnostic::new(Code::EntityRepeated, format!("`{id}` is declared again further down in this file, and the last one counts"))
        .help("give one of them another name, or remove it")
        .entity(id.to_string())
        .at(earlier.name_place.clone())
        .related(last.name_place.clone(), "this one counts")
}

fn conflict(id: &EntityRef, files: &[Claim]) -> Diagnostic {
    let message = format!("`{id}` is declared in {} files, and only one can count", files.len());
    let loser = files.get(1).map(|it| it.name_place.clone());
    let mut found = Diagnostic::new(Code::EntityConflict, message)
        .help("rename one; the source that comes first in the configuration wins, then the repository's name, then the path")
        .entity(id.to_string());
    found.place = loser;
    for (at, claim) in files.iter().enumerate().filter(|(at, _)| *at != 1) {
        found = found.related(claim.name_place.clone(), if at == 0 { "this one counts" } else { "declared here, too" });
    }
    found
}

/// Keeps the claims that their source may make; `None` and a diagnostic for the others.
pub(super) fn admit(claim: Claim, allow: &[Allow]) -> Result<Claim, Box<(Claim, Diagnostic)>> {
    if allow.is_empty() || claim.entity.inferred || allow.iter().any(|rule| matches(rule, &claim.entity)) {
        return Ok(claim);
    }
    let message = format!("this source may not declare `{}`", claim.entity.id);
    let diagnostic = Diagnostic::new(Code::EntityNotAllowed, message)
        .help("the operator's rules decide, `allow` in `idp-docs.yaml` or `catalog.rules` in `app-config.yaml`: move the entity to a source that may declare it, or have its kind allowed")
        .entity(claim.entity.id.to_string())
        .at(claim.name_place.clone());
    Err(Box::new((claim, diagnostic)))
}

fn matches(rule: &Allow, entity: &Entity) -> bool {
    let kind = rule.kinds.is_empty() || rule.kinds.iter().any(|it| it.to_lowercase() == *entity.id.kind);
    let spec_type = entity.spec_type.as_deref().unwrap_or_default().to_lowercase();
    let kind = kind && (rule.types.is_empty() || rule.types.iter().any(|it| it.to_lowercase() == spec_type));
    let namespace = rule.namespaces.is_empty() || rule.namespaces.iter().any(|it| it.to_lowercase() == *entity.id.namespace);
    let owns = |written: &String| {
        let id = EntityRef::parse(written, Some("Group"), super::DEFAULT_NAMESPACE);
        id.is_ok_and(|id| entity.relations.iter().any(|(relation, target, _)| *relation == Relation::OwnedBy && *target == id))
    };
    kind && namespace && (rule.owners.is_empty() || rule.owners.iter().any(owns))
}
