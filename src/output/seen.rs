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

    /// A folder that was looked at after `now`: see [`Root::folder`]. Its size says nothing; its stamp may not either.
    pub(super) fn as_folder(self, now: Duration) -> Self {
        let (seconds, nanoseconds) = self.modified;
        let (Ok(seconds), Ok(nanoseconds)) = (u64::try_from(seconds), u32::try_from(nanoseconds)) else { return Self::NONE };
        let is_old = Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds.into()) + TICK < now;
        if cfg!(unix) && nanoseconds != 0 && is_old { Self { size: 0, ..self } } else { Self::NONE }
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

/// An entry of a folder.
#[derive(Clone, Copy)]
pub(super) enum Entry {
    /// A regular file.
    File(Seen),
    /// A folder, as it stands on the disk.
    Folder(Seen),
    /// A link, a pipe, a device.
    Other,
}

impl Entry {
    /// What the file system says of it.
    pub(super) fn of(meta: &fs::Metadata) -> Self {
        if meta.is_file() {
            Self::File(Seen::of(meta))
        } else if meta.is_dir() {
            Self::Folder(Seen::of(meta))
        } else {
            Self::Other
        }
    }

    /// The regular file; [`Seen::NONE`] for everything else.
    pub(super) fn file(self) -> Seen {
        if let Self::File(seen) = self { seen } else { Seen::NONE }
    }
}

/// A folder of which many entries are looked at.
#[derive(Debug)]
pub(super) struct Root<'a> {
    path: &'a Path,
    /// From here the system finds an entry without walking the whole way again each time.
    #[cfg(target_os = "linux")]
    handle: Option<std::os::fd::OwnedFd>,
}

impl<'a> Root<'a> {
    /// Opens a folder. Where it cannot be opened, its entries are looked for by their whole paths.
    pub(super) fn open(path: &'a Path) -> Self {
        #[cfg(target_os = "linux")]
        let handle = {
            use rustix::fs::{Mode, OFlags, open};
            open(path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok()
        };
        Self {
            path,
            #[cfg(target_os = "linux")]
            handle,
        }
    }

    /// The entry at a path below the folder as it is now, [`Seen::NONE`] for what is no regular file; `None` where there is none.
    pub(super) fn entry(&self, below: &str) -> Option<Seen> {
        self.look(below).map(Entry::file)
    }

    /// The folder at a path below as it is now, looked at after `now`; `None` where there is none. [`Seen::NONE`] where a later
    /// change may not show in it: it will not where the folder has changed within a tick of the clock, or where the file
    /// system counts whole seconds; and not every other system stamps a folder when an entry comes.
    pub(super) fn folder(&self, below: &str, now: Duration) -> Option<Seen> {
        self.look(below).and_then(|it| if let Entry::Folder(seen) = it { Some(seen.as_folder(now)) } else { None })
    }

    fn look(&self, below: &str) -> Option<Entry> {
        #[cfg(target_os = "linux")]
        if let Some(handle) = &self.handle {
            match statx(handle, below) {
                Err(rustix::io::Errno::NOSYS) => {}
                found => return found.ok(),
            }
        }
        fs::symlink_metadata(self.path.join(below)).ok().map(|it| Entry::of(&it))
    }
}

#[cfg(target_os = "linux")]
fn statx(folder: &std::os::fd::OwnedFd, below: &str) -> rustix::io::Result<Entry> {
    use rustix::fs::{AtFlags, FileType, StatxFlags};
    let wanted = StatxFlags::TYPE | StatxFlags::SIZE | StatxFlags::MTIME | StatxFlags::INO;
    let found = rustix::fs::statx(folder, below, AtFlags::SYMLINK_NOFOLLOW, wanted)?;
    let modified = (found.stx_mtime.tv_sec, i64::from(found.stx_mtime.tv_nsec));
    let seen = Seen { size: found.stx_size, modified, inode: found.stx_ino };
    Ok(match FileType::from_raw_mode(found.stx_mode.into()) {
        FileType::RegularFile => Entry::File(seen),
        FileType::Directory => Entry::Folder(seen),
        _ => Entry::Other,
    })
}

/// The time before folders are looked at, since 1970.
#[expect(clippy::disallowed_methods, reason = "it decides what is looked at again, never what is published")]
pub(super) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_sees_what_a_path_shows() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("a/b")).expect("a folder");
        fs::write(folder.path().join("a/file"), "text").expect("a file");
        std::thread::sleep(2 * TICK);
        let (root, now) = (Root::open(folder.path()), now());
        let meta = |below: &str| fs::symlink_metadata(folder.path().join(below)).expect("there");
        assert_eq!(root.entry("a/file"), Some(Entry::of(&meta("a/file")).file()));
        assert_eq!(root.entry("a/file"), Some(Seen::of(&meta("a/file"))));
        assert_eq!(root.folder("a/b", now), Some(Seen::of(&meta("a/b")).as_folder(now)));
        assert_eq!((root.entry("a/b"), root.folder("a/file", now)), (Some(Seen::NONE), None));
        assert_eq!((root.entry("a/none"), root.folder("none", now)), (None, None));
        let nowhere = Root::open(Path::new("/nowhere/at/all"));
        assert_eq!(nowhere.entry("file"), None);
    }
}
