//! Coverage for those who answer for it: how much has an owner, docs, a lifecycle and no problems, by domain and by team.

use std::collections::BTreeMap;

use serde::Serialize;

use super::home::RecentPage;
use super::lookup::{Lookup, is_ownable};
use super::refs::{self, Cut, Health, RefView};
use super::view::KindView;
use super::{catalog, csv, entity, url};
use crate::catalog::{Entity, EntityRef};
use crate::graph::OwnerVia;

/// Rows of a table. Each takes up to 1.8 kB, there are two such tables, and no page may take more than 300 kB.
const ROWS: usize = 75;

/// Old docs pages that are named.
const OLD_PAGES: usize = 40;

/// The page.
#[derive(Debug, Serialize)]
pub struct InsightsPage {
    /// Everything that somebody should own.
    pub all: Coverage,
    /// The same by kind.
    pub kinds: Vec<(KindView, Coverage)>,
    /// The same by domain; `None` for what is in no domain.
    pub domains: Cut<CoverageRow>,
    /// The same by team; `None` for what nobody owns.
    pub teams: Cut<CoverageRow>,
    /// How owners are known: the words, how many, and what part that is in percent.
    pub claims: Vec<(&'static str, usize, usize)>,
    /// The problems there are most of: rule, severity, how many.
    pub rules: Vec<(&'static str, &'static str, usize)>,
    /// The checks of the scorecard, those that fail most first: the words, and how many pass.
    pub checks: Vec<(&'static str, Part)>,
    /// Lifecycles, most first.
    pub lifecycles: Vec<(refs::LifecycleView, usize)>,
    /// Docs pages that nobody has changed for a year before the newest commit, the oldest first.
    pub old_docs: Cut<RecentPage>,
    /// Docs pages whose last change is known.
    pub dated_docs: usize,
}

/// A row of a table.
#[derive(Debug, Serialize)]
pub struct CoverageRow {
    /// The domain or team.
    pub entity: Option<RefView>,
    /// Where its entities are listed.
    pub url: Option<String>,
    /// How much of it is covered.
    pub coverage: Coverage,
}

/// How many entities there are, and of how many something good can be said.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Coverage {
    /// Entities.
    pub total: usize,
    /// Somebody who is in the catalog owns it.
    pub owned: Part,
    /// It has docs.
    pub documented: Part,
    /// It says where in its life it is; kinds without a lifecycle are not counted.
    pub lifecycle: Part,
    /// It has neither errors nor warnings.
    pub sound: Part,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// In percent, rounded down, so that 100 means all.
    pub percent: usize,
}

impl Part {
    fn add(&mut self, yes: bool) {
        self.of += 1;
        self.count += usize::from(yes);
        self.percent = percent(self.count, self.of);
    }
}

fn percent(count: usize, of: usize) -> usize {
    (count * 100).checked_div(of).unwrap_or(100)
}

impl Coverage {
    fn add(&mut self, lookup: &Lookup<'_>, entity: &Entity, owned: bool) {
        self.total += 1;
        self.owned.add(owned);
        self.documented.add(lookup.docs_site(&entity.id).is_some());
        if matches!(&*entity.id.kind, "component" | "api") {
            self.lifecycle.add(entity.lifecycle.is_some());
        }
        self.sound.add(lookup.health(&entity.id) == Health::default());
    }
}

/// The page.
#[must_use]
pub fn page(lookup: &Lookup<'_>) -> InsightsPage {
    let mut all = Coverage::default();
    let mut kinds: BTreeMap<&str, Coverage> = BTreeMap::new();
    let mut domains: BTreeMap<Option<EntityRef>, Coverage> = BTreeMap::new();
    let mut teams: BTreeMap<Option<EntityRef>, Coverage> = BTreeMap::new();
    let mut claims = [OwnerVia::Spec, OwnerVia::Codeowners, OwnerVia::System, OwnerVia::Domain, OwnerVia::None].map(|it| (it, 0));
    let mut lifecycles: BTreeMap<&str, usize> = BTreeMap::new();
    for entity in lookup.graph.entities().filter(|it| is_ownable(&it.id.kind)) {
        let owner = lookup.owner(&entity.id);
        let owned = is_owned(lookup, owner.id.as_ref());
        for (via, count) in &mut claims {
            *count += usize::from(*via == owner.via);
        }
        if let Some(word) = entity.lifecycle.as_deref() {
            *lifecycles.entry(word).or_default() += 1;
        }
        all.add(lookup, entity, owned);
        kinds.entry(&entity.id.kind).or_default().add(lookup, entity, owned);
        let domain = if &*entity.id.kind == "domain" { Some(&entity.id) } else { lookup.domain(&entity.id) };
        domains.entry(domain.cloned()).or_default().add(lookup, entity, owned);
        teams.entry(owner.id).or_default().add(lookup, entity, owned);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, _)| refs::kind_rank(kind));
    let mut lifecycles: Vec<_> = lifecycles.into_iter().collect();
    lifecycles.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    InsightsPage {
        kinds: kinds.into_iter().take(30).map(|(kind, it)| (lookup.kind_view(kind), it)).collect(),
        domains: rows(lookup, domains, |id| url::catalog_filter(&[("kind", "all"), ("domains", &id.to_string())])),
        teams: rows(lookup, teams, |id| catalog::owned_by(id, None)),
        claims: claims
            .into_iter()
            .map(|(via, count)| (refs::via_words(via).1, count, percent(count, all.total.max(1))))
            .collect(),
        rules: rules(lookup),
        checks: checks(lookup),
        old_docs: lookup.old_docs.oldest(OLD_PAGES),
        dated_docs: lookup.old_docs.known,
        lifecycles: lifecycles.into_iter().take(12).map(|(word, count)| (refs::lifecycle_view(word), count)).collect(),
        all,
    }
}

/// An owner that no file defines owns nothing: nobody can be asked.
fn is_owned(lookup: &Lookup<'_>, owner: Option<&EntityRef>) -> bool {
    owner.is_some_and(|it| lookup.graph.entity(it).is_some())
}

/// The biggest first; what belongs nowhere last.
fn rows(
    lookup: &Lookup<'_>,
    groups: BTreeMap<Option<EntityRef>, Coverage>,
    address: impl Fn(&EntityRef) -> String,
) -> Cut<CoverageRow> {
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(id, it)| (id.is_none(), std::cmp::Reverse(it.total), id.clone()));
    let total = groups.len();
    let row = |(id, coverage): (Option<EntityRef>, Coverage)| CoverageRow {
        entity: id.as_ref().map(|it| refs::ref_view(lookup, it)),
        url: id.as_ref().map(&address),
        coverage,
    };
    Cut::new(groups.into_iter().map(row), total, ROWS)
}

fn rules(lookup: &Lookup<'_>) -> Vec<(&'static str, &'static str, usize)> {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for diagnostic in lookup.diagnostics {
        *counts.entry((diagnostic.severity, diagnostic.code)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|((severity, code), count)| (std::cmp::Reverse(*count), *severity, *code));
    counts.into_iter().take(12).map(|((severity, code), count)| (code.name(), refs::severity_word(severity), count)).collect()
}

fn checks(lookup: &Lookup<'_>) -> Vec<(&'static str, Part)> {
    let mut parts: BTreeMap<&'static str, Part> = BTreeMap::new();
    for entity in lookup.graph.entities() {
        for check in entity::scorecard(lookup, entity).checks {
            parts.entry(check.title).or_default().add(check.passed);
        }
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(title, part)| (part.percent, std::cmp::Reverse(part.of), *title));
    parts
}

/// Coverage as CSV: a line for all, for each kind, each domain and each team, with counts and their wholes.
#[must_use]
pub fn coverage_csv(lookup: &Lookup<'_>) -> String {
    let mut groups: BTreeMap<(usize, &str, String), Coverage> = BTreeMap::new();
    for entity in lookup.graph.entities().filter(|it| is_ownable(&it.id.kind)) {
        let owner = lookup.owner(&entity.id).id;
        let domain = if &*entity.id.kind == "domain" { Some(&entity.id) } else { lookup.domain(&entity.id) };
        let name = |it: Option<&EntityRef>| it.map(ToString::to_string).unwrap_or_default();
        let of = [
            (0, "all", String::new()),
            (1, "kind", entity.id.kind.to_string()),
            (2, "domain", name(domain)),
            (3, "team", name(owner.as_ref())),
        ];
        of.into_iter().for_each(|it| groups.entry(it).or_default().add(lookup, entity, is_owned(lookup, owner.as_ref())));
    }
    let rows = groups.into_iter().map(|((_, by, name), it)| {
        let counts = [it.total, it.owned.count, it.documented.count, it.lifecycle.count, it.lifecycle.of, it.sound.count];
        let [total, owned, documented, lifecycle, with_lifecycle, sound] = counts.map(|it| it.to_string());
        [by.to_owned(), name, total, owned, documented, lifecycle, with_lifecycle, sound]
    });
    let headings =
        ["by", "name", "entities", "owned", "documented", "lifecycle set", "of kinds with a lifecycle", "without problems"];
    csv::table(headings, rows)
}

/// Every check of every entity as CSV.
#[must_use]
pub fn scorecard_csv(lookup: &Lookup<'_>) -> String {
    let rows = lookup.graph.entities().flat_map(|entity| {
        let owner = lookup.owner(&entity.id).id.map(|it| it.to_string()).unwrap_or_default();
        entity::scorecard(lookup, entity).checks.into_iter().map(move |it| {
            let (passes, todo) = if it.passed { ("yes", String::new()) } else { ("no", it.hint) };
            [entity.id.to_string(), owner.clone(), it.id.to_owned(), it.title.to_owned(), passes.to_owned(), todo]
        })
    });
    csv::table(["entity", "owner", "check", "question", "passes", "what to do"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_means_all() {
        let mut part = Part::default();
        for at in 0..200 {
            part.add(at != 0);
        }
        assert_eq!((part.count, part.of, part.percent), (199, 200, 99));
    }
}
