//! What a build says at its end, and the manifest.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::output::Written;
use crate::portal::Portal;
use crate::publish::Published;
use crate::report::Summary;

/// Repositories, entities by kind, pages, problems, time and size, in a few lines.
pub(super) fn of_build(
    portal: &Portal,
    published: &Published,
    counts: &Summary,
    written: &Written,
    out: &Path,
    elapsed: Duration,
) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for entity in portal.graph.entities() {
        *kinds.entry(&entity.kind).or_default() += 1;
    }
    let by_kind: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let entities: usize = kinds.values().sum();
    let inferred = portal.graph.entities().filter(|it| it.inferred).count();
    let inferred = if inferred == 0 { String::new() } else { format!("; {inferred} inferred") };
    [
        format!("repositories  {}", portal.source.repos.len()),
        format!("entities      {entities} ({}{inferred})", by_kind.join(", ")),
        format!(
            "pages         {} ({} docs pages in {} sites)",
            published.pages.len(),
            portal.docs.page_count(),
            portal.docs.sites.len()
        ),
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

/// How long each stage took.
pub(super) fn of_timings(stages: &[(&'static str, Duration)], json: bool) -> String {
    if json {
        let stages: Vec<_> =
            stages.iter().map(|(stage, time)| serde_json::json!({ "stage": stage, "seconds": time.as_secs_f64() })).collect();
        return serde_json::json!({ "stages": stages }).to_string();
    }
    let lines: Vec<String> = stages.iter().map(|(stage, time)| format!("{:>8.3} s  {stage}", time.as_secs_f64())).collect();
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
