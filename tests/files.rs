//! Files beside a book's pages that could run something where they are opened: in the site, again, and in all that is carried away.

#![expect(clippy::disallowed_methods, reason = "the tests run programs and look at files")]

mod common;

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::folder::{files, with, write};

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"7\" height=\"5\" onload=\"alert(1)\"><script>alert(2)</script>\
                       <image href=\"https://a.invalid/x.png\"/><rect width=\"3\" height=\"3\" fill=\"#a8321f\"/></svg>";

/// A book with one of each.
fn book(settings: &str) -> tempfile::TempDir {
    let settings = format!("[book]\ntitle = \"书\"\ndate = \"2024-05-06\"\n{settings}");
    with(&[
        ("book.toml", settings.as_str()),
        ("content/首页.wiki", "[[File:画.svg]] [[File:坏.svg]] [[Media:页.html]] [[Media:数.csv]] [[Media:无名]] [[Media:字]]"),
        ("content/画.svg", DRAWING),
        ("content/坏.svg", "<html><script>alert(3)</script></html>"),
        ("content/页.html", "<script>alert(4)</script>"),
        ("content/页.XHTML", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(5)</script></html>"),
        ("content/a/码.js", "alert(6)"),
        ("content/a/包.svgz", "\u{1f}\u{8b}"),
        ("content/a/表.xml", "<?xml version=\"1.0\"?><a/>"),
        ("content/a/单.html.zz", "alert(7)"),
        ("content/无名", "\n<!doctype html><script>alert(8)</script>"),
        ("content/字", "只是字"),
        ("content/数.csv", "a,b\n"),
    ])
}

fn taben(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taben")).args(args).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

/// Builds, and gives what is told.
fn build(dir: &Path, args: &[&str]) -> String {
    let output = taben(dir, &[&["build"], args].concat());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() < Some(2), "{told}");
    told
}

fn media(site: &Path) -> Vec<String> {
    files(site).into_iter().filter_map(|name| name.strip_prefix("assets/media/").map(str::to_owned)).collect()
}

#[test]
fn what_could_run_is_left_out_and_drawings_are_cleaned() {
    let book = book("");
    let site = book.path().join("site");
    let first = build(book.path(), &[]);
    assert_eq!(media(&site), ["字", "数.csv", "画.svg"]);
    let svg = fs::read_to_string(site.join("assets/media/画.svg")).unwrap();
    assert!(svg.contains("#a8321f") && !["alert", "script", "a.invalid", "onload"].iter().any(|word| svg.contains(word)), "{svg}");
    // The page shows the drawing in its own size, and says of the others that they are not here.
    let page = fs::read_to_string(site.join("zh-cn/首页.html")).unwrap();
    assert!(page.contains("width=\"7\" height=\"5\"") && !page.contains("页.html\""), "{page}");
    for file in [
        "content/页.html",
        "content/页.XHTML",
        "content/a/码.js",
        "content/a/包.svgz",
        "content/a/表.xml",
        "content/a/单.html.zz",
        "content/无名",
    ] {
        assert!(first.contains(file), "{file} is not told of:\n{first}");
    }
    assert_eq!(first.matches("[active-file]").count(), 7, "{first}");
    assert!(
        first.contains("active-drawing") && first.contains("`<script>`") && first.contains("`onload`") && first.contains("bad-drawing"),
        "{first}"
    );
    // Told again by every build, and nothing is different.
    let before = fs::read(site.join("assets/media/画.svg")).unwrap();
    let again = build(book.path(), &[]);
    let warnings = |told: &str| ["[active-file]", "[active-drawing]", "[bad-drawing]"].map(|code| told.matches(code).count());
    assert_eq!(warnings(&again), warnings(&first), "{again}");
    assert_eq!(fs::read(site.join("assets/media/画.svg")).unwrap(), before);
}

#[test]
fn what_the_book_names_stays_as_it_is() {
    let named = "active-files = [\"content/页.html\", \"content/画.svg\", \"content/无名\"]\n";
    let book = book(named);
    let site = book.path().join("site");
    let told = build(book.path(), &[]);
    assert_eq!(media(&site), ["字", "数.csv", "无名", "画.svg", "页.html"]);
    assert_eq!(fs::read_to_string(site.join("assets/media/画.svg")).unwrap(), DRAWING);
    assert!(!told.contains("active-drawing"), "{told}");
    // When it is named no more it goes, without `--clean`.
    write(book.path(), "book.toml", "[book]\ntitle = \"书\"\ndate = \"2024-05-06\"\n");
    build(book.path(), &[]);
    assert_eq!(media(&site), ["字", "数.csv", "画.svg"]);
    assert!(!fs::read_to_string(site.join("assets/media/画.svg")).unwrap().contains("script"));
    // And what is named must be in the book.
    write(book.path(), "book.toml", "[book]\nactive-files = [\"../x.html\"]\n");
    assert_eq!(taben(book.path(), &["build"]).status.code(), Some(2));
}

#[test]
fn all_forms_have_the_same_files() {
    let book = book("active-files = [\"content/画.svg\"]\n");
    let dir = book.path();
    for (format, name) in [("zip", "a.zip"), ("epub", "a.epub")] {
        let output = taben(dir, &["bundle", "--format", format, "--variant", "zh-cn", "-o", name]);
        assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        let mut zip = zip::ZipArchive::new(Cursor::new(fs::read(dir.join(name)).unwrap())).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let mut drawings = 0;
        for name in names {
            assert!(!["/页.html", "/码.js", "/包.svgz", "/表.xml", "/无名"].iter().any(|out| name.ends_with(out)), "{format}: {name}");
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            if name.ends_with(".svg") && name != "assets/seal.svg" && !name.ends_with("cover.svg") {
                // What the book wants as it is runs in a browser, and in no EPUB.
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(text.contains("<script>"), format == "zip", "{format}: {name}");
                drawings += 1;
            }
        }
        assert_eq!(drawings, 1, "{format}");
    }
    let jar = Path::new("/usr/share/java/epubcheck.jar");
    if !jar.exists() || Command::new("java").arg("--version").output().is_err() {
        eprintln!("SKIPPED: epubcheck is not installed");
        return;
    }
    let checked = Command::new("java").arg("-jar").arg(jar).arg(dir.join("a.epub")).output().unwrap();
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&said));
}
