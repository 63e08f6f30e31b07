//! Counting: every note's number, every use's turn.

use rustc_hash::FxHashMap;

use super::{MAX_NESTING, Options};
use crate::model::document::{Document, Event, Mark, NoteDefinition};
use crate::model::refs::RefLabel;

/// A note that the page uses, or defines in vain.
#[derive(Debug)]
pub(super) struct Note {
    /// One counter for the page, used in ids.
    pub(super) id: usize,
    /// The number in its group; 0 if it is never used.
    pub(super) number: usize,
    /// How often it is used.
    pub(super) uses: usize,
    /// Which definition counts.
    pub(super) definition: Option<usize>,
    /// A second definition says something else.
    pub(super) contradicted: bool,
    /// Whether a list has shown it.
    listed: bool,
}

/// The page's notes.
pub(super) struct Counted {
    /// All notes, by label.
    pub(super) notes: FxHashMap<RefLabel, Note>,
    /// The labels of each list, in the order of the lists in the page.
    pub(super) lists: Vec<Vec<RefLabel>>,
    /// Groups of the lists that are added at the end.
    pub(super) appended: Vec<String>,
}

struct Counter<'d, 'a> {
    definitions: &'d [NoteDefinition<'a>],
    notes: FxHashMap<RefLabel, Note>,
    lists: Vec<Vec<RefLabel>>,
    /// Labels in order of first use that no list has shown yet, by group.
    waiting: FxHashMap<String, Vec<RefLabel>>,
    /// Groups in order of first use.
    groups: Vec<String>,
    next_id: usize,
    numbers: FxHashMap<String, usize>,
}

/// Counts the notes of a page.
pub(super) fn count(document: &Document<'_>, options: &Options<'_>) -> Counted {
    let mut counter = Counter {
        definitions: &document.notes,
        notes: FxHashMap::default(),
        lists: Vec::new(),
        waiting: FxHashMap::default(),
        groups: Vec::new(),
        next_id: 0,
        numbers: FxHashMap::default(),
    };
    for (i, definition) in document.notes.iter().enumerate() {
        counter.add_definition(i, definition);
    }
    counter.walk(&document.events, 0);
    let mut appended = Vec::new();
    if options.append_lists {
        let mut at = 0;
        while at < counter.groups.len() {
            let group = counter.groups[at].clone();
            at += 1;
            if counter.waiting.get(&group).is_some_and(|w| !w.is_empty()) {
                counter.list(&group, 0);
                appended.push(group);
            }
        }
    }
    counter.add_unused(document);
    Counted { notes: counter.notes, lists: counter.lists, appended }
}

impl Counter<'_, '_> {
    fn add_definition(&mut self, index: usize, definition: &NoteDefinition<'_>) {
        let definitions = self.definitions;
        match self.notes.get_mut(&definition.label) {
            None => {
                let note = Note { id: 0, number: 0, uses: 0, definition: Some(index), contradicted: false, listed: false };
                self.notes.insert(definition.label.clone(), note);
            }
            Some(note) => {
                let same = note.definition.is_some_and(|first| definitions[first].content == definition.content);
                note.contradicted |= !same;
            }
        }
    }

    fn walk(&mut self, events: &[Event<'_>], depth: usize) {
        if depth > MAX_NESTING {
            return;
        }
        for event in events {
            match event {
                Event::Note(usage) => self.use_note(&usage.label),
                Event::Notes(list) => self.list(&list.group, depth),
                Event::Mark(mark) => self.walk_mark(mark, depth),
                _ => {}
            }
        }
    }

    /// Notes inside a conversion mark are counted once, whichever of its texts a variant shows.
    fn walk_mark(&mut self, mark: &Mark, depth: usize) {
        if mark.rules.is_empty() {
            self.walk(&mark.body, depth + 1);
        }
        for rule in &mark.rules {
            self.walk(&rule.to, depth + 1);
        }
    }

    fn use_note(&mut self, label: &RefLabel) {
        if !self.notes.contains_key(label) {
            let note = Note { id: 0, number: 0, uses: 0, definition: None, contradicted: false, listed: false };
            self.notes.insert(label.clone(), note);
        }
        let Some(note) = self.notes.get_mut(label) else { return };
        note.uses += 1;
        if note.uses > 1 {
            return;
        }
        self.next_id += 1;
        note.id = self.next_id;
        let number = self.numbers.entry(label.group.clone()).or_default();
        *number += 1;
        note.number = *number;
        if !self.groups.contains(&label.group) {
            self.groups.push(label.group.clone());
        }
        self.waiting.entry(label.group.clone()).or_default().push(label.clone());
    }

    /// One list: its notes may use further notes, which join it if they are of its group.
    fn list(&mut self, group: &str, depth: usize) {
        let list = self.lists.len();
        self.lists.push(Vec::new());
        let definitions = self.definitions;
        let mut at = 0;
        while let Some(label) = self.waiting.get(group).and_then(|w| w.get(at)).cloned() {
            at += 1;
            let definition = self.notes.get_mut(&label).and_then(|note| {
                note.listed = true;
                note.definition
            });
            if let Some(definition) = definition {
                self.walk(&definitions[definition].content, depth + 1);
            }
        }
        let shown = self.waiting.remove(group).unwrap_or_default();
        self.lists[list] = shown;
        self.numbers.remove(group);
    }

    /// Definitions that nothing uses stand at the end of their group's last list.
    fn add_unused(&mut self, document: &Document<'_>) {
        let mut last: FxHashMap<&str, usize> = FxHashMap::default();
        for (i, group) in listed_groups(&document.events).into_iter().enumerate() {
            last.insert(group, i);
        }
        for definition in &document.notes {
            let Some(list) = last.get(definition.label.group.as_str()) else { continue };
            let Some(note) = self.notes.get_mut(&definition.label) else { continue };
            if note.uses == 0 && !note.listed {
                note.listed = true;
                self.next_id += 1;
                note.id = self.next_id;
                if let Some(list) = self.lists.get_mut(*list) {
                    list.push(definition.label.clone());
                }
            }
        }
    }
}

/// The groups of the lists that stand at the top level of the page, in order.
fn listed_groups<'d>(events: &'d [Event<'_>]) -> Vec<&'d str> {
    events.iter().filter_map(|e| if let Event::Notes(list) = e { Some(list.group.as_str()) } else { None }).collect()
}
