//! The HTML in a Markdown page: tags, comments, entities and text.
//!
//! What is not on the list of `sanitize` stays text.

use std::borrow::Cow;
use std::sync::Arc;

use super::marks::Raw;
use super::target;
use crate::model::document::{Event, ExternalKind, Link, LinkTarget, NoteList};
use crate::model::entities;
use crate::model::html::{Attrs, Name};
use crate::sanitize::attributes::{fixed_variant, is_map_name, read_attributes, split};
use crate::sanitize::{is_allowed, safe_address};
use crate::site::Site;

/// The end of a tag that begins at `text[0]`, quotes stepped over; `None` if it is not closed.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(n) = bytes[at..].iter().position(|b| matches!(b, b'>' | b'"' | b'\'' | b'<')) {
        at += n;
        match bytes[at] {
            b'>' => return Some(at),
            b'<' => return None,
            quote => at += memchr::memchr(quote, &bytes[at + 1..])? + 2,
        }
    }
    None
}

/// Reads a stretch of HTML.
pub(super) fn read<'a>(html: Cow<'a, str>, site: &Site, out: &mut Vec<Raw<'a>>) {
    match html {
        Cow::Borrowed(html) => read_borrowed(html, site, out),
        Cow::Owned(html) => {
            let mut owned = Vec::new();
            read_borrowed(&html, site, &mut owned);
            out.extend(owned.into_iter().map(Raw::into_owned));
        }
    }
}

fn read_borrowed<'a>(html: &'a str, site: &Site, out: &mut Vec<Raw<'a>>) {
    let mut at = 0;
    // A `<` without its `>` is looked at once: nothing after it can close it either.
    let mut no_more_tags = false;
    while at < html.len() {
        let rest = &html[at..];
        let open = if no_more_tags { None } else { memchr::memchr(b'<', rest.as_bytes()) };
        let text_end = open.unwrap_or(rest.len());
        text(&rest[..text_end], out);
        at += text_end;
        if open.is_none() {
            break;
        }
        let rest = &html[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at += comment.find("-->").map_or(rest.len(), |n| n + 7);
            continue;
        }
        match tag_end(rest) {
            Some(end) => {
                if !tag(&rest[1..end], site, out) {
                    out.push(Raw::Literal(Cow::Borrowed(&rest[..=end])));
                }
                at += end + 1;
            }
            None => {
                no_more_tags = memchr::memchr(b'>', rest.as_bytes()).is_none();
                out.push(Raw::Literal(Cow::Borrowed("<")));
                at += 1;
            }
        }
    }
}

/// Text between tags; entities are literal, so that `&#45;{` is no mark.
fn text<'a>(text: &'a str, out: &mut Vec<Raw<'a>>) {
    let mut at = 0;
    let mut from = 0;
    while let Some(n) = memchr::memchr(b'&', &text.as_bytes()[at..]) {
        let amp = at + n;
        if let Some((decoded, len)) = entities::read_reference(&text[amp..]) {
            if amp > from {
                out.push(Raw::Text(Cow::Borrowed(&text[from..amp])));
            }
            out.push(Raw::Literal(decoded));
            at = amp + len;
            from = at;
        } else {
            at = amp + 1;
        }
    }
    if from < text.len() {
        out.push(Raw::Text(Cow::Borrowed(&text[from..])));
    }
}

/// Reads what stands between `<` and `>`; false if it is no tag that may stand here.
fn tag<'a>(inside: &'a str, site: &Site, out: &mut Vec<Raw<'a>>) -> bool {
    let (closing, rest) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(rest.len());
    if end == 0 || end > 12 || !rest.as_bytes()[0].is_ascii_alphabetic() {
        return false;
    }
    let lower = rest[..end].to_ascii_lowercase();
    let source = &rest[end..];
    match lower.as_str() {
        "references" => {
            if !closing {
                let mut list = NoteList::default();
                for (key, value) in split(source.trim_end_matches('/')) {
                    match key {
                        "group" => list.group = value,
                        "responsive" => list.single_column = value == "0",
                        _ => {}
                    }
                }
                out.push(Raw::Event(Event::Notes(Box::new(list))));
            }
            return true;
        }
        "toc" => {
            if !closing {
                out.push(Raw::Event(Event::Contents));
            }
            return true;
        }
        _ => {}
    }
    let Some(name) = Name::from_lower(&lower) else { return false };
    if !is_allowed(name)
        && !matches!(name, Name::A | Name::Area | Name::Map | Name::Img | Name::Figure | Name::Figcaption | Name::Langconvert | Name::Tbody)
    {
        return false;
    }
    if closing {
        if !name.is_void() {
            out.push(Raw::Event(Event::Close(name)));
        }
        return true;
    }
    let source = source.strip_suffix('/').unwrap_or(source);
    match name {
        Name::A => match anchor(source, site) {
            Some(link) => out.push(Raw::Event(Event::OpenLink(Arc::new(link)))),
            None => out.push(Raw::Event(Event::Open(Name::Span, Attrs::new()))),
        },
        Name::Langconvert => out.push(Raw::Event(Event::Open(name, fixed_variant(source).unwrap_or_default()))),
        Name::Img => {
            if let Some(attrs) = image(source) {
                out.push(Raw::Event(Event::Open(Name::Img, attrs)));
            }
        }
        _ => out.push(Raw::Event(Event::Open(name, read_attributes(source, name)))),
    }
    true
}

/// The target of an `<a>`; `None` if it has none that is safe.
fn anchor(source: &str, site: &Site) -> Option<Link> {
    let mut href = None;
    let mut title = None;
    let mut class = String::new();
    for (key, value) in split(source) {
        match key.to_ascii_lowercase().as_str() {
            "href" => href = Some(value),
            "title" => title = Some(value),
            "class" => class = value,
            _ => {}
        }
    }
    let href = href?;
    if let Some(target) = target::read(&href, site) {
        return Some(Link { target, title });
    }
    let target = match class.as_str() {
        "extiw" => LinkTarget::Interwiki { url: safe_address(&href)? },
        "free" => LinkTarget::External { url: safe_address(&href)?, kind: ExternalKind::Free },
        "autonumber" => LinkTarget::External { url: safe_address(&href)?, kind: ExternalKind::Number },
        _ => LinkTarget::External { url: safe_address(&href)?, kind: ExternalKind::Text },
    };
    Some(Link { target, title })
}

/// The attributes of a picture; its source is a file of the book or an address.
fn image(source: &str) -> Option<Attrs<'static>> {
    let mut attrs = Attrs::new();
    for (key, value) in split(source) {
        match key.to_ascii_lowercase().as_str() {
            "src" => {
                let safe = value.starts_with("file:") || safe_address(&value).is_some_and(|u| !u.starts_with("data:"));
                if safe {
                    attrs.set("src", value);
                }
            }
            "alt" => attrs.set("alt", value),
            "title" => attrs.set("title", value),
            "usemap" if value.strip_prefix('#').is_some_and(is_map_name) => attrs.set("usemap", value),
            key @ ("width" | "height" | "data-page") if value.bytes().all(|b| b.is_ascii_digit()) => attrs.set(key.to_owned(), value),
            "style"
                if value.starts_with("vertical-align:")
                    && value.len() < 40
                    && value.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b':')) =>
            {
                attrs.set("style", value)
            }
            _ => {}
        }
    }
    attrs.get("src")?;
    Some(attrs)
}
