//! A file of pieces that are written one after the other and read one at a time: what is too large to be in memory at once.
//!
//! Pieces are only added.  Who remembers a piece remembers where it lies and its fingerprint, so that a build that was killed
//! leaves bytes behind that nobody asks for, and does no harm to those that somebody does.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::digest;

/// The longest piece, in bytes; that of a page of 64 MB is shorter.
const MAX_PIECE: u32 = 256 << 20;

/// Where a piece lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// Where it begins.
    pub at: u64,
    /// How many bytes it has.
    pub size: u32,
    /// Its fingerprint.
    pub hash: u64,
}

/// The file.
#[derive(Debug)]
pub struct Blobs {
    path: PathBuf,
    writer: Mutex<(BufWriter<File>, u64)>,
    reader: Mutex<File>,
}

impl Blobs {
    /// Opens the file at `path`, which is made if it is not there.
    ///
    /// # Errors
    /// If it cannot be read and written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::options().create(true).append(true).read(true).open(path)?;
        let end = file.seek(SeekFrom::End(0))?;
        let reader = Mutex::new(File::open(path)?);
        Ok(Self { path: path.to_owned(), writer: Mutex::new((BufWriter::with_capacity(1 << 18, file), end)), reader })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// If it cannot be written, or is longer than any page's.
    pub fn add(&self, bytes: &[u8]) -> io::Result<Blob> {
        let size = u32::try_from(bytes.len()).ok().filter(|n| *n <= MAX_PIECE).ok_or_else(|| io::Error::other("the page is too long"))?;
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let at = writer.1;
        writer.0.write_all(bytes)?;
        writer.1 += u64::from(size);
        Ok(Blob { at, size, hash: digest::of(bytes) })
    }

    /// Hands what was added to the system.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn flush(&self) -> io::Result<()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).0.flush()
    }

    /// Reads a piece; `None` if it is not what was written.
    #[must_use]
    pub fn read(&self, blob: &Blob) -> Option<Vec<u8>> {
        if blob.size > MAX_PIECE {
            return None;
        }
        let mut bytes = vec![0; blob.size as usize];
        let mut file = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(blob.at)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        drop(file);
        (digest::of(&bytes) == blob.hash).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_as_they_were_written_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pieces");
        let blobs = Blobs::open(&path).unwrap();
        let (one, two) = (blobs.add(b"one").unwrap(), blobs.add("二".as_bytes()).unwrap());
        blobs.flush().unwrap();
        assert_eq!(blobs.read(&two).unwrap(), "二".as_bytes());
        drop(blobs);
        let blobs = Blobs::open(&path).unwrap();
        assert_eq!(blobs.size(), 6);
        let three = blobs.add(b"three").unwrap();
        blobs.flush().unwrap();
        assert_eq!((blobs.read(&one).unwrap(), blobs.read(&three).unwrap()), (b"one".to_vec(), b"three".to_vec()));
        assert_eq!(blobs.read(&Blob { hash: 1, ..one }), None);
        assert_eq!(blobs.read(&Blob { at: 1 << 40, ..one }), None);
        assert_eq!(blobs.read(&Blob { size: u32::MAX, ..one }), None);
    }
}
