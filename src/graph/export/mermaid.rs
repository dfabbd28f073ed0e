//! Mermaid flowcharts, as Markdown shows them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Graph, Selection, label};
use crate::catalog::EntityRef;

/// A flowchart, each relation once. Nodes are numbered, because references hold characters that Mermaid reserves.
#[must_use]
pub fn mermaid(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let numbers: BTreeMap<&EntityRef, usize> = part.nodes.iter().enumerate().map(|(at, it)| (it, at)).collect();
    let mut out = String::from("flowchart LR\n");
    for (id, number) in &numbers {
        let _ = writeln!(out, "  n{number}[\"{}<br/>{}\"]", escape(&label(graph, id)), escape(&id.kind));
    }
    for (from, relation, to) in part.one_way() {
        if let (Some(from), Some(to)) = (numbers.get(from), numbers.get(to)) {
            let _ = writeln!(out, "  n{from} -->|{}| n{to}", relation.name());
        }
    }
    out
}

/// Mermaid's entity codes for what it would read as syntax.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '"' | '<' | '>' | '&' | '#' | '`' | '\\' | ';' => {
                let _ = write!(out, "#{};", u32::from(it));
            }
            it if it.is_control() => {}
            it => out.push(it),
        }
    }
    out
}
