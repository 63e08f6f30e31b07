//! The records of where pages come from, gathered in bounded memory and written in the order of titles.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use serde::Deserialize;

use crate::source::Wiki;
use crate::source::provenance::{FILE, Provenance, each_line};

/// How many bytes of records are kept in memory before they are sorted and put on disk.
const RUN_BYTES: usize = 16 << 20;

/// The name under which the new file is written before it takes the old one's place.
const NEW: &str = ".provenance.jsonl.new";

/// Records on their way into the file.
pub(super) struct Gathered {
    wikis: BTreeMap<String, Wiki>,
    /// Title and line, of those that are not on disk yet.
    lines: Vec<(Box<str>, Box<str>)>,
    bytes: usize,
    /// Sorted runs on disk, oldest first; the files have no names and vanish with the program.
    runs: Vec<File>,
}

impl Gathered {
    /// The records that the content folder has already; none if there is no such file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn open(content: &Path) -> io::Result<Self> {
        let mut gathered = Self { wikis: BTreeMap::new(), lines: Vec::new(), bytes: 0, runs: Vec::new() };
        let file = match File::open(content.join(FILE)) {
            Ok(file) => file,
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(gathered),
            Err(e) => return Err(e),
        };
        let mut failed = Ok(());
        each_line(BufReader::new(file), |line, _, _| {
            if failed.is_err() {
                return;
            }
            if let Some(title) = title_of(line) {
                failed = gathered.push(title, line.trim_end().to_owned());
            } else if let Ok(wiki) = serde_json::from_str::<Wiki>(line) {
                gathered.wikis.insert(wiki.wiki.clone(), wiki);
            }
        })?;
        failed?;
        Ok(gathered)
    }

    /// Notes a wiki; the newest word counts.
    pub(super) fn wiki(&mut self, wiki: Wiki) {
        self.wikis.insert(wiki.wiki.clone(), wiki);
    }

    /// Notes where a page comes from; the newest record of a title counts.
    ///
    /// # Errors
    /// If a run cannot be written.
    pub(super) fn page(&mut self, record: &Provenance) -> io::Result<()> {
        let line = serde_json::to_string(record).map_err(io::Error::other)?;
        self.push(record.title.clone(), line)
    }

    fn push(&mut self, title: String, line: String) -> io::Result<()> {
        self.bytes += title.len() + line.len() + 64;
        self.lines.push((title.into(), line.into()));
        if self.bytes > RUN_BYTES {
            let mut file = BufWriter::new(tempfile::tempfile()?);
            for (_, line) in self.sorted() {
                file.write_all(line.as_bytes())?;
                file.write_all(b"\n")?;
            }
            self.runs.push(file.into_inner().map_err(io::IntoInnerError::into_error)?);
        }
        Ok(())
    }

    /// Takes the lines out of memory, sorted; of one title the last.
    fn sorted(&mut self) -> Vec<(Box<str>, Box<str>)> {
        self.bytes = 0;
        let mut lines = std::mem::take(&mut self.lines);
        lines.reverse();
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        lines.dedup_by(|later, first| later.0 == first.0);
        lines
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If it cannot be written; the old one is then untouched.
    pub(super) fn write(mut self, content: &Path) -> io::Result<()> {
        let place = content.join(NEW);
        let mut out = BufWriter::new(File::create(&place)?);
        for wiki in self.wikis.values() {
            serde_json::to_writer(&mut out, wiki).map_err(io::Error::other)?;
            out.write_all(b"\n")?;
        }
        let last: String = self.sorted().into_iter().flat_map(|(_, line)| [line, "\n".into()]).collect();
        let mut sources: Vec<Box<dyn BufRead>> = Vec::new();
        for mut run in std::mem::take(&mut self.runs) {
            run.rewind()?;
            sources.push(Box::new(BufReader::with_capacity(1 << 16, run)));
        }
        sources.push(Box::new(io::Cursor::new(last)));
        merge(sources, &mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&place, content.join(FILE))
    }
}

/// Merges sorted runs, of which a later one outweighs an earlier one.
fn merge(mut sources: Vec<Box<dyn BufRead>>, out: &mut impl Write) -> io::Result<()> {
    let mut heap = BinaryHeap::new();
    for (index, source) in sources.iter_mut().enumerate() {
        if let Some((title, line)) = next(source)? {
            heap.push(Reverse((title, Reverse(index), line)));
        }
    }
    let mut written: Option<String> = None;
    while let Some(Reverse((title, Reverse(index), line))) = heap.pop() {
        if written.as_ref() != Some(&title) {
            out.write_all(line.as_bytes())?;
            written = Some(title);
        }
        if let Some((title, line)) = next(&mut sources[index])? {
            heap.push(Reverse((title, Reverse(index), line)));
        }
    }
    Ok(())
}

/// The next line of a run and its title.
fn next(source: &mut dyn BufRead) -> io::Result<Option<(String, String)>> {
    let mut line = String::new();
    if source.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(title_of(&line).map(|title| (title, line)))
}

/// The title of a record's line.
fn title_of(line: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Title {
        title: String,
    }
    serde_json::from_str::<Title>(line).ok().map(|t| t.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(title: &str, revision: u64) -> Provenance {
        Provenance { title: title.to_owned(), revision: Some(revision), ..Provenance::default() }
    }

    /// The titles and revisions in the file.
    fn written(dir: &Path) -> Vec<(String, u64)> {
        let text = std::fs::read_to_string(dir.join(FILE)).unwrap();
        let records = text.lines().filter_map(|line| serde_json::from_str::<Provenance>(line).ok());
        records.map(|r| (r.title, r.revision.unwrap_or_default())).collect()
    }

    #[test]
    fn the_newest_record_counts_and_titles_are_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let mut gathered = Gathered::open(dir.path()).unwrap();
        for (title, revision) in [("b", 1), ("a", 1), ("b", 2), ("c", 1)] {
            gathered.page(&record(title, revision)).unwrap();
        }
        gathered.write(dir.path()).unwrap();
        assert_eq!(written(dir.path()), [("a".into(), 1), ("b".into(), 2), ("c".into(), 1)]);
        // A second import adds to the first.
        let mut gathered = Gathered::open(dir.path()).unwrap();
        gathered.wiki(Wiki { wiki: "w".into(), ..Wiki::default() });
        gathered.page(&record("c", 5)).unwrap();
        gathered.page(&record("0", 5)).unwrap();
        gathered.write(dir.path()).unwrap();
        assert_eq!(written(dir.path()), [("0".into(), 5), ("a".into(), 1), ("b".into(), 2), ("c".into(), 5)]);
        assert!(std::fs::read_to_string(dir.path().join(FILE)).unwrap().starts_with("{\"wiki\":\"w\"}\n"));
    }

    #[test]
    fn more_than_memory_takes_is_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let mut gathered = Gathered::open(dir.path()).unwrap();
        let long = Provenance { authors: vec!["x".repeat(1000)], ..Provenance::default() };
        let count = 3 * RUN_BYTES / 1100;
        for i in (0..count).rev() {
            gathered.page(&Provenance { title: format!("{:06}", i / 2), revision: Some(i as u64), ..long.clone() }).unwrap();
        }
        assert!(gathered.runs.len() >= 2);
        gathered.write(dir.path()).unwrap();
        let written = written(dir.path());
        assert_eq!(written.len(), count.div_ceil(2));
        assert!(written.iter().enumerate().all(|(i, (title, revision))| *title == format!("{i:06}") && *revision == 2 * i as u64));
    }
}
