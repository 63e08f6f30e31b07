//! What is made once a page and looks the same in all its views: formulas, the colours of code, and what
//! indents.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Span};
use crate::highlight::{self, Problem};
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};
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

/// Turns definitions of no term into indented blocks: lists that define nothing, and what stands before a list's first term.
///
/// Wikitext indents with `:`, which MediaWiki makes a `<dl>` without a `<dt>` of: readers who listen are told of a list
/// of terms that has none, and the list is no valid HTML.
pub(super) fn indents(events: &mut Vec<Event<'_>>) {
    struct List {
        open: usize,
        depth: usize,
        has_term: bool,
        /// Its first term, and how many of the items' ends stand before it.
        first: Option<(usize, usize)>,
        /// Where its items begin and end.
        items: Vec<usize>,
    }
    let mut lists: Vec<List> = Vec::new();
    let mut depth = 0usize;
    // Where lists begin anew.
    let mut again: Vec<(usize, Attrs<'_>)> = Vec::new();
    for i in 0..events.len() {
        match &events[i] {
            Event::Open(Name::Dl, _) => lists.push(List { open: i, depth, has_term: false, first: None, items: Vec::new() }),
            Event::Open(Name::Dt, _) => {
                if let Some(list) = lists.last_mut() {
                    // A term within another element does not part the list.
                    if !list.has_term && depth == list.depth + 1 {
                        list.first = Some((i, list.items.len()));
                    }
                    list.has_term = true;
                }
            }
            Event::Open(Name::Dd, _) | Event::Close(Name::Dd) => {
                if let Some(list) = lists.last_mut() {
                    list.items.push(i);
                }
            }
            Event::Close(Name::Dl) => {
                if let Some(mut list) = lists.pop() {
                    let first = list.first.filter(|(_, before)| *before > 0);
                    if let Some((at, before)) = first {
                        if let Event::Open(_, attrs) = &events[list.open] {
                            let mut attrs = attrs.clone();
                            // An id stands on a page once.
                            attrs.remove("id");
                            again.push((at, attrs));
                        }
                        list.items.truncate(before);
                    }
                    if first.is_some() || !list.has_term {
                        indent(events, list.open, &list.items);
                        if first.is_none() {
                            events[i] = Event::Close(Name::Div);
                        }
                    }
                }
            }
            _ => {}
        }
        match &events[i] {
            Event::Open(name, _) if !name.is_void() => depth += 1,
            Event::OpenLink(_) => depth += 1,
            Event::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if again.is_empty() {
        return;
    }
    // Inner lists end before outer ones.
    again.sort_by_key(|(at, _)| *at);
    let mut again = again.into_iter().peekable();
    for (i, event) in std::mem::take(events).into_iter().enumerate() {
        if let Some((_, attrs)) = again.next_if(|(at, _)| *at == i) {
            events.extend([Event::Close(Name::Div), Event::Open(Name::Dl, attrs)]);
        }
        events.push(event);
    }
}

/// Makes the list that opens at `open` an indented block, with these beginnings and ends of items.
fn indent(events: &mut [Event<'_>], open: usize, items: &[usize]) {
    if let Event::Open(name, attrs) = &mut events[open] {
        *name = Name::Div;
        let class = attrs.get("class").map_or_else(|| "indent".to_owned(), |own| format!("{own} indent"));
        attrs.set("class", class);
    }
    for item in items {
        if let Event::Open(name, _) | Event::Close(name) = &mut events[*item] {
            *name = Name::Div;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Elements as their names, `/` before what ends.
    fn indented(names: &str) -> String {
        let name = |word: &str| Name::from_lower(word).unwrap_or(Name::Div);
        let event = |word: &str| match word.strip_prefix('/') {
            Some(word) => Event::Close(name(word)),
            None => Event::Open(name(word), Attrs::new()),
        };
        let mut events: Vec<Event<'_>> = names.split(' ').map(event).collect();
        indents(&mut events);
        let shown = |event: &Event<'_>| match event {
            Event::Open(name, attrs) if attrs.has_class("indent") => format!("{}.indent", name.as_str()),
            Event::Open(name, _) => name.as_str().to_owned(),
            Event::Close(name) => format!("/{}", name.as_str()),
            _ => String::new(),
        };
        events.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn definitions_of_no_term_are_indents() {
        assert_eq!(indented("dl dd /dd /dl"), "div.indent div /div /div");
        assert_eq!(indented("dl dt /dt dd /dd /dl"), "dl dt /dt dd /dd /dl");
        // What stands before the first term is parted from the list.
        assert_eq!(indented("dl dd /dd dt /dt dd /dd /dl"), "div.indent div /div /div dl dt /dt dd /dd /dl");
        assert_eq!(
            indented("dl dd dl dd /dd dt /dt /dl /dd dt /dt /dl"),
            "div.indent div div.indent div /div /div dl dt /dt /dl /div /div dl dt /dt /dl"
        );
        // A term within another element leaves the list whole.
        assert_eq!(indented("dl dd /dd div dt /dt /div /dl"), "dl dd /dd div dt /dt /div /dl");
    }
}
