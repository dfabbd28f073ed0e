//! The lexicon's shards, one for each first character: where all groups of pages still hold the words that they held of one, it
//! is the shard published before.

use std::borrow::Cow;

use rayon::prelude::*;

use super::Output;
use crate::cache::{Key, key};
use crate::search::SearchError;
use crate::search::lexicon::{self, Entry, Weights};
use crate::search::prepared::Indexed;
use crate::site::FileStamp;

/// The words with one first character.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Letter {
    /// How many words there are of each weight.
    weights: Weights,
    /// The least weight of those that are published.
    lightest: u8,
    /// Name of the shard and its file; `None` where no word is worth it.
    shard: Option<(String, Vec<(String, FileStamp)>)>,
}

/// What is known of a first character before it is known how rare a word may be.
struct Counted {
    weights: Weights,
    kept: Option<Letter>,
    words: Option<Vec<Entry>>,
}

/// Writes the lexicon: what has changed of it.
pub(super) fn write(groups: &[Indexed], out: Output<'_>) -> Result<Vec<(char, String)>, SearchError> {
    write_most(groups, lexicon::MOST_WORDS, out)
}

fn write_most(groups: &[Indexed], most: usize, out: Output<'_>) -> Result<Vec<(char, String)>, SearchError> {
    let letters = letters(groups);
    let counted: Result<Vec<Counted>, SearchError> = letters.par_iter().map(|(id, name)| count(groups, *id, name, out)).collect();
    let counted = counted?;
    let weights: Vec<Weights> = counted.iter().map(|it| it.weights).collect();
    let lightest = lexicon::lightest(&weights, most);
    let shards: Result<Vec<Option<(char, String)>>, SearchError> = letters
        .par_iter()
        .zip(counted)
        .map(|((id, name), counted)| {
            let shard = shard(groups, (*id, name), counted, lightest, out)?;
            Ok(char::from_u32(*id).zip(shard))
        })
        .collect();
    Ok(shards?.into_iter().flatten().collect())
}

fn count(groups: &[Indexed], id: u32, name: &Key, out: Output<'_>) -> Result<Counted, SearchError> {
    if let Some(kept) = out.memo.value::<Letter>(name) {
        return Ok(Counted { weights: kept.weights, kept: Some(kept), words: None });
    }
    let words = merged(groups, id)?;
    Ok(Counted { weights: lexicon::weigh(&words), kept: None, words: Some(words) })
}

fn shard(
    groups: &[Indexed],
    (id, key): (u32, &Key),
    counted: Counted,
    lightest: u8,
    out: Output<'_>,
) -> Result<Option<String>, SearchError> {
    if let Some(kept) = counted.kept.filter(|it| it.lightest == lightest) {
        match kept.shard {
            None => return Ok(None),
            Some((name, files)) if out.sink.keep_all(&files)? => return Ok(Some(name)),
            Some(_) => {}
        }
    }
    let mut words = counted.words.map_or_else(|| merged(groups, id), Ok)?;
    words.retain(|it| it.weight >= lightest);
    let (name, files) = out.noting(|out| (!words.is_empty()).then(|| out.shard('l', &lexicon::write_group(&words))));
    let shard = name.clone().map(|name| (name, files));
    out.remember(key, &Letter { weights: counted.weights, lightest, shard });
    Ok(name)
}

/// All first characters, each with a hash of all that the groups hold of it.
fn letters(groups: &[Indexed]) -> Vec<(u32, Key)> {
    let mut found: Vec<(u32, [u8; 16])> = groups.iter().flat_map(|it| &it.words.slices).map(|it| (it.id, it.hash)).collect();
    // Counts are added up, in whatever order.
    found.sort_unstable();
    let hash = |letter: &[(u32, [u8; 16])]| {
        let hashes: Vec<[u8; 16]> = letter.iter().map(|it| it.1).collect();
        Some((letter.first()?.0, key(&[b"letter", &letter.first()?.0.to_le_bytes(), &hashes.concat()])))
    };
    found.chunk_by(|a, b| a.0 == b.0).filter_map(hash).collect()
}

fn merged(groups: &[Indexed], id: u32) -> Result<Vec<Entry>, SearchError> {
    let slices: Result<Vec<Cow<'_, [u8]>>, SearchError> = groups.iter().filter_map(|it| slice(it, id).transpose()).collect();
    Ok(lexicon::merge(slices?.iter().map(AsRef::as_ref))?)
}

/// What a group holds of a first character.
fn slice(group: &Indexed, id: u32) -> Result<Option<Cow<'_, [u8]>>, SearchError> {
    let Ok(at) = group.words.slices.binary_search_by_key(&id, |it| it.id) else { return Ok(None) };
    Ok(Some(group.words.slice(at)?))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use super::*;
    use crate::memo::Memo;
    use crate::search::{Document, Scale, prepare};
    use crate::site::{Files, Memory};

    fn group(words: &[&str]) -> Indexed {
        let document = |word: &&str| Document { title: (*word).to_owned(), ..Document::default() };
        prepare(words.iter().map(document).collect(), Scale::of(1)).unwrap().indexed
    }

    fn written(groups: &[Indexed], most: usize, memo: &Memo, before: Files) -> (Vec<(char, String)>, Files) {
        let (sink, failed) = (Memory::after(Arc::new(before)), OnceLock::new());
        let shards = write_most(groups, most, Output { sink: &sink, memo, failed: &failed }).unwrap();
        (shards, sink.into_shared())
    }

    #[test]
    fn what_is_remembered_gives_the_same_shards() {
        let all = [group(&["alpha", "beta", "beta", "gamma"]), group(&["beta", "alpha", "delta"])];
        let other = [group(&["alpha", "beta", "beta", "gamma"]), group(&["beta", "alpha", "delta", "delta", "epsilon"])];
        let memo = Memo::in_memory();
        let mut before = Files::new();
        // The fewer words there may be, the rarer a word is that stays out: letters that have not changed are written again.
        for (groups, most) in [(&all, 9), (&all, 9), (&all, 2), (&other, 2), (&other, 9), (&all, 1), (&all, 9)] {
            let anew = written(groups, most, &Memo::forgetful(), Files::new());
            assert_eq!(written(groups, most, &memo, before), anew, "{most} words");
            before = anew.1;
        }
        assert_eq!(written(&all, 9, &memo, Files::new()), written(&all, 9, &Memo::forgetful(), Files::new()), "no site before");
    }
}
