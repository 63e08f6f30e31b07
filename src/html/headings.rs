//! Ids of headings, and the table of contents.
//!
//! Facts: MediaWiki's `Sanitizer::escapeIdForAttribute` in its `html5` mode: the text of the heading before conversion,
//! white space as underscores; a second one of the same name gets `_2`, compared without regard to case.

use rustc_hash::FxHashMap;

use crate::model::document::Event;
use crate::model::html::Name;
use crate::sanitize::own_id;

/// The longest id, in characters.
const MAX_ID: usize = 1024;

/// One heading, for a table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id.
    pub id: String,
    /// The text, footnote markers left out.
    pub text: String,
}

/// The id for a heading's text.
fn escape_id(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    let mut space = false;
    for c in text.trim().chars().take(MAX_ID) {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c' | '_' | '\u{a0}') {
            space = true;
        } else {
            if space {
                id.push('_');
                space = false;
            }
            id.push(c);
        }
    }
    id
}

/// Gives every heading without an id of the author's one of its own.
pub fn number_headings(events: &mut [Event<'_>]) {
    // An id that the author gave is taken, wherever it stands: the heading must not lose its own to it.
    let given = events.iter().filter_map(|event| match event {
        Event::Open(_, attrs) => attrs.get("id"),
        _ => None,
    });
    let mut seen: FxHashMap<String, usize> = given.map(|id| (id.to_lowercase(), 1)).collect();
    let mut at = 0;
    while at < events.len() {
        let Event::Open(name, _) = &events[at] else {
            at += 1;
            continue;
        };
        let name = *name;
        if name.heading_level().is_none() {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < events.len() && events[end] != Event::Close(name) {
            end += 1;
        }
        let text = text_of(&events[at + 1..end]);
        let base = own_id(&escape_id(&text)).into_owned();
        if let Event::Open(_, attrs) = &mut events[at]
            && attrs.get("id").is_none()
            && !base.is_empty()
        {
            let count = seen.entry(base.to_lowercase()).or_default();
            *count += 1;
            let id = if *count == 1 { base } else { format!("{base}_{count}") };
            attrs.set("id", id);
        }
        at = end;
    }
}

/// The text of a heading: markers of footnotes do not belong to it.
fn text_of(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    let mut skipped = 0usize;
    for event in events {
        match event {
            Event::Open(Name::Sup, attrs) if skipped > 0 || attrs.has_class("reference") => skipped += 1,
            Event::Close(Name::Sup) if skipped > 0 => skipped -= 1,
            Event::Text(text) if skipped == 0 => out.push_str(text),
            Event::Mark(mark) if skipped == 0 => out.push_str(&text_of(mark.rules.first().map_or(&mark.body, |r| &r.to))),
            _ => {}
        }
    }
    out
}

/// The headings of a view, in order.
#[must_use]
pub fn contents(events: &[Event<'_>]) -> Vec<Heading> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < events.len() {
        if let Event::Open(name, attrs) = &events[at]
            && let Some(level) = name.heading_level()
            && let Some(id) = attrs.get("id")
        {
            let end = events[at..].iter().position(|e| *e == Event::Close(*name)).map_or(events.len(), |n| at + n);
            let text = text_of(&events[at + 1..end]);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() {
                out.push(Heading { level, id: id.to_owned(), text });
            }
            at = end;
        }
        at += 1;
    }
    out
}
