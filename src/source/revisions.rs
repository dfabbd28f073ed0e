//! The files of a tag or branch, read from git's objects: nothing is checked out on disk.
//!
//! A revision is a repository of its own, held in memory, with the name `shop@v1.0`; only the folders that are asked for
//! are read, and no more than a limit.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::Dir;
use gix_hash::ObjectId;
use globset::GlobMatcher;

use super::objects::{self, Objects};
use super::{Provenance, Repo};
use crate::repo_path;

/// Bytes that are read of one revision.
const BUDGET: u64 = 100_000_000;
/// Bytes of one file.
const FILE_LIMIT: u64 = 10_000_000;
/// Files of one revision.
const FILES: usize = 10_000;
/// Folders in folders.
const DEPTH: usize = 40;

/// Which tags and branches are wanted.
#[derive(Clone, Debug, Default)]
pub struct Revisions {
    /// Tags whose names match.
    pub tags: Option<GlobMatcher>,
    /// Branches whose names match, those of `origin` included; the one that is checked out is not a revision.
    pub branches: Option<GlobMatcher>,
    /// At most so many, the newest names first.
    pub limit: usize,
}

/// The revisions that are wanted, newest name first: the name, and its repository with what lies below `folders`.
pub(super) fn read(dir: &Dir, root: &Path, repo: &Repo, wanted: &Revisions, folders: &[String]) -> Vec<(String, Repo)> {
    let mut found: BTreeMap<String, ObjectId> = BTreeMap::new();
    let checked_out = repo.provenance.branch.as_deref();
    for (name, id) in objects::references(dir) {
        let tag = name.strip_prefix("refs/tags/").filter(|it| wanted.tags.as_ref().is_some_and(|glob| glob.is_match(it)));
        let branch = name.strip_prefix("refs/heads/").or_else(|| name.strip_prefix("refs/remotes/origin/"));
        let branch = branch
            .filter(|it| *it != "HEAD" && Some(*it) != checked_out)
            .filter(|it| wanted.branches.as_ref().is_some_and(|glob| glob.is_match(it)));
        if let Some(short) = tag.or(branch) {
            found.entry(short.to_owned()).or_insert(id);
        }
    }
    let mut names: Vec<(String, ObjectId)> = found.into_iter().collect();
    names.sort_by_key(|it| std::cmp::Reverse(natural(&it.0)));
    names.truncate(wanted.limit);
    let read = |(name, id): (String, ObjectId)| {
        let files = catch_unwind(AssertUnwindSafe(|| files(dir, root, id, folders))).ok().flatten()?;
        let provenance = Provenance { branch: Some(name.clone()), ..repo.provenance.clone() };
        let mut revision = Repo::in_memory(&format!("{}@{name}", repo.name), files, provenance);
        revision.dialect = repo.dialect;
        revision.iframe_hosts.clone_from(&repo.iframe_hosts);
        Some((name, revision))
    };
    names.into_iter().filter_map(read).collect()
}

fn files(dir: &Dir, root: &Path, id: ObjectId, folders: &[String]) -> Option<BTreeMap<Arc<str>, Vec<u8>>> {
    let objects = Objects::open(dir, root, BUDGET)?;
    let commit = objects.commit(&objects.peeled(id)?)?;
    let wanted: BTreeSet<&str> = folders.iter().map(String::as_str).collect();
    let mut files = BTreeMap::new();
    let mut open = vec![(String::new(), commit.tree, 0)];
    while let Some((folder, tree, depth)) = open.pop() {
        for entry in objects.entries(&tree)? {
            let Ok(name) = String::from_utf8(entry.name) else { continue };
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            // A name with a slash or `..` in it is nobody's file.
            if repo_path::join("", &path).as_deref() != Ok(path.as_str()) {
                continue;
            }
            let inside = |it: &&str| it.is_empty() || path == **it || repo_path::strip_folder(&path, it).is_some();
            let above = |it: &&str| repo_path::strip_folder(it, &path).is_some();
            if entry.is_tree && depth < DEPTH && wanted.iter().any(|it| inside(it) || above(it)) {
                open.push((path, entry.id, depth + 1));
            } else if entry.is_file && files.len() < FILES && (folder.is_empty() || wanted.iter().any(inside)) {
                // What is too large, or beyond the budget, is not there.
                files.extend(objects.file(&entry.id, FILE_LIMIT).map(|bytes| (Arc::from(path), bytes)));
            }
        }
    }
    Some(files)
}

/// A name as versions are compared: numbers by their value.
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let words = rest.find(|it: char| it.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(words).unwrap_or((rest, ""));
        let digits = after.find(|it: char| !it.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at_checked(digits).unwrap_or((after, ""));
        parts.push((u64::MAX, word.to_owned()));
        if !number.is_empty() {
            parts.push((number.parse().unwrap_or(u64::MAX - 1), String::new()));
        }
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestCheckout;
    use super::*;

    fn glob(text: &str) -> Option<GlobMatcher> {
        Some(globset::Glob::new(text).expect("a glob").compile_matcher())
    }

    #[test]
    fn reads_the_docs_of_tags_newest_first() {
        let it = TestCheckout::new();
        let old = it.commit(&[], &[("docs/index.md", "# One"), ("src/secret.rs", "x"), ("mkdocs.yml", "site_name: x")], "Ada", 1);
        let new = it.commit(&[old], &[("docs/index.md", "# Two")], "Ada", 2);
        it.check_out(new, &[("docs/index.md", "# Three")]);
        it.file(".git/refs/tags/v1.9", &format!("{old}\n"));
        it.file(
            ".git/packed-refs",
            &format!("# pack-refs\n{new} refs/tags/v1.10\n{new} refs/tags/other\n{old} refs/heads/main\n"),
        );
        let wanted = Revisions { tags: glob("v*"), branches: glob("*"), limit: 5 };
        let found = it.repo().revisions(&wanted, &["docs".to_owned()]);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["v1.10", "v1.9"]);
        let files: Vec<&str> = found[1].1.files().map(|(path, _)| &**path).collect();
        assert_eq!(files, ["docs/index.md", "mkdocs.yml"]);
        assert_eq!(found[1].1.text("docs/index.md", 100).expect("read").text, "# One");
    }

    #[test]
    fn numbers_count_as_numbers() {
        let mut names = ["v1.9", "v1.10", "v2.0-rc.1", "v2.0"];
        names.sort_by_key(|it| natural(it));
        assert_eq!(names, ["v1.9", "v1.10", "v2.0", "v2.0-rc.1"]);
    }
}
