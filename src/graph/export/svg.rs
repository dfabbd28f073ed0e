//! A picture: nodes in layers from those who need to those who are needed, read from left to right.
//!
//! Layers by the longest way (cycles are cut where they are first met), order within a layer by two sweeps of barycentres:
//! enough to be read, linear in nodes and edges but for sorting.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Graph, Selection, label};
use crate::catalog::EntityRef;

const WIDTH: usize = 200;
const HEIGHT: usize = 40;
const BETWEEN_LAYERS: usize = 110;
const BETWEEN_NODES: usize = 18;
const MARGIN: usize = 20;
/// Characters of a name that fit into a node.
const LETTERS: usize = 24;
/// Kinds and their colours: a light fill under dark text.
const COLOURS: [(&str, &str); 8] = [
    ("api", "#efe6fb"),
    ("component", "#e1ecfd"),
    ("domain", "#fde6ea"),
    ("group", "#e4f3e6"),
    ("resource", "#f7ebdc"),
    ("system", "#dff2f1"),
    ("template", "#fbe5f5"),
    ("user", "#eef0df"),
];

/// A standalone SVG file. What no file declares is dashed.
#[must_use]
pub fn svg(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let number: BTreeMap<&EntityRef, usize> = part.nodes.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let named = part.one_way();
    let edges: Vec<(usize, usize, &'static str)> =
        named.iter().filter_map(|(from, relation, to)| Some((*number.get(from)?, *number.get(to)?, relation.name()))).collect();
    let rows = ordered(layers(part.nodes.len(), &edges), &edges);
    let places = places(part.nodes.len(), &rows);
    let tallest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = MARGIN * 2 + rows.len() * (WIDTH + BETWEEN_LAYERS);
    let height = MARGIN * 2 + tallest * (HEIGHT + BETWEEN_NODES);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" \
         markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#667\"/></marker></defs>\n"
    );
    for (from, to, relation) in &edges {
        push_edge(&mut out, place_of(&places, *from), place_of(&places, *to), relation);
    }
    for (at, id) in part.nodes.iter().enumerate() {
        push_node(&mut out, graph, id, place_of(&places, at));
    }
    out.push_str("</svg>\n");
    out
}

fn place_of(places: &[(usize, usize)], node: usize) -> (usize, usize) {
    places.get(node).copied().unwrap_or_default()
}

/// The layer of each node: one more than that of everything that needs it (Kahn's order; what is left lies on cycles, and
/// is taken up in the order of names).
fn layers(count: usize, edges: &[(usize, usize, &str)]) -> Vec<usize> {
    let mut targets: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for (from, to, _) in edges.iter().filter(|(from, to, _)| from != to) {
        if let (Some(list), Some(open)) = (targets.get_mut(*from), waiting.get_mut(*to)) {
            list.push(*to);
            *open += 1;
        }
    }
    let mut layer = vec![0_usize; count];
    let mut done = vec![false; count];
    let mut ready: Vec<usize> = (0..count).filter(|it| waiting.get(*it) == Some(&0)).rev().collect();
    let mut rest = 0..count;
    while let Some(node) = ready.pop().or_else(|| rest.find(|it| done.get(*it) == Some(&false))) {
        if std::mem::replace(done.get_mut(node).unwrap_or(&mut true), true) {
            continue;
        }
        let below = layer.get(node).copied().unwrap_or_default() + 1;
        for target in targets.get(node).into_iter().flatten() {
            let (Some(open), Some(at), Some(false)) = (waiting.get_mut(*target), layer.get_mut(*target), done.get(*target))
            else {
                continue;
            };
            *at = (*at).max(below);
            *open = open.saturating_sub(1);
            if *open == 0 {
                ready.push(*target);
            }
        }
    }
    layer
}

/// The nodes of each layer, in an order that keeps neighbours near each other.
fn ordered(layer: Vec<usize>, edges: &[(usize, usize, &str)]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); layer.iter().max().map_or(0, |it| it + 1)];
    for (node, at) in layer.into_iter().enumerate() {
        if let Some(row) = rows.get_mut(at) {
            row.push(node);
        }
    }
    let mut neighbours: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to, _) in edges {
        neighbours.entry(*from).or_default().push(*to);
        neighbours.entry(*to).or_default().push(*from);
    }
    for _ in 0..2 {
        let position: BTreeMap<usize, usize> =
            rows.iter().flat_map(|row| row.iter().enumerate().map(|(at, node)| (*node, at))).collect();
        let middle = |node: &usize| {
            let near: Vec<usize> =
                neighbours.get(node).into_iter().flatten().filter_map(|it| position.get(it).copied()).collect();
            (near.iter().sum::<usize>() * 1_000).checked_div(near.len()).unwrap_or_default()
        };
        for row in &mut rows {
            row.sort_by_cached_key(|it| (middle(it), *it));
        }
    }
    rows
}

/// The upper left corner of each node; layers are centred.
fn places(count: usize, rows: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let tallest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut places = vec![(0, 0); count];
    for (column, row) in rows.iter().enumerate() {
        let above = (tallest - row.len()) * (HEIGHT + BETWEEN_NODES) / 2;
        for (at, node) in row.iter().enumerate() {
            if let Some(place) = places.get_mut(*node) {
                *place = (MARGIN + column * (WIDTH + BETWEEN_LAYERS), MARGIN + above + at * (HEIGHT + BETWEEN_NODES));
            }
        }
    }
    places
}

fn push_edge(out: &mut String, from: (usize, usize), to: (usize, usize), relation: &str) {
    // An edge back starts on the left, so that it does not run through its own node.
    let forward = from.0 < to.0;
    let start = (from.0 + if forward { WIDTH } else { 0 }, from.1 + HEIGHT / 2);
    let end = (to.0 + if forward { 0 } else { WIDTH }, to.1 + HEIGHT / 2);
    let half = usize::midpoint(start.0, end.0);
    let _ = writeln!(
        out,
        "<path d=\"M{} {}C{half} {} {half} {} {} {}\" fill=\"none\" stroke=\"#99a\" marker-end=\"url(#end)\"><title>{relation}</title></path>",
        start.0, start.1, start.1, end.1, end.0, end.1
    );
}

fn push_node(out: &mut String, graph: &Graph, id: &EntityRef, (x, y): (usize, usize)) {
    let fill = COLOURS.iter().find(|(kind, _)| *kind == &*id.kind).map_or("#eef0f3", |it| it.1);
    let dash = if graph.entity(id).is_some() { "" } else { " stroke-dasharray=\"4 3\"" };
    let name = label(graph, id);
    let short: String =
        if name.chars().count() > LETTERS { name.chars().take(LETTERS - 1).chain(['…']).collect() } else { name };
    let _ = writeln!(
        out,
        "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\" fill=\"{fill}\" stroke=\"#556\"{dash}/>\
         <text x=\"{}\" y=\"{}\" fill=\"#112\">{}</text><text x=\"{}\" y=\"{}\" fill=\"#445\" font-size=\"10\">{}</text></g>",
        escape(&id.to_string()),
        x + 10,
        y + 17,
        escape(&short),
        x + 10,
        y + 31,
        escape(&id.kind)
    );
}

/// On one line, and without what XML cannot hold.
fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_control() && !matches!(it, '\u{fffe}' | '\u{ffff}')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_follow_the_longest_way_and_survive_cycles() {
        assert_eq!(layers(4, &[(0, 1, ""), (1, 2, ""), (0, 2, ""), (3, 3, "")]), [0, 1, 2, 0]);
        let cycle = layers(3, &[(0, 1, ""), (1, 0, ""), (1, 2, "")]);
        assert!(cycle[2] > cycle[1] && cycle[1] > cycle[0], "{cycle:?}");
    }

    #[test]
    fn no_two_nodes_share_a_place() {
        let edges = [(0, 1, ""), (0, 2, ""), (3, 2, ""), (2, 4, "")];
        let places = places(5, &ordered(layers(5, &edges), &edges));
        let distinct: std::collections::BTreeSet<_> = places.iter().collect();
        assert_eq!(distinct.len(), 5);
    }
}
