//! The manifest: what a client needs to know before anything else, and the names of the first files.

use serde::{Deserialize, Serialize};

use super::dictionary::{Blocks, take_name};
use crate::search::bytes::Reader;
use crate::search::languages::Language;
use crate::search::prepared::Indexed;
use crate::search::query::{self, STAGES, Stage};
use crate::search::schema::{Group, SCORED, Scored};
use crate::search::{SearchError, analyse};

/// Version of the format; a client refuses any other.
const FORMAT: u32 = 1;

/// The manifest, as JSON.
#[derive(Serialize, Deserialize)]
pub(in crate::search) struct Manifest {
    format: u32,
    /// Number of documents.
    documents: usize,
    fields: Vec<FieldFacts>,
    stages: Vec<Stage>,
    factors: Factors,
    /// Words that are not required, with blanks between.
    stop: String,
    /// Tables of the languages of the documents, but for English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::search) languages: Vec<Language>,
    /// Blocks of scored terms.
    pub(super) words: Blocks,
    /// Blocks of keys of names and titles.
    pub(super) exact: Blocks,
    /// Name of the list of blocks of whole identifiers.
    pub(super) wholes: String,
    /// Name of the list of blocks of groups of three letters.
    pub(super) grams: String,
    /// Groups of the lexicon: first character, name.
    pub(in crate::search) lexicon: Vec<(char, String)>,
    /// Directories of records: first document, name.
    pub(super) records: Vec<(u32, String)>,
    /// Facet, name of its values' file.
    pub(super) facets: Vec<(String, String)>,
}

/// A scored field.
#[derive(Serialize, Deserialize)]
struct FieldFacts {
    name: String,
    group: Group,
    boost: f32,
    own: bool,
    positions: bool,
    /// Average length, in tokens.
    average: f32,
}

/// Numbers of the plan.
#[derive(Serialize, Deserialize)]
struct Factors {
    completed: f32,
    corrected: [f32; 2],
    whole: f32,
    steps: f64,
    titles: usize,
    corrections: usize,
    completions: usize,
    keys: usize,
    quick: usize,
    telling: usize,
    name_words: usize,
}

impl Manifest {
    /// A manifest that names no files yet.
    pub(super) fn new(groups: &[Indexed]) -> Self {
        let documents: usize = groups.iter().map(|group| group.documents as usize).sum();
        let tokens = |field: usize| -> u64 { groups.iter().filter_map(|group| group.tokens.get(field)).sum() };
        let facts = |(field, scored): (usize, Scored)| FieldFacts {
            name: scored.name.to_owned(),
            group: scored.group,
            boost: scored.boost,
            own: scored.own,
            positions: scored.positions,
            average: tokens(field) as f32 / documents.max(1) as f32,
        };
        Self {
            format: FORMAT,
            documents,
            fields: SCORED.into_iter().enumerate().map(facts).collect(),
            stages: STAGES.to_vec(),
            factors: Factors {
                completed: query::COMPLETED,
                corrected: query::CORRECTED,
                whole: query::WHOLE,
                steps: query::STEPS,
                titles: query::MOST_TITLES,
                corrections: crate::search::lexicon::MOST_CORRECTIONS,
                completions: crate::search::lexicon::MOST_COMPLETIONS,
                keys: query::MOST_CORRECTED,
                quick: query::QUICK,
                telling: query::TELLING,
                name_words: query::MOST_NAME_WORDS,
            },
            stop: analyse::STOP_WORDS.join(" "),
            languages: Vec::new(),
            words: Blocks::default(),
            exact: Blocks::default(),
            wholes: String::new(),
            grams: String::new(),
            lexicon: Vec::new(),
            records: Vec::new(),
            facets: Vec::new(),
        }
    }

    /// First document and name of every pack of records; `directory` reads a file of names.
    pub(in crate::search) fn packs(
        &self,
        directory: &dyn Fn(&str) -> Result<Vec<u8>, SearchError>,
    ) -> Result<Vec<(u32, String)>, SearchError> {
        let mut packs = Vec::new();
        for (start, name) in &self.records {
            let damaged = |_| SearchError::Damaged(name.clone());
            let bytes = directory(name)?;
            let mut reader = Reader::new(&bytes);
            for _ in 0..reader.number().map_err(damaged)? {
                let first = u32::try_from(reader.number().map_err(damaged)?).unwrap_or(u32::MAX);
                packs.push((start.saturating_add(first), take_name(&mut reader).map_err(damaged)?));
            }
        }
        Ok(packs)
    }
}
