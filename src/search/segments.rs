//! tantivy's own files of each group, packed to one, and the index that they make together.
//!
//! Scores do not depend on how documents are grouped: tantivy counts documents and lengths over all segments.

use std::path::Path;

use tantivy::directory::{Directory, RamDirectory};
use tantivy::{Index, ReloadPolicy, Searcher};

use super::SearchError;
use super::bytes::{Damaged, Reader, put_bytes, put_number};
use super::schema;

/// The files of an index of one segment: how many documents, then each file's ending and contents.
pub(super) fn pack(index: &Index) -> Result<Vec<u8>, SearchError> {
    let metas = index.load_metas()?;
    let mut out = Vec::new();
    let documents: u32 = metas.segments.iter().map(|segment| segment.max_doc()).sum();
    put_number(&mut out, documents as usize);
    let mut paths: Vec<_> = metas.list_segment_files().into_iter().collect();
    paths.sort_by(|a, b| a.extension().cmp(&b.extension()));
    for path in paths {
        let Ok(bytes) = index.directory().atomic_read(&path) else { continue };
        let extension = path.extension().map(|extension| extension.to_string_lossy()).unwrap_or_default();
        put_bytes(&mut out, extension.as_bytes());
        put_bytes(&mut out, &bytes);
    }
    Ok(out)
}

/// All segments as one index in memory.
pub(super) struct Segments {
    /// tantivy's view of them.
    pub(super) searcher: Searcher,
    /// For each of the searcher's segments, the number of its first document.
    pub(super) bases: Vec<u32>,
    /// Number of documents.
    pub(super) documents: u32,
}

impl Segments {
    /// Opens what [`pack`] packed, in order.
    pub(super) fn open<'a>(packed: impl Iterator<Item = &'a [u8]>) -> Result<Self, SearchError> {
        let (schema, _) = schema::build();
        let directory = RamDirectory::create();
        let index = Index::create(directory.clone(), schema, tantivy::IndexSettings::default())?;
        let mut meta = serde_json::to_value(index.load_metas()?).map_err(json)?;
        drop(index);
        let (mut segments, mut bases, mut documents) = (Vec::new(), Vec::new(), 0_u32);
        for packed in packed {
            let id = uuid(segments.len());
            let count = unpack(packed, &id, &directory)?;
            segments.push(serde_json::json!({ "segment_id": hyphenated(&id), "max_doc": count, "deletes": null }));
            bases.push((id, documents));
            documents = documents.checked_add(count).ok_or_else(|| SearchError::Damaged("tantivy's segments".to_owned()))?;
        }
        if let Some(listed) = meta.get_mut("segments") {
            *listed = segments.into();
        }
        let write = directory.atomic_write(Path::new("meta.json"), meta.to_string().as_bytes());
        write.map_err(tantivy::TantivyError::from)?;
        let reader = Index::open(directory)?.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let base = |id: String| bases.iter().find(|(known, _)| *known == id).map_or(0, |(_, base)| *base);
        let bases = searcher.segment_readers().iter().map(|segment| base(segment.segment_id().uuid_string())).collect();
        Ok(Self { searcher, bases, documents })
    }

    /// The number of a document.
    pub(super) fn number(&self, address: tantivy::DocAddress) -> u32 {
        self.bases.get(address.segment_ord as usize).copied().unwrap_or_default() + address.doc_id
    }
}

/// Writes the files of a segment under its id and gives its number of documents.
fn unpack(packed: &[u8], id: &str, directory: &RamDirectory) -> Result<u32, SearchError> {
    let damaged = |Damaged| SearchError::Damaged("tantivy's segment".to_owned());
    let mut reader = Reader::new(packed);
    let count = reader.small().map_err(damaged)?;
    while !reader.is_empty() {
        let extension = reader.text().map_err(damaged)?;
        let length = reader.number().map_err(damaged)?;
        let bytes = reader.take(length).map_err(damaged)?;
        if extension.is_empty() || !extension.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(damaged(Damaged));
        }
        directory.atomic_write(Path::new(&format!("{id}.{extension}")), bytes).map_err(tantivy::TantivyError::from)?;
    }
    Ok(count)
}

/// The id that a segment has in an opened index.
fn uuid(number: usize) -> String {
    format!("00000000000040008000{number:012x}")
}

/// A UUID as tantivy writes it.
fn hyphenated(uuid: &str) -> String {
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| uuid.get(range).unwrap_or_default());
    parts.join("-")
}

fn json(error: serde_json::Error) -> SearchError {
    SearchError::Json("meta.json".to_owned(), error)
}
