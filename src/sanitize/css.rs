//! `style` attributes: what may stay.
//!
//! Facts: MediaWiki's `Sanitizer::checkCss` and `normalizeCss`, by which a value that could load or run something goes as a
//! whole.  Escapes and comments are undone first, so that no spelling of a forbidden word passes.  What MediaWiki would let
//! through is then read declaration by declaration, and only properties and functions of a list stay: a page may colour and
//! arrange its own text, not lay itself over the reader's controls, nor fetch anything.

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

/// Properties an author may set, lower case and in order; a vendor's prefix is not looked at.
///
/// Not here: `content` and `behavior`, which bring text or code; animations and transitions, which use the theme's; custom
/// properties, which change the theme's colours; `pointer-events`, `resize` and what else only makes controls.
const PROPERTIES: &[&str] = &[
    "align-content",
    "align-items",
    "align-self",
    "aspect-ratio",
    "background",
    "background-attachment",
    "background-clip",
    "background-color",
    "background-image",
    "background-origin",
    "background-position",
    "background-repeat",
    "background-size",
    "border",
    "border-block",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-image",
    "border-inline",
    "border-inline-end",
    "border-inline-start",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-top-style",
    "border-top-width",
    "border-width",
    "bottom",
    "box-align",
    "box-decoration-break",
    "box-flex",
    "box-orient",
    "box-shadow",
    "box-sizing",
    "break-after",
    "break-before",
    "break-inside",
    "caption-side",
    "clear",
    "clip",
    "color",
    "color-scheme",
    "column-count",
    "column-fill",
    "column-gap",
    "column-rule",
    "column-rule-color",
    "column-rule-style",
    "column-rule-width",
    "column-span",
    "column-width",
    "columns",
    "counter-increment",
    "counter-reset",
    "cursor",
    "direction",
    "display",
    "empty-cells",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-flow",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "float",
    "font",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-variant-caps",
    "font-variant-east-asian",
    "font-variant-ligatures",
    "font-variant-numeric",
    "font-weight",
    "gap",
    "grid",
    "grid-area",
    "grid-auto-columns",
    "grid-auto-flow",
    "grid-auto-rows",
    "grid-column",
    "grid-column-end",
    "grid-column-start",
    "grid-gap",
    "grid-row",
    "grid-row-end",
    "grid-row-start",
    "grid-template",
    "grid-template-areas",
    "grid-template-columns",
    "grid-template-rows",
    "hanging-punctuation",
    "height",
    "hyphens",
    "inline-size",
    "justify-content",
    "justify-items",
    "justify-self",
    "layout-grid",
    "left",
    "letter-spacing",
    "line-break",
    "line-height",
    "list-style",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-block",
    "margin-block-end",
    "margin-block-start",
    "margin-bottom",
    "margin-inline",
    "margin-inline-end",
    "margin-inline-start",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "object-fit",
    "object-position",
    "opacity",
    "order",
    "orphans",
    "outline",
    "outline-color",
    "outline-offset",
    "outline-style",
    "outline-width",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "overflow-y",
    "padding",
    "padding-block",
    "padding-block-end",
    "padding-block-start",
    "padding-bottom",
    "padding-inline",
    "padding-inline-end",
    "padding-inline-start",
    "padding-left",
    "padding-right",
    "padding-top",
    "page-break-after",
    "page-break-before",
    "page-break-inside",
    "place-content",
    "place-items",
    "place-self",
    "position",
    "print-color-adjust",
    "quotes",
    "right",
    "rotate",
    "row-gap",
    "ruby-align",
    "ruby-position",
    "scale",
    "speak",
    "tab-size",
    "table-layout",
    "text-align",
    "text-align-last",
    "text-anchor",
    "text-autospace",
    "text-combine-upright",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-decoration-thickness",
    "text-emphasis",
    "text-emphasis-color",
    "text-emphasis-position",
    "text-emphasis-style",
    "text-indent",
    "text-justify",
    "text-orientation",
    "text-overflow",
    "text-shadow",
    "text-size-adjust",
    "text-spacing-trim",
    "text-transform",
    "text-underline-offset",
    "text-underline-position",
    "text-wrap",
    "top",
    "transform",
    "transform-origin",
    "translate",
    "unicode-bidi",
    "user-select",
    "vertical-align",
    "visibility",
    "white-space",
    "widows",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
    "writing-mode",
    "z-index",
    "zoom",
];

/// Functions that may stand in a value, lower case and in order: sizes, colours, gradients, turns.
const FUNCTIONS: &[&str] = &[
    "calc",
    "circle",
    "clamp",
    "color",
    "color-mix",
    "conic-gradient",
    "counter",
    "ellipse",
    "fit-content",
    "hsl",
    "hsla",
    "hwb",
    "inset",
    "lab",
    "lch",
    "light-dark",
    "linear-gradient",
    "matrix",
    "max",
    "min",
    "minmax",
    "oklab",
    "oklch",
    "polygon",
    "radial-gradient",
    "rect",
    "repeat",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "rgb",
    "rgba",
    "rotate",
    "rotatex",
    "rotatey",
    "rotatez",
    "scale",
    "scalex",
    "scaley",
    "skew",
    "skewx",
    "skewy",
    "translate",
    "translatex",
    "translatey",
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
    let plain = ["-webkit-", "-moz-", "-ms-", "-o-", "-khtml-"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
    if PROPERTIES.binary_search(&plain).is_err() {
        return false;
    }
    // A backslash could spell what was not seen, braces and `@` end the declaration for a reader that is not a browser, and
    // quotes or parentheses that do not close would swallow what follows.
    if value.contains(['\\', '{', '}', '@', '<', '>']) || !closes(value) || !functions(value) {
        return false;
    }
    let value = value.trim().to_ascii_lowercase();
    match plain {
        // Beside or over its own place, never over the reader's window.
        "position" => ["static", "relative", "absolute"].contains(&important(&value)),
        // Behind the page it would hide, and far above it could hide the page's own controls.
        "z-index" => important(&value).parse::<i32>().map_or(value == "auto", |z| (0..=100).contains(&z)),
        _ => true,
    }
}

/// The value without `!important`.
fn important(value: &str) -> &str {
    value.split('!').next().unwrap_or_default().trim_end()
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
        let plain = ["-webkit-", "-moz-", "-ms-", "-o-"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
        // A parenthesis without a name only groups, in `calc`.
        if !plain.is_empty() && FUNCTIONS.binary_search(&plain).is_err() {
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
            ("--accent: red; color: var(--accent)", ""),
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
    fn cleaning_again_changes_nothing() {
        for value in
            ["color:red; position:fixed", "a:b;;color:red;", r"color:\72 ed", "font:1em 'a;b'; x:y", "color:red;/*", "width:1em/**/;x"]
        {
            let once = clean(value);
            assert_eq!(clean(&once), once, "{value}");
        }
    }

    #[test]
    fn lists_are_in_order() {
        assert!(PROPERTIES.is_sorted());
        assert!(FUNCTIONS.is_sorted());
    }
}
