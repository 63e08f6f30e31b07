//! Tests: `tests/suite/lint/*.txt`, hostile text, and real pages.

#![expect(clippy::disallowed_methods, reason = "real pages are read where they lie")]

use std::path::Path;

use proptest::prelude::*;

use super::*;

/// A case's findings: the code, and the text that is marked, line feeds as `↵`.
fn shown(text: &str) -> Vec<String> {
    lint(&Site::new("zh"), text)
        .iter()
        .map(|d| format!("{} {}", d.code, text[d.span.unwrap_or_default().range()].replace('\n', "↵")).trim_end().to_owned())
        .collect()
}

/// Runs a file of cases: `= name`, the source, `> code marked text` for each finding.
fn run(file: &str) {
    let mut wrong = String::new();
    for case in file.split("\n= ").skip(1) {
        let (name, body) = case.split_once('\n').unwrap_or((case, ""));
        let (want, source): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with("> "));
        let source = source.join("\n");
        let want: Vec<String> = want.iter().map(|w| w[2..].trim_end().to_owned()).collect();
        let got = shown(source.trim_end_matches('\n'));
        if got != want {
            wrong.push_str(&format!("{name}\n  want {want:#?}\n  got {got:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn mistakes_are_found() {
    run(include_str!("../../tests/suite/lint/found.txt"));
}

#[test]
fn valid_text_is_silent() {
    run(include_str!("../../tests/suite/lint/silent.txt"));
}

#[test]
fn every_finding_teaches() {
    for text in ["{{a", "[[a", "{|\n|a", "<ref>a", "== a", "</div>", "<!-- a"] {
        let found = lint(&Site::new("zh"), text);
        assert!(!found.is_empty(), "{text}");
        for d in found {
            assert!(d.hint.is_some() && d.span.is_some() && d.message.chars().next().is_some_and(|c| !c.is_uppercase()), "{d:?}");
        }
    }
}

/// What a text may ask of the allocator, in bytes, whatever it is.
const FLOOR: u64 = 4_000_000;

/// What looking at a text asks of the allocator, in bytes: work is counted, since a clock tells of the machine.
fn work(text: &str) -> u64 {
    allocation_counter::measure(|| {
        let found = lint(&Site::new("zh"), text);
        assert!(found.len() <= MAX_FINDINGS);
    })
    .bytes_total
}

/// Each opener costs the package twice the work of the one before it; here ten times as many cost ten times as much.
#[test]
fn hostile_text_takes_little_work() {
    let openers = [
        "{{",
        "{{{",
        "{|\n",
        "[[",
        "[[a|",
        "[http://a ",
        "<ref>",
        "<ref",
        "-{",
        "<nowiki>",
        "<!--",
        "<",
        "</",
        "<b",
        "<div>",
        "*",
        "#",
        ":{|\n",
        "== a\n",
        "}}",
        "]]",
        "</ref>",
        "{{a|[[b|<ref>",
        "{{{{a}}",
        "[[a]]{{",
        "文{{字",
        "<references><ref>",
        "{|\n|[[a|\n{{b|\n",
        "''",
        "|}\n",
        "[[a\n",
        "[[a|[[b]]",
        "<ref>[[a</ref>",
    ];
    for opener in openers {
        let (few, many) = (work(&opener.repeat(1_000)), work(&opener.repeat(10_000)));
        assert!(many < FLOOR.max(few * 16), "{opener}: {few} bytes for 1,000, {many} for 10,000");
    }
}

#[test]
fn balanced_nests_are_safe_too() {
    for (open, close) in
        [("{{a|", "}}"), ("[[a|", "]]"), ("{|\n|\n", "\n|}\n"), ("<ref>", "</ref>"), ("<div>", "</div>"), ("[[File:a|", "]]")]
    {
        for depth in [10, 20, 30, 1_000, 10_000] {
            let asked = work(&(open.repeat(depth) + &close.repeat(depth)));
            assert!(asked < FLOOR * (1 + depth as u64 / 1_000), "{open} {depth}: {asked} bytes");
        }
    }
}

/// Real pages, when they are there: prints every finding, which nobody but a reader can judge.
#[test]
fn real_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut pages = 0;
    for part in ["article", "corpora/zhwiki", "corpora/bips", "corpora/cgroups"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
            eprintln!("skipped: no {part} beside the project");
            continue;
        };
        let mut paths: Vec<_> = entries
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|e| e == "wiki" || e == "mediawiki" || e == "wikitext"))
            .collect();
        paths.sort();
        for path in paths {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            pages += 1;
            for d in lint(&Site::new("zh"), &text) {
                let range = d.span.unwrap_or_default().range();
                let line = text[..range.start].matches('\n').count() + 1;
                let from = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
                let around: String = text[from..].lines().next().unwrap_or_default().chars().take(140).collect();
                println!("{}:{line}: {} {} | {around}", path.file_name().unwrap_or_default().display(), d.code, d.message);
            }
        }
    }
    println!("{pages} pages");
}

proptest! {
    #[test]
    fn any_text_is_read(parts in proptest::collection::vec(
        prop_oneof![
            Just("{{"), Just("}}"), Just("{{{"), Just("}}}"), Just("[["), Just("]]"), Just("["), Just("]"), Just("\n{|"), Just("\n|}"), Just("|"), Just("\n|-\n"),
            Just("-{"), Just("}-"), Just("<ref>"), Just("</ref>"), Just("<ref name=a/>"), Just("<references>"), Just("</references>"), Just("<nowiki>"),
            Just("</nowiki>"), Just("<div>"), Just("</div>"), Just("<!--"), Just("-->"), Just("\n== "), Just(" =="), Just("\n"), Just("文"), Just("http://a "), Just("\n*"),
            Just("#REDIRECT [[a]]"), Just("<"), Just(">"), Just("\u{1}"),
        ], 0..40)) {
        let text = parts.concat();
        for d in lint(&Site::new("zh"), &text) {
            prop_assert!(text.get(d.span.unwrap_or_default().range()).is_some());
        }
        prop_assert_eq!(scan::scan(&text).safe.len(), text.len());
    }
}
