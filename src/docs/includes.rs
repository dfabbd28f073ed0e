//! The files that a page includes, read from its own repository and nowhere else.

use crate::markdown::{IncludeSyntax, Includes};
use crate::repo_path;
use crate::source::Repo;

use super::settings::Settings;

/// The largest file that a page may include, in bytes.
const INCLUDE_LIMIT: u64 = 5_000_000;

/// What one page may include.
pub(crate) struct PageIncludes<'a> {
    /// Its repository.
    pub(crate) repo: &'a Repo,
    /// Its docs folder.
    pub(crate) settings: &'a Settings,
    /// Its path.
    pub(crate) page: &'a str,
}

impl PageIncludes<'_> {
    /// The folders from which a path is tried, by the rule of the syntax.
    fn folders(&self, syntax: IncludeSyntax) -> Vec<String> {
        let page_folder = repo_path::parent(self.page).to_owned();
        let (home, root) = (self.settings.home.clone(), self.settings.root.clone());
        match syntax {
            // Paths start where the tool was started: mostly beside its configuration, often at the top of the repository.
            IncludeSyntax::Snippet => {
                let configured = self.settings.include_folders.iter();
                let configured = configured.flat_map(|it| [repo_path::join(&home, it).ok(), repo_path::join("", it).ok()]);
                let usual = [home.clone(), root, page_folder, String::new()];
                configured.flatten().chain(usual).collect()
            }
            IncludeSyntax::RelativeToPage => vec![page_folder, home, root],
            IncludeSyntax::MdBook => vec![page_folder],
            IncludeSyntax::Partial => vec![page_folder, root],
            IncludeSyntax::Jekyll => repo_path::join(&root, "_includes").into_iter().collect(),
        }
    }
}

impl Includes for PageIncludes<'_> {
    fn find(&self, syntax: IncludeSyntax, path: &str) -> Result<String, String> {
        let written = path.trim();
        if written.contains("://") {
            return Err(format!("`{written}` is an address; nothing is fetched while building"));
        }
        let site_path = written.strip_prefix("@site/").map(|it| (self.settings.home.clone(), it));
        let tried: Vec<(String, &str)> = match site_path {
            Some(one) => vec![one],
            None => self.folders(syntax).into_iter().map(|it| (it, written.trim_start_matches('/'))).collect(),
        };
        let mut left = false;
        for (folder, path) in tried {
            match repo_path::join(&folder, path) {
                // A page that is named like the snippet it includes does not include itself.
                Ok(path) if is_hidden(&path) || path == self.page => {}
                Ok(path) if self.repo.contains(&path) => return Ok(path),
                Ok(_) => {}
                Err(_) => left = true,
            }
        }
        Err(if left { format!("`{written}` leaves the repository") } else { format!("`{written}` does not exist") })
    }

    fn read(&self, file: &str) -> Result<String, String> {
        // Whoever asks may not have found it here.
        if is_hidden(file) {
            return Err(format!("`{file}` does not exist"));
        }
        self.repo.text(file, INCLUDE_LIMIT).map(|it| it.text).map_err(|it| format!("`{file}` could not be included: {it}"))
    }
}

/// Files and folders that begin with a dot are never published, so neither are their texts.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|it| it.starts_with('.') && it != ".gitbook")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DialectName;
    use crate::source::Source;

    #[test]
    fn each_syntax_has_its_folder_and_none_leaves() {
        let source = Source::in_memory(&[
            ("shop", "docs/a/page.md", ""),
            ("shop", "docs/a/part.md", "beside"),
            ("shop", "snippets/part.md", "snippet"),
            ("shop", "docs/_includes/x.html", "jekyll"),
            ("shop", ".env", "secret"),
            ("shop", "parts/far.md", "configured"),
        ]);
        let repo = source.repo("shop").expect("listed above");
        let include_folders = vec!["parts".to_owned(), "../../..".to_owned()];
        let plain = Settings::plain("docs", DialectName::Techdocs);
        let settings = Settings { home: "hack/docs".to_owned(), include_folders, ..plain };
        let includes = PageIncludes { repo, settings: &settings, page: "docs/a/page.md" };
        let text = |syntax, path| includes.find(syntax, path).and_then(|it| includes.read(&it));
        assert_eq!(text(IncludeSyntax::MdBook, "part.md").as_deref(), Ok("beside"));
        assert_eq!(text(IncludeSyntax::Snippet, "snippets/part.md").as_deref(), Ok("snippet"));
        assert_eq!(text(IncludeSyntax::Snippet, "far.md").as_deref(), Ok("configured"));
        assert_eq!(text(IncludeSyntax::Snippet, "../far.md"), Err("`../far.md` leaves the repository".into()));
        assert_eq!(text(IncludeSyntax::Jekyll, "x.html").as_deref(), Ok("jekyll"));
        assert_eq!(text(IncludeSyntax::Snippet, ".env"), Err("`.env` does not exist".into()));
        assert_eq!(text(IncludeSyntax::MdBook, "../../../x"), Err("`../../../x` leaves the repository".into()));
    }
}
