//! Tags, files and links between pages in a whole site: what a reader gets of them.

#![expect(clippy::disallowed_methods, reason = "the test writes a book")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use taben::config::Config;
use taben::emit::Memory;
use taben::pipeline::{self, Purpose};
use taben::source::SourceDir;

/// Builds a book of these files; gives the site's files, and the codes of what was found.
fn build(files: &[(&str, &[u8])]) -> (BTreeMap<String, String>, Vec<&'static str>) {
    let dir = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = dir.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let config = Config::default();
    let source = SourceDir::open(dir.path(), Path::new("content"), &config.site()).unwrap();
    let sink = Memory::new();
    let report = pipeline::build(&config, &source, &sink, Purpose::Publish, &|_, _| {}).unwrap();
    let codes = report.diagnostics.iter().flat_map(|(_, found)| found.iter().map(|d| d.code)).collect();
    let site = sink
        .into_files()
        .into_iter()
        .map(|(path, bytes)| (path.as_str().to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    (site, codes)
}

/// A page's content in the first view of a book of one page.
fn page(text: &str) -> (String, Vec<&'static str>) {
    let (site, codes) = build(&[("甲.wiki", text.as_bytes())]);
    (site["zh-cn/甲.html"].clone(), codes)
}

const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'><script>alert(1)</script></svg>";

#[test]
fn code_is_coloured_and_numbered() {
    let (html, codes) =
        page("<syntaxhighlight lang=\"python\" line start=\"3\" highlight=\"2\">\ndef f():\n    return 1\n</syntaxhighlight>");
    assert!(codes.is_empty(), "{codes:?}");
    assert!(
        html.contains(
            "<pre class=\"numbered\"><code class=\"language-python\"><span class=\"line\" data-n=\"3\"><span class=\"hl-k\">def</span>"
        ),
        "{html}"
    );
    assert!(html.contains("<span class=\"line marked\" data-n=\"4\">"), "{html}");
    let (html, codes) = page("<syntaxhighlight lang=\"nonesuch\">a < b</syntaxhighlight>");
    assert_eq!(codes, ["unknown-language"]);
    assert!(html.contains("a &lt; b"));
}

#[test]
fn markdown_fences_are_coloured_too() {
    let (site, codes) = build(&[("甲.md", "```rust lines=1\nfn main() {}\n```\n".as_bytes())]);
    assert!(codes.is_empty(), "{codes:?}");
    assert!(site["zh-cn/甲.html"].contains("<span class=\"line\" data-n=\"1\"><span class=\"hl-k\">fn</span>"));
}

#[test]
fn formulas_are_mathml_and_bad_ones_tex() {
    let (html, codes) = page("<math>x^2</math> <ce>H2O</ce> <math>\\frac{a</math>");
    assert_eq!(codes, ["bad-formula"]);
    assert!(html.contains("<msup><mi>x</mi><mn>2</mn></msup>"), "{html}");
    assert!(html.contains("<annotation encoding=\"application/x-tex\">\\ce{H2O}</annotation>"), "{html}");
    assert!(html.contains("<code class=\"math\">\\frac{a</code>"), "{html}");
}

#[test]
fn tags_without_a_program_show_their_source() {
    let (html, codes) = page("<score>c4 <b></score>");
    assert_eq!(codes, ["unsupported-tag"]);
    assert!(html.contains("&lt;score&gt;") && html.contains("c4 &lt;b&gt;"), "{html}");
}

#[test]
fn pictures_have_sizes_before_they_load() {
    let text = "[[File:S.svg|thumb|100px]][[File:S.svg|x25px]][[File:S.svg]]";
    let (site, codes) = build(&[("甲.wiki", text.as_bytes()), ("File/S.svg", SVG)]);
    // The drawing has a script, which is not published.
    assert_eq!(codes, ["active-drawing"]);
    assert!(!site["assets/media/S.svg"].contains("script"), "{}", site["assets/media/S.svg"]);
    let html = &site["zh-cn/甲.html"];
    for size in ["width=\"100\" height=\"50\"", "height=\"25\" width=\"50\"", "width=\"200\" height=\"100\""] {
        assert!(html.contains(size), "{size}: {html}");
    }
    assert!(!html.contains("<script>alert"), "a drawing is never part of the page");
}

#[test]
fn missing_files_say_what_is_missing() {
    let (html, codes) = page("[[File:None.png|thumb|120x80px|說明]]");
    assert_eq!(codes, ["missing-file"]);
    assert!(!html.contains("<img src=\"file:") && !html.contains("None.png\" alt"), "{html}");
    for part in ["class=\"missing-file\"", "File:None.png", "120 × 80 px", "<figcaption>说明</figcaption>"] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn sound_and_film_can_be_played_and_fetched() {
    let text = "[[File:A.ogg]] [[File:B.webm|160px]] [[File:C.pdf|page=2]]";
    let (site, _) = build(&[("甲.wiki", text.as_bytes()), ("A.ogg", b"x"), ("B.webm", b"x"), ("C.pdf", b"x")]);
    let html = &site["zh-cn/甲.html"];
    assert!(html.contains("<audio controls") && html.contains(">A.ogg</a>"), "{html}");
    assert!(html.contains("<video controls") && html.contains("width=\"160\" height=\"90\"") && html.contains(">B.webm</a>"), "{html}");
    assert!(html.contains("C.pdf#page=2\">C.pdf</a>"), "{html}");
}

#[test]
fn areas_of_a_picture_follow_its_size() {
    let text = "<imagemap>\nFile:S.svg|100px\nrect 20 40 100 60 [[乙|字]]\n</imagemap>";
    let (site, codes) = build(&[("甲.wiki", text.as_bytes()), ("乙.wiki", b"x"), ("S.svg", SVG)]);
    assert_eq!(codes, ["active-drawing"]);
    let html = &site["zh-cn/甲.html"];
    assert!(html.contains("usemap=\"#ImageMap_1\""), "{html}");
    assert!(html.contains("<area shape=\"rect\" coords=\"10,20,50,30\" href=\"%E4%B9%99.html\" alt=\"字\" title=\"字\">"), "{html}");
}

#[test]
fn style_sheets_are_checked_and_scoped() {
    let css = b".a{color:red}.b{background:url(https://x)}";
    let text = "<templatestyles src=\"盒/styles.css\"/><templatestyles src=\"無.css\"/>";
    let (site, codes) = build(&[("甲.wiki", text.as_bytes()), ("Template/盒/styles.css", css)]);
    assert_eq!(codes, ["refused-style", "missing-styles"]);
    let sheet = site.keys().find(|path| path.contains("style-")).expect("a style sheet");
    assert_eq!(site[sheet], ".content .a{color:red;}\n.content .b{}\n");
    assert!(site["zh-cn/甲.html"].contains(&format!("<link rel=\"stylesheet\" href=\"../{sheet}\">")));
}

#[test]
fn indicators_stand_beside_the_heading() {
    let (html, _) = page("文<indicator name=\"a\">★</indicator>");
    let sign = html.find("★").expect("the sign");
    assert!(sign < html.find("<h1").expect("a heading"), "{html}");
    assert!(html.contains("<p>文</p>"), "{html}");
}

#[test]
fn pages_know_who_links_to_them() {
    let (site, _) = build(&[
        ("甲.wiki", "[[乙]]".as_bytes()),
        ("丙.wiki", "[[丁]][[File:S.svg]]".as_bytes()),
        ("丁.wiki", "#REDIRECT [[乙]]".as_bytes()),
        ("乙.wiki", "文".as_bytes()),
        ("乙%2F子.wiki", "文".as_bytes()),
        ("S.svg", SVG),
    ]);
    let page = &site["zh-cn/乙.html"];
    let at = page.find("s/links-1.html#").expect("a link to the list") + "s/links-1.html#".len();
    let anchor = page[at..].split('"').next().unwrap();
    let list = &site["zh-cn/s/links-1.html"];
    let section = list[list.find(&format!("id=\"{anchor}\"")).expect("the page's place")..].split("</section>").next().unwrap();
    assert!(section.contains(">甲</a>") && section.contains(">丙</a>"), "{section}");
    // A subpage leads up, and a file tells who uses it.
    assert!(site["zh-cn/乙/子.html"].contains("<li><a href=\"../%E4%B9%99.html\">乙</a></li>"), "{}", site["zh-cn/乙/子.html"]);
    let file = &site["zh-cn/File/S.svg.html"];
    assert!(file.contains("<img") && file.contains(">丙</a>"), "{file}");
}

#[test]
fn large_categories_have_headings() {
    let names: Vec<String> = (0..14).map(|n| format!("{}{n}.wiki", if n < 7 { "安" } else { "b" })).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), "[[Category:類]]".as_bytes())).collect();
    let (site, _) = build(&files);
    let list = &site["zh-cn/Category/類.html"];
    for letter in ["安", "B"] {
        assert!(list.contains(&format!("\">{letter}</h3>")), "{letter}: {list}");
    }
}

#[test]
fn sections_of_pages_are_taken_over() {
    let (site, _) = build(&[
        ("甲.wiki", "{{#lst:乙|a}}|{{#lsth:乙|節}}|{{#lstx:乙|a|無}}".as_bytes()),
        ("乙.wiki", "前<section begin=a/>'''中'''<section end=a/>後\n== 節 ==\n內\n== 尾 ==\n".as_bytes()),
    ]);
    let html = &site["zh-tw/甲.html"];
    assert!(html.contains("<p><b>中</b>|內"), "{html}");
    assert!(html.contains("前無後"), "{html}");
}
