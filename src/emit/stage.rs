//! The folder beside the site in which the next one is made, and what killed builds left there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::journal::Journal;
use crate::emit::{EmitError, MARKER, io_error};

/// What the marker says to whoever finds it.
const MARKER_TEXT: &str = "This folder was written by taben, which replaces all of it at every build.\n";
/// What the name of the old site ends in while the new one takes its place.
pub(super) const OLD: &str = ".old";
/// How many names are tried for the folder beside the output.
const MAX_TRIES: u32 = 100;

/// Where a site stands or will stand.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The folder that is asked for, symbolic links resolved.
    pub(super) out: PathBuf,
    parent: PathBuf,
    /// What the names of folders beside it begin with.
    prefix: String,
}

impl Site {
    /// The site at `out`; what killed builds left beside it is finished or removed.
    ///
    /// # Errors
    /// If something stands at `out` that taben did not write, or nothing can be made beside it.
    pub(super) fn at(out: &Path) -> Result<Self, EmitError> {
        let out = match fs::canonicalize(out) {
            Ok(real) => {
                check_ours(&real)?;
                real
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => std::path::absolute(out).map_err(io_error("write", out))?,
            Err(e) => return Err(io_error("read", out)(e)),
        };
        let (parent, name) = match (out.parent(), out.file_name()) {
            (Some(parent), Some(name)) => (parent.to_owned(), name.to_owned()),
            _ => return Err(EmitError::NotOurs { path: out }),
        };
        fs::create_dir_all(&parent).map_err(io_error("create", &parent))?;
        let site = Self { prefix: format!(".{}.tmp-", name.to_string_lossy()), out, parent };
        site.clear_leftovers()?;
        Ok(site)
    }

    /// Makes a new folder beside the site, on the same file system, with the marker in it.
    pub(super) fn make_beside(&self) -> Result<PathBuf, EmitError> {
        let id = std::process::id();
        let mut tries = 0;
        let path = loop {
            let name = if tries == 0 { format!("{}{id}", self.prefix) } else { format!("{}{id}.{tries}", self.prefix) };
            let path = self.parent.join(name);
            match fs::create_dir(&path) {
                Ok(()) => break path,
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && tries < MAX_TRIES => tries += 1,
                Err(e) => return Err(io_error("create", &path)(e)),
            }
        };
        let marker = path.join(MARKER);
        if let Err(e) = fs::write(&marker, MARKER_TEXT) {
            discard(&path);
            return Err(io_error("write", &marker)(e));
        }
        Ok(path)
    }

    /// Finishes or removes the folders of builds that were killed: ours by the marker, and of no process that still runs.
    ///
    /// One that holds a whole journal was killed while it put its files in place, and that is done to the end.  A build that was
    /// killed between the two renamings of a swap left no site but the old one under its other name: that one goes back.  Where
    /// `/proc` does not tell which processes run, folders without a journal stay, which costs space and nothing else.
    fn clear_leftovers(&self) -> Result<(), EmitError> {
        let processes = Path::new("/proc");
        let knows = processes.join("self").exists();
        let Ok(entries) = fs::read_dir(&self.parent) else { return Ok(()) };
        for entry in entries.flatten() {
            let file_name = entry.file_name();
            let Some(rest) = file_name.to_str().and_then(|n| n.strip_prefix(&self.prefix)) else { continue };
            let id: &str = rest.split('.').next().unwrap_or(rest);
            let path = entry.path();
            if id.parse::<u32>().is_err() {
                continue;
            }
            let is_running = !knows || processes.join(id).exists();
            if !path.join(MARKER).is_file() {
                // Whoever was killed before the marker was there, or after it was gone, left a folder with nothing in it.
                if !is_running {
                    let _ = fs::remove_dir(&path);
                }
                continue;
            }
            let journal = Journal::read(&path);
            // Another process may have got the number of the one that was killed; a journal is carried out all the same, since
            // doing it twice is doing it once.
            if journal.is_none() && is_running {
                continue;
            }
            match journal {
                Some(journal) if journal.is_complete(&path, &self.out) => {
                    journal.carry_out(&path, &self.out)?;
                    journal.install(true);
                }
                Some(journal) => journal.forget(),
                None => {}
            }
            // What cannot be done here is not worth failing for.
            if rest.ends_with(OLD) && !self.out.exists() {
                let _ = fs::rename(path, &self.out);
            } else if !path.join(".git").exists() {
                discard(&path);
            }
        }
        Ok(())
    }
}

/// Removes a folder of ours, the marker last: whoever is killed meanwhile leaves one that is still known as ours.
///
/// What cannot be removed is not worth failing for.
pub(super) fn discard(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name() != MARKER {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let _ = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
    let _ = fs::remove_dir_all(folder);
}

/// Refuses a folder that holds anything and has no marker.
pub(super) fn check_ours(out: &Path) -> Result<(), EmitError> {
    if !out.is_dir() {
        return Err(EmitError::NotAFolder { path: out.to_owned() });
    }
    if out.join(MARKER).is_file() {
        return Ok(());
    }
    let mut entries = fs::read_dir(out).map_err(io_error("read", out))?;
    if entries.next().is_none() { Ok(()) } else { Err(EmitError::NotOurs { path: out.to_owned() }) }
}
