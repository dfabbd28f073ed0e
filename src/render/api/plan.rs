//! How many pages a definition takes. One, as long as it stays light; else a first page with the contents, then pages
//! of operations and pages of types, cut where they would grow too heavy. An operation is never cut in two.

use std::io;
use std::ops::Range;

use super::{ApiPlace, Hrefs, group_id, operation, schema, type_view};
use crate::api::{ApiDefinition, Format};

/// Bytes that one page may take, measured in its view: its HTML is up to half as large again. The project's limit for a
/// page is 300 kB.
const PAGE_BYTES: usize = 150_000;
/// How many times its text the pages of a definition may take, and some megabytes: a few types that thousands of operations
/// share would multiply. Beyond it a type is a link wherever it is named.
const GROWTH: usize = 20;
const GROWTH_BYTES: usize = 10_000_000;

/// The pages of a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiPages {
    /// In order, the first page first; never empty.
    pub pages: Vec<ApiPage>,
    /// How many named types are entered inside each other.
    pub entered: usize,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiPage {
    /// Address below the definition's first page; empty for that page itself.
    pub address: String,
    /// What it is called: a group's name, `Types`.
    pub title: String,
    /// Operations in full on it, counted through all groups.
    pub operations: Range<usize>,
    /// Types in full on it.
    pub types: Range<usize>,
}

impl ApiPage {
    /// The page that says what the API is.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.address.is_empty()
    }
}

impl ApiPages {
    /// The page on which an operation stands.
    #[must_use]
    pub fn of_operation(&self, index: usize) -> usize {
        self.pages.partition_point(|it| it.operations.end <= index && it.types.is_empty()).min(self.pages.len().saturating_sub(1))
    }

    /// The page on which a type stands.
    #[must_use]
    pub fn of_type(&self, index: usize) -> usize {
        self.pages.partition_point(|it| it.types.end <= index).min(self.pages.len().saturating_sub(1))
    }

    /// Address of a fragment below the portal's root.
    #[must_use]
    pub fn address(&self, page: usize, place: &ApiPlace, id: &str) -> String {
        format!("{}{}#{id}", place.base, self.pages.get(page).map_or("", |it| it.address.as_str()))
    }
}

/// Decides on the pages of a definition. Deterministic: the same definition always takes the same pages.
#[must_use]
pub fn plan(api: &ApiDefinition) -> ApiPages {
    let title = api.title.clone().unwrap_or_else(|| "Definition".to_owned());
    let operations = api.operations().count();
    let whole = ApiPage { address: String::new(), title, operations: 0..operations, types: 0..api.types.len() };
    let one = ApiPages { pages: vec![whole.clone()], entered: schema::ENTERED };
    if api.format == Format::Text {
        return one;
    }
    let weights = |entered| Weights::of(&Hrefs { api, pages: &one, number: 0, entered });
    if weights(schema::ENTERED).all() <= PAGE_BYTES {
        return one;
    }
    let (mut entered, mut weights) = (schema::ENTERED_OF_LARGE, weights(schema::ENTERED_OF_LARGE));
    if weights.all() > api.raw.len().saturating_mul(GROWTH).saturating_add(GROWTH_BYTES) {
        (entered, weights) = (0, Weights::of(&Hrefs { api, pages: &one, number: 0, entered: 0 }));
    }
    let mut pages = vec![ApiPage { operations: 0..0, types: 0..0, ..whole }];
    pages.extend(operation_pages(api, &weights.operations));
    let types = cut(&weights.types, 0);
    let several = types.len() > 1;
    for (index, range) in types.into_iter().enumerate() {
        let number = index + 1;
        let (address, title) = if several && number > 1 {
            (format!("types/{number}/"), format!("Types ({number})"))
        } else {
            ("types/".to_owned(), "Types".to_owned())
        };
        pages.push(ApiPage { address, title, operations: operations..operations, types: range });
    }
    ApiPages { pages, entered }
}

/// Pages of operations: small groups share a page, large groups take several.
fn operation_pages(api: &ApiDefinition, weights: &[usize]) -> Vec<ApiPage> {
    let mut pages: Vec<(ApiPage, usize)> = Vec::new();
    let mut at = 0;
    for (index, group) in api.groups.iter().enumerate() {
        let range = at..at + group.operations.len();
        at = range.end;
        let parts = cut(weights.get(range.clone()).unwrap_or_default(), range.start);
        let several = parts.len() > 1;
        for (part, operations) in parts.into_iter().enumerate() {
            let weight: usize = weights.get(operations.clone()).unwrap_or_default().iter().sum();
            match pages.last_mut() {
                Some((page, known)) if !several && *known + weight <= PAGE_BYTES && page.operations.end == operations.start => {
                    page.operations.end = operations.end;
                    if !page.title.ends_with('…') {
                        page.title.push_str(", …");
                    }
                    *known += weight;
                }
                _ => {
                    let id = group_id(index, group);
                    let slug = id.trim_start_matches("group-");
                    let (address, title) = if part > 0 {
                        (format!("operations/{slug}/{}/", part + 1), format!("{} ({})", group.name, part + 1))
                    } else {
                        (format!("operations/{slug}/"), group.name.clone())
                    };
                    pages.push((ApiPage { address, title, operations, types: 0..0 }, weight));
                }
            }
        }
    }
    pages.into_iter().map(|(page, _)| page).collect()
}

/// Cuts a list into runs that are no heavier than a page, each of at least one element.
fn cut(weights: &[usize], start: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut weight = 0;
    for (index, it) in weights.iter().enumerate() {
        let at = start + index;
        match ranges.last_mut() {
            Some(range) if weight + it <= PAGE_BYTES => {
                range.end = at + 1;
                weight += it;
            }
            _ => {
                ranges.push(at..at + 1);
                weight = *it;
            }
        }
    }
    ranges
}

/// How many bytes each operation and type takes in its view.
struct Weights {
    operations: Vec<usize>,
    types: Vec<usize>,
}

impl Weights {
    fn of(hrefs: &Hrefs<'_>) -> Self {
        let as_written = |text: &str| text.to_owned();
        let operations = hrefs.api.operations().map(|it| weight(&operation::view(hrefs, it, &as_written))).collect();
        let types = hrefs.api.types.iter().enumerate();
        let types = types.map(|(index, it)| weight(&type_view(hrefs, index, it, &as_written))).collect();
        Self { operations, types }
    }

    fn all(&self) -> usize {
        self.operations.iter().chain(&self.types).sum()
    }
}

/// The size of a view as JSON, without holding the JSON.
fn weight(view: &impl serde::Serialize) -> usize {
    struct Counter(usize);
    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // A view has string keys and a writer that cannot fail.
    let _ = serde_json::to_writer(&mut counter, view);
    counter.0
}
