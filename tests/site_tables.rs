//! A wiki's own conversion tables, `MediaWiki:Conversiontable/…`, as the readers of its pages see them.

#![expect(clippy::disallowed_methods, reason = "the test runs the program and looks at files")]

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::folder;

#[test]
fn a_wikis_own_tables_hold_below_the_books_rules_and_the_pages() {
    let dir = folder::with(&[
        ("book.toml", "[book]\ntitle = \"书\"\n[variants]\nviews = [\"zh-cn\", \"zh-tw\", \"zh-hk\"]\nrules = [\"乙词=>zh-tw:书的\"]\n"),
        ("content/页.wiki", "甲词、乙词、-{H|丙词=>zh-tw:页的}-丙词、丁词、戊词。\n"),
        ("content/MediaWiki/Conversiontable%2Fzh-hant.wiki", "说明：甲词=>不是;\n-{ * 甲词 => 繁的 // 注;\n丁词 => 繁丁; }-\n"),
        (
            "content/MediaWiki/Conversiontable%2Fzh-tw.wiki",
            "[[MediaWiki:Conversiontable/zh-tw/更多]]\n-{ 甲词=>台的; 乙词=>台的; 丙词=>台的; 戊词=>台戊 }-\n",
        ),
        (
            "content/MediaWiki/Conversiontable%2Fzh-tw%2F更多.wiki",
            "[[MediaWiki:Conversiontable/zh-tw/更多]] [[MediaWiki:Conversiontable/zh-tw]]\n-{ 戊词=>更多的; }-\n",
        ),
    ]);
    let output = Command::new(env!("CARGO_BIN_EXE_taben")).arg("build").current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    for (view, text) in [
        ("zh-tw", "台的、书的、页的、繁丁、更多的。"),
        ("zh-hk", "繁的、乙詞、丙詞、繁丁、戊詞。"),
        ("zh-cn", "甲词、乙词、丙词、丁词、戊词。"),
    ] {
        let page = fs::read_to_string(dir.path().join("site").join(view).join("页.html")).unwrap();
        assert!(page.contains(text), "{view}: {page}");
    }
}
