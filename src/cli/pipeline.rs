//! From a workspace to everything that is known: what every command runs before its own work.

use super::workspace::Workspace;
use crate::observer::Observer;
use crate::portal::{self, Portal};
use crate::source;

/// Crawls and analyses the workspace.
pub(super) fn analyze(workspace: &Workspace, observer: &dyn Observer) -> Portal {
    observer.stage("reading repositories", None);
    let (source, mut found) = source::crawl(&workspace.crawls);
    let mut portal = portal::analyze(source, workspace.config.clone(), observer);
    portal.diagnostics.append(&mut found);
    portal
}
