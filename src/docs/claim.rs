//! Whose docs a folder is: what entities claim by annotation, what lies beside their catalog files, and who takes the rest.
//!
//! Rule for folders that nobody claims: they belong to the entity whose catalog file lies nearest above them, else to the
//! repository's inferred component or its topmost entity, as sections of that entity's site. So every page of every docs
//! folder is published once, and more than once only where several entities claim it by annotation.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::config_files::ConfigFiles;
use super::lookup::Repos;
use super::reference::{self, Reference};
use super::settings::Settings;
use super::site::{Part, Plan};
use super::{dialect, discover, monorepo};
use crate::catalog::{Entity, EntityRef};
use crate::config::DialectName;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::repo_path;
use crate::source::{Repo, Source};

/// Names under which a folder introduces itself, in the order in which forges look for them.
const READMES: [&str; 5] = ["README.md", "readme.md", "Readme.md", "README.markdown", "README.mdx"];

/// An entity that shows another's docs: whose, and which page.
pub(crate) type Elsewhere = (EntityRef, String);

/// What [`plans`] found.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// A site per entity with docs, sorted by entity.
    pub(crate) plans: Vec<Plan>,
    /// Entities that show another's docs.
    pub(crate) elsewhere: BTreeMap<EntityRef, Elsewhere>,
}

/// Which entity has which docs folders.
pub(crate) fn plans(source: &Source, graph: &Graph) -> (Claims, Vec<Diagnostic>) {
    let read = |repo: &Arc<Repo>| {
        let mut files = ConfigFiles::of(repo);
        (discover::folders(&mut files), files)
    };
    let found: Vec<_> = source.repos.par_iter().map(read).collect();
    let (mut diagnostics, mut folders, mut configs) = (Vec::new(), HashMap::new(), HashMap::new());
    for ((settings, notes), files) in found {
        diagnostics.extend(notes);
        let overridden = settings.into_iter().map(|it| with_dialect(&it, files.repo.dialect)).collect();
        folders.insert(Arc::clone(&files.repo.name), overridden);
        configs.insert(Arc::clone(&files.repo.name), files);
    }
    let repos = Repos::of(&source.repos);
    let mut claimer =
        Claimer { folders, configs, plans: BTreeMap::new(), elsewhere: BTreeMap::new(), taken: BTreeSet::new(), diagnostics };
    for entity in graph.entities() {
        claimer.by_annotation(&repos, entity);
    }
    let owners = Owners::of(graph, &claimer.elsewhere);
    for repo in &source.repos {
        claimer.unclaimed(repo, &owners);
        claimer.readmes(repo, &owners);
    }
    let plans = claimer.plans.into_values().map(finished).collect();
    (Claims { plans, elsewhere: claimer.elsewhere }, claimer.diagnostics)
}

fn with_dialect(settings: &Arc<Settings>, dialect: Option<DialectName>) -> Arc<Settings> {
    match dialect {
        Some(dialect) if dialect != settings.dialect => Arc::new(Settings { dialect, ..(**settings).clone() }),
        _ => Arc::clone(settings),
    }
}

/// The entities of each folder that take docs nobody claims.
struct Owners {
    /// Repository, then folder of the catalog file, to the entity that comes first there.
    by_folder: HashMap<Arc<str>, BTreeMap<String, Arc<Entity>>>,
    /// The repository's inferred component, else the entity nearest its root.
    by_repo: HashMap<Arc<str>, Arc<Entity>>,
}

impl Owners {
    fn of(graph: &Graph, elsewhere: &BTreeMap<EntityRef, Elsewhere>) -> Self {
        let mut entities: Vec<&Arc<Entity>> = graph.entities().filter(|it| !elsewhere.contains_key(&it.id)).collect();
        entities.sort_by_cached_key(|it| rank(it));
        let mut owners = Self { by_folder: HashMap::new(), by_repo: HashMap::new() };
        for entity in entities {
            let repo = &entity.place.repository;
            let folders = owners.by_folder.entry(Arc::clone(repo)).or_default();
            folders.entry(folder_of(entity)).or_insert_with(|| Arc::clone(entity));
            owners.by_repo.entry(Arc::clone(repo)).or_insert_with(|| Arc::clone(entity));
        }
        owners
    }

    /// Who takes a folder of a repository.
    fn nearest(&self, repo: &Repo, folder: &str) -> Option<&Arc<Entity>> {
        let mut above = folder;
        loop {
            if let Some(owner) = self.by_folder.get(&repo.name).and_then(|it| it.get(above)) {
                return Some(owner);
            }
            if above.is_empty() {
                return self.by_repo.get(&repo.name);
            }
            above = repo_path::parent(above);
        }
    }
}

/// The folder that an entity's catalog file lies in; the root for an inferred one.
fn folder_of(entity: &Entity) -> String {
    if entity.inferred { String::new() } else { repo_path::parent(&entity.place.path).to_owned() }
}

/// Who comes first: inferred, then nearest the root, then by kind, then in the order of the files.
fn rank(entity: &Arc<Entity>) -> (bool, usize, usize, Arc<str>, u32, EntityRef) {
    const KINDS: [&str; 6] = ["component", "system", "api", "resource", "domain", "template"];
    let kind = KINDS.iter().position(|it| *it == &*entity.id.kind).unwrap_or(KINDS.len());
    let depth = folder_of(entity).split('/').filter(|it| !it.is_empty()).count();
    let line = entity.place.span.map_or(0, |it| it.line);
    (!entity.inferred, depth, kind, Arc::clone(&entity.place.path), line, entity.id.clone())
}

struct Claimer {
    /// What was found, by repository.
    folders: HashMap<Arc<str>, Vec<Arc<Settings>>>,
    /// The configuration files that were read for it, by repository.
    configs: HashMap<Arc<str>, ConfigFiles>,
    plans: BTreeMap<EntityRef, Plan>,
    elsewhere: BTreeMap<EntityRef, Elsewhere>,
    /// Repository and docs root of what has an owner.
    taken: BTreeSet<(Arc<str>, String)>,
    diagnostics: Vec<Diagnostic>,
}

/// The configuration files of a repository.
fn files_of<'a>(configs: &'a mut HashMap<Arc<str>, ConfigFiles>, repo: &Arc<Repo>) -> &'a mut ConfigFiles {
    configs.entry(Arc::clone(&repo.name)).or_insert_with(|| ConfigFiles::of(repo))
}

impl Claimer {
    /// What the catalog file says. An inferred entity says nothing: its repository's folders are found like any others.
    fn by_annotation(&mut self, repos: &Repos, entity: &Arc<Entity>) {
        if entity.inferred {
            return;
        }
        let (reference, notes) = reference::of_entity(repos, entity);
        self.diagnostics.extend(notes);
        match reference {
            Some(Reference::Folder { repo, folder }) => {
                let parts = self.parts_of_folder(&repo, &folder);
                if parts.is_empty() {
                    self.diagnostics.push(reference::without_pages(entity, &folder));
                } else {
                    self.add(entity, parts);
                }
            }
            Some(Reference::Entity(id, path)) => {
                self.elsewhere.insert(entity.id.clone(), (id, path));
            }
            None => {}
        }
        let (records, notes) = reference::records(repos, entity);
        self.diagnostics.extend(notes);
        if let Some((repo, folder)) = records {
            self.add_records(entity, &repo, folder);
        }
    }

    /// The docs of a folder that an entity names: by its configuration file, by one above that names it as docs folder, its
    /// `docs/`, its own pages, or its README.
    fn parts_of_folder(&mut self, repo: &Arc<Repo>, folder: &str) -> Vec<Part> {
        let found = self.folders.get(&repo.name).map(Vec::as_slice).unwrap_or_default();
        let configured = found
            .iter()
            .find(|it| it.file.is_some() && it.home == folder)
            .or_else(|| found.iter().find(|it| it.file.is_some() && it.root == folder));
        let docs = repo_path::join(folder, "docs").unwrap_or_default();
        let has_pages = |folder: &str| repo.files_below(folder).any(|(path, _)| dialect::is_page(path, DialectName::Techdocs));
        let plain = |root: &str| {
            let settings = dialect::plain(repo, root, DialectName::Techdocs);
            with_dialect(&Arc::new(Settings { home: folder.to_owned(), ..settings }), repo.dialect)
        };
        // A folder that is named is read even where nobody would have looked for docs.
        let files = files_of(&mut self.configs, repo);
        let mut named = || discover::config_in(repo, folder).and_then(|it| discover::read_config(files, &it).0);
        let named = || named().filter(|it| repo.is_dir(&it.root)).map(|it| with_dialect(&Arc::new(it), repo.dialect));
        let settings = match configured.map(Arc::clone).or_else(named) {
            Some(settings) => Some(settings),
            None if has_pages(&docs) => Some(plain(&docs)),
            None if !folder.is_empty() && has_pages(folder) => Some(plain(folder)),
            None => None,
        };
        let mut parts: Vec<Part> = Vec::new();
        if let Some(settings) = settings {
            self.taken.insert((Arc::clone(&repo.name), settings.root.clone()));
            parts.push(Part::new(Arc::clone(repo), settings));
        }
        parts.extend(readme(repo, folder).filter(|_| parts.is_empty()));
        parts
    }

    fn add(&mut self, entity: &Arc<Entity>, parts: Vec<Part>) {
        let plan = self.plans.entry(entity.id.clone()).or_insert_with(|| Plan {
            entity: entity.id.clone(),
            display_name: entity.display_name().to_owned(),
            parts: Vec::new(),
            adr_folder: None,
            version: None,
        });
        for part in parts {
            let files = files_of(&mut self.configs, &part.repo);
            let (included, notes) = monorepo::parts(files, &part.settings);
            self.diagnostics.extend(notes);
            self.taken.extend(included.iter().map(|it| (Arc::clone(&it.repo.name), it.settings.root.clone())));
            let mount = part.mount.clone();
            plan.parts.push(part);
            plan.parts.extend(included.into_iter().map(|it| Part { mount: super::site::mounted(&mount, &it.mount), ..it }));
        }
    }

    /// Decision records are pages: of the docs folder they lie in, else of a section of their own.
    fn add_records(&mut self, entity: &Arc<Entity>, repo: &Arc<Repo>, folder: String) {
        let own = self.plans.get(&entity.id);
        let elsewhere = own.and_then(|it| it.parts.first()).is_some_and(|it| !Arc::ptr_eq(&it.repo, repo));
        if elsewhere || !repo.is_dir(&folder) {
            self.diagnostics.extend((!elsewhere).then(|| reference::no_records(entity, &folder)));
            return;
        }
        let inside = own.is_some_and(|it| {
            it.parts.iter().any(|it| it.settings.root == folder || repo_path::strip_folder(&folder, &it.settings.root).is_some())
        });
        if !inside {
            let settings = Arc::new(Settings::plain(&folder, repo.dialect.unwrap_or(DialectName::Github)));
            self.taken.insert((Arc::clone(&repo.name), folder.clone()));
            let part =
                Part { mount: "decisions".into(), label: Some("Decisions".into()), ..Part::new(Arc::clone(repo), settings) };
            self.add(entity, vec![part]);
        }
        if let Some(plan) = self.plans.get_mut(&entity.id) {
            plan.adr_folder = Some(folder);
        }
    }

    /// Gives the folders of a repository that nobody claimed to their nearest entity.
    fn unclaimed(&mut self, repo: &Arc<Repo>, owners: &Owners) {
        let found = self.folders.get(&repo.name).cloned().unwrap_or_default();
        // What a navigation includes is part of the including site, not a site of its own.
        let files = files_of(&mut self.configs, repo);
        for settings in &found {
            let (included, _) = monorepo::parts(files, settings);
            self.taken.extend(included.iter().map(|it| (Arc::clone(&repo.name), it.settings.root.clone())));
        }
        let unclaimed = found.into_iter().filter(|it| !self.taken.contains(&(Arc::clone(&repo.name), it.root.clone())));
        let owned = unclaimed.filter_map(|it| owners.nearest(repo, &it.home).map(|owner| (owner, it)));
        let owned: Vec<(&Arc<Entity>, Arc<Settings>)> = owned.collect();
        let mut folders_of: HashMap<&EntityRef, usize> = HashMap::new();
        for (owner, _) in &owned {
            *folders_of.entry(&owner.id).or_default() += 1;
        }
        for (owner, settings) in &owned {
            // The one docs folder of an entity is its docs, though it lie a folder deeper (`guide/book.toml`).
            let near = owner.inferred || settings.home.split('/').count() <= folder_of(owner).split('/').count() + 1;
            let only_one = near && folders_of.get(&owner.id) == Some(&1);
            let plan = self.plans.get(&owner.id);
            if plan.and_then(|it| it.parts.first()).is_some_and(|it| !Arc::ptr_eq(&it.repo, repo)) {
                continue;
            }
            let folder = folder_of(owner);
            let own = only_one || settings.home == folder || repo_path::parent(&settings.root) == folder;
            let has_main = plan.is_some_and(|it| it.parts.iter().any(Part::is_main));
            let mut part = Part::new(Arc::clone(repo), Arc::clone(settings));
            if has_main || !own {
                let below = repo_path::strip_folder(&settings.root, &folder).unwrap_or(&settings.root);
                let short = repo_path::parent(below);
                let mount = if short.is_empty() || settings.file.is_none() && !is_docs_name(below) { below } else { short };
                part.mount = mount.to_owned();
                part.label = Some(settings.title.clone().unwrap_or_else(|| mount.to_owned()));
            }
            self.taken.insert((Arc::clone(&repo.name), settings.root.clone()));
            self.add(owner, vec![part]);
        }
    }

    /// An entity without docs shows the README beside its catalog file; one whose docs have no front page opens with it.
    fn readmes(&mut self, repo: &Arc<Repo>, owners: &Owners) {
        for (folder, entity) in owners.by_folder.get(&repo.name).into_iter().flatten() {
            let own_readme =
                readme(repo, folder).filter(|it| it.only.iter().flatten().all(|path| !self.is_published(repo, path)));
            if let Some(part) = own_readme.filter(|_| self.wants_readme(&entity.id, repo)) {
                self.add(entity, vec![part]);
            }
        }
    }

    fn is_published(&self, repo: &Arc<Repo>, path: &str) -> bool {
        let mut above = repo_path::parent(path);
        loop {
            if self.taken.contains(&(Arc::clone(&repo.name), above.to_owned())) {
                return true;
            }
            if above.is_empty() {
                return false;
            }
            above = repo_path::parent(above);
        }
    }

    fn wants_readme(&self, id: &EntityRef, repo: &Arc<Repo>) -> bool {
        let Some(plan) = self.plans.get(id) else { return true };
        plan.parts.first().is_none_or(|it| Arc::ptr_eq(&it.repo, repo))
            && !plan.parts.iter().any(|it| it.only.is_some() || it.mount.is_empty() && has_front_page(it))
    }
}

fn is_docs_name(path: &str) -> bool {
    matches!(repo_path::file_name(path).to_ascii_lowercase().as_str(), "docs" | "doc" | "documentation")
}

/// Does the docs folder have an index at its top?
fn has_front_page(part: &Part) -> bool {
    let settings = &part.settings;
    let at_top = part.repo.files_below(&settings.root).filter(|(path, _)| repo_path::parent(path) == settings.root);
    at_top.into_iter().any(|(path, _)| {
        dialect::is_page(path, settings.dialect) && super::address::is_index(repo_path::file_name(path), settings.dialect)
    })
}

/// The README of a folder as a part of its own.
fn readme(repo: &Arc<Repo>, folder: &str) -> Option<Part> {
    let path = READMES.iter().filter_map(|it| repo_path::join(folder, it).ok()).find(|it| repo.contains(it))?;
    let settings = Arc::new(Settings::plain(folder, repo.dialect.unwrap_or(DialectName::Github)));
    Some(Part { only: Some(vec![path]), ..Part::new(Arc::clone(repo), settings) })
}

/// Puts the main part first and keeps the parts out of each other.
pub(crate) fn finished(mut plan: Plan) -> Plan {
    plan.parts.sort_by_key(|it| (it.label.is_some() || it.included_as.is_some(), it.only.is_some()));
    let whole = plan.parts.iter().filter(|it| it.only.is_none());
    let mut elsewhere: BTreeSet<String> = whole.flat_map(|it| [it.settings.root.clone(), it.settings.home.clone()]).collect();
    elsewhere.extend(plan.parts.iter().flat_map(|it| it.only.iter().flatten().cloned()));
    for part in plan.parts.iter_mut().filter(|it| it.only.is_none()) {
        let (root, home) = (&part.settings.root, &part.settings.home);
        let start = if root.is_empty() { String::new() } else { format!("{root}/") };
        let inside = elsewhere.range(start..).take_while(|it| repo_path::strip_folder(it, root).is_some());
        part.without = inside.filter(|it| *it != root && *it != home).cloned().collect();
    }
    plan
}
