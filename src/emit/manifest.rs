//! What was written: each file once, under a key that finds names which some file systems confuse.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::digest;
use crate::emit::EmitError;
use crate::path::SitePath;

/// One file that was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Where.
    pub path: SitePath,
    /// How many bytes.
    pub size: u64,
    /// The fingerprint of the bytes ([`digest::of`]).
    pub hash: u64,
}

/// What became of a file that was given to a sink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many bytes it has.
    pub size: u64,
    /// The fingerprint of the bytes ([`digest::of`]).
    pub hash: u64,
    /// When the disk says that it was written, in nanoseconds since 1970 UTC; 0 where there is no disk.
    pub modified: i64,
}

/// The files written so far; shared by all threads.
#[derive(Debug, Default)]
pub struct Manifest {
    files: Mutex<FxHashMap<String, Entry>>,
}

impl Manifest {
    /// Notes a file, before it is written; gives its size and fingerprint.
    ///
    /// # Errors
    /// If a file of that name, or of one that differs in case or composition only, was noted before.
    pub fn add(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        let entry = Entry { path: path.clone(), size: bytes.len() as u64, hash: digest::of(bytes) };
        let written = Written { size: entry.size, hash: entry.hash, modified: 0 };
        let key = path.collision_key();
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.get(&key) {
            Some(first) => Err(EmitError::Collision { first: first.path.clone(), second: path.clone() }),
            None => {
                files.insert(key, entry);
                Ok(written)
            }
        }
    }

    /// How many files were noted so far, and how many bytes they have.
    #[must_use]
    pub fn size(&self) -> (usize, u64) {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        (files.len(), files.values().map(|entry| entry.size).sum())
    }

    /// The files, in the order of their paths; none are noted after.
    #[must_use]
    pub fn take_entries(&self) -> Vec<Entry> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        let mut entries: Vec<Entry> = files.into_values().collect();
        entries.sort_unstable();
        entries
    }
}
