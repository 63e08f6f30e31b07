//! Building again, many changes one after the other in a book of some size: what is remembered is carried from build to build, so
//! a fault in it may show only in the second one after.

// How text is converted has no part in it.
#![cfg(not(feature = "opencc"))]

mod common;

use std::collections::BTreeMap;

use common::book::{Book, Random};

/// How many pages the book has at least, and how many more it begins with.
const PAGES: usize = 200;
const SPARE: usize = 20;

/// How many sequences each test tries, and how many builds a sequence has.
const SEQUENCES: usize = 50;
const STEPS: usize = 3;

const CONFIG: &str = "[book]\ntitle = \"书\"\ndate = 2025-01-01\n\n[variants]\nviews = [\"zh-cn\"]\n\n[output.markdown]\nenabled = false\n";

/// The text of a page with a number: it links to others, takes part in a category and shows a template.
fn text(random: &mut Random) -> String {
    let mut text = format!("文{}。", random.below(1000));
    for _ in 0..random.below(4) {
        text.push_str(&format!("[[P{}]]", 100 + random.below(PAGES + 40)));
    }
    match random.below(6) {
        0 => text.push_str(&format!("{{{{T{}}}}}", random.below(3))),
        1 => text.push_str(&format!("[[Category:C{}]]", random.below(3))),
        2 => text.push_str(&format!("[[夹{}/P{}]]", random.below(2), 100 + random.below(PAGES))),
        3 => text.push_str(&format!("{{{{#ifexist:P{}|有|无}}}}", 100 + random.below(PAGES + 40))),
        _ => {}
    }
    text + "\n"
}

fn book(random: &mut Random) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = (0..PAGES + SPARE).map(|n| (format!("content/P{}.wiki", n + 100), text(random))).collect();
    files.extend((0..3).map(|n| (format!("content/Template/T{n}.wiki"), format!("板{n}\n"))));
    files.insert("content/Category/C1.wiki".to_owned(), "类一。[[Category:C2]]\n".to_owned());
    files.insert("book.toml".to_owned(), CONFIG.to_owned());
    files
}

/// One change, as a person makes it.
fn change(files: &mut BTreeMap<String, String>, random: &mut Random) -> String {
    let pages: Vec<String> = files.keys().filter(|name| name.contains("/P")).cloned().collect();
    let page = pages[random.below(pages.len())].clone();
    // Renaming and moving may land on another page, which is gone then.
    let what = match random.below(9) {
        1 | 2 | 6 if pages.len() <= PAGES => 0,
        what => what,
    };
    match what {
        0 => {
            // Titles of four figures sort between those of three.
            let name = format!("content/P{}.wiki", 1000 + random.below(3000));
            files.insert(name.clone(), text(random));
            format!("{name} is new")
        }
        1 => {
            files.remove(&page);
            format!("{page} is gone")
        }
        2 => {
            let to = format!("content/P{}.wiki", 100 + random.below(3000));
            let text = files.remove(&page).unwrap_or_default();
            files.insert(to.clone(), text);
            format!("{page} is now {to}")
        }
        3 => {
            let section = ["", "#节"][random.below(2)];
            files.insert(page.clone(), format!("#REDIRECT [[P{}{section}]]\n", 100 + random.below(PAGES)));
            format!("{page} leads away")
        }
        4 => {
            files.insert(format!("content/Template/T{}.wiki", random.below(3)), format!("板{}\n", random.below(1000)));
            "a template".to_owned()
        }
        5 => {
            files.entry(page.clone()).or_default().push_str(&format!("[[Category:C{}]]\n", random.below(4)));
            format!("{page} in a category")
        }
        6 => {
            let to = format!("content/夹{}/{}", random.below(2), page.rsplit('/').next().unwrap_or_default());
            let text = files.remove(&page).unwrap_or_default();
            files.insert(to.clone(), text);
            format!("{page} moved to {to}")
        }
        7 => {
            files.insert("content/Category/C1.wiki".to_owned(), format!("类。[[Category:C{}]]\n", random.below(4)));
            "the category's page".to_owned()
        }
        _ => {
            files.insert(page.clone(), text(random));
            format!("{page} is written anew")
        }
    }
}

fn sequences(seed: u64) {
    let mut random = Random::new(seed);
    let mut files = book(&mut random);
    let mut book = Book::new(true);
    book.write(&files);
    book.rebuild_and_compare("the first build");
    let mut told = Vec::new();
    for n in 0..SEQUENCES {
        for step in 0..STEPS {
            told.push(change(&mut files, &mut random));
            book.write(&files);
            let recent = &told[told.len().saturating_sub(4)..];
            book.rebuild_and_compare(&format!("seed {seed}, sequence {n}, step {step}: … {}", recent.join("; ")));
        }
    }
}

#[test]
fn sequences_one() {
    sequences(1);
}

#[test]
fn sequences_two() {
    sequences(2);
}

#[test]
fn sequences_three() {
    sequences(3);
}

#[test]
fn sequences_four() {
    sequences(4);
}

#[test]
fn a_page_that_sorts_into_the_middle_moves_no_link() {
    let mut files: BTreeMap<String, String> = (100..400).map(|n| (format!("content/P{n}.wiki"), format!("文{n}\n"))).collect();
    files.insert("book.toml".to_owned(), CONFIG.to_owned());
    files.insert("content/P110.wiki".to_owned(), "[[P300]]\n".to_owned());
    let mut book = Book::new(true);
    for name in ["P399", "P2505", "P390"] {
        files.insert(format!("content/{name}.wiki"), "新\n".to_owned());
        book.write(&files);
        book.rebuild_and_compare(name);
    }
}
