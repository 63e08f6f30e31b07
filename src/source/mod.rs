//! Where pages come from: the content folder, or a flat folder of pages.

#![expect(clippy::disallowed_methods, reason = "reading the author's files is this module's work")]

pub mod dir;
pub mod pages_dir;
pub mod provenance;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use dir::{Asset, PageFile, PageKind, SourceDir};
pub use pages_dir::PagesDir;
pub use provenance::{Provenance, Wiki};

/// The longest page that is read, in bytes.
///
/// MediaWiki's own limit is 2 MiB.  Without one, a disk image that was named `.wiki` by mistake would be read
/// into memory whole.
pub const MAX_PAGE_BYTES: u64 = 64 << 20;

/// A source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The operating system said no.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The file is not UTF-8 text.
    #[error("{} is not UTF-8 text: the byte at offset {offset} cannot stand there", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first bad byte, counted from 0.
        offset: usize,
    },
    /// The path leads out of the book, by itself or through a symbolic link.
    #[error("{} is not inside the book's folder", path.display())]
    Outside {
        /// The path as `book.toml` names it.
        path: PathBuf,
    },
    /// The file is too long to be a page.
    #[error("{} is longer than {} MiB, which no page may be", path.display(), MAX_PAGE_BYTES >> 20)]
    TooLong {
        /// The file.
        path: PathBuf,
    },
}

impl SourceError {
    /// Whether the file can be read and its content is at fault: the page's error, not the machine's.
    #[must_use]
    pub fn is_content(&self) -> bool {
        matches!(self, Self::NotUtf8 { .. } | Self::TooLong { .. })
    }

    /// What is wrong with the content, for a diagnostic about the file itself, which then names no path.
    #[must_use]
    pub fn problem(&self) -> String {
        match self {
            Self::Io { source, .. } => format!("cannot be read: {source}"),
            Self::NotUtf8 { offset, .. } => format!("not UTF-8 text: the byte at offset {offset} cannot stand there"),
            Self::Outside { .. } => "not inside the book's folder".to_owned(),
            Self::TooLong { .. } => format!("longer than {} MiB, which no page may be", MAX_PAGE_BYTES >> 20),
        }
    }

    /// The code under which [`problem`](Self::problem) is told.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "read",
            Self::NotUtf8 { .. } => "not-utf-8",
            Self::Outside { .. } => "outside-book",
            Self::TooLong { .. } => "too-long",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io { .. } => None,
            Self::NotUtf8 { .. } => Some("save the file as UTF-8"),
            Self::Outside { .. } => Some("copy it into the book's folder: what a book names may not lead out of it"),
            Self::TooLong { .. } => Some("split the page, or import it if it is an export of a wiki (`taben import`)"),
        }
    }
}

/// Reads a text file, without the byte order mark that some editors put first, and with LF for every line's end.
///
/// # Errors
/// If the file cannot be read, is not UTF-8, or is longer than [`MAX_PAGE_BYTES`].
pub fn read_text(path: &Path) -> Result<String, SourceError> {
    let io = |source| SourceError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(io)?.take(MAX_PAGE_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    text_of(bytes, path)
}

/// Reads a whole text from a stream such as standard input, which messages call `name`.
///
/// # Errors
/// As [`read_text`].
pub fn read_stream(stream: impl Read, name: &str) -> Result<String, SourceError> {
    let mut bytes = Vec::new();
    let path = Path::new(name);
    stream.take(MAX_PAGE_BYTES + 1).read_to_end(&mut bytes).map_err(|source| SourceError::Io { path: path.to_owned(), source })?;
    text_of(bytes, path)
}

/// The text that the bytes of a file are.
fn text_of(mut bytes: Vec<u8>, path: &Path) -> Result<String, SourceError> {
    if bytes.len() as u64 > MAX_PAGE_BYTES {
        return Err(SourceError::TooLong { path: path.to_owned() });
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let text =
        String::from_utf8(bytes).map_err(|e| SourceError::NotUtf8 { path: path.to_owned(), offset: e.utf8_error().valid_up_to() })?;
    Ok(if text.contains('\r') { unify_line_ends(&text) } else { text })
}

/// Ends every line in LF, as MediaWiki does when a page is saved (`TextContent::normalizeLineEndings`).
fn unify_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Reads a file's bytes.
///
/// # Errors
/// If the file cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, SourceError> {
    fs::read(path).map_err(|source| SourceError::Io { path: path.to_owned(), source })
}
