//! Every page of the wikis that lie beside the repository, in `../shared/corpora`: none panics, none asks for more memory than
//! its length allows, and ten times the text takes no more than ten times the work.
//!
//! Work is counted as bytes that were asked for, which no busy machine changes.  Dumps are read with Python's `bz2`.  Without
//! optimisation only some of their pages are converted.

#![expect(clippy::disallowed_methods, reason = "the test reads pages and starts a program")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use taben::lang::Variant;
use taben::pipeline::Format;

/// How much work a page may be for each of its bytes: real ones are a tenth of it.
const WORK: u64 = 4000;
/// What a page may be besides, however short it is: a template that calls others is worth more than its call.
const LEAST: u64 = 16 << 20;
/// Of how many pages of a dump one is converted.
const STEP: usize = if cfg!(debug_assertions) { 10 } else { 1 };

fn corpora() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if dir.is_dir() {
        return Some(dir);
    }
    eprintln!("SKIPPED: ../shared is not here");
    None
}

/// The files of a folder whose names end so, in order.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    files.retain(|path| endings.iter().any(|end| path.to_string_lossy().ends_with(end)));
    files.sort();
    files
}

/// The texts of a dump's pages; XML escapes five characters there, and nothing else.
fn pages(dump: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for part in dump.split("<text").skip(1) {
        let Some((_, rest)) = part.split_once('>') else { continue };
        let Some((text, _)) = rest.split_once("</text>") else { continue };
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
        pages.push(text);
    }
    pages
}

/// How many bytes converting a page asks for.
fn work(language: &str, variant: Option<Variant>, text: &str) -> u64 {
    allocation_counter::measure(|| {
        assert!(!common::convert(language, variant, Format::Html, text).is_empty());
    })
    .bytes_total
}

/// Converts pages; none may be more work than its length allows.
fn check<'p>(name: &str, language: &str, texts: impl Iterator<Item = &'p str>) {
    let variant = (language == "zh").then_some(Variant::ZhCn);
    // Tables that are loaded once are no page's own.
    work(language, variant, "甲");
    let (mut count, mut bytes, mut most) = (0, 0, 0);
    for text in texts {
        let length = u64::try_from(text.len()).unwrap();
        let allowed = LEAST + WORK * length;
        let mut work = self::work(language, variant, text);
        if work >= allowed {
            // The grammar of a programming language is loaded once, by the first page that has code in it.
            work = self::work(language, variant, text);
        }
        count += 1;
        bytes += length;
        most = most.max(work / length.max(1));
        assert!(work < allowed, "{name}, page {count} ({length} bytes): {work} bytes asked for");
    }
    println!("{name}: {count} pages, {bytes} bytes; at most {most} bytes asked for each");
}

#[test]
fn pages_of_repositories_are_converted() {
    let Some(corpora) = corpora() else { return };
    for (folder, language, least) in [("bips", "en", 197), ("zhwiki", "zh", 1)] {
        let files = files(&corpora.join(folder), &[".mediawiki", ".wiki", ".wikitext"]);
        assert!(files.len() >= least, "{folder}: {} files", files.len());
        let texts: Vec<String> = files.iter().map(|path| fs::read_to_string(path).expect("a page")).collect();
        check(folder, language, texts.iter().map(String::as_str));
    }
}

#[test]
fn pages_of_dumps_are_converted() {
    let Some(corpora) = corpora() else { return };
    for dump in files(&corpora.join("dumps"), &[".bz2"]) {
        // One is UTF-16.
        let program = "import bz2, sys; d = bz2.open(sys.argv[1]).read(); \
            sys.stdout.buffer.write(d.decode('utf-16').encode() if d[:2] == b'\\xff\\xfe' else d)";
        let Ok(output) = Command::new("python3").args(["-c", program]).arg(&dump).output() else {
            eprintln!("SKIPPED: python3 is not here");
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let pages = pages(&String::from_utf8_lossy(&output.stdout));
        assert!(!pages.is_empty(), "{}", dump.display());
        let name = dump.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        check(&name, "en", pages.iter().step_by(STEP).map(String::as_str));
    }
}

#[test]
fn ten_pages_in_one_are_ten_times_the_work() {
    let Some(corpora) = corpora() else { return };
    let text: String =
        files(&corpora.join("bips"), &[".mediawiki"]).iter().take(6).map(|path| fs::read_to_string(path).expect("a page")).collect();
    let work = |times: usize| work("en", None, &text.repeat(times));
    work(1);
    let (one, ten) = (work(1), work(10));
    assert!(ten < one * 13, "{one} bytes asked for one, {ten} for ten");
}
