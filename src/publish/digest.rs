//! Hashes of the portal's values: everything that pages outside the docs are drawn from, whether they look at it or not.

use std::fmt::Debug;

use rayon::prelude::*;

use crate::cache::{Key, hash_of, key};
use crate::docs::{DocsSite, Page};
use crate::portal::Portal;

/// Hash of a value by its debug form, which names every field.
pub(super) fn of_debug(value: &impl Debug) -> Key {
    // Hashing cannot fail.
    hash_of(|hasher| drop(write!(hasher, "{value:?}")))
}

/// A docs site as others see it: all but the contents of its files.
fn of_site(site: &DocsSite) -> Key {
    let head = (&site.entity, &site.title, &site.description, &site.base, &site.root, site.dialect, &site.version);
    let head = (head, &site.language, site.direction);
    let folders: Vec<_> = site.folders.iter().map(|it| (&it.root, &it.mount, &it.config, &it.options)).collect();
    key(&[
        &of_debug(&head),
        &of_debug(&(site.pages.iter().map(of_page).collect::<Vec<_>>(), &site.nav)),
        &of_debug(&(&site.assets, &site.redirects, &site.adrs)),
        &of_debug(&(folders, &site.repo.name, &site.repo.provenance)),
    ])
}

/// A page as others see it: its outline by name, because outlines are long.
fn of_page(page: &Page) -> impl Debug {
    let Page { path, url, title, description, breadcrumbs, outline: _, outline_key, unlisted, folder, dialect } = page;
    (path, url, title, description, breadcrumbs, outline_key, (unlisted, folder, dialect))
}

/// Everything known of the organisation.
pub(super) struct Organisation {
    /// The docs sites, each as others see it.
    pub(super) sites: Vec<Key>,
    /// All there is: repositories by their file lists, entities, definitions, docs sites.
    pub(super) all: Key,
}

impl Organisation {
    pub(super) fn of(portal: &Portal) -> Self {
        let repositories: Vec<Key> = portal
            .source
            .repos
            .par_iter()
            .map(|it| {
                let files: Vec<_> = it.files().map(|it| it.0).collect();
                key(&[&of_debug(&(&it.name, &it.provenance, &it.allow)), &of_debug(&files)])
            })
            .collect();
        let sites: Vec<Key> = portal.docs.sites.par_iter().map(of_site).collect();
        let elsewhere: Vec<_> = portal.graph.entities().map(|it| portal.docs.docs_address(it)).collect();
        let known = [of_debug(&portal.graph), of_debug(&portal.apis), of_debug(&elsewhere)];
        Self { all: key(&[&known.concat(), &repositories.concat(), &sites.concat()]), sites }
    }
}
