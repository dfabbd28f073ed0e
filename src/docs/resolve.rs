//! What a written path means: which files and routes it may name, by the dialect's rules, in the order in which they count.
//!
//! Paths are followed between files, as their author wrote them; nothing here knows an output address.

use percent_encoding::percent_decode_str;

use super::address;
use super::settings::Settings;
use crate::config::DialectName;
use crate::repo_path;

/// A written address taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The path, percent-decoded, with `/` for `\`.
    pub(crate) path: String,
    /// `?…`, as written, or nothing.
    pub(crate) query: String,
    /// What follows `#`, as written; `None` without one.
    pub(crate) fragment: Option<String>,
}

impl Written {
    /// Takes an address without a scheme apart. Jekyll's `{% link a.md %}` is the file it names.
    pub(crate) fn of(target: &str) -> Self {
        let target = expand_link_tags(target);
        let (rest, fragment) = match target.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment.to_owned())),
            None => (target.as_str(), None),
        };
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (rest, String::new()),
        };
        let path = percent_decode_str(path).decode_utf8_lossy().replace('\\', "/");
        Self { path, query, fragment }
    }
}

impl Written {
    /// Query and fragment, as written.
    pub(crate) fn after_path(&self) -> String {
        let fragment = self.fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default();
        format!("{}{fragment}", self.query)
    }
}

/// `{{ site.baseurl }}{% link docs/a.md %}#x` is `/docs/a.md#x`.
fn expand_link_tags(target: &str) -> String {
    let Some((before, rest)) = target.split_once("{%") else { return target.to_owned() };
    let Some((tag, after)) = rest.split_once("%}") else { return target.to_owned() };
    match tag.trim().strip_prefix("link ") {
        Some(path) if before.is_empty() || before.contains("}}") || before == "/" => {
            format!("/{}{after}", path.trim().trim_start_matches('/'))
        }
        _ => target.to_owned(),
    }
}

/// Has the address a scheme or a host of its own?
pub(crate) fn is_external(target: &str) -> bool {
    if target.starts_with("//") {
        return true;
    }
    let scheme = target.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.split_once(':').is_some_and(|(name, _)| {
        name.starts_with(|it: char| it.is_ascii_alphabetic())
            && name.len() > 1
            && name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'))
    })
}

/// The rest of an absolute address after one of the site's own prefixes: the route it names, with a leading slash.
pub(crate) fn own_route<'a>(settings: &Settings, target: &'a str) -> Option<&'a str> {
    let matching = settings.route_prefixes.iter().filter_map(|prefix| {
        let rest = target.strip_prefix(prefix.as_str())?;
        (rest.is_empty() || rest.starts_with(['/', '#', '?'])).then_some((prefix.len(), rest))
    });
    matching.max_by_key(|(length, _)| *length).map(|(_, rest)| if rest.is_empty() { "/" } else { rest })
}

/// Does raw HTML in this dialect reach the browser as written, so that its addresses start from the page's address?
fn raw_starts_from_address(dialect: DialectName) -> bool {
    matches!(dialect, DialectName::Techdocs)
}

/// The folder that a page's own tool would publish it as: `a/b.md` is seen from `a/b`.
fn address_folder(settings: &Settings, page: &str) -> Option<String> {
    let below = repo_path::strip_folder(page, &settings.root)?;
    repo_path::join(&settings.root, &address::route_of_path(below, settings.dialect)).ok()
}

/// The paths in the repository that a path written in `page` may mean, likeliest first. Paths that leave the repository
/// are not paths.
pub(crate) fn candidates(settings: &Settings, page: &str, path: &str, raw: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut try_join = |base: &str, path: &str| {
        if let Ok(joined) = repo_path::join(base, path.trim_start_matches('/'))
            && !found.contains(&joined)
        {
            found.push(joined);
        }
    };
    if let Some(path) = path.strip_prefix("@site/") {
        try_join(&settings.home, path);
    } else if let Some(path) = path.strip_prefix("pathname:///") {
        try_join(&settings.home, &format!("static/{path}"));
    } else if path.starts_with('/') {
        let own = own_route(settings, path);
        for path in own.into_iter().chain(std::iter::once(path)) {
            try_join(&settings.root, path);
        }
        if settings.dialect == DialectName::Docusaurus {
            try_join(&settings.home, &format!("static{path}"));
        }
        try_join(&settings.home, path);
        try_join("", path);
    } else {
        let folder = repo_path::parent(page);
        let seen_from_address = address_folder(settings, page);
        if let Some(base) = seen_from_address.as_deref().filter(|_| raw && raw_starts_from_address(settings.dialect)) {
            try_join(base, path);
        }
        try_join(folder, path);
        if let Some(base) = seen_from_address.as_deref() {
            try_join(base, path);
        }
    }
    found
}

/// The files that a mention of an image may mean: as a link and as raw HTML.
pub(crate) fn file_candidates(settings: &Settings, page: &str, mention: &str) -> Vec<String> {
    if is_external(mention) && !mention.starts_with("pathname:") {
        return Vec::new();
    }
    candidates(settings, page, &Written::of(mention).path, false)
}

/// The page files that stand behind a path without an ending, or with the ending of the published page.
pub(crate) fn page_spellings(path: &str) -> Vec<String> {
    let bare = path.strip_suffix(".html").unwrap_or(path).trim_end_matches('/');
    let join = |name: &str| if bare.is_empty() { name.to_owned() } else { format!("{bare}/{name}") };
    let mut spellings = vec![path.to_owned()];
    if !bare.is_empty() {
        spellings.extend(["md", "mdx", "markdown"].iter().map(|it| format!("{bare}.{it}")));
    }
    spellings.extend(["index.md", "README.md", "readme.md", "index.mdx", "Readme.md"].iter().map(|it| join(it)));
    if let Some(folder) = bare.strip_suffix("/index") {
        spellings.extend(["README.md", "readme.md"].iter().map(|it| format!("{folder}/{it}")));
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(dialect: DialectName) -> Settings {
        Settings::plain("docs", dialect)
    }

    #[test]
    fn addresses_come_apart() {
        let written = Written::of("a%20b.md?x=1#y%20z");
        assert_eq!(
            (written.path.as_str(), written.query.as_str(), written.fragment.as_deref()),
            ("a b.md", "?x=1", Some("y%20z"))
        );
        assert_eq!(Written::of("{{ site.baseurl }}{% link docs/a.md %}#x").path, "/docs/a.md");
        assert_eq!(Written::of("{% link docs/a.md %}").path, "/docs/a.md");
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert!(is_external("https://x.example") && is_external("mailto:a@b.example") && is_external("//x.example/a"));
        assert!(!is_external("a:b.md".get(2..).unwrap_or_default()) && !is_external("./a:b") && !is_external("#a:b"));
    }

    #[test]
    fn raw_html_of_techdocs_starts_from_the_address() {
        let of = |dialect, raw| candidates(&settings(dialect), "docs/a/b.md", "../img/x.png", raw);
        assert_eq!(of(DialectName::Techdocs, true), ["docs/a/img/x.png", "docs/img/x.png"]);
        assert_eq!(of(DialectName::Techdocs, false), ["docs/img/x.png", "docs/a/img/x.png"]);
        assert_eq!(of(DialectName::Github, true), ["docs/img/x.png", "docs/a/img/x.png"]);
    }

    #[test]
    fn nothing_leaves_the_repository() {
        assert_eq!(candidates(&settings(DialectName::Github), "docs/a.md", "../../../x.md", false), Vec::<String>::new());
    }

    #[test]
    fn absolute_routes_lose_the_sites_prefix() {
        let mut docusaurus = settings(DialectName::Docusaurus);
        docusaurus.home = "site".into();
        docusaurus.route_prefixes = vec!["/docs".into(), "https://x.example/docs".into()];
        assert_eq!(own_route(&docusaurus, "/docs/a#b"), Some("/a#b"));
        assert_eq!(own_route(&docusaurus, "https://x.example/docs"), Some("/"));
        assert_eq!(own_route(&docusaurus, "/docsy"), None);
        assert!(candidates(&docusaurus, "docs/a.md", "/img/x.png", false).contains(&"site/static/img/x.png".to_owned()));
    }
}
