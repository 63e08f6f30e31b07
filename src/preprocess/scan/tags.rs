//! Tags and comments: which are the scanner's, where they end, and what of them stays.

use std::cell::OnceCell;

use memchr::{memchr, memmem};

use super::tape::{Node, Tag};
use super::{Scanner, to32};

/// Extension tags: their content is not the page's own wikitext.
pub(in crate::preprocess) const EXTENSIONS: &[&str] = &[
    "categorytree",
    "ce",
    "charinsert",
    "chem",
    "gallery",
    "graph",
    "hiero",
    "imagemap",
    "indicator",
    "inputbox",
    "langconvert",
    "mapframe",
    "maplink",
    "math",
    "nowiki",
    "poem",
    "pre",
    "ref",
    "references",
    "rss",
    "score",
    "section",
    "source",
    "syntaxhighlight",
    "templatedata",
    "templatestyles",
    "timeline",
];

/// How tags that steer transclusion are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preprocess) enum Mode {
    /// As a page of its own.
    Page,
    /// As a template's text.
    Inclusion,
}

/// What a tag is to the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Steering {
    /// The tag alone is dropped.
    Ignore,
    /// The tag and what it holds is dropped.
    Drop(&'static str),
    /// An extension's.
    Extension(&'static str),
}

/// What the tag of that name is; `None` if it is none of the scanner's.
fn classify(name: &[u8], closing: bool, mode: Mode) -> Option<Steering> {
    // The longest name is `syntaxhighlight`.
    let mut buffer = [0; 15];
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    let lower = std::str::from_utf8(lower).ok()?;
    match (lower, mode) {
        ("noinclude" | "onlyinclude", Mode::Page) | ("includeonly", Mode::Inclusion) => Some(Steering::Ignore),
        ("includeonly", Mode::Page) if !closing => Some(Steering::Drop("includeonly")),
        ("noinclude", Mode::Inclusion) if !closing => Some(Steering::Drop("noinclude")),
        _ if closing => None,
        _ => EXTENSIONS.binary_search(&lower).ok().map(|i| Steering::Extension(EXTENSIONS[i])),
    }
}

impl Scanner<'_> {
    /// `<`: a comment, a tag, or nothing.
    pub(super) fn angle(&mut self) {
        let rest = &self.text[self.at + 1..self.last];
        if rest.starts_with(b"!--") {
            self.comment();
            return;
        }
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'/').count();
        let (name, closing) = match rest.first() {
            Some(b'/') => (&rest[1..length.max(1)], true),
            // `<br/>` ends in a slash that is no part of the name.
            _ => (&rest[..rest[..length].iter().position(|b| *b == b'/').unwrap_or(length)], false),
        };
        let after = name.len() + usize::from(closing);
        let ends = match rest.get(after) {
            Some(b'>' | b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) => true,
            Some(b'/') => rest.get(after + 1) == Some(&b'>'),
            _ => false,
        };
        let Some(what) = ends.then(|| classify(name, closing, self.mode)).flatten() else {
            self.at += 1;
            return;
        };
        let attributes = self.at + 1 + after;
        let end = if self.no_more_gt { None } else { memchr(b'>', &self.text[attributes..self.last]).map(|n| attributes + n) };
        let Some(end) = end else {
            self.no_more_gt = true;
            self.at += 1;
            return;
        };
        let start = self.at;
        let name_end = attributes;
        if what == Steering::Ignore {
            self.flush(start);
            self.at = end + 1;
            self.from = self.at;
            return;
        }
        let lower = match what {
            Steering::Extension(name) => name,
            Steering::Drop(name) => name,
            Steering::Ignore => "",
        };
        let (attributes_end, body, next);
        if self.text[end - 1] == b'/' && end > attributes {
            attributes_end = end - 1;
            body = None;
            next = end + 1;
        } else {
            attributes_end = end;
            match self.closing_tag(lower, end + 1) {
                Some((at, after)) => {
                    body = Some((to32(end + 1), to32(at)));
                    next = after;
                }
                None if matches!(what, Steering::Drop(_)) => {
                    body = None;
                    next = self.last;
                }
                None => {
                    // The tag is text, and what follows is read as if it were not there.
                    self.at = end + 1;
                    return;
                }
            }
        }
        self.flush(start);
        self.at = next;
        self.from = next;
        if matches!(what, Steering::Extension(_)) {
            self.tape.push(Node::Tag(to32(self.tags.len())));
            self.tags.push(Tag {
                name: (to32(start + 1), to32(name_end)),
                attributes: (to32(name_end), to32(attributes_end.max(name_end))),
                body,
                source: (to32(start), to32(next)),
                scanned: OnceCell::new(),
            });
        }
    }

    /// The first `</name >` from `at` on: where it begins and where it ends.
    fn closing_tag(&mut self, name: &'static str, at: usize) -> Option<(usize, usize)> {
        if self.no_more_closing.contains(&name) {
            return None;
        }
        let mut from = at;
        while let Some(n) = memmem::find(&self.text[from..self.last], b"</") {
            let start = from + n;
            let rest = &self.text[start + 2..self.last];
            if rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                let spaces = rest[name.len()..].iter().take_while(|b| b.is_ascii_whitespace() || **b == 0x0b).count();
                if rest.get(name.len() + spaces) == Some(&b'>') {
                    return Some((start, start + 2 + name.len() + spaces + 1));
                }
            }
            from = start + 2;
        }
        self.no_more_closing.push(name);
        None
    }

    /// `<!--`: dropped, together with its line if nothing else stands there.
    fn comment(&mut self) {
        let start = self.at;
        let Some(end) = memmem::find(&self.text[start + 4..self.last], b"-->") else {
            self.flush(start);
            self.at = self.last;
            self.from = self.last;
            return;
        };
        let end = start + 4 + end + 3;
        let blank = |b: &u8| matches!(b, b' ' | b'\t');
        let before = start - self.text[self.first..start].iter().rev().take_while(|b| blank(b)).count();
        // Only the first comment of a run can have a line feed before it, so the run is walked once.
        if before > self.first && self.text[before - 1] == b'\n' {
            let mut run = end + self.text[end..self.last].iter().take_while(|b| blank(b)).count();
            while self.text[run..self.last].starts_with(b"<!--") {
                let Some(n) = memmem::find(&self.text[run + 4..self.last], b"-->") else { break };
                run += 4 + n + 3;
                run += self.text[run..self.last].iter().take_while(|b| blank(b)).count();
            }
            if self.byte(run) == b'\n' && run < self.last {
                let cut = if self.from <= before { before } else { start };
                self.flush(cut);
                self.at = run + 1;
                self.from = self.at;
                self.line_start();
                return;
            }
        }
        self.flush(start);
        self.at = end;
        self.from = end;
    }
}
