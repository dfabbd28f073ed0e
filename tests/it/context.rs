//! The guide's page on what templates see is made from the view structs, so it cannot fall behind them.
#![expect(clippy::disallowed_methods, reason = "this test reads the source tree, and writes the guide's page when asked to")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each template, and the struct that is its data.
const PAGES: [(&str, &str, &str); 15] = [
    ("home.html", "HomeView", ""),
    ("catalog.html", "CatalogPage", "page"),
    ("entity.html", "EntityPage", "page"),
    ("docs.html", "DocsView", ""),
    ("docs-index.html", "IndexView", ""),
    ("docs-contents.html", "ContentsView", ""),
    ("apis.html", "ApisPage", "page"),
    ("teams.html", "TeamsPage", "page"),
    ("golden-paths.html", "GalleryPage", "page"),
    ("graph.html", "ExplorerPage", "page"),
    ("insights.html", "InsightsPage", "page"),
    ("audit.html", "AuditPage", "page"),
    ("health.html", "HealthPage", "page"),
    ("search.html", "SearchView", ""),
    ("a-z.html", "LetterView", ""),
];

const HEAD: &str = "# What templates see

<!-- Made by `UPDATE_CONTEXT=1 cargo test --test it context` from the structs in src/render; do not edit. -->

Every template is given the values below and nothing else. Text is escaped when it is printed; HTML has been sanitised and is printed with
`|safe`. `none` stands for what is not there; using a name that is not in these tables stops the build.

All templates can call `icon(name)` (an icon of the theme, as SVG), `has_icon(name)` and `asset(name)` (the address of a file of the theme),
and all of them have [`frame`](#frame). Addresses in `frame` and in most links are below the portal's root: write `{{ frame.root }}` before them.
";

struct View {
    name: String,
    about: String,
    fields: Vec<(String, String, String)>,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|it| it == "rs") {
            found.push(entry);
        }
    }
}

/// The structs of a file that become data, with their fields, types and doc comments.
fn views(text: &str) -> Vec<View> {
    let mut found: Vec<View> = Vec::new();
    let (mut docs, mut serialised, mut inside) = (String::new(), false, false);
    for line in text.lines() {
        let bare = line.trim();
        if let Some(words) = bare.strip_prefix("/// ") {
            docs = format!("{docs} {words}").trim().to_owned();
            continue;
        }
        if bare.starts_with("#[derive(") {
            serialised = bare.contains("Serialize");
        } else if bare == "}" {
            inside = false;
        }
        if let Some(rest) = bare.strip_prefix("pub struct ").or_else(|| bare.strip_prefix("struct ")) {
            inside = serialised && line.ends_with('{');
            if inside {
                let name = rest.split(['<', ' ']).next().unwrap_or_default().to_owned();
                found.push(View { name, about: docs.clone(), fields: Vec::new() });
            }
        } else if inside && !bare.starts_with('#') {
            let field = bare.trim_start_matches("pub ").trim_end_matches(',').split_once(": ");
            if let (Some((name, kind)), Some(view)) = (field, found.last_mut()) {
                view.fields.push((name.to_owned(), kind.to_owned(), docs.clone()));
            }
        }
        if !bare.starts_with('#') {
            docs.clear();
        }
    }
    found
}

/// A Rust type in the words of a template's author, and the views that it names.
fn words(kind: &str, known: &BTreeMap<String, View>, named: &mut BTreeSet<String>) -> String {
    let kind = kind.trim().trim_start_matches('&').trim_start_matches("'a ").trim_start_matches("'static ");
    let inner = |prefix: &str| kind.strip_prefix(prefix)?.strip_suffix('>');
    if let Some(it) = inner("Option<") {
        return format!("{}, or none", words(it, known, named));
    }
    if let Some(it) = inner("Cut<") {
        return format!("`items`: list of {}; `total`, `more`: numbers", words(it, known, named));
    }
    if let Some(it) = inner("Vec<").or_else(|| kind.strip_prefix('[')?.strip_suffix(']')) {
        return format!("list of {}", words(it, known, named));
    }
    if let Some(it) = kind.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        let parts: Vec<String> = it.split(", ").map(|it| words(it, known, named)).collect();
        return format!("pair of {}", parts.join(" and "));
    }
    match kind {
        "String" | "str" | "Arc<str>" => "text".to_owned(),
        "bool" => "yes or no".to_owned(),
        "usize" | "u8" | "u16" | "u32" | "u64" | "i32" => "number".to_owned(),
        other => {
            let name = other.rsplit("::").next().unwrap_or(other).split('<').next().unwrap_or(other);
            if !known.contains_key(name) {
                return "see the template".to_owned();
            }
            named.insert(name.to_owned());
            if name == "Frame" { "[frame](#frame)".to_owned() } else { format!("[{name}](#{})", name.to_lowercase()) }
        }
    }
}

fn table(view: &View, known: &BTreeMap<String, View>, named: &mut BTreeSet<String>) -> String {
    let mut text = String::from("| name | holds | |\n| --- | --- | --- |\n");
    for (name, kind, about) in &view.fields {
        let holds = words(kind, known, named);
        text.push_str(&format!("| `{name}` | {holds} | {} |\n", about.replace('|', "\\|")));
    }
    text
}

fn page() -> String {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render"), &mut files);
    files.sort();
    let mut known: BTreeMap<String, View> = BTreeMap::new();
    for file in files {
        for view in views(&fs::read_to_string(file).expect("UTF-8")) {
            known.entry(view.name.clone()).or_insert(view);
        }
    }
    let mut text = HEAD.to_owned();
    let mut named = BTreeSet::new();
    let frame = known.get("Frame").expect("the frame");
    text.push_str(&format!("\n## frame\n\n{}\n\n{}", frame.about, table(frame, &known, &mut named)));
    let mut done: BTreeSet<String> = BTreeSet::from(["Frame".to_owned()]);
    text.push_str("\n## Pages\n");
    for (template, name, prefix) in PAGES {
        let view = known.get(name).ok_or_else(|| format!("no view {name} for {template}")).expect("every template has its view");
        let place = if prefix.is_empty() { String::new() } else { format!(" All of it is below `{prefix}`.") };
        text.push_str(&format!("\n### {template}\n\n{}{place}\n\n{}", view.about, table(view, &known, &mut named)));
        done.insert(name.to_owned());
    }
    text.push_str("\n## What these are made of\n");
    while let Some(name) = named.difference(&done).next().cloned() {
        let view = known.get(&name).expect("a view that was named");
        text.push_str(&format!("\n### {name}\n\n{}\n\n{}", view.about, table(view, &known, &mut named)));
        done.insert(name);
    }
    text
}

#[test]
fn the_guide_says_what_templates_see() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/idp-docs/docs/page-context.md");
    let wanted = page();
    if std::env::var_os("UPDATE_CONTEXT").is_some() {
        fs::write(&file, &wanted).expect("written");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == wanted, "page-context.md is behind the code: run UPDATE_CONTEXT=1 cargo test --test it context");
}
