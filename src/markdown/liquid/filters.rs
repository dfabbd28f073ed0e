//! Filters: `{{ value | filter: argument }}`.

use serde_json::Value;

use super::value::{Scope, items, text};

/// Text that is longer goes through a filter as it is, and a filter whose result would be longer does nothing: a chain of a
/// few filters must not multiply a page without end.
const MAX_BYTES: usize = 256 * 1024;
/// Parts that a text is split into, at most; the rest stays with the last.
const MAX_PARTS: usize = 20_000;

/// Applies a filter. One that is not known gives its value unchanged.
pub(super) fn apply(name: &str, value: Option<Value>, arguments: &[Value], scope: &Scope<'_>) -> Option<Value> {
    let is_long = |it: &Value| it.as_str().is_some_and(|it| it.len() > MAX_BYTES);
    if value.as_ref().is_some_and(is_long) || arguments.iter().any(is_long) {
        return value;
    }
    if name == "default" {
        let missing =
            matches!(&value, None | Some(Value::Null | Value::Bool(false))) || value.as_ref().is_some_and(|it| it == "");
        return if missing { arguments.first().cloned().or_else(|| Some("".into())) } else { value };
    }
    let value = value?;
    let result = of_list(name, &value, arguments)
        .or_else(|| of_number(name, &value, arguments))
        .or_else(|| of_text(name, &value, arguments, scope));
    Some(result.filter(|it| !is_long(it)).unwrap_or(value))
}

fn of_text(name: &str, value: &Value, arguments: &[Value], scope: &Scope<'_>) -> Option<Value> {
    let argument = |index: usize| arguments.get(index).map(text).unwrap_or_default();
    let words = text(value);
    let base = || scope.get("site.baseurl").as_ref().map(text).unwrap_or_default();
    Some(Value::String(match name {
        "relative_url" | "absolute_url" => format!("{}/{}", base().trim_end_matches('/'), words.trim_start_matches('/')),
        "append" => words + &argument(0),
        "prepend" => argument(0) + &words,
        "upcase" | "upper" => words.to_uppercase(),
        "downcase" | "lower" => words.to_lowercase(),
        "capitalize" => super::super::container::capitalised(&words),
        "title" => words.split(' ').map(super::super::container::capitalised).collect::<Vec<_>>().join(" "),
        "strip" | "trim" => words.trim().to_owned(),
        "lstrip" => words.trim_start().to_owned(),
        "rstrip" => words.trim_end().to_owned(),
        "strip_newlines" => words.replace('\n', ""),
        "newline_to_br" => replace(&words, "\n", "<br>\n"),
        "replace" => replace(&words, &argument(0), &argument(1)),
        "replace_first" => words.replacen(&argument(0), &argument(1), 1),
        "remove" => replace(&words, &argument(0), ""),
        "remove_first" => words.replacen(&argument(0), "", 1),
        "escape" | "xml_escape" | "escape_once" | "e" => super::super::escape::text(&words),
        "url_encode" | "cgi_escape" | "uri_escape" | "urlencode" => {
            percent_encoding::utf8_percent_encode(&words, percent_encoding::NON_ALPHANUMERIC).to_string()
        }
        "slugify" => slug(&words),
        "truncate" => truncate(&words, arguments.first().and_then(number).unwrap_or(50.0)),
        "strip_html" => strip_tags(&words),
        "jsonify" | "tojson" => value.to_string(),
        "indent" => indent(&words, arguments.first().and_then(number).unwrap_or(4.0)),
        _ => return None,
    }))
}

fn of_list(name: &str, value: &Value, arguments: &[Value]) -> Option<Value> {
    let argument = |index: usize| arguments.get(index).map(text).unwrap_or_default();
    let field = |item: &Value, key: &str| item.get(key).cloned().unwrap_or(Value::Null);
    let list = || items(value);
    Some(match name {
        "size" | "length" => match value {
            Value::Array(items) => items.len().into(),
            other => text(other).chars().count().into(),
        },
        "first" => list().first().cloned().unwrap_or(Value::Null),
        "last" => list().last().cloned().unwrap_or(Value::Null),
        "join" | "array_to_sentence_string" => {
            let separator = arguments.first().map_or_else(|| ", ".to_owned(), text);
            let parts: Vec<String> = list().iter().map(text).collect();
            let length = parts.iter().map(String::len).sum::<usize>().saturating_add(separator.len().saturating_mul(parts.len()));
            if length > MAX_BYTES { value.clone() } else { parts.join(&separator).into() }
        }
        "split" => {
            let (words, at) = (text(value), argument(0));
            match at.is_empty() {
                true => words.chars().take(MAX_PARTS).map(|it| Value::String(it.into())).collect::<Vec<_>>().into(),
                false => words.splitn(MAX_PARTS, at.as_str()).map(Value::from).collect::<Vec<_>>().into(),
            }
        }
        "reverse" => list().into_iter().rev().collect::<Vec<_>>().into(),
        "sort" | "sort_natural" => {
            let (mut items, key) = (list(), argument(0));
            let by = |it: &Value| if key.is_empty() { text(it) } else { text(&field(it, &key)) };
            items.sort_by_key(|it| if name == "sort" { by(it) } else { by(it).to_lowercase() });
            items.into()
        }
        "uniq" | "unique" => {
            let mut seen = std::collections::BTreeSet::new();
            list().into_iter().filter(|it| seen.insert(it.to_string())).collect::<Vec<_>>().into()
        }
        "compact" => list().into_iter().filter(|it| !it.is_null()).collect::<Vec<_>>().into(),
        "concat" => {
            list().into_iter().chain(arguments.first().map(items).unwrap_or_default()).take(10_000).collect::<Vec<_>>().into()
        }
        "map" => list().iter().map(|it| field(it, &argument(0))).collect::<Vec<_>>().into(),
        "where" => {
            let (key, wanted) = (argument(0), argument(1));
            list().into_iter().filter(|it| text(&field(it, &key)) == wanted).collect::<Vec<_>>().into()
        }
        _ => return None,
    })
}

fn of_number(name: &str, value: &Value, arguments: &[Value]) -> Option<Value> {
    let known = matches!(
        name,
        "plus"
            | "minus"
            | "times"
            | "divided_by"
            | "modulo"
            | "abs"
            | "ceil"
            | "floor"
            | "round"
            | "at_least"
            | "at_most"
            | "int"
    );
    let (left, right) = (number(value).filter(|_| known)?, arguments.first().and_then(number).unwrap_or(0.0));
    let result = match name {
        "plus" => left + right,
        "minus" => left - right,
        "times" => left * right,
        "divided_by" if right == 0.0 => return Some(Value::Null),
        "divided_by" if right.fract() == 0.0 => (left / right).floor(),
        "divided_by" => left / right,
        "modulo" if right == 0.0 => return Some(Value::Null),
        "modulo" => left.rem_euclid(right),
        "abs" => left.abs(),
        "ceil" => left.ceil(),
        "floor" | "int" => left.floor(),
        "round" => left.round(),
        "at_least" => left.max(right),
        "at_most" => left.min(right),
        _ => return None,
    };
    let whole = result.fract() == 0.0 && result.abs() < 9.0e15;
    Some(if whole { Value::from(result as i64) } else { Value::from(result) })
}

/// A value as a number.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(it) => it.as_f64(),
        Value::String(it) => it.trim().parse().ok().filter(|it: &f64| it.is_finite()),
        _ => None,
    }
}

fn replace(value: &str, from: &str, to: &str) -> String {
    // A short text that is replaced by a long one everywhere must not multiply the page.
    if from.is_empty() || to.len() > from.len().saturating_mul(20) { value.to_owned() } else { value.replace(from, to) }
}

fn slug(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.to_lowercase().chars() {
        match letter.is_alphanumeric() {
            true => out.push(letter),
            false if out.ends_with('-') => {}
            false => out.push('-'),
        }
    }
    out.trim_matches('-').to_owned()
}

fn truncate(words: &str, length: f64) -> String {
    let length = length.clamp(0.0, 100_000.0) as usize;
    match words.chars().count() > length {
        true => words.chars().take(length.saturating_sub(3)).chain("...".chars()).collect(),
        false => words.to_owned(),
    }
}

fn strip_tags(words: &str) -> String {
    let tokens = super::super::html::tokens(words);
    tokens.into_iter().map(|it| if let super::super::html::Token::Text(text) = it { text } else { "" }).collect()
}

/// Every line but the first behind this many blanks, as Jinja does it.
pub(super) fn indent(words: &str, width: f64) -> String {
    let width = width.clamp(0.0, 40.0) as usize;
    if words.len() + words.matches('\n').count() * width > MAX_BYTES {
        return words.to_owned();
    }
    let blanks = " ".repeat(width);
    let lines = words.split('\n').enumerate();
    let lines = lines.map(|(at, it)| if at == 0 || it.is_empty() { it.to_owned() } else { format!("{blanks}{it}") });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_lists_numbers_and_text() {
        let scope = Scope::default();
        let run = |name: &str, value: Value, arguments: &[Value]| apply(name, Some(value), arguments, &scope).map(|it| text(&it));
        assert_eq!(run("join", vec!["a", "b"].into(), &["-".into()]).as_deref(), Some("a-b"));
        assert_eq!(run("plus", "2".into(), &[3.into()]).as_deref(), Some("5"));
        assert_eq!(run("divided_by", 7.into(), &[2.into()]).as_deref(), Some("3"));
        assert_eq!(run("slugify", "A  B!".into(), &[]).as_deref(), Some("a-b"));
        assert_eq!(run("indent", "a\nb".into(), &[2.into()]).as_deref(), Some("a\n  b"));
        assert_eq!(run("sort", vec!["b", "a"].into(), &[]).as_deref(), Some("ab"));
        assert_eq!(run("no_such", "a".into(), &[]).as_deref(), Some("a"));
        assert_eq!(apply("default", None, &["x".into()], &scope), Some("x".into()));
    }
}
