//! The lexers of data that is no YAML: JSON, TOML, INI and its kin, HTTP messages.
//!
//! One pass, forward; see `lexer.rs`.

use super::painter::{Class, Painter, is_name, is_name_start};

fn is_word(it: u8) -> bool {
    is_name(it) || matches!(it, b'-' | b'+' | b'.')
}

/// A text in such quotes, with backslashes, to its end or that of the line.
fn text(painter: &mut Painter, quote: u8, class: Class) {
    let mut from = painter.at;
    painter.skip(1);
    while !painter.is_line_end() {
        let it = painter.peek();
        if it == b'\\' {
            painter.paint(from, class);
            from = painter.at;
            painter.skip(1);
            if painter.peek() == b'u' {
                let digits = painter.rest().iter().skip(1).take(4).take_while(|it| it.is_ascii_hexdigit()).count();
                painter.skip(digits);
            }
            if !painter.is_line_end() {
                painter.bump();
            }
            painter.paint(from, Class::Special);
            from = painter.at;
            continue;
        }
        painter.bump();
        if it == quote {
            break;
        }
    }
    painter.paint(from, class);
}

/// What a word is that stands where a value may.
pub(super) fn scalar(word: &str) -> Option<Class> {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    if digits.starts_with(|it: char| it.is_ascii_digit()) || digits.starts_with('.') && digits.len() > 1 {
        let is_number = digits.strip_prefix("0x").map_or_else(
            || {
                digits.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'_' | b'e' | b'E' | b'+' | b'-'))
                    && digits.bytes().filter(|it| *it == b'.').count() < 2
            },
            |it| it.bytes().all(|it| it.is_ascii_hexdigit()),
        );
        return is_number.then_some(Class::Number);
    }
    let is_known = matches!(
        word.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "~" | ".nan" | ".inf"
    );
    is_known.then_some(Class::Constant)
}

/// JSON, and what people write as JSON: with comments, with names that are not quoted.
pub(super) fn json(painter: &mut Painter) {
    while !painter.is_done() {
        let from = painter.at;
        match painter.peek() {
            quote @ (b'"' | b'\'') => json_text(painter, quote),
            b'/' if painter.ahead(1) == b'/' => painter.paint_line(Class::Comment),
            b'/' if painter.ahead(1) == b'*' => {
                painter.take_past("*/");
                painter.paint(from, Class::Comment);
            }
            b'#' => painter.paint_line(Class::Comment),
            it if is_name(it) || matches!(it, b'-' | b'+') => {
                painter.take_while(is_word);
                let word = painter.text(from);
                let class = match painter.after_blanks() {
                    b':' => Some(Class::Property),
                    _ => scalar(word).filter(|_| !matches!(word, "yes" | "no" | "on" | "off")),
                };
                if let Some(class) = class {
                    painter.paint(from, class);
                }
            }
            _ => painter.bump(),
        }
    }
}

/// A name or a text: which of them, the colon after it says; so its parts are painted when its end is known.
fn json_text(painter: &mut Painter, quote: u8) {
    let from = painter.at;
    let rest = painter.rest();
    let mut length = 1;
    while let Some(it) = rest.get(length) {
        length += if *it == b'\\' { 2 } else { 1 };
        if *it == quote || *it == b'\n' {
            break;
        }
    }
    let after = rest.get(length..).unwrap_or_default().iter().find(|it| !it.is_ascii_whitespace());
    let class = if after == Some(&b':') { Class::Property } else { Class::Text };
    text(painter, quote, class);
    debug_assert!(painter.at > from);
}

/// TOML.
pub(super) fn toml(painter: &mut Painter) {
    while !painter.is_done() {
        let from = painter.at;
        match painter.peek() {
            b'#' => painter.paint_line(Class::Comment),
            b'[' if painter.is_line_start() => {
                toml_header(painter);
                painter.paint(from, Class::Type);
            }
            quote @ (b'"' | b'\'') => toml_text(painter, quote),
            it if is_name(it) || matches!(it, b'-' | b'+') => {
                painter.take_while(|it| is_word(it) || it == b':');
                let class = match painter.after_blanks() {
                    b'=' => Some(Class::Property),
                    _ if it.is_ascii_digit() => Some(Class::Number),
                    _ => scalar(painter.text(from)),
                };
                if let Some(class) = class {
                    painter.paint(from, class);
                }
            }
            _ => painter.bump(),
        }
    }
}

/// `[a."b.c"]`.
fn toml_header(painter: &mut Painter) {
    while !painter.is_line_end() {
        match painter.peek() {
            b'#' => return,
            quote @ (b'"' | b'\'') => {
                painter.skip(1);
                painter.take_while(|it| it != quote && it != b'\n');
                painter.skip(usize::from(painter.peek() == quote));
            }
            _ => painter.bump(),
        }
    }
}

fn toml_text(painter: &mut Painter, quote: u8) {
    let from = painter.at;
    let triple = if quote == b'"' { "\"\"\"" } else { "'''" };
    if painter.starts(triple) {
        painter.skip(3);
        painter.take_past(triple);
        painter.paint(from, Class::Text);
    } else if quote == b'"' {
        text(painter, quote, Class::Text);
    } else {
        painter.skip(1);
        painter.take_while(|it| it != b'\'' && it != b'\n');
        painter.skip(usize::from(painter.peek() == b'\''));
        painter.paint(from, Class::Text);
    }
}

/// Sections, names and values by lines: INI, properties, settings of git, editors and services.
pub(super) fn ini(painter: &mut Painter) {
    while !painter.is_done() {
        painter.take_blanks();
        let from = painter.at;
        match painter.peek() {
            b'#' | b';' => painter.paint_line(Class::Comment),
            b'[' => {
                painter.take_while(|it| !matches!(it, b']' | b'\n'));
                painter.skip(usize::from(painter.peek() == b']'));
                painter.paint(from, Class::Type);
            }
            _ => ini_line(painter),
        }
        painter.take_line();
        painter.skip(1);
    }
}

fn ini_line(painter: &mut Painter) {
    let from = painter.at;
    // Right of others, a line goes on with the value before, unless it is a setting of its own.
    let is_indented = !matches!(painter.before(), 0 | b'\n');
    painter.take_while(|it| it != b'=' && it != b'\n' && (it != b':' || is_indented));
    if painter.is_line_end() {
        if is_indented {
            painter.paint(from, Class::Text);
        }
        return;
    }
    painter.paint(from, Class::Property);
    painter.skip(1);
    painter.take_blanks();
    let from = painter.at;
    while !(painter.is_line_end() || matches!(painter.peek(), b';' | b'#') && matches!(painter.before(), b' ' | b'\t')) {
        painter.bump();
    }
    let value = painter.text(from).trim();
    painter.paint(from, scalar(value).unwrap_or(Class::Text));
    if !painter.is_line_end() {
        painter.paint_line(Class::Comment);
    }
}

/// A request or an answer: its first line, its headers, its body.
pub(super) fn http(painter: &mut Painter) {
    while !painter.is_done() {
        let from = painter.at;
        painter.take_while(|it| is_name(it) || it == b'-');
        match painter.peek() {
            b':' if painter.at > from => {
                painter.paint(from, Class::Property);
                painter.skip(1);
                painter.paint_line(Class::Text);
            }
            b' ' if painter.text(from).bytes().all(|it| it.is_ascii_uppercase()) => {
                painter.paint(from, Class::Keyword);
                painter.paint_line(Class::Text);
            }
            b'/' if painter.text(from) == "HTTP" => {
                painter.take_while(|it| it > b' ');
                painter.paint(from, Class::Keyword);
                painter.paint_line(Class::Number);
            }
            b'#' => painter.paint_line(Class::Comment),
            b'{' | b'[' => return json(painter),
            it if is_name_start(it) => painter.bump(),
            _ => painter.take_line(),
        }
        painter.skip(usize::from(painter.peek() == b'\n'));
    }
}
