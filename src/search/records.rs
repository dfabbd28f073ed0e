//! What is shown of each hit: address, title, way, kind and a piece of its text, packed in document order.
//!
//! Records are packed as they arrive, so that memory holds the packed bytes and not a hundred thousand small strings.
//! A granule is decoded without its neighbours; the export joins granules to files.

use std::borrow::Cow;

use super::bytes::{Damaged, Reader, floor_boundary, put_bytes, put_number, put_text, shared_start};
use super::groups::Scale;

/// Size at which a granule is closed, in bytes, at the latest at twice that.
const GRANULE: usize = 4 * 1024;

/// What a result shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    /// Address below the portal's root.
    pub(super) url: String,
    /// What the hit is called.
    pub(super) title: String,
    /// The words above it.
    pub(super) breadcrumbs: Vec<String>,
    /// Its kind.
    pub(super) kind: String,
    /// Beginning of its text.
    pub(super) text: String,
}

/// A title that turns its direction would rearrange the result beside it.
fn straighten(record: &mut Record) {
    for text in [&mut record.title, &mut record.text].into_iter().chain(&mut record.breadcrumbs) {
        if let Cow::Owned(straight) = crate::hidden::straightened(text) {
            *text = straight;
        }
    }
}

/// Consecutive records, packed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Granule {
    /// Number of its first document.
    pub(super) first: u32,
    /// The packed records.
    pub(super) bytes: Vec<u8>,
    /// Whether a file may end after it: decided by its content, so that a change elsewhere does not move the ends of files.
    pub(super) ends_file: bool,
}

/// Packs records in the order in which they come.
#[derive(Debug)]
pub(super) struct Packer {
    /// How much of a text is kept for excerpts, in bytes.
    kept: usize,
    granules: Vec<Granule>,
    open: Vec<u8>,
    count: usize,
    number: usize,
    before: Record,
}

impl Packer {
    /// A packer of the texts that a portal of this size keeps.
    pub(super) fn new(scale: Scale) -> Self {
        let before = Record::default();
        Self { kept: scale.text, granules: Vec::new(), open: Vec::new(), count: 0, number: 0, before }
    }

    /// Adds the next record.
    pub(super) fn add(&mut self, mut record: Record) {
        straighten(&mut record);
        truncate(&mut record.text, self.kept);
        let new_page = page(&record.url) != page(&self.before.url);
        let full =
            self.open.len() >= GRANULE && (new_page && is_boundary(page(&record.url), 4) || self.open.len() >= 2 * GRANULE);
        if full {
            self.close();
        }
        write(&record, &self.before, &mut self.open);
        self.before = record;
        self.count += 1;
        self.number += 1;
    }

    /// The granules, the last one closed.
    pub(super) fn finish(mut self) -> Vec<Granule> {
        if self.count > 0 {
            self.close();
        }
        self.granules
    }

    fn close(&mut self) {
        let ends_file = is_boundary(&self.before.url, 2);
        let first = u32::try_from(self.number - self.count).unwrap_or(u32::MAX);
        self.granules.push(Granule { first, bytes: with_count(self.count, &self.open), ends_file });
        self.open.clear();
        self.count = 0;
        self.before = Record::default();
    }
}

/// Granules joined to files: about so many together, each file with the number of its first document.
pub(super) fn packs(granules: &[Granule], together: usize) -> Vec<(u32, Vec<u8>)> {
    let mut packs: Vec<(u32, Vec<u8>)> = Vec::new();
    let (mut pack, mut first, mut count) = (Vec::new(), 0, 0);
    for (at, granule) in granules.iter().enumerate() {
        if count == 0 {
            first = granule.first;
        }
        put_bytes(&mut pack, &granule.bytes);
        count += 1;
        if count >= 2 * together || granule.ends_file && 2 * count >= together || at + 1 == granules.len() {
            packs.push((first, std::mem::take(&mut pack)));
            count = 0;
        }
    }
    packs
}

/// Reads the record at `index` of a granule.
pub(super) fn read(granule: &[u8], index: usize) -> Result<Record, Damaged> {
    let mut reader = Reader::new(granule);
    let count = reader.number()?;
    if index >= count {
        return Err(Damaged);
    }
    let mut record = Record::default();
    for _ in 0..=index {
        let shared = reader.number()?;
        let rest = reader.text()?;
        record.url.truncate(floor_boundary(&record.url, shared));
        record.url.push_str(rest);
        record.title = reader.text()?.to_owned();
        let crumbs = reader.number()?;
        if crumbs > 0 {
            record.breadcrumbs.clear();
            for _ in 1..crumbs {
                record.breadcrumbs.push(reader.text()?.to_owned());
            }
        }
        record.kind = reader.text()?.to_owned();
        record.text = reader.text()?.to_owned();
    }
    Ok(record)
}

/// Reads the record at `index` of a published pack, which is granules with their lengths.
pub(super) fn read_pack(pack: &[u8], mut index: usize) -> Result<Record, Damaged> {
    let mut reader = Reader::new(pack);
    loop {
        let length = reader.number()?;
        let granule = reader.take(length)?;
        let count = Reader::new(granule).number()?;
        if index < count {
            return read(granule, index);
        }
        index -= count;
    }
}

/// Whether content-defined pieces may end at this text: true for about one text in `of`.
pub(super) fn is_boundary(text: &str, of: u8) -> bool {
    blake3::hash(text.as_bytes()).as_bytes().first().is_some_and(|byte| byte % of.max(1) == 0)
}

fn write(record: &Record, before: &Record, out: &mut Vec<u8>) {
    let shared = shared_start(&record.url, &before.url);
    put_number(out, shared);
    put_text(out, record.url.get(shared..).unwrap_or_default());
    put_text(out, &record.title);
    if record.breadcrumbs == before.breadcrumbs {
        put_number(out, 0);
    } else {
        put_number(out, record.breadcrumbs.len() + 1);
        for crumb in &record.breadcrumbs {
            put_text(out, crumb);
        }
    }
    put_text(out, &record.kind);
    put_text(out, &record.text);
}

fn with_count(count: usize, records: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(records.len() + 2);
    put_number(&mut bytes, count);
    bytes.extend_from_slice(records);
    bytes
}

/// The address of the page that a section is on.
pub(super) fn page(url: &str) -> &str {
    url.split_once('#').map_or(url, |(page, _)| page)
}

/// Cuts a text at the last word that fits.
fn truncate(text: &mut String, most: usize) {
    if text.len() > most {
        let end = floor_boundary(text, most);
        let word = text.get(..end).and_then(|kept| kept.rfind(' ')).filter(|word| *word > most / 2);
        text.truncate(word.unwrap_or(end));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: usize) -> Record {
        Record {
            url: format!("docs/é{}/#s{number}", number / 3),
            title: format!("Title {number}"),
            breadcrumbs: vec!["Docs".to_owned(), format!("Page {}", number / 3)],
            kind: "docs".to_owned(),
            text: "Words of the section. ".repeat(4),
        }
    }

    #[test]
    fn every_record_comes_back() {
        let mut packer = Packer::new(Scale::of(1));
        (0..500).for_each(|number| packer.add(record(number)));
        let granules = packer.finish();
        assert!(granules.len() > 3);
        for (granule, number) in granules.iter().zip([0_u32, u32::MAX]) {
            if number == 0 {
                assert_eq!(granule.first, 0);
            }
            let first = granule.first as usize;
            assert_eq!(read(&granule.bytes, 0).unwrap().url, record(first).url);
            assert_eq!(read(&granule.bytes, 5).unwrap(), record(first + 5));
        }
    }

    #[test]
    fn damaged_granules_are_noticed() {
        let mut packer = Packer::new(Scale::of(1));
        (0..9).for_each(|number| packer.add(record(number)));
        let granules = packer.finish();
        let whole = &granules[0].bytes;
        for end in 0..whole.len() {
            assert!(read(&whole[..end], 8).is_err());
        }
        assert!(read(whole, 9).is_err());
    }

    #[test]
    fn long_texts_end_at_a_word() {
        let mut text = "word ".repeat(100);
        truncate(&mut text, 52);
        assert_eq!(text.len(), 49 + '…'.len_utf8());
    }
}
