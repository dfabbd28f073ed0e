//! Where the text of an API's definition stands, so that a mistake in it is shown where it was made: in the file that a
//! placeholder names, or in the middle of the catalog file.

use super::document::FileContext;
use super::locate::{self, Lead};
use crate::diagnostic::{Place, Span};
use crate::yaml::Node;

/// Where a definition's text stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionPlace {
    /// Its file; in a catalog file, the value itself.
    place: Place,
    /// The line of the file on which the text begins, and by how much its lines are indented. `None` where its lines are
    /// not lines of the file, as in a quoted string.
    begins: Option<(u32, u32)>,
}

impl DefinitionPlace {
    /// The place of a stretch of the definition's own text.
    #[must_use]
    pub fn at(&self, span: Option<Span>) -> Place {
        let (Some((line, indent)), Some(span)) = (self.begins, span) else { return self.place.clone() };
        let down = |it: u32| it.saturating_add(line).saturating_sub(1);
        let right = |it: u32| it.saturating_add(indent);
        self.place.at(Span {
            line: down(span.line),
            column: right(span.column),
            end_line: down(span.end_line),
            end_column: right(span.end_column),
        })
    }
}

/// The place of `spec.definition`, placeholders not yet resolved; `text` is what it came to, `around` the document
/// and the line it begins on.
pub(super) fn place(root: &Node, text: &str, around: (&str, u32), file: FileContext<'_>) -> Option<DefinitionPlace> {
    let node = root.at_pointer("/spec/definition")?;
    let here = file.repo.place(&file.target.path).at(node.span);
    if node.as_str().is_some() {
        return Some(DefinitionPlace { begins: literal(node, text, around), place: here });
    }
    let [only] = node.entries() else { return None };
    let elsewhere =
        only.value.as_str().and_then(|written| match locate::lead(written, file.target.repo, &file.target.path, file.source) {
            Lead::Path(repo, path) if repo == file.target.repo => locate::spelled(file.repo, &path),
            _ => None,
        });
    let Some(path) = elsewhere else { return Some(DefinitionPlace { place: here, begins: None }) };
    // A definition bundled from several files has lines of its own.
    let as_written =
        &*only.key == "$text" || file.repo.text(&path, file.config.limits.api_definition).is_ok_and(|it| it.text == text);
    Some(DefinitionPlace { place: file.repo.place(&path), begins: as_written.then_some((1, 0)) })
}

/// A literal block (`|`) keeps its lines: where the first one stands, and its indentation. The reader gives the place of
/// the first line with content, so the header is above it, behind blank lines at most.
fn literal(node: &Node, text: &str, (whole, first): (&str, u32)) -> Option<(u32, u32)> {
    let content = usize::try_from(node.span.line.checked_sub(first)?).ok()?;
    let above: Vec<&str> = whole.lines().take(content).collect();
    let header = above.iter().rposition(|it| !it.trim().is_empty())?;
    above.get(header).filter(|it| ends_in_literal_header(it))?;
    let indent = |line: &str| line.chars().take_while(|it| *it == ' ').count();
    let full = |line: &&str| !line.trim().is_empty();
    let outer = whole.lines().skip(content).find(full).map(indent)?;
    let inner = text.lines().find(full).map(indent)?;
    Some((u32::try_from(header).ok()?.saturating_add(first).saturating_add(1), u32::try_from(outer.checked_sub(inner)?).ok()?))
}

/// Does the line end in `|`, with its indicators (`|2-`) and perhaps a comment?
fn ends_in_literal_header(line: &str) -> bool {
    let code = line.split(" #").next().unwrap_or(line).trim_end();
    let head = code.trim_end_matches(|it: char| it.is_ascii_digit() || it == '-' || it == '+');
    head.ends_with('|') && head.trim_end_matches('|').ends_with([' ', '\t'])
}
