//! What lies in a published folder, by a look at its directory entries: cheap enough to do in every build, and enough to see
//! that somebody has changed, removed or added a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use crate::source::SITE_MARKER;

/// A file as its directory entry describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Seen {
    size: u64,
    modified: (i64, i64),
    inode: u64,
}

impl Seen {
    #[cfg(unix)]
    fn of(meta: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { size: meta.len(), modified: (meta.mtime(), meta.mtime_nsec()), inode: meta.ino() }
    }

    #[cfg(not(unix))]
    fn of(meta: &fs::Metadata) -> Self {
        let since = meta.modified().ok().and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
        let modified = (i64::try_from(since.as_secs()).unwrap_or_default(), i64::from(since.subsec_nanos()));
        Self { size: meta.len(), modified, inode: 0 }
    }

    /// The file as it is now; `None` where it is no file.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|it| Self::of(&it))
    }
}

/// Files by path below a folder.
pub(super) type Survey = BTreeMap<String, Seen>;

/// Every file below a folder but the marker. What is no regular file counts as a file that nothing equals.
pub(super) fn survey(folder: &Path) -> Survey {
    let mut found: Vec<(String, Seen)> = Vec::new();
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let scanned: Vec<Scanned> = level.par_iter().map(|it| scan(folder, it)).collect();
        level = Vec::new();
        for (files, folders) in scanned {
            found.extend(files);
            level.extend(folders);
        }
    }
    found.into_iter().filter(|(path, _)| path != SITE_MARKER).collect()
}

/// The files of one folder, and the folders in it.
type Scanned = (Vec<(String, Seen)>, Vec<String>);

fn scan(folder: &Path, below: &str) -> Scanned {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match entry.metadata() {
            Ok(meta) if meta.is_dir() => folders.push(path),
            Ok(meta) if meta.is_file() => files.push((path, Seen::of(&meta))),
            _ => files.push((path, Seen { size: u64::MAX, modified: (0, 0), inode: 0 })),
        }
    }
    (files, folders)
}
