//! What is known of published folders from one build to the next: what each file looked like when it was written, and the
//! folder that was published before, kept so that the next build only has to change what differs.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::folder::remove_site;
use super::survey::{Row, Survey, folders_of};
use crate::cache::{Cache, key};
use crate::site::FileStamp;
use crate::source::SITE_MARKER;

/// The memory of one published folder.
#[derive(Debug)]
pub(super) struct Keeping {
    cache: Arc<Cache>,
    name: String,
}

/// What the record of a folder says: the hash of its marker, what was written and how it looked.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Known {
    marker: Option<FileStamp>,
    survey: Survey,
}

impl Keeping {
    /// The memory of a folder, in a cache that lies on disk.
    pub(super) fn of(cache: &Arc<Cache>, out: &Path) -> Option<Self> {
        cache.folder()?;
        let absolute = std::path::absolute(out).ok()?;
        let name = blake3::Hash::from(key(&[absolute.as_os_str().as_encoded_bytes()])).to_hex();
        Some(Self { cache: Arc::clone(cache), name: name.get(..16)?.to_owned() })
    }

    /// How the published folder looked, where it still has the marker that it was written with.
    pub(super) fn known(&self, marker: &[u8]) -> Survey {
        self.read("out", marker)
    }

    /// How the folder before looked.
    pub(super) fn known_spare(&self, marker: &[u8]) -> Survey {
        self.read("spare", marker)
    }

    fn read(&self, which: &str, marker: &[u8]) -> Survey {
        let known: Option<Known> = self.cache.record(&format!("{which}-{}", self.name));
        known.filter(|it| it.marker == Some(FileStamp::of(marker))).unwrap_or_default().survey
    }

    /// Remembers how the published folder looks, and gives the stamp of its marker.
    pub(super) fn remember(&self, marker: &[u8], survey: Survey) -> FileStamp {
        self.write("out", marker, survey)
    }

    fn write(&self, which: &str, marker: &[u8], survey: Survey) -> FileStamp {
        let stamp = FileStamp::of(marker);
        self.cache.set_record(&format!("{which}-{}", self.name), &Known { marker: Some(stamp), survey });
        stamp
    }

    /// Takes the folder that was published before, to be made into the new one at `staging`. False where there is none, or
    /// where it lies on another disk. A link in its place would lead to somebody's files, and is removed.
    pub(super) fn take_spare(&self, staging: &Path) -> bool {
        let Some(spare) = self.spare() else { return false };
        match fs::symlink_metadata(&spare) {
            Ok(it) if it.is_dir() => fs::rename(spare, staging).is_ok(),
            Ok(_) => {
                let _ = fs::remove_file(spare);
                false
            }
            Err(_) => false,
        }
    }

    /// Keeps a folder that is no longer published. False: it could not be kept, and is to be removed.
    pub(super) fn retire(&self, folder: &Path, marker: &[u8], survey: Survey) -> bool {
        let Some(spare) = self.spare() else { return false };
        if fs::symlink_metadata(&spare).is_ok() {
            return false;
        }
        let kept = fs::rename(folder, &spare).is_ok();
        if kept {
            self.write("spare", marker, survey);
        }
        kept
    }

    /// Lays out what the next build will only have to change, from links to the files that were just published. Where there
    /// are no links between the two folders, the next build starts from nothing.
    pub(super) fn lay_spare(&self, out: &Path, marker: &[u8], files: &[Row]) {
        let Some(spare) = self.spare() else { return };
        if fs::symlink_metadata(&spare).is_ok() {
            return;
        }
        let laid = fs::create_dir_all(&spare).is_ok()
            && folders_of(files).into_iter().all(|it| fs::create_dir(spare.join(it)).is_ok())
            && fs::write(spare.join(SITE_MARKER), marker).is_ok()
            && files.par_iter().all(|it| fs::hard_link(out.join(&*it.path), spare.join(&*it.path)).is_ok());
        if laid {
            self.write("spare", marker, Survey::of_files(&spare, files.to_vec(), &HashMap::new()));
        } else {
            remove_site(&spare);
        }
    }

    fn spare(&self) -> Option<PathBuf> {
        Some(self.cache.folder()?.join(format!("spare-{}", self.name)))
    }
}
