//! The file in every published folder that proves it ours, and lists every file with its hash.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Seek as _, Write as _};

use crate::site::FileStamp;

/// First line of the marker; its number changes with the format.
const MARKER_HEAD: &str = "idp-docs site 1";

/// The text of a marker.
pub(super) fn marker_of(files: &BTreeMap<String, FileStamp>) -> String {
    let mut text = format!("{MARKER_HEAD}\n");
    for (path, it) in files {
        text.push_str(&format!("{} {} {path}\n", blake3::Hash::from(it.hash), it.size));
    }
    text
}

/// Replaces the text of a marker that is open, and locked.
pub(super) fn rewrite(file: &mut fs::File, text: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A marker of another format, or a damaged line, only means that files are written again.
pub(super) fn stamps(marker: &str) -> BTreeMap<String, FileStamp> {
    let mut lines = marker.lines();
    if lines.next() != Some(MARKER_HEAD) {
        return BTreeMap::new();
    }
    lines
        .filter_map(|line| {
            let (hash, rest) = line.split_once(' ')?;
            let (size, path) = rest.split_once(' ')?;
            let stamp = FileStamp { hash: *blake3::Hash::from_hex(hash).ok()?.as_bytes(), size: size.parse().ok()? };
            Some((path.to_owned(), stamp))
        })
        .collect()
}
