//! A folder as sink: the site appears whole, or not at all.
//!
//! Files go to a folder beside the one that is asked for.  At the end the two change places by renaming, so a
//! reader, a web server or an interrupted build never sees half a site (for an instant between the two renamings
//! there is none), and a failed build leaves the old one as it was.  Files are not forced to the disk one by one:
//! after a power cut, build again.
//!
//! A folder that taben did not make is never replaced: it knows its own by the file [`MARKER`].

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashSet;

use crate::cache::Stamp;
use crate::emit::stage::{OLD, Site, check_ours, discard};
use crate::emit::{EmitError, Entry, Manifest, Sink, Written, io_error};
use crate::path::SitePath;

/// The file by which taben knows a folder that it made.
pub const MARKER: &str = ".taben-site";

/// A site that is being written to a folder.
///
/// Dropped without [`finish`](Self::finish), it removes what it wrote.
#[derive(Debug)]
pub struct Folder {
    /// The folder that is asked for, symbolic links resolved.
    out: PathBuf,
    /// The folder beside it that is written to; `None` once it has moved.
    temp: Option<PathBuf>,
    /// Folders inside `temp` that exist, so that each is made once.
    made: RwLock<FxHashSet<String>>,
    manifest: Manifest,
}

impl Folder {
    /// Begins a site that will stand at `out`.
    ///
    /// # Errors
    /// If something stands at `out` that taben did not write, or nothing can be written beside it.
    pub fn create(out: &Path) -> Result<Self, EmitError> {
        let site = Site::at(out)?;
        let temp = site.make_beside()?;
        Ok(Self { out: site.out, temp: Some(temp), made: RwLock::default(), manifest: Manifest::default() })
    }

    /// Puts the site in its place and tells what it holds, in the order of paths.
    ///
    /// # Errors
    /// If the folders cannot be renamed; the old site is then where it was.
    pub fn finish(mut self) -> Result<Vec<Entry>, EmitError> {
        let Some(temp) = self.temp.take() else { return Ok(Vec::new()) };
        let result = swap(&temp, &self.out);
        if result.is_err() {
            // Let drop remove it.
            self.temp = Some(temp);
        }
        result.map(|()| self.manifest.take_entries())
    }

    /// Makes the folders that hold `path`, each once.
    fn make_folders(&self, temp: &Path, path: &SitePath) -> Result<(), EmitError> {
        let folder = path.folder();
        if folder.is_empty() || self.made.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        let full = temp.join(folder);
        fs::create_dir_all(&full).map_err(io_error("create", &full))?;
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }
}

impl Sink for Folder {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        let Some(temp) = &self.temp else { return Ok(Written::default()) };
        let written = self.manifest.add(path, bytes)?;
        self.make_folders(temp, path)?;
        let modified = write_new(&temp.join(path.as_str()), bytes).map_err(|source| EmitError::Io {
            action: "write",
            path: self.out.join(path.as_str()),
            source,
        })?;
        Ok(Written { modified, ..written })
    }
}

/// Writes a file that is not there yet, and tells when the disk says that it was written.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<i64> {
    // `create_new`: names that only this file system takes for one must not overwrite each other.
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    Ok(file.metadata().map_or(0, |metadata| Stamp::of(&metadata).modified))
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(temp) = self.temp.take() {
            // There is nobody left to tell; a leftover is recognised and removed by the next build.
            discard(&temp);
        }
    }
}

/// Puts `temp` where `out` is.
fn swap(temp: &Path, out: &Path) -> Result<(), EmitError> {
    if !out.exists() {
        return fs::rename(temp, out).map_err(io_error("write", out));
    }
    // Somebody may have filled the folder while the site was made.
    check_ours(out)?;
    let mut old = temp.as_os_str().to_owned();
    old.push(OLD);
    let old = PathBuf::from(old);
    fs::rename(out, &old).map_err(io_error("replace", out))?;
    if let Err(e) = fs::rename(temp, out) {
        // Put the old site back; if that fails too, the message names where it is.
        return Err(match fs::rename(&old, out) {
            Ok(()) => io_error("write", out)(e),
            Err(e) => io_error("put back the old site from", &old)(e),
        });
    }
    // The folder may be the work tree of a repository, as with a branch for GitHub Pages.
    let repository = old.join(".git");
    if repository.exists() && fs::rename(&repository, out.join(".git")).is_err() {
        return Err(io_error("move the repository from", &repository)(io::Error::other("it is still there")));
    }
    // The new site stands.  What cannot be deleted of the old one is not worth failing for.
    discard(&old);
    Ok(())
}
