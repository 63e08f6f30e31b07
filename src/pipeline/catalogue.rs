//! Categories: which pages belong to which.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::book::Book;
use super::links::Files;
use super::make::Record;
use super::page;
use crate::site::Site;
use crate::source::{PageFile, SourceDir};
use crate::title::{Namespace, Title};

/// What a category holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    /// Its subcategories, sorted.
    pub(super) subcategories: Vec<Title>,
    /// Its pages with their sort keys, sorted by them.
    pub(super) pages: Vec<(String, Title)>,
}

/// The categories of a book.
#[derive(Default)]
pub(super) struct Catalogue {
    members: BTreeMap<Title, Members>,
    empty: Members,
}

impl Catalogue {
    /// Gathers the pages' categories, and which pages use each file.
    pub(super) fn new(records: &[Record], files: &Files, site: &Site) -> Self {
        let mut catalogue = Self::default();
        // A file has a page even if none uses it: the order of a tree map is that of titles, whatever that of a hash is.
        for title in files.keys().filter_map(|name| Title::in_namespace(name, Namespace::FILE, site)) {
            catalogue.members.entry(title).or_default();
        }
        for record in records.iter().filter(|r| r.redirect.is_none()) {
            for file in &record.facts.files {
                catalogue.members.entry(file.clone()).or_default().pages.push((record.title.name().to_owned(), record.title.clone()));
            }
            for (category, sort) in &record.categories {
                let key = sort
                    .clone()
                    .filter(|s| !s.is_empty())
                    .or_else(|| record.sort.clone())
                    .unwrap_or_else(|| record.title.name().to_owned());
                catalogue.members.entry(category.clone()).or_default().pages.push((key, record.title.clone()));
            }
        }
        for members in catalogue.members.values_mut() {
            members.pages.sort();
        }
        catalogue
    }

    /// Gathers the categories that a category's own page belongs to: those that are `known`, or those that its text names.
    pub(super) fn add_category_page(&mut self, book: &Book<'_>, source: &SourceDir, file: &PageFile, known: Option<Vec<Title>>) {
        let above = known.unwrap_or_else(|| {
            let Ok(text) = source.read(file) else { return Vec::new() };
            let mut none = Vec::new();
            let (markdown, _) = page::markdown(book, &file.title, file.kind, &text, false, &mut none);
            let document = page::document(book, file.kind, &markdown, false, &mut none);
            document.meta.categories.into_iter().map(|(category, _)| category).collect()
        });
        for category in above {
            let members = self.members.entry(category).or_default();
            members.subcategories.push(file.title.clone());
            members.subcategories.sort();
        }
    }

    /// What a category holds; nothing if no page names it.
    pub(super) fn of(&self, title: &Title) -> &Members {
        self.members.get(title).unwrap_or(&self.empty)
    }

    /// The categories and files that have no page of their own.
    pub(super) fn missing(&self, written: &FxHashSet<&Title>) -> Vec<Title> {
        self.members.keys().filter(|t| !written.contains(t)).cloned().collect()
    }
}
