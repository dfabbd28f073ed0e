//! What searching needs of one group of pages, made once by [`super::prepare`] and then only merged: a value that a cache
//! can keep as bytes.

use super::bytes::{Damaged, Reader, put_bytes, put_number};
use super::records::Granule;
use super::schema::{DICTIONARIES, SCORED};

/// Changes whenever the bytes, or anything that decides them, do.
const FORMAT: usize = 1;

/// One group of pages, indexed. Documents are numbered from 0 within it.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// How many documents there are.
    pub(super) documents: u32,
    /// How many tokens each scored field has.
    pub(super) tokens: [u64; SCORED.len()],
    /// Terms with their postings: see `inverted`.
    pub(super) dictionaries: [Vec<u8>; DICTIONARIES],
    /// tantivy's segment: see `segments`.
    pub(super) segment: Vec<u8>,
    /// Words with their frequencies: see `lexicon`.
    pub(super) words: Vec<u8>,
    /// What results show, packed.
    pub(super) granules: Vec<Granule>,
}

impl Prepared {
    /// The value as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let lists: usize = self.dictionaries.iter().map(Vec::len).sum();
        let records: usize = self.granules.iter().map(|granule| granule.bytes.len() + 16).sum();
        let mut out = Vec::with_capacity(lists + records + self.segment.len() + self.words.len() + 256);
        put_number(&mut out, FORMAT);
        put_number(&mut out, self.documents as usize);
        for tokens in self.tokens {
            out.extend_from_slice(&tokens.to_le_bytes());
        }
        self.dictionaries.iter().for_each(|dictionary| put_bytes(&mut out, dictionary));
        put_bytes(&mut out, &self.segment);
        put_bytes(&mut out, &self.words);
        put_number(&mut out, self.granules.len());
        for granule in &self.granules {
            put_number(&mut out, granule.first as usize);
            out.push(u8::from(granule.ends_file));
            put_bytes(&mut out, &granule.bytes);
        }
        out
    }

    /// Reads what [`Prepared::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are not such a value, or of another version of idp-docs. What stands in its lists is only looked at
    /// when they are merged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(bytes);
        if reader.number()? != FORMAT {
            return Err(Damaged);
        }
        let documents = reader.small()?;
        let mut tokens = [0; SCORED.len()];
        for count in &mut tokens {
            *count = u64::from_le_bytes(reader.take(8)?.try_into().map_err(|_| Damaged)?);
        }
        let mut block = || -> Result<Vec<u8>, Damaged> {
            let length = reader.number()?;
            reader.take(length).map(<[u8]>::to_vec)
        };
        let mut dictionaries: [Vec<u8>; DICTIONARIES] = Default::default();
        for dictionary in &mut dictionaries {
            *dictionary = block()?;
        }
        let (segment, words) = (block()?, block()?);
        let mut granules = Vec::new();
        for _ in 0..reader.count()? {
            let first = reader.small()?;
            let ends_file = reader.take(1)? != [0];
            let length = reader.number()?;
            granules.push(Granule { first, ends_file, bytes: reader.take(length)?.to_vec() });
        }
        if reader.is_empty() { Ok(Self { documents, tokens, dictionaries, segment, words, granules }) } else { Err(Damaged) }
    }
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
        let bytes = prepared.to_bytes();
        assert_eq!(Prepared::from_bytes(&bytes), Ok(prepared));
        for end in (0..bytes.len()).step_by(7) {
            assert_eq!(Prepared::from_bytes(&bytes[..end]), Err(Damaged));
        }
    }
}
