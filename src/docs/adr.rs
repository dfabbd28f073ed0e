//! Architecture decision records: which pages of a site are records, and what each says of its status and date.

use crate::repo_path;

use super::DocsSite;

/// One decision record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adr {
    /// Its page, by index in [`DocsSite::pages`].
    pub page: usize,
    /// Its title.
    pub title: String,
    /// `accepted`, `superseded by ADR-0005`, …, as written.
    pub status: Option<String>,
    /// As written, usually `2026-11-21`.
    pub date: Option<String>,
}

/// The records below `folder`, by path. Status and date come from the front matter, from MADR's list, or from the
/// section `Status`.
pub(crate) fn of_site(site: &DocsSite, folder: &str, limit: u64) -> Vec<Adr> {
    let inside = |path: &str| repo_path::strip_folder(path, folder).is_some() && is_record(repo_path::file_name(path));
    let mut records: Vec<(&str, Adr)> = site
        .pages
        .iter()
        .enumerate()
        .filter(|(_, it)| inside(&it.path))
        .map(|(index, page)| {
            let text = site.repo.text(&page.path, limit).map(|it| it.text).unwrap_or_default();
            let front_matter = |key: &str| page.outline.front_matter.get(key).and_then(|it| it.as_str()).map(str::to_owned);
            let status = front_matter("status").or_else(|| listed(&text, "status")).or_else(|| section(&text, "status"));
            let date = front_matter("date").or_else(|| listed(&text, "date")).or_else(|| section(&text, "date"));
            (&*page.path, Adr { page: index, title: page.title.clone(), status, date })
        })
        .collect();
    records.sort_by(|a, b| a.0.cmp(b.0));
    records.into_iter().map(|(_, record)| record).collect()
}

/// `0001-use-postgres.md`, `adr012-x.md`, `ADR-7.md`.
fn is_record(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let after_word = name.strip_prefix("adr").map(|it| it.trim_start_matches(['-', '_'])).is_some_and(|it| digits(it) > 0);
    after_word || digits(&name) >= 3 && name.chars().nth(digits(&name)).is_some_and(|it| matches!(it, '-' | '_' | '.'))
}

/// `* Status: accepted`, as MADR's records began.
fn listed(text: &str, key: &str) -> Option<String> {
    text.lines().take(60).find_map(|line| {
        let line = line.trim().trim_start_matches(['*', '-', ' ']).trim_start_matches("**");
        let (name, value) = line.split_once(':')?;
        let value = value.trim().trim_start_matches("**").trim();
        (name.trim().trim_end_matches("**").eq_ignore_ascii_case(key) && !value.is_empty() && value.len() < 200)
            .then(|| value.to_owned())
    })
}

/// The first line under a heading of that name.
fn section(text: &str, key: &str) -> Option<String> {
    let mut lines = text
        .lines()
        .take(400)
        .skip_while(|it| !it.trim_start_matches('#').trim().eq_ignore_ascii_case(key) || !it.starts_with('#'));
    lines.next()?;
    let first = lines.map(str::trim).find(|it| !it.is_empty()).filter(|it| !it.starts_with('#') && it.len() < 200)?;
    Some(first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_is_found_wherever_it_is_written() {
        assert_eq!(listed("# T\n\n* Status: accepted\n* Date: 2026-01-02\n", "date").as_deref(), Some("2026-01-02"));
        assert_eq!(listed("**Status:** proposed", "status").as_deref(), Some("proposed"));
        assert_eq!(section("# T\n\n## Status\n\nSuperseded by 7\n", "status").as_deref(), Some("Superseded by 7"));
        assert_eq!(section("# T\n\n## Status\n\n## Context\n", "status"), None);
    }

    #[test]
    fn records_have_numbers() {
        assert!(is_record("0001-x.md") && is_record("adr-7.md") && is_record("ADR012_x.md"));
        assert!(!is_record("README.md") && !is_record("template.md") && !is_record("12-factor.md"));
    }
}
