//! What is made once a page and looks the same in all its views: formulas and the colours of code.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Span};
use crate::highlight::{self, Problem};
use crate::model::document::Event;
use crate::model::html::Name;
use crate::tex;

/// For how many problems of a page their place is looked for.
///
/// Attack: ten thousand formulas, each wrong in its own way.  A place is found by reading the source from its start.
const MAX_PLACED: usize = 100;

/// The formulas of a page as MathML; one that cannot be set is shown as its TeX.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    inline: FxHashMap<String, Option<String>>,
    display: FxHashMap<String, Option<String>>,
}

/// The source of a page, where its problems have their places.
struct Places<'s> {
    source: &'s str,
    looked_for: usize,
}

impl Formulas {
    /// The MathML of a formula, if it could be set.
    pub(super) fn get(&self, tex: &str, display: bool) -> Option<&str> {
        let made = if display { &self.display } else { &self.inline };
        made.get(tex)?.as_deref()
    }
}

/// Sets the formulas of a page and colours its code; `source` is where its diagnostics find their places.
pub(super) fn finish(events: &mut Vec<Event<'_>>, source: &str, diagnostics: &mut Vec<Diagnostic>) -> Formulas {
    let mut places = Places { source, looked_for: 0 };
    for problem in highlight::paint(events) {
        diagnostics.push(match problem {
            Problem::UnknownLanguage(name) => places
                .place(
                    Diagnostic::warning("unknown-language", format!("code in “{name}” has no colours: no such language is known")),
                    &name,
                )
                .hint("use a name such as python, bash or json; text is for code without colours"),
            Problem::TooMuch => Diagnostic::new(
                crate::diag::Severity::Note,
                "long-code",
                "the page has more code than is coloured; the rest of it is plain",
            ),
        });
    }
    let mut formulas = Formulas::default();
    let mut budget = tex::Budget::default();
    let mut left_out = 0_usize;
    // Marks hold events in their turn; a list of slices to look at does what a function calling itself would.
    let mut todo: Vec<&[Event<'_>]> = vec![events];
    while let Some(events) = todo.pop() {
        for event in events {
            match event {
                Event::Math { tex, display } if formulas.knows(tex, *display) => {}
                Event::Math { tex, display } if budget.pay(tex) => formulas.set(tex, *display, &mut places, diagnostics),
                Event::Math { .. } => left_out += 1,
                Event::Mark(mark) => {
                    todo.push(&mark.body);
                    for rule in &mark.rules {
                        todo.push(&rule.to);
                        todo.extend(rule.from.as_deref());
                    }
                }
                _ => {}
            }
        }
    }
    if left_out > 0 {
        diagnostics.push(
            Diagnostic::warning("many-formulas", format!("the page has more formulas than are set; {left_out} are shown as their TeX"))
                .hint("divide the page"),
        );
    }
    formulas
}

/// Turns lists of definitions that define nothing into indented blocks.
///
/// Wikitext indents with `:`, which MediaWiki makes a `<dl>` without a `<dt>` of: readers who listen are told of a list
/// of terms that has none, and the list is no valid HTML.
pub(super) fn indents(events: &mut [Event<'_>]) {
    struct List {
        open: usize,
        has_term: bool,
        /// Where its items begin and end.
        items: Vec<usize>,
    }
    let mut lists: Vec<List> = Vec::new();
    for i in 0..events.len() {
        match &events[i] {
            Event::Open(Name::Dl, _) => lists.push(List { open: i, has_term: false, items: Vec::new() }),
            Event::Open(Name::Dt, _) => {
                if let Some(list) = lists.last_mut() {
                    list.has_term = true;
                }
            }
            Event::Open(Name::Dd, _) | Event::Close(Name::Dd) => {
                if let Some(list) = lists.last_mut() {
                    list.items.push(i);
                }
            }
            Event::Close(Name::Dl) => {
                let Some(list) = lists.pop().filter(|list| !list.has_term) else { continue };
                if let Event::Open(name, attrs) = &mut events[list.open] {
                    *name = Name::Div;
                    let class = attrs.get("class").map_or_else(|| "indent".to_owned(), |own| format!("{own} indent"));
                    attrs.set("class", class);
                }
                for item in list.items {
                    match &mut events[item] {
                        Event::Open(name, _) | Event::Close(name) => *name = Name::Div,
                        _ => {}
                    }
                }
                events[i] = Event::Close(Name::Div);
            }
            _ => {}
        }
    }
}

impl Formulas {
    /// Whether the formula was met before.
    fn knows(&self, tex: &str, display: bool) -> bool {
        let made = if display { &self.display } else { &self.inline };
        made.contains_key(tex)
    }

    fn set(&mut self, tex: &str, display: bool, places: &mut Places<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let made = if display { &mut self.display } else { &mut self.inline };
        let mathml = match tex::mathml(tex, display) {
            Ok(mathml) => Some(mathml),
            Err(problem) => {
                diagnostics.push(
                    places
                        .place(Diagnostic::warning("bad-formula", format!("this formula cannot be set: {problem}")), tex)
                        .hint("its TeX is shown as it is"),
                );
                None
            }
        };
        made.insert(tex.to_owned(), mathml);
    }
}

impl Places<'_> {
    /// Gives a diagnostic its place, where the page itself says what it is about; a template's text has no place in it.
    fn place(&mut self, diagnostic: Diagnostic, about: &str) -> Diagnostic {
        if about.is_empty() || self.looked_for == MAX_PLACED {
            return diagnostic;
        }
        self.looked_for += 1;
        // Between tags or quotes first: a short formula may occur elsewhere as a word.
        let between = [(">", "<"), ("\"", "\""), ("$", "$"), ("=", " ")].iter().find_map(|(before, after)| {
            let found = self.source.find(&format!("{before}{about}{after}"))?;
            Some(found + before.len())
        });
        match between.or_else(|| self.source.find(about)) {
            Some(at) => diagnostic.at(Span::new(at..at + about.len())),
            None => diagnostic,
        }
    }
}
