//! The terms of a dictionary in intervals, each written from nothing but its own terms: where all groups of pages still hold
//! what they held of one, its files are those published before.

use super::Output;
use super::dictionary::{Blocks, Dictionary, Entry, Sizes};
use super::merge::Merged;
use crate::cache::{Key, key, key_of};
use crate::search::SearchError;
use crate::search::postings::Postings;
use crate::search::prepared::Indexed;
use crate::site::FileStamp;

/// A dictionary that is to be written.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Its place in [`Indexed::dictionaries`].
    pub(super) number: usize,
    /// Kind of its blocks.
    pub(super) kind: char,
    /// Size of its blocks.
    pub(super) block: usize,
    /// What a term's entry is made of.
    pub(super) entry: fn(&[Postings]) -> Entry,
}

/// Terms from the beginning of one slice to the end of another, written.
#[derive(serde::Serialize, serde::Deserialize)]
struct Interval {
    /// How many slices it has, and a hash of all that the groups hold of them.
    slices: usize,
    made_of: Key,
    /// It ends because it is long enough, whatever follows; else because nothing did.
    is_full: bool,
    /// Its first term and its last.
    first: String,
    last: String,
    blocks: Blocks,
    files: Vec<(String, FileStamp)>,
}

/// Writes a dictionary: what has changed of it.
pub(super) fn write(groups: &[Indexed], plan: Plan, sizes: Sizes, out: Output<'_>) -> Result<Blocks, SearchError> {
    let slices = slices(groups, plan.number);
    let mut blocks = Blocks::default();
    let mut before = String::new();
    let mut rest = slices.as_slice();
    let mut merged: Option<Merged<'_>> = None;
    let plan_key = key_of("plan", &(plan.number, plan.kind, plan.block, sizes));
    while let Some((slice, hash)) = rest.first() {
        let name = key(&[b"interval", &plan_key, hash]);
        let kept = out.memo.value::<Interval>(&name).filter(|it| it.is_of(rest));
        let interval = match kept {
            Some(kept) if out.sink.keep_all(&kept.files)? => {
                merged = None;
                kept
            }
            _ => {
                let from = match &mut merged {
                    Some(merged) => merged,
                    None => merged.insert(Merged::from_slice(groups, plan.number, *slice)?),
                };
                let (made, files) = out.noting(|out| Interval::write(from, rest, plan, sizes, out));
                let made = Interval { files, ..made? };
                out.remember(&name, &made);
                made
            }
        };
        blocks.extend(interval.blocks, &before, &interval.first);
        before = interval.last;
        // An interval has one slice at least.
        rest = rest.get(interval.slices.max(1)..).unwrap_or_default();
    }
    Ok(blocks)
}

impl Interval {
    /// Writes the next slices: until a block is long enough. Its files are for the caller to note.
    fn write(
        merged: &mut Merged<'_>,
        rest: &[(u32, Key)],
        plan: Plan,
        sizes: Sizes,
        out: Output<'_>,
    ) -> Result<Self, SearchError> {
        let mut dictionary = Dictionary::new(plan.kind, plan.block, sizes);
        let (mut first, mut term) = (String::new(), String::new());
        let mut slices = 0;
        while let Some((slice, _)) = rest.get(slices).filter(|_| !dictionary.is_long_enough()) {
            while merged.next_slice() == Some(*slice) && merged.advance(&mut term)? {
                if first.is_empty() {
                    first.clone_from(&term);
                }
                dictionary.add(&term, &(plan.entry)(&merged.lists), out);
            }
            slices += 1;
        }
        let made_of = hash_of(rest.get(..slices).unwrap_or_default());
        let is_full = dictionary.is_long_enough();
        let blocks = dictionary.finish(out);
        Ok(Self { slices, made_of, is_full, first, last: term, blocks, files: Vec::new() })
    }

    /// Is it what these slices would begin with?
    fn is_of(&self, rest: &[(u32, Key)]) -> bool {
        (self.is_full || self.slices == rest.len()) && rest.get(..self.slices).is_some_and(|it| hash_of(it) == self.made_of)
    }
}

fn hash_of(slices: &[(u32, Key)]) -> Key {
    let hashes: Vec<&[u8]> = slices.iter().map(|(_, hash)| hash.as_slice()).collect();
    key(&hashes)
}

/// The slices of a dictionary in the order of their terms, each with a hash of what all groups hold of it.
fn slices(groups: &[Indexed], dictionary: usize) -> Vec<(u32, Key)> {
    let mut found: Vec<(u32, u32, [u8; 16])> = Vec::new();
    let mut base = 0_u32;
    for group in groups {
        let slices = group.dictionaries.get(dictionary).map(|it| it.slices.as_slice()).unwrap_or_default();
        found.extend(slices.iter().map(|it| (it.id, base, it.hash)));
        base = base.saturating_add(group.documents);
    }
    found.sort_unstable_by_key(|(id, base, _)| (*id, *base));
    let hash = |parts: &[(u32, u32, [u8; 16])]| {
        let mut hasher = blake3::Hasher::new();
        for (id, base, hash) in parts {
            hasher.update(&id.to_le_bytes()).update(&base.to_le_bytes()).update(hash);
        }
        *hasher.finalize().as_bytes()
    };
    found.chunk_by(|a, b| a.0 == b.0).filter_map(|parts| Some((parts.first()?.0, hash(parts)))).collect()
}
