//! How fast a portal is drawn: anew, again when nothing has changed, and again after one page was edited; in memory, so that
//! no disk is measured. `cargo bench --bench portal`.
//!
//! The counter shows pages per second of the whole portal, whatever was drawn of it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark may stop")]

use std::fmt::Write as _;
use std::sync::Arc;

use divan::counter::ItemsCount;
use idp_docs::config::Config;
use idp_docs::memo::Memo;
use idp_docs::observer::Unobserved;
use idp_docs::portal::analyze_with;
use idp_docs::publish::publish;
use idp_docs::site::{Files, Memory};
use idp_docs::source::Source;
use idp_docs::theme::Theme;

fn main() {
    divan::main();
}

/// Pages of one repository.
const PER_REPOSITORY: usize = 10;
const SIZES: [usize; 3] = [100, 400, 1_600];

/// A page of about 4 kB: prose, links, a table, a list, code.
fn page(number: usize, edit: usize) -> String {
    let mut text = format!("# Page {number}\n\nWhat this page is for, in a sentence. Edit {edit}.\n");
    for section in 0..6 {
        let word =
            |at: usize| ["deploy", "queue", "ledger", "gateway", "retry", "shard", "owner"][(number * 31 + section * 7 + at) % 7];
        let _ = write!(
            text,
            "\n## The {} of section {section}\n\nThe {} and the {} meet the `{}` *here*, see [the next](p{}.md#the-{}-of-section-{section}).\n\n\
             - one {}\n- two\n  - nested {}\n\n| name | means |\n| --- | --- |\n| {} | what it says |\n\n```rust\nfn {}(count: usize) -> Option<usize> {{\n    \
             (0..count).map(|it| it * 2).max() // the largest\n}}\n```\n",
            word(0),
            word(1),
            word(2),
            word(3),
            (number + 1) % PER_REPOSITORY,
            word(0),
            word(4),
            word(5),
            word(6),
            word(1),
        );
    }
    text
}

/// Repositories of ten pages each; the first page is in its `edit`-th state.
fn organisation(pages: usize, edit: usize) -> Source {
    let mut files: Vec<(String, String, String)> = Vec::new();
    for first in (0..pages).step_by(PER_REPOSITORY) {
        let repo = format!("service-{first}");
        let catalog = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {repo}\n  annotations:\n    \
             backstage.io/techdocs-ref: dir:.\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{}\n",
            first % 7
        );
        files.push((repo.clone(), "catalog-info.yaml".to_owned(), catalog));
        for at in 0..PER_REPOSITORY {
            let name = if at == 0 { "docs/index.md".to_owned() } else { format!("docs/p{at}.md") };
            let edit = if first + at == 0 { edit } else { 0 };
            files.push((repo.clone(), name, page(first + at, edit)));
        }
    }
    let listed: Vec<(&str, &str, &str)> = files.iter().map(|(repo, path, text)| (&**repo, &**path, &**text)).collect();
    Source::in_memory(&listed)
}

/// Reads and draws everything; what has not changed since `before` is taken from there.
fn build(source: Source, theme: &Theme, memo: &Memo, before: Arc<Files>) -> Arc<Files> {
    let portal = analyze_with(source, Config::default(), memo, &Unobserved);
    let site = Memory::after(before);
    publish(&portal, theme, memo, &site, &Unobserved).unwrap();
    memo.end_round();
    Arc::new(site.into_shared())
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn anew(bencher: divan::Bencher<'_, '_>, pages: usize) {
    let theme = Theme::load(None).unwrap();
    bencher
        .counter(ItemsCount::new(pages))
        .with_inputs(|| organisation(pages, 0))
        .bench_values(|source| build(source, &theme, &Memo::forgetful(), Arc::default()));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn unchanged(bencher: divan::Bencher<'_, '_>, pages: usize) {
    again(bencher, pages, |_| 0);
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn after_one_edit(bencher: divan::Bencher<'_, '_>, pages: usize) {
    again(bencher, pages, |round| round);
}

fn again(bencher: divan::Bencher<'_, '_>, pages: usize, state: impl Fn(usize) -> usize) {
    let (theme, memo) = (Theme::load(None).unwrap(), Memo::in_memory());
    let mut before = build(organisation(pages, 0), &theme, &memo, Arc::default());
    let mut round = 0;
    bencher
        .counter(ItemsCount::new(pages))
        .with_inputs(|| {
            round += 1;
            organisation(pages, state(round))
        })
        .bench_local_values(|source| before = build(source, &theme, &memo, Arc::clone(&before)));
}
