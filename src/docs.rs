//! Every entity's docs site: which pages it has, how they are ordered, addressed and linked.
//!
//! [`plan`] finds the docs folders and reads every page's outline; [`draw`] renders one page with its links resolved.
//! Links are followed between files, as their author wrote them; the address comes last.

mod address;
mod adr;
mod assets;
mod claim;
mod config_files;
mod dialect;
mod discover;
mod disguise;
mod docusaurus;
mod draw;
mod files;
mod gitbook;
pub(crate) mod image_size;
mod includes;
mod jekyll;
mod jekyll_nav;
mod js_literal;
pub mod language;
mod links;
mod lookup;
mod mdbook;
mod mike;
mod mkdocs;
mod mkdocs_nav;
mod monorepo;
mod nav;
mod order;
mod pages_file;
mod redirects;
mod reference;
mod resolve;
mod settings;
mod site;
mod suggest;
mod summary;
mod titles;
mod value;
mod versions;
mod yaml_value;

pub use adr::Adr;
pub use assets::read as read_asset;
pub use draw::{Followed, draw, external_links, follow, options, page_includes, render_page, text};

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::cache::Key;
use crate::catalog::{Entity, EntityRef};
use crate::config::{Config, DialectName};
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::markdown::{Includes, Options, Outline, Section};
use crate::memo::Memo;
use crate::source::{Repo, Source};

/// Every docs site of the portal.
#[derive(Debug, Default)]
pub struct Docs {
    /// Sorted by entity, then version.
    pub sites: Vec<DocsSite>,
    /// Entities that show another's docs: whose, and the page.
    elsewhere: BTreeMap<EntityRef, (EntityRef, String)>,
    /// What links between sites are followed through.
    portal: lookup::PortalMap,
}

/// Finds every entity's docs and plans their sites: pages, addresses, navigation, files and redirects.
///
/// Reads every page once, for its outline; draws none.
#[must_use]
pub fn plan(source: &Source, graph: &Graph, config: &Config) -> (Docs, Vec<Diagnostic>) {
    plan_with(source, graph, config, &Memo::forgetful())
}

/// The same, with what earlier builds remember of pages.
#[must_use]
pub fn plan_with(source: &Source, graph: &Graph, config: &Config, memo: &Memo) -> (Docs, Vec<Diagnostic>) {
    let (mut claims, mut diagnostics) = claim::plans(source, graph);
    let older: Vec<site::Plan> = claims.plans.par_iter_mut().flat_map_iter(|it| versions::of(it, config)).collect();
    claims.plans.extend(older);
    // The version that is checked out stands first.
    claims.plans.sort_by(|a, b| (&a.entity, a.is_older()).cmp(&(&b.entity, b.is_older())));
    let built: Vec<(Option<DocsSite>, Vec<Diagnostic>)> =
        claims.plans.par_iter().map(|it| site::build(it, config, memo)).collect();
    let mut sites = Vec::with_capacity(built.len());
    for ((site, notes), plan) in built.into_iter().zip(&claims.plans) {
        sites.extend(site);
        // What is wrong with an older version can no longer be put right.
        diagnostics.extend(notes.into_iter().filter(|_| !plan.is_older()));
    }
    let docs = Docs::of(sites, claims.elsewhere, source);
    for (id, (target, _)) in &docs.elsewhere {
        if docs.of_entity(target).is_none() {
            let message = format!("`{id}` shows the docs of `{target}`, which has none");
            diagnostics.extend(graph.entity(id).map(|it| reference::nothing_shown(it, message)));
        }
    }
    (docs, diagnostics)
}

impl Docs {
    fn of(sites: Vec<DocsSite>, elsewhere: BTreeMap<EntityRef, (EntityRef, String)>, source: &Source) -> Self {
        let portal = lookup::PortalMap::of(&sites, &source.repos);
        Self { sites, elsewhere, portal }
    }

    /// The docs of an entity: its own, else those of the entity that it names. The default version where there are several.
    #[must_use]
    pub fn of_entity(&self, id: &EntityRef) -> Option<&DocsSite> {
        let own = self.number_of(id);
        let number = own.or_else(|| self.elsewhere.get(id).and_then(|(target, _)| self.number_of(target)))?;
        self.sites.get(number)
    }

    /// The index of an entity's own site in [`Docs::sites`].
    #[must_use]
    pub fn number_of(&self, id: &EntityRef) -> Option<usize> {
        let first = self.sites.partition_point(|it| it.entity < *id);
        let own = self.sites.iter().enumerate().skip(first).take_while(|(_, it)| it.entity == *id);
        let is_default = |it: &DocsSite| it.version.as_ref().is_none_or(|(_, default)| *default);
        own.min_by_key(|(_, it)| !is_default(it)).map(|(number, _)| number)
    }

    /// Where an entity's docs begin, below the portal's root: `docs/default/component/petstore/`. An entity that shows
    /// another's docs leads there, to the page it names.
    #[must_use]
    pub fn docs_address(&self, entity: &Entity) -> Option<String> {
        if let Some(number) = self.number_of(&entity.id) {
            return self.sites.get(number).map(|it| it.base.clone());
        }
        let (target, path) = self.elsewhere.get(&entity.id)?;
        let site = self.of_entity(target)?;
        let page = site.map.routes.get(&address::route_key(path)).and_then(|it| site.pages.get(*it));
        Some(page.map_or_else(|| site.base.clone(), |it| it.url.clone()))
    }

    /// Every page as (index in [`Docs::sites`], index in [`DocsSite::pages`]), in order.
    pub fn pages(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.sites.iter().enumerate().flat_map(|(site, it)| (0..it.pages.len()).map(move |page| (site, page)))
    }

    /// How many pages there are.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.sites.iter().map(|it| it.pages.len()).sum()
    }

    /// A page.
    #[must_use]
    pub fn page(&self, site: usize, page: usize) -> Option<&Page> {
        self.sites.get(site)?.pages.get(page)
    }
}

/// The outline of a page that has no place in a site yet.
fn page_outline(text: &str, options: &Options, dialect: DialectName, includes: &dyn Includes) -> Outline {
    if dialect == options.dialect {
        crate::markdown::outline(text, options, includes)
    } else {
        crate::markdown::outline(text, &Options { dialect, ..options.clone() }, includes)
    }
}

/// The docs of one entity.
#[derive(Debug)]
pub struct DocsSite {
    /// Whose docs these are.
    pub entity: EntityRef,
    /// Name of the site: mkdocs `site_name`, book title, …, else the entity's display name.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// The language it says its pages are in, a well-formed BCP 47 tag.
    pub language: Option<String>,
    /// The direction it says their text has: `ltr` or `rtl`.
    pub direction: Option<&'static str>,
    /// Address below the portal's root: `docs/default/component/petstore/`, or `…/_/v1/` for a version.
    pub base: String,
    /// Where it is read from.
    pub repo: Arc<Repo>,
    /// Folder of the pages inside the repository.
    pub root: String,
    /// How its pages are written.
    pub dialect: DialectName,
    /// Its pages, in reading order: navigation first, then the rest by path.
    pub pages: Vec<Page>,
    /// Its navigation.
    pub nav: Vec<NavItem>,
    /// Files published as they are: address below `base`, path in the repository.
    pub assets: Vec<(String, Arc<str>)>,
    /// Old addresses below `base` and where each now leads (an address below `base`, or absolute).
    pub redirects: Vec<(String, String)>,
    /// The version, where the site has several: how it is shown, and whether it is the default.
    pub version: Option<(String, bool)>,
    /// Its architecture decision records, by path.
    pub adrs: Vec<Adr>,
    /// The folders that its pages come from, the main one first; all are in `repo`.
    pub folders: Vec<Folder>,
    /// How large the pictures among `assets` are, read when a page first shows them.
    pub(crate) sizes: Vec<OnceLock<Option<(u32, u32)>>>,
    /// What its links are followed through.
    pub(crate) map: lookup::SiteMap,
}

impl DocsSite {
    /// Is it a version beside the one that is checked out?
    #[must_use]
    pub fn is_older(&self) -> bool {
        self.version.as_ref().is_some_and(|(_, is_default)| !is_default)
    }

    /// The page at an address below the site's own.
    #[must_use]
    pub fn page_below(&self, address: &str) -> Option<&Page> {
        self.map.routes.get(address.trim_matches('/')).and_then(|it| self.pages.get(*it))
    }

    /// Width and height of a picture, by its index in `assets`.
    pub(crate) fn picture_size(&self, asset: usize) -> Option<(u32, u32)> {
        let ((_, path), size) = self.assets.get(asset).zip(self.sizes.get(asset))?;
        *size.get_or_init(|| image_size::of(&self.repo.head(path, image_size::HEAD).ok()?))
    }
}

#[cfg(test)]
impl DocsSite {
    /// A site without pages, for tests of what is made from sites.
    pub(crate) fn without_pages(entity: EntityRef, repo: Arc<Repo>) -> Self {
        Self {
            title: entity.name.to_string(),
            base: format!("docs/{}/", entity.folder()),
            entity,
            description: None,
            language: None,
            direction: None,
            repo,
            root: "docs".to_owned(),
            dialect: DialectName::Techdocs,
            pages: Vec::new(),
            nav: Vec::new(),
            assets: Vec::new(),
            redirects: Vec::new(),
            version: None,
            adrs: Vec::new(),
            folders: Vec::new(),
            sizes: Vec::new(),
            map: lookup::SiteMap::default(),
        }
    }
}

/// A docs folder inside a site: most sites have one; inclusions and folders that nobody else claims bring more.
#[derive(Debug)]
pub struct Folder {
    /// The folder of its pages in the repository.
    pub root: String,
    /// Its address below the site, without slashes at its ends.
    pub mount: String,
    /// Its configuration file in the repository, where it has one.
    pub config: Option<Arc<str>>,
    /// What its pages are rendered with; a page may speak another dialect.
    pub options: Options,
    /// What it says about itself.
    settings: Arc<settings::Settings>,
}

impl Folder {
    fn of(part: &site::Part, options: Options) -> Self {
        Self {
            root: part.settings.root.clone(),
            mount: part.mount.clone(),
            config: part.settings.file.clone(),
            options,
            settings: Arc::clone(&part.settings),
        }
    }
}

/// One page of a docs site.
#[derive(Debug)]
pub struct Page {
    /// Path of the Markdown file in the repository.
    pub path: Arc<str>,
    /// Address below the portal's root, ending in `/`.
    pub url: String,
    /// Title by the dialect's rule.
    pub title: String,
    /// Lead sentence, for search engines and cards.
    pub description: Option<String>,
    /// Titles of the sections of the navigation above it.
    pub breadcrumbs: Vec<String>,
    /// What other pages know of it.
    pub outline: Arc<Outline>,
    /// Names the outline: see [`crate::memo::Sketch`].
    pub outline_key: Key,
    /// Left out of navigation and search.
    pub unlisted: bool,
    /// Index of its folder in [`DocsSite::folders`].
    pub folder: usize,
    /// How it is written.
    pub dialect: DialectName,
}

impl Page {
    /// The address as links have it: the blanks of file names, encoded.
    #[must_use]
    pub fn href(&self) -> String {
        self.url.replace(' ', "%20")
    }
}

/// An item of a site's navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavItem {
    /// A page, by its index in [`DocsSite::pages`].
    Page {
        /// The words of the navigation.
        title: String,
        /// Index.
        page: usize,
    },
    /// A section, with its own page where it has one.
    Section {
        /// The words of the navigation.
        title: String,
        /// Index of its own page.
        page: Option<usize>,
        /// What is in it.
        items: Vec<NavItem>,
    },
    /// A link elsewhere (scheme already checked).
    Link {
        /// The words of the navigation.
        title: String,
        /// The address.
        href: String,
    },
}

/// A page, drawn: what the frame, search and the Markdown twin need.
#[derive(Debug, Default)]
pub struct Drawn {
    /// The article's HTML, links resolved relative to the page.
    pub article: String,
    /// For search.
    pub sections: Vec<Section>,
    /// The Markdown as its author wrote it.
    pub markdown: String,
    /// The frame must load what tab sets need.
    pub has_tabs: bool,
    /// What is wrong with the page, its links included.
    pub diagnostics: Vec<Diagnostic>,
}

#[cfg(test)]
mod tests;
