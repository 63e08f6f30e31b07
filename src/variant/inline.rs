//! Marks in plain text, as in the values of `alt` and `title`.

use std::borrow::Cow;

use crate::model::document::{Event, Mark, Rule};
use crate::model::rule::{split_flags, split_rules};

/// The deepest nesting of marks that is read, as MediaWiki's `LanguageConverter::$mMaxDepth`.
pub(super) const MAX_DEPTH: usize = 10;

/// Reads text with marks in it; what is not closed stays text.
pub(super) fn read(text: &str) -> Vec<Event<'static>> {
    let pairs = pairs(text);
    let mut out = Vec::new();
    let mut at = 0;
    for pair in pairs.iter().filter(|p| p.depth == 0) {
        push_text(&text[at..pair.start], &mut out);
        out.push(Event::Mark(Box::new(mark(&text[pair.start + 2..pair.end - 2], 1))));
        at = pair.end;
    }
    push_text(&text[at..], &mut out);
    out
}

/// Reads the inside of a mark.
fn mark(inner: &str, depth: usize) -> Mark {
    let (flags, variants, body) = split_flags(inner);
    let body = &inner[body..];
    let part = |text: &str| if depth < MAX_DEPTH { nested(text, depth) } else { vec![literal(text)] };
    let rules = split_rules(body).unwrap_or_default();
    let rules = rules.into_iter().map(|r| Rule { from: r.from.map(|from| part(&body[from])), variant: r.variant, to: part(&body[r.to]) });
    Mark { flags, variants, rules: rules.collect(), body: part(body) }
}

/// Reads a part of a mark.
fn nested(text: &str, depth: usize) -> Vec<Event<'static>> {
    let mut out = Vec::new();
    let mut at = 0;
    for pair in pairs(text).iter().filter(|p| p.depth == 0) {
        push_text(&text[at..pair.start], &mut out);
        out.push(Event::Mark(Box::new(mark(&text[pair.start + 2..pair.end - 2], depth + 1))));
        at = pair.end;
    }
    push_text(&text[at..], &mut out);
    out
}

fn push_text(text: &str, out: &mut Vec<Event<'static>>) {
    if !text.is_empty() {
        out.push(literal(text));
    }
}

fn literal(text: &str) -> Event<'static> {
    Event::Text(Cow::Owned(text.to_owned()))
}

/// A closed mark.
struct Pair {
    start: usize,
    end: usize,
    /// How many closed marks it lies in.
    depth: usize,
}

/// The closed marks of a text, in order of their starts, in one pass.
fn pairs(text: &str) -> Vec<Pair> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'-', b'{') => {
                open.push(at);
                at += 2;
            }
            (b'}', b'-') => {
                if let Some(start) = open.pop() {
                    pairs.push(Pair { start, end: at + 2, depth: 0 });
                }
                at += 2;
            }
            _ => at += 1,
        }
    }
    pairs.sort_unstable_by_key(|p| p.start);
    let mut ends: Vec<usize> = Vec::new();
    for pair in &mut pairs {
        while ends.last().is_some_and(|end| *end <= pair.start) {
            ends.pop();
        }
        pair.depth = ends.len();
        ends.push(pair.end);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unclosed_marks_stay_text() {
        for text in ["", "a", "-{a", "a}-", "-{-{a", "}--{"] {
            assert!(read(text).iter().all(|e| matches!(e, Event::Text(_))), "{text}");
        }
        assert_eq!(read("-{ -{a}-").len(), 2);
        assert_eq!(read("a-{b}-c-{d}-").len(), 4);
    }

    #[test]
    fn deep_nesting_is_bounded() {
        for n in [9, 11, 20_000] {
            let text = format!("{}x{}", "-{".repeat(n), "}-".repeat(n));
            assert_eq!(read(&text).len(), 1);
        }
    }
}
