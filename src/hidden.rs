//! Characters that a reader cannot see but that change what is read: one definition for the log, the pages, the search
//! index and the rules that report them.
//!
//! Marks that only join or break words (U+200C, U+200D) are never among them: Persian, Indic scripts and emoji need them.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether it turns the direction of the text around it (Trojan Source): embeddings, overrides and isolates.
#[must_use]
pub fn turns(it: char) -> bool {
    matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether it is a control of writing direction of any kind, marks included.
#[must_use]
pub fn is_bidirectional(it: char) -> bool {
    turns(it) || matches!(it, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether it has no width and joins nothing.
#[must_use]
pub fn is_invisible(it: char) -> bool {
    matches!(it, '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{ad}')
}

/// The text with every character that turns its direction written out, as `[U+202E]`.
#[must_use]
pub fn straightened(text: &str) -> Cow<'_, str> {
    // All of them begin with these bytes, which is quicker to look for than nine characters.
    if !text.as_bytes().contains(&0xe2) || !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for it in text.chars() {
        if turns(it) {
            let _ = write!(shown, "[U+{:04X}]", u32::from(it));
        } else {
            shown.push(it);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_written_out_and_nothing_else() {
        assert_eq!(straightened("gnp\u{202e}exe\u{2069}"), "gnp[U+202E]exe[U+2069]");
        for kept in ["naïve – “x”", "a\u{200d}b", "مرحبا\u{200f}"] {
            assert!(matches!(straightened(kept), Cow::Borrowed(_)), "{kept:?}");
        }
    }
}
