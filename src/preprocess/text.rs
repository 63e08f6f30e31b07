//! Small helpers on text: trimming and comparing as PHP does, entities, percent-encoding.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::piece::{is_mark, may_start_mark};

/// PHP's `trim`.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\u{b}'))
}

/// Trims in place, without a copy where the start is clean.
pub(super) fn trimmed(text: String) -> String {
    let inner = trim(&text);
    if inner.len() == text.len() { text } else { inner.to_owned() }
}

/// The text without its marks (MediaWiki's `killMarkers`).
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    if text.bytes().any(may_start_mark) { Cow::Owned(text.chars().filter(|c| !is_mark(*c)).collect()) } else { Cow::Borrowed(text) }
}

/// Named entities that occur in titles and in what functions compare; others stay as they are.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("copy", "©"),
    ("eacute", "é"),
    ("emsp", "\u{2003}"),
    ("ensp", "\u{2002}"),
    ("gt", ">"),
    ("hellip", "…"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("lrm", "\u{200e}"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("minus", "−"),
    ("nbsp", "\u{a0}"),
    ("ndash", "–"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rlm", "\u{200f}"),
    ("rsquo", "’"),
    ("thinsp", "\u{2009}"),
    ("times", "×"),
    ("uuml", "ü"),
    ("zwj", "\u{200d}"),
    ("zwnj", "\u{200c}"),
];

/// Decodes character references.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest reference we know is short; a far `;` belongs to something else.
        match rest.bytes().take(12).position(|b| b == b';').and_then(|end| Some((end, reference(rest.get(1..end)?)?))) {
            Some((end, value)) => {
                out.push_str(&value);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn reference(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        let c = char::from_u32(code).filter(|c| !is_mark(*c) && !matches!(code, 0..=8 | 0xb..=0x1f))?;
        return Some(Cow::Owned(c.to_string()));
    }
    ENTITIES.binary_search_by(|(n, _)| (*n).cmp(name)).ok().map(|i| Cow::Borrowed(ENTITIES[i].1))
}

/// PHP's `is_numeric` for strings, with the value.
pub(super) fn numeric(text: &str) -> Option<f64> {
    let body = text.trim_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'));
    let digits = body.strip_prefix(['+', '-']).unwrap_or(body);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || !digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b))
    {
        return None;
    }
    body.parse().ok()
}

/// PHP's `==` between strings: as numbers if both are.
pub(super) fn loosely_equal(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    match (numeric(a), numeric(b)) {
        (Some(x), Some(y)) => x == y,
        _ => false,
    }
}

/// PHP's `urlencode`.
pub(super) fn url_query(text: &str) -> String {
    encode(text, "-_.", Some('+'))
}

/// PHP's `rawurlencode`.
pub(super) fn url_path(text: &str) -> String {
    encode(text, "-_.~", None)
}

/// MediaWiki's `wfUrlencode`, spaces as underscores.
pub(super) fn url_wiki(text: &str) -> String {
    encode(&text.replace(' ', "_"), "-_.~;@$!*(),/:", None)
}

fn encode(text: &str, safe: &str, space: Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b' ' if space.is_some() => out.extend(space),
            b if b.is_ascii_alphanumeric() || safe.as_bytes().contains(&b) => out.push(char::from(b)),
            b => {
                let _ = write!(out, "%{b:02X}");
            }
        }
    }
    out
}

/// MediaWiki's `wfEscapeWikiText`: text that no later stage reads as markup.
pub(super) fn escape_wikitext(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut line_start = true;
    for (i, c) in text.char_indices() {
        let special = match c {
            '"' | '&' | '\'' | '<' | '=' | '>' | '[' | ']' | '{' | '|' | '}' => true,
            '#' | '*' | ':' | ';' | ' ' | '!' | '-' | '\t' => line_start,
            '_' => text[i..].starts_with("__"),
            _ => false,
        };
        let scheme = c == ':' && text[i..].starts_with("://");
        if special || scheme {
            let _ = write!(out, "&#{};", c as u32);
        } else {
            out.push(c);
        }
        line_start = c == '\n';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn php_compares_numbers() {
        assert!(loosely_equal("01", "1"));
        assert!(loosely_equal("0", "-0"));
        assert!(loosely_equal("1e3", "1000"));
        assert!(!loosely_equal("\"01\"", "\"1\""));
        assert!(!loosely_equal("a", "A"));
        assert!(!loosely_equal("inf", "infinity"));
    }

    #[test]
    fn references_are_decoded() {
        assert_eq!(decode("a&amp;b&#x41;&nosuch;&"), "a&bA&nosuch;&");
        assert!(ENTITIES.is_sorted());
    }
}
