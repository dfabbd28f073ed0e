//! What pages and folders are called, by the rule of the tool they were written for.

use super::address;
use super::docusaurus;
use crate::config::DialectName;
use crate::markdown::Outline;
use crate::repo_path;

/// A page's title where its navigation gives it none: front matter, then its first heading, then its file's name.
/// MkDocs takes the first heading only where it opens the page.
pub(crate) fn of_page(outline: &Outline, below: &str, dialect: DialectName) -> String {
    let front_matter = outline.front_matter.get("title").and_then(|it| match it {
        serde_json::Value::String(text) => Some(text.trim().to_owned()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let first_heading = || match dialect {
        DialectName::Techdocs => outline.title.clone(),
        _ => outline.title.clone().or_else(|| outline.headings.iter().find(|it| it.level == 1).map(|it| it.text.clone())),
    };
    let said = front_matter.filter(|it| !it.is_empty()).or_else(first_heading).filter(|it| !it.trim().is_empty());
    said.unwrap_or_else(|| of_file(below, dialect))
}

/// A title made of a file's name; an index is called after its folder, and the front page `Home`.
fn of_file(below: &str, dialect: DialectName) -> String {
    if !address::is_index(below, dialect) {
        let stem = address::stem(repo_path::file_name(below));
        return of_name(if dialect == DialectName::Docusaurus { docusaurus::without_number(stem) } else { stem });
    }
    match repo_path::file_name(repo_path::parent(below)) {
        "" => "Home".to_owned(),
        folder => of_name(folder),
    }
}

/// MkDocs' rule: `-` and `_` are spaces, and a name all in lower case gets a capital.
pub(crate) fn of_name(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    if spaced.chars().any(char::is_uppercase) {
        return spaced;
    }
    let mut chars = spaced.chars();
    chars.next().map(|it| it.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The lead sentence that the front matter gives.
pub(crate) fn description(outline: &Outline) -> Option<String> {
    let said = outline.front_matter.get("description").and_then(|it| it.as_str()).map(str::trim);
    said.filter(|it| !it.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        assert_eq!(of_name("getting-started"), "Getting started");
        assert_eq!(of_name("API_guide"), "API guide");
    }

    #[test]
    fn the_rules_differ_by_dialect() {
        let heading = crate::markdown::Heading { level: 1, id: "a".into(), alias: None, text: "A".into(), no_toc: false };
        let late = Outline { headings: vec![heading], ..Outline::default() };
        assert_eq!(of_page(&late, "x/y.md", DialectName::Techdocs), "Y");
        assert_eq!(of_page(&late, "x/y.md", DialectName::Github), "A");
        assert_eq!(of_page(&Outline::default(), "index.md", DialectName::Techdocs), "Home");
        assert_eq!(of_page(&Outline::default(), "ops/README.md", DialectName::Techdocs), "Ops");
    }
}
