//! `idp-docs search`: the portal's search, in a terminal.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use cap_std::fs::Dir;

use super::workspace::{SourceArgs, Workspace};
use super::{Outcome, pipeline, print, say};
use crate::memo::Memo;
use crate::observer::Unobserved;
use crate::publish::publish;
use crate::report;
use crate::search::{self, Answers, Hit, SearchIndex, SearchOptions, open_site};
use crate::site::OneFolder;

/// Search the portal from the command line.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Words, "phrases", -excluded words, and filters such as kind:api owner:payments tag:kafka.
    #[arg(allow_hyphen_values = true)]
    query: String,
    #[command(flatten)]
    sources: SourceArgs,
    /// Search a portal that has been built, instead of reading sources.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["sources", "config"])]
    site: Option<PathBuf>,
    /// How many results.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    limit: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.query.trim().is_empty() {
        bail!("there is nothing to search for: the query is empty");
    }
    let index = match &args.site {
        Some(site) => open(site)?,
        None => index_sources(&args.sources)?,
    };
    let options = SearchOptions { limit: args.limit, ..SearchOptions::default() };
    let answers = index.search(&args.query, &options)?;
    if args.json {
        print(&json(&args.query, &answers))?;
    } else if answers.results.is_empty() {
        say(&format!("nothing was found for `{}`", args.query));
    } else {
        print(&text(&answers))?;
    }
    Ok(if answers.results.is_empty() { Outcome::Problems } else { Outcome::Done })
}

/// The answer in the shape of CONTRACTS.md; the preview's `/api/search` gives the same.
pub(super) fn json(query: &str, answers: &Answers) -> String {
    let excerpt = |it: &Hit| it.excerpt.iter().map(|it| it.text.as_str()).collect::<String>();
    let results: Vec<_> = answers
        .results
        .iter()
        .map(|it| serde_json::json!({ "url": it.url, "title": it.title, "breadcrumbs": it.breadcrumbs, "kind": it.kind, "score": it.score, "excerpt": excerpt(it) }))
        .collect();
    serde_json::json!({ "query": query, "total": answers.total, "results": results }).to_string()
}

fn open(site: &Path) -> anyhow::Result<SearchIndex> {
    let dir = Dir::open_ambient_dir(site, cap_std::ambient_authority())
        .with_context(|| format!("the site `{}` could not be opened", site.display()))?;
    Ok(open_site(move |path| dir.read(path).ok())?)
}

fn index_sources(sources: &SourceArgs) -> anyhow::Result<SearchIndex> {
    let workspace = Workspace::open(sources)?;
    let portal = pipeline::analyze(&workspace, &Unobserved);
    let sink = OneFolder::new(search::FOLDER);
    publish(&portal, &workspace.theme()?, &Memo::forgetful(), &sink, &Unobserved)?;
    let files = sink.into_files();
    Ok(open_site(move |path| files.get(path).map(|it| it.bytes.to_vec()))?)
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|it| *it > 0).ok_or_else(|| "a whole number from 1 on is needed".to_owned())
}

/// A hit a paragraph: title, where it is, and the words around the match.
fn text(answers: &Answers) -> String {
    let bold = anstyle::Style::new().bold();
    let dim = anstyle::Style::new().dimmed();
    let mut text = String::new();
    for hit in &answers.results {
        let above = if hit.breadcrumbs.is_empty() {
            String::new()
        } else {
            format!("  {dim}{}{dim:#}", plain(&hit.breadcrumbs.join(" › ")))
        };
        text.push_str(&format!(
            "{bold}{}{bold:#}  {}{above}\n  {dim}{}{dim:#}\n",
            plain(&hit.title),
            plain(&hit.kind),
            plain(&hit.url)
        ));
        let excerpt: String = hit
            .excerpt
            .iter()
            .map(|it| if it.matched { format!("{bold}{}{bold:#}", plain(&it.text)) } else { plain(&it.text) })
            .collect();
        if !excerpt.trim().is_empty() {
            text.push_str(&format!("  {}\n", excerpt.trim()));
        }
        text.push('\n');
    }
    text.push_str(&format!("{} of {} results\n", answers.results.len(), answers.total));
    text
}

/// Content must steer neither the terminal nor a build server, which takes a line that begins with `::` for a command.
fn plain(text: &str) -> String {
    let text = report::visible(text);
    if text.trim_start().starts_with("::") { format!("… {}", text.trim_start()) } else { text }
}
