//! Every part of a citation as wikitext, with the separator that stands before it.

use super::super::words::{self, Words, fill};
use super::super::{Access, Citation, Class, Context, Language, Mode, dates, languages, text};
use super::archive::{Links, archived, format_note};
use super::numbers::{identifiers, lock_picture};
use super::people;
use super::work::{Title, Work};

/// The parts.  Those that follow others begin with their separator; an empty one is absent.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) authors: String,
    pub(super) contributors: String,
    pub(super) editors: String,
    pub(super) editor_count: usize,
    pub(super) chapter: String,
    pub(super) written_at: String,
    pub(super) title: String,
    pub(super) title_note: String,
    pub(super) conference: String,
    pub(super) periodical: String,
    pub(super) format: String,
    pub(super) kind: String,
    pub(super) series: String,
    /// Volume and issue.
    pub(super) volume: String,
    pub(super) others: String,
    pub(super) edition: String,
    pub(super) publisher: String,
    pub(super) agency: String,
    /// Who drew a map.
    pub(super) cartography: String,
    /// The scale of a map.
    pub(super) scale: String,
    /// Sheet, inset and section of a map.
    pub(super) on_map: String,
    /// Page numbers as given, with dashes.
    pub(super) pages: String,
    pub(super) several_pages: bool,
    /// A place in the work that is no page.
    pub(super) at: String,
    pub(super) date: String,
    pub(super) publication_date: String,
    pub(super) orig_date: String,
    pub(super) access_date: String,
    /// The address itself, where there is no title to link.
    pub(super) url: String,
    pub(super) identifiers: String,
    pub(super) archived: String,
    pub(super) via: String,
    pub(super) subscription: String,
    pub(super) lay: String,
    pub(super) transcript: String,
    pub(super) language: String,
    pub(super) quote: String,
    /// Whether volume, issue and pages belong to the date or the periodical, as in a learned journal.
    pub(super) like_journal: bool,
    pub(super) has_periodical: bool,
}

/// What the separator and its space are, `. ` or `, `.
fn sep(separator: char) -> String {
    format!("{separator} ")
}

impl Parts {
    pub(super) fn new(work: &Work<'_>, context: &Context, separator: char) -> Self {
        let c = work.source;
        let words = Words::of(context.language);
        let s = sep(separator);
        let after = |value: &str| if value.is_empty() { String::new() } else { format!("{s}{value}") };
        let links = Links::of(work, context.language);
        let has_periodical = !work.periodical.is_empty() || !c.script_periodical.is_empty();
        let like_journal = has_periodical
            && match (context.language, c.class) {
                (_, Class::Journal) | (Language::Chinese, Class::Citation) => true,
                (Language::English, Class::Citation | Class::Map | Class::Interview) => {
                    matches!(c.periodical_parameter.as_str(), "journal" | "期刊" | "刊名")
                }
                _ => false,
            };
        let mut parts = Self {
            authors: authors(c, context),
            contributors: people(&c.contributors, context),
            editors: people(&c.editors, context),
            editor_count: c.editors.list.len() + usize::from(c.editors.et_al),
            like_journal,
            has_periodical,
            ..Self::default()
        };
        parts.titles(work, &links, context);
        parts.title_note = format!("{}{}", after(&c.department), after(&c.title_note));
        if !work.conference.is_empty() {
            let name =
                if c.conference_url.is_empty() { work.conference.clone() } else { text::external(&c.conference_url, &work.conference) };
            parts.conference = after(&name) + &format_note(&c.conference_format, &c.conference_url);
        }
        parts.periodical = periodical(work, words, &s);
        if !work.kind.is_empty() {
            parts.kind = format!(" ({})", work.kind);
        }
        parts.series = after(&work.series);
        parts.volume = volume(work, context.language, separator, like_journal);
        parts.others = others(c, words, context, &s);
        parts.edition = match context.language {
            _ if c.edition.is_empty() => String::new(),
            Language::Chinese => format!(" {}", c.edition),
            Language::English => format!(" ({} ed.)", c.edition),
        };
        let (written_at, publisher) = publisher(work, context, separator, has_periodical);
        parts.written_at = written_at;
        parts.publisher = publisher;
        parts.agency = after(&c.agency);
        if !c.cartography.is_empty() {
            parts.cartography = after(&fill(words.cartography_by, &[&c.cartography]));
        }
        parts.scale = after(&c.scale);
        parts.on_map = on_map(c, words, &s);
        parts.pages(c, words, &s);
        parts.dates(c);
        if work.title.is_empty() && work.chapter.is_empty() && !links.title.is_empty() {
            parts.url = after(&text::external(&links.title, &text::safe_address(&links.title)));
            if let Some(problem) = c.problems.iter().find(|p| p.code == "cite-url-without-title") {
                parts.url.push(' ');
                parts.url.push_str(&words::complaint(problem, context.language));
            }
        }
        parts.identifiers = identifiers(work, context, &s);
        parts.archived = archived(c, &links, words, context.language, &s);
        if !c.via.is_empty() {
            parts.via = fill(words.via, &[&c.via]);
        }
        parts.subscription = subscription(c, words, context.language, &s);
        if !c.lay_url.is_empty() {
            let mut lay = fill(words.lay, &[&text::safe_address(&c.lay_url)]);
            lay.push_str(&format_note(&c.lay_format, &c.lay_url));
            if !c.lay_source.is_empty() {
                lay.push_str(" &ndash; ''");
                lay.push_str(&c.lay_source);
                lay.push_str("''");
            }
            if !c.lay_date.is_empty() {
                lay = format!("{lay} ({})", c.lay_date);
            }
            parts.lay = after(&lay);
        }
        if !c.transcript.is_empty() || !c.transcript_url.is_empty() {
            let label = if c.transcript.is_empty() || text::is_yes(&c.transcript) { words.transcript } else { &c.transcript };
            let label = if c.transcript_url.is_empty() { label.to_owned() } else { text::external(&c.transcript_url, label) };
            parts.transcript = after(&label) + &format_note(&c.transcript_format, &c.transcript_url);
        }
        parts.language = language_note(c, words, context.language);
        if !c.quote.is_empty() {
            let quote = strip_quotes(&c.quote);
            let place = match (c.quote_page.is_empty(), c.quote_pages.is_empty()) {
                (false, _) => format!("p.&nbsp;{}: ", c.quote_page),
                (true, false) => format!("pp.&nbsp;{}: ", text::dashes(&c.quote_pages)),
                _ => String::new(),
            };
            let translation = if c.trans_quote.is_empty() { String::new() } else { format!(" &#91;{}&#93;", c.trans_quote) };
            parts.quote = format!("{s}{place}<q>{quote}</q>{translation}");
        }
        parts
    }

    fn titles(&mut self, work: &Work<'_>, links: &Links, context: &Context) {
        let words = Words::of(context.language);
        let whole = is_whole(work);
        let pattern = if whole { words.whole_title } else { words.part_title };
        // A report's title is neither quoted nor slanted on English Wikipedia.
        let pattern = if context.language == Language::English && work.source.class == Class::Report { "$1" } else { pattern };
        // What everybody calls such a part is no title of its own.
        let generic = ["afterword", "foreword", "introduction", "preface", "epilogue", "prologue"]
            .iter()
            .any(|word| work.chapter.text.eq_ignore_ascii_case(word));
        let part =
            if context.language == Language::English && generic && !work.source.contributors.is_empty() { "$1" } else { words.part_title };
        self.title = title(&work.title, &links.title, pattern, words, context.language);
        self.chapter = title(&work.chapter, &links.chapter, part, words, context.language);
        if !self.chapter.is_empty() {
            self.chapter.push_str(&format_note(&links.chapter_format, &links.chapter));
        }
        if !self.title.is_empty() {
            self.format = format_note(&links.format, &links.title);
        }
    }

    fn pages(&mut self, c: &Citation, words: &Words, s: &str) {
        let pageless = matches!(
            c.class,
            Class::AudioVisual
                | Class::Episode
                | Class::MailingList
                | Class::Newsgroup
                | Class::Podcast
                | Class::Serial
                | Class::Sign
                | Class::Speech
        );
        if pageless {
            // The module ignores what such works cannot have.
        } else if !c.page.is_empty() {
            self.pages.clone_from(&c.page);
        } else if !c.pages.is_empty() {
            self.pages = text::dashes(&c.pages);
            self.several_pages = self.pages.contains(['–', ',', '、', '-', ' ']) || self.pages.contains("&ndash;");
        } else if !c.at.is_empty() {
            self.at = format!("{s}{}", c.at);
        }
        if !c.minutes.is_empty() {
            self.at.push_str(s);
            self.at.push_str(&fill(words.minutes, &[&c.minutes]));
        } else if !c.time.is_empty() {
            let caption = if c.time_caption.is_empty() { words.time } else { &c.time_caption };
            self.at.push_str(&format!("{s}{caption} {}", c.time));
        }
    }

    fn dates(&mut self, c: &Citation) {
        self.date.clone_from(&c.date);
        if self.date.is_empty() {
            self.date.clone_from(&c.publication_date);
        } else if c.publication_date != c.date {
            self.publication_date.clone_from(&c.publication_date);
        }
        self.orig_date.clone_from(&c.orig_date);
        let has_url = !c.address().is_empty() || !c.conference_url.is_empty() || !c.transcript_url.is_empty();
        if !c.access_date.is_empty() && has_url {
            self.access_date = dates::keep_together(&c.access_date);
        }
    }
}

/// Whether the title is that of a whole (a book) and not of a part (an article).
fn is_whole(work: &Work<'_>) -> bool {
    match work.source.class {
        Class::Web | Class::News | Class::PressRelease | Class::Conference | Class::Podcast if work.chapter.is_empty() => false,
        Class::Journal
        | Class::Magazine
        | Class::Arxiv
        | Class::BioRxiv
        | Class::CiteSeerX
        | Class::Ssrn
        | Class::Newsgroup
        | Class::MailingList
        | Class::Interview => false,
        Class::Citation | Class::Map | Class::Encyclopedia => work.periodical.is_empty() || !work.chapter.is_empty(),
        _ => true,
    }
}

/// A title: text, script and translation, linked.
fn title(title: &Title, url: &str, pattern: &str, words: &Words, language: Language) -> String {
    let mut label = String::new();
    if !title.text.is_empty() {
        let text = if language == Language::English { kern(&title.text, pattern) } else { title.text.clone() };
        label = shape(pattern, &text);
    }
    if !title.script.is_empty() {
        let (attribute, text) = script(&title.script);
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(&fill(words.script_title, &[text, &attribute]));
    }
    if !title.translation.is_empty() {
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(&fill(words.trans_title, &[&title.translation]));
    }
    if label.is_empty() {
        return label;
    }
    let linked = label.contains("[[");
    let mut out = if !url.is_empty() && text::is_address(url) && !linked {
        text::external(url, &label)
    } else if !title.link.is_empty() && !linked {
        text::wikilink(&title.link, &label)
    } else {
        label
    };
    if !url.is_empty()
        && let Some((file, alt)) = words::lock(title.access, language)
    {
        out.push_str(&lock_picture(file, alt));
    }
    out
}

/// Puts a text into a pattern.  In `-{…}-` a bar would end the flags, so a text with one is marked as raw.
fn shape(pattern: &str, text: &str) -> String {
    if pattern == "-{$1}-" && text.contains('|') { format!("-{{R|{text}}}-") } else { fill(pattern, &[text]) }
}

/// Sets quotes at the ends of a quoted title apart from the quotes around it.
fn kern(text: &str, pattern: &str) -> String {
    if !pattern.starts_with('"') {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    let quote = |c: char| matches!(c, '\'' | '"' | '‘' | '’' | '“' | '”');
    if !text.ends_with("''")
        && let Some(c) = text.chars().last().filter(|c| quote(*c))
    {
        text.truncate(text.len() - c.len_utf8());
        text.push_str(&format!("<span style=\"padding-right:0.2em;\">{c}</span>"));
    }
    if !text.starts_with("''")
        && let Some(c) = text.chars().next().filter(|c| quote(*c))
    {
        text = format!("<span style=\"padding-left:0.2em;\">{c}</span>{}", &text[c.len_utf8()..]);
    }
    text
}

/// Cuts `ja:日本語の題名` into the attribute for its language and the text.
fn script(value: &str) -> (String, &str) {
    match value.split_once(':') {
        Some((code, text)) if (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) => {
            (format!(" lang=\"{code}\""), text.trim())
        }
        _ => (String::new(), value),
    }
}

fn authors(c: &Citation, context: &Context) -> String {
    let mut out = people(&c.authors, context);
    if out.is_empty() {
        out.clone_from(&c.authors_text);
    }
    if !c.coauthors.is_empty() && !out.is_empty() {
        out = format!("{out}; {}", c.coauthors);
    }
    if !c.collaboration.is_empty() && !out.is_empty() {
        // Who collaborated is more than who is named.
        if !c.authors.et_al && c.authors.display.is_none() {
            out = format!("{out}; {}", Words::of(context.language).others);
        }
        out = format!("{out} ({})", c.collaboration);
    }
    out
}

fn periodical(work: &Work<'_>, words: &Words, s: &str) -> String {
    let c = work.source;
    let mut out = if work.periodical.is_empty() { String::new() } else { fill(words.periodical, &[&work.periodical]) };
    if !c.script_periodical.is_empty() {
        let (attribute, text) = script(&c.script_periodical);
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&format!("<bdi{attribute}>{text}</bdi>"));
    }
    if out.is_empty() {
        return out;
    }
    if !c.trans_periodical.is_empty() {
        out.push_str(&format!(" &#91;{}&#93;", c.trans_periodical));
    }
    format!("{s}{out}")
}

/// Longer volumes are words, not numbers, and are not bold.
const LONGEST_BOLD: usize = 6;

fn volume(work: &Work<'_>, language: Language, separator: char, like_journal: bool) -> String {
    let (volume, issue) = (&work.volume, &text::dashes(&work.issue));
    if volume.is_empty() && issue.is_empty() {
        return String::new();
    }
    let s = sep(separator);
    let lower = separator == ',';
    let c = work.source;
    let longest = if language == Language::Chinese { LONGEST_BOLD } else { 4 };
    let long = text::plain(volume).chars().count() > longest;
    // English Wikipedia names volume and number in all but journals.
    if c.class == Class::Magazine || (language == Language::English && !like_journal) {
        let comma = if language == Language::English { ", " } else { " " };
        let vol = if lower { "vol." } else { "Vol." };
        return match (volume.is_empty(), issue.is_empty()) {
            (false, false) => format!("{s}{vol}&nbsp;{volume}{comma}no.&nbsp;{issue}"),
            (false, true) => format!("{s}{vol}&nbsp;{volume}"),
            _ => format!("{s}{}&nbsp;{issue}", if lower { "no." } else { "No." }),
        };
    }
    let mut out = if volume.is_empty() {
        String::new()
    } else if long {
        format!("{s}{volume}")
    } else {
        let before = if language == Language::English { s.as_str() } else { " " };
        format!("{before}<b>{}</b>", text::dashes(volume))
    };
    if !issue.is_empty() {
        out.push_str(&format!(" ({issue})"));
    }
    out
}

fn others(c: &Citation, words: &Words, context: &Context, s: &str) -> String {
    let mut out = String::new();
    let translators = people(&c.translators, context);
    if !translators.is_empty() {
        out.push_str(s);
        out.push_str(&fill(words.translated_by, &[&translators]));
    }
    let interviewers = people(&c.interviewers, context);
    if !interviewers.is_empty() {
        out.push_str(s);
        // Elsewhere interviewers are just others who took part.
        let pattern = if c.class == Class::Interview { words.interviewed_by } else { "$1" };
        out.push_str(&fill(pattern, &[&interviewers]));
    }
    if !c.others.is_empty() {
        super::join::push(&mut out, &format!("{s}{}", c.others), s.chars().next().unwrap_or('.'));
    }
    out
}

/// Where it was written, and place and publisher.
fn publisher(work: &Work<'_>, context: &Context, separator: char, has_periodical: bool) -> (String, String) {
    let c = work.source;
    let words = Words::of(context.language);
    let s = sep(separator);
    let (mut written, mut place) = (c.place.clone(), c.publication_place.clone());
    if place.is_empty() || place == written {
        place = std::mem::take(&mut written);
    }
    let written_at = if written.is_empty() { String::new() } else { format!("{}{s}", fill(words.written_at, &[&written])) };
    let mut publisher = work.publisher.clone();
    if c.class == Class::Newsgroup && !c.newsgroup.is_empty() {
        publisher = fill(words.newsgroup, &[&text::external(&format!("news:{}", c.newsgroup), &c.newsgroup)]);
    }
    if c.class.is_preprint() && publisher.is_empty() {
        return (written_at, String::new());
    }
    let both = match (place.is_empty(), publisher.is_empty()) {
        (true, true) => return (written_at, String::new()),
        (false, false) => format!("{place}: {publisher}"),
        (false, true) => place,
        (true, false) => publisher,
    };
    let in_brackets = has_periodical
        && context.language == Language::Chinese
        && !matches!(c.class, Class::Web | Class::PressRelease | Class::Podcast)
        && !(c.class == Class::Encyclopedia && work.title.is_empty());
    (written_at, if in_brackets { format!(" ({both})") } else { format!("{s}{both}") })
}

fn on_map(c: &Citation, words: &Words, s: &str) -> String {
    let mut out = String::new();
    if c.class == Class::Map {
        for (pattern, value) in [
            (words.sheet, &c.sheet),
            (words.sheets, &c.sheets),
            (words.inset, &c.inset),
            (words.section, &c.section),
            (words.sections, &c.sections),
        ] {
            if !value.is_empty() {
                out.push_str(&format!("{s}{}", fill(pattern, &[value])));
            }
        }
    }
    out
}

fn subscription(c: &Citation, words: &Words, language: Language, s: &str) -> String {
    let (access, text) = if c.subscription {
        (Access::Subscription, words.subscription)
    } else if c.registration {
        (Access::Registration, words.registration)
    } else {
        return String::new();
    };
    match (language, words::lock(access, language)) {
        (Language::Chinese, Some((file, alt))) => format!("{s}[[File:{file}|9px|link=|alt={alt}|{alt}]]"),
        _ => format!("{s}{text}"),
    }
}

/// The languages of the work, other than the book's own.
fn language_note(c: &Citation, words: &Words, language: Language) -> String {
    let own = match language {
        Language::Chinese => "zh",
        Language::English => "en",
    };
    let codes: Vec<(Option<&str>, &str)> = c.languages.iter().map(|l| (languages::code(l), l.as_str())).collect();
    let is_own = |code: &Option<&str>| code.is_some_and(|c| c == own || c.starts_with(own) && c.as_bytes().get(own.len()) == Some(&b'-'));
    // Chinese Wikipedia says so even of works in Chinese, since they come in several kinds of it.
    if codes.is_empty() || (language == Language::English && codes.iter().all(|(code, _)| is_own(code))) {
        return String::new();
    }
    let mut list = String::new();
    for (i, (code, given)) in codes.iter().enumerate() {
        if i > 0 {
            list.push_str(match codes.len() {
                2 => words.language_pair,
                last if i + 1 == last => words.language_last,
                _ => words.language_separator,
            });
        }
        list.push_str(&code.and_then(|c| languages::name(c, language)).unwrap_or_else(|| (*given).to_owned()));
    }
    let plain = text::plain(&list).replace('"', "");
    // The pattern names the language twice; only the visible one may hold wikitext.
    match words.language.split_once("\">") {
        Some((head, tail)) => format!(" {}\">{}", fill(head, &[&plain]), fill(tail, &[&list])),
        None => format!(" {}", fill(words.language, &[&list])),
    }
}

/// A quotation without the quotes around it, which the page adds itself.
fn strip_quotes(quote: &str) -> &str {
    for (open, close) in [('"', '"'), ('\u{201c}', '\u{201d}')] {
        let inner = quote.strip_prefix(open).and_then(|q| q.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains(open) && !inner.contains(close)) {
            return inner;
        }
    }
    quote
}

/// What the mode asks of words that begin a part: small letters after commas.
pub(super) fn begin(word: &str, mode: Mode) -> String {
    match mode {
        Mode::Stops => word.to_owned(),
        Mode::Commas => {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
        }
    }
}
