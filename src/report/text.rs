//! For people: like rustc, with the offending line and a caret.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::visible;
use crate::diagnostic::{Diagnostic, Place, Severity, Span};
use crate::source::Source;

/// Bytes of a file that is read to show a line of it.
const MAX_FILE: u64 = 20_000_000;
/// Characters of a line that is shown.
const MAX_LINE: usize = 2_000;

/// A file: its repository and its path.
type File<'a> = (&'a Arc<str>, &'a Arc<str>);

/// What becomes of the diagnostics of a file beyond those that are shown with their lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// They are counted: a build has other things to say.
    Counted,
    /// Each has a line of its own: a check says everything.
    Listed,
}

/// Every diagnostic with its line; at most `per_file` for each file, errors before warnings before notes.
#[must_use]
pub fn text(diagnostics: &[Diagnostic], source: &Source, colour: bool, (per_file, rest): (usize, Rest)) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut lines = Lines { source, file: None, lines: Vec::new() };
    let mut out = String::new();
    let mut left = Vec::new();
    for (diagnostic, shown) in diagnostics.iter().zip(shown(diagnostics, per_file)) {
        if shown {
            out.push_str(&renderer.render(&[group(diagnostic, &mut lines)]));
            out.push_str("\n\n");
        } else {
            left.push(diagnostic);
        }
    }
    match rest {
        Rest::Counted => {
            let mut counts: BTreeMap<File<'_>, usize> = BTreeMap::new();
            left.iter().filter_map(|it| file(it)).for_each(|it| *counts.entry(it).or_default() += 1);
            for ((repository, path), count) in counts {
                let place = Place::file(repository.clone(), path.clone());
                let _ = writeln!(out, "… and {count} more in {}\n", visible(&place.to_string()));
            }
        }
        Rest::Listed => left.iter().for_each(|it| {
            let place = it.place.as_ref().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(out, "{}[{}]: {} --> {}", it.severity.name(), it.code.name(), visible(&it.message), visible(&place));
        }),
    }
    out
}

fn file(diagnostic: &Diagnostic) -> Option<File<'_>> {
    diagnostic.place.as_ref().map(|it| (&it.repository, &it.path))
}

/// Which diagnostics are shown with their lines: the gravest `per_file` of each file.
fn shown(diagnostics: &[Diagnostic], per_file: usize) -> Vec<bool> {
    let mut order: Vec<usize> = (0..diagnostics.len()).collect();
    order.sort_by_key(|at| diagnostics.get(*at).map(|it| it.severity));
    let mut counts: BTreeMap<File<'_>, usize> = BTreeMap::new();
    let mut shown = vec![true; diagnostics.len()];
    for at in order {
        let (Some(it), Some(mark)) = (diagnostics.get(at), shown.get_mut(at)) else { continue };
        if let Some(file) = file(it) {
            let count = counts.entry(file).or_default();
            *count += 1;
            *mark = *count <= per_file;
        }
    }
    shown
}

fn group(diagnostic: &Diagnostic, lines: &mut Lines<'_>) -> Group<'static> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        let path = visible(&Place { span: None, ..place.clone() }.to_string());
        group = match place.span.and_then(|span| Some((span, lines.line(place, span.line)?))) {
            Some((span, line)) => {
                let marked = bytes(&line, span);
                group.element(
                    Snippet::source(line)
                        .path(path)
                        .line_start(span.line as usize)
                        .annotation(AnnotationKind::Primary.span(marked)),
                )
            }
            None => {
                let origin = Origin::path(path);
                let span = place.span.map(|it| (it.line as usize, it.column as usize));
                group.element(span.map_or(origin.clone(), |(line, column)| origin.line(line).char_column(column)))
            }
        };
    }
    for (place, note) in &diagnostic.related {
        group = group.element(Level::NOTE.message(visible(&format!("{place}: {note}"))));
    }
    group.element(Level::HELP.message(visible(&diagnostic.help)))
}

/// The bytes of a line that a span marks.
fn bytes(line: &str, span: Span) -> std::ops::Range<usize> {
    let at = |column: u32| line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |it| it.0);
    let start = at(span.column);
    let end = if span.end_line > span.line { line.trim_end().len() } else { at(span.end_column) };
    start..end.max(start)
}

/// The lines of the file that was asked about last: diagnostics come sorted by file.
struct Lines<'a> {
    source: &'a Source,
    file: Option<(Arc<str>, Arc<str>)>,
    lines: Vec<String>,
}

impl Lines<'_> {
    fn line(&mut self, place: &Place, number: u32) -> Option<String> {
        if self.file.as_ref().is_none_or(|it| it.0 != place.repository || it.1 != place.path) {
            self.file = Some((place.repository.clone(), place.path.clone()));
            let repo = self.source.repo(&place.repository);
            let text = repo.and_then(|it| it.text(&place.path, MAX_FILE).ok()).map(|it| it.text).unwrap_or_default();
            self.lines = text.lines().map(str::to_owned).collect();
        }
        let line = self.lines.get(number.checked_sub(1)? as usize)?;
        (line.len() <= MAX_LINE * 4 && line.chars().count() <= MAX_LINE).then(|| visible(line))
    }
}
