//! Where a diagnostic is: line and column, and the part of the line around it, ready to be shown.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::lines::Lines;
use crate::diag::Span;

/// How many columns of a line are drawn.
pub(super) const WINDOW: usize = 96;
/// How many of them may lie before the place.
pub(super) const BEFORE: usize = 40;
/// How many characters are drawn at most: a line may hold a million combining marks, which take no column.
const MAX_CHARS: usize = 4 * WINDOW;

/// A place as people name it.
pub(crate) struct Place<'a> {
    /// Line and column, counted from 1, the column in characters.
    pub(crate) start: (usize, usize),
    /// The same for the end.
    pub(super) end: (usize, usize),
    /// The line that the place begins on.
    pub(super) text: &'a str,
    /// The bytes of it that the place covers.
    pub(super) range: std::ops::Range<usize>,
}

impl<'a> Place<'a> {
    /// Finds the span in the text; a span that does not fit is moved to where it does.
    pub(crate) fn of(span: Span, text: &'a str, lines: &Lines) -> Self {
        let range = span.range();
        let start = floor_char(text, range.start);
        let end = floor_char(text, range.end).max(start);
        let (line, line_range) = lines.line_of(text, start);
        Self {
            start: (line + 1, lines.chars_between(text, line_range.start, start) + 1),
            end: {
                let (line, line_range) = lines.line_of(text, end);
                (line + 1, lines.chars_between(text, line_range.start, end) + 1)
            },
            range: start - line_range.start..end.min(line_range.end).max(start) - line_range.start,
            text: &text[line_range],
        }
    }

    /// The line around the place: what stands before it, the place, and what follows, each without anything harmful.
    pub(crate) fn around(&self) -> [String; 3] {
        let columns = |range: std::ops::Range<usize>, most: usize, from_end: bool| -> String {
            let text = &self.text[range];
            let long = text.chars().nth(most).is_some();
            if from_end {
                let skipped = text.chars().count().saturating_sub(most);
                let end: String = text.chars().skip(skipped).collect();
                format!("{}{}", if long { "…" } else { "" }, printable(&end))
            } else {
                let start: String = text.chars().take(most).collect();
                format!("{}{}", printable(&start), if long { "…" } else { "" })
            }
        };
        let (start, end) = (self.range.start.min(self.text.len()), self.range.end.min(self.text.len()));
        [columns(0..start, BEFORE, true), columns(start..end, WINDOW, false), columns(end..self.text.len(), WINDOW - BEFORE, false)]
    }
}

/// The nearest character boundary at or before `at`.
pub(super) fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The part of a line around a place, ready to print.
pub(super) struct Excerpt {
    pub(super) text: String,
    /// How many columns stand before the place.
    pub(super) before: usize,
    /// How many columns the place takes; at least one.
    pub(super) marked: usize,
}

impl Excerpt {
    /// Cuts the line to [`WINDOW`] columns around `range`.
    pub(super) fn of(line: &str, range: std::ops::Range<usize>) -> Self {
        let range = range.start.min(line.len())..range.end.min(line.len());
        let mut from = range.start;
        let mut columns = 0;
        for (at, c) in line[..range.start].char_indices().rev().take(MAX_CHARS / 2) {
            columns += shown_width(c);
            if columns > BEFORE {
                break;
            }
            from = at;
        }
        let mut excerpt = Self { text: String::new(), before: 0, marked: 0 };
        if from > 0 {
            excerpt.text.push('…');
            excerpt.before = 1;
        }
        let mut width = excerpt.before;
        for (drawn, (at, c)) in line[from..].char_indices().map(|(at, c)| (from + at, c)).enumerate() {
            let w = shown_width(c);
            if width + w > WINDOW || drawn == MAX_CHARS {
                excerpt.text.push('…');
                break;
            }
            width += w;
            if at < range.start {
                excerpt.before += w;
            } else if at < range.end {
                excerpt.marked += w;
            }
            push_printable(c, &mut excerpt.text);
        }
        excerpt.marked = excerpt.marked.max(1);
        excerpt
    }
}

/// Whether a character would act on the terminal, or change how the text around it is read.
fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Writes a character so that it can only be seen.
fn push_printable(c: char, out: &mut String) {
    match c {
        '\t' => out.push(' '),
        '\n' => out.push_str("\\n"),
        _ if is_harmful(c) => out.extend(c.escape_unicode()),
        _ => out.push(c),
    }
}

/// How many columns [`push_printable`] takes.
fn shown_width(c: char) -> usize {
    match c {
        '\t' => 1,
        '\n' => 2,
        _ if is_harmful(c) => c.escape_unicode().count(),
        _ => c.width().unwrap_or(0),
    }
}

/// The text with every character escaped that would act on a terminal.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_printable(c, &mut out);
    }
    Cow::Owned(out)
}
