//! Nodes into HTML.
//!
//! One pass over the flat list, without recursion. Class names are Material for MkDocs', which TechDocs pages and their style
//! sheets know. Raw HTML goes through the [`Gate`]; links leave slots.

mod containers;

use std::ops::Range;

use pulldown_cmark::{Alignment, HeadingLevel, Tag, TagEnd};

use super::attributes::Attributes;
use super::container::Container;
use super::footnotes::Footnotes;
use super::nodes::{Kind, MARK, Node};
use super::outline::Headings;
use super::sanitise::Gate;
use super::sink::Sink;
use super::source_map::Mapped;
use super::{LinkRole, LinkSlot, Note, Options, allowed, code, diagrams, escape, math, url};
use crate::diagnostic::{Code, Span};
use crate::diagram::NotDrawn;

/// What a page is written from.
pub(super) struct Page<'p> {
    /// The page, refined.
    pub(super) nodes: &'p [Node<'p>],
    /// Its text.
    pub(super) text: &'p Mapped,
    /// What its container markers stand for.
    pub(super) containers: &'p [Container],
    /// Its headings.
    pub(super) headings: &'p Headings,
    /// How it is to be rendered.
    pub(super) options: &'p Options,
}

/// HTML in the making.
pub(super) struct Writer<'p> {
    pub(super) page: &'p Page<'p>,
    pub(super) sink: Sink,
    pub(super) gate: Gate,
    pub(super) footnotes: Footnotes,
    /// Tab sets written so far.
    pub(super) tab_sets: usize,
    /// The heading that is being written.
    heading: Option<usize>,
    /// The columns of the tables around.
    columns: Vec<(Vec<Alignment>, usize, bool)>,
    /// The captions of code around, from containers.
    captions: Vec<(Option<String>, bool)>,
    /// Containers around whose links show the titles of pages.
    references: usize,
}

impl<'p> Writer<'p> {
    /// Ready to write a page into a sink.
    pub(super) fn new(page: &'p Page<'p>, sink: Sink, gate: Gate) -> Self {
        let footnotes = Footnotes::of(page.nodes, page.options.dialect);
        let (columns, captions) = Default::default();
        Self { page, sink, gate, footnotes, tab_sets: 0, heading: None, columns, captions, references: 0 }
    }

    /// Writes the nodes from one index up to another.
    pub(super) fn nodes(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let growth = self.page.options.growth;
            if self.sink.is_full(self.page.text.text.len(), growth) {
                let message = format!(
                    "the page grows to more than {growth} times its text, so the rest is left out (`limits.page_growth`)"
                );
                self.gate.notes.push(Note::new(Code::PageTooLarge, message, None));
                return;
            }
            at = self.node(at).max(at + 1);
        }
    }

    /// Writes one node, and gives the index of the next to write.
    fn node(&mut self, at: usize) -> usize {
        let Some(node) = self.page.nodes.get(at) else { return at + 1 };
        match &node.kind {
            Kind::Start(tag) => return self.start(at, node, tag),
            Kind::End(tag) => self.end(*tag),
            Kind::Text(text) => self.sink.text(text),
            Kind::Code(text) => self.inline_code(text, node.attributes.as_deref()),
            Kind::Math(tex, display) => self.math(tex, *display && !self.stands_in_text(at), node),
            Kind::Html(html) => {
                let span = self.page.text.span(&node.range);
                self.gate.write(html, span, &mut self.sink);
            }
            Kind::FootnoteReference(name) => {
                let html = self.footnotes.reference(name);
                self.sink.trusted(html);
            }
            Kind::SoftBreak => self.sink.push("\n"),
            Kind::HardBreak => self.sink.push("<br>\n"),
            Kind::Rule => self.sink.push("<hr>\n"),
            Kind::Task(done) => self.task(*done),
            Kind::Open(id) => return self.open(at, *id, node),
            Kind::Close(id) => self.close(*id),
            Kind::Literal(html) => self.sink.push(html),
            Kind::Abbreviation(short, long) => self.sink.push(&super::inline::abbreviation_html(short, long)),
            Kind::Body | Kind::Nothing => {}
        }
        at + 1
    }

    fn start(&mut self, at: usize, node: &'p Node<'p>, tag: &'p Tag<'p>) -> usize {
        match tag {
            Tag::Heading { level, .. } => self.heading(at, node, *level),
            Tag::CodeBlock(kind) => {
                self.code_block(at, node, kind);
                return node.end + 1;
            }
            Tag::Image { dest_url, title, .. } => {
                self.image(at, node, dest_url, title);
                return node.end + 1;
            }
            Tag::Link { dest_url, title, .. } => {
                let is_reference = self.references > 0 && !url::is_external(dest_url);
                self.link(node, dest_url, title, if is_reference { LinkRole::Reference } else { LinkRole::Link });
                if is_reference {
                    self.sink.title(plain_text(self.page.nodes, at + 1..node.end));
                    return node.end;
                }
            }
            Tag::FootnoteDefinition(_) => return node.end + 1,
            Tag::List(first) => self.list(*first, node),
            Tag::Item => self.item(at, node),
            Tag::Table(columns) => {
                self.columns.push((columns.clone(), 0, true));
                self.sink.push("<div class=\"table-scroll\">");
                self.open_tag("table", node, &[]);
                self.sink.push("<thead>");
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(columns) = self.columns.last_mut() {
                    columns.1 = 0;
                }
                self.sink.push("<tr>");
            }
            Tag::TableCell => self.cell(),
            _ => {
                if let Some(name) = element(tag) {
                    self.open_tag(name, node, &[]);
                }
            }
        }
        at + 1
    }

    fn end(&mut self, tag: TagEnd) {
        let html = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(level) => return self.end_heading(level),
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => {
                self.columns.pop();
                "</tbody></table></div>\n"
            }
            TagEnd::TableHead => {
                if let Some(columns) = self.columns.last_mut() {
                    columns.2 = false;
                }
                "</tr></thead><tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell => {
                if self.columns.last().is_some_and(|it| it.2) {
                    "</th>\n"
                } else {
                    "</td>\n"
                }
            }
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => "</a>",
            TagEnd::HtmlBlock | TagEnd::CodeBlock | TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => "",
        };
        self.sink.push(html);
    }

    /// Opens an element with what an attribute list says of it.
    pub(super) fn open_tag(&mut self, name: &'static str, node: &Node<'_>, own_classes: &[&str]) {
        self.sink.push("<");
        self.sink.push(name);
        self.list_attributes(name, node.attributes.as_deref(), own_classes);
        self.sink.push(">");
    }

    /// Writes classes, the id and what else an attribute list may set.
    pub(super) fn list_attributes(&mut self, element: &str, list: Option<&Attributes>, own_classes: &[&str]) {
        let given = list.map(|it| it.classes.as_slice()).unwrap_or_default();
        let given = given.iter().map(String::as_str).filter(|it| allowed::allowed_class(it));
        let classes: Vec<&str> = own_classes.iter().copied().chain(given).collect();
        if !classes.is_empty() {
            self.sink.attribute("class", &classes.join(" "));
        }
        let Some(list) = list else { return };
        let id = list.id.as_deref().map(allowed::safe_id).filter(|it| !it.is_empty());
        if let Some(id) = id.filter(|it| self.gate.ids.reserve(it)) {
            self.sink.attribute("id", &id);
        }
        self.gate.list(list, element, &mut self.sink);
    }

    fn heading(&mut self, at: usize, node: &Node<'_>, level: HeadingLevel) {
        self.sink.push(heading_names(level).0);
        if let Some(heading) = self.page.headings.at(at) {
            self.sink.attribute("id", &heading.id);
        }
        let list = node.attributes.as_deref().map(|it| Attributes { id: None, ..it.clone() });
        self.list_attributes("h1", list.as_ref(), &[]);
        self.sink.push(">");
        self.alias(at);
        self.heading = Some(at);
    }

    /// The heading's id by the other rule, for links that were written for it.
    fn alias(&mut self, at: usize) {
        let alias = self.page.headings.at(at).and_then(|it| it.alias.as_deref()).filter(|it| !it.is_empty());
        if let Some(alias) = alias.filter(|it| self.gate.ids.reserve(it)) {
            let mut html = String::from("<span");
            escape::attribute(&mut html, "id", alias);
            html.push_str("></span>");
            self.sink.trusted(html);
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        if let Some(heading) = self.heading.take().and_then(|it| self.page.headings.at(it)) {
            let mut html = String::from("<a class=\"headerlink\"");
            escape::attribute(&mut html, "href", &format!("#{}", heading.id));
            escape::attribute(&mut html, "aria-label", &format!("Link to the section “{}”", heading.text));
            html.push_str(">¶</a>");
            self.sink.trusted(html);
        }
        self.sink.push(heading_names(level).1);
    }

    fn list(&mut self, first: Option<u64>, node: &Node<'_>) {
        let name = if first.is_some() { "ol" } else { "ul" };
        self.sink.push("<");
        self.sink.push(name);
        self.list_attributes(name, node.attributes.as_deref(), &[]);
        if let Some(first) = first.filter(|it| *it != 1) {
            self.sink.attribute("start", &first.to_string());
        }
        self.sink.push(">\n");
    }

    fn item(&mut self, at: usize, node: &Node<'_>) {
        let next = |step: usize| self.page.nodes.get(at + step).map(|it| &it.kind);
        let task = matches!(next(1), Some(Kind::Task(_)))
            || (matches!(next(1), Some(Kind::Start(Tag::Paragraph))) && matches!(next(2), Some(Kind::Task(_))));
        self.open_tag("li", node, if task { &["task-list-item"] } else { &[] });
    }

    fn task(&mut self, done: bool) {
        let html = if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"done\"> "
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"to do\"> "
        };
        self.sink.trusted(html.to_owned());
    }

    fn cell(&mut self) {
        let Some((columns, at, head)) = self.columns.last_mut() else { return };
        let align = columns.get(*at).copied().unwrap_or(Alignment::None);
        *at += 1;
        self.sink.push(if *head { "<th" } else { "<td" });
        self.sink.push(match align {
            Alignment::None => ">",
            Alignment::Left => " align=\"left\">",
            Alignment::Center => " align=\"center\">",
            Alignment::Right => " align=\"right\">",
        });
    }

    fn inline_code(&mut self, text: &str, list: Option<&Attributes>) {
        let marked = text.strip_prefix("#!").or_else(|| text.strip_prefix(":::")).and_then(|it| it.split_once(' '));
        let known = marked.filter(|(language, _)| !language.is_empty() && !language.contains('/'));
        match known {
            Some((language, code)) => {
                let class = format!("language-{}", allowed::safe_class(language));
                let painted = super::highlight::highlight(language, code).unwrap_or_else(|| escape::text(code));
                self.sink.push("<code");
                self.list_attributes("code", list, &["highlight", &class]);
                self.sink.push(">");
                self.sink.trusted(painted);
            }
            None => {
                self.sink.push("<code");
                self.list_attributes("code", list, &[]);
                self.sink.push(">");
                self.sink.text(text);
            }
        }
        self.sink.push("</code>");
    }

    /// GitBook and kramdown write `$$` in a line, too; alone on its line it is a block.
    fn stands_in_text(&self, at: usize) -> bool {
        use crate::config::DialectName::{Gitbook, Jekyll};
        let edge = |index: Option<usize>| {
            let kind = index.and_then(|it| self.page.nodes.get(it)).map(|it| &it.kind);
            matches!(kind, None | Some(Kind::SoftBreak | Kind::HardBreak))
                || matches!(kind, Some(Kind::Start(tag)) if super::nodes::is_block(tag))
                || matches!(kind, Some(Kind::End(tag)) if super::nodes::is_block_end(*tag))
        };
        matches!(self.page.options.dialect, Gitbook | Jekyll) && !(edge(at.checked_sub(1)) && edge(Some(at + 1)))
    }

    fn math(&mut self, tex: &str, display: bool, node: &Node<'_>) {
        let (html, problem) = math::html(tex, display);
        self.sink.trusted(html);
        if let Some(reason) = problem {
            let message = format!("the formula cannot be typeset, so its source is shown: {reason}");
            self.gate.notes.push(Note::new(Code::MathNotDrawn, message, self.page.text.span(&node.range)));
        }
    }

    fn code_block(&mut self, at: usize, node: &Node<'_>, kind: &pulldown_cmark::CodeBlockKind<'_>) {
        let mut text = String::new();
        for inner in self.page.nodes.get(at..node.end).unwrap_or_default() {
            if let Kind::Text(part) = &inner.kind {
                text.push_str(part);
            }
        }
        let mut info = match kind {
            pulldown_cmark::CodeBlockKind::Indented => code::Info::default(),
            pulldown_cmark::CodeBlockKind::Fenced(info) => code::Info::read(info),
        };
        if let Some((title, numbered)) = self.captions.last() {
            info.title = info.title.take().or_else(|| title.clone());
            info.first_line = info.first_line.or(numbered.then_some(1));
        }
        info.id = info.id.take().map(|it| allowed::safe_id(&it)).filter(|it| self.gate.ids.reserve(it));
        let text = super::dialect::displayed_code(self.page.options.dialect, &mut info, &text);
        let html = match diagrams::language(&info.language) {
            Some(language) => {
                let (html, problem) = diagrams::html(language, &text, self.page.options.kroki_url.as_deref());
                self.diagram_not_drawn(node, language, problem);
                html
            }
            None if info.language == "math" => return self.math(&text, true, node),
            None => code::html(&info, &text),
        };
        self.sink.trusted(html);
        self.sink.push("\n");
    }

    fn diagram_not_drawn(&mut self, node: &Node<'_>, language: diagrams::Language, problem: Option<NotDrawn>) {
        let Some(NotDrawn { line, reason }) = problem else { return };
        // The first line of the source stands below the fence.
        let below = |it: Span| Span::point(it.line + line, 1);
        let message = format!("the {} diagram is shown as its source: {reason}", language.name);
        self.gate.notes.push(Note::new(Code::DiagramNotDrawn, message, self.page.text.span(&node.range).map(below)));
    }

    fn link(&mut self, node: &Node<'_>, target: &str, title: &str, role: LinkRole) {
        self.sink.push("<a");
        let target = url::normalise(target);
        let external = url::is_external(&target);
        if url::allowed_link(&target) {
            self.sink.link("href", LinkSlot { target, role, span: self.page.text.span(&node.range) });
        } else {
            self.unsafe_address(&target, node);
        }
        if !title.is_empty() {
            self.sink.attribute("title", title);
        }
        self.list_attributes("a", node.attributes.as_deref(), &[]);
        self.sink.push(if external { " rel=\"noopener noreferrer\">" } else { ">" });
    }

    fn unsafe_address(&mut self, target: &str, node: &Node<'_>) {
        let shown: String = target.chars().take(60).collect();
        let message = format!("the address `{shown}` is not of an allowed scheme");
        self.gate.notes.push(Note::new(Code::UnsafeAddress, message, self.page.text.span(&node.range)));
    }

    fn image(&mut self, at: usize, node: &Node<'_>, target: &str, title: &str) {
        let target = url::normalise(target);
        self.sink.push("<img");
        if url::allowed_source(&target) {
            self.sink.link("src", LinkSlot { target, role: LinkRole::Image, span: self.page.text.span(&node.range) });
        } else {
            self.unsafe_address(&target, node);
        }
        self.sink.attribute("alt", &plain_text(self.page.nodes, at + 1..node.end));
        if !title.is_empty() {
            self.sink.attribute("title", title);
        }
        self.list_attributes("img", node.attributes.as_deref(), &[]);
        let lazy = node.attributes.as_ref().is_none_or(|it| it.get("loading").is_none());
        self.sink.push(if lazy { " loading=\"lazy\">" } else { ">" });
    }
}

/// Plain elements, opened and closed.
fn element(tag: &Tag<'_>) -> Option<&'static str> {
    let name = match tag {
        Tag::Paragraph => "p",
        Tag::BlockQuote(_) => "blockquote",
        Tag::DefinitionList => "dl",
        Tag::DefinitionListTitle => "dt",
        Tag::DefinitionListDefinition => "dd",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "del",
        Tag::Superscript => "sup",
        Tag::Subscript => "sub",
        _ => return None,
    };
    Some(name)
}

fn heading_names(level: HeadingLevel) -> (&'static str, &'static str) {
    match level {
        HeadingLevel::H1 => ("<h1", "</h1>\n"),
        HeadingLevel::H2 => ("<h2", "</h2>\n"),
        HeadingLevel::H3 => ("<h3", "</h3>\n"),
        HeadingLevel::H4 => ("<h4", "</h4>\n"),
        HeadingLevel::H5 => ("<h5", "</h5>\n"),
        HeadingLevel::H6 => ("<h6", "</h6>\n"),
    }
}

/// The words of nodes, without their markup.
pub(super) fn plain_text(nodes: &[Node<'_>], range: Range<usize>) -> String {
    let mut text = String::new();
    for node in nodes.get(range).unwrap_or_default() {
        match &node.kind {
            Kind::Text(it) | Kind::Code(it) | Kind::Math(it, _) => text.extend(it.chars().filter(|it| *it != MARK)),
            Kind::Abbreviation(short, _) => text.push_str(short),
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}
