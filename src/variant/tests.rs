//! Tests of the stage as a whole, on small texts in which only marks, `<pre>`, `<code>` and links are read.
//!
//! They use the characters 氣/气, 馬/马 and 電/电, which no table will lose.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::document::{ExternalKind, Link, LinkTarget};
use crate::model::html::{Attrs, Name};

/// Reads marks and bare elements.
fn events(text: &str) -> Vec<Event<'static>> {
    inline::read(text)
        .into_iter()
        .flat_map(|event| match event {
            Event::Text(text) => elements(&text),
            other => vec![other],
        })
        .collect()
}

fn elements(text: &str) -> Vec<Event<'static>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n);
        let (close, name) = match rest[at + 1..end].strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, &rest[at + 1..end]),
        };
        let (name, attr) = name.split_once(' ').unwrap_or((name, ""));
        let Some(name) = Name::from_lower(name) else {
            break;
        };
        if at > 0 {
            out.push(Event::Text(rest[..at].to_owned().into()));
        }
        let mut attrs = Attrs::new();
        if let Some((key, value)) = attr.split_once('=') {
            attrs.set(key.to_owned(), value.to_owned());
        }
        out.push(if close { Event::Close(name) } else { Event::Open(name, attrs) });
        rest = &rest[(end + 1).min(rest.len())..];
    }
    if !rest.is_empty() {
        out.push(Event::Text(rest.to_owned().into()));
    }
    out
}

fn print(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    for event in events {
        match event {
            Event::Text(text) => out.push_str(text),
            Event::Open(name, attrs) => {
                out.push('<');
                out.push_str(name.as_str());
                for (key, value) in attrs.iter() {
                    out.push_str(&format!(" {key}={value}"));
                }
                out.push('>');
            }
            Event::Close(name) => out.push_str(&format!("</{}>", name.as_str())),
            other => out.push_str(&format!("{other:?}")),
        }
    }
    out
}

fn view(text: &str, variant: &str) -> String {
    let events = events(text);
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, title: "馬气", language: "zh", ..ViewInput::default() };
    print(&convert(&input, variant.parse().expect("a variant"), &engine).events)
}

/// Runs the case files: blocks of `= name`, a text, and `variant: what it shows` (several variants by spaces).
#[test]
fn cases() {
    let files = [include_str!("../../tests/suite/variant/marks.txt"), include_str!("../../tests/suite/variant/page.txt")];
    let mut failures = String::new();
    for block in files.iter().flat_map(|f| f.split("\n= ").skip(1)) {
        let mut lines = block.lines();
        let name = lines.next().unwrap_or_default();
        let mut text: Vec<&str> = Vec::new();
        for line in lines.filter(|l| !l.trim().is_empty()) {
            let Some((variants, expected)) = line.strip_prefix("> ").and_then(|l| l.split_once(':')) else {
                text.push(line);
                continue;
            };
            for variant in variants.split_whitespace() {
                let shown = view(&text.join("\n"), variant);
                let expected = expected.trim().replace("\\n", "\n");
                if shown.trim() != expected {
                    failures.push_str(&format!("{name} [{variant}]\n  want {expected}\n  have {}\n", shown.trim()));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn title(text: &str, variant: Variant, change: impl FnOnce(&mut ViewInput<'_>)) -> String {
    let events = events(text);
    let engine = Engine::mediawiki();
    let mut input = ViewInput { title: "馬气", language: "zh", ..ViewInput::default() };
    change(&mut input);
    let input = ViewInput { events: &events, ..input };
    convert(&input, variant, &engine).title
}

#[test]
fn titles() {
    let rule = "-{T|zh-cn:气一;zh-tw:電二}-";
    assert_eq!(title("", Variant::Zh, |_| {}), "馬气");
    assert_eq!(title("", Variant::ZhTw, |_| {}), "馬氣");
    assert_eq!(title("", Variant::ZhTw, |i| i.no_title_convert = true), "馬气");
    assert_eq!(title(rule, Variant::ZhTw, |i| i.no_content_convert = true), "馬气");
    assert_eq!(title(rule, Variant::Zh, |_| {}), "馬气");
    assert_eq!(title(rule, Variant::ZhHk, |_| {}), "電二");
    assert_eq!(title(rule, Variant::ZhMy, |_| {}), "气一");
    assert_eq!(title(rule, Variant::ZhCn, |i| i.no_title_convert = true), "馬气");
    assert_eq!(title(rule, Variant::ZhCn, |i| i.display_title = Some("電-{电}-")), "電-{电}-");
    assert_eq!(title("-{T|zh:一}--{T|zh:二;zh-cn:三}-", Variant::Zh, |_| {}), "二");
    assert_eq!(title("-{T|電}-", Variant::ZhCn, |_| {}), "電");
    assert_eq!(title("-{T|電}-", Variant::Zh, |_| {}), "馬气");
    // Rules of the page hold for the title, too.
    assert_eq!(title("-{H|馬=>zh-cn:驴}-", Variant::ZhCn, |_| {}), "驴气");
}

#[test]
fn pages_that_are_not_converted_show_what_marks_hold() {
    let events = events("气-{電}--{H|气=>zh-tw:一}-气-{zh-cn:二;zh-tw:三}-");
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, title: "气", no_content_convert: true, ..ViewInput::default() };
    let view = convert(&input, Variant::ZhTw, &engine);
    assert_eq!((print(&view.events).as_str(), view.title.as_str(), view.converted_by_rules), ("气電气三", "气", false));
    assert_eq!(view.convert("气"), "气");
}

#[test]
fn phrases_are_not_cut_by_events() {
    let events: Vec<_> = ["后", "天", "是"].into_iter().map(|t| Event::Text(t.into())).collect();
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, ..ViewInput::default() };
    let joined = Words::new(&engine, None).convert("后天是", Variant::ZhTw).into_owned();
    assert_eq!(print(&convert(&input, Variant::ZhTw, &engine).events), joined);
}

#[test]
fn links_and_pictures() {
    let link = |kind, text: &str| {
        let target = LinkTarget::External { url: "http://气".into(), kind };
        vec![
            Event::OpenLink(Arc::new(Link { target, title: Some("气".into()) })),
            Event::Text(text.to_owned().into()),
            Event::Close(Name::A),
        ]
    };
    let engine = Engine::mediawiki();
    let shown = |events: &[Event<'_>]| {
        let input = ViewInput { events, ..ViewInput::default() };
        let view = convert(&input, Variant::ZhTw, &engine);
        view.events.into_iter().map(Event::into_owned).collect::<Vec<Event<'static>>>()
    };
    for (kind, text, expected) in [
        (ExternalKind::Free, "http://气", "http://气"),
        (ExternalKind::Text, "HTTPS://气", "HTTPS://气"),
        (ExternalKind::Text, "//气", "//氣"),
        (ExternalKind::Text, "www.气", "www.氣"),
    ] {
        let out = shown(&link(kind, text));
        assert_eq!(out[1], Event::Text(expected.into()));
        assert!(matches!(&out[0], Event::OpenLink(link) if link.title.as_deref() == Some("氣")));
    }
}

#[test]
fn rules_may_put_markup() {
    let mut events = events("-{H|一=>zh-cn:二}-气一馬<span title=一>一</span>");
    let Event::Mark(mark) = &mut events[0] else { panic!("no mark") };
    mark.rules[0].to = vec![Event::Open(Name::B, Attrs::new()), Event::Text("二".into()), Event::Close(Name::B)];
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, title: "一", trace: true, ..ViewInput::default() };
    let view = convert(&input, Variant::ZhCn, &engine);
    assert_eq!(print(&view.events), "气<b>二</b>马<span title=二><b>二</b></span>");
    assert_eq!((view.title.as_str(), view.converted_by_rules), ("二", true));
    assert_eq!(view.convert("一馬"), "二马");
    let first = Hit { event: 1, offset: 3, from: "一".into(), to: "二".into() };
    assert_eq!((view.hits.len(), &view.hits[0]), (3, &first));
}

#[test]
fn book_rules_lie_below_the_pages() {
    let (book, _) = Glossary::parse(["zh-cn:甲气;zh-tw:乙電", "丙=>zh-tw:丁"]);
    let events = events("甲气丙-{H|丙=>zh-tw:戊}-丙-{-|丙=>zh-tw:戊}-丙-{-|zh-cn:甲气;zh-tw:乙電}-甲气");
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, book: Some(&book), ..ViewInput::default() };
    assert_eq!(print(&convert(&input, Variant::ZhTw, &engine).events), "乙電丁戊丙甲氣");
}

#[test]
fn hostile_pages_take_one_pass() {
    let mark = |text: &str| events(text);
    let long = "a".repeat(MAX);
    let pages = [
        "-{H|气=>zh-tw:一}-气".repeat(10_000),
        "-{zh-hant|气}--{H|气=>zh-tw:一}-".repeat(5_000),
        "<code>".repeat(10_000) + &"-{}-".repeat(10_000),
        "</code>-{气}-".repeat(10_000),
        format!("-{{H|{long}b=>zh-tw:x}}-{}", "a".repeat(10_000)),
        format!("-{{H|{}}}-", ";一=>zh-tw:x".repeat(10_000)),
    ];
    const MAX: usize = matcher::MAX_KEY_BYTES - 1;
    let engine = Engine::mediawiki();
    for page in pages {
        let events = mark(&page);
        let input = ViewInput { events: &events, ..ViewInput::default() };
        let _ = convert(&input, Variant::ZhTw, &engine);
    }
}

#[test]
fn rules_cannot_blow_a_page_up() {
    let page = format!("-{{H|a=>zh-tw:{}}}-{}", "气".repeat(100_000), "a".repeat(100_000));
    let events = events(&page);
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, title: "aaaa", ..ViewInput::default() };
    let view = convert(&input, Variant::ZhTw, &engine);
    assert!(print(&view.events).len() < matcher::MAX_GROWTH + page.len());
    assert!(view.title.len() < 10_000);
}

/// Text of marks, characters that tables know, and noise.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("-{"),
        Just("}-"),
        Just("H|"),
        Just("A|"),
        Just("-|"),
        Just("T|"),
        Just("D|"),
        Just("R|"),
        Just("zh-hant|"),
        Just("zh-cn:"),
        Just("zh-tw:"),
        Just("zh:"),
        Just(";"),
        Just("=>"),
        Just("气"),
        Just("馬"),
        Just("电"),
        Just("后天"),
        Just("a"),
        Just(" "),
        Just("<code>"),
        Just("</code>"),
        Just("𠀀"),
        Just("0"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #[test]
    fn nothing_panics_and_no_mark_is_left(text in text()) {
        let events = events(&text);
        let engine = Engine::mediawiki();
        let input = ViewInput { events: &events, title: "气", trace: true, ..ViewInput::default() };
        for variant in Variant::ALL {
            let view = convert(&input, variant, &engine);
            prop_assert!(!view.events.iter().any(|e| matches!(e, Event::Mark(_))));
            let count = |events: &[Event<'_>]| events.iter().filter(|e| matches!(e, Event::Open(..))).count();
            prop_assert!(count(&view.events) >= count(&events));
        }
    }

    #[test]
    fn the_source_view_is_the_source(text in "[气馬电后天a1 <>{}|;:=-]{0,40}") {
        let events = vec![Event::Text(text.clone().into())];
        let engine = Engine::mediawiki();
        let input = ViewInput { events: &events, title: &text, ..ViewInput::default() };
        let view = convert(&input, Variant::Zh, &engine);
        prop_assert_eq!(print(&view.events), text.clone());
        prop_assert_eq!(&view.title, &text);
    }

    #[test]
    fn protected_text_is_the_same_in_every_view(text in "[气馬电后天a1 ]{1,20}") {
        for page in [format!("-{{R|{text}}}-"), format!("<pre>{text}</pre>"), format!("<span translate=no>{text}</span>")] {
            let events = events(&page);
            let expected = page.replace("-{R|", "").replace("}-", "");
            let engine = Engine::mediawiki();
            let input = ViewInput { events: &events, ..ViewInput::default() };
            for variant in Variant::ALL {
                prop_assert_eq!(print(&convert(&input, variant, &engine).events), expected.clone());
            }
        }
    }
}

/// Two views of a text compared: each with its differing words in `[…]`, and the words with their reasons.
fn compared(text: &str, rules: &[&str], variants: [&str; 2]) -> ([String; 2], Vec<(String, By)>) {
    let events = events(text);
    let engine = Engine::mediawiki();
    let (book, _) = Glossary::parse(rules.iter().copied());
    let input = ViewInput { events: &events, language: "zh", book: Some(&book), compare: true, ..ViewInput::default() };
    let views = variants.map(|v| convert(&input, v.parse().expect("a variant"), &engine));
    let comparison = compare(&events, [&views[0], &views[1]], Alike::get());
    let shown = [0, 1].map(|i| {
        let (marked, origins) = mark_differences(&views[i], &comparison, i);
        assert_eq!(marked.len(), origins.len());
        assert!(origins.is_sorted());
        let mut inside = Vec::new();
        let marked: Vec<Event<'_>> = marked
            .into_iter()
            .map(|event| match event {
                Event::Open(_, attrs) if attrs.get(DIFFERENCE).is_some() => {
                    inside.push(true);
                    Event::Text("[".into())
                }
                Event::Open(..) => {
                    inside.push(false);
                    event
                }
                Event::Close(_) if inside.pop() == Some(true) => Event::Text("]".into()),
                event => event,
            })
            .collect();
        print(&marked)
    });
    (shown, comparison.words.into_iter().map(|w| (format!("{}|{}", w.shown[0], w.shown[1]), w.by)).collect())
}

#[test]
fn words_that_differ_by_more_than_script_are_marked() {
    let cn_tw = |text: &str| compared(text, &[], ["zh-cn", "zh-tw"]);
    let same = |text: &str| cn_tw(text).0[0] == text;
    // Nothing but characters: one for one, one of several, and such that only whole words tell.
    assert!(["恐怖主义", "体", "里面", "头发", "借口", "“电”"].into_iter().all(same));
    let (shown, words) = cn_tw("恐怖软件的網際網路");
    assert_eq!(shown, ["恐怖[软件]的[互联网]", "恐怖[軟體]的[網際網路]"]);
    assert_eq!(words, [("软件|軟體".to_owned(), By::Table), ("互联网|網際網路".to_owned(), By::Table)]);
}

#[test]
fn differing_words_know_their_rules() {
    let text = "-{H|zh-cn:甲乙;zh-tw:丙}--{H|气}-<b>x甲乙</b>气丙-{zh-cn:丁;zh-tw:戊}--{zh-cn:马;zh-tw:馬}-庚辛";
    let (shown, words) = compared(text, &["zh-cn:庚;zh-tw:庚庚"], ["zh-cn", "zh-tw"]);
    assert_eq!(shown, ["<b>x[甲乙]</b>气[甲乙][丁]马[庚]辛", "<b>x[丙]</b>气[丙][戊]馬[庚庚]辛"]);
    let by: Vec<By> = words.iter().map(|(_, by)| *by).collect();
    assert_eq!(by, [By::Page(0), By::Page(0), By::Mark(6), By::Book]);
}

#[test]
fn overlapping_words_are_one() {
    // One view finds the first two characters, the other the last two.
    let (shown, _) = compared("-{H|甲乙=>zh-cn:子;乙丙=>zh-tw:丑寅卯}-甲乙丙丁", &[], ["zh-cn", "zh-tw"]);
    assert_eq!(shown, ["[子丙]丁", "[甲丑寅卯]丁"]);
    // A word that one view leaves out has no place there.
    let (shown, _) = compared("-{H|甲=>zh-cn:}-乙甲丙", &[], ["zh-cn", "zh-tw"]);
    assert_eq!(shown, ["乙丙", "乙[甲]丙"]);
}

#[test]
fn many_differences_take_one_pass() {
    let text = format!("-{{H|甲=>zh-cn:子丑}}-{}", "甲乙".repeat(200_000));
    let (shown, words) = compared(&text, &[], ["zh-cn", "zh-tw"]);
    // The hidden mark is counted too; what comes after the last one that is remembered is not compared at all.
    assert_eq!((shown[0].matches('[').count(), words.len()), (MAX_HITS - 1, 1));
    assert!(shown[1].ends_with("乙甲乙"));
}

proptest! {
    #[test]
    fn marking_changes_no_text_and_what_is_not_marked_differs_in_script_only(text in text()) {
        let text = text.replace(['[', ']'], "");
        let source = events(&text);
        let engine = Engine::mediawiki();
        for variants in [[Variant::ZhCn, Variant::ZhTw], [Variant::ZhTw, Variant::ZhHk], [Variant::ZhHans, Variant::ZhHant]] {
            let input = ViewInput { events: &source, compare: true, ..ViewInput::default() };
            let views = variants.map(|v| convert(&input, v, &engine));
            let comparison = compare(&source, [&views[0], &views[1]], Alike::get());
            let rest = [0, 1].map(|i| {
                let (marked, _) = mark_differences(&views[i], &comparison, i);
                let (mut all, mut rest, mut open) = (String::new(), String::new(), Vec::new());
                for event in &marked {
                    match event {
                        Event::Open(_, attrs) => open.push(attrs.get(DIFFERENCE).is_some()),
                        Event::Close(_) => drop(open.pop()),
                        Event::Text(t) => {
                            all.push_str(t);
                            if !open.contains(&true) {
                                rest.push_str(t);
                            }
                        }
                        _ => {}
                    }
                }
                assert_eq!(all, events::flat(&views[i].events), "{text:?}");
                rest
            });
            prop_assert!(Alike::get().same(&rest[0], &rest[1]), "{:?} {:?} {:?}", text, rest, comparison);
        }
    }
}

#[test]
fn the_rules_of_a_page_are_told() {
    let events = events("-{T|zh-cn:题;zh-tw:題}--{H|zh-cn:甲;zh-tw:乙}--{H|zh-cn:丙;zh-tw:丁}--{-|zh-cn:丙;zh-tw:丁}--{H|气}-甲气");
    let engine = Engine::mediawiki();
    let input = ViewInput { events: &events, ..ViewInput::default() };
    let view = convert(&input, Variant::ZhTw, &engine);
    let rules: Vec<(usize, bool, Option<String>)> =
        view.rules().map(|(n, rule)| (n, rule.used, rule.told().protected().map(str::to_owned))).collect();
    assert_eq!(rules, [(0, true, None), (1, false, None), (3, true, Some("气".to_owned()))]);
    assert_eq!(view.rule(0).map(|told| told.two_way), Some(vec![(Variant::ZhCn, "甲".to_owned()), (Variant::ZhTw, "乙".to_owned())]));
    assert_eq!(view.title_rule().map(|told| told.two_way.len()), Some(2));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads real groups, where they are there")]
fn real_groups_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/cgroups");
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("skipped: no real groups at {folder}");
        return;
    };
    for file in files.flatten().filter(|f| f.path().extension().is_some_and(|e| e == "json")) {
        let text = std::fs::read_to_string(file.path()).expect("a readable file");
        let group = group::Group::parse(&text);
        let (glossary, bad) = Glossary::parse(group.rules.iter().map(String::as_str));
        assert!(group.name.is_some() && group.rules.len() > 10 && !glossary.is_empty(), "{:?}", file.path());
        assert!(bad.len() * 50 < group.rules.len(), "{:?}: {bad:?}", file.path());
    }
}
