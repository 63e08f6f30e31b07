//! Words that differ between two views, marked in their events.

use std::borrow::Cow;
use std::ops::Range;

use super::View;
use super::compare::{Comparison, Place};
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// The attribute that holds a difference's number, from 0; the same in both views.
pub const DIFFERENCE: &str = "data-x-d";

/// The attribute that holds the number of a difference's word.
const WORD: &str = "data-x-w";

/// The events of one of two views (`side` 0 or 1) with every difference marked, and for each the event of the source
/// that it comes from.
#[must_use]
pub fn mark_differences<'v>(view: &'v View<'_>, comparison: &Comparison, side: usize) -> (Vec<Event<'v>>, Vec<u32>) {
    let origins = view.cuts.as_ref().map_or(&[][..], |t| &t.origins);
    let mut out = Writer { events: Vec::with_capacity(view.events.len() + 64), origins: Vec::with_capacity(view.events.len() + 64) };
    let mut at: Place = (0, 0);
    for (number, difference) in comparison.differences.iter().enumerate() {
        let span = &difference.spans[side];
        // A word that one of the views leaves out has no place there.
        if span.is_empty() || span.start < at {
            continue;
        }
        out.copy(&view.events, origins, at..span.start);
        at = span.end;
        let Some(kind) = kind(&view.events, span) else {
            out.copy(&view.events, origins, span.clone());
            continue;
        };
        let mut attrs = Attrs::new();
        attrs.set("class", "differs");
        attrs.set(DIFFERENCE, number.to_string());
        attrs.set(WORD, difference.word.to_string());
        let origin = origins.get(span.start.0).copied().unwrap_or_default();
        match kind {
            Kind::Phrase => {
                out.push(Event::Open(Name::Span, attrs), origin);
                out.copy(&view.events, origins, span.clone());
                out.push(Event::Close(Name::Span), origin);
            }
            Kind::Block(first) => {
                out.copy(&view.events, origins, span.start..(first, 0));
                if let Event::Open(name, own) = &view.events[first] {
                    let mut marked = own.clone();
                    for (key, value) in attrs.iter().filter(|(key, _)| *key != "class") {
                        marked.set(key.to_owned(), value.to_owned());
                    }
                    out.push(Event::Open(*name, marked), origins.get(first).copied().unwrap_or_default());
                }
                out.copy(&view.events, origins, (first + 1, 0)..span.end);
            }
        }
    }
    out.copy(&view.events, origins, at..(view.events.len(), 0));
    (out.events, out.origins)
}

/// How a difference can be marked.
enum Kind {
    /// It is text and what may stand in a line: an element goes around it.
    Phrase,
    /// It holds blocks, which nothing goes around: the first one, by its event, is marked itself.
    Block(usize),
}

/// How the events between two places can be marked; `None` if they are no whole.
fn kind(events: &[Event<'_>], span: &Range<Place>) -> Option<Kind> {
    let end = if span.end.1 > 0 { span.end.0 + 1 } else { span.end.0 };
    let mut depth = 0usize;
    let mut block = None;
    for (at, event) in events.iter().enumerate().take(end).skip(span.start.0) {
        match event {
            Event::Open(name, _) => {
                if name.is_block() && block.is_none() {
                    block = Some(at);
                }
                depth += usize::from(!name.is_void());
            }
            Event::OpenLink(_) => depth += 1,
            Event::Close(_) => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0).then_some(block.map_or(Kind::Phrase, Kind::Block))
}

/// Events, and where they come from.
struct Writer<'v> {
    events: Vec<Event<'v>>,
    origins: Vec<u32>,
}

impl<'v> Writer<'v> {
    fn push(&mut self, event: Event<'v>, origin: u32) {
        self.events.push(event);
        self.origins.push(origin);
    }

    /// Copies what stands between two places.
    fn copy(&mut self, events: &'v [Event<'_>], origins: &[u32], range: Range<Place>) {
        let (start, end) = (range.start, range.end);
        let whole = events.len().min(end.0 + usize::from(end.1 > 0));
        for (at, event) in events.iter().enumerate().take(whole).skip(start.0) {
            let event = match event {
                Event::Text(text) => {
                    let from = if at == start.0 { start.1 } else { 0 };
                    let to = if at == end.0 { end.1 } else { text.len() };
                    match text.get(from..to) {
                        Some(part) if !part.is_empty() || text.is_empty() => Event::Text(Cow::Borrowed(part)),
                        _ => continue,
                    }
                }
                event => super::events::borrow(event),
            };
            self.push(event, origins.get(at).copied().unwrap_or_default());
        }
    }
}
