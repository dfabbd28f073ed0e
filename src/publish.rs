//! The portal as files, one by one, into a sink.
//!
//! Docs pages are drawn in rounds, in parallel; while one round is drawn, the search documents of the round before are
//! indexed, group by group. Pages leave for the sink as soon as they are drawn, so no stage holds them all. Pages that show what is wrong
//! (entities, health) come after all docs pages, because drawing is what finds broken links.

mod data;
mod digest;
mod documents;
mod docs_pages;
mod indexing;
mod kept;
mod kept_sites;
mod updates;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::cache::Key;
use crate::diagnostic::Diagnostic;
use crate::memo::Memo;
use crate::observer::{Observer, Unobserved};
use crate::portal::{Portal, judged};
use crate::render::{self, Logo, Lookup, NavLink, OldDocs, Plan, Planned, SiteFrame};
use crate::search::{Indexed, SearchError, export_into};
use crate::site::{Sink, SinkError};
use crate::theme::{TemplateError, Theme};

use rayon::prelude::*;

/// Why a portal could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file could not be kept.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// A template of the theme is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The search index could not be made.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// A page of the portal, for manifests, sitemaps and counts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PageRecord {
    /// Address below the portal's root.
    pub url: String,
    /// Title.
    pub title: String,
    /// The file it was made from.
    pub source: Option<SourceRecord>,
    /// The entity it belongs to.
    pub entity: Option<String>,
    /// The day of its last change, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
}

/// The file a page was made from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceRecord {
    /// [`crate::source::Repo::name`].
    pub repository: String,
    /// Path in it.
    pub path: String,
}

/// What was published.
pub struct Published {
    /// Every page, entities and docs first to last.
    pub pages: Vec<PageRecord>,
    /// Everything that is wrong with the portal's input, judged and sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// What drawing one kind of page needs.
struct Press<'a> {
    portal: &'a Portal,
    theme: &'a Theme,
    frame: SiteFrame,
    memo: &'a Memo,
    sink: &'a dyn Sink,
    observer: &'a dyn Observer,
    updates: updates::Updates,
    surroundings: OnceLock<Key>,
    organisation: OnceLock<digest::Organisation>,
}

/// Draws the whole portal into `sink`.
///
/// # Errors
/// When a file cannot be kept, a template is wrong or the index cannot be made. Nothing that content says is an error.
pub fn publish(
    portal: &Portal,
    theme: &Theme,
    memo: &Memo,
    sink: &dyn Sink,
    observer: &dyn Observer,
) -> Result<Published, PublishError> {
    let frame = frame(portal, theme);
    observer.stage("reading history", None);
    let updates = updates::Updates::of(portal, memo);
    let (surroundings, organisation) = Default::default();
    let press = Press { portal, theme, frame, memo, sink, observer, updates, surroundings, organisation };
    let drawn = press.docs()?;
    let mut diagnostics = portal.diagnostics.clone();
    diagnostics.extend(drawn.diagnostics);
    diagnostics.extend_from_slice(theme.remarks());
    let diagnostics = judged(diagnostics, &portal.config);
    observer.stage("drawing the catalog", None);
    let old_docs = press.updates.old(portal);
    let key = if memo.remembers() { press.catalog_key(&diagnostics, &old_docs) } else { Key::default() };
    let mut pages = press.section("catalog", || key, |sink| press.catalog(&diagnostics, old_docs, sink))?;
    pages.extend(drawn.pages);
    let key = || crate::cache::key(&[&key, &crate::cache::key_of("pages", &pages), &press.updates.key()]);
    press.section("portal", key, |sink| press.portal_pages(&pages, sink))?;
    press.theme_files()?;
    observer.stage("exporting search", None);
    export_into(&drawn.search, memo, sink)?;
    Ok(Published { pages, diagnostics })
}

/// What is the same on every page.
fn frame(portal: &Portal, theme: &Theme) -> SiteFrame {
    let size = theme.asset_bytes("logo").and_then(crate::docs::image_size::of);
    let logo = theme.asset("logo").map(|address| Logo { address, size });
    SiteFrame::new(&portal.config, &nav(portal), logo, theme.asset("favicon"))
}

/// Draws the pages made from some files of the portal, and nothing else: what a preview shows at once, before the whole
/// portal is drawn again. False when other files than docs pages are among them, so that more may depend on them.
///
/// # Errors
/// As [`publish`].
pub fn redraw(portal: &Portal, theme: &Theme, memo: &Memo, files: &[PathBuf], sink: &dyn Sink) -> Result<bool, PublishError> {
    let pages: Option<Vec<Vec<(usize, usize)>>> = files.iter().map(|it| pages_of(portal, it)).collect();
    let Some(pages) = pages else { return Ok(false) };
    let pages = pages.concat();
    let repositories =
        pages.iter().filter_map(|(site, _)| portal.docs.sites.get(*site)).map(|it| Arc::clone(&it.repo.name)).collect();
    let frame = frame(portal, theme);
    let updates = updates::Updates::among(portal, memo, Some(&repositories));
    let (surroundings, organisation) = Default::default();
    let press = Press { portal, theme, frame, memo, sink, observer: &Unobserved, updates, surroundings, organisation };
    for (site, page) in pages {
        press.page_alone(site, page)?;
    }
    Ok(true)
}

/// The pages made from a file; `None` where it is none of a page.
fn pages_of(portal: &Portal, file: &Path) -> Option<Vec<(usize, usize)>> {
    let (repo, path) = portal.source.repos.iter().find_map(|it| Some((it, it.path_of(file)?)))?;
    let sites = portal.docs.sites.iter().enumerate().filter(|(_, it)| it.repo.name == repo.name);
    let in_site = |(at, site): (usize, &crate::docs::DocsSite)| {
        let found = site.pages.iter().enumerate().filter(|(_, it)| *it.path == *path);
        found.map(|(page, _)| (at, page)).collect::<Vec<_>>()
    };
    let pages: Vec<(usize, usize)> = sites.flat_map(in_site).collect();
    (!pages.is_empty()).then_some(pages)
}

/// The sections of the main navigation that have anything to show.
fn nav(portal: &Portal) -> Vec<NavLink> {
    let has_kind = |kind: &str| portal.graph.entities().any(|it| &*it.id.kind == kind);
    NavLink::of(|id| match id {
        "docs" => !portal.docs.sites.is_empty(),
        "apis" => has_kind("api"),
        "create" => has_kind("template"),
        "teams" => has_kind("group"),
        _ => true,
    })
}

/// What drawing the docs gave, besides the files.
#[derive(Default)]
struct DrawnDocs {
    pages: Vec<PageRecord>,
    diagnostics: Vec<Diagnostic>,
    search: Vec<Indexed>,
}

impl Press<'_> {
    /// Entities and overviews, which show what is wrong with each.
    fn catalog(&self, diagnostics: &[Diagnostic], old_docs: OldDocs, sink: &dyn Sink) -> Result<Vec<PageRecord>, PublishError> {
        let portal = self.portal;
        let lookup = Lookup::new(&portal.graph, &portal.docs, &portal.apis, &portal.source, &portal.config, diagnostics)
            .with_old_docs(old_docs);
        let plan = Plan::new(&lookup);
        let planned = plan.pages();
        let drawn: Result<Vec<PageRecord>, PublishError> = planned
            .par_iter()
            .map(|it| {
                let html = plan.draw(self.theme, &self.frame, it)?;
                put_page(sink, &it.address, html)?;
                Ok(record(it))
            })
            .collect();
        for (path, bytes) in plan.files() {
            sink.put(&path, bytes)?;
        }
        drawn
    }

    /// What belongs to no entity: home, search, lists, 404, data for machines.
    fn portal_pages(&self, pages: &[PageRecord], sink: &dyn Sink) -> Result<(), PublishError> {
        let home = render::home(self.theme, &self.frame, &self.portal.graph, &documents::home_facts(self.portal, &self.updates))?;
        put_page(sink, "", home)?;
        let entries = documents::index_entries(self.portal);
        for (address, html) in render::search_pages(self.theme, &self.frame, entries)? {
            put_page(sink, &address, html)?;
        }
        sink.put("404.html", render::not_found(self.theme, &self.frame)?.into_bytes())?;
        for (path, bytes) in data::files(self.portal, &self.frame, pages) {
            sink.put(&path, bytes)?;
        }
        Ok(())
    }

    fn theme_files(&self) -> Result<(), PublishError> {
        for (path, bytes) in self.theme.assets() {
            self.sink.put(&path, bytes)?;
        }
        Ok(())
    }
}

/// Puts a page at its address, which ends in `/` or is empty.
fn put_page(sink: &dyn Sink, address: &str, html: String) -> Result<(), SinkError> {
    sink.put(&format!("{address}index.html"), html.into_bytes())
}

fn record(planned: &Planned) -> PageRecord {
    let source = planned
        .entity
        .as_ref()
        .filter(|it| !it.inferred)
        .map(|it| SourceRecord { repository: it.place.repository.to_string(), path: it.place.path.to_string() });
    let entity = planned.entity.as_ref().map(|it| it.id.to_string());
    PageRecord { url: planned.address.clone(), title: planned.title.clone(), source, entity, updated: None }
}
