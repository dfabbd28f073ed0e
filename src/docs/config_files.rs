//! The `mkdocs.yml` files of one repository, each parsed once, however many sites inherit from it or include it.
//!
//! What is shared is the tree as it was read; what a site makes of it is its own (`mkdocs`).

use std::collections::HashMap;
use std::sync::Arc;

use super::settings::read_tree;
use super::value::Value;
use crate::diagnostic::Diagnostic;
use crate::source::Repo;

/// The configuration files of a repository.
#[derive(Debug)]
pub(crate) struct ConfigFiles {
    /// The repository.
    pub(crate) repo: Arc<Repo>,
    read: HashMap<String, Result<Arc<Value>, Box<Diagnostic>>>,
}

impl ConfigFiles {
    /// None of them is read yet.
    pub(crate) fn of(repo: &Arc<Repo>) -> Self {
        Self { repo: Arc::clone(repo), read: HashMap::new() }
    }

    /// A file's tree; the diagnostic where it cannot be read.
    pub(crate) fn tree(&mut self, path: &str) -> Result<Arc<Value>, Box<Diagnostic>> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let tree = read_tree(&self.repo, path).map(Arc::new);
        self.read.insert(path.to_owned(), tree.clone());
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::{discover, monorepo};
    use crate::source::Source;

    #[test]
    fn a_file_is_parsed_once_for_all_that_inherit_or_include_it() {
        let source = Source::in_memory(&[
            ("shop", "base.yml", "extra: {a: 1}\n"),
            ("shop", "mkdocs.yml", "site_name: Shop\nINHERIT: base.yml\nnav: ['*include ./*/mkdocs.yml']\n"),
            ("shop", "docs/index.md", ""),
            ("shop", "x/mkdocs.yml", "site_name: X\nINHERIT: ../base.yml\n"),
            ("shop", "x/docs/index.md", ""),
            ("shop", "y/mkdocs.yml", "site_name: Y\nINHERIT: ../base.yml\n"),
            ("shop", "y/docs/index.md", ""),
        ]);
        let mut files = ConfigFiles::of(source.repo("shop").expect("listed above"));
        let (found, _) = discover::folders(&mut files);
        let base = files.tree("base.yml").expect("it is YAML");
        let before = files.read.len();
        assert_eq!(monorepo::parts(&mut files, &found[0]).0.len(), 2);
        assert!(Arc::ptr_eq(&base, &files.tree("base.yml").expect("it is YAML")), "it was parsed once more");
        assert_eq!((before, files.read.len()), (4, 4), "each file is there once");
    }
}
