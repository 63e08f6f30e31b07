//! Building again: whatever is changed, the site is byte for byte that of a build from nothing, and only what must be made is.

#![expect(clippy::disallowed_methods, reason = "the tests write books and look at sites")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use common::book::{Book, Random, assert_same, files_of};
use taben::config::Config;
use taben::emit::{EmitError, Folder, Sink, Update, Written};
use taben::path::SitePath;
use taben::pipeline::{self, BuildError, Purpose};
use taben::source::SourceDir;

/// A book with something of everything that pages ask about.
fn sample() -> BTreeMap<String, String> {
    let files = [
        ("book.toml", CONFIG),
        ("content/首页.wiki", "'''首页'''链到[[甲]]、[[乙]]、[[軟件]]和[[没有的页]]。{{提示|一}}\n[[Category:总类]]\n"),
        (
            "content/甲.wiki",
            "{{NoteTA|G1=词}}\n软件。[[文件:图.svg|thumb|图]]{{提示|二}}{{#ifexist:丙|有丙|无丙}}\n== 节 ==\n<ref>注一 [https://example.org/a 标题]</ref>\n<references/>\n[[Category:总类|k]][[Category:小类]]\n",
        ),
        ("content/乙.wiki", "乙引用{{:丁}}，样式<templatestyles src=\"提示/styles.css\"/>。\n[[分类:小类]]\n"),
        ("content/丁.wiki", "丁的正文，[[甲#节]]。\n"),
        ("content/丁/子.wiki", "子页。[[../]]\n"),
        ("content/软件.wiki", "软件一页。{{外层}}\n"),
        ("content/旧名.wiki", "#重定向 [[甲]]\n"),
        ("content/篇/戊.md", "# 戊\n\n见[甲](甲)。\n"),
        ("content/English.md", "+++\nlanguage = \"en\"\nlanguages = [\"zh=首页\"]\n+++\n\nEnglish text, [home](首页).\n"),
        ("content/Category/小类.wiki", "小类的说明。[[Category:总类]]\n"),
        ("content/Template/提示.wiki", "<div class=\"tip\">提示{{{1}}}</div>\n"),
        ("content/Template/外层.wiki", "外{{内层}}\n"),
        ("content/Template/内层.wiki", "内\n"),
        ("content/Template/提示/styles.css", ".tip { color: red }\n"),
        ("content/File/图.svg", "<svg width=\"10\" height=\"20\"></svg>"),
        ("glossary/词.toml", "[[rule]]\nzh-cn = \"软件\"\nzh-tw = \"軟體\"\n"),
    ];
    files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

const CONFIG: &str = "[book]\ntitle = \"书\"\ndate = 2025-01-01\n\n[output.html]\nsite-url = \"https://example.org/b/\"\n\n[output.citations]\nenabled = true\n\n[variants]\nviews = [\"zh-cn\", \"zh-tw\"]\nparallel = [\"zh-cn\", \"zh-tw\"]\nrules = [\"zh-cn:网络;zh-tw:網路\"]\n";

/// Changes the book at random, as people do and worse.
fn change(files: &mut BTreeMap<String, String>, random: &mut Random) -> String {
    let pages: Vec<String> = files.keys().filter(|name| name.starts_with("content/") && !name.ends_with(".svg")).cloned().collect();
    let page = pages[random.below(pages.len())].clone();
    let text = [
        "软件",
        "[[甲]]",
        "{{提示|x}}",
        "[[Category:小类]]",
        "[[Category:新类]]",
        "[[文件:图.svg]]",
        "{{内层}}",
        "[[庚]]",
        "<ref>又一注</ref>",
        "网络头发",
    ];
    let text = text[random.below(text.len())];
    match random.below(17) {
        0..=4 => {
            files.entry(page.clone()).or_default().push_str(&format!("{text}\n"));
            format!("{page} += {text}")
        }
        5 => {
            let name = ["庚", "丙", "没有的页", "丁/孙", "頭髮", "Category/总类", "Template/没有", "File/图.svg"][random.below(8)];
            files.insert(format!("content/{name}.wiki"), format!("{name}：{text}\n"));
            format!("new {name}")
        }
        6 | 7 => {
            files.remove(&page);
            format!("{page} is gone")
        }
        8 => {
            let to = format!("content/{}.wiki", ["改名", "丙", "篇/己", "軟件"][random.below(4)]);
            if let Some(text) = files.remove(&page) {
                files.insert(to.clone(), text);
            }
            format!("{page} -> {to}")
        }
        9 => {
            files.insert(page.clone(), format!("#REDIRECT [[{}]]\n", ["甲", "乙", "没有"][random.below(3)]));
            format!("{page} is a redirect")
        }
        10 => {
            let size = random.below(90);
            files.insert("content/File/图.svg".to_owned(), format!("<svg width=\"{size}\" height=\"9\"></svg>"));
            format!("the picture is {size} wide")
        }
        11 => {
            let config = [
                CONFIG.to_owned(),
                CONFIG.replace("title = \"书\"", "title = \"另一本书\""),
                CONFIG.replace("title = \"书\"", "title = \"书\"\ntoc = [\"乙\", { part = \"部\", pages = [\"甲\"] }]"),
                CONFIG.replace("title = \"书\"", "title = \"书\"\nhome = \"丁\""),
                CONFIG.replace("网络", "头发"),
                CONFIG.replace("parallel = [\"zh-cn\", \"zh-tw\"]\n", ""),
                CONFIG.replace("site-url = \"https://example.org/b/\"", "search.enable = false"),
                format!("{CONFIG}\n[output.markdown]\nenabled = false\n"),
            ];
            let n = random.below(config.len());
            files.insert("book.toml".to_owned(), config[n].clone());
            format!("settings {n}")
        }
        12 => {
            let name = "glossary/词.toml".to_owned();
            if files.remove(&name).is_none() || random.below(2) == 0 {
                files.insert(name, format!("[[rule]]\nzh-cn = \"头发\"\nzh-tw = \"頭髮{}\"\n", random.below(9)));
            }
            "the group".to_owned()
        }
        13 => {
            let name = "templates/redirect.html".to_owned();
            if files.remove(&name).is_none() {
                files.insert(name, format!("<p>{}</p>\n", random.below(9)));
            }
            "the theme".to_owned()
        }
        14 => {
            let name = "content/Template/提示/styles.css".to_owned();
            if files.remove(&name).is_none() {
                files.insert(name, format!(".tip {{ width: {}px }}\n", random.below(9)));
            }
            "the style sheet".to_owned()
        }
        15 => {
            files.insert(
                "content/Category/小类.wiki".to_owned(),
                format!("说明。[[Category:{}]]\n", ["总类", "上类", "小类"][random.below(3)]),
            );
            "the category's page".to_owned()
        }
        _ => {
            // What was there from the start comes back.
            let first = sample();
            let name = first.keys().nth(random.below(first.len())).cloned().unwrap_or_default();
            files.insert(name.clone(), first[&name].clone());
            format!("{name} is as it was")
        }
    }
}

/// Fifty changes, each followed by a build; `at_rest` makes the build believe that nothing was written just now.
fn fifty_changes(seed: u64, at_rest: bool) {
    let mut random = Random::new(seed);
    let mut files = sample();
    let mut book = Book::new(at_rest);
    book.write(&files);
    book.rebuild_and_compare("the first build");
    let mut kept = 0;
    for n in 0..50 {
        let mut told = change(&mut files, &mut random);
        // Now and then several at once.
        while random.below(4) == 0 {
            told += &format!("; {}", change(&mut files, &mut random));
        }
        book.write(&files);
        let report = book.rebuild_and_compare(&format!("{seed}, {n}: {told}")).report;
        kept += report.pages - report.made;
    }
    assert!(kept > 100, "only {kept} pages were kept");
}

#[test]
fn fifty_changes_one() {
    fifty_changes(1, true);
}

#[test]
fn fifty_changes_two() {
    fifty_changes(2, false);
}

#[test]
fn fifty_changes_three() {
    fifty_changes(3, true);
}

#[test]
fn fifty_changes_four() {
    fifty_changes(4, true);
}

/// The pages that a change makes anew, by the files of the first view.
fn remade(book: &mut Book, files: &mut BTreeMap<String, String>, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Vec<String> {
    change(files);
    book.write(files);
    let rebuilt = book.rebuild_and_compare("one change");
    let changes = rebuilt.changes.expect("the site is changed, and not made anew");
    let all = changes.written.iter().chain(&changes.removed).map(|path| path.as_str().to_owned());
    all.filter_map(|path| path.strip_prefix("zh-cn/").filter(|p| p.ends_with(".html") && !p.starts_with("s/")).map(str::to_owned)).collect()
}

#[test]
fn only_what_must_be_made_is_made() {
    let mut files = sample();
    let mut book = Book::new(true);
    book.write(&files);
    book.rebuild_and_compare("the first build");
    let made = |rebuilt: &taben::pipeline::Rebuilt| rebuilt.report.made;
    let again = book.rebuild_and_compare("nothing changed");
    assert_eq!(made(&again), 0);
    assert_eq!(again.changes, Some(taben::emit::Changes::default()));

    // A page's text is that page alone.
    let change = |name: &'static str, text: &'static str| {
        move |files: &mut BTreeMap<String, String>| {
            files.entry(name.to_owned()).or_default().push_str(text);
        }
    };
    assert_eq!(remade(&mut book, &mut files, change("content/甲.wiki", "新句。\n")), ["甲.html"]);
    assert_eq!(book.made, 1);
    // A template's users, through other templates too.
    assert_eq!(remade(&mut book, &mut files, change("content/Template/内层.wiki", "更内")), ["软件.html"]);
    assert_eq!(book.made, 1);
    assert_eq!(remade(&mut book, &mut files, change("content/Template/提示.wiki", "！")), ["甲.html", "首页.html"]);
    assert_eq!(book.made, 2);
    // A page that others transclude.
    assert_eq!(remade(&mut book, &mut files, change("content/丁.wiki", "又。\n")), ["丁.html", "乙.html"]);
    // A template that nobody uses.
    assert_eq!(remade(&mut book, &mut files, change("content/Template/闲.wiki", "x")), [""; 0]);
    assert_eq!(book.made, 0);
    // A category: its page, and what lists it.
    assert_eq!(remade(&mut book, &mut files, change("content/乙.wiki", "[[Category:新类]]\n")), ["Category/新类.html", "乙.html"]);
    // A group's rules.
    assert_eq!(remade(&mut book, &mut files, change("glossary/词.toml", "\n[[rule]]\nzh-cn = \"头发\"\nzh-tw = \"頭毛\"\n")).len(), 1);
    // A picture that has another size now, and one that has not.
    let svg = |text: &'static str| {
        move |files: &mut BTreeMap<String, String>| {
            files.insert("content/File/图.svg".to_owned(), text.to_owned());
        }
    };
    assert!(remade(&mut book, &mut files, svg("<svg width=\"11\" height=\"20\"></svg>")).contains(&"甲.html".to_owned()));
    assert_eq!(remade(&mut book, &mut files, svg("<svg width='11' height='20'></svg>")), [""; 0]);
    // A file that is written again as it was.
    let config = files["book.toml"].clone();
    assert_eq!(
        remade(&mut book, &mut files, move |files| {
            files.insert("book.toml".to_owned(), format!("# remark\n{config}"));
        }),
        [""; 0]
    );
}

#[test]
fn what_happened_to_the_site_is_mended() {
    let files = sample();
    let mut book = Book::new(true);
    book.write(&files);
    book.rebuild_and_compare("the first build");
    fs::remove_file(book.site().join("zh-tw/甲.html")).unwrap();
    fs::write(book.site().join("zh-cn/乙.html"), "scribbled").unwrap();
    fs::remove_dir_all(book.site().join("assets/search")).unwrap();
    fs::write(book.site().join("mine.txt"), "not taben's").unwrap();
    let rebuilt = book.rebuild();
    assert!(rebuilt.changes.is_some());
    assert_eq!(fs::read_to_string(book.site().join("mine.txt")).unwrap(), "not taben's");
    fs::remove_file(book.site().join("mine.txt")).unwrap();
    book.rebuild_and_compare("after it was mended");
    fs::remove_dir_all(book.site()).unwrap();
    assert!(book.rebuild_and_compare("the site is gone").changes.is_none());
}

#[test]
fn a_broken_memory_is_thrown_away() {
    let files = sample();
    let mut book = Book::new(true);
    book.write(&files);
    book.rebuild_and_compare("the first build");
    let memory = |book: &Book, ending: &str| -> std::path::PathBuf {
        let all = fs::read_dir(book.dir().join(".taben/build")).unwrap().map(|e| e.unwrap().path());
        let mut all = all.filter(|p| p.file_name().unwrap().to_str().unwrap().contains(ending));
        all.next().unwrap()
    };
    let path = memory(&book, ".memory");
    let kind = format!("taben memory {}", taben::cache::program() % 1_000_000_000);
    let mut random = Random::new(9);
    let mut told = Vec::new();
    for n in 0..12 {
        let mut bytes = fs::read(&path).unwrap();
        match n {
            0 => bytes.clear(),
            1 => bytes.truncate(bytes.len() / 2),
            2 => bytes.push(0),
            3 => bytes = taben::cache::seal("taben memory 0", &bytes[40..]),
            4 => bytes = b"something else".to_vec(),
            // A seal that is right around what is not.
            5 => bytes = taben::cache::seal(&kind, &[0xff; 4000]),
            6 => bytes = taben::cache::seal(&kind, b""),
            _ => {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
        }
        fs::write(&path, &bytes).unwrap();
        let rebuilt = book.rebuild_and_compare(&format!("broken in way {n}"));
        assert!(rebuilt.changes.is_none(), "{n}");
        told.extend(rebuilt.note);
    }
    assert_eq!(told.len(), 12);
    assert!(told.iter().any(|note| note.contains("another version")) && told.iter().any(|note| note.contains("damaged")), "{told:?}");
    // What the search index needs lies beside it.
    let terms = memory(&book, ".terms");
    let size = fs::metadata(&terms).unwrap().len();
    fs::write(&terms, vec![0; size as usize]).unwrap();
    fs::write(book.dir().join("content/新页.wiki"), "新页").unwrap();
    book.rebuild_and_compare("the terms are broken");
    fs::remove_file(memory(&book, ".terms")).unwrap();
    book.rebuild_and_compare("the terms are gone");
}

#[test]
fn a_book_that_cannot_be_written_to_is_built_all_the_same() {
    let files = sample();
    let mut book = Book::new(true);
    book.write(&files);
    fs::write(book.dir().join(".taben"), "a file where the folder should be").unwrap();
    book.rebuild_and_compare("nothing can be remembered");
    book.rebuild_and_compare("nothing was remembered");
    assert!(Path::new(&book.dir().join(".taben")).is_file());
}

/// A sink that takes so many bytes, and then says that the disk is full.
struct Full<'f> {
    sink: &'f dyn Sink,
    room: AtomicI64,
}

impl Sink for Full<'_> {
    fn put(&self, path: &SitePath, bytes: &[u8]) -> Result<Written, EmitError> {
        if self.room.fetch_sub(bytes.len() as i64, Ordering::Relaxed) < bytes.len() as i64 {
            let source = std::io::Error::from(std::io::ErrorKind::StorageFull);
            return Err(EmitError::Io { action: "write", path: path.as_str().into(), source });
        }
        self.sink.put(path, bytes)
    }
}

#[test]
fn a_disk_that_is_full_after_any_file_leaves_the_old_site() {
    let mut book = Book::new(true);
    book.write(&sample());
    book.rebuild_and_compare("the first build");
    let old = files_of(&book.site());
    let config = Config::parse("[variants]\nviews = [\"zh-cn\"]\n").unwrap();
    let source = SourceDir::open(book.dir(), Path::new("content"), &config.site()).unwrap();
    for room in [0, 1_000, 20_000, 60_000, 90_000] {
        for anew in [true, false] {
            let site = book.site();
            let folder = anew.then(|| Folder::create(&site).unwrap());
            let update = (!anew).then(|| Update::begin(&site).unwrap());
            let sink: &dyn Sink = match (&folder, &update) {
                (Some(folder), _) => folder,
                (None, Some(update)) => update,
                (None, None) => unreachable!("one of the two is there"),
            };
            let full = Full { sink, room: AtomicI64::new(room) };
            let built = pipeline::build(&config, &source, &full, Purpose::Publish, &|_, _| {});
            assert!(matches!(built, Err(BuildError::Emit(EmitError::Io { .. }))), "there is room for all in {room} bytes");
            drop((folder, update));
            assert_same(&old, &files_of(&site), &format!("full after {room} bytes"));
            let beside = fs::read_dir(book.dir()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
            assert!(!beside.into_iter().any(|name| name.starts_with(".site.tmp-")));
        }
    }
}

#[test]
#[cfg(unix)]
fn a_folder_of_the_site_that_leads_elsewhere_is_not_written_through() {
    let mut files = sample();
    let mut book = Book::new(true);
    book.write(&files);
    book.rebuild_and_compare("the first build");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::rename(book.site().join("zh-cn"), elsewhere.path().join("zh-cn")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("zh-cn"), book.site().join("zh-cn")).unwrap();
    let before = fs::read(elsewhere.path().join("zh-cn/甲.html")).unwrap();
    files.insert("content/甲.wiki".to_owned(), "改了\n".to_owned());
    files.remove("content/乙.wiki");
    book.write(&files);
    let config = Config::parse(CONFIG).unwrap();
    let source = SourceDir::open(book.dir(), Path::new("content"), &config.site()).unwrap();
    let site = book.site();
    let started = taben::cache::now() + 10_000_000_000;
    let again = pipeline::Again { config: &config, source: &source, book: book.dir(), out: &site, clean: false, started, stop: None };
    let error = pipeline::rebuild(again, &|_, _| {}).unwrap_err();
    assert!(matches!(&error, BuildError::Emit(EmitError::Link { path }) if path.ends_with("zh-cn")), "{error}");
    assert_eq!(fs::read(elsewhere.path().join("zh-cn/甲.html")).unwrap(), before);
    assert!(elsewhere.path().join("zh-cn/乙.html").is_file());
    // Without the link the next build makes the site whole.
    fs::remove_file(book.site().join("zh-cn")).unwrap();
    book.rebuild_and_compare("the link is gone");
}

/// The site of a book, as a build with or without memory leaves it.
#[cfg(unix)]
fn rebuilt(book: &Book, clean: bool) {
    let config = Config::parse(CONFIG).unwrap();
    let source = SourceDir::open(book.dir(), Path::new("content"), &config.site()).unwrap();
    let (site, started) = (book.site(), taben::cache::now() + 10_000_000_000);
    let again = pipeline::Again { config: &config, source: &source, book: book.dir(), out: &site, clean, started, stop: None };
    pipeline::rebuild(again, &|_, _| {}).unwrap();
}

#[test]
#[cfg(unix)]
fn what_was_edited_in_the_site_is_made_again() {
    let mut book = Book::new(true);
    book.write(&sample());
    book.rebuild_and_compare("the first build");
    let expected = files_of(&book.site());
    let page = book.site().join("zh-cn/甲.html");
    let written = fs::read(&page).unwrap();
    let time = fs::metadata(&page).unwrap().modified().unwrap();

    // Another size, another time, another kind, gone.
    fs::write(&page, "x").unwrap();
    rebuilt(&book, false);
    assert_same(&expected, &files_of(&book.site()), "another size");
    fs::write(&page, vec![b'x'; written.len()]).unwrap();
    let later = time + std::time::Duration::from_secs(5);
    fs::File::options().write(true).open(&page).unwrap().set_modified(later).unwrap();
    rebuilt(&book, false);
    assert_same(&expected, &files_of(&book.site()), "another time");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::rename(&page, elsewhere.path().join("x")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("x"), &page).unwrap();
    rebuilt(&book, false);
    assert!(!page.is_symlink());
    fs::remove_file(&page).unwrap();
    rebuilt(&book, false);
    assert_same(&expected, &files_of(&book.site()), "gone");

    // The same size and time: what only a build from nothing mends.
    let time = fs::metadata(&page).unwrap().modified().unwrap();
    fs::write(&page, vec![b'x'; written.len()]).unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    rebuilt(&book, true);
    assert_same(&expected, &files_of(&book.site()), "--clean");
}

#[test]
fn a_page_that_is_too_long_is_told_as_such_and_the_others_are_built() {
    let mut files = sample();
    let mut book = Book::new(true);
    book.write(&files);
    // Nothing is written: the disk has a hole there.
    let long = fs::File::create(book.dir().join("content/长.wiki")).unwrap();
    long.set_len(100 << 20).unwrap();
    let told = |rebuilt: &pipeline::Rebuilt| -> Vec<String> {
        let of = rebuilt.report.diagnostics.iter().filter(|(file, _)| file.name.ends_with("长.wiki"));
        of.flat_map(|(_, found)| found).map(|found| format!("{}: {}", found.code, found.message)).collect()
    };
    let expected = ["too-long: longer than 64 MiB, which no page may be"];
    assert_eq!(told(&book.rebuild_and_compare("a long page")), expected);
    files.insert("content/甲.wiki".to_owned(), "改了\n".to_owned());
    book.write(&files);
    assert_eq!(told(&book.rebuild_and_compare("a long page again")), expected);
    assert!(book.site().join("zh-cn/甲.html").is_file());
    long.set_len(3).unwrap();
    assert!(told(&book.rebuild_and_compare("it is shorter")).is_empty());
}
