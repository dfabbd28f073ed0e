//! Remembers rendered pages: the one seam between the pipeline and any cache.
//!
//! A page is taken from memory when its text and options are the same *and* every file it included still reads the same
//! (comemo's idea, by hand). What is remembered never changes what is published, only how fast: a build without it gives the
//! same bytes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::markdown::{IncludeSyntax, Includes, Options, Rendered, render};

/// Rendered pages of this process, by what they were made from.
#[derive(Debug, Default)]
pub struct Memo {
    /// `None`: remember nothing.
    entries: Option<Mutex<HashMap<blake3::Hash, Entry>>>,
    round: AtomicU32,
}

#[derive(Debug)]
struct Entry {
    included: Vec<Included>,
    rendered: Arc<Rendered>,
    round: u32,
}

/// A file that a page asked for, and the hash of what it got.
type Included = (IncludeSyntax, String, blake3::Hash);

impl Memo {
    /// Remembers nothing: for one build.
    #[must_use]
    pub fn forgetful() -> Self {
        Self::default()
    }

    /// Remembers for as long as the process lives: for the preview.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { entries: Some(Mutex::default()), round: AtomicU32::new(0) }
    }

    /// Renders a page, or remembers it.
    pub fn render(&self, text: &str, options: &Options, includes: &dyn Includes) -> Arc<Rendered> {
        let Some(entries) = &self.entries else { return Arc::new(render(text, options, includes)) };
        let key = key(text, options);
        let round = self.round.load(Ordering::Relaxed);
        let remembered = entries.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key).map(|it| {
            it.round = round;
            (it.included.clone(), it.rendered.clone())
        });
        if let Some((included, rendered)) = remembered
            && included.iter().all(|(syntax, path, hash)| answer_hash(&includes.read(*syntax, path)) == *hash)
        {
            return rendered;
        }
        let recorder = Recorder { inner: includes, asked: Mutex::default() };
        let rendered = Arc::new(render(text, options, &recorder));
        let included = recorder.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        let entry = Entry { included, rendered: rendered.clone(), round };
        entries.lock().unwrap_or_else(PoisonError::into_inner).insert(key, entry);
        rendered
    }

    /// Forgets what was not used since the last call, so that a long preview does not grow.
    pub fn end_round(&self) {
        let round = self.round.fetch_add(1, Ordering::Relaxed);
        if let Some(entries) = &self.entries {
            entries.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, it| it.round == round);
        }
    }
}

fn key(text: &str, options: &Options) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&postcard::to_stdvec(options).unwrap_or_default());
    hasher.update(&[0xff]);
    hasher.update(text.as_bytes());
    hasher.finalize()
}

fn answer_hash(answer: &Result<String, String>) -> blake3::Hash {
    let (tag, text) = match answer {
        Ok(text) => (b'+', text),
        Err(reason) => (b'-', reason),
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[tag]).update(text.as_bytes());
    hasher.finalize()
}

/// Passes questions on and notes the answers.
struct Recorder<'a> {
    inner: &'a dyn Includes,
    asked: Mutex<Vec<Included>>,
}

impl Includes for Recorder<'_> {
    fn read(&self, syntax: IncludeSyntax, path: &str) -> Result<String, String> {
        let answer = self.inner.read(syntax, path);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push((syntax, path.to_owned(), answer_hash(&answer)));
        answer
    }
}
