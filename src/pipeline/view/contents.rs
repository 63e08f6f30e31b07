//! The table of contents of one view.

use crate::html;
use crate::model::document::{Event, Meta};
use crate::theme::context::{Html, TocEntry};

use super::escaped;

/// The contents of a view.
pub(super) struct Contents {
    headings: Vec<(html::Heading, String, String)>,
}

impl Contents {
    pub(super) fn new(events: &[Event<'_>]) -> Self {
        let mut counts = [0usize; 7];
        let all = html::contents(events);
        let top = all.iter().map(|h| h.level).min().unwrap_or(1);
        let headings = all
            .into_iter()
            .map(|heading| {
                let level = usize::from(heading.level);
                counts[level] += 1;
                counts[level + 1..].fill(0);
                let number =
                    counts[usize::from(top)..=level].iter().filter(|n| **n > 0).map(usize::to_string).collect::<Vec<_>>().join(".");
                let text = escaped(&heading.text);
                (heading, number, text)
            })
            .collect();
        Self { headings }
    }

    /// The headings' ids, in their order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(|(heading, ..)| heading.id.as_str())
    }

    /// As a tree.
    pub(super) fn entries(&self) -> Vec<TocEntry<'_>> {
        let mut at = 0;
        self.below(&mut at, 0)
    }

    fn below(&self, at: &mut usize, above: u8) -> Vec<TocEntry<'_>> {
        let mut out = Vec::new();
        while let Some((heading, number, text)) = self.headings.get(*at) {
            if heading.level <= above {
                break;
            }
            *at += 1;
            let children = self.below(at, heading.level);
            out.push(TocEntry { id: &heading.id, level: heading.level, number, html: Html(text), children });
        }
        out
    }
}

/// Headings that a page needs before it gets a table of contents (MediaWiki's own number).
const CONTENTS_FROM: usize = 4;

/// Whether the page shows its contents.
pub(super) fn shows_contents(meta: &Meta, contents: &Contents, events: &[Event<'_>]) -> bool {
    if meta.switches.force_toc || events.iter().any(|e| matches!(e, Event::Contents)) {
        return !contents.headings.is_empty();
    }
    !meta.switches.no_toc && contents.headings.len() >= CONTENTS_FROM
}
