//! Boxes, lines and groups: what flowcharts, state, class and entity diagrams and DOT have in common.

use super::NotDrawn;

/// Boxes of one drawing; more could not be read anyway.
const NODES: usize = 300;
/// Lines of one drawing.
const EDGES: usize = 600;
/// Groups of one drawing, and groups in groups.
const GROUPS: usize = 100;

/// Where the arrows lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Direction {
    /// Downwards.
    #[default]
    Down,
    /// Upwards.
    Up,
    /// To the right.
    Right,
    /// To the left.
    Left,
}

impl Direction {
    /// As Mermaid and DOT write it.
    pub(super) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "TB" | "TD" | "v" => Self::Down,
            "BT" | "^" => Self::Up,
            "LR" | ">" => Self::Right,
            "RL" | "<" => Self::Left,
            _ => return None,
        })
    }

    pub(super) fn is_horizontal(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }

    pub(super) fn is_backwards(self) -> bool {
        matches!(self, Self::Up | Self::Left)
    }
}

/// The outline of a box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shape {
    #[default]
    Box,
    Rounded,
    Stadium,
    Subroutine,
    Cylinder,
    Circle,
    DoubleCircle,
    Ellipse,
    Flag,
    Diamond,
    Hexagon,
    LeanRight,
    LeanLeft,
    Trapezoid,
    InverseTrapezoid,
    Note,
    /// The black dot where states begin.
    Start,
    /// The ringed dot where they end.
    End,
    /// The bar of a fork or join.
    Bar,
    /// Words alone.
    Plain,
}

/// A colour by its meaning to the eye; the style sheet knows it in light and dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tone {
    #[default]
    Neutral,
    Red,
    Yellow,
    Green,
    Blue,
    Purple,
}

/// A box.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// Its name in the source.
    pub(super) id: String,
    /// Its words, by line.
    pub(super) label: Vec<String>,
    /// Further compartments below, by line: attributes, methods.
    pub(super) sections: Vec<Vec<String>>,
    pub(super) shape: Shape,
    pub(super) tone: Tone,
    /// Index of the group it is in.
    pub(super) group: Option<usize>,
}

/// A frame around boxes.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) label: Vec<String>,
    pub(super) parent: Option<usize>,
    pub(super) direction: Option<Direction>,
    pub(super) tone: Tone,
}

/// What a line leads from or to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Node(usize),
    Group(usize),
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stroke {
    #[default]
    Solid,
    Dotted,
    Thick,
    /// It holds its ends apart and is not seen.
    Invisible,
}

/// What is at an end of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tip {
    #[default]
    None,
    Arrow,
    Circle,
    Cross,
    /// Inheritance.
    Triangle,
    /// Composition.
    FullDiamond,
    /// Aggregation.
    EmptyDiamond,
}

/// A line.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) label: Vec<String>,
    pub(super) stroke: Stroke,
    pub(super) start: Tip,
    pub(super) end: Tip,
    /// How many ranks it spans at least.
    pub(super) length: usize,
    /// Words at its ends.
    pub(super) start_label: String,
    pub(super) end_label: String,
}

impl Edge {
    pub(super) fn new(from: End, to: End) -> Self {
        Self {
            from,
            to,
            label: Vec::new(),
            stroke: Stroke::Solid,
            start: Tip::None,
            end: Tip::None,
            length: 1,
            start_label: String::new(),
            end_label: String::new(),
        }
    }
}

/// A drawing of boxes and lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) title: Option<String>,
    pub(super) direction: Direction,
    pub(super) nodes: Vec<Node>,
    pub(super) groups: Vec<Group>,
    pub(super) edges: Vec<Edge>,
    by_id: std::collections::HashMap<String, usize>,
}

impl Graph {
    /// The box of that name, made where it is new.
    pub(super) fn node(&mut self, id: &str, group: Option<usize>) -> usize {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let index = self.nodes.len();
        self.nodes.push(Node { id: id.to_owned(), label: vec![id.to_owned()], group, ..Node::default() });
        self.by_id.insert(id.to_owned(), index);
        index
    }

    /// The box of that name.
    pub(super) fn known(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Lines that name a group lead to the group, not to a box of its name.
    pub(super) fn lead_to_groups(&mut self) {
        let groups: std::collections::HashMap<&str, usize> = self
            .groups
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.id.is_empty())
            .map(|(index, it)| (it.id.as_str(), index))
            .collect();
        let stands_for: Vec<Option<usize>> = self.nodes.iter().map(|it| groups.get(it.id.as_str()).copied()).collect();
        if stands_for.iter().all(Option::is_none) {
            return;
        }
        let mut kept = Vec::with_capacity(self.nodes.len());
        let mut place = Vec::with_capacity(self.nodes.len());
        for (node, group) in std::mem::take(&mut self.nodes).into_iter().zip(&stands_for) {
            place.push(kept.len());
            if group.is_none() {
                kept.push(node);
            }
        }
        self.nodes = kept;
        let moved = |end: End| match end {
            End::Node(it) => match stands_for.get(it).copied().flatten() {
                Some(group) => End::Group(group),
                None => End::Node(place.get(it).copied().unwrap_or_default()),
            },
            group @ End::Group(_) => group,
        };
        for edge in &mut self.edges {
            (edge.from, edge.to) = (moved(edge.from), moved(edge.to));
        }
        self.by_id = self.nodes.iter().enumerate().map(|(index, it)| (it.id.clone(), index)).collect();
    }

    /// The groups above a group, itself first, the outermost last.
    pub(super) fn above(&self, group: Option<usize>) -> Vec<usize> {
        let mut above = Vec::new();
        let mut at = group;
        while let Some(group) = at.filter(|_| above.len() <= GROUPS) {
            above.push(group);
            at = self.groups.get(group).and_then(|it| it.parent);
        }
        above
    }

    /// Is it small enough to be laid out and read?
    pub(super) fn within_limits(&self) -> Result<(), NotDrawn> {
        let counts =
            [("boxes", self.nodes.len(), NODES), ("lines", self.edges.len(), EDGES), ("groups", self.groups.len(), GROUPS)];
        for (what, count, limit) in counts {
            if count > limit {
                return Err(NotDrawn::new(1, format!("it has {count} {what}, more than the {limit} that are drawn")));
            }
        }
        if self.nodes.is_empty() {
            return Err(NotDrawn::new(1, "there is nothing in it to draw"));
        }
        Ok(())
    }
}
