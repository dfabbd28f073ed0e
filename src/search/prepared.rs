//! What searching needs of one group of pages, made once by [`super::prepare`] and then only merged: a value that a cache
//! can keep as bytes.

use std::sync::Arc;

use super::SearchError;
use super::bytes::{Damaged, Reader, put_bytes, put_number};
use super::records::Granule;
use super::schema::{DICTIONARIES, SCORED};
use crate::site::Sink;
use crate::spool::Slab;

/// Changes whenever the bytes, or anything that decides them, do.
const FORMAT: usize = 4;

/// One group of pages, indexed. Documents are numbered from 0 within it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// How many documents there are.
    pub(super) documents: u32,
    /// How many tokens each scored field has.
    pub(super) tokens: [u64; SCORED.len()],
    /// Terms with their postings: see `inverted`.
    pub(super) dictionaries: [Terms; DICTIONARIES],
    /// tantivy's segment: see `segments`.
    pub(super) segment: Slab,
    /// Words with their frequencies: see `lexicon`.
    pub(super) words: Vec<u8>,
    /// What results show: granules, one after the other.
    pub(super) records: Slab,
    /// Where each granule is.
    pub(super) granules: Vec<Placed>,
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

/// A granule of records, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Number of its first document.
    first: u32,
    /// Its size in bytes.
    length: usize,
    /// See [`Granule::ends_file`].
    ends_file: bool,
}

impl Prepared {
    /// Packs the records.
    pub(super) fn with_records(mut self, granules: Vec<Granule>) -> Self {
        let mut bytes = Vec::with_capacity(granules.iter().map(|it| it.bytes.len()).sum());
        for granule in granules {
            self.granules.push(Placed { first: granule.first, length: granule.bytes.len(), ends_file: granule.ends_file });
            bytes.extend_from_slice(&granule.bytes);
        }
        self.records = bytes.into();
        self
    }

    /// The granules of records; their documents are numbered from `base`.
    ///
    /// # Errors
    ///
    /// When what was set aside cannot be read.
    pub(super) fn granules(&self, base: u32) -> Result<Vec<Granule>, SearchError> {
        let bytes = self.records.read()?;
        let mut at = 0;
        let granule = |it: &Placed| {
            let bytes = bytes.get(at..at + it.length).ok_or(Damaged)?.to_vec();
            at += it.length;
            Ok(Granule { first: base.saturating_add(it.first), bytes, ends_file: it.ends_file })
        };
        self.granules.iter().map(granule).collect()
    }

    /// The same group, with all that is large of it set aside.
    #[must_use]
    pub fn set_aside(self, sink: &dyn Sink) -> Self {
        Self {
            dictionaries: self.dictionaries.map(|it| Terms { bytes: sink.set_aside(it.bytes), slices: it.slices }),
            segment: sink.set_aside(self.segment),
            records: sink.set_aside(self.records),
            ..self
        }
    }

    /// The value as bytes.
    ///
    /// # Errors
    ///
    /// When what was set aside cannot be read.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SearchError> {
        let lists: usize = self.dictionaries.iter().map(|it| it.bytes.len() + 24 * it.slices.len()).sum();
        let mut out = Vec::with_capacity(lists + self.records.len() + self.segment.len() + self.words.len() + 256);
        put_number(&mut out, FORMAT);
        put_number(&mut out, self.documents as usize);
        for tokens in self.tokens {
            out.extend_from_slice(&tokens.to_le_bytes());
        }
        for dictionary in &self.dictionaries {
            put_number(&mut out, dictionary.slices.len());
            for slice in &dictionary.slices {
                out.extend_from_slice(&slice.id.to_le_bytes());
                put_number(&mut out, slice.end);
                out.extend_from_slice(&slice.hash);
            }
            put_bytes(&mut out, &dictionary.bytes.read()?);
        }
        put_bytes(&mut out, &self.segment.read()?);
        put_bytes(&mut out, &self.words);
        put_number(&mut out, self.granules.len());
        for granule in &self.granules {
            put_number(&mut out, granule.first as usize);
            put_number(&mut out, granule.length);
            out.push(u8::from(granule.ends_file));
        }
        put_bytes(&mut out, &self.records.read()?);
        Ok(out)
    }

    /// Reads what [`Prepared::to_bytes`] wrote.
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
            *count = u64::from_le_bytes(reader.take(8)?.try_into().map_err(|_| Damaged)?);
        }
        let mut dictionaries: [Terms; DICTIONARIES] = Default::default();
        for dictionary in &mut dictionaries {
            let slices: Result<Vec<Slice>, Damaged> = (0..reader.count()?).map(|_| slice(&mut reader)).collect();
            *dictionary = Terms { slices: slices?, bytes: block(&mut reader, &bytes)? };
        }
        let segment = block(&mut reader, &bytes)?;
        let length = reader.number()?;
        let words = reader.take(length)?.to_vec();
        let mut granules = Vec::new();
        for _ in 0..reader.count()? {
            let (first, length) = (reader.small()?, reader.number()?);
            granules.push(Placed { first, length, ends_file: reader.take(1)? != [0] });
        }
        let records = block(&mut reader, &bytes)?;
        let read = Self { documents, tokens, dictionaries, segment, words, records, granules };
        if reader.is_empty() { Ok(read) } else { Err(Damaged) }
    }
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
        let bytes = prepared.to_bytes().unwrap();
        assert_eq!(Prepared::from_bytes(bytes.clone()).unwrap().to_bytes().unwrap(), bytes);
        for end in (0..bytes.len()).step_by(7) {
            assert!(Prepared::from_bytes(bytes[..end].to_vec()).is_err());
        }
    }
}
