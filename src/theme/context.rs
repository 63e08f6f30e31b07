//! What templates are told: plain structs, one for each kind of page.
//!
//! A template sees up to five names:
//!
//! | name | what | made |
//! |---|---|---|
//! | `book` | the whole book, as one view has it ([`Book`]) | once a view, see [`Prepared`] |
//! | `s` | the theme's own words in the view's language | once a language |
//! | `frame` | what every kind of page has ([`Frame`]) | once a page |
//! | `page` | what this kind of page has ([`Page`], [`Parallel`], [`Start`], [`AllPages`], …) | once a page |
//! | `assets` | names of the theme's files, from the site's root ([`AssetNames`]) | once |
//!
//! Text is escaped by the templates; [`Html`] is text that is HTML already and passes as it is.  All hrefs
//! are relative to the page they stand on, so that a book reads from a folder as well as from a server.

use serde::{Serialize, Serializer};

/// HTML that is written out as it is.
///
/// Whoever makes one promises that it is well-formed and free of anything that may not stand in a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Html<'a>(pub &'a str);

impl Serialize for Html<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Tera takes a value of its own as it is, and a safe string is not escaped again: the body of a page
        // is copied once on its way in and once on its way out, and never looked at.
        tera::Value::safe_string(self.0).serialize(serializer)
    }
}

/// A value made ready for templates once and shared by many pages.
///
/// The theme makes one from a [`Book`]; cloning is counting a reference.
#[derive(Clone, Debug)]
pub struct Prepared(pub(super) tera::Value);

/// The book as one view has it: title and description are in the view's script.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Book<'a> {
    /// Title of the book.
    pub title: &'a str,
    /// Language of all that is said here, BCP 47; a page may be in another.
    pub lang: &'a str,
    /// One or two sentences about it; may be empty.
    pub description: &'a str,
    /// Who wrote it; may be empty.
    pub authors: &'a [String],
    /// The view's first page, from the site's root: `zh-cn/index.html`.
    pub home: &'a str,
    /// What the text may be used for; shown in the footer of every page.
    pub licence: Option<Link<'a>>,
    /// The wiki or work that the pages come from.
    pub source: Option<Link<'a>>,
    /// The view's search page, from the site's root, if the site has a search index: shows the search form.
    pub search: Option<&'a str>,
    /// Whether pages of other hosts may be shown as images (false in bundles for reading offline).
    pub remote_images: bool,
    /// The page that says where the book's pages come from, from the site's root.
    pub credits: Option<&'a str>,
    /// Stylesheets of the book's own, from the site's root.
    pub additional_css: &'a [String],
    /// Scripts of the book's own, from the site's root; they must be classic scripts.
    pub additional_js: &'a [String],
    /// Whether section numbers are left out of the contents.
    pub no_section_label: bool,
    /// The colours of a reader who has chosen none: `light`, `dark`, or anything else for what their system prefers.
    pub default_theme: &'a str,
    /// The book's repository, linked in the footer.
    pub repository: Option<Link<'a>>,
    /// The absolute address of the book's picture, when the site's is known.
    pub picture: Option<&'a str>,
    /// The view's feed of changed pages, from the site's root.
    pub feed: Option<&'a str>,
    /// The view's description for browsers that search the site by its address (OpenSearch), from the site's root.
    pub opensearch: Option<&'a str>,
    /// What the reader's choices are stored under in the browser: all books opened from folders share
    /// one store, so the key must be the book's own.
    pub storage_key: &'a str,
}

/// A link with its words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Link<'a> {
    /// What it says.
    pub text: &'a str,
    /// Where it leads.
    pub href: &'a str,
    /// Language of the words where it is not the page's, as BCP 47 has it.
    pub lang: Option<&'a str>,
}

/// One of the ways to read this page; the current one too.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ViewLink<'a> {
    /// The view's code: a variant (`zh-tw`) or `parallel`; empty for another language.
    pub code: &'a str,
    /// What its readers call it, in their script: 简体, 繁體, 對照.
    pub label: &'a str,
    /// Language of the label, and of the page it leads to, as BCP 47 has it.
    pub lang: &'a str,
    /// The same page in that view; empty if it is not there.
    pub href: &'a str,
    /// Whether it is the one being read.
    pub current: bool,
}

/// The same page in another language or script, for search engines.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Alternate<'a> {
    /// BCP 47, or `x-default`.
    pub hreflang: &'a str,
    /// Absolute address: search engines take no other.
    pub href: &'a str,
}

/// What every kind of page has.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame<'a> {
    /// Language of the page as it is rendered, BCP 47: `zh-Hant-TW`.  The theme's words follow it too.
    pub lang: &'a str,
    /// The view's code: `zh-tw`, `parallel`; empty outside of any view.
    pub view: &'a str,
    /// The way to the site's root: empty, or steps up that end in a slash (`../../`).
    pub root: &'a str,
    /// The page's title as text, in the view's script.
    pub title: &'a str,
    /// What the page is about in a sentence, for search engines and link previews; may be empty.
    pub description: &'a str,
    /// All ways to read this page; empty or a single one: no switch is shown.
    pub views: &'a [ViewLink<'a>],
    /// The page's own absolute address; `None` when the site's address is not known.
    pub canonical: Option<&'a str>,
    /// All views of the page, this one among them; only when the site's address is known.
    pub alternates: &'a [Alternate<'a>],
    /// Style sheets that the page's templates ask for, from the site's root.
    pub styles: &'a [String],
    /// The page as linked data (JSON-LD), only when the site's address is known.
    pub json_ld: Option<Html<'a>>,
    /// Where the page's Markdown lies, if it is published.
    pub markdown_href: Option<&'a str>,
}

/// A page of the book in one view.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page<'a> {
    /// The heading, which may hold markup (`{{DISPLAYTITLE:…}}`); `None`: the frame's title.
    pub heading: Option<Html<'a>>,
    /// The page's content.
    pub body: Html<'a>,
    /// Language of the content where it is not the frame's: a page with `__NOCONTENTCONVERT__`, an English page.
    pub body_lang: Option<&'a str>,
    /// The page's sections; empty: no contents are shown.
    pub toc: &'a [TocEntry<'a>],
    /// Pages nearby, for the left column: see `PageTree::around`.
    pub pages: PageList,
    /// The way from the book's first page, this one left out.
    pub breadcrumbs: &'a [Link<'a>],
    /// The page before.
    pub prev: Option<Link<'a>>,
    /// The page after.
    pub next: Option<Link<'a>>,
    /// The page's categories.
    pub categories: &'a [Link<'a>],
    /// The page in other languages (interlanguage links).
    pub languages: &'a [Link<'a>],
    /// The page's references for reference managers: a link for each format.
    pub references: &'a [Link<'a>],
    /// How this page itself is cited.
    pub citation: Option<PageCitation<'a>>,
    /// Small signs that stand beside the heading (`<indicator>`).
    pub indicators: &'a [Html<'a>],
    /// Where the pages that link to this one are listed.
    pub links_here: Option<&'a str>,
    /// Where the page can be changed.
    pub edit_href: Option<&'a str>,
    /// Where earlier forms of the page's source can be seen.
    pub history_href: Option<&'a str>,
    /// Where the page comes from, for attribution: its address on the wiki, its history.
    pub source: Option<Link<'a>>,
    /// Where the page comes from, if it was imported.
    pub attribution: Option<Attribution<'a>>,
    /// When it was last changed: the page's own date, or the book's.
    pub modified: Option<Date<'a>>,
    /// How many minutes it takes to read; 0 for a few lines.
    pub minutes: usize,
    /// The conversion rules that the page gave itself, if it did.
    pub rules: Option<Rules<'a>>,
    /// Leave the page out of search engines and the book's own search.
    pub noindex: bool,
}

/// How a page of the book is cited.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageCitation<'a> {
    /// As a line of a bibliography.
    pub text: &'a str,
    /// As an entry of a BibLaTeX file.
    pub bibtex: &'a str,
}

/// A page with its views side by side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Parallel<'a> {
    /// The columns, in order.
    pub columns: &'a [Column<'a>],
    /// Blocks that belong together, in order.
    pub rows: &'a [Row<'a>],
    /// The page's sections.
    pub toc: &'a [TocEntry<'a>],
    /// Pages nearby.
    pub pages: PageList,
    /// The page before.
    pub prev: Option<Link<'a>>,
    /// The page after.
    pub next: Option<Link<'a>>,
    /// In how many places words differ by more than script.
    pub differences: usize,
    /// Those words, each once; places refer to them by their number, from 0.
    pub words: &'a [Word<'a>],
    /// Where the page comes from, if it was imported.
    pub attribution: Option<Attribution<'a>>,
}

/// A word that differs between the columns.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Word<'a> {
    /// As the page's source has it; empty if it is in none of the columns' texts alone.
    pub from: &'a str,
    /// As each column has it.
    pub shown: [&'a str; 2],
    /// Why: `page`, `group`, `mark`, `book` or `table`.
    pub by: &'a str,
    /// The name of the group.
    pub group: Option<&'a str>,
    /// All texts of the rule; empty for a table's word.
    pub texts: Vec<RuleText>,
}

/// A page's conversion rules, as far as a reader may want to see them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rules<'a> {
    /// The texts of the rule that gave the page its title.
    pub title: Vec<RuleText>,
    /// Rules by which words of this view were found.
    pub used: Vec<Rule<'a>>,
    /// The page's own rules by which none was.
    pub unused: Vec<Rule<'a>>,
    /// How many more there are, those of groups aside.
    pub more: usize,
    /// The glossary groups that the page takes over.
    pub groups: Vec<RuleGroup<'a>>,
}

/// A conversion rule.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rule<'a> {
    /// The glossary group that it comes from.
    pub group: Option<&'a str>,
    /// What it says.
    pub texts: Vec<RuleText>,
}

/// One text of a rule.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleText {
    /// The variant, as its readers call it; empty for a word that stays what it is in all of them.
    pub name: &'static str,
    /// Its language, BCP 47.
    pub lang: &'static str,
    /// What becomes the text, in rules that hold in one direction only.
    pub from: Option<String>,
    /// The text.
    pub text: String,
}

/// A glossary group.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct RuleGroup<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many rules it has.
    pub count: usize,
    /// How many of them found a word on the page.
    pub used: usize,
}

/// Where an imported page comes from and whose it is: what its licence asks every copy to tell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Attribution<'a> {
    /// The page on its wiki, named after the wiki.
    pub source: Option<Link<'a>>,
    /// The revision that was imported, named by its number.
    pub revision: Option<Link<'a>>,
    /// When that was made, for machines; may be empty.
    pub time: &'a str,
    /// The day of it.
    pub date: Option<&'a str>,
    /// Who wrote it, as one text; may be empty.
    pub authors: &'a str,
    /// How many authors more.
    pub more_authors: usize,
    /// Only the author of the last revision is known.
    pub last_only: bool,
    /// The page's history on its wiki, where all authors are.
    pub history_href: Option<&'a str>,
    /// What the text may be used for; its address may be empty.
    pub licence: Option<Link<'a>>,
}

/// The page that says where the pages of the book come from, or a part of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Credits<'a> {
    /// The wikis.
    pub wikis: &'a [CreditedWiki<'a>],
    /// The pages.
    pub pages: &'a [Credit<'a>],
    /// The other parts, where it is cut into parts.
    pub parts: &'a [Link<'a>],
}

/// A wiki that pages come from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CreditedWiki<'a> {
    /// Its name and address; the address may be empty.
    pub source: Link<'a>,
    /// What its text may be used for; the address may be empty.
    pub licence: Option<Link<'a>>,
    /// How many pages of the book come from it.
    pub count: usize,
}

/// One page on the page of credits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Credit<'a> {
    /// The page in the book.
    pub page: Link<'a>,
    /// See [`Attribution`], and so with all that follow.
    pub revision: Option<Link<'a>>,
    /// The day of the revision.
    pub date: Option<&'a str>,
    /// Who wrote it.
    pub authors: &'a str,
    /// How many authors more.
    pub more_authors: usize,
    /// Only the author of the last revision is known.
    pub last_only: bool,
    /// The page's history on its wiki.
    pub history_href: Option<&'a str>,
}

/// One column of the parallel view.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Column<'a> {
    /// The view it shows.
    pub view: &'a str,
    /// What its readers call it.
    pub label: &'a str,
    /// Its language, BCP 47.
    pub lang: &'a str,
    /// The page's heading in it.
    pub heading: Html<'a>,
    /// The page in that view alone.
    pub href: &'a str,
}

/// Blocks side by side, one a column; a single one reaches across all columns.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row<'a> {
    /// The blocks.  Ids stand in the first alone, since an id can stand on a page once.
    pub cells: Vec<Html<'a>>,
    /// Whether a word in it differs.
    pub differs: bool,
    /// Whether the blocks are too wide to stand side by side.
    pub wide: bool,
}

/// A section in a page's contents.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TocEntry<'a> {
    /// The heading's id.
    pub id: &'a str,
    /// Level of the heading, 2 to 6.
    pub level: u8,
    /// Number of the section: `2.1`; may be empty.
    pub number: &'a str,
    /// The heading's text, without links and notes.
    pub html: Html<'a>,
    /// Sections inside it.  At most [`MAX_TOC_DEPTH`] deep.
    pub children: Vec<TocEntry<'a>>,
}

/// Contents nest no deeper than headings do: templates call themselves for each level, and Tera stops at twenty.
pub const MAX_TOC_DEPTH: usize = 6;

/// Pages nearby: see `PageTree`, which makes what is shared between pages once.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageList {
    /// The pages, nested as the book nests them: each a [`PageEntry`].
    pub entries: Vec<tera::Value>,
    /// The page being read, by its place in reading order.
    pub current: Option<usize>,
    /// The way from the page being read to the view's folder: empty, or steps up that end in a slash.
    pub up: String,
    /// Where all pages are listed, when `entries` leaves some out.
    pub all_href: Option<String>,
}

/// One page in the left column.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageEntry<'a> {
    /// Its place in reading order.
    pub index: u32,
    /// Its title.
    pub title: &'a str,
    /// Where it is, from the view's folder; `None` for a folder without a page of its own.
    pub href: Option<&'a str>,
    /// Whether it is no page, but stands for pages of the folder that are left out.
    pub gap: bool,
    /// Pages inside it.
    pub children: &'a [tera::Value],
}

/// A day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Date<'a> {
    /// For machines: `2026-11-22`.
    pub iso: &'a str,
    /// For readers, in the page's language.
    pub text: &'a str,
}

/// The site's first page, which leads to a view.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Start<'a> {
    /// The views to choose from, each with its own first page; `parallel` may be among them.
    pub views: &'a [ViewLink<'a>],
    /// The view that is taken when the reader's languages match none.
    pub default_view: &'a str,
}

/// A page that only leads to another.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Redirect<'a> {
    /// Title of the page it leads to.
    pub title: &'a str,
    /// Where that is, fragment included.
    pub href: &'a str,
}

/// The list of all pages of a view, or one part of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AllPages<'a> {
    /// Pages under their first letter, or whatever the book sorts by.
    pub groups: &'a [Group<'a>],
    /// How many pages the book has.
    pub count: usize,
    /// The other parts of the list, where it is cut into parts.
    pub parts: &'a [Link<'a>],
    /// The references of the whole book for reference managers: a link for each format.
    pub references: &'a [Link<'a>],
    /// The same pages in another order.
    pub lists: &'a [Link<'a>],
}

/// The page that searches the book, for a query in its address.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchPage<'a> {
    /// The lists of all pages, which help where no script runs.
    pub lists: &'a [Link<'a>],
    /// Always true: by it the header knows that the page has a form of its own.
    pub searches: bool,
}

/// Pages under a common heading.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group<'a> {
    /// The heading.
    pub label: &'a str,
    /// An id for it that no other group has.
    pub id: &'a str,
    /// The pages.
    pub pages: &'a [Link<'a>],
}

/// What a category's page lists below its own text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Category<'a> {
    /// Its subcategories.
    pub subcategories: &'a [Link<'a>],
    /// Its pages.
    pub groups: &'a [Group<'a>],
    /// How many pages it has.
    pub count: usize,
    /// What the list is called; `None` for the pages of a category.
    pub heading: Option<&'a str>,
    /// The other parts of the list, where it is cut into parts.
    pub parts: &'a [Link<'a>],
}

/// Names of the theme's files, from the site's root.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AssetNames {
    /// The one stylesheet.
    pub css: &'static str,
    /// The script that runs before anything is drawn.
    pub init: &'static str,
    /// The script that runs when the page is there.
    pub js: &'static str,
    /// The script of the parallel view.
    pub parallel: &'static str,
    /// The script of the site's first page.
    pub start: &'static str,
    /// The script of the page for addresses that lead nowhere.
    pub lost: &'static str,
    /// The script of a whole book in one page.
    pub single: &'static str,
    /// The mark of the book.
    pub seal: &'static str,
    /// The picture for previews of links; only in a site whose address is known.
    pub picture: &'static str,
    /// The script of the search form, which loads what searches when it is wanted.
    pub search: &'static str,
}

/// Where the theme's files lie in a site.
pub const ASSETS: AssetNames = AssetNames {
    css: "assets/taben.css",
    init: "assets/init.js",
    js: "assets/taben.js",
    parallel: "assets/parallel.js",
    start: "assets/start.js",
    lost: "assets/lost.js",
    single: "assets/single.js",
    seal: "assets/seal.svg",
    picture: "assets/picture.png",
    search: "assets/search.js",
};
