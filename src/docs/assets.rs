//! Files that are published as they are: an allow-list by ending, and nothing that runs when a reader opens it.

use crate::diagnostic::{Code, Diagnostic};
use crate::repo_path;
use crate::source::Repo;

/// Images that cannot hold a program.
const IMAGES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp"];
/// Films, sounds and documents to look at or keep.
const MEDIA: [&str; 12] = ["mp4", "webm", "ogv", "mov", "mp3", "ogg", "wav", "m4a", "pdf", "zip", "gz", "tgz"];
/// Text that browsers show or save as text.
const DATA: [&str; 20] = [
    "txt", "csv", "tsv", "json", "yaml", "yml", "toml", "drawio", "puml", "plantuml", "mmd", "dot", "docx", "xlsx", "pptx",
    "odt", "ods", "odp", "proto", "graphql",
];
/// Text of these endings is shown or saved as text by every host.
const SETTLED: [&str; 7] = ["txt", "csv", "tsv", "json", "yaml", "yml", "toml"];
/// Bytes at the start of a file by which a browser guesses, and some.
const SNIFFED: usize = 4096;
/// Endings that a browser may run or render as a page.
const ACTIVE: [&str; 16] =
    ["html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "xml", "xsl", "xslt", "js", "mjs", "cjs", "css", "wasm", "svgz"];

/// May the file be published, by its ending? (`svg` may, if [`svg_fault`] finds nothing.)
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

/// Why a file that its ending allows is not published all the same: too large, or an SVG that holds a program.
pub(crate) fn refusal(repo: &Repo, path: &str, limit: u64) -> Option<Diagnostic> {
    let (_, meta) = repo.file(path)?;
    if meta.size > limit {
        let error = crate::source::ReadError::TooLarge { size: meta.size, limit };
        return Some(error.diagnostic(repo, path).help("the limit is `limits.asset` in idp-docs.yaml"));
    }
    if repo_path::extension(path) != "svg" {
        return disguised(repo, path, limit);
    }
    let text = match repo.text(path, limit) {
        Ok(text) => text.text,
        Err(error) => return Some(error.diagnostic(repo, path)),
    };
    let fault = svg_fault(&text)?;
    let message = format!("`{path}` is not published: the drawing {fault}");
    let help = "export it without scripts, events and references to other files";
    Some(Diagnostic::new(Code::AssetRefused, message).at(repo.place(path)).help(help))
}

/// A page of markup under another ending: hosts that do not know the ending let browsers guess by the first bytes.
fn disguised(repo: &Repo, path: &str, limit: u64) -> Option<Diagnostic> {
    let ending = repo_path::extension(path);
    if SETTLED.contains(&ending.as_str()) {
        return None;
    }
    let binary = IMAGES.contains(&ending.as_str()) || MEDIA.contains(&ending.as_str());
    let bytes = if binary { repo.head(path, SNIFFED) } else { repo.read(path, limit) };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Some(error.diagnostic(repo, path)),
    };
    if !looks_like_markup(&bytes, binary, ending == "drawio") {
        return None;
    }
    let message = format!("`{path}` is not published: it holds markup that a browser may run");
    let help = "give it the ending of what it is, or show it on a page in a block of code";
    Some(Diagnostic::new(Code::AssetRefused, message).at(repo.place(path)).help(help))
}

/// Whether a browser may take the file for a page or a drawing. `binary`: no markup belongs into it at all; `xml`: it is XML
/// of a kind that only its own program shows.
fn looks_like_markup(bytes: &[u8], binary: bool, xml: bool) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..SNIFFED).unwrap_or(bytes)).to_lowercase();
    let start = head.trim_start_matches(|it: char| it.is_whitespace() || it.is_control() || it == '\u{feff}');
    let page =
        ["<!doctype html", "<html", "<script", "<svg", "<iframe", "<body", "<head", "<style", "<title", "<a ", "<img", "<!--"];
    if xml && start.starts_with("<?xml") {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        return ["w3.org/1999/xhtml", "w3.org/2000/svg", "xml-stylesheet", "<!entity"].iter().any(|it| text.contains(it));
    }
    // Text that a browser is not told the type of is searched for what makes a page of it; bitmaps begin with their own mark.
    let holds = !binary && !xml && ["<!doctype html", "<html", "<script", "<svg"].iter().any(|it| head.contains(it));
    holds || start.starts_with("<?xml") || page.iter().any(|it| start.starts_with(it))
}

/// What in an SVG could act on its own when it is opened.
fn svg_fault(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let tags = [
        ("<script", "holds a script"),
        ("<foreignobject", "holds HTML (`foreignObject`)"),
        ("<!entity", "declares entities"),
        ("<iframe", "holds a frame"),
        ("<embed", "holds an embedded object"),
        ("<object", "holds an embedded object"),
        ("<handler", "holds a script"),
        ("<?xml-stylesheet", "refers to a style sheet elsewhere"),
        ("@import", "refers to a style sheet elsewhere"),
    ];
    let by_tag = tags.iter().find(|(tag, _)| lower.contains(tag)).map(|(_, fault)| *fault);
    // A name before the tag (`<svg:script`) makes it no less a script.
    let prefixed = lower.contains(":script") && !lower.contains("javascript:");
    by_tag.or(prefixed.then_some("holds a script")).or_else(|| attribute_fault(&lower))
}

fn attribute_fault(lower: &str) -> Option<&'static str> {
    let addresses = ["href", "src", "to", "from", "values"];
    for (at, _) in lower.match_indices('=') {
        // Only the last few characters are looked at, so that a long file without a space costs no more than another.
        let before = lower.get(..at).unwrap_or_default().trim_end();
        let delimiter = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '/' | '<' | '>');
        let length: usize = before.chars().rev().take(64).take_while(|it| !delimiter(*it)).map(char::len_utf8).sum();
        let name = before.get(before.len() - length..).unwrap_or_default();
        if name.strip_prefix("on").is_some_and(|it| it.len() > 2 && it.chars().all(|it| it.is_ascii_alphabetic())) {
            return Some("holds event handlers");
        }
        if addresses.contains(&name.rsplit(':').next().unwrap_or_default()) {
            let value = lower.get(at + 1..).unwrap_or_default().trim_start().trim_start_matches(['"', '\'']);
            let compact: String = value.chars().take(32).filter(|it| !it.is_whitespace() && !it.is_control()).collect();
            if ["javascript:", "vbscript:", "data:text", "&#"].iter().any(|it| compact.starts_with(it)) {
                return Some("holds a script address");
            }
        }
    }
    None
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
    fn a_drawing_is_sound_and_a_program_is_not() {
        assert_eq!(svg_fault("<svg><path d=\"M0 0\"/><a href=\"https://acme.example\">on time = money</a></svg>"), None);
        assert!(svg_fault("<svg onload=\"x()\"/>").is_some());
        assert!(svg_fault("<svg><a xlink:href = ' JaVa\tScript:x()'/></svg>").is_some());
        assert!(svg_fault("<svg><SCRIPT>x()</SCRIPT></svg>").is_some());
        assert!(svg_fault("<s:svg><s:script/></s:svg>").is_some());
    }

    #[test]
    fn markup_under_another_ending_is_seen() {
        assert!(looks_like_markup(b" \n<!DOCTYPE html><script>", true, false));
        assert!(looks_like_markup(b"\"\"\"<script>x()</script>", false, false));
        assert!(looks_like_markup(b"<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'/>", false, true));
        assert!(!looks_like_markup(b"<?xml version='1.0'?><mxfile><diagram value=\"&lt;b&gt;\"/></mxfile>", false, true));
        assert!(!looks_like_markup(b"\x89PNG\r\n\x1a\n<script>", true, false), "no browser reads a PNG as a page");
        assert!(!looks_like_markup(b"type Query { a: String }", false, false));
    }

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
