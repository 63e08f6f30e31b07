//! The theme: contexts in, whole HTML pages out.  The one user of Tera.
//!
//! 1. Templates, words, styles and scripts are embedded; a book's files of the same name take their place
//!    (`assets`, `strings`).
//! 2. What many pages share is made ready once ([`Theme::prepare`]).
//! 3. Each page is one call: [`Theme::page`], [`Theme::parallel`], [`Theme::start`], ….
//!
//! The theme reads nothing but what it is given: no files, no clock.

mod assets;
pub mod context;
pub mod nav;
mod picture;
mod strings;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera, Value};

use self::context::{ASSETS, AllPages, Book, Category, Credits, Frame, Page, Parallel, Prepared, Redirect, SearchPage, Start};
use self::nav::PageTree;
use self::strings::Strings;
use crate::bytes::position;

/// Why a theme cannot be used, or a page cannot be made with it.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A template does not read, or asks for what it is not given.
    #[error("template: {0}")]
    Template(String),
    /// A table of the theme's words does not read.
    #[error("{name}: {message}")]
    Strings {
        /// The file.
        name: String,
        /// What is wrong with it.
        message: String,
    },
}

impl ThemeError {
    fn tera(what: &str, error: &tera::Error) -> Self {
        // Tera tells the place in the first error, and sometimes the cause in those behind it.
        let mut message = format!("{what}: {error}");
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            message.push_str(": ");
            message.push_str(&inner.to_string());
            source = inner.source();
        }
        Self::Template(message)
    }
}

/// The templates, the words and the files of a book's theme.  Shared by reference between threads.
#[derive(Debug)]
pub struct Theme {
    tera: Arc<Tera>,
    strings: Strings,
    assets: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// The default theme with a book's own files in place of the embedded ones.
    ///
    /// `overrides` are names and texts: `templates/page.html`, `templates/strings/zh-Hant.toml`,
    /// `static/css/tokens.css`.  A name that the default theme does not have is added: a template can then be
    /// included, a stylesheet joins the others, any other file of `static/` becomes an asset.
    ///
    /// # Errors
    /// If a template or a table of words does not read.
    pub fn new(overrides: impl IntoIterator<Item = (String, String)>) -> Result<Self, ThemeError> {
        let mut files = assets::embedded();
        files.extend(overrides.into_iter().filter(|(name, _)| !name.starts_with("templates/wiki/")));

        let mut tera = Tera::default();
        tera.set_escape_fn(escape);
        let templates = files.iter().filter_map(|(name, text)| Some((name.strip_prefix("templates/")?, text.as_str())));
        tera.add_raw_templates(templates.filter(|(name, _)| name.ends_with(".html")))
            .map_err(|error| ThemeError::tera("templates", &error))?;
        let names = Value::try_from_serializable(&ASSETS).map_err(|error| ThemeError::tera("assets", &error))?;
        tera.global_context().insert_value("assets", names);

        Ok(Self { tera: Arc::new(tera), strings: Strings::new(&assets::embedded(), &files)?, assets: assets::assets(&files) })
    }

    /// The theme's files: path from the site's root, and content; sorted by path.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.assets.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The picture for previews of links to the book, as the bytes of a PNG: [`ASSETS`]' `picture`.
    #[must_use]
    pub fn picture(&self) -> &'static [u8] {
        picture::picture()
    }

    /// One of the theme's words in a language, for what is made outside of templates (the note list's label,
    /// the words of back-links); `None` if the theme has no such word.
    #[must_use]
    pub fn word(&self, lang: &str, key: &str) -> Option<&str> {
        self.strings.get(lang, key)
    }

    /// Makes a book ready for the pages of a view.
    ///
    /// # Errors
    /// None in practice; the type is Tera's.
    pub fn prepare(&self, book: &Book<'_>) -> Result<Prepared, ThemeError> {
        Ok(Prepared(value("book", book)?))
    }

    /// Makes a view's list of pages ready for its pages.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn prepare_pages(&self, tree: &mut PageTree<'_>) -> Result<(), ThemeError> {
        const TEMPLATE: &str = "partials/page-item.html";
        let render = |tera: &Tera, entry: Value| {
            let mut context = Context::new();
            context.insert_value("entry", entry);
            tera.render(TEMPLATE, &context).map(|html| html.trim_end().to_owned())
        };
        if let Some(entry) = tree.sample() {
            render(&self.tera, entry.clone()).map_err(|error| ThemeError::tera(TEMPLATE, &error))?;
        }
        let tera = Arc::clone(&self.tera);
        // An entry that cannot be rendered by itself is handed to the page's template, which says why.
        tree.render(Box::new(move |entry| render(&tera, entry).ok()));
        Ok(())
    }

    /// A page of the book in one view, as the bytes of its file: UTF-8, which is not checked again.
    ///
    /// # Errors
    /// If the book's own template asks for what there is not.  So with all that follow.
    pub fn page(&self, book: &Prepared, frame: &Frame<'_>, page: &Page<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("page.html", book, frame, page, page.body.0.len())
    }

    /// A page with its views side by side.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn parallel(&self, book: &Prepared, frame: &Frame<'_>, page: &Parallel<'_>) -> Result<Vec<u8>, ThemeError> {
        let size = page.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.0.len() + 64).sum();
        self.render("parallel.html", book, frame, page, size)
    }

    /// The site's first page, which leads to a view: by two plain links, or by itself where scripts run.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn start(&self, book: &Prepared, frame: &Frame<'_>, page: &Start<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("index.html", book, frame, page, 0)
    }

    /// A page that only leads to another.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn redirect(&self, book: &Prepared, frame: &Frame<'_>, page: &Redirect<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("redirect.html", book, frame, page, 0)
    }

    /// The frame of a whole book in one page, without the pages.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn single(&self, book: &Prepared, frame: &Frame<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("single.html", book, frame, &(), 0)
    }

    /// The page for addresses that lead nowhere.  Servers show it at any depth, so the frame's root should be
    /// the path of the site's address (`/book/`) where that is known.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn not_found(&self, book: &Prepared, frame: &Frame<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("404.html", book, frame, &(), 0)
    }

    /// The list of all pages of a view, or a part of it.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn all_pages(&self, book: &Prepared, frame: &Frame<'_>, page: &AllPages<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("all.html", book, frame, page, 0)
    }

    /// What links to each of some pages.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn backlinks(&self, book: &Prepared, frame: &Frame<'_>, page: &Page<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("links.html", book, frame, page, page.body.0.len())
    }

    /// The page that says where the pages of the book come from, or a part of it.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn credits(&self, book: &Prepared, frame: &Frame<'_>, page: &Credits<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("credits.html", book, frame, page, page.pages.len() * 256)
    }

    /// The page that searches the book.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn search(&self, book: &Prepared, frame: &Frame<'_>, page: &SearchPage<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render("search.html", book, frame, page, 0)
    }

    /// The list part of a category's page: HTML that follows the page's own text.
    ///
    /// # Errors
    /// See [`Theme::page`].
    pub fn category(&self, lang: &str, list: &Category<'_>) -> Result<String, ThemeError> {
        let mut context = Context::new();
        context.insert_value("s", self.strings.value(lang));
        context.insert_value("page", value("category", list)?);
        const TEMPLATE: &str = "partials/category.html";
        let html = self.write(TEMPLATE, &context, 0)?;
        String::from_utf8(html).map_err(|error| ThemeError::Template(format!("{TEMPLATE}: {error}")))
    }

    fn render(
        &self,
        template: &str,
        book: &Prepared,
        frame: &Frame<'_>,
        page: &impl Serialize,
        size: usize,
    ) -> Result<Vec<u8>, ThemeError> {
        let mut context = Context::new();
        context.insert_value("book", book.0.clone());
        context.insert_value("s", self.strings.value(frame.lang));
        context.insert_value("frame", value(template, frame)?);
        context.insert_value("page", value(template, page)?);
        self.write(template, &context, size)
    }

    fn write(&self, template: &str, context: &Context, size: usize) -> Result<Vec<u8>, ThemeError> {
        /// What a page takes around its content: enough for most, so that the buffer does not grow.
        const CHROME: usize = 16 * 1024;
        let mut out = Vec::with_capacity(size + CHROME);
        self.tera.render_to(template, context, &mut out).map_err(|error| ThemeError::tera(template, &error))?;
        Ok(out)
    }
}

/// A struct as Tera has it.
fn value(what: &str, data: &impl Serialize) -> Result<Value, ThemeError> {
    Value::try_from_serializable(data).map_err(|error| ThemeError::tera(what, &error))
}

/// Escapes text for content and for quoted attributes, in runs: Tera's own goes byte by byte.
fn escape(input: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rest = input.as_bytes();
    let special = |b: u8| (b == b'&') | (b == b'<') | (b == b'>') | (b == b'"') | (b == b'\'');
    while let Some(at) = position(rest, special) {
        out.write_all(&rest[..at])?;
        out.write_all(match rest[at] {
            b'&' => b"&amp;".as_slice(),
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            _ => b"&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

#[cfg(test)]
mod tests;
