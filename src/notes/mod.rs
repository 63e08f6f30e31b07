//! Footnotes are counted, numbered and listed: markers and lists become ordinary elements.
//!
//! 1. `count`: walks the page once, in reading order, and gives every note its number and every use its place.
//! 2. `write`: replaces [`Event::Note`] by a marker and [`Event::Notes`] by a list with links back.
//!
//! This happens once a page, before any variant is made, so numbers and ids agree in all views.
//! Facts: the Cite extension's `ReferenceStack`, `FootnoteMarkFormatter`, `ReferenceListFormatter`, `AnchorFormatter`.

mod count;
mod labels;
mod write;

use crate::diag::Warned;
use crate::model::document::{Document, Event};

/// What the numbering depends on besides the page.
pub struct Options<'o> {
    /// Whether messages are Chinese.
    pub chinese: bool,
    /// Lists are added at the end for groups that the page does not list itself, as Markdown pages expect.
    pub append_lists: bool,
    /// The labels of a group (`MediaWiki:Cite link label group-…`), if the book defines some.
    pub group_labels: &'o dyn Fn(&str) -> Option<Vec<String>>,
}

impl Options<'_> {
    /// What to do about a note that is nowhere defined, in the words of the page's own syntax.
    fn define_hint(&self) -> &'static str {
        if self.append_lists { "define the note once: [^name]: text" } else { "define the note once: <ref name=\"…\">text</ref>" }
    }
}

/// Resolves the footnotes of a page.
///
/// Gives the page's events without [`Event::Note`] and [`Event::Notes`].  Uses without a definition and
/// definitions that contradict each other show MediaWiki's error and yield a diagnostic.
#[must_use]
pub fn resolve<'a>(document: Document<'a>, options: &Options<'_>) -> Warned<Vec<Event<'a>>> {
    let has_notes =
        !document.notes.is_empty() || document.events.iter().any(|e| matches!(e, Event::Note(_) | Event::Notes(_) | Event::Mark(_)));
    if !has_notes {
        return Warned::clean(document.events);
    }
    let counted = count::count(&document, options);
    write::write(document, &counted, options)
}

/// How many notes a page may have nested inside each other before the inner ones are left unlisted.
///
/// Attack: a note that uses itself, or a chain of them; every note is listed once, so only depth needs a bound.
const MAX_NESTING: usize = 40;
