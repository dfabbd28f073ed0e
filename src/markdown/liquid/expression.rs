//! Values, filters and conditions.

use std::collections::BTreeMap;

/// The value of an expression: a literal or a variable, through filters. `None`: it is not known.
pub(super) fn value(expression: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let mut parts = split_outside_quotes(expression, '|').into_iter();
    let first = parts.next()?.trim();
    let mut value = operand(first, variables);
    for filter in parts {
        let (name, argument) = filter.split_once(':').map_or((filter.trim(), None), |(name, it)| (name.trim(), Some(it.trim())));
        let arguments: Vec<String> = argument
            .map(|it| split_outside_quotes(it, ','))
            .unwrap_or_default()
            .iter()
            .map(|it| operand(it.trim(), variables).unwrap_or_default())
            .collect();
        value = apply(name, value, &arguments, variables);
    }
    value
}

fn apply(name: &str, value: Option<String>, arguments: &[String], variables: &BTreeMap<String, String>) -> Option<String> {
    let argument = |index: usize| arguments.get(index).cloned().unwrap_or_default();
    if name == "default" {
        return Some(value.filter(|it| !it.is_empty()).unwrap_or_else(|| argument(0)));
    }
    let value = value?;
    let site = |name: &str| variables.get(name).cloned().unwrap_or_default();
    Some(match name {
        "relative_url" | "absolute_url" => {
            format!("{}/{}", site("site.baseurl").trim_end_matches('/'), value.trim_start_matches('/'))
        }
        "append" => value + &argument(0),
        "prepend" => argument(0) + &value,
        "upcase" => value.to_uppercase(),
        "downcase" => value.to_lowercase(),
        "capitalize" => super::super::container::capitalised(&value),
        "strip" => value.trim().to_owned(),
        "lstrip" => value.trim_start().to_owned(),
        "rstrip" => value.trim_end().to_owned(),
        "strip_newlines" => value.replace('\n', ""),
        "replace" => replace(&value, &argument(0), &argument(1)),
        "remove" => replace(&value, &argument(0), ""),
        "escape" | "xml_escape" => super::super::escape::text(&value),
        "size" => value.chars().count().to_string(),
        _ => value,
    })
}

fn replace(value: &str, from: &str, to: &str) -> String {
    // A short text that is replaced by a long one everywhere must not multiply the page.
    if from.is_empty() || to.len() > from.len().saturating_mul(20) { value.to_owned() } else { value.replace(from, to) }
}

/// A literal or a variable.
fn operand(text: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|it| it.strip_suffix(quote)) {
            return Some(inner.to_owned());
        }
    }
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-')) {
        return Some(text.to_owned());
    }
    variables.get(text).cloned()
}

/// Whether a condition holds.
pub(super) fn holds(condition: &str, variables: &BTreeMap<String, String>) -> bool {
    if let Some((left, right)) = condition.split_once(" or ") {
        return compare(left, variables) || right.split(" or ").any(|it| compare(it, variables));
    }
    condition.split(" and ").all(|it| compare(it, variables))
}

fn compare(condition: &str, variables: &BTreeMap<String, String>) -> bool {
    let sides = |operator: &str| {
        let (left, right) = condition.split_once(operator)?;
        Some((value(left.trim(), variables), value(right.trim(), variables)))
    };
    if let Some((left, right)) = sides("==") {
        return left == right;
    }
    if let Some((left, right)) = sides("!=") {
        return left != right;
    }
    if let Some((left, right)) = sides(" contains ") {
        return left.zip(right).is_some_and(|(left, right)| left.contains(&right));
    }
    value(condition.trim(), variables).is_some_and(|it| it != "false")
}

/// `a="b" c=d` as pairs.
pub(super) fn parameters(text: &str) -> Vec<(&str, &str)> {
    super::super::attributes::words(text).into_iter().filter_map(|it| it.split_once('=')).collect()
}

/// Fills in `{{ … }}` inside the argument of a tag.
pub(super) fn fill_in(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((expression, after)) = inner.split_once("}}") else { break };
        out.push_str(&value(expression.trim(), variables).unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    out
}

fn split_outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote) = (0, None);
    for (index, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, _) if letter == at => {
                parts.extend(text.get(start..index));
                start = index + at.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}
