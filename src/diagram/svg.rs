//! SVG of our own elements and classes. The style sheet gives the colours; no id, style, script or address is ever written,
//! and every word of the source is escaped.

use super::graph::{Edge, Graph, Node, Stroke, Tip, Tone};
use super::layered::Point;
use super::layout::{Area, Picture, Route};
use super::{label, outline};

/// Space around a drawing.
pub(super) const MARGIN: f64 = 8.0;
/// Wider drawings would be too small to read in a column of text: they scroll instead.
const WIDE: f64 = 960.0;
/// Length of an arrow's head.
const HEAD: f64 = 9.0;

/// An SVG element with its name, wide enough for `width` and `height`. The name is an attribute: a page has one `<title>`.
pub(super) fn document(title: Option<&str>, kind: &str, width: f64, height: f64, content: &str) -> String {
    let outer = width + 2.0 * MARGIN;
    let (width, height) = (number(outer), number(height + 2.0 * MARGIN));
    let mut name = String::new();
    escape(&mut name, title.filter(|it| !it.is_empty()).unwrap_or(kind));
    let corner = number(-MARGIN);
    let wide = if outer > WIDE { " drawing-wide" } else { "" };
    format!(
        "<svg class=\"drawing{wide}\" role=\"img\" aria-label=\"{name}\" viewBox=\"{corner} {corner} {width} {height}\" width=\"{width}\" height=\"{height}\">{content}</svg>"
    )
}

/// A number as short as a drawing needs it.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// Lines of text around a middle.
pub(super) fn words(lines: &[String], (x, y): Point, class: &str) -> String {
    let mut out = String::new();
    let top = y - label::height(lines) / 2.0;
    for (index, line) in lines.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
        let base = top + (index as f64 + 0.5) * label::LINE + 5.0;
        out.push_str(&format!("<text class=\"{class}\" x=\"{}\" y=\"{}\">", number(x), number(base)));
        escape(&mut out, line);
        out.push_str("</text>");
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            it if it.is_control() => out.push(' '),
            it => out.push(it),
        }
    }
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "d-box",
        Tone::Red => "d-box d-red",
        Tone::Yellow => "d-box d-yellow",
        Tone::Green => "d-box d-green",
        Tone::Blue => "d-box d-blue",
        Tone::Purple => "d-box d-purple",
    }
}

/// A graph, laid out, as SVG.
pub(super) fn of_graph(graph: &Graph, picture: &Picture) -> String {
    let mut content = String::new();
    // Outer groups lie behind inner ones.
    let mut groups: Vec<usize> = (0..graph.groups.len()).collect();
    groups.sort_by_key(|it| graph.above(Some(*it)).len());
    for (group, area) in groups.into_iter().filter_map(|it| graph.groups.get(it).zip(picture.groups.get(it))) {
        content.push_str(&outline::svg(super::graph::Shape::Box, *area, &tone_class(group.tone).replace("d-box", "d-group")));
        let title = area.y - area.height / 2.0 + 8.0 + label::height(&group.label) / 2.0;
        content.push_str(&words(&group.label, (area.x, title), "d-group-title"));
    }
    let edges = || graph.edges.iter().zip(&picture.edges).filter(|(edge, _)| edge.stroke != Stroke::Invisible);
    edges().for_each(|(edge, route)| line(&mut content, edge, route));
    for (node, area) in graph.nodes.iter().zip(&picture.nodes) {
        content.push_str(&boxed(node, *area));
    }
    edges().for_each(|(edge, route)| labels(&mut content, edge, route));
    let reach = |get: fn(&Point) -> f64| picture.edges.iter().flat_map(|it| it.points.iter().map(get)).fold(0.0, f64::max);
    let (width, height) = (picture.width.max(reach(|it| it.0)), picture.height.max(reach(|it| it.1)));
    document(graph.title.as_deref(), "Diagram", width, height, &content)
}

fn boxed(node: &Node, area: Area) -> String {
    let mut out = outline::svg(node.shape, area, tone_class(node.tone));
    if node.sections.is_empty() {
        out.push_str(&words(&node.label, (area.x, area.y), "d-text"));
        return out;
    }
    let (left, mut top) = (area.x - area.width / 2.0, area.y - area.height / 2.0 + 9.0);
    let height = label::height(&node.label);
    out.push_str(&words(&node.label, (area.x, top + height / 2.0), "d-text d-strong"));
    top += height + 3.0;
    for section in &node.sections {
        out.push_str(&format!("<path class=\"d-rim\" d=\"M{} {}h{}\"/>", number(left), number(top), number(area.width)));
        let height = label::height(section).max(6.0) + 12.0;
        out.push_str(&words(section, (left + 12.0, top + height / 2.0), "d-text d-left"));
        top += height;
    }
    out
}

fn line(out: &mut String, edge: &Edge, route: &Route) {
    let mut points = route.points.clone();
    let (Some(start), Some(end)) = (tip_at(&points, true, route.horizontal), tip_at(&points, false, route.horizontal)) else {
        return;
    };
    shorten(&mut points, edge.start, start, true);
    shorten(&mut points, edge.end, end, false);
    let class = match edge.stroke {
        Stroke::Dotted => "d-line d-dotted",
        Stroke::Thick => "d-line d-thick",
        Stroke::Solid | Stroke::Invisible => "d-line",
    };
    out.push_str(&format!("<path class=\"{class}\" d=\"{}\"/>", way(&points, route.horizontal)));
    out.push_str(&tip(edge.start, start));
    out.push_str(&tip(edge.end, end));
}

/// An end of a line: the point, and the direction that leads there.
pub(super) type Arrival = (Point, Point);

fn tip_at(points: &[Point], at_start: bool, horizontal: bool) -> Option<Arrival> {
    let (end, before) = match points {
        [first, second, ..] if at_start => (first, second),
        [.., before, last] if !at_start => (last, before),
        _ => return None,
    };
    let direction =
        if horizontal { (1.0_f64.copysign(end.0 - before.0), 0.0) } else { (0.0, 1.0_f64.copysign(end.1 - before.1)) };
    Some((*end, direction))
}

fn shorten(points: &mut [Point], tip: Tip, (_, (dx, dy)): Arrival, at_start: bool) {
    let by = match tip {
        Tip::None | Tip::Cross => return,
        Tip::Arrow => HEAD - 1.0,
        Tip::Circle => HEAD,
        Tip::Triangle => HEAD * 1.4,
        Tip::FullDiamond | Tip::EmptyDiamond => HEAD * 1.8,
    };
    if let Some(end) = if at_start { points.first_mut() } else { points.last_mut() } {
        *end = (end.0 - dx * by, end.1 - dy * by);
    }
}

/// The head at the end of a line.
pub(super) fn tip(tip: Tip, ((x, y), (dx, dy)): Arrival) -> String {
    let at = |back: f64, beside: f64| format!("{},{}", number(x - dx * back - dy * beside), number(y - dy * back + dx * beside));
    match tip {
        Tip::None => String::new(),
        Tip::Arrow => {
            format!("<polygon class=\"d-head\" points=\"{} {} {}\"/>", at(0.0, 0.0), at(HEAD, HEAD * 0.5), at(HEAD, -HEAD * 0.5))
        }
        Tip::Triangle => {
            format!(
                "<polygon class=\"d-open\" points=\"{} {} {}\"/>",
                at(0.0, 0.0),
                at(HEAD * 1.4, HEAD * 0.8),
                at(HEAD * 1.4, -HEAD * 0.8)
            )
        }
        Tip::FullDiamond | Tip::EmptyDiamond => {
            let class = if tip == Tip::FullDiamond { "d-head" } else { "d-open" };
            let points = [at(0.0, 0.0), at(HEAD * 0.9, HEAD * 0.55), at(HEAD * 1.8, 0.0), at(HEAD * 0.9, -HEAD * 0.55)];
            format!("<polygon class=\"{class}\" points=\"{}\"/>", points.join(" "))
        }
        Tip::Circle => {
            let (x, y) = (number(x - dx * HEAD / 2.0), number(y - dy * HEAD / 2.0));
            format!("<circle class=\"d-open\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", number(HEAD / 2.0))
        }
        Tip::Cross => {
            let (a, b) = (at(HEAD, HEAD * 0.5), at(0.0, -HEAD * 0.5));
            let (c, d) = (at(0.0, HEAD * 0.5), at(HEAD, -HEAD * 0.5));
            format!("<path class=\"d-line\" d=\"M{a}L{b}M{c}L{d}\"/>")
        }
    }
}

/// A smooth way through points that leaves and arrives along the arrows.
fn way(points: &[Point], horizontal: bool) -> String {
    let mut way = String::new();
    let mut before: Option<Point> = None;
    for &(x, y) in points {
        match before {
            None => way.push_str(&format!("M{} {}", number(x), number(y))),
            Some((from_x, from_y)) if (from_x - x).abs() < 0.5 || (from_y - y).abs() < 0.5 => {
                way.push_str(&format!("L{} {}", number(x), number(y)));
            }
            Some((from_x, from_y)) => {
                let (first, second) = if horizontal {
                    let middle = f64::midpoint(from_x, x);
                    ((middle, from_y), (middle, y))
                } else {
                    let middle = f64::midpoint(from_y, y);
                    ((from_x, middle), (x, middle))
                };
                let numbers = [first.0, first.1, second.0, second.1, x, y].map(number);
                way.push_str(&format!("C{}", numbers.join(" ")));
            }
        }
        before = Some((x, y));
    }
    way
}

fn labels(out: &mut String, edge: &Edge, route: &Route) {
    if !edge.label.is_empty() {
        let at = route.label.or_else(|| middle(&route.points));
        if let Some(at) = at {
            out.push_str(&plate(&edge.label, at));
        }
    }
    for (text, at_start) in [(&edge.start_label, true), (&edge.end_label, false)] {
        if let Some(((x, y), (dx, dy))) = tip_at(&route.points, at_start, route.horizontal).filter(|_| !text.is_empty()) {
            let beside = label::width(text) / 2.0 + 6.0;
            let at = (x - dx * (label::width(text) + 14.0) / 2.0 + dy.abs() * beside, y - dy * 22.0 - dx.abs() * 12.0);
            out.push_str(&words(std::slice::from_ref(text), at, "d-note"));
        }
    }
}

fn middle(points: &[Point]) -> Option<Point> {
    let (first, last) = (points.first()?, points.last()?);
    Some((f64::midpoint(first.0, last.0), f64::midpoint(first.1, last.1)))
}

/// Words on a line, on a ground that covers it.
pub(super) fn plate(lines: &[String], (x, y): Point) -> String {
    let (width, height) = (label::widest(lines) + 6.0, label::height(lines));
    let ground = format!(
        "<rect class=\"d-plate\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
        number(x - width / 2.0),
        number(y - height / 2.0),
        number(width),
        number(height)
    );
    ground + &words(lines, (x, y), "d-label")
}
