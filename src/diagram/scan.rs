//! Mermaid's text before its grammar: front matter, comments, directives, lines.

use super::NotDrawn;

/// The lines of a source that say something.
#[derive(Debug)]
pub(super) struct Source<'a> {
    lines: Vec<(u32, &'a str)>,
    /// The title that its front matter gives.
    pub(super) title: Option<String>,
}

impl<'a> Source<'a> {
    pub(super) fn read(text: &'a str, limit: usize) -> Result<Self, NotDrawn> {
        if text.len() > limit {
            return Err(NotDrawn::new(1, format!("it is longer than {limit} bytes")));
        }
        let mut source = Self { lines: Vec::new(), title: None };
        let (mut in_front, mut in_directive, mut in_description) = (false, false, false);
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if in_directive {
                in_directive = !line.contains("}%%");
            } else if in_description {
                in_description = !line.contains('}');
            } else if line == "---" && (in_front || source.lines.is_empty()) {
                in_front = !in_front;
            } else if in_front {
                source.title =
                    line.strip_prefix("title:").map(|it| it.trim().trim_matches(['"', '\'']).to_owned()).or(source.title);
            } else if line.starts_with("%%{") {
                in_directive = !line.contains("}%%");
            } else if let Some(title) = line.strip_prefix("accTitle:") {
                source.title = Some(title.trim().to_owned());
            } else if line.starts_with("accDescr") {
                in_description = line.contains('{') && !line.contains('}');
            } else if !line.is_empty() && !line.starts_with("%%") {
                source.lines.push((number, line));
            }
        }
        Ok(source)
    }

    /// The line that names the kind of diagram.
    pub(super) fn header(&self) -> Option<(u32, &'a str)> {
        self.lines.first().copied()
    }

    /// What stands below the header, and the header's own rest.
    pub(super) fn body(&self) -> impl Iterator<Item = (u32, &'a str)> + '_ {
        self.lines.iter().skip(1).copied()
    }
}

/// A line's statements: `;` ends one, outside quotes, brackets and the words of an arrow, and where it ends no entity.
pub(super) fn statements(line: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut worded, mut depth, mut entity) = (false, false, 0_usize, false);
    let parts = line.split(move |it: char| {
        let ends = it == ';' && !quoted && !worded && depth == 0 && !entity;
        match it {
            '"' => quoted = !quoted,
            '|' => worded = !worded,
            '[' | '(' | '{' if !quoted => depth += 1,
            ']' | ')' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        entity = matches!(it, '#' | '&') || entity && it.is_ascii_alphanumeric();
        ends
    });
    parts.map(str::trim).filter(|it| !it.is_empty())
}

/// Looks at a line from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(rest: &'a str) -> Self {
        Self { rest }
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.trim_start().is_empty()
    }

    /// Takes a text, if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        self.rest.strip_prefix(text).map(|rest| self.rest = rest).is_some()
    }

    /// Takes the letters for which `is_one` holds.
    pub(super) fn take_while(&mut self, is_one: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|it| !is_one(it)).unwrap_or(self.rest.len());
        self.take_bytes(end)
    }

    /// Takes what stands before `end`, and `end`; quoted parts may hold it.
    pub(super) fn take_until(&mut self, end: &str) -> Option<&'a str> {
        let mut quoted = false;
        for (at, letter) in self.rest.char_indices() {
            quoted ^= letter == '"';
            if !quoted && self.rest.get(at..).is_some_and(|it| it.starts_with(end)) {
                let taken = self.take_bytes(at);
                self.take(end);
                return Some(taken);
            }
        }
        // A quote that is never closed is a letter.
        let (taken, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(taken)
    }

    fn take_bytes(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}
