//! A whole book: pages one by one, then what needs all of them.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::asking::Log;
use super::book::Book;
use super::glance::Contents;
use super::incremental::{self, Answers, Memory, page_id};
use super::languages::Languages;
use super::make::{INTERNAL, Place, Record, make};
use super::output::{Capture, Output};
use super::reading::{self, Reading};
use super::shop::{self, Shared, ViewSpec};
use super::view::category;
use super::{
    BuildError, BuildReport, Findings, PageLinks, Purpose, attribution, backlinks, catalogue, files, references, search, sheets, site_files,
};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::path::{PagePaths, SitePath};
use crate::report::SourceFile;
use crate::search::Terms;
use crate::source::SourceDir;
use crate::theme::Theme;
use crate::theme::context::ASSETS;
use crate::theme::nav::{Entry, PageTree};
use crate::title::{Namespace, Title};
use crate::variant::glossary::{BadRule, Glossary};
use crate::variant::{Engine, Words};
use crate::world::World;

/// What was found while a book is built.
pub(super) type BuildFindings = Findings;

/// What a build gives.
pub(super) struct Finished {
    pub(super) report: BuildReport,
    /// What the next build may know, if anything may.
    pub(super) memory: Option<Vec<u8>>,
}

/// Builds the book that `source` holds into `sink`; see [`super::build()`].
///
/// What is there already, by what `memory` knows, is left as it is.
pub(super) fn with_memory(
    config: &Config,
    source: &SourceDir,
    sink: &dyn Sink,
    purpose: Purpose,
    progress: &(dyn Fn(usize, usize) + Sync),
    memory: Option<&Memory<'_>>,
) -> Result<Finished, BuildError> {
    let out = Output { sink, memory };
    let mut findings: Findings = Vec::new();
    let mut of_book = Vec::new();
    let engine = engine(config, &mut of_book);
    let book = Book::open(config, source, &engine)?;
    let rules = book.rules(config, &mut of_book);
    let (glossary, bad) = Glossary::parse(rules.iter().map(String::as_str));
    of_book.extend(bad.iter().map(bad_rule));
    let overrides = overrides(source)?;
    let settled = memory.and_then(|memory| incremental::settled(config, &overrides, &rules, purpose, memory.program()));
    let theme = Theme::new(overrides)?;
    let (old_sources, old_codes) = memory.map(Memory::sources).unwrap_or_default();
    let contents = Contents::new(source, old_sources, old_codes);
    let all = reading::pages(source);
    let names = purpose.names();
    let paths = PagePaths::new(all.iter().map(|i| &source.pages()[*i].title), book.site(), names);
    // Pages that only lead to others are made, but nobody reads on from them: they stand in no list.
    let read: Vec<usize> = all.par_iter().copied().filter(|i| !contents.get(*i).glance.leads_away).collect();
    let reading = Reading::new(config, source, &book, &read, &mut of_book);
    let order = &reading.order;
    let languages = Languages::new(config, source, &book, &contents, order);
    let titles: Vec<&Title> = order.iter().map(|i| &source.pages()[*i].title).collect();
    let single = matches!(purpose, Purpose::Carry(carry) if carry.single);
    out.always("theme", |sink| {
        // The script of the whole book in one page is of no use elsewhere.
        for (path, bytes) in theme.assets().filter(|(path, _)| single || *path != ASSETS.single) {
            if let Ok(path) = SitePath::new(path) {
                sink.put(&path, bytes)?;
            }
        }
        Ok(())
    })?;
    let files = files::copy(source, &config.book.active_files, &book, names, &out, &mut findings)?;
    let sheets = out.always("styles", |sink| sheets::write(source, &book, sink, &mut findings))?;
    let specs = shop::specs(config, book.site());
    let mut trees: Vec<PageTree<'_>> =
        specs.par_iter().map(|spec| tree(spec, Words::new(&engine, Some(&glossary)), source, &reading, &paths)).collect();
    trees.iter_mut().try_for_each(|tree| theme.prepare_pages(tree))?;
    let place: FxHashMap<&Title, usize> = titles.iter().enumerate().map(|(i, t)| (*t, i)).collect();
    let has_credits = attribution::has_credits(source);
    let numbers: FxHashMap<usize, usize> = all.iter().enumerate().map(|(number, i)| (*i, number)).collect();
    let shared = Shared::new(
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
    let shop = shared.shop(None);
    let answers = Answers::new(shared.shop(None), source, &contents, &reading);
    if let (Some(memory), Some(settled)) = (memory, settled) {
        memory.decide(answers.common(settled), &answers);
    }
    let common = memory.map(Memory::common).unwrap_or_default();

    let total = all.len();
    let (done, made) = (AtomicUsize::new(0), AtomicUsize::new(0));
    progress(0, total);
    let (categories, others): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|i| matches!(source.pages()[**i].title.namespace(), Namespace::CATEGORY | Namespace::FILE));
    let one = |index: &usize, members: Option<&catalogue::Members>| -> Result<Record, BuildError> {
        let at = Place { order: place.get(&source.pages()[*index].title).copied(), number: numbers.get(index).copied() };
        let page = OnePage { shared: &shared, source, answers: &answers, contents: &contents, out: &out };
        let (record, is_new) = page.made_or_kept(*index, at, members)?;
        made.fetch_add(usize::from(is_new), Ordering::Relaxed);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        Ok(record)
    };
    let mut records = others.par_iter().map(|i| one(i, None)).collect::<Result<Vec<_>, _>>()?;
    // A category lists its pages, so its own page comes after theirs; categories of categories are told from the
    // sources of the category pages, which are read twice for it.
    let mut members = catalogue::Catalogue::new(&records, &files, book.site());
    for index in categories.iter().filter(|i| source.pages()[**i].title.namespace() == Namespace::CATEGORY) {
        let file = &source.pages()[*index];
        let known = memory.and_then(|memory| memory.categories_above(&file.path, contents.get(*index).digest));
        members.add_category_page(&book, source, file, known);
    }
    records.extend(categories.par_iter().map(|i| one(i, Some(members.of(&source.pages()[*i].title)))).collect::<Result<Vec<_>, _>>()?);
    let written: FxHashSet<&Title> = categories.iter().map(|i| &source.pages()[*i].title).collect();
    members.missing(&written).par_iter().try_for_each(|title| list_alone(&shared, &answers, title, members.of(title), &out))?;
    backlinks::write(&shop, &records, &place, common, &out)?;
    attribution::write(&shop, source, common, &out)?;
    records.sort_by_key(|r| place.get(&r.title).copied().unwrap_or(usize::MAX));
    let mut of_all = references::OfBook::default();
    for record in &mut records {
        of_all.add(std::mem::take(&mut record.cited));
    }
    let references = out.always("references", |sink| of_all.write(sink))?;
    site_files::write(&shop, source, order, &records, &references, common, &out)?;
    if let Some(index) = &shared.search {
        search::finish(index, &out)?;
    }
    let contents_of_book = if matches!(purpose, Purpose::Carry(_)) { shop.contents() } else { Vec::new() };
    if !of_book.is_empty() {
        // Its text is read again only where something is wrong with a place in it.
        let has_places = of_book.iter().any(|d| d.span.is_some());
        let text = if has_places { source.read_book_file(Path::new("book.toml")).unwrap_or_default() } else { Vec::new() };
        findings.push((SourceFile::new("book.toml", String::from_utf8_lossy(&text)), of_book));
    }
    let links = records.iter_mut().filter(|r| !r.addresses.is_empty());
    let links = links.map(|r| PageLinks { file: r.file.clone(), addresses: std::mem::take(&mut r.addresses) }).collect();
    findings.extend(records.into_iter().filter(|r| !r.diagnostics.is_empty()).map(|r| (r.file, r.diagnostics)));
    let report = BuildReport { diagnostics: findings, pages: total, made: made.into_inner(), links, contents: contents_of_book };
    let memory = memory.filter(|_| settled.is_some()).map(|memory| {
        memory.drop_rest();
        memory.to_bytes(source, &contents, &answers)
    });
    Ok(Finished { report, memory })
}

/// What one page is made with.
struct OnePage<'p> {
    shared: &'p Shared<'p>,
    source: &'p SourceDir,
    answers: &'p Answers<'p>,
    contents: &'p Contents<'p>,
    out: &'p Output<'p>,
}

impl OnePage<'_> {
    /// What a page leaves behind, and whether it was made for it.
    fn made_or_kept(&self, index: usize, at: Place, members: Option<&catalogue::Members>) -> Result<(Record, bool), BuildError> {
        let Some((memory, id)) = self.out.memory.zip(page_id(&self.source.pages()[index].path)) else {
            let mut record = make(&self.shared.shop(None), self.source, index, at, members, self.out.sink)?;
            self.add(at, record.terms.take());
            return Ok((record, true));
        };
        let key = |content: u64| self.answers.page_key(index, at, members, content);
        if let Some(record) = memory.keeps_page(self.source, index, key(self.contents.get(index).digest)) {
            return Ok((record, false));
        }
        memory.makes(&id);
        let log = Log::default();
        let capture = Capture::new(self.out.sink);
        let mut record = make(&self.shared.shop(Some(&log)), self.source, index, at, members, &capture)?;
        let terms = record.terms.take();
        let numbered = at.number.zip(terms.as_ref());
        // A page that could not be made is tried again.
        let key = if record.diagnostics.iter().any(|d| d.code == INTERNAL) { !key(record.content) } else { key(record.content) };
        memory.made(id, key, Some(log), capture.into_files(), Some(&record), numbered)?;
        if memory.is_fresh() {
            self.add(at, terms);
        }
        Ok((record, true))
    }

    fn add(&self, at: Place, terms: Option<Terms>) {
        if let (Some(search), Some(number), Some(terms)) = (&self.shared.search, at.number, terms) {
            search.add(number, &terms);
        }
    }
}

/// A category or a file without a page of its own.
fn list_alone(
    shared: &Shared<'_>,
    answers: &Answers<'_>,
    title: &Title,
    members: &catalogue::Members,
    out: &Output<'_>,
) -> Result<(), BuildError> {
    let Some(memory) = out.memory else { return category::write(&shared.shop(None), title, members, out.sink) };
    let (id, key) = (format!("list/{}", title.full()), answers.list_key(title, members));
    if memory.keeps(&id, key) {
        return Ok(());
    }
    memory.makes(&id);
    let log = Log::default();
    let capture = Capture::new(out.sink);
    category::write(&shared.shop(Some(&log)), title, members, &capture)?;
    Ok(memory.made(id, key, Some(log), capture.into_files(), None, None)?)
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

/// The book's pages as a view's readers see their titles.
fn tree<'t>(spec: &ViewSpec, words: Words<'t>, source: &SourceDir, reading: &Reading, paths: &PagePaths) -> PageTree<'t> {
    let entries = reading.lines.iter().map(|line| {
        let page = line.page.map(|i| &source.pages()[i].title);
        Entry {
            title: line.title.clone().or_else(|| page.map(Title::full)).unwrap_or_default(),
            href: page.and_then(|title| paths.get(title)).map(SitePath::href),
            depth: line.depth,
        }
    });
    let variant = spec.variant;
    PageTree::new(entries, move |title| variant.map_or_else(|| title.to_owned(), |v| words.convert(title, v).into_owned()))
}
