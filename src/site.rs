//! The finished site as it leaves the pipeline: files, one by one, into a [`Sink`].
//!
//! `output` puts them on disk, `serve` and the tests keep them in memory, `check` drops them. Nothing here knows which.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex};

use crate::cache::Key;
use crate::spool::Slab;

/// Takes finished files, from many threads at once and in any order.
pub trait Sink: Sync {
    /// Takes one file; the same file twice is one. `path` is below the site's root, with `/`.
    ///
    /// # Errors
    /// When it cannot be kept (a full disk, for instance); the build then stops and publishes nothing.
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError>;

    /// Takes a file over from the site before, where that has it with these bytes. False: the bytes are wanted.
    ///
    /// # Errors
    /// As [`Sink::put`].
    fn keep(&self, _path: &str, _stamp: &FileStamp) -> Result<bool, SinkError> {
        Ok(false)
    }

    /// Takes over all of these files. False: some are no longer there.
    ///
    /// # Errors
    /// As [`Sink::put`].
    fn keep_all(&self, files: &[(String, FileStamp)]) -> Result<bool, SinkError> {
        for (path, stamp) in files {
            if !self.keep(path, stamp)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sets bytes aside that are no file, but wanted again before the site is finished.
    fn set_aside(&self, slab: Slab) -> Slab {
        slab
    }
}

/// Hash and size of a file: what tells its bytes from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileStamp {
    /// BLAKE3 of its bytes.
    pub hash: Key,
    /// How many bytes.
    pub size: u64,
}

impl FileStamp {
    /// The stamp of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u64 }
    }
}

/// Passes files on and notes what they were.
pub struct Tally<'a> {
    inner: &'a dyn Sink,
    noted: Mutex<Vec<(String, FileStamp)>>,
}

impl<'a> Tally<'a> {
    /// Passes files on to `inner`.
    #[must_use]
    pub fn over(inner: &'a dyn Sink) -> Self {
        Self { inner, noted: Mutex::default() }
    }

    /// What was passed on, by path.
    #[must_use]
    pub fn into_noted(self) -> Vec<(String, FileStamp)> {
        let mut noted = self.noted.into_inner().unwrap_or_default();
        noted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        noted
    }
}

impl Sink for Tally<'_> {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        let stamp = FileStamp::of(&bytes);
        self.inner.put(path, bytes)?;
        if let Ok(mut noted) = self.noted.lock() {
            noted.push((path.to_owned(), stamp));
        }
        Ok(())
    }

    fn set_aside(&self, slab: Slab) -> Slab {
        self.inner.set_aside(slab)
    }
}

/// Why a file could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The path is not one that every file system and host can hold. Addresses are made safe before; this is the last guard.
    #[error("`{0}` is not a safe path for a published file")]
    UnsafePath(String),
    /// Two files would share one place, perhaps only where case does not count.
    #[error("`{0}` is published twice")]
    Twice(String),
    /// The operating system's word.
    #[error("`{path}` could not be written: {reason}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

/// Checks a path for every file system and host: no empty or dot parts, no control characters, no backslash, colon or other
/// reserved character, no part over 255 bytes.
///
/// # Errors
/// [`SinkError::UnsafePath`].
pub fn check_path(path: &str) -> Result<(), SinkError> {
    let safe_char = |it: char| !it.is_control() && !matches!(it, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let safe_part = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.len() <= 255
            && part.chars().all(safe_char)
            && !part.ends_with([' ', '.'])
    };
    if path.split('/').all(safe_part) { Ok(()) } else { Err(SinkError::UnsafePath(path.escape_default().to_string())) }
}

/// A finished file, shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its content.
    pub bytes: Arc<[u8]>,
    /// What tells its content from all others.
    pub stamp: FileStamp,
}

impl File {
    /// A file with these bytes.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        let stamp = FileStamp::of(&bytes);
        Self { bytes: bytes.into(), stamp }
    }
}

/// Files, by path.
pub type Files = BTreeMap<String, File>;

/// Keeps everything in memory.
#[derive(Debug, Default)]
pub struct Memory {
    before: Arc<Files>,
    files: Mutex<Files>,
}

impl Memory {
    /// Takes over from a site before what has not changed.
    #[must_use]
    pub fn after(before: Arc<Files>) -> Self {
        Self { before, files: Mutex::default() }
    }

    /// The files, by path.
    #[must_use]
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.into_shared().into_iter().map(|(path, it)| (path, it.bytes.to_vec())).collect()
    }

    /// The files as they are kept.
    #[must_use]
    pub fn into_shared(self) -> Files {
        self.files.into_inner().unwrap_or_default()
    }

    fn add(&self, path: &str, file: File) -> Result<(), SinkError> {
        check_path(path)?;
        let Ok(mut files) = self.files.lock() else { return Ok(()) };
        match files.entry(path.to_owned()) {
            Entry::Vacant(place) => drop(place.insert(file)),
            Entry::Occupied(there) if there.get().stamp != file.stamp => return Err(SinkError::Twice(path.to_owned())),
            // Named by its content, and made twice.
            Entry::Occupied(_) => {}
        }
        Ok(())
    }
}

impl Sink for Memory {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        self.add(path, File::of(bytes))
    }

    fn keep(&self, path: &str, stamp: &FileStamp) -> Result<bool, SinkError> {
        match self.before.get(path).filter(|it| it.stamp == *stamp) {
            Some(file) => self.add(path, file.clone()).map(|()| true),
            None => Ok(false),
        }
    }
}

/// Keeps one file and drops the others: for exports.
#[derive(Debug)]
pub struct OneFile {
    path: Option<&'static str>,
    bytes: Mutex<Vec<u8>>,
}

impl OneFile {
    /// Keeps the file at this path; none where there is none.
    #[must_use]
    pub fn new(path: Option<&'static str>) -> Self {
        Self { path, bytes: Mutex::default() }
    }

    /// The file.
    #[must_use]
    pub fn text(self) -> String {
        String::from_utf8(self.bytes.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

impl Sink for OneFile {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        if let Some(mut kept) = self.bytes.lock().ok().filter(|_| self.path == Some(path)) {
            *kept = bytes;
        }
        check_path(path)
    }
}

/// Keeps the files below one folder and drops the others: for what asks and publishes nothing.
#[derive(Debug)]
pub struct OneFolder {
    folder: &'static str,
    files: Memory,
}

impl OneFolder {
    /// Keeps the files whose paths begin with `folder`, which ends in `/`.
    #[must_use]
    pub fn new(folder: &'static str) -> Self {
        Self { folder, files: Memory::default() }
    }

    /// The files, by path.
    #[must_use]
    pub fn into_files(self) -> Files {
        self.files.into_shared()
    }
}

impl Sink for OneFolder {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        if path.starts_with(self.folder) { self.files.put(path, bytes) } else { check_path(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_paths_that_some_host_cannot_hold() {
        for bad in ["", "/a", "a//b", "../a", "a/./b", "a\\b", "a:b", "a/b.", "a\u{0}b", "con<"] {
            assert!(check_path(bad).is_err(), "{bad:?}");
        }
        for good in ["index.html", "docs/default/component/x/a-b/index.html", "_idp/style.0f.css", ".nojekyll"] {
            assert!(check_path(good).is_ok(), "{good:?}");
        }
    }
}
