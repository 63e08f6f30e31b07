//! Diagnostics: what taben has to say about a source, with the place it is about.
//!
//! Stages never fail on bad content.  They return a value and what they found, as [`Warned`];
//! a place is a byte range ([`Span`]) and becomes line and column only when it is printed.

pub mod lasting;

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing to mend.
    Note,
    /// The page reads, but something in it is probably not what its author meant.
    Warning,
    /// The page shows an error, or could not be made.
    Error,
}

/// A byte range of one source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range`; offsets past 4 GiB are clamped, since no page is that long.
    #[must_use]
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// The span as indices.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One thing found in a source text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name, kebab-case, listed in `docs/errors.md`.
    #[serde(deserialize_with = "lasting::deserialize")]
    pub code: lasting::Text,
    /// What is so, lower case and without a final stop.
    pub message: String,
    /// Where, in the page's own source; `None` when it concerns the page as a whole.
    pub span: Option<Span>,
    /// What to do about it, if there is something to do.
    pub hint: Option<String>,
    /// The templates the place was reached through, innermost first.
    pub through: Vec<Through>,
    /// Other places of the page's own source that the same is true of.
    pub also: Vec<Span>,
}

/// One template on the way from a page to the place that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Through {
    /// The template's full title.
    pub title: String,
    /// The line of the template's own source, from 1, if it is known: where the place is, or the call that leads to it.
    pub line: Option<u32>,
    /// The column, in characters, from 1.
    pub column: Option<u32>,
}

impl std::fmt::Display for Through {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.title)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

impl Diagnostic {
    /// A diagnostic of the given severity.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), span: None, hint: None, through: Vec::new(), also: Vec::new() }
    }

    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same, with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A value and what was found while making it.
#[derive(Clone, Debug, Default)]
pub struct Warned<T> {
    /// The value; always usable.
    pub value: T,
    /// What was found, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// A value with nothing to say about it.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Takes the value and adds the diagnostics to `into`.
    pub fn unpack(self, into: &mut Vec<Diagnostic>) -> T {
        into.extend(self.diagnostics);
        self.value
    }
}
