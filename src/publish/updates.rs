//! When docs pages last changed, from the history of their repositories.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::digest;
use crate::cache::Key;
use crate::config::{LastUpdated, LastUpdatedWord};
use crate::docs::{DocsSite, Page};
use crate::memo::Memo;
use crate::portal::Portal;
use crate::render::{OldDocs, RecentPage};
use crate::source::{Change, History, Repo};

/// Pages that nobody has changed for so long are old, in seconds.
const YEAR: i64 = 365 * 86_400;
/// Pages that the home page names.
const RECENT: usize = 8;

/// The last change of every docs page, where it is known and wanted.
pub(super) struct Updates {
    by_repository: BTreeMap<Arc<str>, History>,
    with_author: bool,
    key: OnceLock<Key>,
}

impl Updates {
    /// Reads the history of every repository that has docs, unless the operator does not want it shown.
    pub(super) fn of(portal: &Portal, memo: &Memo) -> Self {
        Self::among(portal, memo, None)
    }

    /// The same for these repositories alone.
    pub(super) fn among(portal: &Portal, memo: &Memo, repositories: Option<&BTreeSet<Arc<str>>>) -> Self {
        let wanted = portal.config.docs.last_updated.unwrap_or_default();
        let with_author = matches!(wanted, LastUpdated::Switch(true) | LastUpdated::Word(LastUpdatedWord::Author));
        let mut paths: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
        for site in portal.docs.sites.iter().filter(|_| wanted != LastUpdated::Switch(false)) {
            if repositories.is_some_and(|it| !it.contains(&site.repo.name)) {
                continue;
            }
            let of_repository = paths.entry(Arc::clone(&site.repo.name)).or_default();
            of_repository.extend(site.pages.iter().map(|it| Arc::clone(&it.path)));
        }
        let read = |(name, paths): (&Arc<str>, &BTreeSet<Arc<str>>)| {
            let repo = portal.source.repo(name)?;
            Some((Arc::clone(name), history(repo, paths, memo)))
        };
        Self { by_repository: paths.par_iter().filter_map(read).collect(), with_author, key: OnceLock::new() }
    }

    /// Names all that is known.
    pub(super) fn key(&self) -> Key {
        *self.key.get_or_init(|| {
            // When the newest commit was made is no part of it: pages do not show it.
            let changes: BTreeMap<_, _> = self.by_repository.iter().map(|(name, it)| (name, it.changes())).collect();
            digest::of_debug(&(changes, self.with_author))
        })
    }

    fn change(&self, repository: &str, path: &str) -> Option<&Change> {
        self.by_repository.get(repository)?.of(path)
    }

    /// The day of a file's last change, and who made it, where that is shown.
    pub(super) fn of_file(&self, repository: &str, path: &str) -> Option<(String, Option<String>)> {
        let change = self.change(repository, path)?;
        Some((change.date(), self.with_author.then(|| change.author.to_string()).filter(|it| !it.is_empty())))
    }

    /// The docs pages that changed last, the newest first.
    pub(super) fn recent(&self, portal: &Portal) -> Vec<RecentPage> {
        let mut pages = self.dated(portal);
        pages.sort_by(|a, b| (b.0.time, &a.2.url).cmp(&(a.0.time, &b.2.url)));
        pages.into_iter().take(RECENT).map(row).collect()
    }

    /// The docs pages that were last changed a year before the newest commit of all repositories, the oldest first. No
    /// clock is asked: the same commits give the same pages.
    pub(super) fn old(&self, portal: &Portal) -> OldDocs {
        let pages = self.dated(portal);
        let known = pages.len();
        let newest = self.by_repository.values().filter_map(History::newest).max().unwrap_or_default();
        let mut old: Vec<_> = pages.into_iter().filter(|it| it.0.time.saturating_add(YEAR) <= newest).collect();
        old.sort_by(|a, b| (a.0.time, &a.2.url).cmp(&(b.0.time, &b.2.url)));
        OldDocs { known, pages: old.into_iter().map(|it| (it.1.entity.clone(), row(it))).collect() }
    }

    /// The pages that a reader finds and whose last change is known.
    fn dated<'a>(&'a self, portal: &'a Portal) -> Vec<Dated<'a>> {
        let listed = portal.docs.sites.iter().filter(|it| !it.is_older());
        let pages = listed.flat_map(|site| site.pages.iter().filter(|it| !it.unlisted).map(move |page| (site, page)));
        pages.filter_map(|(site, page)| Some((self.change(&site.repo.name, &page.path)?, site, page))).collect()
    }
}

/// A page, its site, and its last change.
type Dated<'a> = (&'a Change, &'a DocsSite, &'a Page);

fn row((change, site, page): Dated<'_>) -> RecentPage {
    RecentPage { title: page.title.clone(), href: page.url.clone(), site: site.title.clone(), updated: change.date() }
}

/// The history of a repository, remembered for as long as nothing is committed.
fn history(repo: &Repo, paths: &BTreeSet<Arc<str>>, memo: &Memo) -> History {
    if !memo.remembers() {
        return repo.history(paths);
    }
    let key = crate::cache::key_of("history", &(repo.history_state(), paths.iter().map(AsRef::as_ref).collect::<Vec<&str>>()));
    if let Some((newest, known)) = memo.value::<(Option<i64>, Vec<(String, i64, String)>)>(&key) {
        let change = |(path, time, author): (String, i64, String)| (Arc::from(path), Change { time, author: Arc::from(author) });
        return known.into_iter().map(change).collect::<History>().with_newest(newest);
    }
    let history = repo.history(paths);
    let changes = paths.iter().filter_map(|it| history.of(it).map(|change| (&**it, change.time, &*change.author)));
    memo.set(&key, &(history.newest(), changes.collect::<Vec<_>>()));
    history
}
