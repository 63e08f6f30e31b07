//! What `book.toml` may say and what it is told when it may not.

use super::*;
use crate::title::{Namespace, Title};

fn error(text: &str) -> (String, Option<String>, String) {
    let found = Config::parse(text).expect_err("must be refused").diagnostics;
    let first = &found[0];
    let at = first.span.map(|s| text[s.range()].to_owned()).unwrap_or_default();
    (first.message.clone(), first.hint.clone(), at)
}

#[test]
fn an_empty_file_is_a_chinese_book() {
    let config = Config::parse("").unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(config.book.src, PathBuf::from("content"));
    assert_eq!(config.variants.views, [Variant::ZhCn, Variant::ZhTw]);
    assert_eq!(config.variants.default, Some(Variant::ZhCn));
    assert_eq!(config.variants.parallel, Some((Variant::ZhCn, Variant::ZhTw)));
    assert_eq!(config.variants.label(Variant::ZhCn), "简体");
    assert!(config.output.markdown.enabled && !config.output.zip.enabled);
}

#[test]
fn a_book_in_another_language_has_no_views() {
    let config = Config::parse("[book]\nlanguage = \"en\"").unwrap();
    assert!(config.variants.views.is_empty());
    assert_eq!(config.variants.parallel, None);
    assert_eq!(config.variants.default, None);
}

#[test]
fn everything_may_be_said() {
    let config = Config::parse(
        r#"
        [book]
        title = "拓本"
        authors = ["甲", "乙"]
        description = "說明"
        src = "pages"
        language = "zh"
        date = 2024-05-01

        [build]
        build-dir = "out"
        jobs = 3

        [output.html]
        site-url = "https://example.org/book"
        edit-url-template = "https://example.org/edit/{path}"
        git-repository-url = "https://example.org/repo"
        cname = "docs.example.org"
        additional-css = ["a.css"]
        additional-js = ["js/a.js"]
        no-section-label = true
        default-theme = "dark"

        [output.markdown]
        enabled = false
        [output.zip]
        enabled = true
        [output.single]
        [output.epub]
        [output.zim]

        [variants]
        views = ["zh-tw", "zh-Hant-HK", "zh-hans"]
        labels = { zh-tw = "臺灣正體" }
        default = "zh-hk"
        engine = "opencc"
        rules = ["zh-cn:软件;zh-tw:軟體"]
        groups = ["IT"]
        glossary = "words"
        parallel = ["zh-tw", "zh-hans"]
        configs = { zh-tw = "s2twp.json" }

        [wiki]
        name = "維基"
        base-url = "https://zh.wikipedia.org/wiki/"
        namespaces = { 100 = "Portal", "主题" = "Portal", WP = "Project" }
        interwiki = { Doc = "https://docs.example.org" }
        "#,
    )
    .unwrap();
    assert_eq!(config.book.date, Some(1_714_521_600));
    assert_eq!(config.output.html.site_url.as_deref(), Some("https://example.org/book/"));
    assert_eq!(config.variants.views, [Variant::ZhTw, Variant::ZhHk, Variant::ZhHans]);
    assert_eq!(config.variants.label(Variant::ZhTw), "臺灣正體");
    assert_eq!(config.variants.label(Variant::ZhHk), "香港");
    assert_eq!(config.variants.engine, Engine::OpenCc);

    let site = config.site();
    assert_eq!(site.name, "維基");
    assert_eq!(site.server, "https://zh.wikipedia.org");
    assert_eq!(site.article_path, "/wiki/$1");
    assert_eq!(site.base_url.as_deref(), Some("https://zh.wikipedia.org/wiki/$1"));
    assert_eq!(site.now, 1_714_521_600);
    assert_eq!(site.interwiki.url("doc"), Some("https://docs.example.org/$1"));
    assert_eq!(Title::parse("主題:x", Namespace::MAIN, &site).map(|t| t.namespace()), Some(Namespace::MAIN));
    assert_eq!(Title::parse("主题:x", Namespace::MAIN, &site).map(|t| t.full()).as_deref(), Some("Portal:X"));
    assert_eq!(Title::parse("WP:x", Namespace::MAIN, &site).map(|t| t.full()).as_deref(), Some("Wikipedia:X"));
}

#[test]
fn unknown_names_have_a_nearest_one_and_a_place() {
    let cases = [
        ("[book]\ntitel = \"x\"", "unknown key `titel`", "did you mean `title`?", "titel"),
        ("[build]\nbuild_dir = \"x\"", "unknown key `build_dir`", "did you mean `build-dir`?", "build_dir"),
        ("[boook]\n", "unknown key `boook`", "did you mean `book`?", "boook"),
        ("[output.html]\nsite-uri = \"/\"", "unknown key `site-uri`", "did you mean `site-url`?", "site-uri"),
        ("[output.pdf]\n", "unknown key `pdf`", "known here: html, markdown, citations, zip, single, epub, zim", "pdf"),
        ("[variants]\nviews = [\"zh-ch\"]", "unknown value `zh-ch`", "did you mean `zh-cn`?", "\"zh-ch\""),
        (
            "[variants]\nviews = [\"zh-cn\", \"en\"]",
            "unknown value `en`",
            "known here: zh, zh-hans, zh-hant, zh-cn, zh-hk, zh-mo, zh-my, zh-sg, zh-tw",
            "\"en\"",
        ),
        (
            "[wiki.namespaces]\n主题 = \"Portal\"",
            "invalid unquoted key, expected letters, numbers, `-`, `_`",
            "put the key in double quotes",
            "主题",
        ),
        ("[variants]\nengine = \"openc\"", "unknown value `openc`", "did you mean `opencc`?", "\"openc\""),
    ];
    for (text, message, hint, at) in cases {
        assert_eq!(error(text), (message.to_owned(), Some(hint.to_owned()), at.to_owned()), "{text}");
    }
}

#[test]
fn bad_values_are_refused_where_they_stand() {
    let cases = [
        ("[book]\ndate = \"yesterday\"", "\"yesterday\""),
        ("[book]\ndate = 2024-05-01T12:00:00", "2024-05-01T12:00:00"),
        ("[book]\nlanguage = \"\"", "\"\""),
        ("[build]\njobs = 0", "0"),
        ("[output.html]\nsite-url = \"example.org\"", "\"example.org\""),
        ("[output.html]\nsite-url = \"//example.org\"", "\"//example.org\""),
        ("[output.html]\ncname = \"a/b\"", "\"a/b\""),
        ("[output.html]\nadditional-css = [\"../x.css\"]", "[\"../x.css\"]"),
        ("[output.html]\nedit-url-template = \"https://example.org\"", "\"https://example.org\""),
        ("[output.html]\ngit-repository-url = \"javascript:alert(1)\"", "\"javascript:alert(1)\""),
        ("[book]\nsrc = \"/etc\"", "\"/etc\""),
        ("[book]\nsrc = \"content/../..\"", "\"content/../..\""),
        ("[variants]\nglossary = \"/etc\"", "\"/etc\""),
        ("[wiki]\nbase-url = \"javascript:$1\"", "\"javascript:$1\""),
        ("[wiki]\narticle-path = \"wiki\"", "\"wiki\""),
        ("[variants]\nviews = [\"zh-cn\", \"zh-cn\"]", "\"zh-cn\""),
        ("[variants]\ndefault = \"zh-hk\"", "\"zh-hk\""),
        ("[variants]\nparallel = [\"zh-cn\"]", "[\"zh-cn\"]"),
        ("[variants]\nparallel = true", "true"),
        ("title = ", ""),
    ];
    for (text, at) in cases {
        let found = Config::parse(text).expect_err(text).diagnostics;
        let span = found[0].span.unwrap_or_else(|| panic!("{text}: {} has no place", found[0].message));
        if !at.is_empty() {
            assert_eq!(&text[span.range()], at, "{text}: {}", found[0].message);
        }
    }
}

#[test]
fn the_parallel_view_can_be_switched_off() {
    assert_eq!(Config::parse("[variants]\nparallel = false").unwrap().variants.parallel, None);
}

#[test]
fn source_and_site_may_not_lie_in_each_other() {
    for text in [
        "[build]\nbuild-dir = \".\"",
        "[build]\nbuild-dir = \"content/site\"",
        "[build]\nbuild-dir = \"./content\"",
        "[build]\nbuild-dir = \"..\"",
        "[book]\nsrc = \".\"",
    ] {
        assert!(Config::parse(text).is_err(), "{text}");
    }
}

#[test]
fn every_setting_is_documented() {
    let manual = include_str!("../../docs/book-toml.md");
    for section in ["book", "build", "output.html", "output.html.search", "output.markdown", "output.zip", "variants", "wiki"] {
        let (_, hint, _) = error(&format!("[{section}]\nqqqqqqqq = 1"));
        let hint = hint.unwrap();
        let keys = hint.strip_prefix("known here: ").unwrap_or_else(|| panic!("{section}: {hint}"));
        for key in keys.split(", ") {
            let table = format!("[{section}.{key}]");
            assert!(manual.contains(&format!("`{key}`")) || manual.contains(&table), "[{section}] {key} is not in docs/book-toml.md");
        }
    }
}

#[test]
fn an_alias_must_name_a_namespace() {
    assert!(Config::parse("[wiki]\nnamespaces = { X = \"Nowhere\" }").is_err());
    assert!(Config::parse("[wiki]\nnamespaces = { 0 = \"Main\" }").is_err());
}
