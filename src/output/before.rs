//! The sites that were published before: the last, which a new one is compared with, and the one before it, which is made into
//! the new one.
#![expect(clippy::disallowed_methods, reason = "this is the writing edge")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use cap_std::fs::Dir;

use super::folder::{remove_site, staging_prefix};
use super::keeping::Keeping;
use super::marker::listed;
use super::plain_reason;
use super::seen::{Root, Seen};
use super::survey::{Look, Row, Survey};
use crate::site::FileStamp;
use crate::source::SITE_MARKER;

/// The site that is published.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) dir: Dir,
    /// Text of its marker.
    pub(super) marker: Vec<u8>,
    /// Its files, as far as they are as they were written, with how they look, and the folders that they are in, where that is
    /// known.
    pub(super) survey: Survey,
    /// Nobody has changed, removed or added a file, as far as is known.
    pub(super) whole: bool,
    places: HashMap<Arc<str>, usize>,
}

impl Before {
    fn new(dir: Dir, marker: String, survey: Survey, whole: bool) -> Self {
        let places = survey.files.iter().enumerate().map(|(at, it)| (Arc::clone(&it.path), at)).collect();
        Self { dir, marker: marker.into(), survey, whole, places }
    }

    /// The file at a path, and its place among all files.
    pub(super) fn place(&self, path: &str) -> Option<(usize, &Row)> {
        let at = *self.places.get(path)?;
        Some((at, self.survey.files.get(at)?))
    }

    /// The file at a path.
    pub(super) fn file(&self, path: &str) -> Option<&Row> {
        self.place(path).map(|it| it.1)
    }
}

/// A site that may become the next.
#[derive(Debug, Default)]
pub(super) struct Spare {
    /// For each file of the site before: this one has the very same.
    pub(super) has: Vec<bool>,
    /// Its other files: what was written, and what the disk says of it.
    pub(super) others: BTreeMap<String, (FileStamp, Seen)>,
    /// Its folders, as they looked when nothing in them had been changed yet.
    pub(super) folders: HashMap<String, Seen>,
}

impl Spare {
    fn new(before: &[Row], spare: Vec<Row>, folders: HashMap<String, Seen>) -> Self {
        let mut others = BTreeMap::new();
        let mut note = |it: Row| {
            others.insert(it.path.to_string(), (it.stamp, it.seen));
        };
        let mut spare = spare.into_iter().peekable();
        let mut is_there = |row: &Row| {
            while let Some(other) = spare.next_if(|it| it.path < row.path) {
                note(other);
            }
            match spare.next_if(|it| it.path == row.path) {
                Some(same) if same == *row => true,
                Some(other) => {
                    note(other);
                    false
                }
                None => false,
            }
        };
        let has = before.iter().map(&mut is_there).collect();
        spare.for_each(note);
        Self { has, others, folders }
    }

    /// Is there no file in it?
    pub(super) fn is_empty(&self) -> bool {
        self.others.is_empty() && !self.has.contains(&true)
    }
}

/// The site that is there, if it is ours. Anything else must be an empty folder or nothing at all.
pub(super) fn existing(out: &Path, keeping: Option<&Keeping>) -> anyhow::Result<Option<Before>> {
    let shown = out.display();
    let meta = match fs::symlink_metadata(out) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => bail!("the output folder `{shown}` could not be looked at: {}", plain_reason(&error)),
    };
    if meta.is_symlink() {
        bail!("the output folder `{shown}` is a symbolic link; name the folder itself with --out");
    }
    if !meta.is_dir() {
        bail!("the output `{shown}` is a file, not a folder; name another with --out");
    }
    let mut entries = fs::read_dir(out).with_context(|| format!("the output folder `{shown}` could not be read"))?;
    if entries.next().is_none() {
        return Ok(None);
    }
    let dir = Dir::open_ambient_dir(out, cap_std::ambient_authority())
        .with_context(|| format!("the output folder `{shown}` could not be opened"))?;
    let marker = dir
        .symlink_metadata(SITE_MARKER)
        .ok()
        .filter(cap_std::fs::Metadata::is_file)
        .and_then(|_| dir.read_to_string(SITE_MARKER).ok());
    match marker {
        Some(text) if text.starts_with("idp-docs site ") || text.is_empty() => Ok(Some(before(out, dir, text, keeping))),
        _ => bail!(
            "the output folder `{shown}` holds files that idp-docs did not make (there is no `{SITE_MARKER}` in it), so it is left alone; \
             name an empty or new folder with --out, or empty this one yourself"
        ),
    }
}

/// The published site, as far as it can be trusted to be what its marker says.
fn before(out: &Path, dir: Dir, marker: String, keeping: Option<&Keeping>) -> Before {
    let Some(keeping) = keeping else {
        let survey = Survey { files: listed(&marker), folders: Vec::new() };
        return Before::new(dir, marker, survey, true);
    };
    let Look { mut intact, is_whole, .. } = keeping.known(marker.as_bytes()).look(out, &[]);
    let is_whole = is_whole && !intact.files.is_empty();
    if !is_whole {
        // What is left out still lies there.
        intact.distrust_folders();
    }
    Before::new(dir, marker, intact, is_whole)
}

/// Takes the folder published before the last out of the cache, to be made into the new site.
pub(super) fn reuse(parent: &Path, out: &Path, keeping: &Keeping, published: &Before) -> Option<(PathBuf, fs::File, Spare)> {
    let folder = parent.join(format!("{}{}-spare", staging_prefix(out), std::process::id()));
    if fs::symlink_metadata(&folder).is_ok() || !keeping.take_spare(&folder) {
        return None;
    }
    let taken = locked_spare(&folder, keeping, &published.survey.files);
    if taken.is_none() {
        remove_site(&folder);
    }
    let (marker, spare) = taken?;
    Some((folder, marker, spare))
}

/// What of the folder is as it was written; the rest is removed.
fn locked_spare(folder: &Path, keeping: &Keeping, published: &[Row]) -> Option<(fs::File, Spare)> {
    let path = folder.join(SITE_MARKER);
    // A link would lead to somebody's file, which is about to be written.
    Root::open(folder).entry(SITE_MARKER).filter(|it| *it != Seen::NONE)?;
    let marker = fs::File::options().read(true).write(true).open(&path).ok()?;
    marker.try_lock().ok()?;
    let Look { intact, strange, .. } = keeping.known_spare(&fs::read(&path).ok()?).look(folder, published);
    for path in &strange {
        fs::remove_file(folder.join(path)).ok()?;
    }
    // A folder without a file of ours would be published with whatever somebody puts into it.
    let empty = intact.empty_folders();
    for below in &empty {
        fs::remove_dir(folder.join(below)).ok()?;
    }
    if intact.files.is_empty() {
        return None;
    }
    let is_untouched = strange.is_empty() && empty.is_empty();
    let folders = if is_untouched { intact.trusted_folders() } else { HashMap::new() };
    Some((marker, Spare::new(published, intact.files, folders)))
}
