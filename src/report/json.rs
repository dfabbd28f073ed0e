//! `check --format json`, the shape that other programs rely on.

use serde_json::{Value, json};

use super::{Summary, Surroundings, help_page};
use crate::diagnostic::{Diagnostic, Place};

/// Every diagnostic and the summary.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], around: &Surroundings) -> String {
    let summary = Summary::of(diagnostics);
    let all: Vec<Value> = diagnostics.iter().map(|it| one(it, around)).collect();
    let whole = json!({
        "diagnostics": all,
        "summary": { "error": summary.errors, "warning": summary.warnings, "info": summary.infos },
    });
    // The same to every reader of JSON, and no command (`##vso[…]`) to a build server in whose log it appears.
    format!("{}\n", whole.to_string().replace("##", "#\\u0023"))
}

fn one(it: &Diagnostic, around: &Surroundings) -> Value {
    let mut value = json!({
        "code": it.code.name(),
        "severity": it.severity,
        "message": it.message,
        "help": it.help,
        "url": help_page(it.code, around),
        "entity": it.entity,
    });
    let related: Vec<Value> = it
        .related
        .iter()
        .map(|(place, note)| {
            let mut value = json!({ "message": note });
            add_place(&mut value, Some(place));
            value
        })
        .collect();
    add_place(&mut value, it.place.as_ref());
    if let Some(map) = value.as_object_mut() {
        map.insert("related".into(), Value::Array(related));
    }
    value
}

fn add_place(value: &mut Value, place: Option<&Place>) {
    let span = place.and_then(|it| it.span);
    let fields = [
        ("repository", place.map(|it| Value::from(&*it.repository))),
        ("path", place.map(|it| Value::from(&*it.path))),
        ("line", span.map(|it| it.line.into())),
        ("column", span.map(|it| it.column.into())),
        ("end_line", span.map(|it| it.end_line.into())),
        ("end_column", span.map(|it| it.end_column.into())),
    ];
    if let Some(map) = value.as_object_mut() {
        map.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value.unwrap_or_default())));
    }
}
