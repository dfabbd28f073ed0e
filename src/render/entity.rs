//! An entity's page, from top to bottom: what it is and who owns it, what is wrong with it, what it touches, how it is
//! used and documented, and the file that says so.

mod about;
mod definition;
mod impact;
mod kept;
mod relations;
mod specification;

pub use about::{Action, Link, LinkGroup};
pub use definition::Definition;
pub use impact::Impact;
pub use kept::{CheckView, ScorecardView, scorecard};
pub use relations::{Fact, OperationsOf, RelationList};
pub use specification::SpecField;

use serde::Serialize;

use super::api::{ApiView, ServerView};
use super::lookup::Lookup;
use super::refs::{self, ClaimView, Cut, Health, LifecycleView, OwnerView, PlaceView, ProblemView, RefView};
use super::relations_graph::{self, Diagram};
use super::team::{self, Team};
use super::view::KindView;
use super::{catalog, text};
use crate::catalog::Entity;
use crate::docs::{Adr, DocsSite};
use crate::golden_path::{self, GoldenPath};

/// Problems shown in full.
const PROBLEMS: usize = 20;
/// Tags, labels, annotations and links shown.
const ITEMS: usize = 60;
/// Pages of the docs shown.
const DOC_PAGES: usize = 8;
/// Decision records shown.
const DECISIONS: usize = 20;

/// Everything an entity's page shows.
#[derive(Debug, Serialize)]
pub struct EntityPage {
    /// Canonical reference.
    pub id: String,
    /// Kind, in words.
    pub kind: KindView,
    /// Kind as the file spells it.
    pub kind_written: String,
    /// Where the entities of this kind are listed.
    pub kind_url: String,
    /// Name as written.
    pub name: String,
    /// Title, else name.
    pub title: String,
    /// Namespace, where it is not `default`.
    pub namespace: Option<String>,
    /// `spec.type`.
    pub spec_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<LifecycleView>,
    /// Made up from a repository without a catalog file.
    pub inferred: bool,
    /// Who owns it; `None` for kinds that nobody owns.
    pub owner: Option<OwnerView>,
    /// Tags, each with where it is filtered.
    pub tags: Cut<Link>,
    /// The description as sanitised HTML.
    pub description: Option<String>,
    /// What one can do from here.
    pub actions: Vec<Action>,
    /// Tools, by purpose.
    pub tools: Vec<LinkGroup>,
    /// The file and line that declare it.
    pub place: PlaceView,
    /// How many errors and warnings it has.
    pub health: Health,
    /// What is wrong with it, the worst first.
    pub problems: Cut<ProblemView>,
    /// Every place that claims to be this entity, the winner first; empty unless there are several.
    pub claims: Vec<ClaimView>,
    /// One-line facts: system, domain, parent, email.
    pub facts: Vec<Fact>,
    /// Its neighbours, drawn.
    pub diagram: Option<Diagram>,
    /// Its neighbours, listed.
    pub relations: Vec<RelationList>,
    /// The graph explorer around it.
    pub explorer: String,
    /// What breaks without it; `None` for kinds that nothing depends on.
    pub impact: Option<Impact>,
    /// Its docs.
    pub docs: Option<EntityDocs>,
    /// The first page of an API's definition.
    pub api: Option<ApiView>,
    /// Where an API without a definition answers: `spec.remotes`.
    pub remotes: Cut<ServerView>,
    /// What `spec` says, for kinds that are not shown in a way of their own.
    pub specification: Cut<SpecField>,
    /// What a golden path asks for, does and gives.
    pub path: Option<GoldenPath>,
    /// How well it is kept.
    pub scorecard: ScorecardView,
    /// Who a team is and what it owns.
    pub team: Option<Team>,
    /// A person's or team's picture, where its address is allowed.
    pub picture: Option<String>,
    /// Targets of a Location.
    pub targets: Cut<Link>,
    /// `metadata.links`.
    pub links: Cut<Link>,
    /// `metadata.labels`.
    pub labels: Cut<(String, String)>,
    /// `metadata.annotations`, without secrets.
    pub annotations: Cut<(String, String)>,
    /// The text that declares it.
    pub definition: Definition,
}

/// An entity's docs site.
#[derive(Debug, Serialize)]
pub struct EntityDocs {
    /// Name of the site.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Address below the portal's root.
    pub url: String,
    /// Its first pages.
    pub pages: Cut<Link>,
    /// Its architecture decision records.
    pub decisions: Cut<Decision>,
}

/// An architecture decision record.
#[derive(Debug, Serialize)]
pub struct Decision {
    /// The record.
    pub link: Link,
    /// `accepted`, `superseded by ADR-0005`, ….
    pub status: Option<String>,
    /// As written, usually `2026-11-21`.
    pub date: Option<String>,
}

/// The page of an entity; `api` is the first page of its definition, where it is an API, and `operations` gives those of
/// the APIs that it provides or consumes.
#[must_use]
pub fn page(lookup: &Lookup<'_>, entity: &Entity, api: Option<ApiView>, operations: OperationsOf<'_>) -> EntityPage {
    let id = &entity.id;
    let problems = lookup.problems(id);
    let targets = catalog::targets(entity);
    let secrets = about::secrets(lookup, entity);
    EntityPage {
        id: id.to_string(),
        kind: KindView::of(&entity.kind),
        kind_written: entity.kind.clone(),
        kind_url: catalog::kind_address(&id.kind, 1),
        name: entity.name.clone(),
        title: text::clip(entity.display_name(), 200),
        namespace: (&*id.namespace != "default").then(|| entity.namespace.clone()),
        spec_type: entity.spec_type.as_deref().map(|it| text::clip(it, 60)),
        lifecycle: entity.lifecycle.as_deref().map(refs::lifecycle_view),
        inferred: entity.inferred,
        owner: super::lookup::is_ownable(&id.kind).then(|| refs::owner_view(lookup, id)),
        tags: about::tags(entity),
        description: entity.description.as_deref().map(|it| about::description(lookup, entity, it)),
        actions: about::actions(lookup, entity),
        tools: about::tools(lookup, entity),
        place: refs::place_view(lookup, &entity.place),
        health: lookup.health(id),
        problems: Cut::new(problems.iter().map(|it| refs::problem_view(lookup, it)), problems.len(), PROBLEMS),
        claims: lookup.conflicts(id).iter().take(20).map(|it| refs::claim_view(lookup, it)).collect(),
        facts: relations::facts(lookup, entity),
        diagram: relations_graph::draw(lookup, id),
        relations: relations::lists(lookup, id, operations),
        explorer: super::url::explorer(&id.to_string()),
        impact: impact::impact(lookup, id),
        docs: docs(lookup, entity),
        api,
        remotes: about::remotes(entity),
        specification: specification::fields(entity),
        path: (&*id.kind == "template").then(|| {
            let path = golden_path::read(id, &entity.spec, lookup.config.backstage_url.as_deref());
            path.in_html(&|it| about::description(lookup, entity, it))
        }),
        scorecard: kept::view(lookup, entity),
        team: (&*id.kind == "group").then(|| team::team(lookup, entity)),
        picture: about::picture(entity),
        targets: Cut::new(targets.iter().map(|it| about::link(it, it)), targets.len(), ITEMS),
        links: about::links(entity),
        labels: Cut::new(entity.labels.iter().map(about::pair), entity.labels.len(), ITEMS),
        annotations: about::annotations(entity, &secrets),
        definition: definition::definition(lookup, entity, &secrets),
    }
}

fn docs(lookup: &Lookup<'_>, entity: &Entity) -> Option<EntityDocs> {
    let site = lookup.docs_site(&entity.id)?;
    let listed: Vec<_> = site.pages.iter().filter(|it| !it.unlisted).collect();
    let pages = listed.iter().map(|it| Link::inside(text::clip(&it.title, 120), it.url.clone()));
    Some(EntityDocs {
        title: text::clip(&site.title, 120),
        description: site.description.as_deref().map(|it| text::clip(it, 300)),
        url: lookup.docs.docs_address(entity).unwrap_or_else(|| site.base.clone()),
        pages: Cut::new(pages, listed.len(), DOC_PAGES),
        decisions: Cut::new(site.adrs.iter().filter_map(|it| decision(site, it)), site.adrs.len(), DECISIONS),
    })
}

fn decision(site: &DocsSite, adr: &Adr) -> Option<Decision> {
    let page = site.pages.get(adr.page)?;
    let short = |it: &String| text::clip(it, 40);
    Some(Decision {
        link: Link::inside(text::clip(&adr.title, 120), page.href()),
        status: adr.status.as_ref().map(short),
        date: adr.date.as_ref().map(short),
    })
}

/// The people and teams of a relation, for facts.
fn refs_of(lookup: &Lookup<'_>, ids: &[&crate::catalog::EntityRef]) -> Cut<RefView> {
    Cut::new(ids.iter().map(|it| refs::ref_view(lookup, it)), ids.len(), 10)
}
