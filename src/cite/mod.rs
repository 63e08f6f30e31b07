//! Citation templates: from arguments to one structured record, and from it the wikitext, the metadata and the exports.
//!
//! 1. [`class`]: which templates cite, and what kind of work.
//! 2. [`parameters`]: what each argument means.
//! 3. [`read`](mod@read): arguments to [`Citation`], with all checks ([`Problem`]).
//! 4. [`render`](mod@render): the record to wikitext, as the citation modules of the Chinese and English Wikipedias write it.
//! 5. [`coins`](mod@coins): the metadata span that reference managers read.
//! 6. [`export`]: CSL-JSON, BibLaTeX and RIS.
//! 7. [`unstructured`]: what can be known of references that use no template.
//!
//! Values come with their templates expanded; they may hold wikitext and opaque marks, which pass through untouched
//! and are left out of metadata.  The behaviour is that of Module:Citation/CS1 of Chinese Wikipedia in September 2021
//! for Chinese books, and of its English model for all others.

mod check;
pub mod class;
pub mod coins;
pub mod dates;
pub mod export;
pub mod identifiers;
pub mod join;
pub mod languages;
pub mod names;
pub mod parameters;
pub mod problems;
pub mod read;
pub mod render;
pub mod text;
pub mod unstructured;
pub mod words;

pub use class::{Class, is_citation};
pub use coins::coins;
pub use identifiers::{Access, Identifier};
pub use names::{Name, Names};
pub use parameters::Key;
pub use problems::Problem;
pub use read::read;
pub use render::wikitext;
pub use unstructured::from_external_link;

/// The language a book's citations are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// As on Chinese Wikipedia: the date late, titles bare, the access date in brackets.
    #[default]
    Chinese,
    /// As on English Wikipedia: the date after the authors, titles in quotes or italics, words in English.
    English,
}

impl Language {
    /// The language for a MediaWiki content language: Chinese for `zh` and its variants, else English.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code.split('-').next() {
            Some("zh" | "yue" | "wuu" | "gan" | "lzh" | "nan" | "hak" | "cdo") => Self::Chinese,
            _ => Self::English,
        }
    }
}

/// How parts are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Mode {
    /// Stops between parts and at the end (CS1).
    #[default]
    Stops,
    /// Commas between parts and nothing at the end (CS2).
    Commas,
}

/// Where the address of a work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum UrlStatus {
    /// It no longer shows the work, or nothing is said: the title leads to the archive.
    #[default]
    Dead,
    /// It works: the title leads to it.
    Live,
    /// It works but shows another version: the title leads to the archive.
    Deviated,
    /// It shows something else, or is not fit to be linked: only the archive is linked.
    Unfit,
}

/// What the citation's anchor is called, for short footnotes to lead to.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Anchor {
    /// By names and year, if the style does so.
    #[default]
    Default,
    /// By names and year (`harv`).
    Names,
    /// Not at all (`none`).
    None,
    /// As given.
    Custom(String),
}

/// What a citation is rendered in.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The language of the book.
    pub language: Language,
    /// The title of the page: authors are not linked to the page itself, and metadata names it.
    pub page: String,
    /// The host that metadata names as the source, `zh.wikipedia.org`; may be empty.
    pub host: String,
}

/// One structured record of a citation, from which wikitext, metadata and exports are made.
///
/// Text fields hold wikitext as given, trimmed; an empty one is an absent one, as in templates.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs, reason = "fields are named as the parameters they hold; parameters.rs lists those")]
pub struct Citation {
    pub class: Class,
    pub language_of_book: Language,
    pub mode: Mode,
    /// `None`: the style's own; `Some("")`: nothing.
    pub postscript: Option<String>,
    pub anchor: Anchor,

    pub authors: Names,
    pub editors: Names,
    pub translators: Names,
    pub contributors: Names,
    pub interviewers: Names,
    /// Authors in one text, not to be taken apart (`authors`, `people`).
    pub authors_text: String,
    pub coauthors: String,
    pub collaboration: String,
    pub others: String,

    pub title: String,
    pub script_title: String,
    pub trans_title: String,
    pub title_link: String,
    pub title_note: String,
    pub chapter: String,
    pub script_chapter: String,
    pub trans_chapter: String,
    pub chapter_url: String,
    pub chapter_format: String,
    pub chapter_access: Access,
    pub book_title: String,
    pub department: String,

    pub periodical: String,
    pub script_periodical: String,
    pub trans_periodical: String,
    /// Which parameter named the periodical.
    pub periodical_parameter: String,
    pub conference: String,
    pub conference_url: String,
    pub conference_format: String,
    pub series: String,
    pub series_link: String,
    pub season: String,
    pub series_number: String,
    pub volume: String,
    pub issue: String,
    pub page: String,
    pub pages: String,
    pub at: String,
    pub no_pp: bool,
    pub edition: String,

    pub place: String,
    pub publication_place: String,
    pub publisher: String,
    pub agency: String,
    pub network: String,
    pub station: String,
    pub city: String,
    pub program: String,

    /// The date as given; `year` and `month` where there is no `date`.
    pub date: String,
    /// The year, if given besides the date.
    pub year: String,
    pub publication_date: String,
    pub orig_date: String,

    pub url: String,
    pub url_access: Access,
    pub format: String,
    pub access_date: String,
    pub archive_url: String,
    pub archive_date: String,
    pub archive_format: String,
    pub url_status: UrlStatus,
    pub via: String,
    pub registration: bool,
    pub subscription: bool,

    pub kind: String,
    pub degree: String,
    /// The languages of the work, as given, one by one.
    pub languages: Vec<String>,
    pub identifiers: Vec<Identifier>,
    pub id: String,
    pub arxiv_class: String,
    /// The date until which PubMed Central does not show the work.
    pub embargo: String,
    /// Whether that date is yet to come.
    pub embargoed: bool,
    /// The end of the address of the shop that an ASIN belongs to: `co.jp`.
    pub asin_tld: String,
    pub doi_broken: String,

    pub quote: String,
    pub trans_quote: String,
    pub quote_page: String,
    pub quote_pages: String,
    pub lay_url: String,
    pub lay_source: String,
    pub lay_date: String,
    pub lay_format: String,
    pub transcript: String,
    pub transcript_url: String,
    pub transcript_format: String,
    pub minutes: String,
    pub time: String,
    pub time_caption: String,
    pub map: String,
    pub map_url: String,
    pub trans_map: String,
    pub scale: String,
    pub cartography: String,
    pub inset: String,
    pub section: String,
    pub sections: String,
    pub sheet: String,
    pub sheets: String,
    pub newsgroup: String,
    pub message_id: String,

    /// What an unstructured reference says besides its link.
    pub note: String,
    /// What is wrong with the citation, in the order it was found; told where the page is made, and not remembered after.
    #[serde(skip)]
    pub problems: Vec<Problem>,
}

impl Citation {
    /// An identifier of the work, if it has one of that system.
    #[must_use]
    pub fn identifier(&self, key: Key) -> Option<&Identifier> {
        self.identifiers.iter().find(|i| i.key == key)
    }

    /// Whether a journal's paper is said to have no title (`title=none`).
    #[must_use]
    pub fn untitled(&self) -> bool {
        self.title.eq_ignore_ascii_case("none") && matches!(self.class, Class::Journal | Class::Citation) && !self.periodical.is_empty()
    }

    /// Tells the record what day it is (seconds since 1970 UTC): an embargo that is over is none.
    ///
    /// A book that names no date stands at the beginning of 1970, before PubMed Central; embargoes are short, so there they are over.
    pub fn settle(&mut self, now: i64) {
        let Some(end) = dates::read(&text::plain(&self.embargo)).date() else { return };
        let today = dates::day_of(now);
        let until = (end.start.year, end.start.month.unwrap_or(1), end.start.day.unwrap_or(1));
        self.embargoed = today.0 > 1970 && until > today;
    }

    /// The date, if it can be read.
    #[must_use]
    pub fn issued(&self) -> Option<dates::Date> {
        [&self.date, &self.publication_date, &self.year].into_iter().find_map(|d| dates::read(&text::plain(d)).date())
    }

    /// The address of the work: the page itself, else its chapter.
    #[must_use]
    pub fn address(&self) -> &str {
        [&self.url, &self.chapter_url, &self.map_url].into_iter().find(|u| !u.is_empty()).map_or("", String::as_str)
    }
}

/// The whole: a citation template's wikitext and its record; `None` if `template` is no citation template.
///
/// `template` is the name without namespace, `arguments` are names and expanded values (numbered ones as `1`, `2`, …),
/// `language` is the book's content language and `page` the title of the page it stands on.
#[must_use]
pub fn render(template: &str, arguments: &[(String, String)], language: &str, page: &str) -> Option<(String, Citation)> {
    let class = is_citation(template)?;
    let context = Context { language: Language::of(language), page: page.to_owned(), host: String::new() };
    let citation = read(class, arguments, context.language);
    Some((wikitext(&citation, &context), citation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embargo_ends() {
        let arguments =
            [("title", "T"), ("journal", "J"), ("pmc", "123456"), ("embargo", "2012-03-04")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let at = |now| {
            let mut citation = read(Class::Journal, &arguments, Language::Chinese);
            citation.settle(now);
            wikitext(&citation, &Context::default()).contains("/PMC123456 ")
        };
        assert!(!at(1_330_732_800), "2012-03-03");
        assert!(at(1_330_819_200), "2012-03-04");
        assert!(at(123), "a book without a date");
    }
}
