//! Questions in, answers out: what a caller of [`SearchIndex::search`] sees.

use std::collections::{BTreeMap, HashSet};

use tantivy::DocId;

use super::clauses::facet_term;
use super::excerpt::{Fragment, excerpt};
use super::query::{self, Question, STAGES};
use super::schema::{FACET_SEPARATOR, FACETS};
use super::stages::{Alternative, Found, Run};
use super::stemmer::Stemmers;
use super::{SearchError, SearchIndex, analyse};

/// How a question is to be answered.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// Most results.
    pub limit: usize,
    /// Facets and values in addition to those in the question.
    pub filters: Vec<(String, String)>,
    /// Whether to count facets.
    pub facets: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { limit: 10, filters: Vec::new(), facets: false }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Answers {
    /// Hits of the stages that were needed: for at most ten results those that gave them, for more all.
    pub total: usize,
    /// The best of them.
    pub results: Vec<Hit>,
    /// Values of each facet among the hits, the most frequent first; empty unless asked for.
    pub facets: BTreeMap<String, Vec<Facet>>,
    /// The question with its misspelt words corrected, where that gave the hits.
    pub suggestion: Option<String>,
}

/// A result.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Hit {
    /// Address below the portal's root.
    pub url: String,
    /// What the hit is called.
    pub title: String,
    /// The words above it.
    pub breadcrumbs: Vec<String>,
    /// Its kind.
    pub kind: String,
    /// Stage (whole part) and relevance within it (fraction): higher is better.
    pub score: f64,
    /// A piece of its text.
    pub excerpt: Vec<Fragment>,
}

/// A facet's value among the hits.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many hits have it.
    pub count: usize,
}

impl SearchIndex {
    /// Answers a question.
    ///
    /// # Errors
    ///
    /// When the index, or a file of the site it was opened from, cannot be read.
    pub fn search(&self, text: &str, options: &SearchOptions) -> Result<Answers, SearchError> {
        let mut stemmers = Stemmers::new(&self.languages);
        let mut question = Question::parse(text, &mut stemmers);
        question.filters.extend(options.filters.iter().map(|(facet, value)| query::Filter {
            facet: facet.clone(),
            value: analyse::fold(value),
            not: false,
        }));
        // A page of results stops where it is full; who wants more gets, and counts, everything.
        let enough = if options.limit <= query::QUICK { query::QUICK } else { usize::MAX };
        let run = Run::answer(self, &question, enough, &mut stemmers)?;
        let Run { hits, alternatives, suggestion, .. } = run;
        let results = hits.iter().take(options.limit).map(|found| self.hit(*found, &alternatives, &mut stemmers));
        Ok(Answers {
            total: hits.len(),
            results: results.collect::<Result<_, _>>()?,
            facets: if options.facets { self.count_facets(&hits)? } else { BTreeMap::new() },
            suggestion,
        })
    }

    fn hit(
        &self,
        (stage, steps, document): Found,
        alternatives: &[Vec<Vec<Alternative>>; 3],
        stemmers: &mut Stemmers<'_>,
    ) -> Result<Hit, SearchError> {
        let record = self.records.get(document)?;
        let level = STAGES.get(stage).map_or(0, |stage| usize::from(stage.level));
        let words = alternatives.get(level).map_or(&[][..], Vec::as_slice);
        let terms: Vec<String> = words.iter().flatten().flat_map(Alternative::texts).collect();
        Ok(Hit {
            excerpt: excerpt(&record.text, &terms, stemmers),
            url: record.url,
            title: record.title,
            breadcrumbs: record.breadcrumbs,
            kind: record.kind,
            score: shown_score(stage, steps),
        })
    }

    /// Values of every facet with the number of hits that have them.
    fn count_facets(&self, hits: &[Found]) -> Result<BTreeMap<String, Vec<Facet>>, SearchError> {
        let hits: HashSet<DocId> = hits.iter().map(|(_, _, document)| *document).collect();
        let mut facets = BTreeMap::new();
        for facet in FACETS {
            let mut counts = Vec::new();
            for value in self.facet_values(facet)? {
                let documents = self.documents(&facet_term(self.fields.facet, facet, &value))?;
                let count = documents.iter().filter(|document| hits.contains(document)).count();
                if count > 0 {
                    counts.push(Facet { value, count });
                }
            }
            counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            if !counts.is_empty() {
                facets.insert(facet.to_owned(), counts);
            }
        }
        Ok(facets)
    }

    /// All values of a facet, in the order of their bytes.
    pub(super) fn facet_values(&self, facet: &str) -> Result<Vec<String>, SearchError> {
        let start = format!("{facet}{FACET_SEPARATOR}");
        let values = self.terms_from(self.fields.facet, &start, usize::MAX)?;
        Ok(values.into_iter().filter_map(|term| term.strip_prefix(&start).map(str::to_owned)).collect())
    }
}

/// The whole part is the stage, best first; the fraction grows with relevance.
fn shown_score(stage: usize, steps: i64) -> f64 {
    let score = steps as f64 / query::STEPS;
    (STAGES.len() - stage) as f64 + score / (score + 50.0)
}
