//! A book's own rules: lines such as `zh-cn:甲;zh-tw:乙`, `源=>zh-cn:译`, or a word to protect.
//!
//! The rules hold on every page, below the page's own.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::inline;
use super::matcher::Layer;
use super::rules::{Change, RuleSet, Told};
use crate::lang::Variant;
use crate::model::document::{Event, Mark};
use crate::model::rule::split_rules;

/// Rules for every page of a book.
#[derive(Debug, Default)]
pub struct Glossary {
    changes: Vec<Change>,
    /// For each word that a rule looks for, the last such rule.
    words: OnceLock<FxHashMap<Box<str>, usize>>,
    layers: [OnceLock<Layer<Arc<str>>>; Variant::ALL.len()],
}

/// A line that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no conversion rule")]
pub struct BadRule {
    /// The line's number, from 0.
    pub index: usize,
    /// The line.
    pub text: String,
}

impl Glossary {
    /// Reads rules, one a string; also gives those that could not be read, which are left out.
    pub fn parse<'t>(lines: impl IntoIterator<Item = &'t str>) -> (Self, Vec<BadRule>) {
        let mut glossary = Self::default();
        let mut bad = Vec::new();
        for (index, line) in lines.into_iter().enumerate() {
            let set = read(line);
            if set.is_empty() {
                if !line.trim().is_empty() {
                    bad.push(BadRule { index, text: line.to_owned() });
                }
            } else {
                glossary.changes.push(set.change(false));
            }
        }
        (glossary, bad)
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The rules as changes of tables, in their order.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The rule that looks for a word.
    #[must_use]
    pub fn rule_of(&self, word: &str) -> Option<Told> {
        let words = self.words.get_or_init(|| {
            let all = self.changes.iter().enumerate().flat_map(|(number, change)| change.words().map(move |w| (w.into(), number)));
            all.collect()
        });
        words.get(word).map(|number| self.changes[*number].told())
    }

    /// The table of a variant, made on first use.
    pub(super) fn layer(&self, variant: Variant) -> Option<&Layer<Arc<str>>> {
        if self.changes.is_empty() {
            return None;
        }
        Some(self.layers[variant as usize].get_or_init(|| {
            let mut layer = Layer::default();
            for change in &self.changes {
                change.pairs(variant, |from, to| layer.set(from, to.text.clone()));
            }
            layer
        }))
    }
}

/// Reads a line; an empty set is no rule.
fn read(line: &str) -> RuleSet<'static> {
    let text = line.trim();
    let mut set = RuleSet::default();
    match split_rules(text) {
        Some(rules) => {
            for rule in rules {
                let to = content(&text[rule.to]);
                match rule.from {
                    None => set.add_two_way(rule.variant, to),
                    Some(from) => set.add_one_way(rule.variant, content(&text[from]), to),
                }
            }
        }
        // A colon or an arrow tells of a rule gone wrong; anything else is a word to leave alone.
        None if text.is_empty() || text.contains("=>") || text.contains(':') => {}
        None => set.protect(&content(text.trim_end_matches(';'))),
    }
    set
}

/// What a line says, as readers are told; `None` if it is no rule.
#[must_use]
pub fn told(line: &str) -> Option<Told> {
    let set = read(line);
    (!set.is_empty()).then(|| set.change(false).told())
}

/// A rule's part as text: marks in it give their content, entities their characters.
fn content(text: &str) -> Vec<Event<'static>> {
    let mut out = String::new();
    if text.contains("-{") {
        for event in &inline::read(text) {
            match event {
                Event::Text(text) => out.push_str(text),
                Event::Mark(mark) => inner(mark, &mut out),
                _ => {}
            }
        }
    } else {
        out.push_str(text);
    }
    if out.is_empty() {
        return Vec::new();
    }
    vec![Event::Text(Cow::Owned(decode(&out)))]
}

/// The text of a mark's body; marks in it again, which reading has bounded in depth, are dropped.
fn inner(mark: &Mark, out: &mut String) {
    for event in &mark.body {
        if let Event::Text(text) = event {
            out.push_str(text);
        }
    }
}

/// Decodes the entities that rules are written with.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // No entity that is read here is longer.
        let name = rest.bytes().take(12).position(|b| b == b';').and_then(|end| rest.get(1..end));
        match name.and_then(entity) {
            Some(c) => {
                out.push(c);
                rest = &rest[name.map_or(0, str::len) + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of an entity, between `&` and `;`.
fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        "middot" => '·',
        "ndash" => '–',
        "mdash" => '—',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Engine, Words};
    use super::*;

    #[test]
    fn rules_hold() {
        let (glossary, bad) = Glossary::parse(["zh-cn:甲乙; zh-tw:丙丁;", "戊=>zh-tw:A&amp;B", "马", "zh-xx:己;zh-cn:庚", "", " "]);
        assert_eq!(bad, [BadRule { index: 3, text: "zh-xx:己;zh-cn:庚".into() }]);
        let engine = Engine::mediawiki();
        let words = Words::new(&engine, Some(&glossary));
        assert_eq!(words.convert("甲乙戊马气", Variant::ZhTw), "丙丁A&B马氣");
        assert_eq!(words.convert("丙丁戊馬氣", Variant::ZhCn), "甲乙戊马气");
        assert_eq!(words.convert("甲乙戊马气", Variant::ZhHant), "甲乙戊馬氣");
    }
}
