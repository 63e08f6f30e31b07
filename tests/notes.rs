//! Footnotes as readers and authors meet them: what is wrong with one stands in the page, in the reader's script, and is
//! reported with its place; Markdown pages have the same notes as wikitext.

use taben::diag::Diagnostic;
use taben::lang::Variant;
use taben::pipeline::{self, ConvertRequest, Format};
use taben::report::SourceFile;
use taben::site::Site;
use taben::source::PageKind;
use taben::title::{Namespace, Title};

/// A page of its own as HTML, and what was found.
fn page(site: &Site, kind: PageKind, variant: Option<Variant>, text: &str) -> (String, Vec<Diagnostic>) {
    let title = Title::parse("Page", Namespace::MAIN, site).unwrap();
    let converted = pipeline::convert(&ConvertRequest {
        file: SourceFile::new("page", text),
        kind,
        title,
        site: site.clone(),
        to: Format::Html,
        variant,
        pages: None,
        builtin_templates: true,
    });
    (converted.text, converted.diagnostics.into_iter().flat_map(|(_, found)| found).collect())
}

/// A site whose notes have parts.
fn with_details(language: &str) -> Site {
    Site { note_details: true, ..Site::new(language) }
}

/// The text of a page without its tags.
fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = rest[start..].split_once('>').map_or("", |(_, rest)| rest);
    }
    (out + rest).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Wikitext that is wrong, the code of what is reported, what it marks, and what the page says in Simplified and Traditional
/// Chinese and in English.
const WRONG: &[(&str, &str, &str, [&str; 3])] = &[
    (
        "一<ref name=\"1\">x</ref>",
        "note-numeric-name",
        "<ref name=\"1\">x</ref>",
        ["name不能是单纯整数", "name不能是單純整數", "name cannot be a simple integer"],
    ),
    ("一<ref name=\"1\" />", "note-numeric-name", "<ref name=\"1\" />", ["单纯整数", "單純整數", "simple integer"]),
    ("一<ref follow=\"1\">x</ref>", "note-numeric-name", "<ref follow=\"1\">x</ref>", ["单纯整数", "單純整數", "simple integer"]),
    ("一<ref />", "note-no-name", "<ref />", ["格式错误或有错误的name", "格式錯誤或有錯誤的name", "malformed or has a bad name"]),
    ("一<ref> </ref>", "note-no-content", "<ref> </ref>", ["没有name的ref必须有内容", "沒有name的ref必須有內容", "must have content"]),
    (
        "一<ref gruop=\"a\">x</ref>",
        "note-unknown-attribute",
        "<ref gruop=\"a\">x</ref>",
        ["“gruop”无效；您指的是“group”吗", "「gruop」無效；您指的是「group」嗎", "Did you mean \"group\"?"],
    ),
    (
        "一<ref something=\"a\">x</ref>",
        "note-unknown-attribute",
        "<ref something=\"a\">x</ref>",
        ["支持的参数有", "支持的參數有", "Supported parameters are"],
    ),
    (
        "一<ref name=\"a\">x</ref><ref name=\"a\" something=\"b\" />",
        "note-unknown-attribute",
        "<ref name=\"a\" something=\"b\" />",
        ["“something”无效", "「something」無效", "Invalid parameter \"something\""],
    ),
    (
        "一<ref name=\"a\">x</ref><ref name=\"b\" follow=\"a\">y</ref>",
        "note-follow-conflict",
        "<ref name=\"b\" follow=\"a\">y</ref>",
        ["标签不能另外命名", "標籤不能另外命名", "cannot be named individually"],
    ),
    (
        "一<references><ref name=\"b\" follow=\"a\">y</ref></references>",
        "note-follow-conflict",
        "<ref name=\"b\" follow=\"a\">y</ref>",
        ["标签不能另外命名", "標籤不能另外命名", "cannot be named individually"],
    ),
    ("一<ref dir=\"up\">x</ref>", "note-dir", "<ref dir=\"up\">x</ref>", ["必须为“ltr”", "必須為「ltr」", "must be \"ltr\""]),
    (
        "一<ref name=\"a\" dir=\"ltr\">x</ref><ref name=\"a\" dir=\"rtl\" />",
        "note-dir",
        "<ref name=\"a\" dir=\"rtl\" />",
        ["与其他的冲突", "與其他的衝突", "conflicting dir"],
    ),
    (
        "一<ref>x<ref>y</ref>",
        "note-unclosed",
        "<ref>x<ref>y</ref>",
        ["缺少关闭标签</ref>", "缺少關閉標籤</ref>", "Closing tag missing for <ref>"],
    ),
    (
        "一<ref name=\"a\">x</ref>{{#tag:references|<references />}}",
        "note-list-unclosed",
        "{{#tag:references|<references />}}",
        ["<references>标签缺少关闭标签", "<references>標籤缺少關閉標籤", "Closing tag missing for <references>"],
    ),
    (
        "一<ref name=\"a\">x</ref>二<ref name=\"a\">y</ref>",
        "note-defined-twice",
        "<ref name=\"a\">y</ref>",
        ["“a”以不同内容定义了多次", "「a」以不同內容定義了多次", "defined multiple times with different content"],
    ),
    (
        "一<ref name=\"a\" />",
        "note-undefined",
        "<ref name=\"a\" />",
        ["未给name（名称）为a的ref", "未給name（名稱）為a的ref", "no text was provided"],
    ),
    (
        "一<ref>x</ref><references gruop=\"a\" />",
        "note-list-attribute",
        "<references gruop=\"a\" />",
        ["您指的是“group”吗", "您指的是「group」嗎", "Did you mean \"group\"?"],
    ),
    (
        "一<ref>x</ref><references columns=\"3\" />",
        "note-list-attribute",
        "<references columns=\"3\" />",
        ["“columns”无效", "「columns」無效", "Invalid parameter \"columns\""],
    ),
    (
        "一<ref name=\"a\" /><references><ref name=\"a\" group=\"g\">x</ref></references>",
        "note-group-mismatch",
        "<ref name=\"a\" group=\"g\">x</ref>",
        ["冲突的group属性“g”", "衝突的group屬性「g」", "conflicting group attribute \"g\""],
    ),
    (
        "一<references><ref name=\"a\">x</ref></references>",
        "note-unused",
        "<ref name=\"a\">x</ref>",
        ["“a”的参考文献没有在文中使用", "「a」的參考文獻沒有在文中使用", "is not used in prior text"],
    ),
    (
        "一<ref>z</ref><references><ref>x</ref></references>",
        "note-list-no-name",
        "<ref>x</ref>",
        ["缺少name属性", "缺少name屬性", "has no name attribute"],
    ),
    (
        "一<ref name=\"a\">z</ref><references><ref name=\"a\" /></references>",
        "note-list-no-content",
        "<ref name=\"a\" />",
        ["“a”的参考文献没有内容", "「a」的參考文獻沒有內容", "has no content"],
    ),
    (
        "一<ref group=\"註\">x</ref>",
        "note-group-without-list",
        "<ref group=\"註\">x</ref>",
        ["没有对应的<references", "沒有對應的<references", "no corresponding <references"],
    ),
    (
        "一<ref name=\"a\" details=\"p. 5\" />",
        "note-details-missing",
        "<ref name=\"a\" details=\"p. 5\" />",
        ["“a”没有定义", "「a」沒有定義", "which is not defined"],
    ),
    (
        "一<ref name=\"a\" /><references><ref name=\"a\" details=\"p. 5\">x</ref></references>",
        "note-details-in-list",
        "<ref name=\"a\" details=\"p. 5\">x</ref>",
        ["不能带有details", "不能帶有details", "cannot have details"],
    ),
    (
        "一<ref details=\"p. 5\">x</ref>",
        "note-details-no-name",
        "<ref details=\"p. 5\">x</ref>",
        ["必须有name", "必須有name", "must have a name"],
    ),
    ("一<ref details=\"p. 5\" />", "note-details-no-name", "<ref details=\"p. 5\" />", ["必须有name", "必須有name", "must have a name"]),
];

#[test]
fn every_mistake_is_shown_and_reported() {
    let mut wrong = String::new();
    for (text, code, marked, [simplified, traditional, english]) in WRONG {
        for (language, variant, want) in [
            ("zh", Some(Variant::ZhHans), simplified),
            ("zh", Some(Variant::ZhCn), simplified),
            ("zh", Some(Variant::ZhTw), traditional),
            ("en", None, english),
        ] {
            let (html, found) = page(&with_details(language), PageKind::Wikitext, variant, text);
            let shown = text_of(&html);
            if !shown.contains(want) {
                wrong.push_str(&format!("{text}\n  {variant:?}: wants {want}, shows {shown}\n"));
            }
            let prefix = match (language, *want == *traditional) {
                ("en", _) => "Cite error: ",
                (_, true) => "引用錯誤：",
                (_, false) => "引用错误：",
            };
            if simplified != traditional && !shown.contains(prefix) {
                wrong.push_str(&format!("{text}\n  {variant:?}: no {prefix} in {shown}\n"));
            }
            match found.iter().filter(|d| d.code == *code).collect::<Vec<_>>()[..] {
                [one] if one.span.map(|s| &text[s.range()]) == Some(marked) => {}
                ref other => wrong.push_str(&format!("{text}\n  {code}: {other:?}\n")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn traditional_chinese_of_hong_kong_has_its_words() {
    for (variant, want) in
        [(Variant::ZhHant, "引用錯誤："), (Variant::ZhHk, "引用錯誤："), (Variant::ZhMo, "引用錯誤："), (Variant::ZhSg, "引用错误：")]
    {
        let (html, _) = page(&Site::new("zh"), PageKind::Wikitext, Some(variant), "一<ref name=\"a\" />");
        assert!(text_of(&html).contains(want), "{variant:?}: {html}");
    }
}

/// The markers of a page, in order, and the items of its lists.
fn markers(html: &str) -> Vec<String> {
    html.split("<sup id=\"cite_ref").skip(1).map(|sup| text_of(&format!("<{}", sup.split("</sup>").next().unwrap()))).collect()
}

fn items(html: &str) -> Vec<String> {
    html.split("<li id=\"cite_note").skip(1).map(|li| text_of(&format!("<{li}")).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn parts_of_notes_are_numbered_within_them() {
    let text = "一<ref name=\"b\" details=\"第5页\">某书</ref>二<ref name=\"b\" details=\"''第9页''\" />三<ref name=\"b\" details=\"第5页\" />四<ref>另</ref>\n<references />";
    let (html, found) = page(&with_details("zh"), PageKind::Wikitext, None, text);
    assert_eq!(markers(&html), ["[1.1]", "[1.2]", "[1.1]", "[2]"]);
    assert!(html.contains("<ol class=\"mw-subreference-list\">") && html.contains("<i>第9页</i>"), "{html}");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(items(&html), ["某书", "^ 1.1.0 1.1.1 第5页", "^ 第9页", "^ 另"]);
    // Each marker leads to a note of the page, and each back-link to a marker.
    for href in html.split("href=\"#").skip(1).map(|h| h.split('"').next().unwrap()) {
        assert_eq!(html.matches(&format!("id=\"{href}\"")).count(), 1, "{href} in {html}");
    }
    // Without the option the attribute is one that does not exist.
    let (_, found) = page(&Site::new("zh"), PageKind::Wikitext, None, text);
    assert!(found.iter().any(|d| d.code == "note-unknown-attribute"), "{found:?}");
}

#[test]
fn what_continues_nothing_stands_first() {
    let (html, _) = page(&Site::new("zh"), PageKind::Wikitext, None, "一<ref>甲</ref>二<ref follow=\"x\">续</ref>");
    let list = html.split("<ol").nth(1).unwrap();
    assert!(list.find("<p>续").unwrap() < list.find("甲").unwrap(), "{html}");
    assert_eq!(markers(&html), ["[1]"]);
}

#[test]
fn unused_notes_may_use_others() {
    let text = "一<ref name=\"a\">甲</ref>\n<references>{{#tag:ref|乙{{#tag:ref|丙}}|name=b}}</references>";
    let (html, _) = page(&Site::new("zh"), PageKind::Wikitext, None, text);
    for href in html.split("href=\"#").skip(1).map(|h| h.split('"').next().unwrap()) {
        assert_eq!(html.matches(&format!("id=\"{href}\"")).count(), 1, "{href} in {html}");
    }
}

#[test]
fn markdown_pages_have_the_same_notes() {
    let site = Site::new("zh");
    let text = "一[^a]二[^註/1]三[^a]四[^b]\n\n[^a]: 甲[^inner]\n\n[^註/1]: 组\n\n[^b]: 首段\n\n    - 项一\n    - 项二\n\n    ```\n    码\n    ```\n\n[^inner]: 内\n";
    let (html, found) = page(&site, PageKind::Markdown, None, text);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(markers(&html), ["[1]", "[註 1]", "[1]", "[2]", "[3]"]);
    assert!(html.contains("<li>项一") && html.contains("<pre>码"), "{html}");
    assert_eq!(items(&html)[0], "^ 1.0 1.1 甲[3]");
    for href in html.split("href=\"#").skip(1).map(|h| h.split('"').next().unwrap()) {
        assert_eq!(html.matches(&format!("id=\"{href}\"")).count(), 1, "{href} in {html}");
    }
}

#[test]
fn mistakes_in_notes_of_markdown_have_places() {
    let site = Site::new("zh");
    let text = "+++\ntitle = \"x\"\n+++\n\n一[^a]二[^gone]三[^a]\n\n[^a]: 甲\n\n[^a]: 乙\n\n[^idle]: 没人用\n";
    let (html, found) = page(&site, PageKind::Markdown, None, text);
    let places: Vec<(&str, &str)> = found.iter().map(|d| (d.code, d.span.map_or("", |s| text[s.range()].trim()))).collect();
    for want in [("note-undefined", "[^gone]"), ("note-defined-twice", "[^a]: 乙"), ("note-unused", "[^idle]: 没人用")] {
        assert!(places.contains(&want), "{want:?} in {places:?}\n{html}");
    }
    for shown in ["未给name（名称）为gone", "以不同内容定义了多次", "没有在文中使用"] {
        assert!(text_of(&html).contains(shown), "{shown} in {html}");
    }
}

#[test]
fn ten_thousand_notes_are_no_work() {
    // Work is counted in bytes asked of the allocator: it may grow with the notes, not with their square.
    let kinds: [&dyn Fn(usize) -> String; 6] = [
        &|n| (0..n).map(|i| format!("文<ref>注{i}</ref>")).collect::<String>() + "\n<references />",
        &|n| (0..n).map(|i| format!("文<ref name=\"a{i}\">x</ref><ref name=\"a{i}\">y</ref>")).collect(),
        &|n| (0..n).map(|i| format!("文<ref group=\"a{i}\">x</ref>")).collect(),
        &|n| "文-{zh-cn:甲<ref>x</ref>;zh-tw:乙<ref>y</ref>}-".repeat(n),
        &|n| "<ref name=a>x</ref>".repeat(n),
        &|n| (0..n).map(|i| format!("<ref name=b details=\"{i}\" />")).collect(),
    ];
    for (k, kind) in kinds.iter().enumerate() {
        let work = |n: usize| {
            let text = kind(n);
            allocation_counter::measure(|| {
                page(&with_details("zh"), PageKind::Wikitext, None, &text);
            })
            .bytes_total
        };
        let (few, many) = (work(500), work(5_000));
        assert!(many < few * 16, "kind {k}: {few} bytes for 500 notes, {many} for 5000");
    }
}
