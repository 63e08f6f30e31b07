//! Counting: every note's number, every use's turn.

use rustc_hash::{FxHashMap, FxHashSet};

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
    /// A second definition, which says something else.
    pub(super) contradiction: Option<usize>,
    /// Its parts, in the order of their first use.
    pub(super) parts: Vec<RefLabel>,
    /// Whether a list has shown it.
    listed: bool,
}

impl Note {
    /// A note that has not been used yet.
    fn new(definition: Option<usize>) -> Self {
        Self { id: 0, number: 0, uses: 0, definition, contradiction: None, parts: Vec::new(), listed: false }
    }
}

/// What one list shows.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Texts without a marker, by their definitions; they stand first.
    pub(super) loose: Vec<usize>,
    /// The notes.
    pub(super) labels: Vec<RefLabel>,
    /// How many of them the page uses; the rest only stand here.
    pub(super) used: usize,
    /// The list stands in the page itself, not in a note or a mark.
    top: bool,
    group: String,
}

/// The page's notes.
pub(super) struct Counted {
    /// All notes, by label.
    pub(super) notes: FxHashMap<RefLabel, Note>,
    /// What each list shows, in the order of the lists in the page.
    pub(super) lists: Vec<Listed>,
    /// Groups of the lists that are added at the end.
    pub(super) appended: Vec<String>,
}

impl Counted {
    /// Whether the page only lists the note and nowhere uses it.
    pub(super) fn is_unused(&self, label: &RefLabel) -> bool {
        self.notes.get(label).is_some_and(|note| note.uses == 0 && note.parts.is_empty())
    }
}

struct Counter<'d, 'a> {
    definitions: &'d [NoteDefinition<'a>],
    notes: FxHashMap<RefLabel, Note>,
    lists: Vec<Listed>,
    /// Texts without a marker that no list has shown yet, by group.
    loose: FxHashMap<String, Vec<usize>>,
    /// Definitions whose notes were counted when they were used.
    walked: FxHashSet<usize>,
    /// The walk is in a note that nothing uses, where there are no lists.
    unused: bool,
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
        loose: FxHashMap::default(),
        walked: FxHashSet::default(),
        unused: false,
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
            if counter.waiting.contains_key(&group) {
                counter.list(&group, 0);
                appended.push(group);
            }
        }
    }
    counter.add_unused(document, options.append_lists, &mut appended);
    Counted { notes: counter.notes, lists: counter.lists, appended }
}

impl Counter<'_, '_> {
    fn add_definition(&mut self, index: usize, definition: &NoteDefinition<'_>) {
        if definition.label.is_loose() && definition.label.part.is_empty() {
            self.loose.entry(definition.label.group.clone()).or_default().push(index);
            return;
        }
        let definitions = self.definitions;
        match self.notes.get_mut(&definition.label) {
            None => {
                self.notes.insert(definition.label.clone(), Note::new(Some(index)));
            }
            Some(note) => {
                let same = note.definition.is_some_and(|first| definitions[first].content == definition.content);
                if !same {
                    note.contradiction.get_or_insert(index);
                }
            }
        }
    }

    fn walk(&mut self, events: &[Event<'_>], depth: usize) {
        if depth > MAX_NESTING {
            return;
        }
        for event in events {
            match event {
                Event::Note(usage) => self.use_note(&usage.label, depth),
                Event::Notes(list) if !self.unused => self.list(&list.group, depth),
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

    fn use_note(&mut self, label: &RefLabel, depth: usize) {
        let note = self.notes.entry(label.clone()).or_insert_with(|| Note::new(None));
        note.uses += 1;
        if note.uses > 1 {
            return;
        }
        let definitions = self.definitions;
        if let Some(definition) = note.definition.filter(|at| definitions[*at].inner_first) {
            self.walked.insert(definition);
            self.walk(&definitions[definition].content, depth + 1);
        }
        let Some(note) = self.notes.get_mut(label) else { return };
        self.next_id += 1;
        note.id = self.next_id;
        if label.part.is_empty() {
            if note.number == 0 {
                self.number(label);
            }
            return;
        }
        // A part needs its note, which has its number from the first use of either.
        let whole = label.whole();
        let note = self.notes.entry(whole.clone()).or_insert_with(|| Note::new(None));
        note.parts.push(label.clone());
        let number = note.parts.len();
        let is_new = note.number == 0;
        if let Some(part) = self.notes.get_mut(label) {
            part.number = number;
            part.listed = true;
        }
        if is_new {
            self.next_id += 1;
            let id = self.next_id;
            if let Some(note) = self.notes.get_mut(&whole) {
                note.id = id;
            }
            self.number(&whole);
        }
    }

    /// Gives a note the next number of its group and lets it wait for a list.
    fn number(&mut self, label: &RefLabel) {
        let number = self.numbers.entry(label.group.clone()).or_default();
        *number += 1;
        if let Some(note) = self.notes.get_mut(label) {
            note.number = *number;
        }
        if !self.waiting.contains_key(&label.group) {
            self.groups.push(label.group.clone());
        }
        self.waiting.entry(label.group.clone()).or_default().push(label.clone());
    }

    /// One list: its notes may use further notes, which join it if they are of its group.
    fn list(&mut self, group: &str, depth: usize) {
        let list = self.lists.len();
        let loose = if depth == 0 { self.loose.remove(group).unwrap_or_default() } else { Vec::new() };
        self.lists.push(Listed { loose: loose.clone(), top: depth == 0, group: group.to_owned(), ..Listed::default() });
        for definition in loose {
            self.walk(&self.definitions[definition].content, depth + 1);
        }
        let shown = self.wait(group, depth);
        self.lists[list].used = shown.len();
        self.lists[list].labels = shown;
        self.numbers.remove(group);
    }

    /// The notes of a group that wait for a list, with those that they use in turn.
    fn wait(&mut self, group: &str, depth: usize) -> Vec<RefLabel> {
        let definitions = self.definitions;
        let mut at = 0;
        while let Some(label) = self.waiting.get(group).and_then(|w| w.get(at)).cloned() {
            at += 1;
            let Some(note) = self.notes.get_mut(&label) else { continue };
            note.listed = true;
            let mut shown: Vec<usize> = note.definition.into_iter().collect();
            let mut part = 0;
            // Parts that a note's own text uses come to it while it is walked.
            loop {
                for definition in shown.drain(..) {
                    if self.walked.contains(&definition) {
                        continue;
                    }
                    self.walk(&definitions[definition].content, depth + 1);
                }
                let Some(next) = self.notes.get(&label).and_then(|n| n.parts.get(part)) else { break };
                part += 1;
                shown.extend(self.notes.get(next).and_then(|n| n.definition));
            }
        }
        self.waiting.remove(group).unwrap_or_default()
    }

    /// Definitions that nothing uses stand at the end of their group's last list.
    fn add_unused(&mut self, document: &Document<'_>, append: bool, appended: &mut Vec<String>) {
        let idle = |note: &Note| note.uses == 0 && !note.listed;
        if !document.notes.iter().any(|d| d.label.part.is_empty() && self.notes.get(&d.label).is_some_and(idle)) {
            return;
        }
        let mut last: FxHashMap<String, usize> = FxHashMap::default();
        for (i, list) in self.lists.iter().enumerate().filter(|(_, list)| list.top) {
            last.insert(list.group.clone(), i);
        }
        // A note that only such a note uses is no root; it comes with the one that uses it.
        let mut inner = FxHashSet::default();
        for definition in &document.notes {
            inner.extend(definition.content.iter().filter_map(|e| if let Event::Note(usage) = e { Some(&usage.label) } else { None }));
        }
        self.unused = true;
        // Notes that use each other in a circle are left for the second round.
        for round in 0..2 {
            let mut roots = Vec::new();
            for definition in &document.notes {
                let label = &definition.label;
                if !label.part.is_empty() || (round == 0 && inner.contains(label)) {
                    continue;
                }
                let Some(note) = self.notes.get_mut(label) else { continue };
                if !idle(note) {
                    continue;
                }
                let list = match last.get(&label.group) {
                    Some(list) => *list,
                    None if append => {
                        appended.push(label.group.clone());
                        self.lists.push(Listed { top: true, group: label.group.clone(), ..Listed::default() });
                        last.insert(label.group.clone(), self.lists.len() - 1);
                        self.lists.len() - 1
                    }
                    None => continue,
                };
                note.listed = true;
                self.next_id += 1;
                note.id = self.next_id;
                self.lists[list].labels.push(label.clone());
                roots.push(definition);
            }
            let mut lists: Vec<(&String, usize)> = last.iter().map(|(group, list)| (group, *list)).collect();
            lists.sort();
            for (group, list) in &lists {
                self.numbers.insert((*group).clone(), self.lists[*list].labels.len());
            }
            for definition in roots {
                self.walk(&definition.content, 1);
            }
            // What such notes use has numbers after all others of its group.
            for (group, list) in lists {
                let more = self.wait(group, 0);
                self.lists[list].labels.extend(more);
            }
        }
    }
}
