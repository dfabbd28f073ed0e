//! What a plain scalar means, by YAML 1.2's core schema or YAML 1.1's, exactly as the npm package `yaml` 2 decides it.

use std::sync::Arc;

use super::{Entry, Node, Schema, Value};
use crate::diagnostic::Span;

/// Resolves a plain scalar.
pub(super) fn plain(text: &str, schema: Schema) -> Value {
    if let Some(value) = null(text) {
        return value;
    }
    let found = match schema {
        Schema::Core => boolean(text).or_else(|| core_int(text)).or_else(|| float(text, false)),
        Schema::Yaml11 => boolean_11(text).or_else(|| int_11(text)).or_else(|| float(text, true)).or_else(|| sexagesimal(text)),
    };
    found.unwrap_or_else(|| string(text))
}

/// Resolves a scalar under a tag of YAML's own (`int` of `!!int`); a string where the text does not fit the tag.
pub(super) fn tagged(name: &str, text: &str, schema: Schema) -> Value {
    let fits = match (name, schema) {
        ("null", _) => null(text),
        ("bool", Schema::Core) => boolean(text),
        ("bool", Schema::Yaml11) => boolean_11(text),
        ("int", Schema::Core) => core_int(text),
        ("int", Schema::Yaml11) => int_11(text).or_else(|| sexagesimal(text)),
        ("float", _) => float(text, schema == Schema::Yaml11),
        _ => None,
    };
    fits.unwrap_or_else(|| string(text))
}

pub(super) fn string(text: &str) -> Value {
    Value::String(Arc::from(text))
}

fn null(text: &str) -> Option<Value> {
    matches!(text, "" | "~" | "null" | "Null" | "NULL").then_some(Value::Null)
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn boolean_11(text: &str) -> Option<Value> {
    match text {
        "Y" | "y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(Value::Bool(true)),
        "N" | "n" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(Value::Bool(false)),
        _ => boolean(text),
    }
}

fn core_int(text: &str) -> Option<Value> {
    if let Some(digits) = text.strip_prefix("0o") {
        return in_base(digits, 8).map(Value::Number);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return in_base(digits, 16).map(Value::Number);
    }
    let digits = unsigned(text);
    all_digits(digits).then(|| text.trim_start_matches('+').parse().ok().map(Value::Number)).flatten()
}

fn int_11(text: &str) -> Option<Value> {
    let digits = unsigned(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let plain: String = digits.chars().filter(|it| *it != '_').collect();
    let value = if let Some(bits) = plain.strip_prefix("0b") {
        in_base(bits, 2)
    } else if let Some(hex) = plain.strip_prefix("0x") {
        in_base(hex, 16)
    } else if let Some(octal) =
        plain.strip_prefix('0').filter(|it| !it.is_empty() && it.bytes().all(|it| matches!(it, b'0'..=b'7')))
    {
        in_base(octal, 8)
    } else if digits.starts_with(|it: char| it.is_ascii_digit()) && all_digits(&plain) {
        plain.parse().ok()
    } else {
        None
    };
    value.map(|it| Value::Number(sign * it))
}

fn float(text: &str, underscores: bool) -> Option<Value> {
    match unsigned(text) {
        ".inf" | ".Inf" | ".INF" => {
            return Some(Value::Number(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }));
        }
        ".nan" | ".NaN" | ".NAN" if text.starts_with('.') => return Some(Value::Number(f64::NAN)),
        _ => {}
    }
    let plain: String = if underscores { text.chars().filter(|it| *it != '_').collect() } else { text.to_owned() };
    let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (plain.as_str(), None),
    };
    let digits = unsigned(mantissa);
    let fits = match digits.split_once('.') {
        Some((whole, fraction)) => {
            let digits_only = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
            digits_only(whole) && digits_only(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => exponent.is_some() && all_digits(digits),
    };
    let fits = fits && exponent.is_none_or(|it| all_digits(unsigned(it)));
    fits.then(|| plain.parse().ok().map(Value::Number)).flatten()
}

/// `1:30` is ninety in YAML 1.1.
fn sexagesimal(text: &str) -> Option<Value> {
    let mut parts = unsigned(text).split(':');
    let first = parts.next().filter(|it| it.starts_with(|it: char| it.is_ascii_digit()))?;
    let mut total: f64 = first.replace('_', "").parse().ok()?;
    let mut more = false;
    for part in parts {
        let whole = part.split('.').next().unwrap_or_default();
        if whole.is_empty() || whole.len() > 2 || !all_digits(whole) || whole.len() == 2 && whole > "59" {
            return None;
        }
        total = total * 60.0 + part.replace('_', "").parse::<f64>().ok()?;
        more = true;
    }
    more.then(|| Value::Number(if text.starts_with('-') { -total } else { total }))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

fn in_base(digits: &str, base: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |sum, it| Some(sum * f64::from(base) + f64::from(it.to_digit(base)?)))
}

/// Binary data as Node.js prints it: `{type: Buffer, data: [bytes]}`.
pub(super) fn binary(text: &str, span: Span) -> Value {
    let plain = |value| Node { value, span, tag: None, written: None };
    let entry = |key: &str, value| Entry { key: Arc::from(key), key_span: span, value: plain(value) };
    let bytes = base64(text).into_iter().map(|it| plain(Value::Number(f64::from(it)))).collect();
    Value::Mapping([entry("type", string("Buffer")), entry("data", Value::Sequence(bytes))].into())
}

/// What base64 stands for; characters outside its alphabet are passed over.
fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut out) = (0u32, 0u32, Vec::new());
    for value in text.chars().filter_map(|it| ALPHABET.find(it)) {
        bits = bits << 6 | u32::try_from(value).unwrap_or_default();
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    out
}

/// A date as an ISO 8601 moment; other timestamps as they are.
pub(super) fn timestamp(text: &str) -> String {
    let date = text.len() == 10
        && text.bytes().enumerate().all(|(at, it)| if at == 4 || at == 7 { it == b'-' } else { it.is_ascii_digit() });
    if date { format!("{text}T00:00:00.000Z") } else { text.to_owned() }
}

/// A number as JSON: whole numbers without a fraction, what JSON cannot say as null.
pub(super) fn json_number(value: f64) -> serde_json::Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return serde_json::Value::from(value as i64);
    }
    serde_json::Number::from_f64(value).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

/// A number as JavaScript spells it, for keys.
pub(super) fn spell(value: f64) -> String {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity".into() } else { "-Infinity".into() }
    } else {
        json_number(value).to_string()
    }
}
