//! What was asked, and the plan by which it is answered: one description for tantivy and the browser module.
//!
//! A question is answered in [`STAGES`], from the surest to the loosest. Every hit of an earlier stage stands before all
//! hits of a later one, which is why a misspelt word never outranks an exact one; later stages run only while hits are
//! few, which is why most questions need a few kilobytes of the export. The stages are written into the manifest.

use super::analyse::{self, Chunk, fold};
use super::schema::FACETS;
use super::stemmer::Stemmers;

/// Longest question that is looked at, in characters.
pub(super) const LONGEST_QUESTION: usize = 256;
/// Most words of a question that are looked at.
pub(super) const MOST_WORDS: usize = 16;
/// Titles that begin with the question: how many are looked at.
pub(super) const MOST_TITLES: usize = 32;
/// Corrected questions that are compared with names and titles.
pub(super) const MOST_CORRECTED: usize = 4;
/// Factor on the score of a completed word.
pub(super) const COMPLETED: f32 = 0.8;
/// Factors on the score of a word one or two edits away.
pub(super) const CORRECTED: [f32; 2] = [0.6, 0.4];
/// Score of a whole identifier in code.
pub(super) const WHOLE: f32 = 8.0;
/// Up to this many results are wanted quickly: a question that names or titles answer needs no looser stage.
pub(super) const QUICK: usize = 10;
/// So many words, all in the short fields of a document, are an answer too.
pub(super) const TELLING: usize = 3;
/// Longest question, in words, that is looked for inside of names.
pub(super) const MOST_NAME_WORDS: usize = 3;
/// Scores are compared in steps of 1/64: finer differences are rounding, and ties go by document number.
pub(super) const STEPS: f64 = 64.0;

/// Where a stage looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    /// Whole names and titles.
    Exact,
    /// The short fields.
    Head,
    /// All scored fields.
    Text,
    /// Inside of names.
    Names,
}

/// One step of answering.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Stage {
    /// Where it looks.
    pub(super) scope: Scope,
    /// 0: words as they are; 1: the last one may be unfinished; 2: words may be misspelt.
    pub(super) level: u8,
    /// Whether half of the words are enough.
    pub(super) loose: bool,
    /// It runs while there are fewer hits than this; 0 stands for the number of results that are wanted.
    pub(super) below: usize,
}

/// All stages, in order.
pub(super) const STAGES: [Stage; 11] = [
    Stage { scope: Scope::Exact, level: 0, loose: false, below: 0 },
    Stage { scope: Scope::Head, level: 0, loose: false, below: 0 },
    Stage { scope: Scope::Head, level: 1, loose: false, below: 0 },
    Stage { scope: Scope::Text, level: 0, loose: false, below: 0 },
    Stage { scope: Scope::Text, level: 1, loose: false, below: 3 },
    Stage { scope: Scope::Exact, level: 2, loose: false, below: 3 },
    Stage { scope: Scope::Head, level: 2, loose: false, below: 3 },
    Stage { scope: Scope::Names, level: 0, loose: false, below: 3 },
    Stage { scope: Scope::Text, level: 2, loose: false, below: 1 },
    Stage { scope: Scope::Head, level: 2, loose: true, below: 3 },
    Stage { scope: Scope::Text, level: 2, loose: true, below: 1 },
];

/// A word of the question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    /// As written, folded.
    pub(super) text: String,
    /// What is looked up: its term in documents in English and in each other language of the portal.
    pub(super) terms: Vec<String>,
    /// Whether it says too little to be required.
    pub(super) stop: bool,
}

/// A word at its place in a phrase.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Its term in each language.
    pub(super) terms: Vec<String>,
    /// Position from the start of the phrase.
    pub(super) position: usize,
    /// Whether long fields do not hold it.
    pub(super) stop: bool,
}

/// What may not be in a hit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Excluded {
    /// All of these words.
    Words(Vec<Word>),
    /// This phrase.
    Phrase(Vec<Placed>),
}

/// A facet and the value it must, or must not, have.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filter {
    /// Name of the facet.
    pub(super) facet: String,
    /// Folded value, whole or the last segment of a reference.
    pub(super) value: String,
    /// Whether hits must not have it.
    pub(super) not: bool,
}

/// A parsed question.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Question {
    /// All words in order, those of phrases included.
    pub(super) words: Vec<Word>,
    /// Identifiers written with separators or changing case, joined.
    pub(super) wholes: Vec<String>,
    /// Phrases that must occur.
    pub(super) phrases: Vec<Vec<Placed>>,
    /// What must not occur.
    pub(super) excluded: Vec<Excluded>,
    /// Filters by facet.
    pub(super) filters: Vec<Filter>,
    /// Whether the last word may be unfinished.
    pub(super) unfinished: bool,
}

impl Question {
    /// Reads a question. Nothing is an error: what is not understood is a word.
    pub(super) fn parse(text: &str, stemmers: &mut Stemmers<'_>) -> Self {
        let text: String = text.chars().take(LONGEST_QUESTION).collect();
        let mut question = Self::default();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c| !is_space(c)) {
            let (token, after) = Token::read(rest.get(start..).unwrap_or_default());
            question.unfinished = false;
            question.add(&token, after.is_empty(), stemmers);
            rest = after;
        }
        question.unfinished &= question.words.len() <= MOST_WORDS;
        question.words.truncate(MOST_WORDS);
        question
    }

    /// The words that a hit must have: all that say something, or all if none does.
    pub(super) fn required(&self) -> Vec<usize> {
        let telling: Vec<usize> = self.words.iter().enumerate().filter(|(_, word)| !word.stop).map(|(index, _)| index).collect();
        if telling.is_empty() { (0..self.words.len()).collect() } else { telling }
    }

    /// What is compared with names and titles, the word at `replaced.0` written as `replaced.1`.
    pub(super) fn key(&self, replaced: &[(usize, &str)]) -> String {
        let word = |(index, word): (usize, &Word)| {
            let new = replaced.iter().find(|(at, _)| *at == index);
            new.map_or_else(|| word.text.clone(), |(_, new)| (*new).to_owned())
        };
        self.words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
    }

    fn add(&mut self, token: &Token<'_>, last: bool, stemmers: &mut Stemmers<'_>) {
        if let Some(facet) = token.facet {
            self.filters.push(Filter { facet: facet.to_owned(), value: fold(token.text), not: token.not });
            return;
        }
        let (words, wholes, phrase) = words_of(token.text, stemmers);
        if words.is_empty() {
            return;
        }
        match (token.not, token.quoted) {
            (true, true) => self.excluded.push(Excluded::Phrase(phrase)),
            (true, false) => self.excluded.push(Excluded::Words(words)),
            (false, quoted) => {
                if quoted {
                    self.phrases.push(phrase);
                }
                self.words.extend(words);
                self.wholes.extend(wholes);
                self.unfinished = last && !quoted;
            }
        }
    }
}

/// One blank-separated piece of a question.
struct Token<'a> {
    not: bool,
    facet: Option<&'static str>,
    quoted: bool,
    text: &'a str,
}

impl<'a> Token<'a> {
    /// Reads a token from the start of a text and gives what follows it.
    fn read(text: &'a str) -> (Self, &'a str) {
        let (not, text) = match text.strip_prefix('-') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(is_space) => (true, rest),
            _ => (false, text),
        };
        let named = FACETS.iter().find_map(|facet| {
            let (name, rest) = text.split_at_checked(facet.len())?;
            let value = rest.strip_prefix(':')?;
            (name.eq_ignore_ascii_case(facet) && !value.is_empty() && !value.starts_with(is_space)).then_some((*facet, value))
        });
        let (facet, text) = named.map_or((None, text), |(facet, value)| (Some(facet), value));
        match text.strip_prefix('"') {
            Some(quoted) => {
                let (inside, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                (Self { not, facet, quoted: true, text: inside }, after)
            }
            None => {
                let end = text.find(is_space).unwrap_or(text.len());
                let (token, after) = text.split_at_checked(end).unwrap_or((text, ""));
                (Self { not, facet, quoted: false, text: token }, after)
            }
        }
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{3000}')
}

/// The words of a text, its joined identifiers, and the words as a phrase.
fn words_of(text: &str, stemmers: &mut Stemmers<'_>) -> (Vec<Word>, Vec<String>, Vec<Placed>) {
    let (mut words, mut wholes, mut phrase) = (Vec::new(), Vec::new(), Vec::new());
    let mut position = 0;
    analyse::walk(text, &mut |chunk: &Chunk| {
        wholes.extend(chunk.joined());
        for part in chunk.parts.iter().filter(|part| analyse::is_indexable(&part.whole)) {
            let terms = stemmers.terms(&part.whole, part.elision);
            let stop = stemmers.is_stop_word(&part.whole, part.elision);
            if !part.pieces.is_empty() {
                wholes.push(part.whole.clone());
            }
            phrase.push(Placed { terms: terms.clone(), position, stop });
            position += part.pieces.len().max(1);
            words.push(Word { text: part.whole.clone(), terms, stop });
        }
    });
    (words, wholes, phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Question {
        Question::parse(text, &mut Stemmers::new(&[]))
    }

    fn texts(question: &Question) -> Vec<&str> {
        question.words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn every_form_is_read() {
        let question = parse("argo-cd \"getting started\" -helm -\"old way\" kind:API -tag:x owner:\"Team A\" deploy");
        assert_eq!(texts(&question), ["argo", "cd", "getting", "started", "deploy"]);
        assert_eq!(question.wholes, ["argocd"]);
        assert_eq!(question.phrases.len(), 1);
        assert_eq!(question.excluded.len(), 2);
        let filters: Vec<_> = question.filters.iter().map(|f| (f.facet.as_str(), f.value.as_str(), f.not)).collect();
        assert_eq!(filters, [("kind", "api", false), ("tag", "x", true), ("owner", "team a", false)]);
        assert!(question.unfinished);
    }

    #[test]
    fn odd_questions_are_words() {
        assert_eq!(parse(""), Question::default());
        assert_eq!(texts(&parse("- -- \" \"\" kind: foo:bar")), ["kind", "foo", "bar"]);
        assert!(!parse("done ").unfinished);
        assert!(!parse("\"a phrase\"").unfinished);
        assert_eq!(parse(&"x ".repeat(400)).words.len(), MOST_WORDS);
    }

    #[test]
    fn stop_words_are_required_only_among_themselves() {
        assert_eq!(parse("how to deploy").required(), [0, 2]);
        assert_eq!(parse("to be").required(), [0, 1]);
        assert_eq!(parse("How-To Deploy").key(&[(2, "deployment")]), "how to deployment");
    }
}
