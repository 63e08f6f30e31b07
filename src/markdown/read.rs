//! A Markdown page as a document.

use std::borrow::Cow;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, Event as Md, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::marks::{self, Raw};
use super::{balance, front, inline, tags, target};
use crate::diag::{Diagnostic, Span, Warned};
use crate::model::document::{Document, Event, ExternalKind, Link, LinkTarget, Meta, NoteDefinition};
use crate::model::html::{Attrs, Name};
use crate::model::refs::RefLabel;
use crate::sanitize::{own_id, safe_address};
use crate::site::Site;

/// The dialect: CommonMark with tables, notes, formulas and deletions.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Reads a Markdown page.
///
/// Behaviour: CommonMark 0.31 and the dialect of `docs/markdown.md`.  Nothing fails; faults of the front matter are reported.
#[must_use]
pub fn read<'a>(text: &'a str, site: &Site) -> Warned<Document<'a>> {
    let mut diagnostics = Vec::new();
    let (front_text, body_at) = front::split(text);
    let meta = front_text.map_or_else(Meta::default, |front| front::read(front, site, &mut diagnostics));
    let body = &text[body_at..];
    let with_marks = site.is_chinese();
    let mut reader = Reader {
        body,
        site,
        out: Vec::new(),
        notes: Vec::new(),
        html: None,
        images: Vec::new(),
        headers: false,
        diagnostics,
        offset: body_at,
        open_notes: Vec::new(),
        text_end: usize::MAX,
    };
    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        reader.event(event, range);
    }
    let events = balance::settle(marks::resolve(reader.out, with_marks, text));
    let notes = reader
        .notes
        .into_iter()
        .map(|(label, raws, span)| {
            let mut content = balance::settle(marks::resolve(raws, with_marks, text));
            let inner_first = take_inner_first(&mut content);
            let dir = take_dir(&mut content);
            unwrap_note(&mut content);
            NoteDefinition { label, content, dir, inner_first, span: Some(span) }
        })
        .filter(|definition| !definition.content.is_empty())
        .collect();
    Warned { value: Document { events, notes, meta }, diagnostics: reader.diagnostics }
}

/// The state of reading.
struct Reader<'a, 's> {
    body: &'a str,
    site: &'s Site,
    out: Vec<Raw<'a>>,
    notes: Vec<(RefLabel, Vec<Raw<'a>>, Span)>,
    /// HTML that has been read and not yet looked at: a block comes in lines.
    html: Option<Cow<'a, str>>,
    /// Pictures whose text is being read: address, title, where their text begins.
    images: Vec<(String, String, usize)>,
    /// Whether the cells being read are headers.
    headers: bool,
    diagnostics: Vec<Diagnostic>,
    offset: usize,
    /// Notes being read: label, where the text around them was left, place.
    open_notes: Vec<(RefLabel, Vec<Raw<'a>>, Span)>,
    /// Where the last text ended.
    text_end: usize,
}

fn cow<'a>(text: CowStr<'a>) -> Cow<'a, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}

fn level(level: HeadingLevel) -> Name {
    match level {
        HeadingLevel::H1 => Name::H1,
        HeadingLevel::H2 => Name::H2,
        HeadingLevel::H3 => Name::H3,
        HeadingLevel::H4 => Name::H4,
        HeadingLevel::H5 => Name::H5,
        HeadingLevel::H6 => Name::H6,
    }
}

impl<'a> Reader<'a, '_> {
    fn open(&mut self, name: Name) {
        self.out.push(Raw::Event(Event::Open(name, Attrs::new())));
    }

    fn close(&mut self, name: Name) {
        self.out.push(Raw::Event(Event::Close(name)));
    }

    fn flush_html(&mut self) {
        if let Some(html) = self.html.take() {
            tags::read(html, self.site, &mut self.out);
        }
    }

    fn event(&mut self, event: Md<'a>, range: std::ops::Range<usize>) {
        if let Md::Html(html) = event {
            let html = cow(html);
            self.html = Some(match self.html.take() {
                None => html,
                Some(mut before) => {
                    before.to_mut().push_str(&html);
                    before
                }
            });
            return;
        }
        self.flush_html();
        match event {
            Md::Start(tag) => self.start(tag, range),
            Md::End(tag) => self.end(tag, range),
            Md::Text(text) => self.text(cow(text), range),
            Md::Code(code) => {
                self.open(Name::Code);
                self.out.push(Raw::Literal(cow(code)));
                self.close(Name::Code);
            }
            Md::InlineMath(tex) => self.out.push(Raw::Event(Event::Math { tex: tex.into_string(), display: false })),
            Md::DisplayMath(tex) => self.out.push(Raw::Event(Event::Math { tex: tex.into_string(), display: true })),
            Md::InlineHtml(html) => tags::read(cow(html), self.site, &mut self.out),
            Md::FootnoteReference(label) => {
                let usage = crate::model::document::NoteUse { label: RefLabel::parse(&label), span: Some(self.span(range)) };
                self.out.push(Raw::Event(Event::Note(Box::new(usage))));
            }
            Md::SoftBreak => self.out.push(Raw::Literal(Cow::Borrowed("\n"))),
            Md::HardBreak => {
                self.open(Name::Br);
                self.out.push(Raw::Literal(Cow::Borrowed("\n")));
            }
            Md::Rule => self.open(Name::Hr),
            Md::TaskListMarker(_) | Md::Html(_) => {}
        }
    }

    /// Text, which may come in pieces: `[^a]` of a note that is nowhere defined comes as three.
    fn text(&mut self, text: Cow<'a, str>, range: std::ops::Range<usize>) {
        let bytes = self.body.as_bytes();
        let touches = self.text_end == range.start;
        self.text_end = range.end;
        // A backslash that a text before ends with is no escape of this one.
        let escaped = !touches && range.start > 0 && bytes.get(range.start - 1) == Some(&b'\\');
        let entity = bytes.get(range.start) == Some(&b'&') && text.len() != range.len();
        if entity {
            self.out.push(Raw::Literal(text));
        } else if escaped {
            // Only the character after the backslash is literal.
            let first = text.chars().next().map_or(0, char::len_utf8);
            match text {
                Cow::Borrowed(text) => {
                    self.out.push(Raw::Literal(Cow::Borrowed(&text[..first])));
                    self.out.push(Raw::Text(Cow::Borrowed(&text[first..])));
                }
                Cow::Owned(text) => {
                    self.out.push(Raw::Literal(Cow::Owned(text[..first].to_owned())));
                    self.out.push(Raw::Text(Cow::Owned(text[first..].to_owned())));
                }
            }
        } else if let (true, Some(Raw::Text(before))) = (touches, self.out.last_mut()) {
            // Pieces of one text are one slice of the page, unless pulldown-cmark had to change one.
            let joined = match before {
                Cow::Borrowed(slice) => self
                    .body
                    .get(range.start.saturating_sub(slice.len())..range.end)
                    .filter(|all| all.starts_with(*slice) && all.ends_with(&*text)),
                Cow::Owned(_) => None,
            };
            match joined {
                Some(all) => *before = Cow::Borrowed(all),
                None => before.to_mut().push_str(&text),
            }
        } else {
            self.out.push(Raw::Text(text));
        }
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(range.start + self.offset..range.end + self.offset)
    }

    fn start(&mut self, tag: Tag<'a>, range: std::ops::Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.open(Name::P);
            }
            Tag::Heading { level: l, id, .. } => {
                let mut attrs = Attrs::new();
                if let Some(id) = id {
                    attrs.set("id", own_id(&id).into_owned());
                }
                self.out.push(Raw::Event(Event::Open(level(l), attrs)));
            }
            Tag::BlockQuote(_) => self.open(Name::Blockquote),
            Tag::CodeBlock(kind) => {
                let mut pre = Attrs::new();
                if let CodeBlockKind::Fenced(info) = &kind {
                    for word in info.split_whitespace().skip(1) {
                        match word.split_once('=') {
                            Some(("lines", first)) => pre.set("data-lines", first.to_owned()),
                            Some(("mark", lines)) => pre.set("data-mark", lines.to_owned()),
                            _ => {}
                        }
                    }
                }
                self.out.push(Raw::Event(Event::Open(Name::Pre, pre)));
                if let CodeBlockKind::Fenced(info) = kind
                    && let Some(lang) = info.split_whitespace().next()
                {
                    let attrs = [(Cow::Borrowed("class"), Cow::Owned(format!("language-{lang}")))].into_iter().collect();
                    self.out.push(Raw::Event(Event::Open(Name::Code, attrs)));
                }
            }
            Tag::List(None) => self.open(Name::Ul),
            Tag::List(Some(1)) => self.open(Name::Ol),
            Tag::List(Some(start)) => {
                let attrs = [(Cow::Borrowed("start"), Cow::Owned(start.to_string()))].into_iter().collect();
                self.out.push(Raw::Event(Event::Open(Name::Ol, attrs)));
            }
            Tag::Item => self.open(Name::Li),
            Tag::FootnoteDefinition(label) => {
                let around = std::mem::take(&mut self.out);
                let span = self.span(range);
                self.open_notes.push((RefLabel::parse(&label), around, span));
            }
            Tag::Table(_) => {
                let attrs = [(Cow::Borrowed("class"), Cow::Borrowed("wikitable"))].into_iter().collect();
                self.out.push(Raw::Event(Event::Open(Name::Table, attrs)));
                self.open(Name::Tbody);
            }
            Tag::TableHead => {
                self.headers = true;
                self.open(Name::Tr);
            }
            Tag::TableRow => self.open(Name::Tr),
            Tag::TableCell => self.open(if self.headers { Name::Th } else { Name::Td }),
            Tag::Emphasis => self.open(Name::I),
            Tag::Strong => self.open(Name::B),
            Tag::Strikethrough => self.open(Name::Del),
            Tag::Link { dest_url, title, .. } => {
                let link = self.link(&dest_url, &title, &range);
                self.out.push(Raw::Event(Event::OpenLink(Arc::new(link))));
            }
            Tag::Image { dest_url, title, .. } => self.images.push((dest_url.into_string(), title.into_string(), self.out.len())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: std::ops::Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                if self.body[range].trim() == "[TOC]" {
                    while let Some(raw) = self.out.pop() {
                        if matches!(raw, Raw::Event(Event::Open(Name::P, _))) {
                            break;
                        }
                    }
                    self.out.push(Raw::Event(Event::Contents));
                } else {
                    self.close(Name::P);
                }
            }
            TagEnd::Heading(l) => self.close(level(l)),
            TagEnd::BlockQuote(_) => self.close(Name::Blockquote),
            TagEnd::CodeBlock => {
                let has_lang = self.out.iter().rev().any(|r| matches!(r, Raw::Event(Event::Open(Name::Code, _))))
                    && matches!(
                        self.out.iter().rev().find(|r| matches!(r, Raw::Event(Event::Open(..)))),
                        Some(Raw::Event(Event::Open(Name::Code, _)))
                    );
                // The line break before the fence is no part of the code.
                if let Some(Raw::Text(text)) = self.out.last_mut() {
                    match text {
                        Cow::Borrowed(text) => *text = text.strip_suffix('\n').unwrap_or(text),
                        Cow::Owned(text) => {
                            if text.ends_with('\n') {
                                text.pop();
                            }
                        }
                    }
                }
                // The text of a block of code is never syntax.
                for raw in self.out.iter_mut().rev() {
                    match raw {
                        Raw::Text(text) => *raw = Raw::Literal(std::mem::take(text)),
                        Raw::Event(Event::Open(..)) => break,
                        _ => {}
                    }
                }
                if has_lang {
                    self.close(Name::Code);
                }
                self.close(Name::Pre);
            }
            TagEnd::List(ordered) => self.close(if ordered { Name::Ol } else { Name::Ul }),
            TagEnd::Item => self.close(Name::Li),
            TagEnd::FootnoteDefinition => {
                if let Some((label, around, span)) = self.open_notes.pop() {
                    let content = std::mem::replace(&mut self.out, around);
                    self.notes.push((label, content, span));
                }
            }
            TagEnd::Table => {
                self.close(Name::Tbody);
                self.close(Name::Table);
            }
            TagEnd::TableHead => {
                self.headers = false;
                self.close(Name::Tr);
            }
            TagEnd::TableRow => self.close(Name::Tr),
            TagEnd::TableCell => self.close(if self.headers { Name::Th } else { Name::Td }),
            TagEnd::Emphasis => self.close(Name::I),
            TagEnd::Strong => self.close(Name::B),
            TagEnd::Strikethrough => self.close(Name::Del),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.image(),
            _ => {}
        }
    }

    /// The target of a link.
    fn link(&mut self, url: &str, title: &str, range: &std::ops::Range<usize>) -> Link {
        let title_of = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        if let Some(target) = target::read(url, self.site) {
            return Link { target, title: title_of(title) };
        }
        let Some(url) = safe_address(url) else {
            self.diagnostics.push(Diagnostic::warning("unsafe-link", "this address is not allowed in a page").at(self.span(range.clone())));
            return Link { target: LinkTarget::Here(String::new()), title: title_of(title) };
        };
        if title == "interwiki" {
            return Link { target: LinkTarget::Interwiki { url }, title: None };
        }
        let kind = if self.body[range.clone()].starts_with('<') { ExternalKind::Free } else { ExternalKind::Text };
        Link { target: LinkTarget::External { url, kind }, title: title_of(title) }
    }

    /// The end of a link; one whose text is a number in brackets was an address without text.
    fn end_link(&mut self) {
        let from = self.out.iter().rposition(|raw| matches!(raw, Raw::Event(_)));
        if let Some(from) = from {
            let text: String =
                self.out[from + 1..].iter().map(|raw| if let Raw::Text(t) | Raw::Literal(t) = raw { &**t } else { "" }).collect();
            if let Raw::Event(Event::OpenLink(link)) = &mut self.out[from]
                && let LinkTarget::External { kind: kind @ ExternalKind::Text, .. } = &mut Arc::make_mut(link).target
                && inline::is_number(&text)
            {
                *kind = ExternalKind::Number;
            }
        }
        self.close(Name::A);
    }

    /// A picture: its text becomes the `alt`.
    fn image(&mut self) {
        let Some((url, title, from)) = self.images.pop() else { return };
        let alt: String = self
            .out
            .drain(from..)
            .filter_map(|raw| match raw {
                Raw::Text(t) | Raw::Literal(t) => Some(t.into_owned()),
                Raw::Event(_) => None,
            })
            .collect();
        let Some(url) = (if url.starts_with("file:") { Some(url) } else { safe_address(&url) }) else { return };
        // A bare name is a file of the book.
        let src = if url.contains("://") || url.starts_with("file:") {
            url
        } else {
            format!("file:{}", percent_encoding::percent_decode_str(&url).decode_utf8_lossy())
        };
        let mut attrs = Attrs::new();
        attrs.set("src", src);
        attrs.set("alt", alt);
        if !title.is_empty() {
            attrs.set("title", title);
        }
        self.out.push(Raw::Event(Event::Open(Name::Img, attrs)));
    }
}

/// That the notes in a note are numbered before it stands at its beginning, as an empty `<bdi>`.
fn take_inner_first(content: &mut Vec<Event<'_>>) -> bool {
    let at = content.iter().take(3).position(|e| matches!(e, Event::Open(Name::Bdi, _)));
    let Some(at) = at.filter(|at| content.get(at + 1) == Some(&Event::Close(Name::Bdi))) else { return false };
    content.drain(at..at + 2);
    if let Some(Event::Text(text)) = content.get_mut(at) {
        *text = Cow::Owned(text.trim_start().to_owned());
    }
    true
}

/// A note's direction stands at its beginning, as an empty `<bdo dir="…">`.
fn take_dir(content: &mut Vec<Event<'_>>) -> Option<String> {
    let at = content.iter().position(|e| matches!(e, Event::Open(Name::Bdo, _)))?;
    if at > 2 || content.get(at + 1) != Some(&Event::Close(Name::Bdo)) {
        return None;
    }
    let Event::Open(_, attrs) = &content[at] else { return None };
    let dir = attrs.get("dir")?.to_owned();
    content.drain(at..at + 2);
    if let Some(Event::Text(text)) = content.get_mut(at) {
        *text = Cow::Owned(text.trim_start().to_owned());
    }
    Some(dir)
}

/// A note of one paragraph is its text alone.
fn unwrap_note(content: &mut Vec<Event<'_>>) {
    while matches!(content.last(), Some(Event::Text(t)) if t.trim().is_empty()) {
        content.pop();
    }
    let wrapper = match content.first() {
        Some(Event::Open(Name::P, attrs)) if attrs.is_empty() => Name::P,
        Some(Event::Open(Name::Div, attrs)) if attrs.has_class("note-block") => Name::Div,
        _ => return,
    };
    let mut depth = 0usize;
    for (i, event) in content.iter().enumerate() {
        match event {
            Event::Open(name, _) if *name == wrapper => depth += 1,
            Event::Close(name) if *name == wrapper => {
                depth -= 1;
                if depth == 0 {
                    if i + 1 == content.len() {
                        content.pop();
                        content.remove(0);
                    }
                    return;
                }
            }
            _ => {}
        }
    }
}
