//! A site that changes in parts: what is the same stays, what differs is made beside it and put in its place at the end.
//!
//! Until the journal is written nothing of the site has changed; from then on the change is carried to its end, by this build
//! or by the next one (see [`super::journal`]).  Each file is the old one or the new one, whole, at every moment.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::cache::Stamp;
use crate::digest;
use crate::emit::folder::write_new;
use crate::emit::journal::{Install, Journal, NEW, check_folders};
use crate::emit::stage::{Site, discard};
use crate::emit::{EmitError, MARKER, Manifest, Sink, Written, io_error};
use crate::path::{SitePath, collision_key};

/// A file of the site as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Where.
    pub path: Box<str>,
    /// How many bytes.
    pub size: u64,
    /// The fingerprint of the bytes.
    pub hash: u64,
    /// When the disk says that it was written, in nanoseconds since 1970 UTC.
    pub modified: i64,
}

impl Known {
    /// Whether the site at `out` has the file as it was written, as far as its size and time tell.
    #[must_use]
    pub fn is_in(&self, out: &Path) -> bool {
        fs::symlink_metadata(out.join(&*self.path))
            .is_ok_and(|m| m.is_file() && m.len() == self.size && Stamp::of(&m).modified == self.modified)
    }
}

/// Whether a site that taben made stands at `out`.
#[must_use]
pub fn is_site(out: &Path) -> bool {
    out.join(MARKER).is_file()
}

/// Finishes or takes back what a build that was killed had begun at `out`.
///
/// # Errors
/// If something else stands there, or the disk says no.
pub fn recover(out: &Path) -> Result<(), EmitError> {
    Site::at(out).map(|_| ())
}

/// What an update did to the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The files that are new or differ, in the order of their paths.
    pub written: Vec<SitePath>,
    /// The files that are gone, in the order of their paths.
    pub removed: Vec<SitePath>,
}

/// A site that is being changed.
///
/// Dropped without [`finish`](Self::finish), it leaves the site as it was.
#[derive(Debug)]
pub struct Update {
    site: Site,
    /// The folder beside the site, made when the first file differs.
    stage: OnceLock<PathBuf>,
    making: Mutex<()>,
    /// Whether there is a journal: the folder is then the next build's, unless this one comes to its end.
    is_begun: AtomicBool,
    /// Folders in it that exist, so that each is made once.
    made: RwLock<FxHashSet<String>>,
    manifest: Manifest,
    state: Mutex<State>,
}

/// What is known of the site's files so far.
#[derive(Debug, Default)]
struct State {
    /// How many files were kept one by one, and how many bytes they have.
    kept: (usize, u64),
    /// Files of the site that are to be made anew or not at all, and whether they are still as they were written.
    old: FxHashMap<Box<str>, (Known, bool)>,
    /// Files that differ, with their sizes and fingerprints.
    differ: Vec<(SitePath, u64, u64)>,
}

impl Update {
    /// Begins to change the site at `out`.
    ///
    /// # Errors
    /// As [`Folder::create`](super::Folder::create).
    pub fn begin(out: &Path) -> Result<Self, EmitError> {
        Ok(Self {
            site: Site::at(out)?,
            stage: OnceLock::new(),
            making: Mutex::default(),
            is_begun: AtomicBool::new(false),
            made: RwLock::default(),
            manifest: Manifest::default(),
            state: Mutex::default(),
        })
    }

    /// Files of the site that were made of what has changed: each goes unless it is [`keep`](Self::keep)t or put again.
    ///
    /// With each comes whether the disk still has it as it was written.
    pub fn doubt(&self, files: impl IntoIterator<Item = (Known, bool)>) {
        let mut state = self.state();
        state.old.extend(files.into_iter().map(|(known, intact)| (known.path.clone(), (known, intact))));
    }

    /// The folder of the site, symbolic links resolved.
    #[must_use]
    pub fn out(&self) -> &Path {
        &self.site.out
    }

    /// Leaves a file as it is that was in doubt; `None` if it is not the one that was written.
    pub fn keep(&self, path: &str) -> Option<Known> {
        let mut state = self.state();
        state.old.get(path)?.1.then_some(())?;
        let (known, _) = state.old.remove(path)?;
        state.kept.0 += 1;
        state.kept.1 += known.size;
        Some(known)
    }

    /// How many files were written or kept so far, and how many bytes they have.
    #[must_use]
    pub fn size(&self) -> (usize, u64) {
        let ((files, size), kept) = (self.manifest.size(), self.state().kept);
        (files + kept.0, size + kept.1)
    }

    /// Reads a file of the site that is in doubt; `None` if it is not what was written.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let hash = self.state().old.get(path)?.0.hash;
        let path = SitePath::new(path).ok()?;
        fs::read(self.site.out.join(path.as_str())).ok().filter(|bytes| digest::of(bytes) == hash)
    }

    /// Puts all that differs in its place and removes what is left of the old; `kept` are the files that stay.
    ///
    /// `install` goes along: see [`Install`].
    ///
    /// # Errors
    /// If two files would be one on some file system, or the disk says no.  Before the first file is in its place the site is
    /// as it was; after it, the next build does the rest.
    pub fn finish<'k>(&self, kept: impl Iterator<Item = &'k str>, install: Option<Install>) -> Result<Changes, EmitError> {
        let mut state = std::mem::take(&mut *self.state());
        // A name that the site had before has been compared with all others then.
        let new: FxHashMap<String, &SitePath> = state
            .differ
            .iter()
            .filter(|(path, ..)| !state.old.contains_key(path.as_str()))
            .map(|(path, ..)| (path.collision_key(), path))
            .collect();
        let kept: Vec<&str> = kept.collect();
        check_folders(&self.site.out, kept.iter().copied())?;
        if !new.is_empty() {
            for path in kept {
                if let Some(second) = new.get(&collision_key(path))
                    && let Ok(first) = SitePath::new(path)
                {
                    return Err(EmitError::Collision { first, second: (*second).clone() });
                }
            }
        }
        drop(new);
        state.differ.sort_unstable();
        for entry in self.manifest.take_entries() {
            state.old.remove(entry.path.as_str());
        }
        let mut removed: Vec<String> = state.old.into_keys().map(String::from).collect();
        removed.sort_unstable();
        let changes = Changes {
            written: state.differ.iter().map(|(path, ..)| path.clone()).collect(),
            removed: removed.iter().filter_map(|path| SitePath::new(path).ok()).collect(),
        };
        let files = state.differ.into_iter().map(|(path, size, hash)| (path.as_str().to_owned(), size, hash)).collect();
        let journal = Journal { files, removed, install };
        if journal.files.is_empty() && journal.removed.is_empty() {
            journal.install(false);
            return Ok(changes);
        }
        journal.check_folders(&self.site.out)?;
        let stage = self.stage()?.clone();
        journal.make_folders(&self.site.out)?;
        journal.write(&stage)?;
        // From here on the new site is what counts: whatever happens, the folder with the journal must stay.
        self.is_begun.store(true, Ordering::Relaxed);
        journal.carry_out(&stage, &self.site.out)?;
        journal.install(false);
        discard(&stage);
        Ok(changes)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder beside the site.
    fn stage(&self) -> Result<&PathBuf, EmitError> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let stage = self.site.make_beside()?;
        Ok(self.stage.get_or_init(|| stage))
    }

    /// Makes the folders that hold `path`, each once.
    fn make_folders(&self, new: &Path, path: &SitePath) -> Result<(), EmitError> {
        let folder = path.folder();
        if self.made.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        let full = new.join(folder);
        fs::create_dir_all(&full).map_err(io_error("create", &full))?;
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }
}

impl Sink for Update {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        let written = self.manifest.add(path, bytes)?;
        if let Some((known, true)) = self.state().old.get(path.as_str())
            && (known.size, known.hash) == (written.size, written.hash)
        {
            return Ok(Written { modified: known.modified, ..written });
        }
        let new = self.stage()?.join(NEW);
        self.make_folders(&new, path)?;
        let modified = write_new(&new.join(path.as_str()), bytes).map_err(|source| EmitError::Io {
            action: "write",
            path: self.site.out.join(path.as_str()),
            source,
        })?;
        self.state().differ.push((path.clone(), written.size, written.hash));
        Ok(Written { modified, ..written })
    }
}

impl Drop for Update {
    fn drop(&mut self) {
        if let Some(stage) = self.stage.get().filter(|_| !self.is_begun.load(Ordering::Relaxed)) {
            discard(stage);
        }
    }
}

#[cfg(test)]
mod tests;
