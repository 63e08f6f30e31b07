//! The door: line ends, forbidden characters, and the author's own private-use characters.

use std::borrow::Cow;

use crate::model::piece::{Marks, Piece, is_mark};

/// How offsets of a normalised text relate to those of its source.
#[derive(Clone, Debug, Default)]
pub(super) struct Shift {
    /// From this normalised offset on, add this much.
    steps: Vec<(usize, isize)>,
}

impl Shift {
    /// The source offset of a normalised one.
    pub(super) fn source(&self, offset: usize) -> usize {
        let index = self.steps.partition_point(|(at, _)| *at <= offset);
        let delta = index.checked_sub(1).map_or(0, |i| self.steps[i].1);
        offset.saturating_add_signed(delta)
    }

    /// Where the steps lie, as normalised offsets after `from`.
    pub(super) fn next_step(&self, from: usize) -> Option<usize> {
        let index = self.steps.partition_point(|(at, _)| *at <= from);
        self.steps.get(index).map(|(at, _)| *at)
    }
}

/// Makes line ends `\n`, drops NUL, and turns characters that look like marks into marks.
pub(super) fn normalise<'t>(text: &'t str, marks: &mut Marks<Piece>) -> (Cow<'t, str>, Shift) {
    // Cheap test first: nearly every page needs nothing.
    let dirty = |b: &u8| matches!(b, b'\r' | 0) || *b >= 0xf3;
    let Some(first) = text.bytes().position(|b| dirty(&b)) else { return (Cow::Borrowed(text), Shift::default()) };
    // The byte found may begin a character, never continue one, since all three are first bytes or ASCII.
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut shift = Shift::default();
    let mut rest = text[first..].char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '\0' => {}
            '\r' if rest.peek().is_some_and(|(_, next)| *next == '\n') => {}
            '\r' => {
                out.push('\n');
                continue;
            }
            c if is_mark(c) => marks.push(Piece::Char(c), &mut out),
            c => {
                out.push(c);
                continue;
            }
        }
        let source = first + at + c.len_utf8();
        let delta = source.cast_signed() - out.len().cast_signed();
        if shift.steps.last().map_or(0, |s| s.1) != delta {
            shift.steps.push((out.len(), delta));
        }
    }
    (Cow::Owned(out), shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_offsets() {
        let mut marks = Marks::new();
        let (text, shift) = normalise("a\r\nb\0c\rd", &mut marks);
        assert_eq!(text, "a\nbc\nd");
        assert_eq!([0, 1, 2, 3, 5].map(|n| shift.source(n)), [0, 2, 3, 5, 7]);
    }

    #[test]
    fn nothing_can_forge_a_mark() {
        let mut marks = Marks::new();
        let (text, _) = normalise("\u{f0000}\u{1f600}", &mut marks);
        assert_eq!(marks.get(0), &Piece::Char('\u{f0000}'));
        assert!(text.ends_with('\u{1f600}'));
    }
}
