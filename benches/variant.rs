//! How fast text is converted: the first use of a variant, and megabytes a second with fifty rules of the page.
//!
//! `cargo bench --bench variant [FILE…]`; without files a text of MediaWiki's own words is repeated.

use std::hint::black_box;
use std::time::Instant;

use taben::lang::Variant;
use taben::model::document::{Event, Flags, Mark, Rule};
use taben::variant::{Engine, ViewInput, Words, convert};

/// A mark that adds a rule, `-{H|zh-cn:…;zh-tw:…}-`.
fn rule(cn: &str, tw: &str) -> Event<'static> {
    let side = |variant, text: &str| Rule { from: None, variant, to: vec![Event::Text(text.to_owned().into())] };
    Event::Mark(Box::new(Mark {
        flags: Flags::HIDE,
        variants: Vec::new(),
        rules: vec![side(Variant::ZhCn, cn), side(Variant::ZhTw, tw)],
        body: Vec::new(),
    }))
}

fn main() {
    let engine = Engine::mediawiki();
    for variant in [Variant::ZhHans, Variant::ZhHant, Variant::ZhCn, Variant::ZhTw, Variant::ZhHk] {
        let start = Instant::now();
        engine.warm(variant);
        println!("{variant}: loaded in {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    }

    let files: Vec<String> =
        std::env::args().skip(1).filter(|a| !a.starts_with("--")).filter_map(|f| std::fs::read_to_string(f).ok()).collect();
    let mut text = files.concat();
    if text.is_empty() {
        text = "恐怖主義是指以暴力手段達成政治目的的行為，电脑与网络的信息安全也受到影响。在2001年，".repeat(100);
    }
    while text.len() < 16_000_000 {
        text.push_str(&text.clone());
    }
    let megabytes = text.len() as f64 / 1e6;
    let time = |name: &str, run: &mut dyn FnMut()| {
        let best = (0..5).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        });
        println!("{name}: {:.0} MB/s", megabytes / best.fold(f64::INFINITY, f64::min));
    };

    for variant in [Variant::ZhCn, Variant::ZhTw, Variant::Zh] {
        let words = Words::new(&engine, None);
        time(&format!("{variant}, text alone"), &mut || {
            black_box(words.convert(&text, variant));
        });
        let chars: Vec<char> = text.chars().filter(|c| *c >= '一').take(5000).collect();
        let mut events: Vec<Event<'_>> = chars
            .chunks(100)
            .take(50)
            .enumerate()
            .map(|(i, c)| rule(&format!("{}{}规{i}", c[0], c[1]), &format!("{}{}規{i}", c[0], c[1])))
            .collect();
        events.extend(text.split_inclusive('\n').map(|line| Event::Text(line.into())));
        let input = ViewInput { events: &events, ..ViewInput::default() };
        time(&format!("{variant}, page with fifty rules"), &mut || {
            black_box(convert(&input, variant, &engine));
        });
    }
}
