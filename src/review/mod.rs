//! What is probably wrong with a page's references.
//!
//! 1. `short`: short notes (`{{sfn}}`, `{{harv}}`) lead to a work; whether the page has it is told on every build.
//! 2. `sources`: what an editor would look for in the list of notes, for `taben check`: one source given twice, bare
//!    addresses, dead links without an archived copy.
//!
//! Both look at the page before it is numbered, when each note still knows its place in the source.

mod short;
mod sources;

use crate::diag::Diagnostic;
use crate::model::document::{Document, Event, ExternalKind, LinkTarget};

/// Short notes that lead to no work of the page.
///
/// `source` is the page's own text, in which calls are looked for that stand outside of notes.
#[must_use]
pub fn short_notes(document: &Document<'_>, source: &str) -> Vec<Diagnostic> {
    short::check(document, source)
}

/// What is probably wrong with the notes of a page, in the order of their definitions.
///
/// All findings are warnings: nothing of it keeps a page from being read.
#[must_use]
pub fn sources(document: &Document<'_>) -> Vec<Diagnostic> {
    sources::check(document)
}

/// The addresses of other sites that a page links to, each once, in the order of their first use.
#[must_use]
pub fn addresses(document: &Document<'_>) -> Vec<String> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut found = Vec::new();
    for events in all_events(document) {
        for event in events {
            if let Event::OpenLink(link) = event
                && let LinkTarget::External { url, .. } = &link.target
                && seen.insert(url.as_str())
            {
                found.push(url.clone());
            }
        }
    }
    found
}

/// Every run of events of a page: its text, its notes, and what lies in conversion marks.
fn all_events<'d, 'a>(document: &'d Document<'a>) -> Vec<&'d [Event<'a>]> {
    let mut runs: Vec<&'d [Event<'a>]> = vec![&document.events];
    runs.extend(document.notes.iter().map(|note| note.content.as_slice()));
    let mut at = 0;
    while let Some(run) = runs.get(at).copied() {
        at += 1;
        for event in run {
            if let Event::Mark(mark) = event {
                runs.push(&mark.body);
                runs.extend(mark.rules.iter().map(|rule| rule.to.as_slice()));
            }
        }
    }
    runs
}

/// The first link of a note to another site, and how it was written.
fn first_link<'d>(events: &'d [Event<'_>]) -> Option<(&'d str, ExternalKind)> {
    events.iter().find_map(|event| match event {
        Event::OpenLink(link) => match &link.target {
            LinkTarget::External { url, kind } => Some((url.as_str(), *kind)),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests;
