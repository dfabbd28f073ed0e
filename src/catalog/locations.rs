//! Location entities: which other files they lead to.

use super::locate::{self, Lead};
use super::problems::Problems;
use crate::diagnostic::{Code, Span};
use crate::source::{Repo, Source};
use crate::yaml::Node;

/// A catalog file that something leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// Index of its repository.
    pub(super) repo: usize,
    /// Its path.
    pub(super) path: String,
    /// Whose rules its entities obey.
    pub(super) origin: Origin,
    /// Backstage reads it from an address, not from a disk.
    pub(super) addressed: bool,
    /// The Location that names it.
    pub(super) found_by: String,
}

/// Where a chain of Locations began: its rules hold for everything below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    /// Index of the repository.
    pub(super) repo: usize,
    /// Position in its `catalog.locations`; `None` where the file was found by its name.
    pub(super) registration: Option<usize>,
}

/// Targets with wildcards in one Location: each is held against every file of the repository.
const MAX_PATTERNS: usize = 200;

/// The files that a Location leads to. Targets that lead nowhere are reported and do not keep the others from being read.
pub(super) fn targets(spec: &Node, id: &str, here: &Target, source: &Source, problems: &mut Problems) -> Vec<Target> {
    let kind = spec.get("type").and_then(Node::as_str);
    let optional = spec.get("presence").and_then(Node::as_str) == Some("optional");
    let single = spec.get("target").into_iter();
    let listed = spec.get("targets").map(Node::items).unwrap_or_default().iter();
    let mut found = Vec::new();
    let mut patterns = 0;
    for node in single.chain(listed) {
        let Some(written) = node.as_str().filter(|it| !it.is_empty()) else { continue };
        patterns += usize::from(written.contains('*'));
        if patterns > MAX_PATTERNS {
            let message = format!("the targets from here on are not read: a Location may hold {MAX_PATTERNS} patterns");
            problems.add_with_help(Code::FieldShortened, node.span, message, "name the files, or use fewer patterns");
            break;
        }
        if !matches!(kind, None | Some("url" | "file")) {
            let message = format!(
                "the target `{written}` is of the type `{}`, which Backstage refuses in a Location",
                kind.unwrap_or_default()
            );
            let help = "remove `type`, or write `url`; of what a provider finds, add checkouts to `sources`";
            problems.add_with_help(Code::LocationType, node.span, message, help);
            continue;
        }
        if here.addressed && kind == Some("file") {
            let message = format!("the target `{written}` is of the type `file`, and this Location is read from an address");
            let help = "remove `type`, or write `url`: Backstage reads files of a disk only for Locations on its own disk";
            problems.add_with_help(Code::LocationType, node.span, message, help);
            continue;
        }
        match locate::lead(written, here.repo, &here.path, source) {
            Lead::Path(repo, path) => {
                let files = source.repos.get(repo).map(|it| matching(it, &path, here.addressed)).unwrap_or_default();
                if files.is_empty() && !optional {
                    let is_glob = is_glob(&path, here.addressed);
                    nothing_there(written, (&path, is_glob), source.repos.get(repo).map(|it| &**it), node.span, problems);
                }
                found.extend(files.into_iter().map(|path| Target { repo, path, found_by: id.to_owned(), ..here.clone() }));
            }
            Lead::Leaves => problems.add_with_help(
                Code::LocationLeaves,
                node.span,
                format!("the target `{written}` leaves the repository"),
                "name a file of this repository, or the address of one in another",
            ),
            Lead::Remote => problems.add_with_help(
                Code::LocationNotFetched,
                node.span,
                format!("the target `{written}` is not in a repository of this build, so it is not read"),
                "add a checkout of that repository to `sources`",
            ),
        }
    }
    found
}

fn nothing_there(written: &str, (path, is_glob): (&str, bool), repo: Option<&Repo>, span: Span, problems: &mut Problems) {
    let message = if is_glob {
        format!("no file matches the target `{written}`")
    } else {
        format!("the target `{written}` does not exist")
    };
    let folder = repo.is_some_and(|it| it.is_dir(path));
    let help = if folder {
        "it is a folder; name the file in it, such as `catalog-info.yaml`"
    } else {
        "check the path: it starts at the folder of this file; or set `presence: optional`"
    };
    problems.add_with_help(Code::LocationMissing, span, message, help);
}

/// Wildcards are `*` and `?` in an address; of files on a disk Backstage's `glob()` knows alternatives and classes, too.
fn is_glob(path: &str, addressed: bool) -> bool {
    path.contains(['*', '?']) || !addressed && (path.contains(['{', '[']) || path.contains("@("))
}

/// The files of a repository that a path or a glob names, by the rules of Backstage's readers: without a wildcard it is
/// a path; wildcards do not match names that begin with a dot.
pub(super) fn matching(repo: &Repo, path: &str, addressed: bool) -> Vec<String> {
    if let Some(file) = locate::spelled(repo, path) {
        return vec![file];
    }
    if !is_glob(path, addressed) {
        return Vec::new();
    }
    glob(repo, &alternatives(path), false)
}

/// `@(a|b)` and `?(a|b)` as `{a,b}` and `{,a,b}`. What may stand several times, `*(…)` and `+(…)`, and `!(…)` are left as
/// they are, and match nothing.
fn alternatives(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut groups = 0_usize;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '@' | '?' if characters.next_if_eq(&'(').is_some() => {
                groups += 1;
                out.push_str(if character == '?' { "{," } else { "{" });
            }
            '|' if groups > 0 => out.push(','),
            ')' if groups > 0 => {
                groups -= 1;
                out.push('}');
            }
            other => out.push(other),
        }
    }
    out
}

/// The files of a repository that match a glob; with `dotted`, wildcards match names that begin with a dot, too.
pub(super) fn glob(repo: &Repo, pattern: &str, dotted: bool) -> Vec<String> {
    let built = globset::GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).empty_alternates(true).build();
    let Ok(matcher) = built.map(|it| it.compile_matcher()) else { return Vec::new() };
    let dots = |path: &str| path.split('/').filter(|it| it.starts_with('.')).count();
    let allowed = dots(pattern);
    let fixed = pattern.split(['*', '?', '[', '{']).next().unwrap_or_default();
    let folder = crate::repo_path::parent(fixed);
    repo.files_below(folder)
        .map(|(path, _)| path)
        .filter(|path| matcher.is_match(&***path) && (dotted || dots(path) <= allowed))
        .map(|it| it.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_those_of_the_shell() {
        let source =
            Source::in_memory(&[("r", "a/x.yaml", ""), ("r", "b/x.yaml", ""), ("r", "c/x.yaml", ""), ("r", "x.yaml", "")]);
        let found = |pattern: &str, addressed| matching(&source.repos[0], pattern, addressed).join(" ");
        assert_eq!(found("{a,b}/x.yaml", false), "a/x.yaml b/x.yaml");
        assert_eq!(found("@(a|c)/x.yaml", false), "a/x.yaml c/x.yaml");
        assert_eq!(found("[bc]/x.yaml", false), "b/x.yaml c/x.yaml");
        assert_eq!(found("?(a|b)/x.yaml", false), "a/x.yaml b/x.yaml");
        assert_eq!(found("{a,b}/x.yaml", true), "", "an address has no alternatives unless it has a wildcard");
    }
}
