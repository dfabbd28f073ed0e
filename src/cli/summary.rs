//! What a build says at its end, and the manifest.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::progress::Timings;
use crate::output::Written;
use crate::portal::Portal;
use crate::publish::Published;
use crate::report::Summary;

/// How much there is of everything.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Totals {
    repositories: usize,
    kinds: BTreeMap<String, usize>,
    inferred: usize,
    pages: usize,
    docs_pages: usize,
    sites: usize,
}

impl Totals {
    /// Counts.
    pub(super) fn of(portal: &Portal, published: &Published) -> Self {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for entity in portal.graph.entities() {
            *kinds.entry(entity.kind.clone()).or_default() += 1;
        }
        Self {
            repositories: portal.source.repos.len(),
            kinds,
            inferred: portal.graph.entities().filter(|it| it.inferred).count(),
            pages: published.pages.len(),
            docs_pages: portal.docs.page_count(),
            sites: portal.docs.sites.len(),
        }
    }
}

/// Repositories, entities by kind, pages, problems, time and size, in a few lines.
pub(super) fn of_build(totals: &Totals, counts: &Summary, written: &Written, out: &Path, elapsed: Duration) -> String {
    let by_kind: Vec<String> = totals.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let entities: usize = totals.kinds.values().sum();
    let inferred = if totals.inferred == 0 { String::new() } else { format!("; {} inferred", totals.inferred) };
    [
        format!("repositories  {}", totals.repositories),
        format!("entities      {entities} ({}{inferred})", by_kind.join(", ")),
        format!("pages         {} ({} docs pages in {} sites)", totals.pages, totals.docs_pages, totals.sites),
        format!("problems      {counts}"),
        format!(
            "output        {} in {} files, {} changed, in {}",
            size(written.bytes),
            written.files,
            written.changed,
            out.display()
        ),
        format!("time          {:.2} s", elapsed.as_secs_f64()),
    ]
    .join("\n")
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// How long each stage took, and the pages that took longest.
pub(super) fn of_timings(timings: &Timings, json: bool) -> String {
    if json {
        let lines = |of: &str, all: &[(String, Duration)]| -> Vec<_> {
            all.iter().map(|(name, time)| serde_json::json!({ of: name, "seconds": time.as_secs_f64() })).collect()
        };
        return serde_json::json!({ "stages": lines("stage", &timings.stages), "slowest": lines("page", &timings.slowest) })
            .to_string();
    }
    let line = |(name, time): &(String, Duration)| format!("{:>8.3} s  {name}", time.as_secs_f64());
    let mut lines: Vec<String> = timings.stages.iter().map(line).collect();
    if !timings.slowest.is_empty() {
        lines.push("slowest pages:".to_owned());
        lines.extend(timings.slowest.iter().map(line));
    }
    lines.join("\n")
}

/// Every page and every file, as JSON: what deployers and checks read.
pub(super) fn manifest(published: &Published, files: &[(String, u64, blake3::Hash)]) -> String {
    let files: Vec<_> = files
        .iter()
        .map(|(path, bytes, hash)| serde_json::json!({ "path": path, "bytes": bytes, "blake3": hash.to_hex().as_str() }))
        .collect();
    let mut text = serde_json::json!({ "pages": published.pages, "files": files }).to_string();
    text.push('\n');
    text
}
