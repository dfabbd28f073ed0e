//! Catalog health, for those who run the portal: every catalog file that was found and what became of it, and every
//! diagnostic, by repository. Nothing that was left out is silent.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lookup::Lookup;
use super::paged::{self, Pages};
use super::refs::{self, ClaimView, PlaceView, ProblemView};
use super::text;
use crate::catalog::{CatalogFile, Claimed};
use crate::diagnostic::{Diagnostic, Severity};

/// Rows of a page: repositories, or the files and problems of one.
pub const ROWS: usize = 100;

/// The overview.
#[derive(Debug, Serialize)]
pub struct HealthPage {
    /// Repositories, those with errors first.
    pub rows: Vec<RepositoryRow>,
    /// Where this page stands.
    pub pages: Pages,
    /// Catalog files of the whole portal.
    pub files: usize,
    /// Documents accepted.
    pub accepted: usize,
    /// Documents left out.
    pub rejected: usize,
    /// Errors, warnings and notes of the whole portal.
    pub problems: Counts,
    /// Problems of no repository: configuration, theme.
    pub elsewhere: Vec<ProblemView>,
}

/// A repository in the overview.
#[derive(Debug, Serialize)]
pub struct RepositoryRow {
    /// Its name.
    pub name: String,
    /// Its page, below the portal's root.
    pub url: String,
    /// Catalog files.
    pub files: usize,
    /// Documents accepted.
    pub accepted: usize,
    /// Documents left out.
    pub rejected: usize,
    /// Documents of scaffolder skeletons.
    pub skipped: usize,
    /// What is wrong in it.
    pub problems: Counts,
}

/// How many diagnostics of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub error: usize,
    pub warning: usize,
    pub info: usize,
}

impl Counts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Info => self.info += 1,
        }
    }
}

/// The page of a repository.
#[derive(Debug, Serialize)]
pub struct RepositoryPage {
    /// Its name.
    pub name: String,
    /// Where it is on its forge.
    pub forge: Option<String>,
    /// Its row of the overview.
    pub summary: RepositoryRow,
    /// Its catalog files; on the first page only.
    pub files: refs::Cut<FileRow>,
    /// Documents that name an entity and were left out; on the first page only.
    pub left_out: refs::Cut<ClaimView>,
    /// What is wrong in it.
    pub problems: Vec<ProblemView>,
    /// Where this page stands among the problems.
    pub pages: Pages,
}

/// A catalog file and what became of it.
#[derive(Debug, Serialize)]
pub struct FileRow {
    /// The file.
    pub file: PlaceView,
    /// What led to it.
    pub found_by: String,
    /// Documents in it.
    pub documents: usize,
    /// Documents accepted.
    pub accepted: usize,
    /// Documents of a scaffolder skeleton.
    pub skipped: usize,
    /// Documents left out.
    pub rejected: usize,
}

/// A repository with its files and diagnostics, and the name of its page.
pub struct Checked<'a> {
    name: &'a str,
    slug: String,
    files: Vec<&'a CatalogFile>,
    left_out: Vec<&'a Claimed>,
    diagnostics: Vec<&'a Diagnostic>,
    counts: Counts,
}

impl Checked<'_> {
    /// How many pages it fills.
    #[must_use]
    pub fn pages(&self) -> usize {
        paged::count(self.diagnostics.len(), ROWS)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name
    }

    /// The address of one of its pages.
    #[must_use]
    pub fn address(&self, number: usize) -> String {
        paged::numbered(&format!("health/{}", self.slug), number)
    }
}

/// Every repository, those with errors first, then by name.
#[must_use]
pub fn check<'a>(lookup: &Lookup<'a>) -> Vec<Checked<'a>> {
    let mut files: BTreeMap<&str, Vec<&CatalogFile>> = BTreeMap::new();
    for file in &lookup.graph.catalog().files {
        files.entry(&file.place.repository).or_default().push(file);
    }
    let mut left_out: BTreeMap<&str, Vec<&Claimed>> = BTreeMap::new();
    for claim in &lookup.graph.catalog().left_out {
        left_out.entry(&claim.place.repository).or_default().push(claim);
    }
    let mut diagnostics: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in lookup.diagnostics {
        if let Some(place) = diagnostic.place.as_ref().filter(|it| !it.repository.is_empty()) {
            diagnostics.entry(&place.repository).or_default().push(diagnostic);
        }
    }
    let mut checked: Vec<Checked<'_>> = lookup
        .repos()
        .map(|repo| {
            let diagnostics = diagnostics.remove(&*repo.name).unwrap_or_default();
            let mut counts = Counts::default();
            diagnostics.iter().for_each(|it| counts.add(it.severity));
            let files = files.remove(&*repo.name).unwrap_or_default();
            let left_out = left_out.remove(&*repo.name).unwrap_or_default();
            Checked { name: &repo.name, slug: slug(&repo.name), files, left_out, diagnostics, counts }
        })
        .collect();
    checked.sort_by_key(|it| (std::cmp::Reverse((it.counts.error > 0, it.counts.error, it.counts.warning)), it.name));
    checked
}

/// A folder name for a repository: lower case letters, digits and dashes, never that of a numbered page. A name that
/// does not survive that as it is gets a part of its hash, so that no two repositories meet.
fn slug(name: &str) -> String {
    let plain: String =
        name.chars().take(80).map(|it| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' }).collect();
    if plain == name && !plain.starts_with("page-") && !plain.is_empty() {
        return plain;
    }
    let hash = blake3::hash(name.as_bytes()).to_hex();
    format!("{}-{}", format!("repository-{plain}").trim_end_matches('-'), hash.get(..8).unwrap_or_default())
}

/// One page of the overview.
#[must_use]
pub fn overview(lookup: &Lookup<'_>, checked: &[Checked<'_>], number: usize) -> HealthPage {
    let (shown, pages) = paged::page(checked, number, ROWS, |it| paged::numbered("health", it));
    let files = &lookup.graph.catalog().files;
    let mut problems = Counts::default();
    lookup.diagnostics.iter().for_each(|it| problems.add(it.severity));
    let elsewhere = lookup.diagnostics.iter().filter(|it| it.place.as_ref().is_none_or(|place| place.repository.is_empty()));
    HealthPage {
        rows: shown.iter().map(row).collect(),
        pages,
        files: files.len(),
        accepted: files.iter().map(|it| it.accepted).sum(),
        rejected: files.iter().map(|it| it.rejected).sum(),
        problems,
        elsewhere: elsewhere.take(50).map(|it| refs::problem_view(lookup, it)).collect(),
    }
}

fn row(repository: &Checked<'_>) -> RepositoryRow {
    let sum = |of: fn(&CatalogFile) -> usize| repository.files.iter().map(|it| of(it)).sum();
    RepositoryRow {
        name: text::clip(repository.name, 120),
        url: repository.address(1),
        files: repository.files.len(),
        accepted: sum(|it| it.accepted),
        rejected: sum(|it| it.rejected),
        skipped: sum(|it| it.skipped),
        problems: repository.counts,
    }
}

/// One page of a repository.
#[must_use]
pub fn repository(lookup: &Lookup<'_>, checked: &Checked<'_>, number: usize) -> RepositoryPage {
    let (shown, pages) = paged::page(&checked.diagnostics, number, ROWS, |it| checked.address(it));
    let listed = if number == 1 { 2 * ROWS } else { 0 };
    // Files with something left out come first: they are what the page is read for.
    let mut files = checked.files.clone();
    files.sort_by_key(|it| (std::cmp::Reverse(it.rejected), &it.place));
    let forge = lookup.repo(checked.name).and_then(|it| it.provenance.url.as_deref());
    RepositoryPage {
        name: text::clip(checked.name, 120),
        forge: forge.and_then(super::url::web_url).map(str::to_owned),
        summary: row(checked),
        files: refs::Cut::new(files.iter().map(|it| file(lookup, it)), files.len(), listed),
        left_out: refs::Cut::new(
            checked.left_out.iter().map(|it| refs::claim_view(lookup, it)),
            checked.left_out.len(),
            if number == 1 { ROWS } else { 0 },
        ),
        problems: shown.iter().map(|it| refs::problem_view(lookup, it)).collect(),
        pages,
    }
}

fn file(lookup: &Lookup<'_>, file: &CatalogFile) -> FileRow {
    FileRow {
        file: refs::place_view(lookup, &file.place),
        found_by: text::clip(&file.found_by, 200),
        documents: file.documents,
        accepted: file.accepted,
        skipped: file.skipped,
        rejected: file.rejected,
    }
}

/// Every catalog file that was found and what became of it, as CSV.
#[must_use]
pub fn csv(lookup: &Lookup<'_>) -> String {
    let mut problems: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    for (place, severity) in lookup.diagnostics.iter().filter_map(|it| Some((it.place.as_ref()?, it.severity))) {
        problems.entry((&place.repository, &place.path)).or_default().add(severity);
    }
    let rows = lookup.graph.catalog().files.iter().map(|it| {
        let counts = problems.get(&(&*it.place.repository, &*it.place.path)).copied().unwrap_or_default();
        let numbers = [it.documents, it.accepted, it.rejected, it.skipped, counts.error, counts.warning, counts.info];
        let [documents, accepted, rejected, skipped, errors, warnings, notes] = numbers.map(|it| it.to_string());
        let (repository, path) = (it.place.repository.to_string(), it.place.path.to_string());
        [repository, path, it.found_by.clone(), documents, accepted, rejected, skipped, errors, warnings, notes]
    });
    let headings =
        ["repository", "file", "found by", "documents", "accepted", "left out", "skeletons", "errors", "warnings", "notes"];
    super::csv::table(headings, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_have_folders_of_their_own() {
        assert_eq!(slug("shop-api"), "shop-api");
        let changed = slug("Shop_API");
        assert!(changed.starts_with("repository-shop-api-") && changed != slug("shop_api"), "{changed}");
        assert!(slug("../日本").chars().all(|it| it.is_ascii_alphanumeric() || it == '-'));
        assert_ne!(slug("page-2"), "page-2");
    }
}
