//! The documents of a group of pages, analysed, indexed by tantivy and packed: everything about them that searching needs.

use std::collections::HashSet;

use tantivy::directory::RamDirectory;
use tantivy::{Index, SingleSegmentIndexWriter, TantivyDocument};

use super::groups::Scale;
use super::prepared::{Indexed, Prepared};
use super::records::{self, Packer, Record};
use super::schema::{self, FACET_SEPARATOR, FACETS, Fields};
use super::terms::{self, SharedVocabulary};
use super::{Document, SearchError, analyse, inverted, lexicon, segments};

/// First size of tantivy's tables, in bytes; they grow as needed.
const FIRST_HEAP: usize = 15 << 20;
/// Longest key of a title or name.
const LONGEST_KEY: usize = 120;

/// Indexes the documents of one group of pages: the costly part of searching, which depends on nothing else.
///
/// # Errors
///
/// When tantivy cannot index them.
pub fn prepare(documents: Vec<Document>, scale: Scale) -> Result<Prepared, SearchError> {
    let mut indexer = Indexer::new(scale)?;
    for document in documents {
        indexer.add(document)?;
    }
    indexer.finish()
}

/// Takes documents one by one, in the order that numbers them.
struct Indexer {
    writer: SingleSegmentIndexWriter,
    fields: Fields,
    vocabulary: SharedVocabulary,
    packer: Packer,
    /// Granules of records that a file holds, about.
    together: usize,
    /// The page that sections are coming from, and the headings it had so far.
    page: String,
    headings: HashSet<String>,
}

impl Indexer {
    fn new(scale: Scale) -> Result<Self, SearchError> {
        let (schema, fields) = schema::build();
        let vocabulary = SharedVocabulary::new();
        let manager = tantivy::tokenizer::TokenizerManager::default();
        terms::register(&manager, &vocabulary);
        let builder = Index::builder().schema(schema).tokenizers(manager);
        let writer = builder.single_segment_index_writer(RamDirectory::create(), FIRST_HEAP)?;
        Ok(Self {
            writer,
            fields,
            vocabulary,
            packer: Packer::new(scale),
            together: scale.records,
            page: String::new(),
            headings: HashSet::new(),
        })
    }

    fn add(&mut self, document: Document) -> Result<(), SearchError> {
        let repeated = self.repeats(&document);
        self.vocabulary.speak(document.language());
        self.writer.add_document(self.indexed(&document, repeated))?;
        self.packer.add(record(document));
        Ok(())
    }

    fn finish(self) -> Result<Prepared, SearchError> {
        let index = self.writer.finalize()?;
        let inverted = inverted::read(&index, &self.fields)?;
        let words = self.vocabulary.take();
        let indexed = Indexed {
            documents: inverted.documents,
            tokens: inverted.tokens,
            dictionaries: inverted.dictionaries,
            words: lexicon::write_counts(&words),
            segment: String::new(),
            packs: Vec::new(),
            files: Vec::new(),
        };
        Ok(Prepared::new(indexed, segments::pack(&index)?, &self.packer.finish(), self.together))
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
