//! What is probably wrong with a page's own wikitext, for `taben check`.
//!
//! 1. `scan` walks the source once, matches brackets and tags, reports what is never closed and makes a copy of the
//!    same length in which nothing is unclosed.
//! 2. `attributes` tells what of the attributes of tags and tables no page gets.
//! 3. `parse_wiki_text` reads that copy; `warnings` tells its findings in our words, or drops them.
//!
//! The copy is needed because the package goes back and starts again at every opener that has no end, so that twenty
//! of them take a second and thirty take a day.

mod attributes;
mod scan;
mod warnings;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::diag::{Diagnostic, Span};
use crate::site::Site;

/// The largest text that the package is given, in bytes; a wiki's own limit is two million.
const MAX_TEXT: usize = 4 << 20;

/// The deepest nesting that the package is given.
///
/// It keeps a tree that is dropped by recursion, and what it makes of nested constructs that it matches otherwise than
/// we do may cost it twice the time a level.
const MAX_DEPTH: usize = 24;

/// What the package may take for one page before its findings are dropped; sane text takes milliseconds a megabyte.
const MAX_TIME: Duration = Duration::from_secs(2);

/// The most findings of one page; broken generated text would drown everything else.
const MAX_FINDINGS: usize = 200;

/// Looks for mistakes in the source of a page.
///
/// `text` is the wikitext as written, templates not expanded; the spans are offsets of it.  Findings come in the order
/// of the source, all of them [`crate::diag::Severity::Warning`] or [`crate::diag::Severity::Note`].  What is valid
/// in a template's page, where brackets may be opened by one branch and closed by another, is not reported.
#[must_use]
pub fn lint(site: &Site, text: &str) -> Vec<Diagnostic> {
    let scanned = scan::scan(text);
    let mut found = scanned.found;
    attributes::look(text, &scanned.safe, &mut found);
    if text.len() <= MAX_TEXT && scanned.depth <= MAX_DEPTH {
        found.extend(package(site, text, &scanned.safe));
    }
    found.sort_by_key(|d| d.span.unwrap_or_default());
    found.dedup_by(|b, a| a.span == b.span && a.code == b.code && a.message == b.message);
    found.truncate(MAX_FINDINGS);
    found
}

/// The package's findings in our words; none if it fails.
fn package(site: &Site, text: &str, safe: &str) -> Vec<Diagnostic> {
    let configuration = warnings::configuration(site);
    // Version 0.2.0 panics when its clock runs out inside a character.
    let result = catch_unwind(AssertUnwindSafe(|| configuration.parse_with_timeout(safe, MAX_TIME).map(|output| output.warnings)));
    match result {
        Ok(Ok(found)) => found.iter().filter_map(|warning| warnings::tell(warning, text)).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}

/// A warning at a place of the text.
fn warning(code: &'static str, message: impl Into<String>, start: usize, end: usize) -> Diagnostic {
    Diagnostic::new(crate::diag::Severity::Warning, code, message).at(Span::new(start..end))
}

#[cfg(test)]
mod tests;
