//! Whole pages show the same whether HTML is made from the parsed page or from its Markdown.
//!
//! The pages are those that lie beside the repository, in `../shared`; without them the test says so and does nothing.

#![expect(clippy::disallowed_methods, reason = "the test reads pages")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use taben::site::Site;

fn shared() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if dir.is_dir() {
        return Some(dir);
    }
    eprintln!("SKIPPED: ../shared is not here");
    None
}

/// The first lines in which two texts differ.
fn difference(want: &str, got: &str) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = got.lines().collect();
    for (i, line) in want.lines().enumerate() {
        if lines.get(i) != Some(&line) {
            let got = lines.get(i).unwrap_or(&"");
            let same = line.char_indices().zip(got.char_indices()).find(|(a, b)| a != b).map_or(0, |(a, _)| a.0);
            let from = (0..=same.saturating_sub(40)).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            let cut = |text: &str| text.get(from..).unwrap_or_default().chars().take(160).collect::<String>();
            let _ = writeln!(out, "  want …{}\n  got  …{}", cut(line), cut(got));
            break;
        }
    }
    out
}

/// Compares the pages and tells of all that differ.
fn check(pages: Vec<(String, &'static str, String)>) {
    let mut failures = String::new();
    let mut failed = 0;
    let total = pages.len();
    for (name, language, text) in pages {
        let site = Site::new(language);
        let document = common::document(&site, "Page", &text);
        let (_, got) = common::shown_through_markdown(&document, &site);
        let want = common::shown(document, &site);
        if want != got {
            failed += 1;
            failures.push_str(&format!("--- {name}\n{}", difference(&want, &got)));
        }
    }
    println!("{} of {total} pages show the same through Markdown", total - failed);
    assert!(failed == 0, "{failed} of {total} differ:\n{failures}");
}

#[test]
fn corpora_show_the_same_through_markdown() {
    let Some(shared) = shared() else { return };
    let mut pages = Vec::new();
    for (folder, language) in [("corpora/bips", "en"), ("corpora/zhwiki", "zh"), ("article", "zh")] {
        let mut files: Vec<PathBuf> = fs::read_dir(shared.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files {
            if file.extension().is_some_and(|e| e == "wiki" || e == "mediawiki" || e == "wikitext") {
                pages.push((file.display().to_string(), language, fs::read_to_string(&file).unwrap()));
            }
        }
    }
    check(pages);
}

#[test]
fn conformance_cases_show_the_same_through_markdown() {
    let Some(shared) = shared() else { return };
    let mut pages = Vec::new();
    for suite in ["cite", "functions", "poem", "variants", "wikitext"] {
        let text = fs::read_to_string(shared.join(format!("conformance/cases/{suite}.jsonl"))).unwrap();
        for line in text.lines().skip(1) {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let language = if case["language"] == "zh" { "zh" } else { "en" };
            pages.push((format!("{suite}: {}", case["name"]), language, case["wikitext"].as_str().unwrap().to_owned()));
        }
    }
    let text = fs::read_to_string(shared.join("conformance/articles.jsonl")).unwrap();
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        pages.push((format!("articles: {}", case["name"]), "zh", case["wikitext"].as_str().unwrap().to_owned()));
    }
    check(pages);
}
