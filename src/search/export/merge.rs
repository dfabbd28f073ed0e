//! The dictionaries of all groups of pages as one, term by term.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::search::SearchError;
use crate::search::bytes::{Damaged, Reader};
use crate::search::postings::{Detail, Postings};
use crate::search::prepared::{Indexed, Slice, Terms};
use crate::search::schema;

/// Bytes of a dictionary that are read at once, about.
const PIECE: usize = 32 << 10;

/// All terms of a dictionary in the order of their bytes, with their postings in all groups.
pub(super) struct Merged<'a> {
    details: Vec<Detail>,
    cursors: Vec<Cursor<'a>>,
    /// The next term of each group that has one.
    next: BinaryHeap<Reverse<(String, usize)>>,
    /// Postings of the term last read, by field.
    pub(super) lists: Vec<Postings>,
}

struct Cursor<'a> {
    terms: &'a Terms,
    /// The slices that are being read, and how much of them was.
    piece: Cow<'a, [u8]>,
    at: usize,
    /// How many slices were read or passed over.
    slices: usize,
    base: u32,
    /// A bit for each field that has the term that was read last.
    mask: u8,
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
        let mut next = BinaryHeap::with_capacity(groups.len());
        let mut base = 0_u32;
        for (number, group) in groups.iter().enumerate() {
            let terms = group.dictionaries.get(dictionary).ok_or(Damaged)?;
            let slices = terms.slices.partition_point(|it| it.id < slice);
            let mut cursor = Cursor { terms, piece: Cow::Borrowed(&[]), at: 0, slices, base, mask: 0 };
            if let Some(term) = cursor.term(String::new())? {
                next.push(Reverse((term, number)));
            }
            cursors.push(cursor);
            base = base.checked_add(group.documents).ok_or(Damaged)?;
        }
        let lists = details.iter().map(|_| Postings::default()).collect();
        Ok(Self { details, cursors, next, lists })
    }

    /// The slice of the term that is next.
    pub(super) fn next_slice(&self) -> Option<u32> {
        self.next.peek().map(|Reverse((term, _))| Slice::of(term))
    }

    /// Reads the next term into `term` and its postings into `lists`; false at the end.
    pub(super) fn advance(&mut self, term: &mut String) -> Result<bool, SearchError> {
        let Some(Reverse((first, _))) = self.next.peek() else { return Ok(false) };
        first.clone_into(term);
        self.lists.iter_mut().for_each(Postings::clear);
        while let Some(mut top) = self.next.peek_mut() {
            let Reverse((its, number)) = &mut *top;
            if its != term {
                break;
            }
            let Some(cursor) = self.cursors.get_mut(*number) else { break };
            cursor.read(&self.details, &mut self.lists)?;
            match cursor.term(std::mem::take(its))? {
                Some(following) => *its = following,
                None => drop(std::collections::binary_heap::PeekMut::pop(top)),
            }
        }
        Ok(true)
    }
}

impl Cursor<'_> {
    /// The term after `before`.
    fn term(&mut self, mut before: String) -> Result<Option<String>, SearchError> {
        if self.at >= self.piece.len() && !self.next_piece()? {
            return Ok(None);
        }
        let mut reader = Reader::new(self.piece.get(self.at..).unwrap_or_default());
        let shared = reader.number()?;
        if !before.is_char_boundary(shared) {
            return Err(Damaged.into());
        }
        before.truncate(shared);
        before.push_str(reader.text()?);
        self.mask = reader.take(1)?.first().copied().unwrap_or_default();
        self.at = self.piece.len() - reader.left();
        Ok(Some(before))
    }

    /// Reads some slices more. False: that was all.
    fn next_piece(&mut self) -> Result<bool, SearchError> {
        let start = self.terms.start_of(self.slices);
        let rest = self.terms.slices.get(self.slices..).unwrap_or_default();
        let many = rest.partition_point(|it| it.end < start.saturating_add(PIECE)).saturating_add(1).min(rest.len());
        let Some(last) = many.checked_sub(1).and_then(|it| rest.get(it)) else { return Ok(false) };
        (self.piece, self.at) = (self.terms.bytes.part(start..last.end)?, 0);
        self.slices += many;
        Ok(!self.piece.is_empty())
    }

    /// Reads the postings of the term.
    fn read(&mut self, details: &[Detail], lists: &mut [Postings]) -> Result<(), SearchError> {
        let mut reader = Reader::new(self.piece.get(self.at..).unwrap_or_default());
        for (bit, (detail, list)) in details.iter().zip(lists).enumerate() {
            if self.mask >> bit & 1 == 1 {
                list.append(&mut reader, self.base, *detail)?;
            }
        }
        self.at = self.piece.len() - reader.left();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
