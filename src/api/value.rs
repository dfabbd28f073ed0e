//! Definition texts to JSON values, and small typed views over those values.
//!
//! Real definitions break every strict struct, so nothing is deserialised into one: a reader asks for what it needs and
//! takes what is there. YAML is read with budgets; JSON has its parser's own depth limit.

use serde_json::{Map, Value};
use serde_yaml::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};

use super::{Problem, detect};
use crate::diagnostic::{Code, Span};

/// Nodes of a YAML definition, expanded aliases included; twice what the largest public definitions have.
const MAX_NODES: usize = 2_000_000;
/// Levels of nesting of a YAML definition: more than the levels of schemas that are shown take, and few enough for the
/// parser, which calls itself for every level, to stay within the 2 MB of stack that any thread has.
const MAX_DEPTH: usize = crate::yaml::MAX_DEPTH;

/// A text, parsed.
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) problems: Vec<Problem>,
}

/// Parses YAML or JSON. A repeated key is reported and its last value taken, as most tools do.
pub(super) fn parse(text: &str) -> Result<Parsed, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(unreadable("it is empty", None));
    }
    let (value, problems) = if detect::is_json(text) { parse_json(text) } else { parse_yaml(text) }?;
    if value.is_object() { Ok(Parsed { value, problems }) } else { Err(unreadable("it is not a map of keys and values", None)) }
}

/// The problem of a definition that is shown as text for that reason.
pub(super) fn unreadable(why: &str, span: Option<Span>) -> Problem {
    Problem::new(Code::ApiDefinitionUnreadable, format!("the API definition cannot be read: {why}"), span)
        .help("it is shown as text, without operations; correct it and build again")
}

/// Refuses what is nested so deeply that a parser which calls itself for every level would run out of stack, which nothing
/// could catch. Brackets in strings and comments count, too: a definition has few of them.
pub(super) fn shallow(text: &str) -> Result<&str, Problem> {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for (number, line) in (1..).zip(text.lines()) {
        for it in line.bytes() {
            match it {
                b'[' | b'{' | b'(' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b']' | b'}' | b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if deepest > MAX_NESTING {
            return Err(unreadable(&format!("it is nested more than {MAX_NESTING} levels deep"), Some(Span::point(number, 1))));
        }
    }
    Ok(text)
}

/// Levels of brackets of a schema language.
const MAX_NESTING: usize = 64;

fn parse_json(text: &str) -> Result<(Value, Vec<Problem>), Problem> {
    match serde_json::from_str(text) {
        Ok(value) => Ok((value, Vec::new())),
        // Some definitions are YAML in flow style, or JSON with comments or trailing commas: YAML reads those.
        Err(json) => parse_yaml(text).map_err(|_| {
            let message = json.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let line = u32::try_from(json.line()).unwrap_or(u32::MAX);
            unreadable(message, Some(Span::point(line, u32::try_from(json.column().max(1)).unwrap_or(u32::MAX))))
        }),
    }
}

fn parse_yaml(text: &str) -> Result<(Value, Vec<Problem>), Problem> {
    match serde_yaml::from_str_with_options(text, options(DuplicateKeyPolicy::Error)) {
        Ok(value) => Ok((value, Vec::new())),
        Err(error) => {
            let problem = yaml_problem(text, &error);
            if !problem.message.contains("duplicate") {
                return Err(problem);
            }
            let value = serde_yaml::from_str_with_options(text, options(DuplicateKeyPolicy::LastWins))
                .map_err(|error| yaml_problem(text, &error))?;
            let said = Problem::new(Code::ApiDuplicateKey, problem.message.replace(UNREADABLE, ""), problem.span)
                .help("the last value counts; remove the others");
            Ok((value, vec![said]))
        }
    }
}

const UNREADABLE: &str = "the API definition cannot be read: ";

/// Why a text is not YAML: in the words of the reader of catalogs, which knows what people get wrong, where it stumbles, too.
fn yaml_problem(text: &str, error: &serde_yaml::Error) -> Problem {
    let slip = crate::yaml::documents(text).into_iter().find_map(|it| it.root.err());
    if let Some(it) = slip.filter(|it| it.kind == crate::yaml::ErrorKind::Syntax) {
        return unreadable(&it.message, Some(it.span)).help(it.help);
    }
    let span = error
        .location()
        .map(|it| Span::point(u32::try_from(it.line()).unwrap_or(u32::MAX), u32::try_from(it.column()).unwrap_or(u32::MAX)));
    let plain = error.without_snippet().to_string();
    let message = plain.lines().next().unwrap_or_default();
    let message = message.split(" at line ").next().unwrap_or(message).trim_start_matches("error: ");
    unreadable(message, span)
}

fn options(duplicate_keys: DuplicateKeyPolicy) -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: MAX_NODES * 2,
            max_aliases: 10_000,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: 200_000 },
        duplicate_keys: duplicate_keys,
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
    }
}

/// The member of that name, `null` where there is none.
pub(super) fn get<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

/// The text of a member; numbers and booleans as they are written in JSON.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    scalar(get(value, key)).filter(|it| !it.trim().is_empty())
}

/// A scalar as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a member is `true`.
pub(super) fn flag(value: &Value, key: &str) -> bool {
    get(value, key).as_bool() == Some(true)
}

/// The members of an object; none of anything else.
pub(super) fn members<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    get(value, key).as_object().into_iter().flat_map(Map::iter)
}

/// The elements of an array; none of anything else.
pub(super) fn elements<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    get(value, key).as_array().into_iter().flatten()
}

/// The texts in an array.
pub(super) fn texts(value: &Value, key: &str) -> Vec<String> {
    elements(value, key).filter_map(scalar).collect()
}

/// A value as compact JSON, cut after `limit` characters.
pub(super) fn compact(value: &Value, limit: usize) -> String {
    cut(value.to_string(), limit)
}

/// A text cut after `limit` characters, with an ellipsis that says so.
pub(super) fn cut(text: String, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maps in maps on one line, or one below the other.
    fn nested(levels: usize, flow: bool) -> String {
        if flow {
            return format!("a: {}1{}\n", "{b: ".repeat(levels), "}".repeat(levels));
        }
        (0..levels).map(|it| format!("{}b:\n", " ".repeat(it))).collect()
    }

    #[test]
    fn nesting_is_read_to_its_limit_and_refused_beyond_it() {
        // On the 2 MB of a test's thread, without optimisation.
        let refused = |text: &str| parse(text).err().map(|it| it.message).unwrap_or_default();
        for flow in [true, false] {
            assert!(parse(&nested(MAX_DEPTH - 1, flow)).is_ok(), "{flow}");
            for levels in [MAX_DEPTH + 1, 200, 5_000] {
                assert!(refused(&nested(levels, flow)).contains("64 levels"), "{levels} {flow}");
            }
        }
        for open in ["[", "{\"a\":", "- ", "? "] {
            assert!(!refused(&format!("{{\"a\": {}", open.repeat(20_000))).is_empty(), "{open}");
            assert!(!refused(&open.repeat(20_000)).is_empty(), "{open}");
        }
        let json = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        assert!(parse(&json(MAX_DEPTH)).is_ok());
        assert!(!refused(&json(1_000)).is_empty());
    }
}
