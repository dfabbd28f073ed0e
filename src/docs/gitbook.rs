//! `.gitbook.yaml`: where a GitBook space has its pages, its table of contents and its redirects.

use std::sync::Arc;

use super::settings::{NavSource, Redirect, Settings, read_tree};
use super::value::Value;
use crate::config::DialectName;
use crate::diagnostic::{Code, Diagnostic};
use crate::repo_path;
use crate::source::Repo;

/// The settings of the space whose `.gitbook.yaml` or `.gitbook/` lies in `home`.
pub(crate) fn read(repo: &Repo, home: &str) -> (Settings, Vec<Diagnostic>) {
    let path = repo_path::join(home, ".gitbook.yaml").unwrap_or_default();
    let mut diagnostics = Vec::new();
    let tree = if repo.contains(&path) {
        read_tree(repo, &path).unwrap_or_else(|diagnostic| {
            diagnostics.push(*diagnostic);
            Value::default()
        })
    } else {
        Value::default()
    };
    let below = |base: &str, value: &Value| {
        let written = value.words()?;
        repo_path::join(base, written.trim_start_matches('/')).ok()
    };
    let root = match tree.get("root") {
        None => home.to_owned(),
        Some(value) => below(home, value).unwrap_or_else(|| {
            let place = repo.place(&path);
            let message = "`root` leaves the repository; the folder of this file is taken";
            let place = value.span.map_or(place.clone(), |it| place.at(it));
            diagnostics.push(Diagnostic::new(Code::DocsDirLeavesRepository, message).at(place));
            home.to_owned()
        }),
    };
    let summary = tree.at(&["structure", "summary"]).and_then(|it| below(&root, it));
    let summary = summary.or_else(|| repo_path::join(&root, "SUMMARY.md").ok()).unwrap_or_default();
    let redirects = tree.get("redirects").map(|maps| {
        maps.entries()
            .filter_map(|(from, to)| Some(Redirect { from: from.to_owned(), to: to.words()?.to_owned(), span: to.span }))
            .collect()
    });
    let settings = Settings {
        home: home.to_owned(),
        file: repo.file(&path).map(|(path, _)| Arc::clone(path)),
        nav: repo.file(&summary).map_or(NavSource::Implicit, |(path, _)| NavSource::Summary(Arc::clone(path))),
        redirects: redirects.unwrap_or_default(),
        ..Settings::plain(&root, DialectName::Gitbook)
    };
    (settings, diagnostics)
}
