//! What is made of a finished site to carry it away: an archive, HTML that needs no other file, an EPUB, a ZIM.
//!
//! The site lies in a folder of its own ([`Built`]) and is read file by file, so that memory does not grow with the
//! book.  Each form is one function; where it goes is an [`OutFile`], which takes its place when it is complete and
//! never that of a file that taben did not make.

#![expect(clippy::disallowed_methods, reason = "bundles are read from files and written to files")]

mod dom;
mod epub;
mod inline;
mod output;
mod pages;
mod raw;
mod redirects;
mod settle;
mod single;
mod xhtml;
mod zim;
mod zip;

use std::io;
use std::path::{Path, PathBuf};

pub use self::epub::write as epub;
pub use self::output::OutFile;
pub use self::pages::write as pages;
pub use self::single::write as single;
pub use self::zim::{installed as zim_installed, write as zim};
pub use self::zip::write as zip;
use crate::emit::{EmitError, Entry};
use crate::path::SitePath;

/// The frame of a whole book in one page, in the root of a site that is built for it.
pub const SINGLE: &str = "single.html";

/// Files that only a web server needs.
const FOR_SERVERS: &[&str] = &["404.html", ".nojekyll", "CNAME", "robots.txt", "sitemap.xml", SINGLE];

/// What made the bundle, as the bundle itself says: by this taben knows its own.
const MAKER: &str = concat!("taben ", env!("CARGO_PKG_VERSION"));

/// One view of a book and its pages.
#[derive(Clone, Debug)]
pub struct View {
    /// The view's code, which is its folder too: `zh-cn`.
    pub code: String,
    /// Its language, as HTML has it: `zh-Hans-CN`.
    pub lang: String,
    /// What its readers call it.
    pub label: String,
    /// The book's title in its script.
    pub title: String,
    /// What the book is about, in its script; may be empty.
    pub description: String,
    /// The titles and paths of the pages in reading order, from the site's root.
    pub pages: Vec<(String, SitePath)>,
}

/// A site that lies finished in a folder.
#[derive(Clone, Debug)]
pub struct Built {
    root: PathBuf,
    files: Vec<SitePath>,
    /// The views, each with its pages in reading order.
    pub views: Vec<View>,
    /// Who wrote the book.
    pub authors: Vec<String>,
    /// The book's date in seconds since 1970, if it has one.
    pub date: Option<i64>,
}

impl Built {
    /// The site that was written to `root`; files that only a web server needs are left out.
    #[must_use]
    pub fn new(root: &Path, entries: Vec<Entry>, views: Vec<View>) -> Self {
        let files = entries.into_iter().map(|e| e.path).filter(|p| !FOR_SERVERS.contains(&p.as_str())).collect();
        Self { root: root.to_owned(), files, views, authors: Vec::new(), date: None }
    }

    /// Where a file of the site lies.
    fn place(&self, path: &SitePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    fn has(&self, path: &SitePath) -> bool {
        self.files.binary_search(path).is_ok()
    }

    fn read(&self, path: &SitePath) -> Result<Vec<u8>, BundleError> {
        let place = self.place(path);
        std::fs::read(&place).map_err(failed("read", &place))
    }

    /// The text of a page of the site.
    fn read_page(&self, path: &SitePath) -> Result<String, BundleError> {
        // Pages are written as UTF-8; if somebody changed one since, what does not read is shown as such.
        Ok(String::from_utf8(self.read(path)?).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
    }

    /// The file of the site that a link of a page leads to, and the place in it; `None` if it leads elsewhere.
    fn target(&self, from: &SitePath, href: &str) -> Option<(SitePath, String)> {
        let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() || path.starts_with('/') || path.split('/').next().is_some_and(|first| first.contains(':')) {
            return None;
        }
        let mut parts: Vec<&str> = from.folder().split('/').filter(|p| !p.is_empty()).collect();
        for part in path.split('/') {
            match part {
                ".." => {
                    parts.pop()?;
                }
                "." | "" => {}
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        let path = percent_encoding::percent_decode_str(&path).decode_utf8().ok()?;
        let path = SitePath::new(&path).ok().filter(|p| self.has(p))?;
        let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        Some((path, fragment))
    }
}

/// A bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The operating system said no.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A folder of pages could not be written.
    #[error(transparent)]
    Emit(#[from] EmitError),
    /// A file stands where the bundle goes, and taben did not make it.
    #[error("{} was not made by taben, so it is left as it is", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// A file of the book's theme has a name that `--ascii-names` cannot change, since templates name it.
    #[error("the name {path} is not plain ASCII, and templates may name it, so it cannot be changed")]
    Name {
        /// The file.
        path: SitePath,
    },
    /// A program that is needed is not installed.
    #[error("the program {program} is not installed")]
    NoProgram {
        /// Its name.
        program: &'static str,
    },
    /// A program that was called failed.
    #[error("{program} failed: {message}")]
    Program {
        /// Its name.
        program: &'static str,
        /// The end of what it said.
        message: String,
    },
    /// The book has no page to show.
    #[error("the book has no page")]
    Empty,
}

impl BundleError {
    /// What to do about it, if there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotOurs { .. } => Some("name another file with --output, or replace it with --force"),
            Self::Name { .. } => Some("rename the file, and its name in the book's templates"),
            Self::NoProgram { .. } => Some("install zim-tools (Debian, Ubuntu: apt install zim-tools; macOS: brew install zim-tools)"),
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("free some space; the file that was there before is untouched")
            }
            Self::Emit(error) => error.hint(),
            _ => None,
        }
    }
}

/// Names what failed.
fn failed(action: &'static str, path: &Path) -> impl Fn(io::Error) -> BundleError {
    move |source| BundleError::Io { action, path: path.to_owned(), source }
}

/// What a file is, by its name's ending (IANA's registry of media types).
fn media_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    match ending.as_str() {
        "html" => "text/html",
        "xhtml" => "application/xhtml+xml",
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "ogv" => "video/ogg",
        "webm" => "video/webm",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
