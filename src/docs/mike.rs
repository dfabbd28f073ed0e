//! `versions.json` as mike writes it: which folders beside it are versions, their titles and other names, and which of
//! them readers see first.
//!
//! Only what can be read again is of use here: folders with pages, not the built HTML that mike itself keeps.

use serde::Deserialize;

use crate::repo_path;
use crate::source::Repo;

/// Versions that are read of one list.
const MOST: usize = 200;
/// Other names that count of one version.
const ALIASES: usize = 20;

/// A version as the list has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Listed {
    /// Its folder, beside the list.
    pub(super) version: String,
    /// How it is shown, where not by its folder.
    #[serde(default)]
    pub(super) title: Option<String>,
    /// Other names of it: `latest`, `stable`.
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

impl Listed {
    /// How it is shown.
    pub(super) fn shown(&self) -> String {
        self.title.as_deref().map(str::trim).filter(|it| !it.is_empty()).unwrap_or(&self.version).to_owned()
    }
}

/// The list in a folder, newest first as mike sorts it; empty where there is none.
pub(super) fn list(repo: &Repo, folder: &str) -> Vec<Listed> {
    let path = repo_path::join(folder, "versions.json").ok();
    let text = path.and_then(|it| repo.text(&it, 100_000).ok()).map(|it| it.text).unwrap_or_default();
    parse(&text)
}

fn parse(text: &str) -> Vec<Listed> {
    let mut listed: Vec<Listed> = serde_json::from_str(text).unwrap_or_default();
    // A version is a folder's name, never a path.
    let is_name = |it: &str| !it.is_empty() && !it.starts_with('.') && !it.contains(['/', '\\']);
    listed.retain(|it| is_name(&it.version));
    listed.truncate(MOST);
    for it in &mut listed {
        it.aliases.retain(|it| is_name(it));
        it.aliases.truncate(ALIASES);
    }
    listed
}

/// The version that readers see first: the one called `latest`, or `stable`, or `default`, else the newest.
pub(super) fn default(listed: &[Listed]) -> Option<usize> {
    let called = |name: &str| listed.iter().position(|it| it.aliases.iter().any(|it| it == name));
    ["latest", "stable", "default"].into_iter().find_map(called).or(if listed.is_empty() { None } else { Some(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_mike_writes() {
        let text = r#"[{"version": "2.0", "title": "2.0.3", "aliases": ["stable"], "properties": {"x": 1}},
            {"version": "1.0", "title": "", "aliases": []}, {"version": "../x"}, {"version": "a", "aliases": ["b/c", "d"]}]"#;
        let listed = parse(text);
        let shown: Vec<String> = listed.iter().map(Listed::shown).collect();
        assert_eq!(shown, ["2.0.3", "1.0", "a"]);
        assert_eq!(listed.last().map(|it| it.aliases.clone()), Some(vec!["d".to_owned()]));
        assert_eq!(default(&listed), Some(0));
        assert_eq!(parse("[\"1.0\", \"0.9\"]"), [], "Docusaurus lists bare names");
        assert_eq!((default(&[]), parse("{")), (None, Vec::new()));
    }
}
