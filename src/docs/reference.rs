//! `backstage.io/techdocs-ref`, `techdocs-entity` and `adr-location`: where an entity says its docs are.

use std::sync::Arc;

use super::lookup::Repos;
use crate::catalog::{Entity, EntityRef};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::repo_path;
use crate::source::Repo;

/// Where an entity's docs are.
#[derive(Debug)]
pub(crate) enum Reference {
    /// A folder of a repository of this build.
    Folder {
        /// The repository.
        repo: Arc<Repo>,
        /// The folder; empty for the root.
        folder: String,
    },
    /// Another entity's docs, and a page of them.
    Entity(EntityRef, String),
}

/// What the entity's annotations say about its docs.
pub(crate) fn of_entity(repos: &Repos, entity: &Entity) -> (Option<Reference>, Vec<Diagnostic>) {
    if let Some(written) = entity.annotation("backstage.io/techdocs-ref") {
        return match folder(repos, entity, "backstage.io/techdocs-ref", written) {
            Ok((repo, folder)) => (Some(Reference::Folder { repo, folder }), Vec::new()),
            Err(diagnostic) => (None, vec![*diagnostic]),
        };
    }
    let Some(written) = entity.annotation("backstage.io/techdocs-entity") else { return (None, Vec::new()) };
    match EntityRef::parse(written, Some("Component"), "default") {
        Ok(id) => {
            let path = entity.annotation("backstage.io/techdocs-entity-path").unwrap_or_default();
            (Some(Reference::Entity(id, path.trim_matches('/').to_owned())), Vec::new())
        }
        Err(_) => {
            let key = "backstage.io/techdocs-entity";
            let message = format!("{key} `{written}` is not an entity reference");
            (None, vec![say(entity, key, Code::TechdocsRefInvalid, message).help("write `[kind:][namespace/]name`")])
        }
    }
}

/// The folder of an entity's decision records.
pub(crate) fn records(repos: &Repos, entity: &Entity) -> (Option<(Arc<Repo>, String)>, Vec<Diagnostic>) {
    let key = "backstage.io/adr-location";
    let Some(written) = entity.annotation(key) else { return (None, Vec::new()) };
    let dir = if written.contains("://") { format!("url:{written}") } else { format!("dir:{written}") };
    match folder(repos, entity, key, &dir) {
        Ok(found) => (Some(found), Vec::new()),
        Err(diagnostic) => (None, vec![*diagnostic]),
    }
}

/// Nothing was found where an entity says its docs are.
pub(crate) fn without_pages(entity: &Entity, folder: &str) -> Diagnostic {
    let shown = if folder.is_empty() { "the repository's root" } else { folder };
    let message = format!("there are no docs in `{shown}`: no mkdocs.yml, no docs/ with a page and no README.md");
    say(entity, "backstage.io/techdocs-ref", Code::DocsNotFound, message)
        .entity(entity.id.to_string())
        .help("add `docs/index.md`, or correct the annotation")
}

fn folder(repos: &Repos, entity: &Entity, key: &str, written: &str) -> Result<(Arc<Repo>, String), Box<Diagnostic>> {
    let invalid = |message: String, help: &str| Err(Box::new(say(entity, key, Code::TechdocsRefInvalid, message).help(help)));
    if let Some(dir) = written.strip_prefix("dir:") {
        let dir = dir.trim();
        let (repo, base) = base(repos, entity).ok_or_else(|| unknown_repository(entity, key, written))?;
        let outside = dir.starts_with('/') || dir.contains('\\');
        return match repo_path::join(&base, dir) {
            Ok(folder) if !outside => Ok((repo, folder)),
            _ => {
                let message = format!("{key} `{written}` leaves the repository");
                let diagnostic = say(entity, key, Code::DocsDirLeavesRepository, message);
                Err(Box::new(diagnostic.help("name a folder of the same repository, relative to this file")))
            }
        };
    }
    if let Some(address) = written.strip_prefix("url:") {
        let address = address.trim();
        if !address.starts_with("https://") && !address.starts_with("http://") {
            return invalid(format!("{key} `{written}` is not an http(s) address"), "write `dir:.` for docs beside this file");
        }
        return repos.file_of(address).ok_or_else(|| {
            let message = format!("the docs at `{address}` are in a repository that is not part of this build");
            let diagnostic = say(entity, key, Code::DocsElsewhere, message).entity(entity.id.to_string());
            Box::new(diagnostic.help("add that repository to `sources`"))
        });
    }
    invalid(
        format!("{key} `{written}` begins with neither `dir:` nor `url:`"),
        "write `dir:.` for docs beside this file, or `url:` and an address",
    )
}

fn unknown_repository(entity: &Entity, key: &str, written: &str) -> Box<Diagnostic> {
    Box::new(
        say(entity, key, Code::TechdocsRefInvalid, format!("{key} `{written}` has no repository to start from"))
            .help("say where the repository is published, `url:` of its source in `idp-docs.yaml`"),
    )
}

/// The folder from which relative places count: the entity's source location where it lies in this build, else the folder
/// of its catalog file.
fn base(repos: &Repos, entity: &Entity) -> Option<(Arc<Repo>, String)> {
    let located = entity.annotation("backstage.io/source-location").and_then(|it| it.strip_prefix("url:"));
    if let Some(address) = located
        && let Some((repo, path)) = repos.file_of(address)
    {
        let folder = if repo.contains(&path) { repo_path::parent(&path).to_owned() } else { path };
        return Some((repo, folder));
    }
    let repo = repos.named(&entity.place.repository)?;
    Some((Arc::clone(repo), repo_path::parent(&entity.place.path).to_owned()))
}

/// There are no decision records where the entity says they are.
pub(super) fn no_records(entity: &Entity, folder: &str) -> Diagnostic {
    say(entity, "backstage.io/adr-location", Code::DocsNotFound, format!("there is no folder `{folder}` with decision records"))
        .entity(entity.id.to_string())
        .help("correct the annotation: the path starts at the folder of this file")
}

/// The entity shows the docs of one that has none.
pub(super) fn nothing_shown(entity: &Entity, message: String) -> Diagnostic {
    say(entity, "backstage.io/techdocs-entity", Code::TechdocsEntityUnknown, message)
        .entity(entity.id.to_string())
        .help("name an entity with docs, or give this one docs of its own with `backstage.io/techdocs-ref: dir:.`")
}

/// A diagnostic at an annotation of the entity's document.
fn say(entity: &Entity, key: &str, code: Code, message: String) -> Diagnostic {
    let place = span_of(entity, key).map_or_else(|| entity.place.clone(), |it| entity.place.at(it));
    Diagnostic::new(code, message).at(place)
}

/// Where an annotation's value stands, by the text of the entity's document.
fn span_of(entity: &Entity, key: &str) -> Option<Span> {
    let start = entity.place.span?.line;
    let is_content = |line: &str| !line.trim().is_empty() && !line.starts_with(['#', '%']) && !line.starts_with("---");
    let first = entity.yaml.lines().position(is_content)?;
    let (index, line) = entity.yaml.lines().enumerate().find(|(_, line)| {
        line.trim_start()
            .trim_start_matches(['"', '\''])
            .strip_prefix(key)
            .is_some_and(|it| it.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    })?;
    let number = start + u32::try_from(index.checked_sub(first)?).ok()?;
    let after_colon = line.find(key).map_or(0, |it| it + key.len());
    let value = line.get(after_colon..).unwrap_or_default();
    let value = value.trim_start_matches(['"', '\'']).trim_start_matches(':').trim_start();
    let column = line.chars().count() - value.chars().count() + 1;
    let length = value.trim_end().chars().count().max(1);
    let column = column as u32;
    Some(Span { line: number, column, end_line: number, end_column: column + length as u32 })
}
