//! How fast text is converted: the first use of a variant, and megabytes a second with fifty rules of the page.
//!
//! `cargo bench --bench variant [TEXT…] [GROUP.json…]`; without texts a sentence is repeated.  With groups also says
//! how long a page of 100 KB takes whose first marks are all rules of the groups, as a page with `{{NoteTA|G1=…}}` has.

#![expect(clippy::disallowed_methods, reason = "a benchmark takes arguments, reads texts and looks at the clock")]

use std::hint::black_box;
use std::time::Instant;

use taben::lang::Variant;
use taben::model::document::{Event, Flags, Mark, Rule};
use taben::model::rule::split_rules;
use taben::variant::glossary::Glossary;
use taben::variant::group::Group;
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

    let (groups, texts): (Vec<_>, Vec<_>) = std::env::args().skip(1).filter(|a| !a.starts_with("--")).partition(|a| a.ends_with(".json"));
    let read = |names: Vec<String>| names.into_iter().filter_map(|f| std::fs::read_to_string(f).ok()).collect::<Vec<_>>();
    let mut text = read(texts).concat();
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

    let rules: Vec<String> = read(groups).iter().flat_map(|g| Group::parse(g).rules).collect();
    if rules.is_empty() {
        return;
    }
    let end = (100_000..).find(|n| text.is_char_boundary(*n)).unwrap_or_default();
    let mut events: Vec<Event<'_>> = rules.iter().filter_map(|r| group_mark(r)).collect();
    events.extend(text[..end].split_inclusive('\n').map(|line| Event::Text(line.into())));
    let (book, _) = Glossary::parse(rules.iter().map(String::as_str));
    for variant in [Variant::ZhCn, Variant::ZhTw] {
        let marks = ViewInput { events: &events, ..ViewInput::default() };
        let book = ViewInput { events: &events[rules.len().min(events.len())..], book: Some(&book), ..ViewInput::default() };
        for (name, input) in [("in marks", marks), ("of the book", book)] {
            black_box(convert(&input, variant, &engine));
            let start = Instant::now();
            for _ in 0..20 {
                black_box(convert(&input, variant, &engine));
            }
            println!("{variant}, {} rules {name}: {:.2} ms a page", rules.len(), start.elapsed().as_secs_f64() * 50.0);
        }
    }
}

/// A group's rule as the mark that NoteTA makes of it.
fn group_mark(text: &str) -> Option<Event<'static>> {
    let part = |range: std::ops::Range<usize>| vec![Event::Text(text[range].to_owned().into())];
    let rules = split_rules(text)?.into_iter().map(|r| Rule { from: r.from.map(part), variant: r.variant, to: part(r.to) });
    Some(Event::Mark(Box::new(Mark { flags: Flags::HIDE, variants: Vec::new(), rules: rules.collect(), body: Vec::new() })))
}
