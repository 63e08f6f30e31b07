//! Code in colours: the text of `<code class="language-…">` is cut into `<span>`s that say what each word is.
//!
//! 1. `languages`: which grammar a name of MediaWiki's or of a Markdown fence means.
//! 2. `syntect` reads the code with Sublime Text's grammars (package `two-face`), line by line.
//! 3. `words`: the grammars' many names of things become a dozen classes, which the theme colours.
//!
//! Facts: the extension SyntaxHighlight (`lang`, `line`, `start`, `highlight`, `inline`).  Grammars are unpacked when
//! the first code of a book is met; a book without code never pays for them.

mod languages;
mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// How many bytes of code of one page are coloured; what follows stays plain.
///
/// Grammars are regular expressions that look back: real code goes at one or two hundred kilobytes a second, so that this
/// much takes half a second at most.  A page of 60 MB of code would take minutes.
const MAX_BYTES: usize = 48 << 10;

/// What each block costs besides its text, in bytes: ten thousand blocks of one letter each begin a grammar anew.
const BLOCK_COST: usize = 100;

/// The longest line that is coloured, in bytes.
///
/// A grammar may look through the rest of the line at every character.  Nobody reads longer lines: they are
/// programs made smaller by programs.
const MAX_LINE: usize = 500;

/// The most lines that `highlight=` may name, so that `1-4000000000` makes no list.
const MAX_MARKED: usize = 10_000;

static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// What could not be coloured.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// There is no grammar of that name.
    UnknownLanguage(String),
    /// The page has more code than is coloured.
    TooMuch,
}

/// Colours the code in `events`; gives what could not be coloured, each thing once.
///
/// A `<pre>` with `data-lines="5"` gets numbers from 5 on, one with `data-mark="2,4-6"` has these lines marked.
pub fn paint(events: &mut Vec<Event<'_>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !events.iter().any(|event| matches!(event, Event::Open(Name::Code, attrs) if language(attrs).is_some()) || is_numbered(event)) {
        return problems;
    }
    let mut budget = MAX_BYTES;
    let mut out = Vec::with_capacity(events.len() * 2);
    let mut lines = Lines::default();
    let mut rest = std::mem::take(events).into_iter().peekable();
    while let Some(event) = rest.next() {
        if let Event::Open(Name::Pre, attrs) = &event {
            lines = Lines::of(attrs);
        }
        let lang = match &event {
            Event::Open(Name::Code, attrs) => language(attrs).map(str::to_owned),
            _ => None,
        };
        let starts_text = lang.is_some() || (lines.is_wanted() && matches!(event, Event::Open(Name::Pre, _)));
        out.push(dressed(event));
        if !starts_text {
            continue;
        }
        let Some(Event::Text(text)) = rest.next_if(|next| matches!(next, Event::Text(_))) else { continue };
        let grammar = lang.as_deref().and_then(|lang| match languages::find(&GRAMMARS, lang) {
            languages::Found::Grammar(grammar) => Some(grammar),
            languages::Found::Plain => None,
            languages::Found::Unknown => {
                problems.push(Problem::UnknownLanguage(lang.to_owned()));
                None
            }
        });
        let grammar = grammar.filter(|_| {
            let fits = text.len() + BLOCK_COST <= budget;
            if !fits {
                problems.push(Problem::TooMuch);
            }
            fits
        });
        if grammar.is_some() {
            budget -= text.len() + BLOCK_COST;
        }
        if grammar.is_none() && !lines.is_wanted() {
            out.push(Event::Text(text));
        } else {
            write(&text, grammar, &lines, &mut out);
        }
        lines = Lines::default();
    }
    *events = out;
    let mut seen = FxHashSet::default();
    problems.retain(|problem| seen.insert(problem.clone()));
    problems
}

/// The language that a `<code>` names.
fn language<'e>(attrs: &'e Attrs<'_>) -> Option<&'e str> {
    attrs.get("class")?.split_ascii_whitespace().find_map(|word| word.strip_prefix("language-")).filter(|lang| !lang.is_empty())
}

fn is_numbered(event: &Event<'_>) -> bool {
    matches!(event, Event::Open(Name::Pre, attrs) if Lines::of(attrs).is_wanted())
}

/// A `<pre>` as the theme knows it: numbered lines are a class.
fn dressed(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Open(Name::Pre, mut attrs) if attrs.get("data-lines").is_some() => {
            attrs.remove("data-lines");
            attrs.remove("data-mark");
            let class = attrs.get("class").map_or_else(|| "numbered".to_owned(), |c| format!("{c} numbered"));
            attrs.set("class", class);
            Event::Open(Name::Pre, attrs)
        }
        Event::Open(Name::Pre, mut attrs) if attrs.get("data-mark").is_some() => {
            attrs.remove("data-mark");
            Event::Open(Name::Pre, attrs)
        }
        event => event,
    }
}

/// What is wanted of the lines of a block.
#[derive(Default)]
struct Lines {
    /// The number of the first line, if lines are numbered.
    first: Option<u32>,
    /// The lines that are marked, by their place in the block from 1, sorted.
    marked: Vec<u32>,
}

impl Lines {
    fn of(attrs: &Attrs<'_>) -> Self {
        let first = attrs.get("data-lines").map(|n| n.parse().unwrap_or(1));
        let mut marked = Vec::new();
        for part in attrs.get("data-mark").unwrap_or_default().split(',') {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (Ok(from), Ok(to)) = (from.trim().parse::<u32>(), to.trim().parse::<u32>()) else { continue };
            let room = MAX_MARKED.saturating_sub(marked.len());
            marked.extend((from..=to).take(room));
        }
        marked.sort_unstable();
        marked.dedup();
        Self { first, marked }
    }

    fn is_wanted(&self) -> bool {
        self.first.is_some() || !self.marked.is_empty()
    }
}

/// Writes code as text and spans.
fn write<'o>(text: &str, grammar: Option<&SyntaxReference>, lines: &Lines, out: &mut Vec<Event<'o>>) {
    let mut state = grammar.map(ParseState::new);
    let mut stack = ScopeStack::new();
    let ends_with_break = text.ends_with('\n');
    let count = text.lines().count();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        let (line, has_break) = line.strip_suffix('\n').map_or((line, false), |line| (line, true));
        if lines.is_wanted() {
            let marked = lines.marked.binary_search(&number.saturating_add(1)).is_ok();
            let mut attrs = Attrs::new();
            attrs.set("class", if marked { "line marked" } else { "line" });
            if let Some(first) = lines.first {
                attrs.set("data-n", first.saturating_add(number).to_string());
            }
            out.push(Event::Open(Name::Span, attrs));
        }
        match &mut state {
            Some(state) if line.len() <= MAX_LINE => coloured(line, state, &mut stack, out),
            _ => push_text(line, None, out),
        }
        if lines.is_wanted() {
            out.push(Event::Close(Name::Span));
        }
        if has_break && (at + 1 < count || ends_with_break) {
            push_text("\n", None, out);
        }
    }
}

/// Writes one line.
fn coloured(line: &str, state: &mut ParseState, stack: &mut ScopeStack, out: &mut Vec<Event<'_>>) {
    let with_break = format!("{line}\n");
    // A grammar that fails leaves the line as it is: it has been seen with grammars that refer to others.
    let Ok(operations) = state.parse_line(&with_break, &GRAMMARS) else { return push_text(line, None, out) };
    let mut from = 0;
    for (at, operation) in operations {
        let at = at.min(line.len());
        if at > from {
            push_text(&line[from..at], words::class(stack.as_slice()), out);
            from = at;
        }
        if stack.apply(&operation).is_err() {
            break;
        }
    }
    if from < line.len() {
        push_text(&line[from..], words::class(stack.as_slice()), out);
    }
}

/// Adds text of a class, to the text before if that is of the same.
fn push_text(text: &str, class: Option<&'static str>, out: &mut Vec<Event<'_>>) {
    if text.is_empty() {
        return;
    }
    let class = class.filter(|_| !text.trim().is_empty());
    match (class, out.as_mut_slice()) {
        (None, [.., Event::Text(before)]) => before.to_mut().push_str(text),
        (Some(class), [.., Event::Open(Name::Span, attrs), Event::Text(before), Event::Close(Name::Span)])
            if attrs.get("class") == Some(class) =>
        {
            before.to_mut().push_str(text);
        }
        (None, _) => out.push(Event::Text(Cow::Owned(text.to_owned()))),
        (Some(class), _) => {
            out.push(Event::Open(Name::Span, [(Cow::Borrowed("class"), Cow::Borrowed(class))].into_iter().collect()));
            out.push(Event::Text(Cow::Owned(text.to_owned())));
            out.push(Event::Close(Name::Span));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(lang: &str, text: &'static str, pre: &[(&'static str, &'static str)]) -> Vec<Event<'static>> {
        let attrs = |list: &[(&'static str, &'static str)]| list.iter().map(|(k, v)| (Cow::Borrowed(*k), Cow::Borrowed(*v))).collect();
        let code = [(Cow::Borrowed("class"), Cow::Owned(format!("language-{lang}")))].into_iter().collect();
        vec![
            Event::Open(Name::Pre, attrs(pre)),
            Event::Open(Name::Code, code),
            Event::Text(text.into()),
            Event::Close(Name::Code),
            Event::Close(Name::Pre),
        ]
    }

    fn text(events: &[Event<'_>]) -> String {
        events.iter().map(|e| if let Event::Text(t) = e { t.as_ref() } else { "" }).collect()
    }

    fn classes(events: &[Event<'_>]) -> Vec<String> {
        events.iter().filter_map(|e| if let Event::Open(Name::Span, a) = e { a.get("class").map(str::to_owned) } else { None }).collect()
    }

    #[test]
    fn words_get_classes_and_the_text_stays() {
        let source = "# 註\ndef f(x):\n    return \"é\" + 1\n";
        let mut events = block("python3", source, &[]);
        assert_eq!(paint(&mut events), []);
        assert_eq!(text(&events), source);
        let classes = classes(&events);
        for class in ["hl-c", "hl-k", "hl-f", "hl-s", "hl-n"] {
            assert!(classes.iter().any(|c| c == class), "{class}: {classes:?}");
        }
    }

    #[test]
    fn a_language_that_is_none_is_told() {
        let mut events = block("nonesuch", "x = 1\n", &[]);
        assert_eq!(paint(&mut events), [Problem::UnknownLanguage("nonesuch".into())]);
        assert_eq!(text(&events), "x = 1\n");
    }

    #[test]
    fn lines_are_numbered_and_marked() {
        let mut events = block("text", "a\n\nb\n", &[("data-lines", "9"), ("data-mark", "1,3-3")]);
        assert_eq!(paint(&mut events), []);
        assert_eq!(text(&events), "a\n\nb\n");
        assert_eq!(classes(&events), ["line marked", "line", "line marked"]);
        let numbers: Vec<_> =
            events.iter().filter_map(|e| if let Event::Open(Name::Span, a) = e { a.get("data-n") } else { None }).collect();
        assert_eq!(numbers, ["9", "10", "11"]);
    }

    #[test]
    fn hostile_code_ends() {
        for (lang, piece) in [("javascript", "("), ("python", "\"\"\""), ("c", "/*")] {
            let text: &'static str = Box::leak(piece.repeat(100).into_boxed_str());
            let mut events = block(lang, text, &[("data-mark", "1-4000000000")]);
            paint(&mut events);
            assert_eq!(self::text(&events), text);
            let lines: &'static str = Box::leak(format!("{}\n", piece.repeat(8)).repeat(20).into_boxed_str());
            let mut events = block(lang, lines, &[]);
            paint(&mut events);
            assert_eq!(self::text(&events), lines);
        }
    }
}
