//! The bracket scanner: wikitext into a flat tape of text, calls and tags, in one pass.
//!
//! The rules are those of MediaWiki's `Preprocessor_Hash`: which braces belong together, which pipe and
//! which equals sign separate arguments, what `[[ ]]`, `-{ }-` and heading lines protect, how tags end.
//!
//! Where MediaWiki builds a tree and splices lists of nodes when a bracket turns out to be text, this
//! scanner writes one tape: an opening run of braces reserves slots on it, and a slot becomes a call when
//! its closing braces are found, or stays text.  So every byte is looked at once, whatever is left open.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use memchr::memchr;
use memchr::memmem;

/// One entry of the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A slot that was not needed.
    Nothing,
    /// Text, as a range of the source.
    Text(u32, u32),
    /// A call begins; its tape ends at [`Call::end`].
    Call(u32),
    /// An extension tag.
    Tag(u32),
}

/// Which braces a call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ }}`.
    Template,
    /// `{{{ }}}`.
    Argument,
}

/// One part of a call: its name, or an argument; tape indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// First entry.
    pub(super) start: u32,
    /// The entry that holds the `=`, if the argument is named.
    pub(super) equals: Option<u32>,
    /// One past the last entry.
    pub(super) end: u32,
}

impl Part {
    /// All of the part.
    pub(super) fn whole(self) -> Range<u32> {
        self.start..self.end
    }

    /// What stands before the `=`.
    pub(super) fn name(self) -> Option<Range<u32>> {
        self.equals.map(|e| self.start..e)
    }

    /// What stands after the `=`, or all of a part that has none.
    pub(super) fn value(self) -> Range<u32> {
        self.equals.map_or(self.start, |e| e + 1)..self.end
    }
}

/// A bracketed call: a template, function, variable or argument.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) kind: Kind,
    /// Its parts, in [`Tree::parts`]; the first one is the name.
    pub(super) parts: (u32, u32),
    /// One past its last entry on the tape.
    pub(super) end: u32,
    /// Where it stands in the source.
    pub(super) source: (u32, u32),
    /// It begins a line of its source.
    pub(super) line_start: bool,
}

/// An extension tag; ranges of the source.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: (u32, u32),
    pub(super) attributes: (u32, u32),
    /// `None` for `<tag/>`.
    pub(super) body: Option<(u32, u32)>,
    pub(super) source: (u32, u32),
    /// The body scanned, once someone asked for that.
    pub(super) scanned: OnceCell<Rc<Tree>>,
}

/// A scanned text.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) source: Arc<str>,
    /// The source is that of the page itself, so that its offsets are places to report.
    pub(super) own: bool,
    pub(super) tape: Vec<Node>,
    pub(super) calls: Vec<Call>,
    pub(super) parts: Vec<Part>,
    pub(super) tags: Vec<Tag>,
}

impl Tree {
    /// The text of a range.
    pub(super) fn slice(&self, range: (u32, u32)) -> &str {
        &self.source[range.0 as usize..range.1 as usize]
    }

    /// The whole tape.
    pub(super) fn all(&self) -> Range<u32> {
        0..to32(self.tape.len())
    }
}

/// Extension tags: their content is not the page's own wikitext.
pub(super) const EXTENSIONS: &[&str] = &[
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

/// How tags that steer transclusion are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As a page of its own.
    Page,
    /// As a template's text.
    Inclusion,
}

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

    /// `<`: a comment, a tag, or nothing.
    fn angle(&mut self) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let source: Arc<str> = text.into();
        let tree = scan(&source, (0, to32(text.len())), Mode::Page, true);
        let mut out = String::new();
        range(&tree, tree.all(), &mut out);
        out
    }

    fn range(tree: &Tree, range_: Range<u32>, out: &mut String) {
        let mut i = range_.start;
        while i < range_.end {
            match tree.tape[i as usize] {
                Node::Nothing => {}
                Node::Text(a, b) => out.push_str(tree.slice((a, b))),
                Node::Tag(t) => {
                    out.push('(');
                    out.push_str(tree.slice(tree.tags[t as usize].name));
                    out.push(')');
                }
                Node::Call(c) => {
                    let call = tree.calls[c as usize];
                    out.push(if call.kind == Kind::Template { '⟨' } else { '⟪' });
                    for (n, part) in tree.parts[call.parts.0 as usize..call.parts.1 as usize].iter().enumerate() {
                        if n > 0 {
                            out.push('¦');
                        }
                        if let Some(name) = part.name() {
                            range(tree, name, out);
                            out.push('≔');
                        }
                        range(tree, part.value(), out);
                    }
                    out.push(if call.kind == Kind::Template { '⟩' } else { '⟫' });
                    i = call.end;
                    continue;
                }
            }
            i += 1;
        }
    }

    #[test]
    fn braces_find_their_partners() {
        for (text, want) in [
            ("{{a|b|c=d=e}}", "⟨a¦b¦c≔d=e⟩"),
            ("{{{a|b}}}", "⟪a¦b⟫"),
            ("{{{{1}}}}", "{⟪1⟫}"),
            ("{{{{{1}}}}}", "⟨⟪1⟫⟩"),
            ("{{{{{{1}}}}}}", "⟪⟪1⟫⟫"),
            ("{{{{a}}}}", "{⟪a⟫}"),
            ("{{{{a}} }}", "⟨⟨a⟩ ⟩"),
            ("{{[[a|b}}]]", "{{[[a|b}}]]"),
            ("{{a|[[b|c]]|d}}", "⟨a¦[[b|c]]¦d⟩"),
            ("-{{{1x|foo}}bar}-", "-{⟨1x¦foo⟩bar}-"),
            ("-{{a|b}-}}-", "-⟨a¦b}-⟩-"),
            ("{{a|-{b|c}-}}", "⟨a¦-{b|c}-⟩"),
            ("{{a|\n==b|c==\n|d}}", "⟨a¦\n==b|c==\n¦d⟩"),
            ("{{a|\n= b}}", "⟨a¦\n≔ b⟩"),
            ("{{a|{{b", "{{a|{{b"),
            ("{{a|{{b}}", "{{a|⟨b⟩"),
            ("{{{a}}", "{⟨a⟩"),
            ("{{a}}}", "⟨a⟩}"),
            ("{{[[a}}", "{{[[a}}"),
            ("-{{", "-{{"),
        ] {
            assert_eq!(show(text), want, "{text}");
        }
    }

    #[test]
    fn tags_and_comments() {
        for (text, want) in [
            ("a<!-- x -->b", "ab"),
            ("a\n <!-- x --> <!-- y -->\nb", "a\nb"),
            ("a<!-- x", "a"),
            ("<nowiki>{{a}}</nowiki>b", "(nowiki)b"),
            ("<ref name=a/>b", "(ref)b"),
            ("<ref>b", "<ref>b"),
            ("<REF>b</rEf >c", "(REF)c"),
            ("<refx>b</refx>", "<refx>b</refx>"),
            ("<noinclude>a</noinclude><includeonly>b</includeonly>c", "ac"),
            ("<includeonly>b", ""),
            ("a<noinclude />b", "ab"),
        ] {
            assert_eq!(show(text), want, "{text}");
        }
    }

    #[test]
    fn table_of_tags_is_sorted() {
        assert!(EXTENSIONS.is_sorted());
    }
}
