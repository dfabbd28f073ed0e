//! Which pages are indexed together, and how large files are: decided by the number of pages and by their addresses alone.
//!
//! A group of pages is the unit that [`super::prepare`] works on, that threads share out and that a cache keeps. Its ends
//! are chosen by the addresses around them, so a page that comes or goes moves no group but its own.

use std::ops::Range;

use super::records::is_boundary;

/// Fewest pages of a group; one in [`ONE_IN`] of the pages after these ends it.
const LEAST: usize = 64;
/// See [`LEAST`].
const ONE_IN: u8 = 16;
/// Pages that a portal may have before its groups grow: more groups make merging slower and files more.
const GROWS_FROM: usize = 8_192;
/// Pages that a portal may have before files of records grow.
const RECORDS_GROW_FROM: usize = 16_384;

/// What depends on the size of a portal, in steps so large that an edit hardly ever crosses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Scale {
    /// How much of a document's text is kept for excerpts, in bytes.
    pub(super) text: usize,
    /// Factor on the size of groups.
    pub(super) groups: usize,
    /// Granules of records that a file holds, about: beyond some thousand files, files grow.
    pub(super) records: usize,
}

impl Scale {
    /// For a portal of so many pages: a small one shows the words around a match, a huge one the beginning of the section,
    /// for the same weight of a result.
    #[must_use]
    pub fn of(pages: usize) -> Self {
        let text = match pages {
            0..512 => 1_200,
            512..2_048 => 320,
            _ => 150,
        };
        let factor = |from: usize| (pages / from).max(1).next_power_of_two();
        Self { text, groups: factor(GROWS_FROM), records: factor(RECORDS_GROW_FROM) }
    }
}

/// The groups of pages with these addresses, in order.
pub fn groups<'a>(addresses: impl Iterator<Item = &'a str>, scale: Scale) -> Vec<Range<usize>> {
    let least = LEAST * scale.groups;
    let mut groups = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for address in addresses {
        let full = end - start >= least && is_boundary(address, ONE_IN) || end - start >= 2 * least;
        if full {
            groups.push(start..end);
            start = end;
        }
        end += 1;
    }
    if end > start {
        groups.push(start..end);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("docs/default/component/c{}/p{number}/", number / 9)).collect()
    }

    fn cut(addresses: &[String]) -> Vec<Vec<String>> {
        let ranges = groups(addresses.iter().map(String::as_str), Scale::of(addresses.len()));
        ranges.into_iter().map(|range| addresses[range].to_vec()).collect()
    }

    #[test]
    fn groups_hold_every_page_once() {
        for count in [0, 1, 127, 5_000] {
            let groups = cut(&addresses(count));
            assert_eq!(groups.concat(), addresses(count));
            assert!(groups.iter().all(|group| group.len() <= 2 * LEAST));
        }
    }

    #[test]
    fn a_page_that_comes_changes_one_group_or_two() {
        let before = cut(&addresses(5_000));
        let mut more = addresses(5_000);
        more.insert(2_345, "docs/default/component/new/".to_owned());
        let changed = cut(&more).iter().filter(|group| !before.contains(group)).count();
        assert!(changed <= 2, "{changed} groups changed");
    }
}
