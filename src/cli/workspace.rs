//! What a command works on: the configuration and the folders to crawl, from arguments and `idp-docs.yaml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use globset::GlobBuilder;

use super::backstage;
use crate::config::{self, Config, ForgeName, SourceConfig};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::report::Baseline;
use crate::source::{Crawl, Forge, SITE_MARKER, unique_names};
use crate::theme::Theme;
use crate::theme::colour::Oklch;

/// Name of the configuration file.
pub(super) const CONFIG_FILE: &str = "idp-docs.yaml";

/// Where to look for repositories.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SourceArgs {
    /// Folders to read: each a repository, or a folder of repositories. Without any, the sources of `idp-docs.yaml` are read.
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,
    /// Configuration file; without it, `idp-docs.yaml` is looked for in this folder and those above it.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

/// The configuration and the folders to crawl.
#[derive(Debug)]
pub(super) struct Workspace {
    /// The settings; all defaults without a file.
    pub(super) config: Config,
    /// The file they come from.
    pub(super) config_file: Option<PathBuf>,
    /// Folder that relative paths of the configuration start from; the working directory without a file.
    pub(super) base: PathBuf,
    /// The repositories.
    pub(super) crawls: Vec<Crawl>,
    /// Folders whose entries are repositories: new ones may appear in them.
    pub(super) parents: Vec<PathBuf>,
}

impl Workspace {
    /// Reads the configuration and finds the repositories.
    ///
    /// # Errors
    /// When there is nothing to read, or the configuration is wrong; the message says what to do.
    pub(super) fn open(args: &SourceArgs) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("the working directory could not be read")?;
        let mut file = args.config.clone();
        let mut sources = args.sources.clone();
        if file.is_none() && sources.is_empty() {
            match find_config(&here) {
                Some(found) => file = Some(found),
                None if is_our_checkout(&here) => sources.push(here.join("content")),
                None => bail!(
                    "there is no `{CONFIG_FILE}` here or in a folder above; name the folders to read (`idp-docs build path/to/repos`), \
                     or write a configuration with `idp-docs init`"
                ),
            }
        }
        let config = file.as_deref().map_or_else(|| Ok(Config::default()), read_config)?;
        let base = file.as_deref().and_then(Path::parent).filter(|it| !it.as_os_str().is_empty()).map_or(here, Path::to_owned);
        let mut workspace = Self { config, config_file: file, base, crawls: Vec::new(), parents: Vec::new() };
        if sources.is_empty() {
            workspace.add_configured()?;
        } else {
            workspace.add_named(&sources)?;
        }
        workspace.check_config()?;
        Ok(workspace)
    }

    /// Refuses settings that would be ignored or do harm: addresses that are none, names of rules and checks that do not exist.
    ///
    /// # Errors
    /// Names the setting, and the nearest name that exists.
    pub(super) fn check_config(&self) -> anyhow::Result<()> {
        let config = &self.config;
        if let Some(address) = &config.base_url {
            let parsed = url::Url::parse(address).ok().filter(|it| matches!(it.scheme(), "http" | "https"));
            if parsed.is_none_or(|it| it.query().is_some() || it.fragment().is_some()) {
                bail!(
                    "`base_url` is `{address}`, which is no address of a portal; write one such as `https://portal.example.com/docs/`"
                );
            }
        }
        let hint = |name: &str, known: &[&'static str]| {
            nearest(name, known.iter().copied()).map_or(String::new(), |it| format!("; did you mean `{it}`?"))
        };
        let rules: Vec<&str> = Code::ALL.iter().map(|it| it.name()).collect();
        if let Some(name) = config.rules.keys().find(|it| !rules.contains(&it.as_str())) {
            bail!("`rules` names `{name}`, which is no rule{}", hint(name, &rules));
        }
        let checks: Vec<&str> = crate::scorecard::ids().map(|(id, _)| id).collect();
        if let Some(name) = config.scorecard.keys().find(|it| !checks.contains(&it.as_str())) {
            bail!("`scorecard` names `{name}`, which is no check{}", hint(name, &checks));
        }
        let hex = |it: &String| it.len() == 7 && it.starts_with('#') && it.chars().skip(1).all(|it| it.is_ascii_hexdigit());
        if let Some(accent) = config.branding.accent.as_ref().filter(|it| !hex(it)) {
            bail!("`branding.accent` is `{accent}`, which is no colour; write it as `#rrggbb`, such as `#0b6e63`");
        }
        Ok(())
    }

    /// Where the site goes: `--out`, else the configuration's, else `public`.
    #[must_use]
    pub(super) fn out(&self, argument: Option<&Path>) -> PathBuf {
        match (argument, &self.config.out) {
            (Some(out), _) => out.to_owned(),
            (None, Some(out)) => self.base.join(out),
            (None, None) => self.base.join("public"),
        }
    }

    /// The operator's theme folder, where there is one.
    ///
    /// # Errors
    /// When the configuration names one that does not exist.
    pub(super) fn theme_folder(&self) -> anyhow::Result<Option<PathBuf>> {
        match &self.config.theme {
            Some(theme) => {
                let folder = self.base.join(theme);
                if !folder.is_dir() {
                    bail!(
                        "the theme folder `{}` does not exist; make it with `idp-docs init --theme`, or remove `theme` from the configuration",
                        folder.display()
                    );
                }
                Ok(Some(folder))
            }
            None => Ok(self
                .config_file
                .is_some()
                .then(|| self.base.join("theme"))
                .filter(|it| it.join("templates").is_dir() || it.join("static").is_dir())),
        }
    }

    /// The built-in theme with the operator's files and branding laid over it.
    ///
    /// # Errors
    /// When a file that the configuration names is missing, or the theme does not hold together.
    pub(super) fn theme(&self) -> anyhow::Result<Theme> {
        if let Some(accent) = self.config.branding.accent.as_deref().filter(|it| Oklch::from_hex(it).is_none()) {
            bail!("`branding.accent` is `{accent}`, which is no colour as `#rrggbb`; write it like `#0b6e63`");
        }
        let css = self.config.branding.css.iter().map(|it| {
            let file = self.base.join(it);
            fs::read_to_string(&file).with_context(|| format!("the style sheet `{}` could not be read", file.display()))
        });
        let mut theme =
            Theme::branded(self.theme_folder()?.as_deref(), &self.config.branding, &css.collect::<anyhow::Result<Vec<_>>>()?)?;
        for (name, file) in [("logo", &self.config.branding.logo), ("favicon", &self.config.branding.favicon)] {
            let Some(file) = file.as_ref().map(|it| self.base.join(it)) else { continue };
            let extension = crate::repo_path::extension(&file.to_string_lossy());
            if !["svg", "png", "ico", "webp", "jpg", "jpeg", "gif"].contains(&extension.as_str()) {
                bail!(
                    "`branding.{name}` is `{}`, which is no image that browsers show; use SVG, PNG, WebP, JPEG, GIF or ICO",
                    file.display()
                );
            }
            let bytes =
                fs::read(&file).with_context(|| format!("`branding.{name}` could not be read from `{}`", file.display()))?;
            theme = theme.with_file(name, &extension, bytes);
        }
        Ok(theme)
    }

    /// Where the repositories lie, seen from the working folder, by name; without those that lie elsewhere.
    pub(super) fn folders(&self) -> BTreeMap<Arc<str>, String> {
        let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let below = |root: &Path| Some(root.strip_prefix(&here).ok()?.to_str()?.replace('\\', "/"));
        let named = unique_names(&self.crawls).into_iter().zip(&self.crawls);
        named.filter_map(|(name, crawl)| Some((Arc::from(name), below(&crawl.root)?))).collect()
    }

    /// Leaves out what the baseline accepts. One that the command line names and that is not there
    /// yet is written from the present problems, which still count.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub(super) fn without_baseline(&self, found: Vec<Diagnostic>, argument: Option<&Path>) -> anyhow::Result<Vec<Diagnostic>> {
        let file = argument.map(Path::to_owned).or_else(|| self.config.baseline.as_ref().map(|it| self.base.join(it)));
        let Some(file) = file else { return Ok(found) };
        if !file.exists() && argument.is_none() {
            bail!(
                "the baseline `{0}` does not exist; correct `baseline` in the configuration, or make it with `idp-docs check --baseline {0}`",
                file.display()
            );
        }
        if !file.exists() {
            super::say(&format!("note: the baseline `{}` was not there; it is made of the problems of this run", file.display()));
            fs::write(&file, Baseline::of(&found).to_text())
                .with_context(|| format!("the baseline `{}` could not be written", file.display()))?;
            return Ok(found);
        }
        let text = fs::read_to_string(&file).with_context(|| format!("the baseline `{}` could not be read", file.display()))?;
        Ok(Baseline::parse(&text).without(found))
    }

    /// A SOURCE is a repository, or else every folder in it that is one.
    fn add_named(&mut self, sources: &[PathBuf]) -> anyhow::Result<()> {
        for (precedence, source) in sources.iter().enumerate() {
            let root =
                fs::canonicalize(source).with_context(|| format!("the source `{}` could not be opened", source.display()))?;
            if !root.is_dir() {
                bail!("the source `{}` is not a folder", source.display());
            }
            let crawl = |root: PathBuf| Crawl { root, precedence, ..Crawl::default() };
            if is_repository(&root) {
                self.crawls.push(crawl(root));
                continue;
            }
            let found: Vec<_> = folders_in(&root)?.into_iter().filter(|it| is_repository(it)).collect();
            if found.is_empty() {
                bail!(
                    "the source `{}` is no repository and holds none: a repository has a `.git`, a catalog file, `mkdocs.yml`, `book.toml`, `docs/` or a README at its top",
                    source.display()
                );
            }
            self.crawls.extend(found.into_iter().map(crawl));
            self.parents.push(root);
        }
        Ok(())
    }

    fn add_configured(&mut self) -> anyhow::Result<()> {
        let sources = self.config.sources.clone();
        if sources.is_empty() {
            bail!("the configuration names no sources; add `sources:` with `- path: repos/*`");
        }
        for (precedence, source) in sources.iter().enumerate() {
            if let Some(file) = &source.backstage {
                self.crawls.push(backstage::read(&self.base.join(file), precedence)?);
                continue;
            }
            let Some(pattern) = &source.path else { bail!("source {} of the configuration has no `path`", precedence + 1) };
            let roots = self.expand(pattern)?;
            if roots.is_empty() {
                bail!("the source path `{pattern}` of the configuration matches no folder in `{}`", self.base.display());
            }
            self.crawls.extend(roots.into_iter().map(|root| configured_crawl(source, root, precedence)));
        }
        Ok(())
    }

    /// Expands a glob part by part. Only folders match, and a `*` matches neither hidden folders nor published portals.
    fn expand(&mut self, pattern: &str) -> anyhow::Result<Vec<PathBuf>> {
        let mut folders = vec![if Path::new(pattern).is_absolute() { PathBuf::from("/") } else { self.base.clone() }];
        for part in pattern.split('/').filter(|it| !it.is_empty() && *it != ".") {
            if !part.contains(['*', '?', '[', '{']) {
                folders = folders.into_iter().map(|it| it.join(part)).filter(|it| it.is_dir()).collect();
                continue;
            }
            let glob = GlobBuilder::new(part).literal_separator(true).build();
            let matcher = glob.with_context(|| format!("the source path `{pattern}` is not a valid glob"))?.compile_matcher();
            self.parents.extend(folders.iter().cloned());
            let mut next = Vec::new();
            for folder in &folders {
                let named = |it: &PathBuf| it.file_name().is_some_and(|name| matcher.is_match(name));
                next.extend(folders_in(folder)?.into_iter().filter(named));
            }
            folders = next;
        }
        folders
            .into_iter()
            .map(|it| fs::canonicalize(&it).with_context(|| format!("`{}` could not be opened", it.display())))
            .collect()
    }
}

fn configured_crawl(source: &SourceConfig, root: PathBuf, precedence: usize) -> Crawl {
    Crawl {
        root,
        url: source.url.clone(),
        branch: source.branch.clone(),
        forge: source.forge.map(forge),
        catalog: source.catalog.clone(),
        allow: source.allow.clone(),
        dialect: source.dialect,
        iframe_hosts: source.allow_iframes_from.clone(),
        precedence,
        backstage: None,
    }
}

fn forge(name: ForgeName) -> Forge {
    match name {
        ForgeName::GitHub => Forge::GitHub,
        ForgeName::GitLab => Forge::GitLab,
        ForgeName::Bitbucket => Forge::Bitbucket,
        ForgeName::Azure => Forge::Azure,
        ForgeName::Gitea => Forge::Gitea,
    }
}

fn read_config(file: &Path) -> anyhow::Result<Config> {
    let text = fs::read_to_string(file).with_context(|| format!("the configuration `{}` could not be read", file.display()))?;
    config::parse(&text).map_err(|error| {
        let at = error.at.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
        anyhow::anyhow!("{}{at}: {error}", file.display())
    })
}

fn find_config(here: &Path) -> Option<PathBuf> {
    let found = here.ancestors().map(|it| it.join(CONFIG_FILE)).find(|it| it.is_file());
    found.or_else(|| is_our_checkout(here).then(|| here.join("content").join(CONFIG_FILE)).filter(|it| it.is_file()))
}

/// Run in the repository of idp-docs itself, commands work on the demo organisation in `content/`.
fn is_our_checkout(here: &Path) -> bool {
    let manifest = fs::read_to_string(here.join("Cargo.toml")).unwrap_or_default();
    manifest.contains("name = \"idp-docs\"") && here.join("content").is_dir()
}

/// The rule of CONTRACTS.md: what a repository has at its top.
fn is_repository(folder: &Path) -> bool {
    let marks = [".git", "catalog-info.yaml", "catalog-info.yml", "mkdocs.yml", "mkdocs.yaml", "book.toml"];
    let readme = |name: &str| name.to_lowercase().starts_with("readme") && !name.contains(".html");
    marks.iter().any(|it| folder.join(it).exists())
        || folder.join("docs").is_dir()
        || fs::read_dir(folder)
            .is_ok_and(|mut entries| entries.any(|it| it.is_ok_and(|it| readme(&it.file_name().to_string_lossy()))))
}

/// The folders in a folder by name, without hidden ones and published portals. A link to a folder counts: the operator laid it.
fn folders_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("the folder `{}` could not be read", folder.display()))?;
    let hidden = |it: &Path| it.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    // Most entries say themselves what they are; a link is what it leads to.
    let is_folder = |it: &fs::DirEntry| it.file_type().is_ok_and(|kind| kind.is_dir() || kind.is_symlink() && it.path().is_dir());
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(is_folder)
        .map(|it| it.path())
        .filter(|it| !hidden(it) && !it.join(SITE_MARKER).exists())
        .collect();
    folders.sort();
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_names_repositories_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["repos/b", "repos/a", "repos/.hidden", "repos/site"] {
            fs::create_dir_all(folder.path().join(name)).expect("a folder");
        }
        fs::write(folder.path().join("repos/site").join(SITE_MARKER), "").expect("a file");
        let file = folder.path().join(CONFIG_FILE);
        fs::write(&file, "sources:\n  - path: repos/*\n    url: https://github.com/acme/{name}\n").expect("a file");
        let workspace = Workspace::open(&SourceArgs { sources: Vec::new(), config: Some(file) }).expect("opened");
        let names: Vec<_> = workspace.crawls.iter().filter_map(|it| it.root.file_name()).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(CONFIG_FILE);
        fs::write(&file, "titel: x\n").expect("a file");
        let error = Workspace::open(&SourceArgs { sources: Vec::new(), config: Some(file) }).expect_err("a typo");
        assert!(error.to_string().ends_with("idp-docs.yaml:1:1: unknown key `titel`; did you mean `title`?"), "{error}");
    }
}
