//! What people and programs see of diagnostics.

use proptest::prelude::*;

use super::place::*;
use super::*;
use crate::diag::Span;

fn printed(style: Style, text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    let mut reporter = Reporter::new(&mut out, style);
    reporter.report(Some(&SourceFile::new("content/首頁.wiki", text)), diagnostics).unwrap();
    reporter.finish().unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_place_is_drawn() {
    let diagnostic = Diagnostic::warning("unclosed", "`{{` is never closed").at(Span::new(10..12)).hint("write `}}`");
    let drawn = printed(Style::default(), "第一\n甲 {{x 乙\n", &[diagnostic]);
    assert_eq!(
        drawn,
        "warning[unclosed]: `{{` is never closed\n \
         --> content/首頁.wiki:2:2\n  \
         |\n\
         2 | 甲 {{x 乙\n  \
         |   ^^\n  \
         = help: write `}}`\n\n\
         0 errors, 1 warning\n"
    );
}

#[test]
fn an_annotation_stands_on_its_line_and_begins_no_other() {
    let style = Style { format: MessageFormat::Github, ..Style::default() };
    let evil = "100%\n::error::fake";
    let drawn = printed(style, "第一\n甲 {{x 乙\n", &[Diagnostic::warning("unclosed", evil).at(Span::new(10..12)).hint("write `}}`")]);
    assert_eq!(
        drawn,
        "::warning file=content/首頁.wiki,line=2,endLine=2,col=2,endColumn=4,title=unclosed::100%25%0A::error::fake%0Ahelp: write `}}`\n\
         0 errors, 1 warning\n"
    );
}

#[test]
fn annotations_name_files_from_where_the_command_runs() {
    let mut out = Vec::new();
    let mut reporter = Reporter::new(&mut out, Style { format: MessageFormat::Github, ..Style::default() });
    reporter.in_folder(std::path::Path::new("./docs/book/"));
    reporter.report(Some(&SourceFile::new("content/a.wiki", "")), &[Diagnostic::error("x", "y")]).unwrap();
    assert!(String::from_utf8(out).unwrap().starts_with("::error file=docs/book/content/a.wiki,title=x::y\n"));
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("{}[{}", "漢".repeat(500), "字".repeat(500));
    let at = text.find('[').unwrap();
    let drawn = printed(Style::default(), &text, &[Diagnostic::error("x", "y").at(Span::new(at..at + 1))]);
    let lines: Vec<&str> = drawn.lines().collect();
    assert!(lines[1].ends_with(":1:501"), "{drawn}");
    assert!(lines[3].chars().count() < WINDOW && lines[3].ends_with('…') && lines[3].contains("| …漢"), "{drawn}");
    assert_eq!(lines[4].trim_end(), format!("  | {}^", " ".repeat(41)));
}

#[test]
fn nothing_acts_on_the_terminal() {
    let text = "a\x1b[2Jb\u{202e}c";
    let diagnostic = Diagnostic::error("x", "title \x1b]0;evil\x07").at(Span::new(0..1));
    let drawn = printed(Style::default(), text, &[diagnostic]);
    assert!(!drawn.contains('\x1b') && !drawn.contains('\u{202e}') && !drawn.contains('\x07'), "{drawn:?}");
}

#[test]
fn programs_get_everything() {
    let style = Style { format: MessageFormat::Json, ..Style::default() };
    let many: Vec<Diagnostic> = (0..100).map(|_| Diagnostic::new(Severity::Note, "x", "y").at(Span::new(1..5))).collect();
    let out = printed(style, "a\nbcd\n", &many);
    assert_eq!(out.lines().count(), 100);
    let line: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(
        line,
        serde_json::json!({"severity": "note", "code": "x", "message": "y", "file": "content/首頁.wiki",
            "line": 1, "column": 2, "end_line": 2, "end_column": 4, "hint": null, "through": [], "also": []})
    );
}

#[test]
fn templates_on_the_way_are_named() {
    use crate::diag::Through;
    let mut diagnostic = Diagnostic::warning("x", "y").at(Span::new(4..7));
    diagnostic.through = vec![
        Through { title: "Template:Inner".into(), line: Some(3), column: Some(5) },
        Through { title: "Template:Outer".into(), line: Some(1), column: None },
    ];
    diagnostic.also = vec![Span::new(8..9), Span::new(0..1)];
    let drawn = printed(Style::default(), "one\ntwo\nthree", &[diagnostic.clone()]);
    assert!(drawn.contains("= in Template:Inner:3:5, used at Template:Outer:1, used at content/首頁.wiki:2:1\n"), "{drawn}");
    assert!(drawn.contains("= also at 3:1, 1:1\n"), "{drawn}");
    let json = printed(Style { format: MessageFormat::Json, ..Style::default() }, "one\ntwo\nthree", &[diagnostic]);
    let line: serde_json::Value = serde_json::from_str(json.trim_end()).unwrap();
    assert_eq!(line["through"][0], serde_json::json!({"title": "Template:Inner", "line": 3, "column": 5}));
    assert_eq!(line["also"], serde_json::json!([[3, 1], [1, 1]]));
}

#[test]
fn people_are_not_flooded() {
    let many: Vec<Diagnostic> = (0..100).map(|_| Diagnostic::error("x", "y")).collect();
    let out = printed(Style::default(), "", &many);
    assert_eq!(out.matches("error[x]").count(), MAX_DRAWN);
    assert!(out.contains("and 80 more of `x`"));
    assert!(out.ends_with("100 errors, 0 warnings\n"));
}

#[test]
fn notes_wait_to_be_asked_for() {
    let note = [Diagnostic::new(Severity::Note, "x", "y")];
    assert_eq!(printed(Style::default(), "", &note), "");
    let all = Style { least: Some(Severity::Note), ..Style::default() };
    assert!(printed(all, "", &note).starts_with("note[x]: y\n"));
    let errors = Style { least: Some(Severity::Error), ..Style::default() };
    assert_eq!(printed(errors, "", &[Diagnostic::warning("x", "y")]), "");
}

#[test]
fn long_lines_cost_little() {
    let text = "e\u{301}".repeat(300_000);
    let many: Vec<Diagnostic> = (0..10_000).map(|i| Diagnostic::error("x", "y").at(Span::new(i * 90..i * 90 + 3))).collect();
    let marks = "\u{301}".repeat(500_000);
    // Work is counted, since a clock tells of the machine: the whole line for each would be nine thousand million bytes.
    let asked = allocation_counter::measure(|| {
        let json = printed(Style { format: MessageFormat::Json, ..Style::default() }, &text, &many);
        assert_eq!(json.lines().count(), 10_000);
        assert!(printed(Style::default(), &text, &many).len() < 100_000);
        assert!(printed(Style::default(), &marks, &[Diagnostic::error("x", "y").at(Span::new(500_000..500_002))]).len() < 4_000);
    })
    .bytes_total;
    assert!(asked < 200_000_000, "{asked} bytes");
}

proptest! {
    #[test]
    fn any_span_can_be_drawn(text in "[a漢\r\n\t\u{1}é]{0,60}", start in 0u32..80, length in 0u32..80) {
        let diagnostic = Diagnostic::error("x", "y").at(Span { start, end: start + length });
        let _ = printed(Style::default(), &text, std::slice::from_ref(&diagnostic));
        let backwards = Diagnostic::error("x", "y").at(Span { start, end: start.saturating_sub(length) });
        let _ = printed(Style { format: MessageFormat::Json, ..Style::default() }, &text, &[backwards]);
    }
}
