//! What the scanner makes: a flat tape of text, calls and tags, and the tables it refers to.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::to32;

/// One entry of the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preprocess) enum Node {
    /// A slot that was not needed.
    Nothing,
    /// Text, as a range of the source.
    Text(u32, u32),
    /// A call begins; its tape ends at [`Call::end`].
    Call(u32),
    /// An extension tag.
    Tag(u32),
}

/// Which braces a call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preprocess) enum Kind {
    /// `{{ }}`.
    Template,
    /// `{{{ }}}`.
    Argument,
}

/// One part of a call: its name, or an argument; tape indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preprocess) struct Part {
    /// First entry.
    pub(in crate::preprocess) start: u32,
    /// The entry that holds the `=`, if the argument is named.
    pub(in crate::preprocess) equals: Option<u32>,
    /// One past the last entry.
    pub(in crate::preprocess) end: u32,
}

impl Part {
    /// All of the part.
    pub(in crate::preprocess) fn whole(self) -> Range<u32> {
        self.start..self.end
    }

    /// What stands before the `=`.
    pub(in crate::preprocess) fn name(self) -> Option<Range<u32>> {
        self.equals.map(|e| self.start..e)
    }

    /// What stands after the `=`, or all of a part that has none.
    pub(in crate::preprocess) fn value(self) -> Range<u32> {
        self.equals.map_or(self.start, |e| e + 1)..self.end
    }
}

/// A bracketed call: a template, function, variable or argument.
#[derive(Clone, Copy, Debug)]
pub(in crate::preprocess) struct Call {
    pub(in crate::preprocess) kind: Kind,
    /// Its parts, in [`Tree::parts`]; the first one is the name.
    pub(in crate::preprocess) parts: (u32, u32),
    /// One past its last entry on the tape.
    pub(in crate::preprocess) end: u32,
    /// Where it stands in the source.
    pub(in crate::preprocess) source: (u32, u32),
    /// It begins a line of its source.
    pub(in crate::preprocess) line_start: bool,
}

/// An extension tag; ranges of the source.
#[derive(Debug)]
pub(in crate::preprocess) struct Tag {
    pub(in crate::preprocess) name: (u32, u32),
    pub(in crate::preprocess) attributes: (u32, u32),
    /// `None` for `<tag/>`.
    pub(in crate::preprocess) body: Option<(u32, u32)>,
    pub(in crate::preprocess) source: (u32, u32),
    /// The body scanned, once someone asked for that.
    pub(in crate::preprocess) scanned: OnceCell<Rc<Tree>>,
}

/// A scanned text.
#[derive(Debug)]
pub(in crate::preprocess) struct Tree {
    pub(in crate::preprocess) source: Arc<str>,
    /// The source is that of the page itself, so that its offsets are places to report.
    pub(in crate::preprocess) own: bool,
    pub(in crate::preprocess) tape: Vec<Node>,
    pub(in crate::preprocess) calls: Vec<Call>,
    pub(in crate::preprocess) parts: Vec<Part>,
    pub(in crate::preprocess) tags: Vec<Tag>,
}

impl Tree {
    /// The text of a range.
    pub(in crate::preprocess) fn slice(&self, range: (u32, u32)) -> &str {
        &self.source[range.0 as usize..range.1 as usize]
    }

    /// The whole tape.
    pub(in crate::preprocess) fn all(&self) -> Range<u32> {
        0..to32(self.tape.len())
    }
}
