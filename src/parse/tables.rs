//! Pass 3: lines of `{|` tables become table tags.
//!
//! Facts: MediaWiki's `Parser::handleTables`.  It works line by line with a stack of open tables, so broken tables
//! come out as MediaWiki shows them, and so does this.

use super::atom::{Atom, Atoms, without_marks};
use crate::model::html::{Attrs, Name};
use crate::sanitize::attributes::read_attributes;

/// An open table.
#[derive(Default)]
struct Table {
    /// The open cell or caption.
    cell: Option<Name>,
    /// Whether a row is open.
    row: bool,
    /// Attributes of the next row.
    row_attrs: Attrs<'static>,
    /// Whether the table had any row.
    had_row: bool,
}

/// Replaces table syntax by marks.
pub(super) fn mark(text: &str, atoms: &mut Atoms) -> String {
    if !text.contains("{|") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut tables: Vec<Table> = Vec::new();
    let mut indent = 0;
    for whole in text.split('\n') {
        let line = trim(whole);
        let colons = line.bytes().take_while(|b| *b == b':').count();
        let after_colons = line[colons..].trim_start_matches([' ', '\t']);
        if let Some(attributes) = after_colons.strip_prefix("{|") {
            indent = colons;
            for _ in 0..indent {
                atoms.push(Atom::Open(Name::Dl, Attrs::new()), &mut out);
                atoms.push(Atom::Open(Name::Dd, Attrs::new()), &mut out);
            }
            let attrs = read_attributes(&without_marks(attributes, atoms), Name::Table);
            // A page that is nothing but an opener shows nothing.
            if attrs.is_empty() && indent == 0 && text.len() == whole.len() {
                return String::new();
            }
            atoms.push(Atom::Open(Name::Table, attrs), &mut out);
            tables.push(Table::default());
        } else if let Some(table) = tables.last_mut() {
            if let Some(after) = line.strip_prefix("|}") {
                close_table(table, "", atoms, &mut out);
                tables.pop();
                out.push_str(if indent > 0 { after.trim_end() } else { after });
                for _ in 0..indent {
                    atoms.push(Atom::Close(Name::Dd), &mut out);
                    atoms.push(Atom::Close(Name::Dl), &mut out);
                }
            } else if line.starts_with("|-") {
                let attributes = line[1..].trim_start_matches('-');
                let attrs = read_attributes(&without_marks(attributes, atoms), Name::Tr);
                close_cell(table, atoms, &mut out);
                if std::mem::take(&mut table.row) {
                    atoms.push(Atom::Close(Name::Tr), &mut out);
                }
                table.row_attrs = attrs;
                table.had_row = true;
            } else if line.starts_with(['|', '!']) {
                cells(line, table, atoms, &mut out);
            } else {
                out.push_str(whole);
            }
        } else {
            out.push_str(whole);
        }
        out.push('\n');
    }
    while let Some(mut table) = tables.pop() {
        close_table(&mut table, "\n", atoms, &mut out);
        out.push('\n');
    }
    out.pop();
    out
}

/// PHP's `trim`.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r', '\0', '\x0b'])
}

/// The cells of one line that begins with `|`, `!` or `|+`.
fn cells(line: &str, table: &mut Table, atoms: &mut Atoms, out: &mut String) {
    let (name, line) = match line.strip_prefix("|+") {
        Some(rest) => (Name::Caption, rest),
        None if line.starts_with('!') => (Name::Th, &line[1..]),
        None => (Name::Td, &line[1..]),
    };
    // In a line of headers `!!` separates as well as `||`.
    let mut rest = Some(line);
    while let Some(current) = rest {
        let bar = current.find("||");
        let bang = if name == Name::Th { current.find("!!") } else { None };
        let cell = match bar.into_iter().chain(bang).min() {
            Some(at) => {
                rest = Some(&current[at + 2..]);
                &current[..at]
            }
            None => {
                rest = None;
                current
            }
        };
        close_cell(table, atoms, out);
        if table.cell.is_none() && !out.ends_with('\n') && !out.is_empty() && table.had_row {
            out.push('\n');
        }
        if name != Name::Caption {
            if !table.row {
                atoms.push(Atom::Open(Name::Tr, std::mem::take(&mut table.row_attrs)), out);
                out.push('\n');
            }
            table.row = true;
            table.had_row = true;
        }
        // A bar inside a link or a conversion mark does not end the attributes.
        let (attrs, content) = match cell.split_once('|') {
            Some((attributes, content)) if !attributes.contains("[[") && !attributes.contains("-{") => {
                (read_attributes(&without_marks(attributes, atoms), name), content)
            }
            _ => (Attrs::new(), cell),
        };
        atoms.push(Atom::Open(name, attrs), out);
        out.push_str(trim(content));
        table.cell = Some(name);
    }
}

/// Closes an open cell.
fn close_cell(table: &mut Table, atoms: &mut Atoms, out: &mut String) {
    if let Some(name) = table.cell.take() {
        atoms.push(Atom::Close(name), out);
    }
}

/// Closes whatever is open and the table itself; a table without rows gets an empty cell.
fn close_table(table: &mut Table, newline: &str, atoms: &mut Atoms, out: &mut String) {
    close_cell(table, atoms, out);
    out.push_str(newline);
    if std::mem::take(&mut table.row) {
        atoms.push(Atom::Close(Name::Tr), out);
        out.push_str(newline);
    }
    if !table.had_row {
        atoms.push(Atom::Open(Name::Tr, Attrs::new()), out);
        atoms.push(Atom::Open(Name::Td, Attrs::new()), out);
        atoms.push(Atom::Close(Name::Td), out);
        atoms.push(Atom::Close(Name::Tr), out);
    }
    atoms.push(Atom::Close(Name::Table), out);
}
