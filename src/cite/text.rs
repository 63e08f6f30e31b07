//! Small work on wikitext values: the plain text of one, links, dashes, addresses.

use std::fmt::Write;

use crate::model::piece::is_mark;

/// The plain text of a value for metadata: no links, quotes of emphasis, tags, marks or variant rules.
///
/// One pass over the text; unclosed constructs are taken as text.  Each look for an end stops at the next
/// beginning of the same kind, so that ten thousand openers are not each searched to the end of the text.
///
/// A formula is its TeX between dollar signs.
#[must_use]
pub fn plain(value: &str) -> String {
    plain_with(value, "$", "$")
}

/// What stands around a formula in [`with_formulas`]: characters that no text has (Unicode, noncharacters).
pub(crate) const FORMULA: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// The same with formulas between the two characters of [`FORMULA`], so that what is TeX can be told from what is text.
pub(crate) fn with_formulas(value: &str) -> String {
    plain_with(value, "\u{fdd0}", "\u{fdd1}")
}

fn plain_with(value: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("''") {
            rest = rest.trim_start_matches('\'');
        } else if rest.starts_with("[[") {
            // A link's own brackets go; of target and label only the label stays.
            let inner = &rest[2..];
            let stop = inner.find(['|', '[', ']']);
            rest = match stop.filter(|&i| inner[i..].starts_with('|')) {
                Some(bar) => &inner[bar + 1..],
                None => inner,
            };
        } else if rest.starts_with("]]") {
            rest = &rest[2..];
        } else if let Some(inner) = external_inner(rest) {
            out.push_str(inner.1);
            rest = &rest[inner.0..];
        } else if rest.starts_with("-{") {
            rest = variant_inner(rest, &mut out);
        } else if rest.starts_with("}-") {
            rest = &rest[2..];
        } else if let Some((tex, length)) = formula(rest) {
            out.push_str(open);
            out.push_str(&tex);
            out.push_str(close);
            rest = &rest[length..];
        } else if c == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            match rest[1..].find(['<', '>']) {
                Some(end) if rest[1 + end..].starts_with('>') => rest = &rest[end + 2..],
                _ => {
                    out.push('<');
                    rest = &rest[1..];
                }
            }
        } else if c == '&' {
            let (text, length) = entity(rest);
            out.push_str(&text);
            rest = &rest[length..];
        } else {
            if c.is_whitespace() {
                out.push(' ');
            } else if !is_mark(c) && !FORMULA.contains(&c) {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    let mut folded = String::with_capacity(out.len());
    for word in out.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The formula at the start of `text`: its TeX, and how long it is with its tags.
fn formula(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix("<math>")?;
    let end = inner.find('<').filter(|&end| inner[end..].starts_with("</math>"))?;
    let tex: String = crate::model::entities::decode(&inner[..end]).chars().filter(|c| !FORMULA.contains(c)).collect();
    Some((tex, text.len() - inner.len() + end + "</math>".len()))
}

/// An external link with a label at the start of `text`: its length and its label.
fn external_inner(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_prefix('[')?;
    if !is_address(inner) {
        return None;
    }
    let end = inner.find(['[', ']']).filter(|&i| inner[i..].starts_with(']'))?;
    let label = inner[..end].split_once(' ').map_or("", |(_, label)| label);
    Some((end + 2, label))
}

/// The text of a `-{…}-` for metadata: without flags, and of several variants the first.
fn variant_inner<'a>(text: &'a str, out: &mut String) -> &'a str {
    let inner = &text[2..];
    let mut end = 0;
    loop {
        match inner[end..].find(['-', '}']) {
            Some(i) if inner[end + i..].starts_with("}-") => {
                end += i;
                break;
            }
            Some(i) if !inner[end + i..].starts_with("-{") => end += i + 1,
            _ => {
                out.push_str("-{");
                return inner;
            }
        }
    }
    let body = &inner[..end];
    let body = match body.split_once('|') {
        Some((flags, body)) if flags.len() <= 12 && !flags.contains("[[") => body,
        _ => body,
    };
    let first = body.split(';').next().unwrap_or(body);
    match first.split_once(':') {
        Some((code, text)) if crate::lang::Variant::from_code(code.trim()).is_some() => out.push_str(text),
        _ => out.push_str(body),
    }
    &inner[end + 2..]
}

/// Decodes the character reference at the start of `text`: what it stands for and its length.
fn entity(text: &str) -> (String, usize) {
    const NAMED: &[(&str, &str)] = &[
        ("amp", "&"),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", " "),
        ("ndash", "–"),
        ("mdash", "—"),
        ("thinsp", " "),
        ("ensp", " "),
        ("emsp", " "),
        ("lsquo", "‘"),
        ("rsquo", "’"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("hellip", "…"),
        ("middot", "·"),
        ("shy", ""),
        ("lrm", ""),
        ("rlm", ""),
        ("times", "×"),
        ("zwj", ""),
        ("zwnj", ""),
    ];
    let end = text.bytes().take(12).position(|b| b == b';');
    let Some(end) = end else { return ("&".to_owned(), 1) };
    let name = &text[1..end];
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    if let Some(c) = number.and_then(char::from_u32) {
        return (c.to_string(), end + 1);
    }
    match NAMED.iter().find(|(known, _)| *known == name) {
        Some((_, value)) => ((*value).to_owned(), end + 1),
        None => ("&".to_owned(), 1),
    }
}

/// Wikitext that means `text` as it stands: [`plain`] gives it back.
#[must_use]
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' | '>' | '[' | ']' | '{' | '}' | '\'' => {
                write!(out, "&#{};", u32::from(c)).ok();
            }
            c => out.push(c),
        }
    }
    out
}

/// A link to a page; the label is left out where it says the same.
#[must_use]
pub fn wikilink(target: &str, label: &str) -> String {
    if target.is_empty() {
        label.to_owned()
    } else if label.is_empty() || target == label {
        format!("[[{target}]]")
    } else {
        format!("[[{target}|{label}]]")
    }
}

/// A link to an address, with the address and the label made safe for it.
#[must_use]
pub fn external(url: &str, label: &str) -> String {
    format!("[{} {}]", safe_address(url), safe_label(label))
}

/// An address in which nothing ends an external link early.
#[must_use]
pub fn safe_address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            ' ' | '\u{a0}' | '\u{3000}' | '"' | '\'' | '<' | '>' | '[' | ']' | '{' | '|' | '}' | '\t' | '\n' => encode(c, &mut out),
            c => out.push(c),
        }
    }
    out
}

/// Percent-encodes every byte of `c`.
fn encode(c: char, out: &mut String) {
    let mut buffer = [0; 4];
    for byte in c.encode_utf8(&mut buffer).bytes() {
        write!(out, "%{byte:02X}").ok();
    }
}

/// Text as the query part of an address has it: everything but letters, digits, `-` and `.` encoded, spaces as `+`.
#[must_use]
pub fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => out.push('+'),
            c if c.is_ascii_alphanumeric() || c == '-' || c == '.' => out.push(c),
            c => encode(c, &mut out),
        }
    }
    out
}

/// Text as the path of an address has it, slashes too encoded as the module does for `doi`.
#[must_use]
pub fn path(text: &str) -> String {
    query(text).replace('+', "%20").replace("%5F", "_").replace("%7E", "~")
}

/// A label in which no bracket ends the external link it stands in; line breaks become spaces.
#[must_use]
pub fn safe_label(label: &str) -> String {
    label.replace('[', "&#91;").replace(']', "&#93;").replace('\n', " ")
}

/// Whether `text` begins with something that can be an address.
#[must_use]
pub fn is_address(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("//") {
        return rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    }
    let Some(colon) = text.bytes().take(20).position(|b| b == b':') else { return false };
    let scheme = &text[..colon];
    !scheme.is_empty()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && (text[colon + 1..].starts_with("//") || matches!(scheme, "mailto" | "news" | "urn" | "magnet" | "sip" | "tel"))
        && text.len() > colon + 3
}

/// Whether an address names a PDF file, which gets the note `(PDF)` by itself.
#[must_use]
pub fn is_pdf(url: &str) -> bool {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let path = &url.as_bytes()[..end];
    path.len() > 4 && path[path.len() - 4..].eq_ignore_ascii_case(b".pdf")
}

/// Page ranges with dashes: every hyphen becomes one, unless the value holds markup.
#[must_use]
pub fn dashes(value: &str) -> String {
    if value.contains(['[', '{', '<']) && !value.contains(" [") || value.contains("://") {
        return value.to_owned();
    }
    value.replace("&ndash;", "–").replace('-', "–")
}

/// Whether a value says yes, as flags of templates do.
#[must_use]
pub fn is_yes(value: &str) -> bool {
    matches!(value.trim().to_lowercase().as_str(), "y" | "yes" | "true" | "on" | "1" | "是")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_markup() {
        assert_eq!(plain("[[A|B]] and ''C''"), "B and C");
        assert_eq!(plain("[[A]]"), "A");
        assert_eq!(plain("[http://x.y/ label] z"), "label z");
        assert_eq!(plain("-{zh-hans:简;zh-hant:繁}-体"), "简体");
        assert_eq!(plain("-{A}-<b>c</b>&amp;&nbsp;&#100;"), "Ac& d");
        assert_eq!(plain("a < b [[unclosed <i"), "a < b unclosed <i");
        assert_eq!(plain("a\u{F0001}b"), "ab");
    }

    #[test]
    fn hostile_values_take_linear_time() {
        for opener in ["[[", "-{", "<b", "&", "[http://a ", "''"] {
            let text = opener.repeat(10_000);
            let _ = plain(&text);
        }
    }

    #[test]
    fn addresses_are_known() {
        assert!(is_address("http://a"));
        assert!(is_address("//a.b"));
        assert!(is_address("mailto:a@b"));
        assert!(!is_address("www.a.b"));
        assert!(!is_address("http:"));
        assert!(is_pdf("http://a/B.PDF#page=2"));
        assert!(!is_pdf("http://a/pdf"));
    }
}
