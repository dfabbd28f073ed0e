//! `google.api.http`: the HTTP requests that a gateway takes for a method. The parser leaves options as they are written.

use prost_types::UninterpretedOption;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];
/// Requests shown of one method.
const MAX_BINDINGS: usize = 20;

/// The requests, as code: `` `GET /v1/things/{id}` ``.
pub(super) fn bindings(options: &[UninterpretedOption]) -> Vec<String> {
    let mut found = Vec::new();
    for option in options {
        let mut names = option.name.iter().map(|it| it.name_part.trim_start_matches('.'));
        if names.next() != Some("google.api.http") {
            continue;
        }
        match (names.next(), option.aggregate_value.as_deref()) {
            (Some(method), _) if METHODS.contains(&method) => {
                let path = option.string_value.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                found.push(request(method, &path));
            }
            (None, Some(text)) => aggregate(text, &mut found),
            _ => {}
        }
    }
    found.truncate(MAX_BINDINGS);
    found
}

/// `get: "/v1/a" additional_bindings { post: "/v1/b" body: "*" }`: every pair of a method and a string.
fn aggregate(text: &str, found: &mut Vec<String>) {
    let mut word = String::new();
    let mut rest = text.chars();
    while let Some(it) = rest.next() {
        match it {
            '"' | '\'' => {
                let path: String = rest.by_ref().take_while(|end| *end != it).collect();
                if METHODS.contains(&word.as_str()) {
                    found.push(request(&word, &path));
                }
                word.clear();
            }
            ':' => {}
            it if it.is_ascii_alphanumeric() || it == '_' => word.push(it),
            // Blanks may stand between a name and its value.
            it if it.is_whitespace() && METHODS.contains(&word.as_str()) => {}
            _ => word.clear(),
        }
    }
}

fn request(method: &str, path: &str) -> String {
    format!("`{} {}`", method.to_uppercase(), path.replace('`', "'").chars().take(300).collect::<String>())
}
