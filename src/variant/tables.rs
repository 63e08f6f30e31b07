//! The base tables: what MediaWiki's `ZhConversion` maps for each variant.
//!
//! This is the one user of the `zhconv` crate, which carries the tables.  Its automata are not used: they say
//! nothing of where a match stood, cost a zstd stream to load, and cannot be merged with a page's own rules.
//! Instead the words lie in one string, found by their first character and then by their first two; that loads in
//! a few milliseconds and answers the one question conversion asks: which is the longest word that begins here.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Variant;

/// A base table: words and what they become.
pub(super) struct Base {
    /// All words and replacements, one after the other.
    text: String,
    /// The head of each character of the Basic Multilingual Plane, counted from one; 0 for none.
    heads: Vec<u16>,
    /// The heads of the other characters.
    astral: FxHashMap<char, u16>,
    /// What is known of a first character.
    firsts: Vec<First>,
    /// The longest entry that begins with these two characters.
    pairs: FxHashMap<(char, char), u32>,
    entries: Vec<Entry>,
    /// The ASCII characters that begin a word.
    ascii: u128,
    /// One bit for each character of the Basic Multilingual Plane that begins a word; the others share the bits.
    ///
    /// `heads` says the same, and is sixteen times as large: this one stays in the fastest cache.
    begins: Vec<u64>,
}

/// What is known of a first character.
#[derive(Clone, Copy, Default)]
struct First {
    /// The word that is this one character, counted from one.
    single: u32,
    /// The second characters of longer words, by their lowest six bits.
    seconds: u64,
}

/// One word.
struct Entry {
    from: u32,
    to: u32,
    from_len: u16,
    to_len: u16,
    /// The next shorter word with the same first two characters, counted from one.
    next: u32,
}

/// Which words may not match, because the page removed them.
pub(super) type Removed = FxHashSet<Box<str>>;

impl Base {
    /// The table of a variant, loaded on first use; `None` for a variant that is never converted.
    pub(super) fn of(variant: Variant) -> Option<&'static Self> {
        static HANS: LazyLock<Base> = LazyLock::new(|| Base::load(zhconv::Variant::ZhHans));
        static HANT: LazyLock<Base> = LazyLock::new(|| Base::load(zhconv::Variant::ZhHant));
        static CN: LazyLock<Base> = LazyLock::new(|| Base::load(zhconv::Variant::ZhCN));
        static HK: LazyLock<Base> = LazyLock::new(|| Base::load(zhconv::Variant::ZhHK));
        static TW: LazyLock<Base> = LazyLock::new(|| Base::load(zhconv::Variant::ZhTW));
        // MediaWiki gives Singapore and Malaysia the Mainland's table, Macau that of Hong Kong.
        Some(match variant {
            Variant::Zh => return None,
            Variant::ZhHans => &HANS,
            Variant::ZhHant => &HANT,
            Variant::ZhCn | Variant::ZhMy | Variant::ZhSg => &CN,
            Variant::ZhHk | Variant::ZhMo => &HK,
            Variant::ZhTw => &TW,
        })
    }

    /// Reads the tables of the crate, the more special ones first, so that they win.
    fn load(variant: zhconv::Variant) -> Self {
        let tables = zhconv::get_builtin_tables(variant);
        let size = tables.iter().map(|(from, to)| from.len() + to.len()).sum::<usize>();
        let mut base = Self {
            text: String::with_capacity(size * 2),
            heads: vec![0; 0x1_0000],
            astral: FxHashMap::default(),
            firsts: Vec::with_capacity(6000),
            pairs: FxHashMap::with_capacity_and_hasher(8000, rustc_hash::FxBuildHasher),
            entries: Vec::with_capacity(16_000),
            ascii: 0,
            begins: vec![0; 1024],
        };
        for (from, to) in tables.iter().rev() {
            base.add_table(from, to);
        }
        base
    }

    /// Adds one of the crate's tables.
    fn add_table(&mut self, from: &str, to: &str) {
        words(from, to, |from, to| self.add(from, to));
    }

    /// Adds a word, unless it is there already.
    fn add(&mut self, from: &str, to: &str) {
        let mut chars = from.chars();
        let Some(first) = chars.next() else {
            return;
        };
        let head = match u16::try_from(first as u32) {
            Ok(c) => &mut self.heads[usize::from(c)],
            Err(_) => self.astral.entry(first).or_insert(0),
        };
        if first.is_ascii() {
            self.ascii |= 1 << first as u32;
        }
        let (block, bit) = first_bit(first);
        self.begins[block] |= bit;
        if *head == 0 {
            let Ok(number) = u16::try_from(self.firsts.len() + 1) else {
                return;
            };
            self.firsts.push(First::default());
            *head = number;
        }
        let head = &mut self.firsts[usize::from(*head) - 1];
        let number = u32::try_from(self.entries.len()).expect("fewer than 2^32 words");
        let mut next = 0;
        match chars.next() {
            None if head.single != 0 => return,
            None => head.single = number + 1,
            Some(second) => {
                head.seconds |= second_bit(second);
                match self.pairs.entry((first, second)) {
                    std::collections::hash_map::Entry::Vacant(slot) => {
                        slot.insert(number);
                    }
                    std::collections::hash_map::Entry::Occupied(mut slot) => {
                        // Longest first; the walk is short, as few words share two characters.
                        let mut before = None;
                        let mut at = *slot.get() + 1;
                        while at != 0 {
                            let entry = &self.entries[at as usize - 1];
                            let len = usize::from(entry.from_len);
                            if len < from.len() {
                                break;
                            }
                            if len == from.len() && &self.text[entry.from as usize..][..len] == from {
                                return;
                            }
                            before = Some(at - 1);
                            at = entry.next;
                        }
                        next = at;
                        match before {
                            None => {
                                slot.insert(number);
                            }
                            Some(before) => self.entries[before as usize].next = number + 1,
                        }
                    }
                }
            }
        }
        let entry = Entry {
            from: u32::try_from(self.text.len()).expect("tables are small"),
            to: u32::try_from(self.text.len() + from.len()).expect("tables are small"),
            from_len: u16::try_from(from.len()).expect("words are short"),
            to_len: u16::try_from(to.len()).expect("words are short"),
            next,
        };
        self.text.push_str(from);
        self.text.push_str(to);
        self.entries.push(entry);
    }

    /// Whether a word may begin with that character.
    #[inline]
    pub(super) fn may_begin(&self, c: char) -> bool {
        let (block, bit) = first_bit(c);
        self.begins[block] & bit != 0
    }

    /// The longest word at the start of `text`, whose first character is `first`: its length and replacement.
    ///
    /// Words of `removed` are passed over.
    #[inline]
    pub(super) fn longest(&self, text: &str, first: char, removed: Option<&Removed>) -> Option<(usize, &str)> {
        let head = match u16::try_from(first as u32) {
            Ok(c) => self.heads[usize::from(c)],
            Err(_) => self.astral.get(&first).copied().unwrap_or(0),
        };
        if head == 0 {
            return None;
        }
        let head = self.firsts[usize::from(head) - 1];
        if head.seconds != 0
            && let Some(second) = text[first.len_utf8()..].chars().next()
            && head.seconds & second_bit(second) != 0
            && let Some(number) = self.pairs.get(&(first, second))
        {
            let mut at = *number + 1;
            while at != 0 {
                let entry = &self.entries[at as usize - 1];
                if text.as_bytes().starts_with(self.word(entry).as_bytes()) && !is_removed(self.word(entry), removed) {
                    return Some(self.found(entry));
                }
                at = entry.next;
            }
        }
        let entry = self.entries.get((head.single as usize).checked_sub(1)?)?;
        (!is_removed(self.word(entry), removed)).then(|| self.found(entry))
    }

    fn word(&self, entry: &Entry) -> &str {
        &self.text[entry.from as usize..][..usize::from(entry.from_len)]
    }

    fn found(&self, entry: &Entry) -> (usize, &str) {
        (usize::from(entry.from_len), &self.text[entry.to as usize..][..usize::from(entry.to_len)])
    }

    /// All words and what they become, in no order that means anything.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|entry| (self.word(entry), self.found(entry).1))
    }

    /// What a character becomes by itself, if the table has it and that is one character.
    pub(super) fn single(&self, c: char) -> Option<char> {
        let mut buffer = [0; 4];
        let (_, to) = self.longest(c.encode_utf8(&mut buffer), c, None)?;
        let mut chars = to.chars();
        chars.next().filter(|_| chars.next().is_none())
    }

    /// The words that are one character and become one, in the order of the table.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, char)> {
        self.entries.iter().filter_map(|entry| {
            let one = |text: &str| {
                let mut chars = text.chars();
                chars.next().filter(|_| chars.next().is_none())
            };
            Some((one(self.word(entry))?, one(self.found(entry).1)?))
        })
    }

    /// The ASCII characters that begin a word, as a set of bits.
    pub(super) fn ascii(&self) -> u128 {
        self.ascii
    }
}

/// Whether the page took the word out of its table.
fn is_removed(word: &str, removed: Option<&Removed>) -> bool {
    removed.is_some_and(|r| r.contains(word))
}

/// Where the bit of a first character stands.  Characters of other planes share the bits.
#[inline]
pub(super) fn first_bit(c: char) -> (usize, u64) {
    let c = c as u32 & 0xffff;
    ((c >> 6) as usize, 1 << (c & 63))
}

/// The bit that stands for a second character.
fn second_bit(c: char) -> u64 {
    1 << (c as u32 & 63)
}

/// Calls `word` for every word of one of the crate's tables.
///
/// The crate writes a word as its difference from the word before, and a replacement as its difference from the
/// word: a control character says how many characters to copy from the same place of the other.
fn words(from: &str, to: &str, mut word: impl FnMut(&str, &str)) {
    let mut last = String::new();
    let mut key = String::new();
    let mut value = String::new();
    for (from, to) in from.trim().split('|').zip(to.trim().split('|')) {
        key.clear();
        expand(from, &last, &mut key);
        value.clear();
        expand(to, &key, &mut value);
        word(&key, &value);
        std::mem::swap(&mut last, &mut key);
    }
}

/// Calls `pair` for every character and what it becomes, wherever a table changes nothing but the script: in all
/// words of the two tables of the scripts, which change no words, and in single characters of the region's tables.
pub(super) fn alike(mut pair: impl FnMut(char, char)) {
    use zhconv::Variant::{ZhCN, ZhHK, ZhHans, ZhHant, ZhTW};
    for (variant, is_script) in [(ZhHans, true), (ZhHant, true), (ZhCN, false), (ZhTW, false), (ZhHK, false)] {
        // A region's tables begin with the script's, which was read already.
        let tables = zhconv::get_builtin_tables(variant);
        for (from, to) in &tables[usize::from(!is_script).min(tables.len())..] {
            words(from, to, |from, to| {
                let (mut a, mut b) = (from.chars(), to.chars());
                let single = from.chars().nth(1).is_none();
                if (!is_script && !single) || from.chars().count() != to.chars().count() {
                    return;
                }
                while let (Some(a), Some(b)) = (a.next(), b.next()) {
                    if a != b {
                        pair(a, b);
                    }
                }
            });
        }
    }
}

/// Writes out a word of the crate's tables.
fn expand(word: &str, model: &str, out: &mut String) {
    let mut model = model.chars();
    for c in word.chars() {
        if c < ' ' {
            // The count stands for that many characters, the first of which is the control character's own.
            out.extend(model.by_ref().take(c as usize));
        } else {
            out.push(c);
            model.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::matcher::Matcher;
    use super::*;

    fn all(variant: zhconv::Variant) -> std::collections::BTreeMap<String, String> {
        let mut map = std::collections::BTreeMap::new();
        for table in zhconv::get_builtin_tables(variant) {
            map.extend(zhconv::tables::expand_table(*table));
        }
        map
    }

    #[test]
    fn every_word_of_the_tables_is_found() {
        for (ours, theirs) in [
            (Variant::ZhHans, zhconv::Variant::ZhHans),
            (Variant::ZhHant, zhconv::Variant::ZhHant),
            (Variant::ZhCn, zhconv::Variant::ZhCN),
            (Variant::ZhHk, zhconv::Variant::ZhHK),
            (Variant::ZhTw, zhconv::Variant::ZhTW),
        ] {
            let base = Base::of(ours).expect("a table");
            let all = all(theirs);
            assert!(all.len() > 4000);
            for (from, to) in all {
                let first = from.chars().next().expect("no empty word");
                assert_eq!(base.longest(&from, first, None), Some((from.len(), to.as_str())), "{from}");
            }
        }
        assert!(Base::of(Variant::Zh).is_none());
    }

    #[test]
    fn removed_words_give_way_to_shorter_ones() {
        let base = Base::of(Variant::ZhHant).expect("a table");
        let removed: Removed = ["气".into()].into_iter().collect();
        assert_eq!(base.longest("气", '气', None), Some((3, "氣")));
        assert_eq!(base.longest("气", '气', Some(&removed)), None);
    }

    proptest! {
        #[test]
        fn text_is_converted_as_by_one_table(pieces in prop::collection::vec((0usize..30_000, 1usize..4), 0..20)) {
            // Words of the tables, cut short so that they run into each other; the crate's automaton is the judge.
            let from = zhconv::get_builtin_tables(zhconv::Variant::ZhTW)[0].0;
            let mut text = String::new();
            for (at, len) in pieces {
                text.extend(from.chars().skip(at).filter(|c| !c.is_control() && *c != '|').take(len));
            }
            for (ours, theirs) in [
                (Variant::ZhTw, zhconv::Variant::ZhTW),
                (Variant::ZhCn, zhconv::Variant::ZhCN),
                (Variant::ZhHk, zhconv::Variant::ZhHK),
                (Variant::ZhHans, zhconv::Variant::ZhHans),
            ] {
                let matcher = Matcher { page: None, book: None, base: Base::of(ours), removed: None };
                let expected = zhconv::get_builtin_converter(theirs).convert(&text);
                prop_assert_eq!(matcher.convert(&text), expected);
            }
        }
    }
}
