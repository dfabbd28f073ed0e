//! What links are followed through: files, routes and addresses to pages. Made once, so that a link is a look-up.

use std::collections::HashMap;
use std::sync::Arc;

use super::suggest::Suggestions;
use super::{Docs, DocsSite, site};
use crate::source::Repo;

/// The look-up tables of one site.
#[derive(Debug, Default)]
pub(crate) struct SiteMap {
    /// Path in the repository to page.
    pub(crate) pages: HashMap<Arc<str>, usize>,
    /// Address below the site, as the page's own tool would have it, without slashes at its ends, to page.
    pub(crate) routes: HashMap<String, usize>,
    /// Old address below the site, without slashes at its ends, to its place in [`DocsSite::redirects`].
    pub(crate) redirects: HashMap<String, usize>,
    /// Path in the repository to published file.
    pub(crate) assets: HashMap<Arc<str>, usize>,
    /// What a wrong path may mean.
    pub(crate) suggestions: Suggestions,
}

impl SiteMap {
    /// The tables of a site whose pages have those routes below their folders.
    pub(crate) fn of(made: &DocsSite, routes: Vec<(usize, String)>) -> Self {
        let mut map = Self::default();
        for (index, page) in made.pages.iter().enumerate() {
            map.pages.entry(Arc::clone(&page.path)).or_insert(index);
        }
        for (index, route) in routes {
            let folder = made.pages.get(index).and_then(|it| made.folders.get(it.folder));
            let route = site::mounted(folder.map_or("", |it| it.mount.as_str()), &route);
            map.routes.entry(route).or_insert(index);
        }
        // What a page is called here counts too: a link may have been copied from a browser.
        for (index, page) in made.pages.iter().enumerate() {
            let below = page.url.strip_prefix(&made.base).unwrap_or_default();
            map.routes.entry(below.trim_matches('/').to_owned()).or_insert(index);
        }
        map.assets = made.assets.iter().enumerate().map(|(index, (_, path))| (Arc::clone(path), index)).collect();
        map.redirects =
            made.redirects.iter().enumerate().map(|(index, (from, _))| (from.trim_matches('/').to_owned(), index)).collect();
        let paths = made.pages.iter().map(|it| &it.path).chain(made.assets.iter().map(|(_, path)| path));
        map.suggestions = Suggestions::of(paths);
        map
    }
}

/// The repositories of a build, by name and by web address.
#[derive(Debug, Default)]
pub(crate) struct Repos {
    by_name: HashMap<Arc<str>, Arc<Repo>>,
    /// By web address, in lower case.
    by_url: HashMap<String, Arc<Repo>>,
}

impl Repos {
    /// The tables of some repositories; of two at one address, the first answers for it.
    pub(crate) fn of(repos: &[Arc<Repo>]) -> Self {
        let mut made = Self::default();
        for repo in repos {
            made.by_name.entry(Arc::clone(&repo.name)).or_insert_with(|| Arc::clone(repo));
            if let Some(url) = &repo.provenance.url {
                made.by_url.entry(url.to_lowercase()).or_insert_with(|| Arc::clone(repo));
            }
        }
        made
    }

    /// The repository of that name.
    pub(crate) fn named(&self, name: &str) -> Option<&Arc<Repo>> {
        self.by_name.get(name)
    }

    /// The repository that an address points into, and the path in it.
    pub(crate) fn file_of(&self, address: &str) -> Option<(Arc<Repo>, String)> {
        let bare = address.split(['#', '?']).next().unwrap_or_default();
        let lower = bare.to_lowercase();
        let ends = lower.match_indices('/').map(|(at, _)| at).skip(2).chain(std::iter::once(lower.len()));
        let repo = ends.filter_map(|end| self.by_url.get(lower.get(..end)?)).last()?;
        repo.provenance.path_of_url(address).map(|path| (Arc::clone(repo), path))
    }
}

/// Path in a repository to site and page.
type PagesByPath = HashMap<Arc<str>, (usize, usize)>;

/// The look-up tables across sites.
#[derive(Debug, Default)]
pub(crate) struct PortalMap {
    /// Repository, then path in it, to site and page.
    pages: HashMap<Arc<str>, PagesByPath>,
    /// The repositories.
    pub(crate) repos: Repos,
}

impl PortalMap {
    /// The tables of all sites; of two that publish one file, the first answers for it.
    pub(crate) fn of(sites: &[DocsSite], repos: &[Arc<Repo>]) -> Self {
        let mut map = Self { pages: HashMap::new(), repos: Repos::of(repos) };
        for (number, site) in sites.iter().enumerate() {
            let pages = map.pages.entry(Arc::clone(&site.repo.name)).or_default();
            for (index, page) in site.pages.iter().enumerate() {
                pages.entry(Arc::clone(&page.path)).or_insert((number, index));
            }
        }
        map
    }

    /// The page that a file of a repository is.
    pub(crate) fn page_of(&self, repo: &str, path: &str) -> Option<(usize, usize)> {
        self.pages.get(repo)?.get(path).copied()
    }
}

impl Docs {
    /// The page that an address of the portal names (`/docs/default/component/shop/guide/`), leading slash or not.
    pub(crate) fn page_at(&self, address: &str) -> Option<(usize, usize)> {
        let (site, rest) = site_of_address(address)?;
        let number = self.number_of(&site)?;
        let route = super::address::route_key(rest);
        let page = self.sites.get(number)?.map.routes.get(&route)?;
        Some((number, *page))
    }

    /// Whether an address names docs of an entity that has none in this build.
    pub(crate) fn is_of_another_portal(&self, address: &str) -> bool {
        site_of_address(address).is_some_and(|(site, _)| self.number_of(&site).is_none())
    }
}

/// The entity whose docs an address names, and the page's address below them.
fn site_of_address(address: &str) -> Option<(crate::catalog::EntityRef, &str)> {
    let mut parts = address.trim_matches('/').splitn(5, '/');
    let (Some("docs"), Some(namespace), Some(kind), Some(name)) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    let lower = |it: &str| Arc::from(it.to_lowercase());
    let id = crate::catalog::EntityRef { kind: lower(kind), namespace: lower(namespace), name: lower(name) };
    Some((id, parts.next().unwrap_or_default()))
}
