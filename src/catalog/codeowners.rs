//! CODEOWNERS: who owns an entity whose file names no owner.
//!
//! The rules are those of Backstage's community module: the file's path against gitignore patterns in any case, the last
//! line that matches, its first owner. A line that matches and names nobody takes the file out of the hands of the lines
//! before it.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::HashMap;

use super::EntityRef;
use crate::config::Limits;
use crate::diagnostic::{Code, Diagnostic, Place, Span};
use crate::source::{Forge, Repo};

/// Bytes of a CODEOWNERS file.
const MAX_BYTES: u64 = 3_000_000;

/// The rules of one repository.
#[derive(Debug)]
pub(super) struct Codeowners {
    file: Place,
    rules: Gitignore,
    /// First owner and line, by pattern; the last line of a pattern counts.
    owners: HashMap<String, (Option<String>, u32)>,
}

impl Codeowners {
    /// Reads the file of a repository, and says what of it does not count.
    pub(super) fn of(repo: &Repo, limits: &Limits) -> (Option<Self>, Option<Diagnostic>) {
        let Some(path) = Self::path(repo) else { return (None, None) };
        match repo.text(path, MAX_BYTES) {
            Ok(text) => Self::read(repo.place(path), &text.text, limits.codeowners_rules),
            Err(error) => (None, Some(error.diagnostic(repo, path).help("no owner is taken from it; make it smaller"))),
        }
    }

    /// The file where the repository's forge looks for it, in the forge's order.
    fn path(repo: &Repo) -> Option<&'static str> {
        let places: &[&'static str] = match (repo.provenance.url.is_some(), repo.provenance.forge) {
            (false, _) => &[".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".bitbucket/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
            (true, Forge::GitHub) => &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
            (true, Forge::Gitea) => &["CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS", "docs/CODEOWNERS"],
            (true, Forge::GitLab) => &["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"],
            (true, Forge::Bitbucket) => &["CODEOWNERS", ".bitbucket/CODEOWNERS"],
            (true, Forge::Azure) => &[],
        };
        places.iter().copied().find(|it| repo.contains(it))
    }

    /// Each rule becomes a part of one regular expression, so their number has a limit. The last ones count, for the last
    /// rule that matches decides.
    fn read(file: Place, text: &str, most: usize) -> (Option<Self>, Option<Diagnostic>) {
        let mut builder = GitignoreBuilder::new("");
        // The only failure is a pattern that was added before.
        let _ = builder.case_insensitive(true);
        let mut owners = HashMap::new();
        let rules: Vec<_> = text.lines().enumerate().filter_map(|(at, line)| Some((at, rule(line)?))).collect();
        let first = rules.len().saturating_sub(most);
        let cut = (first > 0).then(|| {
            let line = rules.get(first).map_or(1, |(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
            let message = format!("only the last {most} of {} rules count, those from line {line} on", rules.len());
            let help = "use fewer rules, or raise `limits.codeowners_rules` in `idp-docs.yaml`";
            Diagnostic::new(Code::FileTooLarge, message).help(help).at(file.at(Span::point(line, 1)))
        });
        for (at, (pattern, owner)) in rules.into_iter().skip(first) {
            // Braces are letters to git; the library would take them for alternatives.
            let pattern = pattern.replace('{', "\\{").replace('}', "\\}");
            if builder.add_line(None, &pattern).is_ok() {
                owners.insert(pattern, (owner.map(str::to_owned), u32::try_from(at + 1).unwrap_or(u32::MAX)));
            }
        }
        let rules = builder.build().ok();
        (rules.map(|rules| Self { file, rules, owners }), cut)
    }

    /// The owner of a file, as an entity in `namespace`, and the line that says so.
    pub(super) fn owner(&self, path: &str, namespace: &str) -> Option<(EntityRef, Place)> {
        // A file belongs to a rule when the rule matches it or a folder around it.
        let folders = std::iter::successors(Some(path), |it| Some(crate::repo_path::parent(it)).filter(|it| !it.is_empty()));
        let matches = folders.filter_map(|it| {
            let pattern = self.rules.matched(it, it != path).inner()?.original();
            self.owners.get(pattern)
        });
        let (owner, line) = matches.max_by_key(|(_, line)| *line)?;
        let id = entity(owner.as_deref()?, namespace)?;
        Some((id, self.file.at(Span { line: *line, column: 1, end_line: *line, end_column: 2 })))
    }
}

/// A line's pattern and first owner. A `#` begins a comment, wherever it stands.
fn rule(line: &str) -> Option<(&str, Option<&str>)> {
    let line = line.split('#').next().unwrap_or_default().trim();
    // GitLab's section headings are no rules, and a negation matches nothing by itself.
    if line.is_empty() || line.starts_with(['[', '^', '!']) {
        return None;
    }
    let mut parts = line.split_whitespace();
    Some((parts.next()?, parts.next()))
}

/// `@org/team` is the group `team`, `@jane` the user `jane`, an e-mail address its part before the `@`; anything else is a
/// reference as it stands.
fn entity(owner: &str, namespace: &str) -> Option<EntityRef> {
    let written = match (owner.strip_prefix('@'), owner.split_once('@')) {
        (Some(handle), _) => match handle.split_once('/') {
            Some((_, team)) => team.split('/').next()?.to_owned(),
            None => format!("User:{handle}"),
        },
        (None, Some((name, host))) if host.contains('.') => name.to_owned(),
        (None, _) => owner.to_owned(),
    };
    EntityRef::parse(&written, Some("Group"), namespace).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn the_last_matching_line_and_its_first_owner() {
        let text = "* @acme/all\n# note\n/docs/ @jane @acme/x\n*.yaml a@b.c\n/svc/ @acme/web # ours\n";
        let source = Source::in_memory(&[("r", ".github/CODEOWNERS", text)]);
        let rules = Codeowners::of(&source.repos[0], &Limits::default()).0.expect("there");
        let owner =
            |path: &str| rules.owner(path, "ns").map(|(id, place)| format!("{id} {}", place.span.map_or(0, |it| it.line)));
        assert_eq!(owner("README.md").as_deref(), Some("group:ns/all 1"));
        assert_eq!(owner("docs/a.md").as_deref(), Some("user:ns/jane 3"));
        assert_eq!(owner("catalog-info.yaml").as_deref(), Some("group:ns/a 4"));
        assert_eq!(owner("svc/catalog-info.yaml").as_deref(), Some("group:ns/web 5"));
    }

    #[test]
    fn a_line_without_owners_takes_away() {
        let text = "* @acme/all/inner\n/SVC/\n!svc @acme/no\n[Section] @acme/no\n/a#b @acme/no\n/c component:x@y\n/d d@e\n";
        let source = Source::in_memory(&[("r", "CODEOWNERS", text)]);
        let rules = Codeowners::of(&source.repos[0], &Limits::default()).0.expect("there");
        let owner = |path: &str| rules.owner(path, "ns").map(|(id, _)| id.to_string());
        assert_eq!(owner("x/catalog-info.yaml").as_deref(), Some("group:ns/all"));
        assert_eq!(owner("svc/catalog-info.yaml"), None);
        assert_eq!(owner("a"), None);
        assert_eq!(owner("c").as_deref(), Some("component:ns/x@y"));
        assert_eq!(owner("d").as_deref(), Some("group:ns/d@e"));
    }

    #[test]
    fn braces_are_letters() {
        let source = Source::in_memory(&[("r", "CODEOWNERS", "/f/{g,h}/ @acme/brace\n")]);
        let rules = Codeowners::of(&source.repos[0], &Limits::default()).0.expect("there");
        assert_eq!(rules.owner("f/g/catalog-info.yaml", "ns").map(|it| it.0.to_string()), None);
        assert_eq!(rules.owner("f/{g,h}/catalog-info.yaml", "ns").map(|it| it.0.to_string()).as_deref(), Some("group:ns/brace"));
    }

    #[test]
    fn rules_beyond_the_limit_are_named() {
        let text = "* @acme/all\n# note\n/a/ @acme/a\n/b/ @acme/b\n";
        let source = Source::in_memory(&[("r", "CODEOWNERS", text)]);
        let limits = Limits { codeowners_rules: 2, ..Limits::default() };
        let (rules, said) = Codeowners::of(&source.repos[0], &limits);
        let rules = rules.expect("the last two");
        assert!(rules.owner("x.yaml", "ns").is_none());
        assert_eq!(rules.owner("b/x.yaml", "ns").map(|(id, _)| id.to_string()).as_deref(), Some("group:ns/b"));
        let said = said.expect("a diagnostic");
        assert_eq!(said.message, "only the last 2 of 3 rules count, those from line 3 on");
        assert_eq!(said.place.and_then(|it| it.span).map(|it| it.line), Some(3));
    }

    #[test]
    fn a_file_that_is_too_large_is_named() {
        let text = format!("# {}\n* @acme/all\n", "x".repeat(3_000_000));
        let source = Source::in_memory(&[("r", "CODEOWNERS", &text)]);
        let (rules, said) = Codeowners::of(&source.repos[0], &Limits::default());
        assert!(rules.is_none());
        assert_eq!(said.map(|it| it.code), Some(Code::FileTooLarge));
    }
}
