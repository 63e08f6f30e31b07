//! `style` attributes: what may stay.
//!
//! Facts: MediaWiki's `Sanitizer::checkCss` and `normalizeCss`, by which a value that could load or run something goes as a
//! whole.  Escapes and comments are undone first, so that no spelling of a forbidden word passes.  What MediaWiki would let
//! through is then read declaration by declaration, and only properties and functions of a list stay: a page may colour and
//! arrange its own text, not lay itself over the reader's controls, nor fetch anything.

use super::{allowed, sheet};
use crate::model::entities;

/// What is printed instead of a value that could load or run something.
const INSECURE: &str = "/* insecure input */";
/// What is printed instead of a value with control characters.
const INVALID: &str = "/* invalid control char */";

/// Words that never pass, lower case, white space removed around the parenthesis or colon.
const FORBIDDEN: &[&str] = &[
    "expression",
    "accelerator:",
    "-o-link:",
    "-o-link-source:",
    "-o-replace:",
    "url(",
    "src(",
    "image(",
    "image-set(",
    "filter:",
    "javascript:",
    "vbscript:",
    "@import",
    "-moz-binding",
];

/// The value as it may be printed; [`INSECURE`] or [`INVALID`] in place of one that may not, and nothing if nothing is left.
///
/// Cleaning what was cleaned changes nothing.
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
    let text = text.trim();
    let mut kept: Vec<&str> = Vec::new();
    let mut all = true;
    for declaration in declarations(text) {
        let declaration = declaration.trim();
        if declaration.is_empty() {
            continue;
        }
        if is_allowed(declaration) { kept.push(declaration) } else { all = false }
    }
    // What may stay as a whole stays as it was written.
    if all { text.to_owned() } else { kept.join("; ") }
}

/// The declarations of a value that may not stay, as written; the whole value if it could load or run something.
pub(super) fn refused(value: &str) -> Vec<String> {
    let cleaned = clean(value);
    if cleaned == INSECURE || cleaned == INVALID {
        return vec![value.trim().to_owned()];
    }
    let decoded = entities::decode(value);
    let text = strip_comments(&unescape(&decoded));
    let refused = declarations(&text).into_iter().map(str::trim).filter(|declaration| !declaration.is_empty() && !is_allowed(declaration));
    refused.map(str::to_owned).collect()
}

/// The declarations of a value: parted by semicolons outside of quotes and parentheses.
fn declarations(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut quote = None;
    let mut depth = 0usize;
    for (at, b) in text.bytes().enumerate() {
        match (quote, b) {
            (Some(q), b) if q == b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            (None, b';') if depth == 0 => {
                found.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[from..]);
    found
}

/// Whether a declaration may stay.
fn is_allowed(declaration: &str) -> bool {
    let Some((name, value)) = declaration.split_once(':') else { return false };
    let name = name.trim().to_ascii_lowercase();
    if !allowed::is_property(&name) {
        return false;
    }
    // A backslash could spell what was not seen, braces and `@` end the declaration for a reader that is not a browser, and
    // quotes or parentheses that do not close would swallow what follows.
    // A reference to a character would be one more character when it is read once more.
    if value.contains(['\\', '{', '}', '@', '<', '>']) || value.contains("&#") || !closes(value) || !functions(value) {
        return false;
    }
    allowed::stays_in_place(&name, &value.to_ascii_lowercase()) && sheet::is_declaration(declaration, &name)
}

/// Whether quotes and parentheses close.
fn closes(value: &str) -> bool {
    let mut quote = None;
    let mut depth = 0usize;
    for b in value.bytes() {
        match (quote, b) {
            (Some(q), b) if q == b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'(') => depth += 1,
            (None, b')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    quote.is_none() && depth == 0
}

/// Whether all functions of a value are on the list.
fn functions(value: &str) -> bool {
    let mut rest = value;
    while let Some(at) = rest.find('(') {
        let before = &rest[..at];
        let name = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-' || c == '_').len();
        let name = before[name..].to_ascii_lowercase();
        // A parenthesis without a name only groups, in `calc`.
        if !name.is_empty() && !allowed::is_function(&name) {
            return false;
        }
        rest = &rest[at + 1..];
    }
    true
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
        for (value, want) in [
            ("color: red; width:50%", "color: red; width:50%"),
            ("color:/* x */red", "color: red"),
            ("Text-Align : center;", "Text-Align : center;"),
            (
                "background:linear-gradient(to right, #fff 0%, rgba(0, 0, 0, .5) 100%)",
                "background:linear-gradient(to right, #fff 0%, rgba(0, 0, 0, .5) 100%)",
            ),
            ("width:calc((100% - 2em) / 3)", "width:calc((100% - 2em) / 3)"),
            ("font-family:'思源; 宋體', serif; -moz-column-count:2", "font-family:'思源; 宋體', serif; -moz-column-count:2"),
            ("position:relative; z-index: 1 !important", "position:relative; z-index: 1 !important"),
        ] {
            assert_eq!(clean(value), want);
        }
    }

    #[test]
    fn what_is_not_listed_goes_and_the_rest_stays() {
        for (value, want) in [
            ("color:red; position:fixed; width:1em", "color:red; width:1em"),
            ("position: sticky", ""),
            ("z-index:-1; color:red", "color:red"),
            ("z-index:99999", ""),
            ("--accent: red; color: var(--accent)", "color: var(--accent)"),
            ("content:'x'; color:red", "color:red"),
            ("animation: spin 1s", ""),
            ("width: element(#a)", ""),
            ("color: rgb(1,2,3", ""),
            ("color: 'red", ""),
            ("pointer-events:none", ""),
            (r"color: \5c 72 ed", ""),
            ("red", ""),
        ] {
            assert_eq!(clean(value), want, "{value}");
        }
    }

    #[test]
    fn no_spelling_of_url_passes() {
        for bad in [
            "background:url(x)",
            r"background:u\72l(x)",
            r"background:\000075\000072\00006c(x)",
            "background:u/**/rl (x)",
            "width:expres/**/sion(1)",
            "ＵＲＬ(x)",
            "background: -webkit-image-set('a' 1x)",
            "@import 'x'",
            "-moz-binding: none",
        ] {
            assert_eq!(clean(bad), INSECURE, "{bad}");
        }
        // Escapes are undone once; what is still one then goes.
        assert_eq!(clean(r"background:\5c 75rl(x)"), "");
        assert_eq!(clean("a\x0bb"), INVALID);
    }

    #[test]
    fn a_line_break_in_a_string_begins_no_declaration() {
        for value in [
            r"font-family:'a\a ;position:fixed;inset:0;'",
            "font-family:'a\n;position:fixed;inset:0;'",
            "font-family:'a&#10;;position:fixed'",
            "font-family:'a&amp;#10;;position:fixed'",
            r"font-family:'a\d ;position:fixed;'",
            r"font-family:'a\c ;position:fixed;'",
            "font-family:'a\u{2028};color:red'",
            "width:1em);position:fixed",
        ] {
            let cleaned = clean(value);
            assert!(!cleaned.contains("fixed"), "{value}: {cleaned}");
        }
    }

    #[test]
    fn cleaning_again_changes_nothing() {
        for value in
            ["color:red; position:fixed", "a:b;;color:red;", r"color:\72 ed", "font:1em 'a;b'; x:y", "color:red;/*", "width:1em/**/;x"]
        {
            let once = clean(value);
            assert_eq!(clean(&once), once, "{value}");
        }
    }
}
