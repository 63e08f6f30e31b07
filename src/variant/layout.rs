//! How the base tables lie in memory: what `build.rs`, which writes them, and `tables`, which reads them, must agree on.

/// How many characters a block has.
pub(super) const BLOCK: usize = 16;

/// The block of a character, and its place there.
#[inline]
pub(super) fn block(c: char) -> (usize, usize) {
    (c as usize / BLOCK, c as usize % BLOCK)
}

/// The bit that stands for a word's second character, which ends with that byte in UTF-8; many share one.
///
/// The lowest six bits of a character are those of its last byte, so nothing need be decoded to ask for it.
#[inline]
pub(super) fn second_bit(last: u8) -> u64 {
    1 << (last & 63)
}

/// The two characters that a word begins with, as a number of 42 bits.
#[inline]
pub(super) fn pair_key(first: char, second: char) -> u64 {
    u64::from(first as u32) << 21 | u64::from(second as u32)
}

/// Where a pair stands in a table of so many slots, a power of two, or behind the other pairs that stand there.
#[inline]
pub(super) fn pair_slot(key: u64, slots: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (slots - 1)
}
