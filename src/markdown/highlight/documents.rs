//! The lexers of Markdown, of differences between files, and of Python's sessions: line by line.
//!
//! One pass, forward; see `lexer.rs`.

use super::painter::{Class, Painter};
use super::{languages, lexer, yaml};

/// Lines that begin so stand before the changes.
const HEADERS: &[&str] = &[
    "diff ",
    "index ",
    "new file",
    "deleted file",
    "old mode",
    "new mode",
    "similarity ",
    "rename ",
    "copy ",
    "Binary ",
    "\\ ",
    "From ",
    "Only in ",
];

/// A difference between files.
pub(super) fn diff(painter: &mut Painter) {
    let mut is_name = false;
    while !painter.is_done() {
        let line = painter.rest();
        let is_pair = line.starts_with(b"--- ") && names_the_new(line);
        let class = match painter.peek() {
            _ if is_pair || is_name => Some(Class::Comment),
            b'@' => Some(Class::Special),
            b'+' => Some(Class::Inserted),
            b'-' => Some(Class::Deleted),
            b'>' if painter.ahead(1) == b' ' => Some(Class::Inserted),
            b'<' if painter.ahead(1) == b' ' => Some(Class::Deleted),
            _ if HEADERS.iter().any(|it| painter.starts(it)) => Some(Class::Comment),
            _ => None,
        };
        is_name = is_pair;
        let from = painter.at;
        painter.take_line();
        if let Some(class) = class {
            painter.paint(from, class);
        }
        painter.skip(1);
    }
}

/// Does the line after this one name the new file?
fn names_the_new(line: &[u8]) -> bool {
    line.split(|it| *it == b'\n').nth(1).is_some_and(|it| it.starts_with(b"+++ "))
}

/// Python, or a session in which `>>>` and `...` begin the lines of code.
pub(super) fn python(painter: &mut Painter) {
    if !painter.rest().split(|it| *it == b'\n').any(|it| it.starts_with(b">>>")) {
        return lexer::lex(painter, &languages::PYTHON);
    }
    while !painter.is_done() {
        if painter.starts(">>>") || painter.starts("...") {
            painter.paint_next(3, Class::Comment);
            let from = painter.at;
            painter.take_line();
            painter.hand_over(from, |it| lexer::lex(it, &languages::PYTHON));
        } else {
            painter.take_line();
        }
        painter.skip(1);
    }
}

/// Markdown.
pub(super) fn markdown(painter: &mut Painter) {
    if painter.starts("---\n") {
        painter.paint_next(3, Class::Special);
        let from = painter.at;
        painter.take_past("\n---\n");
        painter.hand_over(from, yaml::lex);
    }
    while !painter.is_done() {
        markdown_line(painter);
        painter.skip(1);
    }
}

fn markdown_line(painter: &mut Painter) {
    painter.take_while(|it| matches!(it, b' ' | b'\t' | b'>'));
    let from = painter.at;
    match painter.peek() {
        b'#' => return painter.paint_line(Class::Keyword),
        b'`' | b'~' if painter.starts("```") || painter.starts("~~~") => return fence(painter),
        b'-' | b'*' | b'+' if painter.ahead(1) == b' ' => painter.paint_next(1, Class::Special),
        it if it.is_ascii_digit() => {
            painter.take_while(|it| it.is_ascii_digit());
            if painter.peek() == b'.' {
                painter.skip(1);
                painter.paint(from, Class::Special);
            }
        }
        _ => {}
    }
    words(painter);
}

/// A block of code, to the line that ends it.
fn fence(painter: &mut Painter) {
    let from = painter.at;
    let mark = painter.peek();
    painter.take_while(|it| it == mark);
    let length = painter.at - from;
    painter.take_line();
    painter.paint(from, Class::Special);
    painter.skip(1);
    let from = painter.at;
    while !painter.is_done() {
        let line = painter.at;
        painter.take_blanks();
        let marks = painter.rest().iter().take(length).take_while(|it| **it == mark).count();
        if marks == length {
            let begun = painter.at;
            painter.at = line;
            painter.paint(from, Class::Text);
            painter.at = begun;
            return painter.paint_line(Class::Special);
        }
        painter.take_line();
        painter.skip(1);
    }
    painter.paint(from, Class::Text);
}

/// The text of a line: code, links, comments.
fn words(painter: &mut Painter) {
    while !painter.is_line_end() {
        let from = painter.at;
        match painter.peek() {
            b'`' => {
                painter.skip(1);
                painter.take_while(|it| it != b'`' && it != b'\n');
                painter.skip(usize::from(painter.peek() == b'`'));
                painter.paint(from, Class::Text);
            }
            b'<' if painter.starts("<!--") => {
                painter.take_past("-->");
                painter.paint(from, Class::Comment);
            }
            b']' if painter.ahead(1) == b'(' => {
                painter.skip(2);
                let from = painter.at;
                painter.take_while(|it| it != b')' && it != b'\n');
                painter.paint(from, Class::Text);
            }
            b'*' => {
                let count = painter.rest().iter().take(2).take_while(|it| **it == b'*').count();
                painter.paint_next(count, Class::Special);
            }
            b'\\' => {
                painter.skip(1);
                if !painter.is_line_end() {
                    painter.bump();
                }
            }
            _ => painter.bump(),
        }
    }
}
