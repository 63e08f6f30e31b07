//! What holds for every page, tried on pages made at random of the pieces that are hardest to tell from text.

#![expect(clippy::disallowed_methods, reason = "the environment says how long to look")]

mod common;

use common::pieces::PIECES;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use taben::lang::Variant;
use taben::pipeline::Format;
use taben::site::Site;

/// How many pages each property is tried on, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 400;

/// A page of such pieces.
fn page(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 1..most).prop_map(|pieces| pieces.concat())
}

/// A page without the pieces that make a tree which HTML cannot write.
fn tree_page(most: usize) -> impl Strategy<Value = String> {
    let fit = |piece: &&&str| {
        !["{|", "|}", "<table", "<gallery", "-{", "thumb", "[[a|", "a_b|", "<h3>"].iter().any(|unfit| piece.contains(unfit))
    };
    let pieces: Vec<&str> = PIECES.iter().filter(fit).copied().collect();
    prop::collection::vec(prop::sample::select(pieces), 1..most).prop_map(|pieces| pieces.concat())
}

/// The same pages every time, unless `PROPTEST_RNG_SEED` gives another number.
fn config() -> ProptestConfig {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    }
}

/// Fails with both sides if a document does not show the same through Markdown.
fn check_round_trip(language: &str, text: &str) -> Result<(), TestCaseError> {
    let site = Site::new(language);
    let document = common::document(&site, "Page", text);
    let (markdown, got) = common::shown_through_markdown(&document, &site);
    let want = common::shown(document, &site);
    prop_assert!(want == got, "\n--- wikitext\n{text:?}\n--- markdown\n{markdown}\n--- want\n{want}\n--- got\n{got}\n");
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    /// A page shows the same when it is read from the Markdown that it was written as.
    #[test]
    fn markdown_reads_back(text in page(14)) {
        check_round_trip("zh", &text)?;
    }

    /// The same for a wiki without variants, where `-{` is text.
    #[test]
    fn markdown_reads_back_without_variants(text in page(10)) {
        check_round_trip("en", &text)?;
    }

    /// Text of any characters reads back.
    #[test]
    fn text_reads_back(text in "[ -~中文。「」a*_`\\[\\]<>&#~$|+=:!{}^\\-\n]{0,40}") {
        let source = text.replace("</nowiki", "");
        check_round_trip("zh", &format!("<nowiki>{source}</nowiki>"))?;
        check_round_trip("zh", &format!("* <nowiki>{source}</nowiki>"))?;
    }

    /// What is written nests, is on the list of what may stand in a page, and is the tree that a browser reads.
    #[test]
    fn html_is_what_a_browser_reads(text in tree_page(14)) {
        for (language, variant) in [("zh", Some(Variant::ZhTw)), ("en", None)] {
            let html = common::convert(language, variant, Format::Html, &text);
            let problems = common::strict::problems(&html);
            prop_assert!(problems.is_none(), "\n--- wikitext\n{text:?}\n--- html\n{html}\n--- problems\n{}", problems.unwrap_or_default());
        }
    }

    /// The same of pages with everything in them, but for the tree: tables, pictures and notes in places where MediaWiki
    /// itself leaves the tree to the browser.
    #[test]
    fn html_holds_only_what_may_stand_in_a_page(text in prop_oneof![page(20), "[<>/a-z\"'= :;&#x0-9-]{0,60}"]) {
        let html = common::convert("zh", Some(Variant::ZhCn), Format::Html, &text);
        let problems = common::strict::problems(&html).unwrap_or_default();
        let worst: Vec<&str> = problems.lines().filter(|line| !line.starts_with("a browser reads another tree")).collect();
        prop_assert!(worst.is_empty(), "\n--- wikitext\n{text:?}\n--- html\n{html}\n--- problems\n{worst:?}");
    }

    /// Nothing is too broken to be converted.
    #[test]
    fn nothing_panics(text in prop_oneof![page(60), ".{0,60}", "\\PC{0,40}"]) {
        for variant in [None, Some(Variant::ZhCn), Some(Variant::ZhTw), Some(Variant::ZhHk)] {
            common::convert("zh", variant, Format::Html, &text);
        }
        common::convert("en", None, Format::Html, &text);
        common::convert("zh", None, Format::Markdown, &text);
    }
}
