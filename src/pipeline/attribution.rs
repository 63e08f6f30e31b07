//! Where pages come from, as their readers are told: below each page, and on pages of their own.

use std::collections::BTreeMap;

use super::BuildError;
use super::incremental::Common;
use super::output::Output;
use super::shop::Shop;
use super::view::view_links;
use crate::digest::Digest;
use crate::emit::Sink;
use crate::path::SitePath;
use crate::source::{PageFile, Provenance, SourceDir, Wiki};
use crate::theme::context::{self, Credits, Frame, Link};
use crate::title::Title;

/// How many pages stand on one page of credits.
const PAGES_A_PART: usize = 1_000;

/// What is said of one page in one view.
#[derive(Default)]
pub(super) struct Told {
    name: String,
    address: Option<String>,
    revision: Option<(String, String)>,
    time: String,
    authors: String,
    more_authors: usize,
    last_only: bool,
    history: Option<String>,
    licence: Option<(String, String)>,
}

impl Told {
    /// What the record of a page says in a view; `None` if there is nothing to say.
    pub(super) fn new(shop: &Shop<'_>, source: &SourceDir, record: &Provenance, view: usize) -> Option<Self> {
        let wiki = source.records().wikis().get(&record.from)?;
        let there = record.title_there();
        let name = if wiki.name.is_empty() { wiki.wiki.clone() } else { shop.title_in(&wiki.name, view) };
        let between = if shop.views[view].lang.starts_with("zh") { "、" } else { ", " };
        let revision = record.revision.and_then(|number| Some((number.to_string(), wiki.revision(there, number)?)));
        Some(Self {
            address: wiki.address(there),
            name,
            revision,
            time: record.time.clone(),
            authors: record.authors.join(between),
            more_authors: record.more_authors,
            last_only: record.revisions.is_none(),
            history: wiki.history(there),
            licence: licence(wiki),
        })
    }

    /// The same for a template.
    pub(super) fn context(&self) -> context::Attribution<'_> {
        context::Attribution {
            source: self.address.as_deref().map(|href| Link { text: &self.name, href, lang: None }),
            revision: self.revision.as_ref().map(|(text, href)| Link { text, href, lang: None }),
            time: &self.time,
            date: self.time.get(..10),
            authors: &self.authors,
            more_authors: self.more_authors,
            last_only: self.last_only,
            history_href: self.history.as_deref(),
            licence: self.licence.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        }
    }
}

/// A wiki's licence and its address, which may be empty.
fn licence(wiki: &Wiki) -> Option<(String, String)> {
    wiki.licence().map(|(name, url)| (name.to_owned(), url.to_owned()))
}

/// The page of credits of a view, the part of that number from 0.
pub(super) fn path(part: usize) -> SitePath {
    let key = if part == 0 { "credits".to_owned() } else { format!("credits-{}", part + 1) };
    SitePath::made("s", &key, "html")
}

/// Whether the book has pages from elsewhere.
pub(super) fn has_credits(source: &SourceDir) -> bool {
    !source.records().wikis().is_empty()
}

/// Writes the pages of credits of all views; none if all pages are the book's own.
pub(super) fn write(shop: &Shop<'_>, source: &SourceDir, common: Common, out: &Output<'_>) -> Result<(), BuildError> {
    if !has_credits(source) {
        return Ok(());
    }
    let key = || {
        let all = source.pages().iter().map(|page| source.provenance_digest(page));
        all.fold(Digest::new().number(common.titles), Digest::number).finish()
    };
    out.unit("credits", key, |sink| write_all(shop, source, sink))
}

/// Writes them anew.
fn write_all(shop: &Shop<'_>, source: &SourceDir, sink: &dyn Sink) -> Result<(), BuildError> {
    // Records stay on disk but for those of one part: each is read twice, to be counted and to be told of.
    let mut counts = BTreeMap::<String, usize>::new();
    let mut pages = Vec::new();
    for page in source.pages() {
        if let Some(record) = source.provenance(page) {
            *counts.entry(record.from).or_default() += 1;
            pages.push(page);
        }
    }
    let parts: Vec<&[&PageFile]> = pages.chunks(PAGES_A_PART).collect();
    // A book whose pages were all taken out has a page all the same: its footers lead there.
    let count = parts.len().max(1);
    for part in 0..count {
        let pages = parts.get(part).copied().unwrap_or_default();
        let records: Vec<(&Title, Provenance)> = pages.iter().filter_map(|page| Some((&page.title, source.provenance(page)?))).collect();
        for (view, spec) in shop.views.iter().enumerate() {
            let bytes = one(shop, source, &records, (part, count), view, &wikis(shop, source, view, &counts))?;
            sink.put(&path(part).under(&spec.folder), &bytes)?;
        }
    }
    Ok(())
}

/// A wiki as the credits name it: name, address, licence, number of pages.
type Named = (String, String, Option<(String, String)>, usize);

/// The wikis that pages come from, and how many from each.
fn wikis(shop: &Shop<'_>, source: &SourceDir, view: usize, counts: &BTreeMap<String, usize>) -> Vec<Named> {
    let named = |wiki: &Wiki| {
        let name = if wiki.name.is_empty() { wiki.wiki.clone() } else { shop.title_in(&wiki.name, view) };
        let address = wiki.address("").unwrap_or_default();
        (name, address, licence(wiki), counts.get(&wiki.wiki).copied().unwrap_or_default())
    };
    source.records().wikis().values().map(named).filter(|(.., count)| *count > 0).collect()
}

/// One page of credits.
fn one(
    shop: &Shop<'_>,
    source: &SourceDir,
    records: &[(&Title, Provenance)],
    (part, of): (usize, usize),
    view: usize,
    wikis: &[Named],
) -> Result<Vec<u8>, BuildError> {
    let spec = &shop.views[view];
    let here = path(part).under(&spec.folder);
    let told: Vec<(String, Option<String>, Told)> = records
        .iter()
        .filter_map(|(title, record)| {
            let told = Told::new(shop, source, record, view)?;
            let href = shop.paths.get(title).map(|path| path.under(&spec.folder).link_from(&here));
            // Templates have no page here; their credit leads to the wiki.
            let href = href.or_else(|| told.address.clone());
            Some((shop.title_in(&title.full(), view), href, told))
        })
        .collect();
    let entries: Vec<context::Credit<'_>> = told
        .iter()
        .map(|(title, href, told)| {
            let told = told.context();
            context::Credit {
                page: Link { text: title, href: href.as_deref().unwrap_or_default(), lang: None },
                revision: told.revision,
                date: told.date,
                authors: told.authors,
                more_authors: told.more_authors,
                last_only: told.last_only,
                history_href: told.history_href,
            }
        })
        .collect();
    let wikis: Vec<context::CreditedWiki<'_>> = wikis
        .iter()
        .map(|(name, address, licence, count)| context::CreditedWiki {
            source: Link { text: name, href: address, lang: None },
            licence: licence.as_ref().map(|(text, href)| Link { text, href, lang: None }),
            count: *count,
        })
        .collect();
    let parts: Vec<(String, String)> =
        (0..of).filter(|_| of > 1).map(|other| ((other + 1).to_string(), path(other).under(&spec.folder).link_from(&here))).collect();
    let parts: Vec<Link<'_>> = parts.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let title = shop.theme.word(&spec.lang, "credits").unwrap_or("Credits").to_owned();
    let root = here.to_root();
    // Every view has the same parts, so that changing the view changes the folder only.
    let switch = shop.switch_of_list(&path(part), &here, &spec.code);
    let views = view_links(&switch);
    let description = shop.described(&title, view);
    let frame = Frame {
        lang: &spec.lang,
        view: &spec.code,
        root: &root,
        title: &title,
        description: &description,
        views: &views,
        ..Frame::default()
    };
    Ok(shop.theme.credits(&shop.prepared[view], &frame, &Credits { wikis: &wikis, pages: &entries, parts: &parts })?)
}
