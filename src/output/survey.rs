//! What lies in a published folder, by a look at its directory entries: cheap enough to do in every build, and enough to see
//! that somebody has changed, removed or added a file.
//!
//! A folder that looks as it did has the entries that it had: it is not listed again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use crate::repo_path::parent;
use crate::source::SITE_MARKER;

/// A file, or a folder, as the file system describes it.
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

    /// What is no regular file, and equals nothing.
    const NONE: Self = Self { size: u64::MAX, modified: (0, 0), inode: 0 };

    /// Whether time is counted finely enough for a change to show, however soon it follows another: some file systems count
    /// whole seconds.
    fn shows_changes(&self) -> bool {
        self.modified.1 != 0
    }

    /// What an entry is now; `None` where there is none.
    fn of_entry(path: &Path) -> Option<Self> {
        let meta = fs::symlink_metadata(path).ok()?;
        Some(if meta.is_file() { Self::of(&meta) } else { Self::NONE })
    }

    /// The file as it is now; `None` where it is no file.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|it| Self::of(&it))
    }
}

/// Files by path below the folder that is surveyed.
pub(super) type SeenFiles = BTreeMap<String, Seen>;

/// What lies in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Survey {
    /// Every file but the marker. What is no regular file counts as a file that nothing equals.
    pub(super) files: SeenFiles,
    /// Folders that will show whether an entry came, went or was replaced. The folder itself is none of them: it is always listed.
    folders: SeenFiles,
}

impl Survey {
    /// The survey of a folder whose files are known, and that has just been laid out.
    pub(super) fn of_files(folder: &Path, files: SeenFiles) -> Self {
        let folders: BTreeSet<&str> = files.keys().flat_map(|it| above(it)).collect();
        let folders: Vec<&str> = folders.into_iter().collect();
        let folders: Vec<Option<(String, Seen)>> =
            folders.par_iter().map(|it| Some(((*it).to_owned(), folder_at(&folder.join(it))?))).collect();
        Self { folders: folders.into_iter().flatten().filter(|(_, it)| it.shows_changes()).collect(), files }
    }

    /// Leaves files out. They still lie there, so that the folders must be listed again.
    pub(super) fn keep(&mut self, is_kept: impl Fn(&str, &Seen) -> bool) {
        self.files.retain(|path, it| is_kept(path, it));
        self.folders.clear();
    }

    /// What lies in `folder` now, with a look at every file, but none at those that are the very files of `elsewhere`, which
    /// has just been surveyed. Only folders that have changed are listed.
    pub(super) fn again(&self, folder: &Path, elsewhere: &SeenFiles) -> Self {
        let now: Vec<Option<Seen>> = self.folders.par_iter().map(|(path, _)| folder_at(&folder.join(path))).collect();
        // A folder that is reached through a link is none of ours.
        let mut there: HashSet<&str> = HashSet::from([""]);
        let mut settled: HashSet<&str> = HashSet::new();
        let mut listed = vec![String::new()];
        let mut folders = SeenFiles::new();
        for ((path, known), now) in self.folders.iter().zip(now) {
            let Some(now) = now.filter(|_| there.contains(parent(path))) else { continue };
            there.insert(path);
            if now == *known {
                settled.insert(path);
            } else {
                listed.push(path.clone());
            }
            if now.shows_changes() {
                folders.insert(path.clone(), now);
            }
        }
        let (mut files, found) = list(folder, listed, |it| there.contains(it));
        folders.extend(found.into_iter().filter(|(_, it)| it.shows_changes()));
        let look = |(path, known): (&String, &Seen)| {
            let same = elsewhere.get(path) == Some(known);
            let seen = if same { Some(*known) } else { Seen::of_entry(&folder.join(path)) };
            seen.map(|seen| (path.clone(), seen))
        };
        let settled: Vec<(&String, &Seen)> = self.files.iter().filter(|(path, _)| settled.contains(parent(path))).collect();
        let seen: Vec<Option<(String, Seen)>> = settled.into_par_iter().map(look).collect();
        files.extend(seen.into_iter().flatten());
        Self { files: files.into_iter().collect(), folders }
    }
}

/// The folders above a file, below the one that is surveyed.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |it| Some(parent(it))).take_while(|it| !it.is_empty())
}

/// A folder as it is now; `None` where it is none.
fn folder_at(path: &Path) -> Option<Seen> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_dir).map(|it| Seen { size: 0, ..Seen::of(&it) })
}

/// Files and folders that were found.
type Found = (Vec<(String, Seen)>, Vec<(String, Seen)>);

/// Every file in some folders, and everything below those of their folders that are not known.
fn list(folder: &Path, mut level: Vec<String>, is_known: impl Fn(&str) -> bool) -> Found {
    let (mut all_files, mut all_folders) = Found::default();
    while !level.is_empty() {
        let scanned: Vec<Found> = level.par_iter().map(|it| scan(folder, it)).collect();
        level = Vec::new();
        for (files, folders) in scanned {
            all_files.extend(files);
            for (path, seen) in folders.into_iter().filter(|(path, _)| !is_known(path)) {
                level.push(path.clone());
                all_folders.push((path, seen));
            }
        }
    }
    all_files.retain(|(path, _)| path != SITE_MARKER);
    (all_files, all_folders)
}

fn scan(folder: &Path, below: &str) -> Found {
    let (mut files, mut folders) = Found::default();
    // Looked at before it is listed: what comes while it is listed shows the next time.
    let before = |path: &str| folder_at(&folder.join(path));
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match entry.metadata() {
            Ok(meta) if meta.is_dir() => folders.extend(before(&path).map(|it| (path, it))),
            Ok(meta) if meta.is_file() => files.push((path, Seen::of(&meta))),
            _ => files.push((path, Seen::NONE)),
        }
    }
    (files, folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of some files, surveyed.
    fn site(folder: &Path) -> Survey {
        for path in ["index.html", "a/index.html", "a/b/one.html", "a/b/two.html", "c/index.html"] {
            fs::create_dir_all(folder.join(parent(path))).expect("a folder");
            fs::write(folder.join(path), path).expect("a file");
        }
        fs::write(folder.join(SITE_MARKER), "").expect("a file");
        let survey = Survey::default().again(folder, &SeenFiles::new());
        assert_eq!(survey.files.len(), 5);
        // So that what follows happens at another time.
        std::thread::sleep(std::time::Duration::from_millis(20));
        survey
    }

    /// What differs from the survey, and that a look at everything sees the same.
    fn differs(folder: &Path, survey: &Survey) -> Vec<String> {
        let now = survey.again(folder, &SeenFiles::new());
        assert_eq!(now, Survey::default().again(folder, &SeenFiles::new()), "as by a look at everything");
        assert_eq!(now, now.again(folder, &now.files), "and again");
        let paths: BTreeSet<&String> = survey.files.keys().chain(now.files.keys()).collect();
        paths.into_iter().filter(|it| survey.files.get(*it) != now.files.get(*it)).cloned().collect()
    }

    #[test]
    fn what_nobody_touched_looks_as_it_did() {
        let folder = tempfile::tempdir().expect("a folder");
        let survey = site(folder.path());
        assert_eq!(Survey::of_files(folder.path(), survey.files.clone()), survey);
        assert!(differs(folder.path(), &survey).is_empty());
    }

    #[test]
    fn whatever_somebody_touches_shows() {
        type Touch = fn(&Path);
        let touches: [(Touch, &[&str]); 7] = [
            (|it| fs::write(it.join("a/b/one.html"), "changed").expect("written"), &["a/b/one.html"]),
            (|it| fs::write(it.join("a/new.html"), "").expect("written"), &["a/new.html"]),
            (|it| fs::write(it.join("top.html"), "").expect("written"), &["top.html"]),
            (|it| fs::remove_file(it.join("c/index.html")).expect("removed"), &["c/index.html"]),
            (|it| fs::remove_dir_all(it.join("a")).expect("removed"), &["a/b/one.html", "a/b/two.html", "a/index.html"]),
            (
                |it| fs::rename(it.join("a/b"), it.join("d")).expect("moved"),
                &["a/b/one.html", "a/b/two.html", "d/one.html", "d/two.html"],
            ),
            (
                |it| {
                    fs::create_dir_all(it.join("c/new/deep")).expect("a folder");
                    fs::write(it.join("c/new/deep/x.html"), "").expect("written");
                },
                &["c/new/deep/x.html"],
            ),
        ];
        for (touch, expected) in touches {
            let folder = tempfile::tempdir().expect("a folder");
            let survey = site(folder.path());
            touch(folder.path());
            assert_eq!(differs(folder.path(), &survey), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_reached_through_a_link_is_none() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let survey = site(folder.path());
        fs::rename(folder.path().join("a"), other.path().join("a")).expect("moved");
        std::os::unix::fs::symlink(other.path().join("a"), folder.path().join("a")).expect("a link");
        let differing = differs(folder.path(), &survey);
        assert_eq!(differing, ["a", "a/b/one.html", "a/b/two.html", "a/index.html"]);
    }

    #[test]
    fn files_that_were_left_out_are_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut survey = site(folder.path());
        survey.keep(|path, _| path != "a/b/one.html");
        assert_eq!(differs(folder.path(), &survey), ["a/b/one.html"]);
    }
}
