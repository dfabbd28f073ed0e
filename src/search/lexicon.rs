//! The words that people may mean: completions of an unfinished word and corrections of a misspelt one.
//!
//! Words are grouped by their first character, which a correction never changes, so a client loads one group for a word.

use std::collections::{BTreeMap, HashMap};

use super::bytes::{Damaged, Reader, floor_boundary, put_number, put_text, shared_start};
use super::prepared::Terms;
use super::stemmer::{self, Stemmers};
use super::terms::Known;

/// Most words of a lexicon; rare ones are left out first.
const MOST_WORDS: usize = 40_000;
/// Highest weight of a word.
const HEAVIEST: usize = 15;
/// Most completions of an unfinished word.
pub(super) const MOST_COMPLETIONS: usize = 12;
/// Most corrections of a misspelt word.
pub(super) const MOST_CORRECTIONS: usize = 4;

/// A word with a measure of how common it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// The word as written, folded.
    pub(super) word: Box<str>,
    /// Rounded logarithm of its weighted frequency.
    pub(super) weight: u8,
}

/// Another word to look for in place of the one that was asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Substitute {
    /// The word.
    pub(super) word: String,
    /// Its terms that neither the word that was asked nor a better substitute has.
    pub(super) terms: Vec<String>,
    /// Edits away from the word that was asked; 0 for a completion.
    pub(super) edits: usize,
}

/// The words, by first character, in the order of their bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lexicon {
    /// The groups.
    pub(super) groups: BTreeMap<char, Vec<Entry>>,
}

impl Lexicon {
    /// Words that begin with `start`, the most common first, each stem once, `start`'s own stem not at all.
    pub(super) fn completions(&self, start: &str, stemmers: &mut Stemmers<'_>) -> Vec<Substitute> {
        let found = self.group(start).iter().filter(|entry| entry.word.len() > start.len() && entry.word.starts_with(start));
        distinct(start, found.map(|entry| (0, entry)).collect(), MOST_COMPLETIONS, stemmers)
    }

    /// The nearest words within one edit (from 4 letters) or two (from 8), all equally near, the most common first.
    pub(super) fn corrections(&self, word: &str, stemmers: &mut Stemmers<'_>) -> Vec<Substitute> {
        let letters: Vec<char> = word.chars().collect();
        let mut allowed = match letters.len() {
            0..4 => return Vec::new(),
            4..8 => 1,
            _ => 2,
        };
        let mut found = Vec::new();
        for entry in self.group(word) {
            if *entry.word == *word {
                continue;
            }
            if let Some(edits) = distance(&letters, &entry.word, allowed) {
                if edits < allowed {
                    found.clear();
                    allowed = edits;
                }
                found.push((edits, entry));
            }
        }
        distinct(word, found, MOST_CORRECTIONS, stemmers)
    }

    fn group(&self, word: &str) -> &[Entry] {
        word.chars().next().and_then(|first| self.groups.get(&first)).map_or(&[], Vec::as_slice)
    }
}

/// Writes the words of a group of pages, those with the same first character in a slice: for each how often short fields and
/// prose hold it.
pub(super) fn write_counts(words: &HashMap<Box<str>, Known>) -> Terms {
    let mut counted: Vec<_> = words.iter().filter(|(_, known)| known.head > 0 || known.text > 0).collect();
    counted.sort_unstable_by(|a, b| a.0.cmp(b.0));
    let (mut out, mut slices) = (Vec::new(), Vec::new());
    for words in counted.chunk_by(|a, b| first(a.0) == first(b.0)) {
        let mut before = "";
        for (word, known) in words {
            let shared = shared_start(word, before);
            put_number(&mut out, shared);
            put_text(&mut out, word.get(shared..).unwrap_or_default());
            put_number(&mut out, known.head as usize);
            put_number(&mut out, known.text as usize);
            before = word;
        }
        Terms::close(&mut slices, words.first().map_or(0, |(word, _)| first(word)), &out);
    }
    Terms { bytes: out.into(), slices }
}

/// The words with one first character that are worth suggesting, from the slices that [`write_counts`] wrote of each group.
pub(super) fn merge<'a>(slices: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Entry>, Damaged> {
    let mut counts: HashMap<String, (u32, u32)> = HashMap::new();
    for slice in slices {
        add_counts(slice, &mut counts)?;
    }
    let worthy = |word: &str, head: u32, text: u32| {
        (head > 0 || text > 1) && word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut words: Vec<Entry> = (counts.into_iter())
        .filter(|(word, (head, text))| worthy(word, *head, *text))
        .map(|(word, (head, text))| Entry { word: word.into_boxed_str(), weight: weight(head, text) })
        .collect();
    words.sort_unstable_by(|a, b| a.word.cmp(&b.word));
    Ok(words)
}

/// How many words there are of each weight.
pub(super) type Weights = [usize; HEAVIEST + 1];

/// Counts words by their weights.
pub(super) fn weigh(words: &[Entry]) -> Weights {
    std::array::from_fn(|weight| words.iter().filter(|it| usize::from(it.weight) == weight).count())
}

/// The least weight of the words that are kept: those of all first characters must not be too many.
pub(super) fn lightest(all: &[Weights]) -> u8 {
    let heavier = |least: usize| all.iter().flat_map(|it| it.iter().skip(least)).sum::<usize>();
    let lightest = (0..=HEAVIEST).find(|least| heavier(*least) <= MOST_WORDS);
    u8::try_from(lightest.unwrap_or(HEAVIEST)).unwrap_or(u8::MAX)
}

fn first(word: &str) -> u32 {
    word.chars().next().map_or(0, u32::from)
}

/// Adds what [`write_counts`] wrote to a slice.
fn add_counts(bytes: &[u8], counts: &mut HashMap<String, (u32, u32)>) -> Result<(), Damaged> {
    let mut reader = Reader::new(bytes);
    let mut word = String::new();
    while !reader.is_empty() {
        let shared = reader.number()?;
        word.truncate(floor_boundary(&word, shared));
        word.push_str(reader.text()?);
        let (head, text) = (reader.small()?, reader.small()?);
        match counts.get_mut(&word) {
            Some(known) => *known = (known.0.saturating_add(head), known.1.saturating_add(text)),
            None => drop(counts.insert(word.clone(), (head, text))),
        }
    }
    Ok(())
}

/// Writes one group for the export.
pub(super) fn write_group(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    put_number(&mut out, entries.len());
    let mut before = "";
    for entry in entries {
        let shared = shared_start(&entry.word, before);
        put_number(&mut out, shared);
        put_text(&mut out, entry.word.get(shared..).unwrap_or_default());
        out.push(entry.weight);
        before = &entry.word;
    }
    out
}

/// Reads what [`write_group`] wrote.
pub(super) fn read_group(bytes: &[u8]) -> Result<Vec<Entry>, Damaged> {
    let mut reader = Reader::new(bytes);
    let count = reader.number()?;
    let mut entries: Vec<Entry> = Vec::new();
    for _ in 0..count {
        let shared = reader.number()?;
        let rest = reader.text()?;
        let start = entries.last().and_then(|before| before.word.get(..shared)).unwrap_or_default();
        let word = [start, rest].concat().into_boxed_str();
        let weight = reader.take(1)?.first().copied().unwrap_or_default();
        entries.push(Entry { word, weight });
    }
    if reader.is_empty() { Ok(entries) } else { Err(Damaged) }
}

/// The heaviest entries, one of each stem.
fn distinct(asked: &str, mut found: Vec<(usize, &Entry)>, most: usize, stemmers: &mut Stemmers<'_>) -> Vec<Substitute> {
    found.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.weight));
    let mut known = stemmers.terms(asked, 0);
    let mut kept = Vec::new();
    for (edits, entry) in found {
        let mut terms = stemmer::distinct(&stemmers.terms(&entry.word, 0));
        terms.retain(|term| !known.contains(term));
        if !terms.is_empty() {
            known.extend(terms.iter().cloned());
            kept.push(Substitute { word: entry.word.to_string(), terms, edits });
            if kept.len() == most {
                break;
            }
        }
    }
    kept
}

/// Titles count eight times; the logarithm keeps the order and fits a byte.
fn weight(head: u32, text: u32) -> u8 {
    let frequency = u64::from(head) * 8 + u64::from(text);
    u8::try_from(frequency.max(1).ilog2()).unwrap_or(u8::MAX).min(HEAVIEST as u8)
}

/// Edits between a word and a candidate (insert, delete, replace, swap of neighbours), where they are at most `allowed`.
fn distance(word: &[char], candidate: &str, allowed: usize) -> Option<usize> {
    let candidate: Vec<char> = candidate.chars().collect();
    if word.len().abs_diff(candidate.len()) > allowed {
        return None;
    }
    let width = candidate.len() + 1;
    let mut older = vec![0; width];
    let mut old: Vec<usize> = (0..width).collect();
    let mut left_of_old = None;
    for (row, letter) in word.iter().enumerate() {
        let mut new = Vec::with_capacity(width);
        new.push(row + 1);
        let mut left = row + 1;
        let mut left_letter = None;
        for (column, other) in candidate.iter().enumerate() {
            let cell = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&old, column) + usize::from(letter != other)).min(cell(&old, column + 1) + 1).min(left + 1);
            if column > 0 && left_of_old == Some(*other) && left_letter == Some(*letter) {
                best = best.min(cell(&older, column - 1) + 1);
            }
            new.push(best);
            left = best;
            left_letter = Some(*other);
        }
        if new.iter().all(|edits| *edits > allowed) {
            return None;
        }
        left_of_old = Some(*letter);
        older = old;
        old = new;
    }
    old.last().copied().filter(|edits| *edits <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(words: &[(&str, u8)]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (word, weight) in words {
            let first = word.chars().next().unwrap();
            lexicon.groups.entry(first).or_default().push(Entry { word: (*word).into(), weight: *weight });
        }
        lexicon
    }

    fn words(found: &[Substitute]) -> Vec<&str> {
        found.iter().map(|found| found.word.as_str()).collect()
    }

    #[test]
    fn distances_count_swaps_as_one_edit() {
        let far = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), b, 2);
        assert_eq!(far("deploymnet", "deployment"), Some(1));
        assert_eq!(far("kubrnetes", "kubernetes"), Some(1));
        assert_eq!(far("abcd", "abcd"), Some(0));
        assert_eq!(far("same", "smae"), Some(1));
        assert_eq!(far("kitten", "sitting"), None);
        assert_eq!(far("grün", "grn"), Some(1));
    }

    #[test]
    fn corrections_are_the_nearest_and_keep_the_first_letter() {
        let lexicon = lexicon(&[("deployment", 9), ("deployments", 3), ("deplomment", 1), ("employment", 9)]);
        let mut stemmers = Stemmers::new(&[]);
        assert_eq!(words(&lexicon.corrections("deploymnet", &mut stemmers)), ["deployment"]);
        assert!(lexicon.corrections("dep", &mut stemmers).is_empty());
        assert_eq!(words(&lexicon.completions("deplo", &mut stemmers)), ["deployment", "deplomment"]);
    }

    #[test]
    fn rare_words_go_first_where_there_are_too_many() {
        let many = |weight: usize, count: usize| std::array::from_fn(|at| if at == weight { count } else { 0 });
        assert_eq!(lightest(&[many(0, MOST_WORDS), many(0, 0)]), 0);
        assert_eq!(lightest(&[many(0, MOST_WORDS), many(3, 1)]), 1);
        assert_eq!(lightest(&[many(3, MOST_WORDS), many(2, 1), many(HEAVIEST, 2)]), 4);
    }

    #[test]
    fn groups_come_back() {
        let entries = lexicon(&[("über", 2), ("übung", 1), ("üx", 0)]).groups.remove(&'ü').unwrap();
        let bytes = write_group(&entries);
        assert_eq!(read_group(&bytes), Ok(entries));
        assert_eq!(read_group(&bytes[..bytes.len() - 1]), Err(Damaged));
    }
}
