//! The parameters of citation templates: what each means and every name it goes by.
//!
//! The names are those of the citation modules of the English and Chinese Wikipedias; Chinese names are
//! read besides.  A `#` in the name of a person's part stands for a number or for nothing.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A parameter that a template has once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs, reason = "each key is explained by its names in the table below")]
pub enum Key {
    Title,
    ScriptTitle,
    TransTitle,
    TitleLink,
    Department,
    TitleNote,
    Chapter,
    ScriptChapter,
    TransChapter,
    ChapterUrl,
    ChapterFormat,
    ChapterUrlAccess,
    BookTitle,
    Periodical,
    MailingList,
    ScriptPeriodical,
    TransPeriodical,
    Conference,
    ConferenceUrl,
    ConferenceFormat,
    Series,
    SeriesLink,
    Season,
    SeriesNumber,
    Volume,
    Issue,
    Page,
    Pages,
    At,
    QuotePage,
    QuotePages,
    NoPp,
    Edition,
    Place,
    PublicationPlace,
    Publisher,
    Agency,
    Network,
    Station,
    City,
    Program,
    Date,
    Year,
    Month,
    Day,
    PublicationDate,
    OrigDate,
    AirDate,
    Format,
    Type,
    Degree,
    Url,
    UrlAccess,
    AccessDate,
    AccessYear,
    AccessMonth,
    AccessDay,
    ArchiveUrl,
    ArchiveDate,
    ArchiveFormat,
    UrlStatus,
    DeadUrl,
    Via,
    Registration,
    Subscription,
    Language,
    Id,
    Quote,
    TransQuote,
    Postscript,
    Mode,
    Ref,
    Others,
    LayUrl,
    LaySource,
    LayDate,
    LayFormat,
    Transcript,
    TranscriptUrl,
    TranscriptFormat,
    Minutes,
    Time,
    TimeCaption,
    Scale,
    Cartography,
    Inset,
    Section,
    Sections,
    Sheet,
    Sheets,
    Map,
    MapUrl,
    TransMap,
    Newsgroup,
    MessageId,
    ArxivClass,
    Embargo,
    DoiBroken,
    IgnoreIsbnError,
    AsinTld,
    Authors,
    VAuthors,
    VEditors,
    Coauthors,
    Collaboration,
    DisplayAuthors,
    DisplayEditors,
    DisplayTranslators,
    LastAuthorAmp,
    NameListStyle,
    DateFormat,
    Silent,
    Arxiv,
    Asin,
    Bibcode,
    Biorxiv,
    CiteSeerX,
    Cn,
    Csbn,
    Doi,
    Eissn,
    Hdl,
    Isbn,
    Ismn,
    Issn,
    Jfm,
    Jstor,
    Lccn,
    Mr,
    Oclc,
    Ol,
    Osti,
    Pmc,
    Pmid,
    Rfc,
    S2cid,
    Sbn,
    Ssrn,
    Zbl,
    BibcodeAccess,
    DoiAccess,
    HdlAccess,
    JstorAccess,
    OlAccess,
    OstiAccess,
    S2cidAccess,
    SsrnAccess,
}

/// Every parameter and its names, the preferred one first: where two are given, the earlier one counts.
const TABLE: &[(Key, &[&str])] = &[
    (Key::Title, &["title", "标题", "標題", "题名", "題名", "书名", "書名"]),
    (Key::ScriptTitle, &["script-title"]),
    (Key::TransTitle, &["trans-title", "trans_title", "title_zh", "标题翻译", "標題翻譯", "译名", "譯名"]),
    (Key::TitleLink, &["title-link", "titlelink", "episode-link", "episodelink"]),
    (Key::Department, &["department", "栏目", "欄目"]),
    (Key::TitleNote, &["title-note", "titlenote"]),
    (Key::Chapter, &["chapter", "contribution", "entry", "article", "section-title", "章", "章节", "章節"]),
    (Key::ScriptChapter, &["script-chapter", "script-contribution", "script-entry", "script-article"]),
    (Key::TransChapter, &["trans-chapter", "trans_chapter", "trans-contribution", "trans-entry", "trans-article"]),
    (
        Key::ChapterUrl,
        &["chapter-url", "chapterurl", "contribution-url", "contributionurl", "entry-url", "article-url", "section-url", "sectionurl"],
    ),
    (Key::ChapterFormat, &["chapter-format", "contribution-format", "entry-format", "article-format", "section-format"]),
    (Key::ChapterUrlAccess, &["chapter-url-access", "contribution-url-access", "entry-url-access", "article-url-access"]),
    (Key::BookTitle, &["book-title", "booktitle"]),
    (
        Key::Periodical,
        &[
            "journal",
            "magazine",
            "newspaper",
            "periodical",
            "website",
            "work",
            "encyclopedia",
            "encyclopaedia",
            "dictionary",
            "期刊",
            "杂志",
            "雜誌",
            "报纸",
            "報紙",
            "网站",
            "網站",
            "刊名",
            "百科全书",
            "百科全書",
        ],
    ),
    (Key::MailingList, &["mailing-list", "mailinglist"]),
    (
        Key::ScriptPeriodical,
        &["script-journal", "script-magazine", "script-newspaper", "script-periodical", "script-website", "script-work"],
    ),
    (Key::TransPeriodical, &["trans-journal", "trans-magazine", "trans-newspaper", "trans-periodical", "trans-website", "trans-work"]),
    (Key::Conference, &["conference", "event", "会议", "會議"]),
    (Key::ConferenceUrl, &["conference-url", "conferenceurl", "event-url", "eventurl"]),
    (Key::ConferenceFormat, &["conference-format", "event-format"]),
    (Key::Series, &["series", "version", "丛书", "叢書", "系列"]),
    (Key::SeriesLink, &["series-link", "serieslink"]),
    (Key::Season, &["season"]),
    (Key::SeriesNumber, &["series-number", "series-no", "seriesnumber", "seriesno"]),
    (Key::Volume, &["volume", "卷"]),
    (Key::Issue, &["issue", "number", "episode", "期", "期号", "期號"]),
    (Key::Page, &["page", "p", "页", "頁"]),
    (Key::Pages, &["pages", "pp", "页码", "頁碼"]),
    (Key::At, &["at"]),
    (Key::QuotePage, &["quote-page"]),
    (Key::QuotePages, &["quote-pages"]),
    (Key::NoPp, &["no-pp", "nopp"]),
    (Key::Edition, &["edition", "版本"]),
    (Key::Place, &["place", "location", "地点", "地點"]),
    (Key::PublicationPlace, &["publication-place", "publicationplace", "出版地"]),
    (Key::Publisher, &["publisher", "distributor", "institution", "出版社", "出版者", "出版方"]),
    (Key::Agency, &["agency", "通讯社", "通訊社"]),
    (Key::Network, &["network", "电视网", "電視網"]),
    (Key::Station, &["station", "callsign", "call-sign"]),
    (Key::City, &["city"]),
    (Key::Program, &["program"]),
    (Key::Date, &["date", "日期"]),
    (Key::Year, &["year", "年", "年份"]),
    (Key::Month, &["month", "月", "月份"]),
    (Key::Day, &["day"]),
    (Key::PublicationDate, &["publication-date", "publicationdate", "出版日期"]),
    (Key::OrigDate, &["orig-date", "orig-year", "origyear"]),
    (Key::AirDate, &["air-date", "airdate"]),
    (Key::Format, &["format", "格式"]),
    (Key::Type, &["type", "medium", "类型", "類型"]),
    (Key::Degree, &["degree"]),
    (Key::Url, &["url", "网址", "網址", "链接", "連結"]),
    (Key::UrlAccess, &["url-access", "urlaccess"]),
    (Key::AccessDate, &["access-date", "accessdate", "访问日期", "訪問日期", "存取日期", "查阅日期", "查閱日期"]),
    (Key::AccessYear, &["accessyear"]),
    (Key::AccessMonth, &["accessmonth"]),
    (Key::AccessDay, &["accessday", "accessdaymonth", "accessmonthday"]),
    (Key::ArchiveUrl, &["archive-url", "archiveurl", "存档网址", "存檔網址"]),
    (Key::ArchiveDate, &["archive-date", "archivedate", "存档日期", "存檔日期"]),
    (Key::ArchiveFormat, &["archive-format"]),
    (Key::UrlStatus, &["url-status", "urlstatus"]),
    (Key::DeadUrl, &["dead-url", "deadurl"]),
    (Key::Via, &["via", "通过", "通過", "透过", "透過"]),
    (Key::Registration, &["registration"]),
    (Key::Subscription, &["subscription"]),
    (Key::Language, &["language", "in", "lang", "语言", "語言", "语种", "語種"]),
    (Key::Id, &["id", "docket"]),
    (Key::Quote, &["quote", "quotation", "引文", "引用"]),
    (Key::TransQuote, &["trans-quote"]),
    (Key::Postscript, &["postscript"]),
    (Key::Mode, &["mode"]),
    (Key::Ref, &["ref"]),
    (Key::Others, &["others", "其他"]),
    (Key::LayUrl, &["lay-url", "layurl", "laysummary", "lay-summary"]),
    (Key::LaySource, &["lay-source", "laysource"]),
    (Key::LayDate, &["lay-date", "laydate"]),
    (Key::LayFormat, &["lay-format"]),
    (Key::Transcript, &["transcript"]),
    (Key::TranscriptUrl, &["transcript-url", "transcripturl"]),
    (Key::TranscriptFormat, &["transcript-format"]),
    (Key::Minutes, &["minutes"]),
    (Key::Time, &["time"]),
    (Key::TimeCaption, &["time-caption", "timecaption"]),
    (Key::Scale, &["scale"]),
    (Key::Cartography, &["cartography"]),
    (Key::Inset, &["inset"]),
    (Key::Section, &["section"]),
    (Key::Sections, &["sections"]),
    (Key::Sheet, &["sheet"]),
    (Key::Sheets, &["sheets"]),
    (Key::Map, &["map"]),
    (Key::MapUrl, &["map-url", "mapurl"]),
    (Key::TransMap, &["trans-map"]),
    (Key::Newsgroup, &["newsgroup"]),
    (Key::MessageId, &["message-id"]),
    (Key::ArxivClass, &["class"]),
    (Key::Embargo, &["pmc-embargo-date", "embargo"]),
    (Key::DoiBroken, &["doi-broken-date", "doi-broken", "doi-inactive-date", "doi_brokendate", "doi_inactivedate"]),
    (Key::IgnoreIsbnError, &["ignore-isbn-error", "ignoreisbnerror"]),
    (Key::AsinTld, &["asin-tld"]),
    (Key::Authors, &["authors", "people", "credits", "host"]),
    (Key::VAuthors, &["vauthors"]),
    (Key::VEditors, &["veditors"]),
    (Key::Coauthors, &["coauthors", "coauthor"]),
    (Key::Collaboration, &["collaboration"]),
    (Key::DisplayAuthors, &["display-authors", "displayauthors"]),
    (Key::DisplayEditors, &["display-editors", "displayeditors"]),
    (Key::DisplayTranslators, &["display-translators"]),
    (Key::LastAuthorAmp, &["last-author-amp", "lastauthoramp"]),
    (Key::NameListStyle, &["name-list-style", "name-list-format"]),
    (Key::DateFormat, &["df"]),
    (Key::Silent, &["no-tracking", "notracking", "no-cat", "nocat", "template-doc-demo", "template doc demo"]),
    (Key::Arxiv, &["arxiv", "eprint"]),
    (Key::Asin, &["asin"]),
    (Key::Bibcode, &["bibcode"]),
    (Key::Biorxiv, &["biorxiv"]),
    (Key::CiteSeerX, &["citeseerx"]),
    (Key::Cn, &["cn"]),
    (Key::Csbn, &["csbn", "unified", "统一书号", "統一書號"]),
    (Key::Doi, &["doi"]),
    (Key::Eissn, &["eissn"]),
    (Key::Hdl, &["hdl"]),
    (Key::Isbn, &["isbn", "isbn13"]),
    (Key::Ismn, &["ismn"]),
    (Key::Issn, &["issn"]),
    (Key::Jfm, &["jfm"]),
    (Key::Jstor, &["jstor"]),
    (Key::Lccn, &["lccn"]),
    (Key::Mr, &["mr"]),
    (Key::Oclc, &["oclc"]),
    (Key::Ol, &["ol"]),
    (Key::Osti, &["osti"]),
    (Key::Pmc, &["pmc"]),
    (Key::Pmid, &["pmid"]),
    (Key::Rfc, &["rfc"]),
    (Key::S2cid, &["s2cid"]),
    (Key::Sbn, &["sbn"]),
    (Key::Ssrn, &["ssrn"]),
    (Key::Zbl, &["zbl"]),
    (Key::BibcodeAccess, &["bibcode-access"]),
    (Key::DoiAccess, &["doi-access"]),
    (Key::HdlAccess, &["hdl-access"]),
    (Key::JstorAccess, &["jstor-access"]),
    (Key::OlAccess, &["ol-access"]),
    (Key::OstiAccess, &["osti-access"]),
    (Key::S2cidAccess, &["s2cid-access"]),
    (Key::SsrnAccess, &["ssrn-access"]),
];

/// What a person did for the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Wrote it.
    Author,
    /// Edited it.
    Editor,
    /// Translated it.
    Translator,
    /// Wrote a named part of somebody else's book.
    Contributor,
    /// Asked the questions.
    Interviewer,
}

/// A part of what is said of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The family name, or the whole name.
    Last,
    /// The given name.
    First,
    /// The article about the person.
    Link,
    /// What stands instead of the name.
    Mask,
}

/// The names of the parts of persons; `#` is where the number stands, and none means 1.
const PERSONS: &[(Role, Part, &[&str])] = &[
    (
        Role::Author,
        Part::Last,
        &[
            "last#",
            "author#",
            "surname#",
            "author-last#",
            "author#-last",
            "author-surname#",
            "author#-surname",
            "subject#",
            "host#",
            "作者#",
            "姓#",
        ],
    ),
    (Role::Author, Part::First, &["first#", "given#", "author-first#", "author#-first", "author-given#", "author#-given", "名#"]),
    (
        Role::Author,
        Part::Link,
        &["author-link#", "author#-link", "authorlink#", "author#link", "subject-link#", "subject#-link", "subjectlink#"],
    ),
    (Role::Author, Part::Mask, &["author-mask#", "author#-mask", "authormask#", "author#mask"]),
    (
        Role::Editor,
        Part::Last,
        &[
            "editor-last#",
            "editor#-last",
            "editor#",
            "editor-surname#",
            "editor#-surname",
            "editors#",
            "编辑#",
            "編輯#",
            "编者#",
            "編者#",
            "主编#",
            "主編#",
        ],
    ),
    (Role::Editor, Part::First, &["editor-first#", "editor#-first", "editor-given#", "editor#-given"]),
    (Role::Editor, Part::Link, &["editor-link#", "editor#-link", "editorlink#", "editor#link"]),
    (Role::Editor, Part::Mask, &["editor-mask#", "editor#-mask", "editormask#"]),
    (
        Role::Translator,
        Part::Last,
        &["translator-last#", "translator#-last", "translator#", "translator-surname#", "translator#-surname", "译者#", "譯者#"],
    ),
    (Role::Translator, Part::First, &["translator-first#", "translator#-first", "translator-given#", "translator#-given"]),
    (Role::Translator, Part::Link, &["translator-link#", "translator#-link", "translatorlink#"]),
    (Role::Translator, Part::Mask, &["translator-mask#", "translator#-mask"]),
    (
        Role::Contributor,
        Part::Last,
        &["contributor-last#", "contributor#-last", "contributor#", "contributor-surname#", "contributor#-surname"],
    ),
    (Role::Contributor, Part::First, &["contributor-first#", "contributor#-first", "contributor-given#", "contributor#-given"]),
    (Role::Contributor, Part::Link, &["contributor-link#", "contributor#-link"]),
    (Role::Contributor, Part::Mask, &["contributor-mask#", "contributor#-mask"]),
    (
        Role::Interviewer,
        Part::Last,
        &["interviewer-last#", "interviewer#-last", "interviewer#", "interviewers#", "interviewer-surname#", "采访者#", "採訪者#"],
    ),
    (Role::Interviewer, Part::First, &["interviewer-first#", "interviewer#-first", "interviewer-given#", "interviewer#-given"]),
    (Role::Interviewer, Part::Link, &["interviewer-link#", "interviewer#-link"]),
    (Role::Interviewer, Part::Mask, &["interviewer-mask#", "interviewer#-mask"]),
];

/// What a parameter's name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A parameter that a template has once, and how far its name is from the preferred one.
    Single(Key, usize),
    /// A part of the person with that number.
    Person(Role, Part, u32),
}

/// The tables by name, made once.
struct Names {
    single: FxHashMap<&'static str, (Key, usize)>,
    person: FxHashMap<&'static str, (Role, Part)>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut all = Names { single: FxHashMap::default(), person: FxHashMap::default() };
        for (key, list) in TABLE {
            for (rank, name) in list.iter().enumerate() {
                all.single.insert(name, (*key, rank));
            }
        }
        for (role, part, list) in PERSONS {
            for name in *list {
                all.person.insert(name, (*role, *part));
            }
        }
        all
    })
}

/// What the parameter `name` means; `None` if no citation template knows it.
///
/// Identifiers and the address may be written in capitals, as the modules allow: `ISBN`, `DOI`, `URL`.
#[must_use]
pub fn meaning(name: &str) -> Option<Meaning> {
    let names = names();
    let lower;
    let name = if name.len() > 1 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        lower = name.to_ascii_lowercase();
        &lower
    } else {
        name
    };
    if let Some(&(key, rank)) = names.single.get(name) {
        return Some(Meaning::Single(key, rank));
    }
    // The number is the only run of digits in such a name.
    let start = name.find(|c: char| c.is_ascii_digit());
    let (pattern, number) = match start {
        Some(start) => {
            let digits = name[start..].bytes().take_while(u8::is_ascii_digit).count();
            let number = name[start..start + digits].parse().ok().filter(|&n| n > 0)?;
            (vec![format!("{}#{}", &name[..start], &name[start + digits..])], number)
        }
        // Without a number the mark may have stood at the end or before the last part: one of them is known.
        None => {
            let mut list = vec![format!("{name}#")];
            if let Some(dash) = name.rfind('-') {
                list.push(format!("{}#{}", &name[..dash], &name[dash..]));
            }
            (list, 1)
        }
    };
    pattern.iter().find_map(|p| names.person.get(p.as_str())).map(|&(role, part)| Meaning::Person(role, part, number))
}

/// The known name closest to an unknown one, if any is close enough to be what was meant.
#[must_use]
pub fn suggestion(name: &str) -> Option<String> {
    if name.chars().count() > 40 {
        return None;
    }
    let wanted = name.to_lowercase().replace(['_', ' '], "-");
    let person = PERSONS.iter().flat_map(|(_, _, list)| list.iter().map(|n| n.replace('#', "")));
    let single = TABLE.iter().flat_map(|(_, list)| list.iter().map(|n| (*n).to_owned()));
    single
        .chain(person)
        .map(|known| (strsim::damerau_levenshtein(&wanted, &known), known))
        .filter(|(distance, known)| *distance <= 2 && *distance * 3 <= known.chars().count())
        .min()
        .map(|(_, known)| known)
}

/// The preferred name of a parameter, for messages.
#[must_use]
pub fn preferred(key: Key) -> &'static str {
    TABLE.iter().find(|(k, _)| *k == key).map_or("", |(_, list)| list[0])
}

/// The name of a parameter at a rank of its list, for messages.
#[must_use]
pub fn name_at(key: Key, rank: usize) -> &'static str {
    TABLE.iter().find(|(k, _)| *k == key).and_then(|(_, list)| list.get(rank)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_numbers_are_read() {
        assert_eq!(meaning("accessdate"), Some(Meaning::Single(Key::AccessDate, 1)));
        assert_eq!(meaning("ISBN"), Some(Meaning::Single(Key::Isbn, 0)));
        assert_eq!(meaning("标题"), Some(Meaning::Single(Key::Title, 1)));
        assert_eq!(meaning("last"), Some(Meaning::Person(Role::Author, Part::Last, 1)));
        assert_eq!(meaning("author12-last"), Some(Meaning::Person(Role::Author, Part::Last, 12)));
        assert_eq!(meaning("author-last3"), Some(Meaning::Person(Role::Author, Part::Last, 3)));
        assert_eq!(meaning("editor2-first"), Some(Meaning::Person(Role::Editor, Part::First, 2)));
        assert_eq!(meaning("editor-first"), Some(Meaning::Person(Role::Editor, Part::First, 1)));
        assert_eq!(meaning("last0"), None);
        assert_eq!(meaning("last99999999999999"), None);
        assert_eq!(meaning("titel"), None);
    }

    #[test]
    fn slips_of_the_pen_are_understood() {
        assert_eq!(suggestion("acess-date").as_deref(), Some("access-date"));
        assert_eq!(suggestion("titel").as_deref(), Some("title"));
        assert_eq!(suggestion("something else"), None);
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for name in TABLE.iter().flat_map(|(_, l)| *l).chain(PERSONS.iter().flat_map(|(_, _, l)| *l)) {
            assert!(seen.insert(name), "{name}");
        }
    }
}
