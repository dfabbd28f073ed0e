//! The picture of one entity and its neighbours, laid out at build time: who needs it on the left, what it needs on the
//! right, grouped by relation. It never draws more than can be read: the rest is counted, and a click away.
//!
//! Only numbers and words are made here; the template turns them into SVG, and the style sheet into colours.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::lookup::Lookup;
use super::refs;
use super::text;
use super::view::KindView;
use crate::catalog::{EntityRef, Relation};

/// Neighbours drawn on one side when the other side is full too.
const SIDE: usize = 12;
const NODE_HEIGHT: usize = 34;
const FOCUS_HEIGHT: usize = 48;
const GAP: usize = 8;
const HEADING: usize = 24;
const BETWEEN_GROUPS: usize = 12;
const CHANNEL: usize = 60;
const MARGIN: usize = 4;
/// Letters that a box has room for: it grows with the longest name, as far as the column of the page goes.
const LETTERS: std::ops::RangeInclusive<usize> = 22..=28;
/// The same where only one side is drawn.
const LETTERS_ALONE: std::ops::RangeInclusive<usize> = 22..=40;

/// The picture.
#[derive(Debug, Serialize)]
pub struct Diagram {
    /// Width of the drawing, in its own units.
    pub width: usize,
    /// Height of the drawing.
    pub height: usize,
    /// The entities, the one in the middle first, then in reading order.
    pub nodes: Vec<Node>,
    /// The lines between them.
    pub edges: Vec<Edge>,
    /// Words above the groups.
    pub headings: Vec<Heading>,
    /// Kinds in the picture.
    pub legend: Vec<KindView>,
    /// Neighbours that are not drawn.
    pub hidden: usize,
    /// The picture in one sentence, for those who cannot see it.
    pub summary: String,
}

/// A box.
#[derive(Debug, Serialize)]
pub struct Node {
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: usize,
    /// Width.
    pub width: usize,
    /// Height.
    pub height: usize,
    /// Outline, as the `d` of a path.
    pub outline: String,
    /// What fits into the box.
    pub label: String,
    /// The whole name, for pointers and screen readers.
    pub title: String,
    /// Kind; `None` for boxes that stand for several entities.
    pub kind: Option<KindView>,
    /// Address below the portal's root, or a fragment of this page.
    pub url: Option<String>,
    /// The entity of the page.
    pub focus: bool,
}

/// A line.
#[derive(Debug, Serialize)]
pub struct Edge {
    /// The `d` of a path.
    pub path: String,
    /// Relation's name, for the style sheet.
    pub relation: &'static str,
    /// `petstore dependsOn petstore-db`, in words.
    pub title: String,
}

/// Words above a group.
#[derive(Debug, Serialize)]
pub struct Heading {
    /// Left edge.
    pub x: usize,
    /// Base line.
    pub y: usize,
    /// The words.
    pub text: String,
}

/// Neighbours that stand in the same relation.
struct Group<'a> {
    relation: Relation,
    shown: Vec<&'a EntityRef>,
    hidden: usize,
}

/// The relations in the order in which they are drawn, and their words as seen from the entity in the middle.
const ORDER: [(Relation, &str); 14] = [
    (Relation::OwnedBy, "Owned by"),
    (Relation::PartOf, "Part of"),
    (Relation::ChildOf, "Child of"),
    (Relation::MemberOf, "Member of"),
    (Relation::ProvidesApi, "Provides"),
    (Relation::ConsumesApi, "Consumes"),
    (Relation::DependsOn, "Depends on"),
    (Relation::ApiProvidedBy, "Provided by"),
    (Relation::ApiConsumedBy, "Consumed by"),
    (Relation::DependencyOf, "Needed by"),
    (Relation::HasPart, "Parts"),
    (Relation::ParentOf, "Children"),
    (Relation::HasMember, "Members"),
    (Relation::OwnerOf, "Owns"),
];

/// A relation in words, as a heading: `Depends on`.
#[must_use]
pub fn relation_words(relation: Relation) -> &'static str {
    ORDER.iter().find(|(it, _)| *it == relation).map_or("Related to", |(_, words)| words)
}

/// The entity and its neighbours; `None` where it has none.
#[must_use]
pub fn draw(lookup: &Lookup<'_>, id: &EntityRef) -> Option<Diagram> {
    let relations = lookup.graph.relations(id);
    let mut seen = BTreeSet::from([id]);
    let mut by_relation: BTreeMap<usize, Vec<&EntityRef>> = BTreeMap::new();
    for (rank, (wanted, _)) in ORDER.iter().enumerate() {
        for (relation, target) in relations {
            if relation == wanted && seen.insert(target) {
                by_relation.entry(rank).or_default().push(target);
            }
        }
    }
    if by_relation.is_empty() {
        return None;
    }
    let sides = |forward: bool| -> Vec<(Relation, Vec<&EntityRef>)> {
        let ranked = by_relation.iter().filter_map(|(rank, targets)| Some((ORDER.get(*rank)?.0, targets.clone())));
        ranked.filter(|(relation, _)| super::catalog_data::is_forward(*relation) == forward).collect()
    };
    let (left, right) = (sides(false), sides(true));
    let size = |side: &[(Relation, Vec<&EntityRef>)]| side.iter().map(|(_, it)| it.len()).sum::<usize>();
    let (left_size, right_size) = (size(&left), size(&right));
    let left_room = SIDE + SIDE.saturating_sub(right_size);
    let right_room = SIDE + SIDE.saturating_sub(left_size);
    Some(Drawing::new(lookup, id, share(left, left_room), share(right, right_room)).finish())
}

/// Gives every group a fair part of `room`: one place to each in turn, until all is drawn or the room is full.
fn share(groups: Vec<(Relation, Vec<&EntityRef>)>, room: usize) -> Vec<Group<'_>> {
    let mut places = vec![0_usize; groups.len()];
    let mut left = room;
    loop {
        let before = left;
        for (given, (_, targets)) in places.iter_mut().zip(&groups) {
            if left > 0 && *given < targets.len() {
                *given += 1;
                left -= 1;
            }
        }
        if left == 0 || left == before {
            break;
        }
    }
    let cut = |(relation, mut targets): (Relation, Vec<_>), given: usize| {
        let hidden = targets.len().saturating_sub(given);
        targets.truncate(given);
        Group { relation, shown: targets, hidden }
    };
    groups.into_iter().zip(places).map(|(group, given)| cut(group, given)).collect()
}

/// A box's width, and the letters that fit into it.
#[derive(Clone, Copy)]
struct Room {
    letters: usize,
    width: usize,
}

impl Room {
    /// `edges` is what the icon and the ends take, `letter` the width of one in hundredths.
    fn of(letters: usize, edges: usize, letter: usize) -> Self {
        Self { letters, width: edges + (letters * letter).div_ceil(100) }
    }
}

/// What stands in the box of an entity: its title, or the bare name of one that the catalog does not know.
fn label<'a>(entity: &'a refs::RefView, id: &'a EntityRef) -> &'a str {
    if entity.link.href.is_none() { &id.name } else { &entity.link.title }
}

struct Drawing<'a> {
    lookup: &'a Lookup<'a>,
    focus: &'a EntityRef,
    node: Room,
    middle: Room,
    left: Vec<Group<'a>>,
    right: Vec<Group<'a>>,
    diagram: Diagram,
}

impl<'a> Drawing<'a> {
    fn new(lookup: &'a Lookup<'a>, focus: &'a EntityRef, left: Vec<Group<'a>>, right: Vec<Group<'a>>) -> Self {
        let height = column_height(&left).max(column_height(&right)).max(FOCUS_HEIGHT) + 2 * MARGIN;
        let letters = if left.is_empty() || right.is_empty() { LETTERS_ALONE } else { LETTERS };
        let longest = |ids: &mut dyn Iterator<Item = &EntityRef>| {
            let label = |it: &EntityRef| text::width(label(&refs::ref_view(lookup, it), it));
            ids.map(label).max().unwrap_or_default()
        };
        let shown = longest(&mut left.iter().chain(&right).flat_map(|it| it.shown.iter().copied()));
        let node = Room::of(shown.clamp(*letters.start(), *letters.end()), 52, 675);
        let own = longest(&mut std::iter::once(focus));
        let middle = Room::of(if left.is_empty() || right.is_empty() { own.clamp(21, 40) } else { 21 }, 60, 705);
        let side = |groups: &[Group<'_>]| if groups.is_empty() { 0 } else { node.width + CHANNEL };
        let width = side(&left) + middle.width + side(&right) + 2 * MARGIN;
        let diagram = Diagram {
            width,
            height,
            nodes: Vec::new(),
            edges: Vec::new(),
            headings: Vec::new(),
            legend: Vec::new(),
            hidden: left.iter().chain(&right).map(|it| it.hidden).sum(),
            summary: String::new(),
        };
        Self { lookup, focus, node, middle, left, right, diagram }
    }

    fn finish(mut self) -> Diagram {
        let focus_x = MARGIN + if self.left.is_empty() { 0 } else { self.node.width + CHANNEL };
        let focus_y = (self.diagram.height - FOCUS_HEIGHT) / 2;
        self.node(self.focus, (focus_x, focus_y), true);
        let (left, right) = (std::mem::take(&mut self.left), std::mem::take(&mut self.right));
        let middle = focus_y + FOCUS_HEIGHT / 2;
        self.column(&left, MARGIN, (focus_x, middle));
        let end = focus_x + self.middle.width;
        self.column(&right, end + CHANNEL, (end, middle));
        self.diagram.summary = summary(left.iter().chain(&right));
        let mut kinds: BTreeMap<&str, KindView> = BTreeMap::new();
        for kind in self.diagram.nodes.iter().filter_map(|it| it.kind.as_ref()) {
            kinds.entry(kind.style).or_insert_with(|| kind.clone());
        }
        self.diagram.legend = kinds.into_values().collect();
        self.diagram
    }

    /// Draws the groups of one side under each other, and a line from each box to `port`, a point of the focus.
    fn column(&mut self, groups: &[Group<'_>], x: usize, port: (usize, usize)) {
        let mut y = (self.diagram.height - column_height(groups)) / 2;
        for group in groups {
            self.diagram.headings.push(Heading { x, y: y + HEADING - 8, text: relation_words(group.relation).to_owned() });
            y += HEADING;
            for target in &group.shown {
                self.node(target, (x, y), false);
                self.edge(group.relation, target, (x, y), port);
                y += NODE_HEIGHT + GAP;
            }
            if group.hidden > 0 {
                self.more(group, (x, y));
                y += NODE_HEIGHT + GAP;
            }
            y += BETWEEN_GROUPS;
        }
    }

    fn node(&mut self, id: &EntityRef, (x, y): (usize, usize), focus: bool) {
        let entity = refs::ref_view(self.lookup, id);
        let (room, height) = if focus { (self.middle, FOCUS_HEIGHT) } else { (self.node, NODE_HEIGHT) };
        let missing = if entity.link.href.is_none() { ", not in the catalog" } else { "" };
        self.diagram.nodes.push(Node {
            x,
            y,
            width: room.width,
            height,
            outline: outline(entity.link.kind.style, (x, y), (room.width, height)),
            label: text::fit(label(&entity, id), room.letters),
            title: format!("{}: {}{missing}", entity.link.kind.label, entity.link.title),
            kind: Some(entity.link.kind),
            url: if focus { None } else { entity.link.href },
            focus,
        });
    }

    fn more(&mut self, group: &Group<'_>, (x, y): (usize, usize)) {
        let words = relation_words(group.relation);
        self.diagram.nodes.push(Node {
            x,
            y,
            width: self.node.width,
            height: NODE_HEIGHT,
            outline: outline("more", (x, y), (self.node.width, NODE_HEIGHT)),
            label: format!("+ {} more", group.hidden),
            title: format!("{words}: {} more, listed below", group.hidden),
            kind: None,
            url: Some(format!("#{}", listed(self.focus, group.relation))),
            focus: false,
        });
    }

    /// A curve from the one who acts to the one acted on; its end carries the arrow.
    fn edge(&mut self, relation: Relation, target: &EntityRef, (x, y): (usize, usize), port: (usize, usize)) {
        let on_left = x < port.0;
        let end = (if on_left { x + self.node.width } else { x }, y + NODE_HEIGHT / 2);
        let forward = super::catalog_data::is_forward(relation);
        let (from, to) = if forward { (port, end) } else { (end, port) };
        let half = usize::midpoint(from.0, to.0);
        let (name, subject, object) =
            if forward { (relation, self.focus, target) } else { (relation.inverse(), target, self.focus) };
        let words = relation_words(name).to_lowercase();
        self.diagram.edges.push(Edge {
            path: format!("M{} {}C{half} {} {half} {} {} {}", from.0, from.1, from.1, to.1, to.0, to.1),
            relation: name.name(),
            title: format!("{} {words} {}", self.name(subject), self.name(object)),
        });
    }

    fn name(&self, id: &EntityRef) -> String {
        refs::ref_view(self.lookup, id).link.title
    }
}

/// The fragment of the page where all of a relation's entities are listed.
fn listed(focus: &EntityRef, relation: Relation) -> &'static str {
    match relation {
        Relation::HasMember | Relation::ParentOf if &*focus.kind == "group" => "members",
        Relation::OwnerOf if &*focus.kind == "group" => "owns",
        Relation::OwnedBy => "owner",
        relation => relation.name(),
    }
}

fn column_height(groups: &[Group<'_>]) -> usize {
    let group = |it: &Group<'_>| HEADING + (it.shown.len() + usize::from(it.hidden > 0)) * (NODE_HEIGHT + GAP) + BETWEEN_GROUPS;
    groups.iter().map(group).sum::<usize>().saturating_sub(if groups.is_empty() { 0 } else { GAP + BETWEEN_GROUPS })
}

fn summary<'g, 'a: 'g>(groups: impl Iterator<Item = &'g Group<'a>>) -> String {
    let parts: Vec<String> =
        groups.map(|it| format!("{} {}", relation_words(it.relation).to_lowercase(), it.shown.len() + it.hidden)).collect();
    format!("One step around it: {}.", parts.join(", "))
}

/// The outline of a kind's box: each kind has its own shape, so that colour is never the only sign.
fn outline(style: &str, (x, y): (usize, usize), (width, height): (usize, usize)) -> String {
    match style {
        "group" | "user" => rounded((x, y), (width, height), height / 2),
        "api" => hexagon((x, y), (width, height)),
        "resource" => drum((x, y), (width, height)),
        "system" | "domain" => tab((x, y), (width, height)),
        "template" | "airesource" => cut_corner((x, y), (width, height)),
        "location" | "more" => rounded((x, y), (width, height), 2),
        _ => rounded((x, y), (width, height), 8),
    }
}

fn rounded((x, y): (usize, usize), (width, height): (usize, usize), radius: usize) -> String {
    let (across, down) = (width - 2 * radius, height - 2 * radius);
    format!(
        "M{} {y}h{across}a{radius} {radius} 0 0 1 {radius} {radius}v{down}a{radius} {radius} 0 0 1 -{radius} {radius}h-{across}\
         a{radius} {radius} 0 0 1 -{radius} -{radius}v-{down}a{radius} {radius} 0 0 1 {radius} -{radius}z",
        x + radius
    )
}

fn hexagon((x, y): (usize, usize), (width, height): (usize, usize)) -> String {
    let (point, half) = (10, height / 2);
    let across = width - 2 * point;
    format!("M{} {y}h{across}l{point} {half}l-{point} {half}h-{across}l-{point} -{half}z", x + point)
}

fn drum((x, y): (usize, usize), (width, height): (usize, usize)) -> String {
    let (bulge, half) = (6, height / 2);
    let across = width - 2 * bulge;
    format!(
        "M{} {y}h{across}a{bulge} {half} 0 0 1 0 {height}h-{across}a{bulge} {half} 0 0 1 0 -{height}z\
         M{} {y}a{bulge} {half} 0 0 1 0 {height}",
        x + bulge,
        x + width - bulge - 4
    )
}

fn tab((x, y): (usize, usize), (width, height): (usize, usize)) -> String {
    format!("{}M{} {y}v{height}", rounded((x, y), (width, height), 4), x + 5)
}

fn cut_corner((x, y): (usize, usize), (width, height): (usize, usize)) -> String {
    let cut = 10;
    format!("M{x} {y}h{}l{cut} {cut}v{}h-{width}z", width - cut, height - cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_side_shows_something_of_every_group_and_counts_the_rest() {
        let ids: Vec<EntityRef> = (0..40)
            .map(|it| EntityRef { kind: "component".into(), namespace: "default".into(), name: format!("c{it}").into() })
            .collect();
        let (many, few) = ids.split_at(37);
        let groups = vec![(Relation::DependsOn, many.iter().collect()), (Relation::PartOf, few.iter().collect())];
        let shared = share(groups, 12);
        let counts: Vec<(usize, usize)> = shared.iter().map(|it| (it.shown.len(), it.hidden)).collect();
        assert_eq!(counts, [(9, 28), (3, 0)]);
    }

    #[test]
    fn shapes_close_and_differ_by_kind() {
        let kinds = ["component", "api", "resource", "system", "group", "template"];
        let shapes: BTreeSet<String> = kinds.iter().map(|it| outline(it, (0, 0), (200, NODE_HEIGHT))).collect();
        assert_eq!(shapes.len(), kinds.len());
        assert!(shapes.iter().all(|it| it.contains('z')), "{shapes:?}");
    }
}
