//! Files for machines: sitemap, llms.txt, OpenSearch, TechDocs' metadata.

use super::PageRecord;
use crate::docs::DocsSite;
use crate::portal::Portal;
use crate::render::SiteFrame;
use crate::source::encode_path;

/// Addresses in one sitemap; the format allows 50,000.
const SITEMAP_ADDRESSES: usize = 40_000;

/// The files at the portal's root.
pub(super) fn files(portal: &Portal, frame: &SiteFrame, pages: &[PageRecord]) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        // GitHub Pages would leave out folders that begin with `_`.
        (".nojekyll".to_owned(), Vec::new()),
        ("llms.txt".to_owned(), llms(portal, frame).into_bytes()),
        ("opensearch.xml".to_owned(), opensearch(frame).into_bytes()),
    ];
    let mut older: Vec<&str> = portal.docs.sites.iter().filter(|it| it.is_older()).map(|it| it.base.as_str()).collect();
    older.sort_unstable();
    files.extend(sitemaps(frame, pages, &older));
    files
}

/// Sitemaps name absolute addresses; without a configured one, addresses start at the root. Pages below `older`, sorted, ask
/// not to be indexed, so they are not listed.
fn sitemaps(frame: &SiteFrame, pages: &[PageRecord], older: &[&str]) -> Vec<(String, Vec<u8>)> {
    let base = frame.base_url.as_deref().unwrap_or("/");
    let is_older = |url: &str| {
        let before = older.partition_point(|it| *it <= url).checked_sub(1);
        before.and_then(|it| older.get(it)).is_some_and(|it| url.starts_with(it))
    };
    let of_pages = pages.iter().filter(|it| !is_older(&it.url)).map(|it| (it.url.as_str(), it.updated.as_deref()));
    let mut addresses: Vec<(&str, Option<&str>)> = of_pages.chain([("", None)]).collect();
    addresses.sort_unstable();
    let lines = |it: &[(&str, Option<&str>)]| list("urlset", "url", base, it.iter().map(|it| (encode_path(it.0), it.1)));
    let parts: Vec<String> = addresses.chunks(SITEMAP_ADDRESSES).map(lines).collect();
    if let [only] = parts.as_slice() {
        return vec![("sitemap.xml".to_owned(), only.clone().into_bytes())];
    }
    let name = |at: usize| format!("sitemap-{}.xml", at + 1);
    let index = list("sitemapindex", "sitemap", base, (0..parts.len()).map(|it| (name(it), None)));
    let numbered = parts.into_iter().enumerate().map(|(at, text)| (name(at), text.into_bytes()));
    std::iter::once(("sitemap.xml".to_owned(), index.into_bytes())).chain(numbered).collect()
}

fn list<'a>(root: &str, item: &str, base: &str, addresses: impl Iterator<Item = (String, Option<&'a str>)>) -> String {
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (address, changed) in addresses {
        let changed = changed.map_or(String::new(), |it| format!("<lastmod>{it}</lastmod>"));
        text.push_str(&format!("<{item}><loc>{}{}</loc>{changed}</{item}>\n", escape(base), escape(&address)));
    }
    text.push_str(&format!("</{root}>\n"));
    text
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// <https://llmstxt.org>: what is here, and where its Markdown is.
fn llms(portal: &Portal, frame: &SiteFrame) -> String {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['[', ']', '(', ')'], "");
    let base = frame.base_url.as_deref().unwrap_or("/");
    let mut text = format!("# {}\n", plain(&frame.title));
    if let Some(description) = &portal.config.description {
        text.push_str(&format!("\n> {}\n", plain(description)));
    }
    text.push_str("\nEvery docs page has its Markdown beside it, as `index.md` under the page's address.\n\n## Docs\n\n");
    for site in portal.docs.sites.iter().filter(|it| !it.is_older()) {
        let about = site.description.as_deref().map_or(String::new(), |it| format!(": {}", plain(it)));
        text.push_str(&format!("- [{}]({base}{}index.md){about}\n", plain(&site.title), encode_path(&site.base)));
    }
    text.push_str(&format!("\n## Catalog\n\n- [All entities]({base}catalog.json): kinds, owners and relations as JSON\n"));
    text
}

/// Lets browsers add the portal as a search engine. The format wants an absolute address.
fn opensearch(frame: &SiteFrame) -> String {
    let base = frame.base_url.as_deref().unwrap_or("/");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>Search {}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{}search/?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        escape(&frame.title.chars().take(16).collect::<String>()),
        escape(&frame.title),
        escape(base)
    )
}

/// As techdocs-core writes it, without the build's time: the same input gives the same bytes.
pub(super) fn techdocs_metadata(site: &DocsSite) -> Vec<u8> {
    let mut files: Vec<String> =
        site.pages.iter().filter_map(|it| Some(format!("{}index.html", it.url.strip_prefix(&site.base)?))).collect();
    files.extend(site.assets.iter().map(|(address, _)| address.clone()));
    files.sort();
    let value = serde_json::json!({ "site_name": site.title, "site_description": site.description.as_deref().unwrap_or_default(), "files": files });
    serde_json::to_vec(&value).unwrap_or_default()
}
