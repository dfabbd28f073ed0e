//! What a definition says of itself: servers, licence and contact, authentication. AsyncAPI shares most of it.

use serde_json::Value;

use super::super::document::Document;
use super::super::value::{elements, get, members, text, texts};
use super::super::{AuthScheme, Fact, Server};

/// Licence, contact, terms, further documentation.
pub(in super::super) fn facts(info: &Value, docs: &Value) -> Vec<Fact> {
    let (contact, licence) = (get(info, "contact"), get(info, "license"));
    let contact_url = text(contact, "url").or_else(|| text(contact, "email").map(|it| format!("mailto:{it}")));
    let contact_text = text(contact, "name").or_else(|| text(contact, "email")).or_else(|| text(contact, "url"));
    let licence_text = text(licence, "name").or_else(|| text(licence, "identifier"));
    let terms = text(info, "termsOfService");
    let docs_url = text(docs, "url");
    let fact = |label, text: Option<String>, url| text.map(|text| Fact { label, text, url });
    [
        fact("Contact", contact_text, contact_url),
        fact("Licence", licence_text, text(licence, "url")),
        fact("Terms of service", terms.clone(), terms),
        fact("Documentation", text(docs, "description").or_else(|| docs_url.clone()), docs_url),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `servers`, or `schemes`, `host` and `basePath` before 3.0.
pub(super) fn servers(root: &Value) -> Vec<Server> {
    if let Some(host) = text(root, "host") {
        let base = text(root, "basePath").unwrap_or_default();
        let mut schemes = texts(root, "schemes");
        if schemes.is_empty() {
            schemes.push("https".to_owned());
        }
        return schemes.iter().map(|it| Server { url: format!("{it}://{host}{base}"), ..Server::default() }).collect();
    }
    if let Some(base) = text(root, "basePath") {
        return vec![Server { url: base, ..Server::default() }];
    }
    elements(root, "servers")
        .filter_map(|it| {
            let url = fill(text(it, "url")?, it);
            Some(Server { url, protocol: None, description: paragraphs(text(it, "description"), variables(it)) })
        })
        .collect()
}

/// The variables of an address, in Markdown: what may stand in each place.
fn variables(server: &Value) -> Option<String> {
    let line = |(name, variable): (&String, &Value)| {
        let default = text(variable, "default");
        let values: Vec<String> = texts(variable, "enum").iter().take(30).map(|it| code(it)).collect();
        let values = if values.is_empty() { default.iter().map(|it| code(it)).collect() } else { values };
        let chosen = default.filter(|_| values.len() > 1).map_or(String::new(), |it| format!(", {} by default", code(&it)));
        let about = text(variable, "description").map_or(String::new(), |it| format!(": {it}"));
        format!(
            "- {} is {}{chosen}{about}",
            code(name),
            if values.is_empty() { "any text".to_owned() } else { values.join(" or ") }
        )
    };
    let lines: Vec<String> = members(server, "variables").take(20).map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Servers that a path or an operation has instead of the definition's, in Markdown.
pub(super) fn other_servers(item: &Value, operation: &Value) -> Option<String> {
    let of = if operation.get("servers").is_some() { operation } else { item };
    let urls: Vec<String> = servers(of).iter().take(20).map(|it| code(&it.url)).collect();
    (!urls.is_empty()).then(|| format!("Served at {}.", urls.join(" or ")))
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// Texts in Markdown, one below the other.
pub(super) fn paragraphs(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}\n\n{second}")),
        (first, second) => first.or(second),
    }
}

/// An address with its variables replaced by their defaults; a variable without one stays as it is.
pub(in super::super) fn fill(url: String, server: &Value) -> String {
    members(server, "variables").take(20).fold(url, |url, (name, variable)| match text(variable, "default") {
        Some(default) => url.replace(&format!("{{{name}}}"), &default),
        None => url,
    })
}

/// The ways of authenticating that the objects at the pointers define.
pub(in super::super) fn security_schemes(document: &mut Document<'_>, pointers: &[&str]) -> Vec<AuthScheme> {
    let root = document.root;
    let mut schemes = Vec::new();
    for (name, value) in pointers.iter().filter_map(|it| root.pointer(it)?.as_object()).flatten() {
        let value = document.resolve(value);
        let kind = scheme_in_words(value);
        let scopes = scopes(value);
        let description = paragraphs(text(value, "description"), addresses(value));
        schemes.push(AuthScheme { name: name.clone(), kind, description, scopes });
    }
    schemes
}

/// Where tokens come from, in Markdown.
fn addresses(value: &Value) -> Option<String> {
    const KINDS: [(&str, &str); 5] = [
        ("authorizationUrl", "Sign in at"),
        ("deviceAuthorizationUrl", "Device sign-in at"),
        ("tokenUrl", "Tokens from"),
        ("refreshUrl", "Renewed at"),
        ("openIdConnectUrl", "Settings at"),
    ];
    let mut lines: Vec<String> = Vec::new();
    for of in members(value, "flows").map(|(_, flow)| flow).chain([value]).take(10) {
        for (key, words) in KINDS {
            lines.extend(text(of, key).map(|it| format!("- {words} {}", code(&it))));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|it| seen.insert(it.clone()));
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn scheme_in_words(value: &Value) -> String {
    let word = |key: &str| text(value, key).unwrap_or_default();
    match word("type").as_str() {
        "apiKey" | "httpApiKey" => format!("API key in {} `{}`", place(&word("in")), word("name")),
        "basic" => "HTTP basic: user name and password".to_owned(),
        "http" => match word("scheme").to_lowercase().as_str() {
            "basic" => "HTTP basic: user name and password".to_owned(),
            "bearer" => match text(value, "bearerFormat") {
                Some(format) => format!("HTTP bearer token ({format})"),
                None => "HTTP bearer token".to_owned(),
            },
            other => format!("HTTP {other}"),
        },
        "oauth2" => {
            let flows: Vec<String> = members(value, "flows").map(|(name, _)| flow_in_words(name)).collect();
            let flows =
                if flows.is_empty() { text(value, "flow").map(|it| flow_in_words(&it)).into_iter().collect() } else { flows };
            if flows.is_empty() { "OAuth 2".to_owned() } else { format!("OAuth 2: {}", flows.join(", ")) }
        }
        "openIdConnect" => "OpenID Connect".to_owned(),
        "mutualTLS" | "X509" => "client certificate".to_owned(),
        "userPassword" => "user name and password".to_owned(),
        "scramSha256" => "SASL SCRAM-SHA-256".to_owned(),
        "scramSha512" => "SASL SCRAM-SHA-512".to_owned(),
        "plain" => "SASL plain".to_owned(),
        "gssapi" => "SASL GSSAPI".to_owned(),
        other => other.to_owned(),
    }
}

fn place(place: &str) -> &str {
    match place {
        "query" => "the query parameter",
        "cookie" => "the cookie",
        "user" => "the user name",
        "password" => "the password",
        _ => "the header",
    }
}

fn flow_in_words(flow: &str) -> String {
    match flow {
        "authorizationCode" | "accessCode" => "authorization code",
        "clientCredentials" | "application" => "client credentials",
        "deviceAuthorization" => "device authorization",
        other => other,
    }
    .to_owned()
}

/// Scopes of every flow, each once.
fn scopes(value: &Value) -> Vec<(String, String)> {
    let mut scopes: Vec<(String, String)> = Vec::new();
    let flows = members(value, "flows").map(|(_, flow)| flow).chain([value]);
    for flow in flows {
        for key in ["scopes", "availableScopes"] {
            scopes.extend(members(flow, key).map(|(name, it)| (name.clone(), it.as_str().unwrap_or_default().to_owned())));
        }
    }
    scopes.sort();
    scopes.dedup_by(|a, b| a.0 == b.0);
    scopes
}

/// The accepted ways of authenticating for an operation, in words; its own rule replaces the definition's.
pub(super) fn requirements(root: &Value, operation: &Value) -> Vec<String> {
    let source = if operation.get("security").is_some() { operation } else { root };
    let lifted = get(operation, "security").as_array().is_some_and(Vec::is_empty);
    if lifted && elements(root, "security").next().is_some() {
        return vec!["none needed".to_owned()];
    }
    elements(source, "security")
        .map(|alternative| {
            let schemes: Vec<String> = alternative
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, scopes)| {
                    let scopes: Vec<&str> = scopes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                    if scopes.is_empty() { name.clone() } else { format!("{name} ({})", scopes.join(", ")) }
                })
                .collect();
            if schemes.is_empty() { "none needed".to_owned() } else { schemes.join(" and ") }
        })
        .collect()
}
