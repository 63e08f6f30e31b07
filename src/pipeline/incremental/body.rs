//! What a build remembers: of each of its outputs what it was made of, and what it left behind for others.

use serde::{Deserialize, Serialize};

use crate::cache::{Blob, Bytes, Stamp};
use crate::cite::Citation;
use crate::diag::Diagnostic;
use crate::emit::Known;
use crate::pipeline::asking::Question;
use crate::pipeline::facts::Facts;
use crate::pipeline::glance::OldSource;
use crate::pipeline::make::Record;
use crate::report::SourceFile;
use crate::search::Shape;
use crate::source::PageFile;
use crate::title::Title;

/// What is sealed, and by which program: another one may have other forms and make other sites.
pub(super) fn kind(program: u64) -> String {
    format!("taben memory {}", program % 1_000_000_000)
}

/// Something that is made by itself: a page in all its views, a list, a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Unit {
    /// What it is.
    pub(super) id: String,
    /// The fingerprint of all that it is made of but what it asks for.
    pub(super) key: u64,
    /// What it asked, by places among the questions.
    pub(super) asked: Vec<u32>,
    /// Its files.
    pub(super) outputs: Vec<Known>,
    /// What it left behind for others; empty if it is no page.
    pub(super) left: Bytes,
    /// Its number in the search index, and where what the index must know of it lies.
    pub(super) terms: Option<(u32, Blob)>,
}

/// A file of the book that is no page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pipeline) struct OldAsset {
    /// Its path in the content folder.
    pub(super) path: String,
    pub(super) stamp: Stamp,
    pub(super) is_settled: bool,
    /// The fingerprint of its bytes.
    pub(in crate::pipeline) digest: u64,
    /// Width and height, if it is a picture.
    pub(in crate::pipeline) size: Option<(u32, u32)>,
}

/// Everything.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Body {
    /// The settings, the theme, the program: what every output depends on.
    pub(super) common: u64,
    /// Which titles, files and style sheets there are.
    pub(super) titles: u64,
    /// The reading order.
    pub(super) reading: u64,
    /// The other languages of the book.
    pub(super) codes: Vec<String>,
    pub(super) sources: Vec<OldSource>,
    pub(super) assets: Vec<OldAsset>,
    pub(super) questions: Vec<(Question, u64)>,
    pub(super) units: Vec<Unit>,
    /// The search index, if the book has one.
    pub(super) index: Option<Shape>,
    /// The name of the file with what the search index must know of pages.
    pub(super) terms: String,
}

/// The same to be written, without a copy of what stays.
#[derive(Debug, Serialize)]
pub(super) struct BodyRef<'b> {
    pub(super) common: u64,
    pub(super) titles: u64,
    pub(super) reading: u64,
    pub(super) codes: &'b [String],
    pub(super) sources: Vec<OldSource>,
    pub(super) assets: Vec<OldAsset>,
    pub(super) questions: Vec<(&'b Question, u64)>,
    pub(super) units: Vec<&'b Unit>,
    pub(super) index: &'b Option<Shape>,
    pub(super) terms: &'b str,
}

/// What a page leaves behind ([`Record`]), but for what its file tells.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Left {
    pub(super) categories: Vec<(Title, Option<String>)>,
    /// The categories of a category's page, as it names them.
    pub(super) above: Vec<Title>,
    pub(super) sort: Option<String>,
    pub(super) redirect: Option<Title>,
    pub(super) modified: Option<i64>,
    pub(super) facts: Facts,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) cited: Vec<Citation>,
    /// By what its text is known.
    pub(super) content: u64,
}

impl Left {
    pub(super) fn of(record: &Record) -> Self {
        Self {
            categories: record.categories.clone(),
            above: record.above.clone(),
            sort: record.sort.clone(),
            redirect: record.redirect.clone(),
            modified: record.modified,
            facts: record.facts.clone(),
            diagnostics: record.diagnostics.clone(),
            cited: record.cited.clone(),
            content: record.content,
        }
    }

    /// As if the page had been made.
    pub(super) fn into_record(self, page: &PageFile, name: String) -> Record {
        Record {
            title: page.title.clone(),
            categories: self.categories,
            above: self.above,
            sort: self.sort,
            redirect: self.redirect,
            modified: self.modified,
            facts: self.facts,
            // Whoever draws what was found reads it then.
            file: SourceFile::new(name, ""),
            diagnostics: self.diagnostics,
            addresses: Vec::new(),
            cited: self.cited,
            content: self.content,
            terms: None,
        }
    }
}
