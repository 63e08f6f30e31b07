//! A book as its readers, search engines and feed readers get it: the order of its pages, and what the site tells machines.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::folder;

/// A book's folder with these files, and what building it said.
fn build(files: &[(&str, &str)]) -> (tempfile::TempDir, Output) {
    let dir = folder::with(files);
    let output = Command::new(env!("CARGO_BIN_EXE_taben")).arg("build").current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    (dir, output)
}

fn read(dir: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(dir.path().join("site").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// What the left column lists: words of pages and headings, in order.
fn column(page: &str) -> Vec<String> {
    let start = page.find("<nav class=\"side pages\"").expect("a left column");
    let nav = &page[start..start + page[start..].find("</nav>").expect("its end")];
    let list = &nav[nav.find("<ul>").expect("a list")..];
    let text = list.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim().to_owned());
    text.filter(|text| !text.is_empty()).collect()
}

/// The value of an attribute in the first tag that holds `needle`.
fn attribute<'p>(page: &'p str, needle: &str, name: &str) -> Option<&'p str> {
    let at = page.find(needle)?;
    let start = page[..at].rfind('<')?;
    let tag = &page[start..start + page[start..].find('>')?];
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

const PAGES: [(&str, &str); 5] = [
    ("content/甲.wiki", "'''甲'''是第一页的软件，用来说明次序。第二句。\n"),
    ("content/乙.wiki", "乙。\n"),
    ("content/丙.wiki", "丙。\n"),
    ("content/篇/丁.wiki", "丁。\n"),
    ("content/甲%2F子.wiki", "子。\n"),
];

fn with(config: &str) -> Vec<(&str, &str)> {
    [("book.toml", config)].into_iter().chain(PAGES).collect()
}

#[test]
fn a_book_orders_its_pages() {
    let toc = "[book]\ntitle = \"书\"\nhome = \"丙\"\ntoc = [\n  \"乙\",\n  { part = \"开头\", pages = [{ page = \"甲\", title = \"第一页\" }, \"丙\"] },\n  { folder = \"篇\", title = \"附录\" },\n  \"没有\",\n  \"乙\",\n]\n";
    let (dir, output) = build(&with(toc));
    let page = read(&dir, "zh-cn/甲.html");
    assert_eq!(column(&page), ["乙", "开头", "第一页", "丙", "附录", "丁", "甲/子"]);
    assert_eq!(attribute(&page, "rel=\"prev\"", "href"), Some("%E4%B9%99.html"));
    assert_eq!(attribute(&page, "rel=\"next\"", "href"), Some("%E4%B8%99.html"));
    assert!(read(&dir, "zh-tw/甲.html").contains("<span class=\"folder\">開頭</span>"), "headings are converted too");
    // The way to a page is that of the list, from the page that the book opens with.
    let crumbs = page[page.find("class=\"crumbs\"").unwrap()..].split("</nav>").next().unwrap();
    assert!(crumbs.contains("%E4%B8%99.html") && crumbs.contains("<li>开头</li>"), "{crumbs}");
    assert!(!read(&dir, "zh-cn/丙.html").contains("class=\"crumbs\""));
    assert!(read(&dir, "index.html").contains("zh-cn/%E4%B8%99.html"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("book.toml:8:3") && said.contains("“没有”"), "{said}");
    assert!(said.contains("book.toml:9:3") && said.contains("twice"), "{said}");
}

#[test]
fn pages_go_by_folder_and_title_otherwise() {
    let (dir, output) = build(&with("[book]\ntitle = \"书\"\n"));
    assert_eq!(column(&read(&dir, "zh-cn/甲.html")), ["丙", "乙", "甲", "甲/子", "篇", "丁"]);
    assert!(output.stderr.is_empty() || !String::from_utf8_lossy(&output.stderr).contains("toc"));
    // A subpage stands inside its page.
    let page = read(&dir, "zh-cn/甲.html");
    let after = &page[page.find("aria-current=\"page\"").unwrap()..];
    assert!(after.find("<ul>").unwrap() < after.find("甲/子").unwrap());
}

#[test]
fn machines_are_told_where_pages_are() {
    let config = "[book]\ntitle = \"书\"\ndate = \"2024-05-01\"\nauthors = [\"某<人>\"]\n[output.html]\nsite-url = \"https://example.org/b\"\n[variants]\ndefault = \"zh-tw\"\n";
    let mut files = with(config);
    files.push(("content/己.md", "+++\ndate = 2025-02-03\ndescription = \"软件说明\"\n+++\n\n正文。\n"));
    let (dir, _) = build(&files);
    let simplified = read(&dir, "zh-cn/甲.html");
    let traditional = read(&dir, "zh-tw/甲.html");
    assert_eq!(attribute(&simplified, "name=\"description\"", "content"), Some("甲是第一页的软件，用来说明次序。"));
    assert_eq!(attribute(&traditional, "name=\"description\"", "content"), Some("甲是第一頁的軟體，用來說明次序。"));
    assert_eq!(attribute(&simplified, "rel=\"canonical\"", "href"), Some("https://example.org/b/zh-cn/%E7%94%B2.html"));
    // Each view names all views and itself, and the same one for everybody else.
    for page in [&simplified, &traditional] {
        for (lang, url) in [("zh-Hans-CN", "zh-cn"), ("zh-Hant-TW", "zh-tw"), ("x-default", "zh-tw")] {
            let link = format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"https://example.org/b/{url}/%E7%94%B2.html\">");
            assert!(page.contains(&link), "{link}");
        }
    }
    let start = simplified.find("<script type=\"application/ld+json\">").expect("linked data") + 35;
    let data: serde_json::Value = serde_json::from_str(simplified[start..].split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["@graph"][0]["author"][0]["name"], "某<人>");
    assert_eq!(data["@graph"][0]["dateModified"], "2024-05-01");
    let way = read(&dir, "zh-cn/甲/子.html");
    let start = way.find("ld+json\">").expect("linked data") + 9;
    let data: serde_json::Value = serde_json::from_str(way[start..].split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["@graph"][1]["itemListElement"][1]["item"], "https://example.org/b/zh-cn/%E7%94%B2.html");
    // Pages that differ by their date.
    let dated = read(&dir, "zh-tw/己.html");
    assert_eq!(attribute(&dated, "name=\"description\"", "content"), Some("軟體說明"));
    assert!(dated.contains("<time datetime=\"2025-02-03\">2025年2月3日</time>"));
    let feed = read(&dir, "zh-tw/s/feed.xml");
    assert!(feed.contains("<updated>2025-02-03T00:00:00Z</updated>\n<link rel=\"self\""), "{feed}");
    let first = feed[feed.find("<entry>").unwrap()..].split("</entry>").next().unwrap();
    assert!(first.contains("<title>己</title>") && feed.matches("<entry>").count() == 6);
    let sitemap = read(&dir, "sitemap.xml");
    assert_eq!((sitemap.matches("<url>").count(), sitemap.matches("x-default").count()), (12, 12));
    assert!(sitemap.contains("<lastmod>2025-02-03</lastmod>"));
    assert_eq!(attribute(&simplified, "property=\"og:image\"", "content"), Some("https://example.org/b/assets/picture.png"));
    assert!(fs::read(dir.path().join("site/assets/picture.png")).unwrap().starts_with(b"\x89PNG"));
    assert_eq!(attribute(&read(&dir, "parallel/甲.html"), "rel=\"canonical\"", "href"), Some("https://example.org/b/zh-cn/%E7%94%B2.html"));
}

#[test]
fn a_site_that_may_lie_anywhere_names_no_address() {
    for url in ["", "[output.html]\nsite-url = \"/b/\"\n"] {
        let (dir, _) = build(&with(&format!("[book]\ntitle = \"书\"\ndate = \"2024-05-01\"\n{url}")));
        let page = read(&dir, "zh-cn/甲.html");
        assert!(!page.contains("canonical") && !page.contains("ld+json") && !page.contains("og:"), "{url}");
        assert!(page.contains("name=\"description\""));
        for file in ["sitemap.xml", "zh-cn/s/feed.xml", "assets/picture.png"] {
            assert!(!Path::new(&dir.path().join("site").join(file)).exists(), "{url}: {file}");
        }
    }
}

#[test]
fn pages_in_several_languages_join() {
    let config = "[book]\ntitle = \"书\"\n[output.html]\nsite-url = \"https://example.org/\"\n";
    let (dir, _) = build(&[
        ("book.toml", config),
        ("content/开始.wiki", "开始的软件。\n[[en:Getting started]]\n[[ja:始まり]]\n"),
        ("content/别的.wiki", "别的。\n"),
        ("content/Getting started.md", "+++\nlanguage = \"en\"\n+++\n\nSoftware to begin with.\n"),
        ("content/Alone.md", "+++\nlanguage = \"en\"\n+++\n\nNothing like it in Chinese.\n"),
    ]);
    let chinese = read(&dir, "zh-tw/开始.html");
    // The switch leads to the English page in the reader's own view, and there is no second link below the page.
    assert_eq!(attribute(&chinese, ">English</a>", "href"), Some("Getting_started.html"));
    assert!(chinese.contains("hreflang=\"ja\"") && !chinese.contains("en.wikipedia.org"));
    let english = read(&dir, "zh-tw/Getting_started.html");
    assert!(english.contains("<html lang=\"en\"") && english.contains("Skip to the text"));
    assert_eq!(attribute(&english, ">English</a>", "aria-current"), Some("true"));
    assert_eq!(attribute(&english, ">繁體</a>", "href"), Some("%E5%BC%80%E5%A7%8B.html"));
    assert_eq!(attribute(&english, ">简体</a>", "href"), Some("../zh-cn/%E5%BC%80%E5%A7%8B.html"));
    // Search engines are told of one English page, from everywhere the same.
    let url = "https://example.org/zh-cn/Getting_started.html";
    assert_eq!(attribute(&english, "rel=\"canonical\"", "href"), Some(url));
    for page in [&chinese, &english] {
        assert!(page.contains(&format!("hreflang=\"en\" href=\"{url}\"")));
        assert!(page.contains("hreflang=\"x-default\" href=\"https://example.org/zh-cn/%E5%BC%80%E5%A7%8B.html\""));
    }
    assert!(!read(&dir, "sitemap.xml").contains("<loc>https://example.org/zh-tw/Getting"));
    // What there is not is said.
    let other = read(&dir, "zh-cn/别的.html");
    assert!(other.contains("<span lang=\"en\">English</span><span class=\"unseen\"> （没有这一页）</span>"));
    assert!(
        read(&dir, "zh-cn/Alone.html")
            .contains("<span lang=\"zh-Hant-TW\">繁體</span><span class=\"unseen\"> (this page is not there)</span>")
    );
}

#[test]
fn pages_of_a_folder_are_in_its_language() {
    let config = "[book]\ntitle = \"书\"\nlanguages = { en = \"English\" }\n";
    let (dir, _) = build(&[
        ("book.toml", config),
        ("content/碑.wiki", "碑。\n"),
        ("content/别的.wiki", "别的。\n"),
        ("content/English/Stele.wiki", "'''A stele''' is a stone. 软件\n\n[[zh:碑]]\n"),
        ("content/English/Deutsch.md", "+++\nlanguage = \"de\"\n+++\n\nEin Stein.\n"),
    ]);
    let english = read(&dir, "zh-tw/Stele.html");
    assert!(english.contains("<html lang=\"en\"") && english.contains("Skip to the text"));
    assert!(english.contains("软件"), "it is not converted");
    assert_eq!(attribute(&english, ">繁體</a>", "href"), Some("%E7%A2%91.html"));
    assert_eq!(attribute(&read(&dir, "zh-cn/碑.html"), ">English</a>", "href"), Some("Stele.html"));
    assert!(read(&dir, "zh-cn/别的.html").contains("<span lang=\"en\">English</span><span class=\"unseen\"> （没有这一页）</span>"));
    assert!(read(&dir, "zh-cn/Deutsch.html").contains("<html lang=\"de\""), "the page's own word goes before");
}

#[test]
fn imported_pages_were_changed_when_their_revision_was_made() {
    let records = concat!(
        "{\"wiki\":\"w\",\"name\":\"维基\",\"base-url\":\"https://w.example/wiki/$1\",\"licence\":\"CC BY-SA 4.0\"}\n",
        "{\"title\":\"甲\",\"from\":\"w\",\"revision\":5,\"time\":\"2020-01-31T12:00:00Z\",\"authors\":[\"某人\"],\"sha1\":\"\"}\n",
    );
    let config = "[book]\ntitle = \"书\"\n[output.html]\nsite-url = \"https://example.org/\"\n";
    let (dir, _) = build(&[
        ("book.toml", config),
        ("content/.provenance.jsonl", records),
        ("content/甲.wiki", "甲。\n"),
        ("content/乙.wiki", "乙。\n"),
    ]);
    let page = read(&dir, "zh-tw/甲.html");
    assert!(page.contains("<time datetime=\"2020-01-31\">2020年1月31日</time>"));
    assert!(page.contains("\"dateModified\":\"2020-01-31\""));
    // The book has no date of its own: its feed tells of the pages that have one.
    assert!(page.contains("application/atom+xml"));
    let feed = read(&dir, "zh-tw/s/feed.xml");
    assert!(feed.contains("<updated>2020-01-31T12:00:00Z</updated>") && feed.matches("<entry>").count() == 1, "{feed}");
    let sitemap = read(&dir, "sitemap.xml");
    assert_eq!(sitemap.matches("<lastmod>2020-01-31</lastmod>").count(), 2, "each view of the one page");
}

#[test]
fn browsers_are_told_how_to_search() {
    let config = "[book]\ntitle = \"一本<书>，题目比浏览器能用的十六个字还长一些\"\n[output.html]\nsite-url = \"https://example.org/b/\"\n";
    let (dir, _) = build(&with(config));
    let link = "type=\"application/opensearchdescription+xml\"";
    assert_eq!(attribute(&read(&dir, "zh-tw/甲.html"), link, "href"), Some("../zh-tw/s/opensearch.xml"));
    let told = read(&dir, "zh-tw/s/opensearch.xml");
    assert!(told.contains("template=\"https://example.org/b/zh-tw/s/search.html?q={searchTerms}\""), "{told}");
    let short = told.split("<ShortName>").nth(1).unwrap().split("</ShortName>").next().unwrap();
    assert_eq!(short, "一本&lt;書&gt;，題目比瀏覽器能用的十", "sixteen characters, and no markup");
    let (dir, _) = build(&with(&format!("{config}[output.html.search]\nenable = false\n")));
    assert!(!read(&dir, "zh-tw/甲.html").contains("opensearch"));
}

#[test]
fn a_page_leads_to_its_source_and_its_history() {
    let config = "[book]\ntitle = \"书\"\nlicence = \"CC BY-SA 4.0\"\nlicence-url = \"https://example.org/by-sa\"\n[output.html]\nedit-url-template = \"https://example.org/edit/{path}#L{line}\"\nhistory-url-template = \"https://example.org/log/{path}\"\n";
    let mut files = with(config);
    files.push(("content/节.wiki", "首段。\n\n== 一 ==\n甲\n\n== 二 ==\n乙\n"));
    let (dir, _) = build(&files);
    let page = read(&dir, "zh-cn/节.html");
    for (link, words) in [("edit/content/%E8%8A%82.wiki#L1\"", "编辑本页"), ("log/content/%E8%8A%82.wiki\"", "本页历史")] {
        assert!(page.contains(&format!("<a href=\"https://example.org/{link} rel=\"nofollow\">{words}</a>")), "{words}");
    }
    assert!(page.contains("href=\"https://example.org/edit/content/%E8%8A%82.wiki#L6\" aria-label"), "a section's line");
    assert_eq!(attribute(&page, ">CC BY-SA 4.0</a>", "rel"), Some("license"));
    // What has no file of its own has neither.
    let list = read(&dir, "zh-cn/s/all.html");
    assert!(!list.contains("example.org/edit"));
}

#[test]
fn a_categorys_list_is_searched_and_its_letters_stand_once() {
    let names: Vec<String> = (0..14).map(|i| format!("content/{}软件.wiki", char::from(b'a' + i))).collect();
    let mut files: Vec<(&str, &str)> = vec![("book.toml", "[book]\ntitle = \"书\"\n"), ("content/Category/类.wiki", "说明。\n")];
    files.extend(names.iter().map(|name| (name.as_str(), "正文。\n\n[[Category:类]]\n")));
    let (dir, _) = build(&files);
    let page = read(&dir, "parallel/Category/类.html");
    let mut ids: Vec<&str> = page.match_indices(" id=\"").map(|(at, _)| page[at + 5..].split('"').next().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "every id once");
    assert!(count >= 28, "{count}");
    // The texts that the search looks at: the category's own page holds the names of its members.
    let folder = dir.path().join("site/assets/search/t0");
    let texts = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let own = texts.filter(|text| text.contains("Category/")).collect::<String>();
    assert!(own.contains("说明。") && own.contains("N软件"), "{own}");
}

#[test]
fn a_book_replaces_templates_words_styles_and_adds_its_own() {
    let config = "[book]\ntitle = \"书\"\n[output.html]\nadditional-css = [\"own/more.css\"]\nadditional-js = [\"own/more.js\"]\n";
    let mut files = with(config);
    files.extend([
        ("own/more.css", "p { color: red }"),
        ("own/more.js", "void 0;"),
        ("templates/partials/footer.html", "<footer>{{ book.title }}·{{ s.search }}</footer>"),
        ("templates/strings/zh-Hant.toml", "search = \"找\"\n"),
        ("static/css/tokens.css", ":root { --paper: #fff }"),
        ("static/css/zz.css", ".zz { color: blue }"),
    ]);
    let (dir, _) = build(&files);
    let page = read(&dir, "zh-tw/甲.html");
    assert!(page.contains("<footer>書·找</footer>"));
    assert!(page.contains("aria-label=\"頁面\""), "the other words stay");
    for link in ["<link rel=\"stylesheet\" href=\"../assets/own/more.css\">", "<script src=\"../assets/own/more.js\" defer></script>"] {
        assert!(page.contains(link), "{link}");
    }
    let css = read(&dir, "assets/taben.css");
    assert!(css.starts_with(":root { --paper: #fff }") && css.contains(".zz"));
    // A template that asks for what there is not stops the build, with its name.
    fs::write(dir.path().join("templates/page.html"), "{{ page.nothing }}").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_taben")).arg("build").current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("page.html") && said.contains("nothing"), "{said}");
}

/// All files of the site whose names end so.
fn files_ending(folder: &Path, end: &str, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files_ending(&path, end, into);
        } else if path.to_string_lossy().ends_with(end) {
            into.push(path);
        }
    }
}

/// The other forms that a page names: language and address.
fn alternates(page: &str) -> Vec<(String, String)> {
    let links = page.split("<link rel=\"alternate\" hreflang=\"").skip(1);
    links
        .filter_map(|rest| {
            let (lang, rest) = rest.split_once("\" href=\"")?;
            Some((lang.to_owned(), rest.split('"').next()?.to_owned()))
        })
        .collect()
}

#[test]
fn pages_that_are_told_of_tell_the_same_back() {
    let config = "[book]\ntitle = \"书\"\nlanguages = { en = \"English\" }\n[output.html]\nsite-url = \"https://example.org/b/\"\n[variants]\nviews = [\"zh-cn\", \"zh-tw\", \"zh-hk\"]\ndefault = \"zh-hk\"\n";
    let mut files = with(config);
    files.extend([
        ("content/English/First.wiki", "First.\n\n[[zh:甲]]\n"),
        ("content/English/Alone.wiki", "Alone.\n"),
        ("content/Category/类.wiki", "类。\n"),
        ("content/别名.wiki", "#REDIRECT [[甲]]\n"),
    ]);
    let (dir, _) = build(&files);
    let site = dir.path().join("site");
    let mut pages = Vec::new();
    files_ending(&site, ".html", &mut pages);
    let mut told = 0;
    for path in &pages {
        let page = fs::read_to_string(path).unwrap();
        let all = alternates(&page);
        for (lang, url) in &all {
            told += 1;
            let name = url.strip_prefix("https://example.org/b/").unwrap_or_else(|| panic!("{url} is not the site's"));
            let name = percent_encoding::percent_decode_str(name).decode_utf8().unwrap().into_owned();
            let file = site.join(if name.is_empty() { "index.html" } else { &name });
            let other = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{}: {url} is not there", path.display()));
            // Every copy of a page in another language names the one that stands for all.
            let is_copy = page.contains("<html lang=\"en\"");
            if lang != "x-default" || !is_copy {
                assert!(alternates(&other).iter().any(|pair| all.contains(pair)), "{url} does not know {}", path.display());
            }
            if lang != "x-default" {
                let own = alternates(&other).into_iter().filter(|(l, _)| l != "x-default").collect::<Vec<_>>();
                let mine = all.iter().filter(|(l, _)| l != "x-default").cloned().collect::<Vec<_>>();
                let sorted = |mut list: Vec<(String, String)>| {
                    list.sort();
                    list
                };
                assert_eq!(sorted(own), sorted(mine), "{} and {url}", path.display());
                assert!(other.contains(&format!("<html lang=\"{lang}\"")), "{url} is in another language than {lang}");
            }
        }
    }
    assert!(told > 60, "{told}");
    // The map of the site says the same as the pages.
    let map = fs::read_to_string(site.join("sitemap.xml")).unwrap();
    for entry in map.split("<url>").skip(1) {
        let url = entry.split("<loc>").nth(1).unwrap().split("</loc>").next().unwrap();
        let name = percent_encoding::percent_decode_str(&url["https://example.org/b/".len()..]).decode_utf8().unwrap().into_owned();
        let page = fs::read_to_string(site.join(name)).unwrap();
        let there = entry.matches("hreflang=").count();
        assert_eq!(there, alternates(&page).len(), "{url}");
    }
}

#[test]
fn what_is_said_of_a_sites_size_is_so() {
    fn count(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    let (dir, first) = build(&with("[book]\ntitle = \"书\"\n"));
    // The file by which the folder is known as a site is none of the site's.
    let files = count(&dir.path().join("site")) - 1;
    let again = Command::new(env!("CARGO_BIN_EXE_taben")).arg("build").current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
    for output in [first, again] {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!(", {files} files, ")), "{files}: {said}");
    }
}
