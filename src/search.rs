//! One search engine in three places: tantivy indexes the portal, [`export`] writes the same index as small static files,
//! and the browser module (`theme/static/js/search.js`) reads those. All three give the same answers.
//!
//! The way of a document: [`Indexer::add`] → `schema` (fields) and `terms` (tokenizers over `analyse`, `stemmer` and the
//! tables of `languages`) → tantivy; `records` keeps what a result shows, `lexicon` the words that people may mean. The way
//! of a question: `query` (what was asked, and the stages of the plan) → `stages` (one after the other, as tantivy queries
//! made by `clauses`) → `answer` → [`Answers`]. `FORMAT.md` beside these files describes the exported files and the algorithm for writers of other clients.

mod analyse;
mod answer;
mod bytes;
mod clauses;
mod excerpt;
mod export;
mod groups;
mod guess;
mod index;
mod inverted;
mod languages;
mod lexicon;
mod postings;
mod prepare;
mod prepared;
mod query;
mod records;
mod schema;
mod segments;
mod site;
mod stages;
mod stemmer;
mod terms;

pub use answer::{Answers, Facet, Hit, SearchOptions};
pub use bytes::Damaged;
pub use excerpt::Fragment;
pub use export::{export, export_into};
pub use groups::{Scale, groups};
pub use guess::guess;
pub use index::SearchIndex;
pub use languages::primary;
pub use prepare::prepare;
pub use prepared::{Indexed, Prepared};
pub use site::{FOLDER, open_site};

use crate::site::SinkError;

/// What can be found: an entity, a section of a page, an operation of an API.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Document {
    /// Address below the portal's root, with a fragment where it is a section.
    pub url: String,
    /// What the hit is called: the page's title, the entity's display name, the operation.
    pub title: String,
    /// Heading of the section, where it is one; empty for the page itself.
    pub heading: String,
    /// Words above it: docs site, sections of the navigation.
    pub breadcrumbs: Vec<String>,
    /// What it is: `component`, `api`, …, `docs`, `operation`, `adr`.
    pub kind: String,
    /// Entity name, or path of an operation, which is searched whole, in parts and by substring.
    pub name: String,
    /// Short description.
    pub description: String,
    /// Prose.
    pub body: String,
    /// Code and identifiers.
    pub code: String,
    /// Tags of the entity or page.
    pub tags: Vec<String>,
    /// Reference of the entity it belongs to.
    pub entity: String,
    /// Facets: `type`, `owner`, `system`, `lifecycle`, `site`, `lang`, and `version` only where it is not the default
    /// one: such documents are found only by those who ask for a version. (`kind` and `tag` follow from the fields.)
    pub facets: Vec<(String, String)>,
}

impl Document {
    /// The language that it is written in, as its facet says it; English where none does.
    fn language(&self) -> &str {
        self.facets.iter().find(|(facet, _)| facet == "lang").map_or("en", |(_, code)| code)
    }
}

/// Why searching failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// tantivy could not index or read.
    #[error("the search index cannot be used: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    /// A file of a published site is missing.
    #[error("the site has no `{0}`: it was built without search, or by another version of idp-docs")]
    Missing(String),
    /// A file of a published site is not what it should be.
    #[error("`{0}` is damaged: publish the site again")]
    Damaged(String),
    /// A description of the index cannot be read.
    #[error("`{0}` cannot be read: {1}")]
    Json(String, serde_json::Error),
    /// A file of the index could not be published.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

impl From<Damaged> for SearchError {
    fn from(_: Damaged) -> Self {
        Self::Damaged("a group of the index".to_owned())
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Tantivy(error.into())
    }
}
