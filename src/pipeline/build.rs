//! A whole book: pages one by one, then what needs all of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::book::Book;
use super::facts::{self, Facts};
use super::languages::Languages;
use super::links::PageLinks as LinksOf;
use super::reading::{self, Reading};
use super::shop::{self, Shop, ViewSpec};
use super::view::{self, category};
use super::{
    BuildError, BuildReport, Findings, PageLinks, Purpose, attribution, backlinks, catalogue, files, page, references, search, sheets,
    site_files,
};
use crate::cite::Citation;
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::lint;
use crate::path::{PagePaths, SitePath};
use crate::preprocess;
use crate::report::SourceFile;
use crate::review;
use crate::source::{PageKind, Provenance, SourceDir};
use crate::theme::Theme;
use crate::theme::context::ASSETS;
use crate::theme::nav::{Entry, PageTree};
use crate::title::{Namespace, Title};
use crate::variant::glossary::{BadRule, Glossary};
use crate::variant::{Engine, Words};
use crate::world::World;

/// What is kept of a page once it is written: little, so that memory grows with titles and not with text.
pub(super) struct Record {
    pub(super) title: Title,
    /// The page's categories, with its sort keys.
    pub(super) categories: Vec<(Title, Option<String>)>,
    /// The key it is sorted by.
    pub(super) sort: Option<String>,
    /// The page that it leads to, if it is a redirect.
    pub(super) redirect: Option<Title>,
    /// When it was last changed, as seconds since 1970 UTC, if it says so.
    pub(super) modified: Option<i64>,
    /// What it links to and shows.
    pub(super) facts: Facts,
    file: SourceFile,
    diagnostics: Vec<Diagnostic>,
    /// Where the page leads out of the book, if that was asked for.
    addresses: Vec<String>,
    /// What the page cites, if the book exports it: the one thing that is kept of a page's text.
    cited: Vec<Citation>,
}

/// What was found while a book is built.
pub(super) type BuildFindings = Findings;

/// Builds the book that `source` holds into `sink`; see [`super::build()`].
pub(super) fn build(
    config: &Config,
    source: &SourceDir,
    sink: &dyn Sink,
    purpose: Purpose,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<BuildReport, BuildError> {
    let mut findings: Findings = Vec::new();
    let mut of_book = Vec::new();
    let engine = engine(config, &mut of_book);
    let book = Book::open(config, source, &engine)?;
    let rules = book.rules(config, &mut of_book);
    let (glossary, bad) = Glossary::parse(rules.iter().map(String::as_str));
    of_book.extend(bad.iter().map(bad_rule));
    let overrides = overrides(source)?;
    let theme = Theme::new(overrides)?;
    let all = reading::pages(source);
    let names = purpose.names();
    let paths = PagePaths::new(all.iter().map(|i| &source.pages()[*i].title), book.site(), names);
    // Pages that only lead to others are made, but nobody reads on from them: they stand in no list.
    let read: Vec<usize> = all.par_iter().copied().filter(|i| !leads_away(source, *i)).collect();
    let reading = Reading::new(config, source, &book, &read, &mut of_book);
    let order = &reading.order;
    let languages = Languages::new(config, source, &book, order);
    let titles: Vec<&Title> = order.iter().map(|i| &source.pages()[*i].title).collect();
    let single = matches!(purpose, Purpose::Carry(carry) if carry.single);
    // The script of the whole book in one page is of no use elsewhere.
    for (path, bytes) in theme.assets().filter(|(path, _)| single || *path != ASSETS.single) {
        if let Ok(path) = SitePath::new(path) {
            sink.put(&path, bytes)?;
        }
    }
    let files = files::copy(source, book.site(), names, sink, &mut of_book)?;
    let sheets = sheets::write(source, &book, sink, &mut findings)?;
    let words = Words::new(&engine, Some(&glossary));
    let specs = shop::specs(config, book.site());
    let mut trees: Vec<PageTree> = specs.iter().map(|spec| tree(spec, &words, source, &reading, &paths)).collect();
    trees.par_iter_mut().try_for_each(|tree| theme.prepare_pages(tree))?;
    let place: FxHashMap<&Title, usize> = titles.iter().enumerate().map(|(i, t)| (*t, i)).collect();
    let has_credits = attribution::has_credits(source);
    let numbers: FxHashMap<usize, usize> = all.iter().enumerate().map(|(number, i)| (*i, number)).collect();
    let mut shop = Shop::new(
        purpose,
        config,
        &theme,
        &engine,
        &glossary,
        &book,
        &paths,
        &files,
        specs,
        trees,
        &titles,
        &place,
        &reading,
        &languages,
        &sheets,
        has_credits,
    )?;

    let total = all.len();
    let done = AtomicUsize::new(0);
    progress(0, total);
    let (categories, others): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|i| matches!(source.pages()[**i].title.namespace(), Namespace::CATEGORY | Namespace::FILE));
    let one = |index: &usize, members: Option<&catalogue::Members>| {
        let at = Place { order: place.get(&source.pages()[*index].title).copied(), number: numbers.get(index).copied() };
        let record = make(&shop, source, *index, at, members, sink);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        record
    };
    let mut records = others.par_iter().map(|i| one(i, None)).collect::<Result<Vec<_>, _>>()?;
    // A category lists its pages, so its own page comes after theirs; categories of categories are told from the
    // sources of the category pages, which are read twice for it.
    let mut members = catalogue::Catalogue::new(&records, &files, book.site());
    for index in categories.iter().filter(|i| source.pages()[**i].title.namespace() == Namespace::CATEGORY) {
        members.add_category_page(&book, source, &source.pages()[*index]);
    }
    records.extend(categories.par_iter().map(|i| one(i, Some(members.of(&source.pages()[*i].title)))).collect::<Result<Vec<_>, _>>()?);
    let written: Vec<&Title> = categories.iter().map(|i| &source.pages()[*i].title).collect();
    members.missing(&written).par_iter().try_for_each(|title| category::write(&shop, title, members.of(title), sink))?;
    let lists_written = backlinks::write(&shop, &records, &place, sink)? + attribution::write(&shop, source, sink)?;
    records.sort_by_key(|r| place.get(&r.title).copied().unwrap_or(usize::MAX));
    let mut of_all = references::OfBook::default();
    for record in &mut records {
        of_all.add(std::mem::take(&mut record.cited));
    }
    let references = of_all.write(sink)?;
    let mut files_written = references.len() + lists_written + site_files::write(&shop, source, order, &records, &references, sink)?;
    if let Some(index) = shop.search.take() {
        files_written += search::finish(index, sink)?;
    }
    let contents = if matches!(purpose, Purpose::Carry(_)) { shop.contents() } else { Vec::new() };
    if !of_book.is_empty() {
        // Its text is read again only where something is wrong with a place in it.
        let has_places = of_book.iter().any(|d| d.span.is_some());
        let text = if has_places { source.read_book_file(Path::new("book.toml")).unwrap_or_default() } else { Vec::new() };
        findings.push((SourceFile::new("book.toml", String::from_utf8_lossy(&text)), of_book));
    }
    let links = records.iter_mut().filter(|r| !r.addresses.is_empty());
    let links = links.map(|r| PageLinks { file: r.file.clone(), addresses: std::mem::take(&mut r.addresses) }).collect();
    findings.extend(records.into_iter().filter(|r| !r.diagnostics.is_empty()).map(|r| (r.file, r.diagnostics)));
    Ok(BuildReport { diagnostics: findings, pages: total, files: files_written + total, links, contents })
}

/// What is said of a rule of the book that does not read.
pub(super) fn bad_rule(rule: &BadRule) -> Diagnostic {
    Diagnostic::warning("bad-rule", format!("`{}` is no conversion rule", rule.text)).hint("write it like zh-cn:软件;zh-tw:軟體")
}

/// The conversion engine that the book asks for.
pub(super) fn engine(config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Engine {
    if config.variants.engine == crate::config::Engine::OpenCc {
        #[cfg(feature = "opencc")]
        match Engine::opencc(config.variants.configs.iter().map(|(v, c)| (*v, c.as_str()))) {
            Ok(engine) => return engine,
            Err(error) => diagnostics
                .push(Diagnostic::error("opencc", error.to_string()).hint("install OpenCC's data, or set engine = \"mediawiki\"")),
        }
        #[cfg(not(feature = "opencc"))]
        diagnostics.push(
            Diagnostic::error("opencc", "this taben was built without OpenCC, so MediaWiki's tables are used")
                .hint("build it with --features opencc, or set engine = \"mediawiki\" in [variants]"),
        );
    }
    Engine::mediawiki()
}

/// The book's own templates and theme files.
fn overrides(source: &SourceDir) -> Result<Vec<(String, String)>, BuildError> {
    let mut out = Vec::new();
    for folder in ["templates", "static"] {
        for file in source.book_files(std::path::Path::new(folder))? {
            let bytes = source.read_book_file(&std::path::Path::new(folder).join(&file))?;
            // Only text can override; pictures belong to the content.
            if let Ok(text) = String::from_utf8(bytes) {
                let name = file.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
                out.push((format!("{folder}/{name}"), text));
            }
        }
    }
    Ok(out)
}

/// Whether a page only leads to another.  A file that cannot be read is told of where its page is made.
fn leads_away(source: &SourceDir, index: usize) -> bool {
    let page = &source.pages()[index];
    let Ok(text) = source.read(page) else { return false };
    match page.kind {
        PageKind::Wikitext => preprocess::is_redirect(&text),
        PageKind::Markdown => text
            .strip_prefix("+++\n")
            .is_some_and(|rest| rest.lines().take_while(|line| *line != "+++").any(|line| line.starts_with("redirect"))),
    }
}

/// The book's pages as a view's readers see their titles.
fn tree(spec: &ViewSpec, words: &Words<'_>, source: &SourceDir, reading: &Reading, paths: &PagePaths) -> PageTree {
    PageTree::new(reading.lines.iter().map(|line| {
        let page = line.page.map(|i| &source.pages()[i].title);
        let title = line.title.clone().or_else(|| page.map(Title::full)).unwrap_or_default();
        Entry {
            title: spec.variant.map_or_else(|| title.clone(), |v| words.convert(&title, v).into_owned()),
            href: page.and_then(|title| paths.get(title)).map(SitePath::href),
            depth: line.depth,
        }
    }))
}

/// Where a page stands.
#[derive(Clone, Copy)]
struct Place {
    /// Its place in the reading order, if it is read.
    order: Option<usize>,
    /// Its number among all pages.
    number: Option<usize>,
}

/// Makes one page in all its views.
fn make(
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
        sort: None,
        redirect: None,
        modified: None,
        facts: Facts::default(),
        file: SourceFile::new(name.clone(), ""),
        diagnostics: Vec::new(),
        addresses: Vec::new(),
        cited: Vec::new(),
    };
    let text: Arc<str> = match source.read(file) {
        Ok(text) => Arc::from(text),
        Err(error) if error.is_content() => {
            record.diagnostics.push(Diagnostic::error("not-utf-8", error.problem()).hint("save the file as UTF-8"));
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
            Diagnostic::error("internal", "this page could not be made: taben has a fault")
                .hint("please report it, with the page's source"),
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
    let (markdown, asked) = page::markdown(shop.book, title, kind, text, thorough, &mut record.diagnostics);
    let mut document = page::document(shop.book, kind, &markdown, thorough, &mut record.diagnostics);
    document.meta.language = document.meta.language.take().or_else(|| shop.languages.of(title).map(str::to_owned));
    // A page that was imported was last changed when its revision was made, unless it says otherwise.
    document.meta.date = document.meta.date.or_else(|| provenance?.1.moment());
    files::show(title, shop.files, &mut document);
    record.facts = facts::gather(shop, &document, text, &mut record.diagnostics);
    if (shop.purpose == Purpose::Check { links: true }) {
        record.addresses = review::addresses(&document);
    }
    for style in document.meta.styles.iter().filter(|style| !shop.sheets.contains_key(*style)) {
        record.diagnostics.push(
            Diagnostic::warning("missing-styles", format!("the book has no style sheet “{}”", style.full()))
                .hint(format!("add the file {}.css to the book's Template folder", style.name().trim_end_matches(".css"))),
        );
    }
    record.categories.clone_from(&document.meta.categories);
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
    view::write(shop, &source, document, kind, &mut record.diagnostics, sink)
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
        book: shop.book,
        paths: shop.paths,
        files: shop.files,
        title,
        here,
        view: &spec.folder,
        extension,
        missing: spec.missing.as_str(),
        words: shop.words(),
        variant: spec.variant,
        formulas: None,
        known: None,
    }
}
