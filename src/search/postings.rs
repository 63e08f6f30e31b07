//! Which part of which page holds a gram.
//!
//! A posting is one number: gram, page, part and flags, so that sorting is all there is to do.  Postings that have come
//! together are sorted and packed; what is kept of a page is some three bytes for each of its grams.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::code;
use super::grams::{ENDS, HEADING, STARTS, TITLE};

/// How many postings wait until they are packed.
const BATCH: usize = 1 << 20;
/// How many sorted piles a batch is divided into, by the highest bits of the gram.
const PILES: usize = 256;
/// About how many bytes a shard of the index has: a query loads one for each of its grams.
const SHARD: usize = 9_000;
/// The remembered grams of a part.
const SEEN: usize = 8192;

/// The postings of one page; its number stands in none of them yet.
#[derive(Debug)]
pub(super) struct Postings {
    part: u32,
    list: Vec<u64>,
    /// Grams that were pushed lately: most of those that come twice come soon.
    seen: Vec<u64>,
}

impl Postings {
    pub(super) fn new() -> Self {
        Self { part: 0, list: Vec::with_capacity(2048), seen: vec![u64::MAX; SEEN] }
    }

    /// What comes is of this part.
    pub(super) fn part(&mut self, part: usize) {
        self.part = part as u32;
    }

    /// All of them, sorted, each once.
    pub(super) fn into_list(mut self) -> Vec<u64> {
        self.list.sort_unstable();
        self.list.dedup();
        self.list
    }

    /// The part holds a gram.
    #[inline]
    pub(super) fn push(&mut self, hash: u32, flags: u8) {
        let posting = u64::from(hash) << 32 | u64::from(self.part) << 4 | u64::from(flags);
        let slot = &mut self.seen[hash as usize % SEEN];
        if *slot != posting {
            *slot = posting;
            self.list.push(posting);
        }
    }
}

/// A sorted batch, packed.
#[derive(Debug)]
struct Run {
    bytes: Vec<u8>,
    /// Where each pile begins.
    piles: Vec<usize>,
    /// How many postings it holds.
    count: usize,
}

/// The postings of all pages.
#[derive(Debug, Default)]
pub(super) struct Store {
    waiting: Mutex<Vec<u64>>,
    runs: Mutex<Vec<Run>>,
}

impl Store {
    /// Takes a page's, sorted and each once.
    pub(super) fn add(&self, page: usize, postings: &[u64]) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend(postings.iter().map(|posting| posting | (page as u64) << 12));
        if waiting.len() < BATCH {
            return;
        }
        let batch = std::mem::take(&mut *waiting);
        drop(waiting);
        let run = pack(batch);
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(run);
    }

    /// The shards: a power of two of them, each for a range of grams; and the number of postings.
    ///
    /// `parts` tells of each page how many parts it has.
    pub(super) fn finish(&self, parts: &[u8]) -> (Vec<String>, u64) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let mut runs = std::mem::take(&mut *self.runs.lock().unwrap_or_else(PoisonError::into_inner));
        runs.push(pack(waiting));
        let (first, total) = first_places(parts);
        let count: usize = runs.iter().map(|run| run.count).sum();
        let shards = shards_of(count as u64);
        let groups = shards.min(PILES);
        let written: Vec<Vec<String>> = (0..groups)
            .into_par_iter()
            .map(|group| {
                let wide = PILES / groups;
                let mut postings = Vec::new();
                for run in &runs {
                    for pile in group * wide..(group + 1) * wide {
                        run.unpack(pile, &mut postings);
                    }
                }
                // The runs are sorted, which this kind of sorting makes use of.
                postings.sort();
                let each = shards / groups;
                let shift = 32 - shards.trailing_zeros();
                let mut rest = postings.as_slice();
                (group * each..(group + 1) * each)
                    .map(|shard| {
                        let end = rest.partition_point(|p| (p >> 32) >> shift <= shard as u64);
                        let (own, others) = rest.split_at(end);
                        rest = others;
                        encode(own, (shard as u64) << shift, &first, total)
                    })
                    .collect()
            })
            .collect();
        (written.into_iter().flatten().collect(), count as u64)
    }
}

/// How many shards an index of so many postings has: a power of two.
pub(super) fn shards_of(count: u64) -> usize {
    // A posting takes about a byte and a half.
    let shards = (count.saturating_mul(3) / 2 / SHARD as u64).min(1 << 16);
    (shards as usize).next_power_of_two()
}

/// The first place of each page, of so many parts each, and the number of places.
pub(super) fn first_places(parts: &[u8]) -> (Vec<u32>, u32) {
    let mut first = Vec::with_capacity(parts.len());
    let mut total = 0_u32;
    for n in parts {
        first.push(total);
        total += u32::from(*n);
    }
    (first, total)
}

/// Sorts and packs postings.
///
/// For each pile: the gram as the difference from the one before, how many postings it has, and of each the page as
/// the difference from the one before, the part and the flags.
fn pack(mut batch: Vec<u64>) -> Run {
    // It is sorted page by page, which this kind of sorting makes use of.
    batch.sort();
    let mut run = Run { bytes: Vec::with_capacity(batch.len() * 3), piles: Vec::with_capacity(PILES + 1), count: batch.len() };
    let mut last = 0;
    for same in batch.chunk_by(|a, b| a >> 32 == b >> 32) {
        let hash = same[0] >> 32;
        while run.piles.len() <= (hash >> 24) as usize {
            run.piles.push(run.bytes.len());
            last = 0;
        }
        varint(hash - last, &mut run.bytes);
        last = hash;
        varint(same.len() as u64, &mut run.bytes);
        let mut page = 0;
        for posting in same {
            let own = posting >> 12 & 0xf_ffff;
            varint(own - page, &mut run.bytes);
            page = own;
            varint(posting & 0xfff, &mut run.bytes);
        }
    }
    run.piles.resize(PILES + 1, run.bytes.len());
    run.bytes.shrink_to_fit();
    run
}

impl Run {
    fn unpack(&self, pile: usize, to: &mut Vec<u64>) {
        let bytes = &self.bytes[..self.piles[pile + 1]];
        let mut at = self.piles[pile];
        let mut hash = 0;
        while at < bytes.len() {
            hash += read(bytes, &mut at);
            let count = read(bytes, &mut at);
            let mut page = 0;
            for _ in 0..count {
                page += read(bytes, &mut at);
                to.push(hash << 32 | page << 12 | read(bytes, &mut at));
            }
        }
    }
}

/// LEB128.
pub(super) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads one, or what is left of it; what has more than 64 bits is cut.
pub(super) fn read(bytes: &[u8], at: &mut usize) -> u64 {
    let (mut value, mut shift) = (0_u64, 0_u32);
    while let Some(byte) = bytes.get(*at) {
        *at += 1;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift = shift.saturating_add(7);
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

/// The text of a shard: see `docs/search.md`.
pub(super) fn encode(postings: &[u64], start: u64, first: &[u32], total: u32) -> String {
    let mut out = Vec::new();
    let mut last = start;
    let (mut all, mut titles, mut headings) = (Vec::new(), Vec::new(), Vec::new());
    for same in postings.chunk_by(|a, b| a >> 32 == b >> 32) {
        all.clear();
        titles.clear();
        headings.clear();
        for posting in same {
            let (page, part, flags) = ((posting >> 12) as u32 & 0xf_ffff, (posting >> 4) as u32 & 0xff, *posting as u8 & 0xf);
            let place = first.get(page as usize).copied().unwrap_or(0) + part;
            if all.last() != Some(&place) {
                all.push(place);
            }
            if flags & TITLE != 0 {
                let edges = u32::from(flags & STARTS != 0) | u32::from(flags & ENDS != 0) << 1;
                match titles.last_mut() {
                    Some((last, known)) if *last == page => *known |= edges,
                    _ => titles.push((page, edges)),
                }
            }
            if flags & HEADING != 0 && headings.last() != Some(&place) {
                headings.push(place);
            }
        }
        let hash = same[0] >> 32;
        code::number((hash - last) as u32, &mut out);
        last = hash;
        let special = !titles.is_empty() || !headings.is_empty();
        code::number(all.len() as u32 * 2 + u32::from(special), &mut out);
        list(&all, total, &mut out);
        if special {
            code::number(titles.len() as u32, &mut out);
            let mut before = 0;
            for (page, edges) in &titles {
                code::number((page - before) * 4 + edges, &mut out);
                before = *page;
            }
            code::number(headings.len() as u32, &mut out);
            list(&headings, total, &mut out);
        }
    }
    // Digits are ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// A list of rising numbers: the differences, or bits where these are shorter.
fn list(numbers: &[u32], total: u32, out: &mut Vec<u8>) {
    if numbers.len() * 6 > total as usize {
        code::bits(numbers.iter().copied(), total, out);
        return;
    }
    let mut before = 0;
    for n in numbers {
        code::number(n - before, out);
        before = *n;
    }
}
