//! A ZIM file, as Kiwix reads it, made by zimwriterfs of zim-tools (openzim.org).

use std::io;
use std::process::Command;

use rustc_hash::FxHashMap;

use super::dom::Dom;
use super::output::OutFile;
use super::settle::settle;
use super::{Built, BundleError, MAKER, failed, redirects};
use crate::path::SitePath;

/// The program that writes the file.
const PROGRAM: &str = "zimwriterfs";
/// The picture that stands for the book in a library: 48 pixels wide and high, as the format demands.
const ILLUSTRATION: &[u8] = include_bytes!("illustration.png");
/// Where it lies in the site.
const ILLUSTRATION_NAME: &str = "assets/illustration-48.png";
/// How long a title may be, and a description (openzim.org, Metadata).
const MAX_TITLE: usize = 30;
const MAX_DESCRIPTION: usize = 80;
/// How much of what the program said is told when it fails.
const MAX_TOLD: usize = 500;

/// Writes the site's first view as a ZIM; the site's folder is changed for it.
///
/// # Errors
/// If zimwriterfs is not installed or fails.
pub fn write(site: &Built, out: &mut OutFile) -> Result<(), BundleError> {
    let view = site.views.first().ok_or(BundleError::Empty)?;
    let (_, home) = view.pages.first().ok_or(BundleError::Empty)?;
    let place = site.root.join(ILLUSTRATION_NAME);
    std::fs::write(&place, ILLUSTRATION).map_err(failed("write", &place))?;
    // The format has no use for them, and its checker takes the marker for an empty page.
    let _ = std::fs::remove_file(site.root.join(crate::emit::MARKER));
    for name in super::FOR_SERVERS.iter().chain(&["llms.txt"]) {
        let _ = std::fs::remove_file(site.root.join(name));
    }
    settle_pages(site)?;
    let title = short(&view.title, MAX_TITLE);
    let description = if view.description.is_empty() { title.clone() } else { short(&view.description, MAX_DESCRIPTION) };
    let creator = if site.authors.is_empty() { "-".to_owned() } else { site.authors.join(", ") };
    // The program does not write over a file.
    let temporary = out.temporary().to_owned();
    std::fs::remove_file(&temporary).map_err(failed("write", &temporary))?;
    let result = Command::new(PROGRAM)
        .args(["--welcome", home.as_str(), "--illustration", ILLUSTRATION_NAME, "--language", iso639_3(&view.lang)])
        .args(["--title", &title, "--description", &description, "--creator", &creator, "--publisher", "taben"])
        .args(["--name", &format!("taben_{}", view.code), "--flavour", &view.code, "--scraper", MAKER])
        .arg(&site.root)
        .arg(&temporary)
        .output();
    let output = match result {
        Ok(output) => output,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(BundleError::NoProgram { program: PROGRAM }),
        Err(e) => return Err(failed("start", std::path::Path::new(PROGRAM))(e)),
    };
    if output.status.success() && temporary.is_file() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    let start = said.char_indices().rev().nth(MAX_TOLD).map_or(0, |(at, _)| at);
    Err(BundleError::Program { program: PROGRAM, message: said[start..].trim().replace('\n', " ") })
}

/// Makes the site's pages fit for the file: their titles are their own, and nothing is asked of other hosts.
///
/// The program makes a redirect of a page that leads on, under the title of that page, and gives up at the first one that leads to
/// a section or out of the book: those become pages with a link.  Its own list of redirects (`--redirects`) would say the same,
/// but zim-tools 3.1, which Debian has, refuses every line of it.
fn settle_pages(site: &Built) -> Result<(), BundleError> {
    let pages = || site.files.iter().filter(|p| p.as_str().ends_with(".html"));
    // Where a page leads is asked of the site as it is, so none is changed before the last was read.
    let mut leading: FxHashMap<&SitePath, String> = FxHashMap::default();
    for path in pages() {
        let html = site.read_page(path)?;
        let Some(href) = redirects::address(&html) else { continue };
        let target = match site.target(path, &href) {
            Some((to, place)) => redirects::follow(site, to, place)?,
            None => None,
        };
        let changed = match target {
            Some((to, place)) if place.is_empty() && to != *path => redirects::leading_to(&html, &to.link_from(path)),
            _ => redirects::without(&html),
        };
        leading.insert(path, changed);
    }
    for path in pages() {
        let html = match leading.remove(path) {
            Some(html) => html,
            None => site.read_page(path)?,
        };
        let mut dom = Dom::parse(&html);
        settle(&mut dom);
        own_title(&mut dom, site);
        let place = site.place(path);
        std::fs::write(&place, dom.html_of_plain_text(0)).map_err(failed("write", &place))?;
    }
    Ok(())
}

/// Leaves the book's title out of a page's, which readers see in lists of pages of one book.
fn own_title(dom: &mut Dom, site: &Built) {
    let Some(id) = dom.find(0, |dom, id| dom.name(id) == "title" && dom.is_html(id)) else { return };
    let whole = dom.text(id);
    let own = site.views.iter().find_map(|view| whole.strip_suffix(&format!(" — {}", view.title)));
    let own = own.unwrap_or(&whole).to_owned();
    for child in dom.children(id).to_vec() {
        dom.detach(child);
    }
    let text = dom.text_node(&own);
    dom.append(id, text);
}

/// Whether zimwriterfs can be started, so that nobody waits for a site that nobody can pack.
///
/// # Errors
/// If it is not installed.
pub fn installed() -> Result<(), BundleError> {
    match Command::new(PROGRAM).arg("--version").output() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(BundleError::NoProgram { program: PROGRAM }),
        _ => Ok(()),
    }
}

/// The first letters of a text, with a sign where it was cut.
fn short(text: &str, max: usize) -> String {
    if text.chars().count() <= max { text.to_owned() } else { text.chars().take(max - 1).chain(['…']).collect() }
}

/// The language in the letters of ISO 639-3, for the languages that books of taben are in; `mul` for others.
fn iso639_3(lang: &str) -> &'static str {
    match lang.split('-').next().unwrap_or_default() {
        "zh" => "zho",
        "en" => "eng",
        "ja" => "jpn",
        "ko" => "kor",
        "de" => "deu",
        "fr" => "fra",
        "es" => "spa",
        "pt" => "por",
        "it" => "ita",
        "ru" => "rus",
        "yue" => "yue",
        "lzh" => "lzh",
        "wuu" => "wuu",
        "vi" => "vie",
        "ar" => "ara",
        _ => "mul",
    }
}
