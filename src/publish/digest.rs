//! Hashes of the portal's values: everything that pages outside the docs are drawn from, whether they look at it or not.

use std::fmt::Debug;

use rayon::prelude::*;

use crate::cache::{Key, hash_of, key};
use crate::docs::DocsSite;
use crate::portal::Portal;

/// Hash of a value by its debug form, which names every field.
pub(super) fn of_debug(value: &impl Debug) -> Key {
    // Hashing cannot fail.
    hash_of(|hasher| drop(write!(hasher, "{value:?}")))
}

/// A docs site as others see it: all but the contents of its files.
pub(super) fn of_site(site: &DocsSite) -> Key {
    let head = (&site.entity, &site.title, &site.description, &site.base, &site.root, site.dialect, &site.version);
    let head = (head, &site.language, site.direction);
    let folders: Vec<_> = site.folders.iter().map(|it| (&it.root, &it.mount, &it.config, &it.options)).collect();
    key(&[
        &of_debug(&head),
        &of_debug(&(&site.pages, &site.nav)),
        &of_debug(&(&site.assets, &site.redirects, &site.adrs)),
        &of_debug(&(folders, &site.repo.name, &site.repo.provenance)),
    ])
}

/// Everything known of the organisation: repositories by their file lists, entities, definitions, docs sites.
pub(super) fn of_portal(portal: &Portal) -> Key {
    let repositories: Vec<Key> = portal
        .source
        .repos
        .par_iter()
        .map(|it| {
            key(&[&of_debug(&(&it.name, &it.provenance, &it.allow)), &of_debug(&it.files().map(|it| it.0).collect::<Vec<_>>())])
        })
        .collect();
    let sites: Vec<Key> = portal.docs.sites.par_iter().map(of_site).collect();
    let elsewhere: Vec<_> = portal.graph.entities().map(|it| portal.docs.docs_address(it)).collect();
    key(&[&of_debug(&portal.graph), &of_debug(&portal.apis), &repositories.concat(), &sites.concat(), &of_debug(&elsewhere)])
}
