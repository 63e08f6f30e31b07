//! Pass 7: external links in brackets, then bare addresses and book numbers.
//!
//! Facts: MediaWiki's `Parser::handleExternalLinks`, `handleMagicLinks` and `makeFreeExternalLink`, and
//! `Sanitizer::cleanUrl`.

use std::sync::Arc;

use super::atom::{Atom, Atoms};
use crate::model::document::{ExternalKind, Link, LinkTarget};
use crate::model::entities;
use crate::model::piece::is_mark;
use crate::sanitize::protocol;
use crate::site::Site;
use crate::title::{Namespace, Title};

/// The same, `//` included, as in `[//host text]`.
pub(super) fn protocol_or_relative(text: &str) -> Option<usize> {
    if text.starts_with("//") { Some(2) } else { protocol(text) }
}

/// White space of Unicode's class Zs.
fn is_zs(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether a character can be part of an address.
fn is_url_char(c: char) -> bool {
    !matches!(c, ']' | '[' | '<' | '>' | '"' | '\0'..='\x20' | '\x7f' | '\u{fffd}') && !is_zs(c) && !is_mark(c)
}

/// The end of the address at the start of `text`, whose protocol takes `start` bytes; `None` if nothing follows it.
fn address_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let mut at = 0;
    if let Some(inside) = rest.strip_prefix('[') {
        // An IPv6 host: `[2001:db8::1]`.
        let len = inside.bytes().take_while(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.')).count();
        if len == 0 || inside.as_bytes().get(len) != Some(&b']') {
            return None;
        }
        at = len + 2;
    }
    at += rest[at..].find(|c| !is_url_char(c)).unwrap_or(rest.len() - at);
    (at > 0).then_some(start + at)
}

/// Replaces `[address text]` by marks.
pub(super) fn mark_bracketed(text: String, atoms: &mut Atoms, numbers: &mut u32) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    // Where the text of the link that was looked at last would end.
    let mut text_end = 0;
    while let Some(n) = memchr::memchr(b'[', &bytes[at..]) {
        let open = at + n;
        at = open + 1;
        let Some(start) = protocol_or_relative(&text[at..]) else { continue };
        let Some(url_end) = address_end(&text[at..], start).map(|end| at + end) else { continue };
        let mut url = &text[at..url_end];
        // The text runs to the first bracket; a newline or another control character breaks the link.
        let rest = &text[url_end..];
        if text_end < url_end {
            // Attack: `[http://a ` ten thousand times in a line; the end that was found for one is that of the next, too.
            text_end = url_end + rest.find(|c: char| matches!(c, ']' | '\0'..='\x08' | '\n'..='\x1f' | '\u{fffd}')).unwrap_or(rest.len());
        }
        if bytes.get(text_end) != Some(&b']') {
            continue;
        }
        let close = text_end - url_end;
        let mut label = rest[..close].trim_start_matches(is_zs).to_owned();
        if let Some(cut) = ["&lt;", "&gt;"].iter().filter_map(|e| url.find(e)).min() {
            label = format!("{} {label}", &url[cut..]);
            url = &url[..cut];
        }
        let kind = if label.is_empty() {
            *numbers += 1;
            label = format!("[{numbers}]");
            ExternalKind::Number
        } else {
            ExternalKind::Text
        };
        out.push_str(&text[copied..open]);
        let link = Link { target: LinkTarget::External { url: clean_url(url), kind }, title: None };
        atoms.push(Atom::Link(Arc::new(link), label), &mut out);
        copied = url_end + close + 1;
        at = copied;
    }
    if copied == 0 {
        return text;
    }
    out.push_str(&text[copied..]);
    out
}

/// Whether the byte before `at` is part of a word, so that nothing can begin here.
fn after_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| (c.is_alphanumeric() && !is_mark(c)) || c == '_')
}

/// Replaces bare addresses, `RFC 1`, `PMID 1` and `ISBN …` by marks.
pub(super) fn mark_free(text: String, atoms: &mut Atoms, site: &Site) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    // Every protocol has a colon, every magic word a space or an entity after capitals; both tests are cheap.
    while at < bytes.len() {
        let b = bytes[at];
        let found = match b {
            b'R' | b'P' | b'I' if !after_word(&text, at) => magic(&text[at..], site),
            _ => None,
        };
        if let Some((len, link, label)) = found {
            out.push_str(&text[copied..at]);
            atoms.push(Atom::Link(Arc::new(link), label), &mut out);
            at += len;
            copied = at;
            continue;
        }
        if b == b':'
            && let Some(start) = protocol_start(&text, at, copied)
            && let Some(len) = free_address(&text[start..])
        {
            let url = &text[start..start + len];
            out.push_str(&text[copied..start]);
            let link = Link { target: LinkTarget::External { url: clean_url(url), kind: ExternalKind::Free }, title: None };
            // What is shown is the cleaned address, in which nothing is an entity any more.
            let label = clean_url(url).replace('&', "&amp;");
            atoms.push(Atom::Link(Arc::new(link), label), &mut out);
            at = start + len;
            copied = at;
            continue;
        }
        at += 1;
        at += bytes[at..].iter().position(|b| matches!(b, b':' | b'R' | b'P' | b'I')).unwrap_or(bytes.len() - at);
    }
    if copied == 0 {
        return text;
    }
    out.push_str(&text[copied..]);
    out
}

/// Where the protocol begins whose colon stands at `colon`, not before `from`.
fn protocol_start(text: &str, colon: usize, from: usize) -> Option<usize> {
    // The longest protocol name has nine letters.
    let bytes = text.as_bytes();
    let mut start = colon;
    while start > from && colon - start < 12 && bytes[start - 1].is_ascii_alphabetic() {
        start -= 1;
    }
    // `xhttp://` is not a link, but `中http://` and `1 http://` are; Han letters are words too.
    if start == colon || after_word(text, start) {
        return None;
    }
    protocol(&text[start..]).filter(|len| start + len > colon).map(|_| start)
}

/// The length of the bare address at the start of `text`, trailing punctuation left out.
fn free_address(text: &str) -> Option<usize> {
    let start = protocol(text)?;
    let mut end = address_end(text, start)?;
    let after_protocol = end - start;
    let full = end;
    for (i, _) in text[..end].match_indices('&') {
        if let Some((decoded, _)) = entities::read_reference(&text[i..])
            && matches!(&*decoded, "<" | ">" | "\u{a0}")
        {
            end = i;
            break;
        }
    }
    let has_bracket = text[..end].contains('(');
    let is_separator = |b: u8| matches!(b, b',' | b';' | b'.' | b':' | b'!' | b'?' | b'\\') || (b == b')' && !has_bracket);
    let mut trailing = text[..end].bytes().rev().take_while(|b| is_separator(*b)).count();
    if trailing > 0 && text.as_bytes()[end - trailing] == b';' {
        // The semicolon of an entity stays with the address.
        let before = &text[..end - trailing];
        if let Some(amp) = before.rfind('&') {
            let name = &before[amp + 1..];
            let number = name.strip_prefix('#');
            let is_reference = match number {
                Some(n) => !n.is_empty() && n.trim_start_matches(['x', 'X']).bytes().all(|b| b.is_ascii_hexdigit()),
                None => !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()),
            };
            trailing -= usize::from(is_reference);
        }
    }
    end -= trailing;
    (full - end < after_protocol).then_some(end)
}

/// Reads `RFC 123`, `PMID 123` or `ISBN 978-…` at the start of `text`.
fn magic(text: &str, site: &Site) -> Option<(usize, Link, String)> {
    let keyword = ["RFC", "PMID", "ISBN"].into_iter().find(|k| text.starts_with(k))?;
    let spaces = magic_spaces(&text[keyword.len()..]);
    if spaces == 0 {
        return None;
    }
    let number_at = keyword.len() + spaces;
    let number = &text[number_at..];
    let not_a_word = |end: usize| !number[end..].chars().next().is_some_and(|c| (c.is_alphanumeric() && !is_mark(c)) || c == '_');
    if keyword != "ISBN" {
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || !not_a_word(digits) {
            return None;
        }
        let id = &number[..digits];
        let url = if keyword == "RFC" {
            format!("https://datatracker.ietf.org/doc/html/rfc{id}")
        } else {
            format!("//www.ncbi.nlm.nih.gov/pubmed/{id}?dopt=Abstract")
        };
        let link = Link { target: LinkTarget::External { url, kind: ExternalKind::Text }, title: None };
        return Some((number_at + digits, link, format!("{keyword} {id}")));
    }
    let (len, digits) = isbn(number, &not_a_word)?;
    let title = Title::in_namespace(&format!("BookSources/{digits}"), Namespace::SPECIAL, site)?;
    let link = Link { target: LinkTarget::Page { title, fragment: None }, title: None };
    let shown: String = normalise_spaces(&number[..len]);
    Some((number_at + len, link, format!("ISBN {shown}")))
}

/// The length of one or more spaces, entities included.
fn magic_spaces(text: &str) -> usize {
    let mut at = 0;
    loop {
        let n = magic_space(&text[at..]);
        if n == 0 {
            return at;
        }
        at += n;
    }
}

/// The length of one space: a tab, a space of any kind, or an entity for a no-break space.
fn magic_space(text: &str) -> usize {
    match text.chars().next() {
        Some('\t') => 1,
        Some(c) if is_zs(c) => c.len_utf8(),
        Some('&') => entities::read_reference(text).filter(|(s, _)| s == "\u{a0}").map_or(0, |(_, len)| len),
        _ => 0,
    }
}

/// Reads a book number: its length in the text and its bare digits.
fn isbn(text: &str, ends: &dyn Fn(usize) -> bool) -> Option<(usize, String)> {
    let mut digits = String::new();
    let mut at = 0;
    let mut best = None;
    while digits.len() < 13 {
        let Some(c) = text[at..].chars().next() else { break };
        let last = digits.len() == 9 || (digits.len() == 12 && (digits.starts_with("978") || digits.starts_with("979")));
        if c.is_ascii_digit() || (last && (c == 'X' || c == 'x')) {
            digits.push(c.to_ascii_uppercase());
            at += 1;
            if (digits.len() == 10 || (digits.len() == 13 && (digits.starts_with("978") || digits.starts_with("979")))) && ends(at) {
                best = Some((at, digits.clone()));
            }
            if c == 'X' || c == 'x' {
                break;
            }
            let separator = if text[at..].starts_with('-') { 1 } else { magic_space(&text[at..]) };
            at += separator;
        } else {
            break;
        }
    }
    best
}

/// Every kind of space as a plain one.
fn normalise_spaces(text: &str) -> String {
    entities::decode(text).chars().map(|c| if is_zs(c) || c == '\t' { ' ' } else { c }).collect()
}

/// Characters that are not seen in a host name and could make one look like another (`Sanitizer::cleanUrl`).
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// The address as it may stand in `href`: entities decoded, what is not allowed percent-encoded, invisible characters
/// of the host left out.
pub(super) fn clean_url(url: &str) -> String {
    let decoded = entities::decode(url);
    let mut out = String::with_capacity(decoded.len());
    let host_start = decoded.find("//").map_or(0, |n| n + 2);
    let host_end = decoded[host_start..].find('/').map_or(decoded.len(), |n| host_start + n);
    for (i, c) in decoded.char_indices() {
        let in_host = host_start > 0 && (host_start..host_end).contains(&i);
        match c {
            '[' | ']' if in_host => out.push(c),
            '[' | ']' | '<' | '>' | '"' | '|' | '\0'..='\x20' | '\x7f' | '\u{a0}' => {
                let mut buffer = [0; 4];
                for b in c.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("%{b:02X}"));
                }
            }
            c if in_host && is_ignorable(c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(text: &str) -> String {
        let mut atoms = Atoms::new();
        let marked = mark_free(text.to_owned(), &mut atoms, &Site::default());
        super::super::atom::parts(&marked)
            .map(|p| match p {
                super::super::atom::Part::Text(t) => t.to_owned(),
                super::super::atom::Part::Mark(i) => match atoms.get(i) {
                    Atom::Link(_, label) => format!("<{}>", label),
                    _ => String::new(),
                },
            })
            .collect()
    }

    #[test]
    fn bare_addresses_end_where_mediawiki_ends_them() {
        assert_eq!(free("see http://a.b/c. and (http://a.b/c)"), "see <http://a.b/c>. and (<http://a.b/c>)");
        assert_eq!(free("http://a.b/(c) http://a.b/x&amp; http:// x"), "<http://a.b/(c)> <http://a.b/x&amp;> http:// x");
        assert_eq!(free("xhttp://a.b"), "xhttp://a.b");
        assert_eq!(free("a http://1 PMID 12 IX RFC 3"), "a <http://1> <PMID 12> IX <RFC 3>");
    }

    #[test]
    fn book_numbers() {
        assert_eq!(free("ISBN 978-0-306-40615-7 x"), "<ISBN 978-0-306-40615-7> x");
        assert_eq!(free("ISBN 0-306-40615-X, ISBN 123"), "<ISBN 0-306-40615-X>, ISBN 123");
    }
}
