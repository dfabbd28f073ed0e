//! Marks around words: `==marked==`, `^^inserted^^`, `x^2^`, and critic markup.

use super::super::nodes::{Kind, Node};

/// A mark that opens and closes with the same letters.
struct Mark {
    written: &'static str,
    open: &'static str,
    close: &'static str,
    /// It holds no blanks.
    word: bool,
}

const MARKS: &[Mark] = &[
    Mark { written: "==", open: "<mark>", close: "</mark>", word: false },
    Mark { written: "^^", open: "<ins>", close: "</ins>", word: false },
    Mark { written: "^", open: "<sup>", close: "</sup>", word: true },
];

/// Critic markup: what opens, what closes, and the elements.
const CRITIC: &[(&str, &str, &str, &str)] = &[
    ("{++", "++}", "<ins>", "</ins>"),
    ("{--", "--}", "<del>", "</del>"),
    ("{==", "==}", "<mark>", "</mark>"),
    ("{>>", "<<}", "<span class=\"critic comment\">", "</span>"),
];

/// Puts marks into a run of inline nodes. A mark opens and closes in the same element.
pub(super) fn apply(nodes: &mut Vec<Node<'_>>) {
    let has = |it: &Node<'_>| matches!(&it.kind, Kind::Text(text) if text.contains(['=', '^']) || text.contains("{+") || text.contains("{-") || text.contains("{~") || text.contains("{>"));
    if nodes.iter().any(has) {
        let found = find(nodes);
        cut(nodes, &found);
    }
}

/// A place in the run: the node, the byte in its text, the bytes that go, and what comes instead.
type Cut = (usize, usize, usize, &'static str);

/// Delimiters that wait for their end: the index of the mark, and where it stands.
struct Waiting {
    mark: usize,
    depth: usize,
    node: usize,
    at: usize,
}

fn find(nodes: &[Node<'_>]) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut depth = 0_usize;
    for (index, node) in nodes.iter().enumerate() {
        match &node.kind {
            Kind::Start(_) => depth += 1,
            Kind::End(_) => {
                depth = depth.saturating_sub(1);
                waiting.retain(|it| it.depth <= depth);
            }
            Kind::Text(text) => find_in(text, index, depth, &mut waiting, &mut cuts),
            _ => {}
        }
    }
    cuts.sort_unstable_by_key(|it| (it.0, it.1));
    cuts.dedup_by_key(|it| (it.0, it.1));
    cuts
}

fn find_in(text: &str, node: usize, depth: usize, waiting: &mut Vec<Waiting>, cuts: &mut Vec<Cut>) {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|it| it.find(['=', '^', '{', '+', '-', '<', '~'])) {
        at += found;
        let rest = text.get(at..).unwrap_or_default();
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        if let Some(length) = critic(text, at, node, cuts) {
            at += length;
            continue;
        }
        let letter = rest.chars().next().unwrap_or(' ');
        let run = rest.chars().take_while(|it| *it == letter).count();
        let mark = MARKS.iter().position(|it| run == it.written.len() && it.written.starts_with(letter));
        if let Some(mark) = mark {
            let after = rest.get(run..).and_then(|it| it.chars().next());
            delimiter(Waiting { mark, depth, node, at }, before, after, text, waiting, cuts);
        }
        at += run.max(1);
    }
}

fn delimiter(
    here: Waiting,
    before: Option<char>,
    after: Option<char>,
    text: &str,
    waiting: &mut Vec<Waiting>,
    cuts: &mut Vec<Cut>,
) {
    let Some(mark) = MARKS.get(here.mark) else { return };
    let length = mark.written.len();
    let closes = before.is_none_or(|it| !it.is_whitespace());
    let open = waiting.iter().rposition(|it| it.mark == here.mark && it.depth == here.depth);
    if let Some(open) = open.filter(|_| closes).and_then(|it| waiting.get(it).map(|open| (it, open.node, open.at))) {
        let (index, node, at) = open;
        let one_word = node == here.node && !text.get(at..here.at).unwrap_or_default().contains(char::is_whitespace);
        let apart = node != here.node || here.at > at + length;
        waiting.truncate(index);
        if apart && (!mark.word || one_word) {
            cuts.push((node, at, length, mark.open));
            cuts.push((here.node, here.at, length, mark.close));
            return;
        }
    }
    if after.is_some_and(|it| !it.is_whitespace()) && waiting.len() < 1000 {
        waiting.push(here);
    }
}

/// Critic markup in one text: gives the bytes it takes.
fn critic(text: &str, at: usize, node: usize, cuts: &mut Vec<Cut>) -> Option<usize> {
    let rest = text.get(at..)?.get(..)?;
    for (open, close, open_html, close_html) in CRITIC {
        if let Some(end) = rest.strip_prefix(open).and_then(|it| within(it, close)) {
            cuts.push((node, at, 3, open_html));
            cuts.push((node, at + 3 + end, 3, close_html));
            return Some(end + 6);
        }
    }
    let inner = rest.strip_prefix("{~~")?;
    let end = within(inner, "~~}")?;
    let arrow = inner.get(..end)?.find("~>")?;
    cuts.push((node, at, 3, "<del>"));
    cuts.push((node, at + 3 + arrow, 2, "</del><ins>"));
    cuts.push((node, at + 3 + end, 3, "</ins>"));
    Some(end + 6)
}

/// Where `needle` is, if it is near.
fn within(text: &str, needle: &str) -> Option<usize> {
    let mut end = text.len().min(2000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end)?.find(needle)
}

fn cut(nodes: &mut Vec<Node<'_>>, cuts: &[Cut]) {
    if cuts.is_empty() {
        return;
    }
    let mut out = Vec::with_capacity(nodes.len() + cuts.len() * 2);
    let mut cuts = cuts.iter().peekable();
    for (index, node) in std::mem::take(nodes).into_iter().enumerate() {
        let Kind::Text(text) = &node.kind else {
            out.push(node);
            continue;
        };
        let mut done = 0;
        let start = node.range.start;
        while let Some((_, at, length, html)) = cuts.next_if(|it| it.0 == index) {
            if *at < done {
                continue;
            }
            let piece = text.get(done..*at).unwrap_or_default().to_owned();
            out.push(Node { kind: Kind::Text(piece.into()), range: start + done..start + at, end: 0, attributes: None });
            out.push(Node { kind: Kind::Literal(html), range: start + at..start + at + length, end: 0, attributes: None });
            done = at + length;
        }
        if done == 0 {
            out.push(node);
        } else {
            let rest = text.get(done..).unwrap_or_default().to_owned();
            out.push(Node { kind: Kind::Text(rest.into()), range: start + done..node.range.end, end: 0, attributes: None });
        }
    }
    *nodes = out;
}
