//! Makes one docs site of the folders that belong to it: its pages with outlines, titles and addresses, its navigation,
//! its files and redirects.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::address::{self, Addresses};
use super::assets::Verdict;
use super::lookup::SiteMap;
use super::nav::Entry;
use super::order::Ordered;
use super::settings::{NavSource, Settings};
use super::suggest::Suggestions;
use super::versions::{self, Version};
use super::{DocsSite, Folder};
use super::{adr, assets, dialect, docusaurus, files, jekyll_nav, mkdocs_nav, nav, redirects, summary, titles};
use crate::cache::Key;
use crate::catalog::EntityRef;
use crate::config::{Config, DialectName};
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::{Includes, Options, Outline};
use crate::memo::{Memo, Sketch, Subject};
use crate::repo_path;
use crate::source::{ReadError, Repo};

/// The navigation section that holds folders beside the main one.
const MORE: &str = "More in this repository";

/// A docs folder inside a site.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Where it is read from.
    pub(crate) repo: Arc<Repo>,
    /// What it says about itself.
    pub(crate) settings: Arc<Settings>,
    /// Its address below the site, without slashes at its ends.
    pub(crate) mount: String,
    /// The only files taken from it, where not all are.
    pub(crate) only: Option<Vec<String>>,
    /// Folders inside it that are taken elsewhere.
    pub(crate) without: BTreeSet<String>,
    /// Its section in the navigation, where it is not the main folder.
    pub(crate) label: Option<String>,
    /// The inclusion that brought it in: the including file, and the words in [`super::monorepo::pattern`]'s spelling.
    pub(crate) included_as: Option<(Arc<str>, String)>,
}

impl Part {
    /// A folder taken whole, at the top of its site.
    pub(crate) fn new(repo: Arc<Repo>, settings: Arc<Settings>) -> Self {
        Self { repo, settings, mount: String::new(), only: None, without: BTreeSet::new(), label: None, included_as: None }
    }

    /// Is it the folder that gives the site its name and the top of its navigation?
    pub(crate) fn is_main(&self) -> bool {
        self.label.is_none() && self.only.is_none() && self.included_as.is_none()
    }
}

/// A page on its way into a site.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Path in the repository.
    pub(crate) path: Arc<str>,
    /// Path below the docs root.
    pub(crate) below: String,
    /// Index of its part.
    pub(crate) part: usize,
    /// How it is written.
    pub(crate) dialect: DialectName,
    /// Its outline, and what names it.
    pub(crate) outline: Arc<Outline>,
    pub(crate) outline_key: Key,
    /// Title by the dialect's rule.
    pub(crate) title: String,
    /// Address below its part, as its tool would have it: no slashes at its ends.
    pub(crate) route: String,
    /// Address below the site.
    pub(crate) address: String,
    /// Left out of navigation and search.
    pub(crate) unlisted: bool,
    /// Images and downloads that it mentions and that lie outside its docs folder.
    mentions: Vec<Arc<str>>,
}

/// What a site is made of.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Whose docs these are.
    pub(crate) entity: EntityRef,
    /// The entity's display name.
    pub(crate) display_name: String,
    /// Its folders, the main one first. Never empty.
    pub(crate) parts: Vec<Part>,
    /// Folder of its decision records, if it has any, in the repository of the first part.
    pub(crate) adr_folder: Option<String>,
    /// The version, where the site has several.
    pub(crate) version: Option<Version>,
}

impl Plan {
    /// Is it a version beside the one that is checked out?
    pub(crate) fn is_older(&self) -> bool {
        self.version.as_ref().is_some_and(|it| !it.is_default)
    }

    /// Address of the site below the portal's root.
    fn base(&self) -> String {
        let base = format!("docs/{}/", self.entity.folder());
        match &self.version {
            Some(it) if !it.is_default => format!("{base}_/{}/", versions::address(&it.name)),
            _ => base,
        }
    }
}

/// Makes the site. `None` when its folders hold no page.
pub(crate) fn build(plan: &Plan, config: &Config, memo: &Memo) -> (Option<DocsSite>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let options: Vec<Options> = plan.parts.iter().map(|it| options(&it.repo, &it.settings, config)).collect();
    let files: Vec<files::Files> = plan.parts.iter().map(files::of_part).collect();
    let (mut drafts, unread) = read_pages(plan, &files, &options, config.limits.page, memo);
    diagnostics.extend(unread);
    if drafts.is_empty() {
        return (None, diagnostics);
    }
    hide_unlisted(plan, &mut drafts);
    let mut addresses = Addresses::default();
    give_addresses(plan, &mut drafts, &mut addresses, &mut diagnostics);
    let entries = navigation(plan, &drafts, &mut diagnostics);
    let published = assets(plan, &files, &drafts, &mut addresses, config, &mut diagnostics);
    let mut redirects = redirects::of_site(plan, &drafts, &mut addresses, &mut diagnostics);
    redirects.extend(plan.version.iter().flat_map(|it| it.aliases.iter().cloned()));
    let Some(main) = plan.parts.first() else { return (None, diagnostics) };
    let base = plan.base();
    let ordered = Ordered::of(&entries, drafts, &plan.parts);
    let pages = ordered.pages(&base);
    let nav = ordered.items(&entries);
    let folders: Vec<Folder> = plan.parts.iter().zip(options).map(|(part, options)| Folder::of(part, options)).collect();
    let pictures = published.len();
    let mut site = DocsSite {
        entity: plan.entity.clone(),
        title: main.settings.title.clone().unwrap_or_else(|| plan.display_name.clone()),
        description: main.settings.description.clone(),
        language: main.settings.language.clone(),
        direction: main.settings.direction,
        base,
        repo: Arc::clone(&main.repo),
        root: main.settings.root.clone(),
        dialect: main.settings.dialect,
        pages,
        nav,
        assets: published,
        redirects,
        version: plan.version.as_ref().map(|it| (it.title.clone(), it.is_default)),
        adrs: Vec::new(),
        folders,
        sizes: std::iter::repeat_with(std::sync::OnceLock::new).take(pictures).collect(),
        map: SiteMap::default(),
    };
    site.map = SiteMap::of(&site, ordered.routes());
    site.adrs = plan.adr_folder.as_deref().map(|it| adr::of_site(&site, it, config.limits.page)).unwrap_or_default();
    front_page(&mut site);
    (Some(site), diagnostics)
}

/// A site without a front page opens at its first page.
fn front_page(site: &mut DocsSite) {
    let Some(first) = site.pages.first() else { return };
    if !site.pages.iter().any(|it| it.url == site.base) && !site.redirects.iter().any(|(from, _)| from.is_empty()) {
        let to = first.url.strip_prefix(&site.base).unwrap_or_default().to_owned();
        site.redirects.insert(0, (String::new(), to));
    }
}

fn options(repo: &Repo, settings: &Settings, config: &Config) -> Options {
    let mut features = settings.features.clone();
    // Their own readers typeset formulas without being told to.
    if matches!(settings.dialect, DialectName::Github | DialectName::Gitbook | DialectName::Jekyll) {
        features.push("math".to_owned());
    }
    Options {
        dialect: settings.dialect,
        variables: settings.variables.clone(),
        features,
        iframe_hosts: repo.iframe_hosts.clone(),
        kroki_url: config.docs.kroki_url.clone(),
        growth: config.limits.page_growth,
    }
}

/// Reads every page's outline, in parallel; a page that cannot be read is left out and named.
fn read_pages(
    plan: &Plan,
    files: &[files::Files],
    options: &[Options],
    limit: u64,
    memo: &Memo,
) -> (Vec<Draft>, Vec<Diagnostic>) {
    let jobs: Vec<(usize, &Arc<str>)> =
        files.iter().enumerate().flat_map(|(part, files)| files.pages.iter().map(move |path| (part, path))).collect();
    let read: Vec<(Option<Draft>, Option<Diagnostic>)> = jobs
        .par_iter()
        .map(|(index, path)| match (plan.parts.get(*index), options.get(*index)) {
            (Some(part), Some(options)) => match sketch(part, path, options, limit, memo) {
                Ok(sketch) => (draft(part, *index, path, sketch), None),
                Err(error) => (None, Some(error.diagnostic(&part.repo, path))),
            },
            _ => (None, None),
        })
        .collect();
    let (drafts, unread): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    (drafts.into_iter().flatten().collect(), unread.into_iter().flatten().collect())
}

/// What the page's text says to other pages. Read only where it is not remembered.
fn sketch(part: &Part, path: &str, options: &Options, limit: u64, memo: &Memo) -> Result<Sketch, ReadError> {
    let make = |text: &str, includes: &dyn Includes| {
        let dialect = dialect::of_page(path, text, part.settings.dialect);
        let outline = super::page_outline(text, options, dialect, includes);
        Sketch::new(dialect, outline, assets::mentions(text).into_iter().map(str::to_owned).collect())
    };
    let includes = super::includes::PageIncludes { repo: &part.repo, settings: &part.settings, page: path };
    if !memo.remembers() {
        return Ok(make(&part.repo.text(path, limit)?.text, &includes));
    }
    let subject = Subject { content: part.repo.content_key(path, limit)?, file: (&part.repo.name, path), options };
    if let Some(known) = memo.sketch(&subject, &includes) {
        return Ok(known);
    }
    // Under the hash of what is read now: the file may have changed since it was listed.
    let (text, content) = part.repo.text_with_key(path, limit)?;
    Ok(memo.sketched(&Subject { content, ..subject }, &includes, |includes| make(&text.text, includes)))
}

fn draft(part: &Part, index: usize, path: &Arc<str>, sketch: Sketch) -> Option<Draft> {
    let Sketch { dialect, outline, outline_key, mentions } = sketch;
    let below = repo_path::strip_folder(path, &part.settings.root).unwrap_or(path).to_owned();
    if is_draft(&outline, part.settings.dialect) {
        return None;
    }
    let mentions = outside_files(part, path, &mentions);
    let title = titles::of_page(&outline, &below, part.settings.dialect);
    let route = match part.settings.dialect {
        DialectName::Docusaurus => docusaurus::route(&below, &outline.front_matter),
        DialectName::Jekyll => {
            let permalinks = part.settings.permalinks.as_ref();
            let given = permalinks.and_then(|it| it.route(&below, &outline.front_matter));
            given.unwrap_or_else(|| address::route_of_path(&below, DialectName::Jekyll))
        }
        other => address::route_of_path(&below, other),
    };
    Some(Draft {
        path: Arc::clone(path),
        below,
        part: index,
        dialect,
        outline,
        outline_key,
        title,
        route,
        address: String::new(),
        unlisted: false,
        mentions,
    })
}

/// Pages that their tool does not build.
fn is_draft(outline: &Outline, dialect: DialectName) -> bool {
    let flag = |key: &str| outline.front_matter.get(key).and_then(serde_json::Value::as_bool);
    match dialect {
        DialectName::Docusaurus => flag("draft") == Some(true),
        DialectName::Jekyll => flag("published") == Some(false),
        _ => false,
    }
}

/// What a page mentions to look at, outside its docs folder but in its repository.
fn outside_files(part: &Part, path: &str, mentions: &[String]) -> Vec<Arc<str>> {
    let mut found: Vec<Arc<str>> = mentions
        .iter()
        .flat_map(|it| super::resolve::file_candidates(&part.settings, path, it))
        .filter(|it| part.only.is_some() || repo_path::strip_folder(it, &part.settings.root).is_none())
        .filter(|it| !repo_path::is_hidden(it))
        .filter_map(|it| part.repo.file(&it).map(|(path, _)| Arc::clone(path)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Marks what stays out of navigation and search.
fn hide_unlisted(plan: &Plan, drafts: &mut [Draft]) {
    for draft in drafts {
        let Some(part) = plan.parts.get(draft.part) else { continue };
        let flag = |key: &str| draft.outline.front_matter.get(key).and_then(serde_json::Value::as_bool) == Some(true);
        draft.unlisted = match part.settings.dialect {
            DialectName::Docusaurus => flag("unlisted"),
            DialectName::Gitbook => flag("hidden"),
            _ => false,
        };
    }
}

/// Gives every page its address: indexes first, so that `a/index.md` wins over `a.md`, as in MkDocs.
fn give_addresses(plan: &Plan, drafts: &mut [Draft], addresses: &mut Addresses, diagnostics: &mut Vec<Diagnostic>) {
    let folder_of = |it: &Draft| (it.part, repo_path::parent(&it.below).to_owned());
    let is_index_file = |it: &Draft| address::stem(repo_path::file_name(&it.below)).eq_ignore_ascii_case("index");
    let with_index: HashSet<(usize, String)> = drafts.iter().filter(|it| is_index_file(it)).map(folder_of).collect();
    for draft in drafts.iter_mut() {
        let dialect = plan.parts.get(draft.part).map_or(DialectName::Github, |it| it.settings.dialect);
        let shadowed =
            address::is_index(&draft.below, dialect) && !is_index_file(draft) && with_index.contains(&folder_of(draft));
        if shadowed && draft.route == repo_path::parent(&draft.below) {
            let name = address::stem(repo_path::file_name(&draft.below));
            draft.route = if draft.route.is_empty() { name.to_owned() } else { format!("{}/{name}", draft.route) };
            if let Some(part) = plan.parts.get(draft.part) {
                let message = format!("`{}` has an `index` beside it, which stands for the folder", draft.path);
                diagnostics.push(Diagnostic::new(Code::PageShadowed, message).at(part.repo.place(&draft.path)));
            }
        }
    }
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|it| {
        drafts.get(*it).map(|it| (it.part, !address::is_index(&it.below, DialectName::Github), it.path.clone()))
    });
    for index in order {
        let Some(draft) = drafts.get_mut(index) else { continue };
        let mount = plan.parts.get(draft.part).map_or("", |it| it.mount.as_str());
        draft.address = addresses.page(&mounted(mount, &draft.route), &draft.path);
    }
}

/// A route below its part as a route below the site.
pub(crate) fn mounted(mount: &str, route: &str) -> String {
    match (mount, route) {
        ("", route) => route.to_owned(),
        (mount, "") => mount.to_owned(),
        (mount, route) => format!("{mount}/{route}"),
    }
}

/// The navigation of every part, put together.
fn navigation(plan: &Plan, drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut by_path: Vec<HashMap<&str, usize>> = vec![HashMap::new(); plan.parts.len()];
    for (index, draft) in drafts.iter().enumerate() {
        if let Some(pages) = by_path.get_mut(draft.part) {
            pages.insert(&draft.path, index);
        }
    }
    let mut included: HashMap<(Arc<str>, String), Vec<Entry>> = HashMap::new();
    let (mut entries, mut more): (Vec<Entry>, Vec<Entry>) = Default::default();
    // Included parts come first, because the main navigation refers to them.
    let mut order: Vec<usize> = (0..plan.parts.len()).collect();
    order.sort_by_key(|it| plan.parts.get(*it).is_none_or(|it| it.included_as.is_none()));
    for index in order {
        let (Some(part), Some(pages)) = (plan.parts.get(index), by_path.get(index)) else { continue };
        let (made, notes) = part_navigation(part, pages, drafts, &included);
        diagnostics.extend(notes);
        let title = part.label.clone().or_else(|| part.settings.title.clone()).unwrap_or_default();
        match (&part.included_as, &part.label) {
            (Some(pattern), _) => {
                included.entry(pattern.clone()).or_default().push(Entry::Section { title, page: None, items: made });
            }
            (None, Some(_)) if !made.is_empty() => more.push(Entry::Section { title, page: None, items: made }),
            (None, _) if part.only.is_some() => {
                entries.splice(0..0, made);
            }
            (None, _) => entries.extend(made),
        }
    }
    if entries.is_empty() {
        entries = more;
    } else if !more.is_empty() {
        entries.push(Entry::Section { title: MORE.to_owned(), page: None, items: more });
    }
    entries
}

fn part_navigation(
    part: &Part,
    pages: &HashMap<&str, usize>,
    drafts: &[Draft],
    included: &HashMap<(Arc<str>, String), Vec<Entry>>,
) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut listed: Vec<usize> = pages.values().copied().filter(|it| drafts.get(*it).is_some_and(|it| !it.unlisted)).collect();
    listed.sort_unstable();
    let settings = &part.settings;
    let suggestions = || {
        let mut all: Vec<usize> = pages.values().copied().collect();
        all.sort_unstable();
        Suggestions::of(all.iter().filter_map(|it| drafts.get(*it)).map(|it| &it.path))
    };
    match &settings.nav {
        NavSource::Mkdocs(tree) if super::monorepo::is_nav(tree) => {
            let file = settings.file.as_deref().unwrap_or_default();
            let suggestions = suggestions();
            let below = |folder: &str| nav::below(part, folder, &listed, drafts);
            let lookup = mkdocs_nav::Lookup {
                repo: &part.repo,
                settings,
                file,
                pages,
                suggestions: &suggestions,
                included,
                below: &below,
            };
            mkdocs_nav::entries(tree, &lookup)
        }
        NavSource::Summary(path) => summary::entries(part, path, pages, &suggestions()),
        NavSource::Sidebar(tree) => {
            let ids: HashMap<String, usize> = listed
                .iter()
                .filter_map(|it| drafts.get(*it).map(|draft| (docusaurus::id(&draft.below, &draft.outline.front_matter), *it)))
                .collect();
            (docusaurus::sidebar_entries(tree, &|id| ids.get(id).copied(), 0), Vec::new())
        }
        NavSource::FrontMatter => (jekyll_nav::entries(&listed, drafts), Vec::new()),
        NavSource::Implicit | NavSource::Mkdocs(_) => nav::implicit(part, &listed, drafts),
    }
}

/// What is published as it is: the allowed files of the docs folders, and what pages mention outside them.
fn assets(
    plan: &Plan,
    files: &[files::Files],
    drafts: &[Draft],
    addresses: &mut Addresses,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, Arc<str>)> {
    let Some(main) = plan.parts.first() else { return Vec::new() };
    let mut wanted: Vec<(String, &Arc<str>)> = Vec::new();
    for (part, files) in plan.parts.iter().zip(files) {
        let below = |path: &str| repo_path::strip_folder(path, &part.settings.root).unwrap_or(path).to_owned();
        wanted.extend(files.assets.iter().map(|path| (mounted(&part.mount, &below(path)), path)));
        diagnostics.extend(files.active.iter().map(|path| {
            let message = format!("`{path}` is not published: a browser would run it");
            Diagnostic::new(Code::AssetRefused, message).at(part.repo.place(path))
        }));
    }
    let inside: HashSet<&str> = wanted.iter().map(|(_, path)| &***path).collect();
    let mut outside: Vec<&Arc<str>> = drafts.iter().flat_map(|it| &it.mentions).filter(|it| !inside.contains(&***it)).collect();
    outside.sort_unstable();
    outside.dedup();
    wanted.extend(outside.into_iter().map(|path| (format!("_repo/{path}"), path)));
    let verdicts: Vec<Verdict> =
        wanted.par_iter().map(|(_, path)| assets::verdict(&main.repo, path, config.limits.asset)).collect();
    let mut published = Vec::with_capacity(wanted.len());
    for ((mut route, path), verdict) in wanted.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Refused(diagnostic) => {
                diagnostics.push(diagnostic);
                continue;
            }
            Verdict::AsText(diagnostic) => {
                diagnostics.push(diagnostic);
                route.push_str(".txt");
            }
            Verdict::Changed(diagnostic) => diagnostics.push(diagnostic),
            Verdict::Published => {}
        }
        published.push((addresses.file(&route), Arc::clone(path)));
    }
    published
}
