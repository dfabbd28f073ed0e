//! Terms in front-coded blocks, each with its short list inside and its long lists in packs.

use serde::{Deserialize, Serialize};

use super::Output;
use crate::search::bytes::{Damaged, Reader, put_bytes, put_number, shared_start};

/// Short lists up to this many bytes stand in the block.
const INLINE: usize = 2_048;
/// The entry has a list of the short fields.
const HEAD: u8 = 1;
/// That list is in a pack.
const HEAD_PACKED: u8 = 2;
/// The entry has lists of the long fields.
const TEXT: u8 = 4;
/// The entry has positions in the long fields, one list for each part.
const POSITIONS: u8 = 8;
/// The entry has positions in the short fields.
const HEAD_POSITIONS: u8 = 16;

/// Sizes at which files are closed, in bytes, at the latest at twice that.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Sizes {
    /// Blocks of scored terms.
    pub(super) block: usize,
    /// Blocks of other terms.
    pub(super) plain_block: usize,
    /// Packs of lists; packs of positions are twice as large.
    pub(super) pack: usize,
    /// Packs of short fields' lists, which nearly every question needs one of.
    pub(super) head_pack: usize,
}

impl Sizes {
    /// Larger portals get larger files instead of ever more of them, up to eight times as large.
    pub(super) fn for_documents(documents: usize) -> Self {
        let factor = (documents / 100_000).max(1).next_power_of_two().min(8);
        Self { block: 3 * 1024 * factor, plain_block: 2 * 1024 * factor, pack: 24 * 1024 * factor, head_pack: 8 * 1024 * factor }
    }
}

/// A dictionary's blocks in order: the least text that is after all terms before a block, and the block's name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::search) struct Blocks {
    first: Vec<String>,
    names: Vec<String>,
}

impl Blocks {
    /// Adds the blocks of the terms that follow; `before` is the term before them, `first` the first of them.
    pub(super) fn extend(&mut self, following: Self, before: &str, first: &str) {
        let start = following.first.len().min(1);
        self.first.extend((start > 0).then(|| separator(before, first).to_owned()));
        self.first.extend(following.first.into_iter().skip(start));
        self.names.extend(following.names);
    }
}

/// A part of a list of the long fields.
pub(super) struct Part {
    /// Its first document.
    pub(super) first: u32,
    /// The list.
    pub(super) list: Vec<u8>,
    /// Positions in its documents; empty if no field of the list keeps them.
    pub(super) positions: Vec<u8>,
}

/// What a term has.
pub(super) struct Entry {
    /// List of the short fields; empty if there is none.
    pub(super) head: Vec<u8>,
    /// Lists of the long fields, by ranges of documents.
    pub(super) text: Vec<Part>,
    /// How many documents hold the term in each of the long fields.
    pub(super) counts: Vec<usize>,
    /// Positions in the short fields; empty if there are none.
    pub(super) positions: Vec<u8>,
}

/// Where a list lies: pack of the block, offset, length.
type Place = (usize, usize, usize);

/// Writes terms, which come in order, to blocks and packs.
pub(super) struct Dictionary {
    kind: char,
    block: usize,
    sizes: Sizes,
    blocks: Blocks,
    before: String,
    entries: Vec<u8>,
    count: usize,
    names: Vec<String>,
    heads: Pack,
    lists: Pack,
    positions: Pack,
}

impl Dictionary {
    /// An empty dictionary whose blocks are shards of this kind.
    pub(super) fn new(kind: char, block: usize, sizes: Sizes) -> Self {
        let blocks = Blocks::default();
        let pack = |kind| Pack { kind, bytes: Vec::new(), number: None };
        let (heads, lists, positions) = (pack('p'), pack('p'), pack('q'));
        Self {
            kind,
            block,
            sizes,
            blocks,
            before: String::new(),
            entries: Vec::new(),
            count: 0,
            names: Vec::new(),
            heads,
            lists,
            positions,
        }
    }

    /// Adds the next term.
    pub(super) fn add(&mut self, term: &str, entry: &Entry, out: Output<'_>) {
        if self.entries.len() >= 2 * self.block {
            self.close(out);
        }
        if self.count == 0 {
            self.blocks.first.push(separator(&self.before, term).to_owned());
            self.before.clear();
        }
        let shared = shared_start(term, &self.before);
        put_number(&mut self.entries, shared);
        put_bytes(&mut self.entries, term.as_bytes().get(shared..).unwrap_or_default());
        self.put_entry(entry, out);
        self.count += 1;
        term.clone_into(&mut self.before);
    }

    /// Whether the last block is long enough to be closed.
    pub(super) fn is_long_enough(&self) -> bool {
        self.entries.len() >= self.block
    }

    /// Closes the last block.
    pub(super) fn finish(mut self, out: Output<'_>) -> Blocks {
        if self.count > 0 {
            self.close(out);
        }
        self.blocks
    }

    fn put_entry(&mut self, entry: &Entry, out: Output<'_>) {
        let packed = entry.head.len() > INLINE;
        let positions = entry.text.iter().any(|part| !part.positions.is_empty());
        let mut flags = 0;
        for (flag, set) in [
            (HEAD, !entry.head.is_empty()),
            (HEAD_PACKED, packed),
            (TEXT, !entry.text.is_empty()),
            (POSITIONS, positions),
            (HEAD_POSITIONS, !entry.positions.is_empty()),
        ] {
            flags |= if set { flag } else { 0 };
        }
        self.entries.push(flags);
        if packed {
            let place = self.heads.add(&entry.head, self.sizes.head_pack, &mut self.names, out);
            put_place(&mut self.entries, place);
        } else if !entry.head.is_empty() {
            put_bytes(&mut self.entries, &entry.head);
        }
        if !entry.positions.is_empty() {
            let place = self.positions.add(&entry.positions, 2 * self.sizes.pack, &mut self.names, out);
            put_place(&mut self.entries, place);
        }
        if !entry.text.is_empty() {
            self.put_parts(entry, positions, out);
        }
    }

    fn put_parts(&mut self, entry: &Entry, positions: bool, out: Output<'_>) {
        put_number(&mut self.entries, entry.text.len());
        if entry.text.len() > 1 {
            entry.counts.iter().for_each(|count| put_number(&mut self.entries, *count));
        }
        let mut before = 0;
        for part in &entry.text {
            put_number(&mut self.entries, (part.first - before) as usize);
            before = part.first;
            let place = self.lists.add(&part.list, self.sizes.pack, &mut self.names, out);
            put_place(&mut self.entries, place);
            if positions {
                let place = self.positions.add(&part.positions, 2 * self.sizes.pack, &mut self.names, out);
                put_place(&mut self.entries, place);
            }
        }
    }

    fn close(&mut self, out: Output<'_>) {
        self.heads.close(&mut self.names, out);
        self.lists.close(&mut self.names, out);
        self.positions.close(&mut self.names, out);
        let mut block = Vec::with_capacity(self.entries.len() + 8 * self.names.len());
        put_number(&mut block, self.names.len());
        for name in &self.names {
            put_name(&mut block, name);
        }
        put_number(&mut block, self.count);
        block.append(&mut self.entries);
        self.blocks.names.push(out.shard(self.kind, &block));
        self.names.clear();
        self.count = 0;
    }
}

/// A pack that is being filled.
struct Pack {
    kind: char,
    bytes: Vec<u8>,
    /// Its place among the packs of the block.
    number: Option<usize>,
}

impl Pack {
    fn add(&mut self, list: &[u8], most: usize, names: &mut Vec<String>, out: Output<'_>) -> Place {
        if self.bytes.len() + list.len() > most {
            self.close(names, out);
        }
        let number = *self.number.get_or_insert_with(|| {
            names.push(String::new());
            names.len() - 1
        });
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(list);
        (number, offset, list.len())
    }

    fn close(&mut self, names: &mut [String], out: Output<'_>) {
        if let Some(name) = self.number.take().and_then(|number| names.get_mut(number)) {
            *name = out.shard(self.kind, &self.bytes);
            self.bytes.clear();
        }
    }
}

/// Appends a name as five bytes.
pub(super) fn put_name(out: &mut Vec<u8>, name: &str) {
    let digits: Vec<u8> = name.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
    out.extend(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)));
}

/// Reads what [`put_name`] wrote.
pub(super) fn take_name(reader: &mut Reader<'_>) -> Result<String, Damaged> {
    use std::fmt::Write as _;
    let mut name = String::new();
    for byte in reader.take(5)? {
        let _ = write!(name, "{byte:02x}");
    }
    Ok(name)
}

fn put_place(out: &mut Vec<u8>, (pack, offset, length): Place) {
    put_number(out, pack);
    put_number(out, offset);
    put_number(out, length);
}

/// The shortest beginning of `term` that is after `before`.
fn separator<'a>(before: &str, term: &'a str) -> &'a str {
    let ends = term.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.filter_map(|end| term.get(..end)).find(|start| *start > before).unwrap_or(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_short_and_part_the_blocks() {
        assert_eq!(separator("deploy", "deprecated"), "depr");
        assert_eq!(separator("a", "ab"), "ab");
        assert_eq!(separator("", "été"), "é");
    }

    #[test]
    fn names_come_back() {
        let mut out = Vec::new();
        put_name(&mut out, "00ff12ab9c");
        assert_eq!(take_name(&mut Reader::new(&out)), Ok("00ff12ab9c".to_owned()));
    }
}
