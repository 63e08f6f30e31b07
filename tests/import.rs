//! Pages from elsewhere: what `taben import` makes of exports, and of files, as its users meet it.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::folder::files;

/// Runs the program in `dir`.
fn taben(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taben")).args(args).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Text as XML has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "&#10;")
}

/// A page with the number of its namespace and of its revision.
fn page(title: &str, namespace: i32, revision: u64, text: &str) -> String {
    format!(
        "<page><title>{}</title><ns>{namespace}</ns><id>{}</id><revision><id>{revision}</id><timestamp>2024-05-0{}T00:00:00Z</timestamp>\
         <contributor><username>王明</username><id>1</id></contributor><text xml:space=\"preserve\">{}</text></revision></page>\n",
        escaped(title),
        title.bytes().fold(7_u64, |id, b| id.wrapping_mul(31).wrapping_add(b.into()) % 1_000_000_007),
        revision % 9 + 1,
        escaped(text)
    )
}

/// An export of a Chinese wiki.
fn export(pages: &[String]) -> String {
    format!(
        "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" version=\"0.11\" xml:lang=\"zh\">\n<siteinfo><sitename>某维基</sitename>\
         <dbname>somewiki</dbname><base>https://wiki.example/wiki/%E9%A6%96%E9%A1%B5</base><case>first-letter</case><namespaces>\
         <namespace key=\"0\" case=\"first-letter\" /><namespace key=\"10\" case=\"first-letter\">Template</namespace>\
         <namespace key=\"14\" case=\"first-letter\">Category</namespace><namespace key=\"100\" case=\"first-letter\">Portal</namespace>\
         </namespaces></siteinfo>\n{}</mediawiki>\n",
        pages.concat()
    )
}

/// A folder with an export `w.xml` of these pages.
fn with_export(pages: &[String]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("w.xml"), export(pages)).unwrap();
    dir
}

#[test]
fn an_export_becomes_a_book_that_builds_at_once() {
    let dir = with_export(&[
        page("首页", 0, 11, "见[[颜真卿]]、[[Portal:书]]。{{说明}}"),
        page("颜真卿", 0, 12, "书法家。[[Category:人]]"),
        page("顏魯公", 0, 13, "#重定向 [[颜真卿]]"),
        page("Template:说明", 10, 14, "从模板来"),
        page("Category:人", 14, 15, "人。"),
        page("Portal:书", 100, 16, "门户。"),
        page("File:字.png", 6, 17, "一幅字。"),
        page("Module:CGroup/IT", 828, 18, "return {}"),
    ]);
    let output =
        taben(dir.path(), &["import", "w.xml", "--into", "book", "--licence", "CC BY-SA 4.0", "--licence-url", "https://l.example/"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("8 pages found: 8 new"), "{}", stderr(&output));
    let book = dir.path().join("book");
    let expected: BTreeSet<String> = [
        ".provenance.jsonl",
        "Category/人.wiki",
        "File/字.png.wiki",
        "Module/CGroup%2FIT.wiki",
        "Portal/书.wiki",
        "Template/说明.wiki",
        "顏魯公.wiki",
        "颜真卿.wiki",
        "首页.wiki",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(files(&book.join("content")), expected);
    assert_eq!(fs::read_to_string(book.join("content/颜真卿.wiki")).unwrap(), "书法家。[[Category:人]]");
    let output = taben(dir.path(), &["build", "book", "--strict"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let html = fs::read_to_string(book.join("site/zh-cn/首页.html")).unwrap();
    assert!(html.contains("从模板来") && html.contains("href=\"Portal/%E4%B9%A6.html\""), "{html}");
    // Every copy of the text says whose it is.
    for view in ["zh-cn", "zh-tw", "parallel"] {
        let html = fs::read_to_string(book.join(format!("site/{view}/颜真卿.html"))).unwrap();
        for part in ["王明", "?oldid=12\"", "?action=history\"", "https://l.example/", "CC BY-SA 4.0", "2024-05-04"] {
            assert!(html.contains(part), "{view}: no {part}");
        }
    }
    let credits = fs::read_to_string(book.join("site/zh-tw/s/credits.html")).unwrap();
    assert!(
        credits.contains("某維基") && credits.contains("?oldid=18\"") && credits.contains("href=\"../%E9%A2%9C%E7%9C%9F%E5%8D%BF.html\"")
    );
    assert!(html.contains("s/credits.html"));
    // A book of one's own has neither.
    let own = taben(dir.path(), &["init", "own"]);
    assert_eq!(code(&own), 0);
    assert_eq!(code(&taben(dir.path(), &["build", "own"])), 0);
    assert!(!files(&dir.path().join("own/site")).iter().any(|f| f.contains("credits")));
}

#[test]
fn what_a_person_changed_is_left_alone() {
    let dir = with_export(&[page("甲", 0, 1, "一"), page("乙", 0, 1, "一"), page("丙", 0, 1, "一")]);
    let import = |more: &[&str]| taben(dir.path(), &[&["import", "w.xml", "--into", "book", "--licence", "x"], more].concat());
    let text = |file: &str| fs::read_to_string(dir.path().join("book/content").join(file)).unwrap();
    assert_eq!(code(&import(&[])), 0);
    let again = import(&[]);
    assert!(stderr(&again).contains("0 new, 3 unchanged"), "{}", stderr(&again));
    fs::write(dir.path().join("book/content/甲.wiki"), "我的").unwrap();
    // A page that was moved is still the same page.
    fs::create_dir(dir.path().join("book/content/书")).unwrap();
    fs::rename(dir.path().join("book/content/丙.wiki"), dir.path().join("book/content/书/丙.wiki")).unwrap();
    let settings = fs::read_to_string(dir.path().join("book/book.toml")).unwrap() + "# mine\n";
    fs::write(dir.path().join("book/book.toml"), &settings).unwrap();
    fs::write(dir.path().join("w.xml"), export(&[page("甲", 0, 2, "二"), page("乙", 0, 2, "二"), page("丙", 0, 2, "二")])).unwrap();
    let dry = import(&["--dry-run"]);
    assert_eq!((code(&dry), text("乙.wiki").as_str()), (1, "一"), "{}", stderr(&dry));
    let output = import(&[]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("import-changed") && stderr(&output).contains("book/content/甲.wiki"), "{}", stderr(&output));
    assert!(stderr(&output).contains("2 updated") && stderr(&output).contains("1 left as they are"), "{}", stderr(&output));
    assert_eq!([text("甲.wiki"), text("乙.wiki"), text("书/丙.wiki")], ["我的", "二", "二"]);
    assert!(!dir.path().join("book/content/丙.wiki").exists());
    assert_eq!(code(&import(&["--force"])), 0);
    assert_eq!(text("甲.wiki"), "二");
    assert_eq!(fs::read_to_string(dir.path().join("book/book.toml")).unwrap(), settings);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let dir = with_export(&[page("Template:甲", 10, 1, "一"), page("乙", 0, 1, "一"), page("丙", 0, 1, "一")]);
    let outside = dir.path().join("outside");
    fs::create_dir_all(dir.path().join("book/content")).unwrap();
    fs::create_dir(&outside).unwrap();
    fs::write(dir.path().join("book/book.toml"), "").unwrap();
    std::os::unix::fs::symlink(&outside, dir.path().join("book/content/Template")).unwrap();
    std::os::unix::fs::symlink(outside.join("x"), dir.path().join("book/content/乙.wiki")).unwrap();
    let output = taben(dir.path(), &["import", "w.xml", "--into", "book", "--force"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(files(&outside).is_empty());
    assert!(dir.path().join("book/content/丙.wiki").exists());
}

#[test]
fn only_what_is_asked_for_comes_in() {
    let pages = [page("山", 0, 1, "一"), page("山水", 0, 1, "一"), page("水", 0, 1, "一"), page("Portal:山", 100, 1, "一")];
    let dir = with_export(&pages);
    fs::write(dir.path().join("list.txt"), "水\n\nportal:山\n").unwrap();
    let names = |book: &str, args: &[&str]| {
        let output = taben(dir.path(), &[&["import", "w.xml", "--licence", "x", "--into", book], args].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let mut names = files(&dir.path().join(book).join("content"));
        names.remove(".provenance.jsonl");
        names.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(names("a", &["--only", "山*"]), ["山.wiki", "山水.wiki"]);
    assert_eq!(names("b", &["--only-from", "list.txt"]), ["Portal/山.wiki", "水.wiki"]);
    assert_eq!(names("c", &["--namespace", "Portal"]), ["Portal/山.wiki"]);
    assert_eq!(names("d", &["--namespace", "0", "--only", "*水"]), ["山水.wiki", "水.wiki"]);
    let output = taben(dir.path(), &["import", "w.xml", "--into", "e", "--namespace", "Nowhere"]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    let output = taben(dir.path(), &["import", "w.xml", "--into", "f", "--dry-run"]);
    assert!(code(&output) == 0 && !dir.path().join("f").exists(), "{}", stderr(&output));
}

#[test]
fn a_broken_export_gives_what_is_whole_and_says_where() {
    let whole = export(&[page("甲", 0, 1, "一"), page("乙", 0, 1, "二")]);
    let dir = tempfile::tempdir().unwrap();
    let cut = whole.find("二").unwrap();
    fs::write(dir.path().join("w.xml"), &whole[..cut]).unwrap();
    let output = taben(dir.path(), &["import", "w.xml", "--into", "book", "--licence", "x"]);
    assert_eq!(code(&output), 1);
    let said = stderr(&output);
    assert!(said.contains("import-broken") && said.contains(&format!("byte {cut}")) && said.contains("last whole page is “甲”"), "{said}");
    assert!(said.contains("inside the page “乙”"), "{said}");
    assert_eq!(files(&dir.path().join("book/content")), [".provenance.jsonl", "甲.wiki"].map(str::to_owned).into());
    assert_eq!(code(&taben(dir.path(), &["build", "book"])), 0);
    for (name, text) in [("doctype.xml", "<!DOCTYPE a []><mediawiki/>"), ("page.xml", "<html></html>"), ("empty.xml", "")] {
        fs::write(dir.path().join(name), text).unwrap();
        let output = taben(dir.path(), &["import", name, "--into", name.trim_end_matches(".xml")]);
        assert_eq!(code(&output), 1, "{name}: {}", stderr(&output));
        assert!(!dir.path().join(name.trim_end_matches(".xml")).exists(), "{name}");
    }
    fs::write(dir.path().join("w.xml.7z"), b"7z\xbc\xaf\x27\x1c\0\0").unwrap();
    let output = taben(dir.path(), &["import", "w.xml.7z", "--into", "g"]);
    assert!(code(&output) == 2 && stderr(&output).contains("7z x -so w.xml.7z | taben import -"), "{}", stderr(&output));
    assert_eq!(code(&taben(dir.path(), &["import", "missing.xml", "--into", "h"])), 3);
    fs::create_dir(dir.path().join("full")).unwrap();
    fs::write(dir.path().join("full/letter.txt"), "").unwrap();
    assert_eq!(code(&taben(dir.path(), &["import", "page.xml", "--into", "full"])), 2);
}

#[test]
fn files_and_folders_come_in_too() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("old/Template")).unwrap();
    fs::write(dir.path().join("old/山.wiki"), "山\r\n").unwrap();
    fs::write(dir.path().join("old/Template/T.mediawiki"), "t").unwrap();
    fs::write(dir.path().join("Note.md"), "# N\n").unwrap();
    fs::write(dir.path().join("bad.wiki"), b"\xff").unwrap();
    let output = taben(dir.path(), &["import", "old", "Note.md", "bad.wiki", "--into", "book"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    let expected = [".provenance.jsonl", "Note.md", "Template/T.wiki", "山.wiki"].map(str::to_owned);
    assert_eq!(files(&dir.path().join("book/content")), expected.into());
    assert_eq!(code(&taben(dir.path(), &["build", "book"])), 0);
}

/// Where the links of a page lead, percent-decoded, as paths of files.
fn links(html: &str, from: &Path) -> BTreeSet<PathBuf> {
    let mut out = BTreeSet::new();
    for part in html.split("href=\"").skip(1) {
        let href = part.split('"').next().unwrap().replace("&amp;", "&");
        let href = href.split(['#', '?']).next().unwrap();
        if href.is_empty() || href.contains("://") {
            continue;
        }
        let mut path = from.parent().unwrap().to_owned();
        for step in percent_encoding::percent_decode_str(href).decode_utf8().unwrap().split('/') {
            match step {
                ".." => assert!(path.pop(), "{href} leads out"),
                step => path.push(step),
            }
        }
        out.insert(path);
    }
    out
}

#[test]
fn hostile_titles_are_reachable_and_nothing_leaves_the_book() {
    let long = "漢".repeat(100);
    let longest = "字".repeat(85);
    let titles = [
        "CON",
        "Aux.h",
        "com1",
        "NUL",
        "..",
        ".",
        "../../x",
        "a/b",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "?",
        "A?b=c",
        "100%",
        "50%25",
        "x&amp;y",
        "a#b",
        "a:b",
        "c:\\windows",
        "Back\\slash",
        "<script>alert(1)</script>",
        "\"quoted\"",
        "it's",
        "a|b",
        "[[x]]",
        "{{x}}",
        "*",
        "line\nbreak",
        "tab\there",
        "caf\u{e9}",
        "cafe\u{301}",
        "Foo",
        "FOO",
        "foo",
        "fOO",
        "straße",
        "STRASSE",
        "right\u{200f}left",
        "rightleft",
        "over\u{202e}ride",
        "zero\u{200b}width",
        "trailing.",
        "trailing dots...",
        ".hidden",
        "~tilde~",
        "#hash",
        "-dash",
        "_under",
        "Index",
        "index",
        "404",
        "Search",
        "Assets",
        "S",
        "Zh-cn",
        "Parallel",
        "A.html",
        "A.html/b",
        "A",
        "A/b",
        "Special:Search",
        "Media:x",
        "en:Foo",
        "Talk:File:x",
        "😀",
        "𠀀𠀁",
        "مرحبا",
        "Template:CON",
        "Category:..",
        "File:../x.png",
        "ǅ",
        "ﬀ",
        "\u{feff}bom",
        "  spaces  ",
        "a  b",
        "%2e%2e",
        "Con.wiki",
        "甲.md",
        "~~~~",
        "&lt;b&gt;",
        "\u{fffd}",
    ];
    let titles: Vec<&str> = titles.into_iter().chain([long.as_str(), longest.as_str()]).collect();
    let body = |i: usize| format!("No. {i:03} of these pages");
    let mut pages: Vec<String> = titles
        .iter()
        .enumerate()
        .map(|(i, title)| {
            let namespace = match title.split(':').next().unwrap() {
                "Template" => 10,
                "Category" => 14,
                "File" => 6,
                _ => 0,
            };
            page(title, namespace, i as u64 + 1, &body(i))
        })
        .collect();
    // A page that links to them all, as an author would.
    let all: String = titles.iter().map(|title| format!("* [[:{title}]]\n")).collect();
    pages.push(page("首页", 0, 999, &all));
    let dir = with_export(&pages);
    let before: BTreeSet<String> = files(dir.path());
    let output = taben(dir.path(), &["import", "w.xml", "--into", "book", "--licence", "x"]);
    assert!(code(&output) == 0, "{}", stderr(&output));
    let book = dir.path().join("book");
    // Nothing outside, and one file a page.
    let outside: BTreeSet<String> = files(dir.path()).into_iter().filter(|f| !f.starts_with("book/")).collect();
    assert_eq!(outside, before);
    let content = files(&book.join("content"));
    assert_eq!(content.len(), pages.len() + 1, "{content:#?}");
    let folded: BTreeSet<String> = content.iter().map(|f| f.to_uppercase().to_lowercase()).collect();
    assert_eq!(folded.len(), content.len(), "two files are one where case does not count");
    for file in &content {
        for part in file.split('/') {
            assert!(
                part.len() <= 200 && !part.contains(['<', '>', ':', '"', '\\', '|', '?', '*']) && !part.chars().any(char::is_control),
                "{part}"
            );
        }
    }
    // A second import finds every page again by its file.
    let again = taben(dir.path(), &["import", "w.xml", "--into", "book", "--licence", "x"]);
    assert!(stderr(&again).contains(&format!("0 new, {} unchanged", pages.len())), "{}", stderr(&again));

    let output = taben(dir.path(), &["build", "book"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let outside: BTreeSet<String> = files(dir.path()).into_iter().filter(|f| !f.starts_with("book/")).collect();
    assert_eq!(outside, before);
    let site = book.join("site");
    let home = site.join("zh-cn/首页.html");
    let from_home = links(&fs::read_to_string(&home).unwrap(), &home);
    let list = site.join("zh-cn/s/all.html");
    let from_list = links(&fs::read_to_string(&list).unwrap(), &list);
    for path in from_home.iter().chain(&from_list) {
        assert!(path.is_file(), "{} is linked and not there", path.display());
    }
    let holding = |paths: &BTreeSet<PathBuf>, text: &str| {
        paths
            .iter()
            .any(|path| path.extension().is_some_and(|e| e == "html") && fs::read_to_string(path).unwrap().contains(&format!("<p>{text}")))
    };
    for (i, title) in titles.iter().enumerate() {
        // Descriptions of files and templates are no pages of the site.
        if title.starts_with("Template:") || title.starts_with("File:") {
            continue;
        }
        assert!(holding(&from_list, &body(i)), "{title:?} is not in the list of pages");
        // What MediaWiki takes for a title is reached by its own link, each its own page.  Of twins that it takes for one
        // title (`FOO`, `fOO`; with and without a mark of direction) the first is; the other stands in the list.
        let plain = [
            "CON",
            "Aux.h",
            "com1",
            "NUL",
            "a/b",
            "?",
            "A?b=c",
            "100%",
            "a:b",
            "Back\\slash",
            "\"quoted\"",
            "it's",
            "*",
            "Foo",
            "FOO",
            "straße",
            "STRASSE",
            "trailing.",
            "trailing dots...",
            ".hidden",
            "~tilde~",
            "-dash",
            "Index",
            "404",
            "Search",
            "Assets",
            "S",
            "Zh-cn",
            "Parallel",
            "A.html",
            "A.html/b",
            "A",
            "😀",
            "𠀀𠀁",
            "مرحبا",
            "ǅ",
            "ﬀ",
            "caf\u{e9}",
            "right\u{200f}left",
            "a  b",
            "甲.md",
            "a//b",
            longest.as_str(),
        ];
        if plain.contains(title) {
            assert!(holding(&from_home, &body(i)), "{title:?} is not reached by its link");
        }
    }
}

#[test]
fn exports_that_lie_beside_the_repository_come_in_whole() {
    let dumps = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/dumps");
    if !dumps.is_dir() {
        eprintln!("SKIPPED: {} is not here", dumps.display());
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for (name, pages) in [
        ("bgwiki-latest-pages-articles-shortened.xml.bz2", 3),
        ("enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2", 206),
        ("enwiki-table-markup.xml.bz2", 5),
        ("test-pages-articles.xml.bz2", 1389),
    ] {
        let dump = dumps.join(name);
        let output = taben(dir.path(), &["import", dump.to_str().unwrap(), "--into", name]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(stderr(&output).contains(&format!("{pages} pages found: {pages} new")), "{name}: {}", stderr(&output));
        assert_eq!(files(&dir.path().join(name).join("content")).len(), pages + 1, "{name}");
    }
    // Cut anywhere, a packed export gives the pages that are whole.
    let bytes = fs::read(dumps.join("enwiki-table-markup.xml.bz2")).unwrap();
    fs::write(dir.path().join("cut.xml.bz2"), &bytes[..bytes.len() - 100]).unwrap();
    let output = taben(dir.path(), &["import", "cut.xml.bz2", "--into", "cut"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("import-broken"), "{}", stderr(&output));
}
