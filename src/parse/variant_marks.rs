//! Pass 2: conversion marks, `-{…}-`.
//!
//! Facts: MediaWiki's `LanguageConverter::recursiveConvertRule`: marks nest to a depth of ten, an unclosed one is text.
//! MediaWiki looks for them in finished HTML; here each part of a mark is parsed as wikitext by itself, so that what a
//! rule says is a finished run of events whichever variant asks for it.

use super::Parser;
use super::atom::Atom;
use super::blocks::Paragraphs;
use crate::model::document::{Event, Mark, Rule};
use crate::model::rule::{split_flags, split_rules};

/// How deep marks nest (MediaWiki's `LanguageConverter::$mMaxDepth`).
const MAX_DEPTH: u8 = 10;

/// Finds the outermost closed marks: pairs of offsets of `-{` and of the byte after `}-`.
fn outermost(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut stack: Vec<usize> = Vec::new();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(n) = bytes[at..].iter().position(|b| matches!(b, b'-' | b'}')) {
        at += n;
        match (bytes[at], bytes.get(at + 1)) {
            (b'-', Some(b'{')) => {
                stack.push(at);
                at += 2;
            }
            (b'}', Some(b'-')) => {
                if let Some(start) = stack.pop() {
                    while found.last().is_some_and(|(inner, _)| *inner > start) {
                        found.pop();
                    }
                    found.push((start, at + 2));
                    at += 2;
                } else {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    found
}

impl Parser<'_> {
    /// Replaces conversion marks by opaque ones, where the language has variants.
    pub(super) fn mark_variants(&mut self, text: String) -> String {
        if !self.site.is_chinese() || !text.contains("-{") || self.mark_depth >= MAX_DEPTH {
            return text;
        }
        let marks = outermost(&text);
        if marks.is_empty() {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (start, end) in marks {
            out.push_str(&text[at..start]);
            at = end;
            let mark = self.variant_mark(&text[start + 2..end - 2]);
            self.atoms.push(Atom::Inline(Event::Mark(Box::new(mark))), &mut out);
        }
        out.push_str(&text[at..]);
        out
    }

    /// Reads one mark.
    fn variant_mark(&mut self, inside: &str) -> Mark {
        let (flags, variants, body_at) = split_flags(inside);
        let body = &inside[body_at..];
        self.mark_depth += 1;
        let rules = split_rules(body).unwrap_or_default();
        let rules: Vec<Rule> = rules
            .into_iter()
            .map(|rule| Rule {
                from: rule.from.map(|r| self.mark_part(&body[r])),
                variant: rule.variant,
                to: self.mark_part(&body[rule.to]),
            })
            .collect();
        let body = self.mark_part(body);
        self.mark_depth -= 1;
        Mark { flags, variants, rules, body }
    }

    /// One part of a mark as events.
    fn mark_part(&mut self, text: &str) -> Vec<Event<'static>> {
        // Nearly all rules are plain words.
        let plain = !text.bytes().any(|b| matches!(b, b'[' | b'\'' | b'{' | b'<' | b'&' | b':' | b'\n' | b'=' | b'_' | b'R' | b'P' | b'I' | 0xf3 | 0xf4));
        if plain {
            return if text.is_empty() { Vec::new() } else { vec![Event::Text(text.to_owned().into())] };
        }
        self.marked_fragment(text.to_owned(), Paragraphs::Suppress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_closed_marks_count() {
        assert_eq!(outermost("a}- -{b}- -{"), vec![(4, 9)]);
        assert_eq!(outermost("-{a -{b}- c}- -{d}-"), vec![(0, 13), (14, 19)]);
        assert_eq!(outermost("-{ -{b}-"), vec![(3, 8)]);
    }
}
