//! The answers to what pages ask, as fingerprints; and the fingerprints of what they need not ask.

use crate::config::Config;
use crate::digest::Digest;
use crate::pipeline::Purpose;
use crate::pipeline::asking::{Question, group_answer};
use crate::pipeline::book::MISSING;
use crate::pipeline::catalogue::Members;
use crate::pipeline::glance::Contents;
use crate::pipeline::make::Place;
use crate::pipeline::reading::Reading;
use crate::pipeline::shop::Shop;
use crate::source::SourceDir;
use crate::title::Title;
use crate::world::World;

/// What more than one page depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pipeline) struct Common {
    /// Settings, theme, program: what everything depends on.
    pub(in crate::pipeline) all: u64,
    /// Which titles, files and style sheets there are, and where they lie.
    pub(in crate::pipeline) titles: u64,
    /// The reading order.
    pub(in crate::pipeline) reading: u64,
}

/// Who answers.
pub(in crate::pipeline) struct Answers<'a> {
    shop: Shop<'a>,
    source: &'a SourceDir,
    contents: &'a Contents<'a>,
    reading: &'a Reading,
    /// Of each line of the list of pages.
    lines: Vec<u64>,
}

fn title(digest: Digest, title: &Title) -> Digest {
    // The name of a namespace is a setting.
    digest.number(title.namespace().0 as u64).text(title.name())
}

impl<'a> Answers<'a> {
    pub(in crate::pipeline) fn new(shop: Shop<'a>, source: &'a SourceDir, contents: &'a Contents<'a>, reading: &'a Reading) -> Self {
        let line = |(i, line): (usize, &crate::pipeline::reading::Line)| {
            let digest = Digest::new().maybe(line.title.as_deref()).maybe(shop.line_href(i));
            line.page.map_or(digest, |page| title(digest, &source.pages()[page].title)).finish()
        };
        let lines = reading.lines.iter().enumerate().map(line).collect();
        Self { shop, source, contents, reading, lines }
    }

    /// The other languages of the book.
    pub(super) fn codes(&self) -> &'a [String] {
        self.shop.languages.codes()
    }

    /// Fingerprints of what is common; `settled` is that of the settings and the theme.
    pub(in crate::pipeline) fn common(&self, settled: Digest) -> Common {
        let shop = &self.shop;
        let wikis = format!("{:?}", self.source.records().wikis());
        let all = self.codes().iter().fold(settled.text(&wikis).text(shop.home.as_str()), |digest, code| digest.text(code));
        let mut titles = Digest::new();
        for page in self.source.pages() {
            titles = title(titles, &page.title).maybe(shop.paths.get(&page.title).map(crate::path::SitePath::as_str));
            if !self.codes().is_empty() {
                titles = titles.number(self.answer(&Question::Language(page.title.clone())));
            }
        }
        for name in shop.file_names() {
            titles = titles.number(self.answer(&Question::File(name.to_owned())));
        }
        for sheet in shop.sheet_titles() {
            titles = titles.number(self.answer(&Question::Sheet(sheet.clone())));
        }
        let depths = self.reading.lines.iter().zip(&self.lines);
        let reading = depths.fold(Digest::new(), |digest, (line, number)| digest.number(*number).number(line.depth as u64));
        let reading = reading.number(self.reading.home as u64);
        Common { all: all.finish(), titles: titles.finish(), reading: reading.finish() }
    }

    /// The answer to a question.
    pub(super) fn answer(&self, question: &Question) -> u64 {
        let shop = &self.shop;
        match question {
            Question::Title(asked) => shop.book.find(asked).map_or(MISSING, |found| {
                let path = shop.paths.get(&found).map(crate::path::SitePath::as_str);
                title(Digest::new(), &found).maybe(path).number(u64::from(shop.read_page(&found).is_some())).finish()
            }),
            Question::Text(asked) => {
                let found = shop.book.find(asked).and_then(|found| self.source.index(&found));
                found.map_or(MISSING, |index| self.contents.answer(index))
            }
            Question::Group(name) => group_answer(shop.book.rule_group(name).as_deref()),
            Question::File(name) => shop.files.get(name).map_or(MISSING, |(path, size)| {
                let (width, height) = size.map_or((0, 0), |(width, height)| (u64::from(width) + 1, u64::from(height) + 1));
                Digest::new().text(path.as_str()).number(width).number(height).finish()
            }),
            Question::Sheet(title) => shop.sheets.get(title).map_or(MISSING, |path| Digest::new().text(path.as_str()).finish()),
            Question::Language(asked) => {
                let own = Digest::new().maybe(shop.languages.of(asked));
                let joined = shop.languages.all_joined(asked);
                joined
                    .into_iter()
                    .fold(own, |digest, (code, other)| title(digest.text(code), other).text(shop.path(other).as_str()))
                    .finish()
            }
        }
    }

    /// The answer to a question that had an answer before; `same` if the book has the same titles, files and order.
    pub(super) fn again(&self, question: &Question, before: u64, same: bool) -> u64 {
        match question {
            Question::Title(_) | Question::File(_) | Question::Sheet(_) | Question::Language(_) if same => before,
            Question::Text(_) if same && before == MISSING => before,
            _ => self.answer(question),
        }
    }

    /// What stands around a page: its number, its place, the pages near it.
    fn frame(&self, place: Place) -> u64 {
        let digest = place.number.map_or(Digest::new(), |number| Digest::new().number(number as u64 + 1));
        let of = |line: usize| self.lines.get(line).copied().unwrap_or_default();
        let line = place.order.and_then(|order| self.reading.line_of.get(order)).copied();
        let Some((order, line)) = place.order.zip(line) else {
            return digest.number(self.shop.shape_around(None, &of)).finish();
        };
        let neighbour = |step: isize| {
            let at = order.checked_add_signed(step).and_then(|at| self.reading.line_of.get(at));
            at.map_or(0, |line| of(*line))
        };
        digest
            .number(order as u64 + 1)
            .number(u64::from(order == self.reading.home))
            .number(neighbour(-1))
            .number(neighbour(1))
            .number(self.shop.shape_around(Some(line), &of))
            .finish()
    }

    /// The fingerprint of all that a page is made of but what it asks; `content` is by what its text is known.
    pub(in crate::pipeline) fn page_key(&self, index: usize, place: Place, members: Option<&Members>, content: u64) -> u64 {
        let page = &self.source.pages()[index];
        let digest = title(Digest::new(), &page.title).number(page.kind as u64).number(content);
        let digest = digest.number(self.source.provenance_digest(page)).number(self.frame(place));
        members.map_or(digest, |members| of_members(digest, members)).finish()
    }

    /// The same for a category or a file that has no page of its own.
    pub(in crate::pipeline) fn list_key(&self, of: &Title, members: &Members) -> u64 {
        let nowhere = Place { order: None, number: None };
        of_members(title(Digest::new(), of).number(self.frame(nowhere)), members).finish()
    }
}

fn of_members(digest: Digest, members: &Members) -> Digest {
    let digest = members.subcategories.iter().fold(digest.number(members.subcategories.len() as u64), title);
    members.pages.iter().fold(digest, |digest, (key, page)| title(digest.text(key), page))
}

/// The fingerprint of settings, theme and program; `None` if something counts that cannot be seen here.
///
/// The order of pages counts where it shows, page by page, and who works how has no part in the result.
pub(in crate::pipeline) fn settled(
    config: &Config,
    overrides: &[(String, String)],
    rules: &[String],
    purpose: Purpose,
    program: u64,
) -> Option<Digest> {
    // Its dictionaries lie elsewhere in the system.
    if config.variants.engine == crate::config::Engine::OpenCc {
        return None;
    }
    let mut config = config.clone();
    config.book.toc.clear();
    config.book.home = None;
    config.build = crate::config::Build::default();
    let digest = Digest::new().number(program).text(&format!("{config:?}")).text(&format!("{purpose:?}"));
    let digest = overrides.iter().fold(digest.number(overrides.len() as u64), |digest, (name, text)| digest.text(name).text(text));
    Some(rules.iter().fold(digest, |digest, rule| digest.text(rule)))
}
