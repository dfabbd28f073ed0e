//! Which pages the catalog has, and how each is drawn. The list is cheap to make; a page is drawn only when asked for,
//! so that pages stream to disk and no stage holds them all.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::api::{self, ApiPageView, ApiPages, ApiPlace};
use super::lookup::Lookup;
use super::refs::Cut;
use super::view::{Crumb, Frame, KindView, SiteFrame};
use super::{apis, audit, catalog, catalog_data, entity, explorer, golden_paths, health, insights, paged, prose, teams, text};
use crate::catalog::{Entity, EntityRef, Relation};
use crate::theme::{TemplateError, Theme};

/// Every entity that somebody should own, its owner, the claim and what is exceptional, below the portal's root.
pub const AUDIT_CSV: &str = "audit/audit.csv";
/// Coverage by kind, domain and team.
pub const COVERAGE_CSV: &str = "insights/coverage.csv";
/// Every check of every entity.
pub const SCORECARD_CSV: &str = "insights/scorecard.csv";
/// Every catalog file and what became of it.
pub const HEALTH_CSV: &str = "health/files.csv";

/// Operations of an API that are listed on the pages of those who provide or consume it.
const OPERATIONS: usize = 6;

/// Every page of the catalog's side of the portal.
pub struct Plan<'a> {
    lookup: &'a Lookup<'a>,
    tree: Vec<teams::Branch>,
    subjects: Vec<&'a Entity>,
    repositories: Vec<health::Checked<'a>>,
    definitions: BTreeMap<&'a EntityRef, ApiPages>,
}

/// One of them, still to be drawn.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Address below the portal's root, ending in `/`.
    pub address: String,
    /// What the page is called.
    pub title: String,
    /// The entity that it is about, where it is an entity's page.
    pub entity: Option<Arc<Entity>>,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Catalog { kind: String, number: usize },
    Entity(Arc<Entity>),
    Definition { entity: Arc<Entity>, number: usize },
    Apis(usize),
    GoldenPaths,
    Explorer,
    Teams(usize),
    Insights,
    Audit(usize),
    Health(usize),
    Repository { at: usize, number: usize },
}

#[derive(Serialize)]
struct Page<'a, V> {
    frame: &'a Frame,
    page: &'a V,
}

impl<'a> Plan<'a> {
    /// Looks once at what several pages share.
    #[must_use]
    pub fn new(lookup: &'a Lookup<'a>) -> Self {
        Self {
            lookup,
            tree: teams::tree(lookup),
            subjects: audit::subjects(lookup),
            repositories: health::check(lookup),
            definitions: lookup.apis.par_iter().map(|(id, api)| (id, api::plan(api))).collect(),
        }
    }

    /// Every page, overviews first.
    #[must_use]
    pub fn pages(&self) -> Vec<Planned> {
        let page = |address: String, title: &str, what| Planned { address, title: title.to_owned(), entity: None, what };
        let numbered = |folder: &'static str, title: &'static str, rows: usize, size: usize, what: fn(usize) -> What| {
            (1..=paged::count(rows, size)).map(move |number| page(paged::numbered(folder, number), title, what(number)))
        };
        let apis = self.lookup.of_kind("api").len();
        let mut pages = vec![
            page("create/".into(), "Golden paths", What::GoldenPaths),
            page("catalog-graph/".into(), "Graph", What::Explorer),
            page("insights/".into(), "Insights", What::Insights),
        ];
        pages.extend(catalog::addresses(self.lookup).into_iter().map(|(address, kind, number)| {
            let title = if address == "catalog/" { "Catalog".to_owned() } else { self.lookup.kind_view(&kind).plural };
            page(address, &title, What::Catalog { kind, number })
        }));
        pages.extend(numbered("api-docs", "APIs", apis, apis::ROWS, What::Apis));
        pages.extend(numbered("teams", "Teams", self.tree.len(), teams::ROWS, What::Teams));
        pages.extend(numbered("audit", "Ownership audit", self.subjects.len(), audit::ROWS, What::Audit));
        pages.extend(numbered("health", "Catalog health", self.repositories.len(), health::ROWS, What::Health));
        for (at, repository) in self.repositories.iter().enumerate() {
            let one = |number| page(repository.address(number), repository.name(), What::Repository { at, number });
            pages.extend((1..=repository.pages()).map(one));
        }
        pages.extend(self.lookup.graph.entities().map(|it| Planned {
            address: it.id.page(),
            title: text::clip(it.display_name(), 200),
            entity: Some(Arc::clone(it)),
            what: What::Entity(Arc::clone(it)),
        }));
        pages.extend(self.definitions.iter().flat_map(|(id, pages)| self.definition_pages(id, pages)));
        pages
    }

    /// The pages of a definition that does not fit on its entity's own.
    fn definition_pages(&self, id: &EntityRef, pages: &ApiPages) -> Vec<Planned> {
        let Some(entity) = self.lookup.graph.entity(id) else { return Vec::new() };
        let page = |(number, page): (usize, &api::ApiPage)| Planned {
            address: format!("{}{}", id.page(), page.address),
            title: format!("{}: {}", text::clip(entity.display_name(), 120), text::clip(&page.title, 80)),
            entity: Some(Arc::clone(entity)),
            what: What::Definition { entity: Arc::clone(entity), number },
        };
        pages.pages.iter().enumerate().skip(1).map(page).collect()
    }

    /// The files beside the pages: data for scripts and for other people's programs.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = catalog_data::files(self.lookup);
        let tables = [
            (AUDIT_CSV, audit::csv(self.lookup, &self.subjects)),
            (COVERAGE_CSV, insights::coverage_csv(self.lookup)),
            (SCORECARD_CSV, insights::scorecard_csv(self.lookup)),
            (HEALTH_CSV, health::csv(self.lookup)),
        ];
        files.extend(tables.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())));
        files.extend(self.lookup.apis.iter().map(|(id, api)| (place(id).raw_address(api), api.raw.as_bytes().to_vec())));
        files
    }

    /// Draws one page.
    ///
    /// # Errors
    /// When a template uses what its view does not have.
    pub fn draw(&self, theme: &Theme, site: &SiteFrame, planned: &Planned) -> Result<String, TemplateError> {
        let lookup = self.lookup;
        let address = planned.address.as_str();
        let title = planned.title.as_str();
        let frame = |section: &str| site.page(address, section, &[title]);
        match &planned.what {
            What::Catalog { kind, number } => {
                let page = catalog::page(lookup, kind, *number);
                draw(theme, "catalog.html", &frame("catalog"), &page)
            }
            What::Entity(entity) => self.entity(theme, site, planned, entity),
            What::Definition { entity, number } => self.definition(theme, site, planned, entity, *number),
            What::Apis(number) => draw(theme, "apis.html", &frame("apis"), &apis::page(lookup, *number)),
            What::GoldenPaths => draw(theme, "golden-paths.html", &frame("create"), &golden_paths::page(lookup)),
            What::Explorer => draw(theme, "graph.html", &frame("graph"), &explorer::page(lookup)),
            What::Teams(number) => draw(theme, "teams.html", &frame("teams"), &teams::page(lookup, &self.tree, *number)),
            What::Insights => draw(theme, "insights.html", &frame("insights"), &insights::page(lookup)),
            What::Audit(number) => draw(theme, "audit.html", &frame(""), &audit::page(lookup, &self.subjects, *number)),
            What::Health(number) => {
                draw(theme, "health.html", &frame(""), &health::overview(lookup, &self.repositories, *number))
            }
            What::Repository { at, number } => match self.repositories.get(*at) {
                Some(repository) => {
                    let frame = site.page(address, "", &[title, "Catalog health"]);
                    let frame = frame.below(vec![Crumb::new("Catalog health", "health/")]);
                    draw(theme, "health-repository.html", &frame, &health::repository(lookup, repository, *number))
                }
                None => Ok(String::new()),
            },
        }
    }

    fn entity(&self, theme: &Theme, site: &SiteFrame, planned: &Planned, entity: &Entity) -> Result<String, TemplateError> {
        let page = entity::page(self.lookup, entity, self.api_view(entity, 0), &|it| self.operations(it));
        let section = match &*entity.id.kind {
            "api" => "apis",
            "group" | "user" => "teams",
            "template" => "create",
            _ => "catalog",
        };
        let description = entity.description.as_deref().map(|it| text::summary(it, 200));
        let frame = site
            .page(&planned.address, section, &[&planned.title, &page.kind.label])
            .described(description.as_deref())
            .below(self.crumbs(entity));
        draw(theme, "entity.html", &frame, &page)
    }

    fn definition(
        &self,
        theme: &Theme,
        site: &SiteFrame,
        planned: &Planned,
        entity: &Entity,
        number: usize,
    ) -> Result<String, TemplateError> {
        let Some(api) = self.api_view(entity, number) else { return Ok(String::new()) };
        let mut crumbs = self.crumbs(entity);
        crumbs.push(Crumb::new(text::clip(entity.display_name(), 60), entity.id.page()));
        let frame = site.page(&planned.address, "apis", &[&planned.title, "API"]).below(crumbs);
        draw(theme, "api.html", &frame, &ApiPageView { title: planned.title.clone(), api })
    }

    /// One page of the entity's definition.
    fn api_view(&self, entity: &Entity, number: usize) -> Option<api::ApiView> {
        let definition = self.lookup.apis.get(&entity.id)?;
        let pages = self.definitions.get(&entity.id)?;
        let repo = self.lookup.repo(&entity.place.repository).map(AsRef::as_ref);
        let folder = crate::repo_path::parent(&entity.place.path);
        api::page(definition, pages, number, &|markdown| prose::html(markdown, repo, folder))
    }

    /// The first operations of an API, linked to where they are described.
    fn operations(&self, id: &EntityRef) -> Cut<api::OperationLink> {
        match (self.lookup.apis.get(id), self.definitions.get(id)) {
            (Some(api), Some(pages)) => api::operation_links(api, pages, &place(id), OPERATIONS),
            _ => Cut::default(),
        }
    }

    /// The pages above an entity's: the table of its kind, its domain and its system; for a team, the teams above it.
    fn crumbs(&self, entity: &Entity) -> Vec<Crumb> {
        let id = &entity.id;
        let mut above = Vec::new();
        if &*id.kind == "group" {
            let mut at = self.lookup.first(id, Relation::ChildOf);
            while let Some(team) = at.filter(|it| above.len() < 5 && *it != id && !above.contains(it)) {
                above.push(team);
                at = self.lookup.first(team, Relation::ChildOf);
            }
            above.reverse();
        } else {
            above.extend(self.lookup.domain(id).filter(|_| &*id.kind != "domain"));
            above.extend(self.lookup.system(id));
        }
        let mut crumbs = vec![match &*id.kind {
            "group" => Crumb::new("Teams", "teams/"),
            kind => Crumb::new(KindView::of(&entity.kind).plural, catalog::kind_address(kind, 1)),
        }];
        let known = above.into_iter().filter_map(|it| self.lookup.graph.entity(it));
        crumbs.extend(known.map(|it| Crumb::new(text::clip(it.display_name(), 60), it.id.page())));
        crumbs
    }
}

/// Where an API's definition is published: on its entity's page and below it.
fn place(id: &EntityRef) -> ApiPlace {
    ApiPlace { base: id.page() }
}

fn draw<V: Serialize>(theme: &Theme, template: &str, frame: &Frame, page: &V) -> Result<String, TemplateError> {
    theme.render(template, &Page { frame, page })
}
