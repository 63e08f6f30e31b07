//! Data-driven cases of whole stages: folders of `tests/suite`.
//!
//! A case begins with `%% name` (and `| en` for a wiki in English; Chinese otherwise).  In `parse` it holds wikitext, `---`, and
//! the HTML that comes of it, variants not yet chosen.  In `markdown` it holds wikitext, `---`, and its Markdown, which must
//! also show what the wikitext shows.  In `read` it holds Markdown, `---`, and its HTML.  `UPDATE=1` writes what comes out.

#![expect(clippy::disallowed_methods, reason = "the test reads its cases")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use taben::markdown;
use taben::site::Site;

/// The files of a folder, in order.
fn files(stage: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(stage);
    let mut files: Vec<PathBuf> = fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs every case of a folder.
fn run(stage: &str, check: &dyn Fn(&Site, &str) -> String) {
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = String::new();
    for file in files(stage) {
        let text = fs::read_to_string(&file).unwrap();
        let mut blocks = text.split("\n%% ");
        let mut out = blocks.next().unwrap_or_default().to_owned();
        for block in blocks {
            let (name, body) = block.split_once('\n').expect("a case has lines");
            let (input, want) = body.split_once("\n---\n").expect("a case has a line of three dashes");
            let site = Site::new(if name.ends_with("| en") { "en" } else { "zh" });
            let got = check(&site, input);
            let got = got.trim_matches('\n');
            if got != want.trim_matches('\n') {
                let _ = write!(failures, "--- {}: {name}\n{input}\nwant\n{}\ngot\n{got}\n", file.display(), want.trim_matches('\n'));
            }
            let _ = write!(out, "\n%% {name}\n{input}\n---\n{got}\n");
        }
        if update {
            fs::write(&file, out).unwrap();
        }
    }
    assert!(update || failures.is_empty(), "{failures}");
}

/// What a document shows, without what its front matter says.
fn body(shown: &str) -> String {
    shown.split_once('\n').map_or(String::new(), |(_, body)| body.to_owned())
}

#[test]
fn wikitext_is_parsed() {
    run("parse", &|site, input| body(&common::shown(common::document(site, "Page", input), site)));
}

#[test]
fn wikitext_becomes_markdown() {
    run("markdown", &|site, input| {
        let document = common::document(site, "Page", input);
        let (page, shown) = common::shown_through_markdown(&document, site);
        assert_eq!(common::shown(document, site), shown, "{input}");
        page
    });
}

#[test]
fn markdown_is_read() {
    run("read", &|site, input| body(&common::shown(markdown::read(input, site).value, site)));
}
