//! What a build remembers for the next one: files in the book's folder `.taben`, and how they are told from broken ones.
//!
//! Nothing here knows what is remembered; `pipeline` does.  A file is sealed: it begins with what it is and ends in nothing
//! that is not covered by a fingerprint, so that one that was cut off, changed or written by another taben is thrown away
//! and never half believed.

#![expect(clippy::disallowed_methods, reason = "keeping files between builds is this module's work")]

mod blobs;
mod place;
mod seal;
mod stamp;

pub use blobs::{Blob, Blobs};
pub use place::{Lock, Place};
pub use seal::{open, seal};
pub use stamp::{Stamp, now};

use std::io;
use std::path::Path;

use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::digest;

/// Why something that was remembered cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was cut off or changed, or is something else.
    #[error("it is damaged")]
    Damaged,
    /// Another version of taben wrote it.
    #[error("another version of taben wrote it")]
    Foreign,
    /// The operating system said no.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

/// By what this program is told from others that may make other sites of the same book.
#[must_use]
pub fn program() -> u64 {
    let digest = digest::Digest::new().text(env!("CARGO_PKG_VERSION"));
    // Two builds of one version differ in their time, and a wrong guess costs one whole build.
    let stamp = std::env::current_exe().and_then(std::fs::metadata).map(|metadata| Stamp::of(&metadata));
    stamp.map_or(digest, |stamp| digest.number(stamp.size).number(stamp.modified as u64)).finish()
}

/// Whether a file is there.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    path.is_file()
}

/// Writes a file whole.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)
}

/// Removes a file.
///
/// # Errors
/// If it cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    std::fs::remove_file(path)
}

/// Gives a file another name.
///
/// # Errors
/// If it cannot be renamed.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)
}

/// Bytes inside of what is remembered, as one piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Piece;
        impl Visitor<'_> for Piece {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Piece)
    }
}

/// What is remembered as bytes.
#[must_use]
pub fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    // Numbers, texts and lists have a form always; should one not, nothing is remembered.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// What bytes say; memory is taken as the bytes come, never as a number among them says.
///
/// # Errors
/// If they say nothing of that kind.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    postcard::from_bytes(bytes).map_err(|_| Refused::Damaged)
}
