//! tantivy's tokenizers, made from [`super::analyse`]: which of a chunk's words each field indexes, and the vocabulary
//! that is gathered on the way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::analyse::{self, Chunk, is_indexable, is_stop_word};
use super::schema;

/// What a field wants to know of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    /// Every word in parts and pieces, and identifiers joined.
    Head,
    /// As `Head` without joined identifiers and stop words.
    Text,
    /// Only the pieces of identifiers.
    Code,
    /// Only whole identifiers.
    Whole,
    /// Every three neighbouring letters of the joined text.
    Grams,
}

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
}

/// A word of the corpus.
#[derive(Debug)]
pub(super) struct Known {
    /// What it is indexed as.
    pub(super) stem: Box<str>,
    /// How often titles, headings and names hold it.
    pub(super) head: u32,
    /// How often prose holds it.
    pub(super) text: u32,
}

/// All words met so far, with their stems.
struct Vocabulary {
    /// By the word as written, folded.
    words: HashMap<Box<str>, Known>,
    stemmer: EnglishStemmer,
}

impl Vocabulary {
    /// The stem of a word, which is counted where the field is one that people search by.
    fn stem(&mut self, word: &str, style: Style) -> &str {
        if !self.words.contains_key(word) {
            let stem = self.stemmer.stem(word).into_boxed_str();
            self.words.insert(word.into(), Known { stem, head: 0, text: 0 });
        }
        let Some(known) = self.words.get_mut(word) else { return "" };
        match style {
            Style::Head => known.head = known.head.saturating_add(1),
            Style::Text => known.text = known.text.saturating_add(1),
            Style::Code | Style::Whole | Style::Grams => {}
        }
        &known.stem
    }
}

/// The vocabulary, shared by the tokenizers of one index; indexing is single-threaded, so the lock is never contended.
#[derive(Clone)]
pub(super) struct SharedVocabulary(Arc<Mutex<Vocabulary>>);

impl SharedVocabulary {
    /// An empty vocabulary.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Vocabulary { words: HashMap::new(), stemmer: EnglishStemmer::new() })))
    }

    /// The words met so far, which are forgotten here.
    pub(super) fn take(&self) -> HashMap<Box<str>, Known> {
        self.with(|vocabulary| std::mem::take(&mut vocabulary.words))
    }

    /// Calls `act` with the vocabulary.
    fn with<T>(&self, act: impl FnOnce(&mut Vocabulary) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Registers the tokenizers that the schema names.
pub(super) fn register(manager: &TokenizerManager, vocabulary: &SharedVocabulary) {
    let styles = [
        (schema::TOKENIZER_HEAD, Style::Head),
        (schema::TOKENIZER_TEXT, Style::Text),
        (schema::TOKENIZER_CODE, Style::Code),
        (schema::TOKENIZER_WHOLE, Style::Whole),
        (schema::TOKENIZER_GRAMS, Style::Grams),
    ];
    for (name, style) in styles {
        manager.register(name, Terms { style, vocabulary: vocabulary.clone(), tokens: Vec::new(), used: 0 });
    }
}

/// Groups of three letters of a name's letters and digits.
pub(super) fn grams(joined: &str) -> Vec<String> {
    let letters: Vec<char> = joined.chars().collect();
    letters.windows(3).map(|three| three.iter().collect()).collect()
}

/// A tokenizer of one style; its tokens are kept to be filled anew for the next text.
#[derive(Clone)]
struct Terms {
    style: Style,
    vocabulary: SharedVocabulary,
    tokens: Vec<Token>,
    used: usize,
}

impl Terms {
    fn push(&mut self, text: &str, position: usize) {
        if self.used == self.tokens.len() {
            self.tokens.push(Token::default());
        }
        if let Some(token) = self.tokens.get_mut(self.used) {
            token.text.clear();
            token.text.push_str(text);
            token.position = position;
            self.used += 1;
        }
    }

    fn word(&mut self, words: &mut Vocabulary, word: &str, position: usize) {
        let known_stop = self.style == Style::Text && is_stop_word(word);
        let empty_code = self.style == Style::Code && (word.len() < 2 || word.bytes().all(|byte| byte.is_ascii_digit()));
        if is_indexable(word) && !known_stop && !empty_code {
            self.push(words.stem(word, self.style), position);
        }
    }

    fn chunk(&mut self, words: &mut Vocabulary, chunk: &Chunk, position: &mut usize) {
        if self.style == Style::Head
            && let Some(joined) = chunk.joined()
        {
            self.word(words, &joined, *position);
        }
        for part in &chunk.parts {
            if self.style != Style::Code || part.pieces.is_empty() {
                self.word(words, &part.whole, *position);
            }
            for (index, piece) in part.pieces.iter().enumerate() {
                self.word(words, piece, *position + index);
            }
            *position += part.pieces.len().max(1);
        }
    }

    fn whole(&mut self, chunk: &Chunk, position: &mut usize) {
        let single = chunk.parts.first().filter(|part| chunk.parts.len() == 1 && !part.pieces.is_empty());
        if let Some(whole) = chunk.joined().or_else(|| single.map(|part| part.whole.clone())) {
            self.push(&whole, *position);
            *position += 1;
        }
    }
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        self.used = 0;
        let mut position = 0;
        match self.style {
            Style::Grams => {
                let joined = analyse::exact_key(text).replace(' ', "");
                for gram in grams(&joined) {
                    self.push(&gram, position);
                    position += 1;
                }
            }
            Style::Whole => analyse::walk(text, &mut |chunk| self.whole(chunk, &mut position)),
            Style::Head | Style::Text | Style::Code => {
                let vocabulary = self.vocabulary.clone();
                vocabulary.with(|words| {
                    analyse::walk(text, &mut |chunk| self.chunk(words, chunk, &mut position));
                });
            }
        }
        Tokens { terms: self, next: 0 }
    }
}

/// The tokens of one text.
struct Tokens<'a> {
    terms: &'a mut Terms,
    next: usize,
}

#[expect(clippy::indexing_slicing, reason = "tantivy asks for a token only after `advance` said that there is one")]
impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.terms.used
    }

    fn token(&self) -> &Token {
        &self.terms.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.terms.tokens[self.next - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(style: Style, text: &str) -> Vec<String> {
        let mut terms = Terms { style, vocabulary: SharedVocabulary::new(), tokens: Vec::new(), used: 0 };
        let mut out = Vec::new();
        terms.token_stream(text).process(&mut |token| out.push(format!("{}@{}", token.text, token.position)));
        out
    }

    #[test]
    fn each_style_takes_its_words() {
        let text = "the getUser of argo-cd";
        assert_eq!(tokens(Style::Head, text), ["the@0", "getus@1", "get@1", "user@2", "of@3", "argocd@4", "argo@4", "cd@5"]);
        assert_eq!(tokens(Style::Text, text), ["getus@1", "get@1", "user@2", "argo@4", "cd@5"]);
        assert_eq!(tokens(Style::Code, "getUser(x, 12)"), ["get@0", "user@1"]);
        assert_eq!(tokens(Style::Whole, text), ["getuser@0", "argocd@1"]);
        assert_eq!(tokens(Style::Grams, "argo-cd"), ["arg@0", "rgo@1", "goc@2", "ocd@3"]);
    }

    #[test]
    fn only_plain_words_are_stemmed() {
        let mut stemmer = EnglishStemmer::new();
        assert_eq!(stemmer.stem("configuring"), "configur");
        assert_eq!(stemmer.stem("v2s"), "v2s");
    }
}
