//! What is wrong with one document, collected on the way: every problem of it, not the first.

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Span};

/// The problems of one document of one file.
#[derive(Debug)]
pub(super) struct Problems {
    file: Place,
    found: Vec<Diagnostic>,
}

impl Problems {
    pub(super) fn new(file: Place) -> Self {
        Self { file, found: Vec::new() }
    }

    /// Notes a problem of the value at `span`.
    pub(super) fn add(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic::new(code, message).at(self.file.at(span)));
    }

    /// Notes a problem and what to do about it.
    pub(super) fn add_with_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::new(code, message).help(help).at(self.file.at(span)));
    }

    /// Notes a finished diagnostic.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Is any of them an error, so that the document is rejected?
    pub(super) fn reject(&self) -> bool {
        self.found.iter().any(|it| it.severity == Severity::Error)
    }

    /// The place of a span in the file.
    pub(super) fn place(&self, span: Span) -> Place {
        self.file.at(span)
    }

    /// All of them, each naming the entity concerned.
    pub(super) fn into_vec(self, entity: Option<&str>) -> Vec<Diagnostic> {
        let name = |it: Diagnostic| Diagnostic { entity: it.entity.or_else(|| entity.map(str::to_owned)), ..it };
        self.found.into_iter().map(name).collect()
    }
}
