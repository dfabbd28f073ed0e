//! Which files of a docs folder are pages, and which are published as they are.

use std::sync::Arc;

use super::settings::{NavSource, Settings};
use super::site::Part;
use super::{assets, dialect};
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
        NavSource::Summary(path) => Some(&**path),
        _ => None,
    };
    for (path, _) in part.repo.files_below(&settings.root) {
        let below = repo_path::strip_folder(path, &settings.root).unwrap_or_default();
        if nav_file == Some(&**path) || !is_offered(part, path, below) {
            continue;
        }
        if dialect::is_page(below, settings.dialect) {
            files.pages.push(Arc::clone(path));
        } else if assets::is_publishable(path) {
            files.assets.push(Arc::clone(path));
        } else if assets::is_active(path) {
            files.active.push(Arc::clone(path));
        }
    }
    files
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
