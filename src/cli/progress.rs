//! Says on stderr what is being done, and measures it: a bar on a terminal, plain lines elsewhere, nothing when told to be quiet.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::observer::Observer;

/// Shows the progress of one command and how long each stage took.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    stages: Mutex<Stages>,
}

/// Where the time went.
#[derive(Debug, Default)]
pub(super) struct Timings {
    /// Stages, in order.
    pub(super) stages: Vec<(String, Duration)>,
    /// The pages that took longest to draw, the slowest first.
    pub(super) slowest: Vec<(String, Duration)>,
}

/// Pages that [`Timings`] names.
const SLOWEST: usize = 10;

#[derive(Debug, Default)]
struct Stages {
    timings: Timings,
    current: Option<(&'static str, Instant)>,
}

impl Progress {
    /// A bar where stderr is a terminal, else a line per stage.
    pub(super) fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar, lines: !terminal && !quiet, stages: Mutex::default() }
    }

    /// Makes room for what is printed next; how long each stage took, in order.
    pub(super) fn finish(&self) -> Timings {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        stages.end();
        std::mem::take(&mut stages.timings)
    }
}

impl Stages {
    fn end(&mut self) {
        if let Some((name, begun)) = self.current.take() {
            self.timings.stages.push((name.to_owned(), begun.elapsed()));
        }
    }
}

impl Observer for Progress {
    fn stage(&self, name: &'static str, total: Option<usize>) {
        {
            let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
            stages.end();
            stages.current = Some((name, Instant::now()));
        }
        if let Some(bar) = &self.bar {
            let template = if total.is_some() { "{spinner} {msg} [{bar:30}] {pos}/{len}" } else { "{spinner} {msg}" };
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "),
            );
            bar.set_length(total.unwrap_or(0) as u64);
            bar.set_position(0);
            bar.set_message(name);
        } else if self.lines {
            super::say(&format!("idp-docs: {name}"));
        }
    }

    fn advance(&self, count: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(count as u64);
        }
    }

    fn page(&self, name: &dyn Fn() -> String, draw: &mut dyn FnMut()) {
        let begun = Instant::now();
        draw();
        let took = begun.elapsed();
        let slowest = &mut self.stages.lock().unwrap_or_else(PoisonError::into_inner).timings.slowest;
        let place = slowest.partition_point(|it| it.1 >= took);
        if place < SLOWEST {
            slowest.insert(place, (name(), took));
            slowest.truncate(SLOWEST);
        }
    }
}
