//! An API's definition on pages: its operations and types as people read them, the text itself one click away.
//!
//! [`plan`] decides how many pages it takes (a small API takes one; a large one gets a page of contents and pages for
//! its operations and types), [`page`] makes the view of one of them, and [`search_documents`] says what can be found
//! and where. Views are shown by the macros of `theme/templates/api-definition.html`; their addresses are relative to
//! the page that they are made for.

mod documents;
mod operation;
mod plan;
mod schema;

pub use documents::{ApiOwner, search_documents};
pub use operation::{ContentView, DeprecationView, MessageView, OperationLink, OperationView, PartView, operation_links};
pub use plan::{ApiPage, ApiPages, plan};
pub use schema::{FieldView, SchemaView, TypeLink, ValueView};

use serde::Serialize;

use super::url::safe_url;
use crate::api::{ApiDefinition, Format, Group};
use schema::Builder;

/// Characters of a text definition that are shown; the rest is in the file.
const MAX_RAW: usize = 60_000;
/// Operations listed in the contents; beyond that only groups are.
const MAX_LISTED: usize = 800;
/// Servers, ways of authenticating and facts shown.
const MAX_ABOUT: usize = 30;
/// Scopes shown of one way of authenticating.
const MAX_SCOPES: usize = 100;

/// Turns a description (Markdown of strangers) into HTML that is safe to be shown.
pub type Describe<'a> = &'a (dyn Fn(&str) -> String + Sync);

/// One page of a definition. In templates: what `definition()` of `api-definition.html` takes.
#[derive(Debug, Serialize)]
pub struct ApiView {
    /// `OpenAPI`.
    pub format: &'static str,
    /// `3.1.0`.
    pub format_version: Option<String>,
    /// The API's own name.
    pub title: Option<String>,
    /// The API's own version.
    pub version: Option<String>,
    /// The first of its pages, which says what the API is.
    pub is_first: bool,
    /// HTML.
    pub description: String,
    /// Licence, contact, terms.
    pub facts: Vec<FactView>,
    /// Where it runs.
    pub servers: Vec<ServerView>,
    /// How callers show who they are.
    pub auth: Vec<AuthView>,
    /// Where the definition's text is offered.
    pub raw_href: String,
    /// Name of that file: `definition.yaml`.
    pub raw_name: String,
    /// The text itself, where nothing better can be shown.
    pub raw: Option<String>,
    /// The text goes on in the file.
    pub raw_cut: bool,
    /// Contents of all pages; empty where this page is the only one and short.
    pub contents: Vec<GroupLink>,
    /// Operations on this page.
    pub groups: Vec<GroupView>,
    /// Types on this page.
    pub types: Vec<TypeView>,
    /// How many types there are on all pages.
    pub all_types: usize,
    /// Pages with types, where they are not on this one.
    pub type_pages: Vec<PageLink>,
    /// The page before this one.
    pub previous: Option<PageLink>,
    /// The page after this one.
    pub next: Option<PageLink>,
}

/// A page of its own for part of a definition. In templates: `page` of `api.html`.
#[derive(Debug, Serialize)]
pub struct ApiPageView {
    /// What stands in its heading: the API, and the part of it.
    pub title: String,
    /// The part.
    pub api: ApiView,
}

/// One line of what a definition says of itself.
#[derive(Debug, Serialize)]
pub struct FactView {
    /// `Licence`.
    pub label: &'static str,
    /// Its words.
    pub text: String,
    /// A safe address.
    pub href: Option<String>,
}

/// Where an API runs.
#[derive(Debug, Serialize)]
pub struct ServerView {
    /// As text; it is for programs, not for browsers.
    pub url: String,
    /// `kafka`.
    pub protocol: Option<String>,
    /// HTML.
    pub description: String,
}

/// A way of authenticating.
#[derive(Debug, Serialize)]
pub struct AuthView {
    /// The name that operations refer to.
    pub name: String,
    /// In words.
    pub kind: String,
    /// HTML.
    pub description: String,
    /// Scopes and what each allows.
    pub scopes: Vec<(String, String)>,
}

/// A group in the contents.
#[derive(Debug, Serialize)]
pub struct GroupLink {
    /// Its name.
    pub name: String,
    /// Where its operations stand.
    pub href: String,
    /// How many there are.
    pub count: usize,
    /// Its operations; empty where there are too many to list.
    pub operations: Vec<OperationLink>,
}

/// A group of operations.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Fragment.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Began on an earlier page.
    pub continued: bool,
    /// HTML.
    pub description: String,
    /// Those on this page.
    pub operations: Vec<OperationView>,
}

/// A named type.
#[derive(Debug, Serialize)]
pub struct TypeView {
    /// Fragment.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `object`, `enum`, `input`, …
    pub kind: &'static str,
    /// Set when it should no longer be used.
    pub deprecated: Option<DeprecationView>,
    /// What it looks like.
    pub schema: SchemaView,
}

/// A link to another page of the same definition.
#[derive(Debug, Serialize)]
pub struct PageLink {
    /// Its words.
    pub title: String,
    /// Its address, relative to this page.
    pub href: String,
}

/// Where a definition is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiPlace {
    /// Address of its first page below the portal's root: `catalog/default/api/petstore/`. Its other pages and its text
    /// lie below it.
    pub base: String,
}

impl ApiPlace {
    /// Name of the file with the definition's text. Its ending is one that every host knows for text, so that no browser
    /// guesses at what it holds.
    #[must_use]
    pub fn raw_name(api: &ApiDefinition) -> String {
        match api.raw_extension {
            "" => "definition.txt".to_owned(),
            known @ ("json" | "yaml" | "txt") => format!("definition.{known}"),
            other => format!("definition.{other}.txt"),
        }
    }

    /// Address of the definition's text below the portal's root.
    #[must_use]
    pub fn raw_address(&self, api: &ApiDefinition) -> String {
        format!("{}{}", self.base, Self::raw_name(api))
    }
}

/// The view of one page; `None` when there is no such page.
#[must_use]
pub fn page(api: &ApiDefinition, pages: &ApiPages, number: usize, describe: Describe<'_>) -> Option<ApiView> {
    let here = pages.pages.get(number)?;
    let hrefs = Hrefs { api, pages, number, entered: pages.entered };
    let mut view = about(api, here.is_first(), describe);
    view.raw_href = hrefs.below(&ApiPlace::raw_name(api));
    view.raw_name = format!("definition.{}", if api.raw_extension.is_empty() { "txt" } else { api.raw_extension });
    view.groups = groups(&hrefs, here, describe);
    view.types = types(&hrefs, here, describe);
    if here.is_first() {
        view.contents = contents(&hrefs);
    }
    if pages.pages.len() > 1 {
        let link = |at: usize| pages.pages.get(at).map(|it| PageLink { title: it.title.clone(), href: hrefs.page(at) });
        view.previous = number.checked_sub(1).and_then(link);
        view.next = link(number + 1);
        let has_types = |at: &usize| pages.pages.get(*at).is_some_and(|it| !it.types.is_empty());
        if here.is_first() && here.types.is_empty() {
            view.type_pages = (0..pages.pages.len()).filter(has_types).filter_map(link).collect();
        }
    }
    Some(view)
}

/// What the first page says of the API itself; an empty frame for the others.
fn about(api: &ApiDefinition, is_first: bool, describe: Describe<'_>) -> ApiView {
    let is_text = api.format == Format::Text;
    let shown = |it: usize| if is_first { it } else { 0 };
    let mut raw = is_text.then(|| api.raw.chars().take(MAX_RAW + 1).collect::<String>());
    let raw_cut = raw.as_mut().is_some_and(|it| {
        it.char_indices().nth(MAX_RAW).map(|(at, _)| at).is_some_and(|at| {
            it.truncate(at);
            true
        })
    });
    let html = |text: &Option<String>| text.as_deref().filter(|_| is_first).map(describe).unwrap_or_default();
    ApiView {
        format: api.format.name(),
        format_version: api.format_version.clone(),
        title: api.title.clone(),
        version: api.version.clone(),
        is_first,
        description: html(&api.description),
        facts: api.facts.iter().take(shown(MAX_ABOUT)).map(fact).collect(),
        servers: api
            .servers
            .iter()
            .take(shown(MAX_ABOUT))
            .map(|it| ServerView { url: it.url.clone(), protocol: it.protocol.clone(), description: html(&it.description) })
            .collect(),
        auth: api
            .auth
            .iter()
            .take(shown(MAX_ABOUT))
            .map(|it| AuthView {
                name: it.name.clone(),
                kind: it.kind.clone(),
                description: html(&it.description),
                scopes: it.scopes.iter().take(MAX_SCOPES).cloned().collect(),
            })
            .collect(),
        raw_href: String::new(),
        raw_name: String::new(),
        raw,
        raw_cut,
        contents: Vec::new(),
        groups: Vec::new(),
        types: Vec::new(),
        all_types: api.types.len(),
        type_pages: Vec::new(),
        previous: None,
        next: None,
    }
}

fn fact(fact: &crate::api::Fact) -> FactView {
    let href = fact.url.as_deref().and_then(safe_url).filter(|it| it.contains(':')).map(str::to_owned);
    FactView { label: fact.label, text: fact.text.clone(), href }
}

/// Addresses relative to the page that is being made.
pub(super) struct Hrefs<'a> {
    api: &'a ApiDefinition,
    pages: &'a ApiPages,
    number: usize,
    /// Named types entered inside each other.
    entered: usize,
}

impl Hrefs<'_> {
    /// A file or page below the definition's first page.
    fn below(&self, path: &str) -> String {
        let up = self.pages.pages.get(self.number).map_or(0, |it| it.address.matches('/').count());
        let href = format!("{}{path}", "../".repeat(up));
        if href.is_empty() { "./".to_owned() } else { href }
    }

    fn page(&self, number: usize) -> String {
        let address = self.pages.pages.get(number).map_or("", |it| it.address.as_str());
        // The first page may be the entity's own: readers want the definition, not what stands above it.
        let fragment = if address.is_empty() && number != self.number { "#definition" } else { "" };
        format!("{}{fragment}", self.below(address))
    }

    /// A fragment on whichever page it stands.
    fn fragment(&self, page: usize, id: &str) -> String {
        if page == self.number {
            return format!("#{id}");
        }
        let address = self.pages.pages.get(page).map_or("", |it| it.address.as_str());
        format!("{}#{id}", self.below(address))
    }

    /// Where a type is described.
    fn type_link(&self, index: usize) -> Option<TypeLink> {
        let definition = self.api.types.get(index)?;
        let page = self.pages.of_type(index);
        Some(TypeLink { name: definition.name.clone(), href: self.fragment(page, &definition.id) })
    }
}

/// Fragment of a group.
fn group_id(index: usize, group: &Group) -> String {
    let slug: String = group.name.chars().filter(|it| it.is_ascii_alphanumeric()).take(40).collect();
    format!("group-{}-{}", index + 1, slug.to_lowercase()).trim_end_matches('-').to_owned()
}

fn contents(hrefs: &Hrefs<'_>) -> Vec<GroupLink> {
    let api = hrefs.api;
    let count: usize = api.groups.iter().map(|it| it.operations.len()).sum();
    let mut at = 0;
    let mut links = Vec::new();
    for (index, group) in api.groups.iter().enumerate() {
        let first = at;
        at += group.operations.len();
        let page = hrefs.pages.of_operation(first);
        let listed = if count > MAX_LISTED { 0 } else { group.operations.len() };
        let operations = group.operations.iter().take(listed).enumerate();
        links.push(GroupLink {
            name: group.name.clone(),
            href: hrefs.fragment(page, &group_id(index, group)),
            count: group.operations.len(),
            operations: operations
                .map(|(offset, it)| operation::link(it, hrefs.fragment(hrefs.pages.of_operation(first + offset), &it.id)))
                .collect(),
        });
    }
    links
}

fn groups(hrefs: &Hrefs<'_>, here: &ApiPage, describe: Describe<'_>) -> Vec<GroupView> {
    let mut at = 0;
    let mut views = Vec::new();
    for (index, group) in hrefs.api.groups.iter().enumerate() {
        let first = at;
        at += group.operations.len();
        let shown = here.operations.start.max(first)..here.operations.end.min(at);
        if shown.is_empty() {
            continue;
        }
        let continued = shown.start > first;
        let operations = group.operations.iter().skip(shown.start - first).take(shown.len());
        views.push(GroupView {
            id: group_id(index, group),
            name: group.name.clone(),
            continued,
            description: group.description.as_deref().filter(|_| !continued).map(describe).unwrap_or_default(),
            operations: operations.map(|it| operation::view(hrefs, it, describe)).collect(),
        });
    }
    views
}

fn types(hrefs: &Hrefs<'_>, here: &ApiPage, describe: Describe<'_>) -> Vec<TypeView> {
    let types = hrefs.api.types.get(here.types.clone()).unwrap_or_default();
    types.iter().enumerate().map(|(offset, it)| type_view(hrefs, here.types.start + offset, it, describe)).collect()
}

fn type_view(hrefs: &Hrefs<'_>, index: usize, definition: &crate::api::TypeDef, describe: Describe<'_>) -> TypeView {
    TypeView {
        id: definition.id.clone(),
        name: definition.name.clone(),
        kind: definition.kind,
        deprecated: definition.deprecated.as_ref().map(|it| operation::deprecation(it, describe)),
        schema: Builder::new(hrefs, describe).of_type(index, &definition.schema),
    }
}

/// A description as plain paragraphs: for tests, and wherever no Markdown is drawn.
#[must_use]
pub fn plain_html(text: &str) -> String {
    text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).map(|it| format!("<p>{}</p>", escape(it))).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests;
