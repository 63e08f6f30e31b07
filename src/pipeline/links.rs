//! Where links lead in a page of a book.

use std::cell::RefCell;
use std::rc::Rc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rustc_hash::FxHashMap;

use super::asking::{AskedBook, AskedFiles, AskedPaths};
use super::finish::Formulas;
use crate::html::{Destination, Links};
use crate::lang::Variant;
use crate::path::SitePath;
use crate::title::{Namespace, Title};
use crate::variant::Words;

/// What may not stand in a fragment or in a title inside an address.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'%')
    .add(b'?')
    .add(b'#')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'[')
    .add(b']')
    .add(b'&')
    .add(b'+');

/// A file of the book: its place in the site, and its size in CSS pixels if it is a picture.
pub(super) type Files = FxHashMap<String, (SitePath, Option<(u32, u32)>)>;

/// Where the links of a page lead, for all its views: their folders are named differently and nothing else, so that the way
/// from one page to another is the same in each.
#[derive(Debug, Default)]
pub(super) struct Known(RefCell<FxHashMap<Title, Way>>);

/// Where a title leads, seen from a page.
#[derive(Clone, Debug)]
enum Way {
    /// To the page itself.
    Here,
    /// To another page of the site.
    To(Rc<str>),
    /// Nowhere in the site.
    Missing,
}

/// The links of one page in one view.
pub(super) struct PageLinks<'l> {
    pub(super) book: AskedBook<'l>,
    pub(super) paths: AskedPaths<'l>,
    pub(super) files: AskedFiles<'l>,
    /// The page's title.
    pub(super) title: &'l Title,
    /// The page's place in the site.
    pub(super) here: &'l SitePath,
    /// The folder of the view that links lead into.
    pub(super) view: &'l SitePath,
    /// The extension of the pages that links lead to.
    pub(super) extension: &'static str,
    /// What a link to a missing page says, `$1` for the title.
    pub(super) missing: &'l str,
    /// Words that the page's source does not hold, in the view's script.
    pub(super) words: Words<'l>,
    pub(super) variant: Option<Variant>,
    /// The page's formulas, once they are made.
    pub(super) formulas: Option<&'l Formulas>,
    /// What other views of the page found, if they are HTML too.
    pub(super) known: Option<&'l Known>,
}

/// What ends the names of the files that pages are in.
pub(super) const SOURCE_ENDINGS: [&str; 4] = [".mediawiki", ".wikitext", ".wiki", ".md"];

impl PageLinks<'_> {
    /// The page that a link means.
    ///
    /// In repositories of wiki pages links often name files, `[[bip-0021.mediawiki]]`: they mean the page in the file.
    fn find(&self, title: &Title) -> Option<Title> {
        self.book.find(title).or_else(|| {
            let name = SOURCE_ENDINGS.iter().find_map(|end| title.name().strip_suffix(end))?;
            self.book.find(&Title::in_namespace(name, title.namespace(), self.book.site())?)
        })
    }

    /// The path of a page in this view, if the site has it.
    pub(super) fn path(&self, title: &Title) -> Option<SitePath> {
        let found = self.find(title);
        let path = match found.as_ref().and_then(|t| self.paths.get(t)) {
            Some(path) => path.clone(),
            // Every category that a page links to or belongs to gets a page.
            // So does every file of the book.
            None if title.namespace() == Namespace::CATEGORY
                || title.namespace() == Namespace::FILE && self.files.contains_key(title.name()) =>
            {
                self.paths.made(title, self.book.site())
            }
            None => return None,
        };
        let path = if self.extension == "html" { path } else { path.with_extension(self.extension) };
        Some(path.under(self.view))
    }

    /// Where a title leads, looked up once a page.
    fn way(&self, title: &Title) -> Way {
        if let Some(way) = self.known.and_then(|known| known.0.borrow().get(title).cloned()) {
            return way;
        }
        let way = match self.path(title) {
            // A link to this page in the other script is one to this page.
            Some(_) if title == self.title || self.find(title).as_ref() == Some(self.title) => Way::Here,
            Some(path) => Way::To(path.link_from(self.here).into()),
            None => Way::Missing,
        };
        if let Some(known) = self.known {
            known.0.borrow_mut().insert(title.clone(), way.clone());
        }
        way
    }
}

impl Links for PageLinks<'_> {
    fn page(&self, title: &Title, fragment: Option<&str>) -> Destination {
        let fragment = fragment.map(|f| format!("#{}", utf8_percent_encode(&f.replace(' ', "_"), UNSAFE)));
        match (self.way(title), fragment.as_deref()) {
            (Way::Here, Some(fragment)) => return Destination { href: Some(fragment.to_owned()), ..Destination::default() },
            (Way::Here, None) => return Destination { class: "mw-selflink selflink", ..Destination::default() },
            (Way::To(href), fragment) => {
                let href = [&*href, fragment.unwrap_or_default()].concat();
                return Destination { href: Some(href), ..Destination::default() };
            }
            (Way::Missing, _) => {}
        }
        if let Some(base) = &self.book.site().base_url {
            let name = utf8_percent_encode(&title.full().replace(' ', "_"), UNSAFE).to_string();
            let href = base.replace("$1", &name) + fragment.as_deref().unwrap_or_default();
            return Destination { href: Some(href), class: "extiw", ..Destination::default() };
        }
        let title = self.missing.replace("$1", &title.full());
        Destination { href: None, class: "new", title, data_title: None }
    }

    fn file(&self, name: &str) -> Option<(String, Option<(u32, u32)>)> {
        let (path, size) = self.files.get(name)?;
        Some((path.link_from(self.here), *size))
    }

    fn missing_file(&self, name: &str) -> Destination {
        match Title::in_namespace(name, Namespace::FILE, self.book.site()) {
            Some(title) => Destination {
                title: self.variant.map_or_else(|| title.full(), |v| self.words.convert(&title.full(), v).into_owned()),
                ..self.page(&title, None)
            },
            None => Destination::default(),
        }
    }

    fn math(&self, tex: &str, display: bool) -> Option<&str> {
        self.formulas?.get(tex, display)
    }
}
