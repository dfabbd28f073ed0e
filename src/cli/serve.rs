//! `idp-docs serve`: the same pipeline in a loop, shown in the browser.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::cache::Keeper;
use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, pipeline, say, search};
use crate::diagnostic::Severity;
use crate::memo::Memo;
use crate::observer::Unobserved;
use crate::portal::Portal;
use crate::publish;
use crate::report;
use crate::search::{SearchOptions, open_site};
use crate::serve::{Listen, Preview, Snapshot, Targets, Watched, bind, watch};
use crate::site::Memory;
use crate::theme::Theme;

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
    let keeper = Keeper::open(&workspace, &workspace.out(None));
    let memo = keeper.as_ref().map_or_else(Memo::in_memory, Keeper::memo);
    // Watching begins before the first build, so that no change falls between the two.
    let watched = start_watch(&workspace, args.poll)?;
    if watched.polling && !args.poll {
        say("the system does not tell of changes here; the files are looked at once a second");
    }
    let builder = Arc::new(Builder {
        sources: args.sources.clone(),
        keeper,
        memo,
        preview: preview.clone(),
        last: Mutex::default(),
        seen: AtomicU64::new(0),
    });
    builder.build(&workspace)?;
    let address = format!("http://{}/", bound.address);
    if bound.address.port() != args.port {
        say(&format!("port {} is in use, so this is port {}", args.port, bound.address.port()));
    }
    say(&format!("preview: {address} (Ctrl-C stops it)"));
    if args.open {
        open_browser(&address);
    }
    let (changed, wanted) = channel();
    let watcher = Watcher { builder: Arc::clone(&builder), poll: args.poll, changed };
    let thread = || std::thread::Builder::new().stack_size(super::STACK_BYTES);
    thread().spawn(move || watcher.run(workspace, watched))?;
    thread().spawn(move || builder.run(&wanted))?;
    bound.run(preview)?;
    Ok(Outcome::Done)
}

/// Sees every change first: shows what it can at once, and has the rest built.
struct Watcher {
    builder: Arc<Builder>,
    poll: bool,
    changed: Sender<()>,
}

impl Watcher {
    fn run(&self, mut workspace: Workspace, mut watched: Watched) {
        loop {
            let known = targets(&workspace);
            let Some(changes) = watched.wait() else { return };
            self.builder.seen.fetch_add(1, Ordering::SeqCst);
            if let Some(files) = changes {
                self.builder.show_at_once(&files.into_iter().collect::<Vec<_>>());
            }
            if let Ok(reopened) = Workspace::open(&self.builder.sources) {
                workspace = reopened;
            }
            if known != targets(&workspace) || known.folders.iter().any(|it| !it.exists()) {
                watched = self.watch_again(&mut workspace);
            }
            if self.changed.send(()).is_err() {
                return;
            }
        }
    }

    /// A folder that vanished can be watched again once it is back.
    fn watch_again(&self, workspace: &mut Workspace) -> Watched {
        loop {
            if let Ok(watched) = start_watch(workspace, self.poll) {
                return watched;
            }
            std::thread::sleep(RETRY);
            // Still gone, or not yet whole: tried again.
            if let Ok(reopened) = Workspace::open(&self.builder.sources) {
                *workspace = reopened;
            }
        }
    }
}

/// Builds whole sites, as `build` does, for as long as the process lives.
struct Builder {
    sources: SourceArgs,
    keeper: Option<Keeper>,
    memo: Memo,
    preview: Preview,
    /// What the newest whole site was made from.
    last: Mutex<Option<Arc<(Portal, Theme)>>>,
    /// How many changes were seen so far.
    seen: AtomicU64,
}

impl Builder {
    fn run(&self, wanted: &Receiver<()>) {
        while wanted.recv().is_ok() {
            while wanted.try_recv().is_ok() {}
            let built = Workspace::open(&self.sources).and_then(|it| self.build(&it));
            if let Err(error) = built {
                say(&format!("idp-docs: {error:#}"));
                self.preview.fail(format!("{error:#}"));
            }
        }
    }

    /// Shows the pages made from changed files before everything that may depend on them is built. Whatever goes wrong here
    /// is said by the whole build, which follows.
    fn show_at_once(&self, files: &[PathBuf]) {
        let Some(last) = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone() else { return };
        let sink = Memory::default();
        if publish::redraw(&last.0, &last.1, &self.memo, files, &sink).is_ok_and(|it| it) {
            self.preview.amend(sink.into_shared());
        }
    }

    fn build(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let begun = Instant::now();
        let seen = self.seen.load(Ordering::SeqCst);
        let theme = workspace.theme()?;
        let (source, found) = pipeline::crawl(workspace, &Unobserved);
        if let Some(keeper) = &self.keeper {
            keeper.recall(&source);
        }
        let portal = pipeline::analyze_source(workspace, source, found, &self.memo, &Unobserved);
        let site = Memory::after(self.preview.files());
        let published = publish::publish(&portal, &theme, &self.memo, &site, &Unobserved)?;
        if let Some(keeper) = &self.keeper {
            keeper.learn(&portal.source);
        }
        self.memo.end_round();
        let counts = report::Summary::of(&published.diagnostics);
        if counts.errors > 0 {
            let errors: Vec<_> = published.diagnostics.iter().filter(|it| it.severity == Severity::Error).cloned().collect();
            say(&report::text(
                &errors,
                &portal.source,
                false,
                (portal.config.limits.diagnostics_per_file, report::Rest::Counted),
            ));
        }
        let worst = published.diagnostics.iter().filter(|it| it.severity == Severity::Error).take(OVERLAY_LINES);
        let errors =
            worst.map(|it| report::text(std::slice::from_ref(it), &portal.source, false, (1, report::Rest::Counted))).collect();
        let pages = published.pages.len();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new((portal, theme)));
        // A site that is behind what is shown already is not shown: the next one is on its way.
        if seen == self.seen.load(Ordering::SeqCst) {
            let search = self.preview.search();
            let files = Arc::new(site.into_shared());
            self.preview.show(Snapshot { files: Arc::clone(&files), search, errors });
            say(&format!("built {pages} pages in {:.2} s; {counts}", begun.elapsed().as_secs_f64()));
            let index = open_site(move |path| files.get(path).map(|it| it.bytes.to_vec()))?;
            self.preview.set_search(Arc::new(move |query: &str, limit: usize| {
                let answers = index.search(query, &SearchOptions { limit, ..SearchOptions::default() });
                search::json(query, &answers.unwrap_or_default())
            }));
        }
        Ok(())
    }
}

fn start_watch(workspace: &Workspace, poll: bool) -> anyhow::Result<Watched> {
    let out = workspace.out(None);
    let ours = |it: &std::ffi::OsStr| it == crate::cache::FOLDER || matches!(it.to_str(), Some(".git" | "node_modules"));
    let ignored = move |path: &Path| path.starts_with(&out) || path.components().any(|it| ours(it.as_os_str()));
    watch(&targets(workspace), poll, ignored)
}

/// Everything that a site is made from.
fn targets(workspace: &Workspace) -> Targets {
    let mut paths: Vec<PathBuf> =
        workspace.crawls.iter().map(|it| it.root.clone()).chain(workspace.parents.iter().cloned()).collect();
    paths.extend(workspace.theme_folder().ok().flatten());
    let absolute = |it: &PathBuf| std::path::absolute(it).unwrap_or_else(|_| it.clone());
    let mut paths: Vec<PathBuf> = paths.iter().map(absolute).collect();
    paths.sort();
    // A folder below a watched one is watched with it.
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !folders.last().is_some_and(|it| path.starts_with(it)) {
            folders.push(path);
        }
    }
    let branding = &workspace.config.branding;
    let named = branding.css.iter().chain(&branding.logo).chain(&branding.favicon).map(|it| workspace.base.join(it));
    let backstage = workspace.config.sources.iter().filter_map(|it| it.backstage.as_ref()).map(|it| workspace.base.join(it));
    let files = named.chain(backstage).chain(workspace.config_file.clone()).map(|it| absolute(&it)).collect();
    Targets { folders, files }
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
