//! Mermaid's flowcharts: `graph TD`, `flowchart LR`.

use super::graph::{Direction, Edge, End, Graph, Group, Shape, Stroke, Tip, Tone};
use super::scan::{Scanner, Source, statements};
use super::{NotDrawn, label};

/// Boxes that one statement joins with `&`.
const JOINED: usize = 40;

/// The shapes by how they open and close; longer openings first.
const SHAPES: &[(&str, &str, Shape)] = &[
    ("(((", ")))", Shape::DoubleCircle),
    ("((", "))", Shape::Circle),
    ("([", "])", Shape::Stadium),
    ("[[", "]]", Shape::Subroutine),
    ("[(", ")]", Shape::Cylinder),
    ("{{", "}}", Shape::Hexagon),
    ("[/", "/]", Shape::LeanRight),
    ("[\\", "\\]", Shape::LeanLeft),
    ("(", ")", Shape::Rounded),
    ("[", "]", Shape::Box),
    ("{", "}", Shape::Diamond),
    (">", "]", Shape::Flag),
];

/// The shapes that are named: `a@{ shape: cyl }`.
const NAMED: &[(&[&str], Shape)] = &[
    (&["rounded", "event"], Shape::Rounded),
    (&["stadium", "pill", "terminal"], Shape::Stadium),
    (&["subproc", "subprocess", "subroutine", "fr-rect", "framed-rectangle"], Shape::Subroutine),
    (&["cyl", "db", "database", "cylinder", "h-cyl", "das", "lin-cyl", "disk"], Shape::Cylinder),
    (&["circle", "circ", "sm-circ", "small-circle"], Shape::Circle),
    (&["dbl-circ", "double-circle"], Shape::DoubleCircle),
    (&["diam", "decision", "diamond", "question"], Shape::Diamond),
    (&["hex", "hexagon", "prepare"], Shape::Hexagon),
    (&["lean-r", "lean-right", "in-out"], Shape::LeanRight),
    (&["lean-l", "lean-left", "out-in"], Shape::LeanLeft),
    (&["trap-b", "trapezoid", "priority"], Shape::Trapezoid),
    (&["trap-t", "inv-trapezoid", "manual"], Shape::InverseTrapezoid),
    (&["odd", "flag"], Shape::Flag),
    (&["text"], Shape::Plain),
    (&["notch-rect", "card", "doc", "docs", "document"], Shape::Note),
    (&["fork", "join"], Shape::Bar),
];

/// Reads a flowchart.
pub(super) fn read(source: &Source<'_>) -> Result<Graph, NotDrawn> {
    let mut reader = Reader::default();
    reader.graph.title.clone_from(&source.title);
    let header = source.header().map(|(_, it)| it).unwrap_or_default();
    let (head, rest) = header.split_once(';').unwrap_or((header, ""));
    let mut words = head.split_whitespace().skip(1);
    reader.graph.direction = words.next().and_then(Direction::read).unwrap_or_default();
    let line = source.header().map_or(1, |(line, _)| line);
    for (line, text) in std::iter::once((line, rest)).chain(source.body()) {
        for statement in statements(text) {
            reader.statement(statement).ok_or_else(|| {
                let shown: String = statement.chars().take(60).collect();
                NotDrawn::new(line, format!("`{shown}` is not understood"))
            })?;
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    graph: Graph,
    open: Vec<usize>,
    /// Tones of `classDef`, by name.
    classes: std::collections::HashMap<String, Tone>,
    /// Classes that boxes and groups have.
    styled: Vec<(String, String)>,
    tones: Vec<(String, Tone)>,
}

impl Reader {
    fn statement(&mut self, text: &str) -> Option<()> {
        let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "subgraph" => self.subgraph(rest),
            "end" if rest.is_empty() => drop(self.open.pop()),
            "direction" if Direction::read(rest).is_some() => {
                match self.open.last().and_then(|it| self.graph.groups.get_mut(*it)) {
                    Some(group) => group.direction = Direction::read(rest),
                    None => self.graph.direction = Direction::read(rest)?,
                }
            }
            "classDef" => {
                let (names, style) = rest.split_once([' ', '\t'])?;
                self.classes.extend(names.split(',').map(|it| (it.trim().to_owned(), tone_of_style(style))));
            }
            "class" => {
                let (names, class) = rest.rsplit_once([' ', '\t'])?;
                self.styled.extend(names.split(',').map(|it| (it.trim().to_owned(), class.trim().to_owned())));
            }
            "style" => {
                let (names, style) = rest.split_once([' ', '\t'])?;
                self.tones.extend(names.split(',').map(|it| (it.trim().to_owned(), tone_of_style(style))));
            }
            "linkStyle" | "click" => {}
            _ => return self.chain(text),
        }
        Some(())
    }

    fn subgraph(&mut self, rest: &str) {
        let (id, title) = match rest.split_once('[') {
            Some((id, title)) => (id.trim(), title.trim_end().trim_end_matches(']')),
            None => (rest, rest),
        };
        let parent = self.open.last().copied();
        self.open.push(self.graph.groups.len());
        self.graph.groups.push(Group {
            id: id.trim_matches('"').to_owned(),
            label: label::lines(title),
            parent,
            direction: None,
            tone: Tone::Neutral,
        });
    }

    /// `a & b --> c -->|words| d`.
    fn chain(&mut self, text: &str) -> Option<()> {
        let mut at = Scanner::new(text);
        let mut before = self.joined(&mut at)?;
        while !at.is_done() {
            let link = link(&mut at)?;
            let after = self.joined(&mut at)?;
            for from in &before {
                for to in &after {
                    self.graph.edges.push(Edge { from: End::Node(*from), to: End::Node(*to), ..link.clone() });
                }
            }
            before = after;
        }
        Some(())
    }

    fn joined(&mut self, at: &mut Scanner<'_>) -> Option<Vec<usize>> {
        let mut nodes = vec![self.node(at)?];
        loop {
            at.skip_blanks();
            if !at.take("&") {
                return Some(nodes);
            }
            nodes.push(self.node(at)?);
            if nodes.len() > JOINED {
                return None;
            }
        }
    }

    fn node(&mut self, at: &mut Scanner<'_>) -> Option<usize> {
        at.skip_blanks();
        let id = identifier(at);
        if id.is_empty() {
            return None;
        }
        let node = self.graph.node(id, self.open.last().copied());
        if at.take("@{") {
            self.described(node, at.take_until("}")?);
        } else if let Some((_, close, shape)) = SHAPES.iter().find(|(open, _, _)| at.take(open)) {
            let (words, shape) = shape_words(at, close, *shape)?;
            if let Some(it) = self.graph.nodes.get_mut(node) {
                (it.label, it.shape) = (label::lines(words), shape);
            }
        }
        while at.take(":::") {
            let class = at.take_while(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
            self.styled.push((id.to_owned(), class.to_owned()));
        }
        // A box belongs to the innermost group that mentions it.
        if let (Some(group), Some(it)) = (self.open.last(), self.graph.nodes.get_mut(node))
            && it.group.is_none()
        {
            it.group = Some(*group);
        }
        Some(node)
    }

    /// `shape: cyl, label: "words"`.
    fn described(&mut self, node: usize, text: &str) {
        let Some(node) = self.graph.nodes.get_mut(node) else { return };
        let mut quoted = false;
        for part in text.split(move |it| {
            quoted ^= it == '"';
            it == ',' && !quoted
        }) {
            match part.split_once(':').map(|(key, value)| (key.trim(), value.trim().trim_matches('"'))) {
                Some(("shape", name)) => {
                    node.shape = NAMED.iter().find(|(names, _)| names.contains(&name)).map_or(Shape::Box, |(_, it)| *it);
                }
                Some(("label", words)) => node.label = label::lines(words),
                _ => {}
            }
        }
    }

    fn finish(mut self) -> Result<Graph, NotDrawn> {
        let of_classes = std::mem::take(&mut self.styled);
        let default = self.classes.get("default").copied();
        let styles: Vec<(String, Tone)> = of_classes
            .into_iter()
            .filter_map(|(id, class)| Some((id, *self.classes.get(&class)?)))
            .chain(std::mem::take(&mut self.tones))
            .collect();
        for node in &mut self.graph.nodes {
            node.tone = default.unwrap_or_default();
        }
        for (id, tone) in styles {
            if let Some(node) = self.graph.known(&id).and_then(|it| self.graph.nodes.get_mut(it)) {
                node.tone = tone;
            } else if let Some(group) = self.graph.groups.iter_mut().find(|it| it.id == id) {
                group.tone = tone;
            }
        }
        self.graph.lead_to_groups();
        Ok(self.graph)
    }
}

/// A box's name. `-` and `.` belong to it where a letter follows.
fn identifier<'a>(at: &mut Scanner<'a>) -> &'a str {
    let text = at.rest;
    let mut end = 0;
    for (index, letter) in text.char_indices() {
        let next = text.get(index + letter.len_utf8()..).and_then(|it| it.chars().next());
        let joins = matches!(letter, '-' | '.' | '/' | ':' | '*' | '+' | '#' | '$')
            && index > 0
            && next.is_some_and(char::is_alphanumeric);
        if !(letter.is_alphanumeric() || letter == '_' || joins) {
            break;
        }
        end = index + letter.len_utf8();
    }
    let (id, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    at.rest = rest;
    id
}

fn shape_words<'a>(at: &mut Scanner<'a>, close: &str, shape: Shape) -> Option<(&'a str, Shape)> {
    // `[/x/]`, `[/x\]`, `[\x\]` and `[\x/]` differ in how they close.
    if matches!(shape, Shape::LeanLeft | Shape::LeanRight) {
        let words = at.take_until("]")?;
        let closed_by = words.chars().last()?;
        return Some(match (shape, closed_by) {
            (Shape::LeanRight, '/') => (words.strip_suffix('/')?, Shape::LeanRight),
            (Shape::LeanRight, '\\') => (words.strip_suffix('\\')?, Shape::Trapezoid),
            (Shape::LeanLeft, '\\') => (words.strip_suffix('\\')?, Shape::LeanLeft),
            (Shape::LeanLeft, '/') => (words.strip_suffix('/')?, Shape::InverseTrapezoid),
            // A path in a box is words.
            _ => (words, Shape::Box),
        });
    }
    Some((at.take_until(close)?, shape))
}

/// `-->`, `-- words -->`, `-.->|words|`, `<==>`, `--x`, `~~~`.
fn link(at: &mut Scanner<'_>) -> Option<Edge> {
    at.skip_blanks();
    named(at);
    let mut edge = Edge::new(End::Node(0), End::Node(0));
    edge.start = tip(at, '<');
    let body = at.take_while(|it| matches!(it, '-' | '=' | '.' | '~'));
    edge.stroke = stroke(body)?;
    edge.end = tip(at, '>');
    // `-->`, `---`, `-.->` and `-.-` are of length one.
    let shortest = if edge.stroke == Stroke::Dotted || edge.end == Tip::None { 2 } else { 1 };
    edge.length = body.len().saturating_sub(shortest);
    if edge.end == Tip::None && body.len() == 2 && edge.stroke != Stroke::Invisible {
        // The words stand in the middle of the arrow.
        let middle = match edge.stroke {
            Stroke::Dotted => ".-",
            Stroke::Thick => "==",
            _ => "--",
        };
        edge.label = label::lines(at.take_until(middle)?);
        edge.length = at.take_while(|it| matches!(it, '-' | '=' | '.')).len();
        edge.end = tip(at, '>');
        edge.length += usize::from(edge.end != Tip::None);
    }
    edge.length = edge.length.clamp(1, 6);
    at.skip_blanks();
    if at.take("|") {
        edge.label = label::lines(at.take_until("|")?);
    }
    edge.label.retain(|it| !it.is_empty());
    Some(edge)
}

/// `e1@-->` gives the line a name, which nothing here asks for.
fn named(at: &mut Scanner<'_>) {
    let mut ahead = *at;
    let name = ahead.take_while(|it| it.is_alphanumeric() || it == '_');
    if !name.is_empty() && ahead.take("@") {
        *at = ahead;
    }
}

fn stroke(body: &str) -> Option<Stroke> {
    if body.len() < 2 {
        return None;
    }
    Some(match body.chars().next()? {
        '~' => Stroke::Invisible,
        '=' => Stroke::Thick,
        _ if body.contains('.') => Stroke::Dotted,
        _ => Stroke::Solid,
    })
}

fn tip(at: &mut Scanner<'_>, arrow: char) -> Tip {
    let mut ahead = *at;
    let found = match ahead.rest.chars().next() {
        Some(it) if it == arrow => Tip::Arrow,
        Some('o') => Tip::Circle,
        Some('x') => Tip::Cross,
        _ => return Tip::None,
    };
    ahead.rest = ahead.rest.get(1..).unwrap_or_default();
    let next = ahead.rest.chars().next();
    // `o` and `x` are tips only where the arrow goes on, or ends.
    let fits = found == Tip::Arrow
        || if arrow == '<' { matches!(next, Some('-' | '=')) } else { next.is_none_or(|it| !it.is_alphanumeric()) };
    if !fits {
        return Tip::None;
    }
    *at = ahead;
    found
}

/// A style as a tone: authors fill boxes to tell kinds apart, not to fix a colour.
pub(super) fn tone_of_style(style: &str) -> Tone {
    let fill = style.split([',', ';']).find_map(|it| it.trim().strip_prefix("fill")?.trim().strip_prefix(':'));
    fill.map(|it| tone(it.trim())).unwrap_or_default()
}

/// The tone nearest to a colour.
pub(super) fn tone(colour: &str) -> Tone {
    let hex: Vec<u32> =
        colour.strip_prefix('#').map(|it| it.chars().filter_map(|it| it.to_digit(16)).collect()).unwrap_or_default();
    let pair = |at: usize| Some(hex.get(at)? * 16 + hex.get(at + 1)?);
    let channels = match hex.len() {
        3 | 4 => hex.iter().take(3).map(|it| Some(it * 17)).collect::<Option<Vec<_>>>(),
        6 | 8 => [0, 2, 4].into_iter().map(pair).collect(),
        _ => None,
    };
    let Some([red, green, blue]) = channels.as_deref() else { return named_tone(colour) };
    let (red, green, blue) = (f64::from(*red), f64::from(*green), f64::from(*blue));
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    if most - least < 12.0 {
        return Tone::Neutral;
    }
    let hue = if most <= red {
        (60.0 * (green - blue) / (most - least) + 360.0) % 360.0
    } else if most <= green {
        60.0 * (blue - red) / (most - least) + 120.0
    } else {
        60.0 * (red - green) / (most - least) + 240.0
    };
    match hue {
        it if !(22.0..345.0).contains(&it) => Tone::Red,
        it if it < 68.0 => Tone::Yellow,
        it if it < 165.0 => Tone::Green,
        it if it < 252.0 => Tone::Blue,
        _ => Tone::Purple,
    }
}

fn named_tone(name: &str) -> Tone {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|it| name.contains(it));
    if has(&["red", "pink", "salmon", "coral", "tomato", "crimson"]) {
        Tone::Red
    } else if has(&["yellow", "orange", "gold", "khaki", "beige", "wheat"]) {
        Tone::Yellow
    } else if has(&["green", "lime", "olive"]) {
        Tone::Green
    } else if has(&["blue", "cyan", "aqua", "teal", "navy", "turquoise"]) {
        Tone::Blue
    } else if has(&["purple", "violet", "magenta", "plum", "lavender", "fuchsia", "indigo"]) {
        Tone::Purple
    } else {
        Tone::Neutral
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(source: &str) -> Graph {
        read(&Source::read(source, 10_000).expect("short")).expect("understood")
    }

    fn only_edge(line: &str) -> Edge {
        drawn(&format!("graph TD\n{line}")).edges.remove(0)
    }

    #[test]
    fn reads_arrows_as_people_write_them() {
        for (line, stroke, label, end) in [
            ("a-->b", Stroke::Solid, "", Tip::Arrow),
            ("a --- b", Stroke::Solid, "", Tip::None),
            ("a -- two words --> b", Stroke::Solid, "two words", Tip::Arrow),
            ("a -->|yes| b", Stroke::Solid, "yes", Tip::Arrow),
            ("a -.-> b", Stroke::Dotted, "", Tip::Arrow),
            ("a -. maybe .-> b", Stroke::Dotted, "maybe", Tip::Arrow),
            ("a ==> b", Stroke::Thick, "", Tip::Arrow),
            ("a == so ==> b", Stroke::Thick, "so", Tip::Arrow),
            ("a --x b", Stroke::Solid, "", Tip::Cross),
            ("a e1@--> b", Stroke::Solid, "", Tip::Arrow),
        ] {
            let edge = only_edge(line);
            assert_eq!((edge.stroke, edge.label.join(" ").as_str(), edge.end, edge.length), (stroke, label, end, 1), "{line}");
        }
        assert_eq!(only_edge("a ----> b").length, 3);
        assert_eq!(only_edge("a<-->b").start, Tip::Arrow);
    }

    #[test]
    fn reads_boxes_and_groups() {
        let it = drawn(
            "flowchart LR; a-1[\"x (y)\"] --> b{Is it?} & c[(db)]:::hot\nsubgraph one [The one]\n d([go])\nend\nc --> one\nclassDef hot fill:#f99",
        );
        let shapes: Vec<_> = it.nodes.iter().map(|it| (it.id.as_str(), it.shape)).collect();
        assert_eq!(shapes, [("a-1", Shape::Box), ("b", Shape::Diamond), ("c", Shape::Cylinder), ("d", Shape::Stadium)]);
        assert_eq!(it.edges.len(), 3);
        assert_eq!(it.edges[2].to, End::Group(0));
        assert_eq!((it.nodes[2].tone, it.nodes[3].group, it.direction), (Tone::Red, Some(0), Direction::Right));
    }

    #[test]
    fn says_which_line_is_not_understood() {
        let source = Source::read("graph TD\na --> b\na --> ]\n", 1000).expect("short");
        assert_eq!(read(&source).expect_err("nonsense").line, 3);
    }
}
