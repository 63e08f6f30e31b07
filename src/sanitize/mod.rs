//! What an author's HTML may hold: attributes and styles that are safe in a page.
//!
//! Facts: MediaWiki's `Sanitizer`.  Wikitext and Markdown pages go through the same gate.

pub mod attributes;
mod css;
pub mod sheet;

use crate::model::html::Name;

/// Whether MediaWiki lets authors write the element in wikitext.
#[must_use]
pub fn is_allowed(name: Name) -> bool {
    !matches!(name, Name::A | Name::Area | Name::Map | Name::Img | Name::Figure | Name::Figcaption | Name::Langconvert | Name::Tbody)
}
