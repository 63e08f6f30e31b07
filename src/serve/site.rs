//! The files of a site as they are served: a folder, and the list of what the build wrote into it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::digest::{self, Digest};
use crate::emit::{Changes, MARKER};

/// One state of the site.
#[derive(Debug)]
pub struct Site {
    /// The folder, symbolic links resolved.
    root: PathBuf,
    /// Each file and a hash of what is in it.
    files: BTreeMap<Box<str>, u64>,
    /// A hash of what pages share: styles, scripts, pictures.
    shared: u64,
}

/// What a request's path is in the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// This file.
    File(Box<str>),
    /// A folder without the `/` behind its name: relative links would lead astray, so the browser is sent to this path.
    Folder(String),
    /// Nothing.
    Nothing,
}

impl Site {
    /// The site in the folder `root`: all that is in it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn list(root: &Path) -> io::Result<Self> {
        let root = fs::canonicalize(root)?;
        let mut files = BTreeMap::new();
        let mut folders = vec![(root.clone(), String::new())];
        while let Some((folder, within)) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let name = entry.file_name();
                let Some(name) = name.to_str() else { continue };
                let path = format!("{within}{name}");
                // A link is neither: it could lead out of the site.
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push((entry.path(), path + "/"));
                } else if kind.is_file() && path != MARKER {
                    // The marker is what a build keeps there for itself.
                    files.insert(path.into(), digest::of(&fs::read(entry.path())?));
                }
            }
        }
        Ok(Self::of(root, files))
    }

    /// The site after some of its files changed.
    ///
    /// # Errors
    /// If one that was written cannot be read.
    pub fn after(&self, changes: &Changes) -> io::Result<Self> {
        let mut files = self.files.clone();
        for path in &changes.removed {
            files.remove(path.as_str());
        }
        for path in &changes.written {
            files.insert(path.as_str().into(), digest::of(&fs::read(self.root.join(path.as_str()))?));
        }
        Ok(Self::of(self.root.clone(), files))
    }

    fn of(root: PathBuf, files: BTreeMap<Box<str>, u64>) -> Self {
        let mut shared = Digest::new();
        for (path, hash) in files.iter().filter(|(path, _)| is_shared(path)) {
            shared = shared.text(path).number(*hash);
        }
        Self { root, files, shared: shared.finish() }
    }

    /// How many files it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it has no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many files are new, gone or other than in `before`.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> usize {
        let other = self.files.iter().filter(|(path, hash)| before.files.get(*path) != Some(hash)).count();
        other + before.files.keys().filter(|path| !self.files.contains_key(*path)).count()
    }

    /// Looks up the path of a request, percent-decoded and without the `/` it begins with, the way GitHub Pages does.
    pub(super) fn find(&self, path: &str) -> Found {
        let file = |path: &str| self.files.contains_key(path).then(|| Found::File(path.into()));
        if path.is_empty() || path.ends_with('/') {
            return file(&format!("{path}index.html")).unwrap_or(Found::Nothing);
        }
        file(path).or_else(|| file(&format!("{path}.html"))).unwrap_or_else(|| {
            if self.files.contains_key(&*format!("{path}/index.html")) { Found::Folder(format!("{path}/")) } else { Found::Nothing }
        })
    }

    /// Reads a file of the site.
    ///
    /// # Errors
    /// If it is none, or cannot be read, or somebody put a link in its place that leads out of the folder.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        if !self.files.contains_key(path) {
            return Err(missing());
        }
        let place = fs::canonicalize(self.root.join(path))?;
        if !place.starts_with(&self.root) {
            return Err(missing());
        }
        fs::read(place)
    }

    /// What tells whether a page looks other than before: a hash of the page and of what pages share; of a page that is
    /// not there, nothing but that.
    pub(super) fn version(&self, path: &str) -> String {
        match self.files.get(path) {
            Some(hash) => format!("{hash:x}-{:x}", self.shared),
            None => "none".to_owned(),
        }
    }
}

/// Whether a file may change how other pages look.  The parts of the search index are asked for when somebody searches.
fn is_shared(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    !path.starts_with("assets/search/") && !matches!(ending, "html" | "md" | "txt" | "xml" | "json" | "bib" | "ris")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::{Folder, Sink};
    use crate::path::SitePath;

    fn site(dir: &Path, files: &[(&str, &str)]) -> Site {
        let folder = Folder::create(&dir.join("site")).unwrap();
        for (path, text) in files {
            folder.put(&SitePath::new(path).unwrap(), text.as_bytes()).unwrap();
        }
        folder.finish().unwrap();
        Site::list(&dir.join("site")).unwrap()
    }

    const FILES: &[(&str, &str)] = &[("index.html", "i"), ("a/b.html", "b"), ("a/index.html", "a"), ("assets/x.css", "c")];

    #[test]
    fn only_what_the_build_wrote_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let site = site(dir.path(), FILES);
        fs::write(dir.path().join("secret"), "x").unwrap();
        fs::write(dir.path().join("site/later"), "x").unwrap();
        let file = |path: &str| Found::File(path.into());
        assert_eq!((site.find(""), site.find("a/"), site.find("a/b")), (file("index.html"), file("a/index.html"), file("a/b.html")));
        assert_eq!(site.find("a"), Found::Folder("a/".to_owned()));
        for path in [
            "../secret",
            "a/../../secret",
            "/etc/passwd",
            "later",
            "a\0",
            "a\\b.html",
            "./index.html",
            "a//b.html",
            ".taben-site",
            "A/b.html",
        ] {
            assert_eq!(site.find(path), Found::Nothing, "{path}");
            assert!(site.read(path).is_err(), "{path}");
        }
        #[cfg(unix)]
        {
            fs::remove_file(dir.path().join("site/a/b.html")).unwrap();
            std::os::unix::fs::symlink(dir.path().join("secret"), dir.path().join("site/a/b.html")).unwrap();
            assert!(site.read("a/b.html").is_err(), "a link out of the site");
        }
    }

    #[test]
    fn a_page_is_another_if_it_or_what_all_share_changed() {
        let (one, two, three) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let before = site(one.path(), FILES);
        let page = site(two.path(), &[("index.html", "i"), ("a/b.html", "other"), ("a/index.html", "a"), ("assets/x.css", "c")]);
        assert_eq!(page.changed_since(&before), 1);
        assert_eq!(page.version("index.html"), before.version("index.html"));
        assert_ne!(page.version("a/b.html"), before.version("a/b.html"));
        let style = site(three.path(), &[("index.html", "i"), ("assets/x.css", "other"), ("assets/search/g/0.js", "x")]);
        assert_eq!(style.changed_since(&before), 4);
        assert_ne!(style.version("index.html"), before.version("index.html"));
        assert_eq!(style.version("a/b.html"), "none");
    }
}
