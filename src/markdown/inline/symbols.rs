//! pymdownx' smart symbols: `(c)`, `-->`, `1/2`, `1st`.

/// What stands for a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Text(&'static str),
    /// The ending of an ordinal number, raised; so many bytes before it are the number.
    Ordinal(usize),
}

const PLAIN: &[(&str, &str)] =
    &[("(tm)", "™"), ("(c)", "©"), ("(r)", "®"), ("+/-", "±"), ("=/=", "≠"), ("<-->", "↔"), ("<--", "←"), ("-->", "→")];

const FRACTIONS: &[(&str, &str)] = &[
    ("1/4", "¼"),
    ("1/2", "½"),
    ("3/4", "¾"),
    ("1/3", "⅓"),
    ("2/3", "⅔"),
    ("1/5", "⅕"),
    ("2/5", "⅖"),
    ("3/5", "⅗"),
    ("4/5", "⅘"),
    ("1/6", "⅙"),
    ("5/6", "⅚"),
    ("1/8", "⅛"),
    ("3/8", "⅜"),
    ("5/8", "⅝"),
    ("7/8", "⅞"),
];

/// The symbol at the start of `rest`, and the bytes it takes; `before` is the character before it.
pub(super) fn symbol(rest: &str, before: Option<char>) -> Option<(Symbol, usize)> {
    let first = rest.bytes().next()?;
    if first.is_ascii_digit() {
        return number(rest, before);
    }
    if rest.starts_with("c/o") {
        let free = before.is_none_or(|it| !is_word(it)) && !rest.get(3..).is_some_and(|it| it.starts_with(is_word));
        return free.then_some((Symbol::Text("℅"), 3));
    }
    let (written, symbol) = PLAIN.iter().find(|(it, _)| rest.starts_with(it))?;
    let after = rest.get(written.len()..).and_then(|it| it.chars().next());
    let free = match *written {
        "-->" => before != Some('-'),
        "<--" => after != Some('-'),
        _ => true,
    };
    free.then_some((Symbol::Text(symbol), written.len()))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// A fraction or an ordinal.
fn number(rest: &str, before: Option<char>) -> Option<(Symbol, usize)> {
    if before.is_some_and(|it| it.is_ascii_digit()) {
        return None;
    }
    if let Some((written, symbol)) = FRACTIONS.iter().find(|(it, _)| rest.starts_with(it)) {
        let more = rest.get(written.len()..).is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
        return (!more).then_some((Symbol::Text(symbol), written.len()));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?;
    let ending = rest.get(digits..digits + 2)?;
    let free = before.is_none_or(|it| !is_word(it)) && !rest.get(digits + 2..).is_some_and(|it| it.starts_with(is_word));
    let mut last = number.bytes().rev();
    let fits = matches!(
        (last.next()?, last.next(), ending),
        (b'1'..=b'3', Some(b'1'), "th") | (b'0' | b'4'..=b'9', _, "th") | (b'1', _, "st") | (b'2', _, "nd") | (b'3', _, "rd")
    );
    let no_zero = digits == 1 || !number.starts_with('0');
    (free && fits && no_zero).then_some((Symbol::Ordinal(digits), digits + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_symbols() {
        for (text, before, expected) in [
            ("(c) x", None, Some((Symbol::Text("©"), 3))),
            ("--> x", Some(' '), Some((Symbol::Text("→"), 3))),
            ("-->", Some('-'), None),
            ("1/2 x", None, Some((Symbol::Text("½"), 3))),
            ("1/20", None, None),
            ("21st", None, Some((Symbol::Ordinal(2), 4))),
            ("11th", None, Some((Symbol::Ordinal(2), 4))),
            ("2th", None, None),
            ("1stop", None, None),
            ("c/o", Some('o'), None),
        ] {
            assert_eq!(symbol(text, before), expected, "{text}");
        }
    }
}
