//! Building a book again: what would come out the same is left as it is.
//!
//! Each output is made of three kinds of things.  *What everything depends on*: settings, theme, program.  *Its own*: a page's text
//! and what stands around it, a list's entries; their fingerprint is its key.  *What it asked*: whether a page is there, what a
//! template says; each question is remembered with the fingerprint of its answer ([`super::asking`]).  If all three are what
//! they were and its files are on the disk as they were written, it is not made again, and what it left behind for others is
//! taken from what is remembered.
//!
//! The stages know nothing of this.  What is remembered is never needed: without it, or where it cannot be read, the book is made
//! anew.

mod answers;
mod body;
mod memory;
mod questions;

use std::path::Path;
use std::sync::atomic::AtomicBool;

pub(super) use self::answers::{Answers, Common, settled};
use self::body::{Body, kind};
pub(super) use self::memory::{Memory, page_id};
use super::build::{self, Finished};
use super::{BuildError, BuildReport, Purpose};
use crate::cache::{self, Blobs, Place, Refused};
use crate::config::Config;
use crate::digest;
use crate::emit::{self, Changes, EmitError, Folder, Install, Stoppable, Update};
use crate::source::SourceDir;

/// What is built again, and where.
#[derive(Clone, Copy)]
pub struct Again<'a> {
    /// The book's settings.
    pub config: &'a Config,
    /// Its content, listed anew.
    pub source: &'a SourceDir,
    /// Its folder, in which what is remembered lies.
    pub book: &'a Path,
    /// The folder of the site.
    pub out: &'a Path,
    /// Whether everything is made anew, whatever is remembered.
    pub clean: bool,
    /// When the content was listed, or before ([`crate::cache::now`]): files that were changed since are read again.
    pub started: i64,
    /// Ends the build soon after it is set, with an error; the site is then as it was.
    pub stop: Option<&'a AtomicBool>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Rebuilt {
    /// What was found, of the pages that were not made again too.
    pub report: BuildReport,
    /// What changed in the site; `None` if all of it was made anew.
    pub changes: Option<Changes>,
    /// How many files the site has.
    pub files: usize,
    /// How many bytes they have.
    pub size: u64,
    /// Why what was remembered was of no use, if something was and it was not.
    pub note: Option<String>,
}

/// Builds a book into a folder, and makes what would not come out the same as it is there.
///
/// The site is byte for byte that of a build from nothing.  If the build fails or is killed, the site is the old one, or the next
/// build makes it the new one before it does anything else.
///
/// # Errors
/// As [`build`](super::build()), and if the site cannot be put in its place.
pub fn rebuild(again: Again<'_>, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Rebuilt, BuildError> {
    let Again { config, source, book, out, .. } = again;
    let place = Place::new(book, out);
    let Some(_lock) = place.lock() else {
        // Nothing can be kept here: the book lies on a read-only disk.
        let folder = Folder::create(out)?;
        let report = super::build(config, source, &Stoppable::new(&folder, again.stop), Purpose::Publish, progress)?;
        let (files, size) = size_of(&folder.finish()?);
        return Ok(Rebuilt { report, files, size, ..Rebuilt::default() });
    };
    emit::recover(out)?;
    let mut note = None;
    if !again.clean && emit::is_site(out) {
        match remembered(&place) {
            Ok(None) => {}
            Ok(Some((body, terms))) => match update(again, &place, &body, terms, progress) {
                Err(BuildError::Forgotten) => note = Some("part of it is lost".to_owned()),
                done => return done,
            },
            Err(refused) => note = Some(refused.to_string()),
        }
    }
    anew(again, &place, note, progress)
}

/// What is remembered, if it can be used.
fn remembered(place: &Place) -> Result<Option<(Body, Blobs)>, Refused> {
    let Some(bytes) = place.read()? else { return Ok(None) };
    let body: Body = cache::from_bytes(cache::open(&kind(cache::program()), &bytes)?)?;
    // A name and no path: what is remembered may not lead elsewhere.
    if body.terms.contains(['/', '\\', ':']) || body.terms.is_empty() {
        return Err(Refused::Damaged);
    }
    let path = place.memory().with_file_name(&body.terms);
    if !cache::is_there(&path) {
        return Err(Refused::Damaged);
    }
    let terms = Blobs::open(&path).map_err(|e| Refused::Unreadable(e.to_string()))?;
    Ok(Some((body, terms)))
}

/// Changes the site that is there.
fn update(
    again: Again<'_>,
    place: &Place,
    body: &Body,
    terms: Blobs,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Rebuilt, BuildError> {
    let update = Update::begin(again.out)?;
    let memory = Memory::new(body, Some(&update), terms, cache::program(), again.started);
    let Finished { report, memory: bytes } =
        build::with_memory(again.config, again.source, &Stoppable::new(&update, again.stop), Purpose::Publish, progress, Some(&memory))?;
    let install = store(place, &memory, bytes)?;
    if install.is_none() {
        // What is remembered says nothing true of the new site.
        place.forget();
    }
    let (written, kept) = (update.size(), memory.kept_size());
    let changes = update.finish(memory.kept_files(), install)?;
    Ok(Rebuilt { report, changes: Some(changes), files: written.0 + kept.0, size: written.1 + kept.1, note: None })
}

/// Makes the whole site.
fn anew(again: Again<'_>, place: &Place, note: Option<String>, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Rebuilt, BuildError> {
    let folder = Folder::create(again.out)?;
    let body = Body::default();
    // A file of its own, so that the one of an earlier build stays until this build is done.
    let terms = place.beside(&format!("terms-{:x}-{:x}", again.started, std::process::id()));
    let failed = |source| EmitError::Io { action: "write", path: terms.clone(), source };
    let blobs = Blobs::open(&terms).map_err(failed)?;
    let memory = Memory::new(&body, None, blobs, cache::program(), again.started);
    let sink = Stoppable::new(&folder, again.stop);
    let built = build::with_memory(again.config, again.source, &sink, Purpose::Publish, progress, Some(&memory));
    let done = built.and_then(|Finished { report, memory: bytes }| Ok((report, store(place, &memory, bytes)?)));
    let (report, install) = match done {
        Ok(done) => done,
        Err(error) => {
            let _ = cache::remove(&terms);
            return Err(error);
        }
    };
    // From here until the end nothing is remembered: what is, is true of the old site, and what will be, of the new one.
    let _ = cache::remove(&place.memory());
    let (files, size) = size_of(&folder.finish()?);
    if let Some(install) = install {
        let _ = cache::rename(&install.from, &install.to);
    }
    place.clear(&[place.memory(), terms]);
    Ok(Rebuilt { report, changes: None, files, size, note })
}

/// How many files there are, and how many bytes they have.
fn size_of(files: &[emit::Entry]) -> (usize, u64) {
    (files.len(), files.iter().map(|file| file.size).sum())
}

/// Writes what is to be remembered beside what is; `None` if nothing is to be.
fn store(place: &Place, memory: &Memory<'_>, bytes: Option<Vec<u8>>) -> Result<Option<Install>, BuildError> {
    let Some(bytes) = bytes else { return Ok(None) };
    let terms = memory.terms_file()?;
    // A file that is mostly litter is left behind together with what is remembered, and the next build begins anew.
    if memory.is_littered() {
        place.clear(&[]);
        return Ok(None);
    }
    place.clear(&[place.memory(), terms]);
    let install = Install { from: place.next(), to: place.memory(), hash: digest::of(&bytes) };
    let failed = |source| EmitError::Io { action: "write", path: install.from.clone(), source };
    cache::write(&install.from, &bytes).map_err(failed)?;
    Ok(Some(install))
}
