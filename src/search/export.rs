//! The index as small, immutable files that a browser reads with plain GETs; FORMAT.md describes every byte.
//!
//! Files are named by their content, so they may be cached for ever, and a part that a change elsewhere leaves alone keeps
//! its name: blocks and packs end where their content says, not at fixed numbers.

mod dictionary;
mod lists;
mod manifest;
mod merge;
mod module;

pub(super) use manifest::Manifest;

use self::dictionary::{Dictionary, Entry, Sizes};
use self::lists::put_documents;
use self::merge::Merged;
use super::bytes::{put_bytes, put_number};
use super::lexicon::{self, Lexicon};
use super::prepared::Prepared;
use super::records::Granule;
use super::schema::{FACET_SEPARATOR, FACETS};
use super::site::{ENGINE, Engine, FOLDER, wrap};
use super::{Damaged, SearchError};

/// Record files that one directory file names.
const DIRECTORY: usize = 128;

/// All files of the export, by path below the site's root.
///
/// # Errors
///
/// When a group is damaged.
pub fn export(groups: &[Prepared]) -> Result<Vec<(String, Vec<u8>)>, SearchError> {
    let mut files = Vec::new();
    export_into(groups, &mut |path, bytes| files.push((path, bytes)))?;
    Ok(files)
}

/// Gives every file of the export to `sink` as soon as it is made, in an order that depends on the groups alone.
///
/// # Errors
///
/// When a group is damaged.
pub fn export_into(groups: &[Prepared], sink: &mut dyn FnMut(String, Vec<u8>)) -> Result<(), SearchError> {
    let damaged = |Damaged| SearchError::Damaged("a group of the index".to_owned());
    let mut out = Output { sink };
    let mut manifest = Manifest::new(groups);
    let documents: usize = groups.iter().map(|group| group.documents as usize).sum();
    let sizes = Sizes::for_documents(documents);
    manifest.words = words(groups, sizes, &mut out).map_err(damaged)?;
    manifest.exact = unscored(groups, 1, sizes, &mut out).map_err(damaged)?;
    if documents > 0 {
        let wholes = unscored(groups, 2, sizes, &mut out).map_err(damaged)?;
        let grams = unscored(groups, 3, sizes, &mut out).map_err(damaged)?;
        manifest.wholes = out.json('i', &wholes)?;
        manifest.grams = out.json('i', &grams)?;
    }
    manifest.facets = facets(groups, &mut out).map_err(damaged)?;
    let lexicon = Lexicon::of(groups.iter().map(|group| group.words.as_slice())).map_err(damaged)?;
    for (first, entries) in &lexicon.groups {
        manifest.lexicon.push((*first, out.shard('l', &lexicon::write_group(entries))));
    }
    manifest.records = records(groups, sizes, &mut out);
    let name = out.json('m', &manifest)?;
    engine(groups, &name, &mut out)?;
    module::publish(&name, &mut out);
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
pub(super) fn name(file: &[u8]) -> String {
    let mut hash = blake3::hash(file).to_hex().to_string();
    hash.truncate(10);
    hash
}

/// The dictionary of scored terms with its lists.
fn words(groups: &[Prepared], sizes: Sizes, out: &mut Output<'_>) -> Result<dictionary::Blocks, Damaged> {
    let mut dictionary = Dictionary::new('w', sizes.block, sizes);
    let mut merged = Merged::new(groups, 0)?;
    let mut term = String::new();
    while merged.advance(&mut term)? {
        dictionary.add(&term, &lists::entry(&merged.lists), out);
    }
    Ok(dictionary.finish(out))
}

/// A dictionary of terms with the documents that hold them in any of its fields, and in which.
fn unscored(groups: &[Prepared], number: usize, sizes: Sizes, out: &mut Output<'_>) -> Result<dictionary::Blocks, Damaged> {
    let mut dictionary = Dictionary::new('x', sizes.plain_block, sizes);
    let mut merged = Merged::new(groups, number)?;
    let mut term = String::new();
    while merged.advance(&mut term)? {
        let (documents, masks) = lists::merge(&merged.lists);
        let mut head = Vec::new();
        put_documents(&mut head, &documents);
        if merged.lists.len() > 1 {
            head.extend_from_slice(&masks);
        }
        let entry = Entry { head, text: Vec::new(), counts: Vec::new(), positions: Vec::new() };
        dictionary.add(&term, &entry, out);
    }
    Ok(dictionary.finish(out))
}

/// One file for each facet: its values with the runs of documents that have them.
fn facets(groups: &[Prepared], out: &mut Output<'_>) -> Result<Vec<(String, String)>, Damaged> {
    let mut contents = FACETS.map(|_| Vec::new());
    let mut merged = Merged::new(groups, 4)?;
    let mut term = String::new();
    while merged.advance(&mut term)? {
        let Some((facet, value)) = term.split_once(FACET_SEPARATOR) else { continue };
        let (Some(at), Some(list)) = (FACETS.iter().position(|known| *known == facet), merged.lists.first()) else { continue };
        if let Some(contents) = contents.get_mut(at) {
            put_bytes(contents, value.as_bytes());
            put_runs(contents, &list.documents);
        }
    }
    let found = FACETS.iter().zip(&contents).filter(|(_, contents)| !contents.is_empty());
    Ok(found.map(|(facet, contents)| ((*facet).to_owned(), out.shard('f', contents))).collect())
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
fn records(groups: &[Prepared], sizes: Sizes, out: &mut Output<'_>) -> Vec<(u32, String)> {
    let count: usize = groups.iter().map(|group| group.granules.len()).sum();
    let together = count.div_ceil(sizes.record_files).next_power_of_two();
    let mut packs: Vec<(u32, String)> = Vec::new();
    let mut base = 0;
    for group in groups {
        pack(&group.granules, base, together, &mut packs, out);
        base += group.documents;
    }
    packs.chunks(DIRECTORY).map(|packs| directory(packs, out)).collect()
}

/// Packs the records of a group: about so many granules together.
fn pack(granules: &[Granule], base: u32, together: usize, packs: &mut Vec<(u32, String)>, out: &mut Output<'_>) {
    let mut pack = Vec::new();
    let (mut first, mut count) = (0, 0);
    for (at, granule) in granules.iter().enumerate() {
        if count == 0 {
            first = base.saturating_add(granule.first);
        }
        put_bytes(&mut pack, &granule.bytes);
        count += 1;
        if count >= 2 * together || granule.ends_file && 2 * count >= together || at + 1 == granules.len() {
            packs.push((first, out.shard('r', &pack)));
            pack.clear();
            count = 0;
        }
    }
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

/// tantivy's own segments, for `search --site`.
fn engine(groups: &[Prepared], manifest: &str, out: &mut Output<'_>) -> Result<(), SearchError> {
    let mut segments = Vec::new();
    for group in groups {
        let published = format!("tantivy.{}.bin", name(&group.segment));
        (out.sink)(format!("{FOLDER}{published}"), group.segment.clone());
        segments.push(published);
    }
    let engine = Engine { manifest: manifest.to_owned(), segments };
    let json = |error| SearchError::Json(ENGINE.to_owned(), error);
    (out.sink)(ENGINE.to_owned(), serde_json::to_vec(&engine).map_err(json)?);
    Ok(())
}
