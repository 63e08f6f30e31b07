//! A MediaWiki export as a stream of pages; the one user of quick-xml.
//!
//! The format is MediaWiki's `export-0.3.xsd` to `export-0.11.xsd` (`WikiExporter`, `XmlDumpWriter`), read by the
//! names of elements and where they stand; what is not known is passed over.  A page counts when its end was seen.
//! What breaks off or is out of order is told, with its place, and reading goes on with the next `<page>`.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use rustc_hash::FxHashSet;

use super::MAX_TEXT_BYTES;
use super::stream::{Bomb, FileError};
use super::text::{EventTooLong, TextReader};
use crate::path::cut;
use crate::title::MAX_TITLE_BYTES;

/// How deep elements may lie in each other; the format needs seven.
///
/// The parser remembers every open element, so that a file of nothing but `<a><a><a>…` would fill the memory.
const MAX_DEPTH: usize = 32;
/// How long anything but a page's text may be; the rest is dropped.
const MAX_FIELD_BYTES: usize = 16 << 10;
/// How long a moment is at most; longer ones are none.
const MAX_TIME_BYTES: usize = 32;
/// How many namespaces a wiki may have.
const MAX_NAMESPACES: usize = 1_000;
/// How many authors of a page are kept by name; the rest are counted.
const MAX_AUTHORS: usize = 20;
/// How many authors of a page are told apart.
const MAX_COUNTED_AUTHORS: usize = 100_000;

/// What the export says of its wiki.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SiteInfo {
    /// Content language: `xml:lang`.
    pub(super) language: String,
    pub(super) name: String,
    /// Its database: `zhwiki`.
    pub(super) id: String,
    /// Address of its main page.
    pub(super) base: String,
    /// The first letters of titles keep their case.
    pub(super) case_sensitive: bool,
    pub(super) namespaces: Vec<NamespaceInfo>,
}

/// A namespace as the export names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamespaceInfo {
    pub(super) number: i32,
    pub(super) name: String,
    pub(super) case_sensitive: Option<bool>,
}

/// One page with the revision that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// As it stands in the export.
    pub(super) title: String,
    pub(super) namespace: Option<i32>,
    pub(super) id: u64,
    /// `None`: the page has none that was asked for, or its text is not in the export.
    pub(super) revision: Option<Revision>,
    /// How many revisions the export has of it.
    pub(super) revisions: u64,
    /// Its authors, in the order of their first change; at most [`MAX_AUTHORS`].
    pub(super) authors: Vec<String>,
    /// How many authors more.
    pub(super) more_authors: usize,
    /// The wiki says that it leads to another page.
    pub(super) is_redirect: bool,
    /// A text was longer than a page may be.
    pub(super) too_long: bool,
}

/// A state of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Revision {
    pub(super) id: u64,
    /// As MediaWiki writes it: `2020-01-31T12:00:00Z`.
    pub(super) time: String,
    pub(super) model: String,
    pub(super) text: String,
    /// The text's length in bytes as the export tells it.
    pub(super) bytes: Option<u64>,
    /// The text's SHA-1 in base 36 as the export tells it.
    pub(super) sha1: String,
    author: String,
    hidden: bool,
}

/// Which of a page's revisions is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The newest.
    #[default]
    Latest,
    /// The newest that is not newer than this moment, written as MediaWiki does: `2020-01-31T12:00:00Z`.
    AsOf(String),
    /// Those of these numbers.
    Ids(BTreeSet<u64>),
}

impl Choice {
    fn takes(&self, revision: &Revision) -> bool {
        match self {
            Self::Latest => true,
            Self::AsOf(moment) => revision.time <= *moment,
            Self::Ids(ids) => ids.contains(&revision.id),
        }
    }
}

/// What comes next in an export.
#[derive(Debug)]
pub(super) enum Item {
    /// What it says of its wiki; before the pages, or never.
    Site(SiteInfo),
    /// A whole page.
    Page(Box<Page>),
    /// A page that is not whole: what is wrong, the byte at which that is seen, and the page's title if it was read.
    Damaged { title: String, at: u64, reason: String },
}

/// Why reading stopped before the end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The operating system could not read.
    File(std::io::Error),
    /// It has a document type, which exports never have, and with which a few bytes can become gigabytes.
    Doctype { at: u64 },
    /// It is too large in a way that no export is.
    TooLarge { at: u64, reason: String },
    /// It ends or breaks here.
    Broken { at: u64, reason: String },
    /// It is no export.
    NotAnExport,
}

/// The elements that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Base,
    Case,
    Contributor,
    Dbname,
    Id,
    Ip,
    Mediawiki,
    Model,
    Namespace,
    Ns,
    Page,
    Redirect,
    Revision,
    Sha1,
    Siteinfo,
    Sitename,
    Text,
    Timestamp,
    Title,
    Username,
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "base" => Self::Base,
            "case" => Self::Case,
            "contributor" => Self::Contributor,
            "dbname" => Self::Dbname,
            "id" => Self::Id,
            "ip" => Self::Ip,
            "mediawiki" => Self::Mediawiki,
            "model" => Self::Model,
            "namespace" => Self::Namespace,
            "ns" => Self::Ns,
            "page" => Self::Page,
            "redirect" => Self::Redirect,
            "revision" => Self::Revision,
            "sha1" => Self::Sha1,
            "siteinfo" => Self::Siteinfo,
            "sitename" => Self::Sitename,
            "text" => Self::Text,
            "timestamp" => Self::Timestamp,
            "title" => Self::Title,
            "username" => Self::Username,
            _ => Self::Other,
        }
    }
}

/// What an export may hold beside its pages.
const BESIDE_PAGES: &[&str] = &["logitem", "discussionthreadinginfo"];

/// An export that is being read.
pub(super) struct Export<R: Read> {
    reader: Option<Reader<TextReader<R>>>,
    /// Where the parser began: it counts from there.
    began: u64,
    buffer: Vec<u8>,
    choice: Choice,
    state: State,
    /// What was found and not yet asked for.
    pending: Option<Item>,
    hasher: RandomState,
}

/// What is open, and what was read of it.
#[derive(Default)]
struct State {
    open: Vec<Tag>,
    /// The text of the innermost element.
    value: String,
    value_too_long: bool,
    site: SiteInfo,
    namespace: Option<NamespaceInfo>,
    page: Option<Box<Page>>,
    /// A page without an end whose text is whole.
    whole: Option<Box<Page>>,
    revision: Revision,
    authors: FxHashSet<u64>,
    /// The first element was an export's.
    begun: bool,
    /// The last one was closed.
    ended: bool,
}

/// What an event led to.
enum Step {
    On,
    Found(Item),
    Stop(Stop),
    /// The parser can make no sense of what follows.
    Lost(String),
    End,
}

impl<R: Read> Export<R> {
    /// An export of which nothing has been read.
    pub(super) fn new(bytes: R, choice: Choice) -> Self {
        Self {
            reader: Some(parser(TextReader::new(bytes))),
            began: 0,
            buffer: Vec::new(),
            choice,
            state: State::default(),
            pending: None,
            hasher: RandomState::new(),
        }
    }

    /// How many bytes, or pairs of them, were no characters.
    pub(super) fn replaced(&self) -> u64 {
        self.reader.as_ref().map_or(0, |r| r.get_ref().replaced())
    }

    /// The next thing in the export; `None` at its end.
    ///
    /// # Errors
    /// If it cannot be read on.
    pub(super) fn next(&mut self) -> Result<Option<Item>, Stop> {
        if let Some(item) = self.pending.take() {
            return Ok(Some(item));
        }
        loop {
            match self.step() {
                Step::On => {}
                Step::Found(item) => {
                    if matches!(item, Item::Damaged { .. }) {
                        self.pending = self.state.whole.take().map(Item::Page);
                        self.forget();
                    }
                    return Ok(Some(item));
                }
                Step::Stop(stop) => return Err(stop),
                Step::End => return Ok(None),
                Step::Lost(reason) => {
                    let at = self.at();
                    let damaged = self.state.damaged(at, reason);
                    self.find_page()?;
                    return Ok(Some(damaged));
                }
            }
        }
    }

    /// How far the text was read.
    fn at(&self) -> u64 {
        self.began + self.reader.as_ref().map_or(0, Reader::buffer_position)
    }

    /// Goes on with a new parser: the old one remembers elements that nothing will close, as many as a file likes.
    fn forget(&mut self) {
        if let Some(reader) = self.reader.take() {
            let text = reader.into_inner();
            self.began = text.taken();
            self.reader = Some(parser(text));
        }
    }

    /// Begins anew at the next page.
    fn find_page(&mut self) -> Result<(), Stop> {
        let Some(reader) = self.reader.take() else { return Ok(()) };
        let mut text = reader.into_inner();
        let found = text.skip_to(b"<page>");
        self.began = text.taken();
        self.reader = Some(parser(text));
        self.state.open = vec![Tag::Mediawiki];
        match found {
            Ok(true) => Ok(()),
            // What was lost may have held the end, and no page follows.
            Ok(false) => {
                self.state.ended = true;
                Ok(())
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// What an error in reading means.
    fn failed(&self, error: &std::io::Error) -> Stop {
        let inner = error.get_ref();
        let at = self.at();
        if inner.is_some_and(|e| e.is::<FileError>()) {
            return Stop::File(std::io::Error::new(error.kind(), error.to_string()));
        }
        if inner.is_some_and(|e| e.is::<Bomb>() || e.is::<EventTooLong>()) {
            return Stop::TooLarge { at, reason: error.to_string() };
        }
        // The decompressors tell in their own words that something is missing.
        let reason = match error.kind() {
            std::io::ErrorKind::UnexpectedEof => "the packed file ends early".to_owned(),
            _ => format!("the packed file is damaged: {error}"),
        };
        Stop::Broken { at, reason }
    }

    fn step(&mut self) -> Step {
        self.buffer.clear();
        let at = self.at();
        let Some(reader) = &mut self.reader else { return Step::End };
        reader.get_mut().next_event();
        let event = match reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Step::Stop(self.failed(&error)),
            Err(error) => return Step::Lost(error.to_string()),
        };
        let state = &mut self.state;
        match event {
            Event::Start(start) => return state.start(&start, at),
            Event::Empty(start) => match state.start(&start, at) {
                Step::On => return state.end(Tag::of(start.local_name().as_ref()), at, &self.choice, &self.hasher),
                // `<page/>` and the like end as they begin.
                Step::Found(item) => {
                    if let Step::Found(second) = state.end(Tag::of(start.local_name().as_ref()), at, &self.choice, &self.hasher) {
                        self.pending = Some(second);
                    }
                    return Step::Found(item);
                }
                step => return step,
            },
            Event::End(end) => return state.end(Tag::of(end.local_name().as_ref()), at, &self.choice, &self.hasher),
            Event::Text(text) => state.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => state.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(name) => match (&*name, name.resolve_char_ref()) {
                (_, Ok(Some(c))) => state.text(c.encode_utf8(&mut [0; 4])),
                ("lt", _) => state.text("<"),
                ("gt", _) => state.text(">"),
                ("amp", _) => state.text("&"),
                ("quot", _) => state.text("\""),
                ("apos", _) => state.text("'"),
                // An entity that only a document type could define stays as it is written.
                (name, _) => state.text(&format!("&{name};")),
            },
            // At the head it would define entities; in the middle it is what a server sent in place of pages.
            Event::DocType(_) if state.begun => return Step::Lost("a document type stands between the pages".to_owned()),
            Event::DocType(_) => return Step::Stop(Stop::Doctype { at }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return state.finish(at),
        }
        Step::On
    }
}

/// A parser that leaves the order of elements to [`State`], which knows how to go on.
fn parser<R: Read>(text: TextReader<R>) -> Reader<TextReader<R>> {
    let mut reader = Reader::from_reader(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

impl State {
    /// An element begins.
    fn start(&mut self, start: &BytesStart<'_>, at: u64) -> Step {
        let name = start.local_name();
        let tag = Tag::of(name.as_ref());
        self.value.clear();
        self.value_too_long = false;
        if !self.begun && tag != Tag::Mediawiki {
            return Step::Stop(Stop::NotAnExport);
        }
        if self.open.len() >= MAX_DEPTH {
            return Step::Lost(format!("elements lie in each other more than {MAX_DEPTH} deep"));
        }
        // Only a page that was never closed, or a text with marks in it that should be escaped, can come to this.
        let early = (tag == Tag::Page && self.page.is_some()) || self.open.last() == Some(&Tag::Text);
        // A server's error page, or another program's output, in the middle of the file.
        let foreign = self.begun && self.open.as_slice() == [Tag::Mediawiki] && tag == Tag::Other && !BESIDE_PAGES.contains(&name.as_ref());
        if foreign {
            return Step::Lost(format!("<{}> stands between the pages", shown(name.as_ref())));
        }
        let step = if early {
            let is_whole = tag == Tag::Page && self.page.as_ref().is_some_and(|page| page.revision.is_some() && !page.title.is_empty());
            if is_whole {
                self.whole.clone_from(&self.page);
            }
            let reason = match tag {
                Tag::Page if is_whole => "another page begins before this one ends; its text is whole and is taken".to_owned(),
                Tag::Page => "another page begins before this one ends".to_owned(),
                _ => format!("<{}> stands inside the text", shown(name.as_ref())),
            };
            Step::Found(self.damaged(at, reason))
        } else {
            Step::On
        };
        match tag {
            Tag::Mediawiki => {
                self.begun = true;
                // Exports that were joined into one file begin again.
                self.ended = false;
                self.open.clear();
                if let Some(language) = attribute(start, "lang") {
                    self.site.language = language;
                }
            }
            Tag::Page => {
                self.open.truncate(usize::from(self.open.first() == Some(&Tag::Mediawiki)));
                self.page = Some(Box::default());
                self.authors.clear();
            }
            Tag::Revision if self.open.last() == Some(&Tag::Page) => self.revision = Revision::default(),
            Tag::Redirect if self.open.last() == Some(&Tag::Page) => {
                if let Some(page) = &mut self.page {
                    page.is_redirect = true;
                }
            }
            Tag::Namespace => {
                let number = attribute(start, "key").and_then(|key| key.trim().parse().ok());
                let case_sensitive = attribute(start, "case").map(|case| case == "case-sensitive");
                self.namespace = number.map(|number| NamespaceInfo { number, name: String::new(), case_sensitive });
            }
            Tag::Text if self.open.last() == Some(&Tag::Revision) => {
                self.revision.bytes = attribute(start, "bytes").and_then(|n| n.parse().ok());
                self.revision.hidden = attribute(start, "deleted").is_some();
                if let Some(sha1) = attribute(start, "sha1") {
                    self.revision.sha1 = sha1;
                }
            }
            _ => {}
        }
        self.open.push(tag);
        step
    }

    /// Text stands in the innermost element.
    fn text(&mut self, text: &str) {
        let limit = if self.open.last() == Some(&Tag::Text) { MAX_TEXT_BYTES } else { MAX_FIELD_BYTES };
        if self.value.len() + text.len() > limit {
            self.value_too_long = true;
            return;
        }
        self.value.push_str(text);
    }

    /// An element ends.
    fn end(&mut self, tag: Tag, at: u64, choice: &Choice, hasher: &RandomState) -> Step {
        let Some(&last) = self.open.last() else { return Step::On };
        if last != tag {
            // Names that mean nothing here may be out of order without harm.
            if self.page.is_none() {
                if let Some(place) = self.open.iter().rposition(|t| *t == tag) {
                    self.open.truncate(place);
                    self.ended |= tag == Tag::Mediawiki;
                }
                return Step::On;
            }
            return Step::Found(self.damaged(at, "its elements do not end in order".to_owned()));
        }
        self.open.pop();
        let parent = self.open.last().copied();
        let value = self.value.trim();
        match (parent, tag) {
            (Some(Tag::Siteinfo), Tag::Sitename) => value.clone_into(&mut self.site.name),
            (Some(Tag::Siteinfo), Tag::Dbname) => value.clone_into(&mut self.site.id),
            (Some(Tag::Siteinfo), Tag::Base) => value.clone_into(&mut self.site.base),
            (Some(Tag::Siteinfo), Tag::Case) => self.site.case_sensitive = value == "case-sensitive",
            (_, Tag::Namespace) => {
                if let Some(mut namespace) = self.namespace.take().filter(|_| self.site.namespaces.len() < MAX_NAMESPACES) {
                    value.clone_into(&mut namespace.name);
                    self.site.namespaces.push(namespace);
                }
            }
            (_, Tag::Siteinfo) => return Step::Found(Item::Site(std::mem::take(&mut self.site))),
            (Some(Tag::Page), Tag::Title) => {
                if let Some(page) = &mut self.page {
                    page.title = std::mem::take(&mut self.value);
                }
            }
            (Some(Tag::Page), Tag::Ns) => {
                if let Some(page) = &mut self.page {
                    page.namespace = value.parse().ok();
                }
            }
            (Some(Tag::Page), Tag::Id) => {
                if let Some(page) = &mut self.page {
                    page.id = value.parse().unwrap_or(0);
                }
            }
            (Some(Tag::Revision), Tag::Id) => self.revision.id = value.parse().unwrap_or(0),
            (Some(Tag::Revision), Tag::Timestamp) => {
                value.get(..value.len().min(MAX_TIME_BYTES)).unwrap_or_default().clone_into(&mut self.revision.time)
            }
            (Some(Tag::Revision), Tag::Model) => value.clone_into(&mut self.revision.model),
            // The text's own, where the export has it, outweighs the revision's, which is of all that the revision holds.
            (Some(Tag::Revision), Tag::Sha1) if self.revision.sha1.is_empty() => value.clone_into(&mut self.revision.sha1),
            (Some(Tag::Contributor), Tag::Username | Tag::Ip) => cut(value, MAX_TITLE_BYTES).clone_into(&mut self.revision.author),
            (Some(Tag::Revision), Tag::Text) => {
                if self.value_too_long {
                    self.revision.hidden = true;
                    if let Some(page) = &mut self.page {
                        page.too_long = true;
                    }
                } else {
                    self.revision.text = std::mem::take(&mut self.value);
                }
            }
            (Some(Tag::Page), Tag::Revision) => self.revision_ends(choice, hasher),
            (_, Tag::Page) => {
                self.value.clear();
                if let Some(page) = self.page.take() {
                    return Step::Found(Item::Page(page));
                }
            }
            (_, Tag::Mediawiki) => self.ended = true,
            _ => {}
        }
        self.value.clear();
        Step::On
    }

    /// A revision is whole: takes it if it was asked for and is newer than the one before.
    fn revision_ends(&mut self, choice: &Choice, hasher: &RandomState) {
        let revision = std::mem::take(&mut self.revision);
        let Some(page) = &mut self.page else { return };
        page.revisions += 1;
        let wanted = choice.takes(&revision);
        if !revision.author.is_empty() && (wanted || *choice != Choice::Latest && revision_before(&revision, choice)) {
            // A robot may have made a million changes in a million names; who they are is in the history.
            if self.authors.len() < MAX_COUNTED_AUTHORS && self.authors.insert(hasher.hash_one(&revision.author)) {
                if page.authors.len() < MAX_AUTHORS {
                    page.authors.push(revision.author.clone());
                } else {
                    page.more_authors += 1;
                }
            }
        }
        let newer = page.revision.as_ref().is_none_or(|old| (&old.time, old.id) <= (&revision.time, revision.id));
        if wanted && !revision.hidden && newer {
            page.revision = Some(revision);
        }
    }

    /// The page that is open is not whole: lets it go.
    fn damaged(&mut self, at: u64, reason: String) -> Item {
        let title = self.page.take().map(|page| page.title).unwrap_or_default();
        self.open.truncate(usize::from(self.open.first() == Some(&Tag::Mediawiki)));
        self.value.clear();
        Item::Damaged { title, at, reason }
    }

    /// The bytes end.
    fn finish(&mut self, at: u64) -> Step {
        if !self.begun {
            return Step::Stop(Stop::NotAnExport);
        }
        if self.page.is_some() {
            let Item::Damaged { title, .. } = self.damaged(at, String::new()) else { return Step::End };
            let reason =
                if title.is_empty() { "it ends inside a page".to_owned() } else { format!("it ends inside the page “{title}”") };
            return Step::Stop(Stop::Broken { at, reason });
        }
        if !self.ended {
            return Step::Stop(Stop::Broken { at, reason: "it ends without </mediawiki>".to_owned() });
        }
        Step::End
    }
}

/// Whether a revision is older than what was chosen, as far as its number tells: its author is one of the text's.
fn revision_before(revision: &Revision, choice: &Choice) -> bool {
    match choice {
        Choice::Ids(ids) => ids.last().is_some_and(|last| revision.id <= *last),
        Choice::Latest | Choice::AsOf(_) => false,
    }
}

/// The value of an attribute by its local name, its references resolved; `None` if it has none or it does not read.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    (value.len() <= MAX_FIELD_BYTES).then(|| value.into_owned())
}

/// The beginning of a name that may be long.
fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests;
