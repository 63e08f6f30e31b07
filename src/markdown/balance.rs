//! Nesting: what begins also ends, in the right order.

use crate::model::document::Event;
use crate::model::html::Name;

/// Deepest nesting; what is deeper is put beside.
///
/// Attack: a thousand `<div>` in a Markdown page, which later stages would have to walk down.
const MAX_DEPTH: usize = 256;

/// Makes well nested what was read, and undoes what `write` had to add.
pub(super) fn settle(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    formulas(unwrap_bare(balance(events)))
}

/// The class of a `<div>` that is none.
const BARE: &str = "taben-bare";

/// Closes what is left open and drops ends without a beginning.
fn balance(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
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

/// Takes away the wrapper that `write` gives a line that holds blocks, because Markdown would make a paragraph of it.
fn unwrap_bare(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let is_bare = |event: &Event<'_>| matches!(event, Event::Open(Name::Div, attrs) if attrs.iter().eq([("class", BARE)]));
    if !events.iter().any(is_bare) {
        return events;
    }
    // For each open `<div>`, whether it is a wrapper.
    let mut divs = Vec::new();
    events
        .into_iter()
        .filter(|event| match event {
            Event::Open(Name::Div, _) => {
                divs.push(is_bare(event));
                divs.last() == Some(&false)
            }
            Event::Close(Name::Div) => divs.pop() == Some(false),
            _ => true,
        })
        .collect()
}

/// Formulas that no dollars could hold stand in a `<code>` of their own.
pub(super) fn formulas(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let display_of = |event: &Event<'_>| match event {
        Event::Open(Name::Code, attrs) => match (attrs.get("class"), attrs.iter().count()) {
            (Some("taben-math"), 1) => Some(false),
            (Some("taben-math display"), 1) => Some(true),
            _ => None,
        },
        _ => None,
    };
    if !events.iter().any(|e| display_of(e).is_some()) {
        return events;
    }
    let mut out = Vec::with_capacity(events.len());
    let mut rest = events.into_iter();
    while let Some(event) = rest.next() {
        let Some(display) = display_of(&event) else {
            out.push(event);
            continue;
        };
        let mut tex = String::new();
        for inner in rest.by_ref() {
            match inner {
                Event::Text(text) => tex.push_str(&text),
                Event::Close(Name::Code) => break,
                _ => {}
            }
        }
        out.push(Event::Math { tex, display });
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
