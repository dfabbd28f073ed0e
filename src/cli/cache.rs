//! Where a workspace's cache lies, and what it says of the last build: enough to know that nothing has changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::summary::Totals;
use super::workspace::Workspace;
use crate::cache::{Cache, FOLDER, Key, key};
use crate::diagnostic::Diagnostic;
use crate::memo::Memo;
use crate::output::{Written, untouched};
use crate::report::Kept;
use crate::site::FileStamp;
use crate::source::{Source, Stamps};
use crate::theme::Theme;

/// The cache of one workspace and one output folder.
#[derive(Clone, Debug)]
pub(super) struct Keeper {
    cache: Arc<Cache>,
    /// Names the output folder.
    name: String,
}

/// What is remembered of the last build.
#[derive(serde::Serialize, serde::Deserialize)]
struct LastBuild {
    fingerprint: Key,
    /// Marker of the site that it published.
    marker: FileStamp,
    diagnostics: Vec<Kept>,
    totals: Totals,
}

/// A build that need not be done.
pub(super) struct Unchanged {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) totals: Totals,
    pub(super) written: Written,
}

impl Keeper {
    /// Opens the cache beside the configuration; without one, that of the user. `None` where nothing can be kept.
    pub(super) fn open(workspace: &Workspace, out: &Path) -> Option<Self> {
        let root = if workspace.config_file.is_some() { workspace.base.join(FOLDER) } else { of_user(workspace)? };
        let out = std::path::absolute(out).ok()?;
        let name = blake3::Hash::from(key(&[out.as_os_str().as_encoded_bytes()])).to_hex();
        Some(Self { cache: Arc::new(Cache::open(&root)?), name: name.get(..16)?.to_owned() })
    }

    /// The cache itself.
    pub(super) fn cache(&self) -> &Arc<Cache> {
        &self.cache
    }

    /// The memory that the pipeline uses.
    pub(super) fn memo(&self) -> Memo {
        Memo::in_cache(Arc::clone(&self.cache))
    }

    /// Tells the source what earlier builds learned of its files.
    pub(super) fn recall(&self, source: &Source) {
        source.recall(self.cache.record::<Stamps>(&format!("stamps-{}", self.name)).unwrap_or_default());
    }

    /// Remembers what was learned of the files, for the next build.
    pub(super) fn learn(&self, source: &Source) {
        self.cache.set_record(&format!("stamps-{}", self.name), &source.stamps());
    }

    /// The last build, where its inputs and its output are all as they were.
    pub(super) fn unchanged(&self, fingerprint: Option<Key>, out: &Path) -> Option<Unchanged> {
        let last: LastBuild = self.cache.record(&format!("build-{}", self.name))?;
        if Some(last.fingerprint) != fingerprint {
            return None;
        }
        let written = untouched(out, &self.cache)?;
        let diagnostics: Option<Vec<Diagnostic>> =
            last.diagnostics.into_iter().map(Diagnostic::try_from).map(Result::ok).collect();
        (written.marker == Some(last.marker)).then_some(Unchanged { diagnostics: diagnostics?, totals: last.totals, written })
    }

    /// Remembers a build that was published.
    pub(super) fn remember(
        &self,
        source: &Source,
        fingerprint: Option<Key>,
        written: &Written,
        diagnostics: &[Diagnostic],
        totals: Totals,
    ) {
        self.learn(source);
        let record = format!("build-{}", self.name);
        match (fingerprint, written.marker) {
            (Some(fingerprint), Some(marker)) => {
                let diagnostics = diagnostics.iter().map(Kept::from).collect();
                self.cache.set_record(&record, &LastBuild { fingerprint, marker, diagnostics, totals });
            }
            _ => self.cache.remove_record(&record),
        }
    }
}

/// One value that changes whenever anything that decides the site may have. `None` when that cannot be told.
pub(super) fn fingerprint(workspace: &Workspace, theme: &Theme, source: &Source, found: &[Diagnostic]) -> Option<Key> {
    let settings = format!("{:?}{:?}{found:?}", workspace.config, workspace.crawls);
    Some(key(&[&source.fingerprint()?, settings.as_bytes(), theme.fingerprint().as_bytes()]))
}

/// Folders without a configuration leave no trace beside them: their cache is the user's, one for each set of sources.
fn of_user(workspace: &Workspace) -> Option<PathBuf> {
    let folder = |name: &str| std::env::var(name).ok().map(PathBuf::from).filter(|it| it.is_absolute());
    let home =
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|it| it.join(".cache"))).or_else(|| folder("LOCALAPPDATA"))?;
    let roots: Vec<&[u8]> = workspace.crawls.iter().map(|it| it.root.as_os_str().as_encoded_bytes()).collect();
    let name = blake3::Hash::from(key(&roots)).to_hex();
    Some(home.join("idp-docs").join(name.get(..16)?))
}
