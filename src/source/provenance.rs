//! Where pages come from: a file of one line a page beside them, which `taben import` writes.
//!
//! It lies in the content folder as [`FILE`], JSON lines: first the wikis, then the pages in the order of their
//! titles, so that a version control system shows what changed page by page.  It goes by titles, so that files may
//! be moved and edited; only what a file's name cannot say, the whole of a long title, goes by the file.
//! A hundred thousand pages take some twenty megabytes, which stay on disk: only their places are kept in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::digest;

/// The file's name, in the content folder.
pub const FILE: &str = ".provenance.jsonl";

/// The longest line that is read, in bytes: a record has some hundreds.
///
/// A file that is one line of gigabytes would otherwise be read into memory whole.
const MAX_LINE_BYTES: u64 = 256 << 10;

/// A wiki, or another place, that pages come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Wiki {
    /// The name that pages call it by: its database (`zhwiki`), its host, or `files`.
    pub wiki: String,
    /// What its readers call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Where its pages are, with `$1` for the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// What its text may be used for: `CC BY-SA 4.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Where that licence can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_url: Option<String>,
}

/// Where a page comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// The page's title in the book.
    pub title: String,
    /// Its file, relative to the content folder and with `/`, where the file's name does not say the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its title on the wiki, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The wiki it comes from: [`Wiki::wiki`].
    #[serde(default)]
    pub from: String,
    /// Its number on the wiki.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// The number of its revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// When that was made: `2020-01-31T12:00:00Z`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time: String,
    /// Who wrote it, as far as the export tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// How many revisions the export had of it, where those are more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisions: Option<u64>,
    /// How many authors more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_authors: usize,
    /// The SHA-1 of the text that was imported, as MediaWiki writes it: by it a file that was changed since is told.
    #[serde(default)]
    pub sha1: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Wiki {
    /// The address of a page, by the title it has on the wiki.
    #[must_use]
    pub fn address(&self, title: &str) -> Option<String> {
        let title = percent_encoding::utf8_percent_encode(&title.replace(' ', "_"), crate::path::UNSAFE_IN_HREF).to_string();
        self.base_url.as_deref().filter(|base| is_web_address(base)).map(|base| base.replace("$1", &title))
    }

    /// What the text may be used for, and where that can be read, which may be empty.
    #[must_use]
    pub fn licence(&self) -> Option<(&str, &str)> {
        Some((self.licence.as_deref()?, self.licence_url.as_deref().filter(|url| is_web_address(url)).unwrap_or_default()))
    }

    /// The address of one revision of a page.
    #[must_use]
    pub fn revision(&self, title: &str, revision: u64) -> Option<String> {
        self.address(title).map(|url| with_query(url, &format!("oldid={revision}")))
    }

    /// The address of a page's history.
    #[must_use]
    pub fn history(&self, title: &str) -> Option<String> {
        self.address(title).map(|url| with_query(url, "action=history"))
    }
}

/// Whether pages may link there: anybody can have written the file, and `javascript:` is an address too.
fn is_web_address(url: &str) -> bool {
    ["https://", "http://", "//"].iter().any(|start| url.starts_with(start))
}

/// MediaWiki takes these arguments behind any address of a page (`WebRequest`, `ActionEntryPoint`).
fn with_query(url: String, query: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    url + &mark.to_string() + query
}

impl Provenance {
    /// Its title on the wiki.
    #[must_use]
    pub fn title_there(&self) -> &str {
        self.was.as_deref().unwrap_or(&self.title)
    }

    /// When the revision was made, as seconds since 1970 UTC; `None` if the record does not say.
    #[must_use]
    pub fn moment(&self) -> Option<i64> {
        self.time.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
    }
}

/// The file, open; its records are read when they are asked for.
#[derive(Clone, Debug, Default)]
pub struct Records {
    file: Option<Arc<Mutex<File>>>,
    wikis: BTreeMap<String, Wiki>,
}

/// A line of the file as it is listed.
#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) title: String,
    pub(super) file: Option<String>,
}

impl Records {
    /// Lists the file in the content folder `root`: each record's beginning goes to `found`, with its place and its fingerprint, and
    /// the numbers of lines that do not read come back.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub(super) fn list(root: &Path, mut found: impl FnMut(Line, u64, u64)) -> io::Result<(Self, Vec<u64>)> {
        let file = match File::open(root.join(FILE)) {
            Ok(file) => file,
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok((Self::default(), Vec::new()));
            }
            Err(e) => return Err(e),
        };
        let mut wikis = BTreeMap::new();
        let mut bad = Vec::new();
        each_line(BufReader::with_capacity(1 << 16, &file), |line, number, at| {
            if line.trim().is_empty() {
            } else if let Ok(record) = serde_json::from_str::<Line>(line) {
                found(record, at, digest::of(line.as_bytes()));
            } else if let Ok(wiki) = serde_json::from_str::<Wiki>(line) {
                wikis.insert(wiki.wiki.clone(), wiki);
            } else {
                bad.push(number);
            }
        })?;
        Ok((Self { file: Some(Arc::new(Mutex::new(file))), wikis }, bad))
    }

    /// The wikis that pages come from, by name.
    #[must_use]
    pub fn wikis(&self) -> &BTreeMap<String, Wiki> {
        &self.wikis
    }

    /// Reads the record at a place where the list of them has it; `None` if the file is no longer what it was.
    #[must_use]
    pub fn read(&self, at: u64) -> Option<Provenance> {
        let mut line = String::new();
        let mut file = self.file.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at)).ok()?;
        BufReader::with_capacity(1 << 10, &*file).take(MAX_LINE_BYTES).read_line(&mut line).ok()?;
        serde_json::from_str(&line).ok()
    }
}

/// Goes through a file line by line: the line, its number from 1, and its place.  Lines that are no text, or too long, are empty
/// to `each` but for a mark that no record reads.
///
/// # Errors
/// If reading fails.
pub(crate) fn each_line(mut file: impl BufRead, mut each: impl FnMut(&str, u64, u64)) -> io::Result<()> {
    let mut line = Vec::new();
    let (mut number, mut at) = (0, 0);
    loop {
        line.clear();
        let n = (&mut file).take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? as u64;
        if n == 0 {
            return Ok(());
        }
        number += 1;
        each(std::str::from_utf8(&line).unwrap_or("?"), number, at);
        at += n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_the_wikis() {
        let wiki = |base: &str| Wiki { base_url: Some(base.to_owned()), ..Wiki::default() };
        let short = wiki("https://zh.wikipedia.org/wiki/$1");
        assert_eq!(short.address("A b?/c").unwrap(), "https://zh.wikipedia.org/wiki/A_b%3F/c");
        assert_eq!(short.revision("A", 7).unwrap(), "https://zh.wikipedia.org/wiki/A?oldid=7");
        let long = wiki("https://w.example/index.php?title=$1");
        assert_eq!(long.history("A").unwrap(), "https://w.example/index.php?title=A&action=history");
        assert_eq!(Wiki::default().address("A"), None);
        assert_eq!(wiki("javascript:alert(1)//$1").history("A"), None);
        let bad = Wiki { licence: Some("X".into()), licence_url: Some("javascript:alert(1)".into()), ..Wiki::default() };
        assert_eq!(bad.licence(), Some(("X", "")));
    }

    #[test]
    fn records_are_read_where_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let lines = "{\"wiki\":\"w\",\"name\":\"W\"}\n{\"title\":\"甲\",\"sha1\":\"x\"}\nnonsense\n{\"title\":\"乙\",\"file\":\"b.wiki\",\"from\":\"w\"}";
        std::fs::write(dir.path().join(FILE), lines).unwrap();
        let mut found = Vec::new();
        let (records, bad) = Records::list(dir.path(), |line, at, _| found.push((line.title, line.file, at))).unwrap();
        assert_eq!((found.len(), bad), (2, vec![3]));
        assert_eq!(records.wikis()["w"].name, "W");
        assert_eq!(found[1].1.as_deref(), Some("b.wiki"));
        assert_eq!(records.read(found[1].2).unwrap().from, "w");
        assert_eq!(records.read(found[0].2).unwrap().title, "甲");
        assert_eq!(records.read(3), None);
    }
}
