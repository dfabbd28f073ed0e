//! Follows the links of a page and says which lead nowhere.
//!
//! A link is looked up as its author wrote it: among the site's pages and files, then its routes, then the pages of other
//! sites in the same repository, then the repository itself, whose files are shown by its forge.

use std::collections::{HashMap, HashSet};

use super::resolve::{self, Written};
use super::settings::Settings;
use super::suggest::relative;
use super::{Docs, DocsSite, Page};
use crate::config::DialectName;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markdown::{LinkRole, LinkSlot};
use crate::source::encode_path;

/// Headings of a page that a wrong fragment is compared with, at most.
const HEADINGS: usize = 300;

/// Mistakes of a page that get a suggestion.
const SUGGESTIONS: usize = 50;

/// GitHub's own pages of a repository, which a relative link may name from a file's view: `../../issues`.
const FORGE_PAGES: [&str; 14] = [
    "issues",
    "pulls",
    "pull",
    "wiki",
    "releases",
    "actions",
    "discussions",
    "projects",
    "security",
    "commits",
    "compare",
    "tree",
    "blob",
    "graphs",
];

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A page: site, page, query and fragment.
    Page(usize, usize, String, Option<String>),
    /// A file published beside the pages: its index in [`DocsSite::assets`], query and fragment.
    File(usize, String),
    /// An address elsewhere, or one that is left as it is.
    Elsewhere(String),
    /// Nothing.
    Missing,
}

/// Follows the links of one page.
pub(crate) struct Follower<'a> {
    docs: &'a Docs,
    number: usize,
    site: &'a DocsSite,
    settings: &'a Settings,
    page: &'a Page,
    index: usize,
    /// Fragment targets of the pages asked for so far.
    fragments: HashMap<(usize, usize), HashSet<&'a str>>,
    /// What was wrong.
    pub(crate) diagnostics: Vec<Diagnostic>,
    said: HashSet<(Code, String, Option<crate::diagnostic::Span>)>,
    /// The file that the last link leads to, by its index in [`DocsSite::assets`].
    file: Option<usize>,
    /// The page that it leads to.
    page_of_last: Option<(usize, usize)>,
}

impl<'a> Follower<'a> {
    /// A follower of the links of a page. `None` when there is no such page.
    pub(crate) fn of(docs: &'a Docs, number: usize, index: usize) -> Option<Self> {
        let site = docs.sites.get(number)?;
        let page = site.pages.get(index)?;
        let settings = &*site.folders.get(page.folder)?.settings;
        let (fragments, diagnostics, said) = Default::default();
        Some(Self { docs, number, site, settings, page, index, fragments, diagnostics, said, file: None, page_of_last: None })
    }

    /// The address to put into an attribute, relative to the page; not escaped for HTML yet.
    pub(crate) fn href(&mut self, slot: &LinkSlot) -> String {
        let target = slot.target.trim();
        (self.file, self.page_of_last) = (None, None);
        let found = self.find(target, slot.role);
        match found {
            Target::Page(site, page, query, fragment) => {
                self.page_of_last = Some((site, page));
                self.page_address(slot, (site, page), &query, fragment.as_deref())
            }
            Target::File(asset, rest) => {
                self.file = Some(asset);
                let address = self.site.assets.get(asset).map_or("", |(address, _)| address.as_str());
                format!("{}{rest}", relative_address(&self.page.url, &format!("{}{address}", self.site.base)))
            }
            Target::Elsewhere(address) => address,
            Target::Missing => {
                self.say_missing(slot, target);
                target.replace('\\', "%5C")
            }
        }
    }

    /// Width and height of the picture that the last link leads to.
    pub(crate) fn picture_size(&self) -> Option<(u32, u32)> {
        self.site.picture_size(self.file?)
    }

    /// The title of the page that a link leads to, if the link shows it.
    pub(crate) fn title_for(&mut self, slot: &LinkSlot) -> Option<String> {
        match (slot.role, self.page_of_last?) {
            (LinkRole::Reference, (site, page)) => Some(self.docs.page(site, page)?.title.clone()),
            _ => None,
        }
    }

    /// The address of another host that a link leads to.
    pub(crate) fn external_address(&mut self, slot: &LinkSlot) -> Option<String> {
        match self.find(slot.target.trim(), slot.role) {
            Target::Elsewhere(address) if address.starts_with("https://") || address.starts_with("http://") => Some(address),
            _ => None,
        }
    }

    fn find(&mut self, target: &str, role: LinkRole) -> Target {
        if target.is_empty() || target.starts_with('#') {
            return Target::Page(self.number, self.index, String::new(), target.strip_prefix('#').map(str::to_owned));
        }
        if resolve::is_external(target) && !target.starts_with("pathname:") {
            return self.external(target);
        }
        let written = Written::of(target);
        if written.path.contains("{{") || written.path.contains("{%") || written.path.contains("${") {
            // What a template would have made of it is not known here.
            return Target::Elsewhere(target.to_owned());
        }
        if written.path.is_empty() {
            return Target::Page(self.number, self.index, written.query, written.fragment);
        }
        let raw = matches!(role, LinkRole::RawLink | LinkRole::RawImage);
        let paths = resolve::candidates(self.settings, &self.page.path, &written.path, raw);
        self.among_files(&paths, &written)
            .or_else(|| self.by_route(&written))
            .or_else(|| self.in_repository(&paths, &written))
            .or_else(|| self.above_repository(target))
            .unwrap_or(Target::Missing)
    }

    /// The site's own pages and files, by path.
    fn among_files(&self, paths: &[String], written: &Written) -> Option<Target> {
        let map = &self.site.map;
        for path in paths {
            if let Some(asset) = map.assets.get(path.as_str()) {
                return Some(Target::File(*asset, written.after_path()));
            }
            let spelled = || resolve::page_spellings(path).iter().find_map(|it| map.pages.get(it.as_str()).copied());
            if let Some(page) = map.pages.get(path.as_str()).copied().or_else(spelled) {
                return Some(Target::Page(self.number, page, written.query.clone(), written.fragment.clone()));
            }
        }
        None
    }

    /// The site's pages by the address that their tool would give them, and the portal's own addresses.
    fn by_route(&self, written: &Written) -> Option<Target> {
        let to = |(site, page)| Target::Page(site, page, written.query.clone(), written.fragment.clone());
        let routes = &self.site.map.routes;
        if written.path.starts_with('/') {
            let own = resolve::own_route(self.settings, &written.path);
            let mut named = own.into_iter().chain(std::iter::once(written.path.as_str()));
            let found = named.find_map(|it| routes.get(&self.key_of(it.trim_start_matches('/'))));
            if let Some(page) = found {
                return Some(to((self.number, *page)));
            }
            let portal = self.docs.page_at(&written.path).map(to);
            return portal.or_else(|| self.elsewhere_on_own_host(written));
        }
        let own = self.own_route();
        let folder = if self.is_index() { own.as_str() } else { crate::repo_path::parent(&own) };
        let named = [folder, &own].into_iter().filter_map(|base| crate::repo_path::join(base, &written.path).ok());
        let keys: Vec<String> = named.map(|it| self.key_of(&it)).collect();
        let page = keys.iter().find_map(|it| routes.get(it)).map(|it| to((self.number, *it)));
        page.or_else(|| keys.iter().find_map(|it| self.redirected(it)))
    }

    /// A written route as routes are compared; the name of a page's file counts as its route.
    fn key_of(&self, route: &str) -> String {
        if super::dialect::is_markdown(route) {
            return super::address::route_of_path(route, self.settings.dialect);
        }
        super::address::route_key(route)
    }

    /// An old address leads where its redirect does.
    fn redirected(&self, route: &str) -> Option<Target> {
        let (_, to) = self.site.map.redirects.get(route).and_then(|it| self.site.redirects.get(*it))?;
        if resolve::is_external(to) {
            return Some(Target::Elsewhere(to.clone()));
        }
        let (path, fragment) = to.split_once('#').map_or((to.as_str(), None), |(path, it)| (path, Some(it.to_owned())));
        let page = self.site.map.routes.get(path.trim_matches('/'))?;
        Some(Target::Page(self.number, *page, String::new(), fragment))
    }

    /// The page's own address below the site.
    fn own_route(&self) -> String {
        self.page.url.strip_prefix(&self.site.base).unwrap_or_default().trim_matches('/').to_owned()
    }

    fn is_index(&self) -> bool {
        super::address::is_index(&self.page.path, self.settings.dialect)
    }

    /// A Docusaurus site has more than docs: an absolute address outside them leads to its published self, or is left alone.
    fn elsewhere_on_own_host(&self, written: &Written) -> Option<Target> {
        if self.settings.dialect != DialectName::Docusaurus || resolve::own_route(self.settings, &written.path).is_some() {
            let address = match self.docs.is_of_another_portal(&written.path) {
                true => encode_path(&written.path),
                false => relative_address(&self.page.url, written.path.trim_start_matches('/')),
            };
            return portal_page(&written.path).then(|| Target::Elsewhere(format!("{address}{}", written.after_path())));
        }
        let host = self.settings.route_prefixes.iter().find_map(|it| {
            let (scheme, rest) = it.split_once("://")?;
            Some(format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()))
        });
        let address = format!("{}{}", encode_path(&written.path), written.after_path());
        host.map(|it| Target::Elsewhere(format!("{it}{address}")))
    }

    /// Files of the repository that are not in this site: another site's page, else the forge's view.
    fn in_repository(&self, paths: &[String], written: &Written) -> Option<Target> {
        let repo = &self.site.repo;
        for path in paths {
            let spellings = resolve::page_spellings(path);
            if let Some((site, page)) = spellings.iter().find_map(|it| self.docs.portal.page_of(&repo.name, it)) {
                return Some(Target::Page(site, page, written.query.clone(), written.fragment.clone()));
            }
            let address = if repo.contains(path) {
                repo.provenance.view_url(path, None)
            } else if repo.is_dir(path) {
                repo.provenance.tree_url(path)
            } else {
                continue;
            };
            let fragment = written.fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default();
            return Some(match address {
                Some(address) => Target::Elsewhere(format!("{}{fragment}", address.trim_end_matches('/'))),
                None => Target::Elsewhere(format!("{}{}", encode_path(&written.path), written.after_path())),
            });
        }
        None
    }

    /// `../../issues` in a README is a page of the forge.
    fn above_repository(&self, target: &str) -> Option<Target> {
        let url = self.site.repo.provenance.url.as_deref()?;
        let up = target.split('/').take_while(|it| *it == "..").count();
        let depth = self.page.path.split('/').count() - 1;
        let rest = target.split('/').skip(up).collect::<Vec<_>>().join("/");
        let first = rest.split(['/', '?', '#']).next().unwrap_or_default();
        (up == depth + 2 && FORGE_PAGES.contains(&first)).then(|| Target::Elsewhere(format!("{url}/{rest}")))
    }

    /// An address elsewhere, unless it is a page of this build: by the site's own published address, or on its forge.
    fn external(&mut self, target: &str) -> Target {
        if let Some(route) = resolve::own_route(self.settings, target) {
            let written = Written::of(route);
            if let Some(page) = self.site.map.routes.get(&super::address::route_key(&written.path)) {
                return Target::Page(self.number, *page, written.query, written.fragment);
            }
        }
        if let Some((repo, path)) = self.docs.portal.repos.file_of(target).filter(|(_, path)| super::dialect::is_markdown(path))
            && let Some((site, page)) = self.docs.portal.page_of(&repo.name, &path)
        {
            let fragment = target.split_once('#').map(|(_, it)| it.to_owned());
            // A fragment of the forge's own (`#L10`) has no place here.
            if fragment.as_deref().is_none_or(|it| self.has_fragment((site, page), it)) {
                return Target::Page(site, page, String::new(), fragment);
            }
        }
        Target::Elsewhere(target.to_owned())
    }

    fn page_address(&mut self, slot: &LinkSlot, to: (usize, usize), query: &str, fragment: Option<&str>) -> String {
        let Some(page) = self.docs.sites.get(to.0).and_then(|it| it.pages.get(to.1)) else { return slot.target.clone() };
        let own = to == (self.number, self.index);
        let fragment = fragment.map(|it| self.checked_fragment(slot, to, it)).unwrap_or_default();
        if own && query.is_empty() && !fragment.is_empty() {
            return fragment;
        }
        format!("{}{query}{fragment}", relative_address(&self.page.url, &page.url))
    }

    /// The fragment as the page spells it, with its `#`; a wrong one is named and kept.
    fn checked_fragment(&mut self, slot: &LinkSlot, to: (usize, usize), fragment: &str) -> String {
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        if decoded.is_empty() || decoded == "top" || decoded.starts_with(":~:") {
            return format!("#{fragment}");
        }
        if self.has_fragment(to, &decoded) {
            return format!("#{fragment}");
        }
        let Some(page) = self.docs.page(to.0, to.1) else { return format!("#{fragment}") };
        let headings = page.outline.headings.iter().take(HEADINGS).map(|it| it.id.as_str());
        let near = self.may_suggest().then(|| nearest(&decoded, headings)).flatten().map(|it| format!("did you mean `#{it}`?"));
        let of = if to == (self.number, self.index) { "this page".to_owned() } else { format!("`{}`", page.path) };
        self.say(Code::BrokenFragment, format!("{of} has no heading `#{decoded}`"), near, slot);
        format!("#{fragment}")
    }

    fn say_missing(&mut self, slot: &LinkSlot, target: &str) {
        let written = Written::of(target);
        let raw = matches!(slot.role, LinkRole::RawLink | LinkRole::RawImage);
        let image = matches!(slot.role, LinkRole::Image | LinkRole::RawImage);
        let (code, what) = if image { (Code::BrokenImage, "image") } else { (Code::BrokenLink, "link to") };
        let paths = resolve::candidates(self.settings, &self.page.path, &written.path, raw);
        let folder = crate::repo_path::parent(&self.page.path);
        let near = paths.iter().filter(|_| self.may_suggest()).find_map(|it| self.site.map.suggestions.nearest(it));
        let message = if paths.is_empty() {
            format!("{what} `{target}` leaves the repository")
        } else {
            format!("{what} `{target}`: no such {}", if image { "file" } else { "page or file" })
        };
        let outside = || paths.is_empty().then(|| "write the address of the page on the web instead".to_owned());
        let help = near.map(|it| format!("did you mean `{}`?", relative(folder, it))).or_else(outside);
        self.say(code, message, help, slot);
    }

    /// Suggestions cost more than look-ups: a page with a great many mistakes gets them for the first.
    fn may_suggest(&self) -> bool {
        self.diagnostics.len() < SUGGESTIONS
    }

    /// Whether a fragment leads somewhere in a page.
    fn has_fragment(&mut self, to: (usize, usize), fragment: &str) -> bool {
        let Some(page) = self.docs.page(to.0, to.1) else { return false };
        self.fragments.entry(to).or_insert_with(|| fragments_of(page)).contains(fragment)
    }

    fn say(&mut self, code: Code, message: String, help: Option<String>, slot: &LinkSlot) {
        if self.said.insert((code, message.clone(), slot.span)) {
            let place = self.site.repo.place(&self.page.path);
            let diagnostic = Diagnostic::new(code, message).at(slot.span.map_or(place.clone(), |it| place.at(it)));
            self.diagnostics.push(diagnostic.help_if_known(help));
        }
    }
}

/// Is it a place of the portal itself?
fn portal_page(path: &str) -> bool {
    ["/catalog/", "/docs/", "/api-docs/", "/teams/"].iter().any(|it| path.starts_with(it) && path.len() > it.len())
}

/// Every fragment that leads somewhere in a page: `writer` gives a heading the id of either rule.
fn fragments_of(page: &Page) -> HashSet<&str> {
    let outline = &page.outline;
    let headings = outline.headings.iter().flat_map(|it| std::iter::once(it.id.as_str()).chain(it.alias.as_deref()));
    outline.anchors.iter().map(String::as_str).chain(headings).collect()
}

/// The way from one page to an address, both below the portal's root: `../b/`.
pub(crate) fn relative_address(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.trim_end_matches('/').split('/').filter(|it| !it.is_empty()).collect();
    let target: Vec<&str> = to.split('/').filter(|it| !it.is_empty()).collect();
    let shared = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let mut way = "../".repeat(from.len() - shared);
    way.push_str(&encode_path(&target.get(shared..).unwrap_or_default().join("/")));
    if to.ends_with('/') && !way.is_empty() && !way.ends_with('/') {
        way.push('/');
    }
    if way.is_empty() { "./".to_owned() } else { way }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_addresses() {
        assert_eq!(relative_address("docs/a/b/", "docs/a/c/"), "../c/");
        assert_eq!(relative_address("docs/a/", "docs/a/"), "./");
        assert_eq!(relative_address("docs/a/b/", "docs/"), "../../");
        assert_eq!(relative_address("docs/a/", "docs/a/x y.png"), "x%20y.png");
    }
}
