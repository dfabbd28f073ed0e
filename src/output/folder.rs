//! Folders beside the published one: made, told apart from other people's, exchanged, removed.
//!
//! Nothing here looks at a site's files, and nothing is removed that does not bear our marker.
#![expect(clippy::disallowed_methods, reason = "this is the writing edge")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::plain_reason;
use crate::source::SITE_MARKER;

pub(super) fn staging_prefix(out: &Path) -> String {
    format!(".{}.idp-docs-", out.file_name().map(|it| it.to_string_lossy()).unwrap_or_default())
}

/// Makes a fresh folder whose marker is locked for as long as we live: that is how others know that we do.
pub(super) fn make_staging(parent: &Path, out: &Path) -> anyhow::Result<(PathBuf, fs::File)> {
    let mut last = None;
    for attempt in 0..20 {
        let folder = parent.join(format!("{}{}-{attempt}", staging_prefix(out), std::process::id()));
        let made = fs::create_dir(&folder).and_then(|()| fs::File::create_new(folder.join(SITE_MARKER)));
        match made {
            Ok(marker) if marker.try_lock().is_ok() => return Ok((folder, marker)),
            Ok(_) => {}
            Err(error) => last = Some(error),
        }
    }
    let reason = last.map_or("the name is taken".to_owned(), |it| plain_reason(&it));
    bail!("the new site could not be laid out beside `{}`: {reason}", out.display())
}

/// Removes what killed builds left: folders with our name and marker whose owner no longer holds the lock.
pub(super) fn remove_leftovers(parent: &Path, out: &Path) {
    let prefix = staging_prefix(out);
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with(&prefix) || !entry.file_type().is_ok_and(|it| it.is_dir()) {
            continue;
        }
        match fs::File::open(entry.path().join(SITE_MARKER)) {
            Ok(marker) if marker.try_lock().is_ok() => remove_site(&entry.path()),
            Ok(_) => {}
            // Killed between making the folder and its marker, or about to make it: only an empty folder goes.
            Err(_) => drop(fs::remove_dir(entry.path())),
        }
    }
}

/// Removes a site that is ours. Its marker goes last: a removal that is killed is finished by the next build, which sees by
/// the marker whose the rest is.
pub(super) fn remove_site(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in entries.filter(|it| it.file_name() != SITE_MARKER) {
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        let _ = if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
    }
    let _ = fs::remove_file(folder.join(SITE_MARKER));
    let _ = fs::remove_dir(folder);
}

/// Exchanges the two folders in one step where the system can; else moves the old one away first.
pub(super) fn swap(new: &Path, out: &Path) -> io::Result<()> {
    if fs::symlink_metadata(out).is_err() {
        return fs::rename(new, out);
    }
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    let mut away = new.as_os_str().to_owned();
    away.push("-old");
    let away = PathBuf::from(away);
    fs::rename(out, &away)?;
    fs::rename(new, out).inspect_err(|_| drop(fs::rename(&away, out)))?;
    fs::rename(&away, new)
}
