//! The `nav` of a `mkdocs.yml`, with every mistake in it named where it stands.

use std::collections::HashMap;
use std::sync::Arc;

use super::nav::Entry;
use super::settings::Settings;
use super::suggest::{Suggestions, relative};
use super::value::{Kind, Value};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::repo_path;
use crate::source::Repo;

/// Mistakes of a navigation that get a suggestion.
const SUGGESTIONS: usize = 50;
/// A navigation may nest this deep.
const MAX_DEPTH: usize = 32;

/// What the reader of a navigation may look up.
pub(crate) struct Lookup<'a> {
    /// Where it is read from.
    pub(crate) repo: &'a Repo,
    /// The folder's settings.
    pub(crate) settings: &'a Settings,
    /// The configuration file, for diagnostics.
    pub(crate) file: &'a str,
    /// Pages by their path in the repository.
    pub(crate) pages: &'a HashMap<&'a str, usize>,
    /// What a wrong path may mean.
    pub(crate) suggestions: &'a Suggestions,
    /// The sections that an `!include` stands for, by the words after it.
    pub(crate) included: &'a HashMap<(Arc<str>, String), Vec<Entry>>,
    /// The implicit navigation of a folder of the repository.
    pub(crate) below: &'a dyn Fn(&str) -> Vec<Entry>,
}

/// The entries of a `nav`.
pub(crate) fn entries(nav: &Value, lookup: &Lookup<'_>) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut reader = Reader { lookup, diagnostics: Vec::new() };
    if !matches!(nav.kind, Kind::List(_)) {
        reader.say(Code::NavInvalid, "`nav` is not a list; it is left out".to_owned(), nav.span);
    }
    let entries = reader.items(nav, 0);
    (entries, reader.diagnostics)
}

struct Reader<'a> {
    lookup: &'a Lookup<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn say(&mut self, code: Code, message: String, span: Option<Span>) {
        let place = self.lookup.repo.place(self.lookup.file);
        self.diagnostics.push(Diagnostic::new(code, message).at(span.map_or(place.clone(), |it| place.at(it))));
    }

    /// What to do about the last thing said.
    fn advise(&mut self, help: impl Into<String>) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = help.into();
        }
    }

    fn items(&mut self, list: &Value, depth: usize) -> Vec<Entry> {
        if depth > MAX_DEPTH {
            self.say(
                Code::NavInvalid,
                format!("the navigation nests deeper than {MAX_DEPTH} levels; the rest is left out"),
                list.span,
            );
            self.advise("flatten it");
            return Vec::new();
        }
        list.items().iter().flat_map(|it| self.item(it, depth)).collect()
    }

    fn item(&mut self, item: &Value, depth: usize) -> Vec<Entry> {
        if item.text().is_some() {
            return self.target(None, item);
        }
        let pairs: Vec<(&str, &Value)> = item.entries().collect();
        if pairs.is_empty() {
            self.say(
                Code::NavInvalid,
                "this nav entry is neither a page nor `Title: page`; it is left out".to_owned(),
                item.span,
            );
        }
        pairs.into_iter().flat_map(|(title, value)| self.titled(title, value, depth)).collect()
    }

    fn titled(&mut self, title: &str, value: &Value, depth: usize) -> Vec<Entry> {
        match &value.kind {
            Kind::Text(_) | Kind::Number(_) => self.target(Some(title), value),
            Kind::List(_) => {
                let items = self.items(value, depth + 1);
                vec![Entry::Section { title: title.to_owned(), page: None, items }]
            }
            Kind::Map(_) => {
                let items = value.entries().collect::<Vec<_>>();
                let items = items.into_iter().flat_map(|(title, value)| self.titled(title, value, depth + 1)).collect();
                vec![Entry::Section { title: title.to_owned(), page: None, items }]
            }
            Kind::Null | Kind::Bool(_) => {
                let message = format!("nav entry `{title}` names no page; it is left out");
                self.say(Code::NavInvalid, message, value.span);
                Vec::new()
            }
        }
    }

    /// What a string of the navigation means: an inclusion, a link, or a page.
    fn target(&mut self, title: Option<&str>, value: &Value) -> Vec<Entry> {
        let Some(written) = value.words() else { return Vec::new() };
        if let Some(pattern) = super::monorepo::pattern(value) {
            return self.included(title, &pattern);
        }
        if let Some((scheme, _)) = written.split_once(':').filter(|(it, _)| is_scheme(it)) {
            if matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "mailto") {
                let title = title.unwrap_or(written).to_owned();
                return vec![Entry::Link { title, href: written.to_owned() }];
            }
            self.say(Code::NavInvalid, format!("nav entry `{written}` is neither a page nor an http(s) address"), value.span);
            return Vec::new();
        }
        if written.ends_with('/')
            && let Some(entries) = self.folder(title, written)
        {
            return entries;
        }
        self.page(title, written, value.span).into_iter().collect()
    }

    /// literate-nav: a folder stands for what is in it.
    fn folder(&mut self, title: Option<&str>, written: &str) -> Option<Vec<Entry>> {
        let root = &self.lookup.settings.root;
        let path = repo_path::join(root, written.trim_start_matches('/')).ok()?;
        repo_path::strip_folder(&path, root)?;
        let items = (self.lookup.below)(&path);
        match title {
            _ if items.is_empty() => None,
            Some(title) => Some(vec![Entry::Section { title: title.to_owned(), page: None, items }]),
            None => Some(items),
        }
    }

    fn included(&mut self, title: Option<&str>, pattern: &str) -> Vec<Entry> {
        let key = (Arc::from(self.lookup.file), pattern.to_owned());
        let sections = self.lookup.included.get(&key).cloned().unwrap_or_default();
        match title {
            None => sections,
            Some(title) if pattern.starts_with('*') => {
                vec![Entry::Section { title: title.to_owned(), page: None, items: sections }]
            }
            Some(title) => sections
                .into_iter()
                .map(|it| match it {
                    Entry::Section { page, items, .. } => Entry::Section { title: title.to_owned(), page, items },
                    other => other,
                })
                .collect(),
        }
    }

    fn page(&mut self, title: Option<&str>, written: &str, span: Option<Span>) -> Option<Entry> {
        let lookup = self.lookup;
        let root = &lookup.settings.root;
        let path_part = written.split(['#', '?']).next().unwrap_or_default();
        let joined = repo_path::join(root, path_part.trim_start_matches('/'));
        let Some(path) = joined.ok().filter(|it| repo_path::strip_folder(it, root).is_some() || it == root) else {
            let message = format!("nav entry `{written}` leaves the docs folder");
            self.say(Code::NavLeavesDocs, message, span);
            return None;
        };
        if let Some(page) = lookup.pages.get(path.as_str()) {
            return Some(Entry::Page { title: title.map(str::to_owned), page: *page });
        }
        if lookup.repo.contains(&path) && !super::dialect::is_markdown(&path) {
            let href = lookup.repo.provenance.view_url(&path, None)?;
            let title = title.unwrap_or(repo_path::file_name(&path)).to_owned();
            return Some(Entry::Link { title, href });
        }
        if lookup.repo.contains(&path) {
            self.say(Code::NavPageMissing, format!("nav entry `{written}` is excluded from the docs"), span);
            self.advise("remove the entry, or take the page out of `exclude_docs`");
            return None;
        }
        self.say(Code::NavPageMissing, format!("nav entry `{written}` does not exist"), span);
        let few = self.diagnostics.len() <= SUGGESTIONS;
        let near = few.then(|| lookup.suggestions.nearest(&path)).flatten();
        if let Some(near) = near {
            self.advise(format!("did you mean `{}`?", relative(root, near)));
        }
        None
    }
}

fn is_scheme(text: &str) -> bool {
    text.len() > 1 && text.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'))
}
