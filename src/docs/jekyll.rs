//! Jekyll: what `_config.yml` says, and the addresses that permalinks give.

use std::sync::Arc;

use super::settings::{Globs, NavSource, Settings, read_tree};
use super::value::{Kind, Value};
use crate::config::DialectName;
use crate::diagnostic::Diagnostic;
use crate::markdown::{FrontMatter, Variables};
use crate::repo_path;
use crate::source::Repo;

/// Folders that Jekyll never publishes.
const OWN_FOLDERS: [&str; 6] = ["_includes/", "_layouts/", "_sass/", "_data/", "_site/", "node_modules/"];

/// How pages are addressed that have no permalink of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Permalinks {
    /// Collections: folder below the root (`_guides`), permalink pattern (`/:collection/:path/`).
    collections: Vec<(String, String)>,
}

/// The settings of the site whose `_config.yml` is at `path`.
pub(crate) fn read(repo: &Repo, path: &str) -> (Option<Settings>, Vec<Diagnostic>) {
    let home = repo_path::parent(path);
    let mut diagnostics = Vec::new();
    let tree = read_tree(repo, path).unwrap_or_else(|diagnostic| {
        diagnostics.push(*diagnostic);
        Value::default()
    });
    let text = |key: &str| tree.get(key).and_then(Value::words).map(str::to_owned);
    let excluded = tree.get("exclude").map(Value::strings).unwrap_or_default();
    let lines = excluded.iter().map(|it| anchored(it)).chain(OWN_FOLDERS.iter().map(|it| format!("/{it}")));
    let (exclude, _) = Globs::of_lines(lines.collect::<Vec<_>>().iter().map(String::as_str));
    let mut settings = Settings {
        home: home.to_owned(),
        file: Some(Arc::from(path)),
        title: text("title"),
        description: text("description"),
        language: text("lang").and_then(|it| super::language::tag(&it)),
        nav: NavSource::FrontMatter,
        exclude,
        permalinks: Some(Arc::new(permalinks(&tree))),
        route_prefixes: route_prefixes(&tree),
        ..Settings::plain(home, DialectName::Jekyll)
    };
    let mut values = Vec::new();
    for (key, value) in tree.entries() {
        variables(value, &format!("site.{key}"), &mut values, 0);
    }
    data(repo, home, &mut values, &mut diagnostics);
    settings.variables = Variables::of(values);
    if tree.at(&["kramdown", "input"]).and_then(Value::text).is_some_and(|it| it.eq_ignore_ascii_case("kramdown")) {
        settings.features.push("kramdown-plain".to_owned());
    }
    for (name, callout) in tree.get("callouts").into_iter().flat_map(|it| it.entries().collect::<Vec<_>>()) {
        let title = callout.get("title").and_then(Value::words).unwrap_or(name);
        settings.features.push(format!("callout:{name}={title}"));
    }
    (Some(settings), diagnostics)
}

/// Jekyll's `exclude` names paths below the root; a bare name without a wildcard means that path alone.
fn anchored(pattern: &str) -> String {
    if pattern.starts_with('/') || pattern.contains('*') { pattern.to_owned() } else { format!("/{pattern}") }
}

/// Values of configuration and data that templates see; more are left out.
const MAX_VARIABLES: usize = 10_000;

/// Flattens a value into dotted names; the items of a list are numbered.
pub(super) fn variables(value: &Value, name: &str, into: &mut Vec<(String, String)>, depth: usize) {
    if into.len() >= MAX_VARIABLES || depth > 8 {
        return;
    }
    match &value.kind {
        Kind::Text(text) | Kind::Number(text) => into.push((name.to_owned(), text.clone())),
        Kind::Bool(flag) => into.push((name.to_owned(), flag.to_string())),
        Kind::Null => into.push((name.to_owned(), String::new())),
        Kind::Map(_) => {
            for (key, value) in value.entries() {
                variables(value, &format!("{name}.{key}"), into, depth + 1);
            }
        }
        Kind::List(items) => {
            for (index, value) in items.iter().enumerate() {
                variables(value, &format!("{name}.{index}"), into, depth + 1);
            }
        }
    }
}

/// What the files in `_data` hold, as `site.data.FOLDER.FILE`.
fn data(repo: &Repo, home: &str, into: &mut Vec<(String, String)>, diagnostics: &mut Vec<Diagnostic>) {
    let Ok(folder) = repo_path::join(home, "_data") else { return };
    let files: Vec<&Arc<str>> = repo.files_below(&folder).map(|it| it.0).collect();
    for path in files {
        let below = path.get(folder.len()..).unwrap_or_default().trim_start_matches('/');
        let Some((name, "yml" | "yaml" | "json")) = below.rsplit_once('.') else { continue };
        match read_tree(repo, path) {
            Ok(tree) => variables(&tree, &format!("site.data.{}", name.replace('/', ".")), into, 0),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
}

fn permalinks(tree: &Value) -> Permalinks {
    let collections = tree.get("collections").into_iter().flat_map(|it| it.entries().collect::<Vec<_>>());
    let pattern = |options: &Value| options.get("permalink").and_then(Value::words).unwrap_or("/:collection/:path/").to_owned();
    Permalinks { collections: collections.map(|(name, options)| (format!("_{name}"), pattern(options))).collect() }
}

/// `url` + `baseurl`, and either alone.
fn route_prefixes(tree: &Value) -> Vec<String> {
    let text = |key: &str| tree.get(key).and_then(Value::words).unwrap_or_default().trim_end_matches('/').to_owned();
    let (url, base) = (text("url"), text("baseurl"));
    let mut prefixes: Vec<String> = [format!("{url}{base}"), base, url].into_iter().filter(|it| !it.is_empty()).collect();
    prefixes.dedup();
    prefixes
}

impl Permalinks {
    /// The address of a page below the site's root, without slashes at its ends, where Jekyll's differs from its path:
    /// by the page's own `permalink`, or its collection's.
    pub(crate) fn route(&self, below: &str, front_matter: &FrontMatter) -> Option<String> {
        if let Some(permalink) = front_matter.get("permalink").and_then(|it| it.as_str()) {
            return Some(super::address::route_key(permalink));
        }
        let (folder, rest) = below.split_once('/')?;
        let (name, pattern) = self.collections.iter().find(|(it, _)| it == folder)?;
        let path = rest.rsplit_once('.').map_or(rest, |(stem, _)| stem);
        let name = name.trim_start_matches('_');
        let route = pattern
            .replace(":collection", name)
            .replace(":path", path)
            .replace(":name", repo_path::file_name(path))
            .replace(":title", repo_path::file_name(path))
            .replace(":output_ext", "");
        Some(super::address::route_key(&route))
    }

    /// Is a folder beginning with `_` published as a collection?
    pub(crate) fn publishes(&self, folder: &str) -> bool {
        self.collections.iter().any(|(it, _)| it == folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_and_permalinks_make_routes() {
        let permalinks = Permalinks { collections: vec![("_guides".into(), "/:collection/:path/".into())] };
        let mut front_matter = FrontMatter::new();
        assert_eq!(permalinks.route("_guides/a/b.md", &front_matter).as_deref(), Some("guides/a/b"));
        assert_eq!(permalinks.route("a/b.md", &front_matter), None);
        front_matter.insert("permalink".into(), "/x/y.html".into());
        assert_eq!(permalinks.route("a/b.md", &front_matter).as_deref(), Some("x/y"));
    }
}
