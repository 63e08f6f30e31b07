//! The walk through a page's events: what is text of the variant, and what is left alone.
//!
//! Facts: MediaWiki's `LanguageConverter::autoConvert` and `recursiveConvertTopLevel`, and Parsoid's
//! `ConversionTraverser`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::compare::{By, Cut, Cuts};
use super::events::{borrow, flat, plain};
use super::inline;
use super::matcher::Found;
use super::rules::{Change, PageRules};
use super::trace::Trace;
use super::words::Words;
use super::{Hit, MAX_HITS};
use crate::lang::Variant;
use crate::model::document::{Event, ExternalKind, Link, LinkTarget};
use crate::model::html::{Attrs, Name};

/// Protocols whose addresses are no text, where a link's text begins with one and `//`.
const PROTOCOLS: [&str; 16] =
    ["http", "https", "ftp", "ftps", "sftp", "ssh", "irc", "ircs", "git", "svn", "mms", "nntp", "gopher", "telnet", "redis", "worldwind"];

/// The languages that are written in Chinese characters of both scripts, by BCP 47's primary subtag.
const CHINESE: [&str; 16] = ["zh", "cmn", "yue", "wuu", "lzh", "gan", "hak", "nan", "hsn", "cdo", "cjy", "mnp", "cpx", "czh", "czo", "und"];

/// The state of a walk.
pub(super) struct Walk<'e> {
    /// The variant of the view.
    pub(super) variant: Variant,
    /// The engine and the book's rules.
    pub(super) words: Words<'e>,
    /// The page's rules so far.
    pub(super) page: PageRules,
    /// What `-{T|…}-` said last.
    pub(super) title: Option<Vec<Event<'static>>>,
    /// The rules of the mark that said it, if it had some.
    pub(super) title_rule: Option<Change>,
    /// A mark gave a title or a rule for the whole page.
    pub(super) by_rules: bool,
    /// Text is converted at all.
    pub(super) active: bool,
    /// Marks nested too deeply were met.
    pub(super) deep: bool,
    /// The page's language.
    pub(super) language: &'e str,
    /// Where rules were used, if wanted.
    pub(super) hits: Option<Vec<Hit>>,
    /// Which of the page's rules were used.
    pub(super) used: Vec<bool>,
    /// What is remembered for a comparison, if there is to be one.
    pub(super) cuts: Option<Cuts>,
    /// The event of the page that is being looked at, for hits.
    pub(super) place: usize,
    /// How much text rules may yet add.
    pub(super) budget: usize,
    /// How many captions are around.
    pub(super) captions: usize,
    /// What the editors' report wants to know; nothing on ordinary builds.
    pub(super) trace: Option<Box<Trace>>,
}

impl Walk<'_> {
    /// Converts a page's events.
    pub(super) fn page<'a>(&mut self, events: &'a [Event<'a>], out: &mut Vec<Event<'a>>) {
        self.walk(events, self.variant, true, out);
    }

    /// Converts events in which every mark is settled to a variant that may be another than the view's.
    pub(super) fn again<'a>(&mut self, events: &[Event<'a>], variant: Variant, out: &mut Vec<Event<'a>>) {
        let mut converted = Vec::with_capacity(events.len());
        self.walk(events, variant, false, &mut converted);
        out.extend(converted.into_iter().map(Event::into_owned));
    }

    /// Converts events; `outer` says that they are the page's own.
    fn walk<'a>(&mut self, events: &'a [Event<'a>], variant: Variant, outer: bool, out: &mut Vec<Event<'a>>) {
        let forced = forced(events);
        // Whether each open element is left alone, and how many of them are.
        let mut open: Vec<bool> = Vec::new();
        let mut closed = 0usize;
        // The variants of the `<langconvert>` around.
        let mut fixed: Vec<Variant> = Vec::new();
        let mut at = 0;
        while at < events.len() {
            if outer && self.captions == 0 {
                self.place = at;
            }
            let variant = fixed.last().copied().unwrap_or(variant);
            let active = self.active || !fixed.is_empty();
            let event = &events[at];
            let first = at;
            at += 1;
            match event {
                Event::Text(text) => {
                    let end = at + events[at..].iter().take_while(|e| matches!(e, Event::Text(_))).count();
                    if closed > 0 || !active {
                        out.extend(events[at - 1..end].iter().map(borrow));
                    } else if end == at {
                        self.text(text, variant, out, outer.then_some(0));
                    } else {
                        let joined = flat(&events[at - 1..end]);
                        let mut converted = Vec::new();
                        self.text(&joined, variant, &mut converted, outer.then_some(out.len()));
                        out.extend(converted.into_iter().map(Event::into_owned));
                    }
                    at = end;
                }
                Event::Open(Name::Langconvert, attrs) => {
                    open.push(false);
                    fixed.push(attrs.get("to").and_then(Variant::from_code).unwrap_or(variant));
                }
                Event::Close(Name::Langconvert) => {
                    open.pop();
                    fixed.pop();
                }
                Event::Open(name, attrs) => {
                    let foreign = self.is_foreign(attrs);
                    let code = matches!(name, Name::Pre | Name::Code) && !forced.contains(&(at - 1));
                    let attrs = if closed > 0 || foreign || !self.active { None } else { self.attrs(attrs, variant) };
                    match attrs {
                        Some(attrs) => out.push(Event::Open(*name, attrs)),
                        None => out.push(borrow(event)),
                    }
                    if !name.is_void() {
                        let shut = foreign || code || *name == Name::Kbd;
                        open.push(shut);
                        closed += usize::from(shut);
                    }
                }
                Event::OpenLink(link) => {
                    let shut = is_address(link, &events[at..]);
                    out.push(Event::OpenLink(self.link(link, variant, closed > 0)));
                    open.push(shut);
                    closed += usize::from(shut);
                }
                Event::Close(name) => {
                    if open.pop() == Some(true) {
                        closed -= 1;
                    }
                    out.push(Event::Close(*name));
                }
                Event::Mark(mark) => {
                    let start = out.len();
                    self.mark(mark, 1, out);
                    if let Some(trace) = &mut self.trace {
                        trace.shown(mark, &out[start..], self.place, variant);
                    }
                    if outer && let Some(cuts) = &mut self.cuts {
                        let event = at - 1;
                        cuts.push(Cut { event, from: 0..0, to: (start, 0)..(out.len(), 0), by: By::Mark(event) });
                    }
                }
                event => out.push(event.clone()),
            }
            if outer && let Some(cuts) = &mut self.cuts {
                cuts.origins.resize(out.len(), u32::try_from(first).unwrap_or(u32::MAX));
            }
        }
    }

    /// Converts one text.  A text that may be compared comes with the number of events that stand before `out`.
    fn text<'a>(&mut self, text: &'a str, variant: Variant, out: &mut Vec<Event<'a>>, before: Option<usize>) {
        let place = self.place;
        if let Some(trace) = &mut self.trace {
            trace.text(text, place, variant, &mut self.page, &self.words);
        }
        let table = self.page.table(variant);
        let used = &mut self.used;
        let mut hits = self.hits.as_mut().filter(|h| h.len() < MAX_HITS);
        let mut cuts = self.cuts.as_mut().zip(before);
        self.words.events(text, variant, table, out, &mut self.budget, |range: Range<usize>, found, to| {
            let by = match found {
                Found::Page(value) => {
                    if let Some(used) = used.get_mut(value.rule) {
                        *used = true;
                    }
                    By::Page(value.rule)
                }
                Found::Book(_) => By::Book,
                Found::Base(_) => By::Table,
            };
            let is_script = matches!(found, Found::Base(word) if word.is_script());
            if by != By::Table
                && let Some(hits) = &mut hits
                && hits.len() < MAX_HITS
            {
                hits.push(Hit { event: place, offset: range.start, from: text[range.clone()].to_owned(), to: found.text().to_owned() });
            }
            if let Some((cuts, before)) = &mut cuts
                // A character that becomes one is alike by what being alike means; most words are such.
                && !is_script
            {
                let to = (to.start.0 + *before, to.start.1)..(to.end.0 + *before, to.end.1);
                cuts.push(Cut { event: place, from: range, to, by });
            }
        });
    }

    /// Converts a value that is text alone, with the marks in it; `None` if nothing changes.
    fn value(&mut self, value: &str, variant: Variant) -> Option<String> {
        // An address is not to be touched.
        if value.contains("://") || !self.active {
            return None;
        }
        if value.contains("-{") {
            let events = inline::read(value);
            let mut out = Vec::new();
            for event in &events {
                match event {
                    Event::Mark(mark) => {
                        let mut shown = Vec::new();
                        self.mark(mark, 1, &mut shown);
                        out.push(Event::Text(Cow::Owned(flat(&shown))));
                    }
                    Event::Text(text) => self.text(text, variant, &mut out, None),
                    _ => {}
                }
            }
            return Some(flat(&out));
        }
        let mut out = Vec::new();
        self.text(value, variant, &mut out, None);
        match &*out {
            [Event::Text(Cow::Borrowed(_))] | [] => None,
            events => Some(plain(events).unwrap_or_else(|| flat(events))),
        }
    }

    /// The attributes with `alt` and `title` converted; `None` if nothing changes.
    fn attrs<'a>(&mut self, attrs: &'a Attrs<'a>, variant: Variant) -> Option<Attrs<'a>> {
        let mut changed: Option<Attrs<'a>> = None;
        for name in ["title", "alt"] {
            if let Some(value) = attrs.get(name)
                && let Some(value) = self.value(value, variant)
            {
                changed.get_or_insert_with(|| attrs.borrowed()).set(name, value);
            }
        }
        changed
    }

    fn link(&mut self, link: &Arc<Link>, variant: Variant, closed: bool) -> Arc<Link> {
        if !closed
            && let Some(title) = &link.title
            && let Some(value) = self.value(title, variant)
        {
            return Arc::new(Link { title: Some(value), ..Link::clone(link) });
        }
        Arc::clone(link)
    }

    /// Whether an element's content is not to be converted: another language, or `translate="no"`.
    fn is_foreign(&self, attrs: &Attrs<'_>) -> bool {
        if attrs.is_empty() {
            return false;
        }
        if attrs.get("translate").is_some_and(|t| t.eq_ignore_ascii_case("no")) {
            return true;
        }
        let Some(lang) = attrs.get("lang") else {
            return false;
        };
        let primary = |lang: &str| lang.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase();
        let lang = primary(lang);
        !lang.is_empty() && !CHINESE.contains(&lang.as_str()) && lang != primary(self.language)
    }
}

/// The `<pre>` and `<code>` elements that hold a mark.
///
/// MediaWiki looks for such elements between marks, so one with a mark inside is not seen as an element, and is
/// converted.  Authors use `-{}-` for that.
fn forced(events: &[Event<'_>]) -> FxHashSet<usize> {
    let mut forced = FxHashSet::default();
    if !events.iter().any(|e| matches!(e, Event::Mark(_))) {
        return forced;
    }
    let mut marks = 0usize;
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Mark(_) => marks += 1,
            Event::Open(name, _) if !name.is_void() => open.push((at, marks)),
            Event::OpenLink(_) => open.push((at, marks)),
            Event::Close(_) => {
                if let Some((start, before)) = open.pop()
                    && marks > before
                    && matches!(events[start], Event::Open(Name::Pre | Name::Code, _))
                {
                    forced.insert(start);
                }
            }
            _ => {}
        }
    }
    forced
}

/// Whether a link's text is an address.
fn is_address(link: &Link, content: &[Event<'_>]) -> bool {
    let LinkTarget::External { kind, .. } = &link.target else {
        return false;
    };
    if *kind == ExternalKind::Free {
        return true;
    }
    let mut head = String::new();
    for event in content {
        match event {
            Event::Text(text) => head.extend(text.chars().take(16)),
            _ => break,
        }
        if head.len() >= 16 {
            break;
        }
    }
    head.split_once("://").is_some_and(|(protocol, _)| PROTOCOLS.iter().any(|p| p.eq_ignore_ascii_case(protocol)))
}
