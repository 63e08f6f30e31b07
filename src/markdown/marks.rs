//! Conversion marks and notes in the text of a Markdown page.
//!
//! A mark may enclose links and emphasis, so it is looked for in the stream, not in one text.  The grammar of flags and
//! rules is the one of [`crate::model::rule`]; what is no text stands in for it as one opaque character.

use std::borrow::Cow;

use super::balance;
use crate::diag::Span;
use crate::model::document::{Event, Mark, NoteUse, Rule};
use crate::model::piece::{Marks, read_mark};
use crate::model::refs::RefLabel;
use crate::model::rule::{split_flags, split_rules};

/// A step of the stream before marks are resolved.
#[derive(Clone, Debug)]
pub(super) enum Raw<'a> {
    /// Text in which marks and notes are syntax.
    Text(Cow<'a, str>),
    /// Text that was escaped.
    Literal(Cow<'a, str>),
    /// Anything else.
    Event(Event<'a>),
}

impl Raw<'_> {
    /// The same, owning its text.
    pub(super) fn into_owned<'o>(self) -> Raw<'o> {
        match self {
            Raw::Text(text) => Raw::Text(Cow::Owned(text.into_owned())),
            Raw::Literal(text) => Raw::Literal(Cow::Owned(text.into_owned())),
            Raw::Event(event) => Raw::Event(event.into_owned()),
        }
    }
}

/// How deep marks nest (MediaWiki's `LanguageConverter::$mMaxDepth`).
const MAX_DEPTH: usize = 10;

/// Resolves marks and notes; texts that touch become one.  `page` is the whole page, of which most texts are slices.
pub(super) fn resolve<'a>(raws: Vec<Raw<'a>>, with_marks: bool, page: &str) -> Vec<Event<'a>> {
    let mut out = Vec::with_capacity(raws.len());
    if !with_marks || !raws.iter().any(|r| matches!(r, Raw::Text(t) if t.contains("-{"))) {
        for raw in raws {
            plain(raw, page, &mut out);
        }
        return out;
    }
    // Splits texts at openers and closers, so that each is a step of its own.
    let mut steps = Vec::with_capacity(raws.len() + 8);
    for raw in raws {
        match raw {
            Raw::Text(Cow::Borrowed(text)) => cut(text, &mut steps),
            Raw::Text(Cow::Owned(text)) => {
                let mut owned = Vec::new();
                cut(&text, &mut owned);
                steps.extend(owned.into_iter().map(|s| match s {
                    Step::Open => Step::Open,
                    Step::Close => Step::Close,
                    Step::Raw(raw) => Step::Raw(raw.into_owned()),
                }));
            }
            other => steps.push(Step::Raw(other)),
        }
    }
    // The steps of each open mark, outermost first; the last entry is where the next step goes.
    let mut open: Vec<Vec<Raw<'a>>> = vec![Vec::new()];
    for step in steps {
        match step {
            Step::Open if open.len() <= MAX_DEPTH => open.push(Vec::new()),
            Step::Open => last(&mut open).push(Raw::Literal(Cow::Borrowed("-{"))),
            Step::Close if open.len() > 1 => {
                let inside = open.pop().unwrap_or_default();
                let item = if is_balanced(&inside) {
                    vec![Raw::Event(Event::Mark(Box::new(mark(inside))))]
                } else {
                    let mut items = vec![Raw::Literal(Cow::Borrowed("-{"))];
                    items.extend(inside);
                    items.push(Raw::Literal(Cow::Borrowed("}-")));
                    items
                };
                last(&mut open).extend(item);
            }
            Step::Close => last(&mut open).push(Raw::Literal(Cow::Borrowed("}-"))),
            Step::Raw(raw) => last(&mut open).push(raw),
        }
    }
    for (i, items) in open.into_iter().enumerate() {
        if i > 0 {
            plain(Raw::Literal(Cow::Borrowed("-{")), page, &mut out);
        }
        for raw in items {
            plain(raw, page, &mut out);
        }
    }
    out
}

/// A piece of text cut at marks.
enum Step<'a> {
    Open,
    Close,
    Raw(Raw<'a>),
}

fn last<'v, 'a>(open: &'v mut [Vec<Raw<'a>>]) -> &'v mut Vec<Raw<'a>> {
    // There is always the page itself.
    let at = open.len() - 1;
    &mut open[at]
}

fn cut<'t>(text: &'t str, out: &mut Vec<Step<'t>>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut at = 0;
    while at + 1 < bytes.len() {
        let step = match (bytes[at], bytes[at + 1]) {
            (b'-', b'{') => Step::Open,
            (b'}', b'-') => Step::Close,
            _ => {
                at += 1;
                continue;
            }
        };
        if at > from {
            out.push(Step::Raw(Raw::Text(Cow::Borrowed(&text[from..at]))));
        }
        out.push(step);
        at += 2;
        from = at;
    }
    if from < text.len() {
        out.push(Step::Raw(Raw::Text(Cow::Borrowed(&text[from..]))));
    }
}

/// Whether every element that begins here ends here.
fn is_balanced(raws: &[Raw<'_>]) -> bool {
    let mut depth = 0i64;
    for raw in raws {
        match raw {
            Raw::Event(Event::Open(name, _)) if !name.is_void() => depth += 1,
            Raw::Event(Event::OpenLink(_)) => depth += 1,
            Raw::Event(Event::Close(_)) => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Reads the inside of a mark.
fn mark(inside: Vec<Raw<'_>>) -> Mark {
    let mut opaque: Marks<Raw<'static>> = Marks::new();
    let mut text = String::new();
    for raw in inside {
        match raw {
            // An author's own private-use character stands for itself; it only must not be taken for one of these marks.
            Raw::Text(t) if !t.chars().any(crate::model::piece::is_mark) => text.push_str(&t),
            // In HTML the arrow of a one-way rule is spelt `=&gt;`, which MediaWiki reads as an arrow, too.
            Raw::Literal(t) if text.ends_with('=') && t.starts_with('>') => {
                text.push('>');
                if t.len() > 1 {
                    opaque.push(Raw::Literal(Cow::Owned(t[1..].to_owned())), &mut text);
                }
            }
            other => opaque.push(other.into_owned(), &mut text),
        }
    }
    let (flags, variants, body_at) = split_flags(&text);
    let body = &text[body_at..];
    let part = |part: &str| -> Vec<Event<'static>> {
        let mut out = Vec::new();
        let mut rest = part;
        while !rest.is_empty() {
            if let Some((index, len)) = read_mark(rest) {
                plain(opaque.get(index).clone(), "", &mut out);
                rest = &rest[len..];
                continue;
            }
            let end = rest.char_indices().find(|(_, c)| crate::model::piece::is_mark(*c)).map_or(rest.len(), |(i, _)| i);
            plain(Raw::Text(Cow::Owned(rest[..end].to_owned())), "", &mut out);
            rest = &rest[end..];
        }
        balance::formulas(out)
    };
    let rules = split_rules(body)
        .unwrap_or_default()
        .into_iter()
        .map(|rule| Rule { from: rule.from.map(|r| part(&body[r])), variant: rule.variant, to: part(&body[rule.to]) })
        .collect();
    Mark { flags, variants, rules, body: part(body) }
}

/// Writes one step: notes are told from text, touching texts become one.
fn plain<'a>(raw: Raw<'a>, page: &str, out: &mut Vec<Event<'a>>) {
    match raw {
        Raw::Event(event) => out.push(event),
        Raw::Literal(text) => push_text(text, out),
        Raw::Text(text) => {
            if !text.contains("[^") {
                return push_text(text, out);
            }
            let base = match &text {
                Cow::Borrowed(slice) => offset_in(page, slice),
                Cow::Owned(_) => None,
            };
            let mut rest: &str = &text;
            while let Some(at) = rest.find("[^") {
                let Some(len) = rest[at + 2..].find(']').filter(|len| *len > 0 && !rest[at + 2..at + 2 + len].contains(['[', '\n', ' ']))
                else {
                    push_text(Cow::Owned(rest[..at + 2].to_owned()), out);
                    rest = &rest[at + 2..];
                    continue;
                };
                push_text(Cow::Owned(rest[..at].to_owned()), out);
                let label = RefLabel::parse(&rest[at + 2..at + 2 + len]);
                let from = text.len() - rest.len() + at;
                let span = base.map(|base| Span::new(base + from..base + from + len + 3));
                out.push(Event::Note(Box::new(NoteUse { label, span })));
                rest = &rest[at + 3 + len..];
            }
            push_text(Cow::Owned(rest.to_owned()), out);
        }
    }
}

/// Where a slice of a page begins; `None` if it is none.
fn offset_in(page: &str, slice: &str) -> Option<usize> {
    let offset = (slice.as_ptr() as usize).checked_sub(page.as_ptr() as usize)?;
    (offset + slice.len() <= page.len()).then_some(offset)
}

fn push_text<'a>(text: Cow<'a, str>, out: &mut Vec<Event<'a>>) {
    if text.is_empty() {
        return;
    }
    if let Some(Event::Text(before)) = out.last_mut() {
        before.to_mut().push_str(&text);
    } else {
        out.push(Event::Text(text));
    }
}
