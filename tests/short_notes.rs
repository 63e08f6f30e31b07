//! Short notes, remarks and page numbers as readers meet them: `tests/suite/notes/*.txt`.
//!
//! A case begins with `%% name` (and `| en` for a wiki in English; Chinese otherwise), holds wikitext, a line `---`, and what
//! a reader sees: text, links as `[text](#target)`, every item of a list on a line of its own.  `UPDATE=1` writes what comes out.

#![expect(clippy::disallowed_methods, reason = "the test reads its cases")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use taben::pipeline::{self, ConvertRequest, Format};
use taben::report::SourceFile;
use taben::site::Site;
use taben::source::PageKind;
use taben::title::{Namespace, Title};

/// The page as HTML, with the templates that taben brings along, and the codes of what was found.
fn page(language: &str, text: &str) -> (String, Vec<String>) {
    let site = Site::new(language);
    let title = Title::parse("Page", Namespace::MAIN, &site).unwrap();
    let file = SourceFile::new("page", text);
    let request = ConvertRequest {
        file,
        kind: PageKind::Wikitext,
        title,
        site,
        to: Format::Html,
        variant: None,
        pages: None,
        builtin_templates: true,
    };
    let converted = pipeline::convert(&request);
    (converted.text, converted.diagnostics.into_iter().flat_map(|(_, found)| found).map(|d| d.code.to_owned()).collect())
}

/// What a reader sees of it: text, links within the page, items, raised numbers.
fn seen(html: &str) -> String {
    let mut out = String::new();
    let mut targets = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let (tag, after) = rest[start..].split_once('>').unwrap_or((&rest[start..], ""));
        rest = after;
        let attribute = |name: &str| tag.split_once(&format!(" {name}=\"")).and_then(|(_, v)| v.split_once('"')).map(|(v, _)| v.to_owned());
        if tag == "</a>" || tag == "</a" {
            if let Some(Some(target)) = targets.pop() {
                write!(out, "]({target})").unwrap();
            }
        } else if tag.starts_with("<a ") {
            let target = attribute("href").filter(|t| t.starts_with('#'));
            out.push_str(if target.is_some() { "[" } else { "" });
            targets.push(target);
        } else if tag.starts_with("<span") && tag.contains("Z3988") {
            // The metadata span holds a hidden space.
            rest = rest.split_once("</span></span>").map_or("", |(_, rest)| rest);
        } else if tag.starts_with("<cite") {
            write!(out, "{{{}}}", attribute("id").unwrap_or_default()).unwrap();
        } else if tag.starts_with("<ol") {
            write!(
                out,
                "\nlist {}{}",
                attribute("class").unwrap_or_default(),
                attribute("style").map_or(String::new(), |s| format!(" {s}"))
            )
            .unwrap();
        } else if tag.starts_with("<div class=\"reflist\"") {
            write!(out, "\n{}", attribute("style").unwrap_or_default()).unwrap();
        } else if tag.starts_with("<li") {
            out.push_str("\n- ");
        }
    }
    out.push_str(rest);
    let out = out.replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    out.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn short_notes_are_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/notes");
    let update = std::env::var_os("UPDATE").is_some();
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut failures = String::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let mut blocks = text.split("\n%% ");
        let mut out = blocks.next().unwrap_or_default().to_owned();
        for block in blocks {
            let (name, body) = block.split_once('\n').expect("a case has lines");
            let (input, want) = body.split_once("\n---\n").expect("a case has a line of three dashes");
            let (html, codes) = page(if name.ends_with("| en") { "en" } else { "zh" }, input);
            let mut got = seen(&html);
            for code in codes {
                write!(got, "\n! {code}").unwrap();
            }
            if got != want.trim_matches('\n') {
                write!(failures, "--- {name}\n{input}\nwant\n{}\ngot\n{got}\n", want.trim_matches('\n')).unwrap();
            }
            write!(out, "\n%% {name}\n{input}\n---\n{got}\n").unwrap();
        }
        if update {
            fs::write(&file, out).unwrap();
        }
    }
    assert!(update || failures.is_empty(), "{failures}");
}
