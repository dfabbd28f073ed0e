//! EDGE: the repositories of a build, and the only way to read them.
//!
//! [`crawl`] lists the files of every repository once. After that a [`Repo`] answers from its list (`contains`, `is_dir`,
//! `files_below`) without touching the disk, and reads a file's bytes only when asked, through a directory handle that
//! cannot leave the repository. It never looks inside a catalog: there is no second crawl.

mod checkout;
mod crawl;
mod git;
mod history;
mod objects;
mod provenance;
mod revisions;
mod stamps;
#[cfg(test)]
mod testing;

pub use crawl::{Crawl, SITE_MARKER, crawl, unique_names};
pub use history::{Change, History};
pub use provenance::{Forge, Provenance, encode_path};
pub use revisions::Revisions;
pub use stamps::{Stamp, Stamps};

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cache::Key;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Every repository of the build, in the order of the configuration, then by name. That order decides who wins
/// where two claim one thing.
#[derive(Debug, Default)]
pub struct Source {
    /// The repositories.
    pub repos: Vec<Arc<Repo>>,
}

impl Source {
    /// The repository of that name.
    #[must_use]
    pub fn repo(&self, name: &str) -> Option<&Arc<Repo>> {
        self.repos.iter().find(|it| &*it.name == name)
    }

    /// A source held in memory, one repository per name: for tests and for `init`'s examples.
    #[must_use]
    pub fn in_memory(files: &[(&str, &str, &str)]) -> Self {
        let mut repos: BTreeMap<&str, BTreeMap<Arc<str>, Vec<u8>>> = BTreeMap::new();
        for (repo, path, text) in files {
            repos.entry(repo).or_default().insert(Arc::from(*path), text.as_bytes().to_vec());
        }
        let repos =
            repos.into_iter().map(|(name, files)| Arc::new(Repo::in_memory(name, files, Provenance::default()))).collect();
        Self { repos }
    }
}

/// The `app-config.yaml` of a Backstage instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backstage {
    /// Its path below the repository.
    pub file: String,
    /// The variables that it names (`${NAME}`) and the operator's environment has.
    pub environment: BTreeMap<String, String>,
}

/// What the crawl knows of a file without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileMeta {
    /// Bytes.
    pub size: u64,
    /// What tells that its content is still the same, where that can be told.
    pub stamp: Option<Stamp>,
}

/// One repository: a list of files, and the only handle through which they are read.
#[derive(Debug)]
pub struct Repo {
    /// Unique in the build, safe to print: the folder's name, with a number where two are alike.
    pub name: Arc<str>,
    /// Its place on a forge.
    pub provenance: Provenance,
    /// Globs of its catalog files below the root; empty means the default (`**/catalog-info.{yaml,yml}`).
    pub catalog: Vec<String>,
    /// What this source may claim; everything when empty.
    pub allow: Vec<crate::config::Allow>,
    /// Docs dialect, where the operator overrides detection.
    pub dialect: Option<crate::config::DialectName>,
    /// Hosts whose frames its pages may embed.
    pub iframe_hosts: Vec<String>,
    /// Position in the configuration: the smaller wins where two repositories claim one thing.
    pub precedence: usize,
    /// The operator names its address: to Backstage its files are of the type `url`, not `file`.
    pub addressed: bool,
    /// The configuration of a Backstage instance in it, which says what the catalog files are.
    pub backstage: Option<Backstage>,
    files: BTreeMap<Arc<str>, FileMeta>,
    store: Store,
    contents: stamps::Contents,
}

#[derive(Debug)]
enum Store {
    Disk(cap_std::fs::Dir, PathBuf),
    Memory(BTreeMap<Arc<str>, Vec<u8>>),
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The crawl did not list it.
    #[error("no such file")]
    Missing,
    /// Larger than the caller's limit.
    #[error("{} is over the limit of {}", megabytes(*.size), megabytes(*.limit))]
    TooLarge {
        /// Bytes.
        size: u64,
        /// Bytes.
        limit: u64,
    },
    /// Not UTF-8 (only from [`Repo::text_strict`]).
    #[error("not UTF-8 (byte 0x{byte:02X} at line {line}, column {column})")]
    NotUtf8 {
        /// The first byte at fault.
        byte: u8,
        /// Its line.
        line: u32,
        /// Its column, in characters.
        column: u32,
    },
    /// The file is no longer a regular file, or was not one.
    #[error("not a regular file")]
    NotAFile,
    /// The operating system's word.
    #[error("{0}")]
    Io(String),
}

fn megabytes(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{:.1} kB", bytes as f64 / 1e3) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

impl ReadError {
    /// The same as a diagnostic about `path`.
    #[must_use]
    pub fn diagnostic(&self, repo: &Repo, path: &str) -> Diagnostic {
        let place = repo.place(path);
        let (code, place) = match self {
            Self::TooLarge { .. } => (Code::FileTooLarge, place),
            Self::NotUtf8 { line, column, .. } => (Code::NotUtf8, place.at(crate::diagnostic::Span::point(*line, *column))),
            Self::NotAFile => (Code::NotAFile, place),
            Self::Missing | Self::Io(_) => (Code::FileUnreadable, place),
        };
        Diagnostic::new(code, format!("`{path}` could not be read: {self}")).at(place)
    }
}

/// A file's text, and whether bytes had to be replaced to make it text.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text, without a byte order mark.
    pub text: String,
    /// Bytes that were not UTF-8 became U+FFFD.
    pub lossy: bool,
}

impl Text {
    fn of(bytes: Vec<u8>) -> Self {
        let (text, lossy) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Self { text, lossy }
    }
}

impl Repo {
    /// A repository held in memory.
    #[must_use]
    pub fn in_memory(name: &str, files: BTreeMap<Arc<str>, Vec<u8>>, provenance: Provenance) -> Self {
        let listed =
            files.iter().map(|(path, bytes)| (path.clone(), FileMeta { size: bytes.len() as u64, stamp: None })).collect();
        Self {
            name: Arc::from(name),
            provenance,
            catalog: Vec::new(),
            allow: Vec::new(),
            dialect: None,
            iframe_hosts: Vec::new(),
            precedence: 0,
            addressed: false,
            backstage: None,
            files: listed,
            store: Store::Memory(files),
            contents: stamps::Contents::default(),
        }
    }

    /// A place in one of its files.
    #[must_use]
    pub fn place(&self, path: &str) -> Place {
        Place::file(self.name.clone(), path)
    }

    /// Every file, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, FileMeta)> {
        self.files.iter().map(|(path, meta)| (path, *meta))
    }

    /// The files below a folder (all of them for the empty folder), sorted by path.
    pub fn files_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a Arc<str>, FileMeta)> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.files
            .range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded))
            .map_while(move |(path, meta)| crate::repo_path::strip_folder(path, folder).map(|_| (path, *meta)))
    }

    /// Is it a file of this repository?
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The listed spelling and size of a file.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<(&Arc<str>, FileMeta)> {
        self.files.get_key_value(path).map(|(path, meta)| (path, *meta))
    }

    /// The listed file that an absolute path names.
    #[must_use]
    pub fn path_of(&self, file: &Path) -> Option<String> {
        let Store::Disk(_, root) = &self.store else { return None };
        let below = file.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
        self.contains(&below).then_some(below)
    }

    /// Is it a folder that holds at least one file?
    #[must_use]
    pub fn is_dir(&self, path: &str) -> bool {
        self.files_below(path).next().is_some()
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// When it is not listed, larger than `limit` bytes, or cannot be read.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let meta = self.files.get(path).ok_or(ReadError::Missing)?;
        if meta.size > limit {
            return Err(ReadError::TooLarge { size: meta.size, limit });
        }
        match &self.store {
            Store::Memory(files) => files.get(path).cloned().ok_or(ReadError::Missing),
            Store::Disk(dir, _) => read_confined(dir, path, limit),
        }
    }

    /// The first `count` bytes of a file, or all of a shorter one.
    ///
    /// # Errors
    /// When it is not listed or cannot be read.
    pub fn head(&self, path: &str, count: usize) -> Result<Vec<u8>, ReadError> {
        if !self.files.contains_key(path) {
            return Err(ReadError::Missing);
        }
        match &self.store {
            Store::Memory(files) => Ok(files.get(path).map(|it| it.iter().take(count).copied().collect()).unwrap_or_default()),
            Store::Disk(dir, _) => {
                let (file, _) = open_confined(dir, path)?;
                let mut bytes = Vec::with_capacity(count);
                file.take(count as u64).read_to_end(&mut bytes).map_err(|error| io_error(&error))?;
                Ok(bytes)
            }
        }
    }

    /// The hash of a file's bytes; the file is read only where it may have changed since its hash was learned.
    ///
    /// # Errors
    /// As [`Repo::read`].
    pub fn content_key(&self, path: &str, limit: u64) -> Result<Key, ReadError> {
        let meta = self.files.get(path).ok_or(ReadError::Missing)?;
        if meta.size > limit {
            return Err(ReadError::TooLarge { size: meta.size, limit });
        }
        if let Some(known) = meta.stamp.and_then(|it| self.contents.get(path, it)) {
            return Ok(known);
        }
        let key = *blake3::hash(&self.read(path, limit)?).as_bytes();
        if let Some(stamp) = meta.stamp {
            self.contents.learn(path, stamp, key);
        }
        Ok(key)
    }

    /// A file's text; bytes that are not UTF-8 become U+FFFD.
    ///
    /// # Errors
    /// As [`Repo::read`].
    pub fn text(&self, path: &str, limit: u64) -> Result<Text, ReadError> {
        Ok(Text::of(self.read(path, limit)?))
    }

    /// A file's text with the hash of the bytes that it was read from.
    ///
    /// # Errors
    /// As [`Repo::read`].
    pub fn text_with_key(&self, path: &str, limit: u64) -> Result<(Text, Key), ReadError> {
        let bytes = self.read(path, limit)?;
        let key = *blake3::hash(&bytes).as_bytes();
        Ok((Text::of(bytes), key))
    }

    /// A file's text, byte for byte, a byte order mark included.
    ///
    /// # Errors
    /// As [`Repo::read`], and where it is not UTF-8.
    pub fn text_strict(&self, path: &str, limit: u64) -> Result<String, ReadError> {
        String::from_utf8(self.read(path, limit)?).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
            ReadError::NotUtf8 { byte: bytes.get(at).copied().unwrap_or_default(), line, column }
        })
    }
}

/// The bytes of a file, opened as [`open_confined`] does.
fn read_confined(dir: &cap_std::fs::Dir, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
    let (file, size) = open_confined(dir, path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| io_error(&error))?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { size, limit });
    }
    Ok(bytes)
}

/// Opens below the handle (no component may lead out of it), never blocks on a FIFO, and re-checks what it opened. Gives
/// the file and its size.
fn open_confined(dir: &cap_std::fs::Dir, path: &str) -> Result<(cap_std::fs::File, u64), ReadError> {
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt as _;
        options.custom_flags(nonblocking());
    }
    let file = dir.open_with(path, &options).map_err(|error| io_error(&error))?;
    let meta = file.metadata().map_err(|error| io_error(&error))?;
    if meta.is_file() { Ok((file, meta.len())) } else { Err(ReadError::NotAFile) }
}

fn io_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::Missing,
        std::io::ErrorKind::PermissionDenied => ReadError::Io("permission denied".into()),
        _ => ReadError::Io(error.to_string()),
    }
}

/// `O_NONBLOCK`, so that a FIFO put in a file's place cannot hold the build.
#[cfg(unix)]
fn nonblocking() -> i32 {
    rustix::fs::OFlags::NONBLOCK.bits() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_reads_without_leaving() {
        let source = Source::in_memory(&[("shop", "docs/a.md", "a"), ("shop", "docsy.md", "b"), ("shop", "docs/b/c.md", "c")]);
        let repo = source.repo("shop").expect("listed above");
        assert_eq!(repo.files_below("docs").map(|(it, _)| &**it).collect::<Vec<_>>(), ["docs/a.md", "docs/b/c.md"]);
        assert!(repo.is_dir("docs/b") && !repo.is_dir("docs/a.md"));
        assert!(matches!(repo.text("../etc/passwd", 10), Err(ReadError::Missing)));
        assert!(matches!(repo.text("docs/a.md", 0), Err(ReadError::TooLarge { size: 1, limit: 0 })));
    }
}
