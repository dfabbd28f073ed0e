//! What lies in a published folder, by a look at its directory entries: cheap enough to do in every build, and enough to see
//! that somebody has changed, removed or added a file.
//!
//! A folder that looks as it did has the entries that it had: it is not listed again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use crate::repo_path::parent;
use crate::source::SITE_MARKER;

/// Longer than any clock of a file system stands still.
const TICK: Duration = Duration::from_millis(25);

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

    /// What is no regular file, or a folder that must be listed: equals nothing that is found.
    const NONE: Self = Self { size: u64::MAX, modified: (0, 0), inode: 0 };

    /// A folder, whose size says nothing.
    fn of_folder(meta: &fs::Metadata) -> Self {
        Self { size: 0, ..Self::of(meta) }
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
    /// Every folder in it, with a stamp that shows whether an entry came, went or was replaced since.
    pub(super) folders: SeenFiles,
}

impl Survey {
    /// The survey of a folder that holds these files, and nothing else, because it has just been laid out. `known` are folders in
    /// it that nothing has touched since they looked like that.
    pub(super) fn of_files(folder: &Path, files: SeenFiles, known: &SeenFiles) -> Self {
        let now = now();
        let folders: BTreeSet<&str> = files.keys().flat_map(|it| above(it)).collect();
        let folders: Vec<&str> = folders.into_iter().collect();
        let look = |it: &str| folder_at(&folder.join(it)).map_or(Seen::NONE, |it| trusted(it, now));
        let stamped = |it: &&str| ((*it).to_owned(), known.get(*it).copied().unwrap_or_else(|| look(it)));
        let folders: Vec<(String, Seen)> = folders.par_iter().map(stamped).collect();
        Self { folders: folders.into_iter().collect(), files }
    }

    /// Every folder is to be listed the next time.
    pub(super) fn distrust_folders(&mut self) {
        self.folders.values_mut().for_each(|it| *it = Seen::NONE);
    }

    /// What lies in `folder` now, with a look at every file, but none at those that are the very files of `elsewhere`, which
    /// has just been surveyed. Only folders that have changed are listed.
    pub(super) fn again(&self, folder: &Path, elsewhere: &SeenFiles) -> Self {
        let time = now();
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
                folders.insert(path.clone(), now);
            } else {
                listed.push(path.clone());
                folders.insert(path.clone(), trusted(now, time));
            }
        }
        let (mut files, found) = list((folder, time), listed, |it| there.contains(it));
        folders.extend(found);
        let look = |(path, known): (&String, &Seen)| {
            let same = known.inode != 0 && elsewhere.get(path) == Some(known);
            let seen = if same { Some(*known) } else { Seen::of_entry(&folder.join(path)) };
            seen.map(|seen| (path.clone(), seen))
        };
        let settled: Vec<(&String, &Seen)> = self.files.iter().filter(|(path, _)| settled.contains(parent(path))).collect();
        let seen: Vec<Option<(String, Seen)>> = settled.into_par_iter().map(look).collect();
        files.extend(seen.into_iter().flatten());
        Self { files: files.into_iter().collect(), folders }
    }

    /// The folders whose stamps show changes.
    pub(super) fn into_trusted(mut self) -> SeenFiles {
        self.folders.retain(|_, it| *it != Seen::NONE);
        self.folders
    }

    /// Folders that hold none of these files, the deepest first.
    pub(super) fn folders_without<'a>(&'a self, files: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
        let wanted: HashSet<&str> = files.flat_map(|it| above(it)).collect();
        let mut without: Vec<&str> = self.folders.keys().map(String::as_str).filter(|it| !wanted.contains(it)).collect();
        without.sort_unstable_by_key(|it| std::cmp::Reverse(it.len()));
        without
    }
}

/// The folders above a file, below the one that is surveyed.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |it| Some(parent(it))).take_while(|it| !it.is_empty())
}

/// A folder as it is now; `None` where it is none.
fn folder_at(path: &Path) -> Option<Seen> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_dir).map(|it| Seen::of_folder(&it))
}

/// The time before folders are looked at, since 1970.
#[expect(clippy::disallowed_methods, reason = "it decides what is looked at again, never what is published")]
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The stamp of a folder, where a later change will show in it. It will not where the folder has changed within a tick of the
/// clock, or where the file system counts whole seconds; and not every other system stamps a folder when an entry comes.
fn trusted(seen: Seen, now: Duration) -> Seen {
    let (seconds, nanoseconds) = seen.modified;
    let (Ok(seconds), Ok(nanoseconds)) = (u64::try_from(seconds), u32::try_from(nanoseconds)) else { return Seen::NONE };
    let is_old = Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds.into()) + TICK < now;
    if cfg!(unix) && nanoseconds != 0 && is_old { seen } else { Seen::NONE }
}

/// Files and folders that were found.
type Found = (Vec<(String, Seen)>, Vec<(String, Seen)>);

/// Every file in some folders, and everything below those of their folders that are not known.
fn list((folder, now): (&Path, Duration), mut level: Vec<String>, is_known: impl Fn(&str) -> bool) -> Found {
    let (mut all_files, mut all_folders) = Found::default();
    while !level.is_empty() {
        let scanned: Vec<Found> = level.par_iter().map(|it| scan(folder, it, now)).collect();
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

fn scan(folder: &Path, below: &str, now: Duration) -> Found {
    let (mut files, mut folders) = Found::default();
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match entry.metadata() {
            // Stamped before it is listed: what comes while it is listed shows the next time.
            Ok(meta) if meta.is_dir() => folders.push((path, trusted(Seen::of_folder(&meta), now))),
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
        // So that what follows happens at another time.
        std::thread::sleep(2 * TICK);
        let survey = Survey::default().again(folder, &SeenFiles::new());
        assert_eq!(survey.files.len(), 5);
        survey
    }

    /// What differs from the survey, and that a look at everything sees the same.
    fn differs(folder: &Path, survey: &Survey) -> Vec<String> {
        std::thread::sleep(2 * TICK);
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
        assert_eq!(Survey::of_files(folder.path(), survey.files.clone(), &SeenFiles::new()), survey);
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

    #[cfg(unix)]
    #[test]
    fn a_folder_whose_stamp_shows_nothing_is_listed() {
        let folder = tempfile::tempdir().expect("a folder");
        let whole_second = fs::FileTimes::new().set_modified(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        let stamp = |survey: &Survey, path: &str| survey.folders.get(path).copied();
        site(folder.path());
        let at = fs::File::open(folder.path().join("a/b")).expect("a folder");
        at.set_times(whole_second).expect("a time");
        let survey = Survey::default().again(folder.path(), &SeenFiles::new());
        assert_ne!(stamp(&survey, "a"), Some(Seen::NONE));
        assert_eq!(stamp(&survey, "a/b"), Some(Seen::NONE), "it counts whole seconds");
        fs::write(folder.path().join("a/b/new.html"), "").expect("written");
        at.set_times(whole_second).expect("a time");
        let now = survey.again(folder.path(), &SeenFiles::new());
        assert!(now.files.contains_key("a/b/new.html"));
        assert_eq!(stamp(&now, "a"), stamp(&survey, "a"));
        fs::write(folder.path().join("a/new.html"), "").expect("written");
        let fresh = Survey::default().again(folder.path(), &SeenFiles::new());
        assert_eq!(stamp(&fresh, "a"), Some(Seen::NONE), "it has changed a moment ago");
    }

    #[test]
    fn only_the_very_files_that_were_seen_are_not_looked_at() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let survey = site(folder.path());
        for path in survey.files.keys() {
            fs::create_dir_all(other.path().join(parent(path))).expect("a folder");
            fs::hard_link(folder.path().join(path), other.path().join(path)).expect("a link");
        }
        let known = Survey::of_files(other.path(), survey.files.clone(), &SeenFiles::new());
        fs::write(folder.path().join("index.html"), "changed in both").expect("written");
        fs::remove_file(other.path().join("c/index.html")).expect("removed");
        fs::write(other.path().join("c/index.html"), "another").expect("written");
        let published = survey.again(folder.path(), &SeenFiles::new());
        let spare = known.again(other.path(), &published.files);
        let differing: Vec<&String> =
            known.files.iter().filter(|(path, it)| spare.files.get(*path) != Some(it)).map(|it| it.0).collect();
        assert_eq!(differing, ["c/index.html", "index.html"]);
    }

    #[test]
    fn folders_without_files_are_known() {
        let folder = tempfile::tempdir().expect("a folder");
        site(folder.path());
        fs::create_dir_all(folder.path().join("c/empty/deep")).expect("a folder");
        let survey = Survey::default().again(folder.path(), &SeenFiles::new());
        assert_eq!(survey.folders_without(survey.files.keys()), ["c/empty/deep", "c/empty"]);
    }
}
