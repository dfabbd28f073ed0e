//! Navigation before it is numbered: what the readers of the dialects return, and the implicit tree of folders and files.

use std::collections::BTreeMap;

use super::site::{Draft, Part};
use super::{address, docusaurus, pages_file, titles};
use crate::config::DialectName;
use crate::diagnostic::Diagnostic;
use crate::repo_path;

/// An item of the navigation; pages by their index among the site's drafts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    /// A page; without a title it has its own.
    Page {
        /// The words of the navigation.
        title: Option<String>,
        /// Index.
        page: usize,
    },
    /// A section.
    Section {
        /// The words of the navigation.
        title: String,
        /// The page that stands for it.
        page: Option<usize>,
        /// What is in it.
        items: Vec<Entry>,
    },
    /// A link elsewhere.
    Link {
        /// The words of the navigation.
        title: String,
        /// The address, as written.
        href: String,
    },
}

/// A folder of pages.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Pages in it.
    pub(crate) files: Vec<usize>,
    /// Folders in it, by name.
    pub(crate) folders: BTreeMap<String, Folder>,
}

impl Folder {
    /// The tree of some pages by their paths below the docs root.
    pub(crate) fn of(pages: &[usize], drafts: &[Draft]) -> Self {
        let mut top = Self::default();
        for page in pages {
            let Some(draft) = drafts.get(*page) else { continue };
            let mut folder = &mut top;
            for part in repo_path::parent(&draft.below).split('/').filter(|it| !it.is_empty()) {
                folder = folder.folders.entry(part.to_owned()).or_default();
            }
            folder.files.push(*page);
        }
        top
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.values().all(Self::is_empty)
    }
}

/// The navigation that folders and files make: an index stands for its folder, files come by name, folders after files.
/// Docusaurus orders both by position; `.pages` and `.nav.yml` files have the last word on their folder.
pub(crate) fn implicit(part: &Part, pages: &[usize], drafts: &[Draft]) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut walk = Walk { part, drafts, diagnostics: Vec::new() };
    let top = Folder::of(pages, drafts);
    let entries = walk.entries(&top, &part.settings.root, true);
    (entries, walk.diagnostics)
}

/// The implicit navigation of one folder, by its path in the repository.
pub(crate) fn below(part: &Part, path: &str, pages: &[usize], drafts: &[Draft]) -> Vec<Entry> {
    let mut walk = Walk { part, drafts, diagnostics: Vec::new() };
    let mut folder = &Folder::of(pages, drafts);
    for name in repo_path::strip_folder(path, &part.settings.root).unwrap_or_default().split('/').filter(|it| !it.is_empty()) {
        match folder.folders.get(name) {
            Some(found) => folder = found,
            None => return Vec::new(),
        }
    }
    walk.entries(folder, path, true)
}

/// One walk over the tree of folders.
pub(crate) struct Walk<'a> {
    pub(crate) part: &'a Part,
    pub(crate) drafts: &'a [Draft],
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A child of a folder with what orders it.
struct Child {
    position: Option<f64>,
    name: String,
    is_folder: bool,
    entry: Entry,
}

impl Walk<'_> {
    /// The entries of a folder at `path`; the index of the top folder is listed, of any other it is the section's page.
    pub(crate) fn entries(&mut self, folder: &Folder, path: &str, list_index: bool) -> Vec<Entry> {
        if let Some(arranged) = pages_file::entries(self, folder, path) {
            return arranged;
        }
        self.children(folder, path, list_index).into_iter().map(|it| it.entry).collect()
    }

    /// The children of a folder in their implicit order, each with its file's or folder's name.
    pub(crate) fn named_children(&mut self, folder: &Folder, path: &str) -> Vec<(String, Entry)> {
        let children = self.children(folder, path, true);
        let file_name = |it: &Child| match &it.entry {
            Entry::Page { page, .. } if !it.is_folder => {
                self.drafts.get(*page).map(|it| repo_path::file_name(&it.below).to_owned())
            }
            _ => None,
        };
        children.into_iter().map(|it| (file_name(&it).unwrap_or_else(|| it.name.clone()), it.entry)).collect()
    }

    fn children(&mut self, folder: &Folder, path: &str, list_index: bool) -> Vec<Child> {
        let index = self.index_of(folder);
        let mut children: Vec<Child> = Vec::new();
        for page in folder.files.iter().filter(|it| list_index || Some(**it) != index) {
            children.extend(self.file(*page, Some(*page) == index));
        }
        for (name, below) in folder.folders.iter().filter(|(_, it)| !it.is_empty()) {
            children.push(self.folder(name, below, &repo_path::join(path, name).unwrap_or_default()));
        }
        let by_position = self.part.settings.dialect == DialectName::Docusaurus;
        children.sort_by(|a, b| {
            let position = |it: &Child| if by_position { it.position.unwrap_or(f64::MAX) } else { 0.0 };
            let is_index = |it: &Child| matches!(it.entry, Entry::Page { page, .. } if Some(page) == index && list_index);
            let folders_last = |it: &Child| !by_position && it.is_folder;
            position(a)
                .total_cmp(&position(b))
                .then_with(|| is_index(b).cmp(&is_index(a)))
                .then_with(|| folders_last(a).cmp(&folders_last(b)))
                .then_with(|| a.name.cmp(&b.name))
        });
        children
    }

    fn file(&self, page: usize, is_index: bool) -> Option<Child> {
        let draft = self.drafts.get(page)?;
        let name = address::stem(repo_path::file_name(&draft.below));
        let front_matter = |key: &str| draft.outline.front_matter.get(key);
        let position = front_matter("sidebar_position").and_then(serde_json::Value::as_f64);
        let position = position.or_else(|| docusaurus::number_prefix(name)).or(is_index.then_some(f64::MIN));
        let title = front_matter("sidebar_label").and_then(|it| it.as_str()).map(str::to_owned);
        Some(Child { position, name: name.to_owned(), is_folder: false, entry: Entry::Page { title, page } })
    }

    fn folder(&mut self, name: &str, folder: &Folder, path: &str) -> Child {
        let page = self.index_of(folder);
        let mut child = Child {
            position: docusaurus::number_prefix(name),
            name: name.to_owned(),
            is_folder: true,
            entry: Entry::Section { title: titles::of_name(name), page, items: self.entries(folder, path, false) },
        };
        if self.part.settings.dialect == DialectName::Docusaurus {
            self.describe(&mut child, path);
        } else if let Some(title) = pages_file::title(self, path) {
            child.rename(title);
        }
        child.without_empty_section();
        child
    }

    /// What Docusaurus knows of a folder: its category file, else its index page.
    fn describe(&mut self, child: &mut Child, path: &str) {
        let (category, diagnostic) = docusaurus::category(&self.part.repo, path);
        self.diagnostics.extend(diagnostic);
        let index = match &child.entry {
            Entry::Section { page: Some(page), .. } => self.drafts.get(*page),
            _ => None,
        };
        let front_matter = |key: &str| index.and_then(|it| it.outline.front_matter.get(key));
        let label = front_matter("sidebar_label").and_then(|it| it.as_str()).map(str::to_owned);
        let label = label.or_else(|| index.map(|it| it.title.clone()));
        let own_name = titles::of_name(docusaurus::without_number(&child.name));
        let category = category.unwrap_or_default();
        child.position =
            category.position.or(front_matter("sidebar_position").and_then(serde_json::Value::as_f64)).or(child.position);
        child.rename(category.label.or(label).unwrap_or(own_name));
        if let (Some(doc), Entry::Section { page, items, .. }) = (category.doc, &mut child.entry) {
            let named = |it: &Draft| docusaurus::id(&it.below, &it.outline.front_matter) == doc;
            let at =
                items.iter().position(|it| matches!(it, Entry::Page { page, .. } if self.drafts.get(*page).is_some_and(named)));
            if let Some(Entry::Page { page: found, .. }) = at.map(|it| items.remove(it)) {
                *page = Some(found);
            }
        }
    }

    /// The page that stands for a folder.
    pub(crate) fn index_of(&self, folder: &Folder) -> Option<usize> {
        let dialect = self.part.settings.dialect;
        let indexes =
            folder.files.iter().filter(|it| self.drafts.get(**it).is_some_and(|it| address::is_index(&it.below, dialect)));
        indexes.copied().min_by_key(|it| {
            let stem = self.drafts.get(*it).map(|it| address::stem(repo_path::file_name(&it.below)));
            (stem != Some("index"), *it)
        })
    }
}

impl Child {
    fn rename(&mut self, name: String) {
        if let Entry::Section { title, .. } = &mut self.entry {
            *title = name;
        }
    }

    /// A folder with nothing but its index is that page.
    fn without_empty_section(&mut self) {
        if let Entry::Section { page: Some(page), items, .. } = &self.entry
            && items.is_empty()
        {
            self.entry = Entry::Page { title: None, page: *page };
        }
    }
}
