//! Long lists in pages: plain links that work without scripts, and no page without bounds.

use serde::Serialize;

/// Where one page of a list stands among the others. In templates: `ui.pager(root, pager)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Address of the page before, below the portal's root.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

/// One page of a list.
#[derive(Debug)]
pub struct Part<'a, T> {
    /// Its address below the portal's root.
    pub path: String,
    /// What is on it.
    pub items: &'a [T],
    /// Where it stands.
    pub pager: Pager,
}

/// Cuts a list into pages of `size`: the first at `first`, page n at `prefix` + n + `/`. An empty list has one empty page.
pub fn paged<'a, T>(items: &'a [T], size: usize, first: &str, prefix: &str) -> Vec<Part<'a, T>> {
    let of = items.len().div_ceil(size).max(1);
    let address = |number: usize| if number == 1 { first.to_owned() } else { format!("{prefix}{number}/") };
    (1..=of)
        .map(|number| Part {
            path: address(number),
            items: items.chunks(size).nth(number - 1).unwrap_or_default(),
            pager: Pager {
                number,
                of,
                previous: (number > 1).then(|| address(number - 1)),
                next: (number < of).then(|| address(number + 1)),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_and_linked() {
        let parts = paged(&[1, 2, 3, 4, 5], 2, "list/", "list/page-");
        let paths: Vec<&str> = parts.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, ["list/", "list/page-2/", "list/page-3/"]);
        assert_eq!(parts.last().map(|it| (it.items, it.pager.next.clone())), Some((&[5][..], None)));
        assert_eq!(paged::<u8>(&[], 2, "list/", "list/page-").len(), 1);
    }
}
