//! The search index: the text of all views in, small files out, which a script of the site reads by itself.
//!
//! 1. `blocks`: what a view shows, as lines of text and the headings above them.
//! 2. `fold`: the form in which texts of both scripts, of both cases and of all widths are the same.
//! 3. `align`: how another view's text differs from the first view's, so that one file holds both.
//! 4. `grams`: the pairs of characters that a text holds, as numbers.
//! 5. `postings`: which part of which page holds a pair; grows with the index and not with the text.
//! 6. `terms`, `patch`: what is kept of a page, and the index made anew where a page differs.
//! 7. `code`, `write`: the files.  `docs/search.md` tells their form.
//!
//! A query is answered in two steps.  The pairs of characters that it holds name the parts of pages which may hold it;
//! then the text of these parts is looked at.  So nothing is missed and nothing is found that is not there.

mod align;
mod blocks;
mod code;
mod fold;
mod grams;
mod patch;
mod postings;
mod terms;
mod write;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::align::Patch;
use self::blocks::Text;
use self::fold::Fold;
pub use self::patch::{Differs, Shape};
use self::postings::{Postings, Store};
pub use self::terms::Terms;
use crate::model::document::Event;

/// The folder of the index, from the site's root.
pub const FOLDER: &str = "assets/search";
/// How long a part of a page is, in characters: a reader loads one such part for each result, and pays in pairs of
/// characters that are listed once for each part.
const PART: usize = 1300;
/// How many parts a page has at most; the parts of longer pages are longer.
const MAX_PARTS: usize = 250;
/// How many pages an index holds: what a posting has room for.
const MAX_PAGES: usize = 1 << 20;

/// One view of the book, for the script.
#[derive(Clone, Debug, Default)]
pub struct ViewSetting {
    /// Its code and folder.
    pub code: String,
    /// What single characters of the first view's text become in it; what is not named stays.
    pub characters: Vec<(char, char)>,
    /// What the script says to its readers: names and texts.
    pub words: Vec<(String, String)>,
}

/// A page in one view.
#[derive(Clone, Copy, Debug)]
pub struct PageView<'p> {
    /// Its title, as the view shows it.
    pub title: &'p str,
    /// What it shows.
    pub events: &'p [Event<'p>],
}

/// A file of the index: its path from the site's root, and what it holds.
pub type File = (String, String);

/// The index of a book while it is made.  Shared by threads.
#[derive(Debug)]
pub struct Index {
    fold: Fold,
    views: Vec<ViewSetting>,
    /// For each view but the first, what a character becomes, as a table.
    becomes: Vec<align::Becomes>,
    store: Store,
    /// On how many pages each character stands: those of the Basic Multilingual Plane, and the others.
    characters: (Vec<AtomicU32>, Mutex<FxHashMap<char, u32>>),
    /// For each page, by its number, in how many parts it lies.
    parts: Mutex<Vec<u8>>,
    /// Grows with every file, whatever their order: another index has another one.
    stamp: AtomicU64,
}

impl Index {
    /// An index for these views; characters of one of the `same` pairs are the same to it.
    #[must_use]
    pub fn new(views: Vec<ViewSetting>, same: impl IntoIterator<Item = (char, char)>) -> Self {
        let becomes = views.iter().skip(1).map(|v| align::Becomes::new(&v.characters)).collect();
        let characters = ((0..0x1_0000).map(|_| AtomicU32::new(0)).collect(), Mutex::default());
        Self {
            fold: Fold::new(same),
            views,
            becomes,
            store: Store::default(),
            characters,
            parts: Mutex::default(),
            stamp: AtomicU64::new(0),
        }
    }

    /// The files of a page, and what the index must know of it ([`Self::add`]); `None` if no index can hold it.
    ///
    /// `number` is its place in reading order, which ranks what is found; `path` is where it is, from a view's folder.
    /// `views` are as many as the index was made for.
    #[must_use]
    pub fn page(&self, number: usize, path: &str, views: &[PageView<'_>]) -> Option<(Vec<File>, Terms)> {
        let (first, others) = views.split_first()?;
        if number >= MAX_PAGES {
            return None;
        }
        let base = blocks::text(first.title, first.events);
        let cuts = cuts(&base);
        let mut seen = terms::Seen::default();
        seen.see(&base.text);
        let mut postings = Postings::new();
        self.base(&base, &cuts, &mut postings);
        let texts: Vec<Text> = others.iter().map(|view| blocks::text(view.title, view.events)).collect();
        let patches: Vec<Vec<Patch<'_>>> = texts
            .iter()
            .zip(&self.becomes)
            .map(|(text, becomes)| {
                let patches = align::align(&base.text, &text.text, becomes);
                patches.iter().for_each(|patch| seen.see(patch.text));
                self.patched(&base, text, &patches, &cuts, &mut postings);
                patches
            })
            .collect();
        let files = write::texts(number, path, &base, &cuts, &patches);
        let stamp = files.iter().fold(0_u64, |stamp, file| stamp.wrapping_add(sign(file)));
        let parts = u8::try_from(cuts.len()).unwrap_or(u8::MAX);
        Some((files, Terms { postings: postings.into_list(), characters: seen.into_list(), parts, stamp }))
    }

    /// Takes what is to be known of the page of that number.
    pub fn add(&self, number: usize, terms: &Terms) {
        for c in &terms.characters {
            match self.characters.0.get(*c as usize) {
                Some(count) => {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                None => *self.characters.1.lock().unwrap_or_else(PoisonError::into_inner).entry(*c).or_default() += 1,
            }
        }
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.len() <= number {
            parts.resize(number + 1, 0);
        }
        parts[number] = terms.parts;
        drop(parts);
        self.stamp.fetch_add(terms.stamp, Ordering::Relaxed);
        self.store.add(number, &terms.postings);
    }

    /// Lists the pairs of characters of the first view's text.
    fn base(&self, base: &Text, cuts: &[usize], postings: &mut Postings) {
        let mut part = 0;
        let mut grams = grams::Grams::default();
        postings.part(0);
        for (i, line) in base.lines.iter().enumerate() {
            while cuts.get(part + 1).is_some_and(|cut| i >= *cut) {
                part += 1;
                postings.part(part);
            }
            grams.scan(&self.fold, base.line(i), |hash, edge| postings.push(hash, grams::flags(line.kind, edge)));
        }
    }

    /// Lists what another view has and the first one has not: only the places where they differ are looked at.
    fn patched(&self, base: &Text, text: &Text, patches: &[Patch<'_>], cuts: &[usize], postings: &mut Postings) {
        let mut grams = grams::Grams::default();
        // A title is short, and its beginning and end count.
        postings.part(0);
        if patches.first().is_some_and(|p| p.from < base.lines.first().map_or(0, |l| l.end)) {
            grams.scan(&self.fold, text.line(0), |hash, edge| postings.push(hash, grams::flags(blocks::Kind::Title, edge)));
        }
        for patch in patches {
            let around = align::around(&text.text, patch.at, patch.at + patch.text.len());
            // Where lines were added or lost the words may belong to either side.
            let (first, last) = (base.line_at(patch.from), base.line_at(patch.to));
            for line in [first, last].into_iter().take(if first == last { 1 } else { 2 }) {
                let part = cuts.partition_point(|cut| *cut <= line).saturating_sub(1);
                let kind = base.lines.get(line).map_or(blocks::Kind::Plain, |l| l.kind);
                postings.part(part);
                for line in around.split('\n') {
                    // The edges of this cut are not those of the title.
                    grams.scan(&self.fold, line, |hash, _| postings.push(hash, grams::flags(kind, 0)));
                }
            }
        }
    }

    /// The files that need all pages; gives what must be known to change one of these pages later ([`Self::patch`]).
    pub fn finish(&self, put: &mut dyn FnMut(File)) -> Shape {
        let parts = std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner));
        let (shards, count) = self.store.finish(&parts);
        let mut stamp = self.stamp.load(Ordering::Relaxed);
        for (number, text) in shards.into_iter().enumerate() {
            let file = write::shard(number, &text);
            stamp = stamp.wrapping_add(sign(&file));
            put(file);
        }
        let counts = self.characters.0.iter().enumerate();
        let plane = counts.filter_map(|(c, count)| Some((char::from_u32(c as u32)?, count.load(Ordering::Relaxed))));
        let mut others: Vec<(char, u32)> =
            self.characters.1.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(c, count)| (*c, *count)).collect();
        others.sort_unstable();
        let characters = plane.filter(|(_, count)| *count > 0).chain(others).collect();
        let shape = Shape { parts, stamp, count, characters };
        put(self.front(&shape));
        shape
    }

    /// The files of an index that differs from a finished one in some pages; the other shards stay as they are.
    ///
    /// `read` gives the files of the old index.  `None`, and no file, if they are not what they should be, or the new index
    /// has another number of shards: it must then be made anew.
    pub fn patch(
        &self,
        old: &Shape,
        pages: &[Differs],
        read: &(dyn Fn(&str) -> Option<String> + Sync),
        put: &mut dyn FnMut(File),
    ) -> Option<Patched> {
        let mut shape = old.with(pages)?;
        if shape.shards() != old.shards() {
            return None;
        }
        let touched = patch::touched(old, &shape, pages);
        let patcher = patch::Patcher::new(old, &shape, pages);
        let one = |number: &usize| patcher.shard(*number, &read(&write::shard_path(*number))?);
        let made: Option<Vec<(File, u64)>> = touched.par_iter().map(one).collect();
        for (file, difference) in made? {
            shape.stamp = shape.stamp.wrapping_add(difference);
            put(file);
        }
        put(self.front(&shape));
        let mut is_touched = vec![false; shape.shards()];
        touched.into_iter().for_each(|number| is_touched[number] = true);
        let untouched = (0..shape.shards()).filter(|number| !is_touched[*number]).map(write::shard_path).collect();
        Some(Patched { shape, untouched })
    }

    /// The file that is loaded first.
    fn front(&self, shape: &Shape) -> File {
        let mut seen = vec![0_u64; char::MAX as usize / 64 + 1];
        for (c, _) in &shape.characters {
            seen[*c as usize / 64] |= 1 << (*c as usize % 64);
            self.fold.each(*c, |c| seen[c as usize / 64] |= 1 << (c as usize % 64));
        }
        // What no text holds need not be told.
        let held = |c: char| seen[c as usize / 64] >> (c as usize % 64) & 1 == 1;
        let mut views = self.views.clone();
        for view in &mut views {
            view.characters.retain(|(from, _)| held(*from));
        }
        write::front(&self.fold.groups(held), &views, &shape.parts, shape.shards(), shape.stamp)
    }
}

/// An index that was patched.
#[derive(Clone, Debug)]
pub struct Patched {
    /// What must be known to change it again.
    pub shape: Shape,
    /// The files of shards that stay as they are.
    pub untouched: Vec<String>,
}

/// A number for a file: FNV-1a over its name and what it holds, eight bytes at a time.
fn sign((path, text): &File) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for bytes in [path.as_bytes(), text.as_bytes()] {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte));
            hash = (hash ^ word).wrapping_mul(PRIME);
            hash ^= hash >> 29;
        }
    }
    hash
}

/// The lines at which the parts of a page begin; the first is 0.
fn cuts(text: &Text) -> Vec<usize> {
    let total = text.text.chars().count();
    let size = PART.max(total / MAX_PARTS + 1);
    let mut cuts = vec![0];
    let mut length = 0;
    for (i, line) in text.lines.iter().enumerate() {
        let chars = text.text[line.start..line.end].chars().count();
        if length > 0 && length + chars > size && cuts.len() < MAX_PARTS {
            cuts.push(i);
            length = 0;
        }
        length += chars;
    }
    cuts
}

#[cfg(test)]
mod tests;
