//! `<gallery>`: pictures beside each other, one file a line.
//!
//! Facts: MediaWiki's `Parser::renderImageGallery` and the classes `TraditionalImageGallery`, `PackedImageGallery`,
//! `NolinesImageGallery`.  Modes that need a script (`packed-hover`, `packed-overlay`, `slideshow`) show what they
//! hold at once: as `packed`, or as `traditional`.

use std::sync::Arc;

use super::Parser;
use super::atom::{Atom, has_mark, protected, without_marks};
use super::blocks::Paragraphs;
use super::media::split_options;
use crate::diag::Diagnostic;
use crate::model::document::{Event, Link, LinkTarget};
use crate::model::entities;
use crate::model::html::{Attrs, Name};
use crate::model::piece::Extension;
use crate::sanitize::attributes::{self, read_attributes};
use crate::title::{Namespace, Title};

/// Width and height of a picture in CSS pixels, where the author asks for none.
const DEFAULT_SIZE: u32 = 120;
/// The largest size an author may ask for.
const MAX_SIZE: u32 = 1000;
/// The room around a picture in a box of the traditional mode, in CSS pixels.
const PADDING: u32 = 30;
/// The most pictures in a row.
const MAX_PER_ROW: u32 = 100;

/// How a gallery is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Traditional,
    Nolines,
    Packed,
}

/// A pixel size, with or without its unit.
fn size(value: &str) -> u32 {
    let digits = value.trim().trim_end_matches("像素").trim_end_matches("px").trim();
    digits.parse().ok().filter(|n| *n > 0).unwrap_or(DEFAULT_SIZE).min(MAX_SIZE)
}

fn classed(class: &'static str) -> Attrs<'static> {
    [("class".into(), class.into())].into_iter().collect()
}

impl Parser<'_> {
    /// `<gallery>`.
    pub(super) fn gallery(&mut self, tag: &Extension) -> Atom {
        let source = without_marks(&tag.attributes, &self.atoms).into_owned();
        let mut attrs = read_attributes(&source, Name::Ul);
        let (mut mode, mut name) = (Mode::Traditional, "traditional");
        let (mut width, mut height, mut per_row, mut caption, mut with_names) = (DEFAULT_SIZE, DEFAULT_SIZE, 0, None, false);
        for (key, value) in attributes::split(&source) {
            match key.to_lowercase().as_str() {
                "mode" => {
                    (mode, name) = match value.to_lowercase().as_str() {
                        "packed" => (Mode::Packed, "packed"),
                        "packed-hover" => (Mode::Packed, "packed-hover"),
                        "packed-overlay" => (Mode::Packed, "packed-overlay"),
                        "nolines" => (Mode::Nolines, "nolines"),
                        "slideshow" => (Mode::Traditional, "slideshow"),
                        _ => (Mode::Traditional, "traditional"),
                    }
                }
                "caption" => caption = Some(value),
                "widths" => width = size(&value),
                "heights" => height = size(&value),
                "perrow" => per_row = value.trim().parse().unwrap_or(0).min(MAX_PER_ROW),
                "showfilename" => with_names = true,
                _ => {}
            }
        }
        let class = attrs.get("class").map_or_else(String::new, |c| format!(" {c}"));
        attrs.set("class", format!("gallery mw-gallery-{name}{class}"));
        if per_row > 0 && mode != Mode::Packed {
            let style = attrs.get("style").map_or_else(String::new, |s| format!("; {}", s.trim_end_matches(';')));
            attrs.set("style", format!("max-width: {}px{style}", per_row * (width + PADDING + 24)));
        }
        let mut events = vec![Event::Open(Name::Ul, attrs)];
        if let Some(caption) = caption {
            events.push(Event::Open(Name::Li, classed("gallerycaption")));
            let caption = protected(caption, &mut self.atoms);
            events.extend(self.fragment(caption, Paragraphs::Suppress));
            events.push(Event::Close(Name::Li));
        }
        for line in tag.body.as_deref().unwrap_or_default().lines() {
            let (file, text) = line.split_once('|').unwrap_or((line, ""));
            let file = file.trim();
            if file.is_empty() {
                continue;
            }
            // `File:A.png#x|…`: what follows `#` belongs to no file.
            let title = (!has_mark(file)).then(|| Title::parse(&entities::decode(file), Namespace::FILE, self.site)).flatten();
            let Some(title) = title else {
                self.diagnostics.push(
                    Diagnostic::warning("bad-gallery-line", format!("`{}` is no file", without_marks(file, &self.atoms)))
                        .at(tag.span)
                        .hint("each line of a gallery is the name of a file, then | and a caption"),
                );
                events.push(Event::Open(Name::Li, classed("gallerybox")));
                events.extend(self.fragment(line.to_owned(), Paragraphs::Suppress));
                events.push(Event::Close(Name::Li));
                continue;
            };
            self.gallery_box(&title, text, mode, (width, height), with_names, &mut events);
        }
        events.push(Event::Close(Name::Ul));
        Atom::Block(events)
    }

    /// One picture with its caption.
    fn gallery_box(
        &mut self,
        title: &Title,
        text: &str,
        mode: Mode,
        (width, height): (u32, u32),
        with_names: bool,
        events: &mut Vec<Event<'static>>,
    ) {
        let (mut options, mut caption): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for part in split_options(text) {
            let key = part.split_once('=').map_or("", |(key, _)| key.trim());
            let is_option = matches!(
                key,
                "alt"
                    | "替代"
                    | "替代文本"
                    | "替代文字"
                    | "link"
                    | "链接"
                    | "連結"
                    | "page"
                    | "页数"
                    | "頁數"
                    | "lang"
                    | "语言"
                    | "語言"
                    | "class"
                    | "类"
                    | "類別"
            );
            if is_option { options.push(part) } else { caption.push(part) }
        }
        let mut item = classed("gallerybox");
        let mut thumb = classed("thumb");
        let asked = match mode {
            Mode::Traditional => {
                item.set("style", format!("width: {}px", width + PADDING));
                thumb.set("style", format!("height: {}px", height + PADDING));
                format!("{width}x{height}px")
            }
            Mode::Nolines => {
                item.set("style", format!("width: {width}px"));
                format!("{width}x{height}px")
            }
            // Rows of one height; the theme lets pictures grow until a row is full.
            Mode::Packed => {
                thumb.set("style", format!("height: {height}px"));
                format!("x{height}px")
            }
        };
        let caption = caption.join("|");
        let caption = self.fragment(caption.trim().to_owned(), Paragraphs::Suppress);
        let mut all = format!("frameless|{asked}");
        for option in options {
            all.push('|');
            all.push_str(option);
        }
        events.push(Event::Open(Name::Li, item));
        events.push(Event::Open(Name::Div, thumb));
        if let Atom::InlineRun(run) | Atom::Block(run) = self.read_media(title, &all) {
            events.extend(run);
        }
        events.push(Event::Close(Name::Div));
        events.push(Event::Open(Name::Div, classed("gallerytext")));
        if with_names {
            let link = Link { target: LinkTarget::Page { title: title.clone(), fragment: None }, title: None };
            events.extend([Event::OpenLink(Arc::new(link)), Event::Text(title.name().to_owned().into()), Event::Close(Name::A)]);
            if !caption.is_empty() {
                events.push(Event::Open(Name::Br, Attrs::new()));
            }
        }
        events.extend(caption);
        events.push(Event::Close(Name::Div));
        events.push(Event::Close(Name::Li));
    }
}
