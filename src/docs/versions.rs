//! Older versions of a docs site: from tags and branches of its checkout, from folders that the operator names, and from
//! the versions that Docusaurus keeps in `versioned_docs/`.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::{Glob, GlobMatcher};

use super::settings::Settings;
use super::site::{Part, Plan};
use super::{dialect, discover};
use crate::config::{Config, DialectName, VersionsConfig};
use crate::repo_path;
use crate::source::{Repo, Revisions};

/// Older versions of one site, unless configured.
const LIMIT: usize = 5;
/// Older versions of one site at most.
const MOST: usize = 50;
/// The name of what is checked out, unless configured.
const LATEST: &str = "latest";

/// The plans of a site's older versions. The plan itself gets the name of the newest, where there are others.
pub(crate) fn of(plan: &mut Plan, config: &Config) -> Vec<Plan> {
    let Some(main) = plan.parts.first().filter(|it| it.is_main()).cloned() else { return Vec::new() };
    let wanted = &config.docs.versions;
    let mut found = docusaurus(&main);
    if applies(wanted, &main.repo) {
        found.extend(folders(&main, wanted));
        found.extend(revisions(&main, wanted));
    }
    let latest = wanted.latest.clone().unwrap_or_else(|| LATEST.to_owned());
    let mut taken = BTreeSet::from([latest.to_lowercase()]);
    found.retain(|(name, _)| taken.insert(name.to_lowercase()));
    found.truncate(wanted.limit.unwrap_or(LIMIT).min(MOST));
    if found.is_empty() {
        return Vec::new();
    }
    plan.version = Some((latest, true));
    // A version that lies inside the docs folder is not a part of it.
    let inside = found.iter().map(|(_, it)| it).filter(|it| Arc::ptr_eq(&it.repo, &main.repo)).map(|it| it.settings.root.clone());
    if let Some(part) = plan.parts.first_mut() {
        part.without.extend(inside);
    }
    let version = |(name, part): (String, Part)| Plan {
        entity: plan.entity.clone(),
        display_name: plan.display_name.clone(),
        parts: vec![part],
        adr_folder: None,
        version: Some((name, false)),
    };
    found.into_iter().map(version).collect()
}

fn applies(wanted: &VersionsConfig, repo: &Repo) -> bool {
    wanted.repositories.is_empty() || wanted.repositories.iter().filter_map(|it| glob(it)).any(|it| it.is_match(&*repo.name))
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    Glob::new(pattern).ok().map(|it| it.compile_matcher())
}

/// `versions.json` beside the docs folder lists `versioned_docs/version-…`.
fn docusaurus(main: &Part) -> Vec<(String, Part)> {
    if main.settings.dialect != DialectName::Docusaurus {
        return Vec::new();
    }
    let list = repo_path::join(&main.settings.home, "versions.json").ok();
    let text = list.and_then(|it| main.repo.text(&it, 100_000).ok()).map(|it| it.text).unwrap_or_default();
    let names: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
    let part = |name: String| {
        let root = repo_path::join(&main.settings.home, &format!("versioned_docs/version-{name}")).ok()?;
        Some((name, in_folder(main, root)?))
    };
    names.into_iter().take(MOST).filter_map(part).collect()
}

/// Folders of the repository whose path matches, the last name first.
fn folders(main: &Part, wanted: &VersionsConfig) -> Vec<(String, Part)> {
    let Some(pattern) =
        wanted.folders.as_deref().and_then(|it| globset::GlobBuilder::new(it).literal_separator(true).build().ok())
    else {
        return Vec::new();
    };
    let pattern = pattern.compile_matcher();
    let mut roots: BTreeSet<String> = BTreeSet::new();
    for (path, _) in main.repo.files().filter(|(path, _)| dialect::is_page(path, main.settings.dialect)) {
        let mut folder = repo_path::parent(path);
        while !folder.is_empty() {
            if pattern.is_match(folder) {
                roots.insert(folder.to_owned());
            }
            folder = repo_path::parent(folder);
        }
    }
    let part = |root: String| Some((repo_path::file_name(&root).to_owned(), in_folder(main, root)?));
    roots.into_iter().rev().filter_map(part).collect()
}

/// The same site, read from another folder of the repository.
fn in_folder(main: &Part, root: String) -> Option<Part> {
    if root == main.settings.root || !main.repo.is_dir(&root) {
        return None;
    }
    let plain = dialect::plain(&main.repo, &root, main.settings.dialect);
    let settings = Settings { root, nav: plain.nav, redirects: Vec::new(), ..(*main.settings).clone() };
    Some(Part::new(Arc::clone(&main.repo), Arc::new(settings)))
}

/// The same site, read from tags and branches.
fn revisions(main: &Part, wanted: &VersionsConfig) -> Vec<(String, Part)> {
    let revisions = Revisions {
        tags: wanted.tags.as_deref().and_then(glob),
        branches: wanted.branches.as_deref().and_then(glob),
        limit: wanted.limit.unwrap_or(LIMIT).min(MOST),
    };
    if revisions.tags.is_none() && revisions.branches.is_none() {
        return Vec::new();
    }
    let (home, root) = (&main.settings.home, &main.settings.root);
    let asked = if home.is_empty() { vec![root.clone()] } else { vec![root.clone(), home.clone()] };
    let part = |(name, repo): (String, Arc<Repo>)| {
        let configured = discover::config_in(&repo, home).and_then(|it| discover::read_config(&repo, &it).0);
        let settings = configured
            .filter(|it| repo.is_dir(&it.root))
            .or_else(|| repo.is_dir(root).then(|| dialect::plain(&repo, root, main.settings.dialect)))?;
        let title = settings.title.clone().or_else(|| main.settings.title.clone());
        Some((name, Part::new(repo, Arc::new(Settings { title, ..settings }))))
    };
    main.repo.revisions(&revisions, &asked).into_iter().filter_map(part).collect()
}

/// A version's name as a part of an address: `release/1.x` is `release-1.x`.
pub(crate) fn address(name: &str) -> String {
    let kept = |it: char| if it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_') { it } else { '-' };
    let slug: String = name.chars().take(60).map(kept).collect();
    let slug = slug.trim_matches(['.', '-']).to_lowercase();
    // `_/contents/` is the list of all pages.
    if slug.is_empty() || slug == "contents" { format!("version-{slug}") } else { slug }
}
