//! Bundles: pages read and written again, addresses, what an EPUB may hold, files that are not ours.

use super::dom::Dom;
use super::*;

#[test]
fn html_is_written_as_it_was_read() {
    let html = "<!DOCTYPE html>\n<html lang=\"zh\"><head><title>a &amp; b</title><script>if (a < b && c) {}</script></head><body><pre>\n\nx</pre><p title=\"&quot;\">a<br>b&nbsp;c</p></body></html>";
    let once = Dom::parse(html).html(0);
    assert_eq!(once, html);
    assert_eq!(Dom::parse(&once).html(0), html);
}

#[test]
fn xhtml_is_well_formed_whatever_comes() {
    let dom = Dom::parse(
        "<p a\"b=1 x:y=2 ok=\"a<b\">1<br>2<b><i>3</b>4</i>\u{c}<svg viewBox='0 0 1 1'><path d='M0 0'/></svg><math><mi>x</mi></math>",
    );
    let xml = dom.xhtml(dom.find(0, |d, id| d.name(id) == "body").unwrap());
    assert!(xml.contains("ok=\"a&lt;b\"") && xml.contains("<br/>"), "{xml}");
    assert!(xml.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox") && xml.contains("<math xmlns="), "{xml}");
    assert!(!xml.contains('\u{c}') && !xml.contains("x:y"), "{xml}");
}

#[test]
fn pages_nest_no_deeper_than_in_browsers() {
    let started = std::time::Instant::now();
    // Without optimisation the parser takes a second for each: it asks for every tag which elements are open.
    for deep in ["<div>", "<b>", "<ul><li>"] {
        let mut dom = Dom::parse(&format!("{}x<i>y</i>", deep.repeat(3_000)));
        let depth = dom.all().into_iter().map(|id| std::iter::successors(Some(id), |id| dom.parent(*id)).count()).max();
        assert!(depth.is_some_and(|depth| depth < 600), "{deep}: {depth:?}");
        assert!(dom.html(0).contains(">y</i>") && dom.text(0) == "xy", "{deep}");
        xhtml::clean(&mut dom, 0);
        assert!(dom.xhtml(0).contains('x') && dom.text(0) == "xy", "{deep}");
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn an_epub_gets_only_what_it_may_hold() {
    let cleaned = |html: &str| {
        let mut dom = Dom::parse(&format!("<body><section>{html}</section>"));
        let top = dom.find(0, |d, id| d.name(id) == "section").unwrap();
        xhtml::clean(&mut dom, top);
        let out = dom.xhtml(top);
        out["<section>".len()..out.len() - "</section>".len()].to_owned()
    };
    assert_eq!(cleaned("<center>x</center>"), "<div style=\"text-align: center\">x</div>");
    assert_eq!(cleaned("<dl><dd>in</dd></dl>"), "<div class=\"definitions\"><div class=\"dd\">in</div></div>");
    assert_eq!(cleaned("<dl><dt>a</dt><dd>b</dd></dl>"), "<dl><dt>a</dt><dd>b</dd></dl>");
    assert_eq!(cleaned("<b><div>x</div></b>"), "<div class=\"x-b\"><div>x</div></div>");
    assert_eq!(cleaned("<ul>a<li>b</li></ul>"), "<ul><li>a</li><li>b</li></ul>");
    assert_eq!(cleaned("<p id=a>1<span id=a>2</span><script>x</script></p>"), "<p id=\"a\">1<span>2</span></p>");
    assert_eq!(cleaned("<p style=\"color:red;position:fixed;width:calc((1px)\" onclick=x>1</p>"), "<p style=\"color:red\">1</p>");
    // What stands in a string is no declaration.
    assert_eq!(cleaned("<p style=\"font-family:'a;background: url(//x/y);b';width: 1em\">1</p>"), "<p style=\"width: 1em\">1</p>");
    assert_eq!(cleaned("<p lang=zh-Hans>1</p>"), "<p lang=\"zh-Hans\" xml:lang=\"zh-Hans\">1</p>");
    assert_eq!(cleaned("<img src=a.png width=50%>"), "<img src=\"a.png\" alt=\"\"/>");
}

#[test]
fn addresses_are_made_fit_or_refused() {
    assert_eq!(
        xhtml::address("//example.org/甲 乙?a=[1]#x#y").as_deref(),
        Some("https://example.org/%E7%94%B2%20%E4%B9%99?a=%5B1%5D#x%23y")
    );
    assert_eq!(xhtml::address("http://example.org/100%"), Some("http://example.org/100%25".into()));
    assert_eq!(xhtml::address("http://"), None);
    assert_eq!(xhtml::address("plain"), None);
}

#[test]
fn links_of_a_page_are_followed_inside_the_site_only() {
    let file = |p: &str| SitePath::new(p).unwrap();
    let mut files = vec![file("zh-cn/甲.html"), file("assets/a b.png"), file("zh-cn/x/乙.html")];
    files.sort();
    let site = Built { root: "/nowhere".into(), files, views: Vec::new(), authors: Vec::new(), date: None };
    let target = |from: &str, href: &str| site.target(&file(from), href).map(|(p, f)| format!("{p}#{f}"));
    assert_eq!(target("zh-cn/x/乙.html", "../%E7%94%B2.html#%E4%B8%80").as_deref(), Some("zh-cn/甲.html#一"));
    assert_eq!(target("zh-cn/甲.html", "../assets/a%20b.png").as_deref(), Some("assets/a b.png#"));
    for away in ["../../etc/passwd", "/assets/a%20b.png", "https://example.org/zh-cn/甲.html", "#x", "zh.html", "data:x", "..%2Fassets/x"]
    {
        assert_eq!(target("zh-cn/甲.html", away), None, "{away}");
    }
}

#[test]
fn files_that_are_not_ours_stay() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("thesis.zip");
    for text in [b"PK\x03\x04 years of work".as_slice(), b"<html>", b"ZIM\x04 mine"] {
        std::fs::write(&place, text).unwrap();
        assert!(matches!(OutFile::create(&place, false), Err(BundleError::NotOurs { .. })));
        assert_eq!(std::fs::read(&place).unwrap(), text);
    }
    // With --force it goes, but only when the new one is whole.
    let out = OutFile::create(&place, true).unwrap();
    assert_eq!(std::fs::read(&place).unwrap(), b"ZIM\x04 mine");
    drop(out);
    assert_eq!(std::fs::read(&place).unwrap(), b"ZIM\x04 mine");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    OutFile::create(&place, true).unwrap().finish().unwrap();
    assert_eq!(std::fs::read(&place).unwrap(), b"");
    // A folder is never a file's place.
    assert!(matches!(OutFile::create(dir.path(), true), Err(BundleError::NotOurs { .. })));
}

#[test]
fn a_zim_is_known_by_its_picture() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("a.zim");
    let mut bytes = b"ZIM\x04".to_vec();
    // Across the border of two blocks.
    bytes.resize((1 << 20) + 4090, 0);
    bytes.extend_from_slice(output::ZIM_MARK);
    std::fs::write(&place, &bytes).unwrap();
    assert!(OutFile::create(&place, false).is_ok());
    assert!(memchr::memmem::find(include_bytes!("illustration.png"), output::ZIM_MARK).is_some());
}
