//! Mermaid's sequence diagrams.

use std::collections::HashMap;

use super::graph::{Stroke, Tip};
use super::scan::Source;
use super::{NotDrawn, label, scan};

/// Participants that are drawn.
const PARTICIPANTS: usize = 40;
/// Messages, notes and frames that are drawn.
const STEPS: usize = 600;
/// Frames in frames.
const DEPTH: usize = 20;
/// Width at which a message's words are broken.
const MESSAGE: f64 = 240.0;

/// Who takes part.
#[derive(Debug, Default)]
pub(super) struct Participant {
    pub(super) label: Vec<String>,
    pub(super) is_person: bool,
}

/// What happens, from the top down.
#[derive(Debug)]
pub(super) enum Step {
    /// A message.
    Message { from: usize, to: usize, words: Vec<String>, stroke: Stroke, start: Tip, end: Tip },
    /// Words beside or over participants.
    Note { from: usize, to: usize, beside: Option<Side>, words: Vec<String> },
    /// A participant begins or ends to work.
    Activate(usize, bool),
    /// A frame begins: `alt`, and its condition.
    Open { kind: String, words: String },
    /// The frame's next part.
    Else(String),
    /// The frame ends.
    Close,
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A sequence diagram.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    pub(super) title: Option<String>,
    pub(super) participants: Vec<Participant>,
    pub(super) steps: Vec<Step>,
    by_id: HashMap<String, usize>,
    numbered: Option<usize>,
    depth: usize,
    /// Boxes around participants, which are read but not drawn.
    boxes: usize,
}

/// The arrows, longer ones first.
const ARROWS: &[(&str, Stroke, Tip, Tip)] = &[
    ("<<-->>", Stroke::Dotted, Tip::Arrow, Tip::Arrow),
    ("<<->>", Stroke::Solid, Tip::Arrow, Tip::Arrow),
    ("-->>", Stroke::Dotted, Tip::None, Tip::Arrow),
    ("->>", Stroke::Solid, Tip::None, Tip::Arrow),
    ("--x", Stroke::Dotted, Tip::None, Tip::Cross),
    ("-x", Stroke::Solid, Tip::None, Tip::Cross),
    ("--)", Stroke::Dotted, Tip::None, Tip::Arrow),
    ("-)", Stroke::Solid, Tip::None, Tip::Arrow),
    ("-->", Stroke::Dotted, Tip::None, Tip::None),
    ("->", Stroke::Solid, Tip::None, Tip::None),
];

/// Reads a sequence diagram.
pub(super) fn read(source: &Source<'_>) -> Result<Sequence, NotDrawn> {
    let mut it = Sequence { title: source.title.clone(), ..Sequence::default() };
    for (line, text) in source.body() {
        for text in scan::statements(text) {
            it.statement(text).ok_or_else(|| {
                let shown: String = text.chars().take(60).collect();
                NotDrawn::new(line, format!("`{shown}` is not understood"))
            })?;
        }
        if it.participants.len() > PARTICIPANTS || it.steps.len() > STEPS {
            return Err(NotDrawn::new(line, format!("it has more than {PARTICIPANTS} participants or {STEPS} messages")));
        }
    }
    for _ in 0..it.depth {
        it.steps.push(Step::Close);
    }
    if it.participants.is_empty() {
        return Err(NotDrawn::new(1, "there is nothing in it to draw"));
    }
    Ok(it)
}

impl Sequence {
    fn statement(&mut self, text: &str) -> Option<()> {
        let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "participant" => self.declare(rest, false),
            "actor" => self.declare(rest, true),
            "create" => return self.statement(rest),
            "destroy" | "link" | "links" | "properties" | "details" => {}
            "title" | "title:" => self.title = Some(label::line(rest.trim_start_matches(':'))),
            "autonumber" => {
                self.numbered = (rest != "off").then(|| rest.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(1));
            }
            "activate" | "deactivate" => {
                let who = self.participant(rest);
                self.steps.push(Step::Activate(who, word == "activate"));
            }
            "loop" | "alt" | "opt" | "par" | "par_over" | "critical" | "break" | "rect" => self.open(word, rest)?,
            "else" | "and" | "option" if self.depth > 0 => self.steps.push(Step::Else(label::line(rest))),
            "box" => self.boxes += 1,
            "end" if self.depth > 0 => {
                self.depth -= 1;
                self.steps.push(Step::Close);
            }
            "end" => self.boxes = self.boxes.saturating_sub(1),
            "note" | "Note" => return self.note(rest),
            _ => return self.message(text),
        }
        Some(())
    }

    fn open(&mut self, kind: &str, words: &str) -> Option<()> {
        self.depth += 1;
        let words = if kind == "rect" { String::new() } else { label::line(words) };
        self.steps.push(Step::Open { kind: kind.replace("rect", "").replace("par_over", "par"), words });
        (self.depth <= DEPTH).then_some(())
    }

    fn declare(&mut self, rest: &str, is_person: bool) {
        let (id, words) = rest.split_once(" as ").unwrap_or((rest, rest));
        let id = id.split("@{").next().unwrap_or(id);
        let words = words.split("@{").next().unwrap_or(words);
        let who = self.participant(id);
        if let Some(it) = self.participants.get_mut(who) {
            *it = Participant { label: label::wrapped(words, 160.0), is_person };
        }
    }

    fn participant(&mut self, id: &str) -> usize {
        let id = id.trim().trim_matches('"');
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        self.by_id.insert(id.to_owned(), self.participants.len());
        self.participants.push(Participant { label: label::wrapped(id, 160.0), is_person: false });
        self.participants.len() - 1
    }

    /// `right of A: words`, `over A,B: words`.
    fn note(&mut self, rest: &str) -> Option<()> {
        let (place, words) = rest.split_once(':')?;
        let lower = place.to_ascii_lowercase();
        let (skip, beside) = if lower.starts_with("left of ") {
            (8, Some(Side::Left))
        } else if lower.starts_with("right of ") {
            (9, Some(Side::Right))
        } else if lower.starts_with("over ") {
            (5, None)
        } else {
            return None;
        };
        let who = place.get(skip..)?;
        let (from, to) = who.split_once(',').unwrap_or((who, who));
        let (from, to) = (self.participant(from), self.participant(to));
        let words = label::wrapped(words, MESSAGE);
        self.steps.push(Step::Note { from: from.min(to), to: from.max(to), beside, words });
        Some(())
    }

    /// `A->>+B: words`.
    fn message(&mut self, text: &str) -> Option<()> {
        let (head, words) = text.split_once(':').unwrap_or((text, ""));
        let first =
            ARROWS.iter().filter_map(|it| Some((head.find(it.0)?, it))).min_by_key(|(at, it)| (*at, usize::MAX - it.0.len()))?;
        let (at, (arrow, stroke, start, end)) = first;
        let (from, rest) = head.split_at_checked(at)?;
        let to = rest.strip_prefix(arrow)?.trim();
        let (to, begins, stops) = match to.chars().next() {
            Some('+') => (to.trim_start_matches('+'), true, false),
            Some('-') => (to.trim_start_matches('-'), false, true),
            _ => (to, false, false),
        };
        if from.trim().is_empty() || to.trim().is_empty() {
            return None;
        }
        let (from, to) = (self.participant(from), self.participant(to));
        let mut words = label::wrapped(words, MESSAGE);
        if let Some(number) = &mut self.numbered {
            let first = words.first_mut()?;
            *first = format!("{number}. {first}");
            *number += 1;
        }
        words.retain(|it| !it.is_empty());
        self.steps.push(Step::Message { from, to, words, stroke: *stroke, start: *start, end: *end });
        if begins {
            self.steps.push(Step::Activate(to, true));
        }
        if stops {
            self.steps.push(Step::Activate(from, false));
        }
        Some(())
    }
}
