//! The home page: search first, the organisation as a map, then what moves.

use std::collections::BTreeMap;

use serde::Serialize;

use super::text;
use super::view::{EntityLink, KindView, SiteFrame};
use crate::catalog::{EntityRef, Relation};
use crate::graph::Graph;
use crate::theme::{TemplateError, Theme};

/// Domains, systems, teams, paths and pages that the home page shows before it links to the whole list.
const SHOWN: usize = 12;

/// What the home page shows that is not in the graph.
#[derive(Clone, Debug, Default)]
pub struct HomeFacts {
    /// Entities that should have an owner and have none, or one that no file defines.
    pub unowned: usize,
    /// Components with a docs site.
    pub documented: usize,
    /// Docs pages in all.
    pub pages: usize,
    /// Pages changed last, the newest first.
    pub recent: Vec<RecentPage>,
}

/// A docs page and the day of its last change.
#[derive(Clone, Debug, Serialize)]
pub struct RecentPage {
    /// Its title.
    pub title: String,
    /// Address below the portal's root.
    pub href: String,
    /// Name of its docs site.
    pub site: String,
    /// Date as `2026-11-21`.
    pub updated: String,
}

/// The home page.
#[derive(Serialize)]
struct HomeView {
    /// The frame.
    frame: super::Frame,
    /// Kinds in the order in which people look for them, with counts.
    kinds: Vec<KindCount>,
    /// Numbers that matter.
    stats: Vec<Stat>,
    /// The largest domains, each with its systems.
    domains: Vec<DomainView>,
    /// Domains that are not listed.
    more_domains: usize,
    /// Systems of no domain.
    loose: Vec<EntityLink>,
    /// Such systems that are not listed.
    more_loose: usize,
    /// The teams that own most.
    teams: Vec<TeamView>,
    /// Teams that are not listed.
    more_teams: usize,
    /// Golden paths.
    paths: Vec<PathView>,
    /// Docs pages that changed last; empty where dates are not known.
    recent: Vec<RecentPage>,
}

/// A kind and how many there are.
#[derive(Serialize)]
struct KindCount {
    /// The kind.
    kind: KindView,
    /// How many.
    count: usize,
    /// The catalog, filtered by it.
    href: String,
}

/// A number that matters.
#[derive(Serialize)]
struct Stat {
    /// The number.
    value: String,
    /// What it counts.
    label: &'static str,
    /// Where to see more.
    href: Option<&'static str>,
    /// `neutral`, `success` or `warning`.
    tone: &'static str,
}

/// A domain with its systems.
#[derive(Serialize)]
struct DomainView {
    /// The domain.
    entity: EntityLink,
    /// The first words about it.
    description: Option<String>,
    /// Its systems, as many as fit.
    systems: Vec<EntityLink>,
    /// Systems that are not listed.
    more: usize,
}

/// A team.
#[derive(Serialize)]
struct TeamView {
    /// The team.
    entity: EntityLink,
    /// People in it.
    members: usize,
    /// Entities that it owns.
    owns: usize,
}

/// A golden path.
#[derive(Serialize)]
struct PathView {
    /// The template.
    entity: EntityLink,
    /// The first words about it.
    description: Option<String>,
}

/// The home page.
///
/// # Errors
/// When the template is at fault.
pub fn home(theme: &Theme, frame: &SiteFrame, graph: &Graph, facts: &HomeFacts) -> Result<String, TemplateError> {
    let counts = count_kinds(graph);
    let (domains, more_domains) = domains(graph);
    let (loose, more_loose) = loose_systems(graph);
    let (teams, more_teams) = teams(graph);
    let mut outer = frame.page("", "home", &[]);
    outer.title.clone_from(&frame.title);
    let view = HomeView {
        kinds: kinds(&counts),
        stats: stats(&counts, facts),
        domains,
        more_domains,
        loose,
        more_loose,
        teams,
        more_teams,
        paths: of_kind(graph, "template").take(6).map(path).collect(),
        recent: facts.recent.iter().take(8).cloned().collect(),
        frame: outer,
    };
    theme.render("home.html", &view)
}

fn of_kind<'a>(graph: &'a Graph, kind: &'a str) -> impl Iterator<Item = &'a crate::catalog::Entity> {
    graph.entities().filter(move |it| &*it.id.kind == kind).map(AsRef::as_ref)
}

fn count_kinds(graph: &Graph) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entity in graph.entities() {
        *counts.entry(entity.id.kind.to_string()).or_insert(0) += 1;
    }
    counts
}

/// Kinds in the order in which people look for them.
fn kinds(counts: &BTreeMap<String, usize>) -> Vec<KindCount> {
    let order = ["component", "api", "resource", "system", "domain", "group", "user", "template"];
    let known = order.iter().filter_map(|kind| counts.get(*kind).map(|count| ((*kind).to_owned(), *count)));
    let view = |(kind, count): (String, usize)| KindCount {
        kind: KindView::of(&kind),
        count,
        href: format!("catalog/?filters[kind]={kind}"),
    };
    known.map(view).collect()
}

fn stats(counts: &BTreeMap<String, usize>, facts: &HomeFacts) -> Vec<Stat> {
    let components = counts.get("component").copied().unwrap_or_default();
    let share = (facts.documented * 100).checked_div(components);
    let mut stats = vec![
        Stat {
            value: components.to_string(),
            label: "components",
            href: Some("catalog/?filters[kind]=component"),
            tone: "neutral",
        },
        Stat { value: facts.pages.to_string(), label: "docs pages", href: Some("docs/"), tone: "neutral" },
    ];
    if let Some(share) = share {
        stats.push(Stat {
            value: format!("{share} %"),
            label: "of components documented",
            href: Some("insights/"),
            tone: "neutral",
        });
    }
    let tone = if facts.unowned == 0 { "success" } else { "warning" };
    stats.push(Stat { value: facts.unowned.to_string(), label: "without an owner", href: Some("insights/"), tone });
    stats
}

fn link(graph: &Graph, id: &EntityRef) -> EntityLink {
    graph.entity(id).map_or_else(|| EntityLink::missing(id), |it| EntityLink::to(it))
}

/// The parts of an entity that are of a kind.
fn parts<'a>(graph: &'a Graph, id: &'a EntityRef, kind: &'a str) -> impl Iterator<Item = &'a EntityRef> {
    graph.targets(id, Relation::HasPart).filter(move |it| &*it.kind == kind)
}

/// The largest domains first, each with its systems.
fn domains(graph: &Graph) -> (Vec<DomainView>, usize) {
    let mut found: Vec<(usize, &crate::catalog::Entity)> =
        of_kind(graph, "domain").map(|it| (parts(graph, &it.id, "system").count(), it)).collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let views = found.iter().take(SHOWN).map(|(count, domain)| DomainView {
        entity: EntityLink::to(domain),
        description: domain.description.as_deref().map(|it| text::summary(it, 120)),
        systems: parts(graph, &domain.id, "system").take(8).map(|it| link(graph, it)).collect(),
        more: count.saturating_sub(8),
    });
    (views.collect(), found.len().saturating_sub(SHOWN))
}

/// Systems of no domain.
fn loose_systems(graph: &Graph) -> (Vec<EntityLink>, usize) {
    let in_domain = |id: &EntityRef| graph.targets(id, Relation::PartOf).any(|it| &*it.kind == "domain");
    let found: Vec<&crate::catalog::Entity> = of_kind(graph, "system").filter(|it| !in_domain(&it.id)).collect();
    (found.iter().take(SHOWN).map(|it| EntityLink::to(it)).collect(), found.len().saturating_sub(SHOWN))
}

/// The teams that own most.
fn teams(graph: &Graph) -> (Vec<TeamView>, usize) {
    let mut found: Vec<TeamView> = of_kind(graph, "group")
        .map(|it| TeamView {
            entity: EntityLink::to(it),
            members: graph.targets(&it.id, Relation::HasMember).count(),
            owns: graph.targets(&it.id, Relation::OwnerOf).count(),
        })
        .collect();
    found.sort_by(|a, b| b.owns.cmp(&a.owns).then_with(|| a.entity.id.cmp(&b.entity.id)));
    let more = found.len().saturating_sub(SHOWN);
    found.truncate(SHOWN);
    (found, more)
}

fn path(entity: &crate::catalog::Entity) -> PathView {
    PathView { entity: EntityLink::to(entity), description: entity.description.as_deref().map(|it| text::summary(it, 140)) }
}
