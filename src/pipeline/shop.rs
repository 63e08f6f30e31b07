//! What the pages of a book share while they are written: views, prepared chrome, lists, addresses.

use super::book::Book;
use super::languages::Languages;
use super::links::Files;
use super::reading::Reading;
use super::sheets::Sheets;
use super::view::GroupIndex;
use super::{BuildError, Purpose, machines};
use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::lang::Variant;
use crate::path::{PagePaths, SitePath};
use crate::site::Site;
use crate::theme::Theme;
use crate::theme::context::{self, Link, PageList, Prepared};
use crate::theme::nav::{self, PageTree};
use crate::title::Title;
use crate::variant::glossary::Glossary;
use crate::variant::{Engine, Words};
use crate::world::World;

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
    };
    config.variants.views.iter().map(view).collect()
}

/// All that the pages of a book share.
pub(super) struct Shop<'s> {
    pub(super) purpose: Purpose,
    pub(super) config: &'s Config,
    pub(super) theme: &'s Theme,
    pub(super) engine: &'s Engine,
    pub(super) glossary: &'s Glossary,
    pub(super) book: &'s Book<'s>,
    pub(super) paths: &'s PagePaths,
    pub(super) files: &'s Files,
    pub(super) views: Vec<ViewSpec>,
    /// The two views of the parallel view.
    pub(super) pair: Option<(usize, usize)>,
    /// The rules of glossary groups, as readers are told of them.
    pub(super) group_index: GroupIndex,
    /// The parallel view's folder.
    pub(super) pair_folder: SitePath,
    pub(super) prepared: Vec<Prepared>,
    trees: Vec<PageTree>,
    titles: &'s [&'s Title],
    places: &'s FxHashMap<&'s Title, usize>,
    /// The order of the pages.
    pub(super) reading: &'s Reading,
    /// The languages of its pages.
    pub(super) languages: &'s Languages,
    /// Where the style sheets of templates lie.
    pub(super) sheets: &'s Sheets,
    /// Where the first page is, in a view.
    pub(super) home: SitePath,
}

impl<'s> Shop<'s> {
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
        trees: Vec<PageTree>,
        titles: &'s [&'s Title],
        places: &'s FxHashMap<&'s Title, usize>,
        reading: &'s Reading,
        languages: &'s Languages,
        sheets: &'s Sheets,
    ) -> Result<Self, BuildError> {
        let at = |variant: Variant| views.iter().position(|v| v.variant == Some(variant));
        let pair = config.variants.parallel.and_then(|(a, b)| Some((at(a)?, at(b)?)));
        let first = titles.get(reading.home).and_then(|t| paths.get(t)).cloned();
        let home = first.unwrap_or_else(|| SitePath::made("s", "all", "html"));
        let words = Words::new(engine, Some(glossary));
        let mut prepared = Vec::new();
        let convert =
            |text: &str, variant: Option<Variant>| variant.map_or_else(|| text.to_owned(), |v| words.convert(text, v).into_owned());
        for view in &mut views {
            view.missing = theme.word(&view.lang, "missing").unwrap_or("$1").to_owned();
            let title = convert(book_title(config), view.variant);
            let description = convert(&config.book.description, view.variant);
            let start = home.under(&view.folder);
            let picture = config.output.html.absolute().map(|site| format!("{site}{}", context::ASSETS.picture));
            let feed = machines::has_feed(config).then(|| machines::feed_path().under(&view.folder).href());
            let repository = config.output.html.git_repository_url.as_deref().map(|href| Link { text: href, href, lang: None });
            let css = additional(&config.output.html.additional_css);
            let js = additional(&config.output.html.additional_js);
            prepared.push(theme.prepare(&context::Book {
                title: &title,
                lang: &view.lang,
                description: &description,
                authors: &config.book.authors,
                home: &start.href(),
                remote_images: true,
                additional_css: &css,
                additional_js: &js,
                no_section_label: config.output.html.no_section_label,
                default_theme: config.output.html.default_theme.as_str(),
                repository,
                picture: picture.as_deref(),
                feed: feed.as_deref(),
                storage_key: &format!("taben:{}", book_title(config)),
                ..context::Book::default()
            })?);
        }
        let pair_folder = SitePath::new("parallel").unwrap_or_else(|_| SitePath::view(Variant::Zh));
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
            sheets,
            home,
        })
    }

    /// The pages in reading order.
    pub(super) fn titles(&self) -> &'s [&'s Title] {
        self.titles
    }

    /// The place in the reading order of the page that a link means.
    pub(super) fn place_of(&self, title: &Title) -> Option<u32> {
        let place = match self.places.get(title) {
            Some(place) => *place,
            None => *self.places.get(&self.book.find(title)?)?,
        };
        u32::try_from(place).ok()
    }

    /// Words outside pages.
    pub(super) fn words(&self) -> Words<'_> {
        Words::new(self.engine, Some(self.glossary))
    }

    /// A title as a view's readers see it.
    pub(super) fn title_in(&self, title: &str, view: usize) -> String {
        self.views[view].variant.map_or_else(|| title.to_owned(), |v| self.words().convert(title, v).into_owned())
    }

    /// The path of a page of the site, without a view.
    pub(super) fn path(&self, title: &Title) -> SitePath {
        self.paths.get(title).cloned().unwrap_or_else(|| SitePath::page(title, "html", self.book.site()))
    }

    /// The ways to read a page, seen from one of them.
    pub(super) fn switch(&self, path: &SitePath, here: &SitePath, current: &str) -> Vec<(String, String, String, String, bool)> {
        let mut out: Vec<_> = self
            .views
            .iter()
            .map(|v| (v.code.clone(), v.label.clone(), v.lang.clone(), path.under(&v.folder).link_from(here), v.code == current))
            .collect();
        if let Some((first, second)) = self.pair {
            let traditional_first = current == self.views[second].code && self.views[second].variant.is_some_and(Variant::is_traditional);
            let view = &self.views[if traditional_first { second } else { first }];
            let label = if traditional_first { "對照" } else { "对照" };
            out.push((
                "parallel".to_owned(),
                label.to_owned(),
                view.lang.clone(),
                path.under(&self.pair_folder).link_from(here),
                current == "parallel",
            ));
        }
        if out.len() == 1 {
            out.clear();
        }
        out
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
pub(super) fn additional(files: &[std::path::PathBuf]) -> Vec<String> {
    files.iter().filter_map(|f| Some(format!("assets/own/{}", f.file_name()?.to_string_lossy()))).collect()
}
