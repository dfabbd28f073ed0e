//! From a workspace to everything that is known: what every command runs before its own work.

use super::workspace::Workspace;
use crate::diagnostic::Diagnostic;
use crate::memo::Memo;
use crate::observer::Observer;
use crate::portal::{self, Portal};
use crate::source::{self, Source};

/// Crawls and analyses the workspace.
pub(super) fn analyze(workspace: &Workspace, observer: &dyn Observer) -> Portal {
    let (source, found) = crawl(workspace, observer);
    analyze_source(workspace, source, found, &Memo::forgetful(), observer)
}

/// Lists the files of the workspace.
pub(super) fn crawl(workspace: &Workspace, observer: &dyn Observer) -> (Source, Vec<Diagnostic>) {
    observer.stage("reading repositories", None);
    source::crawl(&workspace.crawls)
}

/// Analyses what was listed, with what earlier builds remember; `found` is what was wrong with the listing.
pub(super) fn analyze_source(
    workspace: &Workspace,
    source: Source,
    mut found: Vec<Diagnostic>,
    memo: &Memo,
    observer: &dyn Observer,
) -> Portal {
    let mut portal = portal::analyze_with(source, workspace.config.clone(), memo, observer);
    portal.diagnostics.append(&mut found);
    portal
}
