//! EDGE: results that cost something, kept on disk between builds under the hash of what they were made from.
//!
//! A cache never decides what is published, only how fast: every entry and every record carries a checksum, and whatever is
//! damaged, torn or of another version of idp-docs is a miss. The folder is safe to delete at any time and may be shared by
//! builds that run at once: packs are written under a temporary name, renamed when they are whole, and never changed.
#![expect(clippy::disallowed_methods, reason = "this is the cache's edge: it reads and writes its own folder, and no other")]

mod keyed;
mod pack;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use keyed::{ByKey, Keys};
use pack::{Pack, Writer};

/// What something was made from, as a hash.
pub type Key = [u8; 32];

/// Hash of something made of parts; each is told from the next.
#[must_use]
pub fn key(parts: &[&[u8]]) -> Key {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Hash of a value, by its JSON. A value that has none hashes like no other.
#[must_use]
pub fn key_of(name: &str, value: &impl serde::Serialize) -> Key {
    hash_of(|hasher| {
        // Hashing cannot fail; what has no JSON can.
        let named = hasher.write_all(name.as_bytes()).and_then(|()| hasher.write_all(&[0]));
        if named.is_err() || serde_json::to_writer(&mut *hasher, value).is_err() {
            let _ = hasher.write_all(&[0xff]);
        }
    })
}

/// Hash of what is written, gathered to pieces large enough for the hash to be fast.
#[must_use]
pub fn hash_of(write: impl FnOnce(&mut dyn io::Write)) -> Key {
    let mut hasher = blake3::Hasher::new();
    // Dropping the buffer passes on what is left in it.
    write(&mut io::BufWriter::with_capacity(PIECE, &mut hasher));
    *hasher.finalize().as_bytes()
}

/// Name of a cache folder beside a configuration.
pub const FOLDER: &str = ".idp-docs-cache";
/// What tells this build of idp-docs from every other; set by the build script from its sources.
const BUILD: &str = env!("IDP_DOCS_BUILD");
/// Bytes that are hashed at once.
const PIECE: usize = 16 << 10;
/// Packs that are read before they are gathered into one.
const PACKS: usize = 12;
/// Bytes of all packs beyond which what this build did not use is dropped.
const LIMIT: u64 = 8 << 30;
/// Bytes of a record, or of the index of a pack: what is larger was not written by us.
const MOST: u64 = 1 << 30;

/// The size of a regular file. A cache that came from elsewhere may hold links, and pipes on which a reader waits for ever.
fn plain_file(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|it| it.len())
}

/// An open cache.
#[derive(Debug, Default)]
pub struct Cache {
    /// The folder of this version; `None`: kept for as long as the process lives.
    folder: Option<PathBuf>,
    packs: RwLock<Vec<Pack>>,
    fresh: Mutex<Option<Writer>>,
    /// What was added without a folder, or since the last close.
    added: RwLock<ByKey<Vec<u8>>>,
    used: Mutex<Keys>,
}

impl Cache {
    /// Opens the cache in a folder, or begins one there. `None` where nothing can be kept there.
    #[must_use]
    pub fn open(root: &Path) -> Option<Self> {
        let folder = root.join(BUILD);
        fs::create_dir_all(&folder).ok()?;
        // The folder says of itself that it is neither source nor backup material.
        if !root.join(".gitignore").exists() {
            fs::write(root.join(".gitignore"), "*\n").ok()?;
            fs::write(root.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n").ok()?;
        }
        forget_other_versions(root);
        pack::remove_leftovers(&folder);
        let packs = pack::open_all(&folder);
        Some(Self { folder: Some(folder), packs: RwLock::new(packs), ..Self::default() })
    }

    /// A cache that lives as long as the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// The folder of this version, where there is one: for what is too large for an entry.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The value of a key. Damage is a miss.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        if let Some(bytes) = self.added.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            self.touch(key);
            return Some(bytes.clone());
        }
        let packs = self.packs.read().unwrap_or_else(PoisonError::into_inner);
        let bytes = packs.iter().rev().find_map(|it| it.get(key))?;
        drop(packs);
        self.touch(key);
        Some(bytes)
    }

    /// The value of a key, as what it was before [`Cache::set`].
    #[must_use]
    pub fn value<T: serde::de::DeserializeOwned>(&self, key: &Key) -> Option<T> {
        postcard::from_bytes(&self.get(key)?).ok()
    }

    /// Says that a value is still wanted, without reading it.
    pub fn touch(&self, key: &Key) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(*key);
    }

    /// Keeps a value.
    pub fn set(&self, key: &Key, value: &impl serde::Serialize) {
        if let Ok(bytes) = postcard::to_stdvec(value) {
            self.put(key, bytes);
        }
    }

    /// Keeps bytes. A full disk only means that they are not kept.
    pub fn put(&self, key: &Key, bytes: Vec<u8>) {
        self.keep(key, bytes, Writer::add);
    }

    /// Keeps bytes as they are: those that are wanted so often that unpacking them costs more than their place on disk.
    pub fn put_plain(&self, key: &Key, bytes: Vec<u8>) {
        self.keep(key, bytes, Writer::add_plain);
    }

    fn keep(&self, key: &Key, bytes: Vec<u8>, add: fn(&mut Writer, &Key, &[u8])) {
        self.touch(key);
        let Some(folder) = &self.folder else {
            self.added.write().unwrap_or_else(PoisonError::into_inner).insert(*key, bytes);
            return;
        };
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh.is_none() {
            *fresh = Writer::begin(folder);
        }
        if let Some(writer) = fresh.as_mut() {
            add(writer, key, &bytes);
        }
    }

    /// A record: one value under a name, replaced as a whole.
    #[must_use]
    pub fn record<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let path = self.folder.as_ref()?.join(format!("{name}.record"));
        let bytes = plain_file(&path).filter(|it| *it <= MOST).and_then(|_| fs::read(&path).ok())?;
        let (hash, value) = bytes.split_at_checked(32)?;
        (blake3::hash(value).as_bytes() == hash).then(|| postcard::from_bytes(value).ok()).flatten()
    }

    /// Replaces a record.
    pub fn set_record(&self, name: &str, value: &impl serde::Serialize) {
        let (Some(folder), Ok(bytes)) = (&self.folder, postcard::to_stdvec(value)) else { return };
        let whole = [blake3::hash(&bytes).as_bytes().as_slice(), &bytes].concat();
        let temporary = folder.join(format!("{name}.{}.tmp", std::process::id()));
        if fs::write(&temporary, whole).is_err() || fs::rename(&temporary, folder.join(format!("{name}.record"))).is_err() {
            let _ = fs::remove_file(&temporary);
        }
    }

    /// Removes a record: what it said no longer holds.
    pub fn remove_record(&self, name: &str) {
        if let Some(folder) = &self.folder {
            let _ = fs::remove_file(folder.join(format!("{name}.record")));
        }
    }

    /// Ends a round: what is new becomes readable; what nobody asked for is dropped when it is more than the rest.
    pub fn close(&self) {
        let used = std::mem::take(&mut *self.used.lock().unwrap_or_else(PoisonError::into_inner));
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.added.write().unwrap_or_else(PoisonError::into_inner).retain(|key, _| used.contains(key));
        let mut packs = self.packs.write().unwrap_or_else(PoisonError::into_inner);
        packs.extend(fresh.and_then(Writer::finish));
        let Some(folder) = &self.folder else { return };
        let all: u64 = packs.iter().map(Pack::bytes).sum();
        let wanted: u64 = packs.iter().map(|it| it.bytes_of(&used)).sum();
        let crowded = packs.len() > PACKS && wanted < all;
        if packs.len() > 4 * PACKS || crowded || all > LIMIT || wanted.saturating_mul(3) < all && all > (64 << 20) {
            gather(folder, &mut packs, &used);
        }
    }
}

/// Rewrites what is wanted as one pack and removes the packs that it came from.
fn gather(folder: &Path, packs: &mut Vec<Pack>, used: &Keys) {
    let Some(mut writer) = Writer::begin(folder) else { return };
    let mut written = Keys::default();
    for pack in packs.iter().rev() {
        for key in pack.keys().filter(|it| used.contains(*it)) {
            if written.insert(*key) {
                writer.add_from(pack, key);
            }
        }
    }
    if let Some(gathered) = writer.finish() {
        for old in packs.drain(..).filter(|it| it.path() != gathered.path()) {
            let _ = fs::remove_file(old.path());
        }
        packs.push(gathered);
    }
}

/// Another build of idp-docs may still be in use beside this one; what it kept goes a week after its last use.
fn forget_other_versions(root: &Path) {
    const WEEK: std::time::Duration = std::time::Duration::from_secs(7 * 24 * 3600);
    for entry in fs::read_dir(root).into_iter().flatten().filter_map(Result::ok) {
        let ours = entry.file_name().to_string_lossy() == BUILD;
        let old =
            entry.metadata().is_ok_and(|it| it.is_dir() && it.modified().is_ok_and(|it| it.elapsed().is_ok_and(|it| it > WEEK)));
        if !ours && old {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_there_the_next_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::open(folder.path()).expect("a cache");
        cache.put(&key(&[b"a"]), b"one".to_vec());
        cache.set_record("state", &7_u32);
        cache.close();
        let again = Cache::open(folder.path()).expect("a cache");
        assert_eq!(again.get(&key(&[b"a"])).as_deref(), Some(b"one".as_slice()));
        assert_eq!(again.get(&key(&[b"b"])), None);
        assert_eq!(again.record::<u32>("state"), Some(7));
    }

    #[test]
    fn what_is_kept_as_it_is_stays_so_when_packs_are_gathered() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::open(folder.path()).expect("a cache");
        let (plain, packed) = (key(&[b"plain"]), key(&[b"packed"]));
        cache.put_plain(&plain, vec![7; 100_000]);
        cache.put(&packed, vec![8; 100_000]);
        for round in 0..=PACKS {
            cache.put(&key(&[b"unwanted", &round.to_le_bytes()]), vec![9; 10]);
            cache.touch(&plain);
            cache.touch(&packed);
            cache.close();
        }
        let bytes: Vec<u64> = cache.packs.read().expect("readable").iter().map(Pack::bytes).collect();
        assert!(matches!(bytes.as_slice(), [100_000..101_000]), "{bytes:?}");
        let again = Cache::open(folder.path()).expect("a cache");
        assert_eq!((again.get(&plain), again.get(&packed)), (Some(vec![7; 100_000]), Some(vec![8; 100_000])));
    }

    #[test]
    fn damage_is_a_miss() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::open(folder.path()).expect("a cache");
        for at in 0..200_u32 {
            let put = if at % 2 == 0 { Cache::put } else { Cache::put_plain };
            put(&cache, &key(&[&at.to_le_bytes()]), vec![at as u8; 600]);
        }
        cache.set_record("state", &vec![1_u8; 100]);
        cache.close();
        let files: Vec<_> =
            fs::read_dir(cache.folder().expect("on disk")).expect("a folder").map(|it| it.expect("a file").path()).collect();
        for file in files {
            let whole = fs::read(&file).expect("a file");
            for at in (0..whole.len()).step_by(997) {
                let mut damaged = whole.clone();
                damaged[at] ^= 0x55;
                fs::write(&file, &damaged).expect("written");
                check(folder.path());
                fs::write(&file, &whole[..at]).expect("written");
                check(folder.path());
            }
            fs::write(&file, &whole).expect("written");
        }
    }

    /// Every value is right or missing.
    fn check(folder: &Path) {
        let cache = Cache::open(folder).expect("a cache");
        for at in 0..200_u32 {
            let got = cache.get(&key(&[&at.to_le_bytes()]));
            assert!(got.is_none_or(|it| it == vec![at as u8; 600]));
        }
        assert!(cache.record::<Vec<u8>>("state").is_none_or(|it| it == vec![1; 100]));
    }
}
