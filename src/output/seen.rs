//! Files and folders as the file system describes them: what shows, without a look at any byte, that somebody has touched them.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Longer than any clock of a file system stands still.
pub(super) const TICK: Duration = Duration::from_millis(25);

/// A file, or a folder, as the file system describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Seen {
    size: u64,
    modified: (i64, i64),
    inode: u64,
}

impl Seen {
    /// What is no regular file, a file that nobody has looked at, or a folder that must be listed.
    pub(super) const NONE: Self = Self { size: u64::MAX, modified: (0, 0), inode: 0 };

    #[cfg(unix)]
    fn of(meta: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { size: meta.len(), modified: (meta.mtime(), meta.mtime_nsec()), inode: meta.ino() }
    }

    #[cfg(not(unix))]
    fn of(meta: &fs::Metadata) -> Self {
        let since = meta.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        let modified = (i64::try_from(since.as_secs()).unwrap_or_default(), i64::from(since.subsec_nanos()));
        Self { size: meta.len(), modified, inode: 0 }
    }

    /// What an entry of a folder is.
    pub(super) fn of_entry(meta: &fs::Metadata) -> Self {
        if meta.is_file() { Self::of(meta) } else { Self::NONE }
    }

    /// A folder, whose size says nothing, as it was looked at after `now`; [`Seen::NONE`] where a later change may not show in
    /// it. It will not where the folder has changed within a tick of the clock, or where the file system counts whole seconds;
    /// and not every other system stamps a folder when an entry comes.
    pub(super) fn of_folder(meta: &fs::Metadata, now: Duration) -> Self {
        let seen = Self { size: 0, ..Self::of(meta) };
        let (seconds, nanoseconds) = seen.modified;
        let (Ok(seconds), Ok(nanoseconds)) = (u64::try_from(seconds), u32::try_from(nanoseconds)) else { return Self::NONE };
        let is_old = Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds.into()) + TICK < now;
        if cfg!(unix) && nanoseconds != 0 && is_old { seen } else { Self::NONE }
    }

    /// The entry at a path as it is now; `None` where there is none.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().map(|it| Self::of_entry(&it))
    }

    /// The folder at a path as it is now; `None` where there is none.
    pub(super) fn folder_at(path: &Path, now: Duration) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(fs::Metadata::is_dir).map(|it| Self::of_folder(&it, now))
    }

    /// Is it what was seen before? Nothing is like what could not be looked at.
    pub(super) fn is_still(&self, before: &Self) -> bool {
        self == before && *self != Self::NONE
    }

    /// Is it the same place on the disk, where that can be told?
    pub(super) fn is_same_place(&self, other: &Self) -> bool {
        self.inode != 0 && self.is_still(other)
    }
}

/// The time before folders are looked at, since 1970.
#[expect(clippy::disallowed_methods, reason = "it decides what is looked at again, never what is published")]
pub(super) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
