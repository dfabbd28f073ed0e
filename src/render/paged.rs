//! Long lists, cut into pages that each stay light.

use serde::Serialize;

/// Where a page stands among its siblings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// From 1.
    pub number: usize,
    /// How many there are; at least 1.
    pub count: usize,
    /// Number of the first row shown, from 1; 0 when there is none.
    pub first: usize,
    /// Number of the last row shown.
    pub last: usize,
    /// Rows on all pages.
    pub total: usize,
    /// Address of the page before, below the portal's root.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

/// How many pages `total` rows fill.
#[must_use]
pub fn count(total: usize, size: usize) -> usize {
    total.div_ceil(size.max(1)).max(1)
}

/// Page `number` (from 1) of a list, with its rows; `address` gives the address of a page by number.
pub fn page<T>(rows: &[T], number: usize, size: usize, address: impl Fn(usize) -> String) -> (&[T], Pages) {
    let count = count(rows.len(), size);
    let start = number.saturating_sub(1).saturating_mul(size).min(rows.len());
    let end = start.saturating_add(size).min(rows.len());
    let shown = rows.get(start..end).unwrap_or_default();
    let pages = Pages {
        number,
        count,
        first: if shown.is_empty() { 0 } else { start + 1 },
        last: end,
        total: rows.len(),
        previous: (number > 1).then(|| address(number - 1)),
        next: (number < count).then(|| address(number + 1)),
    };
    (shown, pages)
}

/// `folder/` for page 1, `folder/page-2/` and so on after it.
#[must_use]
pub fn numbered(folder: &str, number: usize) -> String {
    if number <= 1 { format!("{folder}/") } else { format!("{folder}/page-{number}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_and_links() {
        let rows: Vec<usize> = (0..101).collect();
        let (shown, pages) = page(&rows, 3, 50, |it| numbered("teams", it));
        assert_eq!((shown, pages.first, pages.last, pages.count), (&[100][..], 101, 101, 3));
        assert_eq!((pages.previous.as_deref(), pages.next), (Some("teams/page-2/"), None));
        let (shown, pages) = page(&[] as &[u8], 1, 50, |it| numbered("teams", it));
        assert_eq!((shown.len(), pages.first, pages.count, pages.next), (0, 0, 1, None));
    }
}
