//! No page, whatever it holds, brings a program, a form, a frame or an address off the list into a reader's browser.
//!
//! `tests/safety/` holds pages that try.  What comes of them is read as a browser reads it (html5ever), and every element,
//! attribute, scheme and style is looked up in lists that this test has for itself; ammonia, which knows nothing of taben,
//! must find nothing to take away either.  `tests/browser/safety.test.mjs` loads the same pages in a real browser.

#![expect(clippy::disallowed_methods, reason = "the test reads its cases and writes a book")]

mod common;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::strict::{MATH, MATH_ATTRIBUTES};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use taben::lang::Variant;
use taben::pipeline::{self, ConvertRequest, Format};
use taben::report::SourceFile;
use taben::site::Site;
use taben::source::PageKind;

/// Elements of a page's content, whoever wrote them.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "area",
    "map",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "data",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "link",
    "mark",
    "meta",
    "ol",
    "p",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes of any element.
const COMMON: &[&str] = &[
    "id",
    "class",
    "style",
    "lang",
    "dir",
    "title",
    "tabindex",
    "role",
    "about",
    "property",
    "resource",
    "datatype",
    "typeof",
    "itemid",
    "itemprop",
    "itemref",
    "itemscope",
    "itemtype",
    "aria-describedby",
    "aria-flowto",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-level",
    "aria-owns",
];

/// Attributes of one element, beside the common ones.
fn own_attributes(element: &str) -> &'static [&'static str] {
    match element {
        "a" => &["href", "rel"],
        "img" => &["src", "alt", "width", "height", "loading", "usemap"],
        "map" => &["name"],
        "area" => &["shape", "coords", "href", "alt", "rel"],
        "div" | "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption" | "center" => &["align"],
        "td" | "th" => {
            &["abbr", "axis", "headers", "scope", "rowspan", "colspan", "nowrap", "width", "height", "bgcolor", "align", "valign"]
        }
        "table" => &["summary", "width", "border", "frame", "rules", "cellspacing", "cellpadding", "align", "bgcolor"],
        "tr" => &["bgcolor", "align", "valign"],
        "ol" => &["type", "start", "reversed"],
        "li" => &["type", "value"],
        "ul" => &["type"],
        "br" => &["clear"],
        "font" => &["size", "color", "face"],
        "hr" | "pre" => &["width"],
        "blockquote" | "q" => &["cite"],
        "ins" | "del" => &["cite", "datetime"],
        "data" => &["value"],
        "time" => &["datetime"],
        "meta" => &["content"],
        "link" => &["href"],
        _ => &[],
    }
}

/// Attributes whose value is an address.
const ADDRESSES: &[&str] = &["href", "src", "cite"];

/// Schemes that an address may have.
const SCHEMES: &[&str] = &[
    "bitcoin",
    "ftp",
    "ftps",
    "geo",
    "git",
    "gopher",
    "http",
    "https",
    "irc",
    "ircs",
    "magnet",
    "mailto",
    "matrix",
    "mms",
    "news",
    "nntp",
    "redis",
    "sftp",
    "sip",
    "sips",
    "sms",
    "ssh",
    "svn",
    "tel",
    "telnet",
    "urn",
    "wikipedia",
    "worldwind",
    "xmpp",
];

/// What no style may hold, however it is spelled, once comments and escapes are undone.
const NO_STYLE: &[&str] =
    &["url(", "expression", "javascript:", "@import", "image-set(", "behavior", "binding", "fixed", "sticky", "var(", "\\"];

/// The scheme that a browser sees in an address: white space around it, line breaks and tabs in it do not count.
fn scheme(address: &str) -> Option<String> {
    let seen: String = address.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let end = seen.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))?;
    (seen.as_bytes()[end] == b':').then(|| seen[..end].to_ascii_lowercase())
}

/// What is wrong with one attribute of an author's element.
fn attribute_problem(element: &str, name: &str, value: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix("data-") {
        let ours = ["x-", "mw", "ooui", "parsoid"].iter().any(|p| rest.starts_with(p));
        return ours.then(|| "a reserved attribute".to_owned());
    }
    let of_formula = MATH.contains(&element) && MATH_ATTRIBUTES.contains(&name);
    if !of_formula && !COMMON.contains(&name) && !own_attributes(element).contains(&name) {
        return Some("not on the list".to_owned());
    }
    if ADDRESSES.contains(&name)
        && let Some(scheme) = scheme(value)
        && !SCHEMES.contains(&&*scheme)
    // A picture of the book is `file:` only before links are known.
    {
        return Some(format!("the scheme {scheme}"));
    }
    // The name of a picture's areas is a number's: no other name can be reached by one.
    if element == "map" && name == "name" && !value.strip_prefix("ImageMap_").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())) {
        return Some("a name that an author chose".to_owned());
    }
    if name == "id" && value.to_ascii_lowercase().starts_with("x-") {
        return Some("an id of the theme".to_owned());
    }
    if name == "style" {
        let lower = value.to_lowercase();
        let seen: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
        if seen != "/*insecureinput*/"
            && seen != "/*invalidcontrolchar*/"
            && let Some(word) = NO_STYLE.iter().find(|word| seen.contains(**word))
        {
            return Some(format!("{word} in a style"));
        }
    }
    None
}

/// All elements below a node, in order; no recursion, as the tree may be deep.
fn elements(root: &Handle) -> Vec<Handle> {
    let mut found = Vec::new();
    let mut rest = vec![root.clone()];
    while let Some(node) = rest.pop() {
        rest.extend(node.children.borrow().iter().rev().cloned());
        if matches!(node.data, NodeData::Element { .. } | NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. }) {
            found.push(node);
        }
    }
    found
}

fn fragment(html: &str) -> RcDom {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), false).one(html)
}

/// What is wrong with a piece of content.
fn problems(html: &str) -> String {
    let dom = fragment(html);
    let mut problems = String::new();
    let mut ids = HashSet::new();
    let Some(root) = dom.document.children.borrow().first().cloned() else { return problems };
    for node in elements(&root).into_iter().skip(1) {
        let NodeData::Element { name, attrs, .. } = &node.data else {
            problems.push_str("a comment or an instruction\n");
            continue;
        };
        let element = &*name.local;
        // A formula's elements stand in MathML's namespace, and no others do.
        let in_formula = name.ns == ns!(mathml) && MATH.contains(&element);
        if !in_formula && (name.ns != ns!(html) || !ELEMENTS.contains(&element)) {
            let _ = writeln!(problems, "<{element}>");
        }
        for attr in attrs.borrow().iter() {
            let (key, value) = (&*attr.name.local, &*attr.value);
            if let Some(problem) = attribute_problem(element, key, value) {
                let _ = writeln!(problems, "<{element} {key}={value:?}>: {problem}");
            }
            if key == "id" && !ids.insert(value.to_owned()) {
                let _ = writeln!(problems, "two elements of the id {value:?}");
            }
        }
    }
    problems
}

/// The tree that a browser makes of a piece of content, as text.
fn tree(html: &str) -> String {
    let dom = fragment(html);
    let mut out = String::new();
    let mut rest: Vec<(Handle, usize)> = vec![(dom.document.clone(), 0)];
    while let Some((node, depth)) = rest.pop() {
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let mut attrs: Vec<String> = attrs.borrow().iter().map(|a| format!("{}={:?}", a.name.local, &*a.value)).collect();
                attrs.sort();
                let _ = writeln!(out, "{depth} <{}> {}", name.local, attrs.join(" "));
            }
            NodeData::Text { contents } => {
                let _ = writeln!(out, "{depth} {:?}", &**contents.borrow());
            }
            _ => {}
        }
        rest.extend(node.children.borrow().iter().rev().map(|child| (child.clone(), depth + 1)));
    }
    out
}

/// Another's opinion: a cleaner with the same lists.
fn ammonia() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    let mut attributes: HashMap<&str, HashSet<&str>> = ELEMENTS.iter().map(|e| (*e, own_attributes(e).iter().copied().collect())).collect();
    attributes.extend(MATH.iter().map(|e| (*e, MATH_ATTRIBUTES.iter().copied().collect())));
    builder
        .tags(ELEMENTS.iter().chain(MATH).copied().collect())
        .generic_attributes(COMMON.iter().copied().collect())
        .tag_attributes(attributes)
        .generic_attribute_prefixes(HashSet::from(["data-"]))
        .url_schemes(SCHEMES.iter().copied().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .id_prefix(None)
        .strip_comments(true);
    builder
}

fn cases(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/safety").join(file);
    fs::read_to_string(path).expect("the cases are there").split("\n%%\n").skip(1).map(str::to_owned).collect()
}

fn convert(language: &str, kind: PageKind, variant: Option<Variant>, to: Format, text: &str) -> String {
    let site = Site::new(language);
    let title = common::title("Page", &site);
    let file = SourceFile::new("page", text);
    pipeline::convert(&ConvertRequest { file, kind, title, site, to, variant, pages: None, builtin_templates: true }).text
}

/// A page in every form that it is read in, as HTML.
fn forms(kind: PageKind, text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for (language, variant) in [("zh", None), ("zh", Some(Variant::ZhCn)), ("zh", Some(Variant::ZhTw)), ("en", None)] {
        forms.push(convert(language, kind, variant, Format::Html, text));
        // What is offered as Markdown may be published again, by taben or by others.
        let markdown = convert(language, kind, variant, Format::Markdown, text);
        forms.push(convert(language, PageKind::Markdown, variant, Format::Html, &markdown));
    }
    forms
}

#[test]
fn nothing_off_the_lists_reaches_a_page() {
    let cleaner = ammonia();
    let mut failures = String::new();
    for (file, kind) in [("wikitext.txt", PageKind::Wikitext), ("markdown.txt", PageKind::Markdown)] {
        for case in cases(file) {
            // Each by itself, within other markup, and cut short.
            let half = case.char_indices().nth(case.chars().count() / 2).map_or(0, |(at, _)| at);
            for text in [case.clone(), format!("* ''a'' <div title=\"{case}"), format!("{{|\n| {case}\n|}}"), case[..half].to_owned()] {
                for html in forms(kind, &text) {
                    let problems = problems(&html);
                    let before = tree(&html);
                    let after = tree(&cleaner.clean(&html).to_string());
                    let changed = before.lines().zip(after.lines()).find(|(a, b)| a != b);
                    if !problems.is_empty() || changed.is_some() {
                        let _ = writeln!(failures, "--- {text}\n{html}\n{problems}{changed:?}");
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_lists_of_this_test_catch_what_they_should() {
    for bad in [
        "<script>a</script>",
        "<b onclick=a>b</b>",
        "<a href='java\nscript:a'>b</a>",
        "<svg></svg>",
        "<p style='background:url(a)'>b</p>",
        "<i id=x-main>a</i>",
        "<i data-x-view=a>b</i>",
        "<i id=a></i><i id=a></i>",
        "<!-- a -->",
        "<form></form>",
        "<img src=data:a>",
    ] {
        assert!(!problems(bad).is_empty(), "{bad}");
    }
    assert!(problems("<p class=a><a href=\"https://b\">c</a><img src=\"d:e/f\" style=\"color:red\"></p>").contains("scheme d"));
    assert_eq!(problems("<p class=a><a href=\"https://b\" rel=nofollow>c</a></p>"), "");
}

/// A book of all cases, with names that try, too.
fn book() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let content = dir.path().join("content");
    fs::create_dir_all(content.join("Template")).expect("a folder");
    let write = |name: &str, text: &str| fs::write(content.join(name), text).expect("a file");
    fs::write(dir.path().join("book.toml"), "[book]\ntitle = \"</title><script>alert(1)</script>\"\n").expect("a file");
    write("Template/A.wiki", "<b title=\"{{{1}}}\" {{{1}}}>{{{1}}}</b><span onclick=alert(1) {{{1}}}");
    write("' onclick='alert(1).wiki", "[[\" onclick=\"alert(1)]]");
    write("\" onclick=\"alert(1).wiki", "[[' onclick='alert(1)]]");
    write("&lt;script&gt;.wiki", "a");
    for (i, case) in cases("wikitext.txt").iter().enumerate() {
        write(&format!("W{i}.wiki"), case);
    }
    for (i, case) in cases("markdown.txt").iter().enumerate() {
        write(&format!("M{i}.md"), case);
    }
    dir
}

#[test]
fn no_page_of_a_book_has_a_program_that_is_not_the_themes() {
    let dir = book();
    let output = Command::new(env!("CARGO_BIN_EXE_taben"))
        .args(["build", "--dest-dir", "site"])
        .current_dir(dir.path())
        .output()
        .expect("taben starts");
    let site = dir.path().join("site");
    assert!(site.is_dir(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut pages = 0;
    let mut failures = String::new();
    let mut folders = vec![site];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|e| e != "html") {
                continue;
            }
            pages += 1;
            let html = fs::read_to_string(&path).expect("a page");
            let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html.as_str());
            for node in elements(&dom.document) {
                let NodeData::Element { name, attrs, .. } = &node.data else { continue };
                let element = &*name.local;
                let forbidden = ["iframe", "object", "embed", "frame", "frameset", "applet", "base", "style", "template", "video", "audio"];
                if forbidden.contains(&element) {
                    let _ = writeln!(failures, "{}: <{element}>", path.display());
                }
                if element == "script" && !node.children.borrow().is_empty() {
                    let _ = writeln!(failures, "{}: a script in the page", path.display());
                }
                let mut seen = BTreeSet::new();
                for attr in attrs.borrow().iter() {
                    let (key, value) = (&*attr.name.local, &*attr.value);
                    seen.insert(key.to_owned());
                    let scheme = scheme(value).filter(|_| ["href", "src", "action", "formaction", "data", "cite"].contains(&key));
                    // A `<link>` of microdata, which has no `rel`, fetches nothing.
                    let fetches = element == "script" || element == "img" || attrs.borrow().iter().any(|a| &*a.name.local == "rel");
                    let outside = fetches && value.contains("evil.invalid") && element != "a";
                    if key.starts_with("on") || outside || scheme.is_some_and(|s| !SCHEMES.contains(&&*s)) || key == "srcdoc" {
                        let _ = writeln!(failures, "{}: <{element} {key}={value:?}>", path.display());
                    }
                }
                // A page that sends its reader on does so to a page of the book.
                if element == "meta" && seen.contains("http-equiv") {
                    for attr in attrs.borrow().iter().filter(|a| &*a.name.local == "content") {
                        if attr.value.to_lowercase().contains("javascript:") || attr.value.contains("evil.invalid") {
                            let _ = writeln!(failures, "{}: {}", path.display(), &*attr.value);
                        }
                    }
                }
            }
        }
    }
    assert!(pages > 100, "{pages} pages: {}", String::from_utf8_lossy(&output.stderr));
    assert!(failures.is_empty(), "{failures}");
}
