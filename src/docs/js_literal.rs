//! The object literal of a JavaScript file (`module.exports = {…}`), read as data; nothing is run.
//!
//! Anything that is not a literal (a call, a spread, a variable) makes the whole file unreadable, and the caller falls back
//! to what it does without one.

use super::value::{Kind, Value};

/// Literals may nest this deep.
const MAX_DEPTH: usize = 64;

/// The first object literal that the file exports or assigns.
pub(crate) fn read(text: &str) -> Option<Value> {
    let starts = ["module.exports", "export default", "sidebars"];
    let from = starts.iter().filter_map(|it| text.find(it)).min().unwrap_or(0);
    let rest = text.get(from..)?;
    // `const sidebars: SidebarsConfig = {`: the object follows the first `=` (or `default`).
    let brace = rest.find('{')?;
    let mut reader = Reader { chars: rest.get(brace..)?.chars().collect(), at: 0 };
    reader.value(0)
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn starts_with(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, it)| self.chars.get(self.at + offset) == Some(&it))
    }

    /// Skips space and comments.
    fn space(&mut self) {
        while let Some(next) = self.peek() {
            if next.is_whitespace() {
                self.at += 1;
            } else if self.starts_with("//") {
                while self.peek().is_some_and(|it| it != '\n') {
                    self.at += 1;
                }
            } else if self.starts_with("/*") {
                while self.peek().is_some() && !self.starts_with("*/") {
                    self.at += 1;
                }
                self.at += 2;
            } else {
                break;
            }
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        self.space();
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        let kind = match self.peek()? {
            '{' => self.object(depth)?,
            '[' => self.array(depth)?,
            '\'' | '"' | '`' => Kind::Text(self.string()?),
            _ => match self.word().as_str() {
                "true" => Kind::Bool(true),
                "false" => Kind::Bool(false),
                "null" | "undefined" => Kind::Null,
                word if word.parse::<f64>().is_ok() => Kind::Number(word.to_owned()),
                _ => return None,
            },
        };
        Some(Value { kind, span: None, tag: None })
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.take('}') {
            let key = match self.peek()? {
                '\'' | '"' => self.string()?,
                _ => self.word(),
            };
            if key.is_empty() || !self.take(':') {
                return None;
            }
            entries.push((Value::of_text(key), self.value(depth + 1)?));
            if !self.take(',') {
                return self.take('}').then_some(Kind::Map(entries));
            }
        }
        Some(Kind::Map(entries))
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.take(']') {
            items.push(self.value(depth + 1)?);
            if !self.take(',') {
                return self.take(']').then_some(Kind::List(items));
            }
        }
        Some(Kind::List(items))
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.at += 1;
        let mut text = String::new();
        loop {
            let next = self.peek()?;
            self.at += 1;
            match next {
                it if it == quote => return Some(text),
                '\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    text.push(if escaped == 'n' { '\n' } else { escaped });
                }
                '$' if quote == '`' && self.peek() == Some('{') => return None,
                it => text.push(it),
            }
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(next) = self.peek().filter(|it| it.is_alphanumeric() || matches!(it, '_' | '$' | '.' | '-')) {
            word.push(next);
            self.at += 1;
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_literal_and_refuses_code() {
        let tree = read("/** x */\nmodule.exports = { // c\n  docs: ['a', { type: \"doc\", id: 'b', }, ], 'x y': [1, true] };")
            .expect("a literal");
        assert_eq!(tree.get("docs").map(|it| it.items().len()), Some(2));
        assert_eq!(
            tree.at(&["docs"]).and_then(|it| it.items().get(1)).and_then(|it| it.get("id")).and_then(Value::text),
            Some("b")
        );
        assert_eq!(read("module.exports = { docs: require('./x') }"), None);
        assert_eq!(read("module.exports = { a: [[[["), None);
    }
}
