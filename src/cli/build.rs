//! `idp-docs build`: the portal, into a folder.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;

use super::pipeline;
use super::progress::Progress;
use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, say, summary};
use crate::memo::Memo;
use crate::offline::Offline;
use crate::output::Staging;
use crate::publish::publish;
use crate::report;
use crate::site::Sink;

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
    /// Neither use nor write a cache (this version keeps none between builds).
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
    let staging = Staging::begin(&out)?;
    let progress = Progress::new(false);
    let portal = pipeline::analyze(&workspace, &progress);
    let offline = if args.offline { Some(Offline::over(&staging)?) } else { None };
    let sink: &dyn Sink = offline.as_ref().map_or(&staging, |it| it);
    let published = publish(&portal, &theme, &Memo::forgetful(), sink, &progress)?;
    let stages = progress.finish();
    let found = &published.diagnostics;
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    say(&report::text(found, &portal.source, colour, portal.config.limits.diagnostics_per_file));
    let counts = report::Summary::of(found);
    let failed = match args.fail_on {
        FailOn::Never => false,
        FailOn::Error => counts.errors > 0,
        FailOn::Warning => counts.errors + counts.warnings > 0,
    } || args.strict && counts.errors + counts.warnings > 0;
    if args.strict && failed {
        say(&format!("{counts}; nothing was published, because of --strict"));
        return Ok(Outcome::Problems);
    }
    let files = staging.files();
    let written = staging.commit()?;
    if let Some(file) = &args.manifest {
        let manifest = summary::manifest(&published, &files);
        std::fs::write(file, manifest).with_context(|| format!("the manifest `{}` could not be written", file.display()))?;
    }
    say(&summary::of_build(&portal, &published, &counts, &written, &out, begun.elapsed()));
    if let Some(format) = args.timings {
        let json = format == TimingsFormat::Json;
        say(&summary::of_timings(&stages, json));
    }
    Ok(if failed { Outcome::Problems } else { Outcome::Done })
}
