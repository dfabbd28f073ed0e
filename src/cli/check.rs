//! `idp-docs check`: every problem of catalogs and docs, for people, editors and CI systems.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::pipeline;
use super::progress::Progress;
use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, print, say};
use crate::cache;
use crate::diagnostic::Diagnostic;
use crate::docs;
use crate::external::{self, ExternalLink};
use crate::memo::Memo;
use crate::observer::Observer as _;
use crate::portal::{self, Portal};
use crate::publish::publish;
use crate::render::plan;
use crate::report::{self, Surroundings};
use crate::site::OneFile;

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
    /// Ask other hosts whether links to them still work. Answers are remembered for a week.
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
    /// CSV: every entity, its owner, the file and line of the claim, and what is exceptional about it.
    Audit,
    /// CSV: how much is owned, documented and sound, by kind, domain and team.
    Coverage,
    /// CSV: every check of the scorecard, entity by entity.
    Scorecard,
    /// CSV: every catalog file that was found, and what became of it.
    Health,
}

impl Format {
    /// The published file that is printed, for those formats that are one.
    fn file(self) -> Option<&'static str> {
        match self {
            Self::Audit => Some(plan::AUDIT_CSV),
            Self::Coverage => Some(plan::COVERAGE_CSV),
            Self::Scorecard => Some(plan::SCORECARD_CSV),
            Self::Health => Some(plan::HEALTH_CSV),
            Self::Text | Self::Json | Self::Sarif | Self::Github | Self::Junit => None,
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let workspace = Workspace::open(&args.sources)?;
    let theme = workspace.theme()?;
    let progress = Progress::new(args.format != Format::Text);
    let portal = pipeline::analyze(&workspace, &progress);
    let one = OneFile::new(args.format.file());
    let published = publish(&portal, &theme, &Memo::forgetful(), &one, &progress)?;
    let mut found = published.diagnostics;
    if args.external {
        progress.stage("asking other hosts", None);
        found.extend(external_problems(&workspace, &portal));
        found = portal::judged(found, &portal.config);
    }
    progress.finish();
    let found = workspace.without_baseline(found, args.baseline.as_deref())?;
    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let around = Surroundings { folders: workspace.folders(), guide_url: portal.config.guide_url.clone() };
    let text = match args.format {
        Format::Text => {
            report::text(&found, &portal.source, colour, (portal.config.limits.diagnostics_per_file, report::Rest::Listed))
        }
        Format::Json => report::json(&found, &around),
        Format::Sarif => report::sarif(&found, &around),
        Format::Github => report::github(&found, &around),
        Format::Junit => report::junit(&found, &around),
        Format::Audit | Format::Coverage | Format::Scorecard | Format::Health => one.text(),
    };
    print(&text)?;
    let summary = report::Summary::of(&found);
    if args.format == Format::Text {
        say(&summary.to_string());
    }
    let bad = summary.errors > 0 || args.strict && summary.warnings > 0;
    Ok(if bad { Outcome::Problems } else { Outcome::Done })
}

/// Broken links to other hosts: those of docs pages and of entities.
fn external_problems(workspace: &Workspace, portal: &Portal) -> Vec<Diagnostic> {
    let pages: Vec<(usize, usize)> = portal.docs.pages().collect();
    let of_page = |(site, page): &(usize, usize)| {
        let text = docs::text(&portal.docs, *site, *page, portal.config.limits.page).ok();
        let rendered = text.map(|it| docs::render_page(&portal.docs, *site, *page, &it.text)).unwrap_or_default();
        docs::external_links(&portal.docs, *site, *page, &rendered)
    };
    let of_pages = pages.par_iter().flat_map_iter(of_page);
    let mut links: Vec<ExternalLink> = of_pages.map(|(url, place)| ExternalLink { url, place }).collect();
    for entity in portal.graph.entities() {
        let known = entity.links.iter().map(|it| it.url.clone()).filter(|it| it.starts_with("http"));
        links.extend(known.map(|url| ExternalLink { url, place: entity.place.clone() }));
    }
    links.sort();
    links.dedup();
    let memory = workspace.config_file.as_ref().map(|_| workspace.base.join(cache::FOLDER).join("external-links.json"));
    let settings = external::Settings {
        memory,
        patience: Duration::from_secs(portal.config.check.external_timeout.max(1).into()),
        total: Duration::from_secs(portal.config.check.external_total.max(1).into()),
        private_hosts: portal.config.check.private_hosts.clone(),
        ignored: portal.config.check.external_ignore.clone(),
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    external::check(&links, &settings, now)
}
