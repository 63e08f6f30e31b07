//! Exports of every kind, whole and broken.

use super::*;

/// Everything that comes of an export: items as short texts, and how it ended.
fn read(xml: &str) -> (Vec<String>, Option<Stop>) {
    read_choice(xml, Choice::Latest)
}

fn read_choice(xml: &str, choice: Choice) -> (Vec<String>, Option<Stop>) {
    let mut export = Export::new(xml.as_bytes(), choice);
    let mut out = Vec::new();
    loop {
        match export.next() {
            Ok(None) => return (out, None),
            Err(stop) => return (out, Some(stop)),
            Ok(Some(Item::Site(site))) => out.push(format!("site {} {} {}", site.language, site.name, site.namespaces.len())),
            Ok(Some(Item::Page(page))) => out.push(match &page.revision {
                Some(revision) => format!("{}={}@{}", page.title, revision.text, revision.id),
                None => format!("{}=?", page.title),
            }),
            Ok(Some(Item::Damaged { title, .. })) => out.push(format!("damaged {title}")),
        }
    }
}

/// A page of one revision.
fn page(title: &str, text: &str) -> String {
    format!("<page><title>{title}</title><ns>0</ns><id>1</id><revision><id>7</id><text>{text}</text></revision></page>")
}

fn wrap(pages: &[String]) -> String {
    format!("<mediawiki xml:lang=\"zh\">{}</mediawiki>", pages.concat())
}

#[test]
fn a_page_is_read_as_it_was_written() {
    let text = "a &lt;b&gt; &amp;amp; &quot;\n\n  &#x6f22;&#28450; <![CDATA[<c>]]>&nbsp; & \r\nz ";
    let (items, stop) = read(&wrap(&[page("A &amp; B", text)]));
    assert_eq!(items, ["A & B=a <b> &amp; \"\n\n  漢漢 <c>&nbsp; & \nz @7"]);
    assert!(stop.is_none());
}

#[test]
fn what_a_wiki_says_of_itself_is_read() {
    let xml = "<?xml version=\"1.0\"?><mediawiki xml:lang='bg'><siteinfo><sitename>W</sitename><dbname>w</dbname>\
        <base>http://w/X</base><case>case-sensitive</case><namespaces><namespace key=\"0\" />\
        <namespace key=\"10\" case=\"first-letter\">Шаблон</namespace></namespaces></siteinfo></mediawiki>";
    let mut export = Export::new(xml.as_bytes(), Choice::Latest);
    let Ok(Some(Item::Site(site))) = export.next() else { panic!("no siteinfo") };
    assert_eq!((site.language.as_str(), site.base.as_str(), site.case_sensitive), ("bg", "http://w/X", true));
    assert_eq!(site.namespaces[1], NamespaceInfo { number: 10, name: "Шаблон".into(), case_sensitive: Some(false) });
}

#[test]
fn the_revision_that_was_asked_for_is_taken_wherever_it_stands() {
    let revision = |id: u64, day: &str, author: &str| {
        format!(
            "<revision><id>{id}</id><timestamp>2020-01-{day}T00:00:00Z</timestamp><contributor><username>{author}</username>\
             <id>9</id></contributor><text bytes=\"1\">t{id}</text></revision>"
        )
    };
    let xml = wrap(&[format!(
        "<page><title>A</title><id>1</id>{}{}{}<upload><filename>x</filename></upload></page>",
        revision(2, "02", "乙"),
        revision(3, "03", "甲"),
        revision(1, "01", "甲")
    )]);
    assert_eq!(read(&xml).0, ["A=t3@3"]);
    assert_eq!(read_choice(&xml, Choice::AsOf("2020-01-02T12:00:00Z".into())).0, ["A=t2@2"]);
    assert_eq!(read_choice(&xml, Choice::Ids([1].into())).0, ["A=t1@1"]);
    assert_eq!(read_choice(&xml, Choice::Ids([9].into())).0, ["A=?"]);
    let mut export = Export::new(xml.as_bytes(), Choice::Latest);
    let Ok(Some(Item::Page(page))) = export.next() else { panic!("no page") };
    assert_eq!((page.authors.as_slice(), page.revisions), (&["乙".to_owned(), "甲".to_owned()][..], 3));
}

#[test]
fn texts_that_are_not_there_are_not_made_up() {
    let deleted = "<page><title>A</title><revision><id>1</id><text deleted=\"deleted\" /></revision></page>".to_owned();
    let slots = "<page><title>B</title><revision><id>1</id><text>main</text><content><role>x</role><text>other</text></content>\
        </revision></page>"
        .to_owned();
    let empty = "<page/>".to_owned();
    assert_eq!(read(&wrap(&[deleted, slots, empty])).0, ["A=?", "B=main@1", "=?"]);
}

#[test]
fn what_is_cut_off_gives_the_pages_before() {
    let whole = wrap(&[page("A", "a"), page("B", "b")]);
    let end_of_a = whole.find("</page>").unwrap() + 7;
    let end_of_b = whole.rfind("</page>").unwrap() + 7;
    for cut in "<mediawiki".len()..whole.len() {
        let (items, stop) = read(&whole[..cut]);
        let expected: &[&str] = match cut {
            _ if cut >= end_of_b => &["A=a@7", "B=b@7"],
            _ if cut >= end_of_a => &["A=a@7"],
            _ => &[],
        };
        let pages: Vec<&String> = items.iter().filter(|i| !i.starts_with("damaged")).collect();
        assert_eq!(pages, expected, "at {cut}");
        assert!(stop.is_some() || items.len() > pages.len(), "the cut at {cut} is not told");
    }
}

#[test]
fn what_is_damaged_gives_the_pages_around() {
    let cases = [
        page("B", "b <page>").replace("</text>", ""),
        page("B", "b").replace("</revision>", ""),
        page("B", "b <i>x</i>"),
        page("B", "b").replace("</page>", ""),
        page("B", "b").replace("</text>", "<!-- "),
    ];
    for case in cases {
        let (items, stop) = read(&wrap(&[page("A", "a"), case.clone(), page("C", "c")]));
        assert_eq!(items.first().map(String::as_str), Some("A=a@7"), "{case}");
        assert!(items.iter().any(|i| i == "damaged B") || stop.is_some(), "{case}: {items:?}");
        // A comment without an end holds the rest of the file.
        assert!(items.iter().any(|i| i == "C=c@7") || case.contains("<!--"), "{case}: {items:?}");
    }
}

#[test]
fn joined_exports_are_one() {
    let (items, stop) = read(&[wrap(&[page("A", "a")]), wrap(&[page("B", "b")])].join("\n"));
    assert_eq!(items, ["A=a@7", "B=b@7"]);
    assert!(stop.is_none());
}

#[test]
fn what_could_explode_is_refused() {
    let doctype = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><mediawiki>&a;</mediawiki>";
    assert!(matches!(read(doctype).1, Some(Stop::Doctype { .. })));
    for html in ["<html></html>", "", "text", "{\"a\":1}"] {
        assert!(matches!(read(html).1, Some(Stop::NotAnExport)), "{html}");
    }
}

#[test]
fn endless_elements_take_no_memory() {
    let deep = format!("<mediawiki>{}{}", "<a>".repeat(100_000), page("A", "a"));
    assert!(read(&deep).0.iter().any(|i| i == "A=a@7"));
    let pages = format!("<mediawiki>{}", "<page>".repeat(10_000));
    assert!(read(&pages).0.len() >= 9_999);
    let long = wrap(&[page("A", &"x".repeat(MAX_TEXT_BYTES + 1)), page("B", "b")]);
    assert_eq!(read(&long).0, ["A=?", "B=b@7"]);
}

#[test]
fn what_a_server_sent_between_pages_is_passed_over_and_told() {
    for junk in ["<!DOCTYPE html><html>server error</html>", "<html><body><p>server error</p></body></html>", "<!DOCTYPE x []>"] {
        let (items, stop) = read(&format!("<mediawiki>{}{junk}{}{}</mediawiki>", page("A", "a"), page("B", "b"), page("C", "c")));
        let pages: Vec<&String> = items.iter().filter(|item| item.contains('@')).collect();
        assert_eq!(pages, ["A=a@7", "B=b@7", "C=c@7"], "{junk}: {items:?}");
        assert_eq!(items.len(), 4, "{junk}: {items:?}");
        assert!(stop.is_none(), "{junk}");
    }
}

#[test]
fn a_page_without_an_end_whose_text_is_whole_is_taken_and_told() {
    let open = page("A", "a").replace("</page>", "");
    let (items, stop) = read(&format!("<mediawiki>{open}{}</mediawiki>", page("B", "b")));
    assert!(stop.is_none());
    let pages: Vec<&String> = items.iter().filter(|item| item.contains('@')).collect();
    assert_eq!(pages, ["A=a@7", "B=b@7"], "{items:?}");
    assert_eq!(items.len(), 3, "{items:?}");
}
