//! Drawings from the languages of diagrams that people write into their pages: Mermaid and DOT as SVG, at build time.
//!
//! A source becomes a typed model, the model a layout, the layout an SVG of our own elements and classes: nothing that the
//! source says reaches the SVG but as escaped text, and no colour is fixed, so that a drawing follows light and dark. What
//! is not understood is not drawn, and the reader sees the source. Knows nothing of pages.

mod class;
mod dot;
mod entity_relation;
mod flowchart;
mod graph;
mod label;
mod layered;
mod layout;
mod outline;
mod pie;
mod ranks;
mod scan;
mod sequence;
mod sequence_layout;
mod state;
mod svg;

/// Bytes of a source that is drawn.
const SOURCE_LIMIT: usize = 50_000;

/// Why a source was not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDrawn {
    /// The line of the source, from 1.
    pub line: u32,
    /// What stood in the way, as the end of a sentence.
    pub reason: String,
}

impl NotDrawn {
    fn new(line: u32, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// A Mermaid source as SVG.
///
/// # Errors
/// When its kind of diagram, or a line of it, is not understood, or when it is too large.
pub fn mermaid(source: &str) -> Result<String, NotDrawn> {
    let source = scan::Source::read(source, SOURCE_LIMIT)?;
    let Some((line, header)) = source.header() else { return Err(NotDrawn::new(1, "it is empty")) };
    let kind = header.split([' ', '\t', ';', ':']).next().unwrap_or_default();
    match kind {
        "graph" | "flowchart" | "flowchart-elk" => graph_svg(&flowchart::read(&source)?),
        "stateDiagram" | "stateDiagram-v2" => graph_svg(&state::read(&source)?),
        "classDiagram" | "classDiagram-v2" => graph_svg(&class::read(&source)?),
        "erDiagram" => graph_svg(&entity_relation::read(&source)?),
        "sequenceDiagram" => Ok(sequence_layout::svg(&sequence::read(&source)?)),
        "pie" => pie::svg(&source),
        other => {
            let shown: String = other.chars().take(40).collect();
            Err(NotDrawn::new(line, format!("Mermaid's `{shown}` diagrams are not drawn yet")))
        }
    }
}

/// A DOT source as SVG.
///
/// # Errors
/// When it is not understood, or too large.
pub fn dot(source: &str) -> Result<String, NotDrawn> {
    if source.len() > SOURCE_LIMIT {
        return Err(NotDrawn::new(1, format!("it is longer than {SOURCE_LIMIT} bytes")));
    }
    graph_svg(&dot::read(source)?)
}

fn graph_svg(graph: &graph::Graph) -> Result<String, NotDrawn> {
    graph.within_limits()?;
    let placed = layout::of_graph(graph).ok_or_else(|| NotDrawn::new(1, "it has more lines than can be laid out"))?;
    Ok(svg::of_graph(graph, &placed))
}

#[cfg(test)]
mod tests;
