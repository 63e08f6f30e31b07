//! The grams of a text: each pair of neighbouring characters, each three of an alphabet, and each character alone.
//!
//! Readers of Chinese look for any run of characters, and where a word begins and ends is not written.  Pairs find
//! every run and take no dictionary.  Letters pair up too often to tell pages apart, hence threes for them.

use super::blocks::Kind;
use super::fold::Fold;

/// The gram stands in a page's title.
pub(super) const TITLE: u8 = 1;
/// It begins the title.
pub(super) const STARTS: u8 = 2;
/// It ends the title.
pub(super) const ENDS: u8 = 4;
/// It stands in a heading.
pub(super) const HEADING: u8 = 8;

/// What a posting says of a line of that kind.
pub(super) fn flags(kind: Kind, edge: u8) -> u8 {
    match kind {
        Kind::Title => TITLE | edge,
        Kind::Heading => HEADING,
        Kind::Plain => 0,
    }
}

/// A gram as a number.  Two grams may share one; the text decides.  The script has the same function.
#[inline]
pub(super) fn hash(a: u32, b: u32, c: u32) -> u32 {
    let mut h = a.wrapping_mul(0x9e37_79b1) ^ b.wrapping_mul(0x85eb_ca6b) ^ c.wrapping_mul(0xc2b2_ae35);
    h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
    h ^ (h >> 15)
}

/// Whether a folded character is part of words; what is not ends a run.  Roughly: the exact border does not matter as
/// long as the script draws the same.
#[inline]
pub(super) fn is_word(c: u32) -> bool {
    match c {
        0..=0x7f => (c as u8).is_ascii_alphanumeric(),
        0x80..=0xbf | 0x2000..=0x206f | 0x3000..=0x3004 | 0x3008..=0x3020 | 0xfe30..=0xfe4f => false,
        _ => true,
    }
}

/// Whether a folded character is of an alphabet.
#[inline]
pub(super) fn is_letter(c: u32) -> bool {
    c < 0x2e80
}

/// Finds the grams of lines; keeps its memory between them.
#[derive(Default)]
pub(super) struct Grams {
    line: Vec<u32>,
}

impl Grams {
    /// Tells the grams of a line, and whether each begins or ends it ([`STARTS`], [`ENDS`]).
    pub(super) fn scan(&mut self, fold: &Fold, line: &str, mut to: impl FnMut(u32, u8)) {
        self.line.clear();
        for c in line.chars() {
            fold.each(c, |c| self.line.push(c as u32));
        }
        let chars = &self.line;
        let last = chars.len();
        for (i, a) in chars.iter().copied().enumerate() {
            let edge = |n: usize| if i == 0 { STARTS } else { 0 } | if i + n == last { ENDS } else { 0 };
            if a == u32::from(b' ') {
                continue;
            }
            to(hash(a, 0, 0), edge(1));
            let Some(b) = chars.get(i + 1).copied().filter(|b| is_word(a) && is_word(*b)) else { continue };
            to(hash(a, b, 0), edge(2));
            if let Some(c) = chars.get(i + 2).copied()
                && is_letter(a)
                && is_letter(b)
                && is_letter(c)
                && is_word(c)
            {
                to(hash(a, b, c), edge(3));
            }
        }
    }
}
