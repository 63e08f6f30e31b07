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
        let value = text::with_formulas(value);
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
    /// With `–` between the first and the last of a range, and nowhere else.
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

/// Page numbers with `–` in ranges, so that a hyphen within a number (`A-1`) stays one.
fn pages(pages: &str) -> String {
    let parts = pages.split_inclusive([',', ';']).map(|part| {
        let (part, mark) = part.strip_suffix([',', ';']).map_or((part, ""), |inner| (inner, &part[inner.len()..]));
        let dashed = part.replace(['—', '‒', '−'], "–").replace("--", "–");
        let range = dashed
            .split_once('–')
            .or_else(|| dashed.split_once('-').filter(|(first, last)| is_range(first.trim(), last.trim())))
            .map(|(first, last)| format!("{}–{}", first.trim_end(), last.trim_start()));
        range.unwrap_or(dashed) + mark
    });
    parts.collect()
}

/// Whether two page numbers with a hyphen between them are a first and a last one: both of digits, Roman numerals, or letters
/// with digits behind them.
fn is_range(first: &str, last: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let roman = |text: &str| !text.is_empty() && text.bytes().all(|b| b"ivxlcdm".contains(&b.to_ascii_lowercase()));
    let lettered = |text: &str| {
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        (1..4).contains(&letters) && digits(&text[letters..])
    };
    (digits(first) && digits(last)) || (roman(first) && roman(last)) || (lettered(first) && lettered(last))
}

/// A value for a format that knows no TeX: formulas between dollar signs.
pub(super) fn without_marks(value: &str) -> String {
    value.replace(text::FORMULA, "$")
}

impl Item {
    pub(super) fn of(c: &Citation) -> Self {
        let class = resolved(c);
        let id = |key| c.identifier(key).map(|i| text::with_formulas(&i.value)).unwrap_or_default();
        let first = |values: &[&String]| values.iter().map(|v| text::with_formulas(v)).find(|v| !v.is_empty()).unwrap_or_default();
        let script = text::with_formulas(c.script_title.split_once(':').map_or(c.script_title.as_str(), |(_, t)| t));
        let mut title = if c.untitled() { String::new() } else { first(&[&c.title, &script]) };
        let mut container = text::with_formulas(&c.periodical);
        match class {
            Class::Map if !c.map.is_empty() => {
                container = title;
                title = text::with_formulas(&c.map);
            }
            Class::Episode if !c.series.is_empty() => container = text::with_formulas(&c.series),
            Class::Conference if !c.book_title.is_empty() => container = text::with_formulas(&c.book_title),
            Class::Encyclopedia if title.is_empty() => title = std::mem::take(&mut container),
            _ if !c.chapter.is_empty() => {
                container = title;
                title = text::with_formulas(&c.chapter);
            }
            _ => {}
        }
        if title.is_empty() {
            title = if container.is_empty() { c.address().to_owned() } else { std::mem::take(&mut container) };
        }
        let mut authors = people(&c.authors);
        if authors.is_empty() && !c.authors_text.is_empty() {
            authors.push(Person::Literal(text::with_formulas(&c.authors_text)));
        }
        let mut container_authors = Vec::new();
        if !c.contributors.is_empty() {
            container_authors = std::mem::replace(&mut authors, people(&c.contributors));
        }
        let mut notes: Vec<String> =
            [&c.note, &c.others, &c.id].into_iter().map(|n| text::with_formulas(n)).filter(|n| !n.is_empty()).collect();
        if class == Class::TechReport || class == Class::Report {
            notes.retain(|n| *n != text::with_formulas(&c.id));
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
            series: if class == Class::Episode { String::new() } else { text::with_formulas(&c.series) },
            conference: text::with_formulas(&c.conference),
            volume: text::with_formulas(&c.volume),
            issue: text::with_formulas(&c.issue),
            pages: pages(first(&[&c.page, &c.pages, &c.at]).trim_start_matches("pp. ").trim_start_matches("p. ")),
            edition: text::with_formulas(&c.edition),
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
            archive_date: text::with_formulas(&c.archive_date),
            archive_host: host(&c.archive_url).to_owned(),
            via: text::with_formulas(&c.via),
            language: c.languages.first().and_then(|l| languages::code(l)).map(bcp47).unwrap_or_default(),
            isbn: id(Key::Isbn),
            issn: first(&[&id(Key::Issn), &id(Key::Eissn)]),
            doi: id(Key::Doi),
            pmid: id(Key::Pmid),
            pmcid: id(Key::Pmc),
            arxiv: id(Key::Arxiv),
            arxiv_class: text::with_formulas(&c.arxiv_class),
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
        .map(|n| (text::with_formulas(&n.last), text::with_formulas(&n.first)))
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
