//! What names, keys and values may look like: Backstage's `FieldFormatEntityPolicy`, rule by rule.
//!
//! Everything allowed here is ASCII (but annotation values and link titles), so bytes, characters and JavaScript's UTF-16
//! units count the same.

/// A rule for a text, with the words that explain it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    /// Does the text fit?
    pub(super) fits: fn(&str) -> bool,
    /// Continues "must be …".
    pub(super) rule: &'static str,
}

pub(super) const API_VERSION: Format =
    Format { fits: is_api_version, rule: "a version such as `v1`, or a domain, `/` and a version: `backstage.io/v1alpha1`" };
pub(super) const KIND: Format = Format { fits: is_kind, rule: "letters and digits, a letter first, at most 63 characters" };
pub(super) const NAME: Format = Format {
    fits: is_object_name,
    rule: "letters, digits, `-`, `_` and `.`, a letter or digit first and last, at most 63 characters",
};
pub(super) const NAMESPACE: Format =
    Format { fits: is_dns_label, rule: "lower-case letters and digits, with `-` between them, at most 63 characters" };
pub(super) const KEY: Format = Format {
    fits: is_key,
    rule: "a name, or a lower-case domain, `/` and a name: `example.com/name`, the name at most 63 characters",
};
pub(super) const LABEL_VALUE: Format = Format {
    fits: is_label_value,
    rule: "empty, or letters, digits, `-`, `_` and `.`, a letter or digit first and last, at most 63 characters",
};
pub(super) const TAG: Format = Format {
    fits: is_tag,
    rule: "lower-case letters, digits, `+`, `#` and `:`, with single `-` between them, at most 63 characters",
};
pub(super) const URL: Format = Format { fits: is_url, rule: "a whole address, such as `https://example.com/`" };
pub(super) const NOT_BLANK: Format = Format { fits: is_not_blank, rule: "something other than spaces" };

fn within(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
}

fn prefixed(text: &str, is_suffix: fn(&str) -> bool) -> bool {
    match text.split_once('/') {
        Some((prefix, suffix)) => !suffix.contains('/') && is_dns_subdomain(prefix) && is_suffix(suffix),
        None => is_suffix(text),
    }
}

fn is_api_version(text: &str) -> bool {
    prefixed(text, |it| within(it, 63) && it.bytes().all(|it| it.is_ascii_alphanumeric()))
}

fn is_kind(text: &str) -> bool {
    within(text, 63) && text.starts_with(|it: char| it.is_ascii_alphabetic()) && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// Letters, digits, `-`, `_` and `.`, a letter or digit first and last, 1 to 63.
pub(super) fn is_object_name(text: &str) -> bool {
    let outer = |it: char| it.is_ascii_alphanumeric();
    within(text, 63)
        && text.starts_with(outer)
        && text.ends_with(outer)
        && text.chars().all(|it| outer(it) || matches!(it, '-' | '_' | '.'))
}

fn is_dns_label(text: &str) -> bool {
    let outer = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    within(text, 63) && text.starts_with(outer) && text.ends_with(outer) && text.chars().all(|it| outer(it) || it == '-')
}

fn is_dns_subdomain(text: &str) -> bool {
    within(text, 253) && text.split('.').all(is_dns_label)
}

fn is_key(text: &str) -> bool {
    prefixed(text, is_object_name)
}

fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_object_name(text)
}

fn is_tag(text: &str) -> bool {
    let inner = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b':' | b'+' | b'#');
    within(text, 63) && text.split('-').all(|part| !part.is_empty() && part.bytes().all(inner))
}

fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok()
}

fn is_not_blank(text: &str) -> bool {
    // JavaScript's `trim`, which knows the byte order mark and not U+0085.
    !text.chars().all(|it| it == '\u{feff}' || it.is_whitespace() && it != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "A--b", "a.b_c", "a..b", "1.2.3", &"x".repeat(63)] {
            assert!(is_object_name(good), "{good}");
        }
        for bad in ["", ".a", "a-", "a b", "a:b", "é", "__proto__", &"x".repeat(64)] {
            assert!(!is_object_name(bad), "{bad}");
        }
    }

    #[test]
    fn namespaces_kinds_and_versions() {
        assert!(is_dns_label("a--b") && !is_dns_label("A") && !is_dns_label("a.b") && !is_dns_label("-a"));
        assert!(is_kind("API2") && !is_kind("2A") && !is_kind("a-b"));
        assert!(is_api_version("v1") && is_api_version("backstage.io/v1alpha1"));
        assert!(!is_api_version("a/b/c") && !is_api_version("/v1") && !is_api_version("v1.2") && !is_api_version("A.io/v1"));
    }

    #[test]
    fn keys_and_tags() {
        assert!(is_key("a.B_c") && is_key("example.com/k") && !is_key("Example.com/k") && !is_key("a b") && !is_key("x/"));
        assert!(
            is_tag("go:1") && is_tag("c++") && is_tag("c#") && is_tag("a-b") && !is_tag("a--b") && !is_tag("a.b") && !is_tag("A")
        );
        assert!(is_url("mailto:a@b.c") && is_url("javascript:x") && !is_url("/foo") && !is_url("foo"));
        assert!(is_not_blank(" x ") && !is_not_blank(" \u{feff}\n"));
    }
}
