//! What is wrong, in the forms that people, editors and CI systems read: text, JSON, SARIF 2.1.0, GitHub annotations,
//! JUnit. Pure functions from diagnostics to text; nothing here decides what is wrong, or prints.

mod baseline;
mod github;
mod json;
mod kept;
mod junit;
mod sarif;
mod text;

pub use baseline::Baseline;
pub use github::github;
pub use json::json;
pub use junit::junit;
pub use kept::{Kept, UnknownRule};
pub use sarif::sarif;
pub use text::{Rest, text};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Something was left out because of each.
    pub errors: usize,
    /// A reader will miss or misread something because of each.
    pub warnings: usize,
    /// Notes.
    pub infos: usize,
}

impl Summary {
    /// Counts.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|it| it.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), infos: count(Severity::Info) }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("no problems");
        }
        let many = |count: usize, name: &str| (count > 0).then(|| format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        let parts = [many(self.errors, "error"), many(self.warnings, "warning"), many(self.infos, "note")];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// What reports are told of where they will be read.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Where repositories lie, seen from the folder that the command runs in: CI systems take paths to start there. Those
    /// that lie elsewhere are not in it.
    pub folders: BTreeMap<Arc<str>, String>,
    /// Where the user guide is published.
    pub guide_url: Option<String>,
}

/// Where a rule is explained: in the operator's copy of the guide, else in the project's own, if the package names its home.
fn help_page(code: Code, around: &Surroundings) -> Option<String> {
    if let Some(guide) = &around.guide_url {
        return Some(format!("{}/diagnostics/{}/", guide.trim_end_matches('/'), code.name()));
    }
    Some(format!("{}/blob/main/content/idp-docs/docs/diagnostics/{}.md", repository()?, code.name()))
}

/// The package's home, if it names one.
fn repository() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|it| !it.is_empty())
}

/// Makes what would act on a terminal or turn the direction of text visible, character for character, so that columns
/// stay true. Line breaks inside a message become spaces, and build servers see no command (`##vso[…]`).
pub(crate) fn visible(text: &str) -> String {
    let shown = |it: char| match it {
        '\n' | '\r' | '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(u32::from(it) + 0x2400).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        it if it.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200b}'..='\u{200f}'
        | '\u{61c}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{feff}' => '\u{fffd}',
        it => it,
    };
    let mut shown: Vec<char> = text.chars().map(shown).collect();
    if text.contains("##") {
        disarm(&mut shown);
    }
    shown.into_iter().collect()
}

/// Azure Pipelines, TeamCity and GitHub obey `##name[` wherever it stands in a line: its second `#` becomes a wide one.
fn disarm(shown: &mut [char]) {
    // How much of `##name` stands right before.
    let (mut marks, mut last) = (0, 0);
    for at in 0..shown.len() {
        match shown.get(at) {
            Some('#') => (marks, last) = (if last + 1 == at { marks + 1 } else { 1 }, at),
            Some('[') if marks >= 2 => {
                shown.get_mut(last).into_iter().for_each(|it| *it = '\u{ff03}');
                marks = 0;
            }
            Some(it) if it.is_ascii_alphabetic() => {}
            _ => marks = 0,
        }
    }
}

/// How paths are written: from the working folder where the repository lies below it; else below their repository where all
/// diagnostics are about one, else with its name before them.
#[derive(Clone, Copy, Debug)]
struct Paths<'a> {
    one_repository: bool,
    folders: &'a BTreeMap<Arc<str>, String>,
}

impl<'a> Paths<'a> {
    fn of(diagnostics: &[Diagnostic], around: &'a Surroundings) -> Self {
        let places = diagnostics.iter().flat_map(|it| it.place.iter().chain(it.related.iter().map(|it| &it.0)));
        let repositories: BTreeSet<&Arc<str>> = places.map(|it| &it.repository).collect();
        Self { one_repository: repositories.len() <= 1, folders: &around.folders }
    }

    fn path(self, place: &Place) -> String {
        match self.folders.get(&place.repository) {
            Some(folder) if folder.is_empty() => place.path.to_string(),
            Some(folder) => format!("{folder}/{}", place.path),
            None if self.one_repository || place.repository.is_empty() => place.path.to_string(),
            None => format!("{}/{}", place.repository, place.path),
        }
    }
}

/// XML text and attribute values; characters that XML cannot hold become U+FFFD.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            it if it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            it => out.push(it),
        }
    }
    out
}

#[cfg(test)]
mod tests;
