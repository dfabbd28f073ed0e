//! The fields of a search document: what they hold, how much they weigh, and how tantivy indexes them.
//!
//! The table [`SCORED`] is written into the export's manifest, so the browser module weighs the same fields alike.

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

use super::postings::Detail;

/// Which of a term's two posting lists a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Group {
    /// Short fields that say what a document is about: small lists that nearly every question needs.
    Head,
    /// Long fields: lists that are fetched only when the short fields did not answer.
    Text,
}

/// A field whose matches are scored with BM25.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    /// Name in tantivy's schema.
    pub(super) name: &'static str,
    /// The list that its postings are exported in.
    pub(super) group: Group,
    /// Factor on its BM25 score.
    pub(super) boost: f32,
    /// Whether a match here makes the document a hit by itself. The words above a section (`nav`) only help: else a
    /// match in the title of a page would list each of its sections too.
    pub(super) own: bool,
    /// Whether phrases are looked for here.
    pub(super) positions: bool,
}

/// All scored fields; those of one group stand together, in the order of the bits of an exported field mask.
pub(super) const SCORED: [Scored; 8] = [
    Scored { name: "title", group: Group::Head, boost: 5.0, own: true, positions: true },
    Scored { name: "heading", group: Group::Head, boost: 3.5, own: true, positions: true },
    Scored { name: "name", group: Group::Head, boost: 5.0, own: true, positions: false },
    Scored { name: "nav", group: Group::Head, boost: 1.5, own: false, positions: false },
    Scored { name: "tags", group: Group::Head, boost: 2.0, own: true, positions: false },
    Scored { name: "description", group: Group::Text, boost: 1.5, own: true, positions: true },
    Scored { name: "body", group: Group::Text, boost: 1.0, own: true, positions: true },
    Scored { name: "code", group: Group::Text, boost: 0.6, own: true, positions: false },
];

/// Facets by which hits can be filtered and counted.
pub(super) const FACETS: [&str; 9] = ["kind", "type", "owner", "system", "lifecycle", "tag", "site", "lang", "version"];

/// Separates the name of a facet from its value in a term of the `facet` field.
pub(super) const FACET_SEPARATOR: char = '\u{0}';

/// Names under which the tokenizers are registered.
pub(super) const TOKENIZER_HEAD: &str = "idp_head";
/// Prose without stop words.
pub(super) const TOKENIZER_TEXT: &str = "idp_text";
/// Parts of identifiers.
pub(super) const TOKENIZER_CODE: &str = "idp_code";
/// Whole identifiers.
pub(super) const TOKENIZER_WHOLE: &str = "idp_whole";
/// Groups of three letters.
pub(super) const TOKENIZER_GRAMS: &str = "idp_grams";

/// Handles of the fields in the schema that [`build`] makes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The fields of [`SCORED`], in that order.
    pub(super) scored: [Field; SCORED.len()],
    /// Whole identifiers of names and code, not scored.
    pub(super) whole: Field,
    /// Keys of names, for exact matches.
    pub(super) exact_name: Field,
    /// Keys of titles, for exact matches.
    pub(super) exact_title: Field,
    /// Groups of three letters of names, for matches inside of a word.
    pub(super) grams: Field,
    /// Facet and value.
    pub(super) facet: Field,
}

/// How many dictionaries an export is made from: scored terms, exact keys, whole identifiers, groups of letters, facets.
pub(super) const DICTIONARIES: usize = 5;

/// A field of a dictionary.
#[derive(Clone, Copy, Debug)]
pub(super) struct IndexedField {
    /// tantivy's handle.
    pub(super) field: Field,
    /// What is kept of its postings.
    pub(super) detail: Detail,
}

/// What is kept of the postings of a dictionary's fields, for those that read them without tantivy.
pub(super) fn details(dictionary: usize) -> Vec<Detail> {
    match dictionary {
        0 => SCORED.iter().map(|field| if field.positions { Detail::Positions } else { Detail::Frequencies }).collect(),
        1 => vec![Detail::Documents; 2],
        _ => vec![Detail::Documents],
    }
}

impl Fields {
    /// The fields of each dictionary, in the order of their bits.
    pub(super) fn dictionaries(&self) -> [Vec<IndexedField>; DICTIONARIES] {
        let fields =
            [self.scored.to_vec(), vec![self.exact_name, self.exact_title], vec![self.whole], vec![self.grams], vec![self.facet]];
        let mut number = 0;
        fields.map(|fields| {
            let details = details(number);
            number += 1;
            fields.into_iter().zip(details).map(|(field, detail)| IndexedField { field, detail }).collect()
        })
    }
}

/// The schema, always the same.
pub(super) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let scored = SCORED.map(|field| {
        let tokenizer = match field.name {
            "code" => TOKENIZER_CODE,
            _ if field.group == Group::Text => TOKENIZER_TEXT,
            _ => TOKENIZER_HEAD,
        };
        let detail = match field.positions {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        schema.add_text_field(field.name, options(tokenizer, detail, true))
    });
    let mut unscored =
        |name: &str, tokenizer: &str| schema.add_text_field(name, options(tokenizer, IndexRecordOption::Basic, false));
    let fields = Fields {
        scored,
        whole: unscored("whole", TOKENIZER_WHOLE),
        exact_name: unscored("exact_name", "raw"),
        exact_title: unscored("exact_title", "raw"),
        grams: unscored("grams", TOKENIZER_GRAMS),
        facet: unscored("facet", "raw"),
    };
    (schema.build(), fields)
}

fn options(tokenizer: &str, detail: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(detail).set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}
