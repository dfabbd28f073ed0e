//! Docs pages, their Markdown twins, files, redirects and lists.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::indexing::Indexing;
use super::{DrawnDocs, PageRecord, Press, PublishError, SourceRecord, documents};
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{self, DocsSite, Drawn};
use crate::render::{self, DocsOwner, DocsSiteView, EntityLink, PageFacts, SiteCard};
use crate::search::Document;

/// Pages drawn at once, about.
const ROUND: usize = 512;

/// One page's contribution to everything but its own file.
pub(super) struct Inked {
    record: PageRecord,
    pub(super) documents: Vec<Document>,
    diagnostics: Vec<Diagnostic>,
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
        let mut indexing = Indexing::begin(self.portal, &pages);
        for round in indexing.rounds(ROUND) {
            let pages = pages.get(round.clone()).unwrap_or_default();
            let (inked, indexed) = rayon::join(
                || -> Result<Vec<Inked>, PublishError> {
                    let draw = |(site, page): &(usize, usize)| {
                        Some(self.docs_page(views.get(*site)?, (*site, *page), records.contains(&(*site, *page))))
                    };
                    pages.par_iter().filter_map(draw).collect()
                },
                || indexing.run(),
            );
            indexed?;
            self.observer.advance(pages.len());
            let mut documents = Vec::new();
            for it in inked? {
                all.pages.push(it.record);
                all.diagnostics.extend(it.diagnostics);
                documents.push(it.documents);
            }
            indexing.add(round, documents);
        }
        all.search = indexing.finish()?;
        for (site, view) in sites.iter().zip(&views) {
            self.site_files(site, view, &mut all.diagnostics)?;
        }
        let cards: Vec<SiteCard> = sites
            .iter()
            .zip(owners)
            .filter(|(site, _)| !site.is_older())
            .map(|(site, owner)| SiteCard::new(site, owner))
            .collect();
        for (address, html) in render::docs_index(self.theme, &self.frame, &cards)? {
            self.put_page(&address, html)?;
        }
        Ok(all)
    }

    fn docs_page(&self, view: &DocsSiteView<'_>, (site, page): (usize, usize), is_adr: bool) -> Result<Inked, PublishError> {
        let docs = &self.portal.docs;
        let (Some(of), Some(it)) = (docs.sites.get(site), docs.page(site, page)) else {
            return Ok(Inked {
                record: PageRecord { url: String::new(), title: String::new(), source: None, entity: None, updated: None },
                documents: Vec::new(),
                diagnostics: Vec::new(),
            });
        };
        // A page that makes us stumble costs itself alone, and says so where its readers look for it.
        let drawn = catch_unwind(AssertUnwindSafe(|| self.drawn(site, page))).unwrap_or_else(|_| stumbled(of, &it.path));
        let twin = self.portal.config.docs.markdown_twins.unwrap_or(true) && !drawn.markdown.is_empty();
        let facts =
            PageFacts { markdown_twin: twin, updated: self.updates.of_file(&of.repo.name, &it.path), ..PageFacts::default() };
        let html = render::docs_page(self.theme, &self.frame, view, page, &drawn, &facts)?;
        self.put_page(&it.url, html)?;
        let documents = documents::of_page(self.portal, of, it, is_adr, &drawn.sections);
        if twin {
            self.sink.put(&format!("{}index.md", it.url), drawn.markdown.into_bytes())?;
        }
        let source = Some(SourceRecord { repository: of.repo.name.to_string(), path: it.path.to_string() });
        let record = PageRecord {
            url: it.url.clone(),
            title: it.title.clone(),
            source,
            entity: Some(of.entity.to_string()),
            updated: facts.updated.map(|(date, _)| date),
        };
        // What is wrong with an older version can no longer be put right.
        let diagnostics = if of.is_older() { Vec::new() } else { drawn.diagnostics };
        Ok(Inked { record, documents, diagnostics })
    }

    fn drawn(&self, site: usize, page: usize) -> Drawn {
        let docs = &self.portal.docs;
        let (Some(of), Some(it)) = (docs.sites.get(site), docs.page(site, page)) else { return Drawn::default() };
        let text = match docs::text(docs, site, page, self.portal.config.limits.page) {
            Ok(text) => text,
            Err(error) => {
                return Drawn {
                    article: notice("This page could not be read."),
                    diagnostics: vec![error.diagnostic(&of.repo, &it.path)],
                    ..Drawn::default()
                };
            }
        };
        let (Some(options), Some(includes)) = (docs::options(docs, site, page), docs::page_includes(docs, site, page)) else {
            return Drawn::default();
        };
        let rendered = self.memo.render(&text.text, &options, &includes);
        let mut drawn = docs::draw(docs, site, page, &text.text, &rendered);
        if text.lossy {
            let message = format!("`{}` is not UTF-8; what could not be read is shown as \u{fffd}", it.path);
            drawn
                .diagnostics
                .push(Diagnostic::new(Code::NotUtf8, message).help("save the file as UTF-8").at(of.repo.place(&it.path)));
        }
        for diagnostic in &mut drawn.diagnostics {
            diagnostic.entity.get_or_insert_with(|| of.entity.to_string());
        }
        drawn
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
    fn site_files(
        &self,
        site: &DocsSite,
        view: &DocsSiteView<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), PublishError> {
        let limit = self.portal.config.limits.asset;
        let found: Result<Vec<Option<Diagnostic>>, PublishError> = site
            .assets
            .par_iter()
            .map(|(address, path)| match docs::read_asset(&site.repo, path, limit) {
                Ok(bytes) => Ok(self.sink.put(&format!("{}{address}", site.base), bytes).map(|()| None)?),
                Err(diagnostic) => Ok(Some(*diagnostic)),
            })
            .collect();
        diagnostics.extend(found?.into_iter().flatten());
        for (from, to) in &site.redirects {
            let from = format!("{}{from}", site.base);
            let to = if to.contains("://") { to.clone() } else { format!("{}{to}", site.base) };
            self.put_page(&from, render::redirect(self.theme, &self.frame, &from, &to)?)?;
        }
        for (address, html) in render::docs_contents(self.theme, &self.frame, view)? {
            self.put_page(&address, html)?;
        }
        self.sink.put(&format!("{}techdocs_metadata.json", site.base), super::data::techdocs_metadata(site))?;
        Ok(())
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
