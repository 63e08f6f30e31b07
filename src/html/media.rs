//! Files in a page: pictures, sound, film, documents, and the box of a file that the book does not have.
//!
//! Facts: MediaWiki's `Help:Images` (sizes), its `BitmapHandler::normaliseParams` (a picture of dots is never made
//! larger than it is), HTML Living Standard §4.8 (`img`, `audio`, `video`, `map`, `area`); CSS 2.1 for what moves
//! when a picture of unknown size loads.

use super::page::Setting;
use super::write::{Links, attribute, encode_fragment, open};
use crate::model::document::{Event, LinkTarget};
use crate::model::html::{Attrs, Name, escape_text};
use crate::model::media::MediaKind;

/// The width of a film whose author asks for none, in CSS pixels.
const FILM_WIDTH: u32 = 320;

/// How a picture's pixels lie on the screen: shown width and height, and those of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    shown: (u32, u32),
    real: (u32, u32),
}

/// Writes an `<img>` of the stream as what its file is; gives the scale of a picture whose size is known.
pub(super) fn write(attrs: &Attrs<'_>, in_link: bool, links: &dyn Links, setting: Option<&Setting<'_>>, out: &mut String) -> Option<Scale> {
    let Some(name) = attrs.get("src").and_then(|s| s.strip_prefix("file:")) else {
        open(Name::Img, attrs, out);
        return None;
    };
    let Some((href, size)) = links.file(name) else {
        match setting {
            Some(setting) => missing_box(attrs, name, in_link, links, setting, out),
            None => missing(attrs, name, in_link, links, out),
        }
        return None;
    };
    let kind = MediaKind::of(name);
    if kind != MediaKind::Picture {
        played(kind, name, &href, attrs, in_link, out);
        return None;
    }
    let mut shown = attrs.clone();
    shown.remove("data-page");
    shown.set("src", href);
    // A link needs a name (WCAG 2.2, 2.4.4): that of the file, where the author gave the picture none.
    if in_link && setting.is_some() && attrs.get("alt").is_none_or(str::is_empty) {
        shown.set("alt", name.to_owned());
    }
    // The size is always told, so that nothing moves while pictures load.
    let scale = size.map(|real| {
        let asked = (asked(attrs, "width"), asked(attrs, "height"));
        Scale { shown: fit(real, asked, is_drawn(name)), real }
    });
    if let Some(scale) = scale {
        shown.set("width", scale.shown.0.to_string());
        shown.set("height", scale.shown.1.to_string());
    }
    shown.set("loading", "lazy");
    open(Name::Img, &shown, out);
    scale
}

/// Whether a picture is made of lines, so that it is sharp at any size.
fn is_drawn(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("svg"))
}

fn asked(attrs: &Attrs<'_>, key: &str) -> Option<u32> {
    attrs.get(key).and_then(|v| v.parse::<u32>().ok()).filter(|n| *n > 0)
}

/// The size at which a picture is shown: within what was asked for, in its own proportions.
fn fit((width, height): (u32, u32), asked: (Option<u32>, Option<u32>), may_grow: bool) -> (u32, u32) {
    // Half pixels are rounded up, as in MediaWiki's `File::scaleHeight`.
    let scaled = |n: u32, by: u32, of: u32| {
        let of = u64::from(of.max(1));
        u32::try_from((u64::from(n) * u64::from(by) + of / 2) / of).unwrap_or(n).max(1)
    };
    let (w, h) = match asked {
        (Some(w), Some(h)) => {
            let by_width = scaled(height, w, width);
            if by_width <= h { (w, by_width) } else { (scaled(width, h, height), h) }
        }
        (Some(w), None) => (w, scaled(height, w, width)),
        (None, Some(h)) => (scaled(width, h, height), h),
        (None, None) => (width, height),
    };
    if !may_grow && (w > width || h > height) { (width, height) } else { (w, h) }
}

/// Sound and film with the browser's own controls, documents as a link; a plain link to the file is always there.
fn played(kind: MediaKind, name: &str, href: &str, attrs: &Attrs<'_>, in_link: bool, out: &mut String) {
    let label = attrs.get("alt").filter(|alt| !alt.is_empty()).unwrap_or(name);
    match kind {
        MediaKind::Audio => {
            out.push_str("<audio controls preload=\"none\"");
            attribute("src", href, out);
            attribute("aria-label", label, out);
            out.push_str("></audio>");
        }
        MediaKind::Video => {
            // A film fits itself into its box, so any proportions keep the page still.
            let width = asked(attrs, "width").unwrap_or(FILM_WIDTH);
            let height = asked(attrs, "height").unwrap_or(width * 9 / 16);
            out.push_str("<video controls preload=\"metadata\"");
            attribute("src", href, out);
            attribute("width", &width.to_string(), out);
            attribute("height", &height.to_string(), out);
            attribute("aria-label", label, out);
            out.push_str("></video>");
        }
        MediaKind::Picture | MediaKind::Document => {}
    }
    if in_link {
        escape_text(name, out);
        return;
    }
    out.push_str("<a class=\"media-file\"");
    let page = asked(attrs, "data-page").map_or_else(String::new, |page| format!("#page={page}"));
    attribute("href", &format!("{href}{page}"), out);
    out.push('>');
    escape_text(name, out);
    out.push_str("</a>");
}

/// A missing file in a fragment: a link to its page, labelled with its `alt` or its name, as in MediaWiki.
fn missing(attrs: &Attrs<'_>, name: &str, in_link: bool, links: &dyn Links, out: &mut String) {
    let to = links.missing_file(name);
    let label = attrs.get("alt").filter(|alt| !alt.is_empty()).unwrap_or(&to.title);
    out.push_str(if in_link { "<span class=\"missing-file\"" } else { "<a class=\"new missing-file\"" });
    if !in_link {
        if let Some(href) = &to.href {
            attribute("href", href, out);
        }
        if let Some(data) = &to.data_title {
            attribute("data-wiki-title", data, out);
        }
    }
    out.push('>');
    escape_text(label, out);
    out.push_str(if in_link { "</span>" } else { "</a>" });
}

/// A missing file in a page: a box of the size that the picture would have, which says what is missing.
fn missing_box(attrs: &Attrs<'_>, name: &str, in_link: bool, links: &dyn Links, setting: &Setting<'_>, out: &mut String) {
    let to = links.missing_file(name);
    let (width, height) = (asked(attrs, "width"), asked(attrs, "height"));
    out.push_str("<span class=\"missing-file\"");
    if let Some(width) = width {
        attribute("style", &format!("width:{width}px"), out);
    }
    out.push('>');
    // The words come first: the name alone, underlined like a link, would promise a picture.
    out.push_str("<span class=\"missing-word\">");
    escape_text(setting.missing_file, out);
    out.push_str("</span> ");
    match to.href.as_ref().filter(|_| !in_link) {
        Some(href) => {
            out.push_str("<a class=\"extiw\"");
            attribute("href", href, out);
            out.push('>');
            escape_text(&to.title, out);
            out.push_str("</a>");
        }
        None => escape_text(&to.title, out),
    }
    let size = match (width, height) {
        (Some(w), Some(h)) => format!("{w} × {h} px"),
        (Some(w), None) => format!("{w} px"),
        (None, Some(h)) => format!("× {h} px"),
        (None, None) => String::new(),
    };
    if !size.is_empty() {
        out.push_str(" <span class=\"missing-size\">");
        out.push_str(&size);
        out.push_str("</span>");
    }
    if let Some(alt) = attrs.get("alt").filter(|alt| !alt.is_empty()) {
        out.push_str(" <span class=\"missing-alt\">");
        escape_text(alt, out);
        out.push_str("</span>");
    }
    out.push_str("</span>");
}

/// Writes an area of a picture and the link behind it, which `rest` begins with; gives how many events that were.
pub(super) fn area(attrs: &Attrs<'_>, rest: &[Event<'_>], scale: Scale, links: &dyn Links, out: &mut String) -> Option<usize> {
    let Some(Event::OpenLink(link)) = rest.first() else { return None };
    let end = rest.iter().position(|event| *event == Event::Close(Name::A))?;
    let words: String = rest[1..end].iter().map(|event| if let Event::Text(text) = event { text.as_ref() } else { "" }).collect();
    let mut coordinates = String::new();
    let circle = attrs.get("shape") == Some("circle");
    for (i, number) in attrs.get("coords").unwrap_or_default().split(',').enumerate() {
        let number: u64 = number.parse().unwrap_or(0);
        let (shown, real) =
            if i % 2 == 1 && !circle || circle && i == 1 { (scale.shown.1, scale.real.1) } else { (scale.shown.0, scale.real.0) };
        if i > 0 {
            coordinates.push(',');
        }
        coordinates.push_str(&(number * u64::from(shown) / u64::from(real.max(1))).to_string());
    }
    // A link that leads nowhere is no area: it could not show that it does not.
    let href = href(&link.target, links)?;
    out.push_str("<area");
    attribute("shape", attrs.get("shape").unwrap_or("rect"), out);
    attribute("coords", &coordinates, out);
    attribute("href", &href, out);
    attribute("alt", &words, out);
    attribute("title", &words, out);
    if matches!(link.target, LinkTarget::External { .. }) {
        attribute("rel", "nofollow noopener", out);
    }
    out.push('>');
    Some(end + 1)
}

/// Where a link leads; `None` if nowhere.
fn href(target: &LinkTarget, links: &dyn Links) -> Option<String> {
    match target {
        LinkTarget::Page { title, fragment } => links.page(title, fragment.as_deref()).href,
        LinkTarget::Here(fragment) => Some(format!("#{}", encode_fragment(fragment))),
        LinkTarget::External { url, .. } | LinkTarget::Interwiki { url } => Some(url.clone()),
        LinkTarget::File(file) => links.file(file.name()).map(|(href, _)| href),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_mediawiki() {
        assert_eq!(fit((400, 300), (Some(200), None), false), (200, 150));
        assert_eq!(fit((400, 300), (None, Some(100)), false), (133, 100));
        assert_eq!(fit((400, 300), (Some(200), Some(100)), false), (133, 100));
        assert_eq!(fit((40, 30), (Some(200), None), false), (40, 30));
        assert_eq!(fit((40, 30), (Some(200), None), true), (200, 150));
        assert_eq!(fit((40, 30), (None, None), false), (40, 30));
        assert_eq!(fit((0, 0), (Some(5), Some(5)), true), (5, 1));
    }
}
