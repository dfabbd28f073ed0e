//! The fuzz targets on their corpus and on mutations of it: the same in every run, and nothing takes long.
//!
//! `IDP_DOCS_FUZZ_SECONDS=1200 cargo test --test it fuzz` mutates each target's corpus for that long, from another seed each
//! time (`IDP_DOCS_FUZZ_SEED` repeats one). What broke is left in the system's folder for temporary files.
//! `IDP_DOCS_FUZZ_GROWTH=1` also looks for inputs whose time grows faster than they do.

#![expect(clippy::disallowed_methods, reason = "this test reads the corpus, the environment and the clock")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[path = "../../fuzz/targets.rs"]
mod targets;

/// Mutations of each target in a plain `cargo test`.
const ROUNDS: usize = 150;
/// No input of this size may take longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of an input.
const MOST: usize = 40_000;

/// Words that parsers stumble over.
const WORDS: &[&str] = &[
    "---\n",
    "...\n",
    "- ",
    "? ",
    ": ",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!python/name:os.system ",
    "|\n",
    ">-\n",
    "\t",
    "\r",
    "\u{feff}",
    "\0",
    "'",
    "\"",
    "[",
    "]",
    "{",
    "}",
    "# ",
    "> ",
    "* ",
    "1. ",
    "```\n",
    "~~~",
    "$$",
    "`",
    "[a](b)",
    "![",
    "](",
    "<div>",
    "</div>",
    "<!--",
    "<script>",
    "<a href=",
    "javascript:",
    "&#x6a;",
    "&colon;",
    "{{",
    "}}",
    "{%",
    "%}",
    ":::note\n",
    "!!! note\n",
    "=== \"a\"\n",
    "???",
    "--8<-- \"../a\"",
    "{{#include ../a}}",
    "| a | b |\n|---|---|\n",
    "[^1]",
    "[^1]: x\n",
    "*[x]: y\n",
    "\u{202e}",
    "e\u{301}",
    "\u{1F469}\u{200d}",
    "\"$ref\": \"#/a\"",
    "type A { a: A }",
    "message A { A a = 1; }",
    "import X from './x.mdx'\n",
    "{: .a #b}",
    "<<<<<<< HEAD\n",
    "99999999999999999999",
    "../",
    "%2e%2e",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % end.max(1)
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(400) + 1)
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("a corpus").map(|it| it.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|it| fs::read(it).expect("a file")).collect()
}

fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = corpus.get(random.below(corpus.len())).cloned().unwrap_or_default();
    for _ in 0..=random.below(6) {
        let range = random.range(input.len());
        let part = input.get(range.clone()).unwrap_or_default().to_vec();
        match random.below(7) {
            0 => drop(input.drain(range)),
            1 => drop(input.splice(range.start..range.start, part)),
            2 => {
                let times = 1 << random.below(10);
                drop(input.splice(range.start..range.start, part.repeat(times)));
            }
            3 => {
                let word = WORDS.get(random.below(WORDS.len())).copied().unwrap_or_default();
                let many = random.below(4) == 0;
                let times = 1 << random.below(if many { 12 } else { 2 });
                drop(input.splice(range.start..range.start, word.as_bytes().repeat(times)));
            }
            4 => {
                let other = corpus.get(random.below(corpus.len())).cloned().unwrap_or_default();
                let from = random.range(other.len());
                drop(input.splice(range, other.get(from).unwrap_or_default().to_vec()));
            }
            _ => {
                let byte = u8::try_from(random.below(256)).unwrap_or_default();
                input.get_mut(range.start).into_iter().for_each(|it| *it = byte);
            }
        }
        input.truncate(MOST);
    }
    input
}

/// Runs a target on one input, and says how long it took.
fn run(name: &str, target: fn(&[u8]), input: &[u8]) -> Duration {
    // Kept first: a stack that overflows cannot be caught.
    let kept = std::env::temp_dir().join(format!("idp-docs-fuzz-{name}-{}", std::process::id()));
    let _ = fs::write(&kept, input);
    let start = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| target(input)));
    let took = start.elapsed();
    if outcome.is_err() || took > PATIENCE {
        assert!(outcome.is_ok(), "{name} broke on the input in {}", kept.display());
        // A machine that does other things is given a second chance.
        let start = Instant::now();
        target(input);
        assert!(start.elapsed() < PATIENCE, "{name} took {took:?} for the {} bytes in {}", input.len(), kept.display());
    }
    let _ = fs::remove_file(&kept);
    took
}

#[test]
fn fuzz_targets_hold_on_their_corpus_and_its_mutations() {
    let seconds = std::env::var("IDP_DOCS_FUZZ_SECONDS").ok().and_then(|it| it.parse().ok()).map(Duration::from_secs);
    let seed = std::env::var("IDP_DOCS_FUZZ_SEED").ok().and_then(|it| it.parse().ok());
    let only = std::env::var("IDP_DOCS_FUZZ_TARGET").ok();
    let chosen = |name: &str| only.as_deref().is_none_or(|only| only == name);
    for (name, target) in targets::ALL.iter().filter(|it| chosen(it.0)) {
        let corpus = corpus(name);
        for it in &corpus {
            run(name, *target, it);
        }
        let mut random = Random(seed.unwrap_or(if seconds.is_some() { u64::from(std::process::id()) } else { 7 }) | 1);
        let (start, mut rounds, mut slowest) = (Instant::now(), 0_usize, Duration::ZERO);
        while seconds.map_or(rounds < ROUNDS, |it| start.elapsed() < it) {
            slowest = slowest.max(run(name, *target, &mutated(&corpus, &mut random)));
            rounds += 1;
        }
        println!("{name}: {rounds} inputs, slowest {slowest:?}");
    }
}

#[test]
fn fuzz_targets_take_time_in_proportion() {
    // Times mean something only with optimisation and on a machine that does nothing else.
    if std::env::var_os("IDP_DOCS_FUZZ_GROWTH").is_none() {
        return;
    }
    // Doubling an input twice may cost four times as much and some: a quadratic parser costs sixteen.
    let mut steep = Vec::new();
    for (name, target) in targets::ALL.iter().filter(|it| it.0 != "search_shard") {
        for word in WORDS {
            let of = |bytes: usize| {
                let mut input = vec![0];
                input.extend(word.as_bytes().repeat(bytes / word.len()));
                (0..2).map(|_| run(name, *target, &input)).min().unwrap_or_default()
            };
            let (short, long) = (of(8_000), of(32_000));
            if long > Duration::from_millis(400) && long > short * 10 {
                steep.push(format!("{name}, {word:?}: {short:?} for 8 kB, {long:?} for 32 kB"));
            }
        }
    }
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}
