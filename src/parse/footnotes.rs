//! `<ref>` and `<references>`: what each tag says, in the order MediaWiki meets them.
//!
//! Facts: the Cite extension's `Validator` and `ReferenceStack`.  Numbers are not given here; the stage `notes` counts
//! uses, for wikitext and for Markdown alike.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Parser;
use super::atom::{Atom, Part, parts, without_marks};
use super::blocks::Paragraphs;
use crate::diag::{Diagnostic, Span};
use crate::messages::CiteError;
use crate::model::document::{Event, NoteDefinition, NoteList, NoteUse};
use crate::model::html::{Attrs, Name};
use crate::model::piece::{Chain, Extension, Piece};
use crate::model::refs::RefLabel;
use crate::sanitize::attributes;

/// What is known of the notes so far.
#[derive(Default)]
pub(super) struct Notes {
    /// Notes without a name get numbers.
    anonymous: u32,
    /// The label of each group and name since the group was last listed.
    labels: FxHashMap<String, FxHashMap<String, RefLabel>>,
    /// Labels ever given, so that none is given twice.
    taken: FxHashSet<RefLabel>,
    /// Groups with notes that no list has shown yet, and where each is used first.
    open_groups: FxHashMap<String, Span>,
    /// How many texts without a marker there have been.
    loose: u32,
    /// How much of each definition is its author's; what follows are errors and continuations.
    bare: Vec<usize>,
    /// What is wrong with uses of notes that are not defined yet.
    pending: FxHashMap<RefLabel, Vec<CiteError>>,
    /// The parts of notes by what they say, and how many parts each note has.
    parts: FxHashMap<RefLabel, FxHashMap<String, u32>>,
    /// The `dir` that uses of a note gave.
    dirs: FxHashMap<RefLabel, String>,
    /// Where each labelled note's definition is.
    defined: FxHashMap<RefLabel, usize>,
    /// Labels that the text uses, and where each is used first.
    used: FxHashMap<RefLabel, (Span, Option<Chain>)>,
    /// The templates that the tag that is being read was reached through.
    through: Option<Chain>,
    /// The same in the order of first use.
    use_order: Vec<RefLabel>,
    /// The definitions.
    pub(super) definitions: Vec<NoteDefinition<'static>>,
    /// Tags that stand inside `<references>`, with that list's group, by number of their mark.
    pub(super) in_list: FxHashMap<u32, String>,
    /// Lists that stand inside one written as `{{#tag:references|…}}`.
    inner_lists: FxHashSet<u32>,
    /// Groups with definitions that no list has shown yet.
    unlisted: FxHashSet<String>,
    /// Notes in a list with a list inside, each the first of its list.
    read_again: FxHashSet<u32>,
    /// How many notes of one name there have been.
    rounds: FxHashMap<RefLabel, u32>,
    /// Errors to print below the list that is being read.
    below: Vec<CiteError>,
}

/// The attributes of a `<ref>`.
#[derive(Default)]
struct RefTag {
    name: Option<String>,
    group: String,
    follow: Option<String>,
    dir: Option<String>,
    details: Option<String>,
    /// The text holds notes that were read before the tag was.
    inner_first: bool,
    warnings: Vec<CiteError>,
}

const KNOWN: [&str; 4] = ["name", "group", "follow", "dir"];

/// The one of the names that an unknown one was probably meant to be.
fn nearest(written: &str, known: &[&'static str]) -> Option<&'static str> {
    known.iter().copied().find(|k| strsim::levenshtein(k, written) <= (k.len() / 2).max(1))
}

impl Parser<'_> {
    /// Finds out which `<ref>` tags define notes inside a list.
    pub(super) fn find_list_members(&mut self) {
        for index in 0..self.atoms.len() {
            let Atom::Piece(Piece::Extension(tag)) = self.atoms.get(u32::try_from(index).unwrap_or(u32::MAX)) else { continue };
            if tag.name != "references" {
                continue;
            }
            let Some(body) = &tag.body else { continue };
            let group = attributes::split(&tag.attributes)
                .into_iter()
                .find(|(k, _)| k.eq_ignore_ascii_case("group"))
                .map_or_else(String::new, |(_, v)| v);
            let from_function = tag.from_function;
            let members: Vec<u32> = parts(body).filter_map(|p| if let Part::Mark(member) = p { Some(member) } else { None }).collect();
            let is = |member: &u32, name: &str| matches!(self.atoms.get(*member), Atom::Piece(Piece::Extension(tag)) if tag.name == name);
            let has_inner = from_function && members.iter().any(|m| is(m, "references"));
            match members.iter().find(|m| is(m, "ref")).filter(|_| has_inner) {
                // Cite takes back what it has read of the notes, and reads them again once the inner list is closed.
                Some(first) => drop(self.notes.read_again.insert(*first)),
                None if from_function => self.notes.inner_lists.extend(members.iter().copied()),
                None => {}
            }
            for member in members {
                self.notes.in_list.insert(member, group.clone());
            }
        }
    }

    /// Reads the attributes of a `<ref>`.
    fn read_ref_attributes(&self, tag: &Extension) -> RefTag {
        let mut read = RefTag::default();
        for (key, value) in attributes::split(&without_marks(&tag.attributes, &self.atoms)) {
            match key.to_lowercase().as_str() {
                "name" => read.name = Some(value).filter(|v| !v.is_empty()),
                "group" => read.group = value,
                "follow" => read.follow = Some(value).filter(|v| !v.is_empty()),
                "dir" => match value.to_lowercase().as_str() {
                    "ltr" | "rtl" | "auto" => read.dir = Some(value.to_lowercase()),
                    _ => read.warnings.push(CiteError::InvalidDir(value)),
                },
                "details" if self.site.note_details => read.details = Some(value).filter(|v| !v.is_empty()),
                other => read.warnings.push(CiteError::UnknownAttribute(other.to_owned(), nearest(other, &KNOWN))),
            }
        }
        if read.name.as_deref().is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())) {
            read.name = None;
            read.warnings.insert(0, CiteError::NumericName);
        }
        read
    }

    /// Reports what is found in the tag that is being read.
    fn report_through(&mut self, diagnostic: Diagnostic) {
        let through = self.notes.through.as_deref().unwrap_or_default().to_vec();
        self.diagnostics.push(Diagnostic { through, ..diagnostic });
    }

    /// Reports a footnote error.
    fn report_note(&mut self, error: &CiteError, span: Span) {
        let diagnostic = Diagnostic::warning(error.code(), error.plain()).at(span);
        self.report_through(diagnostic);
    }

    /// An error in place of a marker.
    fn note_error(&mut self, error: &CiteError, span: Span) -> Atom {
        let diagnostic = Diagnostic::warning(error.code(), error.plain()).at(span);
        self.report_through(diagnostic);
        Atom::InlineRun(error.events(self.site.is_chinese()))
    }

    /// One `<ref>`.
    pub(super) fn reference(&mut self, index: u32, tag: &Extension) -> Atom {
        let mut read = self.read_ref_attributes(tag);
        let span = tag.span;
        self.notes.through.clone_from(&tag.through);
        let list_group = self.notes.in_list.get(&index).cloned();
        let text = tag.body.as_deref();
        let has_text = text.is_some_and(|t| !t.trim().is_empty());
        read.inner_first = tag.from_function && text.is_some_and(|text| self.holds_note(text));
        if read.follow.is_some() && (read.name.is_some() || read.details.is_some()) {
            if list_group.is_some() {
                self.report_note(&CiteError::FollowConflict, span);
                self.notes.below.push(CiteError::FollowConflict);
                return Atom::Nothing;
            }
            return self.note_error(&CiteError::FollowConflict, span);
        }
        if read.follow.as_deref().is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit())) {
            return self.note_error(&CiteError::NumericName, span);
        }
        if text.is_some_and(opens_ref) {
            return self.note_error(&CiteError::NestedRef, span);
        }
        if let Some(group) = list_group {
            if self.notes.read_again.remove(&index) {
                self.close_group(&group);
            }
            self.define_in_list(&group, read, has_text.then_some(text).flatten(), span);
            return Atom::Nothing;
        }
        if read.name.is_none() && read.follow.is_none() {
            let has_details = read.details.take().is_some();
            if has_details && !has_text {
                return self.note_error(&CiteError::DetailsNoName, span);
            }
            if text.is_none() {
                // A name that is only a number was dropped, and that is what there is to say.
                let error = read.warnings.first().filter(|w| **w == CiteError::NumericName).cloned().unwrap_or(CiteError::NoName);
                return self.note_error(&error, span);
            }
            if !has_text {
                return self.note_error(&CiteError::NoContent, span);
            }
            if has_details {
                read.warnings.push(CiteError::DetailsNoName);
            }
        }
        if let Some(follow) = read.follow.take() {
            self.follow(&read.group, follow, text.unwrap_or_default(), span);
            return Atom::Nothing;
        }
        let label = self.label(&read.group, read.name.as_deref());
        if !self.notes.used.contains_key(&label) {
            self.notes.used.insert(label.clone(), (span, tag.through.clone()));
            self.notes.use_order.push(label.clone());
        }
        if !self.notes.open_groups.contains_key(&read.group) {
            self.notes.open_groups.insert(read.group.clone(), span);
        }
        let shown = match read.details.take() {
            Some(details) => self.part(&label, details, span),
            None => label.clone(),
        };
        if has_text {
            self.define(label, text.unwrap_or_default(), read, span);
        } else {
            for warning in std::mem::take(&mut read.warnings) {
                self.note_warning(&label, warning, span);
            }
            if let Some(dir) = read.dir {
                self.note_dir(&label, dir, span);
            }
        }
        Atom::Inline(Event::Note(Box::new(NoteUse { label: shown, span: Some(span) })))
    }

    /// Whether a text that was read already holds a note.
    fn holds_note(&self, text: &str) -> bool {
        let is_note = |index| matches!(self.atoms.get(index), Atom::Inline(Event::Note(_)));
        parts(text).any(|part| matches!(part, Part::Mark(index) if is_note(index)))
    }

    /// The label of a part of a note; the same words are the same part.
    fn part(&mut self, label: &RefLabel, details: String, span: Span) -> RefLabel {
        let known = self.notes.parts.entry(label.clone()).or_default();
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(1);
        if let Some(number) = known.get(&details) {
            return RefLabel { part: number.to_string(), ..label.clone() };
        }
        known.insert(details.clone(), next);
        let part = RefLabel { part: next.to_string(), ..label.clone() };
        let content = self.note_content(&details);
        self.add_definition(NoteDefinition { label: part.clone(), content, dir: None, inner_first: false, span: Some(span) });
        part
    }

    /// The label of a note: the one its group and name already have, or a new one.
    fn label(&mut self, group: &str, name: Option<&str>) -> RefLabel {
        let Some(name) = name else {
            self.notes.anonymous += 1;
            let label = RefLabel::new(group, self.notes.anonymous.to_string());
            self.notes.taken.insert(label.clone());
            return label;
        };
        if let Some(label) = self.notes.labels.get(group).and_then(|names| names.get(name)) {
            return label.clone();
        }
        // After a list the names of its group begin anew, so the same name can be another note.
        let mut label = RefLabel::new(group, name);
        // Names like those of loose texts are an author's too.
        if self.notes.taken.contains(&label) || label.is_loose() {
            let round = self.notes.rounds.entry(label.clone()).or_insert(1);
            // A name that an author has written with such an ending is passed over.
            while self.notes.taken.contains(&label) {
                *round += 1;
                label.name = format!("{name}~{round}");
            }
        }
        self.notes.taken.insert(label.clone());
        self.notes.labels.entry(group.to_owned()).or_default().insert(name.to_owned(), label.clone());
        label
    }

    /// The content of a note.
    fn note_content(&mut self, text: &str) -> Vec<Event<'static>> {
        self.fragment(text.to_owned(), Paragraphs::Suppress)
    }

    /// A definition; a second one with other content is kept too, so that the stage `notes` can tell.
    fn define(&mut self, label: RefLabel, text: &str, read: RefTag, span: Span) {
        let mut content = self.note_content(text);
        let bare = content.len();
        let pending = self.notes.pending.remove(&label).unwrap_or_default();
        for warning in pending {
            content.push(Event::Text(" ".into()));
            content.extend(warning.events(self.site.is_chinese()));
        }
        for warning in &read.warnings {
            self.report_note(warning, span);
            content.push(Event::Text(" ".into()));
            content.extend(warning.events(self.site.is_chinese()));
        }
        if let Some(first) = self.notes.defined.get(&label).copied() {
            if let Some(dir) = read.dir.clone() {
                self.note_dir(&label, dir, span);
            }
            let known = &self.notes.definitions[first].content;
            if known[..self.notes.bare[first].min(known.len())] == content[..bare] {
                return;
            }
            let error = CiteError::Duplicate(label.name.clone());
            let diagnostic = Diagnostic::warning(error.code(), error.plain())
                .at(span)
                .hint("give this note another name, or reuse the first one as <ref name=\"…\" />");
            self.report_through(diagnostic);
        } else {
            let before = self.notes.dirs.get(&label).cloned();
            self.notes.defined.insert(label.clone(), self.notes.definitions.len());
            if let (Some(before), Some(dir)) = (before, &read.dir)
                && before != *dir
            {
                let error = CiteError::ConflictingDir(label.name.clone());
                self.report_note(&error, span);
                content.push(Event::Text(" ".into()));
                content.extend(error.events(self.site.is_chinese()));
            }
        }
        self.notes.unlisted.insert(label.group.clone());
        self.notes.bare.push(bare);
        self.notes.definitions.push(NoteDefinition { label, content, dir: read.dir, inner_first: read.inner_first, span: Some(span) });
    }

    /// A definition that is all its author's.
    fn add_definition(&mut self, definition: NoteDefinition<'static>) {
        self.notes.bare.push(definition.content.len());
        self.notes.definitions.push(definition);
    }

    /// An error of a use, shown in its note.
    fn note_warning(&mut self, label: &RefLabel, warning: CiteError, span: Span) {
        self.report_note(&warning, span);
        match self.notes.defined.get(label) {
            Some(at) => {
                let events = warning.events(self.site.is_chinese());
                let content = &mut self.notes.definitions[*at].content;
                content.push(Event::Text(" ".into()));
                content.extend(events);
            }
            None => self.notes.pending.entry(label.clone()).or_default().push(warning),
        }
    }

    /// A use that gives a direction of its own.
    fn note_dir(&mut self, label: &RefLabel, dir: String, span: Span) {
        if let Some(at) = self.notes.defined.get(label).copied()
            && self.notes.definitions[at].dir.as_ref().is_some_and(|d| *d != dir)
        {
            self.note_warning(label, CiteError::ConflictingDir(label.name.clone()), span);
        }
        self.notes.dirs.insert(label.clone(), dir);
    }

    /// `follow`: the text goes on where the named note ends, or stands by itself at the top of the list.
    fn follow(&mut self, group: &str, name: String, text: &str, span: Span) {
        let content = self.note_content(text);
        let label = self.notes.labels.get(group).and_then(|names| names.get(&name)).cloned();
        match label {
            Some(label) => match self.notes.defined.get(&label).copied() {
                Some(at) => {
                    let note = &mut self.notes.definitions[at].content;
                    note.push(Event::Text(" ".into()));
                    note.extend(content);
                }
                None => {
                    let mut whole = vec![Event::Text(" ".into())];
                    whole.extend(content);
                    self.notes.defined.insert(label.clone(), self.notes.definitions.len());
                    self.notes.unlisted.insert(label.group.clone());
                    self.add_definition(NoteDefinition { label, content: whole, dir: None, inner_first: false, span: Some(span) });
                }
            },
            None => {
                self.notes.loose += 1;
                let label = RefLabel::new(group, format!("~{}", self.notes.loose));
                self.notes.unlisted.insert(label.group.clone());
                self.add_definition(NoteDefinition { label, content, dir: None, inner_first: false, span: Some(span) });
                self.notes.open_groups.entry(group.to_owned()).or_insert(span);
            }
        }
    }

    /// A `<ref>` inside `<references>`.
    fn define_in_list(&mut self, list_group: &str, mut read: RefTag, text: Option<&str>, span: Span) {
        if read.details.take().is_some() {
            read.warnings.push(CiteError::DetailsInList);
        }
        let group = if read.group.is_empty() { list_group.to_owned() } else { std::mem::take(&mut read.group) };
        if group != list_group {
            let error = CiteError::GroupMismatch(group);
            match text {
                Some(text) => {
                    read.warnings.push(error);
                    let label = self.label(list_group, read.name.as_deref());
                    self.define(label, text, read, span);
                }
                None => {
                    self.report_note(&error, span);
                    self.notes.below.push(error);
                }
            }
            return;
        }
        let Some(name) = read.name.clone() else {
            if !read.warnings.contains(&CiteError::NumericName) {
                read.warnings.push(CiteError::ListNoName);
            }
            match text {
                Some(text) => {
                    let label = self.label(&group, None);
                    self.define(label, text, read, span);
                }
                None => {
                    for warning in read.warnings {
                        self.report_note(&warning, span);
                        self.notes.below.push(warning);
                    }
                }
            }
            return;
        };
        let Some(text) = text else {
            let error = CiteError::ListNoContent(name, group);
            self.report_note(&error, span);
            self.notes.below.push(error);
            return;
        };
        let label = self.label(&group, Some(&name));
        if !self.notes.used.contains_key(&label) && !self.notes.defined.contains_key(&label) {
            read.warnings.push(CiteError::Unused(name));
        }
        self.define(label, text, read, span);
    }

    /// `<references>`: the place of a list.
    pub(super) fn references(&mut self, index: u32, tag: &Extension) -> Atom {
        let mut list = NoteList::default();
        let mut bad = Vec::new();
        for (key, value) in attributes::split(&without_marks(&tag.attributes, &self.atoms)) {
            match key.to_lowercase().as_str() {
                "group" => list.group = value,
                "responsive" => list.single_column = value == "0",
                other => bad.push(CiteError::UnknownListAttribute(other.to_owned(), nearest(other, &["group", "responsive"]))),
            }
        }
        let is_list = |p: Part<'_>| matches!(p, Part::Mark(i) if matches!(self.settled.get(&i), Some(name) if name == "references"));
        if self.notes.inner_lists.contains(&index) {
            // It was read before the list around it, whose error is all that is seen of both; its group is closed.
            self.close_group(&list.group);
            return Atom::Nothing;
        }
        self.notes.through.clone_from(&tag.through);
        if self.notes.in_list.contains_key(&index) || tag.body.as_deref().is_some_and(|b| find_ignoring_case(b, "<references")) {
            return Atom::Nothing;
        }
        // What a real tag holds is read after it, when a list inside it is no list any more.
        if tag.from_function && tag.body.as_deref().is_some_and(|body| parts(body).any(is_list)) {
            return self.note_error(&CiteError::NestedReferences, tag.span);
        }
        for error in &bad {
            self.report_note(error, tag.span);
        }
        let below = std::mem::take(&mut self.notes.below);
        let mut events = Vec::new();
        if self.notes.open_groups.contains_key(&list.group) || self.notes.unlisted.contains(&list.group) {
            self.close_group(&list.group);
            events.push(Event::Notes(Box::new(list)));
        }
        if !below.is_empty() || !bad.is_empty() {
            events.push(Event::Open(Name::P, Attrs::new()));
            for (i, error) in bad.iter().chain(&below).enumerate() {
                if i > 0 {
                    events.push(Event::Open(Name::Br, Attrs::new()));
                }
                events.extend(error.events(self.site.is_chinese()));
            }
            events.push(Event::Close(Name::P));
        }
        if events.is_empty() { Atom::Nothing } else { Atom::Block(events) }
    }

    /// A list of the group has been shown: what comes later is counted anew.
    fn close_group(&mut self, group: &str) {
        self.notes.open_groups.remove(group);
        self.notes.unlisted.remove(group);
        self.notes.labels.remove(group);
    }

    /// Reports the notes that are used and nowhere defined.
    fn report_undefined(&mut self) {
        for label in std::mem::take(&mut self.notes.use_order) {
            if self.notes.defined.contains_key(&label) || label.is_anonymous() {
                continue;
            }
            let error = match self.notes.parts.contains_key(&label) {
                true => CiteError::DetailsMissingParent(label.name.clone()),
                false => CiteError::Undefined(label.written_name().to_owned()),
            };
            let mut diagnostic = Diagnostic::warning(error.code(), error.plain()).hint("define the note once: <ref name=\"…\">text</ref>");
            if let Some((span, through)) = self.notes.used.get(&label) {
                diagnostic.span = Some(*span);
                diagnostic.through = through.as_deref().unwrap_or_default().to_vec();
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// What follows the page: the list of the default group if none was written, an error for every other group.
    pub(super) fn closing_notes(&mut self, out: &mut Vec<Event<'static>>) {
        self.report_undefined();
        let mut groups: Vec<(String, Span)> = std::mem::take(&mut self.notes.open_groups).into_iter().collect();
        groups.sort_by(|(a, at), (b, bt)| (at, a).cmp(&(bt, b)));
        if groups.iter().any(|(group, _)| group.is_empty()) || self.notes.unlisted.contains("") {
            out.push(Event::Notes(Box::default()));
        }
        for (group, span) in groups.into_iter().filter(|(group, _)| !group.is_empty()) {
            let error = CiteError::GroupWithoutList(group.clone());
            self.diagnostics.push(
                Diagnostic::warning(error.code(), error.plain())
                    .at(span)
                    .hint(format!("add <references group=\"{group}\" /> where the notes shall stand")),
            );
            out.push(Event::Open(Name::P, Attrs::new()));
            out.extend(error.events(self.site.is_chinese()));
            out.push(Event::Close(Name::P));
        }
    }
}

/// Whether a text holds a word, whatever the case of its ASCII letters.
fn find_ignoring_case(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a note's text opens another `<ref`, which means that its own end tag is missing.
fn opens_ref(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.get(..3).is_some_and(|n| n.eq_ignore_ascii_case("ref"))
            && rest.as_bytes().get(3).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
        {
            return true;
        }
    }
    false
}
