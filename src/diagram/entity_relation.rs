//! Mermaid's entity relationship diagrams.

use super::graph::{Direction, Edge, End, Graph, Stroke};
use super::scan::Source;
use super::{NotDrawn, label};

/// Attributes of one entity that are shown.
const ATTRIBUTES: usize = 60;

/// Reads an entity relationship diagram.
pub(super) fn read(source: &Source<'_>) -> Result<Graph, NotDrawn> {
    let mut graph = Graph::default();
    graph.title.clone_from(&source.title);
    let mut inside = None;
    for (line, text) in source.body() {
        let read = match inside {
            Some(entity) => {
                attribute(&mut graph, entity, text);
                inside = Some(entity).filter(|_| !text.ends_with('}'));
                Some(())
            }
            None => statement(&mut graph, text, &mut inside),
        };
        read.ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            NotDrawn::new(line, format!("`{shown}` is not understood"))
        })?;
    }
    Ok(graph)
}

fn attribute(graph: &mut Graph, entity: usize, text: &str) {
    let text = text.trim_end_matches('}').trim();
    let Some(node) = graph.nodes.get_mut(entity).filter(|_| !text.is_empty()) else { return };
    node.sections.resize(1, Vec::new());
    if let Some(section) = node.sections.first_mut().filter(|it| it.len() < ATTRIBUTES) {
        section.push(label::line(text.split('"').next().unwrap_or(text)));
    }
}

/// `A ||--o{ B : words`, `A { … }`, `A`.
fn statement(graph: &mut Graph, text: &str, inside: &mut Option<usize>) -> Option<()> {
    if let Some(direction) = text.strip_prefix("direction ") {
        graph.direction = Direction::read(direction.trim())?;
        return Some(());
    }
    if ["classDef ", "class ", "style "].iter().any(|it| text.starts_with(it)) {
        return Some(());
    }
    let (head, words) = text.split_once(" : ").or_else(|| text.rsplit_once(':')).unwrap_or((text, ""));
    let parts: Vec<&str> = head.split_whitespace().collect();
    if let Some(at) = parts.iter().position(|it| it.contains("--") || it.contains("..")) {
        let (start, end, stroke) = cardinalities(parts.get(at)?)?;
        let from = entity(graph, &parts.get(..at)?.join(" "))?;
        let to = entity(graph, &parts.get(at + 1..)?.join(" "))?;
        let mut label = label::lines(words);
        label.retain(|it| !it.is_empty());
        let edge = Edge::new(End::Node(from), End::Node(to));
        graph.edges.push(Edge { label, stroke, start_label: start.to_owned(), end_label: end.to_owned(), ..edge });
        return Some(());
    }
    let (name, body) = text.split_once('{').map_or((text, None), |(name, body)| (name, Some(body)));
    let entity = entity(graph, name.trim())?;
    if let Some(body) = body {
        attribute(graph, entity, body);
        *inside = Some(entity).filter(|_| !body.trim_end().ends_with('}'));
    }
    Some(())
}

fn entity(graph: &mut Graph, name: &str) -> Option<usize> {
    let (id, title) = name.split_once('[').map_or((name, None), |(id, title)| (id, Some(title.trim_end_matches(']'))));
    let id = id.split(":::").next().unwrap_or(id).trim().trim_matches('"');
    if id.is_empty() {
        return None;
    }
    let node = graph.node(id, None);
    if let Some(title) = title {
        graph.nodes.get_mut(node)?.label = label::lines(title);
    }
    Some(node)
}

/// `||--o{` as words: exactly one, any number.
fn cardinalities(mark: &str) -> Option<(&'static str, &'static str, Stroke)> {
    let (line, stroke) = if mark.contains("--") { ("--", Stroke::Solid) } else { ("..", Stroke::Dotted) };
    let (left, right) = mark.split_once(line)?;
    let words = |mark: &str| {
        Some(match mark {
            "||" => "1",
            "|o" | "o|" => "0..1",
            "}o" | "o{" => "0..*",
            "}|" | "|{" => "1..*",
            _ => return None,
        })
    };
    Some((words(left)?, words(right)?, stroke))
}
