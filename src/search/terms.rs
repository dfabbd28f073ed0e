//! tantivy's tokenizers, made from [`super::analyse`]: which of a chunk's words each field indexes, and the vocabulary
//! that is gathered on the way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::analyse::{self, Chunk, is_indexable, is_stop_word};
use super::languages::{self, Analyser};
use super::schema;
use super::stemmer::EnglishStemmer;

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

/// How often the documents hold a word.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// How often titles, headings and names hold it.
    pub(super) head: u32,
    /// How often prose holds it.
    pub(super) text: u32,
}

/// All words met so far, with their terms in one language.
struct Words {
    /// No language is English.
    language: Option<Analyser>,
    /// By the word as written, folded.
    words: HashMap<Box<str>, (Known, Box<str>)>,
}

/// The words of every language met so far; English is the first.
struct Vocabulary {
    languages: Vec<Words>,
    /// The one that is being written.
    now: usize,
    stemmer: EnglishStemmer,
}

impl Vocabulary {
    fn new() -> Self {
        let english = Words { language: None, words: HashMap::new() };
        Self { languages: vec![english], now: 0, stemmer: EnglishStemmer::new() }
    }

    /// What follows is in this language; one without a table is treated as English.
    fn speak(&mut self, tag: &str) {
        let code = &*languages::primary(tag);
        let is = |it: &Words| it.language.as_ref().map_or("en", Analyser::code) == code;
        self.now = match self.languages.iter().position(is) {
            Some(known) => known,
            None => match languages::of_codes([code].into_iter()).first() {
                Some(table) => {
                    self.languages.push(Words { language: Some(Analyser::new(table)), words: HashMap::new() });
                    self.languages.len() - 1
                }
                None => 0,
            },
        };
    }

    /// The language that is being written, where it is not English.
    fn language(&self) -> Option<&Analyser> {
        self.languages.get(self.now)?.language.as_ref()
    }

    fn bare<'w>(&self, word: &'w str, elision: usize) -> &'w str {
        self.language().map_or(word, |it| it.bare(word, elision))
    }

    fn is_stop_word(&self, word: &str) -> bool {
        is_stop_word(word) || self.language().is_some_and(|it| it.is_stop_word(word))
    }

    /// The term of a word, which is counted where the field is one that people search by. Code is English everywhere.
    fn term(&mut self, word: &str, style: Style) -> &str {
        let now = if style == Style::Code { 0 } else { self.now };
        let Some(Words { language, words }) = self.languages.get_mut(now) else { return "" };
        if !words.contains_key(word) {
            let term = self.stemmer.term(word, language.as_ref()).into_boxed_str();
            words.insert(word.into(), (Known::default(), term));
        }
        let Some((known, term)) = words.get_mut(word) else { return "" };
        match style {
            Style::Head => known.head = known.head.saturating_add(1),
            Style::Text => known.text = known.text.saturating_add(1),
            Style::Code | Style::Whole | Style::Grams => {}
        }
        term
    }

    /// The words of all languages, which are forgotten here.
    fn take(&mut self) -> HashMap<Box<str>, Known> {
        let mut all: HashMap<Box<str>, Known> = HashMap::new();
        for (word, (known, _)) in self.languages.iter_mut().flat_map(|it| std::mem::take(&mut it.words)) {
            let sum = all.entry(word).or_default();
            sum.head = sum.head.saturating_add(known.head);
            sum.text = sum.text.saturating_add(known.text);
        }
        all
    }
}

/// The vocabulary, shared by the tokenizers of one index; indexing is single-threaded, so the lock is never contended.
#[derive(Clone)]
pub(super) struct SharedVocabulary(Arc<Mutex<Vocabulary>>);

impl SharedVocabulary {
    /// An empty vocabulary.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Vocabulary::new())))
    }

    /// The words met so far, which are forgotten here.
    pub(super) fn take(&self) -> HashMap<Box<str>, Known> {
        self.with(Vocabulary::take)
    }

    /// The language of the documents that follow.
    pub(super) fn speak(&self, code: &str) {
        self.with(|vocabulary| vocabulary.speak(code));
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
        let known_stop = self.style == Style::Text && words.is_stop_word(word);
        let empty_code = self.style == Style::Code && (word.len() < 2 || word.bytes().all(|byte| byte.is_ascii_digit()));
        if is_indexable(word) && !known_stop && !empty_code {
            self.push(words.term(word, self.style), position);
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
                let bare = words.bare(&part.whole, part.elision).len();
                self.word(words, part.whole.get(part.whole.len() - bare..).unwrap_or_default(), *position);
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
    fn a_document_is_written_in_one_language() {
        let vocabulary = SharedVocabulary::new();
        let mut terms = Terms { style: Style::Text, vocabulary: vocabulary.clone(), tokens: Vec::new(), used: 0 };
        let mut shown = |language: &str, text: &str| {
            vocabulary.speak(language);
            let mut out = Vec::new();
            terms.token_stream(text).process(&mut |token| out.push(format!("{}@{}", token.text, token.position)));
            out
        };
        assert_eq!(shown("de", "die Dienste der v2"), ["dienst/de@1", "v2@3"]);
        assert_eq!(shown("fr", "l'eau d'une qu'api"), ["eau/fr@0", "api/fr@2"]);
        assert_eq!(shown("xx", "die Dienste"), ["die@0", "dienst@1"]);
        assert_eq!(shown("en", "l'eau"), ["leau@0"]);
        let mut words: Vec<String> = vocabulary.take().into_keys().map(String::from).collect();
        words.sort();
        assert_eq!(words, ["api", "die", "dienste", "eau", "leau", "v2"]);
    }
}
