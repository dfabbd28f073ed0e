//! Draws one page: its text, rendered, with every link followed.
//!
//! Rendering and following are two steps, so that a cache can stand between them: [`render_page`] depends on the page's
//! text, its [`options`] and what it includes; [`draw`] on everything else.

use super::links::Follower;
use super::{Docs, Drawn, includes};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::markdown::{self, Includes, LinkRole, LinkSlot, Note, Options, Piece, Rendered};
use crate::source::{ReadError, Text};

/// A page's text. `limit` in bytes.
///
/// # Errors
/// When the file cannot be read, or there is no such page.
pub fn text(docs: &Docs, site: usize, page: usize, limit: u64) -> Result<Text, ReadError> {
    let (site, page) = docs.sites.get(site).zip(docs.page(site, page)).ok_or(ReadError::Missing)?;
    site.repo.text(&page.path, limit)
}

/// What a page is rendered with. Part of the key of a cache, together with the text and what the page includes.
#[must_use]
pub fn options(docs: &Docs, site: usize, page: usize) -> Option<Options> {
    let page = docs.page(site, page)?;
    let folder = docs.sites.get(site)?.folders.get(page.folder)?;
    Some(Options { dialect: page.dialect, ..folder.options.clone() })
}

/// What a page may include, confined to its repository.
#[must_use]
pub fn page_includes(docs: &Docs, site: usize, page: usize) -> Option<impl Includes + '_> {
    let site = docs.sites.get(site)?;
    let page = site.pages.get(page)?;
    let settings = &site.folders.get(page.folder)?.settings;
    Some(includes::PageIncludes { repo: &site.repo, settings, page: &page.path })
}

/// A page's text, rendered; links stay slots.
#[must_use]
pub fn render_page(docs: &Docs, site: usize, page: usize, text: &str) -> Rendered {
    match (options(docs, site, page), page_includes(docs, site, page)) {
        (Some(options), Some(includes)) => markdown::render(text, &options, &includes),
        _ => Rendered::default(),
    }
}

/// The page with its links followed. `text` is the page's own, for its Markdown twin.
#[must_use]
pub fn draw(docs: &Docs, site: usize, page: usize, text: &str, rendered: &Rendered) -> Drawn {
    let slots = rendered.pieces.iter().filter_map(|it| match it {
        Piece::Link(slot) => Some(slot),
        Piece::Html(_) | Piece::Title(_) => None,
    });
    let (followed, diagnostics) = follow(docs, site, page, slots, &rendered.notes);
    let (mut followed, mut last) = (followed.iter(), None);
    let mut article = String::with_capacity(rendered.pieces.iter().map(|it| piece_length(it) + 16).sum());
    for (number, piece) in rendered.pieces.iter().enumerate() {
        match piece {
            Piece::Html(html) => article.push_str(html),
            Piece::Link(slot) => {
                let Some(followed) = followed.next() else { continue };
                last = Some(followed);
                push_escaped(&mut article, &followed.href);
                if matches!(slot.role, LinkRole::Image | LinkRole::RawImage) {
                    push_size(&mut article, rendered.pieces.get(number + 1), followed.size);
                }
            }
            Piece::Title(words) => {
                push_escaped(&mut article, last.and_then(|it| it.title.as_deref()).unwrap_or(words));
            }
        }
    }
    Drawn { article, sections: rendered.sections.clone(), markdown: text.to_owned(), has_tabs: rendered.has_tabs, diagnostics }
}

/// Adds a picture's size behind its address, unless its author gave one. The attribute's closing quote is the next piece's.
fn push_size(article: &mut String, next: Option<&Piece>, size: Option<(u32, u32)>) {
    let Some(Piece::Html(next)) = next.filter(|it| matches!(it, Piece::Html(html) if html.starts_with('"'))) else { return };
    let before = article.rsplit('<').next().unwrap_or_default();
    let after = next.split('>').next().unwrap_or_default();
    let has_size = |it: &str| it.contains(" width=") || it.contains(" height=");
    if !before.starts_with("img ") || has_size(before) || has_size(after) {
        return;
    }
    if let Some((width, height)) = size {
        article.push_str(&format!("\" width=\"{width}\" height=\"{height}"));
    }
}

/// The links of a page that lead to other hosts, and where they stand.
#[must_use]
pub fn external_links(docs: &Docs, site: usize, page: usize, rendered: &Rendered) -> Vec<(String, Place)> {
    let Some((of, it)) = docs.sites.get(site).zip(docs.page(site, page)) else { return Vec::new() };
    let Some(mut follower) = Follower::of(docs, site, page) else { return Vec::new() };
    let place = of.repo.place(&it.path);
    let slots = rendered.pieces.iter().filter_map(|it| if let Piece::Link(slot) = it { Some(slot) } else { None });
    slots
        .filter_map(|slot| Some((follower.external_address(slot)?, slot.span.map_or(place.clone(), |it| place.at(it)))))
        .collect()
}

/// Where an address of a page leads.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Followed {
    /// The address to put into an attribute, not escaped yet.
    pub href: String,
    /// Width and height, where it leads to a picture of the site.
    pub size: Option<(u32, u32)>,
    /// The page's title, where the page shows it.
    pub title: Option<String>,
}

/// Where the addresses of a page lead, in order, and what is wrong with it: all that changes of a page whose text does not.
#[must_use]
pub fn follow<'a>(
    docs: &Docs,
    site: usize,
    page: usize,
    slots: impl Iterator<Item = &'a LinkSlot>,
    found: &[Note],
) -> (Vec<Followed>, Vec<Diagnostic>) {
    let Some(mut follower) = Follower::of(docs, site, page) else { return Default::default() };
    let of = |it| Followed { href: follower.href(it), size: follower.picture_size(), title: follower.title_for(it) };
    let followed = slots.map(of).collect();
    let mut diagnostics = notes(docs, site, page, found);
    diagnostics.append(&mut follower.diagnostics);
    (followed, diagnostics)
}

fn piece_length(piece: &Piece) -> usize {
    match piece {
        Piece::Html(html) => html.len(),
        Piece::Link(slot) => slot.target.len(),
        Piece::Title(words) => words.len(),
    }
}

/// What rendering found, now that the file is known.
fn notes(docs: &Docs, site: usize, page: usize, found: &[Note]) -> Vec<Diagnostic> {
    let Some((site, page)) = docs.sites.get(site).zip(docs.page(site, page)) else { return Vec::new() };
    let place = site.repo.place(&page.path);
    let known = found.iter().filter_map(|it| Some((Code::from_name(&it.code)?, it)));
    known
        .map(|(code, note)| {
            let place = note.span.map_or(place.clone(), |it| place.at(it));
            Diagnostic::new(code, note.message.clone()).at(place).help_if_known(note.help.clone())
        })
        .collect()
}

/// Appends an attribute's value.
fn push_escaped(html: &mut String, value: &str) {
    for next in value.chars() {
        match next {
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}
