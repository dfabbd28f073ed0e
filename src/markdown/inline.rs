//! What dialects add inside a line: attribute lists, marks, symbols, emoji, abbreviations, bare addresses.
//!
//! A pass over the nodes. Text is cut where something is recognised in it; what is code or address stays as it is.

mod autolink;
mod emoji;
mod marks;
mod symbols;
mod text;

use pulldown_cmark::{CowStr, Tag, TagEnd};

use super::attributes;
use super::nodes::{self, Kind, Node};
use super::{Options, jekyll};
use crate::config::DialectName;
pub(super) use text::{Abbreviations, abbreviation_html};

/// What a dialect reads inside a line.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    dialect: DialectName,
    /// `++ctrl+c++`.
    keys: bool,
    abbreviations: &'a Abbreviations,
    /// Only headings and ids matter: the rest may stay as it is.
    headings_only: bool,
}

impl<'a> Rules<'a> {
    /// The rules of a page.
    pub(super) fn of(options: &Options, abbreviations: &'a Abbreviations, headings_only: bool) -> Self {
        let keys = options.features.iter().any(|it| it == "keys");
        Self { dialect: options.dialect, keys, abbreviations, headings_only }
    }

    fn is_techdocs(&self) -> bool {
        self.dialect == DialectName::Techdocs
    }

    /// Whether `[x](y){…}` reads attributes; `Some(true)`: only `{: …}` does.
    fn inline_lists(&self) -> Option<bool> {
        match self.dialect {
            DialectName::Techdocs => Some(false),
            DialectName::Jekyll => Some(true),
            _ => None,
        }
    }

    /// Whether `# Title {#id}` reads attributes.
    fn heading_lists(&self) -> bool {
        !matches!(self.dialect, DialectName::Github | DialectName::Gitbook)
    }
}

/// Applies the rules to a page's nodes.
pub(super) fn refine<'a>(nodes: Vec<Node<'a>>, source: &str, rules: &Rules<'_>) -> Vec<Node<'a>> {
    let mut pass = Pass::new(source, rules, nodes.len() + nodes.len() / 8);
    for node in nodes {
        pass.node(node);
    }
    pass.end_run();
    let mut out = pass.out;
    nodes::pair(&mut out);
    out
}

struct Pass<'a, 's> {
    out: Vec<Node<'a>>,
    source: &'s str,
    rules: &'s Rules<'s>,
    /// Text that is being put together.
    text: Option<(String, std::ops::Range<usize>)>,
    /// Indices of the inline elements that are open, and whether they are shown as their delimiters.
    open: Vec<(usize, bool)>,
    /// Bytes of the source before this were used up by an attribute list.
    used: usize,
    /// In a heading: where its attribute list starts.
    list_at: Option<usize>,
    in_code: bool,
    in_heading: bool,
    links: usize,
    /// Where the inline run that is being read starts in `out`.
    run: usize,
}

impl<'a, 's> Pass<'a, 's> {
    fn new(source: &'s str, rules: &'s Rules<'s>, expected: usize) -> Self {
        Self {
            out: Vec::with_capacity(expected),
            source,
            rules,
            text: None,
            open: Vec::new(),
            used: 0,
            list_at: None,
            in_code: false,
            in_heading: false,
            links: 0,
            run: 0,
        }
    }

    fn node(&mut self, node: Node<'a>) {
        if let Kind::Text(text) = &node.kind {
            if self.in_code {
                self.out.push(node);
            } else {
                self.add_text(text, node.range);
            }
            return;
        }
        if self.list_at.is_some_and(|it| node.range.start >= it && !matches!(node.kind, Kind::End(TagEnd::Heading(_)))) {
            return;
        }
        self.flush();
        match &node.kind {
            Kind::Start(tag) if nodes::is_block(tag) => self.block_start(node),
            Kind::End(tag) if nodes::is_block_end(*tag) => self.block_end(node),
            Kind::Start(_) => self.inline_start(node),
            Kind::End(_) => self.inline_end(node),
            Kind::Code(_) => {
                let end = node.range.end;
                self.out.push(node);
                self.read_list(self.out.len() - 1, end);
            }
            Kind::Html(_) => {
                let end = node.range.end;
                self.out.push(node);
                self.read_list(self.out.len() - 1, end);
            }
            _ => self.out.push(node),
        }
    }

    /// Joins text with the text before it, leaving out what was used as attributes.
    fn add_text(&mut self, text: &CowStr<'a>, mut range: std::ops::Range<usize>) {
        let mut text: &str = text;
        let plain = text.len() == range.len();
        if range.start < self.used {
            if range.end <= self.used || !plain {
                return;
            }
            text = text.get(self.used - range.start..).unwrap_or_default();
            range.start = self.used;
        }
        if let Some(at) = self.list_at.filter(|it| range.end > *it) {
            if range.start >= at {
                return;
            }
            text = text.get(..at - range.start).unwrap_or(text).trim_end();
            range.end = at;
        }
        match &mut self.text {
            Some((before, span)) if span.end == range.start => {
                before.push_str(text);
                span.end = range.end;
            }
            _ => {
                self.flush();
                self.text = Some((text.to_owned(), range));
            }
        }
    }

    /// Writes out the text put together so far.
    fn flush(&mut self) {
        let Some((text, range)) = self.text.take() else { return };
        self.push(Kind::Text(text.into()), range);
    }

    fn push(&mut self, kind: Kind<'a>, range: std::ops::Range<usize>) {
        self.out.push(Node { kind, range, end: 0, attributes: None });
    }

    fn block_start(&mut self, mut node: Node<'a>) {
        self.end_run();
        match &node.kind {
            Kind::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Kind::Start(Tag::Heading { .. }) => {
                self.in_heading = true;
                if let Some((list, at)) = self.heading_list(&node.range) {
                    node.attributes.get_or_insert_default().merge(list);
                    self.list_at = Some(at);
                }
            }
            _ => {}
        }
        self.out.push(node);
        self.run = self.out.len();
    }

    fn block_end(&mut self, node: Node<'a>) {
        self.list_at = None;
        self.end_run();
        self.in_code = false;
        self.in_heading = false;
        self.out.push(node);
        self.run = self.out.len();
    }

    /// The attribute list at the end of a heading, and where it starts in the source.
    fn heading_list(&self, range: &std::ops::Range<usize>) -> Option<(attributes::Attributes, usize)> {
        if !self.rules.heading_lists() {
            return None;
        }
        let source = self.source.get(range.clone())?.trim_end();
        let mut title = source;
        if !source.starts_with('#') {
            // A line of `=` or `-` below.
            title = source.rsplit_once('\n')?.0.trim_end();
        } else if let Some(open) = title.trim_end_matches('#').strip_suffix(' ') {
            title = open.trim_end();
        }
        let (list, at) = attributes::at_end(title)?;
        let before = title.get(..at)?;
        (before.is_empty() || before.ends_with([' ', '\t', '#'])).then_some((list, range.start + at))
    }

    fn inline_start(&mut self, node: Node<'a>) {
        let literal = match &node.kind {
            Kind::Start(Tag::Link { .. }) => {
                self.links += 1;
                false
            }
            Kind::Start(Tag::Image { .. }) => {
                self.links += 1;
                false
            }
            Kind::Start(Tag::Emphasis) => self.rules.is_techdocs() && self.is_in_word(&node.range),
            _ => false,
        };
        self.open.push((self.out.len(), literal));
        if literal {
            let at = node.range.start;
            self.add_text(&"*".into(), at..at + 1);
        } else {
            self.out.push(node);
        }
    }

    fn inline_end(&mut self, node: Node<'a>) {
        if matches!(node.kind, Kind::End(TagEnd::Link | TagEnd::Image)) {
            self.links = self.links.saturating_sub(1);
        }
        let end = node.range.end;
        match self.open.pop() {
            Some((_, true)) => self.add_text(&"*".into(), end.saturating_sub(1)..end),
            start => {
                self.out.push(node);
                if let Some((start, _)) = start {
                    self.read_list(start, end);
                }
            }
        }
    }

    /// `foo*bar*baz`: no emphasis for Python-Markdown.
    fn is_in_word(&self, range: &std::ops::Range<usize>) -> bool {
        // `_*both*_`: what stands between is the mark of emphasis around it.
        let word = |it: char| it.is_alphanumeric();
        let before = self.source.get(..range.start).and_then(|it| it.chars().rev().take(4).find(|it| *it != '_'));
        let after = self.source.get(range.end..).and_then(|it| it.chars().take(4).find(|it| *it != '_'));
        before.is_some_and(word) || after.is_some_and(word)
    }

    /// Reads the attribute list that follows an element, if there is one.
    fn read_list(&mut self, element: usize, end: usize) {
        let Some(colon) = self.rules.inline_lists() else { return };
        let rest = self.source.get(end..).unwrap_or_default();
        if !rest.starts_with('{') {
            return;
        }
        if let Some((list, length)) = attributes::at_start(rest, colon) {
            self.used = end + length;
            if let Some(node) = self.out.get_mut(element) {
                node.attributes.get_or_insert_default().merge(list);
            }
        }
    }

    /// Reads what stands in the text of the run that ends here.
    fn end_run(&mut self) {
        self.flush();
        let run = std::mem::replace(&mut self.run, self.out.len());
        if self.in_code || (self.rules.headings_only && !self.in_heading) || run >= self.out.len() {
            return;
        }
        let mut nodes = self.out.split_off(run);
        if self.rules.is_techdocs() {
            marks::apply(&mut nodes);
        }
        let mut links = 0_usize;
        for node in nodes {
            match &node.kind {
                Kind::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
                Kind::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
                // Addresses in an author's own link lead where the link leads.
                Kind::Html(html) if html.starts_with("<a ") => links += 1,
                Kind::Html(html) if html.starts_with("</a") => links = links.saturating_sub(1),
                Kind::Text(text) => {
                    text::cut(text, &node.range, self.rules, links > 0, &mut self.out);
                    continue;
                }
                _ => {}
            }
            self.out.push(node);
        }
    }
}

/// Turns blocks with a callout's class into admonitions, and a list marked `{:toc}` into the table of contents.
pub(super) fn callouts<'a>(
    nodes: Vec<Node<'a>>,
    containers: &mut Vec<super::container::Container>,
    features: &[String],
) -> Vec<Node<'a>> {
    if !nodes.iter().any(|it| it.attributes.is_some()) {
        return nodes;
    }
    let mut out: Vec<Node<'a>> = Vec::with_capacity(nodes.len() + 8);
    // The containers that end with the node at an index; whether they replace it.
    let mut ends: Vec<(usize, usize, bool)> = Vec::new();
    let mut skip_to = 0;
    let mut body_at = None;
    let starts: Vec<Option<usize>> =
        nodes.iter().map(|it| matches!(it.kind, Kind::Start(Tag::Paragraph)).then_some(it.end)).collect();
    for (at, mut node) in nodes.into_iter().enumerate() {
        if at < skip_to {
            continue;
        }
        let new = |kind| Node { kind, range: node.range.clone(), end: 0, attributes: None };
        let block =
            matches!(&node.kind, Kind::Start(tag) if nodes::is_block(tag) && !matches!(tag, Tag::Heading { .. } | Tag::Item));
        let list = node.attributes.as_deref_mut().filter(|_| block);
        if list.as_ref().is_some_and(|it| it.words.iter().any(|it| it == "toc")) {
            containers.push(super::container::Container::Contents);
            out.extend([new(Kind::Open(containers.len() - 1)), new(Kind::Close(containers.len() - 1))]);
            skip_to = node.end + 1;
            continue;
        }
        let found = list.and_then(|list| {
            let (class, callout) =
                list.classes.iter().enumerate().find_map(|(at, it)| Some((at, jekyll::callout(it, features)?)))?;
            list.classes.remove(class);
            Some(callout)
        });
        if let Some(callout) = found {
            let id = containers.len();
            let mut admonition = super::container::Admonition::of(&callout.kind);
            admonition.fallback = callout.title.unwrap_or(admonition.fallback);
            containers.push(super::container::Container::Admonition(admonition));
            let quote = matches!(node.kind, Kind::Start(Tag::BlockQuote(_)));
            ends.push((node.end, id, quote));
            out.push(new(Kind::Open(id)));
            body_at = Some(starts.get(if quote { at + 1 } else { at }).copied().flatten())
                .flatten()
                .filter(|_| callout.titled && quote);
            if quote {
                continue;
            }
        }
        let range = node.range.clone();
        let ended = ends.last().filter(|it| it.0 == at).copied();
        if ended.is_none_or(|it| !it.2) {
            out.push(node);
        }
        if body_at == Some(at) {
            out.push(Node { kind: Kind::Body, range: range.clone(), end: 0, attributes: None });
            body_at = None;
        }
        if let Some((_, id, _)) = ended {
            ends.pop();
            out.push(Node { kind: Kind::Close(id), range, end: 0, attributes: None });
        }
    }
    nodes::pair(&mut out);
    out
}
