//! One API definition out of several files: `$ref`s into other files of the repository are put in their place.
//!
//! What `$openapi` and `$asyncapi` do. A definition without such references is left as it is, byte for byte.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::locate::{self, Lead};
use super::placeholders::Surroundings;
use crate::yaml;

/// References that are put in place for one definition.
const MAX_REFERENCES: usize = 5_000;
/// How deep references may lead into each other.
const MAX_DEPTH: usize = 12;
/// Bytes of the whole, put together.
const MAX_BYTES: usize = 20_000_000;

/// Reads `path` as a definition and puts the files it refers to into it.
///
/// # Errors
/// When a file is not YAML, does not exist, or the whole grows past its budget.
pub(super) fn bundle(path: &str, text: &str, around: Surroundings<'_>) -> Result<String, String> {
    let root = parse(text)?;
    if !refers_to_files(&root) {
        return Ok(text.to_owned());
    }
    let mut bundler = Bundler { around, files: BTreeMap::new(), references: 0, bytes: 0 };
    let home = path.to_owned();
    let root = Arc::new(root);
    bundler.files.insert(home.clone(), root.clone());
    let whole = bundler.inline(&root, &home, &mut Trail { home: &home, open: Vec::new(), at: Vec::new() })?;
    serde_json::to_string_pretty(&whole).map_err(|error| error.to_string())
}

fn parse(text: &str) -> Result<Value, String> {
    let mut documents = yaml::documents(text);
    let document = if documents.is_empty() { return Err("it is empty".into()) } else { documents.remove(0) };
    let root = document.root.map_err(|it| format!("line {}: {}", it.span.line, it.message))?;
    Ok(root.map_or(Value::Null, |it| it.to_json()))
}

/// Values nest at most as deep as the YAML reader allows, so the recursion is bounded.
fn refers_to_files(value: &Value) -> bool {
    match value {
        Value::Object(entries) => {
            reference(value).is_some_and(|it| !it.starts_with('#')) || entries.values().any(refers_to_files)
        }
        Value::Array(items) => items.iter().any(refers_to_files),
        _ => false,
    }
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}

struct Bundler<'a> {
    around: Surroundings<'a>,
    files: BTreeMap<String, Arc<Value>>,
    references: usize,
    bytes: usize,
}

/// The way that led to a value.
struct Trail<'a> {
    /// The definition's own file: references within it stay references.
    home: &'a str,
    /// References that are being put in place: where each leads, and how long `at` is where it is put.
    open: Vec<(String, usize)>,
    /// Where the value is put: the parts of a JSON pointer.
    at: Vec<String>,
}

impl Trail<'_> {
    /// A reference to what is being put in place already: a type may refer to itself.
    fn repeated(&self, place: &str) -> Option<Value> {
        let (_, length) = self.open.iter().find(|(it, _)| it == place)?;
        let parts = self.at.iter().take(*length).map(|it| it.replace('~', "~0").replace('/', "~1"));
        Some(serde_json::json!({ "$ref": parts.fold("#".to_owned(), |all, part| format!("{all}/{part}")) }))
    }
}

impl Bundler<'_> {
    /// `file` is where `value` stands.
    fn inline(&mut self, value: &Value, file: &str, trail: &mut Trail<'_>) -> Result<Value, String> {
        self.bytes += value.as_str().map_or(16, |it| it.len() + 16);
        if self.bytes > MAX_BYTES {
            return Err("the definition grows past 20 MB when its references are put in place".into());
        }
        match value {
            Value::Array(items) => {
                let items = items.iter().enumerate().map(|(number, it)| self.below(number.to_string(), it, file, trail));
                Ok(Value::Array(items.collect::<Result<_, _>>()?))
            }
            Value::Object(entries) => {
                let written = reference(value).filter(|it| !it.contains("://") && (file != trail.home || !it.starts_with('#')));
                match written {
                    Some(written) => self.follow(written, file, trail),
                    None => {
                        let entries =
                            entries.iter().map(|(key, it)| Ok((key.clone(), self.below(key.clone(), it, file, trail)?)));
                        Ok(Value::Object(entries.collect::<Result<_, String>>()?))
                    }
                }
            }
            other => Ok(other.clone()),
        }
    }

    /// A part of a value, by its key or number.
    fn below(&mut self, part: String, value: &Value, file: &str, trail: &mut Trail<'_>) -> Result<Value, String> {
        trail.at.push(part);
        let whole = self.inline(value, file, trail);
        trail.at.pop();
        whole
    }

    fn follow(&mut self, written: &str, file: &str, trail: &mut Trail<'_>) -> Result<Value, String> {
        let (path, pointer) = written.split_once('#').unwrap_or((written, ""));
        let path = if path.is_empty() { file.to_owned() } else { self.path(path, file)? };
        let place = format!("{path}#{pointer}");
        if path == trail.home {
            return Ok(serde_json::json!({ "$ref": format!("#{pointer}") }));
        }
        self.references += 1;
        if let Some(repeated) = trail.repeated(&place) {
            return Ok(repeated);
        }
        if trail.open.len() >= MAX_DEPTH || self.references > MAX_REFERENCES {
            return Ok(serde_json::json!({ "description": format!("See {place}") }));
        }
        if !self.files.contains_key(&path) {
            let repo = self.around.source.repos.get(self.around.here).ok_or("the repository is gone")?;
            let text = repo.text(&path, self.around.limit).map_err(|error| format!("`{path}`: {error}"))?;
            let root = parse(&text.text).map_err(|error| format!("`{path}`: {error}"))?;
            self.files.insert(path.clone(), Arc::new(root));
        }
        let root = self.files.get(&path).cloned().unwrap_or_default();
        let target = root.pointer(pointer).ok_or_else(|| format!("`{path}` has nothing at `{pointer}`"))?;
        trail.open.push((place, trail.at.len()));
        let whole = self.inline(target, &path, trail);
        trail.open.pop();
        whole
    }

    fn path(&self, written: &str, file: &str) -> Result<String, String> {
        match locate::lead(written, self.around.here, file, self.around.source) {
            Lead::Path(repo, path) if repo == self.around.here => {
                let repo = self.around.source.repos.get(repo).ok_or("the repository is gone")?;
                locate::spelled(repo, &path).ok_or_else(|| format!("it refers to `{path}`, which does not exist"))
            }
            _ => Err(format!("it refers to `{written}`, which is outside the repository")),
        }
    }
}
