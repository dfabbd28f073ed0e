//! GitHub's workflow commands: annotations at the lines of a pull request.

use std::fmt::Write as _;

use super::{Paths, Surroundings};
use crate::diagnostic::{Diagnostic, Severity};

/// One command for each diagnostic.
#[must_use]
pub fn github(diagnostics: &[Diagnostic], around: &Surroundings) -> String {
    let paths = Paths::of(diagnostics, around);
    let mut out = String::new();
    for it in diagnostics {
        let command = match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some(place) = &it.place {
            properties.push(format!("file={}", property(&paths.path(place))));
            if let Some(span) = place.span {
                properties.push(format!("line={},endLine={}", span.line, span.end_line));
                // Columns only count within one line.
                if span.line == span.end_line {
                    properties.push(format!("col={},endColumn={}", span.column, span.end_column));
                }
            }
        }
        properties.push(format!("title={}", property(it.code.name())));
        let _ = writeln!(out, "::{command} {}::{}", properties.join(","), data(&format!("{}\nhelp: {}", it.message, it.help)));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
