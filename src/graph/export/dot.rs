//! Graphviz.

use std::fmt::Write as _;

use super::{Graph, Selection, is_derived, label};

/// A directed graph, each relation once. What no file declares is dashed, and so is an owner that only CODEOWNERS names.
#[must_use]
pub fn dot(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let mut out = String::from("digraph catalog {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    for id in &part.nodes {
        let style = if graph.entity(id).is_some() { "" } else { ", style=\"rounded,dashed\"" };
        let text = format!("{}\\n{}", escape(&label(graph, id)), escape(&id.kind));
        let _ = writeln!(out, "  \"{}\" [label=\"{text}\"{style}];", escape(&id.to_string()));
    }
    for (from, relation, to) in part.one_way() {
        let (source, style) = if is_derived(graph, from, relation) { ("\\n(CODEOWNERS)", ", style=dashed") } else { ("", "") };
        let _ = writeln!(
            out,
            "  \"{}\" -> \"{}\" [label=\"{}{source}\"{style}];",
            escape(&from.to_string()),
            escape(&to.to_string()),
            relation.name(),
        );
    }
    out.push_str("}\n");
    out
}

fn escape(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).collect::<String>().replace('\\', "\\\\").replace('"', "\\\"")
}
