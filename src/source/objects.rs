//! The objects of a checkout: its commits, trees and files as git stored them. Never runs git, and never reads a
//! configuration: git's can name programs to run and files to include (THREATS.md h16).
//!
//! A `.git` folder is content, and not trusted. It must be a folder of its own that borrows from no other (no links, no
//! alternates, no shared folder), so that no repository shows another's; what is read from it is counted against a budget.

use std::cell::{Cell, RefCell};
use std::path::Path;

use cap_std::fs::Dir;
use gix_hash::{ObjectId, oid};
use gix_object::{CommitRefIter, Find as _, Kind, TagRefIter, TreeRefIter};

use super::read_confined;

/// Bytes of one commit or tree.
const OBJECT_LIMIT: u64 = 16_000_000;
/// Bytes of the list of packed references.
const REFS_LIMIT: u64 = 10_000_000;
/// Bytes that are kept of objects which others are stored as differences from.
const DELTA_CACHE: usize = 16 << 20;
/// Packs of one repository; git itself gathers them at 50.
const PACKS: usize = 2_000;
/// References that name references.
const REFERENCE_DEPTH: usize = 5;
/// References of one repository.
const REFERENCES: usize = 20_000;
/// Parents of a commit that are looked at.
const PARENTS: usize = 16;

/// The objects of one checkout.
pub(super) struct Objects {
    store: gix_odb::Handle,
    /// Bytes that may still be read.
    budget: Cell<u64>,
    buffer: RefCell<Vec<u8>>,
}

/// What is read of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    /// Its files.
    pub(super) tree: ObjectId,
    /// The commits before it.
    pub(super) parents: Vec<ObjectId>,
    /// When it was committed, in seconds since 1970.
    pub(super) time: i64,
    /// Who wrote it, as written.
    pub(super) author: String,
}

/// One entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeEntry {
    /// Its name, as bytes.
    pub(super) name: Vec<u8>,
    /// What it is.
    pub(super) id: ObjectId,
    /// A folder.
    pub(super) is_tree: bool,
    /// A file (and no link).
    pub(super) is_file: bool,
}

impl Objects {
    /// Opens the objects of the checkout at `root`, of which `dir` is the handle. `None` where it has none that may be read.
    pub(super) fn open(dir: &Dir, root: &Path, budget: u64) -> Option<Self> {
        if !is_own(dir) {
            return None;
        }
        let options = gix_odb::store::init::Options {
            use_multi_pack_index: false,
            alloc_limit_bytes: usize::try_from(OBJECT_LIMIT * 4).ok(),
            current_dir: Some(root.to_owned()),
            ..Default::default()
        };
        let mut store = gix_odb::at_opts(root.join(".git/objects"), gix_hash::Kind::Sha1, None, options).ok()?;
        store.set_pack_cache(|| Box::new(gix_pack::cache::lru::MemoryCappedHashmap::new(DELTA_CACHE)));
        store.refresh_never();
        Some(Self { store, budget: Cell::new(budget), buffer: RefCell::default() })
    }

    /// A commit.
    pub(super) fn commit(&self, id: &oid) -> Option<Commit> {
        self.read(id, Kind::Commit, OBJECT_LIMIT, |bytes| {
            let mut commit = CommitRefIter::from_bytes(bytes, gix_hash::Kind::Sha1);
            let (author, committer) = (commit.author().ok()?, commit.committer().ok()?);
            Some(Commit {
                parents: commit.parent_ids().take(PARENTS).collect(),
                time: committer.seconds(),
                author: author.name.to_string(),
                tree: commit.tree_id().ok()?,
            })
        })
    }

    /// Calls `each` for every entry of a tree, in git's order.
    pub(super) fn tree(&self, id: &oid, mut each: impl FnMut(&[u8], &oid, bool, bool)) -> Option<()> {
        self.read(id, Kind::Tree, OBJECT_LIMIT, |bytes| {
            for entry in TreeRefIter::from_bytes(bytes, gix_hash::Kind::Sha1) {
                let entry = entry.ok()?;
                each(entry.filename, entry.oid, entry.mode.is_tree(), entry.mode.is_blob());
            }
            Some(())
        })
    }

    /// The entries of a tree.
    pub(super) fn entries(&self, id: &oid) -> Option<Vec<TreeEntry>> {
        let mut entries = Vec::new();
        self.tree(id, |name, id, is_tree, is_file| {
            entries.push(TreeEntry { name: name.to_vec(), id: id.to_owned(), is_tree, is_file });
        })?;
        Some(entries)
    }

    /// A file's bytes.
    pub(super) fn file(&self, id: &oid, limit: u64) -> Option<Vec<u8>> {
        self.read(id, Kind::Blob, limit, |bytes| Some(bytes.to_vec()))
    }

    /// The commit that a tag names, or the commit itself.
    pub(super) fn peeled(&self, id: ObjectId) -> Option<ObjectId> {
        let mut id = id;
        for _ in 0..REFERENCE_DEPTH {
            let target = self
                .read(&id, Kind::Tag, OBJECT_LIMIT, |bytes| TagRefIter::from_bytes(bytes, gix_hash::Kind::Sha1).target_id().ok());
            match target {
                Some(target) => id = target,
                None => return Some(id),
            }
        }
        None
    }

    /// Reads an object of at most `limit` bytes. A broken pack makes it `None`, and so does an empty budget.
    fn read<T>(&self, id: &oid, kind: Kind, limit: u64, take: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let mut buffer = self.buffer.try_borrow_mut().ok()?;
        let data = self.store.try_find(id, &mut buffer).ok()??;
        self.spend(data.data.len() as u64 + 100)?;
        if data.kind != kind || data.data.len() as u64 > limit {
            return None;
        }
        take(data.data)
    }

    fn spend(&self, bytes: u64) -> Option<()> {
        self.budget.set(self.budget.get().checked_sub(bytes)?);
        Some(())
    }
}

/// Does the checkout keep its objects in folders of its own?
fn is_own(dir: &Dir) -> bool {
    let is_folder = |path: &str| dir.symlink_metadata(path).is_ok_and(|it| it.is_dir());
    let absent = |path: &str| dir.symlink_metadata(path).is_err();
    let borrows_nothing = [".git/commondir", ".git/objects/info/alternates", ".git/objects/info/http-alternates"];
    is_folder(".git")
        && is_folder(".git/objects")
        && [".git/objects/info", ".git/objects/pack"].iter().all(|it| absent(it) || is_folder(it))
        && borrows_nothing.iter().all(|it| absent(it))
        && holds(dir, ".git/objects", 300, |name, kind| kind.is_dir() || name.len() != 2)
        && (absent(".git/objects/pack") || holds(dir, ".git/objects/pack", PACKS * 5, |_, kind| kind.is_file()))
}

/// Does a folder hold at most `most` entries, all as they should be?
fn holds(dir: &Dir, folder: &str, most: usize, is_right: impl Fn(&str, cap_std::fs::FileType) -> bool) -> bool {
    let Ok(entries) = dir.read_dir(folder) else { return false };
    let mut count = 0;
    for entry in entries {
        count += 1;
        let right = entry.and_then(|it| Ok(is_right(&it.file_name().to_string_lossy(), it.file_type()?)));
        if count > most || !right.unwrap_or(false) {
            return false;
        }
    }
    true
}

/// The commit that is checked out.
pub(super) fn head(dir: &Dir) -> Option<ObjectId> {
    let packed = packed(dir);
    resolve(dir, "HEAD", &packed)
}

/// Follows a reference to its commit.
fn resolve(dir: &Dir, name: &str, packed: &[(String, ObjectId)]) -> Option<ObjectId> {
    let mut name = name.to_owned();
    for _ in 0..REFERENCE_DEPTH {
        let Ok(bytes) = read_confined(dir, &format!(".git/{name}"), 1000) else {
            return packed.iter().find(|(it, _)| *it == name).map(|(_, id)| *id);
        };
        let text = String::from_utf8(bytes).ok()?;
        match text.trim().strip_prefix("ref: ") {
            Some(next) if is_reference(next) => next.clone_into(&mut name),
            Some(_) => return None,
            None => return ObjectId::from_hex(text.trim().as_bytes()).ok(),
        }
    }
    None
}

fn is_reference(name: &str) -> bool {
    name.starts_with("refs/") && crate::repo_path::join("", name).is_ok_and(|it| it == name)
}

/// The references that git keeps in one file.
fn packed(dir: &Dir) -> Vec<(String, ObjectId)> {
    let bytes = read_confined(dir, ".git/packed-refs", REFS_LIMIT).unwrap_or_default();
    let line = |it: &str| {
        let (id, name) = it.trim_end().split_once(' ')?;
        Some((name.to_owned(), ObjectId::from_hex(id.as_bytes()).ok()?))
    };
    String::from_utf8_lossy(&bytes).lines().filter_map(line).collect()
}

/// The commits behind which a shallow checkout has no history.
pub(super) fn shallow(dir: &Dir) -> Vec<ObjectId> {
    let bytes = read_confined(dir, ".git/shallow", REFS_LIMIT).unwrap_or_default();
    String::from_utf8_lossy(&bytes).lines().filter_map(|it| ObjectId::from_hex(it.trim().as_bytes()).ok()).collect()
}

/// Every branch and tag, those of `origin` included, and what it names.
pub(super) fn references(dir: &Dir) -> Vec<(String, ObjectId)> {
    let mut found = packed(dir);
    let mut open: Vec<(String, usize)> = ["refs/heads", "refs/tags", "refs/remotes/origin"].map(|it| (it.to_owned(), 0)).into();
    while let Some((folder, depth)) = open.pop() {
        let Ok(entries) = dir.read_dir(format!(".git/{folder}")) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < REFERENCE_DEPTH => open.push((name, depth + 1)),
                Ok(kind) if kind.is_file() && found.len() < REFERENCES => {
                    // A loose reference is newer than a packed one.
                    if let Some(id) = resolve(dir, &name, &[]) {
                        found.insert(0, (name, id));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// What decides every answer about a checkout's history, short of its objects vanishing.
pub(super) fn state(dir: &Dir) -> crate::cache::Key {
    let ids = head(dir).into_iter().chain(shallow(dir)).map(|it| it.to_string());
    let references: Vec<String> = references(dir).into_iter().map(|(name, id)| format!("{name} {id}")).collect();
    let ids = ids.collect::<Vec<_>>().join(" ");
    crate::cache::key(&[ids.as_bytes(), references.join("\n").as_bytes(), &[u8::from(is_own(dir))]])
}
