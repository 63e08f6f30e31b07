//! What a page leads to and shows: what other pages must know of it once it is written.

use super::shop::Shop;
use crate::diag::{Diagnostic, Span};
use crate::digest::Digest;
use crate::model::document::{Document, Event, LinkTarget};
use crate::model::html::Name;
use crate::title::{Namespace, Title};

/// How many links and files of one page are kept.
///
/// What is kept grows with titles and not with text; a page that links to the whole book would be kept as often as the
/// book has such pages.
const MAX_KEPT: usize = 5000;

/// What a page leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Facts {
    /// The pages of the reading order that it links to, by [`fingerprint`], sorted.  What is remembered holds no places: those
    /// of all pages behind a new one move.
    pub(super) links: Vec<u64>,
    /// Redirects that it links to, sorted.
    pub(super) through: Vec<Title>,
    /// Files that it shows, sorted.
    pub(super) files: Vec<Title>,
}

/// By what a page is known among those that others link to.
pub(super) fn fingerprint(title: &Title) -> u64 {
    Digest::new().text(title.prefix()).text(title.name()).finish()
}

/// Gathers what a page leads to, and tells of files that the book does not have.
pub(super) fn gather(shop: &Shop<'_>, document: &Document<'_>, source: &str, diagnostics: &mut Vec<Diagnostic>) -> Facts {
    let mut facts = Facts::default();
    let mut missing: Vec<&str> = Vec::new();
    let mut todo: Vec<&[Event<'_>]> = document.notes.iter().map(|note| note.content.as_slice()).collect();
    todo.push(&document.events);
    while let Some(events) = todo.pop() {
        for event in events {
            match event {
                Event::OpenLink(link) => {
                    if let LinkTarget::Page { title, .. } = &link.target
                        && title.namespace() != Namespace::FILE
                    {
                        match shop.read_page(title) {
                            Some(page) => facts.links.push(fingerprint(page)),
                            None if shop.paths.get(title).is_some() => facts.through.push(title.clone()),
                            None => {}
                        }
                    }
                }
                Event::Open(Name::Img, attrs) => {
                    let Some(name) = attrs.get("src").and_then(|src| src.strip_prefix("file:")) else { continue };
                    if shop.files.contains_key(name) {
                        facts.files.extend(Title::in_namespace(name, Namespace::FILE, shop.book.site()));
                    } else if !missing.contains(&name) && missing.len() < MAX_KEPT.min(200) {
                        missing.push(name);
                    }
                }
                Event::Mark(mark) => {
                    todo.push(&mark.body);
                    todo.extend(mark.rules.iter().map(|rule| rule.to.as_slice()));
                }
                _ => {}
            }
        }
    }
    for name in missing {
        let mut diagnostic =
            Diagnostic::warning("missing-file", format!("the book has no file “{name}”")).hint("add it to the book's content, in File/");
        // A template's file has no place in the page.
        if let Some(at) = source.find(name) {
            diagnostic = diagnostic.at(Span::new(at..at + name.len()));
        }
        diagnostics.push(diagnostic);
    }
    facts.links.sort_unstable();
    facts.links.dedup();
    facts.links.truncate(MAX_KEPT);
    facts.through.sort_unstable();
    facts.through.dedup();
    facts.through.truncate(MAX_KEPT);
    facts.files.sort_unstable();
    facts.files.dedup();
    facts.files.truncate(MAX_KEPT);
    facts
}
