//! One tree for what docs folders say about themselves, whether they say it in YAML, JSON or TOML.
//!
//! The readers of the dialects walk this tree and nothing else, so `mkdocs.yml`, `_category_.json` and `book.toml` are
//! read alike. Positions are kept where the format gives them. Tags are kept as words and never acted on.

use crate::diagnostic::Span;

/// A value of a configuration file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Value {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it stands.
    pub(crate) span: Option<Span>,
    /// Its YAML tag (`!ENV`), where it has one of its own.
    pub(crate) tag: Option<String>,
}

/// What a [`Value`] is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Kind {
    /// Nothing.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Keys and values, in the file's order.
    Map(Vec<(Value, Value)>),
}

impl Value {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The value of a chain of keys.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |it, key| it.get(key))
    }

    /// Where a key stands.
    pub(crate) fn key_span(&self, key: &str) -> Option<Span> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|(name, _)| name.text() == Some(key)).and_then(|(name, _)| name.span),
            _ => None,
        }
    }

    /// Keys and values; empty for anything but a map. Keys that are not scalars are left out.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        let entries = match &self.kind {
            Kind::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().filter_map(|(key, value)| Some((key.text()?, value)))
    }

    /// The items of a list; empty for anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// A scalar as it was written: string or number.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// A string that says something.
    pub(crate) fn words(&self) -> Option<&str> {
        self.text().map(str::trim).filter(|it| !it.is_empty())
    }

    /// A number.
    pub(crate) fn number(&self) -> Option<f64> {
        self.text()?.trim().parse().ok().filter(|it: &f64| it.is_finite())
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(flag) => Some(*flag),
            Kind::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Kind::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Strings of a list, or the one string that stands in a list's place.
    pub(crate) fn strings(&self) -> Vec<&str> {
        match &self.kind {
            Kind::List(items) => items.iter().filter_map(Self::text).collect(),
            _ => self.text().into_iter().collect(),
        }
    }

    /// A string value without a position.
    pub(crate) fn of_text(text: impl Into<String>) -> Self {
        Self { kind: Kind::Text(text.into()), span: None, tag: None }
    }

    /// From JSON, without positions.
    pub(crate) fn of_json(value: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        let kind = match value {
            Json::Null => Kind::Null,
            Json::Bool(flag) => Kind::Bool(*flag),
            Json::Number(number) => Kind::Number(number.to_string()),
            Json::String(text) => Kind::Text(text.clone()),
            Json::Array(items) => Kind::List(items.iter().map(Self::of_json).collect()),
            Json::Object(map) => {
                Kind::Map(map.iter().map(|(key, value)| (Self::of_text(key.clone()), Self::of_json(value))).collect())
            }
        };
        Self { kind, span: None, tag: None }
    }

    /// From TOML, without positions.
    pub(crate) fn of_toml(value: &toml::Value) -> Self {
        let kind = match value {
            toml::Value::String(text) => Kind::Text(text.clone()),
            toml::Value::Integer(number) => Kind::Number(number.to_string()),
            toml::Value::Float(number) => Kind::Number(number.to_string()),
            toml::Value::Boolean(flag) => Kind::Bool(*flag),
            toml::Value::Datetime(time) => Kind::Text(time.to_string()),
            toml::Value::Array(items) => Kind::List(items.iter().map(Self::of_toml).collect()),
            toml::Value::Table(map) => {
                Kind::Map(map.iter().map(|(key, value)| (Self::of_text(key.clone()), Self::of_toml(value))).collect())
            }
        };
        Self { kind, span: None, tag: None }
    }
}
