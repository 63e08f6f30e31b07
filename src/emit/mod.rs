//! Where the site goes: a stream of paths and bytes into a [`Sink`].

#![expect(clippy::disallowed_methods, reason = "writing the site is this module's work")]

mod folder;
mod journal;
mod manifest;
mod stage;
mod stoppable;
mod update;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

pub use folder::{Folder, MARKER};
pub use journal::Install;
pub use manifest::{Entry, Manifest, Written};
pub use stoppable::Stoppable;
pub use update::{Changes, Known, Update, is_site, recover};

use crate::path::SitePath;

/// Takes the files of a site, from many threads, in any order.
pub trait Sink: Sync {
    /// Takes one file, and tells what became of it.
    ///
    /// # Errors
    /// If the file cannot be written, or another one has its place already.
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError>;
}

/// A file or folder of the site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// The operating system said no.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: `write`, `create`, `rename`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The folder holds something that taben did not write.
    #[error("{} is not empty and was not made by taben, so it is left as it is", path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// The place of the output is not a folder.
    #[error("{} is a file, and a folder is to be written there", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// A folder of the site leads elsewhere.
    #[error("{} is a symbolic link, and a folder of the site is to be there", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Two files would be one on some file system.
    #[error("two files of the site would have the same name where case does not count: {first} and {second}")]
    Collision {
        /// The file that came first.
        first: SitePath,
        /// The file that came second.
        second: SitePath,
    },
}

impl EmitError {
    /// What to do about it, if there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotOurs { .. } => Some("name another build-dir, or empty the folder yourself"),
            Self::Link { .. } => Some("remove the link; what it leads to is left as it is"),
            Self::NotAFolder { .. } => Some("name another build-dir, or remove the file"),
            Self::Collision { .. } => Some("rename one of the two pages"),
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("free some space; the site that was there before is untouched")
            }
            Self::Io { .. } => None,
        }
    }
}

/// An [`EmitError`] of that action and path.
fn io_error<'a>(action: &'static str, path: &'a std::path::Path) -> impl FnOnce(io::Error) -> EmitError + 'a {
    move |source| EmitError::Io { action, path: path.to_owned(), source }
}

/// A site in memory, for tests.
#[derive(Debug, Default)]
pub struct Memory {
    manifest: Manifest,
    files: Mutex<BTreeMap<SitePath, Vec<u8>>>,
}

impl Memory {
    /// An empty site.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The files that were put.
    #[must_use]
    pub fn into_files(self) -> BTreeMap<SitePath, Vec<u8>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        let written = self.manifest.add(path, bytes)?;
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), bytes.to_vec());
        Ok(written)
    }
}

/// Keeps nothing: for `taben check`, which finds collisions all the same.
#[derive(Debug, Default)]
pub struct Nowhere {
    manifest: Manifest,
}

impl Nowhere {
    /// A sink that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sink for Nowhere {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        self.manifest.add(path, bytes)
    }
}

#[cfg(test)]
mod tests;
