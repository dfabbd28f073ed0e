//! What must not be printed: names and values that look like secrets.

/// Words in an annotation's name that announce a secret.
const NAMES: [&str; 11] = [
    "token",
    "secret",
    "password",
    "passwd",
    "apikey",
    "api-key",
    "access-key",
    "private-key",
    "integration-key",
    "routing-key",
    "credential",
];

/// How well-known secrets begin.
const PREFIXES: [&str; 14] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "AKIA",
    "ASIA",
    "-----BEGIN",
    "eyJhbGci",
];

/// Whether an annotation of that name holds a secret, going by the part after the slash.
pub(super) fn is_secret_name(annotation: &str) -> bool {
    let name = annotation.rsplit('/').next().unwrap_or(annotation).to_lowercase().replace('_', "-");
    NAMES.iter().any(|it| name.contains(it))
}

/// Whether a value is a secret or carries one: a token, a key, an address with a password or a token in it.
pub(super) fn is_secret_value(value: &str) -> bool {
    let value = value.trim();
    if PREFIXES.iter().any(|it| value.starts_with(it)) {
        return true;
    }
    match url::Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            url.password().is_some() || url.query_pairs().any(|(key, _)| is_secret_name(&key) || key == "key" || key == "sig")
        }
        _ => false,
    }
}

/// The value, or words in its place.
pub(super) fn shown(value: &str, hidden: bool) -> String {
    if hidden { "not shown: it looks like a secret".to_owned() } else { value.chars().take(300).collect() }
}
