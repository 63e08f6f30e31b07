//! Pass 10: text and marks are handed to the tree builder, entities decoded.

use super::atom::{Atom, Atoms, Part, parts};
use super::tidy::TreeBuilder;
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
}

impl<'b, 'a> Emitter<'b, 'a> {
    pub(super) fn new(atoms: &'a Atoms, builder: &'b mut TreeBuilder) -> Self {
        Self { atoms, builder, depth: 0 }
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
                Part::Text(text) => self.builder.text(&entities::decode(text)),
                Part::Mark(index) => self.mark(index),
            }
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
