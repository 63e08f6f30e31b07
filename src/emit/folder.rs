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

use crate::emit::{EmitError, Entry, Manifest, Sink};
use crate::path::SitePath;

/// The file by which taben knows a folder that it made.
pub const MARKER: &str = ".taben-site";
/// What the marker says to whoever finds it.
const MARKER_TEXT: &str = "This folder was written by taben, which replaces all of it at every build.\n";
/// What the name of the old site ends in while the new one takes its place.
const OLD: &str = ".old";
/// How many names are tried for the folder beside the output.
const MAX_TRIES: u32 = 100;

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
        let out = match fs::canonicalize(out) {
            Ok(real) => {
                check_ours(&real)?;
                real
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => std::path::absolute(out).map_err(io_error("write", out))?,
            Err(e) => return Err(io_error("read", out)(e)),
        };
        let (parent, name) = match (out.parent(), out.file_name()) {
            (Some(parent), Some(name)) => (parent, name.to_owned()),
            _ => return Err(EmitError::NotOurs { path: out }),
        };
        fs::create_dir_all(parent).map_err(io_error("create", parent))?;
        let prefix = format!(".{}.tmp-", name.to_string_lossy());
        clear_leftovers(parent, &prefix, &out);
        let temp = make_beside(parent, &prefix)?;
        let folder = Self { out, temp: Some(temp.clone()), made: RwLock::default(), manifest: Manifest::default() };
        let marker = temp.join(MARKER);
        fs::write(&marker, MARKER_TEXT).map_err(io_error("write", &marker))?;
        Ok(folder)
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
        result.map(|()| std::mem::take(&mut self.manifest).into_entries())
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
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<(), EmitError> {
        let Some(temp) = &self.temp else { return Ok(()) };
        self.manifest.add(path, bytes)?;
        self.make_folders(temp, path)?;
        let full = temp.join(path.as_str());
        // `create_new`: names that only this file system takes for one must not overwrite each other.
        let file = fs::File::create_new(&full).and_then(|mut file| file.write_all(bytes));
        file.map_err(|e| EmitError::Io { action: "write", path: self.out.join(path.as_str()), source: e })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(temp) = self.temp.take() {
            // There is nobody left to tell; a leftover is recognised and removed by the next build.
            let _ = fs::remove_dir_all(temp);
        }
    }
}

/// An [`EmitError`] of that action and path.
fn io_error<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> EmitError + 'a {
    move |source| EmitError::Io { action, path: path.to_owned(), source }
}

/// Refuses a folder that holds anything and has no marker.
fn check_ours(out: &Path) -> Result<(), EmitError> {
    if !out.is_dir() {
        return Err(EmitError::NotAFolder { path: out.to_owned() });
    }
    if out.join(MARKER).is_file() {
        return Ok(());
    }
    let mut entries = fs::read_dir(out).map_err(io_error("read", out))?;
    if entries.next().is_none() { Ok(()) } else { Err(EmitError::NotOurs { path: out.to_owned() }) }
}

/// Makes a new folder in `parent`, on the same file system as the output.
fn make_beside(parent: &Path, prefix: &str) -> Result<PathBuf, EmitError> {
    let id = std::process::id();
    let mut tries = 0;
    loop {
        let path = parent.join(if tries == 0 { format!("{prefix}{id}") } else { format!("{prefix}{id}.{tries}") });
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && tries < MAX_TRIES => tries += 1,
            Err(e) => return Err(io_error("create", &path)(e)),
        }
    }
}

/// Removes the folders of builds that were killed: ours by the marker, and of no process that still runs.
///
/// A build that was killed between the two renamings of [`swap`] left no site but the old one under its other
/// name: that one goes back.  Only where `/proc` tells which processes run; elsewhere the folders stay, which
/// costs space and nothing else.
fn clear_leftovers(parent: &Path, prefix: &str, out: &Path) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let Some(rest) = file_name.to_str().and_then(|n| n.strip_prefix(prefix)) else { continue };
        let id: &str = rest.split('.').next().unwrap_or(rest);
        let path = entry.path();
        if id.parse::<u32>().is_err() || processes.join(id).exists() || !path.join(MARKER).is_file() {
            continue;
        }
        // What cannot be done here is not worth failing for.
        if rest.ends_with(OLD) && !out.exists() {
            let _ = fs::rename(path, out);
        } else if !path.join(".git").exists() {
            let _ = fs::remove_dir_all(path);
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
    let _ = fs::remove_dir_all(&old);
    Ok(())
}
