//! References as data: what `taben convert --to bibtex`, `csl-json` and `ris` give, read back by other programs' rules.

#![expect(clippy::disallowed_methods, reason = "the tests read pages of real wikis")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use biblatex::{Bibliography, ChunksExt, DateValue, PermissiveType};
use serde_json::Value;
use taben::diag::{Diagnostic, Severity};
use taben::pipeline::{self, ConvertRequest, Format};
use taben::report::SourceFile;
use taben::site::Site;
use taben::source::PageKind;
use taben::title::{Namespace, Title};

fn convert(language: &str, kind: PageKind, text: &str, to: Format) -> (String, Vec<Diagnostic>) {
    let site = Site::new(language);
    let title = Title::parse("Page", Namespace::MAIN, &site).unwrap();
    let file = SourceFile::new("page", text);
    let converted = pipeline::convert(&ConvertRequest { file, kind, title, site, to, variant: None, pages: None, builtin_templates: true });
    (converted.text, converted.diagnostics.into_iter().flat_map(|(_, found)| found).collect())
}

fn export(language: &str, text: &str, to: Format) -> String {
    convert(language, PageKind::Wikitext, text, to).0
}

fn csl(language: &str, text: &str) -> Vec<Value> {
    serde_json::from_str(&export(language, text, Format::CslJson)).unwrap()
}

/// A record of RIS: tags and values in order, with `TY` first and `ER` left out.
type Ris = Vec<(String, String)>;

/// A reader of RIS as its specification has it: two letters or digits, two spaces, a hyphen, a space, the value.
fn read_ris(text: &str) -> Vec<Ris> {
    let mut records = Vec::new();
    let mut open: Option<Ris> = None;
    for line in text.split_terminator("\r\n").filter(|l| !l.is_empty()) {
        let (tag, value) = line.split_once("  - ").unwrap_or_else(|| panic!("a tag and a value: {line:?}"));
        assert!(tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{line:?}");
        assert!(!value.contains(['\n', '\r']), "{line:?}");
        match tag {
            "TY" => assert!(open.replace(vec![("TY".to_owned(), value.to_owned())]).is_none(), "a record within a record"),
            "ER" => records.push(open.take().expect("a record that ends has begun")),
            _ => open.as_mut().expect("a record begins with TY").push((tag.to_owned(), value.to_owned())),
        }
    }
    assert!(open.is_none(), "the last record does not end");
    records
}

fn ris_value<'r>(record: &'r Ris, tag: &str) -> &'r str {
    record.iter().find(|(t, _)| t == tag).map_or("", |(_, v)| v)
}

/// Checks that the three formats of a page are valid and say the same; gives how many references it has.
fn agree(name: &str, language: &str, text: &str) -> usize {
    let csl_text = export(language, text, Format::CslJson);
    is_csl(name, &csl_text);
    let items: Vec<Value> = serde_json::from_str(&csl_text).unwrap();
    let bib_text = export(language, text, Format::Bibtex);
    let bib = Bibliography::parse(&bib_text).unwrap_or_else(|e| panic!("{name}: {e}\n{bib_text}"));
    let ris = read_ris(&export(language, text, Format::Ris));
    assert_eq!((bib.len(), ris.len()), (items.len(), items.len()), "{name}");
    let mut ids = std::collections::BTreeSet::new();
    for ((item, entry), record) in items.iter().zip(bib.iter()).zip(&ris) {
        let field = |key: &str| item[key].as_str().unwrap_or_default();
        let place = format!("{name}: {}", field("id"));
        assert!(ids.insert(field("id").to_owned()), "{place} is there twice");
        assert!(!field("id").is_empty() && !field("type").is_empty() && !field("title").is_empty(), "{item}");
        assert_eq!(entry.key, field("id"), "{place}");
        assert_eq!(ris_value(record, "ID"), field("id"), "{place}");

        let squeezed = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed(&entry.title().unwrap().format_verbatim()), squeezed(field("title")), "{place}");
        assert_eq!(ris_value(record, "TI"), field("title"), "{place}");

        // The same address, however much of it is encoded (RFC 3986 §6.2.2.2).
        let decoded = |url: &str| percent_encoding::percent_decode_str(url).decode_utf8_lossy().into_owned();
        assert_eq!(decoded(&entry.url().unwrap_or_default()), decoded(field("URL")), "{place}");
        assert_eq!(ris_value(record, "UR"), field("URL"), "{place}");

        let whole = |last: &str, first: &str| if first.is_empty() { last.to_owned() } else { format!("{last}, {first}") };
        let name_of = |p: &Value| match p["literal"].as_str() {
            Some(literal) => literal.to_owned(),
            None => whole(p["family"].as_str().unwrap(), p["given"].as_str().unwrap()),
        };
        let mut authors: Vec<String> = item["author"].as_array().into_iter().flatten().map(name_of).collect();
        let listed: Vec<String> = record.iter().filter(|(t, _)| t == "AU").map(|(_, v)| v.clone()).collect();
        if authors.last().is_some_and(|a| a == "et al.") {
            authors.pop();
        }
        assert_eq!(listed, authors, "{place}");
        let mut persons: Vec<String> = entry.author().unwrap_or_default().iter().map(|p| whole(&p.name, &p.given_name)).collect();
        if persons.last().is_some_and(|p| p == "others") {
            persons.pop();
        }
        // BibTeX knows particles (`van Rossum`), which the reader here takes off the name.
        assert_eq!(persons.len(), authors.len(), "{place}: {persons:?}");
        for (person, author) in persons.iter().zip(&authors) {
            assert!(author.contains(person.split(',').next().unwrap()), "{place}: {person} is not {author}");
        }

        // Seasons (`2011-22`) are Biber's, but not yet the reader's.
        if let Some(parts) = item["issued"]["date-parts"][0].as_array().filter(|_| item["issued"]["season"].is_null()) {
            let date = match entry.date() {
                Ok(PermissiveType::Typed(date)) => date,
                other => panic!("{place}: {other:?}"),
            };
            let (DateValue::At(start) | DateValue::Between(start, _) | DateValue::After(start) | DateValue::Before(start)) = date.value;
            assert_eq!(Some(i64::from(start.year)), parts[0].as_i64(), "{place}");
            // The reader counts months and days from zero.
            assert_eq!(start.month.map(|m| i64::from(m) + 1), parts.get(1).and_then(Value::as_i64), "{place}");
            assert_eq!(start.day.map(|d| i64::from(d) + 1), parts.get(2).and_then(Value::as_i64), "{place}");
            assert_eq!(ris_value(record, "PY"), format!("{:04}", parts[0].as_i64().unwrap()), "{place}");
        }
    }
    items.len()
}

const PAGE: &str = "\
甲<ref name=\"a\">{{cite web|title=标题|url=http://example.org/|author=王明|date=2012年3月4日|access-date=2013-05-06}}</ref>\
乙<ref>[http://example.org/b?x=1&y={z} 某文 <50%>]，某社，2010年。</ref>\
丙<ref>http://bare.example.org/c_d#e</ref><ref>与文献无关的说明。</ref>\
丁{{cite book|title=The Book of NASA & Co.|last=Smith|first=J.|date=Summer 2011|isbn=0-306-40615-2|quote=一}}\
戊<ref>{{cite book|title=The Book of NASA & Co.|last=Smith|first=J.|date=Summer 2011|isbn=0-306-40615-2|quote=二}}</ref>\
{{#if:x|己|{{cite book|title=Never shown}}}}<ref name=\"a\" /><ref name=\"late\" />
<references><ref name=\"late\">{{cite journal|journal=期刊|title=-{zh-cn:软件;zh-tw:軟體}-|date=1988年8月—9月|doi=10.1000/182}} {{#tag:ref|[http://example.org/inner 内]}}</ref></references>";

fn titles(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[test]
fn references_come_in_order_and_once() {
    let items = csl("zh", PAGE);
    let expected = ["标题", "某文 <50%>", "http://bare.example.org/c_d#e", "The Book of NASA & Co.", "软件"];
    assert_eq!(titles(&items)[..5], expected);
    assert_eq!(items[1]["note"], "某社，2010年");
    assert_eq!(items[0]["accessed"]["date-parts"][0], serde_json::json!([2013, 5, 6]));
    assert!(agree("own page", "zh", PAGE) >= 5);
}

#[test]
fn markdown_pages_have_references_too() {
    // What a page's Markdown says of a citation is less than the template, but the same works are named.
    let (markdown, _) = convert("zh", PageKind::Wikitext, PAGE, Format::Markdown);
    let (text, _) = convert("zh", PageKind::Markdown, &markdown, Format::CslJson);
    let items: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(titles(&items), titles(&csl("zh", PAGE)));
    assert_eq!(items[0]["author"][0]["literal"], "王明");
    assert_eq!(items[0]["type"], "webpage");
    let own = "文字[^a]。\n\n[^a]: [某文](https://example.org/x)，某社。\n";
    let items: Vec<Value> = serde_json::from_str(&convert("zh", PageKind::Markdown, own, Format::CslJson).0).unwrap();
    assert_eq!((titles(&items), items[0]["URL"].as_str()), (vec!["某文"], Some("https://example.org/x")));
}

#[test]
fn a_page_without_references_gives_empty_files() {
    assert_eq!(export("zh", "文字", Format::Bibtex), "");
    assert_eq!(export("zh", "文字", Format::CslJson), "[]\n");
    assert_eq!(export("zh", "文字", Format::Ris), "");
}

#[test]
fn problems_of_citations_have_places() {
    let text = "一\n二<ref>{{cite web|title=T|url=http://example.org/|nonsense=1}}</ref>";
    let (_, found) = convert("zh", PageKind::Wikitext, text, Format::Html);
    let problem = found.iter().find(|d| d.code == "cite-parameter-unknown").unwrap();
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(
        problem.span.map(|s| text[s.range()].to_owned()).as_deref(),
        Some("{{cite web|title=T|url=http://example.org/|nonsense=1}}")
    );
    assert!(problem.hint.is_some() && problem.message.contains("nonsense"));
    let (html, _) = convert("zh", PageKind::Wikitext, text, Format::Html);
    assert!(html.contains("rfr_id=info%3Asid%2FPage"), "the metadata name the page: {html}");
}

#[test]
fn every_problem_is_in_the_manual() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md")).unwrap();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cite")];
    let mut missing = std::collections::BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = fs::read_to_string(&entry).unwrap();
            for literal in text.split("\"cite-").skip(1) {
                let name = format!("cite-{}", literal.split('"').next().unwrap());
                // Only codes: anchors and classes are named otherwise.
                if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                    && !name.ends_with('-')
                    && !manual.contains(&format!("`{name}`"))
                {
                    missing.insert(name);
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn hostile_pages_neither_hang_nor_fail() {
    let same: String = (0..3_000).map(|i| format!("<ref>{{{{cite web|title=T|url=http://example.org/|access-date={i}}}}}</ref>")).collect();
    assert_eq!(agree("the same work", "en", &same), 16);
    let links: String =
        (0..3_000).map(|i| format!("<ref>[http://example.org/{i} {{\\\\}}%$#&_^~ \u{202e}\"'' and others] and and</ref>")).collect();
    assert_eq!(agree("odd titles", "en", &links), 3_000);
    let nested = format!("{}[http://example.org/ x]{}", "<ref>".repeat(2_000), "</ref>".repeat(2_000));
    agree("nested notes", "en", &nested);
    let marks = format!("{}{{{{cite book|title=x}}}}{}", "-{".repeat(5_000), "}-".repeat(5_000));
    agree("nested marks", "zh", &marks);
}

/// The real pages beside the tree; they are not part of it.
fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there, so no real page is exported", folder.display());
    None
}

/// The first address of each note of a page, citation template or not: those must be exported.
///
/// Notes that begin within one that has not ended are left out: MediaWiki shows an error in place of both.
fn cited_addresses(source: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut open = false;
    for note in source.split("<ref").skip(1) {
        let Some((head, body)) = note.split_once('>') else { continue };
        if head.ends_with('/') || head.starts_with("erences") {
            continue;
        }
        let within = std::mem::replace(&mut open, !body.contains("</ref"));
        if within || open {
            continue;
        }
        let body = body.split("</ref").next().unwrap_or_default();
        let Some(start) = body.find("http") else { continue };
        let end = body[start..].find(|c: char| c.is_whitespace() || matches!(c, ']' | '|' | '}' | '<')).map_or(body.len(), |i| start + i);
        out.push(&body[start..end]);
    }
    out
}

#[test]
fn real_pages_export_every_reference() {
    let Some(folder) = corpora() else { return };
    let mut pages = vec![("zh", folder.join("article/source.wiki")), ("zh", folder.join("corpora/zhwiki/QUIC.wikitext"))];
    let bips = fs::read_dir(folder.join("corpora/bips")).into_iter().flatten().map(|e| ("en", e.unwrap().path()));
    pages.extend(bips.filter(|(_, p)| p.extension().is_some_and(|e| e == "mediawiki")));
    let mut counts = BTreeMap::new();
    let (mut addresses, mut missed) = (0, Vec::new());
    for (language, path) in pages {
        let source = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let count = agree(&name, language, &source);
        let items = csl(language, &source);
        let known = format!("{items:?}");
        for address in cited_addresses(&source) {
            addresses += 1;
            let bare = address.trim_end_matches(['.', ',', ';', ')']);
            // An archived address is taken apart, and some characters are encoded on the way.
            let tail = bare.rsplit_once("://").map_or(bare, |(_, rest)| rest);
            let part: String = tail.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_')).collect();
            if !known.contains(&part) {
                missed.push(format!("{name}: {address}"));
            }
        }
        if count > 0 {
            counts.insert(name, count);
        }
    }
    eprintln!("{} references on {} pages; {addresses} addresses in notes", counts.values().sum::<usize>(), counts.len());
    assert!(missed.is_empty(), "{} of {addresses}: {missed:#?}", missed.len());
}

/// The pages of a dump: title and wikitext, as far as the file goes.
fn dump(path: &Path) -> Option<Vec<(String, String)>> {
    let Ok(output) = std::process::Command::new("bzip2").arg("-dc").arg(path).output() else {
        eprintln!("SKIPPED: there is no bzip2 to read {}", path.display());
        return None;
    };
    // The files end in the middle of a page, which bzip2 and we pass over.
    let xml = String::from_utf8_lossy(&output.stdout).into_owned();
    let plain =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#039;", "'").replace("&amp;", "&");
    let pages = xml.split("<page>").skip(1).filter_map(|page| {
        let title = page.split_once("<title>")?.1.split_once("</title>")?.0;
        let text = page.split_once("<text")?.1.split_once('>')?.1.split_once("</text>")?.0;
        Some((plain(title), plain(text)))
    });
    Some(pages.collect())
}

/// How many of the references of a page come back from pandoc as they went in; `None` where there is no pandoc.
///
/// Pandoc reads all three formats with libraries of its own (citeproc, and readers of BibLaTeX and RIS).
fn through_pandoc(name: &str, language: &str, text: &str) -> Option<usize> {
    use std::io::Write as _;
    let items = csl(language, text);
    let known = std::process::Command::new("pandoc").arg("--list-input-formats").output().ok()?;
    let known = String::from_utf8_lossy(&known.stdout).into_owned();
    for (format, reader) in [(Format::CslJson, "csljson"), (Format::Bibtex, "biblatex"), (Format::Ris, "ris")] {
        // RIS came with pandoc 3; the reader above reads it too.
        if !known.lines().any(|line| line == reader) {
            continue;
        }
        let mut child = std::process::Command::new("pandoc")
            .args(["-f", reader, "-t", "csljson"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .ok()?;
        child.stdin.take().unwrap().write_all(export(language, text, format).as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{name}: pandoc does not read {reader}");
        let back: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(back.len(), items.len(), "{name}: {reader}");
        for (item, read) in items.iter().zip(&back) {
            // What is markup to one program is text to another, so only letters and digits are compared.
            let letters = |v: &Value| v.as_str().unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let tags = |s: String| s.replace("spanclassnocase", "").replace("span", "");
            assert_eq!(
                tags(letters(&read["title"])).to_lowercase(),
                tags(letters(&item["title"])).to_lowercase(),
                "{name}: {reader}: {item}\n{read}"
            );
            let year = |v: &Value| v["issued"]["date-parts"][0][0].as_i64();
            if item["issued"]["season"].is_null() && year(item).is_some_and(|y| y > 0) {
                assert_eq!(year(read), year(item), "{name}: {reader}: {item}\n{read}");
            }
            let address = |v: &Value| {
                let url = v["URL"].as_str().unwrap_or_default();
                percent_encoding::percent_decode_str(url).decode_utf8_lossy().into_owned()
            };
            assert_eq!(address(read), address(item), "{name}: {reader}");
        }
    }
    Some(items.len())
}

/// Whether the records are CSL items to a library that formats them.
fn is_csl(name: &str, text: &str) {
    let mut items: Vec<Value> = serde_json::from_str(text).unwrap();
    for item in &mut items {
        for key in ["issued", "accessed", "original-date"] {
            // A date that is only text is valid in the schema of CSL-JSON, but the library does not know it.
            if let Some(literal) = item[key].as_object().filter(|date| date.len() == 1).and_then(|date| date.get("literal")) {
                assert!(literal.as_str().is_some_and(|l| !l.is_empty()), "{name}: {item}");
                item.as_object_mut().unwrap().remove(key);
            }
        }
        let read: Result<citationberg::json::Item, _> = serde_json::from_value(item.clone());
        assert!(read.is_ok(), "{name}: {:?}\n{item:#}", read.err());
    }
}

#[test]
fn articles_of_a_dump_export_every_reference() {
    let Some(folder) = corpora() else { return };
    let (mut pages, mut references) = (0, 0);
    for entry in fs::read_dir(folder.join("corpora/dumps")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("enwiki") {
            continue;
        }
        let Some(all) = dump(&path) else { return };
        let cited: Vec<(String, String)> = all.into_iter().filter(|(_, text)| text.contains("<ref")).collect();
        let counts: Vec<usize> = std::thread::scope(|scope| {
            let halves: Vec<_> = cited.chunks(cited.len().div_ceil(4).max(1)).collect();
            let work = halves.into_iter().map(|half| {
                let builder = std::thread::Builder::new().stack_size(32 << 20);
                builder.spawn_scoped(scope, move || half.iter().map(|(title, text)| agree(title, "en", text)).collect::<Vec<_>>()).unwrap()
            });
            work.collect::<Vec<_>>().into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        pages += counts.len();
        references += counts.iter().sum::<usize>();
    }
    eprintln!("{references} references on {pages} pages of dumps");
    assert!(references > 1_000, "the dumps have references: {references}");
}

#[test]
fn pandoc_reads_what_is_exported() {
    let own = through_pandoc("own page", "zh", PAGE);
    let Some(own) = own else {
        eprintln!("SKIPPED: there is no pandoc to read the exports back");
        return;
    };
    assert!(own >= 5);
    let Some(folder) = corpora() else { return };
    for (language, path) in [
        ("zh", "article/source.wiki"),
        ("zh", "corpora/zhwiki/QUIC.wikitext"),
        ("en", "corpora/bips/bip-0039.mediawiki"),
        ("en", "corpora/bips/bip-0340.mediawiki"),
    ] {
        let Ok(text) = fs::read_to_string(folder.join(path)) else { continue };
        let count = through_pandoc(path, language, &text);
        eprintln!("{path}: {count:?}");
    }
}

/// Each kind of work: a template, the kinds it becomes in CSL-JSON, BibLaTeX and RIS, and what of it every format must name.
const KINDS: &[(&str, [&str; 3], &[&str])] = &[
    ("{{cite web|title=T0|author=A0|url=http://e.org/0|website=W0|date=2001-02-03}}", ["webpage", "online", "ELEC"], &["W0"]),
    (
        "{{cite news|title=T0|author=A0|newspaper=W0|location=L0|url=http://e.org/0|page=P7|date=2001-02-03}}",
        ["article-newspaper", "article", "NEWS"],
        &["W0", "P7"],
    ),
    (
        "{{cite book|title=T0|author=A0|publisher=P0|location=L0|edition=E0|series=S0|volume=V0|isbn=0-306-40615-2|date=2001-02-03}}",
        ["book", "book", "BOOK"],
        &["P0", "L0", "E0", "S0", "V0", "0-306-40615-2"],
    ),
    (
        "{{cite book|chapter=T0|title=W0|author=A0|editor=D0|translator=R0|pages=12|date=2001-02-03}}",
        ["chapter", "incollection", "CHAP"],
        &["W0", "D0", "R0", "12"],
    ),
    ("{{cite book|contributor=A0|contribution=T0|author=B0|title=W0|date=2001-02-03}}", ["chapter", "incollection", "CHAP"], &["W0", "B0"]),
    (
        "{{cite journal|title=T0|author=A0|journal=W0|volume=V0|issue=N0|pages=12|doi=10.1000/182|issn=0738-9663|date=2001-02-03}}",
        ["article-journal", "article", "JOUR"],
        &["W0", "V0", "N0", "12", "10.1000/182", "0738-9663"],
    ),
    ("{{cite magazine|title=T0|author=A0|magazine=W0|volume=V0|date=2001-02-03}}", ["article-magazine", "article", "MGZN"], &["W0", "V0"]),
    ("{{cite thesis|title=T0|author=A0|degree=G0|publisher=P0|date=2001-02-03}}", ["thesis", "thesis", "THES"], &["G0", "P0"]),
    ("{{cite report|title=T0|author=A0|publisher=P0|date=2001-02-03}}", ["report", "report", "RPRT"], &["P0"]),
    ("{{cite techreport|title=T0|author=A0|institution=P0|number=N0|date=2001-02-03}}", ["report", "report", "RPRT"], &["P0", "N0"]),
    ("{{cite conference|title=T0|author=A0|book-title=W0|date=2001-02-03}}", ["paper-conference", "inproceedings", "CPAPER"], &["W0"]),
    ("{{cite conference|title=T0|author=A0|conference=C0|date=2001-02-03}}", ["paper-conference", "inproceedings", "CPAPER"], &["C0"]),
    ("{{cite encyclopedia|title=T0|author=A0|encyclopedia=W0|date=2001-02-03}}", ["entry-encyclopedia", "incollection", "ENCYC"], &["W0"]),
    ("{{cite press release|title=T0|author=A0|publisher=P0|date=2001-02-03}}", ["article", "online", "ELEC"], &["P0", "Press release"]),
    (
        "{{cite podcast|title=T0|author=A0|url=http://e.org/0|website=W0|date=2001-02-03}}",
        ["broadcast", "misc", "SOUND"],
        &["W0", "Podcast"],
    ),
    ("{{cite map|title=T0|author=A0|publisher=P0|date=2001-02-03}}", ["map", "misc", "MAP"], &["P0"]),
    ("{{cite episode|title=T0|author=A0|series=W0|network=P0|date=2001-02-03}}", ["broadcast", "misc", "VIDEO"], &["W0", "P0"]),
    ("{{cite serial|title=T0|author=A0|network=P0|date=2001-02-03}}", ["broadcast", "misc", "VIDEO"], &["P0"]),
    ("{{cite AV media|title=T0|author=A0|medium=M0|publisher=P0|date=2001-02-03}}", ["motion_picture", "misc", "VIDEO"], &["M0", "P0"]),
    ("{{cite AV media notes|title=T0|author=A0|publisher=P0|date=2001-02-03}}", ["article", "misc", "GEN"], &["P0"]),
    ("{{cite interview|title=T0|subject=A0|interviewer=I0|work=W0|date=2001-02-03}}", ["interview", "misc", "GEN"], &["W0"]),
    ("{{cite arXiv|title=T0|author=A0|eprint=1501.00001|date=2001-02-03}}", ["article", "online", "UNPB"], &["Preprint"]),
    ("{{cite speech|title=T0|author=A0|event=C0|location=L0|date=2001-02-03}}", ["speech", "misc", "GEN"], &["C0", "L0"]),
    ("{{cite newsgroup|title=T0|author=A0|newsgroup=x.y|date=2001-02-03}}", ["post", "online", "ICOMM"], &[]),
    ("{{cite mailing list|title=T0|author=A0|mailing-list=W0|date=2001-02-03}}", ["post", "online", "ICOMM"], &["W0"]),
    ("{{cite sign|title=T0|author=A0|publisher=P0|date=2001-02-03}}", ["graphic", "misc", "GEN"], &["P0"]),
    ("{{citation|title=T0|author=A0|journal=W0|volume=V0|date=2001-02-03}}", ["article-journal", "article", "JOUR"], &["W0", "V0"]),
    ("{{citation|title=T0|author=A0|newspaper=W0|date=2001-02-03}}", ["article-newspaper", "article", "NEWS"], &["W0"]),
    ("{{citation|title=T0|author=A0|publisher=P0|date=2001-02-03}}", ["book", "book", "BOOK"], &["P0"]),
    ("{{citation|title=T0|author=A0|url=http://e.org/0|date=2001-02-03}}", ["webpage", "online", "ELEC"], &[]),
];

#[test]
fn every_kind_of_work_is_exported_as_what_it_is() {
    for language in ["zh", "en"] {
        for (text, [kind, entry_type, tag], said) in KINDS {
            assert_eq!(agree(text, language, text), 1, "{text}");
            let item = csl(language, text).remove(0);
            assert_eq!(item["type"], *kind, "{text}");
            assert_eq!((item["title"].as_str(), item["author"][0]["literal"].as_str()), (Some("T0"), Some("A0")), "{text}");
            assert_eq!(item["issued"]["date-parts"][0], serde_json::json!([2001, 2, 3]), "{text}");
            let bibtex = export(language, text, Format::Bibtex);
            assert!(bibtex.starts_with(&format!("@{entry_type}{{")), "{bibtex}");
            let ris = export(language, text, Format::Ris);
            assert!(ris.starts_with(&format!("TY  - {tag}\r\n")), "{ris}");
            for value in said.iter().chain(&["http://e.org/0"]).filter(|v| text.contains(**v) || !v.contains("://")) {
                assert!(
                    item.to_string().contains(value) && bibtex.contains(value) && ris.contains(value),
                    "{value}: {text}\n{item}\n{bibtex}\n{ris}"
                );
            }
        }
    }
}
