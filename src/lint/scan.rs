//! Brackets and tags of a source text, matched in one pass.
//!
//! The stack is never searched, only popped, and how many brackets of a kind are on it is counted, so that any text takes
//! linear time.  A tag such as `<ref>` is a wall: what is opened inside must be closed inside, as in MediaWiki's
//! `Preprocessor_Hash`, which looks for the end of such a tag before it looks at what is in it.

use rustc_hash::FxHashMap;

use super::{attributes, warning};
use crate::diag::Diagnostic;
use crate::model::html::Name;

/// What the pass gives.
pub(super) struct Scanned {
    /// What is never closed, and what closes nothing.
    pub(super) found: Vec<Diagnostic>,
    /// The text, byte for byte as long, without templates, marks, comments, code and openers that have no end.
    pub(super) safe: String,
    /// How deep links, tables, lists and tags nest.
    pub(super) depth: usize,
}

/// Tags whose body is no wikitext.
const OPAQUE: &[&str] = &[
    "nowiki",
    "pre",
    "math",
    "chem",
    "ce",
    "syntaxhighlight",
    "source",
    "score",
    "timeline",
    "graph",
    "hiero",
    "mapframe",
    "maplink",
    "templatedata",
    "templatestyles",
    "inputbox",
    "categorytree",
    "charinsert",
];
/// Tags whose body is wikitext of its own.
const WALLS: &[&str] = &["ref", "references", "poem", "gallery", "indicator", "imagemap", "langconvert"];
/// Tags that only say where a template's text goes.
const INCLUSION: &[&str] = &["includeonly", "noinclude", "onlyinclude", "section"];
/// Elements of HTML that wikitext does not have, though authors try.
const FOREIGN: &[&str] = &["a", "img", "script", "iframe", "video", "audio", "button", "form", "input", "object", "embed", "svg", "style"];
/// Elements whose end tag every author leaves out, and HTML lets them.
const OPTIONAL_END: &[Name] =
    &[Name::P, Name::Li, Name::Dd, Name::Dt, Name::Td, Name::Th, Name::Tr, Name::Rb, Name::Rt, Name::Rp, Name::Rtc];
/// How far the `>` of an HTML tag may be from its name.
///
/// Attack: `<b` without end, ten thousand times.
const MAX_TAG: usize = 1000;
/// The longest list prefix that is left as it is; the package nests a list for each character.
const MAX_PREFIX: usize = 12;
/// The schemes that an external link begins with.
const SCHEMES: &[&str] = &["http://", "https://", "//", "ftp://", "mailto:", "irc://", "news:"];

/// A beginning and an end in the text.
type Place = (usize, usize);

/// The kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `{{` or `{{{`, and how many braces are left.
    Braces(usize),
    /// `[[`.
    Link,
    /// `[http://`; ends with its line.
    External,
    /// `{|`.
    Table,
    /// `-{`.
    Mark,
    /// A tag whose end tag stands there; the counts outside of it.
    Wall { close: (usize, usize), counts: [usize; 3] },
}

/// An open bracket.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: Kind,
    start: usize,
}

/// Which count a bracket belongs to: braces, links, marks.
const BRACES: usize = 0;
const LINKS: usize = 1;
const MARKS: usize = 2;

struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    safe: Vec<u8>,
    /// Ranges that the package shall see as one word.
    words: Vec<(usize, usize)>,
    stack: Vec<Open>,
    counts: [usize; 3],
    depth: usize,
    /// Open HTML elements, by name; no tree is needed to tell which have no end.
    elements: FxHashMap<Name, Vec<usize>>,
    /// The next end tag of a name: where it was looked for, and where it stands.
    ends: FxHashMap<&'static str, (usize, Option<Place>)>,
    found: Vec<Diagnostic>,
}

/// Matches the brackets and tags of `text`.
pub(super) fn scan(text: &str) -> Scanned {
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        safe: text.as_bytes().to_vec(),
        words: Vec::new(),
        stack: Vec::new(),
        counts: [0; 3],
        depth: 0,
        elements: FxHashMap::default(),
        ends: FxHashMap::default(),
        found: Vec::new(),
    };
    scan.run();
    scan.finish()
}

/// Whether `name` is one of a list, and which.
fn one_of(list: &[&'static str], name: &str) -> Option<&'static str> {
    list.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

impl<'t> Scan<'t> {
    fn at(&self, index: usize) -> u8 {
        self.bytes.get(index).copied().unwrap_or(0)
    }

    /// How many bytes `byte` there are from `from` on.
    fn run_of(&self, byte: u8, from: usize) -> usize {
        self.bytes[from..].iter().take_while(|b| **b == byte).count()
    }

    fn run(&mut self) {
        let mut at = self.line(0);
        while at < self.bytes.len() {
            at = self.step(at);
        }
        while !self.stack.is_empty() {
            self.drop_top();
        }
        let mut left: Vec<(usize, Name)> = Vec::new();
        for name in Name::ALL {
            left.extend(self.elements.get(name).into_iter().flatten().map(|start| (*start, *name)));
        }
        for (start, name) in left {
            if !OPTIONAL_END.contains(&name) {
                let length = self.tag_length(start);
                let name = name.as_str();
                self.found.push(
                    warning("unclosed-tag", format!("<{name}> is never closed"), start, start + length)
                        .hint(format!("add `</{name}>` where it shall end; until then it covers everything that follows")),
                );
            }
        }
    }

    /// One construct or one byte; gives where to go on.
    fn step(&mut self, at: usize) -> usize {
        match self.bytes[at] {
            b'\n' => {
                while matches!(self.stack.last(), Some(Open { kind: Kind::External, .. })) {
                    self.drop_top();
                }
                self.line(at + 1)
            }
            b'{' => {
                let run = self.run_of(b'{', at);
                if run >= 2 {
                    self.push(Kind::Braces(run), at);
                }
                at + run
            }
            b'}' if self.at(at + 1) == b'-' && matches!(self.stack.last(), Some(Open { kind: Kind::Mark, .. })) => self.close_mark(at),
            b'}' => self.close_braces(at),
            b'-' if self.at(at + 1) == b'{' && self.run_of(b'{', at + 1) == 1 => {
                self.push(Kind::Mark, at);
                at + 2
            }
            b'[' if self.at(at + 1) == b'[' => {
                self.push(Kind::Link, at);
                at + 2
            }
            b'[' => {
                let rest = &self.bytes[at + 1..];
                if SCHEMES.iter().any(|s| rest.len() >= s.len() && rest[..s.len()].eq_ignore_ascii_case(s.as_bytes())) {
                    self.push(Kind::External, at);
                }
                at + 1
            }
            b']' if matches!(self.stack.last(), Some(Open { kind: Kind::External, .. })) => {
                self.stack.pop();
                at + 1
            }
            b']' if self.at(at + 1) == b']' && self.counts[LINKS] > 0 => {
                while let Some(top) = self.stack.last().copied() {
                    if top.kind == Kind::Link {
                        self.stack.pop();
                        self.counts[LINKS] -= 1;
                        break;
                    }
                    self.drop_top();
                }
                at + 2
            }
            b'<' => self.angle(at),
            _ => {
                at + 1
                    + self.bytes[at + 1..]
                        .iter()
                        .position(|b| matches!(b, b'\n' | b'{' | b'}' | b'-' | b'[' | b']' | b'<'))
                        .unwrap_or(self.bytes.len() - at - 1)
            }
        }
    }

    /// What may only stand at the beginning of a line.
    fn line(&mut self, from: usize) -> usize {
        let prefix = self.bytes[from..].iter().take_while(|b| matches!(b, b'*' | b'#' | b':' | b';')).count();
        if prefix > MAX_PREFIX {
            self.safe[from + MAX_PREFIX..from + prefix].fill(b'x');
        }
        let at = from + self.bytes[from..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b':')).count();
        if self.at(at) == b'{' && self.at(at + 1) == b'|' && self.at(at + 2) != b'}' {
            if self.bytes[from..at].contains(&b':') {
                // The package knows no tables in lists.
                self.safe[from..at].fill(b' ');
            }
            self.push(Kind::Table, at);
            return at + 2;
        }
        if self.at(at) == b'|' && self.at(at + 1) == b'}' && matches!(self.stack.last(), Some(Open { kind: Kind::Table, .. })) {
            self.stack.pop();
            return at + 2;
        }
        from + prefix
    }

    fn push(&mut self, kind: Kind, start: usize) {
        match kind {
            Kind::Braces(_) => self.counts[BRACES] += 1,
            Kind::Link => self.counts[LINKS] += 1,
            Kind::Mark => self.counts[MARKS] += 1,
            _ => {}
        }
        self.stack.push(Open { kind, start });
        self.depth = self.depth.max(self.stack.len());
    }

    /// A run of closing braces.
    fn close_braces(&mut self, at: usize) -> usize {
        let mut run = self.run_of(b'}', at);
        let mut from = at;
        while run >= 2 && self.counts[BRACES] > 0 {
            let Some(top) = self.stack.last().copied() else { break };
            let Kind::Braces(open) = top.kind else {
                // `{{a|[[b}}`: the link is what has no end.
                self.drop_top();
                continue;
            };
            let taken = open.min(run).min(3);
            from += taken;
            run -= taken;
            self.stack.pop();
            self.counts[BRACES] -= 1;
            self.words.push((top.start + open - taken, from));
            if open - taken >= 2 {
                self.push(Kind::Braces(open - taken), top.start);
            }
        }
        if run >= 2 && !self.is_code(from) {
            self.found.push(
                warning("stray-braces", "braces close no template", from, from + run)
                    .hint("remove them, add the missing `{{`, or write `<nowiki>}}</nowiki>` if readers shall see them"),
            );
        }
        // The last brace may belong to `}-`.
        if run == 1 && self.at(from + 1) == b'-' && matches!(self.stack.last(), Some(Open { kind: Kind::Mark, .. })) {
            return self.close_mark(from);
        }
        from + run
    }

    /// Whether the line that holds `at` shows code: it is indented, or has a single brace open, as JSON and formulas have.
    fn is_code(&self, at: usize) -> bool {
        let near = &self.bytes[at.saturating_sub(MAX_TAG)..at];
        let line = near.rsplit(|b| *b == b'\n').next().unwrap_or_default();
        let alone = |brace: u8| line.chunk_by(|a, b| a == b).filter(|run| *run == [brace]).count();
        line.first() == Some(&b' ') || alone(b'{') > alone(b'}')
    }

    fn close_mark(&mut self, at: usize) -> usize {
        if let Some(open) = self.stack.pop() {
            self.counts[MARKS] -= 1;
            self.words.push((open.start, at + 2));
        }
        at + 2
    }

    /// The innermost bracket has no end: reports and disarms it.
    fn drop_top(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        let start = open.start;
        let in_braces = self.counts[BRACES] > 0;
        let (length, diagnostic) = match open.kind {
            Kind::Braces(count) => {
                self.counts[BRACES] -= 1;
                let what = if count == 3 { "argument" } else { "template" };
                (
                    count,
                    Some((
                        "unclosed-template",
                        format!("this {what} is never closed"),
                        if count == 3 { "add `}}}`" } else { "add `}}` after its last argument" },
                    )),
                )
            }
            // Lists of lists look like links in code that nobody marked as such.
            Kind::Link if self.is_code(start) => {
                self.counts[LINKS] -= 1;
                (2, None)
            }
            Kind::Link => {
                self.counts[LINKS] -= 1;
                (2, Some(("unclosed-link", "this link is never closed".to_owned(), "add `]]` after the link's text")))
            }
            Kind::External => (
                1,
                Some((
                    "unclosed-link",
                    "this link is not closed on its line".to_owned(),
                    "add `]` after the link's text; it cannot run on in the next line",
                )),
            ),
            // A template may begin a table in one branch and end it in another.
            Kind::Table if in_braces => (2, None),
            Kind::Table => (2, Some(("unclosed-table", "this table is never closed".to_owned(), "add a line `|}` after its last row"))),
            Kind::Mark => {
                self.counts[MARKS] -= 1;
                (
                    2,
                    Some((
                        "unclosed-mark",
                        "this conversion mark is never closed".to_owned(),
                        "add `}-`, or write `<nowiki>-{</nowiki>` if readers shall see it",
                    )),
                )
            }
            Kind::Wall { counts, .. } => {
                self.counts = counts;
                (0, None)
            }
        };
        self.safe[start..start + length].fill(b'x');
        if let Some((code, message, hint)) = diagnostic {
            self.found.push(warning(code, message, start, start + length).hint(hint));
        }
    }

    /// The length of the tag at `start`; that of its name if it has no end nearby.
    fn tag_length(&self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        let rest = &rest[..rest.len().min(MAX_TAG)];
        memchr::memchr(b'>', rest).map_or(1, |n| n + 1)
    }

    /// A `<`.
    fn angle(&mut self, at: usize) -> usize {
        if self.text[at..].starts_with("<!--") {
            return self.comment(at);
        }
        let closing = self.at(at + 1) == b'/';
        let name_at = at + 1 + usize::from(closing);
        let name_end = name_at + self.bytes[name_at..].iter().take(20).take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = &self.text[name_at..name_end];
        if name.is_empty() || !matches!(self.at(name_end), b'>' | b'/' | b' ' | b'\t' | b'\n' | 0) {
            self.safe[at] = b'x';
            return at + 1;
        }
        if let Some(name) = one_of(WALLS, name).or_else(|| one_of(OPAQUE, name)) {
            return if closing { self.close_wall(at, name, name_end) } else { self.open_wall(at, name, name_end) };
        }
        let length = self.tag_length(at);
        if one_of(INCLUSION, name).is_some() {
            self.safe[at..at + length].fill(b' ');
            return at + length;
        }
        // The package need not look at HTML: it pairs no tags of it.
        self.safe[at] = b'x';
        let whole = length > 1 && !self.bytes[at + 1..at + length].contains(&b'<');
        let Some(element) = Name::from_lower(&name.to_ascii_lowercase()).filter(|n| crate::sanitize::is_allowed(*n)) else {
            if whole
                && !closing
                && let Some(name) = one_of(FOREIGN, name)
            {
                let hint = match name {
                    "a" => "write `[https://… text]` or `[[page|text]]`",
                    "img" => "write `[[File:name.png]]`",
                    _ => "remove it; readers see the tag as text",
                };
                self.found.push(warning("unknown-tag", format!("wikitext has no <{name}>"), at, at + length).hint(hint));
            }
            return name_end;
        };
        if whole && !closing {
            attributes::check(self.text, name_end, at + length - 1, element, &mut self.found);
        }
        if element.is_void() || !whole || self.bytes[at + length - 2] == b'/' {
            return name_end;
        }
        if !closing {
            self.elements.entry(element).or_default().push(at);
        } else if self.elements.get_mut(&element).and_then(Vec::pop).is_none() && !OPTIONAL_END.contains(&element) {
            let name = element.as_str();
            self.found.push(
                warning("stray-end-tag", format!("</{name}> closes nothing"), at, at + length)
                    .hint(format!("remove it, or add the missing `<{name}>`")),
            );
        }
        name_end
    }

    fn comment(&mut self, at: usize) -> usize {
        let end = match memchr::memmem::find(&self.bytes[at + 4..], b"-->") {
            Some(n) => at + 4 + n + 3,
            None => {
                self.found.push(
                    warning("unclosed-comment", "this comment is never closed; nothing after it is shown", at, at + 4)
                        .hint("add `-->` where it shall end"),
                );
                self.bytes.len()
            }
        };
        self.safe[at..end].fill(b' ');
        // A comment that has its lines for itself takes its line break along.
        if self.at(end) == b'\n' && (at == 0 || self.bytes[at - 1] == b'\n') {
            self.safe[end] = b' ';
            return self.line(end + 1).max(end + 1);
        }
        end
    }

    /// The first end tag of that name at or after `from`: its beginning and its end.
    fn end_of(&mut self, name: &'static str, from: usize) -> Option<(usize, usize)> {
        if let Some((since, place)) = self.ends.get(name)
            && *since <= from
            && place.is_none_or(|(start, _)| start >= from)
        {
            return *place;
        }
        let mut at = from;
        let mut place = None;
        while let Some(n) = memchr::memchr(b'<', &self.bytes[at..]) {
            at += n;
            let rest = &self.bytes[at + 1..];
            if rest.first() == Some(&b'/') && rest.len() > name.len() && rest[1..=name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                let after = &rest[name.len() + 1..];
                let spaces = after.iter().take_while(|b| b.is_ascii_whitespace()).count();
                if after.get(spaces) == Some(&b'>') {
                    place = Some((at, at + name.len() + 3 + spaces));
                    break;
                }
            }
            at += 1;
        }
        self.ends.insert(name, (from, place));
        place
    }

    /// The innermost wall's end, or the text's.
    fn limit(&self) -> usize {
        let wall = self.stack.iter().rev().take(64).find_map(|open| match open.kind {
            Kind::Wall { close, .. } => Some(close.0),
            _ => None,
        });
        wall.unwrap_or(self.bytes.len())
    }

    fn open_wall(&mut self, at: usize, name: &'static str, name_end: usize) -> usize {
        let Some(tag_end) = memchr::memchr(b'>', &self.bytes[name_end..self.bytes.len().min(name_end + MAX_TAG)]).map(|n| name_end + n + 1)
        else {
            self.safe[at] = b'x';
            return name_end;
        };
        let is_opaque = OPAQUE.contains(&name);
        if self.bytes[tag_end - 2] == b'/' {
            if is_opaque {
                self.words.push((at, tag_end));
            }
            return tag_end;
        }
        let limit = self.limit();
        match self.end_of(name, tag_end).filter(|(start, _)| *start <= limit) {
            // The same end belongs to a tag of this name that is open already; the notes say so.
            Some(close) if close.0 == limit && limit < self.bytes.len() => {
                self.safe[at] = b'x';
                tag_end
            }
            Some((_, end)) if is_opaque => {
                self.words.push((at, end));
                end
            }
            Some(close) => {
                let counts = std::mem::take(&mut self.counts);
                self.push(Kind::Wall { close, counts }, at);
                tag_end
            }
            None => {
                self.safe[at] = b'x';
                self.found.push(
                    warning("unclosed-tag", format!("<{name}> is never closed, so it is shown as text"), at, tag_end)
                        .hint(format!("add `</{name}>`, or write `<{name} />` if it has no content")),
                );
                tag_end
            }
        }
    }

    fn close_wall(&mut self, at: usize, name: &'static str, name_end: usize) -> usize {
        if self.limit() == at {
            while let Some(open) = self.stack.last().copied() {
                if let Kind::Wall { close, counts } = open.kind {
                    self.stack.pop();
                    self.counts = counts;
                    return close.1;
                }
                self.drop_top();
            }
        }
        self.safe[at] = b'x';
        let length = self.tag_length(at);
        self.found.push(
            warning("stray-end-tag", format!("</{name}> closes nothing"), at, at + length)
                .hint(format!("remove it, or add the missing `<{name}>`")),
        );
        name_end
    }

    fn finish(mut self) -> Scanned {
        self.words.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
        let mut done = 0;
        for (start, end) in &self.words {
            if *start >= done {
                self.safe[*start..*end].fill(b'x');
                done = *end;
            }
        }
        // Only whole characters were replaced, so this does not fail; an empty text has no findings.
        let safe = String::from_utf8(self.safe).unwrap_or_default();
        Scanned { found: self.found, safe, depth: self.depth }
    }
}
