//! How one view's text differs from another's.
//!
//! Most characters of a view are what its table makes of the first view's characters.  Where they are not (a word of
//! a region, a character with two forms), a patch says what stands there.  So one file holds all views of a text, in
//! little more than the room of one.

use rustc_hash::FxHashMap;

use crate::bytes::of_three;

/// How far apart two texts may be before they meet again, in characters.
const REACH: usize = 24;
/// How many characters must agree for them to have met.
const MEET: usize = 2;
/// How many differences are looked at in a page.
///
/// Two views of a page could share nothing, by a rule for each of its words; each place then costs some [`REACH`]²
/// comparisons.  What comes after is one patch.
const MAX_PATCHES: usize = 20_000;

/// What single characters become.
#[derive(Clone, Debug)]
pub(super) struct Becomes {
    /// For the Basic Multilingual Plane; 0 where a character stays, [`ELSEWHERE`] where the other table knows.
    table: Vec<u16>,
    others: FxHashMap<char, char>,
    /// Whether all characters of ASCII stay.
    keeps_ascii: bool,
}

/// No character has this number, so it can stand for what does not fit into a table of the Basic Multilingual Plane.
const ELSEWHERE: u16 = 0xd800;

impl Becomes {
    pub(super) fn new(pairs: &[(char, char)]) -> Self {
        let keeps_ascii = pairs.iter().all(|(from, to)| !from.is_ascii() || from == to);
        let mut becomes = Self { table: vec![0; 0x1_0000], others: FxHashMap::default(), keeps_ascii };
        for (from, to) in pairs {
            let in_plane = u16::try_from(*to as u32);
            if let Some(slot) = becomes.table.get_mut(*from as usize) {
                *slot = in_plane.unwrap_or(ELSEWHERE);
            }
            if *from > '\u{ffff}' || in_plane.is_err() {
                becomes.others.insert(*from, *to);
            }
        }
        becomes
    }

    #[inline]
    fn of(&self, c: char) -> char {
        match self.table.get(c as usize) {
            Some(0) => c,
            Some(&ELSEWHERE) | None => self.others.get(&c).copied().unwrap_or(c),
            Some(to) => char::from_u32(u32::from(*to)).unwrap_or(c),
        }
    }

    /// How far two texts agree from their beginnings, in bytes of each.
    ///
    /// Nearly all of a page agrees, so this is where its characters are looked at: letters of ASCII by sixteen, Chinese
    /// characters by the three bytes that they have, everything else one by one.
    fn agree(&self, base: &str, view: &str) -> (usize, usize) {
        let (mut left, mut right) = (base.as_bytes(), view.as_bytes());
        loop {
            if let (Some([a @ 0xe0..=0xef, b, c]), Some([d, e, f])) = (left.first_chunk(), right.first_chunk()) {
                let is_one = match self.table[usize::from(of_three(*a, *b, *c))] {
                    0 => (a, b, c) == (d, e, f),
                    to => *d >= 0xe0 && *d <= 0xef && to == of_three(*d, *e, *f),
                };
                if is_one {
                    (left, right) = (&left[3..], &right[3..]);
                    continue;
                }
            } else if self.keeps_ascii {
                while let (Some(a), Some(b)) = (left.first_chunk::<16>(), right.first_chunk::<16>())
                    && a == b
                    && a.is_ascii()
                {
                    (left, right) = (&left[16..], &right[16..]);
                }
                let count = left.iter().zip(right).take_while(|(a, b)| a == b && a.is_ascii()).count();
                if count > 0 {
                    (left, right) = (&left[count..], &right[count..]);
                    continue;
                }
            }
            let (a, b) = (base.len() - left.len(), view.len() - right.len());
            let (x, y) = (base[a..].chars().next(), view[b..].chars().next());
            match x.zip(y).filter(|(x, y)| self.of(*x) == *y) {
                Some((x, y)) => (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]),
                None => return (a, b),
            }
        }
    }
}

/// A place of the first view's text and what stands there in another view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patch<'v> {
    /// Where it begins in the first view's text, in bytes.
    pub(super) from: usize,
    /// Where it ends there.
    pub(super) to: usize,
    /// Where it begins in the other view's text, in bytes.
    pub(super) at: usize,
    /// What the other view has.
    pub(super) text: &'v str,
}

/// The patches that make `view` of `base`, in order, not touching each other.
pub(super) fn align<'v>(base: &str, view: &'v str, becomes: &Becomes) -> Vec<Patch<'v>> {
    let (mut a, mut b) = (0, 0);
    let mut patches: Vec<Patch<'v>> = Vec::new();
    loop {
        let (same_a, same_b) = becomes.agree(&base[a..], &view[b..]);
        a += same_a;
        b += same_b;
        if a == base.len() && b == view.len() {
            return patches;
        }
        let (skip_a, skip_b) = if patches.len() < MAX_PATCHES { meet(&base[a..], &view[b..], becomes) } else { None }
            .unwrap_or((base.len() - a, view.len() - b));
        match patches.last_mut() {
            Some(last) if last.to == a => {
                last.to += skip_a;
                last.text = &view[last.at..b + skip_b];
            }
            _ => patches.push(Patch { from: a, to: a + skip_a, at: b, text: &view[b..b + skip_b] }),
        }
        a += skip_a;
        b += skip_b;
    }
}

/// How many bytes of each text to pass over until they agree again, as few characters as possible.
fn meet(base: &str, view: &str, becomes: &Becomes) -> Option<(usize, usize)> {
    one_for_one(base, view, becomes).or_else(|| meet_at_any_length(base, view, becomes))
}

/// The same without looking at what is most likely first.
fn meet_at_any_length(base: &str, view: &str, becomes: &Becomes) -> Option<(usize, usize)> {
    let (mut left, mut right) = (Near::new(base), Near::new(view));
    for distance in 1..=2 * REACH {
        // Words mostly change for words of the same length, so the middle comes first.
        let from = distance.saturating_sub(REACH);
        let to = distance.min(REACH);
        let middle = distance / 2;
        let mut found: Option<(usize, usize, usize)> = None;
        for i in from..=to {
            let away = i.abs_diff(middle);
            if found.is_none_or(|(best, ..)| away < best) && agree(&mut left, i, &mut right, distance - i, becomes) {
                found = Some((away, i, distance - i));
            }
        }
        if let Some((_, i, j)) = found {
            return Some((left.place(i), right.place(j)));
        }
    }
    None
}

/// What [`meet`] finds where one character stands for another, which is what most words are that differ; nothing where that is
/// not so, or the texts end.
fn one_for_one(base: &str, view: &str, becomes: &Becomes) -> Option<(usize, usize)> {
    let three = |text: &str| {
        let mut chars = text.chars();
        Some([chars.next()?, chars.next()?, chars.next()?])
    };
    let ([a, b, c], [x, y, z]) = (three(base)?, three(view)?);
    let same = |from: char, to: char| becomes.of(from) == to;
    let is_nearer = (same(a, y) && same(b, z)) || (same(b, x) && same(c, y));
    (!is_nearer && same(b, y) && same(c, z)).then(|| (a.len_utf8(), x.len_utf8()))
}

/// Whether two texts are the same some characters further on.
fn agree(left: &mut Near<'_>, i: usize, right: &mut Near<'_>, j: usize, becomes: &Becomes) -> bool {
    if !left.reaches(i) || !right.reaches(j) {
        return false;
    }
    for k in 0..MEET {
        match (left.get(i + k), right.get(j + k)) {
            (Some(x), Some(y)) if becomes.of(x) == y => {}
            // At the end fewer will do, but only if it is the end of both.
            (None, None) => return true,
            _ => return false,
        }
    }
    true
}

/// The first characters of a text, read when they are asked for: mostly the second or third will do.
struct Near<'t> {
    text: &'t str,
    chars: [char; REACH + MEET],
    /// Where they begin, and where the last one ends.
    places: [usize; REACH + MEET + 1],
    read: usize,
}

impl<'t> Near<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, chars: ['\0'; REACH + MEET], places: [0; REACH + MEET + 1], read: 0 }
    }

    /// The character of that number, below [`REACH`] + [`MEET`].
    fn get(&mut self, number: usize) -> Option<char> {
        while self.read <= number {
            let at = self.places[self.read];
            let c = self.text[at..].chars().next()?;
            self.chars[self.read] = c;
            self.read += 1;
            self.places[self.read] = at + c.len_utf8();
        }
        Some(self.chars[number])
    }

    /// Whether the text has so many characters.
    fn reaches(&mut self, count: usize) -> bool {
        count == 0 || self.get(count - 1).is_some()
    }

    /// Where so many characters end.
    fn place(&self, count: usize) -> usize {
        self.places[count]
    }
}

/// A place of a text with two characters on each side.
pub(super) fn around(text: &str, from: usize, to: usize) -> &str {
    let before = text[..from].char_indices().rev().nth(1).map_or(0, |(i, _)| i);
    let after = text[to..].char_indices().nth(2).map_or(text.len(), |(i, _)| to + i);
    &text[before..after]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apply(base: &str, patches: &[Patch<'_>], becomes: &Becomes) -> String {
        let mut out = String::new();
        let mut at = 0;
        for patch in patches {
            out.extend(base[at..patch.from].chars().map(|c| becomes.of(c)));
            assert_eq!(out.len(), patch.at);
            out.push_str(patch.text);
            at = patch.to;
        }
        out.extend(base[at..].chars().map(|c| becomes.of(c)));
        out
    }

    #[test]
    fn words_of_a_region_are_patches() {
        let becomes = Becomes::new(&[('软', '軟'), ('发', '發')]);
        let base = "软件是头发。\n出租车来了。";
        let view = "軟體是头髮。\n計程車來了。";
        let patches = align(base, view, &becomes);
        assert_eq!(apply(base, &patches, &becomes), view);
        assert!(patches.len() >= 3, "{patches:?}");
        assert_eq!(around("一二三四五六七", 9, 12), "二三四五六");
    }

    proptest! {
        #[test]
        fn a_character_for_a_character_is_found_as_all_else_is(base in "[a-c软]{0,9}", view in "[a-c軟]{0,9}") {
            let becomes = Becomes::new(&[('软', '軟')]);
            if let Some(found) = one_for_one(&base, &view, &becomes) {
                prop_assert_eq!(Some(found), meet_at_any_length(&base, &view, &becomes));
            }
        }

        #[test]
        fn patches_make_the_view(base in "[a-c软发\\n𠀀]{0,80}", view in "[a-c軟發\\n𠀀]{0,80}") {
            let becomes = Becomes::new(&[('软', '軟'), ('发', '發'), ('𠀀', '𠀀')]);
            prop_assert_eq!(apply(&base, &align(&base, &view, &becomes), &becomes), view);
        }
    }
}
