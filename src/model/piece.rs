//! Opaque marks: finished constructs that stand in a text as one character.
//!
//! MediaWiki's parser works on text in which everything already settled (a `<nowiki>`, an extension
//! tag, an HTML tag) is a "strip marker", so that later passes look past it.  taben does the same, with
//! one private-use character of planes 15 and 16 a mark: no pass can take it for syntax, and no text can
//! forge one, because such characters of the author's own become marks themselves ([`Piece::Char`]).

use std::sync::Arc;

use crate::diag::{Diagnostic, Span, Through};

/// First character used for marks.
const LOW: u32 = 0xF_0000;
/// First character used for the upper part of large numbers.
const HIGH: u32 = 0x10_0000;
/// How many marks one character can tell apart.
const RADIX: u32 = 0x8000;

/// A construct that the preprocessor settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that is not wikitext, entities not yet decoded (`<nowiki>`).
    Nowiki(String),
    /// A character of the author's own that would look like a mark.
    Char(char),
    /// An extension tag.
    Extension(Box<Extension>),
}

/// The templates that something was reached through, innermost first, shared by all that stands in the same one.
pub type Chain = Arc<[Through]>;

/// An extension tag: `<ref name="a">body</ref>`, `{{#tag:poem|…}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The tag's name, lower case.
    pub name: String,
    /// The attributes as written, between name and `>`; templates in them are not expanded.
    pub attributes: String,
    /// The text between the tags; `None` for `<tag/>`.
    ///
    /// For tags whose body is wikitext (`ref`, `references`, `poem`, `gallery`, `indicator`, `section`,
    /// `langconvert`, …) templates and arguments are already expanded in the frame where the tag stood, and
    /// marks refer to the same table.  For the others (`pre`, `math`, `syntaxhighlight`, …) it is the source.
    pub body: Option<String>,
    /// Written as `{{#tag:…}}`, so that the tags in it were read before it.
    pub from_function: bool,
    /// Where the tag stands in the page's own source (the place of the outermost template call, if it came from one).
    pub span: Span,
    /// The templates it was reached through, innermost first; `None` for a tag of the page itself.
    pub through: Option<Chain>,
}

impl Extension {
    /// The diagnostic, with the tag's place.
    #[must_use]
    pub fn place(&self, diagnostic: Diagnostic) -> Diagnostic {
        Diagnostic { through: self.through.as_deref().unwrap_or_default().to_vec(), ..diagnostic.at(self.span) }
    }
}

/// A growing table of marks and what they stand for.
#[derive(Clone, Debug)]
pub struct Marks<T> {
    items: Vec<T>,
}

impl<T> Default for Marks<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

/// Whether `c` is, or is part of, a mark.
#[must_use]
pub fn is_mark(c: char) -> bool {
    (LOW..LOW + RADIX).contains(&(c as u32)) || (HIGH..HIGH + RADIX).contains(&(c as u32))
}

/// Whether `byte` can be the first byte of a mark in UTF-8; a cheap test before decoding.
#[must_use]
pub fn may_start_mark(byte: u8) -> bool {
    byte >= 0xF3
}

impl<T> Marks<T> {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a construct and writes its mark to `out`.
    pub fn push(&mut self, item: T, out: &mut String) {
        let index = self.add(item);
        write_mark(index, out);
    }

    /// Adds a construct and returns its number, for [`write_mark`].
    ///
    /// # Panics
    /// If more than 2³⁰ marks are asked for, which no text of up to 4 GiB can do.
    pub fn add(&mut self, item: T) -> u32 {
        let index = u32::try_from(self.items.len()).expect("fewer than 2^32 marks");
        assert!(index < RADIX * RADIX, "too many marks");
        self.items.push(item);
        index
    }

    /// What the mark of that number stands for.
    #[must_use]
    pub fn get(&self, index: u32) -> &T {
        &self.items[index as usize]
    }

    /// The same, to change.
    pub fn get_mut(&mut self, index: u32) -> &mut T {
        &mut self.items[index as usize]
    }

    /// How many marks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items, in order of their numbers.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// A table of `items`, in order of their numbers.
    #[must_use]
    pub fn from_items(items: Vec<T>) -> Self {
        Self { items }
    }
}

/// Writes the mark with that number.
pub fn write_mark(index: u32, out: &mut String) {
    if index >= RADIX {
        out.extend(char::from_u32(HIGH + index / RADIX));
    }
    out.extend(char::from_u32(LOW + index % RADIX));
}

/// Reads the mark at the start of `text`: its number and how many bytes it takes.
#[must_use]
pub fn read_mark(text: &str) -> Option<(u32, usize)> {
    if !may_start_mark(*text.as_bytes().first()?) {
        return None;
    }
    let mut chars = text.chars();
    let first = chars.next()? as u32;
    if (LOW..LOW + RADIX).contains(&first) {
        return Some((first - LOW, 4));
    }
    if (HIGH..HIGH + RADIX).contains(&first) {
        let second = chars.next()? as u32;
        if (LOW..LOW + RADIX).contains(&second) {
            return Some(((first - HIGH) * RADIX + (second - LOW), 8));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back() {
        for n in [0, 1, 0x7fff, 0x8000, 0x1_2345, 0x3fff_ffff] {
            let mut text = String::new();
            write_mark(n, &mut text);
            text.push('x');
            assert_eq!(read_mark(&text), Some((n, text.len() - 1)));
            assert!(text.chars().next().is_some_and(is_mark));
        }
        assert_eq!(read_mark("x"), None);
    }
}
