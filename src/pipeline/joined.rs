//! A document as one stream, so that a variant can be made of it while its notes are still notes.

use crate::model::document::{Document, Event, Meta, NoteDefinition};
use crate::model::html::{Attrs, Name};

/// The class of the wrapper that keeps a note's text together while a document is converted.
const NOTE_WRAPPER: &str = "x-note";

/// The page's events, and after them those of its notes.
///
/// Notes are converted where MediaWiki converts them: after the text, with the rules that the text has set.
pub(super) fn join_notes<'a>(document: &Document<'a>) -> Vec<Event<'a>> {
    let mut events = document.events.clone();
    for note in &document.notes {
        let attrs: Attrs<'_> = [("class".into(), NOTE_WRAPPER.into())].into_iter().collect();
        events.push(Event::Open(Name::Div, attrs));
        events.extend(note.content.iter().cloned());
        events.push(Event::Close(Name::Div));
    }
    events
}

/// Undoes [`join_notes`].
pub(super) fn split_notes<'v>(mut all: Vec<Event<'v>>, document: &Document<'_>) -> Document<'v> {
    let is_start = |event: &Event<'_>| matches!(event, Event::Open(Name::Div, attrs) if attrs.get("class") == Some(NOTE_WRAPPER));
    let starts: Vec<usize> = all.iter().enumerate().filter(|(_, e)| is_start(e)).map(|(i, _)| i).collect();
    let mut notes: Vec<NoteDefinition<'v>> = Vec::new();
    for (at, note) in starts.iter().rev().zip(document.notes.iter().rev()) {
        let mut content = all.split_off(*at);
        content.remove(0);
        content.pop();
        notes.push(NoteDefinition { label: note.label.clone(), content, dir: note.dir.clone(), inner_first: note.inner_first, span: None });
    }
    notes.reverse();
    Document { events: all, notes, meta: Meta::default() }
}
