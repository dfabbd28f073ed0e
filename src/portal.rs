//! Everything that is known of an organisation, before any page is drawn.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::api::{self, ApiDefinition};
use crate::catalog::{self, Entity, EntityRef};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::docs::{self, Docs};
use crate::graph::{self, Graph};
use crate::memo::Memo;
use crate::observer::Observer;
use crate::source::Source;

/// The analysed organisation: what pages, search, `graph` and `check` are made from.
#[derive(Debug)]
pub struct Portal {
    /// The operator's settings.
    pub config: Config,
    /// The repositories.
    pub source: Source,
    /// Entities and relations.
    pub graph: Graph,
    /// Docs sites.
    pub docs: Docs,
    /// API definitions, by entity.
    pub apis: BTreeMap<EntityRef, ApiDefinition>,
    /// What is wrong so far, unsorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads catalogs, links the graph, reads API definitions and plans the docs. Never fails: what is wrong is a diagnostic.
#[must_use]
pub fn analyze(source: Source, config: Config, observer: &dyn Observer) -> Portal {
    analyze_with(source, config, &Memo::forgetful(), observer)
}

/// The same, with what earlier builds remember of pages.
#[must_use]
pub fn analyze_with(source: Source, config: Config, memo: &Memo, observer: &dyn Observer) -> Portal {
    observer.stage("reading catalogs", None);
    let (catalog, mut diagnostics) = catalog::read(&source, &config);
    observer.stage("linking the graph", None);
    let (graph, mut found) = graph::link(catalog);
    diagnostics.append(&mut found);
    observer.stage("reading API definitions", None);
    let (apis, mut found) = read_apis(&graph);
    diagnostics.append(&mut found);
    observer.stage("planning docs", None);
    let (docs, mut found) = docs::plan_with(&source, &graph, &config, memo);
    diagnostics.append(&mut found);
    Portal { config, source, graph, docs, apis, diagnostics }
}

fn read_apis(graph: &Graph) -> (BTreeMap<EntityRef, ApiDefinition>, Vec<Diagnostic>) {
    let entities: Vec<_> = graph.entities().filter(|it| it.kind == "API").collect();
    let read: Vec<_> = entities.par_iter().filter_map(|entity| read_api(entity)).collect();
    let mut apis = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (id, api, mut found) in read {
        apis.insert(id, api);
        diagnostics.append(&mut found);
    }
    (apis, diagnostics)
}

/// A definition stands in the middle of a catalog file or came from another: its problems are shown where they were made.
fn read_api(entity: &Entity) -> Option<(EntityRef, ApiDefinition, Vec<Diagnostic>)> {
    let definition = entity.spec.get("definition")?.as_str()?;
    let (api, problems) = api::read(definition, entity.spec_type.as_deref().unwrap_or_default());
    let found = problems.into_iter().map(|problem| {
        let place = match problem.code {
            Code::ApiTypeMismatch => entity.type_place.clone(),
            _ => entity.definition_place.as_ref().map(|it| it.at(problem.span)),
        };
        let mut diagnostic = Diagnostic::new(problem.code, problem.message).at(place.unwrap_or_else(|| entity.place.clone()));
        diagnostic = diagnostic.help_if_known(problem.help);
        diagnostic.entity = Some(entity.id.to_string());
        diagnostic
    });
    Some((entity.id.clone(), api, found.collect()))
}

/// Errors and warnings as the operator wants them: severities as configured, rules that are off left out.
#[must_use]
pub fn judged(diagnostics: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    use crate::config::RuleLevel;
    let level = |it: &Diagnostic| config.rules.get(it.code.name()).copied();
    let kept = diagnostics.into_iter().filter_map(|mut it| {
        it.severity = match level(&it) {
            None => it.severity,
            Some(RuleLevel::Error) => Severity::Error,
            Some(RuleLevel::Warning) => Severity::Warning,
            Some(RuleLevel::Info) => Severity::Info,
            Some(RuleLevel::Off) => return None,
        };
        Some(it)
    });
    crate::diagnostic::sorted(kept.collect())
}
