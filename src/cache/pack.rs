//! A pack: many entries in one file, with an index at its end. Written once, never changed.

use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::Key;
use super::keyed::{ByKey, Keys};
use crate::spool::SharedFile;

/// Last bytes of every pack.
const MAGIC: &[u8; 8] = b"IDPPACK1";
/// Length of what stands after the index: its offset, its hash, the magic.
const TAIL: u64 = 8 + 32 + 8;
/// Entries of at least this many bytes are compressed.
const COMPRESS_FROM: usize = 512;
/// Ending of whole packs.
const ENDING: &str = "pack";

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Where an entry stands: offset, length in the file, length of the value where it is compressed, checksum of what is in the file.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
struct Entry {
    offset: u64,
    length: u32,
    unpacked: u32,
    check: [u8; 8],
}

/// A pack that is read.
#[derive(Debug)]
pub(super) struct Pack {
    path: PathBuf,
    file: SharedFile,
    index: ByKey<Entry>,
}

/// A pack that is being written.
#[derive(Debug)]
pub(super) struct Writer {
    folder: PathBuf,
    path: PathBuf,
    file: BufWriter<File>,
    index: ByKey<Entry>,
    offset: u64,
    failed: bool,
}

impl Writer {
    /// Begins a pack under a temporary name, locked for as long as it is written.
    pub(super) fn begin(folder: &Path) -> Option<Self> {
        let path = folder.join(format!("{}-{}.new", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        let file = File::options().read(true).write(true).create_new(true).open(&path).ok()?;
        file.try_lock().ok()?;
        let (folder, index) = (folder.to_owned(), ByKey::default());
        Some(Self { folder, path, file: BufWriter::with_capacity(1 << 20, file), index, offset: 0, failed: false })
    }

    /// Adds an entry; compressed where that makes it smaller.
    pub(super) fn add(&mut self, key: &Key, bytes: &[u8]) {
        let packed = (bytes.len() >= COMPRESS_FROM).then(|| lz4_flex::block::compress(bytes)).filter(|it| it.len() < bytes.len());
        match packed {
            Some(packed) => self.add_stored(key, &packed, bytes.len()),
            None => self.add_plain(key, bytes),
        }
    }

    /// Adds an entry that is not compressed.
    pub(super) fn add_plain(&mut self, key: &Key, bytes: &[u8]) {
        self.add_stored(key, bytes, 0);
    }

    /// Adds an entry of another pack as it stands there, where it is whole.
    pub(super) fn add_from(&mut self, pack: &Pack, key: &Key) {
        if let Some((stored, unpacked)) = pack.stored(key) {
            self.add_stored(key, &stored, unpacked as usize);
        }
    }

    /// Adds what stands for a value; `unpacked` is the value's length where that is compressed.
    fn add_stored(&mut self, key: &Key, stored: &[u8], unpacked: usize) {
        let (Ok(length), Ok(unpacked)) = (u32::try_from(stored.len()), u32::try_from(unpacked)) else { return };
        if self.failed || self.index.contains_key(key) {
            return;
        }
        self.failed = self.file.write_all(stored).is_err();
        self.index.insert(*key, Entry { offset: self.offset, length, unpacked, check: check(stored) });
        self.offset += u64::from(length);
    }

    /// Closes the pack; `None` where it could not be written.
    pub(super) fn finish(mut self) -> Option<Pack> {
        let index = postcard::to_stdvec(&self.index).ok()?;
        let mut tail = self.offset.to_le_bytes().to_vec();
        let hash = blake3::hash(&index);
        tail.extend_from_slice(hash.as_bytes());
        tail.extend_from_slice(MAGIC);
        let written = !self.failed
            && self.file.write_all(&index).is_ok()
            && self.file.write_all(&tail).is_ok()
            && self.file.flush().is_ok();
        let name = format!("{}-{}.{ENDING}", hash.to_hex().get(..16)?, std::process::id());
        let whole = self.folder.join(name);
        if !written || fs::rename(&self.path, &whole).is_err() {
            let _ = fs::remove_file(&self.path);
            return None;
        }
        let file = self.file.into_inner().ok()?;
        let _ = file.unlock();
        Some(Pack::new(whole, file, self.index))
    }
}

impl Pack {
    fn new(path: PathBuf, file: File, index: ByKey<Entry>) -> Self {
        Self { path, file: SharedFile::of(file), index }
    }

    fn open(path: &Path) -> Option<Self> {
        super::plain_file(path)?;
        let mut file = File::open(path).ok()?;
        let end = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(end.checked_sub(TAIL)?)).ok()?;
        let mut tail = [0; TAIL as usize];
        file.read_exact(&mut tail).ok()?;
        let (offset, rest) = tail.split_at_checked(8)?;
        let (hash, magic) = rest.split_at_checked(32)?;
        let offset = u64::from_le_bytes(offset.try_into().ok()?);
        if magic != MAGIC {
            return None;
        }
        let length = (end - TAIL).checked_sub(offset).filter(|it| *it <= super::MOST)?;
        let length = usize::try_from(length).ok()?;
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut index = vec![0; length];
        file.read_exact(&mut index).ok()?;
        if blake3::hash(&index).as_bytes() != hash {
            return None;
        }
        let index: ByKey<Entry> = postcard::from_bytes(&index).ok()?;
        let stands = |it: &Entry| it.offset.checked_add(u64::from(it.length)).is_some_and(|it| it <= offset);
        index.values().all(stands).then(|| Self::new(path.to_owned(), file, index))
    }

    /// An entry's value, where it is whole.
    pub(super) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let (stored, unpacked) = self.stored(key)?;
        if unpacked == 0 {
            return Some(stored);
        }
        // No block grows more than this, so nobody is made to reserve more than there is.
        let unpacked = (unpacked as usize).min(stored.len().saturating_mul(256));
        lz4_flex::block::decompress(&stored, unpacked).ok()
    }

    /// What stands for an entry's value, where it is whole, and the value's length where it is compressed.
    fn stored(&self, key: &Key) -> Option<(Vec<u8>, u32)> {
        let entry = self.index.get(key)?;
        let mut stored = vec![0; entry.length as usize];
        self.file.read_at(&mut stored, entry.offset).ok()?;
        (check(&stored) == entry.check).then_some((stored, entry.unpacked))
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        let mut keys: Vec<(&Key, u64)> = self.index.iter().map(|(key, it)| (key, it.offset)).collect();
        keys.sort_unstable_by_key(|it| it.1);
        keys.into_iter().map(|it| it.0)
    }

    /// Bytes of its entries.
    pub(super) fn bytes(&self) -> u64 {
        self.index.values().map(|it| u64::from(it.length)).sum()
    }

    /// Bytes of those entries that are wanted.
    pub(super) fn bytes_of(&self, wanted: &Keys) -> u64 {
        wanted.iter().filter_map(|it| self.index.get(it)).map(|it| u64::from(it.length)).sum()
    }
}

fn check(bytes: &[u8]) -> [u8; 8] {
    let hash = blake3::hash(bytes);
    std::array::from_fn(|at| hash.as_bytes().get(at).copied().unwrap_or_default())
}

/// Every whole pack of a folder, the oldest first; those that are not whole are removed.
pub(super) fn open_all(folder: &Path) -> Vec<Pack> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|it| it.path());
    let mut paths: Vec<(Option<std::time::SystemTime>, PathBuf)> = entries
        .filter(|it| it.extension().is_some_and(|it| it == ENDING))
        .map(|it| (fs::metadata(&it).and_then(|it| it.modified()).ok(), it))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|(_, path)| {
            let pack = Pack::open(&path);
            if pack.is_none() {
                // In place of a pack there may lie a folder.
                let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
            }
            pack
        })
        .collect()
}

/// Removes what killed builds left: temporary packs whose writer no longer holds the lock.
pub(super) fn remove_leftovers(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|it| it.path());
    for path in entries.filter(|it| it.extension().is_some_and(|it| it == "new")) {
        if super::plain_file(&path).is_none() || File::open(&path).is_ok_and(|it| it.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}
