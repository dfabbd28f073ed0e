//! DOT, the language of Graphviz: boxes, lines, clusters, and the attributes that matter to a reader.

use std::collections::HashMap;

use super::flowchart::tone;
use super::graph::{Direction, Edge, End, Graph, Group, Shape, Stroke, Tip};
use super::{NotDrawn, label};

/// Groups in groups.
const DEPTH: usize = 40;
/// Boxes that `{a b} -> {c d}` joins.
const JOINED: usize = 40;

/// Reads a DOT graph.
pub(super) fn read(source: &str) -> Result<Graph, NotDrawn> {
    let mut reader = Reader { tokens: tokens(source), at: 0, graph: Graph::default(), directed: false, depth: 0 };
    let not_understood = |it: &Reader| NotDrawn::new(it.line(), format!("`{}` is not understood here", it.shown()));
    reader.graph().ok_or_else(|| not_understood(&reader))?;
    Ok(reader.graph)
}

/// A word, a quoted text or a sign, and its line.
#[derive(Debug)]
struct Token {
    line: u32,
    text: String,
    quoted: bool,
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins = line;
        line += u32::from(letter == '\n');
        match letter {
            '"' => {
                let mut text = String::new();
                while let Some(next) = letters.next().filter(|it| *it != '"') {
                    line += u32::from(next == '\n');
                    match (next, letters.peek()) {
                        ('\\', Some('"')) => text.extend(letters.next()),
                        ('\\', Some('l' | 'r' | 'n')) => {
                            letters.next();
                            text.push('\n');
                        }
                        (next, _) => text.push(next),
                    }
                }
                tokens.push(Token { line: begins, text, quoted: true });
            }
            '<' => {
                let (mut text, mut depth) = (String::new(), 1);
                for next in letters.by_ref() {
                    line += u32::from(next == '\n');
                    depth += i32::from(next == '<') - i32::from(next == '>');
                    if depth == 0 {
                        break;
                    }
                    text.push(next);
                }
                let text = text.replace("</tr>", "<br>").replace("</TR>", "<br>");
                tokens.push(Token { line: begins, text, quoted: true });
            }
            '/' if letters.peek() == Some(&'/') => line += u32::from(letters.by_ref().any(|it| it == '\n')),
            '/' if letters.peek() == Some(&'*') => {
                let mut before = ' ';
                for next in letters.by_ref() {
                    line += u32::from(next == '\n');
                    if before == '*' && next == '/' {
                        break;
                    }
                    before = next;
                }
            }
            '#' => line += u32::from(letters.by_ref().any(|it| it == '\n')),
            '-' if matches!(letters.peek(), Some('>' | '-')) => {
                let text = if letters.next() == Some('>') { "->" } else { "--" };
                tokens.push(Token { line, text: text.to_owned(), quoted: false });
            }
            '{' | '}' | '[' | ']' | '=' | ';' | ',' | ':' | '+' => {
                tokens.push(Token { line, text: letter.to_string(), quoted: false });
            }
            it if it.is_whitespace() => {}
            it => {
                let mut text = it.to_string();
                while let Some(next) = letters.next_if(|it| it.is_alphanumeric() || matches!(it, '_' | '.') || *it as u32 > 127) {
                    text.push(next);
                }
                tokens.push(Token { line, text, quoted: false });
            }
        }
    }
    tokens
}

/// What holds for new boxes and lines.
#[derive(Clone, Default)]
struct Defaults {
    node: HashMap<String, String>,
    edge: HashMap<String, String>,
    group: Option<usize>,
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    graph: Graph,
    directed: bool,
    depth: usize,
}

impl Reader {
    fn line(&self) -> u32 {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |it| it.line)
    }

    fn shown(&self) -> String {
        self.tokens.get(self.at).map_or("the end".to_owned(), |it| it.text.chars().take(40).collect())
    }

    fn is(&self, sign: &str) -> bool {
        self.tokens.get(self.at).is_some_and(|it| !it.quoted && it.text == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let is = self.is(sign);
        self.at += usize::from(is);
        is
    }

    fn is_word(&self) -> bool {
        let sign = |it: &Token| matches!(it.text.as_str(), "{" | "}" | "[" | "]" | "=" | ";" | "," | ":" | "->" | "--" | "+");
        self.tokens.get(self.at).is_some_and(|it| it.quoted || !sign(it))
    }

    fn word(&mut self) -> Option<String> {
        let word = self.tokens.get(self.at).filter(|_| self.is_word())?.text.clone();
        self.at += 1;
        Some(word)
    }

    fn graph(&mut self) -> Option<()> {
        self.take("strict");
        self.directed = self.take("digraph");
        if !self.directed && !self.take("graph") {
            return None;
        }
        self.word();
        self.take("{").then_some(())?;
        let mut joined = Vec::new();
        self.statements(&mut Defaults::default(), &mut joined)
    }

    /// Statements up to `}`. `named` gathers the boxes they name.
    fn statements(&mut self, defaults: &mut Defaults, named: &mut Vec<usize>) -> Option<()> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        while !self.take("}") {
            if !self.take(";") && !self.take(",") {
                self.statement(defaults, named)?;
            }
        }
        self.depth -= 1;
        Some(())
    }

    fn statement(&mut self, defaults: &mut Defaults, named: &mut Vec<usize>) -> Option<()> {
        for (word, is_node) in [("node", Some(true)), ("edge", Some(false)), ("graph", None)] {
            let followed = self.tokens.get(self.at + 1).is_some_and(|it| it.text == "[");
            if followed && self.take(word) {
                let list = self.attributes()?;
                match is_node {
                    Some(true) => defaults.node.extend(list),
                    Some(false) => defaults.edge.extend(list),
                    None => list.into_iter().for_each(|(key, value)| self.of_graph(defaults.group, &key, &value)),
                }
                return Some(());
            }
        }
        if self.tokens.get(self.at + 1).is_some_and(|it| !it.quoted && it.text == "=") && self.is_word() {
            let key = self.word()?;
            self.take("=");
            let value = self.word()?;
            self.of_graph(defaults.group, &key, &value);
            return Some(());
        }
        self.chain(defaults, named)
    }

    fn of_graph(&mut self, group: Option<usize>, key: &str, value: &str) {
        match (key, group.and_then(|it| self.graph.groups.get_mut(it))) {
            ("rankdir", None) => self.graph.direction = Direction::read(value).unwrap_or_default(),
            ("label", None) => self.graph.title = Some(label::line(value)),
            ("label", Some(group)) => group.label = label::lines(value),
            ("fillcolor" | "bgcolor" | "color", Some(group)) => group.tone = tone(value),
            _ => {}
        }
    }

    /// `a -> {b c} -> d [label=x]`, and a box or cluster alone.
    fn chain(&mut self, defaults: &mut Defaults, named: &mut Vec<usize>) -> Option<()> {
        let mut ends = vec![self.end(defaults)?];
        let mut arrow = self.directed;
        while self.is("->") || self.is("--") {
            arrow = self.take("->") || !self.take("--") && arrow;
            ends.push(self.end(defaults)?);
        }
        named.extend(ends.iter().flatten());
        let list = if self.is("[") { self.attributes()? } else { HashMap::new() };
        if let [only] = ends.as_slice() {
            only.iter().for_each(|it| self.describe(*it, &list));
            return Some(());
        }
        let mut of_edge = defaults.edge.clone();
        of_edge.extend(list);
        for pair in ends.windows(2) {
            let [from, to] = pair else { continue };
            if from.len() * to.len() > JOINED * JOINED {
                return None;
            }
            for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
                self.graph.edges.push(edge(from, to, arrow, &of_edge));
            }
        }
        Some(())
    }

    /// A box, or what stands in braces.
    fn end(&mut self, defaults: &mut Defaults) -> Option<Vec<usize>> {
        if self.is("subgraph") || self.is("{") {
            let name = if self.take("subgraph") { self.word().unwrap_or_default() } else { String::new() };
            if !self.take("{") {
                return Some(Vec::new());
            }
            let mut inner = defaults.clone();
            if name.starts_with("cluster") {
                inner.group = Some(self.graph.groups.len());
                self.graph.groups.push(Group { id: String::new(), parent: defaults.group, ..Group::default() });
            }
            let mut named = Vec::new();
            self.statements(&mut inner, &mut named)?;
            return Some(named);
        }
        let id = self.word()?;
        // A port says where at the box a line ends, which the layout decides.
        while self.take(":") {
            self.word();
        }
        let is_new = self.graph.known(&id).is_none();
        let node = self.graph.node(&id, defaults.group);
        if is_new {
            if let Some(it) = self.graph.nodes.get_mut(node) {
                it.label = label::lines(&id);
                it.shape = Shape::Ellipse;
            }
            let list = defaults.node.clone();
            self.describe(node, &list);
        }
        Some(vec![node])
    }

    fn attributes(&mut self) -> Option<HashMap<String, String>> {
        let mut list = HashMap::new();
        while self.take("[") {
            while !self.take("]") {
                if self.take(",") || self.take(";") {
                    continue;
                }
                let key = self.word()?;
                let value = if self.take("=") { self.word()? } else { "true".to_owned() };
                list.insert(key, value);
            }
        }
        Some(list)
    }

    fn describe(&mut self, node: usize, list: &HashMap<String, String>) {
        let Some(node) = self.graph.nodes.get_mut(node) else { return };
        if let Some(shape) = list.get("shape") {
            node.shape = shape_of(shape);
        }
        if let Some(words) = list.get("label") {
            let words = words.replace("\\N", &node.id);
            let is_record =
                list.get("shape").is_some_and(|it| it.contains("ecord")) || words.starts_with('{') && words.ends_with('}');
            node.label = label::lines(&if is_record { record(&words) } else { words });
        }
        if list.get("style").is_some_and(|it| it.contains("rounded")) && node.shape == Shape::Box {
            node.shape = Shape::Rounded;
        }
        if let Some(colour) = list.get("fillcolor").or(list.get("color").filter(|_| list.contains_key("style"))) {
            node.tone = tone(colour);
        }
    }
}

fn shape_of(name: &str) -> Shape {
    match name {
        "box" | "rect" | "rectangle" | "square" | "record" | "component" | "tab" | "box3d" => Shape::Box,
        "Mrecord" => Shape::Rounded,
        "circle" | "point" => Shape::Circle,
        "doublecircle" => Shape::DoubleCircle,
        "diamond" => Shape::Diamond,
        "hexagon" | "octagon" => Shape::Hexagon,
        "cylinder" => Shape::Cylinder,
        "parallelogram" => Shape::LeanRight,
        "trapezium" => Shape::Trapezoid,
        "invtrapezium" => Shape::InverseTrapezoid,
        "note" | "folder" => Shape::Note,
        "plaintext" | "plain" | "none" => Shape::Plain,
        _ => Shape::Ellipse,
    }
}

/// The fields of a record, one below the other: `{<f0> left|right}`.
fn record(words: &str) -> String {
    let fields = words.trim_matches(['{', '}']).split('|');
    let without_port = |it: &str| {
        it.trim()
            .trim_matches(['{', '}'])
            .split_once('>')
            .filter(|(port, _)| port.starts_with('<'))
            .map_or(it, |(_, words)| words)
            .trim()
            .to_owned()
    };
    fields.map(without_port).collect::<Vec<_>>().join("\n")
}

fn edge(from: usize, to: usize, arrow: bool, list: &HashMap<String, String>) -> Edge {
    let mut edge = Edge::new(End::Node(from), End::Node(to));
    if let Some(words) = list.get("label").or(list.get("xlabel")) {
        edge.label = label::lines(words);
        edge.label.retain(|it| !it.is_empty());
    }
    edge.stroke = match list.get("style").map(String::as_str) {
        Some("dashed" | "dotted") => Stroke::Dotted,
        Some("bold") => Stroke::Thick,
        Some("invis") => Stroke::Invisible,
        _ => Stroke::Solid,
    };
    let (start, end) = match list.get("dir").map(String::as_str) {
        Some("none") => (Tip::None, Tip::None),
        Some("back") => (Tip::Arrow, Tip::None),
        Some("both") => (Tip::Arrow, Tip::Arrow),
        _ if list.get("arrowhead").is_some_and(|it| it == "none") => (Tip::None, Tip::None),
        _ if arrow => (Tip::None, Tip::Arrow),
        _ => (Tip::None, Tip::None),
    };
    (edge.start, edge.end) = (start, end);
    edge
}
