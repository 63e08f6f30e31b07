//! Addresses that may stand in a page.
//!
//! Facts: MediaWiki's `$wgUrlProtocols` and `Sanitizer::cleanUrl`; URL Standard §4.4 (white space and control characters
//! around an address, and line breaks in it, are no part of it to a browser).

/// Protocols that make a link, lower case: none of them runs or reads anything in the page that it stands in.
const PROTOCOLS: &[&str] = &[
    "bitcoin:",
    "ftp://",
    "ftps://",
    "geo:",
    "git://",
    "gopher://",
    "http://",
    "https://",
    "irc://",
    "ircs://",
    "magnet:",
    "mailto:",
    "matrix:",
    "mms://",
    "news:",
    "nntp://",
    "redis://",
    "sftp://",
    "sip:",
    "sips:",
    "sms:",
    "ssh://",
    "svn://",
    "tel:",
    "telnet://",
    "urn:",
    "wikipedia://",
    "worldwind://",
    "xmpp:",
];

/// The length of the protocol at the start of `text`, in bytes; `None` if it begins with none that may stand in a page.
#[must_use]
pub fn protocol(text: &str) -> Option<usize> {
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    PROTOCOLS
        .iter()
        .filter(|p| p.as_bytes()[0] == first)
        .find(|p| text.len() >= p.len() && text.as_bytes()[..p.len()].eq_ignore_ascii_case(p.as_bytes()))
        .map(|p| p.len())
}

/// The scheme of an address as a browser reads it, lower case; `None` for a relative one.
fn scheme(url: &str) -> Option<String> {
    let end = url.find([':', '/', '\\', '?', '#'])?;
    (url.as_bytes()[end] == b':').then(|| url[..end].to_ascii_lowercase())
}

/// An address whose scheme is on the list, or a relative one, as it may be printed.
#[must_use]
pub fn safe_address(url: &str) -> Option<String> {
    let cleaned: String = url.chars().filter(|c| !c.is_control()).collect();
    let cleaned = cleaned.trim();
    if cleaned.is_empty() {
        return None;
    }
    match scheme(cleaned) {
        Some(scheme) => PROTOCOLS.iter().any(|p| p.split(':').next() == Some(&*scheme)).then(|| cleaned.to_owned()),
        None => Some(cleaned.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_to_the_list() {
        for good in ["https://a/b", "HTTP://a", "//a/b", "a/b:c", "#a:b", "mailto:a@b", "?a:b", "甲/乙"] {
            assert_eq!(safe_address(good).as_deref(), Some(good));
        }
        for bad in [
            "javascript:a",
            "JaVaScRiPt:a",
            "java\nscript:a",
            "\u{1}javascript:a",
            " \tjavascript:a",
            "java\0script:a",
            "data:text/html,a",
            "vbscript:a",
            "file:///a",
            "blob:a",
            "about:blank",
            "ｊavascript:a",
            ":a",
            "",
            "view-source:a",
            "feed:javascript:a",
        ] {
            assert_eq!(safe_address(bad), None, "{bad:?}");
        }
    }
}
