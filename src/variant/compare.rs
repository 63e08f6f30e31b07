//! Comparing two views of a page: where their words differ by more than script.
//!
//! Both views come from the same events, so nothing is guessed.  Each view tells which of its replacements are more
//! than a change of characters ([`Cut`]); everything between two such places stands character for character as it
//! stood in the source, whatever characters those have become, so that counting characters leads from a place in the
//! source to the same place in either view.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::events::flat;
use super::rules::Told;
use super::tables;
use super::{MAX_HITS, View};
use crate::model::document::Event;

/// Which characters are one character in different scripts.
///
/// 体 and 體 are, and so are 里, 裡 and 裏: being alike carries over.  One a process.
#[derive(Debug)]
pub struct Alike {
    /// For each character that has others, the one that stands for all of them.
    classes: FxHashMap<char, char>,
}

impl Alike {
    /// What is alike by MediaWiki's tables, read on first use.
    #[must_use]
    pub fn get() -> &'static Self {
        static ALIKE: LazyLock<Alike> = LazyLock::new(|| Alike { classes: tables::classes().collect() });
        &ALIKE
    }

    /// Whether two texts differ in script only.
    #[must_use]
    pub fn same(&self, a: &str, b: &str) -> bool {
        a == b || a.chars().map(|c| self.class(c)).eq(b.chars().map(|c| self.class(c)))
    }

    fn class(&self, c: char) -> char {
        self.classes.get(&c).copied().unwrap_or(c)
    }
}

/// Why a word is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// A rule of the page, by its number in [`View::rules`].
    Page(usize),
    /// The mark that stands in the word's place, by its event.
    Mark(usize),
    /// A rule of the book.
    Book,
    /// The variant's table.
    Table,
}

/// A place in a view: an event, and a byte of its text.
pub(super) type Place = (usize, usize);

/// A replacement that may be more than a change of characters.
#[derive(Debug)]
pub(super) struct Cut {
    /// The event of the source, or the first of several that are one text.
    pub(super) event: usize,
    /// Where in that text it stands, in bytes; a mark takes the place of an event that has no text.
    pub(super) from: std::ops::Range<usize>,
    /// Where it stands in the view.
    pub(super) to: std::ops::Range<Place>,
    /// What made it.
    pub(super) by: By,
}

/// What a view remembers so that it can be compared.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    /// In the order of the text.
    pub(super) cuts: Vec<Cut>,
    /// For each event of the view, the event of the source that it comes from.
    pub(super) origins: Vec<u32>,
    /// Where the first cut stands that there was no room for.
    full: Option<Place>,
}

impl Cuts {
    /// Notes a replacement; a page that has more of them is not read to the end by anybody.
    pub(super) fn push(&mut self, cut: Cut) {
        if self.cuts.len() < MAX_HITS {
            self.cuts.push(cut);
        } else {
            self.full.get_or_insert((cut.event, cut.from.start));
        }
    }
}

/// A word that differs between two views, however often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// As the source has it; empty for a mark.
    pub from: String,
    /// As each view has it.
    pub shown: [String; 2],
    /// Why.
    pub by: By,
}

/// One place where a word differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which of [`Comparison::words`].
    pub word: usize,
    /// Where it stands in each view.
    pub(super) spans: [std::ops::Range<Place>; 2],
}

/// What two views differ in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The places, in the order of the text.
    pub differences: Vec<Difference>,
    /// The words, in the order of their first places.
    pub words: Vec<Word>,
}

/// Compares two views of the same events.  Both must have been made with [`super::ViewInput::compare`].
#[must_use]
pub fn compare(source: &[Event<'_>], views: [&View<'_>; 2], alike: &Alike) -> Comparison {
    let mut out = Comparison::default();
    let [Some(left), Some(right)] = views.map(|v| v.cuts.as_ref()) else { return out };
    let mut known: FxHashMap<Word, usize> = FxHashMap::default();
    let mut sides = [Side::new(left, &views[0].events), Side::new(right, &views[1].events)];
    let mut text = (usize::MAX, Cow::Borrowed(""));
    let full = [left, right].into_iter().filter_map(|trace| trace.full).min();
    while let Some((event, start)) = sides.iter().filter_map(Side::next).min() {
        // Beyond what a view remembers, characters no longer tell the place.
        if full.is_some_and(|full| full <= (event, start)) {
            break;
        }
        if text.0 != event {
            text = (event, source_text(source, event));
        }
        // All cuts of both views that overlap are one word.
        let begins = [sides[0].go(event, start, &text.1), sides[1].go(event, start, &text.1)];
        let mut end = start;
        // The longest replacement decided; of equally long ones the most special.
        let mut longest = (0, By::Table);
        while let Some(cut) =
            sides.iter_mut().find_map(|side| side.take(|cut| cut.event == event && (cut.from.start < end || cut.from.start == start)))
        {
            end = end.max(cut.from.end);
            let len = cut.from.len();
            if len > longest.0 || len == longest.0 && cut.by < longest.1 {
                longest = (len, cut.by);
            }
        }
        let by = longest.1;
        let ends = [sides[0].go(event, end, &text.1), sides[1].go(event, end, &text.1)];
        let spans = [begins[0]..ends[0], begins[1]..ends[1]];
        let shown = [0, 1].map(|i| text_in(&views[i].events, &spans[i]));
        if alike.same(&shown[0], &shown[1]) {
            continue;
        }
        let from = text.1.get(start..end).unwrap_or_default().to_owned();
        let word = Word { from, shown, by };
        let number = match known.get(&word) {
            Some(number) => *number,
            None => {
                known.insert(word.clone(), out.words.len());
                out.words.push(word);
                out.words.len() - 1
            }
        };
        out.differences.push(Difference { word: number, spans });
    }
    out
}

/// What the rules of a mark in the source say.
#[must_use]
pub fn rules_of_mark(source: &[Event<'_>], event: usize) -> Option<Told> {
    let Some(Event::Mark(mark)) = source.get(event) else { return None };
    let mut told = Told::default();
    for rule in &mark.rules {
        match &rule.from {
            None => told.two_way.push((rule.variant, flat(&rule.to))),
            Some(from) => told.one_way.push((flat(from), rule.variant, flat(&rule.to))),
        }
    }
    (!told.two_way.is_empty() || !told.one_way.is_empty()).then_some(told)
}

/// The text of an event and of those after it that are text too.
fn source_text<'s>(source: &'s [Event<'s>], event: usize) -> Cow<'s, str> {
    let run = source[event..].iter().take_while(|e| matches!(e, Event::Text(_))).count();
    match &source[event..event + run] {
        [Event::Text(text)] => Cow::Borrowed(text),
        events => Cow::Owned(flat(events)),
    }
}

/// The text between two places of a view.
fn text_in(events: &[Event<'_>], span: &std::ops::Range<Place>) -> String {
    let (start, end) = (span.start, span.end);
    let mut out = String::new();
    for (at, event) in events.iter().enumerate().take(end.0 + 1).skip(start.0) {
        if let Event::Text(text) = event {
            let from = if at == start.0 { start.1 } else { 0 };
            let to = if at == end.0 { end.1 } else { text.len() };
            out.push_str(text.get(from..to).unwrap_or_default());
        }
    }
    out
}

/// A view while it is compared: how far it was read, in the source and in the view.
struct Side<'v> {
    cuts: &'v Cuts,
    events: &'v [Event<'v>],
    /// The next cut.
    at: usize,
    /// The event of the source, and the byte of its text.
    source: Place,
    /// The same place in the view.
    place: Place,
}

impl<'v> Side<'v> {
    fn new(cuts: &'v Cuts, events: &'v [Event<'v>]) -> Self {
        Self { cuts, events, at: 0, source: (usize::MAX, 0), place: (0, 0) }
    }

    /// Where the next cut begins.
    fn next(&self) -> Option<Place> {
        self.cuts.cuts.get(self.at).map(|cut| (cut.event, cut.from.start))
    }

    /// Goes on to a place in the source that no cut lies before; gives that place in the view.
    fn go(&mut self, event: usize, to: usize, text: &str) -> Place {
        if self.source.0 != event {
            self.source = (event, 0);
            self.place = (self.cuts.origins.partition_point(|o| (*o as usize) < event), 0);
        }
        if self.source.1 < to {
            let count = text.get(self.source.1..to).map_or(0, |t| t.chars().count());
            if let Some(Event::Text(shown)) = self.events.get(self.place.0) {
                let rest = shown.get(self.place.1..).unwrap_or_default();
                self.place.1 += rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
            }
            self.source.1 = to;
        }
        self.place
    }

    /// Takes the next cut if it is wanted.
    fn take(&mut self, wanted: impl Fn(&Cut) -> bool) -> Option<&'v Cut> {
        let cut = self.cuts.cuts.get(self.at).filter(|cut| wanted(cut))?;
        self.at += 1;
        self.source = (cut.event, cut.from.end);
        self.place = cut.to.end;
        Some(cut)
    }
}
