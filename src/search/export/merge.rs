//! The dictionaries of all groups of pages as one, term by term.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::search::SearchError;
use crate::search::bytes::{Damaged, Reader};
use crate::search::postings::{Detail, Postings};
use crate::search::prepared::{Indexed, Terms};
use crate::search::schema;

/// Bytes of a group's dictionary that are read at once, about, where it was set aside.
const PIECE: usize = 32 << 10;

/// All terms of a dictionary in the order of their bytes, with their postings in all groups: slice by slice.
pub(super) struct Merged<'a> {
    details: Vec<Detail>,
    cursors: Vec<Cursor<'a>>,
    /// The slice that is being read, and those of its terms that were not yet, the last one first.
    slice: u32,
    terms: Vec<(String, Vec<Place>)>,
    /// Postings of the term last read, by field.
    pub(super) lists: Vec<Postings>,
}

/// Where a group has the postings of a term.
struct Place {
    cursor: usize,
    /// In the bytes that the cursor read last.
    range: Range<usize>,
    /// A bit for each field that has the term.
    mask: u8,
}

struct Cursor<'a> {
    terms: &'a Terms,
    /// How many slices were read or passed over.
    slices: usize,
    /// The bytes that were read last, and where in the dictionary they stand.
    piece: Cow<'a, [u8]>,
    from: usize,
    base: u32,
}

impl<'a> Merged<'a> {
    /// Opens a dictionary of all groups.
    pub(super) fn new(groups: &'a [Indexed], dictionary: usize) -> Result<Self, SearchError> {
        Self::from_slice(groups, dictionary, 0)
    }

    /// Opens a dictionary of all groups at the terms of a slice and those after it.
    pub(super) fn from_slice(groups: &'a [Indexed], dictionary: usize, slice: u32) -> Result<Self, SearchError> {
        let details = schema::details(dictionary);
        let mut cursors = Vec::with_capacity(groups.len());
        let mut base = 0_u32;
        for group in groups {
            let terms = group.dictionaries.get(dictionary).ok_or(Damaged)?;
            let slices = terms.slices.partition_point(|it| it.id < slice);
            cursors.push(Cursor { terms, slices, piece: Cow::Borrowed(&[]), from: 0, base });
            base = base.checked_add(group.documents).ok_or(Damaged)?;
        }
        let lists = details.iter().map(|_| Postings::default()).collect();
        Ok(Self { details, cursors, slice, terms: Vec::new(), lists })
    }

    /// The slice of the term that is next.
    pub(super) fn next_slice(&self) -> Option<u32> {
        if self.terms.is_empty() { self.cursors.iter().filter_map(Cursor::next_slice).min() } else { Some(self.slice) }
    }

    /// Reads the next term into `term` and its postings into `lists`; false at the end.
    pub(super) fn advance(&mut self, term: &mut String) -> Result<bool, SearchError> {
        while self.terms.is_empty() {
            let Some(slice) = self.next_slice() else { return Ok(false) };
            self.open(slice)?;
        }
        let Some((next, places)) = self.terms.pop() else { return Ok(false) };
        *term = next;
        self.lists.iter_mut().for_each(Postings::clear);
        for place in places {
            let cursor = self.cursors.get(place.cursor).ok_or(Damaged)?;
            cursor.read(&place, &self.details, &mut self.lists)?;
        }
        Ok(true)
    }

    /// Looks for the terms of a slice.
    fn open(&mut self, slice: u32) -> Result<(), SearchError> {
        let mut found: HashMap<Vec<u8>, Vec<Place>> = HashMap::new();
        for (number, cursor) in self.cursors.iter_mut().enumerate().filter(|(_, it)| it.next_slice() == Some(slice)) {
            cursor.open(number, &mut found)?;
        }
        let text = |(term, places)| Ok((String::from_utf8(term).map_err(|_| Damaged)?, places));
        let terms: Result<Vec<(String, Vec<Place>)>, Damaged> = found.into_iter().map(text).collect();
        (self.slice, self.terms) = (slice, terms?);
        self.terms.sort_unstable_by(|a, b| b.0.cmp(&a.0));
        Ok(())
    }
}

impl Cursor<'_> {
    fn next_slice(&self) -> Option<u32> {
        self.terms.slices.get(self.slices).map(|it| it.id)
    }

    /// Reads the next slice and notes where its terms have their postings.
    fn open(&mut self, number: usize, found: &mut HashMap<Vec<u8>, Vec<Place>>) -> Result<(), SearchError> {
        let slice = self.next_piece()?;
        let mut reader = Reader::new(self.piece.get(slice.clone()).ok_or(Damaged)?);
        let mut term: Vec<u8> = Vec::new();
        while !reader.is_empty() {
            term.truncate(reader.number()?);
            let length = reader.number()?;
            term.extend_from_slice(reader.take(length)?);
            let mask = reader.take(1)?.first().copied().unwrap_or_default();
            let length = reader.number()?;
            let start = slice.end - reader.left();
            reader.take(length)?;
            let place = Place { cursor: number, range: start..start + length, mask };
            match found.get_mut(&term) {
                Some(places) => places.push(place),
                None => drop(found.insert(term.clone(), vec![place])),
            }
        }
        Ok(())
    }

    /// Where the next slice stands in the bytes read last, which are read from there on if they do not hold it.
    fn next_piece(&mut self) -> Result<Range<usize>, SearchError> {
        let (start, end) = (self.terms.start_of(self.slices), self.terms.start_of(self.slices + 1));
        self.slices += 1;
        if start < self.from || end > self.from + self.piece.len() {
            let last = self.terms.bytes.len().min(start.saturating_add(PIECE)).max(end);
            (self.piece, self.from) = (self.terms.bytes.part(start..last)?, start);
        }
        let within = |at: usize| at.checked_sub(self.from).ok_or(Damaged);
        Ok(within(start)?..within(end)?)
    }

    /// Reads the postings of a term.
    fn read(&self, place: &Place, details: &[Detail], lists: &mut [Postings]) -> Result<(), SearchError> {
        let mut reader = Reader::new(self.piece.get(place.range.clone()).unwrap_or_default());
        for (bit, (detail, list)) in details.iter().zip(lists).enumerate() {
            if place.mask >> bit & 1 == 1 {
                list.append(&mut reader, self.base, *detail)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::prepared::Slice;
    use crate::search::{Document, Scale, prepare};

    fn group(words: &[&str]) -> Indexed {
        let document = |word: &&str| Document { title: (*word).to_owned(), ..Document::default() };
        prepare(words.iter().map(document).collect(), Scale::of(1)).unwrap().indexed
    }

    #[test]
    fn terms_come_once_with_the_documents_of_all_groups() {
        let groups = [group(&["beta", "alpha"]), group(&["gamma", "beta"])];
        let mut merged = Merged::new(&groups, 0).unwrap();
        let (mut term, mut found) = (String::new(), Vec::new());
        while merged.advance(&mut term).unwrap() {
            found.push((term.clone(), merged.lists[0].documents.clone()));
        }
        assert_eq!(found, [("alpha".to_owned(), vec![1]), ("beta".to_owned(), vec![0, 3]), ("gamma".to_owned(), vec![2])]);
    }

    #[test]
    fn a_dictionary_is_read_from_any_slice_on() {
        let groups = [group(&["beta", "alpha", "bethel"]), group(&["gamma", "beta"])];
        let mut merged = Merged::from_slice(&groups, 0, Slice::of("bet")).unwrap();
        assert_eq!(merged.next_slice(), Some(Slice::of("beta")));
        let (mut term, mut found) = (String::new(), Vec::new());
        while merged.advance(&mut term).unwrap() {
            found.push(term.clone());
        }
        assert_eq!(found, ["beta", "bethel", "gamma"]);
    }

    #[test]
    fn damage_is_an_error_and_no_more() {
        let mut groups = [group(&["beta alphabet", "alpha"])];
        let whole = groups[0].dictionaries[0].bytes.read().unwrap().into_owned();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                groups[0].dictionaries[0].bytes = damaged.into();
                let Ok(mut merged) = Merged::new(&groups, 0) else { continue };
                let mut term = String::new();
                while merged.advance(&mut term).unwrap_or(false) {}
            }
        }
    }
}
