//! The search index of a book: what of the shop's it is made with, and where its files go.

use rayon::prelude::*;

use super::BuildError;
use super::catalogue::Members;
use super::incremental::Memory;
use super::output::{Capture, Output};
use super::shop::{Shop, ViewSpec};
use crate::emit::Sink;
use crate::lang::Variant;
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};
use crate::path::SitePath;
use crate::search::{File, Index, PageView, Shape, Terms, ViewSetting};
use crate::theme::Theme;
use crate::title::Title;
use crate::variant::{self, View};

/// What the search says to its readers: the name by which its script knows it, and the theme's.
const WORDS: [(&str, &str); 8] = [
    ("found", "find_found"),
    ("left", "find_left"),
    ("none", "find_none"),
    ("busy", "find_busy"),
    ("failed", "find_failed"),
    ("more", "find_more"),
    ("all", "find_all"),
    ("close", "find_close"),
];

/// An empty index for a book of these views.
pub(super) fn index(theme: &Theme, views: &[ViewSpec]) -> Index {
    let words = |lang: &str| -> Vec<(String, String)> {
        WORDS.iter().map(|(name, key)| ((*name).to_owned(), theme.word(lang, key).unwrap_or_default().to_owned())).collect()
    };
    let settings: Vec<ViewSetting> = views
        .iter()
        .enumerate()
        .map(|(i, view)| ViewSetting {
            code: view.code.clone(),
            // The first view is the text that the others are told from.
            characters: view.variant.filter(|_| i > 0).map(variant::characters).unwrap_or_default(),
            words: words(&view.lang),
        })
        .collect();
    // Readers write in their own script, whatever views the book has.
    let mut variants: Vec<Variant> = views.iter().filter_map(|view| view.variant).collect();
    if !variants.is_empty() {
        variants.extend([Variant::ZhCn, Variant::ZhTw]);
        variants.sort_unstable();
        variants.dedup();
    }
    Index::new(settings, variants.into_iter().flat_map(variant::characters))
}

/// Where the search page is, from a view's folder.
pub(super) fn page_path() -> SitePath {
    SitePath::made("s", "search", "html")
}

/// Adds a page, in its views; for a category, with the names of its members.
///
/// What the index must know of it is put into `terms`.
pub(super) fn add(
    shop: &Shop<'_>,
    number: Option<usize>,
    path: &SitePath,
    views: &[View<'_>],
    members: Option<&Members>,
    terms: &mut Option<Terms>,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let (Some(index), Some(number)) = (&shop.search, number) else { return Ok(()) };
    let lists: Vec<Vec<Event<'_>>> = match members {
        Some(members) => views.iter().enumerate().map(|(i, view)| with_members(shop, i, view, members)).collect(),
        None => Vec::new(),
    };
    let events = |i: usize| lists.get(i).map_or(views[i].events.as_slice(), Vec::as_slice);
    let views: Vec<PageView<'_>> = views.iter().enumerate().map(|(i, view)| PageView { title: &view.title, events: events(i) }).collect();
    one(index, number, path, &views, terms, sink)
}

/// What a category's view shows: its text, and the names of its members as a list.
fn with_members<'e>(shop: &Shop<'_>, index: usize, view: &View<'e>, members: &Members) -> Vec<Event<'e>> {
    let names = members.subcategories.iter().map(|title| shop.title_in(title.name(), index));
    let names = names.chain(members.pages.iter().map(|(_, title)| shop.title_in(&title.full(), index)));
    let items = names.flat_map(|name| [Event::Open(Name::Li, Attrs::default()), Event::Text(name.into()), Event::Close(Name::Li)]);
    view.events.iter().cloned().chain(items).collect()
}

/// Adds a page that only leads to another: it is found by its title.
pub(super) fn add_redirect(
    shop: &Shop<'_>,
    number: Option<usize>,
    path: &SitePath,
    title: &Title,
    terms: &mut Option<Terms>,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let (Some(index), Some(number)) = (&shop.search, number) else { return Ok(()) };
    let titles: Vec<String> = (0..shop.views.len()).map(|view| shop.title_in(&title.full(), view)).collect();
    let views: Vec<PageView<'_>> = titles.iter().map(|title| PageView { title, events: &[] }).collect();
    one(index, number, path, &views, terms, sink)
}

/// Writes the files of one page, and hands out what the index must know of it.
fn one(
    index: &Index,
    number: usize,
    path: &SitePath,
    views: &[PageView<'_>],
    terms: &mut Option<Terms>,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    if let Some((files, found)) = index.page(number, &path.href(), views) {
        put(files, sink)?;
        *terms = Some(found);
    }
    Ok(())
}

/// The name of what needs all pages, among what is made.
const ALL: &str = "search";

/// Writes what needs all pages.
pub(super) fn finish(index: &Index, out: &Output<'_>) -> Result<(), BuildError> {
    let Some(memory) = out.memory else { return finish_anew(index, out.sink).map(|_| ()) };
    if memory.is_fresh() {
        memory.index_is(out.always(ALL, |sink| finish_anew(index, sink))?);
        return Ok(());
    }
    memory.makes(ALL);
    if patch(index, memory, out.sink)? {
        return Ok(());
    }
    // Of the pages that were not made only what is remembered can be added.
    let terms = memory.all_terms().ok_or(BuildError::Forgotten)?;
    terms.into_par_iter().for_each(|(number, terms)| index.add(number, &terms));
    memory.index_is(out.always(ALL, |sink| finish_anew(index, sink))?);
    Ok(())
}

/// Writes all of it.
fn finish_anew(index: &Index, sink: &dyn Sink) -> Result<Shape, BuildError> {
    let mut result = Ok(());
    let shape = index.finish(&mut |file| {
        if result.is_ok() {
            result = put(vec![file], sink);
        }
    });
    result.map(|()| shape)
}

/// Writes what differs from the index that is there; false if it must be made anew.
fn patch(index: &Index, memory: &Memory<'_>, sink: &dyn Sink) -> Result<bool, BuildError> {
    let Some((old, differ)) = memory.index_and_differs() else { return Ok(false) };
    let read = |path: &str| String::from_utf8(memory.read_doubted(path)?).ok();
    let mut files = Vec::new();
    let Some(patched) = index.patch(old, &differ, &read, &mut |file| files.push(file)) else { return Ok(false) };
    let Some(mut outputs) = memory.keep_doubted(&patched.untouched) else { return Ok(false) };
    let capture = Capture::new(sink);
    put(files, &capture)?;
    outputs.extend(capture.into_files());
    memory.made(ALL.to_owned(), 0, None, outputs, None, None)?;
    memory.index_is(patched.shape);
    Ok(true)
}

fn put(files: Vec<File>, sink: &dyn Sink) -> Result<(), BuildError> {
    for (path, text) in files {
        if let Ok(path) = SitePath::new(&path) {
            sink.put(&path, text.as_bytes())?;
        }
    }
    Ok(())
}
