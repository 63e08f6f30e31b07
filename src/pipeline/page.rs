//! One page on its way from source to events that no variant has touched yet.

use crate::diag::Diagnostic;
use crate::html;
use crate::model::document::{Document, Event, Meta};
use crate::notes;
use crate::parse;
use crate::preprocess;
use crate::source::PageKind;
use crate::title::{Namespace, Title};
use crate::world::World;

/// A page with its notes numbered and its headings named; views are made from it.
pub(super) struct Neutral {
    pub(super) events: Vec<Event<'static>>,
    pub(super) meta: Meta,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Wikitext as a document.
pub(super) fn read_wikitext(world: &dyn World, title: &Title, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Document<'static> {
    let expanded = preprocess::expand(world, title, text).unpack(diagnostics);
    parse::parse(world.site(), title, expanded).unpack(diagnostics)
}

/// Everything that must agree between the views.
pub(super) fn neutral(world: &dyn World, title: &Title, kind: PageKind, text: &str) -> Neutral {
    let mut diagnostics = Vec::new();
    let document = read_wikitext(world, title, text, &mut diagnostics);
    let _ = kind;
    let meta = document.meta.clone();
    let events = settle(world, document, kind == PageKind::Markdown, &mut diagnostics);
    Neutral { events, meta, diagnostics }
}

/// Numbers notes and names headings.
fn settle(world: &dyn World, document: Document<'static>, is_markdown: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<Event<'static>> {
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
