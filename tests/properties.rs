//! What holds for every page, tried on pages made at random of the pieces that are hardest to tell from text.

mod common;

use common::pieces::PIECES;
use proptest::prelude::*;
use taben::lang::Variant;
use taben::pipeline::Format;
use taben::site::Site;

/// How many pages each property is tried on, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 400;

/// A page of such pieces.
fn page(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 1..most).prop_map(|pieces| pieces.concat())
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
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
