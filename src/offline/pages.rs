//! Pages whose addresses name files, and whose scripts are classic.

/// The page for `file://`; `loader` is the path of the loader below the portal's root.
pub(super) fn for_files(page: &str, loader: &str) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut rest = page;
    let mut root = "";
    let mut loads = false;
    while let Some((before, tag, after)) = next_tag(rest) {
        out.push_str(before);
        if tag.starts_with("<html") {
            root = attribute(tag, "data-root").unwrap_or_default();
        }
        let written = match attribute(tag, "src").filter(|_| tag.starts_with("<script type=\"module\"")) {
            Some(source) => {
                if !loads {
                    out.push_str(&format!("<script defer src=\"{root}{loader}\"></script>\n"));
                    loads = true;
                }
                format!("<script defer src=\"{source}.js\">")
            }
            None => links(tag),
        };
        out.push_str(&written);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What stands before the next tag, the tag, and what follows. A `>` in quotes does not end a tag.
fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.match_indices('<').map(|(at, _)| at).find(|at| {
        let after = text.as_bytes().get(at + 1);
        after.is_some_and(u8::is_ascii_alphabetic)
    })?;
    let (before, from) = text.split_at_checked(start)?;
    let mut quote = None;
    let end = from.char_indices().find(|(_, c)| {
        match (quote, *c) {
            (None, '"' | '\'') => quote = Some(*c),
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return true,
            _ => {}
        }
        false
    });
    let (tag, after) = from.split_at_checked(end.map(|(at, _)| at + 1)?)?;
    Some((before, tag, after))
}

/// The value of an attribute in double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The tag with its addresses of folders completed.
fn links(tag: &str) -> String {
    let mut tag = tag.to_owned();
    for name in ["href", "action", "content"] {
        let Some(value) = attribute(&tag, name) else { continue };
        let new = match name {
            "content" => match value.split_once("url=") {
                Some((wait, address)) if tag.contains("\"refresh\"") => format!("{wait}url={}", with_index(address)),
                _ => continue,
            },
            _ => with_index(value),
        };
        tag = tag.replacen(&format!(" {name}=\"{value}\""), &format!(" {name}=\"{new}\""), 1);
    }
    tag
}

/// An address below this portal that ends in a folder, with the file that a server would send for it.
fn with_index(address: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (path, rest) = address.split_at_checked(end).unwrap_or((address, ""));
    let elsewhere = path.starts_with('/') || path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || elsewhere {
        return address.to_owned();
    }
    match path.rsplit('/').next() {
        Some("") => format!("{path}index.html{rest}"),
        Some("." | "..") => format!("{path}/index.html{rest}"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_folders_name_their_file() {
        let cases = [
            ("docs/a/", "docs/a/index.html"),
            ("../", "../index.html"),
            ("..", "../index.html"),
            ("x/?q=1#s", "x/index.html?q=1#s"),
            ("#top", "#top"),
            ("?q=1", "?q=1"),
            ("a.html", "a.html"),
            ("https://x.example/y/", "https://x.example/y/"),
            ("//x.example/", "//x.example/"),
            ("mailto:a/", "mailto:a/"),
            ("a/b:c/", "a/b:c/index.html"),
            ("/abs/", "/abs/"),
            ("", ""),
        ];
        for (from, to) in cases {
            assert_eq!(with_index(from), to, "{from}");
        }
    }

    #[test]
    fn only_tags_are_rewritten() {
        let page = "<html data-root=\"../\"><meta http-equiv=\"refresh\" content=\"0; url=../b/\">\
            <script type=\"module\" src=\"../_idp/p.js\"></script><a title=\"a > b\" href=\"x/\">href=\"y/\" 1 < 2</a>";
        assert_eq!(
            for_files(page, "_idp/offline.js"),
            "<html data-root=\"../\"><meta http-equiv=\"refresh\" content=\"0; url=../b/index.html\">\
             <script defer src=\"../_idp/offline.js\"></script>\n<script defer src=\"../_idp/p.js.js\"></script>\
             <a title=\"a > b\" href=\"x/index.html\">href=\"y/\" 1 < 2</a>"
        );
    }
}
