//! Notices that files changed. Says only *that*, never *what*: the pipeline finds out by itself.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context as _;
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// A burst of events ends when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(30);
/// A burst is cut here, so that constant change still shows.
const LONGEST_BURST: Duration = Duration::from_millis(500);
/// How often folders are looked at where the system does not tell.
const POLL: Duration = Duration::from_secs(1);

/// A running watch; it ends when dropped.
pub struct Watched {
    _watcher: Box<dyn Watcher + Send>,
    changes: Receiver<()>,
    /// The system does not tell of changes here, so the folders are looked at once a second.
    pub polling: bool,
}

impl Watched {
    /// Waits for a burst of changes to begin and to end. False when no more can come.
    #[must_use]
    pub fn wait(&self) -> bool {
        if self.changes.recv().is_err() {
            return false;
        }
        let mut left = LONGEST_BURST;
        while let Some(rest) = left.checked_sub(QUIET) {
            match self.changes.recv_timeout(QUIET) {
                Ok(()) => left = rest,
                Err(_) => break,
            }
        }
        true
    }
}

/// Watches files and folders, folders with all that is in them, but for what `ignored` says. Falls back to polling.
///
/// # Errors
/// When not even polling works.
pub fn watch(paths: &[PathBuf], poll: bool, ignored: impl Fn(&Path) -> bool + Send + Clone + 'static) -> anyhow::Result<Watched> {
    if !poll && let Ok(watched) = start(paths, false, ignored.clone()) {
        return Ok(watched);
    }
    start(paths, true, ignored).context("the sources cannot be watched for changes")
}

fn start(paths: &[PathBuf], polling: bool, ignored: impl Fn(&Path) -> bool + Send + 'static) -> anyhow::Result<Watched> {
    let (sender, changes) = channel();
    let notice = move |event: notify::Result<notify::Event>| {
        // Our own reads are access events; answering them would never end.
        let matters = match &event {
            Ok(event) => {
                !matches!(event.kind, EventKind::Access(_))
                    && (event.paths.is_empty() || event.paths.iter().any(|it| !ignored(it)))
            }
            Err(_) => true,
        };
        if matters {
            let _ = sender.send(());
        }
    };
    let mut watcher: Box<dyn Watcher + Send> = if polling {
        Box::new(PollWatcher::new(notice, Config::default().with_poll_interval(POLL).with_compare_contents(true))?)
    } else {
        Box::new(RecommendedWatcher::new(notice, Config::default())?)
    };
    for path in paths {
        watcher.watch(path, RecursiveMode::Recursive)?;
    }
    Ok(Watched { _watcher: watcher, changes, polling })
}
