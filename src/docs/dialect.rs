//! Tells how pages are written: by their folder's configuration, by the files beside them, and by what is in them.

use std::sync::Arc;

use super::settings::{CONFIG_LIMIT, NavSource, Settings};
use crate::config::DialectName;
use crate::repo_path;
use crate::source::Repo;

/// How many pages are looked into when a folder's files leave its dialect open.
const PAGES_LOOKED_INTO: usize = 50;

/// Endings of Markdown files: MkDocs' five, and MDX.
const MARKDOWN: [&str; 6] = ["md", "markdown", "mdown", "mkdn", "mkd", "mdx"];

/// Is the file Markdown by its ending?
pub(crate) fn is_markdown(path: &str) -> bool {
    MARKDOWN.contains(&repo_path::extension(path).as_str())
}

/// Is the file a page in a folder of that dialect? (MkDocs and mdBook do not know MDX.)
pub(crate) fn is_page(path: &str, dialect: DialectName) -> bool {
    is_markdown(path)
        && match dialect {
            DialectName::Techdocs | DialectName::Mdbook => repo_path::extension(path) != "mdx",
            DialectName::Docusaurus => !repo_path::file_name(path).starts_with('_'),
            _ => true,
        }
}

/// The dialect of a folder without a configuration file, by its files and pages; `otherwise` when nothing tells.
pub(crate) fn of_folder(repo: &Repo, folder: &str, otherwise: DialectName) -> DialectName {
    let mut has_summary = false;
    for (path, _) in repo.files_below(folder) {
        let name = repo_path::file_name(path);
        let below = repo_path::strip_folder(path, folder).unwrap_or_default();
        if name.starts_with("_category_.") || repo_path::extension(name) == "mdx" {
            return DialectName::Docusaurus;
        }
        if below.starts_with(".gitbook/") {
            return DialectName::Gitbook;
        }
        if below.starts_with("_includes/") || below.starts_with("_layouts/") {
            return DialectName::Jekyll;
        }
        has_summary |= below == "SUMMARY.md";
    }
    if has_summary { of_summary(repo, folder, otherwise) } else { otherwise }
}

/// A `SUMMARY.md` is GitBook's, mdBook's or literate-nav's: the pages tell.
fn of_summary(repo: &Repo, folder: &str, otherwise: DialectName) -> DialectName {
    let texts = repo.files_below(folder).filter(|(path, _)| is_markdown(path)).take(PAGES_LOOKED_INTO);
    for (path, _) in texts {
        let Ok(page) = repo.text(path, CONFIG_LIMIT) else { continue };
        if ["{% hint ", "{% tabs %}", "{% content-ref ", "{% embed "].iter().any(|it| page.text.contains(it)) {
            return DialectName::Gitbook;
        }
        if page.text.contains("{{#include ") {
            return DialectName::Mdbook;
        }
    }
    let path = if folder.is_empty() { "SUMMARY.md".to_owned() } else { format!("{folder}/SUMMARY.md") };
    let summary = repo.text(&path, CONFIG_LIMIT).map(|it| it.text).unwrap_or_default();
    match summary.lines().find(|it| !it.trim().is_empty()).map(str::trim) {
        Some("# Table of contents") => DialectName::Gitbook,
        Some("# Summary" | "# SUMMARY") => DialectName::Mdbook,
        _ => otherwise,
    }
}

/// The settings of a folder without a configuration file.
pub(crate) fn plain(repo: &Repo, folder: &str, dialect: DialectName) -> Settings {
    let summary = if folder.is_empty() { "SUMMARY.md".to_owned() } else { format!("{folder}/SUMMARY.md") };
    let nav = match dialect {
        DialectName::Jekyll => NavSource::FrontMatter,
        _ => repo.file(&summary).map_or(NavSource::Implicit, |(path, _)| NavSource::Summary(Arc::clone(path))),
    };
    let mut settings = Settings { nav, ..Settings::plain(folder, dialect) };
    if dialect == DialectName::Docusaurus {
        settings.route_prefixes.push("/docs".to_owned());
    }
    settings
}

/// A page's own dialect, where its text speaks another than its folder.
pub(crate) fn of_page(path: &str, text: &str, folder: DialectName) -> DialectName {
    match folder {
        DialectName::Github | DialectName::Techdocs if repo_path::extension(path) == "mdx" => DialectName::Docusaurus,
        DialectName::Github if text.contains("\n{% endhint %}") || text.contains("\n{% endtabs %}") => DialectName::Gitbook,
        DialectName::Github if text.contains("\n!!! ") || text.contains("\n=== \"") => DialectName::Techdocs,
        _ => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn a_summary_is_read_by_its_pages() {
        let source = Source::in_memory(&[
            ("book", "docs/SUMMARY.md", "# Summary\n"),
            ("book", "docs/a.md", "x"),
            ("git", "docs/SUMMARY.md", "# Contents\n"),
            ("git", "docs/a.md", "{% hint style=\"info\" %}\n"),
        ]);
        let of = |name: &str| source.repo(name).map(|repo| of_folder(repo, "docs", DialectName::Github));
        assert_eq!(of("book"), Some(DialectName::Mdbook));
        assert_eq!(of("git"), Some(DialectName::Gitbook));
    }

    #[test]
    fn partials_are_no_pages() {
        assert!(!is_page("docs/_note.mdx", DialectName::Docusaurus));
        assert!(is_page("docs/_note.md", DialectName::Techdocs));
        assert!(!is_page("docs/a.mdx", DialectName::Techdocs));
    }
}
