//! From a template's arguments to the record, with every check.

use std::collections::BTreeMap;

use super::identifiers::SYSTEMS;
use super::names::{self, Name, Names};
use super::parameters::{self, Key, Meaning, Part, Role};
use super::{Access, Anchor, Citation, Class, Identifier, Language, Mode, Problem, UrlStatus, check, text};

/// For how many unknown parameters of one citation a known one is looked for that may have been meant: each is compared with all
/// names there are.
const MAX_SUGGESTIONS: usize = 20;

/// The arguments by meaning.
#[derive(Default)]
struct Values {
    /// Value and rank of the name it was given by.
    single: BTreeMap<Key, (String, usize)>,
    people: BTreeMap<(Role, u32), Name>,
    /// The parameter that gave each part of a person.
    given: BTreeMap<(Role, u32, Part), String>,
    problems: Vec<Problem>,
}

impl Values {
    /// Takes a value out.
    fn take(&mut self, key: Key) -> String {
        self.single.remove(&key).map(|(value, _)| value).unwrap_or_default()
    }

    fn collect(arguments: &[(String, String)]) -> Self {
        let mut values = Self::default();
        let mut unknown = 0;
        for (name, value) in arguments {
            let (name, value) = (name.trim(), value.trim());
            if name.bytes().all(|b| b.is_ascii_digit()) {
                if !value.is_empty() {
                    let shown: String = text::plain(value).chars().take(80).collect();
                    values.problems.push(
                        Problem::shown(
                            "cite-text-ignored",
                            "",
                            format!("text without a parameter's name is ignored: \u{201c}{shown}\u{201d}"),
                            "write it as name=value, or remove the stray vertical bar",
                        )
                        .with(&shown),
                    );
                }
                continue;
            }
            match parameters::meaning(name) {
                // `postscript=` alone may say something by being empty.
                Some(_) if value.is_empty() => {}
                Some(Meaning::Single(key, rank)) => values.single(key, rank, value),
                Some(Meaning::Person(role, part, number)) => values.person(role, part, number, name, value),
                None if value.is_empty() => {}
                None => {
                    unknown += 1;
                    let known = (unknown <= MAX_SUGGESTIONS).then(|| parameters::suggestion(name)).flatten();
                    let hint = match known {
                        Some(known) => format!("did you mean {known}?"),
                        None => "remove it, or use a parameter that the template has".to_owned(),
                    };
                    // The module itself only sees through capitals.
                    let lower = name.to_lowercase();
                    let meant = if parameters::meaning(&lower).is_some() { lower.as_str() } else { "" };
                    values.problems.push(
                        Problem::shown("cite-parameter-unknown", name, format!("unknown parameter {name} is ignored"), hint).with(meant),
                    );
                }
            }
        }
        values
    }

    fn single(&mut self, key: Key, rank: usize, value: &str) {
        match self.single.get(&key).map(|&(_, old)| old) {
            Some(old) if old != rank => {
                self.redundant(parameters::name_at(key, rank.max(old)), parameters::name_at(key, rank.min(old)));
                if rank < old {
                    self.single.insert(key, (value.to_owned(), rank));
                }
            }
            _ => {
                self.single.insert(key, (value.to_owned(), rank));
            }
        }
    }

    fn person(&mut self, role: Role, part: Part, number: u32, parameter: &str, value: &str) {
        let person = self.people.entry((role, number)).or_default();
        let field = match part {
            Part::Last => &mut person.last,
            Part::First => &mut person.first,
            Part::Link => &mut person.link,
            Part::Mask => &mut person.mask,
        };
        // Of two names for one part the first in the table counts: `last` before `author`.
        let first = |name: &str| name.starts_with("last") || name.starts_with("first") || name.starts_with("editor-last");
        match self.given.insert((role, number, part), parameter.to_owned()) {
            Some(old) if old != parameter => {
                let (kept, other) =
                    if first(parameter) && !first(&old) { (parameter.to_owned(), old) } else { (old, parameter.to_owned()) };
                if kept == parameter {
                    value.clone_into(field);
                }
                self.redundant(&other, &kept);
                self.given.insert((role, number, part), kept);
            }
            _ => value.clone_into(field),
        }
    }

    fn redundant(&mut self, parameter: &str, other: &str) {
        self.problems.push(check::redundant(parameter, other));
    }

    /// The people of a role, in order; a gap of two numbers ends the list, as in the module.
    fn names(&mut self, role: Role, display: Option<Key>) -> Names {
        let mut names = Names::default();
        let mut last_number = 0;
        let people: Vec<(u32, Name)> = self.people.iter().filter(|((r, _), _)| *r == role).map(|((_, n), p)| (*n, p.clone())).collect();
        for (number, mut name) in people {
            if number - last_number > 2 {
                break;
            }
            names.et_al |= names::strip_et_al(&mut name.last) | names::strip_et_al(&mut name.first);
            if name.last.is_empty() && name.first.is_empty() {
                if !name.link.is_empty() || !name.mask.is_empty() {
                    self.problems.push(Problem::shown(
                        "cite-name-missing",
                        &format!("last{number}"),
                        format!("person {number} has a link but no name"),
                        "add the name, or remove the link",
                    ));
                }
                continue;
            }
            if number - last_number == 2 {
                let missing = number - 1;
                self.problems.push(Problem::shown(
                    "cite-name-missing",
                    &format!("last{missing}"),
                    format!("person {missing} is missing before person {number}"),
                    "count persons without a gap",
                ));
            }
            last_number = number;
            if name.last.is_empty() {
                self.problems.push(Problem::shown(
                    "cite-last-missing",
                    &format!("last{number}"),
                    format!("person {number} has a first name but no last one"),
                    "add the last name, or write the whole name as author",
                ));
                continue;
            }
            names.list.push(name);
        }
        if let Some(key) = display {
            let value = self.take(key);
            if value.replace(['.', ' ', '\''], "").eq_ignore_ascii_case("etal") {
                names.et_al = true;
            } else if let Ok(most) = value.parse::<usize>() {
                if most < names.list.len() || most == 0 {
                    names.display = Some(most);
                }
            } else if !value.is_empty() {
                self.invalid(key, &value);
            }
        }
        names
    }

    fn invalid(&mut self, key: Key, value: &str) {
        let parameter = parameters::preferred(key);
        self.problems.push(
            Problem::shown(
                "cite-value-invalid",
                parameter,
                format!("{parameter} cannot be \u{201c}{value}\u{201d}"),
                "use one of the values that the template's manual lists",
            )
            .with(value),
        );
    }

    /// Reads an `-access` parameter.
    fn access(&mut self, key: Key) -> Access {
        let value = self.take(key);
        Access::read(&value).unwrap_or_else(|| {
            self.invalid(key, &value);
            Access::Unknown
        })
    }

    /// Reads the `-access` parameter of an identifier: what it leads to can be free, all else is taken for granted.
    fn free(&mut self, key: Key) -> Access {
        let value = self.take(key);
        match Access::read(&value) {
            Some(access @ (Access::Unknown | Access::Free)) => access,
            _ => {
                self.invalid(key, &value);
                Access::Unknown
            }
        }
    }

    fn identifiers(&mut self) -> Vec<Identifier> {
        let ignore_isbn = text::is_yes(&self.take(Key::IgnoreIsbnError));
        let mut all = Vec::new();
        for system in SYSTEMS {
            let access = system.access.map_or(Access::Unknown, |key| self.free(key));
            let value = self.take(system.key);
            if value.is_empty() {
                continue;
            }
            // A fault that the author vouches for: `isbn=((123))`.
            let (value, vouched) = match value.strip_prefix("((").and_then(|v| v.strip_suffix("))")) {
                Some(inner) => (inner.to_owned(), true),
                None => (value, system.key == Key::Isbn && ignore_isbn),
            };
            let mut identifier = Identifier::new(system.key, &value, access);
            if vouched {
                identifier.fault = None;
            }
            if let Some(fault) = identifier.fault {
                let parameter = parameters::preferred(system.key);
                self.problems.push(Problem::shown(
                    bad_code(system.key),
                    parameter,
                    format!("{} \u{201c}{}\u{201d}: {fault}", system.label, text::plain(&identifier.value)),
                    "compare it with the source",
                ));
            }
            all.push(identifier);
        }
        all
    }
}

/// The code of a wrong identifier, one for each of the frequent systems.
fn bad_code(key: Key) -> &'static str {
    match key {
        Key::Isbn | Key::Sbn => "cite-bad-isbn",
        Key::Issn | Key::Eissn => "cite-bad-issn",
        Key::Ismn => "cite-bad-ismn",
        Key::Doi => "cite-bad-doi",
        Key::Arxiv => "cite-bad-arxiv",
        Key::Bibcode => "cite-bad-bibcode",
        Key::Pmid => "cite-bad-pmid",
        Key::Pmc => "cite-bad-pmc",
        Key::Oclc => "cite-bad-oclc",
        _ => "cite-bad-identifier",
    }
}

/// Reads a citation's arguments: names and expanded values, numbered ones as `1`, `2`, ….
///
/// Never fails: what is wrong is in the record's [`problems`](Citation::problems).
#[must_use]
pub fn read(class: Class, arguments: &[(String, String)], language: Language) -> Citation {
    let mut v = Values::collect(arguments);
    if v.single.is_empty() && v.people.is_empty() {
        v.problems.push(Problem::shown("cite-empty", "", "the citation is empty", "say at least what the title is"));
    }
    let ampersand = text::is_yes(&v.take(Key::LastAuthorAmp));
    let style = v.take(Key::NameListStyle).to_lowercase();
    let mut authors = v.names(Role::Author, Some(Key::DisplayAuthors));
    let mut editors = v.names(Role::Editor, Some(Key::DisplayEditors));
    for (names, key) in [(&mut authors, Key::VAuthors), (&mut editors, Key::VEditors)] {
        let value = v.take(key);
        if names.is_empty() && !value.is_empty() {
            let (et_al, display) = (names.et_al, names.display);
            *names = names::vancouver(&value);
            names.et_al |= et_al;
            names.display = display.filter(|most| *most < names.list.len());
        }
        names.vancouver |= style == "vanc";
        names.ampersand = ampersand || matches!(style.as_str(), "amp" | "ampersand" | "and" | "&");
    }
    let (translators, contributors) = (v.names(Role::Translator, Some(Key::DisplayTranslators)), v.names(Role::Contributor, None));
    let interviewers = v.names(Role::Interviewer, None);
    let identifiers = v.identifiers();
    let dead_url = v.take(Key::DeadUrl);
    let url_status = status(&mut v, &dead_url);
    let (url_access, chapter_access) = (v.access(Key::UrlAccess), v.access(Key::ChapterUrlAccess));
    let mode = match v.take(Key::Mode).to_lowercase().as_str() {
        "cs1" => Mode::Stops,
        "cs2" => Mode::Commas,
        _ if class == Class::Citation => Mode::Commas,
        _ => Mode::Stops,
    };
    let anchor = match v.take(Key::Ref) {
        r if r.is_empty() => Anchor::Default,
        r if r == "harv" => Anchor::Names,
        r if r == "none" => Anchor::None,
        r => Anchor::Custom(r),
    };
    let postscript = Some(v.take(Key::Postscript)).filter(|p| !p.is_empty()).map(|p| if p == "none" { String::new() } else { p });
    let periodical_parameter =
        v.single.get(&Key::Periodical).map_or("", |(_, rank)| parameters::name_at(Key::Periodical, *rank)).to_owned();
    let languages = split_languages(&v.take(Key::Language));
    let (date, year) = date(&mut v);
    let access_date = access_date(&mut v);
    let mut citation = Citation {
        class,
        language_of_book: language,
        mode,
        postscript,
        anchor,
        authors,
        editors,
        translators,
        contributors,
        interviewers,
        authors_text: v.take(Key::Authors),
        coauthors: v.take(Key::Coauthors),
        collaboration: v.take(Key::Collaboration),
        others: v.take(Key::Others),
        title: v.take(Key::Title),
        script_title: v.take(Key::ScriptTitle),
        trans_title: v.take(Key::TransTitle),
        title_link: v.take(Key::TitleLink),
        title_note: v.take(Key::TitleNote),
        chapter: v.take(Key::Chapter),
        script_chapter: v.take(Key::ScriptChapter),
        trans_chapter: v.take(Key::TransChapter),
        chapter_url: v.take(Key::ChapterUrl),
        chapter_format: v.take(Key::ChapterFormat),
        chapter_access,
        book_title: v.take(Key::BookTitle),
        department: v.take(Key::Department),
        periodical: v.take(Key::Periodical),
        script_periodical: v.take(Key::ScriptPeriodical),
        trans_periodical: v.take(Key::TransPeriodical),
        periodical_parameter,
        conference: v.take(Key::Conference),
        conference_url: v.take(Key::ConferenceUrl),
        conference_format: v.take(Key::ConferenceFormat),
        series: v.take(Key::Series),
        series_link: v.take(Key::SeriesLink),
        season: v.take(Key::Season),
        series_number: v.take(Key::SeriesNumber),
        volume: v.take(Key::Volume),
        issue: v.take(Key::Issue),
        page: v.take(Key::Page),
        pages: v.take(Key::Pages),
        at: v.take(Key::At),
        no_pp: text::is_yes(&v.take(Key::NoPp)),
        edition: v.take(Key::Edition),
        place: v.take(Key::Place),
        publication_place: v.take(Key::PublicationPlace),
        publisher: v.take(Key::Publisher),
        agency: v.take(Key::Agency),
        network: v.take(Key::Network),
        station: v.take(Key::Station),
        city: v.take(Key::City),
        program: v.take(Key::Program),
        date,
        year,
        publication_date: v.take(Key::PublicationDate),
        orig_date: v.take(Key::OrigDate),
        url: v.take(Key::Url),
        url_access,
        format: v.take(Key::Format),
        access_date,
        archive_url: v.take(Key::ArchiveUrl),
        archive_date: v.take(Key::ArchiveDate),
        archive_format: v.take(Key::ArchiveFormat),
        url_status,
        via: v.take(Key::Via),
        registration: text::is_yes(&v.take(Key::Registration)),
        subscription: text::is_yes(&v.take(Key::Subscription)),
        kind: v.take(Key::Type),
        degree: v.take(Key::Degree),
        languages,
        identifiers,
        id: v.take(Key::Id),
        arxiv_class: v.take(Key::ArxivClass),
        embargo: v.take(Key::Embargo),
        embargoed: false,
        asin_tld: v.take(Key::AsinTld),
        doi_broken: v.take(Key::DoiBroken),
        quote: v.take(Key::Quote),
        trans_quote: v.take(Key::TransQuote),
        quote_page: v.take(Key::QuotePage),
        quote_pages: v.take(Key::QuotePages),
        lay_url: v.take(Key::LayUrl),
        lay_source: v.take(Key::LaySource),
        lay_date: v.take(Key::LayDate),
        lay_format: v.take(Key::LayFormat),
        transcript: v.take(Key::Transcript),
        transcript_url: v.take(Key::TranscriptUrl),
        transcript_format: v.take(Key::TranscriptFormat),
        minutes: v.take(Key::Minutes),
        time: v.take(Key::Time),
        time_caption: v.take(Key::TimeCaption),
        map: v.take(Key::Map),
        map_url: v.take(Key::MapUrl),
        trans_map: v.take(Key::TransMap),
        scale: v.take(Key::Scale),
        cartography: v.take(Key::Cartography),
        inset: v.take(Key::Inset),
        section: v.take(Key::Section),
        sections: v.take(Key::Sections),
        sheet: v.take(Key::Sheet),
        sheets: v.take(Key::Sheets),
        newsgroup: v.take(Key::Newsgroup),
        message_id: v.take(Key::MessageId),
        note: String::new(),
        problems: Vec::new(),
    };
    if citation.periodical.is_empty() || class == Class::MailingList {
        let list = v.take(Key::MailingList);
        if class == Class::MailingList && !list.is_empty() {
            citation.periodical = list;
            "mailing-list".clone_into(&mut citation.periodical_parameter);
        }
    }
    citation.embargoed = !citation.embargo.is_empty();
    // Only a map has sections; elsewhere the word is another name for a chapter.
    if class != Class::Map && citation.chapter.is_empty() {
        citation.chapter = std::mem::take(&mut citation.section);
    }
    citation.problems = v.problems;
    check::check(&mut citation);
    citation
}

/// The date and, if both are given, the year; `month` and `day` complete a year that stands alone.
fn date(v: &mut Values) -> (String, String) {
    let (mut date, year) = (v.take(Key::Date), v.take(Key::Year));
    let (month, day, air) = (v.take(Key::Month), v.take(Key::Day), v.take(Key::AirDate));
    if date.is_empty() && !air.is_empty() {
        date = air;
    }
    if !date.is_empty() {
        return (date, year);
    }
    if month.ends_with('月') && !year.is_empty() {
        let day = if day.is_empty() || day.ends_with(['日', '号', '號']) { day } else { format!("{day}日") };
        return (format!("{}年{month}{day}", year.trim_end_matches('年')), year);
    }
    let parts: Vec<&str> = [&day, &month, &year].into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    (parts.join(" "), if month.is_empty() { String::new() } else { year })
}

/// The access date; the old three parameters are put together.
fn access_date(v: &mut Values) -> String {
    let (date, year, month, day) = (v.take(Key::AccessDate), v.take(Key::AccessYear), v.take(Key::AccessMonth), v.take(Key::AccessDay));
    if !date.is_empty() || year.is_empty() {
        return date;
    }
    [day, month, year].iter().filter(|p| !p.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn status(v: &mut Values, dead_url: &str) -> UrlStatus {
    let value = v.take(Key::UrlStatus);
    match (value.to_lowercase().as_str(), dead_url.to_lowercase().as_str()) {
        ("live", _) | ("", "no" | "n" | "false" | "live" | "否") => UrlStatus::Live,
        ("deviated", _) => UrlStatus::Deviated,
        ("unfit" | "usurped" | "bot: unknown", _) | ("", "unfit" | "usurped" | "bot: unknown") => UrlStatus::Unfit,
        ("dead", _) | ("", "" | "yes" | "y" | "true" | "dead" | "是") => UrlStatus::Dead,
        ("", other) => {
            let other = other.to_owned();
            v.invalid(Key::DeadUrl, &other);
            UrlStatus::Dead
        }
        (_, _) => {
            v.invalid(Key::UrlStatus, &value);
            UrlStatus::Dead
        }
    }
}

fn split_languages(value: &str) -> Vec<String> {
    if value.contains("[[") || value.contains('<') {
        return vec![value.to_owned()];
    }
    value.split([',', '、', '，', ';', '；']).map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cite(class: Class, arguments: &[(&str, &str)]) -> Citation {
        let arguments: Vec<(String, String)> = arguments.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        read(class, &arguments, Language::Chinese)
    }

    fn codes(c: &Citation) -> Vec<&str> {
        c.problems.iter().map(|p| p.code).collect()
    }

    #[test]
    fn people_are_read_in_order() {
        let c = cite(
            Class::Book,
            &[("title", "T"), ("first2", "B"), ("last2", "A"), ("author", "甲"), ("last4", "X"), ("last7", "Y"), ("editor-last", "E")],
        );
        let names: Vec<&str> = c.authors.list.iter().map(|n| n.last.as_str()).collect();
        assert_eq!(names, ["甲", "A", "X"]);
        assert_eq!(c.editors.list[0].last, "E");
        assert_eq!(codes(&c), ["cite-name-missing"]);
    }

    #[test]
    fn problems_are_found() {
        assert_eq!(codes(&cite(Class::Web, &[])), ["cite-empty", "cite-title-missing", "cite-web-without-url"]);
        assert_eq!(codes(&cite(Class::Web, &[("url", "http://a.b")])), ["cite-url-without-title", "cite-title-missing"]);
        assert_eq!(codes(&cite(Class::Book, &[("title", "T"), ("isbn", "123")])), ["cite-bad-isbn"]);
        assert_eq!(codes(&cite(Class::Book, &[("title", "T"), ("isbn", "((123))")])), [""; 0]);
        assert_eq!(codes(&cite(Class::Book, &[("title", "T"), ("date", "昨天")])), ["cite-bad-date"]);
        assert_eq!(codes(&cite(Class::Book, &[("title", "T"), ("accessdate", "2011-01-02")])), ["cite-access-date-without-url"]);
        assert_eq!(codes(&cite(Class::Book, &[("title", "T"), ("titel", "T")])), ["cite-parameter-unknown"]);
        assert_eq!(codes(&cite(Class::Book, &[("title", "T"), ("1", "x")])), ["cite-text-ignored"]);
        assert_eq!(
            codes(&cite(Class::Book, &[("title", "T"), ("archive-url", "http://a.b/c")])),
            ["cite-archive-date-missing", "cite-archive-without-url"]
        );
        let c = cite(Class::Book, &[("title", "T"), ("work", "A"), ("journal", "B")]);
        assert_eq!(codes(&c), ["cite-parameter-redundant"]);
        assert_eq!(c.periodical, "B");
    }
}
