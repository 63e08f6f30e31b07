//! One page made: its views written, and what the book must know of it once it is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::facts::{self, Facts};
use super::links::PageLinks as LinksOf;
use super::shop::{Shop, ViewSpec};
use super::{BuildError, Purpose, catalogue, files, glance, page, references, view};
use crate::cite::Citation;
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::lint;
use crate::path::SitePath;
use crate::report::SourceFile;
use crate::review;
use crate::search::Terms;
use crate::source::{PageKind, Provenance, SourceDir};
use crate::title::{Namespace, Title};

/// What is kept of a page once it is written: little, so that memory grows with titles and not with text.
pub(super) struct Record {
    pub(super) title: Title,
    /// The page's categories, with its sort keys.
    pub(super) categories: Vec<(Title, Option<String>)>,
    /// If it is a category: those that its page names, as it names them.
    pub(super) above: Vec<Title>,
    /// The key it is sorted by.
    pub(super) sort: Option<String>,
    /// The page that it leads to, if it is a redirect.
    pub(super) redirect: Option<Title>,
    /// When it was last changed, as seconds since 1970 UTC, if it says so.
    pub(super) modified: Option<i64>,
    /// What it links to and shows.
    pub(super) facts: Facts,
    /// Its file; the text is there only where something that was found may want to draw it.
    pub(super) file: SourceFile,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where the page leads out of the book, if that was asked for.
    pub(super) addresses: Vec<String>,
    /// What the page cites, if the book exports it: the one thing that is kept of a page's text.
    pub(super) cited: Vec<Citation>,
    /// By what its text is known the next time.
    pub(super) content: u64,
    /// What the search index must know of it, until it does.
    pub(super) terms: Option<Terms>,
}

/// What is found in a page that could not be made.
pub(super) const INTERNAL: &str = "internal";

/// Where a page stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its place in the reading order, if it is read.
    pub(super) order: Option<usize>,
    /// Its number among all pages.
    pub(super) number: Option<usize>,
}

/// Makes one page in all its views.
pub(super) fn make(
    shop: &Shop<'_>,
    source: &SourceDir,
    index: usize,
    place: Place,
    members: Option<&catalogue::Members>,
    sink: &dyn Sink,
) -> Result<Record, BuildError> {
    let file = &source.pages()[index];
    let name = source.shown(file);
    let mut record = Record {
        title: file.title.clone(),
        categories: Vec::new(),
        above: Vec::new(),
        sort: None,
        redirect: None,
        modified: None,
        facts: Facts::default(),
        file: SourceFile::new(name.clone(), ""),
        diagnostics: Vec::new(),
        addresses: Vec::new(),
        cited: Vec::new(),
        content: 0,
        terms: None,
    };
    let read = source.read(file);
    record.content = glance::digest(&read);
    let text: Arc<str> = match read {
        Ok(text) => Arc::from(text),
        Err(error) if error.is_content() => {
            record.diagnostics.push(Diagnostic::error(error.code(), error.problem()).hint(error.hint().unwrap_or_default()));
            return Ok(record);
        }
        Err(error) => return Err(error.into()),
    };
    let provenance = source.provenance(file);
    let provenance = provenance.as_ref().map(|record| (source, record));
    let result = catch_unwind(AssertUnwindSafe(|| {
        make_views(shop, file.kind, &file.title, &name, &text, place, members, provenance, &mut record, sink)
    }));
    match result {
        Ok(made) => made?,
        Err(_) => record.diagnostics.push(
            Diagnostic::error(INTERNAL, "this page could not be made: taben has a fault").hint("please report it, with the page's source"),
        ),
    }
    // The source is kept only where a diagnostic may want to draw it.
    if !record.diagnostics.is_empty() || !record.addresses.is_empty() {
        record.file = SourceFile::new(name, text);
    }
    Ok(record)
}

#[expect(clippy::too_many_arguments, reason = "one page and what it is made from")]
fn make_views(
    shop: &Shop<'_>,
    kind: PageKind,
    title: &Title,
    name: &str,
    text: &str,
    place: Place,
    members: Option<&catalogue::Members>,
    provenance: Option<(&SourceDir, &Provenance)>,
    record: &mut Record,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let thorough = matches!(shop.purpose, Purpose::Check { .. });
    if thorough && kind == PageKind::Wikitext {
        record.diagnostics.extend(lint::lint(shop.book.site(), text));
    }
    let world = shop.book.of_wiki(shop.languages.site_of(title));
    let (markdown, asked) = page::markdown(&world, title, kind, text, thorough, &mut record.diagnostics);
    let mut document = page::document(&world, kind, &markdown, thorough, &mut record.diagnostics);
    document.meta.language = document.meta.language.take().or_else(|| shop.languages.of(title).map(str::to_owned));
    // A page that was imported was last changed when its revision was made, unless it says otherwise.
    document.meta.date = document.meta.date.or_else(|| provenance?.1.moment());
    files::show(title, &shop.files, &mut document);
    record.facts = facts::gather(shop, &document, text, &mut record.diagnostics);
    if (shop.purpose == Purpose::Check { links: true }) {
        record.addresses = review::addresses(&document);
    }
    for style in document.meta.styles.iter().filter(|style| !shop.sheets.contains_key(style)) {
        record.diagnostics.push(
            Diagnostic::warning("missing-styles", format!("the book has no style sheet “{}”", style.full()))
                .hint(format!("add the file {}.css to the book's Template folder", style.name().trim_end_matches(".css"))),
        );
    }
    record.categories.clone_from(&document.meta.categories);
    if title.namespace() == Namespace::CATEGORY {
        record.above = document.meta.categories.iter().map(|(category, _)| category.clone()).collect();
    }
    // A category that has its page in the other script only is that one.
    for (category, _) in &mut record.categories {
        if let Some(found) = shop.book.find(category) {
            *category = found;
        }
    }
    record.modified = document.meta.date;
    record.sort.clone_from(&document.meta.default_sort);
    record.redirect = document.meta.redirect.as_ref().map(|(target, _)| shop.book.find(target).unwrap_or_else(|| target.clone()));
    let (cited, references) = references::write(shop.config, &document, &asked.records, &shop.path(title), sink)?;
    record.cited = cited;
    let source = view::Source {
        title,
        text,
        name,
        place: place.order,
        number: place.number,
        members,
        provenance,
        references: &references,
        groups: &asked.groups,
    };
    view::write(shop, &source, document, kind, &mut record.diagnostics, &mut record.terms, sink)
}

/// A link seen from somewhere, for the stages' use.
pub(super) fn links<'l>(
    shop: &'l Shop<'l>,
    title: &'l Title,
    here: &'l SitePath,
    spec: &'l ViewSpec,
    extension: &'static str,
) -> LinksOf<'l> {
    LinksOf {
        book: shop.book.of_wiki(shop.languages.site_of(title)),
        paths: shop.paths,
        files: shop.files,
        title,
        here,
        view: &spec.folder,
        extension,
        missing: own_words(shop, title, spec, "missing").unwrap_or(spec.missing.as_str()),
        words: shop.words(),
        variant: spec.variant,
        formulas: None,
        known: None,
    }
}

/// A word of the theme in the language of a page that is not in the view's.
fn own_words<'l>(shop: &'l Shop<'l>, title: &Title, spec: &ViewSpec, key: &str) -> Option<&'l str> {
    let code = shop.languages.of(title).filter(|code| *code != spec.lang)?;
    shop.theme.word(code, key)
}
