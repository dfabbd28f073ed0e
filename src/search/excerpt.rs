//! The piece of a text that a hit shows, with the words marked that made it a hit.

use super::analyse;
use super::stemmer::Stemmers;

/// Length of an excerpt, in characters.
const LENGTH: usize = 200;
/// Text shown before the first match, in characters.
const BEFORE: usize = 50;

/// A stretch of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fragment {
    /// The words, plain text.
    pub text: String,
    /// Whether they are what was asked for.
    #[serde(rename = "match")]
    pub matched: bool,
}

/// Cuts the text around the first word that has one of the terms, in any language, and marks all such words.
pub(super) fn excerpt(text: &str, terms: &[String], stemmers: &mut Stemmers<'_>) -> Vec<Fragment> {
    let words = words(text);
    let matches: Vec<bool> = words.iter().map(|word| word.is_word && is_match(word.text, terms, stemmers)).collect();
    let first = matches.iter().position(|matched| *matched);
    let start = first.map_or(0, |first| back(&words, first));
    let mut fragments: Vec<Fragment> = Vec::new();
    let mut length = 0;
    if start > 0 {
        push(&mut fragments, "…", false);
    }
    for (word, matched) in words.iter().zip(&matches).skip(start) {
        length += word.text.chars().count();
        if length > LENGTH {
            push(&mut fragments, "…", false);
            break;
        }
        push(&mut fragments, word.text, *matched);
    }
    fragments
}

/// A run of letters, or what stands between two.
struct Piece<'a> {
    text: &'a str,
    is_word: bool,
}

/// The text in runs of word characters and runs of others; scripts without spaces fall into single characters.
fn words(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let kind = analyse::kind(c);
        if before.is_some_and(|before| before != kind || kind == analyse::Kind::Spaceless) && at > start {
            pieces.push(Piece { text: text.get(start..at).unwrap_or_default(), is_word: before != Some(analyse::Kind::Other) });
            start = at;
        }
        before = Some(kind);
    }
    if start < text.len() {
        pieces.push(Piece { text: text.get(start..).unwrap_or_default(), is_word: before != Some(analyse::Kind::Other) });
    }
    pieces
}

fn is_match(word: &str, terms: &[String], stemmers: &mut Stemmers<'_>) -> bool {
    let folded = analyse::fold(word);
    let spaceless = word.chars().next().is_some_and(|c| analyse::kind(c) == analyse::Kind::Spaceless);
    if spaceless {
        return terms.iter().any(|term| term.contains(&folded));
    }
    stemmers.terms(&folded, 0).iter().any(|term| terms.contains(term))
}

/// The piece at which an excerpt begins that is to show piece `first`.
fn back(words: &[Piece<'_>], first: usize) -> usize {
    let mut length = 0;
    let mut start = first;
    while let Some(word) = start.checked_sub(1).and_then(|at| words.get(at)) {
        length += word.text.chars().count();
        if length > BEFORE {
            break;
        }
        start -= 1;
    }
    start
}

fn push(fragments: &mut Vec<Fragment>, text: &str, matched: bool) {
    match fragments.last_mut() {
        Some(last) if last.matched == matched => last.text.push_str(text),
        _ => fragments.push(Fragment { text: text.to_owned(), matched }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, stems: &[&str]) -> String {
        let stems: Vec<String> = stems.iter().map(|stem| (*stem).to_owned()).collect();
        let fragments = excerpt(text, &stems, &mut Stemmers::new(&[]));
        fragments.iter().map(|f| if f.matched { format!("[{}]", f.text) } else { f.text.clone() }).collect()
    }

    #[test]
    fn matches_are_marked_whatever_their_form() {
        assert_eq!(shown("Configuring the Café, <b>", &["configur", "cafe"]), "[Configuring] the [Café], <b>");
        assert_eq!(shown("全文検索する", &["検索"]), "全文[検索]する");
    }

    #[test]
    fn long_texts_are_cut_around_the_first_match() {
        let text = format!("{}needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = shown(&text, &["needl"]);
        assert!(shown.starts_with("… ") && shown.ends_with('…') && shown.contains("hay [needle] straw"));
        assert!(shown.chars().count() < LENGTH + 10);
    }
}
