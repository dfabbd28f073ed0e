//! The file in every published folder that proves it ours, and lists every file with its hash.

use std::fs;
use std::io::{self, Seek as _, Write as _};

use super::seen::Seen;
use super::survey::Row;
use crate::site::FileStamp;

/// First line of the marker; its number changes with the format.
const MARKER_HEAD: &str = "idp-docs site 1";

/// The text of a marker.
pub(super) fn marker_of(files: &[Row]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64 + files.iter().map(|it| it.path.len() + 76).sum::<usize>());
    text.push_str(MARKER_HEAD);
    text.push('\n');
    for it in files {
        text.push_str(&blake3::Hash::from(it.stamp.hash).to_hex());
        // Writing to a text cannot fail.
        let _ = writeln!(text, " {} {}", it.stamp.size, it.path);
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

/// The files that a marker lists, in order; nobody has looked at them. A marker of another format, or a damaged line, only means
/// that files are written again.
pub(super) fn listed(marker: &str) -> Vec<Row> {
    let mut lines = marker.lines();
    if lines.next() != Some(MARKER_HEAD) {
        return Vec::new();
    }
    let row = |line: &str| {
        let (hash, rest) = line.split_once(' ')?;
        let (size, path) = rest.split_once(' ')?;
        let stamp = FileStamp { hash: *blake3::Hash::from_hex(hash).ok()?.as_bytes(), size: size.parse().ok()? };
        Some(Row { path: path.into(), stamp, seen: Seen::NONE })
    };
    let mut files: Vec<Row> = lines.filter_map(row).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    files
}
