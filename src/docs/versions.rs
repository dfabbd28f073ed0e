//! Older versions of a docs site: from tags and branches of its checkout, from folders that the operator names, and from
//! those that Docusaurus (`versioned_docs/`) and mike list in a `versions.json`.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::{Glob, GlobMatcher};

use super::config_files::ConfigFiles;
use super::settings::Settings;
use super::site::{Part, Plan};
use super::{dialect, discover, mike};
use crate::config::{Config, DialectName, VersionsConfig};
use crate::repo_path;
use crate::source::{Repo, Revisions};

/// Older versions of one site, unless configured.
const LIMIT: usize = 5;
/// Older versions of one site at most.
const MOST: usize = 50;
/// The name of what is checked out, unless configured.
const LATEST: &str = "latest";

/// A version of a site.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// Its name in addresses.
    pub(crate) name: String,
    /// How it is shown.
    pub(crate) title: String,
    /// Is it the one that readers see first?
    pub(crate) is_default: bool,
    /// Front pages of versions by their other names: address below the site's own, and where it leads.
    pub(crate) aliases: Vec<(String, String)>,
}

/// A version that was found.
struct Found {
    name: String,
    title: String,
    aliases: Vec<String>,
    part: Part,
}

impl Found {
    fn of((name, part): (String, Part)) -> Self {
        Self { title: name.clone(), name, aliases: Vec::new(), part }
    }

    /// Its folder, and those that would be copies of it under its other names.
    fn folders(&self) -> Vec<String> {
        let root = &self.part.settings.root;
        let copies = self.aliases.iter().filter_map(|it| repo_path::join(repo_path::parent(root), it).ok());
        std::iter::once(root.clone()).chain(copies).collect()
    }
}

/// The plans of a site's older versions. The plan itself gets the name of the newest, where there are others.
pub(crate) fn of(plan: &mut Plan, config: &Config) -> Vec<Plan> {
    let Some(main) = plan.parts.first().filter(|it| it.is_main()).cloned() else { return Vec::new() };
    let wanted = &config.docs.versions;
    let files = &mut ConfigFiles::of(&main.repo);
    let mut found: Vec<Found> = docusaurus(&main, files).into_iter().map(Found::of).collect();
    let (listed, shown_first) = of_mike(&main, files);
    found.extend(listed);
    if applies(wanted, &main.repo) {
        found.extend(folders(&main, wanted, files));
        found.extend(revisions(&main, wanted).into_iter().map(Found::of));
    }
    let first = shown_first.filter(|it| *it < found.len()).map(|it| found.remove(it));
    let (name, title) = match &first {
        Some(it) => (it.name.clone(), it.title.clone()),
        None => wanted.latest.clone().map_or_else(|| (LATEST.to_owned(), LATEST.to_owned()), |it| (it.clone(), it)),
    };
    let mut taken = BTreeSet::from([name.to_lowercase()]);
    found.retain(|it| taken.insert(it.name.to_lowercase()));
    found.truncate(wanted.limit.unwrap_or(LIMIT).min(MOST));
    if found.is_empty() && first.is_none() {
        return Vec::new();
    }
    let aliases = aliases(first.as_ref(), &found);
    // A version that lies inside the docs folder is not a part of it.
    let inside = found.iter().filter(|it| Arc::ptr_eq(&it.part.repo, &main.repo)).flat_map(Found::folders);
    if let Some(part) = plan.parts.first_mut() {
        part.without.extend(inside);
        if let Some(first) = first {
            *part = first.part;
        }
    }
    plan.version = Some(Version { name, title, is_default: true, aliases });
    let version = |it: Found| Plan {
        entity: plan.entity.clone(),
        display_name: plan.display_name.clone(),
        parts: vec![it.part],
        adr_folder: None,
        version: Some(Version { name: it.name, title: it.title, is_default: false, aliases: Vec::new() }),
    };
    found.into_iter().map(version).collect()
}

/// Other names of the versions, which lead to their front pages: `_/stable/` to `_/1.0/`. The version shown first has its
/// own name among them, for its pages are at the site's address.
fn aliases(first: Option<&Found>, found: &[Found]) -> Vec<(String, String)> {
    let mut taken: BTreeSet<String> = found.iter().map(|it| address(&it.name)).collect();
    let own = first.into_iter().flat_map(|it| std::iter::once(&it.name).chain(&it.aliases).map(|it| (it, String::new())));
    let theirs = found.iter().flat_map(|it| it.aliases.iter().map(|alias| (alias, format!("_/{}/", address(&it.name)))));
    let free = |(alias, to): (&String, String)| {
        let alias = address(alias);
        taken.insert(alias.clone()).then(|| (format!("_/{alias}/"), to))
    };
    own.chain(theirs).filter_map(free).collect()
}

/// `versions.json` of mike in the docs folder or beside its configuration lists the folders beside it. Gives also which of
/// them is shown first, where the docs folder holds nothing but versions.
fn of_mike(main: &Part, files: &mut ConfigFiles) -> (Vec<Found>, Option<usize>) {
    let (root, home) = (&main.settings.root, &main.settings.home);
    let lists = [root, home].map(|it| (it, mike::list(&main.repo, it)));
    let Some((folder, listed)) = lists.into_iter().find(|it| !it.1.is_empty()) else { return (Vec::new(), None) };
    let default = mike::default(&listed).and_then(|it| listed.get(it)).map(|it| it.version.clone());
    let found: Vec<Found> = listed
        .into_iter()
        .filter_map(|it| {
            let part = in_folder(main, files, repo_path::join(folder, &it.version).ok()?)?;
            Some(Found { title: it.shown(), name: it.version, aliases: it.aliases, part })
        })
        .collect();
    // mike keeps copies of versions under their other names, too.
    let names = found.iter().flat_map(|it| it.aliases.iter().chain([&it.name]));
    let inside: BTreeSet<String> = names.filter_map(|it| repo_path::join(folder, it).ok()).collect();
    let is_own = |path: &str| {
        dialect::is_page(path, main.settings.dialect) && !inside.iter().any(|it| repo_path::strip_folder(path, it).is_some())
    };
    let only_versions = folder == root && !main.repo.files_below(root).any(|(path, _)| is_own(path));
    let first = found.iter().position(|it| Some(&it.name) == default.as_ref()).filter(|_| only_versions);
    (found, first)
}

fn applies(wanted: &VersionsConfig, repo: &Repo) -> bool {
    wanted.repositories.is_empty() || wanted.repositories.iter().filter_map(|it| glob(it)).any(|it| it.is_match(&*repo.name))
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    Glob::new(pattern).ok().map(|it| it.compile_matcher())
}

/// `versions.json` beside the docs folder lists `versioned_docs/version-…`.
fn docusaurus(main: &Part, files: &mut ConfigFiles) -> Vec<(String, Part)> {
    if main.settings.dialect != DialectName::Docusaurus {
        return Vec::new();
    }
    let list = repo_path::join(&main.settings.home, "versions.json").ok();
    let text = list.and_then(|it| main.repo.text(&it, 100_000).ok()).map(|it| it.text).unwrap_or_default();
    let names: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
    let part = |name: String| {
        let root = repo_path::join(&main.settings.home, &format!("versioned_docs/version-{name}")).ok()?;
        Some((name, in_folder(main, files, root)?))
    };
    names.into_iter().take(MOST).filter_map(part).collect()
}

/// Folders of the repository whose path matches, the last name first. A list of mike's beside them says how they are shown.
fn folders(main: &Part, wanted: &VersionsConfig, files: &mut ConfigFiles) -> Vec<Found> {
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
    let listed = roots.first().map(|it| mike::list(&main.repo, repo_path::parent(it))).unwrap_or_default();
    let part = |root: String| {
        let name = repo_path::file_name(&root).to_owned();
        let known = listed.iter().find(|it| it.version == name);
        let title = known.map_or_else(|| name.clone(), mike::Listed::shown);
        Some(Found {
            title,
            aliases: known.map(|it| it.aliases.clone()).unwrap_or_default(),
            name,
            part: in_folder(main, files, root)?,
        })
    };
    let mut found: Vec<Found> = roots.into_iter().rev().filter_map(part).collect();
    found.sort_by_key(|it| listed.iter().position(|listed| listed.version == it.name).unwrap_or(usize::MAX));
    found
}

/// The same site, read from another folder of the repository.
fn in_folder(main: &Part, files: &mut ConfigFiles, root: String) -> Option<Part> {
    if root == main.settings.root || !main.repo.is_dir(&root) {
        return None;
    }
    let configured = discover::config_in(&main.repo, &root).and_then(|it| discover::read_config(files, &it).0);
    if let Some(settings) = configured.filter(|it| main.repo.is_dir(&it.root)) {
        return Some(Part::new(Arc::clone(&main.repo), Arc::new(settings)));
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
        let configured =
            discover::config_in(&repo, home).and_then(|it| discover::read_config(&mut ConfigFiles::of(&repo), &it).0);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::EntityRef;
    use crate::source::Provenance;

    const LIST: &str = r#"[{"version": "2.0", "title": "2.0.3", "aliases": ["latest"]},
        {"version": "1.0", "title": "1.0 (lts)", "aliases": ["lts"]}, {"version": "0.9", "aliases": ["lts", "old"]}]"#;

    /// Each version, the first shown first: title, folder; and the other names.
    fn versions(files: &[(&str, &str)], config: &str) -> (Vec<String>, Vec<String>) {
        let files = files.iter().map(|(path, text)| (Arc::from(*path), text.as_bytes().to_vec())).collect();
        let repo = Arc::new(Repo::in_memory("shop", files, Provenance::default()));
        let settings = discover::folders(&mut ConfigFiles::of(&repo)).0.into_iter().next().expect("there is a configuration");
        let entity = EntityRef { kind: "component".into(), namespace: "default".into(), name: "shop".into() };
        let parts = vec![Part::new(repo, settings)];
        let mut plan = Plan { entity, display_name: "Shop".into(), parts, adr_folder: None, version: None };
        let config: Config = serde_yaml::from_str(config).expect("valid");
        let older = of(&mut plan, &config);
        let shown = |it: &Plan| {
            let version = it.version.as_ref().map(|it| it.title.clone()).unwrap_or_default();
            format!("{version} in {}", it.parts.first().map(|it| it.settings.root.clone()).unwrap_or_default())
        };
        let aliases = plan.version.iter().flat_map(|it| &it.aliases).map(|(from, to)| format!("{from} -> {to}")).collect();
        (std::iter::once(&plan).chain(&older).map(shown).collect(), aliases)
    }

    #[test]
    fn a_folder_of_nothing_but_versions_shows_the_one_called_latest() {
        let files = [
            ("mkdocs.yml", "site_name: Shop\n"),
            ("docs/versions.json", LIST),
            ("docs/2.0/index.md", "# Two"),
            ("docs/latest/index.md", "# Two"),
            ("docs/1.0/index.md", "# One"),
        ];
        let (shown, aliases) = versions(&files, "{}");
        assert_eq!(shown, ["2.0.3 in docs/2.0", "1.0 (lts) in docs/1.0"], "0.9 has no folder");
        assert_eq!(aliases, ["_/2.0/ -> ", "_/latest/ -> ", "_/lts/ -> _/1.0/"]);
    }

    #[test]
    fn folders_beside_pages_are_older_versions() {
        let files = [
            ("mkdocs.yml", "site_name: Shop\n"),
            ("docs/index.md", "# Now"),
            ("docs/versions.json", LIST),
            ("docs/1.0/index.md", "# One"),
            ("docs/0.9/index.md", "# Old"),
        ];
        let (shown, aliases) = versions(&files, "{}");
        assert_eq!(shown, ["latest in docs", "1.0 (lts) in docs/1.0", "0.9 in docs/0.9"]);
        assert_eq!(aliases, ["_/lts/ -> _/1.0/", "_/old/ -> _/0.9/"], "a name belongs to one version");
    }

    #[test]
    fn a_list_beside_configured_folders_orders_and_names_them() {
        let files = [
            ("mkdocs.yml", "site_name: Shop\n"),
            ("docs/index.md", "# Now"),
            ("old/versions.json", LIST),
            ("old/0.8/index.md", "# a"),
            ("old/0.9/index.md", "# b"),
            ("old/1.0/index.md", "# c"),
        ];
        let (shown, _) = versions(&files, "docs: {versions: {folders: 'old/*', latest: next}}");
        assert_eq!(shown, ["next in docs", "1.0 (lts) in old/1.0", "0.9 in old/0.9", "0.8 in old/0.8"]);
    }
}
