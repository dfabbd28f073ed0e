//! The lexer of YAML, with the templates of Helm, Jinja and GitHub Actions in it.
//!
//! One pass, forward; see `lexer.rs`.

use super::data;
use super::painter::{Class, Painter, is_name};

struct Yaml<'p, 'a> {
    painter: &'p mut Painter<'a>,
    /// Brackets and braces that are open.
    flow: u32,
    /// Where the line begins.
    line: usize,
    /// The column that a block of text on the next lines must be right of; `None`: no such block begins here.
    block: Option<usize>,
    /// The column of the last key or dash on this line.
    parent: usize,
    /// Until here, `{{` is known to be no template.
    barren: usize,
}

pub(super) fn lex(painter: &mut Painter) {
    let line = painter.at;
    let mut yaml = Yaml { painter, flow: 0, line, block: None, parent: 0, barren: 0 };
    while !yaml.painter.is_done() {
        yaml.step();
    }
}

fn is_space(it: u8) -> bool {
    matches!(it, b' ' | b'\t' | b'\n' | b'\r' | 0)
}

impl Yaml<'_, '_> {
    fn step(&mut self) {
        let from = self.painter.at;
        match self.painter.peek() {
            b'\n' => self.end_line(),
            b' ' | b'\t' | b'\r' => self.painter.take_while(|it| matches!(it, b' ' | b'\t' | b'\r')),
            b'#' if is_space(self.painter.before()) => self.painter.paint_line(Class::Comment),
            b'-' if self.painter.starts("---") && from == self.line => self.painter.paint_next(3, Class::Special),
            b'.' if self.painter.starts("...") && from == self.line && is_space(self.painter.ahead(3)) => {
                self.painter.paint_next(3, Class::Special);
            }
            b'-' | b'?' | b':' if is_space(self.painter.ahead(1)) => {
                if self.painter.peek() == b'-' {
                    self.parent = from - self.line;
                }
                self.painter.skip(1);
            }
            b'%' if from == self.line && !self.painter.starts("{%") => self.painter.paint_line(Class::Keyword),
            b'[' | b'{' if !self.is_template() => {
                self.flow += 1;
                self.painter.skip(1);
            }
            b']' | b'}' => {
                self.flow = self.flow.saturating_sub(1);
                self.painter.skip(1);
            }
            b',' if self.flow > 0 => self.painter.skip(1),
            quote @ (b'"' | b'\'') => self.quoted(quote),
            sign @ (b'&' | b'*' | b'!') => self.reference(sign),
            b'|' | b'>' if self.flow == 0 => self.block_header(),
            _ => self.plain(),
        }
    }

    fn end_line(&mut self) {
        self.painter.skip(1);
        if let Some(column) = self.block.take() {
            self.block_text(column);
        }
        self.line = self.painter.at;
        self.parent = 0;
    }

    /// Lines that are empty or begin right of this column.
    fn block_text(&mut self, column: usize) {
        let from = self.painter.at;
        while !self.painter.is_done() {
            let start = self.painter.at;
            self.painter.take_while(|it| it == b' ');
            let indent = self.painter.at - start;
            if indent < column && !self.painter.is_line_end() {
                self.painter.at = start;
                break;
            }
            self.painter.take_line();
            self.painter.skip(1);
        }
        self.painter.paint(from, Class::Text);
    }

    /// `&name`, `*name`, `!tag`.
    fn reference(&mut self, sign: u8) {
        let from = self.painter.at;
        self.painter.take_while(|it| !is_space(it) && !matches!(it, b',' | b']' | b'}'));
        if self.painter.at - from < 2 {
            self.painter.skip(usize::from(self.painter.at == from));
            return self.plain();
        }
        self.painter.paint(from, if sign == b'!' { Class::Type } else { Class::Special });
    }

    /// `|`, `>-`, `|2+`: a block of text begins on the next line.
    fn block_header(&mut self) {
        let from = self.painter.at;
        self.painter.skip(1);
        self.painter.take_while(|it| it.is_ascii_digit() || matches!(it, b'-' | b'+'));
        if !matches!(self.painter.after_blanks(), 0 | b'\n' | b'\r' | b'#') {
            return self.plain();
        }
        self.painter.paint(from, Class::Special);
        let begins = self.painter.text(self.line).trim_start();
        let is_root = begins.starts_with("---") || begins.len() == self.painter.at - from;
        self.block = Some(if is_root { 0 } else { self.parent + 1 });
    }

    /// Is there a template here that ends on this line?
    fn is_template(&mut self) -> bool {
        let is_open = self.painter.starts("{{") || self.painter.starts("{%") || self.painter.starts("${{");
        is_open && self.painter.at >= self.barren && {
            let close: &[u8] = if self.painter.starts("{%") { b"%}" } else { b"}}" };
            let line = self.painter.rest().split(|it| *it == b'\n').next().unwrap_or_default();
            let is_closed = line.windows(2).any(|it| it == close);
            if !is_closed {
                self.barren = self.painter.at + line.len();
            }
            is_closed
        }
    }

    fn template(&mut self) {
        let from = self.painter.at;
        let close = if self.painter.starts("{%") { "%}" } else { "}}" };
        self.painter.take_past(close);
        self.painter.paint(from, Class::Special);
    }

    /// A text in quotes: a key if a colon follows.
    fn quoted(&mut self, quote: u8) {
        let from = self.painter.at;
        let rest = self.painter.rest();
        let mut length = 1;
        while let Some(it) = rest.get(length) {
            length += if *it == b'\\' && quote == b'"' { 2 } else { 1 };
            if *it == quote {
                if quote == b'\'' && rest.get(length) == Some(&quote) {
                    length += 1;
                    continue;
                }
                break;
            }
        }
        let end = from + length.min(rest.len());
        let follows = rest.get(length..).unwrap_or_default();
        let next = follows.iter().position(|it| !matches!(it, b' ' | b'\t')).unwrap_or(0);
        let is_key = follows.get(next) == Some(&b':') && follows.get(next + 1).is_none_or(|it| is_space(*it) || self.flow > 0);
        let class = if is_key { Class::Property } else { Class::Text };
        if is_key {
            self.parent = from - self.line;
        }
        self.text(end, class, quote == b'"');
    }

    /// Paints to here, and what is special in it as such.
    fn text(&mut self, end: usize, class: Class, has_escapes: bool) {
        let mut from = self.painter.at;
        while self.painter.at < end {
            let is_escape = has_escapes && self.painter.peek() == b'\\';
            if !is_escape && !self.is_template() {
                self.painter.bump();
                continue;
            }
            self.painter.paint(from, class);
            from = self.painter.at;
            if is_escape {
                self.painter.skip(1);
                self.painter.bump();
                self.painter.paint(from, Class::Special);
            } else {
                self.template();
            }
            from = self.painter.at;
        }
        self.painter.paint(from, class);
    }

    /// A plain word or sentence: a key to the colon, or a value to the end of the line.
    fn plain(&mut self) {
        let from = self.painter.at;
        let (mut begun, mut is_key) = (from, false);
        let mut templates = 0;
        while !self.painter.is_line_end() {
            let it = self.painter.peek();
            let (before, next) = (self.painter.before(), self.painter.ahead(1));
            match it {
                b'#' if is_space(before) => break,
                b':' if is_space(next) || self.flow > 0 && matches!(next, b',' | b'[' | b'{' | b'"') => {
                    is_key = true;
                    break;
                }
                b',' | b'[' | b']' | b'{' | b'}' if self.flow > 0 && !self.is_template() => break,
                b'{' | b'$' if self.is_template() => {
                    self.pieces(begun, &mut templates);
                    self.template();
                    begun = self.painter.at;
                }
                _ => self.painter.bump(),
            }
        }
        let word = self.painter.text(begun);
        let trimmed = begun + word.trim_end().len();
        let end = std::mem::replace(&mut self.painter.at, trimmed);
        if is_key {
            self.parent = from.saturating_sub(self.line);
            self.painter.paint(begun, Class::Property);
        } else if templates == 0 && begun == from {
            self.painter.paint(begun, data::scalar(word.trim()).unwrap_or(Class::Text));
        } else {
            self.painter.paint(begun, Class::Text);
        }
        self.painter.at = end;
        if self.painter.at == from {
            self.painter.bump();
        }
    }

    /// Paints what stands before a template.
    fn pieces(&mut self, from: usize, templates: &mut u32) {
        *templates += 1;
        if self.painter.text(from).bytes().any(is_name) {
            self.painter.paint(from, Class::Text);
        }
    }
}
