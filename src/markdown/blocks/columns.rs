//! Columns: where a line's text starts, and what its tabs are worth.

/// That many blanks.
pub(super) fn spaces(columns: usize) -> String {
    " ".repeat(columns)
}

/// A line's text with blanks for its tabs, which stop at every fourth column.
pub(super) fn without_tabs(text: &str, column: usize) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = column;
    for letter in text.chars() {
        let width = if letter == '\t' { 4 - at % 4 } else { 1 };
        at += width;
        if letter == '\t' { out.push_str(&spaces(width)) } else { out.push(letter) }
    }
    out
}

/// The column at which a line's text starts (tabs stop at every fourth), and the text.
pub(super) fn indentation(line: &str) -> (usize, &str) {
    let mut column = 0;
    for (at, letter) in line.char_indices() {
        match letter {
            ' ' => column += 1,
            '\t' => column = (column / 4 + 1) * 4,
            _ => return (column, line.get(at..).unwrap_or_default()),
        }
    }
    (0, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_stop_at_every_fourth_column() {
        assert_eq!(indentation("  \tx"), (4, "x"));
        assert_eq!(indentation("   "), (0, ""));
        assert_eq!(without_tabs("a\tb\tc", 2), "a b   c");
    }
}
