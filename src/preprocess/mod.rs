//! Preprocessing: templates, arguments, parser functions, variables, comments and extension tags.
//!
//! What [`expand`] does to a page, in order:
//!
//! 1. `normal`: line ends and forbidden characters; the author's private-use characters become marks.
//! 2. `redirect`: whether the page only points to another one.
//! 3. `scan`: one pass over the text finds all brackets and tags ([`Expanded`] has none of them left).
//! 4. `frame`, `call`: calls are replaced by what they give, templates being scanned once each.
//! 5. `extension`: tags become marks, their bodies expanded where they are wikitext.
//!
//! The model is MediaWiki's `Preprocessor_Hash`, `PPFrame_Hash` and `Parser::braceSubstitution`.

mod call;
mod extension;
mod frame;
mod functions;
mod glossary;
mod magic;
mod message;
mod normal;
mod place;
mod redirect;
mod scan;
mod spell;
mod text;

pub use redirect::redirect_target;

use std::rc::Rc;
use std::sync::Arc;

use crate::diag::Warned;
use crate::model::expanded::Expanded;
use crate::title::Title;
use crate::world::World;

use frame::{Context, Frame};
use scan::Mode;

/// Expands a page's wikitext.
///
/// `title` is the page's own, `text` its source; spans of the diagnostics and origins are offsets of `text`.
/// Never fails: what cannot be expanded stays as text, or shows MediaWiki's message, and is reported.
pub fn expand(world: &dyn World, title: &Title, text: &str) -> Warned<Expanded> {
    let mut context = Context::new(world, title);
    let (text, shift) = normal::normalise(text, &mut context.marks);
    context.shift = shift;
    let (redirect, skip) = match redirect::redirect(&text) {
        Some((target, length)) => (Some(target), length),
        None => (None, 0),
    };
    let source: Arc<str> = Arc::from(text);
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    let skip = u32::try_from(skip).unwrap_or(0);
    let tree = Rc::new(scan::scan(&source, (skip, end), Mode::Page, true));
    let root = Frame::root(title);
    let mut out = String::with_capacity(source.len() + source.len() / 8);
    context.expand_page(&root, &tree, &mut out);
    context.finish(out, redirect)
}

/// Whether a page of wikitext only points to another.
#[must_use]
pub fn is_redirect(text: &str) -> bool {
    redirect::redirect(text).is_some()
}

#[cfg(test)]
mod tests;
