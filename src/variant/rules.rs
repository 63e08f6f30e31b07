//! A page's conversion rules: which pairs of words a mark adds to or takes from each variant's table.
//!
//! Facts: MediaWiki's `ConverterRule::parseRules`, `generateConvTable` and `LanguageConverter::applyManualConv`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::events::{flat, plain};
use super::matcher::{Layer, Value};
use super::tables::Removed;
use crate::lang::{ManualLevel, Variant};
use crate::model::document::Event;
use crate::model::rule::split_rules;

/// The rules of one mark, in the order in which a description names them.
#[derive(Debug, Default)]
pub(super) struct RuleSet<'a> {
    /// The texts of two-way rules, one a variant.
    pub(super) two_way: Vec<(Variant, Vec<Event<'a>>)>,
    /// One-way rules, by variant in order of first mention.
    pub(super) one_way: Vec<(Variant, Vec<OneWay<'a>>)>,
    /// Where a one-way rule stands.
    places: FxHashMap<(Variant, String), usize>,
}

/// A one-way rule of a variant.
#[derive(Debug)]
pub(super) struct OneWay<'a> {
    pub(super) from: Vec<Event<'a>>,
    pub(super) to: Vec<Event<'a>>,
}

impl<'a> RuleSet<'a> {
    /// Reads the rules of a mark's body in which every inner mark is settled.
    ///
    /// MediaWiki pastes what an inner mark shows into the outer one before it looks for rules
    /// (`LanguageConverter::recursiveConvertRule`), so a semicolon or an arrow of it counts.
    pub(super) fn read(body: &[Event<'a>]) -> Self {
        let shadow = Shadow::of(body);
        let mut set = Self::default();
        for rule in split_rules(&shadow.text).unwrap_or_default() {
            let to = shadow.events(body, rule.to);
            match rule.from {
                None => set.add_two_way(rule.variant, to),
                Some(from) => set.add_one_way(rule.variant, shadow.events(body, from), to),
            }
        }
        set
    }

    /// Whether there is no rule.
    pub(super) fn is_empty(&self) -> bool {
        self.two_way.is_empty() && self.one_way.is_empty()
    }

    /// Adds a two-way text; the last one of a variant wins, an empty one is ignored.
    pub(super) fn add_two_way(&mut self, variant: Variant, text: Vec<Event<'a>>) {
        if is_blank(&text) {
            return;
        }
        match self.two_way.iter_mut().find(|(v, _)| *v == variant) {
            Some((_, old)) => *old = text,
            None => self.two_way.push((variant, text)),
        }
    }

    /// Adds a one-way rule; the last one of a source wins, an empty source is ignored.
    pub(super) fn add_one_way(&mut self, variant: Variant, from: Vec<Event<'a>>, to: Vec<Event<'a>>) {
        if is_blank(&from) {
            return;
        }
        let at = match self.one_way.iter().position(|(v, _)| *v == variant) {
            Some(at) => at,
            None => {
                self.one_way.push((variant, Vec::new()));
                self.one_way.len() - 1
            }
        };
        let rules = &mut self.one_way[at].1;
        let place = *self.places.entry((variant, flat(&from))).or_insert(rules.len());
        match rules.get_mut(place) {
            Some(old) => old.to = to,
            None => rules.push(OneWay { from, to }),
        }
    }

    /// The same text for every variant: a protected word.
    pub(super) fn protect(&mut self, text: &[Event<'a>]) {
        for variant in Variant::ALL {
            self.add_two_way(variant, text.to_vec());
        }
    }

    /// The two-way text of a variant itself.
    pub(super) fn own_text(&self, variant: Variant) -> Option<&[Event<'a>]> {
        self.two_way.iter().find(|(v, _)| *v == variant).map(|(_, text)| text.as_slice())
    }

    /// The first one-way target of a variant.
    pub(super) fn first_target(&self, variant: Variant) -> Option<&[Event<'a>]> {
        let (_, rules) = self.one_way.iter().find(|(v, _)| *v == variant)?;
        rules.first().map(|r| r.to.as_slice())
    }

    /// The text to show in a variant; `None` if no rule gives one, which is the author's mistake.
    pub(super) fn shown(&self, variant: Variant) -> Option<&[Event<'a>]> {
        let chain = std::iter::once(variant).chain(variant.fallbacks().iter().copied());
        chain.filter_map(|v| self.own_text(v)).next().or_else(|| self.first_target(variant)).or_else(|| {
            if variant.manual_level() != ManualLevel::Disabled {
                return None;
            }
            let first = self.two_way.first().map(|(_, text)| text.as_slice());
            first.or_else(|| self.one_way.first().and_then(|(_, rules)| rules.first()).map(|r| r.to.as_slice()))
        })
    }

    /// The rules as a change of tables.
    pub(super) fn change(&self, remove: bool) -> Change {
        let two_way = self.two_way.iter().map(|(v, text)| (*v, Side::new(text))).collect();
        let one_way = self.one_way.iter().map(|(v, rules)| {
            let rules = rules.iter().map(|r| (Side::new(&r.from), Side::new(&r.to))).collect();
            (*v, rules)
        });
        Change { remove, two_way, one_way: one_way.collect() }
    }
}

/// A text that has the syntax of some events and their length: what is no text takes one byte.
struct Shadow {
    text: String,
    /// Where each event begins.
    starts: Vec<usize>,
}

impl Shadow {
    /// What stands for a character that is text here and would be syntax in wikitext, and for what is no text.
    const OPAQUE: char = '\u{1}';

    fn of(events: &[Event<'_>]) -> Self {
        let mut text = String::new();
        let mut starts = Vec::with_capacity(events.len());
        for event in events {
            starts.push(text.len());
            match event {
                Event::Text(t) => {
                    text.extend(t.chars().map(|c| if matches!(c, '<' | '[' | ']' | '{' | '}' | '&') { Self::OPAQUE } else { c }))
                }
                _ => text.push(Self::OPAQUE),
            }
        }
        Self { text, starts }
    }

    /// The events of a range of the text; texts are cut.
    fn events<'a>(&self, events: &[Event<'a>], range: Range<usize>) -> Vec<Event<'a>> {
        let first = self.starts.partition_point(|start| *start <= range.start).saturating_sub(1);
        let mut out = Vec::new();
        for (event, start) in events.iter().zip(&self.starts).skip(first).take_while(|(_, start)| **start < range.end) {
            match event {
                Event::Text(text) => {
                    let part = &text[range.start.saturating_sub(*start).min(text.len())..(range.end - start).min(text.len())];
                    if !part.is_empty() {
                        out.push(Event::Text(Cow::Owned(part.to_owned())));
                    }
                }
                event if *start >= range.start => out.push(event.clone()),
                _ => {}
            }
        }
        out
    }
}

/// Whether nothing would be shown.
fn is_blank(events: &[Event<'_>]) -> bool {
    events.iter().all(|e| matches!(e, Event::Text(t) if t.is_empty()))
}

/// One side of a pair: as a word to look for, and as what to put.
#[derive(Clone, Debug)]
struct Side {
    /// Nothing if it is more than text: MediaWiki looks for words between tags only, so it never matches.
    key: Option<Arc<str>>,
    value: Value,
}

impl Side {
    fn new(events: &[Event<'_>]) -> Self {
        match plain(events) {
            Some(text) => {
                let text: Arc<str> = text.into();
                Self { key: Some(text.clone()), value: Value::new(text, None) }
            }
            None => {
                let text = flat(events).into();
                let events = events.iter().cloned().map(Event::into_owned).collect();
                Self { key: None, value: Value::new(text, Some(events)) }
            }
        }
    }
}

/// A change of the page's tables, for all variants.
#[derive(Debug)]
pub(super) struct Change {
    remove: bool,
    two_way: Vec<(Variant, Side)>,
    one_way: Vec<(Variant, Vec<(Side, Side)>)>,
}

/// A rule as readers are told of it: text alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Told {
    /// Variants and their texts, in the order they were written.
    pub two_way: Vec<(Variant, String)>,
    /// One-way rules: what becomes, in which variant, what.
    pub one_way: Vec<(String, Variant, String)>,
}

impl Told {
    /// The word that the rule protects: it is the same in all variants.
    #[must_use]
    pub fn protected(&self) -> Option<&str> {
        let (_, first) = self.two_way.first()?;
        (self.one_way.is_empty() && self.two_way.len() == Variant::ALL.len() && self.two_way.iter().all(|(_, text)| text == first))
            .then_some(first)
    }

    /// The rule as a mark's body writes it: `zh-cn:软件;zh-tw:軟體`.
    #[must_use]
    pub fn written(&self) -> String {
        if let Some(word) = self.protected() {
            return word.to_owned();
        }
        let two_way = self.two_way.iter().map(|(v, text)| format!("{v}:{text}"));
        let one_way = self.one_way.iter().map(|(from, v, to)| format!("{from}=>{v}:{to}"));
        two_way.chain(one_way).collect::<Vec<_>>().join(";")
    }
}

impl Change {
    /// The rules as text.
    pub(super) fn told(&self) -> Told {
        let two_way = self.two_way.iter().map(|(v, side)| (*v, side.value.text.to_string())).collect();
        let one_way = self
            .one_way
            .iter()
            .flat_map(|(v, rules)| rules.iter().map(|(from, to)| (from.value.text.to_string(), *v, to.value.text.to_string())));
        Told { two_way, one_way: one_way.collect() }
    }

    /// The words that the rules look for, in any variant.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let one_way = self.one_way.iter().flat_map(|(_, rules)| rules.iter().map(|(from, _)| from));
        self.two_way.iter().map(|(_, side)| side).chain(one_way).filter_map(|side| side.key.as_deref())
    }

    /// Whether the pairs are taken out of the tables.
    pub(super) fn removes(&self) -> bool {
        self.remove
    }

    /// Calls `pair` for every word that the change maps in one variant; of equal words the last one counts.
    pub(super) fn pairs(&self, variant: Variant, mut pair: impl FnMut(&str, &Value)) {
        let level = variant.manual_level();
        if level == ManualLevel::Disabled {
            return;
        }
        let mut seen: Vec<(Variant, &Side)> = Vec::new();
        let both = |from: &Side, to: &Side, pair: &mut dyn FnMut(&str, &Value)| {
            if level == ManualLevel::Bidirectional
                && let Some(from) = &from.key
            {
                pair(from, &to.value);
            }
        };
        for v in Variant::ALL {
            if let Some(text) = self.text(v) {
                for (other, other_text) in &seen {
                    if v == variant {
                        both(other_text, text, &mut pair);
                    } else if *other == variant {
                        both(text, other_text, &mut pair);
                    }
                }
                seen.push((v, text));
            }
            // A variant's one-way rules are settled at its turn; pairs with later variants may override them.
            if v == variant
                && let Some((_, rules)) = self.one_way.iter().find(|(o, _)| *o == variant)
            {
                for (from, to) in rules {
                    if let Some(from) = &from.key {
                        pair(from, &to.value);
                    }
                }
            }
        }
    }

    /// A variant's two-way text, its own or the nearest one.
    fn text(&self, variant: Variant) -> Option<&Side> {
        let own = |v: Variant| self.two_way.iter().find(|(o, _)| *o == v).map(|(_, side)| side);
        // MediaWiki takes the text `0` of another variant for none, as PHP does.
        own(variant).or_else(|| variant.fallbacks().iter().copied().find_map(own).filter(|side| &*side.value.text != "0"))
    }
}

/// The rules of a page at one place of its text, for every variant.
///
/// Only the tables that are asked for are made: that of the view, and those that `-{zh-hant|…}-` names.
#[derive(Debug, Default)]
pub(super) struct PageRules {
    log: Vec<Change>,
    tables: [Option<Box<PageTable>>; Variant::ALL.len()],
}

/// One variant's table on a page, beside the tables of the book and the base.
#[derive(Debug, Default)]
pub(super) struct PageTable {
    /// What the page added.
    pub(super) added: Layer<Value>,
    /// What it took out; hides words of the book and of the base.
    pub(super) removed: Removed,
    /// How much of the log is in here.
    done: usize,
}

impl PageRules {
    /// Notes a change.
    pub(super) fn push(&mut self, change: Change) {
        self.log.push(change);
    }

    /// The changes so far, in their order.
    pub(super) fn changes(&self) -> &[Change] {
        &self.log
    }

    /// The table of a variant at this place.
    pub(super) fn table(&mut self, variant: Variant) -> Option<&PageTable> {
        if self.log.is_empty() {
            return None;
        }
        let table = self.tables[variant as usize].get_or_insert_default();
        for (number, change) in self.log.iter().enumerate().skip(table.done) {
            let PageTable { added, removed, .. } = &mut **table;
            change.pairs(variant, |from, to| {
                if change.remove {
                    added.unset(from);
                    removed.insert(from.into());
                } else {
                    added.set(from, to.of_rule(number));
                }
            });
        }
        table.done = self.log.len();
        Some(table)
    }

    /// How many changes there were.
    pub(super) fn len(&self) -> usize {
        self.log.len()
    }

    /// The last state of a variant's table, and all changes that led to it.
    pub(super) fn into_table(mut self, variant: Variant) -> (Option<Box<PageTable>>, Vec<Change>) {
        self.table(variant);
        (self.tables[variant as usize].take(), self.log)
    }
}
