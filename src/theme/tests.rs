//! Every template with the least and with the most it can be given, and promises about the files.

use super::context::*;
use super::nav::{Entry, PageTree};
use super::*;

const BODY: &str = "<p>正文<sup class=\"reference\" id=\"cite_ref-1\"><a href=\"#cite_note-1\">[1]</a></sup> &amp; more</p>";

fn theme() -> Theme {
    Theme::new([]).expect("the default theme reads")
}

/// A page as text.
fn text(page: Result<Vec<u8>, ThemeError>) -> String {
    String::from_utf8(page.expect("the template renders")).expect("a page is UTF-8")
}

fn views() -> Vec<ViewLink<'static>> {
    let view = |code, label, lang, href, current| ViewLink { code, label, lang, href, current };
    vec![
        view("zh-cn", "简体", "zh-Hans-CN", "../zh-cn/a.html", true),
        view("zh-tw", "繁體", "zh-Hant-TW", "../zh-tw/a.html", false),
        view("parallel", "對照", "zh-Hant-TW", "../parallel/a.html", false),
    ]
}

/// Renders a page with everything a page can have.
fn full_page(theme: &Theme, lang: &str) -> String {
    let authors = ["甲".to_owned(), "<乙>".to_owned()];
    let own = ["own.css".to_owned()];
    let script = ["own.js".to_owned()];
    let book = Book {
        credits: Some("zh-cn/s/credits.html"),
        title: "書 & <名>",
        lang: "zh-Hans-CN",
        description: "一句話",
        authors: &authors,
        home: "zh-cn/index.html",
        licence: Some(Link { text: "CC BY-SA 4.0", href: "https://creativecommons.org/licenses/by-sa/4.0/", lang: None }),
        source: Some(Link { text: "維基", href: "https://example.org/", lang: None }),
        search: Some("zh-cn/s/search.html"),
        remote_images: true,
        additional_css: &own,
        additional_js: &script,
        no_section_label: false,
        default_theme: "dark",
        repository: Some(Link { text: "book.git", href: "https://example.org/book.git", lang: None }),
        picture: Some("https://example.org/assets/picture.png"),
        feed: Some("zh-cn/s/feed.xml"),
        opensearch: Some("zh-tw/s/opensearch.xml"),
        storage_key: "k",
    };
    let views = views();
    let alternates = [Alternate { hreflang: "zh-Hant-TW", href: "https://example.org/zh-tw/a.html" }];
    let frame = Frame {
        lang,
        view: "zh-cn",
        root: "../",
        title: "標題 \"<x>\"",
        description: "說明",
        views: &views,
        canonical: Some("https://example.org/zh-cn/a.html"),
        alternates: &alternates,
        markdown_href: Some("a.md"),
        json_ld: Some(Html("{\"@context\":\"https://schema.org\"}")),
        styles: &["assets/style-1.css".to_owned()],
    };
    let toc = [TocEntry {
        id: "節",
        level: 2,
        number: "1",
        html: Html("節<i>一</i>"),
        children: vec![TocEntry { id: "b", level: 3, number: "1.1", html: Html("b"), children: vec![] }],
    }];
    let link = |text| Link { text, href: "x.html", lang: None };
    let links = [link("連結")];
    let languages = [Link { text: "English", href: "https://en.example.org/", lang: Some("en") }];
    let tree = PageTree::new(
        [("頁一", None, 0), ("頁二", Some("2.html"), 1), ("頁三", Some("3.html"), 0)].map(|(title, href, depth)| Entry {
            title: title.to_owned(),
            href: href.map(str::to_owned),
            depth,
        }),
        str::to_owned,
    );
    let indicators = [Html("<b>✓</b>")];
    let page = Page {
        attribution: Some(Attribution {
            source: Some(link("某維基")), authors: "甲、<乙>", more_authors: 2, ..Attribution::default()
        }),
        heading: Some(Html("<i>標題</i>")),
        body: Html(BODY),
        body_lang: Some("zh"),
        toc: &toc,
        pages: tree.around(Some(1), "../".to_owned(), "all.html"),
        breadcrumbs: &links,
        prev: Some(link("前")),
        next: Some(link("後")),
        categories: &links,
        references: &[Link { text: "BibTeX", href: "../assets/cite/x.bib", lang: None }],
        citation: Some(context::PageCitation { text: "某人. 标题 <1>.", bibtex: "@online{x,}" }),
        languages: &languages,
        indicators: &indicators,
        links_here: Some("s/links-1.html#x-page-1"),
        edit_href: Some("https://example.org/edit"),
        history_href: Some("https://example.org/log"),
        source: Some(link("原頁")),
        modified: Some(Date { iso: "2026-11-22", text: "2026年11月22日" }),
        minutes: 3,
        rules: Some(Rules {
            used: vec![Rule {
                group: Some("IT"),
                texts: vec![RuleText { name: "大陆", lang: "zh-Hans-CN", from: Some("源".to_owned()), text: "译".to_owned() }],
            }],
            unused: vec![Rule { group: None, texts: vec![RuleText { name: "", lang: "", from: None, text: "种".to_owned() }] }],
            more: 7,
            groups: vec![RuleGroup { name: "IT", count: 30, used: 1 }],
            ..Rules::default()
        }),
        noindex: true,
    };
    let book = theme.prepare(&book).expect("a book");
    text(theme.page(&book, &frame, &page))
}

/// Every kind of page, given almost nothing.
fn least(theme: &Theme) -> Vec<(&'static str, String)> {
    let book = theme.prepare(&Book { title: "b", home: "zh-cn/index.html", ..Book::default() }).expect("a book");
    let frame = Frame { lang: "en", root: "../", title: "t", ..Frame::default() };
    vec![
        ("page", text(theme.page(&book, &frame, &Page::default()))),
        ("parallel", text(theme.parallel(&book, &frame, &Parallel::default()))),
        ("start", text(theme.start(&book, &frame, &Start::default()))),
        ("redirect", text(theme.redirect(&book, &frame, &Redirect { title: "t", href: "t.html" }))),
        ("not_found", text(theme.not_found(&book, &frame))),
        ("all_pages", text(theme.all_pages(&book, &frame, &AllPages::default()))),
        ("credits", text(theme.credits(&book, &frame, &Credits::default()))),
        ("search", text(theme.search(&book, &frame, &SearchPage::default()))),
        ("category", theme.category("en", &Category::default()).expect("category")),
    ]
}

#[test]
fn every_template_renders_with_little_and_with_much() {
    let theme = theme();
    for (name, html) in least(&theme) {
        assert!(!html.contains("None") && !html.contains("{{"), "{name}: {html}");
    }
    let html = full_page(&theme, "zh-Hans-CN");
    assert!(html.contains(BODY), "the body passes as it is");
    assert!(html.contains("<title>標題 &quot;&lt;x&gt;&quot; — 書 &amp; &lt;名&gt;</title>"));
    assert!(html.contains("<html lang=\"zh-Hans-CN\""));
    assert!(html.contains("1.1"));
    assert!(html.contains("<span class=\"folder\">頁一</span>"));
    for word in [
        "目录",
        "上一页",
        "编辑本页",
        "2026年11月22日",
        "CC BY-SA 4.0",
        "book.git",
        "data-x-scheme=\"dark\"",
        "hreflang=\"zh-Hant-TW\"",
        "阅读约需 3 分钟",
        "og:image",
        "atom+xml",
    ] {
        assert!(html.contains(word), "{word}");
    }
}

#[test]
fn lists_and_columns_render() {
    let theme = theme();
    let book = theme.prepare(&Book::default()).expect("a book");
    let frame = Frame { lang: "zh-Hant-TW", title: "全部", ..Frame::default() };
    let links = [Link { text: "一", href: "1.html", lang: None }, Link { text: "二", href: "2.html", lang: None }];
    let groups = [Group { label: "Y", id: "y", pages: &links[..1] }, Group { label: "E", id: "e", pages: &links[1..] }];
    let all =
        text(theme.all_pages(&book, &frame, &AllPages { groups: &groups, count: 2, parts: &links, references: &links, lists: &links }));
    assert!(all.contains("<a href=\"#y\">Y</a>") && all.contains("href=\"2.html\"") && all.contains("頁數： 2"));
    let list = Category { subcategories: &links, groups: &groups, count: 2, heading: None, parts: &[] };
    let category = theme.category("zh-Hant-TW", &list).expect("category");
    assert!(category.contains("子分類") && category.contains("id=\"e\""));

    let columns = [
        Column { view: "zh-cn", label: "简体", lang: "zh-Hans-CN", heading: Html("标题"), href: "../zh-cn/a.html" },
        Column { view: "zh-tw", label: "繁體", lang: "zh-Hant-TW", heading: Html("標題"), href: "../zh-tw/a.html" },
    ];
    let row = |cells: &[&'static str], differs| Row { cells: cells.iter().map(|c| Html(c)).collect(), differs, wide: false };
    let rows = [row(&["<p>简</p>", "<p>繁</p>"], false), row(&["<hr>"], false), row(&["<p>a</p>", "<p>b</p>"], true)];
    let said = |name, lang, text: &str| RuleText { name, lang, from: None, text: text.to_owned() };
    let words = [
        Word { from: "x", shown: ["a", "<b>"], by: "table", ..Word::default() },
        Word {
            from: "a",
            shown: ["a", "b"],
            by: "group",
            group: Some("IT"),
            texts: vec![said("大陆", "zh-Hans-CN", "甲"), said("臺灣", "zh-Hant-TW", "乙")],
        },
    ];
    let page = Parallel { columns: &columns, rows: &rows, differences: 3, words: &words, ..Parallel::default() };
    let html = text(theme.parallel(&book, &frame, &page));
    assert!(html.contains("<div class=\"pair\"><div lang=\"zh-Hans-CN\"><p>简</p></div><div lang=\"zh-Hant-TW\"><p>繁</p></div></div>"));
    assert!(html.contains("<div class=\"across\"><hr></div>"));
    // Rows with differing words are told apart, and each word has its reason once.
    assert!(html.contains("<div class=\"pair\" data-x-differs><div lang=\"zh-Hans-CN\"><p>a</p>"));
    assert!(
        html.contains("<li id=\"x-w0\"><p class=\"word\"><span lang=\"zh-Hans-CN\">a</span><span lang=\"zh-Hant-TW\">&lt;b&gt;</span>")
    );
    assert!(html.contains(" IT</p>") && html.contains("<span class=\"variant\" lang=\"zh-Hant-TW\">臺灣</span>"));
    assert_eq!(html.matches("<h1>").count(), 1);
}

#[test]
fn nothing_runs_inline_and_nothing_is_absolute() {
    let theme = theme();
    let mut pages = least(&theme);
    pages.push(("full", full_page(&theme, "zh-Hant-TW")));
    for (name, html) in pages {
        if name != "category" {
            assert!(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self';"), "{name}");
            assert!(html.contains("<html lang=\""), "{name}");
        }
        for script in html.split("<script").skip(1) {
            let (tag, rest) = script.split_once('>').expect("a closed tag");
            // What is data and no script says so, and holds no `<` that could end it.
            if tag == " type=\"application/ld+json\"" {
                assert!(rest.starts_with("{\"@context\"") && !rest.split("</script>").next().unwrap_or_default().contains('<'), "{name}");
                continue;
            }
            assert!(tag.contains(" src=\"") && rest.starts_with("</script>"), "{name}: inline script");
            assert!(!tag.contains("module"), "{name}: modules do not load from a folder");
        }
        for attribute in [" onclick", " onload", " onerror", "javascript:", "<style", " style=\"", "href=\"/", "src=\"/", "//cdn"] {
            assert!(!html.contains(attribute), "{name}: {attribute}");
        }
    }
    let scripts = theme.assets().filter(|(path, _)| path.ends_with(".js"));
    for (path, bytes) in scripts {
        let script = String::from_utf8_lossy(bytes);
        for word in ["fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("] {
            // The page for what is not there is shown by a server only, and asks that server alone.
            let asks_its_server = word == "fetch(" && path == "assets/lost.js";
            assert!(asks_its_server || !script.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn words_are_complete_in_every_language() {
    let files = assets::embedded();
    let table = |language: &str| -> BTreeMap<String, String> {
        toml::from_str(&files[&format!("templates/strings/{language}.toml")]).expect("a table")
    };
    let base = table("en");
    for language in theme().strings.languages() {
        let own = table(language);
        assert!(own.keys().eq(base.keys()), "{language}: keys differ from English");
        assert!(own.values().all(|word| !word.trim().is_empty()), "{language}: an empty word");
    }
    // A word that no template and no stage asks for is not a word of the theme.
    let used: String = files.iter().filter(|(name, _)| name.ends_with(".html")).map(|(_, text)| text.as_str()).collect();
    for key in base.keys().filter(|key| {
        ![
            "notes",
            "note",
            "back",
            "missing",
            "heading_link",
            "table",
            "edit_section",
            "missing_file",
            "file_uses",
            "no_links_here",
            "redirect_circle",
            "list_pinyin",
            "list_zhuyin",
            "list_strokes",
            "list_letters",
        ]
        .contains(&key.as_str())
            && !key.starts_with("find_")
    }) {
        assert!([' ', '}'].iter().any(|end| used.contains(&format!("s.{key}{end}"))), "no template says {key}");
    }
}

#[test]
fn words_follow_the_language() {
    let theme = theme();
    for (lang, word) in
        [("zh-Hans-SG", "搜索"), ("zh-Hant-TW", "搜尋"), ("zh-Hant-MO", "搜尋"), ("zh", "搜索"), ("en-GB", "Search"), ("fr", "Search")]
    {
        assert_eq!(theme.word(lang, "search"), Some(word), "{lang}");
    }
    assert_eq!(theme.word("zh-Hant-HK", "all_pages"), Some("所有頁面"));
    assert_eq!(theme.word("en", "no such word"), None);
}

#[test]
fn a_book_replaces_what_it_likes() {
    let own = [
        ("templates/partials/footer.html".to_owned(), "<footer>my own</footer>".to_owned()),
        ("templates/strings/fr.toml".to_owned(), "search = \"Chercher\"".to_owned()),
        ("templates/strings/zh-Hant.toml".to_owned(), "search = \"找\"".to_owned()),
        ("static/seal.svg".to_owned(), "<svg/>".to_owned()),
        ("static/extra.txt".to_owned(), "extra".to_owned()),
    ];
    let theme = Theme::new(own).expect("a theme");
    assert!(least(&theme)[0].1.contains("my own"));
    assert_eq!(theme.word("fr-CA", "search"), Some("Chercher"));
    assert_eq!(theme.word("fr-CA", "prev"), Some("Before"));
    // One line changes one word.
    assert_eq!(theme.word("zh-Hant-TW", "search"), Some("找"));
    assert_eq!(theme.word("zh-Hant-TW", "prev"), Some("上一頁"));
    let assets: BTreeMap<_, _> = theme.assets().collect();
    assert_eq!(assets["assets/seal.svg"], b"<svg/>");
    assert_eq!(assets["assets/extra.txt"], b"extra");
    let bad = [("templates/page.html".to_owned(), "{% if %}".to_owned())];
    assert!(matches!(Theme::new(bad), Err(ThemeError::Template(_))));
}

#[test]
fn styles_and_scripts_keep_to_their_budget() {
    // What a page waits for, packed as servers pack it.
    const BUDGET: usize = 25 * 1000;
    let theme = theme();
    let packed = |wanted: &dyn Fn(&str) -> bool| -> usize {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for (_, bytes) in theme.assets().filter(|(path, _)| (path.ends_with(".css") || path.ends_with(".js")) && wanted(path)) {
            encoder.write_all(bytes).expect("memory takes all");
        }
        encoder.finish().expect("memory takes all").len()
    };
    // The parallel view alone loads its script, a book in one page its own, and a search the one that looks for words.
    let later = [ASSETS.parallel, ASSETS.single, "assets/find.js"];
    let first = packed(&|path| !later.contains(&path));
    assert!(first <= BUDGET, "{first} bytes");
    for path in later {
        let size = packed(&|p| p == path);
        assert!((1..=BUDGET / 3).contains(&size), "{path}: {size} bytes");
    }
    for path in [ASSETS.css, ASSETS.init, ASSETS.js, ASSETS.parallel, ASSETS.start, ASSETS.seal] {
        assert!(theme.assets().any(|(p, _)| p == path), "{path} is missing");
    }
    let init = theme.assets().find(|(path, _)| *path == ASSETS.init).map_or(0, |(_, b)| b.len());
    assert!(init < 1500, "the script that is waited for stays tiny: {init} bytes");
}
