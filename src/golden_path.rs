//! A Template's `spec` as people read it: the forms it asks to be filled in, the steps it takes, what comes out, and
//! where it can be launched.
//!
//! Parameters are JSON Schema, read by the same code as API definitions. Nothing is run and nothing is fetched.

mod conditions;
mod hints;

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use crate::api::{Field, Schema, form_of};
use crate::catalog::EntityRef;

/// Forms, steps and outputs shown.
const MAX_ITEMS: usize = 100;
/// Fields shown of one form.
const MAX_FIELDS: usize = 200;
/// Levels of fields within fields.
const MAX_LEVELS: usize = 5;
/// Allowed values shown of one field.
const MAX_VALUES: usize = 60;
/// Characters shown of one input of a step.
const MAX_INPUT: usize = 400;

/// What a template asks for, does and gives. In templates: what `golden_path()` of `golden-path.html` takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GoldenPath {
    /// Pages of the form, in order.
    pub forms: Vec<Form>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What comes out.
    pub outputs: Vec<Output>,
    /// Where Backstage offers it; an `http` or `https` address.
    pub launch_url: Option<String>,
}

/// One page of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Form {
    /// Its title; empty where it has none.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// What is asked for.
    pub fields: Vec<FormField>,
}

/// One thing that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FormField {
    /// Name that the steps use.
    pub name: String,
    /// What the reader sees; the name where there is no title.
    pub title: String,
    /// In words: `string`, `array of string`.
    pub type_text: String,
    /// Has to be filled in.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// As JSON.
    pub default: Option<String>,
    /// The values to choose from, in the form's own words.
    pub values: Vec<String>,
    /// Limits, in words.
    pub constraints: Vec<String>,
    /// How it is filled in: `owner picker`, `repository picker`, `several lines`, `hidden while typed`.
    pub hint: Option<String>,
    /// Asked for only when another field has this value: `` `kind` is `api` ``.
    pub condition: Option<String>,
    /// Fields within.
    pub fields: Vec<FormField>,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// `id`.
    pub id: Option<String>,
    /// Its name, else its id, else its action.
    pub title: String,
    /// `fetch:template`.
    pub action: String,
    /// The condition under which it runs.
    pub condition: Option<String>,
    /// What it runs over, once for each.
    pub each: Option<String>,
    /// What the action is given.
    pub inputs: Vec<StepInput>,
}

/// One thing that an action is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StepInput {
    /// Its name.
    pub name: String,
    /// As written, often with expressions; JSON where it is more than a text.
    pub value: String,
}

impl GoldenPath {
    /// The same with every Markdown text put through `html`.
    #[must_use]
    pub fn in_html(mut self, html: &dyn Fn(&str) -> String) -> Self {
        let render = |it: &mut Option<String>| *it = it.take().map(|it| html(&it));
        for form in &mut self.forms {
            render(&mut form.description);
            form.fields.iter_mut().for_each(|it| in_html(it, &render));
        }
        self.outputs.iter_mut().for_each(|it| render(&mut it.content));
        self
    }
}

/// Fields nest at most [`MAX_LEVELS`] deep, so the recursion is bounded.
fn in_html(field: &mut FormField, render: &dyn Fn(&mut Option<String>)) {
    render(&mut field.description);
    field.fields.iter_mut().for_each(|it| in_html(it, render));
}

/// Something that comes out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Output {
    /// Its words.
    pub title: String,
    /// Where it leads, as written: usually an expression over the steps' results.
    pub value: Option<String>,
    /// Markdown, for texts.
    pub content: Option<String>,
    /// The condition under which it comes out.
    pub condition: Option<String>,
}

/// Reads a Template's `spec`. `backstage_url` is where the organisation's Backstage runs, if it says so.
///
/// Never fails: what is not there or of the wrong shape is left out.
#[must_use]
pub fn read(id: &EntityRef, spec: &Value, backstage_url: Option<&str>) -> GoldenPath {
    GoldenPath {
        forms: pages(spec.get("parameters")).into_iter().take(MAX_ITEMS).map(form).chain(secrets(spec)).collect(),
        steps: list(spec, "steps").take(MAX_ITEMS).map(step).collect(),
        outputs: spec.get("output").map(outputs).unwrap_or_default(),
        launch_url: backstage_url.and_then(|it| launch_url(it, id)),
    }
}

/// `parameters` is one schema or a list of them.
fn pages(parameters: Option<&Value>) -> Vec<&Value> {
    match parameters {
        Some(Value::Array(pages)) => pages.iter().filter(|it| it.is_object()).collect(),
        Some(page @ Value::Object(_)) => vec![page],
        _ => Vec::new(),
    }
}

fn form(page: &Value) -> Form {
    let mut fields = fields(page, &form_of(page).fields, 0);
    fields.truncate(MAX_FIELDS);
    Form { title: text(page, "title").unwrap_or_default(), description: text(page, "description"), fields }
}

/// What is asked for and never shown again.
fn secrets(spec: &Value) -> Option<Form> {
    let schema = spec.get("secrets")?.get("schema").filter(|it| it.is_object())?;
    let form = form(schema);
    let title = if form.title.is_empty() { "Secrets".to_owned() } else { form.title };
    (!form.fields.is_empty()).then_some(Form { title, ..form })
}

/// The fields of an object schema, and those that it has under a condition.
fn fields(schema: &Value, own: &[Field], level: usize) -> Vec<FormField> {
    if level > MAX_LEVELS {
        return Vec::new();
    }
    let mut found = unconditional(schema, own, level);
    let known: BTreeSet<String> = found.iter().map(|it| it.name.clone()).collect();
    for (condition, branch) in conditions::branches(schema) {
        let extra = fields(branch, &form_of(branch).fields, level + 1);
        found.extend(extra.into_iter().filter(|it| !known.contains(&it.name)).map(|it| {
            let condition = it.condition.as_ref().map_or_else(|| condition.clone(), |inner| format!("{condition} and {inner}"));
            FormField { condition: Some(condition), ..it }
        }));
    }
    for (condition, names) in conditions::requirements(schema) {
        let meant = |it: &&mut FormField| !it.required && it.condition.is_none() && names.contains(&it.name.as_str());
        found.iter_mut().filter(meant).for_each(|it| it.constraints.push(format!("required if {condition}")));
    }
    found
}

/// The fields of an object schema, with what only forms know: titles, `ui:` hints, names of values.
fn unconditional(schema: &Value, fields: &[Field], level: usize) -> Vec<FormField> {
    let properties = schema.get("properties").unwrap_or(&Value::Null);
    let fields = fields.iter().take(MAX_FIELDS).map(|field| {
        let written = properties.get(&field.name).unwrap_or(&Value::Null);
        let inner = field.schema.innermost();
        let inner_written = if field.schema.items.is_some() { written.get("items").unwrap_or(written) } else { written };
        FormField {
            name: field.name.clone(),
            title: text(written, "title").unwrap_or_else(|| field.name.clone()),
            type_text: field.schema.type_text.clone(),
            required: field.required,
            description: description(written),
            default: field.schema.default.clone(),
            values: values(inner_written, inner),
            constraints: field.schema.constraints.iter().cloned().chain(hints::options(written)).collect(),
            hint: hints::hint(written),
            condition: None,
            fields: self::fields(inner_written, &inner.fields, level + 1),
        }
    });
    fields.collect()
}

/// What the form says about a field, with the help it shows below the input.
fn description(written: &Value) -> Option<String> {
    let said = text(written, "description").or_else(|| text(written, "ui:description"));
    match (said, text(written, "ui:help")) {
        (Some(said), Some(help)) => Some(format!("{said}\n\n{help}")),
        (said, help) => said.or(help),
    }
}

/// The values to choose from; `enumNames` are what the form shows for them.
fn values(written: &Value, schema: &Schema) -> Vec<String> {
    let names: Vec<&Value> = list(written, "enumNames").chain(list(written, "ui:enumNames")).collect();
    let values = schema.values.iter().enumerate().take(MAX_VALUES);
    values
        .map(|(index, value)| match names.get(index).and_then(|it| it.as_str()).filter(|it| *it != value.text) {
            Some(name) => format!("{name} ({})", value.text),
            None => value.text.clone(),
        })
        .collect()
}

fn step(step: &Value) -> Step {
    let action = text(step, "action").unwrap_or_default();
    let id = text(step, "id");
    let title = text(step, "name").or_else(|| id.clone()).unwrap_or_else(|| action.clone());
    let condition = condition(step);
    let each = step.get("each").filter(|it| !it.is_null()).map(plain);
    let input = |(name, value): (&String, &Value)| StepInput {
        name: name.clone(),
        value: plain(value).chars().take(MAX_INPUT).collect(),
    };
    let inputs = object(step, "input").take(MAX_ITEMS).map(input).collect();
    Step { id, title, action, condition, each, inputs }
}

/// `if`, unless it always holds.
fn condition(of: &Value) -> Option<String> {
    of.get("if").filter(|it| !it.is_null()).map(plain).filter(|it| it != "true")
}

/// `links`, `text`, and any other name with a value.
fn outputs(output: &Value) -> Vec<Output> {
    let links = list(output, "links").map(|it| {
        let value = text(it, "url").or_else(|| text(it, "entityRef"));
        Output {
            title: text(it, "title").or_else(|| value.clone()).unwrap_or_default(),
            value,
            content: None,
            condition: condition(it),
        }
    });
    let texts = list(output, "text").map(|it| Output {
        title: text(it, "title").unwrap_or_default(),
        value: None,
        content: text(it, "content"),
        condition: condition(it),
    });
    let others = output.as_object().into_iter().flatten().filter(|(name, _)| !matches!(name.as_str(), "links" | "text"));
    let others = others.map(|(name, it)| Output { title: name.clone(), value: Some(plain(it)), ..Output::default() });
    links.chain(texts).chain(others).take(MAX_ITEMS).collect()
}

/// Backstage's page of a template.
fn launch_url(backstage: &str, id: &EntityRef) -> Option<String> {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
    let base = url::Url::parse(backstage.trim()).ok().filter(|it| matches!(it.scheme(), "http" | "https"))?;
    let part = |text: &str| utf8_percent_encode(text, KEPT).to_string();
    Some(format!("{}/create/templates/{}/{}", base.as_str().trim_end_matches('/'), part(&id.namespace), part(&id.name)))
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).filter(|it| !it.trim().is_empty()).map(str::to_owned)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn object<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn id() -> EntityRef {
        EntityRef { kind: "template".into(), namespace: "default".into(), name: "new-service".into() }
    }

    fn service() -> Value {
        json!({
            "parameters": [{
                "title": "About", "required": ["name", "kind"],
                "properties": {
                    "name": {"type": "string", "title": "Name", "maxLength": 20, "ui:field": "EntityNamePicker"},
                    "kind": {"type": "string", "enum": ["api", "job"], "enumNames": ["An API", "job"], "default": "api"},
                    "notes": {"type": "string", "ui:widget": "textarea"},
                    "owners": {"type": "array", "items": {"type": "object", "properties": {"who": {"type": "string", "title": "Who"}}}},
                },
                "dependencies": {"kind": {"oneOf": [
                    {"properties": {"kind": {"enum": ["api"]}, "port": {"type": "integer"}}},
                    {"properties": {"kind": {"enum": ["job"]}, "cron": {"type": "string"}}},
                ]}},
            }, {"title": "Where", "properties": {"repo": {"type": "string", "ui:field": "RepoUrlPicker"}}}],
            "steps": [
                {"id": "fetch", "name": "Fetch it", "action": "fetch:template"},
                {"action": "publish:github", "if": "${{ parameters.repo }}", "each": "${{ parameters.owners }}"},
            ],
            "output": {"links": [{"title": "Repository", "url": "${{ steps.publish.output.remoteUrl }}"}], "text": [{"title": "Next", "content": "Do *this*"}]},
        })
    }

    #[test]
    fn forms_are_readable() {
        let path = read(&id(), &service(), None);
        assert_eq!(path.forms.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["About", "Where"]);
        let about = &path.forms[0].fields;
        let seen: Vec<_> =
            about.iter().map(|it| (it.title.as_str(), it.required, it.hint.as_deref(), it.condition.as_deref())).collect();
        assert_eq!(
            seen,
            [
                ("Name", true, Some("name of an entity"), None),
                ("kind", true, None, None),
                ("notes", false, Some("several lines"), None),
                ("owners", false, None, None),
                ("port", false, None, Some("`kind` is `api`")),
                ("cron", false, None, Some("`kind` is `job`")),
            ]
        );
        assert_eq!(about[0].constraints, ["at most 20 characters"]);
        assert_eq!(about[1].values, ["An API (api)", "job"]);
        assert_eq!(about[1].default.as_deref(), Some("\"api\""));
        assert_eq!((about[3].type_text.as_str(), about[3].fields[0].title.as_str()), ("array of object", "Who"));
    }

    #[test]
    fn conditions_and_options_are_said_in_words() {
        let page = json!({
            "properties": {
                "cloud": {"enum": ["aws", "none"]},
                "key": {"type": "string", "ui:help": "Ask *ops*.", "ui:placeholder": "AKIA"},
                "team": {"type": "string", "ui:field": "OwnerPicker", "ui:options": {"catalogFilter": {"kind": ["Group", "User"], "spec.type": "team"}}},
                "repo": {"type": "string", "ui:field": "RepoUrlPicker", "ui:options": {"allowedHosts": ["github.com"], "requestUserCredentials": {"secretsKey": "T"}}},
            },
            "dependencies": {"key": ["team"]},
            "allOf": [{
                "if": {"properties": {"cloud": {"const": "aws"}}},
                "then": {"required": ["key"], "properties": {"region": {"type": "string"}},
                    "if": {"required": ["region"]}, "then": {"properties": {"zone": {"type": "string"}}}},
                "else": {"properties": {"host": {"type": "string"}}},
            }],
        });
        let spec = json!({
            "parameters": page,
            "secrets": {"schema": {"properties": {"token": {"type": "string"}}}},
            "steps": [{"action": "a", "if": true, "input": {"url": "x", "values": {"a": 1}}}],
            "output": {"links": [{"title": "Open", "entityRef": "${{ e }}", "if": "${{ parameters.open }}"}]},
        });
        let path = read(&id(), &spec, None);
        let seen: Vec<_> = path.forms[0]
            .fields
            .iter()
            .map(|it| (it.name.as_str(), it.condition.as_deref(), it.constraints.join("; ")))
            .collect();
        let plain = |name: &'static str, constraints: &str| (name, None, constraints.to_owned());
        assert_eq!(
            seen,
            [
                plain("cloud", ""),
                plain("key", "for example `AKIA`; required if `cloud` is `aws`"),
                plain("team", "only kind `Group`, `User` and spec.type `team`; required if `key` is filled in"),
                plain("repo", "hosts `github.com`; asks for your access to the host"),
                ("region", Some("`cloud` is `aws`"), String::new()),
                ("zone", Some("`cloud` is `aws` and `region` is filled in"), String::new()),
                ("host", Some("not `cloud` is `aws`"), String::new()),
            ]
        );
        assert_eq!(path.forms[0].fields[1].description.as_deref(), Some("Ask *ops*."));
        assert_eq!((path.forms[1].title.as_str(), path.forms[1].fields[0].name.as_str()), ("Secrets", "token"));
        assert_eq!(path.steps[0].inputs.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), ["x", "{\"a\":1}"]);
        assert_eq!(path.steps[0].condition, None);
        assert_eq!(path.outputs[0].condition.as_deref(), Some("${{ parameters.open }}"));
    }

    #[test]
    fn steps_outputs_and_launch() {
        let path = read(&id(), &service(), Some("https://backstage.example/"));
        let steps: Vec<_> =
            path.steps.iter().map(|it| (it.title.as_str(), it.action.as_str(), it.condition.as_deref())).collect();
        assert_eq!(
            steps,
            [("Fetch it", "fetch:template", None), ("publish:github", "publish:github", Some("${{ parameters.repo }}"))]
        );
        assert_eq!(path.outputs.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["Repository", "Next"]);
        assert_eq!(path.steps[1].each.as_deref(), Some("${{ parameters.owners }}"));
        let html = path.clone().in_html(&|it| format!("<p>{it}"));
        assert_eq!(html.outputs[1].content.as_deref(), Some("<p>Do *this*"));
        assert_eq!(path.launch_url.as_deref(), Some("https://backstage.example/create/templates/default/new-service"));
        assert_eq!(read(&id(), &service(), Some("javascript:alert(1)")).launch_url, None);
    }

    #[test]
    fn anything_else_is_left_out() {
        for spec in
            [json!(null), json!({"parameters": 5, "steps": {}, "output": []}), json!({"parameters": [null, {"properties": []}]})]
        {
            let path = read(&id(), &spec, None);
            assert!(
                path.steps.is_empty() && path.outputs.is_empty() && path.forms.iter().all(|it| it.fields.is_empty()),
                "{spec}"
            );
        }
        assert_eq!(read(&id(), &json!({"parameters": {"properties": {"a": {}}}}), None).forms[0].fields.len(), 1);
    }
}
