//! Short notes: `Smith 2010, p. 5` leads to the work of that name and year.

use rustc_hash::{FxHashMap, FxHashSet};

use super::all_events;
use crate::diag::{Diagnostic, Span};
use crate::model::document::{Document, Event, LinkTarget};

/// What the anchors of works begin with (Module:Citation/CS1, Module:Footnotes).
const ANCHOR: &str = "CITEREF";

/// Templates whose numbered arguments make up an anchor, lower case.
const CALLS: [&str; 2] = ["{{sfn", "{{harv"];

/// The short notes that lead to no work, each anchor once.
pub(super) fn check(document: &Document<'_>, source: &str) -> Vec<Diagnostic> {
    let runs = all_events(document);
    let mut works: FxHashSet<String> = FxHashSet::default();
    let mut wanted: Vec<(String, usize)> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        for event in *run {
            match event {
                Event::Open(_, attrs) => {
                    if let Some(id) = attrs.get("id").filter(|id| id.starts_with(ANCHOR)) {
                        works.insert(anchor(id));
                    }
                }
                Event::OpenLink(link) => {
                    if let LinkTarget::Here(fragment) = &link.target
                        && fragment.starts_with(ANCHOR)
                    {
                        wanted.push((anchor(fragment), i));
                    }
                }
                _ => {}
            }
        }
    }
    let mut told = FxHashSet::default();
    let mut calls = None;
    let mut found = Vec::new();
    for (anchor, run) in wanted {
        if works.contains(&anchor) || !told.insert(anchor.clone()) {
            continue;
        }
        // The text comes first, then the notes in their order, then what lies in marks.
        let note = run.checked_sub(1).and_then(|n| document.notes.get(n)).and_then(|note| note.span);
        let span = note.or_else(|| calls.get_or_insert_with(|| calls_in(source)).get(&anchor).copied());
        let name = anchor.trim_start_matches(ANCHOR).replace('_', " ");
        let mut diagnostic = Diagnostic::warning("note-short-missing", format!("the short note “{name}” leads to no work on this page"))
            .hint(format!("cite the work with these names and this year, or with ref={anchor}"));
        diagnostic.span = span;
        found.push(diagnostic);
    }
    found
}

/// An anchor as it stands in an id: spaces are underscores.
fn anchor(text: &str) -> String {
    text.trim().replace(' ', "_")
}

/// The first call of a short note for each anchor.
fn calls_in(source: &str) -> FxHashMap<String, Span> {
    let mut calls = FxHashMap::default();
    let lower = source.to_ascii_lowercase();
    let mut at = 0;
    while let Some(start) = CALLS.iter().filter_map(|call| lower[at..].find(call)).min().map(|n| at + n) {
        let Some(length) = source[start..].find("}}") else { break };
        let end = start + length + 2;
        let arguments = source[start + 2..end - 2].split('|').skip(1).filter(|a| !a.contains('=')).map(str::trim);
        let name = anchor(&format!("{ANCHOR}{}", arguments.collect::<String>()));
        calls.entry(name).or_insert_with(|| Span::new(start..end));
        at = start + 2;
    }
    calls
}
