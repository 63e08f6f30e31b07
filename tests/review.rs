//! What `taben check` finds in the references of whole pages.

use taben::config::Config;
use taben::diag::Severity;
use taben::emit::Nowhere;
use taben::pipeline::{self, Purpose};
use taben::source::SourceDir;

/// The codes and marked texts that checking a book of one page gives.
#[expect(clippy::disallowed_methods, reason = "the test writes a book")]
fn check(name: &str, text: &str) -> Vec<(String, String, Severity)> {
    let book = tempfile::tempdir().unwrap();
    std::fs::create_dir(book.path().join("content")).unwrap();
    std::fs::write(book.path().join("content").join(name), text).unwrap();
    let config = Config::default();
    let source = SourceDir::open(book.path(), &config.book.src, &config.site()).unwrap();
    let report = pipeline::build(&config, &source, &Nowhere::new(), Purpose::Check { links: true }, &|_, _| {}).unwrap();
    let all = report.diagnostics.iter().flat_map(|(file, found)| found.iter().map(move |d| (file, d)));
    all.map(|(file, d)| (d.code.to_owned(), d.span.map_or(String::new(), |s| file.text[s.range()].to_owned()), d.severity)).collect()
}

#[test]
fn what_an_editor_would_mend_is_found() {
    for (text, code, marked) in [
        (
            "甲<ref name=\"a\">[http://example.org/x 题]</ref>乙<ref name=\"b\">[https://www.example.org/x/ 另题]</ref>",
            "note-same-address",
            "<ref name=\"b\">[https://www.example.org/x/ 另题]</ref>",
        ),
        ("甲<ref>王明：《书》，第5页。</ref>乙<ref>王明：《书》，第5页。</ref>丙", "note-same-text", "<ref>王明：《书》，第5页。</ref>"),
        ("甲<ref>http://example.org/x</ref>", "note-bare-url", "<ref>http://example.org/x</ref>"),
        ("甲<ref>[http://example.org/x]</ref>", "note-bare-url", "<ref>[http://example.org/x]</ref>"),
        (
            "甲<ref>[http://example.org/x 题]{{dead link|date=2020年1月}}</ref>",
            "note-dead-link",
            "<ref>[http://example.org/x 题]{{dead link|date=2020年1月}}</ref>",
        ),
        ("甲{{sfn|王明|2010|p=5}}", "note-short-missing", "{{sfn|王明|2010|p=5}}"),
        ("甲{{harv|王明|李四|2010}}乙", "note-short-missing", "{{harv|王明|李四|2010}}"),
        (
            "甲<ref>{{cite web|title=T|url=http://example.org/|date=2012年2月30日}}</ref>",
            "cite-bad-date",
            "{{cite web|title=T|url=http://example.org/|date=2012年2月30日}}",
        ),
        (
            "甲<ref>{{cite web|title=T|url=http://example.org/|access-date=31 April 2012}}</ref>",
            "cite-bad-date",
            "{{cite web|title=T|url=http://example.org/|access-date=31 April 2012}}",
        ),
        ("甲<ref name=\"a\" />", "note-undefined", "<ref name=\"a\" />"),
        ("甲<references><ref name=\"a\">x</ref></references>", "note-unused", "<ref name=\"a\">x</ref>"),
        ("甲<ref name=\"a\">x</ref><ref name=\"a\">y</ref>", "note-defined-twice", "<ref name=\"a\">y</ref>"),
    ] {
        let found = check("页.wiki", text);
        let hit = found.iter().filter(|(c, ..)| c == code).collect::<Vec<_>>();
        assert_eq!(hit.len(), 1, "{text}: {found:?}");
        assert_eq!((hit[0].1.as_str(), hit[0].2), (marked, Severity::Warning), "{text}");
    }
}

#[test]
fn what_is_right_is_not_reported() {
    let text = "甲<ref name=\"a\">[http://example.org/x 题]</ref>乙<ref name=\"a\" />丙<ref group=\"註\">[http://example.org/x 题]</ref>\
丁<ref>[http://example.org/z 题]{{dead link}}{{Wayback|url=http://example.org/z|date=20100101}}</ref>{{sfn|王明|2010|p=5}}{{sfn|王明|2010|p=6}}\
{{harvnb|Smith|Jones|2011}}\n<references group=\"註\" />\n<references />\n\
* {{cite book|author=王明|title=书|year=2010|ref=harv}}\n* {{citation|last=Smith|last2=Jones|title=T|year=2011}}\n";
    let found = check("页.wiki", text);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn markdown_pages_are_looked_through_too() {
    let found = check(
        "页.md",
        "甲[^a]乙[^b]丙[^c]\n\n[^a]: [题](https://example.org/x)\n\n[^b]: [另题](https://example.org/x)\n\n[^c]: <https://example.org/y>\n",
    );
    let codes: Vec<&str> = found.iter().map(|(code, ..)| code.as_str()).collect();
    assert_eq!(codes, ["note-same-address", "note-bare-url"], "{found:?}");
}
