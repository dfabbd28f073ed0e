//! Which files of a docs folder are pages, and which are published as they are.

use std::sync::Arc;

use super::settings::{NavSource, Settings};
use super::site::Part;
use super::{assets, dialect, summary};
use crate::config::DialectName;
use crate::repo_path;

/// Folders of other people's files, wherever they lie.
const NEVER: [&str; 2] = ["node_modules", "bower_components"];

/// The files of a docs folder that matter.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Paths of its pages, sorted.
    pub(crate) pages: Vec<Arc<str>>,
    /// Paths of what may be published as it is, sorted.
    pub(crate) assets: Vec<Arc<str>>,
    /// Paths of what would run in a reader's browser, and is therefore not published.
    pub(crate) active: Vec<Arc<str>>,
}

/// Sorts the files of a part.
pub(crate) fn of_part(part: &Part) -> Files {
    let settings = &part.settings;
    let mut files = Files::default();
    let nav_file = match &settings.nav {
        NavSource::Summary(path) => Some(path),
        _ => None,
    };
    let chapters = nav_file.filter(|_| settings.dialect == DialectName::Mdbook).and_then(|it| summary::listed(part, it));
    let is_chapter = |path: &str| chapters.as_ref().is_none_or(|it| it.contains(path));
    for (path, _) in part.repo.files_below(&settings.root) {
        let below = repo_path::strip_folder(path, &settings.root).unwrap_or_default();
        if nav_file == Some(path) || !is_offered(part, path, below) {
            continue;
        }
        if dialect::is_page(below, settings.dialect) {
            if is_chapter(path) {
                files.pages.push(Arc::clone(path));
            }
        } else if assets::is_publishable(path) && !is_about_repository(path) {
            files.assets.push(Arc::clone(path));
        } else if assets::is_active(path) {
            files.active.push(Arc::clone(path));
        }
    }
    files
}

/// Is the file one for tools, which only lies among the docs because they start at the repository's root?
fn is_about_repository(path: &str) -> bool {
    let name = repo_path::file_name(path);
    let for_package_managers = matches!(
        name,
        "package.json" | "package-lock.json" | "tsconfig.json" | "Cargo.toml" | "pyproject.toml" | "renovate.json"
    );
    matches!(name, "catalog-info.yaml" | "catalog-info.yml" | "netlify.toml" | "vercel.json")
        || super::discover::is_config(name)
        || (for_package_managers && !path.contains('/'))
}

fn is_offered(part: &Part, path: &str, below: &str) -> bool {
    let settings = &part.settings;
    if let Some(only) = &part.only {
        return only.iter().any(|it| it == path);
    }
    let hidden = repo_path::is_hidden(below) && !below.starts_with(".gitbook/assets/");
    let foreign = below.split('/').any(|it| NEVER.contains(&it)) || settings.root.is_empty() && super::discover::is_foreign(path);
    !hidden && !foreign && !is_elsewhere(part, path) && !by_rule(settings, below)
}

/// Does another part of the site take the file?
fn is_elsewhere(part: &Part, path: &str) -> bool {
    let mut above = path;
    while !part.without.is_empty() && above.len() > part.settings.root.len() {
        if part.without.contains(above) {
            return true;
        }
        above = repo_path::parent(above);
    }
    false
}

/// Is the file left out by the rules of its tool?
fn by_rule(settings: &Settings, below: &str) -> bool {
    let top = below.split_once('/').map_or("", |(top, _)| top);
    let by_dialect = match settings.dialect {
        DialectName::Techdocs => top == "templates",
        DialectName::Jekyll => {
            let collection = settings.permalinks.as_ref().is_some_and(|it| it.publishes(top));
            top.starts_with('_') && top != "_posts" && !collection
        }
        _ => false,
    };
    by_dialect || settings.exclude.matches(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn files(listed: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let listed: Vec<_> = listed.iter().map(|(path, text)| ("shop", *path, *text)).collect();
        let source = Source::in_memory(&listed);
        let repo = source.repos.first().expect("listed above");
        let (found, _) = super::super::discover::folders(&mut super::super::config_files::ConfigFiles::of(repo));
        let settings = found.first().expect("a docs folder");
        let files = of_part(&Part::new(Arc::clone(repo), Arc::clone(settings)));
        let strings = |it: &[Arc<str>]| it.iter().map(|it| it.to_string()).collect();
        (strings(&files.pages), strings(&files.assets))
    }

    #[test]
    fn a_book_has_the_chapters_that_its_summary_lists() {
        let summary = "# Summary\n\n[Start](start.md)\n\n- [A](a.md)\n    - [B](b/index.md)\n- [Draft]()\n";
        let listed = [
            ("book.toml", "[book]"),
            ("src/SUMMARY.md", summary),
            ("src/start.md", ""),
            ("src/a.md", ""),
            ("src/b/index.md", ""),
            ("src/notes.md", ""),
        ];
        assert_eq!(files(&listed).0, ["src/a.md", "src/b/index.md", "src/start.md"]);
    }

    #[test]
    fn files_for_tools_are_not_published() {
        let listed = [
            ("_config.yml", "title: x"),
            ("catalog-info.yaml", ""),
            ("package.json", ""),
            ("index.md", ""),
            ("data/prices.json", ""),
            ("img/a.png", ""),
        ];
        assert_eq!(files(&listed).1, ["data/prices.json", "img/a.png"]);
    }
}
