//! Byte offsets to lines and columns.

use std::ops::Range;

/// How many bytes lie between two known character counts.
const STEP: usize = 1024;

/// Where the lines of a text begin, and how many characters come before.
///
/// Made once for a text, so that ten thousand diagnostics on one line of a megabyte do not count it ten thousand times.
pub(crate) struct Lines {
    /// The first byte of every line.
    starts: Vec<usize>,
    /// How many characters begin before byte `i * STEP`.
    chars: Vec<usize>,
}

impl Lines {
    /// Looks at the whole text once.
    pub(crate) fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i + 1)).collect();
        let mut chars = vec![0];
        let mut total = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            total += count(chunk);
            chars.push(total);
        }
        Self { starts, chars }
    }

    /// The number of the line that holds `offset`, from 0, and its bytes without the line's end.
    pub(super) fn line_of(&self, text: &str, offset: usize) -> (usize, Range<usize>) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        let end = if end > start && text.as_bytes().get(end - 1) == Some(&b'\r') { end - 1 } else { end };
        (line, start..end.max(start))
    }

    /// How many characters lie between two offsets.
    pub(super) fn chars_between(&self, text: &str, from: usize, to: usize) -> usize {
        self.before(text, to).saturating_sub(self.before(text, from))
    }

    /// How many characters begin before `offset`.
    fn before(&self, text: &str, offset: usize) -> usize {
        let chunk = offset / STEP;
        self.chars[chunk] + count(&text.as_bytes()[chunk * STEP..offset])
    }
}

/// How many characters begin in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count()
}
