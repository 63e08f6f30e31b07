//! What a view shows, as lines of text.
//!
//! A line is what a reader reads in one go: a paragraph, an item, a cell.  Markup inside of it is gone, so that a
//! phrase is found across a link or a bold word.  Markers of notes and links back to the text are no part of what
//! is read; readings of ruby characters come after the line and not between its characters.

use crate::bytes::position;
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The page's title: the first line, and no other.
    Title,
    /// A heading of the page.
    Heading,
    /// Anything else.
    Plain,
}

/// One line of a [`Text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends; a line break follows, if another line does.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// The heading above it or itself, by its place in [`Text::ids`].
    pub(super) heading: Option<usize>,
}

/// A page's text.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// The lines, parted by line breaks.
    pub(super) text: String,
    /// Where they are.
    pub(super) lines: Vec<Line>,
    /// The ids of headings and the lines that hold them.
    pub(super) ids: Vec<(String, usize)>,
}

impl Text {
    /// A line's text.
    pub(super) fn line(&self, number: usize) -> &str {
        self.lines.get(number).map_or("", |line| &self.text[line.start..line.end])
    }

    /// The line that holds a place.
    pub(super) fn line_at(&self, place: usize) -> usize {
        self.lines.partition_point(|line| line.start <= place).saturating_sub(1)
    }
}

/// Whether a byte may begin what HTML takes for a space: there are other characters that begin with such a byte.  The
/// ideographic space is a character.
#[inline]
fn may_be_space(byte: u8) -> bool {
    (byte <= b' ') | (byte == 0xc2)
}

/// Gathers lines.
struct Lines {
    out: Text,
    /// Readings of ruby characters in the open line.
    readings: String,
    /// A space is due before the next character.
    space: bool,
    heading: Option<usize>,
}

impl Lines {
    /// Takes text, word by word: as many bytes at once as there are between spaces.
    fn push(&mut self, text: &str) {
        let open = self.start();
        let bytes = text.as_bytes();
        let (mut from, mut at) = (0, 0);
        while let Some(length) = position(&bytes[at..], may_be_space) {
            at += length;
            let space = match bytes[at] {
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => 1,
                0xc2 if bytes.get(at + 1) == Some(&0xa0) => '\u{a0}'.len_utf8(),
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.word(&text[from..at], open);
            self.space = true;
            at += space;
            from = at;
        }
        self.word(&text[from..], open);
    }

    /// Takes text without spaces, in a line that begins at `open`.
    fn word(&mut self, word: &str, open: usize) {
        if word.is_empty() {
            return;
        }
        if self.space && self.out.text.len() > open {
            self.out.text.push(' ');
        }
        self.space = false;
        self.out.text.push_str(word);
    }

    /// Where the open line begins.
    fn start(&self) -> usize {
        self.out.lines.last().map_or(0, |line| line.end + 1)
    }

    fn end(&mut self, kind: Kind) {
        self.space = false;
        let start = self.start();
        // The title is there even if it is empty: the first line is always it.
        if self.out.text.len() > start || kind == Kind::Title {
            let end = self.out.text.len();
            self.out.lines.push(Line { start, end, kind, heading: self.heading });
            self.out.text.push('\n');
        }
        if !self.readings.is_empty() {
            let readings = std::mem::take(&mut self.readings);
            self.push(&readings);
            self.end(Kind::Plain);
        }
    }
}

/// Whether an element and all in it is passed over.
fn is_silent(name: Name, attrs: &Attrs<'_>) -> bool {
    match name {
        Name::Rp => true,
        Name::Sup if attrs.has_class("reference") => true,
        Name::A if attrs.get("role") == Some("doc-backlink") => true,
        Name::Span if attrs.has_class("mw-cite-backlink") => true,
        _ => attrs.get("style").is_some_and(|style| {
            let style: String = style.split_whitespace().collect();
            style.contains("display:none")
        }),
    }
}

/// The text of a view.
pub(super) fn text(title: &str, events: &[Event<'_>]) -> Text {
    let mut lines = Lines { out: Text::default(), readings: String::new(), space: false, heading: None };
    lines.push(title);
    lines.end(Kind::Title);
    // How deep in an element that is passed over, and in a reading.
    let (mut silent, mut reading) = (0usize, 0usize);
    let mut kind = Kind::Plain;
    for event in events {
        match event {
            Event::Open(name, _) if silent > 0 => silent += usize::from(!name.is_void()),
            Event::OpenLink(_) if silent > 0 => silent += 1,
            Event::Close(_) if silent > 0 => silent -= 1,
            _ if silent > 0 => {}
            Event::Open(name, attrs) if !name.is_void() && is_silent(*name, attrs) => silent = 1,
            Event::Open(Name::Br, _) => lines.space = true,
            Event::Open(Name::Rt | Name::Rtc, _) => {
                reading += 1;
                lines.readings.push(' ');
            }
            Event::Close(Name::Rt | Name::Rtc) => reading = reading.saturating_sub(1),
            Event::Open(name, attrs) if name.is_block() => {
                lines.end(kind);
                if name.heading_level().is_some() {
                    kind = Kind::Heading;
                    if let Some(id) = attrs.get("id") {
                        lines.heading = Some(lines.out.ids.len());
                        lines.out.ids.push((id.to_owned(), lines.out.lines.len()));
                    }
                }
            }
            Event::Close(name) if name.is_block() => {
                lines.end(kind);
                if name.heading_level().is_some() {
                    kind = Kind::Plain;
                }
            }
            Event::Text(text) if reading > 0 => lines.readings.push_str(text),
            Event::Text(text) => lines.push(text),
            Event::Math { tex, .. } => lines.push(tex),
            _ => {}
        }
    }
    lines.end(kind);
    // The last line break parts nothing.
    lines.out.text.pop();
    lines.out
}
