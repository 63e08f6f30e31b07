//! Where what is made goes, and what need not be made since it is there already.

use std::sync::{Mutex, PoisonError};

use super::BuildError;
use super::incremental::Memory;
use crate::emit::{EmitError, Known, Sink, Written};
use crate::path::SitePath;

/// The sink, and what is remembered of an earlier build, if anything is.
#[derive(Clone, Copy)]
pub(super) struct Output<'o> {
    pub(super) sink: &'o dyn Sink,
    pub(super) memory: Option<&'o Memory<'o>>,
}

impl Output<'_> {
    /// Makes something unless it is there and was made of the same: `key` is the fingerprint of that.
    pub(super) fn unit(
        &self,
        id: &str,
        key: impl FnOnce() -> u64,
        make: impl FnOnce(&dyn Sink) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        let Some(memory) = self.memory else { return make(self.sink) };
        let key = key();
        if memory.keeps(id, key) { Ok(()) } else { self.make(id, key, make) }
    }

    /// Makes something whatever is there: it is cheaper than to find out whether it is the same.
    pub(super) fn always<T>(&self, id: &str, make: impl FnOnce(&dyn Sink) -> Result<T, BuildError>) -> Result<T, BuildError> {
        self.make(id, 0, make)
    }

    fn make<T>(&self, id: &str, key: u64, make: impl FnOnce(&dyn Sink) -> Result<T, BuildError>) -> Result<T, BuildError> {
        let Some(memory) = self.memory else { return make(self.sink) };
        memory.makes(id);
        let capture = Capture::new(self.sink);
        let made = make(&capture)?;
        memory.made(id.to_owned(), key, None, capture.into_files(), None, None)?;
        Ok(made)
    }
}

/// A sink that remembers what went through it.
pub(super) struct Capture<'c> {
    sink: &'c dyn Sink,
    files: Mutex<Vec<Known>>,
}

impl<'c> Capture<'c> {
    pub(super) fn new(sink: &'c dyn Sink) -> Self {
        Self { sink, files: Mutex::default() }
    }

    /// The files.
    pub(super) fn into_files(self) -> Vec<Known> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Capture<'_> {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        let written = self.sink.put(path, bytes)?;
        let Written { size, hash, modified } = written;
        let known = Known { path: path.as_str().into(), size, hash, modified };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(known);
        Ok(written)
    }
}
