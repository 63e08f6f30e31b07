//! What a record says in plain text, with titles and names where bibliographies want them.

use super::super::dates::{self, Date, Reading};
use super::super::{Citation, Class, Key, Names, languages, names, text};
use super::host;

/// A person or body of a bibliography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Person {
    /// With family and given name.
    Parts(String, String),
    /// A name not to be taken apart: a Chinese one, a body.
    Literal(String),
}

/// A date as read, or as written if it cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum When {
    Date(Date),
    Literal(String),
}

impl When {
    pub(super) fn read(value: &str) -> Option<Self> {
        let value = text::plain(value);
        if value.is_empty() {
            return None;
        }
        match dates::read(&value) {
            Reading::Date(date) | Reading::Odd(date) => Some(Self::Date(date)),
            Reading::Undated => None,
            Reading::Unreadable => Some(Self::Literal(value)),
        }
    }

    pub(super) fn date(&self) -> Option<&Date> {
        match self {
            Self::Date(date) => Some(date),
            Self::Literal(_) => None,
        }
    }
}

/// A record in plain text.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) class: Class,
    pub(super) authors: Vec<Person>,
    pub(super) et_al: bool,
    /// Who wrote the whole, where the title is a part by somebody else.
    pub(super) container_authors: Vec<Person>,
    pub(super) editors: Vec<Person>,
    pub(super) translators: Vec<Person>,
    pub(super) interviewers: Vec<Person>,
    pub(super) title: String,
    pub(super) translated_title: String,
    /// The whole that the title is part of.
    pub(super) container: String,
    pub(super) series: String,
    pub(super) conference: String,
    pub(super) volume: String,
    pub(super) issue: String,
    pub(super) pages: String,
    pub(super) edition: String,
    pub(super) publisher: String,
    pub(super) place: String,
    /// Thesis, press release, …
    pub(super) genre: String,
    /// The number of a report.
    pub(super) number: String,
    pub(super) issued: Option<When>,
    pub(super) accessed: Option<When>,
    pub(super) original_date: Option<When>,
    pub(super) url: String,
    pub(super) archive_url: String,
    pub(super) archive_date: String,
    pub(super) archive_host: String,
    pub(super) via: String,
    /// BCP 47.
    pub(super) language: String,
    pub(super) isbn: String,
    pub(super) issn: String,
    pub(super) doi: String,
    pub(super) pmid: String,
    pub(super) pmcid: String,
    pub(super) arxiv: String,
    pub(super) arxiv_class: String,
    pub(super) jstor: String,
    pub(super) notes: Vec<String>,
}

impl Item {
    pub(super) fn of(c: &Citation) -> Self {
        let class = resolved(c);
        let id = |key| c.identifier(key).map(|i| text::plain(&i.value)).unwrap_or_default();
        let first = |values: &[&String]| values.iter().map(|v| text::plain(v)).find(|v| !v.is_empty()).unwrap_or_default();
        let script = text::plain(c.script_title.split_once(':').map_or(c.script_title.as_str(), |(_, t)| t));
        let mut title = if c.untitled() { String::new() } else { first(&[&c.title, &script]) };
        let mut container = text::plain(&c.periodical);
        match class {
            Class::Map if !c.map.is_empty() => {
                container = title;
                title = text::plain(&c.map);
            }
            Class::Episode if !c.series.is_empty() => container = text::plain(&c.series),
            Class::Conference if !c.book_title.is_empty() => container = text::plain(&c.book_title),
            Class::Encyclopedia if title.is_empty() => title = std::mem::take(&mut container),
            _ if !c.chapter.is_empty() => {
                container = title;
                title = text::plain(&c.chapter);
            }
            _ => {}
        }
        if title.is_empty() {
            title = if container.is_empty() { c.address().to_owned() } else { std::mem::take(&mut container) };
        }
        let mut authors = people(&c.authors);
        if authors.is_empty() && !c.authors_text.is_empty() {
            authors.push(Person::Literal(text::plain(&c.authors_text)));
        }
        let mut container_authors = Vec::new();
        if !c.contributors.is_empty() {
            container_authors = std::mem::replace(&mut authors, people(&c.contributors));
        }
        let mut notes: Vec<String> = [&c.note, &c.others, &c.id].into_iter().map(|n| text::plain(n)).filter(|n| !n.is_empty()).collect();
        if class == Class::TechReport || class == Class::Report {
            notes.retain(|n| *n != text::plain(&c.id));
        }
        Self {
            class,
            et_al: c.authors.et_al,
            authors,
            container_authors,
            editors: people(&c.editors),
            translators: people(&c.translators),
            interviewers: people(&c.interviewers),
            title,
            translated_title: first(&[&c.trans_title, &c.trans_chapter]),
            container,
            series: if class == Class::Episode { String::new() } else { text::plain(&c.series) },
            conference: text::plain(&c.conference),
            volume: text::plain(&c.volume),
            issue: text::plain(&c.issue),
            pages: first(&[&c.page, &c.pages, &c.at]).trim_start_matches("pp. ").trim_start_matches("p. ").to_owned(),
            edition: text::plain(&c.edition),
            publisher: first(&[&c.publisher, &c.network, &c.agency]),
            place: first(&[&c.publication_place, &c.place]),
            genre: if c.kind == "none" { String::new() } else { first(&[&c.kind, &genre(class, c)]) },
            number: match class {
                Class::TechReport | Class::Report => first(&[&c.id, &c.issue]),
                _ => String::new(),
            },
            issued: [&c.date, &c.publication_date, &c.year].into_iter().find_map(|d| When::read(d)),
            accessed: When::read(&c.access_date),
            original_date: When::read(&c.orig_date),
            url: c.address().to_owned(),
            archive_url: c.archive_url.clone(),
            archive_date: text::plain(&c.archive_date),
            archive_host: host(&c.archive_url).to_owned(),
            via: text::plain(&c.via),
            language: c.languages.first().and_then(|l| languages::code(l)).map(bcp47).unwrap_or_default(),
            isbn: id(Key::Isbn),
            issn: first(&[&id(Key::Issn), &id(Key::Eissn)]),
            doi: id(Key::Doi),
            pmid: id(Key::Pmid),
            pmcid: id(Key::Pmc),
            arxiv: id(Key::Arxiv),
            arxiv_class: text::plain(&c.arxiv_class),
            jstor: id(Key::Jstor),
            notes,
        }
    }
}

/// What a thing is called where the format has no type of its own for it.
fn genre(class: Class, c: &Citation) -> String {
    match class {
        Class::Thesis if !c.degree.is_empty() => c.degree.clone(),
        Class::PressRelease => "Press release".to_owned(),
        Class::Podcast => "Podcast".to_owned(),
        class if class.is_preprint() => "Preprint".to_owned(),
        _ => String::new(),
    }
}

/// The kind of work behind `{{citation}}`, told from its parameters.
fn resolved(c: &Citation) -> Class {
    if c.class != Class::Citation {
        return c.class;
    }
    match c.periodical_parameter.as_str() {
        "journal" | "期刊" | "刊名" | "periodical" => return Class::Journal,
        "magazine" | "杂志" | "雜誌" => return Class::Magazine,
        "newspaper" | "报纸" | "報紙" => return Class::News,
        "website" | "work" | "网站" | "網站" => return Class::Web,
        "" => {}
        _ => return Class::Encyclopedia,
    }
    if !c.conference.is_empty() || !c.book_title.is_empty() {
        Class::Conference
    } else if !c.degree.is_empty() {
        Class::Thesis
    } else if c.identifier(Key::Isbn).is_some() || !c.publisher.is_empty() || !c.chapter.is_empty() || !c.edition.is_empty() {
        Class::Book
    } else if c.identifier(Key::Arxiv).is_some() {
        Class::Arxiv
    } else if c.address().is_empty() {
        Class::Book
    } else {
        Class::Web
    }
}

fn people(list: &Names) -> Vec<Person> {
    list.list
        .iter()
        .map(|n| (text::plain(&n.last), text::plain(&n.first)))
        .filter(|(last, _)| !last.is_empty())
        .map(|(last, first)| {
            if !first.is_empty() {
                return Person::Parts(last, first);
            }
            // `author=Smith, John` is a name taken apart already; other single names may be bodies.
            match last.split_once(", ") {
                Some((family, given)) if !given.contains(',') && !names::is_east_asian(&last) && given.split(' ').count() <= 3 => {
                    Person::Parts(family.to_owned(), given.to_owned())
                }
                _ => Person::Literal(last),
            }
        })
        .collect()
}

/// The code with the capitals that BCP 47 recommends: `zh-Hant`, `zh-TW`.
fn bcp47(code: &str) -> String {
    match code.split_once('-') {
        Some((base, region)) if region.len() == 2 => format!("{base}-{}", region.to_uppercase()),
        Some((base, script)) if script.len() == 4 => format!("{base}-{}{}", script[..1].to_uppercase(), &script[1..]),
        _ => code.to_owned(),
    }
}
