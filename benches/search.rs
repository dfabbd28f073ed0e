//! How long indexing, merging, exporting and asking take: `cargo bench --bench search -- 2000` for so many pages.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers: it reads its arguments and the clock, prints, and fails by panicking"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use idp_docs::memo::Memo;
use idp_docs::search::{Document, Indexed, Prepared, Scale, SearchOptions, export, export_into, groups, open_site, prepare};
use idp_docs::site::{Sink, SinkError};

/// Syllables of made-up words: the vocabulary of a large portal without anybody's text.
const SYLLABLES: [&str; 20] = [
    "ka", "lo", "mi", "ter", "ve", "son", "da", "ri", "pex", "tu", "shi", "gra", "nel", "bo", "fy", "qua", "zen", "ith", "om",
    "us",
];

/// xorshift: the same pages every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    /// Common words are common, as in prose.
    fn word(&mut self) -> String {
        let mut word = self.below(8_000) * self.below(8_000) / 8_000;
        let mut text = String::new();
        for _ in 0..3 {
            text.push_str(SYLLABLES[word % SYLLABLES.len()]);
            word /= SYLLABLES.len();
        }
        text
    }

    fn text(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// A page of ten sections.
fn page(dice: &mut Dice, number: usize) -> Vec<Document> {
    let title = dice.text(3);
    let section = |at: usize, dice: &mut Dice| Document {
        url: format!(
            "docs/default/component/c{}/p{number}/{}",
            number / 10,
            if at == 0 { String::new() } else { format!("#s{at}") }
        ),
        title: title.clone(),
        heading: if at == 0 { String::new() } else { dice.text(3) },
        breadcrumbs: vec![format!("Component {}", number / 10)],
        kind: "docs".to_owned(),
        body: dice.text(120),
        code: dice.text(30),
        facets: vec![("owner".to_owned(), format!("team-{}", number % 40))],
        ..Document::default()
    };
    (0..10).map(|at| section(at, dice)).collect()
}

fn main() {
    let count = std::env::args().skip(1).find_map(|it| it.parse().ok()).unwrap_or(2_000);
    let mut dice = Dice(11);
    let pages: Vec<Vec<Document>> = (0..count).map(|number| page(&mut dice, number)).collect();
    let addresses: Vec<String> = pages.iter().map(|it| it[0].url.clone()).collect();
    let scale = Scale::of(count);
    let groups = groups(addresses.iter().map(String::as_str), scale);
    let index = || groups.iter().map(|group| prepare(pages[group.clone()].concat(), scale).unwrap()).collect::<Vec<Prepared>>();
    let prepared = timed("index", index);
    let bytes = timed("to bytes", || prepared.iter().map(|it| it.indexed.to_bytes().unwrap()).collect::<Vec<_>>());
    timed("from bytes", || bytes.iter().map(|it| Indexed::from_bytes(it.clone()).unwrap()).collect::<Vec<_>>());
    let tally = Tally::default();
    timed("export", || {
        let indexed: Vec<Indexed> = prepared.iter().map(|it| it.clone().publish(&tally).unwrap()).collect();
        export_into(&indexed, &Memo::forgetful(), &tally).unwrap();
    });
    let (files, size) = (tally.files.into_inner(), tally.size.into_inner());
    println!("{count} pages in {} groups; {files} files, {:.1} MB", prepared.len(), size as f64 / 1e6);
    let files: BTreeMap<String, Vec<u8>> = export(&prepared).unwrap().into_iter().collect();
    let index = timed("open", || open_site(move |path| files.get(path).cloned()).unwrap());
    let mut times: Vec<Duration> = (0..200)
        .map(|number| {
            let question = dice.text(1 + number % 3);
            let begun = Instant::now();
            index.search(&question, &SearchOptions::default()).unwrap();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("query: median {:?}, 95th percentile {:?}", times[100], times[190]);
}

/// Counts files and drops them.
#[derive(Default)]
struct Tally {
    files: AtomicUsize,
    size: AtomicUsize,
}

impl Sink for Tally {
    fn put(&self, _: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.size.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(())
    }
}

/// Runs and says how long it took.
fn timed<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = act();
    println!("{what}: {:?}", begun.elapsed());
    done
}
