//! An existing Backstage instance as a source: the `catalog.locations` and `catalog.rules` of its `app-config.yaml`.
//!
//! Its files are read as catalog files of the repository that the configuration lies in. Addresses are not fetched: a
//! repository of the build that one points into is read by its own source.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

use crate::config::Allow;
use crate::repo_path;
use crate::source::Crawl;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AppConfig {
    catalog: CatalogConfig,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CatalogConfig {
    locations: Vec<Location>,
    rules: Option<Vec<Rule>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Location {
    #[serde(rename = "type")]
    kind: String,
    target: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Rule {
    allow: Vec<Allowed>,
}

/// `- allow: [Component]`, or `- allow: [{ kind: Template, … }]`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Allowed {
    Kind(String),
    Matcher { kind: String },
}

impl Allowed {
    fn kind(&self) -> String {
        match self {
            Self::Kind(kind) | Self::Matcher { kind } => kind.clone(),
        }
    }
}

/// What Backstage allows without `catalog.rules`.
const DEFAULT_KINDS: [&str; 3] = ["Component", "API", "Location"];

/// The repository around `file`, with the catalog files and kinds that it names; and the addresses that are not read.
///
/// # Errors
/// When the file cannot be read or is not YAML.
pub(super) fn read(file: &Path, precedence: usize) -> anyhow::Result<(Crawl, Vec<String>)> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("the Backstage configuration `{shown}` could not be read"))?;
    let config: AppConfig = serde_yaml::from_str(&text).map_err(|error| {
        let reason = error.without_snippet().to_string();
        anyhow::anyhow!("the Backstage configuration `{shown}` is not as expected: {}", reason.lines().next().unwrap_or_default())
    })?;
    let root = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = fs::canonicalize(root).with_context(|| format!("the folder of `{shown}` could not be opened"))?;
    // Backstage resolves file targets from where its backend runs.
    let backend = if root.join("packages/backend").is_dir() { "packages/backend" } else { "" };
    let (files, addresses): (Vec<&Location>, Vec<&Location>) = config.catalog.locations.iter().partition(|it| it.kind == "file");
    let catalog = files.iter().filter_map(|it| repo_path::join(backend, &it.target).ok()).collect();
    let allow = Allow { kinds: kinds(&config.catalog), ..Allow::default() };
    let crawl = Crawl { root, catalog, allow: vec![allow], precedence, ..Crawl::default() };
    Ok((crawl, addresses.into_iter().map(|it| it.target.clone()).collect()))
}

/// The kinds that the rules allow. Rules of single locations count for all: the files of one repository are one source.
fn kinds(catalog: &CatalogConfig) -> Vec<String> {
    let general: Vec<String> = match &catalog.rules {
        Some(rules) => rules.iter().flat_map(|it| &it.allow).map(Allowed::kind).collect(),
        None => DEFAULT_KINDS.map(str::to_owned).to_vec(),
    };
    let own = catalog.locations.iter().flat_map(|it| &it.rules).flat_map(|it| &it.allow).map(Allowed::kind);
    general.into_iter().chain(own).chain(["Location".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_locations_and_rules() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("packages/backend")).expect("a folder");
        let file = folder.path().join("app-config.yaml");
        let text = "app: {title: x}\ncatalog:\n  rules:\n    - allow: [Component, System]\n  locations:\n    - type: file\n      \
                    target: ../../examples/all.yaml\n      rules:\n        - allow: [User, Group]\n    - type: url\n      \
                    target: https://github.com/acme/x/blob/main/catalog-info.yaml\n";
        fs::write(&file, text).expect("a file");
        let (crawl, addresses) = read(&file, 2).expect("read");
        assert_eq!(crawl.catalog, ["examples/all.yaml"]);
        assert_eq!(crawl.allow[0].kinds, ["Component", "System", "User", "Group", "Location"]);
        assert_eq!(addresses, ["https://github.com/acme/x/blob/main/catalog-info.yaml"]);
    }
}
