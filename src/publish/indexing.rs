//! Search documents on their way into the index: collected page by page, indexed group by group, in a fixed order.

use std::ops::Range;

use rayon::prelude::*;

use super::documents;
use crate::portal::Portal;
use crate::search::{Document, Prepared, Scale, SearchError, groups, prepare};

/// Indexes what was drawn in the round before.
pub(super) struct Indexing {
    scale: Scale,
    /// Groups of docs pages.
    groups: Vec<Range<usize>>,
    /// Documents of the groups that are to be indexed next.
    waiting: Vec<Vec<Document>>,
    done: Vec<Prepared>,
}

impl Indexing {
    /// Entities and APIs come first.
    pub(super) fn begin(portal: &Portal, pages: &[(usize, usize)]) -> Self {
        let mut known = documents::of_entities(portal);
        known.extend(documents::of_apis(portal));
        let scale = Scale::of(known.len() + pages.len());
        let address = |documents: &Vec<Document>| documents.first().map(|it| it.url.clone()).unwrap_or_default();
        let addresses: Vec<String> = known.iter().map(address).collect();
        let mut known = known.into_iter();
        let waiting = groups(addresses.iter().map(String::as_str), scale)
            .into_iter()
            .map(|group| known.by_ref().take(group.len()).flatten().collect())
            .collect();
        let url = |(site, page): &(usize, usize)| portal.docs.page(*site, *page).map_or("", |it| it.url.as_str());
        Self { scale, groups: groups(pages.iter().map(url), scale), waiting, done: Vec::new() }
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
    pub(super) fn run(&mut self) -> Result<(), SearchError> {
        let waiting = std::mem::take(&mut self.waiting);
        let done: Result<Vec<Prepared>, SearchError> = waiting.into_par_iter().map(|it| prepare(it, self.scale)).collect();
        self.done.extend(done?);
        Ok(())
    }

    /// Takes the documents of a round's pages.
    pub(super) fn add(&mut self, round: Range<usize>, pages: Vec<Vec<Document>>) {
        let mut pages = pages.into_iter();
        for group in self.groups.iter().filter(|group| round.contains(&group.start)) {
            self.waiting.push(pages.by_ref().take(group.len()).flatten().collect());
        }
    }

    /// Indexes the rest and gives all groups.
    pub(super) fn finish(mut self) -> Result<Vec<Prepared>, SearchError> {
        self.run()?;
        Ok(self.done)
    }
}
