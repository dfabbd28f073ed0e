//! Tags within JavaScript and TypeScript: `<Page title={title}>text</Page>`.

use super::lexer::{Around, Frame, Lexer, MAX_DEPTH, VALUE};
use super::painter::{Class, is_name, is_name_start};

fn is_tag_name(it: u8) -> bool {
    is_name(it) || matches!(it, b'.' | b'-' | b':')
}

impl Lexer<'_, '_> {
    /// An element begins here, where a value is expected?
    pub(super) fn opens_element(&mut self) -> bool {
        if self.frames.len() >= MAX_DEPTH || !(is_name_start(self.painter.ahead(1)) || self.painter.ahead(1) == b'>') {
            return false;
        }
        // The parameters of a generic function look like a tag.
        let name = self.painter.rest().iter().skip(1).take_while(|it| is_tag_name(**it)).count();
        let then = self.painter.ahead(1 + name);
        let is_generic = then == b',' || then == b'>' && self.painter.ahead(2 + name) == b'(' && name > 0;
        if is_generic || self.painter.rest().get(1 + name..).is_some_and(|it| it.starts_with(b" extends ")) {
            return false;
        }
        self.painter.skip(1);
        self.tag_name();
        self.elements(true, 0);
        true
    }

    fn tag_name(&mut self) {
        let from = self.painter.at;
        self.painter.take_while(is_tag_name);
        self.painter.paint(from, Class::Tag);
    }

    /// Tags and what is between them, up to the end of the first element or to code in braces.
    pub(super) fn elements(&mut self, is_in_tag: bool, depth: u32) {
        let (mut is_in_tag, mut depth) = (is_in_tag, depth);
        self.last = VALUE;
        while !self.painter.is_done() {
            match (self.painter.peek(), is_in_tag) {
                (b'{', _) => {
                    let around = if is_in_tag { Around::Tag(depth) } else { Around::Content(depth) };
                    if self.enters_code(around) {
                        return;
                    }
                }
                (b'/', true) if matches!(self.painter.ahead(1), b'/' | b'*') => self.comment_in_tag(),
                (b'/', false) if self.painter.ahead(1) == b'/' && self.is_fresh => self.comment_in_tag(),
                (b'/', true) if self.painter.ahead(1) == b'>' => {
                    self.painter.skip(2);
                    is_in_tag = false;
                }
                (b'>', true) => {
                    self.painter.skip(1);
                    (is_in_tag, depth) = (false, depth + 1);
                }
                (quote @ (b'"' | b'\''), true) => self.attribute_value(quote),
                (it, true) if is_name_start(it) => {
                    let from = self.painter.at;
                    self.painter.take_while(is_tag_name);
                    self.painter.paint(from, Class::Property);
                }
                (b'<', false) if self.painter.ahead(1) == b'/' => {
                    self.painter.skip(2);
                    self.tag_name();
                    self.painter.take_blanks();
                    self.painter.skip(usize::from(self.painter.peek() == b'>'));
                    depth = depth.saturating_sub(1);
                }
                (b'<', false) => {
                    self.painter.skip(1);
                    self.tag_name();
                    is_in_tag = true;
                }
                _ => self.painter.bump(),
            }
            self.is_fresh = match self.painter.before() {
                b'\n' => true,
                b' ' | b'\t' => self.is_fresh,
                _ => false,
            };
            if !is_in_tag && depth == 0 {
                return;
            }
        }
    }

    /// A comment between attributes; or what its author takes for one, between elements.
    fn comment_in_tag(&mut self) {
        let from = self.painter.at;
        if self.painter.ahead(1) == b'/' {
            return self.painter.paint_line(Class::Comment);
        }
        self.painter.skip(2);
        self.painter.take_past("*/");
        self.painter.paint(from, Class::Comment);
    }

    fn enters_code(&mut self, around: Around) -> bool {
        if self.frames.len() >= MAX_DEPTH {
            self.painter.skip(1);
            return false;
        }
        self.painter.paint_next(1, Class::Special);
        self.frames.push(Frame { around, brackets: (b'{', b'}'), depth: 0 });
        self.last = b'{';
        true
    }

    fn attribute_value(&mut self, quote: u8) {
        let from = self.painter.at;
        self.painter.skip(1);
        self.painter.take_while(|it| it != quote);
        self.painter.skip(1);
        self.painter.paint(from, Class::Text);
    }
}
