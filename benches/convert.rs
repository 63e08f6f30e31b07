//! How fast wikitext becomes Markdown and Markdown becomes a page, in megabytes of source a second on one core.
//!
//! `cargo bench --bench convert [FOLDER…]`: the folders hold `.wiki` files, as `../shared/bench/make_wiki.py PAGES FOLDER`
//! makes them.  Without one the cases of `tests/suite/parse` are taken many times over.  Every pass is run over all pages,
//! and the best of five rounds is told.

#![expect(clippy::disallowed_methods, reason = "a measurement reads files and the clock")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use taben::site::Site;
use taben::title::{Namespace, Title};
use taben::world::World;
use taben::{markdown, notes, parse, preprocess};

/// The program's own allocator, so that what is measured is what its users wait for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A wiki without templates.
struct Alone(Site);

impl World for Alone {
    fn site(&self) -> &Site {
        &self.0
    }

    fn text(&self, _title: &Title) -> Option<Arc<str>> {
        None
    }

    fn find(&self, _title: &Title) -> Option<Title> {
        None
    }

    fn builtin_templates(&self) -> bool {
        false
    }

    fn builtin_template(&self, _name: &str) -> Option<Arc<str>> {
        None
    }

    fn builtin_code(
        &self,
        _name: &str,
        _arguments: &[(String, String)],
        _: Option<&[(String, String)]>,
    ) -> Option<taben::world::CodeResult> {
        None
    }

    fn rule_group(&self, _name: &str) -> Option<Arc<[String]>> {
        None
    }
}

/// The pages of a folder and the folders in it.
fn pages(folder: &Path, into: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            pages(&path, into);
        } else if path.extension().is_some_and(|e| e == "wiki") {
            into.extend(std::fs::read_to_string(&path).ok());
        }
    }
}

/// The cases of the tests, as one page many times over.
fn cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/parse");
    let mut page = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        for case in text.split("\n%% ").skip(1) {
            let source = case.split_once('\n').and_then(|(_, body)| body.split_once("\n---\n")).map_or("", |(source, _)| source);
            page.push_str(source);
            page.push_str("\n\n");
        }
    }
    vec![page; 300]
}

fn main() {
    let mut texts = Vec::new();
    for folder in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        pages(Path::new(&folder), &mut texts);
    }
    if texts.is_empty() {
        texts = cases();
    }
    let world = Alone(Site::new("zh"));
    let title = Title::parse("Page", Namespace::MAIN, &world.0).expect("a title");
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    println!("{} pages, {megabytes:.1} MB", texts.len());
    let time = |name: &str, run: &mut dyn FnMut()| {
        let best = (0..5)
            .map(|_| {
                let start = Instant::now();
                run();
                start.elapsed().as_secs_f64()
            })
            .fold(f64::INFINITY, f64::min);
        println!("{name:<36} {:>7.1} MB/s", megabytes / best);
        best
    };

    let expand = |text: &str| preprocess::expand(&world, &title, text).value;
    let pre = time("preprocess", &mut || texts.iter().for_each(|t| drop(black_box(expand(t)))));
    let both = time("preprocess, parse", &mut || texts.iter().for_each(|t| drop(black_box(parse::parse(&world.0, &title, expand(t))))));
    println!("{:<36} {:>7.1} MB/s", "  parse alone", megabytes / (both - pre).max(1e-9));
    let documents: Vec<_> = texts.iter().map(|t| parse::parse(&world.0, &title, expand(t)).value).collect();
    time("write Markdown", &mut || documents.iter().for_each(|d| drop(black_box(markdown::write(d)))));
    time("wikitext to Markdown, all together", &mut || {
        texts.iter().for_each(|t| drop(black_box(markdown::write(&parse::parse(&world.0, &title, expand(t)).value))));
    });
    let written: Vec<String> = documents.iter().map(markdown::write).collect();
    time("read Markdown", &mut || written.iter().for_each(|page| drop(black_box(markdown::read(page, &world.0)))));
    time("read Markdown, resolve notes", &mut || {
        for page in &written {
            let options = notes::Options { chinese: true, append_lists: false, group_labels: &|_| None };
            drop(black_box(notes::resolve(markdown::read(page, &world.0).value, &options)));
        }
    });
}
