//! Events as HTML text.

use rustc_hash::FxHashSet;

use super::media;
use super::page::{Dress, Setting};
use crate::model::document::{Event, ExternalKind, LinkTarget};
use crate::model::html::{Attrs, Name, escape_text, escape_value};
use crate::sanitize::own_id;
use crate::title::Title;

/// Where a link to a page leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// The address, percent-encoded; `None` for a link that leads nowhere (the page itself).
    pub href: Option<String>,
    /// The class: `new` for a page that is not there, `extiw`, `selflink`, or empty.
    pub class: &'static str,
    /// The `title` attribute; empty for none.
    pub title: String,
    /// The target's full title, for `data-wiki-title`; only fragments for other programs carry it.
    pub data_title: Option<String>,
}

/// Answers where links lead.
pub trait Links {
    /// A page of the wiki.
    fn page(&self, title: &Title, fragment: Option<&str>) -> Destination;
    /// A file's own address, and its size in CSS pixels if it is known; `None` if the book does not have it.
    fn file(&self, name: &str) -> Option<(String, Option<(u32, u32)>)>;
    /// The page of a file that the book does not have, by the file's name; its `title` is what the link says.
    fn missing_file(&self, name: &str) -> Destination;
    /// A formula as MathML; `None` shows its source.
    fn math(&self, tex: &str, display: bool) -> Option<&str>;
}

/// Encodes what may not stand in the fragment of an address.
pub(super) fn encode_fragment(fragment: &str) -> String {
    let mut out = String::with_capacity(fragment.len());
    for c in fragment.chars() {
        match c {
            ' ' => out.push('_'),
            '%' => out.push_str("%25"),
            '"' | '<' | '>' | '`' | '\\' | '^' | '{' | '|' | '}' | '\0'..='\x1f' | '\x7f' => out.push_str(&format!("%{:02X}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

/// Writes `events` as a fragment: what they say and nothing more, as MediaWiki would.
///
/// What is escaped is escaped here, once.  Attributes come out in the order they have.
pub fn write(events: &[Event<'_>], links: &dyn Links, out: &mut String) {
    write_with(events, links, None, &mut FxHashSet::default(), out);
}

/// Writes `events` as a part of a page that is read in a browser: with what [`Setting`] tells.
pub fn write_page(events: &[Event<'_>], links: &dyn Links, setting: &Setting<'_>, out: &mut String) {
    write_with(events, links, Some(setting), &mut FxHashSet::default(), out);
}

/// `ids` are those that were written: of two elements of one id the first has it, as a link would find no other.
fn write_with<'e>(
    events: &'e [Event<'_>],
    links: &dyn Links,
    setting: Option<&Setting<'_>>,
    ids: &mut FxHashSet<&'e str>,
    out: &mut String,
) {
    let mut in_link = false;
    let mut dress = setting.map(Dress::new);
    let mut scale = None;
    // Where to go on, when an event was written together with those behind it.
    let mut next = 0;
    for (i, event) in events.iter().enumerate() {
        if i < next {
            continue;
        }
        match event {
            Event::Text(text) => escape_text(text, out),
            // A page that is in no variant keeps what it marked for one.
            Event::Open(Name::Langconvert, _) | Event::Close(Name::Langconvert) => {}
            Event::Open(Name::Img, attrs) => scale = media::write(attrs, in_link, links, setting, out),
            // Areas of a picture that is not there are links like others.
            Event::Open(Name::Area, attrs) => {
                if let Some(scale) = scale {
                    next = media::area(attrs, &events[i + 1..], scale, links, out).map_or(next, |count| i + 1 + count);
                }
            }
            Event::Open(name, attrs) => {
                let nameless = match attrs.get("id") {
                    Some(id) if !ids.insert(id) => Some(without_id(attrs)),
                    _ => None,
                };
                let attrs = nameless.as_ref().unwrap_or(attrs);
                match &mut dress {
                    Some(dress) => dress.open(*name, attrs, events, i, out),
                    None => open(*name, attrs, out),
                }
            }
            Event::Close(name) => {
                in_link &= *name != Name::A;
                let shown = dress.as_mut().map_or(*name, |dress| dress.closing(*name, out));
                out.push_str("</");
                out.push_str(shown.as_str());
                out.push('>');
                if let Some(dress) = &mut dress {
                    dress.closed(*name, out);
                }
                // No space where the author left none: text may follow directly.
                if breaks_after(*name)
                    && !match events.get(i + 1) {
                        Some(Event::Text(_) | Event::Note(_) | Event::OpenLink(_) | Event::Mark(_)) => true,
                        Some(Event::Open(next, _) | Event::Close(next)) => !next.is_block(),
                        _ => false,
                    }
                {
                    out.push('\n');
                }
            }
            Event::OpenLink(link) => {
                in_link = true;
                open_link(&link.target, link.title.as_deref(), links, setting.is_some(), out);
            }
            Event::Math { tex, display } => math(tex, *display, links, out),
            Event::Contents => out.push_str("<div class=\"toc-place\" role=\"navigation\"></div>"),
            // A mark that no variant resolved, or a note that nothing listed: the stages before leave none.
            Event::Mark(mark) => write_with(&mark.body, links, setting, ids, out),
            Event::Note(_) | Event::Notes(_) => {}
        }
    }
}

fn without_id<'a>(attrs: &Attrs<'a>) -> Attrs<'a> {
    let mut attrs = attrs.clone();
    attrs.remove("id");
    attrs
}

pub(super) fn open(name: Name, attrs: &Attrs<'_>, out: &mut String) {
    out.push('<');
    out.push_str(name.as_str());
    for (key, value) in attrs.iter() {
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        escape_value(value, out);
        out.push('"');
    }
    out.push('>');
}

pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_value(value, out);
    out.push('"');
}

fn open_link(target: &LinkTarget, title: Option<&str>, links: &dyn Links, in_page: bool, out: &mut String) {
    out.push_str("<a");
    match target {
        LinkTarget::Page { title: page, fragment } => {
            let to = links.page(page, fragment.as_deref().map(own_id).as_deref());
            if !to.class.is_empty() {
                attribute("class", to.class, out);
            }
            match &to.href {
                Some(href) => attribute("href", href, out),
                // A link that leads nowhere says so to those who cannot see its colour (HTML, "the a element").
                None if in_page && to.class == "new" => out.push_str(" role=\"link\" aria-disabled=\"true\""),
                None => {}
            }
            if let Some(data) = &to.data_title {
                attribute("data-wiki-title", data, out);
            }
            let title = title.unwrap_or(&to.title);
            if !title.is_empty() {
                attribute("title", title, out);
            }
        }
        LinkTarget::Here(fragment) => attribute("href", &format!("#{}", encode_fragment(&own_id(fragment))), out),
        LinkTarget::External { url, kind } => {
            let class = match kind {
                ExternalKind::Free => "external free",
                ExternalKind::Text => "external text",
                ExternalKind::Number => "external autonumber",
            };
            attribute("class", class, out);
            attribute("rel", "nofollow noopener", out);
            attribute("href", url, out);
        }
        LinkTarget::Interwiki { url } => {
            attribute("class", "extiw", out);
            attribute("href", url, out);
        }
        LinkTarget::File(file) => match links.file(file.name()) {
            Some((href, _)) => attribute("href", &href, out),
            None => {
                let to = links.page(file, None);
                attribute("class", "new", out);
                if let Some(href) = &to.href {
                    attribute("href", href, out);
                }
            }
        },
    }
    out.push('>');
}

/// Elements after which a line ends, for whoever reads the source.
fn breaks_after(name: Name) -> bool {
    matches!(
        name,
        Name::P
            | Name::H1
            | Name::H2
            | Name::H3
            | Name::H4
            | Name::H5
            | Name::H6
            | Name::Ul
            | Name::Ol
            | Name::Dl
            | Name::Li
            | Name::Dd
            | Name::Dt
            | Name::Table
            | Name::Tr
            | Name::Pre
            | Name::Blockquote
            | Name::Figure
    )
}

fn math(tex: &str, display: bool, links: &dyn Links, out: &mut String) {
    if let Some(mathml) = links.math(tex, display) {
        out.push_str(mathml);
        return;
    }
    out.push_str(if display { "<code class=\"math display\">" } else { "<code class=\"math\">" });
    escape_text(tex, out);
    out.push_str("</code>");
}
