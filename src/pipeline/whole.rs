//! What is wrong between the pages of a book, for `taben check`: links to places that are not there, redirects that do not
//! arrive, files and templates that nobody uses.
//!
//! 1. `gather`: each page is read as for a build, and what it leads to and which ids it has are kept;
//! 2. `judge`: with all pages known, every link is looked up;
//! 3. `place`: what is wrong is looked for in the page's source, so that it is told with line and column.
//!
//! The pages are read a second time for it: the build keeps nothing of a page that would be needed here.

mod gather;
mod judge;
mod place;

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use self::gather::Gathered;
use super::book::Book;
use super::{BuildError, Findings, build, reading};
use crate::config::Config;
use crate::diag::{Diagnostic, Severity};
use crate::report::SourceFile;
use crate::site::Site;
use crate::source::{PageFile, SourceDir};
use crate::title::{Namespace, Title};
use crate::world::{CodeResult, World};

/// Looks for what is wrong between the pages of a book.
///
/// `unused` makes files and templates that nobody uses warnings; they are notes otherwise.
///
/// # Errors
/// If the book cannot be read.
pub fn between_pages(config: &Config, source: &SourceDir, unused: bool) -> Result<Findings, BuildError> {
    // What is wrong with the settings is told by the build.
    let engine = build::engine(config, &mut Vec::new());
    let book = Book::open(config, source, &engine)?;
    let world = Asking { book: &book, asked: Mutex::default() };
    let order = reading::pages(source);
    let gathered: Vec<Gathered> =
        order.par_iter().map(|i| gather::gather(&world, source, &source.pages()[*i])).collect::<Result<_, BuildError>>()?;
    let pages: Vec<(&PageFile, Gathered)> = order.iter().map(|i| &source.pages()[*i]).zip(gathered).collect();
    let judge = judge::Judge::new(&world, source, &pages);
    let mut findings: Findings = pages.par_iter().filter_map(|(page, gathered)| judge.page(page, gathered)).collect();
    let severity = if unused { Severity::Warning } else { Severity::Note };
    findings.extend(unused_files(config, source, book.site(), &pages, severity));
    let asked = world.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
    findings.extend(unused_templates(source, &book, &asked, severity));
    Ok(findings)
}

/// Files of the content that no page shows or links to.
fn unused_files(config: &Config, source: &SourceDir, site: &Site, pages: &[(&PageFile, Gathered)], severity: Severity) -> Findings {
    let used: FxHashSet<&Title> = pages.iter().flat_map(|(_, gathered)| &gathered.files).collect();
    let html = &config.output.html;
    let own = |asset: &std::path::Path| {
        let path = config.book.src.join(asset);
        html.additional_css.iter().chain(&html.additional_js).any(|file| *file == path)
    };
    source
        .assets()
        .iter()
        .filter(|asset| !own(&asset.path) && asset.title(site).is_some_and(|title| !used.contains(&title)))
        .map(|asset| {
            let diagnostic = Diagnostic::new(severity, "unused-file", "no page shows this file or links to it")
                .hint("take it out, or show it; it is part of the site all the same");
            (SourceFile::new(source.shown_asset(asset), ""), vec![diagnostic])
        })
        .collect()
}

/// Templates that no page uses, directly or by another template.
fn unused_templates(source: &SourceDir, book: &Book<'_>, asked: &FxHashSet<Title>, severity: Severity) -> Findings {
    let used: FxHashSet<Title> = asked.iter().filter_map(|title| book.find(title)).collect();
    source
        .pages()
        .iter()
        .filter(|page| page.title.namespace() == Namespace::TEMPLATE && !used.contains(&page.title))
        // What a template says of itself is for those who write.
        .filter(|page| !matches!(page.title.subpage(), "doc" | "Doc" | "sandbox" | "testcases"))
        .map(|page| {
            let diagnostic = Diagnostic::new(severity, "unused-template", format!("no page uses {}", page.title.full()))
                .hint("take it out, if nobody wants it");
            (SourceFile::new(source.shown(page), ""), vec![diagnostic])
        })
        .collect()
}

/// The book, which notes what pages ask for.
struct Asking<'b> {
    book: &'b Book<'b>,
    asked: Mutex<FxHashSet<Title>>,
}

impl World for Asking<'_> {
    fn site(&self) -> &Site {
        self.book.site()
    }

    fn text(&self, title: &Title) -> Option<std::sync::Arc<str>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if !asked.contains(title) {
            asked.insert(title.clone());
        }
        drop(asked);
        self.book.text(title)
    }

    fn find(&self, title: &Title) -> Option<Title> {
        self.book.find(title)
    }

    fn builtin_templates(&self) -> bool {
        self.book.builtin_templates()
    }

    fn builtin_template(&self, name: &str) -> Option<std::sync::Arc<str>> {
        self.book.builtin_template(name)
    }

    fn is_code(&self, name: &str) -> bool {
        self.book.is_code(name)
    }

    fn builtin_code(&self, name: &str, arguments: &[(String, String)], spelled: Option<&[(String, String)]>) -> Option<CodeResult> {
        self.book.builtin_code(name, arguments, spelled)
    }

    fn rule_group(&self, name: &str) -> Option<std::sync::Arc<[String]>> {
        self.book.rule_group(name)
    }
}
