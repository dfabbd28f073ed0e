//! mkdocs-monorepo's inclusions: `nav: - API: '!include ./api/mkdocs.yml'` brings another docs folder into the site.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::GlobBuilder;

use super::config_files::ConfigFiles;
use super::mkdocs;
use super::settings::{NavSource, Settings};
use super::site::Part;
use super::value::{Kind, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::repo_path;
use crate::source::Repo;

/// The words of an inclusion, in one spelling for the quoted and the tagged form: `!./a/mkdocs.yml`, `*./*/mkdocs.yml`.
pub(crate) fn pattern(value: &Value) -> Option<String> {
    let text = value.words()?;
    if value.tag.as_deref() == Some("!include") {
        return Some(format!("!{text}"));
    }
    let one = text.strip_prefix("!include ").map(|it| format!("!{}", it.trim()));
    one.or_else(|| text.strip_prefix("*include ").map(|it| format!("*{}", it.trim())))
}

/// The docs folders that the navigation of `settings` includes, each mounted under its alias.
pub(crate) fn parts(files: &mut ConfigFiles, settings: &Settings) -> (Vec<Part>, Vec<Diagnostic>) {
    let (NavSource::Mkdocs(nav), Some(file)) = (&settings.nav, &settings.file) else { return Default::default() };
    let mut patterns = Vec::new();
    collect(nav, &mut patterns, 0);
    let repo = Arc::clone(&files.repo);
    let mut includes =
        Includes { repo, files, settings, file, parts: Vec::new(), aliases: BTreeSet::new(), diagnostics: Vec::new() };
    for value in patterns {
        includes.include(value);
    }
    (includes.parts, includes.diagnostics)
}

fn collect<'a>(value: &'a Value, into: &mut Vec<&'a Value>, depth: usize) {
    if pattern(value).is_some() {
        into.push(value);
    } else if depth < 64 {
        value.items().iter().for_each(|it| collect(it, into, depth + 1));
        value.entries().for_each(|(_, it)| collect(it, into, depth + 1));
    }
}

struct Includes<'a> {
    repo: Arc<Repo>,
    files: &'a mut ConfigFiles,
    settings: &'a Settings,
    file: &'a str,
    parts: Vec<Part>,
    aliases: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Includes<'_> {
    fn say(&mut self, value: &Value, message: String) {
        let place = self.repo.place(self.file);
        let place = value.span.map_or(place.clone(), |it| place.at(it));
        self.diagnostics.push(Diagnostic::new(Code::NavIncludeFailed, message).at(place));
    }

    fn include(&mut self, value: &Value) {
        let Some(pattern) = pattern(value) else { return };
        let written = pattern.get(1..).unwrap_or_default();
        if written.starts_with('/') || written.contains("://") {
            return self.say(value, format!("include `{written}` is not a path below this file"));
        }
        let Ok(path) = repo_path::join(&self.settings.home, written) else {
            return self.say(value, format!("include `{written}` leaves the repository"));
        };
        let files: Vec<String> = if pattern.starts_with('*') {
            self.glob(&path)
        } else {
            self.repo.contains(&path).then_some(path).into_iter().collect()
        };
        if files.is_empty() {
            self.say(value, format!("include `{written}` names no file"));
        }
        for file in files {
            self.mount(value, &pattern, &file);
        }
    }

    fn glob(&self, pattern: &str) -> Vec<String> {
        let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else { return Vec::new() };
        let matcher = glob.compile_matcher();
        let is_config = |it: &str| matches!(repo_path::extension(it).as_str(), "yml" | "yaml");
        self.repo.files().map(|(path, _)| path.to_string()).filter(|it| is_config(it) && matcher.is_match(it)).collect()
    }

    fn mount(&mut self, value: &Value, pattern: &str, file: &str) {
        if file == self.file {
            return self.say(value, format!("`{file}` includes itself"));
        }
        let (settings, notes) = mkdocs::read(self.files, file);
        self.diagnostics.extend(notes);
        let Some(mut settings) = settings else { return };
        if !self.repo.is_dir(&settings.root) {
            return self.say(value, format!("`{file}` is included, but its docs folder `{}` does not exist", settings.root));
        }
        if let NavSource::Mkdocs(nav) = &settings.nav {
            let mut nested = Vec::new();
            collect(nav, &mut nested, 0);
            if !nested.is_empty() {
                self.say(value, format!("`{file}` is included and includes others itself; those are left out"));
            }
        }
        let folder = repo_path::file_name(repo_path::parent(file)).to_owned();
        let title = settings.title.clone().unwrap_or_else(|| {
            self.say(value, format!("`{file}` is included, but has no `site_name`; its folder's name is taken"));
            folder
        });
        let alias = alias(&title);
        if !self.aliases.insert(alias.clone()) {
            return self.say(value, format!("two included sites are called `{title}`; `{file}` is left out"));
        }
        settings.title = Some(title);
        self.parts.push(Part {
            mount: alias,
            included_as: Some((Arc::from(self.file), pattern.to_owned())),
            ..Part::new(Arc::clone(&self.repo), Arc::new(settings))
        });
    }
}

/// The folder under which an included site appears: its name where that is a path, else a slug of it.
fn alias(site_name: &str) -> String {
    let is_path = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.' | '/');
    if site_name.chars().all(is_path) && !site_name.split('/').any(|it| it == "..") {
        return site_name.trim_matches('/').to_owned();
    }
    let kept: String = site_name.to_lowercase().chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
    kept.split('-').filter(|it| !it.is_empty()).collect::<Vec<_>>().join("-")
}

/// Is anything of a navigation left that could be shown? (A `nav:` that holds nothing counts as none.)
pub(crate) fn is_nav(value: &Value) -> bool {
    matches!(&value.kind, Kind::List(items) if !items.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases() {
        assert_eq!(alias("versions/v1"), "versions/v1");
        assert_eq!(alias("My  Project: B"), "my-project-b");
        assert_eq!(alias("../up"), "up");
    }
}
