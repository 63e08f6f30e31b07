//! Marks as the wikitext that they stand for: for what is kept of a text after its table of marks is gone.

use std::fmt::Write;

use crate::model::piece::{Marks, Piece, read_mark};

/// How many bytes the marks of one value may become: a mark can be passed on any number of times.
const MAX_SPELLED: usize = 64 << 10;

/// A value with each mark as text: `<nowiki>` as its characters, a formula in `<math>` tags, other tags as their bodies, if they
/// show those.
pub(super) fn spell(value: &str, marks: &Marks<Piece>) -> String {
    let mut out = String::with_capacity(value.len() + 32);
    let mut spelled = 0usize;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let Some((index, length)) = read_mark(rest) else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[length..];
        let before = out.len();
        if spelled < MAX_SPELLED {
            piece(marks.get(index), &mut out);
        }
        spelled += out.len() - before;
    }
    out
}

fn piece(piece: &Piece, out: &mut String) {
    match piece {
        Piece::Nowiki(text) => literal(text, out),
        Piece::Char(c) => {
            let _ = write!(out, "&#{};", u32::from(*c));
        }
        Piece::Extension(extension) => {
            let body = extension.body.as_deref().unwrap_or_default();
            match extension.name.as_str() {
                "math" | "chem" | "ce" => {
                    out.push_str("<math>");
                    if extension.name == "math" {
                        literal(body, out)
                    } else {
                        literal(&format!("\\ce{{{body}}}"), out)
                    }
                    out.push_str("</math>");
                }
                "pre" | "syntaxhighlight" | "source" => literal(body, out),
                _ => {}
            }
        }
    }
}

/// Text in which nothing is markup; references to characters stay.
fn literal(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' | '>' | '[' | ']' | '{' | '}' | '\'' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
}
