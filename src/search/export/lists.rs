//! The postings of a term as the lists that a client reads.

use super::dictionary::{Entry, Part};
use crate::search::bytes::put_number;
use crate::search::postings::Postings;
use crate::search::schema::{Group, SCORED};

/// Most documents of one part of a list of the long fields.
const PART: usize = 4_096;

/// The lists of a scored term.
pub(super) fn entry(lists: &[Postings]) -> Entry {
    let of = |group: Group| -> Vec<&Postings> {
        lists.iter().zip(SCORED).filter(|(_, field)| field.group == group).map(|(list, _)| list).collect()
    };
    let head = of(Group::Head);
    let text = of(Group::Text);
    let (documents, masks) = merge_of(&head);
    let positions_of_head = positions(&head);
    let head = if documents.is_empty() { Vec::new() } else { write(&head, &documents, &masks) };
    let counts = text.iter().map(|list| list.documents.len()).collect();
    Entry { head, text: parts(&text), counts, positions: positions_of_head }
}

/// The documents of several lists, with a bit for each list that has them.
pub(super) fn merge(lists: &[Postings]) -> (Vec<u32>, Vec<u8>) {
    merge_of(&lists.iter().collect::<Vec<_>>())
}

fn merge_of(lists: &[&Postings]) -> (Vec<u32>, Vec<u8>) {
    let mut documents: Vec<u32> = lists.iter().flat_map(|list| list.documents.iter().copied()).collect();
    if lists.iter().filter(|list| !list.documents.is_empty()).count() > 1 {
        documents.sort_unstable();
        documents.dedup();
    }
    let mut masks = vec![0_u8; documents.len()];
    for (bit, list) in lists.iter().enumerate() {
        let mut own = list.documents.iter().peekable();
        for (document, mask) in documents.iter().zip(&mut masks) {
            if own.next_if_eq(&document).is_some() {
                *mask |= 1 << bit;
            }
        }
    }
    (documents, masks)
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
fn write(lists: &[&Postings], documents: &[u32], masks: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(documents.len() * 4);
    let present = masks.iter().fold(0, |all, mask| all | mask);
    put_documents(&mut out, documents);
    out.push(present);
    if present.count_ones() > 1 {
        out.extend_from_slice(masks);
    }
    for list in lists {
        list.frequencies.iter().for_each(|frequency| put_number(&mut out, *frequency as usize));
        out.extend_from_slice(&list.norms);
    }
    out
}

/// The list of the long fields in parts.
fn parts(lists: &[&Postings]) -> Vec<Part> {
    let (documents, masks) = merge_of(lists);
    if documents.len() <= PART {
        let first = documents.first().copied();
        let part = |first| Part { first, list: write(lists, &documents, &masks), positions: positions(lists) };
        return first.map(part).into_iter().collect();
    }
    let mut parts = Vec::new();
    for (documents, masks) in documents.chunks(PART).zip(masks.chunks(PART)) {
        let (Some(first), Some(last)) = (documents.first(), documents.last()) else { continue };
        let cut: Vec<Postings> = lists.iter().map(|list| list.between(*first, *last)).collect();
        let cut: Vec<&Postings> = cut.iter().collect();
        parts.push(Part { first: *first, list: write(&cut, documents, masks), positions: positions(&cut) });
    }
    parts
}

/// Positions of all lists, one after the other.
fn positions(lists: &[&Postings]) -> Vec<u8> {
    lists.iter().flat_map(|list| list.positions.iter().copied()).collect()
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
        let (documents, masks) = merge(&[postings(&[1, 5, 9]), postings(&[]), postings(&[5, 6])]);
        assert_eq!(documents, [1, 5, 6, 9]);
        assert_eq!(masks, [1, 5, 4, 1]);
    }

    #[test]
    fn long_lists_fall_into_parts_that_hold_everything() {
        let all: Vec<u32> = (0..40_000).collect();
        let some: Vec<u32> = (0..20_000).map(|number| number * 2).collect();
        let parts = parts(&[&postings(&all), &postings(&some)]);
        assert_eq!(
            parts.iter().map(|part| part.first).collect::<Vec<_>>(),
            (0..10).map(|part| part * 4_096).collect::<Vec<u32>>()
        );
    }
}
