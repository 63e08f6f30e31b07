//! One HTML file for each page, which needs no other file to be shown.

use std::collections::BTreeSet;

use super::dom::Dom;
use super::inline::Inliner;
use super::{Built, BundleError};
use crate::emit::Sink;
use crate::path::SitePath;

/// Writes each page of the site with its styles, scripts and pictures inside, and the files that pages link to.
/// Gives the number of files.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(site: &Built, sink: &dyn Sink, progress: &dyn Fn(usize, usize)) -> Result<usize, BundleError> {
    let pages: Vec<&SitePath> = site.files.iter().filter(|p| p.as_str().ends_with(".html")).collect();
    let mut inliner = Inliner::new(site);
    let mut linked = BTreeSet::new();
    for (done, path) in pages.iter().enumerate() {
        progress(done, pages.len());
        let html = inliner.page(path)?;
        let dom = Dom::parse(&html);
        for id in dom.all() {
            if dom.name(id) == "a"
                && let Some(href) = dom.attr(id, "href")
                && let Some((target, _)) = site.target(path, href)
                && !target.as_str().ends_with(".html")
            {
                linked.insert(target);
            }
        }
        sink.put(path, html.as_bytes())?;
    }
    for path in &linked {
        sink.put(path, &site.read(path)?)?;
    }
    Ok(pages.len() + linked.len())
}
