//! A graph's picture: each group is laid out by itself and is a box for the group above it.

use std::collections::HashMap;

use super::graph::{Direction, Edge, End, Graph, Node, Shape};
use super::layered::{self, Item, Line, Point};
use super::{label, outline};

/// Space inside a group's frame.
const PADDING: f64 = 18.0;
/// Space around a label on a line.
const LABEL_SPACE: f64 = 8.0;

/// A rectangle by its middle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line's way.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    pub(super) points: Vec<Point>,
    /// The middle of its words.
    pub(super) label: Option<Point>,
    /// It runs sideways.
    pub(super) horizontal: bool,
}

/// Where everything is.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) nodes: Vec<Area>,
    pub(super) groups: Vec<Area>,
    pub(super) edges: Vec<Route>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Lays a graph out. `None` when it has more lines than can be laid out.
pub(super) fn of_graph(graph: &Graph) -> Option<Picture> {
    let mut picture = Picture {
        nodes: graph.nodes.iter().map(size).collect(),
        groups: vec![Area::default(); graph.groups.len()],
        edges: vec![Route::default(); graph.edges.len()],
        ..Picture::default()
    };
    let above: Vec<Vec<usize>> = (0..graph.groups.len()).map(|it| graph.above(Some(it))).collect();
    let frame = Frame { graph, above };
    (picture.width, picture.height) = frame.level(None, graph.direction, &mut picture)?;
    frame.reach_boxes(&mut picture);
    Some(picture)
}

/// A box's size by its words.
fn size(node: &Node) -> Area {
    let words = node.sections.iter().map(|it| label::widest(it)).fold(label::widest(&node.label), f64::max);
    let lines = node.sections.iter().map(|it| label::height(it).max(6.0) + 12.0).sum::<f64>() + label::height(&node.label);
    let (width, height) = outline::around(node.shape, words, lines);
    Area { width, height, ..Area::default() }
}

struct Frame<'a> {
    graph: &'a Graph,
    /// The groups above each group, itself first.
    above: Vec<Vec<usize>>,
}

impl Frame<'_> {
    /// Lays a group out with its upper left corner at 0; its size.
    fn level(&self, group: Option<usize>, direction: Direction, picture: &mut Picture) -> Option<(f64, f64)> {
        let graph = self.graph;
        let nodes = graph.nodes.iter().enumerate().filter(|(_, it)| it.group == group).map(|(it, _)| End::Node(it));
        let groups = graph.groups.iter().enumerate().filter(|(_, it)| it.parent == group).map(|(it, _)| End::Group(it));
        let ends: Vec<End> = nodes.chain(groups).collect();
        let mut items = Vec::with_capacity(ends.len());
        for end in &ends {
            if let End::Group(inner) = end {
                let size = self.group(*inner, direction, picture)?;
                *picture.groups.get_mut(*inner)? = Area { x: 0.0, y: 0.0, width: size.0, height: size.1 };
            }
            let area = area(picture, *end);
            items.push(turned_item(area.width, area.height, direction));
        }
        let place: HashMap<usize, usize> = ends.iter().enumerate().map(|(at, end)| (key(*end), at)).collect();
        let (mut lines, mut of_line) = (Vec::new(), Vec::new());
        for (index, edge) in graph.edges.iter().enumerate() {
            let (Some(from), Some(to)) = (self.item(edge.from, group, &place), self.item(edge.to, group, &place)) else {
                continue;
            };
            if from == to {
                continue;
            }
            lines.push(Line {
                from,
                to,
                length: edge.length,
                label: label_size(edge, direction.is_horizontal()),
                from_at: self.inner_offset(edge.from, *ends.get(from)?, direction, picture),
                to_at: self.inner_offset(edge.to, *ends.get(to)?, direction, picture),
            });
            of_line.push(index);
        }
        let placed = layered::place(&items, &lines)?;
        let turn = |(x, y): Point| {
            let y = if direction.is_backwards() { placed.height - y } else { y };
            if direction.is_horizontal() { (y, x) } else { (x, y) }
        };
        for (end, centre) in ends.iter().zip(&placed.centres) {
            self.move_to(*end, turn(*centre), picture);
        }
        for (index, (points, words)) in of_line.into_iter().zip(&placed.routes) {
            let route = picture.edges.get_mut(index)?;
            route.points = points.iter().map(|it| turn(*it)).collect();
            route.label = words.map(turn);
            route.horizontal = direction.is_horizontal();
        }
        Some(if direction.is_horizontal() { (placed.height, placed.width) } else { (placed.width, placed.height) })
    }

    /// A group's size with its frame and title.
    fn group(&self, group: usize, direction: Direction, picture: &mut Picture) -> Option<(f64, f64)> {
        let it = self.graph.groups.get(group)?;
        let (width, height) = self.level(Some(group), it.direction.unwrap_or(direction), picture)?;
        let words = label::widest(&it.label) + 2.0 * PADDING;
        let full = (width + 2.0 * PADDING).max(words).max(60.0);
        let title = label::height(&it.label);
        self.shift_content(group, ((full - width) / 2.0, PADDING + title), picture);
        Some((full, height.max(20.0) + 2.0 * PADDING + title))
    }

    /// Moves all that is in a group, whose corner is at 0 so far.
    fn shift_content(&self, group: usize, by: Point, picture: &mut Picture) {
        let inside = |it: Option<usize>| it.is_some_and(|it| self.above.get(it).is_some_and(|it| it.contains(&group)));
        for (_, area) in self.graph.nodes.iter().zip(&mut picture.nodes).filter(|(it, _)| inside(it.group)) {
            (area.x, area.y) = (area.x + by.0, area.y + by.1);
        }
        for (_, area) in picture.groups.iter_mut().enumerate().filter(|(it, _)| *it != group && inside(Some(*it))) {
            (area.x, area.y) = (area.x + by.0, area.y + by.1);
        }
        for (edge, route) in self.graph.edges.iter().zip(&mut picture.edges) {
            if inside(self.group_of(edge.from)) && inside(self.group_of(edge.to)) {
                route.points.iter_mut().for_each(|it| *it = (it.0 + by.0, it.1 + by.1));
                route.label = route.label.map(|it| (it.0 + by.0, it.1 + by.1));
            }
        }
    }

    /// The group that an end lies in.
    fn group_of(&self, end: End) -> Option<usize> {
        match end {
            End::Node(it) => self.graph.nodes.get(it)?.group,
            End::Group(it) => self.graph.groups.get(it)?.parent,
        }
    }

    fn move_to(&self, end: End, centre: Point, picture: &mut Picture) {
        match end {
            End::Node(it) => {
                if let Some(area) = picture.nodes.get_mut(it) {
                    (area.x, area.y) = centre;
                }
            }
            End::Group(it) => {
                let Some(area) = picture.groups.get_mut(it) else { return };
                (area.x, area.y) = centre;
                let corner = (centre.0 - area.width / 2.0, centre.1 - area.height / 2.0);
                self.shift_content(it, corner, picture);
            }
        }
    }

    /// The box at this level that an end is, or is in.
    fn item(&self, end: End, level: Option<usize>, place: &HashMap<usize, usize>) -> Option<usize> {
        if let Some(own) = place.get(&key(end)) {
            return Some(*own);
        }
        let inner = self.group_of(end)?;
        let above = self.above.get(inner)?;
        let at = match level {
            Some(level) => above.iter().position(|it| *it == level)?.checked_sub(1)?,
            None => above.len().checked_sub(1)?,
        };
        place.get(&key(End::Group(*above.get(at)?))).copied()
    }

    /// Where, beside the middle of its group, the box is that a line leads to.
    fn inner_offset(&self, end: End, item: End, direction: Direction, picture: &Picture) -> Option<f64> {
        if end == item {
            return None;
        }
        let (inner, outer) = (area(picture, end), area(picture, item));
        Some(if direction.is_horizontal() { inner.y - outer.height / 2.0 } else { inner.x - outer.width / 2.0 })
    }

    /// Leads every line to the outlines of its boxes.
    fn reach_boxes(&self, picture: &mut Picture) {
        for (index, edge) in self.graph.edges.iter().enumerate() {
            let (from, to) = (area(picture, edge.from), area(picture, edge.to));
            let Some(route) = picture.edges.get_mut(index) else { continue };
            if edge.from == edge.to {
                *route = self_loop(from);
                continue;
            }
            let horizontal = route.horizontal;
            if let [first, second, ..] = route.points.as_slice() {
                let reached = reached(from, self.shape(edge.from), *first, *second, horizontal);
                lead(&mut route.points, reached, true, horizontal);
            }
            if let [.., before, last] = route.points.as_slice() {
                let reached = reached(to, self.shape(edge.to), *last, *before, horizontal);
                lead(&mut route.points, reached, false, horizontal);
            }
        }
    }

    fn shape(&self, end: End) -> Shape {
        match end {
            End::Node(it) => self.graph.nodes.get(it).map_or(Shape::Box, |it| it.shape),
            End::Group(_) => Shape::Box,
        }
    }
}

fn key(end: End) -> usize {
    match end {
        End::Node(it) => it * 2,
        End::Group(it) => it * 2 + 1,
    }
}

fn area(picture: &Picture, end: End) -> Area {
    let area = match end {
        End::Node(it) => picture.nodes.get(it),
        End::Group(it) => picture.groups.get(it),
    };
    area.copied().unwrap_or_default()
}

fn turned_item(width: f64, height: f64, direction: Direction) -> Item {
    if direction.is_horizontal() { Item { width: height, height: width } } else { Item { width, height } }
}

/// The room that a line's words need, those at its ends included.
fn label_size(edge: &Edge, horizontal: bool) -> Option<(f64, f64)> {
    let at_ends = [&edge.start_label, &edge.end_label].into_iter().filter(|it| !it.is_empty());
    let ends: f64 = at_ends.map(|it| if horizontal { label::width(it) + 12.0 } else { label::LINE }).sum();
    if edge.label.is_empty() && ends == 0.0 {
        return None;
    }
    let (width, height) = (label::widest(&edge.label) + LABEL_SPACE, label::height(&edge.label) + LABEL_SPACE / 2.0);
    Some(if horizontal { (height, width + ends) } else { (width, height + ends) })
}

/// The point of a box's outline where a line leaves at `at` towards `next`.
fn reached(area: Area, shape: Shape, at: Point, next: Point, horizontal: bool) -> Point {
    if horizontal {
        let beside = at.1 - area.y;
        let depth = outline::depth(shape, area.height, area.width, beside);
        (area.x + depth.copysign(next.0 - at.0), at.1)
    } else {
        let beside = at.0 - area.x;
        let depth = outline::depth(shape, area.width, area.height, beside);
        (at.0, area.y + depth.copysign(next.1 - at.1))
    }
}

/// Puts the outline's point at an end of a line: in place of a point on the frame of the box itself, before one on the frame
/// of a group around it.
fn lead(points: &mut Vec<Point>, reached: Point, at_start: bool, horizontal: bool) {
    let end = if at_start { points.first_mut() } else { points.last_mut() };
    let Some(end) = end else { return };
    let far = if horizontal { (end.0 - reached.0).abs() } else { (end.1 - reached.1).abs() };
    if far < PADDING {
        *end = reached;
    } else if at_start {
        points.insert(0, reached);
    } else {
        points.push(reached);
    }
}

/// A loop at the right of a box.
fn self_loop(area: Area) -> Route {
    let (right, reach) = (area.x + area.width / 2.0, 26.0);
    let (upper, lower) = (area.y - area.height / 5.0, area.y + area.height / 5.0);
    Route {
        points: vec![(right, upper), (right + reach, upper), (right + reach, lower), (right, lower)],
        label: Some((right + reach, area.y)),
        horizontal: true,
    }
}
