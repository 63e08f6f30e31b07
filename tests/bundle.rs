//! Bundles as their readers get them: what is inside, that it is the same each time, and what the checkers of the formats
//! say.

#![expect(clippy::disallowed_methods, reason = "the tests run programs and look at files")]

mod common;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::folder;

fn taben(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taben")).args(args).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A book with what makes bundles hard: names, notes, pictures, redirects, remote pictures, untidy text.
fn book() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let pages = [
        (
            "book.toml",
            "[book]\ntitle = \"离线的书 <&>\"\nauthors = [\"甲 & 乙\"]\ndescription = \"说明\"\ndate = \"2024-05-06T07:08:09Z\"\n",
        ),
        (
            "content/首页.wiki",
            "软件<ref>注</ref>[[乙#节]] [[乙#没有]] [[没有这页]] [[转]] [[CON]] [[#cite_note-1]] [[File:点.png|thumb|点]]\n== 节 ==\n<math>x^2</math>\n<references/>\n[[Category:书]]",
        ),
        (
            "content/乙.wiki",
            "== 节 ==\n:缩进\n::再缩进\n;词:义\n<b><div>x</div></b><center>中</center><font color=red size=5>红</font><tt>t</tt><big>大</big>\n{| border=1 align=center width=50% bgcolor=#ff0000\n! scope=row align=left | <h3>头</h3>\n| nowrap colspan=0 | <ul>a<li>b</ul>\n|}\n<ruby>漢<rt>han</rt></ruby><ruby>無</ruby><span id=\"a b\">1</span><span id=x>2</span><span id=x>3</span>\n[http://example.org/甲 乙] [//example.org 无] [http://例え.jp/100% 百]\n<span style=\"color:red;position:absolute;direction:rtl\">样</span><bdo>无向</bdo><bdo dir=rtl>有向</bdo><time datetime=x>时</time>\n<blockquote cite=x><li>散</li></blockquote>\n* 一\n*** 三\n#: 四\n<pre>a\n b</pre><syntaxhighlight lang=rust>fn main() {}</syntaxhighlight><gallery>\n点.png|图\n</gallery>",
        ),
        ("content/转.wiki", "#REDIRECT [[乙]]"),
        ("content/CON.wiki", "设备的名字。"),
        ("content/远.md", "![远处](https://example.invalid/x.png) <del><p>块</p></del>\n\n- [ ] 事\n"),
    ];
    for (name, text) in pages {
        let place = dir.path().join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    // A picture of one point.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc``\xf8\xff\x1f\0\x03\x02\x01\xff\xb2\x27\xa5\x15\0\0\0\0IEND\xaeB`\x82";
    fs::write(dir.path().join("content/点.png"), png).unwrap();
    dir
}

/// Makes a bundle and gives its place.
fn bundle(dir: &Path, name: &str, args: &[&str]) -> PathBuf {
    let all: Vec<&str> = ["bundle", "-o", name].into_iter().chain(args.iter().copied()).collect();
    let output = taben(dir, &all);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    dir.join(name)
}

/// Whether a program is installed; if not, says so.
fn installed(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdin(Stdio::null()).output().is_ok();
    if !there {
        eprintln!("SKIPPED: {program} is not installed");
    }
    there
}

#[test]
fn a_zip_is_the_same_each_time_and_says_how_to_open_it() {
    let book = book();
    let one = bundle(book.path(), "a.zip", &["--jobs", "1"]);
    let two = bundle(book.path(), "b.zip", &["--jobs", "2"]);
    let bytes = fs::read(&one).unwrap();
    assert!(bytes == fs::read(&two).unwrap(), "the same bytes");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names[0], "README.txt");
    assert!(names[1..names.len() - 1].is_sorted());
    assert!(names.iter().any(|n| n == "index.html") && names.iter().any(|n| n == "zh-tw/首页.html"));
    let mut text = |name: &str| {
        let mut out = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
        out
    };
    let readme = text("README.txt");
    assert!(readme.contains("index.html") && readme.contains("解开") && readme.contains("Extract"));
    assert_eq!(text("SHA256SUMS").lines().count(), names.len() - 1);
    for name in names.iter().filter(|n| n.ends_with(".html")) {
        let page = text(name);
        assert!(!page.contains("src=\"http"), "{name} asks another host for something");
        assert!(!page.contains("img-src 'self' data: https:"), "{name} lets pictures of other hosts in");
    }
}

#[test]
fn plain_names_serve_every_link() {
    let book = book();
    let place = bundle(book.path(), "a.zip", &["--ascii-names"]);
    let mut zip = zip::ZipArchive::new(fs::File::open(place).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().all(|n| n.is_ascii()), "{names:?}");
    assert!(names.iter().flat_map(|n| n.split('/')).all(|part| part.len() <= 60), "{names:?}");
    let mut links = 0;
    for name in names.iter().filter(|n| n.ends_with(".html")) {
        let mut page = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut page).unwrap();
        for (at, _) in page.match_indices("href=\"").chain(page.match_indices("src=\"")) {
            let href = page[at..].split('"').nth(1).unwrap().split('#').next().unwrap();
            if href.is_empty() || href.contains(':') || href.starts_with('/') {
                continue;
            }
            let mut parts: Vec<&str> = name.split('/').collect();
            parts.pop();
            for part in href.split('/') {
                match part {
                    ".." => parts.truncate(parts.len().saturating_sub(1)),
                    part => parts.push(part),
                }
            }
            let target = percent_encoding::percent_decode_str(&parts.join("/")).decode_utf8().unwrap().into_owned();
            assert!(names.contains(&target), "{name} links to {target}");
            links += 1;
        }
    }
    assert!(links > 50);
}

#[test]
fn one_file_needs_no_other() {
    let book = book();
    let single = fs::read_to_string(bundle(book.path(), "a.html", &["--single"])).unwrap();
    for page in ["zh-cn/首页.html", "zh-tw/首页.html", "parallel/首页.html", "zh-cn/转.html"] {
        assert!(single.contains(&format!("<template data-x-page=\"{page}\"")), "{page}");
    }
    assert_eq!(single.matches("data:image/png").count(), 1, "a picture stands in the file once");
    let pages = bundle(book.path(), "pages", &["--format", "html"]);
    let home = fs::read_to_string(pages.join("zh-cn/首页.html")).unwrap();
    for html in [&single, &home] {
        assert!(!html.contains("<script src=") && !html.contains("rel=\"stylesheet\"") && !html.contains("src=\"http"));
        assert!(html.contains("script-src 'sha256-"), "scripts are named by their hashes");
        assert!(!html.contains("script-src 'self'") && !html.contains("connect-src"));
    }
    assert!(!pages.join("assets/taben.js").exists());
}

#[test]
fn epubcheck_finds_nothing() {
    let book = book();
    bundle(book.path(), "a.epub", &["--format", "epub"]);
    let again = book.path().join("again");
    fs::create_dir(&again).unwrap();
    bundle(book.path(), "again/a.epub", &["--format", "epub", "--jobs", "1"]);
    for view in ["zh-cn", "zh-tw"] {
        let place = book.path().join(format!("a.{view}.epub"));
        assert!(fs::read(&place).unwrap() == fs::read(again.join(format!("a.{view}.epub"))).unwrap(), "the same bytes");
        let bytes = fs::read(&place).unwrap();
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip".as_slice());
        let jar = Path::new("/usr/share/java/epubcheck.jar");
        let run = if jar.exists() && installed("java") {
            Command::new("java").arg("-jar").arg(jar).arg(&place).output()
        } else if installed("epubcheck") {
            Command::new("epubcheck").arg(&place).output()
        } else {
            return;
        };
        let output = run.unwrap();
        assert!(output.status.success(), "{}\n{}", stderr(&output), String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn zimcheck_finds_nothing() {
    let book = book();
    if !installed("zimwriterfs") || !installed("zimcheck") {
        return;
    }
    bundle(book.path(), "a.zim", &["--format", "zim"]);
    // taben knows its own, and makes it anew.
    bundle(book.path(), "a.zim", &["--format", "zim"]);
    for view in ["zh-cn", "zh-tw"] {
        let output = Command::new("zimcheck").arg("-A").arg(book.path().join(format!("a.{view}.zim"))).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("Overall Test Status: Pass"), "{said}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let book = book();
    let run = |args: &[&str]| {
        let output = taben(book.path(), args);
        (output.status.code(), stderr(&output))
    };
    fs::write(book.path().join("mine.zip"), "PK years of work").unwrap();
    let (code, said) = run(&["bundle", "-o", "mine.zip"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("mine.zip") && said.contains("--force"), "{said}");
    assert_eq!(fs::read(book.path().join("mine.zip")).unwrap(), b"PK years of work");
    assert_eq!(run(&["bundle", "-o", "mine.zip", "--force"]).0, Some(0));
    assert_eq!(run(&["bundle", "-o", "mine.zip"]).0, Some(0), "now it is ours");
    let (code, said) = run(&["bundle", "--variant", "zh-hk"]);
    assert!(code == Some(2) && said.contains("zh-cn, zh-tw"), "{said}");
    let (code, said) = run(&["bundle", "--format", "epub", "--single"]);
    assert!(code == Some(2) && said.contains("--format html"), "{said}");
    // Without the program there is a plain word, and no file.
    let output = Command::new(env!("CARGO_BIN_EXE_taben"))
        .args(["bundle", "--format", "zim", "-o", "x.zim"])
        .current_dir(book.path())
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("zim-tools"), "{}", stderr(&output));
    assert!(!book.path().join("x.zh-cn.zim").exists());
    // One view gets the name as it is.
    assert!(bundle(book.path(), "one.epub", &["--format", "epub", "--variant", "zh-tw"]).is_file());
}

#[test]
fn the_book_says_which_forms_are_made() {
    let book = book();
    let config = fs::read_to_string(book.path().join("book.toml")).unwrap();
    fs::write(book.path().join("book.toml"), format!("{config}[output.epub]\nenabled = true\n[output.single]\nenabled = true\n")).unwrap();
    let made = |ending: &str| {
        let files = fs::read_dir(book.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        files.filter(|name| name.ends_with(ending)).count()
    };
    let output = taben(book.path(), &["bundle"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!((made(".html"), made(".zh-cn.epub"), made(".zh-tw.epub"), made(".zip")), (1, 1, 1, 0), "{}", stderr(&output));
    // A form that is named counts more.
    assert_eq!(taben(book.path(), &["bundle", "--format", "zip"]).status.code(), Some(0));
    assert_eq!(made(".zip"), 1);
    let output = taben(book.path(), &["bundle", "-o", "one.file"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("several forms"), "{}", stderr(&output));
}

/// A book with redirects of every kind: to a page, to a section, in chains, in circles, out of the book, to what is not there.
fn book_of_redirects() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| folder::write(dir.path(), name, text);
    write("book.toml", "[book]\ntitle = \"书\"\ndate = 2025-01-01\n\n[variants]\nviews = [\"zh-cn\"]\n");
    let links = "[[旧]] [[旧#分层]] [[旧节]] [[链一]] [[链一#分层]] [[圈一]] [[外]] [[无]] [[自]]";
    write("content/首页.wiki", &format!("正文 {links} [http://例子.测试/ 例子] <data value=\"1\">一</data>\n"));
    write("content/甲.wiki", "== 分层 ==\n文\n\n== 别处 ==\n文\n");
    let redirects = [
        ("旧", "甲"),
        ("旧节", "甲#分层"),
        ("旧无节", "甲#没有"),
        ("链一", "链二"),
        ("链二", "甲"),
        ("链节", "旧节"),
        ("圈一", "圈二"),
        ("圈二", "圈一"),
        ("入圈", "圈一"),
        ("自", "自"),
        ("外", "en:Rubbing"),
        ("外节", "en:Rubbing#History"),
        ("无", "没有的页"),
        ("无节", "没有的页#x"),
        ("A&B \"c\"", "甲"),
        ("長名", "甲"),
        ("夹/旧三", "甲"),
        ("夹/节", "../甲#分层"),
        ("分类旧", ":Category:类"),
        ("特殊", "Special:Search"),
    ];
    for (name, target) in redirects {
        write(&format!("content/{}.wiki", name.replace('"', "%22")), &format!("#REDIRECT [[{target}]]\n"));
    }
    write("content/Category/类.wiki", "类\n");
    dir
}

#[test]
fn redirects_of_every_kind_are_carried_away() {
    let book = book_of_redirects();
    let said = stderr(&taben(book.path(), &["build"]));
    assert!(said.contains("redirect-loop"), "{said}");
    let page = |name: &str| fs::read_to_string(book.path().join(format!("site/zh-cn/{name}.html"))).unwrap();
    for name in ["圈一", "圈二", "入圈", "自"] {
        assert!(!page(name).contains("http-equiv=\"refresh\"") && page(name).contains("兜了一圈"), "{name}");
    }
    assert!(page("旧节").contains("0; url=甲.html#分层") || page("旧节").contains("0; url=%E7%94%B2.html#"), "{}", page("旧节"));
    if installed("epubcheck") {
        bundle(book.path(), "a.epub", &["--format", "epub"]);
        let output = Command::new("epubcheck").arg(book.path().join("a.epub")).output().unwrap();
        assert!(output.status.success(), "{}\n{}", stderr(&output), String::from_utf8_lossy(&output.stdout));
    }
    if !installed("zimwriterfs") || !installed("zimcheck") || !installed("zimdump") {
        return;
    }
    bundle(book.path(), "a.zim", &["--format", "zim"]);
    let zim = book.path().join("a.zim");
    let output = Command::new("zimcheck").arg("-A").arg(&zim).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("Overall Test Status: Pass"), "{said}");
    let output = Command::new("zimdump").args(["list", "--details"]).arg(&zim).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains(" — 书"), "{said}");
    let entry = said.split("path: ").find(|entry| entry.starts_with("zh-cn/旧.html")).unwrap();
    assert!(entry.contains("title:          旧\n") && entry.contains("type:           redirect"), "{entry}");
}
