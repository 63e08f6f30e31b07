//! One page on its way from source to events that no variant has touched yet.

use std::borrow::Cow;

use super::world::{Asked, OfPage};
use crate::diag::{Diagnostic, Severity};
use crate::html;
use crate::markdown;
use crate::model::document::{Document, Event};
use crate::notes;
use crate::parse;
use crate::preprocess;
use crate::review;
use crate::source::PageKind;
use crate::title::{Namespace, Title};
use crate::world::World;

/// Wikitext as a document, and what it asked for.
pub(super) fn read_wikitext(world: &dyn World, title: &Title, text: &str, diagnostics: &mut Vec<Diagnostic>) -> (Document<'static>, Asked) {
    let world = OfPage::new(world, title);
    let expanded = preprocess::expand(&world, title, text).unpack(diagnostics);
    let document = parse::parse(world.site(), title, expanded).unpack(diagnostics);
    (document, world.into_asked())
}

/// The Markdown of a page, its own or what its wikitext is converted to, and what it asked for.
///
/// Its references are looked through while notes know their places; `thorough` also finds what only an editor minds.
pub(super) fn markdown<'t>(
    world: &dyn World,
    title: &Title,
    kind: PageKind,
    text: &'t str,
    thorough: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Cow<'t, str>, Asked) {
    match kind {
        PageKind::Markdown => (Cow::Borrowed(text), Asked::default()),
        PageKind::Wikitext => {
            let (document, asked) = read_wikitext(world, title, text, diagnostics);
            look_through(&document, text, thorough, diagnostics);
            (Cow::Owned(markdown::write(&document)), asked)
        }
    }
}

/// What is wrong with a page's references.
fn look_through(document: &Document<'_>, text: &str, thorough: bool, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(review::short_notes(document, text));
    if thorough {
        diagnostics.extend(review::sources(document));
        // No reader sees that a date cannot be, but an editor wants to know.
        for found in diagnostics.iter_mut().filter(|d| d.code == "cite-bad-date") {
            found.severity = Severity::Warning;
        }
    }
}

/// A page's Markdown as a document; `thorough` is that of [`markdown()`].
pub(super) fn document<'m>(
    world: &dyn World,
    kind: PageKind,
    page: &'m str,
    thorough: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Document<'m> {
    let read = markdown::read(page, world.site());
    if kind == PageKind::Markdown {
        diagnostics.extend(read.diagnostics);
        look_through(&read.value, page, thorough, diagnostics);
    }
    read.value
}

/// Numbers notes and names headings: everything that must agree between the views.
pub(super) fn settle<'m>(
    world: &dyn World,
    document: Document<'m>,
    is_markdown: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Event<'m>> {
    let site = world.site();
    let group_labels = |group: &str| -> Option<Vec<String>> {
        let page = Title::in_namespace(&format!("Cite link label group-{group}"), Namespace::MEDIAWIKI, site)?;
        Some(world.text(&page)?.split_whitespace().map(str::to_owned).collect())
    };
    let options = notes::Options { chinese: site.is_chinese(), append_lists: is_markdown, group_labels: &group_labels };
    let resolved = notes::resolve(document, &options);
    if is_markdown {
        diagnostics.extend(resolved.diagnostics);
    }
    let mut events = resolved.value;
    html::number_headings(&mut events);
    events
}
