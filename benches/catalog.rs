//! How fast catalogs are read: parse, validate and link an organisation made up in memory. `cargo bench --bench catalog`.
//!
//! Every component declares four relations (owner, system, two dependencies), so that 5,000 entities declare 20,000, which
//! are 40,000 seen from both ends. The counter shows entities per second; it should not fall as organisations grow.

use std::fmt::Write as _;

use divan::counter::ItemsCount;
use idp_docs::config::Config;
use idp_docs::source::Source;
use idp_docs::{catalog, graph};

fn main() {
    divan::main();
}

/// Entities of one catalog file.
const PER_FILE: usize = 20;
const SIZES: [usize; 4] = [2_500, 5_000, 10_000, 20_000];

/// `count` components in files of twenty, ten files to a repository.
fn organisation(count: usize) -> Source {
    let mut files: Vec<(String, String, String)> = Vec::new();
    for first in (0..count).step_by(PER_FILE) {
        let mut text = String::new();
        for at in first..count.min(first + PER_FILE) {
            let (a, b) = ((at * 7 + 1) % count, (at * 13 + 5) % count);
            let _ = write!(
                text,
                "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: service-{at}\n  description: What \
                 service {at} does, in a sentence of the usual length.\n  tags: [rust, team-{}]\n  annotations:\n    \
                 github.com/project-slug: acme/service-{at}\n  links:\n    - url: https://example.com/{at}\n      title: Dashboard\n\
                 spec:\n  type: service\n  lifecycle: production\n  owner: group:default/team-{}\n  system: system-{}\n  \
                 dependsOn: [component:service-{a}, component:service-{b}]\n",
                at % 50,
                at % 200,
                at % 300,
            );
        }
        let file = first / PER_FILE;
        files.push((format!("repo-{}", file / 10), format!("svc-{file}/catalog-info.yaml"), text));
    }
    let listed: Vec<(&str, &str, &str)> = files.iter().map(|(repo, path, text)| (&**repo, &**path, &**text)).collect();
    Source::in_memory(&listed)
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn read_and_link(bencher: divan::Bencher<'_, '_>, count: usize) {
    let (source, config) = (organisation(count), Config::default());
    bencher.counter(ItemsCount::new(count)).bench(|| {
        let (catalog, _) = catalog::read(&source, &config);
        graph::link(catalog)
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn link(bencher: divan::Bencher<'_, '_>, count: usize) {
    let (catalog, _) = catalog::read(&organisation(count), &Config::default());
    bencher.counter(ItemsCount::new(count)).with_inputs(|| catalog.clone()).bench_values(graph::link);
}
