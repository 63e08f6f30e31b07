//! Character references, as MediaWiki's `Sanitizer` reads them: only with a semicolon, only valid code points.

use std::borrow::Cow;

/// The longest reference that is looked at, in bytes; HTML's longest name has 31 letters.
const MAX_REFERENCE: usize = 40;

/// Names that MediaWiki knows besides HTML's own.
const ALIASES: [(&str, char); 2] = [("רלמ", '\u{200f}'), ("رلم", '\u{200f}')];

/// Whether a code point may be named in a document (XML 1.0 §2.2 as MediaWiki narrows it).
fn is_valid_code_point(code: u32) -> bool {
    matches!(code, 0x9 | 0xa | 0x20..=0x7e | 0xa0..=0xd7ff | 0xe000..=0xfffd | 0x1_0000..=0x10_ffff) && !(0xfdd0..=0xfdef).contains(&code)
}

/// Reads the character reference at the start of `text`: what it stands for and how many bytes it takes.
///
/// `None` if `text` does not begin with a reference that MediaWiki would accept.
#[must_use]
pub fn read_reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'&') {
        return None;
    }
    let end = bytes.iter().take(MAX_REFERENCE).position(|b| *b == b';')?;
    let name = &text[1..end];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) if !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
            None if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
            _ => return None,
        };
        let c = char::from_u32(code).filter(|_| is_valid_code_point(code))?;
        return Some((Cow::Owned(c.to_string()), end + 1));
    }
    if let Some((_, c)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        return Some((Cow::Owned(c.to_string()), end + 1));
    }
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    // The names that nearly every reference on a wiki has, before the table of all of them.
    let common = match name {
        "nbsp" => "\u{a0}",
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "ndash" => "–",
        "mdash" => "—",
        "middot" => "·",
        _ => html_escape::NAMED_ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name.as_bytes())).ok().map(|i| html_escape::NAMED_ENTITIES[i].1)?,
    };
    Some((Cow::Borrowed(common), end + 1))
}

/// Replaces every valid character reference; anything else stays as it is.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut at = first;
    while at < text.len() {
        if let Some((decoded, len)) = read_reference(&text[at..]) {
            out.push_str(&decoded);
            at += len;
        } else {
            out.push('&');
            at += 1;
        }
        let next = memchr::memchr(b'&', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
        out.push_str(&text[at..next]);
        at = next;
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_mediawiki_decodes() {
        assert_eq!(decode("a&amp;b&#160;c&#x4e2d;&nbsp;"), "a&b\u{a0}c中\u{a0}");
        assert_eq!(decode("&nosuch; &#0; &#xD800; &amp & x"), "&nosuch; &#0; &#xD800; &amp & x");
        assert_eq!(decode("&eacute;&hellip;"), "é…");
    }
}
