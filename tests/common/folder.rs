//! Folders with files: what a test gives the program, and what it finds.

#![allow(clippy::disallowed_methods, reason = "the tests write books and look at sites")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Writes a file below a folder, and the folders on the way.
pub fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A folder with these files.
pub fn with<T: AsRef<[u8]>>(files: &[(&str, T)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| write(dir.path(), name, text));
    dir
}

/// All files below a folder, relative to it, with `/` between the parts.
pub fn files(dir: &Path) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(dir).unwrap();
                out.insert(inside.iter().map(|part| part.to_str().expect("UTF-8")).collect::<Vec<_>>().join("/"));
            }
        }
    }
    out
}
