//! Drawings (SVG): what may stay in one that stands beside a book's pages.
//!
//! A drawing is a document, and one that is opened by itself runs its scripts with the site's rights and asks whom it likes.  So
//! it is read and written anew, as pages are: elements, attributes and styles of a list stay, with addresses only of what is in
//! the drawing itself, or of a picture whose bytes stand in the address.
//!
//! Facts: SVG 2, §5 (structure), §16 (linking), §17 (scripting); SVG Animations 2, §2; XML 1.0, §4.1 (references).

mod names;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};
use rustc_hash::FxHashSet;

use super::value::{self, Place};
use super::{css, sheet};

/// A drawing that may be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Its text.
    pub svg: String,
    /// What it lost of what could have run or loaded something, each once: `<script>`, `onload`, `href`.
    pub refused: Vec<String>,
}

/// How many kinds of lost things are told.
const MAX_TOLD: usize = 8;

/// The namespace of drawings, which every one that is written has.
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Reads a drawing and keeps what may stay.
///
/// # Errors
/// If the bytes are no drawing in UTF-8, with the reason.
pub fn clean(bytes: &[u8]) -> Result<Drawing, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut cleaner = Cleaner::default();
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(tag) => cleaner.open(&tag, false),
            Event::Empty(tag) => cleaner.open(&tag, true),
            Event::End(_) => cleaner.close(),
            Event::Text(text) => cleaner.text(&text),
            Event::CData(text) => cleaner.text(&text),
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().ok().flatten().map(String::from);
                // Entities that a document declares for itself are not read: they grow, and they load.
                let text = character.or_else(|| escape::resolve_predefined_entity(&name).map(str::to_owned));
                cleaner.text(text.as_deref().unwrap_or_default());
            }
            Event::Comment(_) | Event::Decl(_) | Event::DocType(_) => {}
            Event::PI(text) => {
                if text.starts_with("xml-stylesheet") {
                    cleaner.refuse("<?xml-stylesheet?>");
                }
            }
            Event::Eof => break,
        }
        if cleaner.is_other {
            return Err("its first element is not <svg>".to_owned());
        }
    }
    if !cleaner.open.is_empty() || cleaner.out.is_empty() {
        return Err("it is no whole drawing".to_owned());
    }
    Ok(Drawing { svg: cleaner.out, refused: cleaner.refused })
}

/// What has been written, and where in it the reader is.
#[derive(Default)]
struct Cleaner {
    out: String,
    /// The names of the elements that are open, as they are written.
    open: Vec<&'static str>,
    /// How many elements are open that do not stay, from the outermost one on.
    lost: usize,
    /// Prefixes that the first element gives to the namespace of drawings.
    prefixes: FxHashSet<String>,
    /// The text of a `<style>` that is open.
    style: Option<String>,
    refused: Vec<String>,
    is_other: bool,
}

impl Cleaner {
    fn refuse(&mut self, what: &str) {
        if self.refused.len() < MAX_TOLD && !self.refused.iter().any(|told| told == what) {
            self.refused.push(what.to_owned());
        }
    }

    /// The name by which an element is written; `None` if it does not stay.
    fn name_of(&mut self, tag: &BytesStart<'_>) -> Option<&'static str> {
        let full = tag.name().into_inner();
        let local = match full.split_once(':') {
            None => full,
            Some((prefix, local)) if self.prefixes.contains(prefix) => local,
            // An editor's own elements.
            Some(_) => return None,
        };
        if let Some(name) = names::element(local) {
            return Some(name);
        }
        if names::is_active(local) {
            let name: String = local.chars().take(40).collect();
            self.refuse(&format!("<{name}>"));
        }
        None
    }

    fn open(&mut self, tag: &BytesStart<'_>, is_empty: bool) {
        let is_first = self.open.is_empty() && self.out.is_empty();
        if is_first {
            for attribute in tag.attributes().with_checks(false).flatten() {
                if let Some(prefix) = attribute.key.0.strip_prefix("xmlns:")
                    && &*attribute.value == NAMESPACE
                {
                    self.prefixes.insert(prefix.to_owned());
                }
            }
        }
        let name = if self.lost > 0 { None } else { self.name_of(tag) };
        let Some(name) = name.filter(|name| (*name == "svg") >= is_first) else {
            // Beside the drawing there is nothing.
            self.is_other |= is_first;
            self.lost += usize::from(!is_empty);
            return;
        };
        let attributes = if self.open.is_empty() && !is_first { None } else { self.attributes(tag, name) };
        let Some(attributes) = attributes else {
            self.lost += usize::from(!is_empty);
            return;
        };
        if is_first {
            self.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        }
        self.out.push('<');
        self.out.push_str(name);
        if is_first {
            self.out.push_str(" xmlns=\"");
            self.out.push_str(NAMESPACE);
            self.out.push_str("\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        }
        for (key, value) in &attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escaped(value, &mut self.out);
            self.out.push('"');
        }
        if is_empty {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        self.open.push(name);
        if name == "style" {
            self.style = Some(String::new());
        }
    }

    fn close(&mut self) {
        if self.lost > 0 {
            self.lost -= 1;
            return;
        }
        let Some(name) = self.open.pop() else { return };
        if name == "style"
            && let Some(css) = self.style.take()
        {
            let sheet = sheet::clean_drawing(&css);
            for what in sheet.refused.iter().filter(|what| may_load(what)) {
                self.refuse(what);
            }
            escaped(&sheet.css, &mut self.out);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn text(&mut self, text: &str) {
        if self.lost > 0 || self.open.is_empty() {
            return;
        }
        match &mut self.style {
            Some(style) => style.push_str(text),
            None => escaped(text, &mut self.out),
        }
    }

    /// The attributes of an element that stay; `None` if it means nothing without those that go.
    fn attributes<'t>(&mut self, tag: &'t BytesStart<'_>, element: &str) -> Option<Vec<(&'t str, String)>> {
        let mut seen = FxHashSet::default();
        let mut kept = Vec::new();
        if element == "style" {
            // No other language is known to the filter.
            kept.push(("type", "text/css".to_owned()));
            seen.insert("type");
        }
        // Without the parser's own look through all that it has seen, for each.
        for attribute in tag.attributes().with_checks(false).flatten() {
            let key = match attribute.key.0 {
                // The older name, which every reader knows.
                "href" => "xlink:href",
                key => key,
            };
            if key == "xmlns" || key.starts_with("xmlns:") || !seen.insert(key) {
                continue;
            }
            let resolve = |name: &str| escape::resolve_predefined_entity(name).or(Some(""));
            let Ok(value) = escape::unescape_with(&attribute.value, resolve) else { continue };
            match self.value_of(key, &value, element) {
                Some(value) => kept.push((key, value)),
                // A link leads nowhere by itself, and is none any more.
                None if element == "g" && key == "xlink:href" => {}
                None if is_told(key, &value) => self.refuse(if key == "xlink:href" { "href" } else { key }),
                None => {}
            }
        }
        let has = |key: &str| kept.iter().any(|(k, _)| *k == key);
        names::needs(element).is_none_or(has).then_some(kept)
    }

    /// An attribute's value, if it stays.
    fn value_of(&mut self, key: &str, value: &str, element: &str) -> Option<String> {
        match key {
            "style" => self.style_of(value),
            "xlink:href" => reference(element, value),
            "attributeName" => names::may_change(value.trim()).then(|| value.to_owned()),
            _ if names::is_plain(key) => Some(value.to_owned()),
            _ if names::is_value(key) => value.split(';').all(is_value_without_reference).then(|| value.to_owned()),
            _ if names::is_property(key) => value::is_value(value, Place::Drawing).then(|| value.to_owned()),
            _ => None,
        }
    }

    /// The declarations of a `style` attribute that stay; `None` if there are none.
    fn style_of(&mut self, style: &str) -> Option<String> {
        let (kept, refused) = css::of_drawing(style);
        for what in refused.iter().filter(|what| may_load(what)) {
            let name: String = what.chars().take(40).collect();
            self.refuse(&name);
        }
        (!kept.is_empty()).then_some(kept)
    }
}

/// Whether the author is told that an attribute went.
fn is_told(key: &str, value: &str) -> bool {
    key.len() <= 40 && (key.to_ascii_lowercase().starts_with("on") || matches!(key, "xlink:href" | "attributeName") || may_load(value))
}

/// Whether something that was left out could have loaded or run something, so that its author is told.
fn may_load(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["url", "@import", "@font-face", "script:", "data:", "image-set", "src(", "expression", "\\"].iter().any(|word| lower.contains(word))
}

/// A part of a list of values that names no other part of the drawing.
fn is_value_without_reference(part: &str) -> bool {
    value::is_value(part, Place::Attribute) || part.trim().is_empty()
}

/// An address that may stay: a place in the drawing, or a picture that is its own bytes.
fn reference(element: &str, address: &str) -> Option<String> {
    let address = address.trim();
    if address.starts_with('#') {
        // A link that was taken out of its element would be an attribute without a meaning.
        return (element != "g").then(|| address.to_owned());
    }
    let (kind, data) = address.strip_prefix("data:image/")?.split_once(";base64,")?;
    let is_picture = element == "image" && matches!(kind, "png" | "jpeg" | "jpg" | "gif" | "webp" | "avif");
    let is_base64 = data.bytes().all(|b| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || matches!(b, b'+' | b'/' | b'='));
    (is_picture && is_base64).then(|| address.to_owned())
}

/// Text for XML, in an element or between double quotes; what XML has no characters for goes.
fn escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(if c == '\r' { '\n' } else { c }),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

/// Whether a property is one that a drawing may have; `name` in lower case.
pub(super) fn is_property(name: &str) -> bool {
    names::is_property(name)
}

#[cfg(test)]
mod tests;
