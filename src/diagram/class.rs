//! Mermaid's class diagrams.

use super::flowchart::tone_of_style;
use super::graph::{Direction, Edge, End, Graph, Group, Stroke, Tip};
use super::scan::Source;
use super::{NotDrawn, label};

/// Members of one class that are shown.
const MEMBERS: usize = 40;

/// Reads a class diagram.
pub(super) fn read(source: &Source<'_>) -> Result<Graph, NotDrawn> {
    let mut reader = Reader::default();
    reader.graph.title.clone_from(&source.title);
    for (line, text) in source.body() {
        reader.statement(text.trim_end_matches(';').trim()).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            NotDrawn::new(line, format!("`{shown}` is not understood"))
        })?;
    }
    Ok(reader.graph)
}

#[derive(Default)]
struct Reader {
    graph: Graph,
    /// The class whose body is read.
    inside: Option<usize>,
    namespaces: Vec<usize>,
}

impl Reader {
    fn statement(&mut self, text: &str) -> Option<()> {
        if let Some(class) = self.inside {
            if text == "}" {
                self.inside = None;
            } else {
                self.member(class, text.trim_end_matches('}'));
                self.inside = Some(class).filter(|_| !text.ends_with('}'));
            }
            return Some(());
        }
        let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "class" => self.class(rest),
            "direction" => self.graph.direction = Direction::read(rest)?,
            "namespace" => {
                self.namespaces.push(self.graph.groups.len());
                let name = rest.trim_end_matches('{').trim();
                self.graph.groups.push(Group { id: name.to_owned(), label: label::lines(name), ..Group::default() });
            }
            "}" => drop(self.namespaces.pop()),
            "note" | "click" | "link" | "callback" | "cssClass" | "classDef" | "title" => {}
            "style" => {
                let (name, style) = rest.split_once([' ', '\t'])?;
                let class = self.named(name);
                self.graph.nodes.get_mut(class)?.tone = tone_of_style(style);
            }
            _ if text.starts_with("<<") => {
                let (kind, name) = text.trim_start_matches('<').split_once(">>")?;
                let class = self.named(name.trim());
                self.stereotype(class, kind);
            }
            _ => return self.relation(text),
        }
        Some(())
    }

    fn class(&mut self, rest: &str) {
        let (head, body) = rest.split_once('{').map_or((rest, None), |(head, body)| (head.trim(), Some(body.trim())));
        let head = head.split(":::").next().unwrap_or(head).trim();
        let (name, title) = head.split_once('[').map_or((head, None), |(name, title)| (name, Some(title.trim_end_matches(']'))));
        let class = self.named(name.trim());
        if let (Some(title), Some(node)) = (title, self.graph.nodes.get_mut(class)) {
            node.label = label::lines(title);
        }
        match body {
            Some("") => self.inside = Some(class),
            Some(body) => {
                let closed = body.strip_suffix('}');
                closed.unwrap_or(body).split(';').filter(|it| !it.trim().is_empty()).for_each(|it| self.member(class, it));
                self.inside = Some(class).filter(|_| closed.is_none());
            }
            None => {}
        }
    }

    /// `+int age`, `+eat() void`, `<<interface>>`.
    fn member(&mut self, class: usize, text: &str) {
        let text = text.trim();
        if let Some(kind) = text.strip_prefix("<<").and_then(|it| it.strip_suffix(">>")) {
            return self.stereotype(class, kind);
        }
        let Some(node) = self.graph.nodes.get_mut(class).filter(|_| !text.is_empty()) else { return };
        node.sections.resize(2, Vec::new());
        let shown = label::line(&generics(text.trim_end_matches(['$', '*'])));
        let which = usize::from(text.contains('('));
        if let Some(section) = node.sections.get_mut(which).filter(|it| it.len() < MEMBERS) {
            section.push(shown);
        }
    }

    fn stereotype(&mut self, class: usize, kind: &str) {
        if let Some(node) = self.graph.nodes.get_mut(class) {
            node.label.insert(0, format!("«{}»", label::line(kind)));
        }
    }

    /// `A <|-- B : words`, `A "1" --> "*" B`, `A : +member`.
    fn relation(&mut self, text: &str) -> Option<()> {
        let Some((at, line)) = ["--", ".."].iter().filter_map(|it| Some((outside_quotes(text, it)?, *it))).min() else {
            let (name, member) = text.split_once(':')?;
            let class = self.named(name.trim());
            self.member(class, member);
            return Some(());
        };
        let (left, right) = text.split_at_checked(at)?;
        let right = right.strip_prefix(line)?;
        let (right, words) = right.split_once(':').filter(|(it, _)| !it.ends_with(':')).unwrap_or((right, ""));
        let (left, start) = tip(
            left.trim_end(),
            &[("<|", Tip::Triangle), ("*", Tip::FullDiamond), ("o", Tip::EmptyDiamond), ("<", Tip::Arrow), ("()", Tip::Circle)],
            |text, it| text.strip_suffix(it),
        )?;
        let (right, end) = tip(
            right.trim_start(),
            &[("|>", Tip::Triangle), ("*", Tip::FullDiamond), ("o", Tip::EmptyDiamond), (">", Tip::Arrow), ("()", Tip::Circle)],
            |text, it| text.strip_prefix(it),
        )?;
        let (left, start_label) = quoted(left, false);
        let (right, end_label) = quoted(right, true);
        let (from, to) = (self.named(left), self.named(right));
        let mut label = label::lines(words);
        label.retain(|it| !it.is_empty());
        let stroke = if line == ".." { Stroke::Dotted } else { Stroke::Solid };
        self.graph.edges.push(Edge {
            label,
            stroke,
            start,
            end,
            start_label,
            end_label,
            ..Edge::new(End::Node(from), End::Node(to))
        });
        Some(())
    }

    fn named(&mut self, name: &str) -> usize {
        let name = name.split(":::").next().unwrap_or(name).trim().trim_matches('`');
        let class = self.graph.node(name, self.namespaces.last().copied());
        if let Some(node) = self.graph.nodes.get_mut(class)
            && node.sections.is_empty()
            && node.label.len() == 1
            && node.label.first().is_some_and(|it| it == name)
        {
            node.label = vec![label::line(&generics(name))];
        }
        class
    }
}

/// Where `mark` stands outside quotes.
fn outside_quotes(text: &str, mark: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (!quoted && text.get(at..)?.starts_with(mark)).then_some(at)
    })
}

fn tip<'a>(text: &'a str, tips: &[(&str, Tip)], strip: impl Fn(&'a str, &str) -> Option<&'a str>) -> Option<(&'a str, Tip)> {
    let found = tips.iter().find_map(|(it, tip)| Some((strip(text, it)?, *tip)));
    // A name may end in `o`.
    let (rest, tip) = found
        .filter(|(rest, tip)| {
            *tip != Tip::EmptyDiamond || rest.is_empty() || rest.starts_with([' ', '"']) || rest.ends_with([' ', '"'])
        })
        .unwrap_or((text, Tip::None));
    let rest = rest.trim();
    (!rest.is_empty()).then_some((rest, tip))
}

/// A name and the words in quotes beside it.
fn quoted(text: &str, first: bool) -> (&str, String) {
    let parts = if first {
        text.strip_prefix('"').and_then(|it| it.split_once('"'))
    } else {
        text.strip_suffix('"').and_then(|it| it.rsplit_once('"'))
    };
    match parts {
        Some((words, name)) if first => (name.trim(), label::line(words)),
        Some((name, words)) => (name.trim(), label::line(words)),
        None => (text.trim(), String::new()),
    }
}

/// `List~int~` as `List<int>`.
fn generics(text: &str) -> String {
    let mut open = false;
    text.chars()
        .map(|it| match it {
            '~' => {
                open = !open;
                if open { "&lt;" } else { "&gt;" }.to_owned()
            }
            it => it.to_string(),
        })
        .collect()
}
