//! A page after preprocessing: wikitext without templates, and where each part of it came from.

use super::piece::{Marks, Piece};
use crate::diag::Span;

/// A page's wikitext in which nothing is left to expand.
#[derive(Clone, Debug, Default)]
pub struct Expanded {
    /// The wikitext; nowiki and extension tags stand in it as marks.
    ///
    /// A mark can occur more than once, when a template shows one argument twice.
    pub text: String,
    /// What the marks of `text`, and those of extension bodies, stand for.
    pub pieces: Marks<Piece>,
    /// `{{DISPLAYTITLE:…}}`, the last one; wikitext, in which marks may stand.
    pub display_title: Option<String>,
    /// `{{DEFAULTSORT:…}}`, the last one.
    pub default_sort: Option<String>,
    /// The target's text, when the page is a redirect.
    pub redirect: Option<String>,
    /// Where each part of `text` came from.
    pub origins: Origins,
    /// Full titles of the pages that were transcluded or asked for, each once, in the order of first use.
    pub templates: Vec<String>,
}

/// Where the parts of an expanded text came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    segments: Vec<Segment>,
}

/// A stretch of the expanded text; it ends where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    /// First byte in the expanded text.
    at: u32,
    from: From,
}

/// What a segment was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum From {
    /// Copied from the page's source, beginning at this byte.
    Own(u32),
    /// Made by the call that stands there, of the template of that name.
    Call(Span, Option<Box<str>>),
}

/// The origin of one place of an expanded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The place in the page's source: that very byte, or the whole outermost call.
    pub span: Span,
    /// The template that the outermost call names, if it is a template's.
    pub template: Option<&'a str>,
}

impl Origins {
    /// Says that the text from byte `at` on is the page's source from byte `source` on.
    pub fn own(&mut self, at: usize, source: usize) {
        let at = clamp(at);
        let source = clamp(source);
        if let Some(Segment { at: from, from: From::Own(before) }) = self.segments.last()
            && before.wrapping_add(at.wrapping_sub(*from)) == source
        {
            return;
        }
        self.push(at, From::Own(source));
    }

    /// Says that the text from byte `at` on was made by a call.
    pub fn call(&mut self, at: usize, span: Span, template: Option<&str>) {
        self.push(clamp(at), From::Call(span, template.map(Into::into)));
    }

    fn push(&mut self, at: u32, from: From) {
        // A stretch of no length is replaced by its successor.
        if self.segments.last().is_some_and(|s| s.at == at) {
            self.segments.pop();
        }
        self.segments.push(Segment { at, from });
    }

    /// The origin of the byte at `offset` of the expanded text; logarithmic in the number of calls.
    #[must_use]
    pub fn at(&self, offset: usize) -> Origin<'_> {
        let offset = clamp(offset);
        let index = self.segments.partition_point(|s| s.at <= offset);
        match index.checked_sub(1).and_then(|i| self.segments.get(i)) {
            None => Origin { span: Span { start: offset, end: offset }, template: None },
            Some(Segment { at, from: From::Own(source) }) => {
                let place = source.saturating_add(offset - at);
                Origin { span: Span { start: place, end: place }, template: None }
            }
            Some(Segment { from: From::Call(span, template), .. }) => Origin { span: *span, template: template.as_deref() },
        }
    }

    /// The place in the page's source of a range of the expanded text.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let first = self.at(range.start);
        if range.end <= range.start {
            return first.span;
        }
        let last = self.at(range.end - 1);
        let end = if last.template.is_some() || last.span.end > last.span.start { last.span.end } else { last.span.end + 1 };
        Span { start: first.span.start, end: end.max(first.span.end) }
    }
}

fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back() {
        let mut origins = Origins::default();
        origins.own(0, 0);
        origins.call(5, Span { start: 5, end: 12 }, Some("Template:X"));
        origins.own(8, 12);
        assert_eq!(origins.at(3).span.start, 3);
        assert_eq!(origins.at(6).span, Span { start: 5, end: 12 });
        assert_eq!(origins.at(6).template, Some("Template:X"));
        assert_eq!(origins.at(10).span.start, 14);
        assert_eq!(origins.span(3..10), Span { start: 3, end: 14 });
    }
}
