//! Names and comments of a protobuf file: which type a name means where it is written, and what stands above it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use prost_types::{DescriptorProto, FileDescriptorProto};

/// The name of a type inside another.
pub(super) fn nested(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_owned() } else { format!("{outer}.{name}") }
}

/// The message that stands behind a `map<…>` field; nobody wrote it.
pub(super) fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(|it| it.map_entry())
}

/// Editions as proto3, which they read like, for a parser that does not know them. Lines and columns stay as they are.
pub(super) fn without_edition(text: &str) -> Cow<'_, str> {
    let statement = text.lines().map(str::trim).find(|it| it.starts_with("edition"));
    match statement.filter(|it| it.contains('=') && it.len() >= PROTO3.len()) {
        Some(it) => {
            let (end, rest) = it.split_once(';').map_or((it, ""), |(statement, rest)| (statement, rest));
            let blanks = " ".repeat((end.len() + 1).saturating_sub(PROTO3.len()));
            Cow::Owned(text.replacen(it, &format!("{PROTO3}{blanks}{rest}"), 1))
        }
        None => Cow::Borrowed(text),
    }
}

const PROTO3: &str = "syntax=\"proto3\";";

/// The types of a file, by name below its package.
pub(super) struct Names {
    package: String,
    index: BTreeMap<String, usize>,
}

impl Names {
    /// Numbers messages, each followed by what is nested in it, then enums.
    pub(super) fn of(file: &FileDescriptorProto) -> Self {
        let mut names = Self { package: file.package().to_owned(), index: BTreeMap::new() };
        for message in &file.message_type {
            names.message(message, "");
        }
        for it in &file.enum_type {
            names.add(it.name().to_owned());
        }
        names
    }

    fn message(&mut self, message: &DescriptorProto, outer: &str) {
        let name = nested(outer, message.name());
        self.add(name.clone());
        for it in message.nested_type.iter().filter(|it| !is_map_entry(it)) {
            self.message(it, &name);
        }
        for it in &message.enum_type {
            self.add(nested(&name, it.name()));
        }
    }

    fn add(&mut self, name: String) {
        let next = self.index.len();
        self.index.entry(name).or_insert(next);
    }

    /// The type that a name means inside `scope`: the innermost scope that has it wins, as in protoc. A name that starts
    /// with a dot or with the package is whole.
    pub(super) fn find(&self, scope: &str, written: &str) -> Option<(&str, usize)> {
        let whole = written.trim_start_matches('.');
        let whole = whole.strip_prefix(&self.package).and_then(|it| it.strip_prefix('.')).unwrap_or(whole);
        let mut scope = scope;
        loop {
            let name = if written.starts_with('.') { whole.to_owned() } else { nested(scope, whole) };
            if let Some((name, index)) = self.index.get_key_value(&name) {
                return Some((name, *index));
            }
            if scope.is_empty() {
                return None;
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
    }
}

/// The comments of a file, by the path of the declaration they belong to.
pub(super) struct Comments {
    by_path: BTreeMap<Vec<i32>, String>,
}

impl Comments {
    pub(super) fn of(file: &FileDescriptorProto) -> Self {
        let locations = file.source_code_info.iter().flat_map(|it| &it.location);
        let by_path = locations
            .filter_map(|it| {
                let text = it.leading_comments.as_deref().or(it.trailing_comments.as_deref())?;
                Some((it.path.clone(), plain(text))).filter(|(_, text)| !text.is_empty())
            })
            .collect();
        Self { by_path }
    }

    /// The comment of the declaration at a path.
    pub(super) fn at(&self, path: &[i32]) -> Option<String> {
        self.by_path.get(path).cloned()
    }

    /// The comment above `syntax` or, failing that, above `package`.
    pub(super) fn of_file(&self) -> Option<String> {
        self.at(&[12]).or_else(|| self.at(&[2])).filter(|it| !it.contains("icense"))
    }
}

/// A comment without the blank and the `*` that lines of block comments start with.
fn plain(comment: &str) -> String {
    let lines: Vec<&str> = comment
        .lines()
        .map(|line| {
            let line = line.strip_prefix(' ').unwrap_or(line);
            line.strip_prefix("* ").unwrap_or(if line.trim() == "*" { "" } else { line })
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_reads_like_proto3() {
        let text = "// c\nedition = \"2023\"; // x\npackage a;\n";
        let readable = without_edition(text);
        assert!(readable.contains("syntax=\"proto3\";"), "{readable}");
        assert_eq!(readable.len(), text.len());
        assert_eq!(readable.lines().count(), 3);
    }

    #[test]
    fn comments_lose_their_decoration() {
        assert_eq!(plain("*\n * One\n *\n * two\n"), "One\n\ntwo");
        assert_eq!(plain(" plain\n  - list\n"), "plain\n - list");
    }
}
