//! What the book must know of all its pages' texts before the first page is made: each is read for it once, or not at all if
//! an earlier build has read it.

use std::path::Path;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::book::{UNREADABLE, text_answer};
use super::languages::{self, Link};
use crate::cache::Stamp;
use crate::digest::Digest;
use crate::preprocess;
use crate::source::{PageFile, PageKind, SourceDir, SourceError};

/// What a look at a page's text tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Glance {
    /// Whether it only leads to another.
    pub(super) leads_away: bool,
    /// The language that its front matter names.
    pub(super) language: Option<String>,
}

/// A page's text as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// By what the text is known the next time; also what is wrong with it, if it is none.
    pub(super) digest: u64,
    pub(super) glance: Glance,
}

/// A page's file as an earlier build had it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OldSource {
    /// Its path in the content folder.
    pub(super) path: String,
    pub(super) stamp: Stamp,
    /// Whether it was at rest.
    pub(super) is_settled: bool,
    /// `None` if nobody asked for its text.
    pub(super) content: Option<Content>,
    /// The pages in other languages that it names, if anybody asked.
    pub(super) links: Option<Vec<Link>>,
}

/// The texts of a book's pages.
pub(super) struct Contents<'c> {
    source: &'c SourceDir,
    pages: Vec<OnceLock<Content>>,
    links: Vec<OnceLock<Vec<Link>>>,
    /// For each page what an earlier build knew of the same file, unchanged.
    old: Vec<Option<&'c OldSource>>,
    /// The languages for which links were looked for then.
    old_codes: &'c [String],
}

impl<'c> Contents<'c> {
    /// Nothing is read yet.  `old` are the files of an earlier build, and its other languages.
    pub(super) fn new(source: &'c SourceDir, old: &'c [OldSource], old_codes: &'c [String]) -> Self {
        let by_path: FxHashMap<&str, &OldSource> = old.iter().map(|old| (old.path.as_str(), old)).collect();
        let known = |page: &PageFile| {
            let old = by_path.get(page.path.to_str()?).copied()?;
            (old.is_settled && old.stamp == page.stamp).then_some(old)
        };
        let count = source.pages().len();
        Self {
            source,
            pages: (0..count).map(|_| OnceLock::new()).collect(),
            links: (0..count).map(|_| OnceLock::new()).collect(),
            old: source.pages().iter().map(known).collect(),
            old_codes,
        }
    }

    /// What is known of a page's text, which is read if it must be.
    pub(super) fn get(&self, index: usize) -> &Content {
        self.pages[index].get_or_init(|| {
            if let Some(content) = self.old[index].and_then(|old| old.content.as_ref()) {
                return content.clone();
            }
            let page = &self.source.pages()[index];
            let text = self.source.read(page);
            let glance = text.as_ref().map(|text| Glance::of(text, page.kind)).unwrap_or_default();
            Content { digest: digest(&text), glance }
        })
    }

    /// What is known already.
    pub(super) fn known(&self, index: usize) -> Option<&Content> {
        self.pages[index].get().or_else(|| self.old[index]?.content.as_ref())
    }

    /// The answer to who asks for the page's text.
    pub(super) fn answer(&self, index: usize) -> u64 {
        let digest = self.get(index).digest;
        if digest & BAD == 0 { digest } else { UNREADABLE }
    }

    /// The pages in other languages, and in the book's own, that a page names.
    pub(super) fn links(&self, index: usize, codes: &[String], own: &str) -> &[Link] {
        self.links[index].get_or_init(|| {
            if let Some(links) = self.old[index].filter(|_| self.old_codes == codes).and_then(|old| old.links.as_ref()) {
                return links.clone();
            }
            let page = &self.source.pages()[index];
            self.source.read(page).map(|text| languages::links(&text, page.kind, codes, own)).unwrap_or_default()
        })
    }

    /// The same as far as it was asked for.
    pub(super) fn known_links(&self, index: usize) -> Option<Vec<Link>> {
        self.links[index].get().cloned()
    }
}

/// The bit that texts which are none have in their digests, and others have not.
const BAD: u64 = 1 << 63;

/// By what a text that was read, or could not be, is known the next time.
pub(super) fn digest(text: &Result<String, SourceError>) -> u64 {
    match text {
        Ok(text) => text_answer(Some(text)),
        Err(error) => Digest::new().text(&error.problem()).finish() | BAD,
    }
}

impl Glance {
    fn of(text: &str, kind: PageKind) -> Self {
        match kind {
            PageKind::Wikitext => Self { leads_away: preprocess::is_redirect(text), language: None },
            PageKind::Markdown => {
                let front = text.strip_prefix("+++\n").unwrap_or_default();
                let leads_away = front.lines().take_while(|line| *line != "+++").any(|line| line.starts_with("redirect"));
                Self { leads_away, language: languages::language(text) }
            }
        }
    }
}

/// A page's path in the form in which it is remembered; `None` if it has none.
pub(super) fn remembered(path: &Path) -> Option<&str> {
    path.to_str()
}
