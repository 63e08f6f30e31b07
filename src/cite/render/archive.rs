//! Where titles lead when a page is archived, and the note that says so.

use super::super::identifiers::Identifier;
use super::super::words::{self, Words, fill};
use super::super::{Citation, Class, Key, Language, UrlStatus, text};
use super::work::Work;

/// Where titles lead, once an archive has taken the place of a dead page.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) title: String,
    pub(super) chapter: String,
    pub(super) format: String,
    pub(super) chapter_format: String,
    /// The original address, for the note on the archive.
    pub(super) original: String,
    pub(super) original_format: String,
}

impl Links {
    pub(super) fn of(work: &Work<'_>, language: Language) -> Self {
        let c = work.source;
        let mut links = Self {
            title: work.title.url.clone(),
            chapter: work.chapter.url.clone(),
            format: work.title.format.clone(),
            chapter_format: work.chapter.format.clone(),
            ..Self::default()
        };
        let embargoed = c.embargoed;
        if c.class == Class::Journal
            && links.title.is_empty()
            && !embargoed
            && work.title.link.is_empty()
            && !work.title.text.contains("[[")
        {
            links.title = c.identifier(Key::Pmc).filter(|i| i.fault.is_none()).and_then(Identifier::address).unwrap_or_default();
            if language == Language::English && links.title.starts_with("//") {
                links.title.insert_str(0, "https:");
            }
        }
        // With addresses for both, the archive is that of the chapter on English Wikipedia and that of the whole on Chinese Wikipedia.
        let on_chapter = work.title.url.is_empty() || (language == Language::English && !work.chapter.url.is_empty());
        links.original = if on_chapter { links.chapter.clone() } else { links.title.clone() };
        if on_chapter && links.chapter.is_empty() {
            links.original.clear();
        }
        links.original_format = if on_chapter { links.chapter_format.clone() } else { links.format.clone() };
        if !c.archive_url.is_empty() && c.url_status != UrlStatus::Live {
            let (link, format) = if on_chapter && !links.chapter.is_empty() {
                (&mut links.chapter, &mut links.chapter_format)
            } else {
                (&mut links.title, &mut links.format)
            };
            link.clone_from(&c.archive_url);
            format.clone_from(&c.archive_format);
        }
        links
    }
}

/// The note `(PDF)` on a link.
pub(super) fn format_note(format: &str, url: &str) -> String {
    if !format.is_empty() {
        format!(" <span style=\"font-size:85%;\">({format})</span>")
    } else if text::is_pdf(url) {
        " <span style=\"font-size:85%;\">(PDF)</span>".to_owned()
    } else {
        String::new()
    }
}

/// The note on the archive.
pub(super) fn archived(c: &Citation, links: &Links, words: &Words, language: Language, s: &str) -> String {
    if c.archive_url.is_empty() {
        return String::new();
    }
    let complaint = |code| {
        let problem = c.problems.iter().find(|p| p.code == code);
        problem.map_or_else(String::new, |p| words::complaint(p, language))
    };
    let date = if c.archive_date.is_empty() { complaint("cite-archive-date-missing") } else { c.archive_date.clone() };
    let note = match c.url_status {
        UrlStatus::Unfit => fill(words.archive_unfit, &["", &date]),
        UrlStatus::Live if !links.original.is_empty() => {
            let link = text::external(&c.archive_url, words.archived) + &format_note(&c.archive_format, &c.archive_url);
            fill(words.archive_live, &[&link, &date])
        }
        _ if links.original.is_empty() => fill(words.archive_missing, &[&complaint("cite-archive-without-url"), &date]),
        _ => {
            let link = text::external(&links.original, words.original) + &format_note(&links.original_format, &links.original);
            fill(words.archive_dead, &[&link, &date])
        }
    };
    format!("{s}{note}")
}
