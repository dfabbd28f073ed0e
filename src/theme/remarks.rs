//! What an operator should know about a theme: an accent that had to be changed to be legible, files that do nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Branding;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};

use super::colour::{self, Oklch, TEXT, contrast};

/// Folder of the copies that `init --theme` writes to be read; nothing in it is used.
pub const TO_READ: &str = "built-in/";

/// Says what stands in for an accent that does not read well on a page.
pub(super) fn of_accent(branding: &Branding) -> Vec<Diagnostic> {
    let Some((written, accent)) = branding.accent.as_deref().and_then(|it| Some((it.trim(), Oklch::from_hex(it)?))) else {
        return Vec::new();
    };
    let pages = [("light", colour::WHITE), ("dark", colour::DARK_PAGE)];
    let adjusted = pages.into_iter().filter_map(|(name, page)| {
        let instead = colour::legible_on(accent, page);
        let found = contrast(accent, page);
        (found < TEXT).then(|| {
            let message = format!(
                "the accent `{written}` has a contrast of {found:.1}:1 with the {name} theme, so `{}` stands in for it there",
                instead.hex()
            );
            Diagnostic::new(Code::AccentAdjusted, message)
                .help(format!(
                    "text needs {TEXT}:1; choose a {} colour if the one shown is not what you want",
                    if name == "light" { "darker" } else { "lighter" }
                ))
                .at(Place::file("", "idp-docs.yaml"))
        })
    });
    adjusted.collect()
}

/// Files of the operator's theme that change nothing: of no use to any template, or the same as the built-in ones.
pub(super) fn of_files(built_in: &BTreeMap<String, Vec<u8>>, own: &BTreeMap<String, Vec<u8>>) -> Vec<Diagnostic> {
    let own: BTreeMap<&str, &[u8]> = own
        .iter()
        .filter(|(path, _)| !path.starts_with(TO_READ))
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect();
    let texts: BTreeMap<&str, String> = built_in
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .chain(own.iter().map(|(path, bytes)| (*path, *bytes)))
        .filter(|(path, _)| path.ends_with(".html") || path.ends_with(".js") || path.ends_with(".css"))
        .map(|(path, bytes)| (path, String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    let mut found = Vec::new();
    for (path, bytes) in &own {
        match built_in.get(*path) {
            Some(same) if same == bytes => found.push(unchanged(path)),
            Some(_) => {}
            None if is_read(path) || is_named(path, &texts) || is_for_people(path) => {}
            None => found.push(unused(path, built_in)),
        }
    }
    found
}

/// Style sheets are all joined, and an icon may be named by the configuration.
fn is_read(path: &str) -> bool {
    (path.starts_with("static/css/") && path.ends_with(".css")) || (path.starts_with("icons/") && path.ends_with(".svg"))
}

/// Notes beside the theme, which nobody expects to be published.
fn is_for_people(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') || name.eq_ignore_ascii_case("README.md") || name.eq_ignore_ascii_case("LICENSE")
}

/// Does another file of the theme name it, where such a file can be named at all?
fn is_named(path: &str, texts: &BTreeMap<&str, String>) -> bool {
    let below = path.strip_prefix("templates/").filter(|it| it.ends_with(".html")).or_else(|| path.strip_prefix("static/"));
    let Some(name) = below.map(|it| it.strip_prefix("js/").unwrap_or(it)) else { return false };
    texts.iter().any(|(other, text)| *other != path && text.contains(name))
}

fn unused(path: &str, built_in: &BTreeMap<String, Vec<u8>>) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let paths: BTreeSet<&str> = built_in.keys().map(String::as_str).collect();
    let same_name = paths.iter().copied().find(|it| it.rsplit('/').next() == Some(name));
    let help = match same_name.or_else(|| nearest(path, paths.iter().copied())) {
        Some(meant) => format!("did you mean `{meant}`? A file replaces the built-in one of the same path"),
        None => "a file is used where it replaces a built-in one of the same path, or where a template names it; see the guide on theming".to_owned(),
    };
    Diagnostic::new(Code::ThemeFileUnused, format!("nothing uses `{path}` of the theme"))
        .help(help)
        .at(Place::file("", format!("theme/{path}")))
}

fn unchanged(path: &str) -> Diagnostic {
    Diagnostic::new(Code::ThemeFileUnchanged, format!("`{path}` of the theme is the same as the built-in file"))
        .help("delete it, so that updates of the built-in file reach you")
        .at(Place::file("", format!("theme/{path}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn an_accent_that_cannot_be_read_is_said_with_what_stands_in() {
        let branding = |it: &str| Branding { accent: Some(it.to_owned()), ..Branding::default() };
        let yellow = of_accent(&branding("#ffee00"));
        assert_eq!(yellow.len(), 1, "{yellow:?}");
        assert!(
            yellow.iter().all(|it| it.message.contains("`#ffee00` has a contrast of 1.") && it.message.contains("light theme"))
        );
        assert_eq!(of_accent(&Branding::default()), Vec::new());
    }

    #[test]
    fn files_that_do_nothing_are_named() {
        let built_in = files(&[("templates/docs.html", "docs"), ("static/css/docs.css", ".a{}"), ("icons/sun.svg", "<svg/>")]);
        let own = files(&[
            ("docs.html", "ours"),
            ("templates/docs.html", "docs"),
            ("templates/parts.html", "x"),
            ("templates/docs-index.html", "{% include 'parts.html' %}"),
            ("static/css/ours.css", ""),
            ("built-in/templates/docs.html", "docs"),
            ("README.md", "why"),
        ]);
        let found: Vec<String> =
            of_files(&built_in, &own).into_iter().map(|it| format!("{} {}", it.code.name(), it.message)).collect();
        assert_eq!(
            found,
            [
                "theme-file-unused nothing uses `docs.html` of the theme",
                "theme-file-unused nothing uses `templates/docs-index.html` of the theme",
                "theme-file-unchanged `templates/docs.html` of the theme is the same as the built-in file",
            ]
        );
    }
}
