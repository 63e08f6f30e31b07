//! A book on the disk that is changed and built again, and compared with what a build from nothing gives.

#![allow(clippy::disallowed_methods, reason = "the tests write books and look at sites")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use taben::config::Config;
use taben::emit::{MARKER, Memory};
use taben::pipeline::{self, Again, Purpose, Rebuilt};
use taben::source::SourceDir;

/// Numbers that look random and are the same each time (xorshift, Marsaglia).
pub struct Random(u64);

impl Random {
    /// Those of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// One below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// The book.
pub struct Book {
    dir: tempfile::TempDir,
    at_rest: bool,
    /// What is on the disk.
    written: BTreeMap<String, String>,
    /// How many pages the last build made.
    pub made: usize,
}

impl Book {
    /// An empty one; with `at_rest` builds believe that nothing was written just now, and trust the times of files.
    pub fn new(at_rest: bool) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), at_rest, written: BTreeMap::new(), made: 0 }
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The folder of its site.
    pub fn site(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    /// Makes it hold these files, and touches no others.
    pub fn write(&mut self, files: &BTreeMap<String, String>) {
        for name in self.written.keys().filter(|name| !files.contains_key(*name)) {
            fs::remove_file(self.dir().join(name)).unwrap();
        }
        for (name, text) in files.iter().filter(|(name, text)| self.written.get(*name) != Some(*text)) {
            let path = self.dir().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        self.written.clone_from(files);
    }

    /// Builds it into its site.
    pub fn rebuild(&mut self) -> Rebuilt {
        let (config, source, started) = self.open();
        let site = self.site();
        let again = Again { config: &config, source: &source, book: self.dir(), out: &site, clean: false, started, stop: None };
        let rebuilt = pipeline::rebuild(again, &|_, _| {}).unwrap();
        self.made = rebuilt.report.made;
        rebuilt
    }

    fn open(&self) -> (Config, SourceDir, i64) {
        let started = taben::cache::now() + if self.at_rest { 10_000_000_000 } else { 0 };
        let config = Config::parse(&fs::read_to_string(self.dir().join("book.toml")).unwrap_or_default()).unwrap();
        let source = SourceDir::open(self.dir(), &config.book.src, &config.site()).unwrap();
        (config, source, started)
    }

    /// The same, and compares site and findings with those of a build from nothing; `when` is told if they differ.
    pub fn rebuild_and_compare(&mut self, when: &str) -> Rebuilt {
        let rebuilt = self.rebuild();
        let (config, source, _) = self.open();
        let memory = Memory::new();
        let report = pipeline::build(&config, &source, &memory, Purpose::Publish, &|_, _| {}).unwrap();
        let expected: BTreeMap<String, Vec<u8>> =
            memory.into_files().into_iter().map(|(path, bytes)| (path.as_str().to_owned(), bytes)).collect();
        assert_same(&expected, &files_of(&self.site()), when);
        let told = |report: &pipeline::BuildReport| -> Vec<String> {
            report.diagnostics.iter().map(|(file, found)| format!("{}: {found:?}", file.name)).collect()
        };
        assert_eq!(told(&rebuilt.report), told(&report), "{when}");
        assert_eq!(rebuilt.report.pages, report.pages, "{when}");
        rebuilt
    }
}

/// The files of a site.
pub fn files_of(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        assert!(!entries.is_empty(), "{} is empty", folder.display());
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(site).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    assert!(files.remove(MARKER).is_some(), "the site has its marker");
    files
}

/// Compares two sites and names what differs first.
pub fn assert_same(expected: &BTreeMap<String, Vec<u8>>, found: &BTreeMap<String, Vec<u8>>, when: &str) {
    let missing: Vec<&String> = expected.keys().filter(|path| !found.contains_key(*path)).collect();
    let stale: Vec<&String> = found.keys().filter(|path| !expected.contains_key(*path)).collect();
    let differ: Vec<&String> =
        expected.iter().filter(|(path, bytes)| found.get(*path).is_some_and(|f| f != *bytes)).map(|(p, _)| p).collect();
    assert!(missing.is_empty() && stale.is_empty() && differ.is_empty(), "{when}: missing {missing:?}, stale {stale:?}, differ {differ:?}");
}
