//! Data-driven tests: `tests/suite/preprocess/*.txt` holds pages, sources and what they expand to.

use std::fmt::Write as _;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::expand;
use crate::diag::{Diagnostic, Through};
use crate::model::piece::{Piece, read_mark};
use crate::site::Site;
use crate::templates;
use crate::title::{Namespace, Title};
use crate::world::{CodeResult, World};

/// A world of a few pages in memory.
#[derive(Default)]
struct Pages {
    site: Site,
    texts: FxHashMap<String, Arc<str>>,
    with_builtins: bool,
}

impl Pages {
    fn add(&mut self, title: &str, text: &str) {
        let title = Title::parse(title, Namespace::MAIN, &self.site).expect("a title of the test");
        self.texts.insert(title.full(), text.into());
    }
}

impl World for Pages {
    fn site(&self) -> &Site {
        &self.site
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.texts.get(&title.full()).cloned()
    }

    fn find(&self, title: &Title) -> Option<Title> {
        self.texts.contains_key(&title.full()).then(|| title.clone())
    }

    fn builtin_templates(&self) -> bool {
        self.with_builtins
    }

    fn builtin_template(&self, name: &str) -> Option<Arc<str>> {
        templates::text(name)
    }

    fn is_code(&self, name: &str) -> bool {
        name == "Coded" || templates::is_code(name)
    }

    fn builtin_code(&self, name: &str, arguments: &[(String, String)], _: Option<&[(String, String)]>) -> Option<CodeResult> {
        if let Some(result) = templates::code(name, templates::Arguments::new(arguments, self.site.is_chinese())) {
            return Some(result);
        }
        let problem = Diagnostic::warning("coded", "there is a bad argument");
        let diagnostics = arguments.iter().filter(|(n, _)| n == "bad").map(|_| problem.clone()).collect();
        self.is_code(name).then(|| CodeResult { wikitext: format!("{arguments:?}"), diagnostics })
    }

    fn rule_group(&self, name: &str) -> Option<Arc<[String]>> {
        (name == "IT").then(|| Arc::from(vec!["zh-cn:软件; zh-tw:軟體;".to_owned()]))
    }
}

/// The text with marks written out: `⟦nowiki:…⟧`, `⟦ref name=a:…⟧`.
fn show(text: &str, pieces: &crate::model::piece::Marks<Piece>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match read_mark(rest) {
            Some((index, length)) => {
                match pieces.get(index) {
                    Piece::Nowiki(text) => write!(out, "⟦nowiki:{text}⟧").expect("written"),
                    Piece::Char(c) => write!(out, "⟦U+{:X}⟧", *c as u32).expect("written"),
                    Piece::Extension(e) => match &e.body {
                        Some(body) => write!(out, "⟦{}{}:{}⟧", e.name, e.attributes, show(body, pieces)).expect("written"),
                        None => write!(out, "⟦{}{}⟧", e.name, e.attributes).expect("written"),
                    },
                }
                rest = &rest[length..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// Runs the cases of one file.
///
/// `=== title [language]` begins a page that all cases after it share; `--- name [language] [title]` begins
/// a case, `--->` what it expands to.
fn run(file: &str, text: &str) {
    let mut world = Pages { with_builtins: !matches!(file, "calls" | "functions"), ..Pages::default() };
    let mut failures = String::new();
    let mut count = 0;
    for block in text.split("\n%%").skip(1) {
        let (head, body) = block.split_once('\n').unwrap_or((block, ""));
        let head = head.trim();
        let body = body.trim_end_matches('\n');
        if let Some(title) = head.strip_prefix("page ") {
            world.add(title, body);
            continue;
        }
        let (name, rest) = head.split_once('|').unwrap_or((head, ""));
        let (language, title) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        let texts = std::mem::take(&mut world.texts);
        world = Pages { site: Site::new(if language.is_empty() { "en" } else { language }), texts, with_builtins: world.with_builtins };
        let title = Title::parse(if title.is_empty() { "Test page" } else { title }, Namespace::MAIN, &world.site).expect("a title");
        let (source, want) = body.split_once("\n->\n").unwrap_or((body.strip_suffix("\n->").unwrap_or(body), ""));
        let got = expand(&world, &title, source).value;
        let got = show(&got.text, &got.pieces);
        count += 1;
        if got != want {
            writeln!(failures, "{name}\n  source {source:?}\n  want   {want:?}\n  got    {got:?}").expect("written");
        }
    }
    assert!(count > 0, "{file} has no cases");
    assert!(failures.is_empty(), "{file}:\n{failures}");
}

macro_rules! suites {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            run(stringify!($name), include_str!(concat!("../../tests/suite/preprocess/", stringify!($name), ".txt")));
        })*
    };
}

suites! { calls functions builtin convert coord countries words }

fn expand_text(text: &str) -> crate::diag::Warned<crate::model::expanded::Expanded> {
    let world = Pages::default();
    let title = Title::parse("Test page", Namespace::MAIN, &world.site).expect("a title");
    expand(&world, &title, text)
}

#[test]
fn hostile_repeats_end() {
    for opener in [
        "{{",
        "{{{",
        "{",
        "[[",
        "[",
        "-{",
        "-{{",
        "<ref>",
        "<ref ",
        "<!--",
        "<nowiki>",
        "{{a|",
        "{{{a|",
        "{{#if:",
        "{{lc:",
        "\n==",
        "<!-- -->",
        "<includeonly>",
        "{{a|b=",
        "{{{{{",
        "-{{{",
        "]]",
        "}}",
        "}-",
        "<pre><ref>",
        "{{#switch:a|",
        " <!---->\n",
        "\n <!-- -->",
        "&",
        "{{a}}",
        "{{#tag:ref|",
    ] {
        let text = opener.repeat(10_000);
        expand_text(&text);
        expand_text(&(text + &"}}".repeat(10_000)));
    }
    // Generous, since this is a debug build on a busy machine; quadratic work takes minutes.
}

#[test]
fn growth_is_bounded() {
    let mut world = Pages::default();
    for n in 0..30 {
        world.add(&format!("Template:D{n}"), &format!("{{{{D{0}}}}}{{{{D{0}}}}}", n + 1));
        world.add(&format!("Template:X{n}"), &format!("{{{{X{}|{}}}}}", n + 1, "{{{1}}}".repeat(10)));
    }
    world.add("Template:D30", "x");
    world.add("Template:X30", "{{{1}}}");
    world.add("Template:Tags", &format!("<ref>{0}</ref>{{{{#tag:ref|{0}}}}}", "x".repeat(100_000)));
    world.add("Template:Nil", &format!("{{{{#if:{}||}}}}", "x".repeat(100_000)));
    let title = Title::parse("Test page", Namespace::MAIN, &world.site).expect("a title");
    let done = expand(&world, &title, &"{{Tags}}{{Nil}}".repeat(20_000));
    assert!(done.diagnostics.iter().any(|d| d.code == "include-size") && done.diagnostics.iter().any(|d| d.code == "copied-size"));
    let done = expand(&world, &title, "{{D0}}{{X0|0123456789}}");
    assert!(done.value.text.len() < 20 * super::frame::MAX_INCLUDED_BYTES);
    assert!(!done.diagnostics.is_empty());
}

#[test]
fn missing_templates_are_reported_once_with_their_place() {
    let done = expand_text("a {{nosuch}}\r\nb {{nosuch|x}} {{other}}");
    let found: Vec<_> = done.diagnostics.iter().map(|d| (d.code, d.span.map(|s| s.range()))).collect();
    assert_eq!(found, [("missing-template", Some(2..12)), ("missing-template", Some(29..38))]);
    assert_eq!(done.value.templates, ["Template:Nosuch", "Template:Other"]);
}

#[test]
fn the_line_feed_that_ends_a_file_is_no_text() {
    let mut world = Pages::default();
    world.add("Template:A", "a\n");
    let title = Title::parse("Test page", Namespace::MAIN, &world.site).expect("a title");
    assert_eq!(expand(&world, &title, "{{A}}b\n").value.text, "ab\n");
}

#[test]
fn origins_lead_to_the_source() {
    let source = "a\r\nb{{lc:CD}}e<ref>{{lc:F}}</ref>";
    let done = expand_text(source).value;
    let at = |needle: &str| done.text.find(needle).expect("in the text");
    assert_eq!(done.origins.at(at("b")).span.start, 3);
    assert_eq!(done.origins.at(at("d")).span.range(), 4..13);
    assert_eq!(done.origins.at(at("e")).span.start, 13);
    assert!(matches!(done.pieces.get(0), Piece::Extension(e) if e.span.range() == (14..source.len())));
}

#[test]
fn what_code_finds_has_the_place_of_its_call() {
    let mut world = Pages { with_builtins: true, ..Pages::default() };
    world.add("Template:Outer", "x {{Coded|bad=1}}");
    let title = Title::parse("Test page", Namespace::MAIN, &world.site).expect("a title");
    let source = "a {{Coded|bad=1}} <ref>{{Coded|bad=1}}</ref> {{Outer}} {{Coded|good=1}}";
    let found: Vec<_> =
        expand(&world, &title, source).diagnostics.into_iter().map(|d| (d.code, d.span.map(|s| s.range()), d.through)).collect();
    let through = vec![Through { title: "Template:Outer".to_owned(), line: Some(1), column: Some(3) }];
    assert_eq!(found, [("coded", Some(2..17), vec![]), ("coded", Some(23..38), vec![]), ("coded", Some(45..54), through)]);
}

#[test]
fn a_place_in_templates_is_told_with_line_and_column() {
    let mut world = Pages::default();
    world.add("Template:Outer", "a\n b {{Inner|x}}");
    world.add("Template:Inner", "{{{1}}}\n\n文字{{#invoke:m|f}}<ref name=n />");
    let title = Title::parse("Test page", Namespace::MAIN, &world.site).expect("a title");
    let done = expand(&world, &title, "x {{Outer}} {{nosuch}} {{Inner|{{nosuch}}}}");
    let lua: Vec<_> = done.diagnostics.iter().filter(|d| d.code == "lua-module").collect();
    let shown = |d: &Diagnostic| d.through.iter().map(ToString::to_string).collect::<Vec<_>>().join(" < ");
    assert_eq!(shown(lua[0]), "Template:Inner:3:3 < Template:Outer:2:4");
    assert_eq!(lua[0].span.map(|s| s.range()), Some(2..11));
    assert_eq!(shown(lua[1]), "Template:Inner:3:3");
    let missing = done.diagnostics.iter().find(|d| d.code == "missing-template").expect("it is reported");
    assert_eq!((missing.span.map(|s| s.range()), missing.through.len()), (Some(12..22), 0));
    assert_eq!(missing.also.iter().map(|s| s.range()).collect::<Vec<_>>(), [std::ops::Range { start: 31, end: 41 }]);
    let tag = done.value.pieces.into_items().into_iter().find_map(|p| match p {
        Piece::Extension(tag) => Some(tag),
        _ => None,
    });
    assert_eq!(shown(&tag.expect("a tag").place(Diagnostic::warning("x", "y"))), "Template:Inner < Template:Outer:2:4");
}

#[test]
fn what_a_page_says_about_itself() {
    let done = expand_text("#REDIRECT [[Other page]]\n{{DISPLAYTITLE:''T''}}{{DEFAULTSORT:k}}").value;
    assert_eq!(done.redirect.as_deref(), Some("Other page"));
    assert_eq!(done.display_title.as_deref(), Some("''T''"));
    assert_eq!(done.default_sort.as_deref(), Some("k"));
}

#[test]
fn builtin_templates_are_whole() {
    for language in ["zh", "en"] {
        let world = Pages { site: Site::new(language), with_builtins: true, ..Pages::default() };
        let title = Title::parse("Test page", Namespace::MAIN, &world.site).expect("a title");
        for name in templates::names() {
            assert_eq!(super::text::trim(name), name);
            let done = expand(&world, &title, &format!("{{{{{name}|2000|1|1}}}}"));
            assert!(done.diagnostics.is_empty(), "{name}: {:?}", done.diagnostics);
            assert!(
                !done.value.text.contains("Template:") || ["Tl", "Tlx", "Tlp", "Template link"].contains(&name),
                "{name}: {}",
                done.value.text
            );
            assert!(!done.value.text.contains("{{"), "{name}: {}", done.value.text);
        }
    }
}

proptest::proptest! {
    /// Whatever is opened and never closed, the stage returns, and text outside of brackets stays.
    #[test]
    fn nothing_breaks_it(tokens in proptest::collection::vec(proptest::sample::select(vec![
        "{{", "}}", "{{{", "}}}", "|", "=", "[[", "]]", "-{", "}-", "\n", "==", "<!--", "-->", "<ref>", "</ref>", "<ref ", "/>", ">", "<nowiki>",
        "</nowiki>", "<includeonly>", "</includeonly>", "#if:", "#switch:", "#expr:", "#time:", "#tag:", "#sub:", "#titleparts:", "formatnum:", "padleft:",
        "plural:", "1", "-9", "e", "\u{f0000}", "\u{10ffff}", "中", "é", "&#x", ";", "'", "%", "\r\n", "\0", "/", "../", "9999999999999999999",
    ]), 0..40)) {
        let text = tokens.concat();
        let done = expand_text(&format!("before{text}")).value;
        proptest::prop_assert!(done.text.starts_with("before"));
        for at in 0..done.text.len() {
            proptest::prop_assert!(done.origins.at(at).span.end as usize <= text.len() + 6);
        }
    }
}
