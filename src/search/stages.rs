//! The stages of the plan, one after the other, until there are hits enough.

use std::collections::{HashMap, HashSet};

use tantivy::collector::{Collector, DocSetCollector, SegmentCollector};
use tantivy::query::{AllQuery, BooleanQuery, DisjunctionMaxQuery, Query};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, Term};

use super::clauses::{self, constant, term};
use super::lexicon::Substitute;
use super::query::{self, Excluded, Question, STAGES, Scope, Stage, Word};
use super::schema::{FACETS, SCORED};
use super::stemmer::{self, Stemmers};
use super::terms;
use super::{SearchError, SearchIndex, analyse};

/// A word that may stand for one of the question, and the factor on its score.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    /// Its terms in the languages of the portal. They are one word: a document is written in one language.
    pub(super) terms: Vec<Weighed>,
    /// 1 for the word itself, less for others.
    pub(super) factor: f32,
}

/// A term of an [`Alternative`].
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    /// The term.
    pub(super) text: String,
    /// For each scored field, what makes the term as common as the most common term of the word: else a word would weigh
    /// more in the language that fewer documents are written in.
    pub(super) weights: [f32; SCORED.len()],
}

impl Alternative {
    /// The terms' texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        self.terms.iter().map(|term| term.text.clone())
    }
}

/// A hit before it is shown: stage, score in steps, document.
pub(super) type Found = (usize, i64, DocId);

/// The answering of one question.
pub(super) struct Run<'a> {
    index: &'a SearchIndex,
    question: &'a Question,
    required: Vec<usize>,
    /// For each level, for each required word, what may stand for it.
    pub(super) alternatives: [Vec<Vec<Alternative>>; 3],
    corrected: Vec<String>,
    restrictions: Restrictions,
    /// What was found, best first.
    pub(super) hits: Vec<Found>,
    seen: HashSet<DocId>,
    /// How many hits came from stages that take words as they are, or as unfinished.
    sure: usize,
    quick: bool,
    settled: Option<u8>,
    /// The question corrected, where that found something.
    pub(super) suggestion: Option<String>,
}

/// What holds in every stage and never scores.
#[derive(Default)]
struct Restrictions {
    /// Each of these sets must hold a hit.
    wanted: Vec<HashSet<DocId>>,
    /// None of these may.
    unwanted: Vec<HashSet<DocId>>,
    /// Where the phrases are, by scope; filled when first needed.
    phrases: HashMap<&'static str, HashSet<DocId>>,
}

impl<'a> Run<'a> {
    /// Answers a question as far as `limit` results need.
    pub(super) fn answer(
        index: &'a SearchIndex,
        question: &'a Question,
        limit: usize,
        stemmers: &mut Stemmers<'_>,
    ) -> Result<Self, SearchError> {
        let mut run = Self {
            index,
            question,
            required: question.required(),
            alternatives: [Vec::new(), Vec::new(), Vec::new()],
            corrected: Vec::new(),
            restrictions: Restrictions::default(),
            hits: Vec::new(),
            seen: HashSet::new(),
            sure: 0,
            quick: limit <= query::QUICK,
            settled: None,
            suggestion: None,
        };
        run.restrict()?;
        if question.words.is_empty() {
            run.everything()?;
            return Ok(run);
        }
        run.expand(stemmers)?;
        for (number, stage) in STAGES.iter().enumerate() {
            if run.is_open(stage, limit) && run.adds(stage) {
                run.stage(number, stage)?;
            }
        }
        Ok(run)
    }

    /// Whether more hits are wanted than there are; a settled question only wants the short fields of the same level.
    fn is_open(&self, stage: &Stage, limit: usize) -> bool {
        match self.settled {
            Some(level) => stage.scope == Scope::Head && stage.level == level && !stage.loose && self.question.phrases.is_empty(),
            None => {
                // Where a word is misspelt, names with the right one must not hide the pages that say it.
                let hits = if stage.level == 2 && !stage.loose { self.sure } else { self.hits.len() };
                self.hits.len() < limit && hits < if stage.below == 0 { limit } else { stage.below }
            }
        }
    }

    /// Whether a stage can find what those before it could not.
    fn adds(&self, stage: &Stage) -> bool {
        let count = |level: usize| self.alternatives.get(level).map_or(0, |words| words.iter().map(Vec::len).sum());
        match (stage.scope, stage.level) {
            _ if stage.loose => self.required.len() > 1,
            (Scope::Exact, 0) => true,
            (Scope::Exact, _) => self.question.phrases.is_empty() && !self.corrected.is_empty(),
            (Scope::Names, _) => self.question.words.len() <= query::MOST_NAME_WORDS,
            (_, 0) => true,
            (_, level) => count(usize::from(level)) > count(usize::from(level) - 1),
        }
    }

    fn stage(&mut self, number: usize, stage: &Stage) -> Result<(), SearchError> {
        let words = self.alternatives.get(usize::from(stage.level)).map_or(&[][..], Vec::as_slice);
        let query = match stage.scope {
            Scope::Exact => Some(self.exact(stage.level)?),
            Scope::Names => self.inside_names(),
            Scope::Head | Scope::Text => Some(clauses::fielded(&self.index.fields, words, &self.question.wholes, stage)),
        };
        let Some(query) = query else { return Ok(()) };
        let before = self.hits.len();
        self.collect(number, &*query, stage.scope)?;
        if self.hits.len() > before {
            self.settle(stage);
        }
        if stage.level < 2 {
            self.sure += self.hits.len() - before;
        }
        Ok(())
    }

    /// Notes what a successful stage means for those after it.
    fn settle(&mut self, stage: &Stage) {
        let telling = match stage.scope {
            Scope::Exact => 2,
            Scope::Head if !stage.loose => query::TELLING,
            _ => usize::MAX,
        };
        if self.quick && self.required.len() >= telling {
            self.settled = Some(stage.level);
        }
        if stage.level == 2 && self.suggestion.is_none() {
            self.suggestion = self.corrected.first().cloned();
        }
    }

    /// Runs a query and adds its new hits that the restrictions let through, best first.
    fn collect(&mut self, number: usize, query: &dyn Query, scope: Scope) -> Result<(), SearchError> {
        let found = self.index.segments.searcher.search(query, &Everything { bases: &self.index.segments.bases })?;
        let phrases = self.phrases(scope)?;
        let restrictions = &self.restrictions;
        let passes = |document: &DocId| {
            restrictions.wanted.iter().all(|set| set.contains(document))
                && !restrictions.unwanted.iter().any(|set| set.contains(document))
                && phrases.as_ref().is_none_or(|set| set.contains(document))
        };
        let mut new: Vec<Found> = (found.into_iter())
            .filter(|(document, _)| passes(document) && self.seen.insert(*document))
            .map(|(document, score)| (number, (f64::from(score) * query::STEPS).round() as i64, document))
            .collect();
        new.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        self.hits.extend(new);
        Ok(())
    }

    /// Where all phrases are within a scope; `None` where none is asked for. An exact name or title holds them anyway.
    fn phrases(&mut self, scope: Scope) -> Result<Option<HashSet<DocId>>, SearchError> {
        if self.question.phrases.is_empty() || scope == Scope::Exact {
            return Ok(None);
        }
        let (name, scope) = if scope == Scope::Text { ("text", scope) } else { ("head", Scope::Head) };
        if let Some(known) = self.restrictions.phrases.get(name) {
            return Ok(Some(known.clone()));
        }
        let phrases = self.question.phrases.iter().map(|phrase| clauses::phrase(&self.index.fields, phrase, scope));
        let found = self.matching(&BooleanQuery::intersection(phrases.collect()))?;
        self.restrictions.phrases.insert(name, found.clone());
        Ok(Some(found))
    }

    fn matching(&self, query: &dyn Query) -> Result<HashSet<DocId>, SearchError> {
        let segments = &self.index.segments;
        let found = segments.searcher.search(query, &DocSetCollector)?;
        Ok(found.into_iter().map(|address| segments.number(address)).collect())
    }

    /// Looks up filters and exclusions.
    fn restrict(&mut self) -> Result<(), SearchError> {
        for facet in FACETS {
            let filters = || self.question.filters.iter().filter(|filter| filter.facet == facet);
            let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
            let filtered = filters().any(|filter| !filter.not);
            if filters().next().is_none() && facet != "version" {
                continue;
            }
            for value in self.index.facet_values(facet)? {
                if filters().any(|filter| filter.not && is_value(&value, &filter.value)) || facet == "version" && !filtered {
                    unwanted.push(value.clone());
                }
                if filters().any(|filter| !filter.not && is_value(&value, &filter.value)) {
                    wanted.push(value);
                }
            }
            let field = self.index.fields.facet;
            if filtered {
                let wanted = self.matching(&*clauses::any_value(field, facet, &wanted))?;
                self.restrictions.wanted.push(wanted);
            }
            if !unwanted.is_empty() {
                let unwanted = self.matching(&*clauses::any_value(field, facet, &unwanted))?;
                self.restrictions.unwanted.push(unwanted);
            }
        }
        for excluded in &self.question.excluded {
            let query = match excluded {
                Excluded::Words(words) => clauses::all_words(&self.index.fields, words),
                Excluded::Phrase(phrase) => clauses::phrase(&self.index.fields, phrase, Scope::Text),
            };
            let unwanted = self.matching(&*query)?;
            self.restrictions.unwanted.push(unwanted);
        }
        Ok(())
    }

    /// A question of filters alone: all that they let through, in document order.
    fn everything(&mut self) -> Result<(), SearchError> {
        if self.question.filters.iter().all(|filter| filter.not) {
            return Ok(());
        }
        self.collect(0, &*constant(Box::new(AllQuery), 0.0), Scope::Exact)
    }

    /// Names, titles and beginnings of titles.
    fn exact(&self, level: u8) -> Result<Box<dyn Query>, SearchError> {
        let fields = self.index.fields;
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        let typed = self.question.key(&[]);
        let keys = if level == 0 { std::slice::from_ref(&typed) } else { &self.corrected[..] };
        for key in keys {
            clauses.push(constant(term(fields.exact_name, key), 3.0));
            clauses.push(constant(term(fields.exact_title, key), 2.0));
        }
        if level == 0 && typed.len() > 2 && self.question.unfinished {
            let titles = self.index.terms_from(fields.exact_title, &typed, query::MOST_TITLES)?;
            for title in titles.iter().filter(|title| **title != typed) {
                let share = typed.len() as f32 / title.len() as f32;
                clauses.push(constant(term(fields.exact_title, title), share));
            }
        }
        Ok(Box::new(DisjunctionMaxQuery::new(clauses)))
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

    /// Fills in what may stand for each word: completions of the last one, corrections of those that nothing holds.
    fn expand(&mut self, stemmers: &mut Stemmers<'_>) -> Result<(), SearchError> {
        let question = self.question;
        let words: Vec<&Word> = self.required.iter().filter_map(|at| question.words.get(*at)).collect();
        let last = self.required.last() == Some(&(question.words.len() - 1)) && question.unfinished;
        let known: Vec<bool> = words.iter().map(|word| self.is_known(word)).collect::<Result<_, _>>()?;
        let all_known = known.iter().all(|known| *known);
        let mut substitutes = Vec::new();
        for (at, (word, known)) in words.iter().zip(known).enumerate() {
            let mut completions = Vec::new();
            if last && at + 1 == words.len() {
                completions = self.index.lexicon.completions(&word.text, stemmers);
            }
            let mut corrections = Vec::new();
            if all_known || !known && completions.is_empty() {
                corrections = self.index.lexicon.corrections(&word.text, stemmers);
            }
            let exact = vec![self.alternative(&stemmer::distinct(&word.terms), 1.0)?];
            let unfinished = self.with(&exact, &completions)?;
            let misspelt = self.with(&unfinished, &corrections)?;
            substitutes.push(corrections);
            for (level, alternatives) in self.alternatives.iter_mut().zip([exact, unfinished, misspelt]) {
                level.push(alternatives);
            }
        }
        self.corrected = self.corrected_keys(&substitutes);
        Ok(())
    }

    /// The question with its misspelt words replaced: the first of them by each correction, the others by the best.
    fn corrected_keys(&self, substitutes: &[Vec<Substitute>]) -> Vec<String> {
        let misspelt: Vec<(usize, &Vec<Substitute>)> =
            self.required.iter().copied().zip(substitutes).filter(|(_, found)| !found.is_empty()).collect();
        let Some(((first, corrections), others)) = misspelt.split_first() else { return Vec::new() };
        let best = |(at, found): &(usize, &Vec<Substitute>)| Some((*at, found.first()?.word.clone()));
        let others: Vec<(usize, String)> = others.iter().filter_map(best).collect();
        let keys = corrections.iter().take(query::MOST_CORRECTED).map(|correction| {
            let mut replaced: Vec<(usize, &str)> = others.iter().map(|(at, word)| (*at, word.as_str())).collect();
            replaced.push((*first, &correction.word));
            self.question.key(&replaced)
        });
        keys.collect()
    }

    fn is_known(&self, word: &Word) -> Result<bool, SearchError> {
        for (field, term) in self.index.fields.scored.into_iter().flat_map(|it| word.terms.iter().map(move |term| (it, term))) {
            if self.index.segments.searcher.doc_freq(&Term::from_field_text(field, term))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Alternatives and further ones.
    fn with(&self, alternatives: &[Alternative], substitutes: &[Substitute]) -> Result<Vec<Alternative>, SearchError> {
        let factor = |edits: usize| match edits.checked_sub(1) {
            None => query::COMPLETED,
            Some(edits) => query::CORRECTED.get(edits).copied().unwrap_or_default(),
        };
        let further = substitutes.iter().map(|found| self.alternative(&found.terms, factor(found.edits)));
        alternatives.iter().cloned().map(Ok).chain(further).collect()
    }

    /// A word by its terms, all as common as the most common of them.
    fn alternative(&self, terms: &[String], factor: f32) -> Result<Alternative, SearchError> {
        let mut terms: Vec<Weighed> =
            terms.iter().map(|text| Weighed { text: text.clone(), weights: [1.0; SCORED.len()] }).collect();
        if terms.len() > 1 {
            let searcher = &self.index.segments.searcher;
            for (at, field) in self.index.fields.scored.into_iter().enumerate() {
                let count = |term: &Weighed| searcher.doc_freq(&Term::from_field_text(field, &term.text));
                let counts: Vec<u64> = terms.iter().map(count).collect::<Result<_, _>>()?;
                let most = self.rarity(counts.iter().copied().max().unwrap_or_default());
                for (term, count) in terms.iter_mut().zip(counts) {
                    term.weights.iter_mut().skip(at).take(1).for_each(|it| *it = most / self.rarity(count));
                }
            }
        }
        Ok(Alternative { terms, factor })
    }

    /// BM25's weight of a term that so many documents hold.
    fn rarity(&self, count: u64) -> f32 {
        let (all, count) = (f64::from(self.index.segments.documents), count as f64);
        (1.0 + (all - count + 0.5) / (count + 0.5)).ln() as f32
    }
}

/// Whether a facet's value is the one asked for, whole or as the last segment of a reference.
fn is_value(value: &str, asked: &str) -> bool {
    let folded = analyse::fold(value);
    folded == asked || folded.rsplit(['/', ':']).next() == Some(asked)
}

/// Collects every hit with its score; of each segment, the number of its first document.
struct Everything<'a> {
    bases: &'a [u32],
}

/// The hits of one segment.
struct Gathered {
    base: u32,
    hits: Vec<(DocId, Score)>,
}

impl Collector for Everything<'_> {
    type Fruit = Vec<(DocId, Score)>;
    type Child = Gathered;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Gathered> {
        Ok(Gathered { base: self.bases.get(segment as usize).copied().unwrap_or_default(), hits: Vec::new() })
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
        self.hits.push((self.base + document, score));
    }

    fn harvest(self) -> Self::Fruit {
        self.hits
    }
}
