//! CSL-JSON, the format of citeproc programs, Zotero and Pandoc (Citation Style Language 1.0.2, `csl-data.json`).

use serde_json::{Map, Value, json};

use super::super::dates::{Date, Point};
use super::super::{Citation, Class};
use super::item::{Item, Person, When, without_marks};

/// The citations as a CSL-JSON array, one object each, in order; ids are those of [`keys`](super::keys).
#[must_use]
pub fn csl_json(citations: &[&Citation]) -> String {
    super::Bibliography::new(citations).csl_json()
}

pub(super) fn write(entries: &[(String, Item)]) -> String {
    let items: Vec<Value> = entries.iter().map(|(key, item)| object(key, item)).collect();
    let mut text = serde_json::to_string_pretty(&items).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}

fn object(key: &str, item: &Item) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(key));
    out.insert("type".to_owned(), json!(kind(item)));
    let archived = match (item.archive_url.is_empty(), item.archive_date.is_empty()) {
        (false, false) => format!("archived {}", item.archive_date),
        _ => String::new(),
    };
    let translated = if item.translated_title.is_empty() { String::new() } else { format!("translated title: {}", item.translated_title) };
    let note: Vec<&str> = [translated.as_str(), archived.as_str()]
        .into_iter()
        .chain(item.notes.iter().map(String::as_str))
        .filter(|n| !n.is_empty())
        .collect();
    for (field, value) in [
        ("title", item.title.as_str()),
        ("container-title", &item.container),
        ("collection-title", &item.series),
        ("event-title", &item.conference),
        ("publisher", &item.publisher),
        ("publisher-place", &item.place),
        ("volume", &item.volume),
        ("issue", &item.issue),
        ("page", &pages(&item.pages)),
        ("edition", &item.edition),
        ("genre", &item.genre),
        ("number", if item.number.is_empty() { &item.arxiv } else { &item.number }),
        ("DOI", &item.doi),
        ("ISBN", &item.isbn),
        ("ISSN", &item.issn),
        ("PMID", &item.pmid),
        ("PMCID", &item.pmcid),
        ("URL", &item.url),
        ("archive", &item.archive_host),
        ("archive_location", &item.archive_url),
        ("source", &item.via),
        ("language", &item.language),
        ("note", &note.join("; ")),
    ] {
        if !value.is_empty() {
            out.insert(field.to_owned(), json!(without_marks(value)));
        }
    }
    for (field, people) in [
        ("author", &item.authors),
        ("container-author", &item.container_authors),
        ("editor", &item.editors),
        ("translator", &item.translators),
        ("interviewer", &item.interviewers),
    ] {
        if !people.is_empty() {
            let mut list: Vec<Value> = people.iter().map(person).collect();
            if field == "author" && item.et_al {
                list.push(json!({ "literal": "et al." }));
            }
            out.insert(field.to_owned(), Value::Array(list));
        }
    }
    for (field, date) in [("issued", &item.issued), ("accessed", &item.accessed), ("original-date", &item.original_date)] {
        if let Some(date) = date {
            out.insert(field.to_owned(), when(date));
        }
    }
    Value::Object(out)
}

fn kind(item: &Item) -> &'static str {
    match item.class {
        Class::Web => "webpage",
        Class::News => "article-newspaper",
        Class::Book | Class::Citation => {
            if item.container.is_empty() {
                "book"
            } else {
                "chapter"
            }
        }
        Class::Journal => "article-journal",
        Class::Magazine => "article-magazine",
        Class::Thesis => "thesis",
        Class::Report | Class::TechReport => "report",
        Class::Conference => "paper-conference",
        Class::Encyclopedia => "entry-encyclopedia",
        Class::Podcast | Class::Episode | Class::Serial => "broadcast",
        Class::Map => "map",
        Class::AudioVisual => "motion_picture",
        Class::Interview => "interview",
        Class::Speech => "speech",
        Class::Newsgroup | Class::MailingList => "post",
        Class::Sign => "graphic",
        Class::PressRelease | Class::AudioVisualNotes | Class::Arxiv | Class::BioRxiv | Class::CiteSeerX | Class::Ssrn => "article",
    }
}

/// CSL's own ranges have a hyphen, which a number with a hyphen in it cannot be told from.
fn pages(pages: &str) -> String {
    if pages.contains('-') { pages.to_owned() } else { pages.replace('–', "-") }
}

fn person(person: &Person) -> Value {
    match person {
        Person::Parts(family, given) => json!({ "family": family, "given": given }),
        Person::Literal(name) => json!({ "literal": name }),
    }
}

fn when(when: &When) -> Value {
    match when {
        When::Literal(text) => json!({ "literal": text }),
        When::Date(Date { start, end, circa }) => {
            let mut parts = vec![parts(start)];
            parts.extend(end.as_ref().map(self::parts));
            let mut out = Map::new();
            out.insert("date-parts".to_owned(), json!(parts));
            if let Some(season) = start.season {
                out.insert("season".to_owned(), json!(season));
            }
            if *circa {
                out.insert("circa".to_owned(), json!(true));
            }
            Value::Object(out)
        }
    }
}

fn parts(point: &Point) -> Vec<i32> {
    let mut out = vec![point.year];
    out.extend(point.month.map(i32::from));
    out.extend(point.day.map(i32::from));
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::cite;
    use super::*;

    #[test]
    fn objects_have_the_shape_of_the_schema() {
        let c = cite(
            Class::News,
            &[
                ("author", "王明"),
                ("last2", "Smith"),
                ("first2", "J."),
                ("title", "[[标题|题]]"),
                ("newspaper", "新华日报"),
                ("date", "2012年9月21日"),
                ("url", "http://example.org/a"),
                ("access-date", "2013-01"),
                ("language", "中文"),
                ("archive-url", "https://web.archive.org/web/2012/http://example.org/a"),
                ("archive-date", "2012-10-01"),
            ],
        );
        let json: Value = serde_json::from_str(&csl_json(&[&c])).unwrap();
        let item = &json[0];
        assert_eq!(item["type"], "article-newspaper");
        assert_eq!(item["title"], "题");
        assert_eq!(item["author"][0]["literal"], "王明");
        assert_eq!(item["author"][1]["family"], "Smith");
        assert_eq!(item["issued"]["date-parts"], json!([[2012, 9, 21]]));
        assert_eq!(item["accessed"]["date-parts"], json!([[2013, 1]]));
        assert_eq!(item["language"], "zh");
        assert_eq!(item["archive"], "web.archive.org");
        assert_eq!(item["container-title"], "新华日报");
    }

    #[test]
    fn parts_of_books_are_chapters() {
        let c = cite(Class::Book, &[("chapter", "序"), ("title", "书"), ("date", "1999–2001"), ("page", "3")]);
        let json: Value = serde_json::from_str(&csl_json(&[&c])).unwrap();
        assert_eq!((&json[0]["type"], &json[0]["title"], &json[0]["container-title"]), (&json!("chapter"), &json!("序"), &json!("书")));
        assert_eq!(json[0]["issued"]["date-parts"], json!([[1999], [2001]]));
    }
}
