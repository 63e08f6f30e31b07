//! The parallel view as readers get it: what stands side by side, what is marked, and what each mark says.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use common::pieces::PIECES;
use taben::variant::Alike;

const CONFIG: &str = "[book]\ntitle = \"书\"\n[variants]\nviews = [\"zh-cn\", \"zh-tw\"]\nrules = [\"zh-cn:打印;zh-tw:列印\"]\n";

/// Builds a book of pages; gives each file of the site by its path.
fn build(pages: &[(String, String)]) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("book.toml"), CONFIG).unwrap();
    fs::create_dir_all(dir.path().join("content")).unwrap();
    fs::create_dir_all(dir.path().join("glossary")).unwrap();
    fs::write(dir.path().join("glossary/IT.toml"), "rules = [\"zh-cn:软件;zh-tw:軟體\", \"zh-cn:鼠标;zh-tw:滑鼠\"]\n").unwrap();
    for (name, text) in pages {
        fs::write(dir.path().join(format!("content/{name}.wiki")), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_taben")).arg("build").current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    let mut files = BTreeMap::new();
    read(&dir.path().join("site"), "", &mut files);
    files
}

fn read(folder: &Path, name: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else if name.ends_with(".html") {
            files.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// The part of a page that is its content.
fn content(page: &str) -> &str {
    let start = page.find("data-x-content").expect("content");
    let start = start + page[start..].find('>').expect("the end of a tag") + 1;
    let end = page.find("\n</article>").expect("the article's end");
    let end =
        [page[..end].find("<details class=\"words\""), page[..end].find("<div class=\"about\"")].into_iter().flatten().min().unwrap_or(end);
    &page[start..end]
}

/// The rows of a parallel view: the cells, and whether the row says that words differ.
fn rows(page: &str) -> Vec<(Vec<&str>, bool)> {
    let content = content(page);
    let mut starts: Vec<usize> =
        ["\n<div class=\"pair", "\n<div class=\"across"].iter().flat_map(|start| content.match_indices(start).map(|(at, _)| at)).collect();
    starts.sort_unstable();
    starts.push(content.len());
    let row = |bounds: &[usize]| {
        let (head, row) = content[bounds[0]..bounds[1]].split_once('>').expect("the end of a tag");
        if head.contains("across") {
            return (vec![row], false);
        }
        let (left, right) = row.split_once("</div><div lang=\"zh-Hant-TW\">").expect("two cells");
        (vec![left.strip_prefix("<div lang=\"zh-Hans-CN\">").expect("a cell"), right], head.contains("data-x-differs"))
    };
    starts.windows(2).map(row).collect()
}

/// HTML without tags and white space; `keep` says which elements' text counts.
fn text(html: &str, with_differing: bool) -> String {
    let mut out = String::new();
    // For each open element, whether it marks a difference.
    let mut open: Vec<bool> = Vec::new();
    for part in html.split_inclusive('>') {
        let (words, tag) = part.rsplit_once('<').unwrap_or((part, ""));
        if with_differing || !open.contains(&true) {
            out.extend(words.chars().filter(|c| !c.is_whitespace()));
        }
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            open.pop();
        } else if !tag.is_empty() && !["br", "hr", "img", "wbr", "link", "meta"].contains(&name) {
            open.push(tag.contains("data-x-d="));
        }
    }
    out
}

fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let before = format!(" {attribute}=\"");
    html.split(&before[..]).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

const PAGE: &str = "{{NoteTA|T=zh-cn:题目;zh-tw:題名|G1=IT|1=zh-cn:程序;zh-tw:程式|2=zh-cn:无;zh-tw:没}}
恐怖的软件与打印机，程序和打印。<ref>硬盘</ref>

* 一
** 软件
* 二

# 甲<ref>乙</ref>
# 乙

; 词
: 义

{|
! 头
|-
| 程序
|}

-{zh-cn:'''丁''';zh-tw:戊}-[[软件|软件]]
<pre>code</pre>
<references/>
";

#[test]
fn what_belongs_together_stands_side_by_side() {
    let site = build(&[("首页".to_owned(), PAGE.to_owned())]);
    let page = &site["parallel/首页.html"];
    let texts: Vec<(Vec<String>, bool)> = rows(page)
        .into_iter()
        .map(|(cells, differs)| (cells.iter().map(|cell| text(cell, true).trim_end_matches("</div>").to_owned()).collect(), differs))
        .collect();
    let both = |left: &str, right: &str, differs: bool| (vec![left.to_owned(), right.to_owned()], differs);
    assert_eq!(
        texts,
        [
            both("恐怖的软件与打印机，程序和打印。[1]", "恐怖的軟體與印表機，程式和列印。[1]", true),
            both("一", "一", false),
            both("软件", "軟體", true),
            both("二", "二", false),
            both("甲[2]", "甲[2]", false),
            both("乙", "乙", false),
            both("词义", "詞義", false),
            both("头程序", "頭程式", true),
            both("丁软件", "戊軟體", true),
            (vec!["code".to_owned()], false),
            both("^硬盘", "^硬碟", true),
            both("^乙", "^乙", false),
        ]
    );
    // A mark says why, once for each word.
    let words = &page[page.find("id=\"x-words\"").expect("the words")..];
    let entry = |word: &str| {
        let at = words.find(&format!(">{word}<")).unwrap_or_else(|| panic!("no {word}"));
        text(&words[at + 1..at + words[at..].find("</li>\n<li id=").unwrap_or(words.len() - at)], true)
    };
    assert!(entry("软件").starts_with("软件軟體词组：IT大陆软件臺灣軟體"), "{}", entry("软件"));
    assert!(entry("打印机").starts_with("打印机印表機转换表"), "{}", entry("打印机"));
    assert!(entry("程序").starts_with("程序程式本页规则大陆程序臺灣程式"), "{}", entry("程序"));
    assert!(entry("打印").starts_with("打印列印全书规则大陆打印臺灣列印"), "{}", entry("打印"));
    assert!(entry("丁").starts_with("丁戊文中指定大陆丁臺灣戊"), "{}", entry("丁"));
    assert_eq!(words.matches("<li id=\"x-w").count(), 6);
}

#[test]
fn a_view_tells_of_the_page_s_rules() {
    let site = build(&[("首页".to_owned(), PAGE.to_owned()), ("乙".to_owned(), "-{zh-cn:甲;zh-tw:乙}-".to_owned())]);
    let page = &site["zh-tw/首页.html"];
    let at = page.find("<details class=\"rules\">").expect("the rules");
    let shown = text(&page[at..at + page[at..].find("</details>").expect("an end")], true);
    assert_eq!(
        shown,
        "本頁部分用詞依轉換規則顯示標題大陆题目臺灣題名本頁用到的規則大陆软件臺灣軟體詞組：IT大陆程序臺灣程式本頁未用到的規則大陆无臺灣没公共轉換組（用到／全部）IT1/2"
    );
    // A mark that rules one place only is no rule of the page.
    assert!(!site["zh-tw/乙.html"].contains("class=\"rules\""));
}

#[test]
fn pages_at_random_lose_nothing_side_by_side() {
    // A fixed sequence that looks like none.
    let mut seed = 7u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or_default() % below
    };
    let ours = [
        "软件",
        "里面",
        "\n* 网络\n",
        "-{zh-cn:甲;zh-tw:乙丙}-",
        "-{H|zh-cn:中;zh-tw:中间}-",
        "<ref>打印</ref>",
        "\n; a\n: b\n:: c\n",
        "-{zh-cn:<p>a</p>;zh-tw:<ul><li>b</li></ul>}-",
    ];
    let pages: Vec<(String, String)> = (0..200)
        .map(|i| {
            let pieces = (0..next(24) + 1).map(|_| if next(3) == 0 { ours[next(ours.len())] } else { PIECES[next(PIECES.len())] });
            (format!("p{i}"), pieces.collect())
        })
        .collect();
    let site = build(&pages);
    for (name, source) in &pages {
        let Some(page) = site.get(&format!("parallel/P{}.html", &name[1..])) else { continue };
        let marked = page.matches(" data-x-d=").count();
        let numbers: BTreeSet<&str> = values(page, "data-x-d").into_iter().collect();
        assert!(marked <= numbers.len() * 2, "a difference stands once a column: {source:?}");
        let ids = values(page, "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id stands once: {source:?}\n{ids:?}");
        for view in ["zh-cn", "zh-tw"] {
            let single: BTreeSet<&str> = values(content(&site[&format!("{view}/P{}.html", &name[1..])]), "id").into_iter().collect();
            let here: BTreeSet<&str> = values(content(page), "id").into_iter().collect();
            // What a mark shows on the right alone has its ids there alone.
            assert!(source.contains("-{") || single == here, "{view} has other ids: {source:?}\n{single:?}\n{here:?}");
        }
        for (cells, differs) in rows(page) {
            if let [left, right] = cells[..] {
                assert_eq!(differs, left.contains(" data-x-d=") || right.contains(" data-x-d="), "{source:?}");
                let right = right.trim_end_matches("</div></div>\n").trim_end();
                let (left, right) = (text(left, false), text(right, false));
                // The box of a missing file speaks each view's own words.
                let has_file = source.contains("[[File:") || source.contains("<gallery>");
                assert!(differs || has_file || Alike::get().same(&left, &right), "{source:?}\n{left}\n{right}");
            }
        }
    }
}
