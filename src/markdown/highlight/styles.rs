//! The lexer of style sheets: CSS, SCSS, Less.
//!
//! One pass, forward; see `lexer.rs`. Whether a line is a selector or a declaration, the first brace or semicolon after it
//! says; it is looked for once for each.

use super::painter::{Class, Painter, is_name, is_name_start};

fn is_word(it: u8) -> bool {
    is_name(it) || it == b'-'
}

/// Where the lexer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Where something begins, nobody knows what.
    Start,
    Selector,
    /// Before the colon of a declaration.
    Name,
    Value,
}

pub(super) fn lex(painter: &mut Painter) {
    let mut part = Part::Start;
    while !painter.is_done() {
        let from = painter.at;
        match painter.peek() {
            b'/' if painter.ahead(1) == b'*' => {
                painter.skip(2);
                painter.take_past("*/");
                painter.paint(from, Class::Comment);
            }
            b'/' if painter.ahead(1) == b'/' && painter.before() != b':' => painter.paint_line(Class::Comment),
            quote @ (b'"' | b'\'') => text(painter, quote),
            // Code within a name, which `kind` looks past too.
            b'#' if painter.ahead(1) == b'{' => painter.paint_next(2, Class::Special),
            b'{' | b'}' | b';' => {
                painter.skip(1);
                part = Part::Start;
            }
            b'@' if is_name_start(painter.ahead(1)) => {
                painter.skip(1);
                painter.take_while(is_word);
                painter.paint(from, Class::Keyword);
                part = Part::Value;
            }
            b':' if part == Part::Name => {
                painter.skip(1);
                part = Part::Value;
            }
            it if it.is_ascii_whitespace() => painter.skip(1),
            _ => {
                if part == Part::Start {
                    part = kind(painter);
                }
                if part == Part::Selector { selector(painter) } else { value(painter, part) }
            }
        }
    }
}

/// What begins here.
fn kind(painter: &Painter) -> Part {
    let mut before = 0;
    for it in painter.rest() {
        match it {
            b'{' if before != b'#' => return Part::Selector,
            b';' | b'}' => break,
            _ => before = *it,
        }
    }
    Part::Name
}

fn text(painter: &mut Painter, quote: u8) {
    let from = painter.at;
    painter.skip(1);
    while !painter.is_line_end() && painter.peek() != quote {
        painter.skip(usize::from(painter.peek() == b'\\'));
        painter.bump();
    }
    painter.skip(usize::from(painter.peek() == quote));
    painter.paint(from, Class::Text);
}

fn selector(painter: &mut Painter) {
    let from = painter.at;
    let class = match painter.peek() {
        b'.' => Class::Type,
        b'#' => Class::Constant,
        b':' => Class::Special,
        b'[' => Class::Property,
        it if is_name(it) => Class::Tag,
        b'&' | b'*' => Class::Keyword,
        _ => return painter.bump(),
    };
    painter.bump();
    painter.skip(usize::from(class == Class::Special && painter.peek() == b':'));
    painter.take_while(is_word);
    painter.paint(from, class);
}

fn value(painter: &mut Painter, part: Part) {
    let from = painter.at;
    let it = painter.peek();
    let is_signed = matches!(it, b'-' | b'+' | b'.') && (painter.ahead(1).is_ascii_digit() || painter.ahead(1) == b'.');
    let class = match it {
        b'#' if part == Part::Value => Class::Number,
        b'!' => Class::Keyword,
        b'$' | b'@' => Class::Property,
        _ if it.is_ascii_digit() || is_signed => {
            painter.skip(1);
            painter.take_while(|it| is_word(it) || matches!(it, b'.' | b'%'));
            return painter.paint(from, Class::Number);
        }
        _ if part == Part::Name && is_word(it) => Class::Property,
        b'-' if painter.ahead(1) == b'-' => Class::Property,
        _ if is_word(it) => Class::Constant,
        _ => return painter.bump(),
    };
    painter.bump();
    painter.take_while(is_word);
    let is_call = class == Class::Constant && painter.peek() == b'(';
    painter.paint(from, if is_call { Class::Function } else { class });
    if is_call && painter.text(from) == "url" && !matches!(painter.ahead(1), b'"' | b'\'') {
        painter.skip(1);
        let from = painter.at;
        painter.take_while(|it| !matches!(it, b')' | b'\n'));
        painter.paint(from, Class::Text);
    }
}
