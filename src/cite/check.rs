//! The checks that look at several values of a citation.

use super::{Citation, Class, Key, Problem, dates, parameters, text};

/// Adds what is wrong between the values to the citation's problems.
pub(super) fn check(c: &mut Citation) {
    let mut found = Vec::new();
    // An encyclopedia, a series and a map are titles too, where nothing else is.
    let stands_in = match c.class {
        Class::Encyclopedia => !c.periodical.is_empty() || !c.chapter.is_empty(),
        Class::Episode | Class::Serial => !c.series.is_empty(),
        Class::Map => !c.map.is_empty(),
        Class::Conference => !c.book_title.is_empty(),
        _ => false,
    };
    if [&c.title, &c.script_title, &c.trans_title].into_iter().all(String::is_empty) && !stands_in {
        if !c.url.is_empty() {
            found.push(Problem::shown("cite-url-without-title", "url", "an address without a title", "add the title of the page"));
        }
        found.push(Problem::shown("cite-title-missing", "title", "title is missing or empty", "add the title"));
    }
    if !c.trans_title.is_empty() && c.title.is_empty() && c.script_title.is_empty() {
        found.push(
            Problem::shown(
                "cite-translation-without-title",
                "trans-title",
                "a translated title without the title",
                "add the original title",
            )
            .with("title"),
        );
    }
    let has_url = !c.address().is_empty() || !c.transcript_url.is_empty() || !c.conference_url.is_empty();
    if matches!(c.class, Class::Web | Class::Podcast) && c.url.is_empty() {
        found.push(Problem::hidden(
            "cite-web-without-url",
            "url",
            "a citation of the Web without an address",
            "add the address, or cite the work as what it is",
        ));
    }
    if !c.access_date.is_empty() && !has_url {
        found.push(Problem::hidden(
            "cite-access-date-without-url",
            "access-date",
            "a date of access but no address",
            "add the address, or remove the date",
        ));
    }
    if !c.format.is_empty() && c.url.is_empty() && c.archive_url.is_empty() {
        found.push(Problem::hidden(
            "cite-format-without-url",
            "format",
            "a format but no address",
            "add the address, or remove the format",
        ));
    }
    if !c.archive_url.is_empty() {
        if c.archive_date.is_empty() {
            found.push(
                Problem::shown("cite-archive-date-missing", "archiveurl", "an archived page without its date", "add the date of archiving")
                    .with("archivedate"),
            );
        }
        if !has_url {
            found.push(
                Problem::shown(
                    "cite-archive-without-url",
                    "archiveurl",
                    "an archived page without the original address",
                    "add the original address",
                )
                .with("url"),
            );
        } else if c.archive_url == c.url {
            found.push(Problem::hidden(
                "cite-archive-same",
                "archive-url",
                "the archived page is the original one",
                "give the archive's own address",
            ));
        }
    } else if !c.archive_date.is_empty() {
        found.push(Problem::hidden(
            "cite-archive-url-missing",
            "archive-url",
            "a date of archiving but no archived page",
            "add the archive's address, or remove the date",
        ));
    }
    for (parameter, url) in [
        ("url", &c.url),
        ("archive-url", &c.archive_url),
        ("chapter-url", &c.chapter_url),
        ("lay-url", &c.lay_url),
        ("conference-url", &c.conference_url),
    ] {
        if !url.is_empty() && !text::is_address(url) {
            found.push(Problem::shown(
                "cite-bad-url",
                parameter,
                format!("{parameter} is not an address"),
                "begin it with https:// or the like",
            ));
        }
    }
    if !c.url.is_empty() && (c.title.contains("[[") || !c.title_link.is_empty()) {
        found.push(Problem::shown(
            "cite-url-and-link",
            "title",
            "the title is linked to a page and to an address",
            "keep one of the two links",
        ));
    }
    for (parameter, value) in [
        ("date", &c.date),
        ("year", &c.year),
        ("access-date", &c.access_date),
        ("archive-date", &c.archive_date),
        ("publication-date", &c.publication_date),
        ("lay-date", &c.lay_date),
    ] {
        if !value.is_empty() && !matches!(dates::read(&text::plain(value)), dates::Reading::Date(_) | dates::Reading::Undated) {
            let shown: String = text::plain(value).chars().take(60).collect();
            found.push(Problem::hidden(
                "cite-bad-date",
                parameter,
                format!("{parameter} is not a date: \u{201c}{shown}\u{201d}"),
                "write it as 2012年9月21日, 2012-09-21 or 21 September 2012",
            ));
        }
    }
    let places: Vec<&str> =
        [("page", &c.page), ("pages", &c.pages), ("at", &c.at)].into_iter().filter(|(_, p)| !p.is_empty()).map(|(name, _)| name).collect();
    if let [first, rest @ ..] = places.as_slice() {
        found.extend(rest.iter().map(|other| redundant(other, first)));
    }
    if !c.coauthors.is_empty() && c.authors.is_empty() {
        found.push(
            Problem::shown("cite-coauthors-alone", "coauthors", "coauthors without an author", "name them as author1, author2 and so on")
                .with("author"),
        );
    }
    if !c.chapter.is_empty() && c.class.has_no_chapters() {
        found.push(Problem::shown(
            "cite-chapter-ignored",
            "chapter",
            "chapter is ignored",
            "this kind of work has no chapters; use title and the name of the whole",
        ));
    }
    for (class, key) in
        [(Class::Arxiv, Key::Arxiv), (Class::BioRxiv, Key::Biorxiv), (Class::CiteSeerX, Key::CiteSeerX), (Class::Ssrn, Key::Ssrn)]
    {
        if c.class == class && c.identifier(key).is_none() {
            let parameter = parameters::preferred(key);
            found.push(Problem::shown(
                "cite-preprint-without-number",
                parameter,
                format!("{parameter} is missing"),
                "add the number of the preprint",
            ));
        }
    }
    if !c.message_id.is_empty() && (!c.message_id.contains('@') || c.message_id.contains(['<', '>'])) {
        found.push(Problem::shown(
            "cite-bad-identifier",
            "message-id",
            "message-id is not the name of a message",
            "write it without its angle brackets: name@host",
        ));
    }
    let old_arxiv = c.identifier(Key::Arxiv).is_some_and(|i| !i.value.starts_with(|c: char| c.is_ascii_digit()));
    if !c.arxiv_class.is_empty() && old_arxiv {
        found.push(Problem::shown(
            "cite-class-ignored",
            "class",
            "class is ignored",
            "an identifier from before 2007 names its subject itself",
        ));
    }
    if !c.contributors.is_empty() {
        let lacks = match (c.chapter.is_empty(), c.authors.is_empty()) {
            (true, _) => "contribution",
            (false, true) => "author",
            _ => "",
        };
        if !lacks.is_empty() {
            c.contributors = super::Names::default();
            found.push(
                Problem::shown(
                    "cite-contributor-alone",
                    "contributor",
                    format!("a contributor without {lacks}"),
                    "name the contribution and the author of the whole",
                )
                .with(lacks),
            );
        }
    }
    if c.identifier(Key::Asin).is_some() && c.identifier(Key::Isbn).is_some() {
        found.push(Problem::hidden("cite-parameter-redundant", "asin", "a shop's number beside a book number", "keep the ISBN"));
    }
    c.problems.append(&mut found);
}

/// Two parameters where only one can count, the second here.
pub(super) fn redundant(parameter: &str, other: &str) -> Problem {
    Problem::shown("cite-parameter-redundant", parameter, format!("{parameter} says the same as {other}"), "keep only one of the two")
        .with(other)
}
