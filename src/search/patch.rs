//! An index that differs from another one in a few pages: the shards that hold what differs, and no others, are made anew.
//!
//! A shard says which places hold each gram.  Read back, without the pages that differ and with what they hold now, it is the
//! list of postings that the new shard is written from.  So the result is the same, to the byte, as if all pages had been added.

use super::postings::{encode, first_places, shards_of};
use super::terms::Terms;
use super::{File, code, sign, write};

/// What is known of a finished index.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shape {
    /// In how many parts each page lies.
    pub parts: Vec<u8>,
    /// The stamp in the index's first file.
    pub stamp: u64,
    /// How many postings it has.
    pub count: u64,
    /// The characters of its texts, sorted, and on how many pages each stands.
    pub characters: Vec<(char, u32)>,
}

/// A page of the index that differs.
#[derive(Clone, Debug)]
pub struct Differs {
    /// Its number.
    pub number: usize,
    /// What the index knew of it.
    pub old: Terms,
    /// What it must know.
    pub new: Terms,
}

impl Shape {
    /// How many shards the index has.
    #[must_use]
    pub fn shards(&self) -> usize {
        shards_of(self.count)
    }

    /// The shape with other pages; `None` if the numbers do not fit, since the shape is of another index.
    ///
    /// The stamp still counts the old shards.
    pub(super) fn with(&self, pages: &[Differs]) -> Option<Self> {
        let mut shape = self.clone();
        let mut characters: std::collections::BTreeMap<char, u32> = shape.characters.into_iter().collect();
        for page in pages {
            *shape.parts.get_mut(page.number).filter(|parts| **parts == page.old.parts)? = page.new.parts;
            shape.stamp = shape.stamp.wrapping_sub(page.old.stamp).wrapping_add(page.new.stamp);
            shape.count = shape.count.checked_sub(page.old.postings.len() as u64)? + page.new.postings.len() as u64;
            for c in &page.old.characters {
                let count = characters.get_mut(c)?;
                *count = count.checked_sub(1)?;
            }
            for c in &page.new.characters {
                *characters.entry(*c).or_default() += 1;
            }
        }
        shape.characters = characters.into_iter().filter(|(_, count)| *count > 0).collect();
        Some(shape)
    }
}

/// The shards that hold what differs: all of them if parts of pages have other numbers now.
pub(super) fn touched(old: &Shape, new: &Shape, pages: &[Differs]) -> Vec<usize> {
    let shards = new.shards();
    if old.parts != new.parts {
        return (0..shards).collect();
    }
    let shift = 32 - shards.trailing_zeros();
    let mut touched = vec![false; shards];
    for page in pages {
        // Both lists are sorted: what stands in one of them only is what differs.
        let (mut a, mut b) = (page.old.postings.iter().peekable(), page.new.postings.iter().peekable());
        loop {
            let posting = match (a.peek().copied(), b.peek().copied()) {
                (None, None) => break,
                (Some(x), Some(y)) if x == y => {
                    a.next();
                    b.next();
                    continue;
                }
                (Some(x), Some(y)) if x < y => a.next(),
                (Some(_), None) => a.next(),
                _ => b.next(),
            };
            if let Some(slot) = posting.and_then(|p| touched.get_mut(((p >> 32) >> shift) as usize)) {
                *slot = true;
            }
        }
    }
    touched.iter().enumerate().filter(|(_, is)| **is).map(|(i, _)| i).collect()
}

/// Makes shards anew.
pub(super) struct Patcher<'p> {
    pages: &'p [Differs],
    is_changed: Vec<bool>,
    old_first: Vec<u32>,
    old_total: u32,
    new_first: Vec<u32>,
    new_total: u32,
    shift: u32,
}

impl<'p> Patcher<'p> {
    pub(super) fn new(old: &Shape, new: &Shape, pages: &'p [Differs]) -> Self {
        let (old_first, old_total) = first_places(&old.parts);
        let (new_first, new_total) = first_places(&new.parts);
        let mut is_changed = vec![false; old.parts.len()];
        for page in pages {
            if let Some(slot) = is_changed.get_mut(page.number) {
                *slot = true;
            }
        }
        let shift = 32 - new.shards().trailing_zeros();
        Self { pages, is_changed, old_first, old_total, new_first, new_total, shift }
    }

    /// The new file of a shard, and what it adds to the stamp in place of the old one; `None` if the old file is none.
    pub(super) fn shard(&self, number: usize, old: &str) -> Option<(File, u64)> {
        let text = write::shard_text(number, old)?;
        let start = (number as u64) << self.shift;
        let mut postings = self.read(text.as_bytes(), start)?;
        let end = (number as u64 + 1) << self.shift;
        for page in self.pages {
            let list = &page.new.postings;
            let own = list.partition_point(|p| p >> 32 < start)..list.partition_point(|p| p >> 32 < end);
            postings.extend(list[own].iter().map(|posting| posting | (page.number as u64) << 12));
        }
        postings.sort_unstable();
        postings.dedup();
        let file = write::shard(number, &encode(&postings, start, &self.new_first, self.new_total));
        let difference = sign(&file).wrapping_sub(sign(&(file.0.clone(), old.to_owned())));
        Some((file, difference))
    }

    /// The postings of a shard, without those of pages that differ.
    fn read(&self, text: &[u8], start: u64) -> Option<Vec<u64>> {
        let mut postings = Vec::new();
        let mut at = 0;
        let mut hash = start;
        let mut places = Vec::new();
        while at < text.len() {
            hash = hash.checked_add(u64::from(code::read(text, &mut at)?)).filter(|hash| *hash <= u64::from(u32::MAX))?;
            let head = code::read(text, &mut at)?;
            self.list(head >> 1, text, &mut at, &mut places)?;
            self.push(hash, &places, 0, &mut postings)?;
            if head & 1 == 1 {
                let mut page = 0_u32;
                for _ in 0..code::read(text, &mut at)? {
                    let title = code::read(text, &mut at)?;
                    page = page.checked_add(title >> 2)?;
                    if !*self.is_changed.get(page as usize)? {
                        postings.push(hash << 32 | u64::from(page) << 12 | title_flags(title & 3));
                    }
                }
                let count = code::read(text, &mut at)?;
                self.list(count, text, &mut at, &mut places)?;
                self.push(hash, &places, u64::from(super::grams::HEADING), &mut postings)?;
            }
        }
        Some(postings)
    }

    /// Reads a list of places.
    fn list(&self, count: u32, text: &[u8], at: &mut usize, places: &mut Vec<u32>) -> Option<()> {
        places.clear();
        if count as usize * 6 > self.old_total as usize {
            return code::read_bits(text, at, self.old_total, places);
        }
        let mut last = 0_u32;
        for _ in 0..count {
            last = last.checked_add(code::read(text, at)?)?;
            places.push(last);
        }
        Some(())
    }

    fn push(&self, hash: u64, places: &[u32], flags: u64, to: &mut Vec<u64>) -> Option<()> {
        for place in places {
            // A page without parts begins where the next one does, and no place is its.
            let page = self.old_first.partition_point(|first| first <= place).checked_sub(1)?;
            let part = place - self.old_first[page];
            if !self.is_changed[page] {
                to.push(hash << 32 | (page as u64) << 12 | u64::from(part & 0xff) << 4 | flags);
            }
        }
        Some(())
    }
}

/// The flags of a title's posting, of its edges as a shard has them.
fn title_flags(edges: u32) -> u64 {
    use super::grams::{ENDS, STARTS, TITLE};
    let flag = |bit: u32, flag: u8| if edges & bit == 0 { 0 } else { flag };
    u64::from(TITLE | flag(1, STARTS) | flag(2, ENDS))
}
