//! The base tables: what MediaWiki's `ZhConversion` maps for each variant.
//!
//! The tables are laid out when taben is built (`build.rs`) and lie in the program as they are asked, so that nothing is
//! loaded: of a table a small page touches a few places.  The words lie in one string, found by their first character
//! and then by their first two, which answers the one question conversion asks: which is the longest word that begins
//! here.

use rustc_hash::FxHashSet;

use super::layout;
use crate::lang::Variant;

/// A base table: words and what they become.  Numbers are little-endian.
pub(super) struct Base {
    /// All words and replacements, one after the other.
    text: &'static str,
    /// For each block of characters where it lies in `blocks`; blocks in which no word begins are one and the same.
    places: &'static [[u8; 2]],
    /// For each character of such a block its number among those that begin words, counted from one, or 0.
    blocks: &'static [[[u8; 2]; layout::BLOCK]],
    /// What is known of these characters: the entry of the word that is this one character, 0 if there is none, and the
    /// second characters of longer words, by their lowest six bits.
    ///
    /// The entry stands here and not behind a number: most words of a text are one character, and each look at another
    /// place of the table is a line of memory that is not in the cache.
    firsts: &'static [[u8; 16]],
    /// The longest word that begins with two characters: their key above, its number below, counted from one.  A table
    /// of hashes at least half of which is empty.
    pairs: &'static [[u8; 8]],
    /// The words: see [`Entry`].
    entries: &'static [[u8; 8]],
    /// The ASCII characters that begin a word, as a set of bits.
    ascii: u128,
}

/// One word: where it stands, its length, its replacement's length, the number of the next shorter word with the same
/// first two characters (counted from one), whether the replacement differs in script only, and whether not even there.
#[derive(Clone, Copy)]
struct Entry(u64);

impl Entry {
    fn from(self) -> std::ops::Range<usize> {
        let at = (self.0 & 0xff_ffff) as usize;
        at..at + (self.0 >> 24 & 0xff) as usize
    }

    fn to(self) -> std::ops::Range<usize> {
        let at = self.from().end;
        at..at + (self.0 >> 32 & 0xff) as usize
    }

    fn next(self) -> usize {
        (self.0 >> 40 & 0xffff) as usize
    }

    fn is_script(self) -> bool {
        self.0 >> 56 & 1 != 0
    }

    fn is_same(self) -> bool {
        self.0 >> 57 & 1 != 0
    }
}

/// Two numbers of eight bytes each.
#[inline]
fn two(bytes: [u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(bytes);
    (both as u64, (both >> 64) as u64)
}

/// A word of a table.  Two numbers wide, since every character of a text may give one.
#[derive(Clone, Copy)]
pub(super) struct Word {
    table: &'static Base,
    entry: Entry,
}

impl Word {
    /// How many bytes it has.
    #[inline]
    pub(super) fn len(self) -> usize {
        self.entry.from().len()
    }

    /// The text that it becomes.
    #[inline]
    pub(super) fn to(self) -> &'static str {
        &self.table.text[self.entry.to()]
    }

    /// Whether that is the same word in another script.
    #[inline]
    pub(super) fn is_script(self) -> bool {
        self.entry.is_script()
    }

    /// Whether that is the word itself, which such an entry keeps from being taken apart.
    #[inline]
    pub(super) fn is_same(self) -> bool {
        self.entry.is_same()
    }
}

/// Which words may not match, because the page removed them.
pub(super) type Removed = FxHashSet<Box<str>>;

/// The table that `build.rs` wrote under that name.
macro_rules! base {
    ($name:literal) => {
        Base {
            text: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".text")),
            places: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".places")).as_chunks().0,
            blocks: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".blocks")).as_chunks().0.as_chunks().0,
            firsts: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".firsts")).as_chunks().0,
            pairs: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".pairs")).as_chunks().0,
            entries: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".entries")).as_chunks().0,
            ascii: u128::from_le_bytes(*include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".ascii"))),
        }
    };
}

impl Base {
    /// The table of a variant; `None` for a variant that is never converted.
    pub(super) fn of(variant: Variant) -> Option<&'static Self> {
        static HANS: Base = base!("hans");
        static HANT: Base = base!("hant");
        static CN: Base = base!("cn");
        static HK: Base = base!("hk");
        static TW: Base = base!("tw");
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

    /// The longest word that stands in a text at a place, where its character `first` begins.
    ///
    /// Words of `removed` are passed over.
    #[inline(always)]
    pub(super) fn longest(&'static self, text: &str, at: usize, first: char, removed: Option<&Removed>) -> Option<Word> {
        let (block, place) = layout::block(first);
        let block = self.blocks.get(usize::from(u16::from_le_bytes(*self.places.get(block)?)))?;
        let number = u16::from_le_bytes(block[place]);
        let (single, seconds) = two(*self.firsts.get(usize::from(number).checked_sub(1)?)?);
        if seconds != 0
            && may_be_second(text.as_bytes(), at + first.len_utf8(), seconds)
            && let Some(word) = self.longer(text, at, first, removed)
        {
            return Some(word);
        }
        if single == 0 {
            return None;
        }
        let entry = Entry(single);
        (removed.is_none() || !is_removed(&self.text[entry.from()], removed)).then_some(Word { table: self, entry })
    }

    /// The same among words of more than one character: few places of a text come so far.
    #[inline(never)]
    fn longer(&'static self, text: &str, at: usize, first: char, removed: Option<&Removed>) -> Option<Word> {
        let second = text[at + first.len_utf8()..].chars().next()?;
        let mut number = self.pair(first, second);
        while let Some(entry) = self.entry(number) {
            let word = &self.text[entry.from()];
            if text.as_bytes()[at..].starts_with(word.as_bytes()) && !is_removed(word, removed) {
                return Some(Word { table: self, entry });
            }
            number = entry.next();
        }
        None
    }

    /// The number of the longest word that begins with two characters, counted from one; 0 for none.
    #[inline]
    fn pair(&self, first: char, second: char) -> usize {
        let key = layout::pair_key(first, second);
        let mut at = layout::pair_slot(key, self.pairs.len());
        loop {
            let slot = u64::from_le_bytes(self.pairs[at]);
            if slot >> 16 == key || slot == 0 {
                return (slot & 0xffff) as usize;
            }
            at = (at + 1) & (self.pairs.len() - 1);
        }
    }

    /// The word of a number that is counted from one.
    #[inline]
    fn entry(&self, number: usize) -> Option<Entry> {
        self.entries.get(number.checked_sub(1)?).map(|bytes| Entry(u64::from_le_bytes(*bytes)))
    }

    /// All words and what they become, in no order that means anything.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|bytes| Entry(u64::from_le_bytes(*bytes))).map(|entry| (&self.text[entry.from()], &self.text[entry.to()]))
    }

    /// What a character becomes by itself, if the table has it and that is one character.
    pub(super) fn single(&'static self, c: char) -> Option<char> {
        let mut buffer = [0; 4];
        let mut chars = self.longest(c.encode_utf8(&mut buffer), 0, c, None)?.to().chars();
        chars.next().filter(|_| chars.next().is_none())
    }

    /// The words that are one character and become one, in the order of the table.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, char)> {
        let one = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        self.words().filter_map(move |(from, to)| Some((one(from)?, one(to)?)))
    }

    /// The ASCII characters that begin a word, as a set of bits.
    #[inline]
    pub(super) fn ascii(&self) -> u128 {
        self.ascii
    }
}

/// Whether the character at a place may be one of `seconds`.
#[inline]
fn may_be_second(text: &[u8], at: usize, seconds: u64) -> bool {
    let last = match text.get(at) {
        None => return false,
        Some(0..=0x7f) => at,
        Some(0x80..=0xdf) => at + 1,
        Some(0xe0..=0xef) => at + 2,
        Some(0xf0..=0xff) => at + 3,
    };
    text.get(last).is_some_and(|byte| seconds & layout::second_bit(*byte) != 0)
}

/// Whether the page took the word out of its table.
fn is_removed(word: &str, removed: Option<&Removed>) -> bool {
    removed.is_some_and(|r| r.contains(word))
}

/// For each character that is written differently in other scripts, that character and the one that stands for all of
/// these.
pub(super) fn classes() -> impl Iterator<Item = (char, char)> {
    let mut chars = include_str!(concat!(env!("OUT_DIR"), "/alike")).chars();
    std::iter::from_fn(move || Some((chars.next()?, chars.next()?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::compare::Alike;
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
                let found = base.longest(&from, 0, first, None).map(|word| (word.len(), word.to()));
                assert_eq!(found, Some((from.len(), to.as_str())), "{from}");
            }
        }
        assert!(Base::of(Variant::Zh).is_none());
    }

    #[test]
    fn removed_words_give_way_to_shorter_ones() {
        let base = Base::of(Variant::ZhHant).expect("a table");
        let removed: Removed = ["气".into()].into_iter().collect();
        assert_eq!(base.longest("气", 0, '气', None).map(Word::to), Some("氣"));
        assert_eq!(base.longest("气", 0, '气', Some(&removed)).map(Word::to), None);
    }

    #[test]
    fn a_word_of_another_region_is_more_than_script() {
        let base = Base::of(Variant::ZhTw).expect("a table");
        let is_script = |word: &str| base.longest(word, 0, word.chars().next()?, None).map(Word::is_script);
        assert_eq!((is_script("气"), is_script("里头")), (Some(true), Some(true)));
        assert!(base.words().any(|(from, _)| is_script(from) == Some(false)));
        for (from, to) in base.words() {
            assert_eq!(is_script(from), Some(Alike::get().same(from, to)), "{from}");
        }
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
