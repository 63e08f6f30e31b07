//! What conversion does to the pages of a book, for its editors: `taben check --conversion`.
//!
//! A page is read as for a build, and its views are made with everything followed.  Places are told in the page's own
//! source: `place` looks for each text where it was written, and names the template where a template wrote it.

mod place;

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::place::Places;
use super::book::Book;
use super::world::OfPage;
use super::{BuildError, build, languages, page};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::lang::Variant;
use crate::model::document::Event;
use crate::model::expanded::Origins;
use crate::preprocess;
use crate::report::SourceFile;
use crate::report::conversion::{Choice, GroupLine, PageReport, Place, RuleLine, ShadowLine, Wrong};
use crate::source::{PageFile, PageKind, SourceDir};
use crate::title::{Namespace, Title};
use crate::variant::audit::{self, Audit, RuleId, Shadowed};
use crate::variant::glossary::Glossary;
use crate::variant::{Engine, ViewInput};
use crate::world::World;
use crate::{markdown, parse};

/// How many pages are worked on before their reports are handed out: memory does not grow with the book.
const CHUNK: usize = 64;

/// Looks at the conversion of a book's pages and hands out a report a page, in reading order.
///
/// `only` are the titles of the pages that are wanted, in either script; none for all.  Gives what concerns the book as
/// a whole, such as missing groups and titles that the book does not have.
///
/// # Errors
/// If the book cannot be read.
pub fn conversion(
    config: &Config,
    source: &SourceDir,
    only: &[String],
    hand_out: &mut (dyn FnMut(PageReport) + Send),
) -> Result<Vec<Diagnostic>, BuildError> {
    let mut diagnostics = Vec::new();
    let engine = build::engine(config, &mut diagnostics);
    let book = Book::open(config, source, &engine)?;
    let lines = book.rules(config, &mut diagnostics);
    let (glossary, bad) = Glossary::parse(lines.iter().map(String::as_str));
    diagnostics.extend(bad.iter().map(build::bad_rule));
    // The rules by their place in the glossary, which leaves out the bad ones and the empty lines.
    let rules: Vec<String> = lines.iter().filter_map(|line| audit::normal_rule(line)).collect();
    let mut order = super::reading::pages(source);
    if !only.is_empty() {
        let wanted = wanted(&book, source, only, &mut diagnostics);
        order.retain(|i| wanted.contains(&source.pages()[*i].title));
    }
    if !book.site().is_chinese() {
        return Ok(diagnostics);
    }
    let one = One { config, source, engine: &engine, book: &book, glossary: &glossary, rules: &rules };
    for chunk in order.chunks(CHUNK) {
        let reports = chunk.par_iter().map(|i| one.report(&source.pages()[*i])).collect::<Result<Vec<_>, BuildError>>()?;
        reports.into_iter().flatten().for_each(&mut *hand_out);
    }
    Ok(diagnostics)
}

/// The pages that are meant by some names.
fn wanted(book: &Book<'_>, source: &SourceDir, names: &[String], diagnostics: &mut Vec<Diagnostic>) -> Vec<Title> {
    let mut found = Vec::new();
    for name in names {
        let by_file = source.pages().iter().find(|page| source.shown(page) == *name).map(|page| page.title.clone());
        let by_title = || book.find(&Title::parse(name, Namespace::MAIN, book.site())?);
        match by_file.or_else(by_title) {
            Some(title) => found.push(title),
            None => diagnostics.push(
                Diagnostic::error("no-page", format!("the book has no page “{name}”")).hint("give a page's title, or the path of its file"),
            ),
        }
    }
    found
}

/// A book, ready for one page after the other.
struct One<'b> {
    config: &'b Config,
    source: &'b SourceDir,
    engine: &'b Engine,
    book: &'b Book<'b>,
    glossary: &'b Glossary,
    /// The book's rules in their plain form.
    rules: &'b [String],
}

impl One<'_> {
    /// The report on one page; none for a page that only leads to another or cannot be read.
    fn report(&self, file: &PageFile) -> Result<Option<PageReport>, BuildError> {
        let text: Arc<str> = match self.source.read(file) {
            Ok(text) => text.into(),
            // The check of the book tells of it.
            Err(error) if error.is_content() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        let world = self.book;
        let mut groups = Vec::new();
        let mut expanded = (String::new(), Origins::default());
        let page_text = match file.kind {
            PageKind::Markdown => text.to_string(),
            PageKind::Wikitext => {
                let world = OfPage::new(world, &file.title);
                let result = preprocess::expand(&world, &file.title, &text).unpack(&mut found);
                expanded = (result.text.clone(), result.origins.clone());
                let document = parse::parse(world.site(), &file.title, result).unpack(&mut found);
                groups = world.into_asked().groups;
                markdown::write(&document)
            }
        };
        let mut document = page::document(world, file.kind, &page_text, false, &mut found);
        let language = languages::of_folder(self.config, file);
        document.meta.language = document.meta.language.take().or_else(|| language.map(str::to_owned));
        let meta = document.meta.clone();
        if meta.redirect.is_some() {
            return Ok(None);
        }
        let state = self.state(&page_text);
        let events = page::settle(world, document, file.kind == PageKind::Markdown, &mut found);
        let title = file.title.full();
        let input = ViewInput {
            events: &events,
            title: &title,
            language: meta.language.as_deref().unwrap_or(&self.book.site().language),
            book: Some(self.glossary),
            no_content_convert: meta.switches.no_content_convert || meta.language.is_some(),
            ..ViewInput::default()
        };
        let audit = audit::audit(&input, &self.config.variants.views, self.engine);
        let mut report = self.tell(&audit, &groups, &events, &mut Places::new(&text, &expanded.0, &expanded.1, &events));
        report.title = title;
        report.state = state;
        report.file = SourceFile::new(self.source.shown(file), text);
        Ok(Some(report))
    }

    /// A number that stands for all that conversion depends on: the page with its templates and rules, and the book's rules.
    ///
    /// FNV-1a: stable over releases and machines, and nobody gains by forging it.
    fn state(&self, page: &str) -> String {
        let engine = format!("{:?}", self.config.variants.engine);
        let views = self.config.variants.views.iter().map(|v| v.code());
        let parts = [page, &engine].into_iter().chain(self.rules.iter().map(String::as_str)).chain(views);
        let bytes = parts.flat_map(|part| part.bytes().chain([0xff]));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    }

    /// The audit in the words and places of the page's source.
    fn tell(&self, audit: &Audit, groups: &[(String, Arc<[String]>)], events: &[Event<'_>], places: &mut Places<'_>) -> PageReport {
        let mut group_of: FxHashMap<String, usize> = FxHashMap::default();
        let mut report = PageReport::default();
        for (at, (name, rules)) in groups.iter().enumerate() {
            report.groups.push(GroupLine { group: name.clone(), rules: 0, used: 0 });
            for rule in rules.iter().filter_map(|rule| audit::normal_rule(rule)) {
                group_of.entry(rule).or_insert(at);
            }
        }
        let uses = |uses: &[(Variant, usize)]| uses.iter().map(|(v, n)| (v.code(), *n)).collect();
        // For each rule of the page, whether it is the page's own or a group's.
        let mut own: Vec<bool> = Vec::with_capacity(audit.rules.len());
        for rule in &audit.rules {
            let written = places.rule(&rule.text, rule.protects);
            let group = if written.is_none() { group_of.get(&rule.text) } else { None };
            own.push(group.is_none());
            if let Some(group) = group {
                let line = &mut report.groups[*group];
                line.rules += 1;
                line.used += usize::from(!rule.uses.is_empty());
                continue;
            }
            report.rules.push(RuleLine {
                rule: rule.text.clone(),
                origin: "page",
                removes: rule.removes,
                place: written.unwrap_or_else(|| places.near(rule.event)),
                uses: uses(&rule.uses),
            });
        }
        for (at, n) in &audit.book {
            let rule = self.rules.get(*at).cloned().unwrap_or_default();
            report.rules.push(RuleLine { rule, origin: "book", removes: false, place: Place::default(), uses: uses(n) });
        }
        let text = |at: usize| audit.rules.get(at).map(|r| r.text.clone()).unwrap_or_default();
        for (at, shadow) in &audit.shadowed {
            let is_own = |at: usize| own.get(at).copied().unwrap_or_default();
            let (kind, word, by) = match shadow {
                // What two groups disagree about, the page's editor cannot mend.
                Shadowed::Overridden { by, word } if is_own(*at) || is_own(*by) => ("overridden", Some(word.clone()), Some(text(*by))),
                Shadowed::Covered { by, word } if is_own(*at) => ("covered", Some(word.clone()), Some(by.clone())),
                Shadowed::Redundant if is_own(*at) => ("redundant", None, None),
                _ => continue,
            };
            let protects = audit.rules[*at].protects;
            let place = places.rule(&text(*at), protects).unwrap_or_else(|| places.near(audit.rules[*at].event));
            report.shadowed.push(ShadowLine { kind, rule: text(*at), word, by, place });
        }
        for choice in &audit.ambiguous {
            report.undecided.push(Choice {
                character: choice.character,
                becomes: choice.becomes,
                choices: choice.choices.iter().collect(),
                spots: choice.spots.iter().map(|spot| places.spot(spot, events)).collect(),
            });
        }
        for wrong in &audit.wrong {
            let rule = wrong.rule.map(|rule| match rule {
                RuleId::Page(at) => text(at),
                RuleId::Book(at) => self.rules.get(at).cloned().unwrap_or_default(),
            });
            report.wrong_script.push(Wrong {
                views: wrong.views.iter().map(|v| v.code()).collect(),
                characters: wrong.characters.clone(),
                shown: wrong.shown.clone(),
                spot: if rule.is_some() { places.spot(&wrong.spot, events) } else { places.mark(&wrong.spot) },
                rule,
            });
        }
        for protected in &audit.protected {
            report.protected.push((places.mark(&protected.spot), protected.needed));
        }
        report
    }
}
