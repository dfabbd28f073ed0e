//! GraphML, for yEd, Gephi and others.

use std::fmt::Write as _;

use super::{Graph, Selection, label};

/// A directed graph, each relation once.
#[must_use]
pub fn graphml(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
         \x20 <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n\
         \x20 <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n\
         \x20 <key id=\"owner\" for=\"node\" attr.name=\"owner\" attr.type=\"string\"/>\n\
         \x20 <key id=\"owner_via\" for=\"node\" attr.name=\"owner_via\" attr.type=\"string\"/>\n\
         \x20 <key id=\"inferred\" for=\"node\" attr.name=\"inferred\" attr.type=\"boolean\"/>\n\
         \x20 <key id=\"declared\" for=\"node\" attr.name=\"declared\" attr.type=\"boolean\"/>\n\
         \x20 <key id=\"relation\" for=\"edge\" attr.name=\"relation\" attr.type=\"string\"/>\n\
         \x20 <graph id=\"catalog\" edgedefault=\"directed\">\n",
    );
    for id in &part.nodes {
        let owner = graph.owner(id);
        let _ = writeln!(
            out,
            "    <node id=\"{}\"><data key=\"label\">{}</data><data key=\"kind\">{}</data><data key=\"owner\">{}</data><data key=\"owner_via\">{}</data><data key=\"inferred\">{}</data><data key=\"declared\">{}</data></node>",
            escape(&id.to_string()),
            escape(&label(graph, id)),
            escape(&id.kind),
            escape(&owner.id.map_or(String::new(), |it| it.to_string())),
            owner.via.name(),
            graph.entity(id).is_some_and(|it| it.inferred),
            graph.entity(id).is_some(),
        );
    }
    for (at, (from, relation, to)) in part.one_way().into_iter().enumerate() {
        let _ = writeln!(
            out,
            "    <edge id=\"e{at}\" source=\"{}\" target=\"{}\"><data key=\"relation\">{}</data></edge>",
            escape(&from.to_string()),
            escape(&to.to_string()),
            relation.name(),
        );
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

/// XML text and attribute values; characters that XML cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            it if it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}') => {}
            it => out.push(it),
        }
    }
    out
}
