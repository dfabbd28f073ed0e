//! Containers into HTML: admonitions, tab sets, figures.

use std::ops::Range;

use pulldown_cmark::Tag;

use super::super::allowed;
use super::super::attributes::Attributes;
use super::super::container::{Admonition, Container};
use super::super::nodes::{Kind, Node};
use super::Writer;

impl<'p> Writer<'p> {
    /// Opens a container, and gives the index of the first node of its body.
    pub(super) fn open(&mut self, at: usize, id: usize, node: &'p Node<'p>) -> usize {
        match self.page.containers.get(id) {
            Some(Container::Admonition(it)) => self.admonition(at, node, it),
            Some(Container::TabSet { selected }) => self.tab_set(at, node, *selected),
            Some(Container::Tab) => {
                self.sink.push("<div class=\"tabbed-block\">\n");
                self.title(at, node).1
            }
            Some(Container::Element { name, attributes }) => {
                self.references += usize::from(is_reference(attributes));
                self.sink.push("<");
                self.sink.push(name);
                self.list_attributes(name, Some(attributes), &[]);
                self.sink.push(">\n");
                let (title, body) = self.title(at, node);
                if !title.is_empty() {
                    self.sink.push("<figcaption>");
                    self.nodes(title);
                    self.sink.push("</figcaption>\n");
                }
                body
            }
            Some(Container::Code { title, numbered }) => {
                self.captions.push((title.clone(), *numbered));
                at + 1
            }
            Some(Container::Contents) => {
                let html = self.page.headings.contents();
                self.sink.trusted(html);
                at + 1
            }
            None => at + 1,
        }
    }

    pub(super) fn close(&mut self, id: usize) {
        let html = match self.page.containers.get(id) {
            Some(Container::Admonition(it)) if it.collapsible.is_some() => "</details>\n",
            Some(Container::Admonition(_) | Container::Tab) => "</div>\n",
            Some(Container::TabSet { .. }) => "</div></div>\n",
            Some(Container::Element { name, attributes }) => {
                self.references = self.references.saturating_sub(usize::from(is_reference(attributes)));
                self.sink.push("</");
                self.sink.push(name);
                ">\n"
            }
            Some(Container::Code { .. }) => {
                self.captions.pop();
                ""
            }
            Some(Container::Contents) | None => "",
        };
        self.sink.push(html);
    }

    /// Where the title of the container that starts at `at` stands (if it has one), and where its body starts.
    fn title(&self, at: usize, node: &Node<'_>) -> (Range<usize>, usize) {
        // A quote that became a container starts with what is left of its marker.
        let nothing = matches!(self.page.nodes.get(at + 1).map(|it| &it.kind), Some(Kind::Nothing));
        let first = at + 1 + usize::from(nothing);
        // A title is one paragraph: few nodes, so the search is short.
        let paragraph = self.page.nodes.get(first).filter(|it| matches!(it.kind, Kind::Start(Tag::Paragraph)));
        let body = paragraph.map_or(first, |it| it.end + 1);
        match self.page.nodes.get(body).filter(|_| body <= node.end).map(|it| &it.kind) {
            Some(Kind::Body) if body > first => (first + 1..body - 1, body + 1),
            Some(Kind::Body) => (first..first, body + 1),
            _ => (at + 1..at + 1, at + 1),
        }
    }

    fn admonition(&mut self, at: usize, node: &'p Node<'p>, it: &'p Admonition) -> usize {
        let (title, body) = self.title(at, node);
        let own: Vec<String> = it.classes.iter().map(|it| allowed::safe_class(it)).collect();
        let (element, title_open, title_close) = match it.collapsible {
            Some(_) => ("details", "<summary>", "</summary>\n"),
            None => ("div", "<p class=\"admonition-title\">", "</p>\n"),
        };
        let lead = if it.collapsible.is_some() { None } else { Some("admonition") };
        let classes: Vec<&str> = lead.into_iter().chain(own.iter().map(String::as_str)).collect();
        self.sink.push("<");
        self.sink.push(element);
        self.list_attributes(element, node.attributes.as_deref(), &classes);
        self.sink.push(if it.collapsible == Some(true) { " open>\n" } else { ">\n" });
        if title.is_empty() && it.fallback.is_empty() {
            return body;
        }
        self.sink.push(title_open);
        if title.is_empty() {
            self.sink.text(&it.fallback);
        } else {
            self.nodes(title);
        }
        self.sink.push(title_close);
        body
    }

    /// Opens a set of tabs: radio buttons, which need no script, and their labels.
    fn tab_set(&mut self, at: usize, node: &'p Node<'p>, selected: usize) -> usize {
        self.tab_sets += 1;
        let set = self.tab_sets;
        let mut tabs = Vec::new();
        let mut next = at + 1;
        while let Some(tab) = self.page.nodes.get(next).filter(|_| next < node.end) {
            if matches!(&tab.kind, Kind::Open(id) if matches!(self.page.containers.get(*id), Some(Container::Tab))) {
                tabs.push(self.title(next, tab).0);
            }
            next = tab.end.max(next) + 1;
        }
        let mut inputs = String::new();
        for number in 1..=tabs.len() {
            let checked = if number == selected.min(tabs.len().saturating_sub(1)) + 1 { " checked" } else { "" };
            inputs.push_str(&format!("<input id=\"__tabbed_{set}_{number}\" name=\"__tabbed_{set}\" type=\"radio\"{checked}>"));
        }
        self.sink.push(&format!("<div class=\"tabbed-set tabbed-alternate\" data-tabs=\"{set}:{}\">", tabs.len()));
        self.sink.trusted(inputs);
        self.sink.push("<div class=\"tabbed-labels\">");
        for (number, label) in (1..).zip(tabs) {
            self.sink.push(&format!("<label for=\"__tabbed_{set}_{number}\">"));
            self.nodes(label);
            self.sink.push("</label>");
        }
        self.sink.push("</div><div class=\"tabbed-content\">\n");
        at + 1
    }
}

/// Whether it is GitBook's link to a page, which shows the page's title.
fn is_reference(attributes: &Attributes) -> bool {
    attributes.classes.iter().any(|it| it == "content-ref")
}
