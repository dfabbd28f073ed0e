//! `idp-docs check`: every problem of catalogs and docs, for people, editors and CI systems.

use std::path::PathBuf;

use anyhow::bail;

use super::pipeline;
use super::progress::Progress;
use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, print, say};
use crate::memo::Memo;
use crate::publish::publish;
use crate::report::{self, Surroundings};
use crate::site::Dropped;

/// Report every problem in catalogs and docs, without writing a site.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    /// How to print the problems.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File of problems that are accepted for now; made from the present ones if it is not there.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Ask other hosts whether links to them still work (not built yet).
    #[arg(long)]
    external: bool,
    /// Warnings count as errors.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs; the shape is described in the user guide.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows at the lines of a pull request.
    Github,
    /// JUnit XML, which most CI systems read.
    Junit,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.external {
        bail!("`--external` is not built yet: links to other hosts are not asked for; leave it out to check everything else");
    }
    let workspace = Workspace::open(&args.sources)?;
    let theme = workspace.theme()?;
    let progress = Progress::new(args.format != Format::Text);
    let portal = pipeline::analyze(&workspace, &progress);
    let published = publish(&portal, &theme, &Memo::forgetful(), &Dropped, &progress)?;
    progress.finish();
    let found = workspace.without_baseline(published.diagnostics, args.baseline.as_deref())?;
    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let around = Surroundings { folders: workspace.folders(), guide_url: portal.config.guide_url.clone() };
    let text = match args.format {
        Format::Text => report::text(&found, &portal.source, colour, portal.config.limits.diagnostics_per_file),
        Format::Json => report::json(&found, &around),
        Format::Sarif => report::sarif(&found, &around),
        Format::Github => report::github(&found, &around),
        Format::Junit => report::junit(&found, &around),
    };
    print(&text)?;
    let summary = report::Summary::of(&found);
    if args.format == Format::Text {
        say(&summary.to_string());
    }
    let bad = summary.errors > 0 || args.strict && summary.warnings > 0;
    Ok(if bad { Outcome::Problems } else { Outcome::Done })
}
