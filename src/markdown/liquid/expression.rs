//! Expressions and conditions.

use serde_json::Value;

use super::filters;
use super::value::{Scope, is_true, text};

/// Items of a range like `(1..5)` beyond this are left out.
const MAX_RANGE: i64 = 1_000;

/// Filters of one expression beyond this are left out.
const MAX_FILTERS: usize = 30;

/// The value of an expression: a literal or a variable, through filters. `None`: it is not known.
pub(super) fn value(expression: &str, scope: &Scope<'_>) -> Option<Value> {
    let mut parts = split_outside_quotes(expression, '|').into_iter();
    let first = parts.next()?.trim();
    let mut value = operand(first, scope);
    for filter in parts.take(MAX_FILTERS) {
        let (name, arguments) = filter_call(filter.trim());
        let arguments: Vec<Value> = split_outside_quotes(arguments, ',')
            .iter()
            .map(|it| it.trim())
            .filter(|it| !it.is_empty())
            // Jinja names its arguments: `indent(width=4)`.
            .map(|it| it.split_once('=').filter(|(name, _)| name.chars().all(char::is_alphabetic)).map_or(it, |it| it.1))
            .map(|it| operand(it.trim(), scope).unwrap_or_default())
            .collect();
        value = filters::apply(name, value, &arguments, scope);
    }
    value
}

/// `name: a, b` of Liquid and `name(a, b)` of Jinja as the name and its arguments.
pub(super) fn filter_call(filter: &str) -> (&str, &str) {
    let end = filter.find([':', '(']).unwrap_or(filter.len());
    let (name, rest) = filter.split_at(end);
    let arguments = rest.strip_prefix('(').map_or(rest, |it| it.trim_end().strip_suffix(')').unwrap_or(it));
    (name.trim(), arguments.strip_prefix(':').unwrap_or(arguments))
}

/// A literal, a range or a variable.
fn operand(text: &str, scope: &Scope<'_>) -> Option<Value> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|it| it.strip_suffix(quote)) {
            return Some(inner.into());
        }
    }
    match text {
        "true" | "True" => return Some(true.into()),
        "false" | "False" => return Some(false.into()),
        "nil" | "null" | "none" | "None" => return Some(Value::Null),
        "empty" | "blank" => return Some("".into()),
        _ => {}
    }
    if let Some((from, to)) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')).and_then(|it| it.split_once("..")) {
        let bound = |it: &str| operand(it.trim(), scope).as_ref().and_then(filters::number).map(|it| it as i64);
        let (from, to) = (bound(from)?, bound(to)?);
        return Some((from..=to.min(from.saturating_add(MAX_RANGE))).map(Value::from).collect::<Vec<_>>().into());
    }
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-')) {
        return Some(text.parse::<i64>().map_or_else(|_| text.into(), Value::from));
    }
    scope.get(text)
}

/// Whether a condition holds.
pub(super) fn holds(condition: &str, scope: &Scope<'_>) -> bool {
    let any = split_at_words(condition, "or");
    any.iter().any(|all| split_at_words(all, "and").iter().all(|it| compare(it.trim(), scope)))
}

const OPERATORS: &[&str] = &["==", "!=", "<>", ">=", "<=", ">", "<", " contains ", " in "];

fn compare(condition: &str, scope: &Scope<'_>) -> bool {
    if let Some(rest) = condition.strip_prefix("not ") {
        // One level: what follows is a comparison like any other.
        return !compare_plain(rest.trim(), scope);
    }
    compare_plain(condition, scope)
}

fn compare_plain(condition: &str, scope: &Scope<'_>) -> bool {
    if let Some(name) = condition.strip_suffix(" is defined") {
        return value(name.trim(), scope).is_some();
    }
    let found = OPERATORS.iter().find_map(|operator| {
        let at = find_outside_quotes(condition, operator)?;
        Some((condition.get(..at)?, operator.trim(), condition.get(at + operator.len()..)?))
    });
    let Some((left, operator, right)) = found else { return is_true(value(condition, scope).as_ref()) };
    let (left, right) = (value(left.trim(), scope).unwrap_or_default(), value(right.trim(), scope).unwrap_or_default());
    match operator {
        "==" => same(&left, &right),
        "!=" | "<>" => !same(&left, &right),
        "contains" => contains(&left, &right),
        "in" => contains(&right, &left),
        _ => {
            let order = match (filters::number(&left), filters::number(&right)) {
                (Some(left), Some(right)) => left.total_cmp(&right),
                _ => text(&left).cmp(&text(&right)),
            };
            match operator {
                ">=" => order.is_ge(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_lt(),
            }
        }
    }
}

/// Values from configuration are text, whatever they look like.
fn same(left: &Value, right: &Value) -> bool {
    left == right || text(left) == text(right)
}

fn contains(whole: &Value, part: &Value) -> bool {
    match whole {
        Value::Array(items) => items.iter().any(|it| same(it, part)),
        Value::Object(map) => map.contains_key(&text(part)),
        Value::Null => false,
        other => text(other).contains(&text(part)),
    }
}

/// `a="b" c=d` as pairs.
pub(super) fn parameters(text: &str) -> Vec<(&str, &str)> {
    super::super::attributes::words(text).into_iter().filter_map(|it| it.split_once('=')).collect()
}

/// Fills in `{{ … }}` inside the argument of a tag.
pub(super) fn fill_in(argument: &str, scope: &Scope<'_>) -> String {
    let mut out = String::with_capacity(argument.len());
    let mut rest = argument;
    while let Some((before, inner)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((expression, after)) = inner.split_once("}}") else { break };
        out.push_str(&value(expression.trim(), scope).as_ref().map(text).unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Calls for each place that is not in quotes.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    text.char_indices().filter(move |(_, letter)| match (quote, *letter) {
        (None, '"' | '\'') => {
            quote = Some(*letter);
            false
        }
        (Some(open), _) => {
            if open == *letter {
                quote = None;
            }
            false
        }
        (None, _) => true,
    })
}

fn find_outside_quotes(text: &str, needle: &str) -> Option<usize> {
    outside_quotes(text).map(|it| it.0).find(|it| text.get(*it..).is_some_and(|it| it.starts_with(needle)))
}

fn split_outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, letter) in outside_quotes(text) {
        if letter == at {
            parts.extend(text.get(start..index));
            start = index + at.len_utf8();
        }
    }
    parts.extend(text.get(start..));
    parts
}

/// Splits at a word that stands between blanks.
fn split_at_words<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (needle, mut start) = (format!(" {word} "), 0);
    for (index, letter) in outside_quotes(text) {
        if letter == ' ' && index >= start && text.get(index..).is_some_and(|it| it.starts_with(&needle)) {
            parts.extend(text.get(start..index));
            start = index + needle.len();
        }
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_compare_and_combine() {
        let mut scope = Scope::default();
        scope.set("a", "x or y".into());
        scope.set("n", "3".into());
        scope.set("list", vec!["p", "q"].into());
        for yes in [
            "a == 'x or y'",
            "n > 2 and n <= 3",
            "nope or list contains 'q'",
            "not nope",
            "a is defined",
            "'p' in list",
            "n != 4",
        ] {
            assert!(holds(yes, &scope), "{yes}");
        }
        for no in ["a == 'x'", "nope", "list contains 'z'", "n < 3", "nope is defined", "false", ""] {
            assert!(!holds(no, &scope), "{no}");
        }
    }

    #[test]
    fn expressions_filter_and_count() {
        let mut scope = Scope::default();
        scope.set("a", "b".into());
        let run = |it: &str| value(it, &scope).as_ref().map(text);
        assert_eq!(run("a | append: ' | c' | upcase").as_deref(), Some("B | C"));
        assert_eq!(run("(1..3) | join: '-'").as_deref(), Some("1-2-3"));
        assert_eq!(run("nope | default: 'd'").as_deref(), Some("d"));
        assert_eq!(run("nope"), None);
    }
}
