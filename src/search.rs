//! One search engine in three places: tantivy indexes the portal, `export` writes the same index as small static files,
//! and the browser module reads those. All three give the same answers.

/// What can be found: an entity, a section of a page, an operation of an API.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Document {
    /// Address below the portal's root, with a fragment where it is a section.
    pub url: String,
    /// What the hit is called: the page's title, the entity's display name, the operation.
    pub title: String,
    /// Heading of the section, where it is one.
    pub heading: String,
    /// Words above it: docs site, sections of the navigation.
    pub breadcrumbs: Vec<String>,
    /// What it is: `component`, `api`, …, `docs`, `operation`, `adr`.
    pub kind: String,
    /// Entity name, which is searched whole, in parts and by substring.
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
    /// Facets: `type`, `owner`, `system`, `lifecycle`, `site`, `lang`, `version`.
    pub facets: Vec<(String, String)>,
}
