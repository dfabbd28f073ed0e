//! One page's text to HTML, in the dialect it was written in; knows nothing of other pages.
//!
//! [`render`] depends on its text, its options and the files that the text includes, nothing else. That is what makes
//! it parallel and cacheable. Links are not resolved here: each becomes a [`Piece::Link`] slot that `docs` fills when
//! the page is drawn, so a rendered page stays good when pages elsewhere come and go.
//!
//! A page is parsed once, whole, because footnotes, link definitions and abbreviations count for all of it:
//!
//! ```text
//! file -> front_matter -> includes, liquid -> blocks -> nodes (pulldown-cmark) -> inline -> outline, sections
//!                                                                                      \-> writer -> sanitise -> sink
//! ```
//!
//! `blocks` takes the containers of all dialects out of the text line by line and leaves private marker lines, which
//! pulldown-cmark passes through as comments; `nodes` puts them back, balanced. The other way, parsing each container's
//! body on its own, would lose what counts for the page and nest the parser in itself. `inline` reads what dialects add
//! inside a line. `writer` knows no dialect. A page with raw HTML is sanitised as one fragment; highlighted code, formulas
//! and addresses are held back meanwhile (`sink`). Every stage is linear in the page, and nothing recurses on its nesting;
//! `source_map` keeps every position pointing into the author's file.

mod alerts;
mod allowed;
mod attributes;
mod blocks;
mod code;
mod container;
mod diagrams;
mod dialect;
mod docusaurus;
mod escape;
mod footnotes;
mod front_matter;
mod front_matter_text;
mod gitbook;
mod headings;
mod highlight;
mod html;
mod included;
mod includes;
mod inline;
mod inline_source;
mod jekyll;
mod liquid;
mod math;
mod mdbook;
mod nodes;
mod outline;
mod sanitise;
mod sections;
mod sink;
mod source_map;
mod techdocs;
mod url;
mod variables;
mod writer;

pub use variables::Variables;

use crate::config::{DialectName, Limits};
use crate::diagnostic::{Code, Span};

/// What rendering depends on besides the text. Everything in it is part of the cache key.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Options {
    /// The dialect of the docs folder.
    pub dialect: DialectName,
    /// Values for the dialect's template variables.
    pub variables: Variables,
    /// The dialect's switches, by name: `macros` (mkdocs-macros), `math` (dollar signs are formulas), `keys`
    /// (pymdownx.keys), `markdown_include`, `include-markdown` (the extensions of those names),
    /// `callout:NAME` or `callout:NAME=TITLE` (just-the-docs).
    pub features: Vec<String>,
    /// Hosts from which frames may be embedded.
    pub iframe_hosts: Vec<String>,
    /// Address of a Kroki server, where configured.
    pub kroki_url: Option<String>,
    /// How many times its text a page may grow, and a megabyte: what is beyond is left out.
    pub growth: usize,
}

impl Options {
    /// A dialect as it is, without a folder's settings.
    #[must_use]
    pub fn plain(dialect: DialectName) -> Self {
        let growth = Limits::default().page_growth;
        Self { dialect, variables: Variables::default(), features: Vec::new(), iframe_hosts: Vec::new(), kroki_url: None, growth }
    }
}

/// Reads the files that a page includes. Confined to the page's repository by whoever implements it.
pub trait Includes {
    /// The file that `path` names, as the dialect resolves it for `syntax`: its own path, however it was spelled.
    ///
    /// # Errors
    /// A sentence that says why there is none (missing, leaves the repository).
    fn find(&self, syntax: IncludeSyntax, path: &str) -> Result<String, String>;

    /// The text of a file that was found.
    ///
    /// # Errors
    /// A sentence that says why not (too large).
    fn read(&self, file: &str) -> Result<String, String>;
}

/// Which include was written: each resolves paths by its own rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum IncludeSyntax {
    /// `--8<-- "path"`: from the folder of mkdocs.yml.
    Snippet,
    /// `{% include-markdown "path" %}`, `{!path!}`: relative to the page.
    RelativeToPage,
    /// mdBook `{{#include path}}`: relative to the page.
    MdBook,
    /// Jekyll `{% include name %}`: from `_includes/`.
    Jekyll,
    /// A Docusaurus partial (`import P from './_p.mdx'`): relative to the page.
    Partial,
}

/// Nothing can be included.
pub struct NoIncludes;

impl Includes for NoIncludes {
    fn find(&self, _: IncludeSyntax, path: &str) -> Result<String, String> {
        Err(format!("`{path}` cannot be included here"))
    }

    fn read(&self, file: &str) -> Result<String, String> {
        Err(format!("`{file}` cannot be included here"))
    }
}

/// A page's front matter, as a JSON-like map: `title`, `description`, `tags`, `slug`, …
pub type FrontMatter = serde_json::Map<String, serde_json::Value>;

/// What other pages need to know of a page: cheap to make, small to keep.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outline {
    /// The front matter; empty where there is none.
    #[serde(with = "front_matter_text")]
    pub front_matter: FrontMatter,
    /// Plain text of the first heading of level 1, if it is the first element of the page.
    pub title: Option<String>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Further fragment targets: ids and names in raw HTML, footnotes, attribute lists.
    pub anchors: Vec<String>,
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique in the page.
    pub id: String,
    /// The same heading's id by the other common rule (GitHub's where the dialect has Python-Markdown's), if different.
    pub alias: Option<String>,
    /// Plain text.
    pub text: String,
    /// Left out of the table of contents.
    pub no_toc: bool,
}

/// A page, rendered and sanitised, but for its links.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rendered {
    /// The content, in order. HTML pieces are safe as they are.
    pub pieces: Vec<Piece>,
    /// As [`outline`] gives it.
    pub outline: Outline,
    /// The text for search, cut at headings; the first section stands before any heading.
    pub sections: Vec<Section>,
    /// What is wrong with the text. Spans are in the page's file.
    pub notes: Vec<Note>,
    /// The page holds mathematics, diagrams or tab sets (the frame then loads what they need).
    pub has_tabs: bool,
}

/// A stretch of finished HTML, or the place of an address.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Piece {
    /// Finished, sanitised HTML.
    Html(String),
    /// The value of an `href` or `src` attribute (between its quotes), to be resolved and escaped.
    Link(LinkSlot),
    /// The title of the page that the link before it leads to; these words where it leads to none. To be escaped.
    Title(String),
}

/// An address as its author wrote it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LinkSlot {
    /// The address, entities decoded, scheme already checked: relative, a fragment, or of an allowed scheme.
    pub target: String,
    /// What it is for.
    pub role: LinkRole,
    /// Where it stands in the page's file.
    pub span: Option<Span>,
}

/// What an address is for: decides how it resolves and what a missing one means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum LinkRole {
    /// Markdown link.
    Link,
    /// A link that shows its page's title.
    Reference,
    /// Markdown image.
    Image,
    /// `href` in raw HTML or in a component.
    RawLink,
    /// `src` in raw HTML or in a component.
    RawImage,
    /// A link to a file of the repository to be downloaded.
    Download,
}

/// The text under one heading, for search.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Section {
    /// Id of the heading; empty before the first.
    pub anchor: String,
    /// Plain text of the heading.
    pub heading: String,
    /// Level of the heading; 0 before the first.
    pub level: u8,
    /// Prose, as plain text.
    pub text: String,
    /// Code, as plain text.
    pub code: String,
}

/// A diagnostic that does not know its file yet.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// The rule's name ([`Code::name`]).
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where.
    pub span: Option<Span>,
}

impl Note {
    /// A note of a rule.
    pub fn new(code: Code, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { code: code.name().to_owned(), message: message.into(), help: None, span }
    }
}

/// A page, prepared: parsed, with its headings found.
struct Prepared<'t> {
    containers: Vec<container::Container>,
    nodes: Vec<nodes::Node<'t>>,
    headings: outline::Headings,
}

/// Everything before Markdown: includes, templates, containers.
fn read(split: &mut front_matter::Split<'_>, options: &Options, includes: &dyn Includes) -> blocks::Blocks {
    let mapped = source_map::Mapped::of(split.body, split.first_line);
    let context = includes::Context { options, includes, front_matter: &split.front_matter };
    let (mapped, mut notes) = includes::expand(mapped, &context);
    split.notes.append(&mut notes);
    let (mapped, mut notes) = mapped.straightened();
    split.notes.append(&mut notes);
    blocks::scan(&mapped, options)
}

fn parse<'t>(blocks: &'t blocks::Blocks, options: &Options, headings_only: bool) -> Prepared<'t> {
    let parser_options = dialect::parser_options(options.dialect, options.features.iter().any(|it| it == "math"));
    let nodes = nodes::parse(&blocks.text.text, parser_options, &blocks.lists);
    let abbreviations = inline::Abbreviations::of(&blocks.abbreviations);
    let rules = inline::Rules::of(options, &abbreviations, headings_only);
    let mut nodes = inline::refine(nodes, &blocks.text.text, &rules);
    let mut containers = blocks.containers.clone();
    if options.dialect == DialectName::Jekyll {
        nodes = inline::callouts(nodes, &mut containers, &options.features);
    }
    let headings = outline::Headings::of(&nodes, &blocks.text, options);
    Prepared { containers, nodes, headings }
}

/// Renders a page: `text` is its whole file, front matter and all.
#[must_use]
pub fn render(text: &str, options: &Options, includes: &dyn Includes) -> Rendered {
    let mut split = front_matter::split(text);
    let mut blocks = read(&mut split, options, includes);
    let mut prepared = parse(&blocks, options, false);
    let raw = prepared.nodes.iter().any(|it| matches!(&it.kind, nodes::Kind::Html(html) if sanitise::needs_cleaning(html)));
    let text = &blocks.text;
    let sink = if raw { sink::Sink::guarded(&text.text) } else { sink::Sink::plain(text.text.len() * 2) };
    let ids = std::mem::take(&mut prepared.headings.ids);
    let gate = sanitise::Gate::new(options, ids, &text.text);
    let outline = prepared.headings.outline(&prepared.nodes, &prepared.containers, split.front_matter, options);
    let sections = sections::sections(&prepared.nodes, &prepared.headings);
    let page =
        writer::Page { nodes: &prepared.nodes, text, containers: &prepared.containers, headings: &prepared.headings, options };
    let mut writer = writer::Writer::new(&page, sink, gate);
    writer.nodes(0..page.nodes.len());
    writer.footnote_list();
    let has_tabs = writer.tab_sets > 0;
    let mut notes = split.notes;
    notes.append(&mut writer.gate.notes);
    let pieces = writer.sink.finish();
    notes.append(&mut prepared.headings.notes);
    drop(prepared);
    notes.append(&mut blocks.notes);
    Rendered { pieces, outline, sections, notes, has_tabs }
}

/// What other pages need to know of a page: the same ids and titles as [`render`] gives, at a fraction of its cost.
#[must_use]
pub fn outline(text: &str, options: &Options, includes: &dyn Includes) -> Outline {
    let mut split = front_matter::split(text);
    let blocks = read(&mut split, options, includes);
    let prepared = parse(&blocks, options, true);
    prepared.headings.outline(&prepared.nodes, &prepared.containers, split.front_matter, options)
}

#[cfg(test)]
mod tests;
