//! What the targets do with a file of the fuzzer.
//!
//! `tests/fuzz.rs` does the same with the files of `fuzz/seeds` and of `tests/fuzz-regressions`, so that what the fuzzer found
//! stays found.

mod grammar;

use std::collections::BTreeMap;
use std::sync::Arc;

use taben::lang::Variant;
use taben::model::html::Name;
use taben::pipeline::{ConvertRequest, Format};
use taben::report::SourceFile;
use taben::site::Site;
use taben::source::PageKind;
use taben::title::{Namespace, Title};
use taben::world::World;
use taben::{markdown, parse as parser, pipeline, preprocess as preprocessor, tex};

/// What a page may grow to, in bytes: each of the budgets of 2 MiB can be used up, and the source is copied beside them.
const LIMIT: usize = 16 * 1024 * 1024;

/// Templates and functions: any text expands to no more than the limits allow.
///
/// # Panics
/// If it does not.
pub fn preprocess(data: &[u8]) {
    let book = Book::read(data);
    let expanded = preprocessor::expand(&book, &book.title, &book.page).value;
    assert!(expanded.text.len() < LIMIT + 16 * data.len());
    for at in [0, expanded.text.len() / 2, expanded.text.len()] {
        let span = expanded.origins.span(at..expanded.text.len());
        assert!(span.start <= span.end);
    }
}

/// The parser, and the Markdown that its document is written as and read from.
pub fn parse(data: &[u8]) {
    let book = Book::read(data);
    let expanded = preprocessor::expand(&book, &book.title, &book.page).value;
    let document = parser::parse(book.site(), &book.title, expanded).value;
    let page = markdown::write(&document);
    let _ = markdown::read(&page, book.site());
}

/// A whole page, wikitext or Markdown, in a view, as the first byte says: no tag that is on no list comes of it.
///
/// # Panics
/// If one does.
pub fn convert(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let site = Site::new(if first & 1 == 0 { "zh" } else { "en" });
    let Some(title) = Title::in_namespace("Page", Namespace::MAIN, &site) else { return };
    let request = ConvertRequest {
        file: SourceFile::new("page", &*text),
        kind: if first & 2 == 0 { PageKind::Wikitext } else { PageKind::Markdown },
        title,
        site,
        to: Format::Html,
        variant: [None, Some(Variant::ZhCn), Some(Variant::ZhTw), Some(Variant::ZhHk)][usize::from(first >> 2 & 3)],
        pages: None,
        builtin_templates: true,
    };
    let html = pipeline::convert(&request).text;
    for (at, _) in html.match_indices('<') {
        let word = html[at + 1..].trim_start_matches('/');
        let word = &word[..word.find([' ', '>']).unwrap_or(word.len())];
        assert!(Name::from_lower(word).is_some() || tex::is_element(word), "<{word}>");
    }
}

/// A page made of constructs, one a byte, through all that the other targets do.
///
/// # Panics
/// If one of them does.
pub fn grammar(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let book = grammar::book(rest);
    preprocess(book.as_bytes());
    parse(book.as_bytes());
    let mut page = vec![first & !2];
    page.extend(grammar::page(rest).bytes());
    convert(&page);
}

/// A page and its templates.
///
/// The page comes first; a line of `%% ` and a title begins another one.
struct Book {
    site: Site,
    /// The page's own title.
    title: Title,
    /// The page's wikitext.
    page: String,
    others: BTreeMap<Title, Arc<str>>,
}

impl Book {
    /// Reads a file of the fuzzer; bytes that are not UTF-8 are replaced, as no stage ever sees them.
    fn read(data: &[u8]) -> Self {
        let site = Site::new("zh");
        let text = String::from_utf8_lossy(data);
        let mut blocks = text.split("\n%% ");
        let page = blocks.next().unwrap_or_default().to_owned();
        let others = blocks
            .filter_map(|block| {
                let (name, text) = block.split_once('\n')?;
                Some((Title::parse(name, Namespace::TEMPLATE, &site)?, Arc::from(text)))
            })
            .collect();
        let title = Title::in_namespace("Page/Sub", Namespace::MAIN, &site).unwrap_or_else(|| unreachable!("the title is fine"));
        Self { site, title, page, others }
    }
}

impl World for Book {
    fn site(&self) -> &Site {
        &self.site
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.others.get(title).cloned()
    }

    fn find(&self, title: &Title) -> Option<Title> {
        self.others.contains_key(title).then(|| title.clone())
    }

    fn builtin_templates(&self) -> bool {
        true
    }

    fn builtin_template(&self, _name: &str) -> Option<Arc<str>> {
        None
    }

    fn rule_group(&self, _name: &str) -> Option<Arc<[String]>> {
        None
    }
}
