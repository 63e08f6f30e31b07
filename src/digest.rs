//! Fingerprints: 64 bits by which two texts are told apart.
//!
//! They say whether a thing is what it was when it was last looked at; they are no protection from somebody who wants two
//! things to look the same.  The hash is XXH3 (Collet), whose values are the same on every machine.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The fingerprint of bytes.
#[must_use]
pub fn of(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// A fingerprint of several things, one after the other: parts that are joined differently give another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes; how many they are counts too.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        Self(xxh3_64_with_seed(bytes, self.0)).number(bytes.len() as u64)
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        // The two halves of a product of 128 bits: every bit of both numbers reaches every bit of the result.
        let product = u128::from(self.0 ^ 0x9e37_79b9_7f4a_7c15) * u128::from(number ^ 0xd1b5_4a32_d192_ed03);
        Self((product as u64) ^ (product >> 64) as u64 ^ number.rotate_left(32))
    }

    /// Adds what may be absent.
    #[must_use]
    pub fn maybe(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    /// The fingerprint.
    #[must_use]
    pub fn finish(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let two = |a: &str, b: &str| Digest::new().text(a).text(b).finish();
        assert_ne!(two("ab", "c"), two("a", "bc"));
        assert_ne!(two("", "a"), two("a", ""));
        assert_ne!(Digest::new().maybe(None).finish(), Digest::new().maybe(Some("")).finish());
        assert_eq!(two("甲", "乙"), two("甲", "乙"));
        let numbers: std::collections::BTreeSet<u64> = (0..10_000).map(|n| Digest::new().number(n).finish()).collect();
        assert_eq!(numbers.len(), 10_000);
    }
}
