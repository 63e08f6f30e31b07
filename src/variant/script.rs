//! Which script a character belongs to, and which Simplified characters stand for several Traditional ones.
//!
//! All of it is derived from the tables: what a phrase makes of a character is evidence of what the character can be.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::tables::Base;
use crate::lang::Variant;

/// How many phrases must make something of a character before that is a thing to choose.
///
/// Names and quotations have forms of their own (党项, 种师道, 联 in 義联), each with a phrase or a few; to ask about
/// every 党 of a page because of them would hide the questions that matter.
const MIN_PHRASES: usize = 10;

/// What the tables tell of characters.
pub(super) struct Scripts {
    simplified: FxHashSet<char>,
    traditional: FxHashSet<char>,
    choices: FxHashMap<char, Vec<char>>,
}

impl Scripts {
    /// The one of the process, made on first use.
    pub(super) fn get() -> &'static Self {
        static SCRIPTS: LazyLock<Scripts> = LazyLock::new(Scripts::make);
        &SCRIPTS
    }

    /// Whether the character is written in the Simplified script only.
    pub(super) fn is_simplified(&self, c: char) -> bool {
        self.simplified.contains(&c)
    }

    /// Whether the character is written in the Traditional script only.
    pub(super) fn is_traditional(&self, c: char) -> bool {
        self.traditional.contains(&c)
    }

    /// Whether the character has no place in a variant.
    pub(super) fn is_wrong(&self, c: char, variant: Variant) -> bool {
        match variant {
            Variant::Zh => false,
            v if v.is_traditional() => self.is_simplified(c),
            _ => self.is_traditional(c),
        }
    }

    /// The Traditional characters that a Simplified one can be, the one that it becomes by itself first; empty if there
    /// is nothing to choose.
    pub(super) fn choices(&self, c: char) -> &[char] {
        self.choices.get(&c).map_or(&[], Vec::as_slice)
    }

    fn make() -> Self {
        let (Some(hans), Some(hant), Some(taiwan)) = (Base::of(Variant::ZhHans), Base::of(Variant::ZhHant), Base::of(Variant::ZhTw)) else {
            return Self { simplified: FxHashSet::default(), traditional: FxHashSet::default(), choices: FxHashMap::default() };
        };
        // A character that conversion itself writes belongs to the script it is written in.
        let one_script = |base: &Base| -> FxHashSet<char> {
            let written: FxHashSet<char> = base.words().flat_map(|(_, to)| to.chars()).collect();
            base.words().filter_map(|(from, _)| single(from)).filter(|c| !written.contains(c)).collect()
        };
        let simplified = one_script(hant);
        let traditional = one_script(hans);

        // 裏 and 裡 are one character that regions write differently; there is nothing to decide between them.
        let same = |c: char| if hant.single(c).is_none() { taiwan.single(c).unwrap_or(c) } else { c };
        let mut found: FxHashMap<char, BTreeMap<char, usize>> = FxHashMap::default();
        for (from, to) in hant.words() {
            if from.chars().count() == to.chars().count() {
                for (c, t) in from.chars().zip(to.chars()).filter(|(c, _)| !traditional.contains(c)) {
                    *found.entry(c).or_default().entry(same(t)).or_default() += 1;
                }
            }
        }
        let choices = found
            .into_iter()
            .map(|(c, found)| {
                let own = same(hant.single(c).unwrap_or(c));
                let others = found.into_iter().filter(|(t, n)| *t != own && *n >= MIN_PHRASES).map(|(t, _)| t);
                (c, std::iter::once(own).chain(others).collect::<Vec<_>>())
            })
            .filter(|(_, choices)| choices.len() > 1)
            .collect();
        Self { simplified, traditional, choices }
    }
}

/// The one character of a word.
fn single(word: &str) -> Option<char> {
    let mut chars = word.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_tell_what_can_be_several() {
        let scripts = Scripts::get();
        for (c, some) in [('干', "幹乾干"), ('发', "發髮"), ('后', "後后"), ('面', "面麵")] {
            let choices = scripts.choices(c);
            assert!(some.chars().all(|t| choices.contains(&t)), "{c}: {choices:?}");
        }
        assert_eq!(scripts.choices('发')[0], '發');
        assert!(scripts.choices('电').is_empty() && scripts.choices('党').is_empty());
        assert!(scripts.choices('們').is_empty());
    }

    #[test]
    fn scripts_are_told_apart() {
        let scripts = Scripts::get();
        assert!("电发软为".chars().all(|c| scripts.is_simplified(c) && !scripts.is_traditional(c)));
        assert!("電發軟為".chars().all(|c| scripts.is_traditional(c) && !scripts.is_simplified(c)));
        assert!("后面干里人a。".chars().all(|c| !scripts.is_simplified(c) && !scripts.is_traditional(c)));
        assert!(scripts.is_wrong('电', Variant::ZhTw) && !scripts.is_wrong('电', Variant::ZhCn));
    }
}
