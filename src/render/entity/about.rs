//! What a file says about its entity in so many words: description, links, labels, annotations, and what one can do
//! from there.

use serde::Serialize;

use super::ITEMS;
use crate::catalog::Entity;
use crate::integrations::{self, IntegrationLink};
use crate::render::api::ServerView;
use crate::render::lookup::Lookup;
use crate::render::refs::Cut;
use crate::render::{prose, text, url};

/// Characters of a description that are drawn.
const DESCRIPTION: usize = 20_000;

/// A link, or words where its address was refused.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Its words.
    pub title: String,
    /// Its address; `None` where the scheme is not allowed. Below the portal's root when `inside`.
    pub url: Option<String>,
    /// The address as its author wrote it, where it is shown.
    pub written: String,
    /// It leads to a page of this portal.
    pub inside: bool,
    /// Icon key of the file, or name of an icon of the theme.
    pub icon: Option<String>,
    /// What to do so that it becomes a link.
    pub hint: Option<Vec<text::Span>>,
}

impl Link {
    /// A link to a page of this portal.
    #[must_use]
    pub fn inside(title: String, url: String) -> Self {
        Self { title, url: Some(url), written: String::new(), inside: true, icon: None, hint: None }
    }
}

/// Something one can do from an entity's page.
#[derive(Debug, Serialize)]
pub struct Action {
    /// Its words.
    pub label: &'static str,
    /// Name of an icon of the theme.
    pub icon: &'static str,
    /// Address; below the portal's root when `inside`, a fragment when it starts with `#`.
    pub url: String,
    /// It leads to a page of this portal.
    pub inside: bool,
}

/// Links for one purpose.
#[derive(Debug, Serialize)]
pub struct LinkGroup {
    /// The purpose, in words.
    pub heading: &'static str,
    /// The links.
    pub links: Vec<Link>,
}

/// A link written by somebody else.
pub(super) fn link(title: &str, address: &str) -> Link {
    Link {
        title: text::clip(title, 160),
        url: url::web_url(address).or_else(|| other_safe(address)).map(str::to_owned),
        written: text::clip(address, 300),
        inside: false,
        icon: None,
        hint: None,
    }
}

/// `mailto:` and `tel:` addresses; a relative address in a catalog file leads nowhere in the portal.
fn other_safe(address: &str) -> Option<&str> {
    url::safe_url(address).filter(|it| it.contains(':') && !it.contains('/'))
}

pub(super) fn tags(entity: &Entity) -> Cut<Link> {
    let tag = |it: &String| {
        let address = url::catalog_filter(&[("kind", "all"), ("tags", it)]);
        Link::inside(text::clip(it, 60), address)
    };
    Cut::new(entity.tags.iter().map(tag), entity.tags.len(), 30)
}

pub(super) fn links(entity: &Entity) -> Cut<Link> {
    let shown = entity.links.iter().map(|it| {
        let mut link = link(it.title.as_deref().unwrap_or(&it.url), &it.url);
        link.icon = it.icon.as_deref().map(|icon| text::clip(icon, 40));
        link
    });
    Cut::new(shown, entity.links.len(), ITEMS)
}

pub(super) fn pair((key, value): &(String, String)) -> (String, String) {
    (text::clip(key, 200), text::clip(value, 300))
}

pub(super) fn annotations(entity: &Entity, secrets: &[(String, String)]) -> Cut<(String, String)> {
    let shown = |(key, value): &(String, String)| match secrets.iter().find(|(it, _)| it == key) {
        Some(hidden) => pair(hidden),
        None => (text::clip(key, 200), text::clip(value, 300)),
    };
    Cut::new(entity.annotations.iter().map(shown), entity.annotations.len(), ITEMS)
}

/// `spec.profile.picture`: only images of the web, which the portal never fetches itself.
pub(super) fn picture(entity: &Entity) -> Option<String> {
    let address = entity.spec.get("profile")?.get("picture")?.as_str()?;
    url::web_url(address).map(str::to_owned)
}

/// The description, rendered.
pub(super) fn description(lookup: &Lookup<'_>, entity: &Entity, markdown: &str) -> String {
    let repo = lookup.repo(&entity.place.repository).map(AsRef::as_ref);
    prose::html(&text::clip(markdown, DESCRIPTION), repo, crate::repo_path::parent(&entity.place.path))
}

pub(super) fn actions(lookup: &Lookup<'_>, entity: &Entity) -> Vec<Action> {
    let mut actions = Vec::new();
    if let Some(site) = lookup.docs_site(&entity.id) {
        actions.push(Action { label: "Read the docs", icon: "docs", url: site.base.clone(), inside: true });
    }
    if lookup.apis.contains_key(&entity.id) {
        actions.push(Action { label: "API definition", icon: "kind-api", url: "#definition".into(), inside: false });
    }
    let mut outside = |label, icon, address: Option<String>| {
        if let Some(url) = address.as_deref().and_then(url::web_url) {
            actions.push(Action { label, icon, url: url.to_owned(), inside: false });
        }
    };
    outside("Source", "git", source(lookup, entity));
    let forge = lookup.repo(&entity.place.repository).map(|it| &it.provenance);
    let path = &*entity.place.path;
    let line = entity.place.span.map(|it| it.line);
    let annotated = |key: &str| entity.annotation(key).map(str::to_owned);
    if !entity.inferred {
        outside("Catalog file", "file", annotated("backstage.io/view-url").or_else(|| forge?.view_url(path, line)));
        outside("Edit this file", "edit", annotated("backstage.io/edit-url").or_else(|| forge?.edit_url(path)));
    }
    actions
}

/// Where a server of the Model Context Protocol answers: `spec.remotes` of an API.
pub(super) fn remotes(entity: &Entity) -> Cut<ServerView> {
    let listed = entity.spec.get("remotes").filter(|_| &*entity.id.kind == "api").and_then(|it| it.as_array());
    let word = |it: &serde_json::Value, key: &str| Some(text::clip(it.get(key)?.as_str()?, 300));
    let server = |it| Some(ServerView { url: word(it, "url")?, protocol: word(it, "type"), description: String::new() });
    let servers: Vec<ServerView> = listed.into_iter().flatten().filter_map(server).collect();
    let total = servers.len();
    Cut::new(servers.into_iter(), total, ITEMS)
}

/// Where the entity's code is: `backstage.io/source-location`, else the folder of its catalog file.
fn source(lookup: &Lookup<'_>, entity: &Entity) -> Option<String> {
    if let Some(location) = entity.annotation("backstage.io/source-location") {
        let address = location.strip_prefix("url:").unwrap_or(location);
        if url::web_url(address).is_some() {
            return Some(address.to_owned());
        }
    }
    let provenance = &lookup.repo(&entity.place.repository)?.provenance;
    match crate::repo_path::parent(&entity.place.path) {
        "" => provenance.url.clone(),
        folder => provenance.tree_url(folder),
    }
}

/// Links to the tools that annotations name, by purpose.
pub(super) fn tools(lookup: &Lookup<'_>, entity: &Entity) -> Vec<LinkGroup> {
    let mut groups: Vec<LinkGroup> = Vec::new();
    let known = |it: &IntegrationLink| it.url.is_some() || it.label != it.annotation;
    for tool in integrations::links(&entity.annotations, lookup.config).into_iter().filter(known).take(ITEMS) {
        let heading = tool.group.label();
        let link = Link {
            title: text::clip(&tool.label, 80),
            url: tool.url.as_deref().and_then(url::safe_url).map(str::to_owned),
            written: text::clip(&tool.value_shown, 120),
            inside: false,
            icon: Some(tool.icon),
            hint: tool.hint.as_deref().map(|it| text::spans(it, 200)),
        };
        match groups.last_mut().filter(|it| it.heading == heading) {
            Some(group) => group.links.push(link),
            None => groups.push(LinkGroup { heading, links: vec![link] }),
        }
    }
    groups
}

/// The annotations whose values must not be printed, with the words in their place.
pub(super) fn secrets(lookup: &Lookup<'_>, entity: &Entity) -> Vec<(String, String)> {
    let hidden =
        |it: &IntegrationLink| entity.annotation(&it.annotation).is_some_and(|value| integrations::hides(&it.value_shown, value));
    let links = integrations::links(&entity.annotations, lookup.config).into_iter().filter(hidden);
    links.map(|it| (it.annotation, it.value_shown)).collect()
}
