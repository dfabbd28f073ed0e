//! Addresses that come from content: which may become a link, and how a part of one is written.
//!
//! Every `href` and `src` whose value somebody else wrote passes [`safe_url`]; what it refuses is shown as text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The address, trimmed, if its scheme is one that a reader may be sent to: `http`, `https`, `mailto`, `tel`, or none at
/// all (a relative address). `None` for every other scheme, and for addresses with control characters or backslashes,
/// which browsers strip or turn into slashes before they look for a scheme.
#[must_use]
pub fn safe_url(address: &str) -> Option<&str> {
    let address = address.trim();
    if address.is_empty() || address.chars().any(|it| it.is_control() || it == '\\') {
        return None;
    }
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((scheme, _)) = head.split_once(':') else { return Some(address) };
    let allowed = ["http", "https", "mailto", "tel"].iter().any(|it| scheme.eq_ignore_ascii_case(it));
    allowed.then_some(address)
}

/// The address if it is an absolute one on the web: `http` or `https`.
#[must_use]
pub fn web_url(address: &str) -> Option<&str> {
    let address = safe_url(address)?;
    let (scheme, rest) = address.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    (web && !rest.is_empty()).then_some(address)
}

/// A value for a query string: everything but letters, digits and `-_.~:/,` is percent-encoded.
#[must_use]
pub fn query_value(value: &str) -> String {
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':').remove(b'/').remove(b',');
    utf8_percent_encode(value, KEPT).to_string()
}

/// The catalog table with one of Backstage's filters set, below the portal's root.
#[must_use]
pub fn catalog_filter(filters: &[(&str, &str)]) -> String {
    let query: Vec<String> = filters.iter().map(|(name, value)| format!("filters%5B{name}%5D={}", query_value(value))).collect();
    format!("catalog/?{}", query.join("&"))
}

/// The graph explorer around one entity, below the portal's root.
#[must_use]
pub fn explorer(reference: &str) -> String {
    format!("catalog-graph/?rootEntityRefs%5B%5D={}", query_value(reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_every_scheme_but_the_listed() {
        for good in ["https://a.example/x:y", "HTTP://a", "mailto:a@b.c", "tel:+1", "docs/a.md", "/x", "?a=b:c", "#a:b", "./a:b"]
        {
            assert_eq!(safe_url(good), Some(good));
        }
        for bad in
            ["javascript:alert(1)", " JaVaScRiPt:x", "java\nscript:x", "data:text/html,x", "vbscript:x", "", "\u{1}javascript:x"]
        {
            assert_eq!(safe_url(bad), None, "{bad:?}");
        }
        assert_eq!(web_url("mailto:a@b.c"), None);
        assert_eq!(web_url("https://a.example"), Some("https://a.example"));
    }

    #[test]
    fn encodes_filter_values() {
        assert_eq!(
            catalog_filter(&[("kind", "component"), ("owners", "group:default/a&b")]),
            "catalog/?filters%5Bkind%5D=component&filters%5Bowners%5D=group:default/a%26b"
        );
    }
}
