//! `mkdocs.yml`: what it says that matters to a reader, and what it says in vain.
//!
//! The file is data. Keys that would run code or change the portal's frame are named and ignored, as TechDocs does
//! (plugin-techdocs-node 2.0, its allow-lists); YAML tags are words.

use std::sync::Arc;

use super::config_files::ConfigFiles;
use super::settings::{Globs, NavSource, Redirect, Settings};
use super::value::{Kind, Value};
use crate::config::DialectName;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::markdown::Variables;
use crate::repo_path;
use crate::source::Repo;

/// Keys that are ignored with a word, and why.
const IGNORED_KEYS: [(&str, &str); 10] = [
    ("hooks", "it would run code from the repository"),
    ("INHERIT", "only `extra`, `plugins` and `markdown_extensions` are taken from the other configuration"),
    ("extra_javascript", "a repository does not add scripts to the portal"),
    ("extra_css", "a repository does not add styles to the portal"),
    ("extra_templates", "templates come from the portal's theme"),
    ("google_analytics", "the portal decides about analytics"),
    ("draft_docs", "use `exclude_docs`"),
    ("watch", "every file of the repository is watched"),
    ("dev_addr", "the preview server decides where it listens"),
    ("site_dir", "the portal decides where it is published"),
];

/// Keys of `theme` that are ignored with a word.
const IGNORED_THEME_KEYS: [&str; 4] = ["custom_dir", "logo", "favicon", "static_templates"];

/// Configured folders of includes that count: each is tried for each include.
const MAX_INCLUDE_FOLDERS: usize = 20;

/// Configurations that one inherits from, by way of each other, as many as count.
const MAX_INHERITED: usize = 5;

/// Plugins whose work is done here, or is not needed here.
const KNOWN_PLUGINS: [&str; 27] = [
    "techdocs-core",
    "search",
    "material/search",
    "redirects",
    "monorepo",
    "awesome-pages",
    "awesome-nav",
    "literate-nav",
    "section-index",
    "macros",
    "snippets",
    "include-markdown",
    "git-revision-date-localized",
    "git-revision-date",
    "git-authors",
    "tags",
    "material/tags",
    "gh-admonitions",
    "github-admonitions",
    "glightbox",
    "minify",
    "social",
    "kroki",
    "mermaid2",
    "group",
    "material/group",
    "autorefs",
];

/// The settings of the `mkdocs.yml` at `path`. `None` when its `docs_dir` leaves the repository.
pub(crate) fn read(files: &mut ConfigFiles, path: &str) -> (Option<Settings>, Vec<Diagnostic>) {
    let home = repo_path::parent(path);
    let tree = match files.tree(path) {
        Ok(tree) => tree,
        Err(diagnostic) => {
            let plain = Settings::plain(&join_or_home(home, "docs"), DialectName::Techdocs);
            let settings = Settings { home: home.to_owned(), file: Some(Arc::from(path)), ..plain };
            return (Some(settings), vec![*diagnostic]);
        }
    };
    let bases = inherited(files, path, &tree);
    let mut notes = Notes { repo: &files.repo, path, diagnostics: Vec::new() };
    notes.ignored_keys(&tree);
    let root = notes.docs_dir(&tree, home);
    let redirects = redirect_maps(&tree);
    let mut settings = Settings {
        home: home.to_owned(),
        file: Some(Arc::from(path)),
        title: tree.get("site_name").and_then(|it| notes.inert(it)),
        description: tree.get("site_description").and_then(|it| notes.inert(it)),
        nav: tree
            .get("nav")
            .filter(|it| it.kind != Kind::Null)
            .map_or(NavSource::Implicit, |it| NavSource::Mkdocs(Arc::new(it.clone()))),
        exclude: notes.globs(&tree, "exclude_docs"),
        redirects,
        ..Settings::plain(root.as_deref().unwrap_or_default(), DialectName::Techdocs)
    };
    language(&tree, &mut settings);
    let nearest = |key: &str| std::iter::once(&tree).chain(&bases).find(|it| it.get(key).is_some()).unwrap_or(&tree);
    plugin_features(nearest("plugins"), &mut settings);
    extension_features(nearest("markdown_extensions"), &mut settings);
    let configured = std::iter::once(&tree).chain(&bases).flat_map(|it| variables(it));
    settings.variables = Variables::of(plugin_variables(nearest("plugins")).into_iter().chain(configured));
    settings.include_folders = include_folders(nearest("plugins"), nearest("markdown_extensions"));
    if let Some(address) = tree.get("site_url").and_then(Value::words) {
        settings.route_prefixes.push(address.trim_end_matches('/').to_owned());
    }
    (root.is_some().then_some(settings), notes.diagnostics)
}

/// `theme.language` and `theme.direction`, as Material for MkDocs has them.
fn language(tree: &Value, settings: &mut Settings) {
    let word = |key: &str| tree.get("theme").and_then(|it| it.get(key)).and_then(Value::words);
    settings.language = word("language").filter(|it| is_language_tag(it)).map(str::to_owned);
    settings.direction = match word("direction") {
        Some("rtl") => Some("rtl"),
        Some("ltr") => Some("ltr"),
        _ => None,
    };
}

/// A well-formed tag of BCP 47, roughly: letters, then short groups of letters and digits. It ends in an attribute.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().is_some_and(|it| (2..=8).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphabetic()));
    primary && tag.len() <= 35 && parts.all(|it| (1..=8).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric()))
}

fn join_or_home(home: &str, folder: &str) -> String {
    repo_path::join(home, folder).unwrap_or_else(|_| home.to_owned())
}

/// The plugins: name and options.
pub(crate) fn plugins(tree: &Value) -> Vec<(&str, Option<&Value>)> {
    let Some(plugins) = tree.get("plugins") else { return Vec::new() };
    let named = plugins.entries().map(|(name, options)| (name, Some(options)));
    let listed = plugins.items().iter().flat_map(|it| match it.text() {
        Some(name) => vec![(name, None)],
        None => it.entries().map(|(name, options)| (name, Some(options))).collect(),
    });
    named.chain(listed).collect()
}

fn redirect_maps(tree: &Value) -> Vec<Redirect> {
    plugins(tree)
        .into_iter()
        .filter(|(name, _)| *name == "redirects")
        .filter_map(|(_, options)| options?.get("redirect_maps"))
        .flat_map(|maps| maps.entries().map(|(from, to)| (from, to, maps.key_span(from))).collect::<Vec<_>>())
        .filter_map(|(from, to, span)| {
            Some(Redirect { from: from.to_owned(), to: to.words()?.to_owned(), span: to.span.or(span) })
        })
        .collect()
}

/// The configurations that one inherits from, the nearest first.
fn inherited(files: &mut ConfigFiles, path: &str, tree: &Value) -> Vec<Arc<Value>> {
    let mut found: Vec<Arc<Value>> = Vec::new();
    let mut at = path.to_owned();
    while found.len() < MAX_INHERITED {
        let named = found.last().map_or(tree, |it| &**it).get("INHERIT").and_then(Value::words).filter(|it| !it.starts_with('/'));
        let Some(next) = named.and_then(|it| repo_path::join(repo_path::parent(&at), it).ok()) else { break };
        let Some(base) = Some(&next).filter(|it| !super::includes::is_hidden(it)).and_then(|it| files.tree(it).ok()) else {
            break;
        };
        found.push(base);
        at = next;
    }
    found
}

/// The placeholders of plugins.
fn plugin_variables(tree: &Value) -> Vec<(String, String)> {
    let dated = plugins(tree).iter().any(|(name, _)| matches!(*name, "git-revision-date-localized" | "git-revision-date"));
    // The frame says when a page was last changed, where that is known; the placeholder in the text gives way.
    let names = ["git_revision_date_localized", "git_revision_date"];
    names.into_iter().filter(|_| dated).map(|it| (it.to_owned(), String::new())).collect()
}

/// What the plugins switch on or off.
fn plugin_features(tree: &Value, settings: &mut Settings) {
    let mut feature = |name: &str| settings.features.push(name.to_owned());
    for (name, options) in plugins(tree) {
        match name {
            "macros" => feature("macros"),
            "include-markdown" => feature("include-markdown"),
            "techdocs-core" if options.and_then(|it| it.get("use_pymdownx_blocks")).and_then(Value::flag) == Some(true) => {
                feature("blocks");
            }
            _ => {}
        }
    }
}

/// What the Markdown extensions switch on or off.
fn extension_features(tree: &Value, settings: &mut Settings) {
    let mut feature = |name: &str| settings.features.push(name.to_owned());
    let extensions = tree.get("markdown_extensions");
    let listed = extensions.map(Value::items).unwrap_or_default().iter().filter_map(|it| {
        it.text().map(|name| (name, None)).or_else(|| it.entries().next().map(|(name, options)| (name, Some(options))))
    });
    let named = extensions.into_iter().flat_map(|it| it.entries().map(|(name, options)| (name, Some(options))));
    for (name, options) in listed.chain(named) {
        feature(match name {
            "pymdownx.arithmatex" => "math",
            "pymdownx.keys" => "keys",
            "markdown_include.include" => "markdown_include",
            other => other,
        });
        if name == "pymdownx.highlight" && options.and_then(|it| it.get("linenums")).is_some_and(|it| it.flag() == Some(false)) {
            feature("no-line-numbers");
        }
    }
}

/// The folders that plugins and extensions are told to include from.
fn include_folders(of_plugins: &Value, of_extensions: &Value) -> Vec<String> {
    let plugins = plugins(of_plugins).into_iter().filter(|it| it.0 == "macros").filter_map(|it| it.1?.get("include_dir"));
    let extensions = of_extensions.get("markdown_extensions");
    let listed = extensions.map(Value::items).unwrap_or_default().iter().chain(extensions);
    let bases = ["pymdownx.snippets", "markdown_include.include"];
    let extensions = listed.flat_map(|it| bases.iter().filter_map(|name| it.get(name)?.get("base_path")));
    let words = |it: &Value| it.items().iter().chain([it]).filter_map(Value::words).map(str::to_owned).collect::<Vec<_>>();
    plugins.chain(extensions).flat_map(words).take(MAX_INCLUDE_FOLDERS).collect()
}

/// `extra.*`, as mkdocs-macros sees it.
fn variables(tree: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(extra) = tree.get("extra") {
        for (key, value) in extra.entries() {
            super::jekyll::variables(value, key, &mut found, 0);
        }
    }
    for key in ["site_name", "site_url", "repo_url"] {
        if let Some(text) = tree.get(key).and_then(Value::words) {
            found.push((format!("config.{key}"), text.to_owned()));
        }
    }
    found
}

/// What is said about one `mkdocs.yml`.
struct Notes<'a> {
    repo: &'a Repo,
    path: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Notes<'_> {
    fn say(&mut self, code: Code, message: String, span: Option<Span>, help: Option<&str>) {
        let place = self.repo.place(self.path);
        let diagnostic = Diagnostic::new(code, message).at(span.map_or(place.clone(), |it| place.at(it)));
        self.diagnostics.push(diagnostic.help_if_known(help));
    }

    fn ignored_keys(&mut self, tree: &Value) {
        for (key, why) in IGNORED_KEYS {
            if tree.get(key).is_some() {
                let span = tree.key_span(key);
                self.say(Code::DocsKeyIgnored, format!("key `{key}` is ignored: {why}"), span, None);
            }
        }
        for key in IGNORED_THEME_KEYS {
            if let Some(theme) = tree.get("theme").filter(|it| it.get(key).is_some()) {
                let span = theme.key_span(key);
                let message = format!("key `theme.{key}` is ignored: the portal has one theme, its operator's");
                self.say(Code::DocsKeyIgnored, message, span, None);
            }
        }
        if let Some(span) = tree.get("extra").and_then(|it| it.key_span("analytics")) {
            let message = "key `extra.analytics` is ignored: the portal decides about analytics".to_owned();
            self.say(Code::DocsKeyIgnored, message, Some(span), None);
        }
        for (name, _) in plugins(tree) {
            if !KNOWN_PLUGINS.contains(&name) {
                let span = tree.get("plugins").and_then(|it| plugin_span(it, name));
                self.say(Code::DocsPluginIgnored, format!("plugin `{name}` is not known here and does nothing"), span, None);
            }
        }
    }

    /// A string whose tag, if it has one, is not acted on.
    fn inert(&mut self, value: &Value) -> Option<String> {
        if let Some(tag) = value.tag.as_deref().filter(|it| it.starts_with("!ENV")) {
            let message = format!("`{tag}` is not supported; the value is left out");
            self.say(Code::DocsKeyIgnored, message, value.span, Some("write the value itself; no environment variable is read"));
            return None;
        }
        value.words().map(str::to_owned)
    }

    fn docs_dir(&mut self, tree: &Value, home: &str) -> Option<String> {
        let value = tree.get("docs_dir");
        let written = value.and_then(Value::words).unwrap_or("docs");
        let inside = Some(written).filter(|it| !it.starts_with('/') && !it.contains('\\') && !is_drive(it));
        if let Some(root) = inside.and_then(|it| repo_path::join(home, it).ok()) {
            return Some(root);
        }
        let help = "docs_dir must be a path below the folder of this file";
        let message = format!("docs_dir `{written}` leaves the repository");
        self.say(Code::DocsDirLeavesRepository, message, value.and_then(|it| it.span), Some(help));
        None
    }

    fn globs(&mut self, tree: &Value, key: &str) -> Globs {
        let Some(value) = tree.get(key) else { return Globs::default() };
        let (globs, wrong) = Globs::of_lines(value.text().unwrap_or_default().lines());
        for message in wrong {
            self.say(Code::DocsConfigInvalid, format!("`{key}` has a pattern that cannot be read: {message}"), value.span, None);
        }
        globs
    }
}

fn is_drive(path: &str) -> bool {
    path.chars().nth(1) == Some(':')
}

fn plugin_span(plugins: &Value, name: &str) -> Option<Span> {
    let listed = plugins.items().iter().find_map(|it| match it.text() {
        Some(text) if text == name => it.span,
        Some(_) => None,
        None => it.key_span(name),
    });
    listed.or_else(|| plugins.key_span(name))
}
