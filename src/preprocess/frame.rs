//! Frames: a template's text together with the arguments it was called with, and the page's context.
//!
//! Arguments are expanded in the caller's frame when they are first asked for, and once, as in
//! MediaWiki's `PPTemplateFrame_Hash`.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Diagnostic, Span, Through, Warned};
use crate::model::expanded::{Expanded, Origins};
use crate::model::piece::{Marks, Piece};
use crate::site::Site;
use crate::title::Title;
use crate::world::World;

use super::message;
use super::normal::Shift;
use super::place::{Place, Places};
use super::scan::{Call, Kind, Node, Part, Tree};
use super::text::{trim, trimmed};

/// How deep calls may nest in the expansion (MediaWiki's `$wgMaxPPExpandDepth`); a page of 10,000 nested
/// `{{lc:` would otherwise use up the stack.
pub(super) const MAX_EXPANSION_DEPTH: usize = 100;
/// How deep templates may nest (MediaWiki's `$wgMaxTemplateDepth`).
pub(super) const MAX_TEMPLATE_DEPTH: usize = 40;
/// How many calls a page may make (MediaWiki's node count): templates that call two others each, thirty
/// deep, never end otherwise.
pub(super) const MAX_STEPS: usize = 1_000_000;
/// How many bytes all calls together may give (MediaWiki's post-expand include size): five templates that
/// show their argument ten times each multiply a text by 100,000.
pub(super) const MAX_INCLUDED_BYTES: usize = 2 * 1024 * 1024;
/// The same for arguments.
pub(super) const MAX_ARGUMENT_BYTES: usize = MAX_INCLUDED_BYTES;
/// How many bytes of text may be copied at all: a template of `{{#if:` and a long text gives nothing, and
/// would be free to be called a million times.
pub(super) const MAX_COPIED_BYTES: usize = 512 * 1024 * 1024;
/// How many diagnostics a page may have: a template that gives one argument twice, called a million times, would fill the memory.
pub(super) const MAX_DIAGNOSTICS: usize = 10_000;
/// How many templates a diagnostic names at most, of those that it was reached through.
const MAX_THROUGH: usize = 10;
/// How many places a missing template is reported with.
const MAX_ALSO: usize = 100;
/// From this many arguments on they are looked up by hash.
const HASHED_ARGUMENTS: usize = 8;

/// One argument of a call.
#[derive(Debug)]
struct Argument {
    name: String,
    value: Value,
    numbered: bool,
    expanded: OnceCell<Rc<str>>,
}

/// Where an argument's value comes from.
#[derive(Debug)]
enum Value {
    /// The caller's tape.
    Tape(Range<u32>),
    /// It is known.
    Known,
}

/// A text being expanded, and its arguments.
#[derive(Debug)]
pub(super) struct Frame<'p> {
    parent: Option<&'p Frame<'p>>,
    /// The page whose text it is.
    pub(super) title: Title,
    /// How many templates deep.
    pub(super) depth: usize,
    /// The tree in which the call stands.
    call: Option<Rc<Tree>>,
    /// Where in it, if the text of the tree is a template's.
    called_at: Option<u32>,
    /// The templates from here outwards, once somebody asked.
    chain: OnceCell<Arc<[Through]>>,
    arguments: Vec<Argument>,
    index: FxHashMap<String, usize>,
}

impl<'p> Frame<'p> {
    /// The page's own frame, without arguments.
    pub(super) fn root(title: &Title) -> Self {
        Self::empty(title)
    }

    fn empty(title: &Title) -> Self {
        Self {
            parent: None,
            title: title.clone(),
            depth: 0,
            call: None,
            called_at: None,
            chain: OnceCell::new(),
            arguments: Vec::new(),
            index: FxHashMap::default(),
        }
    }

    /// Whether it is the page itself.
    pub(super) fn is_root(&self) -> bool {
        self.parent.is_none()
    }

    /// Whether this page's text is being expanded already, the page itself aside.
    pub(super) fn loops(&self, title: &Title) -> bool {
        let mut frame = Some(self);
        while let Some(f) = frame {
            if !f.is_root() && f.title == *title {
                return true;
            }
            frame = f.parent;
        }
        false
    }

    /// The templates from here outwards: where in each of them the next one is called, and in this one the place.
    fn through(&self, place: Place<'_>, places: &mut Places) -> Vec<Through> {
        let mut through = Vec::new();
        let mut frame = self;
        let mut at = place.inner.and_then(|(tree, at)| places.position(tree, at));
        while let Some(parent) = frame.parent.filter(|_| through.len() < MAX_THROUGH) {
            through.push(Through { title: frame.title.full(), line: at.map(|(line, _)| line), column: at.and_then(|(_, column)| column) });
            at = frame.call.as_ref().zip(frame.called_at).and_then(|(tree, at)| places.position(tree, at));
            frame = parent;
        }
        through
    }

    fn position(&self, name: &str) -> Option<usize> {
        if self.arguments.len() > HASHED_ARGUMENTS {
            self.index.get(name).copied()
        } else {
            self.arguments.iter().position(|a| a.name == name)
        }
    }

    fn set(&mut self, argument: Argument) -> bool {
        if let Some(old) = self.position(&argument.name) {
            self.arguments[old] = argument;
            return true;
        }
        let at = self.arguments.len();
        self.arguments.push(argument);
        if self.arguments.len() > HASHED_ARGUMENTS {
            if self.index.is_empty() {
                self.index = self.arguments.iter().enumerate().map(|(i, a)| (a.name.clone(), i)).collect();
            } else {
                self.index.insert(self.arguments[at].name.clone(), at);
            }
        }
        false
    }
}

/// A template's text, scanned.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The page it came from, a redirect followed.
    pub(super) title: Title,
    pub(super) tree: Rc<Tree>,
}

/// A template that was asked for and is not there.
#[derive(Debug)]
struct Missing {
    title: String,
    span: Option<Span>,
    through: Vec<Through>,
    also: Vec<Span>,
    uses: usize,
}

/// All that the expansion of one page gathers.
pub(super) struct Context<'w> {
    pub(super) world: &'w dyn World,
    pub(super) site: &'w Site,
    pub(super) page: &'w Title,
    pub(super) marks: Marks<Piece>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) display_title: Option<String>,
    pub(super) default_sort: Option<String>,
    pub(super) shift: Shift,
    /// Where the outermost call stands that is being expanded.
    pub(super) outer: Option<Span>,
    /// Templates by full title; `None` if there is no text.
    pub(super) loaded: FxHashMap<String, Option<Rc<Loaded>>>,
    templates: Vec<String>,
    asked: FxHashSet<String>,
    missing: Vec<Missing>,
    missing_index: FxHashMap<String, usize>,
    depth: usize,
    steps: usize,
    included: usize,
    argument_bytes: usize,
    copied: usize,
    origins: Origins,
    places: Places,
    /// Limits that were reported already.
    reported: FxHashSet<&'static str>,
}

impl<'w> Context<'w> {
    pub(super) fn new(world: &'w dyn World, page: &'w Title) -> Self {
        Self {
            world,
            site: world.site(),
            page,
            marks: Marks::new(),
            diagnostics: Vec::new(),
            display_title: None,
            default_sort: None,
            shift: Shift::default(),
            outer: None,
            loaded: FxHashMap::default(),
            templates: Vec::new(),
            asked: FxHashSet::default(),
            missing: Vec::new(),
            missing_index: FxHashMap::default(),
            depth: 0,
            steps: 0,
            included: 0,
            argument_bytes: 0,
            copied: 0,
            origins: Origins::default(),
            places: Places::default(),
            reported: FxHashSet::default(),
        }
    }

    /// Gathers the result.
    pub(super) fn finish(mut self, text: String, redirect: Option<String>) -> Warned<Expanded> {
        for missing in std::mem::take(&mut self.missing) {
            let uses = if missing.uses > 1 { format!(", used {} times", missing.uses) } else { String::new() };
            // The file lies in a folder of its namespace's name.
            let file = match missing.title.split_once(':') {
                Some((prefix, name)) if self.site.namespaces.by_name(prefix).is_some() => format!("{prefix}/{name}"),
                _ => missing.title.clone(),
            };
            let mut diagnostic = Diagnostic::warning("missing-template", format!("the book has no page `{}`{uses}", missing.title))
                .hint(format!("add it as content/{}.wiki, or take the call out", file.replace(' ', "_")));
            diagnostic.span = missing.span;
            diagnostic.through = missing.through;
            diagnostic.also = missing.also;
            self.diagnostics.push(diagnostic);
        }
        let value = Expanded {
            text,
            pieces: self.marks,
            display_title: self.display_title,
            default_sort: self.default_sort,
            redirect,
            origins: self.origins,
            templates: self.templates,
        };
        Warned { value, diagnostics: self.diagnostics }
    }

    /// The place to report for a range of a tree.
    pub(super) fn place<'t>(&self, tree: &'t Rc<Tree>, source: (u32, u32)) -> Place<'t> {
        if tree.own {
            // The end is that of the last byte: what was dropped after it belongs to what follows.
            let last = (source.1 as usize).saturating_sub(1);
            let span = Span::new(self.shift.source(source.0 as usize)..self.shift.source(last) + 1);
            Place { span: Some(span), inner: None }
        } else {
            Place { span: self.outer, inner: Some((tree, source.0)) }
        }
    }

    /// The place of the outermost call, where nothing more is known.
    pub(super) fn outer_place(&self) -> Place<'static> {
        Place { span: self.outer, inner: None }
    }

    /// Adds a warning at a place.
    pub(super) fn warn(&mut self, frame: &Frame<'_>, place: Place<'_>, mut diagnostic: Diagnostic) {
        if self.diagnostics.len() >= MAX_DIAGNOSTICS {
            return;
        }
        diagnostic.span = place.span;
        diagnostic.through = frame.through(place, &mut self.places);
        self.diagnostics.push(diagnostic);
    }

    /// The templates that a frame's text was reached through, shared by all that stands in it; `None` for the page itself.
    pub(super) fn chain(&mut self, frame: &Frame<'_>) -> Option<Arc<[Through]>> {
        if frame.is_root() {
            return None;
        }
        let nowhere = Place { span: None, inner: None };
        Some(Arc::clone(frame.chain.get_or_init(|| frame.through(nowhere, &mut self.places).into())))
    }

    /// Adds a warning about a limit, once for each limit.
    pub(super) fn warn_limit(&mut self, frame: &Frame<'_>, place: Place<'_>, code: &'static str, message: &str) {
        if self.reported.insert(code) {
            self.warn(frame, place, Diagnostic::warning(code, message));
        }
    }

    /// Notes that a page was asked for.
    pub(super) fn ask(&mut self, full: &str) {
        if !self.asked.contains(full) {
            self.asked.insert(full.to_owned());
            self.templates.push(full.to_owned());
        }
    }

    /// Notes that a template has no text.
    pub(super) fn miss(&mut self, frame: &Frame<'_>, place: Place<'_>, full: &str) {
        if let Some(i) = self.missing_index.get(full) {
            let missing = &mut self.missing[*i];
            missing.uses += 1;
            if let Some(span) = place.span
                && missing.also.len() < MAX_ALSO
                && missing.also.last().or(missing.span.as_ref()) != Some(&span)
            {
                missing.also.push(span);
            }
            return;
        }
        self.missing_index.insert(full.to_owned(), self.missing.len());
        let through = frame.through(place, &mut self.places);
        self.missing.push(Missing { title: full.to_owned(), span: place.span, through, also: Vec::new(), uses: 1 });
    }

    /// Counts bytes that a call gave; false when the page may have no more.
    pub(super) fn include(&mut self, bytes: usize) -> bool {
        if self.included + bytes > MAX_INCLUDED_BYTES {
            return false;
        }
        self.included += bytes;
        true
    }

    /// Counts bytes of text that are read; false when the page may have no more.
    pub(super) fn copy(&mut self, bytes: usize) -> bool {
        self.copied += bytes;
        self.copied <= MAX_COPIED_BYTES
    }

    /// Expands the page itself, noting where each part comes from.
    pub(super) fn expand_page(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, out: &mut String) {
        let mut i = 0;
        while let Some(node) = tree.tape.get(i as usize) {
            let from = out.len();
            match *node {
                Node::Nothing => i += 1,
                Node::Text(a, b) => {
                    out.push_str(tree.slice((a, b)));
                    self.note_own(from, a as usize, b as usize);
                    i += 1;
                }
                Node::Tag(tag) => {
                    self.origins.own(from, self.shift.source(tree.tags[tag as usize].source.0 as usize));
                    self.tag(frame, tree, &tree.tags[tag as usize], out);
                    i += 1;
                }
                Node::Call(call) => {
                    let call = &tree.calls[call as usize];
                    let span = self.place(tree, call.source).span;
                    self.outer = span;
                    let template = self.call(frame, tree, call, out);
                    self.outer = None;
                    if out.len() > from {
                        self.origins.call(from, span.unwrap_or_default(), template.as_deref());
                    }
                    i = call.end;
                }
            }
        }
    }

    fn note_own(&mut self, mut at: usize, mut from: usize, to: usize) {
        self.origins.own(at, self.shift.source(from));
        while let Some(step) = self.shift.next_step(from).filter(|s| *s < to) {
            at += step - from;
            from = step;
            self.origins.own(at, self.shift.source(from));
        }
    }

    /// Expands a part of a tape.
    pub(super) fn expand(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, range: Range<u32>, out: &mut String) {
        if self.depth >= MAX_EXPANSION_DEPTH {
            self.warn_limit(frame, self.outer_place(), "expansion-depth", "calls are nested too deeply to be expanded");
            out.push_str(&message::expansion_depth(self.site));
            return;
        }
        self.depth += 1;
        let mut i = range.start;
        while i < range.end {
            match tree.tape[i as usize] {
                Node::Nothing => i += 1,
                Node::Text(a, b) => {
                    let text = tree.slice((a, b));
                    self.copied += text.len();
                    if self.copied > MAX_COPIED_BYTES {
                        self.warn_limit(
                            frame,
                            self.outer_place(),
                            "copied-size",
                            "the page's templates handle too much text; the rest is left out",
                        );
                        break;
                    }
                    out.push_str(text);
                    i += 1;
                }
                Node::Tag(tag) => {
                    self.tag(frame, tree, &tree.tags[tag as usize], out);
                    i += 1;
                }
                Node::Call(call) => {
                    let call = &tree.calls[call as usize];
                    self.call(frame, tree, call, out);
                    i = call.end;
                }
            }
        }
        self.depth -= 1;
    }

    /// Expands a part of a tape into a text of its own.
    pub(super) fn expanded(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, range: Range<u32>) -> String {
        let mut out = String::new();
        self.expand(frame, tree, range, &mut out);
        out
    }

    /// Expands one call; gives the full title if it is a template's.
    fn call(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, call: &Call, out: &mut String) -> Option<String> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            self.warn_limit(
                frame,
                self.place(tree, call.source),
                "too-many-calls",
                "the page makes too many calls; the rest is left as it is",
            );
            out.push_str(tree.slice(call.source));
            return None;
        }
        match call.kind {
            Kind::Template => self.template(frame, tree, call, out),
            Kind::Argument => {
                self.argument(frame, tree, call, out);
                None
            }
        }
    }

    /// `{{{name|default}}}`.
    fn argument(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, call: &Call, out: &mut String) {
        let parts = &tree.parts[call.parts.0 as usize..call.parts.1 as usize];
        let Some((first, rest)) = parts.split_first() else { return };
        let name = self.expanded(frame, tree, first.whole());
        if let Some(value) = self.get_argument(frame, trim(&name)) {
            if self.argument_bytes + value.len() > MAX_ARGUMENT_BYTES {
                self.warn_limit(frame, self.place(tree, call.source), "argument-size", "the page's template arguments are too large");
                return;
            }
            self.argument_bytes += value.len();
            out.push_str(&value);
        } else if let Some(default) = rest.first() {
            self.expand(frame, tree, default.whole(), out);
        } else {
            out.push_str("{{{");
            out.push_str(&name);
            out.push_str("}}}");
        }
    }

    /// The value of an argument of the frame, expanded in its caller's frame.
    pub(super) fn get_argument(&mut self, frame: &Frame<'_>, name: &str) -> Option<Rc<str>> {
        let argument = &frame.arguments[frame.position(name)?];
        if let Some(value) = argument.expanded.get() {
            return Some(Rc::clone(value));
        }
        let (Value::Tape(range), Some(tree), Some(parent)) = (&argument.value, &frame.call, frame.parent) else { return None };
        let value = self.expanded(parent, tree, range.clone());
        let value: Rc<str> = if argument.numbered { value.into() } else { trim(&value).into() };
        Some(Rc::clone(argument.expanded.get_or_init(|| value)))
    }

    /// All arguments of a frame, expanded, numbered ones first in order.
    pub(super) fn all_arguments(&mut self, frame: &Frame<'_>) -> Vec<(String, String)> {
        let mut all = Vec::with_capacity(frame.arguments.len());
        for argument in &frame.arguments {
            if let Some(value) = self.get_argument(frame, &argument.name) {
                all.push((argument.name.clone(), value.to_string()));
            }
        }
        all
    }

    /// A frame for a text that is called with arguments; names are expanded now, values when they are asked for.
    pub(super) fn child<'p>(
        &mut self,
        parent: &'p Frame<'p>,
        tree: &Rc<Tree>,
        parts: &[Part],
        title: Title,
        place: Place<'_>,
    ) -> Frame<'p> {
        let mut frame = Frame {
            parent: Some(parent),
            title,
            depth: parent.depth + 1,
            call: Some(Rc::clone(tree)),
            called_at: place.inner.map(|(_, at)| at),
            chain: OnceCell::new(),
            arguments: Vec::with_capacity(parts.len().min(32)),
            index: FxHashMap::default(),
        };
        let mut number = 0;
        for part in parts {
            let (name, numbered) = match part.name() {
                Some(name) => (trimmed(self.expanded(parent, tree, name)), false),
                None => {
                    number += 1;
                    (usize::to_string(&number), true)
                }
            };
            let shown = if name.len() < 64 { name.clone() } else { String::new() };
            let argument = Argument { name, value: Value::Tape(part.value()), numbered, expanded: OnceCell::new() };
            if frame.set(argument) {
                let message = format!("argument `{shown}` of {} is given more than once; the last one counts", frame.title);
                self.warn(parent, place, Diagnostic::new(crate::diag::Severity::Note, "duplicate-argument", message));
            }
        }
        frame
    }

    /// A frame whose arguments are given as texts, numbered from 1.
    pub(super) fn child_of_texts<'p>(&self, parent: &'p Frame<'p>, values: Vec<String>, title: Title) -> Frame<'p> {
        let mut frame = Frame { parent: Some(parent), depth: parent.depth + 1, ..Frame::empty(&title) };
        for (i, value) in values.into_iter().enumerate() {
            let expanded = OnceCell::from(Rc::from(value));
            frame.set(Argument { name: (i + 1).to_string(), value: Value::Known, numbered: true, expanded });
        }
        frame
    }
}
