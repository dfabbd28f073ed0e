//! `.pages` (awesome-pages) and `.nav.yml` (awesome-nav): one folder's own word on its navigation.

use std::cell::Cell;
use std::collections::BTreeSet;

use globset::Glob;

use super::nav::{Entry, Folder, Walk};
use super::settings::read_tree;
use super::value::{Kind, Value};
use crate::config::DialectName;
use crate::repo_path;

/// File names, the newer first.
const NAMES: [&str; 4] = [".nav.yml", ".nav.yaml", ".pages", ".pages.yml"];

/// The title that a folder gives itself.
pub(crate) fn title(walk: &Walk<'_>, path: &str) -> Option<String> {
    read(walk, path)?.get("title").and_then(Value::words).map(str::to_owned)
}

/// The entries of a folder that arranges them itself; `None` where it does not.
pub(crate) fn entries(walk: &mut Walk<'_>, folder: &Folder, path: &str) -> Option<Vec<Entry>> {
    let tree = read(walk, path)?;
    if tree.get("hide").and_then(Value::flag) == Some(true) {
        return Some(Vec::new());
    }
    let mut children = walk.named_children(folder, path);
    if tree.get("order").and_then(Value::text) == Some("desc") {
        children.reverse();
    }
    let Some(nav) = tree.get("nav").or_else(|| tree.get("arrange")).filter(|it| matches!(it.kind, Kind::List(_))) else {
        return tree.get("order").map(|_| children.into_iter().map(|(_, entry)| entry).collect());
    };
    let mut arranger = Arranger { children, named: BTreeSet::new(), patterns: Cell::new(MAX_PATTERNS) };
    arranger.note_names(nav, 0);
    Some(arranger.items(nav, 0))
}

fn read(walk: &Walk<'_>, path: &str) -> Option<Value> {
    let mkdocs_like = matches!(walk.part.settings.dialect, DialectName::Techdocs | DialectName::Github);
    let named = NAMES.iter().filter(|_| mkdocs_like).filter_map(|it| repo_path::join(path, it).ok());
    let file = named.into_iter().find(|it| walk.part.repo.contains(it))?;
    read_tree(&walk.part.repo, &file).ok()
}

/// Puts a folder's children into the order that a list of names gives.
struct Arranger {
    /// File or folder name, and entry, in the implicit order.
    children: Vec<(String, Entry)>,
    /// Names that stand in the list.
    named: BTreeSet<String>,
    /// Patterns that may still be followed: each stands for all the children that it matches.
    patterns: Cell<usize>,
}

/// Patterns in the list of one folder.
const MAX_PATTERNS: usize = 50;

impl Arranger {
    fn note_names(&mut self, list: &Value, depth: usize) {
        for item in list.items().iter().filter(|_| depth < 16) {
            let values = item.entries().map(|(_, value)| value).collect::<Vec<_>>();
            for value in std::iter::once(item).chain(values) {
                if let Some(name) = value.words() {
                    self.named.insert(name.trim_end_matches('/').to_owned());
                }
                self.note_names(value, depth + 1);
            }
        }
    }

    fn items(&self, list: &Value, depth: usize) -> Vec<Entry> {
        let items = list.items().iter().filter(|_| depth < 16);
        items
            .flat_map(|item| match item.words() {
                Some(name) => self.by_name(None, name),
                None => item.entries().flat_map(|(title, value)| self.titled(title, value, depth)).collect(),
            })
            .collect()
    }

    fn titled(&self, title: &str, value: &Value, depth: usize) -> Vec<Entry> {
        match value.words() {
            Some(name) => self.by_name(Some(title), name),
            None => vec![Entry::Section { title: title.to_owned(), page: None, items: self.items(value, depth + 1) }],
        }
    }

    fn by_name(&self, title: Option<&str>, name: &str) -> Vec<Entry> {
        if name.starts_with("http://") || name.starts_with("https://") {
            return vec![Entry::Link { title: title.unwrap_or(name).to_owned(), href: name.to_owned() }];
        }
        let name = name.trim_end_matches('/');
        if let Some((_, entry)) = self.children.iter().find(|(it, _)| it == name) {
            return vec![retitled(entry.clone(), title)];
        }
        let pattern = match name.split_once('|') {
            Some(("...", pattern)) => pattern.trim().trim_start_matches("regex=").trim_start_matches("glob="),
            _ if name == "..." => "*",
            _ => name,
        };
        let left = self.patterns.get();
        if left == 0 || !pattern.contains('*') {
            return Vec::new();
        }
        self.patterns.set(left - 1);
        let Some(glob) = Glob::new(pattern).ok().map(|it| it.compile_matcher()) else {
            return Vec::new();
        };
        let rest = self.children.iter().filter(|(it, _)| !self.named.contains(it) && glob.is_match(it));
        rest.map(|(_, entry)| entry.clone()).collect()
    }
}

fn retitled(entry: Entry, title: Option<&str>) -> Entry {
    let Some(words) = title.map(str::to_owned) else { return entry };
    match entry {
        Entry::Page { page, .. } => Entry::Page { title: Some(words), page },
        Entry::Section { page, items, .. } => Entry::Section { title: words, page, items },
        Entry::Link { href, .. } => Entry::Link { title: words, href },
    }
}
