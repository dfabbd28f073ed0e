//! What need not be drawn again: pages and sections of the portal whose every ingredient is as it was.
//!
//! A page is kept under the hash of all that its template is shown; its links are followed anew in every build, because that
//! is cheap and what they lead to may have changed. Nothing here knows what changed: keys that no longer match are misses.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::digest::Organisation;
use super::docs_pages::{Inked, complete, page_record};
use super::kept_sites::KeptPage;
use super::{Press, PublishError, digest, documents};
use crate::cache::{Key, key, key_of};
use crate::docs::{self, DocsSite, Followed, Page};
use crate::markdown::Section;
use crate::memo::{Subject, Trace};
use crate::render::{self, DocsSiteView, OldDocs, PageFacts};
use crate::search::Document;
use crate::site::{FileStamp, Sink, Tally};

/// One page of one site.
pub(super) struct Spot<'a> {
    pub(super) view: &'a DocsSiteView<'a>,
    pub(super) of: &'a DocsSite,
    pub(super) page: &'a Page,
    /// Index of the site.
    pub(super) site: usize,
    /// Index of the page in it.
    pub(super) index: usize,
    pub(super) is_adr: bool,
}

/// What can be found on a page: the documents, or at least what names them.
#[derive(Default)]
pub(super) struct Found {
    /// `None` where nothing may be remembered of the page.
    pub(super) key: Option<Key>,
    /// `None` where they have not been made.
    pub(super) documents: Option<Vec<Document>>,
}

impl Press<'_> {
    /// The page as it was, where nothing that it shows has changed and the site before still has its files.
    pub(super) fn kept(&self, spot: &Spot<'_>) -> Result<Option<Inked>, PublishError> {
        if !self.memo.remembers() {
            return Ok(None);
        }
        let Some(trace) = self.trace(spot) else { return Ok(None) };
        let facts = self.facts(spot.of, spot.page, trace.twin.is_some());
        let (hrefs, mut diagnostics) = docs::follow(&self.portal.docs, spot.site, spot.index, trace.slots.iter(), &trace.notes);
        let page_key = self.page_key(spot, &trace, &hrefs, &facts);
        let Some(html) = self.memo.value::<FileStamp>(&page_key) else { return Ok(None) };
        let kept = self.kept_page(spot, &trace, html, page_key, &facts);
        if !self.keeps_page(spot.page, &kept)? {
            return Ok(None);
        }
        complete(&mut diagnostics, spot.of, spot.page, trace.lossy);
        let found = Found { key: Some(kept.documents), documents: None };
        Ok(Some(Inked { record: page_record(spot.of, spot.page, facts), found, diagnostics, kept: Some(kept) }))
    }

    /// What may be remembered of a page, but for what is wrong with it.
    pub(super) fn kept_page(
        &self,
        spot: &Spot<'_>,
        trace: &Trace,
        html: FileStamp,
        page_key: Key,
        facts: &PageFacts,
    ) -> KeptPage {
        let twin = trace.twin.filter(|_| facts.markdown_twin);
        let (documents, made_of) = (self.documents_key(spot, trace), vec![trace.key, trace.rendered, page_key]);
        KeptPage { html, twin, documents, made_of, diagnostics: Vec::new() }
    }

    /// Takes over a page's files, where the site before still has them.
    pub(super) fn keeps_page(&self, page: &Page, kept: &KeptPage) -> Result<bool, PublishError> {
        if !self.sink.keep(&format!("{}index.html", page.url), &kept.html)? {
            return Ok(false);
        }
        let Some(twin) = &kept.twin else { return Ok(true) };
        Ok(self.sink.keep(&format!("{}index.md", page.url), twin)?)
    }

    fn trace(&self, spot: &Spot<'_>) -> Option<Trace> {
        let docs = &self.portal.docs;
        let content = spot.of.repo.content_key(&spot.page.path, self.portal.config.limits.page).ok()?;
        let options = docs::options(docs, spot.site, spot.index)?;
        let includes = docs::page_includes(docs, spot.site, spot.index)?;
        let subject = Subject { content, file: (&spot.of.repo.name, &spot.page.path), options: &options };
        self.memo.trace(&subject, &includes)
    }

    /// Names everything that a page's file is made from.
    pub(super) fn page_key(&self, spot: &Spot<'_>, trace: &Trace, hrefs: &[Followed], facts: &PageFacts) -> Key {
        let shown = render::docs_page_key(&self.frame, spot.view, spot.index, facts);
        key(&[b"page", &self.surroundings(), &shown, &trace.rendered, &key_of("hrefs", &hrefs)])
    }

    /// Names a page's search documents: the page's sections, and all that the portal adds to them.
    pub(super) fn documents_key(&self, spot: &Spot<'_>, trace: &Trace) -> Key {
        let without_text = documents::of_page(self.portal, spot.of, spot.page, spot.is_adr, &[]);
        key(&[&trace.rendered, &key_of("documents", &(without_text, spot.is_adr))])
    }

    /// A page's search documents, made once more because its neighbour has changed.
    pub(super) fn documents(&self, spot: &Spot<'_>) -> Vec<Document> {
        let kept = self.trace(spot).and_then(|it| self.memo.rendered(&it)).map(|it| it.sections);
        let sections = kept.unwrap_or_else(|| self.sections_anew(spot));
        documents::of_page(self.portal, spot.of, spot.page, spot.is_adr, &sections)
    }

    fn sections_anew(&self, spot: &Spot<'_>) -> Vec<Section> {
        let docs = &self.portal.docs;
        let render = || {
            let (text, content) = spot.of.repo.text_with_key(&spot.page.path, self.portal.config.limits.page).ok()?;
            let options = docs::options(docs, spot.site, spot.index)?;
            let includes = docs::page_includes(docs, spot.site, spot.index)?;
            let subject = Subject { content, file: (&spot.of.repo.name, &spot.page.path), options: &options };
            Some(self.memo.render(&subject, &text.text, text.lossy, &includes).0.sections.clone())
        };
        catch_unwind(AssertUnwindSafe(render)).ok().flatten().unwrap_or_default()
    }

    /// Takes over a file that is published as it is, where it has not changed.
    pub(super) fn keeps_file(&self, site: &DocsSite, address: &str, path: &str) -> Result<bool, PublishError> {
        if !self.memo.remembers() {
            return Ok(false);
        }
        let (Some((_, meta)), Ok(hash)) = (site.repo.file(path), site.repo.content_key(path, self.portal.config.limits.asset))
        else {
            return Ok(false);
        };
        Ok(self.sink.keep(address, &FileStamp { hash, size: meta.size })?)
    }

    /// Draws a section of the portal, or takes over its files where everything that `key` names is as it was.
    pub(super) fn section<T: serde::Serialize + serde::de::DeserializeOwned>(
        &self,
        name: &str,
        made_from: impl FnOnce() -> Key,
        draw: impl FnOnce(&dyn Sink) -> Result<T, PublishError>,
    ) -> Result<T, PublishError> {
        if !self.memo.remembers() {
            return draw(self.sink);
        }
        let key = key(&[b"section", name.as_bytes(), &made_from()]);
        if let Some((files, value)) = self.memo.value::<(Vec<(String, FileStamp)>, String)>(&key)
            && let Ok(value) = serde_json::from_str(&value)
            && self.sink.keep_all(&files)?
        {
            return Ok(value);
        }
        let tally = Tally::over(self.sink);
        let value = draw(&tally)?;
        if let Ok(json) = serde_json::to_string(&value) {
            self.memo.set(&key, &(tally.into_noted(), json));
        }
        Ok(value)
    }

    /// Names what every page shows: the theme, the frame and the settings.
    pub(super) fn surroundings(&self) -> Key {
        *self.surroundings.get_or_init(|| {
            let settings = format!("{:?}{:?}", self.portal.config, self.frame);
            key(&[self.theme.fingerprint().as_bytes(), settings.as_bytes()])
        })
    }

    /// Names everything known of the organisation.
    pub(super) fn organisation(&self) -> &Organisation {
        self.organisation.get_or_init(|| Organisation::of(self.portal))
    }

    /// Names everything that the catalog's pages are drawn from.
    pub(super) fn catalog_key(&self, diagnostics: &[crate::diagnostic::Diagnostic], old_docs: &OldDocs) -> Key {
        let shown = digest::of_debug(&(diagnostics, old_docs));
        key(&[&self.surroundings(), &self.organisation().all, &shown])
    }
}
