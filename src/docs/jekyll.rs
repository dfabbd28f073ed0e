//! Jekyll and just-the-docs: `_config.yml`, permalinks, and navigation by `parent` and `nav_order`.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::nav::Entry;
use super::settings::{Globs, NavSource, Settings, read_tree};
use super::site::Draft;
use super::value::{Kind, Value};
use crate::config::DialectName;
use crate::diagnostic::Diagnostic;
use crate::markdown::FrontMatter;
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
        nav: NavSource::FrontMatter,
        exclude,
        permalinks: Some(Arc::new(permalinks(&tree))),
        route_prefixes: route_prefixes(&tree),
        ..Settings::plain(home, DialectName::Jekyll)
    };
    for (key, value) in tree.entries() {
        variables(value, &format!("site.{key}"), &mut settings.variables, 0);
    }
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

fn variables(value: &Value, name: &str, into: &mut Vec<(String, String)>, depth: usize) {
    match &value.kind {
        Kind::Text(text) | Kind::Number(text) => into.push((name.to_owned(), text.clone())),
        Kind::Bool(flag) => into.push((name.to_owned(), flag.to_string())),
        Kind::Null => into.push((name.to_owned(), String::new())),
        Kind::Map(_) if depth < 8 => {
            for (key, value) in value.entries() {
                variables(value, &format!("{name}.{key}"), into, depth + 1);
            }
        }
        _ => {}
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

/// Where a page stands among its siblings: numbers first, then words, then the title.
#[derive(Clone, Debug, PartialEq)]
enum Order {
    Number(f64),
    Word(String),
    None,
}

fn order(front_matter: &FrontMatter) -> Order {
    match front_matter.get("nav_order") {
        Some(serde_json::Value::Number(number)) => number.as_f64().map_or(Order::None, Order::Number),
        Some(serde_json::Value::String(word)) => Order::Word(word.clone()),
        _ => Order::None,
    }
}

fn compare(a: &Draft, b: &Draft) -> Ordering {
    let rank = |order: &Order| match order {
        Order::Number(_) => 0,
        Order::Word(_) => 1,
        Order::None => 2,
    };
    let (left, right) = (order(&a.outline.front_matter), order(&b.outline.front_matter));
    let by_order = match (&left, &right) {
        (Order::Number(a), Order::Number(b)) => a.total_cmp(b),
        (Order::Word(a), Order::Word(b)) => a.cmp(b),
        _ => rank(&left).cmp(&rank(&right)),
    };
    by_order.then_with(|| a.title.to_lowercase().cmp(&b.title.to_lowercase())).then_with(|| a.path.cmp(&b.path))
}

/// The tree that `parent`, `grand_parent` and `nav_order` describe. `pages` are indices into `drafts`.
pub(crate) fn nav(pages: &[usize], drafts: &[Draft]) -> Vec<Entry> {
    let text = |page: &Draft, key: &str| page.outline.front_matter.get(key).and_then(|it| it.as_str()).map(str::to_owned);
    let shown = |page: &Draft| page.outline.front_matter.get("nav_exclude").and_then(serde_json::Value::as_bool) != Some(true);
    let titled = |page: &Draft| page.outline.front_matter.contains_key("title");
    let mut listed: Vec<usize> =
        pages.iter().copied().filter(|it| drafts.get(*it).is_some_and(|it| shown(it) && titled(it))).collect();
    listed.sort_by(|a, b| match (drafts.get(*a), drafts.get(*b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut tree = Tree::default();
    for page in &listed {
        let Some(draft) = drafts.get(*page) else { continue };
        match text(draft, "parent") {
            Some(parent) => tree.children.entry(parent).or_default().push(*page),
            None => tree.top.push(*page),
        }
    }
    let mut entries: Vec<Entry> = tree.top.iter().filter_map(|it| tree.entry(*it, None, drafts, 0)).collect();
    entries.extend(tree.orphans(&listed, drafts));
    entries
}

#[derive(Default)]
struct Tree {
    top: Vec<usize>,
    /// By the parent's title; several parents may share one, told apart by `grand_parent`.
    children: BTreeMap<String, Vec<usize>>,
}

impl Tree {
    fn entry(&self, page: usize, parent: Option<&str>, drafts: &[Draft], depth: usize) -> Option<Entry> {
        let draft = drafts.get(page)?;
        let grand_parent = |it: &Draft| it.outline.front_matter.get("grand_parent").and_then(|it| it.as_str()).map(str::to_owned);
        let children = self.children.get(&draft.title).map(Vec::as_slice).unwrap_or_default();
        let mine = |it: &&usize| {
            **it != page && drafts.get(**it).is_some_and(|it| grand_parent(it).is_none_or(|it| parent == Some(it.as_str())))
        };
        let items: Vec<Entry> = if depth < 8 {
            children.iter().filter(mine).filter_map(|it| self.entry(*it, Some(&draft.title), drafts, depth + 1)).collect()
        } else {
            Vec::new()
        };
        Some(if items.is_empty() {
            Entry::Page { title: None, page }
        } else {
            Entry::Section { title: draft.title.clone(), page: Some(page), items }
        })
    }

    /// Pages whose parent is not there: they keep a place of their own.
    fn orphans(&self, listed: &[usize], drafts: &[Draft]) -> Vec<Entry> {
        let titles: std::collections::BTreeSet<&str> =
            listed.iter().filter_map(|it| drafts.get(*it)).map(|it| it.title.as_str()).collect();
        self.children
            .iter()
            .filter(|(parent, _)| !titles.contains(parent.as_str()))
            .map(|(parent, pages)| Entry::Section {
                title: parent.clone(),
                page: None,
                items: pages.iter().filter_map(|it| self.entry(*it, Some(parent), drafts, 1)).collect(),
            })
            .collect()
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
