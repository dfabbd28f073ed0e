//! What lies in a published folder, by a look at its directory entries: cheap enough to do in every build, and enough to see
//! that somebody has changed, removed or added a file.
//!
//! A folder that looks as it did has the entries that it had: it is not listed again.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::seen::{Entry, Root, Seen, now};
use crate::repo_path::parent;
use crate::site::FileStamp;
use crate::source::SITE_MARKER;

/// A file of a published folder.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Row {
    /// Below the folder.
    pub(super) path: Arc<str>,
    /// What was written.
    pub(super) stamp: FileStamp,
    /// What the file system says of it.
    pub(super) seen: Seen,
}

/// What lies in a folder of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Survey {
    /// Every file but the marker, in the order of their paths.
    pub(super) files: Vec<Row>,
    /// Every folder in it, each before those in it, with a stamp that shows whether an entry came, went or was replaced since.
    pub(super) folders: Vec<(String, Seen)>,
}

/// What became of a folder since its survey.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// The files that nobody has touched, and the folders that are there now.
    pub(super) intact: Survey,
    /// What else lies there.
    pub(super) strange: Vec<String>,
    /// Nobody has changed, removed or added a file.
    pub(super) is_whole: bool,
}

impl Survey {
    /// The survey of a folder that holds these files, and nothing else, because it has just been laid out. `known` are folders in
    /// it that nothing has touched since they looked like that.
    pub(super) fn of_files(folder: &Path, files: Vec<Row>, known: &HashMap<String, Seen>) -> Self {
        let now = now();
        let root = Root::open(folder);
        let look = |it: &str| root.folder(it, now).unwrap_or(Seen::NONE);
        let stamped = |it: &&str| ((*it).to_owned(), known.get(*it).copied().unwrap_or_else(|| look(it)));
        let folders = folders_of(&files).par_iter().map(stamped).collect();
        Self { files, folders }
    }

    /// Every folder is to be listed the next time.
    pub(super) fn distrust_folders(&mut self) {
        self.folders.iter_mut().for_each(|(_, it)| *it = Seen::NONE);
    }

    /// Looks at the folder again: at every file, but not at those that are the very files of `elsewhere`, which has just been
    /// looked at. Only folders that have changed are listed.
    pub(super) fn look(self, folder: &Path, elsewhere: &[Row]) -> Look {
        let (root, time) = (Root::open(folder), now());
        let stamps: Vec<Option<Seen>> = self.folders.par_iter().map(|(path, _)| root.folder(path, time)).collect();
        let Settled { mut folders, gone, listed } = settle(self.folders, stamps);
        let is_known = |path: &str| folders.binary_search_by(|it| it.0.as_str().cmp(path)).is_ok();
        let (found, new) = list((folder, time), listed.iter().cloned().collect(), is_known);
        let mut found: HashMap<String, Seen> = found.into_iter().collect();
        let is_new = !new.is_empty();
        folders.extend(new);
        if is_new {
            folders.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        }
        let look = |(row, is_elsewhere): (&Row, bool)| {
            let above = parent(&row.path);
            if gone.contains(above) {
                None
            } else if listed.contains(above) {
                found.get(&*row.path).copied()
            } else if is_elsewhere {
                Some(row.seen)
            } else {
                root.entry(&row.path)
            }
        };
        let same = are_elsewhere(&self.files, elsewhere);
        let now: Vec<Option<Seen>> = self.files.par_iter().zip(same).map(look).collect();
        let (all, mut strange, mut files, mut now) = (now.len(), Vec::new(), self.files, now.into_iter());
        files.retain(|row| {
            let now = now.next().flatten();
            if listed.contains(parent(&row.path)) {
                found.remove(&*row.path);
            }
            let is_still = now.is_some_and(|it| it.is_still(&row.seen));
            strange.extend(now.filter(|_| !is_still).map(|_| row.path.to_string()));
            is_still
        });
        strange.extend(found.into_keys());
        let is_whole = files.len() == all && strange.is_empty();
        Look { intact: Self { files, folders }, strange, is_whole }
    }

    /// The folders whose stamps show changes.
    pub(super) fn trusted_folders(&self) -> HashMap<String, Seen> {
        self.folders.iter().filter(|(_, it)| *it != Seen::NONE).cloned().collect()
    }

    /// Folders that hold no file, the deepest first.
    pub(super) fn empty_folders(&self) -> Vec<&str> {
        let wanted = folders_of(&self.files);
        if wanted.len() == self.folders.len() {
            return Vec::new();
        }
        let wanted: HashSet<&str> = wanted.into_iter().collect();
        let mut without: Vec<&str> = self.folders.iter().map(|it| it.0.as_str()).filter(|it| !wanted.contains(it)).collect();
        without.sort_unstable_by_key(|it| std::cmp::Reverse(it.len()));
        without
    }
}

/// The folders above a file, below the one that is surveyed.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |it| Some(parent(it))).take_while(|it| !it.is_empty())
}

/// The folders that files are in, each before those in it. The files stand in the order of their paths, so those of a folder stand together.
pub(super) fn folders_of(files: &[Row]) -> Vec<&str> {
    let mut folders = Vec::new();
    let mut before: &str = "";
    for path in files.iter().map(|it| &*it.path) {
        let shared = path.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
        let ends = path.match_indices('/').map(|it| it.0).filter(|it| *it >= shared);
        folders.extend(ends.filter_map(|it| path.get(..it)));
        before = path;
    }
    folders.sort_unstable();
    folders
}

/// Which of the files are those of another folder too: at the same path, and the same place on the disk. Both are in order.
fn are_elsewhere(files: &[Row], elsewhere: &[Row]) -> Vec<bool> {
    let mut rest = elsewhere.iter().peekable();
    let is_there = |row: &Row| {
        while rest.next_if(|it| it.path < row.path).is_some() {}
        rest.next_if(|it| it.path == row.path).is_some_and(|it| it.seen.is_same_place(&row.seen))
    };
    files.iter().map(is_there).collect()
}

/// What is known of folders by their own stamps.
struct Settled {
    /// Those that are there.
    folders: Vec<(String, Seen)>,
    /// Those that are not, or are reached through what is no folder of ours.
    gone: HashSet<String>,
    /// Those that have changed and must be listed, and the outermost.
    listed: HashSet<String>,
}

fn settle(known: Vec<(String, Seen)>, now: Vec<Option<Seen>>) -> Settled {
    let (mut folders, mut gone) = (Vec::with_capacity(known.len()), HashSet::new());
    let mut listed = HashSet::from([String::new()]);
    for ((path, known), now) in known.into_iter().zip(now) {
        // A folder that is reached through a link is none of ours.
        let Some(now) = now.filter(|_| gone.is_empty() || !gone.contains(parent(&path))) else {
            gone.insert(path);
            continue;
        };
        if !now.is_still(&known) {
            listed.insert(path.clone());
        }
        folders.push((path, now));
    }
    Settled { folders, gone, listed }
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
        match entry.metadata().map_or(Entry::Other, |it| Entry::of(&it)) {
            // Stamped before it is listed: what comes while it is listed shows the next time.
            Entry::Folder(seen) => folders.push((path, seen.as_folder(now))),
            other => files.push((path, other.file())),
        }
    }
    (files, folders)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::super::seen::TICK;
    use super::*;

    /// Everything that lies in a folder, as if all of it were ours.
    fn survey(folder: &Path) -> Survey {
        let (mut files, mut folders) = list((folder, now()), vec![String::new()], |_| false);
        files.sort_by(|a, b| a.0.cmp(&b.0));
        folders.sort_by(|a, b| a.0.cmp(&b.0));
        let stamp = FileStamp::of(b"");
        Survey { files: files.into_iter().map(|(path, seen)| Row { path: path.into(), stamp, seen }).collect(), folders }
    }

    /// A site of some files, surveyed.
    fn site(folder: &Path) -> Survey {
        for path in ["index.html", "a/index.html", "a/b/one.html", "a/b/two.html", "c/index.html"] {
            fs::create_dir_all(folder.join(parent(path))).expect("a folder");
            fs::write(folder.join(path), path).expect("a file");
        }
        fs::write(folder.join(SITE_MARKER), "").expect("a file");
        // So that what follows happens at another time.
        std::thread::sleep(2 * TICK);
        let survey = survey(folder);
        assert_eq!(survey.files.len(), 5);
        survey
    }

    /// What of the survey is gone, changed or new, and that a look that lists every folder sees the same.
    fn differs(folder: &Path, survey: &Survey) -> Vec<String> {
        std::thread::sleep(2 * TICK);
        let look = survey.clone().look(folder, &[]);
        let mut distrusting = survey.clone();
        distrusting.distrust_folders();
        let thorough = distrusting.look(folder, &[]);
        assert_eq!(look.intact, thorough.intact, "as by a look at everything");
        let mut known = look.intact.clone();
        if !look.is_whole {
            known.distrust_folders();
        }
        let again = known.look(folder, &look.intact.files);
        assert_eq!(again.intact, look.intact, "and again");
        let sorted = |mut it: Vec<String>| {
            it.sort();
            it
        };
        let strange = sorted(look.strange);
        assert_eq!(strange, sorted(thorough.strange));
        assert_eq!(strange, sorted(again.strange));
        let gone = survey.files.iter().filter(|it| !look.intact.files.contains(it)).map(|it| it.path.to_string());
        let mut all: Vec<String> = gone.chain(strange).collect();
        all.sort();
        all.dedup();
        assert_eq!(look.is_whole, all.is_empty());
        all
    }

    #[test]
    fn what_nobody_touched_looks_as_it_did() {
        let folder = tempfile::tempdir().expect("a folder");
        let survey = site(folder.path());
        assert_eq!(Survey::of_files(folder.path(), survey.files.clone(), &HashMap::new()), survey);
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
        let stamp = |survey: &Survey, path: &str| survey.folders.iter().find(|it| it.0 == path).map(|it| it.1);
        site(folder.path());
        let at = fs::File::open(folder.path().join("a/b")).expect("a folder");
        at.set_times(whole_second).expect("a time");
        let survey = survey(folder.path());
        assert_ne!(stamp(&survey, "a"), Some(Seen::NONE));
        assert_eq!(stamp(&survey, "a/b"), Some(Seen::NONE), "it counts whole seconds");
        fs::write(folder.path().join("a/b/new.html"), "").expect("written");
        at.set_times(whole_second).expect("a time");
        let now = survey.clone().look(folder.path(), &[]);
        assert_eq!(now.strange, ["a/b/new.html"]);
        assert_eq!(stamp(&now.intact, "a"), stamp(&survey, "a"));
        fs::write(folder.path().join("a/new.html"), "").expect("written");
        let fresh = survey.look(folder.path(), &[]);
        assert_eq!(stamp(&fresh.intact, "a"), Some(Seen::NONE), "it has changed a moment ago");
    }

    #[test]
    fn only_the_very_files_that_were_seen_are_not_looked_at() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let survey = site(folder.path());
        for row in &survey.files {
            fs::create_dir_all(other.path().join(parent(&row.path))).expect("a folder");
            fs::hard_link(folder.path().join(&*row.path), other.path().join(&*row.path)).expect("a link");
        }
        let known = Survey::of_files(other.path(), survey.files.clone(), &HashMap::new());
        fs::write(folder.path().join("index.html"), "changed in both").expect("written");
        fs::remove_file(other.path().join("c/index.html")).expect("removed");
        fs::write(other.path().join("c/index.html"), "another").expect("written");
        let published = survey.look(folder.path(), &[]);
        assert_eq!(published.strange, ["index.html"]);
        let mut spare = known.look(other.path(), &published.intact.files);
        spare.strange.sort();
        assert_eq!(spare.strange, ["c/index.html", "index.html"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_has_just_been_seen_is_not_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let survey = site(folder.path());
        // Written in place, which no folder shows.
        fs::write(folder.path().join("a/b/one.html"), "changed").expect("written");
        assert!(!survey.clone().look(folder.path(), &[]).is_whole);
        assert!(survey.clone().look(folder.path(), &survey.files).is_whole);
    }

    #[test]
    fn folders_without_files_are_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let before = site(folder.path());
        assert!(before.empty_folders().is_empty());
        fs::create_dir_all(folder.path().join("c/empty/deep")).expect("a folder");
        let look = before.look(folder.path(), &[]);
        assert_eq!(look.intact.empty_folders(), ["c/empty/deep", "c/empty"]);
    }

    #[test]
    fn folders_are_those_of_the_files_and_stand_before_those_in_them() {
        let row = |path: &str| Row { path: path.into(), stamp: FileStamp::of(b""), seen: Seen::NONE };
        let files: Vec<Row> = ["a-b/c/x", "a/b/x", "a/b/y", "a/bc/d/x", "a/x", "index.html"].into_iter().map(row).collect();
        assert_eq!(folders_of(&files), ["a", "a-b", "a-b/c", "a/b", "a/bc", "a/bc/d"]);
    }
}
