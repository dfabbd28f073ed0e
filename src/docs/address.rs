//! Addresses of pages and files below their site: MkDocs' directory addresses, made fit for every file system and host.
//!
//! `a/b.md` becomes `a/b/`, an index its folder. Two names that are one on some file system are told apart by a short hash
//! of the path; reserved, over-long and odd names are bent until they are ordinary. The same files give the same addresses.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::config::DialectName;
use crate::repo_path;

/// Bytes of one part of an address.
const MAX_PART: usize = 120;
/// Bytes of a whole address below its site.
const MAX_ADDRESS: usize = 600;
/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// Names at the top of a site that others use: versions, files from outside the docs folder, metadata.
const RESERVED_AT_TOP: [&str; 3] = ["_", "_repo", "techdocs_metadata.json"];

/// A file name without its Markdown ending.
pub(crate) fn stem(name: &str) -> &str {
    if super::dialect::is_markdown(name) { name.rsplit_once('.').map_or(name, |(stem, _)| stem) } else { name }
}

/// Does the page stand for its folder? MkDocs knows `index` and `README` in just that spelling, the others any.
pub(crate) fn is_index(path: &str, dialect: DialectName) -> bool {
    let stem = stem(repo_path::file_name(path));
    match dialect {
        DialectName::Techdocs => stem == "index" || stem == "README",
        _ => stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme"),
    }
}

/// The route of a page by its path below the docs root: no ending, no slashes at its ends, an index is its folder.
pub(crate) fn route_of_path(below: &str, dialect: DialectName) -> String {
    let folder = repo_path::parent(below);
    if is_index(below, dialect) {
        return folder.to_owned();
    }
    let stem = stem(repo_path::file_name(below));
    if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") }
}

/// An absolute address in the form in which routes are compared: no slashes at its ends, no `index`, no `.html`.
pub(crate) fn route_key(address: &str) -> String {
    let address = address.trim_matches('/');
    let address = address.strip_suffix(".html").or_else(|| address.strip_suffix(".htm")).unwrap_or(address);
    let address = if address == "index" { "" } else { address.strip_suffix("/index").unwrap_or(address) };
    address.trim_matches('/').to_owned()
}

/// Gives out the addresses of one site, each once.
#[derive(Debug)]
pub(crate) struct Addresses {
    /// Folded paths of every folder and file given out.
    taken: HashSet<String>,
    /// Addresses of folders that have a page.
    pages: HashSet<String>,
    /// What a part became below an address.
    parts: HashMap<(String, String), String>,
}

impl Default for Addresses {
    fn default() -> Self {
        let taken = RESERVED_AT_TOP.iter().map(|it| fold(it)).collect();
        // Files from outside the docs folder come through here, too.
        let parts = HashMap::from([((String::new(), "_repo".to_owned()), "_repo".to_owned())]);
        Self { taken, pages: HashSet::new(), parts }
    }
}

impl Addresses {
    /// The address of a page: empty for the site's front page, else ending in `/`. `identity` is what tells it from every
    /// other page when two want the same address.
    pub(crate) fn page(&mut self, route: &str, identity: &str) -> String {
        let mut folder = self.folder(route);
        if folder.len() > MAX_ADDRESS {
            folder = format!("_long/{}", hash(identity, 16));
        }
        if !self.pages.insert(folder.clone()) {
            let own = stem(repo_path::file_name(identity)).to_owned();
            folder = match folder.rsplit_once('/') {
                _ if folder.is_empty() => format!("{}-{}", portable(&own), hash(identity, 6)),
                Some((above, last)) => format!("{above}/{last}-{}", hash(identity, 6)),
                None => format!("{folder}-{}", hash(identity, 6)),
            };
            self.taken.insert(fold(&folder));
            self.pages.insert(folder.clone());
        }
        if folder.is_empty() { folder } else { format!("{folder}/") }
    }

    /// The address of a file that is published as it is.
    pub(crate) fn file(&mut self, route: &str) -> String {
        let (folder, name) = route.rsplit_once('/').unwrap_or(("", route));
        let mut folder = self.folder(folder);
        if folder.len() > MAX_ADDRESS {
            folder = format!("_long/{}", hash(route, 16));
        }
        let name = portable(name);
        let join = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let address = join(&name);
        if self.taken.insert(fold(&address)) {
            return address;
        }
        let told_apart = match name.rsplit_once('.') {
            Some((stem, ending)) => format!("{stem}-{}.{ending}", hash(route, 6)),
            None => format!("{name}-{}", hash(route, 6)),
        };
        let address = join(&told_apart);
        self.taken.insert(fold(&address));
        address
    }

    fn folder(&mut self, route: &str) -> String {
        let mut folder = String::new();
        for part in route.split('/').filter(|it| !it.is_empty()) {
            let made = self.part(&folder, part);
            if !folder.is_empty() {
                folder.push('/');
            }
            folder.push_str(&made);
        }
        folder
    }

    fn part(&mut self, above: &str, part: &str) -> String {
        let key = (above.to_owned(), part.to_owned());
        if let Some(made) = self.parts.get(&key) {
            return made.clone();
        }
        let join = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
        let mut made = portable(part);
        if !self.taken.insert(fold(&join(&made))) {
            made = format!("{made}-{}", hash(part, 6));
            self.taken.insert(fold(&join(&made)));
        }
        self.parts.insert(key, made.clone());
        made
    }
}

/// The form in which two names are compared: one for all names that some file system takes for the same.
fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfkc().collect::<String>().to_lowercase().to_uppercase().to_lowercase().nfc().collect()
}

/// The first hexadecimal digits of a hash of the text.
fn hash(text: &str, digits: usize) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(digits).collect()
}

/// A part of a path as a part of an address: letters, digits and a few signs; nothing that any host or system minds. A
/// blank inside a name stays, as in MkDocs, so that addresses people have kept (`a%20b/`) live on.
fn portable(part: &str) -> String {
    let mut made = String::with_capacity(part.len());
    for next in part.nfc() {
        let kept =
            next.is_alphanumeric() || matches!(next, '-' | '_' | '.' | '~' | '+' | ',' | '@' | '=' | '(' | ')' | '!' | ' ');
        made.push(if kept { next } else { '-' });
    }
    let trimmed = made.trim_end_matches(['.', '-', ' ']).len();
    if !part.ends_with('-') {
        made.truncate(trimmed);
    } else {
        made.truncate(made.trim_end_matches(['.', ' ']).len());
    }
    if made.len() > MAX_PART {
        let mut end = MAX_PART - 7;
        while !made.is_char_boundary(end) {
            end -= 1;
        }
        made.truncate(end);
        made.push('-');
        made.push_str(&hash(part, 6));
    }
    let first = made.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = (first.starts_with("com") || first.starts_with("lpt")) && first.chars().count() == 4;
    if made.starts_with('.') {
        made.replace_range(..1, "_");
    }
    let odd = made.is_empty() || made.starts_with(['-', ' ']) || DEVICES.contains(&first.as_str()) || numbered;
    // A page's folder holds `index.html` and its Markdown twin.
    if odd || matches!(made.to_lowercase().as_str(), "index.html" | "index.md") {
        made.insert(0, '_');
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_folders() {
        let mut addresses = Addresses::default();
        let mut page = |path: &str| addresses.page(&route_of_path(path, DialectName::Techdocs), path);
        assert_eq!(page("index.md"), "");
        assert_eq!(page("a/README.md"), "a/");
        assert_eq!(page("a/b.md"), "a/b/");
        assert_eq!(page("a/readme.md"), "a/readme/");
        assert_eq!(page("Ünï/数.md"), "Ünï/数/");
    }

    #[test]
    fn clashes_are_told_apart() {
        let mut addresses = Addresses::default();
        let names = [
            "x/index.md",
            "x.md",
            "X.md",
            "stra\u{df}e.md",
            "STRASSE.md",
            "k.md",
            "\u{212a}.md",
            "caf\u{e9}.md",
            "cafe\u{301}.md",
        ];
        let made: Vec<String> = names.iter().map(|it| addresses.page(&route_of_path(it, DialectName::Techdocs), it)).collect();
        let folded: HashSet<String> = made.iter().map(|it| fold(it)).collect();
        assert_eq!(folded.len(), names.len(), "{made:?}");
        assert_eq!(made.first().map(String::as_str), Some("x/"));
        let image = addresses.file("x");
        assert!(fold(&image) != "x", "a file cannot have a folder's name: {image}");
    }

    #[test]
    fn odd_names_are_bent() {
        assert_eq!(portable("con"), "_con");
        assert_eq!(portable("COM1.x"), "_COM1.x");
        assert_eq!(portable("-rf"), "_-rf");
        assert_eq!(portable("a b?c"), "a b-c");
        assert_eq!(portable(" a. "), "_ a");
        assert_eq!(portable("trail."), "trail");
        assert_eq!(portable("..\\..\\pwn"), "_.-..-pwn");
        assert_eq!(portable("index.html"), "_index.html");
        assert!(portable(&"x".repeat(252)).len() <= MAX_PART);
        assert!(portable(&"\u{e9}".repeat(120)).len() <= MAX_PART);
        assert_eq!(portable("\u{1F600}"), "_");
    }

    #[test]
    fn routes_compare() {
        assert_eq!(route_key("/a/b/"), "a/b");
        assert_eq!(route_key("a/index.html"), "a");
        assert_eq!(route_key("/"), "");
        assert_eq!(route_key("/index.html"), "");
    }
}
