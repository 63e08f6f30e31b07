//! The style sheets of a book's templates: checked, and written once each.

use rustc_hash::FxHashMap;

use super::BuildError;
use super::book::Book;
use super::build::BuildFindings;
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::path::SitePath;
use crate::report::SourceFile;
use crate::sanitize::sheet;
use crate::source::SourceDir;
use crate::title::{Namespace, Title};
use crate::world::World;

/// Where in the site each style sheet lies, by its title.
pub(super) type Sheets = FxHashMap<Title, SitePath>;

/// Writes the book's style sheets: files `Template/….css`, and pages whose titles end so.
pub(super) fn write(source: &SourceDir, book: &Book<'_>, sink: &dyn Sink, findings: &mut BuildFindings) -> Result<Sheets, BuildError> {
    let mut sheets = Sheets::default();
    let pages = source.pages().iter().map(|p| &p.title).filter(|t| t.namespace() == Namespace::TEMPLATE && t.name().ends_with(".css"));
    let mut titles: Vec<&Title> = source.sheets().chain(pages).collect();
    titles.sort_unstable();
    titles.dedup();
    for (i, title) in titles.into_iter().enumerate() {
        let text = match source.read_sheet(title) {
            Some(text) => text?,
            None => book.text(title).map(|t| t.to_string()).unwrap_or_default(),
        };
        let checked = sheet::clean(&text);
        if !checked.refused.is_empty() {
            let told = checked
                .refused
                .iter()
                .map(|what| {
                    Diagnostic::warning("refused-style", format!("`{what}` may not stand in a style sheet of a page"))
                        .hint("rules reach the page's content only; nothing may be loaded or fixed to the window")
                })
                .collect();
            findings.push((SourceFile::new(title.full(), ""), told));
        }
        // Titles may differ in ways that file systems overlook, so the name is a number.
        let path = SitePath::made("assets", &format!("style-{}", i + 1), "css");
        sink.put(&path, checked.css.as_bytes())?;
        sheets.insert(title.clone(), path);
    }
    Ok(sheets)
}
