//! Annotations to links into the tools that they name: a table of what each annotation means, and how its value is read.
//!
//! The table is data ([`table`]); `integrations` and `integration_urls` of the configuration add to it and override it.
//! Values are percent-encoded into their addresses, and what looks like a secret is never printed.

mod secret;
mod table;

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::{Config, Integration};
use table::{BASES, Link, Reading, TOOLS, Tool};

/// What a tool is for: the headings under which links stand, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the labels say it")]
pub enum Group {
    Source,
    Build,
    Observe,
    OnCall,
    Quality,
    Plan,
    Other,
}

impl Group {
    /// Its heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Build => "Build and deploy",
            Self::Observe => "Run and observe",
            Self::OnCall => "On call",
            Self::Quality => "Quality and security",
            Self::Plan => "Plan",
            Self::Other => "Other",
        }
    }

    /// The group of that name in the configuration; `Other` for any other word.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name.to_lowercase().as_str() {
            "source" => Self::Source,
            "build" | "deploy" | "ci" | "cd" => Self::Build,
            "observe" | "run" | "monitoring" | "observability" => Self::Observe,
            "on-call" | "oncall" => Self::OnCall,
            "quality" | "security" => Self::Quality,
            "plan" => Self::Plan,
            _ => Self::Other,
        }
    }
}

/// One link made from an annotation, or its plain value where no address can be made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct IntegrationLink {
    /// The annotation it comes from.
    pub annotation: String,
    /// What the tool is for.
    pub group: Group,
    /// The tool and what it shows: `GitHub issues`.
    pub label: String,
    /// An `http`, `https` or `mailto` address, safe to be linked.
    pub url: Option<String>,
    /// Name of an icon of the theme.
    pub icon: String,
    /// The value, or words in its place where it is a secret.
    pub value_shown: String,
    /// What to configure so that this becomes a link.
    pub hint: Option<String>,
}

/// Annotations that say where an entity comes from and how its docs are read; the portal shows them in other places.
const SHOWN_ELSEWHERE: [&str; 14] = [
    "backstage.io/managed-by-location",
    "backstage.io/managed-by-origin-location",
    "backstage.io/orphan",
    "backstage.io/source-location",
    "backstage.io/view-url",
    "backstage.io/edit-url",
    "backstage.io/techdocs-ref",
    "backstage.io/techdocs-entity",
    "backstage.io/techdocs-entity-path",
    "backstage.io/adr-location",
    "backstage.io/source-template",
    "backstage.io/time-saved",
    "backstage.io/definition-at-location",
    "github.com/project-readme-path",
];

/// The annotations that the built-in table and the portal itself know, for "did you mean".
pub fn known_annotations() -> impl Iterator<Item = &'static str> {
    SHOWN_ELSEWHERE.into_iter().chain(TOOLS.iter().map(|it| it.annotation))
}

/// The links of an entity's annotations, by group, then in the order of the table; annotations that nobody knows come
/// last, as plain values.
#[must_use]
pub fn links(annotations: &[(String, String)], config: &Config) -> Vec<IntegrationLink> {
    let values: BTreeMap<&str, &str> = annotations.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let reader = Reader { values: &values, config };
    let mut links = Vec::new();
    for (annotation, value) in &values {
        if value.trim().is_empty() || SHOWN_ELSEWHERE.contains(annotation) {
            continue;
        }
        let order = TOOLS.iter().position(|it| it.annotation == *annotation).unwrap_or(usize::MAX);
        let found = match (config.integrations.get(*annotation), TOOLS.get(order)) {
            (Some(custom), _) => vec![reader.custom(annotation, value, custom)],
            (None, Some(tool)) => reader.tool(tool, value),
            (None, None) => vec![plain(annotation, value)],
        };
        links.extend(found.into_iter().map(|it| (it.group, order, it)));
    }
    links.sort_by_key(|(group, order, _)| (*group, *order));
    links.into_iter().map(|(_, _, it)| it).collect()
}

/// Whether a value is printed as other words, because it looks like a secret; a long value that is only cut is not.
#[must_use]
pub fn hides(shown: &str, value: &str) -> bool {
    shown == secret::shown(value, true)
}

/// An annotation that is in no table.
fn plain(annotation: &str, value: &str) -> IntegrationLink {
    let hidden = secret::is_secret_name(annotation) || secret::is_secret_value(value);
    IntegrationLink {
        annotation: annotation.to_owned(),
        group: Group::Other,
        label: annotation.to_owned(),
        url: if hidden { None } else { safe_url(value) },
        icon: "tag".to_owned(),
        value_shown: secret::shown(value, hidden),
        hint: None,
    }
}

struct Reader<'a> {
    values: &'a BTreeMap<&'a str, &'a str>,
    config: &'a Config,
}

/// A value taken apart.
struct Parts<'a> {
    /// Without the instance.
    whole: String,
    /// Between slashes.
    parts: Vec<&'a str>,
    /// Which of several installations of the tool.
    instance: Option<&'a str>,
}

/// Why an address could not be made.
enum Missing {
    /// The tool's base address is not configured.
    Base(String),
    /// The value does not have such a part, or a companion annotation is absent.
    Part,
}

impl Reader<'_> {
    fn custom(&self, annotation: &str, value: &str, custom: &Integration) -> IntegrationLink {
        let hidden = custom.secret || secret::is_secret_value(value);
        let parts = Parts { whole: value.to_owned(), parts: value.split('/').collect(), instance: None };
        let pattern = custom.url.as_deref().filter(|_| !hidden);
        IntegrationLink {
            annotation: annotation.to_owned(),
            group: Group::from_name(custom.group.as_deref().unwrap_or_default()),
            label: custom.label.clone(),
            url: match pattern {
                Some(pattern) => self.fill(pattern, &parts).ok().and_then(|it| safe_url(&it)),
                None if hidden => None,
                None => safe_url(value),
            },
            icon: custom.icon.clone().unwrap_or_else(|| "link".to_owned()),
            value_shown: secret::shown(value, hidden),
            hint: None,
        }
    }

    fn tool(&self, tool: &Tool, value: &str) -> Vec<IntegrationLink> {
        let hidden = tool.reading == Reading::Secret || secret::is_secret_value(value);
        let readings = if hidden { vec![read(Reading::Whole, value)] } else { read_all(tool.reading, value) };
        let several = readings.len() > 1;
        let mut links = Vec::new();
        for parts in &readings {
            for link in tool.links {
                let (url, hint) = if hidden { (None, None) } else { self.address(link, parts) };
                let label = if several { format!("{}: {}", link.label, parts.whole) } else { link.label.to_owned() };
                let value_shown = secret::shown(if several { &parts.whole } else { value }, hidden);
                links.push(IntegrationLink {
                    annotation: tool.annotation.to_owned(),
                    group: link.group,
                    label,
                    url,
                    icon: link.icon.to_owned(),
                    value_shown,
                    hint,
                });
            }
        }
        // Without an address the links of one annotation would all say the same.
        if links.iter().all(|it| it.url.is_none()) {
            links.truncate(1);
        }
        links
    }

    /// The first pattern that can be filled; else what is missing.
    fn address(&self, link: &Link, parts: &Parts<'_>) -> (Option<String>, Option<String>) {
        let mut hint = None;
        for pattern in link.patterns {
            match self.fill(pattern, parts) {
                Ok(url) => {
                    if let Some(url) = safe_url(&url) {
                        return (Some(url), None);
                    }
                }
                Err(Missing::Base(name)) => {
                    hint = Some(format!("set `integration_urls.{name}` in `idp-docs.yaml` to make this a link"));
                }
                Err(Missing::Part) => {}
            }
        }
        (None, hint)
    }

    /// Replaces what stands between braces. After a `?` or a `#` a value is encoded whole, before it by its parts.
    fn fill(&self, pattern: &str, parts: &Parts<'_>) -> Result<String, Missing> {
        let mut url = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            url.push_str(before);
            let in_path = !url.contains(['?', '#']);
            // A pattern that begins with the value takes it for an address; `safe_url` checks it.
            let name = if name == "value" && url.is_empty() { "url" } else { name };
            url.push_str(&self.value_of(name, parts, in_path)?);
            rest = after;
        }
        url.push_str(rest);
        Ok(url)
    }

    fn value_of(&self, name: &str, parts: &Parts<'_>, in_path: bool) -> Result<String, Missing> {
        let encoded = |value: &str| if in_path { encode_path(value) } else { encode(value) };
        if let Some(base) = name.strip_prefix("base:") {
            return self.base(base, parts.instance);
        }
        if let Some(companion) = name.strip_prefix('@') {
            return self.values.get(companion).map(|it| encoded(it)).ok_or(Missing::Part);
        }
        if let Ok(number) = name.parse::<usize>() {
            let part = number.checked_sub(1).and_then(|it| parts.parts.get(it)).filter(|it| !it.is_empty());
            return part.map(|it| encode(it)).ok_or(Missing::Part);
        }
        match name {
            "value" => Ok(encoded(&parts.whole)),
            // A whole address, checked by `safe_url` afterwards.
            "url" => Ok(parts.whole.clone()),
            _ => Err(Missing::Part),
        }
    }

    /// The configured base address of a tool or of one of its installations (`sonarqube/inst`), else the vendor's own.
    fn base(&self, name: &str, instance: Option<&str>) -> Result<String, Missing> {
        let urls = &self.config.integration_urls;
        let of_instance = instance.map(|it| format!("{name}/{it}"));
        let configured = of_instance.as_ref().and_then(|it| urls.get(it)).or_else(|| urls.get(name)).map(String::as_str);
        let vendor = BASES.iter().find(|(it, _)| *it == name).map(|(_, url)| *url);
        let base = configured.or(if of_instance.is_none() { vendor } else { None });
        base.map(|it| it.trim_end_matches('/').to_owned())
            .ok_or_else(|| Missing::Base(of_instance.unwrap_or_else(|| name.to_owned())))
    }
}

/// A value by its rule; lists give several.
fn read_all(reading: Reading, value: &str) -> Vec<Parts<'_>> {
    match reading {
        Reading::List => {
            value.split(',').map(str::trim).filter(|it| !it.is_empty()).take(20).map(|it| read(Reading::Whole, it)).collect()
        }
        _ => vec![read(reading, value)],
    }
}

fn read(reading: Reading, value: &str) -> Parts<'_> {
    let value = value.trim();
    let (instance, value) = match reading {
        Reading::Instance(separator) => match value.split_once(separator) {
            Some((instance, rest)) => (Some(instance), rest),
            None => (None, value),
        },
        Reading::Jobs => match value.split_once(':') {
            Some((instance, rest)) => (Some(instance), rest),
            None => (None, value),
        },
        _ => (None, value),
    };
    let parts: Vec<&str> = value.split('/').collect();
    let whole = match (reading, parts.len()) {
        (Reading::Jobs, _) => parts.join("/job/"),
        (Reading::Prefixed(prefix), 2) => format!("{prefix}/{value}"),
        _ => value.to_owned(),
    };
    Parts { whole, parts, instance }
}

/// Everything that is not unreserved (RFC 3986).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// What may stand in a path as it is.
const IN_PATH: &AsciiSet = &RESERVED.remove(b'/').remove(b':').remove(b'@');

fn encode(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// A path whose steps up cannot leave the place that the pattern gives it.
fn encode_path(value: &str) -> String {
    let steps: Vec<String> =
        value.split('/').filter(|it| !matches!(*it, "." | "..")).map(|it| utf8_percent_encode(it, IN_PATH).to_string()).collect();
    steps.join("/")
}

/// The address, if it is whole and of a scheme that may be linked to.
fn safe_url(address: &str) -> Option<String> {
    let address = address.trim();
    let parsed = url::Url::parse(address).ok()?;
    let allowed = match parsed.scheme() {
        "http" | "https" => parsed.host().is_some() && parsed.password().is_none(),
        "mailto" => true,
        _ => false,
    };
    allowed.then(|| address.to_owned())
}

#[cfg(test)]
mod tests;
