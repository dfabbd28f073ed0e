//! What can be found, from what is known: entities and sections of pages to search documents and index entries.

use super::updates::Updates;
use crate::api::ApiDefinition;
use crate::catalog::{Entity, EntityRef, Relation};
use crate::docs::{self, DocsSite, Page};
use crate::markdown::Section;
use crate::portal::Portal;
use crate::render::api::{self, ApiOwner, ApiPlace};
use crate::render::{HomeFacts, IndexEntry, KindView};
use crate::search::{self, Document};

/// One document per entity, in the catalog's order.
pub(super) fn of_entities(portal: &Portal) -> Vec<Vec<Document>> {
    portal.graph.entities().map(|it| vec![of_entity(portal, it)]).collect()
}

/// For every API, in the catalog's order, one document per operation and per type.
pub(super) fn of_apis(portal: &Portal) -> Vec<Vec<Document>> {
    let of_api = |(id, definition): (&EntityRef, &ApiDefinition)| {
        let owner = ApiOwner {
            reference: id.to_string(),
            title: portal.graph.entity(id).map(|it| it.display_name().to_owned()).unwrap_or_default(),
            tags: portal.graph.entity(id).map(|it| it.tags.clone()).unwrap_or_default(),
            facets: facets(portal, id).into_iter().chain(of_portal(portal)).collect(),
        };
        api::search_documents(definition, &api::plan(definition), &ApiPlace { base: id.page() }, &owner)
    };
    portal.apis.iter().map(of_api).filter(|it| !it.is_empty()).collect()
}

fn of_entity(portal: &Portal, entity: &Entity) -> Document {
    let mut facets = facets(portal, &entity.id);
    facets.extend(of_portal(portal));
    facets.extend(entity.spec_type.iter().map(|it| ("type".to_owned(), it.to_lowercase())));
    let email = entity.spec.pointer("/profile/email").and_then(|it| it.as_str()).unwrap_or_default();
    let links = entity.links.iter().filter_map(|it| it.title.as_deref());
    Document {
        url: entity.id.page(),
        title: entity.display_name().to_owned(),
        breadcrumbs: vec![KindView::of(&entity.kind).plural],
        kind: entity.id.kind.to_string(),
        name: entity.name.clone(),
        description: entity.description.clone().unwrap_or_default(),
        body: links.chain([email]).collect::<Vec<_>>().join(" ").trim().to_owned(),
        tags: entity.tags.clone(),
        entity: entity.id.to_string(),
        facets,
        ..Document::default()
    }
}

/// The language of a page, where it is not English: as the page says, as its text tells beyond doubt, as its site or the
/// portal says.
fn language(portal: &Portal, site: &DocsSite, page: &Page, sections: &[Section]) -> Option<(String, String)> {
    let told = || search::guess(sections.iter().map(|it| it.text.as_str())).map(str::to_owned);
    let said = docs::language::of_page(page).or_else(told).or_else(|| docs::language::of_site(site, page));
    lang(&said.or_else(|| portal.config.language.clone())?)
}

/// The language of what has no other.
fn of_portal(portal: &Portal) -> Option<(String, String)> {
    portal.config.language.as_deref().and_then(lang)
}

/// The facet of a language; English has none, so that a portal in English has no such facet.
fn lang(tag: &str) -> Option<(String, String)> {
    Some(search::primary(tag)).filter(|code| code != "en").map(|code| ("lang".to_owned(), code))
}

/// Owner, system and lifecycle, which a page inherits from its entity.
fn facets(portal: &Portal, id: &EntityRef) -> Vec<(String, String)> {
    let owner = portal.graph.owner(id).id.map(|it| ("owner".to_owned(), it.name.to_string()));
    let system = portal
        .graph
        .targets(id, Relation::PartOf)
        .find(|it| &*it.kind == "system")
        .map(|it| ("system".to_owned(), it.name.to_string()));
    let lifecycle =
        portal.graph.entity(id).and_then(|it| it.lifecycle.as_ref()).map(|it| ("lifecycle".to_owned(), it.to_lowercase()));
    [owner, system, lifecycle].into_iter().flatten().collect()
}

/// One document for the page, and one per heading below its title. What stands above the first such heading is the page's.
pub(super) fn of_page(portal: &Portal, site: &DocsSite, page: &Page, is_adr: bool, sections: &[Section]) -> Vec<Document> {
    if page.unlisted {
        return Vec::new();
    }
    let has_one_title = sections.iter().filter(|it| it.level == 1).count() == 1;
    let is_own = |it: &Section| it.level == 0 || it.level == 1 && has_one_title;
    let mut facets = facets(portal, &site.entity);
    facets.push(("site".to_owned(), site.title.clone()));
    facets.extend(language(portal, site, page, sections));
    // What has a version is found by those who ask for one.
    if let Some((version, false)) = &site.version {
        facets.push(("version".to_owned(), version.clone()));
    }
    let mut breadcrumbs = vec![site.title.clone()];
    breadcrumbs.extend(page.breadcrumbs.iter().cloned());
    let tags = page.outline.front_matter.get("tags").and_then(|it| it.as_array()).into_iter().flatten();
    let mut whole = Document {
        url: page.url.clone(),
        title: page.title.clone(),
        breadcrumbs,
        kind: if is_adr { "adr" } else { "docs" }.to_owned(),
        description: page.description.clone().unwrap_or_default(),
        tags: tags.filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        entity: site.entity.to_string(),
        facets,
        ..Document::default()
    };
    for section in sections.iter().filter(|it| is_own(it)) {
        append(&mut whole.body, &section.text);
        append(&mut whole.code, &section.code);
    }
    let of_section = |section: &Section| Document {
        url: format!("{}#{}", page.url, section.anchor),
        heading: section.heading.clone(),
        description: String::new(),
        tags: Vec::new(),
        body: section.text.clone(),
        code: section.code.clone(),
        ..whole.clone()
    };
    let below: Vec<Document> = sections.iter().filter(|it| !is_own(it)).map(of_section).collect();
    std::iter::once(whole).chain(below).collect()
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

/// Everything with a page of its own, for the index from A to Z.
pub(super) fn index_entries(portal: &Portal) -> Vec<IndexEntry> {
    let entities = portal.graph.entities().map(|it| IndexEntry {
        title: it.display_name().to_owned(),
        href: it.id.page(),
        kind: KindView::of(&it.kind),
        hint: (&*it.id.namespace != "default").then(|| it.namespace.clone()),
    });
    let docs = portal
        .docs
        .sites
        .iter()
        .filter(|it| !it.is_older())
        .flat_map(|site| site.pages.iter().filter(|it| !it.unlisted).map(move |page| (site, page)));
    let docs = docs.map(|(site, page)| IndexEntry {
        title: page.title.clone(),
        href: page.href(),
        kind: KindView { style: "docs", icon: "book", label: "Docs".to_owned(), plural: "Docs".to_owned() },
        hint: (page.title != site.title).then(|| site.title.clone()),
    });
    entities.chain(docs).collect()
}

/// The numbers of the home page.
pub(super) fn home_facts(portal: &Portal, updates: &Updates) -> HomeFacts {
    let documented =
        portal.graph.entities().filter(|it| &*it.id.kind == "component" && portal.docs.docs_address(it).is_some()).count();
    let graph = &portal.graph;
    let owned_by_nobody_known = |it: &Entity| graph.owner(&it.id).id.is_some_and(|owner| graph.entity(&owner).is_none());
    HomeFacts {
        unowned: graph.unowned().len() + graph.entities().filter(|it| owned_by_nobody_known(it)).count(),
        documented,
        pages: portal.docs.page_count(),
        recent: updates.recent(portal),
    }
}
