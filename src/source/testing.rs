//! Checkouts for tests, written object by object: no git is needed to run them.
#![expect(clippy::disallowed_methods, reason = "a test lays out a checkout")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gix_hash::ObjectId;
use gix_object::{Commit, Kind, Tree, Write as _, tree};

/// A checkout in a temporary folder.
pub(crate) struct TestCheckout {
    folder: tempfile::TempDir,
    store: gix_odb::loose::Store,
}

impl TestCheckout {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = folder.path().join(".git/objects");
        std::fs::create_dir_all(&objects).expect("a folder");
        Self { store: gix_odb::loose::Store::at(objects, gix_hash::Kind::Sha1), folder }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// A file of the checkout or of `.git`.
    pub(crate) fn file(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// A commit with these files, by `author`, at `time`.
    pub(crate) fn commit(&self, parents: &[ObjectId], files: &[(&str, &str)], author: &str, time: i64) -> ObjectId {
        let tree = self.tree(&files.iter().copied().collect());
        let signature = gix_object::bstr::BString::from(format!("{author} <a@example.org> {time} +0200"));
        let text = parents.iter().map(|it| format!("parent {it}\n")).collect::<String>();
        let text = format!("tree {tree}\n{text}author {signature}\ncommitter {signature}\n\nmessage\n");
        let commit = gix_object::CommitRef::from_bytes(text.as_bytes(), gix_hash::Kind::Sha1).expect("a commit");
        self.store.write(&Commit::try_from(commit).expect("a commit")).expect("written")
    }

    fn tree(&self, files: &BTreeMap<&str, &str>) -> ObjectId {
        let mut folders: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        let mut entries = Vec::new();
        for (path, text) in files {
            match path.split_once('/') {
                Some((folder, below)) => drop(folders.entry(folder).or_default().insert(below, text)),
                None => {
                    let oid = self.store.write_buf(Kind::Blob, text.as_bytes()).expect("written");
                    entries.push(tree::Entry { mode: tree::EntryKind::Blob.into(), filename: (*path).into(), oid });
                }
            }
        }
        for (name, files) in folders {
            let oid = self.tree(&files);
            entries.push(tree::Entry { mode: tree::EntryKind::Tree.into(), filename: name.into(), oid });
        }
        entries.sort();
        self.store.write(&Tree { entries }).expect("written")
    }

    /// Checks a commit out: its branch, and its files.
    pub(crate) fn check_out(&self, id: ObjectId, files: &[(&str, &str)]) {
        self.file(".git/HEAD", "ref: refs/heads/main\n");
        self.file(".git/refs/heads/main", &format!("{id}\n"));
        files.iter().for_each(|(path, text)| self.file(path, text));
    }

    /// The repository as a build sees it.
    pub(crate) fn repo(&self) -> std::sync::Arc<super::Repo> {
        let (source, _) = super::crawl(&[super::Crawl { root: self.root(), ..super::Crawl::default() }]);
        std::sync::Arc::clone(source.repos.first().expect("one repository"))
    }
}
