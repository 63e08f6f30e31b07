//! What must hold between the views of a page, tried on pages made at random.

#![expect(clippy::disallowed_methods, reason = "the environment says how long to look")]

mod common;

use common::pieces::PIECES;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use taben::lang::Variant;
use taben::pipeline::Format;

/// How many pages each property is tried on, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 250;

/// The same pages every time, unless `PROPTEST_RNG_SEED` gives another number.
fn config() -> ProptestConfig {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: number("PROPTEST_CASES").unwrap_or(CASES),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(number("PROPTEST_RNG_SEED").map_or(1, u64::from)),
        max_shrink_iters: 5_000,
        ..ProptestConfig::default()
    }
}

/// A page's HTML in one view.
fn view(text: &str, variant: Variant) -> String {
    common::convert("zh", Some(variant), Format::Html, text)
}

/// What stands in a page: tags as they are, and the text between them.
fn parts(html: &str) -> (Vec<&str>, String) {
    let (mut tags, mut text) = (Vec::new(), String::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        tags.push(&rest[at..end]);
        rest = &rest[end..];
    }
    text.push_str(rest);
    (tags, text)
}

/// The text of a page without white space, entities read.
fn text_of(html: &str) -> String {
    let text = parts(html).1;
    html_escape::decode_html_entities(&text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The values of an attribute, in order.
fn values<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let needle = format!(" {name}=\"");
    let tags = parts(html).0;
    tags.iter().filter_map(|tag| tag[tag.find(&needle)? + needle.len()..].split('"').next()).collect()
}

/// What stands in elements of a name, which must not nest in each other.
fn contents<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    html.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap_or_default()).collect()
}

/// A word that every view writes in its own way.
fn word() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&["气", "氣", "马", "馬", "电", "電", "后", "干", "软件", "軟體", "x"][..]), 1..4)
        .prop_map(|words| words.concat())
}

/// A piece of wikitext, and what the view `zh` shows of it.
fn marked() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        word().prop_map(|w| (w.clone(), w)),
        word().prop_map(|w| (format!("-{{{w}}}-"), w)),
        word().prop_map(|w| (format!("-{{R|{w}}}-"), w)),
        word().prop_map(|w| (format!("'''{w}'''，"), format!("{w}，"))),
        (word(), word()).prop_map(|(a, b)| (format!("-{{H|zh-cn:{a};zh-tw:{b}}}-"), String::new())),
        (word(), word()).prop_map(|(a, b)| (format!("-{{-|{a}=>zh-cn:{b}}}-"), String::new())),
        // The order of fallbacks: Simplified first.
        (word(), word()).prop_map(|(a, b)| (format!("-{{zh-tw:{b};zh-hans:{a}}}-"), a)),
        (word(), word()).prop_map(|(a, b)| (format!("-{{A|zh-hk:{a};zh-tw:{b};}}-"), b)),
        (word(), word()).prop_map(|(a, b)| (format!("-{{zh-sg:{a};zh:{b}}}-"), b)),
        (word(), word()).prop_map(|(a, b)| (format!("-{{zh-cn:-{{zh-hk:x;zh-cn:{a}}}-{b}}}-"), format!("{a}{b}"))),
        Just(("-{}-".to_owned(), String::new())),
    ]
}

/// Rules for all of a page, hidden.
fn rules() -> impl Strategy<Value = String> {
    let rule = (word(), word(), any::<bool>())
        .prop_map(|(a, b, one_way)| if one_way { format!("-{{H|{a}=>zh-tw:{b}}}-") } else { format!("-{{H|zh-cn:{a};zh-tw:{b}}}-") });
    prop::collection::vec(rule, 0..4).prop_map(|rules| rules.concat())
}

/// A page without marks but for its rules: a mark may show a link in one view and none in another.
fn page(most: usize) -> impl Strategy<Value = String> {
    let fit = |piece: &&&str| !piece.contains("-{") && !piece.contains("}-");
    let pieces: Vec<String> = PIECES.iter().filter(fit).map(|p| (*p).to_owned()).collect();
    let more = ["<code>气電</code>", "<pre>气電</pre>", "<kbd>电</kbd>", "http://a.b/气?電 ", "[http://a.b/气 气電]", "[[气|電]]"];
    let notes =
        ["<ref>气電</ref>", "<ref name=\"气\">电</ref>", "\n== 气電 ==\n", "<span id=\"气\" title=\"电\">電</span>", "<math>气</math>"];
    let pieces: Vec<String> = pieces.into_iter().chain(more.iter().chain(&notes).map(|p| (*p).to_owned())).collect();
    let piece = prop_oneof![3 => prop::sample::select(pieces), 1 => word()];
    (rules(), prop::collection::vec(piece, 1..most)).prop_map(|(rules, pieces)| rules + &pieces.concat())
}

/// What has meaning in HTML or Markdown and none in wikitext.
const HOSTILE: &[&str] = &[
    "\" onload=\"alert(1)",
    "' onload='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
    "**甲**",
    "`甲`",
    "![甲](乙)",
    "[甲](乙)",
    "\\",
    "&amp;lt;b&amp;gt;",
    "$x$",
    "&lt;!--",
    "]]&gt;",
];

proptest! {
    #![proptest_config(config())]

    /// The view `zh` is the source text with its marks resolved.
    #[test]
    fn the_source_view_is_the_source(pieces in prop::collection::vec(marked(), 1..12)) {
        let (source, shown): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        let source = source.concat();
        prop_assert_eq!(text_of(&view(&source, Variant::Zh)), shown.concat(), "{}", source);
    }

    /// Protected text is the same in every view, whatever rules there are.
    #[test]
    fn protected_text_is_the_same_in_every_view(rules in rules(), words in prop::collection::vec((word(), 0u8..4), 1..6)) {
        let spans = words.iter().map(|(w, how)| match how {
            0 => format!("{w}<samp>-{{{w}}}-</samp>"),
            1 => format!("<samp>-{{R|{w}}}-</samp>{w}"),
            2 => format!("<samp><code>{w}</code></samp>"),
            _ => format!("<samp><span lang=\"ja\">{w}</span></samp>"),
        });
        let source = rules + &spans.collect::<String>();
        for variant in Variant::ALL {
            let html = view(&source, variant);
            let shown: Vec<String> = contents(&html, "samp").iter().map(|part| text_of(part)).collect();
            let expected: Vec<&str> = words.iter().map(|(w, _)| w.as_str()).collect();
            prop_assert_eq!(shown, expected, "{} {}", variant, source);
        }
    }

    /// Code, addresses and ids keep their bytes; views have the same notes and numbers.
    #[test]
    fn what_is_no_text_is_the_same_in_every_view(text in page(14)) {
        let source = view(&text, Variant::Zh);
        for variant in [Variant::ZhCn, Variant::ZhTw, Variant::ZhHk, Variant::ZhHant] {
            let html = view(&text, variant);
            for name in ["id", "href", "src", "class", "name"] {
                prop_assert_eq!(values(&html, name), values(&source, name), "{} of {} {}\n{}", name, variant, text, html);
            }
            for name in ["code", "pre", "kbd", "sup"] {
                prop_assert_eq!(contents(&html, name), contents(&source, name), "{} of {} {}\n{}", name, variant, text, html);
            }
        }
    }

    /// What a rule puts into a text, a heading or an attribute is never markup.
    #[test]
    fn no_conversion_result_is_markup(parts_of in prop::collection::vec(prop::sample::select(HOSTILE), 1..4), two_way in any::<bool>()) {
        let hostile = parts_of.concat();
        let page = |value: &str| {
            let rule = if two_way { format!("-{{H|zh-cn:{value};zh-tw:甲甲}}-") } else { format!("-{{H|甲甲=>zh-cn:{value}}}-") };
            format!("{rule}甲甲\n\n== 甲甲 ==\n* [[乙|甲甲]]\n<span title=\"甲甲\">甲甲</span>\n{{|\n|甲甲\n|}}\n[http://a.b 甲甲]<ref>甲甲</ref>")
        };
        for variant in [Variant::ZhCn, Variant::ZhSg] {
            let shape = |html: &str| -> Vec<String> {
                // A title's value is text; everything else of a tag is not.
                let tag = |tag: &str| match tag.split_once(" title=\"") {
                    Some((before, rest)) => format!("{before}{}", rest.split_once('"').map_or("", |(_, after)| after)),
                    None => tag.to_owned(),
                };
                parts(html).0.into_iter().map(tag).collect()
            };
            let (hostile, plain) = (view(&page(&hostile), variant), view(&page("好"), variant));
            prop_assert_eq!(shape(&hostile), shape(&plain), "{}", hostile);
        }
    }
}
