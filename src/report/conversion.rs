//! Printing what conversion did to a page: grouped for an editor, or one JSON object a page for programs.
//!
//! The fields of the JSON are described in `docs/conversion-report.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::lines::Lines;
use super::{Paint, SourceFile, count, printable};
use crate::diag::Span;

/// How many places of one kind are drawn; JSON has them all.
const MAX_DRAWN: usize = 5;
/// How many places of a character that stayed as it was are drawn.
const MAX_KEPT: usize = 2;
/// How many characters of a rule or a protected text are drawn.
const MAX_TEXT: usize = 60;

/// A place in a page's source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where; without length if only the neighbourhood is known, and `None` if it is not in the page.
    pub span: Option<Span>,
    /// The template that wrote it, whose call the span is.
    pub through: Option<String>,
}

/// A word in its place.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Where it is written.
    pub place: Place,
    /// A few characters before it.
    pub before: String,
    /// The word.
    pub word: String,
    /// A few characters behind it.
    pub after: String,
}

/// A rule of the page or the book.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// The rule as a mark's body writes it.
    pub rule: String,
    /// `page` or `book`.
    pub origin: &'static str,
    /// It takes words out of the tables.
    pub removes: bool,
    /// Where it is written.
    pub place: Place,
    /// How often each view used it.
    pub uses: BTreeMap<&'static str, usize>,
}

/// A glossary group that the page uses.
#[derive(Clone, Debug)]
pub struct GroupLine {
    /// Its name.
    pub group: String,
    /// How many rules it gave.
    pub rules: usize,
    /// How many of them were used.
    pub used: usize,
}

/// A rule of the page that comes to nothing.
#[derive(Clone, Debug)]
pub struct ShadowLine {
    /// `overridden`, `covered` or `redundant`.
    pub kind: &'static str,
    /// The rule.
    pub rule: String,
    /// The word in question.
    pub word: Option<String>,
    /// The rule or the longer word that is in its way.
    pub by: Option<String>,
    /// Where the rule is written.
    pub place: Place,
}

/// A Simplified character that nothing decided.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The character.
    pub character: char,
    /// What it became by itself.
    pub becomes: char,
    /// What it can be.
    pub choices: String,
    /// Where it stands.
    pub spots: Vec<Spot>,
}

/// Text in the wrong script.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// The views that show it.
    pub views: Vec<&'static str>,
    /// The characters of the other script.
    pub characters: String,
    /// The text as it is shown.
    pub shown: String,
    /// Where its source is written.
    pub spot: Spot,
    /// The rule that put it there, if no mark did.
    pub rule: Option<String>,
}

/// Whether an editor has read a page's conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reviewed {
    /// Nobody has.
    #[default]
    No,
    /// As it is now.
    Yes,
    /// Earlier, and its text or its rules have changed since.
    Stale,
}

impl Reviewed {
    /// The word for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Stale => "stale",
        }
    }
}

/// What conversion did to one page.
#[derive(Clone, Debug, Default)]
pub struct PageReport {
    /// The page's title.
    pub title: String,
    /// Its source.
    pub file: SourceFile,
    /// What stands for the state of its text and rules.
    pub state: String,
    /// Whether it has been read.
    pub reviewed: Reviewed,
    /// The page's own rules, then those of the book that it used.
    pub rules: Vec<RuleLine>,
    /// The groups that it uses.
    pub groups: Vec<GroupLine>,
    /// Its rules that come to nothing.
    pub shadowed: Vec<ShadowLine>,
    /// Characters that nothing decided.
    pub undecided: Vec<Choice>,
    /// Text in the wrong script.
    pub wrong_script: Vec<Wrong>,
    /// Protected text, and whether conversion would change it.
    pub protected: Vec<(Spot, bool)>,
}

impl PageReport {
    /// How many things an editor should look at.
    #[must_use]
    pub fn open(&self) -> usize {
        let unused = self.unused().count();
        let places: usize = self.undecided.iter().map(|c| c.spots.len()).sum();
        unused + self.shadowed.len() + places + self.wrong_script.len() + self.protected.iter().filter(|(_, needed)| !needed).count()
    }

    /// The page's own rules that no view used.
    fn unused(&self) -> impl Iterator<Item = &RuleLine> {
        self.rules.iter().filter(|r| r.origin == "page" && !r.removes && r.uses.is_empty())
    }

    /// One JSON object, without a line's end.
    #[must_use]
    pub fn json(&self) -> String {
        let lines = Lines::new(&self.file.text);
        let at = |place: &Place| self.position(place, &lines);
        let with = |mut value: Value, place: &Place| {
            let position = at(place);
            value["line"] = json!(position.map(|p| p.0));
            value["column"] = json!(position.map(|p| p.1));
            value["through"] = json!(place.through);
            value
        };
        let spot = |s: &Spot| with(json!({ "before": s.before, "word": s.word, "after": s.after }), &s.place);
        let rules =
            self.rules.iter().map(|r| with(json!({ "rule": r.rule, "origin": r.origin, "removes": r.removes, "uses": r.uses }), &r.place));
        let groups = self.groups.iter().map(|g| json!({ "group": g.group, "rules": g.rules, "used": g.used }));
        let shadowed = self.shadowed.iter().map(|s| with(json!({ "kind": s.kind, "rule": s.rule, "word": s.word, "by": s.by }), &s.place));
        let undecided = self.undecided.iter().map(|c| {
            let places: Vec<Value> = c.spots.iter().map(spot).collect();
            json!({ "character": c.character, "becomes": c.becomes, "choices": c.choices, "places": places })
        });
        let wrong = self.wrong_script.iter().map(|w| {
            with(
                json!({ "views": w.views, "characters": w.characters, "shown": w.shown, "rule": w.rule, "source": w.spot.word }),
                &w.spot.place,
            )
        });
        let protected = self.protected.iter().map(|(s, needed)| with(json!({ "text": s.word, "needed": needed }), &s.place));
        json!({
            "page": self.title,
            "file": self.file.name,
            "state": self.state,
            "reviewed": self.reviewed.as_str(),
            "rules": rules.collect::<Vec<_>>(),
            "groups": groups.collect::<Vec<_>>(),
            "shadowed": shadowed.collect::<Vec<_>>(),
            "undecided": undecided.collect::<Vec<_>>(),
            "wrong-script": wrong.collect::<Vec<_>>(),
            "protected": protected.collect::<Vec<_>>(),
        })
        .to_string()
    }

    /// The report for people; `full` also for a page that was reviewed.
    #[must_use]
    pub fn text(&self, color: bool, full: bool) -> String {
        let paint = Paint(color);
        let lines = Lines::new(&self.file.text);
        let mut out = String::new();
        let title = paint.with("1", &printable(&self.title));
        let file = printable(&self.file.name).into_owned();
        let note = match self.reviewed {
            Reviewed::No => String::new(),
            Reviewed::Yes => paint.with("32", "  reviewed"),
            Reviewed::Stale => paint.with("33", "  reviewed earlier, changed since"),
        };
        let _ = writeln!(out, "{title}  {}{note}", paint.with("34", &file));
        if self.reviewed == Reviewed::Yes && !full {
            return out;
        }
        self.draw_rules(&mut out, paint, &lines);
        self.draw_undecided(&mut out, paint, &lines);
        self.draw_wrong(&mut out, paint, &lines);
        self.draw_protected(&mut out, paint, &lines);
        if self.open() == 0 {
            let _ = writeln!(out, "  nothing to look at");
        }
        out
    }

    fn draw_rules(&self, out: &mut String, paint: Paint, lines: &Lines) {
        let own = self.rules.iter().filter(|r| r.origin == "page" && !r.removes);
        let (total, used) = own.fold((0, 0), |(n, used), r| (n + 1, used + usize::from(!r.uses.is_empty())));
        let mut parts = Vec::new();
        if total > 0 {
            parts.push(format!("{used} of {} of its own used", count(total, "rule")));
        }
        parts.extend(self.groups.iter().map(|g| format!("{} of {} of the group {}", g.used, g.rules, printable(&g.group))));
        let book = self.rules.iter().filter(|r| r.origin == "book").count();
        if book > 0 {
            parts.push(format!("{book} of the book's"));
        }
        if !parts.is_empty() {
            let _ = writeln!(out, "  rules: {}", parts.join(", "));
        }
        for rule in self.rules.iter().filter(|r| !r.uses.is_empty()) {
            let uses: Vec<String> = rule.uses.iter().map(|(view, n)| format!("{view} {n}×")).collect();
            let _ = writeln!(
                out,
                "    {:>9}  {}  {}",
                self.label(&rule.place, lines, rule.origin),
                short(&rule.rule),
                paint.with("2", &uses.join(", "))
            );
        }
        if self.unused().next().is_some() {
            let _ = writeln!(out, "  {}", paint.with("1;33", "rules that are never used"));
            for rule in self.unused() {
                let _ = writeln!(out, "    {:>9}  {}", self.label(&rule.place, lines, rule.origin), short(&rule.rule));
            }
        }
        if !self.shadowed.is_empty() {
            let _ = writeln!(out, "  {}", paint.with("1;33", "rules that come to nothing"));
            for shadow in &self.shadowed {
                let (word, by) = (shadow.word.as_deref().unwrap_or_default(), shadow.by.as_deref().unwrap_or_default());
                let why = match shadow.kind {
                    "overridden" => format!("“{}” has another text in the later rule {}", printable(word), short(by)),
                    "covered" => format!("every “{}” here is part of “{}”, which has a rule of its own", printable(word), printable(by)),
                    _ => "the tables say the same without it".to_owned(),
                };
                let _ = writeln!(out, "    {:>9}  {}: {why}", self.label(&shadow.place, lines, "page"), short(&shadow.rule));
            }
        }
    }

    fn draw_undecided(&self, out: &mut String, paint: Paint, lines: &Lines) {
        if self.undecided.is_empty() {
            return;
        }
        let _ = writeln!(out, "  {}", paint.with("1;33", "characters with several Traditional forms, where no phrase decided"));
        // What was changed on a guess is more often wrong than what stayed.
        let (changed, kept): (Vec<_>, Vec<_>) = self.undecided.iter().partition(|c| c.becomes != c.character);
        for choice in changed.into_iter().chain(kept) {
            let others: Vec<String> = choice.choices.chars().filter(|c| *c != choice.becomes).map(String::from).collect();
            let (verb, most) = match choice.becomes == choice.character {
                true => ("stayed".to_owned(), MAX_KEPT),
                false => (format!("became {}", choice.becomes), MAX_DRAWN),
            };
            let n = choice.spots.len();
            let _ = writeln!(out, "    {} {verb}, could be {}: {n}×", choice.character, others.join(", "));
            self.draw_spots(out, paint, lines, &choice.spots, most);
        }
    }

    fn draw_spots(&self, out: &mut String, paint: Paint, lines: &Lines, spots: &[Spot], most: usize) {
        for spot in spots.iter().take(most) {
            let before = printable(&spot.before).into_owned();
            let word = paint.with("1;31", &format!("【{}】", printable(&spot.word)));
            let through = spot.place.through.as_deref().map(|t| format!("  (through {})", printable(t))).unwrap_or_default();
            let _ = writeln!(out, "      {:>9}  {before}{word}{}{through}", self.label(&spot.place, lines, ""), printable(&spot.after));
        }
        if let Some(more) = spots.len().checked_sub(most).filter(|n| *n > 0) {
            let _ = writeln!(out, "      … and {more} more (--message-format json prints all)");
        }
    }

    fn draw_wrong(&self, out: &mut String, paint: Paint, lines: &Lines) {
        if self.wrong_script.is_empty() {
            return;
        }
        let _ = writeln!(out, "  {}", paint.with("1;33", "text in the wrong script for its view"));
        for wrong in &self.wrong_script {
            let why = match &wrong.rule {
                Some(rule) => format!("by the rule {}", short(rule)),
                None => "in a mark".to_owned(),
            };
            let shown = paint.with("1;31", &short(&wrong.shown));
            let characters: String = wrong.characters.chars().take(12).collect();
            let place = self.label(&wrong.spot.place, lines, "");
            let _ = writeln!(out, "    {place:>9}  {shown} in {}: {characters} ({why})", wrong.views.join(", "));
        }
    }

    fn draw_protected(&self, out: &mut String, paint: Paint, lines: &Lines) {
        if self.protected.is_empty() {
            return;
        }
        let _ = writeln!(out, "  {}", paint.with("1", "protected text"));
        for (spot, needed) in self.protected.iter().take(4 * MAX_DRAWN) {
            let why = if *needed { "" } else { "  (no conversion would change it; the mark does nothing)" };
            let _ = writeln!(out, "    {:>9}  {}{why}", self.label(&spot.place, lines, ""), short(&spot.word));
        }
        if let Some(more) = self.protected.len().checked_sub(4 * MAX_DRAWN).filter(|n| *n > 0) {
            let _ = writeln!(out, "    … and {more} more (--message-format json prints all)");
        }
    }

    /// Line and column, counted from 1, the column in characters.
    fn position(&self, place: &Place, lines: &Lines) -> Option<(usize, usize)> {
        let at = super::place::floor_char(&self.file.text, place.span?.range().start);
        let (line, range) = lines.line_of(&self.file.text, at);
        Some((line + 1, lines.chars_between(&self.file.text, range.start, at) + 1))
    }

    /// A place as it is drawn.
    fn label(&self, place: &Place, lines: &Lines, origin: &str) -> String {
        match self.position(place, lines) {
            Some((line, column)) => format!("{line}:{column}"),
            None => origin.to_owned(),
        }
    }
}

/// The beginning of a text, fit for a terminal.
fn short(text: &str) -> String {
    let mut out: String = text.chars().take(MAX_TEXT).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    printable(&out).into_owned()
}
