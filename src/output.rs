//! EDGE: the published folder. A site is laid out beside it and swapped in whole, or not at all.
//!
//! Nothing is ever written into, or deleted from, a folder that idp-docs did not make: the marker
//! ([`SITE_MARKER`]) in it is the proof, and also lists every file with its hash, so that the next build links unchanged files instead of
//! writing them again.
#![expect(clippy::disallowed_methods, reason = "this is the writing edge")]

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, bail};
use cap_std::fs::Dir;

use crate::site::{Sink, SinkError, check_path};
use crate::source::SITE_MARKER;

/// First line of the marker; its number changes with the format.
const MARKER_HEAD: &str = "idp-docs site 1";

/// Hash and size of a published file.
type Stamp = (blake3::Hash, u64);

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Files whose bytes are new; the rest were taken over from the site before.
    pub changed: usize,
    /// Bytes of the site.
    pub bytes: u64,
}

/// A site being laid out beside the folder that it will replace.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    folder: PathBuf,
    dir: Dir,
    marker: fs::File,
    before: Option<(Dir, BTreeMap<String, Stamp>)>,
    state: Mutex<State>,
    finished: bool,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, Stamp>,
    folded: HashSet<String>,
    folders: HashSet<String>,
    changed: usize,
}

impl Staging {
    /// Starts a site that will replace `out`.
    ///
    /// # Errors
    /// When `out` holds anything that idp-docs did not make, or nothing can be written beside it.
    pub fn begin(out: &Path) -> anyhow::Result<Self> {
        let before = existing(out)?;
        let parent = out.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).with_context(|| format!("the folder `{}` could not be made", parent.display()))?;
        remove_leftovers(parent, out);
        let (folder, marker) = make_staging(parent, out)?;
        let dir = Dir::open_ambient_dir(&folder, cap_std::ambient_authority())
            .with_context(|| format!("the folder `{}` could not be opened", folder.display()))?;
        Ok(Self { out: out.to_owned(), folder, dir, marker, before, state: Mutex::default(), finished: false })
    }

    /// Every file so far, by path: its size in bytes and its hash.
    #[must_use]
    pub fn files(&self) -> Vec<(String, u64, blake3::Hash)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.files.iter().map(|(path, (hash, size))| (path.clone(), *size, *hash)).collect()
    }

    /// Swaps the finished site in.
    ///
    /// # Errors
    /// When the disk is full or the folder cannot be replaced; the site before is then still there, whole.
    pub fn commit(mut self) -> anyhow::Result<Written> {
        let state = std::mem::take(self.state.get_mut().unwrap_or_else(PoisonError::into_inner));
        let written =
            Written { files: state.files.len(), changed: state.changed, bytes: state.files.values().map(|it| it.1).sum() };
        if self.before.as_ref().is_some_and(|(_, files)| *files == state.files) {
            return Ok(written);
        }
        self.write_marker(&state.files)
            .with_context(|| format!("the list of files in `{}` could not be written", self.folder.display()))?;
        swap(&self.folder, &self.out)
            .with_context(|| format!("the new site could not be put in place of `{}`", self.out.display()))?;
        self.finished = true;
        // What now lies under the staging name is the site before; it is ours, and no longer published.
        remove_site(&self.folder);
        Ok(written)
    }

    fn write_marker(&mut self, files: &BTreeMap<String, Stamp>) -> io::Result<()> {
        let mut text = format!("{MARKER_HEAD}\n");
        for (path, (hash, size)) in files {
            text.push_str(&format!("{hash} {size} {path}\n"));
        }
        self.marker.write_all(text.as_bytes())?;
        self.marker.sync_all()
    }

    /// Takes the file over from the site before, without copying, if its bytes are the same.
    fn link_from_before(&self, path: &str, stamp: &Stamp) -> bool {
        let Some((dir, files)) = &self.before else { return false };
        files.get(path) == Some(stamp)
            && dir.symlink_metadata(path).is_ok_and(|it| it.is_file() && it.len() == stamp.1)
            && dir.hard_link(path, &self.dir, path).is_ok()
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
        let stamp = (blake3::hash(&bytes), bytes.len() as u64);
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.files.get(path) == Some(&stamp) {
                // Named by its content, and made twice: it is there already.
                return Ok(());
            }
            if path == SITE_MARKER || !state.folded.insert(path.to_lowercase()) {
                return Err(SinkError::Twice(path.to_owned()));
            }
            state.files.insert(path.to_owned(), stamp);
        }
        let io = |error: io::Error| SinkError::Io { path: path.to_owned(), reason: plain_reason(&error) };
        self.make_folder_of(path).map_err(io)?;
        if self.link_from_before(path, &stamp) {
            return Ok(());
        }
        self.dir.write(path, &bytes).map_err(io)?;
        self.state.lock().unwrap_or_else(PoisonError::into_inner).changed += 1;
        Ok(())
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

/// The site that is there, if it is ours. Anything else must be an empty folder or nothing at all.
fn existing(out: &Path) -> anyhow::Result<Option<(Dir, BTreeMap<String, Stamp>)>> {
    let shown = out.display();
    let meta = match fs::symlink_metadata(out) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => bail!("the output folder `{shown}` could not be looked at: {}", plain_reason(&error)),
    };
    if meta.is_symlink() {
        bail!("the output folder `{shown}` is a symbolic link; name the folder itself with --out");
    }
    if !meta.is_dir() {
        bail!("the output `{shown}` is a file, not a folder; name another with --out");
    }
    let mut entries = fs::read_dir(out).with_context(|| format!("the output folder `{shown}` could not be read"))?;
    if entries.next().is_none() {
        return Ok(None);
    }
    let dir = Dir::open_ambient_dir(out, cap_std::ambient_authority())
        .with_context(|| format!("the output folder `{shown}` could not be opened"))?;
    let marker = dir
        .symlink_metadata(SITE_MARKER)
        .ok()
        .filter(cap_std::fs::Metadata::is_file)
        .and_then(|_| dir.read_to_string(SITE_MARKER).ok());
    match marker {
        Some(text) if text.starts_with("idp-docs site ") || text.is_empty() => Ok(Some((dir, stamps(&text)))),
        _ => bail!(
            "the output folder `{shown}` holds files that idp-docs did not make (there is no `{SITE_MARKER}` in it), so it is left alone; \
             name an empty or new folder with --out, or empty this one yourself"
        ),
    }
}

/// A marker of another format, or a damaged line, only means that files are written again.
fn stamps(marker: &str) -> BTreeMap<String, Stamp> {
    let mut lines = marker.lines();
    if lines.next() != Some(MARKER_HEAD) {
        return BTreeMap::new();
    }
    lines
        .filter_map(|line| {
            let (hash, rest) = line.split_once(' ')?;
            let (size, path) = rest.split_once(' ')?;
            Some((path.to_owned(), (blake3::Hash::from_hex(hash).ok()?, size.parse().ok()?)))
        })
        .collect()
}

fn staging_prefix(out: &Path) -> String {
    format!(".{}.idp-docs-", out.file_name().map(|it| it.to_string_lossy()).unwrap_or_default())
}

/// Makes a fresh folder whose marker is locked for as long as we live: that is how others know that we do.
fn make_staging(parent: &Path, out: &Path) -> anyhow::Result<(PathBuf, fs::File)> {
    let mut last = None;
    for attempt in 0..20 {
        let folder = parent.join(format!("{}{}-{attempt}", staging_prefix(out), std::process::id()));
        let made = fs::create_dir(&folder).and_then(|()| fs::File::create_new(folder.join(SITE_MARKER)));
        match made {
            Ok(marker) if marker.try_lock().is_ok() => return Ok((folder, marker)),
            Ok(_) => {}
            Err(error) => last = Some(error),
        }
    }
    let reason = last.map_or("the name is taken".to_owned(), |it| plain_reason(&it));
    bail!("the new site could not be laid out beside `{}`: {reason}", out.display())
}

/// Removes what killed builds left: folders with our name and marker whose owner no longer holds the lock.
fn remove_leftovers(parent: &Path, out: &Path) {
    let prefix = staging_prefix(out);
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with(&prefix) || !entry.file_type().is_ok_and(|it| it.is_dir()) {
            continue;
        }
        match fs::File::open(entry.path().join(SITE_MARKER)) {
            Ok(marker) if marker.try_lock().is_ok() => remove_site(&entry.path()),
            Ok(_) => {}
            // Killed between making the folder and its marker, or about to make it: only an empty folder goes.
            Err(_) => drop(fs::remove_dir(entry.path())),
        }
    }
}

/// Removes a site that is ours. Its marker goes last: a removal that is killed is finished by the next build, which sees by
/// the marker whose the rest is.
fn remove_site(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in entries.filter(|it| it.file_name() != SITE_MARKER) {
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        let _ = if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
    }
    let _ = fs::remove_file(folder.join(SITE_MARKER));
    let _ = fs::remove_dir(folder);
}

/// Exchanges the two folders in one step where the system can; else moves the old one away first.
fn swap(new: &Path, out: &Path) -> io::Result<()> {
    if fs::symlink_metadata(out).is_err() {
        return fs::rename(new, out);
    }
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    let mut away = new.as_os_str().to_owned();
    away.push("-old");
    let away = PathBuf::from(away);
    fs::rename(out, &away)?;
    fs::rename(new, out).inspect_err(|_| drop(fs::rename(&away, out)))?;
    fs::rename(&away, new)
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
        assert_eq!(first, Written { files: 3, changed: 3, bytes: 2 });
        let second = publish(&out, &[("index.html", "2"), ("a/b.html", "b")]).expect("published");
        assert_eq!(second, Written { files: 2, changed: 1, bytes: 2 });
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
}
