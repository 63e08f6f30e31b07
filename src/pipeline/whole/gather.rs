//! What one page leads to, and the places on it that others may lead to.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rustc_hash::FxHashSet;

use super::super::links::SOURCE_ENDINGS;
use super::super::{BuildError, page};
use crate::model::document::{Document, Event, LinkTarget};
use crate::model::html::Name;
use crate::site::Site;
use crate::source::{PageFile, PageKind, SourceDir};
use crate::title::{Namespace, Title};
use crate::world::World;

/// How many links of one page are looked at: a page of ten megabytes may hold a million.
const MAX_LINKS: usize = 10_000;

/// What is kept of a page.
#[derive(Default)]
pub(super) struct Gathered {
    /// Links to pages and places on them, each once, in the order of their first use.
    pub(super) links: Vec<(Target, Option<String>)>,
    /// Hashes of its ids, sorted: their texts would be a good part of the book.
    pub(super) ids: Vec<u64>,
    /// Files that it shows or links to.
    pub(super) files: Vec<Title>,
    /// Where it leads, if it only leads to another.
    pub(super) redirect: Option<(Title, Option<String>)>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// To the page itself.
    Here,
    /// To a page.
    Page(Title),
}

/// The page of a book that a title means.
///
/// In repositories of wiki pages links often name files, `[[bip-0021.mediawiki]]`: they mean the page in the file.
pub(super) fn find(world: &dyn World, title: &Title) -> Option<Title> {
    world.find(title).or_else(|| {
        let name = SOURCE_ENDINGS.iter().find_map(|end| title.name().strip_suffix(end))?;
        world.find(&Title::in_namespace(name, title.namespace(), world.site())?)
    })
}

/// A hash of an id, the same in every process.
pub(super) fn hash(id: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// Reads a page and keeps what others must know.
pub(super) fn gather(world: &dyn World, source: &SourceDir, file: &PageFile) -> Result<Gathered, BuildError> {
    let mut gathered = Gathered::default();
    read(world, source, file, &mut |document, ids| {
        gathered.redirect.clone_from(&document.meta.redirect);
        look(document, world.site(), &mut gathered);
        gathered.ids = ids.iter().map(|id| hash(id)).collect();
        gathered.ids.sort_unstable();
    })?;
    Ok(gathered)
}

/// The ids of a page, in its order.
pub(super) fn ids(world: &dyn World, source: &SourceDir, file: &PageFile) -> Vec<String> {
    let mut found = Vec::new();
    // What cannot be read is told of by the build.
    let _ = read(world, source, file, &mut |_, ids| found = ids.iter().map(|id| (*id).to_owned()).collect());
    found
}

/// Reads a page and hands it on with its ids; a page that cannot be made is passed over, since the build tells of it.
fn read(world: &dyn World, source: &SourceDir, file: &PageFile, hand_on: &mut dyn FnMut(&Document<'_>, &[&str])) -> Result<(), BuildError> {
    let text = match source.read(file) {
        Ok(text) => text,
        Err(error) if error.is_content() => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let mut none = Vec::new();
        let (markdown, _) = page::markdown(world, &file.title, file.kind, &text, false, &mut none);
        let document = page::document(world, file.kind, &markdown, false, &mut none);
        let events = page::settle(world, document.clone(), file.kind == PageKind::Markdown, &mut none);
        let ids: Vec<&str> = events
            .iter()
            .filter_map(|event| match event {
                Event::Open(_, attrs) => attrs.get("id"),
                _ => None,
            })
            .collect();
        hand_on(&document, &ids);
    }));
    Ok(())
}

/// Looks through a page, its notes and its marks.
fn look(document: &Document<'_>, site: &Site, gathered: &mut Gathered) {
    let mut seen = FxHashSet::default();
    let mut files = FxHashSet::default();
    let mut todo: Vec<&[Event<'_>]> = document.notes.iter().map(|note| note.content.as_slice()).collect();
    todo.push(&document.events);
    while let Some(events) = todo.pop() {
        for event in events {
            match event {
                Event::OpenLink(link) => match &link.target {
                    LinkTarget::Page { title, .. } if title.namespace() == Namespace::FILE => {
                        files.insert(title.clone());
                    }
                    LinkTarget::File(title) => files.extend(Title::in_namespace(title.name(), Namespace::FILE, site)),
                    LinkTarget::Page { title, fragment } => keep(Target::Page(title.clone()), fragment.as_ref(), &mut seen, gathered),
                    LinkTarget::Here(fragment) => keep(Target::Here, Some(fragment), &mut seen, gathered),
                    _ => {}
                },
                Event::Open(Name::Img, attrs) => {
                    let file = attrs.get("src").and_then(|src| src.strip_prefix("file:"));
                    files.extend(file.and_then(|name| Title::in_namespace(name, Namespace::FILE, site)));
                }
                Event::Mark(mark) => {
                    todo.push(&mark.body);
                    todo.extend(mark.rules.iter().map(|rule| rule.to.as_slice()));
                }
                _ => {}
            }
        }
    }
    let mut files: Vec<Title> = files.into_iter().collect();
    files.sort_unstable();
    gathered.files = files;
}

fn keep(target: Target, fragment: Option<&String>, seen: &mut FxHashSet<(Target, Option<String>)>, gathered: &mut Gathered) {
    let link = (target, fragment.filter(|f| !f.is_empty()).cloned());
    if gathered.links.len() < MAX_LINKS && seen.insert(link.clone()) {
        gathered.links.push(link);
    }
}
