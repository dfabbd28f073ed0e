//! Words to the terms that they are indexed as: English by Snowball, other languages by their tables.
//!
//! A document's words are stemmed in its own language; a question's language is unknown, so its words are looked for in
//! every language of the portal. A portal in English knows no other.

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

use super::analyse;
use super::languages::Analyser;

/// Reduces an English word to its stem; anything but plain letters is left alone.
pub(super) struct EnglishStemmer(TextAnalyzer);

impl EnglishStemmer {
    /// A stemmer (Snowball's English).
    pub(super) fn new() -> Self {
        Self(TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English)).build())
    }

    /// The stem of a folded word.
    pub(super) fn stem(&mut self, word: &str) -> String {
        if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return word.to_owned();
        }
        let mut stem = String::new();
        self.0.token_stream(word).process(&mut |token| stem.push_str(&token.text));
        stem
    }

    /// The term of a word in a document of a language; no language is English.
    pub(super) fn term(&mut self, word: &str, language: Option<&Analyser>) -> String {
        language.and_then(|it| it.term(word)).unwrap_or_else(|| self.stem(word))
    }
}

/// The stemmers of a portal's languages.
pub(super) struct Stemmers<'a> {
    english: EnglishStemmer,
    others: &'a [Analyser],
}

impl<'a> Stemmers<'a> {
    /// English, and these.
    pub(super) fn new(others: &'a [Analyser]) -> Self {
        Self { english: EnglishStemmer::new(), others }
    }

    /// The terms of a folded word, in English and in each other language; `elision` bytes of it stand before an apostrophe.
    pub(super) fn terms(&mut self, word: &str, elision: usize) -> Vec<String> {
        let mut terms = vec![self.english.stem(word)];
        for language in self.others {
            let word = language.bare(word, elision);
            terms.push(self.english.term(word, Some(language)));
        }
        terms
    }

    /// Whether a word says too little to be required of a document, in any of the languages.
    pub(super) fn is_stop_word(&self, word: &str, elision: usize) -> bool {
        analyse::is_stop_word(word) || self.others.iter().any(|it| it.is_stop_word(it.bare(word, elision)))
    }
}

/// A list without repetitions, in its order.
pub(super) fn distinct(terms: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(terms.len());
    for term in terms {
        if !kept.contains(term) {
            kept.push(term.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_stemmed() {
        let mut stemmer = EnglishStemmer::new();
        assert_eq!(stemmer.stem("configuring"), "configur");
        assert_eq!(stemmer.stem("v2s"), "v2s");
    }
}
