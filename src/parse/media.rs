//! Files shown in a page: `[[File:name|thumb|…|caption]]`.
//!
//! Facts: MediaWiki's `Parser::makeImage` and `Help:Images`.  The file itself is found later; here its options become
//! a `<figure>` (or an `<img>` in the line) whose source is `file:Name`.

use std::sync::Arc;

use super::Parser;
use super::atom::{Atom, without_marks};
use super::blocks::Paragraphs;
use crate::model::document::{Event, Link, LinkTarget};
use crate::model::entities;
use crate::model::html::{Attrs, Name};
use crate::model::media::MediaKind;
use crate::title::{Namespace, Target, Title};

/// The width of thumbnails, in CSS pixels (MediaWiki's default user option).
const THUMB_WIDTH: u32 = 220;
/// The largest size an author may ask for.
const MAX_SIZE: u32 = 4000;

/// The options of a file link.
#[derive(Default)]
struct Options {
    frame: Option<&'static str>,
    align: Option<&'static str>,
    valign: Option<&'static str>,
    width: Option<u32>,
    height: Option<u32>,
    upright: Option<f32>,
    border: bool,
    alt: Option<String>,
    class: Option<String>,
    link: Option<String>,
    caption: Option<String>,
    /// The page of a document that a link opens.
    page: Option<u32>,
    /// The file that stands for it (`thumb=Other.png`).
    shown: Option<Title>,
}

/// Splits at bars outside nested links and marks of conversion.
pub(super) fn split_options(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (i, b) in bytes.iter().enumerate() {
        match (b, bytes.get(i + 1)) {
            (b'-', Some(b'{')) => depth += 1,
            (b'}', Some(b'-')) => depth = depth.saturating_sub(1),
            (b'|', _) if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Reads `220px`, `x100px`, `220x100px`.
fn read_size(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let size = text.strip_suffix("px").or_else(|| text.strip_suffix("像素"))?.trim().trim_end_matches("px");
    let number = |t: &str| t.trim().parse::<u32>().ok().filter(|n| *n > 0).map(|n| n.min(MAX_SIZE));
    match size.split_once('x') {
        Some((w, h)) => {
            let w = if w.trim().is_empty() { None } else { Some(number(w)?) };
            Some((w, Some(number(h)?)))
        }
        None => Some((Some(number(size)?), None)),
    }
}

impl Parser<'_> {
    /// Makes the mark of a file link.
    pub(super) fn read_media(&mut self, title: &Title, text: &str) -> Atom {
        let mut options = Options::default();
        if !text.is_empty() {
            for part in split_options(text) {
                self.read_option(part, &mut options);
            }
        }
        let framed = matches!(options.frame, Some("thumb" | "frame"));
        let caption = options.caption.take().unwrap_or_default();
        let caption = self.marked_fragment(caption, Paragraphs::Suppress);
        let plain: String = caption.iter().filter_map(|e| if let Event::Text(t) = e { Some(t.as_ref()) } else { None }).collect();
        let mut img = Attrs::new();
        img.set("src", format!("file:{}", options.shown.as_ref().unwrap_or(title).name()));
        let alt = options.alt.clone().unwrap_or_else(|| if framed { String::new() } else { plain.clone() });
        img.set("alt", alt);
        if !framed && !plain.is_empty() {
            img.set("title", plain);
        }
        // A frame shows a picture as large as it is.
        let is_frame = options.frame == Some("frame");
        let width = options.width.filter(|_| !is_frame).or_else(|| {
            let thumb = matches!(options.frame, Some("thumb" | "frameless")) && options.height.is_none();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width within MAX_SIZE")]
            thumb.then(|| {
                options.upright.map_or(THUMB_WIDTH, |f| ((THUMB_WIDTH as f32 * f / 10.0).round() * 10.0).clamp(1.0, MAX_SIZE as f32) as u32)
            })
        });
        if let Some(width) = width {
            img.set("width", width.to_string());
        }
        if let Some(height) = options.height.filter(|_| !is_frame) {
            img.set("height", height.to_string());
        }
        if let Some(valign) = options.valign {
            img.set("style", format!("vertical-align:{valign}"));
        }
        if let Some(page) = options.page {
            img.set("data-page", page.to_string());
        }
        // What is played, or opened, has its own controls and its own link: it cannot stand in another one.
        let is_picture = MediaKind::of(title.name()) == MediaKind::Picture;
        let link = self.media_link(title, options.link.as_deref()).filter(|_| is_picture);
        let mut events = Vec::new();
        let mut picture = Vec::new();
        let linked = link.is_some();
        picture.extend(link.map(|l| Event::OpenLink(Arc::new(l))));
        picture.push(Event::Open(Name::Img, img));
        if linked {
            picture.push(Event::Close(Name::A));
        }
        let mut class = String::from(match options.frame {
            Some("thumb") => "thumb",
            Some("frame") => "thumb frame",
            _ => "media",
        });
        if let Some(align) = options.align {
            class.push(' ');
            class.push_str(align);
        } else if framed {
            class.push_str(" right");
        }
        if options.border {
            class.push_str(" border");
        }
        if let Some(extra) = &options.class {
            class.push(' ');
            class.push_str(extra);
        }
        let attrs: Attrs<'static> = [("class".into(), class.into())].into_iter().collect();
        let block = framed || options.align.is_some();
        if !block {
            events.push(Event::Open(Name::Span, attrs));
            events.append(&mut picture);
            events.push(Event::Close(Name::Span));
            return Atom::InlineRun(events);
        }
        events.push(Event::Open(Name::Figure, attrs));
        events.append(&mut picture);
        if framed {
            events.push(Event::Open(Name::Figcaption, Attrs::new()));
            events.extend(caption);
            events.push(Event::Close(Name::Figcaption));
        }
        events.push(Event::Close(Name::Figure));
        Atom::Block(events)
    }

    /// Where a picture leads: to its page, to what `link=` says, or nowhere.
    fn media_link(&self, title: &Title, link: Option<&str>) -> Option<Link> {
        let target = match link {
            None => LinkTarget::Page { title: title.clone(), fragment: None },
            Some("") => return None,
            Some(text) if super::external::protocol_or_relative(text).is_some() => {
                LinkTarget::External { url: super::external::clean_url(text), kind: crate::model::document::ExternalKind::Text }
            }
            Some(text) => match Target::parse(&entities::decode(text), Namespace::MAIN, self.site)? {
                Target::Page { title, fragment } => LinkTarget::Page { title, fragment },
                Target::Here { fragment } => LinkTarget::Here(fragment),
                Target::Interwiki { .. } => return None,
            },
        };
        Some(Link { target, title: None })
    }

    /// One option; what is none is the caption, and the last one wins.
    fn read_option(&self, part: &str, options: &mut Options) {
        let plain = without_marks(part, &self.atoms);
        let word = plain.trim();
        match word {
            "thumb" | "thumbnail" | "缩略图" | "縮圖" | "縮略圖" => options.frame = Some("thumb"),
            "frame" | "framed" | "enframed" | "有框" => options.frame = Some("frame"),
            "frameless" | "无框" | "無框" => options.frame = Some("frameless"),
            "left" | "左" => options.align = Some("left"),
            "right" | "右" => options.align = Some("right"),
            "center" | "centre" | "居中" | "置中" => options.align = Some("center"),
            "none" | "无" | "無" => options.align = Some("none"),
            "border" | "边框" | "邊框" => options.border = true,
            "upright" | "右上" => options.upright = Some(0.75),
            "baseline" | "基线" | "基線" => options.valign = Some("baseline"),
            "sub" | "子" => options.valign = Some("sub"),
            "super" | "sup" | "超" => options.valign = Some("super"),
            "top" | "顶部" | "上方" => options.valign = Some("top"),
            "text-top" | "文字顶部" | "文字上方" => options.valign = Some("text-top"),
            "middle" | "中间" | "中間" => options.valign = Some("middle"),
            "bottom" | "底部" | "下方" => options.valign = Some("bottom"),
            "text-bottom" | "文字底部" | "文字下方" => options.valign = Some("text-bottom"),
            _ => {
                if let Some((width, height)) = read_size(word) {
                    options.width = width;
                    options.height = height;
                    return;
                }
                if let Some((key, value)) = word.split_once('=') {
                    let value = value.trim();
                    match key.trim() {
                        "alt" | "替代" | "替代文本" | "替代文字" => {
                            return options.alt = Some(entities::decode(value).into_owned());
                        }
                        "class" | "类" | "類別" => return options.class = Some(value.to_owned()),
                        "link" | "链接" | "連結" => return options.link = Some(value.to_owned()),
                        "upright" | "右上" => return options.upright = value.parse().ok().filter(|f: &f32| f.is_finite() && *f > 0.0),
                        "page" | "页数" | "頁數" => return options.page = value.parse().ok(),
                        "thumb" | "thumbnail" | "缩略图" | "縮圖" => {
                            options.frame = Some("thumb");
                            return options.shown = Title::parse(&entities::decode(value), Namespace::FILE, self.site);
                        }
                        "lang" | "语言" | "語言" => return,
                        _ => {}
                    }
                }
                options.caption = Some(part.to_owned());
            }
        }
    }
}
