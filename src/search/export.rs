//! The index as small, immutable files that a browser reads with plain GETs; FORMAT.md describes every byte.
//!
//! Files are named by their content, so they may be cached for ever, and a part that a change elsewhere leaves alone keeps
//! its name: blocks and packs end where their content says, not at fixed numbers.

mod dictionary;
mod lists;
mod manifest;

pub(super) use manifest::Manifest;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Directory as _, DocSet, SegmentReader, TERMINATED};

use self::dictionary::{Dictionary, Entry, Sizes};
use self::lists::{TermWalk, put_documents};
use super::bytes::{put_bytes, put_number};
use super::lexicon;
use super::records::Granule;
use super::schema::{FACETS, SCORED};
use super::site::{ENGINE, Engine, FOLDER, Records, segment, wrap};
use super::{SearchError, SearchIndex};

/// The browser module, as it is published.
const MODULE: &str = include_str!("../../theme/static/js/search.js");
/// The module's stable name.
const ENTRY: &str = "_idp/search.js";
/// Record files that one directory file names.
const DIRECTORY: usize = 128;
/// The number that tantivy's files carry in a site; there is only ever one segment.
const SEGMENT: &str = "00000000000040008000000000000001";

/// All files of the export, by path below the site's root.
///
/// # Errors
///
/// When the index cannot be read.
pub fn export(index: &SearchIndex) -> Result<Vec<(String, Vec<u8>)>, SearchError> {
    let mut files = Vec::new();
    export_into(index, &mut |path, bytes| files.push((path, bytes)))?;
    Ok(files)
}

/// Gives every file of the export to `sink` as soon as it is made, in an order that depends on the index alone.
///
/// # Errors
///
/// When the index cannot be read.
pub fn export_into(index: &SearchIndex, sink: &mut dyn FnMut(String, Vec<u8>)) -> Result<(), SearchError> {
    let mut out = Output { sink };
    let mut manifest = Manifest::new(index)?;
    let sizes = Sizes::for_documents(index.len());
    if let Some(segment) = segment(index) {
        manifest.words = words(index, segment, sizes, &mut out)?;
        let fields = index.fields;
        manifest.exact = unscored(segment, &[fields.exact_name, fields.exact_title], sizes, &mut out)?;
        let wholes = unscored(segment, &[fields.whole], sizes, &mut out)?;
        let grams = unscored(segment, &[fields.grams], sizes, &mut out)?;
        manifest.wholes = out.json('i', &wholes)?;
        manifest.grams = out.json('i', &grams)?;
        manifest.facets = facets(index, segment, &mut out)?;
    }
    for (first, entries) in &index.lexicon.groups {
        manifest.lexicon.push((*first, out.shard('l', &lexicon::write_group(entries))));
    }
    if let Records::Packed(granules) = &index.records {
        manifest.records = records(granules, sizes, &mut out);
    }
    let name = out.json('m', &manifest)?;
    engine(index, &name, &mut out)?;
    module(&name, &mut out);
    Ok(())
}

/// Where files go, and what they are called.
struct Output<'a> {
    sink: &'a mut dyn FnMut(String, Vec<u8>),
}

impl Output<'_> {
    /// Publishes a shard and gives its name.
    fn shard(&mut self, kind: char, contents: &[u8]) -> String {
        let file = wrap(kind, contents);
        let name = name(&file);
        (self.sink)(format!("{FOLDER}{kind}{name}.txt"), file);
        name
    }

    /// Publishes a shard of JSON.
    fn json(&mut self, kind: char, value: &impl serde::Serialize) -> Result<String, SearchError> {
        let contents = serde_json::to_vec(value).map_err(|error| SearchError::Json(kind.to_string(), error))?;
        Ok(self.shard(kind, &contents))
    }
}

/// The first five bytes of a file's BLAKE3 hash, in hexadecimal.
fn name(file: &[u8]) -> String {
    let mut hash = blake3::hash(file).to_hex().to_string();
    hash.truncate(10);
    hash
}

/// The dictionary of scored terms with its lists.
fn words(
    index: &SearchIndex,
    segment: &SegmentReader,
    sizes: Sizes,
    out: &mut Output<'_>,
) -> Result<dictionary::Blocks, SearchError> {
    let positions = SCORED.map(|field| field.positions);
    let mut dictionary = Dictionary::new('w', sizes.block, sizes);
    let mut walk = TermWalk::new(segment, &index.fields.scored)?;
    while let Some((term, lists)) = walk.next(&positions)? {
        dictionary.add(&term, &lists::entry(&lists), out);
    }
    Ok(dictionary.finish(out))
}

/// A dictionary of terms with the documents that hold them in any of the fields, and in which.
fn unscored(
    segment: &SegmentReader,
    fields: &[Field],
    sizes: Sizes,
    out: &mut Output<'_>,
) -> Result<dictionary::Blocks, SearchError> {
    let mut dictionary = Dictionary::new('x', sizes.plain_block, sizes);
    let mut walk = TermWalk::new(segment, fields)?;
    while let Some((term, lists)) = walk.next(&[])? {
        let (documents, masks) = lists::merge(&lists);
        let mut head = Vec::new();
        put_documents(&mut head, &documents);
        if fields.len() > 1 {
            head.extend_from_slice(&masks);
        }
        let entry = Entry { head, text: Vec::new(), counts: Vec::new(), positions: Vec::new() };
        dictionary.add(&term, &entry, out);
    }
    Ok(dictionary.finish(out))
}

/// One file for each facet: its values with the runs of documents that have them.
fn facets(index: &SearchIndex, segment: &SegmentReader, out: &mut Output<'_>) -> Result<Vec<(String, String)>, SearchError> {
    let inverted = segment.inverted_index(index.fields.facet)?;
    let mut files = Vec::new();
    for facet in FACETS {
        let mut contents = Vec::new();
        let values = index.facet_values(facet)?;
        for value in &values {
            let term =
                tantivy::Term::from_field_text(index.fields.facet, &format!("{facet}{}{value}", super::schema::FACET_SEPARATOR));
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut documents = Vec::new();
            while postings.doc() != TERMINATED {
                documents.push(postings.doc());
                postings.advance();
            }
            put_bytes(&mut contents, value.as_bytes());
            put_runs(&mut contents, &documents);
        }
        if !values.is_empty() {
            files.push((facet.to_owned(), out.shard('f', &contents)));
        }
    }
    Ok(files)
}

/// Documents as runs: for each, how many are skipped and how many follow.
fn put_runs(out: &mut Vec<u8>, documents: &[u32]) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut next = 0;
    for document in documents.iter().map(|document| *document as usize) {
        match runs.last_mut() {
            Some((_, length)) if document == next => *length += 1,
            _ => runs.push((document - next, 1)),
        }
        next = document + 1;
    }
    put_number(out, runs.len());
    for (skipped, length) in runs {
        put_number(out, skipped);
        put_number(out, length);
    }
}

/// Packs of records, and the files that name them: the number of the first document of each, and its name.
fn records(granules: &[Granule], sizes: Sizes, out: &mut Output<'_>) -> Vec<(u32, String)> {
    let together = granules.len().div_ceil(sizes.record_files).next_power_of_two();
    let mut packs: Vec<(u32, String)> = Vec::new();
    let mut pack = Vec::new();
    let (mut first, mut count) = (0, 0);
    for (at, granule) in granules.iter().enumerate() {
        if count == 0 {
            first = granule.first;
        }
        put_bytes(&mut pack, &granule.bytes);
        count += 1;
        if count >= 2 * together || granule.ends_file && 2 * count >= together || at + 1 == granules.len() {
            packs.push((first, out.shard('r', &pack)));
            pack.clear();
            count = 0;
        }
    }
    packs.chunks(DIRECTORY).map(|packs| directory(packs, out)).collect()
}

fn directory(packs: &[(u32, String)], out: &mut Output<'_>) -> (u32, String) {
    let start = packs.first().map_or(0, |(first, _)| *first);
    let mut contents = Vec::new();
    put_number(&mut contents, packs.len());
    for (first, name) in packs {
        put_number(&mut contents, (first - start) as usize);
        dictionary::put_name(&mut contents, name);
    }
    (start, out.shard('d', &contents))
}

/// tantivy's own files, for `search --site`.
fn engine(index: &SearchIndex, manifest: &str, out: &mut Output<'_>) -> Result<(), SearchError> {
    let json = |error| SearchError::Json("meta.json".to_owned(), error);
    let metas = index.index.load_metas()?;
    let mut text = serde_json::to_string(&metas).map_err(json)?;
    for segment in &metas.segments {
        text = text
            .replace(&segment.id().uuid_string(), SEGMENT)
            .replace(&hyphenated(&segment.id().uuid_string()), &hyphenated(SEGMENT));
    }
    let mut paths: Vec<_> = metas.list_segment_files().into_iter().collect();
    paths.sort_by(|a, b| a.extension().cmp(&b.extension()));
    let mut files = Vec::new();
    for path in paths {
        let Ok(bytes) = index.index.directory().atomic_read(&path) else { continue };
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default();
        let published = format!("tantivy.{}.{extension}", name(&bytes));
        files.push((format!("{SEGMENT}.{extension}"), published.clone()));
        (out.sink)(format!("{FOLDER}{published}"), bytes);
    }
    let meta = serde_json::from_str(&text).map_err(json)?;
    let engine = Engine { manifest: manifest.to_owned(), meta, files };
    (out.sink)(ENGINE.to_owned(), serde_json::to_vec(&engine).map_err(json)?);
    Ok(())
}

/// A UUID as tantivy writes it.
fn hyphenated(uuid: &str) -> String {
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| uuid.get(range).unwrap_or_default());
    parts.join("-")
}

/// The module under its content's name, and the stable name that hands it the manifest's.
fn module(manifest: &str, out: &mut Output<'_>) {
    let source = slim(MODULE);
    let module = format!("module.{}.js", name(source.as_bytes()));
    let entry = format!(
        "import {{ open as engine }} from \"./search/{module}\";\n\
         export const open = (baseUrl, options = {{}}) => engine(baseUrl, {{ ...options, manifest: \"{manifest}\" }});\n"
    );
    (out.sink)(format!("{FOLDER}{module}"), source.into_bytes());
    (out.sink)(ENTRY.to_owned(), entry.into_bytes());
}

/// The module without its comments, its indentation, and the blanks around operators, which its texts do not hold.
fn slim(source: &str) -> String {
    const OPERATORS: [&str; 12] = ["=>", "=", "===", "&&", "||", "??", "?", ":", "+", "<", "+=", "??="];
    let code =
        source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("/**"));
    let code: String = code.flat_map(|line| [line, "\n"]).collect();
    let code = OPERATORS.iter().fold(code, |code, operator| code.replace(&format!(" {operator} "), operator));
    code.replace("{ ", "{").replace(" }", "}")
}
