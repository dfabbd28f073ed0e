//! Texts of programming languages: quotes with what is special in them, raw texts, texts until a word.

use super::language::{Escape, Habit, Quote, quote};
use super::lexer::{Around, Frame, Lexer, MAX_DEPTH, VALUE};
use super::painter::{Class, is_name, is_name_start};

/// A character, or a text of one line.
static APOSTROPHE: Quote = quote("'");

impl<'a> Lexer<'_, 'a> {
    /// A text begins here?
    pub(super) fn any_quote(&mut self) -> bool {
        let is_here = |it: &&Quote| it.prefixes.is_empty() && self.painter.starts(it.open);
        let Some(quote) = self.language.quotes.iter().find(is_here) else { return false };
        let from = self.painter.at;
        self.painter.skip(quote.open.len());
        self.text(quote, from);
        true
    }

    /// A text begins right after this word, which is part of it?
    pub(super) fn prefixed_text(&mut self, word: &str, from: usize) -> bool {
        let next = self.painter.peek();
        if next == b'#' || next == b'"' {
            if self.language.has(Habit::RawHashes) && matches!(word, "r" | "br" | "cr") && self.raw_hashes(from) {
                return true;
            }
            if self.language.has(Habit::RawParentheses) && word.ends_with('R') && next == b'"' && self.raw_parentheses(from) {
                return true;
            }
        }
        if self.language.has(Habit::QuoteWords) && matches!(word, "q" | "qq" | "qw" | "qr" | "m") {
            return matches!(next, b'{' | b'(' | b'[' | b'/' | b'|' | b'!') && self.delimited(from);
        }
        if is_name(next) || !matches!(next, b'"' | b'\'' | b'`') {
            return false;
        }
        let is_here = |it: &&Quote| it.prefixes.split(' ').any(|it| it == word && !it.is_empty()) && self.painter.starts(it.open);
        let Some(quote) = self.language.quotes.iter().find(is_here) else { return false };
        self.painter.skip(quote.open.len());
        self.text(quote, from);
        true
    }

    /// A text, whose colour begins at `from`, to its end or to the code within it.
    pub(super) fn text(&mut self, quote: &'static Quote, from: usize) {
        let mut from = from;
        while !self.painter.is_done() {
            let it = self.painter.peek();
            let opening = quote.code.filter(|it| self.painter.starts(it));
            if it == b'\\' && quote.escape == Escape::Backslash && opening.is_none() {
                self.painter.paint(from, quote.class);
                self.escape();
                from = self.painter.at;
            } else if self.painter.starts(quote.close) {
                self.painter.skip(quote.close.len());
                if quote.escape != Escape::Doubled || !self.painter.starts(quote.close) {
                    break;
                }
                self.painter.skip(quote.close.len());
            } else if it == b'\n' && !quote.is_multiline {
                break;
            } else if let Some(open) = opening {
                self.painter.paint(from, quote.class);
                from = self.painter.at;
                if self.opens_code(open, quote) {
                    return;
                }
            } else if it == b'$' && quote.has_variables && is_name_start(self.painter.ahead(1)) {
                self.painter.paint(from, quote.class);
                from = self.painter.at;
                self.painter.skip(1);
                self.painter.take_while(is_name);
                self.painter.paint(from, Class::Special);
                from = self.painter.at;
            } else {
                self.painter.bump();
            }
        }
        self.painter.paint(from, quote.class);
    }

    /// Goes into the code within a text, or over its opening if that is none.
    fn opens_code(&mut self, open: &str, quote: &'static Quote) -> bool {
        let is_doubled = open == "{" && self.painter.ahead(1) == b'{';
        if is_doubled || self.frames.len() >= MAX_DEPTH {
            self.painter.skip(open.len() + usize::from(is_doubled));
            return false;
        }
        self.painter.paint_next(open.len(), Class::Special);
        let brackets = if open.ends_with('(') { (b'(', b')') } else { (b'{', b'}') };
        self.frames.push(Frame { around: Around::Text(quote), brackets, depth: 0 });
        self.last = brackets.0;
        true
    }

    /// A backslash and what it stands before.
    fn escape(&mut self) {
        let from = self.painter.at;
        self.painter.skip(1);
        let is_hex = |it: u8| it.is_ascii_hexdigit();
        match self.painter.peek() {
            b'\n' => return,
            b'u' | b'x' | b'U' => {
                self.painter.skip(1);
                if self.painter.peek() == b'{' {
                    self.painter.skip(1);
                    self.painter.take_while(is_hex);
                    self.painter.skip(usize::from(self.painter.peek() == b'}'));
                } else {
                    let count = self.painter.rest().iter().take(4).take_while(|it| is_hex(**it)).count();
                    self.painter.skip(count);
                }
            }
            _ => self.painter.bump(),
        }
        self.painter.paint(from, Class::Special);
    }

    /// `r#"…"#`, from its hashes or quote on.
    fn raw_hashes(&mut self, from: usize) -> bool {
        let hashes = self.painter.rest().iter().take_while(|it| **it == b'#').count();
        if self.painter.ahead(hashes) != b'"' {
            return false;
        }
        self.painter.skip(hashes + 1);
        while !self.painter.is_done() {
            self.painter.take_past("\"");
            let closing = self.painter.rest().iter().take(hashes).take_while(|it| **it == b'#').count();
            self.painter.skip(closing);
            if closing == hashes {
                break;
            }
        }
        self.painter.paint(from, Class::Text);
        true
    }

    /// `R"x(…)x"`, from its quote on.
    fn raw_parentheses(&mut self, from: usize) -> bool {
        let start = self.painter.at + 1;
        let Some(length) = self.painter.rest().iter().skip(1).take(17).position(|it| *it == b'(') else { return false };
        self.painter.skip(length + 1);
        let close = format!("){}\"", self.painter.text(start));
        self.painter.take_past(&close);
        self.painter.paint(from, Class::Text);
        true
    }

    /// `[==[ … ]==]`, after so many bytes.
    pub(super) fn long_brackets(&mut self, after: usize, class: Class) -> bool {
        let from = self.painter.at;
        let signs = self.painter.rest().iter().skip(after + 1).take_while(|it| **it == b'=').count();
        if self.painter.ahead(after) != b'[' || self.painter.ahead(after + 1 + signs) != b'[' {
            return false;
        }
        self.painter.skip(after + signs + 2);
        self.painter.take_past(&format!("]{}]", "=".repeat(signs)));
        self.painter.paint(from, class);
        true
    }

    /// What is peculiar to the language begins here?
    pub(super) fn habit(&mut self, it: u8) -> bool {
        let language = self.language;
        let is_value = matches!(self.last, VALUE | b')' | b']' | b'}');
        match it {
            b'<' if language.has(Habit::Jsx) && self.has_tags && !is_value => self.opens_element(),
            b'<' if language.has(Habit::Heredocs) => self.opens_heredoc(),
            b'/' if language.has(Habit::Regex) && !is_value => self.regex(),
            b'\'' if language.has(Habit::Lifetimes) => self.lifetime(),
            b'[' if language.has(Habit::LongBrackets) => self.long_brackets(0, Class::Text),
            b'#' if language.has(Habit::Preprocessor) && self.is_fresh => self.directive(),
            b'#' if language.has(Habit::Attributes) => self.attribute(),
            b'%' if language.has(Habit::PercentTexts) && !is_value => self.percent_text(),
            b'~' if language.has(Habit::TildeTexts) => self.percent_text(),
            b':' if language.has(Habit::Symbols) => self.symbol(),
            b'-' if language.has(Habit::Options) => self.option(),
            b'[' if language.has(Habit::Options) => self.type_in_brackets(),
            _ => false,
        }
    }

    /// `$name`, `@name`: a variable or an annotation.
    pub(super) fn variable(&mut self, it: u8) -> bool {
        let from = self.painter.at;
        let class = match self.language.annotation {
            Some((sign, class)) if sign == it => class,
            _ if self.language.sigils.contains(&it) => Class::Property,
            _ => return false,
        };
        let doubled = usize::from(self.painter.ahead(1) == it);
        let braced = usize::from(class == Class::Property && it == b'$' && self.painter.ahead(1 + doubled) == b'{');
        if !is_name_start(self.painter.ahead(1 + doubled + braced)) {
            return false;
        }
        self.painter.skip(1 + doubled + braced);
        let is_part = |it: u8| is_name(it) || it == b'.' && class != Class::Property || it == b':' && braced > 0;
        self.painter.take_while(is_part);
        self.painter.skip(usize::from(braced > 0 && self.painter.peek() == b'}'));
        let is_self = matches!(self.painter.text(from), "$this" | "$true" | "$false" | "$null" | "$True" | "$False" | "$Null");
        self.painter.paint(from, if is_self { Class::Constant } else { class });
        true
    }

    /// A regular expression, which ends on its line; where there is none, the line is not asked again.
    fn regex(&mut self) -> bool {
        let from = self.painter.at;
        if from < self.barren {
            return false;
        }
        self.painter.skip(1);
        let mut is_in_class = false;
        loop {
            match self.painter.peek() {
                b'\n' | 0 => {
                    self.barren = self.painter.at.max(from + 1);
                    self.painter.at = from;
                    return false;
                }
                b'\\' if self.painter.ahead(1) != b'\n' => self.painter.skip(1),
                b'[' => is_in_class = true,
                b']' => is_in_class = false,
                b'/' if !is_in_class => break,
                _ => {}
            }
            self.painter.bump();
        }
        self.painter.skip(1);
        self.painter.take_while(|it| it.is_ascii_alphabetic());
        self.painter.paint(from, Class::Special);
        true
    }

    /// `'a'`, `'\n'`, or `'a`.
    fn lifetime(&mut self) -> bool {
        let from = self.painter.at;
        self.painter.skip(1);
        if self.painter.peek() == b'\\' {
            self.text(&APOSTROPHE, from);
            return true;
        }
        let name = self.painter.at;
        self.painter.bump();
        if self.painter.peek() == b'\'' {
            self.painter.skip(1);
            self.painter.paint(from, Class::Text);
            return true;
        }
        self.painter.at = name;
        self.painter.take_while(is_name);
        self.painter.paint(from, Class::Special);
        true
    }

    /// `#include <x>`, `#define`.
    fn directive(&mut self) -> bool {
        let from = self.painter.at;
        self.painter.skip(1);
        self.painter.take_blanks();
        self.painter.take_while(|it| it.is_ascii_alphabetic());
        let is_include = self.painter.text(from).ends_with("include") || self.painter.text(from).ends_with("import");
        self.painter.paint(from, Class::Keyword);
        self.painter.take_blanks();
        if is_include && self.painter.peek() == b'<' {
            let from = self.painter.at;
            self.painter.take_while(|it| !matches!(it, b'>' | b'\n'));
            self.painter.skip(usize::from(self.painter.peek() == b'>'));
            self.painter.paint(from, Class::Text);
        }
        true
    }

    /// `#[name` or `#![name`.
    fn attribute(&mut self) -> bool {
        let open = if self.painter.starts("#![") { 3 } else { 2 };
        if !self.painter.starts("#[") && open == 2 {
            return false;
        }
        self.painter.skip(open);
        let from = self.painter.at;
        self.painter.take_while(|it| is_name(it) || it == b':' || it == b'\\');
        self.painter.paint(from, Class::Property);
        true
    }

    /// `%w[…]`, `~r/…/`.
    fn percent_text(&mut self) -> bool {
        let from = self.painter.at;
        let letters = usize::from(self.painter.ahead(1).is_ascii_alphabetic());
        if !matches!(self.painter.ahead(1 + letters), b'[' | b'(' | b'{' | b'<' | b'|' | b'/' | b'!') {
            return false;
        }
        self.painter.skip(1 + letters);
        self.delimited(from)
    }

    /// A text between the delimiter that comes next and its partner.
    fn delimited(&mut self, from: usize) -> bool {
        let open = self.painter.peek();
        let close = match open {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            b'<' => b'>',
            other => other,
        };
        self.painter.skip(1);
        let mut depth = 1_u32;
        while depth > 0 && !self.painter.is_done() {
            match self.painter.peek() {
                b'\\' => self.painter.skip(1),
                it if it == close => depth -= 1,
                it if it == open => depth += 1,
                _ => {}
            }
            self.painter.bump();
        }
        self.painter.paint(from, Class::Text);
        true
    }

    fn symbol(&mut self) -> bool {
        if self.painter.before() == b':' || !is_name_start(self.painter.ahead(1)) {
            return false;
        }
        let from = self.painter.at;
        self.painter.skip(1);
        let more = self.language.name_bytes;
        self.painter.take_while(|it| is_name(it) || more.contains(&it));
        self.painter.paint(from, Class::Special);
        true
    }

    /// `-Name`, `-eq`.
    fn option(&mut self) -> bool {
        if !self.painter.ahead(1).is_ascii_alphabetic() || is_name(self.painter.before()) {
            return false;
        }
        let from = self.painter.at;
        self.painter.skip(1);
        self.painter.take_while(is_name);
        let name = self.painter.text(from).to_ascii_lowercase();
        let is_operator = OPERATORS.split(' ').any(|it| it == name);
        self.painter.paint(from, if is_operator { Class::Keyword } else { Class::Property });
        true
    }

    /// `[string]`, `[Parameter(…)]`.
    fn type_in_brackets(&mut self) -> bool {
        if !is_name_start(self.painter.ahead(1)) {
            return false;
        }
        self.painter.skip(1);
        let from = self.painter.at;
        self.painter.take_while(|it| is_name(it) || it == b'.');
        if matches!(self.painter.peek(), b']' | b'[' | b'(') {
            self.painter.paint(from, Class::Type);
        }
        true
    }

    /// `<<ID`: the text begins on the next line.
    fn opens_heredoc(&mut self) -> bool {
        let signs = self.painter.rest().iter().take(4).take_while(|it| **it == b'<').count();
        if !(2..=3).contains(&signs) || self.heredoc.is_some() {
            return false;
        }
        let dash = usize::from(matches!(self.painter.ahead(signs), b'-' | b'~'));
        let quote = self.painter.ahead(signs + dash);
        let quoted = usize::from(matches!(quote, b'"' | b'\''));
        let first = self.painter.ahead(signs + dash + quoted);
        if !(first.is_ascii_uppercase() || first == b'_' || is_name_start(first) && (quoted > 0 || signs == 3)) {
            return false;
        }
        let from = self.painter.at;
        self.painter.skip(signs + dash + quoted);
        let name = self.painter.at;
        self.painter.take_while(is_name);
        self.heredoc = Some(self.painter.text(name));
        self.painter.skip(usize::from(quoted > 0 && self.painter.peek() == quote));
        self.painter.paint(from, Class::Text);
        true
    }
}

/// PowerShell's operators that are words.
const OPERATORS: &str = "-eq -ne -gt -ge -lt -le -like -notlike -match -notmatch -contains -notcontains -in -notin -replace -split \
    -join -is -isnot -as -and -or -not -xor -band -bor -bnot -f -ceq -cne -ieq -ine -cmatch -imatch";
