//! `taben check --conversion` as an editor meets it.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn taben(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taben")).args(args).current_dir(dir).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const CONFIG: &str = "[variants]\nviews = [\"zh-cn\", \"zh-tw\"]\nrules = [\"zh-cn:打印;zh-tw:列印\", \"zh-cn:鼠标;zh-tw:滑鼠\"]\n";

const PAGE: &str = "{{NoteTA|G1=IT|1=zh-cn:软件;zh-tw:軟體|2=zh-cn:硬件;zh-tw:硬體}}
== 概要 ==
他后来打印软件。{{甲|}}<ref>里面有光</ref>
-{软驱}-和-{R|abc}-
";

/// A book with a page, a template, a group, and a page in Markdown.
fn book() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("book.toml", CONFIG);
    write("content/说明.wiki", PAGE);
    write("content/Template/甲.wiki", "我们的头发白了，准备发电。");
    write("content/笔记.md", "文字，他后来去了。\n");
    write("glossary/IT.toml", "rules = [\"zh-cn:网络;zh-tw:網路\", \"zh-cn:程序;zh-tw:程式\"]\n");
    dir
}

/// The reports by title.
fn reports(dir: &Path, args: &[&str]) -> Vec<Value> {
    let output = taben(dir, &[&["check", "--conversion", "--message-format", "json"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The places of a character, as line, column and template.
fn places(report: &Value, character: &str) -> Vec<(u64, u64, Option<String>)> {
    let found = report["undecided"].as_array().unwrap().iter().find(|u| u["character"] == character);
    let places = found.map(|u| u["places"].as_array().unwrap().clone()).unwrap_or_default();
    let number = |p: &Value, key: &str| p[key].as_u64().unwrap();
    places.iter().map(|p| (number(p, "line"), number(p, "column"), p["through"].as_str().map(str::to_owned))).collect()
}

#[test]
fn programs_get_a_line_a_page() {
    let dir = book();
    let reports = reports(dir.path(), &["--page", "說明"]);
    assert_eq!(reports.len(), 1, "a title in the other script finds its page, and no other page is reported");
    let report = &reports[0];
    assert_eq!(
        (report["page"].as_str(), report["file"].as_str(), report["reviewed"].as_str()),
        (Some("说明"), Some("content/说明.wiki"), Some("no"))
    );
    let rules = report["rules"].as_array().unwrap();
    let uses = |rule: &str| rules.iter().find(|r| r["rule"] == rule).map(|r| r["uses"].clone());
    assert_eq!(uses("zh-cn:软件;zh-tw:軟體"), Some(serde_json::json!({ "zh-cn": 1, "zh-tw": 1 })));
    assert_eq!(uses("zh-cn:硬件;zh-tw:硬體"), Some(serde_json::json!({})));
    assert_eq!(uses("zh-cn:打印;zh-tw:列印"), Some(serde_json::json!({ "zh-cn": 1, "zh-tw": 1 })));
    assert_eq!(uses("zh-cn:鼠标;zh-tw:滑鼠"), None, "rules of the book are told of where they are used");
    assert_eq!(report["groups"], serde_json::json!([{ "group": "IT", "rules": 2, "used": 0 }]));
    // Where it is written: in the page, in a note, and through a template in the place of its call.
    assert_eq!(places(report, "后"), [(3, 2, None)]);
    assert_eq!(places(report, "发"), [(3, 9, Some("Template:甲".to_owned()))]);
    let protected: Vec<(&str, bool)> =
        report["protected"].as_array().unwrap().iter().map(|p| (p["text"].as_str().unwrap(), p["needed"].as_bool().unwrap())).collect();
    assert_eq!(protected, [("软驱", true), ("abc", false)]);
    assert_eq!(report["wrong-script"][0]["views"], serde_json::json!(["zh-tw"]));
    assert_eq!((report["wrong-script"][0]["line"].as_u64(), report["wrong-script"][0]["column"].as_u64()), (Some(4), Some(3)));
}

#[test]
fn people_get_the_words_in_their_context() {
    let dir = book();
    let text = stdout(&taben(dir.path(), &["check", "--conversion"]));
    for part in [
        "rules that are never used",
        "zh-cn:硬件;zh-tw:硬體",
        "后 became 後, could be 后",
        "他【后】来",
        "(through Template:甲)",
        "content/笔记.md",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // The order and the bytes are the same whatever the number of threads.
    assert_eq!(text, stdout(&taben(dir.path(), &["check", "--conversion", "-j", "1"])));
}

#[test]
fn a_review_holds_until_something_changes() {
    let dir = book();
    let state = |dir: &Path| -> Vec<String> { reports(dir, &[]).iter().map(|r| r["reviewed"].as_str().unwrap().to_owned()).collect() };
    let marked = taben(dir.path(), &["check", "--conversion", "--mark-reviewed", "说明", "--mark-reviewed", "content/笔记.md"]);
    assert_eq!(marked.status.code(), Some(0));
    assert_eq!(state(dir.path()), ["yes", "yes"]);
    let text = stdout(&taben(dir.path(), &["check", "--conversion"]));
    assert!(text.contains("reviewed") && !text.contains("后 became"), "{text}");
    assert!(stdout(&taben(dir.path(), &["check", "--conversion", "-v"])).contains("后 became"));

    // A comment changes nothing that is converted; a template, a rule of the book and the text do.
    fs::write(dir.path().join("content/说明.wiki"), format!("{PAGE}<!-- 无 -->")).unwrap();
    assert_eq!(state(dir.path()).iter().filter(|s| *s == "yes").count(), 2);
    fs::write(dir.path().join("content/Template/甲.wiki"), "别的").unwrap();
    assert_eq!(state(dir.path()).iter().filter(|s| *s == "stale").count(), 1);
    assert_eq!(taben(dir.path(), &["check", "--conversion", "--strict"]).status.code(), Some(1));
    assert_eq!(taben(dir.path(), &["check", "--conversion"]).status.code(), Some(0));
    fs::write(dir.path().join("book.toml"), CONFIG.replace("滑鼠", "鼠標")).unwrap();
    assert_eq!(state(dir.path()), ["stale", "stale"]);

    fs::write(dir.path().join("conversion-reviewed.toml"), "说明 = 1").unwrap();
    assert_eq!(taben(dir.path(), &["check", "--conversion"]).status.code(), Some(2));
    assert_eq!(taben(dir.path(), &["check", "--mark-reviewed", "说明"]).status.code(), Some(2), "only with --conversion");
    fs::remove_file(dir.path().join("conversion-reviewed.toml")).unwrap();
    assert_eq!(taben(dir.path(), &["check", "--conversion", "--page", "没有"]).status.code(), Some(1));
}

#[test]
fn views_have_the_same_paths() {
    let dir = book();
    assert_eq!(taben(dir.path(), &["build", "-q"]).status.code(), Some(0));
    let files = |view: &str| {
        let mut found = Vec::new();
        let mut open = vec![dir.path().join("site").join(view)];
        let root = open[0].clone();
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.push(path.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    };
    assert!(files("zh-cn").contains(&"说明.html".to_owned()));
    assert_eq!(files("zh-cn"), files("zh-tw"));
}

#[test]
fn hostile_pages_are_reported_in_linear_time() {
    let dir = book();
    for (i, piece) in ["-{H|zh-cn:甲;zh-tw:乙}-后", "-{后", "}-", "{{甲}}", "-{R|后}-", "后发"].iter().enumerate() {
        fs::write(dir.path().join(format!("content/页{i}.wiki")), piece.repeat(3000)).unwrap();
    }
    assert_eq!(taben(dir.path(), &["check", "--conversion", "-q"]).status.code(), Some(0));
}
