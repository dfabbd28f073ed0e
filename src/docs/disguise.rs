//! Files whose ending does not say what they are, or what a host makes of them.
//!
//! A host that does not know an ending lets browsers guess by the first bytes, and some hosts take files of certain names
//! for their own settings, wherever they lie. Such a file is published as plain text under its name with `.txt`; a picture
//! that is no picture is not published at all. The portal is safe on hosts whose headers nobody set.

use super::assets::Verdict;
use crate::diagnostic::{Code, Diagnostic};
use crate::repo_path;
use crate::source::Repo;

/// Every host serves these as what they are.
const SETTLED: [&str; 6] = ["txt", "csv", "tsv", "yaml", "yml", "toml"];
/// Text of formats that few hosts know.
const TEXT: [&str; 7] = ["drawio", "puml", "plantuml", "mmd", "dot", "proto", "graphql"];
/// Names that hosts read as their settings.
const OF_HOSTS: [&str; 7] =
    ["staticwebapp.config.json", "routes.json", "vercel.json", "now.json", "firebase.json", "netlify.toml", "wrangler.toml"];
/// Bytes at the start of a file by which a browser guesses, and some.
const GUESSED_BY: usize = 4096;

/// Looks at a file that is not a drawing.
pub(crate) fn verdict(repo: &Repo, path: &str, limit: u64) -> Verdict {
    let (ending, name) = (repo_path::extension(path), repo_path::file_name(path).to_lowercase());
    let as_text = |why: &str| {
        let message = format!("`{path}` is published as text, under its name with `.txt`: {why}");
        let help = "nothing to do if readers may open it as text; otherwise link to it in its repository";
        Verdict::AsText(Diagnostic::new(Code::AssetCleaned, message).at(repo.place(path)).help(help))
    };
    if OF_HOSTS.contains(&name.as_str()) {
        return as_text("hosts take a file of this name for their settings");
    }
    if SETTLED.contains(&ending.as_str()) {
        return Verdict::Published;
    }
    let whole = ending == "json" || TEXT.contains(&ending.as_str());
    let bytes = match if whole { repo.read(path, limit) } else { repo.head(path, GUESSED_BY) } {
        Ok(bytes) => bytes,
        Err(error) => return Verdict::Refused(error.diagnostic(repo, path)),
    };
    if ending == "json" {
        let parsed = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes);
        return parsed.map_or_else(|_| as_text("it is not JSON"), |_| Verdict::Published);
    }
    if whole {
        return if is_page(&bytes, true) { as_text("it holds markup that a browser may run") } else { Verdict::Published };
    }
    if is_page(&bytes, false) {
        let message = format!("`{path}` is not published: it holds markup and not what its ending says");
        return Verdict::Refused(Diagnostic::new(Code::AssetRefused, message).at(repo.place(path)));
    }
    Verdict::Published
}

/// Whether a browser may take the file for a page or a drawing: by how it begins; where nobody says that it is something
/// else (`text`), also by what it holds.
fn is_page(bytes: &[u8], text: bool) -> bool {
    let all = String::from_utf8_lossy(bytes).to_lowercase();
    let start = all.trim_start_matches(|it: char| it.is_whitespace() || it.is_control() || it == '\u{feff}');
    if text && start.starts_with("<?xml") {
        return ["w3.org/1999/xhtml", "w3.org/2000/svg", "xml-stylesheet", "<!entity"].iter().any(|it| all.contains(it));
    }
    let opens = ["<!doctype html", "<html", "<script", "<svg", "<iframe", "<body", "<head", "<style", "<title", "<!--", "<?xml"];
    let holds = ["<!doctype html", "<html", "<script", "<svg"];
    opens.iter().any(|it| start.starts_with(it)) || text && holds.iter().any(|it| all.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn of(path: &str, text: &str) -> &'static str {
        let source = Source::in_memory(&[("shop", path, text)]);
        match verdict(source.repo("shop").expect("listed above"), path, 1_000_000) {
            Verdict::Published | Verdict::Changed(_) => "published",
            Verdict::AsText(_) => "as text",
            Verdict::Refused(_) => "refused",
        }
    }

    #[test]
    fn markup_under_another_ending_is_seen() {
        assert_eq!(of("a.png", " \n<!DOCTYPE html><script>"), "refused");
        assert_eq!(of("a.graphql", "\"\"\"<script>x()</script>\"\"\""), "as text");
        assert_eq!(of("a.drawio", "<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'/>"), "as text");
        assert_eq!(of("a.drawio", "<?xml version='1.0'?><mxfile><diagram value=\"&lt;b&gt;\"/></mxfile>"), "published");
        assert_eq!(of("a.png", "\u{1}PNG\r\n<script>"), "published");
        assert_eq!(of("a.graphql", "type Query { a: String }"), "published");
    }

    #[test]
    fn names_and_shapes_that_others_rely_on() {
        assert_eq!(of("docs/StaticWebApp.config.json", "{}"), "as text");
        assert_eq!(of("a.json", "{\"a\": 1}"), "published");
        assert_eq!(of("a.json", "{ // comment\n}"), "as text");
        assert_eq!(of("a.json", &"[".repeat(100_000)), "as text");
    }
}
