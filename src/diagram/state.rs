//! Mermaid's state diagrams.

use super::flowchart::tone_of_style;
use super::graph::{Direction, Edge, End, Graph, Group, Shape, Tip, Tone};
use super::scan::Source;
use super::{NotDrawn, label};

/// Reads a state diagram.
pub(super) fn read(source: &Source<'_>) -> Result<Graph, NotDrawn> {
    let mut reader = Reader::default();
    reader.graph.title.clone_from(&source.title);
    for (line, text) in source.body() {
        reader.statement(text.trim_end_matches(';').trim()).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            NotDrawn::new(line, format!("`{shown}` is not understood"))
        })?;
    }
    reader.graph.lead_to_groups();
    Ok(reader.graph)
}

#[derive(Default)]
struct Reader {
    graph: Graph,
    open: Vec<usize>,
    in_note: Option<(usize, Vec<String>)>,
    classes: std::collections::HashMap<String, Tone>,
}

impl Reader {
    fn statement(&mut self, text: &str) -> Option<()> {
        if let Some((node, words)) = &mut self.in_note {
            if text == "end note" {
                let (node, words) = (*node, std::mem::take(words));
                self.in_note = None;
                self.note(node, &words.join("\n"));
            } else {
                words.push(text.to_owned());
            }
            return Some(());
        }
        let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        match word {
            "direction" => match self.open.last().and_then(|it| self.graph.groups.get_mut(*it)) {
                Some(group) => group.direction = Direction::read(rest.trim()),
                None => self.graph.direction = Direction::read(rest.trim())?,
            },
            "state" => self.state(rest.trim())?,
            "}" => drop(self.open.pop()),
            "note" => self.begin_note(rest)?,
            "classDef" => {
                let (names, style) = rest.trim().split_once([' ', '\t'])?;
                self.classes.extend(names.split(',').map(|it| (it.trim().to_owned(), tone_of_style(style))));
            }
            "class" => {
                let (names, class) = rest.trim().rsplit_once([' ', '\t'])?;
                let tone = self.classes.get(class.trim()).copied().unwrap_or_default();
                names.split(',').for_each(|it| self.set_tone(it.trim(), tone));
            }
            "hide" | "scale" | "--" => {}
            _ => return self.transition(text),
        }
        Some(())
    }

    fn set_tone(&mut self, id: &str, tone: Tone) {
        let node = self.named(id);
        if let Some(node) = self.graph.nodes.get_mut(node) {
            node.tone = tone;
        }
    }

    /// `state "words" as s`, `state s <<choice>>`, `state s {`.
    fn state(&mut self, rest: &str) -> Option<()> {
        let (rest, opens) = rest.strip_suffix('{').map_or((rest, false), |it| (it.trim(), true));
        let (words, id) = match rest.strip_prefix('"').and_then(|it| it.split_once('"')) {
            Some((words, after)) => (words, after.trim().strip_prefix("as").map_or(words, str::trim)),
            None => rest.split_once("<<").map_or((rest, rest), |(id, _)| (id.trim(), id.trim())),
        };
        if opens {
            let parent = self.open.last().copied();
            self.open.push(self.graph.groups.len());
            let label = label::lines(words);
            self.graph.groups.push(Group { id: id.to_owned(), label, parent, ..Group::default() });
            return Some(());
        }
        let node = self.named(id);
        let node = self.graph.nodes.get_mut(node)?;
        match rest.split_once("<<").map(|(_, it)| it.trim_end_matches('>')) {
            Some("choice") => (node.shape, node.label) = (Shape::Diamond, Vec::new()),
            Some("fork" | "join") => (node.shape, node.label) = (Shape::Bar, Vec::new()),
            _ => node.label = label::lines(words),
        }
        Some(())
    }

    fn begin_note(&mut self, rest: &str) -> Option<()> {
        let (_, of) = rest.split_once(" of ")?;
        let (id, words) = of.split_once(':').map_or((of, None), |(id, words)| (id, Some(words)));
        let node = self.named(id.trim());
        match words {
            Some(words) => self.note(node, words),
            None => self.in_note = Some((node, Vec::new())),
        }
        Some(())
    }

    fn note(&mut self, node: usize, words: &str) {
        let group = self.graph.nodes.get(node).and_then(|it| it.group);
        let note = self.graph.node(&format!("\u{0}note{}", self.graph.nodes.len()), group);
        if let Some(note) = self.graph.nodes.get_mut(note) {
            (note.label, note.shape, note.tone) = (label::lines(words), Shape::Note, Tone::Yellow);
        }
        let edge = Edge { stroke: super::graph::Stroke::Dotted, ..Edge::new(End::Node(node), End::Node(note)) };
        self.graph.edges.push(edge);
    }

    /// `a --> b : words`, `a : words`, `a`.
    fn transition(&mut self, text: &str) -> Option<()> {
        if let Some((from, rest)) = text.split_once("-->") {
            let (to, words) = rest.split_once(':').unwrap_or((rest, ""));
            let (from, to) = (self.end(from.trim(), true)?, self.end(to.trim(), false)?);
            let mut label = label::lines(words);
            label.retain(|it| !it.is_empty());
            self.graph.edges.push(Edge { label, end: Tip::Arrow, ..Edge::new(End::Node(from), End::Node(to)) });
            return Some(());
        }
        let (id, words) = text.split_once(':').map_or((text, None), |(id, words)| (id, Some(words)));
        let id = id.trim();
        if id.contains(' ') || id.is_empty() {
            return None;
        }
        let node = self.named(id);
        if let (Some(words), Some(node)) = (words, self.graph.nodes.get_mut(node)) {
            let mut more = label::lines(words);
            if node.label.len() == 1 && node.label.first().is_some_and(|it| *it == node.id) {
                node.label = more;
            } else {
                node.label.append(&mut more);
            }
        }
        Some(())
    }

    /// `[*]` is the beginning of its group on the left of an arrow, and its end on the right.
    fn end(&mut self, id: &str, is_start: bool) -> Option<usize> {
        if id.is_empty() {
            return None;
        }
        if id != "[*]" {
            return Some(self.named(id.split(":::").next().unwrap_or(id)));
        }
        let group = self.open.last().copied();
        let key = format!("\u{0}{}{}", if is_start { "start" } else { "end" }, group.map_or(0, |it| it + 1));
        let node = self.graph.node(&key, group);
        if let Some(it) = self.graph.nodes.get_mut(node) {
            (it.shape, it.label) = (if is_start { Shape::Start } else { Shape::End }, Vec::new());
        }
        Some(node)
    }

    fn named(&mut self, id: &str) -> usize {
        let group = self.open.last().copied();
        let is_new = self.graph.known(id).is_none();
        let node = self.graph.node(id, group);
        if let Some(it) = self.graph.nodes.get_mut(node) {
            if is_new {
                it.shape = Shape::Rounded;
            }
            it.group = it.group.or(group);
        }
        node
    }
}
