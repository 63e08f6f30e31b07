//! Pages in other languages than the book's: which there are, and which say the same as which.
//!
//! A page says its language in its front matter, or `book.toml` says it of a whole folder: wikitext has no word for it.
//! Pages are joined by interlanguage links between them, `[[en:Title]]` or
//! `languages = ["zh=Title"]`; one of the two needs to say it.  Such a page stands in every view, so that its readers stay
//! in theirs; search engines are told of one of its copies only.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::book::Book;
use super::glance::Contents;
use super::shop::Shop;
use crate::config::Config;
use crate::path::SitePath;
use crate::site::Site;
use crate::source::{PageFile, PageKind, SourceDir};
use crate::title::{Namespace, Title};
use crate::world::World;

/// The other languages of a book.
#[derive(Clone, Debug, Default)]
pub(super) struct Languages {
    /// Their codes, sorted.
    codes: Vec<String>,
    /// Pages in them.
    of: FxHashMap<Title, String>,
    /// The wikis that they come from, by language code.
    sites: FxHashMap<String, Site>,
    /// For each page the same in other languages; the book's own is the empty one.
    joined: FxHashMap<Title, BTreeMap<String, Title>>,
}

/// One entry of the switch: code (empty for a language), label, language, link (empty if there is no such page), whether
/// it is the one being read.
pub(super) type Choice = (String, String, String, String, bool);

impl Languages {
    /// Looks through the pages `order` of the content folder.
    pub(super) fn new(config: &Config, source: &SourceDir, book: &Book<'_>, contents: &Contents<'_>, order: &[usize]) -> Self {
        let own = book.site().language.as_str();
        let of_file = |i: usize| {
            let named = (source.pages()[i].kind == PageKind::Markdown).then(|| contents.get(i).glance.language.clone()).flatten();
            named.or_else(|| of_folder(config, &source.pages()[i]).map(str::to_owned))
        };
        let told: Vec<(usize, String)> = order
            .par_iter()
            .filter_map(|i| Some((*i, of_file(*i)?)))
            .filter(|(_, code)| code != own && !(book.site().is_chinese() && (code == "zh" || code.starts_with("zh-"))))
            .collect();
        let codes: BTreeSet<String> = told.iter().map(|(_, code)| code.clone()).collect();
        let mut languages = Self {
            sites: codes.iter().map(|code| (code.clone(), config.site_in(code))).collect(),
            codes: codes.into_iter().collect(),
            of: told.into_iter().map(|(i, code)| (source.pages()[i].title.clone(), code)).collect(),
            joined: FxHashMap::default(),
        };
        if !languages.codes.is_empty() {
            languages.join(source, book, contents, order);
        }
        languages
    }

    /// Joins the pages that name each other.
    fn join(&mut self, source: &SourceDir, book: &Book<'_>, contents: &Contents<'_>, order: &[usize]) {
        let own = book.site().language.clone();
        let links: Vec<(usize, &[Link])> = order.par_iter().map(|i| (*i, contents.links(*i, &self.codes, &own))).collect();
        for (i, links) in links {
            let from = &source.pages()[i].title;
            let language = self.of.get(from).cloned().unwrap_or_default();
            for (code, name) in links {
                let found = Title::parse(name, Namespace::MAIN, book.site()).and_then(|title| book.find(&title));
                let Some(to) = found else { continue };
                let code = if *code == own { String::new() } else { code.clone() };
                // A link to a wiki in that language may bear a name that a page of the book has too.
                if self.of.get(&to).cloned().unwrap_or_default() != code || code == language {
                    continue;
                }
                self.joined.entry(from.clone()).or_default().entry(code).or_insert_with(|| to.clone());
                self.joined.entry(to).or_default().entry(language.clone()).or_insert_with(|| from.clone());
            }
        }
    }

    /// Their codes, sorted.
    pub(super) fn codes(&self) -> &[String] {
        &self.codes
    }

    /// The language of a page that is not in the book's.
    pub(super) fn of(&self, title: &Title) -> Option<&str> {
        self.of.get(title).map(String::as_str)
    }

    /// The wiki of a page that is not in the book's language.
    pub(super) fn site_of(&self, title: &Title) -> Option<&Site> {
        self.sites.get(self.of.get(title)?)
    }

    /// The same page in another language; the empty one is the book's.
    pub(super) fn joined(&self, title: &Title, language: &str) -> Option<&Title> {
        self.joined.get(title)?.get(language)
    }

    /// The languages that a page is joined with.
    pub(super) fn all_joined(&self, title: &Title) -> impl Iterator<Item = (&str, &Title)> {
        self.joined.get(title).into_iter().flatten().map(|(code, title)| (code.as_str(), title))
    }
}

/// The language that `book.toml` names for a page's folder; of folders inside each other the inner one decides.
pub(super) fn of_folder<'c>(config: &'c Config, page: &PageFile) -> Option<&'c str> {
    let folders = config.book.languages.iter().filter(|(_, folder)| page.path.starts_with(folder));
    folders.max_by_key(|(_, folder)| folder.components().count()).map(|(code, _)| code.as_str())
}

/// A page in another language that a page names: the language's code, and the title.
pub(super) type Link = (String, String);

/// The pages that a page's text names in the languages `codes` and in the book's `own`.
pub(super) fn links(text: &str, kind: PageKind, codes: &[String], own: &str) -> Vec<Link> {
    let codes = codes.iter().map(String::as_str).chain([own]);
    match kind {
        PageKind::Wikitext => codes.filter_map(|code| Some((code.to_owned(), link(text, code)?))).collect(),
        PageKind::Markdown => named(text),
    }
}

/// The language that a page's front matter names.
pub(super) fn language(text: &str) -> Option<String> {
    let mut lines = text.strip_prefix("+++\n")?.lines().take_while(|line| *line != "+++");
    let value = lines.find_map(|line| line.strip_prefix("language")?.trim_start().strip_prefix('='))?;
    let code = value.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    (!code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).then_some(code)
}

/// The page that an interlanguage link of wikitext names.
fn link(text: &str, code: &str) -> Option<String> {
    let start = format!("[[{code}:");
    let rest = &text[text.find(&start)? + start.len()..];
    let name = &rest[..rest.find(['\n', ']', '|'])?];
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The pages that front matter names in other languages; addresses are none.
fn named(text: &str) -> Vec<(String, String)> {
    let Some(front) = text.strip_prefix("+++\n").and_then(|rest| rest.split("\n+++").next()) else { return Vec::new() };
    let Ok(table) = front.parse::<toml::Table>() else { return Vec::new() };
    let list = table.get("languages").and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let pairs = list.iter().filter_map(|value| value.as_str()?.split_once('='));
    pairs.filter(|(_, name)| !name.contains("//")).map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
}

/// What a language calls itself, for those that books have most; the code otherwise.
pub(super) fn own_name(code: &str) -> &str {
    match code {
        "en" => "English",
        "ja" => "日本語",
        "ko" => "한국어",
        "fr" => "Français",
        "de" => "Deutsch",
        "es" => "Español",
        "it" => "Italiano",
        "pt" => "Português",
        "ru" => "Русский",
        "vi" => "Tiếng Việt",
        "th" => "ไทย",
        "mn" => "Монгол",
        "bo" => "བོད་ཡིག",
        "ug" => "ئۇيغۇرچە",
        "lzh" | "zh-classical" => "文言",
        "yue" => "粵語",
        other => other,
    }
}

/// The ways to read a page: the views, and the other languages of the book.
pub(super) fn switch(shop: &Shop<'_>, title: &Title, place: Option<usize>, here: &SitePath, code: &str, folder: &SitePath) -> Vec<Choice> {
    let languages = &shop.languages;
    let path = shop.path(title);
    // Lists and categories are in no language but the views'.
    if languages.codes().is_empty() || place.is_none() || title.namespace() == Namespace::CATEGORY {
        return shop.switch(&path, here, code);
    }
    let language = languages.of(title);
    let own = if language.is_some() { languages.joined(title, "") } else { Some(title) };
    let mut out = shop.switch(&own.map_or_else(|| path.clone(), |own| shop.path(own)), here, if language.is_some() { "" } else { code });
    if out.is_empty() {
        let view = &shop.views[0];
        let href = own.map(|own| shop.path(own).under(&view.folder).link_from(here)).unwrap_or_default();
        out.push((view.code.clone(), own_name(&view.label).to_owned(), view.lang.clone(), href, language.is_none()));
    }
    if own.is_none() {
        for choice in &mut out {
            choice.3.clear();
        }
    }
    for other in languages.codes() {
        let current = language == Some(other.as_str());
        let to = if current { Some(title) } else { languages.joined(title, other) };
        let href = to.map(|to| shop.path(to).under(folder).link_from(here)).unwrap_or_default();
        out.push((String::new(), own_name(other).to_owned(), other.clone(), href, current));
    }
    out
}
