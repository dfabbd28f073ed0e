//! The `app-config.yaml` of a Backstage instance: the catalog files that its `catalog.locations` register, and the kinds
//! that `catalog.rules` allow in each.
//!
//! Read from the text, with the place of every value. Other configuration files are not merged, nothing is fetched, and a
//! message never holds the value of a variable: it may be a secret.

use crate::config::{Allow, Config};
use crate::diagnostic::{Code, Diagnostic, Place, Span};
use crate::repo_path;
use crate::source::{Repo, Source};
use crate::yaml::{self, Node};

use super::locate::{self, Lead};
use super::locations::{self, Origin, Target};
use super::problems::Problems;

/// What Backstage allows without `catalog.rules`.
const DEFAULT_KINDS: [&str; 3] = ["Component", "API", "Location"];

/// What a Backstage instance registers.
#[derive(Debug, Default)]
pub(super) struct Registrations {
    /// The catalog files.
    pub(super) targets: Vec<Target>,
    /// What each registration may declare.
    pub(super) rules: Vec<(Origin, Vec<Allow>)>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the Backstage configuration of a repository that has one.
pub(super) fn read(repo: &Repo, index: usize, source: &Source, config: &Config) -> Option<Registrations> {
    let backstage = repo.backstage.as_ref()?;
    let mut problems = Problems::new(repo.place(&backstage.file));
    let mut found = Registrations::default();
    match root(repo, &backstage.file, config.limits.catalog_file) {
        Ok(root) => {
            let reader = Reader { repo, index, source, file: &backstage.file };
            if let Some(catalog) = root.get("catalog") {
                reader.catalog(catalog, &mut found, &mut problems);
            }
            reader.not_read(&root, &mut problems);
        }
        Err(diagnostic) => found.diagnostics.push(*diagnostic),
    }
    found.diagnostics.extend(problems.into_vec(None));
    Some(found)
}

fn root(repo: &Repo, file: &str, limit: u64) -> Result<Node, Box<Diagnostic>> {
    let text = repo.text(file, limit).map_err(|error| Box::new(error.diagnostic(repo, file)))?;
    let error = |it: yaml::YamlError| {
        Box::new(Diagnostic::new(Code::YamlSyntax, it.message).help(it.help).at(repo.place(file).at(it.span)))
    };
    let first = yaml::documents(&text.text).into_iter().next();
    let root = first.map_or(Ok(None), |it| it.root).map_err(error)?;
    root.ok_or_else(|| {
        let diagnostic = Diagnostic::new(Code::BackstageConfig, format!("`{file}` is empty"));
        Box::new(diagnostic.at(Place::file(repo.name.clone(), file)))
    })
}

/// One entry of `catalog.locations`.
struct Entry<'a> {
    kind: &'a str,
    /// Variables put in.
    target: String,
    /// As the file has it, for messages.
    written: &'a str,
    span: Span,
}

struct Reader<'a> {
    repo: &'a Repo,
    index: usize,
    source: &'a Source,
    file: &'a str,
}

impl Reader<'_> {
    fn catalog(&self, catalog: &Node, found: &mut Registrations, problems: &mut Problems) {
        for (at, location) in catalog.get("locations").map(Node::items).unwrap_or_default().iter().enumerate() {
            let Some(entry) = self.entry(location, problems) else { continue };
            let origin = Origin { repo: self.index, registration: Some(at) };
            found.rules.push((origin, rules(catalog, location, &entry)));
            let targets = if entry.kind == "file" { self.files(&entry, problems) } else { self.address(&entry, problems) };
            let addressed = entry.kind != "file";
            let target = |(repo, path)| Target {
                repo,
                path,
                origin,
                addressed,
                found_by: format!("{}, line {}", self.file, entry.span.line),
            };
            found.targets.extend(targets.into_iter().map(target));
        }
    }

    fn entry<'a>(&self, location: &'a Node, problems: &mut Problems) -> Option<Entry<'a>> {
        let kind = location.get("type").and_then(Node::as_str).unwrap_or_default();
        let target = location.get("target").and_then(|it| Some((it.span, it.as_str()?)));
        let Some((span, written)) = target.filter(|_| matches!(kind, "file" | "url")) else {
            let message = "an entry of `catalog.locations` is not a `file` or `url` with a `target`, so it is not read";
            let help = "write `type: file` or `type: url`, and `target:` with a path or an address";
            problems.add_with_help(Code::BackstageConfig, location.span, message, help);
            return None;
        };
        match self.substituted(written) {
            Ok(target) => Some(Entry { kind, target, written, span }),
            Err(name) => {
                let message = format!("the target `{written}` needs the variable `{name}`, which is not set");
                problems.add_with_help(Code::BackstageConfig, span, message, format!("run with `{name}` in the environment"));
                None
            }
        }
    }

    /// Puts variables in: `${NAME}`, `${NAME:-else}`; `$${` stands for itself. The error is the name of one that is not set.
    fn substituted(&self, written: &str) -> Result<String, String> {
        let known = self.repo.backstage.as_ref().map(|it| &it.environment);
        let mut out = String::with_capacity(written.len());
        let mut rest = written;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((inside, tail)) = after.split_once('}') else { break };
            if let Some(escaped) = before.strip_suffix('$') {
                out.push_str(&format!("{escaped}${{{inside}}}"));
            } else {
                let (name, fallback) = inside.split_once(":-").map_or((inside, None), |(name, it)| (name, Some(it.trim())));
                let value = known.and_then(|it| it.get(name.trim())).map(String::as_str).filter(|it| !it.is_empty());
                out.push_str(before);
                out.push_str(value.or(fallback).ok_or_else(|| name.trim().to_owned())?);
            }
            rest = tail;
        }
        Ok(out + rest)
    }

    /// A file of the repository: seen from the backend's folder, as Backstage has it, else from the file's own or the root.
    fn files(&self, entry: &Entry<'_>, problems: &mut Problems) -> Vec<(usize, String)> {
        let own = repo_path::parent(self.file);
        let backend = repo_path::join(own, "packages/backend").unwrap_or_default();
        let folders = [backend.as_str(), own].into_iter().filter(|it| it.is_empty() || self.repo.is_dir(it));
        let paths: Vec<String> = folders.filter_map(|it| repo_path::join(it, &entry.target).ok()).collect();
        if paths.is_empty() || entry.target.starts_with('/') {
            let message = format!("the target `{}` leaves the repository", entry.written);
            let help = "only files of the repository around `app-config.yaml` are read; add the other one to `sources`";
            problems.add_with_help(Code::LocationLeaves, entry.span, message, help);
            return Vec::new();
        }
        let found = paths.iter().map(|it| locations::matching(self.repo, it, false)).find(|it| !it.is_empty());
        if found.is_none() {
            let message = format!("the target `{}` does not exist", entry.written);
            let help = "Backstage starts at the folder that its backend runs in, usually `packages/backend`";
            problems.add_with_help(Code::LocationMissing, entry.span, message, help);
        }
        found.unwrap_or_default().into_iter().map(|it| (self.index, it)).collect()
    }

    /// An address: read where it points into a repository of this build.
    fn address(&self, entry: &Entry<'_>, problems: &mut Problems) -> Vec<(usize, String)> {
        let remote = || {
            let message = format!("the target `{}` is not in a repository of this build, so it is not read", entry.written);
            (message, "add a checkout of that repository to `sources`, with its `url`")
        };
        let Some(Lead::Path(repo, path)) =
            entry.target.contains("://").then(|| locate::lead(&entry.target, self.index, self.file, self.source))
        else {
            let (message, help) = remote();
            problems.add_with_help(Code::LocationNotFetched, entry.span, message, help);
            return Vec::new();
        };
        let files = self.source.repos.get(repo).map(|it| locations::matching(it, &path, true)).unwrap_or_default();
        if files.is_empty() {
            let message = format!("the target `{}` does not exist in the checkout", entry.written);
            problems.add_with_help(
                Code::LocationMissing,
                entry.span,
                message,
                "check its path, and that the checkout is up to date",
            );
        }
        files.into_iter().map(|it| (repo, it)).collect()
    }

    /// Says what of the catalog's configuration is not read, rather than being silent about it.
    fn not_read(&self, root: &Node, problems: &mut Problems) {
        if let Some(providers) = root.at_pointer("/catalog/providers").filter(|it| !it.entries().is_empty()) {
            let names: Vec<String> = providers.entries().iter().map(|it| format!("`{}`", it.key)).collect();
            let message =
                format!("`catalog.providers` discovers entities while Backstage runs ({}), and is not run", names.join(", "));
            let span = root.get("catalog").and_then(|it| it.entry("providers")).map_or(providers.span, |it| it.key_span);
            let help = "add checkouts of the repositories that they find to `sources`";
            problems.add_with_help(Code::BackstageConfig, span, message, help);
        }
        for (parent, key) in [
            (Some(root), "root"),
            (root.get("catalog"), "catalog"),
            (root.at_pointer("/catalog/locations"), "catalog.locations"),
            (root.at_pointer("/catalog/rules"), "catalog.rules"),
        ] {
            let included = parent.into_iter().flat_map(|it| it.entries().iter().chain(it.items().iter().flat_map(Node::entries)));
            for it in included.filter(|it| matches!(&*it.key, "$include" | "$file")) {
                let message = format!("`{}` below `{key}` is not read", it.key);
                let help = "name the locations in this file, or the included file as a source of its own";
                problems.add_with_help(Code::BackstageConfig, it.key_span, message, help);
            }
        }
    }
}

/// What a location may declare: the general rules that concern it, and its own. `Location` itself is always read, so that
/// what it leads to is.
fn rules(catalog: &Node, location: &Node, entry: &Entry<'_>) -> Vec<Allow> {
    let general = match catalog.get("rules") {
        Some(rules) => rules.items().iter().filter(|it| concerns(it, entry)).flat_map(allowed).collect(),
        None => vec![Allow { kinds: DEFAULT_KINDS.map(str::to_owned).to_vec(), ..Allow::default() }],
    };
    let own = location.get("rules").map(Node::items).unwrap_or_default().iter().flat_map(allowed);
    let locations = Allow { kinds: vec!["Location".into()], ..Allow::default() };
    general.into_iter().chain(own).chain([locations]).collect()
}

/// A rule without `locations` concerns every one; else its type and `exact` or `pattern` decide.
fn concerns(rule: &Node, entry: &Entry<'_>) -> bool {
    let Some(locations) = rule.get("locations") else { return true };
    locations.items().iter().any(|it| {
        let text = |key: &str| it.get(key).and_then(Node::as_str);
        let fits = |pattern: &str| {
            let glob = globset::GlobBuilder::new(pattern).case_insensitive(true).literal_separator(true).build();
            glob.is_ok_and(|it| it.compile_matcher().is_match(&entry.target))
        };
        text("type").is_none_or(|it| it == entry.kind)
            && text("exact").is_none_or(|it| it == entry.target)
            && text("pattern").is_none_or(fits)
    })
}

/// `- allow: [Component]`, or `- allow: [{ kind: Template, spec.type: website }]`.
fn allowed(rule: &Node) -> Vec<Allow> {
    let one = |it: &Node| {
        let text = |key: &str| it.get(key).and_then(Node::as_str).map(str::to_owned);
        let kind = it.as_str().map(str::to_owned).or_else(|| text("kind"))?;
        Some(Allow { kinds: vec![kind], types: text("spec.type").into_iter().collect(), ..Allow::default() })
    };
    rule.get("allow").map(Node::items).unwrap_or_default().iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests;
