//! The form in which texts are compared: compatibility forms, marks, case and script make no difference.
//!
//! Facts: Unicode Standard Annex 15 (NFKD), chapter 3.13 (case).  The script of the site does the same, character by
//! character (`static/js/find.js`), so both must change together.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// Characters and what they are folded to.
#[derive(Debug)]
pub(super) struct Fold {
    /// For the Basic Multilingual Plane: the folded character, or 0 where it is no single one or is not looked up yet.
    table: Vec<u16>,
    /// Characters that are the same but for their script, and which of them stands for all.
    classes: FxHashMap<char, char>,
}

impl Fold {
    /// The characters of a pair are the same, and so are those of pairs that share one.
    pub(super) fn new(same: impl IntoIterator<Item = (char, char)>) -> Self {
        let mut classes: FxHashMap<char, char> = FxHashMap::default();
        for (a, b) in same {
            let (a, b) = (root(&mut classes, a), root(&mut classes, b));
            if a != b {
                // The lowest stands for all, whatever the order of pairs.
                classes.insert(a.max(b), a.min(b));
                classes.entry(a.min(b)).or_insert(a.min(b));
            }
        }
        let members: Vec<char> = classes.keys().copied().collect();
        for c in members {
            let to = root(&mut classes, c);
            classes.insert(c, to);
        }
        let mut fold = Self { table: vec![0; 0x1_0000], classes };
        // Most of what Chinese pages hold; Han characters have no compatibility forms.
        for c in '\u{3400}'..='\u{9fff}' {
            fold.table[c as usize] = fold.class(c) as u32 as u16;
        }
        for range in [' '..='\u{24f}', '\u{2000}'..='\u{206f}', '\u{3000}'..='\u{33ff}', '\u{ff00}'..='\u{ffef}'] {
            for c in range {
                let mut one = None;
                let mut count = 0;
                fold.slowly(c, |c| {
                    one = Some(c);
                    count += 1;
                });
                if let (1, Some(one)) = (count, one.and_then(|c| u16::try_from(c as u32).ok())) {
                    fold.table[c as usize] = one;
                }
            }
        }
        fold
    }

    fn class(&self, c: char) -> char {
        self.classes.get(&c).copied().unwrap_or(c)
    }

    /// Hands on what a character is folded to: nothing, one character or several.
    #[inline]
    pub(super) fn each(&self, c: char, mut to: impl FnMut(char)) {
        match self.table.get(c as usize) {
            Some(folded) if *folded != 0 => to(char::from_u32(u32::from(*folded)).unwrap_or(c)),
            _ => self.slowly(c, to),
        }
    }

    fn slowly(&self, c: char, mut to: impl FnMut(char)) {
        for c in std::iter::once(c).nfkd() {
            if is_silent(c) {
                continue;
            }
            for c in c.to_lowercase() {
                to(if c.is_whitespace() { ' ' } else { self.class(c) });
            }
        }
    }

    /// The classes for the script: each as the character that stands for it and the others, classes parted by spaces.
    /// Those whose character is not `held` by the book's folded texts are left out.
    pub(super) fn groups(&self, held: impl Fn(char) -> bool) -> String {
        let mut groups: BTreeMap<char, Vec<char>> = BTreeMap::new();
        let mut all: Vec<(char, char)> = self.classes.iter().map(|(c, to)| (*c, *to)).collect();
        all.sort_unstable();
        for (c, to) in all.into_iter().filter(|(c, to)| c != to) {
            groups.entry(to).or_insert_with(|| vec![to]).push(c);
        }
        groups.into_iter().filter(|(to, _)| held(*to)).map(|(_, group)| group).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }
}

/// What a class goes by so far.
fn root(classes: &mut FxHashMap<char, char>, mut c: char) -> char {
    while let Some(next) = classes.get(&c).copied() {
        if next == c {
            break;
        }
        c = next;
    }
    c
}

/// Characters that are not looked for: marks above letters, and what is there and not seen.
fn is_silent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(fold: &Fold, text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| fold.each(c, |c| out.push(c)));
        out
    }

    #[test]
    fn script_case_width_and_marks_make_no_difference() {
        let fold = Fold::new([('髮', '发'), ('發', '发'), ('体', '體')]);
        assert_eq!(folded(&fold, "頭髮"), folded(&fold, "頭發"));
        assert_eq!(folded(&fold, "体"), folded(&fold, "體"));
        assert_eq!(folded(&fold, "ＡＢｃ（１）"), "abc(1)");
        assert_eq!(folded(&fold, "Café\u{301}\u{200b} ﬁ\u{3000}x"), "cafe fi x");
        assert_eq!(folded(&fold, "𠀀"), "𠀀");
        assert_eq!(fold.groups(|_| true), "体體 发發髮");
        assert_eq!(fold.groups(|c| c == '发'), "发發髮");
    }
}
