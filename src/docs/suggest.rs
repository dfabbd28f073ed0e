//! "Did you mean": the file a wrong path most likely means. Cheap, because there may be a great many wrong paths.

use std::collections::HashMap;

use crate::diagnostic::nearest;
use crate::repo_path;

/// Names of one folder that are compared letter by letter, at most.
const SIBLINGS: usize = 200;

/// The files of a site, by name and by folder.
#[derive(Debug, Default)]
pub(crate) struct Suggestions {
    by_name: HashMap<String, Vec<u32>>,
    by_folder: HashMap<String, Vec<u32>>,
    paths: Vec<std::sync::Arc<str>>,
}

impl Suggestions {
    /// Suggestions among those paths.
    pub(crate) fn of<'a>(paths: impl IntoIterator<Item = &'a std::sync::Arc<str>>) -> Self {
        let mut made = Self::default();
        for path in paths {
            let index = u32::try_from(made.paths.len()).unwrap_or(u32::MAX);
            made.by_name.entry(repo_path::file_name(path).to_lowercase()).or_default().push(index);
            made.by_folder.entry(repo_path::parent(path).to_owned()).or_default().push(index);
            made.paths.push(std::sync::Arc::clone(path));
        }
        made
    }

    /// The file that `path` most likely means: of the same name elsewhere, else of a like name in the same folder.
    pub(crate) fn nearest(&self, path: &str) -> Option<&str> {
        let name = repo_path::file_name(path).to_lowercase();
        let endings = [name.clone(), format!("{name}.md")];
        let same_name = endings.iter().find_map(|it| self.by_name.get(it).filter(|it| it.len() < 5));
        let same_name =
            same_name.and_then(|it| it.first()).filter(|_| !name.starts_with("index.") && !name.starts_with("readme."));
        if let Some(found) = same_name {
            return self.path(*found);
        }
        let siblings = self.by_folder.get(repo_path::parent(path))?;
        let siblings = siblings.iter().take(SIBLINGS).filter_map(|it| self.path(*it));
        let names: Vec<&str> = siblings.collect();
        let near = nearest(repo_path::file_name(path), names.iter().map(|it| repo_path::file_name(it)))?;
        names.into_iter().find(|it| repo_path::file_name(it) == near)
    }

    fn path(&self, index: u32) -> Option<&str> {
        self.paths.get(index as usize).map(|it| &**it)
    }
}

/// How a file is reached from a folder: `../a/b.md`.
pub(crate) fn relative(from_folder: &str, to: &str) -> String {
    let from: Vec<&str> = from_folder.split('/').filter(|it| !it.is_empty()).collect();
    let target: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(target.iter().skip(shared).copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn prefers_the_same_name_elsewhere() {
        let paths: Vec<Arc<str>> = ["docs/a/setup.md", "docs/guide.md", "docs/index.md"].into_iter().map(Arc::from).collect();
        let suggestions = Suggestions::of(&paths);
        assert_eq!(suggestions.nearest("docs/setup.md"), Some("docs/a/setup.md"));
        assert_eq!(suggestions.nearest("docs/giude.md"), Some("docs/guide.md"));
        assert_eq!(suggestions.nearest("docs/nothing-like-it.md"), None);
    }

    #[test]
    fn relative_paths() {
        assert_eq!(relative("docs/a", "docs/b/c.md"), "../b/c.md");
        assert_eq!(relative("docs", "docs/c.md"), "c.md");
        assert_eq!(relative("", "c.md"), "c.md");
    }
}
