//! What tells that a file has not changed since it was last read: its size, its times and its number on the disk.
//!
//! As git has it, a file that changed only just before the crawl may change again within the same tick of the clock, so its
//! stamp is worth nothing. `ctime` cannot be set back by a program, so a file whose times were restored is still seen.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use super::{Repo, Source};
use crate::cache::Key;

/// Files changed within this time before the crawl are read again.
const RACY: Duration = Duration::from_secs(2);

/// A file as the disk describes it, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    inode: u64,
}

impl Stamp {
    /// The stamp of a file; `None` where the system has no times that can be trusted, or they are too fresh at `now`.
    #[cfg(unix)]
    pub(super) fn of(meta: &cap_std::fs::Metadata, now: SystemTime) -> Option<Self> {
        use cap_std::fs::MetadataExt as _;
        let (modified, changed) = ((meta.mtime(), meta.mtime_nsec()), (meta.ctime(), meta.ctime_nsec()));
        let settled = now.checked_sub(RACY)?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let settled = (i64::try_from(settled.as_secs()).ok()?, i64::from(settled.subsec_nanos()));
        (modified < settled && changed < settled).then(|| Self { size: meta.len(), modified, changed, inode: meta.ino() })
    }

    /// The stamp of a file: here the system has no time that programs cannot set.
    #[cfg(not(unix))]
    pub(super) fn of(_: &cap_std::fs::Metadata, _: SystemTime) -> Option<Self> {
        let _ = (RACY, Duration::ZERO);
        None
    }
}

/// The hashes of files that were read, by repository and path.
pub type Stamps = BTreeMap<String, HashMap<String, (Stamp, Key)>>;

/// What one repository knows of its files' contents.
#[derive(Debug, Default)]
pub(super) struct Contents {
    known: Mutex<HashMap<String, (Stamp, Key)>>,
    /// [`Repo::fingerprint`], once it was asked for.
    fingerprint: OnceLock<Option<Key>>,
}

impl Contents {
    pub(super) fn recall(&self, known: HashMap<String, (Stamp, Key)>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    pub(super) fn get(&self, path: &str, stamp: Stamp) -> Option<Key> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(path).filter(|(of, _)| *of == stamp).map(|(_, key)| *key)
    }

    pub(super) fn learn(&self, path: &str, stamp: Stamp, key: Key) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), (stamp, key));
    }

    /// What is known of the files that are still as listed.
    pub(super) fn of(&self, current: impl Fn(&str) -> Option<Stamp>) -> HashMap<String, (Stamp, Key)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().filter(|(path, (stamp, _))| current(path) == Some(*stamp)).map(|(path, it)| (path.clone(), *it)).collect()
    }
}

impl Source {
    /// Recalls what earlier builds learned of files, so that those that have not changed need not be read.
    pub fn recall(&self, mut stamps: Stamps) {
        for repo in &self.repos {
            repo.contents.recall(stamps.remove(&*repo.name).unwrap_or_default());
        }
    }

    /// What this build and those before it learned of the files, for the next.
    #[must_use]
    pub fn stamps(&self) -> Stamps {
        let of = |repo: &Arc<Repo>| repo.contents.of(|path| repo.files.get(path).and_then(|it| it.stamp));
        self.repos.iter().map(|it| (it.name.to_string(), of(it))).collect()
    }

    /// One value that changes whenever any file, or anything else that the crawl found, may have. `None` when some file
    /// changed so recently that its stamp says nothing.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Key> {
        let mut hasher = blake3::Hasher::new();
        for repo in &self.repos {
            hasher.update(&repo.fingerprint()?);
        }
        Some(*hasher.finalize().as_bytes())
    }
}

impl Repo {
    /// The same for one repository; made once, as a repository may have many docs sites.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Key> {
        *self.contents.fingerprint.get_or_init(|| self.made_fingerprint())
    }

    fn made_fingerprint(&self) -> Option<Key> {
        let mut hasher = blake3::Hasher::new();
        let settings = format!("{:?}", (&self.name, &self.provenance, &self.catalog, &self.allow, self.dialect));
        hasher.update(settings.as_bytes()).update(&[0]);
        hasher.update(format!("{:?}", (&self.iframe_hosts, self.precedence)).as_bytes()).update(&self.history_state());
        for (path, meta) in &self.files {
            let stamp = postcard::to_stdvec(&meta.stamp?).ok()?;
            hasher.update(path.as_bytes()).update(&[0]).update(&stamp);
        }
        Some(*hasher.finalize().as_bytes())
    }
}
