//! Remembers what was made of pages: the one seam between the pipeline and the cache.
//!
//! What is remembered never changes what is published, only how fast: every memory is kept under the hash of everything that
//! it was made from, and one of a page with includes also holds what each of them answered, and counts only while they all
//! answer the same (comemo's idea, by hand). The layers, each with its own key:
//!
//! | of | made from |
//! | --- | --- |
//! | an outline | the page's bytes, its path, its options |
//! | a [`Trace`] (links, notes) and the [`Rendered`] page | the page's bytes, its path, its options |
//! | a drawn page's [`FileStamp`] | everything its template is shown |
//! | a group of search documents, indexed | the documents |
//! | the files of a section of the portal | everything the section is drawn from |

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::cache::{Cache, Key, hash_of, key, key_of};
use crate::config::DialectName;
use crate::markdown::{IncludeSyntax, Includes, LinkSlot, Note, Options, Outline, Piece, Rendered, render};
use crate::site::FileStamp;

/// What earlier builds and this one made of pages.
#[derive(Debug, Default)]
pub struct Memo {
    /// `None`: remember nothing.
    cache: Option<Arc<Cache>>,
}

/// A page as the cache knows it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Hash of the file's bytes.
    pub content: Key,
    /// Name of the repository, and path in it.
    pub file: (&'a str, &'a str),
    /// What it is rendered with.
    pub options: &'a Options,
}

impl Subject<'_> {
    fn key(&self, layer: &str) -> Key {
        let (repository, path) = self.file;
        key(&[
            layer.as_bytes(),
            &self.content,
            repository.as_bytes(),
            path.as_bytes(),
            &postcard::to_stdvec(self.options).unwrap_or_default(),
        ])
    }
}

/// What is needed of a rendered page as long as nothing about it changes: everything but its HTML and its text.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Trace {
    /// Its addresses, in order.
    pub slots: Vec<LinkSlot>,
    /// What is wrong with its text.
    pub notes: Vec<Note>,
    /// Bytes had to be replaced to make it text.
    pub lossy: bool,
    /// Its text, as it is published beside it; `None` where that is empty.
    pub twin: Option<FileStamp>,
    /// Names its HTML and its sections: the same for the same.
    pub rendered: Key,
    /// Names the trace itself.
    #[serde(skip)]
    pub key: Key,
}

/// What the rest of the portal needs of a page's text.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// How it is written.
    pub dialect: DialectName,
    /// What other pages need to know of it.
    pub outline: Arc<Outline>,
    /// Names the outline: the same for the same. Nothing where nothing is remembered.
    pub outline_key: Key,
    /// What it mentions to look at, as written.
    pub mentions: Vec<String>,
}

impl Sketch {
    /// A sketch of a page.
    #[must_use]
    pub fn new(dialect: DialectName, outline: Outline, mentions: Vec<String>) -> Self {
        Self { dialect, outline: Arc::new(outline), outline_key: Key::default(), mentions }
    }
}

/// A sketch as it is kept, with what names its outline.
type KeptSketch = (DialectName, Outline, Key, Vec<String>);

/// What a page asked of its includes, each question once, with the hash of the answer.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Included {
    /// Which files paths name.
    found: BTreeMap<(IncludeSyntax, String), Key>,
    /// What files hold.
    read: BTreeMap<String, Key>,
}

/// Something that counts only while the includes answer the same.
#[derive(serde::Serialize, serde::Deserialize)]
struct Conditional<T> {
    included: Included,
    value: T,
}

impl Memo {
    /// Remembers nothing: for one build.
    #[must_use]
    pub fn forgetful() -> Self {
        Self::default()
    }

    /// Remembers for as long as the process lives.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::in_cache(Arc::new(Cache::in_memory()))
    }

    /// Remembers in a cache.
    #[must_use]
    pub fn in_cache(cache: Arc<Cache>) -> Self {
        Self { cache: Some(cache) }
    }

    /// Does it remember anything?
    #[must_use]
    pub fn remembers(&self) -> bool {
        self.cache.is_some()
    }

    /// Ends a round: what was not used in it may be forgotten.
    pub fn end_round(&self) {
        if let Some(cache) = &self.cache {
            cache.close();
        }
    }

    /// The sketch of a page, where it is remembered.
    #[must_use]
    pub fn sketch(&self, subject: &Subject<'_>, includes: &dyn Includes) -> Option<Sketch> {
        let (dialect, outline, outline_key, mentions): KeptSketch =
            conditional(self.cache.as_ref()?, &subject.key("sketch"), includes)?;
        Some(Sketch { dialect, outline: Arc::new(outline), outline_key, mentions })
    }

    /// Makes the sketch of a page and remembers it.
    pub fn sketched(&self, subject: &Subject<'_>, includes: &dyn Includes, make: impl FnOnce(&dyn Includes) -> Sketch) -> Sketch {
        let recorder = Recorder::of(includes);
        let mut sketch = make(&recorder);
        let Some(cache) = &self.cache else { return sketch };
        match postcard::to_stdvec(&*sketch.outline) {
            Ok(outline) => {
                sketch.outline_key = key(&[&outline]);
                let value = (sketch.dialect, &*sketch.outline, sketch.outline_key, &sketch.mentions);
                cache.set(&subject.key("sketch"), &Conditional { included: recorder.answers(), value });
            }
            Err(_) => sketch.outline_key = hash_of(|hasher| drop(write!(hasher, "{:?}", sketch.outline))),
        }
        sketch
    }

    /// What is remembered of a page that has not changed.
    #[must_use]
    pub fn trace(&self, subject: &Subject<'_>, includes: &dyn Includes) -> Option<Trace> {
        let cache = self.cache.as_ref()?;
        let key = subject.key("trace");
        let trace: Trace = conditional(cache, &key, includes)?;
        cache.touch(&trace.rendered);
        Some(Trace { key, ..trace })
    }

    /// Renders a page, or remembers it.
    pub fn render(
        &self,
        subject: &Subject<'_>,
        text: &str,
        lossy: bool,
        includes: &dyn Includes,
    ) -> (Arc<Rendered>, Option<Trace>) {
        let Some(cache) = &self.cache else { return (Arc::new(render(text, subject.options, includes)), None) };
        if let Some(trace) = self.trace(subject, includes)
            && let Some(rendered) = self.rendered(&trace)
        {
            return (Arc::new(rendered), Some(trace));
        }
        let recorder = Recorder::of(includes);
        let rendered = render(text, subject.options, &recorder);
        let included = recorder.answers();
        let of_trace = subject.key("trace");
        let name = key(&[b"rendered", &of_trace, &postcard::to_stdvec(&included).unwrap_or_default()]);
        let slots = rendered.pieces.iter().filter_map(|it| match it {
            Piece::Link(slot) => Some(slot.clone()),
            Piece::Html(_) | Piece::Title(_) => None,
        });
        let twin = (!text.is_empty()).then(|| FileStamp::of(text.as_bytes()));
        let trace = Trace { slots: slots.collect(), notes: rendered.notes.clone(), lossy, twin, rendered: name, key: of_trace };
        // The outline is remembered with its sketch; front matter does not survive the cache's format.
        cache.set(&name, &(&rendered.pieces, &rendered.sections, rendered.has_tabs));
        cache.set(&of_trace, &Conditional { included, value: &trace });
        (Arc::new(rendered), Some(trace))
    }

    /// The HTML and the sections that a trace names. The outline is left empty: it is known elsewhere.
    #[must_use]
    pub fn rendered(&self, trace: &Trace) -> Option<Rendered> {
        let (pieces, sections, has_tabs) = self.cache.as_ref()?.value(&trace.rendered)?;
        Some(Rendered { pieces, sections, has_tabs, notes: trace.notes.clone(), outline: Outline::default() })
    }

    /// The value remembered under a key that names everything it was made from.
    #[must_use]
    pub fn value<T: serde::de::DeserializeOwned>(&self, key: &Key) -> Option<T> {
        self.cache.as_ref()?.value(key)
    }

    /// Says that what is remembered under a key is still wanted, without reading it.
    pub fn touch(&self, key: &Key) {
        if let Some(cache) = &self.cache {
            cache.touch(key);
        }
    }

    /// Remembers a value under such a key.
    pub fn set(&self, key: &Key, value: &impl serde::Serialize) {
        if let Some(cache) = &self.cache {
            cache.set(key, value);
        }
    }

    /// The bytes remembered under such a key.
    #[must_use]
    pub fn bytes(&self, key: &Key) -> Option<Vec<u8>> {
        self.cache.as_ref()?.get(key)
    }

    /// Remembers bytes under such a key as they are, for those that are wanted in every build.
    pub fn put_plain(&self, key: &Key, bytes: Vec<u8>) {
        if let Some(cache) = &self.cache {
            cache.put_plain(key, bytes);
        }
    }

    /// Remembers bytes under such a key.
    pub fn put(&self, key: &Key, bytes: Vec<u8>) {
        if let Some(cache) = &self.cache {
            cache.put(key, bytes);
        }
    }
}

fn conditional<T: serde::de::DeserializeOwned>(cache: &Cache, key: &Key, includes: &dyn Includes) -> Option<T> {
    let known: Conditional<T> = cache.value(key)?;
    let Included { found, read } = &known.included;
    let same = found.iter().all(|((syntax, path), hash)| answer_key(&includes.find(*syntax, path)) == *hash)
        && read.iter().all(|(file, hash)| answer_key(&includes.read(file)) == *hash);
    same.then_some(known.value)
}

fn answer_key(answer: &Result<String, String>) -> Key {
    key_of("answer", answer)
}

/// Passes questions on and notes the answers.
struct Recorder<'a> {
    inner: &'a dyn Includes,
    asked: Mutex<Included>,
}

impl<'a> Recorder<'a> {
    fn of(inner: &'a dyn Includes) -> Self {
        Self { inner, asked: Mutex::default() }
    }

    fn answers(self) -> Included {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Includes for Recorder<'_> {
    fn find(&self, syntax: IncludeSyntax, path: &str) -> Result<String, String> {
        let answer = self.inner.find(syntax, path);
        let key = answer_key(&answer);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).found.insert((syntax, path.to_owned()), key);
        answer
    }

    fn read(&self, file: &str) -> Result<String, String> {
        let answer = self.inner.read(file);
        let key = answer_key(&answer);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).read.insert(file.to_owned(), key);
        answer
    }
}
