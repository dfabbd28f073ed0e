//! The edges of the SDL parser: what it does not know is blanked, what it says of a mistake becomes a problem.

use std::borrow::Cow;

use super::super::Problem;
use super::super::value::unreadable;
use crate::diagnostic::Span;

/// The text with every `extend schema …` replaced by blanks: it carries directives (federation's `@link`) and nothing
/// that a reader of the API needs, and the parser refuses it. Lines and columns stay as they are.
pub(super) fn without_schema_extensions(text: &str) -> Cow<'_, str> {
    if !text.contains("extend schema") {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    let mut open = 0_i32;
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if open <= 0 {
            let continues = inside && (trimmed.is_empty() || trimmed.starts_with(['@', '{', '(', '#']));
            inside = continues || trimmed.starts_with("extend schema");
            open = 0;
        }
        if inside {
            open += balance(line);
            blanked.extend(line.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            blanked.push_str(line);
        }
    }
    Cow::Owned(blanked)
}

/// The text with the description of `schema { … }` replaced by blanks, which the parser refuses, and that description.
pub(super) fn without_schema_description(text: &str) -> (Cow<'_, str>, Option<String>) {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let length = token(rest);
        let end = at + length;
        let written = rest.get(..length).unwrap_or_default();
        if written.starts_with('"') && next_word(text.get(end..).unwrap_or_default()) == "schema" {
            let blanks: String = written.chars().map(|it| if it == '\n' { '\n' } else { ' ' }).collect();
            let readable = format!("{}{blanks}{}", text.get(..at).unwrap_or_default(), text.get(end..).unwrap_or_default());
            let plain = written.trim_matches('"').replace("\\\"\"\"", "\"\"\"");
            return (Cow::Owned(readable), Some(plain.trim().to_owned()).filter(|it| !it.is_empty()));
        }
        at = end;
    }
    (Cow::Borrowed(text), None)
}

/// Bytes of what a text begins with: a comment, a string, or what stands before the next of those.
fn token(text: &str) -> usize {
    let until = |from: usize, end: &str| {
        let mut at = from;
        while let Some(found) = text.get(at..).and_then(|it| it.find(end)).map(|it| at + it) {
            if end == "\n" || !text.get(..found).unwrap_or_default().ends_with('\\') {
                return found + end.len();
            }
            at = found + end.len();
        }
        text.len()
    };
    if text.starts_with('#') {
        until(1, "\n")
    } else if text.starts_with("\"\"\"") {
        until(3, "\"\"\"")
    } else if text.starts_with('"') {
        until(1, "\"")
    } else {
        text.find(['"', '#']).unwrap_or(text.len())
    }
}

/// The word that a text begins with, blanks and comments aside.
fn next_word(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, it)| it.trim_start());
    }
    rest.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().unwrap_or_default()
}

/// Brackets opened less brackets closed, outside strings.
fn balance(line: &str) -> i32 {
    let mut quoted = false;
    line.chars().fold(0, |open, c| match c {
        '"' => {
            quoted = !quoted;
            open
        }
        '(' | '{' | '[' if !quoted => open + 1,
        ')' | '}' | ']' if !quoted => open - 1,
        _ => open,
    })
}

/// The parser's message is several lines: where, what was unexpected, what was expected.
pub(super) fn problem(message: &str) -> Problem {
    let mut lines = message.lines();
    let place = lines.next().and_then(|it| it.rsplit(' ').next()).and_then(|it| it.split_once(':'));
    let span = place.and_then(|(line, column)| Some(Span::point(line.parse().ok()?, column.parse().ok()?)));
    let what: Vec<String> = lines.take(2).map(|it| short(it.trim())).filter(|it| !it.is_empty()).collect();
    let what = if what.is_empty() { "it is not a GraphQL schema".to_owned() } else { what.join(", ").to_lowercase() };
    unreadable(&what, span)
}

/// A line of the parser's message: `Unexpected `}[Punctuator]`` without the token's class.
fn short(line: &str) -> String {
    let mut line = line.to_owned();
    for class in ["Punctuator", "Name", "IntValue", "FloatValue", "StringValue", "BlockString"] {
        line = line.replace(&format!("[{class}]"), "");
    }
    line.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_extensions_become_blanks() {
        let text = "extend schema\n  @link(\n    url: \"a(b\"\n  )\n  @more\ntype A { a: Int }\n";
        let blanked = without_schema_extensions(text);
        assert_eq!(blanked.lines().map(str::trim).collect::<Vec<_>>(), ["", "", "", "", "", "type A { a: Int }"]);
        assert_eq!(blanked.len(), text.len());
    }
}
