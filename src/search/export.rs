//! The index as small, immutable files that a browser reads with plain GETs; FORMAT.md describes every byte.
//!
//! Files are named by their content, so they may be cached for ever, and a part that a change elsewhere leaves alone keeps
//! its name: blocks and packs end where their content says, not at fixed numbers.

mod dictionary;
mod intervals;
mod lists;
mod manifest;
mod merge;
mod module;
mod words;

pub(super) use manifest::Manifest;

use std::sync::OnceLock;

use self::dictionary::{Blocks, Entry, Sizes};
use self::intervals::Plan;
use self::lists::put_documents;
use self::merge::Merged;
use super::SearchError;
use super::bytes::{put_bytes, put_number};
use super::languages::{self, Language};
use super::postings::Postings;
use super::prepared::{Indexed, Prepared};
use super::schema::{FACET_SEPARATOR, FACETS};
use super::site::{ENGINE, Engine, FOLDER, wrap};
use crate::cache::Key;
use crate::memo::Memo;
use crate::site::{FileStamp, Memory, Sink, SinkError, Tally};

/// Record files that one directory file names.
const DIRECTORY: usize = 128;

/// All files of the index, by path below the site's root.
///
/// # Errors
///
/// When a group is damaged.
pub fn export(groups: &[Prepared]) -> Result<Vec<(String, Vec<u8>)>, SearchError> {
    let files = Memory::default();
    let indexed: Result<Vec<Indexed>, SinkError> = groups.iter().map(|it| it.clone().publish(&files)).collect();
    export_into(&indexed?, &Memo::forgetful(), &files)?;
    Ok(files.into_files().into_iter().collect())
}

/// Merges the groups and gives every file of that to `sink` as soon as it is made, from any thread; which files depends on the
/// groups alone. What `memo` remembers of them, and `sink` still has, is not made again.
///
/// # Errors
///
/// When a group is damaged, or a file cannot be kept.
pub fn export_into(groups: &[Indexed], memo: &Memo, sink: &dyn Sink) -> Result<(), SearchError> {
    let failed = OnceLock::new();
    write(groups, Output { sink, memo, failed: &failed })?;
    failed.into_inner().map_or(Ok(()), |it| Err(it.into()))
}

fn write(groups: &[Indexed], out: Output<'_>) -> Result<(), SearchError> {
    let mut manifest = Manifest::new(groups);
    let documents: usize = groups.iter().map(|group| group.documents as usize).sum();
    let sizes = Sizes::for_documents(documents);
    let rare = |number| if documents > 0 { out.json('i', &unscored(groups, number, sizes, out)?) } else { Ok(String::new()) };
    let ((words, exact), (wholes, (grams, rest))) = rayon::join(
        || (words(groups, sizes, out), unscored(groups, 1, sizes, out)),
        || (rare(2), rayon::join(|| rare(3), || Rest::write(groups, out))),
    );
    (manifest.words, manifest.exact, manifest.wholes, manifest.grams) = (words?, exact?, wholes?, grams?);
    let rest = rest?;
    (manifest.facets, manifest.lexicon, manifest.records) = (rest.facets, rest.lexicon, rest.records);
    manifest.languages = rest.languages;
    let name = out.json('m', &manifest)?;
    engine(groups, &name, out)?;
    module::publish(&name, out);
    Ok(())
}

/// What files are about, with their names.
type Named = Vec<(String, String)>;

/// Names of the files that are no dictionaries.
struct Rest {
    facets: Named,
    languages: Vec<Language>,
    lexicon: Vec<(char, String)>,
    records: Vec<(u32, String)>,
}

impl Rest {
    fn write(groups: &[Indexed], out: Output<'_>) -> Result<Self, SearchError> {
        let (facets, languages) = facets(groups, out)?;
        Ok(Self { facets, languages, lexicon: words::write(groups, out)?, records: records(groups, out) })
    }
}

/// Where files go, and what they are called.
#[derive(Clone, Copy)]
struct Output<'a> {
    sink: &'a dyn Sink,
    memo: &'a Memo,
    /// The first thing that went wrong.
    failed: &'a OnceLock<SinkError>,
}

impl Output<'_> {
    /// Writes with a sink that notes the files, where what is written may be remembered.
    fn noting<T>(self, write: impl FnOnce(Output<'_>) -> T) -> (T, Vec<(String, FileStamp)>) {
        let tally = Tally::over(self.sink);
        let sink: &dyn Sink = if self.memo.remembers() { &tally } else { self.sink };
        let written = write(Output { sink, ..self });
        (written, tally.into_noted())
    }

    /// Remembers what was written, unless some file could not be kept.
    fn remember(self, key: &Key, written: &impl serde::Serialize) {
        if self.failed.get().is_none() {
            self.memo.set(key, written);
        }
    }

    /// Publishes a file.
    fn put(self, path: &str, file: Vec<u8>) {
        if self.failed.get().is_none()
            && let Err(error) = self.sink.put(path, file)
        {
            // The first is told.
            let _ = self.failed.set(error);
        }
    }

    /// Publishes a shard and gives its name.
    fn shard(self, kind: char, contents: &[u8]) -> String {
        let (name, file) = named(kind, contents);
        self.put(&path(kind, &name), file);
        name
    }

    /// Publishes a shard of JSON.
    fn json(self, kind: char, value: &impl serde::Serialize) -> Result<String, SearchError> {
        let contents = serde_json::to_vec(value).map_err(|error| SearchError::Json(kind.to_string(), error))?;
        Ok(self.shard(kind, &contents))
    }
}

/// A shard's name, and its file.
pub(super) fn named(kind: char, contents: &[u8]) -> (String, Vec<u8>) {
    let file = wrap(kind, contents);
    (name(&file), file)
}

/// Where a shard lies, below the site's root.
pub(super) fn path(kind: char, name: &str) -> String {
    format!("{FOLDER}{kind}{name}.txt")
}

/// The first five bytes of a file's BLAKE3 hash, in hexadecimal.
pub(super) fn name(file: &[u8]) -> String {
    let mut hash = blake3::hash(file).to_hex().to_string();
    hash.truncate(10);
    hash
}

/// The dictionary of scored terms with its lists.
fn words(groups: &[Indexed], sizes: Sizes, out: Output<'_>) -> Result<Blocks, SearchError> {
    let plan = Plan { number: 0, kind: 'w', block: sizes.block, entry: lists::entry };
    intervals::write(groups, plan, sizes, out)
}

/// A dictionary of terms with the documents that hold them in any of its fields, and in which.
fn unscored(groups: &[Indexed], number: usize, sizes: Sizes, out: Output<'_>) -> Result<Blocks, SearchError> {
    let plan = Plan { number, kind: 'x', block: sizes.plain_block, entry: unscored_entry };
    intervals::write(groups, plan, sizes, out)
}

fn unscored_entry(lists: &[Postings]) -> Entry {
    let (documents, masks) = lists::merge(&lists.iter().map(Postings::columns).collect::<Vec<_>>());
    let mut head = Vec::new();
    put_documents(&mut head, &documents);
    if lists.len() > 1 {
        head.extend_from_slice(&masks);
    }
    Entry { head, text: Vec::new(), counts: Vec::new(), positions: Vec::new() }
}

/// One file for each facet: its values with the runs of documents that have them. Beside it the languages that occur.
fn facets(groups: &[Indexed], out: Output<'_>) -> Result<(Named, Vec<Language>), SearchError> {
    let mut codes = Vec::new();
    let mut contents = FACETS.map(|_| Vec::new());
    let mut merged = Merged::new(groups, 4)?;
    let mut term = String::new();
    while merged.advance(&mut term)? {
        let Some((facet, value)) = term.split_once(FACET_SEPARATOR) else { continue };
        let (Some(at), Some(list)) = (FACETS.iter().position(|known| *known == facet), merged.lists.first()) else { continue };
        if *facet == *"lang" {
            codes.push(value.to_owned());
        }
        if let Some(contents) = contents.get_mut(at) {
            put_bytes(contents, value.as_bytes());
            put_runs(contents, &list.documents);
        }
    }
    let found = FACETS.iter().zip(&contents).filter(|(_, contents)| !contents.is_empty());
    let facets = found.map(|(facet, contents)| ((*facet).to_owned(), out.shard('f', contents))).collect();
    Ok((facets, languages::of_codes(codes.iter().map(String::as_str))))
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

/// The files that name those of records: the number of the first document of each, and its name.
fn records(groups: &[Indexed], out: Output<'_>) -> Vec<(u32, String)> {
    let mut packs: Vec<(u32, String)> = Vec::new();
    let mut base = 0_u32;
    for group in groups {
        packs.extend(group.packs.iter().map(|(first, name)| (base.saturating_add(*first), name.clone())));
        base = base.saturating_add(group.documents);
    }
    packs.chunks(DIRECTORY).map(|packs| directory(packs, out)).collect()
}

fn directory(packs: &[(u32, String)], out: Output<'_>) -> (u32, String) {
    let start = packs.first().map_or(0, |(first, _)| *first);
    let mut contents = Vec::new();
    put_number(&mut contents, packs.len());
    for (first, name) in packs {
        put_number(&mut contents, (first - start) as usize);
        dictionary::put_name(&mut contents, name);
    }
    (start, out.shard('d', &contents))
}

/// The file that names the segments.
fn engine(groups: &[Indexed], manifest: &str, out: Output<'_>) -> Result<(), SearchError> {
    let segments = groups.iter().map(|it| it.segment.clone()).collect();
    let engine = Engine { manifest: manifest.to_owned(), segments };
    let json = |error| SearchError::Json(ENGINE.to_owned(), error);
    out.put(ENGINE, serde_json::to_vec(&engine).map_err(json)?);
    Ok(())
}
