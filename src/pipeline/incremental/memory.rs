//! What an earlier build left, compared with what is now, and what this build leaves for the next.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::answers::{Answers, Common};
use super::body::{Body, BodyRef, Left, OldAsset, Unit, kind};
use super::questions::Questions;
use crate::cache::{self, Blob, Blobs, Bytes, Stamp};
use crate::emit::{EmitError, Known, Update};
use crate::pipeline::asking::Log;
use crate::pipeline::glance::{Contents, OldSource, remembered};
use crate::pipeline::make::Record;
use crate::search::{Differs, Shape, Terms};
use crate::source::{Asset, SourceDir};

/// In how many pages an index is changed; where more differ it is as fast to make it anew.
const MAX_PATCHED: usize = 300;

/// Nobody has looked at the thing yet.
const UNSEEN: u8 = 0;
/// It stays as it is.
const KEPT: u8 = 1;
/// It was made anew, or is no longer there.
const GONE: u8 = 2;

/// What is known of the book before this build, and gathered for the next.
pub(in crate::pipeline) struct Memory<'m> {
    old: &'m Body,
    /// The site that is changed; `None` if it is made anew.
    update: Option<&'m Update>,
    /// When the build began, in nanoseconds since 1970 UTC.
    started: i64,
    program: u64,
    by_id: FxHashMap<&'m str, usize>,
    /// For each old thing, whether all its files are as they were written.
    intact: Vec<bool>,
    /// For each old thing, what became of it.
    fate: Vec<AtomicU8>,
    decided: OnceLock<Decided>,
    terms: Blobs,
    made: Mutex<Vec<Unit>>,
    index: Mutex<Option<Shape>>,
    assets: Mutex<Vec<OldAsset>>,
    questions: Mutex<Questions>,
}

/// How the book differs from what it was.
struct Decided {
    common: Common,
    /// Whether what everything depends on is the same.
    is_same: bool,
    /// The answers to the old questions now.
    answers: Vec<u64>,
}

impl<'m> Memory<'m> {
    /// `old` is empty for a book that is made anew; `terms` is where what the search index must know is kept.
    pub(super) fn new(old: &'m Body, update: Option<&'m Update>, terms: Blobs, program: u64, started: i64) -> Self {
        let by_id = old.units.iter().enumerate().map(|(i, unit)| (unit.id.as_str(), i)).collect();
        let is_intact = |unit: &Unit| update.is_some_and(|update| unit.outputs.iter().all(|known| known.is_in(update.out())));
        Self {
            update,
            started,
            program,
            by_id,
            intact: old.units.par_iter().map(is_intact).collect(),
            fate: old.units.iter().map(|_| AtomicU8::new(UNSEEN)).collect(),
            decided: OnceLock::new(),
            terms,
            made: Mutex::default(),
            index: Mutex::default(),
            assets: Mutex::default(),
            questions: Mutex::default(),
            old,
        }
    }

    /// What was known of the book's pages.
    pub(in crate::pipeline) fn sources(&self) -> (&'m [OldSource], &'m [String]) {
        (&self.old.sources, &self.old.codes)
    }

    /// Whether nothing is known: everything is made.
    pub(in crate::pipeline) fn is_fresh(&self) -> bool {
        self.old.units.is_empty()
    }

    /// Compares the book with what it was.  Before this nothing is kept.
    pub(in crate::pipeline) fn decide(&self, common: Common, answers: &Answers<'_>) {
        let old = self.old;
        let is_same = common.all == old.common && !self.is_fresh();
        let same_titles = is_same && common.titles == old.titles && common.reading == old.reading;
        let now = if is_same {
            old.questions.par_iter().map(|(question, answer)| answers.again(question, *answer, same_titles)).collect()
        } else {
            Vec::new()
        };
        let _ = self.decided.set(Decided { common, is_same, answers: now });
    }

    /// How the book is now.
    pub(in crate::pipeline) fn common(&self) -> Common {
        self.decided.get().map(|decided| decided.common).unwrap_or_default()
    }

    /// The old thing of that name, if its files are there and all that it asked has the same answers.
    fn unchanged(&self, id: &str) -> Option<(usize, &'m Unit)> {
        let decided = self.decided.get().filter(|decided| decided.is_same)?;
        let at = *self.by_id.get(id)?;
        let unit = self.old.units.get(at)?;
        let same = |asked: &u32| {
            let asked = *asked as usize;
            self.old.questions.get(asked).zip(decided.answers.get(asked)).is_some_and(|((_, old), now)| old == now)
        };
        (self.intact[at] && unit.asked.iter().all(same)).then_some((at, unit))
    }

    /// Whether the thing of that name stays as it is; if so, how many files it has.
    pub(in crate::pipeline) fn keeps(&self, id: &str, key: u64) -> bool {
        let known = self.unchanged(id).filter(|(_, unit)| unit.key == key);
        if let Some((at, _)) = known {
            self.fate[at].store(KEPT, Ordering::Relaxed);
        }
        known.is_some()
    }

    /// What a page left behind that stays as it is.
    pub(in crate::pipeline) fn keeps_page(&self, source: &SourceDir, index: usize, key: u64) -> Option<Record> {
        let page = &source.pages()[index];
        let (at, unit) = self.unchanged(&page_id(&page.path)?).filter(|(_, unit)| unit.key == key)?;
        let left: Left = cache::from_bytes(&unit.left.0).ok()?;
        self.fate[at].store(KEPT, Ordering::Relaxed);
        Some(left.into_record(page, source.shown(page)))
    }

    /// The categories that a category's page names, if it reads as it did; `content` is by what its text is known now.
    pub(in crate::pipeline) fn categories_above(&self, path: &Path, content: u64) -> Option<Vec<crate::title::Title>> {
        let (_, unit) = self.unchanged(&page_id(path)?)?;
        let left: Left = cache::from_bytes(&unit.left.0).ok()?;
        (left.content == content).then_some(left.above)
    }

    /// The thing of that name is made anew: the files it had go, unless they are made again or kept.
    pub(in crate::pipeline) fn makes(&self, id: &str) {
        if let Some(at) = self.by_id.get(id) {
            self.goes(*at);
        }
    }

    fn goes(&self, at: usize) {
        if self.fate[at].swap(GONE, Ordering::Relaxed) == GONE {
            return;
        }
        if let Some(update) = self.update {
            let intact = |known: &Known| self.intact[at] || known.is_in(update.out());
            update.doubt(self.old.units[at].outputs.iter().map(|known| (known.clone(), intact(known))));
        }
    }

    /// Remembers what was made; a page with what it left behind.
    pub(in crate::pipeline) fn made(
        &self,
        id: String,
        key: u64,
        log: Option<Log>,
        outputs: Vec<Known>,
        left: Option<&Record>,
        terms: Option<(usize, &Terms)>,
    ) -> Result<(), EmitError> {
        let terms = match terms {
            Some((number, terms)) => {
                let failed = |source| EmitError::Io { action: "write", path: self.terms.path().to_owned(), source };
                let blob = self.terms.add(&terms.pack()).map_err(failed)?;
                Some((u32::try_from(number).unwrap_or(u32::MAX), blob))
            }
            None => None,
        };
        let left = Bytes(left.map(|record| cache::to_bytes(&Left::of(record))).unwrap_or_default());
        let asked =
            log.map(|log| self.questions.lock().unwrap_or_else(PoisonError::into_inner).add(&self.old.questions, log)).unwrap_or_default();
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(Unit { id, key, asked, outputs, left, terms });
        Ok(())
    }

    /// The fingerprint and the size of a file that is as it was.
    pub(in crate::pipeline) fn asset(&self, asset: &Asset) -> Option<&'m OldAsset> {
        let path = asset.path.to_str()?;
        let at = self.old.assets.binary_search_by(|old| old.path.as_str().cmp(path)).ok()?;
        self.old.assets.get(at).filter(|old| old.is_settled && old.stamp == asset.stamp)
    }

    /// Remembers a file.
    pub(in crate::pipeline) fn asset_is(&self, asset: &Asset, digest: u64, size: Option<(u32, u32)>) {
        let Some(path) = asset.path.to_str() else { return };
        let old = OldAsset { path: path.to_owned(), stamp: asset.stamp, is_settled: self.is_settled(&asset.stamp), digest, size };
        self.assets.lock().unwrap_or_else(PoisonError::into_inner).push(old);
    }

    fn is_settled(&self, stamp: &Stamp) -> bool {
        stamp.is_settled(self.started)
    }

    /// What the search index must know of all pages, by their numbers; `None` if something of it is lost.
    pub(in crate::pipeline) fn all_terms(&self) -> Option<Vec<(usize, Terms)>> {
        self.terms.flush().ok()?;
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut blobs: Vec<_> = self.kept().filter_map(|unit| unit.terms).collect();
        blobs.extend(made.iter().filter_map(|unit| unit.terms));
        drop(made);
        blobs.into_par_iter().map(|(number, blob)| Some((number as usize, Terms::unpack(&self.terms.read(&blob)?)?))).collect()
    }

    /// Remembers the search index.
    pub(in crate::pipeline) fn index_is(&self, shape: Shape) {
        *self.index.lock().unwrap_or_else(PoisonError::into_inner) = Some(shape);
    }

    /// The search index that is there, and the pages in which the new one differs; `None` if that is too much, or not known.
    pub(in crate::pipeline) fn index_and_differs(&self) -> Option<(&'m Shape, Vec<Differs>)> {
        let shape = self.old.index.as_ref().filter(|_| self.decided.get().is_some_and(|decided| decided.is_same))?;
        self.terms.flush().ok()?;
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut new: FxHashMap<u32, Blob> = made.iter().filter_map(|unit| unit.terms).collect();
        let gone = self.old.units.iter().zip(&self.fate).filter(|(_, fate)| fate.load(Ordering::Relaxed) != KEPT);
        let mut pages = Vec::new();
        for (number, old) in gone.filter_map(|(unit, _)| unit.terms) {
            pages.push((number, old, new.remove(&number)?));
        }
        if !new.is_empty() || pages.len() > MAX_PATCHED {
            return None;
        }
        let read = |blob: &Blob| Terms::unpack(&self.terms.read(blob)?);
        let differs = pages.iter().map(|(number, old, new)| Some(Differs { number: *number as usize, old: read(old)?, new: read(new)? }));
        Some((shape, differs.collect::<Option<_>>()?))
    }

    /// Reads a file that is to be made anew.
    pub(in crate::pipeline) fn read_doubted(&self, path: &str) -> Option<Vec<u8>> {
        self.update?.read(path)
    }

    /// Keeps files of something that is made anew in part; `None` if one of them is not as it was written.
    pub(in crate::pipeline) fn keep_doubted(&self, paths: &[String]) -> Option<Vec<Known>> {
        let update = self.update?;
        paths.iter().map(|path| update.keep(path)).collect()
    }

    /// The old things that stay.
    fn kept(&self) -> impl Iterator<Item = &'m Unit> {
        self.old.units.iter().zip(&self.fate).filter(|(_, fate)| fate.load(Ordering::Relaxed) == KEPT).map(|(unit, _)| unit)
    }

    /// The files that stay.
    pub(super) fn kept_files(&self) -> impl Iterator<Item = &'m str> {
        self.kept().flat_map(|unit| unit.outputs.iter().map(|known| &*known.path))
    }

    /// How many these are, and how many bytes they have.
    pub(super) fn kept_size(&self) -> (usize, u64) {
        self.kept().flat_map(|unit| &unit.outputs).fold((0, 0), |(files, size), known| (files + 1, size + known.size))
    }

    /// What nobody asked for again goes.
    pub(in crate::pipeline) fn drop_rest(&self) {
        for (at, fate) in self.fate.iter().enumerate() {
            if fate.load(Ordering::Relaxed) == UNSEEN {
                self.goes(at);
            }
        }
    }

    /// Writes down what the next build may know.
    pub(in crate::pipeline) fn to_bytes(&self, source: &SourceDir, contents: &Contents<'_>, answers: &Answers<'_>) -> Vec<u8> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut assets = std::mem::take(&mut *self.assets.lock().unwrap_or_else(PoisonError::into_inner));
        assets.sort_by(|a, b| a.path.cmp(&b.path));
        let sources = source.pages().iter().enumerate().filter_map(|(i, page)| {
            Some(OldSource {
                path: remembered(&page.path)?.to_owned(),
                stamp: page.stamp,
                is_settled: self.is_settled(&page.stamp),
                content: contents.known(i).cloned(),
                links: contents.known_links(i),
            })
        });
        let common = self.common();
        let index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.decided.get().map(|decided| decided.answers.as_slice()).unwrap_or_default();
        let body = BodyRef {
            common: common.all,
            titles: common.titles,
            reading: common.reading,
            codes: answers.codes(),
            sources: sources.collect(),
            assets,
            questions: questions.answered(&self.old.questions, now, answers),
            units: self.kept().chain(made.iter()).collect(),
            index: &index,
            terms: &self.terms.path().file_name().unwrap_or_default().to_string_lossy(),
        };
        cache::seal(&kind(self.program), &cache::to_bytes(&body))
    }

    /// The file beside the memory that it needs; all that it holds is handed to the system.
    ///
    /// # Errors
    /// If that cannot be written.
    pub(super) fn terms_file(&self) -> Result<PathBuf, EmitError> {
        let failed = |source| EmitError::Io { action: "write", path: self.terms.path().to_owned(), source };
        self.terms.flush().map_err(failed)?;
        Ok(self.terms.path().to_owned())
    }

    /// Whether most of that file is of pages that are no more.
    pub(super) fn is_littered(&self) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let size = |unit: &Unit| unit.terms.map_or(0, |(_, blob)| u64::from(blob.size));
        let live = self.kept().map(size).sum::<u64>() + made.iter().map(size).sum::<u64>();
        self.terms.size() > 3 * live + (8 << 20)
    }

    /// The program that builds.
    pub(in crate::pipeline) fn program(&self) -> u64 {
        self.program
    }
}

/// What a page is called among the things that are made; `None` if it has no name that can be remembered.
pub(in crate::pipeline) fn page_id(path: &Path) -> Option<String> {
    Some(format!("page/{}", remembered(path)?))
}
