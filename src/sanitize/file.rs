//! Files that stand beside a book's pages: which of them could run something where they are opened.
//!
//! Facts: MIME Sniffing, §7 (what a browser takes a file for that nobody names the type of); the types that servers give to names
//! by their endings.

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is shown or saved: a picture, a sound, a table.
    Passive,
    /// A drawing, which is cleaned.
    Drawing,
    /// A document or a script that runs with the rights of the site that it is opened from.
    Active,
    /// Its name does not say: its beginning does.
    Unknown,
}

/// Endings of documents that may hold scripts, of scripts, and of what servers run; in order.
const ACTIVE: &[&str] = &[
    "asp", "aspx", "atom", "cgi", "cjs", "hta", "htc", "htm", "html", "jar", "js", "jse", "jsm", "jsp", "mathml", "mht", "mhtml", "mjs",
    "mml", "php", "phtml", "pl", "rdf", "rss", "sht", "shtm", "shtml", "smil", "svgz", "swf", "vbe", "vbs", "wsdl", "wsf", "xbl", "xht",
    "xhtm", "xhtml", "xml", "xsd", "xsl", "xslt", "xul",
];

/// Endings that servers know the types of, none of which is a document's that runs anything; in order.
const PASSIVE: &[&str] = &[
    "7z", "aac", "apng", "avif", "bib", "bmp", "bz2", "css", "csv", "djv", "djvu", "doc", "docx", "epub", "flac", "gif", "gz", "ico",
    "jpeg", "jpg", "json", "jxl", "m4a", "m4v", "mid", "midi", "mov", "mp3", "mp4", "mpeg", "mpg", "odp", "ods", "odt", "oga", "ogg",
    "ogv", "opus", "otf", "pdf", "png", "ppt", "pptx", "ris", "rtf", "tar", "tex", "tif", "tiff", "tsv", "ttf", "txt", "wav", "webm",
    "webp", "woff", "woff2", "xls", "xlsx", "xz", "zim", "zip", "zst",
];

/// What a file is by its name, in any case.
#[must_use]
pub fn kind(name: &str) -> Kind {
    // A server that knows no `.html.zz` looks at what stands before it, and at `.php` most of all.
    let lower = name.to_ascii_lowercase();
    let mut endings = lower.split('.').skip(1);
    let last = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    if last == "svg" {
        return Kind::Drawing;
    }
    if is_in(ACTIVE, last) {
        return Kind::Active;
    }
    if is_in(PASSIVE, last) && !endings.any(|ending| matches!(ending, "php" | "phtml" | "shtml")) {
        return Kind::Passive;
    }
    if lower.split('.').skip(1).any(|ending| is_in(ACTIVE, ending)) { Kind::Active } else { Kind::Unknown }
}

/// Whether a file of an unknown kind begins as a document does, in any encoding of letters in bytes or pairs of them.
#[must_use]
pub fn is_document(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter().skip_while(|b| matches!(b, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ' | 0xef | 0xbb | 0xbf | 0xfe | 0xff));
    rest.next() == Some(&b'<') && rest.find(|b| **b != 0).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'))
}

fn is_in(list: &[&str], ending: &str) -> bool {
    list.binary_search(&ending).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        assert!(ACTIVE.is_sorted() && PASSIVE.is_sorted());
    }

    #[test]
    fn names_say_what_runs() {
        for name in ["a.html", "A.HTM", "a.xhtml", "a.js", "a.mjs", "a.xml", "a.svgz", "a.php.jpg", "a.html.zz", "a.b.shtml", "甲.Html"] {
            assert_eq!(kind(name), Kind::Active, "{name}");
        }
        for name in ["a.png", "a.PDF", "a.js.png", "a.v1.html.txt", "a.csv"] {
            assert_eq!(kind(name), Kind::Passive, "{name}");
        }
        assert_eq!((kind("a.SVG"), kind("a"), kind("a.dat"), kind("html")), (Kind::Drawing, Kind::Unknown, Kind::Unknown, Kind::Unknown));
    }

    #[test]
    fn beginnings_say_the_rest() {
        for yes in ["<!DOCTYPE html>", "\n <html>", "<?xml version='1.0'?>", "\u{feff}<script>", "<a"] {
            assert!(is_document(yes.as_bytes()), "{yes}");
        }
        assert!(is_document(b"\xff\xfe<\0s\0c\0"));
        for no in ["", "text", "< 5", "<", "<<a", "{\"a\":1}"] {
            assert!(!is_document(no.as_bytes()), "{no}");
        }
    }
}
