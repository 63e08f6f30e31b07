//! Citations for reference managers: CSL-JSON, BibLaTeX and RIS from the same records.
//!
//! 1. `item`: what the record says in plain text, with titles and names where bibliographies want them.
//! 2. [`csl_json`], [`bibtex()`], [`ris()`]: one writer a format.
//!
//! All functions are pure: the same records give the same bytes.

mod bibtex;
mod csl;
mod item;
mod ris;

use std::collections::BTreeMap;

use super::{Citation, dates, names, text};

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use ris::ris;

/// Citations made ready to be written in any format.
#[derive(Clone, Debug, Default)]
pub struct Bibliography {
    /// Each with its key.
    entries: Vec<(String, item::Item)>,
}

impl Bibliography {
    /// Takes the citations in their order.
    #[must_use]
    pub fn new(citations: &[&Citation]) -> Self {
        Self { entries: keys(citations).into_iter().zip(citations.iter().map(|c| item::Item::of(c))).collect() }
    }

    /// The citations as a BibTeX file in the dialect of biblatex.
    #[must_use]
    pub fn bibtex(&self) -> String {
        bibtex::write(&self.entries)
    }

    /// The citations as a CSL-JSON array.
    #[must_use]
    pub fn csl_json(&self) -> String {
        csl::write(&self.entries)
    }

    /// The citations as an RIS file.
    #[must_use]
    pub fn ris(&self) -> String {
        ris::write(&self.entries)
    }
}

/// Names for citations within one file, unique and the same for the same citations: `smith2011`, `smith2011-2`.
///
/// They are ASCII, since not every program reads others; a citation whose author has no Latin letters is named by its
/// identifier's or address's letters, else `ref`.
#[must_use]
pub fn keys(citations: &[&Citation]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    citations
        .iter()
        .map(|c| {
            let base = key(c);
            let count = seen.entry(base.clone()).or_default();
            *count += 1;
            // A year ends in a digit, so a hyphen parts it from the number.
            if *count == 1 { base } else { format!("{base}-{count}") }
        })
        .collect()
}

fn key(c: &Citation) -> String {
    let ascii = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).take(24).collect::<String>().to_ascii_lowercase();
    let name = [&c.authors, &c.editors].into_iter().flat_map(|n| n.list.first()).map(|n| {
        let last = text::plain(&n.last);
        // `author=John Smith`: the last word is the family name.
        if n.first.is_empty() && !last.contains(',') && !names::is_east_asian(&last) {
            last.rsplit(' ').next().unwrap_or_default().to_owned()
        } else {
            last.split(',').next().unwrap_or_default().to_owned()
        }
    });
    let host = host(c.address()).trim_start_matches("www.").split('.').next().unwrap_or_default().to_owned();
    let mut base = name
        .chain([text::plain(&c.periodical), host])
        .map(|s| ascii(&s))
        .find(|s| s.starts_with(|c: char| c.is_ascii_alphabetic()))
        .unwrap_or_else(|| "ref".to_owned());
    base.push_str(&dates::anchor_year(&c.date));
    base
}

/// The host of an address; empty if it has none.
fn host(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("//") else { return "" };
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    &rest[..end]
}

#[cfg(test)]
mod tests {
    use super::super::{Class, Language, read};
    use super::*;

    pub(super) fn cite(class: Class, arguments: &[(&str, &str)]) -> Citation {
        let arguments: Vec<(String, String)> = arguments.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        read(class, &arguments, Language::Chinese)
    }

    #[test]
    fn keys_are_unique() {
        let a = cite(Class::Book, &[("last", "Smith"), ("first", "J."), ("title", "A"), ("year", "2011")]);
        let b = cite(Class::Book, &[("author", "John Smith"), ("title", "B"), ("year", "2011")]);
        let c = cite(Class::Web, &[("author", "王明"), ("title", "C"), ("url", "http://www.example.org/x"), ("date", "2012年3月")]);
        let d = cite(Class::Book, &[("author", "王明"), ("title", "D")]);
        assert_eq!(keys(&[&a, &b, &c, &d]), ["smith2011", "smith2011-2", "example2012", "ref"]);
    }
}
