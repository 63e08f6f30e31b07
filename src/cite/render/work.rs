//! What a template's titles mean for its kind of work.
//!
//! In `{{cite episode}}` the title is that of a part and the series is the whole; in `{{cite conference}}` with a book
//! title the title is a chapter; and so on.  The record keeps the parameters as given; this view moves them.

use super::super::words::{self, Words};
use super::super::{Access, Citation, Class, Language, text};

/// A title with all that belongs to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) script: String,
    pub(super) translation: String,
    pub(super) link: String,
    pub(super) url: String,
    pub(super) format: String,
    pub(super) access: Access,
}

impl Title {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.script.is_empty() && self.translation.is_empty()
    }
}

/// A citation with its titles where its kind of work wants them.
#[derive(Clone, Debug)]
pub(super) struct Work<'a> {
    pub(super) source: &'a Citation,
    pub(super) chapter: Title,
    pub(super) title: Title,
    pub(super) periodical: String,
    pub(super) series: String,
    pub(super) volume: String,
    pub(super) issue: String,
    pub(super) conference: String,
    pub(super) publisher: String,
    pub(super) id: String,
    pub(super) kind: String,
}

impl<'a> Work<'a> {
    pub(super) fn of(c: &'a Citation, language: Language) -> Self {
        let mut work = Self {
            source: c,
            chapter: Title {
                text: c.chapter.clone(),
                script: c.script_chapter.clone(),
                translation: c.trans_chapter.clone(),
                link: String::new(),
                url: c.chapter_url.clone(),
                format: c.chapter_format.clone(),
                access: c.chapter_access,
            },
            title: Title {
                text: c.title.clone(),
                script: c.script_title.clone(),
                translation: c.trans_title.clone(),
                link: c.title_link.clone(),
                url: c.url.clone(),
                format: c.format.clone(),
                access: c.url_access,
            },
            periodical: c.periodical.clone(),
            series: c.series.clone(),
            volume: c.volume.clone(),
            issue: c.issue.clone(),
            conference: if matches!(c.class, Class::Conference | Class::Speech | Class::Citation) {
                c.conference.clone()
            } else {
                String::new()
            },
            publisher: c.publisher.clone(),
            id: c.id.clone(),
            kind: match c.kind.as_str() {
                "none" => String::new(),
                "" => words::kind(c.class, &c.degree, language),
                given => given.to_owned(),
            },
        };
        let words = Words::of(language);
        if c.untitled() {
            work.title.text.clear();
        }
        if c.class.has_no_chapters() {
            work.chapter = Title::default();
        }
        match c.class {
            Class::TechReport if work.id.is_empty() => work.id = std::mem::take(&mut work.issue),
            Class::Conference if !c.book_title.is_empty() => {
                work.chapter = std::mem::take(&mut work.title);
                work.title.text.clone_from(&c.book_title);
            }
            Class::Encyclopedia if work.title.is_empty() => work.title.text = std::mem::take(&mut work.periodical),
            // English Wikipedia shows the entry as a part of the encyclopedia, Chinese Wikipedia as an article of a periodical.
            Class::Encyclopedia if language == Language::English && !work.periodical.is_empty() && work.chapter.is_empty() => {
                work.chapter = std::mem::take(&mut work.title);
                work.title.text = std::mem::take(&mut work.periodical);
            }
            Class::Map if !c.map.is_empty() => {
                work.chapter = Title { text: c.map.clone(), translation: c.trans_map.clone(), url: c.map_url.clone(), ..Title::default() };
            }
            Class::Episode => work.episode(words),
            Class::Serial => {
                let mut parts = Vec::new();
                if !work.series.is_empty() {
                    parts.push(text::wikilink(&c.series_link, &work.series));
                }
                work.series = parts.concat();
                work.id = [&c.network, &c.station].into_iter().filter(|v| !v.is_empty()).cloned().collect::<Vec<_>>().join(". ");
                if work.chapter.is_empty() {
                    work.chapter.text = std::mem::take(&mut work.issue);
                }
                work.issue.clear();
            }
            Class::Interview => {
                // Where it was broadcast stands with the identifiers.
                let broadcast = [&c.id, &c.program, &c.station, &c.city].into_iter().filter(|v| !v.is_empty());
                work.id = broadcast.cloned().collect::<Vec<_>>().join(match c.mode {
                    super::super::Mode::Stops => ". ",
                    super::super::Mode::Commas => ", ",
                });
            }
            _ => {}
        }
        // Only some kinds of work have volumes and issues; the module does not print what the others give.
        let volumes = matches!(
            c.class,
            Class::Citation
                | Class::AudioVisual
                | Class::Book
                | Class::Conference
                | Class::Interview
                | Class::Journal
                | Class::Magazine
                | Class::Map
                | Class::News
                | Class::Report
                | Class::TechReport
                | Class::Thesis
        ) && !(c.class == Class::Conference && work.periodical.is_empty())
            || (c.class == Class::Encyclopedia && language == Language::English);
        let issues = matches!(
            c.class,
            Class::Citation | Class::Conference | Class::Journal | Class::Magazine | Class::News | Class::Map | Class::Episode
        ) && !(c.class == Class::Citation && work.periodical.is_empty() && c.class != Class::Map)
            && !(matches!(c.class, Class::Conference | Class::Map) && work.periodical.is_empty());
        if !volumes {
            work.volume.clear();
        }
        if !issues {
            work.issue.clear();
        }
        work
    }

    /// An episode: its title is a part, its series the whole, and season and number stand where the series would.
    fn episode(&mut self, words: &Words) {
        let c = self.source;
        let numbers: Vec<String> = [(words.season, &c.season), (words.series_number, &c.series_number), (words.episode, &c.issue)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(pattern, value)| words::fill(pattern, &[value]))
            .collect();
        self.issue.clear();
        self.chapter = std::mem::take(&mut self.title);
        self.title.text = std::mem::take(&mut self.series);
        self.title.link.clone_from(&c.series_link);
        self.series = numbers.join(match c.mode {
            super::super::Mode::Stops => ". ",
            super::super::Mode::Commas => ", ",
        });
        let id: Vec<&str> = [&c.network, &c.station].into_iter().filter(|v| !v.is_empty()).map(String::as_str).collect();
        if !id.is_empty() {
            self.id = id.join(". ");
        }
    }
}
