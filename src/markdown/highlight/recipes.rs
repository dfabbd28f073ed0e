//! The lexers of Dockerfiles and makefiles: a language of their own around that of the shell.
//!
//! One pass, forward; see `lexer.rs`.

use super::painter::{Class, Painter, is_name, is_name_start};
use super::shell;

const INSTRUCTIONS: &[&str] = &[
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// A Dockerfile.
pub(super) fn dockerfile(painter: &mut Painter) {
    while !painter.is_done() {
        painter.take_blanks();
        let from = painter.at;
        painter.take_while(|it| it.is_ascii_alphabetic());
        let word = painter.text(from).to_ascii_uppercase();
        if painter.peek() == b'#' && painter.at == from {
            painter.paint_line(Class::Comment);
        } else if INSTRUCTIONS.contains(&word.as_str()) {
            painter.paint(from, Class::Keyword);
            options(painter);
            if matches!(word.as_str(), "ONBUILD" | "HEALTHCHECK") {
                continue;
            }
            arguments(painter, &word);
        } else {
            painter.take_line();
        }
        painter.skip(1);
    }
}

/// `--from=build`.
fn options(painter: &mut Painter) {
    painter.take_blanks();
    while painter.starts("--") {
        let from = painter.at;
        painter.take_while(|it| it > b' ');
        painter.paint(from, Class::Constant);
        painter.take_blanks();
    }
}

/// What follows an instruction, over the lines that a backslash joins and the comments between them.
fn arguments(painter: &mut Painter, word: &str) {
    let from = painter.at;
    loop {
        let line = painter.at;
        painter.take_line();
        let is_comment = line > from && painter.text(line).trim_start().starts_with('#');
        if painter.is_done() || !(is_comment || painter.text(line).trim_end().ends_with('\\')) {
            break;
        }
        painter.skip(1);
    }
    let is_list = painter.text(from).starts_with('[');
    painter.hand_over(from, |it| if word == "RUN" && !is_list { shell::commands(it) } else { words(it) });
}

/// Names, texts and variables.
fn words(painter: &mut Painter) {
    let (mut is_first, mut is_fresh) = (true, false);
    while !painter.is_done() {
        let from = painter.at;
        let was_fresh = std::mem::replace(&mut is_fresh, false);
        let class = match painter.peek() {
            quote @ (b'"' | b'\'') => {
                painter.skip(1);
                while !painter.is_line_end() && painter.peek() != quote {
                    painter.skip(usize::from(painter.peek() == b'\\'));
                    painter.bump();
                }
                painter.skip(usize::from(painter.peek() == quote));
                Class::Text
            }
            b'$' => {
                painter.skip(1);
                let is_braced = painter.peek() == b'{';
                painter.take_while(|it| if is_braced { !matches!(it, b'}' | b'\n') } else { is_name(it) });
                painter.skip(usize::from(is_braced && painter.peek() == b'}'));
                Class::Property
            }
            b' ' | b'\t' | b'\n' => {
                is_fresh = was_fresh || painter.peek() == b'\n';
                painter.skip(1);
                continue;
            }
            b'#' if was_fresh || painter.before() == b' ' => {
                painter.paint_line(Class::Comment);
                continue;
            }
            it if is_name(it) => {
                painter.take_while(|it| is_name(it) || matches!(it, b'-' | b'.' | b'/'));
                let word = painter.text(from);
                if painter.peek() == b'=' {
                    Class::Property
                } else if word.eq_ignore_ascii_case("as") && !is_first {
                    Class::Keyword
                } else if word.bytes().all(|it| it.is_ascii_digit()) {
                    Class::Number
                } else {
                    is_first = false;
                    continue;
                }
            }
            _ => {
                painter.bump();
                continue;
            }
        };
        painter.paint(from, class);
        is_first = false;
    }
}

const DIRECTIVES: &[&str] = &[
    "ifdef", "ifndef", "ifeq", "ifneq", "else", "endif", "include", "-include", "sinclude", "export", "unexport", "define",
    "endef", "override", "vpath",
];

/// A makefile.
pub(super) fn make(painter: &mut Painter) {
    while !painter.is_done() {
        if painter.peek() == b'\t' || painter.starts("    ") && !is_setting(painter) {
            recipe(painter);
        } else {
            rule(painter);
        }
        painter.skip(1);
    }
}

/// Does this line set a variable?
fn is_setting(painter: &Painter) -> bool {
    let line = painter.rest().split(|it| *it == b'\n').next().unwrap_or_default();
    let name = line.iter().skip_while(|it| **it == b' ').skip_while(|it| is_name(**it));
    let mut sign = name.skip_while(|it| matches!(it, b' ' | b':' | b'?' | b'+'));
    sign.next() == Some(&b'=')
}

/// The commands of a target, over the lines that a backslash joins.
fn recipe(painter: &mut Painter) {
    painter.take_blanks();
    painter.take_while(|it| matches!(it, b'@' | b'-' | b'+'));
    let from = painter.at;
    painter.take_joined_lines();
    painter.hand_over(from, shell::recipe);
}

/// A line that is no command: a variable, a target, a directive.
fn rule(painter: &mut Painter) {
    painter.take_blanks();
    let from = painter.at;
    let mut is_name_of = true;
    while !painter.is_line_end() {
        let begun = painter.at;
        match painter.peek() {
            b'#' => painter.paint_line(Class::Comment),
            b'$' => variable(painter),
            b'=' if is_name_of => {
                painter.at = begun;
                repaint(painter, from, begun, Class::Property);
                is_name_of = false;
                painter.skip(1);
            }
            b':' if is_name_of && !matches!(painter.ahead(1), b'=' | b':') => {
                repaint(painter, from, begun, Class::Function);
                is_name_of = false;
                painter.skip(1);
            }
            it if is_name_start(it) || it == b'-' || it == b'.' => {
                painter.take_while(|it| is_name(it) || matches!(it, b'-' | b'.'));
                if begun == from && DIRECTIVES.contains(&painter.text(begun)) {
                    painter.paint(begun, Class::Keyword);
                    is_name_of = false;
                }
            }
            b'\\' if painter.ahead(1) == b'\n' => painter.skip(2),
            _ => painter.bump(),
        }
    }
}

/// Paints a name whose end is known only now, unless something in it is painted.
fn repaint(painter: &mut Painter, from: usize, end: usize, class: Class) {
    let name = painter.text(from).get(..end - from).unwrap_or_default().trim_end_matches([' ', ':', '?', '+']);
    let at = std::mem::replace(&mut painter.at, from + name.len());
    if !painter.has_painted_since(from) {
        painter.paint(from, class);
    }
    painter.at = at;
}

/// `$(name)`, `$@`.
fn variable(painter: &mut Painter) {
    let from = painter.at;
    painter.skip(1);
    let (open, close) = if painter.peek() == b'{' { (b'{', b'}') } else { (b'(', b')') };
    if painter.peek() != open {
        painter.bump();
        return painter.paint(from, Class::Property);
    }
    let mut depth = 0_u32;
    while !painter.is_line_end() {
        let it = painter.peek();
        painter.bump();
        depth += u32::from(it == open);
        if it == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                break;
            }
        }
    }
    painter.paint(from, Class::Property);
}
