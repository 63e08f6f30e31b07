//! A page of another language's wiki in a book: an English sister article, and the other way round, whole sites.

#![expect(clippy::disallowed_methods, reason = "the tests write books and look at sites")]

mod common;

use std::fs;

use common::folder::write;
use taben::config::Config;
use taben::emit::Memory;
use taben::pipeline::{self, Purpose};
use taben::source::SourceDir;

/// The files of a book's site.
fn site(files: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(dir.path(), name, text);
    }
    let config = Config::parse(&fs::read_to_string(dir.path().join("book.toml")).unwrap()).unwrap();
    let source = SourceDir::open(dir.path(), &config.book.src, &config.site()).unwrap();
    let memory = Memory::new();
    pipeline::build(&config, &source, &memory, Purpose::Publish, &|_, _| {}).unwrap();
    let files = memory.into_files();
    files.into_iter().map(|(path, bytes)| (path.as_str().to_owned(), String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// The part of a page that its author wrote, and what is made of it: the element of the content.
fn content(html: &str) -> &str {
    let from = html.find("data-x-content").unwrap();
    let to = html[from..].find("</main>").map_or(html.len(), |at| from + at);
    &html[from..to]
}

/// The text of some HTML, without tags.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

const ENGLISH: &str = "'''Rubbing''' is a technique.{{fact}} {{main|Ink}} {{No such template}}\n__TOC__\n== History ==\nText.<ref name=\"nope\"/><ref>{{cite web|url=https://example.org/a|title=A|archive-url=https://web.archive.org/web/2020/https://example.org/a|archive-date=1 May 2020|access-date=2 May 2020}}</ref>\n\n{{#time:F Y|2020-05-01}} [[Missing page]] {{CURRENTMONTHNAME}}\n== Notes ==\n<references/>\n{{Reflist}}\n[[Category:Crafts]]\n[[zh:拓本]]\n";

#[test]
fn an_english_page_in_a_chinese_book_speaks_english() {
    for languages in [
        "languages = { en = \"English\" }\n",
        "\n[languages.en]\nfolder = \"English\"\n\n[languages.en.wiki]\nname = \"Anarchopedia\"\nbase-url = \"https://en.example.org/wiki/$1\"\n",
    ] {
        let config = format!("[book]\ntitle = \"书\"\ndate = 2025-01-01\n{languages}");
        let site = site(&[
            ("book.toml", &config),
            ("content/拓本.wiki", "拓本是一种技法。[[en:Rubbing]]{{fact}}\n[[Category:工艺]]\n"),
            ("content/English/Rubbing.wiki", ENGLISH),
        ]);
        let page = &site["zh-cn/Rubbing.html"];
        let shown = text(content(page));
        // The page before it is named as its author named it.
        let han: String = shown.replace("拓本", "").chars().filter(|c| is_han(*c)).collect();
        assert_eq!(han, "", "{shown}");
        for words in ["citation needed", "Main article", "Template:No such template", "Cite error", "Archived", "May 2020", "History"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        // The two say the same, and lead to each other.
        assert!(page.contains("href=\"%E6%8B%93%E6%9C%AC.html\"") || page.contains("href=\"拓本.html\""), "the way to the Chinese page");
        assert!(site["zh-cn/拓本.html"].contains("Rubbing.html"));
        assert!(text(&site["zh-cn/拓本.html"]).contains("来源请求"));
        if languages.contains("Anarchopedia") {
            assert!(page.contains("https://en.example.org/wiki/Rubbing") && page.contains("Anarchopedia"), "{page}");
            assert!(content(page).contains("https://en.example.org/wiki/Missing"), "a missing page is on its own wiki");
            assert!(!site["zh-cn/拓本.html"].contains("en.example.org"));
        }
    }
}

#[test]
fn a_chinese_page_in_an_english_book_speaks_chinese() {
    let site = site(&[
        ("book.toml", "[book]\ntitle = \"Book\"\nlanguage = \"en\"\ndate = 2025-01-01\nlanguages = { zh = \"中文\" }\n"),
        ("content/Rubbing.wiki", "Rubbing.{{fact}} [[zh:拓本]]\n"),
        ("content/中文/拓本.wiki", "拓本。{{fact}}<ref name=\"nope\"/>\n== 节 ==\n{{main|墨}}\n<references/>\n[[en:Rubbing]]\n"),
    ]);
    let shown = text(content(&site["en/拓本.html"]));
    assert!(shown.contains("来源请求") && shown.contains("主条目") && shown.contains("引用错误"), "{shown}");
    assert!(text(&site["en/Rubbing.html"]).contains("citation needed"));
}
