//! The content folder: which pages and other files it holds, and under which titles.
//!
//! A page's title is its file's name, percent-decoded (`%2F` is the `/` of a subpage).  A folder with the name
//! of a namespace (`Template/`, `模板/`) puts its pages there; other folders only keep things tidy.  Texts are
//! read one at a time, when they are asked for.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use walkdir::WalkDir;

use crate::cache::Stamp;
use crate::diag::Diagnostic;
use crate::emit::MARKER;
use crate::path::collision_key;
use crate::site::Site;
use crate::source::provenance::{FILE, Provenance, Records};
use crate::source::{SourceError, read_bytes, read_text};
use crate::title::{Namespace, Title};

/// How deep folders may lie in each other; deeper ones are not looked into.
const MAX_DEPTH: usize = 64;

/// What a page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// MediaWiki text: `.wiki`, `.mediawiki`, `.wikitext`.
    Wikitext,
    /// The Markdown of `docs/markdown.md`: `.md`.
    Markdown,
}

impl PageKind {
    /// The kind that a file's extension says, in any case; `None` if it is not a page's.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "wiki" | "mediawiki" | "wikitext" => Some(Self::Wikitext),
            "md" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// Where a page's record lies, and its fingerprint.
type RecordAt = (u64, u64);

/// One page of the content folder.
#[derive(Clone, Debug)]
pub struct PageFile {
    /// The page's title.
    pub title: Title,
    /// What it is written in.
    pub kind: PageKind,
    /// The file, relative to the content folder.
    pub path: PathBuf,
    /// By what its file is known to be the same later.
    pub stamp: Stamp,
    /// Where its record is among those of where pages come from, and its fingerprint; `None` if it has none.
    record: Option<RecordAt>,
}

/// A file that is no page: an image, a style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The file, relative to the content folder.
    pub path: PathBuf,
    /// How many bytes it has, and by what it is known to be the same later.
    pub stamp: Stamp,
}

impl Asset {
    /// The title of the file as MediaWiki's `File:` links name it; `None` if its name cannot be one.
    #[must_use]
    pub fn title(&self, site: &Site) -> Option<Title> {
        title_of(self.path.file_name()?, Namespace::FILE, site).ok().filter(|t| t.namespace() == Namespace::FILE)
    }
}

/// The content folder.
#[derive(Clone, Debug)]
pub struct SourceDir {
    book: PathBuf,
    root: PathBuf,
    shown: PathBuf,
    pages: Vec<PageFile>,
    by_title: FxHashMap<Title, u32>,
    assets: Vec<Asset>,
    sheets: FxHashMap<Title, PathBuf>,
    problems: Vec<(String, Diagnostic)>,
    records: Records,
    /// Titles of files whose names do not say them, by path.
    named: FxHashMap<String, Title>,
}

impl SourceDir {
    /// Looks through the folder `src` of the book at `book`, in the order of names.
    ///
    /// Names that cannot be titles, titles given twice and symbolic links are [`problems`](Self::problems), and
    /// what has one is left out.  Hidden files are passed over.
    ///
    /// # Errors
    /// If the folder, or one inside it, cannot be listed.
    pub fn open(book: &Path, src: &Path, site: &Site) -> Result<Self, SourceError> {
        let mut dir = Self::empty(book, src);
        dir.check_inside(src)?;
        dir.check_inside(&src.join(FILE))?;
        let recorded = dir.list_records(site)?;
        let walk = WalkDir::new(&dir.root).max_depth(MAX_DEPTH).follow_links(false).sort_by_file_name();
        // A site that was written into the content folder is no content.
        let is_site = |entry: &walkdir::DirEntry| entry.file_type().is_dir() && entry.path().join(MARKER).is_file();
        let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !(is_hidden(entry.file_name()) || is_site(entry));
        for entry in walk.into_iter().filter_entry(visible) {
            let entry = entry.map_err(|e| walk_error(e, &dir.root))?;
            let path = entry.path().strip_prefix(&dir.root).unwrap_or(entry.path()).to_owned();
            if entry.depth() == 0 {
                // A single file as content would be walked as itself; a folder is wanted.
                if !entry.path().is_dir() {
                    let source = std::io::Error::from(std::io::ErrorKind::NotADirectory);
                    return Err(SourceError::Io { path: dir.root, source });
                }
            } else if entry.path_is_symlink() {
                // It may lead out of the book, or around in a circle.
                let diagnostic = Diagnostic::warning("symbolic-link", "symbolic links are not followed").hint("copy the file here");
                dir.problem(&path, diagnostic);
            } else if entry.file_type().is_file() {
                let stamp = || entry.metadata().map(|metadata| Stamp::of(&metadata)).unwrap_or_default();
                match PageKind::of(&path) {
                    Some(kind) => dir.add_page(path, kind, stamp(), site),
                    None if dir.add_sheet(&path, site) => {}
                    None => dir.assets.push(Asset { path, stamp: stamp() }),
                }
            }
        }
        for (title, at) in recorded {
            if let Some(index) = dir.by_title.get(&title) {
                dir.pages[*index as usize].record = Some(at);
            }
        }
        Ok(dir)
    }

    /// A content folder that is not there yet.
    #[must_use]
    pub fn empty(book: &Path, src: &Path) -> Self {
        Self {
            book: book.to_owned(),
            root: book.join(src),
            shown: src.to_owned(),
            pages: Vec::new(),
            by_title: FxHashMap::default(),
            assets: Vec::new(),
            sheets: FxHashMap::default(),
            problems: Vec::new(),
            records: Records::default(),
            named: FxHashMap::default(),
        }
    }

    /// Lists the records of where pages come from: title and place of each.
    fn list_records(&mut self, site: &Site) -> Result<Vec<(Title, RecordAt)>, SourceError> {
        let mut recorded = Vec::new();
        let mut named = FxHashMap::default();
        let listed = Records::list(&self.root, |line, at, digest| {
            let Some(title) = Title::parse(&line.title, Namespace::MAIN, site) else { return };
            if let Some(file) = line.file {
                named.insert(collision_key(&file), title.clone());
            }
            recorded.push((title, (at, digest)));
        });
        let (records, bad) = listed.map_err(|source| SourceError::Io { path: self.root.join(FILE), source })?;
        if let Some(line) = bad.first() {
            let more = if bad.len() > 1 { format!(" and {} more", bad.len() - 1) } else { String::new() };
            let diagnostic = Diagnostic::warning("provenance", format!("line {line}{more} cannot be read: it says nothing of any page"))
                .hint("import the pages again, or take the line out");
            self.problem(Path::new(FILE), diagnostic);
        }
        self.records = records;
        self.named = named;
        Ok(recorded)
    }

    /// Notes the page at `path`, or why it is none.
    fn add_page(&mut self, path: PathBuf, kind: PageKind, stamp: Stamp, site: &Site) {
        let named = if self.named.is_empty() { None } else { self.named.get(&collision_key(&path.to_string_lossy().replace('\\', "/"))) };
        let title = match named.cloned().map_or_else(|| title_at(&path, site), Ok) {
            Ok(title) => title,
            Err(reason) => {
                let diagnostic = Diagnostic::error("file-name", reason)
                    .hint("rename the file; write characters that file names cannot hold as %XX, such as %2F for `/`");
                self.problem(&path, diagnostic);
                return;
            }
        };
        if let Some(&first) = self.by_title.get(&title) {
            let first = self.shown.join(&self.pages[first as usize].path);
            let diagnostic = Diagnostic::error("duplicate-title", format!("the page “{title}” is also in {}", first.display()))
                .hint("rename or remove one of the two; folders do not count, unless they are namespaces");
            self.problem(&path, diagnostic);
            return;
        }
        // More than 2³² pages cannot be: each takes a file.
        let index = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        self.by_title.insert(title.clone(), index);
        self.pages.push(PageFile { title, kind, path, stamp, record: None });
    }

    /// Notes a template's style sheet; false if the file is none.
    ///
    /// `Template/Box/styles.css` and `Template/Box%2Fstyles.css` are both `Template:Box/styles.css`.
    fn add_sheet(&mut self, path: &Path, site: &Site) -> bool {
        if path.extension().is_none_or(|ending| ending != "css") {
            return false;
        }
        let parts: Vec<&str> = path.iter().filter_map(OsStr::to_str).collect();
        let is_template = |part: &&str| {
            !part.starts_with(|c: char| c.is_lowercase())
                && site.namespaces.by_name(&percent_decode_str(part).decode_utf8_lossy()) == Some(Namespace::TEMPLATE)
        };
        let Some(at) = parts.iter().position(is_template) else { return false };
        let name = parts[at + 1..].join("/");
        let Ok(title) = title_of(OsStr::new(&name), Namespace::TEMPLATE, site) else { return false };
        self.sheets.entry(title).or_insert_with(|| path.to_owned());
        true
    }

    /// The titles of the style sheets of templates, in no order.
    pub fn sheets(&self) -> impl Iterator<Item = &Title> {
        self.sheets.keys()
    }

    /// Reads a style sheet; `None` if there is no file of that title.
    #[must_use]
    pub fn read_sheet(&self, title: &Title) -> Option<Result<String, SourceError>> {
        Some(read_text(&self.root.join(self.sheets.get(title)?)))
    }

    /// Notes what is wrong with a file.
    fn problem(&mut self, path: &Path, diagnostic: Diagnostic) {
        self.problems.push((self.shown.join(path).display().to_string(), diagnostic));
    }

    /// The files of one of the book's other folders (`templates`, `static`, the glossary), relative to it and in the
    /// order of their names; none if there is no such folder.
    ///
    /// # Errors
    /// If the folder, or one inside it, cannot be listed.
    pub fn book_files(&self, folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
        let root = self.book.join(folder);
        let mut files = Vec::new();
        if !root.is_dir() {
            return Ok(files);
        }
        self.check_inside(folder)?;
        let walk = WalkDir::new(&root).max_depth(MAX_DEPTH).follow_links(false).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name())) {
            let entry = entry.map_err(|e| walk_error(e, &root))?;
            if entry.file_type().is_file() {
                files.push(entry.path().strip_prefix(&root).unwrap_or(entry.path()).to_owned());
            }
        }
        Ok(files)
    }

    /// Reads a file of the book by its path from `book.toml`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read_book_file(&self, path: &Path) -> Result<Vec<u8>, SourceError> {
        self.check_inside(path)?;
        read_bytes(&self.book.join(path))
    }

    /// Makes sure that a path of `book.toml`, if it is there, is inside the book, symbolic links resolved: books come from
    /// strangers too, and what they name is published.
    fn check_inside(&self, path: &Path) -> Result<(), SourceError> {
        let book = if self.book.as_os_str().is_empty() { Path::new(".") } else { &self.book };
        match (fs::canonicalize(book), fs::canonicalize(self.book.join(path))) {
            (Ok(book), Ok(found)) if !found.starts_with(&book) => Err(SourceError::Outside { path: path.to_owned() }),
            // What is not there is told by whoever reads it.
            _ => Ok(()),
        }
    }

    /// The content folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The pages, in the order of their files' names.
    #[must_use]
    pub fn pages(&self) -> &[PageFile] {
        &self.pages
    }

    /// The page with exactly that title.
    #[must_use]
    pub fn page(&self, title: &Title) -> Option<&PageFile> {
        self.by_title.get(title).map(|i| &self.pages[*i as usize])
    }

    /// Where a page comes from, if it was imported.  The file is read for each call.
    #[must_use]
    pub fn provenance(&self, page: &PageFile) -> Option<Provenance> {
        self.records.read(page.record?.0).filter(|record| !record.title.is_empty())
    }

    /// The fingerprint of what is said of where a page comes from; 0 if nothing is.
    #[must_use]
    pub fn provenance_digest(&self, page: &PageFile) -> u64 {
        page.record.map_or(0, |(_, digest)| digest)
    }

    /// The page with exactly that title, by its place among all.
    #[must_use]
    pub fn index(&self, title: &Title) -> Option<usize> {
        self.by_title.get(title).map(|i| *i as usize)
    }

    /// Where pages come from at all.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The other files, in the order of their names.
    #[must_use]
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The name of a file that is no page, as messages have it: its path from the book's folder.
    #[must_use]
    pub fn shown_asset(&self, asset: &Asset) -> String {
        let path = self.shown.join(&asset.path);
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    /// What is wrong with files as such, and the file, as it is shown.
    #[must_use]
    pub fn problems(&self) -> &[(String, Diagnostic)] {
        &self.problems
    }

    /// The name of a page's file for messages and edit links: relative to the book, with `/`.
    #[must_use]
    pub fn shown(&self, page: &PageFile) -> String {
        let path = self.shown.join(&page.path);
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    /// Reads the text of the page whose file messages call `name` ([`Self::shown`]); `None` if it cannot be read.
    #[must_use]
    pub fn read_shown(&self, name: &str) -> Option<String> {
        let path = Path::new(name);
        let inside = path.strip_prefix(&self.shown).unwrap_or(path);
        let page = self.pages.iter().find(|page| page.path == inside)?;
        self.read(page).ok()
    }

    /// Reads a page's text.
    ///
    /// # Errors
    /// If the file cannot be read, or is not UTF-8 text.
    pub fn read(&self, page: &PageFile) -> Result<String, SourceError> {
        read_text(&self.root.join(&page.path))
    }

    /// Reads another file's bytes.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read_asset(&self, asset: &Asset) -> Result<Vec<u8>, SourceError> {
        read_bytes(&self.root.join(&asset.path))
    }
}

/// What walkdir could not do, with the place.
fn walk_error(error: walkdir::Error, root: &Path) -> SourceError {
    SourceError::Io {
        path: error.path().unwrap_or(root).to_owned(),
        source: error.into_io_error().unwrap_or_else(|| std::io::Error::other("the folder contains itself")),
    }
}

/// Whether a file is hidden or a leftover of an editor.
fn is_hidden(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.starts_with(b".") || bytes.ends_with(b"~") || bytes.starts_with(b"#")
}

/// The namespace that a folder's pages belong to: that of the innermost folder with a namespace's name.
///
/// The name must begin as a title does, with a capital if it is Latin: `help/` and `media/` are folders that
/// many books have, and mean nothing by it.
fn namespace_of(folder: &Path, site: &Site) -> Namespace {
    let names = folder.components().rev().filter_map(|part| part.as_os_str().to_str());
    names
        .filter(|name| !name.starts_with(|c: char| c.is_lowercase()))
        .filter_map(|name| site.namespaces.by_name(&percent_decode_str(name).decode_utf8_lossy()))
        .find(|namespace| namespace.0 >= 0)
        .unwrap_or(Namespace::MAIN)
}

/// The title that the path of a page's file stands for; or why it stands for none.
pub(crate) fn title_at(path: &Path, site: &Site) -> Result<Title, String> {
    let namespace = path.parent().map_or(Namespace::MAIN, |folder| namespace_of(folder, site));
    title_of(path.file_stem().unwrap_or_default(), namespace, site)
}

/// The title that a file's name, without its extension, stands for; or why it stands for none.
pub(super) fn title_of(name: &OsStr, namespace: Namespace, site: &Site) -> Result<Title, String> {
    let name = name.to_str().ok_or("the file's name is not UTF-8 text")?;
    let decoded = percent_decode_str(name).decode_utf8().map_err(|_| "the file's name is not UTF-8 text when its %XX are read")?;
    Title::parse(&decoded, namespace, site)
        .filter(|title| title.namespace().0 >= 0)
        .ok_or_else(|| format!("“{decoded}” cannot be the title of a page"))
}

#[cfg(test)]
mod tests {

    use super::*;

    /// A book with these files.
    fn book(files: &[(&str, &[u8])]) -> (tempfile::TempDir, SourceDir) {
        let dir = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = dir.path().join("content").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let source = SourceDir::open(dir.path(), Path::new("content"), &Site::new("zh")).unwrap();
        (dir, source)
    }

    fn titles(source: &SourceDir) -> Vec<String> {
        source.pages().iter().map(|p| p.title.full()).collect()
    }

    #[test]
    fn titles_come_from_paths() {
        let (_dir, source) = book(&[
            ("首頁.wiki", b""),
            ("foo_bar.mediawiki", b""),
            ("A%2FB.wikitext", b""),
            ("guide/Install.md", b""),
            ("Template/cite web.wiki", b""),
            ("模板/sub/Note.wiki", b""),
            ("Template%3AQ.wiki", b""),
            ("help/Me.md", b""),
            ("File/A.png", b"x"),
            ("File/A.png.wiki", b"x"),
            (".hidden/x.wiki", b""),
            ("site/.taben-site", b""),
            ("site/x.md", b""),
            ("x.wiki~", b""),
        ]);
        let mut found = titles(&source);
        found.sort();
        assert_eq!(found, ["A/B", "File:A.png", "Foo bar", "Install", "Me", "Template:Cite web", "Template:Note", "Template:Q", "首頁"]);
        assert!(source.problems().is_empty());
        assert_eq!(source.assets().iter().map(|a| (a.path.as_path(), a.stamp.size)).collect::<Vec<_>>(), [(Path::new("File/A.png"), 1)]);
        assert_eq!(source.assets()[0].title(&Site::new("zh")).unwrap().full(), "File:A.png");
        let page = source.pages().iter().find(|p| p.title.name() == "Install").unwrap();
        assert_eq!(source.shown(page), "content/guide/Install.md");
        assert!(source.page(&page.title).is_some());
    }

    #[test]
    fn files_that_cannot_be_pages_are_problems() {
        let (_dir, source) = book(&[("a/X.wiki", b""), ("b/X.md", b""), ("a[b].wiki", b""), ("%ff.wiki", b""), ("Special%3AX.wiki", b"")]);
        let codes: Vec<_> = source.problems().iter().map(|(file, d)| (file.as_str(), d.code)).collect();
        assert_eq!(
            codes,
            [
                ("content/%ff.wiki", "file-name"),
                ("content/Special%3AX.wiki", "file-name"),
                ("content/a[b].wiki", "file-name"),
                ("content/b/X.md", "duplicate-title"),
            ]
        );
        assert!(source.problems()[3].1.message.contains("content/a/X.wiki"));
        assert_eq!(titles(&source), ["X"]);
    }

    #[test]
    fn bytes_that_are_not_text_are_named() {
        let (_dir, source) = book(&[("A.wiki", b"ab\xffc"), ("B.wiki", b"\xef\xbb\xbfb\r\nc\rd")]);
        match source.read(&source.pages()[0]) {
            Err(e @ SourceError::NotUtf8 { offset: 2, .. }) => assert!(e.is_content()),
            other => panic!("{other:?}"),
        }
        assert_eq!(source.read(&source.pages()[1]).unwrap(), "b\nc\nd");
    }

    #[test]
    fn a_missing_folder_is_an_error_with_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let error = SourceDir::open(dir.path(), Path::new("content"), &Site::new("zh")).unwrap_err();
        assert!(!error.is_content());
        assert!(error.to_string().ends_with("content"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("content/P.wiki")).unwrap();
        std::os::unix::fs::symlink("..", dir.path().join("content/up")).unwrap();
        let source = SourceDir::open(dir.path(), Path::new("content"), &Site::new("zh")).unwrap();
        assert!(source.pages().is_empty());
        assert_eq!(source.problems().len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_book_names_does_not_lead_out_of_it() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(other.path().join("secret.css"), "x").unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        std::os::unix::fs::symlink(other.path(), dir.path().join("linked")).unwrap();
        std::os::unix::fs::symlink(other.path().join("secret.css"), dir.path().join("a.css")).unwrap();
        let site = Site::new("zh");
        for src in ["linked", "/etc", ".."] {
            let error = SourceDir::open(dir.path(), Path::new(src), &site).err().unwrap();
            assert!(matches!(error, SourceError::Outside { .. }), "{src}: {error}");
        }
        let records = dir.path().join("content").join(FILE);
        std::os::unix::fs::symlink("/dev/zero", &records).unwrap();
        assert!(matches!(SourceDir::open(dir.path(), Path::new("content"), &site), Err(SourceError::Outside { .. })));
        fs::remove_file(&records).unwrap();
        let source = SourceDir::open(dir.path(), Path::new("content"), &site).unwrap();
        for file in ["a.css", "linked/secret.css", "/etc/hostname"] {
            assert!(matches!(source.read_book_file(Path::new(file)), Err(SourceError::Outside { .. })), "{file}");
        }
        assert!(matches!(source.book_files(Path::new("linked")), Err(SourceError::Outside { .. })));
        assert!(source.book_files(Path::new("content")).unwrap().is_empty());
        // The book itself may be reached through a link.
        std::os::unix::fs::symlink(dir.path(), other.path().join("book")).unwrap();
        assert!(SourceDir::open(&other.path().join("book"), Path::new("content"), &site).is_ok());
    }
}
