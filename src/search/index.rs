//! Documents into a tantivy index in memory, one after the other.

use std::collections::HashSet;

use tantivy::directory::RamDirectory;
use tantivy::{Index, Searcher, SingleSegmentIndexWriter, TantivyDocument};

use super::lexicon::Lexicon;
use super::records::{self, Packer, Record};
use super::schema::{self, FACET_SEPARATOR, FACETS, Fields};
use super::site::Records;
use super::terms::{self, SharedVocabulary};
use super::{Document, SearchError, analyse};

/// First size of tantivy's tables, in bytes; they grow as needed.
const FIRST_HEAP: usize = 64 << 20;
/// Longest key of a title or name.
const LONGEST_KEY: usize = 120;

/// Takes documents one by one, in the order that numbers them.
pub struct Indexer {
    writer: SingleSegmentIndexWriter,
    fields: Fields,
    vocabulary: SharedVocabulary,
    packer: Packer,
    /// The page that sections are coming from, and the headings it had so far.
    page: String,
    headings: HashSet<String>,
}

impl Indexer {
    /// An empty index.
    ///
    /// # Errors
    ///
    /// When tantivy cannot make an index in memory.
    pub fn new() -> Result<Self, SearchError> {
        let (schema, fields) = schema::build();
        let vocabulary = SharedVocabulary::new();
        let manager = tantivy::tokenizer::TokenizerManager::default();
        terms::register(&manager, &vocabulary);
        let builder = Index::builder().schema(schema).tokenizers(manager);
        let writer = builder.single_segment_index_writer(RamDirectory::create(), FIRST_HEAP)?;
        Ok(Self { writer, fields, vocabulary, packer: Packer::default(), page: String::new(), headings: HashSet::new() })
    }

    /// Adds the next document.
    ///
    /// # Errors
    ///
    /// When tantivy refuses the document.
    pub fn add(&mut self, document: Document) -> Result<(), SearchError> {
        let repeated = self.repeats(&document);
        self.writer.add_document(self.indexed(&document, repeated))?;
        self.packer.add(record(document));
        Ok(())
    }

    /// Closes the index for questions.
    ///
    /// # Errors
    ///
    /// When tantivy cannot write or open the index.
    pub fn finish(self) -> Result<SearchIndex, SearchError> {
        let index = self.writer.finalize()?;
        let lexicon = self.vocabulary.with(|vocabulary| {
            let lexicon = Lexicon::of(vocabulary);
            vocabulary.words = std::collections::HashMap::new();
            lexicon
        });
        SearchIndex::open(index, Records::Packed(self.packer.finish()), lexicon)
    }

    /// Whether the page had the same heading before: a change log with two hundred sections "Patch changes" is one hit for
    /// these words, not two hundred. Such a section is still found by what it says.
    fn repeats(&mut self, document: &Document) -> bool {
        let page = records::page(&document.url);
        if page != self.page {
            page.clone_into(&mut self.page);
            self.headings.clear();
        }
        !document.heading.is_empty() && !self.headings.insert(analyse::exact_key(&document.heading))
    }

    /// The document as tantivy is to index it; a repeated heading helps like the words above it.
    fn indexed(&self, document: &Document, repeated: bool) -> TantivyDocument {
        let mut out = TantivyDocument::default();
        let [title, heading, name, nav, tags, description, body, code] = self.fields.scored;
        let section = !document.heading.is_empty();
        let mut put = |field, text: &str| {
            if !text.is_empty() {
                out.add_text(field, text);
            }
        };
        put(if section { nav } else { title }, &document.title);
        put(if repeated { nav } else { heading }, &document.heading);
        put(name, &document.name);
        document.breadcrumbs.iter().for_each(|crumb| put(nav, crumb));
        document.tags.iter().for_each(|tag| put(tags, tag));
        put(description, &document.description);
        put(body, &document.body);
        put(code, &document.code);
        put(self.fields.whole, &document.code);
        put(self.fields.grams, &document.name);
        let key = |text: &str| Some(analyse::exact_key(text)).filter(|key| key.len() <= LONGEST_KEY).unwrap_or_default();
        put(self.fields.exact_name, &key(&document.name));
        if !section {
            put(self.fields.exact_title, &key(&document.title));
        }
        for (facet, value) in facets(document) {
            if facet == "owner" {
                put(tags, value.rsplit(['/', ':']).next().unwrap_or_default());
            }
            put(self.fields.facet, &format!("{facet}{FACET_SEPARATOR}{value}"));
        }
        out
    }
}

/// All facets of a document, each value once.
fn facets(document: &Document) -> Vec<(&str, &str)> {
    let mut facets = vec![("kind", document.kind.as_str())];
    facets.extend(document.tags.iter().map(|tag| ("tag", tag.as_str())));
    facets.extend(document.facets.iter().map(|(facet, value)| (facet.as_str(), value.as_str())));
    facets.retain(|(facet, value)| FACETS.contains(facet) && !value.is_empty() && value.len() <= LONGEST_KEY);
    facets.sort_unstable();
    facets.dedup();
    facets
}

/// What a result shows of a document.
fn record(document: Document) -> Record {
    let Document { url, title, heading, mut breadcrumbs, kind, description, body, .. } = document;
    let text = match (description.is_empty(), body.is_empty()) {
        (false, false) if !body.starts_with(&description) => format!("{description} {body}"),
        (false, true) => description,
        _ => body,
    };
    let title = match heading.is_empty() {
        true => title,
        false => {
            breadcrumbs.push(title);
            heading
        }
    };
    Record { url, title, breadcrumbs, kind, text: text.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// A closed index: answers questions and can be exported.
pub struct SearchIndex {
    pub(super) index: Index,
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) records: Records,
    pub(super) lexicon: Lexicon,
}

impl SearchIndex {
    /// Puts the parts together.
    pub(super) fn open(index: Index, records: Records, lexicon: Lexicon) -> Result<Self, SearchError> {
        let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        let (_, fields) = schema::build();
        Ok(Self { searcher: reader.searcher(), index, fields, records, lexicon })
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        usize::try_from(self.searcher.num_docs()).unwrap_or(usize::MAX)
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
