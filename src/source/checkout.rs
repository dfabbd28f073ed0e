//! What a repository says as a git checkout: when its files changed, and its tags and branches.
//!
//! It may be a checkout itself, or a folder of a larger one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{History, Repo, Revisions, Store, history, objects, revisions};
use crate::cache::Key;

impl Repo {
    /// When each of `paths` last changed, from the commits of the checkout that the repository is, or lies in.
    ///
    /// Empty where there is no history.
    #[must_use]
    pub fn history(&self, paths: &BTreeSet<Arc<str>>) -> History {
        let Store::Disk(dir, root) = &self.store else { return History::default() };
        if paths.is_empty() {
            return History::default();
        }
        if dir.symlink_metadata(".git").is_ok() {
            return history::read(dir, root, "", paths);
        }
        let Some((above, dir, prefix)) = enclosing_checkout(root) else { return History::default() };
        history::read(&dir, &above, &prefix, paths)
    }
}

impl Repo {
    /// Tags and branches of the checkout that the repository is: the name of each, and its files below `folders`.
    #[must_use]
    pub fn revisions(&self, wanted: &Revisions, folders: &[String]) -> Vec<(String, Arc<Repo>)> {
        let Store::Disk(dir, root) = &self.store else { return Vec::new() };
        revisions::read(dir, root, self, wanted, folders).into_iter().map(|(name, repo)| (name, Arc::new(repo))).collect()
    }

    /// One value that changes whenever [`Repo::history`] may: what the checkout's head is, and how far it reaches back.
    #[must_use]
    pub fn history_state(&self) -> Key {
        let Store::Disk(dir, root) = &self.store else { return Key::default() };
        if dir.symlink_metadata(".git").is_ok() {
            return objects::state(dir);
        }
        enclosing_checkout(root)
            .map_or(Key::default(), |(_, dir, prefix)| crate::cache::key(&[&objects::state(&dir), prefix.as_bytes()]))
    }
}

/// A source may be a folder of a larger checkout. What lies above it is the operator's, not the repository's.
fn enclosing_checkout(root: &Path) -> Option<(PathBuf, cap_std::fs::Dir, String)> {
    let root = std::path::absolute(root).ok()?;
    let mut below: Vec<String> = Vec::new();
    let mut at = root.as_path();
    while let Some(above) = at.parent() {
        below.insert(0, at.file_name()?.to_str()?.to_owned());
        at = above;
        if at.join(".git").symlink_metadata().is_ok() {
            let dir = cap_std::fs::Dir::open_ambient_dir(at, cap_std::ambient_authority()).ok()?;
            return Some((at.to_owned(), dir, below.join("/")));
        }
    }
    None
}
