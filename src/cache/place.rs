//! Where a book's memory lies: one file for each folder that the book is built into.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::Refused;
use crate::digest;

/// The folder in the book's own.
const FOLDER: &str = ".taben/build";
/// For how many folders of output a book's memory is kept: those used last.
const MAX_KEPT: usize = 4;
/// The longest file that is read: a book of a million pages stays below.
///
/// Attack: a disk image under the name of the cache.
const MAX_BYTES: u64 = 1 << 30;

/// The files that belong to a book and the folder it is built into.
#[derive(Clone, Debug)]
pub struct Place {
    folder: PathBuf,
    /// What the names of its files begin with.
    name: String,
}

/// Held while a book is built into a folder: of two builds, one waits.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the system lets go of the lock when the file is closed")] File);

impl Place {
    /// The place of the book in the folder `book` that is built into the folder `out`.
    #[must_use]
    pub fn new(book: &Path, out: &Path) -> Self {
        // One folder has many names, and its own may not be there yet.
        let beside = |out: PathBuf| Some(fs::canonicalize(out.parent()?).ok()?.join(out.file_name()?));
        let absolute = || std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let real = fs::canonicalize(out).ok().or_else(|| beside(absolute())).unwrap_or_else(absolute);
        let name = format!("{:016x}", digest::of(real.as_os_str().as_encoded_bytes()));
        Self { folder: book.join(FOLDER), name }
    }

    /// Whether the folder, the one that it is in, or a file in it is a symbolic link.
    ///
    /// Attack: a stranger's book brings along a `.taben` with links to files of the reader, and what is remembered is written
    /// over them.
    fn leads_elsewhere(&self) -> bool {
        let is_linked = [Some(self.folder.as_path()), self.folder.parent()].into_iter().flatten().any(Path::is_symlink);
        is_linked || fs::read_dir(&self.folder).is_ok_and(|entries| entries.flatten().any(|entry| entry.path().is_symlink()))
    }

    /// Waits until no other build of this place runs; `None` if nothing can be kept here, as on a read-only disk or behind a
    /// symbolic link.
    #[must_use]
    pub fn lock(&self) -> Option<Lock> {
        if self.leads_elsewhere() {
            return None;
        }
        fs::create_dir_all(&self.folder).ok()?;
        let file = File::options().create(true).truncate(false).write(true).open(self.file("lock")).ok()?;
        file.lock().ok()?;
        Some(Lock(file))
    }

    /// The file with what is remembered.
    #[must_use]
    pub fn memory(&self) -> PathBuf {
        self.file("memory")
    }

    /// Where the next one is written, until it takes that one's place.
    #[must_use]
    pub fn next(&self) -> PathBuf {
        self.file("next")
    }

    /// A file beside it that only the memory of that name knows.
    #[must_use]
    pub fn beside(&self, name: &str) -> PathBuf {
        self.file(name)
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// Reads what is remembered; `None` if there is nothing.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self) -> Result<Option<Vec<u8>>, Refused> {
        let failed = |e: io::Error| Refused::Unreadable(e.to_string());
        let file = match File::open(self.memory()) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed(e)),
        };
        let size = file.metadata().map_err(failed)?.len();
        if size > MAX_BYTES {
            return Err(Refused::Damaged);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Some(bytes))
    }

    /// Forgets everything of this place.
    pub fn forget(&self) {
        self.clear(&[]);
    }

    /// Removes the files of this place but for the lock and those of `keep`, and all files of places that were not used
    /// for longest, so that a book that is built into ever new folders does not fill the disk.
    ///
    /// What cannot be removed stays: it costs space and nothing else.
    pub fn clear(&self, keep: &[PathBuf]) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut others: Vec<(std::time::SystemTime, String)> = Vec::new();
        let mut files: Vec<(String, PathBuf)> = Vec::new();
        for entry in entries.flatten() {
            let path = entry.path();
            let Some((place, ending)) = entry.file_name().to_str().and_then(|n| n.split_once('.')).map(own) else { continue };
            if place.len() != self.name.len() {
                continue;
            }
            if place == self.name {
                if ending != "lock" && !keep.contains(&path) {
                    let _ = fs::remove_file(&path);
                }
            } else {
                if ending == "memory" {
                    others.push((entry.metadata().and_then(|m| m.modified()).unwrap_or(std::time::UNIX_EPOCH), place.clone()));
                }
                files.push((place, path));
            }
        }
        others.sort_unstable();
        let too_many = others.len().saturating_sub(MAX_KEPT - 1);
        for (_, place) in others.into_iter().take(too_many) {
            for (_, path) in files.iter().filter(|(of, _)| *of == place) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

fn own((place, ending): (&str, &str)) -> (String, String) {
    (place.to_owned(), ending.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_used_last_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let place = |n: usize| Place::new(dir.path(), &dir.path().join(n.to_string()));
        for n in 0..8 {
            drop(place(n).lock().unwrap());
            assert_eq!(place(n).read(), Ok(None));
            fs::write(place(n).memory(), [n as u8]).unwrap();
            fs::write(place(n).beside("old"), "").unwrap();
            let past = std::time::UNIX_EPOCH + std::time::Duration::from_secs(n as u64);
            File::options().write(true).open(place(n).memory()).unwrap().set_modified(past).unwrap();
            place(n).clear(&[place(n).memory()]);
        }
        let kept: Vec<bool> = (0..8).map(|n| place(n).read().unwrap().is_some()).collect();
        assert_eq!(kept, [false, false, false, false, true, true, true, true]);
        assert!(!place(7).beside("old").exists());
        place(7).forget();
        assert_eq!(place(7).read(), Ok(None));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_kept_through_a_link() {
        use std::os::unix::fs::symlink;
        for link in [".taben", ".taben/build", ".taben/build/x"] {
            let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let link = dir.path().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(other.path(), &link).unwrap();
            assert!(Place::new(dir.path(), &dir.path().join("site")).lock().is_none(), "{}", link.display());
            assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        assert!(Place::new(Path::new("/proc/nowhere"), Path::new("/proc/nowhere/site")).lock().is_none());
    }
}
