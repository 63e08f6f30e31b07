//! What was written: each file once, under a key that finds names which some file systems confuse.

use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use crate::emit::EmitError;
use crate::path::SitePath;

/// One file that was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Where.
    pub path: SitePath,
    /// How many bytes.
    pub size: u64,
    /// A hash of the bytes, to tell whether two builds differ; not for security.
    pub hash: u64,
}

/// The files written so far; shared by all threads.
#[derive(Debug, Default)]
pub struct Manifest {
    files: Mutex<FxHashMap<String, Entry>>,
}

impl Manifest {
    /// Notes a file, before it is written.
    ///
    /// # Errors
    /// If a file of that name, or of one that differs in case or composition only, was noted before.
    pub fn add(&self, path: &SitePath, bytes: &[u8]) -> Result<(), EmitError> {
        let mut hasher = FxHasher::default();
        hasher.write(bytes);
        let entry = Entry { path: path.clone(), size: bytes.len() as u64, hash: hasher.finish() };
        let key = path.collision_key();
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.get(&key) {
            Some(first) => Err(EmitError::Collision { first: first.path.clone(), second: path.clone() }),
            None => {
                files.insert(key, entry);
                Ok(())
            }
        }
    }

    /// The files, in the order of their paths.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        let files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut entries: Vec<Entry> = files.into_values().collect();
        entries.sort_unstable();
        entries
    }
}
