//! Notices that files changed, and names them. What follows from a change is not decided here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context as _;
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// A burst of events ends when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(20);
/// A burst is cut here, so that constant change still shows.
const LONGEST_BURST: Duration = Duration::from_millis(500);
/// How often folders are looked at where the system does not tell.
const POLL: Duration = Duration::from_secs(1);

/// What is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Folders, with all that is in them.
    pub folders: Vec<PathBuf>,
    /// Single files. Their folders are watched, so that a file is still seen after an editor has put another in its place.
    pub files: BTreeSet<PathBuf>,
}

/// What changed in a burst: paths, or `None` when not even that is known.
pub type Changes = Option<BTreeSet<PathBuf>>;

/// A running watch; it ends when dropped.
pub struct Watched {
    _watcher: Box<dyn Watcher + Send>,
    changes: Receiver<Changes>,
    /// The system does not tell of changes here, so the folders are looked at once a second.
    pub polling: bool,
}

impl Watched {
    /// Waits for a burst of changes to begin and to end, and names what changed. `None` when no more can come.
    #[must_use]
    pub fn wait(&self) -> Option<Changes> {
        let mut all = self.changes.recv().ok()?;
        let mut left = LONGEST_BURST;
        while let Some(rest) = left.checked_sub(QUIET) {
            match self.changes.recv_timeout(QUIET) {
                Ok(more) => all = all.zip(more).map(|(a, b)| &a | &b),
                Err(_) => break,
            }
            left = rest;
        }
        Some(all)
    }
}

/// Watches files and folders, but for what `ignored` says. Falls back to polling.
///
/// # Errors
/// When not even polling works.
pub fn watch(targets: &Targets, poll: bool, ignored: impl Fn(&Path) -> bool + Send + Clone + 'static) -> anyhow::Result<Watched> {
    if !poll && let Ok(watched) = start(targets, false, ignored.clone()) {
        return Ok(watched);
    }
    start(targets, true, ignored).context("the sources cannot be watched for changes")
}

fn start(targets: &Targets, polling: bool, ignored: impl Fn(&Path) -> bool + Send + 'static) -> anyhow::Result<Watched> {
    let (sender, changes) = channel();
    let (folders, files) = (targets.folders.clone(), targets.files.clone());
    let notice = move |event: notify::Result<notify::Event>| {
        let wanted = |it: &&PathBuf| (files.contains(*it) || folders.iter().any(|folder| it.starts_with(folder))) && !ignored(it);
        let changed = match &event {
            // Our own reads are access events; answering them would never end.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) if event.paths.is_empty() => None,
            Ok(event) => Some(event.paths.iter().filter(wanted).cloned().collect::<BTreeSet<_>>()),
            Err(_) => None,
        };
        if changed.as_ref().is_none_or(|it| !it.is_empty()) {
            let _ = sender.send(changed);
        }
    };
    let mut watcher: Box<dyn Watcher + Send> = if polling {
        Box::new(PollWatcher::new(notice, Config::default().with_poll_interval(POLL).with_compare_contents(true))?)
    } else {
        Box::new(RecommendedWatcher::new(notice, Config::default())?)
    };
    for folder in &targets.folders {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    let around: BTreeSet<&Path> = targets.files.iter().filter_map(|it| it.parent()).collect();
    for folder in around.into_iter().filter(|it| !targets.folders.iter().any(|folder| it.starts_with(folder))) {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(Watched { _watcher: watcher, changes, polling })
}
