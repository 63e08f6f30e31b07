//! What is still to be done to a site: files to put in their places and files to remove.
//!
//! It is written, whole and forced to the disk, when everything that it names lies in the folder beside the site.  From then on
//! the new site is what counts: whoever comes next, the build itself or one after it was killed, does what is still to be
//! done.  A journal that is not whole was never begun upon, and the site is the old one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::cache;
use crate::digest;
use crate::emit::{EmitError, io_error};
use crate::path::SitePath;

/// The journal's name in the folder beside the site.
const FILE: &str = "journal";
/// Where in that folder the new files lie.
pub(super) const NEW: &str = "new";
/// What is sealed, and the form it has.
const KIND: &str = "taben journal 1";
/// The longest journal that is read, in bytes: a site of ten million files has a shorter one.
const MAX_BYTES: u64 = 1 << 30;

/// A file outside of the site that takes its place together with the site: what the build remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Install {
    /// Where it lies.
    pub from: PathBuf,
    /// Where it belongs.
    pub to: PathBuf,
    /// Its fingerprint.
    pub hash: u64,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The new and changed files: path, size, fingerprint.
    pub(super) files: Vec<(String, u64, u64)>,
    /// The files that are no longer of the site.
    pub(super) removed: Vec<String>,
    /// What goes along.
    pub(super) install: Option<Install>,
}

impl Journal {
    /// Writes it into the folder `stage`.
    pub(super) fn write(&self, stage: &Path) -> Result<(), EmitError> {
        let path = stage.join(FILE);
        let sealed = cache::seal(KIND, &cache::to_bytes(self));
        // It gets its name when it is whole, so that another build never takes one for broken that is being written.
        let part = stage.join("journal.part");
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(&sealed)?;
            file.sync_all()?;
            fs::rename(&part, &path)
        });
        written.map_err(io_error("write", &path))
    }

    /// Reads that of the folder `stage`; `None` if there is none, or none that is whole.
    pub(super) fn read(stage: &Path) -> Option<Self> {
        let path = stage.join(FILE);
        if fs::symlink_metadata(&path).ok()?.len() > MAX_BYTES {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        cache::from_bytes(cache::open(KIND, &bytes).ok()?).ok()
    }

    /// Whether all files that it names are there as they were written, in the folder or already in the site.
    ///
    /// A killed program loses nothing that it has written; a machine without power may.
    pub(super) fn is_complete(&self, stage: &Path, out: &Path) -> bool {
        self.files.iter().all(|(path, size, hash)| {
            let Ok(path) = SitePath::new(path) else { return false };
            let is_it = |file: PathBuf| {
                let has_size = fs::symlink_metadata(&file).is_ok_and(|m| m.is_file() && m.len() == *size);
                has_size && fs::read(&file).is_ok_and(|bytes| digest::of(&bytes) == *hash)
            };
            is_it(stage.join(NEW).join(path.as_str())) || is_it(out.join(path.as_str()))
        })
    }

    /// Makes sure that none of the folders that it changes leads out of the site.
    pub(super) fn check_folders(&self, out: &Path) -> Result<(), EmitError> {
        let paths = self.files.iter().map(|(path, ..)| path).chain(&self.removed);
        check_folders(out, paths.map(String::as_str))
    }

    /// Makes the folders of the site that new files need: before the journal is written, since a disk may be full.
    pub(super) fn make_folders(&self, out: &Path) -> Result<(), EmitError> {
        let mut last = "";
        for (path, ..) in &self.files {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            // Files come in the order of their paths.
            if folder != last {
                let full = out.join(folder);
                fs::create_dir_all(&full).map_err(io_error("create", &full))?;
                last = folder;
            }
        }
        Ok(())
    }

    /// Does what is still to be done, and nothing twice.
    pub(super) fn carry_out(&self, stage: &Path, out: &Path) -> Result<(), EmitError> {
        self.check_folders(out)?;
        self.make_folders(out)?;
        for (path, ..) in &self.files {
            // A journal is data from a disk, and must not lead out of the site.
            let Ok(path) = SitePath::new(path) else { continue };
            let to = out.join(path.as_str());
            match fs::rename(stage.join(NEW).join(path.as_str()), &to) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(io_error("write", &to)(e)),
                _ => {}
            }
        }
        for path in &self.removed {
            let Ok(path) = SitePath::new(path) else { continue };
            remove(out, &path).map_err(io_error("remove", &out.join(path.as_str())))?;
        }
        Ok(())
    }

    /// Puts what goes along in its place; with `check` only if it is what it should be.
    pub(super) fn install(&self, check: bool) {
        let Some(Install { from, to, hash }) = self.own_install() else { return };
        if check && !fs::read(from).is_ok_and(|bytes| digest::of(&bytes) == *hash) {
            return self.forget();
        }
        // Without it the next build makes everything anew, and is right all the same.
        if fs::rename(from, to).is_err() {
            self.forget();
        }
    }

    /// Makes the next build begin anew: what goes along says nothing true of the site.
    pub(super) fn forget(&self) {
        if let Some(Install { from, to, .. }) = self.own_install() {
            // The file may be there already, put there before the build was killed, and be right; it is made again then.
            let _ = fs::remove_file(from);
            let _ = fs::remove_file(to);
        }
    }

    /// What goes along, if it is ours: both names lie in one folder, and say what they are.
    fn own_install(&self) -> Option<&Install> {
        let has = |path: &Path, ending: &str| path.extension().is_some_and(|e| e == ending);
        self.install.as_ref().filter(|i| i.from.parent() == i.to.parent() && has(&i.from, "next") && has(&i.to, "memory"))
    }
}

/// Makes sure that the folders of these files, as far as they are there, are folders and no links out of the site.
pub(super) fn check_folders<'p>(out: &Path, paths: impl Iterator<Item = &'p str>) -> Result<(), EmitError> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for path in paths {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            if !seen.insert(folder) {
                break;
            }
            let full = out.join(folder);
            if fs::symlink_metadata(&full).is_ok_and(|found| found.is_symlink()) {
                return Err(EmitError::Link { path: full });
            }
        }
    }
    Ok(())
}

/// Removes a file of the site, and the folders that hold nothing else.
fn remove(out: &Path, path: &SitePath) -> io::Result<()> {
    match fs::remove_file(out.join(path.as_str())) {
        Err(e) if !matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Err(e),
        _ => {}
    }
    let mut folder = path.folder();
    while !folder.is_empty() && fs::remove_dir(out.join(folder)).is_ok() {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
    Ok(())
}
