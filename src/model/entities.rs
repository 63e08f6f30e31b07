//! Character references, as MediaWiki's `Sanitizer` reads them: only with a semicolon, only valid code points.

use std::borrow::Cow;

/// The longest reference that is looked at, in bytes; HTML's longest name has 31 letters.
const MAX_REFERENCE: usize = 40;

/// Names that MediaWiki knows besides HTML's own.
const ALIASES: [(&str, char); 2] = [("רלמ", '\u{200f}'), ("رلم", '\u{200f}')];

/// Names that stand for two characters (HTML Living Standard §13.5), in order; the library's table has the first of them only.
const PAIRS: &[(&str, &str)] = &[
    ("NotEqualTilde", "\u{2242}\u{338}"),
    ("NotGreaterFullEqual", "\u{2267}\u{338}"),
    ("NotGreaterGreater", "\u{226b}\u{338}"),
    ("NotGreaterSlantEqual", "\u{2a7e}\u{338}"),
    ("NotHumpDownHump", "\u{224e}\u{338}"),
    ("NotHumpEqual", "\u{224f}\u{338}"),
    ("NotLeftTriangleBar", "\u{29cf}\u{338}"),
    ("NotLessLess", "\u{226a}\u{338}"),
    ("NotLessSlantEqual", "\u{2a7d}\u{338}"),
    ("NotNestedGreaterGreater", "\u{2aa2}\u{338}"),
    ("NotNestedLessLess", "\u{2aa1}\u{338}"),
    ("NotPrecedesEqual", "\u{2aaf}\u{338}"),
    ("NotRightTriangleBar", "\u{29d0}\u{338}"),
    ("NotSquareSubset", "\u{228f}\u{338}"),
    ("NotSquareSuperset", "\u{2290}\u{338}"),
    ("NotSubset", "\u{2282}\u{20d2}"),
    ("NotSucceedsEqual", "\u{2ab0}\u{338}"),
    ("NotSucceedsTilde", "\u{227f}\u{338}"),
    ("NotSuperset", "\u{2283}\u{20d2}"),
    ("ThickSpace", "\u{205f}\u{200a}"),
    ("acE", "\u{223e}\u{333}"),
    ("bne", "\u{3d}\u{20e5}"),
    ("bnequiv", "\u{2261}\u{20e5}"),
    ("caps", "\u{2229}\u{fe00}"),
    ("cups", "\u{222a}\u{fe00}"),
    ("fjlig", "\u{66}\u{6a}"),
    ("gesl", "\u{22db}\u{fe00}"),
    ("gvertneqq", "\u{2269}\u{fe00}"),
    ("gvnE", "\u{2269}\u{fe00}"),
    ("lates", "\u{2aad}\u{fe00}"),
    ("lesg", "\u{22da}\u{fe00}"),
    ("lvertneqq", "\u{2268}\u{fe00}"),
    ("lvnE", "\u{2268}\u{fe00}"),
    ("nGg", "\u{22d9}\u{338}"),
    ("nGt", "\u{226b}\u{20d2}"),
    ("nGtv", "\u{226b}\u{338}"),
    ("nLl", "\u{22d8}\u{338}"),
    ("nLt", "\u{226a}\u{20d2}"),
    ("nLtv", "\u{226a}\u{338}"),
    ("nang", "\u{2220}\u{20d2}"),
    ("napE", "\u{2a70}\u{338}"),
    ("napid", "\u{224b}\u{338}"),
    ("nbump", "\u{224e}\u{338}"),
    ("nbumpe", "\u{224f}\u{338}"),
    ("ncongdot", "\u{2a6d}\u{338}"),
    ("nedot", "\u{2250}\u{338}"),
    ("nesim", "\u{2242}\u{338}"),
    ("ngE", "\u{2267}\u{338}"),
    ("ngeqq", "\u{2267}\u{338}"),
    ("ngeqslant", "\u{2a7e}\u{338}"),
    ("nges", "\u{2a7e}\u{338}"),
    ("nlE", "\u{2266}\u{338}"),
    ("nleqq", "\u{2266}\u{338}"),
    ("nleqslant", "\u{2a7d}\u{338}"),
    ("nles", "\u{2a7d}\u{338}"),
    ("notinE", "\u{22f9}\u{338}"),
    ("notindot", "\u{22f5}\u{338}"),
    ("nparsl", "\u{2afd}\u{20e5}"),
    ("npart", "\u{2202}\u{338}"),
    ("npre", "\u{2aaf}\u{338}"),
    ("npreceq", "\u{2aaf}\u{338}"),
    ("nrarrc", "\u{2933}\u{338}"),
    ("nrarrw", "\u{219d}\u{338}"),
    ("nsce", "\u{2ab0}\u{338}"),
    ("nsubE", "\u{2ac5}\u{338}"),
    ("nsubset", "\u{2282}\u{20d2}"),
    ("nsubseteqq", "\u{2ac5}\u{338}"),
    ("nsucceq", "\u{2ab0}\u{338}"),
    ("nsupE", "\u{2ac6}\u{338}"),
    ("nsupset", "\u{2283}\u{20d2}"),
    ("nsupseteqq", "\u{2ac6}\u{338}"),
    ("nvap", "\u{224d}\u{20d2}"),
    ("nvge", "\u{2265}\u{20d2}"),
    ("nvgt", "\u{3e}\u{20d2}"),
    ("nvle", "\u{2264}\u{20d2}"),
    ("nvlt", "\u{3c}\u{20d2}"),
    ("nvltrie", "\u{22b4}\u{20d2}"),
    ("nvrtrie", "\u{22b5}\u{20d2}"),
    ("nvsim", "\u{223c}\u{20d2}"),
    ("race", "\u{223d}\u{331}"),
    ("smtes", "\u{2aac}\u{fe00}"),
    ("sqcaps", "\u{2293}\u{fe00}"),
    ("sqcups", "\u{2294}\u{fe00}"),
    ("varsubsetneq", "\u{228a}\u{fe00}"),
    ("varsubsetneqq", "\u{2acb}\u{fe00}"),
    ("varsupsetneq", "\u{228b}\u{fe00}"),
    ("varsupsetneqq", "\u{2acc}\u{fe00}"),
    ("vnsub", "\u{2282}\u{20d2}"),
    ("vnsup", "\u{2283}\u{20d2}"),
    ("vsubnE", "\u{2acb}\u{fe00}"),
    ("vsubne", "\u{228a}\u{fe00}"),
    ("vsupnE", "\u{2acc}\u{fe00}"),
    ("vsupne", "\u{228b}\u{fe00}"),
];

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
        _ => match PAIRS.binary_search_by(|(known, _)| (*known).cmp(name)) {
            Ok(i) => PAIRS[i].1,
            Err(_) => html_escape::NAMED_ENTITIES
                .binary_search_by(|(known, _)| (*known).cmp(name.as_bytes()))
                .ok()
                .map(|i| html_escape::NAMED_ENTITIES[i].1)?,
        },
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
