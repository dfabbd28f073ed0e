//! Other people's words, made fit to be shown: hidden characters made visible, long ones cut.
//!
//! Escaping markup is not done here: that is the template engine's work, in every place.

use std::fmt::Write as _;

/// Makes characters visible that a reader cannot see but that change what is read: bidirectional controls (Trojan
/// Source), zero-width characters and control characters other than line breaks and tabs become `[U+202E]`.
///
/// The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if is_hidden(char) {
            let _ = write!(shown, "[U+{:04X}]", u32::from(char));
        } else {
            shown.push(char);
        }
    }
    shown
}

fn is_hidden(char: char) -> bool {
    matches!(char, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        || (char.is_control() && !matches!(char, '\n' | '\r' | '\t'))
}

/// The first `limit` characters, with `…` where something was cut; hidden characters made visible.
#[must_use]
pub fn clip(text: &str, limit: usize) -> String {
    let mut chars = text.chars();
    let mut head: String = chars.by_ref().take(limit).collect();
    if chars.next().is_some() {
        head.truncate(head.trim_end().len());
        head.push('…');
    }
    visible(&head)
}

/// The first paragraph of a Markdown text as one plain line of at most `limit` characters: for tables and cards, where
/// no markup is drawn. Emphasis, code and link marks go; the words stay.
#[must_use]
pub fn summary(markdown: &str, limit: usize) -> String {
    let head: String = markdown.trim_start().chars().take(limit.saturating_mul(4)).collect();
    let mut words = String::new();
    for line in head.lines().map(str::trim).skip_while(|it| it.is_empty()).take_while(|it| !it.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(line.trim_start_matches(['#', '>']).trim_start());
    }
    clip(&without_marks(&words), limit)
}

/// Drops `*`, backquotes and the address part of `[words](address)`.
fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['*', '`', '[']) {
        let (before, marked) = rest.split_at(at);
        plain.push_str(before);
        rest = match link_words(marked) {
            Some((words, after)) => {
                plain.push_str(words);
                after
            }
            None => {
                if marked.starts_with('[') {
                    plain.push('[');
                }
                marked.get(1..).unwrap_or_default()
            }
        };
    }
    plain.push_str(rest);
    plain
}

/// The words of a link at the start of `text`, and what follows the link.
fn link_words(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (_, after) = rest.split_once(')')?;
    (words.len() < 200 && !words.contains('[')).then_some((words, after))
}

/// A stretch of a sentence: words, or a name that stood in backquotes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Span {
    /// The words.
    pub text: String,
    /// They are a name, shown as code.
    pub code: bool,
}

/// A sentence of ours (a message, a hint) taken apart at its backquotes, at most `limit` characters of it.
#[must_use]
pub fn spans(sentence: &str, limit: usize) -> Vec<Span> {
    let clipped = clip(sentence, limit);
    let parts = clipped.split('`').enumerate().filter(|(_, it)| !it.is_empty());
    parts.map(|(at, text)| Span { text: text.to_owned(), code: at % 2 == 1 }).collect()
}

/// Roughly how wide a text is drawn, in units of an average Latin letter: East Asian characters and emoji count two.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(|it| if u32::from(it) >= 0x1100 { 2 } else { 1 }).sum()
}

/// Cuts a text so that its [`width`] is at most `limit`, with `…` where something was cut.
#[must_use]
pub fn fit(text: &str, limit: usize) -> String {
    let text = visible(text);
    if width(&text) <= limit {
        return text;
    }
    let mut used = 1;
    let mut head = String::new();
    for char in text.chars() {
        used += if u32::from(char) >= 0x1100 { 2 } else { 1 };
        if used > limit {
            break;
        }
        head.push(char);
    }
    head.push('…');
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_hides() {
        assert_eq!(visible("a\u{202E}b\u{200B}c\u{1b}[31m\n"), "a[U+202E]b[U+200B]c[U+001B][31m\n");
        assert_eq!(visible("👩\u{200D}🔧"), "👩\u{200D}🔧");
    }

    #[test]
    fn cuts_at_characters() {
        assert_eq!(clip("größer", 3), "grö…");
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(fit("abcdef", 4), "abc…");
        assert_eq!(fit("漢字漢字", 5), "漢字…");
    }

    #[test]
    fn takes_sentences_apart_at_backquotes() {
        let spans = spans("`a` refers to `b`, twice", 100);
        assert_eq!(
            spans.iter().map(|it| (it.text.as_str(), it.code)).collect::<Vec<_>>(),
            [("a", true), (" refers to ", false), ("b", true), (", twice", false)]
        );
    }

    #[test]
    fn takes_the_first_paragraph_as_words() {
        assert_eq!(summary("\n# Pays **all** the\n[bills](https://x) `now`\n\nMore.", 80), "Pays all the bills now");
        assert_eq!(summary("a [b c", 80), "a [b c");
    }
}
