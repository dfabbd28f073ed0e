//! The frame: what every page shows around its own content. `theme/templates/base.html` is its other half.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::catalog::{Entity, EntityRef};
use crate::config::Config;

/// What is the same on every page of the portal; made once.
#[derive(Clone, Debug)]
pub struct SiteFrame {
    /// The portal's name.
    pub title: String,
    /// BCP 47 tag of the portal's own words.
    pub lang: String,
    /// Absolute address of the portal, ending in `/`, where configured.
    pub base_url: Option<String>,
    portal: Value,
}

/// What `frame.portal` holds in templates.
#[derive(Debug, Serialize)]
struct PortalView<'a> {
    title: &'a str,
    description: Option<&'a str>,
    lang: &'a str,
    nav: &'a [NavLink],
    footer: Vec<FooterView<'a>>,
    logo: Option<&'a str>,
    logo_width: Option<u32>,
    favicon: Option<&'a str>,
    csp: String,
}

#[derive(Debug, Serialize)]
struct FooterView<'a> {
    title: &'a str,
    href: Option<&'a str>,
}

/// The picture beside the portal's name.
#[derive(Clone, Copy, Debug)]
pub struct Logo<'a> {
    /// Address below the portal's root.
    pub address: &'a str,
    /// Its own width and height, where they can be told.
    pub size: Option<(u32, u32)>,
}

impl Logo<'_> {
    /// Height in the header.
    const HEIGHT: u32 = 28;

    /// The width that goes with it, so that nothing moves when the picture arrives.
    fn width(self) -> Option<u32> {
        let (width, height) = self.size?;
        Some((width * Self::HEIGHT).div_ceil(height.max(1)))
    }
}

/// A link of the portal's main navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NavLink {
    /// What pages name as their section: `catalog`.
    pub id: String,
    /// The words.
    pub title: String,
    /// Address below the portal's root.
    pub href: String,
}

impl NavLink {
    /// The sections that a portal can have, in the order of the header.
    pub const ALL: [(&'static str, &'static str, &'static str); 7] = [
        ("catalog", "Catalog", "catalog/"),
        ("docs", "Docs", "docs/"),
        ("apis", "APIs", "api-docs/"),
        ("teams", "Teams", "teams/"),
        ("create", "Golden paths", "create/"),
        ("graph", "Graph", "catalog-graph/"),
        ("insights", "Insights", "insights/"),
    ];

    /// The links of the sections for which `present` says yes.
    pub fn of(present: impl Fn(&str) -> bool) -> Vec<Self> {
        let links = Self::ALL.iter().filter(|(id, ..)| present(id));
        links.map(|(id, title, href)| Self { id: (*id).into(), title: (*title).into(), href: (*href).into() }).collect()
    }
}

/// What one page shows around its content. In templates: `frame`.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// What is the same everywhere: `title`, `description`, `lang`, `nav`, `footer`, `logo`, `logo_width`, `favicon`, `csp`.
    pub portal: Value,
    /// The whole text of `<title>`.
    pub title: String,
    /// Language of the page's content.
    pub lang: String,
    /// Direction of that language: `ltr` or `rtl`.
    pub dir: &'static str,
    /// The way from this page to the portal's root: `../../`, `./` at the root itself.
    pub root: String,
    /// Address of this page below the portal's root.
    pub path: String,
    /// One sentence for search engines and link previews.
    pub description: Option<String>,
    /// Absolute address, where the portal has one.
    pub canonical: Option<String>,
    /// Id of the navigation link that is current; empty for none.
    pub section: String,
    /// Pages above this one, the nearest last; the page itself is not in it.
    pub breadcrumbs: Vec<Crumb>,
    /// Search engines may list the page.
    pub indexed: bool,
}

/// A page above the current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// The words.
    pub title: String,
    /// Address below the portal's root; `None` where there is no page.
    pub href: Option<String>,
}

impl Crumb {
    /// A page above the current one, with its address below the portal's root.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: Some(href.into()) }
    }

    /// Words without a page of their own.
    pub fn text(title: impl Into<String>) -> Self {
        Self { title: title.into(), href: None }
    }
}

impl SiteFrame {
    /// The frame of a portal with these sections. `favicon` is an address below the portal's root.
    #[must_use]
    pub fn new(config: &Config, nav: &[NavLink], logo: Option<Logo<'_>>, favicon: Option<&str>) -> Self {
        let title = config.title.clone().unwrap_or_else(|| "Developer portal".to_owned());
        let lang = config.language.clone().unwrap_or_else(|| "en".to_owned());
        let footer = config.branding.footer.iter();
        let portal = Value::from(Serde(PortalView {
            title: &title,
            description: config.description.as_deref(),
            lang: &lang,
            nav,
            footer: footer.map(|it| FooterView { title: &it.title, href: super::url::safe_url(&it.url) }).collect(),
            logo: logo.map(|it| it.address),
            logo_width: logo.and_then(Logo::width),
            favicon,
            csp: content_security_policy(config),
        }));
        let base_url = config.base_url.as_ref().map(|it| format!("{}/", it.trim_end_matches('/')));
        Self { title, lang, base_url, portal }
    }

    /// The frame of one page. `path` is its address below the portal's root (`docs/…/`, empty for the home page),
    /// `titles` the parts of its title before the portal's name.
    #[must_use]
    pub fn page(&self, path: &str, section: &str, titles: &[&str]) -> Frame {
        let mut parts: Vec<&str> = titles.to_vec();
        parts.push(&self.title);
        Frame {
            portal: self.portal.clone(),
            title: parts.join(" · "),
            lang: self.lang.clone(),
            dir: direction(&self.lang),
            root: root_of(path),
            path: path.to_owned(),
            description: None,
            canonical: self.base_url.as_ref().map(|it| format!("{it}{}", crate::source::encode_path(path))),
            section: section.to_owned(),
            breadcrumbs: Vec::new(),
            indexed: true,
        }
    }

    /// The path part of the portal's absolute address, with slashes at both ends: for pages that can be served
    /// anywhere, such as 404.
    #[must_use]
    pub fn base_path(&self) -> String {
        let path = self.base_url.as_deref().and_then(|it| url::Url::parse(it).ok()).map(|it| it.path().to_owned());
        path.filter(|it| it.starts_with('/')).unwrap_or_else(|| "/".to_owned())
    }
}

impl Frame {
    /// With a description for search engines, cut at 200 characters.
    #[must_use]
    pub fn described(mut self, description: Option<&str>) -> Self {
        self.description = description.map(|it| shorten(it, 200)).filter(|it| !it.is_empty());
        self
    }

    /// With the pages above it.
    #[must_use]
    pub fn below(mut self, breadcrumbs: Vec<Crumb>) -> Self {
        self.breadcrumbs = breadcrumbs;
        self
    }
}

/// The way from a page below the portal's root back to it: one `../` per folder of its address.
#[must_use]
pub fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// `ltr` or `rtl`, by the primary language.
#[must_use]
pub fn direction(lang: &str) -> &'static str {
    let primary = lang.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(primary.as_str(), "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi") {
        "rtl"
    } else {
        "ltr"
    }
}

/// The text on one line, cut at a word before `limit` characters.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > limit {
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The policy of every page: the portal's own scripts and styles, nothing inline, images from anywhere over https.
fn content_security_policy(config: &Config) -> String {
    let mut hosts: Vec<String> =
        config.sources.iter().flat_map(|it| &it.allow_iframes_from).filter_map(|it| frame_host(it)).collect();
    hosts.sort();
    hosts.dedup();
    let frames = if hosts.is_empty() { "'none'".to_owned() } else { hosts.join(" ") };
    let kroki = config.docs.kroki_url.as_deref().and_then(plain_http_host).map(|it| format!(" {it}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:{kroki}; font-src 'self'; \
         connect-src 'self'; media-src 'self' https:; frame-src {frames}; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; object-src 'none'; require-trusted-types-for 'script'"
    )
}

/// The host of a Kroki server without TLS, which `https:` does not cover.
fn plain_http_host(address: &str) -> Option<String> {
    let host = address.trim().strip_prefix("http://")?.split('/').next()?;
    frame_host(host).map(|it| it.replacen("https://", "http://", 1))
}

/// A host as a policy source; `None` when it holds anything that a host does not.
fn frame_host(host: &str) -> Option<String> {
    let bare = host.trim().trim_start_matches("https://").trim_end_matches('/');
    let plain = bare.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | ':' | '*'));
    (plain && !bare.is_empty()).then(|| format!("https://{bare}"))
}

/// A kind of entity, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindView {
    /// Lower case, and one of the theme's own; `other` for kinds that it does not know. Chooses colour and shape.
    pub style: &'static str,
    /// Name of its icon in the theme.
    pub icon: &'static str,
    /// The word: `Component`, `API`.
    pub label: String,
    /// The word for many: `Components`.
    pub plural: String,
}

impl KindView {
    /// How a kind is shown, by its name as written: a kind that is not Backstage's own gets the neutral style, and keeps its
    /// capitals.
    #[must_use]
    pub fn of(kind: &str) -> Self {
        let (style, icon, label, plural) = match kind.to_lowercase().as_str() {
            "component" => ("component", "kind-component", "Component", "Components"),
            "api" => ("api", "kind-api", "API", "APIs"),
            "resource" => ("resource", "kind-resource", "Resource", "Resources"),
            "system" => ("system", "kind-system", "System", "Systems"),
            "domain" => ("domain", "kind-domain", "Domain", "Domains"),
            "group" => ("group", "kind-group", "Group", "Groups"),
            "user" => ("user", "kind-user", "User", "Users"),
            "template" => ("template", "kind-template", "Template", "Templates"),
            "location" => ("location", "kind-location", "Location", "Locations"),
            "airesource" => ("other", "kind-other", "AI resource", "AI resources"),
            _ => {
                let mut letters = kind.chars();
                let first = letters.next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
                let label = format!("{first}{}", letters.as_str());
                let plural = format!("{label}s");
                return Self { style: "other", icon: "kind-other", label, plural };
            }
        };
        Self { style, icon, label: label.to_owned(), plural: plural.to_owned() }
    }
}

/// A link to an entity, as every page shows it: `macros.html` has `entity_link(root, it)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntityLink {
    /// Canonical reference: `component:default/petstore`.
    #[serde(rename = "ref")]
    pub id: String,
    /// Address below the portal's root; `None` when no file defines the entity.
    pub href: Option<String>,
    /// Display name.
    pub title: String,
    /// Its kind.
    pub kind: KindView,
}

impl EntityLink {
    /// A link to an entity that exists.
    #[must_use]
    pub fn to(entity: &Entity) -> Self {
        Self {
            id: entity.id.to_string(),
            href: Some(entity.id.page()),
            title: entity.display_name().to_owned(),
            kind: KindView::of(&entity.kind),
        }
    }

    /// A reference that no file defines, shown by its name.
    #[must_use]
    pub fn missing(id: &EntityRef) -> Self {
        Self { id: id.to_string(), href: None, title: id.name.to_string(), kind: KindView::of(&id.kind) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_from_a_kroki_server_without_tls() {
        let mut config = Config::default();
        assert!(content_security_policy(&config).contains("img-src 'self' data: https:;"));
        config.docs.kroki_url = Some("http://kroki.acme.example:8000/base".to_owned());
        assert!(content_security_policy(&config).contains("img-src 'self' data: https: http://kroki.acme.example:8000;"));
        config.docs.kroki_url = Some("http://a;script-src *".to_owned());
        assert!(content_security_policy(&config).contains("img-src 'self' data: https:;"));
    }

    #[test]
    fn the_way_to_the_root_counts_folders() {
        assert_eq!((root_of("").as_str(), root_of("docs/").as_str()), ("./", "../"));
        assert_eq!(root_of("docs/default/component/x/guide/"), "../../../../../");
        assert_eq!(root_of("404.html"), "./");
    }

    #[test]
    fn hosts_of_frames_cannot_smuggle_a_directive() {
        assert_eq!(frame_host("https://www.youtube.com/"), Some("https://www.youtube.com".to_owned()));
        assert_eq!(frame_host("a.example; script-src *"), None);
        let config = Config::default();
        assert!(content_security_policy(&config).contains("frame-src 'none';"));
    }

    #[test]
    fn long_descriptions_are_cut_at_a_word() {
        assert_eq!(shorten("one  two\nthree", 8), "one two…");
        assert_eq!(shorten("one two", 20), "one two");
    }
}
