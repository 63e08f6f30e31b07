//! The whole book in one HTML file.
//!
//! The file is the frame that the theme made, with every page of every view behind it as a `<template>`: not shown, not
//! run, and with ids that do not get in each other's way, until the script puts one into the frame.  Pictures stand in the
//! file once, however many pages show them.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustc_hash::{FxHashMap, FxHashSet};

use super::dom::{Dom, Id, escape};
use super::inline::{Inliner, away, is_remote};
use super::{Built, BundleError, OutFile, SINGLE, failed};
use crate::path::{SitePath, UNSAFE_IN_HREF};

/// Writes the book; the site must have been built with its frame, [`SINGLE`].
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(site: &Built, out: &mut OutFile, progress: &dyn Fn(usize, usize)) -> Result<(), BundleError> {
    let place = out.place().to_owned();
    let io = |e| failed("write", &place)(e);
    let mut inliner = Inliner::new(site);
    let Ok(frame) = SitePath::new(SINGLE) else { return Err(BundleError::Empty) };
    let frame = inliner.page(&frame)?;
    // The scripts of the frame stand at the end of its body and want the pages before them.
    let at = frame.find("<div data-x-frame").and_then(|at| Some(at + frame[at..].find("</div>")? + "</div>".len()));
    let (head, tail) = frame.split_at(at.unwrap_or(frame.len()));
    let mut out = BufWriter::new(out.file());
    out.write_all(head.as_bytes()).map_err(io)?;

    let listed: FxHashMap<&str, &str> =
        site.views.iter().flat_map(|v| &v.pages).map(|(title, path)| (path.as_str(), title.as_str())).collect();
    let pages = order(site);
    let mut pictures = BTreeSet::new();
    for (done, path) in pages.iter().enumerate() {
        progress(done, pages.len());
        let page = template(site, path, &listed, &mut pictures)?;
        out.write_all(page.as_bytes()).map_err(io)?;
    }
    for path in &pictures {
        let mut name = String::new();
        escape(path.as_str(), true, false, &mut name);
        // No script: its type is none that runs.
        writeln!(out, "<script type=\"text/plain\" data-x-file=\"{name}\">{}</script>", inliner.data(path)?).map_err(io)?;
    }
    out.write_all(tail.as_bytes()).map_err(io)?;
    out.flush().map_err(io)
}

/// All pages of all views: those of the book in reading order, then lists and the like.
fn order(site: &Built) -> Vec<SitePath> {
    let mut out: Vec<SitePath> = site.views.iter().flat_map(|v| v.pages.iter().map(|(_, path)| path.clone())).collect();
    let known: FxHashSet<&str> = out.iter().map(SitePath::as_str).collect();
    let others: Vec<SitePath> = site
        .files
        .iter()
        .filter(|p| p.as_str().ends_with(".html") && p.as_str().contains('/') && !known.contains(p.as_str()))
        .cloned()
        .collect();
    out.extend(others);
    out
}

/// A page as a template.
fn template(
    site: &Built,
    path: &SitePath,
    listed: &FxHashMap<&str, &str>,
    pictures: &mut BTreeSet<SitePath>,
) -> Result<String, BundleError> {
    let mut dom = Dom::parse(&site.read_page(path)?);
    let root = dom.find(0, |dom, id| dom.name(id) == "html").unwrap_or(0);
    let mut out = String::from("<template data-x-page=\"");
    escape(path.as_str(), true, false, &mut out);
    out.push_str("\" lang=\"");
    escape(dom.attr(root, "lang").unwrap_or_default(), true, false, &mut out);
    out.push_str("\" data-x-title=\"");
    let heading = dom.find(0, |dom, id| dom.name(id) == "h1").map(|id| dom.text(id));
    let title = listed.get(path.as_str()).map(|t| (*t).to_owned()).or(heading);
    escape(title.as_deref().unwrap_or(path.as_str()), true, false, &mut out);
    out.push('"');
    if listed.contains_key(path.as_str()) {
        out.push_str(" data-x-listed");
    }
    if let Some((to, _)) = leads_to(&dom).and_then(|href| site.target(path, &href)) {
        out.push_str(" data-x-to=\"");
        escape(&utf8_percent_encode(to.as_str(), UNSAFE_IN_HREF).to_string(), true, false, &mut out);
        out.push_str("\"></template>\n");
        return Ok(out);
    }
    out.push('>');
    // The page without the book around it: its header and its list of pages are the frame's.
    let main = dom.find(0, |dom, id| dom.name(id) == "main");
    let sheet = main.and_then(|main| dom.parent(main).filter(|p| dom.has_class(*p, "sheet"))).or(main);
    let Some(top) = sheet.or_else(|| dom.find(0, |dom, id| dom.name(id) == "body")) else {
        out.push_str("</template>\n");
        return Ok(out);
    };
    for id in dom.below(top) {
        match dom.name(id) {
            "script" => dom.detach(id),
            "nav" if dom.has_class(id, "pages") => dom.detach(id),
            "a" => link(site, path, &mut dom, id, pictures),
            "img" | "source" | "audio" | "video" => media(site, path, &mut dom, id, pictures),
            _ => {}
        }
    }
    out.push_str(&dom.html(top));
    out.push_str("</template>\n");
    Ok(out)
}

/// Where a page that only leads on leads.
fn leads_to(dom: &Dom) -> Option<String> {
    let refresh = dom.find(0, |dom, id| dom.name(id) == "meta" && dom.attr(id, "http-equiv") == Some("refresh"))?;
    dom.attr(refresh, "content")?.split_once("url=").map(|(_, href)| href.trim().to_owned())
}

/// A link to a page or a file of the book becomes one that the script follows.
fn link(site: &Built, path: &SitePath, dom: &mut Dom, id: Id, files: &mut BTreeSet<SitePath>) {
    let Some(href) = dom.attr(id, "href") else { return };
    let Some((target, fragment)) = site.target(path, href) else { return };
    if !target.as_str().ends_with(".html") {
        // Only pictures can be shown without a file; the script knows no other.
        if !super::media_type(target.as_str()).starts_with("image/") {
            dom.remove_attr(id, "href");
            return;
        }
        files.insert(target.clone());
    }
    let mut to = format!("#/{}", target.href());
    if !fragment.is_empty() {
        to.push('?');
        to.extend(utf8_percent_encode(&fragment, NON_ALPHANUMERIC));
    }
    dom.set(id, "href", to);
}

/// A picture is named, and put in from its one copy when the page is shown.
fn media(site: &Built, path: &SitePath, dom: &mut Dom, id: Id, pictures: &mut BTreeSet<SitePath>) {
    dom.remove_attr(id, "srcset");
    let Some(src) = dom.attr(id, "src").map(str::to_owned) else { return };
    if let Some((file, _)) = site.target(path, &src) {
        dom.remove_attr(id, "src");
        dom.set(id, "data-x-src", file.as_str());
        pictures.insert(file);
    } else if is_remote(&src) {
        away(dom, id, &src);
    } else if !src.starts_with("data:") {
        // Beside the one file there is nothing that it could be.
        dom.remove_attr(id, "src");
    }
}
