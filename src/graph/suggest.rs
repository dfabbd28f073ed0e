//! "Did you mean": what exists near a reference that leads nowhere.
//!
//! Names are filed under themselves and under every spelling with one letter left out, so that a question looks at a few
//! names instead of all of them.

use std::collections::HashMap;

use super::Graph;
use crate::catalog::EntityRef;

/// Names that one spelling may stand for; what is more common than that suggests nothing.
const MAX_CANDIDATES: usize = 32;

/// Every entity's name, by its spellings.
#[derive(Debug)]
pub(super) struct Suggestions<'a> {
    spellings: HashMap<String, Vec<&'a EntityRef>>,
}

impl<'a> Suggestions<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let mut spellings: HashMap<String, Vec<&EntityRef>> = HashMap::new();
        for id in graph.entities().map(|it| &it.id) {
            for spelling in near(&id.name) {
                let known = spellings.entry(spelling).or_default();
                if known.len() < MAX_CANDIDATES {
                    known.push(id);
                }
            }
        }
        Self { spellings }
    }

    /// The nearest entity, preferring the kind and namespace that were asked for; none further than two letters away.
    pub(super) fn nearest(&self, missing: &EntityRef) -> Option<&'a EntityRef> {
        let candidates = near(&missing.name).into_iter().filter_map(|it| self.spellings.get(&it)).flatten();
        candidates
            .map(|it| {
                let letters = strsim::damerau_levenshtein(&it.name, &missing.name);
                let elsewhere = usize::from(it.kind != missing.kind) + usize::from(it.namespace != missing.namespace);
                (letters * 2 + elsewhere, letters, *it)
            })
            .filter(|(_, letters, it)| *letters <= 2 && (*letters == 0 || it.kind == missing.kind && missing.name.len() > 3))
            .min()
            .map(|(_, _, it)| it)
    }
}

/// The name, and the name with each of its letters left out.
fn near(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let without = |skip: usize| letters.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, it)| it).collect();
    // Longer names than an entity may have are looked up as they are.
    let shortened = if letters.len() > 63 { 0 } else { letters.len() };
    std::iter::once(name.to_owned()).chain((0..shortened).map(without)).collect()
}
