//! Files that are published as they are: an allow-list by ending, and nothing that runs when a reader opens it.

use crate::diagnostic::{Code, Diagnostic};
use crate::repo_path;
use crate::source::Repo;
use crate::svg::{self, Drawing};

/// Images that cannot hold a program.
const IMAGES: [&str; 11] = ["png", "apng", "jpg", "jpeg", "jfif", "pjpeg", "gif", "webp", "avif", "ico", "bmp"];
/// Films, sounds and documents to look at or keep.
const MEDIA: [&str; 12] = ["mp4", "webm", "ogv", "mov", "mp3", "ogg", "wav", "m4a", "pdf", "zip", "gz", "tgz"];
/// Text that browsers show or save as text.
const DATA: [&str; 20] = [
    "txt", "csv", "tsv", "json", "yaml", "yml", "toml", "drawio", "puml", "plantuml", "mmd", "dot", "docx", "xlsx", "pptx",
    "odt", "ods", "odp", "proto", "graphql",
];
/// Endings that a browser may run or render as a page.
const ACTIVE: [&str; 16] =
    ["html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "xml", "xsl", "xslt", "js", "mjs", "cjs", "css", "wasm", "svgz"];

/// May the file be published, by its ending? (`svg` is written anew, see [`crate::svg`].)
pub(crate) fn is_publishable(path: &str) -> bool {
    let ending = repo_path::extension(path);
    let ending = ending.as_str();
    ending == "svg" || IMAGES.contains(&ending) || MEDIA.contains(&ending) || DATA.contains(&ending)
}

/// Is the file something to look at or to keep, so that a mention is enough to publish it?
pub(crate) fn is_media(path: &str) -> bool {
    let ending = repo_path::extension(path);
    let ending = ending.as_str();
    ending == "svg" || IMAGES.contains(&ending) || MEDIA.contains(&ending)
}

/// Would a browser run the file?
pub(crate) fn is_active(path: &str) -> bool {
    ACTIVE.contains(&repo_path::extension(path).as_str())
}

/// What is to be said of a file that its ending allows.
pub(crate) enum Verdict {
    Published,
    /// Published with `.txt` after its name.
    AsText(Diagnostic),
    /// Published, but not as it stands.
    Changed(Diagnostic),
    Refused(Diagnostic),
}

/// Looks at a file before it is published: its size, and whether a drawing can be made inert.
pub(crate) fn verdict(repo: &Repo, path: &str, limit: u64) -> Verdict {
    let Some((_, meta)) = repo.file(path) else { return Verdict::Published };
    if meta.size > limit {
        let error = crate::source::ReadError::TooLarge { size: meta.size, limit };
        return Verdict::Refused(error.diagnostic(repo, path).help("the limit is `limits.asset` in idp-docs.yaml"));
    }
    if !is_drawing(path) {
        return super::disguise::verdict(repo, path, limit);
    }
    match drawing(repo, path, limit) {
        Err(diagnostic) => Verdict::Refused(*diagnostic),
        Ok(drawing) if drawing.removed.is_empty() => Verdict::Published,
        Ok(drawing) => {
            let message = format!("`{path}` is published without its {}", drawing.removed.join(", "));
            let help = "nothing to do if the picture looks right; otherwise export it as plain SVG";
            Verdict::Changed(Diagnostic::new(Code::AssetCleaned, message).at(repo.place(path)).help(help))
        }
    }
}

fn is_drawing(path: &str) -> bool {
    repo_path::extension(path) == "svg"
}

/// Reads a file as it is to be published.
///
/// # Errors
/// The reason why it is not published, as a diagnostic.
pub fn read(repo: &Repo, path: &str, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    if is_drawing(path) {
        return drawing(repo, path, limit).map(|it| it.text.into_bytes());
    }
    repo.read(path, limit).map_err(|error| Box::new(error.diagnostic(repo, path)))
}

fn drawing(repo: &Repo, path: &str, limit: u64) -> Result<Drawing, Box<Diagnostic>> {
    let text = repo.text(path, limit).map_err(|error| Box::new(error.diagnostic(repo, path)))?.text;
    svg::sanitise(&text).map_err(|fault| {
        let place = repo.place(path);
        let message = format!("`{path}` is not published: the drawing {fault}");
        let diagnostic = Diagnostic::new(Code::AssetRefused, message)
            .at(fault.span.map_or(place.clone(), |span| place.at(span)))
            .help("open it in a drawing program and export it as plain SVG");
        Box::new(diagnostic)
    })
}

/// Words of a text that look like the path of something to look at: what a page may mention as image or download.
pub(crate) fn mentions(text: &str) -> Vec<&str> {
    let ends =
        |it: char| it.is_whitespace() || matches!(it, '(' | ')' | '<' | '>' | '"' | '\'' | '[' | ']' | '{' | '}' | '`' | ',');
    let mut found: Vec<&str> = text
        .split(ends)
        .filter(|it| it.len() > 4 && it.len() < 400 && it.contains('.') && !it.contains("://"))
        .map(|it| it.split(['?', '#']).next().unwrap_or(it))
        .map(|it| it.strip_prefix("src=").unwrap_or(it))
        .filter(|it| is_media(it))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_paths_of_images() {
        let text = "![a](img/a.png \"t\") <img src='../b.svg?x=1'> https://x.example/c.png see d.md\n[e]: ./e.gif";
        assert_eq!(mentions(text), ["../b.svg", "./e.gif", "img/a.png"]);
    }

    #[test]
    fn pages_of_browsers_are_not_published() {
        assert!(!is_publishable("a/evil.HTML") && is_active("a/evil.HTML"));
        assert!(!is_publishable("a/noext") && !is_publishable("a/x.js"));
        assert!(is_publishable("a/x.PNG"));
    }
}
