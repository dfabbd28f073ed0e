//! Repositories that have docs or a README and no catalog file at their root: they appear all the same, as components of type
//! `repository`, marked as inferred.
//!
//! Two rules say where such a component stands. Its place is the file that a reader would open first: the README at the root
//! (the first by name, where there are several), else the docs configuration there, else the first page by path below
//! `docs/`. Its owner is whom CODEOWNERS names for the catalog file that is not there, `catalog-info.yaml` at the root.

use super::claims::Claim;
use super::codeowners::Codeowners;
use super::formats::is_object_name;
use super::{DEFAULT_NAMESPACE, Entity, EntityRef, Relation};
use crate::source::Repo;

/// The file that would declare it.
const CATALOG_FILE: &str = "catalog-info.yaml";

/// The component that stands for a repository; `None` when it has nothing to show.
pub(super) fn component(repo: &Repo, index: usize, codeowners: Option<&Codeowners>) -> Option<Claim> {
    let shown = shows_something(repo)?;
    let name = valid_name(&repo.name)?;
    let id = EntityRef::new("Component", DEFAULT_NAMESPACE, &name);
    let owner = codeowners.and_then(|it| it.owner(CATALOG_FILE, DEFAULT_NAMESPACE));
    let spec = serde_json::json!({ "type": "repository", "lifecycle": "unknown" });
    let docs = repo.contains("mkdocs.yml") || repo.contains("mkdocs.yaml") || repo.is_dir("docs");
    let mut annotations: Vec<(String, String)> = Vec::new();
    if docs {
        annotations.push(("backstage.io/techdocs-ref".into(), "dir:.".into()));
    }
    if let Some(url) = repo.provenance.tree_url("") {
        annotations.push(("backstage.io/source-location".into(), format!("url:{url}")));
    }
    let map: serde_json::Map<_, _> = annotations.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
    let entity = Entity {
        relations: owner.iter().map(|(owner, _)| (Relation::OwnedBy, owner.clone(), None)).collect(),
        id,
        kind: "Component".into(),
        namespace: DEFAULT_NAMESPACE.into(),
        metadata: serde_json::json!({ "name": name, "namespace": DEFAULT_NAMESPACE, "annotations": map }),
        name,
        api_version: "backstage.io/v1alpha1".into(),
        title: None,
        description: None,
        tags: Vec::new(),
        annotations,
        labels: Vec::new(),
        links: Vec::new(),
        spec_type: Some("repository".into()),
        lifecycle: Some("unknown".into()),
        spec,
        derived_owner: owner,
        yaml: String::new(),
        place: repo.place(&shown),
        definition_place: None,
        name_place: repo.place(&shown),
        lifecycle_place: None,
        type_place: None,
        inferred: true,
    };
    Some(Claim { name_place: entity.place.clone(), precedence: repo.precedence, repo: index, order: 0, entity: entity.into() })
}

/// The file that a reader would open first.
fn shows_something(repo: &Repo) -> Option<String> {
    let readme = |it: &str| !it.contains('/') && it.to_lowercase().starts_with("readme");
    let first = repo.files().map(|(path, _)| path).find(|it| readme(it));
    let configured = ["mkdocs.yml", "mkdocs.yaml", "book.toml"].into_iter().find(|it| repo.contains(it)).map(str::to_owned);
    let page = |it: &str| matches!(crate::repo_path::extension(it).as_str(), "md" | "markdown" | "mdx");
    let in_docs = || repo.files_below("docs").map(|(path, _)| path.to_string()).find(|it| page(it));
    first.map(ToString::to_string).or(configured).or_else(in_docs)
}

/// A folder's name as an entity's: other characters become `-`, at most 63 are kept.
fn valid_name(folder: &str) -> Option<String> {
    let dashed: String =
        folder.chars().map(|it| if it.is_ascii_alphanumeric() || "-_.".contains(it) { it } else { '-' }).collect();
    let outer = |it: char| !it.is_ascii_alphanumeric();
    let short: String = dashed.trim_start_matches(outer).chars().take(63).collect();
    let name = short.trim_end_matches(outer);
    is_object_name(name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_valid_names() {
        assert_eq!(valid_name("my repo (old)").as_deref(), Some("my-repo--old"));
        assert_eq!(valid_name(&format!(".{}", "x".repeat(80))).map(|it| it.len()), Some(63));
        assert_eq!(valid_name("日本"), None);
    }
}
