//! `style` attributes: what may stay.
//!
//! Facts: MediaWiki's `Sanitizer::checkCss` and `normalizeCss`, by which a value that could load or run something goes as a
//! whole.  Escapes and comments are undone first, so that no spelling of a forbidden word passes.  What MediaWiki would let
//! through is then read declaration by declaration, and only properties and functions of a list stay: a page may colour and
//! arrange its own text, not lay itself over the reader's controls, nor fetch anything.

use cssparser::{DeclarationParser as _, Delimiter, Parser};

use super::value::{Declarations, Place};
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
    let all = declarations(text, Place::Attribute);
    // What may stay as a whole stays as it was written.
    if all.iter().all(Declaration::stays) {
        return text.to_owned();
    }
    all.iter().filter(|declaration| declaration.stays()).map(|declaration| declaration.source).collect::<Vec<_>>().join("; ")
}

/// The declarations of a value that may not stay, as written; the whole value if it could load or run something.
pub(super) fn refused(value: &str) -> Vec<String> {
    let cleaned = clean(value);
    if cleaned == INSECURE || cleaned == INVALID {
        return vec![value.trim().to_owned()];
    }
    let decoded = entities::decode(value);
    let text = strip_comments(&unescape(&decoded));
    declarations(&text, Place::Attribute)
        .iter()
        .filter(|declaration| !declaration.stays())
        .map(|declaration| declaration.source.to_owned())
        .collect()
}

/// The declarations that a cleaned value has, as written.
pub fn kept(value: &str) -> Vec<&str> {
    declarations(value, Place::Attribute).into_iter().filter(Declaration::stays).map(|declaration| declaration.source).collect()
}

/// The `style` of a part of a drawing: the declarations that may stay, written anew, and those that may not, as written.
pub(super) fn of_drawing(style: &str) -> (String, Vec<String>) {
    let (mut kept, mut refused) = (String::new(), Vec::new());
    for declaration in declarations(style, Place::Drawing) {
        match declaration.written {
            Some(text) => kept.push_str(&text),
            None => refused.push(declaration.source.to_owned()),
        }
    }
    (kept, refused)
}

/// A declaration.
struct Declaration<'a> {
    source: &'a str,
    /// As it is written anew; `None` if it may not stay.
    written: Option<String>,
}

impl Declaration<'_> {
    /// Whether it may stay as it was written.
    fn stays(&self) -> bool {
        self.written.is_some() && is_plain(self.source)
    }
}

/// The declarations of a value, parted as a browser parts them.
fn declarations(text: &str, place: Place) -> Vec<Declaration<'_>> {
    // A line break ends a string that nobody closed, and the semicolon lies inside of a bracket that nobody closed: neither
    // may stand where another declaration comes to follow.
    let whole = format!("{text}\n;");
    let mut input = Parser::new(&whole);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let from = input.position();
        let read = input.parse_until_before(Delimiter::Semicolon, |input| {
            let start = input.state();
            let name = input.expect_ident()?.clone();
            input.expect_colon()?;
            Declarations { place }.parse_value(name, input, &start)
        });
        let end = (at + input.slice_from(from).len()).min(text.len());
        let source = text[at..end].trim();
        if !source.is_empty() {
            found.push(Declaration { source, written: read.ok() });
        }
        // Past the semicolon.
        at = end + 1;
        if input.next().is_err() {
            break;
        }
    }
    found
}

/// Whether a declaration is read the same by whoever reads it: again by this filter, which undoes entities and escapes, or by a
/// reader that is no browser, for whom braces and `@` end it even in a string.
fn is_plain(declaration: &str) -> bool {
    !declaration.contains(['\\', '{', '}', '@', '<', '>']) && (!declaration.contains('&') || entities::decode(declaration) == declaration)
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
