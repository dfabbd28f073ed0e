//! EDGE: the published folder. A site is laid out beside it and swapped in whole, or not at all.
//!
//! Nothing is ever written into, or deleted from, a folder that idp-docs did not make: the marker
//! ([`SITE_MARKER`]) in it is the proof, and also lists every file with its hash, so that the next build links unchanged files instead of
//! writing them again.
#![expect(clippy::disallowed_methods, reason = "this is the writing edge")]

mod before;
mod folder;
mod keeping;
mod marker;
mod seen;
mod survey;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use cap_std::fs::Dir;

use crate::cache::Cache;
use crate::site::{FileStamp, Sink, SinkError, check_path};
use crate::source::SITE_MARKER;
use crate::spool::{Slab, Spool};
use before::{Before, Spare, existing, reuse};
use folder::{make_staging, remove_leftovers, remove_site, swap};
use keeping::Keeping;
use marker::{marker_of, rewrite};
use seen::{Root, Seen};
use survey::{Row, Survey, above};

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Files whose bytes are new; the rest were taken over from the site before.
    pub changed: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// The marker that the site bears, where the cache knows how its files look.
    pub marker: Option<FileStamp>,
}

/// A site being laid out beside the folder that it will replace.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    folder: PathBuf,
    dir: Dir,
    marker: fs::File,
    before: Option<Before>,
    /// The folder published before the last, which is being made into the new one: what of it can be trusted.
    spare: Spare,
    /// For each file of the site before: it is one of the new site too, and lies in the spare folder already.
    left: Vec<AtomicBool>,
    keeping: Option<Keeping>,
    spool: Spool,
    state: Mutex<State>,
    finished: bool,
}

/// What was put into the staging folder: every file of the new site that was not left where it lies.
#[derive(Debug, Default)]
struct State {
    /// What it is, and how it looks where that is known without another look at the disk.
    files: BTreeMap<String, (FileStamp, Seen)>,
    folded: HashSet<String>,
    folders: HashSet<String>,
    /// Folders whose entries have changed since the staging folder was taken from the cache.
    touched: HashSet<String>,
}

/// What is published in `out`, where that is untouched since it was published with this cache.
#[must_use]
pub fn untouched(out: &Path, cache: &Arc<Cache>) -> Option<Written> {
    let marker = fs::read(out.join(SITE_MARKER)).ok()?;
    if fs::symlink_metadata(out).ok()?.is_symlink() {
        return None;
    }
    let look = Keeping::of(cache, out)?.known(&marker).look(out, &[]);
    let files = &look.intact.files;
    let written = Written {
        files: files.len(),
        changed: 0,
        bytes: files.iter().map(|it| it.stamp.size).sum(),
        marker: Some(FileStamp::of(&marker)),
    };
    (look.is_whole && !files.is_empty()).then_some(written)
}

impl Staging {
    /// Starts a site that will replace `out`.
    ///
    /// # Errors
    /// When `out` holds anything that idp-docs did not make, or nothing can be written beside it.
    pub fn begin(out: &Path) -> anyhow::Result<Self> {
        Self::begin_with(out, None)
    }

    /// The same, with a cache that remembers how the published files looked and keeps the folder published before.
    ///
    /// # Errors
    /// As [`Staging::begin`].
    pub fn begin_with(out: &Path, cache: Option<&Arc<Cache>>) -> anyhow::Result<Self> {
        let keeping = cache.and_then(|it| Keeping::of(it, out));
        let before = existing(out, keeping.as_ref())?;
        let parent = out.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).with_context(|| format!("the folder `{}` could not be made", parent.display()))?;
        remove_leftovers(parent, out);
        let reused = keeping.as_ref().zip(before.as_ref()).and_then(|(it, before)| reuse(parent, out, it, before));
        let (folder, marker, spare) = match reused {
            Some(reused) => reused,
            None => make_staging(parent, out).map(|(folder, marker)| (folder, marker, Spare::default()))?,
        };
        let dir = Dir::open_ambient_dir(&folder, cap_std::ambient_authority())
            .with_context(|| format!("the folder `{}` could not be opened", folder.display()))?;
        let (out, spool, state) = (out.to_owned(), Spool::in_folder(&folder), Mutex::default());
        let left = spare.has.iter().map(|_| AtomicBool::new(false)).collect();
        Ok(Self { out, folder, dir, marker, before, spare, left, keeping, spool, state, finished: false })
    }

    /// Every file so far, by path: its size in bytes and its hash.
    #[must_use]
    pub fn files(&self) -> Vec<(String, u64, blake3::Hash)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = self.rows(&state);
        rows.into_iter().map(|it| (it.path.to_string(), it.stamp.size, it.stamp.hash.into())).collect()
    }

    /// Swaps the finished site in.
    ///
    /// # Errors
    /// When two files would share one place, the disk is full or the folder cannot be replaced; the site before is then still
    /// there, whole.
    pub fn commit(mut self) -> anyhow::Result<Written> {
        let mut state = std::mem::take(self.state.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.check_folded(&state)?;
        let mut files = self.rows(&state);
        let mut written = self.count(&files, &state);
        let clean = self.remove_unwanted(&mut state);
        let marker = marker_of(&files);
        if self.keeping.is_some() {
            let root = Root::open(&self.folder);
            for row in files.iter_mut().filter(|it| it.seen == Seen::NONE) {
                row.seen = root.entry(&row.path).unwrap_or(Seen::NONE);
            }
        }
        let survey = self.keeping.is_some().then(|| self.survey(files, &state, clean));
        let is_same = self.before.as_ref().is_some_and(|it| it.whole && it.survey.files.len() == written.files);
        if is_same && written.changed == 0 {
            written.marker = self.keeping.as_ref().map(|_| FileStamp::of(marker.as_bytes()));
            self.put_away(&marker, survey);
            return Ok(written);
        }
        rewrite(&mut self.marker, &marker)
            .with_context(|| format!("the list of files in `{}` could not be written", self.folder.display()))?;
        swap(&self.folder, &self.out)
            .with_context(|| format!("the new site could not be put in place of `{}`", self.out.display()))?;
        self.finished = true;
        // What now lies under the staging name is the site before; it is ours, and no longer published.
        let before = self.before.take().filter(|it| !it.survey.files.is_empty());
        let kept =
            self.keeping.as_ref().zip(before).is_some_and(|(it, before)| it.retire(&self.folder, &before.marker, before.survey));
        if !kept {
            remove_site(&self.folder);
        }
        if let (Some(keeping), Some(survey)) = (&self.keeping, survey) {
            if !kept {
                keeping.lay_spare(&self.out, marker.as_bytes(), &survey.files);
            }
            written.marker = Some(keeping.remember(marker.as_bytes(), survey));
        }
        Ok(written)
    }

    /// The files of the site before, as far as they are compared with the spare folder: does that have the very same, and was
    /// it left there?
    fn shared(&self) -> impl Iterator<Item = (&Row, bool, bool)> {
        let files = self.before.iter().flat_map(|it| &it.survey.files);
        files.zip(&self.spare.has).zip(&self.left).map(|((row, has), left)| (row, *has, left.load(Ordering::Relaxed)))
    }

    /// The files of the site before that were left where they lie.
    fn left(&self) -> impl Iterator<Item = &Row> {
        self.shared().filter(|(.., left)| *left).map(|(row, ..)| row)
    }

    /// Every file so far, in the order of their paths.
    fn rows(&self, state: &State) -> Vec<Row> {
        let put = state.files.iter().map(|(path, (stamp, seen))| Row { path: path.as_str().into(), stamp: *stamp, seen: *seen });
        let mut rows: Vec<Row> = self.left().cloned().chain(put).collect();
        // Two runs that are in order.
        rows.sort_by(|a, b| a.path.cmp(&b.path));
        rows
    }

    /// No file that was left where it lies may share its place with one that was put, not even where case does not count.
    fn check_folded(&self, state: &State) -> Result<(), SinkError> {
        let is_folded = |path: &str| path.bytes().all(|it| it.is_ascii() && !it.is_ascii_uppercase());
        let is_taken = |path: &str| {
            if is_folded(path) { state.folded.contains(path) } else { state.folded.contains(&path.to_lowercase()) }
        };
        let twice = self.left().find(|it| is_taken(&it.path));
        twice.map_or(Ok(()), |it| Err(SinkError::Twice(it.path.to_string())))
    }

    fn count(&self, files: &[Row], state: &State) -> Written {
        let is_new = |(path, (stamp, _)): &(&String, &(FileStamp, Seen))| {
            self.before.as_ref().and_then(|it| it.file(path)).is_none_or(|it| it.stamp != *stamp)
        };
        let bytes = files.iter().map(|it| it.stamp.size).sum();
        Written { files: files.len(), changed: state.files.iter().filter(is_new).count(), bytes, marker: None }
    }

    /// How the finished site looks.
    fn survey(&mut self, files: Vec<Row>, state: &State, clean: bool) -> Survey {
        let mut known = std::mem::take(&mut self.spare.folders);
        known.retain(|path, _| !state.touched.contains(path));
        let mut survey = Survey::of_files(&self.folder, files, &known);
        if !clean {
            survey.distrust_folders();
        }
        survey
    }

    /// Nothing is to be published: the folder goes to the cache, to be made into the next site.
    fn put_away(&mut self, marker: &str, survey: Option<Survey>) {
        let (Some(keeping), Some(survey)) = (&self.keeping, survey) else { return };
        let marker_written = rewrite(&mut self.marker, marker).is_ok();
        self.finished = marker_written && keeping.retire(&self.folder, marker.as_bytes(), survey);
    }

    /// Removes what the folder held before and the new site does not. False: something would not go.
    fn remove_unwanted(&self, state: &mut State) -> bool {
        let mut emptied: HashSet<&str> = HashSet::new();
        let mut clean = true;
        let shared = self.shared().filter(|(_, has, left)| *has && !left).map(|(row, ..)| &*row.path);
        let spare = shared.chain(self.spare.others.keys().map(String::as_str));
        for path in spare.filter(|it| !state.files.contains_key(*it)) {
            // What a file has taken the place of is gone already.
            clean &= self.dir.remove_file(path).is_ok() || self.dir.symlink_metadata(path).is_err();
            emptied.extend(above(path));
        }
        state.touched.extend(emptied.iter().map(|it| (*it).to_owned()));
        let mut emptied: Vec<&str> = emptied.into_iter().collect();
        emptied.sort_unstable_by_key(|it| std::cmp::Reverse(it.len()));
        for folder in emptied {
            // Only an empty folder goes.
            let _ = self.dir.remove_dir(folder);
        }
        clean
    }

    /// Leaves a file where it lies, if the site before has these bytes there and the spare folder has that file. It is all that
    /// is done for most files of most builds.
    fn leave(&self, path: &str, stamp: &FileStamp) -> bool {
        let Some((at, row)) = self.before.as_ref().and_then(|it| it.place(path)) else { return false };
        let same = row.stamp == *stamp && self.spare.has.get(at).is_some_and(|it| *it);
        let left = self.left.get(at).filter(|_| same);
        left.is_some_and(|it| {
            it.store(true, Ordering::Relaxed);
            true
        })
    }

    /// Takes the file over from the site before, without copying, if its bytes are the same.
    fn link_from_before(&self, path: &str, stamp: &FileStamp) -> Option<Seen> {
        let before = self.before.as_ref()?;
        let row = before.file(path).filter(|it| it.stamp == *stamp)?;
        let same = before.dir.symlink_metadata(path).is_ok_and(|it| it.is_file() && it.len() == stamp.size)
            && before.dir.hard_link(path, &self.dir, path).is_ok();
        same.then_some(row.seen)
    }

    /// Notes a file that is put. False: it is there already, named by its content and made twice.
    fn claim(&self, path: &str, stamp: &FileStamp) -> Result<bool, SinkError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.files.get(path).is_some_and(|it| it.0 == *stamp) {
            return Ok(false);
        }
        if path == SITE_MARKER || !state.folded.insert(path.to_lowercase()) {
            return Err(SinkError::Twice(path.to_owned()));
        }
        state.files.insert(path.to_owned(), (*stamp, Seen::NONE));
        Ok(true)
    }

    /// Lays a claimed file out without its bytes. False: they are wanted.
    fn take_over(&self, path: &str, stamp: &FileStamp) -> io::Result<bool> {
        let spare = self.spare.others.get(path).filter(|it| it.0 == *stamp).map(|it| it.1);
        let seen = match spare {
            Some(seen) => Some(seen),
            None => {
                self.make_way(path)?;
                self.link_from_before(path, stamp)
            }
        };
        if let Some(seen) = seen {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.files.insert(path.to_owned(), (*stamp, seen));
        }
        Ok(seen.is_some())
    }

    /// Makes the file's folder, and removes what the folder taken from the cache has in its place: a file may be linked from
    /// the published site, so it is never written into.
    fn make_way(&self, path: &str) -> io::Result<()> {
        let made = self.make_folder_of(path);
        if self.spare.is_empty() {
            return made;
        }
        let touched = above(path).map(str::to_owned);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).touched.extend(touched);
        if made.is_err() {
            for it in above(path) {
                let _ = self.dir.remove_file(it);
            }
            self.make_folder_of(path)?;
        }
        match self.dir.symlink_metadata(path) {
            Ok(meta) if meta.is_dir() => self.dir.remove_dir_all(path),
            Ok(_) => self.dir.remove_file(path),
            Err(_) => Ok(()),
        }
    }

    fn make_folder_of(&self, path: &str) -> io::Result<()> {
        let folder = crate::repo_path::parent(path);
        let known = |state: &State| folder.is_empty() || state.folders.contains(folder);
        if known(&self.state.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        self.dir.create_dir_all(folder)?;
        self.state.lock().unwrap_or_else(PoisonError::into_inner).folders.insert(folder.to_owned());
        Ok(())
    }
}

impl Sink for Staging {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        check_path(path)?;
        let stamp = FileStamp::of(&bytes);
        if self.leave(path, &stamp) || !self.claim(path, &stamp)? {
            return Ok(());
        }
        let io = |error: io::Error| SinkError::Io { path: path.to_owned(), reason: plain_reason(&error) };
        if !self.take_over(path, &stamp).map_err(io)? {
            self.dir.write(path, &bytes).map_err(io)?;
        }
        Ok(())
    }

    fn keep(&self, path: &str, stamp: &FileStamp) -> Result<bool, SinkError> {
        check_path(path)?;
        if self.keeping.is_none() {
            return Ok(false);
        }
        if self.leave(path, stamp) {
            return Ok(true);
        }
        let in_spare = self.spare.others.get(path).is_some_and(|it| it.0 == *stamp);
        let in_before = || self.before.as_ref().and_then(|it| it.file(path)).is_some_and(|it| it.stamp == *stamp);
        if !in_spare && !in_before() {
            return Ok(false);
        }
        if !self.claim(path, stamp)? {
            return Ok(true);
        }
        let io = |error: io::Error| SinkError::Io { path: path.to_owned(), reason: plain_reason(&error) };
        if self.take_over(path, stamp).map_err(io)? {
            return Ok(true);
        }
        // The link could not be made after all: the file is given back, to be made.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.files.remove(path);
        state.folded.remove(&path.to_lowercase());
        Ok(false)
    }

    fn set_aside(&self, slab: Slab) -> Slab {
        self.spool.set_aside(slab)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.finished {
            remove_site(&self.folder);
        }
    }
}

fn plain_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "no space left on the disk".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(out: &Path, files: &[(&str, &str)]) -> anyhow::Result<Written> {
        let staging = Staging::begin(out)?;
        for (path, text) in files {
            staging.put(path, text.as_bytes().to_vec())?;
        }
        staging.commit()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_whole_and_links_what_is_the_same() {
        let parent = tempfile::tempdir().expect("a folder");
        let out = parent.path().join("public");
        let first = publish(&out, &[("index.html", "1"), ("a/b.html", "b"), ("gone.html", "")]).expect("published");
        assert_eq!(first, Written { files: 3, changed: 3, bytes: 2, marker: None });
        let second = publish(&out, &[("index.html", "2"), ("a/b.html", "b")]).expect("published");
        assert_eq!(second, Written { files: 2, changed: 1, bytes: 2, marker: None });
        assert_eq!(names(&out), [SITE_MARKER, "a", "index.html"]);
        assert_eq!(fs::read_to_string(out.join("index.html")).ok().as_deref(), Some("2"));
        assert_eq!(names(parent.path()), ["public"], "nothing is left beside it");
    }

    #[test]
    fn what_a_killed_build_left_goes_with_the_next() {
        let parent = tempfile::tempdir().expect("a folder");
        let left = parent.path().join(".public.idp-docs-1-0");
        fs::create_dir_all(left.join("docs")).expect("a folder");
        fs::write(left.join(SITE_MARKER), "").expect("a file");
        fs::create_dir(parent.path().join(".public.idp-docs-notes")).expect("a folder");
        fs::write(parent.path().join(".public.idp-docs-notes/mine.txt"), "").expect("a file");
        publish(&parent.path().join("public"), &[("index.html", "")]).expect("published");
        assert_eq!(names(parent.path()), [".public.idp-docs-notes", "public"], "only what has our marker goes");
    }

    #[test]
    fn leaves_other_peoples_files_alone() {
        let parent = tempfile::tempdir().expect("a folder");
        let out = parent.path().join("thesis");
        fs::create_dir(&out).expect("a folder");
        fs::write(out.join("thesis.txt"), "precious").expect("a file");
        let error = publish(&out, &[("index.html", "")]).expect_err("refused");
        assert!(error.to_string().contains("did not make"), "{error}");
        assert_eq!(names(&out), ["thesis.txt"]);
        assert_eq!(names(parent.path()), ["thesis"]);
    }

    #[test]
    fn a_failed_build_leaves_the_site_before() {
        let parent = tempfile::tempdir().expect("a folder");
        let out = parent.path().join("public");
        publish(&out, &[("index.html", "1")]).expect("published");
        let staging = Staging::begin(&out).expect("begun");
        staging.put("index.html", b"2".to_vec()).expect("kept");
        assert!(matches!(staging.put("INDEX.html", Vec::new()), Err(SinkError::Twice(_))));
        assert!(matches!(staging.put("../x", Vec::new()), Err(SinkError::UnsafePath(_))));
        drop(staging);
        assert_eq!(fs::read_to_string(out.join("index.html")).ok().as_deref(), Some("1"));
        assert_eq!(names(parent.path()), ["public"]);
    }

    /// Every file below a folder but the marker, with its text; folders without files end in `/`.
    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for entry in walkdir::WalkDir::new(folder).min_depth(1) {
            let entry = entry.expect("an entry");
            let path = entry.path().strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
            if entry.file_type().is_dir() {
                let is_empty = fs::read_dir(entry.path()).expect("a folder").next().is_none();
                found.extend(is_empty.then(|| (format!("{path}/"), String::new())));
            } else if path != SITE_MARKER {
                found.insert(path, fs::read_to_string(entry.path()).expect("a file"));
            }
        }
        found
    }

    #[test]
    fn what_a_step_after_the_build_does_never_stays() {
        let parent = tempfile::tempdir().expect("a folder");
        let cache = Arc::new(Cache::open(&parent.path().join("cache")).expect("a cache"));
        let out = parent.path().join("public");
        let steps: [fn(&Path); 6] = [
            |it| fs::create_dir_all(it.join("docs/extra/deep")).expect("a folder"),
            |it| {
                fs::create_dir_all(it.join("docs/extra/deep")).expect("a folder");
                fs::write(it.join("docs/extra/deep/x.html"), "stray").expect("written");
            },
            |it| fs::write(it.join("docs/a/index.html"), "changed").expect("written"),
            |it| fs::remove_file(it.join("docs/a/index.html")).expect("removed"),
            |it| fs::rename(it.join("docs/a"), it.join("docs/c")).expect("moved"),
            |_| (),
        ];
        for (number, step) in steps.into_iter().enumerate() {
            for round in 0..6 {
                let text = format!("{number} {round}");
                let mut files =
                    BTreeMap::from([("index.html", text.as_str()), ("docs/a/index.html", "a"), ("docs/b/index.html", "b")]);
                if round % 3 == 2 {
                    files.remove("docs/b/index.html");
                }
                let staging = Staging::begin_with(&out, Some(&cache)).expect("begun");
                for (path, text) in &files {
                    staging.put(path, text.as_bytes().to_vec()).expect("put");
                }
                let written = staging.commit().expect("published");
                assert_eq!(written.files, files.len());
                let expected: BTreeMap<String, String> =
                    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
                assert_eq!(tree(&out), expected, "step {number}, round {round}");
                assert!(untouched(&out, &cache).is_some(), "step {number}, round {round}");
                // So that folders are old enough to be known by their stamps.
                std::thread::sleep(std::time::Duration::from_millis(120));
                if round < 4 {
                    step(&out);
                }
                let is_same = tree(&out) == expected;
                assert!(untouched(&out, &cache).is_none() || is_same || number == 0, "step {number}, round {round}");
            }
        }
    }
}
