//! What was found in the book, as the pages that are open are told of it.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::page::OWN;
use super::{Editor, page};
use crate::diag::{Diagnostic, Severity};
use crate::path::UNSAFE_IN_HREF;
use crate::report::{Lines, Place, SourceFile, printable};

/// How many diagnostics a page is told of; the others are counted.  The terminal has all of them.
const MAX_SHOWN: usize = 200;

/// What was found in the book.
#[derive(Debug, Default)]
pub struct Status {
    /// Whether the book could not be built: the site is the one from before.
    pub fault: bool,
    /// What was found in each source.
    pub findings: Vec<(SourceFile, Vec<Diagnostic>)>,
    /// The source of each page, by the page's path in its view.
    pub sources: BTreeMap<String, String>,
}

/// What a page is told.
#[derive(Debug, Serialize)]
struct Told<'s> {
    fault: bool,
    errors: usize,
    warnings: usize,
    /// How many are not among `items`.
    more: usize,
    items: Vec<Item<'s>>,
}

/// One diagnostic.
#[derive(Debug, Serialize)]
struct Item<'s> {
    /// Whether it is about the page that is told.
    own: bool,
    severity: Severity,
    code: &'s str,
    message: String,
    hint: Option<String>,
    /// The templates on the way, innermost first.
    through: Vec<String>,
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    /// What stands before the place on its line, the place, and what follows.
    around: Option<[String; 3]>,
    /// Where the place can be seen or edited.
    href: Option<String>,
}

impl Status {
    /// What the page at `path` is told, as JSON on one line.
    pub(super) fn told(&self, path: &str, editor: Option<&Editor>) -> String {
        let in_view = path.split_once('/').map_or(path, |(_, rest)| rest);
        let own = self.sources.get(in_view).or_else(|| self.sources.get(path)).map(String::as_str);
        let mut told = Told { fault: self.fault, errors: 0, warnings: 0, more: 0, items: Vec::new() };
        let is_own = |file: &SourceFile| own == Some(file.name.as_str());
        let (first, then): (Vec<_>, Vec<_>) = self.findings.iter().partition(|(file, _)| is_own(file));
        for severity in [Severity::Error, Severity::Warning] {
            for (file, diagnostics) in first.iter().chain(&then) {
                let mut lines = None;
                for diagnostic in diagnostics.iter().filter(|d| d.severity == severity) {
                    if severity == Severity::Error {
                        told.errors += 1
                    } else {
                        told.warnings += 1
                    }
                    if told.items.len() == MAX_SHOWN {
                        told.more += 1;
                        continue;
                    }
                    let place = diagnostic.span.filter(|_| !file.text.is_empty()).map(|span| {
                        let lines = lines.get_or_insert_with(|| Lines::new(&file.text));
                        Place::of(span, &file.text, lines)
                    });
                    told.items.push(Item {
                        own: is_own(file),
                        severity,
                        code: diagnostic.code,
                        message: printable(&diagnostic.message).into_owned(),
                        hint: diagnostic.hint.as_deref().map(|hint| printable(hint).into_owned()),
                        through: diagnostic.through.iter().map(|through| printable(&through.to_string()).into_owned()).collect(),
                        file: printable(&file.name).into_owned(),
                        line: place.as_ref().map(|place| place.start.0),
                        column: place.as_ref().map(|place| place.start.1),
                        around: place.as_ref().map(Place::around),
                        href: href(file, place.as_ref().map(|place| place.start), editor),
                    });
                }
            }
        }
        // Numbers, texts and lists of them always are JSON.
        serde_json::to_string(&told).unwrap_or_default()
    }

    /// A source as a page with numbered lines; `None` if nothing was found in a source of that name.
    pub(super) fn source(&self, name: &str) -> Option<String> {
        let (file, _) = self.findings.iter().find(|(file, _)| file.name == name && !file.text.is_empty())?;
        let mut body = String::from("<div class=\"source\">\n");
        for (i, line) in file.text.lines().enumerate() {
            body.push_str(&format!(
                "<div id=\"L{0}\"><a href=\"#L{0}\">{0}</a><code>{1}</code></div>\n",
                i + 1,
                html_escape::encode_text(&printable(line))
            ));
        }
        body.push_str("</div>");
        Some(page::own(&printable(name), &body))
    }

    /// What is shown where there is no site yet: the faults, or that it is being built.
    pub(super) fn waiting(&self) -> String {
        if !self.fault {
            return page::own("The book is being built", "<p>This page opens by itself when it is.</p>");
        }
        page::own("The book cannot be built", "<p>What is wrong is told below. This page opens by itself when it is mended.</p>")
    }
}

/// Where a place of a source can be seen: in the author's editor, or as a page of the server's.
fn href(file: &SourceFile, at: Option<(usize, usize)>, editor: Option<&Editor>) -> Option<String> {
    if file.name.is_empty() {
        return None;
    }
    let (line, column) = at.unwrap_or((1, 1));
    if let Some(editor) = editor {
        let path = editor.book.join(&file.name);
        let path = utf8_percent_encode(path.to_str()?, UNSAFE_IN_HREF).to_string();
        let filled = editor.template.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        return Some(filled.replace("{path}", &path));
    }
    (!file.text.is_empty()).then(|| format!("/{OWN}/source?file={}#L{line}", utf8_percent_encode(&file.name, NON_ALPHANUMERIC)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    fn status() -> Status {
        let text = "好<script>\n[[x]]\n";
        Status {
            fault: false,
            findings: vec![
                (SourceFile::new("content/b.wiki", text), vec![Diagnostic::warning("w", "later").at(Span::new(0..3))]),
                (
                    SourceFile::new("content/a.wiki", text),
                    vec![
                        Diagnostic::warning("w", "<b>\u{202e}").at(Span::new(3..11)).hint("h"),
                        Diagnostic::error("e", "bad"),
                        Diagnostic::new(Severity::Note, "n", "note"),
                    ],
                ),
            ],
            sources: BTreeMap::from([("a.html".to_owned(), "content/a.wiki".to_owned())]),
        }
    }

    #[test]
    fn errors_come_first_and_then_the_pages_own() {
        let told: serde_json::Value = serde_json::from_str(&status().told("zh-cn/a.html", None)).unwrap();
        assert_eq!((&told["errors"], &told["warnings"], &told["more"]), (&1.into(), &2.into(), &0.into()));
        let of = |i: usize| &told["items"][i];
        assert_eq!((of(0)["code"].as_str(), of(1)["own"].as_bool(), of(2)["own"].as_bool()), (Some("e"), Some(true), Some(false)));
        assert_eq!(of(1)["message"], "<b>\\u{202e}", "what turns the text around is shown");
        assert_eq!((&of(1)["line"], &of(1)["column"]), (&1.into(), &2.into()));
        assert_eq!(of(1)["around"], serde_json::json!(["好", "<script>", ""]));
        assert_eq!(of(1)["href"], "/.taben/source?file=content%2Fa%2Ewiki#L1");
    }

    #[test]
    fn places_open_in_an_editor() {
        let editor = Editor { template: "ed://open{path}:{line}:{column}".to_owned(), book: "/书 1".into() };
        let told: serde_json::Value = serde_json::from_str(&status().told("zh-cn/a.html", Some(&editor))).unwrap();
        assert_eq!(told["items"][1]["href"], "ed://open/%E4%B9%A6%201/content/a.wiki:1:2");
    }

    #[test]
    fn a_source_is_shown_escaped_and_only_if_something_was_found_in_it() {
        let page = status().source("content/a.wiki").unwrap();
        assert!(page.contains("<div id=\"L1\"><a href=\"#L1\">1</a><code>好&lt;script&gt;</code></div>"), "{page}");
        assert!(status().source("../../etc/passwd").is_none() && status().source("book.toml").is_none());
    }

    #[test]
    fn a_page_is_not_told_of_everything() {
        let many: Vec<Diagnostic> = (0..1000).map(|i| Diagnostic::warning("w", i.to_string())).collect();
        let status = Status { findings: vec![(SourceFile::new("x", ""), many)], ..Status::default() };
        let told: serde_json::Value = serde_json::from_str(&status.told("x.html", None)).unwrap();
        assert_eq!((told["items"].as_array().unwrap().len(), &told["more"]), (MAX_SHOWN, &800.into()));
    }
}
