//! `idp-docs serve`: the same pipeline in a loop, shown in the browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, pipeline, say, search};
use crate::diagnostic::Severity;
use crate::memo::Memo;
use crate::observer::Unobserved;
use crate::publish::publish;
use crate::report;
use crate::search::{SearchIndex, SearchOptions};
use crate::serve::{Listen, Preview, Snapshot, Watched, bind, watch};
use crate::site::Memory;

/// Build the portal, preview it in the browser, and rebuild at every change.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    /// Address to listen on; anything but this machine's own (127.0.0.1, ::1) shows the preview to others.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Port; the next free one is taken where it is in use.
    #[arg(long, default_value_t = 8700)]
    port: u16,
    /// Further name under which browsers may ask for the preview; may be given several times.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Open the preview in the browser.
    #[arg(long)]
    open: bool,
    /// Look at the files once a second, where the system does not tell of changes (network folders).
    #[arg(long)]
    poll: bool,
}

/// Problems that the page's overlay lists.
const OVERLAY_LINES: usize = 50;
/// A folder that vanished comes back within this time when an editor or a checkout replaces it.
const RETRY: Duration = Duration::from_millis(500);

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let workspace = Workspace::open(&args.sources)?;
    let bound = bind(&Listen { host: args.host.clone(), port: args.port, allowed_hosts: args.allow_host.clone() })?;
    if !bound.address.ip().is_loopback() {
        say("warning: the preview can be reached from other machines; it is meant for this one");
    }
    let preview = Preview::default();
    let memo = Memo::in_memory();
    // Watching begins before the first build, so that no change falls between the two.
    let watched = start_watch(&workspace, args.poll)?;
    if watched.polling && !args.poll {
        say("the system does not tell of changes here; the files are looked at once a second");
    }
    build_once(&workspace, &memo, &preview)?;
    let address = format!("http://{}/", bound.address);
    if bound.address.port() != args.port {
        say(&format!("port {} is in use, so this is port {}", args.port, bound.address.port()));
    }
    say(&format!("preview: {address} (Ctrl-C stops it)"));
    if args.open {
        open_browser(&address);
    }
    let rebuilder = Rebuilder { sources: args.sources.clone(), poll: args.poll, memo, preview: preview.clone() };
    std::thread::Builder::new().stack_size(super::STACK_BYTES).spawn(move || rebuilder.run(workspace, watched))?;
    bound.run(preview)?;
    Ok(Outcome::Done)
}

/// Rebuilds at every change until the process ends.
struct Rebuilder {
    sources: SourceArgs,
    poll: bool,
    memo: Memo,
    preview: Preview,
}

impl Rebuilder {
    fn run(&self, mut workspace: Workspace, mut watched: Watched) {
        loop {
            let known = watched_paths(&workspace);
            if !watched.wait() {
                return;
            }
            if let Err(error) = self.reopen(&mut workspace) {
                self.fail(&error);
                continue;
            }
            if known != watched_paths(&workspace) || known.iter().any(|it| !it.exists()) {
                watched = self.watch_again(&mut workspace);
            }
            if let Err(error) = build_once(&workspace, &self.memo, &self.preview) {
                self.fail(&error);
            }
        }
    }

    /// Sources and configuration may have changed; while they are wrong, the last good ones stay.
    fn reopen(&self, workspace: &mut Workspace) -> anyhow::Result<()> {
        *workspace = Workspace::open(&self.sources)?;
        Ok(())
    }

    /// Says why there is no newer site, in the terminal and in the page.
    fn fail(&self, error: &anyhow::Error) {
        say(&format!("idp-docs: {error:#}"));
        self.preview.fail(format!("{error:#}"));
    }

    /// A folder that vanished can be watched again once it is back.
    fn watch_again(&self, workspace: &mut Workspace) -> Watched {
        loop {
            if let Ok(watched) = start_watch(workspace, self.poll) {
                return watched;
            }
            std::thread::sleep(RETRY);
            // Still gone, or not yet whole: tried again.
            let _ = self.reopen(workspace);
        }
    }
}

fn start_watch(workspace: &Workspace, poll: bool) -> anyhow::Result<Watched> {
    let out = workspace.out(None);
    let ours = |it: &std::ffi::OsStr| matches!(it.to_str(), Some(".git" | ".idp-docs" | "node_modules"));
    let ignored = move |path: &Path| path.starts_with(&out) || path.components().any(|it| ours(it.as_os_str()));
    watch(&watched_paths(workspace), poll, ignored)
}

fn watched_paths(workspace: &Workspace) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        workspace.crawls.iter().map(|it| it.root.clone()).chain(workspace.parents.iter().cloned()).collect();
    paths.extend(workspace.config_file.clone());
    paths.extend(workspace.theme_folder().ok().flatten());
    paths.sort();
    // A folder below a watched one is watched with it.
    let mut kept: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !kept.last().is_some_and(|it| path.starts_with(it)) {
            kept.push(path);
        }
    }
    kept
}

fn build_once(workspace: &Workspace, memo: &Memo, preview: &Preview) -> anyhow::Result<()> {
    let begun = Instant::now();
    let theme = workspace.theme()?;
    let portal = pipeline::analyze(workspace, &Unobserved);
    let site = Memory::default();
    let published = publish(&portal, &theme, memo, &site, &Unobserved)?;
    memo.end_round();
    let counts = report::Summary::of(&published.diagnostics);
    if counts.errors > 0 {
        let errors: Vec<_> = published.diagnostics.iter().filter(|it| it.severity == Severity::Error).cloned().collect();
        say(&report::text(&errors, &portal.source, false, portal.config.limits.diagnostics_per_file));
    }
    let worst = published.diagnostics.iter().filter(|it| it.severity == Severity::Error).take(OVERLAY_LINES);
    let errors = worst.map(|it| report::text(std::slice::from_ref(it), &portal.source, false, 1)).collect();
    let pages = published.pages.len();
    let index = SearchIndex::of(published.search)?;
    let search = move |query: &str, limit: usize| {
        let answers = index.search(query, &SearchOptions { limit, ..SearchOptions::default() });
        search::json(query, &answers.unwrap_or_default())
    };
    preview.show(Snapshot { files: site.into_files(), search: Some(Arc::new(search)), errors });
    say(&format!("built {pages} pages in {:.2} s; {counts}", begun.elapsed().as_secs_f64()));
    Ok(())
}

/// Asks the desktop to open an address; where there is none, the address has been printed.
fn open_browser(address: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let _ = std::process::Command::new(program)
        .arg(address)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
}
