//! SARIF 2.1.0, for code scanning (OASIS standard; GitHub reads a subset of it).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Paths, Surroundings, help_page, repository};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::source::encode_path;

/// One run of one tool, every diagnostic a result.
#[must_use]
pub fn sarif(diagnostics: &[Diagnostic], around: &Surroundings) -> String {
    let paths = Paths::of(diagnostics, around);
    let codes: Vec<Code> = diagnostics.iter().map(|it| it.code).collect::<BTreeSet<_>>().into_iter().collect();
    let results: Vec<Value> = diagnostics.iter().map(|it| result(it, &codes, paths)).collect();
    let rules: Vec<Value> = codes.iter().map(|it| rule(*it, around)).collect();
    let mut driver = json!({
        "name": "idp-docs",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    insert(&mut driver, "informationUri", repository().map(Value::from));
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    format!("{}\n", whole.to_string().replace("##", "#\\u0023"))
}

fn insert(object: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(map), Some(value)) = (object.as_object_mut(), value) {
        map.insert(key.to_owned(), value);
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: Code, around: &Surroundings) -> Value {
    let words = code.name().replace('-', " ");
    let mut rule = json!({
        "id": code.name(),
        "shortDescription": { "text": words },
        "help": { "text": code.help() },
        "defaultConfiguration": { "level": level(code.severity()) },
    });
    // `helpUri` has to be absolute.
    insert(&mut rule, "helpUri", help_page(code, around).map(Into::into));
    rule
}

fn result(it: &Diagnostic, codes: &[Code], paths: Paths<'_>) -> Value {
    let text = format!("{} ({})", it.message, it.help);
    let fingerprint = [it.code.name(), &it.message, it.place.as_ref().map_or("", |it| &*it.path)].join("\n");
    let mut value = json!({
        "ruleId": it.code.name(),
        "level": level(it.severity),
        "message": { "text": text },
        "partialFingerprints": { "idpDocs/v1": blake3::hash(fingerprint.as_bytes()).to_hex().as_str() },
    });
    insert(&mut value, "ruleIndex", codes.binary_search(&it.code).ok().map(Value::from));
    let locations: Vec<Value> = it.place.iter().map(|it| location(it, paths)).collect();
    insert(&mut value, "locations", Some(Value::Array(locations)));
    let related: Vec<Value> = it
        .related
        .iter()
        .enumerate()
        .map(|(at, (place, note))| {
            let mut value = location(place, paths);
            insert(&mut value, "id", Some(at.into()));
            insert(&mut value, "message", Some(json!({ "text": note })));
            value
        })
        .collect();
    insert(&mut value, "relatedLocations", (!related.is_empty()).then_some(Value::Array(related)));
    value
}

fn location(place: &Place, paths: Paths<'_>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": encode_path(&paths.path(place)) } });
    let region = place.span.map(|it| {
        json!({
            "startLine": it.line.max(1),
            "startColumn": it.column.max(1),
            "endLine": it.end_line.max(it.line).max(1),
            "endColumn": it.end_column.max(1),
        })
    });
    insert(&mut physical, "region", region);
    json!({ "physicalLocation": physical })
}
