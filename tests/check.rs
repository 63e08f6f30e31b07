//! What `taben check` finds between pages: links to what is not there, redirects that do not arrive, what nobody uses.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

mod common;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::folder;

fn book(files: &[(&str, &str)]) -> tempfile::TempDir {
    folder::with(files)
}

fn check(dir: &Path, args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_taben")).arg("check").args(args).current_dir(dir).stdin(Stdio::null()).output().unwrap();
    assert!(!dir.join("site").exists(), "nothing is written");
    output
}

/// Each diagnostic as `file:line:column severity code message`, and its hint.
fn found(dir: &Path, args: &[&str]) -> Vec<(String, String)> {
    let output = check(dir, &[&["--message-format", "json"], args].concat());
    let text = String::from_utf8(output.stderr).unwrap();
    text.lines()
        .map(|line| {
            let d: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            let word = |key: &str| d[key].as_str().unwrap_or_default().to_owned();
            let place = if d["line"].is_null() { String::new() } else { format!(":{}:{}", d["line"], d["column"]) };
            (format!("{}{place} {} {} {}", word("file"), word("severity"), word("code"), word("message")), word("hint"))
        })
        .collect()
}

/// Asserts that exactly these are found, in any order.
fn assert_found(dir: &Path, args: &[&str], wanted: &[(&str, &str)]) {
    let mut found = found(dir, args);
    found.sort();
    let mut wanted: Vec<(String, String)> = wanted.iter().map(|(what, hint)| ((*what).to_owned(), (*hint).to_owned())).collect();
    wanted.sort();
    assert_eq!(found, wanted, "found: {found:#?}");
}

#[test]
fn links_to_sections_arrive_or_are_told() {
    let dir = book(&[
        ("book.toml", ""),
        (
            "content/首页.wiki",
            "== 软体 ==\n[[#软体]] [[#軟體]] [[#没有]] [[#top]]<span id=\"锚 点\"></span>[[#锚 点]] [[#锚_点]]\n\
             [[别的#第 二 节|好]] [[別的#第二節]] [[别的#.E7.AC.AC.E4.B8.80.E8.8A.82]] [[别的#nowhere]]<ref>[[别的#注里]]</ref>\n\
             {{链}} [[空#节]] [[别名#第 二 节]] [[Category:类]] [[:Category:类]]\n<references/>",
        ),
        (
            "content/别的.wiki",
            "== 第一节 ==\n== 第 二 节 ==\n== 第 二 节 ==\n[[#第 二 节 2]] [[#第 二 节 3]]<ref>注</ref>[[#cite_note-1]]\n<references/>",
        ),
        ("content/空.wiki", "无"),
        ("content/别名.wiki", "#REDIRECT [[别的]]"),
        ("content/Template/链.wiki", "[[别的#模板里]]"),
        ("content/手写.md", "[a](#甲) [b](wiki:别的#%E6%B2%A1%E6%9C%89) \n\n# 甲\n"),
    ]);
    let of_other = "its sections are 第一节, 第 二 节, 第 二 节 2";
    assert_found(
        dir.path(),
        &[],
        &[
            ("content/首页.wiki:2:11 warning missing-section this page has no section “軟體”", "write #软体, as the heading is written"),
            ("content/首页.wiki:2:19 warning missing-section this page has no section “没有”", "its sections are 软体, 锚 点"),
            ("content/首页.wiki:3:18 warning missing-section “别的” has no section “第二節”", of_other),
            (
                "content/首页.wiki:3:29 warning missing-section “别的” has no section “.E7.AC.AC.E4.B8.80.E8.8A.82”",
                "write #第一节, as the heading is written",
            ),
            ("content/首页.wiki:3:64 warning missing-section “别的” has no section “nowhere”", of_other),
            ("content/首页.wiki:3:83 warning missing-section “别的” has no section “注里”", of_other),
            ("content/首页.wiki warning missing-section “别的” has no section “模板里”", of_other),
            ("content/首页.wiki:4:9 warning missing-section “空” has no section “节”", "it has no sections at all"),
            (
                "content/首页.wiki:4:17 warning missing-section “别名” only leads to “别的”, and the section “第 二 节” is not carried along",
                "link to [[别的#第 二 节]] itself",
            ),
            ("content/别的.wiki:4:16 warning missing-section this page has no section “第 二 节 3”", of_other),
            ("content/手写.md:1:13 warning missing-section “别的” has no section “没有”", of_other),
        ],
    );
}

#[test]
fn links_to_pages_and_redirects_arrive_or_are_told() {
    let pages = [
        ("content/首页.wiki", "[[没有]] [[没有|又]] [[別的]] [[别的.wiki]] [[en:Elsewhere]]"),
        ("content/别的.wiki", "甲"),
        ("content/一.wiki", "#REDIRECT [[二]]"),
        ("content/二.wiki", "#REDIRECT [[别的]]"),
        ("content/破.wiki", "#重定向 [[不在]]"),
        ("content/圈甲.wiki", "#REDIRECT [[圈乙]]"),
        ("content/圈乙.wiki", "#REDIRECT [[圈甲]]"),
        ("content/自己.wiki", "#REDIRECT [[自己]]"),
        ("content/到节.wiki", "#REDIRECT [[别的#没有的节]]"),
    ];
    let redirects = [
        ("content/一.wiki:1:13 warning redirect-double the redirect leads to “二”, which is a redirect itself", "let it lead to “别的”"),
        (
            "content/圈甲.wiki:1:13 warning redirect-loop the redirect leads around in a circle: 圈甲 → 圈乙 → 圈甲",
            "let one of them lead to a page with a text",
        ),
        (
            "content/圈乙.wiki:1:13 warning redirect-loop the redirect leads around in a circle: 圈乙 → 圈甲 → 圈乙",
            "let one of them lead to a page with a text",
        ),
        ("content/自己.wiki:1:13 warning redirect-loop the redirect leads to itself", "let it lead to a page with a text"),
        ("content/到节.wiki:1:13 warning missing-section “别的” has no section “没有的节”", "it has no sections at all"),
    ];
    let mend = "write the page, mend the title, or set base-url in [wiki] so that such links lead to the wiki";
    let mut files = vec![("book.toml", "")];
    files.extend(pages);
    let dir = book(&files);
    let mut wanted = vec![
        ("content/首页.wiki:1:3 warning missing-page the book has no page “没有”", mend),
        (
            "content/破.wiki:1:8 warning redirect-broken the redirect leads to “不在”, which the book does not have",
            "mend the title, or take the redirect out",
        ),
    ];
    wanted.extend(redirects);
    assert_found(dir.path(), &[], &wanted);
    // Pages of the wiki are not missing.
    files[0] = ("book.toml", "[wiki]\nbase-url = \"https://wiki.example/$1\"\n");
    let dir = book(&files);
    let mut wanted = vec![("content/首页.wiki:1:3 note missing-page the book has no page “没有”, so the link leads to the wiki", "")];
    wanted.extend(redirects);
    assert_found(dir.path(), &[], &wanted);
}

#[test]
fn what_nobody_uses_is_told() {
    let dir = book(&[
        ("book.toml", "[output.html]\nadditional-css = [\"content/own.css\"]\n"),
        ("content/首页.wiki", "[[File:显示.png|20px]] [[Media:下载.pdf]] [[:File:说明.png]] {{外}} -{zh-cn:[[File:简.png]];zh-tw:繁}-"),
        ("content/Template/外.wiki", "{{内}}"),
        ("content/Template/内.wiki", "[[File:模板.png]]"),
        ("content/Template/内%2Fdoc.wiki", "说明"),
        ("content/Template/闲.wiki", "没人用"),
        ("content/own.css", ""),
        ("content/闲 着.png", "x"),
        ("content/显示.png", "x"),
        ("content/下载.pdf", "x"),
        ("content/说明.png", "x"),
        ("content/模板.png", "x"),
        ("content/简.png", "x"),
    ]);
    let file = "take it out, or show it; it is part of the site all the same";
    let of = |severity: &str| {
        [
            (format!("content/闲 着.png {severity} unused-file no page shows this file or links to it"), file),
            (format!("content/Template/闲.wiki {severity} unused-template no page uses Template:闲"), "take it out, if nobody wants it"),
        ]
    };
    for (args, severity) in [(&[][..], "note"), (&["--unused"], "warning")] {
        let wanted = of(severity);
        let wanted: Vec<(&str, &str)> = wanted.iter().map(|(what, hint)| (&**what, *hint)).collect();
        assert_found(dir.path(), args, &wanted);
    }
    assert_eq!(check(dir.path(), &["--strict"]).status.code(), Some(0), "notes fail nothing");
    assert_eq!(check(dir.path(), &["--strict", "--unused"]).status.code(), Some(1));
}

#[test]
fn kinds_are_counted_at_the_end() {
    let many: String = (0..30).map(|i| format!("[[没有{i}]]\n\n")).collect();
    let dir = book(&[
        ("book.toml", ""),
        ("content/首页.wiki", &format!("{many}{{{{没有的}}}}<ref name=\"x\" />")),
        ("content/闲.png", "x"),
        ("content/坏.md", "+++\nx\n+++\n"),
    ]);
    let said = |args: &[&str]| {
        let output = check(dir.path(), args);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let text = said(&[]);
    let end = &text[text.find("… and 10 more").expect("what was not drawn")..];
    let expected = "… and 10 more of `missing-page` (--message-format json prints all)\nby kind:\n   1 error front-matter\n  30 warning missing-page\n   1 warning missing-template\n   1 warning note-undefined\n   1 note unused-file (-v shows them)\n";
    assert!(end.starts_with(expected), "{end}");
    assert!(end.ends_with("1 error, 32 warnings\n"), "{end}");
    assert!(!said(&["-q"]).contains("by kind"));
    // An annotation a line, and nothing of a page's text begins another.
    let dir = book(&[("book.toml", ""), ("content/a%25,b.wiki", "[[没有::error::x,y]]")]);
    let output = check(dir.path(), &["--message-format", "github"]);
    let text = String::from_utf8(output.stderr).unwrap();
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("::warning file=content/a%2525%2Cb.wiki,line=1,endLine=1,col=3,endColumn="), "{text}");
    assert!(first.contains(",title=missing-page::the book has no page “没有::error::x,y”%0Ahelp: write the page"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("::")).count(), 1);
}
