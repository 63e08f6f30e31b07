//! The search index: the text of all views in, small files out, which a script of the site reads by itself.
//!
//! 1. `blocks`: what a view shows, as lines of text and the headings above them.
//! 2. `fold`: the form in which texts of both scripts, of both cases and of all widths are the same.
//! 3. `align`: how another view's text differs from the first view's, so that one file holds both.
//! 4. `grams`: the pairs of characters that a text holds, as numbers.
//! 5. `postings`: which part of which page holds a pair; grows with the index and not with the text.
//! 6. `code`, `write`: the files.  `docs/search.md` tells their form.
//!
//! A query is answered in two steps.  The pairs of characters that it holds name the parts of pages which may hold it;
//! then the text of these parts is looked at.  So nothing is missed and nothing is found that is not there.

mod align;
mod blocks;
mod code;
mod fold;
mod grams;
mod postings;
mod write;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use self::align::Patch;
use self::blocks::Text;
use self::fold::Fold;
use self::postings::{Postings, Store};
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
    /// Which characters the book's texts hold, as they are and folded, a bit each.
    seen: Vec<AtomicU64>,
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
        let seen = (0..=char::MAX as usize / 64).map(|_| AtomicU64::new(0)).collect();
        Self { fold: Fold::new(same), views, becomes, store: Store::default(), seen, parts: Mutex::default(), stamp: AtomicU64::new(0) }
    }

    /// Takes a page and gives its files.
    ///
    /// `number` is its place in reading order, which ranks what is found; `path` is where it is, from a view's folder.
    /// `views` are as many as the index was made for.
    pub fn page(&self, number: usize, path: &str, views: &[PageView<'_>]) -> Vec<File> {
        let Some((first, others)) = views.split_first() else { return Vec::new() };
        if number >= MAX_PAGES {
            return Vec::new();
        }
        let base = blocks::text(first.title, first.events);
        let cuts = cuts(&base);
        self.see(&base.text);
        let mut postings = Postings::new(number);
        self.base(&base, &cuts, &mut postings);
        let patches: Vec<Vec<Patch>> = others
            .iter()
            .zip(&self.becomes)
            .map(|(view, becomes)| {
                let text = blocks::text(view.title, view.events);
                let patches = align::align(&base.text, &text.text, becomes);
                self.patched(&base, &text, &patches, &cuts, &mut postings);
                patches
            })
            .collect();
        self.store.add(postings);
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.len() <= number {
            parts.resize(number + 1, 0);
        }
        parts[number] = u8::try_from(cuts.len()).unwrap_or(u8::MAX);
        drop(parts);
        let files = write::texts(number, path, &base, &cuts, &patches);
        files.iter().for_each(|file| self.sign(file));
        files
    }

    /// Remembers the characters of a text.
    fn see(&self, text: &str) {
        for c in text.chars() {
            let (word, bit) = (&self.seen[c as usize / 64], 1 << (c as usize % 64));
            // Nearly always it is known, and reading is cheap where writing is not.
            if word.load(Ordering::Relaxed) & bit == 0 {
                word.fetch_or(bit, Ordering::Relaxed);
                self.fold.each(c, |c| {
                    self.seen[c as usize / 64].fetch_or(1 << (c as usize % 64), Ordering::Relaxed);
                });
            }
        }
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
    fn patched(&self, base: &Text, text: &Text, patches: &[Patch], cuts: &[usize], postings: &mut Postings) {
        let mut grams = grams::Grams::default();
        // A title is short, and its beginning and end count.
        postings.part(0);
        if patches.first().is_some_and(|p| p.from < base.lines.first().map_or(0, |l| l.end)) {
            grams.scan(&self.fold, text.line(0), |hash, edge| postings.push(hash, grams::flags(blocks::Kind::Title, edge)));
        }
        for patch in patches {
            self.see(&patch.text);
            let around = align::around(&text.text, patch.at, patch.at + patch.text.len());
            // Where lines were added or lost the words may belong to either side.
            for place in [patch.from, patch.to] {
                let line = base.line_at(place);
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

    /// The files that need all pages.
    pub fn finish(self, put: &mut dyn FnMut(File)) {
        let parts = self.parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        let shards = self.store.finish(&parts);
        let mut stamp = self.stamp.into_inner();
        let count = shards.len();
        for (number, text) in shards.into_iter().enumerate() {
            let file = write::shard(number, &text);
            stamp = stamp.wrapping_add(sign(&file));
            put(file);
        }
        // What no text holds need not be told.
        let held = |c: char| self.seen[c as usize / 64].load(Ordering::Relaxed) >> (c as usize % 64) & 1 == 1;
        let mut views = self.views;
        for view in &mut views {
            view.characters.retain(|(from, _)| held(*from));
        }
        put(write::front(&self.fold.groups(held), &views, &parts, count, stamp));
    }

    fn sign(&self, file: &File) {
        self.stamp.fetch_add(sign(file), Ordering::Relaxed);
    }
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
