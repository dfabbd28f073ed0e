//! tantivy's postings of one group of pages, read out as the columns that the export merges.
//!
//! A dictionary is its terms in the order of their bytes: bytes shared with the term before, the rest, a bit for each field
//! that has the term, how long what follows is, and each such field's postings ([`Postings::put`]). Terms that begin alike are a slice of it, which can be
//! read alone and has a hash.

use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, Index, ReloadPolicy, SegmentReader, TERMINATED, TantivyError, postings::Postings as _};

use super::bytes::{put_bytes, put_number, shared_start};
use super::postings::{Detail, Postings};
use super::prepared::{Slice, Terms};
use super::schema::{DICTIONARIES, Fields, IndexedField, SCORED};

/// What [`read`] gives.
pub(super) struct Inverted {
    /// Number of documents.
    pub(super) documents: u32,
    /// Tokens of each scored field.
    pub(super) tokens: [u64; SCORED.len()],
    /// The dictionaries of [`Fields::dictionaries`].
    pub(super) dictionaries: [Terms; DICTIONARIES],
}

/// Reads all postings of an index of one segment.
pub(super) fn read(index: &Index, fields: &Fields) -> Result<Inverted, TantivyError> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let searcher = reader.searcher();
    let mut out = Inverted { documents: 0, tokens: [0; SCORED.len()], dictionaries: Default::default() };
    let Some(segment) = searcher.segment_readers().first() else { return Ok(out) };
    out.documents = segment.max_doc();
    for (field, tokens) in fields.scored.iter().zip(&mut out.tokens) {
        *tokens = segment.inverted_index(*field)?.total_num_tokens();
    }
    for (fields, terms) in fields.dictionaries().iter().zip(&mut out.dictionaries) {
        *terms = dictionary(segment, fields)?;
    }
    Ok(out)
}

/// A term of a field: its text, the field's place in the dictionary, and where tantivy keeps its postings.
type Term = (String, usize, tantivy::postings::TermInfo);

fn dictionary(segment: &SegmentReader, fields: &[IndexedField]) -> Result<Terms, TantivyError> {
    let mut terms: Vec<Term> = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        collect(segment.inverted_index(field.field)?.terms().stream()?, number, &mut terms);
    }
    terms.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut out, mut slices) = (Vec::new(), Vec::new());
    let (mut postings, mut written) = (Postings::default(), Vec::new());
    for slice in terms.chunk_by(|a, b| Slice::of(&a.0) == Slice::of(&b.0)) {
        let mut before = "";
        for same in slice.chunk_by(|a, b| a.0 == b.0) {
            let Some((term, ..)) = same.first() else { continue };
            let shared = shared_start(term, before);
            put_number(&mut out, shared);
            put_bytes(&mut out, term.as_bytes().get(shared..).unwrap_or_default());
            out.push(same.iter().fold(0, |mask, (_, number, _)| mask | 1 << number));
            for (_, number, info) in same {
                let Some(field) = fields.get(*number) else { continue };
                fill(&mut postings, segment, field, info)?;
                postings.put(&mut written, field.detail);
            }
            put_bytes(&mut out, &written);
            written.clear();
            before = term;
        }
        Terms::close(&mut slices, slice.first().map_or(0, |(term, ..)| Slice::of(term)), &out);
    }
    Ok(Terms { bytes: out.into(), slices })
}

fn collect(mut stream: TermStreamer<'_>, number: usize, terms: &mut Vec<Term>) {
    while stream.advance() {
        terms.push((String::from_utf8_lossy(stream.key()).into_owned(), number, stream.value().clone()));
    }
}

/// Reads the postings of a term in a field.
fn fill(
    out: &mut Postings,
    segment: &SegmentReader,
    field: &IndexedField,
    info: &tantivy::postings::TermInfo,
) -> Result<(), TantivyError> {
    out.clear();
    let detail = match field.detail {
        Detail::Documents => IndexRecordOption::Basic,
        Detail::Frequencies => IndexRecordOption::WithFreqs,
        Detail::Positions => IndexRecordOption::WithFreqsAndPositions,
    };
    let norms = if field.detail == Detail::Documents { None } else { Some(segment.get_fieldnorms_reader(field.field)?) };
    let mut postings = segment.inverted_index(field.field)?.read_postings_from_terminfo(info, detail)?;
    let mut places = Vec::new();
    while postings.doc() != TERMINATED {
        out.documents.push(postings.doc());
        if let Some(norms) = &norms {
            put_number(&mut out.frequencies, postings.term_freq() as usize);
            out.norms.push(norms.fieldnorm_id(postings.doc()));
        }
        if field.detail == Detail::Positions {
            postings.positions(&mut places);
            let mut before = 0;
            for place in &places {
                put_number(&mut out.positions, (place - before) as usize);
                before = *place;
            }
        }
        postings.advance();
    }
    Ok(())
}
