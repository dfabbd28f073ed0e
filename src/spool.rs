//! EDGE: bytes that a build wants again later and that are too many for memory. They wait in a file that has no name, so that
//! nothing is left of it whatever ends the build.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are held in memory before any go to the file.
const HELD: usize = 64 << 20;

/// Takes bytes until they are wanted.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: usize,
    file: Option<Arc<SharedFile>>,
    end: u64,
}

/// A file that threads read and write side by side, each where it wants.
#[derive(Debug)]
pub struct SharedFile {
    file: File,
    /// Held by whoever reads or writes, where a file has one place for all.
    #[cfg(not(unix))]
    turn: Mutex<()>,
}

impl SharedFile {
    /// The file, from now on shared.
    #[must_use]
    pub fn of(file: File) -> Self {
        Self {
            file,
            #[cfg(not(unix))]
            turn: Mutex::default(),
        }
    }

    /// Fills `bytes` with what stands at an offset.
    ///
    /// # Errors
    /// When there is not as much, or it cannot be read.
    pub fn read_at(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, at);
        #[cfg(not(unix))]
        {
            use std::io::Read as _;
            self.seek(at)?.1.read_exact(bytes)
        }
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::write_all_at(&self.file, bytes, at);
        #[cfg(not(unix))]
        {
            use std::io::Write as _;
            self.seek(at)?.1.write_all(bytes)
        }
    }

    #[cfg(not(unix))]
    fn seek(&self, at: u64) -> io::Result<(std::sync::MutexGuard<'_, ()>, &File)> {
        use std::io::Seek as _;
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = &self.file;
        file.seek(io::SeekFrom::Start(at))?;
        Ok((turn, file))
    }
}

/// Bytes, wherever they are.
#[derive(Clone, Debug)]
pub enum Slab {
    /// In memory.
    Held(Vec<u8>),
    /// Some of what is in memory for several.
    Shared(Arc<Vec<u8>>, Range<usize>),
    /// In a file that nobody changes there.
    Filed {
        /// The file.
        file: Arc<SharedFile>,
        /// Where they begin, in bytes.
        at: u64,
        /// How many there are.
        length: usize,
    },
}

impl Spool {
    /// A spool whose file will lie in a folder. Nothing is made before it is needed.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), state: Mutex::default() }
    }

    /// Sets bytes aside; in memory where the file cannot take them.
    pub fn set_aside(&self, slab: Slab) -> Slab {
        if matches!(slab, Slab::Filed { .. }) {
            return slab;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.held + slab.len() <= HELD {
            state.held += slab.len();
            return slab.alone();
        }
        let written = slab.read().and_then(|bytes| self.write(&mut state, &bytes));
        written.unwrap_or(slab)
    }

    fn write(&self, state: &mut State, bytes: &[u8]) -> io::Result<Slab> {
        let file = match &state.file {
            Some(file) => Arc::clone(file),
            None => Arc::clone(state.file.insert(Arc::new(SharedFile::of(tempfile::tempfile_in(&self.folder)?)))),
        };
        let at = state.end;
        file.write_at(bytes, at)?;
        state.end += bytes.len() as u64;
        Ok(Slab::Filed { file, at, length: bytes.len() })
    }
}

impl Slab {
    /// The same bytes without the others that it shares memory with, where those are more.
    fn alone(self) -> Self {
        match &self {
            Self::Shared(all, range) if all.len() > 2 * range.len() => {
                all.get(range.clone()).map(|it| Self::Held(it.to_vec())).unwrap_or(self)
            }
            _ => self,
        }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::Shared(_, range) => range.len(),
            Self::Filed { length, .. } => *length,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        self.part(0..self.len())
    }

    /// Some of them.
    ///
    /// # Errors
    /// When there are not as many, or the file cannot be read.
    pub fn part(&self, range: Range<usize>) -> io::Result<Cow<'_, [u8]>> {
        let missing = || io::Error::from(io::ErrorKind::UnexpectedEof);
        match self {
            Self::Held(bytes) => bytes.get(range).map(Cow::Borrowed).ok_or_else(missing),
            Self::Shared(bytes, own) => {
                let part = bytes.get(own.clone()).and_then(|it| it.get(range));
                part.map(Cow::Borrowed).ok_or_else(missing)
            }
            Self::Filed { file, at, length } => {
                if range.start > range.end || range.end > *length {
                    return Err(missing());
                }
                let mut part = vec![0; range.len()];
                file.read_at(&mut part, at + range.start as u64)?;
                Ok(Cow::Owned(part))
            }
        }
    }
}

impl Default for Slab {
    fn default() -> Self {
        Self::Held(Vec::new())
    }
}

impl From<Vec<u8>> for Slab {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Held(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_aside_comes_back_from_memory_and_from_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::in_folder(folder.path());
        let large = vec![7; HELD - 2];
        let slabs = [large.clone(), b"abc".to_vec(), b"defgh".to_vec(), b"i".to_vec()].map(|it| spool.set_aside(it.into()));
        assert!(matches!(slabs, [Slab::Held(_), Slab::Filed { .. }, Slab::Filed { .. }, Slab::Held(_)]));
        let read = |at: usize| slabs[at].read().expect("readable").into_owned();
        assert_eq!((read(0), read(1), read(2), read(3)), (large, b"abc".to_vec(), b"defgh".to_vec(), b"i".to_vec()));
        assert_eq!(slabs[2].part(1..3).expect("readable").as_ref(), b"ef");
        assert!(slabs[2].part(1..6).is_err(), "never what somebody else set aside");
        let shared = Slab::Shared(Arc::new(b"0123456789".to_vec()), 2..5);
        assert_eq!(shared.part(1..3).expect("readable").as_ref(), b"34");
        assert!(shared.part(1..4).is_err(), "never what somebody else shares");
        assert_eq!(spool.set_aside(Slab::Shared(Arc::new(vec![7; 4]), 1..3)).read().expect("readable").as_ref(), [7, 7]);
        let small = spool.set_aside(Slab::Shared(Arc::new(vec![7; 9]), 1..2));
        assert!(matches!(small, Slab::Held(_)), "it does not keep what it shared");
        assert_eq!(walkdir::WalkDir::new(folder.path()).min_depth(1).into_iter().count(), 0, "the file has no name");
    }

    #[test]
    fn where_no_file_can_be_made_memory_takes_it() {
        let spool = Spool::in_folder(Path::new("/nowhere/at/all"));
        assert!(matches!(spool.set_aside(vec![0; HELD + 1].into()), Slab::Held(_)));
    }
}
