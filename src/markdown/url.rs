//! Which addresses content may use.

/// Schemes that a link may have; TechDocs' own list but for `ftp`, which browsers no longer open.
const LINK_SCHEMES: &[&str] =
    &["http", "https", "mailto", "tel", "sms", "callto", "xmpp", "matrix", "cid", "ftp", "ftps", "slack"];

/// An address as browsers read it: no control characters or blanks around it, no tabs and line ends inside.
pub(super) fn normalise(address: &str) -> String {
    address.trim_matches(|it: char| it <= ' ').chars().filter(|it| !matches!(it, '\t' | '\n' | '\r' | '\u{2}')).collect()
}

/// The scheme of a normalised address, in lower case.
pub(super) fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let valid = scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// Whether a link may lead there: a relative address or one of an allowed scheme.
pub(super) fn allowed_link(address: &str) -> bool {
    scheme(address).is_none_or(|it| LINK_SCHEMES.contains(&it.as_str()))
}

/// Whether an image, video or sound may come from there: relative, http(s), or a picture inside the address.
pub(super) fn allowed_source(address: &str) -> bool {
    match scheme(address).as_deref() {
        None | Some("http" | "https") => true,
        Some("data") => is_picture(address),
        Some(_) => false,
    }
}

/// Whether a `data:` address holds a bitmap. SVG is not one: it can hold scripts.
fn is_picture(address: &str) -> bool {
    let lower = address.get(..40).unwrap_or(address).to_ascii_lowercase();
    ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"].iter().any(|it| lower.starts_with(it))
}

/// Whether it leads to another site.
pub(super) fn is_external(address: &str) -> bool {
    address.starts_with("//") || matches!(scheme(address).as_deref(), Some("http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_through_disguised_schemes() {
        for bad in
            ["javascript:x()", " JaVaScript:x()", "java\tscript:x()", "\u{1}javascript:x()", "vbscript:x", "data:text/html,x"]
        {
            assert!(!allowed_link(&normalise(bad)), "{bad:?}");
            assert!(!allowed_source(&normalise(bad)), "{bad:?}");
        }
        for good in ["a/b.md", "#x", "https://x.example", "mailto:a@b.example", "?q=a:b", "./a:b"] {
            assert!(allowed_link(&normalise(good)), "{good:?}");
        }
        assert!(!allowed_source("data:image/svg+xml;base64,AA"));
    }
}
