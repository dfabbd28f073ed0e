//! What a docs folder says about itself, in one shape for every tool it may have been written for.
//!
//! The readers (`mkdocs`, `mdbook`, `gitbook`, `docusaurus`, `jekyll`) fill a [`Settings`]; nothing after them asks which
//! tool it was, except through [`Settings::nav`] and the dialect.

use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::value::Value;
use crate::config::DialectName;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::markdown::Variables;
use crate::source::Repo;

/// The largest configuration file of a docs folder that is read, in bytes.
pub(crate) const CONFIG_LIMIT: u64 = 1_000_000;

/// What a docs folder says about itself.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The folder of its configuration file (of the docs folder itself where there is none).
    pub(crate) home: String,
    /// The folder of its pages.
    pub(crate) root: String,
    /// Its configuration file.
    pub(crate) file: Option<Arc<str>>,
    /// The name it gives itself.
    pub(crate) title: Option<String>,
    /// What it says it is about.
    pub(crate) description: Option<String>,
    /// The language of its pages, a well-formed BCP 47 tag.
    pub(crate) language: Option<String>,
    /// The direction of their text: `ltr` or `rtl`.
    pub(crate) direction: Option<&'static str>,
    /// How its pages are written.
    pub(crate) dialect: DialectName,
    /// Where its navigation comes from.
    pub(crate) nav: NavSource,
    /// Files that are not published.
    pub(crate) exclude: Globs,
    /// Values for template variables.
    pub(crate) variables: Variables,
    /// Switches of the dialect.
    pub(crate) features: Vec<String>,
    /// Old pages (paths below the root, or addresses) and where each now leads, as written.
    pub(crate) redirects: Vec<Redirect>,
    /// How pages without a permalink of their own are addressed, for Jekyll.
    pub(crate) permalinks: Option<Arc<super::jekyll::Permalinks>>,
    /// Prefixes of absolute addresses that mean this site's root: `/docs`, `https://docs.acme.example/base`.
    pub(crate) route_prefixes: Vec<String>,
    /// Folders that includes start from beside the usual ones, as configured.
    pub(crate) include_folders: Vec<String>,
}

/// Where a folder's navigation comes from.
#[derive(Clone, Debug, Default)]
pub(crate) enum NavSource {
    /// From the folders and files, by the dialect's rule.
    #[default]
    Implicit,
    /// The `nav` of a `mkdocs.yml`.
    Mkdocs(Arc<Value>),
    /// A `SUMMARY.md`, by its path.
    Summary(Arc<str>),
    /// A literal sidebar of Docusaurus.
    Sidebar(Arc<Value>),
    /// `parent` and `nav_order` of just-the-docs.
    FrontMatter,
}

/// An old address and where it now leads, as written.
#[derive(Clone, Debug)]
pub(crate) struct Redirect {
    /// The old page: a path below the root, or an address.
    pub(crate) from: String,
    /// The new page, or an absolute address.
    pub(crate) to: String,
    /// Where it stands in the configuration file.
    pub(crate) span: Option<Span>,
}

impl Settings {
    /// A folder that says nothing about itself.
    pub(crate) fn plain(root: &str, dialect: DialectName) -> Self {
        Self {
            home: root.to_owned(),
            root: root.to_owned(),
            file: None,
            title: None,
            description: None,
            language: None,
            direction: None,
            dialect,
            nav: NavSource::Implicit,
            exclude: Globs::default(),
            variables: Variables::default(),
            features: Vec::new(),
            redirects: Vec::new(),
            permalinks: None,
            route_prefixes: Vec::new(),
            include_folders: Vec::new(),
        }
    }
}

/// Patterns of one setting that count: each becomes a part of one regular expression.
const MAX_PATTERNS: usize = 2_000;

/// Patterns in the syntax of `.gitignore`, matched against paths below the docs root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Globs(Option<Arc<Gitignore>>);

impl Globs {
    /// The patterns of some lines; lines that are no pattern are returned with the reason.
    pub(crate) fn of_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> (Self, Vec<String>) {
        let mut builder = GitignoreBuilder::new("");
        let mut wrong = Vec::new();
        let mut any = false;
        for (at, line) in lines.into_iter().filter(|it| !it.trim().is_empty()).enumerate() {
            if at == MAX_PATTERNS {
                wrong.push(format!("only the first {MAX_PATTERNS} patterns count"));
                break;
            }
            match builder.add_line(None, line) {
                Ok(_) => any = true,
                Err(error) => wrong.push(format!("`{}`: {error}", line.trim())),
            }
        }
        (Self(builder.build().ok().filter(|_| any).map(Arc::new)), wrong)
    }

    /// Does a pattern match the path or a folder above it?
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.as_ref().is_some_and(|it| it.matched_path_or_any_parents(path, false).is_ignore())
    }
}

/// A configuration file's tree; a diagnostic where it cannot be read as what its ending says.
pub(crate) fn read_tree(repo: &Repo, path: &str) -> Result<Value, Box<Diagnostic>> {
    let text = repo.text(path, CONFIG_LIMIT).map_err(|error| Box::new(error.diagnostic(repo, path)))?.text;
    let refuse = |message: String, span: Option<Span>| {
        let place = repo.place(path);
        let place = span.map_or(place.clone(), |it| place.at(it));
        Box::new(Diagnostic::new(Code::DocsConfigInvalid, format!("`{path}` is left out: {message}")).at(place))
    };
    match crate::repo_path::extension(path).as_str() {
        "toml" => {
            let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
                refuse(error.message().to_owned(), error.span().map(|it| span_at(&text, it.start)))
            })?;
            Ok(Value::of_toml(&toml::Value::Table(table)))
        }
        "json" => serde_json::from_str(&text).map(|it| Value::of_json(&it)).map_err(|error| {
            let span = Span::point(error.line().max(1) as u32, error.column().max(1) as u32);
            let message = error.to_string();
            refuse(message.split(" at line ").next().unwrap_or_default().to_owned(), Some(span))
        }),
        _ => super::yaml_value::read(&text).map_err(|it| Box::new(refuse(it.message, Some(it.span)).help(it.help))),
    }
}

/// Line and column of a byte offset.
fn span_at(text: &str, offset: usize) -> Span {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    Span::point(line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_follow_gitignore() {
        let (globs, wrong) = Globs::of_lines(["drafts/", "*.tmp.md", "!keep.tmp.md"]);
        assert!(wrong.is_empty());
        assert!(globs.matches("drafts/a/b.md") && globs.matches("x/y.tmp.md"));
        assert!(!globs.matches("a/keep.tmp.md"));
        assert!(!globs.matches("a/drafts.md"));
    }
}
