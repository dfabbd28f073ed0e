//! From repositories to the catalog: find the catalog files, read them in parallel, follow Locations round by round, then
//! settle who said what.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::claims::{self, Claim};
use super::codeowners::Codeowners;
use super::document::{self, FileContext, Outcome};
use super::locations::{self, Origin, Target};
use super::{Catalog, CatalogFile, Claimed, app_config, inferred, skeleton};
use crate::config::{Allow, Config};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::source::{ReadError, Repo, Source};
use crate::yaml;

/// Reads every catalog file of a source.
pub(super) fn read(source: &Source, config: &Config) -> (Catalog, Vec<Diagnostic>) {
    let (codeowners, cut): (Vec<Option<Codeowners>>, Vec<Option<Diagnostic>>) =
        source.repos.par_iter().map(|it| Codeowners::of(it, &config.limits)).unzip();
    let mut seen: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut round: Vec<Target> = source
        .repos
        .par_iter()
        .enumerate()
        .flat_map_iter(|(repo, it)| {
            let origin = Origin { repo, registration: None };
            let target = move |path| Target { repo, path, origin, addressed: it.addressed, found_by: "discovered".into() };
            discovered(it).into_iter().map(target)
        })
        .collect();
    let mut found: Vec<Diagnostic> = cut.into_iter().flatten().collect();
    let mut registrations = BTreeMap::new();
    for (at, repo) in source.repos.iter().enumerate() {
        let Some(registered) = app_config::read(repo, at, source, config) else { continue };
        round.extend(registered.targets);
        registrations.extend(registered.rules);
        found.extend(registered.diagnostics);
    }
    let mut files: Vec<FileRead> = Vec::new();
    while !round.is_empty() {
        round.sort();
        round.retain(|it| seen.insert((it.repo, it.path.clone())));
        let read: Vec<FileRead> =
            round.par_iter().filter_map(|it| file(it, source, config, codeowners.get(it.repo)?.as_ref())).collect();
        round = read.iter().flat_map(|it| it.targets.iter().cloned()).collect();
        files.extend(read);
    }
    // Entities of files deep inside a repository do not speak for its root; where the operator lists the files, they do.
    let speaks = |it: &FileRead| {
        let listed = source.repos.get(it.repo).is_some_and(|repo| !repo.catalog.is_empty() || repo.backstage.is_some());
        listed || !it.file.place.path.contains('/') && !it.claims.is_empty()
    };
    let spoken_for: BTreeSet<usize> = files.iter().filter(|it| speaks(it)).map(|it| it.repo).collect();
    let bare = source.repos.iter().enumerate().filter(|(at, _)| !spoken_for.contains(at));
    let inferred: Vec<Claim> = bare.filter_map(|(at, it)| inferred::component(it, at, codeowners.get(at)?.as_ref())).collect();
    let rules = |origin: Origin| match registrations.get(&origin) {
        Some(rules) => rules.as_slice(),
        None => source.repos.get(origin.repo).map(|it| it.allow.as_slice()).unwrap_or_default(),
    };
    let (catalog, diagnostics) = assemble(files, inferred, &rules);
    found.extend(diagnostics);
    (catalog, found)
}

/// The catalog files of a repository: by the configured globs, else by their name.
fn discovered(repo: &Repo) -> Vec<String> {
    if repo.backstage.is_some() {
        return Vec::new();
    }
    if repo.catalog.is_empty() {
        let name = |path: &str| matches!(crate::repo_path::file_name(path), "catalog-info.yaml" | "catalog-info.yml");
        return repo.files().map(|(path, _)| path.to_string()).filter(|it| name(it)).collect();
    }
    let mut found = BTreeSet::new();
    for pattern in &repo.catalog {
        let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
        // A pattern that is the name of a file means that file, whatever its characters mean in globs.
        if repo.contains(pattern) {
            found.insert(pattern.to_owned());
        } else {
            found.extend(locations::glob(repo, pattern, true));
        }
    }
    found.into_iter().collect()
}

/// What became of one file.
struct FileRead {
    repo: usize,
    origin: Origin,
    file: CatalogFile,
    claims: Vec<Claim>,
    targets: Vec<Target>,
    left_out: Vec<Claimed>,
    diagnostics: Vec<Diagnostic>,
}

fn file(target: &Target, source: &Source, config: &Config, codeowners: Option<&Codeowners>) -> Option<FileRead> {
    let repo = source.repos.get(target.repo)?;
    let place = repo.place(&target.path);
    let file = CatalogFile { place, found_by: target.found_by.clone(), documents: 0, accepted: 0, skipped: 0, rejected: 0 };
    let mut read = FileRead {
        repo: target.repo,
        origin: target.origin,
        file,
        claims: Vec::new(),
        targets: Vec::new(),
        left_out: Vec::new(),
        diagnostics: Vec::new(),
    };
    let Some(text) = text(repo, &target.path, config, &mut read) else {
        read.file.documents = 1;
        read.file.rejected = 1;
        return Some(read);
    };
    let context = FileContext {
        source,
        config,
        repo,
        target,
        text: &text,
        codeowners,
        template_content: skeleton::is_template_content(repo, &target.path),
    };
    let documents = yaml::documents(&text);
    let given_up = documents.iter().any(document::gives_up_file);
    for (order, document) in documents.iter().enumerate() {
        let (outcome, diagnostics) = document::read(document, order, context);
        read.diagnostics.extend(diagnostics);
        read.file.documents += usize::from(!matches!(outcome, Outcome::Empty));
        match outcome {
            Outcome::Empty => {}
            Outcome::Skipped => read.file.skipped += 1,
            Outcome::Accepted(claim, targets) if !given_up => {
                read.file.accepted += 1;
                read.claims.push(claim);
                read.targets.extend(targets);
            }
            Outcome::Accepted(claim, _) => {
                read.file.rejected += 1;
                let message = "Backstage gives up the whole file because of a broken alias in it, so this entity is left out";
                read.diagnostics
                    .push(Diagnostic::new(Code::YamlAlias, message).entity(claim.entity.id.to_string()).at(claim.name_place));
            }
            Outcome::Rejected(claimed) => {
                read.file.rejected += 1;
                read.left_out.extend(claimed.map(|it| *it));
            }
        }
    }
    Some(read)
}

/// The file's text. Bytes that are not UTF-8 are replaced, as Backstage does, and reported.
fn text(repo: &Repo, path: &str, config: &Config, read: &mut FileRead) -> Option<String> {
    let limit = config.limits.catalog_file;
    let strict = repo.text_strict(path, limit);
    let error = match strict {
        Ok(text) => return Some(text),
        Err(error) => error,
    };
    let mut diagnostic = error.diagnostic(repo, path);
    let text = match error {
        ReadError::NotUtf8 { byte: 0xfe | 0xff, line: 1, column: 1 } => {
            diagnostic = diagnostic.help("it looks like UTF-16; save it as UTF-8");
            None
        }
        ReadError::NotUtf8 { .. } => {
            diagnostic = diagnostic.help("save the file as UTF-8");
            repo.text(path, limit).ok().map(|it| it.text)
        }
        ReadError::TooLarge { .. } => {
            diagnostic = diagnostic.help("split the file, or raise `limits.catalog_file` in `idp-docs.yaml`");
            None
        }
        _ => None,
    };
    if text.is_none() {
        diagnostic.severity = Severity::Error;
    }
    read.diagnostics.push(diagnostic);
    text
}

fn assemble<'a>(files: Vec<FileRead>, inferred: Vec<Claim>, rules: &dyn Fn(Origin) -> &'a [Allow]) -> (Catalog, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut rows: BTreeMap<Place, CatalogFile> = BTreeMap::new();
    let mut lost: Vec<Place> = Vec::new();
    let mut claims = inferred;
    let mut left_out = Vec::new();
    for read in files {
        diagnostics.extend(read.diagnostics);
        left_out.extend(read.left_out);
        rows.insert(read.file.place.clone(), read.file);
        let allow = rules(read.origin);
        for claim in read.claims {
            match claims::admit(claim, allow) {
                Ok(claim) => claims.push(claim),
                Err(refused) => {
                    let (claim, diagnostic) = *refused;
                    diagnostics.push(diagnostic);
                    lost.push(claim.entity.place.clone());
                }
            }
        }
    }
    let settled = claims::settle(claims);
    diagnostics.extend(settled.diagnostics);
    for place in lost.iter().chain(&settled.lost) {
        if let Some(row) = rows.get_mut(&Place { span: None, ..place.clone() }) {
            row.accepted = row.accepted.saturating_sub(1);
            row.rejected += 1;
        }
    }
    left_out.sort_by(|a, b| a.place.cmp(&b.place));
    let files = rows.into_values().collect();
    let catalog = Catalog { entities: settled.entities, files, conflicts: settled.conflicts, left_out };
    (catalog, diagnostics)
}
