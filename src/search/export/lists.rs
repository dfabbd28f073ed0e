//! The postings of a term as the lists that a client reads.

use std::borrow::Cow;

use super::dictionary::{Entry, Part};
use crate::search::bytes::put_number;
use crate::search::postings::{Columns, Postings};
use crate::search::schema::{Group, SCORED};

/// Most documents of one part of a list of the long fields.
const PART: usize = 4_096;

/// The lists of a scored term.
pub(super) fn entry(lists: &[Postings]) -> Entry {
    let of = |group: Group| -> Vec<Columns<'_>> {
        lists.iter().zip(SCORED).filter(|(_, field)| field.group == group).map(|(list, _)| list.columns()).collect()
    };
    let head = of(Group::Head);
    let text = of(Group::Text);
    let counts = text.iter().map(|list| list.documents.len()).collect();
    let positions = positions(&head);
    let (documents, masks) = merge(&head);
    let head = if documents.is_empty() { Vec::new() } else { write(&head, &documents, &masks) };
    Entry { head, text: parts(text), counts, positions }
}

/// The documents of several lists, with a bit for each list that has them.
pub(super) fn merge<'a>(lists: &[Columns<'a>]) -> (Cow<'a, [u32]>, Vec<u8>) {
    let mut held = lists.iter().enumerate().filter(|(_, list)| !list.documents.is_empty());
    let Some((bit, first)) = held.next() else { return Default::default() };
    let alone = (Cow::Borrowed(first.documents), vec![1 << bit; first.documents.len()]);
    held.fold(alone, |(documents, masks), (bit, list)| {
        let (documents, masks) = join(&documents, &masks, list.documents, 1 << bit);
        (Cow::Owned(documents), masks)
    })
}

/// The documents that have masks with those of another list, whose mask is `own`.
fn join(documents: &[u32], masks: &[u8], others: &[u32], own: u8) -> (Vec<u32>, Vec<u8>) {
    let most = documents.len() + others.len();
    let (mut joined, mut joined_masks) = (Vec::with_capacity(most), Vec::with_capacity(most));
    let mut others = others.iter().copied().peekable();
    for (document, mask) in documents.iter().zip(masks) {
        while let Some(other) = others.next_if(|it| it < document) {
            joined.push(other);
            joined_masks.push(own);
        }
        let in_both = others.next_if_eq(document).is_some();
        joined.push(*document);
        joined_masks.push(if in_both { mask | own } else { *mask });
    }
    joined.extend(others);
    joined_masks.resize(joined.len(), own);
    (joined, joined_masks)
}

/// Appends a number of documents and the steps between them.
pub(super) fn put_documents(out: &mut Vec<u8>, documents: &[u32]) {
    put_number(out, documents.len());
    let mut before = 0;
    for document in documents {
        put_number(out, (document - before) as usize);
        before = *document;
    }
}

/// Writes a list column by column: documents, masks of fields, then of each field frequencies and norms.
fn write(lists: &[Columns<'_>], documents: &[u32], masks: &[u8]) -> Vec<u8> {
    let columns: usize = lists.iter().map(|list| list.frequencies.len() + list.norms.len()).sum();
    let mut out = Vec::with_capacity(documents.len() * 2 + columns + 16);
    let present = masks.iter().fold(0, |all, mask| all | mask);
    put_documents(&mut out, documents);
    out.push(present);
    if present.count_ones() > 1 {
        out.extend_from_slice(masks);
    }
    for list in lists {
        out.extend_from_slice(list.frequencies);
        out.extend_from_slice(list.norms);
    }
    out
}

/// The list of the long fields in parts.
fn parts(mut lists: Vec<Columns<'_>>) -> Vec<Part> {
    let (documents, masks) = merge(&lists);
    let mut parts = Vec::new();
    for (documents, masks) in documents.chunks(PART).zip(masks.chunks(PART)) {
        let (Some(first), Some(last)) = (documents.first(), documents.last()) else { continue };
        let cut: Vec<Columns<'_>> = lists.iter_mut().map(|list| list.take_to(*last)).collect();
        parts.push(Part { first: *first, list: write(&cut, documents, masks), positions: positions(&cut) });
    }
    parts
}

/// Positions of all lists, one after the other.
fn positions(lists: &[Columns<'_>]) -> Vec<u8> {
    lists.iter().map(|list| list.positions).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postings(documents: &[u32]) -> Postings {
        let count = documents.len();
        Postings { documents: documents.to_vec(), frequencies: vec![1; count], norms: vec![7; count], ..Postings::default() }
    }

    #[test]
    fn lists_are_merged_with_a_bit_for_each() {
        let lists = [&[1, 5, 9], [].as_slice(), &[5, 6], &[0, 5, 9, 12]].map(postings);
        let columns: Vec<Columns<'_>> = lists.iter().map(Postings::columns).collect();
        let merged = |lists: &[Columns<'_>]| {
            let (documents, masks) = merge(lists);
            (documents.into_owned(), masks)
        };
        assert_eq!(merged(&columns[..3]), (vec![1, 5, 6, 9], vec![1, 5, 4, 1]));
        assert_eq!(merged(&columns), (vec![0, 1, 5, 6, 9, 12], vec![8, 1, 13, 4, 9, 8]));
        assert_eq!(merged(&columns[1..3]), (vec![5, 6], vec![2, 2]));
        assert_eq!(merged(&columns[1..2]), (vec![], vec![]));
    }

    #[test]
    fn long_lists_fall_into_parts_that_hold_everything() {
        let all: Vec<u32> = (0..40_000).collect();
        let some: Vec<u32> = (0..20_000).map(|number| number * 2).collect();
        let (all, some) = (postings(&all), postings(&some));
        let parts = parts(vec![all.columns(), some.columns()]);
        assert_eq!(
            parts.iter().map(|part| part.first).collect::<Vec<_>>(),
            (0..10).map(|part| part * 4_096).collect::<Vec<u32>>()
        );
    }
}
