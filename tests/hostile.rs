//! Titles that some file system, browser or archiver would read as something else: `tests/hostile/titles.json`.
//!
//! They come into a book by an import, or as names of files.  Each page must have a file of its own that every file system
//! can hold, links must lead to it, and nothing may be written outside of the folders that were asked for.
//! `tests/browser/hostile.mjs` opens them all in a browser.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use common::folder::files;

/// The titles, in the order of the file.
fn titles() -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/titles.json")).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    rows.iter()
        .map(|row| match row {
            serde_json::Value::String(title) => title.clone(),
            row => row["repeat"].as_str().unwrap().repeat(usize::try_from(row["times"].as_u64().unwrap()).unwrap()),
        })
        .collect()
}

fn taben(dir: &Path, args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_taben")).args(args).current_dir(dir).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Text as XML has it; characters that XML cannot have are left out, as a wiki would.
fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f')).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// What a page says, so that it can be told from all others.
fn words(number: usize) -> String {
    format!("这是第{number}个名字的正文。")
}

/// A folder with an export `w.xml` of pages with these titles, below a folder, so that there is something outside.
fn export() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let pages: String = titles()
        .iter()
        .enumerate()
        .map(|(i, title)| {
            format!(
                "<page><title>{}</title><ns>0</ns><id>{}</id><revision><id>{}</id><timestamp>2024-05-01T00:00:00Z</timestamp>\
                 <contributor><username>某</username><id>1</id></contributor><text xml:space=\"preserve\">{}[[{}]]</text></revision></page>\n",
                escaped(title),
                i + 1,
                i + 1,
                words(i),
                escaped(title),
            )
        })
        .collect();
    fs::create_dir_all(dir.path().join("deep/er")).unwrap();
    let export = format!(
        "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" version=\"0.11\" xml:lang=\"zh\"><siteinfo><sitename>某维基</sitename>\
         <dbname>w</dbname><base>https://wiki.example/wiki/X</base><case>case-sensitive</case></siteinfo>{pages}</mediawiki>"
    );
    fs::write(dir.path().join("deep/er/w.xml"), export).unwrap();
    dir
}

/// What Windows, macOS and Linux say of a path, and whether two are one on some of them.
fn assert_portable<'p>(paths: impl IntoIterator<Item = &'p str>) {
    let mut keys: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        for part in path.split('/') {
            assert!(!part.is_empty() && part != "." && part != ".." && part.len() <= 255, "{path}");
            assert!(!part.ends_with(['.', ' ']) && !part.starts_with(' '), "{path}");
            assert!(!part.contains(|c: char| c.is_control() || "<>:\"\\|?*".contains(c)), "{path}");
            assert!(!part.contains(|c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')), "{path}");
            let stem = part.split('.').next().unwrap().trim_end().to_ascii_uppercase();
            let device = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&&*stem)
                || ["COM", "LPT"]
                    .iter()
                    .any(|d| stem.strip_prefix(d).is_some_and(|n| n.chars().count() == 1 && "0123456789¹²³".contains(n)));
            assert!(!device, "{path}");
            assert!(path.nfc().eq(path.chars()), "{path} is not composed");
        }
        let key: String = path.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect();
        if let Some(other) = keys.insert(key, path) {
            panic!("one file on some systems: {other}, {path}");
        }
    }
}

/// The addresses of links, scripts and pictures of a page.
fn addresses(html: &str) -> Vec<String> {
    [" href=\"", " src=\""]
        .iter()
        .flat_map(|name| html.split(name).skip(1))
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#39;", "'"))
        .collect()
}

/// Follows every link of every page of a site; gives the pages that a view's list of all pages leads to.
fn crawl(site: &Path) -> BTreeSet<String> {
    let all = files(site);
    let mut listed = BTreeSet::new();
    for path in all.iter().filter(|path| path.ends_with(".html")) {
        let html = fs::read_to_string(site.join(path)).unwrap();
        for address in addresses(&html) {
            let (bare, _) = address.split_once('#').unwrap_or((&address, ""));
            // `[[//host]]` is a link to that host, in MediaWiki too.
            if bare.is_empty() || bare.starts_with("https://") || bare.starts_with("data:") || bare == "//evil.example" {
                continue;
            }
            assert!(!bare.contains(':') && !bare.starts_with('/') && !bare.contains('?'), "{path}: {address}");
            let mut at: Vec<String> = path.split('/').map(str::to_owned).collect();
            at.pop();
            for part in bare.split('/') {
                let part = percent_decode_str(part).decode_utf8().unwrap().into_owned();
                assert!(!part.contains('/'), "{path}: {address}");
                match part.as_str() {
                    ".." => assert!(at.pop().is_some(), "{path} leads out of the site: {address}"),
                    _ => at.push(part),
                }
            }
            let target = at.join("/");
            assert!(all.contains(&target), "{path}: {address} leads to {target}, which is not there");
            if path.contains("/s/all") {
                listed.insert(target);
            }
        }
    }
    listed
}

/// Which of the numbered pages these files are.
fn numbers(site: &Path, pages: &BTreeSet<String>) -> BTreeSet<usize> {
    let view = |path: &&String| path.starts_with("zh-cn/");
    let texts: Vec<String> = pages.iter().filter(view).map(|path| fs::read_to_string(site.join(path)).unwrap()).collect();
    (0..titles().len()).filter(|i| texts.iter().any(|text| text.contains(&words(*i)))).collect()
}

#[test]
fn imported_pages_all_have_a_file_and_links_that_lead_there() {
    let dir = export();
    let home = dir.path().join("deep/er");
    taben(&home, &["import", "w.xml", "--into", "book"]);
    let book = home.join("book");
    assert_portable(files(&book.join("content")).iter().map(String::as_str));
    taben(&book, &["build"]);
    let site = book.join("site");
    let written = files(&site);
    assert_portable(written.iter().map(String::as_str));
    let missing: Vec<String> = {
        let found = numbers(&site, &crawl(&site));
        titles().into_iter().enumerate().filter(|(i, _)| !found.contains(i)).map(|(_, title)| title).collect()
    };
    // Titles of other namespaces are pages that are not read, or one page with another title.
    let unread: Vec<&String> =
        missing.iter().filter(|title| !["Template:", "Talk:", "File:"].iter().any(|other| title.starts_with(other))).collect();
    assert!(unread.is_empty(), "no list leads to {unread:?}");
    // Nothing was written elsewhere.
    let outside: Vec<PathBuf> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(outside, [dir.path().join("deep")]);
    assert_eq!(files(&dir.path().join("deep")).iter().filter(|path| !path.starts_with("er/book/")).collect::<Vec<_>>(), ["er/w.xml"]);
}

#[test]
fn bundles_hold_them_under_names_that_unpack_anywhere() {
    let dir = export();
    let home = dir.path().join("deep/er");
    taben(&home, &["import", "w.xml", "--into", "book"]);
    for (args, name) in [
        (&["bundle", "book", "--variant", "zh-cn", "-o", "plain.zip"][..], "plain.zip"),
        (&["bundle", "book", "--variant", "zh-cn", "--ascii-names", "-o", "ascii.zip"], "ascii.zip"),
    ] {
        taben(&home, args);
        let mut archive = zip::ZipArchive::new(fs::File::open(home.join(name)).unwrap()).unwrap();
        let out = home.join(format!("{name} 解开"));
        let mut names = Vec::new();
        for i in 0..archive.len() {
            let mut entry = archive.by_index(i).unwrap();
            let inside = entry.name().unwrap().into_owned();
            assert!(!inside.starts_with('/') && entry.enclosed_name().is_some(), "{inside}");
            let place = out.join(&inside);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::io::copy(&mut entry, &mut fs::File::create_new(&place).unwrap()).unwrap();
            names.push(inside);
        }
        assert_portable(names.iter().map(String::as_str));
        if name == "ascii.zip" {
            for name in &names {
                assert!(name.is_ascii() && name.split('/').all(|part| part.len() <= 48), "{name}");
                // `C:\Users\somebody\Downloads\` and the folder's name leave that much of Windows' 260.
                assert!(name.len() <= 180, "{name}");
            }
        }
        let found = numbers(&out, &crawl(&out));
        assert!(found.len() >= titles().len() - 3, "{name}: {} of {}", found.len(), titles().len());
    }
}

#[test]
fn names_of_files_and_front_matter_are_no_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("deep/book");
    fs::create_dir_all(book.join("content")).unwrap();
    fs::write(book.join("book.toml"), "").unwrap();
    for (i, title) in titles().iter().enumerate() {
        // All but letters as bytes: what the name of a file can say about a title.
        let name: String =
            title.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
        if name.len() <= 240 {
            fs::write(book.join(format!("content/{name}.wiki")), words(i)).unwrap();
        }
        let shown = serde_json::to_string(title).unwrap();
        fs::write(book.join(format!("content/front-{i}.md")), format!("+++\ntitle = {shown}\n+++\n\n{}\n", words(i))).unwrap();
    }
    // Titles that cannot be are errors, each with its file; the others are built.
    let output = taben(&book, &["build", "--message-format", "json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    for line in said.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["severity"] == "error" {
            assert!(matches!(line["code"].as_str(), Some("file-name" | "duplicate-title")), "{line}");
        }
    }
    let site = book.join("site");
    assert_portable(files(&site).iter().map(String::as_str));
    let listed = crawl(&site);
    for i in 0..titles().len() {
        assert!(listed.contains(&format!("zh-cn/Front-{i}.html")), "{i}");
    }
    let script =
        fs::read_to_string(site.join(format!("zh-cn/Front-{}.html", titles().iter().position(|t| t.starts_with("<script>")).unwrap())))
            .unwrap();
    assert!(!script.contains("<script>alert"), "what is shown is text");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(dir.path().join("deep")).unwrap().count(), 1);
}
