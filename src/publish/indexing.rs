//! Search documents on their way into the index: collected page by page, indexed group by group, in a fixed order.

use std::ops::Range;

use rayon::prelude::*;

use super::documents;
use super::kept::Found;
use crate::cache::{Key, key, key_of};
use crate::memo::Memo;
use crate::portal::Portal;
use crate::search::{Document, Indexed, Prepared, Scale, SearchError, groups, prepare};
use crate::site::Sink;

/// Indexes what was drawn in the round before.
pub(super) struct Indexing {
    scale: Scale,
    /// Groups of docs pages.
    groups: Vec<Range<usize>>,
    /// Groups that are to be indexed next.
    waiting: Vec<Waiting>,
    done: Vec<Indexed>,
}

/// A group that is to be indexed, under the key that it may be remembered by.
enum Waiting {
    Documents(Option<Key>, Vec<Document>),
    Remembered(Box<Indexed>),
}

impl Indexing {
    /// Entities and APIs come first. `world` names all that their documents, and the number of pages, are made from; `None`
    /// where nothing is remembered.
    pub(super) fn begin(
        portal: &Portal,
        pages: &[(usize, usize)],
        world: Option<Key>,
        (memo, sink): (&Memo, &dyn Sink),
    ) -> Result<Self, SearchError> {
        let url = |(site, page): &(usize, usize)| portal.docs.page(*site, *page).map_or("", |it| it.url.as_str());
        let begun = |scale: Scale, waiting: Vec<Waiting>| {
            let groups = groups(pages.iter().map(url), scale);
            Self { scale, groups, waiting, done: Vec::new() }
        };
        let of_world = world.map(|it| key(&[b"known groups", &it]));
        if let Some((scale, keys)) = of_world.and_then(|it| memo.value::<(Scale, Vec<Key>)>(&it)) {
            let indexed: Result<Option<Vec<Indexed>>, SearchError> = keys.iter().map(|it| remembered(memo, it, sink)).collect();
            if let Some(indexed) = indexed? {
                return Ok(begun(scale, indexed.into_iter().map(|it| Waiting::Remembered(Box::new(it))).collect()));
            }
        }
        let mut known = documents::of_entities(portal);
        known.extend(documents::of_apis(portal));
        let scale = Scale::of(known.len() + pages.len());
        let address = |documents: &Vec<Document>| documents.first().map(|it| it.url.clone()).unwrap_or_default();
        let addresses: Vec<String> = known.iter().map(address).collect();
        let mut known = known.into_iter();
        let waiting: Vec<(Option<Key>, Vec<Document>)> = groups(addresses.iter().map(String::as_str), scale)
            .into_iter()
            .map(|group| {
                let documents: Vec<Document> = known.by_ref().take(group.len()).flatten().collect();
                (world.map(|_| key_of("group", &(scale, &documents))), documents)
            })
            .collect();
        if let (Some(name), Some(keys)) = (of_world, waiting.iter().map(|it| it.0).collect::<Option<Vec<Key>>>()) {
            memo.set(&name, &(scale, keys));
        }
        Ok(begun(scale, waiting.into_iter().map(|(key, documents)| Waiting::Documents(key, documents)).collect()))
    }

    /// The docs pages in rounds of whole groups, each of at least so many pages but for the last.
    pub(super) fn rounds(&self, least: usize) -> Vec<Range<usize>> {
        let mut rounds: Vec<Range<usize>> = Vec::new();
        for group in &self.groups {
            match rounds.last_mut() {
                Some(round) if round.len() < least => round.end = group.end,
                _ => rounds.push(group.clone()),
            }
        }
        rounds
    }

    /// Indexes what is waiting.
    pub(super) fn run(&mut self, memo: &Memo, sink: &dyn Sink) -> Result<(), SearchError> {
        let waiting = std::mem::take(&mut self.waiting);
        let done: Result<Vec<Indexed>, SearchError> =
            waiting.into_par_iter().map(|it| Ok(self.indexed(it, memo, sink)?.set_aside(sink))).collect();
        self.done.extend(done?);
        Ok(())
    }

    fn indexed(&self, waiting: Waiting, memo: &Memo, sink: &dyn Sink) -> Result<Indexed, SearchError> {
        match waiting {
            Waiting::Remembered(indexed) => Ok(*indexed),
            Waiting::Documents(None, documents) => Ok(prepare(documents, self.scale)?.publish(sink)?),
            Waiting::Documents(Some(key), documents) => {
                if let Some(indexed) = remembered(memo, &key, sink)? {
                    return Ok(indexed);
                }
                let prepared = prepare(documents, self.scale)?;
                memo.put_plain(&key, prepared.indexed.to_bytes()?);
                memo.put(&key_of_files(&key), prepared.files_to_bytes());
                Ok(prepared.publish(sink)?)
            }
        }
    }

    /// Takes what was found on a round's pages; `read` makes the documents of a page that were not needed so far.
    pub(super) fn add(
        &mut self,
        (memo, sink): (&Memo, &dyn Sink),
        round: &Range<usize>,
        pages: Vec<Found>,
        read: &(dyn Fn(usize) -> Vec<Document> + Sync),
    ) -> Result<(), SearchError> {
        let mut pages = pages.into_iter();
        let of_round = self.groups.iter().filter(|group| round.contains(&group.start));
        let found: Vec<(usize, Vec<Found>)> =
            of_round.map(|group| (group.start - round.start, pages.by_ref().take(group.len()).collect())).collect();
        let scale = self.scale;
        let waiting = found.into_par_iter().map(|(first, pages)| {
            let keys: Option<Vec<Key>> = pages.iter().map(|it| it.key).collect();
            let key = keys.map(|it| key(&[&key_of("pages", &scale), &it.concat()]));
            if let Some(key) = key
                && let Some(indexed) = remembered(memo, &key, sink)?
            {
                return Ok(Waiting::Remembered(Box::new(indexed)));
            }
            let documents = |(at, it): (usize, Found)| it.documents.unwrap_or_else(|| read(first + at));
            Ok(Waiting::Documents(key, pages.into_iter().enumerate().flat_map(documents).collect()))
        });
        self.waiting.extend(waiting.collect::<Result<Vec<_>, SearchError>>()?);
        Ok(())
    }

    /// Indexes the rest and gives all groups.
    pub(super) fn finish(mut self, memo: &Memo, sink: &dyn Sink) -> Result<Vec<Indexed>, SearchError> {
        self.run(memo, sink)?;
        Ok(self.done)
    }
}

/// A group as it was, with its files: where they are, or made anew from what is remembered of them.
fn remembered(memo: &Memo, key: &Key, sink: &dyn Sink) -> Result<Option<Indexed>, SearchError> {
    let Some(indexed) = memo.bytes(key).and_then(|it| Indexed::from_bytes(it).ok()) else { return Ok(None) };
    let of_files = key_of_files(key);
    if indexed.keep_files(sink)? {
        memo.touch(&of_files);
        return Ok(Some(indexed));
    }
    let prepared = memo.bytes(&of_files).and_then(|it| Prepared::from_parts(indexed, &it).ok());
    Ok(prepared.map(|it| it.publish(sink)).transpose()?)
}

fn key_of_files(group: &Key) -> Key {
    key(&[b"files", group])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::site::{Files, Memory};

    #[test]
    fn a_remembered_group_has_its_files_or_is_none() {
        let documents = || vec![Document { title: "Title".to_owned(), url: "docs/".to_owned(), ..Document::default() }];
        let (key, scale) = (key(&[b"group"]), Scale::of(1));
        let prepared = prepare(documents(), scale).unwrap();
        let (indexed, files) = (prepared.indexed.to_bytes().unwrap(), prepared.files_to_bytes());
        let whole = Memory::default();
        prepared.publish(&whole).unwrap();
        let whole = whole.into_shared();
        let part: Files = whole.clone().into_iter().skip(1).collect();
        let cut = |bytes: &[u8]| bytes.get(..bytes.len() - 1).unwrap().to_vec();
        let cases = [
            (Some(indexed.clone()), None, whole.clone(), true),
            (Some(indexed.clone()), None, part.clone(), false),
            (Some(indexed.clone()), Some(cut(&files)), part.clone(), false),
            (Some(indexed.clone()), Some(files.clone()), part.clone(), true),
            (Some(indexed.clone()), Some(files.clone()), Files::new(), true),
            (Some(cut(&indexed)), Some(files.clone()), whole.clone(), false),
            (None, Some(files), whole.clone(), false),
        ];
        for (number, (indexed, files, before, known)) in cases.into_iter().enumerate() {
            let (memo, sink) = (Memo::in_memory(), Memory::after(Arc::new(before)));
            indexed.into_iter().for_each(|it| memo.put(&key, it));
            files.into_iter().for_each(|it| memo.put(&key_of_files(&key), it));
            assert_eq!(remembered(&memo, &key, &sink).unwrap().is_some(), known, "case {number}");
            if known {
                assert_eq!(sink.into_shared(), whole, "case {number}");
            }
        }
    }
}
