//! The graph for other programs: JSON (CONTRACTS.md of the design), Graphviz, Mermaid, GraphML, CSV, SVG.
//!
//! Every format is a pure function of the graph and a [`Selection`]; names from content are escaped by each format's rules.

mod csv;
mod dot;
mod graphml;
mod json;
mod mermaid;
mod svg;

pub use csv::csv;
pub use dot::dot;
pub use graphml::graphml;
pub use json::json;
pub use mermaid::mermaid;
pub use svg::svg;

use super::{Graph, Selection};
use crate::catalog::{EntityRef, Relation};

/// Is this the owner that no catalog file names, but CODEOWNERS does?
fn is_derived(graph: &Graph, from: &EntityRef, relation: Relation) -> bool {
    relation == Relation::OwnedBy && graph.entity(from).is_some_and(|it| it.derived_owner.is_some())
}

/// What a node is called: its display name, else its reference.
fn label(graph: &Graph, id: &EntityRef) -> String {
    let name = graph.entity(id).map_or_else(|| id.name.to_string(), |it| it.display_name().to_owned());
    // Controls and marks of direction would act in every viewer.
    name.chars().filter(|it| !it.is_control() && !crate::hidden::turns(*it)).collect()
}
