//! Docs sites that need not be looked at, page by page: their repository lies as it lay, and so does all that any page shows
//! of the organisation.
//!
//! What pages are made from is named by the stamps of the repository's files here, not by their bytes, so this layer only
//! ever hits on the machine that filled it; the layers below ([`super::kept`]) hit wherever the bytes are the same.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::docs_pages::{Inked, page_record};
use super::kept::{Found, Spot};
use super::{Press, PublishError};
use crate::cache::{Key, key};
use crate::diagnostic::Diagnostic;
use crate::report::Kept;
use crate::site::FileStamp;

/// What is left of a page when nothing about it changes.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct KeptPage {
    /// Its file.
    pub(super) html: FileStamp,
    /// Its Markdown twin.
    pub(super) twin: Option<FileStamp>,
    /// Names its search documents.
    pub(super) documents: Key,
    /// What the cache holds of it: wanted again as soon as anything changes.
    pub(super) made_of: Vec<Key>,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Kept>,
}

/// One docs site.
#[derive(Default)]
struct KeptSite {
    /// Names all that its pages are made from; `None` where some file of its repository may be changing right now.
    key: Option<Key>,
    /// Its pages, where they are remembered.
    pages: Option<Vec<KeptPage>>,
}

/// All docs sites.
pub(super) struct KeptSites {
    sites: Vec<KeptSite>,
    /// Pages of sites that are to be remembered, while some of them are still missing.
    gathered: BTreeMap<usize, Vec<KeptPage>>,
}

impl KeptSites {
    /// What is remembered of a page.
    pub(super) fn page(&self, site: usize, page: usize) -> Option<&KeptPage> {
        self.sites.get(site)?.pages.as_ref()?.get(page)
    }

    /// Takes what is left of the next page of a site, and remembers the site when that was the last.
    pub(super) fn gather(&mut self, press: &Press<'_>, site: usize, page: Option<KeptPage>) {
        let Some(KeptSite { key: Some(key), pages: None }) = self.sites.get(site) else { return };
        let gathered = self.gathered.entry(site).or_default();
        gathered.extend(page);
        if press.portal.docs.sites.get(site).is_some_and(|it| it.pages.len() == gathered.len()) {
            press.memo.set(key, gathered);
            self.gathered.remove(&site);
        }
    }
}

impl Press<'_> {
    /// What is remembered of all docs sites in a world; nothing without one.
    pub(super) fn kept_sites(&self, world: Option<&Key>) -> KeptSites {
        let all = 0..self.portal.docs.sites.len();
        let sites = world.map(|world| all.into_par_iter().map(|it| self.kept_site(it, world)).collect());
        KeptSites { sites: sites.unwrap_or_default(), gathered: BTreeMap::new() }
    }

    /// Names the organisation as any page may show it.
    pub(super) fn world(&self) -> Key {
        key(&[&self.surroundings(), &self.organisation().all, &self.updates.key()])
    }

    fn kept_site(&self, site: usize, world: &Key) -> KeptSite {
        let named = || {
            let seen_by_others = self.organisation().sites.get(site)?;
            let repository = self.portal.docs.sites.get(site)?.repo.fingerprint()?;
            Some(key(&[b"docs site", world, seen_by_others, &repository]))
        };
        let key = named();
        let pages = key.and_then(|it| self.memo.value::<Vec<KeptPage>>(&it));
        for page in pages.iter().flatten() {
            page.made_of.iter().for_each(|it| self.memo.touch(it));
        }
        KeptSite { key, pages }
    }

    /// The page as it was, where the site before still has its files.
    pub(super) fn kept_with_its_site(&self, spot: &Spot<'_>, kept: &KeptPage) -> Result<Option<Inked>, PublishError> {
        let diagnostics: Result<Vec<Diagnostic>, _> = kept.diagnostics.iter().cloned().map(Diagnostic::try_from).collect();
        let Ok(diagnostics) = diagnostics else { return Ok(None) };
        if !self.keeps_page(spot.page, kept)? {
            return Ok(None);
        }
        let facts = self.facts(spot.of, spot.page, kept.twin.is_some());
        let found = Found { key: Some(kept.documents), documents: None };
        Ok(Some(Inked { record: page_record(spot.of, spot.page, facts), found, diagnostics, kept: None }))
    }
}
