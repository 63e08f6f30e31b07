//! Small tools for streams of events.

use std::borrow::Cow;

use crate::model::document::{Event, Mark};

/// The text of events that are nothing but text.
pub(super) fn plain(events: &[Event<'_>]) -> Option<String> {
    let mut out = String::new();
    for event in events {
        match event {
            Event::Text(text) => out.push_str(text),
            _ => return None,
        }
    }
    Some(out)
}

/// The text of events, without what is not text.
pub(super) fn flat(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    for event in events {
        if let Event::Text(text) = event {
            out.push_str(text);
        }
    }
    out
}

/// The same event, its text and attributes borrowed.
pub(super) fn borrow<'a>(event: &'a Event<'a>) -> Event<'a> {
    match event {
        Event::Text(text) => Event::Text(Cow::Borrowed(text)),
        Event::Open(name, attrs) => Event::Open(*name, attrs.borrowed()),
        other => other.clone(),
    }
}

/// A mark as it was written, as far as its body tells, for marks nested too deeply to be read.
///
/// Without recursion, as the depth is the author's to choose.
pub(super) fn literal(mark: &Mark, note: Event<'static>, out: &mut Vec<Event<'_>>) {
    let mut stack = vec![mark.body.iter()];
    out.push(Event::Text(Cow::Borrowed("-{")));
    out.push(note);
    while let Some(events) = stack.last_mut() {
        match events.next() {
            Some(Event::Mark(inner)) => {
                out.push(Event::Text(Cow::Borrowed("-{")));
                stack.push(inner.body.iter());
            }
            Some(event) => out.push(event.clone()),
            None => {
                out.push(Event::Text(Cow::Borrowed("}-")));
                stack.pop();
            }
        }
    }
}
