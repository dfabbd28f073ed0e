//! The lexer of shells: which word is the command, options, variables, texts with commands in them; and of sessions, where
//! commands stand after a prompt and the rest is what they printed.
//!
//! One pass, forward; see `lexer.rs`. Commands within texts within commands are told apart to a bounded depth.

use super::painter::{Class, Painter, is_name, is_name_start};

/// Words after which a command follows.
const OPENING: &[&str] = &["if", "then", "else", "elif", "while", "until", "do", "!", "{"];
/// Commands after which another follows.
const PREFIXES: &[&str] = &["sudo", "exec", "time", "nohup", "command", "xargs"];
/// Other words of the shell's own.
const KEYWORDS: &[&str] = &[
    "fi", "done", "esac", "}", "for", "case", "in", "select", "function", "export", "local", "readonly", "declare", "unset",
    "return", "break", "continue", "[[", "]]", "typeset",
];
/// Commands in texts in commands … deeper than this are not told from the text.
const MAX_DEPTH: usize = 16;

/// A command within something else.
struct Frame {
    /// That is a text.
    is_in_text: bool,
    /// Parentheses that are open within.
    depth: u32,
}

struct Shell<'p, 'a> {
    painter: &'p mut Painter<'a>,
    /// `$(name)` is a variable of make.
    is_make: bool,
    frames: Vec<Frame>,
    /// The next word is a command.
    is_command: bool,
    /// A command stood before that runs the next one.
    is_prefixed: bool,
    /// The words of the command are names and values.
    is_assigning: bool,
    /// The word that ends the text which begins on the next line.
    heredoc: Option<&'a str>,
}

/// A script, or a session if its first command stands after a prompt.
pub(super) fn lex(painter: &mut Painter) {
    let is_command = |it: &&[u8]| it.iter().find(|it| **it != b' ').is_some_and(|it| *it != b'#');
    let first = painter.rest().split(|it| *it == b'\n').find(is_command);
    if first.is_some_and(|it| prompt(it) > 0) { session(painter) } else { script(painter, false) }
}

/// Commands alone.
pub(super) fn commands(painter: &mut Painter) {
    script(painter, false);
}

/// A recipe of a makefile.
pub(super) fn recipe(painter: &mut Painter) {
    script(painter, true);
}

fn script(painter: &mut Painter, is_make: bool) {
    let mut shell =
        Shell { painter, is_make, frames: Vec::new(), is_command: true, is_prefixed: false, is_assigning: false, heredoc: None };
    while !shell.painter.is_done() {
        shell.step();
    }
}

/// The length of the prompt that a line begins with: `$ `, `% `, `user@host:~$ `.
fn prompt(line: &[u8]) -> usize {
    let blanks = line.iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
    let words = line.get(blanks..).unwrap_or_default();
    let name =
        words.iter().take(80).take_while(|it| is_name(**it) || matches!(it, b'@' | b':' | b'~' | b'/' | b'-' | b'.')).count();
    let sign = words.get(name).copied().unwrap_or(0);
    let is_sign = matches!(sign, b'$' | b'%') || sign == b'#' && name > 0;
    let is_name = name == 0 || words.get(..name).is_some_and(|it| it.contains(&b'@') || it.contains(&b'~'));
    let is_alone = matches!(words.get(name + 1).copied(), Some(b' '));
    if is_sign && is_name && is_alone { blanks + name + 2 } else { 0 }
}

/// Commands after prompts, and what they printed.
fn session(painter: &mut Painter) {
    while !painter.is_done() {
        let length = prompt(painter.rest().split(|it| *it == b'\n').next().unwrap_or_default());
        if length > 0 {
            painter.paint_next(length, Class::Comment);
            let from = painter.at;
            painter.take_joined_lines();
            painter.hand_over(from, |it| script(it, false));
        } else if painter.peek() == b'#' {
            painter.paint_line(Class::Comment);
        } else {
            painter.take_line();
        }
        painter.skip(1);
    }
}

/// Bytes that end a word.
fn ends_word(it: u8) -> bool {
    it <= b' ' || matches!(it, b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' | b'"' | b'\'' | b'$' | b'`' | b'\\')
}

impl<'a> Shell<'_, 'a> {
    fn step(&mut self) {
        let it = self.painter.peek();
        match it {
            b'\n' => self.end_line(),
            b' ' | b'\t' | b'\r' => self.painter.take_while(|it| matches!(it, b' ' | b'\t' | b'\r')),
            b'#' if ends_word(self.painter.before()) && self.painter.before() != b'$' => self.painter.paint_line(Class::Comment),
            b'\'' => {
                let from = self.painter.at;
                self.painter.skip(1);
                self.painter.take_past("'");
                self.painter.paint(from, Class::Text);
                self.is_command = false;
            }
            b'"' => {
                self.is_command = false;
                let from = self.painter.at;
                self.painter.skip(1);
                self.text(from);
            }
            b'$' if self.is_command && self.painter.ahead(1) == b' ' && !self.is_make => {
                self.painter.paint_next(1, Class::Comment);
            }
            b'$' => self.value(),
            b'\\' => {
                self.painter.skip(1);
                self.painter.bump();
            }
            b'<' if self.painter.ahead(1) == b'<' => self.opens_heredoc(),
            b';' | b'&' | b'|' | b'`' => {
                self.painter.skip(1);
                self.is_command = true;
            }
            b'(' | b')' => self.parenthesis(it),
            _ if ends_word(it) => self.painter.skip(1),
            _ => self.word(),
        }
    }

    fn end_line(&mut self) {
        self.painter.skip(1);
        self.is_command = true;
        if let Some(word) = self.heredoc.take() {
            self.painter.paint_heredoc(word);
        }
    }

    fn parenthesis(&mut self, it: u8) {
        self.painter.skip(1);
        self.is_command = true;
        match (it, self.frames.last_mut()) {
            (b'(', Some(frame)) => frame.depth += 1,
            (b')', Some(frame)) if frame.depth > 0 => frame.depth -= 1,
            (b')', Some(_)) => {
                self.painter.paint(self.painter.at - 1, Class::Special);
                self.is_command = false;
                if self.frames.pop().is_some_and(|it| it.is_in_text) {
                    self.text(self.painter.at);
                }
            }
            _ => {}
        }
    }

    /// A text in double quotes, whose colour begins at `from`, to its end or to the command in it.
    fn text(&mut self, from: usize) {
        let mut from = from;
        while !self.painter.is_done() {
            match self.painter.peek() {
                b'"' => {
                    self.painter.skip(1);
                    break;
                }
                b'\\' => {
                    self.painter.paint(from, Class::Text);
                    from = self.painter.at;
                    self.painter.skip(1);
                    self.painter.bump();
                    self.painter.paint(from, Class::Special);
                    from = self.painter.at;
                }
                b'$' if self.painter.ahead(1) == b'(' && self.frames.len() < MAX_DEPTH && !self.is_make => {
                    self.painter.paint(from, Class::Text);
                    return self.opens_command(true);
                }
                b'$' => {
                    self.painter.paint(from, Class::Text);
                    from = self.painter.at;
                    if self.variable() {
                        from = self.painter.at;
                    }
                }
                _ => self.painter.bump(),
            }
        }
        self.painter.paint(from, Class::Text);
    }

    fn opens_command(&mut self, is_in_text: bool) {
        self.painter.paint_next(2, Class::Special);
        self.frames.push(Frame { is_in_text, depth: 0 });
        self.is_command = true;
    }

    /// What begins with a dollar, outside texts.
    fn value(&mut self) {
        let from = self.painter.at;
        if self.painter.ahead(1) == b'(' && self.frames.len() < MAX_DEPTH && !self.is_make {
            return self.opens_command(false);
        }
        if self.painter.ahead(1) == b'\'' {
            self.painter.skip(2);
            while !self.painter.is_done() && self.painter.peek() != b'\'' {
                self.painter.skip(usize::from(self.painter.peek() == b'\\'));
                self.painter.bump();
            }
            self.painter.skip(1);
            self.painter.paint(from, Class::Text);
        } else {
            self.variable();
        }
        self.is_command = false;
    }

    /// `$name`, `${name:-other}`, `$1`. Moves in any case.
    fn variable(&mut self) -> bool {
        let from = self.painter.at;
        self.painter.skip(1);
        let it = self.painter.peek();
        if it == b'{' || it == b'(' && self.is_make {
            self.braces(it);
        } else if is_name_start(it) {
            self.painter.take_while(is_name);
        } else if it.is_ascii_digit() || matches!(it, b'@' | b'*' | b'#' | b'?' | b'!' | b'$' | b'<' | b'^' | b'-') {
            self.painter.skip(1);
        } else {
            return false;
        }
        self.painter.paint(from, Class::Property);
        true
    }

    /// Braces and what is in them, on this line.
    fn braces(&mut self, open: u8) {
        let close = if open == b'{' { b'}' } else { b')' };
        let mut depth = 0_u32;
        while !self.painter.is_line_end() {
            let it = self.painter.peek();
            self.painter.bump();
            depth += u32::from(it == open);
            if it == close {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return;
                }
            }
        }
    }

    fn word(&mut self) {
        let from = self.painter.at;
        self.painter.take_while(|it| !ends_word(it));
        let word = self.painter.text(from);
        let may_assign = self.is_command || self.is_assigning;
        let is_assigned = may_assign && is_name_start(word.bytes().next().unwrap_or(0)) && self.assignment(word, from);
        if is_assigned {
            return;
        }
        let class = if self.is_command { self.command(word) } else { argument(word) };
        if let Some(class) = class {
            self.painter.paint(from, class);
        }
    }

    /// `NAME=value`; in front of a command, or after `export`.
    fn assignment(&mut self, word: &str, from: usize) -> bool {
        let Some(at) = word.bytes().position(|it| !is_name(it) && !matches!(it, b'[' | b']')) else { return false };
        let sign = if word.get(at..).is_some_and(|it| it.starts_with("+=")) { 2 } else { 1 };
        if !word.get(at..at + sign).is_some_and(|it| it.ends_with('=')) {
            return false;
        }
        self.painter.at = from + at;
        self.painter.paint(from, Class::Property);
        self.painter.skip(sign);
        let value = self.painter.at;
        self.painter.take_while(|it| !ends_word(it));
        if let Some(class) = argument(self.painter.text(value)) {
            self.painter.paint(value, class);
        }
        // `A="b" command` has another command; after a text the next word is none.
        self.is_command &= self.painter.peek() == b' ';
        true
    }

    fn command(&mut self, word: &str) -> Option<Class> {
        if OPENING.contains(&word) {
            return Some(Class::Keyword);
        }
        if PREFIXES.contains(&word) {
            self.is_prefixed = true;
            return Some(Class::Function);
        }
        self.is_command = false;
        self.is_assigning = matches!(word, "export" | "local" | "readonly" | "declare" | "typeset" | "env");
        if KEYWORDS.contains(&word) {
            return Some(Class::Keyword);
        }
        let first = word.bytes().next().unwrap_or(0);
        if first == b'-' {
            self.is_command = self.is_prefixed;
            return argument(word);
        }
        self.is_prefixed = false;
        let is_name = is_name(first) || matches!(first, b'.' | b'/' | b'~' | b'[' | b':');
        is_name.then_some(Class::Function)
    }

    /// `<<EOF`: the text begins on the next line.
    fn opens_heredoc(&mut self) {
        let from = self.painter.at;
        self.painter.skip(2);
        if self.painter.peek() == b'<' {
            return self.painter.skip(1);
        }
        self.painter.skip(usize::from(self.painter.peek() == b'-'));
        self.painter.take_blanks();
        let quote = self.painter.peek();
        self.painter.skip(usize::from(matches!(quote, b'\'' | b'"' | b'\\')));
        let name = self.painter.at;
        self.painter.take_while(is_name);
        let word = self.painter.text(name);
        if word.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') && self.heredoc.is_none() {
            self.heredoc = Some(word);
            self.painter.skip(usize::from(self.painter.peek() == quote));
            self.painter.paint(from, Class::Special);
        }
    }
}

/// A word after the command.
fn argument(word: &str) -> Option<Class> {
    if word.len() > 1 && word.starts_with('-') {
        return Some(Class::Constant);
    }
    if !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit()) {
        return Some(Class::Number);
    }
    (word == "in" || word == "do").then_some(Class::Keyword)
}
