//! Citations by case files: `tests/suite/cite/*.txt`.
//!
//! A case is `=== name`, a line `language: template`, lines `parameter = value`, a line `---`, and what is expected:
//! the wikitext without its metadata span, then one line `! code` for each problem.  `UPDATE=1` writes the
//! expectations anew.

#![expect(clippy::disallowed_methods, reason = "the test reads its case files")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The wikitext without the metadata span, which has tests of its own.
fn without_metadata(text: &str) -> String {
    let Some(start) = text.find("<span title=\"ctx_ver=") else { return text.to_owned() };
    let end = text[start..].find("</span></span>").map_or(text.len(), |i| start + i + "</span></span>".len());
    format!("{}{}", &text[..start], &text[end..])
}

fn run(head: &str, lines: &[&str]) -> String {
    let (language, template) = head.split_once(": ").expect("language: template");
    let arguments: Vec<(String, String)> = lines
        .iter()
        .map(|l| l.split_once(" = ").unwrap_or_else(|| panic!("parameter = value, not {l}")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let (text, citation) = taben::cite::render(template, &arguments, language, "Page").expect("a citation template");
    let mut out = without_metadata(&text);
    out.push('\n');
    for problem in &citation.problems {
        writeln!(out, "! {}", problem.code).unwrap();
    }
    out
}

#[test]
fn case_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/cite");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut failures = String::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let mut updated = String::new();
        for case in source.split("=== ").skip(1) {
            let (name, body) = case.split_once('\n').unwrap();
            let (input, expected) = body.split_once("\n---\n").unwrap_or((body.trim_end(), ""));
            let mut lines = input.lines().filter(|l| !l.trim().is_empty());
            let head = lines.next().expect("a template");
            let got = run(head, &lines.collect::<Vec<_>>());
            if got.trim() != expected.trim() {
                write!(failures, "{}: {name}\n  want {}\n  got  {}\n", file.display(), expected.trim(), got.trim()).unwrap();
            }
            write!(updated, "=== {name}\n{input}\n---\n{got}\n").unwrap();
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, updated.trim_end().to_owned() + "\n").unwrap();
        }
    }
    assert!(failures.is_empty() || std::env::var_os("UPDATE").is_some(), "{failures}");
}

#[test]
fn hostile_values_neither_panic_nor_hang() {
    let keys = [
        "title",
        "author",
        "date",
        "url",
        "page",
        "pages",
        "isbn",
        "doi",
        "quote",
        "archive-url",
        "vauthors",
        "language",
        "last2",
        "arxiv",
        "ol",
    ];
    let mut pieces: Vec<String> = [
        "[[",
        "]]",
        "-{",
        "}-",
        "{{",
        "<",
        "<b",
        "''",
        "&",
        "&#",
        "[http://a ",
        "|",
        "((",
        "-",
        "–",
        ".",
        ",",
        "年",
        "1",
        "et al",
        "\u{f0001}",
    ]
    .iter()
    .map(|p| p.repeat(10_000))
    .collect();
    pieces.extend(["$1", "10.", "v", "é", "'", "年月日", "OL", "()", "et al", "ſet al.", "İet al"].map(str::to_owned));
    for value in &pieces {
        for (language, template) in [("zh", "citation"), ("en", "cite book")] {
            let arguments: Vec<(String, String)> = keys.iter().map(|k| ((*k).to_owned(), value.clone())).collect();
            let (_, citation) = taben::cite::render(template, &arguments, language, "").unwrap();
            let _ = taben::cite::export::csl_json(&[&citation]);
            let _ = taben::cite::export::bibtex(&[&citation]);
            let _ = taben::cite::export::ris(&[&citation]);
        }
    }
}

#[test]
fn metadata_is_plain() {
    let arguments =
        [("author", "[[王明]]"), ("title", "''甲''-{zh-hans:简;zh-hant:繁}- & \"b\""), ("date", "5 May 2010"), ("isbn", "0-306-40615-2")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()));
    let (text, _) = taben::cite::render("cite book", &arguments, "zh", "页面").unwrap();
    let title = text.split("title=\"ctx_ver").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(
        title,
        "=Z39.88-2004&amp;rfr_id=info%3Asid%2F%E9%A1%B5%E9%9D%A2&amp;rft.au=%E7%8E%8B%E6%98%8E&amp;rft.btitle=%E7%94%B2%E7%AE%80+%26+%22b%22\
               &amp;rft.date=2010-05-05&amp;rft.genre=book&amp;rft.isbn=0-306-40615-2\
               &amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Abook"
    );
}

/// Values as dirty pages hold them, put together from pieces that mean something to one reader or another.
fn value() -> impl proptest::strategy::Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        "王",
        "[[",
        "]]",
        "-{",
        "}-",
        "''",
        "'",
        "<b>",
        "<",
        "&amp;",
        "&",
        "http://a.b/{c}",
        " ",
        "-",
        "–",
        ".",
        ",",
        "2011",
        "年",
        "5日",
        "et al.",
        "((",
        "))",
        "İ",
        "ß",
        "\u{f0001}",
        "%",
        "{",
        "}",
        "~",
        "\\",
        "\"",
        "^",
        "_",
        "#",
        "$",
        " and ",
        "10.1/2",
        "978-0",
        "\n",
        "en, fr",
        "May 2010",
    ];
    use proptest::strategy::Strategy;
    proptest::collection::vec(proptest::sample::select(PIECES), 0..6).prop_map(|pieces| pieces.concat())
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 200, failure_persistence: None, ..proptest::test_runner::Config::default() })]

    #[test]
    fn exports_read_back(values in proptest::collection::vec(value(), 14), template in proptest::sample::select(&["cite web", "cite book", "citation", "cite journal", "cite thesis"][..])) {
        let keys = ["title", "last", "first", "author2", "editor", "date", "url", "archive-url", "journal", "pages", "doi", "publisher", "access-date", "isbn"];
        let arguments: Vec<(String, String)> = keys.iter().zip(&values).map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        let (_, citation) = taben::cite::render(template, &arguments, "zh", "Page").unwrap();
        let bib = taben::cite::export::bibtex(&[&citation]);
        let parsed = biblatex::Bibliography::parse(&bib);
        proptest::prop_assert!(parsed.as_ref().is_ok_and(|p| p.len() == 1), "{bib}\n{parsed:?}");
        let csl: serde_json::Value = serde_json::from_str(&taben::cite::export::csl_json(&[&citation])).unwrap();
        proptest::prop_assert!(csl[0]["id"].is_string() && csl[0]["type"].is_string());
        let ris = taben::cite::export::ris(&[&citation]);
        for line in ris.trim_end_matches("\r\n").split("\r\n") {
            let bytes = line.as_bytes();
            proptest::prop_assert!(bytes.len() >= 6 && &bytes[2..6] == b"  - ", "{ris}");
        }
    }
}
