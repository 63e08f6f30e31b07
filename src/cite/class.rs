//! What kind of work a citation template cites, and which templates those are.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The kind of work cited, one for each family of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum Class {
    /// `{{citation}}`: any work, in the comma style (CS2).
    #[default]
    Citation,
    /// A page of a website.
    Web,
    /// A report of a newspaper or a broadcaster.
    News,
    /// A book, or a part of one.
    Book,
    /// A paper in a learned journal.
    Journal,
    /// An article in a magazine.
    Magazine,
    /// A thesis.
    Thesis,
    /// A report of an institution.
    Report,
    /// A numbered technical report.
    TechReport,
    /// A paper of a conference.
    Conference,
    /// An entry of an encyclopedia or dictionary.
    Encyclopedia,
    /// A press release.
    PressRelease,
    /// A podcast.
    Podcast,
    /// A map.
    Map,
    /// One broadcast of a series.
    Episode,
    /// A broadcast series.
    Serial,
    /// A film, a recording.
    AudioVisual,
    /// What is printed on the cover of a recording.
    AudioVisualNotes,
    /// An interview.
    Interview,
    /// A preprint of arXiv.
    Arxiv,
    /// A preprint of bioRxiv.
    BioRxiv,
    /// A preprint or report of CiteSeerX.
    CiteSeerX,
    /// A preprint of SSRN.
    Ssrn,
    /// A speech.
    Speech,
    /// A message of a newsgroup.
    Newsgroup,
    /// A message of a mailing list.
    MailingList,
    /// A sign, a plaque, an inscription.
    Sign,
}

/// Template names, lower case with spaces, and what they cite; redirects of the large wikis included.
const TEMPLATES: &[(&str, Class)] = &[
    ("citation", Class::Citation),
    ("cite", Class::Citation),
    ("引用", Class::Citation),
    ("引文", Class::Citation),
    ("cite web", Class::Web),
    ("citeweb", Class::Web),
    ("cite website", Class::Web),
    ("cite webpage", Class::Web),
    ("cite url", Class::Web),
    ("cite blog", Class::Web),
    ("web cite", Class::Web),
    ("引用网页", Class::Web),
    ("引用網頁", Class::Web),
    ("引用网站", Class::Web),
    ("引用網站", Class::Web),
    ("网页引用", Class::Web),
    ("網頁引用", Class::Web),
    ("cite news", Class::News),
    ("citenews", Class::News),
    ("cite newspaper", Class::News),
    ("cite article", Class::News),
    ("news reference", Class::News),
    ("引用新闻", Class::News),
    ("引用新聞", Class::News),
    ("引用报纸", Class::News),
    ("引用報紙", Class::News),
    ("新闻引用", Class::News),
    ("新聞引用", Class::News),
    ("cite book", Class::Book),
    ("citebook", Class::Book),
    ("cite chapter", Class::Book),
    ("cite manual", Class::Book),
    ("book reference", Class::Book),
    ("引用书籍", Class::Book),
    ("引用書籍", Class::Book),
    ("引用书", Class::Book),
    ("引用書", Class::Book),
    ("书籍引用", Class::Book),
    ("書籍引用", Class::Book),
    ("cite journal", Class::Journal),
    ("citejournal", Class::Journal),
    ("cite paper", Class::Journal),
    ("citepaper", Class::Journal),
    ("cite document", Class::Journal),
    ("cite study", Class::Journal),
    ("引用期刊", Class::Journal),
    ("引用论文", Class::Journal),
    ("引用論文", Class::Journal),
    ("期刊引用", Class::Journal),
    ("cite magazine", Class::Magazine),
    ("cite mag", Class::Magazine),
    ("引用杂志", Class::Magazine),
    ("引用雜誌", Class::Magazine),
    ("cite thesis", Class::Thesis),
    ("cite dissertation", Class::Thesis),
    ("引用学位论文", Class::Thesis),
    ("引用學位論文", Class::Thesis),
    ("cite report", Class::Report),
    ("引用报告", Class::Report),
    ("引用報告", Class::Report),
    ("cite techreport", Class::TechReport),
    ("cite tech report", Class::TechReport),
    ("cite technical report", Class::TechReport),
    ("cite conference", Class::Conference),
    ("cite proceedings", Class::Conference),
    ("引用会议", Class::Conference),
    ("引用會議", Class::Conference),
    ("cite encyclopedia", Class::Encyclopedia),
    ("cite encyclopaedia", Class::Encyclopedia),
    ("cite ency", Class::Encyclopedia),
    ("cite dictionary", Class::Encyclopedia),
    ("引用百科全书", Class::Encyclopedia),
    ("引用百科全書", Class::Encyclopedia),
    ("cite press release", Class::PressRelease),
    ("cite press", Class::PressRelease),
    ("cite pr", Class::PressRelease),
    ("cite release", Class::PressRelease),
    ("引用新闻稿", Class::PressRelease),
    ("引用新聞稿", Class::PressRelease),
    ("cite podcast", Class::Podcast),
    ("cite map", Class::Map),
    ("引用地图", Class::Map),
    ("引用地圖", Class::Map),
    ("cite episode", Class::Episode),
    ("cite tv", Class::Episode),
    ("cite serial", Class::Serial),
    ("cite av media", Class::AudioVisual),
    ("cite av", Class::AudioVisual),
    ("cite video", Class::AudioVisual),
    ("cite film", Class::AudioVisual),
    ("cite movie", Class::AudioVisual),
    ("cite audio", Class::AudioVisual),
    ("cite music", Class::AudioVisual),
    ("cite media", Class::AudioVisual),
    ("cite dvd", Class::AudioVisual),
    ("引用影音", Class::AudioVisual),
    ("引用视频", Class::AudioVisual),
    ("引用影片", Class::AudioVisual),
    ("cite av media notes", Class::AudioVisualNotes),
    ("cite album notes", Class::AudioVisualNotes),
    ("cite album-notes", Class::AudioVisualNotes),
    ("cite music release notes", Class::AudioVisualNotes),
    ("cite dvd notes", Class::AudioVisualNotes),
    ("cite interview", Class::Interview),
    ("引用访谈", Class::Interview),
    ("引用訪談", Class::Interview),
    ("cite arxiv", Class::Arxiv),
    ("cite biorxiv", Class::BioRxiv),
    ("cite citeseerx", Class::CiteSeerX),
    ("cite ssrn", Class::Ssrn),
    ("cite speech", Class::Speech),
    ("cite newsgroup", Class::Newsgroup),
    ("cite usenet", Class::Newsgroup),
    ("cite mailing list", Class::MailingList),
    ("cite mail", Class::MailingList),
    ("cite sign", Class::Sign),
];

/// The same by name: every template of a page is asked about.
static BY_NAME: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| TEMPLATES.iter().rev().copied().collect());

/// What a template cites, by its name without namespace; `None` if it is no citation template.
///
/// Case does not matter, since the wikis keep redirects for the spellings in use; underscores are spaces.
#[must_use]
pub fn is_citation(template: &str) -> Option<Class> {
    let name = template.trim().replace('_', " ").to_lowercase();
    BY_NAME.get(name.as_str()).copied()
}

impl Class {
    /// Whether the works of the class have no chapters to name, so that a chapter is ignored.
    #[must_use]
    pub fn has_no_chapters(self) -> bool {
        matches!(
            self,
            Self::Web
                | Self::News
                | Self::Journal
                | Self::Magazine
                | Self::PressRelease
                | Self::Podcast
                | Self::Newsgroup
                | Self::MailingList
        )
    }

    /// The class name that the module writes on `<cite>` beside `citation`; empty for `{{citation}}`.
    #[must_use]
    pub fn css(self) -> &'static str {
        match self {
            Self::Citation => "",
            Self::Web => "web",
            Self::News => "news",
            Self::Book => "book",
            Self::Journal => "journal",
            Self::Magazine => "magazine",
            Self::Thesis => "thesis",
            Self::Report => "report",
            Self::TechReport => "techreport",
            Self::Conference => "conference",
            Self::Encyclopedia => "encyclopaedia",
            Self::PressRelease => "pressrelease",
            Self::Podcast => "podcast",
            Self::Map => "map",
            Self::Episode => "episode",
            Self::Serial => "serial",
            Self::AudioVisual => "audio-visual",
            Self::AudioVisualNotes => "AV-media-notes",
            Self::Interview => "interview",
            Self::Arxiv => "arxiv",
            Self::BioRxiv => "biorxiv",
            Self::CiteSeerX => "citeseerx",
            Self::Ssrn => "ssrn",
            Self::Speech => "speech",
            Self::Newsgroup => "newsgroup",
            Self::MailingList => "mailinglist",
            Self::Sign => "sign",
        }
    }

    /// Whether the work is a preprint, named by its repository.
    #[must_use]
    pub fn is_preprint(self) -> bool {
        matches!(self, Self::Arxiv | Self::BioRxiv | Self::CiteSeerX | Self::Ssrn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_spelling() {
        assert_eq!(is_citation("cite web"), Some(Class::Web));
        assert_eq!(is_citation("Cite_Book"), Some(Class::Book));
        assert_eq!(is_citation("Cite AV media"), Some(Class::AudioVisual));
        assert_eq!(is_citation("引用網頁"), Some(Class::Web));
        assert_eq!(is_citation("Cite arXiv"), Some(Class::Arxiv));
        assert_eq!(is_citation("citation needed"), None);
    }

    #[test]
    fn no_name_stands_twice() {
        for (i, (name, _)) in TEMPLATES.iter().enumerate() {
            assert!(TEMPLATES[i + 1..].iter().all(|(other, _)| other != name), "{name}");
        }
    }
}
