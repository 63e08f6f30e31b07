//! The variant stage: one view of a page, in one variant of Chinese.
//!
//! A page comes as events in which nothing depends on a variant but the text and the marks `-{…}-`.  The stage
//! settles the marks and converts the text, from beginning to end, as MediaWiki's `LanguageConverter` does: a rule
//! holds from where it stands.  Text that does not change is borrowed.
//!
//! ```text
//! tables   words of each variant       matcher  longest word here, in all layers    names     names of languages
//! rules    what a mark adds or takes   marks    what a mark shows                   glossary  rules as text
//! walk     what is text                words    text → text, outside of pages too   inline    marks in attributes
//! script   what the tables know       trace    what a view's conversion did        audit     the same of all views, for editors
//! compare  what two views differ in    spans    the same, marked in their events    layout  the tables' bytes
//! site_table  a wiki's own entries for the base tables
//! ```

pub mod audit;
mod compare;
mod events;
pub mod glossary;
pub mod group;
mod inline;
mod layout;
mod marks;
mod matcher;
mod names;
#[cfg(feature = "opencc")]
mod opencc;
mod rules;
mod script;
mod site_table;
mod spans;
mod tables;
mod trace;
mod walk;
mod words;

use std::borrow::Cow;

use self::compare::Cuts;
pub use self::compare::{Alike, By, Comparison, Difference, Word, compare, rules_of_mark};
use self::glossary::Glossary;
pub use self::rules::Told;
use self::rules::{Change, PageTable};
pub use self::site_table::{SiteTable, heirs};
pub use self::spans::{DIFFERENCE, mark_differences};
use self::walk::Walk;
pub use self::words::Words;
use crate::lang::Variant;
use crate::model::document::Event;

#[cfg(feature = "opencc")]
pub use self::opencc::{DEFAULT_CONFIGS, Opencc, OpenccError};

/// OpenCC where it is not built in: there is none.
#[cfg(not(feature = "opencc"))]
#[derive(Debug)]
enum Opencc {}

#[cfg(not(feature = "opencc"))]
impl Opencc {
    fn convert(&self, _: &str) -> String {
        match *self {}
    }
}

/// How many uses of rules a view tells of; a page that uses more is not read to the end by anybody.
const MAX_HITS: usize = 10_000;

/// What converts text: MediaWiki's tables, or OpenCC's.
///
/// One a process, shared by all pages and threads.  MediaWiki's tables are there already, OpenCC's load on first use.
#[derive(Debug, Default)]
pub struct Engine {
    #[cfg(feature = "opencc")]
    opencc: Option<opencc::Converters>,
}

impl Engine {
    /// The engine of MediaWiki's tables.
    #[must_use]
    pub fn mediawiki() -> Self {
        Self::default()
    }

    /// Loads a variant's table now, so that the first page need not wait for it.
    pub fn warm(&self, variant: Variant) {
        if self.opencc_of(variant).is_none() {
            let _ = tables::Base::of(variant);
        }
    }

    /// OpenCC's converter for a variant, if the engine is OpenCC.
    #[cfg(feature = "opencc")]
    fn opencc_of(&self, variant: Variant) -> Option<&Opencc> {
        self.opencc.as_ref()?.of(variant)
    }

    #[cfg(not(feature = "opencc"))]
    #[expect(clippy::unused_self, reason = "the same call with and without OpenCC")]
    fn opencc_of(&self, _: Variant) -> Option<&Opencc> {
        None
    }
}

/// What single characters become in a variant, by MediaWiki's tables; characters that stay are not named.
#[must_use]
pub fn characters(variant: Variant) -> Vec<(char, char)> {
    tables::Base::of(variant).map(|base| base.characters().filter(|(from, to)| from != to).collect()).unwrap_or_default()
}

/// A page to be converted, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct ViewInput<'a> {
    /// What the page shows; notes numbered, lists of notes in their places.
    pub events: &'a [Event<'a>],
    /// The page's title, as the reader sees it without conversion.
    pub title: &'a str,
    /// `{{DISPLAYTITLE:…}}`: stands for the title and is not converted.
    pub display_title: Option<&'a str>,
    /// The page's language; text marked with another one is left alone unless it is Chinese.
    pub language: &'a str,
    /// The book's rules, `[variants.rules]`.
    pub book: Option<&'a Glossary>,
    /// `__NOCONTENTCONVERT__`.
    pub no_content_convert: bool,
    /// `__NOTITLECONVERT__`.
    pub no_title_convert: bool,
    /// Tell where rules were used.
    pub trace: bool,
    /// The view is to be compared with another one.
    pub compare: bool,
}

/// A page in one variant.
#[derive(Debug)]
pub struct View<'a> {
    /// What the view shows; no [`Event::Mark`] is left.
    pub events: Vec<Event<'a>>,
    /// The title as text.
    pub title: String,
    /// The title with the markup that `-{T|…}-` gave it.
    pub heading: Vec<Event<'static>>,
    /// Marks of the page gave a title or rules for the whole page, which MediaWiki's pages tell the reader.
    pub converted_by_rules: bool,
    /// Where rules of the page or the book were used; empty unless asked for.
    pub hits: Vec<Hit>,
    cuts: Option<Cuts>,
    title_rule: Option<Change>,
    rules: Vec<Change>,
    used: Vec<bool>,
    variant: Variant,
    words: Words<'a>,
    table: Option<Box<PageTable>>,
    converts: bool,
}

/// One use of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which of the page's events holds the word, or the first of several that are one text.
    pub event: usize,
    /// Where in the text it stands, in bytes.
    pub offset: usize,
    /// The word.
    pub from: String,
    /// What the rule made of it.
    pub to: String,
}

/// A rule that a page gave itself.
#[derive(Clone, Copy, Debug)]
pub struct PageRule<'v> {
    change: &'v Change,
    /// Whether a word of the page was found by it in this view.
    pub used: bool,
}

impl PageRule<'_> {
    /// What it says.
    #[must_use]
    pub fn told(&self) -> Told {
        self.change.told()
    }
}

impl View<'_> {
    /// The page's own rules, by their numbers; nothing stands for what takes rules away.
    pub fn rules(&self) -> impl Iterator<Item = (usize, PageRule<'_>)> {
        let all = self.rules.iter().zip(&self.used).enumerate();
        all.filter(|(_, (change, _))| !change.removes()).map(|(number, (change, used))| (number, PageRule { change, used: *used }))
    }

    /// What the rule of a number says.
    #[must_use]
    pub fn rule(&self, number: usize) -> Option<Told> {
        self.rules.get(number).map(Change::told)
    }

    /// The rule that gave the page its title.
    #[must_use]
    pub fn title_rule(&self) -> Option<Told> {
        self.title_rule.as_ref().map(Change::told)
    }

    /// Other text of the page, such as its contents and categories, with the rules that hold at the page's end.
    #[must_use]
    pub fn convert<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.converts { self.words.convert_on(text, self.variant, self.table.as_deref()) } else { Cow::Borrowed(text) }
    }
}

/// Makes one view of a page.
///
/// Nothing fails: marks with faulty rules show a note, as MediaWiki's do.
#[must_use]
pub fn convert<'a>(input: &ViewInput<'a>, variant: Variant, engine: &'a Engine) -> View<'a> {
    let converts = !input.no_content_convert;
    let words = Words::new(engine, input.book);
    let mut walk = Walk {
        variant,
        words,
        page: rules::PageRules::default(),
        title: None,
        title_rule: None,
        by_rules: false,
        used: Vec::new(),
        cuts: input.compare.then(Cuts::default),
        active: converts,
        deep: false,
        language: input.language,
        hits: input.trace.then(Vec::new),
        place: 0,
        captions: 0,
        budget: matcher::MAX_GROWTH,
        trace: None,
    };
    let mut events = Vec::with_capacity(input.events.len());
    walk.page(input.events, &mut events);

    let Walk { page, title: title_events, title_rule, by_rules, hits, used, cuts, .. } = walk;
    let (table, rules) = page.into_table(variant);
    let as_text = |text: &str| vec![Event::Text(Cow::Owned(text.to_owned()))];
    let heading = match (input.display_title, title_events) {
        (Some(title), _) => as_text(title),
        (None, Some(title)) if converts && !input.no_title_convert => title,
        (None, None) if converts && !input.no_title_convert => as_text(&words.convert_on(input.title, variant, table.as_deref())),
        _ => as_text(input.title),
    };
    let title = events::flat(&heading);
    View {
        events,
        title,
        heading,
        converted_by_rules: by_rules,
        hits: hits.unwrap_or_default(),
        cuts,
        title_rule,
        rules,
        used,
        variant,
        words,
        table,
        converts,
    }
}

#[cfg(test)]
mod tests;
