//! What is wrong with somebody's files, as values.
//!
//! Every stage returns its diagnostics beside its result; nothing prints on the way. `report` turns them into
//! text, JSON, SARIF, GitHub annotations or JUnit at the end, once. This module never reads a file: the reporter looks up
//! the offending line through [`crate::source::Source`].

mod code;

pub use code::Code;

use std::fmt;
use std::sync::Arc;

/// How bad it is. Ordered: the worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was left out because of it.
    Error,
    /// Everything was published, but a reader will miss or misread something.
    Warning,
    /// Worth knowing; nothing is wrong.
    Info,
}

impl Severity {
    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A stretch of a file. Lines and columns count from 1; columns count characters; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// First column of the first line.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// The column after the last character, on the last line.
    pub end_column: u32,
}

impl Span {
    /// One point: a line and a column.
    #[must_use]
    pub fn point(line: u32, column: u32) -> Self {
        Self { line, column, end_line: line, end_column: column.saturating_add(1) }
    }

    /// The one of two spans that ends later.
    #[must_use]
    pub fn max_end(self, other: Self) -> Self {
        if (other.end_line, other.end_column) > (self.end_line, self.end_column) { other } else { self }
    }
}

/// Where in a repository something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// [`crate::source::Repo::name`], or the empty string for the operator's own files.
    pub repository: Arc<str>,
    /// Path below the repository, with `/`.
    pub path: Arc<str>,
    /// The value at fault, where there is one.
    pub span: Option<Span>,
}

impl Place {
    /// A whole file.
    pub fn file(repository: impl Into<Arc<str>>, path: impl Into<Arc<str>>) -> Self {
        Self { repository: repository.into(), path: path.into(), span: None }
    }

    /// The same file, at a span.
    #[must_use]
    pub fn at(&self, span: Span) -> Self {
        Self { span: Some(span), ..self.clone() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.repository.is_empty() {
            write!(f, "{}/", self.repository)?;
        }
        f.write_str(&self.path)?;
        match self.span {
            Some(span) => write!(f, ":{}:{}", span.line, span.column),
            None => Ok(()),
        }
    }
}

/// One mistake in a catalog, a document, a template; or a note about one.
///
/// `message` is one sentence, lower case at the start, without a full stop, names in backticks; `help` says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub code: Code,
    /// The code's default severity, until configuration changes it.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it; the code's own advice unless something more exact is known.
    pub help: String,
    /// Where it is.
    pub place: Option<Place>,
    /// Canonical reference of the entity concerned.
    pub entity: Option<String>,
    /// Other places that take part, each with what it has to do with this.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// A diagnostic of the code's own severity, without a place yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            help: code.help().to_owned(),
            place: None,
            entity: None,
            related: Vec::new(),
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do, more exactly than the code does.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Says what to do where that is known; else the code's own advice stays.
    #[must_use]
    pub fn help_if_known(self, help: Option<impl Into<String>>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Says which entity it concerns.
    #[must_use]
    pub fn entity(mut self, reference: impl Into<String>) -> Self {
        self.entity = Some(reference.into());
        self
    }

    /// Points at another place that takes part.
    #[must_use]
    pub fn related(mut self, place: Place, note: impl Into<String>) -> Self {
        self.related.push((place, note.into()));
        self
    }
}

/// Sorts by place, then severity, code and message, and drops exact repeats: the order people and machines see.
#[must_use]
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| {
        (&a.place, a.severity, a.code, &a.message, &a.entity).cmp(&(&b.place, b.severity, b.code, &b.message, &b.entity))
    });
    diagnostics.dedup();
    diagnostics
}

/// The candidate nearest to `word` by edit distance, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(word, it), it))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, it)| it)
}
