//! What a wiki's pages may ask about the wiki: language, namespaces, other wikis, addresses, the date.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::title::Namespace;

/// The wiki that a book's pages come from.
#[derive(Clone, Debug)]
pub struct Site {
    /// Content language: `zh`, `en` or another MediaWiki code.
    pub language: String,
    /// `{{SITENAME}}`.
    pub name: String,
    /// `{{SERVER}}`, with scheme: `https://zh.wikipedia.org`.
    pub server: String,
    /// `{{ARTICLEPATH}}` with `$1` for the title.
    pub article_path: String,
    /// `{{SCRIPTPATH}}`.
    pub script_path: String,
    /// Where pages that are not in the book live, with `$1` for the title; `None` if nowhere.
    pub base_url: Option<String>,
    /// The moment that `{{CURRENTTIME}}` and its like name, in seconds since 1970 UTC; never the clock.
    pub now: i64,
    /// Namespaces and their names.
    pub namespaces: Namespaces,
    /// Prefixes of other wikis and languages.
    pub interwiki: Interwiki,
    /// Whether `<ref details="…">` refers to a part of a note; upstream it is off too.
    pub note_details: bool,
}

/// The words that begin a redirect, lower case; MediaWiki's in English and Chinese.
pub const REDIRECT_WORDS: &[&str] = &["#redirect", "#重定向", "#重新導向"];

/// The parser tests' moment, 1970-01-01 00:02:03 UTC, which serves where a book names no date.
pub const DEFAULT_NOW: i64 = 123;

impl Default for Site {
    fn default() -> Self {
        Self::new("en")
    }
}

impl Site {
    /// A wiki of the given content language with MediaWiki's own namespaces.
    #[must_use]
    pub fn new(language: &str) -> Self {
        Self {
            language: language.to_owned(),
            name: "MediaWiki".to_owned(),
            server: "http://example.org".to_owned(),
            article_path: "/wiki/$1".to_owned(),
            script_path: "/".to_owned(),
            base_url: None,
            now: DEFAULT_NOW,
            namespaces: Namespaces::new(language),
            interwiki: Interwiki::of(language),
            note_details: false,
        }
    }

    /// Whether the content language is Chinese, and so has variants.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.language == "zh" || self.language.starts_with("zh-")
    }
}

/// MediaWiki's namespaces: number, English name, and the names a Chinese wiki also knows.
///
/// The first name of a language is the one that is printed.
const CORE: &[(i32, &str, &[&str])] = &[
    (-2, "Media", &["媒体", "媒體", "媒体文件"]),
    (-1, "Special", &["特殊"]),
    (1, "Talk", &["讨论", "討論", "对话", "對話"]),
    (2, "User", &["用户", "用戶", "使用者"]),
    (3, "User talk", &["用户讨论", "用戶討論", "用户对话", "用戶對話", "使用者討論"]),
    (4, "Project", &["计划", "計劃", "專案"]),
    (5, "Project talk", &["计划讨论", "計劃討論"]),
    (6, "File", &["Image", "文件", "档案", "檔案", "图像", "圖像", "图片", "圖片"]),
    (7, "File talk", &["Image talk", "文件讨论", "文件討論", "檔案討論", "图像讨论", "圖像討論"]),
    (8, "MediaWiki", &["媒体维基", "媒體維基"]),
    (9, "MediaWiki talk", &["媒体维基讨论", "媒體維基討論"]),
    (10, "Template", &["模板", "樣板"]),
    (11, "Template talk", &["模板讨论", "模板討論", "樣板討論"]),
    (12, "Help", &["帮助", "幫助", "使用說明"]),
    (13, "Help talk", &["帮助讨论", "幫助討論"]),
    (14, "Category", &["分类", "分類"]),
    (15, "Category talk", &["分类讨论", "分類討論"]),
    (828, "Module", &["模块", "模組"]),
    (829, "Module talk", &["模块讨论", "模組討論"]),
];

/// The namespaces of a wiki.
#[derive(Clone, Debug)]
pub struct Namespaces {
    names: FxHashMap<i32, String>,
    by_name: FxHashMap<String, i32>,
    case_sensitive: CaseSensitive,
}

/// In which namespaces the first letter of a title keeps its case (`$wgCapitalLinks`, `$wgCapitalLinkOverrides`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CaseSensitive {
    /// In none: `apple` and `Apple` are one page.
    #[default]
    Nowhere,
    /// In all but those that MediaWiki always capitalises: `Special`, `User`, `MediaWiki` and what talks about them.
    Everywhere,
    /// In those of these numbers.
    In(FxHashSet<i32>),
}

impl Namespaces {
    /// MediaWiki's own namespaces; Chinese names are always read, as books mix both.
    #[must_use]
    pub fn new(language: &str) -> Self {
        let mut all = Self { names: FxHashMap::default(), by_name: FxHashMap::default(), case_sensitive: CaseSensitive::Nowhere };
        for (number, name, aliases) in CORE {
            all.add(*number, name);
            for alias in *aliases {
                all.alias(*number, alias);
            }
        }
        // Books in Chinese come from Chinese Wikipedia more often than from anywhere else; a book can say otherwise.
        if language == "zh" || language.starts_with("zh-") {
            all.add(4, "Wikipedia");
            all.add(5, "Wikipedia talk");
            for (number, alias) in [(4, "维基百科"), (4, "維基百科"), (4, "WP"), (5, "维基百科讨论"), (5, "維基百科討論"), (5, "WT")]
            {
                all.alias(number, alias);
            }
        }
        all
    }

    /// Adds a namespace, or renames one; the old name stays as an alias.
    pub fn add(&mut self, number: i32, name: &str) {
        self.names.insert(number, name.to_owned());
        self.alias(number, name);
    }

    /// Says in which namespaces the first letter of a title keeps its case.
    pub fn set_case_sensitive(&mut self, case_sensitive: CaseSensitive) {
        self.case_sensitive = case_sensitive;
    }

    /// Whether the first letter of a title keeps its case.  Behaviour: MediaWiki's `NamespaceInfo::isCapitalized`.
    #[must_use]
    pub fn is_case_sensitive(&self, namespace: Namespace) -> bool {
        match &self.case_sensitive {
            CaseSensitive::Nowhere => false,
            CaseSensitive::Everywhere => !matches!(namespace.subject(), Namespace::SPECIAL | Namespace::USER | Namespace::MEDIAWIKI),
            CaseSensitive::In(numbers) => numbers.contains(&namespace.0),
        }
    }

    /// Adds another name for a namespace.
    pub fn alias(&mut self, number: i32, name: &str) {
        self.by_name.insert(fold(name), number);
    }

    /// The name that is printed; empty for articles and for unknown numbers.
    #[must_use]
    pub fn name(&self, namespace: Namespace) -> &str {
        self.names.get(&namespace.0).map_or("", String::as_str)
    }

    /// The namespace of that name, in any case, with spaces or underscores.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<Namespace> {
        // A prefix is short; longer text before a colon is not worth folding.
        if name.is_empty() || name.len() > 64 {
            return None;
        }
        self.by_name.get(&fold(name)).map(|n| Namespace(*n))
    }

    /// The namespace of that number, if the wiki has it.
    #[must_use]
    pub fn by_number(&self, number: i32) -> Option<Namespace> {
        (number == 0 || self.names.contains_key(&number)).then_some(Namespace(number))
    }
}

/// The key under which a namespace's name is found.
fn fold(name: &str) -> String {
    name.replace('_', " ").to_lowercase()
}

/// Prefixes of other wikis.
#[derive(Clone, Debug)]
pub struct Interwiki {
    urls: FxHashMap<String, (String, bool)>,
}

/// Codes of languages that Wikipedia has, the ones that pages link to most; a book may add more.
const LANGUAGES: &str = "aa ab ace ady af ak als alt am ami an ang ann anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bat-smg bbc bcl be be-tarask be-x-old bg bh bi bjn blk bm bn bo bpy br bs bug bxr ca cbk-zam cdo ce ceb ch chr chy ckb co cr crh cs csb cu cv cy da dag de dga din diq dsb dty dv dz ee el eml en eo es et eu ext fa ff fi fiu-vro fj fo fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gsw gu guc gur guw gv ha hak haw he hi hif ho hr hsb ht hu hy hyw hz ia id ie ig ii ik ilo inh io is it iu ja jam jbo jv ka kaa kab kbd kbp kcg kg ki kj kk kl km kn ko koi kr krc ks ksh ku kv kw ky la lad lb lbe lez lfn lg li lij lld lmo ln lo lrc lt ltg lv lzh mad mai map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mr mrj ms mt mus mwl my myv mzn na nah nan nap nds nds-nl ne new ng nl nn no nov nqo nrm nso nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ps pt pwn qu rm rmy rn ro roa-rup roa-tara ru rue rw sa sah sat sc scn sco sd se sg sh shi shn si simple sk skr sl sm smn sn so sq sr srn ss st stq su sv sw szl szy ta tay tcy te tet tg th ti tk tl tlh tly tn to tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep vi vls vo wa war wo wuu xal xh xmf yi yo yue za zea zh zh-classical zh-min-nan zh-yue zu";

/// Sister projects and the prefixes that MediaWiki installs with.
const PROJECTS: &[(&str, &str)] = &[
    ("w", "https://en.wikipedia.org/wiki/$1"),
    ("wikipedia", "https://en.wikipedia.org/wiki/$1"),
    ("wikt", "https://en.wiktionary.org/wiki/$1"),
    ("wiktionary", "https://en.wiktionary.org/wiki/$1"),
    ("b", "https://en.wikibooks.org/wiki/$1"),
    ("wikibooks", "https://en.wikibooks.org/wiki/$1"),
    ("n", "https://en.wikinews.org/wiki/$1"),
    ("wikinews", "https://en.wikinews.org/wiki/$1"),
    ("q", "https://en.wikiquote.org/wiki/$1"),
    ("wikiquote", "https://en.wikiquote.org/wiki/$1"),
    ("s", "https://en.wikisource.org/wiki/$1"),
    ("wikisource", "https://en.wikisource.org/wiki/$1"),
    ("v", "https://en.wikiversity.org/wiki/$1"),
    ("wikiversity", "https://en.wikiversity.org/wiki/$1"),
    ("voy", "https://en.wikivoyage.org/wiki/$1"),
    ("wikivoyage", "https://en.wikivoyage.org/wiki/$1"),
    ("c", "https://commons.wikimedia.org/wiki/$1"),
    ("commons", "https://commons.wikimedia.org/wiki/$1"),
    ("d", "https://www.wikidata.org/wiki/$1"),
    ("wikidata", "https://www.wikidata.org/wiki/$1"),
    ("m", "https://meta.wikimedia.org/wiki/$1"),
    ("meta", "https://meta.wikimedia.org/wiki/$1"),
    ("metawikimedia", "https://meta.wikimedia.org/wiki/$1"),
    ("mw", "https://www.mediawiki.org/wiki/$1"),
    ("mediawikiwiki", "https://www.mediawiki.org/wiki/$1"),
    ("species", "https://species.wikimedia.org/wiki/$1"),
    ("wmf", "https://foundation.wikimedia.org/wiki/$1"),
    ("foundation", "https://foundation.wikimedia.org/wiki/$1"),
    ("phab", "https://phabricator.wikimedia.org/$1"),
    ("meatball", "http://www.usemod.com/cgi-bin/mb.pl?$1"),
    ("memoryalpha", "http://www.memory-alpha.org/en/index.php/$1"),
];

impl Interwiki {
    /// The prefixes of a wiki in that language: a sister project is the one in Chinese for a Chinese wiki.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let mut all = Self { urls: FxHashMap::default() };
        let chinese = language == "zh" || language.starts_with("zh-");
        for (prefix, url) in PROJECTS {
            match url.strip_prefix("https://en.").filter(|_| chinese) {
                Some(rest) => all.add(prefix, &format!("https://zh.{rest}"), false),
                None => all.add(prefix, url, false),
            }
        }
        for code in LANGUAGES.split(' ') {
            all.add(code, &format!("https://{code}.wikipedia.org/wiki/$1"), true);
        }
        all
    }

    /// Adds a prefix; `url` has `$1` for the title.
    pub fn add(&mut self, prefix: &str, url: &str, is_language: bool) {
        self.urls.insert(prefix.to_lowercase(), (url.to_owned(), is_language));
    }

    /// Whether the prefix, in any case, is another wiki's.
    #[must_use]
    pub fn contains(&self, prefix: &str) -> bool {
        self.get(prefix).is_some()
    }

    /// Whether the prefix is a language's.
    #[must_use]
    pub fn is_language(&self, prefix: &str) -> bool {
        self.get(prefix).is_some_and(|(_, language)| *language)
    }

    /// The address pattern of the prefix.
    #[must_use]
    pub fn url(&self, prefix: &str) -> Option<&str> {
        self.get(prefix).map(|(url, _)| url.as_str())
    }

    fn get(&self, prefix: &str) -> Option<&(String, bool)> {
        if prefix.len() > 64 {
            return None;
        }
        self.urls.get(prefix).or_else(|| self.urls.get(&prefix.to_lowercase()))
    }
}
