//! The postings of one term in one field, and how a [`super::Prepared`] writes them.

use super::bytes::{Damaged, Reader, put_bytes, put_number};

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
    /// How often each of them has the term.
    pub(super) frequencies: Vec<u32>,
    /// Length norms of the field in each.
    pub(super) norms: Vec<u8>,
    /// Positions in each, as steps from 0, written.
    pub(super) positions: Vec<u8>,
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
            self.frequencies.iter().for_each(|frequency| put_number(out, *frequency as usize));
            out.extend_from_slice(&self.norms);
        }
        if detail == Detail::Positions {
            put_bytes(out, &self.positions);
        }
    }

    /// Reads what [`Postings::put`] wrote, behind what is there; documents are numbered from `base`.
    pub(super) fn append(&mut self, reader: &mut Reader<'_>, base: u32, detail: Detail) -> Result<(), Damaged> {
        let count = reader.count()?;
        let mut document = base;
        for _ in 0..count {
            document = document.checked_add(reader.small()?).ok_or(Damaged)?;
            self.documents.push(document);
        }
        if detail != Detail::Documents {
            for _ in 0..count {
                self.frequencies.push(reader.small()?);
            }
            self.norms.extend_from_slice(reader.take(count)?);
        }
        if detail == Detail::Positions {
            let length = reader.number()?;
            self.positions.extend_from_slice(reader.take(length)?);
        }
        Ok(())
    }

    /// The postings of a range of documents.
    pub(super) fn between(&self, first: u32, last: u32) -> Self {
        let start = self.documents.partition_point(|document| *document < first);
        let end = self.documents.partition_point(|document| *document <= last);
        let skipped: u64 = self.frequencies.iter().take(start).map(|frequency| u64::from(*frequency)).sum();
        let wanted: u64 =
            self.frequencies.get(start..end).unwrap_or_default().iter().map(|frequency| u64::from(*frequency)).sum();
        let from = after(&self.positions, skipped);
        let to = after(from, wanted);
        Self {
            documents: self.documents.get(start..end).unwrap_or_default().to_vec(),
            frequencies: self.frequencies.get(start..end).unwrap_or_default().to_vec(),
            norms: self.norms.get(start..end).unwrap_or_default().to_vec(),
            positions: from.get(..from.len() - to.len()).unwrap_or_default().to_vec(),
        }
    }
}

/// What follows so many written numbers.
fn after(numbers: &[u8], count: u64) -> &[u8] {
    let Some(last) = usize::try_from(count).ok().and_then(|count| count.checked_sub(1)) else { return numbers };
    let end = numbers.iter().enumerate().filter(|(_, byte)| **byte < 0x80).nth(last).map_or(numbers.len(), |(at, _)| at + 1);
    numbers.get(end..).unwrap_or_default()
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
        let cut = postings().between(300, 300);
        assert_eq!((cut.documents, cut.frequencies, cut.norms, cut.positions), (vec![300], vec![1], vec![8], vec![1]));
        assert_eq!(postings().between(0, 9_999), postings());
        assert_eq!(postings().between(400, 500), Postings::default());
    }
}
