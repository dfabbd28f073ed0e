//! Pieces of the plan as tantivy queries.

use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Term};

use super::query::{self, Placed, Scope, Stage, Word};
use super::schema::{FACET_SEPARATOR, Fields, Group, SCORED, Scored};
use super::stages::{Alternative, Weighed};

/// A term with its frequencies, for scoring.
fn scored(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// A term, for matching.
pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

/// The same score for all matches.
pub(super) fn constant(query: Box<dyn Query>, score: Score) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

/// The term of a facet's value.
pub(super) fn facet_term(field: Field, facet: &str, value: &str) -> Term {
    Term::from_field_text(field, &format!("{facet}{FACET_SEPARATOR}{value}"))
}

/// Documents with any of a facet's values.
pub(super) fn any_value(field: Field, facet: &str, values: &[String]) -> Box<dyn Query> {
    let value = |value: &String| -> Box<dyn Query> {
        Box::new(TermQuery::new(facet_term(field, facet, value), IndexRecordOption::Basic))
    };
    Box::new(BooleanQuery::union(values.iter().map(value).collect()))
}

/// Scored fields within a scope, with their boosts.
fn within(fields: &Fields, scope: Scope) -> impl Iterator<Item = (Field, Scored)> {
    let all = fields.scored.into_iter().zip(SCORED);
    all.filter(move |(_, scored)| scope == Scope::Text || scored.group == Group::Head)
}

/// A stage's words in scored fields, each by the best of its alternatives; at least one in the document's own words.
pub(super) fn fielded(fields: &Fields, words: &[Vec<Alternative>], wholes: &[String], stage: &Stage) -> Box<dyn Query> {
    let clauses: Vec<Box<dyn Query>> = words.iter().map(|word| best(fields, word, stage.scope)).collect();
    let own = words.iter().flatten().flat_map(|it| &it.terms).flat_map(|term| own(fields, &term.text, stage.scope)).collect();
    let words: Box<dyn Query> = match stage.loose {
        true => {
            let half = clauses.len().div_ceil(2);
            Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, half))
        }
        false => Box::new(BooleanQuery::intersection(clauses)),
    };
    let mut clauses = vec![(Occur::Must, words), (Occur::Must, constant(Box::new(BooleanQuery::union(own)), 0.0))];
    if stage.scope == Scope::Text {
        let whole = |whole: &String| (Occur::Should, constant(term(fields.whole, whole), query::WHOLE));
        clauses.extend(wholes.iter().map(whole));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// A word by the best of its alternatives, each the sum of its terms' scores in the fields.
fn best(fields: &Fields, alternatives: &[Alternative], scope: Scope) -> Box<dyn Query> {
    let sum = |alternative: &Alternative| -> Box<dyn Query> {
        let of_term = |term: &Weighed| -> Vec<Box<dyn Query>> {
            let boosted = |((field, facts), weight): ((Field, Scored), f32)| {
                let query = scored(field, &term.text);
                Box::new(BoostQuery::new(query, facts.boost * alternative.factor * weight)) as Box<dyn Query>
            };
            within(fields, scope).zip(term.weights).map(boosted).collect()
        };
        Box::new(BooleanQuery::union(alternative.terms.iter().flat_map(of_term).collect()))
    };
    match alternatives {
        [only] => sum(only),
        _ => Box::new(DisjunctionMaxQuery::new(alternatives.iter().map(sum).collect())),
    }
}

fn own(fields: &Fields, text: &str, scope: Scope) -> Vec<Box<dyn Query>> {
    within(fields, scope).filter(|(_, facts)| facts.own).map(|(field, _)| term(field, text)).collect()
}

/// All words, each in any scored field.
pub(super) fn all_words(fields: &Fields, words: &[Word]) -> Box<dyn Query> {
    let anywhere = |word: &Word| -> Box<dyn Query> {
        let in_fields =
            |text: &String| -> Vec<Box<dyn Query>> { within(fields, Scope::Text).map(|(field, _)| term(field, text)).collect() };
        Box::new(BooleanQuery::union(word.terms.iter().flat_map(in_fields).collect()))
    };
    Box::new(BooleanQuery::intersection(words.iter().map(anywhere).collect()))
}

/// The phrase, in any one language, in a field of the scope that keeps positions; long fields do not hold stop words, so
/// there they are left out.
pub(super) fn phrase(fields: &Fields, phrase: &[Placed], scope: Scope) -> Box<dyn Query> {
    let mut queries: Vec<Box<dyn Query>> = Vec::new();
    let languages = phrase.first().map_or(0, |word| word.terms.len());
    let fields = within(fields, scope).filter(|(_, facts)| facts.positions);
    for ((field, facts), language) in fields.flat_map(|it| (0..languages).map(move |language| (it, language))) {
        let words: Vec<(usize, Term)> = (phrase.iter())
            .filter(|word| facts.group == Group::Head || !word.stop)
            .filter_map(|word| Some((word.position, Term::from_field_text(field, word.terms.get(language)?))))
            .collect();
        match words.as_slice() {
            [] => {}
            [(_, word)] => queries.push(Box::new(TermQuery::new(word.clone(), IndexRecordOption::Basic))),
            _ => queries.push(Box::new(PhraseQuery::new_with_offset(words))),
        }
    }
    Box::new(BooleanQuery::union(queries))
}
