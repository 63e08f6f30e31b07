//! Places in templates: the line and the column of what a diagnostic is about, for whoever mends the template.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diag::Span;

use super::scan::Tree;

/// How long a line may be of which columns are counted, in bytes: ten thousand diagnostics about one line of a megabyte would
/// count it ten thousand times.
const MAX_LINE: usize = 10_000;

/// Where something stands: in the page's own source, and in the text of the template that it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'t> {
    /// The place in the page's own source: that very place, or the outermost call.
    pub(super) span: Option<Span>,
    /// The byte in a template's text.
    pub(super) inner: Option<(&'t Rc<Tree>, u32)>,
}

/// Where the lines of templates begin, looked for when they are asked for.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By the address of the text, which the tree keeps alive.
    lines: FxHashMap<usize, (Rc<Tree>, Vec<u32>)>,
}

impl Places {
    /// The line of a byte of a tree's text and its column, both from 1; no column on a line that is too long to count.
    pub(super) fn position(&mut self, tree: &Rc<Tree>, at: u32) -> Option<(u32, Option<u32>)> {
        let key = tree.source.as_ptr() as usize;
        let (_, lines) = self.lines.entry(key).or_insert_with(|| {
            let ends = memchr::memchr_iter(b'\n', tree.source.as_bytes()).filter_map(|n| u32::try_from(n + 1).ok());
            (Rc::clone(tree), std::iter::once(0).chain(ends).collect())
        });
        let line = lines.partition_point(|start| *start <= at).checked_sub(1)?;
        let before = tree.source.get(lines[line] as usize..at as usize)?;
        let column = (before.len() < MAX_LINE).then(|| u32::try_from(before.chars().count() + 1).ok()).flatten();
        Some((u32::try_from(line + 1).ok()?, column))
    }
}
