//! The lexer of programming languages: names, numbers, quotes, comments, and code within quotes.
//!
//! One pass, forward. What is open (a text around code, a tag around a value) is remembered in a list of bounded length; what
//! is never closed takes the rest, or ends with its line. Nothing is looked for twice, so the work grows as the code does.

use super::language::{Habit, Language, Meaning, Properties, Quote, Words};
use super::painter::{Class, Painter, is_name, is_name_start};

/// Code within texts within code … deeper than this is not told from the text.
pub(super) const MAX_DEPTH: usize = 16;

/// Where `}` leads back to.
pub(super) enum Around {
    Text(&'static Quote),
    /// A tag, so many elements deep; or their content.
    Tag(u32),
    Content(u32),
}

/// Code in braces within something else.
pub(super) struct Frame {
    pub(super) around: Around,
    /// What opens and closes it: braces or parentheses.
    pub(super) brackets: (u8, u8),
    /// Such that are open within.
    pub(super) depth: u32,
}

/// What [`Lexer::last`] says of a name, a number or a text.
pub(super) const VALUE: u8 = b'a';
/// What it says of a keyword.
const KEYWORD: u8 = b'k';

/// The state of the lexer between two words.
pub(super) struct Lexer<'p, 'a> {
    pub(super) painter: &'p mut Painter<'a>,
    pub(super) language: &'static Language,
    words: &'static Words,
    pub(super) frames: Vec<Frame>,
    /// The last byte that means something; 0 at the start.
    pub(super) last: u8,
    /// Nothing stood on this line so far.
    pub(super) is_fresh: bool,
    /// What the next name is.
    introduced: Option<Class>,
    /// The word that ends the text which begins on the next line.
    pub(super) heredoc: Option<&'a str>,
    /// Until here, `/` is known to open nothing.
    pub(super) barren: usize,
    /// Some tag is closed somewhere.
    pub(super) has_tags: bool,
}

/// Paints code of such a language.
pub(super) fn lex(painter: &mut Painter, language: &'static Language) {
    let Some(words) = language.words() else { return };
    let has_tags = language.has(Habit::Jsx) && painter.rest().windows(2).any(|it| matches!(it, b"</" | b"/>"));
    let mut lexer = Lexer {
        painter,
        language,
        words,
        frames: Vec::new(),
        last: 0,
        is_fresh: true,
        introduced: None,
        heredoc: None,
        barren: 0,
        has_tags,
    };
    while !lexer.painter.is_done() {
        lexer.step();
    }
}

impl Lexer<'_, '_> {
    fn step(&mut self) {
        match self.painter.peek() {
            b'\n' => self.end_line(),
            b' ' | b'\t' | b'\r' => self.painter.take_while(|it| matches!(it, b' ' | b'\t' | b'\r')),
            it if it.is_ascii_digit() => self.number(),
            it if is_name_start(it) => self.word(),
            it => {
                let begun = self.painter.at;
                if !self.comment() {
                    let introduced = self.introduced.take();
                    if self.any_quote() || self.habit(it) || self.variable(it) {
                        self.last = VALUE;
                    } else if self.painter.at == begun {
                        self.introduced = introduced.filter(|_| matches!(it, b'*' | b'&'));
                        self.punctuation(it);
                    }
                    self.is_fresh = false;
                }
            }
        }
    }

    fn end_line(&mut self) {
        self.painter.skip(1);
        self.is_fresh = true;
        self.introduced = None;
        // A text of one line ends with it, whatever code in it is still open.
        while let Some(Frame { around: Around::Text(quote), .. }) = self.frames.last() {
            if quote.is_multiline {
                break;
            }
            self.frames.pop();
            self.last = VALUE;
        }
        if let Some(word) = self.heredoc.take() {
            self.painter.paint_heredoc(word);
            self.last = VALUE;
        }
    }

    fn punctuation(&mut self, it: u8) {
        self.painter.bump();
        self.last = it;
        match self.frames.last_mut() {
            Some(frame) if it == frame.brackets.0 => frame.depth += 1,
            Some(frame) if it == frame.brackets.1 && frame.depth > 0 => frame.depth -= 1,
            Some(frame) if it == frame.brackets.1 => self.leave_code(),
            _ => {}
        }
    }

    /// Back to the text or the tag around the code that ended.
    fn leave_code(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.painter.paint(self.painter.at - 1, Class::Special);
        match frame.around {
            Around::Text(quote) => self.text(quote, self.painter.at),
            Around::Tag(depth) => self.elements(true, depth),
            Around::Content(depth) => self.elements(false, depth),
        }
        self.last = VALUE;
    }

    /// A comment begins here?
    fn comment(&mut self) -> bool {
        let from = self.painter.at;
        if self.language.has(Habit::LongBrackets) && self.painter.starts("--[") && self.long_brackets(2, Class::Comment) {
            return true;
        }
        if let Some((open, close)) = self.language.block_comments.iter().find(|it| self.painter.starts(it.0)) {
            self.painter.skip(open.len());
            if self.language.has_nested_comments {
                self.nested_comment(open, close);
            } else {
                self.painter.take_past(close);
            }
            self.painter.paint(from, Class::Comment);
            return true;
        }
        if self.language.line_comments.iter().any(|it| self.painter.starts(it)) {
            self.painter.paint_line(Class::Comment);
            return true;
        }
        false
    }

    fn nested_comment(&mut self, open: &str, close: &str) {
        let mut depth = 1;
        while depth > 0 && !self.painter.is_done() {
            if self.painter.starts(open) {
                depth += 1;
                self.painter.skip(open.len());
            } else if self.painter.starts(close) {
                depth -= 1;
                self.painter.skip(close.len());
            } else {
                self.painter.bump();
            }
        }
    }

    fn number(&mut self) {
        let from = self.painter.at;
        let is_decimal = !(self.painter.peek() == b'0' && matches!(self.painter.ahead(1) | 0x20, b'x' | b'b' | b'o'));
        loop {
            self.painter.take_while(is_name);
            let (next, then) = (self.painter.peek(), self.painter.ahead(1));
            let is_part = match next {
                b'.' => then.is_ascii_digit(),
                b'+' | b'-' => is_decimal && self.painter.before() | 0x20 == b'e' && then.is_ascii_digit(),
                b'\'' => self.language.has(Habit::RawParentheses) && then.is_ascii_hexdigit(),
                _ => false,
            };
            if !is_part {
                break;
            }
            self.painter.skip(1);
        }
        self.painter.paint(from, Class::Number);
        self.passed(VALUE);
    }

    fn passed(&mut self, last: u8) {
        self.last = last;
        self.is_fresh = false;
        self.introduced = None;
    }

    fn word(&mut self) {
        let from = self.painter.at;
        let more = self.language.name_bytes;
        self.painter.take_while(|it| is_name(it) || more.contains(&it));
        let word = self.painter.text(from);
        if self.prefixed_text(word, from) {
            return self.passed(VALUE);
        }
        let meaning = self.meaning(word, from);
        if self.language.has(Habit::Macros) && meaning == Some(Meaning::Is(Class::Function)) && self.painter.peek() == b'!' {
            self.painter.skip(1);
        }
        let class = match meaning {
            Some(Meaning::Is(class)) => Some(class),
            Some(Meaning::Introduces(_) | Meaning::Soft) => Some(Class::Keyword),
            None => None,
        };
        if let Some(class) = class {
            self.painter.paint(from, class);
        }
        self.passed(if class == Some(Class::Keyword) { KEYWORD } else { VALUE });
        if let Some(Meaning::Introduces(class)) = meaning {
            self.introduced = Some(class);
        }
    }

    fn meaning(&mut self, word: &str, from: usize) -> Option<Meaning> {
        let next = self.painter.after_blanks();
        if self.is_member(from) {
            return self.member(word, next);
        }
        if self.is_property(next) {
            return Some(Meaning::Is(Class::Property));
        }
        let known =
            if self.language.ignores_case { self.words.get(word.to_ascii_lowercase().as_str()) } else { self.words.get(word) };
        match known.copied() {
            Some(Meaning::Soft) if !(is_name(next) || matches!(next, b'"' | b'\'' | b'{' | b'[' | b'*' | b'$' | b'@')) => {}
            Some(known) => return Some(known),
            None => {}
        }
        if let Some(class) = self.introduced {
            return Some(Meaning::Is(class));
        }
        self.by_place(next).or_else(|| self.by_shape(word, next)).map(Meaning::Is)
    }

    /// After a full stop, or `->` where that means the same?
    fn is_member(&self, from: usize) -> bool {
        let before = self.painter.text(from.saturating_sub(2));
        let is_arrow = before.starts_with("->") && self.language.has(Habit::Arrows);
        is_arrow || before.as_bytes().get(1) == Some(&b'.') && !before.starts_with("..") && from > 1
    }

    fn member(&self, word: &str, next: u8) -> Option<Meaning> {
        let class = match (next, word) {
            (_, "await" | "class") if self.words.contains_key(word) => Class::Keyword,
            (b'(', _) if self.language.has_calls => Class::Function,
            _ => return self.by_shape(word, next).map(Meaning::Is),
        };
        Some(Meaning::Is(class))
    }

    /// What a word is by what stands before it.
    fn by_place(&self, next: u8) -> Option<Class> {
        let begins = self.is_fresh || matches!(self.last, b';' | b'{' | b'}');
        if self.language.has(Habit::Commands) && begins && next != b'=' {
            return Some(Class::Keyword);
        }
        if self.language.has(Habit::Blocks) && begins && matches!(next, b'"' | b'{') {
            return Some(Class::Keyword);
        }
        (self.language.has(Habit::Lists) && self.last == b'(').then_some(Class::Function)
    }

    /// What a word is by its letters and what follows it.
    fn by_shape(&self, word: &str, next: u8) -> Option<Class> {
        if self.language.has(Habit::Macros) && self.painter.peek() == b'!' && self.painter.ahead(1) != b'=' {
            return Some(Class::Function);
        }
        if self.language.has(Habit::Options) && word.contains('-') {
            return Some(Class::Function);
        }
        let begins_with_capital = word.starts_with(|it: char| it.is_ascii_uppercase());
        let is_literal = self.painter.peek() == b'{' || matches!(self.last, b'*' | b']');
        if self.language.has(Habit::Literals) && begins_with_capital && is_literal {
            return Some(Class::Type);
        }
        if self.language.has_capitals && begins_with_capital {
            let is_type = word.bytes().any(|it| it.is_ascii_lowercase()) || word.len() == 1;
            let is_call = next == b'(' && self.language.has(Habit::CapitalCalls);
            return Some(match (is_call, is_type) {
                (true, _) => Class::Function,
                (_, true) => Class::Type,
                _ => Class::Constant,
            });
        }
        (self.language.has_calls && next == b'(' && (self.painter.peek() == b'(' || self.last != VALUE))
            .then_some(Class::Function)
    }

    fn is_property(&self, next: u8) -> bool {
        let begins = self.is_fresh || matches!(self.last, b'{' | b',' | b';' | b'(' | 0);
        match self.language.properties {
            Properties::None => false,
            Properties::Colon => begins && self.is_before_colon(next),
            Properties::AnyColon => self.painter.peek() == b':' && self.is_before_colon(next),
            Properties::Equals => begins && next == b'=' && !matches!(self.after_sign(), b'=' | b'~'),
        }
    }

    fn is_before_colon(&self, next: u8) -> bool {
        match next {
            b':' => !matches!(self.after_sign(), b':' | b'='),
            b'?' => self.painter.peek() == b'?' && self.painter.ahead(1) == b':',
            _ => false,
        }
    }

    /// The byte after the next that is no blank.
    fn after_sign(&self) -> u8 {
        self.painter.rest().iter().copied().skip_while(|it| matches!(it, b' ' | b'\t')).nth(1).unwrap_or(0)
    }
}
