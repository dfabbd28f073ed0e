//! What every lexer writes with: a position in the code that only moves forward, and the stretches painted so far.
//!
//! Positions are bytes. A lexer stops only before or after ASCII, or after a whole character ([`Painter::bump`]), so every
//! stretch is text. Nothing here looks further ahead than it moves, but for the few bytes of a word.

/// What a stretch of code is; each has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Keyword,
    Text,
    Number,
    Constant,
    Function,
    Type,
    Property,
    Tag,
    Special,
    Comment,
    Inserted,
    Deleted,
}

impl Class {
    /// Its name in the style sheet.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Keyword => "hl-keyword",
            Self::Text => "hl-string",
            Self::Number => "hl-number",
            Self::Constant => "hl-constant",
            Self::Function => "hl-function",
            Self::Type => "hl-type",
            Self::Property => "hl-property",
            Self::Tag => "hl-tag",
            Self::Special => "hl-special",
            Self::Comment => "hl-comment",
            Self::Inserted => "hl-inserted",
            Self::Deleted => "hl-deleted",
        }
    }
}

/// A stretch of code with one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) class: Class,
}

/// A position in the code, and what was painted before it.
pub(super) struct Painter<'a> {
    code: &'a str,
    /// Where the lexer is.
    pub(super) at: usize,
    /// Where it must stop: the end of the code, or of the part in another language.
    end: usize,
    stretches: Vec<Stretch>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(code: &'a str) -> Self {
        Self { code, at: 0, end: code.len(), stretches: Vec::with_capacity(code.len() / 8) }
    }

    /// The stretches, in order, none empty, none overlapping.
    pub(super) fn finish(self) -> Vec<Stretch> {
        self.stretches
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.code.as_bytes().get(self.at..self.end).unwrap_or_default()
    }

    /// The next byte; 0 at the end.
    pub(super) fn peek(&self) -> u8 {
        self.ahead(0)
    }

    /// The byte so many after the next; 0 past the end.
    pub(super) fn ahead(&self, count: usize) -> u8 {
        let at = self.at + count;
        if at < self.end { self.code.as_bytes().get(at).copied().unwrap_or(0) } else { 0 }
    }

    /// The byte before; 0 at the start.
    pub(super) fn before(&self) -> u8 {
        self.at.checked_sub(1).and_then(|it| self.code.as_bytes().get(it)).copied().unwrap_or(0)
    }

    pub(super) fn starts(&self, word: &str) -> bool {
        self.rest().starts_with(word.as_bytes())
    }

    /// At the start of the code or of a line?
    pub(super) fn is_line_start(&self) -> bool {
        matches!(self.before(), 0 | b'\n')
    }

    /// At the end of the code or of a line?
    pub(super) fn is_line_end(&self) -> bool {
        self.is_done() || self.peek() == b'\n'
    }

    /// The text from a position to here.
    pub(super) fn text(&self, from: usize) -> &'a str {
        self.code.get(from..self.at).unwrap_or_default()
    }

    /// Moves over so many ASCII bytes.
    pub(super) fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.end);
    }

    /// Moves over one character.
    pub(super) fn bump(&mut self) {
        let length = match self.peek() {
            0..0xC0 => 1,
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
        self.skip(length);
    }

    /// Moves while the bytes are such; a test takes all bytes above ASCII or none.
    pub(super) fn take_while(&mut self, is_such: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.iter().position(|it| !is_such(*it)).unwrap_or(rest.len());
    }

    /// Moves over spaces and tabs.
    pub(super) fn take_blanks(&mut self) {
        self.take_while(|it| matches!(it, b' ' | b'\t'));
    }

    /// Moves to the end of the line.
    pub(super) fn take_line(&mut self) {
        self.take_while(|it| it != b'\n');
    }

    /// Moves to the end of the line, and of those that a backslash at its end joins to it.
    pub(super) fn take_joined_lines(&mut self) {
        self.take_line();
        while self.before() == b'\\' && !self.is_done() {
            self.skip(1);
            self.take_line();
        }
    }

    /// Moves over the lines of a text up to the one that begins with this word, and paints them.
    pub(super) fn paint_heredoc(&mut self, word: &str) {
        let from = self.at;
        while !self.is_done() {
            self.take_blanks();
            if self.starts(word) && !is_name(self.ahead(word.len())) {
                self.skip(word.len());
                break;
            }
            self.take_line();
            self.skip(1);
        }
        self.paint(from, Class::Text);
    }

    /// Moves past the next such word, or to the end.
    pub(super) fn take_past(&mut self, word: &str) {
        let rest = self.code.get(self.at..self.end).unwrap_or_default();
        self.at = rest.find(word).map_or(self.end, |it| self.at + it + word.len());
    }

    /// The first byte after the blanks that follow; 0 at the end.
    pub(super) fn after_blanks(&self) -> u8 {
        self.rest().iter().copied().find(|it| !matches!(it, b' ' | b'\t')).unwrap_or(0)
    }

    /// Paints from a position to here.
    pub(super) fn paint(&mut self, from: usize, class: Class) {
        if from >= self.at {
            return;
        }
        match self.stretches.last_mut() {
            Some(last) if last.end == from && last.class == class => last.end = self.at,
            _ => self.stretches.push(Stretch { start: from, end: self.at, class }),
        }
    }

    /// Is anything painted that ends after this position?
    pub(super) fn has_painted_since(&self, from: usize) -> bool {
        self.stretches.last().is_some_and(|it| it.end > from)
    }

    /// Moves over so many ASCII bytes and paints them.
    pub(super) fn paint_next(&mut self, count: usize, class: Class) {
        let from = self.at;
        self.skip(count);
        self.paint(from, class);
    }

    /// Moves to the end of the line and paints it.
    pub(super) fn paint_line(&mut self, class: Class) {
        let from = self.at;
        self.take_line();
        self.paint(from, class);
    }

    /// Lets another lexer do the part from `from` to here.
    pub(super) fn hand_over(&mut self, from: usize, lex: impl FnOnce(&mut Self)) {
        let (at, end) = (self.at, self.end);
        (self.at, self.end) = (from, at);
        lex(self);
        (self.at, self.end) = (at, end);
    }
}

/// Bytes of names: letters, digits, `_` and all that is not ASCII.
pub(super) fn is_name(it: u8) -> bool {
    it.is_ascii_alphanumeric() || it == b'_' || it >= 0x80
}

/// Bytes that a name may begin with.
pub(super) fn is_name_start(it: u8) -> bool {
    it.is_ascii_alphabetic() || it == b'_' || it >= 0x80
}
