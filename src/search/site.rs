//! A published site's own index: what `search --site` opens, from nothing but the files of the site.
//!
//! Beside the shards for browsers the site holds tantivy's index files, so that both places ask the same engine. Results
//! and the lexicon are read from the browser's shards.

use super::bytes::checksum;
use super::export::{self, Manifest};
use super::lexicon::{self, Lexicon};
use super::records::{self, Record};
use super::segments::Segments;
use super::{SearchError, SearchIndex};

/// Folder of the index below the site's root.
pub const FOLDER: &str = "_idp/search/";
/// The file with a stable name that names tantivy's files and the manifest.
pub(super) const ENGINE: &str = "_idp/search/engine.json";
/// First bytes of every shard.
const MAGIC: &[u8; 4] = b"IDP1";
/// Length of a shard's head: magic, kind, length, checksum.
const HEAD: usize = 13;

/// Reads a file of the site by its path below the root.
pub(super) type Files = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// What [`ENGINE`] says.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Engine {
    /// Path of the manifest below [`FOLDER`].
    pub(super) manifest: String,
    /// tantivy's segments, in the order of their documents, below [`FOLDER`].
    pub(super) segments: Vec<String>,
}

/// Where results are read from: the shards of a site.
pub(super) struct Records {
    files: Files,
    /// The number of the first document of each, and its name.
    packs: Vec<(u32, String)>,
}

impl Records {
    /// The record of a document.
    pub(super) fn get(&self, document: u32) -> Result<Record, SearchError> {
        let damaged = |_| SearchError::Damaged("the results' pack".to_owned());
        let at = self.packs.partition_point(|(first, _)| *first <= document).saturating_sub(1);
        let (first, name) = self.packs.get(at).ok_or(super::Damaged).map_err(damaged)?;
        let bytes = shard(self.files.as_ref(), 'r', name)?;
        let at = document.checked_sub(*first).ok_or(super::Damaged).map_err(damaged)?;
        records::read_pack(&bytes, at as usize).map_err(damaged)
    }
}

/// Opens the index of a published site; `files` reads a file by its path below the site's root.
///
/// # Errors
///
/// When the site has no index, or one that is damaged.
pub fn open_site(files: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Result<SearchIndex, SearchError> {
    let missing = |path: &str| SearchError::Missing(path.to_owned());
    let json = |path: &str, error| SearchError::Json(path.to_owned(), error);
    let engine = files(ENGINE).ok_or_else(|| missing(ENGINE))?;
    let engine: Engine = serde_json::from_slice(&engine).map_err(|error| json(ENGINE, error))?;
    let mut packed = Vec::new();
    for path in &engine.segments {
        let path = format!("{FOLDER}{path}");
        let bytes = files(&path).ok_or_else(|| missing(&path))?;
        // tantivy trusts its files.
        if !path.contains(&export::name(&bytes)) {
            return Err(SearchError::Damaged(path));
        }
        packed.push(bytes);
    }
    let segments = Segments::open(packed.iter().map(Vec::as_slice))?;
    let manifest = shard(&files, 'm', &engine.manifest)?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|error| json(&engine.manifest, error))?;
    let mut words = Lexicon::default();
    for (first, name) in &manifest.lexicon {
        let group = lexicon::read_group(&shard(&files, 'l', name)?).map_err(|_| SearchError::Damaged(name.clone()))?;
        words.groups.insert(*first, group);
    }
    let packs = manifest.packs(&|name| shard(&files, 'd', name))?;
    let records = Records { files: Box::new(files), packs };
    Ok(SearchIndex::open(segments, records, words, &manifest.languages))
}

/// Reads a shard by its name and gives its contents, checked.
fn shard(files: &dyn Fn(&str) -> Option<Vec<u8>>, kind: char, name: &str) -> Result<Vec<u8>, SearchError> {
    let path = export::path(kind, name);
    let bytes = files(&path).ok_or_else(|| SearchError::Missing(path.clone()))?;
    unwrap(kind, &bytes).map(<[u8]>::to_vec).ok_or(SearchError::Damaged(path))
}

/// A shard's file: head and contents.
pub(super) fn wrap(kind: char, contents: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEAD + contents.len());
    file.extend_from_slice(MAGIC);
    file.push(kind as u8);
    file.extend_from_slice(&u32::try_from(contents.len()).unwrap_or(u32::MAX).to_le_bytes());
    file.extend_from_slice(&checksum(contents).to_le_bytes());
    file.extend_from_slice(contents);
    file
}

/// The contents of a shard's file, where head, length and checksum agree.
fn unwrap(kind: char, file: &[u8]) -> Option<&[u8]> {
    let (head, contents) = file.split_at_checked(HEAD)?;
    (head == wrap(kind, contents).get(..HEAD)?).then_some(contents)
}
