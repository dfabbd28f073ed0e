//! Style sheets as readers fetch them: without comments and needless blanks, and with exactly the same meaning.
//!
//! Only what the grammar makes needless goes: blanks beside `{`, `}`, `;` and `,`, blanks around the colon of a
//! declaration (never of a selector, where they combine), blanks beside a selector's `>` and before `!important`, the
//! last `;` of a block, the zero of `0.5`. Strings, `url(…)`, escapes and the values of custom properties are copied as
//! they are. A sheet that is not understood, such as one whose string never ends, is passed on untouched: this never
//! repairs.

/// The same style sheet in fewer bytes.
pub(super) fn compact(text: &str) -> String {
    tokens(text).and_then(|it| sheet(text, &it)).unwrap_or_else(|| text.to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// White space, with or without comments in it.
    Blank,
    /// A comment with no white space beside it: it still parts what it stands between.
    Comment,
    /// One of `{ } ( ) [ ] ; , :`.
    Mark(u8),
    /// Everything else, up to a blank or a mark.
    Word,
}

/// A part of the sheet, by the places of its first byte and of the byte after its last.
#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    from: usize,
    to: usize,
}

/// Takes a sheet apart, or not at all.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let bytes = text.as_bytes();
    let mut all: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..)?;
        let (kind, length) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0C => (Kind::Blank, 1),
            b'/' if rest.starts_with(b"/*") => (Kind::Comment, text.get(at + 2..)?.find("*/")? + 4),
            b'{' | b'}' | b'(' | b')' | b'[' | b']' | b';' | b',' | b':' => (Kind::Mark(byte), 1),
            b'<' if rest.starts_with(b"<!--") => return None,
            _ => (Kind::Word, word(rest)?),
        };
        let to = at + length;
        match all.last_mut().filter(|it| joins(it.kind, kind)) {
            Some(before) => {
                before.to = to;
                before.kind = if kind == Kind::Blank { kind } else { before.kind };
            }
            None => all.push(Token { kind, from: at, to }),
        }
        at = to;
    }
    Some(all)
}

/// Whether two neighbours are one token: words that were read in steps, blanks with the comments among them.
fn joins(before: Kind, now: Kind) -> bool {
    match now {
        Kind::Blank | Kind::Comment => matches!(before, Kind::Blank | Kind::Comment),
        Kind::Word => before == Kind::Word,
        Kind::Mark(_) => false,
    }
}

/// How many bytes of `rest` are copied together at least: a string, an address, an escape or one byte of a name.
fn word(rest: &[u8]) -> Option<usize> {
    match rest {
        [quote @ (b'"' | b'\''), ..] => string(rest, *quote),
        [b'\\', ..] => escape(rest),
        [b'u' | b'U', b'r' | b'R', b'l' | b'L', b'(', inner @ ..] => {
            let first = inner.iter().find(|it| !it.is_ascii_whitespace())?;
            if matches!(first, b'"' | b'\'') { Some(3) } else { address(inner).map(|it| it + 4) }
        }
        _ => Some(1),
    }
}

fn string(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match rest.get(at)? {
            b'\\' => at += 2,
            b'\n' | b'\r' | 0x0C => return None,
            byte if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// An escape with the one blank that may end it: `\26 B` is `&B`.
fn escape(rest: &[u8]) -> Option<usize> {
    let digits = rest.iter().skip(1).take(6).take_while(|it| it.is_ascii_hexdigit()).count();
    if digits == 0 {
        return rest.get(1).filter(|it| !matches!(it, b'\n' | b'\r' | 0x0C)).map(|_| 2);
    }
    let after = 1 + digits;
    Some(match rest.get(after..) {
        Some([b'\r', b'\n', ..]) => after + 2,
        Some([blank, ..]) if blank.is_ascii_whitespace() => after + 1,
        _ => after,
    })
}

/// Up to and with the `)` of an address without quotes.
fn address(inner: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match inner.get(at)? {
            b'\\' => at += 2,
            b')' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Writes statement after statement, and the blocks that open and close between them.
fn sheet(text: &str, all: &[Token]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = all;
    let mut depth = 0_usize;
    loop {
        while let [Token { kind: Kind::Blank | Kind::Comment, .. }, after @ ..] = rest {
            rest = after;
        }
        let (statement, after) = rest.split_at_checked(end_of_statement(text, rest)?)?;
        write_statement(&mut out, text, statement, after)?;
        let Some((end, after)) = after.split_first() else { break };
        match end.kind {
            Kind::Mark(b'{') => {
                depth += 1;
                out.push('{');
            }
            Kind::Mark(b'}') => {
                depth = depth.checked_sub(1)?;
                out.push('}');
            }
            _ if depth > 0 && !statement.is_empty() && ends_block(after) && !out.ends_with(": ") => {}
            _ => out.push(';'),
        }
        rest = after;
    }
    (depth == 0).then_some(out)
}

/// Whether nothing but blanks stands before the end of the block.
fn ends_block(rest: &[Token]) -> bool {
    let next = rest.iter().find(|it| !matches!(it.kind, Kind::Blank | Kind::Comment));
    next.is_some_and(|it| it.kind == Kind::Mark(b'}'))
}

/// How many tokens belong to the statement that begins here: a selector up to `{`, a declaration up to `;` or `}`. The
/// value of a custom property may hold blocks.
fn end_of_statement(text: &str, rest: &[Token]) -> Option<usize> {
    let custom = is_custom(text, rest);
    let mut open: Vec<u8> = Vec::new();
    for (number, token) in rest.iter().enumerate() {
        let Kind::Mark(mark) = token.kind else { continue };
        match mark {
            b';' | b'}' if open.is_empty() => return Some(number),
            b'{' if open.is_empty() && !custom => return Some(number),
            b'{' => open.push(b'}'),
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'}' | b')' | b']' if open.pop() != Some(mark) => return None,
            _ => {}
        }
    }
    open.is_empty().then_some(rest.len())
}

/// `--name:`, which is a declaration whatever follows.
fn is_custom(text: &str, rest: &[Token]) -> bool {
    let named = rest.first().and_then(|it| text.get(it.from..it.to)).is_some_and(|it| it.starts_with("--"));
    named && colon(rest).is_some_and(|it| it <= 2)
}

/// Where the colon of a declaration is.
fn colon(statement: &[Token]) -> Option<usize> {
    let colon = statement.iter().position(|it| !matches!(it.kind, Kind::Word | Kind::Blank | Kind::Comment))?;
    statement.get(colon).filter(|it| it.kind == Kind::Mark(b':')).map(|_| colon)
}

fn write_statement(out: &mut String, text: &str, statement: &[Token], after: &[Token]) -> Option<()> {
    let custom = is_custom(text, statement);
    let selects = !custom && after.first().is_some_and(|it| it.kind == Kind::Mark(b'{'));
    let at_rule = statement.first().and_then(|it| text.get(it.from..it.to)).is_some_and(|it| it.starts_with('@'));
    let Some(colon) = colon(statement).filter(|_| !selects && !at_rule) else {
        return write_tokens(out, text, statement, if selects && !at_rule { Place::Selector } else { Place::Other });
    };
    let (name, value) = statement.split_at_checked(colon)?;
    let value = value.get(1..)?;
    write_tokens(out, text, name, Place::Other)?;
    out.push(':');
    if !custom {
        return write_tokens(out, text, value, Place::Value);
    }
    let from = value.first().map_or(0, |it| it.from);
    let to = value.last().map_or(0, |it| it.to);
    let kept = text.get(from..to)?.trim_matches([' ', '\t', '\n', '\r', '\u{c}']);
    out.push_str(if kept.is_empty() { " " } else { kept });
    Some(())
}

/// Where tokens stand, which decides what is needless.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the block of a rule, where blanks beside `>` mean nothing.
    Selector,
    /// After a declaration's colon, where `0.5` is `.5`, and `!` needs no blank.
    Value,
    Other,
}

/// Tokens, with blanks only where they mean something.
fn write_tokens(out: &mut String, text: &str, all: &[Token], place: Place) -> Option<()> {
    let word = |it: &Token| text.get(it.from..it.to).filter(|_| it.kind == Kind::Word);
    let mut before: Option<&Token> = None;
    for (number, token) in all.iter().enumerate() {
        let next = all.get(number + 1);
        let comma = |it: Option<&Token>| it.is_none_or(|it| it.kind == Kind::Mark(b','));
        let child = |it: Option<&Token>| place == Place::Selector && it.and_then(word) == Some(">");
        let important = place == Place::Value && next.and_then(word).is_some_and(|it| it.starts_with('!'));
        match token.kind {
            Kind::Blank | Kind::Comment if comma(before) || comma(next) => {}
            Kind::Blank if child(before) || child(next) || important => {}
            Kind::Blank => out.push(' '),
            Kind::Comment => out.push_str("/**/"),
            Kind::Mark(mark) => out.push(char::from(mark)),
            Kind::Word => {
                let word = word(token)?;
                let parted = before.is_none_or(|it| it.kind != Kind::Comment);
                let short = word.strip_prefix('0').filter(|it| place == Place::Value && parted && is_fraction(it));
                out.push_str(short.unwrap_or(word));
            }
        }
        before = Some(token);
    }
    Some(())
}

fn is_fraction(text: &str) -> bool {
    matches!(text.as_bytes(), [b'.', digit, ..] if digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_goes() {
        let text = "/* why */\n.a , .b > :has(> c) {\n  color : red !important;\n  margin: 0 0.5rem;\n}\n@layer x, y;\n@media (min-width: 3rem) {\n  .a { top: -0.5px }\n}\n";
        let expected = ".a,.b>:has(>c){color:red!important;margin:0 .5rem}@layer x,y;@media (min-width: 3rem){.a{top:-0.5px}}";
        assert_eq!(compact(text), expected);
    }

    /// Each of these means something else, or nothing at all, with one blank, `;` or zero less.
    #[test]
    fn what_means_something_stays() {
        for text in [
            "a :hover{top:0}",
            "a{&:hover b :is(i) u{top:0}}",
            "a{width:calc(1px + 2px - (3px * 2))}",
            "a{content:\"a  { ; /* b */ } \\\" ,  c\"}",
            "a{content:'it\\'s ,  so'}",
            "a{background:url( a b,c;d/*e*/.png )}",
            "a{--x: ;--y:a , b  {c : d;}}",
            "a{--x: ;}",
            "a{content:\"\\26 B\"}.\\31 0:not(b){top:0}",
            "a{grid-area:a / b;font:1px/1.5 x}",
            "a/**/b{top:0}",
            "a ~ b + c d{top:0}",
            "a[b=\"c > d\"] e\\> f{top:0}",
            "@media (width > 3rem){a{top:0}}",
            "@charset \"utf-8\";a{top:0}",
            "@keyframes x{0.5%{top:0}}",
            "@supports not (a : b){a{top:0}}",
            "a[b=\"c , d\" i]{top:0}",
            "a{width:10.5px}",
        ] {
            assert_eq!(compact(text), text);
        }
    }

    #[test]
    fn blanks_and_comments_together_are_one_blank() {
        assert_eq!(compact("a /* b */ /* c */ d{ x : y/* z */w }"), "a d{x:y/**/w}");
        assert_eq!(compact("a{ --x :  {a : b}  ; }"), "a{--x:{a : b}}");
        assert_eq!(compact("a{\r\n b: c;\r\n d: e;;\r\n}"), "a{b:c;d:e;;}");
    }

    #[test]
    fn what_is_not_understood_is_passed_on() {
        for text in [
            "a { b : \"c }",
            "a { b : c",
            "a } b { }",
            "/* a",
            "a { b : (c ] }",
            "<!-- a { } -->",
            "a { b : url( c }",
            "a\\",
            "é { ü : ß\\",
        ] {
            assert_eq!(compact(text), text);
        }
    }

    #[test]
    fn compacting_twice_is_compacting_once() {
        for sheet in include_dir::include_dir!("$CARGO_MANIFEST_DIR/theme/static/css").files() {
            let once = compact(sheet.contents_utf8().expect("text"));
            assert_eq!(compact(&once), once, "{}", sheet.path().display());
            assert!(once.len() < sheet.contents().len(), "{}", sheet.path().display());
        }
    }
}
