//! The lexers of markup: HTML with its styles and scripts, XML, PHP's pages, templates.
//!
//! One pass, forward; see `lexer.rs`. An element is never matched with its end, so nothing nests.

use super::painter::{Class, Painter, is_name, is_name_start};
use super::{languages, lexer, styles};

fn is_tag_name(it: u8) -> bool {
    is_name(it) || matches!(it, b'-' | b':' | b'.')
}

fn is_attribute_name(it: u8) -> bool {
    !it.is_ascii_whitespace() && !matches!(it, b'=' | b'>' | b'/' | b'"' | b'\'' | b'<' | b'{' | b'}' | b'?' | 0)
}

/// HTML, components of Vue and Svelte, templates of pages.
pub(super) fn html(painter: &mut Painter) {
    while !painter.is_done() {
        let name = element(painter);
        match name.to_ascii_lowercase().as_str() {
            "script" => raw_content(painter, "</script", |it| lexer::lex(it, &languages::TYPESCRIPT)),
            "style" => raw_content(painter, "</style", styles::lex),
            _ => {}
        }
    }
}

/// XML.
pub(super) fn xml(painter: &mut Painter) {
    while !painter.is_done() {
        element(painter);
    }
}

/// PHP: a page with code in it, or code alone.
pub(super) fn php(painter: &mut Painter) {
    if !painter.rest().windows(2).any(|it| it == b"<?") {
        return lexer::lex(painter, &languages::PHP);
    }
    while !painter.is_done() {
        let from = painter.at;
        painter.take_past("<?");
        let is_open = painter.text(from).ends_with("<?");
        if is_open {
            painter.at -= 2;
        }
        painter.hand_over(from, html);
        let from = painter.at;
        painter.skip(2);
        painter.take_while(|it| it.is_ascii_alphabetic() || it == b'=');
        painter.paint(from, Class::Keyword);
        let from = painter.at;
        painter.take_past("?>");
        let is_closed = painter.text(from).ends_with("?>");
        if is_closed {
            painter.at -= 2;
        }
        painter.hand_over(from, |it| lexer::lex(it, &languages::PHP));
        if is_closed {
            painter.paint_next(2, Class::Keyword);
        }
    }
}

/// What is up to the closing tag, or the rest.
fn raw_content(painter: &mut Painter, close: &str, lex: impl FnOnce(&mut Painter)) {
    let from = painter.at;
    painter.take_past(close);
    if painter.text(from).ends_with(close) {
        painter.at -= close.len();
    }
    painter.hand_over(from, lex);
}

/// The next tag, comment, entity or stretch of text. Gives the name of a tag that opens.
fn element<'a>(painter: &mut Painter<'a>) -> &'a str {
    let from = painter.at;
    match painter.peek() {
        b'<' if painter.starts("<!--") => delimited(painter, "-->", Class::Comment),
        b'<' if painter.starts("<![CDATA[") => delimited(painter, "]]>", Class::Text),
        b'<' if painter.ahead(1) == b'!' => declaration(painter),
        b'<' if is_name_start(painter.ahead(1)) || matches!(painter.ahead(1), b'/' | b'?') => return tag(painter),
        b'{' if matches!(painter.ahead(1), b'{' | b'%' | b'#') => template(painter),
        b'&' => {
            painter.skip(1);
            let length = painter.rest().iter().take(32).take_while(|it| is_name(**it) || **it == b'#').count();
            if length > 0 && painter.ahead(length) == b';' && painter.rest().iter().take(length).all(u8::is_ascii) {
                painter.skip(length + 1);
                painter.paint(from, Class::Special);
            }
        }
        it => {
            painter.bump();
            if it != b'<' {
                painter.take_while(|it| !matches!(it, b'<' | b'&' | b'{'));
            }
        }
    }
    ""
}

/// `<!DOCTYPE html PUBLIC "…">`.
fn declaration(painter: &mut Painter) {
    loop {
        let from = painter.at;
        painter.take_while(|it| !matches!(it, b'>' | b'[' | b'"'));
        painter.skip(usize::from(painter.peek() == b'>'));
        painter.paint(from, Class::Keyword);
        if painter.peek() != b'"' || painter.before() == b'>' {
            return;
        }
        let from = painter.at;
        painter.skip(1);
        painter.take_while(|it| it != b'"' && it != b'>');
        painter.skip(usize::from(painter.peek() == b'"'));
        painter.paint(from, Class::Text);
    }
}

fn delimited(painter: &mut Painter, close: &str, class: Class) {
    let from = painter.at;
    painter.take_past(close);
    painter.paint(from, class);
}

/// `{{ value }}`, `{% tag %}`, `{# comment #}`.
fn template(painter: &mut Painter) {
    match painter.ahead(1) {
        b'{' => delimited(painter, "}}", Class::Special),
        b'%' => delimited(painter, "%}", Class::Special),
        _ => delimited(painter, "#}", Class::Comment),
    }
}

/// A tag and its attributes.
fn tag<'a>(painter: &mut Painter<'a>) -> &'a str {
    painter.skip(1);
    let is_open = is_name_start(painter.peek());
    painter.skip(usize::from(!is_open));
    let from = painter.at;
    painter.take_while(is_tag_name);
    painter.paint(from, Class::Tag);
    let name = painter.text(from);
    let mut is_value = false;
    while !painter.is_done() {
        let from = painter.at;
        match painter.peek() {
            b'>' => {
                painter.skip(1);
                return if is_open { name } else { "" };
            }
            b'<' => return "",
            quote @ (b'"' | b'\'') => {
                painter.skip(1);
                painter.take_while(|it| it != quote);
                painter.skip(1);
                painter.paint(from, Class::Text);
                is_value = false;
            }
            b'=' => {
                painter.skip(1);
                is_value = true;
            }
            b'{' if matches!(painter.ahead(1), b'{' | b'%' | b'#') => template(painter),
            it if is_attribute_name(it) => {
                painter.take_while(is_attribute_name);
                painter.paint(from, if is_value { Class::Text } else { Class::Property });
                is_value = false;
            }
            it if is_value && !it.is_ascii_whitespace() => {
                painter.bump();
                painter.paint(from, Class::Text);
            }
            _ => painter.bump(),
        }
    }
    ""
}
