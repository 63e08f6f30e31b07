//! A sink that takes no more files once somebody says stop, so that a build ends soon that nobody waits for any more.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{EmitError, Sink, Written};
use crate::path::SitePath;

/// Gives files to another sink until it is told to stop.
pub struct Stoppable<'s> {
    sink: &'s dyn Sink,
    stop: Option<&'s AtomicBool>,
}

impl<'s> Stoppable<'s> {
    /// Gives files to `sink` until `stop` is set; then each file fails as interrupted.
    #[must_use]
    pub fn new(sink: &'s dyn Sink, stop: Option<&'s AtomicBool>) -> Self {
        Self { sink, stop }
    }
}

impl Sink for Stoppable<'_> {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        if self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(EmitError::Io { action: "write", path: path.as_str().into(), source: io::ErrorKind::Interrupted.into() });
        }
        self.sink.put(path, bytes)
    }
}
