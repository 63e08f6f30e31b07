//! The bracket scanner: wikitext into a flat tape of text, calls and tags, in one pass.
//!
//! The rules are those of MediaWiki's `Preprocessor_Hash`: which braces belong together, which pipe and
//! which equals sign separate arguments, what `[[ ]]`, `-{ }-` and heading lines protect, how tags end.
//!
//! Where MediaWiki builds a tree and splices lists of nodes when a bracket turns out to be text, this
//! scanner writes one tape: an opening run of braces reserves slots on it, and a slot becomes a call when
//! its closing braces are found, or stays text.  So every byte is looked at once, whatever is left open.

mod tags;
mod tape;

use std::sync::Arc;

use memchr::memmem;

pub(super) use self::tags::{EXTENSIONS, Mode};
pub(super) use self::tape::{Call, Kind, Node, Part, Tag, Tree};

/// What an unclosed bracket is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// `{`, of which two or three make a call.
    Brace,
    /// `[[`: protects pipes and braces within.
    Link,
    /// `-{`: the same.
    Mark,
    /// A line that begins with `=`.
    Heading,
}

/// An open bracket.
#[derive(Debug)]
struct Piece {
    open: Open,
    /// How many opening characters are still unmatched; `-{` counts two and more.
    count: u32,
    /// First byte of the run (the first brace).
    start: u32,
    /// A `-` stands before the braces and may yet make a `-{` of the last of them.
    dash: bool,
    line_start: bool,
    /// First reserved slot on the tape; braces only.
    slot: u32,
    /// How many slots are still free.
    free: u32,
    /// Where its parts begin in the scanner's list.
    parts: u32,
}

const PIPE: u8 = 1;
const EQUALS: u8 = 2;
const BASE: u8 = 4;
const BRACE_CLOSE: u8 = 8;
const LINK_CLOSE: u8 = 16;

/// Which bytes are looked for, by what is open.
static WANTED: [u8; 256] = {
    let mut table = [0; 256];
    table[b'[' as usize] = BASE;
    table[b'{' as usize] = BASE;
    table[b'<' as usize] = BASE;
    table[b'\n' as usize] = BASE;
    table[b'-' as usize] = BASE;
    table[b'}' as usize] = BRACE_CLOSE;
    table[b']' as usize] = LINK_CLOSE;
    table[b'|' as usize] = PIPE;
    table[b'=' as usize] = EQUALS;
    table
};

fn to32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Scans a range of a source.
pub(super) fn scan(source: &Arc<str>, range: (u32, u32), mode: Mode, own: bool) -> Tree {
    let mut scanner = Scanner {
        text: source.as_bytes(),
        at: range.0 as usize,
        first: range.0 as usize,
        last: range.1 as usize,
        from: range.0 as usize,
        mode,
        tape: Vec::new(),
        calls: Vec::new(),
        done_parts: Vec::new(),
        tags: Vec::new(),
        stack: Vec::new(),
        parts: Vec::new(),
        no_more_gt: false,
        no_more_closing: Vec::new(),
    };
    scanner.run();
    Tree { source: Arc::clone(source), own, tape: scanner.tape, calls: scanner.calls, parts: scanner.done_parts, tags: scanner.tags }
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    first: usize,
    last: usize,
    /// Where the text begins that is not on the tape yet.
    from: usize,
    mode: Mode,
    tape: Vec<Node>,
    calls: Vec<Call>,
    done_parts: Vec<Part>,
    tags: Vec<Tag>,
    stack: Vec<Piece>,
    /// Parts of the open braces, the innermost piece's last.
    parts: Vec<Part>,
    /// No `>` follows any more: `<ref <ref <ref …` would otherwise search the rest each time.
    no_more_gt: bool,
    /// Tags that have no closing tag any more, for the same reason.
    no_more_closing: Vec<&'static str>,
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> u8 {
        if at < self.last { self.text[at] } else { 0 }
    }

    /// Puts the text up to `to` on the tape.
    fn flush(&mut self, to: usize) {
        if self.from < to {
            self.tape.push(Node::Text(to32(self.from), to32(to)));
        }
        self.from = to;
    }

    fn count_run(&self, at: usize, byte: u8, limit: usize) -> usize {
        let end = self.last.min(at.saturating_add(limit));
        if at >= end { 0 } else { self.text[at..end].iter().take_while(|b| **b == byte).count() }
    }

    /// The bytes to look for, and whether an `=` is among them.
    fn mask(&self) -> u8 {
        let Some(top) = self.stack.last() else { return BASE };
        match top.open {
            Open::Brace => {
                let parts = &self.parts[top.parts as usize..];
                let equals = parts.len() > 1 && parts.last().is_some_and(|p| p.equals.is_none());
                BASE | BRACE_CLOSE | PIPE | if equals { EQUALS } else { 0 }
            }
            Open::Link => BASE | LINK_CLOSE,
            Open::Mark => BASE | BRACE_CLOSE,
            Open::Heading => BASE,
        }
    }

    fn run(&mut self) {
        let haystack = &self.text[self.first..self.last];
        let only = self.mode == Mode::Inclusion
            && memmem::find(haystack, b"<onlyinclude>").is_some()
            && memmem::find(haystack, b"</onlyinclude>").is_some();
        if only && !self.skip_to_onlyinclude() {
            self.from = self.last;
            return;
        }
        self.line_start();
        let mut mask = self.mask();
        while self.at < self.last {
            match self.text[self.at..self.last].iter().position(|b| WANTED[*b as usize] & mask != 0) {
                Some(n) => self.at += n,
                None => {
                    self.at = self.last;
                    break;
                }
            }
            match self.text[self.at] {
                b'\n' => {
                    if self.stack.last().is_some_and(|p| p.open == Open::Heading) {
                        self.stack.pop();
                    }
                    self.at += 1;
                    if self.byte(self.at) == b'=' {
                        mask = self.mask();
                        // One `=` where an argument waits for its own is that one, not a heading's.
                        self.line_start_with(mask & EQUALS != 0);
                    }
                }
                b'|' => {
                    self.flush(self.at);
                    let here = to32(self.tape.len());
                    if let Some(part) = self.parts.last_mut() {
                        part.end = here;
                    }
                    self.at += 1;
                    self.flush(self.at);
                    self.parts.push(Part { start: here + 1, equals: None, end: 0 });
                }
                b'=' => {
                    self.flush(self.at);
                    let here = to32(self.tape.len());
                    if let Some(part) = self.parts.last_mut() {
                        part.equals = Some(here);
                    }
                    self.at += 1;
                    self.flush(self.at);
                }
                b'<' => {
                    if only && self.text[self.at..self.last].starts_with(b"</onlyinclude>") {
                        self.flush(self.at);
                        if !self.skip_to_onlyinclude() {
                            break;
                        }
                    } else {
                        self.angle();
                    }
                }
                b'}' | b']' => self.close(),
                b'-' => {
                    if self.byte(self.at + 1) == b'{' {
                        self.open_mark();
                    } else {
                        self.at += 1;
                        continue;
                    }
                }
                b'[' => {
                    let count = self.count_run(self.at, b'[', usize::MAX);
                    if count >= 2 {
                        self.push(Open::Link, self.at, count, false);
                    }
                    self.at += count;
                }
                b'{' => {
                    let count = self.count_run(self.at, b'{', usize::MAX);
                    if count >= 2 {
                        self.open_braces(self.at, count, false);
                    } else {
                        self.at += 1;
                    }
                }
                _ => self.at += 1,
            }
            mask = self.mask();
        }
        self.flush(self.last);
        // What is still open is text; its slots say so.
        while let Some(piece) = self.stack.pop() {
            self.settle(&piece);
        }
    }

    /// Goes to the next `<onlyinclude>`; false if there is none.
    fn skip_to_onlyinclude(&mut self) -> bool {
        match memmem::find(&self.text[self.at..self.last], b"<onlyinclude>") {
            Some(n) => {
                self.at += n + b"<onlyinclude>".len();
                self.from = self.at;
                true
            }
            None => {
                self.at = self.last;
                self.from = self.last;
                false
            }
        }
    }

    /// Looks for a heading at the start of a line.
    fn line_start(&mut self) {
        let equals = self.mask() & EQUALS != 0;
        self.line_start_with(equals);
    }

    fn line_start_with(&mut self, equals_wanted: bool) {
        let count = self.count_run(self.at, b'=', 6);
        if count > 0 && !(count == 1 && equals_wanted) {
            self.push(Open::Heading, self.at, count, false);
            self.at += count;
        }
    }

    fn push(&mut self, open: Open, start: usize, count: usize, dash: bool) {
        self.stack.push(Piece {
            open,
            count: to32(count),
            start: to32(start),
            dash,
            line_start: false,
            slot: 0,
            free: 0,
            parts: to32(self.parts.len()),
        });
    }

    /// A run of two or more braces, `dash` if a `-` stands before it.
    fn open_braces(&mut self, start: usize, count: usize, dash: bool) {
        let from = start - usize::from(dash);
        self.flush(from);
        let slots = count / 2 + 1;
        let slot = self.tape.len();
        self.tape.resize(slot + slots, Node::Nothing);
        self.at = start + count;
        self.from = self.at;
        let line_start = from > self.first && self.text[from - 1] == b'\n';
        self.stack.push(Piece {
            open: Open::Brace,
            count: to32(count),
            start: to32(start),
            dash,
            line_start,
            slot: to32(slot),
            free: to32(slots),
            parts: to32(self.parts.len()),
        });
        self.parts.push(Part { start: to32(self.tape.len()), equals: None, end: 0 });
    }

    /// `-{`, or `-{{`, where the rightmost pair wins.
    fn open_mark(&mut self) {
        let braces = self.count_run(self.at + 1, b'{', usize::MAX);
        if braces >= 2 {
            self.open_braces(self.at + 1, braces, true);
        } else {
            self.push(Open::Mark, self.at, 2, false);
            self.at += 2;
        }
    }

    /// `}` or `]` that the innermost bracket may wait for.
    fn close(&mut self) {
        let byte = self.text[self.at];
        let Some(top) = self.stack.last() else {
            self.at += 1;
            return;
        };
        match top.open {
            Open::Heading => self.at += 1,
            Open::Mark => {
                if self.byte(self.at + 1) != b'-' {
                    self.at += 1;
                    return;
                }
                self.at += 2;
                // A mark that began as `-{{…` has its slot still to be filled.
                if let Some(piece) = self.stack.pop() {
                    self.settle(&piece);
                }
            }
            Open::Link => {
                let count = self.count_run(self.at, byte, top.count as usize);
                if count < 2 {
                    self.at += count;
                    return;
                }
                self.at += 2;
                if let Some(mut piece) = self.stack.pop() {
                    piece.count -= 2;
                    if piece.count >= 2 {
                        self.stack.push(piece);
                    }
                }
            }
            Open::Brace => {
                let count = self.count_run(self.at, byte, top.count as usize);
                if count < 2 {
                    self.at += count;
                    return;
                }
                self.close_braces(count.min(3));
            }
        }
    }

    fn close_braces(&mut self, matching: usize) {
        self.flush(self.at);
        self.at += matching;
        self.from = self.at;
        let Some(mut piece) = self.stack.pop() else { return };
        let end = to32(self.tape.len());
        if let Some(part) = self.parts.last_mut() {
            part.end = end;
        }
        let first = to32(self.done_parts.len());
        self.done_parts.extend(self.parts.drain(piece.parts as usize..));
        let opened = piece.start + piece.count - to32(matching);
        // The rightmost free slot is the one next to this call's content.
        piece.free -= 1;
        let slot = piece.slot + piece.free;
        self.tape[slot as usize] = Node::Call(to32(self.calls.len()));
        self.calls.push(Call {
            kind: if matching == 3 { Kind::Argument } else { Kind::Template },
            parts: (first, to32(self.done_parts.len())),
            end,
            source: (opened, to32(self.at)),
            line_start: piece.line_start && piece.count == to32(matching),
        });
        piece.count -= to32(matching);
        if piece.count >= 2 {
            self.parts.push(Part { start: slot, equals: None, end: 0 });
            self.stack.push(piece);
        } else if piece.count == 1 && piece.dash {
            // `-{{{x}}…}-`: the brace that is left makes a mark with the dash.
            piece.open = Open::Mark;
            piece.dash = false;
            piece.start -= 1;
            piece.count = 2;
            self.stack.push(piece);
        } else {
            self.settle(&piece);
        }
    }

    /// Writes a piece's unmatched opening characters as text, and drops its parts.
    fn settle(&mut self, piece: &Piece) {
        self.parts.truncate(piece.parts as usize);
        if piece.free == 0 {
            return;
        }
        let start = piece.start - u32::from(piece.dash);
        let end = piece.start + piece.count;
        if start < end {
            self.tape[piece.slot as usize] = Node::Text(start, end);
        }
    }
}

#[cfg(test)]
mod tests;
