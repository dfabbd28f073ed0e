//! How a field of a form is filled in, in words: Backstage's `ui:field`, `ui:widget` and `ui:options`.

use serde_json::Value;

use super::{object, plain, text};

/// Options shown of one field.
const MAX_OPTIONS: usize = 12;
/// Characters shown of one option.
const MAX_CHARACTERS: usize = 200;

/// What stands in for the plain input.
pub(super) fn hint(written: &Value) -> Option<String> {
    let field = text(written, "ui:field").map(|it| match it.as_str() {
        "EntityNamePicker" => "name of an entity".to_owned(),
        "EntityPicker" | "MultiEntityPicker" => "picked from the catalog".to_owned(),
        "OwnerPicker" => "owner, picked from the catalog".to_owned(),
        "MyGroupsPicker" => "picked from your teams".to_owned(),
        "OwnedEntityPicker" | "MyEntitiesPicker" => "picked from what you own".to_owned(),
        "EntityTagsPicker" => "tags of the catalog".to_owned(),
        "RepoUrlPicker" => "place of a repository".to_owned(),
        "RepoBranchPicker" => "branch of a repository".to_owned(),
        "RepoOwnerPicker" => "owner of a repository".to_owned(),
        "Secret" => "hidden while typed".to_owned(),
        other => format!("custom field `{other}`"),
    });
    let widget = || {
        let widget = text(written, "ui:widget").or_else(|| text(written.get("ui:options")?, "widget"))?;
        Some(match widget.as_str() {
            "textarea" => "several lines",
            "password" => "hidden while typed",
            "hidden" => "not shown in the form",
            "radio" | "select" => "choose one",
            "checkboxes" => "choose any",
            "date" | "alt-date" => "a date",
            "date-time" | "alt-datetime" => "a date and time",
            "color" => "a colour",
            "file" => "a file",
            "updown" | "range" => "a number",
            _ => return None,
        })
    };
    let locked = || {
        ["ui:readonly", "ui:disabled"].iter().any(|it| written.get(it) == Some(&Value::Bool(true))).then_some("cannot be changed")
    };
    field.or_else(|| widget().or_else(locked).map(str::to_owned))
}

/// What `ui:options` and `ui:placeholder` say to whoever fills the form in.
pub(super) fn options(written: &Value) -> Vec<String> {
    let example = text(written, "ui:placeholder").map(|it| format!("for example `{it}`"));
    let options = object(written, "ui:options").filter_map(|(name, value)| option(name, value));
    let shorten = |it: String| it.chars().take(MAX_CHARACTERS).collect();
    options.chain(example).take(MAX_OPTIONS).map(shorten).collect()
}

fn option(name: &str, value: &Value) -> Option<String> {
    let words = match name {
        "catalogFilter" => return filter(value),
        "requestUserCredentials" => return Some("asks for your access to the host".to_owned()),
        "allowArbitraryValues" => {
            return (value == &Value::Bool(false)).then(|| "nothing that the catalog does not hold".to_owned());
        }
        "allowedKinds" | "kinds" => "kinds",
        "allowedHosts" => "hosts",
        "allowedOwners" => "owners",
        "allowedOrganizations" => "organisations",
        "allowedProjects" => "projects",
        "allowedRepos" => "repositories",
        "defaultKind" => "kind unless written",
        "defaultNamespace" => "namespace unless written",
        // How the input looks, or already said.
        "rows" | "inputType" | "widget" | "inline" | "label" | "showCounts" | "helperText" => return None,
        other => return listed(value).map(|it| format!("`{other}` {it}")),
    };
    listed(value).map(|it| format!("{words} {it}"))
}

/// Plain values, one after the other; `None` where there are others.
fn listed(value: &Value) -> Option<String> {
    let values = value.as_array().map_or_else(|| vec![value], |it| it.iter().take(MAX_OPTIONS).collect());
    let plain_one = |it: &&Value| !it.is_object() && !it.is_array() && !it.is_null();
    if values.is_empty() || !values.iter().all(plain_one) {
        return None;
    }
    Some(values.into_iter().map(|it| format!("`{}`", plain(it))).collect::<Vec<_>>().join(", "))
}

/// A filter of the catalog: one mapping, or several of which one has to fit.
fn filter(value: &Value) -> Option<String> {
    let one = |it: &Value| {
        let conditions = it.as_object()?.iter().filter_map(|(key, value)| match value.get("exists") {
            Some(_) => Some(format!("`{key}` set")),
            None => Some(format!("{key} {}", listed(value)?)),
        });
        Some(conditions.collect::<Vec<_>>().join(" and ")).filter(|it| !it.is_empty())
    };
    let several = value.as_array().map_or_else(|| vec![value], |it| it.iter().take(MAX_OPTIONS).collect());
    let words: Vec<String> = several.into_iter().filter_map(one).collect();
    (!words.is_empty()).then(|| format!("only {}", words.join(", or ")))
}
