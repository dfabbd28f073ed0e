//! Finds the docs folders of a repository, whatever tool they were written for, in one pass over its list of files.
//!
//! It does not ask whose they are (`claim`) and does not look at pages (`site`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::config_files::ConfigFiles;
use super::settings::Settings;
use super::{dialect, docusaurus, gitbook, jekyll, mdbook, mkdocs};
use crate::diagnostic::Diagnostic;
use crate::repo_path;
use crate::source::Repo;

/// Names of folders that hold docs without saying so in a configuration file.
const DOCS_NAMES: [&str; 3] = ["docs", "doc", "documentation"];

/// Folders whose contents are other people's, or are moulds for files to come.
const FOREIGN: [&str; 6] = ["node_modules", "bower_components", "vendor", "third_party", "skeleton", "skeletons"];

/// The docs folders of a repository, sorted by root; no two have the same root.
pub(crate) fn folders(files: &mut ConfigFiles) -> (Vec<Arc<Settings>>, Vec<Diagnostic>) {
    let repo = &Arc::clone(&files.repo);
    let traces = Traces::of(repo);
    let mut found: BTreeMap<String, Settings> = BTreeMap::new();
    let mut homes: BTreeSet<String> = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for path in traces.configs() {
        let home = repo_path::parent(&path).to_owned();
        if homes.contains(&home) {
            continue;
        }
        let (settings, notes) = read_config(files, &path);
        diagnostics.extend(notes);
        homes.insert(home);
        if let Some(settings) = settings.filter(|it| repo.is_dir(&it.root)) {
            found.entry(settings.root.clone()).or_insert(settings);
        }
    }
    for home in traces.gitbook_homes.iter().filter(|it| !homes.contains(*it)) {
        let (settings, notes) = gitbook::read(repo, home);
        diagnostics.extend(notes);
        found.entry(settings.root.clone()).or_insert(settings);
    }
    for folder in &traces.docs_folders {
        let inside_another = found.keys().any(|root| folder == root || repo_path::strip_folder(folder, root).is_some());
        if !inside_another {
            let dialect = dialect::of_folder(repo, folder, crate::config::DialectName::Github);
            found.insert(folder.clone(), dialect::plain(repo, folder, dialect));
        }
    }
    (found.into_values().map(Arc::new).collect(), diagnostics)
}

/// The settings that a configuration file gives, by its name.
pub(crate) fn read_config(files: &mut ConfigFiles, path: &str) -> (Option<Settings>, Vec<Diagnostic>) {
    let repo = &*files.repo;
    match config_rank(repo_path::file_name(path)) {
        Some(0 | 1) => mkdocs::read(files, path),
        Some(2) => docusaurus::read(repo, path),
        Some(3) => mdbook::read(repo, path),
        Some(4) => {
            let (settings, notes) = gitbook::read(repo, repo_path::parent(path));
            (Some(settings), notes)
        }
        Some(_) => jekyll::read(repo, path),
        None => (None, Vec::new()),
    }
}

/// The configuration file that counts in a folder, if there is one.
pub(crate) fn config_in(repo: &Repo, folder: &str) -> Option<String> {
    CONFIG_NAMES.iter().map(|(name, _)| join(folder, name)).find(|it| repo.contains(it) && counts(repo, it))
}

/// File names of configurations, with the rank of their tool; the smaller wins in one folder.
const CONFIG_NAMES: [(&str, u8); 10] = [
    ("mkdocs.yaml", 0),
    ("mkdocs.yml", 1),
    ("docusaurus.config.ts", 2),
    ("docusaurus.config.js", 2),
    ("docusaurus.config.mjs", 2),
    ("docusaurus.config.cjs", 2),
    ("book.toml", 3),
    (".gitbook.yaml", 4),
    ("_config.yml", 5),
    ("_config.yaml", 5),
];

/// Is it the name of a docs tool's configuration?
pub(crate) fn is_config(name: &str) -> bool {
    config_rank(name).is_some()
}

fn config_rank(name: &str) -> Option<u8> {
    CONFIG_NAMES.iter().find(|(it, _)| *it == name).map(|(_, rank)| *rank)
}

/// `_config.yml` is a common name: it counts where there is Markdown beside or below it.
fn counts(repo: &Repo, path: &str) -> bool {
    let home = repo_path::parent(path);
    !repo_path::file_name(path).starts_with("_config")
        || repo.files_below(home).any(|(it, _)| dialect::is_markdown(it) && !is_foreign(it))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Does a path lead through a folder that is not the repository's own documentation?
pub(crate) fn is_foreign(path: &str) -> bool {
    repo_path::parent(path).split('/').any(|it| FOREIGN.contains(&it) || it.contains("{{"))
}

/// What the list of files shows.
#[derive(Default)]
struct Traces {
    /// Rank and path of configuration files.
    configs: BTreeSet<(u8, String)>,
    gitbook_homes: BTreeSet<String>,
    docs_folders: BTreeSet<String>,
}

impl Traces {
    fn of(repo: &Repo) -> Self {
        let mut traces = Self::default();
        for (path, _) in repo.files().filter(|(path, _)| !is_foreign(path)) {
            let name = repo_path::file_name(path);
            if let Some(rank) = config_rank(name).filter(|_| !in_hidden_folder(path) && counts(repo, path)) {
                traces.configs.insert((rank, path.to_string()));
            } else if dialect::is_markdown(path) && !in_hidden_folder(path) {
                traces.docs_folders.extend(docs_folder_above(path));
                // A GitBook without pictures, or a book without a configuration.
                let home = repo_path::parent(path);
                if name == "SUMMARY.md" && repo.contains(&join(home, "README.md")) {
                    traces.docs_folders.insert(home.to_owned());
                }
            } else if let Some(home) = gitbook_home(path) {
                traces.gitbook_homes.insert(home.to_owned());
            }
        }
        traces
    }

    /// Paths of the configuration files, the tools' ranks first.
    fn configs(&self) -> Vec<String> {
        self.configs.iter().map(|(_, path)| path.clone()).collect()
    }
}

fn in_hidden_folder(path: &str) -> bool {
    repo_path::is_hidden(repo_path::parent(path))
}

/// The topmost folder above a page that is called like a docs folder.
fn docs_folder_above(path: &str) -> Option<String> {
    let folder = repo_path::parent(path);
    let parts: Vec<&str> = folder.split('/').collect();
    let at = parts.iter().position(|it| DOCS_NAMES.contains(&it.to_ascii_lowercase().as_str()))?;
    Some(parts.get(..=at)?.join("/"))
}

/// The folder that holds a `.gitbook` folder.
fn gitbook_home(path: &str) -> Option<&str> {
    if path.starts_with(".gitbook/") {
        return Some("");
    }
    path.find("/.gitbook/").and_then(|at| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn found(files: &[&str]) -> Vec<String> {
        let files: Vec<(&str, &str, &str)> = files.iter().map(|it| ("shop", *it, "")).collect();
        let source = Source::in_memory(&files);
        let repo = source.repo("shop").expect("listed above");
        folders(&mut ConfigFiles::of(repo)).0.iter().map(|it| format!("{} {:?}", it.root, it.dialect)).collect()
    }

    #[test]
    fn finds_each_tool_and_each_root_once() {
        assert_eq!(found(&["mkdocs.yml", "docs/index.md", "docs/a/docs/b.md"]), ["docs Techdocs"]);
        assert_eq!(found(&["guide/book.toml", "guide/src/SUMMARY.md"]), ["guide/src Mdbook"]);
        assert_eq!(found(&[".gitbook/assets/a.png", "README.md"]), [" Gitbook"]);
        assert_eq!(found(&["SUMMARY.md", "README.md", "a/b.md"]), [" Github"]);
        assert_eq!(found(&["SUMMARY.md", "a/b.md"]), Vec::<String>::new());
        assert_eq!(found(&["docs/a.mdx", "x/docs/b.md", "node_modules/y/docs/c.md"]), ["docs Docusaurus", "x/docs Github"]);
    }

    #[test]
    fn a_config_without_pages_is_no_docs_folder() {
        assert_eq!(found(&["ansible/_config.yml", "mkdocs.yml"]), Vec::<String>::new());
    }
}
