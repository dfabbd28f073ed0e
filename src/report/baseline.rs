//! A baseline: the problems that an organisation has accepted for now, so that only new ones count.
//!
//! A problem is known again by its rule, its file and its words, not by its line, so that edits elsewhere in the file do
//! not bring it back. The file is JSON, sorted, one problem a line: it reads well in reviews and merges.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;

/// Accepted problems, and how many of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    accepted: BTreeMap<Key, usize>,
}

/// Rule, repository, path, message.
type Key = [String; 4];

fn key(it: &Diagnostic) -> Key {
    let (repository, path) = it.place.as_ref().map_or(("", ""), |it| (&*it.repository, &*it.path));
    [it.code.name(), repository, path, &it.message].map(str::to_owned)
}

impl Baseline {
    /// Accepts these.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut accepted = BTreeMap::new();
        for it in diagnostics {
            *accepted.entry(key(it)).or_default() += 1;
        }
        Self { accepted }
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = |([code, repository, path, message], count): (&Key, &usize)| {
            json!({ "code": code, "repository": repository, "path": path, "message": message, "count": count }).to_string()
        };
        let lines: Vec<String> = self.accepted.iter().map(line).collect();
        if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
    }

    /// Reads a file's text. What is not understood accepts nothing, so a damaged file hides no problem.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let all: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
        let read = |it: &Value| {
            let field = |name: &str| it.get(name).and_then(Value::as_str).map(str::to_owned);
            let key = [field("code")?, field("repository")?, field("path")?, field("message")?];
            Some((key, it.get("count").and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok()).unwrap_or(1)))
        };
        Self { accepted: all.iter().filter_map(read).collect() }
    }

    /// The problems that are not accepted, in their order. Of more of a kind than are accepted, the last remain.
    #[must_use]
    pub fn without(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut left = self.accepted.clone();
        let mut is_new = |it: &Diagnostic| match left.get_mut(&key(it)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        diagnostics.into_iter().filter(|it| is_new(it)).collect()
    }
}
