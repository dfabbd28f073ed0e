//! `idp-docs graph`: the ownership graph for other programs and for people.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};

use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, pipeline, print, say};
use crate::catalog::{EntityRef, Relation};
use crate::diagnostic::{Severity, nearest};
use crate::graph::{Graph, Selection, export};
use crate::observer::Unobserved;
use crate::portal::judged;
use crate::report;

/// Print the ownership graph, whole or around one entity.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Only what lies around this entity, such as `component:default/petstore`.
    #[arg(long, value_name = "REF")]
    focus: Option<String>,
    /// How many relations away from the focus.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    depth: usize,
    /// Only entities of this kind; may be given several times.
    #[arg(long, value_name = "K")]
    kind: Vec<String>,
    /// Only relations of this type, such as `ownedBy`; may be given several times.
    #[arg(long, value_name = "R")]
    relation: Vec<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For programs; the shape is described in the user guide.
    Json,
    /// Graphviz.
    Dot,
    /// Mermaid flowchart.
    Mermaid,
    /// GraphML, for yEd, Gephi and others.
    Graphml,
    /// One line per entity: owner, system, dependencies, what does not resolve.
    Csv,
    /// A picture.
    Svg,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let workspace = Workspace::open(&args.sources)?;
    let portal = pipeline::analyze(&workspace, &Unobserved);
    let selection = selection(args, &portal.graph)?;
    let found = judged(portal.diagnostics, &portal.config);
    let errors: Vec<_> = found.into_iter().filter(|it| it.severity == Severity::Error).collect();
    if !errors.is_empty() {
        // A graph that lacks what could not be read must not look complete.
        say(&report::text(&errors, &portal.source, false, (portal.config.limits.diagnostics_per_file, report::Rest::Counted)));
    }
    print(&match args.format {
        Format::Json => export::json(&portal.graph, &selection),
        Format::Dot => export::dot(&portal.graph, &selection),
        Format::Mermaid => export::mermaid(&portal.graph, &selection),
        Format::Graphml => export::graphml(&portal.graph, &selection),
        Format::Csv => export::csv(&portal.graph, &selection),
        Format::Svg => export::svg(&portal.graph, &selection),
    })?;
    Ok(Outcome::Done)
}

fn selection(args: &Args, graph: &Graph) -> anyhow::Result<Selection> {
    let focus = match &args.focus {
        Some(written) => Some(find(graph, written)?),
        None => None,
    };
    let relation = |name: &String| {
        let known = Relation::ALL.iter().find(|it| it.name().eq_ignore_ascii_case(name));
        known.copied().with_context(|| {
            let near = nearest(name, Relation::ALL.iter().map(|it| it.name()))
                .map_or(String::new(), |it| format!("; did you mean `{it}`?"));
            format!("`{name}` is no type of relation{near}")
        })
    };
    for kind in &args.kind {
        let kinds: BTreeSet<&str> = graph.entities().map(|it| &*it.id.kind).collect();
        if !kinds.contains(kind.to_lowercase().as_str()) {
            let near = nearest(&kind.to_lowercase(), kinds.iter().copied())
                .map_or(String::new(), |it| format!("; did you mean `{it}`?"));
            bail!("there is no entity of kind `{kind}`{near}");
        }
    }
    let relations = args.relation.iter().map(relation).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Selection { focus, depth: args.depth, kinds: args.kind.clone(), relations })
}

fn find(graph: &Graph, written: &str) -> anyhow::Result<EntityRef> {
    let found = graph.lookup(written, Some("component"), "default").map(|it| it.id.clone());
    found.with_context(|| {
        let known: Vec<String> = graph.entities().map(|it| it.id.to_string()).collect();
        let near =
            nearest(written, known.iter().map(String::as_str)).map_or(String::new(), |it| format!("; did you mean `{it}`?"));
        format!("there is no entity `{written}`{near}")
    })
}
