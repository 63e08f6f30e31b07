//! Writing: markers and lists as elements.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::count::{Counted, Listed, Note};
use super::{MAX_NESTING, Options, labels};
use crate::diag::{Diagnostic, Span, Warned};
use crate::messages::CiteError;
use crate::model::document::{Document, Event, Mark, NoteDefinition, NoteList, Rule};
use crate::model::html::{Attrs, Name};
use crate::model::refs::RefLabel;

/// From how many notes on a list may stand in columns (Cite: more than ten).
const COLUMNS_FROM: usize = 11;

struct Writer<'w, 'a> {
    definitions: &'w [NoteDefinition<'a>],
    counted: &'w Counted,
    options: &'w Options<'w>,
    next_list: usize,
    /// A note that nothing uses is being written, where there are no lists.
    unused: bool,
    /// Which use of each note comes next.
    turns: FxHashMap<&'w RefLabel, usize>,
    group_labels: FxHashMap<String, Option<Vec<String>>>,
    /// Where each note is used first, as far as it is known.
    places: FxHashMap<RefLabel, Span>,
    diagnostics: Vec<Diagnostic>,
    out: Vec<Event<'a>>,
}

/// Writes the page's events with its notes resolved.
pub(super) fn write<'a>(document: Document<'a>, counted: &Counted, options: &Options<'_>) -> Warned<Vec<Event<'a>>> {
    let mut writer = Writer {
        definitions: &document.notes,
        counted,
        options,
        next_list: 0,
        unused: false,
        turns: FxHashMap::default(),
        group_labels: FxHashMap::default(),
        places: FxHashMap::default(),
        diagnostics: Vec::new(),
        out: Vec::with_capacity(document.events.len() + document.notes.len() * 16),
    };
    for event in document.events {
        writer.event(event, 0);
    }
    for group in &counted.appended {
        writer.list(&NoteList { group: group.clone(), single_column: false }, 0);
    }
    Warned { value: writer.out, diagnostics: writer.diagnostics }
}

/// An element with one class.
fn classed<'a>(class: &'static str) -> Attrs<'a> {
    [(Cow::Borrowed("class"), Cow::Borrowed(class))].into_iter().collect()
}

/// A name as it stands in an id: runs of spaces and underscores are one underscore.
fn id_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, ' ' | '_' | '\t' | '\n') {
            if !out.ends_with('_') {
                out.push('_');
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The id of a note in the list.
fn note_id(label: &RefLabel, note: &Note) -> String {
    if label.is_anonymous() || !label.part.is_empty() {
        format!("cite_note-{}", note.id)
    } else {
        format!("cite_note-{}-{}", id_name(&label.name), note.id)
    }
}

/// The id of a use.
fn use_id(label: &RefLabel, note: &Note, turn: usize) -> String {
    match (label.is_anonymous() || !label.part.is_empty(), turn) {
        (true, 0) => format!("cite_ref-{}", note.id),
        (true, turn) => format!("cite_ref-{}-{turn}", note.id),
        (false, turn) => format!("cite_ref-{}_{}-{turn}", id_name(&label.name), note.id),
    }
}

impl<'w, 'a> Writer<'w, 'a> {
    fn event(&mut self, event: Event<'a>, depth: usize) {
        match event {
            Event::Note(usage) => {
                if let Some(span) = usage.span {
                    self.places.entry(usage.label.clone()).or_insert(span);
                }
                self.marker(&usage.label);
            }
            Event::Notes(list) if !self.unused => self.list(&list, depth),
            Event::Notes(_) => {}
            Event::Mark(mark) => {
                let mark = self.mark(*mark, depth);
                self.out.push(Event::Mark(Box::new(mark)));
            }
            other => self.out.push(other),
        }
    }

    /// A conversion mark with the notes inside it resolved.
    fn mark(&mut self, mark: Mark, depth: usize) -> Mark {
        if depth > MAX_NESTING || !holds_notes(&mark) {
            return mark;
        }
        let with_rules = !mark.rules.is_empty();
        // The body is another reading of the same uses; they keep their turns.  Only those of the body are put
        // back: a page may have ten thousand marks and as many notes.
        let used = if with_rules { self.used_in(&mark.body) } else { FxHashSet::default() };
        let before: Vec<(&'w RefLabel, usize)> = used.into_iter().map(|l| (l, self.turns.get(l).copied().unwrap_or(0))).collect();
        let rules = mark.rules.into_iter().map(|rule| Rule { to: self.inside(rule.to, depth), ..rule }).collect();
        let after: Vec<(&'w RefLabel, Option<usize>)> = before.iter().map(|(l, turn)| (*l, self.turns.insert(*l, *turn))).collect();
        let body = self.inside(mark.body, depth);
        for (label, turn) in after {
            self.turns.insert(label, turn.unwrap_or(0));
        }
        Mark { rules, body, ..mark }
    }

    /// The notes that are used in events, those in marks too.
    fn used_in(&self, events: &[Event<'_>]) -> FxHashSet<&'w RefLabel> {
        let mut found = FxHashSet::default();
        let mut open: Vec<&[Event<'_>]> = vec![events];
        while let Some(events) = open.pop() {
            for event in events {
                match event {
                    Event::Note(usage) => found.extend(self.counted.notes.get_key_value(&usage.label).map(|(label, _)| label)),
                    Event::Mark(mark) => {
                        open.push(&mark.body);
                        open.extend(mark.rules.iter().map(|rule| rule.to.as_slice()));
                    }
                    _ => {}
                }
            }
        }
        found
    }

    fn inside(&mut self, events: Vec<Event<'static>>, depth: usize) -> Vec<Event<'static>> {
        let mut writer = Writer {
            definitions: &[],
            counted: self.counted,
            options: self.options,
            next_list: self.next_list,
            unused: self.unused,
            turns: std::mem::take(&mut self.turns),
            group_labels: std::mem::take(&mut self.group_labels),
            places: std::mem::take(&mut self.places),
            diagnostics: Vec::new(),
            out: Vec::with_capacity(events.len()),
        };
        for event in events {
            writer.event(event, depth + 1);
        }
        self.turns = writer.turns;
        self.group_labels = writer.group_labels;
        self.places = writer.places;
        self.next_list = writer.next_list;
        writer.out
    }

    /// A marker: `[3]`.
    fn marker(&mut self, label: &RefLabel) {
        let Some((label, note)) = self.counted.notes.get_key_value(label) else { return };
        let turn = self.turns.entry(label).or_default();
        let this = *turn;
        *turn += 1;
        let shown = self.shown(label, note);
        let mut sup = Attrs::new();
        sup.set("id", use_id(label, note, this));
        sup.set("class", "reference");
        let mut link = Attrs::new();
        link.set("href", format!("#{}", note_id(label, note)));
        link.set("role", "doc-noteref");
        self.out.push(Event::Open(Name::Sup, sup));
        self.out.push(Event::Open(Name::A, link));
        for (text, bracket) in [("[".to_owned(), true), (shown, false), ("]".to_owned(), true)] {
            if bracket {
                self.out.push(Event::Open(Name::Span, classed("cite-bracket")));
            }
            self.out.push(Event::Text(text.into()));
            if bracket {
                self.out.push(Event::Close(Name::Span));
            }
        }
        self.out.push(Event::Close(Name::A));
        self.out.push(Event::Close(Name::Sup));
    }

    /// What stands between the brackets of a marker: `3`, `註 1`, `3.2` for a part.
    fn shown(&mut self, label: &RefLabel, note: &Note) -> String {
        if !label.part.is_empty() {
            let whole = label.whole();
            let Some(parent) = self.counted.notes.get(&whole) else { return note.number.to_string() };
            return format!("{}.{}", self.shown(&whole, parent), note.number);
        }
        if !self.group_labels.contains_key(&label.group) {
            self.group_labels.insert(label.group.clone(), (self.options.group_labels)(&label.group));
        }
        labels::marker(&label.group, note.number.max(1), self.group_labels.get(&label.group).and_then(|l| l.as_deref()))
    }

    /// A list of notes.
    fn list(&mut self, list: &NoteList, depth: usize) {
        let counted = self.counted;
        let Some(Listed { loose, labels: members, used, .. }) = counted.lists.get(self.next_list) else { return };
        self.next_list += 1;
        if (members.is_empty() && loose.is_empty()) || depth > MAX_NESTING {
            return;
        }
        let wrap = !list.single_column;
        if wrap {
            let class = if members.len() >= COLUMNS_FROM { "mw-references-wrap mw-references-columns" } else { "mw-references-wrap" };
            self.out.push(Event::Open(Name::Div, classed(class)));
        }
        let mut ol = classed("references");
        if !list.group.is_empty() {
            ol.set("data-group", list.group.clone());
        }
        self.out.push(Event::Open(Name::Ol, ol));
        self.out.push(Event::Text("\n".into()));
        for definition in loose.iter().filter_map(|i| self.definitions.get(*i)) {
            self.out.push(Event::Open(Name::P, Attrs::new()));
            for event in definition.content.clone() {
                self.event(event, depth + 1);
            }
            self.out.push(Event::Close(Name::P));
            self.out.push(Event::Text("\n".into()));
        }
        for (i, label) in members.iter().enumerate() {
            let around = self.unused;
            self.unused |= i >= *used && counted.is_unused(label);
            self.item(label, depth);
            self.unused = around;
        }
        self.out.push(Event::Close(Name::Ol));
        if wrap {
            self.out.push(Event::Close(Name::Div));
        }
    }

    /// One note of a list.
    fn item(&mut self, label: &RefLabel, depth: usize) {
        let Some(note) = self.counted.notes.get(label) else { return };
        // A list inside a conversion mark does not see the definitions.
        let definition = note.definition.and_then(|i| self.definitions.get(i));
        let mut li = Attrs::new();
        li.set("id", note_id(label, note));
        let dir = definition.and_then(|d| d.dir.clone());
        if let Some(dir) = &dir {
            li.set("dir", dir.clone());
        }
        self.out.push(Event::Open(Name::Li, li));
        self.back_links(label, note);
        self.out.push(Event::Text(" ".into()));
        self.out.push(Event::Open(Name::Span, classed("reference-text")));
        match definition {
            Some(definition) => {
                for event in definition.content.clone() {
                    self.event(event, depth + 1);
                }
            }
            None => {
                let error = match note.parts.is_empty() {
                    true => CiteError::Undefined(label.written_name().to_owned()),
                    false => CiteError::DetailsMissingParent(label.name.clone()),
                };
                let span = self.places.get(label).or_else(|| self.places.get(note.parts.first()?)).copied();
                self.error(&error, span, Some(self.options.define_hint()));
            }
        }
        if let Some(second) = note.contradiction {
            let span = self.definitions.get(second).and_then(|d| d.span);
            let error = CiteError::Duplicate(label.name.clone());
            self.out.push(Event::Text(" ".into()));
            self.error(&error, span, Some("give the second note another name, or use the first one twice"));
        }
        if self.options.append_lists && self.counted.is_unused(label) {
            let span = definition.and_then(|d| d.span);
            self.out.push(Event::Text(" ".into()));
            self.error(&CiteError::Idle(label.name.clone()), span, Some("use it in the text as [^name], or remove it"));
        }
        self.out.push(Event::Close(Name::Span));
        if !note.parts.is_empty() {
            self.out.push(Event::Open(Name::Ol, classed("mw-subreference-list")));
            self.out.push(Event::Text("\n".into()));
            // Parts have none of their own, so this goes no deeper.
            for part in &note.parts {
                self.item(part, depth);
            }
            self.out.push(Event::Close(Name::Ol));
        }
        self.out.push(Event::Text("\n".into()));
        self.out.push(Event::Close(Name::Li));
        self.out.push(Event::Text("\n".into()));
    }

    /// An error shown in the note and reported.
    fn error(&mut self, error: &CiteError, span: Option<Span>, hint: Option<&str>) {
        let mut diagnostic = Diagnostic::warning(error.code(), error.plain());
        diagnostic.span = span;
        diagnostic.hint = hint.map(str::to_owned);
        self.diagnostics.push(diagnostic);
        self.out.extend(error.events(self.options.chinese));
    }

    /// The links from a note back to its uses.
    fn back_links(&mut self, label: &RefLabel, note: &Note) {
        if note.uses == 0 {
            return;
        }
        self.out.push(Event::Open(Name::Span, classed("mw-cite-backlink")));
        if note.uses == 1 {
            self.back_link(use_id(label, note, 0), "^".to_owned(), note, 0);
        } else {
            let number = match self.counted.notes.get(&label.whole()).filter(|_| !label.part.is_empty()) {
                Some(parent) => format!("{}.{}", parent.number, note.number),
                None => note.number.to_string(),
            };
            self.out.push(Event::Text("^ ".into()));
            for turn in 0..note.uses {
                if turn > 0 {
                    self.out.push(Event::Text(" ".into()));
                }
                self.out.push(Event::Open(Name::Sup, Attrs::new()));
                self.back_link(use_id(label, note, turn), labels::back_link(&number, turn, note.uses), note, turn);
                self.out.push(Event::Close(Name::Sup));
            }
        }
        self.out.push(Event::Close(Name::Span));
    }

    fn back_link(&mut self, target: String, text: String, note: &Note, turn: usize) {
        let mut link = Attrs::new();
        link.set("href", format!("#{target}"));
        link.set("role", "doc-backlink");
        let name = match (self.options.chinese, note.uses) {
            (true, 1) => "跳转回".to_owned(),
            (true, _) => format!("跳转回第{}处", turn + 1),
            (false, 1) => "Jump up".to_owned(),
            (false, _) => format!("Jump up to use {}", turn + 1),
        };
        link.set("aria-label", name);
        self.out.push(Event::Open(Name::A, link));
        self.out.push(Event::Text(text.into()));
        self.out.push(Event::Close(Name::A));
    }
}

/// Whether notes stand in a mark.
fn holds_notes(mark: &Mark) -> bool {
    let any = |events: &[Event<'_>]| {
        events.iter().any(|e| match e {
            Event::Note(_) => true,
            Event::Mark(inner) => {
                inner.rules.iter().any(|r| r.to.iter().any(|e| matches!(e, Event::Note(_))))
                    || inner.body.iter().any(|e| matches!(e, Event::Note(_)))
            }
            _ => false,
        })
    };
    any(&mark.body) || mark.rules.iter().any(|r| any(&r.to))
}
