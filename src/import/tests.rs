//! What a book is called, and how much is told.

use super::*;

#[test]
fn books_without_a_name_have_their_files() {
    for (path, name) in [("a/bgwiki.xml.bz2", "bgwiki"), ("-", "MediaWiki"), ("x.xml", "x"), ("pages", "pages")] {
        assert_eq!(name_of(Path::new(path)), name);
    }
}

#[test]
fn what_is_said_too_often_is_counted() {
    let mut report = Report::default();
    for _ in 0..MAX_PER_CODE + 5 {
        report.add(None, Diagnostic::warning("import-title", "x"));
    }
    report.add(None, Diagnostic::warning("import-no-text", "x"));
    assert_eq!(report.diagnostics.len(), MAX_PER_CODE + 1);
}
