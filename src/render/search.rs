//! The search page, and the index from A to Z: how to find things without scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::view::{Crumb, KindView, SiteFrame};
use crate::theme::{TemplateError, Theme};

/// Entries on one page of the index.
const PER_PAGE: usize = 400;

/// Something with a page of its own.
#[derive(Clone, Debug, Serialize)]
pub struct IndexEntry {
    /// What it is called.
    pub title: String,
    /// Address below the portal's root.
    pub href: String,
    /// What it is.
    pub kind: KindView,
    /// Words that tell it from others of the same name: docs site, namespace.
    pub hint: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Letter {
    title: String,
    href: String,
    count: usize,
    current: bool,
}

#[derive(Serialize)]
struct SearchView {
    frame: super::Frame,
    letters: Vec<Letter>,
}

#[derive(Serialize)]
struct LetterView<'a> {
    frame: super::Frame,
    letter: &'a str,
    letters: &'a [Letter],
    entries: &'a [IndexEntry],
    pager: super::Pager,
}

/// The search page and the pages of the index: address below the portal's root, and HTML.
///
/// # Errors
/// When a template is at fault.
pub fn search_pages(
    theme: &Theme,
    frame: &SiteFrame,
    mut entries: Vec<IndexEntry>,
) -> Result<Vec<(String, String)>, TemplateError> {
    entries.sort_by_cached_key(|it| (it.title.to_lowercase(), it.href.clone()));
    let mut groups: BTreeMap<String, Vec<IndexEntry>> = BTreeMap::new();
    for entry in entries {
        groups.entry(letter(&entry.title)).or_default().push(entry);
    }
    let letters: Vec<Letter> = groups
        .iter()
        .map(|(letter, them)| Letter {
            title: letter.clone(),
            href: format!("search/a-z/{}/", slug(letter)),
            count: them.len(),
            current: false,
        })
        .collect();
    let mut outer = frame.page("search/", "search", &["Search"]);
    outer.indexed = false;
    let mut pages =
        vec![("search/".to_owned(), theme.render("search.html", &SearchView { frame: outer, letters: letters.clone() })?)];
    for (letter, them) in &groups {
        pages.extend(letter_pages(theme, frame, letter, them, &letters)?);
    }
    Ok(pages)
}

fn letter_pages(
    theme: &Theme,
    frame: &SiteFrame,
    letter: &str,
    entries: &[IndexEntry],
    letters: &[Letter],
) -> Result<Vec<(String, String)>, TemplateError> {
    let base = format!("search/a-z/{}/", slug(letter));
    let marked: Vec<Letter> = letters.iter().map(|it| Letter { current: it.title == letter, ..it.clone() }).collect();
    super::paged(entries, PER_PAGE, &base, &format!("{base}page-"))
        .into_iter()
        .map(|part| {
            let mut outer = frame.page(&part.path, "search", &[letter, "A to Z"]).below(vec![Crumb::new("Search", "search/")]);
            outer.indexed = false;
            let view = LetterView { frame: outer, letter, letters: &marked, entries: part.items, pager: part.pager };
            Ok((part.path, theme.render("a-z.html", &view)?))
        })
        .collect()
}

/// The first letter, upper case; `0–9` for digits, `…` for what has no letter of the Latin alphabet.
fn letter(title: &str) -> String {
    match title.chars().find(|it| it.is_alphanumeric()) {
        Some(it) if it.is_ascii_digit() => "0–9".to_owned(),
        Some(it) if it.is_ascii_alphabetic() => it.to_ascii_uppercase().to_string(),
        _ => "…".to_owned(),
    }
}

fn slug(letter: &str) -> String {
    match letter {
        "0–9" => "0-9".to_owned(),
        "…" => "other".to_owned(),
        letter => letter.to_ascii_lowercase(),
    }
}
