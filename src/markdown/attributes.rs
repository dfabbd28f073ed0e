//! Attribute lists: `{#id .class key="value"}`, `{: .class }`.
//!
//! Shared by attr_list (TechDocs), inline attribute lists (kramdown), heading ids and the info string of a fence. What
//! an author may set is decided where the list is written out, never here.

/// What a list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The last `#id`.
    pub(super) id: Option<String>,
    /// The `.class`es, in order.
    pub(super) classes: Vec<String>,
    /// The `key=value` pairs, in order, keys in lower case.
    pub(super) pairs: Vec<(String, String)>,
    /// Words that are neither: `{: toc}`, `{.py linenums}`.
    pub(super) words: Vec<String>,
}

impl Attributes {
    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.id.is_none() && self.classes.is_empty() && self.pairs.is_empty() && self.words.is_empty()
    }

    /// Adds what another list says; its id wins.
    pub(super) fn merge(&mut self, other: Self) {
        self.id = other.id.or(self.id.take());
        self.classes.extend(other.classes);
        self.pairs.extend(other.pairs);
        self.words.extend(other.words);
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Whether it has a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|it| it == class)
    }
}

/// Longest list that is read: longer ones are text.
const MAX_BYTES: usize = 2048;

/// Reads a list at the start of `text`, from `{` to its `}`. Gives the list and the bytes it takes.
///
/// With `colon`, only `{: …}` (and `{:…}`) counts; without, `{…}` counts too if everything in it is an id, a class or a pair.
pub(super) fn at_start(text: &str, colon: bool) -> Option<(Attributes, usize)> {
    let inner = text.strip_prefix('{')?;
    let end = closing_brace(inner)?;
    let list = inner.get(..end)?;
    let (list, marked) = match list.strip_prefix(':') {
        Some(list) => (list, true),
        None => (list, false),
    };
    if list.starts_with(':') || (colon && !marked) {
        return None;
    }
    // Underlines come escaped out of lines that are Markdown (`inline_source`).
    let attributes = if list.contains("\\_") { parse(&list.replace("\\_", "_")) } else { parse(list) };
    let sound = marked || (!attributes.is_empty() && attributes.words.iter().all(|it| is_bare_attribute(it)));
    sound.then_some((attributes, end + 2))
}

/// Whether a word without a value can be nothing but an attribute.
fn is_bare_attribute(word: &str) -> bool {
    word.starts_with("data-") || word.starts_with("aria-") || matches!(word, "hidden" | "download" | "markdown")
}

/// Reads a list at the end of a line: gives it and where it starts.
pub(super) fn at_end(text: &str) -> Option<(Attributes, usize)> {
    let trimmed = text.trim_end();
    if !trimmed.ends_with('}') {
        return None;
    }
    let window = floor_boundary(trimmed, trimmed.len().saturating_sub(MAX_BYTES));
    let start = window + trimmed.get(window..)?.rfind('{')?;
    let (attributes, length) = at_start(trimmed.get(start..)?, false)?;
    (start + length == trimmed.len()).then_some((attributes, start))
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the list that starts here ends: at the first `}` outside quotes, on the same line.
fn closing_brace(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(MAX_BYTES) {
        match (quote, byte) {
            (_, b'\n') | (None, b'{') => return None,
            (None, b'}') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Reads what stands between the braces.
pub(super) fn parse(list: &str) -> Attributes {
    let mut attributes = Attributes::default();
    for word in words(list) {
        if let Some(id) = word.strip_prefix('#').filter(|it| !it.is_empty()) {
            attributes.id = Some(id.to_owned());
        } else if let Some(classes) = word.strip_prefix('.').filter(|it| !it.is_empty()) {
            attributes.classes.extend(classes.split('.').filter(|it| !it.is_empty()).map(str::to_owned));
        } else if let Some((key, value)) = word.split_once('=').filter(|(key, _)| is_name(key)) {
            pair(&mut attributes, &key.to_ascii_lowercase(), unquote(value));
        } else {
            attributes.words.push(word.to_owned());
        }
    }
    attributes
}

fn pair(attributes: &mut Attributes, key: &str, value: &str) {
    match key {
        "id" => attributes.id = Some(value.to_owned()),
        "class" => attributes.classes.extend(value.split_whitespace().map(str::to_owned)),
        _ => attributes.pairs.push((key.to_owned(), value.to_owned())),
    }
}

/// Whether it can be the name of an attribute.
fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | ':' | '@'))
}

fn unquote(value: &str) -> &str {
    let inner = |quote| value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// Splits at blanks outside quotes.
pub(super) fn words(list: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut quote) = (None, None);
    for (at, letter) in list.char_indices() {
        match (quote, letter) {
            (None, it) if it.is_whitespace() => words.extend(start.take().and_then(|from: usize| list.get(from..at))),
            (None, '"' | '\'') => {
                quote = Some(letter);
                start.get_or_insert(at);
            }
            (Some(open), _) if open == letter => quote = None,
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    words.extend(start.and_then(|from| list.get(from..)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists() {
        let list = "{: #a .b.c title=\"x } y\" }";
        let (it, length) = at_start(&format!("{list} rest"), true).expect("a list");
        assert_eq!((it.id.as_deref(), it.classes.len(), it.get("title")), (Some("a"), 2, Some("x } y")));
        assert_eq!(length, list.len());
        assert_eq!(at_start("{target=_blank}", false).map(|it| it.1), Some(15));
        assert_eq!(at_start("{target=\\_blank}", false).map(|it| it.0.pairs), Some(vec![("target".into(), "_blank".into())]));
        assert_eq!(at_start("{ data-preview }", false).map(|it| it.1), Some(16));
    }

    #[test]
    fn leaves_other_braces_alone() {
        for text in ["{x}", "{ }", "{{ .Values }}", "{: open", "{a b}", "{.a\n.b}", "{::options}"] {
            assert_eq!(at_start(text, false), None, "{text}");
        }
        assert_eq!(at_start("{.a}", true), None);
    }

    #[test]
    fn reads_a_list_at_the_end() {
        assert_eq!(at_end("Title {#here .x}  ").map(|it| it.1), Some(6));
        assert_eq!(at_end("Title {{ x }}"), None);
    }
}
