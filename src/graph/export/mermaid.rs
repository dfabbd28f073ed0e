//! Mermaid flowcharts, as Markdown shows them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Graph, Selection, is_derived, label};
use crate::catalog::EntityRef;

/// A flowchart, each relation once. What no file declares is dashed, and an owner that only CODEOWNERS names is dotted. Nodes are numbered, because references hold characters that Mermaid reserves.
#[must_use]
pub fn mermaid(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let numbers: BTreeMap<&EntityRef, usize> = part.nodes.iter().enumerate().map(|(at, it)| (it, at)).collect();
    let mut out = String::from("flowchart LR\n");
    for (id, number) in &numbers {
        let _ = writeln!(out, "  n{number}[\"{}<br/>{}\"]", escape(&label(graph, id)), escape(&id.kind));
    }
    for (origin, relation, to) in part.one_way() {
        if let (Some(from), Some(to)) = (numbers.get(origin), numbers.get(to)) {
            let arrow = if is_derived(graph, origin, relation) { "-.->" } else { "-->" };
            let _ = writeln!(out, "  n{from} {arrow}|{}| n{to}", relation.name());
        }
    }
    let missing: Vec<String> =
        numbers.iter().filter(|(id, _)| graph.entity(id).is_none()).map(|(_, number)| format!("n{number}")).collect();
    if !missing.is_empty() {
        let _ = writeln!(out, "  classDef missing stroke-dasharray:4\n  class {} missing", missing.join(","));
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
