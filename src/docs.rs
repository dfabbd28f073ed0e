//! Every entity's docs site: which pages it has, how they are ordered, addressed and linked.
//!
//! [`plan`] finds the docs folders and reads every page's outline; [`draw`] renders one page with its links resolved.
//! Links are followed between files, as their author wrote them; the address comes last.

use std::sync::Arc;

use crate::catalog::EntityRef;
use crate::config::DialectName;
use crate::diagnostic::Diagnostic;
use crate::markdown::{Outline, Section};
use crate::source::Repo;

/// Every docs site of the portal.
#[derive(Debug, Default)]
pub struct Docs {
    /// Sorted by entity, then version.
    pub sites: Vec<DocsSite>,
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
    /// The version, where the site has several: name, and whether it is the default.
    pub version: Option<(String, bool)>,
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
    pub outline: Outline,
    /// Left out of navigation and search.
    pub unlisted: bool,
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
