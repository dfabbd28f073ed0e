//! Checks of how well an entity is kept: a table of yes-or-no questions, answered from facts, never from a guess.
//!
//! The caller fills in [`Facts`] from the graph, the docs and the API definitions; [`score`] only looks at them. A check
//! whose facts do not apply to the entity is left out, not failed. `scorecard` of the configuration switches checks off
//! and changes the kinds they apply to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::ScorecardRule;

/// What is known of an entity. `None` means that the question does not arise or cannot be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Kind, lower case.
    pub kind: String,
    /// The file names an owner, or CODEOWNERS does.
    pub has_owner: bool,
    /// The owner that is named exists as a group or user; `None` without an owner.
    pub owner_resolves: Option<bool>,
    /// Has a description.
    pub has_description: bool,
    /// `spec.lifecycle` is set.
    pub has_lifecycle: bool,
    /// `spec.lifecycle` is `deprecated`.
    pub is_deprecated: bool,
    /// Belongs to a system; for a system, to a domain.
    pub has_system: bool,
    /// Has at least one tag.
    pub has_tags: bool,
    /// Has docs of its own or shares another entity's.
    pub has_docs: bool,
    /// Links of its docs that lead nowhere; `None` without docs.
    pub broken_links: Option<usize>,
    /// Its repository or folder has a README; `None` where it has none of its own.
    pub has_readme: Option<bool>,
    /// Links and annotations lead to a runbook: by title, type or address.
    pub has_runbook: bool,
    /// Links and annotations lead to dashboards, monitoring or error tracking.
    pub has_dashboards: bool,
    /// Annotations or links say who is on call.
    pub has_on_call: bool,
    /// References that do not resolve.
    pub broken_references: usize,
    /// Deprecated entities that it depends on or whose API it consumes, by display name.
    pub deprecated_dependencies: Vec<String>,
    /// Members of a group, its children's included; `None` for other kinds.
    pub members: Option<usize>,
    /// Of an API: somebody provides it.
    pub has_provider: Option<bool>,
    /// Of an API: its definition could be read.
    pub definition_readable: Option<bool>,
    /// Of an API: its operations, and how many have a summary or a description.
    pub operations: Option<(usize, usize)>,
}

/// What became of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Stable name; the key in `scorecard` of the configuration.
    pub id: &'static str,
    /// In words: `Has an owner`.
    pub title: &'static str,
    /// Whether it passes.
    pub passed: bool,
    /// What to do where it does not; a detail where it does.
    pub hint: String,
}

/// The checks of one entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scorecard {
    /// Those that apply, in the order of the table.
    pub checks: Vec<Check>,
    /// How many pass.
    pub passed: usize,
}

impl Scorecard {
    /// How many apply.
    #[must_use]
    pub fn total(&self) -> usize {
        self.checks.len()
    }

    /// Passed checks in a hundred; `None` when none applies.
    #[must_use]
    pub fn percent(&self) -> Option<usize> {
        (self.passed * 100).checked_div(self.checks.len())
    }
}

/// A line of the table.
struct Rule {
    id: &'static str,
    title: &'static str,
    kinds: &'static [&'static str],
    /// `None`: does not apply. `Err`: what to do.
    test: fn(&Facts) -> Option<Result<String, String>>,
}

const OWNABLE: &[&str] = &["component", "api", "resource", "system", "domain", "template"];
const RUNNING: &[&str] = &["component"];

/// The table, in the order in which checks are shown.
const RULES: &[Rule] = &[
    Rule { id: "owner", title: "Has an owner", kinds: OWNABLE, test: |it| yes(it.has_owner, "set `spec.owner` to a group") },
    Rule {
        id: "owner-resolves",
        title: "Its owner exists",
        kinds: OWNABLE,
        test: |it| yes(it.owner_resolves?, "name a group or user that the catalog has"),
    },
    Rule {
        id: "description",
        title: "Has a description",
        kinds: &["component", "api", "resource", "system", "domain", "template", "group"],
        test: |it| yes(it.has_description, "say in `metadata.description` what it is for"),
    },
    Rule {
        id: "lifecycle",
        title: "Says its lifecycle",
        kinds: &["component", "api"],
        test: |it| yes(it.has_lifecycle, "set `spec.lifecycle`, for example to `production`"),
    },
    Rule {
        id: "system",
        title: "Belongs to a system",
        kinds: &["component", "api", "resource"],
        test: |it| yes(it.has_system, "set `spec.system`"),
    },
    Rule { id: "domain", title: "Belongs to a domain", kinds: &["system"], test: |it| yes(it.has_system, "set `spec.domain`") },
    Rule {
        id: "tags",
        title: "Has tags",
        kinds: &["component", "api", "resource", "template"],
        test: |it| yes(it.has_tags, "add a few words to `metadata.tags`"),
    },
    Rule {
        id: "references",
        title: "Everything it refers to exists",
        kinds: &["component", "api", "resource", "system", "domain", "template", "group", "user"],
        test: |it| none(it.broken_references, "reference", "correct or remove it in the catalog file"),
    },
    Rule {
        id: "docs",
        title: "Has docs",
        kinds: &["component", "system", "template"],
        test: |it| yes(it.has_docs, "add a `docs` folder and the annotation `backstage.io/techdocs-ref: dir:.`"),
    },
    Rule {
        id: "docs-links",
        title: "Its docs have no broken links",
        kinds: OWNABLE,
        test: |it| none(it.broken_links?, "link", "correct the links; its docs name them"),
    },
    Rule {
        id: "readme",
        title: "Has a README",
        kinds: &["component"],
        test: |it| yes(it.has_readme?, "add a `README.md` that says what it is and how to run it"),
    },
    Rule {
        id: "runbook",
        title: "Has a runbook",
        kinds: RUNNING,
        test: |it| yes(it.has_runbook, "add a link of type `runbook` to `metadata.links`"),
    },
    Rule {
        id: "dashboards",
        title: "Has dashboards",
        kinds: RUNNING,
        test: |it| yes(it.has_dashboards, "add a link of type `dashboard`, or the annotation of your monitoring"),
    },
    Rule {
        id: "on-call",
        title: "Says who is on call",
        kinds: RUNNING,
        test: |it| yes(it.has_on_call, "add the annotation of your on-call tool, such as `pagerduty.com/service-id`"),
    },
    Rule {
        id: "deprecated-dependencies",
        title: "Depends on nothing deprecated",
        kinds: &["component", "resource"],
        test: deprecated,
    },
    Rule {
        id: "provider",
        title: "Somebody provides it",
        kinds: &["api"],
        test: |it| yes(it.has_provider?, "list it in `spec.providesApis` of the component that serves it"),
    },
    Rule {
        id: "api-readable",
        title: "Its definition can be read",
        kinds: &["api"],
        test: |it| yes(it.definition_readable?, "correct the definition; its page shows it as text"),
    },
    Rule { id: "api-documented", title: "Its operations are described", kinds: &["api"], test: documented },
    Rule {
        id: "members",
        title: "Has members",
        kinds: &["group"],
        test: |it| yes(it.members? > 0, "list people in `spec.members`, or the group in their `spec.memberOf`"),
    },
];

/// The checks that apply to an entity and what became of each. `rules` is `scorecard` of the configuration.
#[must_use]
pub fn score(facts: &Facts, rules: &BTreeMap<String, ScorecardRule>) -> Scorecard {
    let applies = |rule: &Rule| match rules.get(rule.id) {
        Some(configured) if configured.enabled == Some(false) => false,
        Some(configured) if !configured.kinds.is_empty() => {
            configured.kinds.iter().any(|it| it.eq_ignore_ascii_case(&facts.kind))
        }
        _ => rule.kinds.contains(&facts.kind.as_str()),
    };
    let checks: Vec<Check> = RULES
        .iter()
        .filter(|it| applies(it))
        .filter_map(|rule| {
            let result = (rule.test)(facts)?;
            let passed = result.is_ok();
            let (Ok(hint) | Err(hint)) = result;
            Some(Check { id: rule.id, title: rule.title, passed, hint })
        })
        .collect();
    let passed = checks.iter().filter(|it| it.passed).count();
    Scorecard { checks, passed }
}

/// The names of all checks, for the configuration's "did you mean" and its documentation.
pub fn ids() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|it| (it.id, it.title))
}

fn yes(passed: bool, hint: &str) -> Option<Result<String, String>> {
    Some(if passed { Ok(String::new()) } else { Err(hint.to_owned()) })
}

fn none(count: usize, what: &str, hint: &str) -> Option<Result<String, String>> {
    Some(match count {
        0 => Ok(String::new()),
        1 => Err(format!("1 {what} leads nowhere: {hint}")),
        _ => Err(format!("{count} {what}s lead nowhere: {hint}")),
    })
}

fn deprecated(facts: &Facts) -> Option<Result<String, String>> {
    let names = &facts.deprecated_dependencies;
    let shown: Vec<String> = names.iter().take(3).map(|it| format!("`{it}`")).collect();
    let more = names.len().saturating_sub(3);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(if names.is_empty() { Ok(String::new()) } else { Err(format!("move away from {}{rest}", shown.join(", "))) })
}

fn documented(facts: &Facts) -> Option<Result<String, String>> {
    let (all, described) = facts.operations.filter(|(all, _)| *all > 0)?;
    let words = format!("{described} of {all} operations have a summary or a description");
    Some(if described == all { Ok(words) } else { Err(format!("{words}: describe the others")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(facts: &Facts) -> Vec<&'static str> {
        score(facts, &BTreeMap::new()).checks.iter().filter(|it| !it.passed).map(|it| it.id).collect()
    }

    #[test]
    fn a_bare_component_fails_what_applies_to_it() {
        let facts = Facts { kind: "component".into(), has_readme: Some(true), ..Facts::default() };
        assert_eq!(
            failed(&facts),
            ["owner", "description", "lifecycle", "system", "tags", "docs", "runbook", "dashboards", "on-call"]
        );
        let score = score(&facts, &BTreeMap::new());
        assert_eq!((score.passed, score.total(), score.percent()), (3, 12, Some(25)));
    }

    #[test]
    fn an_api_is_asked_about_its_operations() {
        let facts = Facts {
            kind: "api".into(),
            has_owner: true,
            owner_resolves: Some(false),
            operations: Some((4, 3)),
            definition_readable: Some(true),
            ..Facts::default()
        };
        let score = score(&facts, &BTreeMap::new());
        let documented = score.checks.iter().find(|it| it.id == "api-documented").expect("it applies");
        assert_eq!(
            (documented.passed, documented.hint.as_str()),
            (false, "3 of 4 operations have a summary or a description: describe the others")
        );
        assert!(failed(&facts).contains(&"owner-resolves"));
        assert!(!score.checks.iter().any(|it| it.id == "docs"));
    }

    #[test]
    fn the_configuration_decides_what_applies() {
        let rule = |enabled, kinds: &[&str]| ScorecardRule { enabled, kinds: kinds.iter().map(|it| (*it).to_owned()).collect() };
        let rules = BTreeMap::from([("owner".to_owned(), rule(Some(false), &[])), ("docs".to_owned(), rule(None, &["API"]))]);
        let of = |kind: &str| score(&Facts { kind: kind.into(), ..Facts::default() }, &rules);
        assert!(!of("component").checks.iter().any(|it| it.id == "owner" || it.id == "docs"));
        assert!(of("api").checks.iter().any(|it| it.id == "docs"));
        assert_eq!(of("location").percent(), None);
    }

    #[test]
    fn names_are_distinct() {
        let mut names: Vec<_> = ids().map(|it| it.0).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
