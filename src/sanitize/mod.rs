//! What an author's HTML may hold: attributes and styles that are safe in a page.
//!
//! Facts: MediaWiki's `Sanitizer`.  Wikitext and Markdown pages go through the same gate.

mod address;
mod allowed;
pub mod attributes;
pub mod classes;
mod css;
pub mod drawing;
pub mod file;
pub mod sheet;
mod value;

use std::borrow::Cow;

pub use address::{protocol, safe_address};
pub use css::kept as declarations;

use crate::model::html::Name;

/// Whether MediaWiki lets authors write the element in wikitext.
#[must_use]
pub fn is_allowed(name: Name) -> bool {
    !matches!(name, Name::A | Name::Area | Name::Map | Name::Img | Name::Figure | Name::Figcaption | Name::Langconvert | Name::Tbody)
}

/// An author's id, or the place in a page that an author's link leads to, so that it cannot be one of the theme's.
///
/// The theme's ids begin with `x-`; an author's gets a line before it, wherever it stands, so that links still find it.
#[must_use]
pub fn own_id(id: &str) -> Cow<'_, str> {
    match id.as_bytes() {
        [b'x' | b'X', b'-', ..] => Cow::Owned(format!("_{id}")),
        _ => Cow::Borrowed(id),
    }
}

#[cfg(test)]
mod random_tests;
