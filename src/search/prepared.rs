//! What searching needs of one group of pages, made once by [`super::prepare`]: files that are finished, and what is still to
//! be merged with that of other groups. Both are values that a cache can keep as bytes.

use std::borrow::Cow;
use std::sync::Arc;

use super::bytes::{Damaged, Reader, put_bytes, put_number, put_text};
use super::export;
use super::records::Granule;
use super::schema::{DICTIONARIES, SCORED};
use super::site::FOLDER;
use super::{SearchError, records};
use crate::site::{FileStamp, Sink, SinkError};
use crate::spool::Slab;

/// Changes whenever the bytes, or anything that decides them, do.
const FORMAT: usize = 6;

/// One group of pages, indexed. Documents are numbered from 0 within it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is merged with other groups.
    pub indexed: Indexed,
    /// What is finished: the group's files, by path below the site's root.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What is merged of a group of pages.
#[derive(Clone, Debug)]
pub struct Indexed {
    /// How many documents there are.
    pub(super) documents: u32,
    /// How many tokens each scored field has.
    pub(super) tokens: [u64; SCORED.len()],
    /// Terms with their postings: see `inverted`.
    pub(super) dictionaries: [Terms; DICTIONARIES],
    /// Words with their frequencies: see `lexicon`.
    pub(super) words: Terms,
    /// Name of the file of tantivy's segment: see `segments`.
    pub(super) segment: String,
    /// Files of what results show: the number of the first document of each, and its name.
    pub(super) packs: Vec<(u32, String)>,
    /// What the group's files were.
    pub(super) files: Vec<(String, FileStamp)>,
}

/// A dictionary in slices, which are read on their own.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// All slices, one after the other.
    pub(super) bytes: Slab,
    /// The slices, in order.
    pub(super) slices: Vec<Slice>,
}

/// The terms that begin alike, in one group of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    /// How they begin; ascending.
    pub(super) id: u32,
    /// Where it ends in the bytes of its dictionary.
    pub(super) end: usize,
    /// Of its bytes.
    pub(super) hash: [u8; 16],
}

impl Slice {
    /// The slice that a term belongs to, in every group: its first two bytes and most of the third. Slices are in the order of
    /// their terms.
    pub(super) fn of(term: &str) -> u32 {
        let mut bytes = term.bytes();
        let mut next = || u32::from(bytes.next().unwrap_or_default());
        next() << 16 | next() << 8 | next() & 0xfc
    }
}

impl Terms {
    /// Where a slice begins in the bytes; where the last one ends, for the number of slices.
    pub(super) fn start_of(&self, slice: usize) -> usize {
        slice.checked_sub(1).and_then(|it| self.slices.get(it)).map_or(0, |it| it.end)
    }

    /// The bytes of a slice.
    pub(super) fn slice(&self, slice: usize) -> Result<Cow<'_, [u8]>, SearchError> {
        let (start, end) = (self.start_of(slice), self.start_of(slice + 1));
        if start > end {
            return Err(Damaged.into());
        }
        Ok(self.bytes.part(start..end)?)
    }

    /// Closes a slice: all bytes that were written to `bytes` since the slice before.
    pub(super) fn close(slices: &mut Vec<Slice>, id: u32, bytes: &[u8]) {
        let start = slices.last().map_or(0, |it| it.end);
        let hash = blake3::hash(bytes.get(start..).unwrap_or_default());
        slices.push(Slice { id, end: bytes.len(), hash: hash.as_bytes().first_chunk().copied().unwrap_or_default() });
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<(), SearchError> {
        put_number(out, self.slices.len());
        for slice in &self.slices {
            out.extend_from_slice(&slice.id.to_le_bytes());
            put_number(out, slice.end);
            out.extend_from_slice(&slice.hash);
        }
        put_bytes(out, &self.bytes.read()?);
        Ok(())
    }

    /// The same, with bytes of its own: what shares all bytes of a group keeps them all in memory.
    fn owned(self) -> Self {
        let bytes = self.bytes.read().map(|it| it.into_owned().into());
        Self { bytes: bytes.unwrap_or_else(|_| self.bytes.clone()), slices: self.slices }
    }

    fn read(reader: &mut Reader<'_>, all: &Arc<Vec<u8>>) -> Result<Self, Damaged> {
        let slices: Result<Vec<Slice>, Damaged> = (0..reader.count()?).map(|_| slice(reader)).collect();
        Ok(Self { slices: slices?, bytes: block(reader, all)? })
    }
}

impl Prepared {
    /// Finishes the group's files: tantivy's segment, and packs of so many granules of records, about.
    pub(super) fn new(mut indexed: Indexed, segment: Vec<u8>, granules: &[Granule], together: usize) -> Self {
        indexed.segment = format!("tantivy.{}.bin", export::name(&segment));
        let mut files = vec![(format!("{FOLDER}{}", indexed.segment), segment)];
        for (first, pack) in records::packs(granules, together) {
            let (name, file) = export::named('r', &pack);
            files.push((export::path('r', &name), file));
            indexed.packs.push((first, name));
        }
        indexed.files = files.iter().map(|(path, bytes)| (path.clone(), FileStamp::of(bytes))).collect();
        Self { indexed, files }
    }

    /// Gives the finished files away.
    ///
    /// # Errors
    ///
    /// When a file cannot be kept.
    pub fn publish(self, sink: &dyn Sink) -> Result<Indexed, SinkError> {
        for (path, bytes) in self.files {
            sink.put(&path, bytes)?;
        }
        Ok(self.indexed)
    }

    /// The finished files as bytes.
    #[must_use]
    pub fn files_to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.files.iter().map(|(path, bytes)| path.len() + bytes.len() + 8).sum());
        put_number(&mut out, self.files.len());
        for (path, bytes) in &self.files {
            put_text(&mut out, path);
            put_bytes(&mut out, bytes);
        }
        out
    }

    /// Puts a group together from what is merged of it and what [`Prepared::files_to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are not those of its files.
    pub fn from_parts(indexed: Indexed, files: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(files);
        let mut read = Vec::new();
        for _ in 0..reader.count()? {
            let path = reader.text()?.to_owned();
            let length = reader.number()?;
            read.push((path, reader.take(length)?.to_vec()));
        }
        let stamps = read.iter().map(|(path, bytes)| (path.clone(), FileStamp::of(bytes)));
        let same = stamps.eq(indexed.files.iter().cloned());
        if reader.is_empty() && same { Ok(Self { indexed, files: read }) } else { Err(Damaged) }
    }
}

impl Indexed {
    /// Leaves the group's files where they are in the site before. False: they are not all there, and wanted.
    ///
    /// # Errors
    ///
    /// When a file cannot be kept.
    pub fn keep_files(&self, sink: &dyn Sink) -> Result<bool, SinkError> {
        sink.keep_all(&self.files)
    }

    /// The same group, with its dictionaries set aside: all that is large of it.
    #[must_use]
    pub fn set_aside(self, sink: &dyn Sink) -> Self {
        let aside = |it: Terms| Terms { bytes: sink.set_aside(it.bytes), slices: it.slices };
        Self { dictionaries: self.dictionaries.map(aside), ..self }
    }

    /// The value as bytes.
    ///
    /// # Errors
    ///
    /// When what was set aside cannot be read.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SearchError> {
        let terms = || self.dictionaries.iter().chain([&self.words]);
        let mut out = Vec::with_capacity(terms().map(|it| it.bytes.len() + 24 * it.slices.len()).sum::<usize>() + 4096);
        put_number(&mut out, FORMAT);
        put_number(&mut out, self.documents as usize);
        for tokens in self.tokens {
            out.extend_from_slice(&tokens.to_le_bytes());
        }
        for terms in terms() {
            terms.write(&mut out)?;
        }
        put_text(&mut out, &self.segment);
        put_number(&mut out, self.packs.len());
        for (first, name) in &self.packs {
            put_number(&mut out, *first as usize);
            put_text(&mut out, name);
        }
        put_number(&mut out, self.files.len());
        for (path, stamp) in &self.files {
            put_text(&mut out, path);
            out.extend_from_slice(&stamp.hash);
            out.extend_from_slice(&stamp.size.to_le_bytes());
        }
        Ok(out)
    }

    /// Reads what [`Indexed::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are not such a value, or of another version of idp-docs. What stands in its lists is only looked at
    /// when they are merged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Damaged> {
        let bytes = Arc::new(bytes);
        let mut reader = Reader::new(&bytes);
        if reader.number()? != FORMAT {
            return Err(Damaged);
        }
        let documents = reader.small()?;
        let mut tokens = [0; SCORED.len()];
        for count in &mut tokens {
            *count = eight(&mut reader)?;
        }
        let mut dictionaries: [Terms; DICTIONARIES] = Default::default();
        for dictionary in &mut dictionaries {
            *dictionary = Terms::read(&mut reader, &bytes)?;
        }
        let words = Terms::read(&mut reader, &bytes)?.owned();
        let segment = reader.text()?.to_owned();
        let pack = |reader: &mut Reader<'_>| Ok((reader.small()?, reader.text()?.to_owned()));
        let packs: Result<Vec<(u32, String)>, Damaged> = (0..reader.count()?).map(|_| pack(&mut reader)).collect();
        let file = |reader: &mut Reader<'_>| {
            let path = reader.text()?.to_owned();
            let hash = reader.take(32)?.try_into().map_err(|_| Damaged)?;
            Ok((path, FileStamp { hash, size: eight(reader)? }))
        };
        let files: Result<Vec<(String, FileStamp)>, Damaged> = (0..reader.count()?).map(|_| file(&mut reader)).collect();
        let read = Self { documents, tokens, dictionaries, words, segment, packs: packs?, files: files? };
        if reader.is_empty() { Ok(read) } else { Err(Damaged) }
    }
}

fn eight(reader: &mut Reader<'_>) -> Result<u64, Damaged> {
    Ok(u64::from_le_bytes(reader.take(8)?.try_into().map_err(|_| Damaged)?))
}

fn slice(reader: &mut Reader<'_>) -> Result<Slice, Damaged> {
    let id = u32::from_le_bytes(reader.take(4)?.try_into().map_err(|_| Damaged)?);
    let end = reader.number()?;
    Ok(Slice { id, end, hash: reader.take(16)?.try_into().map_err(|_| Damaged)? })
}

/// A length and that many bytes, which stay where they are.
fn block(reader: &mut Reader<'_>, all: &Arc<Vec<u8>>) -> Result<Slab, Damaged> {
    let length = reader.number()?;
    let start = all.len() - reader.left();
    reader.take(length)?;
    Ok(Slab::Shared(Arc::clone(all), start..start + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::groups::Scale;
    use crate::search::{Document, prepare};

    #[test]
    fn a_group_comes_back_from_its_bytes() {
        let document = |number: usize| Document {
            url: format!("docs/{number}/"),
            title: format!("Title {number}"),
            body: "Words of the page".to_owned(),
            ..Document::default()
        };
        let prepared = prepare((0..50).map(document).collect(), Scale::of(50)).unwrap();
        let (bytes, files) = (prepared.indexed.to_bytes().unwrap(), prepared.files_to_bytes());
        let indexed = Indexed::from_bytes(bytes.clone()).unwrap();
        assert_eq!(indexed.to_bytes().unwrap(), bytes);
        for end in (0..bytes.len()).step_by(7) {
            assert!(Indexed::from_bytes(bytes[..end].to_vec()).is_err());
        }
        assert_eq!(Prepared::from_parts(indexed.clone(), &files).unwrap().files, prepared.files);
        for end in (0..files.len()).step_by(7) {
            assert!(Prepared::from_parts(indexed.clone(), &files[..end]).is_err());
        }
    }

    #[test]
    fn files_are_kept_where_the_site_before_has_them() {
        let document = Document { title: "Title".to_owned(), url: "docs/".to_owned(), ..Document::default() };
        let prepared = prepare(vec![document], Scale::of(1)).unwrap();
        let first = crate::site::Memory::default();
        let indexed = prepared.publish(&first).unwrap();
        let mut files = first.into_shared();
        assert_eq!(files.len(), 2);
        let again = crate::site::Memory::after(Arc::new(files.clone()));
        assert!(indexed.keep_files(&again).unwrap());
        assert_eq!(again.into_shared(), files);
        files.pop_first();
        assert!(!indexed.keep_files(&crate::site::Memory::after(Arc::new(files))).unwrap());
    }
}
