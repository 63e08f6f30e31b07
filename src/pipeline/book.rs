//! What the pages of a book may ask of the book.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::{groups, site_tables};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::digest;
use crate::lang::Variant;
use crate::site::Site;
use crate::source::{SourceDir, SourceError};
use crate::templates;
use crate::title::Title;
use crate::variant::group::Group;
use crate::variant::{Engine, Words};
use crate::world::World;

/// A page's source, if it has one, and by what it is known to be the same the next time.
type Served = (Option<Arc<str>>, u64);

/// The book as the stages see it.
pub(super) struct Book<'b> {
    site: Site,
    source: &'b SourceDir,
    engine: &'b Engine,
    /// Titles by their Simplified form, for links that differ by script only; made when a title is not found as it is written.
    folded: OnceLock<FxHashMap<String, Title>>,
    /// Texts of templates and the like that were asked for; articles are read once each and not kept.
    texts: RwLock<FxHashMap<Title, Served>>,
    /// Glossary groups, by name.
    groups: FxHashMap<String, Group>,
    /// Files of the glossary that hold no rule.
    empty: Vec<String>,
}

impl<'b> Book<'b> {
    /// Lists the titles and reads the glossary.
    ///
    /// # Errors
    /// If the glossary cannot be read.
    pub(super) fn open(config: &Config, source: &'b SourceDir, engine: &'b Engine) -> Result<Self, SourceError> {
        let site = config.site();
        let mut groups = FxHashMap::default();
        let mut empty = Vec::new();
        let folder = &config.variants.glossary;
        for file in source.book_files(folder)? {
            let text = String::from_utf8_lossy(&source.read_book_file(&folder.join(&file))?).into_owned();
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let group = Group::parse(&text);
            if group.rules.is_empty() && group.imports.is_empty() {
                empty.push(folder.join(&file).display().to_string());
            }
            if let Some(own) = &group.name {
                groups.entry(own.clone()).or_insert_with(|| group.clone());
            }
            groups.insert(name, group);
        }
        Ok(Self { site, source, engine, folded: OnceLock::new(), texts: RwLock::default(), groups, empty })
    }

    /// The rules that hold on every page: the wiki's own tables, the book's groups, then its rules; groups that are missing
    /// are reported.
    pub(super) fn rules(&self, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
        // The wiki's own entries stand beside the base tables, so all that the book says comes after them.
        let mut rules = site_tables::rules(self);
        for file in &self.empty {
            diagnostics.push(
                Diagnostic::warning("empty-group", format!("the glossary file {file} gives no rule"))
                    .hint("write its rules as [[rule]] tables, such as zh-cn = \"软件\" and zh-tw = \"軟體\", or as MediaWiki has them"),
            );
        }
        for name in &config.variants.groups {
            if let Some(found) = groups::rules(name, &self.groups, self) {
                rules.extend(found);
            } else {
                diagnostics.push(
                    Diagnostic::warning("missing-group", format!("there is no glossary group “{name}”"))
                        .hint(format!("add {}/{name}.toml, or take the name out of [variants] groups", config.variants.glossary.display())),
                );
            }
        }
        rules.extend(config.variants.rules.iter().cloned());
        rules
    }
}

impl Book<'_> {
    /// A page's source ([`World::text`]), and by what it is known to be the same the next time.
    pub(super) fn text_and_answer(&self, title: &Title) -> Served {
        if let Some(known) = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(title) {
            return known.clone();
        }
        let read = self.find(title).and_then(|title| self.source.page(&title)).map(|page| self.source.read(page).ok().map(Arc::from));
        let answer = match &read {
            None => MISSING,
            Some(text) => text_answer(text.as_deref()),
        };
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        // Two threads may have read it; all pages must have seen the same.
        texts.entry(title.clone()).or_insert((read.flatten(), answer)).clone()
    }
}

/// The answer to who asks for the text of a page that is not there.
pub(super) const MISSING: u64 = 0;
/// The answer to who asks for the text of a page whose file is no text.
pub(super) const UNREADABLE: u64 = 1;

/// By what a text that was read, or could not be, is known the next time.
pub(super) fn text_answer(text: Option<&str>) -> u64 {
    // The highest bit is left to texts that are none.
    text.map_or(UNREADABLE, |text| (digest::of(text.as_bytes()) >> 1).max(UNREADABLE + 1))
}

/// The form under which titles of both scripts are the same.
pub(super) fn fold(words: &Words<'_>, title: &Title) -> String {
    words.convert(&title.full(), Variant::ZhHans).into_owned()
}

impl World for Book<'_> {
    fn site(&self) -> &Site {
        &self.site
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.text_and_answer(title).0
    }

    fn find(&self, title: &Title) -> Option<Title> {
        if self.source.page(title).is_some() {
            return Some(title.clone());
        }
        if !self.site.is_chinese() || title.full().is_ascii() {
            return None;
        }
        let words = Words::new(self.engine, None);
        let folded = self.folded.get_or_init(|| {
            // On one thread: one that waited for others here could be given a page to make, which asks the same.
            let mut folded = FxHashMap::default();
            for page in self.source.pages() {
                folded.entry(fold(&words, &page.title)).or_insert_with(|| page.title.clone());
            }
            folded
        });
        folded.get(&fold(&words, title)).cloned()
    }

    fn builtin_templates(&self) -> bool {
        true
    }

    fn builtin_template(&self, name: &str) -> Option<Arc<str>> {
        templates::text(name)
    }

    fn rule_group(&self, name: &str) -> Option<Arc<[String]>> {
        groups::rules(name, &self.groups, self).map(Into::into)
    }
}
