//! Pass 6: apostrophes become bold and italic.
//!
//! Facts: MediaWiki's `Parser::doQuotes`.  It looks at one line at a time and balances an odd number of bold and
//! italic openers by reading one bold as an apostrophe and an italic.

use super::atom::{Atom, Atoms};
use crate::model::html::{Attrs, Name};

/// Replaces apostrophes by marks, line by line.
pub(super) fn mark(text: String, atoms: &mut Atoms) -> String {
    if !text.contains("''") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        mark_line(line, atoms, &mut out);
    }
    out
}

/// A run of two or more apostrophes.
struct Run {
    /// Where it starts.
    at: usize,
    /// How many apostrophes it has.
    len: usize,
    /// How many of them are markup: 2, 3 or 5; the others, before them, are text.
    markup: usize,
}

/// What is open while a line is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    None,
    I,
    B,
    /// Italic, then bold inside.
    IB,
    /// Bold, then italic inside.
    BI,
    /// Both were opened by one run of five; which comes first shows at the first closer.
    Both,
}

/// Replaces the apostrophes of one line.
pub(super) fn mark_line(line: &str, atoms: &mut Atoms, out: &mut String) {
    let mut runs = find_runs(line);
    if runs.is_empty() {
        out.push_str(line);
        return;
    }
    balance(line, &mut runs);
    let mut state = State::None;
    // Text held back while it is not known whether bold or italic is the outer one.
    let mut held = String::new();
    let mut at = 0;
    for run in &runs {
        let text_end = run.at + run.len - run.markup;
        let target = if state == State::Both { &mut held } else { &mut *out };
        target.push_str(&line[at..text_end]);
        at = run.at + run.len;
        state = step(state, run.markup, &mut held, atoms, out);
    }
    let target = if state == State::Both { &mut held } else { &mut *out };
    target.push_str(&line[at..]);
    let mut close = |names: &[Name], out: &mut String| {
        for name in names {
            atoms.push(Atom::Close(*name), out);
        }
    };
    match state {
        State::None => {}
        State::I => close(&[Name::I], out),
        State::B => close(&[Name::B], out),
        State::IB => close(&[Name::B, Name::I], out),
        State::BI => close(&[Name::I, Name::B], out),
        State::Both if held.is_empty() => {}
        State::Both => {
            atoms.push(Atom::Open(Name::B, Attrs::new()), out);
            atoms.push(Atom::Open(Name::I, Attrs::new()), out);
            out.push_str(&held);
            atoms.push(Atom::Close(Name::I), out);
            atoms.push(Atom::Close(Name::B), out);
        }
    }
}

/// One run of apostrophes: writes its tags and gives the new state.
fn step(state: State, markup: usize, held: &mut String, atoms: &mut Atoms, out: &mut String) -> State {
    use Name::{B, I};
    let mut tags = |open: bool, name: Name, out: &mut String| {
        atoms.push(if open { Atom::Open(name, Attrs::new()) } else { Atom::Close(name) }, out);
    };
    match (markup, state) {
        (2, State::None) => {
            tags(true, I, out);
            State::I
        }
        (2, State::I) => {
            tags(false, I, out);
            State::None
        }
        (2, State::B) => {
            tags(true, I, out);
            State::BI
        }
        (2, State::BI) => {
            tags(false, I, out);
            State::B
        }
        (2, State::IB) => {
            tags(false, B, out);
            tags(false, I, out);
            tags(true, B, out);
            State::B
        }
        (2, State::Both) => {
            tags(true, B, out);
            tags(true, I, out);
            out.push_str(held);
            held.clear();
            tags(false, I, out);
            State::B
        }
        (3, State::None) => {
            tags(true, B, out);
            State::B
        }
        (3, State::B) => {
            tags(false, B, out);
            State::None
        }
        (3, State::I) => {
            tags(true, B, out);
            State::IB
        }
        (3, State::IB) => {
            tags(false, B, out);
            State::I
        }
        (3, State::BI) => {
            tags(false, I, out);
            tags(false, B, out);
            tags(true, I, out);
            State::I
        }
        (3, State::Both) => {
            tags(true, I, out);
            tags(true, B, out);
            out.push_str(held);
            held.clear();
            tags(false, B, out);
            State::I
        }
        (_, State::None) => State::Both,
        (_, State::B) => {
            tags(false, B, out);
            tags(true, I, out);
            State::I
        }
        (_, State::I) => {
            tags(false, I, out);
            tags(true, B, out);
            State::B
        }
        (_, State::BI) => {
            tags(false, I, out);
            tags(false, B, out);
            State::None
        }
        (_, State::IB) => {
            tags(false, B, out);
            tags(false, I, out);
            State::None
        }
        (_, State::Both) => {
            tags(true, I, out);
            tags(true, B, out);
            out.push_str(held);
            held.clear();
            tags(false, B, out);
            tags(false, I, out);
            State::None
        }
    }
}

/// Finds the runs; four apostrophes are one of text and three of markup, more than five leave the rest as text.
fn find_runs(line: &str) -> Vec<Run> {
    let bytes = line.as_bytes();
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(n) = memchr::memmem::find(&bytes[at..], b"''") {
        let start = at + n;
        let len = bytes[start..].iter().take_while(|b| **b == b'\'').count();
        let markup = match len {
            2 => 2,
            3 | 4 => 3,
            _ => 5,
        };
        runs.push(Run { at: start, len, markup });
        at = start + len;
    }
    runs
}

/// If both bold and italic occur an odd number of times, one bold becomes an apostrophe and an italic.
///
/// MediaWiki prefers one that follows a single letter, then one after a longer word, then one after a space.
fn balance(line: &str, runs: &mut [Run]) {
    let bold = runs.iter().filter(|r| r.markup == 3 || r.markup == 5).count();
    let italic = runs.iter().filter(|r| r.markup == 2 || r.markup == 5).count();
    if bold % 2 == 0 || italic % 2 == 0 {
        return;
    }
    let mut single = None;
    let mut multi = None;
    let mut space = None;
    for (i, run) in runs.iter().enumerate().filter(|(_, r)| r.markup == 3) {
        let before = &line[..run.at + run.len - 3];
        // MediaWiki looks at bytes, so a character of several bytes counts as a longer word.
        let mut bytes = before.bytes().rev();
        let last = bytes.next();
        let second = bytes.next();
        if last == Some(b' ') {
            space.get_or_insert(i);
        } else if second == Some(b' ') {
            single = Some(i);
            break;
        } else {
            multi.get_or_insert(i);
        }
    }
    if let Some(i) = single.or(multi).or(space) {
        runs[i].markup = 2;
    }
}
