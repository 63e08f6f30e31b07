//! Finding the longest word at each place of a text, in several tables at once.
//!
//! MediaWiki hands PHP's `strtr` one table that holds the base entries and the page's rules.  Building such a table
//! for every page would cost more than converting it, so the tables stay apart, in layers, and are asked in turn at
//! each place: the longest word wins, and of equally long ones that of the upper layer.  The replacement is never
//! looked at again.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::tables::{Base, Removed, Word};
use crate::bytes::{char_at, position};
use crate::model::document::{Event, LinkTarget};

/// The longest source text of a rule, in bytes.
///
/// At each place of a text at most so many characters are compared.  Without a bound a page could hold the
/// rule `aaa…b` and a text of `a`s, which takes the product of both lengths.
pub(super) const MAX_KEY_BYTES: usize = 512;

/// What a rule puts in the place of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// The text alone, for attributes and titles.
    pub(super) text: Arc<str>,
    /// The content, if it is more than text.
    pub(super) events: Option<Arc<[Event<'static>]>>,
    /// About how many bytes one use of the value takes.
    weight: usize,
    /// Which of the page's rules it comes from.
    pub(super) rule: usize,
}

impl Value {
    /// A value of text, and of content if it is more than that.
    pub(super) fn new(text: Arc<str>, events: Option<Arc<[Event<'static>]>>) -> Self {
        let weight = text.len() + events.as_ref().map_or(0, |events| events.iter().map(weight).sum());
        Self { text, events, weight, rule: 0 }
    }

    /// The same value, of that rule of the page.
    pub(super) fn of_rule(&self, rule: usize) -> Self {
        Self { rule, ..self.clone() }
    }
}

/// About how many bytes an event takes, its text aside.
fn weight(event: &Event<'_>) -> usize {
    size_of::<Event<'_>>()
        + match event {
            Event::Open(_, attrs) => attrs.iter().map(|(n, v)| n.len() + v.len() + 48).sum(),
            Event::OpenLink(link) => {
                let target = match &link.target {
                    LinkTarget::Page { title, fragment } => title.name().len() + fragment.as_ref().map_or(0, String::len),
                    LinkTarget::Here(fragment) => fragment.len(),
                    LinkTarget::External { url, .. } | LinkTarget::Interwiki { url } => url.len(),
                    LinkTarget::File(title) => title.name().len(),
                };
                128 + target + link.title.as_ref().map_or(0, String::len)
            }
            Event::Math { tex, .. } => tex.len(),
            // Captions and the like are not measured; a picture is dear enough that few of them are too many.
            Event::Note(_) | Event::Notes(_) | Event::Mark(_) => 16_384,
            Event::Text(_) | Event::Close(_) | Event::Contents => 0,
        }
}

/// How much text rules may add to a page, beyond the words that they replace.
///
/// A page of a megabyte that is half one rule, `a=>zh-tw:…`, and half `a`s would otherwise become hundreds of
/// gigabytes.  When the budget is spent, words stay as they are.
pub(super) const MAX_GROWTH: usize = 8 << 20;

/// The same for a short text outside of pages, such as a title: so much, and [`GROWTH_FACTOR`] times its length.
const SHORT_GROWTH: usize = 4096;
/// How many times its length a short text may grow.
const GROWTH_FACTOR: usize = 64;

/// A table of rules that can grow: a trie over characters.
///
/// A text is mostly characters that begin no word, and most of the rest do not go on as one, so every step has a set of
/// bits before it that tells so without a look into a hash table.
#[derive(Clone, Debug)]
pub(super) struct Layer<V> {
    /// One bit for each character of the Basic Multilingual Plane that may begin a word; empty when there is no rule.
    firsts: Vec<u64>,
    /// One bit for each two and each three characters that a word begins with, many to a bit; shorter words count as if NUL
    /// followed.
    starts: Vec<u64>,
    /// Where two characters lead from the root.
    seconds: FxHashMap<u64, u32>,
    /// Where a character leads from a node.
    children: FxHashMap<u64, u32>,
    nodes: Vec<Node>,
    values: Vec<V>,
    /// How many words the table holds.
    len: usize,
}

/// A place in the trie.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// The value of the word that ends here, counted from one; 0 for none.
    end: u32,
    /// The characters that lead on, by their lowest six bits.
    next: u64,
}

/// A node or a character, and the character that follows it, as a key.
#[inline]
fn step(from: u32, c: char) -> u64 {
    u64::from(from) << 21 | u64::from(c as u32)
}

/// The bit of a character in [`Node::next`].
#[inline]
fn next_bit(c: char) -> u64 {
    1 << (c as u32 & 63)
}

impl<V> Default for Layer<V> {
    fn default() -> Self {
        Self {
            firsts: Vec::new(),
            starts: Vec::new(),
            seconds: FxHashMap::default(),
            children: FxHashMap::default(),
            nodes: vec![Node::default()],
            values: Vec::new(),
            len: 0,
        }
    }
}

impl<V> Layer<V> {
    /// Whether no word is mapped.
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Maps a word, replacing what it was mapped to.  Empty and overlong words are left out.
    pub(super) fn set(&mut self, word: &str, value: V) {
        let mut chars = word.chars();
        let (Some(first), second, third) = (chars.next(), chars.next(), chars.next()) else {
            return;
        };
        if word.len() > MAX_KEY_BYTES {
            return;
        }
        if self.firsts.is_empty() {
            self.firsts = vec![0; 1024];
            self.starts = vec![0; START_BLOCKS];
        }
        let (block, bit) = first_bit(first);
        self.firsts[block] |= bit;
        let mut starts = |second: char, third: Option<char>| {
            let (block, bit) = start_bit(first, second, third);
            self.starts[block] |= bit;
        };
        starts(second.unwrap_or_default(), None);
        if let Some(second) = second {
            starts(second, Some(third.unwrap_or_default()));
        }
        let mut node = 0;
        for (depth, c) in word.chars().enumerate() {
            let fresh = u32::try_from(self.nodes.len()).expect("fewer than 2^32 characters in rules");
            self.nodes[node as usize].next |= next_bit(c);
            node = *self.children.entry(step(node, c)).or_insert(fresh);
            if node == fresh {
                self.nodes.push(Node::default());
            }
            if depth == 1 {
                self.seconds.insert(step(first as u32, c), node);
            }
        }
        let end = &mut self.nodes[node as usize].end;
        if *end == 0 {
            self.values.push(value);
            *end = u32::try_from(self.values.len()).expect("fewer than 2^32 rules");
            self.len += 1;
        } else {
            self.values[*end as usize - 1] = value;
        }
    }

    /// Unmaps a word.
    pub(super) fn unset(&mut self, word: &str) {
        let mut node = 0;
        for c in word.chars() {
            match self.children.get(&step(node, c)) {
                Some(next) => node = *next,
                None => return,
            }
        }
        if node != 0 && self.nodes[node as usize].end != 0 {
            self.nodes[node as usize].end = 0;
            self.len -= 1;
        }
    }

    /// Whether a word may begin with that character.
    #[inline]
    fn may_begin(&self, c: char) -> bool {
        let (block, bit) = first_bit(c);
        self.firsts.get(block).is_some_and(|b| b & bit != 0)
    }

    /// The ASCII characters that may begin a word, as a set of bits.
    fn ascii(&self) -> u128 {
        match *self.firsts {
            [low, high, ..] => u128::from(low) | u128::from(high) << 64,
            _ => 0,
        }
    }

    /// The value of a word that ends at a node, if one does and the page did not remove it.
    #[inline]
    fn value(&self, node: u32, word: &str, removed: Option<&Removed>) -> Option<(usize, &V)> {
        let end = self.nodes[node as usize].end;
        (end != 0 && removed.is_none_or(|r| !r.contains(word))).then(|| (word.len(), &self.values[end as usize - 1]))
    }

    /// The longest word that stands in a text at a place, where its character `first` begins, and its value.
    #[inline(always)]
    fn longest(&self, text: &str, at: usize, first: char, removed: Option<&Removed>) -> Option<(usize, &V)> {
        if self.may_begin(first) { self.longest_of(&text[at..], first, removed) } else { None }
    }

    /// The same at the start of a text: few places of a text come so far.
    #[inline(never)]
    fn longest_of(&self, text: &str, first: char, removed: Option<&Removed>) -> Option<(usize, &V)> {
        let has = |second: char, third: Option<char>| {
            let (block, bit) = start_bit(first, second, third);
            self.starts[block] & bit != 0
        };
        let mut found = None;
        if has('\0', None)
            && let Some(node) = self.children.get(&step(0, first))
        {
            found = self.value(*node, &text[..first.len_utf8()], removed);
        }
        let mut at = first.len_utf8();
        let mut chars = text[at..].chars();
        let Some(second) = chars.next().filter(|second| has(*second, None)) else { return found };
        // Of a word that is longer than two characters the first two stand in many a place where it does not.
        if !has(second, Some('\0')) && !chars.next().is_some_and(|third| has(second, Some(third))) {
            return found;
        }
        let Some(mut node) = self.seconds.get(&step(first as u32, second)).copied() else { return found };
        at += second.len_utf8();
        found = self.value(node, &text[..at], removed).or(found);
        for c in text[at..].chars() {
            if self.nodes[node as usize].next & next_bit(c) == 0 {
                break;
            }
            match self.children.get(&step(node, c)) {
                Some(next) => node = *next,
                None => break,
            }
            at += c.len_utf8();
            found = self.value(node, &text[..at], removed).or(found);
        }
        found
    }
}

/// Where the bit of a first character stands.  Characters of other planes share the bits.
#[inline]
fn first_bit(c: char) -> (usize, u64) {
    let c = c as u32 & 0xffff;
    ((c >> 6) as usize, 1 << (c & 63))
}

/// How many times 64 bits tell what words begin with.
const START_BLOCKS: usize = 512;

/// Where the bit of two or three characters stands: the upper bits of a multiplicative hash.
#[inline]
fn start_bit(first: char, second: char, third: Option<char>) -> (usize, u64) {
    let third = third.map_or(0, |third| (third as u32 + 1).wrapping_mul(0xc2b2_ae35));
    let hash = (first as u32).wrapping_mul(0x9e37_79b1) ^ (second as u32).wrapping_mul(0x85eb_ca6b) ^ third;
    ((hash >> 23) as usize % START_BLOCKS, 1 << (hash >> 17 & 63))
}

/// The layers that a text is matched against, upper first.
#[derive(Clone, Copy)]
pub(super) struct Matcher<'m> {
    /// The page's rules.
    pub(super) page: Option<&'m Layer<Value>>,
    /// The book's rules.
    pub(super) book: Option<&'m Layer<Arc<str>>>,
    /// The variant's table.
    pub(super) base: Option<&'static Base>,
    /// Words that the page took out of the lower layers.
    pub(super) removed: Option<&'m Removed>,
}

/// What was found at a place.
#[derive(Clone, Copy)]
pub(super) enum Found<'m> {
    /// By a rule of the page.
    Page(&'m Value),
    /// By a rule of the book.
    Book(&'m str),
    /// In the variant's table.
    Base(Word),
}

impl<'m> Found<'m> {
    /// The replacement's text.
    pub(super) fn text(self) -> &'m str {
        match self {
            Found::Page(value) => &value.text,
            Found::Book(text) => text,
            Found::Base(word) => word.to(),
        }
    }

    /// Whether the replacement is the word itself, which stands in a text, and text alone.
    #[inline(always)]
    pub(super) fn keeps(self, text: &str, word: &Range<usize>) -> bool {
        match self {
            Found::Page(value) => value.events.is_none() && *value.text == text[word.clone()],
            Found::Book(to) => *to == text[word.clone()],
            Found::Base(word) => word.is_same(),
        }
    }

    /// Takes what the replacement of a word of `len` bytes adds from the budget; whether there was enough.
    #[inline]
    pub(super) fn pay(self, len: usize, budget: &mut usize) -> bool {
        let weight = match self {
            Found::Page(value) => value.weight,
            Found::Book(text) => text.len(),
            // The tables are known to be harmless.
            Found::Base(_) => return true,
        };
        match budget.checked_sub(weight.saturating_sub(len)) {
            Some(rest) => {
                *budget = rest;
                true
            }
            None => false,
        }
    }
}

impl<'m> Matcher<'m> {
    /// Whether nothing can match.
    pub(super) fn is_idle(&self) -> bool {
        self.base.is_none() && self.page.is_none_or(Layer::is_empty) && self.book.is_none_or(Layer::is_empty)
    }

    /// The longest word that stands in a text at a place, where its character `first` begins.
    ///
    /// Inlined where characters are gone through, since calling it takes as long as what it does for most of them.
    #[inline(always)]
    fn longest(&self, text: &str, at: usize, first: char) -> Option<(usize, Found<'m>)> {
        let mut best = None;
        let mut len = 0;
        if let Some(page) = self.page
            && let Some((n, value)) = page.longest(text, at, first, None)
        {
            len = n;
            best = Some(Found::Page(value));
        }
        if let Some(book) = self.book
            && let Some((n, value)) = book.longest(text, at, first, self.removed)
            && n > len
        {
            len = n;
            best = Some(Found::Book(value));
        }
        if let Some(base) = self.base
            && let Some(word) = base.longest(text, at, first, self.removed)
            && word.len() > len
        {
            len = word.len();
            best = Some(Found::Base(word));
        }
        best.map(|found| (len, found))
    }

    /// Which ASCII characters may begin a word; the others are stepped over without a look.
    fn ascii(&self) -> u128 {
        self.base.map_or(0, Base::ascii) | self.page.map_or(0, Layer::ascii) | self.book.map_or(0, Layer::ascii)
    }

    /// Calls `found` for every word of the text, from left to right.
    #[inline]
    pub(super) fn scan(&self, text: &str, mut found: impl FnMut(Range<usize>, Found<'m>)) {
        if self.is_idle() {
            return;
        }
        let ascii = self.ascii();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte < 0x80 && ascii >> byte & 1 == 0 {
                // Where no word begins with any of them, letters are passed over together.
                at += if ascii == 0 { position(&bytes[at..], |b| b >= 0x80).unwrap_or(bytes.len() - at) } else { 1 };
                continue;
            }
            let first = char_at(text, at);
            match self.longest(text, at, first) {
                Some((len, value)) => {
                    found(at..at + len, value);
                    at += len;
                }
                None => at += first.len_utf8(),
            }
        }
    }

    /// The text with every word replaced; borrowed if nothing changes.
    pub(super) fn convert<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = String::new();
        let mut from = 0;
        let mut budget = SHORT_GROWTH + text.len().saturating_mul(GROWTH_FACTOR);
        self.scan(text, |range, found| {
            let to = found.text();
            if !found.keeps(text, &range) && found.pay(range.len(), &mut budget) {
                if out.capacity() == 0 {
                    out.reserve(text.len() + text.len() / 16 + 16);
                }
                out.push_str(&text[from..range.start]);
                out.push_str(to);
                from = range.end;
            }
        });
        if from == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Variant;

    fn layer(words: &[(&str, &str)]) -> Layer<Value> {
        let mut layer = Layer::default();
        for (from, to) in words {
            layer.set(from, Value::new((*to).into(), None));
        }
        layer
    }

    fn convert(page: &[(&str, &str)], base: Option<Variant>, text: &str) -> String {
        let page = layer(page);
        let base = base.and_then(Base::of);
        Matcher { page: Some(&page), book: None, base, removed: None }.convert(text).into_owned()
    }

    #[test]
    fn the_longest_word_wins_across_layers() {
        let rules = [("气马", "1"), ("马", "2"), ("x", "3"), ("xyz", "4")];
        assert_eq!(convert(&rules, None, "气马马气 xxyzxy"), "12气 343y");
        assert_eq!(convert(&rules, Some(Variant::ZhHant), "气马马气 xxyzxy"), "12氣 343y");
        assert_eq!(convert(&[("a", "aa"), ("aa", "b")], None, "aaa"), "baa");
    }

    #[test]
    fn unset_words_no_longer_match() {
        let mut l = layer(&[("马马", "1"), ("马", "2")]);
        l.unset("马马");
        l.unset("马马马");
        l.unset("");
        let m = Matcher { page: Some(&l), book: None, base: None, removed: None };
        assert_eq!(m.convert("马马"), "22");
    }

    #[test]
    fn text_without_words_is_borrowed() {
        let m = Matcher { page: None, book: None, base: Base::of(Variant::ZhTw), removed: None };
        assert!(matches!(m.convert("plain ASCII, no more"), Cow::Borrowed(_)));
        assert!(matches!(m.convert(""), Cow::Borrowed(_)));
    }
}
