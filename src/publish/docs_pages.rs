//! Docs pages, their Markdown twins, files, redirects and lists.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::indexing::Indexing;
use super::kept::{Found, Spot};
use super::kept_sites::KeptPage;
use super::{DrawnDocs, PageRecord, Press, PublishError, SourceRecord, documents, put_page};
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{self, DocsSite, Drawn, Page};
use crate::memo::{Subject, Trace};
use crate::render::{self, DocsOwner, DocsSiteView, EntityLink, PageFacts, SiteCard};
use crate::report::Kept;
use crate::site::FileStamp;

/// Pages drawn at once, about.
const ROUND: usize = 512;

/// One page's contribution to everything but its own file.
pub(super) struct Inked {
    pub(super) record: PageRecord,
    pub(super) found: Found,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What may be remembered of it.
    pub(super) kept: Option<KeptPage>,
}

impl Press<'_> {
    /// Draws every docs site, and indexes everything that can be found.
    pub(super) fn docs(&self) -> Result<DrawnDocs, PublishError> {
        let sites = &self.portal.docs.sites;
        self.observer.stage("drawing docs pages", Some(self.portal.docs.page_count()));
        let records: BTreeSet<(usize, usize)> =
            sites.iter().enumerate().flat_map(|(site, it)| it.adrs.iter().map(move |adr| (site, adr.page))).collect();
        let owners: Vec<DocsOwner> = sites.iter().map(|it| self.docs_owner(it)).collect();
        let views: Vec<DocsSiteView<'_>> = sites
            .par_iter()
            .zip(&owners)
            .map(|(site, owner)| DocsSiteView::new(site, owner.clone(), &self.versions(site)))
            .collect();
        let mut all = DrawnDocs::default();
        let pages: Vec<(usize, usize)> = self.portal.docs.pages().collect();
        let world = self.memo.remembers().then(|| self.world());
        let mut kept = self.kept_sites(world.as_ref());
        let mut indexing = Indexing::begin(self.portal, &pages, world, (self.memo, self.sink))?;
        for round in indexing.rounds(ROUND) {
            let pages = pages.get(round.clone()).unwrap_or_default();
            let (inked, indexed) = rayon::join(
                || -> Result<Vec<Inked>, PublishError> {
                    let draw =
                        |at: &(usize, usize)| self.timed(views.get(at.0)?, *at, records.contains(at), kept.page(at.0, at.1));
                    pages.par_iter().filter_map(draw).collect()
                },
                || indexing.run(self.memo, self.sink),
            );
            indexed?;
            self.observer.advance(pages.len());
            let mut found = Vec::new();
            for (it, (site, _)) in inked?.into_iter().zip(pages) {
                kept.gather(self, *site, it.kept);
                all.pages.push(it.record);
                all.diagnostics.extend(it.diagnostics);
                found.push(it.found);
            }
            let read = |at: usize| {
                let (site, index) = *pages.get(at)?;
                let (view, of, page) = (views.get(site)?, sites.get(site)?, self.portal.docs.page(site, index)?);
                Some(self.documents(&Spot { view, of, page, site, index, is_adr: records.contains(&(site, index)) }))
            };
            indexing.add((self.memo, self.sink), &round, found, &|at| read(at).unwrap_or_default())?;
        }
        all.search = indexing.finish(self.memo, self.sink)?;
        for (number, view) in views.iter().enumerate() {
            self.site_files(number, view, &mut all.diagnostics)?;
        }
        let cards: Vec<SiteCard> = sites
            .iter()
            .zip(owners)
            .filter(|(site, _)| !site.is_older())
            .map(|(site, owner)| SiteCard::new(site, owner))
            .collect();
        for (address, html) in render::docs_index(self.theme, &self.frame, &cards)? {
            put_page(self.sink, &address, html)?;
        }
        Ok(all)
    }

    /// Draws one page alone, as the whole of the portal would.
    pub(super) fn page_alone(&self, site: usize, page: usize) -> Result<(), PublishError> {
        let Some(of) = self.portal.docs.sites.get(site) else { return Ok(()) };
        let view = DocsSiteView::new(of, self.docs_owner(of), &self.versions(of));
        self.docs_page(&view, (site, page), of.adrs.iter().any(|it| it.page == page), None).map(drop)
    }

    /// Draws a page and lets the observer see how long that takes.
    fn timed(
        &self,
        view: &DocsSiteView<'_>,
        at: (usize, usize),
        is_adr: bool,
        kept: Option<&KeptPage>,
    ) -> Option<Result<Inked, PublishError>> {
        let mut inked = None;
        let name = || self.portal.docs.page(at.0, at.1).map(|it| it.url.clone()).unwrap_or_default();
        self.observer.page(&name, &mut || inked = Some(self.docs_page(view, at, is_adr, kept)));
        inked
    }

    fn docs_page(
        &self,
        view: &DocsSiteView<'_>,
        (site, page): (usize, usize),
        is_adr: bool,
        kept: Option<&KeptPage>,
    ) -> Result<Inked, PublishError> {
        let docs = &self.portal.docs;
        let (Some(of), Some(it)) = (docs.sites.get(site), docs.page(site, page)) else {
            return Ok(Inked {
                record: PageRecord { url: String::new(), title: String::new(), source: None, entity: None, updated: None },
                found: Found::default(),
                diagnostics: Vec::new(),
                kept: None,
            });
        };
        let spot = Spot { view, of, page: it, site, index: page, is_adr };
        if let Some(kept) = kept
            && let Some(inked) = self.kept_with_its_site(&spot, kept)?
        {
            return Ok(inked);
        }
        let mut inked = match self.kept(&spot)? {
            Some(kept) => kept,
            None => self.anew(&spot)?,
        };
        // What is wrong with an older version can no longer be put right.
        if of.is_older() {
            inked.diagnostics.clear();
        }
        if let Some(kept) = &mut inked.kept {
            kept.diagnostics = inked.diagnostics.iter().map(Kept::from).collect();
        }
        Ok(inked)
    }

    fn anew(&self, spot: &Spot<'_>) -> Result<Inked, PublishError> {
        let Spot { view, of, page: it, site, index: page, is_adr } = *spot;
        // A page that makes us stumble costs itself alone, and says so where its readers look for it.
        let (drawn, trace) =
            catch_unwind(AssertUnwindSafe(|| self.drawn(site, page))).unwrap_or_else(|_| (stumbled(of, &it.path), None));
        let facts = self.facts(of, it, !drawn.markdown.is_empty());
        let html = render::docs_page(self.theme, &self.frame, view, page, &drawn, &facts)?.into_bytes();
        let known = trace.map(|trace| {
            let (hrefs, _) = docs::follow(&self.portal.docs, site, page, trace.slots.iter(), &[]);
            let (key, stamp) = (self.page_key(spot, &trace, &hrefs, &facts), FileStamp::of(&html));
            self.memo.set(&key, &stamp);
            self.kept_page(spot, &trace, stamp, key, &facts)
        });
        self.sink.put(&format!("{}index.html", it.url), html)?;
        let documents = documents::of_page(self.portal, of, it, is_adr, &drawn.sections);
        if facts.markdown_twin {
            self.sink.put(&format!("{}index.md", it.url), drawn.markdown.into_bytes())?;
        }
        let found = Found { key: known.as_ref().map(|it| it.documents), documents: Some(documents) };
        Ok(Inked { record: page_record(of, it, facts), found, diagnostics: drawn.diagnostics, kept: known })
    }

    /// What is known of a page beyond its text.
    pub(super) fn facts(&self, of: &DocsSite, page: &Page, has_text: bool) -> PageFacts {
        let markdown_twin = self.portal.config.docs.markdown_twins.unwrap_or(true) && has_text;
        let own = docs::language::of_page(page);
        let direction = if own.is_none() { of.direction } else { None };
        let lang = own.or_else(|| of.language.clone());
        PageFacts {
            markdown_twin,
            updated: self.updates.of_file(&of.repo.name, &page.path),
            dir: direction.or_else(|| lang.as_deref().map(render::direction)),
            lang,
        }
    }

    fn drawn(&self, site: usize, page: usize) -> (Drawn, Option<Trace>) {
        let docs = &self.portal.docs;
        let (Some(of), Some(it)) = (docs.sites.get(site), docs.page(site, page)) else { return Default::default() };
        let (text, content) = match of.repo.text_with_key(&it.path, self.portal.config.limits.page) {
            Ok(read) => read,
            Err(error) => {
                let diagnostics = vec![error.diagnostic(&of.repo, &it.path)];
                return (Drawn { article: notice("This page could not be read."), diagnostics, ..Drawn::default() }, None);
            }
        };
        let (Some(options), Some(includes)) = (docs::options(docs, site, page), docs::page_includes(docs, site, page)) else {
            return Default::default();
        };
        let subject = Subject { content, file: (&of.repo.name, &it.path), options: &options };
        let (rendered, trace) = self.memo.render(&subject, &text.text, text.lossy, &includes);
        let mut drawn = docs::draw(docs, site, page, &text.text, &rendered);
        complete(&mut drawn.diagnostics, of, it, text.lossy);
        (drawn, trace)
    }

    fn docs_owner(&self, site: &DocsSite) -> DocsOwner {
        let graph = &self.portal.graph;
        let link = |id| graph.entity(id).map_or_else(|| EntityLink::missing(id), |it| EntityLink::to(it));
        let owner = graph.owner(&site.entity).id;
        DocsOwner {
            entity: link(&site.entity),
            owner: owner.as_ref().map(link),
            lifecycle: graph.entity(&site.entity).and_then(|it| it.lifecycle.clone()),
        }
    }

    fn versions(&self, site: &DocsSite) -> Vec<&DocsSite> {
        let sites = &self.portal.docs.sites;
        let first = sites.partition_point(|it| it.entity < site.entity);
        sites.iter().skip(first).take_while(|it| it.entity == site.entity).collect()
    }

    /// The files of a site that are not pages: images and downloads, redirects, the list of all pages, TechDocs' metadata.
    fn site_files(&self, number: usize, view: &DocsSiteView<'_>, diagnostics: &mut Vec<Diagnostic>) -> Result<(), PublishError> {
        let Some(site) = self.portal.docs.sites.get(number) else { return Ok(()) };
        let limit = self.portal.config.limits.asset;
        let found: Result<Vec<Option<Diagnostic>>, PublishError> = site
            .assets
            .par_iter()
            .map(|(address, path)| {
                let address = format!("{}{address}", site.base);
                if self.keeps_file(site, &address, path)? {
                    return Ok(None);
                }
                match docs::read_asset(&site.repo, path, limit) {
                    Ok(bytes) => Ok(self.sink.put(&address, bytes).map(|()| None)?),
                    Err(diagnostic) => Ok(Some(*diagnostic)),
                }
            })
            .collect();
        diagnostics.extend(found?.into_iter().flatten());
        let of_site = || self.organisation().sites.get(number).copied().unwrap_or_default();
        let key = || crate::cache::key(&[&self.surroundings(), &of_site()]);
        self.section("site", key, |sink| {
            for (from, to) in &site.redirects {
                let from = format!("{}{from}", site.base);
                let to = if to.contains("://") { to.clone() } else { format!("{}{to}", site.base) };
                put_page(sink, &from, render::redirect(self.theme, &self.frame, &from, &to)?)?;
            }
            for (address, html) in render::docs_contents(self.theme, &self.frame, view)? {
                put_page(sink, &address, html)?;
            }
            sink.put(&format!("{}techdocs_metadata.json", site.base), super::data::techdocs_metadata(site))?;
            Ok(())
        })
    }
}

/// The page for manifests, sitemaps and counts.
pub(super) fn page_record(of: &DocsSite, page: &Page, facts: PageFacts) -> PageRecord {
    PageRecord {
        url: page.url.clone(),
        title: page.title.clone(),
        source: Some(SourceRecord { repository: of.repo.name.to_string(), path: page.path.to_string() }),
        entity: Some(of.entity.to_string()),
        updated: facts.updated.map(|(date, _)| date),
    }
}

/// Says what was wrong with the page's bytes, and whose page it is.
pub(super) fn complete(diagnostics: &mut Vec<Diagnostic>, of: &DocsSite, page: &Page, lossy: bool) {
    if lossy {
        let message = format!("`{}` is not UTF-8; what could not be read is shown as \u{fffd}", page.path);
        diagnostics.push(Diagnostic::new(Code::NotUtf8, message).help("save the file as UTF-8").at(of.repo.place(&page.path)));
    }
    for diagnostic in diagnostics {
        diagnostic.entity.get_or_insert_with(|| of.entity.to_string());
    }
}

fn notice(sentence: &str) -> String {
    format!("<div class=\"admonition failure\"><p class=\"admonition-title\">Not shown</p><p>{sentence}</p></div>")
}

fn stumbled(site: &DocsSite, path: &str) -> Drawn {
    let message = format!("`{path}` could not be drawn because of a bug in idp-docs; the page says so, and the rest is whole");
    let diagnostic = Diagnostic::new(Code::PageNotDrawn, message)
        .help("please report it, with the page")
        .at(site.repo.place(path))
        .entity(site.entity.to_string());
    Drawn { article: notice("This page could not be drawn."), diagnostics: vec![diagnostic], ..Drawn::default() }
}
