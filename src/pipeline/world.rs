//! What the stages see of the surroundings of a single page.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::book::fold;
use super::groups;
use super::references::Records;
use crate::cite;
use crate::diag::{Diagnostic, Severity};
use crate::site::Site;
use crate::source::PagesDir;
use crate::templates;
use crate::title::Title;
use crate::variant::{Engine, Words};
use crate::world::{CodeResult, World};

/// The world of `taben convert`: one page and a folder of others.
pub(super) struct Lone<'w> {
    pub(super) site: &'w Site,
    pub(super) pages: Option<&'w PagesDir>,
    pub(super) builtin: bool,
    pub(super) engine: &'w Engine,
    /// Titles by their Simplified form, made when a title is not found as it is written.
    pub(super) folded: OnceLock<FxHashMap<String, Title>>,
}

impl World for Lone<'_> {
    fn site(&self) -> &Site {
        self.site
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.pages?.read(&self.find(title)?)?.ok()
    }

    fn find(&self, title: &Title) -> Option<Title> {
        let pages = self.pages?;
        if pages.contains(title) {
            return Some(title.clone());
        }
        if !self.site.is_chinese() || title.full().is_ascii() {
            return None;
        }
        let words = Words::new(self.engine, None);
        let folded = self.folded.get_or_init(|| {
            let mut folded = FxHashMap::default();
            for title in pages.titles() {
                folded.entry(fold(&words, title)).or_insert_with(|| title.clone());
            }
            folded
        });
        folded.get(&fold(&words, title)).cloned()
    }

    fn builtin_templates(&self) -> bool {
        self.builtin
    }

    fn builtin_template(&self, name: &str) -> Option<Arc<str>> {
        templates::text(name)
    }

    fn rule_group(&self, name: &str) -> Option<Arc<[String]>> {
        groups::rules(name, &FxHashMap::default(), self).map(Into::into)
    }
}

/// A world as one page sees it: the same, and the citation templates, which are told whose page they stand on.
///
/// It keeps the record of every citation, since the page's text shows less than the record says.
pub(super) struct OfPage<'w> {
    world: &'w dyn World,
    context: cite::Context,
    /// A lock that is never waited for: a page is expanded on one thread, but a world must be fit for several.
    asked: Mutex<Asked>,
}

/// The glossary groups that a page uses: their names, and their rules.
pub(super) type Groups = Vec<(String, Arc<[String]>)>;

/// What a page asked its world for, and what its text alone no longer tells.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The records of its citations.
    pub(super) records: Records,
    /// Its glossary groups, each once, in order.
    pub(super) groups: Groups,
}

impl<'w> OfPage<'w> {
    pub(super) fn new(world: &'w dyn World, title: &Title) -> Self {
        let site = world.site();
        // Only a wiki that is really there is a source that metadata may name.
        let host = site
            .base_url
            .as_deref()
            .and_then(|url| url.split_once("//"))
            .map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
        let context = cite::Context { language: cite::Language::of(&site.language), page: title.full(), host: host.to_owned() };
        Self { world, context, asked: Mutex::default() }
    }

    /// What was asked.
    pub(super) fn into_asked(self) -> Asked {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is wrong with a citation, as something to report.
fn diagnostic(problem: &cite::Problem) -> Diagnostic {
    let severity = if problem.visible { Severity::Warning } else { Severity::Note };
    let diagnostic = Diagnostic::new(severity, problem.code, problem.message.clone());
    if problem.hint.is_empty() { diagnostic } else { diagnostic.hint(problem.hint.clone()) }
}

impl World for OfPage<'_> {
    fn site(&self) -> &Site {
        self.world.site()
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.world.text(title)
    }

    fn find(&self, title: &Title) -> Option<Title> {
        self.world.find(title)
    }

    fn builtin_templates(&self) -> bool {
        self.world.builtin_templates()
    }

    fn builtin_template(&self, name: &str) -> Option<Arc<str>> {
        self.world.builtin_template(name)
    }

    fn is_code(&self, name: &str) -> bool {
        cite::is_citation(name).is_some() || templates::is_code(name)
    }

    fn builtin_code(&self, name: &str, arguments: &[(String, String)], spelled: Option<&[(String, String)]>) -> Option<CodeResult> {
        if let Some(result) = templates::code(name, templates::Arguments::new(arguments, self.world.site().is_chinese())) {
            return Some(result);
        }
        let read = |arguments| {
            let mut citation = cite::read(cite::is_citation(name)?, arguments, self.context.language);
            citation.settle(self.world.site().now);
            Some(citation)
        };
        let citation = read(arguments)?;
        let wikitext = cite::wikitext(&citation, &self.context);
        let diagnostics = citation.problems.iter().map(diagnostic).collect();
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).records.add(&wikitext, spelled.and_then(read).unwrap_or(citation));
        Some(CodeResult { wikitext, diagnostics })
    }

    fn rule_group(&self, name: &str) -> Option<Arc<[String]>> {
        let rules = self.world.rule_group(name)?;
        let groups = &mut self.asked.lock().unwrap_or_else(PoisonError::into_inner).groups;
        if !groups.iter().any(|(known, _)| known == name) {
            groups.push((name.to_owned(), Arc::clone(&rules)));
        }
        Some(rules)
    }
}
