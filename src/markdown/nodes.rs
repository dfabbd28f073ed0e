//! The page as a flat list of nodes: pulldown-cmark's events with the containers put back.
//!
//! `blocks` replaces the openings and ends of containers by marker lines that pulldown-cmark passes through as HTML
//! comments. Here the markers become [`Kind::Open`], [`Kind::Body`] and [`Kind::Close`], balanced whatever the text does, and
//! attribute lists find the block that they belong to. A flat list, not a tree: nothing recurses on hostile nesting.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::attributes::Attributes;

/// One step through the page.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// Bytes of the text that it comes from.
    pub(super) range: Range<usize>,
    /// For the start of something, the index of its end; else its own index.
    pub(super) end: usize,
    /// What an attribute list says of it.
    pub(super) attributes: Option<Box<Attributes>>,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind<'a> {
    Start(Tag<'a>),
    End(TagEnd),
    Text(CowStr<'a>),
    Code(CowStr<'a>),
    /// TeX; `true` for a displayed formula.
    Math(CowStr<'a>, bool),
    /// A block of raw HTML, or a tag in a line.
    Html(CowStr<'a>),
    FootnoteReference(CowStr<'a>),
    SoftBreak,
    HardBreak,
    Rule,
    Task(bool),
    /// A container starts; its title, if any, follows as a paragraph.
    Open(usize),
    /// The title of the container ends.
    Body,
    /// The container ends.
    Close(usize),
    /// An abbreviation, and what it stands for.
    Abbreviation(String, std::sync::Arc<str>),
    /// HTML of our own.
    Literal(&'static str),
    /// Nothing: what stood here was used elsewhere.
    Nothing,
}

/// Starts the text of a marker; authors' text cannot hold it (see `source_map`).
pub(super) const MARK: char = '\u{2}';

/// Blocks nested deeper than this are flattened.
const MAX_DEPTH: usize = 100;

/// What the marker lines of a text stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    Open(usize),
    Body,
    Close(usize),
    /// The list belongs to the block before it.
    ListAfter(usize),
    /// The list belongs to the block after it.
    ListBefore(usize),
    /// The block quote around it is this container.
    Quote(usize),
}

/// A container's title as a line that is a paragraph whatever it starts with.
pub(super) fn title_line(title: &str) -> String {
    // An underline after a letter would be no emphasis, and starts no block.
    let guarded = !title.starts_with('_') || title.starts_with("___");
    if guarded { format!("{MARK}{title}") } else { title.to_owned() }
}

/// The marker line that opens container `id`.
pub(super) fn open_marker(id: usize) -> String {
    format!("<!--{MARK}o{id}-->")
}

/// The marker line between a container's title and its body.
pub(super) fn body_marker() -> String {
    format!("<!--{MARK}b0-->")
}

/// The marker line that closes container `id`.
pub(super) fn close_marker(id: usize) -> String {
    format!("<!--{MARK}c{id}-->")
}

/// The marker line of attribute list `id`.
pub(super) fn list_marker(id: usize, after: bool) -> String {
    format!("<!--{MARK}{}{id}-->", if after { 'a' } else { 'n' })
}

/// The marker that turns the block quote around it into container `id`.
pub(super) fn quote_marker(id: usize) -> String {
    format!("<!--{MARK}q{id}-->")
}

fn marker(html: &str) -> Option<Marker> {
    let text = html.trim().strip_prefix("<!--")?.strip_prefix(MARK)?.strip_suffix("-->")?;
    let mut letters = text.chars();
    let kind = letters.next()?;
    let id = letters.as_str().parse().ok()?;
    Some(match kind {
        'o' => Marker::Open(id),
        'b' => Marker::Body,
        'c' => Marker::Close(id),
        'a' => Marker::ListAfter(id),
        'n' => Marker::ListBefore(id),
        'q' => Marker::Quote(id),
        _ => return None,
    })
}

/// Parses a text whose attribute lists are `lists`.
pub(super) fn parse<'a>(text: &'a str, options: pulldown_cmark::Options, lists: &[Attributes]) -> Vec<Node<'a>> {
    let mut builder = Builder { nodes: Vec::with_capacity(text.len() / 16 + 8), lists, ..Builder::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        builder.event(event, range);
    }
    while let Some(level) = builder.levels.pop() {
        builder.close(&level);
    }
    builder.nodes
}

/// Finds the ends of all starts again, after nodes were added or taken away.
pub(super) fn pair(nodes: &mut [Node<'_>]) {
    let mut open = Vec::new();
    for at in 0..nodes.len() {
        let Some(node) = nodes.get_mut(at) else { return };
        node.end = at;
        match node.kind {
            Kind::Start(_) | Kind::Open(_) => open.push(at),
            Kind::End(_) | Kind::Close(_) => {
                if let Some(start) = open.pop().and_then(|it: usize| nodes.get_mut(it)) {
                    start.end = at;
                }
            }
            _ => {}
        }
    }
}

/// Something that is open.
#[derive(Clone, Debug)]
struct Level {
    /// Index of its start.
    start: usize,
    /// The container, if it is one.
    container: Option<usize>,
    /// Whether its start and end are written: not below the deepest level.
    shown: bool,
    /// The block in it that ended last.
    last: Option<usize>,
    /// A paragraph that pulldown-cmark leaves out, because the list around it is tight.
    implied: bool,
}

#[derive(Default)]
struct Builder<'a, 'l> {
    nodes: Vec<Node<'a>>,
    levels: Vec<Level>,
    lists: &'l [Attributes],
    /// A list that waits for the block after it.
    pending: Option<Attributes>,
    /// The block that ended last outside everything.
    last: Option<usize>,
    /// The HTML block that is being read.
    html: Option<(String, Range<usize>)>,
}

impl<'a> Builder<'a, '_> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let (inline, last) = (is_inline(&event), self.levels.last());
        if inline && last.is_some_and(|it| it.container.is_some()) {
            // Without it, a title and a body in a tight list would be one text.
            self.start(Tag::Paragraph, range.clone());
            self.levels.last_mut().into_iter().for_each(|it| it.implied = true);
        } else if !inline && last.is_some_and(|it| it.implied) {
            self.end(TagEnd::Paragraph, &range);
        }
        match event {
            Event::Start(Tag::HtmlBlock) => self.html = Some((String::new(), range)),
            Event::Html(line) if self.html.is_some() => {
                if let Some((html, _)) = &mut self.html {
                    html.push_str(&line);
                }
            }
            Event::End(TagEnd::HtmlBlock) => self.html_block(),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.push(Kind::Text(text), range),
            Event::Code(text) => self.push(Kind::Code(text), range),
            Event::InlineMath(tex) => self.push(Kind::Math(tex, false), range),
            Event::DisplayMath(tex) => self.push(Kind::Math(tex, true), range),
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(html, range),
            Event::FootnoteReference(name) => self.push(Kind::FootnoteReference(name), range),
            Event::SoftBreak => self.push(Kind::SoftBreak, range),
            Event::HardBreak => self.push(Kind::HardBreak, range),
            Event::Rule => {
                self.push(Kind::Rule, range);
                self.ended(self.nodes.len().saturating_sub(1));
            }
            Event::TaskListMarker(done) => self.push(Kind::Task(done), range),
        }
    }

    fn push(&mut self, kind: Kind<'a>, range: Range<usize>) {
        let end = self.nodes.len();
        self.nodes.push(Node { kind, range, end, attributes: None });
    }

    fn inline_html(&mut self, html: CowStr<'a>, range: Range<usize>) {
        match marker(&html) {
            Some(marker) => self.marker(marker, range),
            None => self.push(Kind::Html(html), range),
        }
    }

    fn html_block(&mut self) {
        let Some((html, range)) = self.html.take() else { return };
        match marker(&html) {
            Some(marker) => self.marker(marker, range),
            None => {
                self.push(Kind::Html(html.into()), range);
                self.pending = None;
            }
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let tag = match tag {
            // `<a@b.example>` comes without a scheme.
            Tag::Link { link_type: link_type @ LinkType::Email, dest_url, title, id } => {
                Tag::Link { link_type, dest_url: format!("mailto:{dest_url}").into(), title, id }
            }
            tag => tag,
        };
        let block = is_block(&tag);
        let shown = !block || self.levels.len() < MAX_DEPTH;
        let start = self.nodes.len();
        self.levels.push(Level { start, container: None, shown, last: None, implied: false });
        self.push(if shown { Kind::Start(tag) } else { Kind::Nothing }, range);
        if block {
            self.take_pending(start);
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        // Containers that the text leaves open end with what they stand in.
        while let Some(level) = self.levels.pop() {
            if level.container.is_some() {
                self.close(&level);
                continue;
            }
            let end = self.nodes.len();
            // A quote that became a container ends as one.
            let kind = match self.nodes.get(level.start).map(|it| &it.kind) {
                _ if !level.shown => Kind::Nothing,
                Some(Kind::Open(id)) => Kind::Close(*id),
                _ => Kind::End(tag),
            };
            self.push(kind, range.end..range.end);
            if let Some(start) = self.nodes.get_mut(level.start) {
                start.end = end;
            }
            if is_block_end(tag) {
                self.ended(level.start);
            }
            return;
        }
    }

    /// Ends a container.
    fn close(&mut self, level: &Level) {
        let end = self.nodes.len();
        let at = self.nodes.last().map_or(0, |it| it.range.end);
        let kind = level.container.filter(|_| level.shown).map_or(Kind::Nothing, Kind::Close);
        self.push(kind, at..at);
        if let Some(start) = self.nodes.get_mut(level.start) {
            start.end = end;
        }
        self.ended(level.start);
    }

    fn ended(&mut self, start: usize) {
        match self.levels.last_mut() {
            Some(level) => level.last = Some(start),
            None => self.last = Some(start),
        }
    }

    fn marker(&mut self, marker: Marker, range: Range<usize>) {
        match marker {
            Marker::Open(id) => {
                let (start, shown) = (self.nodes.len(), self.levels.len() < MAX_DEPTH);
                self.levels.push(Level { start, container: Some(id), shown, last: None, implied: false });
                self.push(if shown { Kind::Open(id) } else { Kind::Nothing }, range);
                self.take_pending(start);
            }
            Marker::Body => self.push(Kind::Body, range),
            Marker::Close(id) => self.close_container(id),
            Marker::ListBefore(list) => {
                let attributes = self.lists.get(list).cloned().unwrap_or_default();
                self.pending.get_or_insert_default().merge(attributes);
            }
            Marker::ListAfter(list) => {
                let attributes = self.lists.get(list).cloned().unwrap_or_default();
                let last = self.levels.last().map_or(self.last, |it| it.last.or(Some(it.start)));
                if let Some(node) = last.and_then(|it| self.nodes.get_mut(it)) {
                    node.attributes.get_or_insert_default().merge(attributes);
                }
            }
            Marker::Quote(id) => self.quote(id, range),
        }
    }

    fn close_container(&mut self, id: usize) {
        let around = self.levels.iter().rev().take_while(|it| it.container.is_some());
        let Some(inner) = around.enumerate().find(|(_, it)| it.container == Some(id)).map(|it| it.0) else { return };
        for level in self.levels.split_off(self.levels.len().saturating_sub(inner + 1)).into_iter().rev() {
            self.close(&level);
        }
    }

    /// Turns the quote that has just begun into a container.
    fn quote(&mut self, id: usize, range: Range<usize>) {
        let first = self.nodes.len().checked_sub(1);
        let quote = self.levels.last().map(|it| it.start).filter(|it| Some(*it) == first).and_then(|it| self.nodes.get_mut(it));
        if let Some(node) = quote.filter(|it| matches!(it.kind, Kind::Start(Tag::BlockQuote(_)))) {
            node.kind = Kind::Open(id);
            self.push(Kind::Nothing, range);
        }
    }

    fn take_pending(&mut self, start: usize) {
        if let Some((attributes, node)) = self.pending.take().zip(self.nodes.get_mut(start)) {
            node.attributes.get_or_insert_default().merge(attributes);
        }
    }
}

/// Whether it belongs into a paragraph.
fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !is_block(tag),
        Event::End(tag) => !is_block_end(*tag),
        Event::InlineHtml(html) => marker(html).is_none(),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

/// Whether it starts a block.
pub(super) fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Whether it ends a block.
pub(super) fn is_block_end(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
