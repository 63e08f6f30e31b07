//! `<imagemap>`: a picture whose parts are links.
//!
//! Facts: the extension ImageMap.  The first line is a picture as between `[[` and `]]`; each other line is a shape with
//! its coordinates in pixels of the original, then a link: `rect 0 0 50 30 [[Page|words]]`, `circle`, `poly`, `default`.
//!
//! In the stream an area is `<area>`, which says where, and behind it a link, which says whither: so its words are
//! converted and its target is found as everywhere else, and without the picture the links still stand.

use std::sync::Arc;

use super::Parser;
use super::atom::{Atom, without_marks};
use crate::diag::Diagnostic;
use crate::model::document::{Event, ExternalKind, Link, LinkTarget};
use crate::model::entities;
use crate::model::html::{Attrs, Name};
use crate::model::piece::Extension;
use crate::title::{Namespace, Target, Title};

/// The most areas of a picture.
const MAX_AREAS: usize = 2000;
/// The most coordinates of a shape.
const MAX_COORDINATES: usize = 400;

impl Parser<'_> {
    /// `<imagemap>`.
    pub(super) fn imagemap(&mut self, tag: &Extension) -> Atom {
        let body = tag.body.as_deref().unwrap_or_default().to_owned();
        let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let picture = lines.next().unwrap_or_default();
        let (file, options) = picture.split_once('|').unwrap_or((picture, ""));
        let file = file.trim().trim_start_matches("[[");
        let Some(title) = Title::parse(&entities::decode(file), Namespace::FILE, self.site).filter(|t| t.namespace() == Namespace::FILE)
        else {
            self.bad_map(tag, picture);
            return self.unsupported(tag);
        };
        let options = options.trim_end_matches("]]");
        let whole = if options.is_empty() { "link=".to_owned() } else { format!("{options}|link=") };
        let (Atom::InlineRun(mut events) | Atom::Block(mut events)) = self.read_media(&title, &whole) else { return Atom::Nothing };
        let (mut areas, mut default) = (Vec::new(), None);
        for line in lines.take(MAX_AREAS) {
            let (shape, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let shape = shape.to_ascii_lowercase();
            if shape == "desc" {
                // Where a sign leads to the file's page; the picture's caption or the page's file list does that here.
                continue;
            }
            let link = self.area_link(rest);
            match (shape.as_str(), coordinates(&shape, rest), link) {
                ("default", _, Some(link)) => default = Some(link),
                (_, Some(coordinates), Some((link, words))) => {
                    let mut area = Attrs::new();
                    area.set("shape", shape);
                    area.set("coords", coordinates);
                    areas.push(Event::Open(Name::Area, area));
                    areas.extend([Event::OpenLink(Arc::new(link)), Event::Text(words.into()), Event::Close(Name::A)]);
                }
                _ => {
                    self.bad_map(tag, line);
                    areas.push(Event::Text(format!("{} ", without_marks(line, &self.atoms)).into()));
                }
            }
        }
        self.maps += 1;
        let name = format!("ImageMap_{}", self.maps);
        let Some(at) = events.iter().position(|e| matches!(e, Event::Open(Name::Img, _))) else { return Atom::Block(events) };
        if let Event::Open(_, attrs) = &mut events[at] {
            attrs.set("usemap", format!("#{name}"));
        }
        let mut after = at + 1;
        if let Some((link, _)) = default {
            events.insert(at, Event::OpenLink(Arc::new(link)));
            events.insert(at + 2, Event::Close(Name::A));
            after = at + 3;
        }
        let mut map = Attrs::new();
        map.set("name", name);
        areas.insert(0, Event::Open(Name::Map, map));
        areas.push(Event::Close(Name::Map));
        events.splice(after..after, areas);
        // A picture in the line becomes a block: a map is none that a sentence could hold.
        if !matches!(events.first(), Some(Event::Open(Name::Figure, _))) {
            let class: Attrs<'static> = [("class".into(), "media imagemap".into())].into_iter().collect();
            events.insert(0, Event::Open(Name::Figure, class));
            events.push(Event::Close(Name::Figure));
        }
        Atom::Block(events)
    }

    fn bad_map(&mut self, tag: &Extension, line: &str) {
        let shown = without_marks(line, &self.atoms).into_owned();
        self.diagnostics.push(
            Diagnostic::warning("bad-imagemap-line", format!("`{shown}` is no line of an image map"))
                .at(tag.span)
                .hint("write a picture first, then lines like: rect 0 0 50 30 [[Page|words]]"),
        );
    }

    /// The link at the end of a line, and its words.
    fn area_link(&self, line: &str) -> Option<(Link, String)> {
        let line = without_marks(line, &self.atoms);
        if let Some(at) = line.find("[[") {
            let inside = line[at + 2..].split("]]").next()?;
            let (target, words) = inside.split_once('|').unwrap_or((inside, inside));
            let target = match Target::parse(&entities::decode(target.trim()), Namespace::MAIN, self.site)? {
                Target::Page { title, fragment } => LinkTarget::Page { title, fragment },
                Target::Here { fragment } => LinkTarget::Here(fragment),
                Target::Interwiki { .. } => return None,
            };
            let words = entities::decode(words.trim().trim_start_matches(':')).into_owned();
            return Some((Link { target, title: None }, words));
        }
        let at = line.find('[')?;
        let inside = line[at + 1..].split(']').next()?;
        let (url, words) = inside.split_once(' ').unwrap_or((inside, inside));
        super::external::protocol_or_relative(url)?;
        let target = LinkTarget::External { url: super::external::clean_url(url), kind: ExternalKind::Text };
        Some((Link { target, title: None }, entities::decode(words.trim()).into_owned()))
    }
}

/// The coordinates of a shape, as HTML has them; `None` if they are not as many as the shape needs.
fn coordinates(shape: &str, line: &str) -> Option<String> {
    let numbers: Vec<&str> = line.split_whitespace().take_while(|word| !word.starts_with('[')).take(MAX_COORDINATES).collect();
    let fits = match shape {
        "rect" => numbers.len() == 4,
        "circle" => numbers.len() == 3,
        "poly" => numbers.len() >= 6 && numbers.len().is_multiple_of(2),
        _ => false,
    };
    if !fits {
        return None;
    }
    // Fractions are allowed and mean nothing on a screen; negative numbers lie outside of the picture.
    let whole: Option<Vec<String>> =
        numbers.iter().map(|n| n.parse::<f32>().ok().map(|n| (n.clamp(0.0, 1e6) as u32).to_string())).collect();
    whole.map(|w| w.join(","))
}
