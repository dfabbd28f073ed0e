//! The YAML between `---` lines at the top of a page.
//!
//! Split by hand: pulldown-cmark's metadata blocks take quadratic time on hostile text. A block that is not a mapping is
//! noted and left out; the page is shown without it.

use super::{FrontMatter, Note};
use crate::diagnostic::{Code, Span};
use crate::yaml::{self, Schema};

/// A page cut into its front matter and its text.
pub(super) struct Split<'a> {
    /// The front matter; empty where there is none or it cannot be read.
    pub(super) front_matter: FrontMatter,
    /// The text after it.
    pub(super) body: &'a str,
    /// Line of the file at which the text starts, from 1.
    pub(super) first_line: u32,
    /// Why it could not be read.
    pub(super) notes: Vec<Note>,
}

/// More front matter than this is not read.
const MAX_BYTES: usize = 256 * 1024;

/// The parser calls itself for every level of nesting, and the stack of a thread is small.
fn options() -> serde_yaml::Options {
    serde_yaml::options! { budget: serde_yaml::budget! { max_depth: crate::yaml::MAX_DEPTH } }
}

/// Cuts a file at its front matter.
pub(super) fn split(text: &str) -> Split<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let none = Split { front_matter: FrontMatter::new(), body: text, first_line: 1, notes: Vec::new() };
    let Some((yaml, body, lines)) = fenced(text) else { return none };
    if yaml.trim().is_empty() {
        return Split { body, first_line: lines + 1, ..none };
    }
    if yaml.len() > MAX_BYTES {
        let message = format!("front matter is larger than {MAX_BYTES} bytes; the page is shown without it");
        return Split { body, first_line: lines + 1, notes: vec![note(message, 1)], ..none };
    }
    match serde_yaml::from_str_with_options::<serde_json::Value>(yaml, options()) {
        Ok(serde_json::Value::Object(front_matter)) => Split { front_matter, body, first_line: lines + 1, notes: Vec::new() },
        // `---` around prose is two rules, not front matter.
        Ok(_) => none,
        Err(_) => Split { body, first_line: lines + 1, notes: vec![unreadable(yaml)], ..none },
    }
}

/// The text between the fences, the text after them and how many lines the block takes.
fn fenced(text: &str) -> Option<(&str, &str, u32)> {
    let first = text.split_inclusive('\n').next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut at = first.len();
    let mut lines = 1;
    for line in text.get(first.len()..)?.split_inclusive('\n') {
        lines += 1;
        if matches!(line.trim_end(), "---" | "...") {
            return Some((text.get(first.len()..at)?, text.get(at + line.len()..)?, lines));
        }
        at += line.len();
    }
    None
}

/// Why it is not read, and where: in the words of the reader of catalogs, which knows what people get wrong.
fn unreadable(yaml: &str) -> Note {
    let error = yaml::documents_as(yaml, Schema::Yaml11)
        .into_iter()
        .find_map(|it| it.root.err().or_else(|| it.duplicates.into_iter().next()));
    match error {
        Some(error) => {
            let message = format!("front matter cannot be read: {}; the page is shown without it", error.message);
            let below = |it: Span| Span { line: it.line + 1, end_line: it.end_line + 1, ..it };
            Note { help: Some(error.help), ..Note::new(Code::FrontMatter, message, Some(below(error.span))) }
        }
        None => note("front matter cannot be read; the page is shown without it".to_owned(), 1),
    }
}

fn note(message: String, line: u32) -> Note {
    Note::new(Code::FrontMatter, message, Some(Span::point(line, 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_block() {
        let it = split("\u{feff}---\ntitle: A\ntags: [x]\n---\n# B\n");
        assert_eq!(it.front_matter.get("title").and_then(|it| it.as_str()), Some("A"));
        assert_eq!((it.body, it.first_line), ("# B\n", 5));
    }

    #[test]
    fn leaves_rules_alone() {
        assert_eq!(split("---\n\nprose here\n\n---\n").body, "---\n\nprose here\n\n---\n");
        assert_eq!(split("---\ntitle: never closed\n").first_line, 1);
    }

    #[test]
    fn notes_what_is_not_yaml() {
        let it = split("---\ntitle: \"open\nx: y\n---\ntext\n");
        assert_eq!(it.body, "text\n");
        assert!(it.front_matter.is_empty());
        let note = it.notes.first().expect("a note");
        assert_eq!(
            note.message,
            "front matter cannot be read: a quote is not closed before the text stands further left than its key; the page is shown without it"
        );
        assert_eq!(note.help.as_deref(), Some("close the quote, or indent the text's further lines more than the key"));
        assert_eq!(note.span.map(|it| (it.line, it.column)), Some((2, 8)));
    }

    #[test]
    fn notes_what_is_nested_too_deeply() {
        // On the 2 MB of a test's thread, without optimisation.
        for open in ["[", "{a: ", "- ", "? "] {
            let it = split(&format!("---\na: {}\n---\ntext\n", open.repeat(5_000))).notes.len();
            assert_eq!(it, 1, "{open}");
        }
        let blocks: String = (0..400).map(|it| format!("{}b:\n", " ".repeat(it))).collect();
        assert_eq!(split(&format!("---\n{blocks}---\n")).notes.len(), 1);
    }
}
