//! A sequence diagram's picture: participants side by side, as far apart as their messages need, steps from the top down.

use super::graph::{Shape, Stroke};
use super::layout::Area;
use super::sequence::{Sequence, Side, Step};
use super::svg::{document, number, plate, tip, words};
use super::{label, outline};

/// Space between participants.
const BETWEEN: f64 = 30.0;
/// Width of the bar of who works.
const BAR: f64 = 10.0;
/// Space inside frames.
const INSET: f64 = 10.0;
/// How far a message to oneself reaches.
const LOOP: f64 = 40.0;

/// A frame that is open: its words, where it begins, where its further parts begin, whom it spans.
struct Frame {
    kind: String,
    words: String,
    top: f64,
    parts: Vec<(f64, String)>,
    span: Option<(f64, f64)>,
}

struct Drawer<'a> {
    sequence: &'a Sequence,
    /// The middles of the participants.
    columns: Vec<f64>,
    y: f64,
    behind: String,
    lines: String,
    front: String,
    open: Vec<Frame>,
    /// Where each participant began to work.
    working: Vec<Vec<f64>>,
    left: f64,
    right: f64,
}

/// The diagram as SVG.
pub(super) fn svg(sequence: &Sequence) -> String {
    let columns = columns(sequence);
    let head = sequence.participants.iter().map(|it| label::height(&it.label) + 16.0).fold(0.0, f64::max);
    let edge = |at: Option<(f64, f64)>, side: f64| at.map_or(0.0, |(x, width)| x + side * width / 2.0);
    let widths: Vec<f64> = sequence.participants.iter().map(|it| label::widest(&it.label) + 28.0).collect();
    let mut drawer = Drawer {
        sequence,
        y: head + 8.0,
        behind: String::new(),
        lines: String::new(),
        front: String::new(),
        open: Vec::new(),
        working: vec![Vec::new(); columns.len()],
        left: edge(columns.first().copied().zip(widths.first().copied()), -1.0),
        right: edge(columns.last().copied().zip(widths.last().copied()), 1.0),
        columns,
    };
    sequence.steps.iter().for_each(|it| drawer.step(it));
    drawer.finished(head, &widths)
}

/// The participants' middles: neighbours are as far apart as their boxes and the words between them need.
fn columns(sequence: &Sequence) -> Vec<f64> {
    let width = |at: usize| sequence.participants.get(at).map_or(0.0, |it| label::widest(&it.label) + 28.0);
    let mut gaps: Vec<f64> = (1..sequence.participants.len()).map(|it| (width(it - 1) + width(it)) / 2.0 + BETWEEN).collect();
    // Words between neighbours first; those over several share what is missing.
    let mut spans: Vec<(usize, usize, f64)> = Vec::new();
    for step in &sequence.steps {
        match step {
            Step::Message { from, to, words, .. } if from == to => spans.push((*from, from + 1, label::widest(words) + LOOP)),
            Step::Message { from, to, words, .. } => spans.push((*from.min(to), *from.max(to), label::widest(words) + 24.0)),
            Step::Note { from, to, beside: None, words } if from != to => spans.push((*from, *to, label::widest(words))),
            Step::Note { from, beside: Some(Side::Right), words, .. } => {
                spans.push((*from, from + 1, label::widest(words) + 50.0));
            }
            Step::Note { from, beside: Some(Side::Left), words, .. } if *from > 0 => {
                spans.push((from - 1, *from, label::widest(words) + 50.0));
            }
            _ => {}
        }
    }
    spans.sort_by_key(|(from, to, _)| to - from);
    for (from, to, needed) in spans {
        let Some(between) = gaps.get_mut(from..to) else { continue };
        let missing = needed - between.iter().sum::<f64>();
        if missing > 0.0 {
            let share = missing / between.len() as f64;
            between.iter_mut().for_each(|it| *it += share);
        }
    }
    let mut columns = vec![width(0) / 2.0];
    for gap in gaps {
        columns.push(columns.last().copied().unwrap_or_default() + gap);
    }
    columns
}

impl Drawer<'_> {
    fn column(&self, of: usize) -> f64 {
        self.columns.get(of).copied().unwrap_or_default()
    }

    /// Makes room, and lets the open frames reach around it.
    fn reach(&mut self, from: f64, to: f64) {
        (self.left, self.right) = (self.left.min(from), self.right.max(to));
        for frame in &mut self.open {
            let span = frame.span.unwrap_or((from, to));
            frame.span = Some((span.0.min(from), span.1.max(to)));
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Message { from, to, words, stroke, end, .. } if from == to => {
                self.message_to_oneself(*from, words, *stroke, *end);
            }
            Step::Message { from, to, words: text, stroke, start, end } => {
                self.y += label::height(text).max(10.0) + 8.0;
                let (from, to) = (self.side(*from, *to), self.side(*to, *from));
                let direction = 1.0_f64.copysign(to - from);
                self.front.push_str(&words(text, (f64::midpoint(from, to), self.y - 4.0 - label::height(text) / 2.0), "d-label"));
                self.arrow(&format!("M{} {}H{}", number(from), number(self.y), number(to)), *stroke);
                self.front.push_str(&tip(*end, ((to, self.y), (direction, 0.0))));
                self.front.push_str(&tip(*start, ((from, self.y), (-direction, 0.0))));
                let half = label::widest(text) / 2.0;
                let middle = f64::midpoint(from, to);
                self.reach(from.min(to).min(middle - half), from.max(to).max(middle + half));
                self.y += 10.0;
            }
            Step::Note { from, to, beside, words } => self.note(*from, *to, *beside, words),
            Step::Activate(who, begins) => self.activate(*who, *begins),
            Step::Open { kind, words } => {
                self.y += 8.0;
                self.open.push(Frame { kind: kind.clone(), words: words.clone(), top: self.y, parts: Vec::new(), span: None });
                self.y += if kind.is_empty() { 2.0 } else { 26.0 };
            }
            Step::Else(words) => {
                self.y += 6.0;
                let y = self.y;
                if let Some(frame) = self.open.last_mut() {
                    frame.parts.push((y, words.clone()));
                }
                self.y += 22.0;
            }
            Step::Close => self.close(),
        }
    }

    /// Where a message touches a participant: at the bar of one who works.
    fn side(&self, of: usize, towards: usize) -> f64 {
        let works = self.working.get(of).is_some_and(|it| !it.is_empty());
        let offset = if works { BAR / 2.0 } else { 0.0 };
        self.column(of) + if self.column(towards) > self.column(of) { offset } else { -offset }
    }

    fn arrow(&mut self, way: &str, stroke: Stroke) {
        let class = if stroke == Stroke::Dotted { "d-line d-dotted" } else { "d-line" };
        self.lines.push_str(&format!("<path class=\"{class}\" d=\"{way}\"/>"));
    }

    fn message_to_oneself(&mut self, who: usize, text: &[String], stroke: Stroke, end: super::graph::Tip) {
        let x = self.column(who) + self.working.get(who).filter(|it| !it.is_empty()).map_or(0.0, |_| BAR / 2.0);
        self.y += 12.0;
        let height = label::height(text).max(18.0);
        let words_at = (x + LOOP + 4.0, self.y + height / 2.0);
        self.front.push_str(&words(text, words_at, "d-label d-left"));
        let (top, right, height) = (number(self.y), number(LOOP - 6.0), number(height));
        self.arrow(&format!("M{} {top}h{right}v{height}H{}", number(x), number(x)), stroke);
        self.y += label::height(text).max(18.0);
        self.front.push_str(&tip(end, ((x, self.y), (-1.0, 0.0))));
        self.reach(x, x + LOOP + 8.0 + label::widest(text));
        self.y += 8.0;
    }

    fn note(&mut self, from: usize, to: usize, beside: Option<Side>, text: &[String]) {
        let (width, height) = (label::widest(text) + 20.0, label::height(text) + 12.0);
        self.y += 10.0;
        let (left, right) = (self.column(from), self.column(to));
        let (x, width) = match beside {
            Some(Side::Left) => (left - 12.0 - width / 2.0, width),
            Some(Side::Right) => (right + 12.0 + width / 2.0, width),
            None => (f64::midpoint(left, right), width.max(right - left + 40.0)),
        };
        let area = Area { x, y: self.y + height / 2.0, width, height };
        self.front.push_str(&outline::svg(Shape::Box, area, "d-box d-yellow"));
        self.front.push_str(&words(text, (x, area.y), "d-text"));
        self.reach(x - width / 2.0, x + width / 2.0);
        self.y += height + 4.0;
    }

    fn activate(&mut self, who: usize, begins: bool) {
        let (x, y) = (self.column(who), self.y - 10.0);
        let Some(since) = self.working.get_mut(who) else { return };
        if begins {
            since.push(y);
        } else if let Some(top) = since.pop() {
            let depth = since.len() as f64;
            let left = number(x - BAR / 2.0 + depth * 4.0);
            let height = number((y - top).max(4.0));
            self.lines.insert_str(
                0,
                &format!(
                    "<rect class=\"d-box\" x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{height}\"/>",
                    number(top),
                    number(BAR)
                ),
            );
        }
    }

    fn close(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        self.y += 8.0;
        let (from, to) = frame.span.unwrap_or((self.left, self.left + 120.0));
        let title = label::width(&frame.kind) + label::width(&frame.words) + 40.0;
        let (left, right) = (from - INSET, (to + INSET).max(from - INSET + title));
        let area = Area {
            x: f64::midpoint(left, right),
            y: f64::midpoint(frame.top, self.y),
            width: right - left,
            height: self.y - frame.top,
        };
        let class = if frame.kind.is_empty() { "d-group d-blue" } else { "d-frame" };
        // Inner frames lie over outer ones, which are closed later.
        self.behind.insert_str(0, &outline::svg(Shape::Box, area, class));
        if !frame.kind.is_empty() {
            let kind = std::slice::from_ref(&frame.kind);
            let width = label::width(&frame.kind) + 16.0;
            let tab = Area { x: left + width / 2.0, y: frame.top + 10.0, width, height: 20.0 };
            self.front.push_str(&outline::svg(Shape::Box, tab, "d-tab"));
            self.front.push_str(&words(kind, (tab.x, tab.y), "d-text d-strong"));
            if !frame.words.is_empty() {
                let at = (left + width + 10.0, tab.y);
                self.front.push_str(&words(&[format!("[{}]", frame.words)], at, "d-note d-left"));
            }
        }
        for (y, text) in &frame.parts {
            self.lines.push_str(&format!(
                "<path class=\"d-line d-dotted\" d=\"M{} {}H{}\"/>",
                number(left),
                number(*y),
                number(right)
            ));
            if !text.is_empty() {
                self.front.push_str(&plate(&[format!("[{text}]")], (f64::midpoint(left, right), y + 12.0)));
            }
        }
        self.reach(left, right);
        self.y += 6.0;
    }

    fn finished(mut self, head: f64, widths: &[f64]) -> String {
        for who in 0..self.columns.len() {
            while self.working.get(who).is_some_and(|it| !it.is_empty()) {
                self.activate(who, false);
            }
        }
        self.y += 14.0;
        let mut back = String::new();
        let mut heads = String::new();
        for ((participant, x), width) in self.sequence.participants.iter().zip(&self.columns).zip(widths) {
            back.push_str(&format!("<path class=\"d-life\" d=\"M{} {}V{}\"/>", number(*x), number(head), number(self.y)));
            let shape = if participant.is_person { Shape::Stadium } else { Shape::Box };
            for y in [head / 2.0, self.y + head / 2.0] {
                let area = Area { x: *x, y, width: *width, height: head };
                heads.push_str(&outline::svg(shape, area, "d-box"));
                heads.push_str(&words(&participant.label, (*x, y), "d-text"));
            }
        }
        let content = format!("{}{back}{}{}{heads}", self.behind, self.lines, self.front);
        let moved = format!("<g transform=\"translate({} 0)\">{content}</g>", number(-self.left));
        document(self.sequence.title.as_deref(), "Sequence diagram", self.right - self.left, self.y + head, &moved)
    }
}
