//! What Backstage accepts without a word and a reader would still want to know: hidden characters, misspelled
//! annotations, sizes that sink a page, links that browsers refuse.

use super::problems::Problems;
use crate::diagnostic::Code;
use crate::hidden;
use crate::yaml::{Entry, Node, Value};

/// Characters of a description that are kept.
pub(super) const MAX_DESCRIPTION: usize = 20_000;
/// Characters of each field that are kept of a document that is left out.
pub(super) const MAX_CLAIM: usize = 1_000;
/// Items of a list of `metadata` that are kept.
pub(super) const MAX_ITEMS: usize = 200;

/// Annotations that Backstage or its common plugins read (CATALOG.md §12 of the design, and Backstage's own documentation).
const KNOWN: &[&str] = &[
    "argocd/app-name",
    "argocd/app-selector",
    "backstage.io/adr-location",
    "backstage.io/code-coverage",
    "backstage.io/edit-url",
    "backstage.io/kubernetes-cluster",
    "backstage.io/kubernetes-id",
    "backstage.io/kubernetes-label-selector",
    "backstage.io/kubernetes-namespace",
    "backstage.io/ldap-dn",
    "backstage.io/ldap-rdn",
    "backstage.io/ldap-uuid",
    "backstage.io/linguist",
    "backstage.io/managed-by-location",
    "backstage.io/managed-by-origin-location",
    "backstage.io/source-location",
    "backstage.io/source-template",
    "backstage.io/techdocs-entity",
    "backstage.io/techdocs-entity-path",
    "backstage.io/techdocs-ref",
    "backstage.io/time-saved",
    "backstage.io/view-url",
    "bugsnag.com/project-key",
    "buildkite.com/project-slug",
    "circleci.com/project-slug",
    "datadoghq.com/dashboard-url",
    "dev.azure.com/project-repo",
    "github.com/project-slug",
    "github.com/team-slug",
    "github.com/user-login",
    "gitlab.com/project-slug",
    "grafana/dashboard-selector",
    "grafana/overview-dashboard",
    "jenkins.io/job-full-name",
    "jira/project-key",
    "opsgenie.com/component-selector",
    "pagerduty.com/integration-key",
    "pagerduty.com/service-id",
    "rollbar.com/project-slug",
    "sentry.io/project-slug",
    "snyk.io/org-id",
    "sonarqube.org/project-key",
    "vault.io/secrets-path",
];

/// Annotations with a successor.
const REPLACED: &[(&str, &str)] = &[
    ("backstage.io/github-actions-id", "github.com/project-slug"),
    ("backstage.io/definition-at-location", "a `$text` placeholder in `spec.definition`"),
    ("jenkins.io/github-folder", "jenkins.io/job-full-name"),
];

/// Looks over an entity's metadata, placeholders resolved.
pub(super) fn remark(metadata: &Node, problems: &mut Problems) {
    for entry in metadata.get("annotations").map(Node::entries).unwrap_or_default() {
        annotation(entry, problems);
    }
    sizes(metadata, problems);
    for (at, link) in metadata.get("links").map(Node::items).unwrap_or_default().iter().enumerate() {
        if let Some(url) = link.get("url") {
            scheme(url, &format!("metadata.links[{at}].url"), problems);
        }
    }
    hidden_characters("metadata", metadata, problems);
}

fn annotation(entry: &Entry, problems: &mut Problems) {
    let key = &*entry.key;
    if let Some((_, instead)) = REPLACED.iter().find(|(old, _)| *old == key) {
        let message = format!("the annotation `{key}` is deprecated");
        problems.add_with_help(
            Code::AnnotationDeprecated,
            entry.key_span,
            message,
            format!("use `{}` instead", instead.trim_matches('`')),
        );
    }
    let near = |it: &&&str| it.len().abs_diff(key.len()) <= 2 && strsim::damerau_levenshtein(it, key) <= 2;
    if KNOWN.contains(&key) || REPLACED.iter().any(|(old, _)| *old == key) {
        return;
    }
    if let Some(meant) = KNOWN.iter().find(near) {
        let message = format!("the annotation `{key}` is read by nothing known");
        problems.add_with_help(Code::AnnotationTypo, entry.key_span, message, format!("did you mean `{meant}`?"));
    }
}

fn sizes(metadata: &Node, problems: &mut Problems) {
    if let Some(node) = metadata.get("description") {
        let length = node.as_str().map_or(0, |it| it.chars().count());
        if length > MAX_DESCRIPTION {
            let message = format!("`metadata.description` has {length} characters; the portal shows {MAX_DESCRIPTION}");
            problems.add_with_help(Code::FieldShortened, node.span, message, "move the text to the entity's docs");
        }
    }
    for field in ["tags", "links", "labels", "annotations"] {
        let Some(node) = metadata.get(field) else { continue };
        let count = node.items().len().max(node.entries().len());
        if count > MAX_ITEMS {
            let message = format!("`metadata.{field}` holds {count} items; the portal shows {MAX_ITEMS}");
            problems.add(Code::FieldShortened, node.span, message);
        }
    }
}

fn scheme(node: &Node, path: &str, problems: &mut Problems) {
    let Some(url) = node.as_str().and_then(|it| url::Url::parse(it).ok()) else { return };
    if matches!(url.scheme(), "javascript" | "data" | "vbscript" | "file" | "blob") {
        let message = format!("`{path}` has the scheme `{}`, which the portal does not link to", url.scheme());
        problems.add_with_help(Code::LinkUnsafe, node.span, message, "use an `https:` address");
    }
}

/// Reports characters that make text look other than it is. The depth is bounded by the reader's, so the recursion is.
pub(super) fn hidden_characters(path: &str, node: &Node, problems: &mut Problems) {
    match &node.value {
        Value::String(text) => {
            if let Some(found) = text.chars().find(|it| is_hidden(*it)) {
                let message = format!("`{path}` holds {} U+{:04X}", name_of(found), u32::from(found));
                problems.add_with_help(
                    Code::HiddenCharacter,
                    node.span,
                    message,
                    "remove it: it makes the text read other than it is",
                );
            }
        }
        Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(at, it)| hidden_characters(&format!("{path}[{at}]"), it, problems));
        }
        Value::Mapping(entries) => {
            entries.iter().for_each(|it| hidden_characters(&format!("{path}.{}", it.key), &it.value, problems));
        }
        _ => {}
    }
}

/// Controls of writing direction, and characters without width that join nothing.
fn is_hidden(it: char) -> bool {
    hidden::is_bidirectional(it) || hidden::is_invisible(it)
}

fn name_of(it: char) -> &'static str {
    if hidden::is_bidirectional(it) { "the bidirectional control" } else { "the invisible character" }
}
