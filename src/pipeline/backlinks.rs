//! What links here: for every page the pages that link to it, listed on pages of the site's own.
//!
//! A page is written before the others that link to it are read, so it carries a link to its place in a list, and the
//! lists are written last: one for every [`PER_LIST`] pages, so that none grows with the book.

use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::BuildError;
use super::facts::fingerprint;
use super::incremental::Common;
use super::make::Record;
use super::output::Output;
use super::shop::Shop;
use super::view::view_links;
use crate::digest::Digest;
use crate::emit::Sink;
use crate::model::html::{escape_text, escape_value};
use crate::path::SitePath;
use crate::theme::context::{Frame, Html, Page};
use crate::title::Title;

/// How many pages share a list.
const PER_LIST: usize = 100;

/// How many pages are listed for one page: a page that all others link to needs no list of all others.
const MAX_LISTED: usize = 500;

/// The list that holds a page's place, from the root of a view.
pub(super) fn list_of(place: usize) -> SitePath {
    SitePath::made("s", &format!("links-{}", place / PER_LIST + 1), "html")
}

/// The place in it.
pub(super) fn anchor(place: usize) -> String {
    format!("x-page-{}", place + 1)
}

/// The pages that link to each page, by places in the reading order.
fn reverse(records: &[Record], places: &FxHashMap<&Title, usize>, count: usize) -> Vec<Vec<u32>> {
    let redirects: FxHashMap<&Title, &Title> = records.iter().filter_map(|r| Some((&r.title, r.redirect.as_ref()?))).collect();
    let known: FxHashMap<u64, usize> = places.iter().map(|(title, place)| (fingerprint(title), *place)).collect();
    let mut to: Vec<Vec<u32>> = vec![Vec::new(); count];
    for record in records {
        let Some(from) = places.get(&record.title) else { continue };
        let through = record.facts.through.iter().filter_map(|title| places.get(redirects.get(title)?).copied());
        for target in record.facts.links.iter().filter_map(|page| known.get(page).copied()).chain(through) {
            if target != *from && target < count {
                to[target].push(u32::try_from(*from).unwrap_or(u32::MAX));
            }
        }
    }
    for list in &mut to {
        list.sort_unstable();
        list.dedup();
    }
    to
}

/// Writes the lists in every view.
pub(super) fn write(
    shop: &Shop<'_>,
    records: &[Record],
    places: &FxHashMap<&Title, usize>,
    common: Common,
    out: &Output<'_>,
) -> Result<(), BuildError> {
    let to = reverse(records, places, shop.titles().len());
    let key = |part: &[Vec<u32>]| {
        let digest = Digest::new().number(common.titles).number(common.reading);
        part.iter().fold(digest, |digest, from| from.iter().fold(digest.number(from.len() as u64), |d, n| d.number(u64::from(*n)))).finish()
    };
    let keys: Vec<u64> = to.par_chunks(PER_LIST).map(key).collect();
    for (view, spec) in shop.views.iter().enumerate() {
        // Titles are converted and addresses made once, since each stands in many lists; and not at all if none is made.
        let entries: Vec<OnceLock<String>> = (0..shop.titles().len()).map(|_| OnceLock::new()).collect();
        to.par_chunks(PER_LIST).zip(&keys).enumerate().try_for_each(|(n, (part, key))| {
            let first = n * PER_LIST;
            let path = list_of(first).under(&spec.folder);
            let write = |sink: &dyn Sink| -> Result<(), BuildError> {
                sink.put(&path, &list(shop, view, first, part, &entries)?)?;
                Ok(())
            };
            out.unit(&format!("links/{}", path.as_str()), || *key, write)
        })?;
    }
    Ok(())
}

/// The link to a page from a list of its view, as HTML.
fn entry(shop: &Shop<'_>, view: usize, place: usize) -> String {
    let title = shop.titles()[place];
    let folder = &shop.views[view].folder;
    let href = shop.path(title).under(folder).link_from(&list_of(0).under(folder));
    let mut out = String::from("<a href=\"");
    escape_value(&href, &mut out);
    out.push_str("\">");
    escape_text(&shop.title_in(&title.full(), view), &mut out);
    out.push_str("</a>");
    out
}

/// One list; `entries` are links to all pages of the book.
fn list(shop: &Shop<'_>, view: usize, first: usize, part: &[Vec<u32>], entries: &[OnceLock<String>]) -> Result<Vec<u8>, BuildError> {
    let spec = &shop.views[view];
    let entry = |place: usize| entries.get(place).map(|known| known.get_or_init(|| entry(shop, view, place)).as_str());
    let path = list_of(first);
    let here = path.under(&spec.folder);
    let none = shop.theme.word(&spec.lang, "no_links_here").unwrap_or_default();
    let mut body = String::with_capacity(part.iter().map(|from| 80 + from.len().min(MAX_LISTED) * 90).sum());
    for (i, from) in part.iter().enumerate() {
        body.push_str(&format!("<section>\n<h2 id=\"{}\">{}</h2>\n", anchor(first + i), entry(first + i).unwrap_or_default()));
        if from.is_empty() {
            body.push_str("<p class=\"count\">");
            escape_text(none, &mut body);
            body.push_str("</p>\n");
        } else {
            body.push_str("<ul>\n");
            for link in from.iter().take(MAX_LISTED).filter_map(|n| entry(*n as usize)) {
                body.push_str("<li>");
                body.push_str(link);
                body.push_str("</li>\n");
            }
            body.push_str("</ul>\n");
        }
        body.push_str("</section>\n");
    }
    let title = shop.theme.word(&spec.lang, "links_here").unwrap_or("What links here").to_owned();
    let root = here.to_root();
    let switch = shop.switch_of_list(&path, &here, &spec.code);
    let views = view_links(&switch);
    let frame = Frame { lang: &spec.lang, view: &spec.code, root: &root, title: &title, views: &views, ..Frame::default() };
    Ok(shop.theme.backlinks(&shop.prepared[view], &frame, &Page { body: Html(&body), ..Page::default() })?)
}
