//! Footnotes: their numbers, their marks in the text and the list at the end of the page.

use std::collections::HashMap;

use pulldown_cmark::{Tag, TagEnd};

use super::escape;
use super::nodes::{Kind, Node};
use super::writer::Writer;
use crate::config::DialectName;

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    /// Their names, in the order of their numbers.
    names: Vec<String>,
    /// By name: the index in `names`, the node at which it is defined, and how often it was referred to so far.
    by_name: HashMap<String, (usize, usize, usize)>,
}

impl Footnotes {
    /// Numbers footnotes: as they are defined in TechDocs, as they are first referred to elsewhere.
    pub(super) fn of(nodes: &[Node<'_>], dialect: DialectName) -> Self {
        let mut it = Self::default();
        let mut defined: HashMap<&str, usize> = HashMap::new();
        let mut referred: Vec<&str> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            match &node.kind {
                Kind::Start(Tag::FootnoteDefinition(name)) if !defined.contains_key(name.as_ref()) => {
                    defined.insert(name, at);
                    if dialect == DialectName::Techdocs {
                        it.add(name, at);
                    }
                }
                Kind::FootnoteReference(name) => referred.push(name),
                _ => {}
            }
        }
        for name in referred {
            if let Some(at) = defined.get(name) {
                it.add(name, *at);
            }
        }
        it
    }

    fn add(&mut self, name: &str, at: usize) {
        if !self.by_name.contains_key(name) {
            self.by_name.insert(name.to_owned(), (self.names.len(), at, 0));
            self.names.push(name.to_owned());
        }
    }

    /// The ids that they have on the page.
    pub(super) fn anchors(&self) -> impl Iterator<Item = String> {
        self.names.iter().map(|it| format!("fn:{}", id_part(it)))
    }

    /// A mark in the text.
    pub(super) fn reference(&mut self, name: &str) -> String {
        let mut html = String::new();
        let Some((index, _, count)) = self.by_name.get_mut(name) else {
            escape::push(&mut html, &format!("[^{name}]"));
            return html;
        };
        *count += 1;
        let id = id_part(name);
        html.push_str("<sup");
        escape::attribute(&mut html, "id", &reference_id(&id, *count));
        html.push_str("><a class=\"footnote-ref\"");
        escape::attribute(&mut html, "href", &format!("#fn:{id}"));
        html.push_str(&format!(">{}</a></sup>", *index + 1));
        html
    }
}

fn reference_id(id: &str, count: usize) -> String {
    if count == 1 { format!("fnref:{id}") } else { format!("fnref{count}:{id}") }
}

/// A name as part of an id.
fn id_part(name: &str) -> String {
    name.chars().map(|it| if it.is_whitespace() { '-' } else { it }).collect()
}

impl Writer<'_> {
    /// Writes the list at the end of the page, if there are footnotes.
    pub(super) fn footnote_list(&mut self) {
        let names = self.footnotes.names.clone();
        if names.is_empty() {
            return;
        }
        self.sink.push("<div class=\"footnote\">\n<hr>\n<ol>\n");
        for name in &names {
            let Some((_, at, _)) = self.footnotes.by_name.get(name).copied() else { continue };
            let id = id_part(name);
            self.sink.push("<li");
            self.sink.attribute("id", &format!("fn:{id}"));
            self.sink.push(">");
            let end = self.page.nodes.get(at).map_or(at, |it| it.end);
            let last = end.checked_sub(1).filter(|it| *it > at);
            let paragraph =
                last.filter(|it| matches!(self.page.nodes.get(*it).map(|it| &it.kind), Some(Kind::End(TagEnd::Paragraph))));
            self.nodes(at + 1..paragraph.unwrap_or(end));
            let count = self.footnotes.by_name.get(name).map_or(0, |it| it.2);
            for number in 1..=count {
                let mut html = String::from("&#160;<a class=\"footnote-backref\"");
                escape::attribute(&mut html, "href", &format!("#{}", reference_id(&id, number)));
                html.push_str(" aria-label=\"Back to the text\">↩</a>");
                self.sink.trusted(html);
            }
            if let Some(paragraph) = paragraph {
                self.nodes(paragraph..end);
            }
            self.sink.push("</li>\n");
        }
        self.sink.push("</ol>\n</div>\n");
    }
}
