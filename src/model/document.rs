//! A page as a flat, well-nested stream of events: what both wikitext and Markdown become.
//!
//! The stream is the currency of the stages after parsing.  Reading a page's Markdown gives the same
//! stream that was written as Markdown; views are made from it without building anything anew.

use std::borrow::Cow;
use std::sync::Arc;

use super::html::{Attrs, Name};
use super::refs::RefLabel;
use crate::diag::Span;
use crate::lang::Variant;
use crate::title::Title;

/// One step through a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An element begins; void elements have no [`Event::Close`].
    Open(Name, Attrs<'a>),
    /// A link begins; ends with `Close(Name::A)`.
    ///
    /// Its views share it: what one of them changes is its own.
    OpenLink(Arc<Link>),
    /// The innermost open element ends.
    Close(Name),
    /// Text, entities decoded.
    Text(Cow<'a, str>),
    /// A footnote's marker.
    Note(Box<NoteUse>),
    /// The place of a list of footnotes.
    Notes(Box<NoteList>),
    /// A conversion mark, `-{…}-`.
    Mark(Box<Mark>),
    /// A formula in TeX.
    Math {
        /// The source.
        tex: String,
        /// Whether it stands on its own line.
        display: bool,
    },
    /// The place where an author put the table of contents.
    Contents,
}

impl Event<'_> {
    /// The same event, owning its text, so that it may live as long as is wanted.
    #[must_use]
    pub fn into_owned<'o>(self) -> Event<'o> {
        match self {
            Event::Open(name, attrs) => Event::Open(name, attrs.into_owned()),
            Event::OpenLink(link) => Event::OpenLink(link),
            Event::Close(name) => Event::Close(name),
            Event::Text(text) => Event::Text(Cow::Owned(text.into_owned())),
            Event::Note(usage) => Event::Note(usage),
            Event::Notes(list) => Event::Notes(list),
            Event::Mark(mark) => Event::Mark(mark),
            Event::Math { tex, display } => Event::Math { tex, display },
            Event::Contents => Event::Contents,
        }
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The target.
    pub target: LinkTarget,
    /// The `title` attribute, if it is not the default one.
    pub title: Option<String>,
}

/// The kinds of targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A page of the wiki, whether the book has it or not.
    Page {
        /// The page, as the source names it.
        title: Title,
        /// The place on it, as written after `#`.
        fragment: Option<String>,
    },
    /// A place on this page.
    Here(String),
    /// Another site.
    External {
        /// The address, percent-encoded as MediaWiki does.
        url: String,
        /// How it was written, which decides the class and whether its text is converted.
        kind: ExternalKind,
    },
    /// A page of another wiki.
    Interwiki {
        /// The address.
        url: String,
    },
    /// A file itself (`[[Media:x]]`).
    File(Title),
}

/// How an external link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalKind {
    /// A bare address; its text is the address and is never converted.
    Free,
    /// `[address text]`.
    Text,
    /// `[address]`, shown as a number.
    Number,
}

/// One use of a footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteUse {
    /// Which note.
    pub label: RefLabel,
    /// Where the use stands in the page's source.
    pub span: Option<Span>,
}

/// The place of a list of notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteList {
    /// The group whose notes are listed; empty for the default one.
    pub group: String,
    /// `responsive="0"` was given: never in columns.
    pub single_column: bool,
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteDefinition<'a> {
    /// Which note.
    pub label: RefLabel,
    /// Its content.
    pub content: Vec<Event<'a>>,
    /// The `dir` attribute, lower case, if one was given.
    pub dir: Option<String>,
    /// Whether the notes in it are numbered before it: `{{#tag:ref|a<ref>b</ref>}}` reads its text first.
    pub inner_first: bool,
    /// Where the definition stands in the page's source.
    pub span: Option<Span>,
}

/// A conversion mark, parsed as far as no variant is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The flags, as a set of bits.
    pub flags: Flags,
    /// Variants named among the flags (`-{zh-hans;zh-hant|…}-`), in order.
    pub variants: Vec<Variant>,
    /// The rules, if the body holds some; empty otherwise.
    pub rules: Vec<Rule>,
    /// The body as it stands, with what belongs to no rule; shown where rules do not apply.
    pub body: Vec<Event<'static>>,
}

/// One rule of a mark: `zh-cn:文`, or `源=>zh-cn:译`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The text a one-way rule starts from; `None` for a two-way rule.
    pub from: Option<Vec<Event<'static>>>,
    /// The variant it is for.
    pub variant: Variant,
    /// The variant's text.
    pub to: Vec<Event<'static>>,
}

/// The flags of a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(pub u16);

impl Flags {
    /// `S`, or no flag: show the variant's text.
    pub const SHOW: Self = Self(1);
    /// `A`: add the rule and show.
    pub const ADD: Self = Self(2);
    /// `H`: add the rule, show nothing.
    pub const HIDE: Self = Self(4);
    /// `R`: show as written.
    pub const RAW: Self = Self(8);
    /// `D`: describe the rule.
    pub const DESCRIBE: Self = Self(16);
    /// `N`: show the name of a language.
    pub const NAME: Self = Self(32);
    /// `-`: remove the rule.
    pub const REMOVE: Self = Self(64);
    /// `T`: the page's title.
    pub const TITLE: Self = Self(128);
    /// `+`: add the rule, show nothing (internal to MediaWiki, but read).
    pub const PLUS: Self = Self(256);

    /// Whether all of `other` is set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set without `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A parsed page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// What the page shows.
    pub events: Vec<Event<'a>>,
    /// The definitions of its footnotes, in the order they were found; a label may occur more than once.
    pub notes: Vec<NoteDefinition<'a>>,
    /// What the page says about itself.
    pub meta: Meta,
}

/// What a page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Categories and sort keys, in order, each once.
    pub categories: Vec<(Title, Option<String>)>,
    /// Links to the same page in other languages: prefix and address.
    pub languages: Vec<(String, String)>,
    /// The page is a redirect to this page and fragment.
    pub redirect: Option<(Title, Option<String>)>,
    /// `{{DISPLAYTITLE:…}}`.
    pub display_title: Option<String>,
    /// The language of the page, where it is not the book's: such a page is not converted.
    pub language: Option<String>,
    /// Style sheets that the page asks for (`<templatestyles>`), in order, each once.
    pub styles: Vec<Title>,
    /// What the page is about, in a sentence of its author's.
    pub description: Option<String>,
    /// When the page was last changed, as seconds since 1970 UTC.
    pub date: Option<i64>,
    /// `{{DEFAULTSORT:…}}`.
    pub default_sort: Option<String>,
    /// `__NOTOC__`, `__FORCETOC__`, `__NOCC__` and the like.
    pub switches: Switches,
}

/// Behaviour switches that change how a page is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// `__NOTOC__`.
    pub no_toc: bool,
    /// `__FORCETOC__`.
    pub force_toc: bool,
    /// `__NOCONTENTCONVERT__`, `__NOCC__`.
    pub no_content_convert: bool,
    /// `__NOTITLECONVERT__`, `__NOTC__`.
    pub no_title_convert: bool,
    /// `__NOGALLERY__`.
    pub no_gallery: bool,
    /// `__HIDDENCAT__`.
    pub hidden_category: bool,
}
