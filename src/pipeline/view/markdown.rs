//! The Markdown of every view.

use std::sync::Arc;

use crate::emit::Sink;
use crate::html::Links;
use crate::lang::Variant;
use crate::markdown;
use crate::model::document::{Document, Event, ExternalKind, Link, LinkTarget};
use crate::path::SitePath;
use crate::pipeline::BuildError;
use crate::pipeline::joined::{join_notes, split_notes};
use crate::pipeline::links::PageLinks;
use crate::pipeline::make::links;
use crate::pipeline::shop::Shop;
use crate::title::Title;
use crate::variant::{self, View, ViewInput};

/// The Markdown of every view.
pub(super) fn write(shop: &Shop<'_>, title: &Title, document: &Document<'_>, path: &SitePath, sink: &dyn Sink) -> Result<(), BuildError> {
    let joined = join_notes(document);
    let full = title.full();
    for (i, spec) in shop.views.iter().enumerate() {
        let here = path.under(&spec.folder).with_extension("md");
        let to = links(shop, title, &here, spec, "md");
        let view = convert_document(document, &joined, &full, shop, i);
        let mut page = split_notes(view.events, document);
        page.meta = document.meta.clone();
        if view.title != full {
            page.meta.display_title = Some(view.title);
        }
        retarget(&mut page.events, &to);
        for note in &mut page.notes {
            retarget(&mut note.content, &to);
        }
        sink.put(&here, markdown::write(&page).as_bytes())?;
    }
    Ok(())
}

/// Leads links to pages of the book to their Markdown files.
fn retarget(events: &mut [Event<'_>], to: &PageLinks<'_>) {
    for event in events {
        if let Event::OpenLink(link) = event
            && let LinkTarget::Page { title, fragment } = &link.target
            && let Some(href) = to.page(title, fragment.as_deref()).href
        {
            let target = LinkTarget::External { url: href, kind: ExternalKind::Text };
            *link = Arc::new(Link { target, title: link.title.clone() });
        }
    }
}

/// A document in one view, its notes still notes.
fn convert_document<'v>(document: &'v Document<'_>, joined: &'v [Event<'v>], title: &'v str, shop: &'v Shop<'_>, index: usize) -> View<'v> {
    let plain = document.meta.language.is_some();
    let input = ViewInput {
        events: joined,
        title,
        display_title: document.meta.display_title.as_deref(),
        language: &shop.book.site().language,
        book: Some(shop.glossary),
        no_content_convert: document.meta.switches.no_content_convert || plain,
        no_title_convert: document.meta.switches.no_title_convert || plain,
        trace: false,
        compare: false,
    };
    variant::convert(&input, shop.views[index].variant.unwrap_or(Variant::Zh), shop.engine)
}
