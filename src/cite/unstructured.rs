//! What can be known of references that use no template: `[url title] Publisher`, or a bare address.

use super::identifiers::Access;
use super::{Citation, Class, Identifier, Key, text};

/// A record of a reference without a template.
///
/// `url` is the link's target, `link_text` its text (empty for a bare address), `rest` what the reference says besides.
/// The record is a web page with the link's text as title and the rest as a note; an archive's address is taken apart,
/// and a DOI or ISBN that stands in it is read.
#[must_use]
pub fn from_external_link(url: &str, link_text: &str, rest: &str) -> Citation {
    let mut c = Citation { class: Class::Web, mode: super::Mode::Stops, ..Citation::default() };
    url.trim().clone_into(&mut c.url);
    let title = text::plain(link_text);
    // A link without a text of its own shows a number or the address: neither is a title.
    if title != c.url && !(title.starts_with('[') && title.ends_with(']')) {
        c.title = title;
    }
    if let Some((date, original)) = archived(&c.url) {
        c.archive_date = date;
        c.archive_url = std::mem::replace(&mut c.url, original);
    }
    if let Some(doi) = ["doi.org/10.", "dx.doi.org/10."].iter().find_map(|p| c.url.split_once(p)).map(|(_, d)| format!("10.{d}")) {
        c.identifiers.push(Identifier::new(Key::Doi, &doi.replace("%2F", "/"), Access::Unknown));
    }
    let rest = text::plain(rest);
    if let Some(isbn) = isbn(&rest) {
        c.identifiers.push(Identifier::new(Key::Isbn, isbn, Access::Unknown));
    }
    c.note = rest.trim_matches([' ', '.', ',', ';', ':', '。', '，', '、', '；', '：', '-', '–', '—']).to_owned();
    c
}

/// Takes an address of the Internet Archive apart: the day and the original address.
fn archived(url: &str) -> Option<(String, String)> {
    let (_, rest) = url.split_once("web.archive.org/web/")?;
    let (stamp, original) = rest.split_once('/')?;
    let digits: String = stamp.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() < 8 || !text::is_address(original) {
        return None;
    }
    Some((format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]), original.to_owned()))
}

/// The book number after the word ISBN.
fn isbn(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("ISBN")?;
    let rest = rest.trim_start_matches([' ', ':', '：', '\u{a0}']);
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | ' ' | 'X' | 'x'))).unwrap_or(rest.len());
    let number = rest[..end].trim_end_matches([' ', '-']);
    (number.bytes().filter(u8::is_ascii_digit).count() >= 9).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_web_pages() {
        let c = from_external_link("http://example.org/a", "''标题''", " 某社. ISBN 0-306-40615-2.");
        assert_eq!((c.class, c.title.as_str(), c.url.as_str()), (Class::Web, "标题", "http://example.org/a"));
        assert_eq!(c.note, "某社. ISBN 0-306-40615-2");
        assert_eq!(c.identifier(Key::Isbn).unwrap().value, "0-306-40615-2");
        let bare = from_external_link("https://web.archive.org/web/20120304050607/http://example.org/b", "[1]", "");
        assert_eq!((bare.title.as_str(), bare.url.as_str(), bare.archive_date.as_str()), ("", "http://example.org/b", "2012-03-04"));
        let doi = from_external_link("https://doi.org/10.1000/182", "x", "");
        assert_eq!(doi.identifier(Key::Doi).unwrap().value, "10.1000/182");
    }
}
