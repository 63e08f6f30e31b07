//! How fast text is converted: the first use of a variant, megabytes a second with fifty rules of the page, and what one
//! more view of a page costs.
//!
//! `cargo bench --bench variant [TEXT…] [GROUP.json…]`; without texts a sentence is repeated, and the manual is the book
//! whose views are made.  With groups also says how long a page of 100 KB takes whose first marks are all rules of the
//! groups, as a page with `{{NoteTA|G1=…}}` has.  With the feature `opencc` OpenCC converts the same text in the same run.

#![expect(clippy::disallowed_methods, reason = "a benchmark takes arguments, reads texts and looks at the clock")]

use std::hint::black_box;
use std::time::Instant;

use taben::lang::Variant;
use taben::model::document::{Event, Flags, Mark, Rule};
use taben::model::rule::split_rules;
use taben::variant::glossary::Glossary;
use taben::variant::group::Group;
use taben::variant::{Engine, ViewInput, Words, convert};

/// The program's own allocator, so that what is measured is what its users wait for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// About how many bytes the text has: more than nearly every page, and little enough that the memory's speed is not what
/// is measured.
const PAGE: usize = 250_000;

/// How often it is converted for one measurement: Linux counts a process's time in steps of some milliseconds.
const ROUNDS: usize = 320;

/// The same for OpenCC, which takes its time.
#[cfg(feature = "opencc")]
const OPENCC_ROUNDS: usize = 4;

/// Seconds that this process has worked, so that other programs on the machine do not count; where the system does not
/// tell, the time of day.
fn now(start: Instant) -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent =
        tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok()?.split(' ').next()?.parse::<f64>().ok());
    let spent: f64 = spent.sum();
    if spent > 0.0 { spent / 1e9 } else { start.elapsed().as_secs_f64() }
}

/// The seconds that something takes, the best of some rounds.
fn seconds(rounds: usize, mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    let one = |_| {
        let before = now(start);
        run();
        now(start) - before
    };
    (0..rounds).map(one).fold(f64::INFINITY, f64::min)
}

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
    let sources = read(texts);
    let mut text = sources.concat();
    if text.is_empty() {
        text = "恐怖主義是指以暴力手段達成政治目的的行為，电脑与网络的信息安全也受到影响。在2001年，".repeat(100);
    }
    while text.len() < PAGE {
        text.push_str(&text.clone());
    }
    text.truncate((PAGE..).find(|n| text.is_char_boundary(*n)).unwrap_or_default());
    let megabytes = text.len() as f64 / 1e6 * ROUNDS as f64;
    let time = |name: &str, run: &mut dyn FnMut()| {
        println!("{name}: {:.0} MB/s", megabytes / seconds(5, || (0..ROUNDS).for_each(|_| run())));
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
    #[cfg(feature = "opencc")]
    opencc(&text);
    views(sources);

    let rules: Vec<String> = read(groups).iter().flat_map(|g| Group::parse(g).rules).collect();
    if rules.is_empty() {
        return;
    }
    let end = (100_000.min(text.len())..).find(|n| text.is_char_boundary(*n)).unwrap_or_default();
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

/// OpenCC on the same text.
#[cfg(feature = "opencc")]
fn opencc(text: &str) {
    let engine = Engine::opencc([]).expect("OpenCC's own configurations");
    for variant in [Variant::ZhCn, Variant::ZhTw] {
        let words = Words::new(&engine, None);
        black_box(words.convert(&text[..3000], variant));
        let best = seconds(3, || {
            for line in (0..OPENCC_ROUNDS).flat_map(|_| text.split_inclusive('\n')) {
                black_box(words.convert(line, variant));
            }
        });
        println!("{variant}, OpenCC: {:.1} MB/s", (text.len() * OPENCC_ROUNDS) as f64 / 1e6 / best);
    }
}

/// What a page costs in its first view, everything from its source to the finished file, and in one more view.
///
/// A book is built on one thread into nothing, with one view and with three.
fn views(sources: Vec<String>) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = || {
        let mut files: Vec<_> = std::fs::read_dir(root.join("content")).into_iter().flatten().flatten().map(|e| e.path()).collect();
        files.sort();
        files.iter().filter(|f| f.extension().is_some_and(|e| e == "wiki")).filter_map(|f| std::fs::read_to_string(f).ok()).collect()
    };
    let sources: Vec<String> = if sources.is_empty() { manual() } else { sources };
    let book = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(book.path().join("content")).expect("a folder");
    let bytes: usize = sources.iter().map(String::len).sum();
    // Enough pages that reading the theme and the tables does not count.
    let copies = (4_000_000 / bytes.max(1)).max(1);
    for (i, text) in sources.iter().enumerate() {
        for copy in 0..copies {
            std::fs::write(book.path().join(format!("content/页{i}-{copy}.wiki")), text).expect("a page");
        }
    }
    let pages = (copies * sources.len()) as f64;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(16 << 20).build().expect("a thread");
    let book = |views: &str| {
        let config = format!("[output.markdown]\nenabled = false\n[variants]\nparallel = false\nviews = {views}\n");
        let config = taben::config::Config::parse(&config).expect("a configuration");
        let source = taben::source::SourceDir::open(book.path(), &config.book.src, &config.site()).expect("a book");
        let pool = &pool;
        move || {
            let sink = taben::emit::Nowhere::new();
            let built = pool.install(|| taben::pipeline::build(&config, &source, &sink, taben::pipeline::Purpose::Publish, &|_, _| {}));
            black_box(built.expect("a book that builds"));
        }
    };
    let (mut one, mut many) = (book("[\"zh-cn\"]"), book("[\"zh-cn\", \"zh-tw\", \"zh-hk\"]"));
    // In turns, so that a busy machine is as busy for the one as for the other.
    let (mut first, mut three) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..21 {
        first = first.min(seconds(1, &mut one));
        three = three.min(seconds(1, &mut many));
    }
    let (first, three) = (first / pages * 1e6, three / pages * 1e6);
    let more = (three - first) / 2.0;
    println!(
        "{pages} pages of {:.1} KB: first view {first:.0} µs, one more {more:.0} µs, {:.2} of it",
        bytes as f64 / 1e3 / sources.len() as f64,
        more / first
    );
}

/// A group's rule as the mark that NoteTA makes of it.
fn group_mark(text: &str) -> Option<Event<'static>> {
    let part = |range: std::ops::Range<usize>| vec![Event::Text(text[range].to_owned().into())];
    let rules = split_rules(text)?.into_iter().map(|r| Rule { from: r.from.map(part), variant: r.variant, to: part(r.to) });
    Some(Event::Mark(Box::new(Mark { flags: Flags::HIDE, variants: Vec::new(), rules: rules.collect(), body: Vec::new() })))
}
