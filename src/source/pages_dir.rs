//! A flat folder of pages for `taben convert --pages`: one file each, named by its percent-encoded title and `.wiki`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::site::Site;
use crate::source::dir::title_of;
use crate::source::{PageKind, SourceError, read_text};
use crate::title::{Namespace, Title};

/// The pages that a single page may transclude and link to.
///
/// The folder is listed once; a text is read each time it is asked for.
#[derive(Clone, Debug, Default)]
pub struct PagesDir {
    files: FxHashMap<Title, PathBuf>,
}

impl PagesDir {
    /// Lists the folder.  Files whose names are no titles are passed over, as `convert` has no place to say so.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn open(dir: &Path, site: &Site) -> Result<Self, SourceError> {
        let io = |source| SourceError::Io { path: dir.to_owned(), source };
        let mut found = Vec::new();
        for entry in fs::read_dir(dir).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if PageKind::of(&path) == Some(PageKind::Wikitext) {
                found.push(path);
            }
        }
        // Two names may stand for one title (`A_b`, `a b`): the first in the order of names wins on every machine.
        found.sort_unstable();
        let mut files = FxHashMap::default();
        for path in found {
            if let Ok(title) = title_of(path.file_stem().unwrap_or_default(), Namespace::MAIN, site) {
                files.entry(title).or_insert(path);
            }
        }
        Ok(Self { files })
    }

    /// Whether there is a page of exactly that title.
    #[must_use]
    pub fn contains(&self, title: &Title) -> bool {
        self.files.contains_key(title)
    }

    /// The titles, in order.
    #[must_use]
    pub fn titles(&self) -> Vec<&Title> {
        let mut titles: Vec<_> = self.files.keys().collect();
        titles.sort_unstable();
        titles
    }

    /// Reads the page of exactly that title; `None` if there is none.
    #[must_use]
    pub fn read(&self, title: &Title) -> Option<Result<Arc<str>, SourceError>> {
        self.files.get(title).map(|path| read_text(path).map(Arc::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_decoded_from_names() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["Template%3AFoo%2Fdoc.wiki", "a_b.wiki", "README.txt", "%5B.wiki"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let site = Site::new("en");
        let pages = PagesDir::open(dir.path(), &site).unwrap();
        let titles: Vec<_> = pages.titles().iter().map(|t| t.full()).collect();
        assert_eq!(titles, ["A b", "Template:Foo/doc"]);
        let title = Title::parse("template:foo/doc", Namespace::MAIN, &site).unwrap();
        assert_eq!(&*pages.read(&title).unwrap().unwrap(), "Template%3AFoo%2Fdoc.wiki");
        assert!(PagesDir::open(Path::new("/nowhere/at/all"), &site).is_err());
    }
}
