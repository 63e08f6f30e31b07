//! What an index must know of a page, and a short form of it that can be kept from one build to the next.

use super::postings::{read, varint};

/// What an index must know of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Its postings without its number, sorted, each once.
    pub(super) postings: Vec<u64>,
    /// The characters of its texts, sorted, each once.
    pub(super) characters: Vec<char>,
    /// In how many parts it lies.
    pub(super) parts: u8,
    /// What its files add to the index's stamp.
    pub(super) stamp: u64,
}

impl Terms {
    /// A short form: some three bytes for each posting.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.postings.len() * 4 + self.characters.len() * 2 + 24);
        out.push(self.parts);
        out.extend(self.stamp.to_le_bytes());
        varint(self.characters.len() as u64, &mut out);
        let mut last = 0;
        for c in &self.characters {
            varint(u64::from(*c as u32 - last), &mut out);
            last = *c as u32;
        }
        let mut last = 0;
        for posting in &self.postings {
            varint((posting >> 32) - last, &mut out);
            last = posting >> 32;
            varint(posting & 0xfff, &mut out);
        }
        out
    }

    /// Reads it back; `None` if the bytes are no such form.
    #[must_use]
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let (head, _) = bytes.split_at_checked(9)?;
        let stamp = head[1..].iter().rev().fold(0, |stamp, byte| stamp << 8 | u64::from(*byte));
        let mut terms = Self { parts: head[0], stamp, ..Self::default() };
        let mut at = 9;
        let count = usize::try_from(read(bytes, &mut at)).ok().filter(|n| *n <= bytes.len())?;
        let mut last = 0_u32;
        for _ in 0..count {
            last = last.checked_add(u32::try_from(read(bytes, &mut at)).ok()?)?;
            terms.characters.push(char::from_u32(last)?);
        }
        terms.postings.reserve((bytes.len() - at.min(bytes.len())) / 3);
        let mut hash = 0_u64;
        while at < bytes.len() {
            hash = hash.checked_add(read(bytes, &mut at)).filter(|hash| *hash <= u64::from(u32::MAX))?;
            let rest = read(bytes, &mut at);
            if rest > 0xfff {
                return None;
            }
            terms.postings.push(hash << 32 | rest);
        }
        Some(terms)
    }
}

/// The characters of a page while it is read.
#[derive(Debug)]
pub(super) struct Seen {
    /// A bit for each character of the Basic Multilingual Plane.
    bits: Vec<u64>,
    others: Vec<char>,
}

impl Default for Seen {
    fn default() -> Self {
        Self { bits: vec![0; 0x1_0000 / 64], others: Vec::new() }
    }
}

impl Seen {
    /// Remembers the characters of a text.
    pub(super) fn see(&mut self, text: &str) {
        for c in text.chars() {
            match self.bits.get_mut(c as usize / 64) {
                Some(word) => *word |= 1 << (c as usize % 64),
                None => self.others.push(c),
            }
        }
    }

    /// All of them, sorted, each once.
    pub(super) fn into_list(mut self) -> Vec<char> {
        let mut out = Vec::with_capacity(1024);
        for (i, word) in self.bits.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                out.extend(char::from_u32(i as u32 * 64 + rest.trailing_zeros()));
                rest &= rest - 1;
            }
        }
        self.others.sort_unstable();
        self.others.dedup();
        out.append(&mut self.others);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_read_back_and_nothing_else_does_harm() {
        let mut seen = Seen::default();
        seen.see("甲乙a𠀀甲𠀀\n");
        let characters = seen.into_list();
        assert_eq!(characters, ['\n', 'a', '乙', '甲', '𠀀']);
        let terms = Terms { postings: vec![5, 7 << 32 | 0xfff, u64::from(u32::MAX) << 32 | 16], characters, parts: 3, stamp: u64::MAX - 1 };
        let packed = terms.pack();
        assert_eq!(Terms::unpack(&packed).as_ref(), Some(&terms));
        for i in 0..packed.len() {
            let _ = Terms::unpack(&packed[..i]);
            for byte in [0, 0x7f, 0x80, 0xff] {
                let mut other = packed.clone();
                other[i] = byte;
                let _ = Terms::unpack(&other);
            }
        }
    }
}
