//! The headings of a page, its title and its other fragment targets.

use pulldown_cmark::Tag;

use super::container::Container;
use super::headings::{Ids, Rule};
use super::html::{self, Token};
use super::nodes::{Kind, Node};
use super::{FrontMatter, Heading, Note, Options, Outline, allowed, escape, footnotes::Footnotes, source_map::Mapped, writer};
use crate::config::DialectName;
use crate::diagnostic::Code;

/// The headings of a page, each with the index of its node.
#[derive(Debug, Default)]
pub(super) struct Headings {
    list: Vec<(usize, Heading)>,
    /// The ids that are taken.
    pub(super) ids: Ids,
    /// What was wrong with them.
    pub(super) notes: Vec<Note>,
}

impl Headings {
    /// The heading that starts at a node.
    pub(super) fn at(&self, node: usize) -> Option<&Heading> {
        let index = self.list.binary_search_by_key(&node, |it| it.0).ok()?;
        self.list.get(index).map(|it| &it.1)
    }

    /// The table of contents, as finished HTML.
    pub(super) fn contents(&self) -> String {
        let mut html = String::from("<div class=\"toc\">");
        let mut levels: Vec<u8> = Vec::new();
        for (_, heading) in self.list.iter().filter(|it| !it.1.no_toc) {
            while levels.len() > 1 && levels.last().is_some_and(|it| *it > heading.level) {
                levels.pop();
                html.push_str("</li></ul>");
            }
            if levels.last().is_none_or(|it| *it < heading.level) {
                levels.push(heading.level);
                html.push_str("<ul>");
            } else {
                html.push_str("</li>");
            }
            html.push_str("<li><a");
            escape::attribute(&mut html, "href", &format!("#{}", heading.id));
            html.push('>');
            escape::push(&mut html, &heading.text);
            html.push_str("</a>");
        }
        for _ in levels {
            html.push_str("</li></ul>");
        }
        html.push_str("</div>\n");
        html
    }

    /// Finds the headings of a page and gives them ids: the ids that authors chose are taken first.
    pub(super) fn of(nodes: &[Node<'_>], text: &Mapped, options: &Options) -> Self {
        let rule = Rule::of(options.dialect);
        let mut headings = Self::default();
        let mut chosen = Vec::new();
        let starts = nodes.iter().enumerate().filter(|(_, it)| matches!(it.kind, Kind::Start(Tag::Heading { .. })));
        let starts: Vec<(usize, &Node<'_>)> = starts.collect();
        for (at, node) in &starts {
            let id = chosen_id(nodes, *at, node, options.dialect).filter(|it| !it.is_empty());
            let id = id.filter(|id| {
                let free = headings.ids.reserve(id);
                if !free {
                    let note =
                        Note::new(Code::DuplicateId, format!("two headings ask for the id `{id}`"), text.span(&node.range));
                    let help = Some("give one of them another id; links lead to the first".to_owned());
                    headings.notes.push(Note { help, ..note });
                }
                free
            });
            chosen.push(id);
        }
        let mut aliases = Ids::default();
        for ((at, node), chosen) in starts.iter().zip(chosen) {
            let Kind::Start(Tag::Heading { level, .. }) = &node.kind else { continue };
            let words = writer::plain_text(nodes, at + 1..node.end);
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let slug_text = slug_text(nodes, at + 1..node.end);
            let id = chosen.unwrap_or_else(|| headings.ids.take(&rule.slug(&slug_text), rule));
            let alias = aliases.take(&rule.other().slug(&slug_text), rule.other());
            let alias = Some(alias).filter(|it| *it != id);
            let no_toc = node.attributes.as_ref().is_some_and(|it| it.has_class("no_toc"));
            headings.list.push((*at, Heading { level: *level as u8, id, alias, text: words, no_toc }));
        }
        headings
    }

    /// What other pages need to know.
    pub(super) fn outline(
        &self,
        nodes: &[Node<'_>],
        containers: &[Container],
        front_matter: FrontMatter,
        options: &Options,
    ) -> Outline {
        let first = nodes.iter().position(|it| !is_invisible(it));
        let title = first.and_then(|it| self.at(it)).filter(|it| it.level == 1).map(|it| it.text.clone());
        let mut anchors: Vec<String> = Footnotes::of(nodes, options.dialect).anchors().collect();
        for (node, list) in nodes.iter().filter_map(|it| Some((it, it.attributes.as_ref()?))) {
            if !matches!(node.kind, Kind::Start(Tag::Heading { .. })) {
                anchors.extend(list.id.as_deref().map(allowed::safe_id));
            }
        }
        for container in containers {
            if let Container::Element { attributes, .. } = container {
                anchors.extend(attributes.id.as_deref().map(allowed::safe_id));
            }
        }
        for html in nodes.iter().filter_map(|it| if let Kind::Html(html) = &it.kind { Some(html) } else { None }) {
            raw_anchors(html, &mut anchors);
        }
        anchors.retain(|it| !it.is_empty());
        Outline { front_matter, title, headings: self.list.iter().map(|it| it.1.clone()).collect(), anchors }
    }
}

/// The id that its author gave a heading: in an attribute list, or as GitBook does, in an empty anchor inside it.
fn chosen_id(nodes: &[Node<'_>], at: usize, node: &Node<'_>, dialect: DialectName) -> Option<String> {
    let listed = node.attributes.as_ref().and_then(|it| it.id.as_deref()).map(allowed::safe_id);
    if dialect != DialectName::Gitbook {
        return listed;
    }
    listed.or_else(|| {
        let inner = nodes.get(at + 1..node.end).unwrap_or_default();
        let mut anchors = Vec::new();
        for it in inner {
            if let Kind::Html(html) = &it.kind {
                raw_anchors(html, &mut anchors);
            }
        }
        anchors.into_iter().next()
    })
}

/// The ids and names in raw HTML.
fn raw_anchors(stretch: &str, anchors: &mut Vec<String>) {
    if !stretch.contains("id") && !stretch.contains("name") && !stretch.contains("ID") && !stretch.contains("NAME") {
        return;
    }
    for token in html::tokens(stretch) {
        if let Token::Tag(tag) = token {
            let id = tag.get("id").or_else(|| if tag.name == "a" { tag.get("name") } else { None });
            anchors.extend(id.map(|it| allowed::safe_id(&it)).filter(|it| !it.is_empty()));
        }
    }
}

/// Whether a reader sees nothing of it: a comment, an empty anchor.
fn is_invisible(node: &Node<'_>) -> bool {
    match &node.kind {
        Kind::Html(html) => html::tokens(html).iter().all(|it| match it {
            Token::Comment => true,
            Token::Text(text) => text.trim().is_empty(),
            Token::Tag(_) | Token::Unfinished(_) => false,
        }),
        Kind::Nothing | Kind::Body => true,
        _ => false,
    }
}

/// The words of a heading as its tool makes an id of them: pictures and formulas have none.
fn slug_text(nodes: &[Node<'_>], range: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    let mut at = range.start;
    while let Some(node) = nodes.get(at).filter(|_| at < range.end) {
        match &node.kind {
            Kind::Start(Tag::Image { .. }) => at = node.end,
            Kind::Text(it) | Kind::Code(it) => text.push_str(it),
            Kind::Abbreviation(it, _) => text.push_str(it),
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            _ => {}
        }
        at += 1;
    }
    text
}
