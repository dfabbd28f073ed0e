//! Docs pages: three columns of navigation, article and contents; the list of all docs sites; the contents of one site.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::docs_nav::{Nav, NavView};
use super::view::{Crumb, EntityLink, SiteFrame, direction, shorten};
use crate::cache::{Key, key_of};
use crate::catalog::EntityRef;
use crate::docs::{DocsSite, Drawn, Page};
use crate::markdown::Heading;
use crate::source::Forge;
use crate::theme::{TemplateError, Theme};

/// Headings that a table of contents shows before it keeps to the upper level, and before it is cut.
const CONTENTS: usize = 120;
/// Docs sites on one page of the list.
const SITES_PER_PAGE: usize = 100;
/// Lines on one page of a site's contents.
const LINES_PER_PAGE: usize = 1500;

/// What docs pages show of the entity that owns the site; the same for all its pages.
#[derive(Clone, Debug, Serialize)]
pub struct DocsOwner {
    /// The entity.
    pub entity: EntityLink,
    /// Who owns it, where known.
    pub owner: Option<EntityLink>,
    /// Its lifecycle.
    pub lifecycle: Option<String>,
}

impl DocsOwner {
    /// Nothing is known but the reference.
    #[must_use]
    pub fn unknown(id: &EntityRef) -> Self {
        Self { entity: EntityLink::missing(id), owner: None, lifecycle: None }
    }
}

/// What is known of a page beyond its text.
#[derive(Clone, Debug, Default)]
pub struct PageFacts {
    /// When it last changed: `2026-11-21`, and who changed it.
    pub updated: Option<(String, Option<String>)>,
    /// The language of the page, where it is known: a BCP 47 tag.
    pub lang: Option<String>,
    /// The direction of its text, where it is known: `ltr` or `rtl`.
    pub dir: Option<&'static str>,
    /// Its Markdown is published beside it as `index.md`.
    pub markdown_twin: bool,
}

/// A docs site, prepared once for all its pages.
#[derive(Debug)]
pub struct DocsSiteView<'a> {
    site: &'a DocsSite,
    /// All versions of the site, this one included; empty where there is one.
    versions: Vec<&'a DocsSite>,
    shared: Value,
    nav: Nav,
    /// Indexes of the listed pages, in reading order.
    order: Vec<usize>,
    /// Where each page stands in `order`.
    position: Vec<Option<usize>>,
}

#[derive(Serialize)]
struct SharedView<'a> {
    title: &'a str,
    href: String,
    contents: String,
    description: Option<&'a str>,
    #[serde(flatten)]
    owner: DocsOwner,
}

/// One version of a docs site.
#[derive(Serialize)]
struct VersionView {
    /// Its name.
    title: String,
    /// The same page there, or the front page where there is none.
    href: String,
    /// It is the one shown.
    current: bool,
}

/// Tells the reader of an older version where the newest is.
#[derive(Serialize)]
struct OlderView {
    version: String,
    newest: String,
    href: String,
    /// The newest version has this page, too.
    has_page: bool,
}

/// A docs page.
#[derive(Serialize)]
struct DocsView<'a> {
    /// The frame.
    frame: super::Frame,
    /// The docs site: `title`, `href`, `contents`, `description`, `entity`, `owner`, `lifecycle`, `versions`.
    site: &'a Value,
    /// The navigation around the page.
    nav: Vec<NavView>,
    /// The page itself.
    page: PageView<'a>,
}

/// What one docs page holds.
#[derive(Serialize)]
struct PageView<'a> {
    /// Its title.
    title: &'a str,
    /// The article has no heading of the first level: the frame adds the title above it.
    show_title: bool,
    /// The article, as sanitised HTML.
    article: Value,
    /// Language, where it is not that of the portal.
    lang: Option<&'a str>,
    /// Direction of its text, where it is not that of the portal: `ltr` or `rtl`.
    dir: Option<&'static str>,
    /// Its headings.
    contents: Vec<&'a Heading>,
    /// Its tags.
    tags: Vec<&'a str>,
    /// Path of its file.
    path: &'a str,
    /// Where to edit it.
    edit_url: Option<String>,
    /// Where to see its source.
    view_url: Option<String>,
    /// Where to report a problem with it.
    issue_url: Option<String>,
    /// Its Markdown is published beside it as `index.md`.
    markdown: bool,
    /// Date of its last change.
    updated: Option<&'a str>,
    /// Who made it.
    updated_by: Option<&'a str>,
    /// The page before.
    previous: Option<StepView<'a>>,
    /// The page after.
    next: Option<StepView<'a>>,
    versions: Vec<VersionView>,
    older: Option<OlderView>,
}

/// The page before or after.
#[derive(Serialize)]
struct StepView<'a> {
    /// Its title.
    title: &'a str,
    /// Its address.
    href: String,
}

impl<'a> DocsSiteView<'a> {
    /// Prepares a site. `versions` are the sites of the same entity, this one included, where there are several.
    #[must_use]
    pub fn new(site: &'a DocsSite, owner: DocsOwner, versions: &[&'a DocsSite]) -> Self {
        let contents = format!("{}_/contents/", site.base);
        let order: Vec<usize> = site.pages.iter().enumerate().filter(|(_, it)| !it.unlisted).map(|(it, _)| it).collect();
        let mut position = vec![None; site.pages.len()];
        for (place, page) in order.iter().enumerate() {
            if let Some(slot) = position.get_mut(*page) {
                *slot = Some(place);
            }
        }
        let versions: Vec<&DocsSite> = versions.iter().copied().filter(|it| it.version.is_some()).collect();
        let shared = Value::from(Serde(SharedView {
            title: &site.title,
            href: site.base.clone(),
            contents: contents.clone(),
            description: site.description.as_deref(),
            owner,
        }));
        Self { site, versions, shared, nav: Nav::new(site, contents), order, position }
    }

    /// Where each version has this page.
    fn versions_of(&self, page: &Page) -> Vec<VersionView> {
        let below = page.url.strip_prefix(&self.site.base).unwrap_or_default();
        let of = |it: &&DocsSite| {
            let (title, _) = it.version.as_ref()?;
            let href = it.page_below(below).map_or(&it.base, |it| &it.url).clone();
            Some(VersionView { title: title.clone(), href, current: it.base == self.site.base })
        };
        self.versions.iter().filter_map(of).collect()
    }

    fn older(&self, page: &Page) -> Option<OlderView> {
        let (version, _) = self.site.version.as_ref().filter(|(_, is_default)| !is_default)?;
        let newest = self.versions.iter().find(|it| !it.is_older())?;
        let same = newest.page_below(page.url.strip_prefix(&self.site.base)?);
        Some(OlderView {
            version: version.clone(),
            newest: newest.version.as_ref()?.0.clone(),
            href: same.map_or(&newest.base, |it| &it.url).clone(),
            has_page: same.is_some(),
        })
    }

    fn neighbour(&self, page: usize, forward: bool) -> Option<StepView<'a>> {
        let place = self.position.get(page).copied().flatten()?;
        let place = if forward { place.checked_add(1)? } else { place.checked_sub(1)? };
        let page = self.site.pages.get(*self.order.get(place)?)?;
        Some(StepView { title: &page.title, href: page.href() })
    }

    fn crumbs(&self, page: &Page) -> Vec<Crumb> {
        let mut crumbs = vec![Crumb::new("Docs", "docs/"), Crumb::new(&self.site.title, &self.site.base)];
        // The site's own first page is not below itself.
        if page.url == self.site.base {
            crumbs.pop();
        }
        crumbs.extend(page.breadcrumbs.iter().map(Crumb::text));
        crumbs
    }
}

/// One page of a docs site, by its index in [`DocsSite::pages`].
///
/// # Errors
/// When the template is at fault.
pub fn docs_page(
    theme: &Theme,
    frame: &SiteFrame,
    view: &DocsSiteView<'_>,
    index: usize,
    drawn: &Drawn,
    facts: &PageFacts,
) -> Result<String, TemplateError> {
    let Some(shown) = docs_view(frame, view, index, drawn.article.clone(), facts) else { return Ok(String::new()) };
    theme.render("docs.html", &shown)
}

/// One value that names everything [`docs_page`] shows of a page but its article: what a cache keeps the page under.
#[must_use]
pub fn docs_page_key(frame: &SiteFrame, view: &DocsSiteView<'_>, index: usize, facts: &PageFacts) -> Key {
    key_of("docs.html", &docs_view(frame, view, index, String::new(), facts))
}

fn docs_view<'v>(
    frame: &SiteFrame,
    view: &'v DocsSiteView<'_>,
    index: usize,
    article: String,
    facts: &'v PageFacts,
) -> Option<DocsView<'v>> {
    let page = view.site.pages.get(index)?;
    let titles: Vec<&str> = if page.title == view.site.title { vec![&page.title] } else { vec![&page.title, &view.site.title] };
    let description = page.description.as_deref().or(view.site.description.as_deref());
    let mut outer = frame.page(&page.url, "docs", &titles).described(description).below(view.crumbs(page));
    outer.indexed = !page.unlisted && view.site.version.as_ref().is_none_or(|(_, default)| *default);
    let older = view.older(page);
    if let Some(older) = older.as_ref().filter(|it| it.has_page) {
        outer.canonical = frame.page(&older.href, "docs", &[]).canonical;
    }
    let provenance = &view.site.repo.provenance;
    Some(DocsView {
        nav: view.nav.branch(index),
        site: &view.shared,
        page: PageView {
            title: &page.title,
            show_title: !page.outline.headings.iter().any(|it| it.level == 1),
            article: Value::from_safe_string(article),
            lang: facts.lang.as_deref().filter(|it| *it != frame.lang),
            dir: facts.dir.filter(|it| *it != direction(&frame.lang)),
            contents: contents(&page.outline.headings),
            tags: tags(page),
            path: &page.path,
            edit_url: provenance.edit_url(&page.path),
            view_url: provenance.view_url(&page.path, None),
            issue_url: issue_url(view.site, page),
            markdown: facts.markdown_twin,
            updated: facts.updated.as_ref().map(|(date, _)| date.as_str()),
            updated_by: facts.updated.as_ref().and_then(|(_, who)| who.as_deref()),
            previous: view.neighbour(index, false),
            next: view.neighbour(index, true),
            versions: view.versions_of(page),
            older,
        },
        frame: outer,
    })
}

/// Headings of levels 2 and 3; level 2 alone on very long pages, and at most [`CONTENTS`] of them.
fn contents(headings: &[Heading]) -> Vec<&Heading> {
    let upto = |deepest: u8| headings.iter().filter(move |it| (2..=deepest).contains(&it.level) && !it.no_toc);
    let deepest = if upto(3).nth(CONTENTS).is_some() { 2 } else { 3 };
    let found: Vec<&Heading> = upto(deepest).take(CONTENTS).collect();
    if found.len() < 2 { Vec::new() } else { found }
}

/// `tags` of the front matter.
fn tags(page: &Page) -> Vec<&str> {
    let Some(serde_json::Value::Array(tags)) = page.outline.front_matter.get("tags") else { return Vec::new() };
    tags.iter().filter_map(serde_json::Value::as_str).take(30).collect()
}

/// Where a reader reports a mistake on this page, filled in with the page's name.
fn issue_url(site: &DocsSite, page: &Page) -> Option<String> {
    let url = site.repo.provenance.url.as_deref()?;
    let (path, title) = match site.repo.provenance.forge {
        Forge::GitHub | Forge::Gitea => ("issues/new", "title"),
        Forge::GitLab => ("-/issues/new", "issue[title]"),
        Forge::Bitbucket | Forge::Azure => return None,
    };
    let mut address = url::Url::parse(&format!("{url}/{path}")).ok()?;
    address.query_pairs_mut().append_pair(title, &format!("Docs: {}", shorten(&page.title, 120)));
    Some(address.into())
}

#[derive(Serialize)]
struct IndexView<'a> {
    frame: super::Frame,
    sites: &'a [SiteCard],
    total: usize,
    pages: usize,
    pager: super::Pager,
}

/// One line of the list of docs sites.
#[derive(Clone, Debug, Serialize)]
pub struct SiteCard {
    /// Name of the site.
    pub title: String,
    /// Address below the portal's root.
    pub href: String,
    /// One sentence.
    pub description: Option<String>,
    /// How many pages it has.
    pub pages: usize,
    /// Whose docs these are, and who owns them.
    #[serde(flatten)]
    pub owner: DocsOwner,
}

impl SiteCard {
    /// The line of a site.
    #[must_use]
    pub fn new(site: &DocsSite, owner: DocsOwner) -> Self {
        Self {
            title: site.title.clone(),
            href: site.base.clone(),
            description: site.description.as_deref().map(|it| shorten(it, 160)),
            pages: site.pages.len(),
            owner,
        }
    }
}

/// The list of docs sites, in pages: address below the portal's root, and HTML.
///
/// # Errors
/// When the template is at fault.
pub fn docs_index(theme: &Theme, frame: &SiteFrame, cards: &[SiteCard]) -> Result<Vec<(String, String)>, TemplateError> {
    let pages = cards.iter().map(|it| it.pages).sum();
    super::paged(cards, SITES_PER_PAGE, "docs/", "docs/_/page-")
        .into_iter()
        .map(|part| {
            let outer = frame.page(&part.path, "docs", &["Docs"]).described(Some("Every docs site of the portal."));
            let view = IndexView { frame: outer, sites: part.items, total: cards.len(), pages, pager: part.pager };
            Ok((part.path, theme.render("docs-index.html", &view)?))
        })
        .collect()
}

#[derive(Serialize)]
struct ContentsView<'a> {
    frame: super::Frame,
    site: &'a Value,
    lines: &'a [(usize, NavView)],
    pager: super::Pager,
}

/// Everything in one docs site, navigation first, then the pages outside it: address, and HTML.
///
/// # Errors
/// When the template is at fault.
pub fn docs_contents(theme: &Theme, frame: &SiteFrame, view: &DocsSiteView<'_>) -> Result<Vec<(String, String)>, TemplateError> {
    let mut lines = view.nav.all();
    for &index in view.order.iter().filter(|it| !view.nav.holds(**it)) {
        let Some(page) = view.site.pages.get(index) else { continue };
        lines.push((0, NavView { title: page.title.clone(), href: Some(page.href()), ..NavView::default() }));
    }
    for (depth, _) in &mut lines {
        *depth = (*depth).min(6);
    }
    let base = format!("{}_/contents/", view.site.base);
    super::paged(&lines, LINES_PER_PAGE, &base, &format!("{base}page-"))
        .into_iter()
        .map(|part| {
            let crumbs = vec![Crumb::new("Docs", "docs/"), Crumb::new(&view.site.title, &view.site.base)];
            let mut outer = frame.page(&part.path, "docs", &["All pages", &view.site.title]).below(crumbs);
            outer.indexed = false;
            let shown = ContentsView { frame: outer, site: &view.shared, lines: part.items, pager: part.pager };
            Ok((part.path, theme.render("docs-contents.html", &shown)?))
        })
        .collect()
}
