//! Printing diagnostics: drawn with the source line for people, one JSON object a line for programs.
//!
//! A paragraph of wikitext is one line, often thousands of characters long, so only the part around the place is
//! drawn.  Nothing of a source or a title reaches the terminal unescaped: a page could hold escape sequences.

pub mod conversion;
mod lines;
mod place;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use crate::diag::{Diagnostic, Severity, Through};
pub(crate) use lines::Lines;
use place::Excerpt;
pub(crate) use place::Place;
pub use place::printable;

/// How many diagnostics of one code are drawn; the others are counted.  JSON has them all.
pub const MAX_DRAWN: usize = 20;

/// A source that diagnostics are about.
#[derive(Clone, Debug, Default)]
pub struct SourceFile {
    /// Its name as it is shown: the file's path in the book, or `<stdin>`.
    pub name: String,
    /// Its text; empty if it could not be read.
    pub text: Arc<str>,
}

impl SourceFile {
    /// A source with its text.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

/// For whom diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: one JSON object a line.
    Json,
    /// For GitHub, which shows them beside the changed lines: workflow commands (GitHub Actions,
    /// "Workflow commands", `::error file=…,line=…::message`).
    Github,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// For whom.
    pub format: MessageFormat,
    /// With colours.
    pub color: bool,
    /// The least that is drawn for people.
    pub least: Option<Severity>,
}

/// How many diagnostics there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

/// Prints diagnostics and counts them.
#[derive(Debug)]
pub struct Reporter<W> {
    out: W,
    style: Style,
    counts: Counts,
    drawn: BTreeMap<&'static str, usize>,
    /// How many there were of each kind, notes too.
    kinds: BTreeMap<(Reverse<Severity>, &'static str), usize>,
    /// What stands before the names of files in annotations.
    folder: String,
}

impl<W: Write> Reporter<W> {
    /// Prints to `out`.
    pub fn new(out: W, style: Style) -> Self {
        Self { out, style, counts: Counts::default(), drawn: BTreeMap::new(), kinds: BTreeMap::new(), folder: String::new() }
    }

    /// Says which folder the files' names begin in: GitHub wants them from the repository's root, where commands run.
    pub fn in_folder(&mut self, folder: &std::path::Path) {
        let name = folder.to_string_lossy().replace('\\', "/");
        let name = name.trim_start_matches("./").trim_end_matches('/');
        self.folder = if name.is_empty() || name == "." { String::new() } else { format!("{name}/") };
    }

    /// How many there were so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Prints what was found in one source; `None` for what concerns no file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn report(&mut self, file: Option<&SourceFile>, diagnostics: &[Diagnostic]) -> io::Result<()> {
        let mut lines = None;
        for diagnostic in diagnostics {
            *self.kinds.entry((Reverse(diagnostic.severity), diagnostic.code)).or_default() += 1;
            match diagnostic.severity {
                Severity::Error => self.counts.errors += 1,
                Severity::Warning => self.counts.warnings += 1,
                Severity::Note => {}
            }
            if !self.wants(diagnostic) {
                continue;
            }
            let place = file.zip(diagnostic.span).map(|(file, span)| {
                let lines = lines.get_or_insert_with(|| Lines::new(&file.text));
                (file, Place::of(span, &file.text, lines))
            });
            match self.style.format {
                MessageFormat::Json => self.write_json(file, diagnostic, place.as_ref().map(|(_, p)| p), &mut lines)?,
                MessageFormat::Github => self.write_annotation(file, diagnostic, place.as_ref().map(|(_, p)| p))?,
                MessageFormat::Human => self.draw(file, diagnostic, place.as_ref().map(|(_, p)| p), &mut lines)?,
            }
        }
        Ok(())
    }

    /// Whether printing these looks into the source: whoever has it at hand only by reading need not.
    #[must_use]
    pub fn draws(&self, diagnostics: &[Diagnostic]) -> bool {
        let is_drawn = |d: &&Diagnostic| match self.style.format {
            MessageFormat::Json => true,
            _ => {
                d.severity >= self.style.least.unwrap_or(Severity::Warning) && self.drawn.get(d.code).is_none_or(|drawn| *drawn < MAX_DRAWN)
            }
        };
        diagnostics.iter().filter(is_drawn).any(|d| d.span.is_some() || !d.also.is_empty())
    }

    /// Whether the diagnostic is printed at all.
    fn wants(&mut self, diagnostic: &Diagnostic) -> bool {
        if self.style.format == MessageFormat::Json {
            return true;
        }
        // GitHub keeps ten of a kind a step, so the counts that follow matter there as well.
        if diagnostic.severity < self.style.least.unwrap_or(Severity::Warning) {
            return false;
        }
        let drawn = self.drawn.entry(diagnostic.code).or_default();
        *drawn += 1;
        *drawn <= MAX_DRAWN
    }

    /// Says how many there were of each kind, the worst first; nothing for programs, which can count.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn summarize(&mut self) -> io::Result<()> {
        let least = self.style.least.unwrap_or(Severity::Warning);
        // With warnings left out, a list of them would be odd; notes are what one would not know of otherwise.
        if self.style.format == MessageFormat::Json || least > Severity::Warning || self.kinds.is_empty() {
            return Ok(());
        }
        self.tell_of_rest()?;
        let width = self.kinds.values().max().map_or(1, |most| most.to_string().len());
        let is_hidden = |severity: Severity| severity < least;
        writeln!(self.out, "by kind:")?;
        for ((Reverse(severity), code), number) in &self.kinds {
            let hidden = if is_hidden(*severity) { " (-v shows them)" } else { "" };
            writeln!(self.out, "  {number:width$} {} {code}{hidden}", word(*severity))?;
        }
        Ok(())
    }

    /// Says what was not drawn and how many there were; nothing for programs, which can count.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&mut self) -> io::Result<Counts> {
        if self.style.format != MessageFormat::Json {
            self.tell_of_rest()?;
            let Counts { errors, warnings } = self.counts;
            if errors + warnings > 0 && self.style.least.is_none_or(|least| least <= Severity::Warning) {
                writeln!(self.out, "{}, {}", count(errors, "error"), count(warnings, "warning"))?;
            }
        }
        self.out.flush()?;
        Ok(self.counts)
    }

    /// Says what was not drawn, once.
    fn tell_of_rest(&mut self) -> io::Result<()> {
        for (code, drawn) in std::mem::take(&mut self.drawn) {
            if let Some(more) = drawn.checked_sub(MAX_DRAWN).filter(|more| *more > 0) {
                writeln!(self.out, "… and {more} more of `{code}` (--message-format json prints all)")?;
            }
        }
        Ok(())
    }

    /// One JSON object on a line.
    fn write_json(
        &mut self,
        file: Option<&SourceFile>,
        diagnostic: &Diagnostic,
        place: Option<&Place<'_>>,
        lines: &mut Option<Lines>,
    ) -> io::Result<()> {
        let line = JsonLine {
            severity: diagnostic.severity,
            code: diagnostic.code,
            message: &diagnostic.message,
            file: file.map(|f| f.name.as_str()),
            line: place.map(|p| p.start.0),
            column: place.map(|p| p.start.1),
            end_line: place.map(|p| p.end.0),
            end_column: place.map(|p| p.end.1),
            hint: diagnostic.hint.as_deref(),
            through: &diagnostic.through,
            also: match file {
                Some(file) if !diagnostic.also.is_empty() => {
                    let lines = lines.get_or_insert_with(|| Lines::new(&file.text));
                    diagnostic.also.iter().map(|span| Place::of(*span, &file.text, lines).start).collect()
                }
                _ => Vec::new(),
            },
        };
        serde_json::to_writer(&mut self.out, &line)?;
        writeln!(self.out)
    }

    /// One workflow command on a line.
    fn write_annotation(&mut self, file: Option<&SourceFile>, diagnostic: &Diagnostic, place: Option<&Place<'_>>) -> io::Result<()> {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(file) = file {
            properties.push(format!("file={}{}", property(&self.folder), property(&file.name)));
        }
        if let Some(Place { start: (line, column), end: (end_line, end_column), .. }) = place {
            properties.push(format!("line={line},endLine={end_line}"));
            // GitHub marks columns within one line only.
            if line == end_line {
                properties.push(format!("col={column},endColumn={end_column}"));
            }
        }
        properties.push(format!("title={}", property(diagnostic.code)));
        let mut message = data(&diagnostic.message);
        if let Some(hint) = &diagnostic.hint {
            message.push_str("%0Ahelp: ");
            message.push_str(&data(hint));
        }
        if !diagnostic.through.is_empty() {
            let through: Vec<String> = diagnostic.through.iter().map(ToString::to_string).collect();
            message.push_str("%0Ain ");
            message.push_str(&data(&through.join(", used at ")));
        }
        writeln!(self.out, "::{command} {}::{message}", properties.join(","))
    }

    /// Draws the message, the place and the advice.
    fn draw(
        &mut self,
        file: Option<&SourceFile>,
        diagnostic: &Diagnostic,
        place: Option<&Place<'_>>,
        lines: &mut Option<Lines>,
    ) -> io::Result<()> {
        let (word, color) = match diagnostic.severity {
            Severity::Error => ("error", "1;31"),
            Severity::Warning => ("warning", "1;33"),
            Severity::Note => ("note", "1;36"),
        };
        let paint = Paint(self.style.color);
        let out = &mut self.out;
        let code = diagnostic.code;
        writeln!(out, "{}: {}", paint.with(color, &format!("{word}[{code}]")), paint.with("1", &printable(&diagnostic.message)))?;
        let mut margin = String::from(" ");
        if let Some(file) = file {
            let name = printable(&file.name);
            match place {
                Some(Place { start: (line, column), .. }) => {
                    margin = " ".repeat(line.to_string().len() + 1);
                    writeln!(out, "{}{} {name}:{line}:{column}", &margin[1..], paint.with("34", "-->"))?;
                }
                None => writeln!(out, "{} {name}", paint.with("34", "-->"))?,
            }
        }
        let bar = paint.with("34", "|");
        if let Some(place) = place {
            let excerpt = Excerpt::of(place.text, place.range.clone());
            writeln!(out, "{margin}{bar}")?;
            writeln!(out, "{}{bar} {}", paint.with("34", &format!("{} ", place.start.0)), excerpt.text)?;
            writeln!(out, "{margin}{bar} {}{}", " ".repeat(excerpt.before), paint.with(color, &"^".repeat(excerpt.marked)))?;
        }
        let equals = paint.with("34", "=");
        if let Some(hint) = &diagnostic.hint {
            writeln!(out, "{margin}{equals} help: {}", printable(hint))?;
        }
        if !diagnostic.through.is_empty() {
            let mut through: Vec<String> = diagnostic.through.iter().map(ToString::to_string).collect();
            if let (Some(file), Some(Place { start: (line, column), .. })) = (file, place) {
                through.push(format!("{}:{line}:{column}", file.name));
            }
            writeln!(out, "{margin}{equals} in {}", printable(&through.join(", used at ")))?;
        }
        if let (Some(file), false) = (file, diagnostic.also.is_empty()) {
            let lines = lines.get_or_insert_with(|| Lines::new(&file.text));
            let drawn = diagnostic.also.iter().take(MAX_DRAWN).map(|span| {
                let (line, column) = Place::of(*span, &file.text, lines).start;
                format!("{line}:{column}")
            });
            let drawn = drawn.collect::<Vec<_>>().join(", ");
            let more = if diagnostic.also.len() > MAX_DRAWN { ", …" } else { "" };
            writeln!(out, "{margin}{equals} also at {drawn}{more}")?;
        }
        writeln!(out)
    }
}

/// What a severity is called.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A workflow command's message: a line's end or `::` in a page's text must not begin another command.
fn data(text: &str) -> String {
    printable(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// The value of a workflow command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// One diagnostic as programs read it.
#[derive(serde::Serialize)]
struct JsonLine<'a> {
    severity: Severity,
    code: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    hint: Option<&'a str>,
    through: &'a [Through],
    also: Vec<(usize, usize)>,
}

/// A number and what is counted: `1 error`, `2 errors`.
#[must_use]
pub fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// Colours, if they are wanted.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    /// The text in the colour of an ANSI code (ECMA-48, SGR).
    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests;
