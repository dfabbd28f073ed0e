//! The small view structs that every catalog page is made of: a link to an entity, a place in a file, an owner, a
//! lifecycle, a problem. Templates see these and never the model.

use serde::Serialize;

use super::lookup::Lookup;
use super::text::{self, Span};
use super::view::EntityLink;
use crate::catalog::{Claimed, Entity, EntityRef};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::graph::OwnerVia;

/// Kinds in the order people look for them; others follow by name.
const ORDER: [&str; 10] =
    ["component", "api", "resource", "system", "domain", "template", "airesource", "group", "user", "location"];

/// Where a kind stands among the kinds.
#[must_use]
pub fn kind_rank(kind: &str) -> usize {
    ORDER.iter().position(|it| *it == kind).unwrap_or(ORDER.len())
}

/// An entity as something to link to. In templates it is an [`EntityLink`] with a namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefView {
    /// The link.
    #[serde(flatten)]
    pub link: EntityLink,
    /// Namespace, where it is not `default`.
    pub namespace: Option<String>,
}

/// A link to an entity, known or not; the whole reference is shown where no file defines it.
#[must_use]
pub fn ref_view(lookup: &Lookup<'_>, id: &EntityRef) -> RefView {
    match lookup.graph.entity(id) {
        Some(entity) => entity_ref_view(entity),
        None => {
            let title = text::clip(&id.to_string(), 120);
            RefView { link: EntityLink { title, ..EntityLink::missing(id) }, namespace: None }
        }
    }
}

/// A link to an entity that is there.
#[must_use]
pub fn entity_ref_view(entity: &Entity) -> RefView {
    let title = text::clip(entity.display_name(), 120);
    RefView {
        link: EntityLink { title, ..EntityLink::to(entity) },
        namespace: (&*entity.id.namespace != "default").then(|| entity.namespace.clone()),
    }
}

/// A place in somebody's file.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// `repository/path:line`.
    pub text: String,
    /// Where the forge shows it.
    pub url: Option<String>,
}

/// A place, with its address on the forge where the repository's is known.
#[must_use]
pub fn place_view(lookup: &Lookup<'_>, place: &Place) -> PlaceView {
    let line = place.span.map(|it| it.line);
    let mut shown = match &*place.repository {
        "" => place.path.to_string(),
        repository => format!("{repository}/{}", place.path),
    };
    if let Some(line) = line {
        shown.push_str(&format!(":{line}"));
    }
    let url = lookup.repo(&place.repository).and_then(|it| it.provenance.view_url(&place.path, line));
    PlaceView { text: text::visible(&shown), url: url.and_then(|it| super::url::web_url(&it).map(str::to_owned)) }
}

/// What a document says of an entity that another document defines, or that is left out.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimView {
    /// The reference that it claims.
    pub reference: String,
    /// Where.
    pub place: PlaceView,
    /// Its title.
    pub title: Option<String>,
    /// The beginning of its description.
    pub description: Option<String>,
    /// The owner that it names.
    pub owner: Option<String>,
}

/// A claim, as plain words.
#[must_use]
pub fn claim_view(lookup: &Lookup<'_>, claim: &Claimed) -> ClaimView {
    ClaimView {
        reference: text::clip(&claim.reference, 200),
        place: place_view(lookup, &claim.place),
        title: claim.title.as_deref().map(|it| text::clip(it, 120)),
        description: claim.description.as_deref().map(|it| text::summary(it, 300)),
        owner: claim.owner.as_deref().map(|it| text::clip(it, 120)),
    }
}

/// Who owns an entity, and how that is known.
#[derive(Clone, Debug, Serialize)]
pub struct OwnerView {
    /// The owner; `None` when nobody is known.
    pub owner: Option<RefView>,
    /// `spec`, `codeowners`, `system`, `domain` or `none`.
    pub via: &'static str,
    /// The same as a clause: `from the file`, `from CODEOWNERS`, `inherited from its system`.
    pub how: &'static str,
    /// Where the claim stands.
    pub place: Option<PlaceView>,
}

/// The effective owner of an entity.
#[must_use]
pub fn owner_view(lookup: &Lookup<'_>, id: &EntityRef) -> OwnerView {
    let owner = lookup.owner(id);
    let (via, how) = via_words(owner.via);
    OwnerView {
        owner: owner.id.as_ref().map(|it| ref_view(lookup, it)),
        via,
        how,
        place: owner.place.as_ref().map(|it| place_view(lookup, it)),
    }
}

/// How an owner is known: the word for machines and the words for people.
#[must_use]
pub fn via_words(via: OwnerVia) -> (&'static str, &'static str) {
    match via {
        OwnerVia::Spec => ("spec", "named in the catalog file"),
        OwnerVia::Codeowners => ("codeowners", "derived from CODEOWNERS"),
        OwnerVia::System => ("system", "inherited from its system"),
        OwnerVia::Domain => ("domain", "inherited from its domain"),
        OwnerVia::None => ("none", "no owner is known"),
    }
}

/// A lifecycle: the word, and which of the theme's tones it has.
#[derive(Clone, Debug, Serialize)]
pub struct LifecycleView {
    /// As written.
    pub word: String,
    /// A tone of the theme: `success`, `accent`, `danger` or `neutral`.
    pub tone: &'static str,
}

/// A lifecycle's word and tone.
#[must_use]
pub fn lifecycle_view(word: &str) -> LifecycleView {
    LifecycleView { word: text::clip(word, 40), tone: lifecycle_tone(word) }
}

fn lifecycle_tone(word: &str) -> &'static str {
    match word.to_lowercase().as_str() {
        "production" | "ga" | "stable" | "active" | "maintained" => "success",
        "experimental" | "alpha" | "beta" | "development" | "preview" | "incubating" => "accent",
        "deprecated" | "retired" | "end-of-life" | "eol" | "obsolete" | "sunset" => "danger",
        _ => "neutral",
    }
}

/// One diagnostic, in words.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemView {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// The rule's name.
    pub code: &'static str,
    /// What is wrong.
    pub message: Vec<Span>,
    /// What to do.
    pub help: Vec<Span>,
    /// Where.
    pub place: Option<PlaceView>,
    /// Other places that take part, each with what it has to do with this.
    pub related: Vec<(PlaceView, String)>,
    /// The entity concerned, where the page is not that entity's own.
    pub entity: Option<String>,
}

/// A diagnostic, in words.
#[must_use]
pub fn problem_view(lookup: &Lookup<'_>, diagnostic: &Diagnostic) -> ProblemView {
    let related = diagnostic.related.iter().take(10);
    ProblemView {
        severity: severity_word(diagnostic.severity),
        code: diagnostic.code.name(),
        message: text::spans(&diagnostic.message, 600),
        help: text::spans(&diagnostic.help, 600),
        place: diagnostic.place.as_ref().map(|it| place_view(lookup, it)),
        related: related.map(|(place, note)| (place_view(lookup, place), text::clip(note, 200))).collect(),
        entity: diagnostic.entity.as_deref().map(|it| text::clip(it, 200)),
    }
}

/// A severity as the word people and style sheets use.
#[must_use]
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// How many problems an entity has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Diagnostics that are errors.
    pub errors: usize,
    /// Diagnostics that are warnings.
    pub warnings: usize,
}

/// The first items of a list, and how many there are in all.
#[derive(Clone, Debug, Serialize)]
pub struct Cut<T> {
    /// What is shown.
    pub items: Vec<T>,
    /// How many there are.
    pub total: usize,
    /// How many are not shown.
    pub more: usize,
}

impl<T> Cut<T> {
    /// Shows at most `limit` of `total` items; only those shown are made.
    pub fn new(items: impl Iterator<Item = T>, total: usize, limit: usize) -> Self {
        let items: Vec<T> = items.take(limit).collect();
        let more = total.saturating_sub(items.len());
        Self { items, total, more }
    }
}

impl<T> Default for Cut<T> {
    fn default() -> Self {
        Self { items: Vec::new(), total: 0, more: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_kinds_as_people_look_for_them() {
        let mut kinds = ["workflow", "user", "component"];
        kinds.sort_by_key(|it| kind_rank(it));
        assert_eq!(kinds, ["component", "user", "workflow"]);
    }

    #[test]
    fn counts_what_it_cuts() {
        let cut = Cut::new(0..10, 10, 3);
        assert_eq!((cut.items.len(), cut.more, cut.total), (3, 7, 10));
    }
}
