//! A page's text for search, cut at its headings: prose and code apart.

use pulldown_cmark::Tag;

use super::Section;
use super::html::{self, Token};
use super::nodes::{Kind, MARK, Node, is_block_end};
use super::outline::Headings;

/// Cuts a page into sections.
pub(super) fn sections(nodes: &[Node<'_>], headings: &Headings) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut code_until = 0;
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        if let (Kind::Start(Tag::Heading { .. }), Some(heading)) = (&node.kind, headings.at(at)) {
            let (anchor, heading_text) = (heading.id.clone(), heading.text.clone());
            sections.push(Section { anchor, heading: heading_text, level: heading.level, ..Section::default() });
            at = node.end + 1;
            continue;
        }
        if matches!(node.kind, Kind::Start(Tag::CodeBlock(_))) {
            code_until = node.end;
        }
        if let Some(section) = sections.last_mut() {
            collect(section, node, at < code_until);
        }
        at += 1;
    }
    for section in &mut sections {
        section.text.truncate(section.text.trim_end().len());
        section.code.truncate(section.code.trim_end().len());
    }
    sections.retain(|it| !(it.level == 0 && it.text.is_empty() && it.code.is_empty()));
    sections
}

fn collect(section: &mut Section, node: &Node<'_>, in_code: bool) {
    match &node.kind {
        Kind::Text(text) if in_code => section.code.push_str(text),
        Kind::Text(text) | Kind::Code(text) | Kind::Math(text, _) => section.text.extend(text.chars().filter(|it| *it != MARK)),
        Kind::Abbreviation(short, _) => section.text.push_str(short),
        Kind::SoftBreak | Kind::HardBreak => section.text.push(' '),
        Kind::Html(html) => {
            for token in html::tokens(html) {
                if let Token::Text(text) = token {
                    section.text.push_str(&html::decode(text));
                }
            }
        }
        Kind::End(tag) if is_block_end(*tag) => end_line(&mut section.text),
        Kind::Body | Kind::Close(_) => end_line(&mut section.text),
        _ => {}
    }
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
