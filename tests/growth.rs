//! Hostile pages take work in proportion to their length.
//!
//! Work is counted in bytes asked of the allocator, never in seconds: a test that reads a clock fails on a busy machine.
//! That every page of ten thousand openers returns at all, in a build without optimisation, is the other half.

mod common;

use taben::lang::Variant;
use taben::pipeline::Format;

/// How often the openers are repeated.
const FEW: usize = 500;
/// Ten times as often.
const MANY: usize = 10 * FEW;
/// How much more work ten times the text may be: more than ten, since tables that double may be half empty.
const RATIO: u64 = 16;
/// Work that any page may be.
const FLOOR: u64 = 4_000_000;

/// What is repeated: what MediaWiki text opens and never closes, and what it closes at once.
const OPENERS: &[&str] = &[
    "{{a|",
    "{{{a|",
    "[[a|",
    "{|\n",
    "[http://a ",
    "<ref>",
    "<ref name=a>",
    "<div>",
    "-{",
    "''",
    "'''''",
    "<b>",
    "<table>",
    "{{#if:",
    "*",
    "<nowiki>",
    "<!--",
    "\n*",
    "\n#",
    "\n:",
    "\n;a:b",
    "[[File:a|",
    "<b><i>",
    "<s><u>",
    "<h3>",
    "\n== a ==\n",
    "\n=",
    "\n{|\n|",
    "\n|-\n",
    "~~~",
    "&",
    "&#",
    "`",
    "$",
    "$a$",
    "$${",
    "_",
    "\\",
    "[^",
    "[^a]",
    "-{zh-cn:a;",
    "-{A|zh-cn:a;zh-tw:b}-",
    "-{H|甲=>zh-cn:乙;}-",
    "}-",
    "]]",
    "}}",
    "<ref name=a />",
    "<ref>a</ref>",
    "<ref name=a>b</ref><references />",
    "<references />",
    "<a href=",
    "<span style='",
    "http://a.b ",
    "ISBN 1 ",
    "<pre>",
    "<math>",
    "<poem>",
    "<gallery>\n",
    "\n ",
    "<p>",
    "<ul><li>",
    "<dl><dd>",
    "__TOC__",
    "[[a]]",
    "[[a|b]]x",
    "{{a}}",
    "{{!}}",
    "</b>",
    "|",
    "||",
    "\n!",
    "<td>",
    "<tr><td>",
    "--",
    "<<",
    ">",
    "[",
    "{",
    "(",
    "![",
    "\t",
    "\n\n",
    "<code",
    "\"",
    "a*",
    "**a",
    "*a_",
    "甲",
    "[[Category:a]]",
    "<section begin=a />",
    "{{{1|{{{2|",
    "{{#switch:a|",
    "<tt><small>",
    "<ruby><rt>",
    "<del><ins>",
];

/// What a page of that many openers asks of the allocator.
fn work(opener: &str, times: usize, format: Format) -> u64 {
    let page = opener.repeat(times);
    allocation_counter::measure(|| {
        common::convert("zh", Some(Variant::ZhCn), format, &page);
    })
    .bytes_total
}

#[test]
fn work_grows_with_the_text() {
    // Tables that are loaded once are no work of a page.
    work("甲", 1, Format::Html);
    let (first, second) = OPENERS.split_at(OPENERS.len() / 2);
    // The counter is one of each thread.
    let check = |openers: &[&str]| -> Vec<String> {
        let mut failures = Vec::new();
        for opener in openers {
            let few = work(opener, FEW, Format::Html);
            let many = work(opener, MANY, Format::Html);
            if many > FLOOR && many > few * RATIO {
                failures.push(format!("{opener:?}: {few} bytes for {FEW}, {many} for {MANY}"));
            }
        }
        failures
    };
    let failures = std::thread::scope(|scope| {
        let other = scope.spawn(|| check(second));
        let mut failures = check(first);
        failures.extend(other.join().expect("no panic"));
        failures
    });
    assert!(failures.is_empty(), "{} of {} openers:\n{}", failures.len(), OPENERS.len(), failures.join("\n"));
}

#[test]
fn ten_thousand_of_the_worst_return() {
    for opener in ["[http://a ", "{{a|", "-{", "<ref>", "{|\n", "<div>", "<nowiki>", "''", "[["] {
        common::convert("zh", Some(Variant::ZhCn), Format::Html, &opener.repeat(10_000));
    }
}
