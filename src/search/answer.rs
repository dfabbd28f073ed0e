//! The stages of the plan as tantivy queries, and their hits as answers.

use std::collections::{BTreeMap, HashSet};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::excerpt::{Fragment, excerpt};
use super::query::{self, Excluded, Placed, Question, STAGES, Scope, Stage, Word};
use super::schema::{FACET_SEPARATOR, FACETS, Group, SCORED};
use super::terms::{self, EnglishStemmer};
use super::{SearchError, SearchIndex, analyse, site};

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
    /// Hits of the stages that were needed.
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

/// A stem that may stand for a word of the question, and the factor on its score.
#[derive(Clone, Debug)]
struct Alternative {
    stem: String,
    factor: f32,
}

/// A hit before it is shown: stage, score in steps, document.
type Found = (usize, i64, DocId);

impl SearchIndex {
    /// Answers a question.
    ///
    /// # Errors
    ///
    /// When the index, or a file of the site it was opened from, cannot be read.
    pub fn search(&self, text: &str, options: &SearchOptions) -> Result<Answers, SearchError> {
        let mut stemmer = EnglishStemmer::new();
        let mut question = Question::parse(text, &mut stemmer);
        question.filters.extend(options.filters.iter().map(|(facet, value)| query::Filter {
            facet: facet.clone(),
            value: analyse::fold(value),
            not: false,
        }));
        let mut run = Run::new(self, &question, &mut stemmer)?;
        run.all_stages(options.limit)?;
        let Run { hits, alternatives, suggestion, .. } = run;
        let results = hits.iter().take(options.limit).map(|found| self.hit(*found, &alternatives, &mut stemmer));
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
        stemmer: &mut EnglishStemmer,
    ) -> Result<Hit, SearchError> {
        let record = self.records.get(document)?;
        let level = STAGES.get(stage).map_or(0, |stage| usize::from(stage.level));
        let words = alternatives.get(level).map_or(&[][..], Vec::as_slice);
        let stems: Vec<String> = words.iter().flatten().map(|alternative| alternative.stem.clone()).collect();
        Ok(Hit {
            excerpt: excerpt(&record.text, &stems, stemmer),
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
        let Some(segment) = site::segment(self) else { return Ok(facets) };
        let inverted = segment.inverted_index(self.fields.facet)?;
        for facet in FACETS {
            let mut counts = Vec::new();
            for value in self.facet_values(facet)? {
                let term = facet_term(self.fields.facet, facet, &value);
                let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
                let mut count = 0;
                while postings.doc() != TERMINATED {
                    count += usize::from(hits.contains(&postings.doc()));
                    postings.advance();
                }
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

    /// The first terms of a field that begin with a text.
    fn terms_from(&self, field: Field, start: &str, most: usize) -> Result<Vec<String>, SearchError> {
        let mut found = Vec::new();
        let Some(segment) = site::segment(self) else { return Ok(found) };
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(start.as_bytes()).into_stream().map_err(tantivy::TantivyError::from)?;
        while found.len() < most && stream.advance() && stream.key().starts_with(start.as_bytes()) {
            found.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(found)
    }
}

/// The whole part is the stage, best first; the fraction grows with relevance.
fn shown_score(stage: usize, steps: i64) -> f64 {
    let score = steps as f64 / query::STEPS;
    (STAGES.len() - stage) as f64 + score / (score + 50.0)
}

fn facet_term(field: Field, facet: &str, value: &str) -> Term {
    Term::from_field_text(field, &format!("{facet}{FACET_SEPARATOR}{value}"))
}

/// The answering of one question.
struct Run<'a> {
    index: &'a SearchIndex,
    question: &'a Question,
    required: Vec<usize>,
    /// For each level, for each required word, what may stand for it.
    alternatives: [Vec<Vec<Alternative>>; 3],
    corrected: Vec<String>,
    restrictions: Vec<(Occur, Box<dyn Query>)>,
    hits: Vec<Found>,
    seen: HashSet<DocId>,
    quick: bool,
    settled: Option<u8>,
    suggestion: Option<String>,
}

impl<'a> Run<'a> {
    fn new(index: &'a SearchIndex, question: &'a Question, stemmer: &mut EnglishStemmer) -> Result<Self, SearchError> {
        let required = question.required();
        let mut run = Self {
            index,
            question,
            required,
            alternatives: [Vec::new(), Vec::new(), Vec::new()],
            corrected: Vec::new(),
            restrictions: Vec::new(),
            hits: Vec::new(),
            seen: HashSet::new(),
            quick: false,
            settled: None,
            suggestion: None,
        };
        run.restrictions = run.restrictions()?;
        run.expand(stemmer)?;
        Ok(run)
    }

    /// Fills in what may stand for each word: completions of the last one, corrections of those that nothing holds.
    fn expand(&mut self, stemmer: &mut EnglishStemmer) -> Result<(), SearchError> {
        let words: Vec<&Word> = self.required.iter().filter_map(|at| self.question.words.get(*at)).collect();
        let last = words.len().checked_sub(1).filter(|_| self.question.unfinished);
        let known: Vec<bool> = words.iter().map(|word| self.is_known(word)).collect::<Result<_, _>>()?;
        let mut levels: [Vec<Vec<Alternative>>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        let mut substitutes = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let exact = vec![Alternative { stem: word.stem.clone(), factor: 1.0 }];
            let mut unfinished = exact.clone();
            let mut found = Vec::new();
            if last == Some(at) && self.required.last() == Some(&(self.question.words.len() - 1)) {
                found = self.index.lexicon.completions(&word.text, stemmer);
            }
            let completed = !found.is_empty();
            unfinished.extend(found.into_iter().map(|found| Alternative { stem: found.stem, factor: query::COMPLETED }));
            let mut misspelt = unfinished.clone();
            let mut corrections = Vec::new();
            if !known.get(at).copied().unwrap_or_default() && !completed || known.iter().all(|known| *known) {
                corrections = self.index.lexicon.corrections(&word.text, stemmer);
            }
            let factor = |edits: usize| query::CORRECTED.get(edits.saturating_sub(1)).copied().unwrap_or_default();
            misspelt
                .extend(corrections.iter().map(|found| Alternative { stem: found.stem.clone(), factor: factor(found.edits) }));
            substitutes.push(corrections);
            for (level, alternatives) in levels.iter_mut().zip([exact, unfinished, misspelt]) {
                level.push(alternatives);
            }
        }
        self.alternatives = levels;
        self.corrected = self.corrected_keys(&substitutes);
        Ok(())
    }

    /// The question with its misspelt words replaced: the first of them by each correction, the others by the best.
    fn corrected_keys(&self, substitutes: &[Vec<super::lexicon::Substitute>]) -> Vec<String> {
        let misspelt: Vec<(usize, &Vec<super::lexicon::Substitute>)> =
            self.required.iter().copied().zip(substitutes).filter(|(_, found)| !found.is_empty()).collect();
        let Some(((first, corrections), others)) = misspelt.split_first() else { return Vec::new() };
        let best = |(at, found): &(usize, &'_ Vec<super::lexicon::Substitute>)| Some((*at, found.first()?.word.clone()));
        let others: Vec<(usize, String)> = others.iter().filter_map(best).collect();
        let keys = corrections.iter().take(query::MOST_CORRECTED).map(|correction| {
            let mut replaced: Vec<(usize, &str)> = others.iter().map(|(at, word)| (*at, word.as_str())).collect();
            replaced.push((*first, &correction.word));
            self.question.key(&replaced)
        });
        keys.collect()
    }

    fn is_known(&self, word: &Word) -> Result<bool, SearchError> {
        for field in self.index.fields.scored {
            if self.index.searcher.doc_freq(&Term::from_field_text(field, &word.stem))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn all_stages(&mut self, limit: usize) -> Result<(), SearchError> {
        if self.question.words.is_empty() {
            return self.everything();
        }
        self.quick = limit <= query::QUICK;
        for (number, stage) in STAGES.iter().enumerate() {
            let below = if stage.below == 0 { limit } else { stage.below };
            let runs = match self.settled {
                Some(level) => stage.scope == Scope::Head && stage.level == level && !stage.loose,
                None => self.hits.len() < below,
            };
            if runs && self.adds(stage) {
                self.stage(number, stage)?;
            }
        }
        Ok(())
    }

    /// Whether a stage can find what those before it could not.
    fn adds(&self, stage: &Stage) -> bool {
        let count = |level: usize| self.alternatives.get(level).map_or(0, |words| words.iter().map(Vec::len).sum());
        match (stage.scope, stage.level) {
            _ if stage.loose => self.required.len() > 1,
            (Scope::Exact, 0) => self.question.phrases.is_empty(),
            (Scope::Exact, _) => self.question.phrases.is_empty() && !self.corrected.is_empty(),
            (Scope::Names, _) => self.question.words.len() <= query::MOST_NAME_WORDS,
            (_, 0) => true,
            (_, level) => count(usize::from(level)) > count(usize::from(level) - 1),
        }
    }

    fn stage(&mut self, number: usize, stage: &Stage) -> Result<(), SearchError> {
        let query = match stage.scope {
            Scope::Exact => self.exact(stage.level)?,
            Scope::Names => self.inside_names(),
            Scope::Head | Scope::Text => Some(self.fielded(stage)),
        };
        let Some(query) = query else { return Ok(()) };
        let before = self.hits.len();
        self.collect(number, query)?;
        if self.hits.len() > before {
            let telling = match stage.scope {
                Scope::Exact => 2,
                Scope::Head if !stage.loose => query::TELLING,
                _ => usize::MAX,
            };
            if self.quick && self.required.len() >= telling {
                self.settled = Some(stage.level);
            }
            if stage.level == 2 && self.suggestion.is_none() && self.corrected.first().is_some() {
                self.suggestion = self.corrected.first().cloned();
            }
        }
        Ok(())
    }

    /// Runs a query within the restrictions and adds its new hits, best first.
    fn collect(&mut self, number: usize, query: Box<dyn Query>) -> Result<(), SearchError> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, query)];
        clauses.extend(self.restrictions.iter().map(|(occur, query)| (*occur, query.box_clone())));
        let found = self.index.searcher.search(&BooleanQuery::new(clauses), &Everything)?;
        let mut new: Vec<Found> = (found.into_iter())
            .filter(|(document, _)| self.seen.insert(*document))
            .map(|(document, score)| (number, (f64::from(score) * query::STEPS).round() as i64, document))
            .collect();
        new.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        self.hits.extend(new);
        Ok(())
    }

    /// A question of filters alone: all that they let through, in document order.
    fn everything(&mut self) -> Result<(), SearchError> {
        if self.question.filters.iter().all(|filter| filter.not) {
            return Ok(());
        }
        self.collect(0, constant(Box::new(tantivy::query::AllQuery), 0.0))
    }

    /// Names, titles and beginnings of titles.
    fn exact(&self, level: u8) -> Result<Option<Box<dyn Query>>, SearchError> {
        let fields = self.index.fields;
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        let typed = [self.question.key(&[])];
        let keys = if level == 0 { &typed[..] } else { &self.corrected[..] };
        for key in keys {
            clauses.push(constant(term(fields.exact_name, key), 3.0));
            clauses.push(constant(term(fields.exact_title, key), 2.0));
        }
        if level == 0 && typed.iter().all(|key| key.len() > 2) && self.question.unfinished {
            for key in &typed {
                let titles = self.index.terms_from(fields.exact_title, key, query::MOST_TITLES)?;
                for title in titles.iter().filter(|title| *title != key) {
                    let share = key.len() as f32 / title.len() as f32;
                    clauses.push(constant(term(fields.exact_title, title), share));
                }
            }
        }
        Ok(Some(Box::new(DisjunctionMaxQuery::new(clauses))))
    }

    /// Documents whose name holds the words anywhere.
    fn inside_names(&self) -> Option<Box<dyn Query>> {
        let joined: String = self.question.words.iter().map(|word| word.text.as_str()).collect();
        let grams = terms::grams(&joined);
        if grams.is_empty() {
            return None;
        }
        let grams = grams.iter().map(|gram| term(self.index.fields.grams, gram)).collect();
        Some(constant(Box::new(BooleanQuery::intersection(grams)), 1.0))
    }

    /// The words in scored fields, each by the best of its alternatives.
    fn fielded(&self, stage: &Stage) -> Box<dyn Query> {
        let words = self.alternatives.get(usize::from(stage.level)).map_or(&[][..], Vec::as_slice);
        let clauses: Vec<Box<dyn Query>> = words.iter().map(|word| self.best(word, stage.scope)).collect();
        let own = words.iter().flatten().flat_map(|alternative| self.own(&alternative.stem, stage.scope)).collect();
        let words: Box<dyn Query> = match stage.loose {
            true => {
                let half = clauses.len().div_ceil(2);
                Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, half))
            }
            false => Box::new(BooleanQuery::intersection(clauses)),
        };
        let mut clauses = vec![(Occur::Must, words), (Occur::Must, constant(Box::new(BooleanQuery::union(own)), 0.0))];
        if stage.scope == Scope::Text {
            let whole = |whole: &String| (Occur::Should, constant(term(self.index.fields.whole, whole), query::WHOLE));
            clauses.extend(self.question.wholes.iter().map(whole));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn best(&self, alternatives: &[Alternative], scope: Scope) -> Box<dyn Query> {
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        for alternative in alternatives {
            let fields = self.fields(scope).map(|(field, boost)| {
                let query = term_scored(field, &alternative.stem);
                Box::new(BoostQuery::new(query, boost * alternative.factor)) as Box<dyn Query>
            });
            queries.push(Box::new(BooleanQuery::union(fields.collect())));
        }
        match queries.len() {
            1 => queries.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(queries)),
        }
    }

    fn own(&self, stem: &str, scope: Scope) -> Vec<Box<dyn Query>> {
        let fields = self.index.fields.scored.iter().zip(SCORED);
        let own = fields.filter(|(_, scored)| scored.own && (scope == Scope::Text || scored.group == Group::Head));
        own.map(|(field, _)| term(*field, stem)).collect()
    }

    fn fields(&self, scope: Scope) -> impl Iterator<Item = (Field, f32)> {
        let fields = self.index.fields.scored.into_iter().zip(SCORED);
        let within = fields.filter(move |(_, scored)| scope == Scope::Text || scored.group == Group::Head);
        within.map(|(field, scored)| (field, scored.boost))
    }

    /// Filters, phrases and exclusions: what holds in every stage and never scores.
    fn restrictions(&self) -> Result<Vec<(Occur, Box<dyn Query>)>, SearchError> {
        let mut restrictions: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for facet in FACETS {
            let mut wanted = Vec::new();
            let mut filtered = false;
            for filter in self.question.filters.iter().filter(|filter| filter.facet == facet) {
                let values = self.facet_query(facet, |value| is_value(value, &filter.value))?;
                if filter.not {
                    restrictions.push((Occur::MustNot, values));
                } else {
                    filtered = true;
                    wanted.push(values);
                }
            }
            if filtered {
                restrictions.push((Occur::Must, constant(Box::new(BooleanQuery::union(wanted)), 0.0)));
            } else if facet == "version" {
                restrictions.push((Occur::MustNot, self.facet_query(facet, |_| true)?));
            }
        }
        for phrase in &self.question.phrases {
            restrictions.push((Occur::Must, constant(self.phrase(phrase), 0.0)));
        }
        for excluded in &self.question.excluded {
            let query = match excluded {
                Excluded::Words(words) => self.all_words(words),
                Excluded::Phrase(phrase) => self.phrase(phrase),
            };
            restrictions.push((Occur::MustNot, query));
        }
        Ok(restrictions)
    }

    fn facet_query(&self, facet: &str, wanted: impl Fn(&str) -> bool) -> Result<Box<dyn Query>, SearchError> {
        let field = self.index.fields.facet;
        let values = self.index.facet_values(facet)?.into_iter().filter(|value| wanted(value));
        let term = |value: String| -> Box<dyn Query> {
            Box::new(TermQuery::new(facet_term(field, facet, &value), IndexRecordOption::Basic))
        };
        Ok(Box::new(BooleanQuery::union(values.map(term).collect())))
    }

    fn all_words(&self, words: &[Word]) -> Box<dyn Query> {
        let anywhere = |word: &Word| -> Box<dyn Query> {
            Box::new(BooleanQuery::union(self.fields(Scope::Text).map(|(field, _)| term(field, &word.stem)).collect()))
        };
        Box::new(BooleanQuery::intersection(words.iter().map(anywhere).collect()))
    }

    /// The phrase in any field that keeps positions; long fields do not hold stop words, so there they are left out.
    fn phrase(&self, phrase: &[Placed]) -> Box<dyn Query> {
        let mut fields: Vec<Box<dyn Query>> = Vec::new();
        for (field, scored) in self.index.fields.scored.iter().zip(SCORED).filter(|(_, scored)| scored.positions) {
            let words: Vec<(usize, Term)> = (phrase.iter())
                .filter(|word| scored.group == Group::Head || !word.stop)
                .map(|word| (word.position, Term::from_field_text(*field, &word.stem)))
                .collect();
            match words.as_slice() {
                [] => {}
                [(_, word)] => fields.push(Box::new(TermQuery::new(word.clone(), IndexRecordOption::Basic))),
                _ => fields.push(Box::new(PhraseQuery::new_with_offset(words))),
            }
        }
        Box::new(BooleanQuery::union(fields))
    }
}

/// Whether a facet's value is the one asked for, whole or as the last segment of a reference.
fn is_value(value: &str, asked: &str) -> bool {
    let folded = analyse::fold(value);
    folded == asked || folded.rsplit(['/', ':']).next() == Some(asked)
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn term_scored(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn constant(query: Box<dyn Query>, score: Score) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

/// Collects every hit with its score.
struct Everything;

/// The hits of one segment.
struct Gathered(Vec<(DocId, Score)>);

impl Collector for Everything {
    type Fruit = Vec<(DocId, Score)>;
    type Child = Gathered;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Gathered> {
        Ok(Gathered(Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(segments.into_iter().flatten().collect())
    }
}

impl SegmentCollector for Gathered {
    type Fruit = Vec<(DocId, Score)>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.0.push((document, score));
    }

    fn harvest(self) -> Self::Fruit {
        self.0
    }
}
