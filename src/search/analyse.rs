//! Text to terms, the same in the index, in a question, and in `theme/static/js/search.js` (FORMAT.md, "Analysis").
//!
//! Everything here is defined by code points and small tables, never by a locale, so that two programs can agree byte for
//! byte. This module knows nothing of fields, weights or tantivy.

use std::borrow::Cow;
use std::mem::take;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is indexed, in bytes; longer ones are keys, hashes and data.
const LONGEST_WORD: usize = 40;
/// Most parts that are joined to one identifier.
const MOST_PARTS: usize = 4;

/// English words too frequent in prose to say anything; titles keep them.
pub(super) const STOP_WORDS: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on", "or",
    "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];

/// Whether a word says too little to be required of a document.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// What is written without a space or other separator: `argo-cd` has two parts, `getUserName` one part of three pieces.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The parts between `-` and `_`, lower-cased.
    pub(super) parts: Vec<Part>,
    /// Whether this is a run of a script without spaces: its parts are overlapping pairs of characters.
    pub(super) spaceless: bool,
}

/// One part of a [`Chunk`].
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The part, folded to lower case.
    pub(super) whole: String,
    /// Its pieces at changes of case; empty where it has only one.
    pub(super) pieces: Vec<String>,
    /// How many bytes of `whole` stand before its first apostrophe; 0 where there is none.
    pub(super) elision: usize,
}

impl Chunk {
    /// The identifier without its separators (`argo-cd` → `argocd`), where it has several parts and is of sane length.
    pub(super) fn joined(&self) -> Option<String> {
        let several = self.parts.len() > 1 && self.parts.len() <= MOST_PARTS && !self.spaceless;
        let length: usize = self.parts.iter().map(|part| part.whole.len()).sum();
        (several && length <= LONGEST_WORD).then(|| self.parts.iter().map(|part| part.whole.as_str()).collect())
    }
}

/// Calls `visit` with every chunk of the text, in order.
pub(super) fn walk(text: &str, visit: &mut dyn FnMut(&Chunk)) {
    let text = without_diacritics(text);
    let mut chunk = Chunk::default();
    let mut run = Run::None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(Class::Other, |(_, next)| class(*next));
        match (class(c), run) {
            (Class::Word, Run::Word(_)) | (Class::Spaceless, Run::Spaceless(_)) => {}
            (Class::Word, _) => {
                finish(&text, run, at, &mut chunk);
                if chunk.spaceless {
                    flush(&mut chunk, visit);
                }
                run = Run::Word(at);
            }
            (Class::Spaceless, _) => {
                finish(&text, run, at, &mut chunk);
                flush(&mut chunk, visit);
                run = Run::Spaceless(at);
            }
            (Class::Apostrophe, Run::Word(_)) if next == Class::Word => {}
            (Class::Joiner, Run::Word(_)) if next == Class::Word => {
                finish(&text, run, at, &mut chunk);
                run = Run::None;
            }
            _ => {
                finish(&text, run, at, &mut chunk);
                flush(&mut chunk, visit);
                run = Run::None;
            }
        }
    }
    finish(&text, run, text.len(), &mut chunk);
    flush(&mut chunk, visit);
}

/// The words of a title or name with single spaces: what an exact match compares.
pub(super) fn exact_key(text: &str) -> String {
    let mut key = String::new();
    walk(text, &mut |chunk| {
        for part in &chunk.parts {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&part.whole);
        }
    });
    key
}

/// Lower-cased and without diacritics, separators kept: how the values of facets are compared.
pub(super) fn fold(text: &str) -> String {
    lower(&without_diacritics(text))
}

/// What a character is to a reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of a word.
    Word,
    /// Of a script without spaces.
    Spaceless,
    /// Anything else.
    Other,
}

/// The kind of a character, for cutting text that is shown.
pub(super) fn kind(c: char) -> Kind {
    match class(c) {
        Class::Word => Kind::Word,
        Class::Spaceless => Kind::Spaceless,
        Class::Joiner | Class::Apostrophe | Class::Other => {
            if matches!(c, '\u{300}'..='\u{36f}') {
                Kind::Word
            } else {
                Kind::Other
            }
        }
    }
}

/// What a character is in the eyes of [`walk`].
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Word,
    Spaceless,
    Joiner,
    Apostrophe,
    Other,
}

/// The run of characters that is being read, with its start.
#[derive(Clone, Copy)]
enum Run {
    None,
    Word(usize),
    Spaceless(usize),
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
        '-' | '_' => Class::Joiner,
        '\'' | '\u{2019}' => Class::Apostrophe,
        _ if c.is_ascii() => Class::Other,
        _ if is_spaceless(c) => Class::Spaceless,
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Word,
        _ => Class::Other,
    }
}

/// Scripts that write words without spaces: Thai and Lao, Burmese, Khmer, kana, Han, Hangul.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Compatibility forms unified and accents taken off (U+0300–U+036F only: marks of other scripts carry meaning).
fn without_diacritics(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect())
}

/// Lower case, character by character: no rule of a language and no neighbour (final sigma) changes the outcome.
fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        for c in c.to_lowercase() {
            match c {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'þ' => out.push_str("th"),
                'ø' => out.push('o'),
                'đ' | 'ð' => out.push('d'),
                'ł' => out.push('l'),
                'ı' => out.push('i'),
                'ς' => out.push('σ'),
                '\u{300}'..='\u{36f}' | '\u{2019}' => {}
                c => out.push(c),
            }
        }
    }
    out
}

/// Ends a run and adds it to the chunk.
fn finish(text: &str, run: Run, end: usize, chunk: &mut Chunk) {
    match run {
        Run::None => {}
        Run::Word(start) => add_word(text.get(start..end).unwrap_or_default(), chunk),
        Run::Spaceless(start) => add_pairs(text.get(start..end).unwrap_or_default(), chunk),
    }
}

fn flush(chunk: &mut Chunk, visit: &mut dyn FnMut(&Chunk)) {
    if !chunk.parts.is_empty() {
        visit(chunk);
        chunk.parts.clear();
    }
    chunk.spaceless = false;
}

fn add_word(word: &str, chunk: &mut Chunk) {
    let (word, elision): (Cow<'_, str>, usize) = match word.split_once(['\'', '\u{2019}']) {
        Some((before, _)) => (Cow::Owned(word.replace(['\'', '\u{2019}'], "")), lower(before).len()),
        None => (Cow::Borrowed(word), 0),
    };
    let whole = lower(&word);
    let pieces = if whole.len() <= LONGEST_WORD { pieces(&word) } else { Vec::new() };
    chunk.parts.push(Part { whole, pieces, elision });
}

/// Overlapping pairs of a run without spaces; a run of one character is itself.
fn add_pairs(run: &str, chunk: &mut Chunk) {
    chunk.spaceless = true;
    let mut before: Option<char> = None;
    let mut single = String::new();
    for c in lower(run).chars() {
        match before {
            Some(first) => {
                single.clear();
                chunk.parts.push(Part { whole: String::from_iter([first, c]), ..Part::default() });
            }
            None => single.push(c),
        }
        before = Some(c);
    }
    if !single.is_empty() {
        chunk.parts.push(Part { whole: single, ..Part::default() });
    }
}

/// Pieces of an ASCII identifier at `aB` and `ABc`; empty where there is only one.
fn pieces(word: &str) -> Vec<String> {
    let lower_to_upper = |a: u8, b: u8| a.is_ascii_lowercase() && b.is_ascii_uppercase();
    if !word.is_ascii() || !word.bytes().skip(1).any(|b| b.is_ascii_uppercase()) {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut before = b' ';
    let mut bytes = word.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let next = bytes.peek().copied().unwrap_or(b' ');
        let acronym_ends = before.is_ascii_uppercase() && byte.is_ascii_uppercase() && next.is_ascii_lowercase();
        if !piece.is_empty() && (lower_to_upper(before, byte) || acronym_ends) {
            pieces.push(take(&mut piece));
        }
        piece.push(char::from(byte.to_ascii_lowercase()));
        before = byte;
    }
    pieces.push(piece);
    if pieces.len() < 2 { Vec::new() } else { pieces }
}

/// Whether a word is short enough to be indexed.
pub(super) fn is_indexable(word: &str) -> bool {
    !word.is_empty() && word.len() <= LONGEST_WORD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        walk(text, &mut |chunk| {
            for part in &chunk.parts {
                out.push(match part.pieces.is_empty() {
                    true => part.whole.clone(),
                    false => format!("{}({})", part.whole, part.pieces.join("|")),
                });
            }
            out.extend(chunk.joined().map(|joined| format!("={joined}")));
        });
        out
    }

    /// The browser module is held to the same cases by tests/search/unit.mjs.
    #[test]
    fn texts_fall_into_the_words_that_both_sides_agree_on() {
        let cases: Vec<(String, String)> = serde_json::from_str(include_str!("../../tests/search/analysis.json")).unwrap();
        for (text, words) in cases {
            let mut out = Vec::new();
            walk(&text, &mut |chunk| {
                for part in &chunk.parts {
                    let pieces = if part.pieces.is_empty() { String::new() } else { format!("/{}", part.pieces.len()) };
                    out.push(format!("{}{pieces}", part.whole));
                }
                out.extend(chunk.joined().map(|joined| format!("={joined}")));
            });
            assert_eq!(out.join(" "), words, "{text}");
        }
    }

    #[test]
    fn identifiers_fall_into_parts_and_pieces() {
        assert_eq!(shown("the argo-cd's HTTPServer"), ["the", "argo", "cds", "=argocds", "httpserver(http|server)"]);
        assert_eq!(shown("get_userName, v2.1"), ["get", "username(user|name)", "=getusername", "v2", "1"]);
        assert_eq!(shown("- x - --y_"), ["x", "y"]);
    }

    #[test]
    fn case_and_accents_fold_without_a_locale() {
        assert_eq!(shown("Café ÉTÉ Straße ΟΔΟΣ İzmir ﬁne Łódź"), ["cafe", "ete", "strasse", "οδοσ", "izmir", "fine", "lodz"]);
        assert_eq!(fold("Team-Ä:X"), "team-a:x");
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(shown("検索する"), ["検索", "索す", "する"]);
        assert_eq!(shown("字 x字y"), ["字", "x", "字", "y"]);
        assert_eq!(shown("がっこう"), ["がっ", "っこ", "こう"]);
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("their") && !is_stop_word("kafka"));
    }

    #[test]
    fn exact_keys_ignore_separators() {
        assert_eq!(exact_key("How-to: Argo_CD  (v2)"), "how to argo cd v2");
    }
}
