//! `book.toml`: title, source folder and redirects of an mdBook.

use std::sync::Arc;

use super::settings::{NavSource, Redirect, Settings, read_tree};
use super::value::Value;
use crate::config::DialectName;
use crate::diagnostic::{Code, Diagnostic};
use crate::repo_path;
use crate::source::Repo;

/// The settings of the book at `path`. `None` when its `src` leaves the repository.
pub(crate) fn read(repo: &Repo, path: &str) -> (Option<Settings>, Vec<Diagnostic>) {
    let home = repo_path::parent(path);
    let mut diagnostics = Vec::new();
    let tree = read_tree(repo, path).unwrap_or_else(|diagnostic| {
        diagnostics.push(*diagnostic);
        Value::default()
    });
    let src = tree.at(&["book", "src"]).and_then(Value::words).unwrap_or("src");
    let Some(root) = Some(src).filter(|it| !it.starts_with('/')).and_then(|it| repo_path::join(home, it).ok()) else {
        let message = format!("`book.src` `{src}` leaves the repository");
        diagnostics.push(
            Diagnostic::new(Code::DocsDirLeavesRepository, message)
                .at(repo.place(path))
                .help("`src` must be a path below the folder of book.toml"),
        );
        return (None, diagnostics);
    };
    let redirects = tree.at(&["output", "html", "redirect"]).map(|maps| {
        let pairs = maps.entries().filter_map(|(from, to)| Some((from, to.words()?)));
        pairs.map(|(from, to)| Redirect { from: from.to_owned(), to: to.to_owned(), span: None }).collect()
    });
    let summary = if root.is_empty() { "SUMMARY.md".to_owned() } else { format!("{root}/SUMMARY.md") };
    let text = |key: &str| tree.at(&["book", key]).and_then(Value::words).map(str::to_owned);
    let math = tree.at(&["output", "html", "mathjax-support"]).and_then(Value::flag) == Some(true);
    let settings = Settings {
        home: home.to_owned(),
        file: Some(Arc::from(path)),
        title: text("title"),
        description: text("description"),
        language: text("language").and_then(|it| super::language::tag(&it)),
        nav: repo.file(&summary).map_or(NavSource::Implicit, |(path, _)| NavSource::Summary(Arc::clone(path))),
        redirects: redirects.unwrap_or_default(),
        features: math.then(|| "math".to_owned()).into_iter().collect(),
        ..Settings::plain(&root, DialectName::Mdbook)
    };
    (Some(settings), diagnostics)
}
