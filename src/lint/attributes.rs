//! Attributes and declarations of styles that a page does not get: those of HTML tags, and of tables, rows and cells.

use super::warning;
use crate::diag::{Diagnostic, Severity};
use crate::model::html::Name;
use crate::sanitize::attributes::{Dropped, dropped};

/// Looks at the tables of `text`; `safe` is the same text without code, comments and templates, byte for byte as long.
pub(super) fn look(text: &str, safe: &str, found: &mut Vec<Diagnostic>) {
    let mut at = 0;
    for line in safe.split('\n') {
        table_line(text, line, at, found);
        at += line.len() + 1;
    }
}

/// A line of a table: its beginning, a row, or cells.
fn table_line(text: &str, line: &str, at: usize, found: &mut Vec<Diagnostic>) {
    let trimmed = line.trim_start_matches([' ', '\t', ':']);
    let start = at + line.len() - trimmed.len();
    let end = at + line.len();
    if trimmed.starts_with("{|") {
        check(text, start + 2, end, Name::Table, found);
    } else if trimmed.starts_with("|-") {
        let dashes = trimmed[1..].bytes().take_while(|b| *b == b'-').count();
        check(text, start + 1 + dashes, end, Name::Tr, found);
    } else if !trimmed.starts_with("|}") && trimmed.starts_with(['|', '!']) {
        let mut from = start + 1;
        for cell in trimmed[1..].split("||").flat_map(|cell| cell.split("!!")) {
            // A cell has attributes if a single bar follows them, and no link begins before it.
            if let Some(bar) = cell.find('|').filter(|bar| cell[..*bar].contains('=') && !cell[..*bar].contains("[[")) {
                check(text, from, from + bar, Name::Td, found);
            }
            from += cell.len() + 2;
        }
    }
}

/// Reports what of the attributes between two places is dropped; those that a template may change are left alone.
pub(super) fn check(text: &str, start: usize, end: usize, name: Name, found: &mut Vec<Diagnostic>) {
    let Some(source) = text.get(start..end) else { return };
    if !source.contains('=') || source.contains("{{") || source.contains("-{") {
        return;
    }
    for what in dropped(source, name) {
        let place = |words: &str| source.find(words).map_or((start, end), |at| (start + at, start + at + words.len()));
        found.push(match what {
            Dropped::Style(declaration) => {
                let (from, to) = place(&declaration);
                warning("dropped-style", format!("the style `{declaration}` may not be in a page and is left out"), from, to).hint(
                    "styles may colour, size and arrange what the author wrote; nothing is loaded, and no box leaves its place in the text",
                )
            }
            Dropped::Attribute(key) => {
                let (from, to) = place(&key);
                let element = name.as_str();
                let diagnostic = warning("dropped-attribute", format!("<{element}> has no attribute `{key}`, which is left out"), from, to)
                    .hint("remove it, or use a class or a style in its place");
                Diagnostic { severity: Severity::Note, ..diagnostic }
            }
        });
    }
}
