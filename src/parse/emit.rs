//! Pass 10: text and marks are handed to the tree builder, entities decoded.

use super::atom::{Atom, Atoms, Part, parts};
use super::tidy::TreeBuilder;
use crate::model::document::{Event, Flags, Mark};
use crate::model::entities;
use crate::model::html::{Attrs, Name};
use crate::model::piece::Piece;

/// Deepest nesting of links and the like inside each other; what is deeper is left out.
const MAX_DEPTH: u8 = 40;

/// Feeds a tree builder.
pub(super) struct Emitter<'b, 'a> {
    atoms: &'a Atoms,
    builder: &'b mut TreeBuilder,
    depth: u8,
    /// The page will be converted between scripts.
    converts: bool,
}

impl<'b, 'a> Emitter<'b, 'a> {
    pub(super) fn new(atoms: &'a Atoms, builder: &'b mut TreeBuilder, converts: bool) -> Self {
        Self { atoms, builder, depth: 0, converts }
    }

    /// The marks' table.
    pub(super) fn atoms(&self) -> &'a Atoms {
        self.atoms
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: Name, attrs: Attrs<'static>) {
        self.builder.start(name, attrs);
    }

    /// Ends an element.
    pub(super) fn close(&mut self, name: Name) {
        self.builder.end(name);
    }

    /// Text with marks.
    pub(super) fn text(&mut self, text: &str) {
        for part in parts(text) {
            match part {
                Part::Text(text) if self.converts && text.contains("&#") => self.referred(text),
                Part::Text(text) => self.builder.text(&entities::decode(text)),
                Part::Mark(index) => self.mark(index),
            }
        }
    }

    /// Text with characters that are written as their numbers.
    ///
    /// `LanguageConverter::autoConvert` passes over character references, so a Chinese character that an author writes as
    /// one keeps its form in every variant: a raw mark says so in any later stage.
    fn referred(&mut self, text: &str) {
        // What was not handed over yet, and the characters of the references that were just passed.
        let (mut from, mut at) = (0, 0);
        let mut kept = String::new();
        while let Some(found) = memchr::memchr(b'&', &text.as_bytes()[at..]) {
            let start = at + found;
            let reference = entities::read_reference(&text[start..]).filter(|(c, _)| c.chars().all(is_ideograph));
            let Some((character, length)) = reference else {
                at = start + 1;
                continue;
            };
            if start > from {
                self.keep(&mut kept);
                self.builder.text(&entities::decode(&text[from..start]));
            }
            kept.push_str(&character);
            at = start + length;
            from = at;
        }
        self.keep(&mut kept);
        if from < text.len() {
            self.builder.text(&entities::decode(&text[from..]));
        }
    }

    /// Hands over characters that no variant changes.
    fn keep(&mut self, text: &mut String) {
        if !text.is_empty() {
            let body = vec![Event::Text(std::mem::take(text).into())];
            self.builder.leaf(Event::Mark(Box::new(Mark { flags: Flags::RAW, variants: Vec::new(), rules: Vec::new(), body })));
        }
    }

    fn mark(&mut self, index: u32) {
        match self.atoms.get(index) {
            Atom::Open(name, attrs) => self.builder.start(*name, attrs.clone()),
            Atom::Close(name) => self.builder.end(*name),
            Atom::Nowiki(text) | Atom::Piece(Piece::Nowiki(text)) => self.builder.text(&entities::decode(text)),
            Atom::Char(c) | Atom::Piece(Piece::Char(c)) => self.builder.text(c.encode_utf8(&mut [0; 4])),
            Atom::Link(link, label) => {
                if self.depth < MAX_DEPTH {
                    self.depth += 1;
                    self.builder.start_link(link.clone());
                    self.text(label);
                    self.builder.end(Name::A);
                    self.depth -= 1;
                }
            }
            Atom::Inline(event) => self.builder.leaf(event.clone()),
            Atom::InlineRun(events) => self.builder.run(events),
            Atom::Block(events) => self.builder.block(events.clone()),
            Atom::Nothing | Atom::StyleSheet | Atom::Piece(Piece::Extension(_)) => {}
        }
    }
}

/// Whether a character is one of those that scripts write differently: CJK's ideographs, wherever in Unicode they are.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
