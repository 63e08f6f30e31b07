//! The references of a page as data: citations in the order in which readers meet them, each once.
//!
//! The page's text shows less of a citation than its template said, so the records are kept when the templates are
//! expanded ([`Records`]) and found again by the metadata that each citation carries.  What a page never shows, such
//! as the branch that a condition did not take, is thus not exported; and a note without a template still gives what
//! its link and its text say.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::BuildError;
use crate::cite::export::Bibliography;
use crate::cite::{self, Citation};
use crate::config::Config;
use crate::emit::Sink;
use crate::model::document::{Document, Event, ExternalKind, LinkTarget};
use crate::model::html::Name;
use crate::path::SitePath;

/// Where the metadata of a citation begins in its wikitext.
const METADATA: &str = "<span title=\"ctx_ver=";

/// The folder of the files of a site that hold references.
const FOLDER: &str = "assets/cite";

/// The files of the whole book's references, without what tells the format.
const OF_BOOK: &str = "assets/references";

/// How many records with the same metadata are kept.
///
/// They are compared one by one, and a page could cite one work in ten thousand ways that metadata do not tell apart.
const MAX_ALIKE: usize = 16;

/// The records of a page's citations, by the metadata that stands in the page.
#[derive(Debug, Default)]
pub(super) struct Records {
    citations: Vec<Citation>,
    by_metadata: FxHashMap<String, Vec<usize>>,
}

impl Records {
    /// Keeps the record of a citation; `wikitext` is what the page shows of it.
    pub(super) fn add(&mut self, wikitext: &str, mut citation: Citation) {
        // What a value holds stands before the citation's own metadata, so the last one counts.
        let Some(start) = wikitext.rfind(METADATA).map(|i| i + "<span title=\"".len()) else { return };
        let Some(length) = wikitext[start..].find('"') else { return };
        let metadata = wikitext[start..start + length].replace("&amp;", "&");
        let same = self.by_metadata.entry(metadata).or_default();
        // A source that is cited over and over is kept once, whatever is quoted from it and however it is shown.
        for quoted in [&mut citation.quote, &mut citation.trans_quote, &mut citation.quote_page, &mut citation.quote_pages] {
            quoted.clear();
        }
        citation.problems.clear();
        citation.postscript = None;
        citation.anchor = cite::Anchor::Default;
        if same.len() < MAX_ALIKE && !same.iter().any(|i| self.citations[*i] == citation) {
            same.push(self.citations.len());
            self.citations.push(citation);
        }
    }

    /// The records of the citations with that metadata: several, if they differ in what metadata leave out.
    fn of(&self, metadata: &str) -> impl Iterator<Item = &Citation> {
        self.by_metadata.get(metadata).into_iter().flatten().map(|i| &self.citations[*i])
    }
}

/// A format of references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Bibtex,
    CslJson,
    Ris,
}

impl Format {
    /// All of them, in the order in which pages link to them.
    const ALL: [Self; 3] = [Self::Bibtex, Self::CslJson, Self::Ris];

    /// The format that a page is converted to; `None` if that is no format of references.
    pub(super) fn of(format: super::Format) -> Option<Self> {
        match format {
            super::Format::Bibtex => Some(Self::Bibtex),
            super::Format::CslJson => Some(Self::CslJson),
            super::Format::Ris => Some(Self::Ris),
            super::Format::Markdown | super::Format::Html | super::Format::Json => None,
        }
    }

    /// What its users call it, and how its files end.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Bibtex => ("BibTeX", "bib"),
            Self::CslJson => ("CSL-JSON", "json"),
            Self::Ris => ("RIS", "ris"),
        }
    }

    /// The references in that format.
    pub(super) fn write(self, references: &Bibliography) -> String {
        match self {
            Self::Bibtex => references.bibtex(),
            Self::CslJson => references.csl_json(),
            Self::Ris => references.ris(),
        }
    }
}

/// What a page cites, and where that lies: the name of each format, and the file.
pub(super) type Written = (Vec<Citation>, Vec<(&'static str, SitePath)>);

/// Writes the references of a page, if the book wants them and the page has some.
pub(super) fn write(
    config: &Config,
    document: &Document<'_>,
    records: &Records,
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<Written, BuildError> {
    if !config.output.citations.enabled {
        return Ok(Written::default());
    }
    let citations = gather(document, records);
    let Some(folder) = SitePath::new(FOLDER).ok().filter(|_| !citations.is_empty()) else { return Ok(Written::default()) };
    let references = bibliography(&citations);
    let mut files = Vec::with_capacity(Format::ALL.len());
    for format in Format::ALL {
        let (name, extension) = format.name();
        let file = path.under(&folder).with_extension(extension);
        sink.put(&file, format.write(&references).as_bytes())?;
        files.push((name, file));
    }
    Ok((citations.into_iter().map(Cow::into_owned).collect(), files))
}

/// The references of a book: those of its pages in their order, each once.
#[derive(Debug, Default)]
pub(super) struct OfBook {
    citations: Vec<Citation>,
    /// Those of one title and address, which may be the same.
    alike: FxHashMap<(String, String), Vec<usize>>,
}

impl OfBook {
    /// Adds what one page cites.
    pub(super) fn add(&mut self, citations: Vec<Citation>) {
        for citation in citations {
            let alike = self.alike.entry((citation.title.clone(), citation.address().to_owned())).or_default();
            if alike.len() < MAX_ALIKE && !alike.iter().any(|i| self.citations[*i] == citation) {
                alike.push(self.citations.len());
                self.citations.push(citation);
            }
        }
    }

    /// Writes them in every format, if there are some; gives the files by format.
    pub(super) fn write(&self, sink: &dyn Sink) -> Result<Vec<(&'static str, SitePath)>, BuildError> {
        let mut files = Vec::new();
        if self.citations.is_empty() {
            return Ok(files);
        }
        let references = Bibliography::new(&self.citations.iter().collect::<Vec<_>>());
        for format in Format::ALL {
            let (name, extension) = format.name();
            if let Ok(file) = SitePath::new(&format!("{OF_BOOK}.{extension}")) {
                sink.put(&file, format.write(&references).as_bytes())?;
                files.push((name, file));
            }
        }
        Ok(files)
    }
}

/// How a page of the book is cited: as a line of a bibliography, and as an entry of a BibLaTeX file.
///
/// `title` and `book` are in the reader's script, `date` is the book's (seconds since 1970 UTC), `url` where the page lies.
pub(super) fn of_page(config: &Config, title: &str, book: &str, url: Option<&str>, chinese: bool) -> (String, String) {
    let date = config.book.date.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let date = date.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%d").to_string()).unwrap_or_default();
    let authors = config.book.authors.join(if chinese { "；" } else { "; " });
    let parts = [authors.as_str(), title, book, date.as_str(), url.unwrap_or_default()];
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_end_matches(['.', '。'])).filter(|part| !part.is_empty()).collect();
    // An address ends without a stop, or readers would copy that too.
    let stop = if url.is_some() { "" } else { "." };
    let text = format!("{}{stop}", parts.join(". "));
    let plain = cite::text::literal;
    let name = |author: &String| cite::Name { last: plain(author), ..cite::Name::default() };
    let citation = Citation {
        class: cite::Class::Web,
        title: plain(title),
        periodical: plain(book),
        date,
        url: url.unwrap_or_default().to_owned(),
        authors: cite::Names { list: config.book.authors.iter().map(name).collect(), ..cite::Names::default() },
        ..Citation::default()
    };
    (text, Bibliography::new(&[&citation]).bibtex())
}

/// The references, ready to be written.
pub(super) fn bibliography(citations: &[Cow<'_, Citation>]) -> Bibliography {
    Bibliography::new(&citations.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

/// The references of a page, in the order in which they first appear, each once.
///
/// A note counts where it is first used; notes that nothing uses come last.  In time it is linear: every note is
/// walked once, however often it is used and whichever notes use each other.
pub(super) fn gather<'r>(document: &Document<'_>, records: &'r Records) -> Vec<Cow<'r, Citation>> {
    let mut by_label: FxHashMap<&_, Vec<usize>> = FxHashMap::default();
    for (i, note) in document.notes.iter().enumerate() {
        by_label.entry(&note.label).or_default().push(i);
    }
    let mut found = Found::default();
    let mut walked = vec![false; document.notes.len()];
    let mut uses = Vec::new();
    // What is still to be walked, innermost last: notes lie in notes and marks in marks, as deep as an author likes.
    let mut open: Vec<std::slice::Iter<'_, Event<'_>>> = vec![document.events.iter()];
    // The class of the last citation: its metadata stand right after it.
    let mut class = "";
    let mut unused = 0..document.notes.len();
    loop {
        while let Some(events) = open.last_mut() {
            match events.next() {
                None => {
                    open.pop();
                }
                Some(Event::Open(Name::Cite, attrs)) => class = attrs.get("class").unwrap_or_default(),
                Some(Event::Open(Name::Span, attrs)) if attrs.has_class("Z3988") => {
                    found.cited(attrs.get("title").unwrap_or_default(), class, records);
                }
                Some(Event::Mark(mark)) => {
                    // Rules say the same in several variants, so the first that holds something will do.
                    let rule = mark.rules.iter().map(|rule| &rule.to).find(|to| !to.is_empty());
                    open.push(rule.unwrap_or(&mark.body).iter());
                }
                Some(Event::Note(note)) => uses.extend(by_label.remove(&note.label).into_iter().flatten()),
                Some(_) => {}
            }
            for i in uses.drain(..) {
                walked[i] = true;
                let content = &document.notes[i].content;
                found.note(content);
                open.push(content.iter());
            }
        }
        let Some(next) = unused.find(|i| !walked[*i]) else { return found.citations };
        uses.push(next);
        for i in uses.drain(..) {
            walked[i] = true;
            found.note(&document.notes[i].content);
            open.push(document.notes[i].content.iter());
        }
    }
}

/// The references found so far.
#[derive(Default)]
struct Found<'r> {
    /// Records are large and lie elsewhere already.
    citations: Vec<Cow<'r, Citation>>,
    /// The metadata of citations, and the links and texts of notes, that were seen.
    seen: FxHashSet<String>,
}

impl<'r> Found<'r> {
    /// A citation with this metadata stands here.
    fn cited(&mut self, metadata: &str, class: &str, records: &'r Records) {
        if !self.seen.insert(metadata.to_owned()) {
            return;
        }
        let known = self.citations.len();
        self.citations.extend(records.of(metadata).map(Cow::Borrowed));
        if self.citations.len() == known {
            // Markdown brings no records, only what stands in it.
            self.citations.extend(cite::coins::read(metadata, class.trim_start_matches("citation").trim()).map(Cow::Owned));
        }
    }

    /// A note stands here: if it holds no citation but a link to elsewhere, the first such link is what it cites.
    fn note(&mut self, content: &[Event<'_>]) {
        if content.iter().any(|e| matches!(e, Event::Open(Name::Cite, attrs) if attrs.has_class("citation"))) {
            return;
        }
        let mut url = None;
        let mut inside = false;
        // What stands above the line are remarks on the reference: that its link is dead.
        let mut raised = 0usize;
        let (mut label, mut rest) = (String::new(), String::new());
        for event in content {
            match event {
                Event::OpenLink(link) if url.is_none() => {
                    if let LinkTarget::External { url: address, kind } = &link.target {
                        url = Some((address, *kind));
                        inside = true;
                    }
                }
                Event::Close(Name::A) => inside = false,
                Event::Open(Name::Sup, _) => raised += 1,
                Event::Close(Name::Sup) => raised = raised.saturating_sub(1),
                Event::Text(text) if raised == 0 => if inside { &mut label } else { &mut rest }.push_str(text),
                Event::Open(Name::Br, _) | Event::Close(Name::P | Name::Li) => rest.push(' '),
                _ => {}
            }
        }
        let Some((url, kind)) = url else { return };
        // A number or the address itself is no title.
        if kind != ExternalKind::Text {
            label.clear();
        }
        if self.seen.insert(format!("{url}\n{label}\n{rest}")) {
            let citation = cite::from_external_link(url, &cite::text::literal(&label), &cite::text::literal(&rest));
            self.citations.push(Cow::Owned(citation));
        }
    }
}
