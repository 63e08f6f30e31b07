//! What the marks of a text stand for once parsing has begun.

use std::sync::Arc;

use crate::model::document::{Event, Link};
use crate::model::html::{Attrs, Name};
use crate::model::piece::{Marks, Piece, is_mark, may_start_mark, read_mark};

/// A settled construct; later passes see it as one opaque character.
#[derive(Clone, Debug)]
pub(super) enum Atom {
    /// Made by the preprocessor and not yet looked at.
    Piece(Piece),
    /// Text that is not wikitext; entities are still to be decoded.
    Nowiki(String),
    /// One character that is not syntax.
    Char(char),
    /// A start tag, the author's or one that wikitext made.
    Open(Name, Attrs<'static>),
    /// An end tag.
    Close(Name),
    /// A link and its text, which may hold marks.
    Link(Arc<Link>, String),
    /// A finished node of a line.
    Inline(Event<'static>),
    /// A finished run of events inside a line.
    InlineRun(Vec<Event<'static>>),
    /// A finished block; interrupts a paragraph.
    Block(Vec<Event<'static>>),
    /// The place of a style sheet: nothing, and a line of nothing else neither begins a paragraph nor ends one.
    StyleSheet,
    /// Nothing at all (a category, a switch), though it keeps its line from being empty.
    Nothing,
}

/// The marks of a text.
pub(super) type Atoms = Marks<Atom>;

/// A stretch of a text with marks.
pub(super) enum Part<'t> {
    /// Plain text.
    Text(&'t str),
    /// The mark of that number.
    Mark(u32),
}

/// Splits a text at its marks.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((index, len)) = read_mark(rest) {
            rest = &rest[len..];
            return Some(Part::Mark(index));
        }
        let end = next_mark(rest, 0).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Part::Text(text))
    })
}

/// The offset of the first mark at or after `from`.
pub(super) fn next_mark(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    // Marks begin with 0xF3 or 0xF4, which other characters of planes 12 to 16 share.
    while let Some(n) = memchr::memchr2(0xf3, 0xf4, &bytes[at..]) {
        if read_mark(&text[at + n..]).is_some() {
            return Some(at + n);
        }
        at += n + 1;
    }
    None
}

/// Whether a text holds a mark.
pub(super) fn has_mark(text: &str) -> bool {
    next_mark(text, 0).is_some()
}

/// Whether the byte at `at` begins a mark.
pub(super) fn is_mark_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(|b| may_start_mark(*b)) && read_mark(&text[at..]).is_some()
}

/// The text with `<nowiki>` and single characters put back and every other mark left out, for use in an attribute.
pub(super) fn without_marks<'t>(text: &'t str, atoms: &Atoms) -> std::borrow::Cow<'t, str> {
    if !has_mark(text) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Mark(index) => match atoms.get(index) {
                Atom::Nowiki(text) | Atom::Piece(Piece::Nowiki(text)) => out.push_str(text),
                Atom::Char(c) | Atom::Piece(Piece::Char(c)) => out.push(*c),
                _ => {}
            },
        }
    }
    out.into()
}

/// A text that comes from an attribute, from the source of a `<pre>` or from an encoded address, for passes to read: what
/// looks like a mark in it is a character of the author's, and becomes one.
pub(super) fn protected(text: String, atoms: &mut Atoms) -> String {
    if !text.bytes().any(may_start_mark) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_mark(c) { atoms.push(Atom::Char(c), &mut out) } else { out.push(c) }
    }
    out
}
