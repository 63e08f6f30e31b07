//! The lists of all pages: by letter, by pinyin, by zhuyin, by strokes; long ones in parts.
//!
//! They serve readers without a script, who cannot search.  Order and headings are Unicode's: the collations `pinyin`,
//! `zhuyin` and `stroke` of the Common Locale Data Repository (UTS 35, part 5) hold, beside the order of characters, marks that
//! stand before the first character of each letter and of each number of strokes (U+FDD0 and the letter, or U+FDD0 and
//! U+2800 plus the number).

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// How many pages one part lists: more than a reader looks through, less than a page takes long to load.
const PER_PART: usize = 600;
/// The most strokes that the collation has a mark for, and more.
const MAX_STROKES: u32 = 64;
/// An ideograph that neither collation knows: it comes after all that they know.
const UNKNOWN: &str = "\u{20000}";
/// What stands under no letter.
const OTHER: &str = "#";

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The letters of the page's language.
    Letters,
    /// The sound of the first character, in Hanyu Pinyin.
    Pinyin,
    /// The sound of the first character, in the signs that Taiwan's schools teach.
    Zhuyin,
    /// The strokes of the first character.
    Strokes,
}

impl Order {
    /// The name of the list's file.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Letters | Self::Pinyin => "all",
            Self::Zhuyin => "zhuyin",
            Self::Strokes => "strokes",
        }
    }

    /// Whether readers of a language look for it: zhuyin is Taiwan's.  Another view of the same book has the list all the
    /// same, since views share their paths.
    pub(super) fn is_usual_in(self, language: &str) -> bool {
        self != Self::Zhuyin || matches!(language, "zh-tw" | "zh-hant" | "zh-hant-tw")
    }

    /// The theme's word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Letters => "list_letters",
            Self::Pinyin => "list_pinyin",
            Self::Zhuyin => "list_zhuyin",
            Self::Strokes => "list_strokes",
        }
    }

    /// The lists that pages of a language have; the first is the one that others link to.
    pub(super) fn of(language: &str) -> &'static [Self] {
        if language == "zh" || language.starts_with("zh-") { &[Self::Pinyin, Self::Zhuyin, Self::Strokes] } else { &[Self::Letters] }
    }
}

/// Pages under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The heading: a letter, a number of strokes.
    pub(super) label: String,
    /// Titles and links.
    pub(super) pages: Vec<(String, String)>,
}

/// Sorts pages, given as titles and links, into groups, and the groups into parts.
pub(super) fn sorted(mut pages: Vec<(String, String)>, order: Order, language: &str) -> Vec<Vec<Group>> {
    let tag = match order {
        Order::Letters => language,
        Order::Pinyin => "zh-u-co-pinyin",
        Order::Zhuyin => "zh-u-co-zhuyin",
        Order::Strokes => "zh-u-co-stroke",
    };
    let locale = tag.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
    // The data are built in, so there is always a collator; without one the order is that of the characters.
    let collator = Collator::try_new(locale.into(), CollatorOptions::default()).ok();
    let compare = |a: &str, b: &str| collator.as_ref().map_or_else(|| a.cmp(b), |c| c.compare(a, b));
    pages.sort();
    // A label takes dozens of comparisons, and depends on the first character alone.
    let mut known: FxHashMap<Option<char>, (u32, String)> = FxHashMap::default();
    let mut labelled: Vec<(u32, String, (String, String))> = pages
        .into_iter()
        .map(|page| {
            let first = page.0.nfkd().next();
            let (rank, label) = known.entry(first).or_insert_with(|| label(first, order, collator.as_ref())).clone();
            (rank, label, page)
        })
        .collect();
    labelled.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(&a.2.0, &b.2.0)));
    let mut parts: Vec<Vec<Group>> = vec![Vec::new()];
    let mut room = PER_PART;
    for (_, label, page) in labelled {
        if room == 0 {
            parts.push(Vec::new());
            room = PER_PART;
        }
        room -= 1;
        let Some(part) = parts.last_mut() else { continue };
        match part.last_mut() {
            Some(group) if group.label == label => group.pages.push(page),
            _ => part.push(Group { label, pages: vec![page] }),
        }
    }
    parts
}

/// Under which heading a title stands that begins with this character, and the heading's place.
fn label(first: Option<char>, order: Order, collator: Option<&CollatorBorrowed<'_>>) -> (u32, String) {
    let Some(first) = first else { return (0, OTHER.to_owned()) };
    if first.is_ascii_alphabetic() {
        let letter = first.to_ascii_uppercase();
        return (u32::from(letter), letter.to_string());
    }
    if first.is_ascii() || !first.is_alphanumeric() {
        return (0, OTHER.to_owned());
    }
    let Some(collator) = collator.filter(|_| order != Order::Letters) else {
        // Letters of other scripts come after those of ours, each under itself.
        let upper = first.to_uppercase().next().unwrap_or(first);
        return (u32::from(upper), upper.to_string());
    };
    let mut buffer = [0; 4];
    let first: &str = first.encode_utf8(&mut buffer);
    let reached = |mark: char| collator.compare(first, &format!("\u{fdd0}{mark}")) != Ordering::Less;
    if collator.compare(first, UNKNOWN) != Ordering::Less {
        return (u32::MAX, OTHER.to_owned());
    }
    match order {
        Order::Pinyin => {
            let letter = ('A'..='Z').rev().find(|letter| reached(*letter));
            letter.map_or((u32::MAX, OTHER.to_owned()), |letter| (u32::from(letter), letter.to_string()))
        }
        Order::Zhuyin => {
            let letter = ('\u{3105}'..='\u{3129}').rev().find(|letter| reached(*letter));
            letter.map_or((u32::MAX, OTHER.to_owned()), |letter| (u32::from(letter), letter.to_string()))
        }
        _ => {
            let strokes = (1..=MAX_STROKES).rev().find(|n| char::from_u32(0x2800 + n).is_some_and(reached));
            strokes.map_or((u32::MAX, OTHER.to_owned()), |n| (0x100 + n, n.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(titles: &[&str], order: Order) -> Vec<(String, Vec<String>)> {
        let pages = titles.iter().map(|t| ((*t).to_owned(), String::new())).collect();
        let parts = sorted(pages, order, "zh-Hans");
        parts.into_iter().flatten().map(|g| (g.label, g.pages.into_iter().map(|p| p.0).collect())).collect()
    }

    fn expected(groups: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        groups.iter().map(|(label, pages)| ((*label).to_owned(), pages.iter().map(|p| (*p).to_owned()).collect())).collect()
    }

    #[test]
    fn titles_stand_under_their_sound_or_their_strokes() {
        let titles = ["电脑", "北京", "安徽", "Apple", "évian", "2020年", "𠀀", "一", "拓本", "啊"];
        assert_eq!(
            labels(&titles, Order::Pinyin),
            expected(&[
                ("#", &["2020年"]),
                ("A", &["啊", "安徽", "Apple"]),
                ("B", &["北京"]),
                ("D", &["电脑"]),
                ("E", &["évian"]),
                ("T", &["拓本"]),
                ("Y", &["一"]),
                ("#", &["𠀀"]),
            ])
        );
        assert_eq!(
            labels(&["電腦", "拓本", "一", "北京", "安徽", "Zoo"], Order::Zhuyin),
            expected(&[("Z", &["Zoo"]), ("ㄅ", &["北京"]), ("ㄉ", &["電腦"]), ("ㄊ", &["拓本"]), ("ㄢ", &["安徽"]), ("ㄧ", &["一"])])
        );
        assert_eq!(
            labels(&["電腦", "一", "人山", "水", "Zoo"], Order::Strokes),
            expected(&[("Z", &["Zoo"]), ("1", &["一"]), ("2", &["人山"]), ("4", &["水"]), ("13", &["電腦"])])
        );
    }

    #[test]
    fn a_long_list_is_cut_into_parts_and_loses_nothing() {
        let pages: Vec<(String, String)> = (0..PER_PART * 2 + 5).map(|i| (format!("页{i}"), i.to_string())).collect();
        let parts = sorted(pages, Order::Pinyin, "zh");
        assert_eq!(parts.iter().map(|p| p.iter().map(|g| g.pages.len()).sum::<usize>()).collect::<Vec<_>>(), [PER_PART, PER_PART, 5]);
        assert!(parts.iter().flatten().all(|g| g.label == "Y"));
        assert_eq!(sorted(Vec::new(), Order::Letters, "en").len(), 1, "an empty book has an empty list");
    }
}
