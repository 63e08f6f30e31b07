//! Categories: which pages belong to which.

use std::collections::BTreeMap;

use super::book::Book;
use super::build::Record;
use super::page;
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
    /// Gathers the pages' categories.
    pub(super) fn new(records: &[Record]) -> Self {
        let mut catalogue = Self::default();
        for record in records.iter().filter(|r| !r.is_redirect) {
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

    /// Gathers the categories that a category's own page belongs to.
    pub(super) fn add_category_page(&mut self, book: &Book<'_>, source: &SourceDir, file: &PageFile) {
        let Ok(text) = source.read(file) else { return };
        let mut none = Vec::new();
        let (markdown, _) = page::markdown(book, &file.title, file.kind, &text, false, &mut none);
        let document = page::document(book, file.kind, &markdown, false, &mut none);
        for (category, _) in document.meta.categories {
            let members = self.members.entry(category).or_default();
            members.subcategories.push(file.title.clone());
            members.subcategories.sort();
        }
    }

    /// What a category holds; nothing if no page names it.
    pub(super) fn of(&self, title: &Title) -> &Members {
        self.members.get(title).unwrap_or(&self.empty)
    }

    /// The categories that pages name and that have no page of their own.
    pub(super) fn missing(&self, written: &[&Title]) -> Vec<Title> {
        self.members.keys().filter(|t| t.namespace() == Namespace::CATEGORY && !written.contains(t)).cloned().collect()
    }
}
