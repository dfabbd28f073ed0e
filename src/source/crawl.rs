//! Walks repositories in parallel and lists their files. Reads nothing but `.gitignore` and git's own configuration.
//!
//! Every look at the disk goes through the repository's directory handle, so that no link, however chained, leads out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use cap_std::fs::{Dir, FileType};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;

use super::{FileMeta, Provenance, Repo, Source, Stamp, Store, git, read_confined};
use crate::config::{Allow, DialectName};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::repo_path;

/// Bytes of a `.gitignore` that are read.
const GITIGNORE_LIMIT: u64 = 100_000;
/// Patterns of a `.gitignore` that count: each becomes a part of one regular expression.
const GITIGNORE_PATTERNS: usize = 2_000;
/// Folders deeper than this are not walked.
const DEPTH_LIMIT: usize = 100;
/// Bytes of a path: object stores and file systems end soon after.
const PATH_LIMIT: usize = 2_000;
/// Folders that hold other people's files or generated ones, whatever `.gitignore` says.
const NEVER_WALKED: [&str; 5] = [".git", "node_modules", ".hg", ".svn", crate::cache::FOLDER];
/// Names under which everybody expects a file.
const FILES_BY_NAME: [&str; 4] = ["catalog-info.yaml", "catalog-info.yml", "mkdocs.yml", "mkdocs.yaml"];
/// A folder that holds this file is a portal that we published; it is never a source.
pub const SITE_MARKER: &str = ".idp-docs-site";

/// One folder to crawl, and what the operator says of it.
#[derive(Clone, Debug, Default)]
pub struct Crawl {
    /// The folder.
    pub root: PathBuf,
    /// Address on its forge, instead of git's own.
    pub url: Option<String>,
    /// Branch, instead of git's own.
    pub branch: Option<String>,
    /// Kind of forge, instead of a guess by the host's name.
    pub forge: Option<super::Forge>,
    /// Catalog files as globs.
    pub catalog: Vec<String>,
    /// What the repository may declare.
    pub allow: Vec<Allow>,
    /// Docs dialect, instead of detection.
    pub dialect: Option<DialectName>,
    /// Hosts whose frames pages may embed.
    pub iframe_hosts: Vec<String>,
    /// Position in the configuration.
    pub precedence: usize,
    /// The configuration of a Backstage instance in it, which says what its catalog files are.
    pub backstage: Option<super::Backstage>,
}

/// Lists every file of every repository. A folder that cannot be opened is a diagnostic and no repository.
#[must_use]
pub fn crawl(crawls: &[Crawl]) -> (Source, Vec<Diagnostic>) {
    let names = unique_names(crawls);
    // What is published never depends on it: only how much a file's stamp is worth.
    #[expect(clippy::disallowed_methods, reason = "stamps are compared with the clock that made them")]
    let now = SystemTime::now();
    let results: Vec<_> = crawls.par_iter().zip(names).map(|(crawl, name)| open(crawl, &name, now)).collect();
    let mut source = Source::default();
    let mut diagnostics = Vec::new();
    for (repo, found) in results {
        diagnostics.extend(found);
        source.repos.extend(repo.map(Arc::new));
    }
    source.repos.sort_by(|a, b| (a.precedence, &a.name).cmp(&(b.precedence, &b.name)));
    (source, diagnostics)
}

/// The folders' names; where two are alike, the later ones get a number.
#[must_use]
pub fn unique_names(crawls: &[Crawl]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    crawls
        .iter()
        .map(|crawl| {
            let name = crawl.root.file_name().map_or("repository".into(), |it| it.to_string_lossy().into_owned());
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count == 1 { name } else { format!("{name}-{count}") }
        })
        .collect()
}

fn open(crawl: &Crawl, name: &str, now: SystemTime) -> (Option<Repo>, Vec<Diagnostic>) {
    let dir = match Dir::open_ambient_dir(&crawl.root, cap_std::ambient_authority()) {
        Ok(dir) => dir,
        Err(error) => {
            let message = format!("repository `{name}` could not be opened: {}", io_reason(&error));
            let help = "let whoever runs idp-docs enter and read it, or take it out of the sources";
            return (None, vec![Diagnostic::new(Code::FileUnreadable, message).help(help).at(Place::file(name, ""))]);
        }
    };
    let (files, diagnostics) = list(&dir, name, now);
    let provenance = provenance(crawl, name, git::checkout(&dir));
    let repo = Repo {
        name: Arc::from(name),
        provenance,
        catalog: crawl.catalog.clone(),
        allow: crawl.allow.clone(),
        dialect: crawl.dialect,
        iframe_hosts: crawl.iframe_hosts.clone(),
        precedence: crawl.precedence,
        addressed: crawl.url.is_some(),
        backstage: crawl.backstage.clone(),
        files,
        store: Store::Disk(dir, crawl.root.clone()),
        contents: super::stamps::Contents::default(),
    };
    (Some(repo), diagnostics)
}

fn provenance(crawl: &Crawl, name: &str, checkout: git::Checkout) -> Provenance {
    let configured = crawl.url.as_ref().map(|it| it.replace("{name}", name));
    let url = configured.as_deref().and_then(git::web_url).or(checkout.url);
    let forge = crawl.forge.or_else(|| url.as_deref().map(git::forge_of)).unwrap_or_default();
    Provenance { url, branch: crawl.branch.clone().or(checkout.branch), forge }
}

/// What one folder holds.
#[derive(Default)]
struct Scanned {
    files: Vec<(Arc<str>, FileMeta)>,
    folders: Vec<Folder>,
    folder_links: Vec<(String, String)>,
    diagnostics: Vec<Diagnostic>,
}

/// A folder still to be scanned, with the ignore rules above it, outermost first.
struct Folder {
    path: String,
    rules: Vec<Arc<Gitignore>>,
    /// When the crawl began.
    now: SystemTime,
}

/// Walks breadth first: the folders of one level are scanned in parallel, and the result does not depend on who was first.
fn list(dir: &Dir, name: &str, now: SystemTime) -> (BTreeMap<Arc<str>, FileMeta>, Vec<Diagnostic>) {
    let mut files = BTreeMap::new();
    let mut links = Vec::new();
    let mut diagnostics = Vec::new();
    let mut level = vec![Folder { path: String::new(), rules: Vec::new(), now }];
    for _ in 0..DEPTH_LIMIT {
        let scanned: Vec<Scanned> = level.par_iter().map(|it| scan(dir, name, it)).collect();
        level = Vec::new();
        for it in scanned {
            files.extend(it.files);
            links.extend(it.folder_links);
            diagnostics.extend(it.diagnostics);
            level.extend(it.folders);
        }
        if level.is_empty() {
            break;
        }
    }
    follow_folder_links(&mut files, links);
    (files, diagnostics)
}

/// A link to a folder elsewhere in the repository shows that folder's own files once more, unless that would nest it in
/// itself. Links inside it are not followed again.
fn follow_folder_links(files: &mut BTreeMap<Arc<str>, FileMeta>, mut links: Vec<(String, String)>) {
    links.sort();
    let mut added = Vec::new();
    for (link, target) in links {
        let nested = repo_path::strip_folder(&link, &target).is_some() || repo_path::strip_folder(&target, &link).is_some();
        if nested || link == target {
            continue;
        }
        let below = files.range::<str, _>((std::ops::Bound::Included(format!("{target}/").as_str()), std::ops::Bound::Unbounded));
        let inside = below.map_while(|(path, meta)| Some((repo_path::strip_folder(path, &target)?, *meta)));
        added.extend(inside.map(|(rest, meta)| (Arc::from(format!("{link}/{rest}")), meta)));
    }
    files.extend(added);
}

fn scan(dir: &Dir, name: &str, folder: &Folder) -> Scanned {
    let mut found = Scanned::default();
    let place = |path: &str| Place::file(name, path);
    let shown = if folder.path.is_empty() { "." } else { &folder.path };
    let entries = match dir.read_dir(shown) {
        Ok(entries) => entries,
        Err(error) => {
            let what = if folder.path.is_empty() { format!("repository `{name}`") } else { format!("folder `{}`", folder.path) };
            let message = format!("{what} could not be read: {}", io_reason(&error));
            let help = "let whoever runs idp-docs enter and read it, or take it out of the sources";
            found.diagnostics.push(Diagnostic::new(Code::FileUnreadable, message).help(help).at(place(&folder.path)));
            return found;
        }
    };
    let mut names: Vec<(String, FileType, FileMeta)> = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let (Ok(kind), file_name) = (entry.file_type(), entry.file_name()) else { continue };
        let Some(text) = file_name.to_str() else {
            let shown = file_name.as_encoded_bytes().escape_ascii().to_string();
            let message = format!("file name `{shown}` is not UTF-8; skipped");
            found
                .diagnostics
                .push(Diagnostic::new(Code::FileNameNotUtf8, message).help("rename the file").at(place(&folder.path)));
            continue;
        };
        let listed = kind.is_file().then(|| entry.metadata().ok()).flatten();
        names.push((text.to_owned(), kind, listed.map_or(FileMeta::default(), |it| file_meta(&it, folder.now))));
    }
    names.sort_by(|a, b| a.0.cmp(&b.0));
    if names.iter().any(|(it, kind, _)| it == SITE_MARKER && kind.is_file()) {
        return found;
    }
    let rules = match rules_of(dir, folder, &names) {
        Ok(rules) => rules,
        Err(reason) => {
            let path = if folder.path.is_empty() { ".gitignore".to_owned() } else { format!("{}/.gitignore", folder.path) };
            let message = format!("`{path}` is not respected: {reason}");
            let help = "files that git ignores may be published; shorten it, or remove what it would hide";
            found.diagnostics.push(Diagnostic::new(Code::FileTooLarge, message).help(help).at(place(&path)));
            folder.rules.clone()
        }
    };
    for (entry, kind, meta) in names {
        let path = if folder.path.is_empty() { entry.clone() } else { format!("{}/{entry}", folder.path) };
        if path.len() > PATH_LIMIT || NEVER_WALKED.contains(&entry.as_str()) || ignored(&rules, &path, kind.is_dir()) {
            continue;
        }
        sort_entry(dir, name, path, (kind, meta), &rules, folder.now, &mut found);
    }
    found
}

/// What is known of a file without reading it; `now` is when the crawl began.
fn file_meta(meta: &cap_std::fs::Metadata, now: SystemTime) -> FileMeta {
    FileMeta { size: meta.len(), stamp: Stamp::of(meta, now) }
}

#[expect(clippy::too_many_arguments, reason = "one entry's facts, used once")]
fn sort_entry(
    dir: &Dir,
    name: &str,
    path: String,
    (kind, meta): (FileType, FileMeta),
    rules: &[Arc<Gitignore>],
    now: SystemTime,
    found: &mut Scanned,
) {
    if kind.is_dir() {
        if FILES_BY_NAME.contains(&repo_path::file_name(&path)) {
            let message = format!("`{path}` is a folder where a file is expected");
            found.diagnostics.push(Diagnostic::new(Code::NotAFile, message).at(Place::file(name, path.as_str())));
        }
        found.folders.push(Folder { path, rules: rules.to_vec(), now });
    } else if kind.is_file() {
        found.files.push((Arc::from(path), meta));
    } else if kind.is_symlink() {
        sort_link(dir, name, path, now, found);
    } else {
        let message = format!("`{path}` is not a regular file ({}); skipped", special_name(kind));
        found.diagnostics.push(Diagnostic::new(Code::NotAFile, message).at(Place::file(name, path)));
    }
}

/// The handle resolves every component of the link and refuses to leave the repository.
fn sort_link(dir: &Dir, name: &str, path: String, now: SystemTime, found: &mut Scanned) {
    let refuse = |reason: &str| {
        let help = "replace the link by the file itself, or remove it";
        Diagnostic::new(Code::LinkLeavesRepository, format!("`{path}` is a symbolic link {reason}; skipped"))
            .help(help)
            .at(Place::file(name, path.clone()))
    };
    let target = match dir.canonicalize(&path) {
        Ok(target) => target.to_string_lossy().replace('\\', "/"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return found.diagnostics.push(refuse("to a file that does not exist"));
        }
        Err(error) if error.to_string().contains("oo many") => return found.diagnostics.push(refuse("to itself")),
        Err(_) => return found.diagnostics.push(refuse("to a place outside the repository")),
    };
    let in_git = target.split('/').any(|it| NEVER_WALKED.contains(&it));
    match dir.metadata(&path) {
        Ok(meta) if meta.is_file() && !in_git => found.files.push((Arc::from(path), file_meta(&meta, now))),
        Ok(meta) if meta.is_dir() && !in_git => {
            found.folder_links.push((path, if target == "." { String::new() } else { target }));
        }
        _ => found.diagnostics.push(refuse("to something that is not published")),
    }
}

/// The rules above the folder and, last, its own; a reason where its own cannot be respected.
fn rules_of(dir: &Dir, folder: &Folder, names: &[(String, FileType, FileMeta)]) -> Result<Vec<Arc<Gitignore>>, String> {
    let mut rules = folder.rules.clone();
    if !names.iter().any(|(it, kind, _)| it == ".gitignore" && kind.is_file()) {
        return Ok(rules);
    }
    let path = if folder.path.is_empty() { ".gitignore".to_owned() } else { format!("{}/.gitignore", folder.path) };
    let bytes = read_confined(dir, &path, GITIGNORE_LIMIT).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&bytes);
    if text.lines().filter(|it| !it.trim().is_empty() && !it.starts_with('#')).count() > GITIGNORE_PATTERNS {
        return Err(format!("it has more than {GITIGNORE_PATTERNS} patterns"));
    }
    let mut builder = GitignoreBuilder::new(&folder.path);
    for line in text.lines() {
        // A line that is not a pattern ignores nothing, as in git.
        let _ = builder.add_line(None, line);
    }
    rules.extend(builder.build().ok().map(Arc::new));
    Ok(rules)
}

/// The innermost rule that says anything decides.
fn ignored(rules: &[Arc<Gitignore>], path: &str, is_dir: bool) -> bool {
    rules.iter().rev().map(|it| it.matched(path, is_dir)).find(|it| !it.is_none()).is_some_and(|it| it.is_ignore())
}

fn special_name(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use cap_std::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return "a FIFO";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    let _ = kind;
    "unknown type"
}

/// The operating system's reason without its number.
fn io_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn lay(root: &Path, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = root.join(path);
            #[expect(clippy::disallowed_methods, reason = "a test lays out a folder")]
            {
                std::fs::create_dir_all(path.parent().expect("below root")).expect("a folder");
                std::fs::write(path, text).expect("a file");
            }
        }
    }

    fn listed(root: &Path) -> (Vec<String>, Vec<Diagnostic>) {
        let (source, diagnostics) = crawl(&[Crawl { root: root.to_owned(), ..Crawl::default() }]);
        (source.repos[0].files().map(|(path, _)| path.to_string()).collect(), diagnostics)
    }

    #[test]
    fn respects_gitignore_and_skips_portals() {
        let folder = tempfile::tempdir().expect("a folder");
        lay(
            folder.path(),
            &[
                (".gitignore", "*.log\n/build/\n!keep.log\n"),
                ("a.log", ""),
                ("keep.log", ""),
                ("build/x", ""),
                ("sub/build/y", ""),
                ("sub/.gitignore", "y\n"),
                ("sub/build/z", ""),
                ("public/.idp-docs-site", ""),
                ("public/index.html", ""),
                (".git/config", ""),
                ("node_modules/x/README.md", ""),
            ],
        );
        assert_eq!(listed(folder.path()).0, [".gitignore", "keep.log", "sub/.gitignore", "sub/build/z"]);
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_only_inside() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().expect("a folder");
        lay(outside.path(), &[("secret.md", "secret"), ("repo/docs/a.md", ""), ("repo/guide/b.md", "")]);
        let root = outside.path().join("repo");
        symlink("../../secret.md", root.join("docs/leak.md")).expect("a link");
        symlink("../guide", root.join("docs/guide")).expect("a link");
        symlink("..", root.join("docs/loop")).expect("a link");
        symlink("gone.md", root.join("docs/dangling.md")).expect("a link");
        symlink("a.md", root.join("docs/alias.md")).expect("a link");
        let (files, diagnostics) = listed(&root);
        assert_eq!(files, ["docs/a.md", "docs/alias.md", "docs/guide/b.md", "guide/b.md"]);
        let messages: Vec<_> = diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "`docs/dangling.md` is a symbolic link to a file that does not exist; skipped",
                "`docs/leak.md` is a symbolic link to a place outside the repository; skipped",
            ]
        );
    }
}
