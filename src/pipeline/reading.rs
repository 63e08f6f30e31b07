//! The order in which a book is read: what its `toc` says, then by folder and title; and where it opens.

use std::ffi::OsString;
use std::path::{Component, Path};

use rustc_hash::{FxHashMap, FxHashSet};

use super::book::Book;
use crate::config::{Config, Named, TocItem, TocTarget};
use crate::diag::Diagnostic;
use crate::source::SourceDir;
use crate::title::{Namespace, Title};
use crate::world::World;

/// Names of the page that a book opens with, where it has one.
const HOME: [&str; 7] = ["首页", "首頁", "Main Page", "Home", "Index", "Contents", "README"];

/// The pages that readers get: the home page first, then by namespace, folder and title.
pub(super) fn pages(source: &SourceDir) -> Vec<usize> {
    let is_read = |namespace: Namespace| {
        !matches!(namespace, Namespace::TEMPLATE | Namespace::MODULE | Namespace::MEDIAWIKI | Namespace::FILE) && !namespace.is_talk()
    };
    let mut order: Vec<usize> = (0..source.pages().len()).filter(|i| is_read(source.pages()[*i].title.namespace())).collect();
    let key = |i: &usize| {
        let page = &source.pages()[*i];
        let home = HOME.iter().position(|h| page.title.namespace() == Namespace::MAIN && page.title.name() == *h).unwrap_or(HOME.len());
        (home, page.title.namespace(), page.path.parent().unwrap_or(Path::new("")))
    };
    // A subpage follows its page, whatever stands before a slash in the order of characters.
    order.sort_by(|a, b| {
        let names = |i: &usize| source.pages()[*i].title.name().split('/');
        key(a).cmp(&key(b)).then_with(|| names(a).cmp(names(b)))
    });
    order
}

/// One line of the list of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The page, by its number in the content folder; `None` for a heading.
    pub(super) page: Option<usize>,
    /// What readers see, where it is not the page's title.
    pub(super) title: Option<String>,
    /// How many lines it stands inside of.
    pub(super) depth: usize,
}

/// The reading order.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// The pages, by their numbers in the content folder.
    pub(super) order: Vec<usize>,
    /// The list of pages: all of the order, and headings.
    pub(super) lines: Vec<Line>,
    /// For each page of the order its line.
    pub(super) line_of: Vec<usize>,
    /// The place of the page that the book opens with.
    pub(super) home: usize,
}

impl Reading {
    /// Orders `pages`, which come by folder and title; names in `book.toml` that no page has are reported.
    pub(super) fn new(config: &Config, source: &SourceDir, book: &Book<'_>, pages: &[usize], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut maker =
            Maker { source, book, pages, free: pages.iter().copied().collect(), numbers: FxHashMap::default(), lines: Vec::new() };
        let named = !config.book.toc.is_empty() || config.book.home.is_some();
        if named {
            maker.numbers = pages.iter().map(|i| (&source.pages()[*i].title, *i)).collect();
        }
        let home = config.book.home.as_ref().and_then(|home| maker.find(home, "home", diagnostics));
        let listed = listed_pages(&config.book.toc);
        if let Some(home) = home
            && !listed.iter().any(|name| maker.number(&name.name) == Some(home))
        {
            maker.add(home, None, 0);
        }
        maker.toc(&config.book.toc, diagnostics);
        let rest: Vec<usize> = pages.iter().copied().filter(|i| maker.free.contains(i)).collect();
        maker.by_folder(&rest, 0, Path::new(""));

        let mut reading = Self { lines: maker.lines, ..Self::default() };
        for (at, line) in reading.lines.iter().enumerate() {
            if let Some(page) = line.page {
                if Some(page) == home {
                    reading.home = reading.order.len();
                }
                reading.order.push(page);
                reading.line_of.push(at);
            }
        }
        reading
    }
}

/// The pages that a list names itself.
fn listed_pages(toc: &[TocItem]) -> Vec<&Named> {
    let mut out = Vec::new();
    let mut todo: Vec<&TocItem> = toc.iter().collect();
    while let Some(item) = todo.pop() {
        if let TocTarget::Page(name) = &item.target {
            out.push(name);
        }
        todo.extend(&item.pages);
    }
    out
}

/// Makes the lines.
struct Maker<'m> {
    source: &'m SourceDir,
    book: &'m Book<'m>,
    pages: &'m [usize],
    /// Pages that have no line yet.
    free: FxHashSet<usize>,
    /// Pages by their titles, if `book.toml` names any.
    numbers: FxHashMap<&'m Title, usize>,
    lines: Vec<Line>,
}

impl Maker<'_> {
    fn add(&mut self, page: usize, title: Option<String>, depth: usize) {
        self.free.remove(&page);
        self.lines.push(Line { page: Some(page), title, depth });
    }

    /// The page of that title, in either script.
    fn number(&self, name: &str) -> Option<usize> {
        let title = Title::parse(name, Namespace::MAIN, self.book.site())?;
        self.numbers.get(&self.book.find(&title)?).copied()
    }

    /// The same; if there is none, that is reported.
    fn find(&self, name: &Named, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
        let found = self.number(&name.name);
        if found.is_none() {
            diagnostics.push(
                Diagnostic::warning("toc", format!("`{key}` names “{}”, which is no page that the book shows", name.name))
                    .at(name.span)
                    .hint("write the title of a page; redirects, templates and talk pages are not listed"),
            );
        }
        found
    }

    /// The lines of `[book] toc`.
    fn toc(&mut self, toc: &[TocItem], diagnostics: &mut Vec<Diagnostic>) {
        let mut todo: Vec<(&TocItem, usize)> = toc.iter().rev().map(|item| (item, 0)).collect();
        while let Some((item, depth)) = todo.pop() {
            let before = self.lines.len();
            match &item.target {
                TocTarget::Part => self.lines.push(Line { page: None, title: item.title.clone(), depth }),
                TocTarget::Page(name) => {
                    if let Some(page) = self.find(name, "toc", diagnostics) {
                        if self.free.contains(&page) {
                            self.add(page, item.title.clone(), depth);
                        } else {
                            diagnostics.push(
                                Diagnostic::warning("toc", format!("`toc` lists “{}” twice", name.name))
                                    .at(name.span)
                                    .hint("a page has one place in the order; take one of them out"),
                            );
                        }
                    }
                }
                TocTarget::Folder(folder) => {
                    let path = Path::new(&folder.name);
                    let inside = |i: &usize| self.source.pages()[*i].path.starts_with(path);
                    let pages: Vec<usize> = self.pages.iter().copied().filter(|i| self.free.contains(i) && inside(i)).collect();
                    if pages.is_empty() {
                        diagnostics.push(
                            Diagnostic::warning(
                                "toc",
                                format!("`toc` names the folder “{}”, which has no page for this place", folder.name),
                            )
                            .at(folder.span)
                            .hint("write a folder's path inside the content folder; pages listed before are not listed again"),
                        );
                    } else {
                        let title = item.title.clone().or_else(|| Some(path.file_name()?.to_string_lossy().into_owned()));
                        self.lines.push(Line { page: None, title, depth });
                        self.by_folder(&pages, depth + 1, path);
                    }
                }
            }
            // What stands inside a page that there is not stands in its place.
            let inside = if self.lines.len() > before { depth + 1 } else { depth };
            todo.extend(item.pages.iter().rev().map(|item| (item, inside)));
        }
    }

    /// Lines for pages by their folders below `base`, and subpages below their pages.
    fn by_folder(&mut self, pages: &[usize], depth: usize, base: &Path) {
        let mut open: Vec<OsString> = Vec::new();
        // Titles of the pages that the last one stands inside of, and itself.
        let mut above: Vec<&Title> = Vec::new();
        for index in pages {
            let page = &self.source.pages()[*index];
            let folder = page.path.parent().unwrap_or(Path::new(""));
            // A namespace's folder is no part of a book.
            let folder =
                if page.title.namespace() == Namespace::MAIN { folder.strip_prefix(base).unwrap_or(folder) } else { Path::new("") };
            let names: Vec<OsString> =
                folder.components().filter_map(|c| if let Component::Normal(name) = c { Some(name.to_owned()) } else { None }).collect();
            let same = open.iter().zip(&names).take_while(|(a, b)| a == b).count();
            if same < open.len() || same < names.len() {
                above.clear();
            }
            open.truncate(same);
            for name in names.into_iter().skip(same) {
                self.lines.push(Line { page: None, title: Some(name.to_string_lossy().into_owned()), depth: depth + open.len() });
                open.push(name);
            }
            let inside = |title: &&Title| {
                let rest = page.title.name().strip_prefix(title.name());
                title.namespace() == page.title.namespace() && rest.is_some_and(|rest| rest.starts_with('/'))
            };
            while above.last().is_some_and(|title| !inside(title)) {
                above.pop();
            }
            self.add(*index, None, depth + open.len() + above.len());
            above.push(&page.title);
        }
    }
}
