//! What the pages of a book share while they are written: views, prepared chrome, lists, addresses.

use std::ops::Deref;

use super::asking::{AskedBook, AskedFiles, AskedLanguages, AskedPaths, AskedSheets, Log};
use super::book::Book;
use super::languages::Languages;
use super::links::Files;
use super::reading::Reading;
use super::sheets::Sheets;
use super::view::GroupIndex;
use super::{BuildError, Carry, Purpose, attribution, machines, search};
use rustc_hash::FxHashMap;

use crate::bundle;
use crate::config::Config;
use crate::lang::Variant;
use crate::path::{Names, PagePaths, SitePath};
use crate::search::Index;
use crate::site::Site;
use crate::theme::Theme;
use crate::theme::context::{self, Link, PageList, Prepared};
use crate::theme::nav::{self, PageTree};
use crate::title::Title;
use crate::variant::glossary::Glossary;
use crate::variant::{Engine, Words};

/// One view of the book.
pub(super) struct ViewSpec {
    /// The variant; `None` in a book that is not converted.
    pub(super) variant: Option<Variant>,
    /// The view's code and folder: `zh-cn`, `en`.
    pub(super) code: String,
    /// Its language as HTML has it.
    pub(super) lang: String,
    /// What its readers call it.
    pub(super) label: String,
    /// The folder of its pages.
    pub(super) folder: SitePath,
    /// What a link to a missing page says.
    pub(super) missing: String,
    /// What elements of its pages say.
    pub(super) said: Said,
}

/// The theme's words that elements of a page are named with; see [`crate::html::Setting`].
#[derive(Default)]
pub(super) struct Said {
    pub(super) heading_link: String,
    pub(super) table: String,
    pub(super) back: String,
    pub(super) notes: String,
    pub(super) missing_file: String,
    pub(super) edit: String,
}

impl Said {
    /// The words of a language.
    pub(super) fn new(theme: &Theme, lang: &str) -> Self {
        let word = |key: &str| theme.word(lang, key).unwrap_or_default().to_owned();
        Self {
            heading_link: word("heading_link"),
            table: word("table"),
            back: word("back"),
            notes: word("notes"),
            missing_file: word("missing_file"),
            edit: word("edit_section"),
        }
    }
}

/// The views that a book has.
pub(super) fn specs(config: &Config, site: &Site) -> Vec<ViewSpec> {
    let plain = |lang: &str| ViewSpec {
        variant: None,
        code: lang.to_owned(),
        lang: lang.to_owned(),
        label: lang.to_owned(),
        folder: SitePath::new(lang).unwrap_or_else(|_| SitePath::view(Variant::Zh)),
        missing: String::new(),
        said: Said::default(),
    };
    if config.variants.views.is_empty() || !site.is_chinese() {
        return vec![plain(&site.language)];
    }
    let view = |variant: &Variant| ViewSpec {
        variant: Some(*variant),
        code: variant.code().to_owned(),
        lang: variant.bcp47().to_owned(),
        label: config.variants.label(*variant).to_owned(),
        folder: SitePath::view(*variant),
        missing: String::new(),
        said: Said::default(),
    };
    config.variants.views.iter().map(view).collect()
}

/// All that the pages of a book share.
pub(super) struct Shared<'s> {
    pub(super) purpose: Purpose,
    pub(super) config: &'s Config,
    pub(super) theme: &'s Theme,
    pub(super) engine: &'s Engine,
    pub(super) glossary: &'s Glossary,
    book: &'s Book<'s>,
    paths: &'s PagePaths,
    files: &'s Files,
    pub(super) views: Vec<ViewSpec>,
    /// The two views of the parallel view.
    pub(super) pair: Option<(usize, usize)>,
    /// The rules of glossary groups, as readers are told of them.
    pub(super) group_index: GroupIndex,
    /// The parallel view's folder.
    pub(super) pair_folder: SitePath,
    pub(super) prepared: Vec<Prepared>,
    trees: Vec<PageTree<'s>>,
    titles: &'s [&'s Title],
    places: &'s FxHashMap<&'s Title, usize>,
    /// The order of the pages.
    pub(super) reading: &'s Reading,
    /// The languages of its pages.
    languages: &'s Languages,
    /// Where the style sheets of templates lie.
    sheets: &'s Sheets,
    /// Where the first page is, in a view.
    pub(super) home: SitePath,
    /// Whether each view has a feed.
    pub(super) has_feed: bool,
    /// The search index, if the book has one.
    pub(super) search: Option<Index>,
}

/// What those who make a page, or something else of the book, have at hand: all that is shared, and where to ask.
///
/// The fields of this name stand before those of [`Shared`], which nobody reaches but through them.
pub(super) struct Shop<'s> {
    shared: &'s Shared<'s>,
    pub(super) book: AskedBook<'s>,
    pub(super) paths: AskedPaths<'s>,
    pub(super) files: AskedFiles<'s>,
    pub(super) sheets: AskedSheets<'s>,
    pub(super) languages: AskedLanguages<'s>,
}

impl<'s> Deref for Shop<'s> {
    type Target = Shared<'s>;

    fn deref(&self) -> &Shared<'s> {
        self.shared
    }
}

impl<'s> Shared<'s> {
    #[expect(clippy::too_many_arguments, reason = "the parts of a book, gathered once")]
    pub(super) fn new(
        purpose: Purpose,
        config: &'s Config,
        theme: &'s Theme,
        engine: &'s Engine,
        glossary: &'s Glossary,
        book: &'s Book<'s>,
        paths: &'s PagePaths,
        files: &'s Files,
        mut views: Vec<ViewSpec>,
        trees: Vec<PageTree<'s>>,
        titles: &'s [&'s Title],
        places: &'s FxHashMap<&'s Title, usize>,
        reading: &'s Reading,
        languages: &'s Languages,
        sheets: &'s Sheets,
        has_credits: bool,
    ) -> Result<Self, BuildError> {
        let at = |variant: Variant| views.iter().position(|v| v.variant == Some(variant));
        let pair = config.variants.parallel.and_then(|(a, b)| Some((at(a)?, at(b)?)));
        let first = titles.get(reading.home).and_then(|t| paths.get(t)).cloned();
        let home = first.unwrap_or_else(|| SitePath::made("s", "all", "html"));
        let words = Words::new(engine, Some(glossary));
        let mut prepared = Vec::new();
        let searched = config.output.html.search.enable && !matches!(purpose, Purpose::Carry(Carry { search: false, .. }));
        let convert =
            |text: &str, variant: Option<Variant>| variant.map_or_else(|| text.to_owned(), |v| words.convert(text, v).into_owned());
        for view in &mut views {
            view.missing = theme.word(&view.lang, "missing").unwrap_or("$1").to_owned();
            view.said = Said::new(theme, &view.lang);
            let title = convert(book_title(config), view.variant);
            let description = convert(&config.book.description, view.variant);
            let start = home.under(&view.folder);
            let search_page = search::page_path().under(&view.folder).href();
            let picture = config.output.html.absolute().map(|site| format!("{site}{}", context::ASSETS.picture));
            let feed = machines::has_feed(config, has_credits).then(|| machines::feed_path().under(&view.folder).href());
            let opensearch = machines::has_opensearch(config, searched).then(|| machines::opensearch_path().under(&view.folder).href());
            let licence = convert(&config.book.licence, view.variant);
            let repository = config.output.html.git_repository_url.as_deref().map(|href| Link { text: href, href, lang: None });
            let credits = has_credits.then(|| attribution::path(0).under(&view.folder).href());
            let css = additional(&config.output.html.additional_css, paths.names());
            let js = additional(&config.output.html.additional_js, paths.names());
            prepared.push(theme.prepare(&context::Book {
                title: &title,
                lang: &view.lang,
                description: &description,
                authors: &config.book.authors,
                home: &start.href(),
                search: searched.then_some(search_page.as_str()),
                // What is carried away may be read where there is no network, and asks for nothing.
                remote_images: !matches!(purpose, Purpose::Carry(_)),
                credits: credits.as_deref(),
                additional_css: &css,
                additional_js: &js,
                no_section_label: config.output.html.no_section_label,
                default_theme: config.output.html.default_theme.as_str(),
                repository,
                picture: picture.as_deref(),
                feed: feed.as_deref(),
                opensearch: opensearch.as_deref(),
                licence: (!licence.is_empty()).then(|| Link {
                    text: &licence,
                    href: config.book.licence_url.as_deref().unwrap_or_default(),
                    lang: None,
                }),
                storage_key: &format!("taben:{}", book_title(config)),
                ..context::Book::default()
            })?);
        }
        let pair_folder = SitePath::new("parallel").unwrap_or_else(|_| SitePath::view(Variant::Zh));
        // Nobody searches a book that is only checked.
        let search = (searched && matches!(purpose, Purpose::Publish | Purpose::Carry(_))).then(|| search::index(theme, &views));
        Ok(Self {
            purpose,
            config,
            theme,
            engine,
            glossary,
            book,
            paths,
            files,
            views,
            pair,
            group_index: GroupIndex::default(),
            pair_folder,
            prepared,
            trees,
            titles,
            places,
            reading,
            languages,
            has_feed: machines::has_feed(config, has_credits),
            sheets,
            home,
            search,
        })
    }

    /// For one who makes something of the book, whose questions are listed in `log`.
    pub(super) fn shop(&'s self, log: Option<&'s Log>) -> Shop<'s> {
        Shop {
            shared: self,
            book: AskedBook { book: self.book, log, site: None },
            paths: AskedPaths { paths: self.paths, log },
            files: AskedFiles { files: self.files, log },
            sheets: AskedSheets { sheets: self.sheets, log },
            languages: AskedLanguages { languages: self.languages, log },
        }
    }
}

impl<'s> Shop<'s> {
    /// The pages in reading order.
    pub(super) fn titles(&self) -> &'s [&'s Title] {
        self.titles
    }

    /// The page of the reading order that a link means.
    pub(super) fn read_page(&self, title: &Title) -> Option<&Title> {
        // The way a title goes is the same for all who ask for it; that somebody asked is noted.
        let found = self.book.find(title);
        let place = match self.places.get(title) {
            Some(place) => *place,
            None => *self.places.get(&found?)?,
        };
        self.titles().get(place).copied()
    }

    /// Words outside pages.
    pub(super) fn words(&self) -> Words<'_> {
        Words::new(self.engine, Some(self.glossary))
    }

    /// A title as a view's readers see it.
    pub(super) fn title_in(&self, title: &str, view: usize) -> String {
        self.views[view].variant.map_or_else(|| title.to_owned(), |v| self.words().convert(title, v).into_owned())
    }

    /// What a page that is none of the book's says of itself in a sentence: the book's title in a view, and its own.
    pub(super) fn described(&self, title: &str, view: usize) -> String {
        format!("{} · {title}", self.title_in(book_title(self.config), view))
    }

    /// The path of a page of the site, without a view.
    pub(super) fn path(&self, title: &Title) -> SitePath {
        self.paths.get(title).cloned().unwrap_or_else(|| self.paths.made(title, self.book.site()))
    }

    /// The ways to read a page, seen from one of them.
    pub(super) fn switch(&self, path: &SitePath, here: &SitePath, current: &str) -> Vec<(String, String, String, String, bool)> {
        // All lie at the same place in their views: what differs is the view's folder, and the page's own needs none.
        let (to_root, href) = (here.to_root(), path.href());
        let link = |folder: &SitePath| {
            let own = here.as_str().strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
            if own { path.under(folder).link_from(here) } else { [&to_root, folder.as_str(), "/", &href].concat() }
        };
        let mut out: Vec<_> =
            self.views.iter().map(|v| (v.code.clone(), v.label.clone(), v.lang.clone(), link(&v.folder), v.code == current)).collect();
        if let Some((first, second)) = self.pair {
            let traditional_first = current == self.views[second].code && self.views[second].variant.is_some_and(Variant::is_traditional);
            let view = &self.views[if traditional_first { second } else { first }];
            let label = if traditional_first { "對照" } else { "对照" };
            out.push(("parallel".to_owned(), label.to_owned(), view.lang.clone(), link(&self.pair_folder), current == "parallel"));
        }
        if out.len() == 1 {
            out.clear();
        }
        out
    }

    /// The ways to read a list of the site's own, which has no parallel view.
    pub(super) fn switch_of_list(&self, path: &SitePath, here: &SitePath, current: &str) -> Vec<(String, String, String, String, bool)> {
        let mut ways = self.switch(path, here, current);
        ways.retain(|(code, ..)| code != "parallel");
        ways
    }

    /// The way from a page to the root of the view it stands in: `../` for each folder between.
    fn way_up(&self, here: &SitePath, folder: &SitePath) -> String {
        let depth = here.as_str().matches('/').count() - folder.as_str().matches('/').count();
        "../".repeat(depth.saturating_sub(1))
    }

    /// The pages near one, with links from `here`.
    pub(super) fn nearby(&self, view: usize, place: Option<usize>, here: &SitePath, folder: &SitePath) -> PageList {
        let all = SitePath::made("s", "all", "html").under(&self.views[view].folder);
        // A page outside the reading order has no neighbours, and in a large book it cannot list all pages either.
        if place.is_none() && self.titles.len() > nav::MAX_ENTRIES {
            return PageList { all_href: Some(all.link_from(here)), ..PageList::default() };
        }
        let up = self.way_up(here, folder);
        let line = place.and_then(|place| self.reading.line_of.get(place)).copied();
        self.trees[view].around(line, up, &all.link_from(here))
    }

    /// Where a line of the list of pages leads, from a view's folder.
    pub(super) fn line_href(&self, line: usize) -> Option<&str> {
        self.trees.first()?.href(line)
    }

    /// A number for what [`Self::nearby`] shows beside a line of the list of pages, of numbers for lines.
    pub(super) fn shape_around(&self, line: Option<usize>, of: &dyn Fn(usize) -> u64) -> u64 {
        if line.is_none() && self.titles.len() > nav::MAX_ENTRIES {
            return 0;
        }
        self.trees.first().map_or(0, |tree| tree.shape(line, of))
    }

    /// The names of the book's files, in order.
    pub(super) fn file_names(&self) -> Vec<&'s str> {
        let mut names: Vec<&str> = self.files.files.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The titles of the book's style sheets, in order.
    pub(super) fn sheet_titles(&self) -> Vec<&'s Title> {
        let mut titles: Vec<&Title> = self.sheets.sheets.keys().collect();
        titles.sort_unstable();
        titles
    }

    /// The views and their pages, for what is made of the finished site.
    pub(super) fn contents(&self) -> Vec<bundle::View> {
        let pages = |view: usize| {
            let path = |title: &&Title| self.path(title).under(&self.views[view].folder);
            self.titles.iter().map(|t| (self.title_in(&t.full(), view), path(t))).collect()
        };
        let view = |(i, view): (usize, &ViewSpec)| bundle::View {
            code: view.code.clone(),
            lang: view.lang.clone(),
            label: view.label.clone(),
            title: self.title_in(book_title(self.config), i),
            description: self.title_in(&self.config.book.description, i),
            pages: pages(i),
        };
        self.views.iter().enumerate().map(view).collect()
    }

    /// The page before or after, as title and link.
    pub(super) fn neighbour(
        &self,
        view: usize,
        place: Option<usize>,
        step: isize,
        here: &SitePath,
        folder: &SitePath,
    ) -> Option<(String, String)> {
        let at = place?.checked_add_signed(step)?;
        let (title, href) = self.trees[view].page(*self.reading.line_of.get(at)?)?;
        Some((title.to_owned(), format!("{}{}", self.way_up(here, folder), href?)))
    }

    /// What a page stands inside of in the list of pages, from the top: words and links, which a heading has not.
    pub(super) fn above(&self, view: usize, place: usize, here: &SitePath, folder: &SitePath) -> Vec<(String, String)> {
        let Some(line) = self.reading.line_of.get(place) else { return Vec::new() };
        let up = self.way_up(here, folder);
        let above = self.trees[view].above(*line).into_iter();
        above.map(|(title, href)| (title.to_owned(), href.map_or_else(String::new, |href| format!("{up}{href}")))).collect()
    }
}

/// The book's title.
pub(super) fn book_title(config: &Config) -> &str {
    if config.book.title.is_empty() { "taben" } else { &config.book.title }
}

/// Where the book's own styles and scripts lie in the site.
pub(super) fn additional(files: &[std::path::PathBuf], names: Names) -> Vec<String> {
    let path = |f: &std::path::PathBuf| Some(format!("assets/own/{}", f.file_name()?.to_string_lossy()));
    // A name that cannot stand in a site is left to fail where the file is written.
    let settle = |path: String| SitePath::new(&path).map_or(path, |path| names.of(path).as_str().to_owned());
    files.iter().filter_map(path).map(settle).collect()
}
