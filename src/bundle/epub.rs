//! An EPUB of one view (EPUB 3.3, <https://www.w3.org/TR/epub-33/>): a file a page in reading order, pop-up notes, a
//! table of contents in both forms, a cover.  The bytes depend on the book alone.

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::dom::{Dom, Id, escape};
use super::inline::{away, is_remote};
use super::zip::Archive;
use super::{Built, BundleError, MAKER, OutFile, View, failed, media_type, redirects, xhtml};
use crate::path::SitePath;
use crate::sanitize::drawing;

/// The look of the text; readers have their own.
const CSS: &str = include_str!("epub.css");
/// The kinds of pictures that every reader shows (EPUB 3.2, §3.3; WebP came with 3.3).
const CORE_IMAGES: &[&str] = &["image/gif", "image/jpeg", "image/png", "image/svg+xml"];
/// How many characters of the title stand on one line of the cover.
const COVER_LINE: usize = 9;
/// How many lines of it.
const COVER_LINES: usize = 5;
/// A drawing of nothing.
const EMPTY: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
/// How an XHTML file begins.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"";

/// What the book is made of, noted while pages are written.
struct Parts<'s> {
    site: &'s Built,
    /// The file of each page by its path in the site.
    pages: FxHashMap<&'s str, String>,
    /// Pictures, in the order of their first use.
    pictures: Vec<SitePath>,
    known: FxHashMap<SitePath, usize>,
    /// Whether a place in another page is there; asked once for each.
    places: FxHashMap<(SitePath, String), bool>,
    /// What each page says of itself in the list of files: `mathml`.
    properties: Vec<&'static str>,
}

/// Writes the site's first view as an EPUB.
///
/// # Errors
/// If a file cannot be read or written, or the book has no page.
pub fn write(site: &Built, out: &mut OutFile, progress: &dyn Fn(usize, usize)) -> Result<(), BundleError> {
    let view = site.views.first().filter(|v| !v.pages.is_empty()).ok_or(BundleError::Empty)?;
    let place = out.place().to_owned();
    let io = |e| failed("write", &place)(e);
    let mut archive = Archive::new(out.file());
    archive.put("mimetype", b"application/epub+zip").map_err(io)?;
    archive.put("META-INF/container.xml", CONTAINER.as_bytes()).map_err(io)?;
    let pages = view.pages.iter().enumerate().map(|(i, (_, path))| (path.as_str(), file_name(i))).collect();
    let mut parts =
        Parts { site, pages, pictures: Vec::new(), known: FxHashMap::default(), places: FxHashMap::default(), properties: Vec::new() };
    for (done, (title, path)) in view.pages.iter().enumerate() {
        progress(done, view.pages.len());
        let page = parts.page(view, title, path)?;
        archive.put(&format!("EPUB/{}", file_name(done)), page.as_bytes()).map_err(io)?;
    }
    for (i, path) in parts.pictures.iter().enumerate() {
        archive.put(&format!("EPUB/{}", picture_name(i, path)), &picture(site, path)?).map_err(io)?;
    }
    let files = [
        ("style.css", CSS.to_owned()),
        ("cover.svg", cover(view, &site.authors)),
        ("cover.xhtml", cover_page(view)),
        ("nav.xhtml", contents(view)),
        ("toc.ncx", old_contents(view, &identifier(site, view))),
        ("package.opf", package(&parts, view)),
    ];
    for (name, text) in files {
        archive.put(&format!("EPUB/{name}"), text.as_bytes()).map_err(io)?;
    }
    archive.finish().map_err(io)
}

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

fn file_name(page: usize) -> String {
    format!("p{:05}.xhtml", page + 1)
}

fn picture_name(i: usize, path: &SitePath) -> String {
    let ending = path.as_str().rsplit_once('.').map_or("bin", |(_, e)| e).to_ascii_lowercase();
    format!("m{:05}.{ending}", i + 1)
}

/// A picture as an EPUB may hold it: a drawing that a book wants as it is may have a script, which none here may (EPUB 3.3, §5.5).
fn picture(site: &Built, path: &SitePath) -> Result<Vec<u8>, BundleError> {
    let bytes = site.read(path)?;
    if media_type(path.as_str()) != "image/svg+xml" {
        return Ok(bytes);
    }
    // What cannot be read shows nothing in a browser either.
    Ok(drawing::clean(&bytes).map_or_else(|_| EMPTY.as_bytes().to_vec(), |cleaned| cleaned.svg.into_bytes()))
}

/// Text for XML.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, true, true, &mut out);
    out
}

impl Parts<'_> {
    /// A page as XHTML.
    fn page(&mut self, view: &View, title: &str, path: &SitePath) -> Result<String, BundleError> {
        let mut dom = Dom::parse(&self.site.read_page(path)?);
        let body = dom.find(0, |dom, id| dom.name(id) == "body").unwrap_or(0);
        let main = dom.find(body, |dom, id| dom.name(id) == "main").unwrap_or(body);
        let heading = dom.find(main, |dom, id| dom.name(id) == "h1");
        let content = dom.find(main, |dom, id| dom.attr(id, "data-x-content").is_some()).unwrap_or(main);
        let section = dom.element("section");
        // In the page's own tree, so that what is inside knows where it stands.
        dom.append(body, section);
        if let Some(heading) = heading.filter(|_| content != main) {
            dom.append(section, heading);
        }
        dom.append(section, content);
        dom.rename(content, "div");
        for id in dom.below(section) {
            match dom.name(id) {
                "img" => self.picture(&mut dom, path, id),
                "audio" | "video" => silent(&mut dom, id),
                _ => {}
            }
        }
        xhtml::clean(&mut dom, section);
        let ids: FxHashSet<String> = dom.below(section).into_iter().filter_map(|id| dom.attr(id, "id").map(str::to_owned)).collect();
        for id in dom.below(section) {
            match dom.name(id) {
                "a" => self.link(&mut dom, path, id, &ids)?,
                "li" if dom.parent(id).is_some_and(|p| dom.has_class(p, "references")) => dom.set(id, "epub:type", "footnote"),
                _ => {}
            }
        }
        let formulas = dom.find(section, |dom, id| dom.name(id) == "math").is_some();
        self.properties.push(if formulas { " properties=\"mathml\"" } else { "" });
        let (lang, title) = (xml(&view.lang), xml(title));
        Ok(format!(
            "{HEAD} lang=\"{lang}\" xml:lang=\"{lang}\">\n<head><title>{title}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>{}</body>\n</html>\n",
            dom.xhtml(section)
        ))
    }

    /// A picture of the book is named by its file in the EPUB; one of another host becomes a link.
    fn picture(&mut self, dom: &mut Dom, path: &SitePath, id: Id) {
        let src = dom.attr(id, "src").unwrap_or_default().to_owned();
        if let Some((file, _)) = self.site.target(path, &src).filter(|(f, _)| media_type(f.as_str()).starts_with("image/")) {
            let next = self.pictures.len();
            let i = *self.known.entry(file.clone()).or_insert(next);
            if i == next {
                self.pictures.push(file.clone());
            }
            dom.set(id, "src", picture_name(i, &file));
        } else if is_remote(&src) {
            away(dom, id, &src);
        } else {
            silent(dom, id);
        }
    }

    /// A link to a page of the book leads to its file, one to elsewhere stays, one to what the EPUB does not hold is text.
    fn link(&mut self, dom: &mut Dom, path: &SitePath, id: Id, ids: &FxHashSet<String>) -> Result<(), BundleError> {
        let Some(href) = dom.attr(id, "href").map(str::to_owned) else { return Ok(()) };
        let to = if let Some(fragment) = href.strip_prefix('#') {
            let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
            ids.contains(&*fragment).then(|| format!("#{}", encoded(&fragment)))
        } else if let Some((mut target, mut fragment)) = self.site.target(path, &href) {
            // A page that only leads to another is not in the EPUB.
            if !self.pages.contains_key(target.as_str())
                && let Some(read) = redirects::follow(self.site, target.clone(), fragment.clone())?
            {
                (target, fragment) = read;
            }
            match self.pages.get(target.as_str()).cloned() {
                Some(file) if !fragment.is_empty() && self.has_place(&target, &fragment)? => Some(format!("{file}#{}", encoded(&fragment))),
                file => file,
            }
        } else {
            xhtml::address(&href)
        };
        match to {
            Some(to) => {
                if to.starts_with('#') && dom.parent(id).is_some_and(|p| dom.has_class(p, "reference")) {
                    dom.set(id, "epub:type", "noteref");
                }
                dom.set(id, "href", to);
            }
            None => {
                dom.keep_attrs(id, |key, _| matches!(key, "id" | "class" | "title" | "lang" | "xml:lang"));
                // Its content may hold a block only where it may.
                dom.rename(id, "span");
                if dom
                    .find(id, |dom, at| at != id && matches!(dom.name(at), "div" | "table" | "ul" | "ol" | "dl" | "p" | "figure"))
                    .is_some()
                {
                    dom.rename(id, "div");
                }
            }
        }
        Ok(())
    }

    /// Whether a page's content has the place.
    fn has_place(&mut self, path: &SitePath, place: &str) -> Result<bool, BundleError> {
        let key = (path.clone(), place.to_owned());
        if let Some(known) = self.places.get(&key) {
            return Ok(*known);
        }
        let dom = Dom::parse(&self.site.read_page(path)?);
        let content = dom.find(0, |dom, id| dom.attr(id, "data-x-content").is_some());
        let there = content.is_some_and(|content| dom.find(content, |dom, id| dom.attr(id, "id") == Some(place)).is_some());
        self.places.insert(key, there);
        Ok(there)
    }
}

/// What cannot be shown is named.
fn silent(dom: &mut Dom, id: Id) {
    let src = dom.attr(id, "src").unwrap_or_default();
    let name = src.rsplit('/').next().unwrap_or_default();
    let name = dom
        .attr(id, "alt")
        .filter(|alt| !alt.is_empty())
        .map_or_else(|| percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned(), str::to_owned);
    let span = dom.element("span");
    dom.set(span, "class", "missing");
    let text = dom.text_node(&name);
    dom.append(span, text);
    dom.replace(id, span);
}

/// A fragment for a link.
fn encoded(fragment: &str) -> String {
    percent_encoding::utf8_percent_encode(fragment, crate::path::UNSAFE_IN_HREF).to_string()
}

/// A name for the book that stays the same as long as its titles do (RFC 9562, version 8).
fn identifier(site: &Built, view: &View) -> String {
    let mut hash = Sha256::new();
    for text in [&view.code, &view.title].into_iter().chain(&site.authors) {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let mut bytes: [u8; 32] = hash.finalize().into();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes[..16].iter().map(|b| format!("{b:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// What the book is and which files it has.
fn package(parts: &Parts<'_>, view: &View) -> String {
    let site = parts.site;
    let lang = xml(&view.lang);
    // The format wants a time; a book without a date has one that cannot be mistaken for its own.
    let seconds = site.date.unwrap_or(315_532_800);
    let modified = jiff::Timestamp::from_second(seconds).map_or_else(|_| "1980-01-01T00:00:00Z".to_owned(), |t| t.to_string());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{lang}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:identifier id=\"id\">{}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{lang}</dc:language>\n",
        identifier(site, view),
        xml(&view.title)
    );
    for author in &site.authors {
        out.push_str(&format!("<dc:creator>{}</dc:creator>\n", xml(author)));
    }
    if !view.description.is_empty() {
        out.push_str(&format!("<dc:description>{}</dc:description>\n", xml(&view.description)));
    }
    if site.date.is_some() {
        out.push_str(&format!("<dc:date>{}</dc:date>\n", &modified[..modified.len().min(10)]));
    }
    out.push_str(&format!(
        "<meta property=\"dcterms:modified\">{modified}</meta>\n<meta name=\"generator\" content=\"{MAKER}\"/>\n<meta name=\"cover\" content=\"cover-image\"/>\n</metadata>\n<manifest>\n"
    ));
    out.push_str("<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n<item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>\n<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n<item id=\"cover-image\" href=\"cover.svg\" media-type=\"image/svg+xml\" properties=\"cover-image\"/>\n<item id=\"cover\" href=\"cover.xhtml\" media-type=\"application/xhtml+xml\"/>\n");
    for (i, properties) in parts.properties.iter().enumerate() {
        out.push_str(&format!("<item id=\"p{}\" href=\"{}\" media-type=\"application/xhtml+xml\"{properties}/>\n", i + 1, file_name(i)));
    }
    for (i, path) in parts.pictures.iter().enumerate() {
        let kind = media_type(path.as_str());
        // A reader that cannot show a newer kind shows the cover's mark in its place.
        let fallback = if CORE_IMAGES.contains(&kind) { "" } else { " fallback=\"cover-image\"" };
        out.push_str(&format!("<item id=\"m{}\" href=\"{}\" media-type=\"{kind}\"{fallback}/>\n", i + 1, picture_name(i, path)));
    }
    out.push_str("</manifest>\n<spine toc=\"ncx\">\n<itemref idref=\"cover\"/>\n<itemref idref=\"nav\"/>\n");
    for i in 1..=parts.properties.len() {
        out.push_str(&format!("<itemref idref=\"p{i}\"/>\n"));
    }
    out.push_str("</spine>\n</package>\n");
    out
}

/// The table of contents.
fn contents(view: &View) -> String {
    let (lang, title) = (xml(&view.lang), xml(&view.title));
    let mut out = format!(
        "{HEAD} lang=\"{lang}\" xml:lang=\"{lang}\">\n<head><title>{title}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n<nav epub:type=\"toc\"><h1>{title}</h1>\n<ol>\n"
    );
    for (i, (title, _)) in view.pages.iter().enumerate() {
        out.push_str(&format!("<li><a href=\"{}\">{}</a></li>\n", file_name(i), xml(title)));
    }
    out.push_str("</ol></nav>\n</body>\n</html>\n");
    out
}

/// The same for readers of EPUB 2.
fn old_contents(view: &View, identifier: &str) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\" xml:lang=\"{}\"><head><meta name=\"dtb:uid\" content=\"{identifier}\"/></head><docTitle><text>{}</text></docTitle><navMap>\n",
        xml(&view.lang),
        xml(&view.title)
    );
    for (i, (title, _)) in view.pages.iter().enumerate() {
        let n = i + 1;
        out.push_str(&format!(
            "<navPoint id=\"n{n}\" playOrder=\"{n}\"><navLabel><text>{}</text></navLabel><content src=\"{}\"/></navPoint>\n",
            xml(title),
            file_name(i)
        ));
    }
    out.push_str("</navMap></ncx>\n");
    out
}

/// The cover: the title in vertical lines from the right, as books have it, and the mark.
fn cover(view: &View, authors: &[String]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 800\" width=\"600\" height=\"800\">\n<rect width=\"600\" height=\"800\" fill=\"#1d1c1a\"/>\n<rect x=\"24\" y=\"24\" width=\"552\" height=\"752\" fill=\"none\" stroke=\"#f3efe4\" stroke-width=\"2\"/>\n<g fill=\"#f3efe4\" text-anchor=\"middle\" font-family=\"serif\">\n",
    );
    let letters: Vec<char> = view.title.chars().collect();
    if letters.iter().all(|c| !c.is_ascii_alphabetic()) && letters.len() <= COVER_LINE * COVER_LINES {
        for (i, c) in letters.iter().enumerate() {
            let (x, y) = (500 - i / COVER_LINE * 80, 130 + i % COVER_LINE * 66);
            out.push_str(&format!("<text x=\"{x}\" y=\"{y}\" font-size=\"56\">{}</text>\n", xml(&c.to_string())));
        }
    } else {
        let mut lines = vec![String::new()];
        for word in view.title.split(' ').take(40) {
            if lines.last().is_some_and(|l| !l.is_empty() && l.chars().count() + word.chars().count() > COVER_LINE * 2) {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
            }
        }
        for (i, line) in lines.iter().take(COVER_LINES).enumerate() {
            out.push_str(&format!("<text x=\"300\" y=\"{}\" font-size=\"44\">{}</text>\n", 200 + i * 64, xml(line)));
        }
    }
    if !authors.is_empty() {
        out.push_str(&format!("<text x=\"300\" y=\"730\" font-size=\"24\">{}</text>\n", xml(&authors.join(" · "))));
    }
    out.push_str("</g>\n<g transform=\"translate(64 660)\"><rect width=\"64\" height=\"64\" rx=\"3\" fill=\"#a8321f\"/><g fill=\"none\" stroke=\"#fff\" stroke-width=\"5\"><path d=\"M8 22H26M17.5 10V48Q17.5 53 10 51.5M8 41L26.5 33.5\"/><path d=\"M29.5 15.500H56.500M42 15.500Q39 30 28 40\"/><path d=\"M36.500 33.500H53V51.500H36.500Z\"/></g></g>\n</svg>\n");
    out
}

/// The page that shows the cover.
fn cover_page(view: &View) -> String {
    let (lang, title) = (xml(&view.lang), xml(&view.title));
    format!(
        "{HEAD} lang=\"{lang}\" xml:lang=\"{lang}\">\n<head><title>{title}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body><section epub:type=\"cover\" class=\"title-page\"><img src=\"cover.svg\" alt=\"{title}\"/></section></body>\n</html>\n"
    )
}
