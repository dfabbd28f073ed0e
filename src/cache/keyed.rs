//! Tables by [`Key`]: a key is a hash already, and nobody chooses it, so its first bytes are hash enough.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::Key;

/// Values by key.
pub(super) type ByKey<T> = HashMap<Key, T, BuildHasherDefault<FirstBytes>>;
/// Keys.
pub(super) type Keys = HashSet<Key, BuildHasherDefault<FirstBytes>>;

/// The first eight bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    /// A key's length, which is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::key;

    #[test]
    fn keys_are_told_apart() {
        let keys: Keys = (0..1_000_u32).map(|it| key(&[&it.to_le_bytes()])).collect();
        assert_eq!(keys.len(), 1_000);
        let hash =
            |it: u32| std::hash::BuildHasher::hash_one(&BuildHasherDefault::<FirstBytes>::default(), key(&[&it.to_le_bytes()]));
        let hashes: HashSet<u64> = (0..1_000).map(hash).collect();
        assert_eq!(hashes.len(), 1_000, "and so are their hashes");
    }
}
