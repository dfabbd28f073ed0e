//! EDGE: `theme/`, embedded in the binary, with an operator's own files laid over it path by path.
//!
//! A theme is templates (`templates/*.html`), style sheets (`static/css/*.css`), scripts (`static/js/*.js`) and icons
//! (`icons/*.svg`). [`Theme::load`] reads them once; after that a theme is a value: [`Theme::render`] turns a view into
//! HTML and [`Theme::assets`] gives the files that pages refer to. It never sees an entity or a page of content, only
//! the views that `render` makes.

mod bundle;
pub mod colour;
mod compact;
#[cfg(test)]
mod contrast;
mod environment;
mod remarks;
mod stylesheet;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use include_dir::{Dir, include_dir};
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;

use crate::config::Branding;
use crate::diagnostic::Diagnostic;

pub use remarks::TO_READ;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// Folder of the published assets below the portal's root. Content can never write there.
pub const ASSETS: &str = "_idp/";

/// The file that `search` publishes under its stable name; scripts of the theme import it by that name.
const SEARCH_MODULE: &str = "search.js";

/// Templates and assets, ready to use.
#[derive(Debug)]
pub struct Theme {
    files: BTreeMap<String, Vec<u8>>,
    environment: Environment<'static>,
    assets: BTreeMap<String, Asset>,
    remarks: Vec<Diagnostic>,
}

/// A published file of the theme.
#[derive(Debug)]
struct Asset {
    /// Address below the portal's root, with a hash of the content in its name.
    path: String,
    bytes: Vec<u8>,
}

/// What is wrong with a template: which one, where, and what it missed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template `{template}`{}: {message}", line.map(|it| format!(", line {it}")).unwrap_or_default())]
pub struct TemplateError {
    /// File below `templates/`.
    pub template: String,
    /// Line, from 1, where known.
    pub line: Option<usize>,
    /// What is wrong, naming the expression at fault.
    pub message: String,
}

impl Theme {
    /// The built-in theme with the files of `overlay` laid over it.
    ///
    /// # Errors
    /// When the overlay cannot be read, a template does not parse, or a script imports what is not there.
    pub fn load(overlay: Option<&Path>) -> anyhow::Result<Self> {
        Self::branded(overlay, &Branding::default(), &[])
    }

    /// The same with the portal's accent colour and extra style sheets (their text, in order) at the end of its style.
    ///
    /// # Errors
    /// As [`Theme::load`].
    pub fn branded(overlay: Option<&Path>, branding: &Branding, extra_css: &[String]) -> anyhow::Result<Self> {
        let built_in = embedded(&BUILT_IN);
        let own = overlay.map(read).transpose()?.unwrap_or_default();
        let mut remarks = remarks::of_accent(branding);
        remarks.extend(remarks::of_files(&built_in, &own));
        let files = lay_over(built_in, own);
        let assets = build_assets(&files, branding, extra_css)?;
        let names: BTreeMap<String, String> = assets.iter().map(|(name, it)| (name.clone(), it.path.clone())).collect();
        let environment = environment::build(templates(&files)?, icons(&files)?, names)?;
        Ok(Self { files, environment, assets, remarks })
    }

    /// The same with one more file under a name of its content: a logo, an icon. Its address is [`Theme::asset`]'s answer
    /// to `name`.
    #[must_use]
    pub fn with_file(mut self, name: &str, extension: &str, bytes: Vec<u8>) -> Self {
        let hash = blake3::hash(&bytes).to_hex();
        let path = format!("_idp/{name}.{}.{extension}", hash.get(..12).unwrap_or_default());
        self.assets.insert(name.to_owned(), Asset { path, bytes });
        self
    }

    /// What its operator should know: an accent that was adjusted, files that do nothing.
    #[must_use]
    pub fn remarks(&self) -> &[Diagnostic] {
        &self.remarks
    }

    /// Renders a template (`docs.html`) with a view.
    ///
    /// # Errors
    /// When the template is missing, or uses what the view does not have.
    pub fn render(&self, template: &str, view: &impl Serialize) -> Result<String, TemplateError> {
        self.environment
            .get_template(template)
            .and_then(|it| it.render(Value::from(Serde(view))))
            .map_err(|error| environment::explain(&error, template))
    }

    /// Every file that pages refer to: address below the portal's root, and content.
    #[must_use]
    pub fn assets(&self) -> Vec<(String, Vec<u8>)> {
        self.assets.values().map(|it| (it.path.clone(), it.bytes.clone())).collect()
    }

    /// Where an asset is published, by its plain name: `style.css`, `portal.js`.
    #[must_use]
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(|it| it.path.as_str())
    }

    /// What is published of an asset.
    #[must_use]
    pub fn asset_bytes(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(|it| it.bytes.as_slice())
    }

    /// The names of its templates, sorted.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|it| it.strip_prefix("templates/"))
    }

    /// Every source file of the theme, by path: what `init --theme` writes as a starter.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// One source file of the theme: `static/js/search.js`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// One value that changes whenever any file of the theme does; part of the cache key of finished pages.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in &self.files {
            hasher.update(path.as_bytes()).update(&[0]).update(blake3::hash(bytes).as_bytes());
        }
        for asset in self.assets.values() {
            hasher.update(asset.path.as_bytes()).update(&[0]);
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn embedded(dir: &Dir<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.clone()];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs().cloned());
        for file in folder.files() {
            files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
        }
    }
    files
}

/// The files of an operator's theme folder, by their path below it.
#[expect(clippy::disallowed_methods, reason = "the theme folder is the operator's own, and this is where it is read")]
fn read(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("the theme folder `{}` could not be read", folder.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(entry.path()).with_context(|| format!("`{}` could not be read", entry.path().display()))?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// The operator's files replace the built-in ones of the same path. A built-in template that is replaced can still be
/// extended, under `built-in/`.
fn lay_over(built_in: BTreeMap<String, Vec<u8>>, own: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut files = built_in;
    for (path, bytes) in own.into_iter().filter(|(path, _)| !path.starts_with(TO_READ)) {
        let name = path.strip_prefix("templates/").map(|it| format!("templates/{TO_READ}{it}"));
        if let Some((replaced, name)) = files.insert(path, bytes).zip(name) {
            files.insert(name, replaced);
        }
    }
    files
}

/// The texts of the files below `folder` that end in `extension`, by their path below it.
fn texts(files: &BTreeMap<String, Vec<u8>>, folder: &str, extension: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for (path, bytes) in files {
        if let Some(name) = path.strip_prefix(folder).filter(|it| it.ends_with(extension)) {
            let text = String::from_utf8(bytes.clone()).with_context(|| format!("the theme's `{path}` is not UTF-8"))?;
            found.insert(name.to_owned(), text.replace("\r\n", "\n"));
        }
    }
    Ok(found)
}

fn templates(files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<BTreeMap<String, String>> {
    texts(files, "templates/", ".html")
}

fn icons(files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<BTreeMap<String, Arc<str>>> {
    let texts = texts(files, "icons/", ".svg")?;
    Ok(texts.into_iter().map(|(name, text)| (name.trim_end_matches(".svg").to_owned(), Arc::from(text.trim()))).collect())
}

fn build_assets(
    files: &BTreeMap<String, Vec<u8>>,
    branding: &Branding,
    extra_css: &[String],
) -> anyhow::Result<BTreeMap<String, Asset>> {
    let style = stylesheet::join(&texts(files, "static/css/", ".css")?, branding, extra_css);
    let mut assets = BTreeMap::new();
    assets.insert("icons.svg".to_owned(), hashed("icons.svg", icon_sheet(&icons(files)?).into_bytes()));
    assets.insert("style.css".to_owned(), hashed("style.css", style.into_bytes()));
    let modules = texts(files, "static/js/", ".js")?;
    for (name, text) in bundle::all(&modules, SEARCH_MODULE, &|name, bytes| hashed(name, bytes.to_vec()).path)? {
        let asset = hashed(&name, text.into_bytes());
        assets.insert(name, asset);
    }
    for (path, bytes) in files {
        let Some(name) = path.strip_prefix("static/") else { continue };
        if !name.starts_with("css/") && !name.starts_with("js/") {
            assets.insert(name.to_owned(), hashed(name, bytes.clone()));
        }
    }
    Ok(assets)
}

/// All icons as one file of symbols, for scripts that draw what templates cannot know.
fn icon_sheet(icons: &BTreeMap<String, Arc<str>>) -> String {
    let mut sheet = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">");
    for (name, drawing) in icons {
        let inner = drawing.strip_prefix("<svg").and_then(|it| it.strip_suffix("</svg>")).unwrap_or_default();
        let _ = write!(sheet, "<symbol id=\"{name}\"{inner}</symbol>");
    }
    sheet.push_str("</svg>");
    sheet
}

/// Names a file after its content: `style.css` becomes `_idp/style.0123456789ab.css`.
fn hashed(name: &str, bytes: Vec<u8>) -> Asset {
    let hash = blake3::hash(&bytes).to_hex();
    let short = hash.get(..12).unwrap_or_default();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    Asset { path: format!("{ASSETS}{stem}.{short}.{extension}"), bytes }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests lay out theme folders")]
    use super::*;

    #[test]
    fn every_template_and_script_of_the_built_in_theme_loads() {
        let theme = Theme::load(None).expect("the built-in theme");
        assert!(theme.templates().any(|it| it == "base.html"));
        let style = theme.asset("style.css").expect("a style sheet");
        assert_eq!(style.len(), "_idp/style.0123456789ab.css".len(), "{style}");
    }

    #[test]
    fn an_overlay_replaces_one_file_and_keeps_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("templates")).expect("a folder");
        std::fs::write(folder.path().join("templates/404.html"), "ours: {{ frame.nonsense }}").expect("a file");
        let theme = Theme::load(Some(folder.path())).expect("a theme");
        let error = theme.render("404.html", &serde_json::json!({ "frame": {} })).expect_err("nothing of that name");
        assert_eq!((error.template.as_str(), error.line), ("404.html", Some(1)));
        assert!(error.message.contains("frame.nonsense"), "{error}");
        assert!(theme.templates().any(|it| it == "base.html"));
    }

    #[test]
    fn a_template_extends_the_built_in_one_that_it_replaces() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("templates")).expect("a folder");
        let ours = "{% extends 'built-in/404.html' %}{% block main %}ours{{ super() }}{% endblock %}";
        std::fs::write(folder.path().join("templates/404.html"), ours).expect("a file");
        let theme = Theme::load(Some(folder.path())).expect("a theme");
        let error = theme.render("404.html", &serde_json::json!({})).expect_err("the frame is missing");
        assert!(error.message.contains("frame"), "it got as far as the built-in frame: {error}");
        assert_eq!(theme.remarks(), []);
    }

    #[test]
    fn a_template_that_does_not_parse_is_named_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("templates")).expect("a folder");
        std::fs::write(folder.path().join("templates/404.html"), "one\n{% if %}\n").expect("a file");
        let error = Theme::load(Some(folder.path())).expect_err("a syntax error").to_string();
        assert!(error.contains("`404.html`, line 2"), "{error}");
    }

    #[test]
    fn scripts_of_the_theme_never_turn_text_into_markup() {
        let sinks =
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "parseFromString"];
        let theme = Theme::load(None).expect("the built-in theme");
        for (path, bytes) in theme.assets().iter().filter(|(path, _)| path.ends_with(".js")) {
            let text = String::from_utf8_lossy(bytes);
            assert!(sinks.iter().all(|it| !text.contains(it)), "{path}");
        }
    }

    #[test]
    fn templates_hold_no_inline_scripts_styles_or_handlers() {
        let theme = Theme::load(None).expect("the built-in theme");
        for (path, text) in templates(&theme.files).expect("texts") {
            for needle in [" style=", "<style", " onclick=", " onload=", "javascript:", "<script>"] {
                assert!(!text.contains(needle), "{path} holds {needle}");
            }
        }
    }
}
