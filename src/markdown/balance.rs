//! Nesting: what begins also ends, in the right order.

use crate::model::document::Event;
use crate::model::html::Name;

/// Deepest nesting; what is deeper is put beside.
///
/// Attack: a thousand `<div>` in a Markdown page, which later stages would have to walk down.
const MAX_DEPTH: usize = 256;

/// Closes what is left open and drops ends without a beginning.
pub(super) fn balance(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    if is_nested(&events) {
        return events;
    }
    let mut out = Vec::with_capacity(events.len());
    let mut open: Vec<Name> = Vec::new();
    for event in events {
        match event {
            Event::Open(name, attrs) => {
                if name.is_void() {
                    out.push(Event::Open(name, attrs));
                } else if open.len() < MAX_DEPTH {
                    open.push(name);
                    out.push(Event::Open(name, attrs));
                }
            }
            Event::OpenLink(link) => {
                if open.len() < MAX_DEPTH {
                    open.push(Name::A);
                    out.push(Event::OpenLink(link));
                }
            }
            Event::Close(name) => {
                let found = open
                    .iter()
                    .rposition(|n| *n == name)
                    .or_else(|| (name == Name::A).then(|| open.iter().rposition(|n| *n == Name::Span)).flatten());
                if let Some(at) = found {
                    while open.len() > at {
                        out.extend(open.pop().map(Event::Close));
                    }
                }
            }
            other => out.push(other),
        }
    }
    while let Some(name) = open.pop() {
        out.push(Event::Close(name));
    }
    out
}

/// Whether the events are well nested already, as all that taben writes are.
fn is_nested(events: &[Event<'_>]) -> bool {
    let mut open = Vec::new();
    for event in events {
        match event {
            Event::Open(name, _) if !name.is_void() => open.push(*name),
            Event::OpenLink(_) => open.push(Name::A),
            Event::Close(name) if open.pop() != Some(*name) => return false,
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return false;
        }
    }
    open.is_empty()
}
