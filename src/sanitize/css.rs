//! `style` attributes: what may stay.
//!
//! Facts: MediaWiki's `Sanitizer::checkCss` and `normalizeCss`.  Escapes and comments are undone first, so that no
//! spelling of a forbidden word passes.

use crate::model::entities;

/// What is printed instead of a value that could load or run something.
const INSECURE: &str = "/* insecure input */";
/// What is printed instead of a value with control characters.
const INVALID: &str = "/* invalid control char */";

/// Words that never pass, lower case, white space removed around the parenthesis or colon.
const FORBIDDEN: &[&str] =
    &["expression", "accelerator:", "-o-link:", "-o-link-source:", "-o-replace:", "url(", "src(", "image(", "image-set(", "filter:", "javascript:"];

/// The value as it may be printed; [`INSECURE`] or [`INVALID`] in place of one that may not.
pub(super) fn clean(value: &str) -> String {
    let decoded = entities::decode(value);
    let text = strip_comments(&unescape(&decoded));
    if text.chars().any(|c| matches!(c, '\0'..='\x08' | '\x0b' | '\x0e'..='\x1f' | '\x7f' | '\u{fffd}')) {
        return INVALID.to_owned();
    }
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(fold).collect();
    if FORBIDDEN.iter().any(|word| squeezed.contains(word)) || (squeezed.contains("attr(") && squeezed.contains("url")) {
        return INSECURE.to_owned();
    }
    if covers_page(&squeezed) {
        return INSECURE.to_owned();
    }
    text.trim().to_owned()
}

/// Whether the declaration could lay the author's text over the reader's controls.
fn covers_page(squeezed: &str) -> bool {
    squeezed.contains("position:fixed") || squeezed.contains("position:sticky")
}

/// Full-width letters and the like as ASCII, lower case, as old browsers read them.
fn fold(c: char) -> std::char::ToLowercase {
    let plain = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        'ʀ' => 'r',
        'ɪ' => 'i',
        'ɴ' => 'n',
        'ʟ' => 'l',
        _ => c,
    };
    plain.to_lowercase()
}

/// Undoes CSS escapes (`\75 rl`), line continuations included.
fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&rest[..digits], 16).unwrap_or(0xfffd);
            out.push(match char::from_u32(code) {
                // Escaped syntax stays escaped, or it would become syntax.
                Some('\0') | None => '\u{fffd}',
                Some(c) => c,
            });
            rest = &rest[digits..];
            rest = rest.strip_prefix([' ', '\t', '\n', '\x0c', '\r']).unwrap_or(rest);
        } else if let Some(c) = rest.chars().next() {
            if c != '\n' {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out.push_str(rest);
    out
}

/// Replaces comments by a space; an unclosed one runs to the end.
fn strip_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("/*") {
        out.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        match after.find("*/") {
            Some(end) => {
                out.push(' ');
                rest = &after[end + 2..];
            }
            None => return out,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_css_stays() {
        assert_eq!(clean("color: red; width:50%"), "color: red; width:50%");
        assert_eq!(clean("color:/* x */red"), "color: red");
    }

    #[test]
    fn no_spelling_of_url_passes() {
        for bad in ["background:url(x)", r"background:u\72l(x)", "background:u/**/rl (x)", "width:expres/**/sion(1)", "ＵＲＬ(x)", "position: fixed"] {
            assert!(clean(bad) == INSECURE || !clean(bad).replace(' ', "").contains("url("), "{bad}: {}", clean(bad));
        }
        assert_eq!(clean("a\x0bb"), INVALID);
    }
}
