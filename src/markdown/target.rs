//! Addresses of links in Markdown: pages of the wiki are `wiki:Title#fragment`.

use std::borrow::Cow;

use crate::model::document::LinkTarget;
use crate::site::Site;
use crate::title::{Namespace, Target, Title};

/// Encodes what an address in Markdown cannot hold.
fn encode(text: &str, extra: &[u8], out: &mut String) {
    for c in text.chars() {
        match c {
            ' ' => out.push('_'),
            '%'
            | '('
            | ')'
            | '<'
            | '>'
            | '\\'
            | '"'
            | '\''
            | '`'
            | '['
            | ']'
            | '{'
            | '}'
            | '|'
            | '&'
            | '*'
            | '$'
            | '~'
            | '\0'..='\x1f'
            | '\x7f' => percent(c, out),
            c if c.is_ascii() && extra.contains(&(c as u8)) => percent(c, out),
            c if c.is_whitespace() => percent(c, out),
            _ => out.push(c),
        }
    }
}

fn percent(c: char, out: &mut String) {
    let mut buffer = [0; 4];
    for b in c.encode_utf8(&mut buffer).bytes() {
        out.push_str(&format!("%{b:02X}"));
    }
}

/// The address of a target.
pub(super) fn write(target: &LinkTarget) -> String {
    let mut out = String::new();
    match target {
        LinkTarget::Page { title, fragment } => {
            out.push_str("wiki:");
            encode(&title.full(), b"#?", &mut out);
            if let Some(fragment) = fragment {
                out.push('#');
                encode(fragment, b"", &mut out);
            }
        }
        LinkTarget::Here(fragment) => {
            out.push('#');
            encode(fragment, b"", &mut out);
        }
        LinkTarget::File(title) => {
            out.push_str("file:");
            encode(title.name(), b"#?", &mut out);
        }
        LinkTarget::Interwiki { url } => {
            // Told from other addresses by its title, see `read`.
            out.push_str(url);
        }
        LinkTarget::External { url, .. } => out.push_str(url),
    }
    out
}

/// An address that stands between the brackets of `](…)`.
pub(super) fn in_brackets(url: &str) -> Cow<'_, str> {
    let special =
        |c: char| matches!(c, ' ' | '(' | ')' | '<' | '>' | '\\' | '&' | '"' | '\'' | '`' | '*' | '$' | '|' | '\n') || c.is_control();
    if !url.contains(special) {
        return Cow::Borrowed(url);
    }
    let mut out = String::with_capacity(url.len() + 8);
    for c in url.chars() {
        match c {
            '(' | ')' | '*' | '$' | '\'' | '`' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            ' ' | '<' | '>' | '"' | '|' => percent(c, &mut out),
            c if c.is_control() => percent(c, &mut out),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Undoes [`encode`].
fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().replace('_', " ")
}

/// Reads an address; `None` if it is one of another site.
pub(super) fn read(url: &str, site: &Site) -> Option<LinkTarget> {
    if let Some(rest) = url.strip_prefix("wiki:") {
        let (name, fragment) = match rest.split_once('#') {
            Some((name, fragment)) => (name, Some(decode(fragment))),
            None => (rest, None),
        };
        return match Target::parse(&decode(name), Namespace::MAIN, site)? {
            Target::Page { title, .. } => Some(LinkTarget::Page { title, fragment }),
            _ => None,
        };
    }
    if let Some(name) = url.strip_prefix("file:") {
        return Title::in_namespace(&decode(name), Namespace::MEDIA, site).map(LinkTarget::File);
    }
    url.strip_prefix('#').map(|fragment| LinkTarget::Here(decode(fragment)))
}
