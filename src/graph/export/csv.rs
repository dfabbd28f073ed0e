//! CSV for auditors: every entity, its owner, and where the claim stands.

use super::{Graph, Selection};
use crate::catalog::{Entity, Relation};
use crate::diagnostic::Place;

const HEADER: &str = "ref,kind,namespace,name,title,type,lifecycle,system,owner,owner_via,owner_repository,owner_path,owner_line,\
                      repository,path,line,inferred,depends_on,unresolved\n";

/// One row for each entity (RFC 4180). A cell that a spreadsheet would take for a formula begins with `'`.
#[must_use]
pub fn csv(graph: &Graph, selection: &Selection) -> String {
    let part = graph.select(selection);
    let mut out = String::from(HEADER);
    for entity in part.nodes.iter().filter_map(|it| graph.entity(it)) {
        let cells: Vec<String> = row(graph, entity).iter().map(|it| cell(it)).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn row(graph: &Graph, entity: &Entity) -> Vec<String> {
    let owner = graph.owner(&entity.id);
    let targets = |relation, kind: &str| {
        let all = graph.targets(&entity.id, relation).filter(|it| kind.is_empty() || *it.kind == *kind);
        all.map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let unresolved = graph.unresolved(&entity.id).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut cells = vec![
        entity.id.to_string(),
        entity.kind.clone(),
        entity.namespace.clone(),
        entity.name.clone(),
        entity.title.clone().unwrap_or_default(),
        entity.spec_type.clone().unwrap_or_default(),
        entity.lifecycle.clone().unwrap_or_default(),
        targets(Relation::PartOf, "system"),
        owner.id.map_or(String::new(), |it| it.to_string()),
        owner.via.name().to_owned(),
    ];
    cells.extend(place(owner.place.as_ref()));
    cells.extend(place(Some(&entity.place)));
    cells.extend([entity.inferred.to_string(), targets(Relation::DependsOn, ""), unresolved]);
    cells
}

fn place(place: Option<&Place>) -> [String; 3] {
    let text = |it: Option<&str>| it.unwrap_or_default().to_owned();
    let line = place.and_then(|it| it.span).map_or(String::new(), |it| it.line.to_string());
    [text(place.map(|it| &*it.repository)), text(place.map(|it| &*it.path)), line]
}

/// A cell is one line: a second one could be a command to the build server that shows it, and escapes act on terminals.
fn cell(text: &str) -> String {
    let text: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
