//! Pass 1: the author's HTML tags become marks, what MediaWiki does not allow stays text.
//!
//! Facts: MediaWiki's `Sanitizer::internalRemoveHtmlTags`.  A tag runs from `<` to the next `>`; a `<` in between
//! makes the first one text.  So one look ahead is enough and the pass is linear.

use super::atom::{Atom, Atoms, without_marks};
use crate::model::html::Name;
use crate::sanitize::attributes::read_attributes;
use crate::sanitize::is_allowed;

/// Replaces the tags of `text` by marks.
pub(super) fn mark(text: &str, atoms: &mut Atoms) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'<', &bytes[at..]) {
        let open = at + n;
        let Some(m) = memchr::memchr2(b'<', b'>', &bytes[open + 1..]) else { break };
        let end = open + 1 + m;
        if bytes[end] == b'<' {
            at = end;
            continue;
        }
        at = end + 1;
        let inside = &text[open + 1..end];
        if let Some(atom) = read_tag(inside, atoms) {
            out.push_str(&text[copied..open]);
            // These may go without an end tag, so one that says it is empty is; a slash means nothing in others.
            let empty = match &atom {
                Atom::Open(name @ (Name::Li | Name::Dd | Name::Dt), _) if inside.ends_with('/') => Some(*name),
                _ => None,
            };
            atoms.push(atom, &mut out);
            if let Some(name) = empty {
                atoms.push(Atom::Close(name), &mut out);
            }
            copied = at;
        }
    }
    if copied == 0 {
        return text.to_owned();
    }
    out.push_str(&text[copied..]);
    out
}

/// Reads what stands between `<` and `>`.
fn read_tag(inside: &str, atoms: &Atoms) -> Option<Atom> {
    let (closing, rest) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    if !rest.as_bytes().first()?.is_ascii_alphabetic() {
        return None;
    }
    let end = rest.find(['\t', '\n', '\x0b', ' ', '/']).unwrap_or(rest.len());
    // The longest name is "blockquote"; longer ones need not be folded.
    if end > 12 {
        return None;
    }
    let name = Name::from_lower(&rest[..end].to_ascii_lowercase())?;
    if !is_allowed(name) {
        return None;
    }
    if closing {
        // `</br>` is read as `<br>` by every HTML parser.
        return Some(if name == Name::Br { Atom::Open(name, Default::default()) } else { Atom::Close(name) });
    }
    let source = &rest[end..];
    let source = source.strip_suffix('/').unwrap_or(source);
    let attrs = read_attributes(&without_marks(source, atoms), name);
    // Microdata is all that these two are for; without their property they are text.
    if matches!(name, Name::Meta | Name::Link)
        && (attrs.get("itemprop").is_none() || (attrs.get("content").is_none() && attrs.get("href").is_none()))
    {
        return None;
    }
    Some(Atom::Open(name, attrs))
}
