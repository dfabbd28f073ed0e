//! An index that answers questions: tantivy's segments, what results show, and the words that people may mean.

use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED, Term};

use super::SearchError;
use super::languages::{Analyser, Language};
use super::lexicon::Lexicon;
use super::schema::{self, Fields};
use super::segments::Segments;
use super::site::Records;

/// Answers questions as the published site does.
pub struct SearchIndex {
    pub(super) segments: Segments,
    pub(super) fields: Fields,
    pub(super) records: Records,
    pub(super) lexicon: Lexicon,
    /// The languages of its documents, but for English.
    pub(super) languages: Vec<Analyser>,
}

impl SearchIndex {
    /// Puts the parts together.
    pub(super) fn open(segments: Segments, records: Records, lexicon: Lexicon, languages: &[Language]) -> Self {
        let (_, fields) = schema::build();
        Self { segments, fields, records, lexicon, languages: languages.iter().map(Analyser::new).collect() }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.segments.documents as usize
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first terms of a field that begin with a text.
    pub(super) fn terms_from(&self, field: Field, start: &str, most: usize) -> Result<Vec<String>, SearchError> {
        let mut found = Vec::new();
        for segment in self.segments.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(start.as_bytes()).into_stream().map_err(tantivy::TantivyError::from)?;
            let mut left = most;
            while left > 0 && stream.advance() && stream.key().starts_with(start.as_bytes()) {
                found.push(String::from_utf8_lossy(stream.key()).into_owned());
                left -= 1;
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(most);
        Ok(found)
    }

    /// The numbers of the documents that have a term.
    pub(super) fn documents(&self, term: &Term) -> Result<Vec<u32>, SearchError> {
        let mut documents = Vec::new();
        for (segment, base) in self.segments.searcher.segment_readers().iter().zip(&self.segments.bases) {
            let inverted: Arc<InvertedIndexReader> = segment.inverted_index(term.field())?;
            let Some(info): Option<TermInfo> = inverted.get_term_info(term)? else { continue };
            let mut postings = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                documents.push(base + postings.doc());
                postings.advance();
            }
        }
        documents.sort_unstable();
        Ok(documents)
    }
}
