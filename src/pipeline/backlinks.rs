//! What links here: for every page the pages that link to it, listed on pages of the site's own.
//!
//! A page is written before the others that link to it are read, so it carries a link to its place in a list, and the
//! lists are written last: one for every [`PER_LIST`] pages, so that none grows with the book.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::BuildError;
use super::build::Record;
use super::shop::Shop;
use super::view::view_links;
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
    let mut to: Vec<Vec<u32>> = vec![Vec::new(); count];
    for record in records {
        let Some(from) = places.get(&record.title) else { continue };
        let through = record.facts.through.iter().filter_map(|title| places.get(redirects.get(title)?).copied());
        for target in record.facts.links.iter().map(|n| *n as usize).chain(through) {
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

/// Writes the lists in every view, and gives their number.
pub(super) fn write(shop: &Shop<'_>, records: &[Record], places: &FxHashMap<&Title, usize>, sink: &dyn Sink) -> Result<usize, BuildError> {
    let to = reverse(records, places, shop.titles().len());
    for view in 0..shop.views.len() {
        // Titles are converted and addresses made once, since each stands in many lists.
        let entries: Vec<String> = (0..shop.titles().len()).into_par_iter().map(|place| entry(shop, view, place)).collect();
        to.par_chunks(PER_LIST).enumerate().try_for_each(|(n, part)| -> Result<(), BuildError> {
            let first = n * PER_LIST;
            sink.put(&list_of(first).under(&shop.views[view].folder), &list(shop, view, first, part, &entries)?)?;
            Ok(())
        })?;
    }
    Ok(shop.views.len() * to.len().div_ceil(PER_LIST))
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
fn list(shop: &Shop<'_>, view: usize, first: usize, part: &[Vec<u32>], entries: &[String]) -> Result<Vec<u8>, BuildError> {
    let spec = &shop.views[view];
    let path = list_of(first);
    let here = path.under(&spec.folder);
    let none = shop.theme.word(&spec.lang, "no_links_here").unwrap_or_default();
    let mut body = String::with_capacity(part.iter().map(|from| 80 + from.len().min(MAX_LISTED) * 90).sum());
    for (i, from) in part.iter().enumerate() {
        body.push_str(&format!("<section>\n<h2 id=\"{}\">{}</h2>\n", anchor(first + i), entries[first + i]));
        if from.is_empty() {
            body.push_str("<p class=\"count\">");
            escape_text(none, &mut body);
            body.push_str("</p>\n");
        } else {
            body.push_str("<ul>\n");
            for link in from.iter().take(MAX_LISTED).filter_map(|n| entries.get(*n as usize)) {
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
