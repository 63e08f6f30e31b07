//! RIS, the tagged format that most reference managers read.

use super::super::dates::Date;
use super::super::{Citation, Class};
use super::item::{Item, Person, When, without_marks};

/// The citations as a `.ris` file: CRLF line ends, one record each, in order.
#[must_use]
pub fn ris(citations: &[&Citation]) -> String {
    super::Bibliography::new(citations).ris()
}

pub(super) fn write(entries: &[(String, Item)]) -> String {
    let mut out = String::new();
    for (key, item) in entries {
        record(key, item, &mut out);
    }
    out
}

fn record(key: &str, item: &Item, out: &mut String) {
    let mut tag = |tag: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{tag}  - {}\r\n", without_marks(value).replace(['\r', '\n'], " ")));
        }
    };
    tag("TY", kind(item));
    tag("ID", key);
    for (name, people) in [
        ("AU", &item.authors),
        ("A2", &item.editors),
        ("A3", &item.container_authors),
        ("A4", &item.translators),
        ("A3", &item.interviewers),
    ] {
        for person in people {
            match person {
                Person::Parts(family, given) => tag(name, &format!("{family}, {given}")),
                Person::Literal(literal) => tag(name, literal),
            }
        }
    }
    tag("TI", &item.title);
    tag("TT", &item.translated_title);
    tag("T2", if item.container.is_empty() { &item.conference } else { &item.container });
    tag("T3", &item.series);
    match &item.issued {
        Some(When::Date(date)) => {
            tag("PY", &format!("{:04}", date.start.year));
            tag("DA", &slashes(date));
        }
        Some(When::Literal(text)) => tag("DA", text),
        None => {}
    }
    tag("VL", &item.volume);
    tag("IS", &item.issue);
    match item.pages.split_once('–') {
        Some((start, end)) if !item.pages.contains([',', ';']) && !end.contains('–') => {
            tag("SP", start);
            tag("EP", end);
        }
        _ => tag("SP", &item.pages),
    }
    tag("ET", &item.edition);
    tag("PB", &item.publisher);
    tag("CY", &item.place);
    tag("M3", &item.genre);
    tag("M1", &item.number);
    tag("SN", if item.isbn.is_empty() { &item.issn } else { &item.isbn });
    tag("DO", &item.doi);
    tag("UR", &item.url);
    if let Some(date) = item.accessed.as_ref().and_then(When::date) {
        tag("Y2", &slashes(date));
    }
    if !item.archive_url.is_empty() {
        tag("AV", format!("{} {}", item.archive_url, item.archive_date).trim());
    }
    tag("DB", &item.via);
    tag("LA", &item.language);
    for note in &item.notes {
        tag("N1", note);
    }
    out.push_str("ER  - \r\n\r\n");
}

/// `2012/09/21/`, with what is not known left empty.
fn slashes(date: &Date) -> String {
    let two = |n: Option<u8>| n.map_or_else(String::new, |n| format!("{n:02}"));
    format!("{:04}/{}/{}/", date.start.year, two(date.start.month), two(date.start.day))
}

fn kind(item: &Item) -> &'static str {
    match item.class {
        Class::Web | Class::PressRelease => "ELEC",
        Class::News => "NEWS",
        Class::Book | Class::Citation => {
            if item.container.is_empty() {
                "BOOK"
            } else {
                "CHAP"
            }
        }
        Class::Journal => "JOUR",
        Class::Magazine => "MGZN",
        Class::Thesis => "THES",
        Class::Report | Class::TechReport => "RPRT",
        Class::Conference => "CPAPER",
        Class::Encyclopedia => "ENCYC",
        Class::Podcast => "SOUND",
        Class::Map => "MAP",
        Class::Episode | Class::Serial | Class::AudioVisual => "VIDEO",
        Class::Arxiv | Class::BioRxiv | Class::CiteSeerX | Class::Ssrn => "UNPB",
        Class::Newsgroup | Class::MailingList => "ICOMM",
        Class::AudioVisualNotes | Class::Interview | Class::Speech | Class::Sign => "GEN",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::cite;
    use super::*;

    #[test]
    fn records_are_lines_of_tags() {
        let c = cite(
            Class::Book,
            &[
                ("last", "Smith"),
                ("first", "J."),
                ("author2", "王明"),
                ("title", "T\nU"),
                ("date", "2012-09"),
                ("pages", "12–15"),
                ("isbn", "0-306-40615-2"),
                ("url", "http://example.org/"),
                ("access-date", "5 May 2013"),
            ],
        );
        let text = ris(&[&c]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "TY  - BOOK",
                "ID  - smith2012",
                "AU  - Smith, J.",
                "AU  - 王明",
                "TI  - T U",
                "PY  - 2012",
                "DA  - 2012/09//",
                "SP  - 12",
                "EP  - 15",
                "SN  - 0-306-40615-2",
                "UR  - http://example.org/",
                "Y2  - 2013/05/05/",
                "ER  - ",
                "",
                ""
            ]
        );
        assert!(!text.replace("\r\n", "").contains('\n'));
    }
}
