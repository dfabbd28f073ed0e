//! Ids of headings, by the rules of the tools that links were written for.
//!
//! Python-Markdown's `toc.slugify` for TechDocs, GitHub's rule for the rest; the other one is kept as an alias so that
//! links written for either find their heading. Counting is by hash map: 20,000 equal headings take linear time.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use crate::config::DialectName;

/// Hands out ids that are unique in a page.
#[derive(Debug, Default)]
pub(super) struct Ids {
    used: HashSet<String>,
    /// For an id that was tried and had been taken: the number to try next in its series.
    next: HashMap<String, u64>,
}

impl Ids {
    /// Takes an id that its author chose. `false` if something else has it.
    pub(super) fn reserve(&mut self, id: &str) -> bool {
        self.used.insert(id.to_owned())
    }

    /// An id like `slug` that nothing else has: numbered as the dialect's tool does it.
    pub(super) fn take(&mut self, slug: &str, rule: Rule) -> String {
        if is_the_frames(slug) {
            return self.take(&format!("user-content-{slug}"), rule);
        }
        if !(slug.is_empty() && rule == Rule::PythonMarkdown) && self.used.insert(slug.to_owned()) {
            return slug.to_owned();
        }
        let (base, separator, first) = match rule {
            Rule::GitHub => (slug, '-', 1),
            Rule::PythonMarkdown => match numbered(slug) {
                Some((base, number)) => (base, '_', number.saturating_add(1)),
                None => (slug, '_', 1),
            },
        };
        let mut number = first;
        let mut tried = Vec::new();
        loop {
            let id = format!("{base}{separator}{number}");
            let following = number.saturating_add(1);
            if self.used.insert(id.clone()) {
                // Whoever comes this way again goes past all of them at once.
                self.next.extend(tried.into_iter().map(|it| (it, following)));
                return id;
            }
            number = self.next.get(&id).copied().unwrap_or(following);
            tried.push(id);
        }
    }
}

/// Ids of the portal's frame (`theme/templates/base.html`, `docs.html`) and of generated parts of a page. Only these: a heading
/// may well begin with `idp-`.
fn is_the_frames(slug: &str) -> bool {
    let frame = ["idp-main", "idp-drawer", "idp-site-search", "idp-toc-title", "idp-search-page", "idp-mine", "idp-announcer"];
    frame.contains(&slug) || slug.starts_with("__tabbed") || slug.starts_with("fn:") || slug.starts_with("fnref")
}

/// `name_3` as `name` and 3.
fn numbered(slug: &str) -> Option<(&str, u64)> {
    let (base, number) = slug.rsplit_once('_')?;
    let digits = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().map(|it| (base, it))
}

/// A rule for making ids of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// `toc.slugify` of Python-Markdown: ASCII only, runs of blanks and hyphens are one hyphen, repeats get `_1`.
    PythonMarkdown,
    /// GitHub's, which Docusaurus, GitBook, mdBook and Jekyll follow: letters of all scripts, one hyphen a blank, repeats get `-1`.
    GitHub,
}

impl Rule {
    /// The rule of a dialect.
    pub(super) fn of(dialect: DialectName) -> Self {
        if dialect == DialectName::Techdocs { Self::PythonMarkdown } else { Self::GitHub }
    }

    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::PythonMarkdown => Self::GitHub,
            Self::GitHub => Self::PythonMarkdown,
        }
    }

    /// The id that the words of a heading ask for.
    pub(super) fn slug(self, text: &str) -> String {
        match self {
            Self::PythonMarkdown => python_markdown(text),
            Self::GitHub => github(text),
        }
    }
}

fn python_markdown(text: &str) -> String {
    let ascii: String = if text.is_ascii() { text.to_owned() } else { text.nfkd().filter(char::is_ascii).collect() };
    let kept: String =
        ascii.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '_' || *it == '-' || it.is_ascii_whitespace()).collect();
    let mut slug = String::with_capacity(kept.len());
    for letter in kept.trim().chars() {
        if letter == '-' || letter.is_ascii_whitespace() {
            if !slug.ends_with('-') {
                slug.push('-');
            }
        } else {
            slug.push(letter.to_ascii_lowercase());
        }
    }
    slug
}

fn github(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let kept = lower.chars().filter(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | ' ' | '\u{300}'..='\u{36f}'));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_numbered_in_linear_time() {
        let mut ids = Ids::default();
        let begun = std::time::Instant::now();
        for rule in [Rule::PythonMarkdown, Rule::GitHub] {
            for _ in 0..3 {
                for number in 0..20_000 {
                    ids.take(&format!("a_{number}"), rule);
                    ids.take(&format!("b-{number}"), rule);
                    ids.take("c", rule);
                }
            }
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
        let mut ids = Ids::default();
        let taken = ["a", "a_2", "a", "a", "a", "a_2"].map(|it| ids.take(it, Rule::PythonMarkdown));
        assert_eq!(taken, ["a", "a_2", "a_1", "a_3", "a_4", "a_5"]);
    }

    #[test]
    fn slugs_as_python_markdown() {
        for (text, slug) in [
            ("--flag", "-flag"),
            ("C++", "c"),
            ("a  -  b", "a-b"),
            ("Über uns", "uber-uns"),
            ("snake_case & co.", "snake_case-co"),
        ] {
            assert_eq!(Rule::PythonMarkdown.slug(text), slug);
        }
    }

    #[test]
    fn slugs_as_github() {
        for (text, slug) in [("C & Go", "c--go"), ("Über uns!", "über-uns"), ("日本", "日本")] {
            assert_eq!(Rule::GitHub.slug(text), slug);
        }
    }

    #[test]
    fn numbers_repeats_as_each_tool_does() {
        let mut ids = Ids::default();
        let given: Vec<_> = ["foo", "foo", "foo_1", "", ""].iter().map(|it| ids.take(it, Rule::PythonMarkdown)).collect();
        assert_eq!(given, ["foo", "foo_1", "foo_2", "_1", "_2"]);
        let mut ids = Ids::default();
        assert_eq!([ids.take("a", Rule::GitHub), ids.take("a", Rule::GitHub)], ["a", "a-1"]);
    }
}
