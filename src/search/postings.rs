//! The postings of one term in one field, and how a [`super::Prepared`] writes them.

use super::bytes::{Damaged, Reader, length_of, put_bytes, put_number};

/// What is kept of a field's postings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Which documents.
    Documents,
    /// Also how often, and how long the field is there.
    Frequencies,
    /// Also where.
    Positions,
}

/// The postings of one term in one field, column by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Postings {
    /// Documents, ascending.
    pub(super) documents: Vec<u32>,
    /// How often each of them has the term, written.
    pub(super) frequencies: Vec<u8>,
    /// Length norms of the field in each.
    pub(super) norms: Vec<u8>,
    /// Positions in each, as steps from 0, written.
    pub(super) positions: Vec<u8>,
}

/// The postings of a range of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Columns<'a> {
    /// See [`Postings::documents`].
    pub(super) documents: &'a [u32],
    /// See [`Postings::frequencies`].
    pub(super) frequencies: &'a [u8],
    /// See [`Postings::norms`].
    pub(super) norms: &'a [u8],
    /// See [`Postings::positions`].
    pub(super) positions: &'a [u8],
}

impl Postings {
    /// Empties the columns and keeps their memory.
    pub(super) fn clear(&mut self) {
        self.documents.clear();
        self.frequencies.clear();
        self.norms.clear();
        self.positions.clear();
    }

    /// Appends the written postings.
    pub(super) fn put(&self, out: &mut Vec<u8>, detail: Detail) {
        put_number(out, self.documents.len());
        let mut before = 0;
        for document in &self.documents {
            put_number(out, (document - before) as usize);
            before = *document;
        }
        if detail != Detail::Documents {
            out.extend_from_slice(&self.frequencies);
            out.extend_from_slice(&self.norms);
        }
        if detail == Detail::Positions {
            put_bytes(out, &self.positions);
        }
    }

    /// Reads what [`Postings::put`] wrote, behind what is there; documents are numbered from `base`.
    pub(super) fn append(&mut self, reader: &mut Reader<'_>, base: u32, detail: Detail) -> Result<(), Damaged> {
        let count = reader.count()?;
        reader.sums(count, base, &mut self.documents)?;
        if detail != Detail::Documents {
            self.frequencies.extend_from_slice(reader.numbers(count)?);
            self.norms.extend_from_slice(reader.take(count)?);
        }
        if detail == Detail::Positions {
            let length = reader.number()?;
            self.positions.extend_from_slice(reader.take(length)?);
        }
        Ok(())
    }

    /// All of them.
    pub(super) fn columns(&self) -> Columns<'_> {
        let Self { documents, frequencies, norms, positions } = self;
        Columns { documents, frequencies, norms, positions }
    }
}

impl Columns<'_> {
    /// Takes the postings of the first documents away: of those up to `last`.
    pub(super) fn take_to(&mut self, last: u32) -> Self {
        let count = self.documents.partition_point(|document| *document <= last);
        let (documents, later_documents) = self.documents.split_at(count);
        let (frequencies, later_frequencies) = split(self.frequencies, count);
        let (norms, later_norms) = self.norms.split_at(count.min(self.norms.len()));
        let many = if self.positions.is_empty() { 0 } else { sum(frequencies) };
        let (positions, later_positions) = split(self.positions, many);
        *self =
            Self { documents: later_documents, frequencies: later_frequencies, norms: later_norms, positions: later_positions };
        Self { documents, frequencies, norms, positions }
    }
}

/// The first of some written numbers, and the others.
fn split(numbers: &[u8], count: usize) -> (&[u8], &[u8]) {
    let length = length_of(numbers, count).unwrap_or(numbers.len());
    numbers.split_at_checked(length).unwrap_or_default()
}

fn sum(numbers: &[u8]) -> usize {
    let mut reader = Reader::new(numbers);
    let numbers = std::iter::from_fn(|| if reader.is_empty() { None } else { reader.small().ok() });
    numbers.fold(0, |sum, number| sum.saturating_add(number as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postings() -> Postings {
        let mut positions = Vec::new();
        [3, 200, 1, 7, 300].iter().for_each(|step| put_number(&mut positions, *step));
        Postings { documents: vec![2, 300, 301], frequencies: vec![2, 1, 2], norms: vec![9, 8, 7], positions }
    }

    #[test]
    fn postings_come_back_behind_those_of_the_part_before() {
        let mut bytes = Vec::new();
        postings().put(&mut bytes, Detail::Positions);
        let mut found = Postings::default();
        found.append(&mut Reader::new(&bytes), 0, Detail::Positions).unwrap();
        assert_eq!(found, postings());
        found.append(&mut Reader::new(&bytes), 1_000, Detail::Positions).unwrap();
        assert_eq!(found.documents, [2, 300, 301, 1_002, 1_300, 1_301]);
        for end in 0..bytes.len() {
            assert!(Postings::default().append(&mut Reader::new(&bytes[..end]), 0, Detail::Positions).is_err());
        }
    }

    #[test]
    fn a_range_keeps_its_own_positions() {
        let postings = postings();
        let mut rest = postings.columns();
        assert_eq!(rest.take_to(1), Columns::default());
        let first = Columns { documents: &[2], frequencies: &[2], norms: &[9], positions: &[3, 0xc8, 1] };
        assert_eq!(rest.take_to(299), first);
        assert_eq!(rest.take_to(300), Columns { documents: &[300], frequencies: &[1], norms: &[8], positions: &[1] });
        let last = rest;
        assert_eq!((last.documents, last.frequencies, last.norms), (&[301][..], &[2][..], &[7][..]));
        assert_eq!((rest.take_to(9_999), rest), (last, Columns::default()));
    }
}
