//! Converting words: an engine's tables and a book's rules, with or without a page's.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::Engine;
use super::glossary::Glossary;
#[cfg(feature = "opencc")]
use super::matcher::MAX_GROWTH;
use super::matcher::{Found, Layer, Matcher};
use super::rules::PageTable;
use super::tables::Base;
use crate::lang::Variant;
use crate::model::document::Event;

/// What converts words outside pages and in them.
#[derive(Clone, Copy, Debug)]
pub struct Words<'e> {
    engine: &'e Engine,
    book: Option<&'e Glossary>,
}

impl<'e> Words<'e> {
    /// An engine's words and a book's rules.
    #[must_use]
    pub fn new(engine: &'e Engine, book: Option<&'e Glossary>) -> Self {
        Self { engine, book }
    }

    /// The book's rules.
    pub(super) fn book(&self) -> Option<&'e Glossary> {
        self.book
    }

    /// Text in a variant, by the engine's tables and the book's rules; borrowed if nothing changes.
    #[must_use]
    pub fn convert<'t>(&self, text: &'t str, variant: Variant) -> Cow<'t, str> {
        self.convert_on(text, variant, None)
    }

    /// The same with a page's rules above.
    pub(super) fn convert_on<'t>(&self, text: &'t str, variant: Variant, page: Option<&PageTable>) -> Cow<'t, str> {
        #[cfg(feature = "opencc")]
        if self.engine.opencc_of(variant).is_some() {
            let mut out = Vec::new();
            let mut budget = MAX_GROWTH;
            self.events(text, variant, page, &mut out, &mut budget, |_, _, _| {});
            return match <[Event<'t>; 1]>::try_from(out) {
                Ok([Event::Text(text)]) => text,
                Ok(one) => Cow::Owned(super::events::flat(&one)),
                Err(many) => Cow::Owned(super::events::flat(&many)),
            };
        }
        self.matcher(variant, page).convert(text)
    }

    /// What finds words in a text, with a page's rules above.
    pub(super) fn matcher<'m>(&'m self, variant: Variant, page: Option<&'m PageTable>) -> Matcher<'m> {
        let book: Option<&Layer<Arc<str>>> = self.book.and_then(|book| book.layer(variant)).filter(|layer| !layer.is_empty());
        let base = if self.engine.opencc_of(variant).is_some() { None } else { Base::of(variant) };
        let removed = page.map(|p| &p.removed).filter(|r| !r.is_empty());
        Matcher { page: page.map(|p| &p.added).filter(|p| !p.is_empty()), book, base, removed }
    }

    /// Writes text in a variant as events, and tells of every word that was found: where it stands in the text, by
    /// what, and where in `out` its replacement stands, as event and byte.
    ///
    /// `budget` is how much the rules may yet add.
    pub(super) fn events<'t>(
        &self,
        text: &'t str,
        variant: Variant,
        page: Option<&PageTable>,
        out: &mut Vec<Event<'t>>,
        budget: &mut usize,
        mut hit: impl FnMut(Range<usize>, Found<'_>, Range<(usize, usize)>),
    ) {
        let opencc = self.engine.opencc_of(variant);
        let mut done = String::new();
        let mut from = 0;
        let gap = |range: Range<usize>, done: &mut String| match opencc {
            Some(opencc) if !range.is_empty() => done.push_str(&opencc.convert(&text[range])),
            _ => done.push_str(&text[range]),
        };
        let start = out.len();
        self.matcher(variant, page).scan(text, |range, found| {
            if !found.pay(range.len(), budget) {
                return;
            }
            let to = if opencc.is_none() && found.keeps(text, &range) {
                // It stays in the gap, which is copied as it is.
                let at = done.len() + range.start - from;
                (out.len(), at)..(out.len(), at + range.len())
            } else {
                if done.capacity() == 0 {
                    done.reserve(text.len() + text.len() / 16 + 16);
                }
                if from < range.start {
                    gap(from..range.start, &mut done);
                }
                from = range.end;
                if let Found::Page(value) = found
                    && let Some(events) = &value.events
                {
                    if !done.is_empty() {
                        out.push(Event::Text(Cow::Owned(std::mem::take(&mut done))));
                    }
                    let start = (out.len(), 0);
                    out.extend(events.iter().cloned());
                    start..(out.len(), 0)
                } else {
                    let start = done.len();
                    done.push_str(found.text());
                    (out.len(), start)..(out.len(), done.len())
                }
            };
            hit(range, found, to);
        });
        if from == 0 && opencc.is_none() {
            out.push(Event::Text(Cow::Borrowed(text)));
            return;
        }
        gap(from..text.len(), &mut done);
        if done == text && out.len() == start {
            out.push(Event::Text(Cow::Borrowed(text)));
        } else if !done.is_empty() || out.len() == start {
            out.push(Event::Text(Cow::Owned(done)));
        }
    }
}
