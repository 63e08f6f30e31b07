//! One page on its way from source to events that no variant has touched yet.

use std::borrow::Cow;

use crate::diag::Diagnostic;
use crate::html;
use crate::markdown;
use crate::model::document::{Document, Event, Meta};
use crate::notes;
use crate::parse;
use crate::preprocess;
use crate::source::PageKind;
use crate::title::{Namespace, Title};
use crate::world::World;

/// A page with its notes numbered and its headings named; views are made from it.
pub(super) struct Neutral<'m> {
    pub(super) events: Vec<Event<'m>>,
    pub(super) meta: Meta,
}

/// Wikitext as a document.
pub(super) fn read_wikitext(world: &dyn World, title: &Title, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Document<'static> {
    let expanded = preprocess::expand(world, title, text).unpack(diagnostics);
    parse::parse(world.site(), title, expanded).unpack(diagnostics)
}

/// The Markdown of a page: its own, or what its wikitext is converted to.
pub(super) fn markdown<'t>(world: &dyn World, title: &Title, kind: PageKind, text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> Cow<'t, str> {
    match kind {
        PageKind::Markdown => Cow::Borrowed(text),
        PageKind::Wikitext => Cow::Owned(markdown::write(&read_wikitext(world, title, text, diagnostics))),
    }
}

/// Everything that must agree between the views, made from the page's Markdown.
pub(super) fn neutral<'m>(world: &dyn World, kind: PageKind, page: &'m str, diagnostics: &mut Vec<Diagnostic>) -> Neutral<'m> {
    let read = markdown::read(page, world.site());
    let is_markdown = kind == PageKind::Markdown;
    if is_markdown {
        diagnostics.extend(read.diagnostics);
    }
    let meta = read.value.meta.clone();
    let events = settle(world, read.value, is_markdown, diagnostics);
    Neutral { events, meta }
}

/// Numbers notes and names headings.
fn settle<'m>(world: &dyn World, document: Document<'m>, is_markdown: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<Event<'m>> {
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
