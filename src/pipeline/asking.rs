//! What a page asks of the book while it is made: the same answers as anybody gets, and a list of the questions.
//!
//! A page is what its text, the book's settings and these answers make of it, so that it need not be made again as long as all
//! three are the same.  That holds only if a page learns nothing of the book in another way: what is handed to those who make
//! pages is in this file, and each question goes through the list.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::book::Book;
use super::languages::Languages;
use super::links::Files;
use super::sheets::Sheets;
use crate::digest::Digest;
use crate::path::{Names, PagePaths, SitePath};
use crate::site::Site;
use crate::title::Title;
use crate::world::World;

/// One question; the answers to [`Self::Text`] and [`Self::Group`] are kept with it, the others are found when all is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Question {
    /// Which page a title reaches, where that lies, whether it is read.
    Title(Title),
    /// What a page's source says.
    Text(Title),
    /// The rules of a glossary group.
    Group(String),
    /// Where a file lies, and how large its picture is.
    File(String),
    /// Where a style sheet lies.
    Sheet(Title),
    /// Which language a page is in, and which pages it is joined with.
    Language(Title),
}

/// The questions of one page.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<Asked>);

/// The same, by kind, so that asking again costs a look.
#[derive(Debug, Default)]
pub(super) struct Asked {
    titles: FxHashSet<Title>,
    texts: FxHashMap<Title, u64>,
    groups: FxHashMap<String, u64>,
    files: FxHashSet<String>,
    sheets: FxHashSet<Title>,
    languages: FxHashSet<Title>,
}

impl Log {
    fn with(&self, note: impl FnOnce(&mut Asked)) {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn title(&self, title: &Title) {
        self.with(|asked| {
            if !asked.titles.contains(title) {
                asked.titles.insert(title.clone());
            }
        });
    }

    /// The questions, with the answers that are known already.
    pub(super) fn into_questions(self) -> impl Iterator<Item = (Question, Option<u64>)> {
        let asked = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let titles = asked.titles.into_iter().map(|title| (Question::Title(title), None));
        let texts = asked.texts.into_iter().map(|(title, answer)| (Question::Text(title), Some(answer)));
        let groups = asked.groups.into_iter().map(|(name, answer)| (Question::Group(name), Some(answer)));
        let files = asked.files.into_iter().map(|name| (Question::File(name), None));
        let sheets = asked.sheets.into_iter().map(|title| (Question::Sheet(title), None));
        let languages = asked.languages.into_iter().map(|title| (Question::Language(title), None));
        titles.chain(texts).chain(groups).chain(files).chain(sheets).chain(languages)
    }
}

/// The answer to a question for a group.
pub(super) fn group_answer(rules: Option<&[String]>) -> u64 {
    rules.map_or(0, |rules| rules.iter().fold(Digest::new().number(1), |digest, rule| digest.text(rule)).finish())
}

/// The book.
#[derive(Clone, Copy)]
pub(super) struct AskedBook<'a> {
    pub(super) book: &'a Book<'a>,
    pub(super) log: Option<&'a Log>,
    /// The wiki of the page that asks, if that is not the book's own.
    pub(super) site: Option<&'a Site>,
}

impl<'a> AskedBook<'a> {
    /// The wiki of the page that asks: it says what language it has, and all that depends on that.
    pub(super) fn site(&self) -> &'a Site {
        self.site.unwrap_or_else(|| self.book.site())
    }

    /// The same book, asked by a page of another wiki; `None` is the book's own.
    pub(super) fn of_wiki(self, site: Option<&'a Site>) -> Self {
        Self { site, ..self }
    }

    pub(super) fn find(&self, title: &Title) -> Option<Title> {
        if let Some(log) = self.log {
            log.title(title);
        }
        self.book.find(title)
    }
}

impl World for AskedBook<'_> {
    fn site(&self) -> &Site {
        Self::site(self)
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        let Some(log) = self.log else { return self.book.text(title) };
        let (text, answer) = self.book.text_and_answer(title);
        log.with(|asked| {
            if !asked.texts.contains_key(title) {
                asked.texts.insert(title.clone(), answer);
            }
        });
        text
    }

    fn find(&self, title: &Title) -> Option<Title> {
        Self::find(self, title)
    }

    fn builtin_templates(&self) -> bool {
        self.book.builtin_templates()
    }

    fn builtin_template(&self, name: &str) -> Option<Arc<str>> {
        self.book.builtin_template(name)
    }

    fn rule_group(&self, name: &str) -> Option<Arc<[String]>> {
        let rules = self.book.rule_group(name);
        if let Some(log) = self.log {
            log.with(|asked| {
                if !asked.groups.contains_key(name) {
                    asked.groups.insert(name.to_owned(), group_answer(rules.as_deref()));
                }
            });
        }
        rules
    }
}

/// Where pages lie.
#[derive(Clone, Copy)]
pub(super) struct AskedPaths<'a> {
    pub(super) paths: &'a PagePaths,
    pub(super) log: Option<&'a Log>,
}

impl<'a> AskedPaths<'a> {
    pub(super) fn get(&self, title: &Title) -> Option<&'a SitePath> {
        if let Some(log) = self.log {
            log.title(title);
        }
        self.paths.get(title)
    }

    pub(super) fn made(&self, title: &Title, site: &Site) -> SitePath {
        self.paths.made(title, site)
    }

    pub(super) fn names(&self) -> Names {
        self.paths.names()
    }
}

/// The files of the book.
#[derive(Clone, Copy)]
pub(super) struct AskedFiles<'a> {
    pub(super) files: &'a Files,
    pub(super) log: Option<&'a Log>,
}

impl<'a> AskedFiles<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a (SitePath, Option<(u32, u32)>)> {
        if let Some(log) = self.log {
            log.with(|asked| {
                if !asked.files.contains(name) {
                    asked.files.insert(name.to_owned());
                }
            });
        }
        self.files.get(name)
    }

    pub(super) fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// The style sheets of the book's templates.
#[derive(Clone, Copy)]
pub(super) struct AskedSheets<'a> {
    pub(super) sheets: &'a Sheets,
    pub(super) log: Option<&'a Log>,
}

impl<'a> AskedSheets<'a> {
    pub(super) fn get(&self, title: &Title) -> Option<&'a SitePath> {
        if let Some(log) = self.log {
            log.with(|asked| {
                asked.sheets.insert(title.clone());
            });
        }
        self.sheets.get(title)
    }

    pub(super) fn contains_key(&self, title: &Title) -> bool {
        self.get(title).is_some()
    }

    /// All of them, for what is no page.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a SitePath> {
        self.sheets.values()
    }
}

/// The languages of the book's pages.
#[derive(Clone, Copy)]
pub(super) struct AskedLanguages<'a> {
    pub(super) languages: &'a Languages,
    pub(super) log: Option<&'a Log>,
}

impl<'a> AskedLanguages<'a> {
    fn note(&self, title: &Title) {
        // A book in one language answers all of them alike, and that it is one is known without asking.
        if let Some(log) = self.log.filter(|_| !self.languages.codes().is_empty()) {
            log.with(|asked| {
                asked.languages.insert(title.clone());
            });
        }
    }

    pub(super) fn codes(&self) -> &'a [String] {
        self.languages.codes()
    }

    pub(super) fn of(&self, title: &Title) -> Option<&'a str> {
        self.note(title);
        self.languages.of(title)
    }

    pub(super) fn site_of(&self, title: &Title) -> Option<&'a Site> {
        self.note(title);
        self.languages.site_of(title)
    }

    pub(super) fn joined(&self, title: &Title, language: &str) -> Option<&'a Title> {
        self.note(title);
        self.languages.joined(title, language)
    }

    pub(super) fn all_joined(&self, title: &Title) -> Vec<(&'a str, &'a Title)> {
        self.note(title);
        self.languages.all_joined(title).collect()
    }
}
