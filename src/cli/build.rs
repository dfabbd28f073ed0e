//! `idp-docs build`: the portal, into a folder.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;

use super::cache::{Keeper, fingerprint};
use super::pipeline;
use super::progress::{Progress, Timings};
use super::summary::Totals;
use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, say, summary};
use crate::diagnostic::Diagnostic;
use crate::memo::Memo;
use crate::observer::Observer as _;
use crate::offline::Offline;
use crate::output::{Staging, Written};
use crate::publish::publish;
use crate::report;
use crate::site::Sink;
use crate::source::Source;

/// Build the portal into a folder, ready for any static host.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    /// Output folder: empty, absent, or made by idp-docs before [default: `out` of the configuration, else `public`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Absolute address under which the portal will be published.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// From which severity on the exit code is 1.
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// Warnings fail the build too, and a build that fails publishes nothing.
    #[arg(long)]
    strict: bool,
    /// Neither use nor write the cache: everything is made anew.
    #[arg(long)]
    no_cache: bool,
    /// Make the portal work when it is opened as files, without any server.
    #[arg(long)]
    offline: bool,
    /// Write a list of all pages and files, as JSON.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Say where the time went.
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, default_missing_value = "text", require_equals = true)]
    timings: Option<TimingsFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Never,
    Error,
    Warning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum TimingsFormat {
    Text,
    Json,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let mut workspace = Workspace::open(&args.sources)?;
    if args.base_url.is_some() {
        workspace.config.base_url.clone_from(&args.base_url);
        workspace.check_config()?;
    }
    let theme = workspace.theme()?;
    let out = workspace.out(args.out.as_deref());
    // What is opened as files is written in another form, of which nothing is kept.
    let keeper = if args.no_cache || args.offline { None } else { Keeper::open(&workspace, &out) };
    let progress = Progress::new(false);
    let (source, found) = pipeline::crawl(&workspace, &progress);
    let fingerprint = keeper.as_ref().and_then(|_| fingerprint(&workspace, &theme, &source, &found));
    let ending = Ending { args, out: &out, begun };
    let unchanged = keeper.as_ref().filter(|_| args.manifest.is_none()).and_then(|it| it.unchanged(fingerprint, &out));
    if let Some(unchanged) = unchanged {
        let failed = ending.report(&unchanged.diagnostics, &source, &workspace);
        return Ok(ending.sum_up(failed, &unchanged.diagnostics, &unchanged.totals, &unchanged.written, &progress.finish()));
    }
    let staging = Staging::begin_with(&out, keeper.as_ref().map(Keeper::cache))?;
    let memo = keeper.as_ref().map_or_else(Memo::forgetful, Keeper::memo);
    if let Some(keeper) = &keeper {
        keeper.recall(&source);
    }
    let portal = pipeline::analyze_source(&workspace, source, found, &memo, &progress);
    let offline = if args.offline { Some(Offline::over(&staging)?) } else { None };
    let sink: &dyn Sink = offline.as_ref().map_or(&staging, |it| it);
    let published = publish(&portal, &theme, &memo, sink, &progress)?;
    progress.stage("putting the site in place", None);
    let failed = ending.report(&published.diagnostics, &portal.source, &workspace);
    let totals = Totals::of(&portal, &published);
    let files = if args.manifest.is_some() { staging.files() } else { Vec::new() };
    let written = if args.strict && failed { Written::default() } else { staging.commit()? };
    if let Some(file) = args.manifest.as_ref().filter(|_| !(args.strict && failed)) {
        let manifest = summary::manifest(&published, &files);
        std::fs::write(file, manifest).with_context(|| format!("the manifest `{}` could not be written", file.display()))?;
    }
    if let Some(keeper) = keeper.as_ref().filter(|_| !(args.strict && failed)) {
        keeper.remember(&portal.source, fingerprint, &written, &published.diagnostics, totals.clone());
    }
    memo.end_round();
    let outcome = ending.sum_up(failed, &published.diagnostics, &totals, &written, &progress.finish());
    // The process ends now, and the system takes back all at once what would be taken apart piece by piece.
    std::mem::forget((portal, published, memo, keeper));
    Ok(outcome)
}

/// What a build says at its end, whether it had anything to do or not.
struct Ending<'a> {
    args: &'a Args,
    out: &'a Path,
    begun: Instant,
}

impl Ending<'_> {
    /// Prints what is wrong. True: the build is to fail because of it.
    fn report(&self, found: &[Diagnostic], source: &Source, workspace: &Workspace) -> bool {
        let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
        say(&report::text(found, source, colour, (workspace.config.limits.diagnostics_per_file, report::Rest::Counted)));
        let counts = report::Summary::of(found);
        let failed = match self.args.fail_on {
            FailOn::Never => false,
            FailOn::Error => counts.errors > 0,
            FailOn::Warning => counts.errors + counts.warnings > 0,
        };
        failed || self.args.strict && counts.errors + counts.warnings > 0
    }

    fn sum_up(&self, failed: bool, found: &[Diagnostic], totals: &Totals, written: &Written, timings: &Timings) -> Outcome {
        let counts = report::Summary::of(found);
        if self.args.strict && failed {
            say(&format!("{counts}; nothing was published, because of --strict"));
            return Outcome::Problems;
        }
        say(&summary::of_build(totals, &counts, written, self.out, self.begun.elapsed()));
        if let Some(format) = self.args.timings {
            say(&summary::of_timings(timings, format == TimingsFormat::Json));
        }
        if failed { Outcome::Problems } else { Outcome::Done }
    }
}
