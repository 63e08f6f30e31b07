//! Where the text of a page's events was written.
//!
//! A page reaches its views through Markdown, and its events say nothing of offsets.  So its texts are looked for in its
//! source, in the order they stand: where one is found, the next one is near.  What the source does not hold was written
//! by a template, and is looked for in the expanded text, which knows the call.

use memchr::memmem;

use crate::diag::Span;
use crate::model::document::Event;
use crate::model::expanded::Origins;
use crate::report::conversion::{Place, Spot};
use crate::variant::audit;

/// How far ahead a text is looked for.
const WINDOW: usize = 64 << 10;
/// How far ahead a text of a few bytes is looked for, which is likely to stand in many places.
const NEAR: usize = 2 << 10;
/// From how many bytes on a text is told from others.
const LONG: usize = 18;
/// From how many bytes on a text is looked for everywhere: three characters of Chinese.
const SURE: usize = 9;
/// How many bytes are looked through for a page.
///
/// Attack: a page of a megabyte that is all templates, of which no text is found.
const BUDGET: usize = 1 << 30;

/// The places of a page.
pub(super) struct Places<'p> {
    source: &'p str,
    expanded: &'p str,
    origins: &'p Origins,
    /// For each event, where its text stands, or where the text before it ends.
    anchors: Vec<usize>,
    budget: usize,
    /// Where the last rule was found.
    last_rule: usize,
}

impl<'p> Places<'p> {
    /// Looks for the texts of a page.
    pub(super) fn new(source: &'p str, expanded: &'p str, origins: &'p Origins, events: &[Event<'_>]) -> Self {
        let mut places = Self { source, expanded, origins, anchors: Vec::with_capacity(events.len()), budget: BUDGET, last_rule: 0 };
        let mut at = 0;
        for event in events {
            if let Event::Text(text) = event {
                // The first line is enough to know the place, and white space may differ.
                let line = text.trim().lines().next().unwrap_or_default();
                if line.len() >= 3 {
                    let window = if line.len() < LONG { NEAR } else { WINDOW };
                    let found = places.find(source, line, at, window);
                    // The text of a note is far back, where it was written.
                    let found = found.or_else(|| if line.len() < SURE { None } else { places.find(source, line, 0, usize::MAX) });
                    if let Some(found) = found {
                        places.anchors.push(found);
                        at = found + line.len();
                        continue;
                    }
                }
            }
            places.anchors.push(at);
        }
        places
    }

    /// Looks for a text from some place on.
    fn find(&mut self, text: &str, needle: &str, from: usize, window: usize) -> Option<usize> {
        let end = from.saturating_add(window).min(text.len());
        let bytes = text.as_bytes().get(from..end)?;
        self.budget = self.budget.checked_sub(bytes.len())?;
        memmem::find(bytes, needle.as_bytes()).map(|at| from + at)
    }

    /// A word with its context.
    pub(super) fn spot(&mut self, spot: &audit::Spot, events: &[Event<'_>]) -> Spot {
        let anchor = self.anchors.get(spot.event).copied().unwrap_or_default();
        let length = match events.get(spot.event) {
            Some(Event::Text(text)) => text.len(),
            _ => 0,
        };
        let place = self.word(spot, anchor, length);
        Spot { place, before: spot.before.clone(), word: spot.word.clone(), after: spot.after.clone() }
    }

    fn word(&mut self, spot: &audit::Spot, anchor: usize, length: usize) -> Place {
        // The whole context first, then less of it: a link or an entity may stand in it.
        for context in [usize::MAX, 4, 1] {
            let before: String = last_chars(&spot.before, context).to_owned();
            let after: String = spot.after.chars().take(context).collect();
            let needle = format!("{before}{}{after}", spot.word);
            let range = |at: usize| at + before.len()..at + before.len() + spot.word.len();
            let near = self.find(self.source, &needle, anchor, length.saturating_mul(2).max(NEAR));
            let found = near.or_else(|| if needle.len() < SURE { None } else { self.find(self.source, &needle, 0, usize::MAX) });
            if let Some(at) = found {
                return Place { span: Some(Span::new(range(at))), through: None };
            }
            if needle.len() >= SURE
                && let Some(at) = self.find(self.expanded, &needle, 0, usize::MAX)
            {
                let range = range(at);
                let through = self.origins.at(range.start).template.map(str::to_owned);
                return Place { span: Some(self.origins.span(range)), through };
            }
        }
        Place { span: Some(Span::new(anchor..anchor)), through: None }
    }

    /// A mark of which only the text is known.
    pub(super) fn mark(&mut self, spot: &audit::Spot) -> Spot {
        let anchor = self.anchors.get(spot.event).copied().unwrap_or_default();
        let needle = spot.word.lines().next().unwrap_or_default().trim();
        let mut place = Place { span: Some(Span::new(anchor..anchor)), through: None };
        let mut from = anchor;
        for _ in 0..16 {
            let Some(at) = self.find(self.source, needle, from, WINDOW).filter(|_| !needle.is_empty()) else { break };
            if self.source[..at].trim_end().ends_with(['{', '|']) {
                place.span = Some(Span::new(at..at + needle.len()));
                break;
            }
            from = at + needle.len();
        }
        Spot { place, before: String::new(), word: spot.word.clone(), after: String::new() }
    }

    /// Where a rule is written in the page's own source.
    pub(super) fn rule(&mut self, rule: &str, protects: bool) -> Option<Place> {
        let texts: Vec<&str> = rule.split(';').map(|piece| piece.rsplit(':').next().unwrap_or_default()).collect();
        let first = if protects { rule } else { texts.iter().find(|t| !t.is_empty())? };
        let second = texts.get(1).filter(|t| !t.is_empty());
        for start in [self.last_rule, 0] {
            let mut from = start;
            for _ in 0..64 {
                let Some(at) = self.find(self.source, first, from, usize::MAX).filter(|_| !first.is_empty()) else { break };
                let end = at + first.len();
                let before = self.source[..at].trim_end();
                let fits = if protects { before.ends_with(['|', '=', '{']) } else { before.ends_with(':') };
                let rest = &self.source.as_bytes()[end..self.source.len().min(end + 300)];
                if fits && second.is_none_or(|text| protects || memmem::find(rest, text.as_bytes()).is_some()) {
                    self.last_rule = end;
                    return Some(Place { span: Some(Span::new(at..end)), through: None });
                }
                from = end;
            }
        }
        None
    }

    /// About where an event stands.
    pub(super) fn near(&self, event: usize) -> Place {
        let at = self.anchors.get(event).or(self.anchors.last()).copied().unwrap_or_default();
        Place { span: Some(Span::new(at..at)), through: None }
    }
}

/// The last characters of a text.
fn last_chars(text: &str, count: usize) -> &str {
    let start = count.checked_sub(1).and_then(|n| text.char_indices().rev().nth(n)).map_or(0, |(at, _)| at);
    &text[start..]
}
