//! The browser's side as it is published: the module without what only its readers need, under its content's name, and
//! the stable name that hands it the manifest's.

use super::{Output, name};
use crate::search::site::FOLDER;

/// The browser module, as it is written.
const MODULE: &str = include_str!("../../../theme/static/js/search.js");
/// The module's stable name.
const ENTRY: &str = "_idp/search.js";

/// Publishes both.
pub(super) fn publish(manifest: &str, out: Output<'_>) {
    let (source, _for_tests) = MODULE.rsplit_once("\nexport {").unwrap_or((MODULE, ""));
    let source = slim(source);
    let module = format!("module.{}.js", name(source.as_bytes()));
    let entry = format!(
        "import {{ open as engine }} from \"./search/{module}\";\n\
         export const open = (baseUrl, options = {{}}) => engine(baseUrl, {{ ...options, manifest: \"{manifest}\" }});\n"
    );
    out.put(&format!("{FOLDER}{module}"), source.into_bytes());
    out.put(ENTRY, entry.into_bytes());
}

/// A script without comments and without the blanks and last semicolons and commas that mean nothing. Its statements end
/// with semicolons and none is empty; an `export` keeps a line of its own.
fn slim(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut blank = false;
    while let Some(first) = rest.chars().next() {
        let length = token(rest, out.chars().last());
        let (token, after) = rest.split_at_checked(length.max(first.len_utf8())).unwrap_or((rest, ""));
        rest = after;
        if first.is_whitespace() || token.starts_with("//") || token.starts_with("/*") {
            blank = true;
            continue;
        }
        let line = token == "export" && !out.is_empty();
        if line {
            out.push('\n');
        } else if blank && out.chars().last().is_some_and(|last| clings(last, first)) {
            out.push(' ');
        }
        if token == "}" && out.ends_with([';', ',']) || token == ")" && out.ends_with(',') {
            out.pop();
        }
        out.push_str(token);
        blank = false;
    }
    out.push('\n');
    out
}

/// The length of the comment, text, regular expression, word, blank or sign that a script begins with.
fn token(source: &str, before: Option<char>) -> usize {
    let upto = |end: Option<usize>| end.unwrap_or(source.len());
    match source.as_bytes() {
        [b'/', b'/', ..] => upto(source.find('\n')),
        [b'/', b'*', ..] => upto(source.find("*/").map(|at| at + 2)),
        [b'/', ..] if before.is_none_or(|before| "(,=:[!&|?{};".contains(before)) => quoted(source, '/'),
        [b'"', ..] => quoted(source, '"'),
        [b'\'', ..] => quoted(source, '\''),
        [b'`', ..] => quoted(source, '`'),
        _ if source.starts_with(is_word) => upto(source.find(|c| !is_word(c))),
        _ => 1,
    }
}

/// The length of what stands between two of these signs; in a regular expression's brackets the sign means nothing.
fn quoted(source: &str, sign: char) -> usize {
    let (mut escaped, mut bracket) = (false, false);
    for (at, c) in source.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if sign == '/' => bracket = true,
            ']' => bracket = false,
            c if c == sign && !bracket => return at + 1,
            _ => {}
        }
    }
    source.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || c == '#'
}

/// Whether two characters would run together.
fn clings(a: char, b: char) -> bool {
    is_word(a) && is_word(b) || a == b && "+-".contains(a) || (a, b) == ('/', '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_meaningless_blanks_and_comments_go() {
        let source = "// a\n/** b */\nconst a = x / y + +z; // c\nfunction f(b) {\n  return /[/ ]+ \\/ /.test(`a  ${ b }  /* c */`) ? \"d  e\" : 'f //';\n}\nexport { f };\n";
        assert_eq!(
            slim(source),
            "const a=x/y+ +z;function f(b){return /[/ ]+ \\/ /.test(`a  ${ b }  /* c */`)?\"d  e\":'f //'}\nexport{f};\n"
                .replace("return /[", "return/[")
        );
    }
}
