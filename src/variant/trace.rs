//! What the conversion of one view did, for the report to editors; ordinary builds make none.
//!
//! The walk tells of every text before it converts it and of every mark after it showed something.  Each word is
//! looked for once more here, so that the way of ordinary builds stays as short as it is.

use rustc_hash::{FxHashMap, FxHashSet};

use super::events::flat;
use super::matcher::Found;
use super::rules::{Change, PageRules};
use super::script::Scripts;
use super::words::Words;
use crate::lang::Variant;
use crate::model::document::{Event, Flags, Mark};

/// How many places of one kind are kept of a page; nobody reads more, and memory stays small.
const MAX_SPOTS: usize = 2000;

/// How many characters of context stand on each side of a word.
const CONTEXT: usize = 14;

/// How many distinct words are remembered to tell which of them hide a shorter rule.
const MAX_WORDS: usize = 20_000;

/// A place in the text of a page, as its source has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which of the page's events it is in.
    pub event: usize,
    /// What stands before the word, a few characters.
    pub before: String,
    /// The word.
    pub word: String,
    /// What stands behind it.
    pub after: String,
}

impl Spot {
    fn new(event: usize, text: &str, range: std::ops::Range<usize>) -> Self {
        let before = text[..range.start].char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let after = text[range.end..].char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| range.end + at);
        Self {
            event,
            before: text[before..range.start].to_owned(),
            word: text[range.clone()].to_owned(),
            after: text[range.end..after].to_owned(),
        }
    }
}

/// Who gave a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleId {
    /// The page: the so-manieth of its rules.
    Page(usize),
    /// The book.
    Book(usize),
}

/// One word that two rules map to different texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    pub(super) word: String,
    pub(super) first: usize,
    pub(super) second: usize,
}

/// A Simplified character that nothing but itself decided.
#[derive(Clone, Debug)]
pub(super) struct Undecided {
    pub(super) character: char,
    pub(super) spot: Spot,
}

/// Characters of the other script that a view shows.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) characters: String,
    pub(super) shown: String,
    pub(super) spot: Spot,
    /// The rule that put them there; a mark did if there is none.
    pub(super) rule: Option<RuleId>,
}

/// Text that a mark shows as it is.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) spot: Spot,
    /// Conversion would have changed it.
    pub(super) needed: bool,
}

/// What is gathered while one view is made.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// For each word of the page's and the book's rules, whose it is and what it becomes.
    owners: FxHashMap<Box<str>, (RuleId, Box<str>)>,
    /// How many of the page's changes are in there.
    seen: usize,
    /// Where each of the page's rules was met.
    pub(super) places: Vec<usize>,
    pub(super) uses: FxHashMap<RuleId, usize>,
    pub(super) conflicts: Vec<Conflict>,
    /// Every word of more than one character that matched, whoever gave it.
    pub(super) words: FxHashSet<Box<str>>,
    pub(super) undecided: Vec<Undecided>,
    pub(super) left: Vec<Left>,
    pub(super) raw: Vec<Raw>,
    /// The page as a whole is written in the Traditional script.
    pub(super) page_is_traditional: bool,
}

impl Trace {
    /// A trace of a view of a book with those rules.
    pub(super) fn new(book: &[Change], variant: Variant, page_is_traditional: bool) -> Self {
        let mut trace = Self { page_is_traditional, ..Self::default() };
        for (at, change) in book.iter().enumerate() {
            change.pairs(variant, |from, to| {
                trace.owners.insert(from.into(), (RuleId::Book(at), to.text.as_ref().into()));
            });
        }
        trace
    }

    /// Learns the rules that were added since.
    pub(super) fn learn(&mut self, page: &PageRules, variant: Variant, place: usize) {
        let changes = page.changes();
        for (at, change) in changes.iter().enumerate().skip(self.seen) {
            self.places.push(place);
            let Self { owners, conflicts, .. } = self;
            change.pairs(variant, |from, to| {
                if change.removes() {
                    owners.remove(from);
                    return;
                }
                let old = owners.insert(from.into(), (RuleId::Page(at), to.text.as_ref().into()));
                if let Some((RuleId::Page(first), text)) = old
                    && first != at
                    && *text != *to.text
                    && conflicts.len() < MAX_SPOTS
                {
                    conflicts.push(Conflict { word: from.to_owned(), first, second: at });
                }
            });
        }
        self.seen = changes.len();
    }

    /// A text that is about to be converted.
    pub(super) fn text(&mut self, text: &str, place: usize, variant: Variant, page: &mut PageRules, words: &Words<'_>) {
        self.learn(page, variant, place);
        let scripts = Scripts::get();
        let as_meant = !variant.is_traditional() || self.is_traditional(text, scripts);
        let matcher = words.matcher(variant, page.table(variant));
        let mut from = 0;
        let mut open: Vec<(usize, char)> = Vec::new();
        matcher.scan(text, |range, found| {
            open.extend(text[from..range.start].char_indices().map(|(at, c)| (from + at, c)));
            from = range.end;
            let word = &text[range.clone()];
            let mut chars = word.chars();
            let first = chars.next().unwrap_or_default();
            let is_one = chars.next().is_none();
            if !is_one && self.words.len() < MAX_WORDS && !self.words.contains(word) {
                self.words.insert(word.into());
            }
            if matches!(found, Found::Base(_)) {
                if is_one {
                    open.push((range.start, first));
                }
                return;
            }
            let rule = self.owners.get(word).map(|(rule, _)| *rule);
            if let Some(rule) = rule {
                *self.uses.entry(rule).or_default() += 1;
            }
            self.check(found.text(), variant, scripts, rule, || Spot::new(place, text, range));
        });
        if as_meant {
            return;
        }
        open.extend(text[from..].char_indices().map(|(at, c)| (from + at, c)));
        for (at, c) in open {
            if !scripts.choices(c).is_empty() && self.undecided.len() < MAX_SPOTS {
                let spot = Spot::new(place, text, at..at + c.len_utf8());
                self.undecided.push(Undecided { character: c, spot });
            }
        }
    }

    /// Whether an author wrote a text in the Traditional script; where the text does not tell, as the page does.
    fn is_traditional(&self, text: &str, scripts: &Scripts) -> bool {
        match balance(text, scripts) {
            0 => self.page_is_traditional,
            n => n > 0,
        }
    }

    /// Notes the characters of a text that the view's readers do not write.
    fn check(&mut self, shown: &str, variant: Variant, scripts: &Scripts, rule: Option<RuleId>, spot: impl FnOnce() -> Spot) {
        let characters: String = shown.chars().filter(|c| scripts.is_wrong(*c, variant)).collect();
        if !characters.is_empty() && self.left.len() < MAX_SPOTS {
            self.left.push(Left { characters, shown: shown.to_owned(), spot: spot(), rule });
        }
    }

    /// What a mark of the page showed.
    pub(super) fn shown(&mut self, mark: &Mark, events: &[Event<'_>], place: usize, variant: Variant) {
        let shown = flat(events);
        if shown.is_empty() {
            return;
        }
        let scripts = Scripts::get();
        let spot = || Spot { event: place, before: String::new(), word: flat(&mark.body), after: String::new() };
        self.check(&shown, variant, scripts, None, spot);
        let flags = mark.flags.effective(!mark.variants.is_empty());
        let raw = flags.has(Flags::RAW) || mark.rules.is_empty() && flags == Flags::SHOW;
        if raw && self.raw.len() < MAX_SPOTS {
            let needed = shown.chars().any(|c| scripts.is_simplified(c) || scripts.is_traditional(c) || scripts.choices(c).len() > 1);
            self.raw.push(Raw { spot: Spot { word: shown, ..spot() }, needed });
        }
    }
}

/// How many more characters of the Traditional script than of the Simplified one a text has.
pub(super) fn balance(text: &str, scripts: &Scripts) -> isize {
    text.chars().map(|c| isize::from(scripts.is_traditional(c)) - isize::from(scripts.is_simplified(c))).sum()
}
